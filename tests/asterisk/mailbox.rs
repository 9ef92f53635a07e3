//! A mailbox as a submission method: Debian's Dovecot has the mailbox, `ferrofax serve` fetches its
//! mails by IMAP, and each mail becomes one fax, even with kills at any moment and with two
//! machines.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use ferrofax::UnixMs;
use ferrofax::delivery::{SmtpRelay, StopFlag, deliver_due};
use ferrofax::spool::jobs::Job;
use ferrofax::spool::{Spool, Store, Tables};
use ferrofax_cluster::{Clustered, as_front};
use ferrofax_kit::service::Service;

use crate::mail_login::Provider;
use crate::mail_server::{Kind, MailServer, Way};
use crate::mail_server_crash::spool_with_a_device;
use crate::outbox;
use crate::ports::own_port;
use crate::postgresql::server;
use crate::random::Random;
use crate::smtp_sink::{Script, TestSink, certificate};
use crate::watching::eventually;
use ferrofax_kit::spools;

const MAILBOX: &str = "fax@example.com";

/// The authentication results of the mailbox's server for a mail from Alice.
const PROVED: &str = "dmarc=pass header.from=example.com";

/// A Dovecot with a mailbox.
struct Post {
    server: MailServer,
    imap: u16,
    mails: PathBuf,
    count: std::cell::Cell<u32>,
}

impl Post {
    fn start(folder: &Path) -> Self {
        Self::with_tokens(folder, None)
    }

    /// Starts a Dovecot that checks access tokens at this URL.
    fn with_tokens(folder: &Path, introspection: Option<String>) -> Self {
        let (imap, at) = (own_port(), folder.join("dovecot"));
        let way = Way::Imap { port: imap, introspection };
        let server = MailServer::start(Kind::Dovecot, &at, way, own_port());
        let mails = at.join("var/mail").join(MAILBOX);
        Self { server, imap, mails, count: std::cell::Cell::new(0) }
    }

    /// Delivers a mail to the mailbox, as a mail server does.
    fn deliver(&self, mail: &str) {
        self.deliver_of(mail, SystemTime::now());
    }

    /// Delivers a mail of this time. The server reads the time when it first sees the mail.
    fn deliver_of(&self, mail: &str, time: SystemTime) {
        let number = self.count.get();
        self.count.set(number + 1);
        let name = format!("{}.{number}.test", UnixMs::now().0 / 1_000);
        let before = self.mails.join("tmp").join(&name);
        fs::write(&before, mail).expect("the mailbox is there");
        fs::set_permissions(&before, fs::Permissions::from_mode(0o644)).expect("it is ours");
        let file = fs::File::options().write(true).open(&before).expect("it is ours");
        file.set_modified(time).expect("it is ours");
        fs::rename(&before, self.mails.join("new").join(&name)).expect("the mailbox is there");
    }

    /// Returns the mails of a folder.
    fn mails_in(&self, folder: &str) -> Vec<String> {
        let at = match folder {
            "INBOX" => self.mails.clone(),
            other => self.mails.join(format!(".{other}")),
        };
        let files = ["new", "cur"].map(|inside| fs::read_dir(at.join(inside)));
        let files = files.into_iter().flatten().flatten().flatten();
        files.filter_map(|file| fs::read_to_string(file.path()).ok()).collect()
    }

    fn has(&self, folder: &str, word: &str) -> bool {
        self.mails_in(folder).iter().any(|mail| mail.contains(word))
    }

    fn settings(&self, folder: &Path, more: &str) -> String {
        let password = folder.join("password");
        fs::write(&password, "secret\n").expect("it is ours");
        let ca = certificate("root.pem");
        format!(
            "[drop]\nenabled = false\n\
             [mailbox]\nserver = \"127.0.0.1\"\nport = {}\nca = {ca:?}\nuser = \"{MAILBOX}\"\n\
             password_file = {password:?}\npoll_seconds = 3600\n{more}\n\
             [limits]\njobs_per_day = 0\npages_per_day = 0\nnight_jobs = 0\nnight_pages = 0\n\
             burst_jobs = 0\n",
            self.imap
        )
    }
}

/// Starts the service with these settings, and waits until it reads the mailbox.
fn started(folder: &Path, name: &str, spool: &Path, settings: &str) -> Service {
    let mut service = Service::new(folder, name, spool, settings);
    service.start_until("reads the mailbox");
    service
}

