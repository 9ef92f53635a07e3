//! Faxes that rules sort: their mails wait, they move once with all effects, and no fault of the
//! service or the clock holds a mail back.

use std::thread;
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::document::tiff::load;
use ferrofax::spool::desk::{Deed, FaxSieve, Note, Seen};
use ferrofax::spool::numbers::NumberRules;
use ferrofax::spool::{
    DeviceRecord, FaxEnd, FaxId, FaxQuery, FaxSorting, FaxStatus, FolderMove, HoldOf, MoveRefused,
    NewFax, NewWebhook, OutboxState, PrintJob, Sorted, Spool, SpoolError, ToldTransfers,
    WebhookNews,
};

use super::pages::page;
use super::{database, new_fax, received, spool, whole_fax};

const WAIT_MS: i64 = 300_000;

/// The time at which the faxes end.
const END: UnixMs = UnixMs(1_000_000);

/// A spool that sorts the faxes of device 2101.
fn sorting() -> (tempfile::TempDir, Spool) {
    let (folder, spool) = spool();
    let device = "2101".parse().unwrap();
    spool.fax_texts().sort_faxes_of(&[device], WAIT_MS, END).unwrap();
    (folder, spool)
}

fn fax(spool: &Spool) -> FaxId {
    whole_fax(spool, &new_fax(&["own@example.com"]), END)
}

fn other_device() -> DeviceRecord {
    DeviceRecord {
        context: "fax-devices".into(),
        extension: "2103".into(),
        mailboxes: vec!["x-ray@example.com".into()],
        options: [("emailsubject", "X-ray"), ("printers", "ward+hall")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..DeviceRecord::default()
    }
}

fn decision<'a>(device: Option<&'a DeviceRecord>) -> FaxSorting<'a> {
    FaxSorting {
        device,
        is_sorted: device.is_some(),
        by: "rules",
        why: "(rule x-ray)",
        ..FaxSorting::default()
    }
}

/// The mailboxes whose mails are due.
fn due(spool: &Spool, now: UnixMs) -> Vec<String> {
    let due = spool.outbox().due(now, 10).unwrap();
    due.into_iter().map(|entry| entry.mailbox).collect()
}

#[test]
fn a_fax_moves_once_with_its_mails_its_tag_and_its_history() {
    let (_folder, spool) = sorting();
    let fax = fax(&spool);
    assert_eq!(due(&spool, END + WAIT_MS - 1), [""; 0], "the mail waits");
    assert_eq!(spool.fax_texts().next_to_sort(FaxId(0), END), Ok(None), "it is not read yet");

    let device = other_device();
    let (mail, printers) = (["too@example.com".to_owned()], ["office".to_owned()]);
    let sorting = FaxSorting {
        mail: &mail,
        printers: &printers,
        tag: "x",
        urgent: true,
        ..decision(Some(&device))
    };
    let now = END + 1_000;
    assert_eq!(spool.fax_texts().sort_fax(fax, &sorting, now), Ok(Sorted::Done));
    assert_eq!(spool.fax_texts().sort_fax(fax, &sorting, now), Ok(Sorted::Before));

    let whole = spool.faxes().fax(fax).unwrap();
    assert_eq!(whole.device.to_string(), "2103@fax-devices");
    assert_eq!((whole.class, whole.called), (None, "2101".to_owned()));
    assert_eq!((&*whole.options["emailsubject"], &*whole.options["urgent"]), ("X-ray", "yes"));
    let mut mails = due(&spool, now);
    mails.sort();
    assert_eq!(mails, ["too@example.com", "x-ray@example.com"]);
    let prints = spool.outbox().all_due_prints(now, 10).unwrap().entries;
    let mut printers: Vec<_> = prints.iter().filter_map(|print| print.printer()).collect();
    printers.sort_unstable();
    assert_eq!(printers, ["hall", "office", "ward"], "those of the rule and of the device");
    let events = spool.faxes().fax_events(fax).unwrap();
    let deeds: Vec<_> = events.iter().map(|event| (event.what, &*event.by, &*event.text)).collect();
    assert_eq!(deeds, [(Deed::Sorted, "rules", "2103@fax-devices (rule x-ray)")]);
}

#[test]
fn a_fax_that_is_left_unsorted_is_mailed_at_once() {
    let (_folder, spool) = sorting();
    let fax = fax(&spool);
    let now = END + 1_000;
    assert_eq!(spool.fax_texts().sort_fax(fax, &decision(None), now), Ok(Sorted::Done));
    assert_eq!(due(&spool, now), ["own@example.com"]);
    assert_eq!(spool.faxes().fax_events(fax).unwrap()[0].what, Deed::LeftUnsorted);
}

#[test]
fn without_a_service_the_mail_goes_after_the_wait() {
    let (_folder, spool) = sorting();
    let fax = fax(&spool);
    let end = END + WAIT_MS;
    assert_eq!(due(&spool, end), ["own@example.com"]);
    assert_eq!(spool.fax_texts().next_to_sort(FaxId(0), end), Ok(Some((fax, false))));
    assert_eq!(spool.fax_texts().next_to_sort(fax, end), Ok(None));
}

