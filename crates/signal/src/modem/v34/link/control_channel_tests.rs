//! The control channel's start between two ends, and with one that does it wrong.

use super::control_channel::{ControlChannel, News};
use super::event::{Cause, Start};
use super::rates;
use super::terms::{Role, Terms};
use crate::modem::BitSource;
use crate::modem::qam::test_line::RandomBits;
use crate::modem::v34::Side;
use crate::modem::v34::coding::{Coefficient, Shaping, TrellisCode};
use crate::modem::v34::control::finder::Listening;
use crate::modem::v34::control::mph::{ControlRate, Mph, RateMask};
use crate::modem::v34::control::receiver::{ControlEvent, ControlReceiver};
use crate::modem::v34::control::transmitter::{ControlTransmitter, Signal};
use crate::modem::v34::symbol_rate::{DataRate, SymbolRate};

const BLOCK: usize = 40;
const ROLES: [Role; 2] = [Role::Source, Role::Recipient];

fn mph() -> Mph {
    Mph {
        max_rate: DataRate::MAX,
        control_rate: ControlRate::Bps2400,
        trellis: TrellisCode::States16,
        nonlinear: false,
        expanded: false,
        rates: RateMask::ALL,
        asymmetric: false,
        precoder: None,
    }
}

fn end(side: Side, role: Role) -> ControlChannel {
    let mut end = ControlChannel::new(&Terms::new(side, role, -10.0));
    end.set_mph(mph());
    end.begin();
    end
}

/// What is at the other end: hears a block, says one.
trait Far {
    fn step(&mut self, heard: &[i16], said: &mut [i16]);
}

struct Nobody;

impl Far for Nobody {
    fn step(&mut self, _: &[i16], said: &mut [i16]) {
        said.fill(0);
    }
}

/// Answers PPh and AC as it should, and then says these bits again and again.
struct Stubborn {
    voice: ControlTransmitter,
    ear: ControlReceiver,
    bits: Vec<bool>,
    at: usize,
    says_first: bool,
}

impl Stubborn {
    fn new(side: Side, says_first: bool, bits: Vec<bool>) -> Self {
        let mut ear = ControlReceiver::new(side.far());
        ear.listen(Listening { pph: true, sh: false, ac: true });
        let voice = ControlTransmitter::new(side, -10.0);
        Self { voice, ear, bits, at: 0, says_first }
    }
}

struct Again<'a>(&'a [bool], &'a mut usize);

impl BitSource for Again<'_> {
    fn next_bit(&mut self) -> Option<bool> {
        *self.1 += 1;
        self.0.get((*self.1 - 1) % self.0.len().max(1)).copied()
    }
}

impl Far for Stubborn {
    fn step(&mut self, heard: &[i16], said: &mut [i16]) {
        let mut answers = std::mem::take(&mut self.says_first);
        self.ear.push(heard, &mut |event| {
            answers |= matches!(event, ControlEvent::Pph | ControlEvent::Ac);
        });
        if answers && self.voice.saying().is_none_or(|signal| matches!(signal, Signal::Data(_))) {
            self.voice.stop();
            self.voice.say(Signal::Pph);
            self.voice.say(Signal::Alt);
            self.voice.say(Signal::Data(ControlRate::Bps1200));
        }
        self.voice.pull(&mut Again(&self.bits, &mut self.at), said);
    }
}

/// What one end tells until it is up or has failed, and after how many ms.
fn until_over(end: &mut ControlChannel, far: &mut dyn Far) -> (Vec<News>, u64) {
    let (mut said, mut heard) = ([0; BLOCK], [0; BLOCK]);
    let mut all = Vec::new();
    for block in 0..6000 {
        end.hear(&heard, &mut |news| all.push(news));
        end.pull(&mut RandomBits::new(1, 100_000), &mut said);
        far.step(&said, &mut heard);
        if matches!(all.last(), Some(News::Up(_) | News::Failed(_) | News::Bits(_))) {
            return (all, block * BLOCK as u64 / 8);
        }
    }
    (all, 6000 * BLOCK as u64 / 8)
}

#[test]
fn a_far_end_that_is_silent_is_given_up() {
    for role in ROLES {
        let (all, ms) = until_over(&mut end(Side::Call, role), &mut Nobody);
        assert_eq!(all, [News::Failed(Cause::NoPph)], "{role:?}");
        assert!((5000..9000).contains(&ms), "{role:?}: {ms} ms");
    }
}

