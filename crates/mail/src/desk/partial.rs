//! Handles split mails (`message/partial`). Each part waits in the intake (the folder of accepted
//! mails) until all other parts have arrived, in any order. Then the parts are handled as one mail.
//! Parts belong together if they have the same id, sender, granted permissions and recipients. If
//! parts are still missing after a time limit, the sender is notified.

use std::collections::BTreeMap;

use super::mail::{Mail, mail_mark};
use super::refusal::{Refusal, Refused};
use super::reports::Reports;
use super::{Desk, Handled};
use crate::intake::{Entry, IntakeError, Lane, Part, digest, digest_of};
use crate::letter::Partial;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_rights::Grant;
use ferrofax_spool::NewLetter;
use ferrofax_spool::failure::Failure;

/// The state of a split mail (a mail that arrives in several parts) after a part was added.
pub(super) enum Gathered {
    /// The part waits for the other parts, or is a duplicate and was deleted.
    Waits,
    /// All parts have arrived; this is the whole mail.
    Whole(Box<Joined>),
    /// The parts of the split mail cannot be joined, for this reason. The mail is not faxed.
    Unfit(String),
}

/// A mail that was joined from its parts.
pub(super) struct Joined {
    /// The entry of the joined mail in the intake (the folder of accepted mails). Its arrival time
    /// is that of the first part that arrived.
    pub(super) entry: Entry,
    pub(super) bytes: Vec<u8>,
    group: String,
    digests: Vec<String>,
}

/// The parts of one split mail that have arrived, by their part numbers.
type Parts = BTreeMap<u32, Part>;

impl Desk {
    /// Handles a mail that is one part of a split mail. `None` if the mail is not such a part.
    pub(super) fn handle_part(
        &self,
        entry: &Entry,
        bytes: &[u8],
        lane: Lane,
        now: UnixMs,
    ) -> Option<Handled> {
        let partial = Partial::read(bytes)?;
        let parted = partial.and_then(|partial| Ok((partial, Partial::content(bytes)?)));
        let gathered = match parted {
            Ok((partial, content)) => self.gathered(entry, &partial, &digest(&content), now),
            Err(error) => Ok(Gathered::Unfit(error.to_string())),
        };
        Some(match gathered {
            Ok(Gathered::Waits) => Handled::Done,
            Ok(Gathered::Whole(joined)) => self.handle_joined(&joined, lane, now),
            Ok(Gathered::Unfit(why)) => self.refuse(entry, Failure::ConversionFailed, &why, now),
            Err(error) => Handled::NotNow(error.to_string()),
        })
    }

    fn refuse(&self, entry: &Entry, failure: Failure, why: &str, now: UnixMs) -> Handled {
        let reports = Reports::without_head(self.told(), entry);
        self.answer(entry, None, &reports, Refused::all(entry, failure, why), now)
    }

    /// Adds a part that has arrived to its split mail. If no part is missing any more, returns the
    /// joined mail. `content` is the digest of the part's content, by which a duplicate part is
    /// recognised.
    fn gathered(
        &self,
        entry: &Entry,
        partial: &Partial,
        content: &str,
        now: UnixMs,
    ) -> Result<Gathered, IntakeError> {
        // Only one thread at a time counts the parts. Otherwise two parts that arrive at once could
        // both wait for each other.
        let _turn = lock(&self.gathering);
        let (group, number) = (group(entry, &partial.id), partial.number);
        let nth = |digests: &[String]| {
            digests.get(number as usize - 1).is_some_and(|known| known == content)
        };
        if nth(&self.intake.joined_digests(&group)) {
            log::info!(
                FERROFAX_MAIL:% = entry.id;
                "mail {}: part {number} of a complete mail arrived again",
                entry.id
            );
            return self.intake.discard(&entry.id).map(|()| Gathered::Waits);
        }
        let mut parts = self.parts_of(&group)?;
        let mut count = total(&parts, &group)?;
        let is_same = |known: &Part| known.digest().is_ok_and(|known| known == content);
        if parts.get(&number).is_some_and(is_same) {
            log::info!(
                FERROFAX_MAIL:% = entry.id;
                "mail {}: part {number} arrived twice",
                entry.id
            );
            return self.intake.discard(&entry.id).map(|()| Gathered::Waits);
        }
        if is_of_other_mail(partial, &parts, count) {
            // The sender has used the id for another mail as well, so the first mail can never be
            // completed.
            self.tell_missing(&parts, now)?;
            parts.clear();
            count = None;
        }
        let size = parts.values().map(|part| part.entry.size).sum::<u64>() + entry.size;
        if size > self.settings.max_joined {
            let most = self.settings.max_joined >> 20;
            self.intake.drop_parts(&group)?;
            return Ok(Gathered::Unfit(format!(
                "its parts have together more than {most} MB (max_joined_mb)"
            )));
        }
        let part = Part { group: group.clone(), number, entry: entry.clone() };
        parts.insert(number, part);
        match partial.total.or(count) {
            Some(total) if parts.len() == total as usize && parts.contains_key(&total) => {
                let mut gathered = joined(entry, group.clone(), &parts)?;
                if let Gathered::Whole(joined) = &mut gathered
                    && self.intake.knows_for_a_day()
                {
                    // Since another mail may have the same id, the key includes the content.
                    let words = [std::slice::from_ref(&group), &joined.digests].concat();
                    joined.entry.same = Some(digest_of(&words));
                }
                if let Gathered::Unfit(_) = gathered {
                    self.intake.drop_parts(&group)?;
                }
                Ok(gathered)
            }
            _ => {
                log::info!(
                    FERROFAX_MAIL:% = entry.id;
                    "mail {}: part {number} of a mail; it waits for the others",
                    entry.id
                );
                self.intake.keep_part(&entry.id, &group, number).map(|()| Gathered::Waits)
            }
        }
    }

