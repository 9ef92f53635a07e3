use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, Resolution};
use ferrofax_languages::Language;
use ferrofax_resources::english;
use ferrofax_spool::sending::SendingSettings;
use ferrofax_spool::undelivered::{RelayFault, Undelivered};
use ferrofax_spool::window::Windows;
use ferrofax_spool::{
    DeviceRecord, FaxEnd, FaxStatus, NewFax, NewLetter, NewPage, OutboxKind, Told,
};

struct House {
    _kept: tempfile::TempDir,
    spool: Spool,
    settings: AlarmSettings,
}

static FREE: AtomicU64 = AtomicU64::new(u64::MAX);
static FREE_OF_LANGUAGES: AtomicU64 = AtomicU64::new(u64::MAX);

/// The time of Monday 2026-03-02, 00:00 UTC, plus this number of minutes.
fn at(minutes: i64) -> UnixMs {
    UnixMs(1_772_409_600_000 + minutes * MINUTE_MS)
}

impl House {
    fn new(settings: AlarmSettings) -> Self {
        let kept = tempfile::tempdir().unwrap();
        let spool = Spool::open(kept.path()).unwrap();
        let device = DeviceRecord {
            context: "x".into(),
            extension: "2101".into(),
            ..DeviceRecord::default()
        };
        spool.devices().publish_devices(&[device]).unwrap();
        Self { _kept: kept, spool, settings }
    }

    /// Checks the alarms as after a restart: only the state in the spool is known.
    fn look(&self, now: UnixMs) {
        let look = Look { unix_ms: now, is_settled: true, ..Look::default() };
        let free: FreeBytes = |_| Some(FREE.load(Ordering::Relaxed));
        Alarms::with_disk(&self.spool, &self.settings, vec!["folder sales".into()], free)
            .turn(&look)
            .unwrap();
    }

    fn call(&self, device: &str, has_page: bool, now: UnixMs) {
        let new =
            NewFax { device: DeviceName::new(device, "x"), started_at: now, ..NewFax::default() };
        let fax = self.spool.receiving().begin_fax(&new).unwrap();
        if has_page {
            let page = NewPage {
                number: 1,
                bitmap: Bitmap::white(1728, 10),
                resolution: Resolution::default(),
                quality: PageQuality::default(),
                coding: Coding::Mmr,
                rate_bps: 9600,
                ecm: true,
                complete: true,
                received_at: now,
            };
            self.spool.receiving().append_page(fax, &page).unwrap();
        }
        let end = FaxEnd {
            status: if has_page { FaxStatus::Received } else { FaxStatus::Failed },
            phase: "B".into(),
            cause: "T1_EXPIRED".into(),
            event: "Nobody there.".into(),
            ended_at: now,
        };
        self.spool.receiving().finish_fax(fax, &end).unwrap();
    }

    fn subjects(&self) -> Vec<String> {
        self.letters().into_iter().map(|(subject, _)| subject).collect()
    }

    /// The subjects and the texts of the letters about alarms.
    fn letters(&self) -> Vec<(String, String)> {
        let due = self.spool.outbox().due(UnixMs(i64::MAX), 1_000).unwrap();
        let letters = due.iter().filter_map(|entry| match entry.kind {
            OutboxKind::Letter { letter, .. } => self.spool.outbox().letter(letter).unwrap(),
            _ => None,
        });
        let alarms = letters.filter(|letter| letter.new.mark.starts_with("alarm:"));
        alarms.map(|letter| (letter.new.subject, letter.new.text)).collect()
    }
}

#[test]
fn a_device_that_fails_again_and_again_is_told_of_once_and_when_it_is_over() {
    let house = House::new(AlarmSettings { failing_calls: 3, ..AlarmSettings::default() });
    for call in 0..6 {
        house.call("2101", false, at(call));
        house.look(at(call));
        house.look(at(call));
        assert_eq!(house.subjects().len(), usize::from(call >= 2), "after {} calls", call + 1);
    }
    assert_eq!(house.subjects(), ["ALARM: many faxes in a row to 2101@x have failed"]);
    house.call("2101", true, at(7));
    house.look(at(7));
    house.call("2101", false, at(8));
    house.look(at(8));
    assert_eq!(house.subjects()[1..], ["Over: 2101@x receives faxes again"]);
    for call in 0..2 {
        house.call("2101", false, at(9 + call));
    }
    house.look(at(12));
    assert_eq!(house.subjects().len(), 3, "it begins once more");
}

