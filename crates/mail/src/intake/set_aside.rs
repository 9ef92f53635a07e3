//! Mails that were set aside (quarantined): they are not handled until an administrator releases
//! them.

use super::entry::PutOff;
use super::error::at;
use super::{DAMAGED, Entry, Intake, IntakeError, PUT_OFF, WAITING};
use ferrofax_basics::UnixMs;
use ferrofax_spool::safe_file::{self, flush};

impl Intake {
    /// Sets a mail aside, so that it is not handled any longer. The change is durable when this
    /// returns.
    pub fn set_aside(&self, entry: &Entry, why: &str) -> Result<(), IntakeError> {
        let from = self.existing(WAITING, &entry.id)?;
        let put_off = PutOff {
            due: UnixMs(0),
            tries: entry.tries,
            why: Some(why.to_owned()),
            begun: entry.begun,
        };
        self.note(&entry.id, &put_off)?;
        self.move_over(&from, DAMAGED, &entry.id)?;
        self.waiting().remove(&entry.id);
        self.came.notify_all();
        Ok(())
    }

    /// The ids of the mails that were set aside, in order.
    pub fn ids_set_aside(&self) -> Result<Vec<String>, IntakeError> {
        let mut ids = self.ids(DAMAGED)?;
        ids.sort();
        Ok(ids)
    }

    /// Lists the mails that were set aside, each with its id. The entry of a mail is `None` if it
    /// cannot be read.
    pub fn all_set_aside(&self) -> Result<Vec<(String, Option<Entry>)>, IntakeError> {
        let ids = self.ids_set_aside()?;
        let with_entry = |id: String| {
            let entry = self.entry_at(self.place(DAMAGED, &id), &id).ok();
            (id, entry)
        };
        Ok(ids.into_iter().map(with_entry).collect())
    }

    /// Reads the entry of a mail that was set aside, given its id.
    pub fn entry_aside(&self, id: &str) -> Result<Entry, IntakeError> {
        self.entry_at(self.existing(DAMAGED, id)?, id)
    }

    /// Puts a mail that was set aside back among the waiting mails. It is handled as if it had just
    /// arrived.
    pub fn take_back(&self, id: &str) -> Result<(), IntakeError> {
        let from = self.existing(DAMAGED, id)?;
        let entry = self.entry_at(from.clone(), id)?;
        let _ = safe_file::remove(&self.place(PUT_OFF, id));
        self.move_over(&from, WAITING, id)?;
        self.waiting().add(id, UnixMs(0), entry.envelope.received_at, entry.size);
        Ok(())
    }

    /// Deletes a mail that was set aside.
    pub fn delete_aside(&self, id: &str) -> Result<(), IntakeError> {
        let path = self.existing(DAMAGED, id)?;
        safe_file::remove(&path).map_err(at(&path))?;
        let _ = safe_file::remove(&self.place(PUT_OFF, id));
        Ok(())
    }

    fn move_over(&self, from: &std::path::Path, to: &str, id: &str) -> Result<(), IntakeError> {
        safe_file::rename(from, &self.place(to, id)).map_err(at(from))?;
        flush(&self.folder.join(to))
            .and_then(|()| from.parent().map_or(Ok(()), flush))
            .map_err(at(from))
    }
}
