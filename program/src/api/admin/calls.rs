//! Records of calls: which there are, what each says, and what is made of it as files.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, HeaderValue};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::parts::{At, Json, Question, moment, time};
use crate::api::tag::bytes_tagged;
use crate::api::{Api, Caller, Kind, Problem, cursor};
use crate::examiner::{About, Again, ExamineError, FILES, Made};
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{CallRecord, FaxId, RecordId, RecordOf, RecordQuery};

/// Which records are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Looking {
    /// Of the call that brought this fax.
    fax: Option<i64>,
    /// Of calls for this job.
    job: Option<i64>,
    /// These digits are in the number at the other end.
    number: Option<String>,
    /// Only this device's: `2101` or `2101@context`.
    device: Option<String>,
    /// Only of calls that went well, or of those that did not.
    went_well: Option<bool>,
    /// Only of calls that began at this time or later.
    #[param(format = "date-time")]
    since: Option<String>,
    /// Only of calls that began before this time.
    #[param(format = "date-time")]
    until: Option<String>,
    /// Where an earlier answer says that the list goes on (`next`).
    cursor: Option<String>,
    /// So many at most: 50 unless told otherwise.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// The record of a call.
#[derive(Serialize, ToSchema)]
pub(super) struct RecordedCall {
    id: i64,
    /// The fax that the call brought.
    fax: Option<i64>,
    /// The job that it was for; where it was for several, the first of them.
    job: Option<i64>,
    /// The session of the PBX's own fax applications that it was.
    session: Option<u32>,
    /// When it began and ended.
    #[schema(format = "date-time")]
    began_at: String,
    #[schema(format = "date-time")]
    ended_at: String,
    /// Whether we sent.
    is_out: bool,
    /// `2101@context`; empty: no device had to do with it.
    device: String,
    /// The number at the other end; empty: it is not known.
    number: String,
    /// The trunk that it came or went by; empty: it is not known.
    trunk: String,
    went_well: bool,
    /// Why it ended, one word.
    cause: String,
    /// Pages that were confirmed.
    pages: u32,
    /// What the record takes on the disk.
    octets: u64,
}

/// Records, the newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct RecordedCalls {
    calls: Vec<RecordedCall>,
    /// The `cursor` with which the list goes on; none: it is at its end.
    next: Option<String>,
}

/// With which settings a recorded call is to run again.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Changed {
    /// Settings that are others now, with blanks between them: `max-rate=9600`, `modems=v29,v27`,
    /// `ecm=no`, `codings=mr,mh`, `level=-15` (dBm0). None: it runs as it ran.
    #[param(max_length = 200, example = "max-rate=9600 ecm=no")]
    with: Option<String>,
}

/// What came of it when a recorded call ran again.
#[derive(Serialize, ToSchema)]
pub(super) struct RanAgain {
    /// Whether it did to the bit what it had done; with changed settings: whether they changed nothing
    /// of what we said.
    is_same: bool,
    /// How it had ended and how it ended now, in words.
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
    fn query(self) -> Result<RecordQuery, Problem> {
        Ok(RecordQuery {
            fax: self.fax.map(FaxId),
            job: self.job.map(JobId),
            is_ok: self.went_well,
            device: self.device,
            number: self.number,
            since: self.since.as_deref().map(|text| time("since", text)).transpose()?,
            until: self.until.as_deref().map(|text| time("until", text)).transpose()?,
            below: cursor::read('r', self.cursor.as_deref())?.map(RecordId),
            // One more tells whether the list goes on.
            limit: cursor::limit(self.limit)? + 1,
        })
    }
}

/// Records of calls, the newest first.
#[utoipa::path(
    get,
    path = "/admin/calls",
    tag = "administration",
    operation_id = "list_calls",
    security(("key" = ["admin"])),
    params(Looking),
    responses((status = 200, description = "The records.", body = RecordedCalls))
)]
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
    Question(looking): Question<Looking>,
) -> Result<Json<RecordedCalls>, Problem> {
    let query = looking.query()?;
    let most = query.limit as usize - 1;
    let mut found = api.at_desk(move |desk| desk.call_records(&caller.person, &query)).await?;
    let goes_on = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| goes_on);
    let next = next.map(|last| cursor::written('r', last.id.0));
    Ok(Json(RecordedCalls { calls: found.into_iter().map(RecordedCall::from).collect(), next }))
}

