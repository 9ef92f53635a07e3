//! Several received faxes in one ZIP archive, by the API and in the web interface, or in one PDF by
//! the API.

use std::process::Command;

use serde_json::{Value, json};

use crate::api_keys::{JSON, key, problem, program};
use crate::audited;
use crate::house;
use crate::passed_on::{sheets, short_fax};
use crate::programs::is_there;
use crate::reader::{Page, Reader};
use ferrofax_kit::spools;

fn archive(who: &mut Reader, faxes: &Value) -> Page {
    let body = json!({ "faxes": faxes }).to_string();
    who.ask("POST", "/api/v1/faxes/archive", &JSON, body.as_bytes())
}

/// The names in an archive. Python checks the sums of its files, too.
fn names(folder: &std::path::Path, bytes: &[u8]) -> Option<Vec<String>> {
    if !is_there("python3") {
        return None;
    }
    let path = folder.join("faxes.zip");
    std::fs::write(&path, bytes).unwrap();
    let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n\
                  for n in z.namelist():\n    assert z.read(n).startswith(b'%PDF')\n    print(n)";
    let read = Command::new("python3").args(["-c", script]).arg(path).output().unwrap();
    assert!(read.status.success(), "{read:?}");
    Some(String::from_utf8(read.stdout).unwrap().lines().map(str::to_owned).collect())
}

#[test]
fn an_archive_has_a_file_for_each_fax_and_is_audited() {
    let rig = house::rig();
    let numbers = ["0991270061", "../../etc/passwd", ""];
    let faxes: Vec<i64> =
        numbers.iter().map(|number| house::fax(&rig, "2101", number, "").0).collect();
    let reader = key(&rig, "alice", "faxes:read");
    let serving = rig.serve();
    let to = serving.addresses[0];
    let mut alice = program(to, &reader);
    let page = archive(&mut alice, &json!([faxes[0], faxes[1], faxes[2], faxes[0]]));
    assert_eq!((page.status, page.header("content-type")), (200, Some("application/zip")));
    if let Some(names) = names(rig.folder.path(), &page.bytes) {
        assert_eq!(names.len(), 3, "each once: {names:?}");
        assert!(
            names[0].starts_with("fax-1-") && names[0].ends_with("-0991270061.pdf"),
            "{names:?}"
        );
        assert!(names.iter().all(|name| !name.contains('/') && !name.contains("..")), "{names:?}");
    }
    assert_eq!(audited(&rig, &["\"archive\"", "alice", "\"granted\":true"]), 3);
    // In the web interface, too.
    let mut browser = Reader::logged_in(to, "alice", "secret");
    browser.get("/in");
    let page = browser.post("/in/bulk", &[("do", "zip"), ("fax", "1"), ("fax", "2")]);
    assert_eq!((page.status, page.header("content-type")), (200, Some("application/zip")));
    if let Some(names) = names(rig.folder.path(), &page.bytes) {
        assert_eq!(names.len(), 2);
    }
}

/// Nothing of a fax that the user may not see is in an archive, and too large ones are refused.
#[test]
fn an_archive_goes_by_the_rights_of_the_user_for_each_fax() {
    let rig = house::rig();
    let own = house::fax(&rig, "2101", "0991270061", "").0;
    let of_bob = house::fax(&rig, "2102", "0991270062", "").0;
    let keys = [key(&rig, "alice", "faxes:read"), key(&rig, "alice", "faxes:write,jobs:read")];
    let serving = rig.serve();
    let to = serving.addresses[0];
    let [mut alice, mut writer] = keys.map(|key| program(to, &key));
    let said = |status: u16, kind: &str| (status, kind.to_owned());
    let across = archive(&mut alice, &json!([own, of_bob]));
    assert_eq!(problem(&across), said(404, "not-there"), "nothing is sent of either");
    assert_eq!(audited(&rig, &["\"archive\"", "not-yours", "\"granted\":false"]), 1);
    assert_eq!(audited(&rig, &["\"archive\"", "\"granted\":true"]), 0);
    assert_eq!(problem(&archive(&mut alice, &json!([9_999]))), said(404, "not-there"));
    assert_eq!(problem(&archive(&mut writer, &json!([own]))), said(403, "scope"));
    assert_eq!(problem(&archive(&mut alice, &json!([]))), said(422, "unfit"));
    let many: Vec<i64> = (1..=201).collect();
    let refused = archive(&mut alice, &json!(many));
    assert_eq!(problem(&refused), said(422, "unfit"));
    assert!(refused.text().contains("an archive has at most 200 faxes"), "{}", refused.text());
    assert_eq!(problem(&archive(&mut alice, &json!(["1"]))).0, 422);
    let mut browser = Reader::logged_in(to, "alice", "secret");
    browser.get("/in");
    let other = of_bob.to_string();
    let page = browser.post("/in/bulk", &[("do", "zip"), ("fax", &other)]);
    assert_eq!(page.status, 404, "{}", page.text());
    let mut without_secret = Reader::logged_in(to, "alice", "secret");
    let form = format!("do=zip&fax={own}");
    let media_type = "application/x-www-form-urlencoded";
    let page = without_secret.post_as(media_type, "/in/bulk", form.as_bytes());
    assert!(page.status >= 400, "a page of others cannot have it made: {}", page.head);
}

