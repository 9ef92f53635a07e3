//! Two sessions on a line that loses nothing: who sends what, in which order, and what each
//! owner is told, where a document is fetched.

use super::*;
use crate::t30::calling::{Fetch, NextPage, PageFacts};
use crate::t30::dis::Capabilities;
use crate::t30::fcf::Fcf;
use crate::t30::frame::{Fields, Frame};
use crate::t30::outcome::{Cause, Outcome, Status};
use crate::t30::quality::PageQualityPolicy;
use crate::t30::tcf::TcfReport;
use crate::t30::v8::V8Offer;
use crate::t30::{Event, FarIdent, FinishedPage, Listen, Negotiated, PollRefusal, Signal, rate};
use ferrofax_ground::t4::{Coding, PageQuality, PageWidth, Resolution};
use ferrofax_signal::modem::{LineQuality, Rate};
use ferrofax_signal::time::Millis;
use std::collections::VecDeque;
use std::sync::Arc;

#[path = "annex_f_tests.rs"]
mod annex_f;
#[path = "restored_tests.rs"]
mod restored;

/// A session, its owner, and what is on the way to it.
struct Side {
    session: Session,
    /// What it is to give, page by page.
    gives: Vec<PageFacts>,
    /// How long each is when it is coded, in octets.
    octets: usize,
    refuses: Option<PollRefusal>,
    to_come: VecDeque<(SampleTime, Input)>,
    said_at: Option<SampleTime>,
    /// The frames that it said, by name.
    said: Vec<String>,
    /// The frames themselves.
    frames: Vec<Frame>,
    /// How pages were to go.
    negotiated: Vec<Negotiated>,
    asked: Option<FarIdent>,
    /// How often the owner was asked for a document.
    polls: u32,
    far: FarIdent,
    came: u32,
    sent: u32,
    turned: Vec<Outcome>,
    lacked: Vec<u32>,
    ended: Option<Outcome>,
    /// The signal that it listens for.
    listens: Option<Listen>,
    /// How the last page began that came.
    begun: Option<Negotiated>,
}

impl Side {
    fn new(session: Session, gives: Vec<PageFacts>) -> Self {
        Self {
            session,
            gives,
            octets: 600,
            refuses: None,
            to_come: VecDeque::new(),
            said_at: None,
            said: Vec::new(),
            frames: Vec::new(),
            negotiated: Vec::new(),
            asked: None,
            polls: 0,
            far: FarIdent::default(),
            came: 0,
            sent: 0,
            turned: Vec::new(),
            lacked: Vec::new(),
            ended: None,
            listens: None,
            begun: None,
        }
    }

    /// Does all that the session wants, and gives what it says.
    fn drain(&mut self, now: SampleTime) -> Vec<Signal> {
        let mut says = Vec::new();
        while let Some(output) = self.session.poll_output() {
            let answer = match output {
                Output::Say(signals) => {
                    says = signals;
                    None
                }
                Output::Hush => {
                    self.said_at = None;
                    None
                }
                Output::FinishPage => {
                    let quality = PageQuality { rows: 100, ..PageQuality::default() };
                    Some(Input::PageFinished(FinishedPage {
                        quality,
                        same_as_held: false,
                        loss: None,
                    }))
                }
                Output::CodePage { .. } => {
                    Some(Input::PageCoded(Arc::new(vec![0x55; self.octets])))
                }
                Output::DeliverPage { number, complete: true } => {
                    self.came += 1;
                    Some(Input::PageStored(number))
                }
                Output::Event(event) => self.hear_of(event),
                Output::Listen(listen) => {
                    self.listens = Some(listen);
                    None
                }
                Output::BeginPage(how) => {
                    self.begun = Some(how);
                    None
                }
                _ => None,
            };
            if let Some(answer) = answer {
                self.session.handle(now, answer);
            }
        }
        says
    }

    fn hear_of(&mut self, event: Event) -> Option<Input> {
        match event {
            Event::Polled(far) => {
                self.asked = Some(far);
                self.polls += 1;
                return self.refuses.map(Input::PollRefused);
            }
            Event::WantPage { index, .. } if self.refuses.is_none() => {
                return Some(Input::PageGiven(self.gives[index as usize]));
            }
            Event::Negotiated(how) => self.negotiated.push(how),
            Event::PageConfirmed(..) => self.sent += 1,
            Event::FarIdent(far) => self.far = far,
            Event::PageLacked(page) => self.lacked.push(page),
            Event::Turned(outcome) => self.turned.push(outcome),
            Event::Ended(outcome) => self.ended = Some(outcome),
            _ => {}
        }
        None
    }

