//! How the house faxed lately: by days, ways and far machines, and why some went wrong.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::parts::{Json, Question, moment};
use crate::api::{Api, Caller, Kind, Problem};
use ferrofax_basics::UnixMs;
use ferrofax_spool::{Day, History, Share};

/// Days unless told otherwise, and at least and most.
const DAYS: u32 = 30;
const SHORTEST: u32 = 7;
const LONGEST: u32 = 366;

/// For how long.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Span {
    /// So many days, today the last: 30 unless told otherwise.
    #[param(minimum = 7, maximum = 366)]
    days: Option<u32>,
}

/// How the house faxed lately.
#[derive(Serialize, ToSchema)]
pub(super) struct HouseHistory {
    /// The oldest first.
    days: Vec<HouseDay>,
    /// Faxes that were sent and not, by the way of their last call: `audio`, `t38`; empty: no
    /// machine has answered.
    ways: Vec<Outcomes>,
    /// The same by the number of the far machine, those with most faxes first.
    machines: Vec<Outcomes>,
    /// Calls that came and that were placed, by their trunks as far as these are known.
    trunks: Vec<Outcomes>,
    /// Why faxes were not sent, the most frequent first.
    not_sent: Vec<Reason>,
    /// Why faxes did not come whole.
    not_received: Vec<Reason>,
}

/// A day.
#[derive(Serialize, ToSchema)]
struct HouseDay {
    /// When it began.
    #[schema(format = "date-time")]
    began_at: String,
    /// Faxes that came whole, and that did not.
    received: u32,
    not_received: u32,
    /// Jobs that were sent, and that were not.
    sent: u32,
    not_sent: u32,
    /// How long calls received and sent, seconds.
    receiving_seconds: i64,
    sending_seconds: i64,
}

/// How much of something went well.
#[derive(Serialize, ToSchema)]
struct Outcomes {
    of: String,
    well: u32,
    badly: u32,
}

/// Why something went wrong.
#[derive(Serialize, ToSchema)]
struct Reason {
    /// One word, as a job has it (`failure`), or a call's cause; empty: somebody has ended it.
    reason: String,
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

/// How the house faxed lately.
#[utoipa::path(
    get,
    path = "/admin/history",
    tag = "administration",
    operation_id = "get_history",
    security(("key" = ["admin"])),
    params(Span),
    responses((status = 200, description = "The figures.", body = HouseHistory))
)]
pub(super) async fn history(
    State(api): State<Api>,
    caller: Caller,
    Question(Span { days }): Question<Span>,
) -> Result<Json<HouseHistory>, Problem> {
    let days = days.unwrap_or(DAYS);
    if !(SHORTEST..=LONGEST).contains(&days) {
        let text = format!("days is a number from {SHORTEST} to {LONGEST}");
        return Err(Problem::new(Kind::Malformed, text));
    }
    let found = api.at_desk(move |desk| desk.house_history(&caller.person, days, UnixMs::now()));
    Ok(Json(HouseHistory::from(found.await?)))
}
