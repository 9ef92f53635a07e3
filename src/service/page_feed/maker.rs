//! The pages thread. It reads documents, fits their pages to the capabilities of the receiver, and
//! adds the header lines. This takes some tens of milliseconds for each page, and the audio of a
//! call must not wait for it.

use super::fonts::Fonts;
use crate::service::clock::Clock;
use crate::service::request_thread::RequestThread;
use ferrofax_basics::errand::{Errands, Raise};
use ferrofax_basics::lock::lock;
use ferrofax_document::fit::Limits;
use ferrofax_document::header_line::{HeaderLine, Values};
use ferrofax_document::outgoing::{Header, Page, in_colours, prepare};
use ferrofax_document::tiff::{self, TiffError, TiffFile};
use ferrofax_spool::event::Detail;
use ferrofax_spool::{HeaderFacts, read_document};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex};

/// A request to the pages thread, which prepares fax pages for sending, for one page.
pub(in crate::service) struct PageRequest {
    /// The number of this request. The answer to the request repeats the number.
    pub(super) number: u64,
    pub(super) page: PageToMake,
    /// The first row of pixels of the page to send; the rows above this row are left out.
    pub(super) first_row: u32,
    pub(super) limits: Limits,
    /// The kinds of colour that the receiver accepts.
    pub(super) takes: Takes,
    /// The paths of the fonts that the header line uses in addition to the built-in fonts.
    pub(super) fonts: Vec<PathBuf>,
    /// The document that the pages thread has read last for this call.
    pub(super) kept: Arc<KeptDocument>,
    pub(super) answer: Sender<PageMade>,
}

/// The kinds of colour that a receiver accepts: `colour` says whether it accepts pages in colour,
/// as JPEG, and `lossless` whether it also accepts a coding without loss.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Takes {
    pub(super) colour: bool,
    pub(super) lossless: bool,
}

/// The fax page that the pages thread must make for sending, and the facts for the page's header
/// line.
pub(in crate::service) struct PageToMake {
    pub(in crate::service) document: Document,
    /// The number of the page in the document, from 1.
    pub(in crate::service) page: u32,
    pub(in crate::service) header: Option<HeaderFacts>,
    /// Whether the page is sent in colour, if it has colour and the receiver accepts it.
    pub(in crate::service) in_colours: bool,
}

/// A fax page that is ready to be sent to the receiver.
pub(super) struct Ready {
    /// The parts into which the page of the document is cut. Each part is sent as one fax page.
    pub(super) parts: Vec<Page>,
    /// The data of the page in colour; `None` if the page is sent in black and white. A page in
    /// colour is sent instead of `parts`, which then has only one part.
    pub(super) colour: Option<Vec<u8>>,
    /// The number of characters in the header line that no font has.
    pub(super) lacking: usize,
}

/// The source from which the pages of a document are read.
pub(in crate::service) enum Document {
    /// A file of the spool, which is read when its first page is made.
    InSpool(PathBuf),
    /// A TIFF file that `SendFAX` sends. It was read before the call.
    Read(Arc<TiffFile>),
}

/// The answer of the pages thread to a request for a page.
pub(super) struct PageMade {
    pub(super) number: u64,
    /// The page that was made, or the reason why it could not be made.
    pub(super) result: Result<Ready, NotMade>,
}

