//! V.8 against spandsp's, either side, over lines of all kinds.

use ferrofax::modem::v8::answerer::AnswererTerms;
use ferrofax::modem::v8::caller::{CallSignal, CallerTerms, TE};
use ferrofax::modem::v8::menu::{CallFunction, Menu};
use ferrofax::modem::v8::modulations::{Modulation, Modulations};
use ferrofax::modem::v8::station::{Station, Terms};
use ferrofax::modem::v8::{Outcome, Silence};
use ferrofax::time::Millis;
use ferrofax_kit::line_model::LineSettings;
use ferrofax_kit::peer::{PeerResult, SpFax};
use ferrofax_kit::wire::{Block, Terminal, Wire};

/// spandsp's numbers: V.17, V.27ter, V.29, V.34 half-duplex, V.34.
const MODES: [(Modulation, u32); 5] = [
    (Modulation::V17, 1),
    (Modulation::V27ter, 1 << 7),
    (Modulation::V29, 1 << 8),
    (Modulation::V34HalfDuplex, 1 << 10),
    (Modulation::V34Duplex, 1 << 11),
];
/// "Transmit facsimile", "data" in its numbers.
const FAX: &str = "4";
const DATA: &str = "6";

fn mask(modes: &[Modulation]) -> String {
    let bits = MODES.iter().filter(|(mode, _)| modes.contains(mode)).map(|(_, bit)| bit);
    bits.sum::<u32>().to_string()
}

/// Our side as a terminal, until half a second after it is over.
struct Ours {
    station: Station,
    blocks: u32,
    over_at: Option<u32>,
}

impl Ours {
    fn calling(modes: &[Modulation], signal: CallSignal) -> Self {
        let menu = Menu::new(CallFunction::TransmitFax, Modulations::these(modes));
        Self::new(Terms::Calling(CallerTerms { menu, signal, patience: Millis(20_000), te: TE }))
    }

    fn answering(modes: &[Modulation]) -> Self {
        // spandsp is late to know ANSam: V.8 gives it 5 s, T.30 at most 4.
        let fax = AnswererTerms::fax(Modulations::these(modes));
        Self::new(Terms::Answering(AnswererTerms { ansam: Millis(5_000), ..fax }))
    }

    fn new(terms: Terms) -> Self {
        Self { station: Station::new(terms, -14.0), blocks: 0, over_at: None }
    }

    fn modes(&self) -> Vec<Modulation> {
        match self.station.outcome() {
            Some(Outcome::Agreed(agreement)) => agreement.modulations.iter().collect(),
            other => panic!("{other:?}"),
        }
    }
}

impl Terminal for Ours {
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool {
        self.station.push(heard);
        let count = self.station.pull(said);
        said[count..].fill(0);
        self.blocks += 1;
        if self.station.outcome().is_some() {
            self.over_at.get_or_insert(self.blocks);
        }
        self.over_at.is_none_or(|over_at| self.blocks < over_at + 25)
    }
}

fn lines() -> Vec<LineSettings> {
    let noisy = |gain_db: f64, noise_dbm0: f64| LineSettings {
        gain_db,
        noise_dbm0: Some(noise_dbm0),
        ..LineSettings::a_law()
    };
    vec![
        LineSettings::default(),
        LineSettings::a_law(),
        LineSettings::mu_law(),
        noisy(-10.0, -50.0),
        noisy(-22.0, -60.0),
        LineSettings { skew_ppm: 100.0, ..noisy(-5.0, -50.0) },
        LineSettings { skew_ppm: -100.0, offset_hz: 7.0, ..noisy(-5.0, -50.0) },
        LineSettings { delay_blocks: 15, ..LineSettings::mu_law() },
    ]
}

/// Lets the two talk; in either order the caller is the first.
fn run(line: &LineSettings, ours: &mut Ours, theirs: &SpFax, we_call: bool) -> PeerResult {
    let mut peer = theirs.start();
    let mut wire = Wire::new(line);
    wire.max_s = 60.0;
    wire.grace_s = 5.0;
    if we_call {
        wire.run(ours, &mut peer);
    } else {
        wire.run(&mut peer, ours);
    }
    peer.finish()
}

