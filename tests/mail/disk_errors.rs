//! If the disk fails while a mail is read or converted, the mail is deferred, and the log names the
//! error. The mail is faxed as soon as the disk works again.

use ferrofax::spool::LetterId;

use super::paper::script;
use super::rig::{OPEN, PATIENCE, Rig, Serving, Talk};

/// A child process as the program itself is. The lines come before the program, whose command is
/// `run`.
fn child(rig: &Rig, lines: &str) -> String {
    let program = env!("CARGO_BIN_EXE_ferrofax");
    let once = "once() { mkdir \"$0.$1\" 2>&-; }";
    let lines = format!("{once}\nrun='exec {program} '\n{lines}\nexec {program} \"$@\"");
    script(&rig.folder, "child", &lines)
}

/// Sends a mail to this number. Returns the answer of the service.
fn send(serving: &Serving, number: &str) -> String {
    let mail = format!("From: 2101@example.com\nMessage-ID: <{number}@client>\n\nHello\n");
    let mut talk = Talk::to(serving.addresses[0]).unwrap();
    talk.send("2101@example.com", &[&format!("x@{number}.fax")], &mail).unwrap()
}

fn assert_logged(serving: &Serving, texts: &[&str]) {
    let log = serving.said();
    texts.iter().for_each(|text| assert!(log.contains(text), "{text:?} in {log}"));
}

#[test]
fn a_mail_is_converted_again_if_the_disk_failed() {
    let rig = Rig::new(OPEN);
    // The first conversion finds no room for its pages. The second cannot read the documents.
    let lines = "if [ \"$1\" = convert-child ]; then\n\
                 if once full; then $run \"$@\" >/dev/full; fi\n\
                 if once unread; then $run \"$@\" </; fi\nfi";
    let serving = rig.serve_with(&["--child", &child(&rig, lines)]);
    for number in ["09911", "09912"] {
        assert!(send(&serving, number).starts_with("250"));
    }
    rig.wait_for_jobs(2);
    rig.wait_until_handled(PATIENCE);
    assert_logged(
        &serving,
        &[
            "its pages cannot be written (No space left on device",
            "it cannot be read (Is a directory",
            "; it is deferred",
        ],
    );
    assert!(rig.spool.outbox().letter(LetterId(1)).unwrap().is_none(), "no sender is notified");
}

#[test]
fn a_mail_is_read_again_if_the_disk_failed() {
    let rig = Rig::new(OPEN);
    // The first time, the header cannot be read, and later the mail cannot be read.
    let lines = "is_letter() { grep -aq '\"what\":\"letter\"' /proc/self/fd/0; }\n\
                 if [ \"$1\" = read-mail ]; then\n\
                 if once full; then $run \"$@\" >/dev/full; fi\n\
                 if is_letter && once unread; then $run \"$@\" </; fi\nfi";
    let serving = rig.serve_with(&["--child", &child(&rig, lines)]);
    let answer = send(&serving, "09911");
    assert!(answer.starts_with("451 4.3.0"), "{answer}");
    let answer = send(&serving, "09911");
    assert!(answer.starts_with("250"), "{answer}");
    rig.wait_for_jobs(1);
    rig.wait_until_handled(PATIENCE);
    let folder = std::env::temp_dir();
    let file =
        format!("a temporary file of the mail in {} cannot be read or written", folder.display());
    assert_logged(
        &serving,
        &[&format!("{file}: No space left on device"), &format!("{file}: Is a directory")],
    );
}
