//! The PBX's user owns the spool, the gateway's user has it by the group: what the one
//! receives the other prints, and no more.
//!
//! Two real users, by their numbers; so this is for root. Another user's run says which
//! tests it has skipped.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use ferrofax::UnixMs;
use ferrofax::spool::jobs::{NewDocument, NewJob};
use ferrofax::spool::{DeviceRecord, NewFax, OutboxState, RecordOf, Spool, to_printer};

use super::bench::{Module, Serving, ended};
use super::planted_links::{Ground, MEMBER, OWNER, is_root};
use super::printing::one_page;
use super::{recorded, waiting};
use ferrofax_kit::patience::wait_until;
use ferrofax_kit::received::whole;
use ferrofax_kit::spools;

impl Ground {
    /// The program as the gateway's user runs it.
    pub(super) fn as_member(&self, words: &[&str]) -> Command {
        let mut command = self.command(words);
        command
            .uid(MEMBER.0)
            .gid(MEMBER.1)
            .env("FERROFAX_CONFIG", self.path("gateway.toml"));
        command
    }
}

#[test]
fn the_gateways_user_prints_what_the_pbx_received_and_changes_nothing_of_it() {
    if !is_root() {
        return;
    }
    let ground = Ground::new(OWNER);
    fs::remove_dir_all(ground.path("spool/received")).unwrap();
    // As the module of the PBX does it; what root makes is its user's.
    let spool = Spool::open(&ground.path("spool")).unwrap();
    let devices = [DeviceRecord {
        context: "x".into(),
        extension: "1".into(),
        enabled: true,
        ..DeviceRecord::default()
    }];
    spool.devices().publish_devices(&devices).unwrap();
    let new = NewFax { mailboxes: vec![to_printer("office")], ..NewFax::default() };
    let fax = spool.receiving().begin_fax(&new).unwrap();
    spool.receiving().append_page(fax, &one_page()).unwrap();
    spool.receiving().finish_fax(fax, &whole(UnixMs(1))).unwrap();

    let document = spool.faxes().document_path(fax).unwrap();
    let folder = document.parent().unwrap();
    for (path, mode) in [(&*document, 0o640), (folder, 0o2750), (folder.parent().unwrap(), 0o2750)]
    {
        let found = fs::metadata(path).unwrap();
        assert_eq!(
            (found.uid(), found.gid(), found.mode() & 0o7777),
            (OWNER.0, OWNER.1, mode),
            "{}",
            path.display()
        );
    }

    // The parts of faxes are written by the service's user.
    let parts = ground.path("spool/received/parts");
    assert_eq!(fs::metadata(&parts).unwrap().mode() & 0o7777, 0o2770);
    let mut write = Command::new("/bin/sh");
    write
        .args(["-c", "echo > \"$0\""])
        .arg(parts.join("1.tif"))
        .uid(MEMBER.0)
        .gid(MEMBER.1);
    assert!(write.status().unwrap().success());
    fs::remove_file(parts.join("1.tif")).unwrap();

    let settings = "[drop]\nenabled = false\n[print]\nenabled = true\ncommand = ['/bin/cp', '%i', 'PRINTED']\n";
    fs::create_dir(ground.path("printed")).unwrap();
    fs::set_permissions(ground.path("printed"), Permissions::from_mode(0o777)).unwrap();
    let printed = ground.path("printed/fax.pdf");
    fs::write(ground.path("gateway.toml"), settings.replace("PRINTED", printed.to_str().unwrap()))
        .unwrap();
    let module = Module::of(&spool);
    let check = ended(&ground.as_member(&["check"]).stdout(Stdio::piped()).output().unwrap());
    assert_eq!(check.code, Some(0), "{check:?}");
    drop(module);
    let _serving = Serving(ground.as_member(&["serve"]).spawn().unwrap());
    wait_until("the fax is printed", || {
        let entry = &spool.outbox().outbox_of(fax).unwrap()[0];
        let is_printed = entry.state == OutboxState::Delivered;
        assert!(is_printed || entry.last_error.is_none(), "{entry:?}");
        is_printed
    });
    assert!(fs::read(&printed).unwrap().starts_with(b"%PDF"));

    for path in [&*document, &folder.join("new.tif"), &folder.parent().unwrap().join("new")] {
        let mut write = Command::new("/bin/sh");
        write
            .args(["-c", "exec 2>/dev/null; echo >> \"$0\""])
            .arg(path)
            .uid(MEMBER.0)
            .gid(MEMBER.1);
        assert_ne!(write.status().unwrap().code(), Some(0), "{} may be written", path.display());
    }
}

