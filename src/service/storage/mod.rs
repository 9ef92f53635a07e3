//! The storage thread: it does all work that waits for the disk during a call, so that no call's
//! audio ever waits for it.

mod awaited;
mod came;
mod ladders;
mod orders;
mod showing;
mod trunks;
mod untold;

pub(super) use came::CamePage;
use came::Kept;
pub(super) use orders::{Answer, Order, What};
pub(super) use trunks::leaves_out_v34;

use super::clock::{Clock, now_for};
use super::post::Post;
use super::request_thread::RequestThread;
use super::spool_slot::SpoolSlot;
use awaited::Awaited;
use ferrofax_basics::UnixMs;
use ferrofax_basics::errand::{Errands, Raise};
use ferrofax_engine::t30::outcome::{Cause, Outcome, Status};
use ferrofax_ground::ladder::Rung;
use ferrofax_spool::event::{Event, Reason};
use ferrofax_spool::{
    DeviceName, FaxEnd, FaxId, FaxStatus, HeldDocument, HeldFetch, HeldId, LadderOf, NewFax,
    RefusedCall, SessionFacts, Spool, SpoolError, TrunkWay, WithoutV34,
};
use ladders::Ladders;
use orders::Unsaved;
use showing::{Showing, ShownPage};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender};
use std::time::{Duration, Instant};
use untold::Untold;

/// A request to the storage thread. The storage thread sends its answer to the call that made the
/// request.
pub(super) enum StoreRequest {
    /// Stores the beginning of a fax, before the module answers its call. The storage thread
    /// returns the number of the fax through the [`SyncSender`]. This has no buffer, so the thread
    /// notices if the call no longer waits for the number.
    Begin(Box<NewFax>, SyncSender<Result<FaxId, SpoolError>>),
    /// Asks for the documents that a fax device holds for polling.
    Held(DeviceName, SyncSender<Vec<HeldDocument>>),
    /// Asks, before a call on this trunk, whether the call must not offer V.34, because V.34 has
    /// failed on the trunk before.
    V34Of(String, TrunkWay, SyncSender<Option<WithoutV34>>),
    /// Notes whether V.34 carried the fax, after a call on a trunk that could use V.34.
    HadV34(String, TrunkWay, bool),
    /// Stores that a caller has polled for a document that the fax device holds.
    Fetched(HeldId, Box<HeldFetch>),
    /// Stores a received page durably on this machine and, if the device requires it, in the shared
    /// database, too.
    Page(FaxId, Box<CamePage>, Sender<Stored>),
    /// Stops waiting until the shared database has the pages of a call, because the call is over.
    Unawaited(FaxId),
    /// Adds rungs (T.30 frames and notes) to the stored record of a call.
    Rungs(LadderOf, Vec<Rung>),
    /// Stores that a received fax now belongs to another fax device, whose recipients get the fax.
    Move(FaxId, Box<NewFax>),
    /// Stores facts about the telephone line and the T.30 session of a received fax.
    Session(FaxId, Box<SessionFacts>),
    /// Stores that the fax is junk (an unwanted fax), with the junk rule that matches and the time
    /// when the fax will be deleted.
    Junk(FaxId, String, UnixMs),
    /// Stores the record of a call that was refused because its caller is blocked.
    Refused(Box<RefusedCall>),
    /// Carries out a request of a sending call about its job, and answers the call: see [`Order`].
    Send(Box<Order>),
    /// Stores the end of a received fax. The pages with the numbers in `confirmed` were confirmed to
    /// the sending fax machine.
    End { fax: FaxId, confirmed: Vec<u32>, end: Box<FaxEnd>, done: Sender<()> },
}

/// The answer to the request to store a page: the page is stored durably, or could not be.
pub(super) struct Stored {
    pub(super) page: u32,
    pub(super) result: Result<(), SpoolError>,
}

impl Stored {
    /// Corrects the outcome of a fax that had ended before this page could not be stored: the caller
    /// disconnected after its last page without waiting for the confirmation. The fax then lacks
    /// the page, so it is not complete, and the page was not confirmed.
    pub(super) fn correct(&self, outcome: &mut Outcome, confirmed: &mut Vec<u32>) {
        let cause = match &self.result {
            // The page is on the disk of this machine, if not in the shared database.
            Ok(()) | Err(SpoolError::NotShared { .. }) => return,
            Err(SpoolError::DocumentTooLarge { .. }) => Cause::TooManyPages,
            Err(_) => Cause::Storage,
        };
        let before = confirmed.len();
        confirmed.retain(|page| *page != self.page);
        outcome.pages = outcome.pages.saturating_sub((before - confirmed.len()) as u32);
        if outcome.status == Status::Received {
            outcome.status = if outcome.pages > 0 { Status::Incomplete } else { Status::Failed };
            outcome.cause = cause;
        }
    }
}

