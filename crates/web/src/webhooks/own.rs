//! The webhooks of one user, which the user manages by the API or in the web interface. Each action
//! is written to the audit log, even if it is refused.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::making::{Changed, Made, NotMade, change, checked, fresh, make, test};
use super::settings::WebhookSettings;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_desk::Person;
use ferrofax_rights::{Denied, Rights};
use ferrofax_spool::{Spool, SpoolError, Webhook, WebhookAttempt, WebhookId};

/// The least time between two test messages to a webhook, in milliseconds.
const PAUSE_MS: i64 = 10_000;

/// The number of waiting messages from which on a webhook gets no test message.
const MOST_WAITING: u32 = 20;

/// Manages the webhooks of users. Clones share their state.
#[derive(Clone)]
pub(crate) struct OwnWebhooks {
    spool: Spool,
    rights: Rights,
    settings: WebhookSettings,
    tests: Arc<Tests>,
}

/// The reason why an action on a webhook was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OwnError {
    /// There is no such webhook, or it belongs to another user.
    #[error("There is no webhook {0}")]
    NotThere(i64),
    /// Too many messages wait for the webhook, so it gets no test message.
    #[error("Too many messages wait for this webhook. Its last error says why.")]
    Waiting,
    /// The webhook got a test message a moment ago.
    #[error("This webhook got a test message within the last ten seconds.")]
    TooSoon,
    /// The URL or the events are not valid.
    #[error(transparent)]
    NotMade(#[from] NotMade),
    /// The action was not done, because it cannot be written to the audit log.
    #[error("{}", .0.text)]
    Denied(Denied),
}

impl From<Denied> for OwnError {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl From<SpoolError> for OwnError {
    fn from(error: SpoolError) -> Self {
        Self::NotMade(error.into())
    }
}

impl OwnWebhooks {
    /// Manages the webhooks in this spool.
    pub(crate) fn new(spool: &Spool, rights: &Rights, settings: &WebhookSettings) -> Self {
        Self {
            spool: spool.clone(),
            rights: rights.clone(),
            settings: settings.clone(),
            tests: Arc::default(),
        }
    }

    /// The settings of webhooks.
    pub(crate) fn settings(&self) -> &WebhookSettings {
        &self.settings
    }

    /// The user's webhooks.
    pub(crate) fn of(&self, person: &Person) -> Result<Vec<Webhook>, SpoolError> {
        self.spool.webhooks().list(Some(own(person)))
    }

    /// Returns one of the user's webhooks, for a request that changes nothing.
    pub(crate) fn one(&self, person: &Person, id: i64) -> Result<Webhook, OwnError> {
        self.found(person, id)?.ok_or_else(|| {
            // The user gets this error even if the refusal cannot be written to the audit log.
            drop(self.noted(person, "webhook", id));
            OwnError::NotThere(id)
        })
    }

    /// Creates a webhook for these events, or for the default events if `events` is empty.
    pub(crate) fn make<'a>(
        &self,
        person: &Person,
        url: &str,
        events: impl Iterator<Item = &'a str>,
        now: UnixMs,
    ) -> Result<Made, OwnError> {
        self.permitted(person, "webhook-new", url)?;
        let whose = (person.name.as_str(), person.by);
        Ok(make(&self.spool, &self.settings, whose, url, events, now)?)
    }

    /// Changes the URL or the events of a webhook. Returns the changed webhook.
    pub(crate) fn change(
        &self,
        person: &Person,
        id: i64,
        changed: &Changed,
    ) -> Result<Webhook, OwnError> {
        self.noted(person, "webhook-change", id)?;
        if let Some(url) = &changed.url {
            self.permitted(person, "webhook-change", url)?;
        }
        change(&self.spool, &self.settings, WebhookId(id), changed)?;
        self.found(person, id)?.ok_or(OwnError::NotThere(id))
    }