#[test]
fn a_job_file_is_refused_if_the_service_may_not_read_its_document() {
    if !is_root() {
        return;
    }
    let ground = Ground::new(OWNER);
    fs::write(ground.path("gateway.toml"), "").unwrap();
    let folder = ground.path("dropped");
    fs::create_dir(&folder).unwrap();
    chown(&folder, Some(MEMBER.0), Some(MEMBER.1)).unwrap();
    // The folder is the service's, so the service may move another user's document, and not read it.
    let text = "number: 0991 123\nfrom: 2101\nfile: secret.txt\n";
    for (name, text, mode) in [("secret.txt", "Hallo", 0o600), ("a.job", text, 0o644)] {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        chown(&path, Some(61_003), Some(61_003)).unwrap();
    }
    let _serving = Serving(ground.as_member(&["serve", "--drop"]).arg(&folder).spawn().unwrap());
    let refused = folder.join("failed/a/a.refused");
    wait_until("the job file is refused", || refused.exists());
    let reason = fs::read_to_string(&refused).unwrap();
    let fault = "line 3: file: secret.txt: the Ferrofax service may not read it";
    assert!(reason.contains(fault), "{reason}");
    // Its owner finds the document beside the reason.
    assert_eq!(fs::metadata(folder.join("failed/a/secret.txt")).unwrap().uid(), 61_003);
    assert_eq!(fs::read_dir(folder.join("working")).unwrap().count(), 0);
}

#[test]
fn what_root_exports_of_calls_is_named_if_it_is_unfinished_and_not_deleted() {
    if !is_root() {
        return;
    }
    let ground = Ground::new(OWNER);
    let spool = Spool::open(&ground.path("spool")).unwrap();
    recorded::keep(&spool, RecordOf::Session(7), &recorded::silent_call());
    let export = |folder: &str| {
        let file = ground.path(folder).join("call.pcap");
        let mut command = ground.command(&["call", "export", "1", "--pcap"]);
        let run = ended(&command.arg(&file).stderr(Stdio::piped()).output().unwrap());
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.err.contains("did not use T.38"), "{run:?}");
        (file, run.err)
    };
    let (file, error) = export("precious");
    let named = format!("before you run the command again: {}\n", file.display());
    assert!(file.exists() && error.ends_with(&named), "{error}");
    // In a folder of the spool's owner, the file is deleted.
    fs::create_dir(ground.path("owners")).unwrap();
    chown(ground.path("owners"), Some(OWNER.0), Some(OWNER.1)).unwrap();
    let (file, error) = export("owners");
    assert!(!file.exists() && !error.contains("again"), "{error}");
}

#[test]
fn what_the_gateways_user_says_of_calls_the_pbx_reads_and_removes() {
    if !is_root() {
        return;
    }
    let ground = Ground::new(OWNER);
    let spool = Spool::open(&ground.path("spool")).unwrap();
    let now = UnixMs::now();
    let new = NewJob {
        number: "0991 7".into(),
        device: "1@x".parse().unwrap(),
        documents: vec![NewDocument { path: waiting::page(&ground.path("")), name: "x".into() }],
        ..NewJob::default()
    };
    let id = spool.submission().submit(&new, now).unwrap();
    let lease = spools::lease(&spool, now);
    assert_eq!(lease.job.id, id);
    let of = RecordOf::Job(id, lease.call);
    let record = recorded::keep_at(&spool, of, &recorded::silent_call(), now);
    let settings =
        "[drop]\nenabled = false\n[print]\nenabled = true\ncommand = ['/bin/true', '%i']\n";
    fs::write(ground.path("gateway.toml"), settings).unwrap();
    let _serving = Serving(ground.as_member(&["serve"]).spawn().unwrap());
    wait_until("a verdict", || spool.recordings().call_verdict(record).is_some());
    assert!(!spool.recordings().call_verdict(record).unwrap().text.is_empty());
    let file = ground.path(&format!("spool/verdicts/{record}.txt"));
    let found = fs::metadata(&file).unwrap();
    assert_eq!((found.uid(), found.gid(), found.mode() & 0o7777), (MEMBER.0, MEMBER.1, 0o640));
    let mut owner = Command::new("/bin/sh");
    owner.args(["-c", "cat \"$0\" >/dev/null && rm -f \"$0\""]).arg(&file);
    owner.uid(OWNER.0).gid(OWNER.1);
    assert_eq!(owner.status().unwrap().code(), Some(0), "it is read, and goes with its record");
}
