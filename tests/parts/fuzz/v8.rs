//! V.8: menus whose octets and bits came by chance, and two stations on a line that does anything.
//!
//! A step of [`menus`] is one signal of some menus. One of [`two_stations`] is 20 ms of either of
//! two stations that hear each other, but what each hears is lost, said again, turned over or made
//! up now and then: both come to an end within their bounds.

use ferrofax::modem::BitSource;
use ferrofax::modem::v8::answerer::AnswererTerms;
use ferrofax::modem::v8::caller::{CallSignal, CallerTerms, TE, TE_SHORT};
use ferrofax::modem::v8::menu::{CallFunction, Menu};
use ferrofax::modem::v8::modulations::{Modulation, Modulations};
use ferrofax::modem::v8::sequence::{Heard, SequenceKind, SequenceReader, SequenceSource};
use ferrofax::modem::v8::station::{Station, Terms};
use ferrofax::time::Millis;

use crate::fuzz::damage::{any_bytes, damage, damage_audio};
use crate::fuzz::runner::Case;
use ferrofax_kit::random::Random;

/// Menus of machines.
const MENUS: [&[u8]; 5] = [
    &[0x81, 0x85, 0xD4],
    &[0xA1, 0x85, 0xD4, 0x90],
    &[0xC1, 0xE5, 0xD7, 0x90, 0x2A, 0x8D, 0x67],
    &[0x81, 0x05, 0x14, 0x10, 0x6F, 0x15, 0xD2, 0xAE],
    &[0x81],
];

pub(crate) fn menus(case: &mut Case) {
    case.steps = 1;
    let random = &mut case.random;
    let mut octets = match random.below(8) {
        0 => any_bytes(100, random),
        _ => MENUS[random.below(MENUS.len() as u32) as usize].to_vec(),
    };
    let others: Vec<Vec<u8>> = MENUS.iter().map(|octets| octets.to_vec()).collect();
    if random.below(3) > 0 {
        damage(&mut octets, &others, random);
    }
    case.input.clone_from(&octets);
    read(&octets);
    let kind = if random.below(4) == 0 { SequenceKind::Ci } else { SequenceKind::Menu };
    let mut source = SequenceSource::repeating(kind, &octets);
    let mut reader = SequenceReader::new();
    let wrong = [0, 3, 30, 300][random.below(4) as usize];
    let (bits, ends) = (random.below(600), random.below(600));
    for at in 0..bits {
        if at == ends {
            source.end_with_cj();
        }
        let Some(bit) = source.next_bit() else { break };
        let heard = (random.below(1_000) >= wrong / 3).then(|| bit ^ (random.below(1_000) < wrong));
        reader.push(heard, &mut |heard| {
            if let Heard::Sequence(_, octets) = heard {
                assert!(!octets.is_empty() && octets.len() <= 40);
                read(&octets);
            }
        });
    }
}

/// Reads a menu in all ways that there are: what was understood of it is said again.
fn read(octets: &[u8]) {
    let menu = Menu::decode(octets);
    assert_eq!(Menu::decode(&menu.encode()), menu);
    let can = Modulations::these(&[Modulation::V34HalfDuplex, Modulation::V17]);
    let jm = menu.answered_by(can, &[CallFunction::TransmitFax]);
    assert!(jm.modulations().and(menu.modulations()).and(can) == jm.modulations());
    let _ = (menu.to_string(), menu.pcm(), menu.protocol(), menu.pstn_access());
    let _ = (menu.non_standard(), menu.modulations().best(), menu.modulation_octets());
}

pub(crate) fn two_stations(case: &mut Case) {
    let random = &mut case.random;
    let (mut caller, mut answerer) = (calling(random), answering(random));
    let mut said = [[0; 160]; 2];
    // Hearing anything, each is over by then: 10 s for a tone, 1 s, 5 s, 1 s.
    let most = 2 * 50 * 18;
    let wildness = [0, 20, 200, 900][random.below(4) as usize];
    while caller.outcome().is_none() || answerer.outcome().is_none() {
        assert!(case.steps < most, "no end of V.8 in {} s", case.steps / 100);
        let heard =
            [damage_audio(said[1], wildness, random), damage_audio(said[0], wildness, random)];
        for (station, (heard, said)) in
            [&mut caller, &mut answerer].into_iter().zip(heard.iter().zip(&mut said))
        {
            station.push(heard);
            let count = station.pull(said);
            said[count..].fill(0);
            case.steps += 1;
        }
    }
}

fn modes(random: &mut Random) -> Modulations {
    let some = Modulation::ALL.into_iter().filter(|_| random.below(3) > 0);
    some.fold(Modulations::default(), Modulations::with)
}

fn calling(random: &mut Random) -> Station {
    let functions = [CallFunction::TransmitFax, CallFunction::ReceiveFax, CallFunction::Data];
    let signals = [CallSignal::Nothing, CallSignal::Cng, CallSignal::Ci, CallSignal::Menu];
    let terms = CallerTerms {
        menu: Menu::new(functions[random.below(3) as usize], modes(random)),
        signal: signals[random.below(4) as usize],
        patience: Millis(10_000),
        te: [TE_SHORT, TE][random.below(2) as usize],
    };
    Station::new(Terms::Calling(terms), -14.0)
}

fn answering(random: &mut Random) -> Station {
    Station::new(Terms::Answering(AnswererTerms::fax(modes(random))), -14.0)
}
