//! The facts about one call that sends, and their form as channel variables, AMI fields and CDR.

use crate::service::host::CallInfo;
use crate::service::items::{self, Values};
use crate::service::job_events::Fields;
use crate::service::recorder::Ended;
use ferrofax_basics::DeviceName;
use ferrofax_engine::call::playout::PlayoutStats;
use ferrofax_engine::call::{FarIdent, Negotiated, OriginateConfig, T38Stats};
use ferrofax_engine::t30::outcome::{Outcome, Status};
use ferrofax_engine::t30::v8::V8Offer;
use ferrofax_spool::jobs::{JobId, JobLease};
use ferrofax_spool::{FaxId, LineFigures};

/// The facts about one call that sends, to which new ones are added during the call.
pub(super) struct SendRecord {
    pub(super) info: CallInfo,
    pub(super) local_ident: String,
    pub(super) far: FarIdent,
    pub(super) how: Option<Negotiated>,
    /// Whether the call used T.38 when the last page was confirmed. Before the first page, whether
    /// the call uses T.38 now.
    pub(super) is_t38: bool,
    /// The counts of the call's T.38 packets, if there were any; known at the end of the call.
    pub(super) t38: Option<T38Stats>,
    /// The counts of the call's audio packets; known at the end of the call.
    pub(super) audio: Option<PlayoutStats>,
    /// The figures of the telephone line at the last time when they were stored with a job of this
    /// call. The next job gets only the difference.
    pub(super) figures: LineFigures,
    /// The jobs in the call, in the order in which they are sent.
    jobs: Vec<JobId>,
    device: DeviceName,
    number: String,
    tag: String,
    /// The number of this attempt of the call's first job, from 1.
    tries: u32,
    /// The number of pages that the remote fax machine confirmed in this call, or that were fetched
    /// completely.
    pub(super) pages: u32,
    /// Whether the remote fax machine asked for an operator: a person on our side who should take
    /// the call (procedure interrupt in T.30).
    pub(super) operator: bool,
    /// Whether the job only fetches a document, and sends nothing.
    fetches: bool,
    /// The number of the received fax in which the fetched document is stored; `None` if no page
    /// was received.
    pub(super) fax: Option<FaxId>,
}

impl SendRecord {
    pub(super) fn new(info: CallInfo, lease: &JobLease, local_ident: String) -> Self {
        Self {
            info,
            local_ident,
            far: FarIdent::default(),
            how: None,
            is_t38: false,
            t38: None,
            audio: None,
            figures: LineFigures::default(),
            jobs: vec![lease.job.id],
            device: lease.job.device.clone(),
            number: lease.job.number.clone(),
            tag: lease.job.tag.clone(),
            tries: lease.job.tries.saturating_add(1),
            pages: 0,
            operator: false,
            fetches: lease.job.only_fetches(),
            fax: None,
        }
    }

    /// The telephone number that was dialled.
    pub(super) fn number(&self) -> &str {
        &self.number
    }

    /// Records that another job was added to the call.
    pub(super) fn joined(&mut self, lease: &JobLease) {
        self.jobs.push(lease.job.id);
    }

    /// Adds the fields that identify the call to the fields of an AMI event.
    pub(super) fn with_call(&self, mut fields: Fields) -> Fields {
        fields.push(("Channel", self.info.channel.clone()));
        fields.push(("Uniqueid", self.info.unique_id.clone()));
        fields.push(("TransferRate", self.rate()));
        fields.push((
            "ECM",
            self.how.map_or("", |how| if how.ecm { "yes" } else { "no" }).to_owned(),
        ));
        fields.push(("Resolution", self.resolution()));
        fields.push(("LocalStationID", self.local_ident.clone()));
        fields.push(("RemoteStationID", self.far.ident.clone().unwrap_or_default()));
        fields.push(("Mode", items::mode(self.is_t38).to_owned()));
        fields.extend(self.t38.iter().flat_map(items::t38_fields));
        fields.extend(self.audio.iter().flat_map(items::audio_fields));
        fields
    }

