//! Whole calls on a telephone line that does anything.
//!
//! A step is 20 ms of one end. [`any_audio`]: one end, of either role, hears silence,
//! noise, tones, commands and image signals by chance. [`two_ends`]: a caller and an
//! answerer hear each other, but what each hears is lost, changed, said again or made up
//! now and then: so both get to every place of the conversation. From some moment on the
//! line is silent and the owner does nothing more: the calls end by themselves, within
//! their bounds, with one outcome.

use std::sync::Arc;

use ferrofax::call::{
    AnswerConfig, Call, CallEvent, NextPage, OriginateConfig, PageToSend, V8Offer,
};
use ferrofax::hdlc::Framer;
use ferrofax::modem::v17::V17Transmitter;
use ferrofax::modem::v21::V21Transmitter;
use ferrofax::modem::v27ter::V27terTransmitter;
use ferrofax::modem::v29::V29Transmitter;
use ferrofax::modem::{BitSource, Rate, Transmitter};
use ferrofax::t4::{Bitmap, PageWidth, Resolution};

use crate::fuzz::damage::any_bytes;
use crate::fuzz::runner::Case;
use crate::pages;
use ferrofax_kit::random::Random;

/// 20 ms.
pub(crate) const FRAME: usize = 160;
/// Calls are ended after so many minutes, and a minute later they are over in any case.
const MOST_MINUTES: u32 = 4;

/// An end with its owner, who may be slow or fail.
pub(crate) struct End {
    pub(crate) call: Call,
    pub(crate) wants_t38: bool,
    /// Pages that were given, or received.
    pages: u32,
    waiting: Vec<u32>,
    outcomes: u32,
}

impl End {
    pub(crate) fn answering(random: &mut Random) -> Self {
        let config = AnswerConfig {
            ecm: random.below(3) > 0,
            max_pages: 1 + random.below(4),
            max_rows: [20, 300, 40_000][random.below(3) as usize],
            max_minutes: MOST_MINUTES,
            v8: V8Offer::ALL[random.below(3) as usize],
            v34_most_bps: [0, 2_400, 19_200][random.below(3) as usize],
            ..AnswerConfig::default()
        };
        Self::new(Call::answer(config))
    }

    pub(crate) fn calling(random: &mut Random) -> Self {
        let some = |random: &mut Random| (random.below(4) == 0).then(|| "12345".to_owned());
        let config = OriginateConfig {
            sub: some(random),
            pwd: some(random),
            ecm: random.below(3) > 0,
            frame_octets: [64, 256][random.below(2) as usize],
            max_minutes: MOST_MINUTES,
            v8: V8Offer::ALL[random.below(3) as usize],
            v34_most_bps: [0, 2_400, 19_200][random.below(3) as usize],
            min_rate_bps: [0, 0, 9_600, 28_800][random.below(4) as usize],
            ..OriginateConfig::default()
        };
        Self::new(Call::originate(config))
    }

    const fn new(call: Call) -> Self {
        Self { call, wants_t38: false, pages: 0, waiting: Vec::new(), outcomes: 0 }
    }

    /// Does what the call asks of its owner. `alive`: at once or later, well or not; else never.
    pub(crate) fn serve(&mut self, alive: bool, random: &mut Random) {
        while let Some(event) = self.call.poll_event() {
            assert_eq!(self.outcomes, 0, "after the end came {event:?}");
            match event {
                CallEvent::Page(page) => {
                    self.pages += 1;
                    assert_eq!(page.number, self.pages, "pages are numbered in order");
                    self.waiting.push(page.number);
                }
                CallEvent::WantPage { index, .. } => self.waiting.push(index),
                CallEvent::WantT38 => self.wants_t38 = true,
                CallEvent::Ended(_) => self.outcomes += 1,
                _ => {}
            }
        }
        if alive && !self.waiting.is_empty() && random.below(6) == 0 {
            self.handle(random);
        }
        if alive && random.below(20_000) == 0 {
            if random.below(2) == 0 { self.call.hang_up() } else { self.call.cancel() }
        }
    }

