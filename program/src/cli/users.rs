//! `ferrofax users`: who sent how much by the gateway, and who is stopped.

use serde_json::{Value, json};

use super::args::{Users, UsersWork};
use super::show::{columns, date, plain};
use super::{End, print};
use ferrofax_basics::UnixMs;
use ferrofax_spool::{CountOf, Sent, Spool, SpoolError, Stopped, day_began, month_began};

/// A user as it stands.
struct Standing {
    user: String,
    today: Sent,
    month: Sent,
    stopped: Option<Stopped>,
}

pub(super) fn run(spool: &Spool, words: &Users) -> Result<(), End> {
    match &words.work {
        None => list(spool, words.json),
        Some(UsersWork::Stop { user, why }) => {
            let text = match spool.stop_user(user, why, UnixMs::now()).map_err(End::of_spool)? {
                true => "may send no faxes by the gateway until `ferrofax users go-on`",
                false => "was stopped before",
            };
            print(&format!("{} {text}\n", plain(user)))
        }
        Some(UsersWork::GoOn { users }) => users.iter().try_for_each(|user| {
            match spool.let_user_go_on(user).map_err(End::of_spool)? {
                true => print(&format!("{} may go on\n", plain(user))),
                false => Err(End::Refused(format!("{} is not stopped", plain(user)))),
            }
        }),
    }
}

fn list(spool: &Spool, as_json: bool) -> Result<(), End> {
    let standings = standings(spool, UnixMs::now()).map_err(End::of_spool)?;
    if as_json {
        let values: Vec<Value> = standings.iter().map(value).collect();
        return print(&format!("{}\n", json!(values)));
    }
    if standings.is_empty() {
        return print("nobody has sent by the gateway in this month\n");
    }
    let headings = ["USER", "TODAY", "PAGES", "MONTH", "PAGES", "STOPPED"];
    print(&columns(&headings, standings.iter().map(row).collect()))
}

/// Those who have sent in this month, and those who are stopped.
fn standings(spool: &Spool, now: UnixMs) -> Result<Vec<Standing>, SpoolError> {
    let (day, month) = (day_began(now), month_began(now));
    let stopped = spool.stopped_users()?;
    let mut users = spool.users_counted(month)?;
    users.extend(stopped.iter().map(|stopped| stopped.user.clone()));
    users.sort();
    users.dedup();
    let standing = |user: String| {
        Ok(Standing {
            today: spool.sent(CountOf::User(&user), day)?,
            month: spool.sent(CountOf::User(&user), month)?,
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
