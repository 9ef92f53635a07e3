//! Stores the subscriptions of IPP clients, and the events for each subscription.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::event::{Event, EventKind, Subject};
use super::template::Template;
use super::watch::Seen;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_rights::Guest;

/// The most events that are stored for one subscription. The next constant is the number of seconds
/// for which an event is stored.
const MOST_EVENTS: usize = 100;
pub(in crate::printer) const EVENT_LIFE_SECONDS: i64 = 300;

/// The most subscriptions of one owner (a user or a network). The next constant is the most
/// subscriptions of all owners.
pub(super) const MOST_OF_ONE: usize = 100;
const MOST: usize = 1_000;

/// The most clients that wait for an event, since each occupies one of the server's threads for
/// slow requests. Further clients are asked to repeat the request later.
const MOST_WAITING: usize = 4;

/// The longest time for which an IPP client waits for an event.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The minimum time between two searches for changed print jobs, in which the state of each print
/// job is compared with its state at the previous search.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// All subscriptions of IPP clients to the printer's events, with the stored events.
#[derive(Default)]
pub(in crate::printer) struct Book {
    inner: Mutex<Inner>,
    /// Wakes the IPP clients that wait for events, as soon as a new event is stored.
    news: Condvar,
    waiting: AtomicUsize,
}

#[derive(Default)]
struct Inner {
    last: i32,
    all: BTreeMap<i32, Subscription>,
    seen: Seen,
    looked_at: Option<Instant>,
    is_stopped: bool,
}

/// The subscription of an IPP client to the printer's events, with the events that the client has
/// not fetched yet.
#[derive(Clone, Debug)]
pub(super) struct Subscription {
    pub(super) id: i32,
    pub(super) owner: Guest,
    /// The path of the queue to which the IPP client has subscribed.
    pub(super) queue: String,
    /// The print job, if the subscription is for one job only.
    pub(super) job: Option<i32>,
    pub(super) user_name: String,
    pub(super) template: Template,
    /// The time when the subscription ends unless the IPP client renews it. None: the subscription
    /// is for a print job that has not ended; it ends some time after the job.
    pub(super) until: Option<UnixMs>,
    /// The number of the newest event that was stored for this subscription.
    pub(super) last: i32,
    /// Whether no more events will follow, since the print job has ended.
    pub(super) is_complete: bool,
    pub(super) kept: VecDeque<(i32, EventKind, Arc<Event>)>,
}

/// The error if an IPP client requests a subscription, and there are already too many
/// subscriptions.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooMany;

impl Book {
    /// Stores a new subscription to the printer's events for this owner. Fails if there are too
    /// many subscriptions.
    pub(super) fn add(
        &self,
        owner: &Guest,
        queue: &str,
        job: Option<i32>,
        user_name: &str,
        template: Template,
        now: UnixMs,
    ) -> Result<Subscription, TooMany> {
        let mut inner = lock(&self.inner);
        inner.forget_old_ones(now);
        let mine = inner.all.values().filter(|one| one.owner == *owner).count();
        if mine >= MOST_OF_ONE || inner.all.len() >= MOST {
            return Err(TooMany);
        }
        inner.last = inner.last.checked_add(1).unwrap_or(1);
        let until = job.is_none().then(|| now + i64::from(template.lease_seconds) * 1_000);
        let subscription = Subscription {
            id: inner.last,
            owner: owner.clone(),
            queue: queue.to_owned(),
            job,
            user_name: user_name.to_owned(),
            template,
            until,
            last: 0,
            is_complete: false,
            kept: VecDeque::new(),
        };
        inner.all.insert(subscription.id, subscription.clone());
        Ok(subscription)
    }

    /// Finds a subscription of this owner. To an IPP client, subscriptions of others look as if
    /// they did not exist.
    pub(super) fn get(&self, id: i32, owner: &Guest, now: UnixMs) -> Option<Subscription> {
        let mut inner = lock(&self.inner);
        inner.forget_old_ones(now);
        inner.all.get(&id).filter(|one| one.owner == *owner).cloned()
    }

    /// All subscriptions of this owner (a user or a network) to the printer's events.
    pub(super) fn of(&self, owner: &Guest, now: UnixMs) -> Vec<Subscription> {
        let mut inner = lock(&self.inner);
        inner.forget_old_ones(now);
        inner.all.values().filter(|one| one.owner == *owner).cloned().collect()
    }

