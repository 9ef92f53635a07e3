//! Received faxes: lists, marks, claims, notes, and their end.

use std::path::PathBuf;

use super::{Desk, DeskError, Person, Sight, Thing};
use crate::control_signs::blanked;
use crate::rights::{Denied, Reason};
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_ground::ladder::Rung;
use ferrofax_spool::desk::{Claim, DeskFax, FaxEvent, FaxList, FaxSieve, Note, Unread};
use ferrofax_spool::{DeviceName, DeviceRecord, FaxId, LadderOf, OutboxEntry, ReceivedFax};

/// Letters of a tag and of a note, at most.
const LONGEST_TAG: usize = 100;
const LONGEST_NOTE: usize = 4000;

/// A fax with all that is shown beside it.
#[derive(Clone, Debug)]
pub struct WholeFax {
    /// The fax.
    pub one: DeskFax,
    /// The users that it may be handed to.
    pub readers: Vec<String>,
    /// What people did with it, the oldest first.
    pub history: Vec<FaxEvent>,
    /// Where it was mailed and printed.
    pub mails: Vec<OutboxEntry>,
    /// What was said in its call.
    pub ladder: Vec<Rung>,
    /// Whether this person may delete it.
    pub may_delete: bool,
}

impl Desk {
    /// A page of the list of faxes that this person sees, the newest first: no more than so
    /// many (200 at most), below this number. A device in the sieve may be named without its
    /// context.
    pub fn faxes(
        &self,
        person: &Person,
        sieve: &FaxSieve,
        below: Option<FaxId>,
        limit: u32,
    ) -> Result<FaxList, DeskError> {
        let sight = self.sight(person)?;
        let device = self.whole_name(&sight, sieve.device.as_ref())?;
        let sieve = FaxSieve { device, ..sieve.clone() };
        Ok(self.spool.desk_faxes(&sight.seen(), &person.name, &sieve, below, limit)?)
    }

    /// How many faxes this person has not read.
    pub fn unread(&self, person: &Person) -> Result<Unread, DeskError> {
        Ok(self.spool.unread_faxes(&self.sight(person)?.seen(), &person.name)?)
    }

    /// One fax.
    pub fn fax(&self, person: &Person, id: FaxId) -> Result<DeskFax, DeskError> {
        self.seen_fax(person, "fax", id)?;
        Ok(self.spool.desk_fax(id, &person.name)?)
    }

    /// One fax with all that a page of it shows, for one question about what this person sees.
    /// It is opened by that, and marked as read, if `read`.
    pub fn whole_fax(
        &self,
        person: &Person,
        id: FaxId,
        read: bool,
        now: UnixMs,
    ) -> Result<WholeFax, DeskError> {
        let sight = self.seen_fax(person, "fax", id)?;
        self.note_opening(person, id, now)?;
        let one = self.spool.desk_fax(id, &person.name)?;
        if read {
            self.spool.mark_fax(id, &person.name, true, now)?;
        }
        Ok(WholeFax {
            readers: self.rights.who_sees(&one.fax.device)?,
            history: self.spool.fax_events(id)?,
            mails: self.spool.outbox_of(id)?,
            ladder: self.spool.ladder(LadderOf::Fax(id))?,
            may_delete: sight.may_delete(),
            one,
        })
    }

    /// One fax, and where its TIFF-F document is; the file exists once a page was stored. It is
    /// opened by that.
    pub fn fax_file(
        &self,
        person: &Person,
        id: FaxId,
        now: UnixMs,
    ) -> Result<(ReceivedFax, PathBuf), DeskError> {
        let document = self.document(person, id, now)?;
        Ok((self.spool.fax(id)?, document))
    }

    /// The TIFF-F document of a fax; the file exists once a page was stored. It is opened by
    /// that.
    pub fn document(&self, person: &Person, id: FaxId, now: UnixMs) -> Result<PathBuf, DeskError> {
        self.seen_fax(person, "fax-document", id)?;
        self.note_opening(person, id, now)?;
        Ok(self.spool.document_path(id)?)
    }

    /// The same for a picture so small that nobody reads it: nothing is opened by that.
    pub(crate) fn document_to_glance_at(
        &self,
        person: &Person,
        id: FaxId,
    ) -> Result<PathBuf, DeskError> {
        self.seen_fax(person, "fax-document", id)?;
        Ok(self.spool.document_path(id)?)
    }

    /// A fax is opened: the first time of each person is a line of the audit log, and stands in
    /// the fax's history, however it is marked.
    fn note_opening(&self, person: &Person, id: FaxId, now: UnixMs) -> Result<(), DeskError> {
        // Pictures of one fax are asked for at the same time.
        let _one = lock(&self.opening);
        if !self.spool.has_read_fax(id, &person.name)? {
            self.granted(person, "open", &[("fax", &id.to_string())])?;
            self.spool.note_reading(id, &person.name, now)?;
        }
        Ok(())
    }

