//! Received faxes: lists of them, and the actions read, unread, claim, note, metadata and
//! delete.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::bulk::fits_as_user;
use super::lists::whole_list;
use super::refusals::Refusal;
use super::{Desk, DeskError, Person, Sight, Thing};
use ferrofax_basics::UnixMs;
use ferrofax_basics::control_signs::blanked;
use ferrofax_basics::lock::lock;
use ferrofax_ground::ladder::Rung;
use ferrofax_rights::{Denied, Reason};
use ferrofax_spool::desk::{
    Claim, DeskFax, FaxEvent, FaxList, FaxSieve, Note, NoteChange, Total, Unread,
};
use ferrofax_spool::{DeviceName, DeviceRecord, FaxId, LadderOf, OutboxEntry, ReceivedFax};

/// The greatest number of characters of the tag of a fax.
const LONGEST_TAG: usize = 100;
/// The greatest number of characters of the note on a fax.
const LONGEST_NOTE: usize = 4000;

/// A fax with everything that its page in the web interface shows.
#[derive(Clone, Debug)]
pub struct WholeFax {
    /// The fax with its claim, tag and note, and whether this person has read it.
    pub one: DeskFax,
    /// The users to whom the fax may be handed over, because they may see it.
    pub readers: Vec<String>,
    /// The actions of people on the fax, oldest first.
    pub history: Vec<FaxEvent>,
    /// The mails and print jobs by which the fax was delivered or passed on, with their states.
    pub mails: Vec<OutboxEntry>,
    /// The T.30 frames that were exchanged in the fax's call.
    pub ladder: Vec<Rung>,
    /// Whether this person is allowed to delete the fax.
    pub may_delete: bool,
}

impl Desk {
    /// A part of the list of faxes that this person sees, newest first. It has at most `limit`
    /// faxes, and never more than 200, with numbers below `below` (`None`: the newest). The filter
    /// may name a device without its context.
    pub fn faxes(
        &self,
        person: &Person,
        sieve: &FaxSieve,
        below: Option<FaxId>,
        limit: u32,
    ) -> Result<FaxList, DeskError> {
        let sight = self.sight(person)?;
        let device = self.whole_name(&sight, sieve.device.as_ref())?;
        self.note_filter(person, "faxes", &sight, device.as_ref());
        let sieve = FaxSieve { device, ..sieve.clone() };
        Ok(self
            .spool
            .faxes()
            .desk_faxes(&sight.seen(), &person.name, &sieve, below, limit)?)
    }

    /// The total number of faxes in a filtered list. `list` is a page of this list, with the faxes
    /// whose numbers are below `below`. Long lists are counted only in part.
    pub fn total_of_faxes(
        &self,
        person: &Person,
        sieve: &FaxSieve,
        (list, below): (&FaxList, Option<FaxId>),
    ) -> Result<Total, DeskError> {
        if below.is_none() && list.next.is_none() {
            return Ok(whole_list(list.faxes.len()));
        }
        let sight = self.sight(person)?;
        let device = self.whole_name(&sight, sieve.device.as_ref())?;
        let sieve = FaxSieve { device, ..sieve.clone() };
        Ok(self.spool.faxes().count_faxes(&sight.seen(), &person.name, &sieve, below)?)
    }

    /// The number of faxes that this person sees and has not read.
    pub fn unread(&self, person: &Person) -> Result<Unread, DeskError> {
        let (seen, all) = (self.sight(person)?.seen(), FaxSieve::default());
        Ok(self.spool.faxes().unread_in_all(&seen, &person.name, &all)?.0)
    }

    /// Returns one fax, if the person sees it.
    pub fn fax(&self, person: &Person, id: FaxId) -> Result<DeskFax, DeskError> {
        self.seen_fax(person, "fax", id)?;
        Ok(self.spool.faxes().desk_fax(id, &person.name)?)
    }

    /// Returns one fax with everything that its page in the web interface shows. The person's
    /// rights are checked once. The audit log and the history of the fax record that the person
    /// opened it. If `read` is true, the fax is marked as read, too.
    pub fn whole_fax(
        &self,
        person: &Person,
        id: FaxId,
        read: bool,
        now: UnixMs,
    ) -> Result<WholeFax, DeskError> {
        let sight = self.seen_fax(person, "fax", id)?;
        self.note_opening(person, id, now)?;
        let one = self.spool.faxes().desk_fax(id, &person.name)?;
        if read {
            self.spool.faxes().mark_fax(id, &person.name, true, now)?;
        }
        Ok(WholeFax {
            readers: self.rights.who_sees(&one.fax.device)?,
            history: self.spool.faxes().fax_events(id)?,
            mails: self.spool.outbox().outbox_of(id)?,
            ladder: self.spool.recordings().ladder(LadderOf::Fax(id))?,
            may_delete: sight.may_delete(),
            one,
        })
    }

