//! Documents that are empty, damaged, encrypted, endless or made to harm: refused with
//! one sentence, and nothing taken.

use std::process::Stdio;
use std::time::{Duration, Instant};

use ferrofax::t4::{Bitmap, Resolution};
use pdf_writer::{Finish, Name, Pdf, Rect, Ref};

use super::bench::{Bench, extent, letter, program, replaced};
use ferrofax_kit::pages::tiff;
use ferrofax_kit::patience::wait_until;

/// Refused by `send` and by `convert`, with the document's name.
fn assert_unfit(bench: &Bench, name: &str, bytes: impl AsRef<[u8]>, says: &str) {
    bench.file(name, bytes);
    bench.assert_refused(&["send", "0991 123", name, "--from", "2101"], &format!("{name}: {says}"));
    let run = bench.run(&["convert", name, "-o", "out.tif"]);
    assert_eq!((run.code, run.err.contains(says)), (Some(2), true), "{run:?}");
    assert!(!bench.path("out.tif").exists());
}

#[test]
fn what_is_no_document_is_refused_by_its_name() {
    let bench = Bench::new();
    assert_unfit(&bench, "empty.pdf", "", "it is empty");
    assert_unfit(
        &bench,
        "song.pdf",
        b"OggS\0\x02",
        "it is a sound recording; PDF, TIFF, PNG, JPEG, GIF, BMP, WebP, HTML and text",
    );
    assert_unfit(
        &bench,
        "picture.pdf",
        b"\x89PNG\r\n\x1A\n",
        "it is damaged and cannot be read as a picture",
    );
    assert_unfit(&bench, "blank.txt", " \n\x0c\r\n", "it has no text");
    assert_unfit(&bench, "noise.bin", [1, 2, 3, 0, 255], "it is neither a picture nor text");
    bench.assert_refused(
        &["send", "0991 123", "gone.pdf", "--from", "2101"],
        "gone.pdf: No such file",
    );
    std::fs::create_dir(bench.path("folder.pdf")).unwrap();
    bench.assert_refused(
        &["send", "0991 123", "folder.pdf", "--from", "2101"],
        "folder.pdf: it is not a plain file",
    );
}

/// A ZIP archive whose members are stored as they are.
fn stored(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in members {
        out.extend(b"PK\x03\x04\x0A\0\0\0\0\0\0\0\x21\0\0\0\0\0");
        out.extend((bytes.len() as u32).to_le_bytes().repeat(2));
        out.extend((name.len() as u32).to_le_bytes());
        out.extend(name.as_bytes());
        out.extend(*bytes);
    }
    out
}

/// A reader of PDF would take the last PDF of an archive, and nobody would know of the others.
#[test]
fn an_archive_of_pdf_files_that_are_stored_as_they_are_is_refused_by_its_name() {
    let bench = Bench::new();
    let (one, two) = (letter(1), letter(2));
    let archive = stored(&[("1.pdf", &one), ("2.pdf", &two)]);
    for name in ["letters.zip", "letters.pdf", "letters"] {
        assert_unfit(&bench, name, &archive, "it is a ZIP archive; PDF, TIFF, PNG");
    }
}

#[test]
fn postscript_that_draws_nothing_is_refused_and_what_is_drawn_without_showpage_is_faxed() {
    if !super::programs::is_there("gs") {
        return;
    }
    let bench = Bench::new();
    assert_unfit(&bench, "empty.ps", "%!PS\n1 1 add pop\n", "its pages are empty");
    // A page that is white on purpose, and so long after the begin that the word is cut anywhere.
    for comment in ["".to_owned(), format!("%{}\n", "x".repeat((64 << 10) - 9))] {
        let file = bench.file("blank.ps", format!("%!PS\n{comment}showpage\n"));
        assert_eq!(bench.pages(&file, &[]).len(), 1);
    }
    for end in ["", "showpage\n"] {
        let file = bench.file("drawn.ps", format!("%!PS\n100 100 200 200 rectfill\n{end}"));
        let pages = bench.pages(&file, &[]);
        assert!(pages.len() == 1 && extent(&pages[0].0).0.len() > 100, "{end}");
    }
}

