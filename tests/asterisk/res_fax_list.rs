//! Compares SendFAX, ReceiveFAX and FAXOPT on spandsp and on Ferrofax, for `make res-fax`. Each
//! case is the same call to or from spandsp in `world`, once with each technology. Ferrofax must
//! get at least as far in each case. All that `fax show …`, the manager's actions and its events
//! show about spandsp's faxes, they must show about those of Ferrofax.

use std::env;
use std::thread;

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::manager::Manager;
use crate::res_fax_lab::{
    Case, Does, FaxLab, ITEMS, Outcome, Technology, VARIABLES, World, pages_of,
};
use crate::res_fax_looks::{self, Looks};

use Does::{Receives, Sends};

on_each_asterisk!(the_list_beside_spandsp);

/// Returns the cases: public examples of dialplans, and each option and item once.
fn cases() -> Vec<Case> {
    let t38 = |name, does, options, world_options| Case {
        options,
        world_options,
        t38: true,
        ..Case::new(name, does)
    };
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
        set("receive-minrate", Receives, &[("minrate", "9600")]),
        Case { world: World::IsSilent, ..Case::new("receive-no-fax", Receives) },
        Case { world: World::HangsUp, ..Case::new("receive-hang-up", Receives) },
        Case { world: World::HangsUp, ..t38("receive-hang-up-t38", Receives, "f", "f") },
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
        set("send-minrate", Sends, &[("minrate", "9600")]),
        Case { world: World::IsSilent, ..Case::new("send-no-fax", Sends) },
        Case { world: World::HangsUp, ..Case::new("send-hang-up", Sends) },
        Case { world: World::HangsUp, ..t38("send-hang-up-t38", Sends, "f", "f") },
        Case {
            options: "fz",
            set: &[("t38timeout", "3000")],
            ..t38("send-t38timeout", Sends, "f", "f")
        },
    ]
}

/// The number of calls at once, low enough for two cores.
const AT_ONCE: usize = 8;

/// The results of all cases with one technology, and the output of the commands meanwhile.
struct Found {
    outcomes: Vec<(Case, Outcome)>,
    looks: Looks,
}

fn run(asterisk: Asterisk, technology: Technology) -> Found {
    let cases = cases();
    let fax = FaxLab::start(
        &format!("res-fax-list-{technology:?}").to_lowercase(),
        asterisk,
        technology,
        &cases,
    );
    let capabilities = fax.lab.console("fax show capabilities");
    let wanted = if technology == Technology::Ferrofax { "Ferrofax" } else { "Spandsp" };
    // Otherwise a technology would be compared with itself.
    assert!(
        capabilities.contains(wanted) && capabilities.contains("\n1 registered modules"),
        "{capabilities}"
    );
    let mut manager = Manager::of(&fax.lab);
    manager.ask("Events", &[("EventMask", "call")]);
    let (mut outcomes, mut looks) = (Vec::new(), Looks::new());
    for some in cases.chunks(AT_ONCE) {
        thread::scope(|scope| {
            let running: Vec<_> =
                some.iter().map(|case| scope.spawn(|| fax.run(&cases, case))).collect();
            if let Some(first) =
                some.iter().find(|case| ["receive-F", "send-F"].contains(&case.name))
            {
                looks.extend(res_fax_looks::while_it_runs(&fax, first.does));
            }
            for (case, outcome) in some.iter().zip(running) {
                outcomes.push((case.clone(), outcome.join().expect("the call was watched")));
            }
        });
        res_fax_looks::note_events(&mut manager, &mut looks);
    }
    looks.extend(res_fax_looks::at_the_end(&fax));
    Found { outcomes, looks }
}

fn the_list_beside_spandsp(asterisk: Asterisk) {
    // The list is for people, and takes some time.
    if env::var_os("FERROFAX_LAB_RUNS").is_none_or(|what| what != "list") {
        return;
    }
    let (ours, theirs) = (run(asterisk, Technology::Ferrofax), run(asterisk, Technology::Spandsp));
    println!("\nAsterisk {}", asterisk.name());
    let mut behind = Vec::new();
    for ((case, ours), (_, theirs)) in ours.outcomes.iter().zip(&theirs.outcomes) {
        println!(
            "\n{} ({:?}, options \"{}\", {:?}, world {:?})",
            case.name, case.does, case.options, case.set, case.world
        );
        println!("  {0:<16} spandsp{0:41} Ferrofax", "");
        for key in VARIABLES.iter().chain(ITEMS.iter().filter(|item| **item != "sessionid")) {
            let of = |outcome: &Outcome| {
                outcome.ours.get(*key).map_or_else(
                    || "(not set)".to_owned(),
                    |value| value.chars().take(46).collect(),
                )
            };
            let (theirs, ours) = (of(theirs), of(ours));
            // Most items are equal for both, and are not printed.
            if theirs != ours || VARIABLES.contains(key) {
                let mark = if theirs == ours { ' ' } else { '*' };
                println!("{mark} {key:<16} {theirs:<48} {ours}");
            }
        }
        let whole = |outcome: &Outcome| outcome.pages == pages_of(case);
        println!("  {:<16} {:<48} {}", "pages in the file", theirs.pages.len(), ours.pages.len());
        println!("  {:<16} {:<48} {}", "pages as sent", whole(theirs), whole(ours));
        let succeeds = |outcome: &Outcome| outcome.ours.said("FAXSTATUS") == "SUCCESS";
        if succeeds(theirs) && !succeeds(ours) || whole(theirs) && !whole(ours) {
            behind.push(case.name);
        }
    }
    let missing = res_fax_looks::compare(&theirs.looks, &ours.looks);
    assert!(
        behind.is_empty() && missing.is_empty(),
        "behind spandsp: {behind:?}; not told: {missing:?}"
    );
}