/// What is known of a recorded call without looking into its record.
#[utoipa::path(
    get,
    path = "/admin/calls/{id}",
    tag = "administration",
    operation_id = "get_call",
    security(("key" = ["admin"])),
    params(("id" = i64, Path, description = "The record's number.")),
    responses((status = 200, description = "The call.", body = RecordedCall))
)]
pub(super) async fn one(
    State(api): State<Api>,
    caller: Caller,
    At(id): At<i64>,
) -> Result<Json<RecordedCall>, Problem> {
    let found = api.at_desk(move |desk| desk.call_record(&caller.person, RecordId(id))).await?;
    Ok(Json(found.into()))
}

/// What went wrong in a recorded call, whose fault it most likely is and what to change
/// (`findings`; what weighs most is the first), what was said and what was measured: as
/// `ferrofax call show --json` has it.
#[utoipa::path(
    get,
    path = "/admin/calls/{id}/explanation",
    tag = "administration",
    operation_id = "explain_call",
    security(("key" = ["admin"])),
    params(("id" = i64, Path, description = "The record's number.")),
    responses(
        (status = 200, description = "The explanation.", content_type = "application/json", body = Object),
        (status = 304, description = "As If-None-Match says."),
        (status = 409, description = "The record is damaged, or it takes too long.")
    )
)]
pub(super) async fn explanation(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
    At(id): At<i64>,
) -> Result<Response, Problem> {
    let made = fetched(&api, caller, RecordId(id), "explanation", Some(Made::Json)).await?;
    Ok(bytes_tagged(&headers, "application/json", made))
}

/// Runs a recorded call again, as `ferrofax call replay` does: whether it comes out the same, and what
/// would have come of it with other settings. What came from the far side stays as it was.
#[utoipa::path(
    get,
    path = "/admin/calls/{id}/replay",
    tag = "administration",
    operation_id = "replay_call",
    security(("key" = ["admin"])),
    params(("id" = i64, Path, description = "The record's number."), Changed),
    responses(
        (status = 200, description = "What came of it.", body = RanAgain),
        (status = 409, description = "One of these is no setting, the record is damaged, or it takes too long.")
    )
)]
pub(super) async fn replay(
    State(api): State<Api>,
    caller: Caller,
    At(id): At<i64>,
    Question(changed): Question<Changed>,
) -> Result<Json<RanAgain>, Problem> {
    let id = RecordId(id);
    let opened = api.at_desk(move |desk| desk.open_call_record(&caller.person, id, "replay"));
    let (record, file) = opened.await?;
    let with = changed.with.unwrap_or_default();
    let Again { is_same, text } = api.examining.again(file, About::of(&record), &with).await?;
    Ok(Json(RanAgain { is_same, text }))
}

/// What is made of a record: a drawing (`call.svg`, `call.png`), all that was seen (`call.json`),
/// the sound (`call.wav`), the packets of T.38 (`call.pcap`), the pages that came and that were
/// to go (`received.tif`, `sent.tif`), the record itself (`call.gz`), and the same without
/// numbers, names and pages (`anonymous.gz`).
#[utoipa::path(
    get,
    path = "/admin/calls/{id}/files/{name}",
    tag = "administration",
    operation_id = "get_call_file",
    security(("key" = ["admin"])),
    params(
        ("id" = i64, Path, description = "The record's number."),
        ("name" = String, Path, description = "What is wanted.", example = "call.svg")
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
        (status = 304, description = "As If-None-Match says."),
        (status = 409, description = "There is none of that in the record, it is damaged, or it takes too long.")
    )
)]
pub(super) async fn file(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
    At((id, name)): At<(i64, String)>,
) -> Result<Response, Problem> {
    let person = caller.person.clone();
    // First whether he may.
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
) -> Result<Vec<u8>, Problem> {
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
