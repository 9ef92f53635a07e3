//! Limits on mails to the postmaster. Anybody may write to the postmaster (RFC 5321 §4.5.1), but
//! one sender's mails must not block those of others. Delivery reports of unknown senders have a
//! [`Postbox`] of their own.
//!
//! [`Kind`] lists the three kinds of senders: those in a `[[network]]` or with a login, those
//! behind a mail server of ours, and unknown ones. Within an hour, at most [`OF_ALL`] mails of each
//! kind are passed on to the postmaster, and at most [`OF_ONE`] mails of one sender. Further mails
//! are refused, and their senders must send them again later. Mails of one kind never use up the
//! limit of another kind.
//!
//! An unknown sender is identified by the IP address of the mail client (with IPv6 by its network),
//! since the sender's mail address may be false. A user who has logged in is identified by the
//! login. In a network that gateway.toml names, and behind a mail server of ours, many senders
//! share one IP address. So these senders are identified by the mail address.

use super::tries::Tries;
use ferrofax_basics::UnixMs;
use ferrofax_network::listening::Seldom;

/// The most mails to the postmaster within [`WITHIN_MS`] from one sender.
const OF_ONE: u32 = 12;
/// The most mails to the postmaster within [`WITHIN_MS`] from all senders of one [`Kind`] together.
const OF_ALL: u32 = 60;
/// The number of milliseconds in an hour, the period in which mails are counted.
const WITHIN_MS: i64 = 60 * 60_000;

/// Counts the mails to the postmaster that were passed on recently.
#[derive(Default)]
pub(super) struct Postbox {
    of_one: Tries<(Kind, String)>,
    of_all: Tries<Kind>,
    /// Counts the refused mails, so that a flood of them does not fill the log.
    refused: Seldom,
}

/// The kind of sender of a mail to the postmaster. The mails of each kind have a limit of their
/// own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A user who has logged in, or a client at an IP address of a `[[network]]` in gateway.toml.
    AtHome,
    /// A sender whose mail comes through one of our own mail servers in front of Ferrofax, or
    /// through the command `ferrofax mail`.
    Fronted,
    /// An unknown sender, who has not logged in and whose IP address is in no `[[network]]` of
    /// gateway.toml, and whose mail comes through no mail server of ours.
    Stranger,
}

impl Postbox {
    /// Whether one more mail from this sender to the postmaster may be passed on, by the limits
    /// [`OF_ONE`] and [`OF_ALL`]. If so, the mail is counted.
    pub(super) fn take(&self, kind: Kind, sender: String, now: UnixMs) -> bool {
        let one = (kind, sender);
        let has_room = self.of_one.count(&one, now, WITHIN_MS) < OF_ONE
            && self.of_all.count(&kind, now, WITHIN_MS) < OF_ALL;
        if has_room {
            self.of_one.note(&one, now, WITHIN_MS);
            self.of_all.note(&kind, now, WITHIN_MS);
        }
        has_room
    }

    /// Counts a refused mail. If the refusal is to be logged, returns the number of refused mails
    /// since the last log line, with this one. At most one refusal a minute is logged.
    pub(super) fn refused(&self) -> Option<u64> {
        self.refused.count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(postbox: &Postbox, kind: Kind, sender: &str, tries: u32, now: i64) -> u32 {
        (0..tries)
            .map(|_| u32::from(postbox.take(kind, sender.to_owned(), UnixMs(now))))
            .sum()
    }

    #[test]
    fn one_keeps_no_other_out_and_all_together_are_bounded() {
        let postbox = Postbox::default();
        assert_eq!(taken(&postbox, Kind::Stranger, "203.0.113.5", 1_000, 0), OF_ONE);
        assert_eq!(taken(&postbox, Kind::Stranger, "203.0.113.6", 1, 0), 1);
        let of_many: u32 =
            (0..1_000).map(|n| taken(&postbox, Kind::Stranger, &n.to_string(), 1, 0)).sum();
        assert_eq!(of_many, OF_ALL - OF_ONE - 1);
        assert_eq!(taken(&postbox, Kind::Fronted, "a@b", 1_000, 0), OF_ONE, "of another kind");
        assert_eq!(taken(&postbox, Kind::AtHome, "a@b", 1, 0), 1);
        assert_eq!(
            taken(&postbox, Kind::Stranger, "203.0.113.7", 1_000, WITHIN_MS),
            OF_ONE,
            "an hour later"
        );
    }

    #[test]
    fn a_flood_of_refused_mails_has_one_log_line() {
        let postbox = Postbox::default();
        let logged = (0..1_000).filter_map(|_| postbox.refused()).count();
        assert!((1..10).contains(&logged), "{logged}");
    }
}
