//! The preview of a draft, exactly as it will be sent: each recipient's cover page, the documents,
//! and the header line.

use std::fs::File;
use std::path::PathBuf;

use super::store::Open;
use super::{Draft, Recipient, disk};
use crate::{Desk, DeskError, Person};
use ferrofax_basics::UnixMs;
use ferrofax_basics::show;
use ferrofax_convert::{AnswerCode, Cover, Document, Pages, Wanted, pages_of};
use ferrofax_rights::order::{self, OrderError};
use ferrofax_spool::jobs::COVER_PAGE;
use ferrofax_spool::sending::option;
use ferrofax_spool::value::yes_no;
use ferrofax_spool::wish::Wish;
use ferrofax_spool::{DeviceRecord, HeaderFacts};
use sha2::{Digest, Sha256};

/// A fax page of a draft's preview.
#[derive(Clone, Debug)]
pub struct DraftPage {
    /// The TIFF-F document that contains the fax page.
    pub document: PathBuf,
    /// The number of the fax page in the document, from 1.
    pub page: u32,
    /// The content of the header line above the fax page; `None`: the fax page has no header line.
    pub top: Option<HeaderFacts>,
}

/// The defaults of the options that a fax does not set itself, for the form of a new fax.
#[derive(Clone, Debug)]
pub struct FormUsual {
    /// Whether the fax has a cover page.
    pub has_cover: bool,
    /// The name of the time zone in which a time without a zone is read; empty: the time zone of
    /// this machine.
    pub zone: String,
}

/// A document of the preview: a cover page, or one of the draft's documents.
pub(super) struct Part {
    path: PathBuf,
    pub(super) name: String,
    pages: u32,
    /// The answer code, if this is a cover page with such a code.
    answer_code: Option<AnswerCode>,
}

impl Part {
    pub(super) fn open(&self) -> Result<Pages, DeskError> {
        let mut pages = Pages::kept(File::open(&self.path).map_err(disk)?, self.pages);
        pages.answer_code.clone_from(&self.answer_code);
        Ok(pages)
    }
}

impl Desk {
    /// The number of pages that each recipient of a draft gets, including the cover page.
    pub fn draft_pages(&self, draft: &Draft) -> Result<u32, DeskError> {
        let pages: u32 = draft.documents.iter().map(|one| one.pages).sum();
        let has_cover = self.has_cover(draft)?;
        Ok(pages + u32::from(has_cover && pages > 0))
    }

    /// The defaults of the options that a draft does not set itself.
    pub fn usual(&self, person: &Person, draft: &Draft) -> Result<FormUsual, DeskError> {
        let device = self.device_of(person, draft)?;
        let zone = device.and_then(|one| one.options.get(option::TIME_ZONE).cloned());
        let zone = zone.unwrap_or_default();
        Ok(FormUsual { has_cover: self.converter.cover.enabled, zone })
    }

    /// A fax page of a draft as one recipient gets it. Recipients are counted from 0. A draft
    /// without recipients still has pages.
    pub fn draft_page(
        &self,
        person: &Person,
        id: i64,
        recipient: usize,
        number: u32,
    ) -> Result<Option<DraftPage>, DeskError> {
        let open = self.opened(person, id)?;
        let device = self.device_of(person, &open.draft)?;
        let to = open.draft.recipients().into_iter().nth(recipient).unwrap_or_default();
        let parts = self.parts(person, &open, device.as_ref(), &to)?;
        let count = parts.iter().map(|part| part.pages).sum();
        let mut page = number;
        for part in parts {
            if (1..=part.pages).contains(&page) {
                let top = self.top(&open.draft, device.as_ref(), &to)?;
                let top = top.map(|top| HeaderFacts { page: number, pages: count, ..top });
                return Ok(Some(DraftPage { document: part.path, page, top }));
            }
            page = page.saturating_sub(part.pages);
        }
        Ok(None)
    }

