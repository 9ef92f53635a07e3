//! `ferrofax report`: what users and devices have faxed in a period.

use serde_json::{Value, json};

use super::args::Report;
use super::show::{columns, date, plain};
use super::{End, print};
use crate::csv::written;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{Charge, Charges, Spool, month_began};

const HEADINGS: [&str; 6] = ["USER", "DEVICE", "FAXES", "PAGES", "CALLS", "SECONDS"];

pub(super) fn run(spool: &Spool, words: &Report) -> Result<(), End> {
    let now = UnixMs::now();
    let (since, until) =
        (words.since.unwrap_or_else(|| month_began(now)), words.until.unwrap_or(now));
    if until <= since {
        let text = format!("--until {} is not after --since {}", date(until), date(since));
        return Err(End::Refused(text));
    }
    let Charges { rows, kept_since } = spool.charges(since, until).map_err(End::of_spool)?;
    if let Some(kept) = kept_since.filter(|kept| since < *kept) {
        log::warn!("jobs and faxes of before {} are not kept, and not in this", date(kept));
    }
    if words.json {
        let rows: Vec<Value> = rows.iter().map(value).collect();
        return print(&format!("{}\n", json!({"since": since.0, "until": until.0, "rows": rows})));
    }
    if words.csv {
        let row = |cells: [String; 6]| written(&cells.each_ref().map(String::as_str));
        let lines: String = rows.iter().map(|charge| row(cells(charge))).collect();
        return print(&(row(HEADINGS.map(str::to_ascii_lowercase)) + &lines));
    }
    if rows.is_empty() {
        return print("nothing was faxed\n");
    }
    let shown = |charge: &Charge| cells(charge).map(|cell| plain(&cell)).to_vec();
    print(&columns(&HEADINGS, rows.iter().map(shown).collect()))
}

/// What came has no user.
fn cells(charge: &Charge) -> [String; 6] {
    let Charge { user, device, faxes, pages, calls, lasted_ms } = charge;
    let user = if user.is_empty() { "(received)" } else { user };
    [
        user.to_owned(),
        device.clone(),
        faxes.to_string(),
        pages.to_string(),
        calls.to_string(),
        seconds(*lasted_ms).to_string(),
    ]
}

/// Each second that was begun.
fn seconds(ms: i64) -> i64 {
    (ms.max(0) + 999) / 1000
}

fn value(charge: &Charge) -> Value {
    let user = Some(&charge.user).filter(|user| !user.is_empty());
    json!({
        "user": user,
        "device": charge.device,
        "faxes": charge.faxes,
        "pages": charge.pages,
        "calls": charge.calls,
        "seconds": seconds(charge.lasted_ms),
    })
}