#[test]
fn a_mail_that_was_begun_remains_with_its_mailbox_although_the_fax_moves() {
    let (_folder, spool) = sorting();
    let fax = fax(&spool);
    // A person does not let the mail wait.
    spool.outbox().mail_again(fax, &[], END).unwrap();
    let mail = spool.outbox().due(END, 1).unwrap().remove(0);
    spool.outbox().lease(mail.id, END, END + 1_000).unwrap().unwrap();
    spool.outbox().delivered(mail.id, END, "ok").unwrap();
    let device = other_device();
    spool.fax_texts().sort_fax(fax, &decision(Some(&device)), END).unwrap();
    assert_eq!(due(&spool, END), ["x-ray@example.com"]);
    let mails = spool.outbox().outbox_of(fax).unwrap();
    assert_eq!(mails.iter().filter(|mail| mail.state == OutboxState::Delivered).count(), 1);
}

#[test]
fn a_fax_that_is_read_is_sorted_and_one_by_a_clock_that_was_ahead_too() {
    let (_folder, spool) = sorting();
    let one = fax(&spool);
    let texts = spool.fax_texts();
    assert_eq!(texts.begin_reading(UnixMs(0), END, END + 1_000), Ok(Some(one)));
    assert_eq!(texts.next_to_sort(FaxId(0), END), Ok(None));
    texts.store_text(one, b"text", ["text"].into_iter(), END).unwrap();
    assert_eq!(texts.next_to_sort(FaxId(0), END), Ok(Some((one, true))));
    assert_eq!(texts.next_to_sort(FaxId(0), END + WAIT_MS), Ok(Some((one, false))), "too late");
    texts.sort_fax(one, &decision(None), END).unwrap();
    assert_eq!(texts.next_to_sort(FaxId(0), END), Ok(None));
    let ahead = fax(&spool);
    let earlier = UnixMs(END.0 - 2 * 3_600_000);
    assert_eq!(texts.next_to_sort(FaxId(0), earlier), Ok(Some((ahead, false))));
}

#[test]
fn faxes_that_wait_are_read_before_others_and_the_oldest_of_them_first() {
    let (_folder, spool) = sorting();
    let of = |number: &str, at: UnixMs| {
        let new = NewFax { device: number.parse().unwrap(), started_at: at, ..new_fax(&[]) };
        whole_fax(&spool, &new, END)
    };
    let waiting = [of("2101", END - 9), of("2101", END - 8)];
    let others = [of("2102", END - 7), of("2102", END - 6)];
    let next = |now| spool.fax_texts().begin_reading(UnixMs(0), now, now + WAIT_MS).unwrap();
    let order = [waiting[0], waiting[1], others[1], others[0]];
    assert_eq!([next(END), next(END), next(END), next(END)], order.map(Some));
    assert_eq!(next(END), None);
    // A fax that has waited too long is no longer in a hurry.
    let late = END + WAIT_MS + 1;
    assert_eq!(next(late), Some(others[1]));
}

#[test]
fn a_fax_that_waits_is_read_however_long_ago_its_call_was() {
    let (_folder, spool) = sorting();
    // Its call was in the night, and somebody has released it from the junk.
    let fax = fax(&spool);
    let since = END - 60_000;
    let next = spool.fax_texts().begin_reading(since, END, END + WAIT_MS);
    assert_eq!(next, Ok(Some(fax)));
    let other = NewFax { device: "2102".parse().unwrap(), ..new_fax(&[]) };
    whole_fax(&spool, &other, END);
    assert_eq!(spool.fax_texts().begin_reading(since, END, END + WAIT_MS), Ok(None));
}

#[test]
fn a_long_fax_is_read_after_short_ones_until_it_must_hurry() {
    let (_folder, spool) = sorting();
    let of = |pages: u32| {
        let fax = spool.receiving().begin_fax(&new_fax(&[])).unwrap();
        (1..=pages).for_each(|at| spool.receiving().append_page(fax, &page(at)).unwrap());
        spool.receiving().finish_fax(fax, &received(END)).unwrap();
        fax
    };
    let texts = spool.fax_texts();
    let next = |now| {
        let fax = texts.begin_reading(UnixMs(0), now, now + WAIT_MS).unwrap().unwrap();
        texts.leave_unread(fax, now).unwrap();
        fax
    };
    let long = of(11);
    assert_eq!(next(END), long, "no other fax waits");
    let short = of(10);
    assert_eq!(next(END), short);
    assert_eq!(next(END + WAIT_MS / 2), short);
    assert_eq!(next(END + WAIT_MS / 2 + 1), long);
}