    fn handle(&mut self, random: &mut Random) {
        let page = self.waiting.remove(0);
        if page < self.pages || self.pages > 0 {
            match random.below(30) {
                0 => self.call.page_not_stored(page),
                _ => self.call.page_stored(page),
            }
        }
        // Of an end that answers no page is wanted, and it says so.
        let resolution = [Resolution::Standard, Resolution::Fine][random.below(2) as usize];
        let next = [NextPage::More, NextPage::NewDocument, NextPage::End, NextPage::End]
            [random.below(4) as usize];
        let bitmap = Arc::new(any_page(random));
        let _ = self.call.give_page(PageToSend {
            bitmap,
            resolution,
            width: PageWidth::A4,
            colour: None,
            next,
        });
    }

    pub(crate) fn is_over(&self) -> bool {
        self.outcomes > 0
    }
}

fn any_page(random: &mut Random) -> Bitmap {
    let rows = [0, 1, 30, 150][random.below(4) as usize];
    if random.below(2) == 0 {
        Bitmap::white(1728, rows)
    } else {
        pages::noise(1728, rows, random.next())
    }
}

pub(crate) fn any_audio(case: &mut Case) {
    let random = &mut case.random;
    let mut end = if random.below(2) == 0 { End::answering(random) } else { End::calling(random) };
    let mut heard: Vec<i16> = Vec::new();
    let lively = u64::from(random.below(3_000));
    let most = u64::from(MOST_MINUTES + 1) * 3_000;
    while !end.is_over() {
        assert!(case.steps < most, "no end of a call in {} s", case.steps / 50);
        let alive = case.steps < lively;
        if alive && heard.len() < FRAME {
            heard.extend(any_signal(random));
        }
        if alive && random.below(500) == 0 {
            end.call.hear_gap(random.below(2_000) as usize);
        }
        heard.resize(heard.len().max(FRAME), 0);
        let piece: Vec<i16> = heard.drain(..FRAME).collect();
        end.call.hear(&piece);
        end.call.say(&mut [0; FRAME]);
        end.serve(alive, random);
        case.steps += 1;
    }
}

pub(crate) fn two_ends(case: &mut Case) {
    let random = &mut case.random;
    let mut ends = [End::calling(random), End::answering(random)];
    let mut lines = [Line::new(random), Line::new(random)];
    let lively = u64::from(random.below(2 * 4_000));
    let most = u64::from(MOST_MINUTES + 1) * 3_000 * 2;
    while !ends.iter().all(End::is_over) {
        assert!(case.steps < most, "no end of a call in {} s", case.steps / 100);
        let alive = case.steps < lively;
        let mut said = [[0; FRAME]; 2];
        for (end, said) in ends.iter_mut().zip(&mut said) {
            end.call.say(said);
        }
        let [first, second] = &mut lines;
        for ((end, line), said) in ends.iter_mut().zip([second, first]).zip(said.iter().rev()) {
            let heard = if alive { line.carry(said, random) } else { [0; FRAME] };
            end.call.hear(&heard);
            end.serve(alive, random);
            case.steps += u64::from(!end.is_over());
        }
        case.steps = case.steps.max(1);
    }
}

/// One way of a line, and what it does to what it carries.
struct Line {
    /// One in so many frames is harmed.
    harm: u32,
    last: [i16; FRAME],
    made_up: Vec<i16>,
}

impl Line {
    fn new(random: &mut Random) -> Self {
        let harm = [40, 200, 1_000, 1_000_000][random.below(4) as usize];
        Self { harm, last: [0; FRAME], made_up: Vec::new() }
    }

    fn carry(&mut self, said: &[i16; FRAME], random: &mut Random) -> [i16; FRAME] {
        let mut heard = *said;
        if !self.made_up.is_empty() {
            let count = self.made_up.len().min(FRAME);
            heard[..count].copy_from_slice(&self.made_up[..count]);
            self.made_up.drain(..count);
        } else if random.below(self.harm) == 0 {
            match random.below(6) {
                0 => heard = [0; FRAME],
                1 => heard = self.last,
                2 => heard.iter_mut().for_each(|sample| *sample = sample.wrapping_neg()),
                3 => heard.iter_mut().for_each(|sample| {
                    *sample = sample.saturating_add((random.gauss() * 900.0) as i16)
                }),
                4 => heard.rotate_left(random.below(FRAME as u32) as usize),
                _ => self.made_up = any_signal(random),
            }
        }
        self.last = *said;
        heard
    }
}

