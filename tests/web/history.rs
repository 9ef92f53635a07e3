//! What has happened is said once and in words: the state of a sent fax, the mails of a received
//! one, and the actions in the audit log.

use ferrofax::UnixMs;
use ferrofax::spool::jobs::AttemptEnd;

use crate::house;
use crate::reader::Reader;
use ferrofax_kit::spools;

#[test]
fn a_fax_that_was_sent_says_so_once() {
    let rig = house::rig();
    let (lease, now) = (house::called(&rig, "2101", "alice"), UnixMs::now());
    let queue = rig.spool.queue();
    queue.session_begun(&lease, now).unwrap();
    spools::send_pages(&rig.spool, &lease, usize::MAX, now);
    queue.attempt_ended(&lease, &AttemptEnd::default(), now).unwrap();
    let serving = rig.serve();
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    let page = alice.get(&format!("/out/{}", lease.job.id)).text();
    let state = page.split("<p class=\"state").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(state.contains("<strong>Sent</strong>") && !state.contains("<br>"), "{state}");
    // The history has it with its time.
    assert_eq!(page.matches("Sent: 1 page.").count(), 1, "{page}");
    let list = alice.get("/out").text();
    assert!(list.contains(">Sent</span>") && !list.contains("Sent: 1 page."), "{list}");
}

#[test]
fn the_history_of_a_fax_says_where_it_was_mailed_to() {
    let rig = house::rig();
    let fax = house::fax(&rig, "2101", "0991270061", "");
    let serving = rig.serve();
    let shown = |language: &str| {
        let mut alice = Reader::at(serving.addresses[0]);
        alice.headers = vec![("Accept-Language".to_owned(), language.to_owned())];
        alice.log_in("alice", "secret");
        alice.get(&format!("/in/{fax}")).text()
    };
    let page = shown("en");
    assert!(page.contains("<li>E-mail to 2101@example.com: queued</li>"), "{page}");
    let mail = rig.spool.outbox().outbox_of(fax).unwrap()[0].id;
    assert!(rig.spool.outbox().delivered(mail, UnixMs::now(), "250").unwrap());
    let page = shown("en");
    assert!(page.contains("<li>Mailed to 2101@example.com</li>"), "{page}");
    let page = shown("de");
    assert!(page.contains("<li>Per E-Mail gesendet an 2101@example.com</li>"), "{page}");
}

#[test]
fn the_log_names_actions_in_the_language_of_its_reader() {
    let (_rig, serving) = house::served();
    let mut chief = Reader::at(serving.addresses[0]);
    chief.headers = vec![("Accept-Language".to_owned(), "de".to_owned())];
    chief.log_in("chief", "chief");
    chief.get("/admin/users");
    assert_eq!(chief.post("/admin/users/stop", &[("user", "alice")]).status, 303);
    let page = chief.get("/admin/log").text();
    for (word, name) in
        [("stop-user", "Benutzer sperren"), ("login", "Anmeldung"), ("log", "Prüfprotokoll lesen")]
    {
        assert!(page.contains(&format!(" title=\"{word}\">{name}</td>")), "{word}: {page}");
    }
    // The filter still takes the word.
    let filtered = chief.get("/admin/log?asked=stop-user").text();
    assert!(filtered.contains("Benutzer sperren") && !filtered.contains(">Anmeldung</td>"));
}
