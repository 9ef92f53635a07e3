//! The group "Diagnose" of commands, which check the installation and examine calls.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::super::wished::resolutions;
use super::ASTERISK_CONF;
use ferrofax_basics::UnixMs;
use ferrofax_ground::t4::Resolution;
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{DeviceName, FaxId, RecordId};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum DiagnoseCommand {
    /// Check everything that sending and receiving faxes needs, from disk to trunk
    Check(Check),
    /// Run all checks, then fax a test page to a device and compare the received page
    Selftest(Selftest),
    /// List call recordings; explain, replay, export or draw a recorded call
    Call(Box<Call>),
    /// Show or delete what Ferrofax has learned about fax numbers in earlier calls
    Numbers(Numbers),
    /// Print metrics for monitoring, or check the health of this machine
    Show(Show),
    /// Convert a document or a mail to fax pages, as PDF, TIFF or PNG
    Convert(Convert),
    /// Read the words and the codes on the pages of a fax; make a PDF that can be searched
    Read(Read),
    /// Verify a proof of sending; this needs neither a spool nor the server that made it
    Verify(VerifyProof),
}

/// The end of the help of `ferrofax check` and `ferrofax selftest`: how to read their output.
const CHECKED: &str = "\
The command prints one line for each check: `ok` and the state that was found, or `FAIL`, the reason
and how to fix the fault.

Exit codes: 0 all checks passed, 1 a check failed.";

/// The arguments of `ferrofax check`.
#[derive(Args, Debug)]
#[command(after_help = CHECKED)]
pub(in crate::cli) struct Check {
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
    #[command(flatten)]
    pub(in crate::cli) around: Around,
}

/// The options that `ferrofax check` and `ferrofax selftest` share, apart from the spool and the
/// settings of the service.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Around {
    /// The settings file asterisk.conf of Asterisk; ferrofax.conf is expected in the same folder
    #[arg(long, default_value = ASTERISK_CONF, value_name = "FILE")]
    pub(in crate::cli) asterisk_conf: PathBuf,
    /// For tests: the present time, instead of the time by the machine's clock.
    #[arg(long, hide = true, value_name = "UNIX_MS", allow_hyphen_values = true)]
    now: Option<i64>,
}

impl Around {
    /// The present time, which a test can set.
    pub(in crate::cli) fn now(&self) -> UnixMs {
        self.now.map_or_else(UnixMs::now, UnixMs)
    }
}

/// The arguments of `ferrofax selftest`.
#[derive(Args, Debug)]
#[command(after_help = CHECKED)]
pub(in crate::cli) struct Selftest {
    /// The device that sends the test page [default: the first device that may send]
    #[arg(long, value_name = "DEVICE")]
    pub(in crate::cli) from: Option<DeviceName>,
    /// The device that receives the test page [default: another device that may receive]
    #[arg(long, value_name = "DEVICE")]
    pub(in crate::cli) to: Option<DeviceName>,
    /// Send a second test page, over the trunk, to this number, which must lead back to a device of
    /// this PBX. This call is charged, and your user must be allowed to send to the number
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(in crate::cli) via: Option<String>,
    /// Mail the received test pages to the mailboxes of the device, like every received fax;
    /// without this option the pages are mailed to the faxmaster (the administrator)
    #[arg(long)]
    pub(in crate::cli) deliver: bool,
    /// The longest wait in seconds for each fax and its mail
    #[arg(long, value_name = "SECONDS", default_value_t = 180, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(in crate::cli) timeout: u64,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
    #[command(flatten)]
    pub(in crate::cli) around: Around,
}

/// The arguments of `ferrofax call`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ferrofax call list --failed
  ferrofax call show --job 17
  ferrofax call export 42 --pcap call.pcap --received pages.tif")]
pub(in crate::cli) struct Call {
    #[command(subcommand)]
    pub(in crate::cli) work: CallWork,
}

/// A subcommand of `ferrofax call`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum CallWork {
    /// List call recordings, the newest first
    List(WhichCalls),
    /// Explain a recorded call: the signals of both fax machines, the fault and how to fix it
    Show(ShowCall),
    /// Run a recorded call again, with the same or with other settings; nobody is called
    Replay(Replay),
    /// Draw a recorded call as a sequence chart
    Draw(Draw),
    /// Write a recorded call to files for other programs: sound, T.38 packets, fax pages, JSON
    Export(Export),
}

