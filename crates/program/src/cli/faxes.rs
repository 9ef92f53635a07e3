//! `ferrofax faxes`, `ferrofax index` and `ferrofax cleanup`: lists received faxes, builds
//! their full-text index, and deletes outdated faxes.

use serde_json::{Value, json};

use super::args::{Cleanup, Faxes};
use super::show::{
    columns, counted, counted_as, date, instant, mail_trouble, mail_value, plain, said, value_of,
};
use super::{End, print};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::NOTHING_DELETED;
use ferrofax_spool::desk::FaxEvent;
use ferrofax_spool::is_clock_in_doubt;
use ferrofax_spool::view::{FaxView, Shown};
use ferrofax_spool::{FaxId, FaxQuery, OutboxEntry, OutboxState, ReceivedFax, Spool};

/// Runs `ferrofax faxes`: lists faxes, or shows one.
pub(super) fn run(spool: &Spool, words: &Faxes) -> Result<(), End> {
    match words.fax {
        Some(fax) => print(&one(spool, fax, words.json)?),
        None => list(spool, words),
    }
}

fn list(spool: &Spool, words: &Faxes) -> Result<(), End> {
    let query = FaxQuery {
        device: words.device.as_deref().map(DeviceName::of_row),
        limit: words.limit,
        ..FaxQuery::default()
    };
    let faxes = spool.faxes().list(&query).map_err(End::of_spool)?;
    if words.json {
        let with_mails = |fax: &ReceivedFax| -> Result<Value, End> {
            let mut value = value_of(FaxView::of(fax).fields());
            value["mails"] = spool
                .outbox()
                .outbox_of(fax.id)
                .map_err(End::of_spool)?
                .iter()
                .map(mail_value)
                .collect();
            Ok(value)
        };
        let values: Vec<Value> = faxes.iter().map(with_mails).collect::<Result<_, _>>()?;
        return print(&format!("{}\n", Value::Array(values)));
    }
    if faxes.is_empty() {
        return print("no faxes\n");
    }
    let headings = ["FAX", "STATUS", "PAGES", "WHEN", "DEVICE", "FROM", "WHAT"];
    let rows = faxes
        .iter()
        .map(|fax| Ok(row(fax, &spool.outbox().outbox_of(fax.id).map_err(End::of_spool)?)));
    print(&columns(&headings, rows.collect::<Result<Vec<_>, End>>()?))
}

/// A received fax with its pages, its mails and the actions of users.
fn one(spool: &Spool, id: FaxId, as_json: bool) -> Result<String, End> {
    let fax = spool.faxes().fax(id).map_err(End::of_spool)?;
    let mails = spool.outbox().outbox_of(id).map_err(End::of_spool)?;
    let events = spool.faxes().fax_events(id).map_err(End::of_spool)?;
    if as_json {
        let mut value = value_of(FaxView::of(&fax).fields());
        value["mails"] = mails.iter().map(mail_value).collect();
        value["events"] = events.iter().map(event_value).collect();
        return Ok(format!("{value}\n"));
    }
    let view = FaxView::of(&fax);
    let mut text = format!("fax {}  {}\n", fax.id, fax.status.name());
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            text.push_str(&format!("  {name:<10}{}\n", plain(&value)));
        }
    };
    line("from", said(&view.calling));
    line("name", said(&view.caller_name));
    line("far end", said(&view.far_ident));
    line("called", said(&view.called));
    line("device", said(&view.device));
    line("subaddress", said(&view.subaddress));
    line("fetched by", fax.fetched_by.map(|job| format!("job {job}")).unwrap_or_default());
    line("began", said(&view.started_at));
    line("ended", said(&view.ended_at));
    line("trunk", said(&view.trunk));
    let rate = fax.rate_bps.map(|rate| format!("{rate} bit/s")).unwrap_or_default();
    line("rate", rate);
    line("line", said(&view.line));
    line("packets", said(&view.packets));
    line("result", fax.outcome_text.clone().unwrap_or_default());
    text.push_str(&format!("pages: {}", fax.pages.len()));
    let bad = fax.bad_rows();
    let bad = if bad == 0 { String::new() } else { format!(", {}", counted(bad, "damaged row")) };
    text.push_str(&format!("{bad}\n"));
    for mail in &mails {
        let to = if mail.mailbox.is_empty() { "the faxmaster" } else { &mail.mailbox };
        let delivered = || format!("to {to} {}", mail.state.name());
        let said = mail_trouble(mail).unwrap_or_else(delivered);
        text.push_str(&format!("mail {}\n", plain(&said)));
    }
    text.push_str(if events.is_empty() { "nobody has read it\n" } else { "history:\n" });
    for event in &events {
        let (what, by) = (event.what.name().replace('_', " "), &event.by);
        let about = if event.text.is_empty() { String::new() } else { format!(": {}", event.text) };
        text.push_str(&format!(
            "  {}  {}\n",
            date(event.at),
            plain(&format!("{what} by {by}{about}"))
        ));
    }
    Ok(text)
}

