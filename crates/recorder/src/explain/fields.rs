//! Describes the contents of a frame in words, field by field (ITU-T T.30 §5.3.6, table 2).

use super::maker;
use ferrofax_engine::t4::Resolution;
use ferrofax_engine::t30::dcs::Dcs;
use ferrofax_engine::t30::dis::Capabilities;
use ferrofax_engine::t30::ecm::PartialPageEnd;
use ferrofax_engine::t30::fcf::Fcf;
use ferrofax_engine::t30::frame::{Fields, Frame};
use ferrofax_engine::t30::{fnv, ident, rate};
use ferrofax_ground::pii::Pii;
use ferrofax_signal::modem::Rate;

/// The fields of a frame, each as its name and its content; empty if the frame has no fields. Phone
/// numbers, names and addresses are hidden unless the administrator allows them to be shown.
/// Passwords are always hidden.
pub fn fields(frame: &Frame) -> Vec<(&'static str, String)> {
    let fif = &frame.fif;
    match frame.fcf {
        Fcf::Dis | Fcf::Dtc => capabilities(fif),
        Fcf::Dcs => command(fif),
        Fcf::Csi | Fcf::Tsi | Fcf::Cig => vec![("station", shown(fif))],
        Fcf::Sub => vec![("sub-address", shown(fif))],
        Fcf::Sid => vec![("sender's identification", shown(fif))],
        Fcf::Sep => vec![("document wanted", shown(fif))],
        Fcf::Psa => vec![("polled sub-address", shown(fif))],
        Fcf::Tsa | Fcf::Csa | Fcf::Cia => vec![("address in the internet", address(fif))],
        Fcf::Ira => vec![("forward to", address(fif))],
        Fcf::Isp => vec![("fetched from", address(fif))],
        Fcf::Pwd => {
            let letters = ident::parse(fif).map_or(0, |text| text.chars().count());
            vec![("password", format!("{letters} characters, not shown"))]
        }
        Fcf::Fnv => refused(fif),
        Fcf::Nsf | Fcf::Nss | Fcf::Nsc => maker::fields(fif),
        Fcf::Pps | Fcf::Eor => end_of_block(fif),
        Fcf::Ppr => vec![("bad frames", bad_frames(fif))],
        Fcf::Ctc if fif.len() >= rate::CTC_FIELD => vec![("rate", commanded(fif))],
        _ if fif.is_empty() => Vec::new(),
        _ => vec![("octets", hex(fif))],
    }
}

/// The identification in a frame, hidden unless the administrator allows it to be shown.
fn shown(fif: &[u8]) -> String {
    ident::parse(fif).map_or_else(|| "(empty)".into(), |text| Pii(text).to_string())
}

/// The internet address in a frame, hidden unless the administrator allows it to be shown.
fn address(fif: &[u8]) -> String {
    let text = ident::parse_internet(fif);
    text.map_or_else(|| "(empty)".into(), |text| Pii(text).to_string())
}

/// The capabilities that DIS and DTC offer (table 2, the column of the receiving station).
fn capabilities(fif: &[u8]) -> Vec<(&'static str, String)> {
    let (caps, bits) = (Capabilities::parse(fif), Fields(fif.to_vec()));
    let mut said = vec![
        ("can", receives_and_sends(&caps)),
        ("rates", list(&caps.rates)),
        ("coding", list(&caps.codings)),
        (
            "resolution",
            caps.resolutions.iter().map(|it| in_dpi(*it)).collect::<Vec<_>>().join(", "),
        ),
        ("width", format!("up to {:?}", caps.max_width)),
        ("length", length(&bits).into()),
        ("row time", row_time(caps.min_row_ms)),
        ("error correction", ecm_offered(&bits).into()),
    ];
    let more: Vec<&str> =
        MORE.iter().filter(|(bit, _)| bits.bit(*bit)).map(|(_, what)| *what).collect();
    if !more.is_empty() {
        said.push(("also", more.join(", ")));
    }
    said
}

/// The bits of DIS and DTC that each mean one capability, except those that all machines have.
const MORE: [(usize, &str); 35] = [
    (1, "store and forward (T.37)"),
    (3, "T.38"),
    (4, "mobile network"),
    (6, "V.8 and V.34"),
    (26, "uncompressed mode"),
    (33, "which field is refused (FNV)"),
    (34, "several documents to fetch by SEP"),
    (35, "polled sub-addresses (PSA)"),
    (36, "colour by JBIG (T.43)"),
    (37, "colour by JBIG plane by plane"),
    (38, "voice (G.726)"),
    (47, "documents to fetch by SEP"),
    (49, "sub-addresses (SUB)"),
    (50, "passwords (PWD)"),
    (51, "a data file to fetch"),
    (53, "binary files (BFT)"),
    (54, "document transfer mode"),
    (55, "EDI"),
    (57, "basic transfer mode"),
    (60, "characters"),
    (62, "mixed mode"),
    (65, "processable mode"),
    (66, "digital network"),
    (68, "JPEG"),
    (69, "full colour"),
    (70, "preferred tables in JPEG"),
    (71, "12 bits of each component"),
    (73, "colours without subsampling"),
    (74, "another white"),
    (75, "another range of colours"),
    (76, "North American letter"),
    (77, "North American legal"),
    (79, "JBIG (T.85) in stripes of any number of rows"),
    (97, "colours at 300 and 400 per inch"),
    (98, "colours at 100 per inch"),
];

