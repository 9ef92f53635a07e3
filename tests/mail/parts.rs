//! Mails that a scanner cuts into several (message/partial): one fax when all parts have
//! come, in whatever order and however often; a report of what is missing when they do
//! not.

use std::time::Duration;

use ferrofax::spool::LetterId;

use super::desk::{NOW, Office, envelope, recipient};
use super::rig::{OPEN, PATIENCE, Rig, Talk};

const HOUR: i64 = 3_600_000;
const SCANNER: &str = "scan@example.com";

/// A mail in so many parts, as a scanner sends them. The inner header is in the first one.
fn parts(id: &str, inner: &str, count: usize) -> Vec<String> {
    let length = inner.len().div_ceil(count);
    (1..=count)
        .map(|number| {
            let piece = &inner[(number - 1) * length..(number * length).min(inner.len())];
            let total = if number == count { format!("; total={count}") } else { String::new() };
            format!(
                "From: {SCANNER}\r\nTo: 0990@fax.example.com\r\nSubject: Scan ({number}/{count})\r\nMessage-ID: <{id}.{number}@mfp>\r\n\
                 MIME-Version: 1.0\r\nContent-Type: message/partial; id=\"{id}\"; number={number}{total}\r\n\r\n{piece}"
            )
        })
        .collect()
}

/// Many lines of text behind a header of its own.
fn inner(subject: &str) -> String {
    let lines: String = (1..=60).map(|line| format!("Line {line} of the letter.\r\n")).collect();
    format!(
        "Subject: {subject}\r\nMessage-ID: <whole@mfp>\r\nMIME-Version: 1.0\r\nX-Dropped: yes\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nA letter.\r\n--b\r\n\
         Content-Type: text/plain; name=letter.txt\r\nContent-Disposition: attachment; filename=letter.txt\r\n\r\n{lines}\r\n--b--\r\n"
    )
}

#[test]
fn parts_in_any_order_and_twice_make_one_fax() {
    let (rig, serving) = Rig::served(OPEN);
    let parts = parts("abc@mfp", &inner("Contract"), 4);
    let mut talk = Talk::to(serving.addresses[0]).unwrap();
    for number in [3, 1, 3, 0, 2] {
        let said = talk.send(SCANNER, &["0990@fax.example.com"], &parts[number]).unwrap();
        assert!(said.starts_with("250"), "{said}");
        // Handled one by one, so that each finds those before.
        rig.wait_until_handled(PATIENCE);
    }
    let jobs = rig.wait_for_jobs(1);
    // Doubles that come late, by other servers.
    for part in &parts {
        let part = part.replacen("@mfp>", "@relay>", 1);
        assert!(talk.send(SCANNER, &["0990@fax.example.com"], &part).unwrap().starts_with("250"));
    }
    rig.wait_until_handled(Duration::from_secs(60));
    drop(serving);
    assert_eq!(
        (rig.jobs().len(), jobs[0].tag.as_str(), jobs[0].number.as_str()),
        (1, "Contract", "0990")
    );
    assert_eq!(jobs[0].documents[0].name, "the mail's text, letter.txt");
    assert_eq!(jobs[0].notify, [SCANNER]);
    assert_eq!(rig.spool.outbox().letter(LetterId(1)).unwrap(), None);
    let left: Vec<_> = std::fs::read_dir(rig.spool.folder().join("mail/parts"))
        .unwrap()
        .flatten()
        .collect();
    assert!(
        left.iter()
            .all(|file| file.path().extension().is_some_and(|ending| ending == "joined")),
        "{left:?}"
    );
}

/// A mail of which nothing can be faxed: that it was put together shows in the answer,
/// without pages.
const CARD: &str = "MIME-Version: 1.0\r\nContent-Type: text/calendar; name=invite.ics\r\n\
    Content-Disposition: attachment; filename=invite.ics\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";

#[test]
fn parts_are_kept_over_a_restart_and_belong_to_their_sender_and_number() {
    let office = Office::new();
    let parts = parts("x", CARD, 2);
    office.put(&envelope("alice@example.com", &[recipient("0990")]), &parts[0]);
    office.work(NOW);
    // Somebody else's part, and one for another number, are of other mails.
    office.put(&envelope("eve@example.com", &[recipient("0990")]), &parts[1]);
    office.put(&envelope("alice@example.com", &[recipient("0991")]), &parts[1]);
    office.work(NOW + 1);
    assert_eq!((office.letters().len(), office.waiting()), (0, 0));
    office.put(&envelope("alice@example.com", &[recipient("0990")]), &parts[1]);
    office.work(NOW + 2);
    let letter = office.letter();
    assert!(letter.text.contains("invite.ics (it is an entry for a calendar)"), "{}", letter.text);
    assert_eq!(
        (letter.mailbox.as_str(), letter.answers.subject.as_str()),
        ("alice@example.com", "")
    );
}

