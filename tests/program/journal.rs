//! The service's log lines in systemd's journal: their priority and their fields.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixDatagram;
use std::process::Command;
use std::time::Duration;

use super::bench::{Bench, Serving};
use super::programs::{is_there, skip};
use super::watching::{receive, until};

/// The journal's protocol: `NAME=value` on a line, or the name on a line, the length of the value
/// as eight bytes, and the value.
fn fields(mut entry: &[u8]) -> BTreeMap<String, String> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut fields = BTreeMap::new();
    while let Some(end) = entry.iter().position(|byte| *byte == b'\n') {
        let (line, rest) = (&entry[..end], &entry[end + 1..]);
        if let Some(at) = line.iter().position(|byte| *byte == b'=') {
            fields.insert(text(&line[..at]), text(&line[at + 1..]));
            entry = rest;
        } else {
            let (length, rest) = rest.split_at(8);
            let length = u64::from_le_bytes(length.try_into().unwrap());
            let (value, rest) = rest.split_at(usize::try_from(length).unwrap());
            fields.insert(text(line), text(value));
            entry = &rest[1..];
        }
    }
    fields
}

#[test]
fn lines_of_the_service_are_entries_with_fields_in_the_journal() {
    if !is_there("unshare") {
        return;
    }
    if !rustix::process::geteuid().is_root() {
        return skip("puts a journal of its own into /run, which root alone may");
    }
    let bench = Bench::new();
    let (journal, out) = (bench.path("journal"), bench.path("out"));
    fs::create_dir(&journal).unwrap();
    fs::create_dir(&out).unwrap();
    let socket = UnixDatagram::bind(journal.join("socket")).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let settings = format!(
        "[drop]\nenabled = false\n[[folder]]\nname = \"out\"\npath = \"{}\"\n",
        out.display()
    );
    let config = bench.file("gateway.toml", settings);
    let told = File::create(bench.path("stderr")).unwrap();
    let stream = told.metadata().map(|file| format!("{}:{}", file.dev(), file.ino())).unwrap();

    let inside =
        "mkdir -p /run/systemd/journal && mount --bind \"$0\" /run/systemd/journal && exec \"$@\"";
    let program = bench.command();
    let mut command = Command::new("unshare");
    command
        .args(["--mount", "--propagation", "private", "sh", "-c", inside])
        .arg(&journal);
    command.arg(program.get_program()).args(program.get_args());
    command.arg("--config").arg(&config).arg("serve");
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.env("JOURNAL_STREAM", stream).stderr(told);
    let _serving = Serving(command.spawn().unwrap());

    let entry_of = |message: &str| loop {
        let mut entry = vec![0; 1 << 16];
        let length = socket.recv(&mut entry).expect("an entry in time");
        let found = fields(&entry[..length]);
        // The first one is empty: it shows that somebody listens.
        if found.get("MESSAGE").is_some_and(|text| text.starts_with(message)) {
            return found;
        }
    };
    entry_of("stores received faxes in ");
    // Faxes that are received before the folder is set up are not stored in it.
    assert!(until(|| fs::read_dir(&out).unwrap().count() > 0), "the folder is set up");
    let fax = receive(&bench.spool, "2101", "+49 991 1", 1_000);
    let stored = entry_of(&format!("fax {fax} is in the folder out"));
    assert_eq!(stored["FERROFAX_FAX"], fax.to_string());
    assert_eq!(stored["SYSLOG_IDENTIFIER"], "ferrofax");
    assert_eq!(stored["PRIORITY"], "5", "a notice");
    let lines = fs::read_to_string(bench.path("stderr")).unwrap();
    assert_eq!(lines, "", "nothing is logged twice");
}
