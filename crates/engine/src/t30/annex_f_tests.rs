//! Two sessions on V.34's channels, frame by frame: what is said and what is not (T.30 Annex F).

use super::*;
use crate::t30::fcf::Fcf;
use ferrofax_signal::modem::PageRate;
use ferrofax_signal::modem::v8::menu::{CallFunction, Menu};
use ferrofax_signal::modem::v8::modulations::{Modulation, Modulations};
use ferrofax_signal::modem::v8::station::Terms;
use ferrofax_signal::modem::v8::{Agreement, Outcome as V8Outcome, Silence};
use ferrofax_signal::modem::v34::symbol_rate::DataRate;

/// What goes wrong on the line.
#[derive(Default)]
struct Trouble {
    /// Every n-th frame of the first so many primary signals does not come.
    holes: usize,
    signals: usize,
    /// The rate falls behind each signal, however it came.
    falls: bool,
    /// The start-up of V.34 comes to nothing.
    fails: bool,
    /// What happens in the place of the first primary signal: V.34 is lost, or packets come.
    lost: Option<Input>,
}

/// The line between the two.
struct Line {
    trouble: Trouble,
    rate: DataRate,
    primary: usize,
    is_v34: bool,
    /// When the channels are there, or come to nothing.
    up_at: Option<SampleTime>,
}

impl Line {
    fn new(trouble: Trouble) -> Self {
        let rate = DataRate::MAX;
        Self { trouble, rate, primary: 0, is_v34: true, up_at: None }
    }

    /// `says` goes to `hears`; gives when it is said.
    fn carry(&mut self, now: SampleTime, says: &[Signal], hears: &mut Side) -> SampleTime {
        if !self.is_v34 {
            return hears.hear(now, says);
        }
        let mut at = now.max(self.up_at.unwrap_or(now));
        for signal in says {
            at = match signal {
                Signal::V8(_) => now + Millis(3_000),
                Signal::Frames(frames) => self.carry_frames(at, frames, hears),
                Signal::Primary(frames) => self.carry_page(at, frames, hears),
                other => panic!("{other:?} has no place on V.34's channels"),
            };
        }
        at
    }

    /// What `from` says goes to `to`.
    fn pass_on(&mut self, now: SampleTime, says: &[Signal], from: &mut Side, to: &mut Side) {
        if says.is_empty() {
            return;
        }
        from.note(says);
        let said_at = self.carry(now, says, to);
        from.said_at = Some(said_at);
        if self.is_v34 && is_page(says) {
            from.to_come.push_back((said_at, Input::V34Up(self.rate)));
        }
    }

    fn carry_frames(&self, now: SampleTime, frames: &[Vec<u8>], hears: &mut Side) -> SampleTime {
        let mut at = now;
        for frame in frames {
            at += Millis(4 + 10 * frame.len() as u32 / 3);
            hears.to_come.push_back((at, Input::V21Carrier(true)));
            hears.to_come.push_back((at, Input::Frame(frame.clone())));
        }
        hears.to_come.push_back((at + Millis(30), Input::V21Carrier(false)));
        at
    }

    fn carry_page(&mut self, now: SampleTime, frames: &[Vec<u8>], hears: &mut Side) -> SampleTime {
        self.primary += 1;
        let at = now + Millis(500);
        let holes = if self.primary <= self.trouble.signals { self.trouble.holes } else { 0 };
        hears.to_come.push_back((at, Input::ImageTrained(LineQuality::default())));
        for (number, frame) in frames.iter().enumerate() {
            if holes == 0 || number % holes != 0 {
                hears.to_come.push_back((at + Millis(1_000), Input::EcmFrame(frame.clone())));
            }
        }
        let end = at + Millis(1_100);
        hears.to_come.push_back((end, Input::ImageDown(LineQuality::default())));
        // Another rate is agreed on behind a signal that came badly.
        if holes != 0 || self.trouble.falls {
            self.rate = DataRate::of_steps(self.rate.steps() - 1).unwrap_or(DataRate::MIN);
        }
        let up = end + Millis(200);
        hears.to_come.push_back((up, Input::V34Up(self.rate)));
        up
    }
}

fn is_page(says: &[Signal]) -> bool {
    matches!(says, [Signal::Primary(_)])
}

