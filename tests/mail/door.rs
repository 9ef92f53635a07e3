//! The ways in for mails as the program has them: the server, the pipe, their settings
//! and their end.

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use ferrofax::spool::LetterId;

use super::rig::{OPEN, PATIENCE, Rig, Talk};
use ferrofax_kit::patience::wait_until;

const MAIL: &str =
    "From: 2101@example.com\nSubject: Offer\nMessage-ID: <1@client>\n\nGood morning\n";
const SENDER: &str = "2101@example.com";

#[test]
fn a_mail_by_smtp_becomes_a_job() {
    let (rig, serving) = Rig::served(OPEN);
    let mut talk = Talk::to(serving.addresses[0]).unwrap();
    let answer = talk.send(SENDER, &["bob@0991123.fax"], MAIL).unwrap();
    assert!(answer.starts_with("250 2.0.0 Kept as "), "{answer}");
    let jobs = rig.wait_for_jobs(1);
    assert_eq!(
        (jobs[0].number.as_str(), jobs[0].device.to_string().as_str()),
        ("0991123", "2101@fax-devices")
    );
    rig.wait_until_handled(PATIENCE);
    assert_eq!(serving.end(), Some(0));
}

#[test]
fn a_mail_that_is_delivered_twice_makes_one_fax() {
    let (rig, serving) = Rig::served(OPEN);
    for _ in 0..2 {
        // Another connection, as another relay's would be.
        let answer = Talk::to(serving.addresses[0])
            .unwrap()
            .send(SENDER, &["0991123@fax.example.com"], MAIL)
            .unwrap();
        assert!(answer.starts_with("250"), "{answer}");
        rig.wait_for_jobs(1);
        rig.wait_until_handled(PATIENCE);
    }
    assert_eq!(rig.pipe(&["--sender", SENDER, "0991123@fax.example.com"], MAIL).0, Some(0));
    rig.wait_until_handled(PATIENCE);
    assert_eq!(rig.jobs().len(), 1);
}

#[test]
fn a_machine_that_writes_one_message_id_into_all_its_mails_sends_each_of_them() {
    let (rig, serving) = Rig::served(OPEN);
    let mut talk = Talk::to(serving.addresses[0]).unwrap();
    for (count, body) in ["first scan", "second scan"].into_iter().enumerate() {
        let mail = MAIL.replace("Good morning", body);
        let answer = talk.send(SENDER, &["0991123@fax.example.com"], &mail).unwrap();
        assert!(answer.starts_with("250"), "{answer}");
        assert_eq!(rig.wait_for_jobs(count + 1).len(), count + 1);
    }
    // By another relay, with its lines on top: the same again.
    let again = format!(
        "Received: from relay.example.com\nX-Spam-Score: 0\n{}",
        MAIL.replace("Good morning", "first scan")
    );
    assert!(
        talk.send(SENDER, &["0991123@fax.example.com"], &again)
            .unwrap()
            .starts_with("250")
    );
    rig.wait_until_handled(PATIENCE);
    assert_eq!(rig.jobs().len(), 2);
}

/// RFC 3461 §4.1.
#[test]
fn each_recipient_has_the_reports_that_notify_asks_for() {
    let (rig, serving) = Rig::served(OPEN);
    let mut talk = Talk::to(serving.addresses[0]).unwrap();
    let wanted = [
        ("0990", "", "each"),
        ("0991", " NOTIFY=NEVER", "never"),
        ("0992", " NOTIFY=SUCCESS", "success"),
        ("0993", " NOTIFY=FAILURE", "failure"),
        ("0994", " NOTIFY=SUCCESS,FAILURE", "end"),
        ("0995", " NOTIFY=FAILURE,DELAY", "trouble"),
        ("0996", " NOTIFY=SUCCESS,FAILURE,DELAY", "each"),
    ];
    talk.say(&format!("MAIL FROM:<{SENDER}>")).unwrap();
    for (number, notify, _) in wanted {
        let answer = talk.say(&format!("RCPT TO:<{number}@fax.example.com>{notify}")).unwrap();
        assert!(answer.starts_with("250"), "{notify}: {answer}");
    }
    for wrong in [" NOTIFY=NEVER,SUCCESS", " NOTIFY=SOMETIMES"] {
        let answer = talk.say(&format!("RCPT TO:<0997@fax.example.com>{wrong}")).unwrap();
        assert!(answer.starts_with('5'), "{wrong}: {answer}");
    }
    talk.say("DATA").unwrap();
    let answer = talk.say(&format!("{}\r\n.", MAIL.replace('\n', "\r\n"))).unwrap();
    assert!(answer.starts_with("250"), "{answer}");
    let mut jobs = rig.wait_for_jobs(wanted.len());
    jobs.sort_by_key(|job| job.number.clone());
    let found: Vec<(&str, &str)> =
        jobs.iter().map(|job| (job.number.as_str(), job.notify_when.name())).collect();
    assert_eq!(found, wanted.map(|(number, _, when)| (number, when)));
}