#[test]
fn a_fax_that_rules_do_not_wait_for_gives_way_to_one_that_they_wait_for() {
    let (_folder, spool) = sorting();
    let texts = spool.fax_texts();
    let slow = fax(&spool);
    texts.begin_reading(UnixMs(0), END, END + 3 * WAIT_MS).unwrap();
    let late = END + WAIT_MS;
    assert_eq!(texts.gives_way(slow, true, late), Ok(false), "no other fax waits");
    let early = END + WAIT_MS / 3;
    let new = whole_fax(&spool, &new_fax(&[]), early);
    assert_eq!(texts.gives_way(slow, false, early), Ok(false), "its mails still wait");
    assert_eq!(texts.gives_way(slow, true, early), Ok(true), "it is slow");
    assert_eq!(texts.gives_way(slow, true, late - 1), Ok(false), "its wait ends soon");
    assert_eq!(texts.gives_way(slow, false, late), Ok(true));
    texts.leave_unread(slow, late).unwrap();
    assert_eq!(texts.begin_reading(UnixMs(0), late, late + WAIT_MS), Ok(Some(new)));
    assert_eq!(texts.gives_way(slow, true, late), Ok(false), "the other fax is being read");
}

#[test]
fn a_mail_that_waits_for_rules_is_not_hurried_with_the_others() {
    let (_folder, spool) = sorting();
    let fax = fax(&spool);
    // A person has mailed the fax, too, which was deferred.
    spool.outbox().mail_again(fax, &["her@example.com".to_owned()], END).unwrap();
    let hers = spool.outbox().due(END, 1).unwrap().remove(0);
    spool.outbox().lease(hers.id, END, END + 1_000).unwrap().unwrap();
    spool.outbox().defer(hers.id, END + WAIT_MS, "451 later").unwrap();
    let again = spool.outbox().requeue_all(END + 1).unwrap();
    assert_eq!((again.hurried, due(&spool, END + 1)), (1, vec!["her@example.com".to_owned()]));
    spool.outbox().delivered(hers.id, END + 2, "250 Ok").unwrap();
    let device = other_device();
    spool.fax_texts().sort_fax(fax, &decision(Some(&device)), END + 2).unwrap();
    assert_eq!(due(&spool, END + 2), ["x-ray@example.com"]);
}

#[test]
fn a_decision_after_the_wait_moves_nothing_that_was_mailed() {
    let (_folder, spool) = sorting();
    let fax = fax(&spool);
    let end = END + WAIT_MS;
    let (device, mail) = (other_device(), ["too@example.com".to_owned()]);
    let sorting = FaxSorting { mail: &mail, tag: "x", ..decision(Some(&device)) };
    assert_eq!(spool.fax_texts().sort_fax(fax, &sorting, end), Ok(Sorted::Late));
    assert_eq!(spool.faxes().fax(fax).unwrap().device.to_string(), "2101@fax-devices");
    assert_eq!(due(&spool, end), ["own@example.com"]);
    let event = spool.faxes().fax_events(fax).unwrap().remove(0);
    let why = "(the fax was not read and sorted in time)";
    assert_eq!((event.what, &*event.text), (Deed::LeftUnsorted, why));
    assert_eq!(spool.fax_texts().sort_fax(fax, &sorting, end), Ok(Sorted::Before));
}

#[test]
fn a_fax_that_the_service_was_reading_when_it_ended_is_read_at_once() {
    let (_folder, spool) = sorting();
    let fax = fax(&spool);
    let begin = |now| spool.fax_texts().begin_reading(UnixMs(0), now, now + 3 * WAIT_MS).unwrap();
    for now in [END + 1, END + 2, END + 3] {
        assert_eq!(begin(now), Some(fax));
        assert_eq!(begin(now), None);
        spool.fax_texts().resume_reading(now).unwrap();
    }
    assert_eq!(begin(END + 4), None, "the fax has ended three services");
}

#[test]
fn a_fax_on_hold_does_not_move() {
    let (_folder, spool) = sorting();
    let fax = fax(&spool);
    let of = HoldOf::Device("2101@fax-devices".parse().unwrap());
    let rules = NumberRules::default();
    spool
        .retention()
        .place_legal_hold(&of, &rules, ("chief", "case 7"), END)
        .unwrap();
    let device = other_device();
    let mail = ["too@example.com".to_owned()];
    let sorting = FaxSorting { mail: &mail, ..decision(Some(&device)) };
    assert_eq!(spool.fax_texts().sort_fax(fax, &sorting, END), Ok(Sorted::OnHold));
    assert_eq!(spool.faxes().fax(fax).unwrap().device.to_string(), "2101@fax-devices");
    assert_eq!(due(&spool, END), ["own@example.com", "too@example.com"]);
    let event = spool.faxes().fax_events(fax).unwrap().remove(0);
    let why = "on legal hold, not moved to 2103@fax-devices (rule x-ray)";
    assert_eq!((event.what, &*event.text), (Deed::Sorted, why));
    let other = self::fax(&spool);
    spool.fax_texts().sort_fax(other, &decision(Some(&device)), END).unwrap();
    let event = spool.faxes().fax_events(other).unwrap().remove(0);
    assert_eq!((event.what, &*event.text), (Deed::LeftUnsorted, why), "nothing was done");
}

#[test]
fn other_faxes_are_not_sorted() {
    let (_folder, spool) = sorting();
    spool
        .fax_texts()
        .sort_faxes_of(&["2102".parse().unwrap()], WAIT_MS, END)
        .unwrap();
    let fax = fax(&spool);
    assert_eq!(due(&spool, END), ["own@example.com"]);
    assert_eq!(spool.fax_texts().sort_fax(fax, &decision(None), END), Ok(Sorted::Before));
}