/// An action of a user on a fax, as JSON.
pub(super) fn event_value(event: &FaxEvent) -> Value {
    let FaxEvent { at, by, what, text, .. } = event;
    json!({"at": instant(*at), "by": by, "what": what.name(), "text": text})
}

/// The row of the printed table about a received fax. It includes the result of the call, and mails
/// that were not delivered.
fn row(fax: &ReceivedFax, mails: &[OutboxEntry]) -> Vec<String> {
    let lost = mails
        .iter()
        .filter(|mail| matches!(mail.state, OutboxState::Rejected | OutboxState::Failed));
    let lost = lost.filter_map(mail_trouble).map(|trouble| format!("mail {trouble}"));
    let outcome = fax.outcome_text.iter().filter(|text| !text.is_empty()).cloned();
    let fetched = fax.fetched_by.map(|job| format!("Fetched by job {job}"));
    let what = outcome.chain(fetched).chain(lost);
    let what = plain(&what.collect::<Vec<_>>().join("; "));
    let view = FaxView::of(fax);
    let from = match (fax.calling.as_str(), &view.far_ident) {
        ("", Shown::Nothing) => "unknown".to_owned(),
        ("", ident) => said(ident),
        _ => said(&view.calling),
    };
    let [fax, status, pages, began, device] =
        [view.fax, view.status, view.pages, view.started_at, view.device].map(|it| said(&it));
    vec![fax, status, pages, began, device, from, what]
}

/// Runs `ferrofax index`.
pub(super) fn index(spool: &Spool) -> Result<(), End> {
    let faxes =
        u32::try_from(spool.faxes().index_words().map_err(End::of_spool)?).unwrap_or(u32::MAX);
    let faxes = counted_as(faxes, "received fax is", "received faxes are");
    print(&format!("{faxes} in the index of words\n"))
}

pub(super) fn clean_up(spool: &Spool, words: &Cleanup) -> Result<(), End> {
    let now = UnixMs::now();
    // The module and the service may not have run since the machine started.
    if is_clock_in_doubt(spool, now).map_err(End::of_spool)? {
        return Err(End::refused(NOTHING_DELETED));
    }
    let report = spool.retention().cleanup(now, words.keep_days).map_err(End::of_spool)?;
    // Received documents belong to the PBX's user. Another user of the spool's group cannot delete
    // them, so the next clean-up that the PBX makes deletes them.
    report.problems.iter().for_each(|problem| log::warn!("{problem}"));
    for class in &report.unknown_classes {
        log::warn!(
            "nothing of the retention class [{class}] is deleted: ferrofax.conf has no such class"
        );
    }
    let (faxes, jobs) = (report.deleted.len() as u32, report.deleted_jobs.len() as u32);
    if words.json {
        let value = json!({
            "deleted_faxes": faxes,
            "deleted_jobs": jobs,
            "faxes_on_hold": report.kept_on_hold.len(),
            "jobs_on_hold": report.jobs_on_hold.len(),
            "faxes_to_ship": report.kept_unshipped.len(),
            "freed_bytes": report.freed_bytes,
        });
        return print(&format!("{value}\n"));
    }
    let (faxes, jobs) = (counted_as(faxes, "received fax", "received faxes"), counted(jobs, "job"));
    let mut text =
        format!("deleted {faxes} and {jobs}, {} KiB\n", report.freed_bytes.div_ceil(1024));
    let (faxes, jobs) = (report.kept_on_hold.len() as u32, report.jobs_on_hold.len() as u32);
    if faxes + jobs > 0 {
        let faxes = counted_as(faxes, "received fax", "received faxes");
        text += &format!("kept {faxes} and {} on legal hold\n", counted(jobs, "job"));
    }
    if !report.kept_unshipped.is_empty() {
        let faxes = report.kept_unshipped.len() as u32;
        let faxes = counted_as(faxes, "received fax", "received faxes");
        text += &format!("kept {faxes} that the store has not got yet\n");
    }
    print(&text)
}
