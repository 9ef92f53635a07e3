//! The help page, which answers the questions of users in an office.

use askama::Template;
use axum::response::Response;

use super::page::{Chrome, Here};
use super::refusal::{Refusal, html};
use super::texts::Texts;
use super::visitor::Visit;

/// The path of the help page.
pub(super) const PATH: &str = "/help";

#[derive(Template)]
#[template(path = "web/help.html")]
struct HelpPage<'a> {
    chrome: Chrome<'a>,
    chapters: [(&'static str, Vec<&'static str>); 5],
    /// The states of faxes that are sent or received, each with its explanation.
    states: [(&'static str, &'static str); 11],
}

/// Shows the help page.
pub(super) async fn page(Visit(house, user): Visit) -> Result<Response, Refusal> {
    let t = user.visitor.texts;
    let page = HelpPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Nowhere),
        chapters: [
            (t.help_receive, vec![t.help_receive_text]),
            (t.help_send, vec![t.help_send_text, t.help_send_more]),
            (t.help_find, vec![t.help_find_text]),
            (t.help_share, vec![t.help_share_text]),
            (t.help_failed, vec![t.help_failed_text, t.help_failed_more]),
        ],
        states: states(t),
    };
    Ok(html(&page))
}

fn states(t: &Texts) -> [(&'static str, &'static str); 11] {
    [
        (t.state_number, t.help_number),
        (t.state_suspended, t.help_suspended),
        (t.state_pending, t.help_pending),
        (t.state_sleeping, t.help_sleeping),
        (t.state_blocked, t.help_blocked),
        (t.state_ready, t.help_ready),
        (t.state_active, t.help_active),
        (t.state_done, t.help_done),
        (t.state_failed, t.help_not_sent),
        (t.state_cancelled, t.help_cancelled),
        (t.is_incomplete, t.help_incomplete),
    ]
}
