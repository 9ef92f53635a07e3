//! The file that a session receives, and the thread that writes such files: no session
//! waits for the disk, but looks for the thread's answers between two frames.

use crate::service::clock::Clock;
use crate::service::request_thread::RequestThread;
use ferrofax_basics::errand::{Errands, Raise};
use ferrofax_basics::lock::lock;
use ferrofax_basics::zone;
use ferrofax_document::tiff::{Appender, Beside, NewPage, TiffError};
use ferrofax_engine::call::ReceivedPage;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex};

/// Why a file can't be sent or written.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    #[error("no file was named")]
    NotNamed,
    #[error("{}: cannot be written: {source}", path.display())]
    Unwritable { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Tiff(#[from] TiffError),
    #[error("the fax software failed on it")]
    Bug,
}

/// A page that came and is to be written.
pub(super) struct WritePage {
    pub(super) file: Arc<IncomingFile>,
    pub(super) page: Box<ReceivedPage>,
    pub(super) answer: Sender<Written>,
}

/// Whether the page of this number is on disk, or why not.
pub(super) struct Written {
    pub(super) page: u32,
    pub(super) result: Result<(), FileError>,
}

/// The file that received pages go to.
pub(super) struct IncomingFile {
    path: PathBuf,
    file: Mutex<Incoming>,
}

/// What was written of it.
enum Incoming {
    Nothing,
    Pages(Appender),
    /// What was being written to it failed: nobody knows how far it is whole.
    Broken,
}

/// The thread.
pub(super) type FileWriter = RequestThread<WritePage>;

impl FileWriter {
    pub(super) fn start(clock: &Clock, raise: &Raise) -> std::io::Result<Self> {
        let (clock, errands) =
            (clock.clone(), Errands::new("the files thread of fax sessions", raise));
        Self::spawn("ferrofax-files", move |queue| run(queue, &clock, errands))
    }
}

fn run(queue: &Receiver<WritePage>, clock: &Clock, mut errands: Errands) {
    while let Ok(WritePage { file, page, answer }) = queue.recv() {
        // A page that trips a bug of ours fails its own session and no other.
        let result = errands.run(|| file.append(&page, clock)).unwrap_or(Err(FileError::Bug));
        let _ = answer.send(Written { page: page.number, result });
        errands.rest();
    }
}

impl IncomingFile {
    /// A file at `path`, whose pages take the place of what is there.
    ///
    /// # Errors
    /// [`FileError::Unwritable`]
    pub(super) fn new(path: &Path) -> Result<Self, FileError> {
        let was_there = path.exists();
        let tried = OpenOptions::new().append(true).create(true).open(path);
        tried.map_err(|source| FileError::Unwritable { path: path.to_owned(), source })?;
        if !was_there {
            // Only tried: a call without a page leaves no file.
            let _ = std::fs::remove_file(path);
        }
        Ok(Self { path: path.to_owned(), file: Mutex::new(Incoming::Nothing) })
    }

    fn append(&self, came: &ReceivedPage, clock: &Clock) -> Result<(), FileError> {
        let mut file = lock(&self.file);
        // Stays so if a bug is met.
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

    /// An empty file with the rights that a new file has, as the dialplan's scripts expect it.
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
    use ferrofax_basics::UnixMs;
    use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, PageWidth, Resolution};
    use ferrofax_signal::modem::{LineQuality, Rate};
    use std::sync::mpsc::channel;

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

    /// Whether the page of this number is on disk.
    fn store(writer: &FileWriter, file: &Arc<IncomingFile>, number: u32) -> Result<(), String> {
        let (answer, done) = channel();
        let request = WritePage { file: Arc::clone(file), page: page(number), answer };
        writer.requests().unwrap().send(request).unwrap();
        let written = done.recv().unwrap();
        assert_eq!(written.page, number);
        written.result.map_err(|error| error.to_string())
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
        // What was begun of its file stays as it is.
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
