//! A thread that works through a queue of requests, and the sender of that queue.

use ferrofax_basics::lock::lock;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

/// A thread with the sender of its request queue; `None` after the thread was stopped.
pub(super) struct RequestThread<R>(Mutex<Option<(Sender<R>, JoinHandle<()>)>>);

impl<R: Send + 'static> RequestThread<R> {
    /// Starts the thread, which runs `work`. `work` handles the requests of the queue, and must
    /// return when the queue has no sender any more.
    pub(super) fn spawn(
        name: &str,
        work: impl FnOnce(&Receiver<R>) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (requests, queue) = channel();
        let thread =
            std::thread::Builder::new().name(name.to_owned()).spawn(move || work(&queue))?;
        Ok(Self(Mutex::new(Some((requests, thread)))))
    }

    /// Returns a sender for the thread's queue; `None` after the thread was stopped.
    pub(super) fn requests(&self) -> Option<Sender<R>> {
        lock(&self.0).as_ref().map(|(requests, _)| requests.clone())
    }

    /// Ends the thread as soon as all other senders of its queue are dropped.
    pub(super) fn stop(&self) {
        let taken = lock(&self.0).take();
        if let Some((requests, thread)) = taken {
            drop(requests);
            join(thread);
        }
    }
}

/// Waits until a thread of the service has ended.
pub(super) fn join(thread: JoinHandle<()>) {
    if thread.join().is_err() {
        log::error!("a thread of the service had panicked");
    }
}
