//! Work for sessions that waits for the disk or takes its time: pages are read, fitted
//! and headed on one thread, and received pages are written on another. No session waits
//! for them: answers are looked for between two frames.

use crate::service::clock::Clock;
use crate::service::fonts::Fonts;
use ferrofax_basics::errand::{Errands, Raise};
use ferrofax_basics::lock::lock;
use ferrofax_basics::zone;
use ferrofax_document::fit::Limits;
use ferrofax_document::header_line::{HeaderLine, Values};
use ferrofax_document::outgoing::{Header, Page, prepare};
use ferrofax_document::tiff::{Appender, NewPage, TiffPage};
use ferrofax_engine::call::ReceivedPage;
use jiff::Zoned;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Why nothing came of an errand that met a bug.
const FAILED: &str = "the fax software failed on it";

/// Something to do.
pub(super) enum FileRequest {
    /// A page is made ready to be sent.
    Make(Box<Make>),
    /// A page that came is written.
    Store(Arc<IncomingFile>, Box<ReceivedPage>, Sender<Done>),
}

/// A page that is to be made ready.
pub(super) struct Make {
    /// Told again with the answer.
    pub(super) number: u64,
    pub(super) page: TiffPage,
    /// The rows above were given before.
    pub(super) first_row: u32,
    pub(super) limits: Limits,
    pub(super) header: Option<PageHeading>,
    pub(super) fonts: Vec<PathBuf>,
    pub(super) answer: Sender<Done>,
}

/// The line at the top of a page, and what it says beside the time.
pub(super) struct PageHeading {
    pub(super) line: Arc<HeaderLine>,
    pub(super) words: String,
    pub(super) ident: String,
    pub(super) page: u32,
    pub(super) pages: u32,
}

/// What was done.
pub(super) enum Done {
    /// The parts of a page, or why there are none; and letters of its header line that no font has.
    Made(u64, Result<Vec<Page>, String>, usize),
    /// Whether the page of this number is on disk, or why not.
    Stored(u32, Result<(), String>),
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

/// The threads.
pub(super) struct FileWorkers {
    maker: Sender<FileRequest>,
    writer: Sender<FileRequest>,
    threads: Vec<JoinHandle<()>>,
}

impl FileWorkers {
    pub(super) fn start(clock: &Clock, raise: &Raise) -> std::io::Result<Self> {
        let (maker, pages) = channel();
        let (writer, files) = channel();
        let begin = |name: &str, what, queue: Receiver<FileRequest>| {
            let (clock, errands) = (clock.clone(), Errands::new(what, raise));
            std::thread::Builder::new()
                .name(name.to_owned())
                .spawn(move || run(&queue, &clock, errands))
        };
        let threads = vec![
            begin("ferrofax-pages2", "the pages thread of fax sessions", pages)?,
            begin("ferrofax-files", "the files thread of fax sessions", files)?,
        ];
        Ok(Self { maker, writer, threads })
    }

    /// A way for a session to have things done.
    pub(super) fn desk(&self) -> Desk {
        Desk { maker: self.maker.clone(), writer: self.writer.clone() }
    }

    /// Ends the threads, once every desk is gone.
    pub(super) fn stop(self) {
        drop((self.maker, self.writer));
        for thread in self.threads {
            if thread.join().is_err() {
                log::error!("a thread for the files of faxes had panicked");
            }
        }
    }
}

/// A session's way to the threads.
#[derive(Clone)]
pub(super) struct Desk {
    maker: Sender<FileRequest>,
    writer: Sender<FileRequest>,
}

impl Desk {
    /// False: the threads are gone.
    pub(super) fn ask(&self, errand: FileRequest) -> bool {
        let queue = if matches!(errand, FileRequest::Make(_)) { &self.maker } else { &self.writer };
        queue.send(errand).is_ok()
    }
}

fn run(queue: &Receiver<FileRequest>, clock: &Clock, mut errands: Errands) {
    let mut fonts = Fonts::default();
    while let Ok(errand) = queue.recv() {
        // What trips a bug of ours fails its own session and no other.
        match errand {
            FileRequest::Make(make) => {
                let result =
                    errands.run(|| make_page(&make, &mut fonts, clock)).unwrap_or_else(|| {
                        fonts = Fonts::default();
                        Err(FAILED.to_owned())
                    });
                let lacking =
                    make.header.as_ref().map_or(0, |_| fonts.with(&make.fonts).take_lacking());
                let _ = make.answer.send(Done::Made(make.number, result, lacking));
            }
            FileRequest::Store(incoming, page, answer) => {
                let result = errands
                    .run(|| incoming.store(&page, clock))
                    .unwrap_or_else(|| Err(FAILED.to_owned()));
                let _ = answer.send(Done::Stored(page.number, result));
            }
        }
        errands.rest();
    }
}

fn make_page(make: &Make, fonts: &mut Fonts, clock: &Clock) -> Result<Vec<Page>, String> {
    let heading = make.header.as_ref().map(|heading| (&heading.line, heading.values(clock)));
    let header = heading.as_ref().map(|(line, values)| Header {
        line,
        values,
        type_setter: fonts.with(&make.fonts),
    });
    prepare(&make.page, make.first_row, &make.limits, header).map_err(|error| error.to_string())
}

impl PageHeading {
    fn values(&self, clock: &Clock) -> Values {
        Values {
            when: now(clock),
            from: self.words.clone(),
            number: self.ident.clone(),
            station: self.ident.clone(),
            to: String::new(),
            page: self.page,
            pages: self.pages,
            tag: String::new(),
        }
    }
}

fn now(clock: &Clock) -> Zoned {
    clock.unix_ms().timestamp().unwrap_or_default().to_zoned(zone::system())
}

impl IncomingFile {
    /// A file at `path`, whose pages take the place of what is there.
    ///
    /// # Errors
    /// It can't be written, in words.
    pub(super) fn new(path: &Path) -> Result<Self, String> {
        let was_there = path.exists();
        let tried = OpenOptions::new().append(true).create(true).open(path);
        tried.map_err(|error| format!("{}: cannot be written: {error}", path.display()))?;
        if !was_there {
            // Only tried: a call without a page leaves no file.
            let _ = std::fs::remove_file(path);
        }
        Ok(Self { path: path.to_owned(), file: Mutex::new(Incoming::Nothing) })
    }

