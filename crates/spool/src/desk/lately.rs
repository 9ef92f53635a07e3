//! The numbers to which a user has sent faxes lately, for the suggestions of the form for a new
//! fax.

use super::jobs::{JobsSeen, place};
use crate::database::{self, Row, params};
use crate::jobs::JobState;
use crate::{Jobs, SpoolError};

/// A number to which a user has sent a fax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaxedNumber {
    /// The number as the user wrote it.
    pub number: String,
    /// The name of the recipient; empty if the job has none.
    pub name: String,
    /// The company of the recipient; empty if the job has none.
    pub company: String,
}

/// The newest jobs of an owner in one state. The index `jobs_by_owner` has them in this order.
const NEWEST: &str = "
    SELECT id, number,
           coalesce((SELECT value FROM job_options AS o WHERE o.job = jobs.id AND o.name = 'recipient'), '') AS name,
           coalesce((SELECT value FROM job_options AS o WHERE o.job = jobs.id AND o.name = 'company'), '') AS company,
           device, owner, who, created_by
    FROM jobs WHERE owner = ?1 AND state = ?2 ORDER BY id DESC LIMIT ?3";

impl Jobs<'_> {
    /// The numbers of a person's own newest jobs that have not failed, the newest first, each
    /// recipient once. At most `limit` jobs in each state are read for each name of the person.
    pub fn faxed_lately(
        &self,
        seen: &JobsSeen,
        limit: u32,
    ) -> Result<Vec<FaxedNumber>, SpoolError> {
        let names = seen.names.iter().map(|(name, _)| name).chain(&seen.system_users);
        let mut found: Vec<(i64, FaxedNumber)> = self.spool.read(|transaction| {
            let mut newest = transaction.prepare_cached(NEWEST)?;
            let mut found = Vec::new();
            for owner in names {
                // Nobody has answered at a number of a job that has failed; it may be mistyped.
                for state in JobState::ALL.into_iter().filter(|state| *state != JobState::Failed) {
                    // Somebody else may have the same name in another submission method.
                    let own = |row: &Row<'_>| Ok(seen.owns(&place(row)?).then_some(read(row)?));
                    let of_state = newest.query_map(params![owner, state.name(), limit], own)?;
                    let of_state: Vec<_> = of_state.collect::<Result<_, _>>()?;
                    found.extend(of_state.into_iter().flatten());
                }
            }
            Ok(found)
        })?;
        found.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
        let mut all: Vec<FaxedNumber> = Vec::new();
        for (_, one) in found {
            // A job may still wait for its number.
            if !one.number.is_empty() && !all.contains(&one) {
                all.push(one);
            }
        }
        Ok(all)
    }
}

fn read(row: &Row<'_>) -> database::Result<(i64, FaxedNumber)> {
    let (number, name, company) = (row.get("number")?, row.get("name")?, row.get("company")?);
    Ok((row.get("id")?, FaxedNumber { number, name, company }))
}
