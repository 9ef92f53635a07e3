//! A module that was built against the headers of an older Asterisk runs in a newer one:
//! Asterisk's structs have grown since, and Asterisk writes to their new ends.

use ferrofax::t4::Resolution;

use crate::documentation::install_file;
use crate::laboratory::{Asterisk, Laboratory};
use crate::pages::{Content, page, write_tiff};

/// Asterisk's own documentation of FERROFAX() is there: its texts are written into our struct.
#[test]
fn a_module_for_16_runs_in_22() {
    let lab = Laboratory::with_module_for("older-headers", Asterisk::V22, Asterisk::V16, &[]);
    install_file(&lab);
    let pid = pid_of_ours(&lab);
    all_works(&lab);
    for round in 0..3 {
        lab.console("module unload app_ferrofax.so");
        let gone = lab.console("module show like app_ferrofax");
        assert!(gone.contains("0 modules loaded"), "round {round}: {gone}");
        lab.console("module load app_ferrofax.so");
        all_works(&lab);
    }
    let sent = lab.of("page.tif");
    write_tiff(&sent, &[page(Content::Text, 1728, 300, 7)], Resolution::Standard);
    let report = lab.call("send", &["--tiff", &sent.to_string_lossy(), "--to", "2101"]);
    assert_eq!(report.get("FAXSTATUS").map(String::as_str), Some("SUCCESS"), "{report:?}");
    all_works(&lab);
    assert_eq!(pid_of_ours(&lab), pid, "Asterisk did not end meanwhile");
}

fn all_works(lab: &Laboratory) {
    let function = lab.console("core show function FERROFAX");
    assert!(function.contains("the result, as in FAXSTATUS"), "{function}");
    let version = lab.console("ferrofax show version");
    assert!(version.contains(env!("CARGO_PKG_VERSION")), "{version}");
}

fn pid_of_ours(lab: &Laboratory) -> String {
    let output = lab.lab("pid").arg("ours").output().expect("lab can be run");
    String::from_utf8(output.stdout).expect("a number")
}
