//! Actions of a person on many faxes or jobs at once. For each fax and job, the rights of the
//! person are checked separately, and the audit log has the same lines as for single actions.
//!
//! A single action is on the disk before the next one begins. To write actions on many faxes or
//! jobs one after the other would take seconds. Therefore the audit log gets the lines about all
//! faxes or jobs at once. Then as few transactions as possible change these faxes or jobs.

use std::collections::HashMap;
use std::collections::HashSet;
use std::hash::Hash;

use super::faxes::fit;
use super::refusals::{Refusal, Refusals};
use super::{Desk, DeskError, JobDeed, Note, Person, Sight};
use ferrofax_basics::UnixMs;
use ferrofax_rights::order::change_all;
use ferrofax_rights::{Denied, Reason};
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

/// An action, and the faxes on which the person may do it.
struct Granted<'a> {
    asked: &'static str,
    change: FaxChange<'a>,
    faxes: Vec<FaxId>,
}

impl<I> Default for Outcomes<I> {
    fn default() -> Self {
        Self { done: Vec::new(), refused: Vec::new() }
    }
}

impl FaxDeed {
    /// The word for the action in the audit log. It is the same as for an action on a single fax.
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
        let faxes = self.once(person, (deed.asked(), "fax"), faxes)?;
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
            FaxDeed::Delete => return self.delete_all(person, &sight, &faxes, now),
        };
        let mut outcomes = Outcomes::default();
        let seen = self.those_seen(person, &sight, deed.asked(), &faxes, &mut outcomes)?;
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
        let jobs = self.once(person, (deed.name(), "job"), jobs)?;
        let sight = self.sight(person)?;
        let (own, refused) = each(&jobs, |id| self.deals_with_job(person, &sight, id));
        let own: Vec<JobId> = own.into_iter().map(|(id, ())| id).collect();
        let mut refused = self.refused_all(person, (deed.name(), "job"), refused);
        let mut done = Vec::new();
        for (id, result) in change_all(&self.spool, self.hands(person), &own, &deed.into(), now)? {
            match result {
                Ok(_) => done.push(id),
                Err(error) => refused.push((id, error.into())),
            }
        }
        // The refusals are sorted in the order of the request, as if each job were changed on its
        // own.
        let places: HashMap<JobId, usize> =
            jobs.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        refused.sort_by_key(|(id, _)| places.get(id).copied());
        Ok(Outcomes { done, refused })
    }

    /// Returns these ids without duplicates. If there are more than [`MOST_AT_ONCE`], returns an
    /// error and writes one line to the audit log.
    pub(super) fn once<I: Copy + Eq + Hash + ToString>(
        &self,
        person: &Person,
        (asked, kind): (&str, &str),
        ids: &[I],
    ) -> Result<Vec<I>, DeskError> {
        let mut known = HashSet::new();
        if ids.len() <= MOST_AT_ONCE {
            return Ok(ids.iter().copied().filter(|id| known.insert(*id)).collect());
        }
        let text = format!("at most {MOST_AT_ONCE} can be changed at once");
        let denied = Denied::forbidden("too-many-at-once", text.clone());
        let named: Vec<String> = ids.iter().map(ToString::to_string).collect();
        self.rights.refused_at_desk(person, asked, (kind, &named), None, denied);
        Err(DeskError::Unfit(text))
    }

    /// Returns the faxes that the person sees, with their devices. The other faxes are refused, and
    /// their refusals are added to `outcomes`.
    pub(super) fn those_seen(
        &self,
        person: &Person,
        sight: &Sight,
        asked: &str,
        faxes: &[FaxId],
        outcomes: &mut Outcomes<FaxId>,
    ) -> Result<Vec<(FaxId, DeviceName)>, DeskError> {
        let (seen, refused) = each(faxes, |id| self.sees_fax(sight, id));
        for (id, error) in self.refused_all(person, (asked, "fax"), refused) {
            if matches!(error, DeskError::Spool(_)) {
                return Err(error);
            }
            outcomes.refused.push((id, error));
        }
        Ok(seen)
    }

    /// Deletes these faxes. Faxes that the person does not see or may not delete are refused. The
    /// lines of the audit log are on the disk before the first fax is deleted.
    fn delete_all(
        &self,
        person: &Person,
        sight: &Sight,
        faxes: &[FaxId],
        now: UnixMs,
    ) -> Result<Outcomes<FaxId>, DeskError> {
        let mut outcomes = Outcomes::default();
        let seen = self.those_seen(person, sight, "delete", faxes, &mut outcomes)?;
        let faxes: Vec<FaxId> = seen.into_iter().map(|(id, _)| id).collect();
        let mut refused = Refusals::default();
        if !sight.may_delete() {
            faxes
                .iter()
                .for_each(|id| refused.add(*id, Refusal::of(Reason::MayNotDelete.into())));
            outcomes.refused.extend(self.refused_all(person, ("delete", "fax"), refused));
            return Ok(outcomes);
        }
        let lines: Vec<_> = faxes.iter().map(|id| vec![("fax", id.to_string())]).collect();
        self.rights.all_at_desk(person, "delete", &lines)?;
        let reason = format!("deleted by {}", person.name);
        let results = self.spool.faxes().delete_faxes(&faxes, &reason, now);
        for (id, result) in faxes.into_iter().zip(results) {
            match result {
                Ok(()) => outcomes.done.push(id),
                Err(why) => refused.add(id, Refusal::hindered(why.into())),
            }
        }
        outcomes.refused.extend(self.refused_all(person, ("delete", "fax"), refused));
        Ok(outcomes)
    }

    /// Hands faxes over to the user `to`. Faxes that this user may not see are refused.
    /// `over_others` permits to hand over faxes that other users have claimed.
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
        let mut refused = Refusals::of_handing_over(Some(to));
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
                    let denied = Denied::forbidden("no-reader", &*text);
                    refused.add(id, Refusal::with(denied, DeskError::Unfit(text)));
                }
            }
        }
        outcomes.refused.extend(self.refused_all(person, ("hand-over", "fax"), refused));
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
        let to = match change {
            FaxChange::Claim { user, .. } if asked == "hand-over" => Some(user),
            _ => None,
        };
        let about = |id: &FaxId| {
            let mut about = vec![("fax", id.to_string())];
            about.extend(to.map(|to| ("to", to.to_owned())));
            about
        };
        // As for a single fax, marking as read adds a line to the audit log only if the fax was
        // unread.
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
        let mut refused = Refusals::of_handing_over(to);
        for (id, result) in faxes.into_iter().zip(results) {
            match result {
                Ok(()) => outcomes.done.push(id),
                Err(why) => refused.add(id, Refusal::hindered(why.into())),
            }
        }
        outcomes.refused.extend(self.refused_all(person, (word, "fax"), refused));
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

/// Does `deed` for each of these faxes or jobs, one after another. Returns its results and its
/// refusals.
pub(super) fn each<I: Copy + ToString, T>(
    ids: &[I],
    deed: impl Fn(I) -> Result<T, Refusal>,
) -> (Vec<(I, T)>, Refusals<I>) {
    let (mut done, mut refused) = (Vec::new(), Refusals::default());
    // If the spool cannot be used, the remaining actions are not tried, since each would only wait.
    let mut fault: Option<SpoolError> = None;
    for id in ids {
        let result = match &fault {
            Some(fault) => Err(fault.clone().into()),
            None => deed(*id),
        };
        match result {
            Ok(result) => done.push((*id, result)),
            Err(refusal) => {
                if let DeskError::Spool(why) = &refusal.error
                    && why.may_pass()
                {
                    fault = Some(why.clone());
                }
                refused.add(*id, refusal);
            }
        }
    }
    (done, refused)
}
