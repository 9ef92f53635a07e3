//! The sending side against a called machine that answers by a script: which parts of a page it
//! sends again, at which rate, and which pages its owner counts as sent.

use super::line_tests::{
    Answer, ByPackets, Call, Damaged, LosesPacket, Nothing, Says, Talk, asks, burst, can, dis, ppr,
    says,
};
use super::*;
use crate::t30::dis::Capabilities;
use ferrofax_ground::t4::Resolution;
use ferrofax_signal::modem::Rate;
use ferrofax_signal::time::Millis;

/// An answer to DCS that lets the page begin.
fn cfr() -> Answer {
    says(Fcf::Cfr)
}

fn mcf() -> Answer {
    says(Fcf::Mcf)
}

/// The same answer so often.
fn times(count: usize, answer: &Answer) -> Vec<Answer> {
    vec![answer.clone(); count]
}

/// A machine with all rates.
fn all_rates(ecm: bool) -> Answer {
    Says(Fcf::Dis, Capabilities { rates: Rate::ALL.to_vec(), ..can(ecm) }.emit())
}

/// A machine with V.27ter alone.
fn slow(ecm: bool) -> Answer {
    let rates = vec![Rate::V27ter4800, Rate::V27ter2400];
    Says(Fcf::Dis, Capabilities { rates, ..can(ecm) }.emit())
}

/// No rate below the first one.
fn at_9600_alone() -> CallTerms {
    CallTerms { min_rate_bps: 9600, ..CallTerms::default() }
}

/// A call in which these inputs come while `said` is being sent.
fn during(ecm: bool, said: &'static str, inputs: Vec<Input>) -> Call {
    Call { during: Some((said, inputs)), ..Call::new(ecm) }
}

#[track_caller]
fn talk(ecm: bool, script: &[Answer]) -> Talk {
    Call::new(ecm).talk(script)
}

/// §5.3.1: 75 ± 20 ms, of which the receivers need 20 ms to see a carrier go.
#[test]
fn what_is_said_begins_shortly_behind_the_carrier_of_the_answer() {
    let talk = talk(true, &[cfr(), Damaged, ppr(3), mcf()]);
    assert_eq!(talk.said(), "DCS 9600, 10, PPS, PPS, 3, PPS, DCN");
    assert_eq!(talk.pauses, [60; 4]);
}

#[test]
fn a_carrier_that_comes_and_goes_does_not_hold_up_what_is_to_be_said() {
    let mut line = Call::new(false).until("Saying", &[]);
    let begun = line.now;
    while line.talk.said.is_empty() {
        line.calling.handle(line.now, Input::V21Carrier(true));
        line.calling.handle(line.now, Input::V21Carrier(false));
        line.calling.handle(line.now, Input::Tick);
        line.drain();
        line.now += Millis(10);
        assert!(line.now.since(begun) < Millis(500));
    }
}

/// The signal before was broken off, and its end was noticed all the same.
#[test]
fn what_waits_to_be_said_is_said_though_something_else_has_gone_out() {
    let mut line = Call::new(false).until("Saying", &[]);
    assert!(line.talk.said.is_empty());
    line.calling.handle(line.now, Input::Said);
    for _ in 0..10 {
        line.go_on();
    }
    assert_eq!(line.talk.said(), "DCS 9600");
}

/// §5.4.2, and MAX_DAMAGED: an answer that is damaged shows that somebody is there.
#[test]
fn damaged_answers_get_the_command_again_and_not_for_ever() {
    let damaged = times(13, &Damaged);
    let no_training = talk(false, &damaged);
    assert_eq!(no_training.said(), format!("{}DCN", "DCS 9600, ".repeat(13)));
    assert_eq!(no_training.cause(), Some(Cause::NoAnswerToTraining));
    let no_page = talk(false, &[vec![cfr()], damaged].concat());
    assert_eq!(no_page.said(), format!("DCS 9600, page, {}DCN", "EOP, ".repeat(13)));
    assert_eq!(no_page.cause(), Some(Cause::NoAnswerToPage));
    assert_eq!(no_page.told, ["0 unknown"]);
}

