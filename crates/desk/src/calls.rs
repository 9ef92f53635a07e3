//! Call recordings, for administrators only: they contain the fax pages and the numbers of both
//! parties.

use std::fs::File;

use super::{Desk, DeskError, Person, Role};
use ferrofax_spool::{CallRecord, RecordId, RecordQuery};

impl Desk {
    /// Lists the call recordings, newest first.
    pub fn call_records(
        &self,
        person: &Person,
        query: &RecordQuery,
    ) -> Result<Vec<CallRecord>, DeskError> {
        self.keeps_house(person, "call-records")?;
        Ok(self.spool.recordings().call_records(query)?)
    }

    /// The newest recording that matches the query, for a link to it. `None`: there is no such
    /// recording, or the person may not see recordings.
    pub fn newest_record(
        &self,
        person: &Person,
        query: RecordQuery,
    ) -> Result<Option<RecordId>, DeskError> {
        if person.role != Role::Administrator {
            return Ok(None);
        }
        let found = self.spool.recordings().call_records(&RecordQuery { limit: 1, ..query })?;
        Ok(found.first().map(|record| record.id))
    }

    /// The facts about one call recording, without its content.
    pub fn call_record(&self, person: &Person, id: RecordId) -> Result<CallRecord, DeskError> {
        self.keeps_house(person, "call-record")?;
        Ok(self.spool.recordings().call_record(id)?)
    }

    /// Opens the file of a call recording, and adds a line to the audit log. In that line, `what`
    /// names the kind of file that is made from the recording.
    pub fn open_call_record(
        &self,
        person: &Person,
        id: RecordId,
        what: &str,
    ) -> Result<(CallRecord, File), DeskError> {
        self.does(person, "open-call-record", &[("record", &id.to_string()), ("as", what)])?;
        let record = self.spool.recordings().call_record(id)?;
        let file = self.spool.recordings().call_tape_file(&record)?;
        Ok((record, file))
    }
}
