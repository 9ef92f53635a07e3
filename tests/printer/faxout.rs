//! IPP FaxOut (PWG 5100.15): what a job asks for besides its number.

use ferrofax::document::tiff;
use ferrofax::spool::jobs::{Job, NotifyWhen};
use ferrofax::spool::sending::option;

use crate::client::{Ask, Client, IGNORED, OK, PRINT_JOB, VALUES};
use crate::rig::Rig;
use crate::{SETTINGS, alice_at};

/// A job to one receiver, whose members are these besides its URI.
fn to(uri: &str, members: &[(&str, &str)]) -> Ask {
    let ask = Ask::at(PRINT_JOB, "ipp://localhost/ipp/faxout").job();
    let ask = ask.value(0x34, "destination-uris", b"");
    let ask = ask.value(0x4A, "", b"destination-uri").value(0x45, "", uri.as_bytes());
    let ask = members.iter().fold(ask, |ask, (name, value)| {
        ask.value(0x4A, "", name.as_bytes()).value(0x41, "", value.as_bytes())
    });
    ask.value(0x37, "", b"")
}

/// The same with a cover page of these members.
fn cover(ask: Ask, members: &[(&str, u8, &str)]) -> Ask {
    let ask = ask.value(0x34, "cover-sheet-info", b"");
    let ask = members.iter().fold(ask, |ask, (name, tag, value)| {
        ask.value(0x4A, "", name.as_bytes()).value(*tag, "", value.as_bytes())
    });
    ask.value(0x37, "", b"")
}

/// Black pixels of a job's first page.
fn dark(job: &Job) -> u32 {
    let pages = tiff::read(&job.documents[0].path).unwrap();
    let bitmap = pages[0].bitmap().unwrap();
    let row = |row: u32| bitmap.row(row).iter().map(|byte| byte.count_ones()).sum::<u32>();
    (0..bitmap.rows()).map(row).sum()
}

/// The one fax of a rig, after this was printed.
fn printed(rig: &Rig, ask: Ask, status: u16) -> Job {
    let serving = rig.serve();
    let answer = Client::alice(serving.addresses[0]).post(&ask.with(b"Hello\n"));
    assert_eq!(answer.status(), status, "{}", answer.message());
    rig.wait_for_jobs(1).remove(0)
}

