//! Webhooks: programs elsewhere are told by HTTP what happens, in the form of Standard
//! Webhooks 1.0.
//!
//! Who makes a webhook is told what he sees, and no more. What happens is made into messages
//! in the spool, by a cursor that is moved with them in one transaction; each is tried until
//! it is taken or has been tried for days, and carries one id for all tries. So each arrives
//! at least once, whatever crashes.
//!
//! Read in this order: `settings`, `events` (what can be told), `sign`, `making` (a webhook
//! begins), this file (changes become messages), `delivery`.

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

/// Makes messages of what happens, and delivers them. Cheap to clone.
#[derive(Clone)]
pub struct Webhooks {
    spool: Spool,
    rights: Rights,
    settings: WebhookSettings,
    /// How far calls were when it was told last.
    told: Arc<Mutex<BTreeMap<JobId, JobProgress>>>,
    /// Messages that are being delivered, and webhooks that are left alone.
    going: Arc<Mutex<Traffic>>,
}

/// What is being delivered, and where nothing is for a while.
#[derive(Debug, Default)]
struct Traffic {
    going: BTreeMap<MessageId, WebhookId>,
    /// How often in a row a webhook was told something in vain, and until when it is left alone.
    failing: BTreeMap<WebhookId, (u32, UnixMs)>,
}

/// Why nothing was told this time.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The spool refused or failed.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// Who may be told could not be found out.
    #[error(transparent)]
    Rights(#[from] Denied),
}

/// So many changes are read at once.
const AT_ONCE: u32 = 200;

/// What could not be delivered is kept for so long, ms.
const DEAD_FOR_MS: i64 = 30 * 24 * 3_600_000;

/// A webhook whose owner is known.
struct Listener {
    webhook: Webhook,
    person: Person,
    sight: Sight,
}

impl Webhooks {
    /// With a spool of its own.
    pub fn new(spool: &Spool, rights: &Rights, settings: &WebhookSettings) -> Self {
        let (spool, rights, settings) = (spool.clone(), rights.clone(), settings.clone());
        Self { spool, rights, settings, told: Arc::default(), going: Arc::default() }
    }

    /// Before the first turn: what a crash has cut off is taken up again.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn begin(&self, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.release_messages(now, now - DEAD_FOR_MS)
    }

    /// Makes messages of what has happened.
    ///
    /// # Errors
    /// [`WebhookError`]: it is made of the same the next time.
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

    /// The same of calls, if anybody wants to know how far they are.
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

    /// The webhooks of those who are known, and not of others with the name of their makers.
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

/// What each is to be told.
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