    /// Returns one fax, and the path of its TIFF-F document. The file exists once a page was
    /// stored. The audit log and the history of the fax record that the person opened it.
    pub fn fax_file(
        &self,
        person: &Person,
        id: FaxId,
        now: UnixMs,
    ) -> Result<(ReceivedFax, PathBuf), DeskError> {
        let document = self.document(person, id, now)?;
        Ok((self.spool.faxes().fax(id)?, document))
    }

    /// The path of a fax's TIFF-F document. The file exists once a page was stored. The audit log
    /// and the history of the fax record that the person opened it.
    pub fn document(&self, person: &Person, id: FaxId, now: UnixMs) -> Result<PathBuf, DeskError> {
        self.seen_fax(person, "fax-document", id)?;
        self.note_opening(person, id, now)?;
        Ok(self.spool.faxes().document_path(id)?)
    }

    /// The path of a fax's TIFF-F document, for a thumbnail too small to read. A thumbnail does not
    /// count as opening the fax, so nothing is recorded.
    pub fn document_to_glance_at(&self, person: &Person, id: FaxId) -> Result<PathBuf, DeskError> {
        self.seen_fax(person, "fax-document", id)?;
        Ok(self.spool.faxes().document_path(id)?)
    }

    /// Records that a person opened a fax. The first opening by each person adds a line to the
    /// audit log and an entry to the fax's history, even if the fax is already marked as read.
    pub(super) fn note_opening(
        &self,
        person: &Person,
        id: FaxId,
        now: UnixMs,
    ) -> Result<(), DeskError> {
        // A page requests several pictures of a fax at the same time, but the opening is recorded
        // once.
        let _one = lock(&self.opening);
        if !self.spool.faxes().has_opened_fax(id, &person.name)? {
            self.granted(person, "open", &[("fax", &id.to_string())])?;
            self.spool.faxes().note_reading(id, &person.name, now)?;
        }
        Ok(())
    }

    /// The actions of people on a fax, oldest first.
    pub fn fax_history(&self, person: &Person, id: FaxId) -> Result<Vec<FaxEvent>, DeskError> {
        self.seen_fax(person, "fax-history", id)?;
        Ok(self.spool.faxes().fax_events(id)?)
    }

    /// The mails and print jobs by which a fax was delivered or passed on, with the results.
    pub fn fax_mails(&self, person: &Person, id: FaxId) -> Result<Vec<OutboxEntry>, DeskError> {
        self.seen_fax(person, "fax-mails", id)?;
        Ok(self.spool.outbox().outbox_of(id)?)
    }

    /// Marks a fax as read or unread by this person. If a fax is marked as read, the audit log gets
    /// a line.
    pub fn mark(
        &self,
        person: &Person,
        id: FaxId,
        read: bool,
        now: UnixMs,
    ) -> Result<(), DeskError> {
        self.seen_fax(person, "mark", id)?;
        // The fax is already marked in this way.
        if read != self.spool.faxes().desk_fax(id, &person.name)?.is_unread {
            return Ok(());
        }
        if read {
            self.granted(person, "read", &[("fax", &id.to_string())])?;
        }
        self.spool.faxes().mark_fax(id, &person.name, read, now)?;
        Ok(())
    }

    /// Marks all faxes up to the fax with this number as read by this person.
    pub fn mark_through(&self, person: &Person, id: FaxId) -> Result<(), DeskError> {
        // Faxes with higher numbers, which have not arrived yet, are not marked.
        let newest = self.spool.monitoring().heads()?.fax;
        Ok(self.spool.faxes().mark_faxes_through(FaxId(id.0.min(newest)), &person.name)?)
    }

    /// The number of the newest fax in the spool, even if the person does not see it.
    pub fn newest_fax(&self) -> Result<FaxId, DeskError> {
        Ok(FaxId(self.spool.monitoring().heads()?.fax))
    }

    /// The number of faxes that this person sees and has not read, and the number of those among
    /// them that match this filter.
    pub fn unread_in_all(
        &self,
        person: &Person,
        sieve: &FaxSieve,
    ) -> Result<(Unread, Unread), DeskError> {
        let seen = self.sight(person)?.seen();
        Ok(self.spool.faxes().unread_in_all(&seen, &person.name, sieve)?)
    }