#[test]
fn nothing_waits_once_the_sorting_is_switched_off() {
    let (_folder, spool) = sorting();
    let fax = fax(&spool);
    assert_eq!(due(&spool, END), [""; 0]);
    spool.fax_texts().sort_faxes_of(&[], WAIT_MS, END).unwrap();
    assert_eq!(due(&spool, END), ["own@example.com"]);
    assert_eq!(spool.fax_texts().next_to_sort(FaxId(0), END + WAIT_MS), Ok(None));
    assert_eq!(spool.fax_texts().sort_fax(fax, &decision(None), END), Ok(Sorted::Before));
}

#[test]
fn a_fax_that_moves_is_new_there_and_keeps_what_people_did() {
    let (_folder, spool) = sorting();
    let fax = fax(&spool);
    let faxes = spool.faxes();
    // Bob has read all faxes of his device, which this one was not. Alice mails and claims it.
    faxes.mark_faxes_through(fax, "bob").unwrap();
    spool.outbox().mail_again(fax, &["her@example.com".to_owned()], END).unwrap();
    faxes.claim_fax(fax, "alice", "alice", false, END).unwrap();
    let note = Note { tag: "hers".into(), text: "call back".into() };
    faxes.note_fax(fax, &note, "alice", END).unwrap();
    let device = other_device();
    let sorting = FaxSorting { tag: "x", ..decision(Some(&device)) };
    assert_eq!(spool.fax_texts().sort_fax(fax, &sorting, END), Ok(Sorted::Done));
    assert_eq!(due(&spool, END), ["her@example.com", "x-ray@example.com"]);
    assert_eq!(faxes.unread_among(&[fax], "bob"), Ok(vec![fax]));
    let list = faxes.desk_faxes(&Seen::All, "eva", &FaxSieve::default(), None, 9).unwrap();
    assert_eq!((&list.faxes[0].claim, &list.faxes[0].note), (&None, &note));
}

/// A webhook and a watched folder get the faxes that come after this.
fn watched(spool: &Spool) {
    let hook = NewWebhook {
        owner: "alice",
        by: "password",
        url: "https://example.com/",
        events: "fax.*",
        secret: "whsec_a",
    };
    spool.webhooks().add_webhook(&hook, END).unwrap();
    spool.outbox().watched_folder("all", "/srv/all", UnixMs(0)).unwrap();
}

/// The changes for webhooks, until messages of them are stored.
fn news(spool: &Spool, now: UnixMs) -> WebhookNews {
    spool.webhooks().webhook_news(9, now).unwrap().unwrap_or_default()
}

/// The devices of the faxes for webhooks, and of those for the folder. Stores that the webhooks were
/// notified, and that the folder does not want the faxes.
fn delivered(spool: &Spool, now: UnixMs) -> [Vec<String>; 2] {
    let news = news(spool, now);
    let told = news.faxes.iter().map(|fax| fax.device.number.clone()).collect();
    if news != WebhookNews::default() {
        assert!(spool.webhooks().file_messages(&news, &[], now).unwrap());
    }
    let mut written = Vec::new();
    for one in spool.outbox().unfiled("all", 9, (now, UnixMs(0))).unwrap() {
        if one.waits {
            break;
        }
        written.push(one.device.number);
        spool.outbox().pass_folder("all", one.fax).unwrap();
    }
    for (row, one) in spool.outbox().moved("all", (FolderMove::default(), 9), now).unwrap() {
        written.push(one.device.number);
        spool.outbox().pass_moved(row).unwrap();
    }
    [told, written]
}

const NOTHING: [Vec<String>; 2] = [Vec::new(), Vec::new()];

fn both(devices: &[&str]) -> [Vec<String>; 2] {
    let devices: Vec<String> = devices.iter().map(|device| (*device).to_owned()).collect();
    [devices.clone(), devices]
}

#[test]
fn webhooks_and_folders_get_a_fax_that_moves_with_its_new_device() {
    let (_folder, spool) = sorting();
    watched(&spool);
    let fax = fax(&spool);
    assert_eq!(delivered(&spool, END + WAIT_MS - 1), NOTHING);
    let device = other_device();
    spool.fax_texts().sort_fax(fax, &decision(Some(&device)), END + 1_000).unwrap();
    let [told, mut written] = delivered(&spool, END + 1_000);
    assert_eq!(told, ["2103"]);
    written.dedup();
    assert_eq!(written, ["2103"]);
    assert_eq!(delivered(&spool, END + WAIT_MS), NOTHING, "once");
}

#[test]
fn webhooks_and_folders_get_a_fax_that_is_left_unsorted_at_once() {
    let (_folder, spool) = sorting();
    watched(&spool);
    let fax = fax(&spool);
    assert_eq!(delivered(&spool, END), NOTHING);
    spool.fax_texts().sort_fax(fax, &decision(None), END + 1_000).unwrap();
    assert_eq!(delivered(&spool, END + 1_000), both(&["2101"]));
    assert_eq!(delivered(&spool, END + WAIT_MS), NOTHING, "once");
}

