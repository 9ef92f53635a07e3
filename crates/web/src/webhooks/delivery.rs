//! Delivers messages to webhooks. Each webhook gets one message at a time. A message that could not
//! be delivered is sent again after growing pauses, for about three days.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::Method;

use super::{Traffic, WebhookError, Webhooks};
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Clock;
use ferrofax_basics::lock::lock;
use ferrofax_desk::{Entrance, Person};
use ferrofax_network::outward::{Answered, Asked, Limits, Outward, OutwardError, Place};
use ferrofax_network::webhook_signature::headers;
use ferrofax_rights::Denied;
use ferrofax_spool::{DueMessage, MessageId, Webhook, WebhookId};

/// The pauses, in seconds, between two attempts to send a message to a webhook: the first after one
/// failed attempt, the second after two, and so on.
const PAUSES: [i64; 12] =
    [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 86_400];

/// The maximum number of bytes that are read of the HTTP answer of a webhook's server. The answer's
/// content is ignored.
const ANSWER: usize = 64 << 10;

/// The longest pause, in seconds, that a webhook's server may request before the next attempt.
const LONGEST: i64 = 86_400;

/// The result of one attempt to send a message to its webhook.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Taken,
    /// The message was not delivered in this attempt, and is possibly sent again later. The values
    /// are the reason, and the pause in seconds that the webhook's server has requested.
    Later(String, Option<i64>),
    /// The attempt was not made, because the settings do not permit the webhook's URL. The text is
    /// the reason.
    Refused(String),
    /// The webhook's server has answered that it wants no more messages.
    Gone(String),
}

/// Marks a message as being delivered by one thread, so that no other thread takes the message.
/// When this value is dropped, other threads may take the message again.
struct Going(Arc<Mutex<Traffic>>, MessageId);

impl Drop for Going {
    fn drop(&mut self) {
        lock(&self.0).going.remove(&self.1);
    }
}

/// The number of failures in a row after which a webhook pauses. It pauses because each failure
/// occupies a thread that other webhooks need. Each pause is twice as long as the one before, from
/// [`FIRST_REST`] to [`LONGEST_REST`], in seconds.
const FAILURES: u32 = 3;
const FIRST_REST: i64 = 10;
const LONGEST_REST: i64 = 600;

impl Traffic {
    /// Returns the webhooks that get no message now: those that pause after failures, and those
    /// with the same owner or server as a webhook to which a message is being delivered. So each
    /// owner and each server occupies at most one thread.
    fn besides(&self, all: &[Webhook], now: UnixMs) -> Vec<WebhookId> {
        let is_going = |webhook: &&Webhook| self.going.values().any(|going| *going == webhook.id);
        let going: Vec<&Webhook> = all.iter().filter(is_going).collect();
        let is_kin = |webhook: &Webhook| {
            going.iter().any(|other| {
                let is_same_owner = (&other.owner, &other.by) == (&webhook.owner, &webhook.by);
                is_same_owner || host_of(other) == host_of(webhook)
            })
        };
        let rests = |webhook: &Webhook| {
            let until = self.failing.get(&webhook.id).map(|(_, until)| *until);
            // A pause never lasts longer than the maximum, even if the clock was set back.
            until.is_some_and(|until| now < until && until <= now + LONGEST_REST * 1_000)
        };
        all.iter().filter(|one| rests(one) || is_kin(one)).map(|one| one.id).collect()
    }

    /// Records the result of an attempt to deliver a message to this webhook. From [`FAILURES`]
    /// failures in a row on, the webhook gets no message for a time that doubles with each failure.
    /// A success resets the count.
    fn note(&mut self, webhook: WebhookId, has_failed: bool, now: UnixMs) {
        if !has_failed {
            self.failing.remove(&webhook);
            return;
        }
        let (count, until) = self.failing.entry(webhook).or_insert((0, now));
        *count = count.saturating_add(1);
        if let Some(more) = count.checked_sub(FAILURES) {
            let rest = FIRST_REST.saturating_mul(1 << more.min(10)).min(LONGEST_REST);
            *until = now + rest * 1_000;
        }
    }
}

fn host_of(webhook: &Webhook) -> Option<String> {
    Place::read(&webhook.url).ok().map(|place| place.host().to_ascii_lowercase())
}