/// §5.3.6.1.6: a receiver says DIS by itself behind its MCF to EOM. To EOP or within a page it does
/// not: there DIS says that it has lost the page.
#[test]
fn dis_behind_a_repeated_question_begins_anew_where_it_cannot_follow_mcf() {
    let two = Call { pages: 2, between: NextPage::NewDocument, ..Call::new(false) };
    let talk = two.talk(&[cfr(), Nothing, dis(false), mcf(), dis(false), cfr(), mcf()]);
    assert_eq!(
        talk.said(),
        "DCS 9600, page, EOM, EOM, EOM, DCS 9600, page, EOP, DCN",
        "MCF may have been lost"
    );
    assert_eq!(talk.told, ["0 came", "1 came"]);

    let blocks = Call { octets: 66_000, ..Call::new(true) };
    let talk = blocks.talk(&[cfr(), Nothing, dis(true), cfr(), mcf(), mcf()]);
    assert_eq!(talk.said(), "DCS 9600, 256, PPS, PPS, DCS 9600, 256, PPS, 2, PPS, DCN");
    assert_eq!(talk.told, ["0 came"]);

    let not_ready =
        Call::new(true).talk(&[cfr(), says(Fcf::Rnr), Damaged, dis(true), cfr(), mcf()]);
    assert_eq!(not_ready.said(), "DCS 9600, 10, PPS, RR, RR, DCS 9600, 10, PPS, DCN");
    assert_eq!(not_ready.told, ["0 lacked", "0 came"]);
}

/// §A.4.3: after EOR the rest of the block does not come, whether ERR comes or not.
#[test]
fn a_page_that_is_given_up_ends_the_call_unless_the_next_one_is_wanted() {
    let given_up = [vec![cfr()], times(4, &ppr(5))].concat();
    let call = |pages: u32, go_on: bool| {
        let refused = RefusedPagePolicy { go_on, ..RefusedPagePolicy::default() };
        Call { pages, terms: CallTerms { refused, ..at_9600_alone() }, ..Call::new(true) }
    };
    let before = "DCS 9600, 10, PPS, 5, PPS, 5, PPS, 5, PPS, EOR";

    let silent = call(1, false).talk(&[given_up.clone(), times(3, &Nothing)].concat());
    assert_eq!(silent.said(), format!("{before}, EOR, EOR, DCN"));
    assert_eq!(silent.cause(), Some(Cause::NotGettingThrough));

    for (pages, go_on) in [(1, false), (2, false), (1, true)] {
        let talk = call(pages, go_on).talk(&[given_up.clone(), vec![says(Fcf::Err)]].concat());
        assert_eq!(talk.said(), format!("{before}, DCN"), "{pages} {go_on}");
        assert_eq!(talk.cause(), Some(Cause::NotGettingThrough), "{pages} {go_on}");
        assert_eq!(talk.told.last().map(String::as_str), Some("0 refused"));
    }
    let talk = call(2, true).talk(&[given_up, vec![says(Fcf::Err), mcf()]].concat());
    assert_eq!(talk.said(), format!("{before}, 10, PPS, DCN"));
    assert_eq!(talk.told[4..], ["0 refused", "1 came"]);

    // Before the last block of a page.
    let blocks = Call { octets: 66_000, ..call(2, true) };
    let script = [vec![cfr()], times(4, &ppr(50)), vec![says(Fcf::Err), mcf(), mcf()]].concat();
    let talk = blocks.talk(&script);
    let before = "DCS 9600, 256, PPS, 50, PPS, 50, PPS, 50, PPS, EOR";
    assert_eq!(talk.said(), format!("{before}, 256, PPS, 2, PPS, DCN"));
    assert_eq!(talk.told.last().map(String::as_str), Some("1 came"));
}

/// §A.4.3: the fourth PPR may be answered by CTC at the same rate.
#[test]
fn at_the_slowest_rate_a_block_goes_on_as_long_as_more_of_it_comes() {
    let call = Call { terms: at_9600_alone(), ..Call::new(true) };
    let talk = call.talk(&[cfr(), ppr(8), ppr(7), ppr(6), ppr(5), says(Fcf::Ctr), ppr(4), mcf()]);
    assert_eq!(
        talk.said(),
        "DCS 9600, 10, PPS, 8, PPS, 7, PPS, 6, PPS, CTC 9600, 5, PPS, 4, PPS, DCN"
    );
    assert_eq!(talk.told.last().map(String::as_str), Some("0 came"));
}

