//! A mailbox that `ferrofax serve` reads by Microsoft Graph: each mail becomes a fax once, whatever
//! request is lost, and whenever the service is killed. The server here answers as Graph's
//! description says.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ferrofax::spool::OutboxState;
use ferrofax_kit::patience::watch;
use ferrofax_kit::service;

use super::bench::{Bench, letter};
use super::graph_server::{Fault, GraphServer, Lists, MAILBOX, TOKEN};
use super::outgoing::store_token;

/// `ferrofax serve` with a mailbox at a Graph.
struct Service {
    ferrofax: service::Service,
    graph: GraphServer,
    bench: Bench,
}

/// The settings without a rule for senders.
fn settings(graph: &GraphServer, token: &str, more: &str) -> String {
    let address = graph.address;
    format!(
        "[drop]\nenabled = false\n[mail_login]\nprovider = \"microsoft365\"\n\
         account = \"{MAILBOX}\"\ncommand = [\"/bin/cat\", \"{token}\"]\n\
         graph = \"http://{address}/v1.0\"\n\
         [limits]\njobs_per_day = 0\npages_per_day = 0\nnight_jobs = 0\nnight_pages = 0\n\
         burst_jobs = 0\n\
         [mailbox]\ngraph = \"http://{address}/v1.0\"\nuser = \"{MAILBOX}\"\npoll_seconds = 5\n\
         timeout_seconds = 5\n{more}\n"
    )
}

impl Service {
    fn new(more: &str) -> Self {
        let (graph, bench) = (GraphServer::start(), Bench::new());
        let token = bench.file("token", format!("{TOKEN}\n"));
        // Without it, the mailbox would wait for the first token.
        store_token(bench.spool.folder(), TOKEN);
        let text = settings(&graph, &token.display().to_string(), more);
        let ferrofax =
            service::Service::new(bench.folder.path(), "gateway", bench.spool.folder(), &text);
        Self { ferrofax, graph, bench }
    }

    fn started(more: &str) -> Self {
        let mut service = Self::new(more);
        service.ferrofax.start();
        service.eventually("the mailbox is read", |it| {
            it.ferrofax.log().contains("reads the mailbox")
        });
        service
    }

    /// Waits until this is so, and shows the log if that does not come.
    fn eventually(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        watch(what, || self.ferrofax.log(), |_| is_so(self));
    }

    fn deliver(&self, mail: &str) {
        self.graph.state().deliver(mail, 0);
    }

    fn mails_in(&self, folder: &str) -> usize {
        self.graph.state().mails_in(folder).len()
    }

    /// The number of jobs for each fax number.
    fn count(&self) -> BTreeMap<String, usize> {
        let mut count = BTreeMap::new();
        self.bench
            .jobs()
            .into_iter()
            .for_each(|job| *count.entry(job.number).or_default() += 1);
        count
    }

    /// The number of requests whose method and path have this part.
    fn requests(&self, part: &str) -> usize {
        let state = self.graph.state();
        state.requests.iter().filter(|request| request.contains(part)).count()
    }

    fn trouble(&self, part: &'static str, fault: Fault, times: usize) {
        self.graph.state().trouble = vec![(part, fault, times)];
    }

    /// Whether the trouble is over.
    fn is_over(&self) -> bool {
        self.graph.state().trouble.iter().all(|(_, _, times)| *times == 0)
    }
}

const MICROSOFT: &str = "authserv = \"microsoft365\"";
const SENDER: &str = "sender = \"2101@example.com\"";

fn number(mail: usize) -> String {
    format!("0991{mail:05}")
}

/// The numbers of these mails, one job for each.
fn once(mails: std::ops::Range<usize>) -> BTreeMap<String, usize> {
    mails.map(|mail| (number(mail), 1)).collect()
}

