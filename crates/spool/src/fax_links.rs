//! Links to received faxes. A mail can have such a link in place of the fax ([`FaxLink`]).
//!
//! A link is identified by a token in its URL. The spool stores only the token's hash. A link opens
//! the fax for a limited time and a limited number of times, and after a limited number of wrong
//! codes it opens nothing any more. Each browser has a ticket, a random value: the one that has
//! opened the link can load the file again for a short time, so a broken download loses nothing.

use super::SpoolError;
use crate::database::{self, Row, params};
use crate::secrets::Secrets;
use crate::{FaxId, Faxes};
use ferrofax_basics::UnixMs;

/// The name of the key, in the spool's secrets, from which the tokens of links are made.
const KEY: &str = "fax-links";

/// The number of wrong codes after which a link opens nothing any more.
const MOST_WRONG: u32 = 5;

/// The time after its end for which a link is kept, so that its page can say that it has expired.
/// In milliseconds.
pub(crate) const KEPT_MS: i64 = 90 * 86_400_000;

/// The time for which a ticket is valid, in milliseconds.
const TICKET_MS: i64 = 15 * 60_000;

/// The data of a new link.
#[derive(Clone, Copy, Debug)]
pub struct NewLink<'a> {
    /// The hash of the link's token.
    pub token: &'a str,
    /// The fax to which the link leads.
    pub fax: FaxId,
    /// The mail address to which the link is sent.
    pub mailbox: &'a str,
    /// The time when the link expires.
    pub until: UnixMs,
    /// The number of times that the link opens the fax.
    pub openings: u32,
}

/// A link to a received fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaxLink {
    /// The number of the link.
    pub id: i64,
    /// The hash of the link's token.
    pub token: String,
    /// The fax to which the link leads.
    pub fax: FaxId,
    /// The mail address to which the link was sent.
    pub mailbox: String,
    /// The time when the link expires.
    pub until: UnixMs,
    /// The number of times that the link still opens the fax.
    pub openings: u32,
    /// The number of wrong codes, and of codes that are being compared now.
    tried: u32,
    /// The hash of the ticket of the browser that opened the link last, and the time until which it
    /// can load the file again.
    ticket: Option<(String, UnixMs)>,
}

/// The reason why a link opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// Too many wrong codes were tried.
    Locked,
    /// The link has expired.
    Expired,
    /// The link was opened as often as it may be.
    Used,
}

impl FaxLink {
    /// The reason why the link opens nothing now; `None` if it can be opened.
    pub fn fault(&self, now: UnixMs) -> Option<LinkFault> {
        if self.tried >= MOST_WRONG {
            Some(LinkFault::Locked)
        } else if self.until <= now {
            Some(LinkFault::Expired)
        } else if self.openings == 0 {
            Some(LinkFault::Used)
        } else {
            None
        }
    }

    /// Whether the link was opened at least once.
    pub fn was_opened(&self) -> bool {
        self.ticket.is_some()
    }

    /// Whether this is the hash of the ticket of the browser that opened the link last, and it can
    /// still load the file again.
    pub fn has_ticket(&self, ticket: &str, now: UnixMs) -> bool {
        self.ticket.as_ref().is_some_and(|(hash, until)| hash == ticket && now < *until)
    }
}

const COLUMNS: &str = "id, fax, mailbox, until, openings, tried, ticket, ticket_until, token";
const MAKE: &str = "INSERT INTO fax_links (token, fax, mailbox, made_at, until, openings)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (token) DO NOTHING";
const TRY: &str = "UPDATE fax_links SET tried = tried + 1
     WHERE id = ?1 AND tried < ?2 AND until > ?3 AND openings > 0";
const RIGHT: &str = "UPDATE fax_links SET tried = tried - 1 WHERE id = ?1 AND tried > 0";
const RENEW: &str = "UPDATE fax_links SET tried = 0, until = ?2
     WHERE id = ?1 AND ticket IS NULL AND until < ?2";
const OPEN: &str = "UPDATE fax_links SET openings = openings - 1, ticket = ?2, ticket_until = ?3
     WHERE id = ?1 AND openings > 0 AND until > ?4";
const IS_OPEN: &str =
    "SELECT count(*) FROM fax_links WHERE id = ?1 AND ticket = ?2 AND ticket_until > ?3";

