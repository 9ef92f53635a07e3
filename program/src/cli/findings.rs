//! The findings of `ferrofax check` and `ferrofax selftest`: printed line by line, or as JSON at
//! the end.

use serde_json::{Value, json};

use super::show::plain;
use super::{End, print};
use ferrofax_spool::Finding;

/// The findings so far.
pub(super) struct Findings {
    found: Vec<Finding>,
    json: bool,
}

impl Findings {
    pub(super) const fn new(json: bool) -> Self {
        Self { found: Vec::new(), json }
    }

    /// Adds a finding that something is in order.
    pub(super) fn well(&mut self, what: &str, text: impl Into<String>) {
        self.add(Finding::well(what, text));
    }

    /// Adds a fault with its fix.
    pub(super) fn wrong(&mut self, what: &str, text: impl Into<String>, mend: impl Into<String>) {
        self.add(Finding::wrong(what, text, mend));
    }

    /// Adds a finding or a fault; `mend` is the fix of the fault.
    pub(super) fn add_result<E: ToString>(
        &mut self,
        what: &str,
        found: Result<String, E>,
        mend: &str,
    ) {
        match found {
            Ok(text) => self.well(what, text),
            Err(error) => self.wrong(what, error.to_string(), mend),
        }
    }

    pub(super) fn add(&mut self, finding: Finding) {
        if !self.json {
            // If this fails nobody reads the output any more; the exit code still has the result.
            let _ = print(&line(&finding));
        }
        self.found.push(finding);
    }

    /// Whether no fault with this name was found.
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

fn value(finding: &Finding) -> Value {
    let Finding { what, is_well, text, mend } = finding;
    let mut value = json!({"what": what, "ok": is_well, "text": text});
    if !mend.is_empty() {
        value["mend"] = json!(mend);
    }
    value
}

fn line(finding: &Finding) -> String {
    let Finding { what, is_well, text, mend } = finding;
    let mark = if *is_well { "ok  " } else { "FAIL" };
    let mend = if mend.is_empty() { String::new() } else { format!(". Fix: {mend}") };
    format!("{mark}  {what:<11} {}\n", plain(&format!("{}{mend}", text.trim_end_matches('.'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_with_its_mend() {
        assert_eq!(
            line(&Finding::well("disk", "3 GiB are free")),
            "ok    disk        3 GiB are free\n"
        );
        assert_eq!(
            line(&Finding::wrong("t38", "there is\nnone.", "t38_udptl = yes"))
                .trim_end()
                .lines()
                .count(),
            1
        );
        let value = value(&Finding::wrong("t38", "none", "t38_udptl = yes"));
        assert_eq!(value["mend"], "t38_udptl = yes");
    }
}
