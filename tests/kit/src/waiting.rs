//! A fax that waits for its number, as the network printer submits it.

use std::path::{Path, PathBuf};

use ferrofax::UnixMs;
use ferrofax::spool::Spool;
use ferrofax::spool::jobs::{JobId, NewDocument, Origin};
use ferrofax::spool::submission::{Draft, prepare};
use ferrofax::t4::{Bitmap, Resolution};

use crate::pages::write_document;

/// Submits a page that `owner` has printed to this device. The page is written to `folder`.
pub fn printed(spool: &Spool, folder: &Path, device: &str, owner: &str) -> JobId {
    let path = page(folder);
    let draft = Draft {
        may_wait_for_number: true,
        device: device.into(),
        owner: owner.into(),
        created_by: Origin::Print,
        documents: vec![NewDocument { path, name: "Invoice".into() }],
        ..Draft::default()
    };
    let now = UnixMs::now();
    spool.submission().submit(&prepare(spool, &draft, now).unwrap(), now).unwrap()
}

/// Writes the document, and returns its path.
pub fn page(folder: &Path) -> PathBuf {
    let path = folder.join("page.tif");
    if !path.exists() {
        write_document(&path, &[Bitmap::white(1728, 100)], Resolution::Fine);
    }
    path
}
