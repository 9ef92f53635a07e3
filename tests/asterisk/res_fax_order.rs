//! Ferrofax and res_fax_spandsp in one PBX: which of them serves SendFAX and ReceiveFAX, and how an
//! administrator chooses. Also res_fax's own fax detection (`FAXOPT(faxdetect)`) in calls to
//! people, with Ferrofax as the receiver.

use std::fs;
use std::thread;

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::pages;
use crate::receive_case::differences;
use crate::res_fax_lab::{Case, Does, FaxLab, Technology, append, pages_of, sent};
use crate::watching::eventually;
use ferrofax::document::tiff;
use ferrofax::t4::Resolution;

on_each_asterisk!(
    serves_the_pbxs_applications_though_spandsp_is_loaded_unless_told_otherwise,
    res_fax_finds_faxes_among_calls_to_people_for_ferrofax,
);

fn serves_the_pbxs_applications_though_spandsp_is_loaded_unless_told_otherwise(asterisk: Asterisk) {
    let cases = [
        Case::new("order-receive", Does::Receives),
        Case::new("order-send", Does::Sends),
        Case::new("other-receive", Does::Receives),
        Case::new("other-send", Does::Sends),
    ];
    let fax = FaxLab::start("res-fax-order", asterisk, Technology::Both, &cases);
    let command = |text: &str| fax.lab.console(text);
    let listed = command("fax show capabilities");
    let (ours, theirs) = (listed.find("Ferrofax"), listed.find("Spandsp"));
    assert!(ours.is_some() && theirs.is_some() && ours < theirs, "{listed}");
    serves("Ferrofax", &fax, &cases, &cases[..2]);
    // The administrator uses Ferrofax only for FaxDevice.
    append(&fax.lab, "ours", "etc/ferrofax.conf", "res_fax = no");
    command("module reload app_ferrofax.so");
    eventually("it is taken back", 20, || {
        (!command("fax show capabilities").contains("Ferrofax")).then_some(())
    });
    serves("Spandsp", &fax, &cases, &cases[2..]);
    assert!(command("core show application FaxDevice").contains("[Synopsis]"));
}

/// Runs these cases at the same time, and checks which technology has their sessions.
fn serves(technology: &str, fax: &FaxLab, all: &[Case], some: &[Case]) {
    let outcomes = thread::scope(|scope| {
        let running: Vec<_> = some
            .iter()
            .map(|case| scope.spawn(move || (case, fax.run(all, case))))
            .collect();
        let sessions = eventually("both sessions run", 30, || {
            let shown = fax.lab.console("fax show sessions");
            (shown.contains("send") && shown.contains("receive")).then_some(shown)
        });
        let rows: Vec<&str> = sessions
            .lines()
            .filter(|line| line.contains("case-") || line.contains("two.tif"))
            .collect();
        assert_eq!(rows.len(), 2, "{sessions}");
        assert!(rows.iter().all(|row| row.contains(technology)), "{sessions}");
        running
            .into_iter()
            .map(|case| case.join().expect("the call was watched"))
            .collect::<Vec<_>>()
    });
    for (case, outcome) in outcomes {
        assert_eq!(outcome.ours.said("FAXSTATUS"), "SUCCESS", "{}: {outcome:?}", case.name);
        assert!(
            outcome.pages == pages_of(case),
            "{}: the pages are not those that were sent",
            case.name
        );
    }
}

/// The numbers of people, and their values of `FAXOPT(faxdetect)`.
const PEOPLE: [(&str, &str); 2] = [("2491", "cng"), ("2492", "t38")];

fn res_fax_finds_faxes_among_calls_to_people_for_ferrofax(asterisk: Asterisk) {
    let fax = FaxLab::start("res-fax-detect", asterisk, Technology::Ferrofax, &[]);
    let mut dialplan = String::from("[from-peer](+)\n");
    for (number, what) in PEOPLE {
        dialplan += &format!(
            "exten => {number},1,Answer()\n same => n,Set(FAXOPT(faxdetect)={what})\n same => n,Dial(Local/somebody@people,60,r)\n"
        );
    }
    dialplan += "[fax-devices](+)\nexten => _249X,1,ReceiveFAX(/lab/ours/fax/${EXTEN}.tif,f)\n same => n,Hangup()\n";
    append(&fax.lab, "ours", "etc/extensions.conf", &dialplan);
    fax.lab.console("dialplan reload");
    let document = sent("one", 1);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("one.tif");
    pages::write_tiff(&file, &document, Resolution::Fine);
    let path = file.to_string_lossy();
    thread::scope(|scope| {
        for (number, what) in PEOPLE {
            let (lab, path, document) = (&fax.lab, &path, &document);
            scope.spawn(move || {
                let mut options = vec!["--tiff", path, "--to", number, "--timeout", "240"];
                if what == "t38" {
                    options.extend(["--trunk", "t38-redundancy", "--ask", "yes"]);
                }
                let report = lab.call("send", &options);
                assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "{what}: {report:?}");
                let came = tiff::read(&lab.of("ours").join(format!("fax/{number}.tif")))
                    .expect("a fax came");
                let came: Vec<_> = came.iter().filter_map(|page| page.bitmap().ok()).collect();
                assert_eq!(differences(what, document, &came), Vec::<String>::new());
            });
        }
    });
    let log = fs::read_to_string(fax.lab.of("ours").join("log/full")).unwrap_or_default();
    assert!(log.contains("somebody@people"), "the telephone rang before");
}
