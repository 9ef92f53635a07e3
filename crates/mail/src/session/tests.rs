//! Tests of sessions by scripts of what the client sends and the server answers.

use super::*;
use ferrofax_network::asker::{Login, Notify, Recipient};
use house::Fake;

// A unit test cannot use `tests/kit`, which links another build of this crate.
#[path = "../../../../tests/parts/fuzz/strangers/house.rs"]
mod house;

fn terms() -> Terms {
    Terms {
        hostname: "fax.example.com".to_owned(),
        protocol: Protocol::Smtp,
        max_message: 1000,
        max_recipients: 3,
        starttls: false,
        clear_text: false,
        cram_md5: false,
        protects: false,
    }
}

fn client() -> Client {
    Client::at("192.0.2.7".parse().unwrap(), "smtp", false)
}

/// A session after its greeting.
fn greeted(house: &Fake, terms: Terms) -> Session<'_> {
    let mut session = Session::new(terms, house, client());
    session.greet();
    session.take_output();
    session
}

/// Runs a session by a script. A line `> ` is sent by the client, a line `< ` is the beginning of
/// an answer, and a line `!` is the next action if it is not reading. The script must contain every
/// answer.
fn hold(session: &mut Session<'_>, script: &str) {
    let mut next = Next::Read;
    let mut answers: Vec<String> = Vec::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(said) = line.strip_prefix("> ").or_else(|| (line == ">").then_some("")) {
            assert_eq!(answers, [""; 0], "before {line}");
            assert_eq!(next, Next::Read, "before {line}");
            next = session.take_in(format!("{said}\r\n").as_bytes());
        } else if let Some(begin) = line.strip_prefix("< ") {
            if answers.is_empty() {
                let output = String::from_utf8(session.take_output()).unwrap();
                answers = output.split_terminator("\r\n").map(str::to_owned).collect();
            }
            assert!(!answers.is_empty(), "no answer, but {line}");
            let answer = answers.remove(0);
            assert!(answer.starts_with(begin), "{answer} is not {line}");
        } else if line == "! close" {
            assert_eq!(next, Next::Close);
        } else if line == "! tls" {
            assert_eq!(next, Next::StartTls);
            session.secured();
            next = Next::Read;
        } else {
            panic!("{line}");
        }
    }
    assert_eq!(answers, [""; 0], "at the end");
    assert_eq!(String::from_utf8_lossy(&session.take_output()), "", "at the end");
}

/// Runs a whole session by a script, and returns the mails that were stored.
fn held(terms: Terms, client: Client, script: &str) -> Vec<(Envelope, String)> {
    let house = Fake::default();
    let mut session = Session::new(terms, &house, client);
    session.greet();
    hold(&mut session, script);
    drop(session);
    let kept = house.kept.into_inner().unwrap();
    kept.into_iter()
        .map(|(envelope, bytes)| (envelope, String::from_utf8(bytes).unwrap()))
        .collect()
}

const GREETING: &str = "< 220 fax.example.com ESMTP Ferrofax\n> HELO mfp\n< 250 fax.example.com\n";

fn after_helo(script: &str) -> Vec<(Envelope, String)> {
    held(terms(), client(), &format!("{GREETING}{script}"))
}

#[test]
fn a_mail_is_taken_from_a_plain_scanner() {
    let kept = after_helo(
        "> MAIL FROM:<mfp@example.com>
         < 250 2.1.0
         > RCPT TO:<bob@009912700619.fax>
         < 250 2.1.5
         > DATA
         < 354
         > Subject: scan
         >
         > ..dot
         > .
         < 250 2.0.0 Kept as no1
         > QUIT
         < 221 2.0.0
         ! close",
    );
    let (envelope, mail) = &kept[0];
    assert_eq!(envelope.sender, "mfp@example.com");
    let wanted =
        Recipient { grant: Some("granted".to_owned()), ..Recipient::new("bob@009912700619.fax") };
    assert_eq!(envelope.recipients, [wanted]);
    assert_eq!(
        (envelope.client.helo.as_str(), envelope.received_at),
        ("mfp", UnixMs(1_795_000_000_000))
    );
    let (trace, text) = mail.split_once("+0000\r\n").unwrap();
    assert!(
        trace.starts_with(
            "Received: from mfp ([192.0.2.7])\r\n\tby fax.example.com (Ferrofax) with SMTP;"
        ),
        "{trace}"
    );
    assert_eq!(text, "Subject: scan\r\n\r\n.dot\r\n");
}

