//! The command `ferrofax node`, for several machines with a shared database.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use ferrofax_spool::FaxId;
use ferrofax_spool::jobs::JobId;

/// The arguments of `ferrofax node`. Without a subcommand it does the same as `ferrofax node
/// status`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ferrofax node
  ferrofax node jobs
  ferrofax node drain --wait --within 600")]
pub(in crate::cli) struct NodeWords {
    #[command(subcommand)]
    pub(in crate::cli) work: Option<NodeWork>,
    /// Print JSON
    #[arg(long, global = true)]
    pub(in crate::cli) json: bool,
}

/// A subcommand of `ferrofax node`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum NodeWork {
    /// Show all nodes, and how many faxes this node has copied and must still copy to the database
    Status,
    /// Compare this node's received faxes with those in the shared database (pages, hashes)
    Compare {
        /// Read each document from the shared database and hash it again
        #[arg(long)]
        octets: bool,
    },
    /// List received faxes of all nodes
    Faxes {
        /// Show at most N faxes, the newest
        #[arg(long, default_value_t = 20, value_name = "N")]
        limit: u32,
    },
    /// Copy a fax's document (TIFF-F) from the shared database to a file, and check its hash
    Fetch {
        /// The fax's number in the shared database, as `ferrofax node faxes` shows it
        #[arg(value_name = "FAX")]
        fax: FaxId,
        /// The file to which the document is copied; it must not exist yet
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Delete faxes and their documents from the shared database; nodes do not upload them again
    Delete {
        /// The faxes' numbers in the shared database, as `ferrofax node faxes` shows them
        #[arg(required = true, value_name = "FAX")]
        faxes: Vec<FaxId>,
    },
    /// List jobs of all nodes: waiting jobs in the order of sending, then finished jobs
    Jobs {
        /// Show at most N jobs
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: u32,
    },
    /// Show what all nodes have learned about fax numbers in earlier calls
    Numbers {
        /// Show only the facts about this fax number
        #[arg(value_name = "NUMBER")]
        number: Option<String>,
        /// Show at most N fax numbers, those called last
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: u32,
    },
    /// Cancel jobs in the shared database; a node that is sending a job ends its call
    Cancel(StoreJobs),
    /// Hold jobs in the shared database until they are released
    Hold(StoreJobs),
    /// Release held jobs in the shared database
    Release(StoreJobs),
    /// Retry jobs in the shared database now, including failed jobs
    Retry(StoreJobs),
    /// Upgrade the shared database's tables to this version of Ferrofax; run this on one node only
    Migrate,
    /// Encrypt all documents in the shared database with the newest encryption key of [node],
    /// including documents that are not encrypted yet. To continue an interrupted run, start the
    /// command again
    Rekey {
        /// Only count the documents that are encrypted with each encryption key
        #[arg(long)]
        count: bool,
    },
    /// Drain a node: it starts no more jobs, finishes its calls, and still receives faxes and
    /// uploads them to the shared database. The node remains drained until `ferrofax node undrain`,
    /// even after a restart
    Drain {
        /// The name of the node to drain [default: this machine]
        #[arg(value_name = "NODE")]
        node: Option<String>,
        /// Wait until the node makes no more calls and has uploaded all its faxes and jobs
        #[arg(long)]
        wait: bool,
        /// With --wait: wait at most this many seconds; then show the calls and uploads that are
        /// left, with exit code 1
        #[arg(long, value_name = "SECONDS", requires = "wait")]
        within: Option<u32>,
    },
    /// Let a drained node start jobs again
    Undrain {
        /// The name of the drained node [default: this machine]
        #[arg(value_name = "NODE")]
        node: Option<String>,
    },
    /// Remove a node that no longer exists from the list of nodes; the node's faxes are kept
    Forget {
        /// The name of the node to remove
        #[arg(value_name = "NODE")]
        node: String,
    },
}

/// The jobs of the shared database that a subcommand changes.
#[derive(Args, Debug)]
pub(in crate::cli) struct StoreJobs {
    /// The jobs' numbers in the shared database, as `ferrofax node jobs` shows them
    #[arg(required = true, value_name = "JOB")]
    pub(in crate::cli) jobs: Vec<JobId>,
}
