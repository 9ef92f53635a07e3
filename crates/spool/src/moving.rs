//! Moves a received fax to another device: because of rules ([`crate::sorting`]), or because a person
//! wants it ([`FaxTexts::move_to_device`]). A person who moves a fax after rules have decided about it
//! corrects them ([`FaxTexts::corrections`]).

use super::filed;
use super::legal_hold::fax_on_hold;
use super::receiving::replace_receivers;
use crate::column::word;
use crate::database::{self, Row, Transaction, params};
use crate::desk::{Claim, Deed, Done, claim_of, is_new_for_all};
use crate::error::Rollback;
use crate::job_options::{PRINTERS, RETENTION};
use crate::outbox::{make_entries, to_printer};
use crate::words;
use crate::{DeviceRecord, FaxId, FaxTexts, SpoolError};
use ferrofax_basics::UnixMs;

const MOVE: &str = "UPDATE faxes SET device = ?2, class = ?3, format = ?4 WHERE id = ?1";
const RETAIN: &str = "UPDATE faxes SET retention = ?2 WHERE id = ?1";
/// A mail or print that was begun remains, since it may have arrived or may be printing. So does one
/// that a person wants.
const WITHDRAW: &str = "
    DELETE FROM outbox
    WHERE fax = ?1 AND state = 'waiting' AND attempts = 0
      AND NOT EXISTS (SELECT 1 FROM print_jobs AS p WHERE p.entry = outbox.id)
      AND (kind = 'faxmaster' AND mailbox = ''
           OR kind = 'fax' AND mailbox IN (SELECT mailbox FROM fax_mailboxes WHERE fax = ?1))";
const END_CLAIM: &str = "DELETE FROM fax_claims WHERE fax = ?1";
const IS_NODE: &str = "SELECT EXISTS (SELECT 1 FROM node)";
const STATE: &str = concat!(
    "SELECT ",
    fax_on_hold!("f"),
    " AS on_hold, f.junk IS NOT NULL AS is_junk FROM faxes AS f WHERE f.id = ?1 AND f.ended_at IS NOT NULL"
);
/// The last decision of the rules about a fax.
const DECISION: &str = "
    SELECT e.what, s.rules
    FROM fax_sortings AS s
    JOIN fax_events AS e ON e.id = (SELECT max(d.id) FROM fax_events AS d
                                    WHERE d.fax = ?1 AND d.what IN ('sorted', 'left_unsorted'))
    WHERE s.fax = ?1";
/// Rules no longer sort the fax, not even those of its new device.
const NO_RULES: &str = "
    INSERT INTO fax_sortings (fax, until, sorted_at) VALUES (?1, ?2, ?2)
    ON CONFLICT (fax) DO UPDATE SET sorted_at = coalesce(fax_sortings.sorted_at, excluded.sorted_at)";
const CORRECTIONS: &str = "
    SELECT e.fax, e.at, e.by, e.text, s.rules, d.text AS decision
    FROM fax_events AS e INDEXED BY fax_events_moved
    JOIN fax_sortings AS s ON s.fax = e.fax
    JOIN fax_events AS d ON d.id = (SELECT max(o.id) FROM fax_events AS o
                                    WHERE o.fax = e.fax AND o.what IN ('sorted', 'left_unsorted') AND o.id < e.id)
    WHERE e.what = 'moved' ORDER BY e.id DESC LIMIT ?1";

/// The reason why a fax does not move to another device.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoveRefused {
    /// A legal hold is on the fax.
    #[error("fax {0} is on legal hold and cannot move until an administrator releases it")]
    OnHold(FaxId),
    /// The fax is filed as junk.
    #[error("fax {0} is filed as junk; release it first")]
    Junk(FaxId),
    /// Another user deals with the fax.
    #[error("{} is already dealing with fax {fax}", claim.user)]
    Others {
        /// The fax.
        fax: FaxId,
        /// The claim of the other user.
        claim: Claim,
    },
    /// The other machines would not hear of the move.
    #[error("faxes do not move where several machines share a database")]
    Shared,
    /// The spool refused or failed.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// A move of a fax by a person after rules had decided about the fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleCorrection {
    /// The fax.
    pub fax: FaxId,
    /// The time of the move.
    pub at: UnixMs,
    /// The user who moved the fax.
    pub by: String,
    /// The device to which the user moved the fax.
    pub to: String,
    /// The names of the rules that had decided, or that had prevented a decision. Empty if no rule
    /// matched.
    pub rules: Vec<String>,
    /// The decision of the rules and its reason, as the history of the fax has it.
    pub decision: String,
}

