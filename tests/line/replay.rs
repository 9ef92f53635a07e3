//! The same samples give the same call: what was once heard replays to the same pages and
//! events, and the same is said. Cut in other blocks it still gives the same pages.

use ferrofax::call::{Call, CallEvent};
use ferrofax::modem::Rate;
use ferrofax::t4::{Coding, Resolution};
use ferrofax_kit::answering::Answering;
use ferrofax_kit::faxing::{Case, answer_config};
use ferrofax_kit::line_model::{Law, LineSettings};
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::wire::{Block, Terminal, Wire};

/// Keeps what our side heard and said.
struct Recorded {
    answering: Answering,
    heard: Vec<i16>,
    said: Vec<i16>,
}

impl Terminal for Recorded {
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool {
        let on = self.answering.block(heard, said);
        self.heard.extend(heard);
        self.said.extend(&*said);
        on
    }
}

/// Runs a call on recorded samples in blocks of `size`; pages are stored at once.
fn replay(heard: &[i16], size: usize) -> (Vec<CallEvent>, Vec<i16>) {
    let mut call = Call::answer(answer_config());
    let (mut events, mut said) = (Vec::new(), Vec::new());
    for part in heard.chunks(size) {
        call.hear(part);
        while let Some(event) = call.poll_event() {
            if let CallEvent::Page(page) = &event {
                call.page_stored(page.number);
            }
            events.push(event);
        }
        let mut out = vec![0; part.len()];
        call.say(&mut out);
        said.extend(out);
    }
    (events, said)
}

#[test]
fn a_recorded_call_replays_to_the_same_call() {
    for ecm in [false, true] {
        let coding = if ecm { Coding::Mmr } else { Coding::Mr };
        let case = Case { rate: Rate::V29At7200, ecm, coding, resolution: Resolution::Fine };
        let sent: Vec<_> = (0..2).map(|seed| pages::page(Content::Text, 1728, 500, seed)).collect();
        let (_folder, sender) = case.sender_of(&sent);
        let mut caller = sender.start();
        let mut recorded = Recorded {
            answering: Answering::new(answer_config()),
            heard: Vec::new(),
            said: Vec::new(),
        };
        // Noisy enough for damaged rows and repeated frames.
        let line = LineSettings {
            noise_dbm0: Some(-29.0),
            law: Some(Law::A),
            seed: 3,
            ..LineSettings::default()
        };
        Wire::with_lines(line, LineSettings::a_law()).run(&mut caller, &mut recorded);
        let Recorded { answering, heard, said } = recorded;
        assert!(answering.outcome.is_some());

        let (events, replayed) = replay(&heard, 160);
        assert!(replayed == said, "ECM {ecm}: something else was said");
        let again: Vec<_> = events.iter().filter_map(page_of).collect();
        assert!(answering.pages.iter().eq(again), "ECM {ecm}: other pages came");

        // With other blocks what we say ends at another sample, and the receivers begin
        // to listen there; what is heard must not depend on it.
        for size in [80, 37, 1, 800] {
            let (cut_events, _) = replay(&heard, size);
            let images = |events: &[CallEvent]| -> Vec<_> {
                events
                    .iter()
                    .filter_map(page_of)
                    .map(|page| (page.number, page.bitmap.clone(), page.quality))
                    .collect()
            };
            assert!(
                images(&events) == images(&cut_events),
                "ECM {ecm}: other pages came in blocks of {size}"
            );
            assert_eq!(
                events.last(),
                cut_events.last(),
                "ECM {ecm}: another outcome in blocks of {size}"
            );
        }
    }
}

fn page_of(event: &CallEvent) -> Option<&ferrofax::call::ReceivedPage> {
    match event {
        CallEvent::Page(page) => Some(page),
        _ => None,
    }
}
