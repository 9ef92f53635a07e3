//! What a receiving station can do: DIS and DTC (T.30 table 2).

use super::frame::Fields;
use super::rate;
use ferrofax_ground::t4::{Coding, PageWidth, Resolution};
use ferrofax_signal::modem::Rate;

/// What one side can do, as far as we make use of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Capabilities {
    /// A document can be fetched by polling (bit 9).
    pub has_document: bool,
    /// It can receive (bit 10).
    pub can_receive: bool,
    /// The rates of its image modems, the fastest first (bits 11–14).
    pub rates: Vec<Rate>,
    /// Error correction (bit 27).
    pub ecm: bool,
    /// MH always; MR (bit 16), MMR (bit 31), JBIG (bits 78 and 79), JPEG in colours (bits 68
    /// and 69), T.43 (bit 36).
    pub codings: Vec<Coding>,
    /// Standard always; the others by bits 15 and 41–45.
    pub resolutions: Vec<Resolution>,
    /// The widest page (bits 17, 18).
    pub max_width: PageWidth,
    /// Pages may be as long as they like (bits 19, 20).
    pub unlimited_length: bool,
    /// The shortest time that a row may take at 3.85 rows a millimetre, in ms (bits 21–23).
    pub min_row_ms: u8,
    /// SUB is understood (bit 49), and SID and PWD are (bit 50).
    pub addresses: bool,
    /// A document is chosen by SEP (bit 47).
    pub selective_polling: bool,
}

impl Capabilities {
    /// The information field of DIS or DTC.
    pub fn emit(&self) -> Vec<u8> {
        let mut fields = Fields(vec![0; 3]);
        let mut set_if = |wanted: bool, bit: usize| {
            if wanted {
                fields.set(bit);
            }
        };
        let has = |resolution| self.resolutions.contains(&resolution);
        set_if(self.has_document, 9);
        set_if(self.can_receive, 10);
        set_if(has(Resolution::Fine) || has(Resolution::R200), 15);
        set_if(self.codings.contains(&Coding::Mr), 16);
        set_if(self.max_width == PageWidth::B4, 17);
        set_if(self.max_width == PageWidth::A3, 18);
        set_if(self.unlimited_length, 20);
        let row_time = ROW_TIMES
            .iter()
            .find(|(_, ms)| *ms == self.min_row_ms)
            .map_or(0, |(bits, _)| *bits);
        set_if(row_time & 0b100 != 0, 21);
        set_if(row_time & 0b010 != 0, 22);
        set_if(row_time & 0b001 != 0, 23);
        set_if(self.ecm, 27);
        // T.6 is valid with ECM only (table 2, note 9).
        set_if(self.ecm && self.codings.contains(&Coding::Mmr), 31);
        set_if(has(Resolution::Superfine) || has(Resolution::R200x400), 41);
        set_if(has(Resolution::R300), 42);
        set_if(has(Resolution::Ultrafine) || has(Resolution::R400), 43);
        // Bits 44 and 45 say which of the two meanings of bits 15, 41 and 43 are
        // preferred; both: either will do.
        let any = |of: &[Resolution]| of.iter().any(|resolution| has(*resolution));
        let inch = any(&BY_INCHES);
        set_if(inch, 44);
        set_if(inch && any(&[Resolution::Fine, Resolution::Superfine, Resolution::Ultrafine]), 45);
        set_if(self.selective_polling, 47);
        set_if(self.addresses, 49);
        set_if(self.addresses, 50);
        // So is T.85 (notes to bits 78 and 79); stripes may have any number of rows with us.
        let jbig = self.ecm && self.codings.contains(&Coding::Jbig);
        set_if(jbig, T85);
        set_if(jbig, T85_STRIPES);
        // So are colours. Their first resolution is that of bit 15 by inches; bit 97 is valid with
        // bits 42 or 43. As many octets of each component (bit 73) is nothing that we could not read.
        let jpeg = self.ecm && self.codings.contains(&Coding::Jpeg) && has(Resolution::R200);
        set_if(jpeg, JPEG);
        set_if(jpeg, FULL_COLOUR);
        set_if(jpeg, NO_SUBSAMPLING);
        set_if(jpeg && any(&[Resolution::R300, Resolution::R400]), COLOUR_300_400);
        // Who has T.43 has JPEG (RFC 2880 §3.6). Planes one by one (bit 37) are nothing that we could
        // not read, either.
        let t43 = jpeg && self.codings.contains(&Coding::T43);
        set_if(t43, T43);
        set_if(t43, T43_PLANES);
        rate::offer(&mut fields, &self.rates);
        fields.0
    }

