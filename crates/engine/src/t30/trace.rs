//! The steps of a call, for its ladder: each frame, and what else happened. Numbers and addresses are hidden unless the
//! administrator shows them.

use super::dcs::Dcs;
use super::dis::Capabilities;
use super::ecm::PartialPageEnd;
use super::fcf::Fcf;
use super::frame::{Fields, Frame};
use super::outcome::{Outcome, Status};
use super::tcf::TcfReport;
use super::{fnv, ident, rate};
use ferrofax_ground::ladder::Step;
use ferrofax_ground::pii::Pii;
use ferrofax_ground::t4::PageQuality;
use ferrofax_signal::modem::LineQuality;
use ferrofax_signal::modem::v8::{Agreement, Cause, Outcome as V8Outcome, Silence};

/// What `frame` says, by V.34 or not: there DCS says no rate.
pub(super) fn step_by(frame: &Frame, by_v34: bool) -> Step {
    if by_v34 && frame.fcf == Fcf::Dcs {
        return Dcs { rate: Err(0), ..Dcs::parse(&frame.fif) }.step();
    }
    step(frame)
}

/// What `frame` says.
pub(super) fn step(frame: &Frame) -> Step {
    let (fcf, fif) = (frame.fcf, &frame.fif);
    match fcf {
        // Nobody's business but the two machines'.
        Fcf::Pwd => Step::Letters {
            frame: fcf.to_string(),
            count: ident::parse(fif).map_or(0, |it| it.chars().count()) as u64,
        },
        Fcf::Csi | Fcf::Tsi | Fcf::Cig | Fcf::Sub | Fcf::Sid | Fcf::Sep | Fcf::Psa => {
            identified(fcf, ident::parse(fif))
        }
        Fcf::Tsa | Fcf::Csa | Fcf::Cia | Fcf::Ira | Fcf::Isp => {
            identified(fcf, ident::parse_internet(fif))
        }
        Fcf::Dis | Fcf::Dtc => can(fcf, &Capabilities::parse(fif)),
        Fcf::Dcs => Dcs::parse(fif).step(),
        Fcf::Ctc if fif.len() >= rate::CTC_FIELD => match rate::commanded(&Fields(fif.clone())) {
            Ok(rate) => Step::Rate { frame: fcf.to_string(), rate: rate.to_string() },
            Err(bits) => match rate::unknown_name(bits) {
                Some(rate) => Step::Rate { frame: fcf.to_string(), rate: rate.to_owned() },
                None => Step::NoRate { frame: fcf.to_string() },
            },
        },
        Fcf::Pps | Fcf::Eor => block_end(fcf, fif),
        Fcf::Fnv => {
            let fields = fnv::refused(fif).collect::<Vec<_>>().join(", ");
            let frame = fcf.to_string();
            match &*fields {
                "" => Step::RefusesAField { frame },
                _ => Step::Refuses { frame, fields },
            }
        }
        Fcf::Ppr => Step::WantsFrames {
            frame: fcf.to_string(),
            count: fif.iter().map(|byte| u64::from(byte.count_ones())).sum(),
        },
        _ if fif.is_empty() => Step::signal(fcf),
        _ => Step::Octets { frame: fcf.to_string(), count: fif.len() as u64 },
    }
}

fn identified(fcf: Fcf, ident: Option<String>) -> Step {
    let frame = fcf.to_string();
    match ident {
        Some(ident) => Step::Ident { frame, ident: Pii(ident).to_string() },
        None => Step::Empty { frame },
    }
}

fn can(fcf: Fcf, caps: &Capabilities) -> Step {
    let (frame, width) = (fcf.to_string(), caps.max_width.to_string());
    let rate = caps.rates.first().map(ToString::to_string).unwrap_or_default();
    let ecm = if caps.ecm { "ECM, " } else { "" };
    let terms = format!("{ecm}{}, {}", in_a_row(&caps.codings), in_a_row(&caps.resolutions));
    if caps.has_document {
        Step::CanAndHas { frame, rate, terms, width }
    } else {
        Step::Can { frame, rate, terms, width }
    }
}

