//! The group "Send" of commands, which send documents, fetch documents from other fax machines, and
//! hold documents for them (polling).

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::super::wished::Wished;
use ferrofax_spool::HeldId;
use ferrofax_spool::wish::Wish;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SendCommand {
    /// Send documents as a fax to a fax number
    Send(Box<Send>),
    /// Fetch a document from a remote fax machine (polling)
    Poll(Box<Poll>),
    /// List, hold or remove documents that remote fax machines may fetch (polling)
    Polling(Polling),
    /// Hold documents for remote fax machines; `ferrofax polling hold` does the same
    #[command(hide = true)]
    HoldForPolling(HoldForPolling),
    /// List or remove held documents; `ferrofax polling` does the same
    #[command(hide = true)]
    Held(Held),
}

/// The arguments of `ferrofax send`. For an option that is not given, the settings of the device
/// and of ferrofax.conf apply.
#[derive(Args, Debug)]
#[command(after_help = "\
--from is not needed if the PBX has only one fax device, or if FERROFAX_FROM names the device.

Examples:
  ferrofax send 09912700619 invoice.pdf
  ferrofax send --from 2101 --at 20:00 --notify anna@example.com 09912700619 letter.pdf plan.tif
  ferrofax send --from 2101 --wait --json 09912700619 -")]
pub(in crate::cli) struct Send {
    #[arg(allow_hyphen_values = true, help = Wish::Number.row().help)]
    pub(in crate::cli) number: String,
    /// Documents (PDF, TIFF, pictures, HTML, text, …), sent in this order as one fax; - is
    /// standard input
    #[arg(required = true)]
    pub(in crate::cli) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) wished: Wished,
    /// Wait and show progress until the fax is sent (exit code 0) or has failed (1)
    #[arg(long)]
    pub(in crate::cli) wait: bool,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The arguments of `ferrofax poll`, which creates a job like `ferrofax send`.
#[derive(Args, Debug)]
#[command(after_help = "\
The fetched document is stored as a received fax of the device. Ferrofax mails it to the addresses
that get the reports about this job. Users who may send faxes from the device to a number may also
fetch documents from this number.

Examples:
  ferrofax poll --from 2101 09912700619
  ferrofax poll --from 2101 --sep 4711 --wait 09912700619
  ferrofax poll --from 2101 09912700619 order.pdf")]
pub(in crate::cli) struct Poll {
    /// The fax number of the machine that has the document, written as for `ferrofax send`
    #[arg(allow_hyphen_values = true)]
    pub(in crate::cli) number: String,
    /// Documents to send first in the same call
    #[arg(value_name = "FILE")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Fetch the document with this number (SEP): digits, * and #
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(in crate::cli) sep: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) wished: Wished,
    /// Wait and show progress until the document is fetched (exit code 0) or the job has failed (1)
    #[arg(long)]
    pub(in crate::cli) wait: bool,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The arguments of `ferrofax polling`. Without a subcommand it lists the held documents.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  ferrofax polling --device 2101
  ferrofax polling hold --device 2101 --once offer.pdf
  ferrofax polling remove 3")]
pub(in crate::cli) struct Polling {
    #[command(subcommand)]
    pub(in crate::cli) work: Option<PollingWork>,
    #[command(flatten)]
    pub(in crate::cli) list: WhichHeld,
}

/// A subcommand of `ferrofax polling`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum PollingWork {
    /// List the held documents, with the fax machines that fetched them
    List(WhichHeld),
    /// Hold documents at a device for remote fax machines to fetch
    Hold(HoldForPolling),
    /// Remove held documents, so that no fax machine can fetch them any more
    Remove(RemoveHeld),
}

/// The arguments of `ferrofax polling hold`.
#[derive(Args, Debug)]
#[command(after_help = "\
A remote fax machine that asks for a document (polling) gets the documents of this command as one
document, in the order in which the command names them. All users who may send faxes from the device
may also hold documents at the device.

Examples:
  ferrofax polling hold --device 2101 prices.pdf
  ferrofax polling hold --device 2101 --sep 4711 --pwd 1234 contract.pdf
  ferrofax polling hold --device 2101 --once offer.pdf")]
pub(in crate::cli) struct HoldForPolling {
    /// The documents to hold; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// The device that holds the documents: its extension, or extension@context
    #[arg(long, value_name = "DEVICE")]
    pub(in crate::cli) device: String,
    /// Give the documents only to calling fax machines that ask for this number (SEP): digits, *
    /// and #
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(in crate::cli) sep: Option<String>,
    /// Give the documents only to fax machines that send this password (PWD): digits, * and #
    #[arg(long, value_name = "PASSWORD", allow_hyphen_values = true)]
    pub(in crate::cli) pwd: Option<String>,
    /// Remove the documents after the first call that has fetched them
    #[arg(long)]
    pub(in crate::cli) once: bool,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The arguments of `ferrofax held`.
#[derive(Args, Debug)]
pub(in crate::cli) struct Held {
    #[command(subcommand)]
    pub(in crate::cli) work: Option<HeldWork>,
    #[command(flatten)]
    pub(in crate::cli) list: WhichHeld,
}

/// The held documents that a command lists.
#[derive(Args, Debug)]
pub(in crate::cli) struct WhichHeld {
    /// Show only documents that this device holds: its extension, or extension@context
    #[arg(long, value_name = "DEVICE")]
    pub(in crate::cli) device: Option<String>,
    /// Show documents that are no longer held, too
    #[arg(long)]
    pub(in crate::cli) all: bool,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// A subcommand of `ferrofax held`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum HeldWork {
    /// Remove held documents, so that no fax machine can fetch them any more
    Remove(RemoveHeld),
}

/// The arguments of `ferrofax polling remove`.
#[derive(Args, Debug)]
pub(in crate::cli) struct RemoveHeld {
    /// The documents' numbers, as `ferrofax polling` shows them
    #[arg(required = true, value_name = "DOCUMENT")]
    pub(in crate::cli) documents: Vec<HeldId>,
}
