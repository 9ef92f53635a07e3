//! `ferrofax junk`: lists junk faxes and blocked callers, and releases faxes that are no junk.

use serde_json::{Value, json};

use super::args::{Junk, JunkWork};
use super::noted::Audit;
use super::show::{columns, date, instant, plain, said, value_of};
use super::{End, print};
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_spool::view::FaxView;
use ferrofax_spool::{FaxId, JunkFax, ReceivedFax, RefusedCall, Spool};

pub(super) fn run(spool: &Spool, settings: &Settings, words: &Junk) -> Result<(), End> {
    match &words.work {
        Some(JunkWork::Release { faxes }) => release(spool, settings, faxes),
        None => list(spool, words),
    }
}

/// Releases faxes that were taken for junk: they are mailed and printed as usual.
fn release(spool: &Spool, settings: &Settings, faxes: &[FaxId]) -> Result<(), End> {
    let audit = Audit::of(spool, settings)?;
    faxes.iter().try_for_each(|fax| {
        let number = fax.to_string();
        let about = [("fax", number.as_str())];
        let refused = |text: String| -> Result<(), End> {
            audit.refused("not-junk", &about, "not-there", &text)?;
            Err(End::Refused(text))
        };
        match spool.faxes().not_junk(*fax, UnixMs::now()) {
            Ok(true) => {
                audit.done("not-junk", &about)?;
                print(&format!("fax {fax} is no junk: it is sent to its mailboxes\n"))
            }
            Ok(false) => refused(format!("fax {fax} is not filed as junk")),
            Err(error) if error.may_pass() => Err(End::of_spool(error)),
            Err(error) => refused(error.to_string()),
        }
    })
}

fn list(spool: &Spool, words: &Junk) -> Result<(), End> {
    let faxes = spool.faxes().junk_faxes(None, words.limit).map_err(End::of_spool)?;
    let refused = spool.faxes().refused_calls(None, words.limit).map_err(End::of_spool)?;
    if words.json {
        let faxes: Vec<Value> = faxes.iter().map(|(junk, fax)| fax_value(junk, fax)).collect();
        let refused: Vec<Value> = refused.iter().map(refused_value).collect();
        return print(&format!("{}\n", json!({"faxes": faxes, "refused_calls": refused})));
    }
    if faxes.is_empty() {
        print("no fax is filed as junk\n")?;
    } else {
        let headings = ["FAX", "PAGES", "WHEN", "DEVICE", "FROM", "RULE", "UNTIL"];
        let rows = faxes.iter().map(|(junk, fax)| fax_row(junk, fax)).collect();
        print(&columns(&headings, rows))?;
    }
    if refused.is_empty() {
        return Ok(());
    }
    let headings = ["REFUSED", "DEVICE", "FROM", "TRUNK", "RULE"];
    print(&format!("\n{}", columns(&headings, refused.iter().map(refused_row).collect())))
}

fn fax_row(junk: &JunkFax, fax: &ReceivedFax) -> Vec<String> {
    let view = FaxView::of(fax);
    let from = if fax.calling.is_empty() { &view.far_ident } else { &view.calling };
    let from = said(from);
    let [fax, pages, began, device] =
        [&view.fax, &view.pages, &view.started_at, &view.device].map(said);
    vec![fax, pages, began, device, from, plain(&junk.rule), date(junk.until)]
}

fn refused_row(call: &RefusedCall) -> Vec<String> {
    let from = if call.calling.is_empty() { "hidden" } else { &call.calling };
    vec![date(call.at), call.device.to_string(), plain(from), plain(&call.trunk), plain(&call.rule)]
}

fn fax_value(junk: &JunkFax, fax: &ReceivedFax) -> Value {
    let mut value = value_of(FaxView::of(fax).fields());
    value["rule"] = junk.rule.clone().into();
    value["until"] = instant(junk.until);
    value
}

fn refused_value(call: &RefusedCall) -> Value {
    json!({
        "at": instant(call.at),
        "device": call.device.to_string(),
        "calling": call.calling,
        "caller_name": call.caller_name,
        "trunk": call.trunk,
        "rule": call.rule,
    })
}