/// `MH/MR/MMR`
fn in_a_row(all: &[impl ToString]) -> String {
    let names: Vec<String> = all.iter().map(ToString::to_string).collect();
    names.join("/")
}

fn block_end(fcf: Fcf, fif: &[u8]) -> Step {
    match PartialPageEnd::parse(fif) {
        Some(end) => Step::BlockEnd {
            frame: format!("{fcf}-{}", end.command()),
            page: end.page.into(),
            block: end.block.into(),
            frames: end.frames as u64,
        },
        None => match fif.first() {
            Some(code) => Step::signal(format_args!("{fcf}-{}", Fcf::from_byte(*code))),
            None => Step::Empty { frame: fcf.to_string() },
        },
    }
}

/// A frame that has no place in this state.
pub(super) fn unexpected(fcf: Fcf, state: &str) -> Step {
    Step::Unexpected { frame: fcf.to_string(), state: state.to_owned() }
}

/// A frame that only `our_like` says, or we.
pub(super) fn echo(fcf: Fcf, our_like: Step) -> Step {
    Step::Echo { frame: fcf.to_string(), other: our_like.into() }
}

/// The image modem has trained.
pub(super) fn trained(line: &LineQuality) -> Step {
    Step::Trained {
        db: line.snr_db.into(),
        level: line.level_dbm0.into(),
        hz: line.offset_hz.into(),
        ppm: line.skew_ppm.into(),
    }
}

/// The result of a training check.
pub(super) fn training_check(report: &TcfReport, is_good: bool) -> Step {
    Step::TrainingCheck {
        result: if is_good { Step::Good } else { Step::Bad }.into(),
        bits: report.bits.into(),
        errors: report.events.into(),
        bursts: report.bursts.into(),
        covered: report.covered.into(),
        run: report.longest_run.into(),
    }
}

/// The result of V.8.
pub(super) fn v8(outcome: &V8Outcome) -> Step {
    let outcome = match outcome {
        V8Outcome::Agreed(Agreement { modulations, .. }) if modulations.is_empty() => {
            Step::V8AgreedOnNothing
        }
        V8Outcome::Agreed(Agreement { modulations, .. }) => {
            Step::V8Agreed { modulations: modulations.to_string() }
        }
        V8Outcome::NotSpoken(Silence::PlainTone) => Step::V8PlainCed,
        V8Outcome::NotSpoken(Silence::NoTone) => Step::V8NoTone,
        V8Outcome::NotSpoken(Silence::NoMenu) => Step::V8NoCm,
        V8Outcome::Failed(Cause::NoJm) => Step::V8NoJm,
        V8Outcome::Failed(Cause::NoCj) => Step::V8NoCj,
    };
    Step::V8 { outcome: outcome.into() }
}

/// A page is sent.
pub(super) fn page(index: u32, octets: usize) -> Step {
    Step::Page { page: index.into(), count: octets as u64 }
}

/// A block is sent.
pub(super) fn block(number: u8, frames: usize) -> Step {
    Step::Block { block: number.into(), count: frames as u64 }
}

/// How a page came.
pub(super) fn page_rows(quality: &PageQuality) -> Step {
    Step::PageRows {
        rows: quality.rows.into(),
        bad: quality.bad_rows.into(),
        run: quality.longest_bad_run.into(),
    }
}