/// Returns a mail to this recipient, with the authentication results of the mailbox's server.
fn mail(from: &str, to: &str, id: &str, results: &str) -> String {
    format!(
        "Authentication-Results: mx.example.com; {results}\r\n\
         Received: from somewhere by mx.example.com; Fri, 20 Nov 2026 14:00:00 +0000\r\n\
         From: {from}\r\nTo: Fax <{to}>\r\nSubject: Order {id}\r\n\
         Message-ID: <{id}@example.com>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nThis is mail {id}.\r\n"
    )
}

fn jobs(spool: &Spool) -> Vec<Job> {
    spools::jobs(spool)
}

/// Returns the number of jobs for each number.
fn count(spool: &Spool) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    jobs(spool)
        .into_iter()
        .for_each(|job| *count.entry(job.number).or_default() += 1);
    count
}

#[test]
fn a_mail_in_the_mailbox_is_a_fax_within_seconds_and_a_refusal_is_answered_in_its_thread() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let spool = spool_with_a_device(&at.join("spool"));
    let post = Post::start(at);
    let text = post.settings(at, "authserv = \"mx.example.com\"");
    let mut service = Service::new(at, "serve", spool.folder(), &text);
    let found = service.check();
    assert!(found.contains("the mailbox fax@example.com can be read"), "{found}");
    assert!(found.contains("“Not faxed” is missing in the mailbox"), "{found}");
    service.start_until("reads the mailbox");
    for missing in ["Faxed", "Not faxed", "Fax failed"] {
        assert!(service.log().contains(&format!("the folder '{missing}' was missing")));
    }

    // Only IDLE reports the mail, because the polling interval is an hour.
    let since = Instant::now();
    post.deliver(&mail(
        "Alice <alice@example.com>",
        "fax+09912700619@example.com",
        "first",
        PROVED,
    ));
    let job = eventually("the mail is a job", 30, || jobs(&spool).pop());
    assert!(since.elapsed() < Duration::from_secs(15), "{:?}", since.elapsed());
    assert_eq!((job.number.as_str(), job.pages.len()), ("09912700619", 1));
    assert_eq!(job.device.to_string(), "8001@fax-devices");
    eventually("the mail is moved", 30, || post.has("Faxed", "<first@").then_some(()));

    // A blocked number; an authenticated sender without a device; an unauthenticated sender; a mail
    // without a number; a forged result below that of the server.
    let proved_bob = "dmarc=pass header.from=example.org";
    let premium = "fax+09001234567@example.com";
    for (from, to, id, results) in [
        ("alice@example.com", premium, "premium", PROVED),
        ("bob@example.org", "fax+0991100@example.com", "stranger", proved_bob),
        (
            "alice@example.com",
            "fax+0991101@example.com",
            "forged",
            "dmarc=fail header.from=example.com",
        ),
        ("alice@example.com", MAILBOX, "nothing", PROVED),
        ("alice@example.com", "fax+0991102@example.com", "claimed", "none"),
    ] {
        let mail = mail(from, to, id, results);
        let claim = format!("Authentication-Results: mx.example.com; {PROVED}\r\nFrom: ");
        post.deliver(&if id == "claimed" { mail.replacen("From: ", &claim, 1) } else { mail });
    }
    for id in ["premium", "stranger", "forged", "nothing", "claimed"] {
        let word = format!("<{id}@");
        eventually("it is moved to the refused mails", 60, || {
            post.has("Not faxed", &word).then_some(())
        });
    }
    assert_eq!(jobs(&spool).len(), 1);

    // The answers are sent as the module sends them.
    let sink = TestSink::start(Script::default());
    let mut settings = outbox::settings();
    for (option, value) in [("mailserver", "127.0.0.1"), ("serveremail", MAILBOX)] {
        settings.set(option, value).expect("a good value");
    }
    settings.set("mailport", &sink.address().port().to_string()).expect("a port");
    let relay = SmtpRelay::new(&settings.relay, &StopFlag::default());
    deliver_due(&spool, &settings, &relay, UnixMs::now());
    let answers: Vec<(String, String)> = sink
        .mails()
        .into_iter()
        .map(|mail| (mail.to, String::from_utf8_lossy(&mail.bytes).into_owned()))
        .collect();
    let to = |id: &str| {
        let word = format!("In-Reply-To: <{id}@example.com>");
        let refers = format!("References: <{id}@example.com>");
        let mut found = answers
            .iter()
            .filter(|(_, text)| text.contains(&word) && text.contains(&refers));
        let first = found.next().map(|(to, _)| to.as_str());
        assert!(found.next().is_none(), "{id}: two answers");
        first
    };
    assert_eq!(to("premium"), Some("alice@example.com"), "{answers:?}");
    assert_eq!(to("stranger"), Some("bob@example.org"), "{answers:?}");
    assert_eq!(to("nothing"), Some("alice@example.com"), "{answers:?}");
    assert_eq!((to("forged"), to("claimed")), (None, None), "nobody is answered who may be forged");

    // The same mail again, and an old mail.
    post.deliver(&mail(
        "Alice <alice@example.com>",
        "fax+09912700619@example.com",
        "first",
        PROVED,
    ));
    eventually("it is only moved", 30, || (post.mails_in("Faxed").len() == 2).then_some(()));
    assert_eq!(jobs(&spool).len(), 1);
    // The server copies the mail before it removes it from the inbox.
    eventually("the inbox is empty", 30, || post.mails_in("INBOX").is_empty().then_some(()));
}