fn receives_and_sends(caps: &Capabilities) -> String {
    match (caps.can_receive, caps.has_document) {
        (true, true) => "receive, and has a document to be fetched",
        (true, false) => "receive",
        (false, true) => "not receive, and has a document to be fetched",
        (false, false) => "not receive",
    }
    .into()
}

/// The length of pages that a machine offers, bits 19 and 20.
fn length(bits: &Fields) -> &'static str {
    match (bits.bit(19), bits.bit(20)) {
        (false, false) => "A4",
        (true, false) => "A4 and B4",
        (false, true) => "unlimited",
        (true, true) => "invalid",
    }
}

/// Whether a machine offers error correction, bits 27 and 7.
fn ecm_offered(bits: &Fields) -> &'static str {
    match (bits.bit(27), bits.bit(7)) {
        (false, _) => "no",
        (true, false) => "yes",
        (true, true) => "yes, in frames of 64 bytes, not 256",
    }
}

/// The terms that DCS commands (table 2, the column of the transmitting station).
fn command(fif: &[u8]) -> Vec<(&'static str, String)> {
    let (dcs, bits) = (Dcs::parse(fif), Fields(fif.to_vec()));
    let rate = match dcs.rate {
        Ok(rate) => rate.to_string(),
        Err(_) => "one that T.30 reserves".into(),
    };
    let ecm =
        if dcs.ecm { format!("yes, frames of {} bytes", dcs.frame_octets) } else { "no".into() };
    let mut said = vec![
        ("rate", rate),
        ("coding", dcs.coding.to_string()),
        ("resolution", in_dpi(dcs.resolution).into()),
        ("width", format!("{:?}", dcs.width)),
        ("length", length(&bits).into()),
        ("row time", row_time(dcs.min_row_ms)),
        ("error correction", ecm),
    ];
    said.extend(dcs.foreign.map(|foreign| ("foreign to us", format!("{foreign:?}"))));
    said
}

fn commanded(fif: &[u8]) -> String {
    rate::commanded(&Fields(fif.to_vec()))
        .map_or_else(|_| "one that T.30 reserves".into(), |rate: Rate| rate.to_string())
}

/// The contents of PPS and EOR (annex A.4.3).
fn end_of_block(fif: &[u8]) -> Vec<(&'static str, String)> {
    let Some(end) = PartialPageEnd::parse(fif) else {
        return vec![("octets", hex(fif))];
    };
    let follows = match end.next {
        Fcf::Null => "more of the same page",
        Fcf::Mps => "another page (MPS)",
        Fcf::Eom => "another document (EOM)",
        _ => "nothing (EOP)",
    };
    let mut said = vec![
        ("page", (u32::from(end.page) + 1).to_string()),
        ("block", (u32::from(end.block) + 1).to_string()),
        ("frames", end.frames.to_string()),
        ("follows", follows.into()),
    ];
    if end.interrupt {
        said.push(("operator", "is wanted (PRI)".into()));
    }
    said
}

/// The number of frames that a PPR asks to be sent again. A PPR does not contain the length of the
/// block, so it also asks for frames beyond the end of the block.
fn bad_frames(fif: &[u8]) -> String {
    let bits = Fields(fif.to_vec());
    let wanted: Vec<usize> = (0..fif.len() * 8).filter(|at| bits.bit(at + 1)).collect();
    // Ones at the end of the map mean frames that may not exist; they are counted separately.
    let mut certain = wanted.len();
    let mut last = fif.len() * 8;
    while certain > 0 && wanted[certain - 1] + 1 == last {
        (certain, last) = (certain - 1, last - 1);
    }
    match (certain, wanted.len() - certain) {
        (0, 0) => "none".into(),
        (certain, 0) => certain.to_string(),
        (certain, end) => format!("{certain}, and all from number {} on ({end})", last),
    }
}

/// The field that FNV refuses. The refused value may follow the field's bits; it may be a password,
/// so it is not shown.
fn refused(fif: &[u8]) -> Vec<(&'static str, String)> {
    let fields: Vec<&str> = fnv::refused(fif).collect();
    let fields = if fields.is_empty() {
        "a field that the frame does not name".into()
    } else {
        fields.join(", ")
    };
    vec![("refused", fields)]
}

const fn in_dpi(resolution: Resolution) -> &'static str {
    match resolution {
        Resolution::Standard => "standard (204 × 98)",
        Resolution::Fine => "fine (204 × 196)",
        Resolution::Superfine => "superfine (204 × 391)",
        Resolution::Ultrafine => "ultrafine (408 × 391)",
        Resolution::R200x100 => "200 × 100",
        Resolution::R200 => "200 × 200",
        Resolution::R200x400 => "200 × 400",
        Resolution::R300 => "300 × 300",
        Resolution::R400 => "400 × 400",
    }
}

