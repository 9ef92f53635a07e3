//! The facts about one received call, and their form as channel variables, AMI fields, CDR and
//! spool record.

use crate::service::host::CallInfo;
use crate::service::items::{self as values, Values};
use crate::service::recorder::Ended;
use crate::service::undecoded::UndecodedPages;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_engine::call::playout::PlayoutStats;
use ferrofax_engine::call::{
    AnswerConfig, FarIdent, LineReport, Negotiated, ReceivedPage, T38Stats,
};
use ferrofax_engine::t30::outcome::{Cause, Outcome, Status};
use ferrofax_engine::t30::v8::V8Offer;
use ferrofax_ground::t4::Resolution;
use ferrofax_signal::modem::LineQuality;
use ferrofax_spool::event::{Event, Reason};
use ferrofax_spool::{FaxEnd, FaxId, SessionFacts};

/// The facts about one received call, to which new ones are added during the call.
pub(super) struct Record {
    fax: FaxId,
    info: CallInfo,
    device: DeviceName,
    pub(super) local_ident: String,
    far: FarIdent,
    how: Option<Negotiated>,
    /// Whether the call used T.38 when the last page came. Before the first page, whether the call
    /// uses T.38 now.
    pub(super) is_t38: bool,
    /// The counts of the call's T.38 packets; `None` if the call did not use T.38.
    pub(super) t38: Option<T38Stats>,
    /// The counts of the call's audio packets, which are known at the end of the call.
    pub(super) audio: PlayoutStats,
    /// The number of pages that were received, whether they were confirmed or not.
    pub(super) pages: u32,
    /// The last measurement of the telephone line's quality by the modem for page data.
    pub(super) line: Option<LineReport>,
    /// Whether the remote fax machine asked for an operator: a person on our side who should take
    /// the call (procedure interrupt in T.30).
    pub(super) operator: bool,
    /// The junk rule that matches the fax; `None` if the fax is not junk (an unwanted fax).
    pub(super) junk: Option<String>,
    /// The received pages that could not be decoded to the end.
    pub(super) undecoded: UndecodedPages,
    /// Whether a page was not confirmed because the shared database did not have it in time.
    pub(super) is_not_shared: bool,
}

