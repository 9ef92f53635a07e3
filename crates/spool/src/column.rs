//! Reads columns of the database that hold words of closed lists, or counts.

use super::window::Windows;
use crate::database::{self, Row};
use ferrofax_ground::t4::Coding;
pub use ferrofax_store::column::{count, known_word, optional_word, word, word_or};

/// Reads the column `coding`; none if it holds nothing. An unknown word is an error.
pub(crate) fn optional_coding(row: &Row<'_>) -> database::Result<Option<Coding>> {
    optional_word(row, "coding", |text| {
        Coding::WITH_COLOUR.into_iter().find(|coding| coding_name(*coding) == text)
    })
}

/// The name of a coding in the database.
pub(crate) const fn coding_name(coding: Coding) -> &'static str {
    match coding {
        Coding::Mh => "MH",
        Coding::Mr => "MR",
        Coding::Mmr => "MMR",
        Coding::Jbig => "JBIG",
        Coding::Jpeg => "JPEG",
        Coding::T43 => "T.43",
    }
}

/// Reads the columns `windows` and `zone`: the hours in which a job may be sent, or none. If the
/// hours can't be read any longer (the system may have lost the time zone), the job is sent at any
/// hour. A fax at the wrong hour is better than no fax.
pub(crate) fn windows(row: &Row<'_>) -> database::Result<Option<Windows>> {
    let Some(text) = row.get::<_, Option<String>>("windows")? else { return Ok(None) };
    let zone: String = row.get("zone")?;
    Ok(Windows::parse(&text, &zone).unwrap_or_else(|error| {
        log::error!("a job's hours are not observed: {error}");
        None
    }))
}
