//! A relay may refuse, keep silent, hang up or be an impostor: each is told in the right
//! class, with the relay's words, and within the time that was set.

use crate::programs;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::ports::own_port;
use crate::smtp_sink::{Answer, Identity, Script, ServerTls, TestSink, certificate};
use ferrofax::delivery::Login;
use ferrofax::delivery::StopFlag;
use ferrofax::delivery::compose_test;
use ferrofax::delivery::{
    Composed, MailSettings, Relay, SendError, SmtpRelay, Tls, Unreached, tls,
};
use ferrofax::spool::undelivered::{RelayFault, RelayStep, Undelivered};

fn settings_for(address: SocketAddr) -> MailSettings {
    let mut settings = MailSettings::default();
    settings.relay.host = "localhost".to_owned();
    settings.relay.port = Some(address.port());
    settings.relay.source_address = Some(address.ip());
    settings.relay.tls = Tls::None;
    settings.domain = Some("pbx.example.com".to_owned());
    let timeouts = &mut settings.relay.timeouts;
    timeouts.connect = Duration::from_millis(500);
    timeouts.command = Duration::from_millis(500);
    timeouts.data = Duration::from_millis(500);
    timeouts.data_end = Duration::from_millis(700);
    settings
}

fn mail(settings: &MailSettings) -> Composed {
    compose_test("alice@example.com", settings, ferrofax::UnixMs(1_795_000_000_000))
        .expect("a good address")
}

fn send(settings: &MailSettings) -> Result<String, SendError> {
    SmtpRelay::new(&settings.relay, &StopFlag::default()).send(&mail(settings))
}

fn send_to(sink: &TestSink) -> Result<String, SendError> {
    send(&settings_for(sink.address()))
}

fn say(text: &str) -> Answer {
    Answer::Say(text.to_owned())
}

/// TLS can only be shown where the processor can do it.
fn no_tls_here() -> bool {
    tls::supported()
        .inspect_err(|error| programs::skip(&error.to_string()))
        .is_err()
}

#[test]
fn a_mail_arrives_byte_by_byte_with_its_envelope() {
    let sink = TestSink::start(Script::default());
    let settings = settings_for(sink.address());
    assert_eq!(send(&settings), Ok("250 2.0.0 Ok: queued as TEST".to_owned()));
    let mails = sink.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(
        (mails[0].from.as_str(), mails[0].to.as_str()),
        ("fax@pbx.example.com", "alice@example.com")
    );
    assert_eq!(mails[0].bytes, mail(&settings).bytes);
    assert_eq!(mails[0].parameters, format!("SIZE={}", mails[0].bytes.len()));
    assert_eq!(mails[0].peer, settings.relay.source_address.expect("set above"));
    assert_eq!(sink.heard().last().map(String::as_str), Some("QUIT"));
}

#[test]
fn the_configured_name_sender_and_source_address_are_used() {
    let sink = TestSink::start(Script::default());
    let mut settings = settings_for(sink.address());
    for (option, value) in [
        ("mailhelo", "fax.example.com"),
        ("mailenvelopefrom", "<>"),
        ("mailsourceaddress", "127.0.0.77"),
    ] {
        settings.set(option, value).expect("a good value");
    }
    send(&settings).expect("the sink takes it");
    let taken = &sink.mails()[0];
    assert_eq!((taken.helo.as_str(), taken.from.as_str()), ("fax.example.com", ""));
    assert_eq!(taken.peer.to_string(), "127.0.0.77");
}

#[test]
fn refusals_of_the_mail_are_told_for_now_from_for_good() {
    let sink = TestSink::start(Script::default());
    let script = |step: usize, answer: Answer| {
        let mut script = Script::default();
        *[&mut script.mail, &mut script.rcpt, &mut script.data, &mut script.end_of_data][step] =
            answer;
        script
    };
    let steps = [RelayStep::Sender, RelayStep::Recipient, RelayStep::Mail, RelayStep::Mail];
    for (number, step) in steps.into_iter().enumerate() {
        let refused = |answer: &str| Undelivered::RelayRefused {
            host: "localhost".to_owned(),
            step,
            answer: answer.to_owned(),
        };
        sink.set(script(number, say("451 4.3.0 Later\r\n")));
        let why = refused("451 4.3.0 Later");
        assert_eq!(send_to(&sink), Err(SendError::Temporary(why)));
        sink.set(script(number, say("550-5.1.1 Never,\r\n550 5.1.1 I said")));
        let why = refused("550 5.1.1 Never, 5.1.1 I said");
        // The faxmaster's mail would meet a refusal of the sender too, so that one is never final.
        let expected =
            if number == 0 { SendError::Temporary(why) } else { SendError::Permanent(why) };
        assert_eq!(send_to(&sink), Err(expected));
        sink.set(script(number, say("421 4.3.2 Closing down")));
        assert!(matches!(send_to(&sink), Err(SendError::Relay(_))), "{step:?}");
    }
    assert!(sink.mails().is_empty());
}