    /// Everything that is due, and the time. What it says then.
    fn pass(&mut self, now: SampleTime) -> Vec<Signal> {
        let mut says = Vec::new();
        while self.to_come.front().is_some_and(|(at, _)| *at <= now) {
            let (_, input) = self.to_come.pop_front().unwrap();
            self.session.handle(now, input);
            says.extend(self.drain(now));
        }
        if self.said_at.is_some_and(|at| at <= now) {
            self.said_at = None;
            self.session.handle(now, Input::Said);
            says.extend(self.drain(now));
        }
        self.session.handle(now, Input::Tick);
        says.extend(self.drain(now));
        says
    }

    /// What the other one says comes here, from now on; gives when it is all said.
    fn hear(&mut self, now: SampleTime, signals: &[Signal]) -> SampleTime {
        let mut at = now;
        let mut push = |at: SampleTime, input: Input| self.to_come.push_back((at, input));
        let image = |at: SampleTime, push: &mut dyn FnMut(SampleTime, Input), what: Vec<Input>| {
            push(at, Input::ImageUp);
            push(at + Millis(300), Input::ImageTrained(LineQuality::default()));
            what.into_iter().for_each(|input| push(at + Millis(1_500), input));
            push(at + Millis(1_520), Input::ImageDown(LineQuality::default()));
            at + Millis(1_520)
        };
        for signal in signals {
            at = match signal {
                Signal::Silence(length) => at + *length,
                Signal::Ced | Signal::Cng | Signal::V8(_) => at + Millis(500),
                Signal::Frames(frames) => {
                    push(at, Input::V21Carrier(true));
                    push(at + Millis(200), Input::Flags);
                    at += Millis(900);
                    for frame in frames {
                        at += Millis(100 + 27 * frame.len() as u32);
                        push(at, Input::Frame(frame.clone()));
                    }
                    push(at + Millis(30), Input::V21Carrier(false));
                    at + Millis(30)
                }
                Signal::TrainingCheck(_) => {
                    let report =
                        TcfReport { good: true, good_for_ecm: true, ..TcfReport::default() };
                    image(at, &mut push, vec![Input::Tcf(report)])
                }
                Signal::Page(..) => image(at, &mut push, vec![Input::PageGrew, Input::PageEndSeen]),
                Signal::Primary(_) => panic!("there is no V.34 on this line"),
                Signal::Blocks(_, frames) => {
                    image(at, &mut push, frames.iter().cloned().map(Input::EcmFrame).collect())
                }
            };
        }
        at
    }
}

/// Lets the two talk to the end of both.
fn talk(caller: &mut Side, called: &mut Side) {
    talk_until(caller, called, |caller, called| caller.ended.is_some() && called.ended.is_some());
}

/// Lets the two talk until this is so; the time then.
fn talk_until(caller: &mut Side, called: &mut Side, is_so: fn(&Side, &Side) -> bool) -> SampleTime {
    let mut now = SampleTime(0);
    for _ in 0..60_000 {
        let from_caller = caller.pass(now);
        if !from_caller.is_empty() {
            caller.note(&from_caller);
            caller.said_at = Some(called.hear(now, &from_caller));
        }
        let from_called = called.pass(now);
        if !from_called.is_empty() {
            called.note(&from_called);
            called.said_at = Some(caller.hear(now, &from_called));
        }
        if is_so(caller, called) {
            return now;
        }
        now += Millis(10);
    }
    panic!("no end: {} and {}", caller.session.awaiting(), called.session.awaiting());
}

impl Side {
    fn note(&mut self, signals: &[Signal]) {
        for signal in signals {
            let Signal::Frames(frames) = signal else { continue };
            let frames: Vec<_> = frames.iter().filter_map(|frame| Frame::parse(frame)).collect();
            self.said.extend(frames.iter().map(|frame| frame.fcf.to_string()));
            self.frames.extend(frames);
        }
    }
}