#[test]
fn what_is_offered_is_said_and_done() {
    let kept = held(
        Terms { starttls: true, ..terms() },
        client(),
        "< 220
         > EHLO mx.example.com
         < 250-fax.example.com
         < 250-PIPELINING
         < 250-SIZE 1000
         < 250-8BITMIME
         < 250-BINARYMIME
         < 250-CHUNKING
         < 250-SMTPUTF8
         < 250-DSN
         < 250-ENHANCEDSTATUSCODES
         < 250 STARTTLS
         > MAIL FROM:<josé@example.com> SIZE=100 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ314159 AUTH=<>
         < 250 2.1.0
         > RCPT TO:<1@x.fax> NOTIFY=FAILURE,DELAY ORCPT=rfc822;bob+2Bfax@example.com
         < 250 2.1.5
         > RCPT TO:<2@x.fax> NOTIFY=NEVER
         < 250 2.1.5
         > DATA
         < 354
         > .
         < 250 2.0.0",
    );
    let (envelope, _) = &kept[0];
    assert_eq!(
        (envelope.envelope_id.as_deref(), envelope.return_full, envelope.utf8),
        (Some("QQ314159"), Some(false), true)
    );
    assert_eq!(envelope.recipients[0].original.as_deref(), Some("rfc822;bob+fax@example.com"));
    assert_eq!(
        envelope.recipients[0].notify,
        Some(Notify { success: false, failure: true, delay: true })
    );
    assert_eq!(envelope.recipients[1].notify, Some(Notify::NEVER));
}

#[test]
fn commands_come_in_their_order() {
    held(
        terms(),
        client(),
        "< 220
         > MAIL FROM:<a@b.example>
         < 503 5.5.1
         > EHLO mx
         < 250-fax.example.com
         < 250-PIPELINING
         < 250-SIZE
         < 250-8BITMIME
         < 250-BINARYMIME
         < 250-CHUNKING
         < 250-SMTPUTF8
         < 250-DSN
         < 250 ENHANCEDSTATUSCODES
         > RCPT TO:<1@x.fax>
         < 503 5.5.1
         > DATA
         < 503 5.5.1
         > MAIL FROM:<a@b.example>
         < 250
         > DATA
         < 503 5.5.1
         > MAIL FROM:<a@b.example>
         < 503 5.5.1
         > RCPT TO:<1@example.com>
         < 550 5.1.2
         > DATA
         < 503 5.5.1
         > RSET
         < 250 2.0.0
         > RCPT TO:<1@x.fax>
         < 503 5.5.1
         > NOOP with words
         < 250 2.0.0
         > VRFY someone
         < 252
         > EXPN list
         < 502
         > HELP
         < 214
         > STARTTLS
         < 502
         > LHLO mx
         < 500",
    );
}

#[test]
fn a_new_greeting_forgets_the_mail() {
    let kept = after_helo(
        "> MAIL FROM:<a@b.example>
         < 250
         > RCPT TO:<1@x.fax>
         < 250
         > HELO again
         < 250
         > DATA
         < 503",
    );
    assert_eq!(kept, []);
}

/// Some office machines send the name that a person gave them in Latin-1.
#[test]
fn a_machine_whose_name_is_no_utf_8_may_send() {
    for (protocol, greeting) in [
        (Protocol::Smtp, &b"EHLO B\xfcro\r\n"[..]),
        (Protocol::Smtp, &b"helo B\xfcro\r\n"[..]),
        (Protocol::Lmtp, &b"LHLO B\xfcro\r\n"[..]),
    ] {
        let house = Fake::default();
        let mut session = greeted(&house, Terms { protocol, ..terms() });
        assert_eq!(session.take_in(greeting), Next::Read);
        assert!(session.take_output().starts_with(b"250"));
        assert_eq!(session.client().helo, "B\u{fffd}ro");
        hold(&mut session, "> MAIL FROM:<a@b.example>\n< 250\n> RCPT TO:<1@x.fax>\n< 250");
    }
}

