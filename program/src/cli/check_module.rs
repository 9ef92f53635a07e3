//! `ferrofax check`, of the module in the PBX: does it run, what does it say of the
//! dialplan, the trunks and the relay (asked by a row in the spool), and do the clocks agree?

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

/// How long the module may look, the relay's silence included.
const LONGEST_LOOK: Duration = Duration::from_secs(45);

/// How far apart the clocks of the PBX and of this program may be.
const APART_MS: i64 = 5_000;

/// This was written after this moment, 2026-01-01.
const EARLIEST: UnixMs = UnixMs(1_767_225_600_000);

/// What loads the module, and where it says why it is not loaded.
const LOAD: &str =
    "`asterisk -rx 'module load app_ferrofax.so'`; if it does not load, Asterisk's log says why";

/// What brings a module that fits.
const INSTALL: &str = "install the package for this one, or build the module again with its headers (`make module`); then restart Asterisk";

/// `asterisk` are Asterisk's own settings, by which the module is found where it does not run.
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

/// What the module says, with what it cannot know: the program's version and clock.
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

/// Whether the clock is sane: after this program was written, and after what was received.
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
