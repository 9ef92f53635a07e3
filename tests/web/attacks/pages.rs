//! Words that would be script in a page that does not escape them (XSS), wherever strangers
//! and colleagues can put words.

use std::collections::BTreeSet;

use super::{Siege, Things, lines};
use crate::reader::Reader;
use crate::{house, sent};

const WORDS: [&str; 4] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus='alert(1)",
    "</textarea><svg/onload=alert(1)>",
];

/// A fax's caller; a tag and a note; a job's file, tag, receiver and company.
pub(super) const COUNT: usize = WORDS.len() * 3;

#[test]
fn words_of_others_stay_words() {
    let mut siege = Siege::begun();
    let mut alice = siege.alice();
    let mut addresses: BTreeSet<String> =
        ["/in", "/out", "/now", "/own", "/out/new"].map(str::to_owned).into();
    for words in WORDS {
        let fax = house::fax(&siege.rig, "2101", words, words);
        alice.get(&format!("/in/{fax}"));
        siege.noted(&format!("a fax from {words}"), "\"granted\":true");
        let noted = alice.post(&format!("/in/{fax}/note"), &[("tag", words), ("text", words)]);
        assert_eq!(noted.status, 303, "{}", noted.text());
        siege.noted(&format!("a note {words}"), "\"granted\":true");
        let wishes = ["tag", "recipient", "company"].map(|name| (name, words));
        let mut fields = vec![("number", "0991 2700619")];
        fields.extend(wishes);
        let name = words.replace('"', "%22");
        let sent = sent::send(&mut alice, &fields, &[(&format!("{name}.txt"), b"Dear Sir,\n")]);
        assert_eq!(sent.status, 303, "{}", sent.text());
        siege.noted(&format!("a job of {words}"), "\"granted\":true");
        addresses.insert(sent.location().to_owned());
        let more = ["", "/delete", "/page/1"].map(|rest| format!("/in/{fax}{rest}"));
        addresses.extend(more);
        let written: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let said = ["/in?search=", "/in?which=", "/out?search=", "/own?x=", "/in/x"];
        addresses.extend(said.map(|begin| format!("{begin}{written}")));
    }
    let mut chief = Reader::logged_in(siege.serving.addresses[0], "chief", "chief");
    for reader in [&mut alice, &mut chief] {
        addresses.iter().for_each(|address| has_no_script_of_others(reader, address));
    }
    let mut stranger = siege.reader();
    for words in WORDS {
        let written: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
        has_no_script_of_others(&mut stranger, &format!("/login?to=/{written}"));
    }
    siege.before = Things::of(&siege.rig);
    assert!(lines(&siege.rig).iter().all(|line| line.starts_with('{')));
    siege.ended(COUNT);
}

fn has_no_script_of_others(reader: &mut Reader, address: &str) {
    let page = reader.get(address);
    let text = page.text();
    for words in WORDS {
        assert!(!text.contains(words), "{address}: {text}");
    }
    assert!(!text.contains("onerror=alert(1)>") && !text.contains("<svg/"), "{address}");
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{address}");
}