#[test]
fn a_pipelined_mail_is_answered_in_order() {
    let house = Fake::default();
    let mut session = greeted(&house, terms());
    let input = "HELO mfp\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<1@x.fax>\r\nRCPT TO:<1@y>\r\nDATA\r\nHi\r\n.\r\nQUIT\r\nNOOP\r\n";
    assert_eq!(session.take_in(input.as_bytes()), Next::Close);
    let output = String::from_utf8(session.take_output()).unwrap();
    let codes: Vec<&str> = output.lines().map(|line| &line[..3]).collect();
    assert_eq!(codes, ["250", "250", "250", "550", "354", "250", "221"]);
    // The answers are the same however the input is cut.
    for cut in 1..20 {
        let mut again = Session::new(terms(), &house, client());
        again.greet();
        again.take_output();
        let mut next = Next::Read;
        for part in input.as_bytes().chunks(cut) {
            if next == Next::Read {
                next = again.take_in(part);
            }
        }
        assert_eq!(next, Next::Close);
        let answers = String::from_utf8(again.take_output()).unwrap();
        let text = |answers: &str| answers.split("Kept as").next().unwrap().to_owned();
        assert_eq!(text(&answers), text(&output), "in pieces of {cut}");
    }
}

#[test]
fn chunks_make_the_mail_that_was_sent() {
    let house = Fake::default();
    let mut session = Session::new(terms(), &house, client());
    session.greet();
    let input = b"EHLO mx\r\nMAIL FROM:<a@b.example> BODY=BINARYMIME\r\nRCPT TO:<1@x.fax>\r\nBDAT 5\r\na\r\n.\rBDAT 8\r\n\n\0DATA\r\nBDAT 0 LAST\r\nNOOP\r\n";
    for part in input.chunks(3) {
        assert_eq!(session.take_in(part), Next::Read);
    }
    let output = String::from_utf8(session.take_output()).unwrap();
    let codes: Vec<&str> = output
        .lines()
        .filter(|line| line.as_bytes()[3] == b' ')
        .map(|line| &line[..3])
        .collect();
    assert_eq!(codes, ["220", "250", "250", "250", "250", "250", "250", "250"], "{output}");
    assert!(house.kept.lock().unwrap()[0].1.ends_with(b"+0000\r\na\r\n.\r\n\0DATA\r\n"));
}

#[test]
fn chunks_are_read_even_where_they_are_refused() {
    after_helo(
        "> BDAT 6
         > QUIT
         < 503 5.5.1
         > MAIL FROM:<a@b.example> BODY=BINARYMIME
         < 250
         > RCPT TO:<1@x.fax>
         < 250
         > DATA
         < 503 5.5.1 A mail of BODY=BINARYMIME
         > BDAT 6
         > QUIT
         < 250 2.0.0 6 bytes
         > DATA
         < 503 5.5.1 A mail has begun in chunks
         > RCPT TO:<2@x.fax>
         < 503 5.5.1
         > RSET
         < 250
         > MAIL FROM:<a@b.example>
         < 250",
    );
}

#[test]
fn a_mail_that_is_too_large_is_refused_wherever_that_is_seen() {
    let long = "x".repeat(995);
    let kept = after_helo(&format!(
        "> MAIL FROM:<a@b.example> SIZE=1001
         < 552 5.3.4
         > MAIL FROM:<a@b.example> SIZE=1000
         < 250
         > RCPT TO:<1@x.fax>
         < 250
         > DATA
         < 354
         > {long}
         > {long}
         > .
         < 552 5.3.4
         > MAIL FROM:<a@b.example>
         < 250
         > RCPT TO:<1@x.fax>
         < 250
         > BDAT 997
         > {long}
         < 250
         > BDAT 997 LAST
         > {long}
         < 552 5.3.4
         > MAIL FROM:<a@b.example>
         < 250
         > RCPT TO:<1@x.fax>
         < 250
         > DATA
         < 354
         > {long}
         > .
         < 250"
    ));
    assert_eq!(kept.len(), 1);
}

