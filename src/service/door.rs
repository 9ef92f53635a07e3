//! Checks faxes that are submitted through the PBX itself: by AMI or on Asterisk's command line.
//!
//! The PBX decides who may use AMI and the command line (`manager.conf`, `cli_permissions.conf`).
//! This module checks the telephone number and the count of faxes against `ferrofax.conf`:
//! premium-rate numbers and other countries are blocked unless `allowed` allows them, and the
//! number of faxes in a day is limited. Each decision is written to the audit log as one line. For
//! an approval, that line is written before the job is stored.
//!
//! Files may come from anywhere (or, with `send_folders`, from some folders), but never from the
//! spool: it contains the faxes of other people.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::settings::Settings;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_spool::audit::{AuditLine, AuditLog};
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::numbers::{Closed, NumberError, Openings, judge};
use ferrofax_spool::submission::{Draft, DraftError};
use ferrofax_spool::{Ceiling, CountOf, Counted, Spool, SpoolError, day_began};

/// The reason why a fax that was submitted by AMI or on Asterisk's command line is not accepted.
#[derive(Debug, thiserror::Error)]
pub(super) enum Denied {
    #[error(transparent)]
    Number(#[from] NumberError),
    #[error("{0}; 'allowed' in ferrofax.conf opens numbers to AMI and this command line")]
    Closed(#[from] Closed),
    #[error("{0} faxes were sent this way today, which is the limit (jobs_per_day)")]
    JobsPerDay(u32),
    #[error("{0} pages were sent this way today, which is the limit (pages_per_day)")]
    PagesPerDay(u32),
    #[error(transparent)]
    Spool(#[from] SpoolError),
    #[error("the audit log can't be written, and nothing is sent that is not in it")]
    NoAuditLog,
}

impl Denied {
    /// The name of the rule that forbids the fax, such as `quota-day`. The audit log has this name.
    fn rule(&self) -> &'static str {
        match self {
            Self::Number(_) => "number",
            Self::Closed(closed) => closed.rule(),
            Self::JobsPerDay(_) | Self::PagesPerDay(_) => "quota-day",
            Self::Spool(_) | Self::NoAuditLog => "spool",
        }
    }
}

/// The reason why a file that was named in AMI or on Asterisk's command line can't be sent as a
/// fax.
#[derive(Debug, thiserror::Error)]
pub(super) enum UnfitFile {
    #[error("{}: the PBX needs the full path of a file", .0.display())]
    NotAbsolute(PathBuf),
    #[error("{}: there is no such file, or it is no plain file", .0.display())]
    NotAFile(PathBuf),
    #[error("{}: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{}: it is in the spool, among others' faxes; a copy elsewhere can be sent", .0.display())]
    InSpool(PathBuf),
    #[error("{}: it is in none of the folders that 'send_folders' in ferrofax.conf names", .0.display())]
    NotInSendFolders(PathBuf),
    #[error("{} is empty", .0.display())]
    Empty(PathBuf),
    #[error(
        "{} is not a TIFF file; PDF and text are made into one by the program, as `ferrofax send` on the machine's own \
         command line",
        .0.display()
    )]
    NotATiff(PathBuf),
}

/// The properties of a fax that is submitted through the PBX.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) device: &'a DeviceName,
    /// The telephone number as the user has written it.
    pub(super) number: &'a str,
    pub(super) canonical: &'a str,
    pub(super) pages: u32,
    /// A text that identifies the fax. Faxes with the same mark are counted only once.
    pub(super) mark: &'a str,
    /// The name of the action in the audit log: `submission` or `retry`.
    pub(super) action: &'a str,
}

/// Checks whether a submitted fax is accepted, counts it, and writes the decision to the audit log.
/// `by` is the submission method under which faxes are counted: `ami` or `asterisk`. A fax that
/// then cannot be stored remains counted.
pub(super) fn admit(
    spool: &Spool,
    settings: &Settings,
    asked: Asked<'_>,
    by: &str,
    now: UnixMs,
) -> Result<(), Denied> {
    let decided = decide(spool, settings, asked, by, now);
    let line = AuditLine::new(asked.action, decided.is_ok(), now)
        .with("door", by)
        .with("user", by)
        .with("device", &asked.device.to_string())
        .with("written", asked.number)
        .with("number", asked.canonical);
    noted(spool, line, decided)
}

