//! The commands of README, quick start and the how-to pages that need Asterisk, as printed: on a
//! Debian whose PBX ran when the packages were installed and set up as docs/quick-start.md
//! describes. `tests/program/printed` runs the other commands.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::spool::{FaxId, NewFax, OutboxId, Spool};
use ferrofax::t4::{Bitmap, Resolution};

use crate::fresh_root::FreshRoot;
use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::packages::{await_device, on_a_running_pbx, set_relay};
use crate::pages::{Content, page, write_tiff};
use crate::printed_commands::{Command, Run, commands};
use crate::smtp_sink::{Script, TestSink};
use ferrofax_kit::patience::{wait_until, watch};
use ferrofax_kit::received;
use ferrofax_kit::spools;

on_each_asterisk!(the_commands_of_the_pages_do_what_they_say);

/// The answers of successful console commands, by the beginning of the command. `asterisk -rx`
/// always ends with success, even after an error.
const ANSWERS: [(&str, &str); 16] = [
    ("dialplan reload", "Dialplan reloaded."),
    ("module load app_ferrofax.so", "Loaded app_ferrofax.so"),
    ("module reload app_ferrofax.so", "reloaded successfully"),
    ("ferrofax mail 17", "Fax 17 is mailed to "),
    ("ferrofax requeue 5", "Mail 5 "),
    ("ferrofax requeue all", "mails that waited are tried now"),
    ("ferrofax send", "is in the spool; `ferrofax show job "),
    ("ferrofax set debug on", "Fax calls are shown step by step"),
    ("ferrofax set faxenabled no all", "Everybody receives no faxes"),
    ("ferrofax set faxenabled yes class sales", "Class [sales] may receive faxes"),
    ("ferrofax set faxenabled no device 2101", "Device 2101@fax-devices receives no faxes"),
    ("ferrofax set faxenabled default device 2101", "Device 2101@fax-devices is as configured"),
    ("ferrofax show devices", "2101  fax-devices"),
    ("ferrofax show jobs", "Number"),
    ("ferrofax show outbox", "Mail  Of  To"),
    ("ferrofax show settings", "retention_days "),
];

/// The class of the examples, and a dialplan that sends outside numbers back to the device.
const SETTINGS: &str = "[sales]\ntype = class\n";
const NUMBERS: &str = "[fax-devices]\nexten => _0.,1,Goto(fax-devices,2101,1)\n\
    exten => _[+].,1,Goto(fax-devices,2101,1)\n";

/// How long the module may take to read a device, or to start.
const PATIENCE: Duration = Duration::from_secs(60);

fn the_commands_of_the_pages_do_what_they_say(asterisk: Asterisk) {
    let root = on_a_running_pbx("printed", asterisk, 1);
    let sink = root.in_its_network(|| TestSink::start(Script::default()));
    set_relay(&root, sink.address().port());
    root.shell(&format!("printf '{SETTINGS}' >>/etc/asterisk/ferrofax.conf"));
    root.shell(&format!("printf '\\n{NUMBERS}' >>/etc/asterisk/extensions.conf"));
    // The examples name fax 17 and mail 5.
    fill(root.folder());
    root.shell("chown -R asterisk: /lab/filled && ferrofax restore /lab/filled");
    let file = root.folder().join("letter.tif");
    write_tiff(&file, &[page(Content::Text, 1728, 500, 1)], Resolution::Standard);
    root.shell("cp /lab/letter.tif /tmp/letter.tif; chmod 644 /tmp/letter.tif");
    root.shell("cd / && ferrofax convert /tmp/letter.tif -o letter.pdf");
    root.shell("asterisk -rx 'dialplan reload'; asterisk -rx 'module load app_ferrofax.so'");
    await_device(&root);

    let mut commands = commands();
    commands.retain(|command| command.run == Run::Pbx);
    commands.sort_by_key(|command| order(&typed(command)));
    // A command that is on several pages runs once.
    let mut run = BTreeSet::new();
    for command in &commands {
        if run.insert(typed(command)) {
            does(&root, command);
        }
    }
    assert!(run.len() > 20, "only {run:?}");
}

