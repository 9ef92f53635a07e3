//! Finds the documents of a fax, of which a caller may send several in one call. Where it is
//! uncertain where a document begins, the fax is not split.

use ferrofax_reading::codes::MOST_CODES;
use ferrofax_reading::{PageText, ReadFax};
use ferrofax_spool::{FaxStatus, PageRecord, PartPages, ReceivedFax};

use super::SortingSettings;
use super::decision::{CUT_OFF, damaged, is_damaged, not_read, too_many_codes};
use super::pattern::Pattern;

/// The maximum number of documents of a fax.
const MOST_DOCUMENTS: usize = 100;

/// The documents of a fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Documents {
    /// The fax is one document.
    One,
    /// The pages of each document.
    Several(Vec<PartPages>),
    /// It is uncertain, for this reason.
    Uncertain(String),
}

/// A page, as the settings see it.
enum Sheet {
    /// It begins a document.
    First,
    /// It continues the document before it.
    Next,
    Blank,
}

/// Finds the documents of a fax. `text` is what was read on it.
pub(crate) fn documents(
    settings: &SortingSettings,
    fax: &ReceivedFax,
    text: Option<&ReadFax>,
) -> Documents {
    if settings.devices.iter().any(|named| fax.device.may_be(named)) && settings.splits() {
        documents_of(settings, (&fax.pages, fax.status == FaxStatus::Received), text)
    } else {
        Documents::One
    }
}

/// Finds the documents of these pages. `is_whole`: no page is missing at the end.
fn documents_of(
    settings: &SortingSettings,
    (pages, is_whole): (&[PageRecord], bool),
    text: Option<&ReadFax>,
) -> Documents {
    let mut sheets = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        match sheet(settings, page, text, at) {
            Ok(sheet) => sheets.push(sheet),
            Err(why) => return Documents::Uncertain(why),
        }
    }
    let parts = parts(settings, &sheets);
    let is_one = parts.len() == 1 && parts[0].len() == sheets.len();
    if parts.is_empty() || is_one {
        Documents::One
    } else if !is_whole {
        Documents::Uncertain(CUT_OFF.to_owned())
    } else if parts.len() > MOST_DOCUMENTS {
        Documents::Uncertain(format!("it has more than {MOST_DOCUMENTS} documents"))
    } else {
        Documents::Several(parts)
    }
}

fn sheet(
    settings: &SortingSettings,
    record: &PageRecord,
    text: Option<&ReadFax>,
    at: usize,
) -> Result<Sheet, String> {
    let page = text.and_then(|text| text.pages.get(at)?.as_ref());
    let page = page.ok_or_else(|| not_read(at))?;
    if page.is_blank_inside && (settings.split_at_blank_pages || settings.remove_blank_pages) {
        // Rows that could not be decoded show the row above them, which may be white.
        let is_certain = record.complete && !is_damaged(record);
        return if is_certain { Ok(Sheet::Blank) } else { Err(damaged(at)) };
    }
    let codes = || page.codes.iter().flatten();
    let begins = |pattern: &Pattern| codes().any(|code| pattern.fits(&code.text));
    if settings.split_at_codes.iter().any(begins) {
        return Ok(Sheet::First);
    }
    // The first page begins a document in any case.
    if at > 0 && !settings.split_at_codes.is_empty() {
        code_may_be_hidden(record, page, at).map_or(Ok(()), Err)?;
    }
    Ok(Sheet::Next)
}

/// The reason why a page may have a code that was not read.
fn code_may_be_hidden(record: &PageRecord, page: &PageText, at: usize) -> Option<String> {
    match &page.codes {
        None => Some(not_read(at)),
        Some(codes) if codes.len() >= MOST_CODES => Some(too_many_codes(at)),
        Some(_) => is_damaged(record).then(|| damaged(at)),
    }
}