/// RFC 5321 §4.5.1.
#[test]
fn a_mail_to_the_postmaster_goes_to_the_faxmaster_as_a_mail() {
    // The machine that speaks here is nobody's.
    let settings = OPEN
        .replace("\"127.0.0.1\", \"pipe\"", "\"192.0.2.1\"")
        .replace("[mail]", "[mail]\nfaxmaster = \"boss@example.com\"");
    let (rig, serving) = Rig::served(&settings);
    let mut talk = Talk::to(serving.addresses[0]).unwrap();
    let mail = MAIL.replace("Offer", "Your faxes");
    for recipient in ["Postmaster", "postmaster@fax.example.com", "POSTMASTER@0991123.fax"] {
        // Whoever writes, also a mail server that reports.
        for sender in ["eve@elsewhere.example", ""] {
            let mail = mail.replace("<1@", &format!("<{recipient}-{sender}"));
            let answer = talk.send(sender, &[recipient], &mail).unwrap();
            assert!(answer.starts_with("250"), "{recipient}: {answer}");
        }
    }
    let answer = talk.send("eve@elsewhere.example", &["bob@0991123.fax"], &mail).unwrap();
    assert!(answer.starts_with("550 5.7.1"), "{answer}");
    talk.say("RSET").unwrap();
    rig.wait_until_handled(PATIENCE);
    let letters: Vec<_> = (1..20)
        .filter_map(|id| rig.spool.outbox().letter(LetterId(id)).unwrap())
        .map(|it| it.new)
        .collect();
    assert_eq!(letters.len(), 6);
    for letter in &letters {
        assert_eq!(
            (letter.mailbox.as_str(), letter.subject.as_str()),
            ("boss@example.com", "To the postmaster: Your faxes")
        );
        assert!(
            letter.text.contains("Good morning") && letter.recipients.is_empty(),
            "{}",
            letter.text
        );
    }
    assert!(letters.iter().any(|letter| letter.text.contains("eve@elsewhere.example")));
    assert_eq!(rig.jobs(), []);
}

#[test]
fn a_mail_to_a_number_and_to_the_postmaster_is_a_fax_and_a_mail() {
    let (rig, serving) = Rig::served(OPEN);
    let mut talk = Talk::to(serving.addresses[0]).unwrap();
    let answer = talk
        .send(SENDER, &["postmaster@fax.example.com", "bob@0991123.fax"], MAIL)
        .unwrap();
    assert!(answer.starts_with("250"), "{answer}");
    rig.wait_until_handled(PATIENCE);
    let jobs = rig.jobs();
    assert_eq!((jobs.len(), jobs[0].number.as_str()), (1, "0991123"));
    assert!(
        rig.spool.outbox().letter(LetterId(1)).unwrap().is_some()
            && rig.spool.outbox().letter(LetterId(2)).unwrap().is_none()
    );
}

#[test]
fn a_mail_by_a_pipe_is_taken_by_the_server_or_when_it_comes() {
    let rig = Rig::new(OPEN);
    let words = ["--sender", SENDER, "bob@0991123.fax", "bob@0991124.fax"];
    assert_eq!(rig.pipe(&words, MAIL), (Some(0), String::new()));
    assert_eq!(rig.waiting(), 1);
    let serving = rig.serve();
    assert_eq!(rig.wait_for_jobs(2).len(), 2);
    let other = MAIL.replace("<1@", "<2@");
    assert_eq!(
        rig.pipe(&["--sender", SENDER, "bob@0991125.fax"], &other),
        (Some(0), String::new())
    );
    assert_eq!(rig.wait_for_jobs(3).len(), 3);
    drop(serving);
}

