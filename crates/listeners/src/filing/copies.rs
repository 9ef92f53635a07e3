//! Makes the files of a received fax: the document, and the data of the fax as JSON.

use super::folder::FileFormat;
use crate::shown::{instant, value_of};
use ferrofax_delivery::attachment::{Attachment, DocumentError};
use ferrofax_spool::view::FaxView;
use ferrofax_spool::{PageRecord, ReceivedFax, Spool, SpoolError};
use serde_json::{Value, json};

/// The kinds of files that are made of each fax.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The format of the file.
    pub format: FileFormat,
    /// Whether a JSON file is written beside the document.
    pub json: bool,
}

/// The contents of the files of one fax.
pub struct Copies {
    pub(super) document: Vec<u8>,
    pub(super) json: Option<Vec<u8>>,
}

/// The reason why the files of a received fax could not be made.
pub enum CopyError {
    /// The document could not be read or written.
    Document(DocumentError),
    /// The spool could not be read or written.
    Spool(SpoolError),
}

impl Copies {
    /// Makes the files of this fax. `name` is the document's file name without its extension.
    pub fn of(
        spool: &Spool,
        fax: &ReceivedFax,
        wanted: Wanted,
        name: &str,
    ) -> Result<Self, CopyError> {
        let path = spool.faxes().document_path(fax.id).map_err(CopyError::Spool)?;
        let fax = ReceivedFax { format: wanted.format.kept(), ..fax.clone() };
        let document = Attachment::new(&fax, &path).map_err(CopyError::Document)?.bytes;
        let json = wanted
            .json
            .then(|| format!("{:#}\n", facts(&fax, name, wanted.format)).into_bytes());
        Ok(Self { document, json })
    }
}

/// The facts about a fax, as in `ferrofax faxes --json`, with the file's name and the pages.
pub(super) fn facts(fax: &ReceivedFax, name: &str, format: FileFormat) -> Value {
    let mut value = value_of(FaxView::of(fax).fields());
    value["file"] = format!("{name}.{}", format.ending()).into();
    value["page_list"] = fax.pages.iter().map(page).collect();
    value
}

fn page(page: &PageRecord) -> Value {
    json!({
        "number": page.number,
        "width": page.width,
        "rows": page.rows,
        "x_dpi": page.x_dpi,
        "y_dpi": page.y_dpi,
        "rate_bps": page.rate_bps,
        "bad_rows": page.bad_rows,
        "complete": page.complete,
        "received_at": page.received_at.map_or(Value::Null, instant),
    })
}
