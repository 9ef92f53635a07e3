//! What SendFAX, ReceiveFAX and FAXOPT do on spandsp, beside what they do on Ferrofax: `make res-fax` prints it, case by case.
//! Each case is the same call twice, to and from spandsp at the other side. Every case must go at least as far on ours.

use std::env;
use std::thread;

use crate::laboratory::Asterisk;
use crate::res_fax_lab::{Case, Does, FaxLab, ITEMS, Outcome, Technology, VARIABLES, pages_of};

use Does::{Receives, Sends};

/// The public examples of dialplans, and each option and item once.
fn cases() -> Vec<Case> {
    let t38 = |name, does, options, world_options| Case { options, world_options, t38: true, ..Case::new(name, does) };
    let set = |name, does, set| Case { set, ..Case::new(name, does) };
    vec![
        Case::new("receive-F", Receives),
        Case { options: "dF", ..Case::new("receive-d", Receives) },
        Case { options: "sF", ..Case::new("receive-s", Receives) },
        Case { options: "nF", ..Case::new("receive-n", Receives) },
        Case { options: "f", ..Case::new("receive-f-audio", Receives) },
        t38("receive-f-t38", Receives, "f", "f"),
        t38("receive-t38", Receives, "", ""),
        t38("receive-t38-z", Receives, "", "z"),
        Case { options: "", ..Case::new("receive-t38-refused", Receives) },
        set("receive-ecm-no", Receives, &[("ecm", "no")]),
        set("receive-v29", Receives, &[("modem", "v29,v27")]),
        set("receive-v27", Receives, &[("modem", "v27"), ("maxrate", "4800")]),
        set("receive-maxrate", Receives, &[("maxrate", "9600")]),
        set("receive-minrate-above", Receives, &[("minrate", "14400"), ("maxrate", "9600")]),
        set("receive-ident", Receives, &[("localstationid", "+49 99 1")]),
        Case { world_set: &[("headerinfo", "World")], ..Case::new("receive-header", Receives) },
        Case::new("send-F", Sends),
        Case { options: "dF", ..Case::new("send-d", Sends) },
        Case { options: "sF", ..Case::new("send-s", Sends) },
        Case { options: "nF", ..Case::new("send-n", Sends) },
        Case { options: "f", ..Case::new("send-f-audio", Sends) },
        t38("send-t38", Sends, "", ""),
        t38("send-t38-z", Sends, "z", "f"),
        t38("send-t38-z-refused", Sends, "fz", "F"),
        Case { files: &["two", "one"], ..Case::new("send-two-files", Sends) },
        Case { files: &["missing"], ..Case::new("send-missing", Sends) },
        Case { files: &["wrong"], ..Case::new("send-no-tiff", Sends) },
        set("send-ecm-no", Sends, &[("ecm", "no")]),
        set("send-v29", Sends, &[("modem", "v29,v27")]),
        set("send-v27", Sends, &[("modem", "v27"), ("maxrate", "4800")]),
        set("send-maxrate", Sends, &[("maxrate", "9600")]),
        set("send-header", Sends, &[("headerinfo", "Acme Ltd")]),
        set("send-ident", Sends, &[("localstationid", "+49 99 1")]),
    ]
}

/// Few enough at once for two cores.
const AT_ONCE: usize = 8;

fn outcomes(technology: Technology) -> Vec<(Case, Outcome)> {
    let cases = cases();
    let fax = FaxLab::start(&format!("res-fax-list-{technology:?}").to_lowercase(), Asterisk::V22, technology, &cases);
    let mut found = Vec::new();
    for some in cases.chunks(AT_ONCE) {
        thread::scope(|scope| {
            let running: Vec<_> = some.iter().map(|case| scope.spawn(|| fax.run(&cases, case))).collect();
            for (case, outcome) in some.iter().zip(running) {
                found.push((case.clone(), outcome.join().expect("the call was watched")));
            }
        });
    }
    found
}

#[test]
fn the_list_beside_spandsp() {
    // A list for people, which takes its time.
    if env::var_os("FERROFAX_LAB_RUNS").is_none_or(|what| what != "list") {
        return;
    }
    let (ours, theirs) = (outcomes(Technology::Ferrofax), outcomes(Technology::Spandsp));
    let mut behind = Vec::new();
    for ((case, ours), (_, theirs)) in ours.iter().zip(&theirs) {
        println!("\n{} ({:?}, options \"{}\", {:?})", case.name, case.does, case.options, case.set);
        println!("  {0:<16} spandsp{0:41} Ferrofax", "");
        for key in VARIABLES.iter().chain(&ITEMS) {
            let of = |outcome: &Outcome| {
                outcome.ours.get(*key).map_or_else(|| "(not set)".to_owned(), |value| value.chars().take(46).collect())
            };
            let (theirs, ours) = (of(theirs), of(ours));
            // Items that say the same at both are the many; differences are what one looks for.
            if theirs != ours || VARIABLES.contains(key) {
                let mark = if theirs == ours { ' ' } else { '*' };
                println!("{mark} {key:<16} {theirs:<48} {ours}");
            }
        }
        let whole = |outcome: &Outcome| outcome.pages == pages_of(case);
        println!("  {:<16} {:<48} {}", "pages as sent", whole(theirs), whole(ours));
        let succeeds = |outcome: &Outcome| outcome.ours.get("FAXSTATUS").is_some_and(|status| status == "SUCCESS");
        if succeeds(theirs) && !succeeds(ours) || whole(theirs) && !whole(ours) {
            behind.push(case.name);
        }
    }
    assert!(behind.is_empty(), "behind spandsp: {behind:?}");
}
