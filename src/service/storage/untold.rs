//! Several PBXs can share jobs in a database. A call must then not send the end of a page (its
//! post-message command, such as EOP) before the shared database knows that the sending of the page
//! has begun. The call's request to send the end (an order, [`What::PageSaid`]) is kept here until
//! then. Requests of other calls are carried out meanwhile.

use super::orders::{Order, What};
use ferrofax_spool::jobs::LONGEST_TELLING;
use ferrofax_spool::{Spool, SpoolError};
use std::time::{Duration, Instant};

/// The interval at which the storage thread checks whether the shared database knows that a page
/// has begun.
const LOOK: Duration = Duration::from_millis(20);

/// The requests of sending calls that wait for the shared database, each with the time at which it
/// stops waiting.
#[derive(Default)]
pub(super) struct Untold(Vec<(Box<Order>, Instant)>);

impl Untold {
    /// Keeps a call's request (`order`) if it must wait until the shared database knows that the
    /// page has begun. Returns any other request.
    pub(super) fn keep(
        &mut self,
        order: Box<Order>,
        spool: &Result<Spool, SpoolError>,
    ) -> Option<Box<Order>> {
        if !matches!(order.what, What::PageSaid(_) | What::PartSaid(_)) || is_told(&order, spool) {
            return Some(order);
        }
        self.0.push((order, Instant::now() + LONGEST_TELLING));
        None
    }

    /// The time until the storage thread checks again whether a call's request still waits for the
    /// shared database; `None` if no request waits.
    pub(super) fn due_in(&self) -> Option<Duration> {
        (!self.0.is_empty()).then_some(LOOK)
    }

    /// Removes and returns the requests that need not wait any longer: the shared database knows
    /// that the page has begun, or the request has waited for the longest permitted time.
    pub(super) fn take(&mut self, spool: &Result<Spool, SpoolError>) -> Vec<Order> {
        self.take_those(|order, until| Instant::now() >= *until || is_told(order, spool))
    }

    /// Removes and returns the waiting requests of the call that has sent the request `end` to the
    /// storage thread. They must be written to the spool before `end`.
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

/// Whether the request `order` need not wait. A request to send the end of a page need not wait if
/// the shared database knows that the sending of this page has begun. The result is also true for
/// all other requests, and if the spool can't be read.
fn is_told(order: &Order, spool: &Result<Spool, SpoolError>) -> bool {
    match (&order.what, spool) {
        (What::PageSaid(page) | What::PartSaid(page), Ok(spool)) => {
            spool.queue().is_page_told(&order.lease, *page).unwrap_or(true)
        }
        _ => true,
    }
}
