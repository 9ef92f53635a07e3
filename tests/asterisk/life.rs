//! Events and faults in the module while calls run: calls that are not concerned continue.

use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk};
use crate::manager::Manager;
use crate::pages::{Content, page, write_tiff};
use ferrofax::t4::Resolution;
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

on_each_asterisk!(
    a_panic_ends_its_call_and_no_other,
    reloading_leaves_calls_alone_and_unloading_waits_for_them,
    unloading_waits_for_channels_with_values_of_the_function,
    a_device_that_is_added_takes_faxes,
    what_is_read_with_a_channel_s_lock_held_holds_nobody_up,
);

/// Writes a short page, whose fax takes half a minute.
fn a_page(lab: &Laboratory) -> PathBuf {
    let file = lab.of("world").join("page.tif");
    write_tiff(&file, &[page(Content::Text, 1728, 500, 1)], Resolution::Standard);
    file
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < end, "{what} did not come true");
        thread::sleep(Duration::from_millis(100));
    }
}

fn calls(lab: &Laboratory) -> usize {
    let text = lab.console("ferrofax show calls");
    text.lines().filter(|line| line.contains("PJSIP/")).count()
}

fn a_panic_ends_its_call_and_no_other(asterisk: Asterisk) {
    let lab = Laboratory::start("panic", asterisk);
    let page = a_page(&lab);
    let page = page.to_str().expect("its name is ASCII");
    // This variable works because the environment of the laboratory permits it.
    lab.console("dialplan add extension 2999,1,Set,FERROFAX_PANIC_AFTER_MS=9000 into fax-devices");
    lab.console("dialplan add extension 2999,2,FaxDevice,panic@example.com into fax-devices");
    lab.console(
        "dialplan add extension 2999,3,Set,CDR(userfield)=after-the-panic into fax-devices",
    );
    thread::scope(|scope| {
        let healthy = scope.spawn(|| lab.call("send", &["--tiff", page]));
        let broken = scope.spawn(|| lab.call("send", &["--tiff", page, "--to", "2999"]));
        let broken = broken.join().expect("lab answers");
        assert_eq!(broken.said("FAXSTATUS"), "FAILED", "{broken:?}");
        assert_eq!(calls(&lab), 1, "the other call goes on");
        let healthy = healthy.join().expect("lab answers");
        assert_eq!(healthy.said("FAXSTATUS"), "SUCCESS", "{healthy:?}");
    });
    let log = lab.log();
    assert!(log.contains("internal error at src/bridge/calls.rs"), "it is told in the log");
    until("the broken fax is filed", || {
        lab.console("ferrofax show faxes").contains("INTERNAL_ERROR")
    });
    assert_eq!(lab.call("send", &["--tiff", page]).said("FAXSTATUS"), "SUCCESS");
    assert!(
        lab.console("module unload app_ferrofax.so").contains("Unloaded"),
        "nothing of the call is left"
    );
}

fn reloading_leaves_calls_alone_and_unloading_waits_for_them(asterisk: Asterisk) {
    let lab = Laboratory::start("life", asterisk);
    let page = a_page(&lab);
    let page = page.to_str().expect("its name is ASCII");
    thread::scope(|scope| {
        let fax = scope.spawn(|| lab.call("send", &["--tiff", page]));
        until("the call", || calls(&lab) == 1);
        while calls(&lab) == 1 {
            let answer = lab.console("module unload app_ferrofax.so");
            assert!(
                answer.contains("Unable") || calls(&lab) == 0,
                "unloaded during a call: {answer}"
            );
            lab.console("module reload app_ferrofax.so");
            thread::sleep(Duration::from_secs(2));
        }
        let fax = fax.join().expect("lab answers");
        assert_eq!(fax.said("FAXSTATUS"), "SUCCESS", "{fax:?}");
    });
    // The last round may have been after the end of the call.
    until("the unload", || {
        lab.console("module unload app_ferrofax.so");
        lab.console("module show like app_ferrofax").contains("0 modules loaded")
    });
    assert!(lab.console("module load app_ferrofax.so").contains("Loaded"));
    let faxes = lab.console("ferrofax show faxes");
    assert!(faxes.contains("received") && faxes.contains("1 faxes"), "{faxes}");
}

