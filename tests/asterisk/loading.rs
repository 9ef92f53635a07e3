//! The module is loaded, reloaded and unloaded many times, and leaves nothing behind. While Asterisk
//! is restarted, the list of fax devices for the Ferrofax service remains.

use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk};
use crate::watching::eventually;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

on_each_asterisk!(loads_reloads_and_unloads_again_and_again);
on_each_asterisk!(on_16_by_wish: a_restart_removes_no_device_from_the_list);

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

fn a_restart_removes_no_device_from_the_list(asterisk: Asterisk) {
    let lab = Laboratory::start("restarted", asterisk);
    let spool = lab.spool();
    let list = || spool.devices().list().expect("it can be read");
    let all = eventually("the devices", 30, || Some(list()).filter(|all| all.len() == 3));
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::SeqCst) {
                assert_eq!(list(), all);
                thread::sleep(Duration::from_millis(5));
            }
        });
        // Asterisk unloads its modules only at this kind of end.
        lab.console("core stop gracefully");
        lab.restart("ours");
        is_over.store(true, Ordering::SeqCst);
    });
    // After the start, changes of the dialplan are published again.
    lab.console("dialplan remove extension 2103@fax-devices");
    eventually("the end of the device", 30, || (list().len() == 2).then_some(()));
}
