//! A laboratory with a mail server. Faxes arrive as calls, and Ferrofax sends them as mails, whose
//! pages are read here.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use ferrofax::document::tiff;
use ferrofax::spool::{FaxId, ReceivedFax, Spool};
use ferrofax::t4::{Bitmap, Resolution};
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders};
use tempfile::TempDir;

use crate::laboratory::{Asterisk, CallReport, Laboratory};
use crate::smtp_sink::{Mail, Script, TestSink};
use crate::{pages, pbm};

/// Two PBXs, a mail server, and numbers to call from.
pub struct Exchange {
    pub lab: Laboratory,
    sink: TestSink,
    /// Opened when it exists.
    spool: OnceLock<Spool>,
    /// The folder of the sent documents.
    folder: TempDir,
    callers: AtomicU32,
}

/// The result of a call.
pub struct Delivery {
    /// The report of the sender.
    pub report: CallReport,
    /// The mails with the fax, in the order of their recipients.
    pub mails: Vec<Mail>,
}

/// How long a mail may take after the end of its call.
const MAIL_TIME: Duration = Duration::from_secs(30);

impl Exchange {
    /// Starts a laboratory. `devices` are lines for the context of the fax devices, in addition to
    /// those of `lab`'s own dialplan.
    pub fn start(name: &str, asterisk: Asterisk, devices: &[String]) -> Self {
        Self::start_with(name, asterisk, devices, &[])
    }

    /// Does the same, with additional options of `lab hold`.
    pub fn start_with(
        name: &str,
        asterisk: Asterisk,
        devices: &[String],
        options: &[&str],
    ) -> Self {
        let sink = TestSink::start(Script::default());
        let relay = sink.address().to_string();
        let lab = Laboratory::start_with(name, asterisk, &[&["--relay", &relay], options].concat());
        if !devices.is_empty() {
            let dialplan = lab.of("ours").join("etc/extensions.conf");
            let own = fs::read_to_string(&dialplan).expect("lab wrote it");
            fs::write(&dialplan, format!("{own}\n[fax-devices](+)\n{}\n", devices.join("\n")))
                .expect("it is ours");
            lab.console("dialplan reload");
        }
        lab.console("ferrofax set debug on");
        let folder = tempfile::tempdir().expect("a folder for the documents");
        Self { lab, sink, spool: OnceLock::new(), folder, callers: AtomicU32::new(0) }
    }

    /// Faxes these pages to a number, and waits for `mails` mails. Several threads may do this at
    /// the same time.
    pub fn fax(
        &self,
        to: &str,
        document: &[Bitmap],
        resolution: Resolution,
        mails: usize,
    ) -> Delivery {
        self.fax_by(None, to, document, resolution, mails)
    }

    /// Does the same over a T.38 trunk.
    pub fn fax_by(
        &self,
        trunk: Option<&str>,
        to: &str,
        document: &[Bitmap],
        resolution: Resolution,
        mails: usize,
    ) -> Delivery {
        let way: Vec<&str> = trunk.into_iter().flat_map(|trunk| ["--trunk", trunk]).collect();
        self.fax_with(&way, to, document, resolution, mails)
    }

    /// Does the same with options of `lab send` that select the trunk.
    pub fn fax_with(
        &self,
        way: &[&str],
        to: &str,
        document: &[Bitmap],
        resolution: Resolution,
        mails: usize,
    ) -> Delivery {
        let from = format!("49991{:05}", self.callers.fetch_add(1, Ordering::SeqCst));
        let file = self.folder.path().join(format!("{from}.tif"));
        pages::write_tiff(&file, document, resolution);
        let path = file.to_string_lossy();
        let mut options = vec!["--tiff", &path, "--to", to, "--from", &from, "--codec", "alaw"];
        options.extend(way);
        let report = self.lab.call("send", &options);
        // There are many documents, and those with many pages are large.
        let _ = fs::remove_file(file);
        Delivery { report, mails: self.mails_from(&from, mails) }
    }

    /// Waits for `wanted` mails about the calls of one caller. Returns fewer if not enough arrive
    /// in time.
    fn mails_from(&self, caller: &str, wanted: usize) -> Vec<Mail> {
        let until = Instant::now() + MAIL_TIME;
        let mut mails = Vec::new();
        loop {
            mails.extend(
                self.sink.take(|mail| header(mail, "X-CallingTelephoneNumber") == Some(caller)),
            );
            if mails.len() >= wanted || Instant::now() > until {
                mails.sort_by(|a, b| a.to.cmp(&b.to));
                return mails;
            }
            sleep(Duration::from_millis(200));
        }
    }

    /// Returns the mails that no test has waited for: duplicates, or mails to wrong recipients.
    pub fn stray_mails(&self) -> Vec<Mail> {
        self.sink.mails()
    }

