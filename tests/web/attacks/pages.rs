//! Words that would be script in a page that does not escape them (XSS), wherever strangers
//! and colleagues can put words.

use std::collections::BTreeSet;

use ferrofax::spool::SessionFacts;

use super::{Siege, Things, lines};
use crate::reader::Reader;
use crate::{house, sent};

const WORDS: [&str; 4] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus='alert(1)",
    "</textarea><svg/onload=alert(1)>",
];

/// A fax's caller and station; a tag and a note; a job's file, tag, receiver, company, subject
/// and message.
pub(super) const COUNT: usize = WORDS.len() * 3;

#[test]
fn words_of_others_stay_words() {
    let mut siege = Siege::begun();
    let mut alice = siege.alice();
    let mut addresses: BTreeSet<String> =
        ["/in", "/out", "/now", "/own", "/out/new"].map(str::to_owned).into();
    for words in WORDS {
        let fax = house::fax(&siege.rig, "2101", words, "");
        let station = SessionFacts { far_ident: Some(words.into()), ..SessionFacts::default() };
        siege.rig.spool.receiving().note_session(fax, &station).unwrap();
        let named = house::fax(&siege.rig, "2101", words, words);
        addresses.insert(format!("/in/{named}"));
        alice.get(&format!("/in/{fax}"));
        siege.noted(&format!("a fax from {words}"), "\"granted\":true");
        let noted = alice.post(&format!("/in/{fax}/note"), &[("tag", words), ("text", words)]);
        assert_eq!(noted.status, 303, "{}", noted.text());
        siege.noted(&format!("a note {words}"), "\"granted\":true");
        let words_of = ["tag", "recipient", "company", "subject", "message"];
        let mut fields = vec![("number", "0991 2700619"), ("cover", "yes")];
        fields.extend(words_of.map(|name| (name, words)));
        let name = words.replace('"', "%22");
        let sent = sent::send(&mut alice, &fields, &[(&format!("{name}.txt"), b"Dear Sir,\n")]);
        assert_eq!(sent.status, 303, "{}", sent.text());
        siege.noted(&format!("a job of {words}"), "\"granted\":true");
        addresses.insert(sent.location().to_owned());
        // The same as it is looked at before it goes, and with a number that is none.
        fields.push(("do", "look"));
        let looked = sent::send_to(&mut alice, "/out/new", &fields, &[]);
        assert_eq!(looked.status, 303, "{}", looked.text());
        addresses.insert(looked.location().to_owned());
        fields[0].1 = words;
        let refused = sent::send_to(&mut alice, "/out/new", &fields[..1], &[]).text();
        assert!(WORDS.iter().all(|words| !refused.contains(words)), "{refused}");
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
