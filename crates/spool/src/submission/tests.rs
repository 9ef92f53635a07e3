//! Tests of drafts that become jobs, and of drafts that are refused.

use super::*;
use crate::jobs::{NotifyWhen, ReportFormat, UnknownPolicy};
use crate::sending::SendingSettings;
use ferrofax_basics::UnixMs;

/// 2026-11-20 11:00 UTC.
const NOW: UnixMs = UnixMs(1_795_172_400_000);

struct Bench {
    _folder: tempfile::TempDir,
    spool: Spool,
}

fn device(extension: &str, context: &str) -> DeviceRecord {
    DeviceRecord {
        context: context.into(),
        extension: extension.into(),
        mailboxes: vec!["alice@example.com".into()],
        options: [("tz", "UTC"), ("name", "Alice"), ("priority", "100"), ("durable", "shared")]
            .map(|(k, v)| (k.into(), v.into()))
            .into(),
        ..DeviceRecord::default()
    }
}

fn bench() -> Bench {
    let (folder, spool) = Spool::empty();
    let mut settings = SendingSettings::default();
    settings.set("country_code", "49").unwrap();
    settings.set("forbidden", "+49900").unwrap();
    settings.set("expire_after", "24").unwrap();
    spool.devices().publish_sending(&settings, 4).unwrap();
    let mut off = device("2109", "a");
    off.options.insert("sendenabled".into(), "no".into());
    spool
        .devices()
        .publish_devices(&[device("2101", "a"), device("2102", "a"), device("2102", "b"), off])
        .unwrap();
    Bench { _folder: folder, spool }
}

fn draft() -> Draft {
    Draft {
        number: "0991 123-45".into(),
        device: "2101".into(),
        documents: vec![NewDocument::default()],
        ..Draft::default()
    }
}

impl Bench {
    fn prepare(&self, words: &[(&str, &str)]) -> Result<NewJob, DraftError> {
        let mut draft = draft();
        words
            .iter()
            .try_for_each(|(word, text)| draft.set_word(WayIn::Ami, word, text))?;
        prepare(&self.spool, &draft, NOW)
    }
}

#[test]
fn what_a_draft_does_not_say_comes_from_the_device_and_the_settings() {
    let job = bench().prepare(&[]).unwrap();
    assert_eq!((job.number.as_str(), job.canonical.as_str()), ("0991 123-45", "+4999112345"));
    assert_eq!((job.device.to_string().as_str(), job.priority, job.max_tries), ("2101@a", 100, 3));
    assert_eq!(job.notify, ["alice@example.com"]);
    assert_eq!(job.expires_at, Some(NOW + 24 * 3_600_000));
    assert_eq!(job.options["name"], "Alice");
    assert!(!job.options.contains_key("durable"), "it is about what comes in");
}

#[test]
fn what_it_says_holds() {
    let bench = bench();
    let job = bench
        .prepare(&[
            ("from", "2102@b"),
            ("Priority", "250"),
            ("at", "2026-11-20 14:00"),
            ("expires", "+6h"),
            ("hours", "08:00-18:00"),
            ("notify", "a@example.com, b@example.com"),
            ("report", "failure"),
            ("report_format", "html"),
            ("sub", "1234"),
            ("unknown", "skip"),
            ("hold", "yes"),
            ("header", "no"),
            ("recipient", "Dr. Müller"),
            ("tag", "Order 12345"),
        ])
        .unwrap();
    assert_eq!((job.device.to_string().as_str(), job.priority, job.held), ("2102@b", 250, true));
    assert_eq!(job.send_at, Some(NOW + 3 * 3_600_000));
    assert_eq!(job.expires_at, Some(NOW + 6 * 3_600_000));
    assert_eq!(job.notify, ["a@example.com", "b@example.com"]);
    assert_eq!((job.notify_when, job.notify_format), (NotifyWhen::OnFailure, ReportFormat::Html));
    assert_eq!((job.sub.as_deref(), job.unknown), (Some("1234"), UnknownPolicy::Skip));
    assert_eq!((job.tag.as_str(), job.options["header"].as_str()), ("Order 12345", "no"));
    assert_eq!(job.options["recipient"], "Dr. Müller");
}

#[test]
fn by_whom_it_may_go_says_the_draft_or_else_the_device() {
    let bench = bench();
    let of = |job: &NewJob| ["nodes", "trunks"].map(|name| job.options.get(name).cloned());
    assert_eq!(of(&bench.prepare(&[]).unwrap()), [None, None]);
    let names = [("Nodes", "essen; berlin"), ("Trunks", "PJSIP/provider")];
    let said = ["essen,berlin", "PJSIP/provider"].map(|names| Some(names.to_owned()));
    assert_eq!(of(&bench.prepare(&names).unwrap()), said);
    let mut settings = SendingSettings::default();
    settings.set("send_trunks", "gateway").unwrap();
    bench.spool.devices().publish_sending(&settings, 4).unwrap();
    let mut device = device("2101", "a");
    device.options.insert("send_nodes".into(), "essen".into());
    bench.spool.devices().publish_devices(&[device]).unwrap();
    let said = ["essen", "gateway"].map(|names| Some(names.to_owned()));
    assert_eq!(of(&bench.prepare(&[]).unwrap()), said);
    let any = [("nodes", "any"), ("trunks", "any")];
    assert_eq!(of(&bench.prepare(&any).unwrap()), [None, None]);
}

