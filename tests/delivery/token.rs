//! The login by OAuth 2.0: an access token of the spool goes to the relay, and each refusal says what
//! helps.

use ferrofax::UnixMs;
use ferrofax::delivery::{
    Auth, Login, MailSettings, Relay, SendError, SmtpRelay, StopFlag, Tls, compose_test,
    deliver_due,
};
use ferrofax::spool::undelivered::{RelayFault, RelayRemedy, RelayStep, Undelivered};
use ferrofax::spool::{AccessToken, FaxStatus, Format, MailLogin, OutboxState};
use tempfile::TempDir;

use crate::outbox::{ENDED_AT, Outbox, new_fax};
use crate::smtp_sink::{Answer, Identity, Script, ServerTls, TestSink, certificate};

/// A relay that takes tokens, and the spool that has one.
struct Bench {
    sink: TestSink,
    settings: MailSettings,
    login: MailLogin,
    _folder: TempDir,
}

fn script(mechanisms: &str, token: &str) -> Script {
    Script {
        tls: ServerTls::StartTls(Identity::Localhost),
        login: Some(("fax@example.com".to_owned(), token.to_owned())),
        mechanisms: mechanisms.to_owned(),
        ..Script::default()
    }
}

impl Bench {
    fn new(mechanisms: &str, token: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sink = TestSink::start(script(mechanisms, token));
        let mut settings = MailSettings::default();
        settings.relay.host = "localhost".to_owned();
        settings.relay.port = Some(sink.address().port());
        settings.relay.source_address = Some(sink.address().ip());
        settings.relay.ca_file = Some(certificate("root.pem"));
        settings.relay.tls = Tls::Required;
        settings.relay.auth = Auth::OAuth2;
        settings.relay.login =
            Some(Login { user: "fax@example.com".to_owned(), password: String::new() });
        settings.domain = Some("example.com".to_owned());
        let login = MailLogin::of(folder.path());
        let bench = Self { sink, settings, login, _folder: folder };
        bench.fetch(token);
        bench
    }

    /// What `ferrofax serve` does when it has fetched a token.
    fn fetch(&self, token: &str) {
        let now = UnixMs::now();
        let access = AccessToken { token: token.to_owned(), from: now, until: now + 3_600_000 };
        self.login.store("test", access, None).unwrap();
    }

    fn relay(&self) -> SmtpRelay {
        let stop = StopFlag::default();
        SmtpRelay::new(&self.settings.relay, &stop).with_tokens(self.login.clone())
    }

    fn send(&self) -> Result<String, SendError> {
        let now = UnixMs::now();
        self.relay()
            .send(&compose_test("alice@example.com", &self.settings, now).unwrap())
    }
}

#[test]
fn a_token_of_any_length_logs_in_by_each_mechanism() {
    // One of Microsoft has about two kilobytes, and does not fit into the command.
    for token in ["t0k3n".to_owned(), "x".repeat(2_500)] {
        for mechanisms in ["PLAIN XOAUTH2", "LOGIN OAUTHBEARER", "XOAUTH2 OAUTHBEARER"] {
            let bench = Bench::new(mechanisms, &token);
            bench.send().unwrap_or_else(|error| panic!("{mechanisms}: {error}"));
            assert_eq!(bench.sink.mails().len(), 1);
            let longest = bench.sink.heard().iter().map(String::len).max();
            assert!(longest < Some(512) || token.len() > 500, "{longest:?}");
        }
    }
}