fn agreed(function: CallFunction) -> V8Outcome {
    let modulations = Modulations::default().with(Modulation::V17).with(Modulation::V34HalfDuplex);
    V8Outcome::Agreed(Agreement { modulations, far: Menu::new(function, modulations) })
}

/// Lets the two talk by V.34 to the end of both, or until this is so.
fn talk_by_v34(
    caller: &mut Side,
    called: &mut Side,
    function: CallFunction,
    trouble: Trouble,
) -> Line {
    let mut line = Line::new(trouble);
    let mut now = SampleTime(0);
    // V.8 has been spoken.
    for side in [&mut *caller, &mut *called] {
        assert!(matches!(side.pass(now)[..], [Signal::V8(_)]));
        side.session.handle(now, Input::V8(agreed(function)));
        side.session.handle(now, Input::Said);
    }
    line.up_at = Some(now + Millis(6_000));
    for _ in 0..60_000 {
        if line.up_at == Some(now) {
            let news = if line.trouble.fails { Input::V34Failed } else { Input::V34Up(line.rate) };
            line.is_v34 = !line.trouble.fails;
            for side in [&mut *caller, &mut *called] {
                side.said_at = side.said_at.filter(|_| line.is_v34);
                side.to_come.retain(|_| line.is_v34);
                side.to_come.push_front((now, news.clone()));
            }
        }
        let from_caller = caller.pass(now);
        let from_called = called.pass(now);
        let is_page_now = is_page(&from_caller) || is_page(&from_called);
        if let Some(lost) = line.trouble.lost.take_if(|_| is_page_now) {
            line.is_v34 = false;
            for side in [&mut *caller, &mut *called] {
                side.session.set_packets(lost == Input::LineChanged);
                side.to_come = VecDeque::from([(now, lost.clone())]);
                side.said_at = None;
            }
            continue;
        }
        line.pass_on(now, &from_caller, caller, called);
        line.pass_on(now, &from_called, called, caller);
        if caller.ended.is_some() && called.ended.is_some() {
            return line;
        }
        now += Millis(10);
    }
    panic!("no end: {} and {}", caller.session.awaiting(), called.session.awaiting());
}

/// Two that offer V.34, with these terms otherwise.
fn sides_with(terms: CallTerms, answers: AnswerTerms, held: bool) -> (Side, Side) {
    let rates = Rate::ALL.to_vec();
    let v8 = V8Offer::V34;
    let fetched = AnswerTerms { v8, ..receives(true) };
    let capabilities = Capabilities { rates, ..answers.capabilities };
    let answers = AnswerTerms { v8, capabilities, ..answers };
    let caller = Session::call(CallTerms { v8, ..terms }, Some(fetched));
    let called = Session::answer(answers, held.then(CallTerms::default));
    (Side::new(caller, pages(&TWO)), Side::new(called, pages(&TWO)))
}

fn sends_by_v34() -> (Side, Side) {
    sides_with(CallTerms { ident: "+49 2".into(), ..CallTerms::default() }, receives(true), false)
}

/// The first frame of this name that was said.
fn first(side: &Side, fcf: Fcf) -> Fields {
    let frame = side.frames.iter().find(|frame| frame.fcf == fcf);
    Fields(frame.expect("it was said").fif.clone())
}

fn rates(side: &Side) -> Vec<PageRate> {
    side.negotiated.iter().map(|how| how.rate).collect()
}

fn v34(bps: u32) -> PageRate {
    PageRate::V34(DataRate::of_bps(bps).unwrap())
}

#[test]
fn pages_go_without_training_checks_and_dcs_says_no_rate() {
    let (mut caller, mut called) = sends_by_v34();
    let line = talk_by_v34(&mut caller, &mut called, CallFunction::TransmitFax, Trouble::default());
    ended(&caller, well(2));
    ended(&called, well(2));
    assert_eq!((caller.sent, called.came, line.primary), (2, 2, 2));
    assert_eq!(caller.said, ["TSI", "DCS", "PPS", "PPS", "DCN"]);
    assert_eq!(called.said, ["CSI", "DIS", "CFR", "MCF", "MCF"]);
    let dcs = first(&caller, Fcf::Dcs);
    assert!(dcs.bit(27) && (11..=14).all(|bit| !dcs.bit(bit)) && !dcs.bit(6));
    assert_eq!((21..=23).map(|bit| dcs.bit(bit)).collect::<Vec<_>>(), [true; 3]);
    // DIS names the modems for the way back, and ECM.
    let dis = first(&called, Fcf::Dis);
    assert!(dis.bit(27) && dis.bit(11) && dis.bit(12) && dis.bit(14) && !dis.bit(6));
    for side in [&caller, &called] {
        assert_eq!(side.session.v34_worked(), Some(true));
        assert_eq!(rates(side), [v34(33_600)]);
        assert!(side.negotiated.iter().all(|how| how.ecm));
    }
}

