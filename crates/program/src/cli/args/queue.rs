//! The group "Queue" of commands, which show and change jobs. A job is a fax to send.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use ferrofax_languages::Language;
use ferrofax_spool::jobs::{JobId, ShownState};
use ferrofax_spool::wish::Wish;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum QueueCommand {
    /// List jobs, or show one job with its pages and its history
    Jobs(Jobs),
    /// Cancel jobs; a call in progress for a job is ended
    Cancel(Which),
    /// Hold jobs: they are not sent until they are released
    Hold(Which),
    /// Release held jobs, so that they are sent
    Release(Which),
    /// Send waiting or failed jobs now, beginning with their first unconfirmed page
    Retry(Which),
    /// Change a job's priority
    Priority(Priority),
    /// Make a proof of sending for a job: a signed PDF that anyone can verify
    Proof(Proof),
    /// Give the recipient's number to a job that waits for it
    #[command(name = "set-number", alias = "number")]
    Number(GiveNumber),
}

/// The arguments of `ferrofax jobs`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ferrofax jobs --watch
  ferrofax jobs 17
  ferrofax jobs --state failed --device 2101@fax-devices --json")]
pub(in crate::cli) struct Jobs {
    /// Show only this job, with its pages and its history
    pub(in crate::cli) job: Option<JobId>,
    /// Print the list of jobs again every second, until Ctrl-C
    #[arg(long)]
    pub(in crate::cli) watch: bool,
    /// Show only jobs in these states, separated by commas; failed includes cancelled
    #[arg(long, value_delimiter = ',', value_name = "STATE", conflicts_with = "job")]
    #[arg(value_parser = states())]
    pub(in crate::cli) state: Vec<ShownState>,
    /// Show only jobs that this device sends: extension@context
    #[arg(long, value_name = "DEVICE", conflicts_with = "job")]
    pub(in crate::cli) device: Option<String>,
    /// Show only jobs to this number, or to numbers that contain these digits
    #[arg(long, value_name = "NUMBER", conflicts_with = "job")]
    pub(in crate::cli) number: Option<String>,
    /// Show only jobs with these words in the tag, recipient, company, subject, owner or file name
    #[arg(long, value_name = "WORDS", conflicts_with = "job")]
    pub(in crate::cli) search: Option<String>,
    /// Show at most N finished jobs
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(in crate::cli) limit: u32,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The parser for a state of a job.
fn states() -> impl TypedValueParser<Value = ShownState> {
    let names = PossibleValuesParser::new(ShownState::names());
    names.try_map(|name| ShownState::from_name(&name).ok_or("there is no such state"))
}

/// The jobs that a command changes, by their numbers.
#[derive(Args, Debug)]
pub(in crate::cli) struct Which {
    /// The jobs' numbers, as `ferrofax jobs` shows them
    #[arg(required = true)]
    pub(in crate::cli) jobs: Vec<JobId>,
}

/// The arguments of `ferrofax priority`.
#[derive(Args, Debug)]
pub(in crate::cli) struct Priority {
    /// The job's number, as `ferrofax jobs` shows it
    pub(in crate::cli) job: JobId,
    /// The new priority, from 0 (sent first) to 255
    pub(in crate::cli) priority: u8,
}

/// The arguments of `ferrofax set-number`.
#[derive(Args, Debug)]
pub(in crate::cli) struct GiveNumber {
    /// The job's number, as `ferrofax jobs` shows it
    pub(in crate::cli) job: JobId,
    #[arg(allow_hyphen_values = true, help = Wish::Number.row().help)]
    pub(in crate::cli) number: String,
}

/// The arguments of `ferrofax proof`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ferrofax proof 17 -o proof.pdf
  ferrofax proof 17 --language de -o proof.pdf
  ferrofax proof --certificates -o certificates.pem")]
pub(in crate::cli) struct Proof {
    /// The number of the job, which must have ended
    #[arg(required_unless_present_any = ["certificates", "new_key"], requires = "output")]
    pub(in crate::cli) job: Option<JobId>,
    /// Write this file, which must not exist
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// The language of the proof: en, de, es, fr, it, nl, pl or pt
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = language)]
    pub(in crate::cli) language: Language,
    /// Print the certificates that have signed proofs so far, by which proofs are verified
    #[arg(long, conflicts_with = "job")]
    pub(in crate::cli) certificates: bool,
    /// Replace the key that Ferrofax has made by a new one; old proofs can still be verified
    #[arg(long, conflicts_with_all = ["job", "certificates", "output"])]
    pub(in crate::cli) new_key: bool,
}

fn language(code: &str) -> Result<Language, String> {
    Language::of(code).ok_or_else(|| format!("'{code}' is no language of Ferrofax"))
}
