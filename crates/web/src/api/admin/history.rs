//! The fax traffic of the last days: its counts by day, by transport (audio or T.38) and by remote
//! fax machine, and the reasons for failures.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::parts::{By, Json, Question, moment};
use crate::api::{Problem, Result};
use ferrofax_basics::UnixMs;
use ferrofax_spool::{Day, History, Share};

/// The default number of days in a report on fax traffic. `SHORTEST` and `LONGEST` are the least
/// and the greatest number.
const DAYS: u32 = 30;
const SHORTEST: u32 = 7;
const LONGEST: u32 = 366;

/// A request for the report on fax traffic, with the number of days that the report covers.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Span {
    /// The number of days in the report on fax traffic, up to today; default 30.
    #[param(minimum = 7, maximum = 366)]
    days: Option<u32>,
}

/// The fax traffic of the days that the request asks for (by default the last 30): received and
/// sent faxes, and reasons for failures.
#[derive(Serialize, ToSchema)]
pub(super) struct HouseHistory {
    /// The fax traffic of each day, oldest day first.
    days: Vec<HouseDay>,
    /// The counts of faxes sent and failed, by the transport of their last call: `audio` or `T38`.
    /// The transport is an empty text if no fax machine has answered.
    ways: Vec<Outcomes>,
    /// The counts of faxes sent and failed, by remote number, the most frequent number first.
    machines: Vec<Outcomes>,
    /// The counts of incoming and outgoing calls by trunk, as far as the trunk is known.
    trunks: Vec<Outcomes>,
    /// The reasons why faxes were not sent, the most frequent first.
    not_sent: Vec<Reason>,
    /// The reasons why faxes were not received completely, the most frequent first.
    not_received: Vec<Reason>,
}

/// The fax traffic of one day.
#[derive(Serialize, ToSchema)]
struct HouseDay {
    /// The start of the day to which these counts belong.
    #[schema(format = "date-time")]
    began_at: String,
    /// The number of faxes that were received completely on this day.
    received: u32,
    /// The number of faxes that were received incompletely or not at all on this day.
    not_received: u32,
    /// The number of jobs that were sent completely on this day.
    sent: u32,
    /// The number of jobs that failed on this day.
    not_sent: u32,
    /// The total duration of the calls that received faxes on this day, in seconds.
    receiving_seconds: i64,
    /// The total duration of the calls that sent faxes on this day, in seconds.
    sending_seconds: i64,
}

/// The numbers of successes (`well`) and failures (`badly`) for one transport, remote number or
/// trunk (`of`). For a transport or a remote number, they count faxes; for a trunk, calls.
#[derive(Serialize, ToSchema)]
struct Outcomes {
    /// The transport, remote number or trunk whose faxes or calls are counted.
    of: String,
    /// The number of faxes that were received or sent completely. For a trunk: the number of calls
    /// that succeeded.
    well: u32,
    /// The number of faxes that failed. For a trunk: the number of calls that failed.
    badly: u32,
}

/// A reason why faxes failed, and how often it occurred.
#[derive(Serialize, ToSchema)]
struct Reason {
    /// The reason as one word: a job's `failure`, or the cause of a call's end. Empty if somebody
    /// cancelled the fax.
    reason: String,
    /// The number of faxes that failed for this reason.
    count: u32,
}

impl From<History> for HouseHistory {
    fn from(history: History) -> Self {
        let reason = |(reason, count): (String, u32)| Reason { reason, count };
        let shares = |shares: Vec<Share>| shares.into_iter().map(Outcomes::from).collect();
        Self {
            days: history.days.into_iter().map(HouseDay::from).collect(),
            ways: shares(history.ways),
            machines: shares(history.machines),
            trunks: shares(history.trunks),
            not_sent: history.not_sent.into_iter().map(reason).collect(),
            not_received: history.not_received.into_iter().map(reason).collect(),
        }
    }
}

impl From<Day> for HouseDay {
    fn from(day: Day) -> Self {
        Self {
            began_at: moment(day.began),
            received: day.received,
            not_received: day.not_received,
            sent: day.sent,
            not_sent: day.not_sent,
            receiving_seconds: day.receiving_ms / 1_000,
            sending_seconds: day.sending_ms / 1_000,
        }
    }
}

impl From<Share> for Outcomes {
    fn from(share: Share) -> Self {
        Self { of: share.of, well: share.well, badly: share.badly }
    }
}

/// Returns the fax traffic of the last days (default 30): received and sent faxes by day, transport
/// (audio or T.38), remote number and trunk, and the reasons for failures.
#[utoipa::path(
    get,
    path = "/admin/history",
    tag = "administration",
    operation_id = "get_history",
    security(("key" = ["admin"])),
    params(Span),
    responses((status = 200, description = "The fax traffic.", body = HouseHistory))
)]
pub(super) async fn history(
    By(api, caller): By,
    Question(Span { days }): Question<Span>,
) -> Result<Json<HouseHistory>> {
    let days = days.unwrap_or(DAYS);
    if !(SHORTEST..=LONGEST).contains(&days) {
        let text = format!("A number from {SHORTEST} to {LONGEST}.");
        return Err(Problem::of_parameter("days", &text));
    }
    let found = api.at_desk(move |desk| desk.house_history(&caller.person, days, UnixMs::now()));
    Ok(Json(HouseHistory::from(found.await?)))
}
