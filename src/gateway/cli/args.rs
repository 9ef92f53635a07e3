//! The words of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::t4::Resolution;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "ferrofax", version, about = "Sends faxes through Ferrofax, and shows how they fare.", long_about = None)]
#[command(after_help = "Exit codes: 0 done (with --wait: sent), 1 failed, 2 refused because of what was given.")]
pub(super) struct Arguments {
    /// The spool's folder, as `spool` in ferrofax.conf has it. Who may write it may send.
    #[arg(long, global = true, env = "FERROFAX_SPOOL", default_value = SPOOL, value_name = "DIR")]
    pub(super) spool: PathBuf,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Where ferrofax.conf puts the spool unless told otherwise.
const SPOOL: &str = "/var/spool/asterisk/ferrofax";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show what would be sent of a document: its fax pages as a PDF or TIFF file.
    Convert(Convert),
    /// Not for people: the child process that reads documents.
    #[command(hide = true, name = crate::gateway::convert::CHILD_WORD)]
    ConvertChild { resolution: Fineness, max_pages: u32 },
}

/// `ferrofax convert`
#[derive(Args, Debug)]
pub(super) struct Convert {
    /// The document: PDF, TIFF or text.
    pub(super) file: PathBuf,
    /// Where the pages go: a file that ends in .pdf, .tif or .tiff.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
    /// The finest resolution of the pages.
    #[arg(long, default_value = "fine")]
    pub(super) resolution: Fineness,
}

/// The resolutions that a sender chooses from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Fineness {
    /// 204 × 98 dots an inch: half the time of fine
    Standard,
    /// 204 × 196 dots an inch
    Fine,
    /// 204 × 391 dots an inch, where the receiver can
    Superfine,
}

impl From<Fineness> for Resolution {
    fn from(fineness: Fineness) -> Self {
        match fineness {
            Fineness::Standard => Self::Standard,
            Fineness::Fine => Self::Fine,
            Fineness::Superfine => Self::Superfine,
        }
    }
}
