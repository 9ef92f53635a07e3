//! Splits a printed document into faxes. A control field FAX (`@@+FAX:…@@` with the recipient's
//! number) on a page begins a new fax, which ends before the next page with a control field FAX.

use super::finder::{Found, Read};
use super::{FaxFields, Field, FoundField, Mode, value};

/// Splits the pages of a document into faxes, page by page.
#[derive(Clone, Debug)]
pub struct Splitter {
    mode: Mode,
    /// The number of pages that were taken from the document so far.
    pages: u32,
    /// The control fields (such as `@@+FAX:…@@`) of the fax to which the page that was read last
    /// belongs.
    fields: FaxFields,
}

/// The reason why a document cannot be split into faxes. The text is a sentence that follows the
/// document's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// The first page of the document has no control field FAX (`@@+FAX:…@@`), so the page has no
    /// recipient. This is an error only in mode 2, in which the document must name the recipient.
    #[error("page {page} has no FAX field and follows none, so it has no recipient")]
    NoNumber {
        /// The number, counted from 1, of the document's page that has no recipient (no
        /// `@@+FAX:…@@`).
        page: u32,
    },
    /// A page has two control fields of one kind, such as two `@@+FAX:…@@`, with different values.
    #[error("page {page} has two different {field} fields: '{first}' and '{second}'")]
    Differ {
        /// The number, counted from 1, of the document's page with the two control fields (such as
        /// two `@@+FAX:…@@`).
        page: u32,
        /// The kind of control field that the page has twice, for example FAX (`@@+FAX:…@@`).
        field: Field,
        /// The value of the first of the two control fields (such as two `@@+FAX:…@@`) on the page,
        /// which are of one kind.
        first: String,
        /// The value of the second of the two control fields (such as two `@@+FAX:…@@`) on the
        /// page. It differs from the first value.
        second: String,
    },
    /// A control field (such as `@@+TAG:…@@`) has another value than on an earlier page of the same
    /// fax.
    #[error(
        "page {page}: {field} is '{second}' here and '{first}' on a page of the same fax before it"
    )]
    Changed {
        /// The number, counted from 1, of the later page in the document, on which the value is
        /// different.
        page: u32,
        /// The kind of control field whose value has changed between two pages, for example TAG
        /// (`@@+TAG:…@@`).
        field: Field,
        /// The control field's value on an earlier page of the fax, such as the text of
        /// `@@+TAG:…@@`.
        first: String,
        /// The different value that the control field (such as `@@+TAG:…@@`) has on page `page`,
        /// the later page.
        second: String,
    },
    /// The value of a control field (such as `@@+PRIO:…@@`) is not valid.
    #[error("page {page}: {field}: {why}")]
    Value {
        /// The number, counted from 1, of the document's page with the invalid value of a control
        /// field (such as `@@+PRIO:…@@`).
        page: u32,
        /// The kind of the control field whose value is not valid: FAX, TAG, PRIO or NOTIFY.
        field: Field,
        /// The reason why the value of the control field (such as `@@+PRIO:…@@`) is not valid. The
        /// text contains this value.
        why: String,
    },
    /// A text begins like a control field (such as `@@+FAX:…@@`), but can't be read as one.
    #[error("page {page}: '{text}' looks like a {field} field, but cannot be read as one")]
    Unread {
        /// The number, counted from 1, of the document's page with the unreadable text, which
        /// begins like a control field (such as `@@+FAX:…@@`).
        page: u32,
        /// The kind of control field (FAX, TAG, PRIO or NOTIFY) that the text begins like.
        field: Field,
        /// The text that begins like a control field, for example with `@@+FAX:`.
        text: String,
    },
}

impl FieldError {
    /// Whether the error is about the recipient's fax number.
    pub const fn is_of_number(&self) -> bool {
        match self {
            Self::NoNumber { .. } => true,
            Self::Differ { field, .. }
            | Self::Changed { field, .. }
            | Self::Value { field, .. }
            | Self::Unread { field, .. } => matches!(field, Field::Fax),
        }
    }
}

