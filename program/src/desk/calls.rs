//! Records of calls, for administrators: there are pages in them, and who telephones with whom.

use std::fs::File;

use super::{Desk, DeskError, Person, Role};
use ferrofax_spool::{CallRecord, RecordId, RecordQuery};

impl Desk {
    /// The records that there are, the newest first.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn call_records(
        &self,
        person: &Person,
        query: &RecordQuery,
    ) -> Result<Vec<CallRecord>, DeskError> {
        self.keeps_house(person, "call-records")?;
        Ok(self.spool.call_records(query)?)
    }

    /// The newest of these, for a link to it; none: there is none, or none for this person.
    ///
    /// # Errors
    /// The spool's.
    pub fn newest_record(
        &self,
        person: &Person,
        query: RecordQuery,
    ) -> Result<Option<RecordId>, DeskError> {
        if person.role != Role::Administrator {
            return Ok(None);
        }
        let found = self.spool.call_records(&RecordQuery { limit: 1, ..query })?;
        Ok(found.first().map(|record| record.id))
    }

    /// What the spool knows of one of them.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn call_record(&self, person: &Person, id: RecordId) -> Result<CallRecord, DeskError> {
        self.keeps_house(person, "call-record")?;
        Ok(self.spool.call_record(id)?)
    }

    /// The record itself, of which this is to be made. It is opened by that, each time, which is
    /// a line of the audit log.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn open_call_record(
        &self,
        person: &Person,
        id: RecordId,
        what: &str,
    ) -> Result<(CallRecord, File), DeskError> {
        self.does(person, "open-call-record", &[("record", &id.to_string()), ("as", what)])?;
        let record = self.spool.call_record(id)?;
        let file = self.spool.call_tape_file(&record)?;
        Ok((record, file))
    }
}