/// The arguments of `ferrofax call list`, which choose the call recordings that are listed.
#[derive(Args, Debug)]
pub(in crate::cli) struct WhichCalls {
    /// List only the call of this received fax
    #[arg(long, value_name = "FAX")]
    pub(in crate::cli) fax: Option<FaxId>,
    /// List only calls for this job
    #[arg(long, value_name = "JOB")]
    pub(in crate::cli) job: Option<JobId>,
    /// List only calls that failed
    #[arg(long)]
    pub(in crate::cli) failed: bool,
    /// List at most N call recordings; 0 for all
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub(in crate::cli) limit: u32,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The call recording that a subcommand works on.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(in crate::cli) struct WhichRecord {
    /// The number of the call recording, as `ferrofax call list` shows it
    pub(in crate::cli) record: Option<RecordId>,
    /// Use the recording of the call in which this fax was received
    #[arg(long, value_name = "FAX")]
    pub(in crate::cli) fax: Option<FaxId>,
    /// Use the recording of the last call for this job
    #[arg(long, value_name = "JOB")]
    pub(in crate::cli) job: Option<JobId>,
    /// Read the call recording from this file instead of the spool
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) file: Option<PathBuf>,
}

/// The arguments of `ferrofax call show`.
#[derive(Args, Debug)]
pub(in crate::cli) struct ShowCall {
    #[command(flatten)]
    pub(in crate::cli) which: WhichRecord,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The arguments of `ferrofax call replay`.
#[derive(Args, Debug)]
#[command(after_help = "\
The signals of the remote fax machine are played from the call recording, so they do not react to
other settings. With other settings, the result is valid only up to the point at which Ferrofax
sends something else than in the recorded call.

Exit codes: 0 the result is that of the recorded call, or settings were changed (--with); 1 the
result differs from that of the recorded call; 2 the command was refused.")]
pub(in crate::cli) struct Replay {
    #[command(flatten)]
    pub(in crate::cli) which: WhichRecord,
    /// Change a setting: max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh, level=-15
    #[arg(long, value_name = "SETTING", num_args = 1.., allow_hyphen_values = true)]
    pub(in crate::cli) with: Vec<String>,
}

/// The arguments of `ferrofax call draw`.
#[derive(Args, Debug)]
pub(in crate::cli) struct Draw {
    #[command(flatten)]
    pub(in crate::cli) which: WhichRecord,
    /// The new file to write: its name ends in .svg or .png
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: PathBuf,
}

/// The arguments of `ferrofax call export`.
#[derive(Args, Debug)]
#[command(after_help = "\
The exported files contain the fax pages and the station IDs. The command creates new files only: it
is refused if one of the files exists.")]
pub(in crate::cli) struct Export {
    #[command(flatten)]
    pub(in crate::cli) which: WhichRecord,
    /// Write the sound of the call to this WAV file: the received sound in the left channel, the
    /// sent sound in the right channel
    #[arg(long, value_name = "WAV")]
    pub(in crate::cli) wav: Option<PathBuf>,
    /// Write the T.38 packets of the call to this file, for Wireshark
    #[arg(long, value_name = "PCAP")]
    pub(in crate::cli) pcap: Option<PathBuf>,
    /// Write the received pages to this TIFF file
    #[arg(long, value_name = "TIFF")]
    pub(in crate::cli) received: Option<PathBuf>,
    /// Write to this TIFF file the pages that Ferrofax had to send in the call
    #[arg(long, value_name = "TIFF")]
    pub(in crate::cli) sent: Option<PathBuf>,
    /// Write all data about the call to this JSON file
    #[arg(long, value_name = "JSON")]
    pub(in crate::cli) json: Option<PathBuf>,
    /// Write the call recording itself to this file, which other installations of Ferrofax can read
    #[arg(long = "as-record", value_name = "RECORD", conflicts_with_all = ["wav", "pcap", "received", "sent", "json"])]
    pub(in crate::cli) as_record: Option<PathBuf>,
    /// Leave out numbers, names and pages, so that you can give the recording to others
    #[arg(long, requires = "as_record")]
    pub(in crate::cli) anonymous: bool,
}

/// The arguments of `ferrofax numbers`. Without a number the command lists the numbers that were
/// called last.
#[derive(Args, Debug)]
#[command(after_help = "\
In ferrofax.conf, `number_memory` sets whether Ferrofax stores what it learns about fax numbers, and
`number_memory_days` for how many days. `number_memory_without` names numbers about which Ferrofax
stores nothing.

Examples:
  ferrofax numbers
  ferrofax numbers 09912700619
  ferrofax numbers --forget 09912700619")]
pub(in crate::cli) struct Numbers {
    /// Show only this fax number, written as for `ferrofax send`, or this trunk, for example
    /// PJSIP/provider
    #[arg(allow_hyphen_values = true)]
    pub(in crate::cli) number: Option<String>,
    /// Delete everything that Ferrofax has learned about this number, or this trunk
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true, conflicts_with_all = ["number", "json"])]
    pub(in crate::cli) forget: Option<String>,
    /// Show the trunks, and whether V.34 works on each of them
    #[arg(long, conflicts_with_all = ["number", "forget"])]
    pub(in crate::cli) trunks: bool,
    /// Show at most N fax numbers, those called last
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(in crate::cli) limit: u32,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// The arguments of `ferrofax show`.
#[derive(Args, Debug)]
pub(in crate::cli) struct Show {
    /// metrics: OpenMetrics text; health: one line for each check, exit code 1 if a check fails
    #[arg(value_enum)]
    pub(in crate::cli) what: Shown,
}