#[test]
fn silence_counts_within_its_hours_alone() {
    let hours = Windows::parse("Mon-Fri 08:00-18:00", "UTC").unwrap();
    let house = House::new(AlarmSettings {
        silent_minutes: 120,
        silent_hours: hours,
        ..AlarmSettings::default()
    });
    house.look(at(0));
    house.call("2101", true, at(17 * 60));
    // These are the evening, the night, and the first hours of the next day.
    for hour in [18, 23, 31, 32, 33] {
        house.look(at(hour * 60));
        assert_eq!(house.subjects(), [""; 0], "hour {hour}");
    }
    house.look(at(34 * 60));
    house.look(at(35 * 60));
    assert_eq!(house.subjects(), ["ALARM: no fax was received for a long time"]);
    // A call without pages is not a fax.
    house.call("2101", false, at(36 * 60));
    house.look(at(36 * 60));
    assert_eq!(house.subjects().len(), 1);
    house.call("2101", true, at(37 * 60));
    house.look(at(37 * 60));
    assert_eq!(house.subjects()[1..], ["Over: faxes are received again"]);
}

#[test]
fn silence_of_one_device_is_not_broken_by_another() {
    let house = House::new(AlarmSettings {
        silent_minutes: 60,
        silent_devices: vec!["2101".parse().unwrap()],
        ..AlarmSettings::default()
    });
    house.look(at(0));
    house.call("2102", true, at(50));
    house.look(at(59));
    assert_eq!(house.subjects(), [""; 0]);
    house.look(at(60));
    assert_eq!(house.subjects(), ["ALARM: no fax was received by 2101 for a long time"]);
    // There is no alarm about durations while the clock can't be trusted.
    let unsettled = House::new(house.settings);
    for minute in [0, 600] {
        let look = Look { unix_ms: at(minute), ..Look::default() };
        Alarms::new(&unsettled.spool, &unsettled.settings, Vec::new())
            .turn(&look)
            .unwrap();
    }
    assert_eq!(unsettled.subjects(), [""; 0]);
}

#[test]
fn a_disk_that_fills_and_is_emptied_is_told_of_twice() {
    let house = House::new(AlarmSettings { disk_free_mb: 100, ..AlarmSettings::default() });
    let steps = [(101, 0), (99, 1), (101, 1), (124, 1), (126, 2), (101, 2), (10, 3)];
    for (minute, (mb, told)) in (0..).zip(steps) {
        FREE.store(mb << 20, Ordering::Relaxed);
        house.look(at(minute));
        assert_eq!(house.subjects().len(), told, "with {mb} MiB");
    }
    let subjects = house.subjects();
    assert_eq!(subjects[0], "ALARM: the spool's disk is nearly full");
    assert_eq!(subjects[1], "Over: the spool's disk has enough free space again");
    FREE.store(u64::MAX, Ordering::Relaxed);
}

#[test]
fn a_relay_that_takes_nothing_is_told_of_and_one_that_refuses_one_mail_is_not() {
    let house = House::new(AlarmSettings::default());
    let mail = |mark: &str, now: UnixMs| {
        let letter =
            NewLetter { mark: mark.into(), mailbox: "a@b.c".into(), ..NewLetter::default() };
        let letter = house.spool.outbox().file_letter(&letter, now).unwrap();
        house.spool.outbox().outbox_of_letter(letter).unwrap()[0].id
    };
    let stuck = mail("stuck", at(0));
    house.spool.outbox().lease(stuck, at(0), at(1)).unwrap().unwrap();
    house.spool.outbox().defer(stuck, at(5), "connection refused").unwrap();
    let other = mail("other", at(30));
    house.spool.outbox().delivered(other, at(30), "250").unwrap();
    house.look(at(61));
    assert_eq!(house.subjects(), [""; 0], "others went out");
    house.look(at(91));
    house.look(at(92));
    assert_eq!(house.subjects(), ["ALARM: no mails are being sent"]);
    house.spool.outbox().delivered(stuck, at(95), "250").unwrap();
    house.look(at(95));
    assert_eq!(house.subjects()[1..], ["Over: mails are being sent again"]);
}

