//! Actions of a person on many faxes or jobs at once. Each fax and job is decided on its own, with
//! the rights of the person, and the audit log has the same lines as for single actions.
//!
//! A single action is on the disk before the next one begins. For many faxes or jobs, that would
//! take seconds. Therefore the audit log gets the lines about all of them at once, and then as few
//! transactions as possible change them.

use std::collections::HashMap;
use std::collections::HashSet;
use std::hash::Hash;

use super::faxes::fit;
use super::{Desk, DeskError, JobDeed, Note, Person, Sight, Thing};
use crate::order::change_all;
use crate::rights::{Denied, Reason};
use ferrofax_basics::UnixMs;
use ferrofax_spool::desk::FaxChange;
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{DeviceName, FaxId, SpoolError};

/// The greatest number of faxes or jobs that one request may change.
pub const MOST_AT_ONCE: usize = 1_000;

/// The greatest number of characters of the name of a user to whom faxes are handed over.
const LONGEST_USER: usize = 200;

/// An action of a person on received faxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaxDeed {
    /// Marks the faxes as read by the person.
    Read,
    /// Marks the faxes as unread by the person.
    Unread,
    /// Claims the faxes for the person.
    Claim,
    /// Ends the claims on the faxes.
    Release,
    /// Hands the faxes over to this user.
    HandOver(String),
    /// Replaces the tag of the faxes. The notes remain.
    Tag(String),
    /// Deletes the faxes for everybody.
    Delete,
}

/// The results of an action on several faxes or jobs.
#[derive(Debug)]
pub struct Outcomes<I> {
    /// The faxes or jobs that were changed.
    pub done: Vec<I>,
    /// The faxes or jobs that were not changed, each with the reason.
    pub refused: Vec<(I, DeskError)>,
}

/// Faxes that an action may change, and the action as the spool and the audit log name it.
struct Granted<'a> {
    asked: &'static str,
    change: FaxChange<'a>,
    faxes: Vec<FaxId>,
}

impl FaxDeed {
    /// The word for the action in the audit log, as for a single fax.
    fn asked(&self) -> &'static str {
        match self {
            Self::Read | Self::Unread => "mark",
            Self::Claim => "claim",
            Self::Release => "release",
            Self::HandOver(_) => "hand-over",
            Self::Tag(_) => "note",
            Self::Delete => "delete",
        }
    }
}

impl Desk {
    /// Carries out an action on each of these faxes.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: there are more than [`MOST_AT_ONCE`] faxes, or the tag is not valid. No
    /// fax was changed.
    pub fn change_faxes(
        &self,
        person: &Person,
        faxes: &[FaxId],
        deed: &FaxDeed,
        now: UnixMs,
    ) -> Result<Outcomes<FaxId>, DeskError> {
        let faxes = once(faxes)?;
        if let FaxDeed::HandOver(to) = deed {
            fits_as_user(to)?;
        }
        let sight = self.sight(person)?;
        let over_others = sight.is_desk();
        let tag = match deed {
            FaxDeed::Tag(tag) => fit(&Note { tag: tag.clone(), text: String::new() })?.tag,
            _ => String::new(),
        };
        let change = match deed {
            FaxDeed::Read => FaxChange::Mark { read: true },
            FaxDeed::Unread => FaxChange::Mark { read: false },
            FaxDeed::Claim => FaxChange::Claim { user: &person.name, over_others: false },
            FaxDeed::Release => FaxChange::Release { over_others },
            FaxDeed::HandOver(to) => FaxChange::Claim { user: to, over_others },
            FaxDeed::Tag(_) => FaxChange::Tag(&tag),
            FaxDeed::Delete => return self.delete_all(person, &sight, faxes, now),
        };
        let mut outcomes = Outcomes { done: Vec::new(), refused: Vec::new() };
        let seen = self.those_seen(person, &sight, deed.asked(), faxes, &mut outcomes)?;
        if let FaxDeed::HandOver(to) = deed {
            self.hand_over_all(person, (to, over_others), seen, now, &mut outcomes)?;
        } else {
            let faxes = seen.into_iter().map(|(id, _)| id).collect();
            let granted = Granted { asked: deed.asked(), change, faxes };
            self.change_granted(person, granted, now, &mut outcomes)?;
        }
        Ok(outcomes)
    }

