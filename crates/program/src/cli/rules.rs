//! `ferrofax rules test`: shows what the rules of gateway.toml would do with received faxes.

use serde_json::{Value, json};

use super::args::{RulesTest, RulesWork};
use super::show::{columns, date, instant, plain};
use super::{End, print};
use crate::settings::Settings;
use crate::sorting::{Decision, decided, text_of};
use ferrofax_spool::{FaxId, FaxQuery, ReceivedFax, Spool};

pub(super) fn run(spool: &Spool, settings: &Settings, work: &RulesWork) -> Result<(), End> {
    match work {
        RulesWork::Test(words) => test(spool, settings, words),
    }
}

fn test(spool: &Spool, settings: &Settings, words: &RulesTest) -> Result<(), End> {
    if settings.sorting.rules.is_empty() {
        return Err(End::refused("gateway.toml has no [[rule]]"));
    }
    let mut rows = Vec::new();
    let mut values = Vec::new();
    for fax in faxes(spool, words)? {
        let whole = spool.faxes().fax(fax).map_err(End::of_spool)?;
        let text = text_of(spool, fax).map_err(End::of_spool)?;
        if words.faxes.is_empty() && text.is_none() {
            continue;
        }
        let (decision, _) =
            decided(spool, &settings.sorting, &whole, text.as_ref()).map_err(End::of_spool)?;
        if words.json {
            values.push(value(&whole, &decision));
        } else {
            rows.push(row(&whole, &decision));
        }
    }
    if words.json {
        return print(&format!("{}\n", json!(values)));
    }
    if rows.is_empty() {
        return print("no fax was read yet; name a fax to test it by what is known of it\n");
    }
    print(&columns(&["FAX", "WHEN", "DEVICE", "TO", "REASON"], rows))
}

/// The faxes of the command, or the newest.
fn faxes(spool: &Spool, words: &RulesTest) -> Result<Vec<FaxId>, End> {
    if !words.faxes.is_empty() {
        return Ok(words.faxes.clone());
    }
    let query = FaxQuery { limit: words.limit, ..FaxQuery::default() };
    let newest = spool.faxes().list(&query).map_err(End::of_spool)?;
    Ok(newest.into_iter().map(|fax| fax.id).collect())
}

/// The receivers of a fax.
fn receivers(decision: &Decision) -> String {
    let device = decision.device.iter().map(ToString::to_string);
    let printers = decision.printers.iter().map(|printer| format!("print:{printer}"));
    let tag = Some(&decision.tag)
        .filter(|tag| !tag.is_empty())
        .map(|tag| format!("tag:{tag}"));
    let all: Vec<String> =
        device.chain(decision.mail.iter().cloned()).chain(printers).chain(tag).collect();
    if all.is_empty() { "unsorted".to_owned() } else { all.join(" ") }
}

fn row(fax: &ReceivedFax, decision: &Decision) -> Vec<String> {
    let to = plain(&receivers(decision));
    vec![fax.id.to_string(), date(fax.started_at), fax.device.to_string(), to, plain(&decision.why)]
}

fn value(fax: &ReceivedFax, decision: &Decision) -> Value {
    json!({
        "fax": fax.id.0,
        "started_at": instant(fax.started_at),
        "device": fax.device.to_string(),
        "rules": decision.rules,
        "to_device": decision.device.as_ref().map(ToString::to_string),
        "to_mail": decision.mail,
        "to_printers": decision.printers,
        "tag": decision.tag,
        "reason": decision.why,
    })
}
