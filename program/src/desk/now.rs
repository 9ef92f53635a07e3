//! What goes on at this moment, as far as a person sees it.

use super::{Desk, DeskError, Person};
use ferrofax_spool::desk::Now;

impl Desk {
    /// The calls that this person sees, and how many jobs wait, of everybody.
    ///
    /// # Errors
    /// [`DeskError::Denied`]: an auditor sees no calls; and others.
    pub fn now(&self, person: &Person) -> Result<Now, DeskError> {
        let sight = self.sight(person)?;
        let (seen, mut now) = (sight.jobs(person), self.spool.goes_on()?);
        now.receiving.retain(|one| sight.sees(&one.device));
        now.sending.retain(|one| seen.sees(&one.place));
        Ok(now)
    }
}
