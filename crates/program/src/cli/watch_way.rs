//! The part of the service for monitoring: alarms, and the counts of conversions.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::JoinHandle;

use super::End;
use super::filing_ways::filings;
use super::serve::{Way, repeating};
use crate::alarms::Alarms;
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Clock;
use ferrofax_desk::metrics::keep_conversions;
use ferrofax_listeners::filing::Filing;
use ferrofax_mail::mailbox;
use ferrofax_spool::Spool;

/// The part of the service for monitoring: its thread sends alarms and stores the counts of
/// conversions for the metrics.
pub(super) struct WatchWay {
    thread: JoinHandle<()>,
    spool: Spool,
}

impl WatchWay {
    pub(super) fn start(
        spool: &Spool,
        settings: &Settings,
        clock: &Clock,
        stop: &Arc<AtomicBool>,
    ) -> Result<Self, End> {
        let filings = filings(spool, settings)?;
        end_removed_failures(spool, &filings)?;
        let alarms = Alarms::new(spool, &settings.alarms, alarms_of_others(&filings, settings));
        let (spool, clock) = (spool.clone(), clock.clone());
        let watched = spool.clone();
        let turn = move |_: &dyn Fn() -> bool| {
            let look = clock.look();
            keep_conversions(&watched, look.unix_ms)?;
            alarms.turn(&look)
        };
        Ok(Self { thread: repeating("alarms", turn, stop)?, spool })
    }
}

impl Way for WatchWay {
    fn settle(&mut self) {
        self.thread.settle();
    }

    fn wait(self: Box<Self>) {
        drop(self.thread.join());
        if let Err(error) = keep_conversions(&self.spool, UnixMs::now()) {
            log::warn!("the last conversions are not counted: {error}");
        }
    }
}

/// Ends the failures of watched folders and servers that the settings no longer have. Nobody else
/// would end them, so the metrics would show them for ever.
fn end_removed_failures(spool: &Spool, filings: &[Filing]) -> Result<(), End> {
    let failing = spool.monitoring().figures().map_err(End::of_spool)?.folders;
    for one in failing.iter().filter(|one| one.failing_since.is_some()) {
        if !filings.iter().any(|filing| filing.name() == one.name) {
            spool.outbox().folder_works(&one.name).map_err(End::of_spool)?;
        }
    }
    Ok(())
}

/// The names of the alarms that other parts of the service raise and end by themselves. Any other
/// alarm that [`Alarms`] does not watch ends within seconds.
fn alarms_of_others(filings: &[Filing], settings: &Settings) -> Vec<String> {
    let mut names: Vec<String> = filings.iter().map(Filing::alarm).collect();
    if settings.node.is_on() {
        names.push(ferrofax_node::ALARM.to_owned());
    }
    if settings.mailbox.is_on() {
        names.push(mailbox::ALARM.to_owned());
    }
    names
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use ferrofax_basics::clock::Look;
    use ferrofax_spool::Told;

    /// Adds the files below this folder that raise alarms, each with the names of its folders.
    fn raisers(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                raisers(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && path != Path::new(CRATES).join("program/src/cli/watch_way.rs")
                && fs::read_to_string(&path).unwrap().contains("alarm::raise(")
            {
                found.push(path.strip_prefix(CRATES).unwrap().display().to_string());
            }
        }
    }

    const CRATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

    #[test]
    fn a_folder_that_was_removed_from_the_settings_fails_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let sales = "[[folder]]\nname = \"sales\"\npath = \"/srv/sales\"\n";
        for name in ["sales", "removed"] {
            spool.outbox().watched_folder(name, "/srv/sales", UnixMs(0)).unwrap();
            spool.outbox().folder_fails(name, UnixMs::now()).unwrap();
        }
        let filings = filings(&spool, &Settings::parse(sales).unwrap()).unwrap();
        end_removed_failures(&spool, &filings).unwrap();
        let failing = spool.monitoring().figures().unwrap().folders.into_iter();
        let failing = failing.filter(|one| one.failing_since.is_some()).map(|one| one.name);
        assert_eq!(failing.collect::<Vec<_>>(), ["sales"]);
    }

    #[test]
    fn an_alarm_of_another_part_does_not_end_while_the_part_is_on() {
        let mut found = Vec::new();
        raisers(Path::new(CRATES), &mut found);
        found.sort();
        // If another file raises an alarm, `alarms_of_others` and the names below need its name.
        let known = [
            "listeners/src/filing/mod.rs",
            "mail/src/mailbox/mod.rs",
            "node/src/shipper.rs",
            "program/src/alarms/mod.rs",
        ];
        assert_eq!(found, known);
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let mut settings = Settings::parse(
            "[node]\nstore = \"postgres://fax@127.0.0.1:9/fax\"\nname = \"berlin\"\n\
             [mailbox]\nserver = \"imap.example.com\"\nuser = \"fax@example.com\"\n\
             password_file = \"/x\"\n[[folder]]\nname = \"sales\"\npath = \"/srv/sales\"\n",
        )
        .unwrap();
        settings.alarms.disk_free_mb = 0;
        let names = ["folder sales", "mailbox", "node"];
        for name in names.into_iter().chain(["folder removed"]) {
            let told = Told { subject: "ALARM", text: "" };
            spool.monitoring().raise_alarm(name, told, UnixMs::now()).unwrap();
        }
        let others = alarms_of_others(&filings(&spool, &settings).unwrap(), &settings);
        let look = Look { unix_ms: UnixMs::now(), ..Look::default() };
        Alarms::new(&spool, &settings.alarms, others).turn(&look).unwrap();
        let alarms = spool.monitoring().alarms().unwrap();
        let mut left: Vec<String> = alarms.into_iter().map(|alarm| alarm.name).collect();
        left.sort();
        assert_eq!(left, names);
    }
}
