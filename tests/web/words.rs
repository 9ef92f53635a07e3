//! The words on received faxes, from the reading by the service to the person who finds them.

use std::fs;
use std::process::Command;

use ferrofax::UnixMs;
use ferrofax::document::tiff;
use ferrofax::spool::{FaxId, FaxText};
use ferrofax::t4::Bitmap;
use ferrofax_kit::patience::wait_until;
use ferrofax_kit::{programs, received, spools};
use serde_json::{Value, json};

use crate::api_keys::{body, key, problem, program};
use crate::house;
use crate::reader::Reader;
use crate::rig::Rig;

const ALL: &str = "faxes:read";

const LETTER: &str = "\
Dear Sir or Madam,

the patient was admitted on the third of November with persistent headache and moderate fever.
Invoice number 20391 for medical gloves remains unpaid, although delivery took place in September.
";

fn settings(keys: &str) -> String {
    format!("{}\n[reading]\nenabled = true\n{keys}", house::settings())
}

/// The letter as a page of fine resolution.
pub(crate) fn letter(rig: &Rig) -> Bitmap {
    let [text, pages] = ["letter.txt", "letter.tif"].map(|name| rig.folder.path().join(name));
    fs::write(&text, LETTER).unwrap();
    let mut convert = Command::new(programs::ferrofax());
    convert
        .arg("convert")
        .arg(&text)
        .arg("-o")
        .arg(&pages)
        .args(["--resolution", "fine"]);
    assert!(convert.status().unwrap().success());
    tiff::read(&pages).unwrap().remove(0).bitmap().unwrap()
}

/// A fax of these pages to a device.
pub(crate) fn fax(rig: &Rig, device: &str, pages: &[Bitmap]) -> FaxId {
    let now = UnixMs::now();
    received::receive(&rig.spool, &spools::call(device, "0991270061", now), pages, now)
}

/// Waits until the service has read a fax, or has not been able to.
fn await_read(rig: &Rig, fax: FaxId) {
    wait_until(&format!("fax {fax} is read"), || {
        !matches!(rig.spool.fax_texts().text(fax), Ok(FaxText::Unread | FaxText::Waiting))
    });
}

fn found(who: &mut Reader, words: &str) -> Value {
    body(&who.get(&format!("/api/v1/faxes?search={words}")))["items"].clone()
}

fn ids(found: &Value) -> Vec<i64> {
    found
        .as_array()
        .unwrap()
        .iter()
        .map(|fax| fax["id"].as_i64().unwrap())
        .collect()
}

#[test]
fn a_fax_is_found_by_words_on_its_pages_and_only_by_those_who_may_see_it() {
    let rig = Rig::new(&settings(""));
    let blank = Bitmap::white(1728, 2200);
    let of_alice = fax(&rig, "2101", &[blank.clone(), letter(&rig)]);
    let empty = fax(&rig, "2101", &[blank]);
    let serving = rig.serve();
    [of_alice, empty].into_iter().for_each(|fax| await_read(&rig, fax));
    let to = serving.addresses[0];
    let mut alice = program(to, &key(&rig, "alice", ALL));
    let mut bob = program(to, &key(&rig, "bob", ALL));

    let faxes = found(&mut alice, "20391%20PATIENT");
    assert_eq!(ids(&faxes), [of_alice.0]);
    let place = &faxes[0]["found"];
    assert_eq!(place["page"], 2);
    assert!(place["text"].as_str().unwrap().contains("the patient was admitted"), "{place}");
    assert_eq!(place["places"].as_array().unwrap().len(), 2);
    assert_eq!(ids(&found(&mut alice, "gloves%200991270061")), [of_alice.0], "a fact, too");
    assert_eq!(ids(&found(&mut alice, "patien")), [0; 0], "whole words");
    assert_eq!(ids(&found(&mut bob, "patient")), [0; 0]);
    assert_eq!(problem(&bob.get(&format!("/api/v1/faxes/{of_alice}/text"))).0, 404);

    let text = body(&alice.get(&format!("/api/v1/faxes/{of_alice}/text")));
    assert_eq!((&text["state"], &text["languages"]), (&json!("read"), &json!("eng")));
    let pages = text["pages"].as_array().unwrap();
    assert_eq!((pages.len(), &pages[0]["is_blank"]), (2, &json!(true)));
    let lines = pages[1]["text"].as_str().unwrap();
    assert!(lines.lines().any(|line| line == "Dear Sir or Madam,"), "{lines}");
    let word = &pages[1]["words"][0];
    assert_eq!((&word["text"], &word["line"]), (&json!("Dear"), &json!(0)));
    assert!(word["place"]["to"][0].as_f64() > word["place"]["from"][0].as_f64(), "{word}");

    // A PDF can be searched, and a fax without words stays one.
    let pdf = rig.folder.path().join("fax.pdf");
    fs::write(&pdf, alice.get(&format!("/api/v1/faxes/{of_alice}/document.pdf")).bytes).unwrap();
    let text = Command::new("pdftotext").arg(&pdf).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("moderate fever"), "{text}");
    let text = body(&alice.get(&format!("/api/v1/faxes/{empty}/text")));
    assert_eq!((&text["state"], &text["pages"][0]["words"]), (&json!("read"), &json!([])));

    // The same in the web interface.
    let mut alice = crate::alice(to);
    let list = alice.get("/in?search=patient").text();
    assert!(list.contains("Page 2: ") && list.contains("<mark>patient</mark>"), "{list}");
    assert!(list.contains(&format!("/in/{of_alice}?search=patient")), "{list}");
    let page = alice.get(&format!("/in/{of_alice}?search=patient")).text();
    assert_eq!(page.matches("<polygon points=").count(), 1, "{page}");
    assert!(page.contains("Text on the pages") && page.contains("Dear Sir or Madam,"), "{page}");
    let pdf = alice.get(&format!("/in/{of_alice}/pdf")).bytes;
    assert!(String::from_utf8_lossy(&pdf).contains("pdfaid"), "a PDF/A");
}

#[test]
fn a_fax_that_cannot_be_read_is_shown_all_the_same() {
    let rig = Rig::new(&settings("languages = \"eng+xyz\"\n"));
    let fax = fax(&rig, "2101", &[letter(&rig)]);
    let serving = rig.serve();
    let mut alice = program(serving.addresses[0], &key(&rig, "alice", ALL));
    let text = body(&alice.get(&format!("/api/v1/faxes/{fax}/text")));
    assert_eq!(text["state"], "unread");
    let checked = rig.command().arg("check").output().unwrap();
    let checked = String::from_utf8(checked.stdout).unwrap();
    assert!(checked.contains("Tesseract has no language \"xyz\"; installed are "), "{checked}");
    let pdf = alice.get(&format!("/api/v1/faxes/{fax}/document.pdf"));
    assert!(pdf.bytes.starts_with(b"%PDF-1."), "without words");
    assert_eq!(ids(&found(&mut alice, "0991270061")), [fax.0]);
}