/// Less than an eighth of a block may be missing by chance.
#[test]
fn an_eighth_of_a_block_missing_four_times_lowers_the_rate() {
    let slowest = |missing| {
        let call = Call { octets: 256 * 16, ..Call::new(true) };
        let script = [vec![cfr()], times(4, &ppr(missing)), vec![says(Fcf::Ctr), mcf()]].concat();
        call.talk(&script).line.slowest_bps
    };
    assert_eq!([slowest(1), slowest(2)], [9600, 7200]);
}

#[test]
fn a_block_has_twelve_changes_of_the_rate_at_most_however_well_it_gets_on() {
    let call = Call { octets: 65_536, ..Call::new(true) };
    let four = |missing| times(4, &ppr(missing));
    let mut script = vec![cfr()];
    for missing in (19..=30).rev() {
        script.extend(four(missing));
        script.push(says(Fcf::Ctr));
    }
    script.extend(four(18));
    script.push(says(Fcf::Err));
    let talk = call.talk(&script);
    assert_eq!(talk.said.iter().filter(|said| *said == "CTC 9600").count(), 12);
    assert_eq!(talk.cause(), Some(Cause::NotGettingThrough));
    assert_eq!(talk.told.last().map(String::as_str), Some("0 refused"));
}

/// Noise takes frames everywhere, a gap takes those that stand together (`rate_choice`).
#[test]
fn noise_in_half_of_a_block_lowers_the_rate_at_once() {
    let noise = || asks(&[0, 2, 4, 6, 8]);
    let talk_of = |script: &[Answer]| talk(true, script);
    let talk = talk_of(&[cfr(), noise(), says(Fcf::Ctr), mcf()]);
    assert_eq!(talk.said(), "DCS 9600, 10, PPS, CTC 7200, 5, PPS, DCN");
    // The frames behind CTC count as sent again.
    assert_eq!((talk.line.frames, talk.line.frames_again), (15, 5));
    for (missing, count) in [(asks(&[0, 2, 4, 6]), 4), (ppr(5), 5), (asks(&[0, 1, 2, 4, 6]), 5)] {
        let talk = talk_of(&[cfr(), missing, mcf()]);
        assert_eq!(talk.said(), format!("DCS 9600, 10, PPS, {count}, PPS, DCN"));
    }
    // Packets get lost everywhere.
    for of_packets in [LosesPacket, ByPackets] {
        let talk = talk_of(&[cfr(), of_packets, noise(), mcf()]);
        assert_eq!(talk.said(), "DCS 9600, 10, PPS, 5, PPS, DCN");
    }
}

/// The modem is trained by its long training in the check and behind CTR, else by the short one.
#[test]
fn behind_ctr_v17_trains_long_again() {
    let call = Call { dis: all_rates(true), ..Call::new(true) };
    let talk = call.talk(&[cfr(), ppr(2), asks(&[0, 2, 4, 6, 8]), says(Fcf::Ctr), ppr(1), mcf()]);
    assert_eq!(
        talk.said(),
        "DCS 14400, 10 short, PPS, 2 short, PPS, CTC 12000, 5, PPS, 1 short, PPS, DCN"
    );
}

/// T.30 §5.3.6.1.4 leaves it to the sender what it does about FTT.
#[test]
fn refused_trainings_are_put_down_to_lost_packets_twice_at_each_rate() {
    let call = Call { dis: all_rates(false), loses_packet: true, ..Call::new(false) };
    let talk = call.talk(&times(24, &says(Fcf::Ftt)));
    let rates = [14_400, 12_000, 9_600, 9_600, 7_200, 7_200, 4_800, 2_400];
    assert_eq!(talk.rates(), rates.map(|bps| [bps; 3]).concat());
    assert_eq!(talk.cause(), Some(Cause::TrainingFailed));
    // By T.38 the first one of the call is chance.
    let script = [ByPackets, says(Fcf::Ftt), says(Fcf::Ftt), cfr(), mcf()];
    assert_eq!(Call::new(false).talk(&script).rates(), [9_600, 9_600, 7_200]);
}

#[test]
fn missing_frames_are_put_down_to_lost_packets_twice() {
    let four = [times(4, &ppr(5)), vec![says(Fcf::Ctr)]].concat();
    let script = [vec![cfr(), LosesPacket], four.clone(), four.clone(), four, vec![mcf()]].concat();
    let talk = talk(true, &script);
    let changes: Vec<&String> = talk.said.iter().filter(|said| said.starts_with("CTC")).collect();
    assert_eq!(changes, ["CTC 9600", "CTC 9600", "CTC 7200"]);
}

