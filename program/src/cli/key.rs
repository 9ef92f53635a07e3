//! `ferrofax key`: keys by which programs use the API.

use serde_json::{Value, json};

use super::args::{Key, KeyWork};
use super::show::{columns, date, instant, plain};
use super::{End, print};
use crate::api::{KeyError, Keys, WishedKey, in_days};
use crate::rights::{Denied, Door, Local, Rights};
use crate::settings::Settings;
use crate::user;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{ApiKey, Spool};

pub(super) fn run(spool: &Spool, settings: &Settings, words: &Key) -> Result<(), End> {
    let (keys, now) = (Keys::new(spool), UnixMs::now());
    let rights = || Rights::new(&settings.rights, spool).map_err(End::failed);
    match &words.work {
        KeyWork::New { user, scopes, days, name } => {
            let known = settings.rights.users.iter().find(|known| known.name == *user);
            let Some(known) = known else {
                return Err(End::Refused(format!("there is no [[user]] '{}'", plain(user))));
            };
            let rights = rights()?;
            let wished = WishedKey {
                user: known.name.clone(),
                by: known.by,
                name: name.clone(),
                scopes: scopes.iter().copied().collect(),
                ends_at: in_days(now, *days),
            };
            noted(&rights, "key-new", &[("user", user), ("name", name)], Ok(()))?;
            let (id, text) = keys.make(&wished, now).map_err(refused)?;
            print(&match words.json {
                true => format!("{}\n", json!({"id": id, "key": text})),
                false => format!("{text}\n"),
            })
        }
        KeyWork::List { user } => {
            let listed = keys.list(user.as_deref()).map_err(End::of_spool)?;
            list(&listed, now, words.json)
        }
        KeyWork::End { keys: wanted } => wanted.iter().try_for_each(|id| {
            let ended = keys.end(*id, None, now).map_err(End::of_spool)?;
            let text = format!("there is no key {id} that goes on");
            let denied = || Denied::forbidden("not-there", text.as_str());
            let decided = if ended { Ok(()) } else { Err(denied()) };
            let noted = noted(&rights()?, "key-end", &[("key", &id.to_string())], decided);
            if !ended {
                return Err(End::Refused(text));
            }
            print(&format!("key {id} has ended\n"))?;
            noted
        }),
    }
}

/// A line of the audit log on it.
fn noted(
    rights: &Rights,
    asked: &str,
    about: &[(&str, &str)],
    decided: Result<(), Denied>,
) -> Result<(), End> {
    let by = Local { door: Door::Command, user: user::current(), uid: user::current_id() };
    let noted = rights.by_command(&by, asked, about, decided);
    noted.map_err(|denied| End::failed(denied.text))
}

fn refused(error: KeyError) -> End {
    match error {
        KeyError::Spool(error) => End::of_spool(error),
        error => End::refused(error),
    }
}

fn list(keys: &[ApiKey], now: UnixMs, as_json: bool) -> Result<(), End> {
    if as_json {
        let values: Vec<Value> = keys.iter().map(|key| value(key, now)).collect();
        return print(&format!("{}\n", json!(values)));
    }
    if keys.is_empty() {
        return print("there are no keys; `ferrofax key new` makes one\n");
    }
    let headings = ["KEY", "USER", "NAME", "FOR", "ENDS", "LAST USED"];
    print(&columns(&headings, keys.iter().map(|key| row(key, now)).collect()))
}

fn row(key: &ApiKey, now: UnixMs) -> Vec<String> {
    let ends = match key.has_ended(now) {
        true => format!("ended {}", date(key.ended_at.unwrap_or(key.ends_at))),
        false => date(key.ends_at),
    };
    let used = key.used_at.map_or_else(String::new, |at| {
        format!("{} from {}", date(at), plain(key.used_from.as_deref().unwrap_or_default()))
    });
    vec![key.id.to_string(), plain(&key.user), plain(&key.name), plain(&key.scopes), ends, used]
}

fn value(key: &ApiKey, now: UnixMs) -> Value {
    json!({
        "id": key.id,
        "user": key.user,
        "name": key.name,
        "scopes": key.scopes.split(' ').collect::<Vec<_>>(),
        "made_at": instant(key.made_at),
        "ends_at": instant(key.ended_at.unwrap_or(key.ends_at)),
        "ended": key.has_ended(now),
        "used_at": key.used_at.map_or(Value::Null, instant),
        "used_from": key.used_from,
    })
}
