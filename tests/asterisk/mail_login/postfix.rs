//! Postfix as the mail server, with real programs. Debian's Postfix offers AUTH XOAUTH2 and
//! OAUTHBEARER for submission, and checks each login with the auth service of a Dovecot. Dovecot
//! checks each access token with the provider. Postfix forwards each mail to a mail server in the
//! test.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::thread;

use ferrofax::UnixMs;
use ferrofax::spool::{MailLogin, NoToken, OutboxEntry, OutboxState};
use tempfile::TempDir;

use super::{MAILBOX, Provider, State, desk_that_logs_in, serve};
use crate::laboratory::Asterisk;
use crate::mail_server::{Kind, MailServer, Way};
use crate::mailroom::Mailroom;
use crate::pages::Content;
use crate::ports::own_port;
use crate::sending_desk::SendingDesk;
use crate::smtp_sink::certificate;
use crate::watching::{Document, await_end, eventually, fax_from, mails_of};
use ferrofax_kit::service::Service;

/// The remedy after a rejected token.
const REMEDY: &str =
    "let the application send mails for this mailbox, and check the setting scopes in [mail_login]";

/// The path of a fax to its mailbox: Asterisk, Postfix with Dovecot and the provider, and the mail
/// server behind Postfix.
struct Road {
    provider: Provider,
    mailbox: Mailroom,
    dovecot: MailServer,
    postfix: MailServer,
    desk: SendingDesk,
    document: Document,
    folder: TempDir,
}

impl Road {
    /// Starts everything; the module logs in at Postfix.
    fn start(name: &str) -> Self {
        Self::start_with(name, |port| desk_that_logs_in(name, port))
    }

    /// Starts everything, with the laboratory that `desk` starts for Postfix at its port.
    fn start_with(name: &str, desk: impl FnOnce(u16) -> SendingDesk) -> Self {
        let (provider, mailbox) = (Provider::start(), Mailroom::open());
        let folder = tempfile::tempdir().expect("a folder");
        let (auth, onward) = (own_port(), mailbox.address().port());
        let introspection = format!("http://{}/introspect", provider.address());
        let way = Way::Auth { port: auth, introspection };
        let dovecot = MailServer::start(Kind::Dovecot, &folder.path().join("dovecot"), way, onward);
        let at = folder.path().join("postfix");
        let postfix = MailServer::start(Kind::Postfix, &at, Way::Login(auth), onward);
        let desk = desk(postfix.port());
        let document = Document::new(name, Content::Text, 1, 150);
        Self { provider, mailbox, dovecot, postfix, desk, document, folder }
    }

    /// Starts `ferrofax serve`, with additional tables (`more`) in gateway.toml, and waits until it
    /// has fetched a token.
    fn serve(&self, more: &str) -> Service {
        let before = self.provider.issued();
        let service = serve(self.folder.path(), self.spool(), &self.provider, more);
        self.await_token_after(before);
        service
    }

    fn await_token_after(&self, before: usize) {
        eventually("a token is fetched", 120, || (self.provider.issued() > before).then_some(()));
    }

    fn spool(&self) -> &Path {
        self.desk.spool.folder()
    }

    /// Receives faxes from these numbers, all at the same time.
    fn receive(&self, numbers: &[&str]) {
        let send = |number: &str| {
            let sent = ["--tiff", self.document.file(), "--from", number, "--to", "2101"];
            let report = self.desk.lab.call("send", &sent);
            assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "{number}: {report:?}");
            await_end(&self.desk.spool, number, 20);
        };
        thread::scope(|scope| {
            numbers.iter().for_each(|number| drop(scope.spawn(move || send(number))));
        });
    }

    /// Returns the mail with the fax from this number.
    fn mail(&self, number: &str) -> OutboxEntry {
        let fax = fax_from(&self.desk.spool, number).expect("it was received");
        mails_of(&self.desk.spool, &fax).remove(0)
    }

    /// Waits until the mail with the fax from this number is delayed for this reason.
    fn waits(&self, number: &str, reason: &str) -> OutboxEntry {
        eventually(&format!("the mail of {number} waits: {reason}"), 240, || {
            let waits = |mail: &OutboxEntry| {
                mail.state == OutboxState::Waiting
                    && mail.last_error.as_ref().is_some_and(|error| error.contains(reason))
            };
            Some(self.mail(number)).filter(waits)
        })
    }

    /// Waits until the mail with the fax from this number has arrived, and checks its number of
    /// attempts.
    fn arrives(&self, number: &str, attempts: u32) {
        let mail = eventually(&format!("the mail of {number} is sent"), 300, || {
            Some(self.mail(number)).filter(|mail| mail.state == OutboxState::Delivered)
        });
        assert_eq!(mail.attempts, attempts, "{number}: {mail:?}");
        let letter = self.mailbox.await_about(number, 60);
        assert_eq!(letter.to, "alice@example.com");
        assert_eq!(letter.attachments.len(), 1, "{letter:?}");
    }

    /// Checks that the mail of each of these faxes has arrived once, and that there is no other
    /// mail.
    fn have_arrived_once(&self, numbers: &[&str]) {
        for number in numbers {
            assert_eq!(self.mailbox.about(number).len(), 1, "{number}");
        }
        assert_eq!(self.mailbox.letters().len(), numbers.len());
    }

    /// Returns whether Postfix accepted a login with this mechanism.
    fn accepted(&self, mechanism: &str) -> bool {
        let accepted = format!("sasl_method={mechanism}, sasl_username={MAILBOX}");
        self.postfix.log().contains(&accepted)
    }
}