/// The storage thread, with the queue of the requests to it.
pub(super) type Storage = RequestThread<StoreRequest>;

/// The state of the storage thread.
struct StoreWorker {
    slot: Arc<SpoolSlot>,
    post: Arc<Post>,
    clock: Clock,
    errands: Errands,
    unsaved: Unsaved,
    untold: Untold,
    awaited: Awaited,
    showing: Showing,
    ladders: Ladders,
    /// The received faxes that were moved to another fax device, if the spool could not store this
    /// yet.
    moves: HashMap<FaxId, Box<NewFax>>,
}

impl Storage {
    /// Starts the thread that writes to the spool.
    pub(super) fn start(
        slot: Arc<SpoolSlot>,
        post: Arc<Post>,
        clock: Clock,
        raise: &Raise,
    ) -> std::io::Result<Self> {
        let errands = Errands::new("the storage thread", raise);
        #[cfg(test)]
        let slot_gate = slot.colour_gate();
        let worker = StoreWorker {
            slot,
            post,
            clock,
            errands,
            unsaved: Unsaved::default(),
            untold: Untold::default(),
            awaited: Awaited::default(),
            #[cfg(test)]
            showing: Showing::gated(slot_gate),
            #[cfg(not(test))]
            showing: Showing::default(),
            ladders: Ladders::default(),
            moves: HashMap::new(),
        };
        Self::spawn("ferrofax-store", move |queue| worker.run(queue))
    }
}

/// The longest time for which the module, when it is unloaded, tries to write results that could
/// not be written before.
const LAST_SAVING: Duration = Duration::from_secs(2);

impl StoreWorker {
    fn run(mut self, queue: &Receiver<StoreRequest>) {
        loop {
            self.errands.rest();
            let request = match self.due_in() {
                None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(wait) => queue.recv_timeout(wait),
            };
            let is_idle = match request {
                Ok(request) => {
                    self.work(request);
                    false
                }
                Err(RecvTimeoutError::Timeout) => true,
                Err(RecvTimeoutError::Disconnected) => {
                    while self.showing.due_in().is_some() {
                        let shown = self.showing.finish();
                        shown.into_iter().for_each(|page| self.store_shown(page));
                    }
                    self.save_at_last();
                    return self.write_ladders();
                }
            };
            if self.showing.due_in().is_some() {
                let shown = self.showing.take();
                shown.into_iter().for_each(|page| self.store_shown(page));
            }
            if self.untold.due_in().is_some() {
                let spool = self.guarded(|worker| worker.slot.get());
                self.untold.take(&spool).into_iter().for_each(|order| self.write_order(order));
            }
            if self.awaited.due_in().is_some() {
                let spool = self.guarded(|worker| worker.slot.get());
                self.awaited.look(&spool);
            }
            // The results are saved even if many requests wait: they are final, and other work
            // depends on them.
            if self.unsaved.due_in() == Some(Duration::ZERO) {
                self.save();
            }
            if is_idle && self.ladders.due_in() == Some(Duration::ZERO) {
                self.write_ladders();
            }
        }
    }

    /// The time until the storage thread must do some work even if no request comes; `None` if
    /// nothing is to be done without a request.
    fn due_in(&self) -> Option<Duration> {
        let all = [self.unsaved.due_in(), self.ladders.due_in(), self.untold.due_in()];
        all.into_iter()
            .chain([self.awaited.due_in(), self.showing.due_in()])
            .flatten()
            .min()
    }

    fn write_ladders(&mut self) {
        let rungs = self.ladders.take();
        if rungs.is_empty() {
            return;
        }
        let begun = Instant::now();
        let written = self.guarded(|worker| worker.slot.get()?.recordings().add_rungs(&rungs));
        self.ladders.note(begun.elapsed(), written);
    }

    /// If the disk is fast, writes the rungs (T.30 frames and notes) of calls before the end of a
    /// call is stored. So users who are notified of the end see all rungs of the call.
    fn write_ladders_before_an_end(&mut self) {
        if self.ladders.are_quick() {
            self.write_ladders();
        }
    }

