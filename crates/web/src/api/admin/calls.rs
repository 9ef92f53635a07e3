//! Call recordings: the list, the facts about each call, and files made from recordings.

use axum::http::Uri;
use axum::http::header::{CONTENT_DISPOSITION, HeaderValue};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::cursor::List;
use crate::api::lists::{linked, list};
use crate::api::parts::{By, Json, On, Question, moment, time};
use crate::api::tag::bytes_tagged;
use crate::api::{Api, Caller, Kind, Problem, Result, cursor};
use crate::examiner::{About, Again, ExamineError, FILES, Made};
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{CallRecord, FaxId, RecordId, RecordOf, RecordQuery};

/// The filter for the list of call recordings.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Looking {
    /// Restricts the list to the call in which this fax was received.
    fax: Option<i64>,
    /// Restricts the list to calls in which this job was sent.
    job: Option<i64>,
    /// Restricts the list to calls whose remote fax number contains these digits.
    number: Option<String>,
    /// Restricts the list to calls of this device: `2101` or `2101@context`.
    device: Option<String>,
    /// Restricts the list to calls that succeeded (`true`), or that failed (`false`).
    went_well: Option<bool>,
    /// Restricts the list to calls that began at this time or later.
    #[param(format = "date-time")]
    since: Option<String>,
    /// Restricts the list to calls that began before this time.
    #[param(format = "date-time")]
    until: Option<String>,
    /// The value of `next` in an earlier answer. The answer to this request continues that list.
    cursor: Option<String>,
    /// The greatest number of call recordings in the answer; default 50.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// The facts about a recorded call, as the API returns them.
#[derive(Serialize, ToSchema)]
pub(super) struct RecordedCall {
    /// The number of the recording.
    id: i64,
    /// The number of the fax that was received in the call.
    fax: Option<i64>,
    /// The number of the job that was sent in the call; the first job, if there were several.
    job: Option<i64>,
    /// The session number of Asterisk's own fax applications, if they handled the call.
    session: Option<u32>,
    /// The time at which the recorded call began.
    #[schema(format = "date-time")]
    began_at: String,
    /// The time at which the recorded call ended.
    #[schema(format = "date-time")]
    ended_at: String,
    /// `true` if the call belongs to a job (also one that fetches a document) or to Asterisk's
    /// `SendFAX`; `false` if a fax was received in the call.
    is_out: bool,
    /// The device, `2101@context`; empty if no device was involved.
    device: String,
    /// The telephone number of the remote party; empty if it is not known.
    number: String,
    /// The trunk of the call; empty if it is not known.
    trunk: String,
    /// Whether the fax was received or sent completely.
    went_well: bool,
    /// The reason why the call ended, as one word.
    cause: String,
    /// The number of pages that the receiving machine confirmed in the call.
    pages: u32,
    /// The size of the recording on the disk, in bytes.
    octets: u64,
}

list! {
    /// A list of call recordings, newest first.
    pub(super) RecordedCalls, calls, RecordedCall
}

/// A request to run the fax engine again on a recorded call, with other settings.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Changed {
    /// The settings that differ from those of the recorded call, separated by blanks:
    /// `max-rate=9600`, `modems=v29,v27`, `ecm=no`, `codings=mr,mh`, `level=-15` (dBm0). If absent,
    /// the call is run again with its original settings.
    #[param(max_length = 200, example = "max-rate=9600 ecm=no")]
    with: Option<String>,
}

/// The result of running the fax engine again on a call recording.
#[derive(Serialize, ToSchema)]
pub(super) struct RanAgain {
    /// Whether Ferrofax sent exactly the same signal, bit by bit, as in the recorded call.
    is_same: bool,
    /// A description in words: how the recorded call ended, how it ended when it was run again, and
    /// whether the two differ.
    text: String,
}

impl From<CallRecord> for RecordedCall {
    fn from(record: CallRecord) -> Self {
        let CallRecord { id, facts, octets, .. } = record;
        let (fax, job, session) = match facts.of {
            RecordOf::Fax(fax) => (Some(fax.0), None, None),
            RecordOf::Job(job, _) => (None, Some(job.0), None),
            RecordOf::Session(session) => (None, None, Some(session)),
        };
        Self {
            id: id.0,
            fax,
            job,
            session,
            began_at: moment(facts.began_at),
            ended_at: moment(facts.ended_at),
            is_out: facts.is_out,
            device: facts.device,
            number: facts.number,
            trunk: facts.trunk,
            went_well: facts.is_ok,
            cause: facts.cause,
            pages: facts.pages,
            octets,
        }
    }
}

impl Looking {
    fn query(self) -> Result<RecordQuery> {
        Ok(RecordQuery {
            fax: self.fax.map(FaxId),
            job: self.job.map(JobId),
            is_ok: self.went_well,
            device: self.device,
            number: self.number,
            since: self.since.as_deref().map(|text| time("since", text)).transpose()?,
            until: self.until.as_deref().map(|text| time("until", text)).transpose()?,
            below: cursor::read(List::Recordings, self.cursor.as_deref())?.map(RecordId),
            // One entry more than requested is read, to know whether the list continues.
            limit: cursor::limit(self.limit)? + 1,
        })
    }
}

/// Lists call recordings, newest first.
#[utoipa::path(
    get,
    path = "/admin/calls",
    tag = "administration",
    operation_id = "list_calls",
    security(("key" = ["admin"])),
    params(Looking),
    responses((status = 200, description = "The recordings.", body = RecordedCalls))
)]
pub(super) async fn list(
    By(api, caller): By,
    uri: Uri,
    Question(looking): Question<Looking>,
) -> Result {
    let query = looking.query()?;
    let limit = query.limit - 1;
    let found = api.at_desk(move |desk| desk.call_records(&caller.person, &query)).await?;
    let (found, next) =
        cursor::part(found, limit, |last| cursor::written(List::Recordings, last.id.0));
    let body = RecordedCalls::of(found.into_iter().map(RecordedCall::from), next.clone());
    Ok(linked(Json(body).into_response(), &uri, next.as_deref()))
}

