//! `ferrofax serve` on a stateless node, which has no PBX. Its spool is the shared database of the
//! machines with PBXs.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant, SystemTime};

use super::End;
use super::filing_ways::filing_ways;
use super::missing::{is_folder, is_there};
use super::owner::{LowPorts, become_owner};
use super::serve::{
    INTERVAL, STEP, Way, Ways, protection, repeating, sweeping, unclaimed_way, webhook_ways,
};
use crate::front::Post;
use crate::settings::Settings;
use crate::sweeper::Sweep;
use ferrofax_basics::clock::Clock;
use ferrofax_cluster::{Clustered, TakingOver, as_front};
use ferrofax_delivery::StopFlag;
use ferrofax_mail::mail_protection::Protection;
use ferrofax_spool::{Spool, SpoolError, Tables};

/// The interval at which this machine checks which of its local copies of documents are old enough
/// to be deleted. A copy is old if nobody has viewed it for a day.
const LOOK: Duration = Duration::from_secs(600);
/// The time after which this machine deletes its local copy of a document in the shared database,
/// if nobody has viewed the document in this time.
const KEPT: Duration = Duration::from_secs(24 * 3_600);

/// The longest wait, when the service stops, for a shared database that does not answer.
const LAST_SILENCE: Duration = Duration::from_secs(5);

/// The path of this process's settings file. Commands that need no settings read this file only if
/// the spool's folder contains no spool.
static CONFIG: OnceLock<PathBuf> = OnceLock::new();

/// Lets commands use the shared database that this settings file names, if the spool's folder
/// contains no spool.
pub(super) fn go_by(config: &Path) {
    let _first = CONFIG.set(config.to_owned());
}

/// Opens the shared database as the spool of this process. Returns `None` if the folder contains a
/// spool, or if gateway.toml names no database or cannot be read.
pub(super) fn found(folder: &Path, low_ports: LowPorts) -> Result<Option<Spool>, End> {
    if is_there(&folder.join("spool.db"))? {
        return Ok(None);
    }
    let settings = CONFIG.get().and_then(|file| Settings::read(file).ok());
    settings.map_or(Ok(None), |settings| opened(folder, &settings, low_ports))
}

/// Opens the shared database that serves as the spool of `ferrofax serve`; none if gateway.toml
/// names no such database.
///
/// # Errors
/// The settings contain sections (TOML tables) that cannot work on a stateless node (a machine
/// without a PBX), or the database cannot be opened.
pub(super) fn to_serve(folder: &Path, settings: &Settings) -> Result<Option<Spool>, End> {
    if settings.front.is_on() {
        refuse(settings)?;
    }
    opened(folder, settings, LowPorts::Kept)
}

/// Opens the shared database that gateway.toml names; none if the folder has a spool of its own.
/// From here on the process runs as the folder's owner.
fn opened(folder: &Path, settings: &Settings, low_ports: LowPorts) -> Result<Option<Spool>, End> {
    let Some(place) = settings.place_of_spool() else { return Ok(None) };
    let shown = folder.display();
    if !is_folder(folder)? {
        return Err(End::refused(format!(
            "there is no folder {shown} for this machine's own files: create one that belongs to \
             the user of `ferrofax serve`, and give it by --spool or FERROFAX_SPOOL"
        )));
    }
    become_owner(folder, low_ports)?;
    if is_there(&folder.join("spool.db"))? {
        return Err(End::refused(format!(
            "there is a spool in {shown}, which would be ignored: `store` at the top of \
             gateway.toml is for a machine without a PBX, whose own files need another folder \
             (--spool or FERROFAX_SPOOL); use [node] store for this one"
        )));
    }
    let spool = place.open_as_spool(folder).map_err(End::of_spool)?;
    log::info!("uses the shared database {}", place.store);
    Ok(Some(spool))
}

/// Refuses settings that cannot work on a stateless node, a machine without a PBX.
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
        "{} cannot work with a shared database as the spool (`store` in gateway.toml): leave that \
         to a machine with a PBX",
        set_up.join(", ")
    )))
}

/// Starts the thread for the work that only one machine of a shared database may do: it mails the
/// results of jobs, sends webhooks, writes mails about faxes with which nobody deals, and stores
/// faxes in watched folders.
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
        let mut begin =
            |claimed: &Spool, ending: &Arc<AtomicBool>, ways: &mut Ways| -> Result<(), End> {
                let (own, name) = (spool.clone(), ferrofax_delivery::host_name());
                let mails = move || own.beside();
                ways.extend(webhook_ways(claimed, &settings, &clock, ending)?);
                ways.push(Box::new(unclaimed_way(claimed, &settings, &clock, ending)?));
                ways.push(Box::new(mails_way(mails, name, &settings, &clock, ending)?));
                ways.extend(filing_ways(claimed, &settings, &clock, ending)?);
                log::info!("sends reports and webhooks for all machines without a PBX");
                Ok(())
            };
        while_claimed(&beside, &ONCE, &mut begin, &stop);
    };
    thread::Builder::new().name("once".to_owned()).spawn(work).map_err(End::failed)
}

