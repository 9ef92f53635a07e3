//! The way of a received fax in T.38: packets, what was heard, and the session's inputs.
//! The counterpart of `receive_chain`.
//!
//! What was heard is handed on piece by piece, each by what the session wants to hear at
//! that moment: of many packets that come at once, the first may be a command and the
//! rest the training check that it announces.
//!
//! The remote end may answer as soon as the last packet of ours is there, while by the clock
//! of a modem we are still speaking. So what begins after that packet is kept until the
//! session listens.

use super::page_intake::PageIntake;
use crate::t30::tcf::{TcfJudge, TcfReport};
use crate::t30::{Input, Listen};
use crate::t38::terminal::hearing::{Carrier, Heard, Hearing};
use crate::t38::terminal::pace;
use crate::t38::{RateManagement, Stats, Terms};
use ferrofax_signal::modem::{LineQuality, Rate};
use ferrofax_signal::time::{Millis, SampleTime};
use std::collections::VecDeque;

/// From the packets to the session.
#[derive(Debug)]
pub(super) struct T38Receive {
    hearing: Hearing,
    /// What was heard and not handed on, because the session has not listened since our
    /// last packet.
    early: VecDeque<Heard>,
    /// Our last packet went out: what begins now is an answer.
    turn_given: bool,
    /// What was on the line when it did.
    on_at_turn: Option<Carrier>,
    /// What is on the line, as far as it was handed on.
    on_line: Option<Carrier>,
    sink: Sink,
    page: PageIntake,
    listening: Listen,
    heard: VecDeque<Input>,
    local_checks: bool,
    /// A training check that nobody sends, and when it counts as over.
    local_check: Option<(Rate, SampleTime)>,
    now: SampleTime,
}

/// Where an image signal's data goes.
#[derive(Debug)]
enum Sink {
    Nothing,
    /// A training check; `None` once it was reported.
    Training(Option<TcfJudge>),
    Blocks,
    Page,
}

impl T38Receive {
    /// Heard nothing yet; `page` may go on here.
    pub(super) fn new(terms: Terms, page: PageIntake) -> Self {
        Self {
            hearing: Hearing::new(terms),
            early: VecDeque::new(),
            turn_given: true,
            on_at_turn: None,
            on_line: None,
            sink: Sink::Nothing,
            page,
            listening: Listen::Nothing,
            heard: VecDeque::new(),
            local_checks: terms.rate_management == RateManagement::Local,
            local_check: None,
            now: SampleTime(0),
        }
    }

    /// The terms are others from now on.
    pub(super) fn set_terms(&mut self, terms: Terms) {
        self.local_checks = terms.rate_management == RateManagement::Local;
    }

    /// A packet came.
    pub(super) fn push(&mut self, now: SampleTime, sequence: Option<u16>, ifp: &[u8]) {
        self.hearing.push(now, sequence, ifp);
    }

    /// Time has come to `now`.
    pub(super) fn step(&mut self, now: SampleTime) {
        self.page.pass_time(now.0 - self.now.0);
        self.now = now;
        self.hearing.pass_time(now);
    }

    /// Whether data of a page or of partial pages is coming.
    pub(super) const fn is_hearing_page(&self) -> bool {
        matches!(self.on_line, Some(Carrier::Image(_)))
            && matches!(self.sink, Sink::Page | Sink::Blocks)
    }

    /// What was heard next, in the light of what is listened for now.
    pub(super) fn poll(&mut self) -> Option<Input> {
        loop {
            if let Some(input) = self.heard.pop_front() {
                return Some(input);
            }
            if self.listening == Listen::Nothing {
                let heard = self.hearing.poll()?;
                self.note(&heard);
                if self.turn_given {
                    self.keep_early(heard);
                }
                continue;
            }
            if let Some(heard) = self.early.pop_front().or_else(|| self.hearing.poll()) {
                self.note(&heard);
                self.hand_on(heard);
                continue;
            }
            self.report_local_check();
            if matches!(self.sink, Sink::Page) && self.page.reports_growth() {
                self.heard.push_back(Input::PageGrew);
            }
            if self.heard.is_empty() {
                return None;
            }
        }
    }

    /// Keeps what came before the session listens. Of what is too much, the octets of a page count as
    /// lost, so that its missing rows are counted.
    fn keep_early(&mut self, heard: Heard) {
        if self.early.len() < MOST_EARLY {
            return self.early.push_back(heard);
        }
        let lost = match heard {
            Heard::Bits(octets) => octets.len(),
            Heard::LostBits(octets) | Heard::DroppedBits(octets) => octets,
            _ => return,
        };
        match self.early.back_mut() {
            Some(Heard::LostBits(before)) => *before += lost,
            _ => self.early.push_back(Heard::LostBits(lost)),
        }
    }