    /// Renews an IPP client's subscription, so that it lasts `seconds` seconds from now.
    pub(super) fn renew(&self, id: i32, seconds: i32, now: UnixMs) {
        if let Some(one) = lock(&self.inner).all.get_mut(&id) {
            one.template.lease_seconds = seconds;
            one.until = Some(now + i64::from(seconds) * 1_000);
        }
    }

    /// Deletes the IPP client's subscription with this number.
    pub(super) fn cancel(&self, id: i32) {
        lock(&self.inner).all.remove(&id);
        self.news.notify_all();
    }

    /// Wakes all IPP clients that wait for events, so that their requests end.
    pub(in crate::printer) fn stop(&self) {
        lock(&self.inner).is_stopped = true;
        self.news.notify_all();
    }

    /// Whether no IPP client has a subscription to the printer's events.
    pub(super) fn is_empty(&self, now: UnixMs) -> bool {
        let mut inner = lock(&self.inner);
        inner.forget_old_ones(now);
        inner.all.is_empty()
    }

    /// Compares the print jobs with their state at the last comparison. Stores each difference as
    /// an event, for the IPP clients that have subscribed to such events.
    pub(super) fn look(&self, now: UnixMs, look: impl FnOnce(&mut Seen) -> Vec<(Guest, Event)>) {
        let mut inner = lock(&self.inner);
        inner.looked_at = Some(Instant::now());
        let happened = look(&mut inner.seen);
        let is_news = !happened.is_empty();
        for (owner, event) in happened {
            let event = Arc::new(event);
            for one in inner.all.values_mut() {
                one.take(&owner, &event, now);
            }
        }
        drop(inner);
        if is_news {
            self.news.notify_all();
        }
    }

    /// Whether enough time ([`LOOK_AGAIN`]) has passed since all print jobs were last compared with
    /// the states that were reported to IPP clients.
    pub(super) fn may_look_again(&self) -> bool {
        let looked_at = lock(&self.inner).looked_at;
        looked_at.is_none_or(|at| at.elapsed() >= LOOK_AGAIN)
    }

    /// Forgets the last state of the print jobs, since there are no subscriptions.
    pub(super) fn look_away(&self) {
        lock(&self.inner).seen = Seen::default();
    }

    /// Waits until `ready` returns true, at most for [`LONGEST_WAIT`]. If too many clients wait,
    /// returns at once.
    pub(super) fn wait(&self, ready: impl Fn() -> bool) {
        let place = self.waiting.fetch_add(1, Ordering::AcqRel);
        let end = Instant::now() + LONGEST_WAIT;
        while place < MOST_WAITING && !ready() {
            let inner = lock(&self.inner);
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || inner.is_stopped {
                break;
            }
            // A change just before the wait begins does not wake this thread. So look again at
            // least once a second.
            let step = left.min(Duration::from_secs(1));
            drop(self.news.wait_timeout(inner, step).unwrap_or_else(PoisonError::into_inner));
        }
        self.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Inner {
    fn forget_old_ones(&mut self, now: UnixMs) {
        self.all.retain(|_, one| one.until.is_none_or(|until| now < until));
    }
}

impl Subscription {
    /// Stores an event for this subscription, if the IPP client has subscribed to such events.
    fn take(&mut self, owner: &Guest, event: &Arc<Event>, now: UnixMs) {
        let is_meant = match &event.of {
            Subject::Job { id, .. } => {
                self.owner == *owner && self.job.is_none_or(|job| job == *id)
            }
            Subject::Printer { .. } => self.job.is_none(),
        };
        if !is_meant || self.is_complete {
            return;
        }
        let wanted = event.kinds.iter().find(|kind| self.template.kinds.contains(kind));
        if let Some(kind) = wanted {
            self.last = self.last.checked_add(1).unwrap_or(1);
            self.kept.push_back((self.last, *kind, Arc::clone(event)));
            if self.kept.len() > MOST_EVENTS {
                self.kept.pop_front();
            }
        }
        let is_over = |event: &Event| event.at + EVENT_LIFE_SECONDS * 1_000 < now;
        while self.kept.front().is_some_and(|(_, _, event)| is_over(event)) {
            self.kept.pop_front();
        }
        // The print job has ended, so this was its last event.
        if self.job.is_some() && event.kinds.contains(&EventKind::JobCompleted) {
            self.is_complete = true;
            self.until = Some(now + EVENT_LIFE_SECONDS * 1_000);
        }
    }
}