#[test]
fn mails_outlive_their_token_in_the_queue_and_each_arrives_once() {
    let mut road = Road::start("postfix-token");
    // The service replaces such a token after 24 seconds.
    road.provider.change(|state| state.life = 30);
    let service = road.serve("");
    road.receive(&["4999700001"]);
    road.arrives("4999700001", 1);
    assert!(road.accepted("XOAUTH2"), "{}", road.postfix.log());

    // Postfix is stopped while three faxes arrive, and the token expires before Postfix runs again.
    road.postfix.kill9();
    let queued = ["4999700002", "4999700003", "4999700004"];
    road.receive(&queued);
    queued.iter().for_each(|number| drop(road.waits(number, "Connection refused")));
    drop(service);
    eventually("the token has expired", 60, || {
        let token = MailLogin::of(road.spool()).token(UnixMs::now());
        (token == Err(NoToken::Expired)).then_some(())
    });
    let settings = road.folder.path().join("postfix/etc/postfix/main.cf");
    let mut settings = fs::OpenOptions::new().append(true).open(settings).expect("it is there");
    writeln!(settings, "smtpd_sasl_mechanism_filter = oauthbearer").expect("it is ours");
    road.postfix.start_again();
    let attempts = queued.map(|number| road.waits(number, "the access token has expired").attempts);
    // The mail of a fax that arrives now loses no attempt either.
    road.receive(&["4999700005"]);
    assert_eq!(road.waits("4999700005", "the access token has expired").attempts, 0);
    assert_eq!(road.mailbox.letters().len(), 1);

    // The service fetches the next token, and the mails are sent without any action.
    road.provider.change(|state| state.life = 3_600);
    let _service = road.serve("");
    for (number, attempts) in queued.into_iter().zip(attempts) {
        road.arrives(number, attempts + 1);
    }
    road.arrives("4999700005", 1);
    assert!(road.accepted("OAUTHBEARER"), "{}", road.postfix.log());

    // The provider revokes all tokens. The module notices that, and the service fetches another
    // token.
    let before = road.provider.issued();
    road.provider.change(State::revoke_all);
    road.receive(&["4999700006"]);
    assert_eq!(road.waits("4999700006", "535 5.7.8").attempts, 0);
    road.arrives("4999700006", 1);
    assert_eq!(road.provider.issued(), before + 1);
    let once = ["4999700001", "4999700005", "4999700006"];
    road.have_arrived_once(&[&queued[..], &once].concat());
}

#[test]
fn a_token_for_another_service_or_mailbox_is_refused_with_the_remedy() {
    let road = Road::start("postfix-audience");
    road.provider.change(|state| state.audience = "calendar");
    let service = road.serve("");
    road.receive(&["4999700011"]);
    let refused = road.waits("4999700011", REMEDY).last_error.unwrap_or_default();
    // Postfix forwards what Dovecot requires.
    assert!(refused.contains(r#""scope":"mail""#), "{refused}");
    assert!(road.dovecot.log().contains("Token is not valid for scope 'mail'"));
    let shown = road.desk.lab.console("ferrofax show outbox");
    assert!(shown.contains(REMEDY), "{shown}");
    let checked = service.check();
    assert!(checked.contains(REMEDY) && checked.contains("535 5.7.8"), "{checked}");

    // The next token is for the mail server, but for another mailbox.
    road.provider.change(|state| {
        (state.audience, state.account) = ("mail", "bob@example.com".to_owned());
    });
    eventually("Dovecot refuses a token for Bob", 300, || {
        road.dovecot.log().contains("did not match 'bob@example.com'").then_some(())
    });
    road.waits("4999700011", REMEDY);
    let checked = service.check();
    assert!(checked.contains(REMEDY), "{checked}");
    assert!(road.mailbox.letters().is_empty());

    // After the provider is corrected, the mail is sent without any action.
    road.provider.change(|state| state.account = MAILBOX.to_owned());
    let mail = eventually("the mail is sent", 400, || {
        Some(road.mail("4999700011")).filter(|mail| mail.state == OutboxState::Delivered)
    });
    road.arrives("4999700011", mail.attempts);
    road.have_arrived_once(&["4999700011"]);
}

#[test]
fn mails_that_the_service_sends_by_relay_log_in_with_tokens_too() {
    let to_service = "mailserver = unix:/lab/ours/fax/outgoing.sock";
    let road = Road::start_with("postfix-relay", |_| {
        SendingDesk::start("postfix-relay", Asterisk::V22, &[], &[to_service])
    });
    let keys = road.folder.path().join("keys");
    fs::create_dir(&keys).expect("it is ours");
    let (port, authority) = (road.postfix.port(), certificate("root.pem"));
    let relay = format!(
        "[relay]\nmailserver = \"127.0.0.1:{port}\"\nmailtls = \"required\"\n\
         mailcafile = {authority:?}\nmailauth = \"oauth2\"\nmailuser = \"{MAILBOX}\"\n\
         [mail_protection]\nfolder = {keys:?}\n"
    );
    let _service = road.serve(&relay);
    road.receive(&["4999700021"]);
    road.arrives("4999700021", 1);
    assert!(road.accepted("XOAUTH2"), "{}", road.postfix.log());

    // The provider revokes the token. The service tells the module the reason.
    let before = road.provider.issued();
    road.provider.change(State::revoke_all);
    road.receive(&["4999700022"]);
    let refused = road.waits("4999700022", REMEDY);
    let text = refused.last_error.unwrap_or_default();
    assert!(text.contains("535 5.7.8"), "{text}");
    assert_eq!(refused.attempts, 0);
    road.arrives("4999700022", 1);
    assert_eq!(road.provider.issued(), before + 1);
    road.have_arrived_once(&["4999700021", "4999700022"]);
}
