//! The group "Received" of commands, which list received faxes, and mail or print them again.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use ferrofax_basics::UnixMs;
use ferrofax_listeners::filing::FileFormat;
use ferrofax_spool::{DeviceName, FaxId};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ReceivedCommand {
    /// List received faxes, or show one fax; copy, mail or print faxes
    Faxes(Faxes),
    /// List junk faxes and calls of blocked callers, or release a fax that is not junk
    Junk(Junk),
    /// Test the rules that sort received faxes, and list how people corrected them
    #[command(subcommand)]
    Rules(RulesWork),
    /// Mail a received fax again; `ferrofax faxes mail` does the same
    #[command(hide = true)]
    MailAgain(MailAgain),
    /// Print a received fax again; `ferrofax faxes print` does the same
    #[command(hide = true)]
    PrintAgain(PrintAgain),
}

/// The arguments of `ferrofax faxes`. Without a subcommand it lists the received faxes.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  ferrofax faxes 5
  ferrofax faxes fetch --since 2026-03-01 /srv/faxes
  ferrofax faxes mail 5 --to anna@example.com")]
pub(in crate::cli) struct Faxes {
    #[command(subcommand)]
    pub(in crate::cli) work: Option<FaxesWork>,
    /// Show only this fax, with its pages, its mails and what users did with it
    #[arg(value_name = "FAX")]
    pub(in crate::cli) fax: Option<FaxId>,
    /// Show only faxes that this device received: extension@context
    #[arg(long, value_name = "DEVICE", conflicts_with = "fax")]
    pub(in crate::cli) device: Option<String>,
    /// Show at most N faxes, the newest
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(in crate::cli) limit: u32,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// A subcommand of `ferrofax faxes`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum FaxesWork {
    /// Copy received faxes into a folder, each with a JSON file; existing files are not overwritten
    Fetch(Fetch),
    /// Mail a received fax again, to its mailboxes or to other mail addresses
    Mail(MailAgain),
    /// Print a received fax again, on its device's printers or on other printers
    Print(PrintAgain),
}

/// The arguments of `ferrofax faxes fetch`.
#[derive(Args, Debug)]
pub(in crate::cli) struct Fetch {
    /// Copy only faxes of this device: extension, or extension@context
    #[arg(long, value_name = "DEVICE")]
    pub(in crate::cli) device: Option<DeviceName>,
    /// Copy only faxes that began at this time or later: 2026-03-01 or 2026-03-01T14:05:09
    #[arg(long, value_name = "TIME", value_parser = super::super::fetch::moment)]
    pub(in crate::cli) since: Option<UnixMs>,
    /// Copy only faxes with a higher number than FAX, but none that came after a fax that is still
    /// being received. For scripts that copy new faxes again and again
    #[arg(long, value_name = "FAX")]
    pub(in crate::cli) after: Option<FaxId>,
    /// The format of the files: pdf, or tiff (TIFF-F as in the spool)
    #[arg(long, value_enum, default_value_t = FileFormat::Pdf, hide_possible_values = true)]
    pub(in crate::cli) format: FileFormat,
    /// Write no JSON file about each copied fax
    #[arg(long)]
    pub(in crate::cli) no_json: bool,
    /// Print a line of JSON for each copied fax instead of the file's name
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// The existing folder for the copies; the spool's owner must be able to write to it
    #[arg(value_name = "DIR")]
    pub(in crate::cli) folder: PathBuf,
}

/// The arguments of `ferrofax junk`. Without a subcommand it lists junk faxes and blocked callers.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct Junk {
    #[command(subcommand)]
    pub(in crate::cli) work: Option<JunkWork>,
    /// Show at most N junk faxes and N blocked callers, the newest
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(in crate::cli) limit: u32,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// A subcommand of `ferrofax junk`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum JunkWork {
    /// Release faxes that are not junk: they are mailed and printed as if they had just arrived
    Release {
        /// The faxes' numbers, as `ferrofax junk` shows them
        #[arg(required = true, value_name = "FAX")]
        faxes: Vec<FaxId>,
    },
}

/// A subcommand of `ferrofax rules`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RulesWork {
    /// Show for received faxes which rules match, and who would get them; nothing is changed
    Test(RulesTest),
    /// List by rule the faxes that people moved to another device after the rules had decided
    Corrections(RulesCorrections),
}

/// The arguments of `ferrofax rules test`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ferrofax rules test
  ferrofax rules test 5 7 --json
  ferrofax --config new-rules.toml rules test")]
pub(in crate::cli) struct RulesTest {
    /// The faxes' numbers [default: the newest faxes that were read]
    #[arg(value_name = "FAX")]
    pub(in crate::cli) faxes: Vec<FaxId>,
    /// Test at most N faxes, the newest
    #[arg(long, default_value_t = 20, value_name = "N", conflicts_with = "faxes")]
    pub(in crate::cli) limit: u32,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The arguments of `ferrofax rules corrections`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ferrofax rules corrections
  ferrofax rules corrections --limit 500 --json")]
pub(in crate::cli) struct RulesCorrections {
    /// List at most N corrections, the newest
    #[arg(long, default_value_t = 100, value_name = "N")]
    pub(in crate::cli) limit: u32,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The arguments of `ferrofax faxes mail`.
#[derive(Args, Debug)]
pub(in crate::cli) struct MailAgain {
    /// The fax's number, as `ferrofax faxes` shows it
    pub(in crate::cli) fax: FaxId,
    /// Send the fax to this mail address instead of its mailboxes, or to a printer: print:NAME; may
    /// be repeated
    #[arg(long, value_name = "ADDRESS")]
    pub(in crate::cli) to: Vec<String>,
}

/// The arguments of `ferrofax faxes print`.
#[derive(Args, Debug)]
pub(in crate::cli) struct PrintAgain {
    /// The fax's number, as `ferrofax faxes` shows it
    pub(in crate::cli) fax: FaxId,
    /// Print the fax on this printer instead of the device's printers; may be repeated. NAME is the
    /// name in the option P(NAME) of FaxDevice in the dialplan
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) to: Vec<String>,
}