/// A receiver that begins anew has not seen the page.
#[test]
fn a_page_lost_twice_goes_slower_unless_packets_get_lost_or_it_is_slower_anyway() {
    let rates = |loses_packet: bool, second: Answer| {
        let script = [cfr(), dis(false), cfr(), second, cfr(), mcf()];
        Call { loses_packet, ..Call::new(false) }.talk(&script).rates()
    };
    assert_eq!(rates(false, dis(false)), [9_600, 9_600, 7_200]);
    assert_eq!(rates(true, dis(false)), [9_600; 3]);
    assert_eq!(rates(false, slow(false)), [9_600, 9_600, 4_800]);
}

/// A receiver that loses a signal waits for the command behind it no longer than T2.
#[test]
fn a_page_lost_twice_goes_in_short_blocks() {
    let call = Call { octets: 256 * 40, ..Call::new(true) };
    let lost = [cfr(), dis(true), cfr(), dis(true), cfr()];
    let talk = call.talk(&[&lost[..], &[mcf(), mcf(), mcf()]].concat());
    let slower = "DCS 7200, 14, PPS, 14, PPS, 12, PPS, DCN";
    assert_eq!(talk.said(), format!("DCS 9600, 40, PPS, DCS 9600, 40, PPS, {slower}"));
}

/// V.17 trains long before the check and short before the page.
#[test]
fn a_page_lost_twice_goes_without_v17_unless_v17_was_heard_or_there_is_nothing_else() {
    let call = || Call { dis: all_rates(false), pages: 2, ..Call::new(false) };
    let lost = || [cfr(), all_rates(false)];
    // Behind that the same DIS does not bring V.17 back.
    let never = [&lost()[..], &lost(), &[all_rates(false), cfr(), mcf(), mcf()]].concat();
    assert_eq!(call().talk(&never).rates(), [14_400, 14_400, 9_600, 9_600]);

    let came = [cfr(), mcf()];
    let heard = [&came[..], &lost()[1..], &lost(), &lost(), &came].concat();
    let refused = RefusedPagePolicy { resends: 3, ..RefusedPagePolicy::default() };
    let patient = Call { terms: CallTerms { refused, ..CallTerms::default() }, ..call() };
    assert_eq!(patient.talk(&heard).rates(), [14_400, 14_400, 14_400, 12_000]);

    let rates = vec![Rate::V17At14400, Rate::V17At9600];
    let v17 = Call { terms: CallTerms { rates, ..CallTerms::default() }, ..call() };
    let script = [&lost()[..], &lost(), &[cfr(), mcf(), mcf()]].concat();
    assert_eq!(v17.talk(&script).rates(), [14_400, 14_400, 9_600]);
}

#[test]
fn another_dis_keeps_the_slower_rate_and_may_offer_a_faster_one() {
    let resolutions = vec![Resolution::Standard, Resolution::Fine];
    let finer = Says(Fcf::Dis, Capabilities { resolutions, ..can(false) }.emit());
    let refused = talk(false, &[says(Fcf::Ftt), finer, cfr(), mcf()]);
    assert_eq!(refused.rates(), [9_600, 7_200, 7_200]);
    let call = Call { dis: slow(false), ..Call::new(false) };
    assert_eq!(call.talk(&[dis(false), cfr(), mcf()]).rates(), [4_800, 9_600]);
}

/// §5.3.6.1.3: TSI may be left out; the shorter DCS is, the more often it comes through.
#[test]
fn where_packets_get_lost_tsi_goes_with_the_first_dcs_alone() {
    let said = |loses_packet: bool| {
        let terms = CallTerms { ident: "+49 1".into(), ..CallTerms::default() };
        let call = Call { terms, loses_packet, ..Call::new(false) };
        call.talk(&[says(Fcf::Crp), says(Fcf::Ftt), cfr(), mcf()]).said()
    };
    let rest = "page, EOP, DCN";
    assert_eq!(said(true), format!("TSI DCS 9600, DCS 9600, DCS 9600, {rest}"));
    assert_eq!(said(false), format!("TSI DCS 9600, TSI DCS 9600, TSI DCS 7200, {rest}"));
}

