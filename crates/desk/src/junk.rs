//! Functions for administrators that list faxes filed as junk and calls of blocked callers, and
//! release junk faxes. `ferrofax junk` does the same on the command line.

use super::{Desk, DeskError, Person, Role};
use ferrofax_basics::UnixMs;
use ferrofax_spool::{FaxId, JunkFax, ReceivedFax, RefusedCall};

impl Desk {
    /// The faxes that are filed as junk and have numbers below this one, `limit` at most, the newest
    /// first. `None`: from the newest fax on.
    pub fn junk_faxes(
        &self,
        person: &Person,
        below: Option<FaxId>,
        limit: u32,
    ) -> Result<Vec<(JunkFax, ReceivedFax)>, DeskError> {
        self.keeps_house(person, "junk")?;
        Ok(self.spool.faxes().junk_faxes(below, limit)?)
    }

    /// The calls of blocked callers with numbers below this one, `limit` at most, the newest first.
    /// `None`: from the newest call on.
    pub fn refused_calls(
        &self,
        person: &Person,
        below: Option<i64>,
        limit: u32,
    ) -> Result<Vec<RefusedCall>, DeskError> {
        self.keeps_house(person, "junk")?;
        Ok(self.spool.faxes().refused_calls(below, limit)?)
    }

    /// The rule by which a fax is filed as junk, and the time at which it will be deleted. `None`
    /// if the fax is no junk, or the person is not an administrator.
    pub fn junk_of(&self, person: &Person, id: FaxId) -> Result<Option<JunkFax>, DeskError> {
        if person.role != Role::Administrator {
            return Ok(None);
        }
        Ok(self.spool.faxes().junk_of(id)?)
    }

    /// Whether junk faxes can be released on this machine. They cannot on a stateless node, which
    /// receives no faxes itself.
    pub fn delivers_junk(&self) -> bool {
        !self.spool.is_front()
    }

    /// Releases a fax that is filed as junk: it is delivered as if it had just arrived.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: the fax is not filed as junk, or this machine is a stateless node.
    pub fn not_junk(&self, person: &Person, id: FaxId, now: UnixMs) -> Result<(), DeskError> {
        self.keeps_house(person, "not-junk")?;
        self.seen_fax(person, "not-junk", id)?;
        let about = [("fax", &*id.to_string())];
        self.granted(person, "not-junk", &about)?;
        let hindered = |error| self.hindered(person, "not-junk", &about, error);
        match self.spool.faxes().not_junk(id, now) {
            Ok(true) => Ok(()),
            Ok(false) => Err(hindered(DeskError::Unfit(format!("fax {id} is not filed as junk")))),
            Err(error) => Err(hindered(error.into())),
        }
    }
}