#[test]
fn each_wrong_word_is_refused_with_what_would_be_right() {
    let bench = bench();
    for (word, text, says, failure) in [
        ("number", "", "no number is given", Failure::BadNumber),
        ("number", "0991&0992", "'&' can't be dialled", Failure::BadNumber),
        ("number", "0900 1234", "forbidden", Failure::Forbidden),
        ("device", "", "no device is given", Failure::Forbidden),
        ("device", "2777", "no fax device '2777'", Failure::Forbidden),
        ("device", "2102", "2102@a or 2102@b", Failure::Forbidden),
        ("device", "2109", "may not send", Failure::Forbidden),
        ("priority", "256", "from 0 (first) to 255", Failure::Forbidden),
        ("priority", "-1", "from 0 (first) to 255", Failure::Forbidden),
        ("tries", "0", "from 1 to 10", Failure::Forbidden),
        ("tries", "11", "from 1 to 10; the limit is the setting 'max_tries'", Failure::Forbidden),
        ("dials", "1000", "from 1 to 30; the limit is the setting 'max_dials'", Failure::Forbidden),
        ("at", "2026-11-20 10:00", "in the past", Failure::Expired),
        ("at", "soon", "'soon' is not a time", Failure::Forbidden),
        ("expires", "now", "not after the time to send", Failure::Expired),
        ("hours", "8-18", "not a time window", Failure::Forbidden),
        ("notify", "user@@example.com", "not an e-mail address", Failure::Forbidden),
        ("report", "often", "each, end, failure", Failure::Forbidden),
        ("pwd", "secret", "character 1 can't be sent", Failure::Forbidden),
        ("sub", "123456789012345678901", "more than 20", Failure::Forbidden),
        ("unknown", "guess", "not one of resend and skip", Failure::Forbidden),
        ("colour", "red", "'colour' is unknown", Failure::Forbidden),
    ] {
        let error = bench.prepare(&[(word, text)]).unwrap_err();
        assert!(error.to_string().contains(says), "{word} = {text}: {error}");
        assert_eq!(error.failure(), failure, "{word} = {text}");
    }
    let nothing = Draft { documents: Vec::new(), ..draft() };
    assert_eq!(prepare(&bench.spool, &nothing, NOW), Err(DraftError::NoDocument));
}

#[test]
fn more_calls_than_the_administrator_allows_are_not_had_by_a_wish() {
    let bench = bench();
    let mut settings = bench.spool.devices().sending().unwrap();
    settings.set("max_dials", "40").unwrap();
    settings.set("tries", "12").unwrap();
    bench.spool.devices().publish_sending(&settings, 4).unwrap();
    let dials =
        |text: &str| bench.prepare(&[("dials", text)]).map(|job| job.max_dials).map_err(|_| ());
    assert_eq!((dials("40"), dials("41")), (Ok(40), Err(())));
    let tries =
        |text: &str| bench.prepare(&[("tries", text)]).map(|job| job.max_tries).map_err(|_| ());
    assert_eq!(
        (tries("12"), tries("13")),
        (Ok(12), Err(())),
        "what holds without a wish may be wished for"
    );
}

#[test]
fn a_spool_that_no_module_has_seen_says_so() {
    let (_folder, spool) = Spool::empty();
    let error = prepare(&spool, &draft(), NOW).unwrap_err();
    assert!(error.to_string().contains("has loaded the module"), "{error}");
}

#[test]
fn a_draft_that_may_wait_for_its_number_becomes_a_job_without_one() {
    let bench = bench();
    let draft = Draft { number: " ".into(), may_wait_for_number: true, ..draft() };
    let job = prepare(&bench.spool, &draft, NOW).unwrap();
    assert_eq!((job.number.as_str(), job.canonical.as_str()), ("", ""));
    assert_eq!(job.number_by, Some(NOW + 7 * DAY_MS));
    assert_eq!(job.expires_at, None, "the time to send it in begins with the number");
    let named = Draft { wishes: draft.wishes.clone().with(Wish::Expires, "+2h"), ..draft.clone() };
    let named = prepare(&bench.spool, &named, NOW).unwrap();
    assert_eq!(named.expires_at, Some(NOW + 2 * HOUR_MS));
    // A job that has a number already is submitted as usual. A draft with a number that is not
    // valid is refused and does not wait for another number.
    let given = Draft { number: "0991".into(), ..draft.clone() };
    assert_eq!(prepare(&bench.spool, &given, NOW).unwrap().number_by, None);
    let wrong = Draft { number: "x".into(), ..draft };
    assert!(matches!(prepare(&bench.spool, &wrong, NOW), Err(DraftError::Number(_))));
}
