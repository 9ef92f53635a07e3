//! Refusals of actions on faxes and jobs, with their lines in the audit log. An action on many
//! faxes or jobs has one line for each reason of a refusal, and not one for each fax or job.

use super::{Desk, DeskError, Person, Thing};
use ferrofax_rights::Denied;
use ferrofax_spool::SpoolError;

/// The rule that the audit log names for an action that was granted but failed. The log says for
/// each fax or job that the action was granted, so it must also say for which ones it failed.
const NOT_DONE: &str = "not-done";

/// A refusal of an action on one fax or job.
#[derive(Debug)]
pub(super) struct Refusal {
    /// The refusal that is to be written to the audit log; `None` if nothing is to be written.
    denied: Option<Denied>,
    /// The error that the person gets.
    pub(super) error: DeskError,
}

/// Refusals of an action on several faxes or jobs.
#[derive(Debug)]
pub(super) struct Refusals<I> {
    /// The faxes or jobs, each with the error that the person gets.
    pub(super) things: Vec<(I, DeskError)>,
    /// Each reason of a refusal, with the faxes or jobs to which it applies.
    lines: Vec<(Denied, Vec<String>)>,
    /// The user to whom faxes were to be handed over, for the audit log.
    to: Option<String>,
}

impl From<DeskError> for Refusal {
    fn from(error: DeskError) -> Self {
        Self { denied: None, error }
    }
}

impl From<SpoolError> for Refusal {
    fn from(error: SpoolError) -> Self {
        DeskError::from(error).into()
    }
}

impl Refusal {
    /// Makes the refusal of an action for which the person lacks a right.
    pub(super) fn of(denied: Denied) -> Self {
        Self { error: DeskError::Denied(denied.clone()), denied: Some(denied) }
    }

    /// Makes the refusal of an action for another reason: the audit log gets `denied`, and the
    /// person gets `error`.
    pub(super) fn with(denied: Denied, error: DeskError) -> Self {
        Self { denied: Some(denied), error }
    }

    /// Makes the refusal of an action that was permitted, but failed because of this error.
    pub(super) fn hindered(error: DeskError) -> Self {
        Self::with(Denied::forbidden(NOT_DONE, error.to_string()), error)
    }

    /// Makes the refusal of an action on a fax or job that does not exist, or that the person may
    /// not see. The person gets the same error in both cases.
    pub(super) fn not_there(thing: Thing, is_there: bool) -> Self {
        let rule = if is_there { "not-yours" } else { "not-there" };
        let denied = Denied::forbidden(rule, format!("{thing} is not there for this user"));
        Self::with(denied, DeskError::NotThere(thing))
    }
}

impl<I> Default for Refusals<I> {
    fn default() -> Self {
        Self { things: Vec::new(), lines: Vec::new(), to: None }
    }
}

impl<I> Refusals<I> {
    /// Makes an empty list of refusals. `to` is the user to whom faxes are to be handed over;
    /// `None` for any other action.
    pub(super) fn of_handing_over(to: Option<&str>) -> Self {
        Self { to: to.map(str::to_owned), ..Self::default() }
    }
}

impl<I: Copy + ToString> Refusals<I> {
    pub(super) fn add(&mut self, id: I, Refusal { denied, error }: Refusal) {
        if let Some(denied) = denied {
            let is_same = |known: &Denied| known.rule == denied.rule && known.rule != NOT_DONE;
            match self.lines.iter_mut().find(|(known, _)| is_same(known)) {
                Some((_, ids)) => ids.push(id.to_string()),
                None => self.lines.push((denied, vec![id.to_string()])),
            }
        }
        self.things.push((id, error));
    }
}

impl Desk {
    /// Writes a refusal to the audit log. Returns the error that the person gets.
    pub(super) fn refused_one(
        &self,
        person: &Person,
        asked: &str,
        thing: Thing,
        Refusal { denied, error }: Refusal,
    ) -> DeskError {
        if let Some(denied) = denied {
            let things = (thing.kind(), &[thing.id().to_string()][..]);
            self.rights.refused_at_desk(person, asked, things, None, denied);
        }
        error
    }

    /// Writes refusals to the audit log. Returns the errors that the person gets. `kind` is `fax`
    /// or `job`.
    pub(super) fn refused_all<I>(
        &self,
        person: &Person,
        (asked, kind): (&str, &str),
        refusals: Refusals<I>,
    ) -> Vec<(I, DeskError)> {
        for (denied, ids) in refusals.lines {
            let to = refusals.to.as_deref();
            self.rights.refused_at_desk(person, asked, (kind, &ids), to, denied);
        }
        refusals.things
    }
}