/// A fax without a document is refused before anything is sent or audited.
#[test]
fn an_archive_with_a_fax_that_has_no_document_is_refused_as_a_whole() {
    let rig = house::rig();
    let whole = house::fax(&rig, "2101", "0991270061", "");
    let lost = house::fax(&rig, "2101", "0991270062", "");
    std::fs::remove_file(rig.spool.faxes().document_path(lost).unwrap()).unwrap();
    let new = spools::call("2101", "", ferrofax::UnixMs::now());
    let bare = rig.spool.receiving().begin_fax(&new).unwrap();
    let reader = key(&rig, "alice", "faxes:read");
    let serving = rig.serve();
    let mut alice = program(serving.addresses[0], &reader);
    for missing in [lost, bare] {
        let refused = archive(&mut alice, &json!([whole.0, missing.0]));
        assert_eq!(problem(&refused), (422, "unfit".to_owned()));
        let text = format!("fax {missing} has no pages");
        assert!(refused.text().contains(&text), "{}", refused.text());
    }
    assert_eq!(audited(&rig, &["\"archive\"", "\"granted\":true"]), 0);
    assert_eq!(archive(&mut alice, &json!([whole.0])).status, 200);
}

/// The PDF is the same as that of the web interface (`passed_on`).
#[test]
fn one_pdf_of_several_faxes_has_their_pages_in_the_order_of_the_request() {
    let rig = house::rig();
    let faxes = [house::fax(&rig, "2101", "0991270061", "").0, short_fax(&rig).0];
    let of_bob = house::fax(&rig, "2102", "0991270063", "").0;
    let reader = key(&rig, "alice", "faxes:read");
    let writer = key(&rig, "alice", "faxes:write");
    let serving = rig.serve();
    let to = serving.addresses[0];
    let mut alice = program(to, &reader);
    let join = |who: &mut Reader, faxes: &Value| {
        let body = json!({ "faxes": faxes }).to_string();
        who.ask("POST", "/api/v1/faxes/document.pdf", &JSON, body.as_bytes())
    };
    let page = join(&mut alice, &json!([faxes[1], faxes[0], faxes[1]]));
    assert_eq!((page.status, page.header("content-type")), (200, Some("application/pdf")));
    let joined = sheets(&page.bytes);
    assert_eq!(joined.len(), 3, "each fax once");
    let other = sheets(&join(&mut alice, &json!(faxes)).bytes);
    assert_eq!([&joined[1..], &joined[..1]].concat(), other);
    assert_ne!(joined, other);
    assert_eq!(audited(&rig, &["\"archive\"", "alice", "\"granted\":true"]), 4);

    let said = |status: u16, kind: &str| (status, kind.to_owned());
    assert_eq!(problem(&join(&mut alice, &json!([faxes[0], of_bob]))), said(404, "not-there"));
    assert_eq!(problem(&join(&mut alice, &json!([]))), said(422, "unfit"));
    let many: Vec<i64> = (1..=201).collect();
    let refused = join(&mut alice, &json!(many));
    assert_eq!(problem(&refused), said(422, "unfit"));
    assert!(refused.text().contains("one PDF has at most 200 faxes"), "{}", refused.text());
    assert_eq!(problem(&join(&mut program(to, &writer), &json!([1]))), said(403, "scope"));
}
