//! A page is confirmed when the store that several machines share has it, where its device says so
//! (`durable = shared`); it is not where that takes too long, or nobody brings it there. Who brings
//! it is the test; `tests/service/disks.rs` has the program, and a real store.

use crate::fake_channel::FakeChannel;
use crate::receiving::Lab;
use ferrofax::call::OriginateConfig;
use ferrofax::document::tiff;
use ferrofax::service::ChannelCall;
use ferrofax::service::host::HeardFrame;
use ferrofax::spool::{FaxId, FaxStatus, Spool};
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax_cluster::{Clustered, Node};
use ferrofax_kit::calling::Calling;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::wire::{BLOCK, Block, Terminal};
use std::path::Path;
use std::time::Duration;

/// The store, and this machine as a node of it.
struct Shared {
    _folder: tempfile::TempDir,
    store: Spool,
    spool: Spool,
    node: Node,
}

impl Shared {
    fn of(lab: &Lab) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Spool::open(folder.path()).unwrap();
        let spool = Spool::open(&lab.folder.path().join("spool")).unwrap();
        let node = spool.cluster().become_node("berlin", "store").unwrap();
        Self { _folder: folder, store, spool, node }
    }

    /// What `ferrofax serve` does each few milliseconds. True if there was something.
    fn bring(&self) -> bool {
        let due = self.spool.cluster().pages_to_share().unwrap();
        for fax in &due {
            self.spool
                .cluster()
                .share_pages(&self.store, &self.node, *fax, &|| false)
                .unwrap();
        }
        !due.is_empty()
    }

    /// The pages of the one fax that is in the store.
    fn pages(&self) -> Vec<Bitmap> {
        let faxes = self.store.cluster().shared_faxes(9).unwrap();
        let [fax] = &faxes[..] else { return Vec::new() };
        let document = self.store.cluster().shared_document(fax.fax).unwrap().unwrap();
        let pages = tiff::parse(document, Path::new("in the store")).unwrap();
        pages.iter().map(|page| page.bitmap().unwrap()).collect()
    }
}

/// So many pages of so many rows.
pub(crate) fn sent(count: u32, rows: u32) -> Vec<Bitmap> {
    (1..=count)
        .map(|number| pages::page(Content::Text, 1728, rows, number.into()))
        .collect()
}

pub(crate) fn sender(ecm: bool, pages: &[Bitmap]) -> Calling {
    let config = OriginateConfig { ecm, ..OriginateConfig::default() };
    Calling::sending(config, pages, Resolution::Standard)
}

/// How often the caller said or heard this.
pub(crate) fn count(caller: &Calling, what: &str) -> usize {
    caller.trace.iter().filter(|line| line.contains(what)).count()
}

/// Has a caller send to a device; at each step of 20 ms something is done.
fn send(
    lab: &Lab,
    args: &str,
    caller: &mut Calling,
    each: &mut dyn FnMut(&Calling),
) -> FakeChannel {
    let mut call = lab.call("2101", args).unwrap();
    talk(&mut call, caller, &mut |_, caller| {
        each(caller);
        false
    });
    caller.hang_up();
    let mut channel = FakeChannel::default();
    call.finish(&mut channel);
    channel
}

/// Has the two talk until both have said their last, or this says at a step of 20 ms that it is enough:
/// on a line ten times as quick as real ones while a page waits, and quicker else.
pub(crate) fn talk(
    call: &mut ChannelCall,
    caller: &mut Calling,
    is_enough: &mut dyn FnMut(&ChannelCall, &Calling) -> bool,
) {
    let (mut to_caller, mut to_call) = ([0; BLOCK], [0; BLOCK]);
    let mut alone = 0;
    for frame in 0..20_000 {
        let calls_on = caller.block(&to_caller, &mut to_call);
        to_caller = [0; BLOCK];
        if !call.is_over() {
            hear(call, frame, &to_call, &mut to_caller);
        }
        if is_enough(call, caller) {
            return;
        }
        if call.is_waiting() {
            std::thread::sleep(Duration::from_millis(2));
        }
        // Who is left hears the other's last word.
        alone += u32::from(call.is_over() || !calls_on);
        if alone > 100 {
            return;
        }
    }
}

pub(crate) fn hear(call: &mut ChannelCall, frame: u64, heard: &Block, said: &mut Block) {
    let heard = HeardFrame {
        samples: heard,
        sequence: Some(frame as u16),
        timestamp_ms: Some(frame as u32 * 20),
    };
    call.frame(frame * 20, heard);
    while call.take_speech(said) {}
}

/// Has a terminal and the call hear each other until one of them ends, at most so many blocks.
pub(crate) fn connect(call: &mut ChannelCall, other: &mut impl Terminal, blocks: u64) {
    let (mut to_other, mut to_call) = ([0; BLOCK], [0; BLOCK]);
    for frame in 0..blocks {
        let calls_on = other.block(&to_other, &mut to_call);
        hear(call, frame, &to_call, &mut to_other);
        if !calls_on || call.is_over() {
            break;
        }
        // The line runs much quicker than the disk to which the page goes.
        std::thread::sleep(Duration::from_micros(200));
    }
}