/// Where the way there and back takes as long as the receiver listens, DCS would meet each DIS.
#[test]
fn every_second_dis_is_answered_later() {
    let talk_of = |script: &[Answer]| talk(false, script).said();
    assert_eq!(
        talk_of(&[dis(false), dis(false), says(Fcf::Crp), cfr(), mcf()]),
        "DCS 9600, DCS 9600, later DCS 9600, DCS 9600, page, EOP, DCN"
    );
    assert_eq!(
        talk_of(&[says(Fcf::Crp), says(Fcf::Crp), cfr(), mcf()]),
        "DCS 9600, DCS 9600, DCS 9600, page, EOP, DCN"
    );
}

/// T.30 table 2, bits 21 to 23: a row is filled up to the shortest time that the receiver needs.
#[test]
fn rows_are_as_long_as_their_shortest_time_at_the_rate() {
    let min_row_bits = |min_row_ms: u8, ecm: bool| {
        let dis = Says(Fcf::Dis, Capabilities { min_row_ms, ..can(ecm) }.emit());
        Call { dis, ..Call::new(ecm) }.talk(&[cfr(), mcf()]).min_row_bits
    };
    assert_eq!(
        [(20, false), (5, false), (20, true)].map(|(ms, ecm)| min_row_bits(ms, ecm)),
        [192, 48, 0]
    );
}

/// After five minutes in which pages came, a page that does not get on at once has all its tries.
#[test]
fn what_came_lately_is_news_of_the_call() {
    let call = Call { pages: 160, ..Call::new(true) };
    let last = [times(4, &ppr(9)), vec![says(Fcf::Ctr), mcf()]].concat();
    let talk = call.talk(&[vec![cfr()], times(159, &mcf()), last].concat());
    assert_eq!(talk.end.map(|outcome| outcome.pages), Some(160));
    assert!(talk.said().ends_with("9, PPS, CTC 7200, 9, PPS, DCN"));
}

/// Three pages in a row that are refused for good: the rest will be, too.
#[test]
fn three_refused_pages_in_a_row_end_the_call() {
    let refused = RefusedPagePolicy { resends: 0, go_on: true };
    let call = |pages: u32| {
        let terms = CallTerms { refused, ..CallTerms::default() };
        Call { pages, terms, ..Call::new(false) }
    };
    let rtn = || says(Fcf::Rtn);
    let talk = call(9).talk(&[cfr(), rtn(), cfr(), rtn(), cfr(), rtn()]);
    assert_eq!(talk.cause(), Some(Cause::NoProgress));
    assert_eq!(talk.told.iter().filter(|told| told.ends_with("refused")).count(), 3);
    // One that comes is between them.
    let script = [cfr(), rtn(), cfr(), rtn(), cfr(), mcf(), rtn(), cfr(), rtn(), cfr(), mcf()];
    let talk = call(6).talk(&script);
    assert_eq!(talk.cause(), Some(Cause::RefusedByReceiver));
    assert_eq!(talk.end.map(|outcome| outcome.pages), Some(2));
}

/// Some receivers take DCN behind a whole page for the command that ends it, and keep the page.
#[test]
fn a_call_cancelled_behind_a_page_ends_without_dcn() {
    let cancelled = |ecm: bool, said: &'static str, script: &[Answer]| {
        let talk = during(ecm, said, vec![Input::Cancel]).talk(script);
        assert_eq!(talk.cause(), Some(Cause::Cancelled));
        talk.said()
    };
    assert_eq!(cancelled(false, "EOP", &[cfr()]), "DCS 9600, page, EOP");
    assert_eq!(cancelled(true, "PPS", &[cfr()]), "DCS 9600, 10, PPS");
    // Here the receiver has dealt with the page, or lacks some of it.
    let not_ready = cancelled(true, "RR", &[cfr(), says(Fcf::Rnr)]);
    assert_eq!(not_ready, "DCS 9600, 10, PPS, RR, DCN");
    let noisy = cancelled(true, "CTC 7200", &[cfr(), asks(&[0, 2, 4, 6, 8])]);
    assert_eq!(noisy, "DCS 9600, 10, PPS, CTC 7200, DCN");
    assert_eq!(cancelled(false, "DCS 9600", &[]), "DCS 9600, DCN");
}

