use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use super::*;
use crate::filing::{Filing, Waits};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_cluster::as_front;
use ferrofax_document::tiff;
use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, Resolution};
use ferrofax_spool::{
    DeviceRecord, FaxEnd, FaxId, FaxSorting, FaxStatus, NewFax, NewPage, OutboxKind, SessionFacts,
    Sorted, Spool,
};

thread_local! {
    /// The number of steps before the simulated crash.
    static STEPS: Cell<Option<u32>> = const { Cell::new(None) };
}

pub(in crate::filing) fn step() {
    if let Some(left) = STEPS.get() {
        STEPS.set(left.checked_sub(1));
        assert!(left > 0, "the crash");
    }
}

/// Receives a fax.
pub(in crate::filing) fn receive(spool: &Spool, device: &str, calling: &str) -> FaxId {
    let fax = begin(spool, device, calling);
    end(spool, fax, true);
    fax
}

pub(in crate::filing) fn begin(spool: &Spool, device: &str, calling: &str) -> FaxId {
    let device = DeviceName::new(device, "fax-devices");
    let mailboxes = vec!["alice@example.com".to_owned()];
    let new = NewFax {
        device,
        calling: calling.to_owned(),
        mailboxes,
        started_at: UnixMs(1_772_373_909_000),
        ..NewFax::default()
    };
    spool.receiving().begin_fax(&new).unwrap()
}

pub(in crate::filing) fn end(spool: &Spool, fax: FaxId, has_page: bool) {
    if has_page {
        let page = NewPage {
            number: 1,
            bitmap: Bitmap::white(1728, 20),
            resolution: Resolution::default(),
            quality: PageQuality::default(),
            coding: Coding::Mmr,
            rate_bps: 14_400,
            ecm: true,
            complete: true,
            received_at: UnixMs(1),
        };
        spool.receiving().append_page(fax, &page).unwrap();
        let facts = SessionFacts { rate_bps: Some(14_400), ..SessionFacts::default() };
        spool.receiving().note_session(fax, &facts).unwrap();
    }
    let end = FaxEnd {
        status: if has_page { FaxStatus::Received } else { FaxStatus::Failed },
        phase: "E".into(),
        cause: "OK".into(),
        event: "Received.".into(),
        ended_at: UnixMs(2),
    };
    spool.receiving().finish_fax(fax, &end).unwrap();
}

struct House {
    _kept: tempfile::TempDir,
    spool: Spool,
    place: PathBuf,
    settings: FolderSettings,
}

impl House {
    fn new() -> Self {
        let kept = tempfile::tempdir().unwrap();
        let spool = Spool::open(&kept.path().join("spool")).unwrap();
        let place = kept.path().join("out");
        std::fs::create_dir(&place).unwrap();
        let settings = FolderSettings {
            name: "sales".into(),
            path: place.clone(),
            ..FolderSettings::default()
        };
        let house = Self { _kept: kept, spool, place, settings };
        house.turn(0).unwrap();
        house
    }

    fn turn(&self, at: i64) -> Result<(), Waits> {
        let look = Look { unix_ms: UnixMs(at), is_settled: true, ..Look::default() };
        Filing::in_folder(&self.spool, &self.settings).turn(&look, &|| false)
    }

    fn receive(&self, device: &str, calling: &str) -> FaxId {
        receive(&self.spool, device, calling)
    }

    fn begin(&self, device: &str, calling: &str) -> FaxId {
        begin(&self.spool, device, calling)
    }

    fn end(&self, fax: FaxId, has_page: bool) {
        end(&self.spool, fax, has_page);
    }

    /// The names of the files that people see in the folder.
    fn seen(&self) -> BTreeSet<String> {
        let entries = std::fs::read_dir(&self.place).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !name.starts_with('.')).collect()
    }

    fn hidden(&self) -> usize {
        std::fs::read_dir(&self.place).unwrap().count() - self.seen().len()
    }

    /// The subjects of the mails to the faxmaster.
    fn letters(&self) -> Vec<String> {
        let due = self.spool.outbox().due(UnixMs(i64::MAX), 100).unwrap();
        let letters = due.iter().filter_map(|entry| match entry.kind {
            OutboxKind::Letter { letter, .. } => self.spool.outbox().letter(letter).unwrap(),
            _ => None,
        });
        letters.map(|letter| letter.new.subject).collect()
    }
}

