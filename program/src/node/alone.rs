//! Work with a store on a thread of its own: nobody who waits for one that has stopped in the midst of
//! an exchange can be woken, and so he may be left alone with it.

use std::thread::{self, JoinHandle};

use ferrofax_spool::{Node, SpoolError};

/// What came of it, once it has ended.
pub(super) type Alone = JoinHandle<Result<(), SpoolError>>;

/// Begins work with this node's store.
///
/// # Errors
/// The system gives no thread.
pub(super) fn begin(
    name: &str,
    node: &Node,
    work: impl FnOnce() -> Result<(), SpoolError> + Send + 'static,
) -> Result<Alone, SpoolError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|error| SpoolError::Io {
            action: "start a thread for",
            path: node.store.clone().into(),
            text: error.to_string(),
        })
}

/// A store that stands still.
pub(super) fn silent(node: &Node) -> SpoolError {
    SpoolError::Database {
        path: node.store.clone().into(),
        text: "it was asked something, and does not answer".to_owned(),
    }
}