    fn store(&self, page: &ReceivedPage, clock: &Clock) -> Result<(), String> {
        let mut file = lock(&self.file);
        // Stays so if a bug is met.
        let mut appender = match std::mem::replace(&mut *file, Incoming::Broken) {
            Incoming::Nothing => self.begin().inspect_err(|_| *file = Incoming::Nothing)?,
            Incoming::Pages(appender) => appender,
            Incoming::Broken => return Err(FAILED.to_owned()),
        };
        let date_time = now(clock).strftime("%Y:%m:%d %H:%M:%S").to_string();
        let page = NewPage {
            bitmap: &page.bitmap,
            resolution: page.resolution,
            quality: page.quality,
            date_time: &date_time,
        };
        let appended = appender.append(&page).map_err(|error| error.to_string());
        *file = Incoming::Pages(appender);
        appended
    }

    /// An empty file with the rights that a new file has, as the dialplan's scripts expect it.
    fn begin(&self) -> Result<Appender, String> {
        File::create(&self.path)
            .map_err(|error| format!("{}: cannot be written: {error}", self.path.display()))?;
        Appender::open(&self.path).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::hands::{Hands, nobody};
    use ferrofax_basics::UnixMs;
    use ferrofax_engine::modem::{LineQuality, Rate};
    use ferrofax_engine::t4::{Bitmap, Coding, PageQuality, PageWidth, Resolution};

    fn page(number: u32) -> Box<ReceivedPage> {
        Box::new(ReceivedPage {
            number,
            bitmap: Bitmap::white(1728, 10),
            resolution: Resolution::Fine,
            width: PageWidth::default(),
            coding: Coding::Mmr,
            rate: Rate::V17At14400,
            quality: PageQuality::default(),
            ecm: true,
            line: LineQuality::default(),
            complete: true,
        })
    }

    /// Whether the page of this number is on disk.
    fn store(desk: &Desk, incoming: &Arc<IncomingFile>, number: u32) -> Result<(), String> {
        let (answer, done) = channel();
        assert!(
            desk.ask(FileRequest::Store(Arc::clone(incoming), page(number), answer)),
            "the thread is there"
        );
        match done.recv() {
            Ok(Done::Stored(page, result)) if page == number => result,
            _ => panic!("another answer, or none"),
        }
    }

    #[test]
    fn a_page_that_trips_over_a_bug_is_not_stored_and_other_faxes_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let (hands, clock) = Hands::at(UnixMs(0));
        let file_workers = FileWorkers::start(&clock, &nobody()).expect("two threads");
        let desk = file_workers.desk();
        let [one, other] = ["one.tif", "other.tif"]
            .map(|name| Arc::new(IncomingFile::new(&folder.path().join(name)).expect("writable")));
        assert_eq!(store(&desk, &one, 1), Ok(()));
        hands.plant_bug(0);
        assert_eq!(store(&desk, &one, 2), Err(FAILED.to_owned()));
        // What was begun of its file stays as it is.
        assert_eq!(store(&desk, &one, 3), Err(FAILED.to_owned()));
        assert_eq!(store(&desk, &other, 1), Ok(()));
        assert_eq!(store(&desk, &other, 2), Ok(()));
        drop(desk);
        file_workers.stop();
        for (name, pages) in [("one.tif", 1), ("other.tif", 2)] {
            let file =
                ferrofax_document::tiff::load(&folder.path().join(name)).expect("a TIFF file");
            assert_eq!(file.pages.len(), pages, "{name}");
        }
    }
}
