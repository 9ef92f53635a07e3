//! The modem as one: two of it, with users who wish anything at any time, on a line that does
//! anything.
//!
//! A step is 20 ms of one of them.

use ferrofax::modem::v34::Side;
use ferrofax::modem::v34::coding::TrellisCode;
use ferrofax::modem::v34::link::{Link, LinkEvent, Role, Terms};

use super::{AnyBits, FRAME, WILDNESS, any_control_rate, one_of, rate, side};
use crate::fuzz::damage::damage_audio;
use crate::fuzz::runner::Case;
use ferrofax_kit::random::Random;

pub(crate) fn case(case: &mut Case) {
    let random = &mut case.random;
    let source = side(random);
    let mut ends = [
        User::new(Role::Source, &terms(source, Role::Source, random), random),
        User::new(Role::Recipient, &terms(source.far(), Role::Recipient, random), random),
    ];
    let wildness = one_of(&WILDNESS[..3], random);
    // The start-up takes three seconds.
    let frames = 100 + random.below(1_500);
    let mut said = [[0; FRAME]; 2];
    for _ in 0..frames {
        let heard =
            [damage_audio(said[1], wildness, random), damage_audio(said[0], wildness, random)];
        for (end, (heard, said)) in ends.iter_mut().zip(heard.iter().zip(&mut said)) {
            end.turn(heard, said, random);
            case.steps += 1;
        }
        if ends.iter().all(|end| end.is_over) {
            return;
        }
    }
}

fn terms(side: Side, role: Role, random: &mut Random) -> Terms {
    let mut terms = Terms::new(side, role, -14.0);
    if random.below(4) == 0 {
        terms.max_rate = rate(random);
        terms.min_rate = rate(random).min(terms.max_rate);
    }
    terms.control_rate = any_control_rate(random);
    terms.trellis = one_of(&TrellisCode::ALL, random);
    terms
}

/// Who uses a link, by chance.
struct User {
    role: Role,
    link: Link,
    control: AnyBits,
    page: AnyBits,
    is_up: bool,
    in_page: bool,
    is_over: bool,
}

impl User {
    fn new(role: Role, terms: &Terms, random: &mut Random) -> Self {
        let control = AnyBits::new(u32::MAX, random);
        let page = AnyBits::new(0, random);
        let link = Link::new(terms);
        Self { role, link, control, page, is_up: false, in_page: false, is_over: false }
    }

    fn turn(&mut self, heard: &[i16; FRAME], said: &mut [i16; FRAME], random: &mut Random) {
        if random.below(500) == 0 {
            self.link.gap(FRAME);
        } else {
            let cut = 1 + random.below(FRAME as u32) as usize;
            heard.chunks(cut).for_each(|piece| self.link.push(piece));
        }
        self.link.pull(&mut self.control, &mut self.page, said);
        while let Some(event) = self.link.poll() {
            self.take(event, random);
        }
        if random.below(40) == 0 {
            self.wish(random);
        }
    }

    fn take(&mut self, event: LinkEvent, random: &mut Random) {
        assert!(!self.is_over, "after the end came {event:?}");
        match event {
            LinkEvent::Probed | LinkEvent::Trained(_) => {}
            LinkEvent::ControlUp(..) => {
                assert!(!self.is_up && !self.in_page, "{event:?}");
                self.is_up = true;
            }
            LinkEvent::ControlBits(bits) => assert!(self.is_up && bits.count <= 32, "{event:?}"),
            LinkEvent::ControlDown => self.is_up = false,
            LinkEvent::PageMissed => assert!(!self.in_page && self.role == Role::Recipient),
            LinkEvent::PageBegins => {
                assert!(!self.in_page, "{event:?}");
                (self.is_up, self.in_page) = (false, true);
                self.page = AnyBits::new(random.below(60_000), random);
            }
            LinkEvent::PageBits(_) => assert!(self.in_page && self.role == Role::Recipient),
            LinkEvent::PageEnds(_) => self.in_page = false,
            LinkEvent::TurnedOff | LinkEvent::Failed(_) => self.is_over = true,
        }
    }

    fn wish(&mut self, random: &mut Random) {
        match (random.below(12), self.role) {
            (0, _) => self.link.retrain_control(),
            (1, _) => self.link.retrain_line(),
            (2, _) => self.link.set_max_rate(rate(random)),
            (3, _) => self.link.end_page(),
            (4, role) if random.below(8) == 0 => self.link.turn_off(role == Role::Source),
            (_, Role::Source) => self.link.send_page(),
            (_, Role::Recipient) => self.link.expect_page(),
        }
    }
}