#[test]
fn what_is_dialled_before_and_behind_a_number_is_dialled() {
    for (uri, members, number, behind) in [
        ("tel:991", &[("pre-dial-string", "0,")][..], "0991", None),
        ("tel:+49991", &[("pre-dial-string", "0")], "+49991", None),
        ("tel:0991", &[("post-dial-string", "p17#")], "0991", Some("ww17#")),
        ("tel:0991;postd=22", &[], "0991", Some("22")),
        ("tel:+49-991pp17", &[], "+49991", Some("wwww17")),
    ] {
        let rig = Rig::new(SETTINGS);
        let job = printed(&rig, to(uri, members), OK);
        assert_eq!(job.number, number, "{uri}");
        assert_eq!(job.options.get(option::POST_DIAL).map(String::as_str), behind, "{uri}");
    }
    let (rig, _serving, alice) = alice_at(SETTINGS);
    for members in [[("post-dial-string", "17x")], [("pre-dial-string", "9!")]] {
        let answer = alice.post(&to("tel:0991", &members).with(b"Hello\n"));
        assert_eq!(answer.status(), VALUES);
        assert!(answer.message().contains("cannot be dialled"), "{}", answer.message());
    }
    // Whoever may send is not for that allowed to have digits sent that no rule looks at.
    let (refused, serving) = {
        let (rig, serving) = Rig::served(&SETTINGS.replace("post_dial = true\n", ""));
        (rig, serving)
    };
    let ask = to("tel:0991", &[("post-dial-string", "9w00881612345678")]);
    let answer = Client::alice(serving.addresses[0]).post(&ask.with(b"Hello\n"));
    assert_ne!(answer.status(), OK);
    assert!(answer.message().contains("post_dial"), "{}", answer.message());
    assert!(refused.jobs().is_empty());
    let audit = std::fs::read_to_string(refused.spool.folder().join("audit.log")).unwrap();
    assert!(audit.contains(r#""post_dial":"9wwww00881612345678""#), "{audit}");
    assert!(audit.contains(r#""rule":"post-dial""#), "{audit}");
    // What is dialled is what the rules look at.
    let answer = alice.post(&to("tel:900123", &[("pre-dial-string", "0")]).with(b"Hello\n"));
    assert_ne!(answer.status(), OK);
    assert!(rig.jobs().is_empty());
}

#[test]
fn tries_and_reports_are_as_the_job_asks() {
    for spelling in ["retry-time-out", "retry-timeout"] {
        let rig = Rig::new(SETTINGS);
        let ask = to("tel:0991", &[])
            .number("number-of-retries", 4)
            .number("retry-interval", 600)
            .number(spelling, 30)
            .flag("confirmation-sheet-print", true);
        let job = printed(&rig, ask, OK);
        assert_eq!((job.max_dials, job.notify_when), (5, NotifyWhen::AtEnd));
        assert_eq!(job.options[option::RETRY_SECONDS], "600");
        assert_eq!(job.options[option::RING_SECONDS], "30", "{spelling}");
    }
}

#[test]
fn a_cover_page_goes_before_each_receiver_s_fax() {
    let rig = Rig::new(SETTINGS);
    let members = [
        ("from-name", 0x42, "Alice"),
        ("message", 0x41, "As agreed."),
        ("organization-name", 0x42, "Example Ltd"),
        ("subject", 0x41, "Order"),
        ("to-name", 0x42, "Ms Doe"),
    ];
    let job = printed(&rig, cover(to("tel:0991", &[]), &members), OK);
    assert_eq!(job.pages.len(), 2);
    let names: Vec<&str> = job.documents.iter().map(|document| document.name.as_str()).collect();
    assert_eq!(names, ["cover page", "Print job"]);
    assert_eq!(job.options[option::RECIPIENT], "Ms Doe");
    assert!(dark(&job) > 5_000, "{}", dark(&job));
}

#[test]
fn a_logo_is_one_of_the_administrator_s_pictures() {
    let rig = Rig::new(SETTINGS);
    let folder = rig.folder.path().join("logos");
    std::fs::create_dir(&folder).unwrap();
    let picture = image::GrayImage::from_pixel(80, 40, image::Luma([0]));
    picture.save(folder.join("acme.png")).unwrap();
    rig.set(&format!("{SETTINGS}\n[cover]\nlogos = \"{}\"\n", folder.display()));
    let logo = |uri: &'static str| cover(to("tel:0991", &[]), &[("logo", 0x45, uri)]);
    let serving = rig.serve();
    let alice = Client::alice(serving.addresses[0]);
    let mut seen = Vec::new();
    for (count, (uri, status)) in (1..).zip([
        ("file:///acme.png", OK),
        ("file:///other.png", OK),
        ("file:///../logos/acme.png", OK),
        ("http://127.0.0.1:1/acme.png", OK),
    ]) {
        assert_eq!(alice.post(&logo(uri).with(b"Hello\n")).status(), status, "{uri}");
        let mut jobs = rig.wait_for_jobs(count);
        jobs.sort_by_key(|job| job.id);
        seen.push(dark(&jobs[count - 1]));
    }
    assert!(seen[0] > seen[1] + 1_000, "{seen:?}");
    // But for the time that the covers bear.
    let is_same = |one: usize, other: usize| seen[one].abs_diff(seen[other]) < 500;
    assert!(is_same(1, 3) && is_same(0, 2), "{seen:?}");
}

#[test]
fn a_member_that_is_not_known_is_told() {
    let rig = Rig::new(SETTINGS);
    let ask = cover(to("tel:0991", &[]), &[("to-name", 0x42, "Ms Doe"), ("colour", 0x42, "red")]);
    let job = printed(&rig, ask, IGNORED);
    assert_eq!(job.options[option::RECIPIENT], "Ms Doe");
}
