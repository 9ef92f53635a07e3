//! What the line at the top of a job's pages says.

use crate::service::page_feed::HeaderFacts;
use ferrofax_document::header_line::{HeaderLine, Placement};
use ferrofax_spool::jobs::{Job, JobPage};
use ferrofax_spool::sending::option;

/// What the header line of a job's page says; `None` if it gets none. `wanted` goes
/// before what the job says of its place.
pub(super) fn header_facts(job: &Job, page: &JobPage, wanted: Option<&str>) -> Option<HeaderFacts> {
    let text = |name: &str| job.options.get(name).cloned().unwrap_or_default();
    let placement = match wanted.unwrap_or(&text(option::HEADER)) {
        "no" => return None,
        "over" => Placement::Over,
        _ => Placement::Above,
    };
    // A template that can't be read costs no fax.
    let template = match text(option::HEADER_FORMAT) {
        empty if empty.is_empty() => HeaderLine::DEFAULT_TEMPLATE.to_owned(),
        template => template,
    };
    let line = HeaderLine::parse(&template, placement)
        .inspect_err(|error| {
            log::warn!("job {}: its header line is the usual one: {error}", job.id)
        })
        .or_else(|_| HeaderLine::parse(HeaderLine::DEFAULT_TEMPLATE, placement))
        .ok()?;
    // The sender's words, else what the job says of its sender.
    let first_of = |names: [&str; 2]| {
        names.into_iter().map(text).find(|text| !text.is_empty()).unwrap_or_default()
    };
    Some(HeaderFacts {
        line,
        zone: text(option::TIME_ZONE),
        from: first_of([option::HEADER_TEXT, option::NAME]),
        number: first_of([option::IDENT, option::CALLER_NUMBER]),
        station: text(option::IDENT),
        to: Some(text(option::RECIPIENT))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| job.number.clone()),
        page: page.number,
        pages: u32::try_from(job.pages.len()).unwrap_or(u32::MAX),
        tag: job.tag.clone(),
    })
}
