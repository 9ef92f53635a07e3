//! Webhooks: notify programs on other servers of events by HTTP, in the form of Standard Webhooks
//! 1.0.
//!
//! A webhook gets the events that its owner may see. Events become messages in the spool. A cursor
//! marks the last event that was handled; it advances in the same transaction. Each message is
//! attempted until it is accepted or has failed for days, and keeps one id for all attempts. So
//! each message arrives at least once, even after crashes.
//!
//! Read in this order: `settings`, `events`, `sign`, `making` (creating a webhook), `own` (the
//! webhooks of a user), this file (events become messages), `delivery`.

mod delivery;
mod events;
mod making;
mod own;
mod settings;
mod sign;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

pub(crate) use events::{add_schemas, messages};
pub(crate) use making::{Changed, USUAL};
pub use making::{NotMade, checked, fresh, make};
pub(crate) use own::{OwnError, OwnWebhooks, own};
pub use settings::{KEYS, WebhookSettings};

use events::{Event, of_news, wants};
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_desk::{Entrance, JobProgress, Person, Sight};
use ferrofax_rights::{Denied, Rights};
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{MessageId, NewMessage, Spool, SpoolError, Webhook, WebhookId};

/// Makes messages from events, and delivers them to webhooks. The value can be cloned cheaply.
#[derive(Clone)]
pub struct Webhooks {
    spool: Spool,
    rights: Rights,
    settings: WebhookSettings,
    /// Whether the events are about test jobs, which test keys have submitted. The messages say so.
    is_sandbox: bool,
    /// The progress of each fax call of a job, as it was last reported to webhooks.
    told: Arc<Mutex<BTreeMap<JobId, JobProgress>>>,
    /// The messages that are being delivered now, and for each webhook with failures the end of its
    /// pause.
    going: Arc<Mutex<Traffic>>,
    /// The webhooks without events because nobody has confirmed their owners for a while. The log
    /// has these webhooks already.
    unconfirmed: Arc<Mutex<BTreeSet<WebhookId>>>,
}

/// The messages to webhooks that are being delivered, and the webhooks that pause after failures.
#[derive(Debug, Default)]
struct Traffic {
    going: BTreeMap<MessageId, WebhookId>,
    /// For each webhook with failures, the number of failures in a row and the end of its pause.
    failing: BTreeMap<WebhookId, (u32, UnixMs)>,
}

/// The reason why messages to webhooks could not be made or delivered.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The spool could not be read or written.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// The permissions of the webhooks' owners could not be determined.
    #[error(transparent)]
    Rights(#[from] Denied),
}

/// The maximum number of changes of faxes and jobs that one query reads from the spool.
const AT_ONCE: u32 = 200;

/// The types of events, each with its description in English.
pub(crate) fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    events::KINDS.into_iter()
}

/// A webhook, with its owner and the set of faxes and jobs that the owner may see.
struct Listener {
    webhook: Webhook,
    person: Person,
    sight: Sight,
}

impl Webhooks {
    /// Creates the part of the service that makes messages for webhooks from the events of this
    /// spool, and delivers them.
    pub fn new(spool: &Spool, rights: &Rights, settings: &WebhookSettings) -> Self {
        let (spool, rights, settings) = (spool.clone(), rights.clone(), settings.clone());
        let (told, going, unconfirmed) = (Arc::default(), Arc::default(), Arc::default());
        Self { spool, rights, settings, is_sandbox: false, told, going, unconfirmed }
    }

    /// Creates a [`Webhooks`] for the spool of the sandbox, whose events come from test keys. Its
    /// messages say that they are from a test.
    pub(crate) fn of_tests(spool: &Spool, rights: &Rights, settings: &WebhookSettings) -> Self {
        Self { is_sandbox: true, ..Self::new(spool, rights, settings) }
    }

    /// Called once when the service starts. Messages whose delivery was interrupted by the end of
    /// the Ferrofax service become due again.
    pub fn begin(&self, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.webhooks().release_messages(now)
    }