/// A mail of this sender to the fax number of `mail`, with Microsoft's results.
fn mail(from: &str, mail: usize) -> String {
    let domain = from.rsplit('@').next().unwrap_or_default();
    format!(
        "Authentication-Results: spf=pass smtp.mailfrom={domain}; dmarc=pass action=none\r\n \
         header.from={domain};compauth=pass reason=100\r\n\
         Received: from somewhere by outlook.example; Fri, 20 Nov 2026 14:00:00 +0000\r\n\
         From: {from}\r\nTo: Fax <fax+{}@example.com>\r\nSubject: Order {mail}\r\n\
         Message-ID: <{mail}@example.com>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nThis is mail {mail}.\r\n",
        number(mail)
    )
}

/// The same mail with a PDF of two pages in place of the text.
fn with_pdf(from: &str, one: usize) -> String {
    let mut pdf = String::new();
    for line in BASE64_STANDARD.encode(letter(2)).as_bytes().chunks(76) {
        pdf += std::str::from_utf8(line).unwrap();
        pdf += "\r\n";
    }
    let text = mail(from, one);
    let head = text.split("Content-Type").next().unwrap_or_default();
    format!(
        "{head}Content-Type: application/pdf; name=\"order.pdf\"\r\n\
         Content-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"order.pdf\"\r\n\r\n{pdf}"
    )
}

#[test]
fn a_mail_is_a_fax_with_its_number_and_document_and_a_refusal_is_answered() {
    let mut service = Service::new(MICROSOFT);
    let checked = service.ferrofax.check();
    assert!(checked.contains("the mailbox fax@example.com can be read"), "{checked}");
    assert!(checked.contains("“Not faxed” is missing in the mailbox"), "{checked}");
    assert_eq!(service.requests("POST"), 0, "the check changes nothing");
    service.ferrofax.start();
    service.deliver(&with_pdf("2101@example.com", 1));
    service.eventually("it is moved", |it| it.mails_in("Faxed") == 1);
    let jobs = service.bench.jobs();
    // The subject is on the first page, and the PDF has two.
    assert_eq!((jobs.len(), jobs[0].number.as_str(), jobs[0].pages.len()), (1, "099100001", 3));
    assert_eq!(jobs[0].device.to_string(), "2101@fax-devices");
    for folder in ["Faxed", "Not faxed", "Fax failed"] {
        assert!(service.ferrofax.log().contains(&format!("the folder '{folder}' was missing")));
    }

    // The sender is proved, but owns no device; the sender is not proved; the mail is too old.
    service.deliver(&mail("bob@example.org", 2));
    service.deliver(&mail("2101@example.com", 3).replace("pass", "fail"));
    service.graph.state().deliver(&mail("2101@example.com", 4), 25);
    service.eventually("they are moved", |it| it.mails_in("Not faxed") == 2);
    let waiting = service.bench.spool.outbox().outbox_in(OutboxState::Waiting, 100).unwrap();
    let answers = format!("{waiting:?}");
    assert_eq!(answers.matches("bob@example.org").count().min(1), 1, "{answers}");
    assert!(!answers.contains("2101@example.com"), "nobody is answered who may be forged");

    // The same mail again is only moved.
    service.deliver(&with_pdf("2101@example.com", 1));
    service.eventually("it is moved", |it| it.mails_in("Faxed") == 2);
    assert_eq!(service.count(), once(1..2));
    assert_eq!(service.mails_in("inbox"), 1, "the archive stays");
}

#[test]
fn folders_have_the_names_that_they_have_by_imap() {
    let more = format!(
        "{SENDER}\nfolder = \"inbox/Orders\"\naccepted = \"inbox/Done/Bob's\"\nrefused = \"No\""
    );
    let service = Service::started(&more);
    let state = service.graph.state();
    assert_eq!(state.around("Orders"), Some("inbox"));
    assert_eq!((state.around("Bob's"), state.around("Done")), (Some("Done"), Some("inbox")));
    assert_eq!(state.around("No"), None);
}

#[test]
fn a_folder_that_somebody_deletes_is_created_again() {
    let service = Service::started(SENDER);
    service.graph.state().remove_folder("Faxed");
    service.deliver(&mail("a@example.com", 1));
    service.eventually("it is moved", |it| it.mails_in("Faxed") == 1);
    assert_eq!(service.count(), once(1..2));
}

