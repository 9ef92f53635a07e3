//! INFO0 and INFOh: what a modem can do, and what the source is to send with (ITU-T V.34
//! clauses 10.1.2.3 and 10.2.2.1).
//!
//! ```text
//! bit   0 … 3   4 … 11     12 …                  … then        … then
//!       fill    frame sync  information           CRC 16 bits   fill
//!       1111    01110010    17 (INFO0), 19 (INFOh)              1111
//! ```
//!
//! A sequence is kept as a number here: its bit 0 is the first on the line, and so is the
//! least significant one of every field.

use std::fmt;

use crate::modem::v34::crc::Crc;
use crate::modem::v34::primary::{self, pre_emphasis::PreEmphasis};
use crate::modem::v34::symbol_rate::{CarrierChoice, SymbolRate};

/// A whole sequence for the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// The bits, the first on the line lowest.
    pub bits: u64,
    /// How many they are.
    pub count: u32,
}

/// One of the two sequences that half-duplex modems exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Info {
    /// What a modem can do: INFO0c of the call modem, INFO0a of the answer modem.
    Info0(Info0),
    /// What the source is to send with, from the recipient.
    Infoh(Infoh),
}

/// Why bits are not the sequence that was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InfoError {
    /// Fill and frame sync are not at their place.
    #[error("no frame sync of an INFO sequence")]
    NoFrameSync,
    /// The CRC does not fit.
    #[error("an INFO sequence with a wrong CRC")]
    WrongCrc,
    /// The CRC fits, and a field has a value that the Recommendation does not define.
    #[error("an INFO sequence with a value that is not defined")]
    NotDefined,
}

/// Where a modem's transmitter has its clock (V.34 table 14, bits 26–27).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TransmitClock {
    /// From itself.
    #[default]
    Internal,
    /// From what it receives.
    Received,
    /// From outside.
    External,
    /// Reserved; survived when heard.
    Reserved,
}

/// INFO0 (V.34 table 14). Nothing in it tells half-duplex from duplex.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Info0 {
    /// Bit 12: 2743 symbols a second are supported.
    pub has_2743: bool,
    /// Bit 13: 2800 symbols a second are supported.
    pub has_2800: bool,
    /// Bit 14: 3429 symbols a second are supported.
    pub has_3429: bool,
    /// Bit 15: may transmit 3000 symbols a second on the low carrier.
    pub sends_3000_low: bool,
    /// Bit 16: may transmit 3000 symbols a second on the high carrier.
    pub sends_3000_high: bool,
    /// Bit 17: may transmit 3200 symbols a second on the low carrier.
    pub sends_3200_low: bool,
    /// Bit 18: may transmit 3200 symbols a second on the high carrier.
    pub sends_3200_high: bool,
    /// Bit 19: may transmit 3429 symbols a second.
    pub sends_3429: bool,
    /// Bit 20: can send at less than the nominal power.
    pub reduces_power: bool,
    /// Bits 21–23: how many steps the symbol rates of both directions may be apart. Of no
    /// use where one direction carries pages.
    pub rate_difference: u8,
    /// Bit 24: a modem in circuit multiplication equipment.
    pub from_cme: bool,
    /// Bit 25: constellations of up to 1664 points, without which 28 800 bit/s is the most.
    pub has_1664_points: bool,
    /// Bits 26–27.
    pub clock: TransmitClock,
    /// Bit 28: the other modem's INFO0 has come. Said in error recovery alone.
    pub acknowledges: bool,
}

impl Info0 {
    /// Bits of the sequence.
    pub const BITS: u32 = 49;

    /// What these modems can do: everything.
    pub const OURS: Self = Self {
        has_2743: true,
        has_2800: true,
        has_3429: true,
        sends_3000_low: true,
        sends_3000_high: true,
        sends_3200_low: true,
        sends_3200_high: true,
        sends_3429: true,
        reduces_power: true,
        rate_difference: 5,
        from_cme: false,
        has_1664_points: true,
        clock: TransmitClock::Internal,
        acknowledges: false,
    };

