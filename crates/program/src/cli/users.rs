//! `ferrofax users`: shows the faxes that users have sent, stops users, and lets them send again.

use serde_json::{Value, json};

use super::args::{Users, UsersWork};
use super::noted::Audit;
use super::show::{columns, counted_as, date, plain};
use super::{End, print};
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_basics::value::distance;
use ferrofax_rights::Rights;
use ferrofax_spool::{CountOf, Sent, Spool, SpoolError, Stopped, day_began, month_began};

/// A user with the number of faxes and pages that they have sent.
struct Standing {
    user: String,
    today: Sent,
    month: Sent,
    stopped: Option<Stopped>,
}

/// The maximum number of similar names that are suggested when a name is unknown.
const NEAR: usize = 3;

/// The maximum number of characters by which a suggested name may differ from the unknown name.
const NEAR_SIGNS: usize = 3;

pub(super) fn run(
    spool: &Spool,
    settings: &dyn Fn() -> Result<Settings, End>,
    words: &Users,
) -> Result<(), End> {
    match &words.work {
        None => list(spool, words.json),
        Some(UsersWork::Stop { user, why, unknown }) => {
            let settings = settings()?;
            if !unknown {
                is_known(spool, &settings, user)?;
            }
            let about = [("whom", user.as_str()), ("why", why.as_str())];
            Audit::of(spool, &settings)?.done("stop-user", &about)?;
            stop(spool, user, why)
        }
        Some(UsersWork::GoOn { users }) => {
            let audit = Audit::of(spool, &settings()?)?;
            users.iter().try_for_each(|user| {
                audit.done("let-user-go-on", &[("whom", user.as_str())])?;
                go_on(spool, user)
            })
        }
    }
}

fn stop(spool: &Spool, user: &str, why: &str) -> Result<(), End> {
    let user_shown = plain(user);
    match spool.jobs().stop_user(user, why, UnixMs::now()).map_err(End::of_spool)? {
        Some(held) => print(&format!(
            "{user_shown} is stopped and may send no faxes until `ferrofax users go-on`; {} held\n",
            counted_as(held, "waiting fax", "waiting faxes")
        )),
        None => print(&format!("{user_shown} was stopped before\n")),
    }
}

fn go_on(spool: &Spool, user: &str) -> Result<(), End> {
    let user_shown = plain(user);
    match spool.jobs().let_user_go_on(user, UnixMs::now()).map_err(End::of_spool)? {
        Some(released) => print(&format!(
            "{user_shown} may send again; {} released\n",
            counted_as(released, "held fax", "held faxes")
        )),
        None => Err(End::Refused(format!("{user_shown} is not stopped"))),
    }
}

/// Checks that Ferrofax knows this name: as the name of a user or network, as the owner of a
/// device, or as a sender of faxes. If not, the error suggests similar names.
fn is_known(spool: &Spool, settings: &Settings, user: &str) -> Result<(), End> {
    let rights = Rights::new(&settings.rights, spool).map_err(End::failed)?;
    let roll = rights.roll().map_err(End::failed)?;
    let mut known: Vec<String> = roll.into_iter().map(|standing| standing.person.name).collect();
    known.extend(settings.rights.networks.iter().map(|network| network.name.clone()));
    known.extend(
        spool
            .submission()
            .users_counted(UnixMs(0), UnixMs::MAX)
            .map_err(End::of_spool)?,
    );
    let devices = spool.devices().list().map_err(End::of_spool)?;
    known.extend(devices.into_iter().flat_map(|device| device.mailboxes));
    if known.iter().any(|name| name == user) {
        return Ok(());
    }
    let signs = |name: &String| distance(&name.to_lowercase(), &user.to_lowercase());
    let mut near: Vec<(usize, String)> = known
        .into_iter()
        .map(|name| (signs(&name), name))
        .filter(|(signs, _)| *signs <= NEAR_SIGNS)
        .collect();
    near.sort();
    near.dedup();
    let near: Vec<String> = near.into_iter().take(NEAR).map(|(_, name)| plain(&name)).collect();
    let near =
        if near.is_empty() { String::new() } else { format!("; near it: {}", near.join(", ")) };
    Err(End::Refused(format!(
        "there is no user '{}'{near}. For a user of a directory who has never logged in, add --unknown",
        plain(user)
    )))
}

fn list(spool: &Spool, as_json: bool) -> Result<(), End> {
    let standings = standings(spool, UnixMs::now()).map_err(End::of_spool)?;
    if as_json {
        let values: Vec<Value> = standings.iter().map(value).collect();
        return print(&format!("{}\n", json!(values)));
    }
    if standings.is_empty() {
        return print("nobody has sent faxes this month\n");
    }
    let headings = ["USER", "TODAY", "PAGES", "MONTH", "PAGES", "STOPPED"];
    print(&columns(&headings, standings.iter().map(row).collect()))
}

/// Returns the users who have sent faxes this month, and the users who are blocked from sending.
fn standings(spool: &Spool, now: UnixMs) -> Result<Vec<Standing>, SpoolError> {
    let (day, month) = (day_began(now), month_began(now));
    let stopped = spool.submission().stopped_users()?;
    let mut users = spool.submission().users_counted(month, now)?;
    users.extend(stopped.iter().map(|stopped| stopped.user.clone()));
    users.sort();
    users.dedup();
    let standing = |user: String| {
        Ok(Standing {
            today: spool.submission().sent(CountOf::User(&user), day, now)?,
            month: spool.submission().sent(CountOf::User(&user), month, now)?,
            stopped: stopped.iter().find(|stopped| stopped.user == user).cloned(),
            user,
        })
    };
    users.into_iter().map(standing).collect()
}

fn row(standing: &Standing) -> Vec<String> {
    let Standing { user, today, month, stopped } = standing;
    vec![
        plain(user),
        today.jobs.to_string(),
        today.pages.to_string(),
        month.jobs.to_string(),
        month.pages.to_string(),
        stopped
            .as_ref()
            .map_or_else(String::new, |it| format!("since {}: {}", date(it.since), plain(&it.why))),
    ]
}

fn value(standing: &Standing) -> Value {
    let sent = |sent: &Sent| json!({"faxes": sent.jobs, "pages": sent.pages});
    let stopped = standing.stopped.as_ref().map(|it| json!({"since": it.since.0, "why": it.why}));
    json!({
        "user": standing.user,
        "today": sent(&standing.today),
        "month": sent(&standing.month),
        "stopped": stopped,
    })
}
