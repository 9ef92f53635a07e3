//! `ferrofax rules test` shows what the rules of gateway.toml would do with received faxes.
//! `ferrofax rules corrections` lists the faxes that people moved after the rules had decided.

use serde_json::{Value, json};

use super::args::{RulesCorrections, RulesTest, RulesWork};
use super::show::{columns, date, instant, plain};
use super::{End, print};
use crate::settings::Settings;
use crate::sorting::{
    Decision, Documents, as_received, corrections_of, decided, documents, part, text_of,
};
use ferrofax_reading::ReadFax;
use ferrofax_spool::desk::{Deed, FaxEvent};
use ferrofax_spool::{FaxId, FaxQuery, ReceivedFax, RuleCorrection, Spool, page_numbers};

pub(super) fn run(spool: &Spool, settings: &Settings, work: &RulesWork) -> Result<(), End> {
    match work {
        RulesWork::Test(words) => test(spool, settings, words),
        RulesWork::Corrections(words) => corrections(spool, words),
    }
}

fn corrections(spool: &Spool, words: &RulesCorrections) -> Result<(), End> {
    let found = corrections_of(spool, words.limit).map_err(End::of_spool)?;
    if words.json {
        let values: Vec<Value> = found.iter().map(value_of_correction).collect();
        return print(&format!("{}\n", json!(values)));
    }
    if found.is_empty() {
        return print("nobody moved a fax after the rules had decided\n");
    }
    let mut rows: Vec<Vec<String>> = found.iter().flat_map(rows_of_correction).collect();
    // The newest of each rule remain first.
    rows.sort_by(|one, other| one[0].cmp(&other[0]));
    print(&columns(&["RULE", "FAX", "WHEN", "BY", "MOVED TO", "DECISION"], rows))
}

/// A row for each rule that the correction concerns.
fn rows_of_correction(one: &RuleCorrection) -> Vec<Vec<String>> {
    let row = |rule: &str| {
        let (by, to, decision) = (plain(&one.by), plain(&one.to), plain(&one.decision));
        vec![plain(rule), one.fax.to_string(), date(one.at), by, to, decision]
    };
    if one.rules.is_empty() {
        return vec![row("-")];
    }
    one.rules.iter().map(|rule| row(rule)).collect()
}

fn value_of_correction(one: &RuleCorrection) -> Value {
    json!({
        "rules": one.rules,
        "fax": one.fax.0,
        "moved_at": instant(one.at),
        "by": one.by,
        "to_device": one.to,
        "decision": one.decision,
    })
}

fn test(spool: &Spool, settings: &Settings, words: &RulesTest) -> Result<(), End> {
    if settings.sorting.rules.is_empty() {
        return Err(End::refused("gateway.toml has no [[rule]]"));
    }
    let mut rows = Vec::new();
    let mut values = Vec::new();
    for fax in faxes(spool, words)? {
        let whole = spool.faxes().fax(fax).map_err(End::of_spool)?;
        let whole = as_received(spool, whole).map_err(End::of_spool)?;
        let text = text_of(spool, fax).map_err(End::of_spool)?;
        if words.faxes.is_empty() && text.is_none() {
            continue;
        }
        let moved = moved(spool, fax)?;
        for (pages, decision) in decisions(spool, settings, &whole, text.as_ref())? {
            if words.json {
                values.push(value((&whole, &pages), &decision, moved.as_ref()));
            } else {
                rows.push(row((&whole, &pages), &decision, moved.as_ref()));
            }
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

/// The decision for each document of a fax, with the pages of the document. They are empty if the fax
/// is not split.
fn decisions(
    spool: &Spool,
    settings: &Settings,
    fax: &ReceivedFax,
    text: Option<&ReadFax>,
) -> Result<Vec<(String, Decision)>, End> {
    let decide = |fax: &ReceivedFax, text: Option<&ReadFax>| {
        let decided = decided(spool, &settings.sorting, fax, text).map_err(End::of_spool);
        decided.map(|(decision, _)| decision)
    };
    let parts = match documents(&settings.sorting, fax, text) {
        Documents::One => return Ok(vec![(String::new(), decide(fax, text)?)]),
        Documents::Uncertain(why) => {
            return Ok(vec![(String::new(), Decision { why, ..Decision::default() })]);
        }
        Documents::Several(parts) => parts,
    };
    let each = parts.iter().map(|pages| {
        let (part, text) = part(fax, text, pages);
        Ok((page_numbers(pages), decide(&part, text.as_ref())?))
    });
    each.collect()
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

/// The last move of a fax by a person.
fn moved(spool: &Spool, fax: FaxId) -> Result<Option<FaxEvent>, End> {
    let events = spool.faxes().fax_events(fax).map_err(End::of_spool)?;
    Ok(events.into_iter().rfind(|event| event.what == Deed::Moved))
}

/// The receivers of a fax.
fn receivers(decision: &Decision) -> String {
    let device = decision.device.iter().map(ToString::to_string);
    let printers = decision.printers.iter().map(|printer| format!("print:{printer}"));
    let folders = decision.folders.iter().map(|folder| format!("folder:{folder}"));
    let tag = Some(&decision.tag)
        .filter(|tag| !tag.is_empty())
        .map(|tag| format!("tag:{tag}"));
    let mail = decision.mail.iter().cloned();
    let urgent = decision.urgent.then(|| "urgent".to_owned());
    let places = device.chain(mail).chain(printers).chain(folders);
    let all: Vec<String> = places.chain(urgent).chain(tag).collect();
    if all.is_empty() { "unsorted".to_owned() } else { all.join(" ") }
}

fn row(
    (fax, pages): (&ReceivedFax, &str),
    decision: &Decision,
    moved: Option<&FaxEvent>,
) -> Vec<String> {
    let id = fax.id;
    let name = if pages.is_empty() { id.to_string() } else { format!("{id} ({pages})") };
    let to = plain(&receivers(decision));
    let mut why = decision.why.clone();
    if let Some(FaxEvent { by, text, .. }) = moved {
        why += &format!("; {by} moved it to {text}");
    }
    vec![name, date(fax.started_at), fax.device.to_string(), to, plain(&why)]
}

fn value(
    (fax, pages): (&ReceivedFax, &str),
    decision: &Decision,
    moved: Option<&FaxEvent>,
) -> Value {
    json!({
        "fax": fax.id.0,
        "pages": pages,
        "started_at": instant(fax.started_at),
        "device": fax.device.to_string(),
        "rules": decision.rules,
        "to_device": decision.device.as_ref().map(ToString::to_string),
        "to_mail": decision.mail,
        "to_printers": decision.printers,
        "to_folders": decision.folders,
        "urgent": decision.urgent,
        "tag": decision.tag,
        "reason": decision.why,
        "moved_by": moved.map(|event| &event.by),
        "moved_to": moved.map(|event| &event.text),
    })
}