#[test]
fn a_pdf_that_is_not_whole_is_refused() {
    let bench = Bench::new();
    let whole = letter(3);
    for (cut, says) in [(whole.len() / 2, "its end is missing"), (20, "its end is missing")] {
        assert_unfit(&bench, "cut.pdf", &whole[..cut], says);
    }
    let with = |from: &str, to: &str| replaced(&whole, from, to);
    assert_unfit(
        &bench,
        "count.pdf",
        with("/Count 3", "/Count 4"),
        "it should have 4 pages, but 3 were found",
    );
    assert_unfit(
        &bench,
        "head.pdf",
        "%PDF-1.7\n%%EOF\n",
        "it is damaged and cannot be read as PDF",
    );
    // A page whose content is gone.
    assert_unfit(
        &bench,
        "hollow.pdf",
        with("/Contents 7 0 R", "/Contents 99 0 R"),
        "page 2 is damaged",
    );
}

#[test]
fn a_pdf_that_needs_a_password_is_refused() {
    let bench = Bench::new();
    // No password gives this /U; so the empty one, which would open it for all, does not either.
    let encrypt = format!(
        "/Encrypt <</Filter/Standard/V 1/R 2/O <{0}>/U <{0}>/P -4>> /ID [<00><00>] /Root",
        "5A".repeat(32)
    );
    assert_unfit(
        &bench,
        "secret.pdf",
        replaced(&letter(1), "/Root", &encrypt),
        "it is encrypted and needs a password",
    );
}

#[test]
fn a_tiff_that_is_damaged_is_refused_with_the_page() {
    let bench = Bench::new();
    let mut page = Bitmap::white(1728, 600);
    (0..600).for_each(|y| (0..50).for_each(|step| page.set((y * 31 + step * 97) % 1728, y, true)));
    let mut bytes = tiff(&[page.clone(), page], Resolution::Fine);
    assert_unfit(&bench, "cut.tif", &bytes[..bytes.len() - 60], "page 2");
    let middle = bytes.len() * 3 / 4;
    bytes[middle..middle + 40].fill(0);
    assert_unfit(&bench, "flipped.tif", &bytes, "page 2 is damaged");
    assert_unfit(&bench, "head.tif", b"II\x2A\0\x08\0\0\0", "");
}

/// A PDF of so many empty pages.
fn empty_pages(count: i32) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let tree = Ref::new(2);
    pdf.catalog(Ref::new(1)).pages(tree);
    pdf.pages(tree).kids((0..count).map(|page| Ref::new(3 + page))).count(count);
    for page in 0..count {
        pdf.page(Ref::new(3 + page))
            .parent(tree)
            .media_box(Rect::new(0.0, 0.0, 595.0, 842.0));
    }
    pdf.finish()
}

#[test]
fn ten_thousand_pages_are_refused_at_once() {
    let bench = Bench::new();
    let begun = Instant::now();
    bench.file("long.pdf", empty_pages(10_000));
    let says = "long.pdf: it has 10000 pages, and a fax has at most 50";
    bench.assert_refused(&["send", "0991 123", "long.pdf", "--from", "2101"], says);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    // Two documents that are too many pages together.
    bench.file("half.pdf", empty_pages(26));
    bench.assert_refused(
        &["send", "0991 123", "half.pdf", "half.pdf", "--from", "2101"],
        "a fax has at most 50",
    );
    bench.file("long.txt", "\x0cx".repeat(60));
    bench.assert_refused(&["send", "0991 123", "long.txt", "--from", "2101"], "more than 50 pages");
}

#[test]
fn a_page_without_end_is_refused() {
    let bench = Bench::new();
    let mut pdf = Pdf::new();
    let tree = Ref::new(2);
    pdf.catalog(Ref::new(1)).pages(tree);
    pdf.pages(tree).kids([Ref::new(3)]).count(1);
    pdf.page(Ref::new(3))
        .parent(tree)
        .media_box(Rect::new(0.0, 0.0, 100.0, 14_400.0));
    assert_unfit(&bench, "ribbon.pdf", pdf.finish(), "page 1 would be 5080 mm long");
}

/// Deflated zeros (RFC 1951): one block of matches as long as there are, each at distance 1.
fn deflated_zeros(length: u64) -> Vec<u8> {
    let mut bytes = vec![0x78, 0x01];
    let (mut word, mut count) = (0_u64, 0);
    let mut put = |bits: u64, len: u32| {
        word |= bits << count;
        count += len;
        while count >= 8 {
            bytes.push(word as u8);
            word >>= 8;
            count -= 8;
        }
    };
    // Last block, fixed codes; the literal 0 (00110000). Huffman codes go first bit first.
    put(0b011, 3);
    put(0b0000_1100, 8);
    for _ in 0..length / 258 {
        // Length 258 is code 285 (11000101), distance 1 is code 0.
        put(0b1010_0011, 8);
        put(0, 5);
    }
    put(0, 7);
    put(0, 8);
    bytes
}