fn receives(ecm: bool) -> AnswerTerms {
    AnswerTerms {
        ident: "+49 1".into(),
        nsf: None,
        capabilities: Capabilities {
            has_document: false,
            can_receive: true,
            rates: vec![Rate::V29At9600, Rate::V29At7200, Rate::V27ter4800, Rate::V27ter2400],
            ecm,
            codings: vec![Coding::Mh, Coding::Mr],
            resolutions: vec![Resolution::Standard, Resolution::Fine],
            max_width: PageWidth::A4,
            unlimited_length: true,
            min_row_ms: 0,
            addresses: true,
            selective_polling: false,
        },
        password: None,
        by_subaddress: false,
        quality: PageQualityPolicy::default(),
        max_pages: 100,
        max_call: Millis(3_600_000),
        v8: V8Offer::Nothing,
    }
}

fn fetches(fetch: Fetch, sends: bool) -> CallTerms {
    CallTerms { ident: "+49 2".into(), sends, fetch: Some(fetch), ..CallTerms::default() }
}

fn pages(of: &[Resolution]) -> Vec<PageFacts> {
    let last = of.len() - 1;
    of.iter()
        .enumerate()
        .map(|(at, resolution)| PageFacts {
            resolution: *resolution,
            width: PageWidth::A4,
            colour: None,
            next: if at == last { NextPage::End } else { NextPage::More },
        })
        .collect()
}

const TWO: [Resolution; 2] = [Resolution::Standard; 2];
const MIXED: [Resolution; 2] = [Resolution::Standard, Resolution::Fine];

/// A caller with these terms, and who was called, with a document where one is held.
fn sides(ecm: bool, terms: CallTerms, held: Option<&[Resolution]>) -> (Side, Side) {
    let caller = Side::new(Session::call(terms, Some(receives(ecm))), pages(&TWO));
    let gives = CallTerms { ident: "+49 1".into(), ..CallTerms::default() };
    let called = Session::answer(receives(ecm), held.map(|_| gives));
    (caller, Side::new(called, pages(held.unwrap_or(&TWO))))
}

fn came(status: Status, cause: Cause, pages: u32) -> impl Fn(&Outcome) -> bool {
    move |outcome| (outcome.status, outcome.cause, outcome.pages) == (status, cause, pages)
}

fn well(pages: u32) -> impl Fn(&Outcome) -> bool {
    came(Status::Received, Cause::Ok, pages)
}

#[track_caller]
fn ended(side: &Side, as_it_should: impl Fn(&Outcome) -> bool) {
    assert!(side.ended.as_ref().is_some_and(as_it_should), "{:?} {:?}", side.ended, side.said);
}

#[test]
fn a_held_document_is_fetched() {
    for (ecm, held) in [(false, TWO), (true, TWO), (false, MIXED), (true, MIXED)] {
        let fetch = Fetch { sep: Some("4711".into()), pwd: Some("08".into()), first: false };
        let (mut caller, mut called) = sides(ecm, fetches(fetch, false), Some(&held));
        talk(&mut caller, &mut called);
        ended(&caller, well(2));
        ended(&called, well(2));
        assert_eq!((caller.came, called.sent, called.came), (2, 2, 0));
        assert_eq!(caller.said[..4], ["CIG", "PWD", "SEP", "DTC"]);
        assert_eq!(called.said[..2], ["CSI", "DIS"]);
        // §5.3.6.1: X says who has received DIS, whichever way the pages go.
        assert!(caller.frames.iter().all(|frame| frame.x));
        assert!(called.frames.iter().all(|frame| !frame.x));
        let asked = called.asked.unwrap();
        assert_eq!(asked.sep.as_deref(), Some("4711"));
        assert_eq!(asked.pwd.as_deref(), Some("08"));
        assert_eq!(asked.ident.as_deref(), Some("+49 2"));
        assert_eq!(caller.far.ident.as_deref(), Some("+49 1"));
        // A document of two sizes goes by EOM, which leads back to DIS and DTC.
        let asks = caller.said.iter().filter(|frame| *frame == "DTC").count();
        assert_eq!(asks, if held == MIXED { 2 } else { 1 });
        assert_eq!(called.polls, 1, "the second DTC is for the rest of it");
        assert!(caller.turned.is_empty() && called.turned.is_empty());
    }
}