#[test]
fn an_archive_stays_and_a_mailbox_of_one_user_needs_no_results() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let spool = spool_with_a_device(&at.join("spool"));
    let post = Post::start(at);
    // The first login creates the mailbox.
    let mut closed = Service::new(at, "closed", spool.folder(), &post.settings(at, ""));
    let found = closed.check();
    assert!(found.contains("each mail in the mailbox is refused"), "{found}");
    closed.start_until("reads the mailbox");
    drop(closed);
    let old = mail("alice@example.com", "fax+0991200@example.com", "old", "none");
    let three_days_ago = SystemTime::now() - Duration::from_secs(3 * 24 * 3_600);
    for number in 0..300 {
        post.deliver_of(&old.replace("old", &format!("old-{number}")), three_days_ago);
    }
    let text = post.settings(at, "sender = \"alice@example.com\"");
    let service = started(at, "serve", spool.folder(), &text);
    post.deliver(&mail("scanner@device.invalid", "fax+0991201@example.com", "new", "none"));
    eventually("the new mail is a job", 60, || jobs(&spool).pop());
    eventually("it is moved", 30, || post.has("Faxed", "<new@").then_some(()));
    sleep(Duration::from_secs(2));
    assert_eq!(count(&spool), BTreeMap::from([("0991201".to_owned(), 1)]), "{}", service.log());
    assert_eq!(post.mails_in("INBOX").len(), 300);

    // `check` and the log name the fault.
    let text = text.replace("password_file", "folder = \"INBOX\"\npassword_file");
    for (wrong, says) in [
        (text.replace(&format!("port = {}", post.imap), "port = 1"), "can't be reached"),
        (text.replace("ca = ", "# ca = "), "there is no TLS with 127.0.0.1"),
    ] {
        let found = Service::new(at, "wrong", spool.folder(), &wrong).check();
        assert!(found.contains(says), "{found}");
    }
    fs::write(at.join("password"), "wrong\n").expect("it is ours");
    let found = service.check();
    assert!(found.contains("the server refuses the login"), "{found}");
    assert!(!found.contains("secret"), "{found}");
}

#[test]
fn a_mailbox_is_read_with_access_tokens_and_a_revoked_one_is_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let provider = Provider::start();
    let introspection = format!("http://{}/introspect", provider.address());
    let post = Post::with_tokens(at, Some(introspection));
    let spool = spool_with_a_device(&at.join("spool"));
    let secret = at.join("client-secret");
    fs::write(&secret, "hushhush\n").expect("it is ours");
    let login = format!(
        "\n[mail_login]\nprovider = \"other\"\nissuer = \"http://{}\"\nscopes = [\"mail\"]\n\
         client_id = \"us\"\naccount = \"{MAILBOX}\"\nsecret_file = {secret:?}\n",
        provider.address()
    );
    let text = post.settings(at, "auth = \"oauth2\"\nsender = \"alice@example.com\"");
    let mut service = started(at, "serve", spool.folder(), &(text + &login));
    post.deliver(&mail("a@example.com", "fax+0991300@example.com", "first", "none"));
    eventually("the mail is a job", 60, || (jobs(&spool).len() == 1).then_some(()));
    eventually("it is moved", 30, || post.has("Faxed", "<first@").then_some(()));

    // The provider revokes the token, and the connection is lost.
    service.kill();
    let before = provider.issued();
    provider.change(|state| state.revoke_all());
    post.deliver(&mail("a@example.com", "fax+0991301@example.com", "second", "none"));
    service.start();
    eventually("the refusal is logged", 60, || {
        service.log().contains("the server refuses the login").then_some(())
    });
    eventually("another token is fetched", 120, || (provider.issued() > before).then_some(()));
    eventually("the mail is a job", 120, || (jobs(&spool).len() == 2).then_some(()));
    assert!(!service.log().contains("hushhush"));
}