/// The argument of `ferrofax show`.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(in crate::cli) enum Shown {
    Metrics,
    Health,
}

/// The arguments of `ferrofax convert`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ferrofax convert invoice.pdf -o pages.pdf
  ferrofax convert letter.eml -o first-page.png
  ferrofax convert --fields --mode 2 letters.pdf")]
pub(in crate::cli) struct Convert {
    /// A mail (.eml) or a document: PDF, TIFF, a picture, HTML, text, …
    pub(in crate::cli) file: PathBuf,
    /// The file to write: .pdf, .tif or .tiff for all pages, .png for the first page
    #[arg(short, long, value_name = "FILE", required_unless_present = "fields")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Show the control fields (text such as the fax number) on each page, and the faxes that would
    /// be sent; nothing is sent
    #[arg(long, conflicts_with = "output")]
    pub(in crate::cli) fields: bool,
    /// How control fields (texts such as @@+FAX:…@@ in the document) are used: mode 1, 2 or 3, as
    /// `mode` of `[fields]` in gateway.toml [default: the mode in gateway.toml]
    #[arg(long, value_name = "MODE", requires = "fields", value_parser = ["1", "2", "3"])]
    pub(in crate::cli) mode: Option<String>,
    /// Show the control fields (texts such as @@+FAX:…@@) as if this user had printed the document
    #[arg(long, value_name = "NAME", requires = "fields", default_value = "")]
    pub(in crate::cli) user: String,
    /// The finest resolution of the fax pages: standard, fine or superfine [default: fine; pages
    /// that already are fax pages keep their resolution]
    #[arg(long, value_parser = resolutions(), hide_possible_values = true)]
    pub(in crate::cli) resolution: Option<Resolution>,
    /// Convert each page with colours or greys to two forms: one in black and white, and one in
    /// colour. A .pdf shows the form in colour, a .tif contains both
    #[arg(long, visible_alias = "color", conflicts_with = "fields")]
    pub(in crate::cli) colour: bool,
}

/// The arguments of `ferrofax read`.
#[derive(Args, Debug)]
#[command(after_help = "\
The words are read by Tesseract, which must be installed (on Debian: apt install tesseract-ocr).
Codes are QR codes, Data Matrix, PDF417, Code 39 and Code 128.

Examples:
  ferrofax read fax.tif
  ferrofax read --languages deu+eng fax.tif -o fax.pdf
  ferrofax read --json fax.pdf")]
pub(in crate::cli) struct Read {
    /// A fax, or another document: TIFF, PDF, a picture, …
    pub(in crate::cli) file: PathBuf,
    /// Write a PDF whose words can be searched and copied (PDF/A-2b)
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// The languages of the text, as Tesseract names them, with a + between them
    #[arg(long, value_name = "LANGUAGES", default_value = "eng")]
    pub(in crate::cli) languages: String,
    /// Print JSON: the words and codes of each page, with their places in mm
    #[arg(long, conflicts_with = "output")]
    pub(in crate::cli) json: bool,
}

/// The arguments of `ferrofax verify`.
#[derive(Args, Debug)]
#[command(after_help = "\
Exit codes: 0 the proof is valid, 1 it is not valid, or --certificate is missing; 2 the command was
refused.

Examples:
  ferrofax verify proof.pdf --certificate certificates.pem
  ferrofax verify proof.pdf --certificate certificates.pem --json
  ferrofax verify proof.pdf --certificate certificates.pem --time-stamp-authorities tsa.pem")]
pub(in crate::cli) struct VerifyProof {
    /// The proof: a PDF
    pub(in crate::cli) file: PathBuf,
    /// Trust the certificates in this PEM file: those of the server that made the proof
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) certificate: Option<PathBuf>,
    /// Trust the authorities in this PEM file for time stamps, instead of the system's authorities
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) time_stamp_authorities: Option<PathBuf>,
    /// Print JSON: the findings, the certificates, and the facts of the proof
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// For tests: the present time, instead of the time by the machine's clock.
    #[arg(long, hide = true, value_name = "UNIX_MS", allow_hyphen_values = true)]
    pub(in crate::cli) now: Option<i64>,
}
