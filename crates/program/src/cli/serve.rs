//! `ferrofax serve`: the Ferrofax service. It starts each part that the settings enable.
//!
//! If one part cannot start, the program ends with an error. The first SIGTERM or Ctrl-C ends the
//! program after the current work: new requests are refused at once, a mail that is being received
//! is accepted, a document that is being converted becomes a job. SIGHUP reloads the settings; if
//! they are valid, the service continues with them. The sockets stay open meanwhile. Connected
//! clients are still served with the old settings, new ones with the new settings.

use std::fmt::Display;
use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use super::args::Serve;
use super::doors::{Held, MailWay, PrinterWay, WebWay, hylafax_way};
use super::filing_ways::filing_ways;
use super::reload::Running;
use super::signals::{ReadSettings, Signals, Waited};
use super::text_ways::text_ways;
use super::watch_way::WatchWay;
use super::{End, front};
use crate::acme::Renewal;
use crate::sealing::Sealer;
use crate::settings::Settings;
use crate::sweeper::{Sweep, Sweeper};
use crate::texts::Reading;
use crate::unclaimed::UnclaimedMails;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Clock;
use ferrofax_basics::lock::lock;
use ferrofax_basics::show::counted;
use ferrofax_cluster::Clustered;
use ferrofax_listeners::drop::DropFolder;
use ferrofax_listeners::hylafax::TransferLog;
use ferrofax_listeners::print::Printing;
use ferrofax_mail::fax_links::FaxLinks;
use ferrofax_mail::mail_login::TokenKeeper;
use ferrofax_mail::mail_protection::Protection;
use ferrofax_mail::outgoing::{self, Listener, Outgoing};
use ferrofax_node::{PageShipper, Place, Sharer, Shipper};
use ferrofax_rights::Rights;
use ferrofax_spool::safe_file::{self, For, Share};
use ferrofax_spool::{ClockWatch, Spool, begin_clock};
use ferrofax_web::api::Waiting;
use ferrofax_web::examiner::Reporting;
use ferrofax_web::webhooks::Webhooks;

/// The interval at which the threads of the service look for new work, for example in the drop
/// folder (whose files are sent as faxes) or the queue of faxes to print.
pub(super) const INTERVAL: Duration = Duration::from_secs(1);

/// The number of threads that deliver webhooks.
const WEBHOOK_THREADS: usize = 4;

/// The interval at which faxes that are missing in the full-text index are added to it.
const WORDS: Duration = Duration::from_secs(300);

/// The interval of most regular deletions.
const HOUR: Duration = Duration::from_secs(3_600);

/// The interval at which threads check whether the service is to stop.
pub(super) const STEP: Duration = Duration::from_millis(50);

/// The interval at which the program checks whether a thread has ended.
pub(super) const LOOK: Duration = Duration::from_millis(5);

/// A running part of the service, such as the web interface. At its start the part got a flag; its
/// threads end when this flag is set.
pub(super) trait Way {
    /// Waits until the background threads of this part of the service have ended. If the part is a
    /// server, it still serves connected clients.
    fn settle(&mut self);

    /// Makes this part of the service accept no more clients.
    fn close(&mut self) {}

    /// Whether no client is connected any more. Called only after [`Self::close`].
    fn is_over(&self) -> bool {
        true
    }

    /// Waits until this part of the service has ended. Connected clients get a little time to
    /// finish.
    fn wait(self: Box<Self>);
}

pub(super) type Ways = Vec<Box<dyn Way>>;

/// Runs the service. `first` are the settings at the start; `settings` reloads them.
pub(super) fn run(
    spool: &Spool,
    first: Settings,
    settings: &ReadSettings<'_>,
    (words, signals): (&Serve, &Signals),
) -> Result<(), End> {
    let alone = Alone::in_spool(spool);
    let is_alone = alone.other.is_none();
    alone.told(served(spool, first, settings, (words, signals), is_alone))
}

/// The lock by which only one `ferrofax serve` works in a spool.
struct Alone {
    /// The locked file, kept open while this service runs; `None` if the spool could not be locked.
    _lock: Option<File>,
    /// The process number of the other service that holds the lock, if it is known.
    other: Option<String>,
}

