//! A job that wishes it sends its pages in colours to who takes them, header line and all; each
//! other receiver, and each other job, has them in black and white.

use super::bench::{Bench, pages};
use super::network::{Played, Seen, takes_colours, takes_t43};
use crate::recorded::{comes_out_the_same, records};
use ferrofax::call::AnswerConfig;
use ferrofax::document::tiff::{self, Builder, NewPage};
use ferrofax::spool::jobs::{Job, JobState};
use ferrofax::spool::submission::Draft;
use ferrofax::spool::wish::{Wish, Wishes};
use ferrofax::t4::t43::{Facts, Wanted, decode, read};
use ferrofax::t4::{Bitmap, Coding, PageQuality, Resolution, jpeg};
use ferrofax_kit::colours;
use ferrofax_kit::spools;
use ferrofax_kit::t43::{self, Order};
use std::path::PathBuf;

/// A document of a page in these colours, and behind it one in black and white; as the version before
/// made it.
fn document(bench: &Bench, octets: &[u8]) -> (PathBuf, Vec<Bitmap>) {
    document_in(bench, &[octets])
}

/// The same where the page has itself in these codings.
fn document_in(bench: &Bench, codings: &[&[u8]]) -> (PathBuf, Vec<Bitmap>) {
    let (mut file, all) = (Builder::new(), pages(2, 1));
    for (bitmap, codings) in all.iter().zip([codings, &[]]) {
        let quality = PageQuality { rows: bitmap.rows(), ..PageQuality::default() };
        let (resolution, date_time) = (Resolution::Standard, "2026:11:20 09:00:00");
        file.push_in_codings(&NewPage { bitmap, resolution, quality, date_time }, codings);
    }
    let path = bench.folder.path().join("coloured.tif");
    std::fs::write(&path, file.finish()).unwrap();
    (path, all)
}

fn octets() -> Vec<u8> {
    colours::in_rows(1728, 300, colours::colour_at)
}

fn without_loss() -> Vec<u8> {
    let of_fields = t43::colours_of_fields();
    t43::palette_page((1728, 300), 3, &of_fields, Order::ByStripe, t43::fields)
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
    let faxes = spools::faxes(&bench.spool);
    let [fax] = &faxes[..] else { panic!("one fax") };
    let pages = tiff::read(&bench.spool.faxes().document_path(fax.id).unwrap()).unwrap();
    let colours: Vec<_> = pages.iter().map(|page| page.colour().map(<[u8]>::to_vec)).collect();
    assert!(colours == [Some(octets), None]);
}

#[test]
fn a_page_of_few_colours_goes_without_loss_to_who_takes_it_so_and_by_jpeg_to_others() {
    let bench = Bench::new("record = all");
    let (jpeg, lossless) = (octets(), without_loss());
    let (document, all) = document_in(&bench, &[&jpeg, &lossless]);
    let no_ecm = AnswerConfig { ecm: false, ..takes_t43() };
    for (number, machine, came) in [
        ("09911", takes_t43(), Some(&lossless)),
        ("09912", takes_colours(), Some(&jpeg)),
        ("09913", AnswerConfig::default(), None),
        ("09914", no_ecm, None),
    ] {
        let draft = wishing(bench.draft(number, &document));
        let (job, calls) = sent(&bench, &draft, &[Played::Machine(machine)]);
        assert_eq!((job.pages_confirmed(), job.tries), (2, 1), "{number}");
        assert!(calls[0].colours == [came.cloned(), None], "{number}");
        assert!(calls[0].pages[1] == all[1] && (came.is_some() || calls[0].pages[0] == all[0]));
    }
    assert_eq!(bench.service.stop(), Ok(()));
    let records = records(&bench.spool);
    assert_eq!(records.len(), 4);
    for record in &records {
        assert_eq!(comes_out_the_same(&bench.spool, record), ("OK".to_owned(), 2));
    }
}

/// The whole road between two of ours, with the header line: each pixel of the page arrives as it was.
#[test]
fn a_page_without_loss_arrives_pixel_by_pixel_below_its_header_line() {
    let bench = Bench::new("colour = yes");
    let lossless = without_loss();
    let (document, _) = document_in(&bench, &[&octets(), &lossless]);
    let draft = Draft { wishes: Wishes::default(), ..bench.draft("0991", &document) };
    sent(&bench, &wishing(draft), &[Played::Device]);
    let faxes = spools::faxes(&bench.spool);
    let [fax] = &faxes[..] else { panic!("one fax") };
    assert_eq!(fax.pages[0].coding, Some(Coding::T43));
    let pages = tiff::read(&bench.spool.faxes().document_path(fax.id).unwrap()).unwrap();
    let came = pages[0].without_loss().expect("it came without loss");
    assert_eq!(pages[0].colour(), Some(came));
    let shown = |octets: &[u8]| -> (Facts, Vec<u8>) {
        let pixels = decode(octets, Wanted::Colours).unwrap();
        (read(octets).unwrap(), pixels.parts[0].clone())
    };
    let ((facts, pixels), (own_facts, own)) = (shown(came), shown(&lossless));
    let above = facts.rows - own_facts.rows;
    assert!((31..=33).contains(&above), "{above} rows of a header line");
    assert_eq!(facts.palette, own_facts.palette);
    let (line, page) = pixels.split_at((above * facts.width) as usize);
    assert!(page == own);
    // White is the first of the fields' colours, black the sixth.
    let count = |number: u8| line.iter().filter(|pixel| **pixel == number).count();
    assert!(count(5) > 500 && count(0) + count(5) == line.len(), "{} dark pixels", count(5));
}