#[test]
fn a_page_that_unpacks_to_more_than_the_memory_there_is_ends_with_its_child_alone() {
    let bench = Bench::new();
    let mut pdf = Pdf::new();
    let tree = Ref::new(2);
    pdf.catalog(Ref::new(1)).pages(tree);
    pdf.pages(tree).kids([Ref::new(3)]).count(1);
    let mut page = pdf.page(Ref::new(3));
    page.parent(tree)
        .media_box(Rect::new(0.0, 0.0, 595.0, 842.0))
        .contents(Ref::new(4));
    page.finish();
    let bomb = deflated_zeros(4 << 30);
    pdf.stream(Ref::new(4), &bomb).pair(Name(b"Filter"), Name(b"FlateDecode"));
    bench.file("bomb.pdf", pdf.finish());
    bench.assert_refused(&["send", "0991 123", "bomb.pdf", "--from", "2101"], "bomb.pdf: page 1 ");
}

/// What the kernel says of a process, by the name of the line.
fn said_of(process: u32, file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(format!("/proc/{process}/{file}")).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.split_whitespace().next().unwrap_or_default().to_owned()
}

fn names(folder: &str) -> Vec<String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// A file of this process that its children get, too: one without O_CLOEXEC.
fn is_for_children(file: &str) -> bool {
    let info = std::fs::read_to_string(format!("/proc/self/fdinfo/{file}")).unwrap_or_default();
    let flags = info.lines().find_map(|line| line.strip_prefix("flags:")).unwrap_or_default();
    u32::from_str_radix(flags.trim(), 8).is_ok_and(|flags| flags & 0o2_000_000 == 0)
}

#[test]
fn what_reads_a_document_can_do_nothing_else() {
    let mut child = program()
        .args(["convert-child", "2048"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let process = child.id();
    // It waits for its document then.
    wait_until("it is confined", || said_of(process, "status", "Seccomp:") == "2");
    assert_eq!(said_of(process, "status", "NoNewPrivs:"), "1");
    assert_eq!(said_of(process, "limits", "Max address space"), (2_u64 << 30).to_string());
    assert_eq!(said_of(process, "limits", "Max file size"), (256 << 20).to_string());
    assert_eq!(said_of(process, "limits", "Max cpu time"), "900");
    assert_eq!(said_of(process, "limits", "Max core file size"), "0");
    // Besides its three: what whoever started this test has left open for all.
    let files: Vec<String> = names(&format!("/proc/{process}/fd"));
    let inherited: Vec<String> = names("/proc/self/fd")
        .into_iter()
        .filter(|file| is_for_children(file))
        .collect();
    let of_its_own: Vec<_> = files.iter().filter(|file| !inherited.contains(file)).collect();
    assert!(
        of_its_own.iter().all(|file| ["0", "1", "2"].contains(&file.as_str())),
        "{of_its_own:?}"
    );
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

/// Whatever is broken in a document, it is faxed or refused in one sentence, soon.
#[test]
fn documents_with_damage_anywhere_are_faxed_or_refused_in_one_sentence() {
    let bench = Bench::new();
    let whole = [letter(2), tiff(&[Bitmap::white(1728, 300)], Resolution::Fine)];
    let mut seed = 0x2545_F491_u64;
    let mut random = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for round in 0..60 {
        let mut bytes = whole[round % 2].clone();
        for _ in 0..1 + random(8) {
            let at = random(bytes.len());
            match random(3) {
                0 => bytes[at] ^= 1 << random(8),
                1 => bytes[at] = random(256) as u8,
                _ => drop(bytes.splice(at..at, std::iter::repeat_n(b'9', random(12)))),
            }
        }
        bench.file("broken", &bytes);
        let begun = Instant::now();
        let run = bench.run(&["convert", "broken", "-o", "out.tif"]);
        assert!(begun.elapsed() < Duration::from_secs(30), "round {round}: {:?}", begun.elapsed());
        match run.code {
            Some(0) => assert_eq!(run.err, "", "round {round}"),
            Some(2) => {
                let is_one =
                    run.err.lines().count() == 1 && run.err.starts_with("ferrofax: broken: ");
                assert!(is_one, "round {round}: {}", run.err);
            }
            _ => panic!("round {round}: {run:?}"),
        }
    }
}