impl Alone {
    /// Tries to lock the spool. If the lock file cannot be opened, the service starts anyway, since
    /// each part also has a lock of its own.
    fn in_spool(spool: &Spool) -> Self {
        let path = spool.folder().join("serve.lock");
        let nobody = Self { _lock: None, other: None };
        let Ok(mut lock) = safe_file::open_or_make(&path, For::Writing, Share::GroupWorks) else {
            return nobody;
        };
        match lock.try_lock() {
            Ok(()) => {
                let written = lock.set_len(0).and_then(|()| write!(lock, "{}", process::id()));
                if let Err(error) = written {
                    log::debug!("{}: {error}", path.display());
                }
                Self { _lock: Some(lock), other: None }
            }
            Err(TryLockError::WouldBlock) => {
                let other = safe_file::read(&path).unwrap_or_default();
                // Other users may write to the spool's folder, so only digits are used.
                let digits = other.iter().filter(|byte| byte.is_ascii_digit()).take(10);
                let other: String = digits.map(|digit| char::from(*digit)).collect();
                log::warn!("another `ferrofax serve` (process {other}) already uses this spool");
                Self { other: Some(other), ..nobody }
            }
            Err(TryLockError::Error(_)) => nobody,
        }
    }

    /// If another `ferrofax serve` uses this spool, adds its process number to an error. That
    /// process is the likely reason why this service cannot start.
    fn told(&self, done: Result<(), End>) -> Result<(), End> {
        let Some(other) = &self.other else { return done };
        done.map_err(|end| {
            let why = end.text().unwrap_or_default();
            End::failed(format!("another `ferrofax serve` (process {other}) runs already: {why}"))
        })
    }
}

fn served(
    spool: &Spool,
    first: Settings,
    settings: &ReadSettings<'_>,
    (words, signals): (&Serve, &Signals),
    is_alone: bool,
) -> Result<(), End> {
    let clock = Clock::of_machine();
    begin_clock(&clock, spool).map_err(End::failed)?;
    Reading::resume(spool, &clock).map_err(End::failed)?;
    let mut watch = ClockWatch::new(&clock);
    let begin = Begin { spool, words, clock: &clock, is_alone };
    let mut running = Running::start(begin, first)?;
    loop {
        running.tell_systemd();
        let waited = signals.wait(settings, &mut || {
            watch.look(spool);
            running.look();
            false
        });
        let Waited::Reloaded(next) = waited else { break };
        running.reload(*next);
    }
    running.end();
    log::info!("ended");
    Ok(())
}

/// The data that all parts of the service need at their start and that do not depend on the
/// settings.
pub(super) struct Begin<'a> {
    pub(super) spool: &'a Spool,
    pub(super) words: &'a Serve,
    pub(super) clock: &'a Clock,
    /// Whether no other `ferrofax serve` uses the spool. Otherwise the other one files faxes,
    /// delivers to webhooks and reminds people, because all that would happen twice.
    pub(super) is_alone: bool,
}

impl Begin<'_> {
    /// Starts all parts of the service that these settings enable. The returned flag stops the
    /// parts.
    pub(super) fn by(
        &self,
        settings: &Settings,
        held: &Held,
    ) -> Result<(Ways, Arc<AtomicBool>), End> {
        let ending = Arc::new(AtomicBool::new(false));
        held.sockets.begin();
        let mut ways = Ways::new();
        let begun = started(self, settings, held, &ending, &mut ways);
        let begun = begun.and_then(|()| if ways.is_empty() { Err(End::refused(
                "there is nothing to serve: gateway.toml switches on none of [mail], [mailbox], [drop], [print], [printer], [hylafax], [web], [node], [sealing], [reading], [mail_login], [[folder]] and [[filing]]",
            )) } else { Ok(()) });
        if let Err(end) = begun {
            ending.store(true, Ordering::Relaxed);
            ways.into_iter().for_each(Way::wait);
            return Err(end);
        }
        held.sockets.close_others();
        if !settings.printer.is_on() {
            held.leave_print_jobs();
        }
        Ok((ways, ending))
    }
}