    /// Makes messages to webhooks from the changes of faxes and jobs since the last call of this
    /// function.
    ///
    /// # Errors
    /// Returns [`WebhookError`] if not all messages could be made. The next call makes the missing
    /// messages.
    pub fn make(&self, now: UnixMs) -> Result<(), WebhookError> {
        while let Some(news) = self.spool.webhooks().webhook_news(AT_ONCE, now)? {
            let events = of_news(&self.spool, &news)?;
            let messages = self.messages_of(&events)?;
            self.spool.webhooks().file_messages(&news, &messages, now)?;
            if !news.has_more {
                break;
            }
        }
        self.make_progress(now)
    }

    /// Makes messages about the progress of fax calls, if any webhook is registered for such
    /// events.
    fn make_progress(&self, now: UnixMs) -> Result<(), WebhookError> {
        let webhooks = self.spool.webhooks().list(None)?;
        if !webhooks.iter().any(|webhook| wants(&webhook.events, "job.progress")) {
            return Ok(());
        }
        let sending = self.spool.monitoring().goes_on()?.sending;
        let sending: BTreeMap<JobId, JobProgress> =
            sending.into_iter().map(|one| (one.job, one.unsaid())).collect();
        let mut told = lock(&self.told);
        let further = sending.iter().filter(|(job, one)| told.get(job) != Some(one));
        let events: Vec<Event> = further.map(|(_, one)| Event::of_progress(one, now)).collect();
        if !events.is_empty() {
            let messages = self.messages_of(&events)?;
            self.spool.webhooks().file_passing_messages(&messages, now)?;
        }
        *told = sending;
        Ok(())
    }

    fn messages_of(&self, events: &[Event]) -> Result<Vec<NewMessage>, WebhookError> {
        Ok(messages_of(&self.listeners()?, events, self.is_sandbox))
    }

    /// Returns the webhooks whose owners still exist. If an owner was deleted and a new user has
    /// the same name, the new user does not count as the owner.
    fn listeners(&self) -> Result<Vec<Listener>, WebhookError> {
        let mut listeners = Vec::new();
        for webhook in self.spool.webhooks().list(None)? {
            let person = self.rights.person(&webhook.owner, Entrance::Api, None)?;
            let Some(person) = person.filter(|person| person.by.name() == webhook.by) else {
                self.log_unconfirmed(&webhook)?;
                continue;
            };
            lock(&self.unconfirmed).remove(&webhook.id);
            let sight = self.rights.sight(&person)?;
            listeners.push(Listener { webhook, person, sight });
        }
        Ok(listeners)
    }

    /// Logs once that a webhook gets no events, because the directory or login provider has not
    /// confirmed its owner for too long (docs/webhooks.md).
    fn log_unconfirmed(&self, webhook: &Webhook) -> Result<(), WebhookError> {
        let Webhook { id, owner, by, .. } = webhook;
        if self.rights.is_known_by(owner, by)? && lock(&self.unconfirmed).insert(*id) {
            log::warn!(
                "webhook {} gets no events until its owner {owner} is confirmed again ({by})",
                id.0
            );
        }
        Ok(())
    }
}

/// Makes messages about these events, for each webhook that is registered for an event and whose
/// owner may see it.
fn messages_of(listeners: &[Listener], events: &[Event], is_test: bool) -> Vec<NewMessage> {
    let mut messages = Vec::new();
    for event in events {
        let told = listeners.iter().filter(|listener| {
            wants(&listener.webhook.events, event.kind)
                && !listener.webhook.before.has(event.happened)
                && event.is_seen(&listener.person, &listener.sight)
        });
        messages.extend(told.map(|listener| NewMessage {
            webhook: listener.webhook.id,
            name: sign::fresh_name(),
            kind: event.kind.to_owned(),
            body: event.body(is_test),
        }));
    }
    messages
}