    /// Marks the unread faxes that match the filter `sieve` as read by this person, up to the fax
    /// `through`, but at most the newest 5,000. Returns the marked faxes, and whether there may be
    /// more. The audit log gets one line for all of them.
    pub fn mark_list(
        &self,
        person: &Person,
        sieve: &FaxSieve,
        through: FaxId,
    ) -> Result<(Vec<FaxId>, bool), DeskError> {
        let seen = self.sight(person)?.seen();
        let marked = self.spool.faxes().mark_list_read(&seen, &person.name, sieve, through)?;
        if !marked.0.is_empty() {
            self.granted(person, "read", &[("faxes", &marked.0.len().to_string())])?;
        }
        Ok(marked)
    }

    /// Marks these faxes as unread by this person. Faxes that the person does not see are not
    /// changed.
    pub fn unmark_list(&self, person: &Person, faxes: &[FaxId]) -> Result<(), DeskError> {
        let seen = self.sight(person)?.seen();
        Ok(self.spool.faxes().mark_list_unread(&seen, &person.name, faxes)?)
    }

    /// Claims a fax for this person. If another user has claimed the fax, a user with the role
    /// operator or administrator may hand it over to themselves ([`Self::hand_over`]).
    ///
    /// # Errors
    /// [`DeskError::Claimed`]: somebody else has claimed the fax.
    pub fn claim(&self, person: &Person, id: FaxId, now: UnixMs) -> Result<Claim, DeskError> {
        self.seen_fax(person, "claim", id)?;
        let about = [("fax", &*id.to_string())];
        self.granted(person, "claim", &about)?;
        let claimed = self.spool.faxes().claim_fax(id, &person.name, &person.name, false, now);
        claimed.map_err(|error| self.hindered(person, "claim", &about, error.into()))
    }

    /// Ends the claim on a fax. Users with the role operator or administrator may end any claim,
    /// other people only their own. Returns false if nobody had claimed the fax.
    ///
    /// # Errors
    /// [`DeskError::Claimed`]: somebody else has claimed the fax, and the person is neither
    /// operator nor administrator.
    pub fn release(&self, person: &Person, id: FaxId, now: UnixMs) -> Result<bool, DeskError> {
        let sight = self.seen_fax(person, "release", id)?;
        let about = [("fax", &*id.to_string())];
        self.granted(person, "release", &about)?;
        let released = self.spool.faxes().release_fax(id, &person.name, sight.is_desk(), now);
        released.map_err(|error| self.hindered(person, "release", &about, error.into()))
    }

    /// The users who may take over a fax, which are the users who see it.
    pub fn who_may_have(&self, person: &Person, id: FaxId) -> Result<Vec<String>, DeskError> {
        self.seen_fax(person, "hand-over", id)?;
        match self.spool.faxes().device_of_fax(id)? {
            Some(device) => Ok(self.rights.who_sees(&device)?),
            None => Err(DeskError::NotThere(Thing::Fax(id))),
        }
    }

    /// Hands a fax to another user who sees it. A person may hand over a fax that nobody or only
    /// they themselves have claimed. A user with the role operator or administrator may also hand
    /// over a fax that another user has claimed.
    ///
    /// # Errors
    /// [`DeskError::Claimed`]: somebody else has claimed the fax. [`DeskError::Unfit`]: the new
    /// user may not see the fax.
    pub fn hand_over(
        &self,
        person: &Person,
        id: FaxId,
        to: &str,
        now: UnixMs,
    ) -> Result<Claim, DeskError> {
        fits_as_user(to)?;
        let sight = self.seen_fax(person, "hand-over", id)?;
        let about = [("fax", &*id.to_string()), ("to", to)];
        let known = self.who_may_have(person, id)?;
        let found = known.iter().find(|user| user.to_lowercase() == to.to_lowercase());
        let Some(to) = found else {
            let text = format!("there is no user '{to}' who can see this fax");
            self.refused(person, "hand-over", &about, Denied::forbidden("no-reader", &*text));
            return Err(DeskError::Unfit(text));
        };
        self.granted(person, "hand-over", &about)?;
        let claimed = self.spool.faxes().claim_fax(id, to, &person.name, sight.is_desk(), now);
        claimed.map_err(|error| self.hindered(person, "hand-over", &about, error.into()))
    }

    /// Replaces a fax's tag and note.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: the text is too long, or has control characters.
    pub fn note(
        &self,
        person: &Person,
        id: FaxId,
        note: &Note,
        now: UnixMs,
    ) -> Result<(), DeskError> {
        self.change_note(person, id, note.into(), now)
    }