    /// Carries out a request to the storage thread. The call that made the request always gets an
    /// answer, even after an error or a panic.
    fn work(&mut self, request: StoreRequest) {
        let Some(request) = self.showing.keep(request) else { return };
        match request {
            // A call that sends: orders that wait for the page's beginning are written before this
            // one.
            StoreRequest::Send(order) => {
                if order.ends_job() || matches!(order.what, What::PageLacked(_)) {
                    let before = self.untold.take_before(&order);
                    before.into_iter().for_each(|order| self.write_order(order));
                }
                let order = match order.what {
                    What::PageSaid(_) | What::PartSaid(_) => {
                        let spool = self.guarded(|worker| worker.slot.get());
                        self.untold.keep(order, &spool)
                    }
                    _ => Some(order),
                };
                if let Some(order) = order {
                    self.write_order(*order);
                }
            }
            StoreRequest::Begin(new, answer) => self.begin(&new, &answer),
            StoreRequest::Held(device, answer) => {
                let held = self
                    .guarded(|worker| {
                        worker.slot.get()?.submission().held_documents(Some(&device), false)
                    })
                    .inspect_err(|error| {
                        log::error!("the documents that {device} holds are not known: {error}")
                    });
                let _ = answer.send(held.unwrap_or_default());
            }
            // The facts that are remembered about a trunk.
            StoreRequest::V34Of(trunk, way, answer) => {
                let known = self.guarded(|worker| {
                    let spool = worker.slot.get()?;
                    let known = spool.numbers().known_trunk(&trunk, way)?;
                    let now = now_for(worker.clock, &spool);
                    let memory = spool.devices().sending()?.memory;
                    Ok(known.and_then(|known| known.without_v34(now, &memory)))
                });
                let known = known.inspect_err(|error| {
                    log::warn!("the facts known about {trunk} can't be read: {error}")
                });
                let _ = answer.send(known.unwrap_or_default());
            }
            StoreRequest::HadV34(trunk, way, worked) => {
                let noted = self.guarded(|worker| {
                    let spool = worker.slot.get()?;
                    let now = now_for(worker.clock, &spool);
                    spool.numbers().trunk_had_v34(&trunk, way, worked, now)
                });
                if let Err(error) = noted {
                    log::warn!("how V.34 went on {trunk} is not noted: {error}");
                }
            }
            StoreRequest::Fetched(held, fetch) => {
                let noted = self
                    .guarded(|worker| worker.unsaved.note_fetch(worker.slot.get(), held, *fetch));
                if let Err(error) = noted {
                    log::error!("that document {held} was fetched is not noted: {error}");
                }
            }
            // A colour page is decoded first.
            StoreRequest::Page(fax, page, answer) if page.colour.is_some() => {
                self.showing.begin(fax, page, answer);
            }
            StoreRequest::Page(fax, page, answer) => {
                let number = page.page.number;
                self.store_page((fax, number), Ok(page.shown()), answer);
            }
            StoreRequest::Unawaited(fax) => self.awaited.forget(fax),
            StoreRequest::Rungs(of, rungs) => self.ladders.add(of, rungs),
            StoreRequest::Move(fax, to) => {
                self.awaited.note(fax, &to);
                self.moves.insert(fax, to);
                complain(fax, self.move_first(fax));
            }
            StoreRequest::Session(fax, facts) => {
                // No thread waits for this note.
                complain(
                    fax,
                    self.guarded(|worker| worker.slot.get()?.receiving().note_session(fax, &facts)),
                );
            }
            StoreRequest::Junk(fax, rule, until) => {
                // A fax that can't be filed as junk arrives as a normal fax.
                complain(
                    fax,
                    self.guarded(|worker| {
                        worker.slot.get()?.faxes().file_as_junk(fax, &rule, until)
                    }),
                );
            }
            StoreRequest::Refused(call) => {
                let noted = self.guarded(|worker| worker.slot.get()?.faxes().note_refused(&call));
                if let Err(error) = noted {
                    log::error!("a refused call is not in the list of these: {error}");
                }
            }
            StoreRequest::End { fax, confirmed, end, done } => {
                self.write_ladders_before_an_end();
                // If the fax could not be moved to the other device, none of its pages was stored.
                _ = self.move_first(fax);
                self.moves.remove(&fax);
                self.awaited.forget(fax);
                self.end(fax, &confirmed, &end);
                let _ = done.send(());
                self.post.wake();
            }
        }
    }

    /// Stores a colour page that has just been decoded, and then carries out the requests that
    /// waited for it.
    fn store_shown(&mut self, page: ShownPage) {
        let ShownPage { fax, number, kept, answer, later } = page;
        self.store_page((fax, number), kept, answer);
        later.into_iter().for_each(|request| self.work(request));
    }

