//! `ferrofax serve` where the spool is the store that machines with PBXs share: what of it is other
//! than with a spool of one's own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant, SystemTime};

use super::End;
use super::owner::{LowPorts, become_owner};
use super::serve::{INTERVAL, STEP, Way, folder_ways, repeating, webhook_ways};
use crate::front::Post;
use crate::node;
use crate::settings::Settings;
use ferrofax_basics::clock::Clock;
use ferrofax_delivery::StopFlag;
use ferrofax_spool::{Spool, SpoolError, Tables, TakingOver};

/// How often copies of documents are looked at, and for how long one stays that nobody wants to see.
const LOOK: Duration = Duration::from_secs(600);
const KEPT: Duration = Duration::from_secs(24 * 3_600);

/// A store that stands still is waited for no longer than this by who is to end.
const LAST_SILENCE: Duration = Duration::from_secs(5);

/// The settings' file of this process: only where a folder has no spool is it looked at by commands
/// that need no settings.
static CONFIG: OnceLock<PathBuf> = OnceLock::new();

/// From now on commands find the store that this file names, where the folder has no spool.
pub(super) fn go_by(config: &Path) {
    let _first = CONFIG.set(config.to_owned());
}

/// The store that is the spool of a folder without one; none where gateway.toml names none, or may not
/// be read.
pub(super) fn found(folder: &Path, low_ports: LowPorts) -> Result<Option<Spool>, End> {
    if folder.join("spool.db").exists() {
        return Ok(None);
    }
    let settings = CONFIG.get().and_then(|file| Settings::read(file).ok());
    settings.map_or(Ok(None), |settings| opened(folder, &settings, low_ports))
}

/// The same for `ferrofax serve`, which says what of it can't be as it is set up.
pub(super) fn to_serve(folder: &Path, settings: &Settings) -> Result<Option<Spool>, End> {
    if settings.front.is_on() {
        refuse(settings)?;
    }
    opened(folder, settings, LowPorts::Kept)
}

/// The spool that gateway.toml names; none where that is the folder's own. From here on the process is
/// the folder's owner's.
fn opened(folder: &Path, settings: &Settings, low_ports: LowPorts) -> Result<Option<Spool>, End> {
    let Some(place) = settings.place_of_spool() else { return Ok(None) };
    let shown = folder.display();
    if !folder.is_dir() {
        return Err(End::refused(format!(
            "there is no folder {shown} for what is in this machine's hands: make one, for the user that `ferrofax \
             serve` is to be, and name it by --spool or FERROFAX_SPOOL"
        )));
    }
    become_owner(folder, low_ports)?;
    if folder.join("spool.db").exists() {
        return Err(End::refused(format!(
            "there is a spool in {shown}, of which nothing would be seen: `store` above all tables of gateway.toml is \
             for a machine without a PBX, and [node] store for this one"
        )));
    }
    let spool = place.open_as_spool(folder).map_err(End::of_spool)?;
    log::info!("works on the store {}", place.store);
    Ok(Some(spool))
}

/// What is set up and can't work so is said at once.
fn refuse(settings: &Settings) -> Result<(), End> {
    let parts = [
        ("[print]", settings.print.enabled || !settings.print.printers.is_empty()),
        ("[hylafax]", settings.hylafax.enabled),
        ("[hylafax] xferfaxlog", settings.hylafax.xferfaxlog.is_some()),
        ("[node] share_jobs", settings.node.share_jobs),
        ("[sealing]", settings.sealing.is_on()),
    ];
    let set_up: Vec<&str> =
        parts.iter().filter(|(_, is_on)| *is_on).map(|(name, _)| *name).collect();
    if set_up.is_empty() {
        return Ok(());
    }
    Err(End::refused(format!(
        "{} can't work where the spool is a store (`store` in gateway.toml): leave that to a machine with a PBX",
        set_up.join(", ")
    )))
}

/// Who does what is to be done once, if no other machine does: mails reports, tells webhooks, and puts faxes
/// into watched folders.
pub(super) fn once_way(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let (spool, settings) = (spool.clone(), settings.clone());
    let (clock, stop) = (clock.clone(), Arc::clone(stop));
    let work = move || {
        let beside = || spool.beside();
        let Some(claimed) = claimed(&beside, (Spool::claim_store, ONCE), &stop) else { return };
        log::info!("mails reports and tells webhooks, for all machines without a PBX");
        let name = ferrofax_delivery::host_name();
        let begun = webhook_ways(&claimed, &settings, &clock, &stop).and_then(|mut ways| {
            let own = spool.clone();
            let mails = move || own.beside();
            ways.push(Box::new(mails_way(mails, name, &settings, &clock, &stop)?));
            ways.extend(folder_ways(&claimed, &settings, &clock, &stop)?);
            Ok(ways)
        });
        match begun {
            Ok(ways) => {
                wait(&stop);
                ways.into_iter().for_each(Way::wait);
            }
            // Nobody can be told otherwise; another machine takes it up when this one ends.
            Err(end) => {
                log::error!("no reports are mailed: {}", end.text().unwrap_or_default());
                wait(&stop);
            }
        }
    };
    thread::Builder::new().name("once".to_owned()).spawn(work).map_err(End::failed)
}

