//! The facts remembered about the fax numbers that were called, and how the next call uses them.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::lists::list;
use crate::api::parts::{By, Json, On, Question, moment};
use crate::api::{Kind, Problem, Result};
use ferrofax_basics::UnixMs;
use ferrofax_desk::KnownNumber;
use ferrofax_spool::T38Fate;

/// The greatest number of fax numbers in an answer, if the request does not limit it.
const USUAL: u32 = 100;

/// The filter for the list of called fax numbers.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// The greatest number of entries in the answer; default 100. The fax number that was called
    /// last comes first.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// The facts about a called fax number that Ferrofax remembers from earlier calls.
#[derive(Serialize, ToSchema)]
pub(super) struct RememberedNumber {
    /// The normalised fax number.
    number: String,
    /// The time of the first call to this fax number that Ferrofax remembers.
    #[schema(format = "date-time")]
    since: String,
    /// The time of the last call to the number.
    #[schema(format = "date-time")]
    last_call: String,
    /// The reason why the last call to this fax number failed; null if this call succeeded.
    last_failure: Option<&'static str>,
    /// The number of calls to this fax number.
    calls: u32,
    /// The number of successful calls to this fax number.
    sent: u32,
    /// The time at which a fax was last sent to the number.
    #[schema(format = "date-time")]
    last_sent: Option<String>,
    /// The number of calls to this fax number that were busy.
    busy: u32,
    /// The number of calls to this fax number that nobody answered.
    no_answer: u32,
    /// The number of calls in a row to this fax number, up to and including the last call, that
    /// were busy or not answered.
    in_vain: u32,
    /// The highest rate that a call to this fax number could keep to its end, in bit/s.
    rate: Option<u32>,
    /// The time at which `rate` was stored.
    #[schema(format = "date-time")]
    rate_at: Option<String>,
    /// Whether the last call to this fax number used error correction (ECM).
    ecm: Option<bool>,
    /// The result of T.38 in the last call to this fax number. `refused`: the remote side refused
    /// T.38. `used`: the fax was sent over T.38. `broke`: T.38 was agreed on, but the call failed
    /// because of T.38, or no T.38 packet arrived.
    t38: Option<&'static str>,
    /// The settings that the next call to this fax number uses because of the remembered facts,
    /// each as a sentence.
    next_call: Vec<String>,
}

list! {
    /// A list of fax numbers with the facts about each of them.
    pub(super) NumberList, numbers, RememberedNumber
}

impl From<KnownNumber> for RememberedNumber {
    fn from(KnownNumber { known, advice }: KnownNumber) -> Self {
        Self {
            number: known.number,
            since: moment(known.since),
            last_call: moment(known.at),
            last_failure: known.failure.map(|failure| failure.name()),
            calls: known.calls,
            sent: known.sent,
            last_sent: known.sent_at.map(moment),
            busy: known.busy,
            no_answer: known.no_answer,
            in_vain: known.in_vain,
            rate: known.held.map(|held| held.bps),
            rate_at: known.held.map(|held| moment(held.at)),
            ecm: known.ecm,
            t38: Some(known.t38.name()).filter(|_| known.t38 != T38Fate::Unknown),
            next_call: advice.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Lists the fax numbers that were called, with the facts remembered about each of them.
#[utoipa::path(
    get,
    path = "/admin/numbers",
    tag = "administration",
    operation_id = "list_numbers",
    security(("key" = ["admin"])),
    params(Which),
    responses((status = 200, description = "The numbers.", body = NumberList))
)]
pub(super) async fn list(
    By(api, caller): By,
    Question(which): Question<Which>,
) -> Result<Json<NumberList>> {
    let limit = which.limit.unwrap_or(USUAL);
    if !(1..=1000).contains(&limit) {
        return Err(Problem::of_parameter("limit", "A number from 1 to 1000."));
    }
    let known = api.at_desk(move |desk| desk.known_numbers(&caller.person, limit, UnixMs::now()));
    let numbers = known.await?.into_iter().map(RememberedNumber::from);
    Ok(Json(NumberList::of(numbers, None)))
}

/// Returns the facts remembered about one fax number.
#[utoipa::path(
    get,
    path = "/admin/numbers/{number}",
    tag = "administration",
    operation_id = "show_number",
    security(("key" = ["admin"])),
    params(("number" = String, Path, description = "The fax number, in any usual form.")),
    responses(
        (status = 200, description = "All facts that are known about the number.", body = RememberedNumber),
        (status = 404, description = "No facts about the number are stored."),
        (status = 422, description = "The number is not valid.")
    )
)]
pub(super) async fn one(On(api, caller, _, number): On<String>) -> Result<Json<RememberedNumber>> {
    let text = nothing_known(&number);
    let known = api.at_desk(move |desk| desk.known_number(&caller.person, &number, UnixMs::now()));
    match known.await? {
        Some(known) => Ok(Json(known.into())),
        None => Err(Problem::new(Kind::NotThere, text)),
    }
}

/// Deletes the facts remembered about a fax number.
#[utoipa::path(
    delete,
    path = "/admin/numbers/{number}",
    tag = "administration",
    operation_id = "forget_number",
    security(("key" = ["admin"])),
    params(("number" = String, Path, description = "The fax number, in any usual form.")),
    responses(
        (status = 204, description = "The facts were deleted."),
        (status = 404, description = "No facts about the number were stored."),
        (status = 422, description = "The number is not valid.")
    )
)]
pub(super) async fn forget(On(api, caller, _, number): On<String>) -> Result<StatusCode> {
    let text = nothing_known(&number);
    if api.at_desk(move |desk| desk.forget_number(&caller.person, &number)).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::new(Kind::NotThere, text))
    }
}

fn nothing_known(number: &str) -> String {
    format!("Nothing is known of '{number}'")
}