#[test]
fn what_is_sent_goes_before_what_is_fetched() {
    for ecm in [false, true] {
        let (mut caller, mut called) = sides(ecm, fetches(Fetch::default(), true), Some(&TWO));
        talk(&mut caller, &mut called);
        for side in [&caller, &called] {
            assert!(side.turned.len() == 1 && well(2)(&side.turned[0]), "{:?}", side.turned);
            ended(side, well(2));
            assert_eq!((side.came, side.sent), (2, 2));
            // Who has sent knows of the line, also when it fetches.
            let line = side.session.sent_line().unwrap();
            assert_eq!((line.first_bps, line.slowest_bps), (9600, 9600));
            assert_eq!((line.frames > 0, line.frames_again), (ecm, 0));
        }
    }
}

#[test]
fn what_is_fetched_first_goes_before_what_is_sent() {
    for ecm in [false, true] {
        let fetch = Fetch { first: true, ..Fetch::default() };
        let (mut caller, mut called) = sides(ecm, fetches(fetch, true), Some(&TWO));
        talk(&mut caller, &mut called);
        for side in [&caller, &called] {
            assert!(side.turned.len() == 1 && well(2)(&side.turned[0]), "{:?}", side.turned);
            ended(side, well(2));
            assert_eq!((side.came, side.sent), (2, 2));
        }
        let last = caller.said.iter().rposition(|frame| frame == "DTC");
        assert!(last < caller.said.iter().position(|frame| frame == "DCS"));
    }
}

#[test]
fn where_nothing_is_held_nothing_is_fetched() {
    let (mut caller, mut called) = sides(true, fetches(Fetch::default(), false), None);
    talk(&mut caller, &mut called);
    ended(&caller, came(Status::Failed, Cause::NothingToFetch, 0));
    ended(&called, came(Status::Failed, Cause::DcnBeforePage, 0));
    assert_eq!(caller.said, ["DCN"]);
}

#[test]
fn what_is_sent_arrives_where_nothing_is_held() {
    for first in [false, true] {
        let fetch = Fetch { first, ..Fetch::default() };
        let (mut caller, mut called) = sides(true, fetches(fetch, true), None);
        talk(&mut caller, &mut called);
        assert!(caller.turned.len() == 1 && well(2)(&caller.turned[0]), "{:?}", caller.turned);
        ended(&caller, came(Status::Failed, Cause::NothingToFetch, 0));
        ended(&called, well(2));
        assert!(caller.session.sent_line().is_some() && called.session.sent_line().is_none());
    }
}

#[test]
fn a_document_is_refused_with_its_reason() {
    for why in PollRefusal::ALL {
        let fetch = Fetch { pwd: Some("wrong".into()), ..Fetch::default() };
        let (mut caller, mut called) = sides(true, fetches(fetch, false), Some(&TWO));
        called.refuses = Some(why);
        talk(&mut caller, &mut called);
        ended(&caller, came(Status::Failed, Cause::FetchRefused, 0));
        ended(&called, came(Status::Failed, why.cause(), 0));
    }
}

#[test]
fn what_was_sent_stands_when_the_document_is_refused() {
    let (mut caller, mut called) = sides(false, fetches(Fetch::default(), true), Some(&TWO));
    called.refuses = Some(PollRefusal::WrongPassword);
    talk(&mut caller, &mut called);
    for side in [&caller, &called] {
        assert!(side.turned.len() == 1 && well(2)(&side.turned[0]), "{:?}", side.turned);
    }
    ended(&caller, came(Status::Failed, Cause::FetchRefused, 0));
    ended(&called, came(Status::Failed, Cause::WrongPassword, 0));
}

#[test]
fn a_document_that_is_never_given_ends_the_call() {
    let (mut caller, mut called) = sides(true, fetches(Fetch::default(), false), Some(&TWO));
    called.gives.clear();
    called.refuses = None;
    let mut now = SampleTime(0);
    // Nobody hears who was called any more.
    while caller.ended.is_none() && now < SampleTime(0) + Millis(100_000) {
        let said = caller.pass(now);
        if !said.is_empty() {
            caller.note(&said);
            caller.said_at = Some(now + Millis(3_000));
        }
        if now == SampleTime(0) + Millis(1_000) {
            let dis = called.session.poll_output().and(None::<Frame>);
            assert!(dis.is_none());
            let offer = Capabilities { has_document: true, ..receives(true).capabilities };
            let dis = Frame::last(crate::t30::fcf::Fcf::Dis, offer.emit());
            _ = caller.hear(now, &[Signal::Frames(vec![dis.emit()])]);
        }
        now += Millis(10);
    }
    ended(&caller, came(Status::Failed, Cause::FetchNotAnswered, 0));
    assert!(caller.said.iter().filter(|frame| *frame == "DTC").count() > 3);
}