#[test]
fn what_the_house_refuses_is_told_as_it_said() {
    let kept = after_helo(
        "> MAIL FROM:<spam@example.com>
         < 550 5.7.1 Not you
         > MAIL FROM:<a@b.example>
         < 250
         > RCPT TO:<1@elsewhere.example>
         < 550 5.1.2 No such domain here
         > RCPT TO:<1@x.fax>
         < 250
         > DATA
         < 354
         > X-Bad: yes
         > .
         < 554 5.7.1 A bad mail",
    );
    assert_eq!(kept, []);
    let house = Fake::default();
    let mut session =
        Session::new(terms(), &house, Client::at("203.0.113.66".parse().unwrap(), "smtp", false));
    assert_eq!(session.greet(), Next::Close);
    hold(&mut session, "< 554 5.7.1 Not you");
}

#[test]
fn a_full_house_says_so_before_the_mail_comes() {
    let house = Fake { full: true, ..Fake::default() };
    let mut session = Session::new(terms(), &house, client());
    session.greet();
    hold(&mut session, &format!("{GREETING}> MAIL FROM:<a@b.example>\n< 452 4.3.1"));
}

#[test]
fn a_mail_for_which_there_is_no_memory_comes_again_later() {
    let house = Fake { memory: Memory::new(100), ..Fake::default() };
    let mut session = Session::new(terms(), &house, client());
    session.greet();
    let text = "x".repeat(300);
    hold(
        &mut session,
        &format!(
            "{GREETING}> MAIL FROM:<a@b.example>\n< 250\n> RCPT TO:<1@x.fax>\n< 250\n> DATA\n< 354\n> {text}\n> .\n< 452 4.3.1"
        ),
    );
}

#[test]
fn a_mail_that_goes_round_in_circles_is_stopped() {
    for (hops, answer, mails) in [(99, "250", 1), (100, "554 5.4.6", 0)] {
        let traces = "> Received: from a by b\n".repeat(hops);
        let script = format!(
            "{GREETING}> MAIL FROM:<a@b.example>\n< 250\n> RCPT TO:<1@x.fax>\n< 250\n> DATA\n< 354\n{traces}>\n> .\n< {answer}"
        );
        let kept = held(Terms { max_message: 10_000, ..terms() }, client(), &script);
        assert_eq!(kept.len(), mails, "{hops}");
    }
}

#[test]
fn more_recipients_than_allowed_are_for_the_next_mail_and_one_named_twice_is_one() {
    let kept = after_helo(
        "> MAIL FROM:<a@b.example>
         < 250
         > RCPT TO:<1@x.fax>
         < 250
         > RCPT TO:<1@x.fax>
         < 250
         > RCPT TO:<2@x.fax>
         < 250
         > RCPT TO:<3@x.fax>
         < 250
         > RCPT TO:<4@x.fax>
         < 452 4.5.3
         > RCPT TO:<3@x.fax>
         < 250
         > DATA
         < 354
         > .
         < 250",
    );
    let addresses: Vec<&str> = kept[0].0.recipients.iter().map(|it| it.address.as_str()).collect();
    assert_eq!(addresses, ["1@x.fax", "2@x.fax", "3@x.fax"]);
}

#[test]
fn lmtp_answers_for_each_recipient() {
    let kept = held(
        Terms { protocol: Protocol::Lmtp, ..terms() },
        client(),
        "< 220 fax.example.com LMTP
         > EHLO mx
         < 500
         > HELO mx
         < 500
         > LHLO mx
         < 250-fax.example.com
         < 250-PIPELINING
         < 250-SIZE
         < 250-8BITMIME
         < 250-BINARYMIME
         < 250-CHUNKING
         < 250-SMTPUTF8
         < 250-DSN
         < 250 ENHANCEDSTATUSCODES
         > MAIL FROM:<>
         < 250
         > RCPT TO:<1@x.fax>
         < 250
         > RCPT TO:<1@elsewhere.example>
         < 550
         > RCPT TO:<2@x.fax>
         < 250
         > DATA
         < 354
         > .
         < 250 2.0.0 Kept as no1
         < 250 2.0.0 Kept as no1",
    );
    assert_eq!(kept.len(), 1);
}