#[test]
fn a_relay_that_does_not_relay_for_us_costs_no_mail() {
    for answer in [
        "554 5.7.1 <alice@example.com>: Relay access denied",
        "550 5.7.64 TenantAttribution; Relay Access Denied",
        "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
        "550 5.7.1 Relaying denied",
    ] {
        let sink = TestSink::start(Script { rcpt: say(answer), ..Script::default() });
        assert!(matches!(send_to(&sink), Err(SendError::Temporary(_))), "{answer}");
    }
}

#[test]
fn a_mail_that_is_too_big_is_refused_for_good_before_it_is_sent() {
    let sink =
        TestSink::start(Script { mail: say("552 5.3.4 Message too big"), ..Script::default() });
    assert!(matches!(send_to(&sink), Err(SendError::TooLarge(_))));
    sink.set(Script { mail: say("554 5.3.4 Message too big"), ..Script::default() });
    assert!(matches!(send_to(&sink), Err(SendError::TooLarge(_))));
    assert!(!sink.heard().iter().any(|line| line == "DATA"));
}

#[test]
fn a_bare_host_name_is_not_what_we_call_ourselves() {
    let sink = TestSink::start(Script::default());
    send_to(&sink).expect("the sink takes it");
    let name = ferrofax::delivery::host_name();
    let expected = if name.contains('.') { name } else { "[127.0.0.1]".to_owned() };
    assert_eq!(sink.mails()[0].helo, expected);
}

#[test]
fn a_relay_that_will_not_talk_costs_no_mail() {
    let sink = TestSink::start(Script::default());
    for script in [
        Script { greeting: say("554 5.7.1 Go away"), ..Script::default() },
        Script { greeting: say("hello"), ..Script::default() },
        Script { greeting: say("220x"), ..Script::default() },
        Script { greeting: Answer::Close, ..Script::default() },
        Script { ehlo: say("550 5.7.1 Not you"), ..Script::default() },
        Script { mail: say("530 5.7.0 Must issue a STARTTLS command first"), ..Script::default() },
        Script { end_of_data: Answer::Close, ..Script::default() },
    ] {
        sink.set(script.clone());
        let result = send_to(&sink);
        assert!(matches!(&result, Err(SendError::Relay(_))), "{script:?}: {result:?}");
    }
}

#[test]
fn a_closed_port_and_an_unknown_name_are_told_at_once() {
    let mut settings = settings_for(SocketAddr::from(([127, 0, 0, 1], own_port())));
    let Err(SendError::Relay(text)) = send(&settings) else { panic!("nobody listens there") };
    assert!(text.to_string().starts_with("relay localhost: no connection to 127.0.0.1:"), "{text}");
    settings.relay.host = "no such host".to_owned();
    let Err(SendError::Relay(text)) = send(&settings) else { panic!("there is no such name") };
    assert!(text.to_string().contains("cannot be resolved"), "{text}");
}