    /// Changes the tag and the note of a fax, which the person saw. Later changes by another person
    /// are not lost.
    pub fn change_note(
        &self,
        person: &Person,
        id: FaxId,
        change: NoteChange<'_>,
        now: UnixMs,
    ) -> Result<(), DeskError> {
        self.seen_fax(person, "note", id)?;
        let (note, seen) = (fit(change.note)?, change.seen.map(fit).transpose()?);
        let change = NoteChange { note: &note, seen: seen.as_ref() };
        self.granted(person, "note", &[("fax", &id.to_string())])?;
        self.spool.faxes().note_fax(id, change, &person.name, now)?;
        Ok(())
    }

    /// Replaces the values that programs have stored with a fax, by their names.
    pub fn set_fax_metadata(
        &self,
        person: &Person,
        id: FaxId,
        metadata: &BTreeMap<String, String>,
    ) -> Result<(), DeskError> {
        self.seen_fax(person, "metadata", id)?;
        self.granted(person, "metadata", &[("fax", &id.to_string())])?;
        self.spool.faxes().set_fax_metadata(id, metadata)?;
        Ok(())
    }

    /// Deletes a fax, with its document, for everybody.
    ///
    /// # Errors
    /// [`DeskError::NotDeleted`]: the fax can't be deleted now.
    pub fn delete(&self, person: &Person, id: FaxId, now: UnixMs) -> Result<(), DeskError> {
        let sight = self.seen_fax(person, "delete", id)?;
        let about = [("fax", &*id.to_string())];
        if !sight.may_delete() {
            let denied = Reason::MayNotDelete.into();
            return Err(self.refused(person, "delete", &about, denied));
        }
        self.granted(person, "delete", &about)?;
        let reason = format!("deleted by {}", person.name);
        let deleted = self.spool.faxes().delete_fax(id, &reason, now);
        deleted.map_err(|error| self.hindered(person, "delete", &about, error.into()))
    }

    /// Completes the name of a device with its context, if the context is missing. Only devices
    /// that the person sees are found.
    pub(super) fn whole_name(
        &self,
        sight: &Sight,
        device: Option<&DeviceName>,
    ) -> Result<Option<DeviceName>, DeskError> {
        let Some(device) = device else { return Ok(None) };
        let known: Vec<DeviceName> = match sight.devices() {
            _ if !device.context.is_empty() => Vec::new(),
            Some(seen) => seen.iter().cloned().collect(),
            None => self.spool.devices().list()?.iter().map(DeviceRecord::name).collect(),
        };
        let found = known.into_iter().find(|one| one.may_be(device));
        Ok(Some(found.unwrap_or_else(|| device.clone())))
    }

    /// Checks that the person may see this fax; otherwise returns an error. After a successful
    /// check, returns the [`Sight`]: which faxes and jobs the person may see. `asked` is the word
    /// for the action in the audit log.
    pub(super) fn seen_fax(
        &self,
        person: &Person,
        asked: &str,
        id: FaxId,
    ) -> Result<Sight, DeskError> {
        let sight = self.sight(person)?;
        match self.sees_fax(&sight, id) {
            Ok(_) => Ok(sight),
            Err(refusal) => Err(self.refused_one(person, asked, Thing::Fax(id), refusal)),
        }
    }

    /// Returns the device of a fax, if the person may see the fax. Writes nothing to the audit log.
    pub(super) fn sees_fax(&self, sight: &Sight, id: FaxId) -> Result<DeviceName, Refusal> {
        let thing = Thing::Fax(id);
        match self.spool.faxes().device_of_fax(id)? {
            Some(device) if sight.sees(&device) => return Ok(device),
            Some(_) => return Err(Refusal::not_there(thing, true)),
            None => {}
        }
        let gone = self.spool.faxes().deletion_of(id)?.filter(|gone| sight.sees(&gone.device));
        Err(match gone {
            Some(gone) => {
                DeskError::Gone { thing, at: gone.deleted_at, reason: gone.reason }.into()
            }
            None => Refusal::not_there(thing, false),
        })
    }
}

/// Checks the tag and the note that a person writes about a fax, and trims them.
pub(super) fn fit(note: &Note) -> Result<Note, DeskError> {
    let tag = note.tag.trim().to_owned();
    let text = note.text.trim().replace("\r\n", "\n");
    let unfit = |what: String| Err(DeskError::Unfit(what));
    if tag.chars().count() > LONGEST_TAG {
        return unfit(format!("the tag has more than {LONGEST_TAG} characters"));
    }
    if text.chars().count() > LONGEST_NOTE {
        return unfit(format!("the note has more than {LONGEST_NOTE} characters"));
    }
    if blanked(&tag) != tag || text.lines().any(|line| blanked(line) != line) {
        return unfit("the tag or the note contains a control character".to_owned());
    }
    Ok(Note { tag, text })
}