fn row_time(ms: u8) -> String {
    if ms == 0 { "none needed".into() } else { format!("{ms} ms at least") }
}

fn list<T: ToString>(of: &[T]) -> String {
    of.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The bytes in hexadecimal, as they were received, with the first bit of each as the lowest; a
/// long list is cut.
pub(super) fn hex(octets: &[u8]) -> String {
    const MOST: usize = 48;
    let shown: Vec<String> = octets.iter().take(MOST).map(|octet| format!("{octet:02X}")).collect();
    let rest = if octets.len() > MOST { " …" } else { "" };
    shown.join(" ") + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(fcf: Fcf, fif: &[u8]) -> String {
        let frame = Frame { fcf, x: false, is_final: true, fif: fif.to_vec() };
        let fields = fields(&frame);
        fields.iter().map(|(name, what)| format!("{name}: {what}; ")).collect()
    }

    #[test]
    fn a_dis_is_told_in_words() {
        let mut bits = Fields(vec![0; 3]);
        [6, 10, 11, 12, 14, 15, 16, 18, 20, 21, 22, 23, 27, 31, 45, 49, 50, 78, 79]
            .into_iter()
            .for_each(|bit| bits.set(bit));
        let said = said(Fcf::Dis, &bits.0);
        for part in [
            "can: receive; ",
            "rates: V.17 14400, V.17 12000, V.17 9600, V.17 7200, V.29 9600, V.29 7200, V.27ter 4800, V.27ter 2400; ",
            "coding: MH, MR, MMR, JBIG; ",
            "resolution: standard (204 × 98), fine (204 × 196); ",
            "width: up to A3; ",
            "length: unlimited; ",
            "row time: none needed; ",
            "error correction: yes; ",
            "also: V.8 and V.34, sub-addresses (SUB), passwords (PWD), JBIG (T.85) in stripes of any number of rows; ",
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
    }

    #[test]
    fn a_dcs_is_told_in_words() {
        let mut bits = Fields(vec![0; 3]);
        [10, 14, 15, 20, 21, 22, 23, 27, 28, 31]
            .into_iter()
            .for_each(|bit| bits.set(bit));
        assert_eq!(
            said(Fcf::Dcs, &bits.0),
            "rate: V.17 14400; coding: MMR; resolution: fine (204 × 196); width: A4; \
             length: unlimited; row time: none needed; error correction: yes, frames of 64 bytes; "
        );
        bits.set(78);
        assert!(said(Fcf::Dcs, &bits.0).contains("coding: JBIG; "));
        [44, 68, 69].into_iter().for_each(|bit| bits.set(bit));
        let said = said(Fcf::Dcs, &bits.0);
        assert!(said.contains("coding: JPEG; resolution: 200 × 200"), "{said}");
    }

    #[test]
    fn ends_of_blocks_and_bad_frames_are_counted() {
        assert_eq!(
            said(Fcf::Pps, &[0x2F, 1, 0, 99]),
            "page: 2; block: 1; frames: 100; follows: nothing (EOP); "
        );
        let mut map = [0; 32];
        map[0] = 0b101;
        assert_eq!(said(Fcf::Ppr, &map), "bad frames: 2; ");
        map[31] = 0xC0;
        assert_eq!(said(Fcf::Ppr, &map), "bad frames: 2, and all from number 254 on (2); ");
        assert_eq!(said(Fcf::Ppr, &[0; 32]), "bad frames: none; ");
    }

    #[test]
    fn no_number_and_no_password_is_told() {
        let number = ident::emit("+49 991 12345");
        assert_eq!(said(Fcf::Tsi, &number), "station: …45; ");
        assert_eq!(said(Fcf::Pwd, &number), "password: 13 characters, not shown; ");
        let address = [&[0, 1, 15][..], b"fax@example.com"].concat();
        for fcf in [Fcf::Tsa, Fcf::Csa, Fcf::Cia, Fcf::Ira, Fcf::Isp] {
            let said = said(fcf, &address);
            // The password is not shown in hex either.
            assert!(!said.contains("example") && !said.contains("66 61"), "{said}");
        }
    }

    #[test]
    fn what_is_refused_is_told_without_what_was_said() {
        assert_eq!(said(Fcf::Fnv, &[0x05]), "refused: the password (PWD), the subaddress (SUB); ");
        let with_pwd = [&[0x01, 0x00, 0xC1, 20][..], &ident::emit("4711")].concat();
        assert_eq!(said(Fcf::Fnv, &with_pwd), "refused: the password (PWD); ");
        for fif in [&[][..], &[0], &[0x80]] {
            assert_eq!(said(Fcf::Fnv, fif), "refused: a field that the frame does not name; ");
        }
    }

    #[test]
    fn any_frame_is_told() {
        for code in 0..=255 {
            for length in [0, 1, 2, 3, 4, 20, 40, 300] {
                for octet in [0x00, 0x55, 0xEE, 0xFF] {
                    said(Fcf::from_byte(code), &vec![octet; length]);
                }
            }
        }
    }
}