    /// Returns the fax of a mail in the spool, and its stored pages.
    pub fn filed(&self, mail: &Mail) -> Result<(ReceivedFax, Vec<Bitmap>), String> {
        let spool = match self.spool.get() {
            Some(spool) => spool,
            None => {
                let opened = Spool::open(&self.lab.of("ours").join("fax"))
                    .map_err(|error| error.to_string())?;
                self.spool.get_or_init(|| opened)
            }
        };
        let id = header(mail, "X-Ferrofax-Id")
            .and_then(|id| id.parse().ok())
            .ok_or("the mail has no X-Ferrofax-Id")?;
        let fax = spool.faxes().fax(FaxId(id)).map_err(|error| error.to_string())?;
        let path = spool.faxes().document_path(FaxId(id)).map_err(|error| error.to_string())?;
        let bytes = fs::read(path).map_err(|error| error.to_string())?;
        Ok((fax, pages_of_tiff(bytes)?))
    }
}

/// Returns a header of a mail, if it is on one line.
pub fn header<'m>(mail: &'m Mail, name: &str) -> Option<&'m str> {
    let lines = mail
        .bytes
        .split(|&byte| byte == b'\n')
        .map(|line| std::str::from_utf8(line).unwrap_or_default().trim());
    lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(':'))
        .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then(|| value.trim()))
}

/// Returns the types of the parts of a mail that are not multipart, as `type/subtype`.
pub fn parts_of(mail: &Mail) -> Vec<String> {
    let Some(message) = parse(mail) else { return Vec::new() };
    let types = message.parts.iter().filter_map(|part| part.content_type());
    types
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
        .filter(|kind| !kind.starts_with("multipart/"))
        .collect()
}

/// Returns the pages of the fax in a mail. Poppler reads PDF, our own reader reads TIFF.
pub fn pages_in(mail: &Mail) -> Result<Vec<Bitmap>, String> {
    match document_in(mail)? {
        (kind, bytes) if kind == "pdf" => pages_of_pdf(&bytes),
        (_, bytes) => pages_of_tiff(bytes),
    }
}

/// Returns the resolutions of the pages of the fax in a mail, which determine their sizes on paper.
pub fn resolutions_in(mail: &Mail) -> Result<Vec<Option<Resolution>>, String> {
    match document_in(mail)? {
        (kind, bytes) if kind == "pdf" => resolutions_of_pdf(&bytes),
        (_, bytes) => {
            let pages =
                tiff::parse(bytes, Path::new("the TIFF")).map_err(|error| error.to_string())?;
            Ok(pages.iter().map(|page| page.resolution).collect())
        }
    }
}

/// Returns the type and the bytes of the fax in a mail.
fn document_in(mail: &Mail) -> Result<(String, Vec<u8>), String> {
    let message = parse(mail).ok_or("it is no mail")?;
    let kind_of = |part: &MessagePart<'_>| {
        part.content_type().and_then(|kind| kind.subtype()).map(str::to_owned)
    };
    let mut documents = message
        .parts
        .iter()
        .filter_map(|part| Some((kind_of(part)?, part.contents().to_vec())));
    documents
        .find(|(kind, _)| kind == "pdf" || kind == "tiff")
        .ok_or_else(|| "no document is attached".to_owned())
}

/// Poppler's list has a line for each image. The third and the fourth column from its end have the
/// pixels per inch, horizontally and vertically.
fn resolutions_of_pdf(bytes: &[u8]) -> Result<Vec<Option<Resolution>>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    fs::write(folder.path().join("fax.pdf"), bytes).map_err(|error| error.to_string())?;
    let said = Command::new("pdfimages")
        .args(["-list", "fax.pdf"])
        .current_dir(folder.path())
        .output();
    let list = said.map_err(|error| format!("pdfimages (poppler-utils): {error}"))?.stdout;
    let resolution_of = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().rev().collect();
        Resolution::from_dpi(words.get(3)?.parse().ok()?, words.get(2)?.parse().ok()?)
    };
    Ok(String::from_utf8_lossy(&list).lines().skip(2).map(resolution_of).collect())
}

fn parse(mail: &Mail) -> Option<Message<'_>> {
    MessageParser::default().parse(&mail.bytes)
}

fn pages_of_tiff(bytes: Vec<u8>) -> Result<Vec<Bitmap>, String> {
    let pages = tiff::parse(bytes, Path::new("the TIFF")).map_err(|error| error.to_string())?;
    pages
        .iter()
        .map(|page| page.bitmap().map_err(|error| error.to_string()))
        .collect()
}

fn pages_of_pdf(bytes: &[u8]) -> Result<Vec<Bitmap>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let at = folder.path();
    fs::write(at.join("fax.pdf"), bytes).map_err(|error| error.to_string())?;
    let done = Command::new("pdfimages").args(["fax.pdf", "page"]).current_dir(at).status();
    if !done.is_ok_and(|status| status.success()) {
        return Err("pdfimages (poppler-utils) can't read the PDF, or isn't there".to_owned());
    }
    let files = (0..).map(|number| at.join(format!("page-{number:03}.pbm")));
    Ok(files.take_while(|file| file.is_file()).map(|file| pbm::read(&file)).collect())
}
