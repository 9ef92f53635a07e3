//! The content of the header line at the top of a job's pages.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::job_options as option;
use super::jobs::Job;
use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;
use ferrofax_document::header_line::{HeaderLine, Placement, Values};

/// The content of the header line of one page, except the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderFacts {
    /// The template of the line, and its place on the page.
    pub line: HeaderLine,
    /// The name of the sender's time zone; empty: the time zone of the machine.
    pub zone: String,
    /// The sender's name.
    pub from: String,
    /// The sender's number.
    pub number: String,
    /// The sender's identification.
    pub station: String,
    /// The name or number of the recipient.
    pub to: String,
    /// The number of the page, from 1.
    pub page: u32,
    /// The number of pages.
    pub pages: u32,
    /// The job's tag.
    pub tag: String,
}

impl HeaderFacts {
    /// The content of the header line of a page of this job; `None` if the page gets no header
    /// line. `wanted` is the place of the line, and replaces the place that the job's options name.
    pub fn of_job(job: &Job, page: u32, wanted: Option<&str>) -> Option<Self> {
        let pages = u32::try_from(job.pages.len()).unwrap_or(u32::MAX);
        let facts = Self::of(&job.options, &job.number, wanted)?;
        Some(Self { page, pages, tag: job.tag.clone(), ..facts })
    }

    /// The content of the header line of a fax with these options to this number, as if it had one
    /// page.
    pub fn of(
        options: &BTreeMap<String, String>,
        number: &str,
        wanted: Option<&str>,
    ) -> Option<Self> {
        let text = |name: &str| options.get(name).cloned().unwrap_or_default();
        let placement = match wanted.unwrap_or(&text(option::HEADER)) {
            "no" => return None,
            "over" => Placement::Over,
            _ => Placement::Above,
        };
        // A template that can't be read is replaced by the default, so that no fax fails because of
        // it.
        let template = match text(option::HEADER_FORMAT) {
            empty if empty.is_empty() => HeaderLine::DEFAULT_TEMPLATE.to_owned(),
            template => template,
        };
        let line = HeaderLine::parse(&template, placement)
            .inspect_err(|error| log::warn!("a header line is the usual one: {error}"))
            .or_else(|_| HeaderLine::parse(HeaderLine::DEFAULT_TEMPLATE, placement))
            .ok()?;
        // The first value that is set: the sender's own words, or else a fact about the sender from
        // the job.
        let first_of = |names: [&str; 2]| {
            names.into_iter().map(text).find(|text| !text.is_empty()).unwrap_or_default()
        };
        Some(Self {
            line,
            zone: text(option::TIME_ZONE),
            from: first_of([option::HEADER_TEXT, option::NAME]),
            number: first_of([option::IDENT, option::CALLER_NUMBER]),
            station: text(option::IDENT),
            to: Some(text(option::RECIPIENT))
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| number.to_owned()),
            page: 1,
            pages: 1,
            tag: String::new(),
        })
    }

    /// The values for the template, with the time in the sender's time zone.
    pub fn values(&self, now: UnixMs) -> Values {
        let zone: TimeZone = match self.zone.as_str() {
            "" => zone::system(),
            name => zone::named(name).unwrap_or_else(|_| zone::system()),
        };
        Values {
            when: now.timestamp().unwrap_or_default().to_zoned(zone),
            from: self.from.clone(),
            number: self.number.clone(),
            station: self.station.clone(),
            to: self.to.clone(),
            page: self.page,
            pages: self.pages,
            tag: self.tag.clone(),
        }
    }
}