/// The reason why the pages thread could not make a fax page for sending.
#[derive(Debug, thiserror::Error)]
#[error("{}", Detail::from(self))]
pub(in crate::service) enum NotMade {
    NoPage(u32),
    Unreadable { path: PathBuf, source: std::io::Error },
    Document(#[from] TiffError),
    Bug,
}

impl NotMade {
    /// Whether the page can possibly be made later: the system could not read the document, which
    /// exists.
    pub(in crate::service) fn may_pass(&self) -> bool {
        matches!(self, Self::Unreadable { source, .. }
            if source.raw_os_error().is_some() && source.kind() != ErrorKind::NotFound)
    }
}

impl From<&NotMade> for Detail {
    fn from(why: &NotMade) -> Self {
        match why {
            NotMade::NoPage(page) => Self::NoPage { page: *page },
            NotMade::Unreadable { path, source } => {
                Self::FileUnreadable { path: path.display().to_string(), why: source.to_string() }
            }
            NotMade::Document(TiffError::Damaged { path, what }) => {
                Self::FileDamaged { path: path.display().to_string(), why: what.to_string() }
            }
            NotMade::Document(error) => error.to_string().into(),
            NotMade::Bug => Self::Bug,
        }
    }
}

/// The document from which the last page was read. It is kept in memory, because the next pages are
/// usually in the same document.
#[derive(Default)]
pub(super) struct KeptDocument(Mutex<Option<(PathBuf, Arc<TiffFile>)>>);

/// The pages thread, which makes the fax pages to send, and the queue of requests to it.
pub(in crate::service) type PageMaker = RequestThread<PageRequest>;

impl PageMaker {
    /// Starts the pages thread, which makes pages for all calls that send.
    pub(in crate::service) fn start(clock: Clock, raise: &Raise) -> std::io::Result<Self> {
        let errands = Errands::new("the pages thread", raise);
        Self::spawn("ferrofax-pages", move |queue| run(queue, &clock, errands))
    }
}

fn run(queue: &Receiver<PageRequest>, clock: &Clock, mut errands: Errands) {
    let mut fonts = Fonts::default();
    while let Ok(request) = queue.recv() {
        // If a page makes this code panic, only its own fax fails.
        let result = errands.run(|| make(&request, &mut fonts, clock)).unwrap_or_else(|| {
            fonts = Fonts::default();
            Err(NotMade::Bug)
        });
        let _ = request.answer.send(PageMade { number: request.number, result });
        errands.rest();
    }
}

fn make(request: &PageRequest, fonts: &mut Fonts, clock: &Clock) -> Result<Ready, NotMade> {
    let PageToMake { document, page: number, header, in_colours: wishes_colours } = &request.page;
    let file = match document {
        Document::InSpool(path) => request.kept.get(path)?,
        Document::Read(file) => Arc::clone(file),
    };
    let page = (*number as usize).checked_sub(1).and_then(|index| file.pages.get(index));
    let page = page.ok_or(NotMade::NoPage(*number))?;
    let header = header.as_ref().map(|facts| (&facts.line, facts.values(clock.unix_ms())));
    let limits = &request.limits;
    let parts = prepare(page, request.first_row, limits, headed(&header, request, fonts))?;
    // Only the black-and-white page is counted: characters that no font has in black and white are
    // missing in colour, too.
    let lacking = header.as_ref().map_or(0, |_| fonts.with(&request.fonts).take_lacking());
    let Takes { colour, lossless } = request.takes;
    let colour = if *wishes_colours && colour && page.colour().is_some() {
        in_colours(page, &parts, limits, headed(&header, request, fonts), lossless)
    } else {
        None
    };
    header.iter().for_each(|_| _ = fonts.with(&request.fonts).take_lacking());
    Ok(Ready { parts, colour, lacking })
}

fn headed<'a>(
    header: &'a Option<(&'a HeaderLine, Values)>,
    request: &PageRequest,
    fonts: &'a mut Fonts,
) -> Option<Header<'a>> {
    let (line, values) = header.as_ref()?;
    Some(Header { line, values, type_setter: fonts.with(&request.fonts) })
}

impl KeptDocument {
    fn get(&self, path: &Path) -> Result<Arc<TiffFile>, NotMade> {
        let mut kept = lock(&self.0);
        if let Some((_, file)) = kept.as_ref().filter(|(of, _)| of == path) {
            return Ok(Arc::clone(file));
        }
        let bytes = read_document(path)
            .map_err(|source| NotMade::Unreadable { path: path.to_owned(), source })?;
        let file = Arc::new(tiff::load_bytes(bytes, path)?);
        *kept = Some((path.to_owned(), Arc::clone(&file)));
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::hands::Hands;
    use ferrofax_basics::UnixMs;
    use ferrofax_document::tiff::{Builder, NewPage};
    use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};
    use std::sync::mpsc::channel;

    #[test]
    fn letters_of_a_header_line_that_no_font_has_are_told_with_the_page() {
        let folder = tempfile::tempdir().unwrap();
        let document = folder.path().join("a.tif");
        let mut file = Builder::new();
        let (bitmap, quality) = (Bitmap::white(1728, 100), PageQuality::default());
        file.push(&NewPage {
            bitmap: &bitmap,
            resolution: Resolution::Fine,
            quality,
            date_time: "",
        });
        std::fs::write(&document, file.finish()).unwrap();
        let (requests, queue) = channel();
        let (answer, made) = channel();
        for (number, from) in [(0, "Müller"), (1, "漢字 Ltd."), (2, "Müller")] {
            let header = HeaderFacts {
                line: HeaderLine::default(),
                zone: "UTC".to_owned(),
                from: from.to_owned(),
                number: "1".to_owned(),
                station: "1".to_owned(),
                to: "2".to_owned(),
                page: 1,
                pages: 1,
                tag: String::new(),
            };
            let document = Document::InSpool(document.clone());
            let request = PageRequest {
                number,
                page: PageToMake { document, page: 1, header: Some(header), in_colours: false },
                first_row: 0,
                limits: Limits::default(),
                takes: Takes { colour: true, lossless: true },
                fonts: Vec::new(),
                kept: Arc::default(),
                answer: answer.clone(),
            };
            requests.send(request).unwrap();
        }
        drop(requests);
        let (_, clock) = Hands::at(UnixMs(1_795_000_000_000));
        let nobody: Raise = Arc::new(|_| {});
        run(&queue, &clock, Errands::new("the pages thread", &nobody));
        let lacking: Vec<(bool, usize)> = (0..3)
            .map(|_| made.recv().unwrap())
            .map(|made| made.result.map_or((false, 0), |ready| (true, ready.lacking)))
            .collect();
        assert_eq!(lacking, [(true, 0), (true, 2), (true, 0)]);
    }
}
