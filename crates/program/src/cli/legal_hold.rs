//! `ferrofax legal-hold`: protects faxes and jobs from deletion.

use serde_json::{Value, json};

use super::args::{LegalHoldWork, LegalHolds, PlaceHold};
use super::noted::Audit;
use super::show::{columns, counted, counted_as, date, instant, plain};
use super::{End, print};
use crate::settings::Settings;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_desk::user;
use ferrofax_rights::order::device_of;
use ferrofax_spool::{HoldOf, LegalHold, LegalHoldId, Spool};

pub(super) fn run(spool: &Spool, settings: &Settings, words: &LegalHolds) -> Result<(), End> {
    match &words.work {
        Some(LegalHoldWork::Place(wanted)) => place(spool, settings, wanted),
        Some(LegalHoldWork::Release { holds, why }) => release(spool, settings, holds, why),
        None => list(spool, words),
    }
}

/// Places a legal hold on each fax, job, number and device that the command line names. A legal
/// hold prevents deletion.
fn place(spool: &Spool, settings: &Settings, wanted: &PlaceHold) -> Result<(), End> {
    let devices = wanted.device.iter().map(|name| device(spool, name).map(HoldOf::Device));
    let of: Vec<HoldOf> = wanted
        .fax
        .iter()
        .map(|fax| Ok(HoldOf::Fax(*fax)))
        .chain(wanted.job.iter().map(|job| Ok(HoldOf::Job(*job))))
        .chain(wanted.number.iter().map(|number| Ok(HoldOf::Number(number.clone()))))
        .chain(devices)
        .collect::<Result<_, End>>()?;
    let audit = Audit::of(spool, settings)?;
    let rules = spool.devices().sending().map_err(End::of_spool)?.rules;
    let by = user::current();
    let mut placed = Vec::new();
    for of in &of {
        let (kind, name) = named(of);
        let about = [(kind, name.as_str()), ("why", &*wanted.why)];
        match spool
            .retention()
            .place_legal_hold(of, &rules, (&by, &wanted.why), UnixMs::now())
        {
            Ok(hold) => {
                placed.push(hold);
                // If the hold cannot be logged, it still applies, since protecting too much does no
                // harm.
                let hold = hold.to_string();
                audit.done("legal-hold", &[&about[..], &[("hold", &*hold)]].concat())?;
            }
            Err(error) => {
                audit.refused("legal-hold", &about, "not-placed", &error.to_string())?;
                return Err(End::of_spool(error));
            }
        }
    }
    if wanted.json {
        let holds: Vec<i64> = placed.iter().map(|hold| hold.0).collect();
        return print(&format!("{}\n", json!({"holds": holds})));
    }
    let text: String = placed
        .iter()
        .zip(&of)
        .map(|(hold, of)| format!("hold {hold}: nothing of {} is deleted\n", said(of)))
        .collect();
    print(&(text + &kept(spool)?))
}

fn release(
    spool: &Spool,
    settings: &Settings,
    holds: &[LegalHoldId],
    why: &str,
) -> Result<(), End> {
    let audit = Audit::of(spool, settings)?;
    let by = user::current();
    for hold in holds {
        let number = hold.to_string();
        let about = [("hold", number.as_str()), ("why", why)];
        let known = spool.retention().legal_holds(true).map_err(End::of_spool)?;
        let found = known.into_iter().find(|one| one.id == *hold);
        let refusal = match &found {
            None => Some(format!("there is no legal hold {hold}")),
            Some(one) if one.released.is_some() => Some(format!("hold {hold} is released already")),
            Some(_) => None,
        };
        if let Some(text) = refusal {
            audit.refused("legal-hold-release", &about, "not-there", &text)?;
            return Err(End::Refused(text));
        }
        // The release is logged first. If the log cannot be written, the hold is not released.
        audit.done("legal-hold-release", &about)?;
        spool
            .retention()
            .release_legal_hold(*hold, (&by, why), UnixMs::now())
            .map_err(End::of_spool)?;
        print(&format!("hold {hold} is released\n"))?;
    }
    print(&kept(spool)?)
}

/// Returns the device with this name. A bare extension is looked up in the spool. A name with a
/// context (`2101@context`) is not looked up, because a legal hold can also be set on the faxes of
/// a device that no longer exists.
fn device(spool: &Spool, name: &str) -> Result<DeviceName, End> {
    if name.contains('@') {
        return Ok(DeviceName::of_row(name));
    }
    device_of(spool, name)
        .map(|device| device.name())
        .map_err(|error| End::of_order(&error))
}

fn list(spool: &Spool, words: &LegalHolds) -> Result<(), End> {
    let holds = spool.retention().legal_holds(words.all).map_err(End::of_spool)?;
    if words.json {
        let values: Vec<Value> = holds.iter().map(value).collect();
        return print(&format!("{}\n", json!(values)));
    }
    if holds.is_empty() {
        return print("nothing is on legal hold\n");
    }
    let headings = ["HOLD", "OF", "SINCE", "BY", "WHY", "RELEASED"];
    print(&columns(&headings, holds.iter().map(row).collect()))?;
    print(&kept(spool)?)
}

fn row(hold: &LegalHold) -> Vec<String> {
    let released = hold
        .released
        .as_ref()
        .map(|end| format!("{} by {}: {}", date(end.at), plain(&end.by), plain(&end.why)));
    vec![
        hold.id.to_string(),
        plain(&said(&hold.of)),
        date(hold.placed_at),
        plain(&hold.placed_by),
        plain(&hold.why),
        released.unwrap_or_default(),
    ]
}

fn value(hold: &LegalHold) -> Value {
    let (kind, name) = named(&hold.of);
    let released = hold
        .released
        .as_ref()
        .map(|end| json!({"at": instant(end.at), "by": end.by, "why": end.why}));
    json!({
        "hold": hold.id.0,
        kind: name,
        "placed_at": instant(hold.placed_at),
        "placed_by": hold.placed_by,
        "why": hold.why,
        "released": released,
    })
}

/// A text with the number of faxes and jobs that all legal holds together protect from deletion.
fn kept(spool: &Spool) -> Result<String, End> {
    let (faxes, jobs) = spool.retention().on_hold().map_err(End::of_spool)?;
    let faxes = counted_as(faxes, "received fax", "received faxes");
    Ok(format!("on legal hold: {faxes} and {}\n", counted(jobs, "job")))
}

fn named(of: &HoldOf) -> (&'static str, String) {
    match of {
        HoldOf::Fax(fax) => ("fax", fax.to_string()),
        HoldOf::Job(job) => ("job", job.to_string()),
        HoldOf::Device(device) => ("device", device.to_string()),
        HoldOf::Number(number) => ("number", number.clone()),
    }
}

fn said(of: &HoldOf) -> String {
    let (kind, name) = named(of);
    format!("{kind} {name}")
}
