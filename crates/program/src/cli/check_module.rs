//! The part of `ferrofax check` about the Ferrofax module in Asterisk. It checks that the module
//! runs and that the clocks of the PBX and of this program agree. It also stores a request in the
//! spool's database, so that the module checks the dialplan, the trunks and the mail server.

use std::time::{Duration, Instant};

use super::awaited::awaited;
use super::findings::Findings;
use super::show::date;
use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;
use ferrofax_desk::metrics::{NotLoaded, module_runs};
use ferrofax_spool::{Answer, FaxQuery, Finding, Fix, Observation, Spool, SpoolError};

/// The longest wait for the checks that the Ferrofax module in Asterisk makes. A mail server that
/// does not answer can take most of this time.
const LONGEST_LOOK: Duration = Duration::from_secs(45);

/// The largest allowed difference, in milliseconds, between the clocks of the PBX and of this
/// program.
const APART_MS: i64 = 5_000;

/// The earliest time that a correct clock can show: 2026-01-01, since this program was built later.
const EARLIEST: UnixMs = UnixMs(1_767_225_600_000);

/// Checks that the Ferrofax module in Asterisk runs, and adds the findings of the module's own
/// checks.
pub(super) fn look(spool: &Spool, now: UnixMs, findings: &mut Findings) {
    match module_runs(spool.folder()) {
        Ok(()) => match ask(spool) {
            Ok(Some(answer)) => told(answer, now, findings),
            Ok(None) => {
                let silent = Observation::ModuleSilent { seconds: LONGEST_LOOK.as_secs() };
                findings.wrong("module", silent, Fix::InstallNewerModule);
            }
            Err(error) => findings.wrong("module", Observation::error(error), None),
        },
        Err(why) => findings.wrong("module", not_loaded(why), Fix::LoadModule),
    }
    if findings.is_well("time") {
        time(spool, now, findings);
    }
}

fn not_loaded(why: NotLoaded) -> Observation {
    match why {
        NotLoaded::NeverWas => Observation::ModuleNeverRan,
        NotLoaded::NotNow => Observation::ModuleNotRunning,
        NotLoaded::Unreadable { path, error } => Observation::PathUnreadable { path, error },
    }
}

fn ask(spool: &Spool) -> Result<Option<Answer>, SpoolError> {
    let question = spool.devices().ask(UnixMs::now())?;
    awaited(Instant::now() + LONGEST_LOOK, || spool.devices().answer_to(question))
}

/// Adds the findings of the module in Asterisk. Two faults are found here and not by the module:
/// the module and this program have different versions, or their clocks differ.
fn told(answer: Answer, now: UnixMs, findings: &mut Findings) {
    answer
        .findings
        .into_iter()
        .map(compared)
        .for_each(|finding| findings.add(finding));
    let apart = (answer.answered_at.0 - now.0).abs();
    if apart > APART_MS {
        let (here, pbx) = (date(now), date(answer.answered_at));
        findings.wrong("time", Observation::ClocksDiffer { here, pbx }, Fix::SetClock);
    }
}

/// If the finding states the version of the module in Asterisk, compares that version with this
/// program's. A different version is a fault. Other findings are returned unchanged.
fn compared(finding: Finding) -> Finding {
    let program = env!("CARGO_PKG_VERSION");
    match finding.observation {
        Observation::ModuleVersion { ferrofax, asterisk } if ferrofax != program => {
            let program = program.to_owned();
            let other = Observation::ModuleOtherVersion { ferrofax, asterisk, program };
            Finding::wrong("module", other, Fix::InstallOneVersion)
        }
        _ => finding,
    }
}

/// Checks that the system clock is not earlier than [`EARLIEST`], and at most [`APART_MS`] earlier
/// than the beginning of the newest received fax.
fn time(spool: &Spool, now: UnixMs, findings: &mut Findings) {
    let newest = spool
        .faxes()
        .list(&FaxQuery { limit: 1, ..FaxQuery::default() })
        .unwrap_or_default();
    let ahead = newest.first().filter(|fax| fax.started_at.0 > now.0 + APART_MS);
    if now < EARLIEST {
        findings.wrong("time", Observation::ClockWrong { time: date(now) }, Fix::SetClock);
    } else if let Some(fax) = ahead {
        let (time, received) = (date(now), date(fax.started_at));
        let behind = Observation::ClockBehindFax { time, fax: fax.id.0, received };
        findings.wrong("time", behind, Fix::SetClock);
    } else {
        let time = formatted(now, "%Y-%m-%d %H:%M:%S %Z").unwrap_or_default();
        findings.well("time", Observation::Clock { time });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_of_another_version_is_a_fault_and_a_failed_check_is_no_version() {
        let version = |ferrofax: &str| {
            let [ferrofax, asterisk] = [ferrofax, "22.5.1"].map(str::to_owned);
            Finding::well("module", Observation::ModuleVersion { ferrofax, asterisk })
        };
        let own = version(env!("CARGO_PKG_VERSION"));
        assert_eq!(compared(own.clone()), own);
        let other = compared(version("0.0.1"));
        assert_eq!((other.is_well, other.fix.clone()), (false, Some(Fix::InstallOneVersion)));
        let text = other.text(ferrofax_spool::event::Language::English);
        assert!(text.starts_with("it is Ferrofax 0.0.1 in Asterisk 22.5.1, and this "), "{text}");
        let failed = Finding::wrong("module", Observation::CheckFailed, Fix::SeeAsteriskLog);
        assert_eq!(compared(failed.clone()), failed);
    }
}
