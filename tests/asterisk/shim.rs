//! Tests of single files of the C shim with stubs in place of Asterisk, for events that are rare in
//! a running Asterisk, or never happen in a test. Each file of `shim/` is a program of its own.

use crate::laboratory::{Asterisk, LAB, on_each_asterisk};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

on_each_asterisk!(
    a_null_frame_that_was_queued_is_freed_and_a_transfer_is_noticed,
    a_line_is_quiet_during_a_call_and_as_before_after_it,
    a_command_that_an_error_ended_has_failed,
    the_line_s_format_is_held_while_it_is_used,
    a_call_ends_that_is_not_answered_or_cannot_be_waited_for,
    a_module_that_declines_stays_where_somebody_is_in_it,
    a_newer_asterisk_writes_behind_none_of_our_structs,
    structs_of_another_shape_are_found,
    asterisk_runs_between_its_start_and_its_shutdown,
    a_long_text_is_cut_between_two_characters,
    the_last_frames_of_a_session_of_res_fax_are_sent,
);

/// This file includes no header of Asterisk.
#[test]
fn alaw_and_ulaw_are_those_of_g711() {
    run("g711", Asterisk::V22);
}

fn structs_of_another_shape_are_found(asterisk: Asterisk) {
    run("shapes", asterisk);
}

fn asterisk_runs_between_its_start_and_its_shutdown(asterisk: Asterisk) {
    run("running", asterisk);
}

fn the_last_frames_of_a_session_of_res_fax_are_sent(asterisk: Asterisk) {
    run("fax_read", asterisk);
}

fn a_long_text_is_cut_between_two_characters(asterisk: Asterisk) {
    run("text", asterisk);
}

fn a_null_frame_that_was_queued_is_freed_and_a_transfer_is_noticed(asterisk: Asterisk) {
    run("gather", asterisk);
}

fn a_line_is_quiet_during_a_call_and_as_before_after_it(asterisk: Asterisk) {
    run("call_loop", asterisk);
}

fn a_command_that_an_error_ended_has_failed(asterisk: Asterisk) {
    run("cli", asterisk);
}

fn the_line_s_format_is_held_while_it_is_used(asterisk: Asterisk) {
    run("pcm", asterisk);
}

fn a_call_ends_that_is_not_answered_or_cannot_be_waited_for(asterisk: Asterisk) {
    run("place_call", asterisk);
}

fn a_module_that_declines_stays_where_somebody_is_in_it(asterisk: Asterisk) {
    run("module", asterisk);
}

fn a_newer_asterisk_writes_behind_none_of_our_structs(asterisk: Asterisk) {
    run_with("room", asterisk, &["-fsanitize=address"]);
}

fn run(name: &str, asterisk: Asterisk) {
    run_with(name, asterisk, &[]);
}

/// Runs the test with additional compiler options.
fn run_with(name: &str, asterisk: Asterisk, options: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (object, program) = (folder.path().join("object.o"), folder.path().join(name));
    let mut compile = Command::new("cc");
    compile.args([
        "-std=gnu11",
        "-g",
        "-Wall",
        "-Wno-unused",
        "-DFERROFAX_VERSION=\"test\"",
        "-c",
        "-I",
    ]);
    compile
        .arg(top.join("c-shim"))
        .args(options)
        .arg("-isystem")
        .arg(headers(folder.path(), asterisk));
    done(
        compile
            .arg(top.join(format!("tests/asterisk/shim/{name}.c")))
            .arg("-o")
            .arg(&object),
    );
    // Functions that the test does not call may be missing.
    done(Command::new("objcopy").arg("--weaken").arg(&object));
    done(
        Command::new("cc")
            .args(["-no-pie", "-rdynamic"])
            .args(options)
            .arg(&object)
            .arg("-o")
            .arg(&program)
            .args(["-lpthread", "-ldl"]),
    );
    done(&mut Command::new(&program));
}

/// Returns a folder with only Asterisk's headers: their own folder also has those of another C
/// library.
fn headers(folder: &Path, asterisk: Asterisk) -> PathBuf {
    let told = Command::new(LAB)
        .args(["include", asterisk.name()])
        .output()
        .expect("lab answers");
    let include = String::from_utf8(told.stdout).expect("a folder's name");
    let only = folder.join("include");
    fs::create_dir(&only).expect("the folder is ours");
    for name in ["asterisk.h", "asterisk"] {
        symlink(Path::new(include.trim()).join(name), only.join(name)).expect("the folder is ours");
    }
    only
}

fn done(command: &mut Command) {
    let output = command.output().expect("it can be run");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
