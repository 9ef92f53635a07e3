//! The line while it is V.34's half-duplex channels (T.30 Annex F): in the place of the receive and
//! the transmit chain from V.8's agreement on V.34 until there is no link any more.
//!
//! ```text
//! samples ── link ─┬─ control channel ── `control` ── frames
//!                  └─ primary channel ── `pages` ──── frames of partial pages
//! ```
//!
//! The session says and hears the same as on any line. What it takes of V.34 to do that, the start
//! of the channels, who speaks when, the change from the one to the other, is the link's.
//!
//! The rate is changed here, where a recipient sees how a page comes (`pace`): behind the signal it asks
//! for another rate before it answers (V.34 §12.6.2.3; F.3.4.2), so that what has to be said again
//! goes slower already.

mod bounds;
mod control;
mod notes;
mod pace;
mod pages;
#[cfg(test)]
mod tests;

use crate::t30::{Input, Listen, Party, Signal, TurnRound, v8};
pub(super) use bounds::V34Bounds;
use control::{HeardFrames, SaidFrames};
use ferrofax_ground::ladder::Step;
use ferrofax_signal::modem::v8::Outcome;
use ferrofax_signal::modem::v8::modulations::Modulation;
use ferrofax_signal::modem::v34::Side;
use ferrofax_signal::modem::v34::link::{Link, LinkEvent, Role, Terms};
use ferrofax_signal::modem::v34::symbol_rate::DataRate;
use ferrofax_signal::modem::{LineQuality, PageRate};
use ferrofax_signal::time::Millis;
use pace::Pace;
use pages::{HeardPage, SaidPage};
use std::collections::VecDeque;

/// Samples in, samples out; between them a link.
#[derive(Debug)]
pub(super) struct V34Line {
    link: Link,
    role: Role,
    /// What we say: what waits for its turn, and what goes out on either channel.
    waiting: VecDeque<Signal>,
    said_frames: SaidFrames,
    said_page: SaidPage,
    /// What we hear on either channel; a page while there is one.
    heard_frames: HeardFrames,
    heard_page: Option<HeardPage>,
    /// A page's signal is there whose beginning was missed.
    is_page_unread: bool,
    /// At which pages go, once the two have agreed on it.
    rate: Option<DataRate>,
    pace: Pace,
    quality: LineQuality,
    heard: VecDeque<Input>,
    notes: VecDeque<Step>,
    /// The call is to turn round.
    turn: Option<TurnRound>,
    /// How often the control channel came up since a page was there.
    starts: u32,
    /// Samples heard since the link told of anything.
    unchanged: u64,
}

impl V34Line {
    /// A line on which V.8 has just come to this; none where that was not V.34.
    pub(super) fn begin(
        outcome: &Outcome,
        is_caller: bool,
        level_dbm0: f32,
        bounds: V34Bounds,
    ) -> Option<Self> {
        let (party, side) =
            if is_caller { (Party::Caller, Side::Call) } else { (Party::Called, Side::Answer) };
        let is_source = v8::source(outcome)? == party;
        let role = if is_source { Role::Source } else { Role::Recipient };
        let mut terms = Terms::new(side, role, level_dbm0);
        terms.max_rate = bounds.most;
        if is_source && has_v17(outcome) {
            terms.min_rate = bounds.least;
        }
        Some(Self {
            link: Link::new(&terms),
            role,
            waiting: VecDeque::new(),
            said_frames: SaidFrames::new(),
            said_page: SaidPage::default(),
            heard_frames: HeardFrames::new(),
            heard_page: None,
            is_page_unread: false,
            rate: None,
            pace: Pace::default(),
            quality: LineQuality::default(),
            heard: VecDeque::new(),
            notes: VecDeque::new(),
            turn: None,
            starts: 0,
            unchanged: 0,
        })
    }

    /// Hears samples.
    pub(super) fn push(&mut self, samples: &[i16]) {
        self.link.push(samples);
        self.take_events();
        self.pass(samples.len());
    }

    /// As many samples were lost on the way.
    pub(super) fn gap(&mut self, samples: usize) {
        self.link.gap(samples);
        self.take_events();
        self.pass(samples);
    }

    /// Fills `out`.
    pub(super) fn pull(&mut self, out: &mut [i16]) {
        let was_saying = self.said_frames.is_busy();
        self.link.pull(&mut self.said_frames, &mut self.said_page, out);
        let has_said = was_saying && !self.said_frames.is_busy();
        self.take_events();
        if has_said {
            self.go_on();
        }
    }