#[test]
fn what_is_no_longer_watched_is_over_and_others_alarms_stay() {
    let mut house = House::new(AlarmSettings { failing_calls: 1, ..AlarmSettings::default() });
    house.call("2101", false, at(0));
    house.look(at(0));
    let told = Told { subject: "ALARM: theirs", text: "" };
    house.spool.monitoring().raise_alarm("folder sales", told, at(1)).unwrap();
    house.settings.failing_calls = 0;
    house.look(at(2));
    let names: Vec<String> = house
        .spool
        .monitoring()
        .alarms()
        .unwrap()
        .into_iter()
        .map(|alarm| alarm.name)
        .collect();
    assert_eq!(names, ["folder sales"]);
}

#[test]
fn the_fault_of_the_relay_is_in_the_language_of_the_settings() {
    for language in Language::ALL {
        let house = House::new(AlarmSettings::default());
        let mut settings = SendingSettings::default();
        assert!(settings.set("language", language.code()).unwrap());
        house.spool.devices().publish_sending(&settings, 4).unwrap();
        let letter = NewLetter { mailbox: "a@b.c".into(), ..NewLetter::default() };
        let letter = house.spool.outbox().file_letter(&letter, at(0)).unwrap();
        let mail = house.spool.outbox().outbox_of_letter(letter).unwrap()[0].id;
        house.spool.outbox().lease(mail, at(0), at(1)).unwrap().unwrap();
        let fault = RelayFault::NoAnswer { address: "192.0.2.1:25".into() };
        let fault = Undelivered::Relay { host: "mail.example.com".into(), fault };
        house.spool.outbox().defer(mail, at(5), fault.clone()).unwrap();
        house.look(at(91));
        let letters = house.letters();
        let (_, text) = letters.last().unwrap();
        let said = fault.text(language);
        assert!(text.contains(said.trim_end_matches('.')), "{}: {text}", language.code());
        english::assert_none(text, language.code());
    }
}

#[test]
fn each_alarm_is_in_the_language_of_the_settings() {
    for language in Language::ALL {
        let house = House::new(AlarmSettings {
            disk_free_mb: 100,
            failing_calls: 2,
            silent_minutes: 60,
            silent_hours: Windows::parse("Mon-Fri 00:00-23:59", "UTC").unwrap(),
            ..AlarmSettings::default()
        });
        let mut settings = SendingSettings::default();
        assert!(settings.set("language", language.code()).unwrap());
        house.spool.devices().publish_sending(&settings, 4).unwrap();
        FREE_OF_LANGUAGES.store(10 << 20, Ordering::Relaxed);
        let look = |now: UnixMs| {
            let look = Look { unix_ms: now, is_settled: true, ..Look::default() };
            let free: FreeBytes = |_| Some(FREE_OF_LANGUAGES.load(Ordering::Relaxed));
            let alarms = Alarms::with_disk(&house.spool, &house.settings, Vec::new(), free);
            alarms.turn(&look).unwrap();
        };
        look(at(0));
        house.call("2101", false, at(1));
        house.call("2101", false, at(2));
        look(at(70));
        FREE_OF_LANGUAGES.store(u64::MAX, Ordering::Relaxed);
        house.call("2101", true, at(71));
        look(at(72));
        let letters = house.letters();
        assert_eq!(letters.len(), 6, "{letters:?}");
        for (subject, text) in &letters {
            english::assert_none(subject, language.code());
            english::assert_none(text, language.code());
        }
        let all = letters.iter().map(|(_, text)| text.as_str()).collect::<String>();
        for value in [" 10 Mi", "ferrofax selftest", "--device 2101@x", "60", "2026-03-0"] {
            assert!(all.contains(value), "{value} in {all}");
        }
        if language == Language::German {
            assert_eq!(letters[0].0, "ALARM: die Festplatte des Spools ist fast voll");
        }
    }
}
