//! What waits, as this process knows it: which mail comes next, and which ones are being handled.

use std::collections::{BTreeMap, HashMap, HashSet};

/// The order in which mails come: when due, then as they arrived.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    due: i64,
    received_at: i64,
    id: String,
}

/// Mails by their ids.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    ready: BTreeMap<Place, u64>,
    places: HashMap<String, Place>,
    /// Those that someone handles, and their sizes.
    taken: HashMap<String, u64>,
    bytes: u64,
}

impl Waiting {
    /// A mail that waits, or waits again.
    pub(super) fn add(&mut self, id: &str, due: i64, received_at: i64, size: u64) {
        self.remove(id);
        let place = Place { due, received_at, id: id.to_owned() };
        self.places.insert(id.to_owned(), place.clone());
        self.ready.insert(place, size);
        self.bytes += size;
    }

    /// Those that were put off, and until when.
    pub(super) fn put_off(&self) -> Vec<(String, i64)> {
        self.ready.keys().filter(|place| place.due > 0).map(|place| (place.id.clone(), place.due)).collect()
    }

    /// One that waits is due at another time.
    pub(super) fn move_to(&mut self, id: &str, due: i64) {
        if let Some(place) = self.places.get_mut(id) {
            let size = self.ready.remove(place).unwrap_or(0);
            place.due = due;
            self.ready.insert(place.clone(), size);
        }
    }

    /// Takes the next one that is due.
    pub(super) fn take(&mut self, now: i64) -> Option<String> {
        let place = self.ready.keys().next().filter(|place| place.due <= now)?.clone();
        let size = self.ready.remove(&place)?;
        self.places.remove(&place.id);
        self.taken.insert(place.id.clone(), size);
        Some(place.id)
    }

    /// It is gone.
    pub(super) fn remove(&mut self, id: &str) {
        let size = match self.places.remove(id) {
            Some(place) => self.ready.remove(&place),
            None => self.taken.remove(id),
        };
        self.bytes -= size.unwrap_or(0);
    }

    pub(super) fn knows(&self, id: &str) -> bool {
        self.places.contains_key(id) || self.taken.contains_key(id)
    }

    /// Forgets those that are not there any more, unless someone handles them.
    pub(super) fn keep_only(&mut self, there: &HashSet<String>) {
        let gone: Vec<String> = self.places.keys().filter(|id| !there.contains(*id)).cloned().collect();
        gone.iter().for_each(|id| self.remove(id));
    }

    /// How many, those included that are being handled.
    pub(super) fn count(&self) -> u64 {
        (self.ready.len() + self.taken.len()) as u64
    }

    /// Of all of them.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether none is due.
    pub(super) fn is_idle(&self, now: i64) -> bool {
        self.ready.keys().next().is_none_or(|place| place.due > now)
    }
}
