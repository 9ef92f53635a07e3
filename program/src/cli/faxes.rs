//! `ferrofax faxes` and `ferrofax cleanup`: received faxes, and an end for what is old.

use serde_json::{Value, json};

use super::args::{Cleanup, Faxes};
use super::show::{columns, counted, date, fax_value, mail_trouble, mail_value, plain};
use super::{End, print};
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::NOTHING_DELETED;
use ferrofax_spool::clock_was_put_lately;
use ferrofax_spool::{FaxQuery, OutboxEntry, OutboxState, ReceivedFax, Spool};

pub(super) fn list(spool: &Spool, words: &Faxes) -> Result<(), End> {
    let query =
        FaxQuery { device: words.device.clone(), limit: words.limit, ..FaxQuery::default() };
    let faxes = spool.faxes(&query).map_err(End::of_spool)?;
    if words.json {
        let with_mails = |fax: &ReceivedFax| -> Result<Value, End> {
            let mut value = fax_value(fax);
            value["mails"] =
                spool.outbox_of(fax.id).map_err(End::of_spool)?.iter().map(mail_value).collect();
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
        .map(|fax| Ok(row(fax, &spool.outbox_of(fax.id).map_err(End::of_spool)?)));
    print(&columns(&headings, &rows.collect::<Result<Vec<_>, End>>()?))
}

/// What came of the call, and of those mails that nobody got.
fn row(fax: &ReceivedFax, mails: &[OutboxEntry]) -> Vec<String> {
    let lost = mails
        .iter()
        .filter(|mail| matches!(mail.state, OutboxState::Rejected | OutboxState::Failed));
    let lost = lost.filter_map(mail_trouble).map(|trouble| format!("mail {trouble}"));
    let what = fax.outcome_text.iter().filter(|text| !text.is_empty()).cloned().chain(lost);
    let from = if fax.calling.is_empty() {
        fax.far_ident.as_deref().unwrap_or("unknown")
    } else {
        &fax.calling
    };
    vec![
        fax.id.to_string(),
        fax.status.name().to_owned(),
        fax.pages.len().to_string(),
        date(fax.started_at),
        plain(&fax.device),
        plain(from),
        plain(&what.collect::<Vec<_>>().join("; ")),
    ]
}

pub(super) fn clean_up(spool: &Spool, words: &Cleanup) -> Result<(), End> {
    if clock_was_put_lately(spool).map_err(End::of_spool)? {
        return Err(End::refused(NOTHING_DELETED));
    }
    let report = spool.cleanup(UnixMs::now(), words.keep_days).map_err(End::of_spool)?;
    // Received documents are the PBX's to delete: for another user of the group, its next
    // clean-up does.
    report.problems.iter().for_each(|problem| log::warn!("{problem}"));
    let (faxes, jobs) = (report.deleted.len() as u32, report.deleted_jobs.len() as u32);
    if words.json {
        let value = json!({"deleted_faxes": faxes, "deleted_jobs": jobs, "freed_bytes": report.freed_bytes});
        return print(&format!("{value}\n"));
    }
    let (faxes, jobs) =
        (counted(faxes, "received fax").replace("faxs", "faxes"), counted(jobs, "job"));
    print(&format!("deleted {faxes} and {jobs}, {} KiB\n", report.freed_bytes.div_ceil(1024)))
}
