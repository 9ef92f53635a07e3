//! The enumerations of T.38 annex A: indicators, kinds of data, kinds of fields, each
//! with its code.

use ferrofax_signal::modem::Rate;

/// What the line does (T.38 §7.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Indicator {
    /// Silence.
    NoSignal,
    /// The calling tone.
    Cng,
    /// The called station's tone.
    Ced,
    /// The flags before V.21 frames.
    V21Preamble,
    /// An image modem trains; `short` is V.17's short training.
    Training {
        /// The modem and its rate.
        rate: Rate,
        /// Short training.
        short: bool,
    },
    /// What we only name: V.8, V.34 and V.33, by its number from 16 to 22.
    Later(u8),
}

/// What a packet's data is (T.38 §7.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DataKind {
    /// V.21 frames.
    V21,
    /// What an image modem carries: a page, frames of a partial page, or a training check.
    Image(Rate),
    /// What we only name: V.8, V.34 and V.33, by its number from 9 to 14.
    Later(u8),
}

/// What a field of data is (T.38 §7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// Octets of a frame, without flags, stuffed zeros and FCS.
    HdlcData,
    /// The signal has ended.
    HdlcSigEnd,
    /// The frame has ended, its FCS is right.
    HdlcFcsOk,
    /// The frame has ended, its FCS is wrong.
    HdlcFcsBad,
    /// The frame has ended, its FCS is right, and so has the signal.
    HdlcFcsOkSigEnd,
    /// The frame has ended, its FCS is wrong, and so has the signal.
    HdlcFcsBadSigEnd,
    /// Octets of a page without ECM, or of a training check.
    NonEcmData,
    /// The last of them, and the end of the signal.
    NonEcmSigEnd,
    /// What we only name: V.8 and V.34, by its number from 8 to 11.
    Later(u8),
}

/// Image rates in the order in which T.38 numbers them.
const BY_NUMBER: [Rate; 8] = [
    Rate::V27ter2400,
    Rate::V27ter4800,
    Rate::V29At7200,
    Rate::V29At9600,
    Rate::V17At7200,
    Rate::V17At9600,
    Rate::V17At12000,
    Rate::V17At14400,
];

/// Where among [`BY_NUMBER`] V.17 begins, which has two trainings each.
const V17: u8 = 4;

fn number_of(rate: Rate) -> u8 {
    BY_NUMBER.iter().position(|each| *each == rate).unwrap_or_default() as u8
}

impl Indicator {
    /// Codes from here on belong to the extension.
    pub(super) const EXTENSION: u8 = 16;

    pub(super) fn code(self) -> u8 {
        match self {
            Self::NoSignal => 0,
            Self::Cng => 1,
            Self::Ced => 2,
            Self::V21Preamble => 3,
            Self::Training { rate, short } => match number_of(rate) {
                number @ 0..V17 => 4 + number,
                number => 8 + 2 * (number - V17) + u8::from(!short),
            },
            Self::Later(code) => code,
        }
    }

    pub(super) fn from_code(code: u8) -> Option<Self> {
        let rate = |number: u8| BY_NUMBER.get(usize::from(number)).copied();
        Some(match code {
            0 => Self::NoSignal,
            1 => Self::Cng,
            2 => Self::Ced,
            3 => Self::V21Preamble,
            4..8 => Self::Training { rate: rate(code - 4)?, short: false },
            8..16 => {
                Self::Training { rate: rate(V17 + (code - 8) / 2)?, short: code.is_multiple_of(2) }
            }
            16..=22 => Self::Later(code),
            _ => return None,
        })
    }
}

impl DataKind {
    /// Codes from here on belong to the extension.
    pub(super) const EXTENSION: u8 = 9;

    pub(super) fn code(self) -> u8 {
        match self {
            Self::V21 => 0,
            Self::Image(rate) => 1 + number_of(rate),
            Self::Later(code) => code,
        }
    }

    pub(super) fn from_code(code: u8) -> Option<Self> {
        match code {
            0 => Some(Self::V21),
            1..=8 => BY_NUMBER.get(usize::from(code - 1)).map(|rate| Self::Image(*rate)),
            9..=14 => Some(Self::Later(code)),
            _ => None,
        }
    }
}

impl FieldKind {
    /// Codes from here on belong to the extension.
    pub(super) const EXTENSION: u8 = 8;

    const ALL: [Self; 8] = [
        Self::HdlcData,
        Self::HdlcSigEnd,
        Self::HdlcFcsOk,
        Self::HdlcFcsBad,
        Self::HdlcFcsOkSigEnd,
        Self::HdlcFcsBadSigEnd,
        Self::NonEcmData,
        Self::NonEcmSigEnd,
    ];

    pub(super) fn code(self) -> u8 {
        match self {
            Self::Later(code) => code,
            kind => Self::ALL.iter().position(|each| *each == kind).unwrap_or_default() as u8,
        }
    }

    pub(super) fn from_code(code: u8) -> Option<Self> {
        match code {
            0..8 => Self::ALL.get(usize::from(code)).copied(),
            8..=11 => Some(Self::Later(code)),
            _ => None,
        }
    }

    /// Whether the signal ends with it.
    pub const fn ends_signal(self) -> bool {
        matches!(
            self,
            Self::HdlcSigEnd | Self::HdlcFcsOkSigEnd | Self::HdlcFcsBadSigEnd | Self::NonEcmSigEnd
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_means_one_thing() {
        for code in 0..=22 {
            assert_eq!(Indicator::from_code(code).map(Indicator::code), Some(code));
        }
        for code in 0..=14 {
            assert_eq!(DataKind::from_code(code).map(DataKind::code), Some(code));
        }
        for code in 0..=11 {
            assert_eq!(FieldKind::from_code(code).map(FieldKind::code), Some(code));
        }
        assert_eq!(Indicator::from_code(23), None);
        assert_eq!(
            Indicator::from_code(8),
            Some(Indicator::Training { rate: Rate::V17At7200, short: true })
        );
        assert_eq!(
            Indicator::from_code(15),
            Some(Indicator::Training { rate: Rate::V17At14400, short: false })
        );
    }
}
