//! The items (call settings and results) of the dialplan function `FERROFAX(item)`. The dialplan
//! can read some items in any fax call. It can set other items for one fax, before the call's first
//! audio frame.

use super::page_memory::PageShare;
use super::settings::modems::{FASTEST, is_v34s};
use super::settings::{ModemList, SettingError, value};
use super::storage::CamePage;
use ferrofax_basics::UnixMs;
use ferrofax_engine::call::playout::PlayoutStats;
use ferrofax_engine::call::{
    AnswerConfig, FarIdent, Negotiated, OriginateConfig, ReceivedPage, T38Stats,
};
use ferrofax_engine::t30::outcome::{Outcome, Status};
use ferrofax_engine::t30::v8::V8Offer;
use ferrofax_ground::t4::Coding;
use ferrofax_signal::modem::Rate;
use ferrofax_spool::value::ValueError;
use ferrofax_spool::{LineFigures, NewPage, T38Packets};

/// The facts about a received or sent call from which the dialplan function `FERROFAX(item)` gets
/// its values, such as `pages` or `ecm`.
pub(super) struct Values<'a> {
    pub(super) pages: u32,
    pub(super) how: Option<Negotiated>,
    pub(super) local_ident: &'a str,
    pub(super) far: &'a FarIdent,
    /// Whether error correction is allowed. This value is shown until the call has negotiated error
    /// correction.
    pub(super) ecm: bool,
    pub(super) rates: &'a [Rate],
    pub(super) v34: bool,
    /// The highest rate that may be used with V.34, in bit/s; 0 allows V.34's own highest rate.
    pub(super) v34_most_bps: u32,
    pub(super) codings: &'a [Coding],
}

/// Returns the value of an item of the dialplan function `FERROFAX(item)`, for the items that
/// received and sent calls have in common.
pub(super) fn item(name: &str, values: &Values<'_>, outcome: Option<&Outcome>) -> Option<String> {
    let is_ok = outcome.is_some_and(|outcome| outcome.status == Status::Received);
    let how = values.how;
    let yes_no = |yes| if yes { "yes" } else { "no" }.to_owned();
    Some(match name.to_ascii_lowercase().as_str() {
        "status" => outcome.map_or("", |_| if is_ok { "SUCCESS" } else { "FAILED" }).to_owned(),
        "error" => outcome.filter(|_| !is_ok).map_or("", |outcome| outcome.cause.name()).to_owned(),
        "statusstring" | "statusstr" => {
            outcome.map_or("", |outcome| outcome.cause.text()).to_owned()
        }
        "phase" => outcome.map_or_else(String::new, |outcome| outcome.phase.to_string()),
        "pages" => values.pages.to_string(),
        "rate" => how.map_or_else(String::new, |how| how.rate.bps().to_string()),
        "resolution" => how.map_or_else(String::new, |how| how.resolution.to_string()),
        "coding" => how.map_or_else(String::new, |how| value::coding_names(&[how.coding])),
        "remoteid" | "remotestationid" => values.far.ident.clone().unwrap_or_default(),
        "localid" | "localstationid" => values.local_ident.to_owned(),
        "ecm" => yes_no(how.map_or(values.ecm, |how| how.ecm)),
        "maxrate" if values.v34 && values.v34_most_bps > 0 => values.v34_most_bps.to_string(),
        "maxrate" if values.v34 => FASTEST.to_string(),
        "maxrate" => values
            .rates
            .iter()
            .map(|rate| rate.bps())
            .max()
            .map_or_else(String::new, |rate| rate.to_string()),
        "modems" | "modem" => ModemList::names(values.rates, values.v34),
        // The codings of black-and-white pages. Colour is switched on separately.
        "codings" => {
            let codings: Vec<_> =
                values.codings.iter().copied().filter(|coding| !coding.is_colour()).collect();
            value::coding_names(&codings)
        }
        "colour" | "color" => yes_no(values.codings.iter().any(|coding| coding.is_colour())),
        _ => return None,
    })
}

/// The mode of the telephone line, T.38 or audio, as res_fax writes it.
pub(super) const fn mode(is_t38: bool) -> &'static str {
    if is_t38 { "T38" } else { "audio" }
}