    /// What to listen for from now on: of the two channels the link always hears the one that is
    /// there, and is told only that a page may come.
    pub(super) fn listen(&mut self, listen: Listen) {
        if listen == Listen::Primary && self.role == Role::Recipient {
            self.link.expect_page();
        }
    }

    /// Says these after what is being said.
    pub(super) fn say(&mut self, signals: Vec<Signal>) {
        let was_idle = self.is_idle();
        self.waiting.extend(signals);
        if was_idle {
            self.say_next();
        }
    }

    /// Breaks off, and forgets what was still to be said. A page ends where it is.
    pub(super) fn hush(&mut self) {
        self.waiting.clear();
        self.said_frames.hush();
        self.said_page.hush();
    }

    /// Pages are to go the other way: the channels are turned off, behind what is being said if we do
    /// it. Or not after all.
    pub(super) fn turn_round(&mut self, turn: Option<TurnRound>) {
        let had = self.turn.is_some();
        self.turn = turn;
        match &self.turn {
            Some(turn) if !turn.says_ones || self.is_idle() => self.link.turn_off(turn.says_ones),
            Some(_) => {}
            None if had => self.link.stay(),
            None => {}
        }
    }

    /// What is to follow when the channels are off.
    pub(super) fn take_turn(&mut self) -> Option<TurnRound> {
        self.turn.take()
    }

    /// Whether there is nothing to say but flags.
    pub(super) fn is_idle(&self) -> bool {
        self.waiting.is_empty() && !self.said_frames.is_busy() && !self.said_page.is_busy()
    }

    /// Whether a partial page is coming in.
    pub(super) const fn is_hearing_page(&self) -> bool {
        self.heard_page.is_some()
    }

    /// What the last page showed of the line, or TRN before it.
    pub(super) const fn quality(&self) -> LineQuality {
        self.quality
    }

    /// The rate at which pages go.
    pub(super) fn rate(&self) -> Option<PageRate> {
        self.rate.map(PageRate::V34)
    }

    /// What was heard, in order.
    pub(super) fn poll(&mut self) -> Option<Input> {
        self.heard.pop_front()
    }

    /// What the ladder is to tell of the link.
    pub(super) fn poll_note(&mut self) -> Option<Step> {
        self.notes.pop_front()
    }

    /// What was being said went out.
    fn go_on(&mut self) {
        if !self.waiting.is_empty() {
            return self.say_next();
        }
        self.heard.push_back(Input::Said);
        if self.turn.as_ref().is_some_and(|turn| turn.says_ones) {
            self.link.turn_off(true);
        }
    }

    fn say_next(&mut self) {
        while let Some(signal) = self.waiting.pop_front() {
            match signal {
                Signal::Frames(frames) => return self.said_frames.say(frames),
                Signal::Primary(frames) if self.role == Role::Source => {
                    self.said_page.say(frames, self.rate.unwrap_or(DataRate::MIN));
                    return self.link.send_page();
                }
                // A recipient's page goes nowhere; nor is there silence, a tone or an image modem
                // on these channels.
                _ => {}
            }
        }
        self.heard.push_back(Input::Said);
    }

    /// Time goes on. Each phase of the link has an end of its own; a call does not hang on that.
    fn pass(&mut self, samples: usize) {
        self.unchanged += samples as u64;
        let is_in_page = self.said_page.is_busy() || self.is_hearing_page() || self.is_page_unread;
        let longest = if is_in_page { LONGEST_PAGE } else { LONGEST_PHASE };
        if self.unchanged > longest.samples() {
            self.unchanged = 0;
            self.note(notes::over(Step::V34Nothing));
            self.heard.push_back(Input::V34Failed);
        }
    }

    fn take_events(&mut self) {
        while let Some(event) = self.link.poll() {
            self.unchanged = 0;
            self.take(event);
        }
    }

    fn take(&mut self, event: LinkEvent) {
        match event {
            LinkEvent::Probed => self.note_probed(),
            LinkEvent::Trained(quality) => {
                self.quality = quality;
                self.note(notes::trained(&quality));
            }
            LinkEvent::ControlUp(start, rates) => {
                self.note(notes::control(start, &rates));
                self.comes_up(rates.page);
            }
            LinkEvent::ControlBits(bits) => self.heard_frames.push(bits, &mut self.heard),
            LinkEvent::ControlDown => {
                self.heard_frames.end(&mut self.heard);
                self.said_frames.begin_anew();
            }
            LinkEvent::PageBegins => self.begin_page(),
            LinkEvent::PageMissed => self.miss_page(),
            LinkEvent::PageBits(bits) => {
                let page = self.heard_page.as_mut();
                if page.is_some_and(|page| page.push(bits, &mut self.heard)) {
                    self.link.end_page();
                }
            }
            LinkEvent::PageEnds(quality) => self.end_page(quality),
            LinkEvent::TurnedOff => self.heard.push_back(match self.turn {
                Some(_) => Input::V34Turned,
                None => Input::V34Failed,
            }),
            LinkEvent::Failed(cause) => {
                self.note(notes::over(Step::text(cause.to_string())));
                self.heard.push_back(Input::V34Failed);
            }
        }
    }