/// Starts the thread by which this machine, which has a PBX, sends the mails of other nodes after
/// these have stopped reporting to the shared database. Returns `None`, and starts no thread, if
/// gateway.toml names no shared database, or forbids this machine to send mails of other nodes.
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
    let store = move || ferrofax_node::open(&spool, &place, Tables::MayBeMade).map(as_front);
    let thread = mails_way(store, name, settings, clock, stop)?;
    Ok(Some(Box::new(Patient(thread))))
}

/// Starts the thread that sends the mails in the outbox (the queue of outgoing mails) of a shared
/// database. The thread waits while another machine sends them.
fn mails_way(
    store: impl Fn() -> Result<Spool, SpoolError> + Send + 'static,
    name: String,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let (settings, clock, stop) = (settings.clone(), clock.clone(), Arc::clone(stop));
    let work = move || {
        let mut begin =
            |store: &Spool, ending: &Arc<AtomicBool>, ways: &mut Ways| -> Result<(), End> {
                let flag = StopFlag::default();
                let thread = post(store, (&settings, &name), &clock, (&flag, ending))?;
                ways.push(Box::new(PostWay { thread, flag }));
                ways.push(Box::new(sweeping(store, vec![copies(store)], &clock, ending)?));
                Ok(())
            };
        while_claimed(&store, &MAILS, &mut begin, &stop);
    };
    thread::Builder::new().name("mails".to_owned()).spawn(work).map_err(End::failed)
}

/// The thread that sends mails. When it is to end, it breaks off the mail that it is sending.
struct PostWay {
    thread: JoinHandle<()>,
    flag: StopFlag,
}

impl Way for PostWay {
    fn settle(&mut self) {
        self.flag.raise();
        self.thread.settle();
    }

    fn wait(self: Box<Self>) {
        self.flag.raise();
        drop(self.thread.join());
    }
}

/// A thread that works with a shared database. The database does not answer in some cases, so the
/// service waits only a limited time for the thread when it stops.
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

/// Work on a shared database, such as sending mails, that only one machine may do.
struct Claim {
    /// Claims the work for this machine.
    take: fn(&Spool) -> Result<(), SpoolError>,
    /// The log message if another machine has the claim.
    taken: &'static str,
    /// The log message if the claim cannot be read.
    unseen: &'static str,
    /// The log message if this machine has the claim, and cannot begin the work.
    undone: &'static str,
}

const ONCE: Claim = Claim {
    take: |store| store.cluster().claim_store(),
    taken: "sends reports and webhooks; this machine takes over when it ends",
    unseen: "which machine sends reports and webhooks",
    undone: "reports are not mailed",
};
const MAILS: Claim = Claim {
    take: |store| store.cluster().claim_mails(),
    taken: "sends mails from the shared database; this machine takes over when it ends",
    unseen: "which machine sends mails from the shared database",
    undone: "no mails are sent from the shared database",
};

/// Starts the threads of work that only one machine may do. They get the database and the flag that
/// stops them. If this fails, the threads in the last argument are those that were started.
type BeginWork<'a> = dyn FnMut(&Spool, &Arc<AtomicBool>, &mut Ways) -> Result<(), End> + 'a;

/// Claims work that only one machine may do, and lets its threads run until the service stops. If
/// the threads cannot be started, gives the claim up, so that another machine can take it, and
/// claims the work again after [`INTERVAL`].
fn while_claimed(
    store: &dyn Fn() -> Result<Spool, SpoolError>,
    claim: &Claim,
    begin: &mut BeginWork<'_>,
    stop: &AtomicBool,
) {
    let mut last = String::new();
    while let Some(claimed) = claimed(store, claim, stop) {
        let (ending, mut ways) = (Arc::new(AtomicBool::new(false)), Ways::new());
        let begun = begin(&claimed, &ending, &mut ways);
        if begun.is_ok() {
            pause(Duration::MAX, stop);
        }
        ending.store(true, Ordering::Relaxed);
        ways.into_iter().for_each(Way::wait);
        drop(claimed);
        if let Err(end) = begun {
            let why = end.text().unwrap_or_default();
            if why != last {
                log::error!("{}: {why}", claim.undone);
                why.clone_into(&mut last);
            }
            pause(INTERVAL, stop);
        }
    }
}