    /// Whether pages may be asked of its transmitter at this symbol rate and carrier
    /// (V.34 table 14, note 1). 2400 is everybody's; of 2743 and 2800 no carrier is excluded.
    pub const fn sends(&self, rate: SymbolRate, carrier: CarrierChoice) -> bool {
        match (rate, carrier) {
            (SymbolRate::S2400, _) => true,
            (SymbolRate::S2743, _) => self.has_2743,
            (SymbolRate::S2800, _) => self.has_2800,
            (SymbolRate::S3000, CarrierChoice::Low) => self.sends_3000_low,
            (SymbolRate::S3000, CarrierChoice::High) => self.sends_3000_high,
            (SymbolRate::S3200, CarrierChoice::Low) => self.sends_3200_low,
            (SymbolRate::S3200, CarrierChoice::High) => self.sends_3200_high,
            (SymbolRate::S3429, _) => self.has_3429 && self.sends_3429,
        }
    }

    /// Whether its receiver takes this symbol rate.
    pub const fn receives(&self, rate: SymbolRate) -> bool {
        match rate {
            SymbolRate::S2400 | SymbolRate::S3000 | SymbolRate::S3200 => true,
            SymbolRate::S2743 => self.has_2743,
            SymbolRate::S2800 => self.has_2800,
            SymbolRate::S3429 => self.has_3429,
        }
    }

    /// For the line.
    pub fn emit(&self) -> Sequence {
        let clock = match self.clock {
            TransmitClock::Internal => 0,
            TransmitClock::Received => 1,
            TransmitClock::External => 2,
            TransmitClock::Reserved => 3,
        };
        let mut fields = Fields::default();
        for flag in [
            self.has_2743,
            self.has_2800,
            self.has_3429,
            self.sends_3000_low,
            self.sends_3000_high,
            self.sends_3200_low,
            self.sends_3200_high,
            self.sends_3429,
            self.reduces_power,
        ] {
            fields.put(flag.into(), 1);
        }
        fields.put(self.rate_difference, 3);
        fields.put(self.from_cme.into(), 1);
        fields.put(self.has_1664_points.into(), 1);
        fields.put(clock, 2);
        fields.put(self.acknowledges.into(), 1);
        fields.framed()
    }

    /// Reads it from the line. The fill at its end is not looked at.
    pub fn parse(bits: u64) -> Result<Self, InfoError> {
        let mut fields = Fields::parse(bits, Self::BITS)?;
        let mut flag = || fields.take(1) == 1;
        Ok(Self {
            has_2743: flag(),
            has_2800: flag(),
            has_3429: flag(),
            sends_3000_low: flag(),
            sends_3000_high: flag(),
            sends_3200_low: flag(),
            sends_3200_high: flag(),
            sends_3429: flag(),
            reduces_power: flag(),
            rate_difference: fields.take(3),
            from_cme: fields.take(1) == 1,
            has_1664_points: fields.take(1) == 1,
            clock: match fields.take(2) {
                0 => TransmitClock::Internal,
                1 => TransmitClock::Received,
                2 => TransmitClock::External,
                _ => TransmitClock::Reserved,
            },
            acknowledges: fields.take(1) == 1,
        })
    }
}

/// INFOh (V.34 table 22): what the recipient wants pages to be sent with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Infoh {
    /// Bits 12–14: power to be taken off, 0 to 7 dB.
    pub power_reduction_db: u8,
    /// Bits 15–21: length of TRN in units of 35 ms, 0 to 127.
    pub trn_units: u8,
    /// Bit 22: the carrier.
    pub carrier: CarrierChoice,
    /// Bits 23–26: the pre-emphasis filter (V.34 tables 3 and 4).
    pub pre_emphasis: PreEmphasis,
    /// Bits 27–29: the symbol rate.
    pub symbol_rate: SymbolRate,
    /// Bit 30: TRN has 16 points, and not 4.
    pub trn_has_16_points: bool,
}

impl Infoh {
    /// Bits of the sequence.
    pub const BITS: u32 = 51;

    /// For the line. What is too large for its field goes as the most that fits.
    pub fn emit(&self) -> Sequence {
        let mut fields = Fields::default();
        fields.put(self.power_reduction_db, 3);
        fields.put(self.trn_units, 7);
        fields.put((self.carrier == CarrierChoice::High).into(), 1);
        fields.put(self.pre_emphasis.index(), 4);
        fields.put(self.symbol_rate.code(), 3);
        fields.put(self.trn_has_16_points.into(), 1);
        fields.framed()
    }

