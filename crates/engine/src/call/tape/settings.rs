//! A call's settings on its recording.
//!
//! They lie there as blocks. A setting that is new goes to the end of its block, and has what
//! held before where a block ends before it ([`Reader::is_at_end`]): so recordings of before
//! are read as they are.

use super::TapeError;
use super::bytes::{Reader, Writer};
use crate::call::{
    AnswerConfig, AskT38, Fetch, FetchConfig, OriginateConfig, PageQualityPolicy, RateManagement,
    RefusedPagePolicy, T38Terms, V8Offer,
};
use ferrofax_ground::t4::{Coding, PageWidth, Resolution};
use ferrofax_signal::modem::Rate;

/// With what a call was begun.
#[derive(Clone, Debug, PartialEq)]
pub enum CallSettings {
    /// It was answered.
    Answer(AnswerConfig),
    /// It was made.
    Originate(OriginateConfig),
}

const ASKS: [AskT38; 3] = [AskT38::Never, AskT38::Early, AskT38::AtFlags];
const MANAGEMENTS: [RateManagement; 2] = [RateManagement::Transferred, RateManagement::Local];

impl CallSettings {
    pub(super) fn write(&self, out: &mut Writer) {
        match self {
            Self::Answer(config) => {
                out.byte(b'A');
                out.block(|out| write_answer(out, config));
            }
            Self::Originate(config) => {
                out.byte(b'O');
                out.block(|out| write_originate(out, config));
            }
        }
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, TapeError> {
        match from.byte()? {
            b'A' => read_answer(&mut from.block()?).map(Self::Answer),
            b'O' => read_originate(&mut from.block()?).map(Self::Originate),
            _ => Err(from.damaged("a call that was neither answered nor made")),
        }
    }
}

fn write_answer(out: &mut Writer, config: &AnswerConfig) {
    let AnswerConfig {
        ident,
        nsf,
        ecm,
        rates,
        codings,
        resolutions,
        max_width,
        unlimited_length,
        min_row_ms,
        tx_level_dbm0,
        password,
        holds_document,
        quality,
        max_pages,
        max_rows,
        max_minutes,
        ask_t38,
        by_subaddress,
        v8,
        v34_most_bps,
    } = config;
    out.octets(ident.as_bytes());
    out.perhaps(nsf.as_deref());
    out.number((*ecm).into());
    out.places(&Rate::ALL, rates);
    out.places(&Coding::WITH_COLOUR, codings);
    out.places(&Resolution::ALL, resolutions);
    out.place(&PageWidth::ALL, *max_width);
    out.number((*unlimited_length).into());
    out.byte(*min_row_ms);
    out.real(*tx_level_dbm0);
    out.perhaps(password.as_deref().map(str::as_bytes));
    out.number((*holds_document).into());
    out.real(quality.rtp_percent);
    out.real(quality.rtn_percent);
    out.number(quality.keep_bad.into());
    [max_pages, max_rows, max_minutes]
        .into_iter()
        .for_each(|most| out.number((*most).into()));
    out.place(&ASKS, *ask_t38);
    out.number((*by_subaddress).into());
    out.place(&V8Offer::ALL, *v8);
    out.number((*v34_most_bps).into());
}

fn read_answer(from: &mut Reader<'_>) -> Result<AnswerConfig, TapeError> {
    Ok(AnswerConfig {
        ident: from.text()?,
        nsf: from.perhaps()?.map(<[u8]>::to_vec),
        ecm: from.yes()?,
        rates: from.places(&Rate::ALL)?,
        codings: from.places(&Coding::WITH_COLOUR)?,
        resolutions: from.places(&Resolution::ALL)?,
        max_width: from.place(&PageWidth::ALL)?,
        unlimited_length: from.yes()?,
        min_row_ms: from.byte()?,
        tx_level_dbm0: from.real()?,
        password: from.perhaps_text()?,
        holds_document: from.yes()?,
        quality: PageQualityPolicy {
            rtp_percent: from.real()?,
            rtn_percent: from.real()?,
            keep_bad: from.yes()?,
        },
        max_pages: from.small()?,
        max_rows: from.small()?,
        max_minutes: from.small()?,
        ask_t38: from.place(&ASKS)?,
        by_subaddress: !from.is_at_end() && from.yes()?,
        v8: read_v8(from)?,
        v34_most_bps: if from.is_at_end() { 0 } else { from.small()? },
    })
}

fn write_originate(out: &mut Writer, config: &OriginateConfig) {
    let OriginateConfig {
        ident,
        sub,
        sid,
        pwd,
        sends,
        fetch,
        nss,
        ecm,
        frame_octets,
        rates,
        min_rate_bps,
        codings,
        tx_level_dbm0,
        refused,
        answer_within_s,
        max_minutes,
        ask_t38,
        v8,
        v34_most_bps,
    } = config;
    out.octets(ident.as_bytes());
    [sub, sid, pwd]
        .into_iter()
        .for_each(|text| out.perhaps(text.as_deref().map(str::as_bytes)));
    out.number((*sends).into());
    out.number(fetch.is_some().into());
    if let Some(fetch) = fetch {
        write_fetch(out, fetch);
    }
    out.perhaps(nss.as_deref());
    out.number((*ecm).into());
    out.number((*frame_octets).into());
    out.places(&Rate::ALL, rates);
    out.number((*min_rate_bps).into());
    out.places(&Coding::WITH_COLOUR, codings);
    out.real(*tx_level_dbm0);
    out.number(refused.resends.into());
    out.number(refused.go_on.into());
    out.number((*answer_within_s).into());
    out.number((*max_minutes).into());
    out.place(&ASKS, *ask_t38);
    out.place(&V8Offer::ALL, *v8);
    out.number((*v34_most_bps).into());
}

fn read_originate(from: &mut Reader<'_>) -> Result<OriginateConfig, TapeError> {
    Ok(OriginateConfig {
        ident: from.text()?,
        sub: from.perhaps_text()?,
        sid: from.perhaps_text()?,
        pwd: from.perhaps_text()?,
        sends: from.yes()?,
        fetch: if from.yes()? { Some(Box::new(read_fetch(from)?)) } else { None },
        nss: from.perhaps()?.map(<[u8]>::to_vec),
        ecm: from.yes()?,
        frame_octets: from.up_to(u16::MAX.into())? as u16,
        rates: from.places(&Rate::ALL)?,
        min_rate_bps: from.small()?,
        codings: from.places(&Coding::WITH_COLOUR)?,
        tx_level_dbm0: from.real()?,
        refused: RefusedPagePolicy { resends: from.small()?, go_on: from.yes()? },
        answer_within_s: from.small()?,
        max_minutes: from.small()?,
        ask_t38: from.place(&ASKS)?,
        v8: read_v8(from)?,
        v34_most_bps: if from.is_at_end() { 0 } else { from.small()? },
    })
}

/// Recordings of before V.8 have none.
fn read_v8(from: &mut Reader<'_>) -> Result<V8Offer, TapeError> {
    if from.is_at_end() { Ok(V8Offer::Nothing) } else { from.place(&V8Offer::ALL) }
}

fn write_fetch(out: &mut Writer, config: &FetchConfig) {
    let FetchConfig { document: Fetch { sep, pwd, first }, receive } = config;
    [sep, pwd]
        .into_iter()
        .for_each(|text| out.perhaps(text.as_deref().map(str::as_bytes)));
    out.number((*first).into());
    out.block(|out| write_answer(out, receive));
}

fn read_fetch(from: &mut Reader<'_>) -> Result<FetchConfig, TapeError> {
    Ok(FetchConfig {
        document: Fetch {
            sep: from.perhaps_text()?,
            pwd: from.perhaps_text()?,
            first: from.yes()?,
        },
        receive: read_answer(&mut from.block()?)?,
    })
}

pub(super) fn write_terms(out: &mut Writer, terms: &T38Terms) {
    let T38Terms {
        version,
        max_ifp,
        rate_management,
        fill_bit_removal,
        transcoding_mmr,
        transcoding_jbig,
        max_bit_rate,
        repeat,
    } = terms;
    out.byte(*version);
    out.number((*max_ifp).into());
    out.place(&MANAGEMENTS, *rate_management);
    [fill_bit_removal, transcoding_mmr, transcoding_jbig, repeat]
        .into_iter()
        .for_each(|yes| out.number((*yes).into()));
    out.number((*max_bit_rate).into());
}

pub(super) fn read_terms(from: &mut Reader<'_>) -> Result<T38Terms, TapeError> {
    let version = from.byte()?;
    let max_ifp = from.up_to(u16::MAX.into())? as u16;
    let rate_management = from.place(&MANAGEMENTS)?;
    let [fill_bit_removal, transcoding_mmr, transcoding_jbig, repeat] =
        [from.yes()?, from.yes()?, from.yes()?, from.yes()?];
    Ok(T38Terms {
        version,
        max_ifp,
        rate_management,
        fill_bit_removal,
        transcoding_mmr,
        transcoding_jbig,
        max_bit_rate: from.small()?,
        repeat,
    })
}
