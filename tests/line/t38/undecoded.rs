//! A page with error correction of which every frame came right, and that cannot be decoded: it is
//! confirmed, its octets are kept, and the fax is incomplete on our side, with page and row.

use crate::jbig_calls::{answering, calling};
use crate::t38::network::{self, Network, PacketTerminal};
use crate::t38::terminal::Ours;
use ferrofax::call::{AnswerConfig, OriginateConfig, T38Terms};
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Coding, EncodeOptions, Loss, encode};
use ferrofax::t30::outcome::{Cause, Status};
use ferrofax_kit::pages::{self, Content};

/// A caller in whose first page some octets become zeros: by T.38 a frame has no FCS of its own.
struct Bent {
    ours: Ours,
    /// Octets of the page before the zeros.
    after: usize,
    is_bent: bool,
}

/// Address, control and FCD of the frame with which the block begins, bits as they go by packets.
const FIRST_FRAME: [u8; 4] = [0xFF, 0xC0, 0x60, 0x00];

impl PacketTerminal for Bent {
    fn tick(&mut self, heard: &[(u16, Vec<u8>)], said: &mut Vec<Vec<u8>>) -> bool {
        let goes_on = self.ours.tick(heard, said);
        for packet in said {
            let begin = packet.windows(4).position(|some| some == FIRST_FRAME);
            if let (Some(begin), false) = (begin, self.is_bent) {
                let at = begin + FIRST_FRAME.len() + self.after;
                packet[at..at + 3].fill(0);
                self.is_bent = true;
            }
        }
        goes_on
    }
}

fn terms() -> T38Terms {
    T38Terms { max_ifp: 400, ..T38Terms::default() }
}

/// The call of this caller, in these codings, with this page.
fn call(
    config: AnswerConfig,
    codings: Vec<Coding>,
    page: &Bitmap,
    bend: Option<usize>,
) -> [Ours; 2] {
    let originate = OriginateConfig { codings, ..calling(Rate::V17At14400) };
    let caller = Ours::calling(originate, std::slice::from_ref(page), terms());
    let (after, is_bent) = (bend.unwrap_or_default(), bend.is_none());
    let mut caller = Bent { ours: caller, after, is_bent };
    let mut answerer = Ours::answering(config, terms());
    network::run(&mut caller, &mut answerer, Network::default(), 600);
    assert!(caller.is_bent);
    [caller.ours, answerer]
}

fn coded(page: &Bitmap, coding: Coding) -> Vec<u8> {
    encode(page, coding, EncodeOptions { lsb_first: true, ..EncodeOptions::default() })
}

#[test]
fn a_page_that_breaks_is_kept_octet_by_octet_and_makes_the_fax_incomplete() {
    let page = pages::page(Content::Text, 1728, 400, 1);
    for (coding, bend) in [(Coding::Mmr, 150), (Coding::Jbig, 0)] {
        let [caller, answerer] = call(answering(), vec![Coding::Mh, coding], &page, Some(bend));
        // The caller did all that it could: it is told that we have its page.
        assert_eq!(caller.confirmed, 1, "{}", caller.trace.join("\n"));
        let outcome = answerer.outcome.expect("it is over");
        assert_eq!((outcome.status, outcome.cause), (Status::Incomplete, Cause::PageNotDecoded));
        assert_eq!(outcome.pages, 1, "it was confirmed");
        let [came] = &answerer.pages[..] else { panic!("one page") };
        let undecoded = came.undecoded.as_ref().expect("it is known to be broken");
        let Loss::BrokenAfter(row) = undecoded.loss else { panic!("{:?}", undecoded.loss) };
        assert_eq!((came.coding, row), (coding, came.quality.rows - came.quality.bad_rows));
        assert!(row < 400 && came.quality.cut_off);
        let mut sent = coded(&page, coding);
        sent[bend..bend + 3].fill(0);
        // The last frame is filled up.
        assert!(undecoded.are_all && undecoded.octets.starts_with(&sent), "{coding}");
        let told = format!("could not be decoded after row {row}: ");
        assert!(answerer.trace.iter().any(|rung| rung.contains(&told)), "{:?}", answerer.trace);
    }
}

#[test]
fn a_page_longer_than_the_limit_is_not_confirmed_and_what_came_of_it_is_kept() {
    let page = pages::page(Content::Text, 1728, 400, 1);
    for (max_rows, status, cause) in [
        (400, Status::Received, Cause::Ok),
        (399, Status::Incomplete, Cause::PageTooLong),
        (100, Status::Incomplete, Cause::PageTooLong),
    ] {
        for codings in [vec![Coding::Mh], vec![Coding::Mh, Coding::Mmr]] {
            for ecm in [true, false] {
                let config = AnswerConfig { max_rows, ecm, ..answering() };
                let [caller, answerer] = call(config, codings.clone(), &page, None);
                let trace = answerer.trace.join("\n");
                let outcome = answerer.outcome.expect("it is over");
                assert_eq!((outcome.status, outcome.cause), (status, cause), "{trace}");
                assert_eq!(caller.confirmed, u32::from(cause == Cause::Ok), "{trace}");
                let [came] = &answerer.pages[..] else { panic!("one page: {trace}") };
                assert_eq!(came.bitmap.rows(), max_rows.min(400));
                let loss = came.undecoded.as_ref().map(|undecoded| undecoded.loss);
                let is_too_long = cause == Cause::PageTooLong;
                assert_eq!(loss, is_too_long.then_some(Loss::LongerThan(max_rows)), "{trace}");
                assert_eq!((came.complete, came.quality.cut_off), (!is_too_long, is_too_long));
                let told = format!("longer than the limit of {max_rows} rows");
                assert_eq!(trace.contains(&told), is_too_long, "{trace}");
            }
        }
    }
}
