//! Facsimile control fields: what a frame is (T.30 §5.3.6.1), with every unknown code kept.
//!
//! Bytes are written as HDLC delivers them: the first bit on the line is the least
//! significant. The Recommendation writes the same bits from left to right, so its
//! `0000 0001` (DIS) is 0x80 here. Its `X` is therefore bit 0: the station that received
//! a valid DIS, the calling one as a rule, sets it.

use std::fmt;

/// A facsimile control field without its `X` bit, in the Recommendation's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // Each variant is the Recommendation's own name; the groups say where they stand in T.30.
pub enum Fcf {
    // §5.3.6.1.1: initial identification, from the called to the calling station.
    Dis,
    Csi,
    Nsf,
    // §5.3.6.1.2: command to send, from the station that wants to receive.
    Dtc,
    Cig,
    Nsc,
    Pwd,
    Sep,
    Psa,
    Cia,
    Isp,
    // §5.3.6.1.3: command to receive.
    Dcs,
    Tsi,
    Nss,
    Sub,
    Sid,
    Tsa,
    Ira,
    Ctc,
    // §5.3.6.1.4: pre-message response signals.
    Cfr,
    Ftt,
    Ctr,
    Csa,
    // §5.3.6.1.6: post-message commands.
    Eom,
    Mps,
    Eop,
    PriEom,
    PriMps,
    PriEop,
    Eos,
    Pps,
    Eor,
    Rr,
    // §5.3.6.1.7: post-message responses.
    Mcf,
    Rtp,
    Rtn,
    Pip,
    Pin,
    Ppr,
    Rnr,
    Err,
    Fdm,
    // §5.3.6.1.8: other line control signals.
    Dcn,
    Crp,
    Fnv,
    Tnr,
    Tr,
    // T.4 annex A: inside a partial page.
    Fcd,
    Rcp,
    /// The second field of PPS and EOR at the end of a partial page that is not the end
    /// of the page.
    Null,
    /// Anything else, the byte as it came.
    Unknown(u8),
}

/// Codes with an `X` bit, here 0.
const WITH_X: [(u8, Fcf); 37] = [
    (0x82, Fcf::Dcs),
    (0x42, Fcf::Tsi),
    (0x22, Fcf::Nss),
    (0xC2, Fcf::Sub),
    (0xA2, Fcf::Sid),
    (0x62, Fcf::Tsa),
    (0xE2, Fcf::Ira),
    (0x12, Fcf::Ctc),
    (0x84, Fcf::Cfr),
    (0x44, Fcf::Ftt),
    (0xC4, Fcf::Ctr),
    (0x24, Fcf::Csa),
    (0x8E, Fcf::Eom),
    (0x4E, Fcf::Mps),
    (0x2E, Fcf::Eop),
    (0x9E, Fcf::PriEom),
    (0x5E, Fcf::PriMps),
    (0x3E, Fcf::PriEop),
    (0x1E, Fcf::Eos),
    (0xBE, Fcf::Pps),
    (0xCE, Fcf::Eor),
    (0x6E, Fcf::Rr),
    (0x8C, Fcf::Mcf),
    (0xCC, Fcf::Rtp),
    (0x4C, Fcf::Rtn),
    (0xAC, Fcf::Pip),
    (0x2C, Fcf::Pin),
    (0xBC, Fcf::Ppr),
    (0xEC, Fcf::Rnr),
    (0x1C, Fcf::Err),
    (0xFC, Fcf::Fdm),
    (0xFA, Fcf::Dcn),
    (0x1A, Fcf::Crp),
    (0xCA, Fcf::Fnv),
    (0xEA, Fcf::Tnr),
    (0x6A, Fcf::Tr),
    (0x00, Fcf::Null),
];