/// A check of the relay opens a session and sends no mail.
#[test]
fn a_check_names_the_fault_of_the_relay_by_name_and_values() {
    let sink = TestSink::start(Script::default());
    let settings = settings_for(sink.address());
    let probe =
        |settings: &MailSettings| SmtpRelay::new(&settings.relay, &StopFlag::default()).probe();
    assert_eq!(probe(&settings), Ok(()));
    let host = || settings.relay.host.clone();
    let relay = |fault| Undelivered::Relay { host: host(), fault };
    let refused = |step, answer: &str| Undelivered::RelayRefused {
        host: host(),
        step,
        answer: answer.to_owned(),
    };
    for (script, fault) in [
        (
            Script { greeting: say("554 5.7.1 Go away"), ..Script::default() },
            refused(RelayStep::Greeting, "554 5.7.1 Go away"),
        ),
        (
            Script { ehlo: say("550 5.7.1 Not you"), ..Script::default() },
            refused(RelayStep::Ehlo, "550 5.7.1 Not you"),
        ),
        (Script { greeting: Answer::Close, ..Script::default() }, relay(RelayFault::Closed)),
        (
            Script { greeting: say("hello"), ..Script::default() },
            relay(RelayFault::NotSmtp { line: "hello".to_owned() }),
        ),
    ] {
        sink.set(script);
        assert_eq!(probe(&settings), Err(Unreached::Relay(fault)));
    }
    sink.set(Script::default());
    let mut with_tls = settings.clone();
    with_tls.relay.tls = Tls::Required;
    assert_eq!(probe(&with_tls), Err(Unreached::Relay(relay(RelayFault::NoTls))));
    let mut with_login = settings.clone();
    let [user, password] = ["fax", "secret"].map(str::to_owned);
    with_login.relay.login = Some(Login { user, password });
    let unprotected = relay(RelayFault::PasswordUnprotected);
    assert_eq!(probe(&with_login), Err(Unreached::Relay(unprotected)));
    let mut unknown = settings.clone();
    unknown.relay.host = "no such host".to_owned();
    assert!(matches!(probe(&unknown), Err(Unreached::Name(_))));
    drop(sink);
    let Err(Unreached::Relay(Undelivered::Relay { fault, .. })) = probe(&settings) else {
        panic!("nobody listens there")
    };
    let RelayFault::ConnectionRefused { address, .. } = fault else { panic!("{fault}") };
    assert!(address.starts_with("127.0.0.1:"), "{address}");
}

#[test]
fn silence_and_dripping_end_at_the_step_s_deadline() {
    let sink = TestSink::start(Script::default());
    for answer in [Answer::Silence, Answer::Drip] {
        for script in [
            Script { greeting: answer.clone(), ..Script::default() },
            Script { ehlo: answer.clone(), ..Script::default() },
            Script { rcpt: answer.clone(), ..Script::default() },
            Script { end_of_data: answer.clone(), ..Script::default() },
        ] {
            // Twenty letters of the answer come in 0.4 s, so only these proper answers
            // are too slow to finish.
            if answer == Answer::Drip
                && (script.rcpt == Answer::Drip || script.greeting == Answer::Drip)
            {
                continue;
            }
            sink.set(script.clone());
            let began = Instant::now();
            let result = send_to(&sink);
            assert!(
                matches!(&result, Err(SendError::Relay(text)) if text.to_string().contains("silent")),
                "{script:?}: {result:?}"
            );
            assert!(
                began.elapsed() < Duration::from_secs(2),
                "{script:?} took {:?}",
                began.elapsed()
            );
        }
    }
}

#[test]
fn a_stop_ends_the_wait_for_a_silent_relay() {
    let sink = TestSink::start(Script { ehlo: Answer::Silence, ..Script::default() });
    let mut settings = settings_for(sink.address());
    settings.relay.timeouts.command = Duration::from_secs(60);
    let stop = StopFlag::default();
    let raise = stop.clone();
    let stopper = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        raise.raise();
    });
    let began = Instant::now();
    assert_eq!(
        SmtpRelay::new(&settings.relay, &stop).send(&mail(&settings)),
        Err(SendError::Stopped)
    );
    assert!(began.elapsed() < Duration::from_secs(5));
    stopper.join().expect("it only sleeps");
}

#[test]
fn a_stop_waits_for_a_relay_that_still_checks_the_mail() {
    let late = Answer::Late(Duration::from_secs(7));
    let sink = TestSink::start(Script { end_of_data: late, ..Script::default() });
    let mut settings = settings_for(sink.address());
    settings.relay.timeouts.data_end = Duration::from_secs(60);
    let stop = StopFlag::default();
    let raise = stop.clone();
    let stopper = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(500));
        raise.raise();
    });
    SmtpRelay::new(&settings.relay, &stop).send(&mail(&settings)).unwrap();
    stopper.join().expect("it only sleeps");
}

#[test]
fn a_server_from_before_esmtp_gets_its_mail() {
    let sink = TestSink::start(Script { ehlo: say("502 What?"), ..Script::default() });
    send_to(&sink).expect("HELO is enough");
    assert_eq!(sink.mails()[0].parameters, "");
}

#[test]
fn an_address_beyond_ascii_goes_only_where_it_is_understood() {
    let sink = TestSink::start(Script::default());
    let settings = settings_for(sink.address());
    let relay = SmtpRelay::new(&settings.relay, &StopFlag::default());
    let mail = compose_test("jürgen@example.com", &settings, ferrofax::UnixMs(0))
        .expect("an address by RFC 6531");
    relay.send(&mail).expect("the sink knows SMTPUTF8");
    assert!(sink.mails()[0].parameters.ends_with("SMTPUTF8"));
    sink.set(Script { extensions: Vec::new(), ..Script::default() });
    assert!(
        matches!(relay.send(&mail), Err(SendError::Permanent(text)) if text.to_string().contains("SMTPUTF8"))
    );
}