    /// Deletes the waiting parts of the split mail to which this part belongs, because the split
    /// mail will not be faxed. Returns an entry that stands for the whole split mail. The notice to
    /// the sender is made from this entry.
    pub(super) fn given_up(&self, entry: &Entry) -> Entry {
        let partial = entry.message().ok().and_then(|bytes| Partial::read(&bytes)?.ok());
        let Some(group) = partial.map(|partial| group(entry, &partial.id)) else {
            return entry.clone();
        };
        let _turn = lock(&self.gathering);
        let came = self.intake.parts(Some(&group)).unwrap_or_default();
        let came = came.iter().map(|part| part.entry.envelope.received_at).min();
        if let Err(error) = self.intake.drop_parts(&group) {
            log::error!("a mail in parts: {error}");
        }
        let mut whole = entry.called(&group);
        whole.envelope.received_at = came.unwrap_or(UnixMs::MAX).min(entry.envelope.received_at);
        whole
    }

    fn parts_of(&self, group: &str) -> Result<Parts, IntakeError> {
        Ok(self
            .intake
            .parts(Some(group))?
            .into_iter()
            .map(|part| (part.number, part))
            .collect())
    }

    /// Handles a mail that was joined from its parts like one that arrived as a whole. First it is
    /// checked as the mail server checks a whole mail.
    fn handle_joined(&self, joined: &Joined, lane: Lane, now: UnixMs) -> Handled {
        let Joined { entry, bytes, group, digests } = joined;
        match self.spool.outbox().letter_marked(&mail_mark(entry)) {
            Ok(Some(_)) => {}
            Ok(None) => {
                let reader = self.reader_in(lane);
                let handled = match self.policy.look_into(&reader, &entry.envelope, bytes) {
                    Ok(()) => self.handle_whole(entry, bytes, lane, now),
                    Err(reply) if reply.may_pass() => Handled::NotNow(reply.text),
                    Err(reply) => self.refuse(entry, Failure::Forbidden, &reply.text, now),
                };
                if handled != Handled::Done {
                    return handled;
                }
            }
            Err(error) => return Handled::NotNow(error.to_string()),
        }
        match self.intake.joined_parts(group, digests) {
            Ok(()) => Handled::Done,
            Err(error) => Handled::NotNow(error.to_string()),
        }
    }

    /// Notifies the senders of split mails of which some parts did not arrive in time.
    pub(super) fn tell_expired(&self, now: UnixMs) {
        let _turn = lock(&self.gathering);
        let tell = || -> Result<(), IntakeError> {
            let mut groups: BTreeMap<String, Parts> = BTreeMap::new();
            for part in self.intake.parts(None)? {
                groups.entry(part.group.clone()).or_default().insert(part.number, part);
            }
            let patience = i64::from(self.settings.parts_hours) * 3_600_000;
            let newest = |parts: &Parts| {
                parts.values().map(|part| part.entry.envelope.received_at).max().unwrap_or(now)
            };
            groups
                .values()
                .filter(|parts| now.ms_since(newest(parts)) >= patience)
                .try_for_each(|parts| self.tell_missing(parts, now))
        };
        if let Err(error) = tell() {
            log::error!("mails in parts: {error}");
        }
    }

