//! A user chooses the reports by mail for the faxes that they send in the web interface, and the
//! mails about unread faxes.

use ferrofax::spool::jobs::{Job, NotifyWhen};

use crate::alice_at;
use crate::api_keys::{key, program};
use crate::house;
use crate::reader::Reader;
use crate::rig::Rig;
use crate::sent::send;

/// The newest job.
fn newest(rig: &Rig) -> Job {
    rig.jobs().into_iter().max_by_key(|job| job.id).unwrap()
}

#[test]
fn reports_are_sent_as_the_user_has_chosen() {
    let settings = house::settings()
        .replace("device = \"2101\"", "device = \"2101\"\naddresses = [\"alice@example.org\"]");
    let (rig, _serving, mut alice) = alice_at(&settings);
    let fields = [("number", "0991 2700619")];
    let document: [(&str, &[u8]); 1] = [("letter.txt", b"Dear Sir,\n")];
    for (chosen, to, when) in [
        ("", "2101@example.com", NotifyWhen::EachChange),
        ("end", "alice@example.org", NotifyWhen::AtEnd),
        ("failure", "alice@example.org", NotifyWhen::OnFailure),
        ("never", "2101@example.com", NotifyWhen::Never),
        ("", "2101@example.com", NotifyWhen::EachChange),
    ] {
        let own = alice.get("/own").text();
        assert!(own.contains("alice@example.org"), "{own}");
        assert_eq!(alice.post("/own/reports", &[("reports", chosen)]).status, 303, "{chosen}");
        assert!(
            alice
                .get("/own")
                .text()
                .contains(&format!("<option value=\"{chosen}\" selected"))
        );
        let sent = send(&mut alice, &fields, &document);
        assert_eq!(sent.status, 303, "{}", sent.text());
        let job = newest(&rig);
        assert_eq!((job.notify.as_slice(), job.notify_when), (&[to.to_owned()][..], when));
        // A fax that is sent again has the reports, too.
        let id = job.id;
        alice.get(&format!("/out/{id}"));
        let again = alice.post(&format!("/out/{id}/again"), &[("to", "0991 2700620")]);
        assert_eq!(again.status, 303, "{}", again.text());
        let job = newest(&rig);
        assert_ne!(job.id, id);
        assert_eq!((job.notify.as_slice(), job.notify_when), (&[to.to_owned()][..], when));
    }
    for wrong in ["each", "alice@example.org", "END"] {
        assert_eq!(alice.post("/own/reports", &[("reports", wrong)]).status, 400, "{wrong}");
    }
}

#[test]
fn polling_and_programs_keep_the_reports_of_the_device() {
    let (rig, serving) = house::served();
    let to = serving.addresses[0];
    let mut alice = Reader::logged_in(to, "alice", "secret");
    alice.get("/own");
    assert_eq!(alice.post("/own/reports", &[("reports", "never")]).status, 303);
    alice.get("/out/fetch");
    let machine = [("number", "0991 2700619"), ("device", "2101"), ("sep", ""), ("pwd", "")];
    let polled = alice.post("/out/fetch", &[&machine[..], &[("at", ""), ("tag", "")]].concat());
    assert_eq!(polled.status, 303, "{}", polled.text());
    assert_eq!(newest(&rig).notify_when, NotifyWhen::EachChange);
    let polling = newest(&rig).id;
    let id = {
        let fields = [("number", "0991 2700619")];
        assert_eq!(send(&mut alice, &fields, &[("letter.txt", b"Dear Sir,\n")]).status, 303);
        let job = newest(&rig);
        assert!(job.id > polling && job.notify_when == NotifyWhen::Never);
        job.id
    };
    let mut by_key = program(to, &key(&rig, "alice", "jobs:read,jobs:write"));
    let again = by_key.post_as("application/json", &format!("/api/v1/jobs/{id}/copies"), b"{}");
    assert!(again.status < 300, "{}", again.text());
    assert!(newest(&rig).id > id && newest(&rig).notify_when == NotifyWhen::EachChange);
}

#[test]
fn a_user_chooses_to_get_a_mail_about_unread_faxes() {
    let (rig, _serving, mut alice) = house::alice();
    let watch = || rig.spool.logins().unclaimed_watch(("alice", "password")).unwrap();
    assert!(alice.get("/own").text().contains("<option value=\"0\" selected>Off: no mail"));
    assert_eq!(watch(), None);
    for minutes in ["15", "60", "240", "1440"] {
        assert_eq!(alice.post("/own/unclaimed", &[("minutes", minutes)]).status, 303, "{minutes}");
        let chosen = format!("<option value=\"{minutes}\" selected>");
        assert!(alice.get("/own").text().contains(&chosen), "{minutes}");
        let watch = watch().unwrap();
        assert_eq!(watch.minutes.to_string(), minutes);
        assert!(watch.address.starts_with("http://"), "{}", watch.address);
    }
    for wrong in ["1", "-15", "", "16"] {
        let status = alice.post("/own/unclaimed", &[("minutes", wrong)]).status;
        assert!((400..500).contains(&status), "{wrong}: {status}");
    }
    assert_eq!(watch().unwrap().minutes, 1_440);
    assert_eq!(alice.post("/own/unclaimed", &[("minutes", "0")]).status, 303);
    assert_eq!(watch(), None);
}