fn started(
    Begin { spool, words, clock, is_alone }: &Begin<'_>,
    settings: &Settings,
    held: &Held,
    stop: &Arc<AtomicBool>,
    ways: &mut Ways,
) -> Result<(), End> {
    // The encryption keys come first, before any document is opened.
    ways.extend(sealing_way(spool, settings, clock, stop)?);
    let rights = Rights::new(&settings.rights, spool).map_err(End::failed)?;
    if let Err(error) = rights.note_users() {
        log::error!("the users of gateway.toml are not noted: {error}");
    }
    if settings.acme.is_on() {
        ways.push(Box::new(acme_way(settings, clock, stop)?));
    }
    if settings.mail_login.is_on() {
        ways.push(Box::new(token_way(spool, settings, clock, stop)?));
    }
    if settings.mail_login.is_graph() || settings.is_handed_mails() && !spool.is_front() {
        ways.push(Box::new(outgoing_way(spool, settings, stop)?));
    }
    if settings.drop.enabled {
        ways.push(Box::new(drop_way(spool, settings, words.drop.as_deref(), clock, stop)?));
    }
    if settings.print.enabled {
        ways.push(Box::new(print_way(spool, settings, clock, stop)?));
    }
    if !is_alone {
        log::error!(
            "received faxes are not filed, and webhooks get no messages from this service: another \
             `ferrofax serve` uses this spool"
        );
    }
    // On a shared database only one machine files received faxes, see `once_way`.
    if *is_alone && !spool.is_front() {
        ways.extend(filing_ways(spool, settings, clock, stop)?);
    }
    ways.extend(node_way(spool, settings, clock, stop)?);
    ways.extend(pages_way(spool, settings, stop)?);
    ways.extend(jobs_way(spool, settings, clock, stop)?);
    ways.extend(front::others_way(spool, settings, clock, stop)?);
    if let Some(path) = &settings.hylafax.xferfaxlog {
        ways.push(Box::new(transfers_way(spool, path, stop)?));
    }
    let has_doors = settings.takes_mails()
        || settings.web.is_on()
        || settings.printer.is_on()
        || settings.hylafax.enabled
        || settings.reading.enabled
        || !settings.folders.folders.is_empty()
        || !settings.filings.filings.is_empty();
    if has_doors || !ways.is_empty() {
        if settings.rights.ldap.is_on() {
            ways.push(Box::new(directory_way(spool, settings, stop)?));
        }
        ways.push(Box::new(words_way(spool, stop)?));
        ways.extend(text_ways(spool, settings, clock, stop)?);
        ways.push(Box::new(sweeping(spool, sweeps(spool, settings), clock, stop)?));
        if spool.is_front() {
            ways.push(Box::new(front::once_way(spool, settings, clock, stop)?));
        } else {
            let own = spool.beside().map_err(End::failed)?;
            if *is_alone {
                ways.extend(webhook_ways(&own, settings, clock, stop)?);
                ways.push(Box::new(unclaimed_way(&own, settings, clock, stop)?));
            }
            ways.push(Box::new(WatchWay::start(spool, settings, clock, stop)?));
        }
        if settings.calls.explain && !spool.is_front() {
            ways.push(Box::new(calls_way(spool, settings, clock, stop)?));
        }
    }
    // Listeners are opened last, so that clients find all other parts running.
    if settings.takes_mails() {
        ways.push(Box::new(MailWay::start(spool, settings, clock, (held, stop))?));
    }
    if settings.web.is_on() {
        ways.push(Box::new(WebWay::start(spool, settings, held)?));
    }
    if settings.printer.is_on() {
        ways.push(Box::new(PrinterWay::start(spool, settings, clock, (held, stop))?));
    }
    if settings.hylafax.enabled {
        ways.push(Box::new(hylafax_way(spool, settings, held)?));
    }
    Ok(())
}

/// Lets a single thread be a part of the service.
impl Way for JoinHandle<()> {
    fn settle(&mut self) {
        while !self.is_finished() {
            sleep(LOOK);
        }
    }

    fn wait(self: Box<Self>) {
        drop(self.join());
    }
}

/// Starts the thread of the service that orders a TLS certificate by ACME and renews it.
fn acme_way(
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let renewal = Renewal::start(&settings.acme, UnixMs::now()).map_err(End::failed)?;
    let clock = clock.clone();
    let turn = move |stopped: &dyn Fn() -> bool| renewal.turn(clock.look().unix_ms, stopped);
    repeating("certificate", turn, stop)
}

