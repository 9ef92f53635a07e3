//! The list of waiting mails in memory. It determines which mail is handled next, and records which
//! mails are being handled.

use ferrofax_basics::UnixMs;
use std::collections::{BTreeMap, HashMap, HashSet};

use ferrofax_network::asker::Envelope;

/// The longest time for which a mail is postponed, in milliseconds. If a mail seems to be postponed
/// for longer, the clock was ahead when the mail was postponed, and the mail counts as due.
pub const LONGEST_WAIT_MS: i64 = 3_600_000;

/// The lane (queue) in which a mail is handled. Mails that take long have a lane of their own, so
/// that they delay no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The queue in which the handling of each mail begins.
    Quick,
    /// The queue for mails whose handling takes long. Such mails are moved to it from
    /// [`Lane::Quick`].
    Slow,
}

/// The facts about a mail that decide when it is handled.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    sender: String,
    /// Whether the handling of this mail had begun and not ended when this process started. The
    /// mail possibly crashed the process before, so it is handled alone. Then no other mail is
    /// suspected if the process crashes again.
    is_suspect: bool,
    is_slow: bool,
}

impl About {
    pub(super) fn of(envelope: &Envelope, begun: u32) -> Self {
        Self { sender: envelope.sender.to_ascii_lowercase(), is_suspect: begun > 0, is_slow: false }
    }
}

/// The position of a mail in the queue. Mails are sorted by the time at which they are due, then by
/// the time of arrival.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    due: UnixMs,
    received_at: UnixMs,
    id: String,
}

/// The accepted mails that wait to be handled, by their ids.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    ready: BTreeMap<Place, u64>,
    places: HashMap<String, Place>,
    /// The times at which postponed mails are due, as they are stored in the files in `put-off/`.
    filed: HashMap<String, UnixMs>,
    /// The mails that are being handled, with their sizes.
    taken: HashMap<String, u64>,
    about: HashMap<String, About>,
    /// The order in which senders last had a mail taken from the slow queue.
    turns: HashMap<String, u64>,
    bytes: u64,
}

impl Waiting {
    /// Stores the sender of this mail, whether its handling possibly crashed the process, and
    /// whether it is slow. By these facts the list chooses the next mail.
    pub(super) fn know(&mut self, id: &str, about: About) {
        self.about.insert(id.to_owned(), about);
    }

    /// Moves the mail to the queue for mails that take long ([`Lane::Slow`]). This does not count
    /// as a failed attempt to handle the mail.
    pub(super) fn be_slow(&mut self, id: &str) {
        let about = self.about.entry(id.to_owned()).or_default();
        (about.is_slow, about.is_suspect) = (true, false);
    }

    /// Adds a mail to the list of waiting mails: a new mail, or a mail that waits again after an
    /// attempt to handle it.
    pub(super) fn add(&mut self, id: &str, due: UnixMs, received_at: UnixMs, size: u64) {
        self.take_out(id);
        if due > UnixMs(0) {
            self.filed.insert(id.to_owned(), due);
        }
        let place = Place { due, received_at, id: id.to_owned() };
        self.places.insert(id.to_owned(), place.clone());
        self.ready.insert(place, size);
        self.bytes += size;
    }

    /// Lists the ids of the postponed mails, each with the time at which the mail is due.
    pub(super) fn put_off(&self) -> Vec<(String, UnixMs)> {
        self.filed.iter().map(|(id, due)| (id.clone(), *due)).collect()
    }

    /// Makes all postponed mails due now.
    pub(super) fn hurry(&mut self) {
        let ids: Vec<String> = self.filed.keys().cloned().collect();
        ids.iter().for_each(|id| self.place_at(id, UnixMs(0)));
    }

    /// Changes the time at which a waiting mail is due.
    pub(super) fn move_to(&mut self, id: &str, due: UnixMs) {
        self.filed.insert(id.to_owned(), due);
        self.place_at(id, due);
    }

    fn place_at(&mut self, id: &str, due: UnixMs) {
        if let Some(place) = self.places.get_mut(id) {
            let size = self.ready.remove(place).unwrap_or(0);
            place.due = due;
            self.ready.insert(place.clone(), size);
        }
    }

    /// Takes the next due mail of this queue ([`Lane`]) from the list, and marks it as being
    /// handled.
    pub(super) fn take(&mut self, now: UnixMs, lane: Lane) -> Option<String> {
        let place = self.next(now, lane)?.clone();
        if lane == Lane::Slow {
            self.count_turn(&place.id, now);
        }
        let size = self.ready.remove(&place)?;
        self.places.remove(&place.id);
        self.filed.remove(&place.id);
        self.taken.insert(place.id.clone(), size);
        Some(place.id)
    }

