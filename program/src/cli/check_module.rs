//! `ferrofax check` of the module in the PBX. Checks that the module runs and that the clocks
//! agree, and asks it to check the dialplan, the trunks and the mail server (the question is a
//! row in the spool).

use std::path::Path;
use std::time::{Duration, Instant};

use super::awaited::awaited;
use super::check_asterisk::of_another;
use super::findings::Findings;
use super::show::date;
use crate::metrics::module_runs;
use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;
use ferrofax_spool::{Answer, FaxQuery, Finding, Spool, SpoolError};

/// The time limit for the module's checks, including a mail server that does not answer.
const LONGEST_LOOK: Duration = Duration::from_secs(45);

/// The largest allowed difference between the clocks of the PBX and of this program.
const APART_MS: i64 = 5_000;

/// 2026-01-01. An earlier clock is wrong, since this program is newer.
const EARLIEST: UnixMs = UnixMs(1_767_225_600_000);

/// How to fix it if the module is not loaded: how to load it, and where it logs the reason.
const LOAD: &str =
    "`asterisk -rx 'module load app_ferrofax.so'`; if it does not load, Asterisk's log says why";

/// How to fix it if the module does not fit.
const INSTALL: &str = "install the package for this one, or build the module again with its headers (`make module`); then restart Asterisk";

/// Checks the module. `asterisk` is Asterisk's settings file, by which the module's file is found
/// if the module does not run.
pub(super) fn look(spool: &Spool, asterisk: &Path, now: UnixMs, findings: &mut Findings) {
    match module_runs(spool.folder()) {
        Ok(()) => match ask(spool) {
            Ok(Some(answer)) => told(answer, now, findings),
            Ok(None) => findings.wrong(
                "module",
                format!(
                    "it works with this spool and has not answered for {} s",
                    LONGEST_LOOK.as_secs()
                ),
                "an older one does not know the question: install module and program of one version, then restart Asterisk",
            ),
            Err(error) => findings.wrong("module", error.to_string(), ""),
        },
        Err(why) => match of_another(asterisk) {
            Some(other) => findings.wrong("module", other, INSTALL),
            None => findings.wrong("module", why, LOAD),
        },
    }
    if findings.is_well("time") {
        time(spool, now, findings);
    }
}

fn ask(spool: &Spool) -> Result<Option<Answer>, SpoolError> {
    let question = spool.ask(UnixMs::now())?;
    awaited(Instant::now() + LONGEST_LOOK, || spool.answer_to(question))
}

/// Adds the module's findings, and two that it cannot make: on this program's version and clock.
fn told(answer: Answer, now: UnixMs, findings: &mut Findings) {
    let own = env!("CARGO_PKG_VERSION");
    for finding in answer.findings {
        let is_other =
            finding.what == "module" && !finding.text.starts_with(&format!("Ferrofax {own} "));
        findings.add(match is_other {
            false => finding,
            true => Finding::wrong(
                "module",
                format!("it is {}, and this program is {own}", finding.text),
                "install both of one version, then restart Asterisk",
            ),
        });
    }
    let apart = (answer.answered_at.0 - now.0).abs();
    if apart > APART_MS {
        findings.wrong(
            "time",
            format!("the clock says {}, and the PBX's {}", date(now), date(answer.answered_at)),
            SET,
        );
    }
}

const SET: &str = "set the machine's clock: `timedatectl set-ntp true`";

/// Checks that the clock is later than this program's source and than the received faxes.
fn time(spool: &Spool, now: UnixMs, findings: &mut Findings) {
    let newest = spool.faxes(&FaxQuery { limit: 1, ..FaxQuery::default() }).unwrap_or_default();
    let ahead = newest.first().filter(|fax| fax.started_at.0 > now.0 + APART_MS);
    if now < EARLIEST {
        findings.wrong("time", format!("the clock says {}", date(now)), SET);
    } else if let Some(fax) = ahead {
        let text = format!(
            "the clock says {}, and fax {} came at {}",
            date(now),
            fax.id,
            date(fax.started_at)
        );
        findings.wrong("time", text, SET);
    } else {
        findings.well("time", formatted(now, "%Y-%m-%d %H:%M:%S %Z").unwrap_or_default());
    }
}
