//! A call goes on: the session, and page after page.

use super::super::{Spool, SpoolError};
use super::{JobLease, PageRef};
use crate::t4::Coding;

/// What the session told of the far end and the line. `None` leaves what is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobSession {
    /// The far end's identification (CSI).
    pub far_ident: Option<String>,
    /// bit/s.
    pub rate_bps: Option<u32>,
    /// With error correction.
    pub ecm: Option<bool>,
    /// How pages are coded on the line.
    pub coding: Option<Coding>,
    /// The PBX's unique id of the call.
    pub call_id: Option<String>,
}

impl Spool {
    /// A fax machine answered (DIS seen): counts the try, once a call.
    pub fn session_begun(&self, lease: &JobLease, now: i64) -> Result<(), SpoolError> {
        let _ = (lease, now);
        todo!()
    }

    /// Notes what the session told.
    pub fn note_job_session(&self, lease: &JobLease, session: &JobSession) -> Result<(), SpoolError> {
        let _ = (lease, session);
        todo!()
    }

    /// The page goes on the line.
    pub fn page_begun(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        let _ = (lease, page);
        todo!()
    }

    /// The page's end (EOP, MPS, EOM) is about to be said: from here on the receiver may have it.
    pub fn page_said(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        let _ = (lease, page);
        todo!()
    }

    /// The receiver confirmed the page (MCF, RTP, or what the RTN policy accepts). Durable when this returns; recorded even if
    /// the lease was lost meanwhile, since it is true.
    pub fn page_confirmed(&self, lease: &JobLease, page: PageRef, now: i64) -> Result<(), SpoolError> {
        let _ = (lease, page, now);
        todo!()
    }

    /// The receiver confirmed a part of a long page, up to so many rows of the page as it stands in the document.
    pub fn page_part_confirmed(&self, lease: &JobLease, page: PageRef, rows: u32) -> Result<(), SpoolError> {
        let _ = (lease, page, rows);
        todo!()
    }

    /// The receiver refused the page (RTN), and it is not sent again in this call.
    pub fn page_refused(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        let _ = (lease, page);
        todo!()
    }

    /// The page's end was said and never answered. [`Self::attempt_ended`] finds out by itself for a page that was noted by
    /// [`Self::page_said`]; this is for a call that goes on with another page.
    pub fn page_unknown(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        let _ = (lease, page);
        todo!()
    }
}
