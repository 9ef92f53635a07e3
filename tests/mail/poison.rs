//! Mails that kill what reads them, or never let it end, or kill the whole program: all
//! other mails are faxed meanwhile, and such a mail is set aside after three times and
//! told of once.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use ferrofax::spool::{Letter, LetterId};

use super::dns::Dns;
use super::outside::{FIELDS, KEY, signed};
use super::paper::script;
use super::rig::{OPEN, PATIENCE, Rig, Serving, Talk};
use ferrofax_kit::patience::wait_until;

/// What begins each of these mails.
const KILLS: &str = "a mail that kills its reader";
const HANGS: &str = "a mail whose reader never ends";

/// A child as the program itself is, but for two kinds of mails. It tells by a file
/// beside it that it met one that hangs.
fn child(rig: &Rig) -> PathBuf {
    let program = env!("CARGO_BIN_EXE_ferrofax");
    let path = rig.folder.path().join("child");
    let lines = format!(
        "#!/bin/sh\nis() {{ grep -aq \"$1\" /proc/self/fd/0; }}\n\
         if [ \"$1\" = read-mail ] && is '\"what\":\"letter\"'; then\n\
         if is '{KILLS}'; then kill -9 $$; fi\n\
         if is '{HANGS}'; then : > \"$0.hangs\"; exec sleep 60; fi\n\
         fi\nexec {program} \"$@\"\n"
    );
    fs::write(&path, lines).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn mail(subject: &str) -> String {
    format!(
        "From: 2101@example.com\nSubject: {subject}\nMessage-ID: <{}@client>\n\nHello\n",
        subject.replace(' ', ".")
    )
}

fn send(serving: &Serving, sender: &str, number: &str, mail: &str) {
    let answer = Talk::to(serving.addresses[0])
        .unwrap()
        .send(sender, &[&format!("x@{number}.fax")], mail)
        .unwrap();
    assert!(answer.starts_with("250"), "{answer}");
}

fn settings(mail: &str, others: &str) -> String {
    OPEN.replace("[mail]\n", &format!("[mail]\nfaxmaster = \"boss@example.com\"\n{mail}\n"))
        + others
}

/// All letters of the spool: to whom, and their subjects.
fn letters(rig: &Rig) -> Vec<(String, String)> {
    let all = (1..50).map_while(|id| rig.spool.outbox().letter(LetterId(id)).unwrap());
    all.map(|Letter { new, .. }| (new.mailbox, new.subject)).collect()
}

fn files(rig: &Rig, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(rig.spool.folder().join("mail").join(folder)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// It lies in damaged/, its sender and the faxmaster have one letter each, and the queue shows it.
fn assert_set_aside(rig: &Rig, why: &str) -> String {
    let [id] = &files(rig, "damaged")[..] else { panic!("{:?}", files(rig, "damaged")) };
    let mut told = letters(rig);
    told.sort();
    let subjects: Vec<&str> = told.iter().map(|(_, subject)| subject.as_str()).collect();
    let whom: Vec<&str> = told.iter().map(|(whom, _)| whom.as_str()).collect();
    assert_eq!(whom, ["boss@example.com", "poison@example.com"], "{told:?}");
    assert_eq!(subjects[0], format!("Mail {id} was set aside: the fax software failed on it"));
    assert!(subjects[1].contains("NOT SENT") && subjects[1].contains(why), "{subjects:?}");
    let output = rig.command().arg("mail-queue").output().unwrap();
    let list = String::from_utf8(output.stdout).unwrap();
    assert!(
        list.starts_with("no mails wait\n\nset aside") && list.contains(id) && list.contains(why),
        "{list}"
    );
    let output = rig.command().args(["mail-queue", "show", id]).output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("poison@example.com") && shown.contains(why), "{shown}");
    id.clone()
}

#[test]
fn a_mail_that_kills_its_reader_is_set_aside_and_others_go_through() {
    let rig = Rig::new(&settings("", ""));
    let serving = rig.serve_with(&["--child", child(&rig).to_str().unwrap()]);
    send(&serving, "poison@example.com", "09911", &mail(KILLS));
    send(&serving, "2101@example.com", "09912", &mail("honest"));
    assert_eq!(rig.wait_for_jobs(1)[0].number, "09912");
    rig.wait_until_handled(PATIENCE);
    let id = assert_set_aside(&rig, "needs too much processor time");
    // Someone has mended the software: it is faxed after all.
    drop(serving);
    let serving = rig.serve();
    let retry = rig.command().args(["mail-queue", "retry", &id]).output().unwrap();
    assert!(retry.status.success(), "{retry:?}");
    rig.wait_for_jobs(2);
    rig.wait_until_handled(PATIENCE);
    drop(serving);
    assert_eq!((files(&rig, "damaged"), letters(&rig).len()), (vec![], 2));
}

#[test]
fn a_mail_whose_reader_never_ends_is_set_aside_and_others_go_through() {
    let rig = Rig::new(&settings("", "[convert]\npage_seconds = 1\n"));
    let serving = rig.serve_with(&["--child", child(&rig).to_str().unwrap()]);
    send(&serving, "poison@example.com", "09911", &mail(HANGS));
    send(&serving, "2101@example.com", "09912", &mail("honest"));
    assert_eq!(rig.wait_for_jobs(1)[0].number, "09912");
    rig.wait_until_handled(PATIENCE);
    assert_set_aside(&rig, "could not be read within 1 seconds");
    assert_eq!(rig.jobs().len(), 1);
    drop(serving);
}

#[test]
fn a_mail_that_kills_the_program_is_set_aside_when_it_begins_for_the_fourth_time() {
    let rig = Rig::new(&settings("", ""));
    let child = child(&rig);
    let words = ["--child", child.to_str().unwrap()];
    let hangs = child.with_extension("hangs");
    let first = rig.serve_with(&words);
    send(&first, "poison@example.com", "09911", &mail(HANGS));
    let mut serving = Some(first);
    for times in 1..=3 {
        let now = serving.take().unwrap_or_else(|| rig.serve_with(&words));
        wait_until("it is being handled", || hangs.exists());
        fs::remove_file(&hangs).unwrap();
        if times == 1 {
            // In the hands of the other worker, or about to be: it is not blamed.
            send(&now, "2101@example.com", "09912", &mail("honest"));
        }
        now.kill();
        assert_eq!(files(&rig, "damaged"), [""; 0], "{times}");
    }
    let serving = rig.serve_with(&words);
    send(&serving, "2101@example.com", "09913", &mail("later"));
    rig.wait_for_jobs(2);
    rig.wait_until_handled(PATIENCE);
    assert!(!hangs.exists(), "it was handled a fourth time");
    assert_set_aside(&rig, "the program ended each time while it handled the mail");
    assert_eq!(rig.jobs().len(), 2);
    drop(serving);
}

#[test]
fn a_kernel_without_landlock_is_told_of_once() {
    let rig = Rig::new(&settings("", ""));
    let lines = format!(
        "[ \"$1\" = convert-child ] && echo noted no-landlock >&2\nexec {} \"$@\"",
        env!("CARGO_BIN_EXE_ferrofax")
    );
    let serving = rig.serve_with(&["--child", &script(&rig.folder, "child", &lines)]);
    for number in ["09911", "09912"] {
        send(&serving, "2101@example.com", number, &mail(number));
    }
    rig.wait_for_jobs(2);
    wait_until("it is logged that there is no Landlock", || serving.said().contains("no Landlock"));
    assert_eq!(serving.said().matches("no Landlock").count(), 1, "{}", serving.said());
}

#[test]
fn mails_that_take_long_keep_no_other_waiting() {
    let rig = Rig::new("");
    let program = script(&rig.folder, "slow", "sleep 50");
    rig.set(&settings(
        "quick_seconds = 1",
        &format!("[convert]\npage_seconds = 40\n\"application/x-slow\" = [\"{program}\", \"%i\", \"%o\"]\n"),
    ));
    let serving = rig.serve();
    for number in 1..=3 {
        let slow = mail(&format!("slow {number}"))
            .replace("\n\nHello", "\nContent-Type: application/x-slow; name=x.slow\n\nx");
        send(&serving, &format!("slow{number}@example.com"), "09911", &slow);
    }
    let begun = || files(&rig, "put-off").len();
    wait_until("they are begun", || begun() >= 2);
    send(&serving, "2101@example.com", "09912", &mail("honest"));
    assert_eq!(rig.wait_for_jobs(1)[0].number, "09912");
    // A job is there a moment before its mail is gone; the others are still being handled.
    wait_until("it is taken off", || rig.waiting() == 3);
    drop(serving);
}

#[test]
fn a_mail_of_too_many_parts_or_pages_is_refused_as_a_whole() {
    let (rig, serving) = Rig::served(&settings("max_parts = 20\nmax_pages = 5", ""));
    let with = |subject: &str, parts: usize, text: &str| {
        let part = format!("--b\nContent-Type: text/plain; name=a.txt\n\n{text}\n");
        let head = "\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n";
        mail(subject).replace("\n\nHello\n", &format!("{head}{}--b--\n", part.repeat(parts)))
    };
    for (subject, parts, text) in
        [("parts", 10_000, "x"), ("pages", 6, "x"), ("long", 1, "\x0cx\x0cx\x0cx\x0cx\x0cx\x0cx")]
    {
        send(&serving, &format!("{subject}@example.com"), "09911", &with(subject, parts, text));
    }
    send(&serving, "2101@example.com", "09912", &with("few", 2, "x"));
    rig.wait_until_handled(PATIENCE);
    let jobs = rig.jobs();
    assert_eq!(jobs.iter().map(|job| job.number.as_str()).collect::<Vec<_>>(), ["09912"]);
    let mut told: Vec<String> = letters(&rig).into_iter().map(|(_, subject)| subject).collect();
    told.sort();
    let says = ["(long): NOT SENT: ", "(pages): NOT SENT: ", "NOT SENT: it has more than 20 parts"];
    assert_eq!(told.len(), 3, "{told:?}");
    for (subject, says) in told.iter().zip(says) {
        assert!(subject.contains(says), "{subject}");
        assert!(
            subject.contains("more than 20 parts") || subject.contains("a fax has at most 5"),
            "{subject}"
        );
    }
    drop(serving);
}

/// A mail from outside that takes more memory than its reader has.
const HOGS: &str = "a mail that takes all memory";

#[test]
fn a_signature_that_breaks_what_reads_it_costs_its_own_mail_alone() {
    let dns = Dns::with(&[("s._domainkey.example.com", KEY)]);
    let (open, _) = OPEN.split_once("[[network]]").unwrap();
    let outside = format!("[mail]\nfrom_outside = true\ndns = \"{}\"\n", dns.address);
    let rig = Rig::new(&(open.replace("[mail]\n", &outside) + "[convert]\npage_seconds = 3\n"));
    let program = env!("CARGO_BIN_EXE_ferrofax");
    let lines = format!(
        "is() {{ grep -aq \"$1\" /proc/self/fd/0; }}\n\
         if [ \"$1\" = judge-mail ]; then\n\
         if is '{KILLS}'; then kill -9 $$; fi\n\
         if is '{HANGS}'; then exec sleep 60; fi\n\
         if is '{HOGS}'; then exec {program} judge-mail 1; fi\n\
         fi\nexec {program} \"$@\""
    );
    let serving = rig.serve_with(&["--child", &script(&rig.folder, "child", &lines)]);
    let outside = |subject: &str, number: &str| {
        let to = format!("\nTo: x@{number}.fax\nSubject");
        let mail = mail(subject).replace("\nSubject", &to).replace('\n', "\r\n");
        String::from_utf8(signed(mail.as_bytes(), "example.com", &FIELDS, true)).unwrap()
    };
    let sent = |number: &str, mail: &str| {
        let mut talk = Talk::to(serving.addresses[0]).unwrap();
        talk.send("2101@example.com", &[&format!("x@{number}.fax")], mail).unwrap()
    };
    for (index, subject) in [KILLS, HANGS, HOGS].into_iter().enumerate() {
        let poison = outside(subject, "09911");
        assert!(sent("09911", &poison).starts_with("451"), "{subject}");
        let honest = sent("09912", &outside(&format!("honest {index}"), "09912"));
        assert!(honest.starts_with("250"), "{honest}");
        assert!(sent("09911", &poison).starts_with("451"), "{subject}");
        let last = sent("09911", &poison);
        assert!(
            last.starts_with("550") && last.contains("sender is not proved"),
            "{subject}: {last}"
        );
        assert_eq!(
            serving.said().matches("is not proved").count(),
            index + 1,
            "{subject}: {}",
            serving.said()
        );
    }
    assert!(rig.wait_for_jobs(3).iter().all(|job| job.number == "09912"));
    drop(serving);
}
