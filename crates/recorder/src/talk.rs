//! For tests: two calls of our engine talk to each other, and both are recorded.

use ferrofax_document::type_setting::{Face, Style, TypeSetter};
use ferrofax_engine::call::{
    AnswerConfig, Call, CallEvent, CallSettings, NextPage, OriginateConfig, PageToSend, T38Terms,
};
use ferrofax_engine::t4::{Bitmap, PageWidth, Resolution};
use ferrofax_engine::t30::v8::V8Offer;
use ferrofax_signal::modem::Rate;
use std::sync::Arc;

/// The settings of the two calls and of the line between them.
pub(crate) struct Talk {
    pub(crate) ecm: bool,
    /// The number of pages that the caller sends, and the number of rows of each.
    pub(crate) pages: u32,
    pub(crate) rows: u32,
    pub(crate) rates: Vec<Rate>,
    /// The use of V.8 on both sides.
    pub(crate) v8: V8Offer,
    /// The noise on the line in both directions, as the value of the loudest sample.
    pub(crate) noise: i16,
    /// The numbers of the pieces of 20 ms that never reach the answering side.
    pub(crate) lost: Vec<usize>,
    /// The number of the piece of 20 ms from which on both sides use T.38.
    pub(crate) to_t38_after: Option<usize>,
    /// The number of the piece of 20 ms in which the line is cut.
    pub(crate) hangs_up_at: Option<usize>,
}

/// The recordings of both sides, in bytes.
pub(crate) struct Tapes {
    pub(crate) caller: Vec<u8>,
    pub(crate) answerer: Vec<u8>,
}

impl Default for Talk {
    fn default() -> Self {
        Self {
            ecm: true,
            pages: 2,
            rows: 60,
            rates: Vec::new(),
            v8: V8Offer::Nothing,
            noise: 8,
            lost: Vec::new(),
            to_t38_after: None,
            hangs_up_at: None,
        }
    }
}

struct Side {
    call: Call,
    tape: Vec<u8>,
    pages: Vec<Arc<Bitmap>>,
}

impl Side {
    fn look(&mut self) {
        while let Some(event) = self.call.poll_event() {
            match &event {
                CallEvent::WantPage { index, .. } => {
                    let index = *index as usize;
                    let is_last = index + 1 == self.pages.len();
                    let next = if is_last { NextPage::End } else { NextPage::More };
                    let (resolution, width) = (Resolution::Standard, PageWidth::A4);
                    let bitmap = self.pages[index].clone();
                    self.call
                        .give_page(PageToSend { bitmap, resolution, width, colour: None, next })
                        .unwrap();
                }
                CallEvent::Page(page) => self.call.page_stored(page.number),
                _ => {}
            }
        }
        self.tape.extend(self.call.take_tape());
    }

    fn end(mut self) -> Vec<u8> {
        self.tape.extend(self.call.finish_tape());
        self.tape
    }

    fn pass(&mut self) -> Vec<Vec<u8>> {
        self.call.pass_time(160);
        let packets = std::iter::from_fn(|| self.call.poll_packet()).collect();
        self.look();
        packets
    }
}

impl Talk {
    /// Runs both calls to their end, and returns the recordings.
    pub(crate) fn run(&self) -> Tapes {
        // The settings of both sides.
        let answer = AnswerConfig {
            ecm: self.ecm,
            rates: self.rates.clone(),
            v8: self.v8,
            ident: "+49 551 1234".into(),
            ..AnswerConfig::default()
        };
        let make = OriginateConfig {
            ecm: self.ecm,
            v8: self.v8,
            ident: "+49 991 5678".into(),
            sub: Some("4711".into()),
            pwd: Some("0815".into()),
            ..OriginateConfig::default()
        };
        let side = |settings| Side {
            call: Call::on_tape(settings),
            tape: Vec::new(),
            pages: (0..self.pages).map(|seed| self.page(seed)).collect(),
        };
        // The two calls, and the sound between them.
        let mut caller = side(CallSettings::Originate(make));
        let mut answerer = side(CallSettings::Answer(answer));
        let (mut to_caller, mut to_answerer) = ([0; 160], [0; 160]);
        let (mut seed, mut number) = (1u32, 0);
        for frame in 0..50 * 600 {
            if self.hangs_up_at == Some(frame) {
                [&mut caller, &mut answerer].into_iter().for_each(|side| side.call.hang_up());
            }
            caller.look();
            answerer.look();
            if caller.call.is_over() && answerer.call.is_over() {
                return Tapes { caller: caller.end(), answerer: answerer.end() };
            }
            // After the switch to T.38, packets replace the sound.
            if self.to_t38_after == Some(frame) {
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
            // Noise is added to the sound of both directions.
            for sample in to_answerer.iter_mut().chain(&mut to_caller) {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = (i32::from((seed >> 16) as i16) * i32::from(self.noise)) >> 15;
                *sample = i16::saturating_add(*sample, noise as i16);
            }
            caller.call.hear(&to_caller);
            if self.lost.contains(&frame) {
                answerer.call.hear_gap(160);
            } else {
                answerer.call.hear(&to_answerer);
            }
            caller.look();
            answerer.look();
            caller.call.say(&mut to_answerer);
            answerer.call.say(&mut to_caller);
        }
        panic!("they talk without end");
    }

    fn page(&self, seed: u32) -> Arc<Bitmap> {
        let mut page = Bitmap::white(PageWidth::A4.pixels(Resolution::Standard), self.rows);
        if self.rows > 500 {
            let mut setter = TypeSetter::new();
            let style = Style { face: Face::Sans, size_pt: 12.0 };
            for line in 0..self.rows / 20 {
                let text = format!("Page {seed}, line {line}: the quick brown fox jumps over it.");
                let at = (20.0, 20 + line * 20);
                setter.draw_line(&mut page, Resolution::Standard, &text, style, at);
            }
            return Arc::new(page);
        }
        (0..50 * self.rows).for_each(|at| {
            let place = at.wrapping_mul(2_654_435_761).wrapping_add(seed);
            page.set(place % 1728, (place >> 16) % self.rows, true);
        });
        Arc::new(page)
    }
}

/// Makes `count` copies of this recording with a few bits changed; about a quarter are also cut
/// off.
pub(crate) fn damaged(tape: &[u8], count: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut seed = 7u32;
    let mut next = move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize
    };
    (0..count).map(move |_| {
        let mut damaged = tape.to_vec();
        for _ in 0..3 {
            let at = next() % damaged.len();
            damaged[at] ^= 1 << (next() % 8);
        }
        if next() % 4 == 0 {
            damaged.truncate(next() % tape.len());
        }
        damaged
    })
}
