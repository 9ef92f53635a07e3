//! Leads from a refusal in the audit log to the form by which an administrator gives the sender the
//! missing right. Nothing is granted without that form.

use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use serde_json::Value;

use super::people;
use crate::refusal::{Refusal, Result, urlencoded};
use crate::texts::Texts;
use crate::visitor::Visit;
use ferrofax_basics::value::is_mail_address;
use ferrofax_desk::Person;
use ferrofax_network::asker::Voucher;
use ferrofax_rights::Entry;

/// The path that redirects an administrator to the form of the user who lacks the right.
pub(super) const PATH: &str = "/admin/users/right";

/// The rule that the audit log names if Ferrofax does not know the sender of a refused fax.
const STRANGER: &str = "stranger";

/// Rules by which faxes are refused. Each has the setting of the user in gateway.toml that would
/// permit the fax.
const OF_USER: [(&str, &str); 3] = [
    ("no-device", "device = \"…\""),
    ("device-not-yours", "device = \"…\""),
    ("may-not-delete", "may_delete = true"),
];

/// Rules by which faxes are refused because of a limit. Each has the setting of this limit.
const OF_LIMITS: [(&str, &str); 12] = [
    ("number-forbidden", "allowed = [\"+…\"]"),
    ("number-abroad", "allowed = [\"+…\"]"),
    ("number-dear", "allowed = [\"+…\"]"),
    ("number-only", "only = [\"+…\"]"),
    ("pages", "pages = …"),
    ("quota-day", "jobs_per_day = …\npages_per_day = …"),
    ("quota-month", "jobs_per_month = …\npages_per_month = …"),
    ("quota-night", "night_jobs = …\nnight_pages = …"),
    ("without-number", "without_number = …"),
    ("hours", "hours = \"…\""),
    ("priority", "priority = true"),
    ("post-dial", "post_dial = true"),
];

/// The advice above the form of a user who lacks a right. It is empty if the administrator did not
/// come from a line of the audit log.
#[derive(Default)]
pub(super) struct Advice {
    pub(super) text: &'static str,
    /// Lines that the administrator has to add to gateway.toml; empty if the form itself gives the
    /// right.
    pub(super) lines: String,
}

#[derive(Deserialize)]
pub(super) struct Refused {
    rule: String,
    /// The name of the user whose fax was refused; empty if it is not known.
    #[serde(default)]
    user: String,
    /// The mail address of the sender; empty if the fax did not come by mail.
    #[serde(default)]
    sender: String,
}

/// The URL that leads from a line of the audit log to the form; `None` if no right would have
/// prevented the refusal.
pub(super) fn link(line: &Value) -> Option<String> {
    let text = |name: &str| line[name].as_str().unwrap_or_default();
    let (rule, sender) = (text("rule"), text("sender"));
    let user = ["user", "login"].map(text).into_iter().find(|name| !name.is_empty());
    let helps = match rule {
        STRANGER => is_mail_address(sender),
        rule => setting(rule).is_some() && (user.is_some() || is_mail_address(sender)),
    };
    let is_refused = line["granted"].as_bool() == Some(false);
    let [user, sender] = [user.unwrap_or_default(), sender].map(urlencoded);
    (is_refused && helps).then(|| format!("{PATH}?rule={rule}&user={user}&sender={sender}"))
}

fn setting(rule: &str) -> Option<&'static str> {
    let mut all = OF_USER.iter().chain(&OF_LIMITS);
    all.find(|(known, _)| *known == rule).map(|(_, setting)| *setting)
}

/// Redirects to the form of the user who was refused. If there is no such user, shows the form for a
/// new user with the sender's mail address.
pub(super) async fn form(Visit(house, user): Visit, Query(refused): Query<Refused>) -> Result {
    let person = user.person.clone();
    let (roll, _) = house.at_desk(move |desk| desk.house_users(&person)).await?;
    let Refused { rule, user: name, sender } = refused;
    let is_it = |person: &Person| match name.as_str() {
        "" => person.addresses.iter().any(|one| one.eq_ignore_ascii_case(&sender)),
        name => person.name == name,
    };
    if let Some(found) = roll.iter().find(|one| is_it(&one.person)) {
        let to = urlencoded(&found.person.name);
        let rule = urlencoded(&rule);
        return Ok(
            Redirect::to(&format!("/admin/users/edit?user={to}&rule={rule}")).into_response()
        );
    }
    if !is_mail_address(&sender) {
        return Err(Refusal::Form(format!("sender={sender}")));
    }
    let advice = Advice { text: user.visitor.texts.right_stranger, lines: String::new() };
    let entry = Entry { name: name_from(&sender), addresses: sender, ..people::new_entry() };
    people::shown_with(&house, &user, entry, advice).await
}

/// Makes a user name from a mail address, for the form of a new user. The administrator can change
/// it there.
fn name_from(address: &str) -> String {
    let name = address.split('@').next().unwrap_or_default().to_lowercase();
    let fits = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.chars().filter(fits).take(64).collect()
}

/// The advice for the form of a user whose fax was refused by this rule. `class` is the user's class
/// of limits.
pub(super) fn advice(rule: &str, whom: &Person, class: &str, is_ours: bool, t: &Texts) -> Advice {
    let Some(setting) = setting(rule) else { return Advice::default() };
    let is_limit = OF_LIMITS.iter().any(|(known, _)| *known == rule);
    let name = whom.name.as_str();
    match (is_ours, is_limit) {
        (true, false) => Advice { text: t.right_here, lines: String::new() },
        _ if whom.by == Voucher::Settings => Advice {
            text: t.right_gateway,
            lines: format!("[[user]]\nname = \"{name}\"\n{setting}"),
        },
        (_, true) => {
            let class = if class.is_empty() { "…" } else { class };
            Advice { text: t.right_class, lines: format!("[class.{class}]\n{setting}") }
        }
        _ => Advice::default(),
    }
}