#[test]
fn a_rejected_token_is_noted_and_the_remedy_is_told() {
    for mechanism in ["XOAUTH2", "OAUTHBEARER"] {
        let bench = Bench::new(mechanism, "new");
        bench.fetch("old");
        let Err(SendError::Token(why)) = bench.send() else { panic!("it is rejected") };
        let Undelivered::WithRemedy { fault, remedy } = why else { panic!("{why}") };
        assert_eq!(remedy, RelayRemedy::GrantMailbox);
        assert!(
            matches!(&*fault, Undelivered::RelayRefused { step: RelayStep::Login, answer, .. }
                if answer == r#"535 5.7.8 Wrong login {"status":"401"}"#),
            "{fault}"
        );
        // A token that is rejected again is no longer a token that was revoked.
        assert!(matches!(bench.send(), Err(SendError::Relay(Undelivered::WithRemedy { .. }))));
        assert!(bench.login.is_due("test", UnixMs::now() + 61_000).unwrap());
        bench.fetch("new");
        bench.send().unwrap();
    }
}

#[test]
fn without_a_token_or_a_mechanism_nothing_is_sent() {
    let fault = |bench: &Bench| match bench.send() {
        Err(
            SendError::Relay(Undelivered::Relay { fault, .. })
            | SendError::Token(Undelivered::Relay { fault, .. }),
        ) => fault,
        other => panic!("{other:?}"),
    };
    let bench = Bench::new("PLAIN LOGIN", "t");
    assert_eq!(fault(&bench), RelayFault::NoTokenLogin);
    let bench = Bench::new("XOAUTH2", "t");
    bench.login.store_fault("other", "the client secret has expired").unwrap();
    let why = "the client secret has expired".to_owned();
    assert_eq!(fault(&bench), RelayFault::NoToken { why });
    assert!(!bench.sink.heard().iter().any(|line| line.starts_with("AUTH")));
}

/// `mailauthinclear` is for passwords on a wire of one's own; a token opens the whole mailbox.
#[test]
fn a_token_is_never_sent_in_clear() {
    let mut bench = Bench::new("XOAUTH2", "t0k3n");
    bench.settings.relay.auth_in_clear = true;
    bench.settings.relay.tls = Tls::None;
    let Err(SendError::Relay(why)) = bench.send() else { panic!("it is sent") };
    assert!(matches!(why, Undelivered::Relay { fault: RelayFault::TokenUnprotected, .. }), "{why}");
    bench.settings.relay.tls = Tls::Opportunistic;
    bench.settings.relay.ca_file = Some(certificate("elsewhere.pem"));
    assert!(bench.send().is_err());
    assert!(!bench.sink.heard().iter().any(|line| line.starts_with("AUTH")));
}

#[test]
fn throttling_counts_no_attempt_and_stops_the_pass() {
    let bench = Bench::new("XOAUTH2", "t0k3n");
    let outbox = Outbox::new();
    let faxes = ["alice@example.com", "bob@example.com"]
        .map(|mailbox| outbox.receive(&new_fax(&[mailbox], Format::Pdf), 1, FaxStatus::Received));
    let limited = "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException";
    let busy =
        Script { end_of_data: Answer::Say(limited.to_owned()), ..script("XOAUTH2", "t0k3n") };
    let too_many = Script {
        login: Some(("fax@example.com".to_owned(), "other".to_owned())),
        wrong_login: "454 4.7.0 Too many login attempts, please try again later".to_owned(),
        ..script("XOAUTH2", "t0k3n")
    };
    let mut at = ENDED_AT;
    for busy in [busy, too_many] {
        bench.sink.set(busy);
        let report = deliver_due(&outbox.spool, &bench.settings, &bench.relay(), at);
        assert_eq!((report.delivered, report.deferred, report.rejected), (0, 2, 0), "{report:?}");
        for fax in faxes {
            let entry = outbox.spool.outbox().outbox_of(fax).unwrap().remove(0);
            assert_eq!((entry.state, entry.attempts), (OutboxState::Waiting, 0), "{entry:?}");
        }
        at = at + 3_600_000;
    }
    bench.sink.set(script("XOAUTH2", "t0k3n"));
    let report = deliver_due(&outbox.spool, &bench.settings, &bench.relay(), at);
    assert_eq!(report.delivered, 2, "{report:?}");
}

#[test]
fn a_lost_token_counts_no_attempt_but_a_second_rejected_one_does() {
    let mut bench = Bench::new("XOAUTH2", "new");
    let outbox = Outbox::new();
    let faxes = ["alice@example.com", "bob@example.com"]
        .map(|mailbox| outbox.receive(&new_fax(&[mailbox], Format::Pdf), 1, FaxStatus::Received));
    let entries = || faxes.map(|fax| outbox.spool.outbox().outbox_of(fax).unwrap().remove(0));
    let attempts = || entries().map(|entry| entry.attempts);
    let mut at = ENDED_AT;
    let mut deliver = |bench: &Bench| {
        at += 3_600_000;
        deliver_due(&outbox.spool, &bench.settings, &bench.relay(), at)
    };
    bench.login.remove().unwrap();
    assert_eq!(deliver(&bench).deferred, 2);
    assert_eq!(attempts(), [0, 0], "there is no token");
    bench.fetch("revoked");
    assert_eq!(deliver(&bench).deferred, 2);
    assert_eq!(attempts(), [0, 0], "the token was revoked");
    bench.fetch("of somebody else");
    assert_eq!(deliver(&bench).deferred, 2);
    assert_eq!(attempts().iter().sum::<u32>(), 1, "another token does not help");
    bench.fetch("new");
    assert_eq!(deliver(&bench).delivered, 2);
    assert_eq!(attempts().iter().sum::<u32>(), 3);

    // A mail that is too old is given up without a token, too.
    let fax = outbox.receive(&new_fax(&["carol@example.com"], Format::Pdf), 1, FaxStatus::Received);
    bench.login.remove().unwrap();
    bench.settings.retry.give_up_after_ms = 1;
    let report = deliver_due(&outbox.spool, &bench.settings, &bench.relay(), at + 3_600_000);
    assert_eq!(report.rejected, 1, "{report:?}");
    let entry = outbox.spool.outbox().outbox_of(fax).unwrap().remove(0);
    assert_eq!(entry.state, OutboxState::Rejected, "{entry:?}");
}

/// The mail to the faxmaster would have the same sender, so it must not take the mail's place.
#[test]
fn a_refused_sender_after_the_data_does_not_end_the_mail() {
    let bench = Bench::new("XOAUTH2", "t0k3n");
    let denied = "554 5.2.252 SendAsDenied; fax@example.com not allowed to send as x@example.com";
    bench
        .sink
        .set(Script { end_of_data: Answer::Say(denied.to_owned()), ..script("XOAUTH2", "t0k3n") });
    let Err(SendError::Temporary(why)) = bench.send() else { panic!("it is final") };
    assert!(
        matches!(why, Undelivered::WithRemedy { remedy: RelayRemedy::GrantSendAs, .. }),
        "{why}"
    );
}