    /// The documents that a recipient gets: the cover page, if there is one, and then the draft's
    /// documents.
    pub(super) fn parts(
        &self,
        person: &Person,
        open: &Open,
        device: Option<&DeviceRecord>,
        to: &Recipient,
    ) -> Result<Vec<Part>, DeskError> {
        let mut parts: Vec<Part> = open
            .draft
            .documents
            .iter()
            .map(|one| Part {
                path: open.pages(one.id),
                name: one.name.clone(),
                pages: one.pages,
                answer_code: None,
            })
            .collect();
        // After the restore of a backup, a draft may lack its documents.
        if let Some(gone) = parts.iter().find(|part| !part.path.exists()) {
            let text =
                format!("{}: its pages no longer exist; remove it and add it again", gone.name);
            return Err(DeskError::Unfit(text));
        }
        if parts.is_empty() || !self.has_cover(&open.draft)? {
            return Ok(parts);
        }
        let path = open.cover(to);
        if !path.exists() {
            let pages: u32 = parts.iter().map(|part| part.pages).sum();
            let cover = cover(person, &open.draft, device, to, pages + 1);
            let wanted = Wanted { max_pages: 1, ..self.wanted(&open.draft)? };
            let (made, _) = pages_of(&[Document::cover(cover)], &wanted, &self.converter)
                .map_err(|error| DeskError::from(OrderError::Document(error)))?;
            open.keep(&made.path(), &path).map_err(disk)?;
        }
        let answer_code = self.converter.cover.answer_code;
        let answer_code = answer_code.then(|| answer_code_of(&open.draft, to));
        let cover = Part { path, name: COVER_PAGE.to_owned(), pages: 1, answer_code };
        parts.insert(0, cover);
        Ok(parts)
    }

    /// Whether the draft's fax has a cover page.
    fn has_cover(&self, draft: &Draft) -> Result<bool, DeskError> {
        let wishes = draft.wishes(&Recipient::default());
        let said = wishes.read(Wish::Cover, yes_no);
        let said = said.map_err(|error| DeskError::Unfit(error.to_string()))?;
        Ok(said.unwrap_or(self.converter.cover.enabled))
    }

    fn top(
        &self,
        draft: &Draft,
        device: Option<&DeviceRecord>,
        to: &Recipient,
    ) -> Result<Option<HeaderFacts>, DeskError> {
        let mut options = device.map(|device| device.options.clone()).unwrap_or_default();
        if let Some(name) = draft.wishes(to).get(Wish::Recipient) {
            options.insert(option::RECIPIENT.to_owned(), name.to_owned());
        }
        let facts = HeaderFacts::of(&options, &to.number, None);
        Ok(facts.map(|facts| HeaderFacts { tag: draft.word("tag").to_owned(), ..facts }))
    }

    /// The sending device of a draft: the device that the draft names, or else the person's first
    /// device. `None`: the person has no device.
    pub(super) fn device_of(
        &self,
        person: &Person,
        draft: &Draft,
    ) -> Result<Option<DeviceRecord>, DeskError> {
        let said = draft.word("device");
        let own = self.devices_to_send_from(person)?;
        let named = said.parse().ok();
        let is_meant = |device: &DeviceRecord| match &named {
            Some(named) => device.name().may_be(named),
            None => own.first() == Some(&device.name()),
        };
        Ok(self.spool.devices().list()?.into_iter().find(is_meant))
    }
}

fn cover(
    person: &Person,
    draft: &Draft,
    device: Option<&DeviceRecord>,
    to: &Recipient,
    pages: u32,
) -> Cover {
    let wishes = draft.wishes(to);
    let said = |wish: Wish| wishes.get(wish).unwrap_or_default().to_owned();
    order::cover::of_device(device)
        .with("to", said(Wish::Recipient))
        .with("to_company", said(Wish::Company))
        .with("number", to.number.as_str())
        .with("from", person.name.as_str())
        .with("subject", draft.word("subject"))
        .with("text", draft.word("message"))
        // The preview must look like the sent fax, so it shows the date of the draft's last change.
        .with("date", show::date(UnixMs(draft.changed_ms)))
        .with("pages", pages.to_string())
        .with(Cover::ANSWER_CODE, answer_code_of(draft, to).as_str())
}

/// The answer code of a recipient. It is the same in the preview and in the fax. The random number
/// of the draft makes it secret.
fn answer_code_of(draft: &Draft, to: &Recipient) -> AnswerCode {
    let sum = Sha256::new().chain_update(draft.id.to_be_bytes()).chain_update(to.line());
    let sum = sum.finalize();
    AnswerCode::of(std::array::from_fn(|at| sum[at]))
}
