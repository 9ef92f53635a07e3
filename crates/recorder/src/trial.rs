//! For tests: a call between two sides of our engine, both recorded.

use ferrofax_engine::call::{
    AnswerConfig, Call, CallEvent, CallSettings, NextPage, OriginateConfig, PageToSend, T38Terms,
};
use ferrofax_engine::t4::{Bitmap, PageWidth, Resolution};
use std::sync::Arc;

struct Side {
    call: Call,
    tape: Vec<u8>,
}

impl Side {
    fn new(settings: CallSettings) -> Self {
        let mut side = Self { call: Call::on_tape(settings), tape: Vec::new() };
        side.look();
        side
    }

    fn look(&mut self) {
        while let Some(event) = self.call.poll_event() {
            match &event {
                CallEvent::WantPage { index, .. } => {
                    let next = if *index == 0 { NextPage::More } else { NextPage::End };
                    let (resolution, width) = (Resolution::Standard, PageWidth::A4);
                    let bitmap = page(*index);
                    let page = PageToSend { bitmap, resolution, width, colour: None, next };
                    self.call.give_page(page).unwrap();
                }
                CallEvent::Page(page) => self.call.page_stored(page.number),
                _ => {}
            }
        }
        self.tape.extend(self.call.take_tape());
    }

    fn say(&mut self) -> [i16; 160] {
        let mut said = [0; 160];
        self.call.say(&mut said);
        self.look();
        said
    }

    fn pass(&mut self) -> Vec<Vec<u8>> {
        self.call.pass_time(160);
        let packets = std::iter::from_fn(|| self.call.poll_packet()).collect();
        self.look();
        packets
    }
}

fn page(seed: u32) -> Arc<Bitmap> {
    let mut page = Bitmap::white(PageWidth::A4.pixels(Resolution::Standard), 60);
    (0..3000u32).for_each(|at| {
        let place = at.wrapping_mul(2_654_435_761).wrapping_add(seed);
        page.set(place % 1728, (place >> 16) % 60, true);
    });
    Arc::new(page)
}

/// The recordings of the caller and of the answering side. The call has two pages, and 20 ms of
/// sound are lost after 14 s. The call switches to T.38 after `to_t38_after` pieces of 20 ms.
pub(crate) fn call(ecm: bool, to_t38_after: Option<usize>) -> [Vec<u8>; 2] {
    let answer = AnswerConfig { ecm, ..AnswerConfig::default() };
    let make = OriginateConfig { ecm, ident: "+49 991".into(), ..OriginateConfig::default() };
    let mut caller = Side::new(CallSettings::Originate(make));
    let mut answerer = Side::new(CallSettings::Answer(answer));
    let (mut to_caller, mut to_answerer) = ([0; 160], [0; 160]);
    let mut number = 0;
    for frame in 0..50 * 300 {
        if caller.call.is_over() && answerer.call.is_over() {
            break;
        }
        if to_t38_after == Some(frame) {
            caller.call.switch_to_t38(T38Terms::default());
            answerer.call.switch_to_t38(T38Terms::default());
        }
        if caller.call.is_t38() {
            for packet in caller.pass() {
                answerer.call.hear_packet(Some(number), &packet);
                number += 1;
            }
            for packet in answerer.pass() {
                caller.call.hear_packet(None, &packet);
            }
            continue;
        }
        caller.call.hear(&to_caller);
        caller.look();
        if frame == 700 {
            answerer.call.hear_gap(160);
        } else {
            answerer.call.hear(&to_answerer);
        }
        answerer.look();
        (to_answerer, to_caller) = (caller.say(), answerer.say());
    }
    [caller, answerer].map(|mut side| {
        side.tape.extend(side.call.finish_tape());
        side.tape
    })
}
