//! Who the remote terminal says it is, and what it asks for.

use super::fcf::Fcf;
use super::frame::Frame;
use super::ident;

/// What the remote terminal says of itself and of whom it wants (T.30 §5.3.6.2). Where a
/// document is fetched, the same frames come from the other side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FarIdent {
    /// Its identification (TSI, CSI, CIG).
    pub ident: Option<String>,
    /// Sub-address (SUB).
    pub sub: Option<String>,
    /// Sender identification (SID).
    pub sid: Option<String>,
    /// Password (PWD).
    pub pwd: Option<String>,
    /// Which document it wants to fetch (SEP), …
    pub sep: Option<String>,
    /// … and from which sub-address (PSA).
    pub psa: Option<String>,
    /// What it says of the internet, if anything.
    pub internet: Option<Box<InternetIdent>>,
    /// Non-standard set-up or facilities (NSS, NSF), the bytes of the information field.
    pub nss: Option<Vec<u8>>,
}

/// Addresses in the internet (T.37, T.38).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InternetIdent {
    /// Where the remote terminal is (TSA, CSA, CIA).
    pub address: Option<String>,
    /// Whither the fax is to go on (IRA), or from where it is to be fetched (ISP).
    pub route: Option<String>,
}

impl FarIdent {
    /// Takes note of a frame that says something of it. False: this one does not.
    pub(super) fn note(&mut self, frame: &Frame) -> bool {
        let place = match frame.fcf {
            Fcf::Tsi | Fcf::Csi | Fcf::Cig => &mut self.ident,
            Fcf::Sub => &mut self.sub,
            Fcf::Sid => &mut self.sid,
            Fcf::Pwd => &mut self.pwd,
            Fcf::Sep => &mut self.sep,
            Fcf::Psa => &mut self.psa,
            Fcf::Tsa | Fcf::Csa | Fcf::Cia => {
                self.internet.get_or_insert_default().address = ident::parse_internet(&frame.fif);
                return true;
            }
            Fcf::Ira | Fcf::Isp => {
                self.internet.get_or_insert_default().route = ident::parse_internet(&frame.fif);
                return true;
            }
            Fcf::Nss | Fcf::Nsf | Fcf::Nsc => {
                self.nss = Some(frame.fif.clone());
                return true;
            }
            _ => return false,
        };
        *place = ident::parse(&frame.fif);
        true
    }
}