/// Returns the command without its explanation.
fn typed(command: &Command) -> String {
    let text = command.text.split(" #").next().unwrap_or_default();
    text.trim_end().to_owned()
}

/// Returns the position of a command in the order of the test: shell commands send to a device that
/// later commands switch off, and the retry of one mail precedes the retry of all mails.
fn order(text: &str) -> u8 {
    match () {
        () if text.starts_with("ferrofax ") => 0,
        () if text.contains("requeue 5") => 1,
        () => 2,
    }
}

/// Runs a command, and checks its effect.
fn does(root: &FreshRoot, command: &Command) {
    if command.text.contains("module load app_ferrofax.so") {
        // The page assumes that the module is not loaded.
        answers(root, command, "asterisk -rx 'module unload app_ferrofax.so'", "Unloaded");
    }
    let console = command.text.split("asterisk -rx '").nth(1).and_then(|it| it.split('\'').next());
    match console {
        None => drop(root.shell(&format!("cd / && {}", command.text))),
        Some(line) if line.starts_with("ferrofax test mail ") => {
            answers(root, command, &command.text, "took the mail to ");
        }
        Some(line) => {
            // The longest matching beginning counts, because `set faxenabled no all` has an answer
            // of its own.
            let known = ANSWERS.iter().filter(|(begins, _)| line.starts_with(begins));
            let answer = known.max_by_key(|(begins, _)| begins.len());
            let (_, answer) = answer.unwrap_or_else(|| {
                panic!("{}: nobody knows what `{line}` answers", command.place())
            });
            answers(root, command, &command.text, answer);
        }
    }
    await_loaded(root);
}

/// Repeats a command until it gives the answer: after a reload, the module needs some time.
fn answers(root: &FreshRoot, command: &Command, line: &str, answer: &str) {
    let what = format!("{}: {line}", command.place());
    watch(
        &what,
        || root.try_shell(line),
        |(went_well, told)| *went_well && told.contains(answer) && !told.contains("has not failed"),
    );
}

/// Waits until the module is loaded.
fn await_loaded(root: &FreshRoot) {
    wait_until("the module is loaded", || {
        root.shell("asterisk -rx 'ferrofax show version'").contains("Ferrofax")
    });
}

/// Writes the backup `filled`, with 18 received faxes. Their mails are delivered, except that of
/// the fourth fax: that mail and the notice about it, mail 5, were rejected.
fn fill(folder: &Path) {
    let spool = Spool::open(&folder.join("filling")).expect("a spool");
    let now = UnixMs::now();
    for number in 1..=18 {
        let fax = receive(&spool, now);
        let mails = spool.outbox().outbox_of(fax).expect("a spool");
        for mail in &mails {
            match number {
                4 => refuse(&spool, mail.id, now),
                _ => drop(spool.outbox().delivered(mail.id, now, "250 Ok").expect("a spool")),
            }
        }
        if number == 4 {
            let notice = OutboxId(5);
            assert_eq!(mails.last().map(|mail| mail.id), Some(OutboxId(4)));
            refuse(&spool, notice, now);
        }
    }
    let filled = folder.join("filled");
    fs::create_dir(&filled).expect("it is ours");
    spool.monitoring().back_up(&filled).expect("a backup");
}

fn refuse(spool: &Spool, mail: OutboxId, now: UnixMs) {
    spool
        .outbox()
        .lease(mail, now, now + 60_000)
        .expect("a spool")
        .expect("it is due");
    assert!(spool.outbox().reject(mail, now, "550 nobody of this name").expect("a spool"));
}

fn receive(spool: &Spool, now: UnixMs) -> FaxId {
    let new = NewFax {
        mailboxes: vec!["alice@example.com".into()],
        ..spools::call("2101", "0991 12345", now)
    };
    received::receive(spool, &new, &[Bitmap::white(1728, 100)], now)
}
