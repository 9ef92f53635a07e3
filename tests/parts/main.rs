//! The parts of the engine, each by itself, beside those of others: modems and V.8 on simulated lines,
//! the codings of pages; and whatever comes from outside of calls, damaged. Whole calls are in `line`.
//!
//! Nothing here hangs on T.30, so that `make check` leaves it out after a change there.

mod bit_errors;
mod fuzz;
mod image_modems;
mod image_modems_from_spandsp;
mod jbig_and_jbigkit;
mod modems_where_clocks_differ;
mod peers_on_a_wire;
mod t43_and_jbigkit;
mod t4_golden;
mod t4_other_decoders;
mod v21_link;
mod v8;

use ferrofax_kit::{programs, typical_pages as pages};
