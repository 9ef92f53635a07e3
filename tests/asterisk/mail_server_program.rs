//! Postfix and Exim pass mails to `ferrofax mail`, and Postfix forwards them by LMTP. The mail
//! server keeps mails that Ferrofax cannot accept at the moment.

use std::path::Path;
use std::time::Duration;

use crate::gateway::{Gateway, mail_program, send};
use crate::mail_server::{Kind, MailServer, Way};
use crate::mail_server_crash::{plain_mail, spool_with_a_device};
use crate::smtp_sink::{Script, TestSink};
use crate::watching::eventually;
use ferrofax_kit::spools;

#[test]
fn postfix_hands_mails_to_the_program_and_bounces_what_it_refuses() {
    hands_over(Kind::Postfix, program);
}

#[test]
fn exim_hands_mails_to_the_program_and_bounces_what_it_refuses() {
    hands_over(Kind::Exim, program);
}

#[test]
fn postfix_hands_mails_over_by_lmtp_and_bounces_what_is_refused() {
    hands_over(Kind::Postfix, |gateway, _| Way::Lmtp(gateway.lmtp()));
}

fn program(gateway: &Gateway, spool: &Path) -> Way {
    Way::Program { spool: spool.to_owned(), settings: gateway.service.settings().to_owned() }
}

/// Mails by LMTP or by the program: allowed faxes are sent, and the sender is notified of the
/// others.
fn hands_over(kind: Kind, way: impl FnOnce(&Gateway, &Path) -> Way) {
    let folder = tempfile::tempdir().expect("a folder");
    let spool = spool_with_a_device(&folder.path().join("spool"));
    let mailbox = TestSink::start(Script::default());
    let gateway = Gateway::start(folder.path(), spool.folder());
    let at = folder.path().join("mail-server");
    let server =
        MailServer::start(kind, &at, way(&gateway, spool.folder()), mailbox.address().port());

    // A premium-rate number is rejected, and the mail server notifies the sender.
    for (mail, numbers) in [["09911", "09912"], ["09913", "09001234567"]].into_iter().enumerate() {
        send(&mail_program(server.port()), &plain_mail(mail, &numbers))
            .expect("the mail server takes it");
    }
    let jobs = eventually("three jobs", 60, || {
        let jobs = spools::jobs(&spool);
        (jobs.len() >= 3).then_some(jobs)
    });
    let mut numbers: Vec<&str> = jobs.iter().map(|job| job.number.as_str()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, ["09911", "09912", "09913"]);
    let bounce = eventually("the bounce", 60, || mailbox.mails().into_iter().next());
    assert_eq!((bounce.from.as_str(), bounce.to.as_str()), ("", "alice@example.com"));
    let text = String::from_utf8_lossy(&bounce.bytes).into_owned();
    assert!(text.contains("09001234567.fax") && text.contains("5.7.1"), "{text}");
}

#[test]
fn mails_wait_in_postfix_while_the_gateway_is_paused_or_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let spool = spool_with_a_device(&folder.path().join("spool"));
    let mut gateway = Gateway::start(folder.path(), spool.folder());
    let at = folder.path().join("mail-server");
    let server = MailServer::start(Kind::Postfix, &at, Way::Smtp(gateway.port()), gateway.port());
    let queue = |word: &str| {
        let done = gateway
            .service
            .command()
            .args(["mail-queue", word])
            .output()
            .expect("it can be run");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    let jobs = |count: usize| {
        let jobs = || spools::jobs(&spool).len();
        eventually(&format!("{count} jobs"), 60, || (jobs() >= count).then_some(()));
        std::thread::sleep(Duration::from_secs(1));
        assert_eq!(jobs(), count);
    };

    queue("pause");
    send(&mail_program(server.port()), &plain_mail(1, &["09911"])).expect("Postfix takes it");
    eventually("Postfix is told to come again", 30, || {
        server.log().contains("status=deferred").then_some(())
    });
    jobs(0);
    queue("resume");
    jobs(1);

    gateway.service.kill();
    send(&mail_program(server.port()), &plain_mail(2, &["09912"])).expect("Postfix takes it");
    eventually("Postfix finds nobody", 30, || {
        server.log().contains("Connection refused").then_some(())
    });
    gateway.start_again();
    jobs(2);
}