impl Splitter {
    /// Creates a splitter for a new document. `mode` decides how pages without a recipient's fax
    /// number are treated.
    pub fn new(mode: Mode) -> Self {
        Self { mode, pages: 0, fields: FaxFields::default() }
    }

    /// Takes the next page of the document. If this page begins a new fax, returns the control
    /// fields (such as `@@+FAX:…@@`) of the fax before it.
    pub fn page(&mut self, read: &Read) -> Result<Option<FaxFields>, FieldError> {
        self.pages += 1;
        let page = self.pages;
        if let Some((field, text)) = read.unread.first() {
            return Err(FieldError::Unread { page, field: *field, text: text.clone() });
        }
        let here = fields_of(page, read)?;
        if page == 1 {
            if here.number.is_none() && self.mode == Mode::Fields {
                return Err(FieldError::NoNumber { page });
            }
            self.fields = here;
            return Ok(None);
        }
        if here.number.is_some() {
            return Ok(Some(std::mem::replace(&mut self.fields, here)));
        }
        self.add(page, here).map(|()| None)
    }

    /// Ends splitting after the last page of the document, and returns the control fields (such as
    /// `@@+FAX:…@@`) of the last fax.
    pub fn finish(self) -> FaxFields {
        self.fields
    }

    /// Adds the control fields (such as `@@+TAG:…@@`) of page `page` to those of the fax to which
    /// the pages before it belong.
    fn add(&mut self, page: u32, here: FaxFields) -> Result<(), FieldError> {
        let changed = |field, first: String, second: String| {
            Err(FieldError::Changed { page, field, first, second })
        };
        let fields = &mut self.fields;
        match (&fields.tag, here.tag) {
            (Some(first), Some(second)) if *first != second => {
                return changed(Field::Tag, first.clone(), second);
            }
            (None, second) => fields.tag = second,
            _ => {}
        }
        match (fields.priority, here.priority) {
            (Some(first), Some(second)) if first != second => {
                return changed(Field::Priority, first.to_string(), second.to_string());
            }
            (None, second) => fields.priority = second,
            _ => {}
        }
        match (fields.notify.is_empty(), here.notify.is_empty()) {
            (false, false) if fields.notify != here.notify => {
                return changed(Field::Notify, fields.notify.join(", "), here.notify.join(", "));
            }
            (true, _) => fields.notify = here.notify,
            _ => {}
        }
        fields.found.extend(here.found);
        Ok(())
    }
}

/// Collects the values of the control fields (such as `@@+FAX:…@@`) on one page.
fn fields_of(page: u32, read: &Read) -> Result<FaxFields, FieldError> {
    let of = |field: Field| -> Result<Option<&Found>, FieldError> {
        let mut all = read.found.iter().filter(|found| found.field == field);
        let first = all.next();
        let other = first.and_then(|first| all.find(|other| !value::is_same(first, other)));
        match (first, other) {
            (Some(first), Some(other)) => Err(FieldError::Differ {
                page,
                field,
                first: first.value.clone(),
                second: other.value.clone(),
            }),
            (first, _) => Ok(first),
        }
    };
    let wrong = |field| move |why| FieldError::Value { page, field, why };
    let found = |found: &Found| FoundField { page, field: found.field, value: found.value.clone() };
    Ok(FaxFields {
        number: of(Field::Fax)?.map(value::number).transpose().map_err(wrong(Field::Fax))?,
        tag: of(Field::Tag)?.and_then(value::tag),
        priority: of(Field::Priority)?
            .map(value::priority)
            .transpose()
            .map_err(wrong(Field::Priority))?,
        notify: of(Field::Notify)?
            .map(value::notify)
            .transpose()
            .map_err(wrong(Field::Notify))?
            .unwrap_or_default(),
        found: read.found.iter().map(found).collect(),
    })
}

#[cfg(test)]
mod tests;
