//! Checks a fax number before a fax is sent to it: its form, the price class of a call, and whether
//! the user is allowed to send to it.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::parts::{Json, On, Question};
use super::{Api, Result};
use ferrofax_desk::PriceClass;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(check))
}

/// The sender for whom a fax number is checked.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Sender {
    /// The device that would send the fax; default: the user's first device.
    device: Option<String>,
}

/// The result of checking a fax number: its normalised form, its price class, and whether the user
/// is allowed to send to it.
#[derive(Serialize, ToSchema)]
pub(super) struct NumberCheck {
    /// The fax number in its normalised form. It begins with `+` if the country is known. Numbers
    /// with the same normalised form belong to the same recipient.
    e164: String,
    /// The older, deprecated name of `e164`, with the same value.
    #[schema(deprecated)]
    canonical: String,
    /// The price class of a call to this fax number.
    price: Price,
    /// Whether the user is allowed to send to this fax number now.
    allowed: bool,
    /// The reason why the user is not allowed to send to this fax number; null if `allowed` is
    /// true.
    why: Option<String>,
}

/// The price class of a call to a fax number.
///
/// - `inside`: An extension of your organisation.
/// - `local`: A number in the area of your organisation.
/// - `national`: A number in the same country.
/// - `abroad`: A number in another country.
/// - `special`: A premium-rate, satellite, emergency or similar number.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Price {
    Inside,
    Local,
    National,
    Abroad,
    Special,
}

/// Returns the normalised form of a fax number, the price class of a call to it, and whether the
/// user is allowed to send to it. The request is not recorded and does not count towards the user's
/// limits.
#[utoipa::path(
    get,
    path = "/numbers/{number}",
    tag = "jobs",
    operation_id = "check_number",
    security(("key" = ["jobs:read"])),
    params(("number" = String, Path, description = "The fax number, in any usual form."), Sender),
    responses(
        (status = 200, description = "The result of the check.", body = NumberCheck),
        (status = 422, description = "The number is not valid, or there is no such device.")
    )
)]
async fn check(
    On(api, caller, _, number): On<String>,
    Question(sender): Question<Sender>,
) -> Result<Json<NumberCheck>> {
    let device = sender.device.unwrap_or_default();
    let check = api.at_desk(move |desk| desk.check_number(&caller.person, &device, &number));
    Ok(Json(check.await?.into()))
}

impl From<ferrofax_desk::NumberCheck> for NumberCheck {
    fn from(check: ferrofax_desk::NumberCheck) -> Self {
        Self {
            e164: check.canonical.clone(),
            canonical: check.canonical,
            price: Price::of(check.class),
            allowed: check.refusal.is_none(),
            why: check.refusal.map(|denied| denied.text),
        }
    }
}

impl Price {
    fn of(class: PriceClass) -> Self {
        match class {
            PriceClass::Inside => Self::Inside,
            PriceClass::Local => Self::Local,
            PriceClass::National => Self::National,
            PriceClass::Abroad => Self::Abroad,
            PriceClass::Special => Self::Special,
        }
    }
}
