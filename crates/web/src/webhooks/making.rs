//! Creates webhooks, and gives them new secrets.

use super::events::{KINDS, TEST, read_kinds, test_body};
use super::settings::WebhookSettings;
use super::sign::{fresh_name, fresh_secret};
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::Voucher;
use ferrofax_network::outward::Place;
use ferrofax_spool::{NewMessage, NewWebhook, Spool, SpoolError, WebhookId};

/// The events for which a webhook is registered by default.
pub(crate) const USUAL: &str = "fax.received fax.failed job.sent job.failed";

/// A webhook that was just created. Its secret is shown now, and never again.
#[derive(Clone, Debug)]
pub struct Made {
    pub id: WebhookId,
    pub secret: String,
    /// The types of events of which the webhook is notified.
    pub events: String,
}

/// The reason why a webhook was not created.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// The settings do not permit the webhook's URL, or it is not a valid URL. The text is the
    /// reason.
    #[error("{0}")]
    Address(String),
    /// One of the events that the user requested for the webhook does not exist.
    #[error("'{word}' is no event; {} are, and job.*, fax.* and *", kinds())]
    Event {
        /// The word in the list of requested events that is not the name of an event.
        word: String,
    },
    /// The user already has as many webhooks as `[webhooks]` of gateway.toml permits.
    #[error("{0} has {1} webhooks, and no more are allowed (max_per_user)")]
    TooMany(String, u32),
    /// The spool rejected the new webhook, or the spool could not be read or written.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

fn kinds() -> String {
    KINDS.map(|(kind, _)| kind).join(", ")
}

/// Creates a webhook for the user `owner`. `by` is the source of this user's account: the settings,
/// the directory or the login provider. The webhook is notified of the events in `events`, or of
/// the default events ([`USUAL`]) if `events` is empty.
pub fn make<'a>(
    spool: &Spool,
    settings: &WebhookSettings,
    (owner, by): (&str, Voucher),
    url: &str,
    events: impl Iterator<Item = &'a str>,
    now: UnixMs,
) -> Result<Made, NotMade> {
    let place = checked(settings, url)?;
    let mut events = read_kinds(events).map_err(|word| NotMade::Event { word })?;
    if events.is_empty() {
        USUAL.clone_into(&mut events);
    }
    let count = spool.webhooks().list(Some((owner, by.name())))?.len();
    if count >= settings.max_per_user as usize {
        return Err(NotMade::TooMany(owner.to_owned(), settings.max_per_user));
    }
    let (url, secret) = (place.to_string(), fresh_secret());
    let by = by.name();
    let new = NewWebhook { owner, by, url: &url, events: &events, secret: &secret };
    let id = spool.webhooks().add_webhook(&new, now)?;
    Ok(Made { id, secret, events })
}

/// Checks by the settings whether a webhook may have this URL. If the URL contains a host name,
/// only the form of the URL is checked now. The IP addresses of the host are checked at each
/// delivery.
pub fn checked(settings: &WebhookSettings, url: &str) -> Result<Place, NotMade> {
    let place = Place::read(url).map_err(|error| NotMade::Address(error.to_string()))?;
    settings.reach().judge_written(&place).map_err(NotMade::Address)?;
    Ok(place)
}

/// The new values of a webhook; `None` leaves a value as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changed {
    pub(crate) url: Option<String>,
    pub(crate) events: Option<Vec<String>>,
}

/// Changes the URL and the events of a webhook. False: there is no such webhook.
pub(crate) fn change(
    spool: &Spool,
    settings: &WebhookSettings,
    id: WebhookId,
    changed: &Changed,
) -> Result<bool, NotMade> {
    let place = changed.url.as_deref().map(|url| checked(settings, url)).transpose()?;
    let events = changed.events.as_ref().map(|events| {
        let read = read_kinds(events.iter().map(String::as_str));
        read.map_err(|word| NotMade::Event { word })
    });
    let mut events = events.transpose()?;
    if let Some(events) = events.as_mut().filter(|events| events.is_empty()) {
        USUAL.clone_into(events);
    }
    let url = place.map(|place| place.to_string());
    Ok(spool.webhooks().change_webhook(id, url.as_deref(), events.as_deref())?)
}

/// Stores a test message for a webhook. It is delivered as other messages are. Returns the id of
/// the message.
pub(crate) fn test(spool: &Spool, id: WebhookId, now: UnixMs) -> Result<String, SpoolError> {
    let (name, kind, body) = (fresh_name(), TEST.to_owned(), test_body(id.0, now));
    let message = NewMessage { webhook: id, name: name.clone(), kind, body };
    spool.webhooks().file_passing_messages(&[message], now)?;
    Ok(name)
}

/// Gives a webhook a new secret, and returns the secret; `None` if there is no such webhook.
pub fn fresh(spool: &Spool, id: WebhookId, now: UnixMs) -> Result<Option<String>, SpoolError> {
    let secret = fresh_secret();
    Ok(spool.webhooks().rotate_webhook(id, &secret, now)?.then_some(secret))
}
