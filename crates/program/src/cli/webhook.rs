//! `ferrofax webhook`: creates, lists and deletes webhooks, by which programs are notified of
//! events.

use serde_json::{Value, json};

use super::args::{Hooks, HooksWork};
use super::noted::Audit;
use super::show::{columns, date, instant, plain};
use super::{End, print};
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{DeadMessage, MessageId, Spool, Webhook, WebhookId};
use ferrofax_web::webhooks::{NotMade, checked, fresh, make};

pub(super) fn run(spool: &Spool, settings: &Settings, words: &Hooks) -> Result<(), End> {
    match &words.work {
        HooksWork::List => list(spool, words.json),
        HooksWork::New { url, owner, events } => {
            begin(spool, settings, (url, owner, events), words.json)
        }
        HooksWork::Rotate { webhook } => {
            noted(spool, settings, "webhook-secret", *webhook)?;
            let secret = fresh(spool, WebhookId(*webhook), UnixMs::now()).map_err(End::of_spool)?;
            let secret = secret.ok_or_else(|| none(*webhook))?;
            print(&format!("{secret}\nThe secret before counts for a day, too.\n"))
        }
        HooksWork::End { webhook } => {
            noted(spool, settings, "webhook-end", *webhook)?;
            if !spool.webhooks().end_webhook(WebhookId(*webhook)).map_err(End::of_spool)? {
                return Err(none(*webhook));
            }
            print(&format!("webhook {webhook} was deleted\n"))
        }
        HooksWork::Dead => dead(spool, words.json),
        HooksWork::Again { messages, all } => again(spool, settings, messages, *all),
    }
}

fn none(webhook: i64) -> End {
    End::Refused(format!("there is no webhook {webhook}; `ferrofax webhook list` has them"))
}

/// Logs an action on a webhook to the audit log, or reports that the webhook does not exist.
fn noted(spool: &Spool, settings: &Settings, asked: &str, webhook: i64) -> Result<(), End> {
    let there = spool.webhooks().webhook_owner(WebhookId(webhook)).map_err(End::of_spool)?;
    let audit = Audit::of(spool, settings)?;
    let number = webhook.to_string();
    match there {
        Some((owner, _)) => audit.done(asked, &[("webhook", &number), ("user", &owner)]),
        None => {
            let text = format!("There is no webhook {webhook}");
            audit.refused(asked, &[("webhook", &number)], "not-there", &text)?;
            Err(none(webhook))
        }
    }
}

fn begin(
    spool: &Spool,
    settings: &Settings,
    (url, owner, events): (&str, &str, &[String]),
    as_json: bool,
) -> Result<(), End> {
    let (audit, about) = (Audit::of(spool, settings)?, [("user", owner), ("url", url)]);
    let Some(user) = settings.rights.users.iter().find(|user| user.name == owner) else {
        let text = format!("gateway.toml has no [[user]] {}", plain(owner));
        audit.refused("webhook-new", &about, "not-there", &text)?;
        return Err(End::Refused(text));
    };
    if let Err(error) = checked(&settings.webhooks, url) {
        audit.refused("webhook-new", &about, "webhook-address", &error.to_string())?;
        return Err(End::refused(error));
    }
    audit.done("webhook-new", &about)?;
    let events = events.iter().map(String::as_str);
    let made = make(spool, &settings.webhooks, (owner, user.by), url, events, UnixMs::now());
    let made = made.map_err(|error| match error {
        NotMade::Spool(error) => End::of_spool(error),
        error => End::refused(error),
    })?;
    if as_json {
        let value = json!({"webhook": made.id.0, "secret": made.secret, "events": made.events});
        return print(&format!("{value}\n"));
    }
    print(&format!(
        "webhook {} gets {}\nIts secret, which is shown this once: {}\n",
        made.id.0, made.events, made.secret
    ))
}

fn list(spool: &Spool, as_json: bool) -> Result<(), End> {
    let webhooks = spool.webhooks().list(None).map_err(End::of_spool)?;
    if as_json {
        let values: Vec<Value> = webhooks.iter().map(value).collect();
        return print(&format!("{}\n", json!(values)));
    }
    if webhooks.is_empty() {
        return print("there are no webhooks; `ferrofax webhook new` makes one\n");
    }
    let headings = ["WEBHOOK", "OWNER", "URL", "EVENTS", "DELIVERED", "WAITING", "DEAD", "WHY"];
    let row = |hook: &Webhook| {
        let numbers = [hook.delivered, hook.waiting, hook.dead];
        let [delivered, waiting, dead] = numbers.map(|number| number.to_string());
        let why = plain(hook.error.as_deref().unwrap_or_default());
        let (owner, url) = (plain(&hook.owner), plain(&hook.url));
        let (id, events) = (hook.id.0.to_string(), hook.events.clone());
        vec![id, owner, url, events, delivered, waiting, dead, why]
    };
    print(&columns(&headings, webhooks.iter().map(row).collect()))
}

fn value(hook: &Webhook) -> Value {
    json!({
        "webhook": hook.id.0,
        "owner": hook.owner,
        "by": hook.by,
        "url": hook.url,
        "events": hook.events.split(' ').collect::<Vec<_>>(),
        "created_at": instant(hook.created_at),
        "delivered": hook.delivered,
        "delivered_at": hook.delivered_at.map(instant),
        "waiting": hook.waiting,
        "dead": hook.dead,
        "error": hook.error,
    })
}

fn dead(spool: &Spool, as_json: bool) -> Result<(), End> {
    let messages = spool.webhooks().dead_messages(None).map_err(End::of_spool)?;
    if as_json {
        let value = |one: &DeadMessage| {
            json!({
                "message": one.id.0,
                "id": one.name,
                "webhook": one.webhook.0,
                "type": one.kind,
                "at": instant(one.at),
                "attempts": one.attempts,
                "error": one.error,
            })
        };
        let values: Vec<Value> = messages.iter().map(value).collect();
        return print(&format!("{}\n", json!(values)));
    }
    if messages.is_empty() {
        return print("no message is dead\n");
    }
    let row = |one: &DeadMessage| {
        let why = plain(one.error.as_deref().unwrap_or_default());
        let (id, webhook) = (one.id.0.to_string(), one.webhook.0.to_string());
        vec![id, webhook, one.kind.clone(), date(one.at), one.attempts.to_string(), why]
    };
    let headings = ["MESSAGE", "WEBHOOK", "TYPE", "MADE", "TRIES", "WHY"];
    print(&columns(&headings, messages.iter().map(row).collect()))
}

fn again(spool: &Spool, settings: &Settings, messages: &[i64], all: bool) -> Result<(), End> {
    let audit = Audit::of(spool, settings)?;
    let mut ids = messages.to_vec();
    if all {
        let dead = spool.webhooks().dead_messages(None).map_err(End::of_spool)?;
        ids = dead.iter().map(|one| one.id.0).collect();
    }
    for id in &ids {
        audit.done("message-again", &[("message", &id.to_string())])?;
        if !spool
            .webhooks()
            .message_again(MessageId(*id), UnixMs::now())
            .map_err(End::of_spool)?
        {
            return Err(End::Refused(format!("no message {id} is dead")));
        }
        print(&format!("message {id} is tried again\n"))?;
    }
    Ok(())
}