/// What anyone may say on a line.
pub(crate) fn any_signal(random: &mut Random) -> Vec<i16> {
    let length = 1 + random.below(12_000) as usize;
    match random.below(9) {
        0 => vec![0; length],
        1 => {
            let level = f64::from(random.below(12_000));
            (0..length).map(|_| (random.gauss() * level) as i16).collect()
        }
        2 => {
            let (turn, level) = (random.part() * 3.0, f64::from(random.below(32_000)));
            (0..length).map(|at| ((at as f64 * turn).sin() * level) as i16).collect()
        }
        3 => {
            let extremes = [i16::MIN, i16::MAX, 0, -1];
            (0..length).map(|_| extremes[random.below(4) as usize]).collect()
        }
        4..=6 => {
            let mut framer = Framer::new(10 + random.below(40));
            (0..=random.below(2)).for_each(|_| framer.push_frame(&any_frame(random)));
            let bits = std::iter::from_fn(|| framer.next_bit()).collect();
            said_by(&mut V21Transmitter::new(-15.0), bits, 40_000)
        }
        _ => {
            let kind = random.below(3);
            let bits = (0..random.below(9_000))
                .map(|_| kind == 0 || (kind == 1 && random.below(2) == 0))
                .collect();
            let mut modem: Box<dyn Transmitter> = match random.below(5) {
                0 => Box::new(V27terTransmitter::new(Rate::V27ter2400, -15.0)),
                1 => Box::new(V27terTransmitter::new(Rate::V27ter4800, -15.0)),
                2 => Box::new(V29Transmitter::new(Rate::V29At9600, -15.0)),
                3 => Box::new(V17Transmitter::new(Rate::V17At7200, -15.0, false)),
                _ => Box::new(V17Transmitter::new(Rate::V17At14400, -15.0, random.below(2) == 0)),
            };
            said_by(modem.as_mut(), bits, 40_000)
        }
    }
}

struct Bits(std::vec::IntoIter<bool>);

impl BitSource for Bits {
    fn next_bit(&mut self) -> Option<bool> {
        self.0.next()
    }
}

fn said_by(modem: &mut dyn Transmitter, bits: Vec<bool>, most: usize) -> Vec<i16> {
    let mut out = vec![0; most];
    let count = modem.pull(&mut Bits(bits.into_iter()), &mut out);
    out.truncate(count);
    out
}

/// Codes that lead somewhere in either role, in both forms of the `X` bit.
const CODES: [u8; 32] = [
    0x80, 0x40, 0x20, 0x81, 0x82, 0x83, 0x41, 0x42, 0x43, 0x84, 0x44, 0x8C, 0x4C, 0xCC, 0x2C, 0xAC,
    0x2F, 0x8F, 0x4F, 0x9F, 0x5F, 0xBF, 0xBC, 0x6F, 0x1F, 0x3F, 0xEC, 0x6C, 0x12, 0x13, 0x1A, 0xFB,
];

/// A frame of T.30 with anything in it.
pub(crate) fn any_frame(random: &mut Random) -> Vec<u8> {
    let control = if random.below(4) == 0 { 0x03 } else { 0x13 };
    let mut code = CODES[random.below(32) as usize];
    if code == 0xFB && random.below(5) > 0 {
        // DCN ends everything; let it be rare.
        code = 0x80;
    }
    let mut frame = vec![0xFF, control, code];
    match code & 0x7E {
        0x00 if random.below(2) == 0 => frame.extend([0x00, 0xEE, 0xF8, 0xC4]),
        0x02 | 0x42 if random.below(3) > 0 => {
            frame.extend([0x00, [0x06, 0x0A, 0x42, 0x86, 0x86][random.below(5) as usize], 0x78]);
        }
        _ => frame.extend(any_bytes([0, 4, 33, 270][random.below(4) as usize], random)),
    }
    frame
}