#[test]
fn what_is_heard_while_we_speak_is_no_answer() {
    let heard = |answer: &Answer, said: &'static str| {
        during(false, said, burst(answer, true)).talk(&[cfr(), mcf()]).said()
    };
    let undisturbed = "DCS 9600, page, EOP, DCN";
    assert_eq!(heard(&dis(false), "DCS 9600"), undisturbed);
    assert_eq!(heard(&mcf(), "page"), undisturbed);
    assert_eq!(heard(&dis(false), "EOP"), undisturbed);
    // But DIS into the page says that it is not received.
    let call = during(false, "page", burst(&dis(false), true));
    assert_eq!(call.talk(&[cfr(), cfr(), mcf()]).said(), format!("DCS 9600, page, {undisturbed}"));
}

#[test]
fn the_end_of_a_call_that_was_decided_is_not_changed_while_dcn_is_said() {
    let refused = [Says(Fcf::Fnv, vec![0b100])];
    for (inputs, said) in [
        (vec![Input::LineChanged], "DCS 9600, DCN, DCN"),
        (burst(&says(Fcf::Dcn), true), "DCS 9600, DCN"),
        (vec![Input::Cancel], "DCS 9600, DCN"),
        (vec![Input::HangUp], "DCS 9600, DCN"),
    ] {
        let talk = during(false, "DCN", inputs).talk(&refused);
        assert_eq!((talk.said().as_str(), talk.cause()), (said, Some(Cause::SubaddressRefused)));
    }
}

#[test]
fn the_end_of_a_page_is_said_again_on_another_line() {
    let talk = during(false, "EOP", vec![Input::LineChanged]).talk(&[cfr(), mcf()]);
    assert_eq!(talk.said(), "DCS 9600, page, EOP, EOP, DCN");
    assert_eq!(talk.told, ["0 came"]);
}

/// A damaged frame passes its check once in 65 000 times, and makers say frames of their own.
#[test]
fn twenty_frames_without_a_place_are_survived() {
    let mut line = Call::new(false).until("ExpectTrainingAnswer", &[Nothing]);
    let stray = Frame::last(Fcf::Mcf, Vec::new()).emit();
    (0..20).for_each(|_| line.calling.handle(line.now, Input::Frame(stray.clone())));
    assert_eq!(line.calling.awaiting(), "ExpectTrainingAnswer");
    line.calling.handle(line.now, Input::Frame(stray));
    assert_eq!(line.calling.awaiting(), "Saying");
}

/// §5.3.6.1.1: CSI and NSF stand before DIS. They are no answers, but no machine says them for ever.
#[test]
fn frames_that_only_identify_have_no_place_once_there_are_too_many() {
    let identifies = Frame::followed(Fcf::Csi, vec![b'1'; 20]).emit();
    let mut line = Call::new(false).until("Saying", &[Nothing]);
    (0..300).for_each(|_| line.calling.handle(line.now, Input::Frame(identifies.clone())));
    (0..10).for_each(|_| line.go_on());
    assert_eq!(line.talk.said(), "DCS 9600", "nothing was asked");

    let mut line = Call::new(false).until("ExpectTrainingAnswer", &[Nothing]);
    (0..220).for_each(|_| line.calling.handle(line.now, Input::Frame(identifies.clone())));
    assert_eq!(line.calling.awaiting(), "ExpectTrainingAnswer");
    line.calling.handle(line.now, Input::Frame(identifies));
    assert_eq!(line.calling.awaiting(), "Saying");
}

/// The page waits for the end of a DIS that is being repeated, and may be given in the last moment.
#[test]
fn a_page_given_while_dis_is_repeated_is_in_time() {
    let mut calling = Calling::new(CallTerms::default());
    let at = |ms: u32| SampleTime(0) + Millis(ms);
    let mut handle = |ms: u32, input: Input| {
        calling.handle(at(ms), input);
        while calling.poll_output().is_some() {}
        calling.awaiting()
    };
    let dis = burst(&dis(false), true);
    dis.iter().for_each(|input| _ = handle(0, input.clone()));
    assert_eq!(handle(24_900, Input::Tick), "AwaitPage");
    handle(24_950, Input::V21Carrier(true));
    handle(24_960, Input::Flags);
    assert_eq!(handle(24_970, Input::PageGiven(PageFacts::STANDARD)), "AwaitPage");
    assert_eq!(handle(25_010, Input::Tick), "AwaitPage");
    dis[2..].iter().for_each(|input| _ = handle(26_000, input.clone()));
    assert_eq!(handle(26_100, Input::Tick), "Saying");
    assert_eq!(handle(28_000, Input::Said), "ExpectTrainingAnswer");
}