#[test]
fn what_is_missing_comes_again_without_ctc_at_the_rate_that_the_modems_agree_on() {
    let (mut caller, mut called) = sends_by_v34();
    caller.octets = 256 * 40;
    // Nothing of every second frame in six signals: more than the four PPR of a CTC.
    let trouble = Trouble { holes: 2, signals: 6, ..Trouble::default() };
    talk_by_v34(&mut caller, &mut called, CallFunction::TransmitFax, trouble);
    ended(&caller, well(2));
    ended(&called, well(2));
    assert!(!caller.said.iter().any(|said| said == "CTC" || said == "EOR"), "{:?}", caller.said);
    assert_eq!(caller.said.iter().filter(|said| *said == "DCS").count(), 1);
    assert!(called.said.iter().filter(|said| *said == "PPR").count() >= 4, "{:?}", called.said);
    // The rate falls behind each of the six signals, and all are used.
    assert_eq!(rates(&caller), rates(&called));
    let line = caller.session.sent_line().expect("something was sent");
    assert_eq!((line.first_bps, line.slowest_bps), (33_600, 33_600 - 6 * 2_400));
    for side in [&caller, &called] {
        assert!(rates(side).starts_with(&[v34(33_600), v34(31_200), v34(28_800)]));
    }
}

#[test]
fn a_page_of_which_nothing_comes_is_given_up_in_a_bounded_time() {
    let (mut caller, mut called) = sends_by_v34();
    let trouble = Trouble { holes: 1, signals: usize::MAX, ..Trouble::default() };
    talk_by_v34(&mut caller, &mut called, CallFunction::TransmitFax, trouble);
    ended(&caller, came(Status::Failed, Cause::NotGettingThrough, 0));
    // The rate may fall behind three times four PPR.
    assert_eq!(called.said.iter().filter(|said| *said == "PPR").count(), 12);
    assert!(caller.said.iter().any(|said| said == "EOR"), "{:?}", caller.said);
    assert_eq!(called.came, 0);
}

#[test]
fn a_held_document_goes_by_v34_to_who_called_to_fetch_it() {
    let fetch = fetches(Fetch::default(), false);
    let (mut caller, mut called) = sides_with(fetch, receives(true), true);
    let line = talk_by_v34(&mut caller, &mut called, CallFunction::ReceiveFax, Trouble::default());
    ended(&caller, well(2));
    ended(&called, well(2));
    assert_eq!((caller.came, called.sent, line.primary), (2, 2, 2));
    assert_eq!(caller.said[..2], ["CIG", "DTC"]);
    assert!(first(&called, Fcf::Dis).bit(9));
    // To who called to send it is shown, too: the call would turn round for it.
    let (mut caller, mut called) = sides_with(
        CallTerms { ident: "+49 2".into(), ..CallTerms::default() },
        receives(true),
        true,
    );
    talk_by_v34(&mut caller, &mut called, CallFunction::TransmitFax, Trouble::default());
    ended(&caller, well(2));
    assert!(first(&called, Fcf::Dis).bit(9));
}

