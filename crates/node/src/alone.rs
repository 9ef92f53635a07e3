//! Runs work with the shared database on a thread of its own. If the database server hangs, the
//! thread cannot be woken. The service then abandons the thread and continues without it.

use std::thread::{self, JoinHandle};

use ferrofax_cluster::Node;
use ferrofax_spool::SpoolError;

/// A thread that works with the shared database. It ends with the result of its work.
pub(super) type Alone = JoinHandle<Result<(), SpoolError>>;

/// Runs `work`, which uses the shared database `store`, on a new thread that is called `name`.
pub(super) fn begin<T: Send + 'static>(
    name: &str,
    store: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, SpoolError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|error| SpoolError::Io {
            action: "start a thread for",
            path: store.into(),
            text: error.to_string(),
        })
}

/// The error that the shared database of this node does not answer.
pub(super) fn silent(node: &Node) -> SpoolError {
    SpoolError::Database {
        path: node.store.clone().into(),
        text: "it was asked something, and does not answer".to_owned(),
    }
}
