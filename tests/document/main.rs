//! Files of pages: what we write is read by others, and what others write by us.

#[path = "../pages/mod.rs"]
mod pages;
#[path = "../common/pbm.rs"]
#[allow(unreachable_pub, reason = "other tests use it too")]
mod pbm;
#[path = "../common/programs.rs"]
mod programs;

mod other_readers;
mod outgoing;
mod tiff_kinds;