    /// Notifies the sender of a split mail that parts are missing, and deletes the parts that have
    /// arrived.
    fn tell_missing(&self, parts: &Parts, now: UnixMs) -> Result<(), IntakeError> {
        let Some(first) = parts.values().min_by_key(|part| part.entry.envelope.received_at) else {
            return Ok(());
        };
        let entry = first.entry.called(&first.group);
        let why = missing(parts, total(parts, &first.group)?);
        log::warn!(FERROFAX_MAIL:% = entry.id; "mail {}: {why}", entry.id);
        let letter = first.entry.message().ok().and_then(|bytes| {
            self.reader
                .letter(&bytes, &entry.envelope.sender, &self.policy.settings().letter)
                .ok()
        });
        let reports = letter.as_ref().and_then(|letter| {
            Reports::new(self.told(), &self.spool, &Mail { entry: &entry, letter }).ok()
        });
        let reports = reports.unwrap_or_else(|| Reports::without_head(self.told(), &entry));
        let refused = Refused::all(&entry, Failure::NoDocument, &why);
        let words = self.words_for(&entry.envelope, &reports);
        let refusal = Refusal::of(&entry, letter.as_ref(), (&reports, words), refused);
        if let Some(letter) = refusal.write() {
            // The mark ends with `missing`, because a mail with the same id may have come at the
            // same instant, so that its mark has the same time.
            let letter = NewLetter { mark: format!("{}:missing", mail_mark(&entry)), ..letter };
            if let Err(error) = self.spool.outbox().file_letter(&letter, now) {
                // The parts are kept, and the sender is notified later.
                log::error!("a mail in parts: {error}");
                return Ok(());
            }
        }
        self.intake.drop_parts(&first.group)
    }
}

/// Makes the key of a split mail, which all its parts share. The key is made of the sender, the
/// recipients with their granted permissions, and the id of the split mail.
fn group(entry: &Entry, id: &str) -> String {
    let envelope = &entry.envelope;
    let right = |grant: &Grant| format!("{} {} {}", grant.user, grant.device, grant.canonical);
    let mut recipients: Vec<String> = envelope
        .recipients
        .iter()
        .map(|one| {
            let granted = one
                .grant
                .as_deref()
                .and_then(Grant::from_json)
                .as_ref()
                .map(right)
                .unwrap_or_default();
            format!("{} {granted}", one.address.to_ascii_lowercase())
        })
        .collect();
    recipients.sort();
    let words = [envelope.sender.to_ascii_lowercase(), id.to_owned(), recipients.join("\n")];
    digest(words.join("\0").as_bytes()).chars().take(16).collect()
}

/// Whether a part cannot belong to the split mail of these waiting parts, though it has the same
/// id. `count` is the total number of parts that the waiting parts state.
fn is_of_other_mail(partial: &Partial, parts: &Parts, count: Option<u32>) -> bool {
    let last = parts.keys().next_back().copied().unwrap_or(0).max(partial.number);
    let counts = || partial.total.into_iter().chain(count);
    parts.contains_key(&partial.number)
        || counts().any(|total| total < last)
        || counts().min() != counts().max()
}

/// The total number of parts of a split mail, if one of the parts that have arrived states it.
fn total(parts: &Parts, group: &str) -> Result<Option<u32>, IntakeError> {
    for part in parts.values() {
        let bytes = part
            .entry
            .message()
            .map_err(|source| IntakeError::Io { path: group.into(), source })?;
        if let Some(Ok(Partial { total: Some(total), .. })) = Partial::read(&bytes) {
            return Ok(Some(total));
        }
    }
    Ok(None)
}

fn joined(last: &Entry, group: String, parts: &Parts) -> Result<Gathered, IntakeError> {
    let mut messages = Vec::with_capacity(parts.len());
    for part in parts.values() {
        messages.push(
            part.entry
                .message()
                .map_err(|source| IntakeError::Io { path: group.clone().into(), source })?,
        );
    }
    let mut entry = last.called(&group);
    let came = parts.values().map(|part| part.entry.envelope.received_at).min();
    entry.envelope.received_at = came.unwrap_or(entry.envelope.received_at);
    let one = |message: &Vec<u8>| Partial::content(message).map(|content| digest(&content));
    let digests = || messages.iter().map(one).collect::<Result<Vec<String>, _>>();
    let whole = Partial::joined(&messages).and_then(|bytes| Ok((bytes, digests()?)));
    Ok(match whole {
        Ok((bytes, digests)) => Gathered::Whole(Box::new(Joined { entry, bytes, group, digests })),
        Err(error) => Gathered::Unfit(error.to_string()),
    })
}

/// The missing parts in words: `parts 2 and 4 of 5 did not arrive`.
fn missing(parts: &Parts, total: Option<u32>) -> String {
    let last = total.or_else(|| parts.keys().next_back().copied()).unwrap_or(0);
    let mut numbers: Vec<String> = (1..=last)
        .filter(|number| !parts.contains_key(number))
        .map(|it| it.to_string())
        .collect();
    let end = match (numbers.pop(), total) {
        (None, _) => {
            return format!("the mail came in parts, and no part after part {last} arrived");
        }
        (Some(end), _) if numbers.is_empty() => format!("part {end}"),
        (Some(end), _) => format!("parts {} and {end}", numbers.join(", ")),
    };
    match total {
        Some(total) => format!("the mail came in parts, and {end} of {total} did not arrive"),
        None => format!("the mail came in parts, and {end} and the last one did not arrive"),
    }
}
