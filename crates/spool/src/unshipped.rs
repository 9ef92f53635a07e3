//! The SQL conditions that tell which faxes a node has not yet shipped to its shared database
//! (crates/cluster/src/node). Each statement that deletes faxes by age uses them.

use ferrofax_basics::UnixMs;

/// How long an answer of the shared database about the faxes that it has is trusted, ms.
const BELIEVED_MS: i64 = 3 * 60 * 60 * 1000;

/// The time since which the shared database must have been asked which faxes it has.
pub(crate) fn asked_since(now: UnixMs) -> UnixMs {
    now - BELIEVED_MS
}

/// Whether this spool is a node and the shared database may lack the fax. It lacks the fax for
/// certain if the fax was never shipped. It may lack the fax if it was not asked since `$since`: a
/// database that was restored or built again may have lost faxes.
macro_rules! not_surely_shipped {
    ($since:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM node WHERE node.compared_at < ",
            $since,
            " OR NOT EXISTS (SELECT 1 FROM shipped WHERE shipped.fax = faxes.id))"
        )
    };
}
pub(crate) use not_surely_shipped;
