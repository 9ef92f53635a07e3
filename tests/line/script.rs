//! The words of the conversation scripts: frames, rates and numbers as they are written,
//! and what was said as it is read.

use ferrofax::modem::Rate;
use ferrofax::t4::{Coding, PageWidth, Resolution};
use ferrofax::t30::dcs::Dcs;
use ferrofax::t30::dis::Capabilities;
use ferrofax::t30::ecm::PartialPageEnd;
use ferrofax::t30::fcf::Fcf;
use ferrofax::t30::frame::{Fields, Frame};
use ferrofax::t30::{Signal, ident, rate};
use ferrofax::time::Millis;

pub(crate) fn length_of(signals: &[Signal]) -> Millis {
    let length = |signal: &Signal| match signal {
        Signal::Silence(length) => length.0,
        Signal::Ced | Signal::V8(_) => 3000,
        Signal::Cng => 500,
        Signal::TrainingCheck(_) => 1800,
        Signal::Page(..) | Signal::Blocks(..) | Signal::Primary(_) => 5000,
        Signal::Frames(frames) => {
            1000 + frames
                .iter()
                .map(|frame| (frame.len() as u32 + 3) * 8 * 1000 / 300)
                .sum::<u32>()
        }
    };
    Millis(signals.iter().map(length).sum())
}

/// What was said, in words: `CED`, `CSI DIS`, `PPR 3,4`.
pub(crate) fn spell(signals: &[Signal]) -> String {
    let frame = |bytes: &Vec<u8>| {
        let Some(frame) = Frame::parse(bytes) else { return "rubbish".to_owned() };
        if frame.fcf == Fcf::Ppr {
            let fields = Fields(frame.fif);
            let wanted: Vec<String> =
                (0..32).filter(|at| fields.bit(at + 1)).map(|at| at.to_string()).collect();
            // The map is shown up to the first frame that never was: after 20 frames in
            // these scripts.
            return format!("PPR {}", wanted.join(",").split(",20,").next().unwrap_or_default());
        }
        match frame.fcf {
            Fcf::Pps => match PartialPageEnd::parse(&frame.fif) {
                Some(end) => format!("PPS-{} {} {} {}", end.next, end.page, end.block, end.frames),
                None => "PPS (broken)".to_owned(),
            },
            Fcf::Eor => {
                format!("EOR-{}", frame.fif.first().map_or(Fcf::Null, |code| Fcf::from_byte(*code)))
            }
            Fcf::Ctc => format!("CTC {}", rate::commanded(&Fields(frame.fif)).map_or(0, Rate::bps)),
            fcf => fcf.to_string(),
        }
    };
    let words: Vec<String> = signals
        .iter()
        .flat_map(|signal| match signal {
            Signal::Silence(_) => Vec::new(),
            Signal::Ced => vec!["CED".to_owned()],
            Signal::Cng => vec!["CNG".to_owned()],
            Signal::V8(_) => vec!["V.8".to_owned()],
            Signal::TrainingCheck(rate) => vec![format!("TCF {}", rate.bps())],
            Signal::Page(..) => vec!["page".to_owned()],
            Signal::Blocks(_, frames) | Signal::Primary(frames) => {
                let numbers: Vec<String> = frames
                    .iter()
                    .filter_map(|bytes| Frame::parse(bytes))
                    .filter(|frame| frame.fcf == Fcf::Fcd)
                    .filter_map(|frame| frame.fif.first().map(ToString::to_string))
                    .collect();
                let frames =
                    if numbers.len() > 12 { numbers.len().to_string() } else { numbers.join(",") };
                vec![format!("frames {frames}")]
            }
            Signal::Frames(frames) => frames.iter().map(frame).collect(),
        })
        .collect();
    words.join(" ")
}