#[test]
fn a_fax_appears_with_what_is_known_of_it() {
    let house = House::new();
    let fax = house.receive("2101", "+49 991 2345");
    let failed = house.begin("2101", "1");
    house.end(failed, false);
    house.turn(10).unwrap();
    let seen: Vec<String> = house.seen().into_iter().collect();
    assert_eq!(seen.len(), 2, "{seen:?}");
    assert!(seen[0].ends_with(&format!("_2101_+499912345_{fax}.json")), "{seen:?}");
    let pdf = std::fs::read(house.place.join(&seen[1])).unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    let json = std::fs::read_to_string(house.place.join(&seen[0])).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let said = ["fax", "pages", "rate_bps"].map(|name| json[name].as_i64().unwrap());
    assert_eq!(said, [fax.0, 1, 14_400]);
    let said = ["status", "device", "calling", "file"].map(|name| json[name].as_str().unwrap());
    assert_eq!(said, ["received", "2101@fax-devices", "+49 991 2345", seen[1].as_str()]);
    assert_eq!(json["page_list"][0]["rows"], 20);
    assert_eq!(house.spool.outbox().filed_as(fax).unwrap().len(), 1);
    assert_eq!(house.hidden(), 1, "the marker alone");
}

/// A node has crashed during a call whose pages are in the shared database.
#[test]
fn a_call_that_never_ends_keeps_no_fax_from_a_folder_of_a_store() {
    let mut house = House::new();
    let began = 1_772_373_909_000;
    let dead = house.begin("2101", "1");
    house.receive("2101", "2");
    house.spool = as_front(house.spool.clone());
    house.settings.name = "new".into();
    // The unfinished call may still end, so the folder contains the faxes received since its
    // beginning.
    house.turn(began + 23 * 3_600_000).unwrap();
    assert_eq!(house.seen().len(), 2, "what came since it began");
    house.settings.name = "later".into();
    let late = began + 25 * 3_600_000;
    house.turn(late).unwrap();
    house.receive("2101", "3");
    house.turn(late).unwrap();
    assert_eq!(
        house
            .spool
            .outbox()
            .unfiled("later", 9, (UnixMs(late), UnixMs(0)))
            .unwrap()
            .len(),
        0,
        "{dead} is passed"
    );
    assert_eq!(house.seen().len(), 4);
}

#[test]
fn a_folder_gets_its_devices_faxes_that_come_from_then_on_as_it_wants_them() {
    let mut house = House::new();
    house.receive("2101", "1");
    house.settings = FolderSettings {
        name: "new".into(),
        devices: vec!["2102".parse().unwrap()],
        format: FileFormat::Tiff,
        json: false,
        ..house.settings.clone()
    };
    let under_way = house.begin("2102", "2");
    house.turn(5).unwrap();
    house.receive("2101", "3");
    let later = house.receive("2102", "4");
    house.turn(6).unwrap();
    assert_eq!(house.seen().len(), 1, "what still comes in keeps nothing up");
    house.end(under_way, true);
    house.turn(7).unwrap();
    let seen = house.seen();
    assert_eq!(seen.len(), 2, "{seen:?}");
    for fax in [under_way, later] {
        let name = seen.iter().find(|name| name.ends_with(&format!("_{fax}.tif"))).unwrap();
        assert_eq!(tiff::read(&house.place.join(name)).unwrap().len(), 1);
    }
}

/// Crashes after each step, removes the visible files, and continues.
#[test]
fn each_fax_appears_once_wherever_the_program_is_killed() {
    for steps in 0..20 {
        let house = House::new();
        let fax = house.receive("2101", "1");
        STEPS.set(Some(steps));
        let crashed = catch_unwind(AssertUnwindSafe(|| house.turn(10))).is_err();
        STEPS.set(None);
        let mut appeared = Vec::new();
        let mut take = || {
            let seen = house.seen();
            let documents: Vec<_> =
                seen.iter().filter(|name| name.ends_with(".pdf")).cloned().collect();
            for document in &documents {
                let json = document.replace(".pdf", ".json");
                assert!(seen.contains(&json), "after {steps} steps: no JSON with {document}");
                std::fs::remove_file(house.place.join(document)).unwrap();
                std::fs::remove_file(house.place.join(json)).unwrap();
            }
            appeared.extend(documents);
        };
        take();
        for at in 11..14 {
            house.turn(at).unwrap();
            take();
        }
        assert_eq!(appeared.len(), 1, "after {steps} steps");
        let (_, name) = house.spool.outbox().filed_as(fax).unwrap().remove(0);
        assert_eq!(name + ".pdf", appeared[0]);
        assert_eq!((house.seen().len(), house.hidden()), (0, 1), "after {steps} steps");
        if !crashed {
            assert!(steps > 4, "there were but {steps} steps");
            return;
        }
    }
    panic!("there is no end of the steps");
}