/// The sender is a setting, so the mails wait until the setting or the relay is changed.
#[test]
fn a_sender_beyond_ascii_whom_the_relay_cannot_name_is_no_fault_of_the_mail() {
    let sink = TestSink::start(Script { extensions: Vec::new(), ..Script::default() });
    let mut settings = settings_for(sink.address());
    settings.from_address = "fax@müller.example".to_owned();
    send(&settings).expect("the domain has an ASCII form");
    let arrived = &sink.mails()[0];
    assert_eq!(arrived.from, "fax@xn--mller-kva.example");
    assert!(arrived.bytes.is_ascii());
    settings.from_address = "büro@müller.example".to_owned();
    assert!(
        matches!(send(&settings), Err(SendError::Temporary(text)) if text.to_string().contains("SMTPUTF8"))
    );
    sink.set(Script::default());
    send(&settings).expect("the sink knows SMTPUTF8");
}

#[test]
fn required_tls_takes_the_right_name_only() {
    if no_tls_here() {
        return;
    }
    let sink = TestSink::start(Script::default());
    let mut settings = settings_for(sink.address());
    settings.relay.ca_file = Some(certificate("root.pem"));
    for (tls, offer) in [
        (Tls::Required, ServerTls::StartTls as fn(Identity) -> ServerTls),
        (Tls::Implicit, ServerTls::Implicit as fn(Identity) -> ServerTls),
    ] {
        settings.relay.tls = tls;
        sink.set(Script { tls: offer(Identity::Elsewhere), ..Script::default() });
        let Err(SendError::Relay(text)) = send(&settings) else { panic!("the name is wrong") };
        assert!(
            text.to_string().contains("TLS failed") && text.to_string().contains("certificate"),
            "{text}"
        );
        let before = sink.mails().len();
        sink.set(Script { tls: offer(Identity::Localhost), ..Script::default() });
        send(&settings).expect("the name is right");
        assert!(sink.mails()[before].encrypted);
    }
}

#[test]
fn required_tls_is_not_talked_out_of_it() {
    if no_tls_here() {
        return;
    }
    let sink = TestSink::start(Script::default());
    let mut settings = settings_for(sink.address());
    settings.relay.tls = Tls::Required;
    settings.relay.ca_file = Some(certificate("root.pem"));
    let Err(SendError::Relay(text)) = send(&settings) else { panic!("no STARTTLS is offered") };
    assert!(text.to_string().contains("does not offer STARTTLS"), "{text}");

    let tls = ServerTls::StartTls(Identity::Localhost);
    sink.set(Script { tls, starttls: say("454 4.7.0 Not now"), ..Script::default() });
    assert!(matches!(send(&settings), Err(SendError::Relay(_))));
    sink.set(Script { tls, talks_ahead_of_tls: true, ..Script::default() });
    let Err(SendError::Relay(text)) = send(&settings) else { panic!("someone is in the middle") };
    assert!(text.to_string().contains("ahead of the handshake"), "{text}");

    // Signed by an authority that this system does not know.
    settings.relay.ca_file = Some(certificate("elsewhere.pem"));
    sink.set(Script { tls, ..Script::default() });
    assert!(
        matches!(send(&settings), Err(SendError::Relay(text)) if text.to_string().contains("TLS failed"))
    );
    assert!(sink.mails().is_empty());
}

#[test]
fn opportunistic_tls_encrypts_where_it_can_and_delivers_in_any_case() {
    if no_tls_here() {
        return;
    }
    let sink = TestSink::start(Script::default());
    let mut settings = settings_for(sink.address());
    settings.relay.tls = Tls::Opportunistic;
    let elsewhere = ServerTls::StartTls(Identity::Elsewhere);
    for (script, encrypted) in [
        (Script { tls: elsewhere, ..Script::default() }, true),
        (Script::default(), false),
        (Script { tls: elsewhere, starttls: say("454 4.7.0 Not now"), ..Script::default() }, false),
        // A handshake that fails: it wants a certificate that we do not have.
        (Script { tls: elsewhere, wants_client_certificate: true, ..Script::default() }, false),
    ] {
        sink.set(script.clone());
        send(&settings).unwrap_or_else(|error| panic!("{script:?}: {error}"));
        assert_eq!(sink.mails().last().map(|mail| mail.encrypted), Some(encrypted), "{script:?}");
    }
}

