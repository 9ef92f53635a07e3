//! Attempts to relay mails through us, to send in the name of others and to dial at
//! others' cost. Each is refused, by the rule that is meant for it, and each refusal is
//! in the audit log.

use ferrofax::mail::SessionPolicy;
use ferrofax::network::asker::{Client, Login};

use super::gate::{GOOD, Gate, from, letter};

/// A company as many are: people log in, a copier and a mail server are named, owners may
/// write from outside behind a front server that tells who they are.
const COMPANY: &str = r#"
[mail]
enabled = true
domains = ["*.fax", "fax.example.com"]
trusted_front_servers = ["198.51.100.25"]
authserv_ids = ["mx.example.com"]
[limits]
burst_refusals = 0
[[user]]
name = "alice"
password = "wonderland"
addresses = ["alice@example.com"]
[[network]]
name = "copiers"
address = "192.0.2.0/28"
device = "2109"
[[network]]
name = "mail server"
address = "192.0.2.25"
may_claim = ["@example.com"]
"#;

const ALICE: &str = "alice@example.com";
const FRONT: &str = "198.51.100.25";

fn stranger() -> Client {
    from("203.0.113.66")
}

/// An attempt, and the rule that refuses it.
struct Attempt {
    what: &'static str,
    client: Client,
    sender: &'static str,
    recipient: &'static str,
    rule: &'static str,
}

fn attempts(alice: &Client) -> Vec<Attempt> {
    let (copier, server) = (|| from("192.0.2.3"), || from("192.0.2.25"));
    let scan = "scan@example.com";
    // To a number that alice may dial, in the name of another.
    let names = [
        ("stranger", "a stranger to a fax", stranger(), "mallory@evil.example"),
        ("stranger", "a stranger in the name of an owner", stranger(), ALICE),
        ("stranger", "a stranger in the name of us", stranger(), "fax@fax.example.com"),
        ("null-sender", "a stranger without a sender", stranger(), ""),
        ("stranger", "a stranger next to the copiers", from("192.0.2.16"), ALICE),
        ("stranger", "a stranger by IPv6", from("2001:db8::66"), ALICE),
        ("stranger", "from this machine", from("127.0.0.1"), ALICE),
        ("sender-not-yours", "a user in another's name", alice.clone(), "bob@example.com"),
        ("null-sender", "a user without a sender", alice.clone(), ""),
        ("sender-not-owner", "the mail server for a stranger", server(), "mallory@evil.example"),
        ("sender-not-owner", "the mail server for nobody we know", server(), "nobody@example.com"),
        ("sender-not-owner", "a domain like ours", server(), "alice@example.com.evil.example"),
        ("sender-syntax", "two at-signs", server(), "mallory@evil.example@example.com"),
        ("sender-syntax", "a line break in the sender", server(), "a@b.example\r\nRCPT TO:<x@y>"),
        ("stranger", "a front server for no owner", from(FRONT), "mallory@evil.example"),
        ("device-may-not-send", "a device that may not send", server(), "carol@example.com"),
    ];
    // Alice, to an address elsewhere, to an expensive number, or with more than digits.
    let by_alice = [
        ("address", "a user to a mailbox elsewhere", "bob@gmail.example"),
        ("address", "the percent sign's detour", "bob%gmail.example@fax.example.com"),
        ("address", "a bang path", "gmail.example!bob@fax.example.com"),
        ("address", "a source route", "@fax.example.com:bob@gmail.example"),
        ("address", "an address in an address", "\"bob@gmail.example\"@fax.example.com"),
        ("address", "a domain that ends as ours", "0991@evilfax.example.com"),
        ("address", "a domain below ours", "0991@x.fax.example.com"),
        ("number-dear", "premium rate", "x@00900123456.fax"),
        ("number-dear", "premium rate, with the country", "+49900123456@fax.example.com"),
        ("number", "premium rate, with a zero too many", "+490900123456@fax.example.com"),
        ("number-dear", "premium rate, by 00", "x@00049900123456.fax"),
        ("number-dear", "premium rate, as in RFC 3191", "FAX=+49.900.123456@fax.example.com"),
        ("number-dear", "mass calls", "x@0013712345.fax"),
        ("number-dear", "directory enquiries", "x@011833.fax"),
        ("number-dear", "another carrier", "x@0010330900123456.fax"),
        ("number-dear", "emergency", "x@0112.fax"),
        ("number-dear", "emergency, as an extension", "x@112.fax"),
        ("number-forbidden", "a satellite", "x@000881612345678.fax"),
        ("number-abroad", "another country", "x@000431234567.fax"),
        ("number-abroad", "the Caribbean", "+18095551234@fax.example.com"),
        ("number", "zeros before a country", "+00371900123@fax.example.com"),
        ("address", "a second channel", "0991&SIP@fax.example.com"),
        ("address", "a comma", "\"0991,0900\"@fax.example.com"),
        ("address", "a pause and digits after it", "FAX=0991p0900123@fax.example.com"),
        ("address", "waiting for a tone", "FAX=0991w0900123@fax.example.com"),
        ("address", "a variable", "\"${SHELL(id)}\"@fax.example.com"),
        ("address", "a code that forwards calls", "*21*0900123456#@fax.example.com"),
        ("address", "a context", "FAX=0991;phone-context=+49900@fax.example.com"),
        ("number", "more digits than numbers have", "x@0123456789012345678901234.fax"),
        ("address", "no digits", "@fax.example.com"),
    ];
    let others = [
        ("address", "the copier to a mailbox", copier(), scan, "bob@gmail.example"),
        ("number-dear", "shared cost", copier(), scan, "x@0018051234567.fax"),
        (
            "number-forbidden",
            "premium rate abroad",
            copier(),
            scan,
            "+979123456789@fax.example.com",
        ),
        ("number-abroad", "Latvia, for pumping", server(), ALICE, "+37190012345@fax.example.com"),
    ];
    let names = names.map(|(rule, what, client, sender)| (rule, what, client, sender, GOOD));
    let by_alice = by_alice.map(|(rule, what, to)| (rule, what, alice.clone(), ALICE, to));
    let all = names.into_iter().chain(by_alice).chain(others);
    all.map(|(rule, what, client, sender, recipient)| Attempt {
        what,
        client,
        sender,
        recipient,
        rule,
    })
    .collect()
}

