//! The findings of `ferrofax check` and `ferrofax selftest`: printed line by line, or as JSON at
//! the end.

use serde_json::{Value, json};

use super::show::plain;
use super::terminal::screen;
use super::{End, print};
use ferrofax_spool::event::Language;
use ferrofax_spool::{Finding, Fix, Observation};

/// The findings of the checks so far.
pub(super) struct Findings {
    found: Vec<Finding>,
    json: bool,
}

impl Findings {
    pub(super) const fn new(json: bool) -> Self {
        Self { found: Vec::new(), json }
    }

    /// Adds a finding that something is in order.
    pub(super) fn well(&mut self, what: &str, observation: Observation) {
        self.add(Finding::well(what, observation));
    }

    /// Adds a fault to the findings, with a text on how to fix it.
    pub(super) fn wrong(
        &mut self,
        what: &str,
        observation: Observation,
        fix: impl Into<Option<Fix>>,
    ) {
        self.add(Finding::wrong(what, observation, fix));
    }

    /// Adds the result of a check to the findings: `Ok` as something that is in order, `Err` as a
    /// fault with this fix.
    pub(super) fn add_result(
        &mut self,
        what: &str,
        found: Result<Observation, Observation>,
        fix: Fix,
    ) {
        match found {
            Ok(observation) => self.well(what, observation),
            Err(observation) => self.wrong(what, observation, fix),
        }
    }

    pub(super) fn add(&mut self, finding: Finding) {
        if !self.json {
            // If the line cannot be printed, nobody reads the output any more. The exit code still
            // has the result.
            let _ = print(&line(&finding));
        }
        self.found.push(finding);
    }

    /// Whether all findings with the name `what` are in order, so that none of them is a fault.
    pub(super) fn is_well(&self, what: &str) -> bool {
        !self.found.iter().any(|finding| finding.what == what && !finding.is_well)
    }

    /// Ends the checks, with an error if there was a fault.
    pub(super) fn end(self) -> Result<(), End> {
        let is_well = self.found.iter().all(|finding| finding.is_well);
        if self.json {
            let values: Vec<Value> = self.found.iter().map(value).collect();
            print(&format!("{}\n", json!({"ok": is_well, "findings": values})))?;
        }
        if is_well { Ok(()) } else { Err(End::Silent) }
    }
}

/// A finding as JSON for programs: its name and values, in addition to the English sentence.
fn value(finding: &Finding) -> Value {
    let Finding { what, is_well, observation, fix } = finding;
    let mut value = json!({
        "what": what, "ok": is_well, "text": finding.text(Language::English),
        "observation": {"name": observation.name(), "values": observation.values()},
    });
    if let Some(fix) = fix {
        value["mend"] = json!(fix.text(Language::English));
        value["fix"] = json!({"name": fix.name(), "values": fix.values()});
    }
    value
}

fn line(finding: &Finding) -> String {
    let [text, fix] = [finding.text(Language::English), finding.fix_text(Language::English)];
    let mark = if finding.is_well { "ok  " } else { "FAIL" };
    let fix = if fix.is_empty() { String::new() } else { format!(". Fix: {fix}") };
    let both = plain(&format!("{}{fix}", text.trim_end_matches('.')));
    format!("{}  {:<11} {both}\n", screen().word(mark), finding.what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_with_its_mend() {
        let folder = "/spool".to_owned();
        assert_eq!(
            line(&Finding::well("disk", Observation::DiskFree { mib: 3, folder })),
            "ok    disk        3 MiB are free in /spool\n"
        );
        let error = Observation::error("there is\nnone.");
        let wrong = Finding::wrong("t38", error, Fix::SetClock);
        let text = line(&wrong);
        assert_eq!(text.trim_end().lines().count(), 1);
        assert!(text.contains("none. Fix: set the machine's clock"), "{text}");
        let value = value(&wrong);
        assert_eq!(value["mend"], "set the machine's clock: `timedatectl set-ntp true`");
        assert_eq!(value["fix"]["name"], "set-clock");
        assert_eq!(value["observation"]["name"], "error");
        assert_eq!(value["observation"]["values"]["error"], "there is\nnone.");
    }
}