impl Webhooks {
    /// Delivers to their webhooks all messages that are due now.
    pub fn deliver(&self, clock: &Clock, stopped: &dyn Fn() -> bool) -> Result<(), WebhookError> {
        self.put_right(clock.look().unix_ms)?;
        while !stopped() {
            let Some((message, _going)) = self.take(clock.look().unix_ms)? else { break };
            let outcome = self.tell(&message, clock.look().unix_ms);
            let has_failed = matches!(outcome, Outcome::Later(..) | Outcome::Refused(_));
            lock(&self.going).note(message.webhook, has_failed, clock.look().unix_ms);
            self.note(&message, outcome, clock.look().unix_ms)?;
        }
        Ok(())
    }

    /// Repairs the stored state of messages to webhooks in two cases. In the first case the result
    /// of a delivery could not be stored, because the disk was full or a bug ended the delivery. In
    /// the second case the next attempt is too far in the future, because the clock was ahead.
    fn put_right(&self, now: UnixMs) -> Result<(), WebhookError> {
        let (again, longest) = (now + PAUSES[0] * 1_000, now + LONGEST * 1_250);
        let traffic = lock(&self.going);
        let going: BTreeSet<MessageId> = traffic.going.keys().copied().collect();
        Ok(self.spool.webhooks().put_messages_right(&going, again, longest, now)?)
    }

    /// Takes from the spool the next message to a webhook that is due. No other thread takes this
    /// message until the returned [`Going`] is dropped.
    fn take(&self, now: UnixMs) -> Result<Option<(DueMessage, Going)>, WebhookError> {
        // Both steps are done under one lock, so that no other thread regards the message as
        // abandoned.
        let mut traffic = lock(&self.going);
        let besides = if traffic.going.is_empty() && traffic.failing.is_empty() {
            Vec::new()
        } else {
            traffic.besides(&self.spool.webhooks().list(None)?, now)
        };
        let message = self.spool.webhooks().take_message_besides(&besides, now)?;
        let Some(message) = message else { return Ok(None) };
        traffic.going.insert(message.id, message.webhook);
        let ours = Going(Arc::clone(&self.going), message.id);
        Ok(Some((message, ours)))
    }

    fn note(
        &self,
        message: &DueMessage,
        outcome: Outcome,
        now: UnixMs,
    ) -> Result<(), WebhookError> {
        let (why, next) = match outcome {
            Outcome::Taken => {
                return Ok(self.spool.webhooks().message_delivered(message.id, now)?);
            }
            Outcome::Later(why, asked) => (why, next_try(message.attempts, asked, now)),
            Outcome::Refused(why) => {
                self.audit(message, &why)?;
                (why, next_try(message.attempts, None, now))
            }
            Outcome::Gone(why) => (why, None),
        };
        if next.is_none() {
            log::warn!("webhook {}: {} is given up: {why}", message.webhook.0, message.name);
        } else {
            log::debug!("webhook {}: {} is tried again: {why}", message.webhook.0, message.name);
        }
        Ok(self.spool.webhooks().message_failed(message.id, next, &why, now)?)
    }

    /// Writes into the audit log that this message was not sent, because the settings do not permit
    /// the URL of its webhook. Only the first attempt of a message is logged.
    fn audit(&self, message: &DueMessage, why: &str) -> Result<(), WebhookError> {
        let (owner, by) = self.spool.webhooks().webhook_owner(message.webhook)?.unwrap_or_default();
        let person = self.rights.person(&owner, Entrance::Api, None)?;
        let is_first = |person: &Person| person.by.name() == by && message.attempts == 1;
        if let Some(person) = person.filter(is_first) {
            let about = [("url", message.url.as_str()), ("message", &message.name)];
            let denied = Denied::forbidden("webhook-address", why);
            // The message is refused even if this cannot be logged.
            let _ = self.rights.at_desk::<()>(&person, "webhook-message", &about, Err(denied));
        }
        Ok(())
    }

    fn tell(&self, message: &DueMessage, now: UnixMs) -> Outcome {
        let later = |why: String| Outcome::Later(why, None);
        let place = match Place::read(&message.url) {
            Ok(place) => place,
            Err(error) => return later(error.to_string()),
        };
        let outward = match self.outward() {
            Ok(outward) => outward,
            Err(why) => return later(why),
        };
        let seconds = now.0.div_euclid(1_000);
        let body = message.body.clone().into_bytes();
        let headers = headers(&message.secrets, &message.name, seconds, &body);
        let asked =
            Asked { method: Method::POST, place: &place, headers: &headers, body: body.into() };
        match outward.ask(&asked) {
            Ok(answered) => judged(&answered),
            Err(OutwardError::Refused(why)) => Outcome::Refused(why),
            Err(error) => later(error.to_string()),
        }
    }