/// What spandsp says of the modes.
fn told(result: &PeerResult, key: &str) -> String {
    let rest = result.log.split_once(&format!("\"{key}\":")).map(|(_, rest)| rest);
    rest.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect())
        .unwrap_or_default()
}

const FAX_MODES: [Modulation; 3] = [Modulation::V17, Modulation::V29, Modulation::V27ter];

#[test]
fn spandsp_calls_and_we_answer() {
    for ci in [false, true] {
        for line in lines() {
            let mask = mask(&FAX_MODES);
            let mut words = vec!["call", FAX, &mask];
            words.extend(ci.then_some("ci"));
            let mut ours = Ours::answering(&[Modulation::V17, Modulation::V27ter]);
            let theirs = run(&line, &mut ours, &SpFax::of("sp_v8", &words), false);
            println!("{ci}, {line:?}: {} after {} s", theirs.log.trim(), theirs.line_s);
            assert_eq!(ours.modes(), [Modulation::V17, Modulation::V27ter], "{}", theirs.log);
            assert!(theirs.ok, "{line:?}: {}", theirs.log);
            assert_eq!(
                told(&theirs, "modulations"),
                self::mask(&[Modulation::V17, Modulation::V27ter])
            );
        }
    }
}

#[test]
fn we_call_and_spandsp_answers() {
    for signal in [CallSignal::Nothing, CallSignal::Cng, CallSignal::Ci] {
        for line in lines() {
            let mask = mask(&FAX_MODES);
            let theirs = SpFax::of("sp_v8", &["answer", FAX, &mask]);
            let mut ours = Ours::calling(&FAX_MODES, signal);
            let theirs = run(&line, &mut ours, &theirs, true);
            println!("{signal:?}, {line:?}: {} after {} s", theirs.log.trim(), theirs.line_s);
            // 0.0.6 says in JM whatever CM asked for.
            assert_eq!(ours.modes(), FAX_MODES, "{}", theirs.log);
            assert!(theirs.ok, "{line:?}: {}", theirs.log);
        }
    }
}

#[test]
fn v34_is_offered_to_who_leaves_it_out() {
    // 0.0.6 never says the bit of V.34 half-duplex, in CM or JM.
    use Modulation::{V17, V34HalfDuplex};
    let modes = [V34HalfDuplex, V17];
    let mask = mask(&modes);
    let mut ours = Ours::answering(&modes);
    let theirs =
        run(&LineSettings::a_law(), &mut ours, &SpFax::of("sp_v8", &["call", FAX, &mask]), false);
    assert!(theirs.ok && ours.modes() == [V17], "it calls: {}", theirs.log);
    let mut ours = Ours::calling(&modes, CallSignal::Cng);
    let theirs =
        run(&LineSettings::a_law(), &mut ours, &SpFax::of("sp_v8", &["answer", FAX, &mask]), true);
    assert!(theirs.ok && ours.modes() == [V17], "it answers: {}", theirs.log);
}

#[test]
fn a_call_of_data_comes_to_no_mode_and_to_an_end() {
    let mask = mask(&[Modulation::V34Duplex]);
    let mut ours = Ours::answering(&FAX_MODES);
    let theirs =
        run(&LineSettings::a_law(), &mut ours, &SpFax::of("sp_v8", &["call", DATA, &mask]), false);
    assert!(ours.modes().is_empty(), "{}", theirs.log);
}

#[test]
fn nobody_who_says_nothing_holds_either_up() {
    struct Nobody;
    impl Terminal for Nobody {
        fn block(&mut self, _: &Block, said: &mut Block) -> bool {
            said.fill(0);
            true
        }
    }
    let mut wire = Wire::new(&LineSettings::a_law());
    wire.max_s = 60.0;
    wire.grace_s = 0.1;
    let mut ours = Ours::answering(&FAX_MODES);
    wire.run(&mut Nobody, &mut ours);
    assert_eq!(ours.station.outcome(), Some(&Outcome::NotSpoken(Silence::NoMenu)));
}
