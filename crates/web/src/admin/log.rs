//! The web page of the audit log. It shows the log in parts, filtered by user, kind, day and
//! decision, and the result of verifying its chain of hashes.

use askama::Template;
use axum::extract::Query;
use serde::Deserialize;
use serde_json::Value;

use super::log_words::{name_of, value_of};
use super::{Ways, missing_right, ways};
use crate::House;
use crate::lists;
use crate::page::{Chrome, Here};
use crate::refusal::{Result, html, urlencoded};
use crate::texts::Texts;
use crate::visitor::{User, Visit};
use crate::words::moment;
use ferrofax_desk::{LogSieve, Role};

/// The number of lines of the audit log that one web page shows.
const ROWS: usize = 100;

/// The fields of a line of the audit log that have columns of their own on the web page.
const OWN: [&str; 11] = [
    "at",
    "asked",
    "user",
    "client",
    "granted",
    "seq",
    "prev",
    "hash",
    "text",
    "rule",
    "unchained",
];

/// The fields with the SMTP reply codes of a refused mail. The page hides them in lines about other
/// interfaces, where they mean nothing.
const OF_MAIL: [&str; 2] = ["code", "status"];

#[derive(Template)]
#[template(path = "web/admin/log.html")]
struct LogPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    looking: &'a Looking,
    rows: Vec<Row>,
    next: Option<String>,
    /// The result of verifying the audit log; `None` if that was not requested.
    chain: Option<Chain>,
}

struct Row {
    at: String,
    /// The action, twice: its word in the log, and its name in the reader's language.
    asked: (String, String),
    user: String,
    client: String,
    is_granted: bool,
    text: String,
    about: String,
    /// The URL of the form by which an administrator gives the missing right; `None` if no right
    /// would have helped.
    right: Option<String>,
}

/// The result of verifying the audit log's chain of hashes.
struct Chain {
    is_well: bool,
    lines: u64,
    unchained: u64,
    /// The number of the last line of the audit log, and the hash of this line.
    last: String,
    fault: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Looking {
    user: String,
    asked: String,
    /// The filter by the decision in the audit log's lines: `yes` for granted requests, `no` for
    /// refused ones. Any other text means both.
    granted: String,
    day: String,
    above: Option<u64>,
}

/// Shows the web page of the audit log.
pub(super) async fn page(Visit(house, user): Visit, Query(looking): Query<Looking>) -> Result {
    shown(&house, &user, &looking, None).await
}

/// Verifies the whole audit log, and shows the web page of the log with the result.
pub(super) async fn chain(Visit(house, user): Visit, Query(looking): Query<Looking>) -> Result {
    let person = user.person.clone();
    let verdict = house.at_desk(move |desk| desk.verify_log(&person)).await?;
    let fault = verdict.fault.as_ref().map(|(at, fault)| {
        let file = at.file.file_name().unwrap_or_default().to_string_lossy();
        format!("{file}:{}: {fault}", at.line)
    });
    let chain = Chain {
        is_well: fault.is_none(),
        lines: verdict.lines,
        unchained: verdict.unchained,
        last: verdict
            .last
            .map(|last| format!("{} {}", last.seq, last.hash))
            .unwrap_or_default(),
        fault: fault.unwrap_or_default(),
    };
    shown(&house, &user, &looking, Some(chain)).await
}

async fn shown(house: &House, user: &User, looking: &Looking, chain: Option<Chain>) -> Result {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let (sieve, above) = (looking.sieve()?, looking.above);
    let changes_users = person.role == Role::Administrator && house.rights.manages_users();
    let found = house.at_desk(move |desk| desk.log(&person, &sieve, above, ROWS)).await?;
    let page = LogPage {
        chrome: Chrome::new(house, &user.visitor, Here::Admin),
        ways: ways(house, user),
        way: "/admin/log",
        looking,
        rows: found.lines.iter().map(|line| Row::of(line, texts, changes_users)).collect(),
        next: found.next.map(|next| looking.address(next)),
        chain,
    };
    Ok(html(&page))
}

impl Looking {
    fn sieve(&self) -> Result<LogSieve> {
        let (since, until) = lists::day(&self.day)?;
        Ok(LogSieve {
            user: self.user.trim().to_owned(),
            asked: self.asked.trim().to_owned(),
            granted: match self.granted.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            since,
            until,
        })
    }

    fn address(&self, above: u64) -> String {
        let [user, asked, granted, day] =
            [&self.user, &self.asked, &self.granted, &self.day].map(|word| urlencoded(word));
        format!("/admin/log?user={user}&asked={asked}&granted={granted}&day={day}&above={above}")
    }
}

impl Row {
    fn of(line: &Value, texts: &'static Texts, changes_users: bool) -> Self {
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let at = text("at");
        let user = ["user", "login", "system_user", "name", "sender"]
            .into_iter()
            .map(text)
            .find(|name| !name.is_empty());
        let others = line.as_object().into_iter().flatten();
        let is_mail = line["door"].is_null();
        let is_about = |name: &str| !OWN.contains(&name) && (is_mail || !OF_MAIL.contains(&name));
        let about = others.filter(|(name, _)| is_about(name));
        let about = about.filter_map(|(name, value)| value_of(name, value, texts));
        Self {
            at: at.parse::<jiff::Timestamp>().map_or(at, |at| moment(at.into(), texts)),
            asked: (text("asked"), name_of(&text("asked"), texts)),
            user: user.unwrap_or_default(),
            client: text("client"),
            is_granted: line["granted"].as_bool() == Some(true),
            text: text("text"),
            about: about.collect::<Vec<_>>().join(" · "),
            right: missing_right::link(line).filter(|_| changes_users),
        }
    }
}