/// The counts of a call's T.38 packets, as fields of an AMI event.
pub(super) fn t38_fields(stats: &T38Stats) -> [(&'static str, String); 11] {
    [
        ("T38PacketsReceived", stats.heard.to_string()),
        ("T38PacketsSent", stats.said.to_string()),
        ("T38PacketsMissing", stats.missing.to_string()),
        ("T38PacketsRepeated", stats.repeated.to_string()),
        ("T38PacketsLate", stats.late.to_string()),
        ("T38PacketsReordered", stats.reordered.to_string()),
        ("T38PacketsMalformed", stats.malformed.to_string()),
        ("T38PacketsDropped", stats.flooded.to_string()),
        ("T38PacketsStray", stats.strays.to_string()),
        ("T38Restarts", stats.restarts.to_string()),
        ("T38VersionChanges", stats.version_changes.to_string()),
    ]
}

/// The counts of a call's audio packets, as fields of an AMI event.
pub(super) fn audio_fields(stats: &PlayoutStats) -> [(&'static str, String); 8] {
    [
        ("AudioPacketsReceived", stats.frames.to_string()),
        ("AudioPacketsDoubled", stats.doubled.to_string()),
        ("AudioPacketsLate", stats.late.to_string()),
        ("AudioPacketsReordered", stats.reordered.to_string()),
        ("AudioPacketsDropped", stats.hasty.to_string()),
        ("AudioMoved", stats.moved.to_string()),
        ("AudioLostMs", (stats.lost_samples / 8).to_string()),
        ("AudioSilentMs", (stats.silent_samples / 8).to_string()),
    ]
}

/// The counts of a call's packets in words: of the T.38 packets if the call used T.38, else of the
/// audio packets.
pub(super) fn packets(t38: Option<T38Stats>, audio: &PlayoutStats) -> Option<String> {
    t38.map(|stats| stats.to_string())
        .or_else(|| (audio.frames > 0).then(|| audio.to_string()))
}

/// The figures about the quality of the telephone line that are stored with a fax or job: numbers
/// of lost packets, and the signal-to-noise ratio in dB. The ratio is known only if one of our
/// modems received a signal.
pub(super) fn line_figures(
    t38: Option<T38Stats>,
    audio: &PlayoutStats,
    snr_db: Option<f32>,
) -> LineFigures {
    let t38 = t38.unwrap_or_default();
    LineFigures {
        snr_db: snr_db.map(|db| db.max(0.0) as u32),
        t38: T38Packets { heard: t38.heard, missing: t38.missing, late: t38.late },
        audio_lost_ms: audio.lost_samples / 8,
        at: UnixMs::now(),
    }
}

/// The settings of a call that the dialplan function `FERROFAX()` can change, for received calls as
/// well as for sent ones.
struct Common<'a> {
    ident: &'a mut String,
    ecm: &'a mut bool,
    rates: &'a mut Vec<Rate>,
    v8: &'a mut V8Offer,
    v34_most_bps: &'a mut u32,
    codings: &'a mut Vec<Coding>,
}

/// The reason why the dialplan function `FERROFAX(item)` can't set an item.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant has its sentence")]
pub enum ItemError {
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Value(#[from] ValueError),
    #[error("no modem and rate would be left of what the device may use")]
    NoRateLeft,
    #[error("'{0}' can't be set any more: the fax has begun")]
    Begun(String),
    #[error(
        "'{item}' can't be set; ecm, maxrate, modems, codings, colour, t38 and localid{more} can"
    )]
    Unknown {
        item: String,
        /// The names of the items that the dialplan function `FERROFAX(item)` can set in this call,
        /// in addition to the items that received and sent calls have in common.
        more: &'static str,
    },
}

/// Sets one item of the dialplan function `FERROFAX(item)` for a call that is about to be answered.
///
/// # Errors
/// The item is unknown, or its value is not valid.
pub(super) fn set_answer(
    config: &mut AnswerConfig,
    item: &str,
    text: &str,
) -> Result<(), ItemError> {
    let AnswerConfig { ident, ecm, rates, v8, v34_most_bps, codings, .. } = config;
    if (Common { ident, ecm, rates, v8, v34_most_bps, codings }).set(item, text)? {
        Ok(())
    } else {
        Err(ItemError::Unknown { item: item.to_owned(), more: "" })
    }
}

/// Sets one item of the dialplan function `FERROFAX(item)` for a fax that is about to be sent.
///
/// # Errors
/// The item is unknown, or its value is not valid.
pub(super) fn set_originate(
    config: &mut OriginateConfig,
    item: &str,
    text: &str,
) -> Result<(), ItemError> {
    let OriginateConfig { ident, ecm, rates, v8, v34_most_bps, codings, .. } = config;
    if (Common { ident, ecm, rates, v8, v34_most_bps, codings }).set(item, text)? {
        return Ok(());
    }
    match item {
        "sub" => config.sub = Some(value::ident(text)?).filter(|text| !text.is_empty()),
        "pwd" => config.pwd = Some(value::ident(text)?).filter(|text| !text.is_empty()),
        _ => {
            let more = ", sub, pwd and header";
            return Err(ItemError::Unknown { item: item.to_owned(), more });
        }
    }
    Ok(())
}

