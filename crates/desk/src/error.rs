//! The reasons why a person could not see a fax, job or other item, or could not do an action on
//! it.

use std::fmt;

use crate::managed::ManagedError;
use ferrofax_basics::UnixMs;
use ferrofax_basics::show;
use ferrofax_rights::Denied;
use ferrofax_rights::order::OrderError;
use ferrofax_spool::desk::{Claim, ClaimRefused, NotDeleted};
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::submission::DraftError;
use ferrofax_spool::{FaxId, MoveRefused, RecordId, SpoolError};

/// The fax, job, contact, draft, session, saved view or call recording that a person requests, with
/// its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A received fax.
    Fax(FaxId),
    /// A job of the queue.
    Job(JobId),
    /// A contact of an address book.
    Contact(i64),
    /// A draft: a fax that is being written.
    Draft(i64),
    /// A login session.
    Session(i64),
    /// A saved view of a list.
    View(i64),
    /// A call recording.
    CallRecord(RecordId),
}

/// The reason why a person could not see or do something. Nearly every function of a
/// [`Desk`](super::Desk), which carries out the actions of people, may return
/// [`Denied`](Self::Denied), [`NotThere`](Self::NotThere) or [`Spool`](Self::Spool); the functions
/// name only other errors. All variants but [`Spool`](Self::Spool) are caused by the request.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The requested fax, job or other item does not exist, or the person may not see it. The error
    /// does not show which of the two it is.
    #[error("there is no {0}")]
    NotThere(Thing),
    /// The requested fax, job or other item was deleted, and the person could see it before.
    #[error("{thing} was deleted on {}: {reason}", show::date(*at))]
    Gone {
        /// The deleted fax, job or other item.
        thing: Thing,
        /// The time at which the fax, job or other item was deleted.
        at: UnixMs,
        /// The reason why the fax, job or other item was deleted: `older than 30 days`, `deleted by
        /// alice`.
        reason: String,
    },
    /// The fax, job or other item has changed since the person read it.
    #[error("{0} has changed since it was read")]
    Changed(Thing),
    /// The person does not have the permission for the action.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Another user has claimed the fax.
    #[error("{} is already dealing with fax {fax}", claim.user)]
    Claimed {
        /// The number of the fax that the other user has claimed.
        fax: FaxId,
        /// The user who has claimed the fax, and since when.
        claim: Claim,
    },
    /// The fax can't be deleted now.
    #[error(transparent)]
    NotDeleted(NotDeleted),
    /// The fax cannot be mailed, printed or forwarded yet, because the call that brings it is still
    /// in progress.
    #[error("fax {0} is still being received; it can be forwarded when it is complete")]
    Coming(FaxId),
    /// The fax has no pages that could be mailed, printed or forwarded.
    #[error("fax {0} has no pages")]
    NoPages(FaxId),
    /// The input of the person or program is not valid; the text says why.
    #[error("{0}")]
    Unfit(String),
    /// The devices, lines or mail server that are set in the web interface cannot be changed in
    /// this way.
    #[error(transparent)]
    Managed(#[from] ManagedError),
    /// The node cannot be drained, because no other node takes jobs now.
    #[error("the jobs of this node cannot be handed over: no other node takes jobs now")]
    LastNode,
    /// The options of a fax are not valid, or the person may not send it.
    #[error(transparent)]
    Order(OrderError),
    /// Another request is changing the same fax, job or other item at this moment.
    #[error("{0} is being changed by somebody else; try again in a moment")]
    Busy(Thing),
    /// The spool could not be read or written, or has refused the change.
    #[error(transparent)]
    Spool(SpoolError),
}

impl DeskError {
    /// The refusal, if the reason for this error is a missing permission; `None` for any other
    /// error.
    pub fn denied(&self) -> Option<&Denied> {
        match self {
            Self::Denied(denied) | Self::Order(OrderError::Denied(denied)) => Some(denied),
            _ => None,
        }
    }

    /// Whether the error is temporary, so that the same request may succeed later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Spool(error) | Self::NotDeleted(NotDeleted::Spool(error)) => error.may_pass(),
            Self::Order(error) => error.may_pass(),
            Self::Denied(denied) => denied.may_pass(),
            Self::NotDeleted(NotDeleted::OnHold(_)) => false,
            Self::NotDeleted(_) | Self::Coming(_) | Self::Busy(_) => true,
            _ => false,
        }
    }
}

impl Thing {
    /// The kind of the requested item as a word: `fax`, `job`, ….
    pub fn kind(self) -> &'static str {
        match self {
            Self::Fax(_) => "fax",
            Self::Job(_) => "job",
            Self::Contact(_) => "contact",
            Self::Draft(_) => "draft",
            Self::Session(_) => "session",
            Self::View(_) => "view",
            Self::CallRecord(_) => "record",
        }
    }

    /// The number of the requested fax, job or other item.
    pub fn id(self) -> i64 {
        match self {
            Self::Fax(id) => id.0,
            Self::Job(id) => id.0,
            Self::CallRecord(id) => id.0,
            Self::Contact(id) | Self::Draft(id) | Self::Session(id) | Self::View(id) => id,
        }
    }
}

/// Writes the kind and the number of the requested item as text: `fax 7`, `job 7`, ….
impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fax(id) => write!(f, "fax {id}"),
            Self::Job(id) => write!(f, "job {id}"),
            Self::Contact(id) => write!(f, "contact {id}"),
            Self::Draft(id) => write!(f, "draft {id}"),
            Self::Session(id) => write!(f, "session {id}"),
            Self::View(id) => write!(f, "view {id}"),
            Self::CallRecord(id) => write!(f, "record {id}"),
        }
    }
}

impl From<SpoolError> for DeskError {
    fn from(error: SpoolError) -> Self {
        match error {
            // The fax was deleted while it was being read.
            SpoolError::NoSuchFax(fax) => Self::NotThere(Thing::Fax(fax)),
            SpoolError::NoSuchJob(job) => Self::NotThere(Thing::Job(job)),
            SpoolError::NoSuchRecord(record) => Self::NotThere(Thing::CallRecord(record)),
            error @ SpoolError::ReceivedElsewhere(_) => Self::Unfit(error.to_string()),
            error => Self::Spool(error),
        }
    }
}

impl From<ClaimRefused> for DeskError {
    fn from(refused: ClaimRefused) -> Self {
        match refused {
            ClaimRefused::Others { fax, claim } => Self::Claimed { fax, claim },
            ClaimRefused::Spool(error) => error.into(),
        }
    }
}

impl From<MoveRefused> for DeskError {
    fn from(refused: MoveRefused) -> Self {
        match refused {
            MoveRefused::Spool(error) => error.into(),
            MoveRefused::Others { fax, claim } => Self::Claimed { fax, claim },
            refused => Self::Unfit(refused.to_string()),
        }
    }
}

impl From<NotDeleted> for DeskError {
    fn from(not: NotDeleted) -> Self {
        match not {
            NotDeleted::Spool(error) => error.into(),
            not => Self::NotDeleted(not),
        }
    }
}

impl From<OrderError> for DeskError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Denied(denied) => Self::Denied(denied),
            OrderError::Spool(error) | OrderError::Draft(DraftError::Spool(error)) => error.into(),
            error => Self::Order(error),
        }
    }
}