    /// Carries out an action on each of these jobs.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: there are more than [`MOST_AT_ONCE`] jobs; none was changed.
    pub fn change_jobs(
        &self,
        person: &Person,
        jobs: &[JobId],
        deed: JobDeed,
        now: UnixMs,
    ) -> Result<Outcomes<JobId>, DeskError> {
        let jobs = once(jobs)?;
        if !matches!(deed, JobDeed::Cancel | JobDeed::Hold | JobDeed::Release) {
            return Ok(each(jobs, |id| self.change_job(person, id, deed, now).map(drop)));
        }
        let Outcomes { done: own, mut refused } =
            each(jobs.clone(), |id| self.own_job(person, deed.name(), id).map(drop));
        let mut done = Vec::new();
        for (id, result) in change_all(&self.spool, self.hands(person), &own, &deed.into(), now)? {
            match result {
                Ok(_) => done.push(id),
                Err(error) => refused.push((id, error.into())),
            }
        }
        // As for single actions: in the order of the request.
        let places: HashMap<JobId, usize> =
            jobs.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        refused.sort_by_key(|(id, _)| places.get(id).copied());
        Ok(Outcomes { done, refused })
    }

    /// Those of these faxes that the person sees, with their devices. The others are refused.
    fn those_seen(
        &self,
        person: &Person,
        sight: &Sight,
        asked: &str,
        faxes: Vec<FaxId>,
        outcomes: &mut Outcomes<FaxId>,
    ) -> Result<Vec<(FaxId, DeviceName)>, DeskError> {
        let mut seen = Vec::new();
        for id in faxes {
            match self.spool.faxes().device_of_fax(id)? {
                Some(device) if sight.sees(&device) => seen.push((id, device)),
                _ => {
                    let error = self.seen_fax(person, asked, id).err();
                    outcomes
                        .refused
                        .push((id, error.unwrap_or(DeskError::NotThere(Thing::Fax(id)))));
                }
            }
        }
        Ok(seen)
    }

    /// Deletes these faxes, as far as the person sees them and may delete faxes. The lines of the
    /// audit log are on the disk before the first fax is deleted.
    fn delete_all(
        &self,
        person: &Person,
        sight: &Sight,
        faxes: Vec<FaxId>,
        now: UnixMs,
    ) -> Result<Outcomes<FaxId>, DeskError> {
        let mut outcomes = Outcomes { done: Vec::new(), refused: Vec::new() };
        let seen = self.those_seen(person, sight, "delete", faxes, &mut outcomes)?;
        let faxes: Vec<FaxId> = seen.into_iter().map(|(id, _)| id).collect();
        if !sight.may_delete() {
            for id in faxes {
                let about = [("fax", &*id.to_string())];
                let denied = Reason::MayNotDelete.into();
                outcomes.refused.push((id, self.refused(person, "delete", &about, denied)));
            }
            return Ok(outcomes);
        }
        let lines: Vec<_> = faxes.iter().map(|id| vec![("fax", id.to_string())]).collect();
        self.rights.all_at_desk(person, "delete", &lines)?;
        let reason = format!("deleted by {}", person.name);
        let results = self.spool.faxes().delete_faxes(&faxes, &reason, now);
        for (id, result) in faxes.into_iter().zip(results) {
            match result {
                Ok(()) => outcomes.done.push(id),
                Err(why) => {
                    let about = [("fax", &*id.to_string())];
                    let why = self.hindered(person, "delete", &about, why.into());
                    outcomes.refused.push((id, why));
                }
            }
        }
        Ok(outcomes)
    }

