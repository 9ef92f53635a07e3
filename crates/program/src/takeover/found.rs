//! Finds and opens all files of a HylaFAX server that the import reads. Root opens all of them at
//! once, before the process changes to another user that has no permission to read them.

use std::path::Path;

use super::call_log::{self, Calls};
use super::job_file::{self, Item, JobFile};
use super::place::{NoPlace, Opened, Place, Unread, open_many, text};
use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;

/// The files of a HylaFAX server that the import has opened: jobs, faxes, call logs, settings.
pub struct Found {
    pub(super) queue: Vec<FoundJob>,
    pub(super) done: Vec<FoundJob>,
    pub(super) received: Vec<FoundFax>,
    pub(super) calls: Calls,
    /// The names and contents of HylaFAX's settings files that could be read.
    pub(super) settings: Vec<(String, String)>,
    /// The names of HylaFAX's settings files and call logs that could not be read, each with the
    /// reason.
    pub(super) unread: Vec<(String, String)>,
}

/// A HylaFAX job: its job file, and the files of its documents.
pub(super) struct FoundJob {
    pub(super) at: String,
    pub(super) file: Result<JobFile, String>,
    /// The documents that belong to the HylaFAX job.
    pub(super) documents: Vec<Document>,
    pub(super) changed: UnixMs,
}

pub(super) struct Document {
    pub(super) item: Item,
    pub(super) file: Result<Opened, Unread>,
}

pub(super) struct FoundFax {
    pub(super) at: String,
    pub(super) file: Result<Opened, String>,
}

/// The maximum number of bytes that are read of a settings file of HylaFAX.
const MOST_SETTINGS: u64 = 1 << 20;

/// The paths at which HylaFAX or Debian may store the call log, the older logs first.
const LOGS: [&str; 4] =
    ["etc/xferfaxlog.1", "log/xferfaxlog.1", "etc/xferfaxlog", "log/xferfaxlog"];

/// The names of HylaFAX's settings files, without the settings files of its modems
/// (`config.MODEM`).
const SETTINGS: [&str; 5] = ["config", "setup.cache", "FaxDispatch", "dialrules", "hosts.hfaxd"];

impl Found {
    /// Searches a HylaFAX spool, and opens its files. HylaFAX's settings are in the folder `etc`;
    /// if that is `None`, in the subfolder `etc` of the spool. `release` means that Ferrofax will
    /// send the imported jobs at once; then the search fails while HylaFAX is running.
    pub fn look(spool: &Path, etc: Option<&Path>, release: bool) -> Result<Self, NoPlace> {
        let place = Place::of_spool(spool)?;
        if release && place.is_at_work() {
            return Err(NoPlace::AtWork(spool.to_owned()));
        }
        open_many();
        let mut unread = Vec::new();
        let settings = match etc {
            Some(etc) => settings(&Place::open(etc)?, "", &mut unread),
            None => settings(&place, "etc/", &mut unread),
        };
        let mut calls = Calls::new();
        for log in LOGS {
            match place.file(log).and_then(|file| file.read(call_log::MOST_BYTES)) {
                Ok(log) => call_log::read(&log, &zone::system(), &mut calls),
                Err(Unread::Missing(_)) => {}
                Err(why) => unread.push((log.to_owned(), why.to_string())),
            }
        }
        let queue = jobs(&place, "sendq");
        let mut done = jobs(&place, "doneq");
        let mut received = faxes(&place, "recvq");
        received.extend(faxes(&place, "archive"));
        // Each archived job has a folder. Administrators may have put faxes there as well.
        for name in place.names("archive") {
            let folder = format!("archive/{name}");
            done.extend(jobs(&place, &folder));
            received.extend(faxes(&place, &folder));
        }
        Ok(Self { queue, done, received, calls, settings, unread })
    }

    /// The numbers of waiting jobs, of ended jobs, and of received faxes that were found in the
    /// HylaFAX spool.
    pub fn counts(&self) -> [usize; 3] {
        [self.queue.len(), self.done.len(), self.received.len()]
    }
}

/// Opens the HylaFAX jobs in a folder of the HylaFAX spool. The name of a job file is `q` and a
/// number.
fn jobs(place: &Place, folder: &str) -> Vec<FoundJob> {
    let is_job = |name: &String| {
        name.strip_prefix('q').is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|sign| sign.is_ascii_digit())
        })
    };
    let mut names = place.names(folder);
    names.retain(is_job);
    // Sort by number, which is the order of submission.
    names.sort_by_key(|name| (name.len(), name.clone()));
    names.into_iter().map(|name| job(place, format!("{folder}/{name}"))).collect()
}

fn job(place: &Place, at: String) -> FoundJob {
    let mut changed = UnixMs(0);
    let file = place.file(&at).and_then(|file| {
        changed = file.changed;
        file.read(job_file::MOST_BYTES)
    });
    let file = file
        .map_err(|why| why.to_string())
        .and_then(|bytes| JobFile::read(&bytes).map_err(|why| why.to_string()));
    let items = file.as_ref().map(|file| file.items.clone()).unwrap_or_default();
    let documents = items.into_iter().map(|item| {
        let file = document(place, &at, &item);
        Document { item, file }
    });
    FoundJob { documents: documents.collect(), at, file, changed }
}

/// Opens a document of a HylaFAX job. The documents of an archived job are in the same folder as
/// the job file.
fn document(place: &Place, job: &str, item: &Item) -> Result<Opened, Unread> {
    let named = place.file(&item.file);
    let (Err(Unread::Missing(_)), Some((folder, _))) = (&named, job.rsplit_once('/')) else {
        return named;
    };
    let name = item.file.rsplit('/').next().unwrap_or_default();
    if !folder.starts_with("archive/") {
        return named;
    }
    place.file(&format!("{folder}/{name}")).or(named)
}

/// Opens the faxes in a folder of the HylaFAX spool that HylaFAX has received. The name of such a
/// file is `fax`, a number and `.tif`.
fn faxes(place: &Place, folder: &str) -> Vec<FoundFax> {
    let is_fax = |name: &String| {
        let number = name.strip_prefix("fax").and_then(|rest| rest.strip_suffix(".tif"));
        number.is_some_and(|number| number.bytes().all(|sign| sign.is_ascii_digit()))
    };
    let names = place.names(folder).into_iter().filter(is_fax);
    let fax = |name: String| {
        let at = format!("{folder}/{name}");
        FoundFax { file: place.file(&at).map_err(|why| why.to_string()), at }
    };
    names.map(fax).collect()
}

fn settings(
    place: &Place,
    under: &str,
    unread: &mut Vec<(String, String)>,
) -> Vec<(String, String)> {
    let all = if under.is_empty() { place.own_names() } else { place.names("etc") };
    let of_modems = all.into_iter().filter(|name| name.starts_with("config."));
    let names = SETTINGS.into_iter().map(str::to_owned).chain(of_modems);
    let mut found = Vec::new();
    for name in names {
        let at = format!("{under}{name}");
        match place.file(&at).and_then(|file| file.read(MOST_SETTINGS)) {
            Ok(bytes) => found.push((name, text(&bytes))),
            Err(Unread::Missing(_)) => {}
            Err(why) => unread.push((at, why.to_string())),
        }
    }
    found
}