/// The kinds of requests while a mail is read, by parts of method and path.
const REQUESTS: [&str; 6] = [
    "GET /v1.0/users/fax@example.com/mailFolders?",
    "mailFolders/inbox?",
    "receivedDateTime",
    "$value",
    "/move",
    "POST /v1.0/users/fax@example.com/mailFolders",
];

/// Reads mails while one request of each kind fails so.
fn read_over(fault: Fault) {
    let service = Service::started(SENDER);
    for (one, request) in REQUESTS.into_iter().enumerate() {
        if request.starts_with("POST") {
            service.graph.state().remove_folder("Not faxed");
        }
        let mut trouble = vec![(request, fault, 1)];
        // Only a new connection asks for the folders.
        if request.contains("mailFolders") {
            trouble.push(("receivedDateTime", Fault::LostBefore, 1));
        }
        service.graph.state().trouble = trouble;
        if request.contains("mailFolders") {
            service.eventually("the requests fail", |it| it.is_over());
        }
        service.deliver(&mail("a@example.com", one));
        service.eventually("it is moved", |it| it.mails_in("inbox") == 0 && it.is_over());
        assert!(service.is_over(), "{fault:?} at {request}");
        assert_eq!(service.mails_in("Faxed"), one + 1, "{fault:?} at {request}");
    }
    assert_eq!(service.count(), once(0..REQUESTS.len()), "{}", service.ferrofax.log());
}

#[test]
fn each_mail_is_one_fax_if_a_request_is_lost_before_it_takes_effect() {
    read_over(Fault::LostBefore);
}

#[test]
fn each_mail_is_one_fax_if_the_answer_to_a_request_is_lost() {
    read_over(Fault::LostAfter);
}

#[test]
fn each_mail_is_one_fax_if_half_of_an_answer_arrives() {
    read_over(Fault::Half);
}

#[test]
fn each_mail_is_one_fax_if_a_proxy_answers_once() {
    read_over(Fault::Html);
}

#[test]
fn a_limit_of_graph_costs_a_mail_no_attempt_whatever_wait_it_names() {
    let service = Service::started(SENDER);
    // A wait that is none counts as a minute.
    for (one, wait) in ["1", "0", " 2 "].into_iter().enumerate() {
        service.trouble("$value", Fault::Wait(wait), 7);
        service.deliver(&mail("a@example.com", one));
        service.eventually("it is moved", |it| it.mails_in("Faxed") == one + 1);
    }
    assert!(
        service
            .ferrofax
            .log()
            .contains("limits how much is read; it is asked again in 1 s")
    );
    assert_eq!(service.mails_in("Fax failed"), 0);
    for (wait, says) in [
        ("99999999999999999999", "asked again in 60 s"),
        ("86400", "asked again in 900 s"),
        ("-5", "asked again in 60 s"),
        ("Fri, 20 Nov 2026 14:00:00 GMT", "asked again in 60 s"),
    ] {
        let mut service = Service::new(SENDER);
        service.trouble("mailFolders", Fault::Wait(wait), 1);
        service.ferrofax.start();
        service.eventually(wait, |it| it.ferrofax.log().contains(says));
    }
}

#[test]
fn answers_without_end_late_ones_and_pages_of_a_proxy_are_named_and_passed_over() {
    for (part, fault, says) in [
        ("receivedDateTime", Fault::Endless, "is longer than 1048576 bytes"),
        ("receivedDateTime", Fault::Silence, "within 5 seconds"),
        ("receivedDateTime", Fault::Slow, "within 5 seconds"),
        ("receivedDateTime", Fault::Short, "the connection to the server ended"),
        ("$value", Fault::Short, "the connection to the server ended"),
        ("$value", Fault::Html, "a proxy may be in between"),
        ("receivedDateTime", Fault::Html, "a proxy may be in between"),
    ] {
        let service = Service::started(SENDER);
        service.trouble(part, fault, 1);
        service.deliver(&mail("a@example.com", 1));
        service.eventually(says, |it| it.ferrofax.log().contains(says));
        service.eventually("it is moved", |it| it.mails_in("Faxed") == 1);
        assert_eq!(service.count(), once(1..2), "{fault:?} at {part}");
    }
}

