//! The module is loaded, reloaded and unloaded many times, and leaves nothing behind.

use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk};

on_each_asterisk!(loads_reloads_and_unloads_again_and_again);

fn loads_reloads_and_unloads_again_and_again(asterisk: Asterisk) {
    let lab = Laboratory::start("loading", asterisk);
    for round in 0..10 {
        let loaded = lab.console("module show like app_ferrofax");
        assert!(loaded.contains("1 modules loaded"), "round {round}: {loaded}");
        assert!(
            lab.console("core show application FaxDevice").contains("[Synopsis]"),
            "round {round}"
        );
        lab.console("module reload app_ferrofax.so");
        lab.console("module unload app_ferrofax.so");
        let gone = lab.console("module show like app_ferrofax");
        assert!(gone.contains("0 modules loaded"), "round {round}: {gone}");
        lab.console("module load app_ferrofax.so");
    }
    let log = lab.log();
    let complaint = log.lines().find(|line| line.contains("ERROR["));
    assert_eq!(complaint, None);
}