#[test]
fn webhooks_and_folders_get_a_fax_that_is_never_sorted_after_the_wait() {
    let (_folder, spool) = sorting();
    watched(&spool);
    fax(&spool);
    assert_eq!(delivered(&spool, END + WAIT_MS - 1), NOTHING);
    assert_eq!(delivered(&spool, END + WAIT_MS), both(&["2101"]));
    // The clock was ahead by some hours when the next fax came.
    fax(&spool);
    assert_eq!(delivered(&spool, UnixMs(END.0 - 4 * 3_600_000)), both(&["2101"]));
}

#[test]
fn webhooks_and_folders_do_not_wait_once_the_sorting_is_switched_off() {
    let (_folder, spool) = sorting();
    watched(&spool);
    fax(&spool);
    assert_eq!(delivered(&spool, END), NOTHING);
    spool.fax_texts().sort_faxes_of(&[], WAIT_MS, END).unwrap();
    assert_eq!(delivered(&spool, END), both(&["2101"]));
}

/// The time was over when they got the fax. The rules, which had begun before, then moved it.
#[test]
fn webhooks_and_folders_of_the_new_device_get_a_fax_that_moves_late() {
    let (_folder, spool) = sorting();
    watched(&spool);
    let fax = fax(&spool);
    let end = END + WAIT_MS;
    assert_eq!(delivered(&spool, end), both(&["2101"]));
    let device = other_device();
    spool.fax_texts().move_to_device(fax, &device, ("alice", false), end).unwrap();
    assert_eq!(delivered(&spool, end), both(&["2103"]));
    assert_eq!(delivered(&spool, end), NOTHING);
}

#[test]
fn a_webhook_is_not_notified_of_the_device_that_the_fax_has_just_left() {
    let (_folder, spool) = sorting();
    watched(&spool);
    let fax = fax(&spool);
    let end = END + WAIT_MS;
    let before = news(&spool, end);
    assert_eq!(before.faxes[0].device.number, "2101");
    let device = other_device();
    spool.fax_texts().move_to_device(fax, &device, ("alice", false), end).unwrap();
    assert!(!spool.webhooks().file_messages(&before, &[], end).unwrap());
    assert_eq!(delivered(&spool, end)[0], ["2103"]);
}

/// A fax that is in the folder already does not come again.
#[test]
fn a_fax_that_moves_is_not_written_again_into_a_folder_of_both_devices() {
    let (_folder, spool) = sorting();
    watched(&spool);
    let fax = fax(&spool);
    let end = END + WAIT_MS;
    spool.outbox().filing("all", fax, "fax").unwrap();
    spool.outbox().filed("all", fax, end).unwrap();
    let device = other_device();
    spool.fax_texts().move_to_device(fax, &device, ("alice", false), end).unwrap();
    assert!(spool.outbox().moved("all", (FolderMove::default(), 9), end).unwrap().is_empty());
    assert!(spool.outbox().unfiled("all", 9, (end, UnixMs(0))).unwrap().is_empty());
}

#[test]
fn a_person_moves_a_fax_and_its_history_names_the_rules_that_decided_otherwise() {
    let device = other_device();
    let rules = ["x-ray".to_owned(), "heart".to_owned()];
    for (is_sorted, rules, text) in [
        (true, &rules[..1], "2103@fax-devices (rule x-ray decided otherwise)"),
        (true, &rules[..], "2103@fax-devices (rules x-ray, heart decided otherwise)"),
        (false, &rules[..1], "2103@fax-devices (left unsorted because of rule x-ray)"),
        (false, &rules[..0], "2103@fax-devices (the rules left it unsorted)"),
    ] {
        let (_folder, spool) = sorting();
        watched(&spool);
        let fax = fax(&spool);
        let sorting = FaxSorting { rules, is_sorted, ..decision(None) };
        spool.fax_texts().sort_fax(fax, &sorting, END).unwrap();
        assert_eq!(delivered(&spool, END), both(&["2101"]));
        spool
            .fax_texts()
            .move_to_device(fax, &device, ("alice", false), END + 1)
            .unwrap();
        let last = spool.faxes().fax_events(fax).unwrap().pop().unwrap();
        assert_eq!((last.what, &*last.by, &*last.text), (Deed::Moved, "alice", text));
        assert_eq!(due(&spool, END + 1), ["x-ray@example.com"], "in place of its own mailbox");
        assert_eq!(delivered(&spool, END + 1), both(&["2103"]));
        let found = spool.fax_texts().corrections(9).unwrap();
        assert_eq!((&*found[0].to, &*found[0].rules), ("2103@fax-devices", rules));
        assert_eq!((found[0].fax, &*found[0].decision), (fax, "(rule x-ray)"));
    }
}

