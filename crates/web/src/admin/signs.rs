//! The signs on the web page of the system's health. Each says whether a part of the system works,
//! and how to fix a fault.

use crate::texts::{Sentence, Texts};
use crate::words::moment;
use ferrofax_desk::HouseHealth;
use ferrofax_spool::Fix;

/// The state of a part of the system. Parts with faults are shown first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Wrong,
    Warning,
    Well,
}

impl Level {
    /// The style in which a state is shown, which decides its colour.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Wrong => "bad",
            Self::Warning => "warn",
            Self::Well => "good",
        }
    }

    /// A word that names a state, for people who do not see its colour.
    pub(super) const fn word(self, t: &Texts) -> &'static str {
        match self {
            Self::Wrong => t.finding_wrong,
            Self::Warning => t.finding_warning,
            Self::Well => t.finding_well,
        }
    }
}

/// The state of a part of the system.
pub(super) struct Sign {
    pub(super) level: Level,
    pub(super) text: Sentence,
    /// How to fix the fault; empty if there is no fault, or no advice about it.
    pub(super) fix: Sentence,
    /// The web page on which the fault can be fixed; `None` if there is no such page.
    pub(super) address: Option<String>,
}

/// The states of all parts of the system, with faults first.
pub(super) fn signs(here: &HouseHealth, t: &Texts) -> Vec<Sign> {
    let sign = |level, text: Sentence, fix: Option<Fix>, address: Option<&str>| Sign {
        level,
        text,
        fix: fix.map(|fix| t.fix(&fix)).unwrap_or_default(),
        address: address.map(str::to_owned),
    };
    let mut signs: Vec<Sign> = here.health.lines.iter().map(|line| of_line(line, t)).collect();
    signs.extend(here.figures.alarms.iter().map(|alarm| of_alarm(alarm, t)));
    if let Some((at, why)) = &here.stuck_mail {
        let text = t.undelivered(why).behind(&format!("{} {}", t.stuck_mail, moment(*at, t)));
        signs.push(sign(Level::Warning, text, Some(Fix::CorrectRelay), Some("/admin/mails")));
    }
    if here.figures.undeliverable > 0 {
        let text = format!("{}: {}", t.undeliverable, here.figures.undeliverable);
        let fix = Some(Fix::RetryMails);
        signs.push(sign(Level::Warning, Sentence::here(text), fix, Some("/admin/mails")));
    }
    if here.is_paused {
        let text = Sentence::here(t.mails_paused);
        signs.push(sign(Level::Warning, text, Some(Fix::ResumeMails), Some("/admin/mails")));
    }
    for (key, program) in &here.missing {
        let text = format!("{}: {key} {program}", t.converter_missing);
        let text = Sentence::here(text);
        signs.push(sign(Level::Warning, text, Some(Fix::InstallConverter), None));
    }
    for folder in &here.figures.folders {
        let (name, is_server) = (&folder.name, folder.is_server());
        let text = if is_server { name.clone() } else { format!("{} {name}", t.folder) };
        signs.push(match folder.failing_since {
            Some(since) => {
                let text = format!("{text}: {} {}", t.away_since, moment(since, t));
                let fix = (!is_server).then_some(Fix::MountFolder);
                sign(Level::Wrong, Sentence::here(text), fix, None)
            }
            None => sign(Level::Well, Sentence::here(text), None, None),
        });
    }
    let own = ["PDF", "TIFF", "PNG", "HTML", "TXT"].into_iter();
    let all: Vec<&str> = own.chain(here.converters.iter().map(String::as_str)).collect();
    let text = format!("{}: {}", t.converters, all.join(", "));
    signs.push(sign(Level::Well, Sentence::here(text), None, None));
    signs.sort_by_key(|sign| sign.level);
    signs
}

/// Makes the sign for one result of the health checks, given as a line such as `WRONG: disk: only 3
/// MiB are free`.
fn of_line(line: &str, t: &Texts) -> Sign {
    let (word, rest) = line.split_once(": ").unwrap_or(("", line));
    let (what, said) = rest.split_once(": ").unwrap_or(("", rest));
    let level = if word == "ok" { Level::Well } else { Level::Wrong };
    let fix = match (level, what) {
        (Level::Well, _) => None,
        (_, "disk") => Some(Fix::FreeSpace),
        (_, "module") => Some(Fix::LoadModule),
        _ => Some(Fix::RestoreBackup),
    };
    Sign {
        level,
        text: t.said(said).behind(&t.said(what).text),
        fix: fix.map(|fix| t.fix(&fix)).unwrap_or_default(),
        address: (level == Level::Wrong && what == "disk").then(|| "/admin/cleanup".to_owned()),
    }
}