/// Starts the thread of the service that fetches access tokens for the mail server.
fn token_way(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let keeper = TokenKeeper::new(spool, &settings.mail_login);
    let clock = clock.clone();
    let turn = move |_: &dyn Fn() -> bool| keeper.turn(&clock.look());
    repeating("mail login", turn, stop)
}

/// Starts the thread of the service that takes the module's mails, encrypts those that a mail
/// header marks for encryption, and sends them by Graph or by the mail server of `[relay]`.
fn outgoing_way(
    spool: &Spool,
    settings: &Settings,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let is_graph = settings.mail_login.is_graph();
    let mail = settings.front.mail();
    let own = format!("unix:{}", outgoing::socket_path(spool.folder()).display());
    if !is_graph && mail.relay.host == own {
        let why = format!("[relay] mailserver: {own} is the service itself; name the mail server");
        return Err(End::failed(why));
    }
    let mut outgoing = if is_graph {
        Outgoing::by_graph(&settings.mail_login, spool)
    } else {
        Outgoing::by_smtp(&mail, spool)
    };
    if settings.protects_mails() {
        outgoing = outgoing.protecting(protection(spool, settings)?);
    }
    outgoing = outgoing.proving(spool, settings.proof.clone());
    let listener = Listener::open(spool, outgoing).map_err(End::failed)?;
    let way = if is_graph { "Microsoft Graph" } else { "the mail server of [relay]" };
    log::info!("sends mails by {way}: mailserver = unix:{}", listener.path().display());
    listener.serve(stop).map_err(End::failed)
}

/// The encryption of mails, with the links to faxes for recipients without a key.
pub(super) fn protection(spool: &Spool, settings: &Settings) -> Result<Protection, End> {
    let rights = Rights::new(&settings.rights, spool).map_err(End::failed)?;
    let protection = Protection::new(&settings.mail_protection, &settings.rights.ldap);
    Ok(protection.with_links(FaxLinks::new(spool, &rights, &settings.fax_links)))
}

/// Starts the thread of the service that sends the documents in the drop folder (into which scripts
/// put faxes).
fn drop_way(
    spool: &Spool,
    settings: &Settings,
    named: Option<&Path>,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let named = named.or(settings.drop.folder.as_deref());
    // The administrator may have named a symbolic link, so resolve the link. A link inside the
    // spool's folder is not resolved, since another user may have put it there.
    let resolved = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = named.map_or_else(|| spool.folder().join("drop"), resolved);
    let rights = Rights::new(&settings.rights, spool).map_err(End::failed)?;
    let drop = DropFolder::open(&folder, settings.converter(), rights).map_err(End::failed)?;
    let (spool, clock) = (spool.clone(), clock.clone());
    let sweep = move |stopped: &dyn Fn() -> bool| drop.sweep(&spool, &clock.look(), stopped);
    let thread = repeating("drop folder", sweep, stop)?;
    log::info!("accepts job files in the drop folder {}", folder.display());
    Ok(thread)
}

/// The regular deletions of the service.
fn sweeps(spool: &Spool, settings: &Settings) -> Vec<Sweep> {
    let uploads = Waiting::new(spool);
    let [rows, drafts] = [(); 2].map(|()| spool.clone());
    let mut sweeps = vec![
        Sweep {
            name: "expired requests, links and messages",
            every: HOUR,
            delete: Box::new(move |now| rows.retention().delete_expired(now)),
        },
        Sweep {
            name: "expired uploads",
            every: HOUR,
            delete: Box::new(move |now| uploads.delete_expired(now)),
        },
        Sweep {
            name: "expired drafts",
            every: HOUR,
            delete: Box::new(move |now| Ok(ferrofax_desk::delete_expired_drafts(&drafts, now))),
        },
    ];
    // Login sessions in a shared database expire by the settings of the machines with the web
    // interface.
    if settings.web.is_on() {
        let (life, sessions) = (settings.web.session_life(), spool.clone());
        sweeps.push(Sweep {
            name: "expired sessions",
            every: HOUR,
            delete: Box::new(move |now| sessions.retention().delete_sessions(life, now)),
        });
    }
    if spool.is_front() {
        sweeps.push(front::copies(spool));
    }
    sweeps
}