#[test]
fn a_fax_that_a_person_moves_while_it_waits_is_not_sorted() {
    let (_folder, spool) = sorting();
    let device = other_device();
    let waiting = fax(&spool);
    spool
        .fax_texts()
        .move_to_device(waiting, &device, ("alice", false), END)
        .unwrap();
    assert_eq!(due(&spool, END), ["x-ray@example.com"]);
    assert_eq!(spool.fax_texts().next_to_sort(FaxId(0), END + WAIT_MS), Ok(None));
    let sorted = spool.fax_texts().sort_fax(waiting, &decision(None), END);
    assert_eq!(sorted, Ok(Sorted::Before));
    // Nor is one that comes to a device whose faxes are sorted.
    let sorted = ["2103".parse().unwrap()];
    spool.fax_texts().sort_faxes_of(&sorted, WAIT_MS, END).unwrap();
    let other = fax(&spool);
    spool.fax_texts().move_to_device(other, &device, ("alice", false), END).unwrap();
    assert_eq!(spool.fax_texts().next_to_sort(FaxId(0), END + WAIT_MS), Ok(None));
    assert_eq!(due(&spool, END).len(), 2);
    let events = spool.faxes().fax_events(other).unwrap();
    assert_eq!(events[0].text, "2103@fax-devices");
    assert_eq!(spool.fax_texts().corrections(9), Ok(vec![]), "no rule had decided");
}

#[test]
fn a_fax_on_hold_and_junk_are_not_moved_by_people() {
    let (_folder, spool) = sorting();
    let device = other_device();
    let held = fax(&spool);
    let of = HoldOf::Device("2101@fax-devices".parse().unwrap());
    let rules = NumberRules::default();
    spool
        .retention()
        .place_legal_hold(&of, &rules, ("chief", "case 7"), END)
        .unwrap();
    let moved = |fax| spool.fax_texts().move_to_device(fax, &device, ("alice", false), END);
    assert_eq!(moved(held), Err(MoveRefused::OnHold(held)));
    let new = NewFax { device: "2102".parse().unwrap(), ..new_fax(&[]) };
    let junk = spool.receiving().begin_fax(&new).unwrap();
    spool.receiving().append_page(junk, &page(1)).unwrap();
    spool.faxes().file_as_junk(junk, "black", END + WAIT_MS).unwrap();
    spool.receiving().finish_fax(junk, &received(END)).unwrap();
    assert_eq!(moved(junk), Err(MoveRefused::Junk(junk)));
    assert!(spool.faxes().fax_events(held).unwrap().is_empty());
}

#[test]
fn a_fax_that_somebody_has_claimed_is_moved_by_this_user_or_an_operator() {
    let (_folder, spool) = sorting();
    let (fax, device) = (fax(&spool), other_device());
    spool.faxes().claim_fax(fax, "alice", "alice", false, END).unwrap();
    let moved = |by| spool.fax_texts().move_to_device(fax, &device, by, END);
    let refused = moved(("bob", false));
    assert!(matches!(refused, Err(MoveRefused::Others { .. })), "{refused:?}");
    assert_eq!(spool.faxes().fax(fax).unwrap().device.to_string(), "2101@fax-devices");
    assert_eq!(moved(("alice", false)), Ok(()));
    spool.faxes().claim_fax(fax, "alice", "alice", false, END).unwrap();
    assert_eq!(moved(("chief", true)), Ok(()));
}

#[test]
fn a_fax_that_a_person_moves_keeps_its_retention_class() {
    let (folder, spool) = sorting();
    let class = |name: &str| [("retention".to_owned(), name.to_owned())].into();
    let short = DeviceRecord { options: class("short"), ..other_device() };
    let retention = |id: FaxId| -> Option<String> {
        let ask = "SELECT retention FROM faxes WHERE id = ?1";
        database(folder.path()).query_row(ask, [id.0], |row| row.get(0)).unwrap()
    };
    let begin = || {
        let new = NewFax { options: class("finance"), ..new_fax(&["own@example.com"]) };
        whole_fax(&spool, &new, END)
    };
    let [moved, sorted] = [begin(), begin()];
    spool.fax_texts().move_to_device(moved, &short, ("alice", false), END).unwrap();
    spool.fax_texts().sort_fax(sorted, &decision(Some(&short)), END).unwrap();
    assert_eq!(retention(moved).as_deref(), Some("finance"));
    assert_eq!(retention(sorted).as_deref(), Some("short"));
}

#[test]
fn a_print_that_the_printer_has_is_not_printed_again_after_a_move() {
    let (_folder, spool) = sorting();
    let device = other_device();
    let new = new_fax(&["own@example.com", "print:ward"]);
    let id = whole_fax(&spool, &new, END);
    spool.fax_texts().sort_fax(id, &decision(None), END).unwrap();
    let print = || {
        let all = spool.outbox().outbox_of(id).unwrap();
        all.into_iter().find(|entry| entry.printer() == Some("ward")).unwrap()
    };
    let first = print();
    spool.outbox().lease(first.id, END, END + 1_000).unwrap().unwrap();
    let job = PrintJob {
        printer: "ward".into(),
        job: Some(7),
        is_whole: true,
        sends: 1,
        withdrawn: None,
        at: END,
    };
    spool.outbox().note_print_job(first.id, &job).unwrap();
    spool.outbox().still_printing(first.id, END + 60_000, "out of paper").unwrap();
    spool.fax_texts().move_to_device(id, &device, ("alice", false), END).unwrap();
    assert_eq!(print().id, first.id);
    assert_eq!(spool.outbox().print_job(first.id), Ok(Some(job)));
}