    /// Hands faxes over to a user, as far as the user sees them.
    fn hand_over_all(
        &self,
        person: &Person,
        (to, over_others): (&str, bool),
        faxes: Vec<(FaxId, DeviceName)>,
        now: UnixMs,
        outcomes: &mut Outcomes<FaxId>,
    ) -> Result<(), DeskError> {
        let mut readers: HashMap<DeviceName, Option<String>> = HashMap::new();
        let mut fit: HashMap<String, Vec<FaxId>> = HashMap::new();
        for (id, device) in faxes {
            if !readers.contains_key(&device) {
                let known = self.rights.who_sees(&device)?;
                let found = known.into_iter().find(|user| user.to_lowercase() == to.to_lowercase());
                readers.insert(device.clone(), found);
            }
            match readers.get(&device).cloned().flatten() {
                Some(user) => fit.entry(user).or_default().push(id),
                None => {
                    let text = format!("there is no user '{to}' who can see this fax");
                    let about = [("fax", &*id.to_string()), ("to", to)];
                    let denied = Denied::forbidden("no-reader", &*text);
                    self.refused(person, "hand-over", &about, denied);
                    outcomes.refused.push((id, DeskError::Unfit(text)));
                }
            }
        }
        for (user, faxes) in fit {
            let change = FaxChange::Claim { user: &user, over_others };
            let granted = Granted { asked: "hand-over", change, faxes };
            self.change_granted(person, granted, now, outcomes)?;
        }
        Ok(())
    }

    /// Writes the lines of the audit log about all these faxes, and then changes the faxes.
    fn change_granted(
        &self,
        person: &Person,
        Granted { asked, change, faxes }: Granted<'_>,
        now: UnixMs,
        outcomes: &mut Outcomes<FaxId>,
    ) -> Result<(), DeskError> {
        let about = |id: &FaxId| {
            let mut about = vec![("fax", id.to_string())];
            if let ("hand-over", FaxChange::Claim { user, .. }) = (asked, change) {
                about.push(("to", user.to_owned()));
            }
            about
        };
        // As for a single fax: only a mark as read that changes something has a line.
        let (word, named) = match change {
            FaxChange::Mark { read: true } => {
                ("read", self.spool.faxes().unread_among(&faxes, &person.name)?)
            }
            FaxChange::Mark { read: false } => ("mark", Vec::new()),
            _ => (asked, faxes.clone()),
        };
        let lines: Vec<_> = named.iter().map(about).collect();
        self.rights.all_at_desk(person, word, &lines)?;
        let results = self.spool.faxes().change_faxes(&faxes, change, &person.name, now)?;
        for (id, result) in faxes.into_iter().zip(results) {
            match result {
                Ok(()) => outcomes.done.push(id),
                Err(why) => {
                    let about = about(&id);
                    let about: Vec<(&str, &str)> =
                        about.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    outcomes.refused.push((id, self.hindered(person, word, &about, why.into())));
                }
            }
        }
        Ok(())
    }
}

/// Checks the length of the name of a user to whom faxes are handed over.
pub(super) fn fits_as_user(name: &str) -> Result<(), DeskError> {
    if name.chars().count() <= LONGEST_USER {
        return Ok(());
    }
    Err(DeskError::Unfit(format!("a user name has at most {LONGEST_USER} characters")))
}

/// These ids, each once, if there are not too many.
pub(super) fn once<I: Copy + Eq + Hash>(ids: &[I]) -> Result<Vec<I>, DeskError> {
    if ids.len() > MOST_AT_ONCE {
        let text = format!("at most {MOST_AT_ONCE} can be changed at once");
        return Err(DeskError::Unfit(text));
    }
    let mut known = HashSet::new();
    Ok(ids.iter().copied().filter(|id| known.insert(*id)).collect())
}

/// Carries out an action on each of these faxes or jobs, one after another.
fn each<I: Copy>(ids: Vec<I>, deed: impl Fn(I) -> Result<(), DeskError>) -> Outcomes<I> {
    let mut outcomes = Outcomes { done: Vec::new(), refused: Vec::new() };
    // While the spool cannot be used, each further action would only wait.
    let mut fault: Option<SpoolError> = None;
    for id in ids {
        let done = match &fault {
            Some(fault) => Err(DeskError::Spool(fault.clone())),
            None => deed(id),
        };
        match done {
            Ok(()) => outcomes.done.push(id),
            Err(error) => {
                if let DeskError::Spool(why) = &error
                    && error.may_pass()
                {
                    fault = Some(why.clone());
                }
                outcomes.refused.push((id, error));
            }
        }
    }
    outcomes
}