#[test]
fn lists_that_have_no_end_or_lead_away_are_named() {
    for (lists, says) in [
        (Lists::Circle, "its pages go round in a circle"),
        (Lists::Endless, "it has more than 400 pages"),
        (Lists::Away, "a link to another server"),
        (Lists::Timeless, "a mail has no time"),
    ] {
        let mut service = Service::new(SENDER);
        service.graph.state().lists = Some(lists);
        service.ferrofax.start();
        service.eventually(says, |it| it.ferrofax.log().contains(says));
        service.graph.state().lists = None;
        service.deliver(&mail("a@example.com", 1));
        service.eventually("it is moved", |it| it.mails_in("Faxed") == 1);
    }
}

#[test]
fn a_mail_at_which_graph_fails_three_times_or_that_is_too_large_is_moved_to_the_failed_ones() {
    let service = Service::started(SENDER);
    service.trouble("$value", Fault::Html, 3);
    service.deliver(&mail("a@example.com", 1));
    service.eventually("it is moved", |it| it.mails_in("Fax failed") == 1);
    let large = format!("{}{}", mail("a@example.com", 2), "x".repeat(52 << 20));
    service.deliver(&large);
    service.eventually("it is moved", |it| it.mails_in("Fax failed") == 2);
    assert!(
        service.ferrofax.log().contains("it has more than 52428800 bytes"),
        "{}",
        service.ferrofax.log()
    );
    assert_eq!(service.count(), BTreeMap::new());
}

#[test]
fn a_mail_that_graph_does_not_give_holds_up_no_other_and_one_that_is_gone_is_no_fault() {
    let service = Service::started(SENDER);
    service.trouble("$value", Fault::Refusal(500, "ErrorInternalServerError"), 1);
    service.deliver(&mail("a@example.com", 1));
    service.deliver(&mail("a@example.com", 2));
    service.eventually("one is moved", |it| it.mails_in("Faxed") == 1);
    let said = service.ferrofax.log();
    assert!(said.contains("a mail is looked at again later: Graph: ErrorInternal"), "{said}");
    // The mail is looked at again a minute later.
    service.eventually("the other is moved", |it| it.mails_in("Faxed") == 2);

    // Somebody moves the mail away between the list and the request for it.
    service.trouble("$value", Fault::Refusal(404, "ErrorItemNotFound"), 1);
    service.deliver(&mail("a@example.com", 3));
    service.eventually("it is asked for", |it| it.is_over());
    service.graph.state().clear();
    service.deliver(&mail("a@example.com", 4));
    service.eventually("the next one is moved", |it| it.mails_in("Faxed") == 1);
    assert!(!service.ferrofax.log().contains("mailbox: the server"), "{}", service.ferrofax.log());
    assert_eq!(service.count(), [1, 2, 4].map(|mail| (number(mail), 1)).into());
}

#[test]
fn a_hundred_thousand_mails_are_listed_in_pages_and_the_archive_stays() {
    let mut service = Service::new(SENDER);
    {
        let mut state = service.graph.state();
        (0..100_000).for_each(|_| state.deliver("Subject: an archive\r\n\r\nx\r\n", 48));
        // Mails of Ferrofax's own stay where they are, so the list has several pages.
        state.page = 10;
        let ours = "X-Ferrofax-Job: 1\r\nSubject: a report\r\n\r\nx\r\n";
        (0..35).for_each(|_| state.deliver(ours, 1));
    }
    service.deliver(&mail("a@example.com", 1));
    service.ferrofax.start();
    service.eventually("it is moved", |it| it.mails_in("Faxed") == 1);
    assert_eq!(service.count(), once(1..2));
    assert!(service.requests("$skip=") > 3);
    assert!(service.requests("$value") <= 36 + 1, "nothing of the archive is fetched");
}