#[test]
fn a_machine_that_lets_nobody_choose_is_not_asked_for_one_of_many() {
    let fetch = Fetch { sep: Some("1".into()), ..Fetch::default() };
    let mut caller = Side::new(Session::call(fetches(fetch, false), Some(receives(true))), vec![]);
    let offer = Capabilities { has_document: true, ..receives(true).capabilities };
    let dis = Frame::last(crate::t30::fcf::Fcf::Dis, offer.emit());
    caller.hear(SampleTime(0), &[Signal::Frames(vec![dis.emit()])]);
    let mut now = SampleTime(0);
    while caller.ended.is_none() && now < SampleTime(0) + Millis(20_000) {
        if !caller.pass(now).is_empty() {
            caller.said_at = Some(now + Millis(500));
        }
        now += Millis(10);
    }
    ended(&caller, came(Status::Failed, Cause::NothingToFetch, 0));
}

#[test]
fn who_says_what_it_refuses_is_told_in_dtc_that_it_is_understood() {
    for says_fnv in [false, true] {
        let fetch = fetches(Fetch::default(), false);
        let mut caller = Side::new(Session::call(fetch, Some(receives(true))), vec![]);
        let offer = Capabilities { has_document: true, ..receives(true).capabilities };
        let mut dis = Fields(offer.emit());
        if says_fnv {
            dis.set(33);
        }
        let dis = Frame::last(crate::t30::fcf::Fcf::Dis, dis.0);
        caller.hear(SampleTime(0), &[Signal::Frames(vec![dis.emit()])]);
        let steps = (0..1_000).map(|step| SampleTime(0) + Millis(10 * step));
        let said = steps.flat_map(|now| caller.pass(now)).find_map(|signal| match signal {
            Signal::Frames(frames) => frames.last().and_then(|frame| Frame::parse(frame)),
            _ => None,
        });
        let dtc = said.expect("DTC");
        assert_eq!((dtc.fcf.to_string(), Fields(dtc.fif).bit(33)), ("DTC".into(), says_fnv));
    }
}

#[test]
fn who_sends_without_the_password_is_turned_away() {
    for (said, right) in [(None, false), (Some("07"), false), (Some("08"), true)] {
        let terms = CallTerms { pwd: said.map(Into::into), ..CallTerms::default() };
        let mut caller = Side::new(Session::call(terms, None), pages(&TWO));
        let asks = AnswerTerms { password: Some("08".into()), ..receives(true) };
        let mut called = Side::new(Session::answer(asks, None), vec![]);
        talk(&mut caller, &mut called);
        if right {
            ended(&called, well(2));
        } else {
            ended(&called, came(Status::Failed, Cause::WrongPassword, 0));
            ended(&caller, came(Status::Failed, Cause::DcnFromReceiver, 0));
        }
    }
}

/// A caller that has sent its first page, and may not send the end of it yet; and a later time.
fn at_a_page_end() -> (Side, SampleTime) {
    let mut caller = Side::new(Session::call(CallTerms::default(), None), pages(&TWO));
    let mut called = Side::new(Session::answer(receives(true), None), vec![]);
    caller.session.handle(SampleTime(0), Input::HoldPageEnds);
    talk_until(&mut caller, &mut called, |caller, _| caller.session.awaiting() == "AwaitPageEnd");
    (caller, SampleTime(0) + Millis(3_600_000))
}

/// The remote terminal starts again while the owner still notes that the end of the page is said:
/// the end will not be said.
#[test]
fn dis_while_the_end_of_a_page_waits_takes_back_that_it_is_said() {
    let (mut caller, now) = at_a_page_end();
    let dis = Frame::last(crate::t30::fcf::Fcf::Dis, receives(true).capabilities.emit());
    caller.session.handle(now, Input::Frame(dis.emit()));
    caller.drain(now);
    assert_eq!(caller.lacked, [0], "{}", caller.session.awaiting());
}