impl FaxTexts<'_> {
    /// Whether people can move faxes to other devices: not where several machines share a database.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn can_move(&self) -> Result<bool, SpoolError> {
        Ok(!self.spool.is_front() && !self.spool.read(is_node)?)
    }

    /// Moves a fax that has ended to another device, because the user `by` wants it. If another user
    /// has claimed the fax, this is refused, unless `over_others` is true. The history of the fax names
    /// the rules that had decided otherwise.
    ///
    /// # Errors
    /// [`MoveRefused`]: nothing has changed.
    pub fn move_to_device(
        &self,
        fax: FaxId,
        to: &DeviceRecord,
        (by, over_others): (&str, bool),
        now: UnixMs,
    ) -> Result<(), MoveRefused> {
        if self.spool.is_front() {
            return Err(MoveRefused::Shared);
        }
        let host = self.spool.host();
        // The module mails the fax and has no keys.
        let _still = self.spool.encryption().fax_in_clear(fax)?;
        self.spool.write_or_refuse(|transaction| {
            if is_node(transaction)? {
                return Err(Rollback::Refused(MoveRefused::Shared));
            }
            let state: Option<(bool, bool)> = transaction
                .first(STATE, [fax.0], |row| Ok((row.get("on_hold")?, row.get("is_junk")?)))?;
            match state {
                None => return Err(SpoolError::NoSuchFax(fax).into()),
                Some((true, _)) => return Err(Rollback::Refused(MoveRefused::OnHold(fax))),
                Some((_, true)) => return Err(Rollback::Refused(MoveRefused::Junk(fax))),
                Some((false, false)) => {}
            }
            let claim = claim_of(transaction, fax)?;
            if let Some(claim) = claim.filter(|claim| claim.user != by && !over_others) {
                return Err(Rollback::Refused(MoveRefused::Others { fax, claim }));
            }
            let decision = transaction.first(DECISION, [fax.0], |row| {
                Ok((word(row, "what", Deed::from_name)?, row.get::<_, String>("rules")?))
            })?;
            transaction.run(NO_RULES, params![fax.0, now])?;
            move_fax(transaction, fax, to, (now, host))?;
            let text = decision.map_or_else(
                || to.name().to_string(),
                |(what, rules)| format!("{} ({})", to.name(), otherwise(what, &rules)),
            );
            Ok(Done { fax, by, at: now }.note(transaction, Deed::Moved, &text)?)
        })
    }

    /// The last moves of faxes by people after rules had decided, at most `limit`, the newest first.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn corrections(&self, limit: u32) -> Result<Vec<RuleCorrection>, SpoolError> {
        self.spool.read(|transaction| transaction.all(CORRECTIONS, [limit], correction))
    }
}

fn is_node(transaction: &Transaction<'_>) -> database::Result<bool> {
    transaction.one(IS_NODE, [], |row| row.get(0))
}

/// The decision of the rules that a person corrects, as the history of the fax has it.
fn otherwise(what: Deed, rules: &str) -> String {
    let named: Vec<&str> = rules.lines().collect();
    let named = match named[..] {
        [] => String::new(),
        [rule] => format!("rule {rule}"),
        _ => format!("rules {}", named.join(", ")),
    };
    match (what == Deed::Sorted, named.is_empty()) {
        (true, true) => "the rules decided otherwise".to_owned(),
        (true, false) => format!("{named} decided otherwise"),
        (false, true) => "the rules left it unsorted".to_owned(),
        (false, false) => format!("left unsorted because of {named}"),
    }
}

fn correction(row: &Row<'_>) -> database::Result<RuleCorrection> {
    let (text, rules): (String, String) = (row.get("text")?, row.get("rules")?);
    Ok(RuleCorrection {
        fax: FaxId(row.get("fax")?),
        at: row.get("at")?,
        by: row.get("by")?,
        to: text.split(" (").next().unwrap_or_default().to_owned(),
        rules: rules.lines().map(str::to_owned).collect(),
        decision: row.get("decision")?,
    })
}

/// Moves a fax to another device: its mailboxes and printers get the fax, with the texts of mails
/// that the device has, and its users see it. So do its webhooks and watched folders, also if those
/// of the first device have got the fax already. The fax keeps its retention class.
pub(super) fn move_fax(
    transaction: &Transaction<'_>,
    fax: FaxId,
    to: &DeviceRecord,
    (now, host): (UnixMs, &str),
) -> database::Result<()> {
    withdraw(transaction, fax)?;
    let row = params![fax.0, to.name(), to.class, to.format.name()];
    transaction.run(MOVE, row)?;
    replace_receivers(transaction, fax.0, &receivers(to), &to.options)?;
    words::index(transaction, fax.0)?;
    is_new_for_all(transaction, fax)?;
    // The user may no longer see the fax.
    transaction.run(END_CLAIM, [fax.0])?;
    filed::look_again(transaction, fax)?;
    make_entries(transaction, fax, true, now, host)
}

/// Deletes the mails and prints of a fax for its device that were not begun.
pub(super) fn withdraw(transaction: &Transaction<'_>, fax: FaxId) -> database::Result<()> {
    transaction.run(WITHDRAW, [fax.0])
}

/// The mailboxes and printers that get the faxes of a device.
fn receivers(device: &DeviceRecord) -> Vec<String> {
    let printers = device.options.get(PRINTERS).map(String::as_str).unwrap_or_default();
    let printers = printers.split('+').filter(|name| !name.is_empty()).map(to_printer);
    device.mailboxes.iter().cloned().chain(printers).collect()
}

/// Gives a fax the retention class of a device to which rules move it.
pub(super) fn retain_as(
    transaction: &Transaction<'_>,
    fax: FaxId,
    device: &DeviceRecord,
) -> database::Result<()> {
    let row = params![fax.0, device.options.get(RETENTION)];
    transaction.run(RETAIN, row)
}
