//! A job that wishes it sends its pages in colours to who takes them, header line and all; each
//! other receiver, and each other job, has them in black and white.

use super::bench::{Bench, pages};
use super::network::{Played, Seen, takes_colours};
use crate::common::colours;
use crate::recorded::{comes_out_the_same, records};
use ferrofax::call::AnswerConfig;
use ferrofax::document::tiff::{self, Builder, NewPage};
use ferrofax::spool::FaxQuery;
use ferrofax::spool::jobs::{Job, JobState};
use ferrofax::spool::submission::Draft;
use ferrofax::spool::wish::{Wish, Wishes};
use ferrofax::t4::{Bitmap, PageQuality, Resolution, jpeg};
use std::path::PathBuf;

/// A document of a page in these colours, and behind it one in black and white.
fn document(bench: &Bench, octets: &[u8]) -> (PathBuf, Vec<Bitmap>) {
    let (mut file, all) = (Builder::new(), pages(2, 1));
    for (bitmap, colour) in all.iter().zip([Some(octets), None]) {
        let quality = PageQuality { rows: bitmap.rows(), ..PageQuality::default() };
        let (resolution, date_time) = (Resolution::Standard, "2026:11:20 09:00:00");
        file.push_coloured(&NewPage { bitmap, resolution, quality, date_time }, colour);
    }
    let path = bench.folder.path().join("coloured.tif");
    std::fs::write(&path, file.finish()).unwrap();
    (path, all)
}

fn octets() -> Vec<u8> {
    colours::in_rows(1728, 300, colours::colour_at)
}

fn wishing(draft: Draft) -> Draft {
    Draft { wishes: draft.wishes.with(Wish::Colour, "yes"), ..draft }
}

/// The job, sent, and how it went.
fn sent(bench: &Bench, draft: &Draft, calls: &[Played]) -> (Job, Vec<Seen>) {
    bench.network.play(&draft.number, calls);
    let job = bench.wait_for_end(bench.submit(draft));
    bench.network.join();
    assert_eq!(job.state, JobState::Done, "{}", job.text);
    let calls = bench.network.calls();
    (job, calls.into_iter().filter(|call| call.number == draft.number).collect())
}

#[test]
fn a_page_in_colours_arrives_octet_by_octet_where_both_ends_wish_it() {
    let bench = Bench::new("record = all");
    let octets = octets();
    let (document, all) = document(&bench, &octets);
    let draft = wishing(bench.draft("0991", &document));
    let (job, calls) = sent(&bench, &draft, &[Played::Machine(takes_colours())]);
    assert_eq!((job.pages_confirmed(), job.tries), (2, 1));
    assert!(calls[0].colours == [Some(octets), None]);
    assert!(calls[0].pages[1] == all[1]);
    assert_eq!(calls[0].variables["FAXPAGES"], "2");
    // The call's record runs again as it went.
    assert_eq!(bench.service.stop(), Ok(()));
    let records = records(&bench.spool);
    assert_eq!(comes_out_the_same(&bench.spool, &records[0]), ("OK".to_owned(), 2));
}

#[test]
fn the_dialplan_can_forbid_colours() {
    let bench = Bench::new("");
    let (document, all) = document(&bench, &octets());
    let (draft, by_dialplan) =
        (wishing(bench.draft("0991", &document)), Played::Set("colour", "no"));
    let (_, calls) = sent(&bench, &draft, &[by_dialplan]);
    assert!(calls[0].pages == all && calls[0].colours == [None, None]);
}

#[test]
fn who_takes_no_colours_and_what_wishes_none_has_black_and_white() {
    let bench = Bench::new("");
    let (document, all) = document(&bench, &octets());
    let plain = AnswerConfig::default();
    let without_ecm = AnswerConfig { ecm: false, ..takes_colours() };
    let no = |draft: Draft| Draft { wishes: draft.wishes.with(Wish::Colour, "no"), ..draft };
    for (number, draft, machine) in [
        ("09911", wishing(bench.draft("09911", &document)), plain),
        ("09912", wishing(bench.draft("09912", &document)), without_ecm),
        ("09913", bench.draft("09913", &document), takes_colours()),
        ("09914", no(bench.draft("09914", &document)), takes_colours()),
    ] {
        let (_, calls) = sent(&bench, &draft, &[Played::Machine(machine)]);
        assert!(calls[0].colours == [None, None], "{number}");
        assert!(calls[0].pages == all, "{number}");
    }
}

#[test]
fn the_header_line_stands_above_it_and_a_page_that_broke_goes_again_whole() {
    let bench = Bench::new("retry_dropped = 0");
    let octets = octets();
    let (document, _) = document(&bench, &octets);
    let draft = Draft { wishes: Wishes::default(), ..bench.draft("0991", &document) };
    let calls = [Played::DroppedBy(takes_colours(), 0), Played::Machine(takes_colours())];
    let (job, calls) = sent(&bench, &wishing(draft), &calls);
    assert_eq!((job.tries, job.pages_confirmed(), calls.len()), (2, 2, 2));
    assert!(calls[0].colours.is_empty());
    let came = calls[1].colours[0].as_ref().expect("it came in colours");
    assert_eq!(jpeg::read(came).map(|facts| facts.rows), Ok(332));
    let (width, shown) = colours::pixels(came);
    let dark = shown[..32 * width].iter().filter(|pixel| pixel[0] < 100).count();
    assert!(dark > 500, "{dark} dark pixels in the header line");
}

/// The whole road between two of ours: the page is kept in colours by the device that is called.
#[test]
fn a_device_of_ours_that_takes_colours_keeps_them() {
    let bench = Bench::new("colour = yes");
    let octets = octets();
    let (document, _) = document(&bench, &octets);
    let draft = wishing(bench.draft("0991", &document));
    sent(&bench, &draft, &[Played::Device]);
    let faxes = bench.spool.faxes(&FaxQuery { limit: 9, ..FaxQuery::default() }).unwrap();
    let [fax] = &faxes[..] else { panic!("one fax") };
    let pages = tiff::read(&bench.spool.document_path(fax.id).unwrap()).unwrap();
    let colours: Vec<_> = pages.iter().map(|page| page.colour().map(<[u8]>::to_vec)).collect();
    assert!(colours == [Some(octets), None]);
}