/// The dialplan has set FERROFAX() on a channel, which is in another application. At its end, the
/// channel calls code of the module.
fn unloading_waits_for_channels_with_values_of_the_function(asterisk: Asterisk) {
    let lab = Laboratory::start("items", asterisk);
    lab.console("dialplan add extension 2888,1,Answer into fax-devices");
    lab.console("dialplan add extension 2888,2,Set(FERROFAX(ecm)=no) into fax-devices");
    lab.console("dialplan add extension 2888,3,Wait,300 into fax-devices");
    lab.console("channel originate Local/2888@fax-devices application Wait 300");
    until("the wait", || lab.console("core show channels concise").contains("!2888!3!"));
    let answer = lab.console("module unload app_ferrofax.so");
    assert!(answer.contains("Unable"), "{answer}");
    lab.console("channel request hangup all");
    until("the hang-up", || lab.console("core show channels count").contains("0 active channels"));
    until("the unload", || {
        lab.console("module unload app_ferrofax.so");
        lab.console("module show like app_ferrofax").contains("0 modules loaded")
    });
    assert!(lab.console("module load app_ferrofax.so").contains("Loaded"), "it still runs");
}

/// Asterisk reads the `channelvars` of manager.conf at each change of a channel, in the thread that
/// changes it, while it holds the lock of the channel.
fn what_is_read_with_a_channel_s_lock_held_holds_nobody_up(asterisk: Asterisk) {
    let lab = Laboratory::start("channelvars", asterisk);
    let conf = lab.of("ours").join("etc/manager.conf");
    let text = fs::read_to_string(&conf).expect("lab wrote it");
    fs::write(&conf, text.replacen("[general]", "[general]\nchannelvars = FERROFAX(mode)", 1))
        .expect("it is ours");
    lab.console("manager reload");
    let page = a_page(&lab);
    let page = page.to_str().expect("its name is ASCII");
    thread::scope(|scope| {
        let fax = scope.spawn(|| lab.call("send", &["--tiff", page]));
        until("the call", || calls(&lab) == 1);
        let mut manager = Manager::of(&lab);
        let (mut shown, mut waits) = (Vec::new(), Vec::new());
        for _ in 0..8 {
            let rows = manager.list("CoreShowChannels", &[]).expect("a list");
            let Some(row) = rows.iter().find(|row| row.get("Channel").starts_with("PJSIP/")) else {
                break;
            };
            shown.push(row.get("ChanVariable").to_owned());
            let began = Instant::now();
            manager.ask(
                "Setvar",
                &[("Channel", row.get("Channel")), ("Variable", "TRIED"), ("Value", "1")],
            );
            waits.push(began.elapsed());
            thread::sleep(Duration::from_secs(1));
        }
        assert!(shown.iter().any(|value| value == "FERROFAX(mode)=audio"), "{shown:?}");
        // A reader that waited for the call's thread would wait two seconds each time.
        assert!(waits.iter().any(|wait| *wait < Duration::from_secs(1)), "held up for {waits:?}");
        let fax = fax.join().expect("lab answers");
        assert_eq!(fax.said("FAXSTATUS"), "SUCCESS", "{fax:?}");
    });
}

fn a_device_that_is_added_takes_faxes(asterisk: Asterisk) {
    let lab = Laboratory::start("added", asterisk);
    let page = a_page(&lab);
    let page = page.to_str().expect("its name is ASCII");
    lab.console("dialplan add extension 2777,1,FaxDevice,new@example.com into fax-devices");
    until("the device", || lab.console("ferrofax show devices").contains("new@example.com"));
    let fax = lab.call("send", &["--tiff", page, "--to", "2777"]);
    assert_eq!(fax.said("FAXSTATUS"), "SUCCESS", "{fax:?}");
    lab.console("dialplan remove extension 2777@fax-devices");
    until("the device's end", || !lab.console("ferrofax show devices").contains("new@example.com"));
}