impl Common<'_> {
    fn set(self, item: &str, text: &str) -> Result<bool, ItemError> {
        match item {
            "localid" | "localstationid" => *self.ident = value::ident(text)?,
            "ecm" => *self.ecm = value::yes_no(text)?,
            "modems" | "modem" => {
                let wanted = ModemList::read(text)?;
                self.keep(|rate| wanted.rates.contains(rate), wanted.v34)?;
            }
            "codings" => {
                let colours = self.codings.iter().copied().filter(|coding| coding.is_colour());
                let colours: Vec<_> = colours.collect();
                *self.codings = value::codings(text)?;
                self.codings.extend(colours);
            }
            "colour" | "color" => {
                self.codings.retain(|coding| !coding.is_colour());
                if value::yes_no(text)? {
                    self.codings.extend(Coding::OF_COLOURS);
                }
            }
            "maxrate" => {
                let most = value::rate(text)?;
                let bound = [*self.v34_most_bps, ModemList::v34_most(Some(most))];
                let tightest = bound.into_iter().filter(|bps| *bps > 0).min();
                *self.v34_most_bps = tightest.unwrap_or(0);
                self.keep(|rate| rate.bps() <= most, is_v34s(most))?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Keeps only those rates for which `wanted` returns true. Rates are never added: a rate that
    /// the fax device must not use remains forbidden. If `v34` is false, V.34 is not offered
    /// either.
    fn keep(self, wanted: impl Fn(&Rate) -> bool, v34: bool) -> Result<(), ItemError> {
        if !self.rates.iter().any(&wanted) {
            return Err(ItemError::NoRateLeft);
        }
        self.rates.retain(wanted);
        if !v34 {
            *self.v8 = V8Offer::Nothing;
        }
        Ok(())
    }
}

/// Converts a received page into the form that the storage thread takes. A colour page becomes a
/// black-and-white page only when the storage thread has decoded it. `memory` counts the page's
/// memory until the page is stored.
pub(super) fn new_page(page: ReceivedPage, memory: PageShare) -> CamePage {
    let (colour, undecoded, at_ms) = (page.colour, page.undecoded, page.at_ms);
    let page = NewPage {
        number: page.number,
        bitmap: page.bitmap,
        resolution: page.resolution,
        quality: page.quality,
        coding: page.coding,
        rate_bps: page.rate.bps(),
        ecm: page.ecm,
        complete: page.complete,
        received_at: UnixMs::now(),
    };
    CamePage { page, colour, undecoded, at_ms, memory: Some(memory) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_set_is_set_and_the_rest_is_named() {
        let mut config = OriginateConfig::default();
        for (item, text) in
            [("ecm", "no"), ("maxrate", "9600"), ("localid", "+49 991"), ("sub", "12")]
        {
            assert_eq!(set_originate(&mut config, item, text), Ok(()));
        }
        assert!(set_originate(&mut config, "modems", "v29").is_ok());
        assert!(
            set_originate(&mut config, "modems", "v27")
                .unwrap_err()
                .to_string()
                .contains("no modem")
        );
        assert!(
            config.rates.contains(&Rate::V29At9600) && !config.rates.contains(&Rate::V17At9600)
        );
        assert!(!config.ecm && config.rates.iter().all(|rate| rate.bps() <= 9600));
        assert_eq!((config.ident.as_str(), config.sub.as_deref()), ("+49 991", Some("12")));
        assert!(
            set_originate(&mut config, "pages", "3")
                .unwrap_err()
                .to_string()
                .contains("can't be set")
        );
        assert!(
            set_answer(&mut AnswerConfig::default(), "sub", "1")
                .unwrap_err()
                .to_string()
                .contains("can't be set")
        );
        assert!(
            set_answer(&mut AnswerConfig::default(), "ecm", "perhaps")
                .unwrap_err()
                .to_string()
                .contains("yes nor no")
        );
    }
    #[test]
    fn v34_is_taken_away_and_never_added() {
        let v8_after = |item: &str, text: &str, v8| {
            let mut config = OriginateConfig { v8, ..OriginateConfig::default() };
            set_originate(&mut config, item, text).map(|()| config.v8)
        };
        assert_eq!(v8_after("modems", "v34,v17", V8Offer::V34), Ok(V8Offer::V34));
        assert_eq!(v8_after("maxrate", "33600", V8Offer::V34), Ok(V8Offer::V34));
        assert_eq!(v8_after("modems", "v17", V8Offer::V34), Ok(V8Offer::Nothing));
        assert_eq!(v8_after("maxrate", "28800", V8Offer::V34), Ok(V8Offer::V34));
        assert_eq!(v8_after("maxrate", "14400", V8Offer::V34), Ok(V8Offer::Nothing));
        assert_eq!(v8_after("modems", "v34,v17", V8Offer::Nothing), Ok(V8Offer::Nothing));
    }

    #[test]
    fn a_bound_of_v34_is_only_ever_tightened() {
        let mut config = AnswerConfig { v8: V8Offer::V34, ..AnswerConfig::default() };
        let bounds = ["33600", "28800", "31200", "19200"].map(|text| {
            set_answer(&mut config, "maxrate", text).unwrap();
            config.v34_most_bps
        });
        assert_eq!(bounds, [0, 28_800, 28_800, 19_200]);
    }
}