    /// Reads it from the line. The fill at its end is not looked at.
    pub fn parse(bits: u64) -> Result<Self, InfoError> {
        let mut fields = Fields::parse(bits, Self::BITS)?;
        Ok(Self {
            power_reduction_db: fields.take(3),
            trn_units: fields.take(7),
            carrier: if fields.take(1) == 1 { CarrierChoice::High } else { CarrierChoice::Low },
            pre_emphasis: PreEmphasis::of_index(fields.take(4)).ok_or(InfoError::NotDefined)?,
            symbol_rate: SymbolRate::of_code(fields.take(3)).ok_or(InfoError::NotDefined)?,
            trn_has_16_points: fields.take(1) == 1,
        })
    }

    /// As the primary channel's transmitter and receiver take it.
    pub const fn primary(&self) -> primary::Settings {
        primary::Settings {
            rate: self.symbol_rate,
            carrier: self.carrier,
            pre_emphasis: self.pre_emphasis,
            power_reduction_db: self.power_reduction_db,
        }
    }

    /// Whether a source that can do this may be asked for it.
    pub const fn is_possible_for(&self, source: &Info0) -> bool {
        source.sends(self.symbol_rate, self.carrier)
            && (source.reduces_power || self.power_reduction_db == 0)
    }
}

impl fmt::Display for Infoh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} symbols/s at {:.0} Hz, pre-emphasis {}, {} dB less, TRN {} ms of {} points",
            self.symbol_rate,
            self.symbol_rate.carrier_hz(self.carrier),
            self.pre_emphasis.index(),
            self.power_reduction_db,
            u32::from(self.trn_units) * 35,
            if self.trn_has_16_points { 16 } else { 4 },
        )
    }
}

/// Whether these twelve bits (the first lowest) begin a sequence.
pub(super) const fn is_frame_sync(bits: u64) -> bool {
    bits & ((1 << HEADER_BITS) - 1) == HEADER
}

/// The information of a sequence: fields one after the other.
#[derive(Default)]
struct Fields {
    bits: u64,
    count: u32,
}

impl Fields {
    /// Adds a field of `width` bits; of what does not fit, the most that does.
    fn put(&mut self, value: u8, width: u32) {
        let most = (1 << width) - 1;
        self.bits |= u64::from(value).min(most) << self.count;
        self.count += width;
    }

    /// Takes the next field.
    const fn take(&mut self, width: u32) -> u8 {
        let value = self.bits & ((1 << width) - 1);
        self.bits >>= width;
        value as u8
    }

    /// With fill, frame sync and CRC around it.
    fn framed(&self) -> Sequence {
        let crc = u64::from(Crc::BEGIN.after(self.bits, self.count).value());
        let end = HEADER_BITS + self.count;
        let bits = HEADER | self.bits << HEADER_BITS | crc << end | FILL << (end + CRC_BITS);
        Sequence { bits, count: end + CRC_BITS + FILL_BITS }
    }

    /// The information of a sequence of `count` bits.
    fn parse(bits: u64, count: u32) -> Result<Self, InfoError> {
        if !is_frame_sync(bits) {
            return Err(InfoError::NoFrameSync);
        }
        let count = count - HEADER_BITS - CRC_BITS - FILL_BITS;
        let information = bits >> HEADER_BITS & ((1 << count) - 1);
        let sent = (bits >> (HEADER_BITS + count)) as u16;
        if Crc::BEGIN.after(information, count).value() != sent {
            return Err(InfoError::WrongCrc);
        }
        Ok(Self { bits: information, count })
    }
}

/// 1111, which begins and ends a sequence.
const FILL: u64 = 0b1111;
/// Bits of it at the end.
pub(super) const FILL_BITS: u32 = 4;
const CRC_BITS: u32 = 16;
/// Fill and frame sync: 1111 01110010 in the order of the line.
const HEADER: u64 = 0b0100_1110 << FILL_BITS | FILL;
/// Bits of fill and frame sync.
pub(super) const HEADER_BITS: u32 = 12;

#[cfg(test)]
mod tests {
    use super::*;