#[test]
fn a_start_up_that_fails_and_a_line_that_is_lost_lead_back_to_v21() {
    for (fails, lost, worked) in [
        (true, None, Some(false)),
        (false, Some(Input::V34Failed), Some(false)),
        (false, Some(Input::LineChanged), None),
    ] {
        let (mut caller, mut called) = sends_by_v34();
        let trouble = Trouble { fails, lost, ..Trouble::default() };
        talk_by_v34(&mut caller, &mut called, CallFunction::TransmitFax, trouble);
        ended(&caller, well(2));
        ended(&called, well(2));
        assert_eq!((caller.sent, called.came), (2, 2));
        assert_eq!(caller.negotiated.last().map(|how| how.rate), Some(Rate::V17At14400.into()));
        assert_eq!(caller.session.v34_worked(), worked);
        assert_eq!(called.session.v34_worked(), worked);
        // What came to nothing is not begun again by CI.
        let mut offers = called.frames.iter().filter(|frame| frame.fcf == Fcf::Dis);
        assert!(offers.all(|dis| !Fields(dis.fif.clone()).bit(6)));
    }
}

#[test]
fn v34_is_not_offered_where_annex_f_cannot_be_kept_to() {
    let says = |terms: CallTerms, answers: AnswerTerms| {
        let (mut caller, mut called) = sides_with(terms, answers, false);
        [caller.pass(SampleTime(0)), called.pass(SampleTime(0))]
            .map(|said| match &said[..] {
                [Signal::V8(terms)] => match &**terms {
                    Terms::Calling(terms) => terms.menu.modulations(),
                    Terms::Answering(terms) => terms.modulations,
                },
                _ => panic!("V.8 is spoken"),
            })
            .map(|modulations| modulations.contains(Modulation::V34HalfDuplex))
    };
    let plain = CallTerms::default;
    assert_eq!(says(plain(), receives(true)), [true, true]);
    assert_eq!(says(CallTerms { ecm: false, ..plain() }, receives(false)), [false, false]);
    let both_ways = CallTerms { fetch: Some(Fetch::default()), ..plain() };
    assert_eq!(says(both_ways, receives(true)), [true, true]);
    let slow = CallTerms { rates: vec![Rate::V17At9600], ..plain() };
    assert_eq!(says(slow, receives(true)), [false, true]);
}

#[test]
fn a_dcn_that_does_not_go_out_ends_the_call_all_the_same() {
    for calls in [true, false] {
        let (mut caller, mut called) = sends_by_v34();
        let side = if calls { &mut caller } else { &mut called };
        let mut now = SampleTime(0);
        side.pass(now);
        let function = CallFunction::TransmitFax;
        side.session.handle(now, Input::V8(agreed(function)));
        side.session.handle(now, Input::Said);
        side.session.handle(now, Input::V34Up(DataRate::MAX));
        side.session.handle(now, Input::Cancel);
        let begun = now;
        while side.ended.is_none() {
            // It is never said.
            side.said_at = None;
            side.pass(now);
            now += Millis(10);
            assert!(now.since(begun) < Millis(12_000), "{}", side.session.awaiting());
        }
    }
}

#[test]
fn a_rate_at_which_nothing_is_sent_is_not_told() {
    let (mut caller, mut called) = sends_by_v34();
    let trouble = Trouble { falls: true, ..Trouble::default() };
    let line = talk_by_v34(&mut caller, &mut called, CallFunction::TransmitFax, trouble);
    assert_eq!(line.primary, 2);
    let lowest = line.rate.bps() + 2_400;
    for side in [&caller, &called] {
        assert_eq!(rates(side).last(), Some(&v34(lowest)), "{:?}", rates(side));
    }
    assert_eq!(caller.session.sent_line().map(|line| line.slowest_bps), Some(lowest));
}

#[test]
fn no_page_goes_below_the_lowest_rate_that_is_wished() {
    let terms = CallTerms { min_rate_bps: 31_200, ..CallTerms::default() };
    let (mut caller, mut called) = sides_with(terms, receives(true), false);
    caller.octets = 256 * 40;
    let trouble = Trouble { holes: 2, signals: 6, ..Trouble::default() };
    talk_by_v34(&mut caller, &mut called, CallFunction::TransmitFax, trouble);
    ended(&caller, came(Status::Failed, Cause::TrainingFailed, 0));
    assert_eq!(rates(&caller), [v34(33_600), v34(31_200)]);
}

