//! The daemon is killed by SIGKILL at any moment: what was answered is done, once; what
//! programs are to be told they are told, at least once and with one id.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::thread::{self, sleep};
use std::time::Duration;

use ferrofax::spool::FaxStatus;

use crate::reader::Reader;
use crate::receiver::Receiver;
use crate::rig::Rig;
use crate::sent::{MULTIPART, multipart};
use crate::webhooks::{fax, hooked, is_signed, open};
use crate::{SETTINGS, alice_at};

/// Moments of a kill after the first request, ms: spread, and the same at each run.
fn moments(count: u64) -> impl Iterator<Item = Duration> {
    (0..count).map(|turn| Duration::from_millis(20 + turn * 7_919 % 700))
}

/// Uploads that are at work when the daemon dies, so many times.
fn uploads_are_killed(times: u64) {
    const AT_ONCE: usize = 3;
    let (rig, serving, mut alice) = alice_at(SETTINGS);
    alice.get("/out/new");
    let secret = alice.hidden("secret").unwrap().to_owned();
    let session = alice.cookie("session").unwrap().to_owned();
    drop(serving);
    let mut answered: BTreeMap<String, u16> = BTreeMap::new();
    for (turn, moment) in moments(times).enumerate() {
        let serving = rig.serve();
        let to = serving.addresses[0];
        let uploads: Vec<_> = (0..AT_ONCE)
            .map(|number| {
                let tag = format!("turn {turn} upload {number}");
                let fields = [
                    ("secret", secret.as_str()),
                    ("number", "0991 2700619"),
                    ("tag", tag.as_str()),
                ];
                let body = multipart(&fields, &[("letter.txt", b"Dear Sir,\n")]);
                let mut reader = Reader::at(to);
                reader.set_cookie("session", &session);
                // One that finds nobody there has no answer.
                let asking = move || reader.post_as(MULTIPART, "/out/new", &body).status;
                (tag, thread::spawn(asking))
            })
            .collect();
        sleep(moment);
        serving.kill();
        for (tag, upload) in uploads {
            answered.insert(tag, upload.join().unwrap_or(0));
        }
        // What was left is among her drafts, of which she may have ten: she throws it away.
        let drafts = rig.spool.folder().join("drafts");
        assert!(fs::remove_dir_all(&drafts).is_ok() || !drafts.exists());
    }
    let jobs = rig.jobs();
    for (tag, status) in &answered {
        let made = jobs.iter().filter(|job| job.tag == *tag).count();
        match status {
            303 => assert_eq!(made, 1, "{tag} was answered"),
            0 => assert!(made <= 1, "{tag}: {made} jobs"),
            other => panic!("{tag}: {other}"),
        }
    }
    let done = answered.values().filter(|status| **status == 303).count();
    println!("{times} kills: {done} of {} uploads answered, {} jobs", answered.len(), jobs.len());
    // What is left of the others is no job and stops nothing.
    let serving = rig.serve();
    assert_eq!(serving.end(), Some(0));
}

/// Deliveries that are at work when the daemon dies, so many times.
fn deliveries_are_killed(times: u64) {
    let rig = Rig::new(&open());
    let receiver = Receiver::start();
    let secret = hooked(&rig, &receiver, "fax.received");
    let mut faxes = BTreeSet::new();
    for moment in moments(times) {
        faxes.extend((0..5).map(|_| fax(&rig, "2101", FaxStatus::Received).0));
        let serving = rig.serve();
        faxes.extend((0..5).map(|_| fax(&rig, "2101", FaxStatus::Received).0));
        sleep(moment);
        serving.kill();
    }
    let serving = rig.serve();
    let of = |told: &crate::receiver::Told| told.value("/data/fax").as_i64().unwrap();
    let heard =
        receiver.wait("each fax", |heard| heard.iter().map(of).collect::<BTreeSet<_>>() == faxes);
    let mut ids: BTreeMap<i64, BTreeSet<(String, String)>> = BTreeMap::new();
    for told in &heard {
        let known = (told.id().to_owned(), told.body.clone());
        ids.entry(of(told)).or_default().insert(known);
    }
    assert!(ids.values().all(|ids| ids.len() == 1), "one id, one body: {ids:#?}");
    let all: BTreeSet<_> = heard.iter().map(|told| told.id()).collect();
    assert_eq!(all.len(), faxes.len());
    assert!(
        heard
            .iter()
            .step_by(heard.len().div_ceil(5))
            .all(|told| is_signed(&secret, told))
    );
    println!("{times} kills: {} events, {} deliveries", faxes.len(), heard.len());
    drop(serving);
}

#[test]
fn an_upload_that_was_answered_is_a_job_once_whenever_the_daemon_is_killed() {
    uploads_are_killed(4);
}

#[test]
#[ignore = "minutes: 60 kills"]
fn an_upload_that_was_answered_is_a_job_once_after_many_kills() {
    uploads_are_killed(60);
}

#[test]
fn each_webhook_arrives_with_one_id_whenever_the_daemon_is_killed() {
    deliveries_are_killed(4);
}

#[test]
#[ignore = "minutes: 60 kills"]
fn each_webhook_arrives_with_one_id_after_many_kills() {
    deliveries_are_killed(60);
}
