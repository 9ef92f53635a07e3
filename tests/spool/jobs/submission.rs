//! What cannot be a job is refused with the reason and where, and nothing of it stays.

use std::fs;

use ferrofax::UnixMs;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobQuery, NewDocument, NewJob};
use ferrofax::spool::{Spool, SpoolError};

use super::bench::{Bench, document, write_document};

fn refusal(bench: &Bench, new: &NewJob) -> (Failure, String) {
    let error = bench.spool.submission().submit(new, UnixMs(1_000_000)).unwrap_err();
    assert_eq!(bench.spool.jobs().list(&JobQuery::default()).unwrap(), []);
    assert_eq!(fs::read_dir(bench.spool.folder().join("jobs")).unwrap().count(), 0, "{error}");
    match error {
        SpoolError::Refused { failure, text } => (failure, text),
        other => panic!("{other:?}"),
    }
}

#[test]
fn jobs_that_make_no_sense_are_refused() {
    let bench = Bench::new();
    let job = || bench.job("1", 1);
    let cases = [
        (NewJob { number: " ".into(), ..job() }, Failure::BadNumber, "no number"),
        (NewJob { documents: vec![], ..job() }, Failure::NoDocument, "no document"),
        (NewJob { max_tries: 0, ..job() }, Failure::Forbidden, "allows no attempt"),
        (NewJob { send_at: Some(UnixMs(900_000)), ..job() }, Failure::Expired, "in the past"),
        (NewJob { expires_at: Some(UnixMs(1_000_000)), ..job() }, Failure::Expired, "would expire"),
        (
            NewJob {
                expires_at: Some(UnixMs(2_000_000)),
                send_at: Some(UnixMs(3_000_000)),
                ..job()
            },
            Failure::Expired,
            "would expire",
        ),
        (
            NewJob { max_pages: 4, ..bench.job("1", 5) },
            Failure::TooManyPages,
            "\"5 pages.pdf\" has 5 pages",
        ),
    ];
    for (new, failure, words) in cases {
        let (found, text) = refusal(&bench, &new);
        assert_eq!(found, failure, "{text}");
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn a_document_that_is_empty_damaged_or_none_is_refused_with_its_name_and_the_others_go_with_it() {
    let bench = Bench::new();
    let bad = bench.folder.path().join("bad.tif");
    let whole = fs::read(document(&bench.folder, 3)).unwrap();
    let mut job = bench.job("1", 2);
    job.documents.push(NewDocument { path: bad.clone(), name: "Brief.tif".into() });
    for (bytes, failure) in [
        (vec![], Failure::NoDocument),
        (b"%PDF-1.4".to_vec(), Failure::ConversionFailed),
        (whole[..whole.len() - 40].to_vec(), Failure::ConversionFailed),
        (whole[..whole.len() / 2].to_vec(), Failure::ConversionFailed),
    ] {
        fs::write(&bad, bytes).unwrap();
        let (found, text) = refusal(&bench, &job);
        assert_eq!(found, failure, "{text}");
        assert!(text.contains("\"Brief.tif\""), "{text}");
    }
    fs::remove_file(&bad).unwrap();
    let error = bench.spool.submission().submit(&job, UnixMs(0)).unwrap_err();
    assert!(error.to_string().contains("bad.tif"), "{error}");
    fs::create_dir(&bad).unwrap();
    assert!(refusal(&bench, &job).1.contains("not a plain file"));
}

#[test]
fn a_damaged_page_is_found_before_anyone_is_called() {
    let bench = Bench::new();
    let path = bench.folder.path().join("flipped.tif");
    write_document(&path, 2);
    let mut bytes = fs::read(&path).unwrap();
    for byte in &mut bytes[20..60] {
        *byte = !*byte;
    }
    fs::write(&path, bytes).unwrap();
    let job =
        NewJob { documents: vec![NewDocument { path, name: String::new() }], ..bench.job("1", 1) };
    let (failure, text) = refusal(&bench, &job);
    assert_eq!(failure, Failure::ConversionFailed);
    assert!(text.starts_with("\"flipped.tif\" cannot be faxed: "), "{text}");
}

#[test]
fn a_page_that_ends_early_is_refused_and_not_sent_with_white_below() {
    let bench = Bench::new();
    let path = bench.folder.path().join("short.tif");
    write_document(&path, 1);
    let mut bytes = fs::read(&path).unwrap();
    // The length of its image (StripByteCounts, a LONG), halved.
    let entry = bytes.windows(4).position(|four| four == [0x17, 0x01, 4, 0]).unwrap();
    let length = u32::from_le_bytes(bytes[entry + 8..entry + 12].try_into().unwrap());
    bytes[entry + 8..entry + 12].copy_from_slice(&(length / 2).to_le_bytes());
    fs::write(&path, bytes).unwrap();
    let job =
        NewJob { documents: vec![NewDocument { path, name: String::new() }], ..bench.job("1", 1) };
    let (failure, text) = refusal(&bench, &job);
    assert_eq!(
        (failure, text.as_str()),
        (Failure::ConversionFailed, "\"short.tif\" cannot be faxed: page 1 is damaged")
    );
}

#[test]
fn a_job_is_whole_for_another_process_the_moment_it_is_taken_in() {
    let bench = Bench::new();
    let mut new = bench.job("1", 2);
    new.documents
        .push(NewDocument { path: document(&bench.folder, 3), name: "second".into() });
    let job = bench.spool.submission().submit(&new, UnixMs(0)).unwrap();
    for pages in [2, 3] {
        fs::remove_file(document(&bench.folder, pages)).unwrap();
    }
    let other = Spool::open(bench.spool.folder()).unwrap();
    let found = other.jobs().job(job).unwrap();
    assert_eq!((found.documents.len(), found.pages.len()), (2, 5));
    assert!(found.documents.iter().all(|document| document.path.is_file()));
    let numbers: Vec<_> = found
        .pages
        .iter()
        .map(|page| (page.number, page.at.document, page.at.page))
        .collect();
    assert_eq!(numbers, [(1, 1, 1), (2, 1, 2), (3, 2, 1), (4, 2, 2), (5, 2, 3)]);
}

#[test]
fn what_a_crash_left_of_a_submission_is_cleaned_up_a_day_later() {
    let bench = Bench::new();
    bench.submit("1", 1, UnixMs(0));
    let left = bench.spool.folder().join("jobs/0123456789abcdef.tif");
    fs::write(&left, "left").unwrap();
    let note = bench.spool.folder().join("jobs/note.txt");
    fs::write(&note, "not ours").unwrap();
    let now = ferrofax::UnixMs::now();
    assert_eq!(bench.spool.retention().cleanup(now, 30).unwrap().freed_bytes, 0);
    assert_eq!(bench.spool.retention().cleanup(now + 25 * 60 * 60_000, 30).unwrap().freed_bytes, 4);
    assert!(!left.exists() && note.exists());
    assert_eq!(fs::read_dir(bench.spool.folder().join("jobs")).unwrap().count(), 2);
}

/// Root submits into a spool of the PBX's user.
#[test]
fn what_root_submits_can_be_read_by_the_pbx() {
    use std::os::unix::fs::{MetadataExt, chown};
    let bench = Bench::new();
    let folder = bench.spool.folder().join("jobs");
    if chown(&folder, Some(12_345), Some(12_346)).is_err() {
        return crate::programs::skip("gives files to users, which root alone may");
    }
    let job = bench.submit("1", 1, UnixMs(0));
    let file = fs::metadata(&bench.spool.jobs().job(job).unwrap().documents[0].path).unwrap();
    assert_eq!((file.uid(), file.gid(), file.mode() & 0o777), (12_345, 12_346, 0o600));
}

#[test]
fn a_job_is_found_by_an_option_of_its_way_in() {
    let bench = Bench::new();
    let mut new = bench.job("1", 1);
    new.options.insert("mark".into(), "abc".into());
    let job = bench.spool.submission().submit(&new, UnixMs(0)).unwrap();
    bench.submit("1", 1, UnixMs(0));
    assert_eq!(bench.spool.jobs().job_marked("abc").unwrap(), Some(job));
    assert_eq!(bench.spool.jobs().job_marked("ab").unwrap(), None);
}
