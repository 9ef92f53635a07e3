//! Postfix or Exim forwards mails to Ferrofax, and both are killed many times. Each accepted mail
//! becomes exactly one job for each of its recipients.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;
use std::time::Duration;

use lettre::Message;

use ferrofax::spool::Spool;
use ferrofax::spool::sending::SendingSettings;

use crate::gateway::{Gateway, mail_program, send};
use crate::laboratory::takes_its_time;
use crate::mail_server::{Kind, MailServer, Way};
use crate::random::Random;
use crate::watching::eventually;
use ferrofax_kit::spools;

#[test]
fn no_fax_is_lost_or_doubled_when_postfix_and_the_gateway_die_in_the_middle() {
    nothing_is_lost(Kind::Postfix);
}

#[test]
fn no_fax_is_lost_or_doubled_when_exim_and_the_gateway_die_in_the_middle() {
    nothing_is_lost(Kind::Exim);
}

/// Recipients of each mail.
const EACH: usize = 2;

fn nothing_is_lost(kind: Kind) {
    let (mails, crashes) = if takes_its_time() { (500, 20) } else { (60, 4) };
    let folder = tempfile::tempdir().expect("a folder");
    let spool = spool_with_a_device(&folder.path().join("spool"));
    let mut gateway = Gateway::start(folder.path(), spool.folder());
    let at = folder.path().join("mail-server");
    let mut server = MailServer::start(kind, &at, Way::Smtp(gateway.port()), gateway.port());
    let port = server.port();
    let wanted: BTreeMap<String, usize> =
        (0..mails).flat_map(numbers).map(|number| (number, 1)).collect();
    let mut random = Random::new(11);
    let crashes_in_the_middle = thread::scope(|scope| {
        // A mail program that gets no answer sends the same mail again.
        for sender in 0..4 {
            scope.spawn(move || {
                (sender..mails).step_by(4).for_each(|mail| send_until_taken(port, mail))
            });
        }
        for crash in 0..crashes {
            // On a fast machine, all other mails may be sent at once.
            let due = wanted.len() * (crash + 1) / (crashes + 2);
            eventually("mails go through", 120, || (count(&spool).len() >= due).then_some(()));
            thread::sleep(Duration::from_millis(u64::from(random.below(100))));
            if count(&spool).len() == wanted.len() {
                return crash;
            }
            if crash % 2 == 0 {
                server.kill9();
                server.start_again();
            } else {
                gateway.service.kill();
                gateway.start_again();
            }
        }
        crashes
    });
    assert!(crashes_in_the_middle >= 2, "the mail server and the gateway died once each, at least");
    eventually("every mail is a job", 300, || (count(&spool).len() >= wanted.len()).then_some(()));
    // Duplicates would arrive soon.
    thread::sleep(Duration::from_secs(5));
    assert_eq!(count(&spool), wanted);
}

/// Creates a spool with Alice's device and German numbers, as the module publishes them.
pub fn spool_with_a_device(folder: &Path) -> Spool {
    let spool = Spool::open(folder).expect("a folder of ours");
    let device = spools::device("8001", "alice@example.com");
    let mut sending = SendingSettings::default();
    sending.set("country_code", "49").expect("a good code");
    spool.devices().publish_sending(&sending, 4).expect("it can be written");
    spool.devices().publish_devices(&[device]).expect("it can be written");
    spool
}

/// Returns the numbers of a mail's recipients.
fn numbers(mail: usize) -> [String; EACH] {
    std::array::from_fn(|recipient| format!("0991{mail:05}{recipient}"))
}

/// Returns a mail from Alice to these numbers, which is always the same.
pub fn plain_mail(mail: usize, numbers: &[&str]) -> Message {
    let mut message = Message::builder().from("alice@example.com".parse().expect("an address"));
    for number in numbers {
        message = message.to(format!("somebody@{number}.fax").parse().expect("an address"));
    }
    let message = message
        .subject(format!("Mail {mail}"))
        .message_id(Some(format!("<{mail}@example.com>")));
    message.body(format!("This is mail {mail}.\r\n")).expect("a mail")
}

fn send_until_taken(port: u16, mail: usize) {
    let message = plain_mail(mail, &numbers(mail).each_ref().map(String::as_str));
    for _ in 0..200 {
        if send(&mail_program(port), &message).is_ok() {
            return;
        }
        thread::sleep(Duration::from_millis(200));
    }
    panic!("mail {mail} was never taken");
}

/// Returns the number of jobs for each number.
fn count(spool: &Spool) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for job in spools::jobs(spool) {
        *count.entry(job.number).or_default() += 1;
    }
    count
}