/// Makes the sign for an alarm, with the advice and the web page that belong to this kind of alarm.
fn of_alarm(alarm: &str, t: &Texts) -> Sign {
    let (kind, _) = alarm.split_once(' ').unwrap_or((alarm, ""));
    let (fix, address) = match kind {
        "disk" => (Some(Fix::FreeSpace), "/admin/cleanup"),
        "relay" => (Some(Fix::CorrectRelay), "/admin/mails"),
        "failing" => (Some(Fix::ReadFailures), "/out?which=failed"),
        "folder" => (Some(Fix::MountFolder), ""),
        "node" => (Some(Fix::StartService), "#machines"),
        "silent" => (Some(Fix::CheckTrunk), "#pbx"),
        _ => (None, ""),
    };
    Sign {
        level: Level::Wrong,
        text: Sentence::here(format!("{}: {}", t.alarm, t.alarm_named(alarm))),
        fix: fix.map(|fix| t.fix(&fix)).unwrap_or_default(),
        address: Some(address.to_owned()).filter(|address| !address.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_basics::UnixMs;
    use ferrofax_desk::metrics::Health;
    use ferrofax_languages::Language;
    use ferrofax_spool::undelivered::Undelivered;
    use ferrofax_spool::{Figures, FilingState};

    fn here() -> HouseHealth {
        let lines = ["ok: spool: it can be read", "WRONG: disk: only 3 MiB are free"];
        HouseHealth {
            health: Health { is_well: false, lines: lines.map(str::to_owned).into() },
            figures: Figures {
                undeliverable: 2,
                alarms: vec!["relay".to_owned()],
                folders: vec![scans(None)],
                ..Figures::default()
            },
            stuck_mail: Some((UnixMs(0), Undelivered::Stopped)),
            ..HouseHealth::default()
        }
    }

    fn scans(failing_since: Option<UnixMs>) -> FilingState {
        FilingState { name: "scans".to_owned(), address: "/srv/scans".to_owned(), failing_since }
    }

    #[test]
    fn what_is_wrong_is_first_and_has_its_fix() {
        let t = Texts::of("en").unwrap();
        let signs = signs(&here(), t);
        let levels: Vec<Level> = signs.iter().map(|sign| sign.level).collect();
        use Level::{Warning, Well, Wrong};
        assert_eq!(levels, [Wrong, Wrong, Warning, Warning, Well, Well, Well]);
        assert_eq!(signs[0].text.text, "disk: only 3 MiB are free");
        assert!(signs[0].fix.text.contains("ferrofax cleanup"), "{}", signs[0].fix.text);
        assert_eq!(signs[1].address.as_deref(), Some("/admin/mails"));
        assert_eq!(signs[4].text.text, "spool: it can be read");
    }

    #[test]
    fn whatever_is_wrong_has_its_fix() {
        let alarms =
            ["disk", "relay", "failing 2101@fax-devices", "node", "silent", "folder scans"];
        let here = HouseHealth {
            figures: Figures {
                undeliverable: 2,
                alarms: alarms.map(str::to_owned).into(),
                folders: vec![scans(Some(UnixMs(0)))],
                ..Figures::default()
            },
            is_paused: true,
            missing: vec![("html".to_owned(), "chromium".to_owned())],
            ..here()
        };
        for t in Language::ALL.map(|language| Texts::of(language.code()).unwrap()) {
            let all = signs(&here, t);
            let wrong = all.iter().filter(|sign| sign.level != Level::Well);
            for sign in wrong.clone() {
                assert!(!sign.fix.text.is_empty(), "{}", sign.text.text);
            }
            assert_eq!(wrong.count(), 12);
        }
    }

    #[test]
    fn the_signs_are_in_the_language_of_the_page() {
        let t = Texts::of("de").unwrap();
        let signs = signs(&here(), t);
        assert_eq!(signs[0].text.text, "Festplatte: nur 3 MiB sind frei");
        let stuck = &signs[2].text.text;
        assert!(stuck.ends_with(&Undelivered::Stopped.text(Language::German)), "{stuck}");
        assert_eq!((Level::Wrong.word(t), Level::Warning.word(t)), ("FEHLER", "Achtung"));
    }
}