/// Starts the thread that runs the regular deletions in `sweeps`.
pub(super) fn sweeping(
    spool: &Spool,
    sweeps: Vec<Sweep>,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let (mut sweeper, clock) = (Sweeper::new(spool, sweeps), clock.clone());
    repeating("expired data", move |_: &dyn Fn() -> bool| sweeper.turn(&clock.look()), stop)
}

/// Starts a thread that does some work every second until the program ends.
pub(super) fn repeating<E: Display>(
    what: &'static str,
    turn: impl FnMut(&dyn Fn() -> bool) -> Result<(), E> + Send + 'static,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    ferrofax_web::repeating::repeating(what, INTERVAL, turn, stop).map_err(End::failed)
}

/// Starts the thread of the service that prints received faxes.
fn print_way(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let (printing, clock) = (Printing::new(spool, &settings.print), clock.clone());
    let turn = move |stopped: &dyn Fn() -> bool| printing.turn(&clock.look(), stopped);
    let thread = repeating("printing", turn, stop)?;
    log::info!("prints received faxes of devices with a printer");
    Ok(thread)
}

/// The thread that encrypts finished documents, and decrypts those that are needed again; none if
/// the settings name no encryption keys.
fn sealing_way(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<Option<Box<dyn Way>>, End> {
    if spool.is_front() {
        return Ok(None);
    }
    settings.sealing.put_in_force(spool).map_err(End::failed)?;
    if !settings.sealing.is_on() {
        if let Err(why) = spool.encryption().has_sealed_documents().and_then(|sealed| {
            if sealed { spool.encryption().newest_key_at_rest().map(drop) } else { Ok(()) }
        }) {
            log::error!(
                "{why}; none of these documents can be shown, mailed or sent \
                         (docs/sealed.md)"
            );
        }
        return Ok(None);
    }
    // The program that keeps the keys may be slow. With a spool connection of its own, this thread
    // does not delay other threads.
    let own = spool.beside().map_err(End::failed)?;
    let (sealer, clock) = (Sealer::new(&own), clock.clone());
    let turn = move |stopped: &dyn Fn() -> bool| sealer.turn(&clock.look(), stopped);
    let thread = repeating("sealing", turn, stop)?;
    let does = if settings.sealing.seal { "encrypts" } else { "decrypts, and no longer encrypts," };
    log::info!("{does} documents in {}", spool.folder().display());
    Ok(Some(Box::new(thread)))
}

/// The thread that uploads received faxes to the shared database; none if this machine does not use
/// one.
fn node_way(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<Option<Box<dyn Way>>, End> {
    let Some(place) = settings.node.place() else {
        if spool.shared_queue().leave_store().map_err(End::failed)? {
            log::warn!("this machine is no longer a node: gateway.toml has no [node] store");
        }
        return Ok(None);
    };
    // A database that hangs must not block others that wait for the spool.
    let spool = spool.beside().map_err(End::failed)?;
    let shipper = Shipper::new(&spool, &settings.node.name, &place).map_err(End::failed)?;
    let clock = clock.clone();
    let turn = move |stopped: &dyn Fn() -> bool| shipper.turn(&clock.look(), stopped);
    let thread = repeating("node", turn, stop)?;
    log::info!("uploads received faxes to {} as node {}", place.store, settings.node.name);
    Ok(Some(Box::new(thread)))
}

/// The thread that uploads fax pages to the shared database before they are confirmed to the
/// sending fax machine (`durable = shared`). None if this machine does not use a shared database.
fn pages_way(
    spool: &Spool,
    settings: &Settings,
    stop: &Arc<AtomicBool>,
) -> Result<Option<Box<dyn Way>>, End> {
    let Some(place) = settings.node.place() else { return Ok(None) };
    let spool = Spool::open(spool.folder()).map_err(End::failed)?;
    let shipper = PageShipper::new(&spool, &settings.node.name, &place).map_err(End::failed)?;
    let turn = move |stopped: &dyn Fn() -> bool| shipper.turn(stopped);
    Ok(Some(Box::new(repeating("pages of the node", turn, stop)?)))
}

/// Starts the thread that shares jobs with other nodes. Returns none if this machine shares no jobs
/// and has never stored a job in the shared database that it still knows.
fn jobs_way(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<Option<Box<dyn Way>>, End> {
    let left = spool.shared_queue().left_with_store().map_err(End::failed)?;
    let Some(place) = settings.node.place() else {
        if let Some(text) = ferrofax_node::left_alone_text(&left) {
            log::error!("{text}");
        }
        return Ok(None);
    };
    let has_shared = spool.shared_queue().has_shared_jobs().map_err(End::failed)?;
    if !settings.node.share_jobs && !left.is_any() && !has_shared {
        spool.shared_queue().share_jobs(false).map_err(End::failed)?;
        return Ok(None);
    }
    let spool = spool.beside().map_err(End::failed)?;
    let lease = Duration::from_secs(settings.node.lease_s.into());
    let node = (settings.node.name.as_str(), &place);
    let sharer = if settings.node.share_jobs {
        log::info!("shares jobs with the nodes of {}", place.store);
        Sharer::new(&spool, node, lease, clock).map(|sharer| sharer.within(settings.node.lines()))
    } else {
        if left.is_any() {
            log::warn!(
                "no longer shares jobs: {} jobs of this machine are still in {}, which sends them; \
                 they are followed until they have ended",
                counted(u32::try_from(left.jobs).unwrap_or(u32::MAX), "job"),
                place.store
            );
        }
        Sharer::leaving(&spool, node, lease, clock)
    };
    let sharer = sharer.map_err(End::failed)?;
    let turn = move |stopped: &dyn Fn() -> bool| sharer.turn(stopped);
    let thread = repeating("jobs of nodes", turn, stop)?;
    Ok(Some(Box::new(thread)))
}

/// Cancels this machine's calls for jobs of the shared database if the database was removed from
/// the settings: `before` names one, and `next` names none.
pub(super) fn leave_calls(spool: &Spool, before: &Settings, next: &Settings, clock: &Clock) {
    let Some(place) = before.node.place().filter(|_| next.node.place().is_none()) else { return };
    leave_mails(spool, &place, clock);
    let lease = Duration::from_secs(before.node.lease_s.into());
    let told = Sharer::break_off(spool, (before.node.name.as_str(), &place), lease, clock);
    let text = "[node] was removed during calls for the shared database";
    match told {
        Ok(true) => {}
        Ok(false) => log::error!(
            "{text}: their results were not reported, and pages in doubt may be sent again"
        ),
        Err(why) => log::error!("{text}, and their results were not reported: {why}"),
    }
}

/// Informs the shared database that this machine sends its own mails again, since `[node]` was
/// removed from the settings.
fn leave_mails(spool: &Spool, place: &Place, clock: &Clock) {
    if spool.cluster().mails_at_store().is_ok_and(|mails| mails.after_ms == 0) {
        return;
    }
    let (own, now) = (spool.clone(), clock.unix_ms());
    let told = ferrofax_node::ask(spool, place, move |store, _| {
        own.cluster()
            .node()?
            .map_or(Ok(()), |node| own.cluster().keep_mails(store, &node, now))
    });
    if let Err(why) = told.and_then(|told| told) {
        log::error!(
            "[node] was removed, but the shared database could not be informed that this machine \
             sends its own mails; another machine may send them, too: {why}"
        );
    }
}

/// The thread that reads the entries of logged-in users from the directory (LDAP) again, and ends
/// the login sessions of users who no longer exist there.
fn directory_way(
    spool: &Spool,
    settings: &Settings,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let rights = Rights::new(&settings.rights, spool).map_err(End::failed)?;
    repeating("directory", move |_: &dyn Fn() -> bool| rights.ask_again(), stop)
}

/// The thread that writes the mails about received faxes with which nobody deals.
pub(super) fn unclaimed_way(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let rights = Rights::new(&settings.rights, spool).map_err(End::failed)?;
    let (mails, clock) = (UnclaimedMails::new(spool, &rights), clock.clone());
    repeating("unclaimed faxes", move |_: &dyn Fn() -> bool| mails.turn(&clock.look()), stop)
}

/// The threads for webhooks: one thread creates messages from events, and the rest of the threads
/// deliver these messages. They use a spool connection of their own.
pub(super) fn webhook_ways(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<Vec<Box<dyn Way>>, End> {
    let rights = Rights::new(&settings.rights, spool).map_err(End::failed)?;
    let webhooks = Webhooks::new(spool, &rights, &settings.webhooks);
    webhooks.begin(clock.look().unix_ms).map_err(End::failed)?;
    let mut ways: Vec<Box<dyn Way>> = Vec::new();
    let (making, by) = (webhooks.clone(), clock.clone());
    let turn = move |_: &dyn Fn() -> bool| making.make(by.look().unix_ms);
    ways.push(Box::new(repeating("webhooks", turn, stop)?));
    // With several threads, a slow server delays only some of the messages.
    for _ in 0..WEBHOOK_THREADS {
        let (webhooks, clock) = (webhooks.clone(), clock.clone());
        let turn = move |stopped: &dyn Fn() -> bool| webhooks.deliver(&clock, stopped);
        ways.push(Box::new(repeating("webhook delivery", turn, stop)?));
    }
    Ok(ways)
}

/// The thread that adds faxes and jobs that are missing in the full-text index: at the start, and
/// again at intervals. If Asterisk still runs an older version of the module, that version stores
/// faxes and jobs without adding them to the index.
fn words_way(spool: &Spool, stop: &Arc<AtomicBool>) -> Result<JoinHandle<()>, End> {
    let (spool, looked) = (spool.beside().map_err(End::failed)?, Mutex::new(None));
    let turn = move |stopped: &dyn Fn() -> bool| -> Result<(), String> {
        let mut looked = lock(&looked);
        if looked.is_some_and(|at: Instant| at.elapsed() < WORDS) {
            return Ok(());
        }
        *looked = Some(Instant::now());
        // After each step, the thread pauses for as long as the step took, so that others can write
        // to the spool.
        let begun = std::cell::Cell::new(Instant::now());
        let paused = || {
            let until = Instant::now() + begun.get().elapsed();
            while !stopped() && Instant::now() < until {
                sleep(STEP.min(until.saturating_duration_since(Instant::now())));
            }
            begun.set(Instant::now());
            stopped()
        };
        let faxes = spool.faxes().index_lacking(&paused);
        let jobs = spool.jobs().index_lacking(&paused);
        if let Ok(faxes @ 1..) = faxes {
            log::info!("{faxes} faxes were added to the full-text index");
        }
        if let Ok(jobs @ 1..) = jobs {
            log::info!("the words of {jobs} jobs were stored for the search");
        }
        faxes.map_err(|error| format!("some faxes can't be found by their words: {error}"))?;
        jobs.map_err(|error| format!("the search for jobs is slow: {error}"))?;
        Ok(())
    };
    repeating("the index of words", turn, stop)
}

/// Starts the thread that examines the recordings of failed calls. The mails that report a failed
/// job can then explain why the call failed.
fn calls_way(
    spool: &Spool,
    settings: &Settings,
    clock: &Clock,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let spool = spool.beside().map_err(End::failed)?;
    let reporting = Reporting::new(&spool, &settings.converter(), settings.calls);
    let clock = clock.clone();
    let turn = move |stopped: &dyn Fn() -> bool| reporting.turn(clock.look().unix_ms, stopped);
    repeating("records of calls", turn, stop)
}

/// Starts the thread of the service that logs calls in HylaFAX's format (`xferfaxlog`).
fn transfers_way(
    spool: &Spool,
    path: &Path,
    stop: &Arc<AtomicBool>,
) -> Result<JoinHandle<()>, End> {
    let spool = spool.beside().map_err(End::failed)?;
    let log = TransferLog::new(&spool, path);
    let thread = repeating("xferfaxlog", move |_: &dyn Fn() -> bool| log.turn(), stop)?;
    log::info!("logs calls in {}", path.display());
    Ok(thread)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[test]
    fn a_turn_that_panics_is_not_the_last() {
        let (stop, turns) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (ended, counted) = (Arc::clone(&stop), Arc::clone(&turns));
        let turn = move |_: &dyn Fn() -> bool| match counted.fetch_add(1, Ordering::SeqCst) {
            0 => panic!("a bug"),
            1 => Err("trouble".to_owned()),
            _ => {
                ended.store(true, Ordering::SeqCst);
                Ok(())
            }
        };
        let thread = repeating("the test", turn, &stop).unwrap_or_else(|_| panic!("a thread"));
        thread.join().expect("it ends as it was told to");
        assert_eq!(turns.load(Ordering::SeqCst), 3);
    }
}