/// Who mails in the place of other machines with a PBX, on one that has one; none where gateway.toml does
/// not say so.
pub(super) fn others_way(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<Option<Box<dyn Way>>, End> {
    let Some(place) = settings.node.place() else { return Ok(None) };
    if settings.front.mails_of_others_after().is_none() {
        return Ok(None);
    }
    let (spool, name) = (spool.clone(), settings.node.name.clone());
    let store = move || node::open(&spool, &place, Tables::MayBeMade).map(Spool::as_front);
    let thread = mails_way(store, name, settings, clock, stop)?;
    Ok(Some(Box::new(Patient(thread))))
}

/// Who mails what is in a store's outbox, if no other machine does.
fn mails_way(
    store: impl Fn() -> Result<Spool, SpoolError> + Send + 'static,
    name: String,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let (settings, clock, stop) = (settings.clone(), clock.clone(), Arc::clone(stop));
    let work = move || {
        let Some(store) = claimed(&store, (Spool::claim_mails, MAILS), &stop) else { return };
        let flag = StopFlag::default();
        let begun = post(&store, (&settings, name), &clock, (&flag, &stop)).and_then(|thread| {
            let copies = copies_way(&store, &stop)?;
            Ok([thread, copies])
        });
        match begun {
            Ok(threads) => {
                wait(&stop);
                flag.raise();
                threads.into_iter().for_each(|thread| drop(thread.join()));
            }
            // Another machine takes it up when this one ends.
            Err(end) => {
                log::error!("no mails go from the store: {}", end.text().unwrap_or_default());
                wait(&stop);
            }
        }
    };
    thread::Builder::new().name("mails".to_owned()).spawn(work).map_err(End::failed)
}

/// One who works with a store that may stand still: he is left alone with it after a while.
struct Patient(JoinHandle<()>);

impl Way for Patient {
    fn settle(&mut self) {
        let since = Instant::now();
        while !self.0.is_finished() && since.elapsed() < LAST_SILENCE {
            sleep(STEP);
        }
    }

    fn wait(mut self: Box<Self>) {
        self.settle();
    }
}

/// A claim of a store, and what is said of another machine that has it, and of one that can't be seen.
type ClaimOf = (fn(&Spool) -> Result<(), SpoolError>, [&'static str; 2]);

const ONCE: [&str; 2] = [
    "mails reports and tells webhooks; this machine does when that has ended",
    "who mails reports and tells webhooks",
];
const MAILS: [&str; 2] =
    ["mails what is in the store; this one does when that has ended", "who mails from the store"];

/// A store by a connection of its own that has this claim; none once it is over.
fn claimed(
    store: &dyn Fn() -> Result<Spool, SpoolError>,
    (take, [taken, unseen]): ClaimOf,
    stop: &AtomicBool,
) -> Option<Spool> {
    let (mut last, mut own) = (String::new(), None);
    while !stop.load(Ordering::Relaxed) {
        let mut claim = || -> Result<Spool, SpoolError> {
            let spool = match own.take() {
                Some(spool) => spool,
                None => store()?,
            };
            own = Some(spool.clone());
            take(&spool).map(|()| spool)
        };
        match claim() {
            Ok(spool) => return Some(spool),
            Err(why) if why.to_string() == last => {}
            Err(why) => {
                last = why.to_string();
                match &why {
                    SpoolError::Claimed { by, .. } => log::info!("{by}, {taken}"),
                    why => log::error!("{unseen} can't be seen: {why}"),
                }
            }
        }
        let since = Instant::now();
        while since.elapsed() < INTERVAL && !stop.load(Ordering::Relaxed) {
            sleep(STEP);
        }
    }
    None
}

fn wait(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        sleep(STEP);
    }
}

fn post(
    store: &Spool,
    (settings, name): (&Settings, String),
    clock: &Clock,
    (flag, stop): (&StopFlag, &Arc<AtomicBool>),
) -> Result<JoinHandle<()>, End> {
    let (mut post, clock) = (Post::new(store, settings.front.mail(), flag), clock.clone());
    match settings.front.mails_of_others_after() {
        Some(after) => {
            let after_ms = i64::try_from(after.as_millis()).unwrap_or(i64::MAX);
            post = post.for_others(TakingOver::new(&name, after_ms));
        }
        None => store.forget_mail_taker(&name).map_err(End::failed)?,
    }
    post.begin(&clock.look()).map_err(End::failed)?;
    repeating("reports", move |_: &dyn Fn() -> bool| post.turn(&clock.look()), stop)
}

/// Who deletes copies of documents that nobody has looked at for long.
pub(super) fn copies_way(spool: &Spool, stop: &Arc<AtomicBool>) -> Result<JoinHandle<()>, End> {
    let (spool, looked) = (spool.clone(), std::cell::Cell::new(None::<Instant>));
    let turn = move |_: &dyn Fn() -> bool| {
        if looked.get().is_some_and(|at| at.elapsed() < LOOK) {
            return Ok(());
        }
        looked.set(Some(Instant::now()));
        spool.forget_copies(SystemTime::now() - KEPT).map(drop)
    };
    repeating("copies of documents", turn, stop)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORE: &str = "store = \"postgres://fax@127.0.0.1:9/fax\"\n";

    fn said(folder: &Path, text: &str) -> String {
        let settings = Settings::parse(&format!("{STORE}{text}")).unwrap();
        let end = to_serve(folder, &settings).err().expect("it is refused");
        end.text().unwrap_or_default().to_owned()
    }

    #[test]
    fn what_can_not_work_on_a_store_is_said_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        for part in ["[print]\nenabled = true\n", "[hylafax]\nenabled = true\n"] {
            let text = said(folder.path(), part);
            let name = part.lines().next().unwrap();
            assert!(text.starts_with(&format!("{name} can't work")), "{text}");
        }
        let missing = folder.path().join("missing");
        assert!(said(&missing, "").contains("there is no folder"));
        std::fs::write(folder.path().join("spool.db"), "").unwrap();
        assert!(said(folder.path(), "").contains("there is a spool in"));
        assert!(to_serve(folder.path(), &Settings::default()).unwrap().is_none());
    }
}