#[test]
fn the_people_of_a_new_device_are_reminded_of_a_fax_that_was_read_before_it_moved() {
    let (_folder, spool) = sorting();
    spool
        .logins()
        .watch_unclaimed(("bob", "password"), Some((10, "https://fax/")))
        .unwrap();
    let [read, moved, tagged] = [fax(&spool), fax(&spool), fax(&spool)];
    for id in [read, moved, tagged] {
        spool.faxes().note_reading(id, "alice", END).unwrap();
    }
    let device = other_device();
    spool
        .fax_texts()
        .sort_fax(moved, &decision(Some(&device)), END + 1_000)
        .unwrap();
    let watch = spool.logins().unclaimed_watch(("bob", "password")).unwrap().unwrap();
    let left = || {
        let found = spool.faxes().unclaimed(&watch, &Seen::All, 10, END + 3_600_000).unwrap();
        found.faxes.into_iter().map(|fax| fax.id).collect::<Vec<_>>()
    };
    assert_eq!(left(), [moved]);
    spool.faxes().note_reading(moved, "bob", END + 2_000).unwrap();
    assert_eq!(left(), []);
}

/// A fax of five pages.
fn long_fax(spool: &Spool) -> FaxId {
    let fax = spool
        .receiving()
        .begin_fax(&new_fax(&["own@example.com", "print:office"]))
        .unwrap();
    (1..=5).for_each(|number| spool.receiving().append_page(fax, &page(number)).unwrap());
    spool.receiving().finish_fax(fax, &received(END)).unwrap();
    fax
}

/// The rows of the pages of a fax, as the database and the document have them.
fn rows(spool: &Spool, fax: FaxId) -> [Vec<u32>; 2] {
    let stored = spool.faxes().fax(fax).unwrap().pages;
    let path = spool.faxes().document_path(fax).unwrap();
    let document = load(&path).unwrap();
    assert_eq!(document.damage, None);
    let drawn = document.pages.iter().map(|page| page.bitmap().unwrap().rows());
    [stored.iter().map(|page| page.rows).collect(), drawn.collect()]
}

#[test]
fn a_fax_that_is_split_is_delivered_as_its_parts() {
    let (_folder, spool) = sorting();
    watched(&spool);
    let whole = long_fax(&spool);
    let now = END + 1_000;
    let parts = spool.fax_texts().split_fax(whole, &[vec![0, 1], vec![3, 4]], "rules", now);
    let [one, other] = parts.unwrap()[..] else { panic!("two faxes") };
    assert_eq!(rows(&spool, whole), [vec![101, 102, 103, 104, 105], vec![101, 102, 103, 104, 105]]);
    assert_eq!(rows(&spool, one), [vec![101, 102], vec![101, 102]]);
    assert_eq!(rows(&spool, other), [vec![104, 105], vec![104, 105]]);
    let [of_whole, of_one] = [whole, one].map(|fax| spool.faxes().fax(fax).unwrap());
    assert_eq!((of_one.status, &of_one.call_id), (of_whole.status, &of_whole.call_id));
    assert_eq!(of_one.pages[1].number, 2);
    assert_eq!(spool.faxes().fax(other).unwrap().pages[0].bad_rows, of_whole.pages[3].bad_rows);

    // The parts wait for rules, and nobody gets the whole fax.
    assert_eq!(due(&spool, END + WAIT_MS - 1), [""; 0]);
    assert_eq!(delivered(&spool, now), NOTHING);
    assert_eq!(spool.outbox().outbox_of(whole).unwrap(), []);
    let device = other_device();
    spool.fax_texts().sort_fax(one, &decision(Some(&device)), now).unwrap();
    spool.fax_texts().sort_fax(other, &decision(None), now).unwrap();
    let mut mails = due(&spool, now);
    mails.sort();
    assert_eq!(mails, ["own@example.com", "x-ray@example.com"]);
    let [mut told, mut written] = delivered(&spool, now);
    (told.sort(), written.sort());
    written.dedup();
    assert_eq!(
        (told, written),
        (both(&["2101", "2103"])[0].clone(), both(&["2101", "2103"])[1].clone())
    );
    assert_eq!(delivered(&spool, END + 2 * WAIT_MS), NOTHING);

    let events = |fax| {
        let events = spool.faxes().fax_events(fax).unwrap();
        events.into_iter().map(|event| (event.what, event.text)).collect::<Vec<_>>()
    };
    let told = format!("{one} (1-2), {other} (4-5)");
    assert_eq!(events(whole), [(Deed::Split, told)]);
    assert_eq!(events(one)[0], (Deed::Part, format!("{whole} (1-2)")));
    // A call is in the log of calls once.
    let calls = spool.recordings().transfers_since(&ToldTransfers::default(), 10).unwrap();
    assert_eq!(calls.came.iter().map(|call| call.fax).collect::<Vec<_>>(), [whole]);
    // The parts remain when the whole fax is deleted.
    spool.faxes().delete_fax(whole, "a test", now).unwrap();
    assert_eq!(rows(&spool, one), [vec![101, 102], vec![101, 102]]);
}

