//! The running parts of the service, and how each is ended.

/// The parts of the service that were started, each with a function that ends it.
#[derive(Default)]
pub(super) struct Started(Vec<Box<dyn FnOnce() + Send>>);

impl Started {
    /// Ends all parts, in the reverse order of their starts.
    pub(super) fn end(&mut self) {
        while let Some(end) = self.0.pop() {
            end();
        }
    }
}

/// The parts of a service that is just being started. If the start fails halfway, so that this
/// value is dropped, all parts that were started are ended.
#[derive(Default)]
pub(super) struct Starting(Started);

impl Starting {
    /// Adds a part that has just been started. `end` ends the part and waits until it has ended.
    pub(super) fn add(&mut self, end: impl FnOnce() + Send + 'static) {
        self.0.0.push(Box::new(end));
    }

    /// Returns the parts, because the whole service was started.
    pub(super) fn done(mut self) -> Started {
        std::mem::take(&mut self.0)
    }
}

impl Drop for Starting {
    fn drop(&mut self) {
        self.0.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::request_thread::RequestThread;
    use std::sync::{Arc, Mutex};

    /// Starts three threads. Each adds its number to `ended` when it ends. Then the start fails, if
    /// `fails` says so.
    fn start(ended: &Arc<Mutex<Vec<u8>>>, fails: bool) -> std::io::Result<Started> {
        let mut starting = Starting::default();
        for part in 1..=3 {
            let ended = Arc::clone(ended);
            let thread = RequestThread::<()>::spawn("part", move |queue| {
                _ = queue.recv();
                ended.lock().unwrap().push(part);
            })?;
            starting.add(move || thread.stop());
        }
        if fails {
            return Err(std::io::Error::other("no more threads"));
        }
        Ok(starting.done())
    }

    #[test]
    fn a_start_that_fails_halfway_leaves_no_thread() {
        let ended = Arc::default();
        assert!(start(&ended, true).is_err());
        assert_eq!(*ended.lock().unwrap(), [3, 2, 1]);
    }

    #[test]
    fn a_whole_start_is_ended_once_and_only_on_request() {
        let ended = Arc::default();
        let mut started = start(&ended, false).unwrap();
        assert!(ended.lock().unwrap().is_empty());
        started.end();
        started.end();
        assert_eq!(*ended.lock().unwrap(), [3, 2, 1]);
    }
}
