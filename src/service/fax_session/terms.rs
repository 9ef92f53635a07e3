//! The terms (such as rates and modems) of a session of the PBX's own fax applications, and the
//! configuration of the fax engine that follows from these terms.

use crate::service::line::longest_ifp;
use crate::service::settings::ModemList;
use crate::service::settings::modems::is_v34s;
use ferrofax_engine::call::{AnswerConfig, OriginateConfig, T38Terms};
use ferrofax_engine::t30::v8::V8Offer;
use ferrofax_signal::modem::Rate;
use std::path::PathBuf;

/// The terms that the PBX sets for a fax session. The dialplan sets some of these terms with its
/// function `FAXOPT`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionTerms {
    /// The number of the fax session in `fax show sessions`.
    pub id: u32,
    /// The task of the fax session, such as sending or receiving.
    pub kind: SessionKind,
    /// The name of Asterisk's channel.
    pub channel: String,
    /// The files that the fax session sends, or the one file to which it writes the received pages.
    pub documents: Vec<PathBuf>,
    /// The station ID that the fax session sends to the remote fax machine.
    pub local_ident: String,
    /// The text of the header line on each page; empty for no header line.
    pub header: String,
    /// The slowest rate that may be used in the fax session, in bit/s; 0 for no limit. The value
    /// 4800 is the default of res_fax and does not count as a limit either.
    pub min_rate: u32,
    /// The fastest rate that may be used in the fax session, in bit/s; 0 for no limit.
    pub max_rate: u32,
    /// The modems that the fax session may use.
    pub modems: Modems,
    /// Whether error correction (ECM) may be used in the fax session.
    pub ecm: bool,
    /// Whether each step of the fax session is logged.
    pub debug: bool,
    /// The T.38 terms that the PBX reports, if the fax session begins in T.38.
    pub t38: Option<T38Terms>,
}

/// The task of a fax session, such as sending or receiving.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionKind {
    /// The session receives a fax into a file.
    #[default]
    Receive,
    /// The session sends the pages of one or more files.
    Send,
    /// The session is a T.38 gateway for a call that passes through the PBX, with T.38 on one side
    /// and audio on the other.
    Gateway,
    /// The session listens to a call that passes through the PBX, and waits for the V.21 signal of
    /// a fax machine.
    V21,
}

/// The modems that a fax session may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modems {
    /// Whether V.17 may be used in the fax session.
    pub v17: bool,
    /// Whether V.27ter may be used in the fax session.
    pub v27ter: bool,
    /// Whether V.29 may be used in the fax session.
    pub v29: bool,
    /// Whether V.34 may be used in the fax session. res_fax allows the rate of V.34 (33600) only if
    /// `maxrate` is set to it.
    pub v34: bool,
}

/// The value of `minrate` that res_fax uses if neither its configuration nor the dialplan sets one.
/// This value is ignored: possibly nobody has set it, and a fax at 2400 bit/s is better than none.
const UNSET_MIN_RATE: u32 = 4800;

/// The word that res_fax passes as this side's station ID if the dialplan sets none.
const UNKNOWN_IDENT: &str = "unknown";

impl Modems {
    const fn has(self, rate: Rate) -> bool {
        match rate {
            Rate::V27ter2400 | Rate::V27ter4800 => self.v27ter,
            Rate::V29At7200 | Rate::V29At9600 => self.v29,
            Rate::V17At7200 | Rate::V17At9600 | Rate::V17At12000 | Rate::V17At14400 => self.v17,
        }
    }
}

impl SessionTerms {
    /// The rates that the session may use, within all its limits. If there is no such rate, the
    /// list has the slowest rate of the allowed modems. If no modem is allowed, the list has the
    /// slowest rate of V.27ter.
    pub(super) fn rates(&self) -> Vec<Rate> {
        let of_modems = || Rate::ALL.into_iter().filter(|rate| self.modems.has(*rate));
        let most = if self.max_rate == 0 { u32::MAX } else { self.max_rate };
        let within: Vec<Rate> = of_modems()
            .filter(|rate| (self.least_rate()..=most).contains(&rate.bps()))
            .collect();
        if within.is_empty() {
            return vec![of_modems().min_by_key(|rate| rate.bps()).unwrap_or(Rate::V27ter2400)];
        }
        within
    }

    /// The offer of this fax session in V.8: V.34 if it is allowed, because V.34 begins with V.8;
    /// otherwise nothing.
    fn v8(&self) -> V8Offer {
        let may = self.modems.v34 && (self.max_rate == 0 || is_v34s(self.max_rate));
        if may { V8Offer::V34 } else { V8Offer::Nothing }
    }

    fn v34_most(&self) -> u32 {
        ModemList::v34_most(Some(self.max_rate))
    }

    /// The slowest rate that the dialplan or the configuration asks for, in bit/s; 0 for none.
    fn least_rate(&self) -> u32 {
        if self.min_rate > UNSET_MIN_RATE { self.min_rate } else { 0 }
    }

