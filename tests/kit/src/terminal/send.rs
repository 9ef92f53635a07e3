//! The sender: sends the pages of the file without changes. It calls, or it answers and holds the
//! pages for polling. It does not convert pages that the remote fax machine does not support.

use super::options::Options;
use super::pipe::{self, Owner, Pipe};
use super::report::Report;
use ferrofax::call::{Call, CallEvent, FarIdent, NextPage, PageToSend, PollRefusal};
use ferrofax::document::tiff;
use ferrofax::ladder::{Step, Way};
use ferrofax::t4::{PageWidth, Resolution};
use std::sync::Arc;

/// A fax that is being sent.
pub struct Sender<'a> {
    options: &'a Options,
    pages: Vec<PageToSend>,
    pub report: Report,
}

impl<'a> Sender<'a> {
    pub fn new(options: &'a Options) -> Result<Self, String> {
        let wrong = |why: String| format!("{}: {why}", options.file.display());
        let read = tiff::read(&options.file).map_err(|error| error.to_string())?;
        let chosen: Vec<_> = read
            .iter()
            .enumerate()
            .filter(|(at, _)| options.pages.contains(at))
            .map(|(_, page)| page)
            .collect();
        let count = chosen.len();
        let pages = chosen.into_iter().enumerate().map(|(at, page)| {
            let resolution = Resolution::from_dpi(page.x_dpi, page.y_dpi).ok_or_else(|| {
                wrong(format!("{:.0} × {:.0} dpi is not a fax resolution", page.x_dpi, page.y_dpi))
            })?;
            let width = PageWidth::ALL
                .into_iter()
                .find(|width| width.pixels(resolution) == page.width)
                .ok_or_else(|| {
                    wrong(format!("{} pixels is not the width of a fax page", page.width))
                })?;
            let bitmap = Arc::new(page.bitmap().map_err(|error| error.to_string())?);
            let next = if at + 1 == count { NextPage::End } else { NextPage::More };
            Ok(PageToSend { bitmap, resolution, width, colour: None, next })
        });
        let pages = pages.collect::<Result<Vec<_>, String>>()?;
        if pages.is_empty() {
            return Err(wrong("there is no page to send".to_owned()));
        }
        Ok(Self { options, pages, report: Report::default() })
    }

    /// Sends the fax. Returns the exit status.
    pub fn run(&mut self, pipe: &mut dyn Pipe) -> i32 {
        let call = if self.options.is_polling {
            Call::answer(self.options.answer.clone())
        } else {
            Call::originate(self.options.originate.clone())
        };
        let options = self.options;
        let run = pipe::run(call, self, pipe, options);
        let more = format!(",\"bytes\":{}", self.report.bytes);
        self.report.print(&run, &more)
    }

    /// Rejects a polling request with a wrong password, or for another document. Otherwise the call
    /// continues, and requests the first page.
    fn polled(&self, asked: &FarIdent, call: &mut Call) {
        let Options { sep, originate, .. } = self.options;
        if originate.pwd.as_ref().is_some_and(|pwd| asked.pwd.as_ref() != Some(pwd)) {
            call.refuse_poll(PollRefusal::WrongPassword);
        } else if asked.sep.is_some() && asked.sep != *sep {
            call.refuse_poll(PollRefusal::UnknownDocument);
        }
    }

    fn give(&self, index: u32, call: &mut Call) {
        let Some(page) = self.pages.get(index as usize) else { return };
        if let Err(why) = call.give_page(page.clone()) {
            eprintln!("page {}: {why}", index + 1);
            call.cancel();
        }
    }
}

impl Owner for Sender<'_> {
    fn on(&mut self, event: CallEvent, call: &mut Call) {
        match event {
            CallEvent::FarIdent(far) => self.report.far_ident = far.ident.unwrap_or_default(),
            CallEvent::Negotiated(negotiated) => self.report.last = Some(negotiated),
            CallEvent::Polled(asked) => self.polled(&asked, call),
            CallEvent::WantPage { index, .. } => self.give(index, call),
            CallEvent::PageConfirmed { .. } => self.report.pages += 1,
            CallEvent::Trace(rung) => {
                if let Step::Page { count, .. } = rung.step {
                    self.report.bytes += count;
                }
                self.report.trace(&rung, Way::Heard, self.options.trace);
            }
            CallEvent::Ended(outcome) => self.report.outcome = Some(outcome),
            _ => {}
        }
    }
}