#[test]
fn an_address_beyond_ascii_needs_smtputf8() {
    after_helo(
        "> MAIL FROM:<josé@example.com>
         < 553 5.6.7
         > MAIL FROM:<a@b.example>
         < 250
         > RCPT TO:<josé@1.fax>
         < 553 5.6.7",
    );
}

#[test]
fn parameters_that_were_not_offered_are_refused() {
    after_helo(
        "> MAIL FROM:<a@b.example> REQUIRETLS
         < 555 5.5.4
         > MAIL FROM:<a@b.example> HOLDFOR=60
         < 555 5.5.4
         > MAIL FROM:<a@b.example> XYZZY
         < 555 5.5.4
         > MAIL FROM:<a@b.example>
         < 250
         > RCPT TO:<1@x.fax> CONNEG
         < 555 5.5.4
         > RCPT TO:<>
         < 501 5.1.3",
    );
}

#[test]
fn passwords_are_taken_under_tls_alone() {
    held(
        Terms { starttls: true, ..terms() },
        client(),
        "< 220
         > EHLO mx
         < 250-
         < 250-PIPELINING
         < 250-SIZE
         < 250-8BITMIME
         < 250-BINARYMIME
         < 250-CHUNKING
         < 250-SMTPUTF8
         < 250-DSN
         < 250-ENHANCEDSTATUSCODES
         < 250 STARTTLS
         > AUTH PLAIN AGFsaWNlAHNlY3JldA==
         < 538 5.7.11
         > AUTH LOGIN
         < 538 5.7.11
         > AUTH CRAM-MD5
         < 504 5.5.4
         > STARTTLS
         < 220 2.0.0
         ! tls
         > AUTH PLAIN AGFsaWNlAHNlY3JldA==
         < 503 5.5.1 EHLO comes first
         > EHLO mx
         < 250-
         < 250-PIPELINING
         < 250-SIZE
         < 250-8BITMIME
         < 250-BINARYMIME
         < 250-CHUNKING
         < 250-SMTPUTF8
         < 250-DSN
         < 250-ENHANCEDSTATUSCODES
         < 250 AUTH PLAIN LOGIN
         > STARTTLS
         < 503 5.5.1
         > AUTH PLAIN AGFsaWNlAHNlY3JldA==
         < 235 2.7.0
         > AUTH PLAIN AGFsaWNlAHNlY3JldA==
         < 503 5.5.1",
    );
}

/// CVE-2011-0411 and similar errors: servers treated unencrypted bytes after STARTTLS as if they
/// had come by TLS.
#[test]
fn nothing_is_heard_that_came_in_the_clear_behind_starttls() {
    let house = Fake::default();
    let mut session = greeted(&house, Terms { starttls: true, ..terms() });
    session.take_in(b"EHLO mx\r\n");
    session.take_output();
    assert_eq!(session.take_in(b"STARTTLS\r\nMAIL FROM:<a@b.example>\r\n"), Next::Close);
    hold(&mut session, "< 421 4.7.0");
    assert_eq!(session.take_in(b"NOOP\r\n"), Next::Close);
    // A mail that was begun before STARTTLS is forgotten as well.
    let mut session = greeted(&house, Terms { starttls: true, ..terms() });
    session.take_in(b"EHLO mx\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<1@x.fax>\r\n");
    session.take_output();
    hold(
        &mut session,
        "> STARTTLS\n< 220\n! tls\n> DATA\n< 503\n> MAIL FROM:<a@b.example>\n< 503 5.5.1 EHLO",
    );
}

/// Runs a script, after EHLO, with a client that may send passwords unencrypted.
fn in_the_clear(script: &str) {
    let terms = Terms { clear_text: true, cram_md5: true, ..terms() };
    let house = Fake::default();
    let mut session = Session::new(terms, &house, client());
    session.greet();
    session.take_in(b"EHLO mx\r\n");
    let output = String::from_utf8(session.take_output()).unwrap();
    assert!(output.ends_with("250 AUTH PLAIN LOGIN CRAM-MD5\r\n"), "{output}");
    hold(&mut session, script);
}

