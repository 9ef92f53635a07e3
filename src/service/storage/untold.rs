//! Keeps orders to note that the end of a page is about to be sent, if nodes share jobs. These
//! orders wait until the shared database knows that the page has begun. Pages of other calls are
//! written meanwhile.

use super::orders::{Order, What};
use ferrofax_spool::jobs::LONGEST_TELLING;
use ferrofax_spool::{Spool, SpoolError};
use std::time::{Duration, Instant};

/// The interval at which the storage thread checks whether the shared database knows that a page
/// has begun.
const LOOK: Duration = Duration::from_millis(20);

/// The orders that wait for the shared database, each with the time at which its waiting ends.
#[derive(Default)]
pub(super) struct Untold(Vec<(Box<Order>, Instant)>);

impl Untold {
    /// Keeps an order if it must wait for the shared database. Returns any other order.
    pub(super) fn keep(
        &mut self,
        order: Box<Order>,
        spool: &Result<Spool, SpoolError>,
    ) -> Option<Box<Order>> {
        if !matches!(order.what, What::PageSaid(_)) || is_told(&order, spool) {
            return Some(order);
        }
        self.0.push((order, Instant::now() + LONGEST_TELLING));
        None
    }

    /// The time until the waiting orders are checked again; `None` if no order waits.
    pub(super) fn due_in(&self) -> Option<Duration> {
        (!self.0.is_empty()).then_some(LOOK)
    }

    /// Takes out the orders that need not wait any longer, because the shared database knows that
    /// the page has begun, or because it took too long to learn that.
    pub(super) fn take(&mut self, spool: &Result<Spool, SpoolError>) -> Vec<Order> {
        self.take_those(|order, until| Instant::now() >= *until || is_told(order, spool))
    }

    /// Takes out the waiting orders of the call that gave the order `end`, which has to be written
    /// after them.
    pub(super) fn take_before(&mut self, end: &Order) -> Vec<Order> {
        self.take_those(|order, _| order.lease.call == end.lease.call)
    }

    fn take_those(&mut self, is_one: impl Fn(&Order, &Instant) -> bool) -> Vec<Order> {
        self.0
            .extract_if(.., |(order, until)| is_one(order, until))
            .map(|(order, _)| *order)
            .collect()
    }
}

/// Whether the shared database knows that the page of an order has begun. Also true if the spool
/// can't be asked: the order then need not wait.
fn is_told(order: &Order, spool: &Result<Spool, SpoolError>) -> bool {
    match (&order.what, spool) {
        (What::PageSaid(page), Ok(spool)) => {
            spool.is_page_told(&order.lease, *page).unwrap_or(true)
        }
        _ => true,
    }
}