/// Returns the facts about a recorded call, such as its times, number, trunk and result.
#[utoipa::path(
    get,
    path = "/admin/calls/{id}",
    tag = "administration",
    operation_id = "get_call",
    security(("key" = ["admin"])),
    params(("id" = i64, Path, description = "The number of the recording.")),
    responses((status = 200, description = "The call.", body = RecordedCall))
)]
pub(super) async fn one(On(api, caller, _, id): On) -> Result<Json<RecordedCall>> {
    let found = api.at_desk(move |desk| desk.call_record(&caller.person, RecordId(id))).await?;
    Ok(Json(found.into()))
}

/// Explains a recorded call, as `ferrofax call show --json` does.
///
/// `findings` names the troubles of the call, with the most likely cause and the settings to
/// change. The most important finding is first. The answer also has the frames exchanged and the
/// measurements, such as signal level and lost packets.
#[utoipa::path(
    get,
    path = "/admin/calls/{id}/explanation",
    tag = "administration",
    operation_id = "explain_call",
    security(("key" = ["admin"])),
    params(("id" = i64, Path, description = "The number of the recording.")),
    responses(
        (status = 200, description = "The explanation.", content_type = "application/json", body = Object),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`."),
        (status = 409, description = "The recording is damaged, or takes too long to process.")
    )
)]
pub(super) async fn explanation(On(api, caller, headers, id): On) -> Result {
    let made = fetched(&api, caller, RecordId(id), "explanation", Some(Made::Json)).await?;
    Ok(bytes_tagged(&headers, "application/json", made))
}

/// Runs the fax engine again on a recorded call, as `ferrofax call replay` does. Nobody is called.
///
/// The answer says whether the result is the same as in the recorded call, or what the result would
/// have been with other settings. The fax engine receives the recorded signals of the remote fax
/// machine.
#[utoipa::path(
    get,
    path = "/admin/calls/{id}/replay",
    tag = "administration",
    operation_id = "replay_call",
    security(("key" = ["admin"])),
    params(("id" = i64, Path, description = "The number of the recording."), Changed),
    responses(
        (status = 200, description = "The result of the second run.", body = RanAgain),
        (status = 409, description = "The request names an unknown setting, or the recording is damaged or takes too long to process.")
    )
)]
pub(super) async fn replay(
    On(api, caller, _, id): On,
    Question(changed): Question<Changed>,
) -> Result<Json<RanAgain>> {
    let id = RecordId(id);
    let opened = api.at_desk(move |desk| desk.open_call_record(&caller.person, id, "replay"));
    let (record, file) = opened.await?;
    let with = changed.with.unwrap_or_default();
    let Again { is_same, text } = api.examining.again(file, About::of(&record), &with).await?;
    Ok(Json(RanAgain { is_same, text }))
}

/// Returns a file made from a call recording.
///
/// The files are a drawing (`call.svg`, `call.png`), everything that was observed (`call.json`),
/// the sound (`call.wav`) and the T.38 packets (`call.pcap`). Other files are the received pages
/// (`received.tif`), the sent pages (`sent.tif`), the recording (`call.gz`), and the recording
/// without numbers, names and pages (`anonymous.gz`).
#[utoipa::path(
    get,
    path = "/admin/calls/{id}/files/{name}",
    tag = "administration",
    operation_id = "get_call_file",
    security(("key" = ["admin"])),
    params(
        ("id" = i64, Path, description = "The number of the recording."),
        ("name" = String, Path, description = "The name of the file.", example = "call.svg")
    ),
    responses(
        (
            status = 200,
            description = "The file.",
            content(
                ([u8] = "image/svg+xml"),
                ([u8] = "image/png"),
                ([u8] = "application/json"),
                ([u8] = "audio/wav"),
                ([u8] = "application/vnd.tcpdump.pcap"),
                ([u8] = "image/tiff"),
                ([u8] = "application/gzip")
            )
        ),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`."),
        (status = 409, description = "The recording lacks the data for this file, is damaged, or takes too long to process.")
    )
)]
pub(super) async fn file(On(api, caller, headers, (id, name)): On<(i64, String)>) -> Result {
    let person = caller.person.clone();
    // The rights are checked before the file is made.
    api.at_desk(move |desk| desk.call_record(&person, RecordId(id))).await?;
    let found = FILES.into_iter().find(|(known, ..)| *known == name);
    let (name, media_type, what) = found.ok_or_else(|| {
        let names = FILES.map(|(name, ..)| name).join(", ");
        Problem::new(Kind::NotThere, format!("There is no such file of a call; there are {names}"))
    })?;
    let made = fetched(&api, caller, RecordId(id), name, what).await?;
    let mut response = bytes_tagged(&headers, media_type, made);
    let name = format!("attachment; filename=\"call-{id}-{name}\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

async fn fetched(
    api: &Api,
    caller: Caller,
    id: RecordId,
    name: &'static str,
    what: Option<Made>,
) -> Result<Vec<u8>> {
    let opened = api.at_desk(move |desk| desk.open_call_record(&caller.person, id, name));
    let (record, file) = opened.await?;
    Ok(api.examining.fetch(file, About::of(&record), what).await?)
}

impl From<ExamineError> for Problem {
    fn from(error: ExamineError) -> Self {
        let kind = if error.may_pass() { Kind::ForNow } else { Kind::Conflict };
        Self::new(kind, error.to_string())
    }
}
