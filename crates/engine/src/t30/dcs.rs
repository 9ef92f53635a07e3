//! How the page will come: DCS (T.30 table 2, the column of the transmitting station).

use super::dis::{
    BY_INCHES, COLOUR_300_400, FULL_COLOUR, JPEG, ROW_TIMES, T43, T85, T85_STRIPES, width,
};
use super::fcf::Fcf;
use super::frame::Fields;
use super::rate;
use ferrofax_ground::ladder::Step;
use ferrofax_ground::t4::{Coding, PageWidth, Resolution};
use ferrofax_signal::modem::Rate;

/// A digital command signal, as far as we make use of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dcs {
    /// The modem and its rate, or the four rate bits that we do not know; 0 by V.34, where they
    /// say nothing (table 2, note 33).
    pub rate: Result<Rate, u8>,
    /// Error correction (bit 27).
    pub ecm: bool,
    /// Octets in a frame of a partial page: 256, or 64 by bit 28.
    pub frame_octets: u16,
    /// MH, MR (bit 16), MMR (bit 31), JBIG (bit 78, or 79 in stripes of any length), JPEG
    /// (bit 68) or T.43 (bit 36, whatever bit 68 says), in colours by bit 69.
    pub coding: Coding,
    /// Bits 15 and 41–44; bit 44 says whether they are by inches or by millimetres. Pages in
    /// colours are by inches.
    pub resolution: Resolution,
    /// Bits 17 and 18.
    pub width: PageWidth,
    /// The shortest time of a row that the sender keeps to, in ms (bits 21–23).
    pub min_row_ms: u8,
    /// Something that we cannot receive: a file, JBIG or colours without ECM.
    pub foreign: Option<Foreign>,
}

/// A kind of message that was never offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// T.43 (bit 36) without error correction, which it needs.
    T43,
    /// Speech (bit 38).
    Voice,
    /// A binary file, DTM, EDI or basic transfer (bits 53, 54, 55, 57).
    File,
    /// Characters or mixed mode (bits 60, 62, 65).
    Characters,
    /// T.81 JPEG (bit 68) without error correction, which it needs.
    Jpeg,
    /// JPEG of 12 bits a component (bits 68 and 71).
    JpegOf12Bits,
    /// Colours at 100 pixels per inch (bit 98 with 36 or 68).
    ColourAt100,
    /// T.85 JBIG (bits 78, 79) without error correction, which it needs.
    Jbig,
}

/// The bits of the messages that we cannot receive.
const FOREIGN: [(usize, Foreign); 14] = [
    (T43, Foreign::T43),
    (38, Foreign::Voice),
    (53, Foreign::File),
    (54, Foreign::File),
    (55, Foreign::File),
    (57, Foreign::File),
    (60, Foreign::Characters),
    (62, Foreign::Characters),
    (65, Foreign::Characters),
    (JPEG, Foreign::Jpeg),
    (71, Foreign::JpegOf12Bits),
    (98, Foreign::ColourAt100),
    (T85, Foreign::Jbig),
    (T85_STRIPES, Foreign::Jbig),
];