impl Faxes<'_> {
    /// The token of the link to this fax in the mail with this Message-ID to this mailbox. If the
    /// mail is sent again by this machine, it has the same link. The token has 256 bits
    /// that nobody without the spool's secrets can guess.
    ///
    /// # Errors
    /// [`SpoolError::Io`]: the spool's secrets cannot be read or written, or the system has no
    /// random numbers.
    pub fn link_token(
        &self,
        fax: FaxId,
        message_id: &str,
        mailbox: &str,
    ) -> Result<[u8; 32], SpoolError> {
        let fax = fax.0.to_string();
        Secrets::in_folder(self.spool.folder())
            .digest(KEY, &[&fax, message_id, mailbox])
            .map_err(SpoolError::of_file)
    }

    /// Stores a link. Returns `false` if there is a
    /// link with this token already; that link is not changed.
    pub fn make_link(&self, new: &NewLink<'_>, now: UnixMs) -> Result<bool, SpoolError> {
        let NewLink { token, fax, mailbox, until, openings } = new;
        self.spool.write(|transaction| {
            let made =
                transaction.change(MAKE, params![token, fax.0, mailbox, now, until, openings])?;
            Ok(made > 0)
        })
    }

    /// Gives a link that was never opened another end, and forgets its wrong codes, because its mail
    /// is sent again.
    pub fn renew_link(&self, id: i64, until: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(RENEW, params![id, until]))
    }

    /// Finds the link by the hash of its token. `None` if there is no such link, or its fax was
    /// deleted.
    pub fn link(&self, token: &str) -> Result<Option<FaxLink>, SpoolError> {
        let sql = format!("SELECT {COLUMNS} FROM fax_links WHERE token = ?1");
        self.spool.read(|transaction| transaction.first(&sql, [token], read))
    }

    /// Notes that a code is tried at this link. The code may be compared only if this returns
    /// `true`: otherwise the link opens nothing any more. So codes that are tried at the same time
    /// are all counted.
    pub fn try_link_code(&self, id: i64, now: UnixMs) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| {
            let by = params![id, MOST_WRONG, now];
            Ok(transaction.change(TRY, by)? > 0)
        })
    }

    /// Notes that a code that was tried is the right one, so it does not count as a wrong one.
    pub fn right_link_code(&self, id: i64) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(RIGHT, [id]))
    }

    /// Opens a link for the browser with this ticket (its hash). If this browser opened the link a
    /// short time ago, that is no further opening. Returns `false` if the link opens nothing any
    /// more.
    pub fn open_link(&self, id: i64, ticket: &str, now: UnixMs) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| {
            let again: i64 =
                transaction.one(IS_OPEN, params![id, ticket, now], |row| row.get(0))?;
            if again > 0 {
                return Ok(true);
            }
            let by = params![id, ticket, now + TICKET_MS, now];
            Ok(transaction.change(OPEN, by)? > 0)
        })
    }
}