#[test]
fn the_end_of_a_page_waits_for_the_permission_for_this_page() {
    let (mut caller, now) = at_a_page_end();
    for (page, awaits) in [(1, "AwaitPageEnd"), (0, "Saying")] {
        caller.session.handle(now, Input::PageEndAllowed(page));
        caller.drain(now);
        assert_eq!(caller.session.awaiting(), awaits);
    }
}

/// Some receivers take DCN behind a whole page for its end, and keep the page.
#[test]
fn a_call_that_ends_before_the_end_of_a_page_ends_without_dcn() {
    for (input, cause) in [(Input::Cancel, Cause::Cancelled), (Input::Tick, Cause::Storage)] {
        let (mut caller, now) = at_a_page_end();
        caller.session.handle(now, input);
        assert!(caller.drain(now).is_empty());
        ended(&caller, came(Status::Failed, cause, 0));
    }
}

#[test]
fn a_call_that_lasts_too_long_is_ended() {
    let terms = CallTerms { max_call: Millis(10_000), ..CallTerms::default() };
    let mut caller = Side::new(Session::call(terms, None), vec![]);
    for (ms, says) in [(9_990, false), (10_000, true)] {
        let now = SampleTime(0) + Millis(ms);
        // CNG goes out before.
        caller.drain(SampleTime(0));
        caller.session.handle(now, Input::Tick);
        assert_eq!(!caller.drain(now).is_empty(), says, "{ms} ms");
    }
    let now = SampleTime(0) + Millis(11_000);
    caller.session.handle(now, Input::Said);
    caller.drain(now);
    ended(&caller, came(Status::Failed, Cause::CallTooLong, 0));
}

#[test]
fn no_rate_is_faster_than_the_line() {
    let mut caller = Side::new(Session::call(CallTerms::default(), None), pages(&TWO));
    let mut called = Side::new(Session::answer(receives(true), None), vec![]);
    caller.session.limit_rate(4_800);
    talk(&mut caller, &mut called);
    ended(&called, well(2));
    let rate = caller.negotiated.first().map(|how| how.rate);
    assert_eq!(rate, Some(Rate::V27ter4800.into()));
    assert_eq!(caller.session.v34_worked(), None, "V.34 was not agreed on");
}

#[test]
fn after_ftt_the_rate_is_as_slow_as_the_noise_of_the_answers_asks() {
    let mut caller = Side::new(Session::call(CallTerms::default(), None), pages(&TWO));
    let mut called = Side::new(Session::answer(receives(true), None), vec![]);
    let trains = |caller: &Side, _: &Side| caller.session.awaiting() == "ExpectTrainingAnswer";
    talk_until(&mut caller, &mut called, trains);
    caller.session.note_snr(13);
    let now = SampleTime(0) + Millis(60_000);
    let ftt = Frame::last(crate::t30::fcf::Fcf::Ftt, vec![]);
    caller.session.handle(now, Input::Frame(ftt.emit()));
    let says = caller.drain(now);
    assert!(says.contains(&Signal::TrainingCheck(Rate::V27ter4800)), "{says:?}");
}

#[test]
fn the_transcript_has_what_the_image_modem_found() {
    let mut session = Session::answer(receives(true), None);
    let line = LineQuality { snr_db: 30.0, ..LineQuality::default() };
    for (input, step) in [
        (Input::DamagedFrame, "damaged frame"),
        // Packets tell nothing of a line.
        (Input::ImageTrained(LineQuality::default()), "data"),
        (Input::ImageTrained(line), "trained: 30"),
        (Input::ImageTrainingFailed, "training failed"),
    ] {
        while session.poll_output().is_some() {}
        session.handle(SampleTime(0), input);
        let mut steps = Vec::new();
        while let Some(output) = session.poll_output() {
            if let Output::Event(Event::Trace(rung)) = output {
                steps.push(rung.step.to_string());
            }
        }
        assert!(steps.iter().any(|found| found.starts_with(step)), "{step}: {steps:?}");
    }
}

#[test]
fn a_call_that_sent_nothing_does_not_end_for_want_of_a_document() {
    let terms = fetches(Fetch::default(), true);
    let mut caller = Side::new(Session::call(terms, Some(receives(true))), pages(&TWO));
    caller.session.handle(SampleTime(0), Input::HangUp);
    caller.drain(SampleTime(0));
    ended(&caller, came(Status::Failed, Cause::Hangup, 0));
    assert!(caller.turned.is_empty());
}