impl Dcs {
    /// Reads the information field. Every field has a meaning; what we do not know is passed over.
    pub fn parse(field: &[u8]) -> Self {
        let fields = Fields(field.to_vec());
        let ecm = fields.bit(27);
        let t43 = ecm && fields.bit(T43);
        let jpeg = ecm && fields.bit(JPEG);
        let in_colours = t43 || jpeg;
        let jbig = ecm && (fields.bit(T85) || fields.bit(T85_STRIPES));
        let coding = match (jpeg, jbig, ecm && fields.bit(31), fields.bit(16)) {
            _ if t43 => Coding::T43,
            (true, ..) => Coding::Jpeg,
            (_, true, ..) => Coding::Jbig,
            (.., true, _) => Coding::Mmr,
            (.., true) => Coding::Mr,
            _ => Coding::Mh,
        };
        // The finest, if more than one is named. 300 × 300 is by inches whatever bit 44 says.
        let inch = fields.bit(44);
        let resolution = match (fields.bit(43), fields.bit(42), fields.bit(41), fields.bit(15)) {
            // Colours are in squares: 200 to the inch, or more by bits 42 and 43 with 97.
            (true, ..) if in_colours || inch => Resolution::R400,
            (true, ..) => Resolution::Ultrafine,
            (_, true, ..) => Resolution::R300,
            _ if in_colours => Resolution::R200,
            (_, _, true, _) if inch => Resolution::R200x400,
            (_, _, true, _) => Resolution::Superfine,
            (.., true) if inch => Resolution::R200,
            (.., true) => Resolution::Fine,
            _ if inch => Resolution::R200x100,
            _ => Resolution::Standard,
        };
        let row_time = fields.number(21..=23);
        Self {
            rate: rate::commanded(&fields),
            ecm,
            frame_octets: if fields.bit(28) { 64 } else { 256 },
            coding,
            resolution,
            width: width(fields.bit(17), fields.bit(18)),
            min_row_ms: ROW_TIMES
                .iter()
                .find(|(bits, _)| *bits == row_time)
                .map_or(20, |(_, ms)| *ms),
            foreign: FOREIGN
                .iter()
                .filter(|(_, foreign)| match foreign {
                    Foreign::Jbig | Foreign::Jpeg | Foreign::T43 => !ecm,
                    // Of colours alone are these said. So many bits are as well read by T.43.
                    Foreign::JpegOf12Bits => fields.bit(JPEG) && !fields.bit(T43),
                    Foreign::ColourAt100 => fields.bit(JPEG) || fields.bit(T43),
                    _ => true,
                })
                .find(|(bit, _)| fields.bit(*bit))
                .map(|(_, foreign)| *foreign),
        }
    }

    /// The information field of a DCS.
    pub fn emit(&self) -> Vec<u8> {
        let mut fields = Fields(vec![0; 3]);
        fields.set(10);
        if let Ok(known) = self.rate {
            rate::command(&mut fields, known);
        }
        let row_time = ROW_TIMES
            .iter()
            .find(|(_, ms)| *ms == self.min_row_ms)
            .map_or(0, |(bits, _)| *bits);
        let (jpeg, t43) =
            (self.ecm && self.coding == Coding::Jpeg, self.ecm && self.coding == Coding::T43);
        let bits = [
            (self.coding == Coding::Mr, 16),
            (self.width == PageWidth::B4, 17),
            (self.width == PageWidth::A3, 18),
            (row_time & 0b100 != 0, 21),
            (row_time & 0b010 != 0, 22),
            (row_time & 0b001 != 0, 23),
            (self.ecm, 27),
            (self.ecm && self.frame_octets == 64, 28),
            (self.ecm && self.coding == Coding::Mmr, 31),
            (matches!(self.resolution, Resolution::Fine | Resolution::R200), 15),
            (matches!(self.resolution, Resolution::Superfine | Resolution::R200x400), 41),
            (self.resolution == Resolution::R300, 42),
            (matches!(self.resolution, Resolution::R400 | Resolution::Ultrafine), 43),
            (BY_INCHES.contains(&self.resolution), 44),
            // Our stripes have the 128 rows that everybody takes.
            (self.ecm && self.coding == Coding::Jbig, T85),
            (t43, T43),
            (jpeg, JPEG),
            (jpeg || t43, FULL_COLOUR),
            ((jpeg || t43) && self.resolution != Resolution::R200, COLOUR_300_400),
        ];
        bits.iter().filter(|(wanted, _)| *wanted).for_each(|(_, bit)| fields.set(*bit));
        fields.0
    }
}