/// F.3.2.3, note 1: T1 begins again when V.8 is over, and when the channels are there.
#[test]
fn t1_begins_again_with_v34() {
    for (then, seconds, cause) in [
        (Input::Tick, 55, Cause::T1Expired),
        (Input::V34Up(DataRate::MAX), 61, Cause::T1Expired),
        (Input::V34Failed, 61, Cause::V34Failed),
    ] {
        let (mut caller, _) = sends_by_v34();
        let mut ms = 0;
        while caller.ended.is_none() {
            let now = SampleTime(0) + Millis(ms);
            if ms == 20_000 {
                let outcome = agreed(CallFunction::TransmitFax);
                caller.session.handle(now, Input::V8(outcome));
                caller.session.handle(now, Input::Said);
            }
            if ms == 26_000 {
                caller.session.handle(now, then.clone());
            }
            // The modems train again: nothing new came.
            if ms == 40_000 && matches!(then, Input::V34Up(_)) {
                caller.session.handle(now, then.clone());
            }
            if !caller.pass(now).is_empty() && ms > 26_000 {
                caller.said_at = Some(now);
            }
            ms += 10;
            assert!(ms < 100_000, "{then:?}");
        }
        ended(&caller, came(Status::Failed, cause, 0));
        assert_eq!(ms / 1_000, seconds, "{then:?}");
    }
}

#[test]
fn v8_that_does_not_lead_back_to_v34_leads_back_to_v21() {
    let (mut caller, _) = sends_by_v34();
    let now = SampleTime(0);
    caller.pass(now);
    let again = V8Outcome::NotSpoken(Silence::NoTone);
    for input in [Input::V8(agreed(CallFunction::TransmitFax)), Input::V8(again)] {
        caller.session.handle(now, input);
    }
    assert_eq!(caller.session.v34_worked(), Some(false));
}

/// §6.1.4: who missed ANSam, and hears of V.8 by DIS, asks for it by CI, once.
#[test]
fn v8_is_asked_for_by_ci_once_where_dis_knows_it() {
    let no_tone = || Input::V8(V8Outcome::NotSpoken(Silence::NoTone));
    let only_v17 = Modulations::default().with(Modulation::V17);
    let far = Menu::new(CallFunction::TransmitFax, only_v17);
    let spoken = || Input::V8(V8Outcome::Agreed(Agreement { modulations: only_v17, far }));
    for (v8, knows_v8, packets, asks) in [
        (no_tone(), true, false, true),
        (no_tone(), false, false, false),
        (no_tone(), true, true, false),
        (spoken(), true, false, false),
    ] {
        let (mut caller, _) = sends_by_v34();
        let now = SampleTime(0);
        let mut fields = Fields(receives(true).capabilities.emit());
        if knows_v8 {
            fields.set(6);
        }
        let dis = Frame::last(Fcf::Dis, fields.0).emit();
        caller.pass(now);
        caller.session.set_packets(packets);
        let mut says_ci_after = |v8: Input| {
            caller.session.handle(now, v8);
            caller.session.handle(now, Input::Said);
            caller.session.handle(now, Input::Frame(dis.clone()));
            matches!(caller.drain(now)[..], [Signal::V8(_)])
        };
        assert_eq!(says_ci_after(v8), asks);
        if asks {
            assert!(!says_ci_after(no_tone()), "once");
        }
    }
}

/// On V.34's control channel nobody waits for the other, and a page takes as long as it takes.
#[test]
fn a_page_begins_with_cfr_and_may_take_long() {
    let (mut caller, _) = sends_by_v34();
    let mut now = SampleTime(0);
    caller.pass(now);
    caller.session.handle(now, Input::V8(agreed(CallFunction::TransmitFax)));
    caller.session.handle(now, Input::Said);
    caller.session.handle(now, Input::V34Up(DataRate::MAX));
    let dis = Frame::last(Fcf::Dis, receives(true).capabilities.emit());
    caller.session.handle(now, Input::Frame(dis.emit()));
    assert!(matches!(caller.drain(now)[..], [Signal::Frames(_)]));
    caller.session.handle(now, Input::Said);
    caller.drain(now);
    caller.session.handle(now, Input::V21Carrier(true));
    caller.session.handle(now, Input::Frame(Frame::last(Fcf::Cfr, vec![]).emit()));
    assert!(is_page(&caller.drain(now)));
    for _ in 0..600 {
        now += Millis(100);
        assert!(caller.pass(now).is_empty());
    }
    assert_eq!(caller.session.awaiting(), "Saying");
}
