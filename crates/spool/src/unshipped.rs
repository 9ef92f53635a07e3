//! Which faxes a node has to ship yet into the store that it shares (crates/spool/src/node): each
//! statement that deletes faxes by their age asks it.

use ferrofax_basics::UnixMs;

/// For so long it is believed that the store has what it had when it was asked, ms.
const BELIEVED_MS: i64 = 3 * 60 * 60 * 1000;

/// The store has to have been asked since for what it has.
pub(crate) fn asked_since(now: UnixMs) -> UnixMs {
    now - BELIEVED_MS
}

/// Whether this spool is a node, and the store has not got a fax yet.
macro_rules! unshipped {
    () => {
        "(EXISTS (SELECT 1 FROM node) AND NOT EXISTS (SELECT 1 FROM shipped WHERE shipped.fax = faxes.id))"
    };
}
pub(crate) use unshipped;

/// The same, or that the store was not asked since this time for what it is said to have: one
/// that was restored, or made anew, may have lost it.
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