/// The pages of each document, without those that are left out.
fn parts(settings: &SortingSettings, sheets: &[Sheet]) -> Vec<PartPages> {
    let mut parts = vec![Vec::new()];
    for (at, sheet) in sheets.iter().enumerate() {
        let begins = match sheet {
            Sheet::First => true,
            Sheet::Next => false,
            Sheet::Blank => settings.split_at_blank_pages,
        };
        if begins {
            parts.push(Vec::new());
        }
        if !matches!(sheet, Sheet::Blank) {
            parts.last_mut().into_iter().for_each(|part| part.push(at));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A part of a fax, as it will be received: its pages, and what was read on them.
pub(crate) fn part(
    fax: &ReceivedFax,
    text: Option<&ReadFax>,
    pages: &[usize],
) -> (ReceivedFax, Option<ReadFax>) {
    let records = pages.iter().filter_map(|at| fax.pages.get(*at).cloned());
    let read = text.map(|text| {
        let pages = pages.iter().map(|at| text.pages.get(*at).cloned().flatten());
        // The pages of the further readings are not known. A part is read again.
        ReadFax { pages: pages.collect(), again: Vec::new(), ..text.clone() }
    });
    (ReceivedFax { pages: records.collect(), ..fax.clone() }, read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use ferrofax_reading::{Code, Symbology};

    const BOTH: &str = "split_at_codes = [\"SEP*\"]\nsplit_at_blank_pages = true\n";

    fn settings(keys: &str) -> SortingSettings {
        let text = format!(
            "[reading]\nenabled = true\n[sorting]\ndevices = [\"1000\"]\n{keys}\
             [[rule]]\nname = \"x\"\nwords = [\"Radiology\"]\nto_device = \"2103\"\n"
        );
        Settings::parse(&text).unwrap().sorting
    }

    /// A fax with these pages: `-` is blank, `!` is not read, `?` has unread codes, `*` is full of
    /// codes, `~` is damaged, `=` is blank and damaged, and any other text is a code.
    fn fax(pages: &[&str]) -> (Vec<PageRecord>, ReadFax) {
        let page = |content: &&str| {
            let code = |text: &str| Code {
                symbology: Symbology::Qr,
                text: text.to_owned(),
                at: (1.0, 1.0),
            };
            let codes = match *content {
                "!" => return None,
                "?" => None,
                "*" => Some(vec![code("other"); MOST_CODES]),
                "" | "-" | "~" | "=" => Some(Vec::new()),
                text => Some(vec![code(text)]),
            };
            let is_blank_inside = ["-", "="].contains(content);
            Some(PageText { is_blank_inside, codes, ..PageText::default() })
        };
        let read = ReadFax { pages: pages.iter().map(page).collect(), ..ReadFax::default() };
        let record = |(number, content): (u32, &&str)| PageRecord {
            number,
            width: 1728,
            rows: 2290,
            x_dpi: 204.0,
            y_dpi: 196.0,
            coding: None,
            rate_bps: None,
            ecm: None,
            bad_rows: if ["~", "="].contains(content) { 100 } else { 0 },
            longest_bad_run: if ["~", "="].contains(content) { 100 } else { 0 },
            complete: true,
            confirmed: true,
            received_at: None,
        };
        ((1..).zip(pages).map(record).collect(), read)
    }

    fn of(keys: &str, pages: &[&str]) -> Documents {
        let (pages, read) = fax(pages);
        documents_of(&settings(keys), (&pages, true), Some(&read))
    }

    fn several(parts: &[&[usize]]) -> Documents {
        Documents::Several(parts.iter().map(|part| part.to_vec()).collect())
    }

    #[test]
    fn codes_and_blank_pages_divide_documents() {
        assert_eq!(of(BOTH, &["", "", ""]), Documents::One);
        assert_eq!(of(BOTH, &["SEP 1", "", "SEP 2"]), several(&[&[0, 1], &[2]]));
        assert_eq!(of(BOTH, &["", "SEP", "-", "", "-"]), several(&[&[0], &[1], &[3]]));
        assert_eq!(of(BOTH, &["-", "", "", "-"]), several(&[&[1, 2]]));
        assert_eq!(of(BOTH, &["other", "", "other"]), Documents::One);
        // A fax that has only blank pages, and a part of a fax, remain as they are.
        assert_eq!(of(BOTH, &["-", "-"]), Documents::One);
        assert_eq!(of(BOTH, &["SEP 1", ""]), Documents::One);
    }

    #[test]
    fn each_setting_has_its_own_effect() {
        let pages = ["", "-", "SEP", "-"];
        assert_eq!(of("", &pages), Documents::One);
        let codes = "split_at_codes = [\"SEP*\"]\n";
        assert_eq!(of(codes, &pages), several(&[&[0, 1], &[2, 3]]));
        assert_eq!(of("split_at_blank_pages = true\n", &pages), several(&[&[0], &[2]]));
        assert_eq!(of("remove_blank_pages = true\n", &pages), several(&[&[0, 2]]));
    }

    #[test]
    fn a_document_that_may_begin_unseen_is_not_guessed() {
        let uncertain = |why: &str| Documents::Uncertain(why.to_owned());
        assert_eq!(of(BOTH, &["", "!"]), uncertain("page 2 is not read"));
        assert_eq!(of(BOTH, &["", "?"]), uncertain("page 2 is not read"));
        assert_eq!(of(BOTH, &["", "*"]), uncertain("page 2 has too many codes"));
        assert_eq!(of(BOTH, &["", "~"]), uncertain("page 2 is damaged"));
        for keys in ["split_at_blank_pages = true\n", "remove_blank_pages = true\n"] {
            assert_eq!(of(keys, &["", "=", ""]), uncertain("page 2 is damaged"), "{keys}");
        }
        // The first page begins a document in any case.
        assert_eq!(of(BOTH, &["?", "SEP"]), several(&[&[0], &[1]]));
        // Damage makes no page blank.
        assert_eq!(of("split_at_blank_pages = true\n", &["", "~"]), Documents::One);
        let (pages, read) = fax(&["", "SEP"]);
        let of = |is_whole, text| documents_of(&settings(BOTH), (&pages, is_whole), text);
        assert_eq!(of(true, None), uncertain("page 1 is not read"));
        assert_eq!(of(false, Some(&read)), uncertain(CUT_OFF));
    }

    #[test]
    fn a_fax_has_a_limited_number_of_documents() {
        let codes = vec!["SEP"; MOST_DOCUMENTS];
        assert!(matches!(of(BOTH, &codes), Documents::Several(_)));
        let codes = vec!["SEP"; MOST_DOCUMENTS + 1];
        assert_eq!(
            of(BOTH, &codes),
            Documents::Uncertain(format!("it has more than {MOST_DOCUMENTS} documents"))
        );
    }
}
