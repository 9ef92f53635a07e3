//! The size of a transaction that changes many faxes or jobs. It ends early enough, so that calls
//! never wait for it for long.

use std::time::{Duration, Instant};

use crate::database::Transaction;
use crate::error::Rollback;
use crate::{Spool, SpoolError};

/// The greatest number of faxes or jobs in a transaction. In a shared database, the transactions of
/// all nodes wait for each other, and each statement costs a round trip to the database server.
pub(crate) const MOST: usize = 200;
const MOST_IN_SHARED: usize = 5;

/// The time after which a transaction takes no further fax or job.
const TIME: Duration = Duration::from_millis(100);

/// The faxes or jobs that one transaction may change.
pub(crate) struct Chunk {
    most: usize,
    ends_at: Instant,
}

impl Chunk {
    /// The chunk of a transaction that begins now.
    pub(crate) fn begin(spool: &Spool) -> Self {
        let most = if spool.database_file().is_some() { MOST } else { MOST_IN_SHARED };
        Self { most, ends_at: Instant::now() + TIME }
    }

    /// Whether the transaction is to end after this number of faxes or jobs. Each transaction has at
    /// least one.
    pub(crate) fn is_full(&self, done: usize) -> bool {
        done >= self.most || done > 0 && Instant::now() >= self.ends_at
    }
}

/// Runs `one` for each item (a fax or a job), in few transactions. Each transaction is short, so
/// that active fax calls do not wait for the database. If `one` refuses an item, the other items
/// are not affected. If a transaction fails, its error is the result for its items and for all
/// later items. Returns a result for each item, in the order of the items.
pub(crate) fn in_transactions<I, T, E: Clone + From<SpoolError>>(
    spool: &Spool,
    things: &[I],
    one: impl Fn(&Transaction<'_>, &I) -> Result<T, Rollback<E>>,
) -> Vec<Result<T, E>> {
    in_chunks(things, |rest| {
        spool.write_or_refuse(|transaction| {
            let (chunk, mut results) = (Chunk::begin(spool), Vec::new());
            for thing in rest {
                if chunk.is_full(results.len()) {
                    break;
                }
                results.push(Rollback::of_one(one(transaction, thing))?);
            }
            Ok(results)
        })
    })
}

/// Processes all items. `some` processes the first of the given items in one transaction. If `some`
/// fails, its error is the result for all items that are left, since they would only wait for the
/// same error. Returns a result for each item, in the order of the items.
fn in_chunks<I, T, E: Clone>(
    things: &[I],
    mut some: impl FnMut(&[I]) -> Result<Vec<Result<T, E>>, E>,
) -> Vec<Result<T, E>> {
    let mut results = Vec::with_capacity(things.len());
    while let Some(rest) = things.get(results.len()..).filter(|rest| !rest.is_empty()) {
        match some(rest) {
            Ok(done) => results.extend(done),
            Err(error) => results.extend(rest.iter().map(|_| Err(error.clone()))),
        }
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_transaction_hides_nothing_that_was_done_before_it() {
        let mut begun = Vec::new();
        let results = in_chunks(&[1, 2, 3, 4, 5], |rest| {
            begun.push(rest[0]);
            let two =
                || rest.iter().take(2).map(|one| if *one == 2 { Err("no") } else { Ok(*one) });
            if rest[0] == 3 { Err("disk full") } else { Ok(two().collect()) }
        });
        assert_eq!(
            results,
            [Ok(1), Err("no"), Err("disk full"), Err("disk full"), Err("disk full")]
        );
        assert_eq!(begun, [1, 3]);
        assert!(in_chunks(&[], |_: &[u8]| Ok::<Vec<Result<u8, u8>>, u8>(Vec::new())).is_empty());
    }

    #[test]
    fn a_transaction_has_at_least_one_thing_and_ends_in_time() {
        let late = Chunk { most: 3, ends_at: Instant::now() };
        assert_eq!([0, 1].map(|done| late.is_full(done)), [false, true]);
        let in_time = Chunk { most: 3, ends_at: Instant::now() + Duration::from_secs(600) };
        assert_eq!([2, 3].map(|done| in_time.is_full(done)), [false, true]);
    }
}
