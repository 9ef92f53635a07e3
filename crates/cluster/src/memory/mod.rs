//! The number memory that the nodes of a shared database share.
//!
//! Each node sends what it has learned to the shared database. There it becomes one row for each
//! number (`shared`), and the node that calls the number next gets it (`exchange`). If a person
//! deletes a number from the memory, or the settings exclude it, the number is forgotten on all
//! nodes (`left_out`). The spool decides which facts a call teaches (crates/spool/src/destinations).

mod exchange;
mod left_out;
mod shared;
#[cfg(test)]
mod tests;

pub(crate) use exchange::leave;
pub(crate) use left_out::forget_node;
