//! Asterisk's own SendFAX and ReceiveFAX on Ferrofax. res_fax_spandsp is not loaded in our PBX, but
//! is used in `world`.

use std::thread;
use std::time::Duration;

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::manager::Manager;
use crate::res_fax_lab::{Case, Does, FaxLab, Technology, pages_of};

on_each_asterisk!(
    faxes_come_and_go_by_the_pbxs_own_applications,
    is_taken_up_whenever_res_fax_comes
);

fn cases() -> Vec<Case> {
    vec![
        Case::new("receive", Does::Receives),
        Case { options: "sdF", ..Case::new("receive-no-ecm", Does::Receives) }
            .with_set(&[("ecm", "no")]),
        Case {
            options: "f",
            world_options: "z",
            t38: true,
            ..Case::new("receive-t38", Does::Receives)
        },
        Case { files: &["two", "one"], ..Case::new("send-two-files", Does::Sends) },
        Case { options: "F", ..Case::new("send-slow", Does::Sends) }
            .with_set(&[("maxrate", "9600"), ("ecm", "no")]),
        Case { options: "z", world_options: "f", t38: true, ..Case::new("send-t38", Does::Sends) },
        Case { files: &["wrong"], ..Case::new("send-no-tiff", Does::Sends) },
    ]
}

impl Case {
    const fn with_set(mut self, set: &'static [(&'static str, &'static str)]) -> Self {
        self.set = set;
        self
    }
}

fn faxes_come_and_go_by_the_pbxs_own_applications(asterisk: Asterisk) {
    let cases = cases();
    let fax = FaxLab::start("res-fax", asterisk, Technology::Ferrofax, &cases);
    let mut manager = Manager::of(&fax.lab);
    manager.ask("Events", &[("EventMask", "call")]);
    let outcomes = thread::scope(|scope| {
        let running: Vec<_> = cases
            .iter()
            .map(|case| scope.spawn(|| (case.name, fax.run(&cases, case), pages_of(case))))
            .collect();
        while_it_runs(&fax);
        running
            .into_iter()
            .map(|case| case.join().expect("the call was watched"))
            .collect::<Vec<_>>()
    });
    for (name, outcome, pages) in &outcomes {
        let seen = |key: &str| outcome.ours.said(key);
        if *name == "send-no-tiff" {
            assert_eq!(
                (seen("FAXSTATUS"), seen("FAXERROR")),
                ("FAILED", "FILE_ERROR"),
                "{name}: {outcome:?}"
            );
            continue;
        }
        assert_eq!(seen("FAXSTATUS"), "SUCCESS", "{name}: {:?}\n{:?}", outcome.ours, outcome.world);
        assert_eq!((seen("FAXSTATUSSTRING"), seen("FAXERROR")), ("OK", ""), "{name}");
        assert_eq!(seen("FAXPAGES"), pages.len().to_string(), "{name}");
        assert_eq!(seen("FAXRESOLUTION"), "204x196", "{name}");
        assert_eq!(seen("FAXMODE"), if name.ends_with("t38") { "T38" } else { "audio" }, "{name}");
        assert_eq!(seen("REMOTESTATIONID"), "world", "{name}");
        assert_eq!(
            seen("FAXBITRATE"),
            if *name == "send-slow" { "9600" } else { "14400" },
            "{name}"
        );
        assert_eq!((seen("rate"), seen("status")), (seen("FAXBITRATE"), "SUCCESS"), "{name}");
        assert!(outcome.pages == *pages, "{name}: the pages are not those that were sent");
    }
    let names = manager.events(Duration::from_secs(2), |event| {
        let name = event.get("Event");
        ["SendFAX", "ReceiveFAX", "FAXStatus"].contains(&name).then(|| name.to_owned())
    });
    for wanted in ["SendFAX", "ReceiveFAX", "FAXStatus"] {
        assert!(names.iter().any(|name| name == wanted), "no event {wanted} in {names:?}");
    }
    let stats = fax.lab.console("fax show stats");
    assert!(stats.contains("Ferrofax T.38"), "{stats}");
}

/// Checks what administrators and programs see of running calls.
fn while_it_runs(fax: &FaxLab) {
    thread::sleep(Duration::from_secs(13));
    let sessions = fax.lab.console("fax show sessions");
    assert!(sessions.contains("Ferrofax") && sessions.contains("case-receive.tif"), "{sessions}");
    let mut manager = Manager::of(&fax.lab);
    let listed = manager.events_to("FAXSessions", &[], "FAXSessionsComplete");
    assert!(listed.iter().any(|entry| entry.get("Technology") == "Ferrofax"), "{listed:?}");
    let receives = listed
        .iter()
        .find(|entry| entry.get("Operation") == "receive")
        .expect("a fax is received");
    let number = receives.get("SessionNumber").to_owned();
    let shown = fax.lab.console(&format!("fax show session {number}"));
    assert!(shown.contains("operation              : Receive"), "{shown}");
    let answers = manager.events_to("FAXSession", &[("SessionNumber", &number)], "FAXSession");
    let answer = &answers[0];
    assert_eq!((answer.get("Operation"), answer.get("State")), ("receive", "Active"), "{answer:?}");
    let stats = &manager.events_to("FAXStats", &[], "FAXStats")[0];
    assert_ne!(stats.get("CurrentSessions"), "0", "{stats:?}");
    let capabilities = fax.lab.console("fax show capabilities");
    assert!(capabilities.contains("SEND RECEIVE MULTI_DOC G.711 T.38"), "{capabilities}");
    assert!(fax.lab.console("fax show settings").contains("Ferrofax"));
}

fn is_taken_up_whenever_res_fax_comes(asterisk: Asterisk) {
    let fax = FaxLab::start("res-fax-late", asterisk, Technology::Ferrofax, &[]);
    let capabilities = || fax.lab.console("fax show capabilities");
    let command = |command: &str| fax.lab.console(command);
    assert!(capabilities().contains("Ferrofax"), "{}", capabilities());
    // res_fax cannot be unloaded while Ferrofax is registered with it.
    assert!(command("module unload res_fax.so").contains("Unable"));
    command("module unload app_ferrofax.so");
    assert!(!capabilities().contains("Ferrofax"), "{}", capabilities());
    command("module unload res_fax.so");
    // The module loads without res_fax, and registers when res_fax is loaded.
    assert!(command("module load app_ferrofax.so").contains("Loaded"));
    command("module load res_fax.so");
    let taken_up = (0..50).any(|_| {
        thread::sleep(Duration::from_millis(200));
        capabilities().contains("Ferrofax")
    });
    assert!(taken_up, "{}", capabilities());
    let complaint = fax.lab.log().lines().find(|line| line.contains("ERROR[")).map(str::to_owned);
    assert_eq!(complaint, None);
}