fn read(row: &Row<'_>) -> database::Result<FaxLink> {
    let (ticket, until): (Option<String>, Option<UnixMs>) = (row.get(6)?, row.get(7)?);
    Ok(FaxLink {
        id: row.get(0)?,
        token: row.get(8)?,
        fax: FaxId(row.get(1)?),
        mailbox: row.get(2)?,
        until: row.get(3)?,
        openings: row.get(4)?,
        tried: row.get(5)?,
        ticket: ticket.zip(until),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FaxEnd, NewFax, Spool};

    const NOW: UnixMs = UnixMs(1_795_000_000_000);
    const HOUR: i64 = 3_600_000;
    const DAY: i64 = 24 * HOUR;

    fn opened(folder: &std::path::Path) -> (Spool, FaxId) {
        let spool = Spool::open(folder).unwrap();
        let fax = spool.receiving().begin_fax(&NewFax::default()).unwrap();
        (spool, fax)
    }

    fn made(spool: &Spool, fax: FaxId, token: &str, openings: u32) -> FaxLink {
        let until = NOW + HOUR;
        let new = NewLink { token, fax, mailbox: "a@example.com", until, openings };
        assert!(spool.faxes().make_link(&new, NOW).unwrap());
        assert!(!spool.faxes().make_link(&new, NOW + 1).unwrap(), "the same link is made once");
        spool.faxes().link(token).unwrap().unwrap()
    }

    #[test]
    fn a_link_opens_as_often_as_it_may_and_until_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, fax) = opened(folder.path());
        let links = spool.faxes();
        let link = made(&spool, fax, "t", 2);
        assert_eq!((link.fax, link.mailbox.as_str()), (fax, "a@example.com"));
        assert!(
            links.open_link(link.id, "x", NOW).unwrap()
                && links.open_link(link.id, "y", NOW).unwrap()
        );
        assert!(links.open_link(link.id, "y", NOW).unwrap(), "the same browser again");
        assert!(!links.open_link(link.id, "z", NOW).unwrap());
        let used = links.link("t").unwrap().unwrap();
        assert_eq!(used.fault(NOW), Some(LinkFault::Used));
        assert!(used.has_ticket("y", NOW) && !used.has_ticket("x", NOW));
        assert!(!used.has_ticket("y", NOW + TICKET_MS));
        let late = made(&spool, fax, "u", 1);
        assert_eq!((late.fault(NOW), late.has_ticket("", NOW)), (None, false));
        assert_eq!(late.fault(NOW + HOUR), Some(LinkFault::Expired));
        assert!(!links.open_link(late.id, "x", NOW + HOUR).unwrap());
        assert!(!links.try_link_code(late.id, NOW + HOUR).unwrap());
    }

    #[test]
    fn a_link_is_locked_after_wrong_codes_unless_a_right_one_comes_before() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, fax) = opened(folder.path());
        let (links, link) = (spool.faxes(), made(&spool, fax, "t", 3));
        let tried = |count: u32| {
            (0..count).filter(|_| links.try_link_code(link.id, NOW).unwrap()).count() as u32
        };
        assert_eq!(tried(MOST_WRONG), MOST_WRONG);
        let fault = || links.link("t").unwrap().unwrap().fault(NOW);
        assert_eq!(fault(), Some(LinkFault::Locked));
        links.right_link_code(link.id).unwrap();
        assert_eq!(fault(), None, "the last code was right");
        assert_eq!(tried(2 * MOST_WRONG), 1, "the wrong ones still count");
        assert_eq!(fault(), Some(LinkFault::Locked));
        let other = made(&spool, fax, "u", 1);
        assert!(links.try_link_code(other.id, NOW).unwrap(), "each link is locked for itself");
    }

    #[test]
    fn a_link_that_was_never_opened_is_renewed_when_its_mail_is_sent_again() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, fax) = opened(folder.path());
        let (links, link) = (spool.faxes(), made(&spool, fax, "t", 1));
        (0..MOST_WRONG).for_each(|_| assert!(links.try_link_code(link.id, NOW).unwrap()));
        let later = NOW + 2 * HOUR;
        assert_eq!(links.link("t").unwrap().unwrap().fault(later), Some(LinkFault::Locked));
        links.renew_link(link.id, later + HOUR).unwrap();
        assert_eq!(links.link("t").unwrap().unwrap().fault(later), None);
        assert!(links.open_link(link.id, "x", later).unwrap());
        links.renew_link(link.id, later + 9 * HOUR).unwrap();
        assert_eq!(links.link("t").unwrap().unwrap().until, later + HOUR, "it was opened");
    }

    #[test]
    fn a_fax_is_kept_by_its_age_while_its_link_waits_to_be_opened() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, fax) = opened(folder.path());
        spool.receiving().finish_fax(fax, &FaxEnd::unheard(NOW)).unwrap();
        let until = NOW + 100 * DAY;
        let new = NewLink { token: "t", fax, mailbox: "a@example.com", until, openings: 1 };
        spool.faxes().make_link(&new, NOW).unwrap();
        let going = |at| spool.retention().cleanup_preview(at, 30).unwrap();
        let waits = going(NOW + 50 * DAY);
        assert_eq!((waits.deleted, waits.kept_undelivered), (vec![], vec![fax]));
        assert_eq!(going(NOW + 101 * DAY).deleted, [fax], "it has expired");
        let id = spool.faxes().link("t").unwrap().unwrap().id;
        assert!(spool.faxes().open_link(id, "x", NOW).unwrap());
        assert_eq!(going(NOW + 50 * DAY).deleted, [fax], "it was opened");
    }

    #[test]
    fn a_mail_that_is_sent_again_has_the_same_link() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, fax) = opened(folder.path());
        let token = |id: &str, mailbox: &str| spool.faxes().link_token(fax, id, mailbox).unwrap();
        assert_eq!(token("1@pbx", "a@b"), token("1@pbx", "a@b"));
        assert_ne!(token("1@pbx", "a@b"), token("2@pbx", "a@b"));
        assert_ne!(token("1@pbx", "a@b"), token("1@pbxa", "@b"));
        let of = |spool: &Spool, fax| spool.faxes().link_token(FaxId(fax), "1@pbx", "a@b").unwrap();
        assert_ne!(of(&spool, fax.0 + 1), token("1@pbx", "a@b"));
        let (other, _) = opened(&folder.path().join("other"));
        assert_ne!(of(&other, fax.0), token("1@pbx", "a@b"));
    }

    #[test]
    fn a_link_ends_with_its_fax_and_is_forgotten_long_after_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let (spool, fax) = opened(folder.path());
        made(&spool, fax, "t", 1);
        let new = NewLink { token: "v", fax, mailbox: "", until: NOW + 200 * KEPT_MS, openings: 1 };
        spool.faxes().make_link(&new, NOW).unwrap();
        let delete = |now| spool.retention().delete_expired(now).unwrap();
        assert_eq!(delete(NOW + HOUR + KEPT_MS), 0);
        assert!(spool.faxes().link("t").unwrap().is_some());
        assert_eq!(delete(NOW + HOUR + KEPT_MS + 1), 1);
        assert_eq!(spool.faxes().link("t").unwrap(), None);
        let delete = crate::retention::DELETE;
        spool.write(|transaction| transaction.run(delete, [fax.0])).unwrap();
        assert_eq!(spool.faxes().link("v").unwrap(), None);
    }
}
