//! `ferrofax faxes`, `ferrofax index` and `ferrofax cleanup`: lists received faxes, builds
//! their full-text index, and deletes outdated faxes.

use serde_json::{Value, json};

use super::args::{Cleanup, Faxes};
use super::show::{columns, counted, counted_as, mail_trouble, mail_value, plain, said, value_of};
use super::{End, print};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::NOTHING_DELETED;
use ferrofax_spool::clock_was_put_lately;
use ferrofax_spool::view::{FaxView, Shown};
use ferrofax_spool::{FaxQuery, OutboxEntry, OutboxState, ReceivedFax, Spool};

pub(super) fn list(spool: &Spool, words: &Faxes) -> Result<(), End> {
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
    if clock_was_put_lately(spool).map_err(End::of_spool)? {
        return Err(End::refused(NOTHING_DELETED));
    }
    let report = spool
        .retention()
        .cleanup(UnixMs::now(), words.keep_days)
        .map_err(End::of_spool)?;
    // Received documents belong to the PBX's user. Another user of the spool's group cannot delete
    // them, so the next clean-up of the PBX does.
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
