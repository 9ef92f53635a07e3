//! The web page that shows the fax calls in progress and the waiting jobs.

use askama::Template;
use axum::response::Response;

use super::page::{Chrome, Here};
use super::refusal::{Refusal, html};
use super::visitor::Visit;
use super::words::moment;
use ferrofax_desk::{JobProgress, Now, Reception};
use ferrofax_ground::ladder::{Rung, Way};

#[derive(Template)]
#[template(path = "web/now.html")]
struct NowPage<'a> {
    chrome: Chrome<'a>,
    now: &'a Now,
    /// The faxes that are being received. Each has its start time and the frames exchanged so far.
    receiving: Vec<(&'a Reception, String, &'a [Rung])>,
    sending: Vec<(&'a JobProgress, String, &'a [Rung])>,
    oldest: Option<String>,
    /// The number of fax calls that could begin now, and the maximum number of simultaneous fax
    /// calls. `None`: the Ferrofax module in Asterisk has not published the maximum number yet.
    lines: Option<(u32, u32)>,
}

/// Shows the web page of the fax calls in progress.
pub(super) async fn page(Visit(house, user): Visit) -> Result<Response, Refusal> {
    let person = user.person.clone();
    let (now, calls) = house.at_desk(move |desk| desk.now_with_calls(&person)).await?;
    let texts = user.visitor.texts;
    let page = NowPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Now),
        receiving: calls
            .receiving
            .iter()
            .map(|(it, rungs)| (it, moment(it.started_at, texts), rungs.as_slice()))
            .collect(),
        sending: calls
            .sending
            .iter()
            .map(|(it, rungs)| (it, moment(it.dialled_at, texts), rungs.as_slice()))
            .collect(),
        oldest: now.queue.oldest_ready_at.map(|at| moment(at, texts)),
        lines: now.lines.map(|all| (all.saturating_sub(now.lines_in_use), all)),
        now: &now,
    };
    Ok(html(&page))
}