#[test]
fn each_attempt_is_refused_by_its_rule_and_written_down() {
    let gate = Gate::new(COMPANY);
    let alice = gate.login("alice", "wonderland").unwrap();
    let attempts = attempts(&alice);
    assert!(attempts.len() >= 30, "{}", attempts.len());
    let mut wrong = Vec::new();
    for Attempt { what, client, sender, recipient, rule } in attempts {
        let before = gate.audit().len();
        let answer = gate.grant(&client, sender, recipient);
        let lines = gate.audit();
        let refusal = lines[before..].iter().find(|line| line["granted"] == false);
        let found = refusal
            .and_then(|line| line["rule"].as_str())
            .unwrap_or("nothing in the audit log");
        let is_audited = refusal.is_some_and(|line| {
            line["client"] == client.address.to_string() && line["sender"] == sender
        });
        match answer {
            Ok(grant) => wrong.push(format!("{what}: let in, {}", grant.canonical)),
            Err(reply) if reply.code < 500 => {
                wrong.push(format!("{what}: may come again, {reply}"))
            }
            Err(_) if !is_audited => {
                wrong.push(format!("{what}: {found}, with another client or sender"))
            }
            // Which of both parts finds a wrong number is no matter: none of them dials it.
            Err(_) if found != rule && !(rule == "address" && found == "number") => {
                wrong.push(format!("{what}: by {found}, not by {rule}"));
            }
            Err(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(gate.spool.jobs().list(&Default::default()).unwrap().is_empty());
}

#[test]
fn nothing_but_digits_is_ever_dialled() {
    let gate = Gate::new(COMPANY);
    let alice = gate.login("alice", "wonderland").unwrap();
    for address in
        ["0991/SIP/evil@fax.example.com", "FAX=+49.991.1234/T33S=1387@fax.example.com", GOOD]
    {
        if let Ok(grant) = gate.grant(&alice, ALICE, address) {
            let digits = grant.canonical.strip_prefix('+').unwrap_or(&grant.canonical);
            assert!(
                digits.bytes().all(|byte| byte.is_ascii_digit()),
                "{address}: {}",
                grant.canonical
            );
        }
    }
}

/// What the front server is said to have found, and from where it comes.
#[test]
fn nobody_is_an_owner_by_a_header_that_he_wrote_himself() {
    let gate = Gate::new(COMPANY);
    let results = |id: &str, what: &str| format!("Authentication-Results: {id}; {what}\r\n");
    let pass = "spf=pass smtp.mailfrom=alice@example.com; dkim=pass header.d=example.com; dmarc=pass header.from=example.com";
    let received = "Received: from x by mx.example.com; Fri, 20 Nov 2026 12:00:00 +0000\r\n";
    // An hour old, and of all that counts.
    let signature = "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s; t=1795172400; bh=YQ==; b=YQ==;\r\n \
                     h=From:To:Cc:Subject:Message-ID\r\n";
    let plain = signature.to_owned() + &String::from_utf8(letter(ALICE, &[GOOD])).unwrap();
    let sent = |client: &str, header: &str, mail: &str| {
        let bytes = format!("{header}{mail}");
        let answer = gate.mail(&from(client), ALICE, &[GOOD], bytes.as_bytes());
        (answer.map_err(|reply| reply.code), gate.last_refusal())
    };
    let genuine = results("mx.example.com", pass) + received;
    assert_eq!(sent(FRONT, &genuine, &plain).0, Ok(()));
    for (what, client, header, rule) in [
        ("straight to us", "203.0.113.66", genuine.clone(), "stranger"),
        ("no word of the front server", FRONT, received.to_owned(), "unproved"),
        ("another server's name", FRONT, results("mx.evil.example", pass) + received, "unproved"),
        (
            "a name like the server's",
            FRONT,
            results("mx.example.com.evil.example", pass) + received,
            "unproved",
        ),
        (
            "the front server says it failed",
            FRONT,
            results("mx.example.com", "dmarc=fail header.from=example.com") + received,
            "unproved",
        ),
        (
            "ours below the front server's",
            FRONT,
            results("mx.example.com", "none") + received + &results("mx.example.com", pass),
            "unproved",
        ),
        (
            "proved for another",
            FRONT,
            results("mx.example.com", "spf=pass smtp.mailfrom=m@evil.example") + received,
            "unproved",
        ),
        (
            "in a comment",
            FRONT,
            results("mx.example.com", "x=y (spf=pass smtp.mailfrom=alice@example.com)") + received,
            "unproved",
        ),
    ] {
        let (answer, found) = sent(client, &header, &plain);
        assert_eq!((answer, found.as_str()), (Err(550), rule), "{what}");
    }
    let other_author = plain.replace(ALICE, "ceo@example.com");
    assert_eq!(sent(FRONT, &genuine, &other_author).0, Err(550), "another From than the sender");
    // A signed mail of alice's to somebody else, sent on to a fax.
    let replayed = plain.replace(GOOD, "friend@example.org");
    let signed = results("mx.example.com", "dkim=pass header.d=example.com") + received;
    assert_eq!(sent(FRONT, &signed, &plain).0, Ok(()));
    assert_eq!(sent(FRONT, &signed, &replayed).0, Err(550), "a mail that was not written to us");
    // To him the recipients are added that its signature is not of.
    let loose = plain.replace("From:To:Cc", "From");
    assert_eq!(sent(FRONT, &signed, &loose).0, Err(550), "a mail whose To is not signed");
    let second = plain.replace("Subject:", "To: x@00991275.fax\r\nSubject:");
    assert_eq!(sent(FRONT, &signed, &second).0, Err(550), "a second To");
}

#[test]
fn passwords_cannot_be_guessed_by_trying() {
    let gate = Gate::new(COMPANY);
    let client = stranger();
    let mut codes = Vec::new();
    for guess in 0..100 {
        let login = Login::Plain { user: "alice".into(), password: format!("guess{guess}") };
        codes.push(gate.mail_policy.login(&client, &login).unwrap_err().code);
    }
    assert_eq!(
        codes.iter().filter(|code| **code == 535).count(),
        10,
        "the others were not even tried"
    );
    assert_eq!(
        gate.audit()
            .iter()
            .filter(|line| line["asked"] == "login" && line["granted"] == false)
            .count(),
        11,
        "of those at a shut door one a minute"
    );
}

#[test]
fn a_grant_that_was_not_given_here_is_none() {
    use ferrofax::network::asker::{Envelope, Recipient};
    let gate = Gate::new(COMPANY);
    for grant in [None, Some("{}".to_owned()), Some("{\"user\":\"alice\"}".to_owned())] {
        let envelope = Envelope {
            client: stranger(),
            sender: ALICE.into(),
            envelope_id: None,
            return_full: None,
            utf8: false,
            recipients: vec![Recipient { grant, ..Recipient::new(GOOD) }],
            received_at: ferrofax::UnixMs(0),
        };
        assert!(gate.rights.message(&envelope, &letter(ALICE, &[GOOD])).is_err());
    }
}
