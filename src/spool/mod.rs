//! (placeholder: spool)