/// The fax moves to the device of the folder. `is_late`: a person moves it after the folder has passed it.
/// Returns whether the program crashed after so many steps.
fn moves_and_crashes(steps: u32, is_late: bool) -> bool {
    const WAIT_MS: i64 = 300_000;
    let (house, fax, now) = moved(WAIT_MS, is_late);
    STEPS.set(Some(steps));
    let crashed = catch_unwind(AssertUnwindSafe(|| house.turn(now + 1))).is_err();
    STEPS.set(None);
    let mut appeared = Vec::new();
    for at in 2..6 {
        let seen = house.seen();
        // Somebody takes each document, with its JSON.
        for document in seen.iter().filter(|name| name.ends_with(".pdf")) {
            for name in [document, &document.replace(".pdf", ".json")] {
                std::fs::remove_file(house.place.join(name)).unwrap();
            }
            appeared.push(document.clone());
        }
        house.turn(now + at).unwrap();
    }
    assert_eq!(appeared.len(), 1, "{steps} {is_late} {appeared:?}");
    assert!(appeared[0].ends_with(&format!("_2102_1_{fax}.pdf")), "{appeared:?}");
    assert_eq!((house.seen().len(), house.hidden()), (0, 1), "{steps} {is_late}");
    crashed
}

/// A fax that has just moved to the device of the folder, at the time that is returned: by rules, or
/// by a person after the folder has passed the fax.
fn moved(wait_ms: i64, is_late: bool) -> (House, FaxId, i64) {
    let mut house = House::new();
    house.settings.devices = vec!["2102".parse().unwrap()];
    let texts = house.spool.fax_texts();
    texts.sort_faxes_of(&["2101".parse().unwrap()], wait_ms, UnixMs(2)).unwrap();
    let fax = house.receive("2101", "1");
    let now = if is_late { wait_ms + 10 } else { 10 };
    house.turn(now).unwrap();
    assert_eq!(house.seen().len(), 0, "it waits, or is of another device");
    let to = DeviceRecord {
        context: "fax-devices".into(),
        extension: "2102".into(),
        ..DeviceRecord::default()
    };
    if is_late {
        texts.move_to_device(fax, &to, ("alice", false), UnixMs(now)).unwrap();
        return (house, fax, now);
    }
    let sorting =
        FaxSorting { device: Some(&to), is_sorted: true, by: "rules", ..FaxSorting::default() };
    assert_eq!(texts.sort_fax(fax, &sorting, UnixMs(now)), Ok(Sorted::Done));
    (house, fax, now)
}

/// A folder that gets nothing but the faxes for which rules name it, whichever device they are for.
#[test]
fn a_folder_of_rules_gets_the_faxes_for_which_a_rule_names_it_once() {
    let mut house = House::new();
    house.settings.only_rules = true;
    let texts = house.spool.fax_texts();
    texts.sort_faxes_of(&["2101".parse().unwrap()], 300_000, UnixMs(2)).unwrap();
    let [first, _second] = [(); 2].map(|()| house.receive("2101", "1"));
    house.turn(10).unwrap();
    let sorting = FaxSorting {
        folders: &["sales".to_owned()],
        is_sorted: true,
        by: "rules",
        ..FaxSorting::default()
    };
    assert_eq!(texts.sort_fax(first, &sorting, UnixMs(10)), Ok(Sorted::Done));
    for at in 11..13 {
        house.turn(at).unwrap();
        let seen: Vec<String> = house.seen().into_iter().collect();
        assert_eq!(seen.len(), 2, "{seen:?}");
        assert!(seen[0].ends_with(&format!("_2101_1_{first}.json")), "{seen:?}");
    }
    // After the end of its wait, the other fax is not stored either.
    house.turn(600_000).unwrap();
    assert_eq!(house.seen().len(), 2);
}

