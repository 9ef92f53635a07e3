//! INFO0, INFOh and MPh as bits.
//!
//! A step is a sequence of fields that came by chance, or of a real modem's, with a CRC that
//! fits, and then damaged: what is understood is said again as it was, and what was changed is
//! told.

use ferrofax::modem::v34::coding::TrellisCode;
use ferrofax::modem::v34::control::mph::{ControlRate, Found, Mph, MphReader, RateMask};
use ferrofax::modem::v34::probing::info::{Info0, InfoError, Infoh};

use super::{one_of, precoding, rate};
use crate::fuzz::runner::Case;
use ferrofax_kit::random::Random;

/// The CRC of V.34 figure 14 after these bits.
fn crc(bits: impl IntoIterator<Item = bool>) -> u16 {
    bits.into_iter().fold(0xFFFF, |register: u16, bit| {
        let feedback = (register ^ u16::from(bit)) & 1;
        (register >> 1) ^ (feedback * 0x8408)
    })
}

/// A sequence of INFO with `count` bits of information.
fn framed(information: u64, count: u32) -> u64 {
    let crc = u64::from(crc((0..count).map(|at| information >> at & 1 == 1)));
    // Fill, frame sync, information, CRC, fill (V.34 clause 10.1.2.3).
    0xF | 0x4E << 4 | information << 12 | crc << (12 + count) | 0xF << (28 + count)
}

pub(crate) fn info(case: &mut Case) {
    case.steps = 1;
    let random = &mut case.random;
    let count = one_of(&[Info0::BITS, Infoh::BITS], random) - 32;
    let good = framed(random.next() & ((1 << count) - 1), count);
    let mut bits = good;
    for _ in 0..one_of(&[0, 0, 1, 2, 3, 20], random) {
        bits ^= 1 << random.below(64);
    }
    if random.below(50) == 0 {
        bits = random.next();
    }
    case.input = bits.to_le_bytes().to_vec();
    read_info(bits);

    // A CRC of 16 bits tells each of one, two and three wrong bits in so few.
    let part = (1 << (28 + count)) - 1;
    let wrong = ((bits ^ good) & part).count_ones();
    let (info0, infoh) = (Info0::parse(bits), Infoh::parse(bits));
    let is_told = |error: Option<InfoError>| {
        let is_wrong = matches!(error, Some(InfoError::WrongCrc | InfoError::NoFrameSync));
        assert_eq!(is_wrong, wrong > 0, "{wrong} wrong bits of {good:x}: {error:?}");
    };
    if wrong <= 3 && count + 32 == Info0::BITS {
        is_told(info0.err());
    } else if wrong <= 3 {
        is_told(infoh.err());
    }
}

fn read_info(bits: u64) {
    if let Ok(info0) = Info0::parse(bits) {
        let said = info0.emit();
        let part = (1 << (said.count - 4)) - 1;
        assert_eq!(said.bits & part, bits & part, "{info0:?}");
    }
    if let Ok(infoh) = Infoh::parse(bits) {
        let said = infoh.emit();
        let part = (1 << (said.count - 4)) - 1;
        assert_eq!(said.bits & part, bits & part, "{infoh}");
        let _ = (infoh.primary(), infoh.is_possible_for(&Info0::OURS));
    }
}

/// An MPh of any content.
pub(super) fn any_mph(random: &mut Random) -> Mph {
    Mph {
        max_rate: rate(random),
        control_rate: one_of(&[ControlRate::Bps1200, ControlRate::Bps2400], random),
        trellis: one_of(&TrellisCode::ALL, random),
        nonlinear: random.below(2) == 0,
        expanded: random.below(2) == 0,
        rates: RateMask::of((0..random.below(14)).map(|_| rate(random))),
        asymmetric: random.below(2) == 0,
        precoder: (random.below(2) == 0).then(|| precoding(random)),
    }
}

/// An MPh whose groups are anything and whose CRC fits.
fn any_groups(random: &mut Random) -> Vec<bool> {
    let kind = random.below(2) as u16;
    let mut groups: Vec<u16> =
        (0..[3, 9][usize::from(kind)]).map(|_| random.next() as u16).collect();
    groups[0] = groups[0] & !1 | kind;
    let bits = |group: &u16| (0..16).map(move |at| *group >> at & 1 == 1).collect::<Vec<_>>();
    groups.push(crc(groups.iter().flat_map(bits)));
    let mut line = vec![true; 17];
    for group in &groups {
        line.push(false);
        line.extend(bits(group));
    }
    line.extend(vec![false; [3, 1][usize::from(kind)]]);
    line
}

pub(crate) fn mph(case: &mut Case) {
    case.steps = 1;
    let random = &mut case.random;
    let sent = any_mph(random);
    let mut line: Vec<bool> = match random.below(3) {
        0 => any_groups(random),
        _ => sent.emit(),
    };
    let is_good = line == sent.emit();
    // ALT stands in front of it.
    let front: Vec<bool> = (0..random.below(40)).map(|at| at % 2 == 0).collect();
    let times = 1 + random.below(3) as usize;
    line = [front, line.repeat(times), vec![true; 20]].concat();
    let wrong = one_of(&[0, 0, 1, 2, 8, 60], random);
    (0..wrong).for_each(|_| damage(&mut line, random));
    case.input = line.chunks(8).map(octet).collect();

    let mut reader = MphReader::default();
    let found: Vec<Found> = line.iter().filter_map(|&bit| reader.push(bit)).collect();
    // An MPh is its 17 ones and three groups at least; E is twenty ones.
    assert!(found.len() <= line.len() / 20, "{found:?}");
    for found in &found {
        if let Found::Mph(Ok(mph)) = found {
            let mut again = MphReader::default();
            let said: Vec<Found> = mph.emit().iter().filter_map(|&bit| again.push(bit)).collect();
            assert_eq!(said, [Found::Mph(Ok(*mph))]);
        }
    }
    if is_good && wrong == 0 {
        let mut wanted = vec![Found::Mph(Ok(sent)); times];
        wanted.push(Found::E);
        assert_eq!(found, wanted);
    }
}

fn octet(bits: &[bool]) -> u8 {
    bits.iter().enumerate().fold(0, |octet, (at, &bit)| octet | u8::from(bit) << at)
}

fn damage(line: &mut Vec<bool>, random: &mut Random) {
    let at = random.below(line.len() as u32 + 1) as usize;
    match random.below(4) {
        0 => line.insert(at, random.below(2) == 0),
        1 if at < line.len() => drop(line.remove(at)),
        2 => line.truncate(at.max(1)),
        _ => line.iter_mut().skip(at).take(1).for_each(|bit| *bit = !*bit),
    }
}