/// The number of mails in a test with kills.
const MAILS: usize = 30;

fn number(mail: usize) -> String {
    format!("0991{mail:05}")
}

/// Delivers some of the mails.
fn deliver(post: &Post, mails: std::ops::Range<usize>) {
    for one in mails {
        let to = format!("fax+{}@example.com", number(one));
        post.deliver(&mail("alice@example.com", &to, &format!("m{one}"), PROVED));
    }
}

fn wanted() -> BTreeMap<String, usize> {
    (0..MAILS).map(|one| (number(one), 1)).collect()
}

fn over_kills(kills: usize, seed: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let spool = spool_with_a_device(&at.join("spool"));
    let post = Post::start(at);
    let text = post.settings(at, "authserv = \"mx.example.com\"");
    let mut service = started(at, "serve", spool.folder(), &text);
    let (mut random, mut delivered, mut midst) = (Random::new(seed), 0, 0);
    for kill in 0..kills {
        let due = MAILS * (kill + 1) / kills;
        deliver(&post, delivered..due);
        delivered = due;
        sleep(Duration::from_millis(u64::from(random.below(700))));
        service.wait_for_mails_begun_twice();
        midst += usize::from(!post.mails_in("INBOX").is_empty());
        service.kill();
        service.start();
    }
    eventually("each mail is moved", 300, || {
        (post.mails_in("Faxed").len() == MAILS && post.mails_in("INBOX").is_empty()).then_some(())
    });
    // Duplicates would appear soon.
    sleep(Duration::from_secs(3));
    assert_eq!(count(&spool), wanted(), "{}", service.log());
    println!("{kills} kills, {midst} of them with mails in the inbox; {MAILS} mails, {MAILS} jobs");
    assert!(midst * 4 >= kills, "{midst} of {kills} kills came with mails in the inbox");
}

#[test]
fn each_mail_of_the_mailbox_is_one_job_over_forty_kills() {
    over_kills(40, 0x5eed_0040);
}

#[test]
#[ignore = "minutes"]
fn each_mail_of_the_mailbox_is_one_job_over_two_hundred_kills() {
    over_kills(200, 0x5eed_0200);
}

/// Two machines without a PBX read the same mailbox. The shared database gets each fax once.
#[test]
fn two_machines_with_one_mailbox_send_each_mail_once() {
    let test = "mailbox::two_machines_with_one_mailbox_send_each_mail_once";
    let Some(store) = server(test, "mailbox") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    // A machine with a PBX, whose devices all machines know.
    let spool = spool_with_a_device(&at.join("spool"));
    let place: Store = store.parse().expect("an address");
    spool
        .cluster()
        .become_node("berlin", &place.to_string())
        .expect("it can be written");
    spool.shared_queue().share_jobs(true).expect("it can be written");
    let node = format!(
        "[drop]\nenabled = false\n[node]\nstore = \"{store}\"\nname = \"berlin\"\nshare_jobs = true\n"
    );
    let mut berlin = Service::new(at, "berlin", spool.folder(), &node);
    berlin.start();
    let shared = as_front(
        Spool::open_as(&at.join("looks"), &place, Tables::MayBeMade)
            .expect("the database is there"),
    );
    eventually("the devices are known", 60, || {
        (!shared.devices().list().expect("it can be read").is_empty()).then_some(())
    });
    let post = Post::start(at);
    let text =
        format!("store = \"{store}\"\n{}", post.settings(at, "authserv = \"mx.example.com\""));
    let mut machines = ["one", "two"].map(|name| {
        fs::create_dir(at.join(name)).expect("it is ours");
        started(at, name, &at.join(name), &text)
    });
    let mut random = Random::new(0x5eed_0002);
    for kill in 0..10 {
        deliver(&post, MAILS * kill / 10..MAILS * (kill + 1) / 10);
        sleep(Duration::from_millis(u64::from(random.below(1_500))));
        let machine = &mut machines[kill % 2];
        machine.wait_for_mails_begun_twice();
        machine.kill();
        machine.start();
    }
    eventually("each mail is moved", 300, || {
        (post.mails_in("INBOX").is_empty() && count(&shared).len() == MAILS).then_some(())
    });
    sleep(Duration::from_secs(5));
    let said: String = machines.iter().map(Service::log).collect();
    assert_eq!(count(&shared), wanted(), "{said}");
    // If both machines move a mail at the same moment, the folder may contain it twice.
    let moved: BTreeSet<String> = post.mails_in("Faxed").into_iter().collect();
    assert_eq!(moved.len(), MAILS, "{said}");
}