impl Dcs {
    /// Its contents, as a step of the call.
    pub(super) fn step(&self) -> Step {
        let frame = Fcf::Dcs.to_string();
        let ecm = if self.ecm { format!("ECM {}, ", self.frame_octets) } else { String::new() };
        let terms = format!("{ecm}{}, {:?}, {:?}", self.coding, self.resolution, self.width);
        let rate = match self.rate {
            Ok(rate) => Some(rate.to_string()),
            Err(bits) => rate::unknown_name(bits).map(str::to_owned),
        };
        let mut step = match rate {
            Some(rate) => Step::Dcs { frame, rate, terms },
            None if self.rate == Err(0) => Step::ByV34 { frame, terms },
            None => Step::ReservedRate { frame, terms },
        };
        if self.min_row_ms > 0 {
            step = Step::RowTime { terms: step.into(), ms: self.min_row_ms.into() };
        }
        if let Some(foreign) = self.foreign {
            step = Step::Foreign { terms: step.into(), kind: format!("{foreign:?}") };
        }
        step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_commanded_is_read_back() {
        let mut dcs = Dcs {
            rate: Ok(Rate::V29At7200),
            ecm: true,
            frame_octets: 64,
            coding: Coding::Mmr,
            resolution: Resolution::R300,
            width: PageWidth::B4,
            min_row_ms: 0,
            foreign: None,
        };
        assert_eq!(Dcs::parse(&dcs.emit()), dcs);
        dcs = Dcs {
            ecm: false,
            frame_octets: 256,
            coding: Coding::Mr,
            resolution: Resolution::Fine,
            min_row_ms: 10,
            ..dcs
        };
        assert_eq!(Dcs::parse(&dcs.emit()), dcs);
        assert_eq!(dcs.step().to_string(), "DCS V.29 7200, MR, Fine, B4, 10 ms a row");
    }

    #[test]
    fn every_size_and_resolution_is_read_back() {
        for resolution in Resolution::ALL {
            for width in PageWidth::ALL {
                let dcs = Dcs { resolution, width, ..Dcs::parse(&[]) };
                assert_eq!(Dcs::parse(&dcs.emit()), dcs);
            }
        }
    }

    #[test]
    fn mmr_without_ecm_is_not_believed() {
        let mut fields = Fields(vec![0; 3]);
        fields.set(16);
        fields.set(31);
        assert_eq!(Dcs::parse(&fields.0).coding, Coding::Mr);
    }

    #[test]
    fn jbig_is_commanded_by_one_bit_and_taken_by_either() {
        let read = |bits: &[usize]| {
            let mut fields = Fields(vec![0; 3]);
            bits.iter().for_each(|bit| fields.set(*bit));
            let dcs = Dcs::parse(&fields.0);
            (dcs.coding, dcs.foreign)
        };
        for bits in [&[27, 78][..], &[27, 79], &[27, 78, 79], &[27, 31, 78]] {
            assert_eq!(read(bits), (Coding::Jbig, None), "{bits:?}");
        }
        // It needs error correction.
        assert_eq!(read(&[78]), (Coding::Mh, Some(Foreign::Jbig)));
        let dcs = Dcs { ecm: true, coding: Coding::Jbig, ..Dcs::parse(&[]) };
        let fields = Fields(dcs.emit());
        assert!(fields.bit(78) && !fields.bit(79) && !fields.bit(31));
        assert_eq!(Dcs::parse(&fields.0), dcs);
        assert_eq!(
            dcs.step().to_string(),
            "DCS V.27ter 2400, ECM 256, JBIG, Standard, A4, 20 ms a row"
        );
    }

    #[test]
    fn jpeg_is_commanded_with_error_correction_and_in_squares() {
        let read = |bits: &[usize]| {
            let mut fields = Fields(vec![0; 3]);
            bits.iter().for_each(|bit| fields.set(*bit));
            Dcs::parse(&fields.0)
        };
        for (bits, resolution) in [
            (&[15, 27, 44, 68, 69][..], Resolution::R200),
            // Whatever bit 44 says, and in greys alone.
            (&[15, 27, 68], Resolution::R200),
            (&[15, 27, 42, 68, 69, 97], Resolution::R300),
            (&[15, 27, 43, 44, 68, 69, 97], Resolution::R400),
            (&[15, 27, 43, 68, 69, 97], Resolution::R400),
        ] {
            let dcs = read(bits);
            assert_eq!((dcs.coding, dcs.resolution, dcs.foreign), (Coding::Jpeg, resolution, None));
            let again = Dcs { rate: Ok(Rate::V17At14400), min_row_ms: 0, ..dcs };
            assert_eq!(Dcs::parse(&again.emit()), again);
            assert!([27, 68, 69].iter().all(|bit| Fields(again.emit()).bit(*bit)));
        }
        assert_eq!(read(&[15, 68, 69]).foreign, Some(Foreign::Jpeg), "it needs error correction");
        assert_eq!(read(&[15, 27, 68, 69, 71]).foreign, Some(Foreign::JpegOf12Bits));
        assert_eq!(read(&[27, 68, 69, 98]).foreign, Some(Foreign::ColourAt100));
        assert_eq!(read(&[15, 27, 71, 98]).foreign, None, "they are said of colours alone");
        // T.43, with JPEG's bit or without it; 12 bits are as well read there.
        for bits in [&[15, 27, 36, 69][..], &[15, 27, 36, 68, 69], &[15, 27, 36, 68, 71]] {
            let dcs = read(bits);
            assert_eq!((dcs.coding, dcs.foreign), (Coding::T43, None), "{bits:?}");
            assert_eq!(dcs.resolution, Resolution::R200);
            let again = Dcs { rate: Ok(Rate::V17At14400), min_row_ms: 0, ..dcs };
            assert_eq!(Dcs::parse(&again.emit()), again);
            assert!(Fields(again.emit()).bit(36) && !Fields(again.emit()).bit(68));
        }
        assert_eq!(read(&[15, 27, 36, 42, 69, 97]).resolution, Resolution::R300);
        assert_eq!(read(&[15, 36, 69]).foreign, Some(Foreign::T43), "it needs error correction");
        assert_eq!(read(&[27, 36, 69, 98]).foreign, Some(Foreign::ColourAt100));
    }

    /// T.30 table 2, bits 69 and 97.
    #[test]
    fn colours_and_their_finer_resolutions_are_commanded() {
        for (coding, resolution, commanded) in [
            (Coding::Jpeg, Resolution::R200, [true, false]),
            (Coding::Jpeg, Resolution::R300, [true, true]),
            (Coding::T43, Resolution::R200, [true, false]),
            (Coding::T43, Resolution::R400, [true, true]),
            (Coding::Mmr, Resolution::R300, [false, false]),
        ] {
            let dcs = Dcs { ecm: true, coding, resolution, ..Dcs::parse(&[]) };
            let fields = Fields(dcs.emit());
            assert_eq!([69, 97].map(|bit| fields.bit(bit)), commanded, "{coding} {resolution:?}");
        }
    }

    #[test]
    fn a_rate_that_is_not_known_is_shown_as_such() {
        let shown = |rate| Dcs { rate, min_row_ms: 0, ..Dcs::parse(&[]) }.step().to_string();
        assert_eq!(shown(Err(0)), "DCS by V.34, MH, Standard, A4");
        assert_eq!(shown(Err(0b0010)), "DCS V.33, MH, Standard, A4");
        assert_eq!(shown(Err(0b0011)), "DCS reserved rate, MH, Standard, A4");
    }

    #[test]
    fn any_field_is_read() {
        for length in 0..30 {
            Dcs::parse(&vec![0xFF; length]);
        }
        assert_eq!(Dcs::parse(&[]).rate, Ok(Rate::V27ter2400));
        assert_eq!(Dcs::parse(&[0xFF; 10]).foreign, Some(Foreign::Voice));
    }
}
