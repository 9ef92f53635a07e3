//! `ferrofax faxes` and `ferrofax cleanup`: received faxes, and an end for what is old.

use serde_json::{Value, json};

use super::args::{Cleanup, Faxes};
use super::show::{columns, counted, date, fax_value, plain};
use super::{End, print};
use crate::gateway::order::now;
use crate::spool::{FaxQuery, ReceivedFax, Spool};

pub(super) fn list(spool: &Spool, words: &Faxes) -> Result<(), End> {
    let query = FaxQuery { device: words.device.clone(), limit: words.limit, ..FaxQuery::default() };
    let faxes = spool.faxes(&query).map_err(End::of_spool)?;
    if words.json {
        let values: Vec<Value> = faxes.iter().map(fax_value).collect();
        return print(&format!("{}\n", Value::Array(values)));
    }
    if faxes.is_empty() {
        return print("no faxes\n");
    }
    let headings = ["FAX", "STATUS", "PAGES", "WHEN", "DEVICE", "FROM", "WHAT"];
    print(&columns(&headings, &faxes.iter().map(row).collect::<Vec<_>>()))
}

fn row(fax: &ReceivedFax) -> Vec<String> {
    let from = if fax.calling.is_empty() { fax.far_ident.as_deref().unwrap_or("unknown") } else { &fax.calling };
    vec![
        fax.id.to_string(),
        fax.status.name().to_owned(),
        fax.pages.len().to_string(),
        date(fax.started_at),
        plain(&fax.device),
        plain(from),
        plain(fax.outcome_text.as_deref().unwrap_or_default()),
    ]
}

pub(super) fn clean_up(spool: &Spool, words: &Cleanup) -> Result<(), End> {
    let report = spool.cleanup(now(), words.keep_days).map_err(End::of_spool)?;
    let (faxes, jobs) = (report.deleted.len() as u32, report.deleted_jobs.len() as u32);
    if words.json {
        let value = json!({"deleted_faxes": faxes, "deleted_jobs": jobs, "freed_bytes": report.freed_bytes});
        return print(&format!("{value}\n"));
    }
    let (faxes, jobs) = (counted(faxes, "received fax").replace("faxs", "faxes"), counted(jobs, "job"));
    print(&format!("deleted {faxes} and {jobs}, {} KiB\n", report.freed_bytes.div_ceil(1024)))
}
