//! One readable line for each frame. Numbers and addresses are hidden unless the
//! administrator shows them.

use super::dcs::Dcs;
use super::dis::Capabilities;
use super::ecm::PartialPageEnd;
use super::fcf::Fcf;
use super::frame::{Fields, Frame};
use super::{fnv, ident, rate};
use ferrofax_ground::pii::Pii;

/// What `frame` says, by V.34 or not: there DCS says no rate.
pub(super) fn describe_by(frame: &Frame, by_v34: bool) -> String {
    if by_v34 && frame.fcf == Fcf::Dcs {
        let dcs = Dcs { rate: Err(0), ..Dcs::parse(&frame.fif) };
        return format!("{} {dcs}", frame.fcf);
    }
    describe(frame)
}

/// `MH/MR/MMR`
fn in_a_row(all: &[impl ToString]) -> String {
    let names: Vec<String> = all.iter().map(ToString::to_string).collect();
    names.join("/")
}

/// What `frame` says.
pub(super) fn describe(frame: &Frame) -> String {
    let fcf = frame.fcf;
    match fcf {
        // Nobody's business but the two machines'.
        Fcf::Pwd => format!(
            "{fcf}, {} letters",
            ident::parse(&frame.fif).map_or(0, |it| it.chars().count())
        ),
        Fcf::Csi | Fcf::Tsi | Fcf::Cig | Fcf::Sub | Fcf::Sid | Fcf::Sep | Fcf::Psa => {
            ident::parse(&frame.fif)
                .map_or_else(|| format!("{fcf} (empty)"), |text| format!("{fcf} {}", Pii(text)))
        }
        Fcf::Tsa | Fcf::Csa | Fcf::Cia | Fcf::Ira | Fcf::Isp => ident::parse_internet(&frame.fif)
            .map_or_else(|| format!("{fcf} (empty)"), |text| format!("{fcf} {}", Pii(text))),
        Fcf::Dis | Fcf::Dtc => {
            let caps = Capabilities::parse(&frame.fif);
            let fastest = caps.rates.first().map(ToString::to_string).unwrap_or_default();
            let ecm = if caps.ecm { ", ECM" } else { "" };
            let document = if caps.has_document { ", a document to be fetched" } else { "" };
            format!(
                "{fcf} up to {fastest}{ecm}, {}, {}, up to {}{document}",
                in_a_row(&caps.codings),
                in_a_row(&caps.resolutions),
                caps.max_width
            )
        }
        Fcf::Dcs => format!("{fcf} {}", Dcs::parse(&frame.fif)),
        Fcf::Ctc => match rate::commanded(&Fields(frame.fif.clone())) {
            Ok(rate) => format!("{fcf} {rate}"),
            Err(bits) => format!("{fcf} {}", rate::unknown_name(bits)),
        },
        Fcf::Pps | Fcf::Eor => match PartialPageEnd::parse(&frame.fif) {
            Some(end) => format!(
                "{fcf}-{}, page {}, block {}, {} frames",
                end.command(),
                end.page,
                end.block,
                end.frames
            ),
            None => match frame.fif.first() {
                Some(code) => format!("{fcf}-{}", Fcf::from_byte(*code)),
                None => format!("{fcf} (empty)"),
            },
        },
        Fcf::Fnv => {
            let refused: Vec<_> = fnv::refused(&frame.fif).collect();
            let refused = if refused.is_empty() { "a field".into() } else { refused.join(", ") };
            format!("{fcf} refuses {refused}")
        }
        Fcf::Ppr => format!(
            "{fcf} for {} frames",
            frame.fif.iter().map(|byte| byte.count_ones()).sum::<u32>()
        ),
        _ if frame.fif.is_empty() => fcf.to_string(),
        _ => format!("{fcf}, {} octets", frame.fif.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_is_shown() {
        let frame = Frame::followed(Fcf::Tsi, ident::emit("+49 991 12345"));
        assert_eq!(describe(&frame), "TSI …45");
    }

    #[test]
    fn no_password_is_shown() {
        let frame = Frame::followed(Fcf::Pwd, ident::emit("47110815"));
        assert_eq!(describe(&frame), "PWD, 8 letters");
    }

    #[test]
    fn what_polling_says_is_described() {
        let said = |fcf, fif| describe(&Frame::followed(fcf, fif));
        assert_eq!(said(Fcf::Sep, ident::emit("4711")), "SEP …");
        assert_eq!(said(Fcf::Cig, ident::emit("+49 991 12345")), "CIG …45");
        let held = said(Fcf::Dis, vec![0, 0b11, 0]);
        assert!(held.ends_with(", a document to be fetched"), "{held}");
        assert!(said(Fcf::Dtc, vec![0, 0b10, 0]).starts_with("DTC up to V.27ter 2400"));
        let address = [&[0, 1, 7][..], b"a@b.exa"].concat();
        assert!(!said(Fcf::Tsa, address).contains("a@b"));
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
                assert!(!describe(&frame).is_empty());
            }
        }
    }
}
