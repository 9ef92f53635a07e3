//! Commands have got other names. With the names of earlier versions they do the same as before.

use super::bench::Bench;
use ferrofax::UnixMs;
use ferrofax::spool::NewFax;
use ferrofax::t4::Bitmap;
use ferrofax_kit::received::{page, whole};

/// A command line of earlier versions, and the present one. None of them changes anything.
const NAMES: [(&str, &str); 13] = [
    ("held", "polling"),
    ("held", "polling list"),
    ("held --all --json", "polling --all --json"),
    ("held remove 7", "polling remove 7"),
    ("hold-for-polling {note} --device 9999", "polling hold {note} --device 9999"),
    ("number 7 0991270061", "set-number 7 0991270061"),
    ("mail-again 7", "faxes mail 7"),
    ("mail-again 7 --to nobody", "faxes mail 7 --to nobody"),
    ("print-again 7", "faxes print 7"),
    ("print-again 7 --to office", "faxes print 7 --to office"),
    ("requeue 7", "outbox retry 7"),
    ("requeue 7 8", "outbox retry 7 8"),
    ("requeue --all", "outbox retry --all"),
];

#[test]
fn a_command_does_the_same_under_its_earlier_name() {
    let bench = Bench::new();
    let note = bench.file("note.txt", "A note.");
    let note = note.to_str().unwrap();
    let run = |line: &str| {
        let words = line.split(' ').map(|word| if word == "{note}" { note } else { word });
        bench.run(&words.collect::<Vec<_>>())
    };
    for (earlier, present) in NAMES {
        let (before, now) = (run(earlier), run(present));
        assert_eq!((before.code, &before.out), (now.code, &now.out), "{earlier}: {before:?}");
        assert_eq!(before.err, now.err, "{earlier}");
        assert!(!before.err.contains("unrecognized"), "{earlier}: {before:?}");
    }
}

#[test]
fn what_waits_in_the_outbox_is_listed() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["outbox"]).out, "nothing waits, and nothing has failed\n");
    let device = "2101@fax-devices".parse().unwrap();
    let new = NewFax { device, started_at: UnixMs::now(), ..NewFax::default() };
    let fax = bench.spool.receiving().begin_fax(&new).unwrap();
    let page = page(1, Bitmap::white(1728, 10), UnixMs::now());
    bench.spool.receiving().append_page(fax, &page).unwrap();
    bench.spool.receiving().finish_fax(fax, &whole(UnixMs::now())).unwrap();
    let mailed = bench.run(&["faxes", "mail", &fax.to_string(), "--to", "anna@example.com"]);
    assert_eq!(mailed.code, Some(0), "{mailed:?}");
    let listed = bench.run(&["outbox"]).out;
    assert!(listed.starts_with("MAIL") && listed.contains("anna@example.com"), "{listed}");
    let all: serde_json::Value =
        serde_json::from_str(&bench.run(&["outbox", "list", "--json"]).out).unwrap();
    let of_anna = all.as_array().unwrap().iter().find(|one| one["to"] == "anna@example.com");
    assert_eq!(of_anna.unwrap()["fax"], fax.0);
}