    /// Reads the information field of DIS or DTC. Every field has a meaning; what we do
    /// not know is passed over.
    pub fn parse(field: &[u8]) -> Self {
        let fields = Fields(field.to_vec());
        // The codings (table 2, bits 16, 31 and 78): MH always, MMR and JBIG with ECM alone
        // (bit 27). Bit 79, stripes of any length, says nothing without bit 78.
        let ecm = fields.bit(27);
        let mut codings = vec![Coding::Mh];
        if fields.bit(16) {
            codings.push(Coding::Mr);
        }
        if ecm && fields.bit(31) {
            codings.push(Coding::Mmr);
        }
        if ecm && fields.bit(T85) {
            codings.push(Coding::Jbig);
        }
        // Who has greys alone (bit 68 without 69) gets black and white.
        if ecm && [15, JPEG, FULL_COLOUR].into_iter().all(|bit| fields.bit(bit)) {
            codings.push(Coding::Jpeg);
            if fields.bit(T43) {
                codings.push(Coding::T43);
            }
        }
        // The resolutions: where bits 44 and 45 say neither inch nor metric, metric is meant.
        let inch = fields.bit(44);
        let metric = fields.bit(45) || !inch;
        let by_bits = [
            (true, Resolution::Standard),
            (fields.bit(15) && metric, Resolution::Fine),
            (fields.bit(41), Resolution::Superfine),
            (fields.bit(43) && metric, Resolution::Ultrafine),
            (inch, Resolution::R200x100),
            (fields.bit(15) && inch, Resolution::R200),
            (fields.bit(41) && inch, Resolution::R200x400),
            (fields.bit(42), Resolution::R300),
            (fields.bit(43) && inch, Resolution::R400),
        ];
        // The shortest time of a row, 20 ms where the bits say nothing known.
        let row_time = fields.number(21..=23);
        Self {
            has_document: fields.bit(9),
            can_receive: fields.bit(10),
            rates: rate::offered(&fields),
            ecm,
            codings,
            resolutions: by_bits
                .into_iter()
                .filter_map(|(able, resolution)| able.then_some(resolution))
                .collect(),
            max_width: width(fields.bit(17), fields.bit(18)),
            unlimited_length: fields.bit(20) && !fields.bit(19),
            min_row_ms: ROW_TIMES
                .iter()
                .find(|(bits, _)| *bits == row_time)
                .map_or(20, |(_, ms)| *ms),
            addresses: fields.bit(49),
            selective_polling: fields.bit(47),
        }
    }
}

/// Bit 36: greys and colours without loss, in the order of stripes.
pub(super) const T43: usize = 36;
/// Bit 37: the same plane by plane.
pub(super) const T43_PLANES: usize = 37;
/// Bit 68: JPEG, in greys at least.
pub(super) const JPEG: usize = 68;
/// Bit 69: in colours, too.
pub(super) const FULL_COLOUR: usize = 69;
/// Bit 73: as many octets of each component.
const NO_SUBSAMPLING: usize = 73;
/// Bit 97: at 300 and 400 pixels per inch, too, as far as bits 42 and 43 are there.
pub(super) const COLOUR_300_400: usize = 97;
/// Bit 78: JBIG as T.85 has it, in stripes of 128 rows.
pub(super) const T85: usize = 78;
/// Bit 79: the same, in stripes of any number of rows.
pub(super) const T85_STRIPES: usize = 79;

