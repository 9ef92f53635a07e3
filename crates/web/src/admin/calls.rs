//! The web page with the list of recorded calls. Users can filter the list by day, number, device
//! and outcome.

use askama::Template;
use axum::extract::Query;
use serde::Deserialize;

use super::call::{Facts, facts};
use super::{Ways, ways};
use crate::lists;
use crate::page::{Chrome, Here};
use crate::refusal::{Result, html, urlencoded};
use crate::visitor::Visit;
use ferrofax_spool::{RecordId, RecordQuery};

/// The number of recorded calls that one web page of the list shows.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "web/admin/calls.html")]
struct CallsPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    looking: &'a Looking,
    rows: Vec<Facts>,
    next: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Looking {
    day: String,
    number: String,
    device: String,
    /// The filter by the outcome of the fax call: `badly` shows failed calls, `well` successful
    /// ones. Any other text shows both.
    went: String,
    below: Option<i64>,
}

/// Shows the web page with the list of recorded calls.
pub(super) async fn page(Visit(house, user): Visit, Query(looking): Query<Looking>) -> Result {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let query = looking.query()?;
    let mut found = house.at_desk(move |desk| desk.call_records(&person, &query)).await?;
    let goes_on = found.len() > ROWS;
    found.truncate(ROWS);
    let last = found.last().filter(|_| goes_on);
    let page = CallsPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Admin),
        ways: ways(&house, &user),
        way: "/admin/calls",
        next: last.map(|last| looking.address(last.id)),
        rows: found.iter().map(|record| facts(record, texts)).collect(),
        looking: &looking,
    };
    Ok(html(&page))
}

impl Looking {
    fn query(&self) -> Result<RecordQuery> {
        let (since, until) = lists::day(&self.day)?;
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(RecordQuery {
            is_ok: match self.went.as_str() {
                "well" => Some(true),
                "badly" => Some(false),
                _ => None,
            },
            number: said(&self.number),
            device: said(&self.device),
            since,
            until,
            below: self.below.map(RecordId),
            // One entry more than is shown is read, to find out whether there is a next page.
            limit: ROWS as u32 + 1,
            ..RecordQuery::default()
        })
    }

    fn address(&self, below: RecordId) -> String {
        let [day, number, device, went] =
            [&self.day, &self.number, &self.device, &self.went].map(|word| urlencoded(word));
        format!("/admin/calls?day={day}&number={number}&device={device}&went={went}&below={below}")
    }
}