/// Codes whose every bit counts.
const WITHOUT_X: [(u8, Fcf); 13] = [
    (0x80, Fcf::Dis),
    (0x40, Fcf::Csi),
    (0x20, Fcf::Nsf),
    (0x81, Fcf::Dtc),
    (0x41, Fcf::Cig),
    (0x21, Fcf::Nsc),
    (0xC1, Fcf::Pwd),
    (0xA1, Fcf::Sep),
    (0x61, Fcf::Psa),
    (0xE1, Fcf::Cia),
    (0x11, Fcf::Isp),
    (0x06, Fcf::Fcd),
    (0x86, Fcf::Rcp),
];

impl Fcf {
    /// What `byte` says.
    pub fn from_byte(byte: u8) -> Self {
        let exact = WITHOUT_X.iter().find(|(code, _)| *code == byte);
        exact
            .or_else(|| WITH_X.iter().find(|(code, _)| *code == byte & 0xFE))
            .map_or(Self::Unknown(byte), |(_, fcf)| *fcf)
    }

    /// The byte, with the `X` bit where the code has one.
    pub fn to_byte(self, x: bool) -> u8 {
        if let Self::Unknown(byte) = self {
            return byte;
        }
        if let Some((code, _)) = WITHOUT_X.iter().find(|(_, fcf)| *fcf == self) {
            return *code;
        }
        WITH_X
            .iter()
            .find(|(_, fcf)| *fcf == self)
            .map_or(0, |(code, _)| code + u8::from(x))
    }

    /// Whether only a receiving station says this. Heard at one with its own `X` bit, it is its
    /// own echo.
    pub(crate) const fn is_said_by_receiver(self) -> bool {
        matches!(
            self,
            Self::Dis
                | Self::Csi
                | Self::Nsf
                | Self::Cfr
                | Self::Ftt
                | Self::Ctr
                | Self::Csa
                | Self::Mcf
                | Self::Rtp
                | Self::Rtn
                | Self::Pip
                | Self::Pin
                | Self::Ppr
                | Self::Rnr
                | Self::Err
                | Self::Fdm
        )
    }

    /// Whether only a calling station that wants to fetch a document says this.
    pub(crate) const fn is_said_to_fetch(self) -> bool {
        matches!(
            self,
            Self::Dtc
                | Self::Cig
                | Self::Nsc
                | Self::Pwd
                | Self::Sep
                | Self::Psa
                | Self::Cia
                | Self::Isp
        )
    }

    /// Whether this ends a page without ECM, with or without the wish for an operator.
    pub(crate) const fn is_post_message_command(self) -> bool {
        matches!(
            self,
            Self::Eom
                | Self::Mps
                | Self::Eop
                | Self::PriEom
                | Self::PriMps
                | Self::PriEop
                | Self::Eos
        )
    }

    /// The same command with the wish for an operator (PRI-Q), where there is one.
    pub(crate) const fn with_interrupt(self) -> Self {
        match self {
            Self::Eom => Self::PriEom,
            Self::Mps => Self::PriMps,
            Self::Eop => Self::PriEop,
            other => other,
        }
    }

    /// The same command without the wish for an operator (PRI-Q): nobody sits at this machine.
    pub(crate) const fn without_interrupt(self) -> Self {
        match self {
            Self::PriEom => Self::Eom,
            Self::PriMps => Self::Mps,
            Self::PriEop => Self::Eop,
            other => other,
        }
    }
}

impl fmt::Display for Fcf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PriEom => f.write_str("PRI-EOM"),
            Self::PriMps => f.write_str("PRI-MPS"),
            Self::PriEop => f.write_str("PRI-EOP"),
            Self::Unknown(byte) => write!(f, "unknown frame {byte:02X}"),
            named => f.write_str(&format!("{named:?}").to_ascii_uppercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        for byte in 0..=255 {
            let fcf = Fcf::from_byte(byte);
            assert_eq!(fcf.to_byte(byte & 1 == 1), byte, "{fcf}");
        }
    }

    #[test]
    fn shows_the_standards_spelling() {
        assert_eq!(Fcf::Dis.to_string(), "DIS");
        assert_eq!(Fcf::PriEop.to_string(), "PRI-EOP");
        assert_eq!(Fcf::Unknown(0xFF).to_string(), "unknown frame FF");
    }
}