/// Waits until this machine gets the claim, the right to do work that only one machine may do.
/// Returns a connection to the database for this work. None: the service ends before that.
fn claimed(
    store: &dyn Fn() -> Result<Spool, SpoolError>,
    Claim { take, taken, unseen, .. }: &Claim,
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
                    SpoolError::Claimed { by, .. } => log::info!("{by}: {taken}"),
                    why => log::error!("it cannot be seen {unseen}: {why}"),
                }
            }
        }
        pause(INTERVAL, stop);
    }
    None
}

/// Waits for this time, or until the service stops.
fn pause(time: Duration, stop: &AtomicBool) {
    let since = Instant::now();
    while since.elapsed() < time && !stop.load(Ordering::Relaxed) {
        sleep(STEP);
    }
}

fn post(
    store: &Spool,
    (settings, name): (&Settings, &str),
    clock: &Clock,
    (flag, stop): (&StopFlag, &Arc<AtomicBool>),
) -> Result<JoinHandle<()>, End> {
    let (mut post, clock) = (Post::new(store, settings.front.mail(), flag), clock.clone());
    // A machine with a PBX shows no faxes of the shared database, so links to them lead nowhere.
    if settings.front.is_on() && settings.protects_mails() {
        post = post.protecting(protection(store, settings)?);
    } else if settings.protects_mails() {
        let protection = Protection::new(&settings.mail_protection, &settings.rights.ldap);
        post = post.protecting(protection.with_notices());
    }
    match settings.front.mails_of_others_after() {
        Some(after) => {
            let after_ms = i64::try_from(after.as_millis()).unwrap_or(i64::MAX);
            post = post.for_others(TakingOver::new(name, after_ms));
        }
        None => store.cluster().forget_mail_taker(name).map_err(End::failed)?,
    }
    post.begin(&clock.look()).map_err(End::failed)?;
    repeating("reports", move |_: &dyn Fn() -> bool| post.turn(&clock.look()), stop)
}

/// Deletes this machine's local copies of documents of the shared database, if nobody has viewed
/// them for a day.
pub(super) fn copies(spool: &Spool) -> Sweep {
    let spool = spool.clone();
    let delete = move |_| spool.cluster().forget_copies(SystemTime::now() - KEPT);
    Sweep { name: "copies of documents", every: LOOK, delete: Box::new(delete) }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    const STORE: &str = "store = \"postgres://fax@127.0.0.1:9/fax\"\n";

    fn said(folder: &Path, text: &str) -> String {
        let settings = Settings::parse(&format!("{STORE}{text}")).unwrap();
        let end = to_serve(folder, &settings).err().expect("it is refused");
        end.text().unwrap_or_default().to_owned()
    }

    /// A database error at the take-over of work ends nothing for good.
    #[test]
    fn work_that_cannot_begin_is_claimed_again_after_its_threads_have_ended() {
        let folder = tempfile::tempdir().unwrap();
        let (stop, ended) = (AtomicBool::new(false), Arc::new(AtomicBool::new(false)));
        let (claims, mut attempts) = (Cell::new(0), 0);
        let store = || {
            claims.set(claims.get() + 1);
            Spool::open(folder.path())
        };
        let claim = Claim { take: |_| Ok(()), taken: "", unseen: "", undone: "no work" };
        let mut begin = |_: &Spool, ending: &Arc<AtomicBool>, ways: &mut Ways| -> Result<(), End> {
            attempts += 1;
            if attempts == 2 {
                assert!(ended.load(Ordering::Relaxed), "the first thread still works");
                stop.store(true, Ordering::Relaxed);
                return Ok(());
            }
            let (ending, ended) = (Arc::clone(ending), Arc::clone(&ended));
            ways.push(Box::new(thread::spawn(move || {
                pause(Duration::MAX, &ending);
                sleep(STEP);
                ended.store(true, Ordering::Relaxed);
            })));
            Err(End::failed("the database does not answer"))
        };
        while_claimed(&store, &claim, &mut begin, &stop);
        assert_eq!((attempts, claims.get()), (2, 2));
    }

    #[test]
    fn what_can_not_work_on_a_store_is_said_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        for part in ["[print]\nenabled = true\n", "[hylafax]\nenabled = true\n"] {
            let text = said(folder.path(), part);
            let name = part.lines().next().unwrap();
            assert!(text.starts_with(&format!("{name} cannot work")), "{text}");
        }
        let missing = folder.path().join("missing");
        assert!(said(&missing, "").contains("there is no folder"));
        std::fs::write(folder.path().join("spool.db"), "").unwrap();
        assert!(said(folder.path(), "").contains("there is a spool in"));
        assert!(to_serve(folder.path(), &Settings::default()).unwrap().is_none());
    }
}