#[test]
fn each_way_to_log_in_works() {
    for script in [
        "> AUTH PLAIN AGFsaWNlAHNlY3JldA==\n< 235",
        "> AUTH PLAIN YWxpY2UAYWxpY2UAc2VjcmV0\n< 235",
        "> AUTH PLAIN AGFsaWNlAHNlY3JldA\n< 235",
        "> auth plain\n< 334 \n> AGFsaWNlAHNlY3JldA==\n< 235",
        "> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n> YWxpY2U=\n< 334 UGFzc3dvcmQ6\n> c2VjcmV0\n< 235",
        "> AUTH LOGIN YWxpY2U=\n< 334 UGFzc3dvcmQ6\n> c2VjcmV0\n< 235",
        // This digest is the example of RFC 2195.
        "> AUTH CRAM-MD5\n< 334 PDE4OTYuNjk3MTcwOTUyQGZheC5leGFtcGxlLmNvbT4=\n> dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\n< 235",
    ] {
        in_the_clear(script);
    }
}

#[test]
fn what_is_no_login_is_refused() {
    for script in [
        "> AUTH PLAIN AGFsaWNlAHdyb25n\n< 535 5.7.8",
        "> AUTH PLAIN YWxpY2U=\n< 501",
        "> AUTH PLAIN =\n< 501",
        "> AUTH PLAIN ***\n< 501",
        // The client wants to act as somebody else.
        "> AUTH PLAIN Ym9iAGFsaWNlAHNlY3JldA==\n< 501",
        "> AUTH PLAIN\n< 334\n> *\n< 501 5.7.0",
        "> AUTH LOGIN\n< 334\n> \n< 334\n> c2VjcmV0\n< 501",
        "> AUTH CRAM-MD5 dGlt\n< 501",
        "> AUTH CRAM-MD5\n< 334\n> dGltIGFiYw==\n< 501",
        "> AUTH DIGEST-MD5\n< 504",
        "> AUTH NTLM\n< 504",
        "> AUTH\n< 501",
        "> MAIL FROM:<a@b.example>\n< 250\n> AUTH LOGIN\n< 503",
    ] {
        in_the_clear(script);
    }
    in_the_clear(&format!("> AUTH PLAIN\n< 334\n> {}\n< 500 5.5.6", "A".repeat(12_300)));
}

#[test]
fn who_guesses_passwords_is_slowed_down_and_sent_away() {
    let house = Fake::default();
    let mut session = greeted(&house, Terms { clear_text: true, ..terms() });
    session.take_in(b"EHLO mx\r\n");
    session.take_output();
    assert!(!session.take_penalty());
    let wrong = "> AUTH PLAIN AGFsaWNlAHdyb25n\n< 535";
    hold(&mut session, wrong);
    assert!(session.take_penalty() && !session.take_penalty());
    hold(&mut session, wrong);
    hold(&mut session, &format!("{wrong}\n< 421 4.7.0\n! close"));
}

#[test]
fn who_tries_numbers_is_sent_away() {
    let house = Fake::default();
    let mut session = greeted(&house, terms());
    session.take_in(b"HELO mx\r\nMAIL FROM:<a@b.example>\r\n");
    session.take_output();
    for _ in 1..MAX_REFUSED_RECIPIENTS {
        hold(&mut session, "> RCPT TO:<1@y>\n< 550");
    }
    hold(&mut session, "> RCPT TO:<1@y>\n< 550\n< 421 4.7.0\n! close");
}

#[test]
fn who_makes_too_many_mistakes_is_sent_away() {
    let house = Fake::default();
    let mut session = greeted(&house, terms());
    for _ in 1..MAX_MISTAKES {
        hold(&mut session, "> XYZZY\n< 500");
    }
    hold(&mut session, "> XYZZY\n< 500\n< 421 4.7.0\n! close");
}

#[test]
fn a_stranger_who_begins_mail_after_mail_is_sent_away() {
    let begun = "> MAIL FROM:<a@b.example>\n< 250\n> RSET\n< 250\n";
    let house = Fake::default();
    let mut session = greeted(&house, terms());
    hold(&mut session, "> HELO mx\n< 250");
    (1..MAX_MISTAKES).for_each(|_| hold(&mut session, begun));
    hold(&mut session, &format!("{begun}< 421 4.7.0\n! close"));
    // HELO ends the mail that was begun, too.
    let mut session = greeted(&house, terms());
    let begun = "> HELO mx\n< 250\n> MAIL FROM:<a@b.example>\n< 250\n";
    (0..MAX_MISTAKES).for_each(|_| hold(&mut session, begun));
    hold(&mut session, "> HELO mx\n< 421 4.7.0\n! close");
}