    /// Notes that the sender of this mail has had a turn in the slow queue. When no other mail waits
    /// in this queue, all senders begin again.
    fn count_turn(&mut self, id: &str, now: UnixMs) {
        let is_slow = |id: &str| self.about.get(id).is_some_and(|about| about.is_slow);
        if !self.due(now).any(|place| place.id != id && is_slow(&place.id)) {
            self.turns.clear();
        }
        let sender = self.about.get(id).map_or_else(String::new, |about| about.sender.clone());
        let last = self.turns.values().max().copied().unwrap_or(0);
        self.turns.insert(sender, last + 1);
    }

    /// The first mail that is due. A sender who already has a mail being handled comes after the
    /// senders who have none. In the slow queue, the senders take turns, since a sender's many large
    /// documents could otherwise occupy the queue for hours.
    ///
    /// A suspect mail (`is_suspect`) waits until no other mail is being handled, and is then handled
    /// alone. While it waits, no mail of the slow queue begins. A slow mail that has begun may take
    /// long. Until its end, the other mails of the quick queue do not wait for the suspect mail.
    fn next(&self, now: UnixMs, lane: Lane) -> Option<&Place> {
        let is = |id: &str, what: fn(&About) -> bool| self.about.get(id).is_some_and(what);
        if self.taken.keys().any(|id| is(id, |about| about.is_suspect)) {
            return None;
        }
        let is_slow = |id: &str| is(id, |about| about.is_slow);
        let is_suspect = |place: &&Place| is(&place.id, |about| about.is_suspect);
        let first_quick = self.due(now).find(|place| !is_slow(&place.id));
        if let Some(suspect) = first_quick.filter(is_suspect) {
            if self.taken.is_empty() {
                return (lane == Lane::Quick).then_some(suspect);
            }
            if lane == Lane::Slow || !self.taken.keys().any(|id| is_slow(id)) {
                return None;
            }
        }
        let mut due = self
            .due(now)
            .filter(|place| is_slow(&place.id) == (lane == Lane::Slow) && !is_suspect(place));
        let sender = |id: &str| self.about.get(id).map_or("", |about| &about.sender);
        let busy: HashSet<&str> = self.taken.keys().map(|id| sender(id)).collect();
        if lane == Lane::Slow {
            let turn = |sender: &str| self.turns.get(sender).copied().unwrap_or(0);
            return due.min_by_key(|place| {
                let sender = sender(&place.id);
                (busy.contains(sender), turn(sender))
            });
        }
        let first = due.next()?;
        if !busy.contains(sender(&first.id)) {
            return Some(first);
        }
        due.find(|place| !busy.contains(sender(&place.id))).or(Some(first))
    }

    /// The mails that are due: first those whose due time has come, then those whose due time is
    /// more than [`LONGEST_WAIT_MS`] away. When the latter were postponed, the clock was ahead.
    fn due(&self, now: UnixMs) -> impl Iterator<Item = &Place> {
        let last = now + LONGEST_WAIT_MS;
        let is_due = self.ready.keys().take_while(move |place| place.due <= now);
        is_due.chain(self.ready.keys().rev().take_while(move |place| place.due > last))
    }

    /// Whether a mail of this queue ([`Lane`]) is due and could be taken.
    pub(super) fn has_for(&self, lane: Lane, now: UnixMs) -> bool {
        self.next(now, lane).is_some()
    }

    /// Removes a mail from the list of waiting mails.
    pub(super) fn remove(&mut self, id: &str) {
        self.take_out(id);
        self.about.remove(id);
    }

    fn take_out(&mut self, id: &str) {
        self.filed.remove(id);
        let size = match self.places.remove(id) {
            Some(place) => self.ready.remove(&place),
            None => self.taken.remove(id),
        };
        self.bytes -= size.unwrap_or(0);
    }

    /// Whether this mail is being handled.
    pub(super) fn is_taken(&self, id: &str) -> bool {
        self.taken.contains_key(id)
    }

    pub(super) fn knows(&self, id: &str) -> bool {
        self.places.contains_key(id) || self.is_taken(id)
    }

    /// Removes from the list all mails whose files no longer exist, unless they are being handled.
    /// `there` contains the ids for which a file exists.
    pub(super) fn keep_only(&mut self, there: &HashSet<String>) {
        let gone: Vec<String> =
            self.places.keys().filter(|id| !there.contains(*id)).cloned().collect();
        gone.iter().for_each(|id| self.remove(id));
    }

    /// The number of waiting mails, including those that are being handled.
    pub(super) fn count(&self) -> u64 {
        (self.ready.len() + self.taken.len()) as u64
    }

    /// The size in bytes of all waiting mails, including those that are being handled.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether no waiting mail is due now.
    pub(super) fn is_idle(&self, now: UnixMs) -> bool {
        self.due(now).next().is_none()
    }
}