    /// Stores a received page. The call gets the answer now, or when the shared database has the
    /// page.
    fn store_page(
        &mut self,
        (fax, number): (FaxId, u32),
        kept: Result<Kept, SpoolError>,
        answer: Sender<Stored>,
    ) {
        let result = self.move_first(fax).and(kept).and_then(|mut kept| {
            if let Some(rung) = kept.rung.take() {
                self.ladders.add(LadderOf::Fax(fax), vec![rung]);
            }
            self.guarded(|worker| {
                let colour = kept.colour.as_deref();
                worker
                    .slot
                    .get()?
                    .receiving()
                    .append_with(fax, &kept.page, kept.beside(&colour))
            })
        });
        let stored = result.and_then(|()| {
            let waits = self.awaited.waits(fax);
            let has_store = waits.then(|| {
                self.guarded(|worker| worker.slot.get()?.receiving().has_shared_database())
            });
            has_store.transpose()
        });
        self.awaited.stored((fax, number), stored, answer);
    }

    /// Carries out a request of a sending call about its job, and answers the call.
    fn write_order(&mut self, order: Order) {
        let ends = order.ends_job();
        if ends {
            self.write_ladders_before_an_end();
        }
        let answer = self.guarded(|worker| {
            let spool = worker.slot.get();
            let now = spool.as_ref().map_or(UnixMs(0), |spool| now_for(worker.clock, spool));
            Ok(order.run(spool, worker.unsaved, now))
        });
        if let (What::BeginFetched(new), Ok(Answer::Fetched(fax))) = (&order.what, &answer) {
            self.awaited.note(*fax, new);
        }
        order.answer(answer);
        if ends {
            self.post.wake();
        }
    }

    /// If a received fax was moved to another fax device, stores this in the spool. This must be
    /// done before any page of the fax is stored.
    fn move_first(&mut self, fax: FaxId) -> Result<(), SpoolError> {
        let Some(to) = self.moves.remove(&fax) else { return Ok(()) };
        let moved = self.guarded(|worker| worker.slot.get()?.receiving().move_fax(fax, &to));
        if moved.is_err() {
            self.moves.insert(fax, to);
        }
        moved
    }

    /// Stores the beginning of a received call. If storing took too long, the call was refused
    /// meanwhile, and the end of the call's fax is stored at once. Otherwise the fax would count as
    /// being received for as long as the module runs, and afterwards as cut off by a crash.
    fn begin(&mut self, new: &NewFax, answer: &SyncSender<Result<FaxId, SpoolError>>) {
        let begun = self.guarded(|worker| worker.slot.get()?.receiving().begin_fax(new));
        if let Ok(fax) = begun {
            self.awaited.note(fax, new);
        }
        let is_refused = answer.send(begun.clone()).is_err();
        if let Ok(fax) = begun
            && is_refused
        {
            self.awaited.forget(fax);
            let end = FaxEnd {
                status: FaxStatus::Failed,
                phase: String::new(),
                cause: Cause::Storage.name().to_owned(),
                event: Event::fax_ended(Reason::SpoolTooSlow),
                ended_at: self.clock.unix_ms(),
            };
            complain(
                fax,
                self.guarded(|worker| worker.slot.get()?.receiving().finish_fax(fax, &end)),
            );
        }
    }

    /// Stores the end of a received fax. If storing the end panics, the spool later ends the fax as
    /// one that was cut off, and the mail with the fax reports this.
    fn end(&mut self, fax: FaxId, confirmed: &[u32], end: &FaxEnd) {
        let filed = self.guarded(|worker| file_end(&worker.slot.get()?, fax, confirmed, end));
        if filed == Err(SpoolError::Internal) {
            complain(
                fax,
                self.guarded(|worker| {
                    worker.slot.get().map(|spool| spool.receiving().abandon_fax(fax))
                }),
            );
        }
        complain(fax, filed);
    }

    /// Writes to the spool the results of sending calls that could not be written before: answers
    /// about pages, ends of attempts, and fetched documents.
    fn save(&mut self) {
        self.unsaved.note_try();
        let ended = self.guarded(|worker| {
            let spool = worker.slot.get()?;
            let now = now_for(worker.clock, &spool);
            Ok(worker.unsaved.save(&spool, now))
        });
        if ended == Ok(true) {
            self.post.wake();
        }
    }

    /// When the module is being unloaded, saves the results that could not be written before. Tries
    /// for [`LAST_SAVING`] at most. Results that are not written then are lost. A page whose
    /// confirmation is lost is sent again, or is in doubt.
    fn save_at_last(&mut self) {
        let until = Instant::now() + LAST_SAVING;
        self.save();
        while !self.unsaved.is_empty() && Instant::now() < until {
            std::thread::sleep(LAST_SAVING / 10);
            self.save();
        }
        if !self.unsaved.is_empty() {
            let [pages, ends, fetches] = self.unsaved.counts();
            log::error!(
                "not written to the spool before the end: {pages} answers about pages, {ends} ended attempts, {fetches} fetched documents"
            );
        }
    }

