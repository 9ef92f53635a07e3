//! The storage thread: all that waits for the disk during a call happens here, so that no call's audio ever waits for it.

use super::post::Post;
use super::send::{Order, Unsaved};
use super::spool_slot::SpoolSlot;
use crate::spool::{FaxEnd, FaxId, NewFax, NewPage, SessionFacts, Spool, SpoolError};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often what could not be written is tried again.
const UNSAVED_RETRY: Duration = Duration::from_secs(2);

/// What is asked of the storage thread. Each answer goes to the call that asked.
pub(super) enum Job {
    /// File a call that is about to be answered.
    Begin(Box<NewFax>, Sender<Result<FaxId, SpoolError>>),
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
            Job::Begin(new, answer) => {
                let _ = answer.send(slot.get().and_then(|spool| spool.begin_fax(&new)));
            }
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