    fn outward(&self) -> Result<Outward, String> {
        let settings = &self.settings;
        let reach = settings.reach();
        let time = Duration::from_secs(settings.timeout_seconds.into());
        Outward::new(settings.ca.as_deref(), reach, Limits { time, size: ANSWER })
            .map_err(|error| error.to_string())
    }
}

fn judged(answered: &Answered) -> Outcome {
    let status = answered.status;
    match status {
        200..=299 => Outcome::Taken,
        300..=399 => {
            Outcome::Refused(format!("it sends us elsewhere, where we do not go (HTTP {status})"))
        }
        410 => Outcome::Gone("it wants no more notifications (HTTP 410)".to_owned()),
        _ => {
            let asked = answered.headers.get("retry-after");
            let asked = asked.and_then(|value| value.to_str().ok()?.trim().parse().ok());
            Outcome::Later(format!("it answers with HTTP {status}"), asked)
        }
    }
}

/// The time of the next attempt to deliver the message; `None` if there is no further attempt.
fn next_try(attempts: u32, asked: Option<i64>, now: UnixMs) -> Option<UnixMs> {
    let pause = *PAUSES.get(attempts.saturating_sub(1) as usize)?;
    let pause = asked.unwrap_or(0).clamp(pause, LONGEST.max(pause)) * 1_000;
    // A random addition of up to a quarter of the pause, so that messages that failed together are
    // not all retried at the same time.
    let mut random = [0];
    let spread = getrandom::fill(&mut random).map_or(0, |()| i64::from(random[0]));
    Some(now + (pause + pause * spread / 1_024))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_spool::Before;

    fn webhook(id: i64, owner: &str, url: &str) -> Webhook {
        Webhook {
            id: WebhookId(id),
            owner: owner.to_owned(),
            by: String::new(),
            url: url.to_owned(),
            events: String::new(),
            created_at: UnixMs(0),
            before: Before::default(),
            delivered: 0,
            delivered_at: None,
            waiting: 0,
            dead: 0,
            error: None,
        }
    }

    #[test]
    fn one_owner_and_one_server_has_one_thread() {
        let all = [
            webhook(1, "alice", "https://one.example/a"),
            webhook(2, "alice", "https://two.example/"),
            webhook(3, "bob", "https://ONE.example/b"),
            webhook(4, "carol", "https://three.example/"),
        ];
        let mut traffic = Traffic::default();
        assert!(traffic.besides(&all, UnixMs(0)).is_empty());
        traffic.going.insert(MessageId(7), WebhookId(1));
        let besides = [1, 2, 3].map(WebhookId);
        assert_eq!(traffic.besides(&all, UnixMs(0)), besides);
    }

    #[test]
    fn a_webhook_that_fails_again_and_again_is_left_alone_for_longer_and_longer() {
        let all = [webhook(1, "alice", "https://one.example/")];
        let (mut traffic, mut now) = (Traffic::default(), UnixMs(0));
        let mut rests = Vec::new();
        for _ in 0..12 {
            traffic.note(WebhookId(1), true, now);
            let begun = now;
            while !traffic.besides(&all, now).is_empty() {
                now += 1_000;
            }
            rests.push(now.ms_since(begun) / 1_000);
        }
        assert_eq!(rests, [0, 0, 10, 20, 40, 80, 160, 320, 600, 600, 600, 600]);
        traffic.note(WebhookId(1), false, now);
        traffic.note(WebhookId(1), true, now);
        assert!(traffic.besides(&all, now).is_empty());
    }

    #[test]
    fn a_message_is_tried_for_three_days_with_growing_pauses() {
        let (start, mut now, mut last) = (UnixMs(0), UnixMs(0), 0);
        for attempts in 1..=12 {
            let next = next_try(attempts, None, now).unwrap();
            let pause = next.ms_since(now);
            assert!(pause * 5 >= last * 4 && pause >= 5_000, "{attempts}: {pause}");
            (now, last) = (next, pause);
        }
        assert!((3..=4).contains(&(now.ms_since(start) / 86_400_000)), "{now:?}");
        assert_eq!(next_try(13, None, now), None);
        // The pause that a server requests is respected, within limits.
        let asked = |asked| next_try(1, Some(asked), start).unwrap().0;
        assert!((600_000..=750_000).contains(&asked(600)));
        assert!(asked(i64::MAX) <= 108_000_000 && asked(-7) >= 5_000);
    }
}
