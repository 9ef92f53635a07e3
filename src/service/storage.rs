//! The storage thread: all that waits for the disk during a call happens here, so that no call's audio ever waits for it.

use super::clock;
use super::post::Post;
use super::send::{Order, Unsaved};
use super::spool_slot::SpoolSlot;
use crate::spool::{FaxEnd, FaxId, FaxStatus, NewFax, NewPage, SessionFacts, Spool, SpoolError};
use crate::t30::outcome::Cause;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often what could not be written is tried again.
const UNSAVED_RETRY: Duration = Duration::from_secs(2);

/// What is asked of the storage thread. Each answer goes to the call that asked.
pub(super) enum Job {
    /// File a call that is about to be answered. The answer is handed over or not at all: its channel has no room.
    Begin(Box<NewFax>, SyncSender<Result<FaxId, SpoolError>>),
    /// Make a page durable.
    Page(FaxId, Box<NewPage>, Sender<Stored>),
    /// Note what the session told.
    Session(FaxId, Box<SessionFacts>),
    /// What a call that sends has to be written.
    Send(Box<Order>),
    /// File the end; the pages up to `confirmed` were confirmed to the caller.
    End { fax: FaxId, confirmed: u32, end: Box<FaxEnd>, done: Sender<()> },
}

/// A page is durable, or is not going to be.
pub(super) struct Stored {
    pub(super) page: u32,
    pub(super) result: Result<(), SpoolError>,
}

/// The thread, and the way to it.
pub(super) struct Storage {
    jobs: Sender<Job>,
}

impl Storage {
    /// Starts the thread. It ends when the last [`Job`] sender is gone.
    pub(super) fn start(slot: Arc<SpoolSlot>, post: Arc<Post>) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (jobs, queue) = channel();
        let thread =
            std::thread::Builder::new().name("ferrofax-store".into()).spawn(move || run(&queue, &slot, &post))?;
        Ok((Self { jobs }, thread))
    }

    /// A way for one call to ask.
    pub(super) fn jobs(&self) -> Sender<Job> {
        self.jobs.clone()
    }
}

fn run(queue: &Receiver<Job>, slot: &SpoolSlot, post: &Post) {
    let mut unsaved = Unsaved::default();
    loop {
        let job = match unsaved.is_empty() {
            true => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
            false => queue.recv_timeout(UNSAVED_RETRY),
        };
        let job = match job {
            Ok(job) => job,
            Err(RecvTimeoutError::Timeout) => {
                if slot.get().is_ok_and(|spool| unsaved.save(&spool)) {
                    post.wake();
                }
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        match job {
            Job::Send(order) => {
                let ends = order.ends_job();
                order.run(slot.get(), &mut unsaved);
                if ends {
                    post.wake();
                }
            }
            Job::Begin(new, answer) => begin(slot, &new, &answer),
            Job::Page(fax, page, answer) => {
                let result = slot.get().and_then(|spool| spool.append_page(fax, &page));
                if let Err(error) = &result {
                    log::error!("fax {fax}: page {} is not stored and will not be confirmed: {error}", page.number);
                }
                let _ = answer.send(Stored { page: page.number, result });
            }
            Job::Session(fax, facts) => complain(fax, slot.get().and_then(|spool| spool.note_session(fax, &facts))),
            Job::End { fax, confirmed, end, done } => {
                complain(fax, slot.get().and_then(|spool| file_end(&spool, fax, confirmed, &end)));
                let _ = done.send(());
                post.wake();
            }
        }
    }
}

/// Files a call. One that waited for too long was refused meanwhile, so what was filed of it ends at once: it would be taken for a
/// fax that is being received for as long as the module runs, and for one that a crash cut off afterwards.
fn begin(slot: &SpoolSlot, new: &NewFax, answer: &SyncSender<Result<FaxId, SpoolError>>) {
    let begun = slot.get().and_then(|spool| spool.begin_fax(new).map(|fax| (spool, fax)));
    let is_refused = answer.send(begun.as_ref().map(|(_, fax)| *fax).map_err(SpoolError::clone)).is_err();
    if let Ok((spool, fax)) = begun
        && is_refused
    {
        let end = FaxEnd {
            status: FaxStatus::Failed,
            phase: String::new(),
            cause: Cause::Storage.name().to_owned(),
            text: "The spool took too long to file the call, which was refused.".to_owned(),
            ended_at: clock::unix_ms(),
        };
        complain(fax, spool.finish_fax(fax, &end));
    }
}

fn file_end(spool: &Spool, fax: FaxId, confirmed: u32, end: &FaxEnd) -> Result<(), SpoolError> {
    // The end is told in any case: what cannot be filed now, the spool files later.
    let marked = spool.confirm_pages(fax, confirmed);
    spool.finish_fax(fax, end).and(marked)
}

fn complain(fax: FaxId, result: Result<(), SpoolError>) {
    if let Err(error) = result {
        log::error!("fax {fax}: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::{FaxQuery, Format};
    use std::sync::mpsc::sync_channel;

    fn call() -> Box<NewFax> {
        Box::new(NewFax {
            device: "2101@fax-devices".into(),
            class: None,
            called: "2101".into(),
            calling: "4999112345".into(),
            caller_name: String::new(),
            call_id: "1".into(),
            started_at: 0,
            mailboxes: vec!["alice@example.com".into()],
            format: Format::Pdf,
            mail_without_pages: false,
            options: std::collections::BTreeMap::new(),
        })
    }

    #[test]
    fn a_call_that_was_refused_before_it_was_filed_is_no_fax_that_is_being_received() {
        let folder = tempfile::tempdir().unwrap();
        let slot = Arc::new(SpoolSlot::new(folder.path().to_path_buf()));
        let (storage, thread) = Storage::start(Arc::clone(&slot), Arc::default()).unwrap();
        let (answer, begun) = sync_channel(0);
        // Nobody waits any more.
        drop(begun);
        storage.jobs().send(Job::Begin(call(), answer)).unwrap();
        let (answer, begun) = sync_channel(0);
        storage.jobs().send(Job::Begin(call(), answer)).unwrap();
        let taken = begun.recv().unwrap().unwrap();
        drop(storage);
        thread.join().unwrap();
        let faxes = slot.get().unwrap().faxes(&FaxQuery::default()).unwrap();
        let (of_call, refused): (Vec<_>, Vec<_>) = faxes.iter().partition(|fax| fax.id == taken);
        assert_eq!(of_call[0].status, FaxStatus::Receiving);
        assert_eq!((refused.len(), refused[0].status), (1, FaxStatus::Failed));
        assert!(refused[0].ended_at.is_some());
    }
}