type Fields = Vec<(&'static str, String)>;

impl Record {
    pub(super) fn new(fax: FaxId, info: CallInfo, device: DeviceName, local_ident: String) -> Self {
        Self {
            fax,
            info,
            device,
            local_ident,
            far: FarIdent::default(),
            how: None,
            is_t38: false,
            t38: None,
            audio: PlayoutStats::default(),
            pages: 0,
            line: None,
            operator: false,
            junk: None,
            undecoded: UndecodedPages::default(),
            is_not_shared: false,
        }
    }

    pub(super) fn note_ident(&mut self, far: FarIdent) -> Box<SessionFacts> {
        self.far = far;
        Box::new(SessionFacts {
            far_ident: self.far.ident.clone(),
            sub: self.far.sub.clone(),
            sid: self.far.sid.clone(),
            ..SessionFacts::default()
        })
    }

    pub(super) fn note_negotiated(&mut self, how: Negotiated) -> Box<SessionFacts> {
        self.how = Some(how);
        Box::new(SessionFacts {
            rate_bps: Some(how.rate.bps()),
            ecm: Some(how.ecm),
            coding: Some(how.coding),
            resolution: Some(how.resolution),
            ..SessionFacts::default()
        })
    }

    /// The facts that the PBX has reported about the call.
    pub(super) const fn info(&self) -> &CallInfo {
        &self.info
    }

    /// The identification of the remote fax machine, and the subaddress that this machine asked
    /// for.
    pub(super) const fn far(&self) -> &FarIdent {
        &self.far
    }

    /// Sets another fax device as the recipient of the fax.
    pub(super) fn goes_to(&mut self, device: DeviceName) {
        self.device = device;
    }

    /// The telephone number of the calling side; empty if the network withholds it.
    pub(super) fn caller(&self) -> &str {
        &self.info.caller_number
    }

    /// The facts about the telephone line and the T.30 session that are stored with the received
    /// fax at the end of the call.
    pub(super) fn line_facts(&self) -> Box<SessionFacts> {
        let mode = Some(values::mode(self.is_t38));
        let packets = values::packets(self.t38, &self.audio);
        let line = self.line.map(|report| report.to_string());
        let snr_db = self.line.map(|report| report.quality.snr_db);
        let figures = Some(values::line_figures(self.t38, &self.audio, snr_db));
        Box::new(SessionFacts { mode, packets, line, figures, ..SessionFacts::default() })
    }

    /// The end of the fax in the form that the spool stores. `gave` says whether the calling fax
    /// machine has polled for a document in this call.
    pub(super) fn end(&self, outcome: &Outcome, gave: bool) -> Box<FaxEnd> {
        let mut end = FaxEnd::of(outcome, UnixMs::now());
        if gave && self.pages == 0 && outcome.status == Status::Received {
            end.event = Event::fax_ended(Reason::CallerFetched);
        }
        if self.is_not_shared && outcome.cause == Cause::Storage {
            end.event = Event::fax_ended(Reason::PageNotShared);
        }
        self.undecoded.add_to(&mut end);
        Box::new(end)
    }

    /// The station identification that the calling fax machine has sent.
    pub(super) fn far_ident(&self) -> Option<String> {
        self.far.ident.clone()
    }

    /// The end of the call in the form that the call recording stores.
    pub(super) fn ended(&self, outcome: &Outcome) -> Ended {
        Ended {
            is_out: false,
            device: self.device.to_string(),
            number: self.info.caller_number.clone(),
            trunk: self.info.trunk().unwrap_or_default(),
            is_ok: outcome.status == Status::Received,
            cause: outcome.cause.name(),
            pages: outcome.pages,
            fetched: None,
        }
    }

    /// The result of the received fax as Asterisk channel variables. Most have the names that
    /// res_fax uses.
    pub(super) fn variables(&self, outcome: &Outcome) -> Fields {
        let ok = outcome.status == Status::Received;
        vec![
            ("FAXSTATUS", if ok { "SUCCESS" } else { "FAILED" }.to_owned()),
            ("FAXERROR", if ok { String::new() } else { outcome.cause.name().to_owned() }),
            ("FAXSTATUSSTRING", outcome.cause.text().to_owned()),
            ("FAXPAGES", outcome.pages.to_string()),
            ("FAXBITRATE", self.rate()),
            ("FAXRESOLUTION", self.resolution()),
            ("FAXMODE", values::mode(self.is_t38).to_owned()),
            ("REMOTESTATIONID", self.far.ident.clone().unwrap_or_default()),
            ("LOCALSTATIONID", self.local_ident.clone()),
            ("FERROFAX_ID", self.fax.to_string()),
            ("FERROFAX_PHASE", outcome.phase.to_string()),
            ("FERROFAX_SUB", self.far.sub.clone().unwrap_or_default()),
            ("FERROFAX_OPERATOR", u8::from(self.operator).to_string()),
            ("FERROFAX_JUNK", self.junk.clone().unwrap_or_default()),
        ]
    }

    /// The value that the dialplan function `FERROFAX(item)` returns in this call; `None` if there
    /// is no such item.
    pub(super) fn item(
        &self,
        item: &str,
        config: &AnswerConfig,
        outcome: Option<&Outcome>,
    ) -> Option<String> {
        Some(match item.to_ascii_lowercase().as_str() {
            "direction" => "in".to_owned(),
            "mode" => values::mode(self.is_t38).to_owned(),
            "id" | "sessionid" => self.fax.to_string(),
            "device" => self.device.to_string(),
            "sub" => self.far.sub.clone().unwrap_or_default(),
            "sid" => self.far.sid.clone().unwrap_or_default(),
            name if LINE_ITEMS.contains(&name) => {
                let line = self.line.map(|report| line_fields(&report.quality));
                line.and_then(|fields| {
                    fields.into_iter().find(|(field, _)| field.eq_ignore_ascii_case(name))
                })
                .map_or_else(String::new, |(_, value)| value)
            }
            _ => {
                let values = Values {
                    pages: self.pages,
                    how: self.how,
                    local_ident: &self.local_ident,
                    far: &self.far,
                    ecm: config.ecm,
                    rates: &config.rates,
                    v34: config.v8 == V8Offer::V34,
                    v34_most_bps: config.v34_most_bps,
                    codings: &config.codings,
                };
                return values::item(item, &values, outcome);
            }
        })
    }

    /// The text about the fax for the user field of the call's CDR.
    pub(super) fn cdr(&self, outcome: &Outcome) -> String {
        let ecm = if self.how.is_some_and(|how| how.ecm) { " ecm" } else { "" };
        format!(
            "fax={} device={} pages={} rate={}{ecm} cause={} mode={}",
            self.fax,
            self.device,
            outcome.pages,
            self.rate(),
            outcome.cause.name(),
            values::mode(self.is_t38)
        )
    }

    pub(super) fn start_fields(&self) -> Fields {
        let mut fields = self.call_fields();
        fields.push(("CallerIDNum", self.info.caller_number.clone()));
        fields.push(("CallerIDName", self.info.caller_name.clone()));
        fields.push(("LocalStationID", self.local_ident.clone()));
        fields
    }

    pub(super) fn page_fields(&mut self, page: &ReceivedPage) -> Fields {
        self.pages = self.pages.max(page.number);
        let mut fields = self.call_fields();
        fields.push(("Page", page.number.to_string()));
        fields.push(("Rows", page.quality.rows.to_string()));
        fields.push(("BadRows", page.quality.bad_rows.to_string()));
        fields.push(("Complete", if page.complete { "yes" } else { "no" }.to_owned()));
        fields.push(("Resolution", self.resolution()));
        fields.push(("TransferRate", self.rate()));
        fields.extend(line_fields(&page.line));
        fields
    }

    /// The fields of the AMI event that reports a request for an operator.
    pub(super) fn operator_fields(&mut self) -> Fields {
        self.operator = true;
        self.call_fields()
    }

    /// The fields of the AMI event about the quality of the telephone line. The modem for page data
    /// measures the quality when it has trained, and again at the end of the signal that follows.
    pub(super) fn line_fields(&mut self, report: LineReport) -> Fields {
        self.line = Some(report);
        let mut fields = self.call_fields();
        fields.push(("Moment", if report.is_over { "over" } else { "trained" }.to_owned()));
        fields.push(("Modem", report.rate.to_string()));
        fields.extend(line_fields(&report.quality));
        fields
    }

    pub(super) fn end_fields(&self, outcome: &Outcome) -> Fields {
        let mut fields = self.call_fields();
        fields.push((
            "Status",
            if outcome.status == Status::Received { "SUCCESS" } else { "FAILED" }.to_owned(),
        ));
        fields.push(("Cause", outcome.cause.name().to_owned()));
        fields.push(("CauseText", outcome.cause.text().to_owned()));
        fields.push(("Phase", outcome.phase.to_string()));
        fields.push(("PagesTransferred", outcome.pages.to_string()));
        fields.push(("Resolution", self.resolution()));
        fields.push(("TransferRate", self.rate()));
        fields.push(("LocalStationID", self.local_ident.clone()));
        fields.push(("RemoteStationID", self.far.ident.clone().unwrap_or_default()));
        fields.push(("Mode", values::mode(self.is_t38).to_owned()));
        fields.extend(self.junk.clone().map(|rule| ("Junk", rule)));
        fields.extend(self.t38.iter().flat_map(values::t38_fields));
        fields.extend(values::audio_fields(&self.audio));
        fields
    }

    fn call_fields(&self) -> Fields {
        vec![
            ("Channel", self.info.channel.clone()),
            ("Uniqueid", self.info.unique_id.clone()),
            ("Context", self.info.context.clone()),
            ("Exten", self.info.exten.clone()),
            ("Device", self.device.to_string()),
            ("FaxID", self.fax.to_string()),
        ]
    }

    fn rate(&self) -> String {
        self.how.map_or_else(String::new, |how| how.rate.bps().to_string())
    }

    fn resolution(&self) -> String {
        self.how.map_or_else(String::new, |how| resolution_name(how.resolution))
    }
}

/// The items of the dialplan function `FERROFAX(item)` that describe the quality of the telephone
/// line, in lower case.
const LINE_ITEMS: [&str; 6] = ["snr", "level", "offset", "skew", "distortion", "relocks"];

/// The quality of the telephone line, as the modem for page data measured it, under the names of
/// the AMI fields. The units are, in the order of the fields: dB, dBm0, Hz, parts per million, dB,
/// and a count.
fn line_fields(line: &LineQuality) -> [(&'static str, String); 6] {
    [
        ("SNR", format!("{:.1}", line.snr_db)),
        ("Level", format!("{:.1}", line.level_dbm0)),
        ("Offset", format!("{:+.1}", line.offset_hz)),
        ("Skew", format!("{:+.0}", line.skew_ppm)),
        ("Distortion", format!("{:.1}", line.distortion_db)),
        ("Relocks", line.relocks.to_string()),
    ]
}

/// A resolution in the form that Asterisk's res_fax uses: `204x98`.
fn resolution_name(resolution: Resolution) -> String {
    format!("{:.0}x{:.0}", resolution.x_dpi(), resolution.y_dpi())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_of_the_line_is_a_field() {
        let line =
            LineQuality { snr_db: 31.24, offset_hz: -0.1, skew_ppm: 3.0, ..LineQuality::default() };
        let fields = line_fields(&line);
        assert_eq!(fields.each_ref().map(|(name, _)| name.to_ascii_lowercase()), LINE_ITEMS);
        assert_eq!(fields.map(|(_, value)| value), ["31.2", "0.0", "-0.1", "+3", "0.0", "0"]);
    }

    #[test]
    fn resolutions_bear_the_names_that_res_fax_gives_them() {
        let names =
            [Resolution::Standard, Resolution::Fine, Resolution::Superfine, Resolution::R300]
                .map(resolution_name);
        assert_eq!(names, ["204x98", "204x196", "204x391", "300x300"]);
    }
}