    /// The end of the call in the form that the call recording stores.
    pub(super) fn ended(&self, outcome: &Outcome, is_ok: bool) -> Ended {
        Ended {
            is_out: true,
            device: self.device.to_string(),
            number: self.number.clone(),
            trunk: self.info.trunk().unwrap_or_default(),
            is_ok,
            cause: outcome.cause.name(),
            pages: self.pages,
            fetched: self.fax,
        }
    }

    /// The channel variables that report the result of the call. Most have the same names as in
    /// res_fax.
    pub(super) fn variables(&self, outcome: &Outcome) -> Fields {
        let ok = outcome.status == Status::Received;
        let text = match (ok, self.fetches) {
            (true, true) => "The fax was fetched completely.",
            (true, false) => "The fax was sent completely.",
            (false, _) => outcome.cause.text(),
        };
        let fax = self.fax.map(|fax| ("FERROFAX_ID", fax.to_string()));
        let variables = [
            ("FAXSTATUS", if ok { "SUCCESS" } else { "FAILED" }.to_owned()),
            ("FAXERROR", if ok { String::new() } else { outcome.cause.name().to_owned() }),
            ("FAXSTATUSSTRING", text.to_owned()),
            ("FAXPAGES", self.pages.to_string()),
            ("FAXBITRATE", self.rate()),
            ("FAXRESOLUTION", self.resolution()),
            ("FAXMODE", items::mode(self.is_t38).to_owned()),
            ("REMOTESTATIONID", self.far.ident.clone().unwrap_or_default()),
            ("LOCALSTATIONID", self.local_ident.clone()),
            ("FERROFAX_JOB", self.jobs()),
            ("FERROFAX_PHASE", outcome.phase.to_string()),
            ("FERROFAX_OPERATOR", u8::from(self.operator).to_string()),
        ];
        variables.into_iter().chain(fax).collect()
    }

    /// The text for the user field of the sending call's CDR.
    pub(super) fn cdr(&self, outcome: &Outcome) -> String {
        let ecm = if self.how.is_some_and(|how| how.ecm) { " ecm" } else { "" };
        format!(
            "job={} device={} pages={} rate={}{ecm} cause={} mode={}",
            self.jobs(),
            self.device,
            self.pages,
            self.rate(),
            outcome.cause.name(),
            items::mode(self.is_t38)
        )
    }

    /// The value that the dialplan function `FERROFAX(item)` returns in this call; `None` if there
    /// is no such item.
    pub(super) fn item(
        &self,
        item: &str,
        terms: &OriginateConfig,
        outcome: Option<&Outcome>,
    ) -> Option<String> {
        Some(match item.to_ascii_lowercase().as_str() {
            "direction" => "out".to_owned(),
            "mode" => items::mode(self.is_t38).to_owned(),
            "job" | "sessionid" => self.jobs(),
            "device" => self.device.to_string(),
            "number" => self.number.clone(),
            "tag" => self.tag.clone(),
            "try" => self.tries.to_string(),
            "sub" => terms.sub.clone().unwrap_or_default(),
            _ => {
                let values = Values {
                    pages: self.pages,
                    how: self.how,
                    local_ident: &self.local_ident,
                    far: &self.far,
                    ecm: terms.ecm,
                    rates: &terms.rates,
                    v34: terms.v8 == V8Offer::V34,
                    v34_most_bps: terms.v34_most_bps,
                    codings: &terms.codings,
                };
                return items::item(item, &values, outcome);
            }
        })
    }

    /// The numbers of the jobs in the call, separated by commas.
    pub(super) fn jobs(&self) -> String {
        self.jobs.iter().map(JobId::to_string).collect::<Vec<_>>().join(",")
    }

    fn rate(&self) -> String {
        self.how.map_or_else(String::new, |how| how.rate.bps().to_string())
    }

    fn resolution(&self) -> String {
        self.how.map_or_else(String::new, |how| how.resolution.to_string())
    }
}