#[test]
fn a_rejected_token_is_replaced_once_and_the_mail_is_faxed() {
    let service = Service::started(SENDER);
    service.graph.state().token = Some("second".to_owned());
    service.bench.file("token", "second\n");
    service.deliver(&mail("a@example.com", 1));
    service.eventually("the refusal is logged", |it| {
        it.ferrofax
            .log()
            .contains("the server refuses the login: Graph: InvalidAuthenticationToken")
    });
    // The service fetches another token at the earliest after a minute.
    service.eventually("it is moved", |it| it.mails_in("Faxed") == 1);
    assert_eq!(
        service
            .ferrofax
            .log()
            .matches("an access token for the mail server was fetched")
            .count(),
        2
    );
    assert!(!service.ferrofax.log().contains(TOKEN) && !service.ferrofax.log().contains("Bearer"));
}

#[test]
fn each_refusal_of_graph_is_named_with_its_remedy() {
    for (status, code, says) in [
        (403, "ErrorAccessDenied", "needs the permission Mail.ReadWrite"),
        (404, "ErrorInvalidUser", "there is no such mailbox"),
        (404, "MailboxNotEnabledForRESTAPI", "look whether it has a licence"),
        (500, "ErrorInternalServerError", "the server refuses the request for a folder"),
        (507, "ErrorQuotaExceeded", "ErrorQuotaExceeded"),
    ] {
        let mut service = Service::new(SENDER);
        service.trouble("mailFolders", Fault::Refusal(status, code), 1);
        service.ferrofax.start();
        service.eventually(says, |it| it.ferrofax.log().contains(says));
        service.deliver(&mail("a@example.com", 1));
        service.eventually("it is moved", |it| it.mails_in("Faxed") == 1);
    }
}

#[test]
fn the_service_does_not_wait_for_a_silent_graph_when_it_stops() {
    let mut service = Service::new(SENDER);
    let text = std::fs::read_to_string(service.ferrofax.settings()).unwrap();
    let patient = text.replace("timeout_seconds = 5", "timeout_seconds = 600");
    std::fs::write(service.ferrofax.settings(), patient).unwrap();
    service.trouble("receivedDateTime", Fault::Silence, 1);
    service.ferrofax.start();
    service.eventually("Graph is asked", |it| it.is_over());
    let since = Instant::now();
    assert!(service.ferrofax.end());
    assert!(since.elapsed() < Duration::from_secs(30), "{:?}", since.elapsed());
}

/// Kills the service as often as this while mails are read.
fn kill_while_reading(kills: usize) {
    let mut service = Service::started(MICROSOFT);
    let mut midst = 0;
    for kill in 0..kills {
        service.deliver(&mail("2101@example.com", kill));
        service.deliver(&mail("bob@example.org", 50_000 + kill));
        // Each kill comes behind another request of the conversation.
        let last = service.graph.state().count + kill % 11;
        service.eventually("the request", |it| it.graph.state().count > last);
        service.ferrofax.wait_for_mails_begun_twice();
        midst += usize::from(service.mails_in("inbox") > 0);
        service.ferrofax.kill();
        service.ferrofax.start();
    }
    service.eventually("each mail is moved", |it| {
        it.mails_in("Faxed") == kills && it.mails_in("Not faxed") == kills
    });
    // What would come twice comes soon.
    std::thread::sleep(Duration::from_secs(3));
    let requests = service.graph.state().count;
    println!("{kills} kills, {midst} with mails in the inbox, {requests} requests");
    assert_eq!(service.count(), once(0..kills), "{}", service.ferrofax.log());
    let waiting = service.bench.spool.outbox().outbox_in(OutboxState::Waiting, 1_000).unwrap();
    assert_eq!(waiting.len(), kills, "each refusal is answered once");
    assert!(midst * 4 >= kills, "{midst} of {kills} kills came with mails in the inbox");
}

#[test]
fn each_mail_is_one_fax_although_the_service_is_killed() {
    kill_while_reading(20);
}

#[test]
#[ignore = "200 kills take a few minutes"]
fn each_mail_is_one_fax_although_the_service_is_killed_200_times() {
    kill_while_reading(200);
}
