//! `ferrofax key`: creates, lists and revokes API keys.

use serde_json::{Value, json};

use super::args::{Key, KeyWork};
use super::noted::Audit;
use super::show::{columns, date, instant, plain};
use super::{End, print};
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::Voucher;
use ferrofax_rights::is_user_of_file;
use ferrofax_spool::{ApiKey, Spool};
use ferrofax_web::api::{KeyError, Keys, WishedKey, in_days};

pub(super) fn run(spool: &Spool, settings: &Settings, words: &Key) -> Result<(), End> {
    let (keys, now) = (Keys::new(spool), UnixMs::now());
    match &words.work {
        KeyWork::New { user, scopes, days, test, name } => {
            let known = voucher(spool, settings, user);
            let (audit, about) = (Audit::of(spool, settings)?, [("user", &**user), ("name", name)]);
            let Some(by) = known else {
                let text =
                    format!("there is no user '{}' in gateway.toml or users.toml", plain(user));
                audit.refused("key-new", &about, "not-there", &text)?;
                return Err(End::Refused(text));
            };
            let wished = WishedKey {
                user: user.clone(),
                by,
                name: name.clone(),
                scopes: scopes.iter().copied().collect(),
                is_test: *test,
                ends_at: in_days(now, *days),
            };
            audit.done("key-new", &about)?;
            let (id, text) = keys.make(&wished, now).map_err(refused)?;
            print(&if words.json {
                format!("{}\n", json!({"id": id, "key": text}))
            } else {
                format!("{text}\n")
            })
        }
        KeyWork::List { user } => {
            let listed = keys.list(user.as_deref()).map_err(End::of_spool)?;
            list(&listed, now, words.json)
        }
        KeyWork::End { keys: wanted } => {
            let audit = Audit::of(spool, settings)?;
            wanted.iter().try_for_each(|id| {
                let (number, ended) = (id.to_string(), keys.end(*id, None, now));
                let about = [("key", number.as_str())];
                if !ended.map_err(End::of_spool)? {
                    let text = format!("there is no valid key {id}");
                    audit.refused("key-end", &about, "not-there", &text)?;
                    return Err(End::Refused(text));
                }
                print(&format!("key {id} is revoked\n"))?;
                audit.done("key-end", &about)
            })
        }
    }
}

/// The source that confirms the user with this name: gateway.toml, or else users.toml. `None` if
/// neither file has this user.
fn voucher(spool: &Spool, settings: &Settings, user: &str) -> Option<Voucher> {
    let known = settings.rights.users.iter().find(|known| known.name == user);
    let is_in_file = || is_user_of_file(spool.folder(), user);
    known.map(|known| known.by).or_else(|| is_in_file().then_some(Voucher::Users))
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
    let ends = if key.has_ended(now) {
        format!("ended {}", date(key.ended_at.unwrap_or(key.ends_at)))
    } else {
        date(key.ends_at)
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
        "test": key.is_test,
        "made_at": instant(key.made_at),
        "ends_at": instant(key.ended_at.unwrap_or(key.ends_at)),
        "ended": key.has_ended(now),
        "used_at": key.used_at.map_or(Value::Null, instant),
        "used_from": key.used_from,
    })
}