    /// What people did with a fax, the oldest first.
    pub fn fax_history(&self, person: &Person, id: FaxId) -> Result<Vec<FaxEvent>, DeskError> {
        self.seen_fax(person, "fax-history", id)?;
        Ok(self.spool.fax_events(id)?)
    }

    /// Where a fax was mailed and printed, and what came of it.
    pub fn fax_mails(&self, person: &Person, id: FaxId) -> Result<Vec<OutboxEntry>, DeskError> {
        self.seen_fax(person, "fax-mails", id)?;
        Ok(self.spool.outbox_of(id)?)
    }

    /// Marks a fax as read or unread by this person. That it is marked as read is a line of the
    /// audit log.
    pub fn mark(
        &self,
        person: &Person,
        id: FaxId,
        read: bool,
        now: UnixMs,
    ) -> Result<(), DeskError> {
        self.seen_fax(person, "mark", id)?;
        // It is marked so already.
        if read != self.spool.desk_fax(id, &person.name)?.is_unread {
            return Ok(());
        }
        if read {
            self.granted(person, "read", &[("fax", &id.to_string())])?;
        }
        self.spool.mark_fax(id, &person.name, read, now)?;
        Ok(())
    }

    /// All faxes up to this one count as read by this person.
    pub fn mark_through(&self, person: &Person, id: FaxId) -> Result<(), DeskError> {
        // Those that have not come yet are not read.
        let newest = self.spool.heads()?.fax;
        Ok(self.spool.mark_faxes_through(FaxId(id.0.min(newest)), &person.name)?)
    }

    /// The newest fax of all, whoever may see it.
    pub(crate) fn newest_fax(&self) -> Result<FaxId, DeskError> {
        Ok(FaxId(self.spool.heads()?.fax))
    }

    /// How many faxes of this list the person has not read.
    pub fn unread_of_list(&self, person: &Person, sieve: &FaxSieve) -> Result<Unread, DeskError> {
        let seen = self.sight(person)?.seen();
        Ok(self.spool.unread_of_list(&seen, &person.name, sieve)?)
    }

    /// Marks the unread faxes of this list as read by this person, up to this fax: 5,000 at
    /// most, the newest first. Which they were, and whether there may be more. It is one line
    /// of the audit log.
    pub fn mark_list(
        &self,
        person: &Person,
        sieve: &FaxSieve,
        through: FaxId,
    ) -> Result<(Vec<FaxId>, bool), DeskError> {
        let seen = self.sight(person)?.seen();
        let marked = self.spool.mark_list_read(&seen, &person.name, sieve, through)?;
        if !marked.0.is_empty() {
            self.granted(person, "read", &[("faxes", &marked.0.len().to_string())])?;
        }
        Ok(marked)
    }

    /// Marks these faxes as unread by this person; those that the person may not see stay as
    /// they are.
    pub fn unmark_list(&self, person: &Person, faxes: &[FaxId]) -> Result<(), DeskError> {
        let seen = self.sight(person)?.seen();
        Ok(self.spool.mark_list_unread(&seen, &person.name, faxes)?)
    }

    /// Makes a fax this person's to deal with. A desk may take it from another by handing it
    /// over to himself ([`Self::hand_over`]).
    ///
    /// # Errors
    /// [`DeskError::Claimed`] and others.
    pub fn claim(&self, person: &Person, id: FaxId, now: UnixMs) -> Result<Claim, DeskError> {
        self.seen_fax(person, "claim", id)?;
        let about = [("fax", &*id.to_string())];
        self.granted(person, "claim", &about)?;
        let claimed = self.spool.claim_fax(id, &person.name, &person.name, false, now);
        claimed.map_err(|error| self.hindered(person, "claim", &about, error.into()))
    }

    /// Nobody deals with the fax any more: one's own, or as a desk another's. False if nobody
    /// did.
    ///
    /// # Errors
    /// [`DeskError::Claimed`] and others.
    pub fn release(&self, person: &Person, id: FaxId, now: UnixMs) -> Result<bool, DeskError> {
        let sight = self.seen_fax(person, "release", id)?;
        let about = [("fax", &*id.to_string())];
        self.granted(person, "release", &about)?;
        let released = self.spool.release_fax(id, &person.name, sight.is_desk(), now);
        released.map_err(|error| self.hindered(person, "release", &about, error.into()))
    }

    /// The users that a fax may be handed to: who see it.
    pub fn who_may_have(&self, person: &Person, id: FaxId) -> Result<Vec<String>, DeskError> {
        self.seen_fax(person, "hand-over", id)?;
        match self.spool.device_of_fax(id)? {
            Some(device) => Ok(self.rights.who_sees(&device)?),
            None => Err(DeskError::NotThere(Thing::Fax(id))),
        }
    }

