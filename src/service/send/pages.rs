//! The pages thread: reads documents, fits their pages to the receiver and sets their
//! header lines. Some tens of milliseconds of work a page, which no call's audio waits
//! for.

use crate::service::clock::Clock;
use crate::service::fonts::Fonts;
use ferrofax_basics::errand::{Errands, Raise};
use ferrofax_basics::lock::lock;
use ferrofax_basics::zone;
use ferrofax_document::fit::Limits;
use ferrofax_document::header_line::{HeaderLine, Placement, Values};
use ferrofax_document::outgoing::{Header, Page, prepare};
use ferrofax_document::tiff::{self, TiffFile};
use ferrofax_spool::jobs::{Job, JobPage};
use ferrofax_spool::read_document;
use ferrofax_spool::sending::option;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// A page that is wanted.
pub(in crate::service) struct PageRequest {
    /// Told again with the answer.
    pub(super) number: u64,
    pub(super) document: PathBuf,
    /// The page in it, from 1.
    pub(super) page: u32,
    /// The rows above were confirmed before.
    pub(super) first_row: u32,
    pub(super) limits: Limits,
    pub(super) header: Option<HeaderFacts>,
    /// Where further fonts are.
    pub(super) fonts: Vec<PathBuf>,
    /// The document that the call read last.
    pub(super) read: Arc<ReadDocument>,
    pub(super) answer: Sender<PageMade>,
}

/// A page that was made.
pub(in crate::service) struct PageMade {
    pub(super) number: u64,
    /// Its parts, or why there are none.
    pub(super) result: Result<Vec<Page>, String>,
    /// Letters of its header line that no font has.
    pub(super) lacking: usize,
}

/// What the header line of a page says.
#[derive(Clone, Debug)]
pub(super) struct HeaderFacts {
    line: HeaderLine,
    zone: String,
    from: String,
    number: String,
    station: String,
    to: String,
    page: u32,
    pages: u32,
    tag: String,
}

/// A document that was read, kept for its other pages.
#[derive(Default)]
pub(super) struct ReadDocument(Mutex<Option<(PathBuf, Arc<TiffFile>)>>);

/// The thread, and the way to it.
pub(in crate::service) struct PageMaker {
    requests: Sender<PageRequest>,
}

impl PageMaker {
    /// Starts the thread. It ends when the last sender of requests is gone.
    pub(in crate::service) fn start(
        clock: Clock,
        raise: &Raise,
    ) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (requests, queue) = channel();
        let errands = Errands::new("the pages thread", raise);
        let name = "ferrofax-pages".to_owned();
        let thread = std::thread::Builder::new()
            .name(name)
            .spawn(move || run(&queue, &clock, errands))?;
        Ok((Self { requests }, thread))
    }

    /// A way for one call to ask.
    pub(in crate::service) fn requests(&self) -> Sender<PageRequest> {
        self.requests.clone()
    }
}

fn run(queue: &Receiver<PageRequest>, clock: &Clock, mut errands: Errands) {
    let mut fonts = Fonts::default();
    while let Ok(request) = queue.recv() {
        // A page that trips a bug of ours fails its own job and no other.
        let result = errands.run(|| make(&request, &mut fonts, clock)).unwrap_or_else(|| {
            fonts = Fonts::default();
            Err("the fax software failed on it".to_owned())
        });
        let lacking =
            request.header.as_ref().map_or(0, |_| fonts.with(&request.fonts).take_lacking());
        let _ = request.answer.send(PageMade { number: request.number, result, lacking });
        errands.rest();
    }
}

fn make(request: &PageRequest, fonts: &mut Fonts, clock: &Clock) -> Result<Vec<Page>, String> {
    let file = request.read.get(&request.document)?;
    let page = (request.page as usize).checked_sub(1).and_then(|index| file.pages.get(index));
    let page = page.ok_or_else(|| format!("the document has no page {}", request.page))?;
    let values = request.header.as_ref().map(|facts| facts.values(clock));
    let header = match (&request.header, &values) {
        (Some(facts), Some(values)) => {
            Some(Header { line: &facts.line, values, type_setter: fonts.with(&request.fonts) })
        }
        _ => None,
    };
    prepare(page, request.first_row, &request.limits, header).map_err(|error| error.to_string())
}

impl ReadDocument {
    fn get(&self, path: &Path) -> Result<Arc<TiffFile>, String> {
        let mut kept = lock(&self.0);
        if let Some((_, file)) = kept.as_ref().filter(|(of, _)| of == path) {
            return Ok(Arc::clone(file));
        }
        let bytes = read_document(path)
            .map_err(|error| format!("{}: cannot read it: {error}", path.display()))?;
        let file = Arc::new(tiff::load_bytes(bytes, path).map_err(|error| error.to_string())?);
        *kept = Some((path.to_owned(), Arc::clone(&file)));
        Ok(file)
    }
}

impl HeaderFacts {
    /// What the header line of a job's page says; `None` if it gets none. `wanted` goes
    /// before what the job says of its place.
    pub(super) fn of(job: &Job, page: &JobPage, wanted: Option<&str>) -> Option<Self> {
        let text = |name: &str| job.options.get(name).cloned().unwrap_or_default();
        let placement = match wanted.unwrap_or(&text(option::HEADER)) {
            "no" => return None,
            "over" => Placement::Over,
            _ => Placement::Above,
        };
        let template = match text(option::HEADER_FORMAT) {
            empty if empty.is_empty() => HeaderLine::DEFAULT_TEMPLATE.to_owned(),
            template => template,
        };
        let line = HeaderLine::parse(&template, placement)
            .inspect_err(|error| {
                log::warn!("job {}: its header line is the usual one: {error}", job.id)
            })
            .or_else(|_| HeaderLine::parse(HeaderLine::DEFAULT_TEMPLATE, placement))
            .ok()?;
        let first_of = |names: [&str; 2]| {
            names.into_iter().map(text).find(|text| !text.is_empty()).unwrap_or_default()
        };
        Some(Self {
            line,
            zone: text(option::TIME_ZONE),
            from: first_of([option::HEADER_TEXT, option::NAME]),
            number: first_of([option::IDENT, option::CALLER_NUMBER]),
            station: text(option::IDENT),
            to: Some(text(option::RECIPIENT))
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| job.number.clone()),
            page: page.number,
            pages: u32::try_from(job.pages.len()).unwrap_or(u32::MAX),
            tag: job.tag.clone(),
        })
    }

    fn values(&self, clock: &Clock) -> Values {
        let zone = match self.zone.as_str() {
            "" => zone::system(),
            name => zone::named(name).unwrap_or_else(|_| zone::system()),
        };
        let now = clock.unix_ms().timestamp().unwrap_or_default();
        Values {
            when: now.to_zoned(zone),
            from: self.from.clone(),
            number: self.number.clone(),
            station: self.station.clone(),
            to: self.to.clone(),
            page: self.page,
            pages: self.pages,
            tag: self.tag.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::hands::Hands;
    use ferrofax_basics::UnixMs;
    use ferrofax_document::tiff::{Builder, NewPage};
    use ferrofax_engine::t4::{Bitmap, PageQuality, Resolution};

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
            let request = PageRequest {
                number,
                document: document.clone(),
                page: 1,
                first_row: 0,
                limits: Limits::default(),
                header: Some(header),
                fonts: Vec::new(),
                read: Arc::default(),
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
            .map(|made| (made.result.is_ok(), made.lacking))
            .collect();
        assert_eq!(lacking, [(true, 0), (true, 2), (true, 0)]);
    }
}
