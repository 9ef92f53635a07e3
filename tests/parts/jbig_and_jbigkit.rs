//! What we code in JBIG is what jbigkit reads, pixel by pixel, and what it codes is what we
//! read: its tools for T.85 and those for all of T.82, where they are installed.

use crate::programs;
use ferrofax::t4::jbig::{self, Options};
use ferrofax::t4::{Bitmap, Coding, Decoder, EncodeOptions, Fault, Limits, encode};
use ferrofax_kit::pages::{self, Content};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Pages of each kind.
const PAGES: u64 = 20;

/// Those of faxes, and such at whose ends something may go wrong.
const WIDTHS: [u32; 20] = [
    1728, 2048, 2432, 2592, 3072, 3648, 3456, 4096, 4864, 1, 2, 7, 8, 63, 64, 65, 127, 128, 129,
    1000,
];

/// The pages with their names.
fn all_pages() -> impl Iterator<Item = (String, Bitmap)> {
    let kinds = [Content::Text, Content::Drawing, Content::Grey, Content::Blank];
    kinds.into_iter().flat_map(|content| {
        (0..PAGES).map(move |seed| {
            let width = WIDTHS[seed as usize];
            // Stripes of 128 rows, whole ones and less.
            let rows = [128, 129, 300, 40][seed as usize % 4];
            let name = format!("{content:?} {seed}, {width} × {rows}");
            // On narrow ones is what is at the left of a wide one.
            let wide = pages::page(content, width.max(1000), rows, seed);
            let mut page = Bitmap::new(width);
            (0..rows).for_each(|y| page.push_row(wide.row(y)));
            (name, page)
        })
    })
}

/// Each way to code a page, so that every page is coded in another.
fn options(number: usize) -> Options {
    Options {
        stripe: [128, 1, 50, 1000][number % 4],
        reach: [127, 0, 8][number % 3],
        two_rows: number / 4 % 2 == 1,
        typical: (number / 8).is_multiple_of(2),
    }
}

/// What the program makes of these octets.
pub(crate) fn through(program: &str, arguments: &[&str], input: &[u8], folder: &Path) -> Vec<u8> {
    let file = folder.join("input");
    fs::write(&file, input).expect("a file can be written");
    let output = folder.join("output");
    let done = Command::new(program)
        .args(arguments)
        .args([&file, &output])
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(
        done.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    fs::read(&output).expect("it has written a file")
}

/// The page as a portable bitmap, which has the same bits.
fn pbm_of(page: &Bitmap) -> Vec<u8> {
    let mut file = Vec::new();
    write!(file, "P4\n{} {}\n", page.width(), page.rows()).expect("memory takes it");
    file.extend(page.data());
    file
}

/// Our page, and why it could not be decoded, if it could not.
fn read(octets: &[u8], width: u32) -> (Bitmap, Option<jbig::Fault>) {
    let mut decoder = Decoder::new(Coding::Jbig, width, Limits::default());
    decoder.push(octets);
    let fault = decoder.fault().map(|fault| match fault {
        Fault::Jbig(fault) => fault,
        Fault::Runs => unreachable!("it is JBIG"),
    });
    let (page, quality) = decoder.finish();
    assert!(fault.is_some() || (!quality.cut_off && quality.bad_rows == 0), "{quality:?}");
    (page, fault)
}

#[test]
fn jbigkit_reads_every_page_as_it_was() {
    if !programs::is_there("jbgtopbm85") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (number, (name, page)) in all_pages().enumerate() {
        let options = options(number);
        let coded = jbig::encode(&page, options);
        for program in ["jbgtopbm85", "jbgtopbm"] {
            let theirs = through(program, &[], &coded, folder.path());
            // Each writes another head.
            let bits = &theirs[theirs.len().saturating_sub(page.data().len())..];
            assert!(bits == page.data(), "{program}: {name}, {options:?}");
        }
    }
}

#[test]
fn every_page_of_jbigkits_is_read_as_it_was() {
    if !programs::is_there("pbmtojbg85") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (number, (name, page)) in all_pages().enumerate() {
        let Options { stripe, reach, .. } = options(number);
        let bits = [8, 0, 64, 72][number / 4 % 4].to_string();
        let (stripe, reach) = (stripe.to_string(), reach.to_string());
        let mut arguments = vec!["-p", &bits, "-s", &stripe, "-m", &reach];
        // A comment; and a length that is announced as more, and said in the midst of the page.
        if number % 5 == 1 {
            arguments.extend(["-C", "what is no part of the page"]);
        }
        let (announced, said_at) = ((page.rows() + 77).to_string(), (page.rows() / 2).to_string());
        if number % 5 == 3 {
            arguments.extend(["-Y", &announced, &said_at]);
        }
        let theirs = through("pbmtojbg85", &arguments, &pbm_of(&page), folder.path());
        let (came, fault) = read(&theirs, page.width());
        assert_eq!((came.rows(), fault), (page.rows(), None), "{name} {arguments:?}");
        assert!(came == page, "{name} {arguments:?}");
    }
}

/// With the same choices we take as many octets; where a stripe ends with zeros, which need not
/// be said, sometimes one less.
#[test]
fn no_page_takes_more_octets_than_with_jbigkit() {
    if !programs::is_there("pbmtojbg85") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (name, page) in all_pages() {
        let pbm = pbm_of(&page);
        let theirs = through("pbmtojbg85", &["-p", "8", "-m", "127"], &pbm, folder.path()).len();
        let ours = jbig::encode(&page, Options::default()).len();
        let stripes = page.rows().div_ceil(128) as usize;
        assert!((0..=stripes).any(|less| ours + less == theirs), "{name}: {ours} and {theirs}");
    }
}

/// How many octets a page takes: `-- --nocapture` prints the table.
#[test]
fn jbig_takes_less_than_mmr_on_every_typical_page() {
    println!("{:<8} {:>9} {:>9} {:>9} {:>9} {:>6}", "page", "MH", "MR", "MMR", "JBIG", "of MMR");
    for (name, page) in crate::pages::typical(1728, 2287) {
        let [mh, mr, mmr, jbig] =
            Coding::ALL.map(|coding| encode(&page, coding, EncodeOptions::default()).len());
        let share = jbig as f64 / mmr as f64;
        println!("{name:<8} {mh:>9} {mr:>9} {mmr:>9} {jbig:>9} {share:>6.3}");
        assert!(share < 0.75, "{name}: {jbig} octets, {mmr} in MMR");
    }
}