    /// Gives a fax to a user who sees it: one that is nobody's or one's own, as a desk also
    /// one that another has.
    ///
    /// # Errors
    /// [`DeskError::Claimed`], [`DeskError::Unfit`] where he does not see it, and others.
    pub fn hand_over(
        &self,
        person: &Person,
        id: FaxId,
        to: &str,
        now: UnixMs,
    ) -> Result<Claim, DeskError> {
        let sight = self.seen_fax(person, "hand-over", id)?;
        let about = [("fax", &*id.to_string()), ("to", to)];
        let known = self.who_may_have(person, id)?;
        let found = known.iter().find(|user| user.to_lowercase() == to.to_lowercase());
        let Some(to) = found else {
            let text = format!("There is no user '{to}' who sees this fax");
            self.refused(person, "hand-over", &about, Denied::forbidden("no-reader", &*text));
            return Err(DeskError::Unfit(text));
        };
        self.granted(person, "hand-over", &about)?;
        let claimed = self.spool.claim_fax(id, to, &person.name, sight.is_desk(), now);
        claimed.map_err(|error| self.hindered(person, "hand-over", &about, error.into()))
    }

    /// Puts a tag and a note to a fax in the place of those before.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: too long, or with control signs; and others.
    pub fn note(
        &self,
        person: &Person,
        id: FaxId,
        note: &Note,
        now: UnixMs,
    ) -> Result<(), DeskError> {
        self.seen_fax(person, "note", id)?;
        let note = fit(note)?;
        self.granted(person, "note", &[("fax", &id.to_string())])?;
        self.spool.note_fax(id, &note, &person.name, now)?;
        Ok(())
    }

    /// Deletes a fax, with its document, for everybody.
    ///
    /// # Errors
    /// [`DeskError::Denied`], [`DeskError::NotDeleted`] and others.
    pub fn delete(&self, person: &Person, id: FaxId, now: UnixMs) -> Result<(), DeskError> {
        let sight = self.seen_fax(person, "delete", id)?;
        let about = [("fax", &*id.to_string())];
        if !sight.may_delete() {
            let denied = Reason::MayNotDelete.into();
            return Err(self.refused(person, "delete", &about, denied));
        }
        self.granted(person, "delete", &about)?;
        let reason = format!("deleted by {}", person.name);
        let deleted = self.spool.delete_fax(id, &reason, now);
        deleted.map_err(|error| self.hindered(person, "delete", &about, error.into()))
    }

    /// A device as rows name it, for one that is named without its context: one that is seen.
    pub(super) fn whole_name(
        &self,
        sight: &Sight,
        device: Option<&DeviceName>,
    ) -> Result<Option<DeviceName>, DeskError> {
        let Some(device) = device else { return Ok(None) };
        let known: Vec<DeviceName> = match sight.devices() {
            _ if !device.context.is_empty() => Vec::new(),
            Some(seen) => seen.iter().cloned().collect(),
            None => self.spool.devices()?.iter().map(DeviceRecord::name).collect(),
        };
        let found = known.into_iter().find(|one| one.may_be(device));
        Ok(Some(found.unwrap_or_else(|| device.clone())))
    }

    /// What this person sees, a fax of which is this one.
    pub(super) fn seen_fax(
        &self,
        person: &Person,
        asked: &str,
        id: FaxId,
    ) -> Result<Sight, DeskError> {
        let sight = self.sight(person)?;
        let thing = Thing::Fax(id);
        match self.spool.device_of_fax(id)? {
            Some(device) if sight.sees(&device) => return Ok(sight),
            Some(_) => return Err(self.not_there(person, asked, thing, true)),
            None => {}
        }
        match self.spool.deletion_of(id)?.filter(|gone| sight.sees(&gone.device)) {
            Some(gone) => Err(DeskError::Gone { thing, at: gone.deleted_at, reason: gone.reason }),
            None => Err(self.not_there(person, asked, thing, false)),
        }
    }
}

/// What people may write to a fax.
fn fit(note: &Note) -> Result<Note, DeskError> {
    let tag = note.tag.trim().to_owned();
    let text = note.text.trim().replace("\r\n", "\n");
    let unfit = |what: String| Err(DeskError::Unfit(what));
    if tag.chars().count() > LONGEST_TAG {
        return unfit(format!("the tag is too long: no more than {LONGEST_TAG} letters"));
    }
    if text.chars().count() > LONGEST_NOTE {
        return unfit(format!("the note is too long: no more than {LONGEST_NOTE} letters"));
    }
    if blanked(&tag) != tag || text.lines().any(|line| blanked(line) != line) {
        return unfit("control signs can't stand in a tag or a note".to_owned());
    }
    Ok(Note { tag, text })
}