    /// The last attempts to deliver messages to a webhook, newest first.
    pub(crate) fn attempts(
        &self,
        person: &Person,
        id: i64,
    ) -> Result<Vec<WebhookAttempt>, OwnError> {
        self.one(person, id)?;
        Ok(self.spool.webhooks().attempts(WebhookId(id))?)
    }

    /// Stores a test message for a webhook. Returns the id of the message.
    pub(crate) fn test(&self, person: &Person, id: i64, now: UnixMs) -> Result<String, OwnError> {
        self.noted(person, "webhook-test", id)?;
        if self.found(person, id)?.ok_or(OwnError::NotThere(id))?.waiting >= MOST_WAITING {
            return Err(OwnError::Waiting);
        }
        if !self.tests.may(id, now) {
            return Err(OwnError::TooSoon);
        }
        Ok(test(&self.spool, WebhookId(id), now)?)
    }

    /// Ends a webhook, and discards its waiting messages.
    pub(crate) fn end(&self, person: &Person, id: i64) -> Result<(), OwnError> {
        self.noted(person, "webhook-end", id)?;
        self.spool.webhooks().end_webhook(WebhookId(id))?;
        Ok(())
    }

    /// Gives a webhook a new secret, and returns the secret.
    pub(crate) fn fresh(&self, person: &Person, id: i64, now: UnixMs) -> Result<String, OwnError> {
        self.noted(person, "webhook-secret", id)?;
        fresh(&self.spool, WebhookId(id), now)?.ok_or(OwnError::NotThere(id))
    }

    fn found(&self, person: &Person, id: i64) -> Result<Option<Webhook>, SpoolError> {
        Ok(self.of(person)?.into_iter().find(|hook| hook.id.0 == id))
    }

    /// Checks whether a webhook may have this URL, and writes the result to the audit log.
    fn permitted(&self, person: &Person, asked: &str, url: &str) -> Result<(), OwnError> {
        let place = checked(&self.settings, url);
        let decided = match &place {
            Ok(_) => Ok(()),
            Err(error) => Err(Denied::forbidden("webhook-address", error.to_string())),
        };
        let shown: String = url.chars().take(200).collect();
        let noted = self.rights.at_desk(person, asked, &[("url", &shown)], decided);
        place?;
        Ok(noted?)
    }

    /// Writes an action on a webhook to the audit log. If the webhook belongs to another user or
    /// does not exist, logs a refusal and returns the error.
    fn noted(&self, person: &Person, asked: &str, id: i64) -> Result<(), OwnError> {
        let owner = self.spool.webhooks().webhook_owner(WebhookId(id))?;
        let is_own = owner
            .as_ref()
            .is_some_and(|(name, by)| (name.as_str(), by.as_str()) == own(person));
        let rule = if owner.is_some() { "not-yours" } else { "not-there" };
        let denied = || Denied::forbidden(rule, OwnError::NotThere(id).to_string());
        let decided = if is_own { Ok(()) } else { Err(denied()) };
        let number = id.to_string();
        let noted = self.rights.at_desk(person, asked, &[("webhook", &number)], decided);
        if is_own { Ok(noted?) } else { Err(OwnError::NotThere(id)) }
    }
}

/// Returns the user name and the source of the account (such as LDAP), by which the owner of
/// webhooks is identified. Another user who gets the same name from another source is a different
/// owner.
pub(crate) fn own(person: &Person) -> (&str, &str) {
    (&person.name, person.by.name())
}

/// The times of the last test messages, by the numbers of their webhooks.
#[derive(Default)]
struct Tests(Mutex<BTreeMap<i64, UnixMs>>);

impl Tests {
    /// Whether the webhook may get a test message now. If so, stores the present time: the pause
    /// until the next test message begins now.
    fn may(&self, webhook: i64, now: UnixMs) -> bool {
        let mut sent = lock(&self.0);
        // A time in the future was stored before the clock was set back. It is dropped, too.
        sent.retain(|_, at| (0..PAUSE_MS).contains(&now.ms_since(*at)));
        if sent.contains_key(&webhook) {
            return false;
        }
        sent.insert(webhook, now);
        true
    }
}
