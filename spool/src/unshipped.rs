//! Which faxes a node has to ship yet into the store that it shares (spool/src/node): each
//! statement that deletes faxes by their age asks it.

/// Whether this spool is a node, and the store has not got a fax yet.
macro_rules! unshipped {
    () => {
        "(EXISTS (SELECT 1 FROM node) AND NOT EXISTS (SELECT 1 FROM shipped WHERE shipped.fax = faxes.id))"
    };
}
pub(crate) use unshipped;
