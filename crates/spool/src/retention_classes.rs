//! Retention classes, which say how long faxes and jobs are kept. The module publishes the classes
//! of `ferrofax.conf`, and each fax and each job has the name of its device's class. So the module
//! and the program clean up by the same classes.

use std::collections::BTreeMap;

use super::SpoolError;
use crate::Devices;
use crate::database::{self, params};

/// The time for which something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It is never deleted because of its age.
    ForEver,
    /// It is kept for this number of days after its end.
    Days(u32),
}

/// A retention class. If a field is none, the time for faxes and jobs without a class applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetentionClass {
    /// The time for received faxes and their documents.
    pub received: Option<Keeping>,
    /// The time for jobs and their documents.
    pub sent: Option<Keeping>,
    /// The time for the call recordings of both. A call recording is never kept longer than its fax
    /// or job.
    pub records: Option<Keeping>,
}

impl Keeping {
    /// Makes the time from the number of days in the settings: 0 days means for ever.
    pub fn of_days(days: u32) -> Self {
        if days == 0 { Self::ForEver } else { Self::Days(days) }
    }

    /// Returns the number of days; 0 means for ever.
    pub fn days(self) -> u32 {
        match self {
            Self::ForEver => 0,
            Self::Days(days) => days,
        }
    }
}

impl RetentionClass {
    /// The class whose faxes, jobs and call recordings are never deleted because of their age.
    pub const FOR_EVER: Self = Self {
        received: Some(Keeping::ForEver),
        sent: Some(Keeping::ForEver),
        records: Some(Keeping::ForEver),
    };
}

const CLEAR: &str = "DELETE FROM retention_classes";
const INSERT: &str = "
    INSERT INTO retention_classes (name, received_days, sent_days, record_days) VALUES (?1, ?2, ?3, ?4)";
const SELECT: &str = "SELECT name, received_days, sent_days, record_days FROM retention_classes";
const UNKNOWN: &str = "
    SELECT retention FROM (SELECT DISTINCT retention FROM faxes UNION SELECT DISTINCT retention FROM jobs) AS named
    WHERE retention IS NOT NULL AND retention NOT IN (SELECT name FROM retention_classes) ORDER BY retention";

impl Devices<'_> {
    /// Replaces the published classes by these.
    pub fn publish_retention(
        &self,
        classes: &BTreeMap<String, RetentionClass>,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            transaction.execute(CLEAR, [])?;
            let mut insert = transaction.prepare_cached(INSERT)?;
            let days = |keeping: Option<Keeping>| keeping.map(Keeping::days);
            classes.iter().try_for_each(|(name, class)| {
                let (received, sent) = (days(class.received), days(class.sent));
                insert.execute(params![name, received, sent, days(class.records)]).map(drop)
            })
        })
    }

    /// Returns the published classes.
    pub fn retention_classes(&self) -> Result<BTreeMap<String, RetentionClass>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.all(SELECT, [], |row| {
                let keeping = |at| -> database::Result<Option<Keeping>> {
                    Ok(row.get::<_, Option<u32>>(at)?.map(Keeping::of_days))
                };
                let (received, sent, records) = (keeping(1)?, keeping(2)?, keeping(3)?);
                Ok((row.get(0)?, RetentionClass { received, sent, records }))
            })
        })
    }

    /// Returns classes that faxes or jobs have, but that are not published, or no longer. Faxes and
    /// jobs with such a class are kept.
    pub(super) fn unknown_retention_classes(&self) -> Result<Vec<String>, SpoolError> {
        self.spool.read(|transaction| transaction.all(UNKNOWN, [], |row| row.get(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;

    #[test]
    fn what_is_published_is_read_the_same_and_replaced_by_the_next() {
        let (_folder, spool) = Spool::empty();
        assert_eq!(spool.devices().retention_classes().unwrap(), BTreeMap::new());
        let law =
            RetentionClass { received: Some(Keeping::Days(3650)), ..RetentionClass::default() };
        let classes = [("law", law), ("archive", RetentionClass::FOR_EVER)];
        let classes = BTreeMap::from(classes.map(|(name, class)| (name.to_owned(), class)));
        spool.devices().publish_retention(&classes).unwrap();
        assert_eq!(spool.devices().retention_classes().unwrap(), classes);
        spool.devices().publish_retention(&BTreeMap::new()).unwrap();
        assert_eq!(spool.devices().retention_classes().unwrap(), BTreeMap::new());
    }
}
