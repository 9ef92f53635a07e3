//! Work for sessions that waits for the disk or takes its time: pages are read, fitted and headed on one thread, and received
//! pages are written on another. No session waits for them: answers are looked for between two frames.

use crate::call::ReceivedPage;
use crate::document::fit::Limits;
use crate::document::header_line::{HeaderLine, Values};
use crate::document::outgoing::{Header, Page, prepare};
use crate::document::tiff::{Appender, NewPage, TiffPage};
use crate::lock::lock;
use crate::service::clock;
use crate::service::fonts::Fonts;
use crate::zone;
use jiff::Timestamp;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Something to do.
pub(super) enum Errand {
    /// A page is made ready to be sent.
    Make(Box<Make>),
    /// A page that came is written.
    Store(Arc<Inbox>, Box<ReceivedPage>, Sender<Done>),
}

/// A page that is to be made ready.
pub(super) struct Make {
    /// Told again with the answer.
    pub(super) number: u64,
    pub(super) page: TiffPage,
    /// The rows above were given before.
    pub(super) first_row: u32,
    pub(super) limits: Limits,
    pub(super) header: Option<(Arc<HeaderLine>, Values)>,
    pub(super) fonts: Vec<PathBuf>,
    pub(super) answer: Sender<Done>,
}

/// What was done.
pub(super) enum Done {
    /// The parts of a page, or why there are none.
    Made(u64, Result<Vec<Page>, String>),
    /// Whether the page of this number is on disk, or why not.
    Stored(u32, Result<(), String>),
}

/// The file that received pages go to.
pub(super) struct Inbox {
    path: PathBuf,
    appender: Mutex<Option<Appender>>,
}

/// The threads.
pub(super) struct Clerks {
    maker: Sender<Errand>,
    writer: Sender<Errand>,
    threads: Vec<JoinHandle<()>>,
}

impl Clerks {
    pub(super) fn start() -> std::io::Result<Self> {
        let (maker, pages) = channel();
        let (writer, files) = channel();
        let begin = |name: &str, queue: Receiver<Errand>| {
            std::thread::Builder::new().name(name.to_owned()).spawn(move || run(&queue))
        };
        let threads = vec![begin("ferrofax-pages2", pages)?, begin("ferrofax-files", files)?];
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
    maker: Sender<Errand>,
    writer: Sender<Errand>,
}

impl Desk {
    /// False: the threads are gone.
    pub(super) fn ask(&self, errand: Errand) -> bool {
        let queue = if matches!(errand, Errand::Make(_)) { &self.maker } else { &self.writer };
        queue.send(errand).is_ok()
    }
}

fn run(queue: &Receiver<Errand>) {
    let mut fonts = Fonts::default();
    while let Ok(errand) = queue.recv() {
        match errand {
            Errand::Make(make) => {
                // A page that trips a bug of ours fails its own session and no other.
                let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| make_page(&make, &mut fonts)));
                let result = made.unwrap_or_else(|_| {
                    fonts = Fonts::default();
                    Err("the fax software failed on it".to_owned())
                });
                let _ = make.answer.send(Done::Made(make.number, result));
            }
            Errand::Store(inbox, page, answer) => {
                let _ = answer.send(Done::Stored(page.number, inbox.store(&page)));
            }
        }
    }
}

fn make_page(make: &Make, fonts: &mut Fonts) -> Result<Vec<Page>, String> {
    let header =
        make.header.as_ref().map(|(line, values)| Header { line, values, type_setter: fonts.with(&make.fonts) });
    prepare(&make.page, make.first_row, &make.limits, header).map_err(|error| error.to_string())
}

impl Inbox {
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
        Ok(Self { path: path.to_owned(), appender: Mutex::new(None) })
    }

    fn store(&self, page: &ReceivedPage) -> Result<(), String> {
        let mut appender = lock(&self.appender);
        let appender = match &mut *appender {
            Some(appender) => appender,
            none => none.insert(self.begin()?),
        };
        let now = Timestamp::from_millisecond(clock::unix_ms()).unwrap_or(Timestamp::UNIX_EPOCH);
        let date_time = now.to_zoned(zone::system()).strftime("%Y:%m:%d %H:%M:%S").to_string();
        let page =
            NewPage { bitmap: &page.bitmap, resolution: page.resolution, quality: page.quality, date_time: &date_time };
        appender.append(&page).map_err(|error| error.to_string())
    }

    /// An empty file with the rights that a new file has, as the dialplan's scripts expect it.
    fn begin(&self) -> Result<Appender, String> {
        File::create(&self.path).map_err(|error| format!("{}: cannot be written: {error}", self.path.display()))?;
        Appender::open(&self.path).map_err(|error| error.to_string())
    }
}