/// Writes into the audit log that an action on a job, such as `cancel`, is carried out.
pub(super) fn note_action(
    spool: &Spool,
    action: &str,
    job: JobId,
    by: &str,
    now: UnixMs,
) -> Result<(), Denied> {
    let line = AuditLine::new(action, true, now)
        .with("door", by)
        .with("user", by)
        .with("job", &job.to_string());
    noted(spool, line, Ok(()))
}

/// Writes a decision to the audit log and returns it. If an approval cannot be written, returns an
/// error instead.
fn noted(spool: &Spool, line: AuditLine, decided: Result<(), Denied>) -> Result<(), Denied> {
    let line = match &decided {
        Ok(()) => line,
        Err(denied) => line.with("rule", denied.rule()).with("text", &denied.to_string()),
    };
    let written = AuditLog::open(spool.folder()).and_then(|log| log.write(&line.text()));
    decided?;
    written.map_err(|error| {
        log::error!("the audit log in {} can't be written: {error}", spool.folder().display());
        Denied::NoAuditLog
    })
}

/// Writes into the audit log that a job submitted through the PBX is not valid, and why.
pub(super) fn note_unfit(spool: &Spool, draft: &Draft, why: &DraftError, now: UnixMs) {
    let line = AuditLine::new("submission", false, now)
        .with("door", &draft.owner)
        .with("user", &draft.owner)
        .with("device", &draft.device)
        .with("written", &draft.number)
        .with("rule", "order")
        .with("text", &why.to_string());
    // The submission is refused, even if this cannot be written to the audit log.
    if let Err(error) = AuditLog::open(spool.folder()).and_then(|log| log.write(&line.text())) {
        log::error!("the audit log in {} can't be written: {error}", spool.folder().display());
    }
}

fn decide(
    spool: &Spool,
    settings: &Settings,
    asked: Asked<'_>,
    by: &str,
    now: UnixMs,
) -> Result<(), Denied> {
    // First the number: it must be readable, and allowed for this submission method.
    let rules = &settings.sending.rules;
    let number = rules.read(asked.number)?;
    let opened = Openings { allowed: &rules.allowed, ..Openings::default() };
    judge(&number, rules, &[opened])?;
    // Then the limits for faxes that were sent by this method today. The fax is counted with them
    // in one transaction, so that faxes at the same time cannot pass a limit together.
    let (jobs, pages) = (settings.jobs_per_day, settings.pages_per_day);
    let (of, since) = (CountOf::User(by), day_began(now));
    // A fax is accepted as long as one page is left today, even if the fax has more pages.
    let most_pages =
        if pages > 0 { pages.saturating_add(asked.pages).saturating_sub(1).max(1) } else { 0 };
    let ceilings =
        [Ceiling { of, since, jobs, pages: 0 }, Ceiling { of, since, jobs: 0, pages: most_pages }];
    let fax = Counted { mark: asked.mark, user: by, device: asked.device, pages: asked.pages };
    match spool.submission().count_fax(&fax, &ceilings, now)? {
        None => Ok(()),
        Some(0) => Err(Denied::JobsPerDay(jobs)),
        Some(_) => Err(Denied::PagesPerDay(pages)),
    }
}

/// Returns the real path of a file that AMI or Asterisk's command line names for sending. The error
/// says why the file can't be sent. The file must be a TIFF file, since only the `ferrofax` program
/// converts other kinds of files.
pub(super) fn document(
    path: &Path,
    spool: &Path,
    folders: &[PathBuf],
) -> Result<PathBuf, UnfitFile> {
    let name = || path.to_owned();
    let unreadable = |source| UnfitFile::Unreadable { path: name(), source };
    if !path.is_absolute() {
        return Err(UnfitFile::NotAbsolute(name()));
    }
    if !path.is_file() {
        return Err(UnfitFile::NotAFile(name()));
    }
    // All links are resolved, so that none leads to a forbidden place.
    let place = fs::canonicalize(path).map_err(unreadable)?;
    let is_below =
        |folder: &Path| fs::canonicalize(folder).is_ok_and(|folder| place.starts_with(folder));
    if is_below(spool) {
        return Err(UnfitFile::InSpool(name()));
    }
    if !folders.is_empty() && !folders.iter().any(|folder| is_below(folder)) {
        return Err(UnfitFile::NotInSendFolders(name()));
    }
    let mut start = [0; 4];
    let count = File::open(&place)
        .and_then(|mut file| file.read(&mut start))
        .map_err(unreadable)?;
    match &start[..count] {
        [] => Err(UnfitFile::Empty(name())),
        b"II*\0" | b"MM\0*" => Ok(place),
        _ => Err(UnfitFile::NotATiff(name())),
    }
}