#[test]
fn a_relay_that_demands_a_certificate_gets_the_whole_chain() {
    if no_tls_here() {
        return;
    }
    let tls = ServerTls::StartTls(Identity::Localhost);
    let sink = TestSink::start(Script { tls, wants_client_certificate: true, ..Script::default() });
    let mut settings = settings_for(sink.address());
    settings.relay.tls = Tls::Required;
    settings.relay.ca_file = Some(certificate("root.pem"));
    assert!(matches!(send(&settings), Err(SendError::Relay(_))));
    settings.relay.client_certificate = Some(certificate("client.pem"));
    settings.relay.client_key = Some(certificate("client.key"));
    assert_eq!(settings.problems(), Vec::<String>::new());
    send(&settings).expect("the certificate is good");
}

#[test]
fn files_for_tls_are_checked_before_the_first_fax() {
    if no_tls_here() {
        return;
    }
    let mut settings = MailSettings::default();
    settings.relay.tls = Tls::Required;
    for (option, value) in [
        ("mailcafile", "/nowhere/ca.pem".into()),
        ("mailcafile", certificate("README.md")),
        ("mailclientcert", certificate("relay.pem")),
    ] {
        let mut settings = settings.clone();
        settings.relay.client_key = Some(certificate("client.key"));
        settings
            .set(option, value.to_str().expect("ASCII"))
            .expect("a path takes all text");
        let problems = settings.problems();
        assert!(problems.iter().any(|problem| problem.contains(option)), "{option}: {problems:?}");
    }
}

#[test]
fn the_login_works_by_plain_and_by_login() {
    if no_tls_here() {
        return;
    }
    let login = Some(("fax".to_owned(), "pässword".to_owned()));
    for mechanisms in ["PLAIN LOGIN", "LOGIN"] {
        let tls = ServerTls::StartTls(Identity::Localhost);
        let sink = TestSink::start(Script {
            tls,
            login: login.clone(),
            mechanisms: mechanisms.to_owned(),
            ..Script::default()
        });
        let mut settings = settings_for(sink.address());
        settings.relay.tls = Tls::Required;
        settings.relay.ca_file = Some(certificate("root.pem"));
        assert!(
            matches!(send(&settings), Err(SendError::Relay(text)) if text.to_string().contains("530")),
            "without a login"
        );
        settings.relay.login = Some(Login { user: "fax".to_owned(), password: "wrong".to_owned() });
        assert!(
            matches!(send(&settings), Err(SendError::Relay(text)) if text.to_string().contains("535")),
            "{mechanisms}"
        );
        settings.relay.login =
            Some(Login { user: "fax".to_owned(), password: "pässword".to_owned() });
        send(&settings).unwrap_or_else(|error| panic!("{mechanisms}: {error}"));
    }
}

#[test]
fn a_password_goes_in_clear_only_where_that_is_allowed() {
    let login = Some(("fax".to_owned(), "secret".to_owned()));
    let sink = TestSink::start(Script { login, ..Script::default() });
    let mut settings = settings_for(sink.address());
    settings.relay.login = Some(Login { user: "fax".to_owned(), password: "secret".to_owned() });
    for tls in [Tls::None, Tls::Opportunistic] {
        settings.relay.tls = tls;
        let Err(SendError::Relay(text)) = send(&settings) else { panic!("not in clear") };
        assert!(text.to_string().contains("password is not sent"), "{text}");
    }
    assert!(sink.heard().iter().all(|line| !line.starts_with("AUTH")), "{:?}", sink.heard());
    settings.relay.auth_in_clear = true;
    send(&settings).expect("it is allowed");
}

#[test]
fn a_password_is_not_given_to_an_impostor() {
    if no_tls_here() {
        return;
    }
    let login = Some(("fax".to_owned(), "secret".to_owned()));
    let sink = TestSink::start(Script {
        tls: ServerTls::StartTls(Identity::Elsewhere),
        login,
        ..Script::default()
    });
    let mut settings = settings_for(sink.address());
    settings.relay.tls = Tls::Opportunistic;
    settings.relay.ca_file = Some(certificate("root.pem"));
    settings.relay.login = Some(Login { user: "fax".to_owned(), password: "secret".to_owned() });
    assert!(
        matches!(send(&settings), Err(SendError::Relay(text)) if text.to_string().contains("TLS failed"))
    );
    assert!(sink.heard().iter().all(|line| !line.starts_with("AUTH")), "{:?}", sink.heard());
}