#[test]
fn what_does_not_come_in_time_is_told_once() {
    let office = Office::new();
    let parts = parts("x", CARD, 5);
    for number in [0, 2, 4] {
        office.put(&envelope("alice@example.com", &[recipient("0990")]), &parts[number]);
    }
    office.work(NOW);
    office.work(NOW + 24 * HOUR - 1);
    assert_eq!(office.letters().len(), 0);
    office.work(NOW + 24 * HOUR);
    office.work(NOW + 25 * HOUR);
    let letter = office.letter();
    assert!(letter.text.contains("parts 2 and 4 of 5 did not arrive"), "{}", letter.text);
    assert_eq!(letter.recipients[0].address, "0990@fax.example.com");
    // All of it sent again is a fax of its own: nothing of it is known.
    for part in &parts {
        office.put(&envelope("alice@example.com", &[recipient("0990")]), part);
    }
    office.work(NOW + 26 * HOUR);
    assert_eq!(office.letters().len(), 2);
}

/// Some machines give each mail the same id.
#[test]
fn another_mail_by_the_same_id_begins_anew() {
    let office = Office::new();
    let (first, second) = (parts("x", CARD, 3), parts("x", &CARD.replace("invite", "other"), 2));
    let alice = envelope("alice@example.com", &[recipient("0990")]);
    office.put(&alice, &first[0]);
    office.work(NOW);
    for part in &second {
        office.put(&alice, &part.replace("@mfp>", "@two>"));
        office.work(NOW + HOUR);
    }
    let texts: Vec<String> = office.letters().into_iter().map(|letter| letter.new.text).collect();
    assert!(texts[0].contains("and no part after part 1 arrived"), "{texts:?}");
    assert!(texts.len() == 2 && texts[1].contains("other.ics"), "{texts:?}");
}

/// The parts of the first mail say how many they are, so a part of the second is none of them.
#[test]
fn parts_of_two_mails_by_the_same_id_make_no_fax_even_if_they_come_out_of_order() {
    let office = Office::new();
    let (first, second) = (parts("x", CARD, 3), parts("x", &CARD.replace("invite", "other"), 2));
    let alice = envelope("alice@example.com", &[recipient("0990")]);
    office.put(&alice, &first[0].replace("number=1", "number=1; total=3"));
    office.work(NOW);
    for part in second.iter().rev() {
        office.put(&alice, &part.replace("@mfp>", "@two>"));
        office.work(NOW + HOUR);
    }
    let texts: Vec<String> = office.letters().into_iter().map(|letter| letter.new.text).collect();
    assert!(texts[0].contains("parts 2 and 3 of 3 did not arrive"), "{texts:?}");
    assert!(texts.len() == 2 && texts[1].contains("other.ics"), "{texts:?}");
}

/// A part as a server passes it on that has coded it anew, though RFC 2046 §5.2.2 forbids it.
fn recoded(part: &str, coding: &str, body: impl Fn(&str) -> String) -> String {
    let (head, content) = part.split_once("\r\n\r\n").unwrap();
    format!("{head}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n{}", body(content))
}

#[test]
fn parts_that_were_coded_anew_on_their_way_are_put_together_or_refused_by_name() {
    let parts = parts("x", CARD, 3);
    let base64 = |body: &str| {
        let coded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, body);
        coded
            .as_bytes()
            .chunks(60)
            .map(|line| format!("{}\r\n", String::from_utf8_lossy(line)))
            .collect::<String>()
    };
    let printable = |body: &str| body.replace('=', "=3D").replace(' ', "=20=\r\n");
    let alice = envelope("alice@example.com", &[recipient("0990")]);
    let office = Office::new();
    office.put(&alice, &recoded(&parts[0], "base64", base64));
    office.put(&alice, &recoded(&parts[1], "quoted-printable", printable));
    // The same by another way, and so in another coding: a double.
    office.put(&alice, &recoded(&parts[1], "BASE64", base64));
    office.work(NOW);
    assert_eq!(office.letters().len(), 0);
    office.put(&alice, &parts[2]);
    office.work(NOW + 1);
    let letter = office.letter();
    assert!(letter.text.contains("invite.ics (it is an entry for a calendar)"), "{}", letter.text);

    for (coding, says) in [
        ("x-uuencode", "was coded in an unknown way"),
        ("base64", "was coded in base64 on its way here and damaged"),
    ] {
        let office = Office::new();
        office.put(&alice, &recoded(&parts[0], coding, |_| "begin 644 !!".to_owned()));
        office.work(NOW);
        let letter = office.letter();
        assert!(letter.text.contains(says), "{}", letter.text);
    }
}

#[test]
fn too_much_in_parts_is_refused() {
    let mut office = Office::new();
    office.settings.mail.desk.max_joined = 1_000;
    let alice = envelope("alice@example.com", &[recipient("0990")]);
    for part in &parts("x", &format!("{CARD}{}", "x".repeat(1_500)), 2) {
        office.put(&alice, part);
        office.work(NOW);
    }
    assert!(office.letters()[0].new.text.contains("max_joined_mb"));
    assert_eq!(std::fs::read_dir(office.mails().join("parts")).unwrap().count(), 0);
}