    /// Runs `work`. If `work` panics, this function returns [`SpoolError::Internal`], and the
    /// storage thread continues.
    fn guarded<T>(
        &mut self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, SpoolError>,
    ) -> Result<T, SpoolError> {
        let mut parts = Work { slot: &self.slot, clock: &self.clock, unsaved: &mut self.unsaved };
        self.errands.run(|| work(&mut parts)).unwrap_or(Err(SpoolError::Internal))
    }
}

/// The parts of the storage thread's state that the closure of [`StoreWorker::guarded`] may use.
struct Work<'a> {
    slot: &'a SpoolSlot,
    clock: &'a Clock,
    unsaved: &'a mut Unsaved,
}

fn file_end(spool: &Spool, fax: FaxId, confirmed: &[u32], end: &FaxEnd) -> Result<(), SpoolError> {
    // The end is filed in any case: if marking the pages fails, the spool does it later.
    let marked = spool.receiving().confirm_pages(fax, confirmed);
    spool.receiving().finish_fax(fax, end).and(marked)
}

fn complain(fax: FaxId, result: Result<(), SpoolError>) {
    if let Err(error) = result {
        log::error!("fax {fax}: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::hands::{Hands, nobody};
    use crate::service::page_memory::PageMemory;
    use ferrofax_cluster::{Clustered, TryHold};
    use ferrofax_document::tiff;
    use ferrofax_engine::t30::outcome::Phase;
    use ferrofax_ground::t4::{Bitmap, Coding, Loss, PageQuality, Resolution, Undecoded};
    use ferrofax_spool::jobs::{JobLease, LeaseLimits, NewDocument, NewJob, PageRef};
    use ferrofax_spool::{FaxQuery, Format, NewPage};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{channel, sync_channel};

    fn call() -> Box<NewFax> {
        Box::new(NewFax {
            device: "2101@fax-devices".parse().unwrap(),
            class: None,
            called: "2101".into(),
            calling: "4999112345".into(),
            caller_name: String::new(),
            call_id: "1".into(),
            trunk: None,
            fetched_by: None,
            started_at: UnixMs(0),
            mailboxes: vec!["alice@example.com".into()],
            format: Format::Pdf,
            mail_without_pages: false,
            options: std::collections::BTreeMap::new(),
        })
    }

    fn page() -> Box<CamePage> {
        let page = NewPage {
            number: 1,
            bitmap: Bitmap::white(1728, 10),
            resolution: Resolution::Fine,
            quality: PageQuality::default(),
            coding: Coding::Mmr,
            rate_bps: 14_400,
            ecm: true,
            complete: true,
            received_at: UnixMs(0),
        };
        Box::new(CamePage { page, colour: None, undecoded: None, at_ms: 0, memory: None })
    }

    /// Makes the end of a fax that arrived complete, for the tests.
    fn received() -> Box<FaxEnd> {
        let (phase, cause, event) = ("E".into(), "OK".into(), Default::default());
        Box::new(FaxEnd { status: FaxStatus::Received, phase, cause, event, ended_at: UnixMs(0) })
    }

    fn start(slot: &Arc<SpoolSlot>) -> Storage {
        Storage::start(Arc::clone(slot), Arc::default(), Hands::at(UnixMs(0)).1, &nobody()).unwrap()
    }

    fn begin(storage: &Storage) -> Result<FaxId, SpoolError> {
        let (answer, begun) = sync_channel(0);
        storage.requests().unwrap().send(StoreRequest::Begin(call(), answer)).unwrap();
        begun.recv().expect("an answer")
    }

    fn store(storage: &Storage, fax: FaxId) -> Result<(), SpoolError> {
        let (answer, stored) = channel();
        storage
            .requests()
            .unwrap()
            .send(StoreRequest::Page(fax, page(), answer))
            .unwrap();
        stored.recv().expect("an answer").result
    }

    /// Ends the fax with its one page confirmed, and waits until that is done.
    fn end(storage: &Storage, fax: FaxId) {
        let (done, wait) = channel();
        storage
            .requests()
            .unwrap()
            .send(StoreRequest::End { fax, confirmed: vec![1], end: received(), done })
            .unwrap();
        wait.recv().expect("told that it is over");
    }

    /// Creates an attempt to send a job of the shared database, and a page of this attempt. The
    /// shared database does not know yet that the page has begun.
    fn untold(spool: &Spool, store: &Spool) -> (Arc<JobLease>, PageRef) {
        let node = spool.cluster().become_node("berlin", "store").unwrap();
        spool.shared_queue().share_jobs(true).unwrap();
        let path = spool.folder().join("a.tif");
        let (bitmap, quality) = (&Bitmap::white(1728, 10), PageQuality::default());
        let (resolution, date_time) = (Resolution::Fine, "2026:11:20 09:00:00");
        let page = tiff::NewPage { bitmap, resolution, quality, date_time };
        tiff::Appender::open(&path).unwrap().append(&page).unwrap();
        let documents = vec![NewDocument { path, name: String::new() }];
        let new = NewJob { number: "1".into(), documents, ..NewJob::default() };
        let here = spool.submission().submit(&new, UnixMs(0)).unwrap();
        let beat = &mut || Ok(());
        spool
            .shared_queue()
            .move_job(store, &node, here, UnixMs(0), beat)
            .unwrap()
            .unwrap();
        let of = store.shared_queue().take_try(&node, 60_000).unwrap().unwrap();
        let hold = TryHold::of_now(60_000);
        spool.shared_queue().bring_try(store, of, (&hold, beat), UnixMs(0)).unwrap();
        let lease = spool.queue().lease_job(UnixMs(0), &LeaseLimits::default()).unwrap().unwrap();
        let page = PageRef { document: 1, page: 1 };
        spool.queue().page_begun(&lease, page).unwrap();
        (Arc::new(lease), page)
    }

    /// The sender did not repeat the first page, which was refused. It is stored, and not confirmed.
    #[test]
    fn the_pages_that_were_confirmed_are_marked_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let slot = SpoolSlot::new(folder.path().join("spool"), Hands::at(UnixMs(0)).1);
        let slot = Arc::new(slot);
        let storage = start(&slot);
        let fax = begin(&storage).unwrap();
        for number in 1..=3 {
            let mut page = page();
            page.page.number = number;
            let (answer, stored) = channel();
            let page = StoreRequest::Page(fax, page, answer);
            storage.requests().unwrap().send(page).unwrap();
            stored.recv().unwrap().result.unwrap();
        }
        let (done, wait) = channel();
        let end = StoreRequest::End { fax, confirmed: vec![2], end: received(), done };
        storage.requests().unwrap().send(end).unwrap();
        wait.recv().unwrap();
        let fax = slot.get().unwrap().faxes().fax(fax).unwrap();
        let confirmed: Vec<bool> = fax.pages.iter().map(|page| page.confirmed).collect();
        assert_eq!(confirmed, [false, true, false]);
    }

    #[test]
    fn a_fax_that_lacks_its_last_page_is_not_complete() {
        let corrected = |result, confirmed: &[u32]| {
            let mut confirmed = confirmed.to_vec();
            let pages = confirmed.len() as u32;
            let (status, phase, cause) = (Status::Received, Phase::D, Cause::DcnForEnd);
            let mut outcome = Outcome { status, phase, cause, pages };
            Stored { page: 2, result }.correct(&mut outcome, &mut confirmed);
            (outcome.status, outcome.cause, outcome.pages, confirmed)
        };
        let path = std::path::PathBuf::from("/spool/a.tif");
        let full = || Err(SpoolError::DiskFull { path: path.clone(), text: String::new() });
        let kept = corrected(Ok(()), &[1, 2]);
        assert_eq!(kept, (Status::Received, Cause::DcnForEnd, 2, vec![1, 2]));
        let part = corrected(full(), &[1, 2]);
        assert_eq!(part, (Status::Incomplete, Cause::Storage, 1, vec![1]));
        // A page before it was refused, and is not in the fax.
        let none = corrected(full(), &[2]);
        assert_eq!(none, (Status::Failed, Cause::Storage, 0, vec![]));
        let (fax, page, why) = (FaxId(1), 2, String::new());
        let here = corrected(Err(SpoolError::NotShared { fax, page, why }), &[1, 2]);
        assert_eq!(here, kept, "it is on this machine");
    }

    #[test]
    fn the_end_of_a_page_that_waits_for_the_store_keeps_nobody_else_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let slot = SpoolSlot::new(folder.path().join("spool"), Hands::at(UnixMs(0)).1);
        let (slot, store) = (Arc::new(slot), Spool::open(&folder.path().join("store")).unwrap());
        let storage = start(&slot);
        let spool = slot.get().unwrap();
        let (lease, page) = untold(&spool, &store);
        let say = || {
            let (answer, said) = channel();
            let (lease, what) = (Arc::clone(&lease), What::PageSaid(page));
            let order = Box::new(Order { lease, what, answer });
            storage.requests().unwrap().send(StoreRequest::Send(order)).unwrap();
            said
        };
        // The shared database is not reachable: the page's end is not sent, and other calls have
        // been served meanwhile.
        let said = say();
        begin(&storage).unwrap();
        assert!(said.try_recv().is_err(), "it waits yet");
        assert!(matches!(said.recv().unwrap(), Answer::Failed(SpoolError::LeaseLost(_), true)));
        let said = say();
        begin(&storage).unwrap();
        let local = spool.shared_queue().open_tries().unwrap().remove(0);
        spool
            .shared_queue()
            .note_told(local.job, &spool.shared_queue().try_news(&local).unwrap())
            .unwrap();
        assert!(matches!(said.recv().unwrap(), Answer::PageMayEnd));
        storage.stop();
    }

    #[test]
    fn whoever_trips_over_a_bug_is_told_and_the_next_one_is_served() {
        let folder = tempfile::tempdir().unwrap();
        let slot = Arc::new(SpoolSlot::new(folder.path().to_path_buf(), Hands::at(UnixMs(0)).1));
        let storage = start(&slot);
        slot.plant_bug();
        assert_eq!(begin(&storage), Err(SpoolError::Internal));
        let fax = begin(&storage).expect("the next call");
        slot.plant_bug();
        assert_eq!(
            store(&storage, fax),
            Err(SpoolError::Internal),
            "so it is not confirmed to the caller"
        );
        assert_eq!(store(&storage, fax), Ok(()));
        slot.plant_bug();
        storage
            .requests()
            .unwrap()
            .send(StoreRequest::Session(fax, Box::default()))
            .unwrap();
        // If the request about the session did not trigger the planted bug, the next request does.
        end(&storage, fax);
        assert_eq!(slot.get().unwrap().faxes().fax(fax).unwrap().status, FaxStatus::Received);
        storage.stop();
    }

    #[test]
    fn a_fax_whose_end_trips_over_a_bug_goes_its_way_with_the_pages_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let slot = Arc::new(SpoolSlot::new(folder.path().to_path_buf(), Hands::at(UnixMs(0)).1));
        let storage = start(&slot);
        let fax = begin(&storage).unwrap();
        store(&storage, fax).unwrap();
        slot.plant_bug();
        end(&storage, fax);
        // The post thread does this in each of its turns.
        let spool = slot.get().unwrap();
        assert_eq!(spool.receiving().recover(UnixMs(1)), Ok(vec![fax]));
        assert_eq!(
            (spool.faxes().fax(fax).unwrap().status, spool.outbox().outbox_of(fax).unwrap().len()),
            (FaxStatus::Incomplete, 1)
        );
        drop(spool);
        storage.stop();
    }

    #[test]
    fn a_call_that_was_refused_before_it_was_filed_is_no_fax_that_is_being_received() {
        let folder = tempfile::tempdir().unwrap();
        let slot = Arc::new(SpoolSlot::new(folder.path().to_path_buf(), Hands::at(UnixMs(0)).1));
        let storage = start(&slot);
        let (answer, begun) = sync_channel(0);
        // No thread waits any more.
        drop(begun);
        storage.requests().unwrap().send(StoreRequest::Begin(call(), answer)).unwrap();
        let (answer, begun) = sync_channel(0);
        storage.requests().unwrap().send(StoreRequest::Begin(call(), answer)).unwrap();
        let taken = begun.recv().unwrap().unwrap();
        storage.stop();
        let faxes = slot.get().unwrap().faxes().list(&FaxQuery::default()).unwrap();
        let (of_call, refused): (Vec<_>, Vec<_>) = faxes.iter().partition(|fax| fax.id == taken);
        assert_eq!(of_call[0].status, FaxStatus::Receiving);
        assert_eq!((refused.len(), refused[0].status), (1, FaxStatus::Failed));
        assert!(refused[0].ended_at.is_some());
    }

    /// Sends a request to store a page, and returns the channel on which the answer will come.
    fn asked(storage: &Storage, fax: FaxId, page: Box<CamePage>) -> Receiver<Stored> {
        let (answer, stored) = channel();
        storage.requests().unwrap().send(StoreRequest::Page(fax, page, answer)).unwrap();
        stored
    }

    #[test]
    fn a_page_in_colours_that_takes_long_to_decode_keeps_no_other_call_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let slot = Arc::new(SpoolSlot::new(folder.path().to_path_buf(), Hands::at(UnixMs(0)).1));
        let gate = slot.colour_gate();
        let storage = start(&slot);
        let (coloured, other) = (begin(&storage).unwrap(), begin(&storage).unwrap());
        let held = ferrofax_basics::lock::lock(&gate);
        let in_colours = Box::new(CamePage { colour: Some(vec![1, 2, 3]), ..*page() });
        let first = asked(&storage, coloured, in_colours);
        let mut second = page();
        second.page.number = 2;
        let second = asked(&storage, coloured, second);
        let (done, ended) = channel();
        let end = StoreRequest::End { fax: coloured, confirmed: vec![1, 2], end: received(), done };
        storage.requests().unwrap().send(end).unwrap();
        // Other calls begin and store their pages.
        assert_eq!(store(&storage, other), Ok(()));
        assert!(begin(&storage).is_ok());
        assert!(first.try_recv().is_err() && second.try_recv().is_err());
        assert!(ended.try_recv().is_err(), "its end comes after its pages");
        drop(held);
        assert_eq!(first.recv().unwrap().result, Ok(()));
        assert_eq!(second.recv().unwrap().result, Ok(()));
        ended.recv().unwrap();
        let fax = slot.get().unwrap().faxes().fax(coloured).unwrap();
        assert_eq!((fax.status, fax.pages.len()), (FaxStatus::Received, 2));
        storage.stop();
    }

    #[test]
    fn the_memory_of_a_page_counts_until_the_page_is_stored() {
        static ALL: AtomicUsize = AtomicUsize::new(0);
        let folder = tempfile::tempdir().unwrap();
        let slot = Arc::new(SpoolSlot::new(folder.path().to_path_buf(), Hands::at(UnixMs(0)).1));
        let gate = slot.colour_gate();
        let storage = start(&slot);
        let fax = begin(&storage).unwrap();
        let held = ferrofax_basics::lock::lock(&gate);
        let pages = [Some(vec![1, 2, 3]), None].map(|colour| {
            let memory = Some(PageMemory::of(&ALL).share(1_000));
            asked(&storage, fax, Box::new(CamePage { colour, memory, ..*page() }))
        });
        // Another call is served meanwhile: the pages wait in the storage thread.
        begin(&storage).unwrap();
        assert_eq!(ALL.load(Ordering::Relaxed), 2_000);
        drop(held);
        assert!(pages.iter().all(|page| page.recv().unwrap().page == 1));
        assert_eq!(ALL.load(Ordering::Relaxed), 0);
        storage.stop();
    }

    #[test]
    fn no_more_than_two_pages_in_colours_are_decoded_at_once() {
        let gate = Arc::new(std::sync::Mutex::new(()));
        let mut showing = Showing::gated(Arc::clone(&gate));
        let held = ferrofax_basics::lock::lock(&gate);
        let (answer, _stored) = channel();
        for fax in 1..=5 {
            let page = Box::new(CamePage { colour: Some(vec![1, 2, 3]), ..*page() });
            showing.begin(FaxId(fax), page, answer.clone());
            assert_eq!(showing.going(), usize::try_from(fax).unwrap().min(2));
        }
        drop(held);
        assert_eq!(showing.finish().len(), 5);
        assert_eq!(showing.due_in(), None);
    }

    #[test]
    fn a_page_in_colours_is_stored_also_when_the_module_stops() {
        let folder = tempfile::tempdir().unwrap();
        let slot = Arc::new(SpoolSlot::new(folder.path().to_path_buf(), Hands::at(UnixMs(0)).1));
        let gate = slot.colour_gate();
        let storage = Arc::new(start(&slot));
        let faxes: Vec<FaxId> = (0..3).map(|_| begin(&storage).unwrap()).collect();
        let held = ferrofax_basics::lock::lock(&gate);
        let answers: Vec<_> = faxes
            .iter()
            .map(|fax| {
                let page = Box::new(CamePage { colour: Some(vec![1, 2, 3]), ..*page() });
                asked(&storage, *fax, page)
            })
            .collect();
        let stops = Arc::clone(&storage);
        let stopping = std::thread::spawn(move || stops.stop());
        drop(held);
        stopping.join().unwrap();
        assert!(answers.iter().all(|answer| answer.recv().unwrap().result == Ok(())));
    }

    #[test]
    fn what_arrived_of_a_page_that_could_not_be_decoded_is_in_its_document() {
        let folder = tempfile::tempdir().unwrap();
        let slot = Arc::new(SpoolSlot::new(folder.path().to_path_buf(), Hands::at(UnixMs(0)).1));
        let storage = start(&slot);
        let fax = begin(&storage).unwrap();
        let octets: Vec<u8> = (0..40_000_u32).map(|at| (at * 11) as u8).collect();
        let undecoded = Undecoded { loss: Loss::BrokenAfter(9), octets, are_all: true };
        let broken = Box::new(CamePage { undecoded: Some(undecoded.clone()), ..*page() });
        assert_eq!(asked(&storage, fax, broken).recv().unwrap().result, Ok(()));
        end(&storage, fax);
        let document = slot.get().unwrap().faxes().document_path(fax).unwrap();
        let kept = std::fs::read(&document).unwrap();
        assert!(kept.windows(undecoded.octets.len()).any(|some| some == undecoded.octets));
        assert_eq!(tiff::read(&document).unwrap().len(), 1);
        storage.stop();
    }
}
