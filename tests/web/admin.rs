//! Administration: what administrators see and do, what an auditor reads, and that nobody else
//! does either.

use ferrofax::UnixMs;
use ferrofax::mail::intake::{Intake, IntakeSettings, Kept};
use ferrofax::network::asker::{Client, Envelope, Recipient};
use ferrofax::spool::jobs::AttemptEnd;
use ferrofax::spool::{NewFax, OutboxState, Told};

use crate::reader::Reader;
use crate::rig::Rig;
use crate::{SETTINGS, audited, house};

/// What would do harm in a page that does not escape it.
const HOSTILE: &str = "<script>alert(1)</script>";

const PAGES: [&str; 10] = [
    "figures", "health", "cleanup", "devices", "lines", "users", "sessions", "mails", "junk",
    "calls",
];

const DEEDS: [&str; 10] = [
    "health",
    "cleanup",
    "users/stop",
    "users/go-on",
    "sessions/1/end",
    "mails/again",
    "mails/held/abc/again",
    "mails/pause",
    "mails/resume",
    "junk/1/release",
];

/// A house with an administrator, an auditor, and a group of bob's.
pub(crate) fn rig() -> Rig {
    Rig::new(&format!(
        "{SETTINGS}
[[user]]
name = \"chief\"
password = \"chief\"
role = \"administrator\"

[[user]]
name = \"eve\"
password = \"audit\"
role = \"auditor\"

[[group]]
name = \"<b>sales\"
devices = [\"2102\"]
members = [\"bob\"]
"
    ))
}

#[test]
fn administrators_see_the_house_and_nobody_else_does() {
    let rig = rig();
    house::fax(&rig, "2101", "0991270061", HOSTILE);
    let serving = rig.serve();
    let to = serving.addresses[0];
    let mut chief = Reader::logged_in(to, "chief", "chief");
    assert_eq!(chief.get("/admin").location(), "/admin/figures");
    for (page, words) in [
        ("figures", "<svg"),
        ("figures", "Calls, by trunk"),
        ("figures", "PJSIP/&#60;b&#62;provider"),
        ("health", "iB are free"),
        ("devices", "extensions.conf:12"),
        ("users", "&#60;b&#62;sales"),
        ("sessions", "this one"),
        ("mails", "Undeliverable e-mails"),
        ("log", "login"),
    ] {
        let shown = chief.get(&format!("/admin/{page}"));
        let text = shown.text();
        assert!(shown.status == 200 && text.contains(words), "{page}: {text}");
        let harms = [HOSTILE, "<b>sales", "<b>provider"];
        assert!(!harms.iter().any(|harm| text.contains(harm)), "{page}: {text}");
        // What a page draws has words beside it, and no style of its own.
        assert!(!text.contains("style="), "{page}: {text}");
    }
    assert!(chief.get("/in").text().contains("Administration"));
    let mut eve = Reader::logged_in(to, "eve", "audit");
    assert_eq!(eve.get("/").location(), "/admin");
    assert_eq!(eve.get("/admin").location(), "/admin/log");
    assert_eq!(eve.get("/admin/log").status, 200);
    let mut alice = Reader::logged_in(to, "alice", "secret");
    assert!(!alice.get("/in").text().contains("Administration"));
    assert_eq!(alice.get("/admin/log").status, 403);
    assert_eq!(alice.get("/admin/log/chain").status, 403);
    for reader in [&mut alice, &mut eve] {
        for page in PAGES {
            assert_eq!(reader.get(&format!("/admin/{page}")).status, 403, "{page}");
        }
        reader.get("/own");
        for deed in DEEDS {
            let done = reader.post(&format!("/admin/{deed}"), &[("user", "bob")]);
            assert_eq!(done.status, 403, "{deed}");
        }
    }
    assert!(audited(&rig, &["\"stop-user\"", "\"granted\":false"]) == 2);
    assert!(rig.spool.submission().stopped_users().unwrap().is_empty());
}

/// The module of the rig has never run.
#[test]
fn what_is_wrong_is_shown_first_with_its_fix_and_by_a_point_in_the_head() {
    let rig = rig();
    let serving = rig.serve();
    let to = serving.addresses[0];
    let point = "class=\"point\" role=\"img\" aria-label=\"A health check has found a fault: see “Health”\"";
    let mut chief = Reader::logged_in(to, "chief", "chief");
    assert!(chief.get("/in").text().contains(point));
    let page = chief.get("/admin/health").text();
    let (_, signs) = page.split_once("<ul class=\"signs\">").unwrap();
    let first = signs.split("</li>").next().unwrap();
    assert!(first.contains("class=\"bad\"><strong>WRONG</strong> module: "), "{first}");
    assert!(first.contains("How to fix it: `asterisk -rx"), "{first}");
    let good = signs.find("<strong>OK</strong>").unwrap();
    assert!(signs.rfind("<strong>WRONG</strong>").unwrap() < good, "{signs}");
    // Others see no point.
    for (user, password) in [("alice", "secret"), ("eve", "audit")] {
        assert!(!Reader::logged_in(to, user, password).get("/own").text().contains(point));
    }
    // The module runs, and nothing is wrong until there is an alarm.
    rig.spool.receiving().begin_fax(&NewFax::default()).unwrap();
    assert!(!chief.get("/in").text().contains(point));
    let told = Told { subject: "", text: "" };
    rig.spool.monitoring().raise_alarm("relay", told, UnixMs(1)).unwrap();
    assert!(chief.get("/in").text().contains(point));
    let alarm = "<a href=\"/admin/mails\">Alarm: No e-mails are being sent</a>";
    assert!(chief.get("/admin/health").text().contains(alarm));
}

#[test]
fn statistics_have_sums_and_lead_to_the_faxes() {
    let rig = rig();
    house::fax(&rig, "2101", "0991270061", "");
    let call = house::called(&rig, "2102", "bob");
    let (queue, now) = (rig.spool.queue(), UnixMs::now());
    let pages: Vec<_> = call.job.pages_to_send().map(|page| page.at).collect();
    pages
        .into_iter()
        .for_each(|page| queue.page_confirmed(&call, page, now).unwrap());
    queue.attempt_ended(&call, &AttemptEnd::default(), now).unwrap();
    std::fs::write(rig.folder.path().join("letter.txt"), "Dear Sir,\n").unwrap();
    let send = ["send", "0991 270061", "letter.txt", "--from", "2101"];
    for words in [&send[..], &send[..], &["cancel", "2"][..]] {
        let done = rig.command().args(words).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    }
    let serving = rig.serve();
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let page = chief.get("/admin/figures").text();
    for part in [
        "<b>1</b> Received today</a>",
        "<a href=\"/in?from=",
        "<a href=\"#sent\"><b>1</b> Sent today</a>",
        // One job was cancelled, and cancelled jobs have not failed.
        "<a href=\"#why\"><b>0</b> Failed today (sent and received)</a>",
        "<b>1</b> Waiting jobs</a>",
        "Free lines</a>",
        "<a href=\"/admin/figures?days=30\" aria-current=\"page\">30</a>",
        "<a href=\"/admin/figures?days=365\" aria-current=\"false\">365</a>",
        ">Received faxes by day: 1</h2>",
        "succeeded: 1",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    // Each day and each week leads to its faxes, in the chart and in the table.
    for (span, from_to) in [(30, 1), (365, 7)] {
        let page = chief.get(&format!("/admin/figures?days={span}")).text();
        for list in ["/in?from=", "/out?from="] {
            let links: Vec<&str> = page
                .split(&format!("<a href=\"{list}"))
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap())
                .collect();
            assert!(links.len() >= span / from_to, "{list}: {links:?}");
            let days = links.last().unwrap().replace("&#38;", "&");
            let shown = chief.get(&format!("{list}{days}"));
            assert_eq!(shown.status, 200, "{list}{days}");
            assert!(list == "/out?from=" || shown.text().contains("0991270061"), "{days}");
        }
    }
}

/// A mail that has broken its reader waits until an administrator lets it be read again.
/// Accepted mails.
fn intake(rig: &Rig) -> Intake {
    Intake::open(&rig.spool.folder().join("mail"), IntakeSettings::default()).unwrap()
}

/// A mail of this sender that has been set aside.
fn set_aside(intake: &Intake, sender: &str) -> String {
    let envelope = Envelope {
        client: Client::at("192.0.2.1".parse().unwrap(), "smtp", false),
        sender: sender.to_owned(),
        envelope_id: None,
        return_full: None,
        utf8: false,
        recipients: vec![Recipient::new("0991270061@x.fax")],
        received_at: UnixMs::now(),
    };
    let Kept::New(id) = intake.put(&envelope, b"Subject: x\r\n\r\ny").unwrap() else { panic!() };
    intake
        .set_aside(&intake.entry(&id).unwrap(), "it needs too much memory")
        .unwrap();
    id
}

/// The address of the link with the text "More" behind this heading, without its anchor.
fn more(page: &str, heading: &str) -> Option<String> {
    let section = page.split(&format!("<h2 id=\"{heading}\">")).nth(1).unwrap();
    let section = section.split("</section>").next().unwrap();
    let link = section.split("\">More</a>").next().filter(|before| *before != section)?;
    let address = link.rsplit("href=\"").next().unwrap().replace("&#38;", "&");
    Some(address.split('#').next().unwrap().to_owned())
}

#[test]
fn further_mails_are_on_further_pages() {
    let rig = rig();
    let intake = intake(&rig);
    for number in 0..101 {
        set_aside(&intake, &format!("held{number}@example.com"));
    }
    let fax = house::fax(&rig, "2101", "0991270061", "");
    let database = rusqlite::Connection::open(rig.spool.folder().join("spool.db")).unwrap();
    let failed = "
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 201)
        INSERT INTO outbox (fax, kind, mailbox, state, created_at, next_try_at, ended_at, message_id)
        SELECT ?1, 'fax', 'to' || i || '@example.com', 'failed', 1, 1, 1, 'm' || i FROM n";
    assert_eq!(database.execute(failed, [fax.0]).unwrap(), 201);
    let serving = rig.serve();
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let first = chief.get("/admin/mails").text();
    assert_eq!(first.matches(">held").count(), 100, "{first}");
    assert!(!first.contains("to201@example.com"), "{first}");
    let second = chief.get(&more(&first, "held").unwrap()).text();
    assert_eq!((second.matches(">held").count(), more(&second, "held")), (1, None), "{second}");
    let third = chief.get(&more(&second, "undeliverable").unwrap()).text();
    assert!(third.contains("to201@example.com") && !third.contains("to200@"), "{third}");
    assert_eq!(more(&third, "undeliverable"), None);
    assert_eq!(third.matches(">held").count(), 1, "the other list is as it was");
}

#[test]
fn a_mail_that_was_set_aside_has_its_reason_and_is_handled_again_by_a_button() {
    let rig = rig();
    let intake = intake(&rig);
    let id = set_aside(&intake, "<b>miller@example.com");
    let serving = rig.serve();
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let page = chief.get("/admin/mails").text();
    for part in [
        "&#60;b&#62;miller@example.com",
        "0991270061@x.fax",
        "Ferrofax could not read this e-mail, and does not retry it by itself: it needs too much memory",
        "<a href=\"/admin/log?granted=no\">",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let again = format!("/admin/mails/held/{id}/again");
    assert_eq!(chief.post(&again, &[]).location(), "/admin/mails?done=goes_on");
    assert_eq!(audited(&rig, &["\"mail-queue-retry\"", "\"chief\"", &id]), 1);
    assert!(intake.entry(&id).is_ok(), "it waits again");
    assert!(!chief.get("/admin/mails").text().contains("miller"));
    for unknown in ["nothing", "..%2F..%2Fspool.db", "%00"] {
        let done = chief.post(&format!("/admin/mails/held/{unknown}/again"), &[]);
        assert_eq!(done.status, 404, "{unknown}");
    }
}

/// An old fax and a new one, an old one that nobody has got yet, and an old job.
fn old_and_new(rig: &Rig) -> [ferrofax::spool::FaxId; 3] {
    let then = UnixMs(UnixMs::now().0 - 40 * 86_400_000);
    let old = house::fax_at(rig, "2101", then);
    let waits = house::fax_at(rig, "2101", then);
    let new = house::fax_at(rig, "2101", UnixMs::now());
    for fax in [old, new] {
        for entry in rig.spool.outbox().outbox_of(fax).unwrap() {
            rig.spool.outbox().delivered(entry.id, then, "250 ok").unwrap();
        }
    }
    let job = house::called(rig, "2102", "bob").job.id;
    rig.spool.jobs().cancel_job(job, "bob", then).unwrap();
    [old, waits, new]
}

#[test]
fn old_faxes_are_deleted_by_hand_after_a_look() {
    let rig = rig();
    let [old, waits, new] = old_and_new(&rig);
    let serving = rig.serve();
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let counts = |text: &str| -> Vec<String> {
        let page = text.split("<dialog").next().unwrap();
        let cells = page.split("<dd>").skip(1);
        cells.map(|cell| cell.split('<').next().unwrap().to_owned()).collect()
    };
    assert!(chief.get("/admin/health").text().contains("href=\"/admin/cleanup\""));
    let looked = chief.get("/admin/cleanup?days=30").text();
    assert!(looked.contains("would be deleted"), "{looked}");
    assert_eq!(counts(&looked), ["1", "0", "1", "0"], "{looked}");
    assert_eq!(rig.spool.faxes().fax(old).unwrap().id, old, "a look deletes nothing");
    assert_eq!(audited(&rig, &["\"cleanup\""]), 0);
    let done = chief.post("/admin/cleanup", &[("days", "30")]);
    let text = done.text();
    assert!(done.status == 200 && text.contains("were deleted"), "{text}");
    assert_eq!(counts(&text), ["1", "0", "1", "0"], "{text}");
    assert!(rig.spool.faxes().fax(old).is_err());
    assert!(rig.spool.faxes().fax(waits).is_ok() && rig.spool.faxes().fax(new).is_ok());
    let line = ["\"asked\":\"cleanup\"", "\"chief\"", "\"granted\":true", "\"days\":\"30\""];
    assert_eq!(audited(&rig, &line), 1);
    let again = chief.get("/admin/cleanup?days=30").text();
    assert_eq!(counts(&again), ["0", "0", "1", "0"], "{again}");
    assert!(!again.contains("Delete now"), "{again}");
    for days in ["0", "36501"] {
        chief.get("/admin/cleanup");
        assert_eq!(chief.post("/admin/cleanup", &[("days", days)]).status, 422, "{days}");
        assert_eq!(chief.get(&format!("/admin/cleanup?days={days}")).status, 422, "{days}");
    }
}

/// On a phone a row of each table is a card, whose cells are named.
#[test]
fn tables_are_cards_on_a_phone() {
    let rig = rig();
    house::fax(&rig, "2101", "0991270061", "");
    let serving = rig.serve();
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    chief.get("/book/new");
    chief.post("/book/new", &[("name", "Miller"), ("number", "+49 991 2700621")]);
    for (page, column) in [
        ("/admin/users", "Used"),
        ("/admin/devices", "Mailboxes"),
        ("/admin/sessions", "Last used"),
        ("/admin/log", "Decision"),
        ("/book", "Fax number"),
    ] {
        let text = chief.get(page).text();
        let heads = text.matches("<thead").count();
        assert!(heads > 0 && text.matches("<table class=\"cards\"").count() == heads, "{page}");
        assert!(text.contains(&format!("data-name=\"{column}\"")), "{page}: {text}");
    }
}

#[test]
fn users_are_stopped_and_sessions_ended() {
    let rig = rig();
    let serving = rig.serve();
    let to = serving.addresses[0];
    let mut alice = Reader::logged_in(to, "alice", "secret");
    let mut chief = Reader::logged_in(to, "chief", "chief");
    chief.get("/admin/users");
    assert_eq!(chief.post("/admin/users/stop", &[("user", "alice")]).status, 303);
    let users = chief.get("/admin/users").text();
    assert!(users.contains("blocked by chief") && !users.contains("0 / 500 faxes"), "{users}");
    let of_alice = chief.get("/admin/users/edit?user=alice").text();
    assert!(of_alice.contains("today: 0 / 500 faxes"), "{of_alice}");
    let check = alice.get("/out/check?number=0991%202700619").text();
    assert!(check.contains("\"may\":false") && check.contains("blocked by chief"), "{check}");
    chief.get("/admin/users");
    assert_eq!(chief.post("/admin/users/go-on", &[("user", "alice")]).status, 303);
    assert!(rig.spool.submission().stopped_users().unwrap().is_empty());
    chief.get("/admin/users");
    assert_eq!(chief.post("/admin/users/stop", &[("user", "nobody")]).status, 422);
    let sessions = chief.get("/admin/sessions").text();
    let ends = sessions.split("/admin/sessions/").skip(1);
    let ids: Vec<String> = ends
        .filter_map(|rest| rest.split_once("/end").map(|(id, _)| id.to_owned()))
        .collect();
    assert_eq!(ids.len(), 2, "{sessions}");
    let of_alice = ids.iter().min_by_key(|id| id.parse::<i64>().unwrap()).unwrap();
    assert_eq!(chief.post(&format!("/admin/sessions/{of_alice}/end"), &[]).status, 303);
    assert_eq!(alice.get("/in").status, 303, "she has to log in again");
    assert_eq!(audited(&rig, &["\"end-session\"", "chief", "\"granted\":true"]), 1);
    assert_eq!(chief.get("/admin/sessions").status, 200);
}

#[test]
fn mails_that_reached_nobody_are_tried_again_and_the_queue_is_paused() {
    let rig = rig();
    let fax = house::fax(&rig, "2101", "0991270061", "Friend");
    let now = UnixMs::now();
    let own = rig.spool.outbox().outbox_of(fax).unwrap()[0].id;
    assert!(rig.spool.outbox().reject(own, now, "550 no such user").unwrap());
    // The faxmaster can't be reached either.
    let mail = rig.spool.outbox().outbox_of(fax).unwrap()[1].id;
    assert!(rig.spool.outbox().reject(mail, now, "550 no <b>such user").unwrap());
    let serving = rig.serve();
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let text = chief.get("/admin/mails").text();
    assert!(text.contains("550 no &#60;b&#62;such user"), "{text}");
    assert!(chief.get("/admin/health").text().contains("Undeliverable e-mails: 1"));
    chief.get("/admin/mails");
    assert_eq!(chief.post(&format!("/admin/mails/{mail}/again"), &[]).status, 303);
    assert_eq!(rig.spool.outbox().outbox_of(fax).unwrap()[0].state, OutboxState::Waiting);
    chief.get("/admin/mails");
    assert_eq!(chief.post(&format!("/admin/mails/{mail}/again"), &[]).status, 404);
    assert_eq!(chief.post("/admin/mails/pause", &[]).status, 303);
    assert!(chief.get("/admin/mails").text().contains("neither accepted nor"));
    let said = rig.command().args(["mail-queue", "--json"]).output().unwrap();
    assert!(String::from_utf8_lossy(&said.stdout).contains("\"paused\":true"));
    chief.get("/admin/mails");
    assert_eq!(chief.post("/admin/mails/resume", &[]).status, 303);
    assert!(!chief.get("/admin/mails").text().contains("neither accepted nor"));
    assert_eq!(audited(&rig, &["\"pause-mails\"", "chief"]), 1);
}

/// At any time, one of these time zones has another date than UTC.
#[test]
fn the_log_of_a_day_has_the_lines_that_show_this_day() {
    let rig = rig();
    for zone in ["XXX-14", "XXX+12"] {
        let serving = rig.serve_in(zone);
        let mut eve = Reader::logged_in(serving.addresses[0], "eve", "audit");
        let all = eve.get("/admin/log").text();
        let newest = all.split("<tbody><tr><td>").nth(1).expect(&all);
        let day = &newest[..10];
        let of_day = eve.get(&format!("/admin/log?day={day}")).text();
        assert!(of_day.contains(&format!("<td>{day}")), "{zone}: {of_day}");
    }
}

#[test]
fn the_log_is_read_page_by_page_and_its_chain_checked() {
    let rig = rig();
    let serving = rig.serve_in("UTC");
    let to = serving.addresses[0];
    let mut alice = Reader::logged_in(to, "alice", "secret");
    for number in 0..120 {
        assert_eq!(alice.get(&format!("/in/{}", 900_000 + number)).status, 404);
    }
    let mut wrong = Reader::at(to);
    assert_eq!(wrong.log_in(HOSTILE, "guess").status, 401);
    let mut eve = Reader::logged_in(to, "eve", "audit");
    let first = eve.get("/admin/log?user=alice").text();
    assert!(first.contains("900119") && !first.contains("fax 900000 "), "{first}");
    assert!(!first.contains("code 5"), "SMTP codes are for mails alone: {first}");
    let next = first.split("href=\"/admin/log?user=alice").nth(1).unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let second = eve.get(&format!("/admin/log?user=alice{next}")).text();
    assert!(second.contains("900000") && !second.contains("900119"), "{second}");
    let refused = eve.get("/admin/log?asked=login&granted=no").text();
    assert!(refused.contains("&#60;script&#62;") && !refused.contains(HOSTILE), "{refused}");
    assert!(!refused.contains("900119"));
    assert!(eve.get("/admin/log?day=1999-01-01").text().contains("no entries to show"));
    let log = rig.folder.path().join("spool/audit.log");
    let text = std::fs::read_to_string(&log).unwrap();
    let day = text.split("\"at\":\"").skip(1).find(|line| line.contains("900119")).unwrap();
    let of_day = eve.get(&format!("/admin/log?user=alice&day={}", &day[..10])).text();
    assert!(of_day.contains("900119"), "{of_day}");
    assert_eq!(eve.get("/admin/log?day=1999-13-01").status, 400);
    let well = eve.get("/admin/log/chain").text();
    assert!(well.contains("The log is unchanged."), "{well}");
    // Somebody changes a line behind our back.
    let log = rig.folder.path().join("spool/audit.log");
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::write(&log, text.replacen("900005", "900006", 1)).unwrap();
    let broken = eve.get("/admin/log/chain").text();
    assert!(broken.contains("The log was changed: audit.log:"), "{broken}");
}
