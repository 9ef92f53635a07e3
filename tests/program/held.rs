//! Documents are held at a device by the program, listed with who fetched them, and removed.

use super::bench::Bench;
use ferrofax::UnixMs;
use ferrofax::spool::{HeldFetch, HeldId};

#[test]
fn a_document_is_held_listed_with_who_fetched_it_and_removed() {
    let bench = Bench::new();
    let note = bench.file("note.txt", "Guten Tag");
    let note = note.to_str().unwrap();
    let hold = |more: &[&str]| {
        let words = ["hold-for-polling", note, "--device", "2101"];
        bench.run(&[&words[..], more].concat())
    };
    let held = hold(&["--sep", "4711", "--pwd", "90210", "--once"]);
    assert_eq!(held.code, Some(0), "{held:?}");
    assert!(held.out.starts_with("document 1: 1 page held at 2101@"), "{held:?}");
    let wrong = hold(&["--sep", "sales"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("--sep: character 1 can't be sent"), "{wrong:?}");
    let nowhere = bench.run(&["hold-for-polling", note, "--device", "9999"]);
    assert_eq!(nowhere.code, Some(2), "{nowhere:?}");

    let listed = bench.run(&["held"]).out;
    assert!(listed.contains("4711") && listed.contains("not yet, once"), "{listed}");
    assert!(!listed.contains("90210"), "the password is nobody's business: {listed}");
    let fetch = HeldFetch {
        at: UnixMs(1_795_000_000_000),
        calling: "4999112345".into(),
        far_ident: Some("+49 991 7".into()),
        pages: 1,
        whole: true,
        cause: "OK".into(),
    };
    bench.spool.submission().note_fetch(HeldId(1), &fetch).unwrap();
    assert!(bench.run(&["held"]).out.contains("nothing is held"));
    let all = bench.run(&["held", "--all"]).out;
    assert!(all.contains("once, last by +49 991 7"), "{all}");
    assert!(bench.run(&["held", "--all", "--json"]).out.contains("\"whole\":true"));

    assert_eq!(hold(&[]).code, Some(0));
    let removed = bench.run(&["held", "remove", "2"]);
    assert_eq!((removed.code, removed.out.as_str()), (Some(0), "document 2 is held no more\n"));
    let again = bench.run(&["held", "remove", "2"]);
    assert!(again.code == Some(2) && again.err.contains("no document 2 is held"), "{again:?}");
}
