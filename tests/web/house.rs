//! A house with people, devices and faxes, for the tests of what they see.

use ferrofax::UnixMs;
use ferrofax::spool::jobs::{JobLease, NewDocument, NewJob};
use ferrofax::spool::{FaxId, NewFax};
use ferrofax::t4::Bitmap;

use crate::SETTINGS;
use crate::reader::Reader;
use crate::rig::{Rig, Serving};
use crate::waiting;
use ferrofax_kit::received;
use ferrofax_kit::spools;

/// A name that would do harm in a page that does not escape it.
pub(crate) const HOSTILE: &str = "<script>alert(1)</script>\"'&";

/// Alice and bob have a device each and share 2103, of which dora is the desk;
/// chief is the administrator.
pub(crate) fn rig() -> Rig {
    Rig::new(&settings())
}

/// The same, and its service.
pub(crate) fn served() -> (Rig, Serving) {
    Rig::served(&settings())
}

/// The same, and alice, who has logged in.
pub(crate) fn alice() -> (Rig, Serving, Reader) {
    crate::alice_at(&settings())
}

pub(crate) fn settings() -> String {
    format!(
        "{SETTINGS}
[[user]]
name = \"dora\"
password = \"desk\"
role = \"desk\"

[[user]]
name = \"chief\"
password = \"chief\"
role = \"administrator\"

[[group]]
name = \"sales\"
devices = [\"2102\"]
members = [\"bob\", \"dora\"]
"
    )
}

/// A page with a line across it.
fn picture() -> Bitmap {
    let mut bitmap = Bitmap::white(1728, 2200);
    (0..1728).for_each(|at| bitmap.set(at, at, true));
    bitmap
}

/// A fax whose call has begun.
pub(crate) fn begun_fax(rig: &Rig, device: &str, calling: &str) -> FaxId {
    let new = spools::call(device, calling, UnixMs::now());
    rig.spool.receiving().begin_fax(&new).unwrap()
}

/// A page of it comes.
pub(crate) fn append_page(rig: &Rig, fax: FaxId, number: u32) {
    rig.spool
        .receiving()
        .append_page(fax, &received::page(number, picture(), UnixMs::now()))
        .unwrap();
}

/// A fax of one page that has come to this device, and that this rule has filed as junk.
pub(crate) fn junk(rig: &Rig, device: &str, calling: &str, rule: &str) -> FaxId {
    let now = UnixMs::now();
    let mailboxes = vec![format!("{device}@example.com")];
    let new = NewFax { mailboxes, ..spools::call(device, calling, now) };
    let fax = rig.spool.receiving().begin_fax(&new).unwrap();
    append_page(rig, fax, 1);
    let week = 7 * 24 * 3_600_000;
    rig.spool.faxes().file_as_junk(fax, rule, now + week).unwrap();
    rig.spool.receiving().finish_fax(fax, &received::whole(now)).unwrap();
    fax
}

/// A fax of two pages that has come to this device.
pub(crate) fn fax(rig: &Rig, device: &str, calling: &str, name: &str) -> FaxId {
    fax_with(rig, device, (calling, name), UnixMs::now())
}

/// The same at another time.
pub(crate) fn fax_at(rig: &Rig, device: &str, at: UnixMs) -> FaxId {
    fax_with(rig, device, ("0991270061", ""), at)
}

fn fax_with(rig: &Rig, device: &str, (calling, name): (&str, &str), at: UnixMs) -> FaxId {
    let new = NewFax {
        caller_name: name.into(),
        trunk: Some("PJSIP/<b>provider".into()),
        mailboxes: vec![format!("{device}@example.com")],
        ..spools::call(device, calling, at)
    };
    received::receive(&rig.spool, &new, &[picture(), picture()], at)
}

/// A call that sends a page for the owner of this device.
pub(crate) fn called(rig: &Rig, device: &str, owner: &str) -> JobLease {
    let new = NewJob {
        number: "0991 2700619".into(),
        canonical: "+499912700619".into(),
        device: format!("{device}@fax-devices").parse().unwrap(),
        owner: owner.into(),
        documents: vec![NewDocument {
            path: waiting::page(rig.folder.path()),
            name: "Invoice".into(),
        }],
        ..NewJob::default()
    };
    rig.spool.submission().submit(&new, UnixMs::now()).unwrap();
    spools::lease(&rig.spool, UnixMs::now())
}
