//! What the line at the top of a job's pages says.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::job_options as option;
use super::jobs::Job;
use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;
use ferrofax_document::header_line::{HeaderLine, Placement, Values};

/// What the header line of a page says, but for the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderFacts {
    /// Its template, and where it stands.
    pub line: HeaderLine,
    /// The sender's time zone; empty: the machine's.
    pub zone: String,
    /// The sender's name.
    pub from: String,
    /// The sender's number.
    pub number: String,
    /// The sender's identification.
    pub station: String,
    /// The receiver's name or number.
    pub to: String,
    /// Which page, from 1.
    pub page: u32,
    /// How many pages.
    pub pages: u32,
    /// The job's tag.
    pub tag: String,
}

impl HeaderFacts {
    /// What the line of a job's page says; `None` if it gets none. `wanted` goes before what
    /// the job says of its place.
    pub fn of_job(job: &Job, page: u32, wanted: Option<&str>) -> Option<Self> {
        let pages = u32::try_from(job.pages.len()).unwrap_or(u32::MAX);
        let facts = Self::of(&job.options, &job.number, wanted)?;
        Some(Self { page, pages, tag: job.tag.clone(), ..facts })
    }

    /// The same of what has these options and goes to this number, on the first of one page.
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
        // A template that can't be read costs no fax.
        let template = match text(option::HEADER_FORMAT) {
            empty if empty.is_empty() => HeaderLine::DEFAULT_TEMPLATE.to_owned(),
            template => template,
        };
        let line = HeaderLine::parse(&template, placement)
            .inspect_err(|error| log::warn!("a header line is the usual one: {error}"))
            .or_else(|_| HeaderLine::parse(HeaderLine::DEFAULT_TEMPLATE, placement))
            .ok()?;
        // The sender's words, else what the job says of its sender.
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

    /// The same with the time, in the sender's zone.
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
