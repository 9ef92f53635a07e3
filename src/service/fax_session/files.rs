//! The file into which a fax session writes the pages that it receives, and the threads that write
//! such files.
//!
//! No session waits for the disk. Between two frames, a session checks whether the thread that
//! writes its file has answered. Each file has a thread of its own: a path that hangs, for example
//! on a dead file server, stops no other session.

use crate::service::clock::Clock;
use crate::service::page_memory::PageShare;
use crate::service::request_thread::RequestThread;
use ferrofax_basics::errand::{Errands, Raise};
use ferrofax_basics::lock::lock;
use ferrofax_basics::zone;
use ferrofax_document::tiff::{Appender, Beside, NewPage, TiffError};
use ferrofax_engine::call::ReceivedPage;
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// The reason why a file of a fax session can't be sent or written.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    #[error("no file was named")]
    NotNamed,
    #[error("{}: cannot be written: {source}", path.display())]
    Unwritable { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Tiff(#[from] TiffError),
    #[error("no thread could be started to write it: {0}")]
    NoThread(std::io::Error),
    #[error("the fax software failed on it")]
    Bug,
    #[error("the pages were not written within {0} s: the disk or file server does not answer")]
    NotInTime(u64),
}

/// A request to write a received page to the file of its fax session.
pub(super) struct WritePage {
    pub(super) file: Arc<IncomingFile>,
    pub(super) page: Box<ReceivedPage>,
    /// The page's memory, which counts until the page is written.
    pub(super) memory: PageShare,
    /// Exists until the page is written: see [`super::FaxSessions::is_writing`].
    pub(super) writing: Option<Arc<()>>,
    pub(super) answer: Sender<Written>,
}

/// The answer to a request to write a page: the page is on disk, or the reason why it is not.
pub(super) struct Written {
    pub(super) page: u32,
    pub(super) result: Result<(), FileError>,
}

/// The file that the received pages of a fax session are written to.
pub(super) struct IncomingFile {
    path: PathBuf,
    file: Mutex<Incoming>,
    /// A lock for tests: nothing is written to the file while a test holds the lock.
    #[cfg(test)]
    gate: Mutex<()>,
}

/// The state of writing the received pages of a fax session to their file.
enum Incoming {
    Nothing,
    Pages(Appender),
    /// Writing a page failed because of a bug. It is unknown how much of the file is valid.
    Broken,
}

/// A thread that receives the requests of all fax sessions to write received pages. It passes each
/// request on to the thread that writes the requested file.
pub(super) type FileWriter = RequestThread<WritePage>;

/// The interval at which a thread that writes received pages to a file checks whether the file's
/// fax session is over, while no page comes.
const IDLE: Duration = Duration::from_secs(20);

impl FileWriter {
    pub(super) fn start(clock: &Clock, raise: &Raise) -> std::io::Result<Self> {
        let (clock, raise) = (clock.clone(), Raise::clone(raise));
        Self::spawn("ferrofax-files", move |queue| hand_on(queue, &clock, &raise))
    }
}

/// Passes each request to write a page on to the thread that writes the requested file. Returns
/// when all these threads have ended.
fn hand_on(queue: &Receiver<WritePage>, clock: &Clock, raise: &Raise) {
    // The threads, by the addresses of their `IncomingFile`. A thread keeps its value, so no other
    // file gets the same address.
    let mut threads: HashMap<usize, (Sender<WritePage>, JoinHandle<()>)> = HashMap::new();
    while let Ok(page) = queue.recv() {
        let file = Arc::as_ptr(&page.file) as usize;
        let unsent = match threads.get(&file) {
            Some((requests, _)) => requests.send(page).err().map(|error| error.0),
            None => Some(page),
        };
        let Some(page) = unsent else { continue };
        threads.retain(|_, (_, thread)| !thread.is_finished());
        let (requests, pages) = channel();
        let (clock, raise, first) = (clock.clone(), Raise::clone(raise), Arc::clone(&page.file));
        let thread = Builder::new()
            .name("ferrofax-file".to_owned())
            .spawn(move || write_pages(&first, &pages, &clock, &raise));
        match thread {
            Ok(thread) => {
                // The thread waits for pages as long as we keep the other end of its queue.
                let _ = requests.send(page);
                threads.insert(file, (requests, thread));
            }
            Err(source) => {
                let result = Err(FileError::NoThread(source));
                let _ = page.answer.send(Written { page: page.page.number, result });
            }
        }
    }
    let (requests, threads): (Vec<_>, Vec<_>) = threads.into_values().unzip();
    drop(requests);
    for thread in threads {
        if thread.join().is_err() {
            log::error!("a thread that writes a fax into a file had panicked");
        }
    }
}

/// Writes the received pages to one file, as long as the fax session of the file exists.
fn write_pages(
    file: &Arc<IncomingFile>,
    pages: &Receiver<WritePage>,
    clock: &Clock,
    raise: &Raise,
) {
    let mut errands = Errands::new("a thread that writes a fax into a file", raise);
    loop {
        match pages.recv_timeout(IDLE) {
            Ok(WritePage { file, page, answer, memory: _memory, writing }) => {
                // If a page makes this code panic, only the session of this file fails.
                let written = errands.run(|| file.append(&page, clock));
                let result = written.unwrap_or(Err(FileError::Bug));
                drop(writing);
                let _ = answer.send(Written { page: page.number, result });
                drop(file);
                errands.rest();
            }
            Err(RecvTimeoutError::Timeout) if Arc::strong_count(file) > 1 => {}
            Err(_) => return,
        }
    }
}

impl IncomingFile {
    /// Prepares the file at `path`. The received pages will replace its present content.
    pub(super) fn new(path: &Path) -> Result<Self, FileError> {
        let was_there = path.exists();
        let tried = OpenOptions::new().append(true).create(true).open(path);
        tried.map_err(|source| FileError::Unwritable { path: path.to_owned(), source })?;
        if !was_there {
            // The file was created only to check whether it can be created. It is removed again,
            // because a call without a page leaves no file.
            let _ = std::fs::remove_file(path);
        }
        Ok(Self {
            path: path.to_owned(),
            file: Mutex::new(Incoming::Nothing),
            #[cfg(test)]
            gate: Mutex::default(),
        })
    }

    fn append(&self, came: &ReceivedPage, clock: &Clock) -> Result<(), FileError> {
        #[cfg(test)]
        let _gate = lock(&self.gate);
        let mut file = lock(&self.file);
        // If the writing panics, the file remains marked as broken.
        let mut appender = match std::mem::replace(&mut *file, Incoming::Broken) {
            Incoming::Nothing => self.begin().inspect_err(|_| *file = Incoming::Nothing)?,
            Incoming::Pages(appender) => appender,
            Incoming::Broken => return Err(FileError::Bug),
        };
        let now = clock.unix_ms().timestamp().unwrap_or_default();
        let date_time = now.to_zoned(zone::system()).strftime("%Y:%m:%d %H:%M:%S").to_string();
        let page = NewPage {
            bitmap: &came.bitmap,
            resolution: came.resolution,
            quality: came.quality,
            date_time: &date_time,
        };
        let beside = match &came.undecoded {
            Some(undecoded) => Beside::Undecoded(undecoded, came.coding),
            None => Beside::NOTHING,
        };
        let appended = appender.append_with(&page, beside).map_err(FileError::from);
        *file = Incoming::Pages(appender);
        appended
    }

    /// Creates an empty file for the received pages. The file gets the usual access rights of a new
    /// file, so that scripts of the dialplan can use it.
    fn begin(&self) -> Result<Appender, FileError> {
        File::create(&self.path)
            .map_err(|source| FileError::Unwritable { path: self.path.clone(), source })?;
        Ok(Appender::open(&self.path)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::hands::{Hands, nobody};
    use crate::service::page_memory::PageMemory;
    use ferrofax_basics::UnixMs;
    use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, PageWidth, Resolution};
    use ferrofax_signal::modem::{LineQuality, Rate};

    fn page(number: u32) -> Box<ReceivedPage> {
        Box::new(ReceivedPage {
            number,
            bitmap: Bitmap::white(1728, 10),
            resolution: Resolution::Fine,
            width: PageWidth::default(),
            coding: Coding::Mmr,
            rate: Rate::V17At14400.into(),
            quality: PageQuality::default(),
            ecm: true,
            line: LineQuality::default(),
            colour: None,
            undecoded: None,
            at_ms: 0,
            complete: true,
        })
    }

    /// Has a page with this number written to the file, and waits for the result.
    fn store(writer: &FileWriter, file: &Arc<IncomingFile>, number: u32) -> Result<(), String> {
        let (answer, done) = channel();
        let memory = PageMemory::default().share(0);
        let (file, page) = (Arc::clone(file), page(number));
        let request = WritePage { file, page, memory, writing: None, answer };
        writer.requests().unwrap().send(request).unwrap();
        let written = done.recv().unwrap();
        assert_eq!(written.page, number);
        written.result.map_err(|error| error.to_string())
    }

    /// The writer of one file blocks, as it does on a file server that no longer answers.
    #[test]
    fn a_path_that_hangs_stops_its_own_session_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let writer = FileWriter::start(&Hands::at(UnixMs(0)).1, &nobody()).expect("a thread");
        let [hangs, other] = ["hangs.tif", "other.tif"]
            .map(|name| Arc::new(IncomingFile::new(&folder.path().join(name)).expect("writable")));
        let held = lock(&hangs.gate);
        let (answer, done) = channel();
        let memory = PageMemory::default().share(0);
        let writing = Arc::new(());
        let (file, page, token) = (Arc::clone(&hangs), page(1), Some(Arc::clone(&writing)));
        let request = WritePage { file, page, memory, writing: token, answer };
        writer.requests().unwrap().send(request).unwrap();
        assert_eq!(store(&writer, &other, 1), Ok(()));
        assert_eq!(store(&writer, &other, 2), Ok(()));
        assert!(done.try_recv().is_err(), "it hangs yet");
        assert_eq!(Arc::strong_count(&writing), 2, "the module must not be unloaded");
        drop(held);
        assert!(done.recv().unwrap().result.is_ok());
        writer.stop();
        assert_eq!(Arc::strong_count(&writing), 1);
        for (name, pages) in [("hangs.tif", 1), ("other.tif", 2)] {
            let file =
                ferrofax_document::tiff::load(&folder.path().join(name)).expect("a TIFF file");
            assert_eq!(file.pages.len(), pages, "{name}");
        }
    }

    #[test]
    fn a_page_that_trips_over_a_bug_is_not_stored_and_other_faxes_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let (hands, clock) = Hands::at(UnixMs(0));
        let writer = FileWriter::start(&clock, &nobody()).expect("a thread");
        let [one, other] = ["one.tif", "other.tif"]
            .map(|name| Arc::new(IncomingFile::new(&folder.path().join(name)).expect("writable")));
        assert_eq!(store(&writer, &one, 1), Ok(()));
        hands.plant_bug(0);
        assert_eq!(store(&writer, &one, 2), Err(FileError::Bug.to_string()));
        // The part of the file that was begun is unchanged.
        assert_eq!(store(&writer, &one, 3), Err(FileError::Bug.to_string()));
        assert_eq!(store(&writer, &other, 1), Ok(()));
        assert_eq!(store(&writer, &other, 2), Ok(()));
        writer.stop();
        for (name, pages) in [("one.tif", 1), ("other.tif", 2)] {
            let file =
                ferrofax_document::tiff::load(&folder.path().join(name)).expect("a TIFF file");
            assert_eq!(file.pages.len(), pages, "{name}");
        }
    }
}