#[test]
fn a_pipe_tells_mail_servers_what_became_of_a_mail() {
    let rig = Rig::new(OPEN);
    let refused = |words: &[&str], code: i32, begin: &str| {
        let (found, said) = rig.pipe(&[&["--sender", SENDER], words].concat(), MAIL);
        assert_eq!(found, Some(code), "{words:?}: {said}");
        assert!(said.starts_with(begin) && said.lines().count() == 1, "{words:?}: {said}");
    };
    refused(&["bob@example.com"], 67, "5.1.2 ");
    refused(&["bob@0900123.fax"], 77, "5.7.1 ");
    // For all or for none.
    refused(&["bob@0991123.fax", "bob@example.com"], 67, "5.1.2 ");
    assert!(rig.command().args(["mail-queue", "pause"]).status().unwrap().success());
    refused(&["bob@0991123.fax"], 75, "4.3.2 ");
    assert!(rig.command().args(["mail-queue", "resume"]).status().unwrap().success());
    rig.set("[mail]\nenabled = \"perhaps\"\n");
    refused(&["bob@0991123.fax"], 75, "4.3.5 ");
    rig.set("");
    refused(&["bob@0991123.fax"], 75, "4.3.2 ");
    assert_eq!(rig.waiting(), 0);
}

#[test]
fn while_it_is_paused_a_mail_is_asked_to_come_again_and_none_is_lost() {
    let (rig, serving) = Rig::served(OPEN);
    assert!(rig.command().args(["mail-queue", "pause"]).status().unwrap().success());
    let mut talk = Talk::to(serving.addresses[0]).unwrap();
    let answer = talk.send(SENDER, &["bob@0991123.fax"], MAIL).unwrap();
    assert!(answer.starts_with("451 4.3.2"), "{answer}");
    assert!(rig.command().args(["mail-queue", "resume"]).status().unwrap().success());
    let answer = talk.send(SENDER, &["bob@0991123.fax"], MAIL).unwrap();
    assert!(answer.starts_with("250"), "{answer}");
    rig.wait_for_jobs(1);
}

/// What office machines wait for at the end of a mail is 5 seconds at the least: the
/// pages come later.
#[test]
fn a_mail_is_confirmed_before_its_pages_are_made() {
    let (rig, serving) = Rig::served(OPEN);
    // A document that takes its time.
    let long =
        format!("{}{}", MAIL, "A line of a long letter that goes on and on.\n".repeat(20_000));
    let mut talk = Talk::to(serving.addresses[0]).unwrap();
    let begun = Instant::now();
    let answer = talk.send(SENDER, &["bob@0991123.fax"], &long).unwrap();
    assert!(answer.starts_with("250"), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(rig.jobs(), []);
}

/// A port that nobody has, below those that systems give away.
fn free_address() -> SocketAddr {
    let first = 20_000 + (std::process::id() % 1_000) as u16 * 10;
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    SocketAddr::from((
        [127, 0, 0, 1],
        (first..first + 500).find(free).expect("one of so many is free"),
    ))
}

#[test]
fn new_settings_count_after_sighup_and_wrong_ones_do_not() {
    // The program is to come back to its port. One that the system gives goes to another
    // test meanwhile.
    let address = free_address();
    let settings = OPEN.replace("127.0.0.1:0", &address.to_string());
    let (rig, serving) = Rig::served(&settings);
    rig.set(&settings.replace("enabled = true", "enabled = maybe"));
    serving.signal("HUP");
    std::thread::sleep(Duration::from_millis(300));
    let greets = |name: &str| {
        Talk::to(address)
            .and_then(|mut talk| talk.say("HELO x"))
            .is_ok_and(|it| it.contains(name))
    };
    assert!(greets("fax.example.com"));
    rig.set(
        &settings.replace("hostname = \"fax.example.com\"", "hostname = \"other.example.com\""),
    );
    serving.signal("HUP");
    wait_until("the new name", || greets("other.example.com"));
    assert_eq!(serving.end(), Some(0));
}

#[test]
fn two_daemons_do_not_handle_the_same_mails() {
    let (rig, _serving) = Rig::served(OPEN);
    let Err(log) = rig.try_serve() else { panic!("two of them serve") };
    assert!(log.contains("another process handles the mails"), "{log}");
}

#[test]
fn without_settings_no_mail_is_taken() {
    let rig = Rig::new("[drop]\nenabled = false\n");
    let Err(log) = rig.try_serve().map(|serving| serving.end()) else { panic!("it serves") };
    assert!(log.contains("there is nothing to serve"), "{log}");
}