#[test]
fn a_far_end_that_says_no_mph_is_given_up_and_so_is_one_that_says_no_e() {
    let mut damaged = mph().emit();
    damaged[40] = !damaged[40];
    for (bits, cause) in [
        (vec![false, true], Cause::NoMph),
        (damaged, Cause::DamagedMph),
        (mph().emit(), Cause::NoE),
    ] {
        for (role, side) in [(Role::Source, Side::Answer), (Role::Recipient, Side::Call)] {
            let mut far = Stubborn::new(side.far(), role == Role::Recipient, bits.clone());
            let (all, ms) = until_over(&mut end(side, role), &mut far);
            assert_eq!(all.last(), Some(&News::Failed(cause)), "{role:?}: {all:?}");
            assert!(ms < 20_000, "{role:?}: {ms} ms");
        }
    }
}

#[test]
fn what_two_mph_agree_on() {
    let (ours, slow) = (mph(), DataRate::of_bps(9600).expect("a rate"));
    let far = Mph { max_rate: slow, control_rate: ControlRate::Bps1200, ..mph() };
    let agreed = |far: &Mph| rates::agreed(&ours, far, SymbolRate::S3200);
    let rates = agreed(&far).expect("they have one");
    assert_eq!((rates.page, rates.control), (slow, ControlRate::Bps1200));
    // The highest that both have switched on, and that the symbol rate has.
    let some = |rates: &[u32]| {
        let all = rates.iter().filter_map(|&bps| DataRate::of_bps(bps));
        Mph { rates: RateMask::of(all), ..mph() }
    };
    let page = |far: &Mph| agreed(far).map(|rates| rates.page.bps());
    assert_eq!(page(&mph()), Some(31_200));
    assert_eq!(page(&some(&[4800, 21_600, 33_600])), Some(21_600));
    assert_eq!(page(&some(&[2400, 33_600])), None);
}

#[test]
fn what_a_recipient_asks_for_is_what_pages_are_coded_with() {
    let coefficient = |re, im| Coefficient { re, im };
    let precoder = [coefficient(6875, -776), coefficient(-1643, 1010), coefficient(3560, -457)];
    let asked = Mph {
        trellis: TrellisCode::States32,
        nonlinear: true,
        expanded: true,
        max_rate: DataRate::of_bps(28_800).expect("a rate"),
        ..mph()
    };
    let (type_0, type_1) = (asked, Mph { precoder: Some(precoder), ..asked });
    let e_and_flags = [vec![true; 20], [false, true, true, true].repeat(20)].concat();
    // An MPh of type 0 says nothing of the precoder, whether it comes before or behind one of
    // type 1; before this end's E or behind it.
    for (said, precoding) in [
        (vec![type_0], Default::default()),
        (vec![type_1], precoder),
        (vec![type_0, type_0, type_1], precoder),
        (vec![type_1, type_0, type_0], precoder),
    ] {
        let bits: Vec<bool> = said.iter().flat_map(Mph::emit).chain(e_and_flags.clone()).collect();
        let mut end = end(Side::Call, Role::Source);
        let mut far = Stubborn::new(Side::Answer, false, bits);
        let (all, _) = until_over(&mut end, &mut far);
        assert!(all.contains(&News::Up(Start::StartUp)), "{said:?}: {all:?}");
        let (ours, far) = end.mph().expect("both have said it");
        let rates = rates::agreed(&ours, &far, SymbolRate::S3200).expect("they have one");
        let parameters = rates::parameters(&rates, &far, Side::Call);
        assert_eq!(parameters.precoding, precoding, "{said:?}");
        assert_eq!((parameters.trellis, parameters.non_linear), (TrellisCode::States32, true));
        assert_eq!((parameters.shaping, parameters.data_rate.bps()), (Shaping::Expanded, 28_800));
    }
}

#[test]
fn both_may_lose_each_other_at_once() {
    struct Other(ControlChannel, Vec<News>);
    impl Far for Other {
        fn step(&mut self, heard: &[i16], said: &mut [i16]) {
            let Self(end, all) = self;
            end.hear(heard, &mut |news| all.push(news));
            end.pull(&mut RandomBits::new(2, 100_000), said);
        }
    }
    let (mut call, mut answer) =
        (end(Side::Call, Role::Source), end(Side::Answer, Role::Recipient));
    call.retrain();
    answer.retrain();
    let mut far = Other(answer, Vec::new());
    let (all, ms) = until_over(&mut call, &mut far);
    assert!(all.contains(&News::Up(Start::Retrain)), "{all:?}");
    assert!(ms < 1500, "{ms} ms");
}
