//! A report on a call that failed says what the record of the call shows, where somebody looks
//! into records: it waits for that a little, and never for long.

use ferrofax::UnixMs;
use ferrofax::delivery::{MailSettings, SmtpRelay, StopFlag, deliver_due};
use ferrofax::spool::event::Language;
use ferrofax::spool::explanation::{Advice, Fault, Finding, Shown, Trouble};
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{AttemptEnd, JobLease};
use ferrofax::spool::{CallVerdict, NewCallRecord, RecordId, RecordOf};

use crate::mails::{media_type, parse};
use crate::outbox::settings;
use crate::sending::{Sending, job};
use crate::smtp_sink::{Mail, Script, TestSink};

/// 2026-11-20 13:30:05 UTC.
const NOW: UnixMs = UnixMs(1_795_181_405_000);
const LINE: &str = "The line is noisy. It is most likely the telephone line's fault.";

/// What arrives at this time.
fn delivered(sending: &Sending, now: UnixMs) -> Vec<Mail> {
    delivered_in(sending, now, Language::English)
}

/// The same, if all mails are in this language.
fn delivered_in(sending: &Sending, now: UnixMs, language: Language) -> Vec<Mail> {
    let sink = TestSink::start(Script::default());
    let mut settings: MailSettings = settings();
    settings.language = language;
    settings.relay.host = "127.0.0.1".to_owned();
    settings.relay.port = Some(sink.address().port());
    let relay = SmtpRelay::new(&settings.relay, &StopFlag::default());
    let report = deliver_due(&sending.spool, &settings, &relay, now);
    assert_eq!((report.spool_error, report.relay_down), (None, None));
    sink.mails()
}

/// A call that failed on the line, and its record, if there is one.
fn failed(sending: &Sending, is_recorded: bool) -> (JobLease, Option<RecordId>) {
    sending.submit(&job(1), NOW);
    let lease = sending.lease(NOW);
    let of = RecordOf::Job(lease.job.id, lease.call);
    let recording = is_recorded.then(|| sending.spool.recordings().record_call(of, NOW).unwrap());
    sending.spool.queue().session_begun(&lease, NOW).unwrap();
    let end = AttemptEnd { failure: Some(Failure::LineTooBad), ..AttemptEnd::default() };
    sending.end(&lease, &end, NOW);
    let record = recording.map(|recording| {
        let new = NewCallRecord {
            of,
            fetched: None,
            began_at: NOW,
            ended_at: NOW,
            is_out: true,
            device: String::new(),
            number: String::new(),
            trunk: String::new(),
            is_ok: false,
            cause: "TRAINING_FAILED".into(),
            pages: 0,
        };
        sending.spool.recordings().keep_record(recording, &new).unwrap()
    });
    (lease, record)
}

fn text(mail: &Mail) -> String {
    parse(&mail.bytes).body_text(0).expect("a text").replace("\r\n", "\n")
}

#[test]
fn a_report_says_what_the_record_of_its_call_shows() {
    let sending = Sending::new();
    sending.spool.recordings().examiner_works(NOW).unwrap();
    let (_, record) = failed(&sending, true);
    assert!(delivered(&sending, NOW).is_empty(), "it waits");
    let drawing = Some(b"\x89PNG".to_vec());
    let said = CallVerdict { text: LINE.into(), drawing, finding: None };
    sending.spool.recordings().keep_verdict(record.unwrap(), &said).unwrap();
    let mails = delivered(&sending, NOW + 2_000);
    assert_eq!(mails.len(), 1);
    let said = text(&mails[0]);
    assert!(said.contains(&format!("\nThe call recording shows: {LINE}\n")), "{said}");
    let mail = parse(&mails[0].bytes);
    let types: Vec<String> = mail.parts.iter().map(media_type).collect();
    assert!(types.contains(&"image/png".to_owned()), "{types:?}");
}

#[test]
fn a_report_explains_its_call_in_its_language() {
    let finding = Finding {
        trouble: Trouble::Loss,
        fault: Fault::Network,
        weight: 60,
        shown: Shown::AudioLost { percent: 2.5, ms: 500, gaps: 5, silenced: 0 },
        advice: Advice::FindAudioLoss,
    };
    for (language, says) in [
        (Language::English, "The most likely cause is the network."),
        (Language::Spanish, "Falta el 2,5 % del audio que se nos envió (500 ms en 5 huecos)."),
        (Language::Polish, "Brakuje 2,5 % dźwięku, który do nas wysłano (500 ms w 5 przerwach)."),
    ] {
        let sending = Sending::new();
        sending.spool.recordings().examiner_works(NOW).unwrap();
        let (_, record) = failed(&sending, true);
        let verdict = CallVerdict::of(finding.clone());
        sending.spool.recordings().keep_verdict(record.unwrap(), &verdict).unwrap();
        let mails = delivered_in(&sending, NOW, language);
        let said = text(&mails[0]);
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn a_report_without_such_a_word_is_as_it_was() {
    for (is_there, is_recorded, says) in
        [(false, true, None), (true, false, None), (true, true, Some(""))]
    {
        let sending = Sending::new();
        if is_there {
            sending.spool.recordings().examiner_works(NOW).unwrap();
        }
        let (_, record) = failed(&sending, is_recorded);
        if let Some(says) = says {
            let verdict = CallVerdict { text: says.into(), ..CallVerdict::default() };
            sending.spool.recordings().keep_verdict(record.unwrap(), &verdict).unwrap();
        }
        let mails = delivered(&sending, NOW);
        assert_eq!(mails.len(), 1, "it waits for nothing");
        assert!(!text(&mails[0]).contains("The call recording"), "{}", text(&mails[0]));
    }
}

#[test]
fn a_report_waits_no_longer_than_a_minute() {
    let sending = Sending::new();
    failed(&sending, true);
    for seconds in 0..30 {
        let now = NOW + seconds * 2_000;
        // Somebody is there, and never done with it.
        sending.spool.recordings().examiner_works(now).unwrap();
        assert!(delivered(&sending, now).is_empty(), "{seconds}");
    }
    let now = NOW + 60_000;
    sending.spool.recordings().examiner_works(now).unwrap();
    assert_eq!(delivered(&sending, now).len(), 1);
}