    fn in_line_order(sequence: Sequence) -> String {
        let bit = |at| if sequence.bits >> at & 1 == 1 { '1' } else { '0' };
        (0..sequence.count).map(bit).collect()
    }

    #[test]
    fn a_sequence_is_laid_out_as_the_tables_say() {
        let infoh = Infoh {
            power_reduction_db: 3,
            trn_units: 29,
            carrier: CarrierChoice::High,
            pre_emphasis: PreEmphasis::of_index(6).unwrap_or_default(),
            symbol_rate: SymbolRate::S3429,
            trn_has_16_points: true,
        };
        let line = in_line_order(infoh.emit());
        assert_eq!(line.len(), 51);
        // Fill, sync, 3, 29, high, 6, 5, 16 points, each field its least bit first.
        assert_eq!(&line[..31], "1111011100101101011100101101011");
        assert_eq!(&line[47..], "1111");
        let info0 = in_line_order(Info0 { acknowledges: true, ..Info0::OURS }.emit());
        assert_eq!(info0.len(), 49);
        assert_eq!(&info0[..29], "11110111001011111111110101001");
        assert_eq!(&info0[45..], "1111");
    }

    #[test]
    fn every_field_comes_back() {
        for value in (0..1u64 << 17).step_by(3) {
            let sequence = Fields { bits: value, count: 17 }.framed();
            let info0 = Info0::parse(sequence.bits);
            assert_eq!(info0.map(|info0| info0.emit()), Ok(sequence), "{value:x}");
        }
        for value in (0..1u64 << 19).step_by(5) {
            let sequence = Fields { bits: value, count: 19 }.framed();
            let defined = (value >> 11 & 15) <= 10 && (value >> 15 & 7) <= 5;
            match Infoh::parse(sequence.bits) {
                Ok(infoh) => assert!(defined && infoh.emit() == sequence, "{value:x}"),
                Err(error) => assert!(!defined && error == InfoError::NotDefined, "{value:x}"),
            }
        }
    }

    #[test]
    fn each_wrong_bit_is_told() {
        let sequence = Info0::OURS.emit();
        for at in 0..45 {
            let expected = if at < 12 { InfoError::NoFrameSync } else { InfoError::WrongCrc };
            assert_eq!(Info0::parse(sequence.bits ^ 1 << at), Err(expected), "bit {at}");
        }
        assert!(Info0::parse(sequence.bits ^ 1 << 46).is_ok(), "the last fill says nothing");
    }

    #[test]
    fn what_a_source_cannot_do_is_not_asked_of_it() {
        let infoh = Infoh {
            power_reduction_db: 2,
            trn_units: 29,
            carrier: CarrierChoice::High,
            pre_emphasis: PreEmphasis::NONE,
            symbol_rate: SymbolRate::S3000,
            trn_has_16_points: false,
        };
        assert!(infoh.is_possible_for(&Info0::OURS));
        assert!(!infoh.is_possible_for(&Info0 { reduces_power: false, ..Info0::OURS }));
        assert!(!infoh.is_possible_for(&Info0 { sends_3000_high: false, ..Info0::OURS }));
        assert!(
            !Info0 { sends_3429: false, ..Info0::OURS }
                .sends(SymbolRate::S3429, CarrierChoice::Low)
        );
    }

    #[test]
    fn an_infoh_is_the_one_that_spandsp_makes() {
        let infoh = |power_reduction_db, trn_units, pre_emphasis| Infoh {
            power_reduction_db,
            trn_units,
            carrier: CarrierChoice::Low,
            pre_emphasis: PreEmphasis::of_index(pre_emphasis).unwrap_or_default(),
            symbol_rate: SymbolRate::S2400,
            trn_has_16_points: false,
        };
        let quickest = Infoh {
            carrier: CarrierChoice::High,
            symbol_rate: SymbolRate::S3429,
            trn_has_16_points: true,
            ..infoh(3, 29, 6)
        };
        for (infoh, line) in [
            (quickest, "111101110010110101110010110101100100011100000001111"),
            (infoh(0, 127, 10), "111101110010000111111100101000010000010010000111111"),
        ] {
            assert_eq!(in_line_order(infoh.emit()), line);
        }
    }
}
