//! Webhooks: programs elsewhere are notified of events by HTTP, in the form of Standard Webhooks
//! 1.0.
//!
//! A webhook gets the events that its owner may see. Events become messages in the spool; the
//! cursor behind the last event moves in the same transaction. Each message is attempted until it
//! is accepted or has failed for days, and keeps one id for all attempts. So each arrives at least
//! once, even after crashes.
//!
//! Read in this order: `settings`, `events`, `sign`, `making` (creating a webhook), this file
//! (events become messages), `delivery`.

mod delivery;
mod events;
mod making;
mod settings;
mod sign;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

pub(crate) use making::{NotMade, checked, fresh, make};
pub(crate) use settings::KEYS;
pub use settings::WebhookSettings;

use crate::desk::{Entrance, JobProgress, Person, Sight};
use crate::rights::{Denied, Rights};
use events::{Event, of_news, wants};
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{MessageId, NewMessage, Spool, SpoolError, Webhook, WebhookId};

/// Makes messages of events, and delivers them. Cheap to clone.
#[derive(Clone)]
pub struct Webhooks {
    spool: Spool,
    rights: Rights,
    settings: WebhookSettings,
    /// The progress of each call as it was last reported.
    told: Arc<Mutex<BTreeMap<JobId, JobProgress>>>,
    /// Messages that are being delivered, and webhooks that pause.
    going: Arc<Mutex<Traffic>>,
}

/// Deliveries in progress, and webhooks that pause after failures.
#[derive(Debug, Default)]
struct Traffic {
    going: BTreeMap<MessageId, WebhookId>,
    /// For each webhook the number of failures in a row, and the end of its pause.
    failing: BTreeMap<WebhookId, (u32, UnixMs)>,
}

/// The reason why no messages were made or delivered.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The spool refused or failed.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// The rights of owners could not be determined.
    #[error(transparent)]
    Rights(#[from] Denied),
}

/// Changes that are read at once.
const AT_ONCE: u32 = 200;

/// How long undeliverable messages are kept, ms.
const DEAD_FOR_MS: i64 = 30 * 24 * 3_600_000;

/// A webhook whose owner is known.
struct Listener {
    webhook: Webhook,
    person: Person,
    sight: Sight,
}

impl Webhooks {
    /// Works with a connection of its own to this spool.
    pub fn new(spool: &Spool, rights: &Rights, settings: &WebhookSettings) -> Self {
        let (spool, rights, settings) = (spool.clone(), rights.clone(), settings.clone());
        Self { spool, rights, settings, told: Arc::default(), going: Arc::default() }
    }

    /// Resumes what a crash has interrupted; called once at the start.
    pub fn begin(&self, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.release_messages(now, now - DEAD_FOR_MS)
    }

    /// Makes messages of the changes since the last time.
    ///
    /// # Errors
    /// [`WebhookError`]: the messages are made the next time.
    pub fn make(&self, now: UnixMs) -> Result<(), WebhookError> {
        while let Some(news) = self.spool.webhook_news(AT_ONCE)? {
            let events = of_news(&self.spool, &news)?;
            let messages = messages(&self.listeners()?, &events);
            self.spool.file_messages(&news, &messages, now)?;
            if !news.has_more {
                break;
            }
        }
        self.make_progress(now)
    }

    /// Makes messages of the progress of calls, if any webhook wants that.
    fn make_progress(&self, now: UnixMs) -> Result<(), WebhookError> {
        let webhooks = self.spool.webhooks(None)?;
        if !webhooks.iter().any(|webhook| wants(&webhook.events, "job.progress")) {
            return Ok(());
        }
        let sending = self.spool.goes_on()?.sending;
        let sending: BTreeMap<JobId, JobProgress> =
            sending.into_iter().map(|one| (one.job, one.unsaid())).collect();
        let mut told = lock(&self.told);
        let further = sending.iter().filter(|(job, one)| told.get(job) != Some(one));
        let events: Vec<Event> = further.map(|(_, one)| Event::of_progress(one, now)).collect();
        if !events.is_empty() {
            let messages = messages(&self.listeners()?, &events);
            self.spool.file_passing_messages(&messages, now)?;
        }
        *told = sending;
        Ok(())
    }

    /// The webhooks whose owners still exist. A new user with the name of a former owner is a
    /// different one.
    fn listeners(&self) -> Result<Vec<Listener>, WebhookError> {
        let mut listeners = Vec::new();
        for webhook in self.spool.webhooks(None)? {
            let person = self.rights.person(&webhook.owner, Entrance::Api, None)?;
            if let Some(person) = person.filter(|person| person.by.name() == webhook.by) {
                let sight = self.rights.sight(&person)?;
                listeners.push(Listener { webhook, person, sight });
            }
        }
        Ok(listeners)
    }
}

/// The messages for each webhook.
fn messages(listeners: &[Listener], events: &[Event]) -> Vec<NewMessage> {
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
            body: event.body(),
        }));
    }
    messages
}