/// A caller's frame: `DCS 9600 ecm mr`, `TSI 123`, `PPS EOP 0 0 10`,
/// `PPS PRI-EOP 0 0 10`, `CTC 4800`, `EOR MPS`, `FNV SUB`, `hex FF 13 …`.
pub(crate) fn frame_of(text: &str) -> Frame {
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    let words: Vec<&str> = rest.split_whitespace().collect();
    let fcf = (0..=255).map(Fcf::from_byte).find(|fcf| fcf.to_string() == name);
    let fif = match name {
        "hex" => {
            let bytes: Vec<u8> =
                words.iter().map(|word| u8::from_str_radix(word, 16).expect("hex")).collect();
            return Frame::parse(&bytes).expect("a frame");
        }
        "DCS" => {
            let mut fields = Fields(
                Dcs {
                    rate: words.first().map_or(Err(0), |rate| {
                        if *rate == "14400" { Err(1) } else { Ok(rate_of(rate)) }
                    }),
                    ecm: words.contains(&"ecm"),
                    frame_octets: if words.contains(&"64") { 64 } else { 256 },
                    coding: match () {
                        () if words.contains(&"jbig") => Coding::Jbig,
                        () if words.contains(&"mmr") => Coding::Mmr,
                        () if words.contains(&"mr") => Coding::Mr,
                        () => Coding::Mh,
                    },
                    resolution: if words.contains(&"standard") {
                        Resolution::Standard
                    } else {
                        Resolution::Fine
                    },
                    width: if words.contains(&"b4") { PageWidth::B4 } else { PageWidth::A4 },
                    min_row_ms: 0,
                    foreign: None,
                }
                .emit(),
            );
            if words.contains(&"14400") {
                fields.set(14);
            }
            if words.contains(&"jpeg") {
                fields.set(68);
            }
            fields.0
        }
        "DIS" | "DTC" => {
            let mut rates = vec![Rate::V27ter4800, Rate::V27ter2400];
            if !words.contains(&"4800") {
                rates.extend([Rate::V29At9600, Rate::V29At7200]);
            }
            if words.contains(&"14400") {
                rates.push(Rate::V17At14400);
            }
            let mut codings = vec![Coding::Mh];
            codings.extend(words.contains(&"mmr").then_some(Coding::Mmr));
            codings.extend(words.contains(&"jbig").then_some(Coding::Jbig));
            let mut resolutions = vec![Resolution::Standard];
            resolutions.extend(words.contains(&"fine").then_some(Resolution::Fine));
            Capabilities {
                has_document: words.contains(&"poll"),
                can_receive: !words.contains(&"poll") || words.contains(&"takes"),
                rates,
                ecm: words.contains(&"ecm"),
                codings,
                resolutions,
                max_width: if words.contains(&"b4") { PageWidth::B4 } else { PageWidth::A4 },
                unlimited_length: true,
                min_row_ms: 0,
                addresses: words.contains(&"sub"),
                selective_polling: words.contains(&"sep"),
            }
            .emit()
        }
        "PPR" => {
            let mut map = vec![0; 32];
            for frame in words.iter().flat_map(|list| list.split(',')).map(number) {
                map[frame as usize / 8] |= 1 << (frame % 8);
            }
            map
        }
        "PPS" => PartialPageEnd {
            next: fcf_named(words[0].trim_start_matches("PRI-")),
            interrupt: words[0].starts_with("PRI-"),
            page: number(words[1]) as u8,
            block: number(words[2]) as u8,
            frames: number(words[3]) as usize,
        }
        .emit(true),
        "EOR" => vec![if words[0] == "NULL" { 0 } else { fcf_named(words[0]).to_byte(true) }],
        "CTC" => {
            let mut fields = Fields(vec![0; 2]);
            rate::command(&mut fields, rate_of(words[0]));
            fields.0
        }
        "FNV" => match words.iter().fold(0, |bits, field| bits | refusal_of(field)) {
            0 => Vec::new(),
            bits => vec![bits],
        },
        "TSI" | "CSI" | "CIG" | "SUB" | "SID" | "SEP" | "PSA" | "PWD" => ident::emit(rest),
        "TSA" | "CSA" | "CIA" | "IRA" | "ISP" => {
            [&[0, 1, rest.len() as u8], rest.as_bytes()].concat()
        }
        "NSF" | "NSS" | "NSC" if !rest.is_empty() => rest.as_bytes().to_vec(),
        _ => Vec::new(),
    };
    Frame { fcf: fcf.unwrap_or_else(|| panic!("no frame {name}")), x: true, is_final: true, fif }
}

/// The bit of FNV that refuses a field.
fn refusal_of(field: &str) -> u8 {
    match field {
        "PWD" => 0x01,
        "SEP" => 0x02,
        "SUB" => 0x04,
        "SID" => 0x08,
        "TSI" => 0x20,
        other => panic!("no field {other}"),
    }
}

pub(crate) fn fcf_named(name: &str) -> Fcf {
    (0..=255)
        .map(Fcf::from_byte)
        .find(|fcf| fcf.to_string() == name)
        .unwrap_or(Fcf::Null)
}

pub(crate) fn rate_of(bps: &str) -> Rate {
    match bps {
        "2400" => Rate::V27ter2400,
        "4800" => Rate::V27ter4800,
        "7200" => Rate::V29At7200,
        "9600" => Rate::V29At9600,
        "14400" => Rate::V17At14400,
        other => panic!("no rate {other}"),
    }
}

pub(crate) fn number(text: &str) -> u32 {
    text.trim().parse().unwrap_or_else(|_| panic!("no number {text}"))
}