#[test]
fn a_fax_that_is_released_from_junk_and_split_does_not_come_into_folders_as_a_whole() {
    let (_folder, spool) = sorting();
    watched(&spool);
    let junk = spool.receiving().begin_fax(&new_fax(&["own@example.com"])).unwrap();
    (1..=2).for_each(|number| spool.receiving().append_page(junk, &page(number)).unwrap());
    spool.faxes().file_as_junk(junk, "black", END + WAIT_MS).unwrap();
    spool.receiving().finish_fax(junk, &received(END)).unwrap();
    assert!(spool.faxes().not_junk(junk, END).unwrap());
    let parts = spool.fax_texts().split_fax(junk, &[vec![0], vec![1]], "rules", END).unwrap();
    assert_eq!(parts.len(), 2);
    let moved = |now| {
        let moved = spool.outbox().moved("all", (FolderMove::default(), 9), now).unwrap();
        moved.into_iter().map(|(_, one)| one.fax).collect::<Vec<_>>()
    };
    let late = END + WAIT_MS;
    assert_eq!(moved(late), []);
    // A person may still move it.
    let device = other_device();
    spool.fax_texts().move_to_device(junk, &device, ("alice", false), late).unwrap();
    assert_eq!(moved(late), [junk]);
}

/// Another transaction delays the one that splits or sorts a fax. Meanwhile the mails of the fax have
/// waited long enough, and may be on their way.
#[test]
fn a_fax_whose_wait_has_ended_meanwhile_is_neither_split_nor_sorted() {
    let (folder, spool) = sorting();
    let now = END + WAIT_MS - 50;
    let delayed = |change: &dyn Fn()| {
        let other = database(folder.path());
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        thread::scope(|scope| {
            scope.spawn(move || {
                thread::sleep(Duration::from_millis(200));
                other.execute_batch("COMMIT").unwrap();
            });
            change();
        });
    };
    let (long, short) = (long_fax(&spool), fax(&spool));
    delayed(&|| {
        let parts = spool.fax_texts().split_fax(long, &[vec![0], vec![1]], "rules", now);
        assert_eq!(parts, Ok(Vec::new()));
    });
    delayed(&|| {
        let device = other_device();
        let sorted = spool.fax_texts().sort_fax(short, &decision(Some(&device)), now);
        assert_eq!(sorted, Ok(Sorted::Late));
    });
}

#[test]
fn a_fax_is_split_once_and_in_time_and_only_if_it_is_complete() {
    let (_folder, spool) = sorting();
    let split = |fax, now| spool.fax_texts().split_fax(fax, &[vec![0], vec![1]], "rules", now);
    let fax = long_fax(&spool);
    assert_eq!(split(fax, END + WAIT_MS), Ok(Vec::new()));
    assert_eq!(split(fax, END).unwrap().len(), 2);
    assert_eq!(split(fax, END), Ok(Vec::new()));
    let broken = spool.receiving().begin_fax(&new_fax(&["own@example.com"])).unwrap();
    (1..=2).for_each(|number| spool.receiving().append_page(broken, &page(number)).unwrap());
    let end = FaxEnd { status: FaxStatus::Incomplete, ..received(END) };
    spool.receiving().finish_fax(broken, &end).unwrap();
    assert_eq!(split(broken, END), Ok(Vec::new()));
    // A document has no such page.
    let fax = long_fax(&spool);
    let wrong = spool.fax_texts().split_fax(fax, &[vec![0], vec![5]], "rules", END);
    assert!(matches!(wrong, Err(SpoolError::Document { .. })), "{wrong:?}");
    assert_eq!(spool.faxes().list(&FaxQuery::default()).unwrap().len(), 5);
    // Nothing of what was tried remains among the parts.
    let files = std::fs::read_dir(spool.folder().join("received/parts")).unwrap().count();
    assert_eq!(files, 2);
}

#[test]
fn documents_that_a_crash_left_while_a_fax_was_split_are_deleted_after_a_day() {
    let (_folder, spool) = sorting();
    let whole = long_fax(&spool);
    let parts = spool.fax_texts().split_fax(whole, &[vec![0], vec![1]], "rules", END).unwrap();
    let folder = spool.folder().join("received/parts");
    let names = || {
        let files = std::fs::read_dir(&folder).unwrap().flatten();
        let mut names: Vec<_> = files.map(|file| file.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let owned = names();
    assert_eq!(owned.len(), 2);
    for name in ["17-0a1b2c3d-1.tif", "17-0a1b2c3d-2.new", "notes.txt"] {
        std::fs::write(folder.join(name), "x").unwrap();
    }
    let clean_up = |hours: i64| {
        spool.retention().cleanup(UnixMs::now() + hours * 3_600_000, 0).unwrap();
        names()
    };
    assert_eq!(clean_up(1).len(), 5);
    let mut left = owned.clone();
    left.push("notes.txt".to_owned());
    left.sort();
    assert_eq!(clean_up(25), left);
    assert_eq!(rows(&spool, parts[0]), [vec![101], vec![101]]);
}