/// The line becomes another one while DCS is sent, and again while DIS is awaited after that. Both
/// changes have the same effect: if no DIS comes, DCS is sent again.
#[test]
fn dcs_is_sent_again_after_two_changes_of_the_line() {
    let mut caller = Side::new(Session::call(CallTerms::default(), None), pages(&TWO));
    let mut called = Side::new(Session::answer(receives(true), None), vec![]);
    talk_until(&mut caller, &mut called, |caller, _| caller.said.iter().any(|name| name == "DCS"));
    (caller.said_at, caller.to_come) = (None, VecDeque::new());
    let mut now = SampleTime(0) + Millis(60_000);
    for _ in 0..2 {
        caller.session.handle(now, Input::LineChanged);
        caller.drain(now);
        assert_eq!(caller.session.awaiting(), "ExpectDis");
        now += Millis(2_000);
    }
    for _ in 0..600 {
        let says = caller.pass(now);
        caller.note(&says);
        now += Millis(10);
    }
    let times = caller.said.iter().filter(|name| *name == "DCS").count();
    assert_eq!(times, 2, "{:?}, now {}", caller.said, caller.session.awaiting());
}

/// The line becomes packets while CI asks for V.8 again. The DIS before that was not read, so
/// without another one there is nothing to give a page to.
#[test]
fn dis_is_awaited_where_the_line_changes_while_v8_begins_again() {
    let terms = CallTerms { v8: V8Offer::V34, ..CallTerms::default() };
    let mut caller = Side::new(Session::call(terms, None), pages(&TWO));
    let mut dis = Fields(receives(true).capabilities.emit());
    dis.set(6);
    let mut now = SampleTime(0);
    caller.drain(now);
    caller.session.handle(now, Input::Frame(Frame::last(Fcf::Dis, dis.0).emit()));
    assert!(matches!(caller.drain(now)[..], [Signal::V8(_)]), "CI");
    caller.session.set_packets(true);
    caller.session.handle(now, Input::LineChanged);
    for _ in 0..6_000 {
        if !caller.pass(now).is_empty() {
            caller.said_at = Some(now + Millis(500));
        }
        now += Millis(10);
    }
    ended(&caller, came(Status::Failed, Cause::ReceiverFellSilent, 0));
}

/// A called side that has answered a CTC with this field, which came behind CFR; and the time then.
fn after_ctc(fif: &[u8]) -> (Side, SampleTime) {
    let mut caller = Side::new(Session::call(CallTerms::default(), None), pages(&TWO));
    let mut called = Side::new(Session::answer(receives(true), None), vec![]);
    let mut now = talk_until(&mut caller, &mut called, |_, called| {
        called.listens == Some(Listen::Blocks(Rate::V29At9600))
    });
    let ctc = Frame { x: true, ..Frame::last(Fcf::Ctc, fif.to_vec()) };
    called.to_come = VecDeque::new();
    called.hear(now, &[Signal::Frames(vec![ctc.emit()])]);
    let mut answers = Vec::new();
    for _ in 0..300 {
        let says = called.pass(now);
        if !says.is_empty() {
            called.said_at = Some(now + Millis(500));
        }
        answers.extend(says);
        now += Millis(10);
    }
    assert_eq!(answers.len(), 1, "CTR");
    (called, now)
}

/// The field of a CTC that names 4800 bit/s.
fn to_4800() -> Vec<u8> {
    let mut fields = Fields(vec![0; 2]);
    rate::command(&mut fields, Rate::V27ter4800);
    fields.0
}

/// A CTC without its field names no rate: the missing frames come at the rate of the block.
#[test]
fn ctc_without_its_field_does_not_change_the_rate() {
    for (fif, expected) in
        [(to_4800(), Rate::V27ter4800), (vec![0], Rate::V29At9600), (vec![], Rate::V29At9600)]
    {
        let (called, _) = after_ctc(&fif);
        assert_eq!(called.listens, Some(Listen::Blocks(expected)), "{fif:?}");
    }
}

#[test]
fn a_page_that_begins_behind_ctc_has_its_rate() {
    let (mut called, now) = after_ctc(&to_4800());
    let frame = Frame::followed(Fcf::Fcd, vec![0; 257]);
    called.session.handle(now, Input::EcmFrame(frame.emit()));
    called.drain(now);
    assert_eq!(called.begun.map(|how| how.rate), Some(Rate::V27ter4800.into()));
}
