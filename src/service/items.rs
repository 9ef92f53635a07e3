//! `FERROFAX(item)`: what the dialplan reads of a fax call, whichever its way.

use super::value;
use crate::call::{FarIdent, Negotiated};
use crate::modem::Rate;
use crate::t4::Coding;
use crate::t30::outcome::{Outcome, Status};

/// What is known of a call, whichever its way.
pub(super) struct Values<'a> {
    pub(super) pages: u32,
    pub(super) how: Option<Negotiated>,
    pub(super) local_ident: &'a str,
    pub(super) far: &'a FarIdent,
    /// How the call may go, until it is settled.
    pub(super) ecm: bool,
    pub(super) rates: &'a [Rate],
    pub(super) codings: &'a [Coding],
}

/// What an item reads that calls of both ways have.
pub(super) fn item(name: &str, values: &Values<'_>, outcome: Option<&Outcome>) -> Option<String> {
    let is_ok = outcome.is_some_and(|outcome| outcome.status == Status::Received);
    let how = values.how;
    let yes_no = |yes| if yes { "yes" } else { "no" }.to_owned();
    Some(match name.to_ascii_lowercase().as_str() {
        "status" => outcome.map_or("", |_| if is_ok { "SUCCESS" } else { "FAILED" }).to_owned(),
        "error" => outcome.filter(|_| !is_ok).map_or("", |outcome| outcome.cause.name()).to_owned(),
        "statusstring" | "statusstr" => outcome.map_or("", |outcome| outcome.cause.text()).to_owned(),
        "phase" => outcome.map_or_else(String::new, |outcome| outcome.phase.to_string()),
        "pages" => values.pages.to_string(),
        "rate" => how.map_or_else(String::new, |how| how.rate.bps().to_string()),
        "resolution" => how.map_or_else(String::new, |how| how.resolution.to_string()),
        "coding" => how.map_or_else(String::new, |how| value::coding_names(&[how.coding])),
        "remoteid" | "remotestationid" => values.far.ident.clone().unwrap_or_default(),
        "localid" | "localstationid" => values.local_ident.to_owned(),
        "ecm" => yes_no(how.map_or(values.ecm, |how| how.ecm)),
        "maxrate" => values.rates.iter().map(|rate| rate.bps()).max().map_or_else(String::new, |rate| rate.to_string()),
        "modems" | "modem" => value::modem_names(values.rates),
        "codings" => value::coding_names(values.codings),
        _ => return None,
    })
}