    /// What to listen for from now on.
    pub(super) fn listen(&mut self, listen: Listen) {
        let from_nothing = self.listening == Listen::Nothing;
        self.listening = listen;
        self.local_check = None;
        if listen == Listen::Nothing {
            self.turn_given = false;
            self.early.clear();
            self.sink = Sink::Nothing;
            return;
        }
        // T.38 §8.1, data rate management method 1: each end makes the check by itself.
        if let Listen::TrainingCheck(rate) = listen
            && self.local_checks
        {
            let lasts = Millis(BEFORE_CHECK.0 + pace::training(rate, false).0 + pace::CHECK.0);
            self.local_check = Some((rate, self.now + lasts));
        }
        self.sink = match listen {
            Listen::Nothing | Listen::Commands | Listen::Carrier(_) => Sink::Nothing,
            Listen::TrainingCheck(rate) => Sink::Training(Some(TcfJudge::new(rate))),
            Listen::Page(_) => Sink::Page,
            Listen::Blocks(_) | Listen::Primary => Sink::Blocks,
        };
        // A carrier that is on the line already is told as one that comes now. What
        // waits in `early` began after the turn was given, and tells of its own carriers.
        let on =
            if from_nothing && !self.early.is_empty() { self.on_at_turn } else { self.on_line };
        match on {
            Some(Carrier::V21) if from_nothing => {
                self.heard.extend([Input::V21Carrier(true), Input::Flags])
            }
            Some(Carrier::Image(_)) => self.heard.push_back(Input::ImageUp),
            _ => {}
        }
    }

    /// Our last packet went out.
    pub(super) const fn give_turn(&mut self) {
        if !self.turn_given {
            self.turn_given = true;
            self.on_at_turn = self.on_line;
        }
    }

    /// The page that is coming in.
    pub(super) const fn page(&mut self) -> &mut PageIntake {
        &mut self.page
    }

    /// What became of the packets.
    pub(super) const fn stats(&self) -> Stats {
        self.hearing.stats()
    }

    const fn note(&mut self, heard: &Heard) {
        match heard {
            Heard::CarrierUp(carrier) => self.on_line = Some(*carrier),
            Heard::CarrierDown(_) => self.on_line = None,
            _ => {}
        }
    }

    fn hand_on(&mut self, heard: Heard) {
        match heard {
            Heard::CarrierUp(Carrier::V21) => {
                self.heard.extend([Input::V21Carrier(true), Input::Flags])
            }
            Heard::CarrierUp(Carrier::Image(rate)) => {
                self.heard.push_back(Input::ImageUp);
                if let Some((_, over)) = &mut self.local_check {
                    let ends = self.now + Millis(pace::training(rate, false).0 + pace::CHECK.0);
                    *over = ends.min(*over + LATEST_CHECK);
                }
            }
            Heard::Data(Carrier::Image(_)) => {
                self.local_check = None;
                self.heard.push_back(Input::ImageTrained(LineQuality::default()));
            }
            Heard::Data(Carrier::V21) | Heard::Tone(_) | Heard::DamagedFrame(Carrier::Image(_)) => {
            }
            Heard::Frame(Carrier::V21, bytes) => self.heard.push_back(Input::Frame(bytes)),
            Heard::Frame(Carrier::Image(_), bytes) => {
                if matches!(self.sink, Sink::Blocks) {
                    self.heard.push_back(Input::EcmFrame(bytes));
                }
            }
            Heard::DamagedFrame(Carrier::V21) => self.heard.push_back(Input::DamagedFrame),
            Heard::Bits(octets) => self.bits(&octets),
            Heard::LostBits(octets) | Heard::DroppedBits(octets) => self.lost_bits(octets),
            Heard::CarrierDown(Carrier::V21) => self.heard.push_back(Input::V21Carrier(false)),
            Heard::CarrierDown(Carrier::Image(_)) => self.image_down(),
            Heard::PacketsStopped => self.heard.push_back(Input::PacketsStopped),
        }
    }

