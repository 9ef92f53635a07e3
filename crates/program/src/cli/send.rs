//! `ferrofax send` sends documents to a fax number. `ferrofax poll` fetches a document from the fax
//! machine at a number (polling).

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::args::{Poll, Send};
use super::owner::will_change;
use super::show::{counted, incomplete};
use super::wished::Wished;
use super::{End, opened, print, wait};
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_convert::{MAX_BYTES, open_path};
use ferrofax_desk::user;
use ferrofax_rights::order::{Hands, Order, Taken, submit};
use ferrofax_rights::{By, Door, Local, Rights};
use ferrofax_spool::Spool;
use ferrofax_spool::jobs::Origin;
use ferrofax_spool::not_shown::Note;
use ferrofax_spool::submission::{Draft, DraftFetch};

/// The file name that stands for standard input.
const STANDARD_INPUT: &str = "-";

/// Runs `ferrofax send`.
pub(super) fn run(folder: &Path, settings: &Settings, words: &Send) -> Result<(), End> {
    let Given { spool, documents, copies: _copies } = given(folder, &words.files)?;
    let order = order(&spool, &words.number, &words.wished, documents, None)?;
    let taken = taken(&spool, settings, &order)?;
    let said = said(&taken, &order.draft);
    tell(&spool, &taken, &said, words.wait, words.json)
}

/// Runs `ferrofax poll`.
pub(super) fn poll(folder: &Path, settings: &Settings, words: &Poll) -> Result<(), End> {
    let Given { spool, documents, copies: _copies } = given(folder, &words.files)?;
    let fetch = DraftFetch { sep: words.sep.clone().unwrap_or_default() };
    let sends = !documents.is_empty();
    let order = order(&spool, &words.number, &words.wished, documents, Some(fetch))?;
    let taken = taken(&spool, settings, &order)?;
    let (job, number) = (taken.job, order.draft.number.trim());
    let said = if sends {
        format!("{}, then a document is fetched\n", said(&taken, &order.draft).trim_end())
    } else {
        format!("job {job}: a document from {number} for {}\n", order.draft.device)
    };
    tell(&spool, &taken, &said, words.wait, words.json)
}

fn taken(spool: &Spool, settings: &Settings, order: &Order) -> Result<Taken, End> {
    let rights = Rights::new(&settings.rights, spool).map_err(End::failed)?;
    let by = Local { door: Door::Command, user: user::current(), uid: user::current_id() };
    let hands = Hands { rights: &rights, by: By::System(&by) };
    submit(spool, hands, order, &settings.converter(), UnixMs::now())
        .map_err(|error| End::of_order(&error))
}

fn tell(spool: &Spool, taken: &Taken, said: &str, wait: bool, json: bool) -> Result<(), End> {
    match (wait, json) {
        (true, json) => wait::follow(spool, taken.job, json),
        (false, true) => print(&format!("{}\n", as_json(taken))),
        (false, false) => print(said),
    }
}

/// The opened spool, and the documents in files that the spool's owner can read. From here on the
/// process runs as the spool's owner.
pub(super) struct Given {
    pub(super) spool: Spool,
    /// The documents to send: the path of each, and the name by which it is shown.
    pub(super) documents: Vec<(PathBuf, String)>,
    /// The temporary files with copies of standard input and, if root runs the command, of the
    /// documents. They exist until this value is dropped.
    pub(super) copies: Vec<File>,
}

/// Opens the documents that were named on the command line.
pub(super) fn given(folder: &Path, files: &[PathBuf]) -> Result<Given, End> {
    let is_input = |path: &&PathBuf| path.as_os_str() == STANDARD_INPUT;
    let inputs = files.iter().filter(is_input).count();
    if inputs > 1 {
        return Err(End::refused("the standard input (-) can be sent but once"));
    }
    let roots = if will_change(folder) { roots_documents(files) } else { Vec::new() };
    let spool = opened(folder)?;
    let mut roots = roots.into_iter();
    let (mut documents, mut copies) = (Vec::new(), Vec::new());
    for path in files {
        let opened = roots.next().flatten();
        let (copy, name) = if is_input(&path) {
            (Some(copied(std::io::stdin().lock())?), "standard input".to_owned())
        } else {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            (opened.map(copied).transpose()?, name.into_owned())
        };
        let place = copy.as_ref().map_or_else(|| path.clone(), open_path);
        documents.push((place, name));
        copies.extend(copy);
    }
    Ok(Given { spool, documents, copies })
}

fn said(taken: &Taken, draft: &Draft) -> String {
    let Taken { job, pages, notes } = taken;
    let pages = counted(*pages, "page");
    let (number, device) = (draft.number.trim(), draft.device.as_str());
    format!("job {job}: {pages} to {number} from {device}{}\n", incomplete(notes))
}

fn as_json(taken: &Taken) -> Value {
    let mut said = json!({"job": taken.job.0, "pages": taken.pages});
    if !taken.notes.is_empty() {
        said["incomplete"] = json!(taken.notes.iter().map(Note::to_string).collect::<Vec<_>>());
    }
    said
}

/// Opens the documents while the process is still root, since the spool's owner may not be allowed
/// to read them. A document that cannot be opened is reported later, as for all users.
fn roots_documents(files: &[PathBuf]) -> Vec<Option<File>> {
    let opened = |path: &Path| {
        // A pipe without a writer must not block.
        let file = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path).ok()?;
        file.metadata().is_ok_and(|found| found.is_file()).then_some(file)
    };
    files.iter().map(|path| opened(path)).collect()
}

/// Copies a stream into an unnamed temporary file.
fn copied(input: impl Read) -> Result<File, End> {
    let mut file = tempfile::tempfile().map_err(End::failed)?;
    // A document that is too large is refused later, so one byte more than the limit is enough.
    std::io::copy(&mut input.take(MAX_BYTES + 1), &mut file).map_err(End::failed)?;
    Ok(file)
}

fn order(
    spool: &Spool,
    number: &str,
    wished: &Wished,
    documents: Vec<(PathBuf, String)>,
    fetch: Option<DraftFetch>,
) -> Result<Order, End> {
    let mut draft = Draft {
        number: number.to_owned(),
        fetch,
        owner: user::current(),
        created_by: Origin::Cli,
        ..Draft::default()
    };
    for (wish, text) in &wished.0 {
        draft.set(*wish, text);
    }
    if draft.device.is_empty() {
        draft.device = only_device(spool)?;
    }
    Ok(Order { draft, documents, mark: None, options: BTreeMap::new() })
}

/// The device that sends if the command names none: the only one that there is.
fn only_device(spool: &Spool) -> Result<String, End> {
    let devices = spool.devices().list().map_err(End::of_spool)?;
    match devices.as_slice() {
        [device] => Ok(device.name().to_string()),
        _ => Err(End::refused(
            "name the sending device with --from or in FERROFAX_FROM; without it, a fax is sent \
             only if there is exactly one device",
        )),
    }
}
