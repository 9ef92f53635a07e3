//! The receiver: stores pages as they arrive. It answers a call, or it calls and polls.

use super::options::Options;
use super::pipe::{self, Owner, Pipe};
use super::report::Report;
use ferrofax::call::{Call, CallEvent, Negotiated, ReceivedPage};
use ferrofax::document::tiff::{Appender, Beside, NewPage};
use ferrofax::ladder::Way;
use ferrofax::spool::event::{DamagedPage, Language};

/// A fax that is being received.
pub struct Receiver<'a> {
    options: &'a Options,
    document: Appender,
    pages: Vec<ReceivedPage>,
    pub report: Report,
}

impl<'a> Receiver<'a> {
    pub fn new(options: &'a Options) -> Result<Self, String> {
        let _ = std::fs::remove_file(&options.file);
        let document = Appender::open(&options.file).map_err(|error| error.to_string())?;
        Ok(Self { options, document, pages: Vec::new(), report: Report::default() })
    }

    /// Receives the fax. Returns the exit status.
    pub fn run(&mut self, pipe: &mut dyn Pipe) -> i32 {
        let call = if self.options.is_polling {
            Call::originate(self.options.originate.clone())
        } else {
            Call::answer(self.options.answer.clone())
        };
        let options = self.options;
        let run = pipe::run(call, self, pipe, options);
        let bad_rows: u32 = self.pages.iter().map(|page| page.quality.bad_rows).sum();
        let line = self.pages.last().map(|page| page.line).unwrap_or_default();
        let more = format!(
            ",\"bad_rows\":{bad_rows},\"snr_db\":{:.1},\"skew_ppm\":{:.0},\"level_dbm0\":{:.1},\
             \"offset_hz\":{:.1},\"distortion_db\":{:.1},\"relocks\":{}",
            line.snr_db,
            line.skew_ppm,
            line.level_dbm0,
            line.offset_hz,
            line.distortion_db,
            line.relocks
        );
        self.report.print(&run, &more)
    }

    fn store(&mut self, page: ReceivedPage, call: &mut Call) {
        let new = NewPage {
            bitmap: &page.bitmap,
            resolution: page.resolution,
            quality: page.quality,
            // There is no clock here except the number of samples.
            date_time: "1970:01:01 00:00:00",
        };
        let beside = match &page.undecoded {
            Some(undecoded) => {
                eprintln!("{}", DamagedPage::of(page.number, undecoded).text(Language::English));
                Beside::Undecoded(undecoded, page.coding)
            }
            None => Beside::NOTHING,
        };
        match self.document.append_with(&new, beside) {
            Ok(()) => {
                self.report.pages += 1;
                call.page_stored(page.number);
            }
            Err(error) => {
                eprintln!("{error}");
                call.page_not_stored(page.number);
            }
        }
        let ReceivedPage { rate, ecm, coding, resolution, width, .. } = page;
        self.report.last = Some(Negotiated { rate, ecm, coding, resolution, width });
        self.pages.push(page);
    }
}

impl Owner for Receiver<'_> {
    fn on(&mut self, event: CallEvent, call: &mut Call) {
        match event {
            CallEvent::FarIdent(far) => self.report.far_ident = far.ident.unwrap_or_default(),
            CallEvent::Page(page) => self.store(page, call),
            CallEvent::Trace(rung) => self.report.trace(&rung, Way::Said, self.options.trace),
            CallEvent::Ended(outcome) => self.report.outcome = Some(outcome),
            _ => {}
        }
    }
}