#[test]
fn with_error_correction_the_caller_is_held_off_until_the_store_has_its_page() {
    let lab = Lab::new("durable = shared\n");
    let shared = Shared::of(&lab);
    let sent = sent(2, 200);
    let mut caller = sender(true, &sent);
    let mut brought = 0;
    let channel = send(&lab, "alice@example.com", &mut caller, &mut |caller| {
        let confirmed = caller.verdicts().len();
        assert!(confirmed <= brought, "a page was confirmed before it was there");
        // It is there when the caller has heard RNR twice more.
        if count(caller, "< RNR") >= 2 * (brought + 1) && shared.bring() {
            brought += 1;
            assert_eq!(shared.pages(), sent[..brought]);
        }
    });
    assert_eq!(caller.verdicts(), ["Mcf 0", "Mcf 1"]);
    assert_eq!((brought, channel.variables["FAXSTATUS"].as_str()), (2, "SUCCESS"));
    let there = shared.store.cluster().shared_faxes(9).unwrap();
    assert_eq!(there[0].status, FaxStatus::Receiving);
    assert_eq!(shared.spool.faxes().fax(FaxId(1)).unwrap().status, FaxStatus::Received);
}

#[test]
fn without_it_the_caller_is_answered_when_it_repeats_its_command() {
    let lab = Lab::new("");
    let shared = Shared::of(&lab);
    let sent = sent(1, 200);
    for repeated in [2, 3] {
        let mut caller = sender(false, &sent);
        send(&lab, "alice@example.com,pdf,D(shared)", &mut caller, &mut |caller| {
            if count(caller, "> EOP") >= repeated {
                shared.bring();
            }
        });
        assert_eq!(caller.verdicts(), ["Mcf 0"], "{:#?}", caller.trace);
        assert_eq!(count(&caller, "> EOP"), repeated);
    }
}

/// With error correction and without it: nobody brings it there.
#[test]
fn what_the_store_does_not_get_in_time_is_not_confirmed_and_is_mailed_as_it_is() {
    let lab =
        Lab::new("[dear]\ntype = class\nfaxenabled = yes\ndurable = shared\ndurable_within = 5\n");
    let shared = Shared::of(&lab);
    for (ecm, fax) in [(true, FaxId(1)), (false, FaxId(2))] {
        let sent = sent(2, 200);
        let mut caller = sender(ecm, &sent);
        let channel = send(&lab, "alice@example.com,pdf,c(dear)", &mut caller, &mut |_| {});
        assert!(!caller.story.iter().any(|told| told.starts_with("Mcf")), "{:?}", caller.story);
        assert_eq!(channel.variables["FAXSTATUS"], "FAILED");
        let kept = shared.spool.faxes().fax(fax).unwrap();
        assert_eq!((kept.status, kept.pages.len()), (FaxStatus::Incomplete, 1));
        assert!(!kept.pages[0].confirmed);
        assert_eq!(shared.spool.outbox().outbox_of(fax).unwrap().len(), 1, "it is mailed");
        if ecm {
            assert_eq!(channel.variables["FAXERROR"], "STORAGE");
            assert_eq!(count(&caller, "< DCN"), 1, "{:#?}", caller.trace);
            let text = kept.outcome_text.unwrap_or_default();
            assert!(text.contains("did not reach the shared database in time"), "{text}");
        }
        assert!(shared.pages().is_empty());
    }
}

#[test]
fn a_machine_without_a_store_confirms_no_page_of_such_a_device_and_any_of_others() {
    let lab = Lab::new("");
    let sent = sent(1, 200);
    let mut caller = sender(true, &sent);
    let channel = send(&lab, "alice@example.com,pdf,D(shared)", &mut caller, &mut |_| {});
    assert_eq!(channel.variables["FAXERROR"], "STORAGE");
    assert!(count(&caller, "< DCN") == 1 && count(&caller, "< RNR") == 0, "{:#?}", caller.trace);
    let mut caller = sender(true, &sent);
    send(&lab, "alice@example.com,pdf,D(local)", &mut caller, &mut |_| {});
    assert_eq!(caller.verdicts(), ["Mcf 0"]);
}

/// A page of a caller who has gone keeps nobody waiting.
#[test]
fn a_call_that_ends_while_its_page_waits_is_filed_at_once() {
    let lab = Lab::new("durable = shared\n");
    let shared = Shared::of(&lab);
    let mut caller = sender(true, &sent(1, 200));
    let mut call = lab.call("2101", "alice@example.com").unwrap();
    let (mut to_caller, mut to_call) = ([0; BLOCK], [0; BLOCK]);
    for frame in 0..20_000 {
        caller.block(&to_caller, &mut to_call);
        hear(&mut call, frame, &to_call, &mut to_caller);
        if count(&caller, "< RNR") == 1 {
            break;
        }
        if call.is_waiting() {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    let began = std::time::Instant::now();
    call.hung_up();
    call.finish(&mut FakeChannel::default());
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    let kept = shared.spool.faxes().fax(FaxId(1)).unwrap();
    assert_eq!((kept.status, kept.pages.len()), (FaxStatus::Incomplete, 1));
}