    fn bits(&mut self, octets: &[u8]) {
        match &mut self.sink {
            Sink::Nothing | Sink::Blocks | Sink::Training(None) => {}
            Sink::Training(Some(judge)) => {
                octets.iter().for_each(|octet| judge.push_bits(u32::from(*octet), 8));
                self.report_check(false);
            }
            Sink::Page => {
                if self.page.push(octets) {
                    self.heard.push_back(self.page.ended());
                }
            }
        }
    }

    /// A lost packet says nothing about a modem: in a training check it counts as what it
    /// held. In a page the rows around the gap run into one, which the decoder finds
    /// damaged; how many are gone between them is reckoned at the page's end.
    fn lost_bits(&mut self, octets: usize) {
        if matches!(self.sink, Sink::Page) {
            self.page.lose(octets);
        }
        if let Sink::Training(Some(judge)) = &mut self.sink {
            (0..octets).for_each(|_| judge.push_bits(0, 8));
            self.report_check(false);
        }
    }

    fn image_down(&mut self) {
        self.report_check(true);
        if let Some((rate, _)) = self.local_check.take() {
            self.pass_check(rate);
        }
        self.heard.push_back(Input::ImageDown(LineQuality::default()));
    }

    /// Reports a training check that is as long as it should be, or over.
    fn report_check(&mut self, over: bool) {
        let Sink::Training(judge) = &mut self.sink else { return };
        if let Some(judge) =
            judge.take_if(|judge| judge.is_complete() || (over && judge.has_begun()))
        {
            self.heard.push_back(Input::Tcf(judge.report()));
        }
    }

    /// A check that each end makes for itself has gone well here: there is no modem.
    fn report_local_check(&mut self) {
        if let Some((rate, _)) = self.local_check.take_if(|(_, over)| self.now >= *over) {
            self.pass_check(rate);
        }
    }

    fn pass_check(&mut self, rate: Rate) {
        let bits = rate.bps() * 3 / 2;
        let report = TcfReport {
            bits,
            longest_run: bits,
            good: true,
            good_for_ecm: true,
            ..TcfReport::default()
        };
        self.sink = Sink::Training(None);
        self.heard
            .extend([Input::ImageTrained(LineQuality::default()), Input::Tcf(report)]);
    }
}

/// From DCS to the training of a check that nobody sends.
const BEFORE_CHECK: Millis = Millis(75);
/// How much later such a check may end than expected. A session waits 3.6 s for a check, and would
/// refuse one that was not judged by then. It says its answer when the carrier has gone, or 0.7 s
/// later.
const LATEST_CHECK: Millis = Millis(400);
/// What is kept of an answer that came early; one burst of frames is less.
const MOST_EARLY: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::t38::ifp::{Encoding, Indicator, Packet};

    #[test]
    fn a_check_that_begins_late_and_that_nobody_sends_is_judged_before_it_is_refused() {
        let rate = Rate::V17At14400;
        let training = Packet::Indicator(Indicator::Training { rate, short: false });
        for begins_ms in [100, 600, 1_100, 2_900] {
            let terms = Terms { rate_management: RateManagement::Local, ..Terms::default() };
            let mut receive = T38Receive::new(terms, PageIntake::new(1_000));
            receive.listen(Listen::TrainingCheck(rate));
            let judged_ms = (0..5_000).step_by(10).find(|&ms| {
                let now = SampleTime(0) + Millis(ms);
                if ms == begins_ms {
                    receive.push(now, None, &training.encode(Encoding::Original));
                }
                receive.step(now);
                std::iter::from_fn(|| receive.poll())
                    .any(|input| matches!(input, Input::Tcf(report) if report.good))
            });
            let judged_ms = judged_ms.expect("it is judged");
            assert!((2_900..3_600).contains(&judged_ms), "{begins_ms}: {judged_ms}");
        }
    }

    #[test]
    fn octets_of_a_page_that_come_too_early_to_be_kept_count_as_lost() {
        let mut receive = T38Receive::new(Terms::default(), PageIntake::new(1_000));
        for _ in 0..MOST_EARLY + 50 {
            receive.keep_early(Heard::Bits(vec![0; 36]));
            receive.keep_early(Heard::DamagedFrame(Carrier::V21));
        }
        receive.keep_early(Heard::DroppedBits(7));
        assert_eq!(receive.early.len(), MOST_EARLY + 1);
        let kept = receive.early.iter().filter(|heard| matches!(heard, Heard::Bits(_))).count();
        let lost = (MOST_EARLY + 50 - kept) * 36 + 7;
        assert_eq!(receive.early.back(), Some(&Heard::LostBits(lost)));
    }
}