#[test]
fn a_stranger_whose_mails_are_refused_at_their_end_is_sent_away() {
    let envelope = "> MAIL FROM:<a@b.example>\n< 250\n> RCPT TO:<1@x.fax>\n< 250\n";
    let bad = format!("{envelope}> DATA\n< 354\n> X-Bad: 1\n> .\n< 554 5.7.1\n");
    let house = Fake::default();
    let mut session = greeted(&house, terms());
    hold(&mut session, "> HELO mx\n< 250");
    (1..MAX_MISTAKES).for_each(|_| hold(&mut session, &bad));
    hold(&mut session, &format!("{bad}< 421 4.7.0\n! close"));
    // A mail that is lost because a chunk is too large is counted, too.
    let mut session = greeted(&house, terms());
    hold(&mut session, "> HELO mx\n< 250");
    let chunk = [b"BDAT 2000\r\n".as_slice(), &[b'a'; 2000]].concat();
    let nexts: Vec<Next> = (0..MAX_MISTAKES)
        .map(|_| {
            hold(&mut session, envelope);
            let next = session.take_in(&chunk);
            assert!(session.take_output().starts_with(b"552 "));
            next
        })
        .collect();
    let (last, before) = nexts.split_last().unwrap();
    assert!(before.iter().all(|next| *next == Next::Read) && *last == Next::Close);
}

#[test]
fn a_user_may_begin_mail_after_mail() {
    let house = Fake::default();
    let user = Client { login: Some("alice".to_owned()), ..client() };
    let mut session = Session::new(terms(), &house, user);
    session.greet();
    session.take_output();
    hold(&mut session, "> HELO mx\n< 250");
    for _ in 0..=MAX_MISTAKES {
        hold(&mut session, "> MAIL FROM:<a@b.example>\n< 250\n> RSET\n< 250");
    }
}

#[test]
fn a_browser_is_sent_away_at_its_first_word() {
    let house = Fake::default();
    let mut session = greeted(&house, terms());
    let request = b"POST / HTTP/1.1\r\nHost: fax:25\r\n\r\nHELO x\r\nMAIL FROM:<a@b.example>\r\n";
    assert_eq!(session.take_in(request), Next::Close);
    hold(&mut session, "< 554 5.7.0");
}

#[test]
fn a_line_without_end_takes_no_memory_and_the_next_one_is_heard() {
    let house = Fake::default();
    let mut session = greeted(&house, terms());
    for _ in 0..1000 {
        assert_eq!(session.take_in(&[b'x'; 1000]), Next::Read);
    }
    hold(&mut session, "> \n< 500 5.5.2\n> NOOP\n< 250");
}

/// A second mail that is hidden in the text of a first one ("SMTP smuggling", 2023) remains a part
/// of that text.
#[test]
fn a_mail_smuggled_in_another_stays_in_it() {
    for end in ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r"] {
        let house = Fake::default();
        let mut session = greeted(&house, terms());
        let hidden = "MAIL FROM:<admin@b.example>\r\nRCPT TO:<0900123@x.fax>\r\nDATA\r\nx\r\n.\r\n";
        let input = format!(
            "EHLO mx\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<1@x.fax>\r\nDATA\r\nhi{end}{hidden}"
        );
        session.take_in(input.as_bytes());
        let kept = house.kept.lock().unwrap();
        assert_eq!(kept.len(), 1, "{end:?}");
        assert_eq!(kept[0].0.sender, "a@b.example", "{end:?}");
    }
}

#[test]
fn our_end_is_told() {
    let house = Fake::default();
    let mut session = greeted(&house, terms());
    assert!(session.is_between_mails());
    session.take_in(b"HELO mx\r\nMAIL FROM:<a@b.example>\r\n");
    assert!(!session.is_between_mails());
    session.take_output();
    assert_eq!(session.end(&Reply::new(421, (4, 3, 2), "We close")), Next::Close);
    hold(&mut session, "< 421 4.3.2 We close");
}