    /// The control channel is there, and pages go at `rate`.
    fn comes_up(&mut self, rate: DataRate) {
        self.said_frames.is_up();
        self.starts += 1;
        if self.starts > MOST_STARTS {
            self.note(notes::over(Step::V34Again));
            return self.heard.push_back(Input::V34Failed);
        }
        self.rate = Some(rate);
        // What is about to be turned off is of no use any more.
        if !self.turn.as_ref().is_some_and(|turn| turn.says_ones) {
            self.heard.push_back(Input::V34Up(rate));
        }
    }

    /// What was still to be said before a page has no sense behind it.
    fn forget_broken_off(&mut self) {
        if self.said_frames.forget_broken_off() {
            self.go_on();
        }
    }

    fn begin_page(&mut self) {
        self.starts = 0;
        self.forget_broken_off();
        if self.role == Role::Recipient {
            if std::mem::take(&mut self.is_page_unread) {
                self.heard.push_back(Input::ImageDown(LineQuality::default()));
            }
            self.heard_page = Some(HeardPage::new());
            self.heard.extend([Input::ImageUp, Input::ImageTrained(LineQuality::default())]);
        }
    }

    /// A page is on the line, and nothing of it can be read: what stands behind it is waited for
    /// while it lasts.
    fn miss_page(&mut self) {
        self.forget_broken_off();
        if self.heard_page.is_none() && !std::mem::replace(&mut self.is_page_unread, true) {
            self.note(Step::PageBeginningMissed);
            self.heard.extend([Input::ImageUp, Input::ImageTrainingFailed]);
        }
    }

    fn end_page(&mut self, quality: Option<LineQuality>) {
        if self.role == Role::Source {
            self.said_page.end();
            return self.go_on();
        }
        match self.heard_page.take() {
            Some(page) => self.change_rate(&page, quality),
            None => self.miss_page(),
        }
        self.is_page_unread = false;
        self.quality = quality.unwrap_or(self.quality);
        self.heard.push_back(Input::ImageDown(quality.unwrap_or_default()));
    }

    /// The next signal is slower, or faster by one step, if the received page gives a reason.
    fn change_rate(&mut self, page: &HeardPage, quality: Option<LineQuality>) {
        let Some(rate) = self.rate else { return };
        let slower = match page.steps_down() {
            _ if page.is_unread() => self.pace.came_unread(rate),
            0 => None,
            steps => self.pace.came_badly(rate, steps),
        };
        if let Some(slower) = slower {
            self.note(Step::Slower { bps: slower.bps().into() });
            return self.link.set_max_rate(slower);
        }
        if !page.came_whole() {
            return self.pace.came_nearly_whole();
        }
        let Some(quality) = quality else { return };
        let next = self.link.next_rate_up();
        let to_spare = next.map_or(0.0, |next| f64::from(quality.snr_db) - next.needs_db);
        if let Some(faster) = self.pace.came_whole(next.map(|next| next.rate), to_spare) {
            self.note(Step::Faster { bps: faster.bps().into(), db: to_spare.into() });
            self.link.raise_rate(faster);
        }
    }

    /// A recipient knows what the line is like, a source what it is to do.
    fn note_probed(&mut self) {
        let Some(chosen) = &self.link.report().probed else { return };
        let what = match &chosen.line {
            Some(line) => notes::line(line),
            None => notes::chosen(&chosen.infoh),
        };
        self.note(Step::V34Probed { what: what.into() });
    }

    fn note(&mut self, step: Step) {
        self.notes.push_back(step);
    }
}

/// Whether both have V.17, to go on by without V.34.
fn has_v17(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Agreed(agreement) if agreement.modulations.contains(Modulation::V17))
}

/// No phase of V.34 takes as long, with all that it does again.
const LONGEST_PHASE: Millis = Millis(60_000);
/// A block of 256 frames of 256 octets at 2400 bit/s takes 230 s.
const LONGEST_PAGE: Millis = Millis(300_000);
/// Starts of the control channel without a page between them. One stands behind each page, and some
/// more where the line is bad.
const MOST_STARTS: u32 = 30;