    /// The station ID that the fax session sends to the remote fax machine; empty if the dialplan
    /// set none.
    pub(super) fn ident(&self) -> String {
        if self.local_ident.eq_ignore_ascii_case(UNKNOWN_IDENT) {
            String::new()
        } else {
            self.local_ident.clone()
        }
    }

    pub(super) fn answer(&self) -> AnswerConfig {
        AnswerConfig {
            ident: self.ident(),
            ecm: self.ecm,
            rates: self.rates(),
            v8: self.v8(),
            v34_most_bps: self.v34_most(),
            ..AnswerConfig::default()
        }
    }

    pub(super) fn originate(&self) -> OriginateConfig {
        OriginateConfig {
            ident: self.ident(),
            ecm: self.ecm,
            rates: self.rates(),
            v8: self.v8(),
            v34_most_bps: self.v34_most(),
            min_rate_bps: self.least_rate(),
            ..OriginateConfig::default()
        }
    }
}

/// The T.38 terms that a session uses if res_fax reports the terms `told`. res_fax never offers the
/// removal of fill bits, or transcoding. So neither is agreed on, even if the remote side supports
/// it. The maximum length of packets is that of `told`: 0 if the remote side did not name it.
pub(super) fn agreed(told: &T38Terms) -> T38Terms {
    T38Terms {
        version: told.version,
        max_ifp: told.max_ifp,
        rate_management: told.rate_management,
        max_bit_rate: told.max_bit_rate,
        ..T38Terms::default()
    }
}

/// The T.38 terms that a T.38 gateway uses if res_fax reports the terms `told`. A session that ends
/// the call itself shortens its packets when the line switches to T.38. A gateway does so here.
pub(super) fn of_gateway(told: &T38Terms) -> T38Terms {
    T38Terms { max_ifp: longest_ifp(told.max_ifp), ..agreed(told) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(modems: Modems, min_rate: u32, max_rate: u32) -> SessionTerms {
        SessionTerms { modems, min_rate, max_rate, ..SessionTerms::default() }
    }

    const ALL: Modems = Modems { v17: true, v27ter: true, v29: true, v34: false };

    #[test]
    fn the_rates_are_those_of_the_modems_within_the_limits() {
        assert_eq!(terms(ALL, 0, 0).rates(), Rate::ALL);
        assert_eq!(terms(ALL, 2400, 14_400).rates(), Rate::ALL);
        let to_9600: Vec<u32> =
            terms(ALL, 7200, 9600).rates().iter().map(|rate| rate.bps()).collect();
        assert_eq!(to_9600, [7200, 9600, 7200, 9600]);
        let v29 = Modems { v29: true, ..Modems::default() };
        assert_eq!(terms(v29, 2400, 14_400).rates(), [Rate::V29At7200, Rate::V29At9600]);
    }

    #[test]
    fn the_least_rate_of_res_fax_itself_keeps_no_fax_from_the_slowest() {
        assert_eq!(terms(ALL, 4800, 14_400).rates(), Rate::ALL);
        assert_eq!(terms(ALL, 4800, 14_400).originate().min_rate_bps, 0);
        assert_eq!(terms(ALL, 7200, 14_400).originate().min_rate_bps, 7200);
    }

    #[test]
    fn v34_is_offered_where_modems_and_maxrate_have_it() {
        let v34 = Modems { v34: true, ..ALL };
        assert_eq!(terms(v34, 4800, 33_600).answer().v8, V8Offer::V34);
        assert_eq!(terms(v34, 4800, 33_600).originate().v8, V8Offer::V34);
        assert_eq!(terms(v34, 4800, 28_800).answer().v8, V8Offer::V34);
        assert_eq!(terms(v34, 4800, 28_800).originate().v34_most_bps, 28_800);
        assert_eq!(terms(v34, 4800, 33_600).answer().v34_most_bps, 0);
        assert_eq!(terms(v34, 4800, 14_400).answer().v8, V8Offer::Nothing);
        assert_eq!(terms(ALL, 4800, 33_600).originate().v8, V8Offer::Nothing);
    }

    #[test]
    fn limits_that_leave_no_rate_leave_the_slowest() {
        let v29 = Modems { v29: true, ..Modems::default() };
        assert_eq!(terms(v29, 2400, 4800).rates(), [Rate::V29At7200]);
        assert_eq!(terms(v29, 9600, 9600).rates(), [Rate::V29At9600]);
        assert_eq!(terms(Modems::default(), 0, 0).rates(), [Rate::V27ter2400]);
    }

    /// With T.38's error correction FEC, Asterisk drops datagrams with longer packets.
    #[test]
    fn a_gateway_sends_packets_of_half_the_length_that_asterisk_permits() {
        let of = |max_ifp| of_gateway(&T38Terms { max_ifp, ..T38Terms::default() }).max_ifp;
        assert_eq!((of(170), of(0)), (85, T38Terms::default().max_ifp));
    }

    #[test]
    fn the_word_for_no_identification_is_not_sent() {
        let named = |ident: &str| {
            SessionTerms { local_ident: ident.into(), ..SessionTerms::default() }.ident()
        };
        assert_eq!(named("unknown"), "");
        assert_eq!(named("+49 99 1"), "+49 99 1");
    }
}