/// With what a call ends.
pub(super) fn end(outcome: Outcome) -> Step {
    let Outcome { status, phase, cause, pages } = outcome;
    let status = match status {
        Status::Received => Step::Received,
        Status::Incomplete => Step::Incomplete,
        Status::Failed => Step::Failed,
    };
    Step::End {
        status: status.into(),
        phase: phase.to_string(),
        cause: cause.to_string(),
        count: pages.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_signal::modem::v8::menu::{CallFunction, Menu};
    use ferrofax_signal::modem::v8::modulations::{Modulation, Modulations};

    #[test]
    fn no_number_is_shown() {
        let frame = Frame::followed(Fcf::Tsi, ident::emit("+49 991 12345"));
        assert_eq!(step(&frame).to_string(), "TSI …45");
    }

    #[test]
    fn no_password_is_shown() {
        let frame = Frame::followed(Fcf::Pwd, ident::emit("47110815"));
        assert_eq!(step(&frame).to_string(), "PWD, 8 letters");
    }

    #[test]
    fn what_polling_says_is_described() {
        let said = |fcf, fif| step(&Frame::followed(fcf, fif)).to_string();
        assert_eq!(said(Fcf::Sep, ident::emit("4711")), "SEP …");
        assert_eq!(said(Fcf::Cig, ident::emit("+49 991 12345")), "CIG …45");
        let held = said(Fcf::Dis, vec![0, 0b11, 0]);
        assert!(held.ends_with(", a document to be fetched"), "{held}");
        assert!(said(Fcf::Dtc, vec![0, 0b10, 0]).starts_with("DTC up to V.27ter 2400"));
        let address = [&[0, 1, 7][..], b"a@b.exa"].concat();
        assert!(!said(Fcf::Tsa, address).contains("a@b"));
    }

    #[test]
    fn each_kind_of_frame_is_described_by_its_contents() {
        let end =
            PartialPageEnd { next: Fcf::Eop, interrupt: false, page: 3, block: 1, frames: 10 };
        let (end, eom) = (end.emit(true), [Fcf::Eom.to_byte(true)]);
        let frames: [(Fcf, &[u8], &str); 15] = [
            (Fcf::Mcf, &[], "MCF"),
            (Fcf::Nsf, &[1, 2, 3], "NSF, 3 octets"),
            (Fcf::Tsa, &[0, 1, 0], "TSA (empty)"),
            (Fcf::Dcs, &[0; 3], "DCS V.27ter 2400, MH, Standard, A4, 20 ms a row"),
            (Fcf::Ctc, &[0, 0b0000_0100], "CTC V.29 9600"),
            (Fcf::Ctc, &[0, 0b0001_0000], "CTC V.33"),
            (Fcf::Ctc, &[0, 0b0011_0000], "CTC reserved rate"),
            (Fcf::Pps, &end, "PPS-EOP, page 3, block 1, 10 frames"),
            (Fcf::Pps, &[], "PPS (empty)"),
            (Fcf::Eor, &eom, "EOR-EOM"),
            (Fcf::Fnv, &[0b100], "FNV refuses the subaddress (SUB)"),
            (Fcf::Fnv, &[0b101], "FNV refuses the password (PWD), the subaddress (SUB)"),
            (Fcf::Fnv, &[], "FNV refuses a field"),
            (Fcf::Ppr, &[0b101, 0xFF], "PPR for 10 frames"),
            (Fcf::Sub, &[], "SUB (empty)"),
        ];
        for (fcf, fif, text) in frames {
            assert_eq!(step(&Frame::followed(fcf, fif.to_vec())).to_string(), text);
        }
        // Bits 15 and 16 of DIS.
        let can = step(&Frame::followed(Fcf::Dis, vec![0, 0b1100_0010, 0])).to_string();
        assert!(can.contains("MH/MR, "), "{can}");
    }

    #[test]
    fn v8_that_agreed_on_nothing_is_described_as_that() {
        let agreed = |modulations| {
            let far = Menu::new(CallFunction::TransmitFax, modulations);
            v8(&V8Outcome::Agreed(Agreement { modulations, far })).to_string()
        };
        assert!(agreed(Modulations::default()).contains("no modulation"));
        assert!(!agreed(Modulations::default().with(Modulation::V17)).contains("no modulation"));
    }

    #[test]
    fn any_frame_is_described() {
        for fcf in 0..=255 {
            for length in [0, 1, 3, 4, 40] {
                let frame = Frame {
                    fcf: Fcf::from_byte(fcf),
                    x: true,
                    is_final: true,
                    fif: vec![0xEE; length],
                };
                assert!(!step(&frame).to_string().is_empty());
            }
        }
    }
}
