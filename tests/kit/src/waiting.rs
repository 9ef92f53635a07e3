//! A fax that waits for its number, as a network printer takes it in.

use std::path::{Path, PathBuf};

use ferrofax::UnixMs;
use ferrofax::document::tiff::{Appender, NewPage};
use ferrofax::spool::Spool;
use ferrofax::spool::jobs::{JobId, NewDocument, Origin};
use ferrofax::spool::submission::{Draft, prepare};
use ferrofax::t4::{Bitmap, PageQuality, Resolution};

/// One page of this device's, printed by `owner`. The page is made in `folder`.
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

/// The document.
pub fn page(folder: &Path) -> PathBuf {
    let path = folder.join("page.tif");
    if !path.exists() {
        let bitmap = Bitmap::white(1728, 100);
        let (resolution, quality) = (Resolution::Fine, PageQuality::default());
        let page =
            NewPage { bitmap: &bitmap, resolution, quality, date_time: "2026:11:20 09:00:00" };
        Appender::open(&path).unwrap().append(&page).unwrap();
    }
    path
}
