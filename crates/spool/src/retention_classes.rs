//! Classes by which faxes and jobs are kept: the module publishes what `ferrofax.conf` says,
//! and each fax and each job has the name of its device's class. So whoever cleans up, the
//! module or the program, does it by the same classes.

use std::collections::BTreeMap;

use super::SpoolError;
use crate::Devices;
use crate::database::{self, params};

/// For how long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Nothing deletes it by its age.
    ForEver,
    /// For so many days after its end.
    Days(u32),
}

/// A class; what it does not say is as for what has no class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetentionClass {
    /// Received faxes, with their documents.
    pub received: Option<Keeping>,
    /// Jobs, with their documents.
    pub sent: Option<Keeping>,
    /// Records of the calls of both; never longer than their fax or job.
    pub records: Option<Keeping>,
}

impl Keeping {
    /// As settings write it: 0 days are for ever.
    pub fn of_days(days: u32) -> Self {
        if days == 0 { Self::ForEver } else { Self::Days(days) }
    }

    /// The number of days, 0 for ever.
    pub fn days(self) -> u32 {
        match self {
            Self::ForEver => 0,
            Self::Days(days) => days,
        }
    }
}

impl RetentionClass {
    /// The class of which nothing is deleted.
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

    /// The published classes.
    pub fn retention_classes(&self) -> Result<BTreeMap<String, RetentionClass>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(SELECT)?;
            let classes = select.query_map([], |row| {
                let keeping = |at| -> database::Result<Option<Keeping>> {
                    Ok(row.get::<_, Option<u32>>(at)?.map(Keeping::of_days))
                };
                let (received, sent, records) = (keeping(1)?, keeping(2)?, keeping(3)?);
                Ok((row.get(0)?, RetentionClass { received, sent, records }))
            })?;
            classes.collect()
        })
    }

    /// Classes that faxes or jobs have and that nobody knows (any more): these stay.
    pub(super) fn unknown_retention_classes(&self) -> Result<Vec<String>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(UNKNOWN)?;
            select.query_map([], |row| row.get(0))?.collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;

    #[test]
    fn what_is_published_is_read_the_same_and_replaced_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
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
