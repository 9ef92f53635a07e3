//! What is put into a call, and the call.

use super::far::Sound;
use super::party::{Party, Recorded};
use ferrofax::call::T38Terms;
use ferrofax::modem::Rate;
use ferrofax_kit::line_model::{LineSettings, Slip};
use ferrofax_kit::random::Random;
use ferrofax_kit::wire::{BLOCK, Echo, Terminal, Wire};

/// What is put into a call.
pub(crate) enum Trial {
    /// The line to us is so; does our side send?
    Line(bool, LineSettings),
    /// Both ways.
    BothWays(bool, LineSettings),
    /// The line to us is so, and our side takes no more than this rate, with error
    /// correction or without.
    Slow(bool, Rate, bool, LineSettings),
    /// The line from us is so.
    FromUs(LineSettings),
    /// What we hear of ourselves.
    Echo(bool, usize, f64),
    /// Somebody else is there.
    With(bool, Box<dyn Fn() -> Box<dyn Terminal> + Send + Sync>),
    /// The line is hung up after so many blocks.
    HungUp(usize),
    /// Nothing can be stored.
    FullDisk,
    /// T.38, with this part of the packets lost.
    Packets(f64),
}

impl Trial {
    /// The call, in which a page of so many rows is sent.
    pub(crate) fn call(&self, rows: u32) -> Recorded {
        let good = LineSettings::a_law;
        match self {
            Self::Line(sends, line) => {
                talk(Party::new(*sends, rows), line.clone(), good(), None, rows)
            }
            Self::BothWays(sends, line) => {
                let back = LineSettings { seed: line.seed + 77, ..line.clone() };
                talk(Party::new(*sends, rows), line.clone(), back, None, rows)
            }
            Self::Slow(sends, rate, ecm, line) => {
                talk(Party::with(*sends, rows, *ecm, *rate), line.clone(), good(), None, rows)
            }
            Self::FromUs(line) => talk(Party::new(true, rows), good(), line.clone(), None, rows),
            Self::Echo(sends, blocks, loss_db) => {
                let echo = Echo { blocks: *blocks, loss_db: *loss_db };
                talk(Party::new(*sends, rows), good(), good(), Some(echo), rows)
            }
            Self::With(sends, far) => {
                let (mut us, mut far) = (Party::new(*sends, rows), far());
                let mut wire = Wire::new(&good());
                wire.grace_s = 2.0;
                if *sends {
                    wire.run(&mut us, &mut *far)
                } else {
                    wire.run(&mut *far, &mut us)
                };
                us.finish()
            }
            Self::HungUp(block) => {
                let mut us = Party::new(true, rows);
                us.hang_up_at = Some(*block);
                talk(us, good(), good(), None, rows)
            }
            Self::FullDisk => {
                let mut us = Party::new(false, rows);
                us.can_store = false;
                talk(us, good(), good(), None, rows)
            }
            Self::Packets(lost) => by_packets(*lost, rows),
        }
    }
}

/// A call between `us` and another of ours.
fn talk(
    mut us: Party,
    to_us: LineSettings,
    from_us: LineSettings,
    echo: Option<Echo>,
    rows: u32,
) -> Recorded {
    let mut far = Party::new(!us.call.sends(), rows);
    if us.call.sends() {
        let mut wire = Wire::with_lines(from_us, to_us);
        (wire.caller_echo, wire.grace_s) = (echo, 2.0);
        wire.run(&mut us, &mut far);
    } else {
        let mut wire = Wire::with_lines(to_us, from_us);
        (wire.echo, wire.grace_s) = (echo, 2.0);
        wire.run(&mut far, &mut us);
    }
    us.finish()
}

/// A fax that comes by packets, some of which get lost on the way to us.
fn by_packets(lost: f64, rows: u32) -> Recorded {
    let (mut us, mut far) = (Party::new(false, rows), Party::new(true, rows));
    let (mut random, mut number) = (Random::new(9), 0u16);
    for party in [&mut us, &mut far] {
        party.look();
        party.call.switch_to_t38(T38Terms::default());
    }
    for _ in 0..50 * 200 {
        if us.call.is_over() {
            break;
        }
        us.call.pass_time(BLOCK);
        far.call.pass_time(BLOCK);
        while let Some(packet) = far.call.poll_packet() {
            if random.part() >= lost {
                us.call.hear_packet(Some(number), &packet);
            }
            number = number.wrapping_add(1);
        }
        while let Some(packet) = us.call.poll_packet() {
            far.call.hear_packet(None, &packet);
        }
        us.look();
        far.look();
    }
    us.finish()
}

pub(crate) fn noise(dbm0: f64, seed: u64) -> LineSettings {
    LineSettings { noise_dbm0: Some(dbm0), seed, ..LineSettings::a_law() }
}

pub(crate) fn clicks(impulses: f64, seed: u64) -> LineSettings {
    LineSettings { impulses, seed, ..LineSettings::a_law() }
}

pub(crate) fn loss(loss: f64, seed: u64) -> LineSettings {
    LineSettings { loss, seed, ..LineSettings::a_law() }
}

pub(crate) fn skew(skew_ppm: f64) -> LineSettings {
    LineSettings { skew_ppm, seed: 3, ..LineSettings::a_law() }
}

pub(crate) fn gain(gain_db: f64) -> LineSettings {
    LineSettings { gain_db, ..LineSettings::a_law() }
}

pub(crate) fn slips(every_blocks: u64, samples: i32) -> LineSettings {
    LineSettings { slip: Some(Slip { every_blocks, samples }), ..LineSettings::a_law() }
}

pub(crate) fn jitter(jitter: f64, seed: u64) -> LineSettings {
    LineSettings { jitter, seed, ..LineSettings::a_law() }
}

pub(crate) fn with<T: Terminal + 'static>(
    sends: bool,
    far: impl Fn() -> T + Send + Sync + 'static,
) -> Trial {
    Trial::With(sends, Box::new(move || Box::new(far())))
}

pub(crate) fn sound(of: fn(usize, &mut Random) -> f64) -> Trial {
    with(true, move || Sound(of, 0, Random::new(1)))
}

/// We answer, and nobody says anything. The line hums a little.
pub(crate) fn silence() -> Trial {
    with(RECEIVES, || Sound(|at, _| (at / 160 % 7) as f64, 0, Random::new(1)))
}

pub(crate) const RECEIVES: bool = false;
pub(crate) const SENDS: bool = true;