/// Bits 17 and 18. Both set is invalid in a DIS and means the widest there (table 2, note
/// 3); so it does in a DCS.
pub(super) const fn width(bit_17: bool, bit_18: bool) -> PageWidth {
    match (bit_17, bit_18) {
        (false, false) => PageWidth::A4,
        (true, false) => PageWidth::B4,
        (_, true) => PageWidth::A3,
    }
}

/// The resolutions that bit 44 tells from those by millimetres.
pub(super) const BY_INCHES: [Resolution; 4] =
    [Resolution::R200x100, Resolution::R200, Resolution::R200x400, Resolution::R400];

/// Bits 21–23 and the row time at 3.85 rows a millimetre in ms; the codes that halve it
/// for finer rows among them.
pub(super) const ROW_TIMES: [(u8, u8); 8] = [
    (0b000, 20),
    (0b001, 40),
    (0b010, 10),
    (0b100, 5),
    (0b111, 0),
    (0b011, 10),
    (0b110, 20),
    (0b101, 40),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn everything() -> Capabilities {
        Capabilities {
            has_document: false,
            can_receive: true,
            rates: vec![Rate::V29At9600, Rate::V29At7200, Rate::V27ter4800, Rate::V27ter2400],
            ecm: true,
            codings: Coding::ALL.to_vec(),
            resolutions: Resolution::ALL.to_vec(),
            max_width: PageWidth::A3,
            unlimited_length: true,
            min_row_ms: 0,
            addresses: true,
            selective_polling: true,
        }
    }

    #[test]
    fn what_is_offered_is_read_back() {
        let all = everything();
        assert_eq!(Capabilities::parse(&all.emit()), all);
        let plain = Capabilities {
            rates: vec![Rate::V27ter2400],
            ecm: false,
            codings: vec![Coding::Mh],
            resolutions: vec![Resolution::Standard],
            max_width: PageWidth::A4,
            addresses: false,
            selective_polling: false,
            ..all
        };
        assert_eq!(plain.emit().len(), 3);
        assert_eq!(Capabilities::parse(&plain.emit()), plain);
    }

    /// T.30 table 2, bits 21 to 23: the shortest time of a row. The codes that halve it are read and
    /// not offered.
    #[test]
    fn each_time_of_a_row_is_offered_by_its_bits() {
        for (bits, ms) in ROW_TIMES.into_iter().take(5) {
            let caps = Capabilities { min_row_ms: ms, ..everything() };
            let fields = Fields(caps.emit());
            let said = [21, 22, 23].map(|bit| u8::from(fields.bit(bit)));
            assert_eq!(said, [bits >> 2 & 1, bits >> 1 & 1, bits & 1], "{ms} ms");
            assert_eq!(Capabilities::parse(&fields.0), caps);
        }
    }

    #[test]
    fn each_resolution_is_offered_alone() {
        for resolution in [Resolution::Fine, Resolution::Superfine, Resolution::Ultrafine] {
            let resolutions = vec![Resolution::Standard, resolution];
            let caps = Capabilities { resolutions, ..everything() };
            assert_eq!(Capabilities::parse(&caps.emit()), caps);
        }
        let metric = Capabilities { resolutions: vec![Resolution::Standard], ..everything() };
        assert!(!Fields(metric.emit()).bit(45), "no inches, so nothing is preferred");
    }

    #[test]
    fn a_machine_of_millimetres_takes_no_inches_and_the_other_way_round() {
        use Resolution::{
            Fine, R200, R200x100, R200x400, R300, R400, Standard, Superfine, Ultrafine,
        };
        let read = |bits: &[usize]| {
            let mut fields = Fields(vec![0; 3]);
            bits.iter().for_each(|bit| fields.set(*bit));
            Capabilities::parse(&fields.0).resolutions
        };
        assert_eq!(read(&[15, 41, 42, 43]), [Standard, Fine, Superfine, Ultrafine, R300]);
        assert_eq!(read(&[15, 41, 42, 43, 45]), [Standard, Fine, Superfine, Ultrafine, R300]);
        assert_eq!(read(&[15, 41, 43, 44]), [Standard, Superfine, R200x100, R200, R200x400, R400]);
        assert_eq!(read(&[44]), [Standard, R200x100]);
        assert_eq!(read(&[15, 41, 42, 43, 44, 45]), Resolution::ALL);
    }

    #[test]
    fn mmr_and_jbig_are_not_offered_without_ecm() {
        let caps = Capabilities { ecm: false, ..everything() };
        let fields = Fields(caps.emit());
        assert!([31, 78, 79].into_iter().all(|bit| !fields.bit(bit)));
        assert_eq!(Capabilities::parse(&fields.0).codings, [Coding::Mh, Coding::Mr]);
        let mut fields = Fields(vec![0; 3]);
        [31, 78, 79].into_iter().for_each(|bit| fields.set(bit));
        assert_eq!(Capabilities::parse(&fields.0).codings, [Coding::Mh]);
    }

    #[test]
    fn jbig_is_offered_with_any_stripes_and_taken_with_those_of_128_rows() {
        let fields = Fields(everything().emit());
        // Octet 10, and the extend bits of those from the third to it.
        assert_eq!(fields.0.len(), 10);
        assert!(fields.bit(78) && fields.bit(79) && !fields.bit(80));
        assert!((24..=72).step_by(8).all(|bit| fields.bit(bit)));
        let read = |bits: &[usize]| {
            let mut fields = Fields(vec![0; 3]);
            bits.iter().for_each(|bit| fields.set(*bit));
            Capabilities::parse(&fields.0).codings
        };
        assert_eq!(read(&[27, 78]), [Coding::Mh, Coding::Jbig]);
        assert_eq!(read(&[27, 79]), [Coding::Mh]);
    }

    #[test]
    fn colours_are_offered_with_error_correction_alone() {
        let colours = Capabilities { codings: vec![Coding::Mh, Coding::Jpeg], ..everything() };
        let fields = Fields(colours.emit());
        assert!([15, 27, 44, 68, 69, 73, 97].into_iter().all(|bit| fields.bit(bit)));
        // T.43, the preferred tables, 12 bits, another white, another range, 100 per inch.
        assert!([36, 70, 71, 74, 75, 98].into_iter().all(|bit| !fields.bit(bit)));
        assert_eq!(Capabilities::parse(&fields.0).codings, [Coding::Mh, Coding::Jpeg]);
        let codings = vec![Coding::Mh, Coding::Jpeg, Coding::T43];
        let lossless = Capabilities { codings, ..colours.clone() };
        let fields = Fields(lossless.emit());
        assert!([36, 37, 68, 69].into_iter().all(|bit| fields.bit(bit)));
        assert_eq!(Capabilities::parse(&fields.0).codings, lossless.codings);
        let alone = Capabilities { codings: vec![Coding::Mh, Coding::T43], ..colours.clone() };
        assert!(![36, 37].into_iter().any(|bit| Fields(alone.emit()).bit(bit)));
        let coarse = Capabilities { resolutions: vec![Resolution::R200], ..colours.clone() };
        assert!(!Fields(coarse.emit()).bit(97));
        for without in [
            Capabilities { ecm: false, ..colours.clone() },
            Capabilities { resolutions: vec![Resolution::Fine], ..colours },
            everything(),
        ] {
            let fields = Fields(without.emit());
            assert!([68, 69, 73, 97].into_iter().all(|bit| !fields.bit(bit)));
        }
        let read = |bits: &[usize]| {
            let mut fields = Fields(vec![0; 3]);
            bits.iter().for_each(|bit| fields.set(*bit));
            Capabilities::parse(&fields.0).codings.contains(&Coding::Jpeg)
        };
        assert!(read(&[15, 27, 68, 69]));
        assert!(!read(&[15, 68, 69]) && !read(&[15, 27, 68]) && !read(&[27, 68, 69]));
        assert!(!read(&[15, 27, 36, 69]), "T.43 is beside JPEG");
    }

    #[test]
    fn fields_of_any_length_are_read() {
        for length in 0..30 {
            Capabilities::parse(&vec![0xFF; length]);
            Capabilities::parse(&vec![0x00; length]);
        }
        assert_eq!(Capabilities::parse(&[]).rates, [Rate::V27ter2400]);
    }
}
