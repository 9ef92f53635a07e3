use super::*;
use crate::JoinedPdf;
use crate::attachment::is_short;
use base64::prelude::{BASE64_STANDARD, Engine};
use ferrofax_basics::UnixMs;
use ferrofax_document::tiff::{self, Appender, NewPage};
use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};
use ferrofax_spool::{NewFax, PageRecord, Spool};
use std::path::PathBuf;
use std::process::Command;

/// A page that no coding can compress.
fn noise(seed: u32) -> Bitmap {
    let mut state = seed.wrapping_mul(0x9E37_79B9) | 1;
    let mut page = Bitmap::new(1728);
    for _ in 0..2_000 {
        let row: Vec<u8> = (0..216)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                state as u8
            })
            .collect();
        page.push_row(&row);
    }
    page
}

/// A fax whose document has this number of pages of noise, in a folder of its own.
fn fax_of(pages: u32, format: Format) -> (tempfile::TempDir, ReceivedFax, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(&folder.path().join("spool")).unwrap();
    let started_at = UnixMs(1_795_181_405_000);
    let new = NewFax { format, started_at, ..NewFax::default() };
    let fax = spool.receiving().begin_fax(&new).unwrap();
    let document = folder.path().canonicalize().unwrap().join("large.tif");
    let mut appender = Appender::open(&document).unwrap();
    for page in 0..pages {
        let bitmap = noise(page);
        let page = NewPage {
            bitmap: &bitmap,
            resolution: Resolution::Fine,
            quality: PageQuality::default(),
            date_time: "2026:11:20 08:13:33",
        };
        appender.append(&page).unwrap();
    }
    (folder, spool.faxes().fax(fax).unwrap(), document)
}

/// Makes the file of the fax at once, with all of it in memory, to compare it with the file that is
/// made in pieces.
fn at_once(fax: &ReceivedFax, document: &Path) -> Vec<u8> {
    Attachment::new(fax, document).unwrap().bytes
}

fn in_mail(file: &FaxFile) -> Vec<u8> {
    let mut mail = Vec::new();
    file.write(&mut mail).unwrap();
    mail
}

#[test]
fn a_file_in_pieces_is_the_file_at_once() {
    for format in [Format::Pdf, Format::Tiff, Format::InlineGif] {
        let (_folder, fax, document) = fax_of(2, format);
        let file = FaxFile::new(&fax, &document).unwrap();
        assert!(!matches!(file.source, Source::Memory(_)));
        let whole = BASE64_STANDARD.encode(&at_once(&fax, &document));
        let mail = in_mail(&file);
        assert_eq!(mail.len() as u64, file.length_in_mail());
        let letters: Vec<u8> =
            mail.into_iter().filter(|letter| !b"\r\n".contains(letter)).collect();
        assert!(letters == whole.as_bytes(), "{format:?}");
        let known = Attachment::new(&fax, &document).unwrap();
        assert_eq!((file.media_type, file.picture), (known.media_type, known.picture));
    }
}

#[test]
fn a_document_of_another_program_is_read_whole_and_none_that_is_too_large() {
    let (_folder, fax, document) = fax_of(2, Format::Pdf);
    let mut other = std::fs::read(&document).unwrap();
    // The directory of the second page is named by that of the first page, which comes after it in
    // the file.
    let pages = tiff::parse(other.clone(), &document).unwrap().len();
    let first = u32::from_le_bytes(other[4..8].try_into().unwrap()) as usize;
    let link = first + 2 + 22 * 12;
    let second: [u8; 4] = other[link..link + 4].try_into().unwrap();
    other[4..8].copy_from_slice(&second);
    let last = u32::from_le_bytes(second) as usize + 2 + 22 * 12;
    other[last..last + 4].copy_from_slice(&(first as u32).to_le_bytes());
    other[link..link + 4].fill(0);
    assert_eq!(tiff::parse(other.clone(), &document).unwrap().len(), pages);
    std::fs::write(&document, &other).unwrap();
    assert!(matches!(FaxFile::new(&fax, &document).unwrap().source, Source::Memory(_)));
    let octets = FaxFile::new(&fax, &document).unwrap().octets;
    assert!(octets > 500_000);
    let refused = FaxFile::within(&fax, &document, octets - 1);
    assert!(matches!(refused, Err(DocumentError::TooLarge { .. })), "{refused:?}");
}

#[test]
fn a_document_that_changes_while_its_mail_goes_out_breaks_the_mail_off() {
    let (_folder, fax, document) = fax_of(1, Format::Tiff);
    let file = FaxFile::new(&fax, &document).unwrap();
    std::fs::OpenOptions::new()
        .write(true)
        .open(&document)
        .unwrap()
        .set_len(500_000)
        .unwrap();
    assert!(file.write(&mut Vec::new()).is_err());
}

/// The pages of the damaged document that can be read are there, and the damage is noticed.
#[test]
fn a_damaged_document_in_a_joined_pdf_is_noticed() {
    let (_folder, fax, document) = fax_of(3, Format::Pdf);
    let record = |number| PageRecord {
        number,
        width: 1728,
        rows: 2_000,
        x_dpi: 204.0,
        y_dpi: 196.0,
        coding: None,
        rate_bps: None,
        ecm: None,
        bad_rows: 0,
        longest_bad_run: 0,
        complete: true,
        confirmed: true,
        received_at: None,
    };
    let fax = ReceivedFax { pages: (1..=3).map(record).collect(), ..fax };
    let mut pdf = JoinedPdf::begin(Vec::new()).unwrap();
    let whole = pdf.add(&fax, &document).unwrap();
    assert_eq!((whole, is_short(&fax, whole)), (3, false));
    let length = document.metadata().unwrap().len();
    let file = std::fs::OpenOptions::new().write(true).open(&document).unwrap();
    file.set_len(length * 2 / 5).unwrap();
    let short = pdf.add(&fax, &document).unwrap();
    assert!((1..3).contains(&short) && is_short(&fax, short), "{short} pages");
    pdf.finish("Faxes").unwrap();
}

/// The most memory that this process has used so far, in bytes.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1_000
}

/// This test measures memory in a process of its own. Otherwise it would count other tests, too.
#[test]
fn a_mail_of_a_hundred_megabytes_takes_some_of_memory() {
    let us = std::env::current_exe().unwrap();
    let name = "fax_file::tests::in_a_process_of_its_own";
    let out = Command::new(us)
        .args(["--exact", name, "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(
        out.status.success() && said.contains("1 passed"),
        "{said}\n{}",
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
#[ignore = "is started by the others"]
fn in_a_process_of_its_own() {
    for format in [Format::Tiff, Format::Pdf] {
        let (_folder, _, one) = fax_of(1, format);
        let pages = 99_000_000 / one.metadata().unwrap().len();
        let (_folder, fax, document) = fax_of(pages as u32, format);
        let before = most_memory();
        let file = FaxFile::within(&fax, &document, u64::MAX).unwrap();
        let mut count = Count(0);
        file.write(&mut count).unwrap();
        let taken = most_memory() - before;
        println!("{format:?}: {} octets of mail, {taken} more of memory", count.0);
        assert_eq!(count.0, file.length_in_mail());
        assert!(count.0 > 130_000_000 && taken < 12_000_000, "{format:?}: {taken}");
    }
}