#[test]
fn a_fax_that_moves_appears_once_wherever_the_program_is_killed() {
    for is_late in [false, true] {
        let steps = (0..20).find(|steps| !moves_and_crashes(*steps, is_late));
        assert!(steps.is_some_and(|steps| steps > 4), "{steps:?}");
    }
}

/// The folder is set up again elsewhere after a crash with the fax half written.
#[test]
fn a_fax_that_moved_appears_in_the_folder_that_replaces_the_first() {
    for steps in 1..5 {
        let (mut house, fax, now) = moved(300_000, true);
        STEPS.set(Some(steps));
        let crashed = catch_unwind(AssertUnwindSafe(|| house.turn(now + 1))).is_err();
        STEPS.set(None);
        assert!(crashed);
        house.place = house.place.with_extension("new");
        std::fs::create_dir(&house.place).unwrap();
        house.settings.path = house.place.clone();
        house.turn(now + 2).unwrap();
        let seen = house.seen();
        assert_eq!(seen.len(), 2, "{steps} {seen:?}");
        assert!(seen.iter().any(|name| name.ends_with(&format!("_2102_1_{fax}.pdf"))), "{seen:?}");
    }
}

#[test]
fn a_share_that_is_away_is_waited_for_and_told_of_once() {
    let house = House::new();
    let away = house.place.with_extension("away");
    // The network share is not mounted: the empty folder below it is visible.
    std::fs::rename(&house.place, &away).unwrap();
    std::fs::create_dir(&house.place).unwrap();
    house.receive("2101", "1");
    for (minute, told) in [(0, 0), (9, 0), (11, 1), (30, 1)] {
        let error = house.turn(minute * 60_000).unwrap_err();
        assert!(error.to_string().contains("is missing"), "{error}");
        assert_eq!(house.letters().len(), told, "after {minute} minutes");
    }
    assert_eq!(std::fs::read_dir(&house.place).unwrap().count(), 0, "nothing beneath the share");
    std::fs::remove_dir(&house.place).unwrap();
    assert!(house.turn(31 * 60_000).is_err());
    std::fs::rename(&away, &house.place).unwrap();
    house.turn(32 * 60_000).unwrap();
    assert_eq!(house.seen().len(), 2);
    house.turn(33 * 60_000).unwrap();
    let letters = house.letters();
    assert_eq!(letters.len(), 2, "{letters:?}");
    assert!(letters[0].starts_with("ALARM: ") && letters[1].starts_with("Over: "), "{letters:?}");
    assert_eq!(house.spool.monitoring().alarms().unwrap(), []);
}

#[test]
fn a_folder_that_somebody_says_is_right_goes_on_with_what_was_hidden_in_the_old_one() {
    let house = House::new();
    house.receive("2101", "1");
    // Crash after the name was recorded and before any file became visible.
    STEPS.set(Some(2));
    assert!(catch_unwind(AssertUnwindSafe(|| house.turn(10))).is_err());
    STEPS.set(None);
    let marker = std::fs::read_dir(&house.place)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("/.ferrofax-"))
        .unwrap();
    std::fs::remove_dir_all(&house.place).unwrap();
    std::fs::create_dir(&house.place).unwrap();
    assert!(house.turn(11).is_err());
    std::fs::write(marker, "").unwrap();
    house.turn(12).unwrap();
    assert_eq!(house.seen().len(), 2);
    house.turn(13).unwrap();
    assert_eq!(house.seen().len(), 2);
}

#[test]
fn what_stands_in_the_way_is_not_written_over_nor_followed() {
    let house = House::new();
    let fax = house.receive("2101", "1");
    let name = name_of(&house.spool.faxes().fax(fax).unwrap());
    std::fs::write(house.place.join(format!("{name}.pdf")), "theirs").unwrap();
    let target = house.place.with_extension("target");
    std::fs::write(&target, "precious").unwrap();
    let token = house
        .spool
        .outbox()
        .watched_folder("sales", &house.place.to_string_lossy(), UnixMs(0))
        .unwrap()
        .token;
    let hidden = format!(".{}-{fax}.fax.tmp", token);
    std::os::unix::fs::symlink(&target, house.place.join(hidden)).unwrap();
    house.turn(10).unwrap();
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "precious");
    let kept = std::fs::read_to_string(house.place.join(format!("{name}.pdf"))).unwrap();
    assert_eq!(kept, "theirs");
    assert!(house.seen().contains(&format!("{name}-2.pdf")), "{:?}", house.seen());
}
