//! Requests of HTTP that are refused before anybody's rights are asked: forms of other
//! sites, bodies that are no forms, heads that no browser sends.

use std::net::IpAddr;

use super::Rights;
use super::audit::Line;
use super::grant::Denied;
use super::person::Entrance;
use crate::asker::Client;

/// So many of one address are noted within [`WITHIN_MS`]: who sends rubbish all day long is
/// not to fill the disk with what we say of it.
const OF_ONE: u32 = 60;

/// So many of all addresses together.
const OF_ALL: u32 = 1_000;

/// A minute.
const WITHIN_MS: i64 = 60_000;

/// Of what a request asks for so much is noted, letters.
const LONGEST: usize = 200;

/// Whose refused requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Counted {
    /// Those of one address.
    From(IpAddr),
    /// Those of all.
    All,
}

/// A request that was refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unwanted<'a> {
    pub(crate) client: &'a Client,
    pub(crate) door: Entrance,
    /// Who has logged in.
    pub(crate) user: Option<&'a str>,
    /// `POST /in/5/note`; empty if it could not be read.
    pub(crate) asked: &'a str,
    /// One word on what is wrong with it.
    pub(crate) rule: &'static str,
    /// A sentence on the same.
    pub(crate) text: &'a str,
}

impl Rights {
    /// Notes in the audit log that a request was refused. What comes too often of one address
    /// is not noted each time; the last line before that says so.
    pub(crate) fn unwanted(&self, request: &Unwanted<'_>) {
        let (now, counts) = (self.now(), &self.inner.unwanted);
        let of_one = counts.note(&Counted::From(request.client.address), now, WITHIN_MS);
        if of_one > OF_ONE || counts.note(&Counted::All, now, WITHIN_MS) > OF_ALL {
            return;
        }
        let mut line = Line::new("request", request.client, now);
        line.put("door", request.door.name());
        line.put("request", request.asked.chars().take(LONGEST).collect::<String>());
        if let Some(user) = request.user {
            line.put("user", user);
        }
        if of_one == OF_ONE {
            line.put("more", "further ones of this address are not noted for a minute");
        }
        let denied = Denied::forbidden(request.rule, request.text);
        // What is refused stays refused, whether it can be noted or not.
        let _ = self.audited::<()>(line, Err(denied), |_, ()| {});
    }
}
