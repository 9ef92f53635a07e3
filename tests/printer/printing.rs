//! What is printed becomes faxes of who may send, to whom the print job names.

use std::io::Write;

use ferrofax::document::tiff;
use ferrofax::spool::jobs::{Job, JobState, Origin};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use crate::client::{
    Answer, Ask, CLOSE_JOB, CREATE_JOB, Client, FORMAT, GET_JOBS, GET_PRINTER_ATTRIBUTES, IGNORED,
    NOT_AUTHORIZED, NOT_FOUND, OK, PRINT_JOB, SEND_DOCUMENT, VALIDATE_JOB, VALUES,
};
use crate::life::{about, wait_for};
use crate::paper::{self, Sheet};
use crate::programs;
use crate::rig::Rig;
use crate::{SETTINGS, alice_at};

const PEER: &str = "tel:+49-991-2700619";

fn pdf() -> Vec<u8> {
    use pdf_writer::{Pdf, Rect, Ref};
    let mut pdf = Pdf::new();
    let [catalog, pages, page] = [1, 2, 3].map(Ref::new);
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    pdf.page(page).parent(pages).media_box(Rect::new(0.0, 0.0, 595.0, 842.0));
    pdf.finish()
}

fn jpeg() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::GrayImage::from_pixel(64, 64, image::Luma([128]));
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

#[test]
fn documents_of_all_kinds_become_faxes() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    let mut documents = vec![
        ("application/pdf", pdf()),
        ("image/jpeg", jpeg()),
        ("text/plain", b"Hello\n".to_vec()),
        ("application/octet-stream", pdf()),
    ];
    if programs::is_there("gs") {
        documents.push(("application/postscript", b"%!PS\nshowpage\n".to_vec()));
        // As drivers for Windows write it.
        let driver = "\x1B%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=POSTSCRIPT\r\n%!PS-Adobe-3.0\r\n\
                      showpage\r\n\x04\x1B%-12345X@PJL EOJ\r\n\x1B%-12345X";
        documents.push(("application/octet-stream", driver.into()));
    }
    for (count, (format, document)) in (1..).zip(&documents) {
        let ask = Ask::new(PRINT_JOB)
            .name("requesting-user-name", "somebody else")
            .name("job-name", "Letter")
            .mime("document-format", format)
            .to(&[PEER]);
        let answer = alice.post(&ask.with(document));
        assert_eq!((answer.status(), answer.number("job-id")), (OK, count), "{format}");
        let jobs = rig.wait_for_jobs(count as usize);
        let job = &jobs[0];
        assert_eq!((job.number.as_str(), job.pages.len()), ("+499912700619", 1), "{format}");
        assert_eq!((job.owner.as_str(), job.created_by), ("alice", Origin::Print));
        assert_eq!((job.device.number.as_str(), job.tag.as_str()), ("2101", "Letter"));
        assert_eq!(job.documents[0].name, "Letter");
    }
}

#[test]
fn a_body_may_come_in_chunks_packed_and_after_a_word_of_ours() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    let print = |compression: &str, document: &[u8]| {
        let ask = Ask::new(PRINT_JOB).keyword("compression", compression).to(&[PEER]);
        ask.with(document)
    };
    let gzip = |bytes: &[u8]| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    };
    let deflate = |bytes: &[u8]| {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    };
    // The document packed, by IPP.
    for (coding, document) in [("gzip", gzip(&pdf())), ("deflate", deflate(&pdf()))] {
        assert_eq!(alice.post(&print(coding, &document)).status(), OK, "{coding}");
    }
    // All of the body packed, by HTTP.
    for (coding, body) in
        [("gzip", gzip(&print("none", &pdf()))), ("deflate", deflate(&print("none", &pdf())))]
    {
        let lines = format!("Content-Encoding: {coding}\r\nContent-Length: {}\r\n", body.len());
        assert_eq!(alice.post_as(&lines, &body).status(), OK, "{coding}");
    }
    // In chunks of some bytes.
    let mut chunked = Vec::new();
    for chunk in print("none", &pdf()).chunks(37) {
        write!(chunked, "{:x}\r\n", chunk.len()).unwrap();
        chunked.extend_from_slice(chunk);
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    assert_eq!(alice.post_as("Transfer-Encoding: chunked\r\n", &chunked).status(), OK);
    // After 100 Continue.
    let (mut socket, body) = (alice.connect(), print("none", &pdf()));
    let lines = format!("Expect: 100-continue\r\nContent-Length: {}\r\n", body.len());
    socket.write_all(alice.head(&lines).as_bytes()).unwrap();
    assert_eq!(Answer::read(&mut socket).http, 100);
    socket.write_all(&body).unwrap();
    assert_eq!(Answer::read(&mut socket).status(), OK);
    assert_eq!(rig.wait_for_jobs(6).len(), 6);
}

#[test]
fn several_receivers_get_a_fax_each() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    let ask = Ask::new(PRINT_JOB).to(&["tel:+499911", "tel:0991-2", "tel:3;phone-context=+49991"]);
    assert_eq!(alice.post(&ask.with(&pdf())).status(), OK);
    let mut numbers: Vec<String> =
        rig.wait_for_jobs(3).into_iter().map(|job| job.canonical).collect();
    numbers.sort();
    assert_eq!(numbers, ["+499911", "+499912", "+499913"]);
}

#[test]
fn documents_come_one_by_one() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    let created = alice.post(&Ask::new(CREATE_JOB).to(&[PEER]).with(b""));
    assert_eq!((created.status(), created.number("job-state")), (OK, 4));
    let id = created.number("job-id");
    let send = |last: bool, document: &[u8]| {
        let ask = Ask::new(SEND_DOCUMENT).number("job-id", id).flag("last-document", last);
        alice.post(&ask.with(document)).status()
    };
    assert_eq!(send(false, &pdf()), OK);
    assert_eq!(send(false, b"Second\n"), OK);
    assert!(rig.jobs().is_empty(), "it is not complete");
    assert_eq!(alice.post(&Ask::new(CLOSE_JOB).number("job-id", id).with(b"")).status(), OK);
    let jobs = rig.wait_for_jobs(1);
    assert_eq!((jobs[0].documents.len(), jobs[0].pages.len()), (2, 2));
    assert_ne!(send(true, &pdf()), OK, "it takes no more");
    // The last document says itself that it is.
    let id = alice.post(&Ask::new(CREATE_JOB).to(&[PEER]).with(b"")).number("job-id");
    let ask = Ask::new(SEND_DOCUMENT).number("job-id", id).flag("last-document", true);
    assert_eq!(alice.post(&ask.with(&pdf())).status(), OK);
    assert_eq!(rig.wait_for_jobs(2).len(), 2);
}

#[test]
fn who_prints_is_asked_for_and_a_name_is_no_right() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let print = |client: Client, device: &str| {
        let uri = format!("ipp://localhost/printers/{device}");
        let ask = Ask::at(PRINT_JOB, &uri).name("requesting-user-name", "alice").to(&[PEER]);
        client.post(&ask.with(&pdf()))
    };
    // Nobody, and a wrong password.
    let answer = print(Client::at(to, 1), "sendfax");
    assert_eq!(answer.http, 401);
    assert!(answer.head.to_lowercase().contains("www-authenticate: basic realm="));
    let wrong = Client { login: Some(("alice", "wrong")), ..Client::alice(to) };
    assert_eq!(print(wrong, "sendfax").http, 401);
    // What the printer is everybody may know; who prints what, nobody.
    let about = Ask::new(GET_PRINTER_ATTRIBUTES).with(b"");
    assert_eq!(Client::at(to, 1).post(&about).status(), OK);
    assert_eq!(Client::at(to, 1).post(&Ask::new(GET_JOBS).with(b"")).http, 401);
    // A user from his device and from no other, and a network that is named.
    assert_eq!(print(Client::alice(to), "2101").status(), OK);
    assert_eq!(print(Client::alice(to), "2102").status(), VALUES);
    assert_eq!(print(Client::alice(to), "2109").status(), NOT_FOUND);
    assert_eq!(print(Client::at(to, 2), "sendfax").status(), OK);
    assert_eq!(print(Client::at(to, 2), "2101").status(), NOT_AUTHORIZED);
    let jobs = rig.wait_for_jobs(2);
    let whose: Vec<_> = jobs
        .iter()
        .map(|job| (job.owner.as_str(), job.device.number.as_str()))
        .collect();
    assert_eq!(whose, [("office", "2102"), ("alice", "2101")]);
}

#[test]
fn what_cannot_be_faxed_is_refused_before_it_is_printed() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    for operation in [VALIDATE_JOB, PRINT_JOB] {
        let ask = || Ask::new(operation);
        for (asked, status, words) in [
            (Ask::at(operation, "ipp://localhost/ipp/faxout"), VALUES, "no number is given"),
            (ask().to(&["tel:abc"]), VALUES, "no telephone number"),
            (ask().to(&["sip:1@x"]), VALUES, "no tel: URI"),
            (ask().to(&[PEER, "tel:12ab"]), VALUES, "no telephone number"),
            (ask().to(&["tel:+1900123456"]), VALUES, "not allowed here"),
            (ask().mime("document-format", "application/x-dvi").to(&[PEER]), FORMAT, "can"),
            (
                ask().flag("ipp-attribute-fidelity", true).to(&[PEER]).number("copies", 2),
                VALUES,
                "not supported",
            ),
        ] {
            let answer = alice.post(&asked.with(&pdf()));
            assert_eq!(answer.status(), status, "{}", answer.message());
            assert!(answer.message().contains(words), "{}", answer.message());
        }
        let ignored = ask().to(&[PEER]).number("copies", 2).keyword("job-colour", "red");
        if operation == VALIDATE_JOB {
            assert_eq!(alice.post(&ask().to(&[PEER]).with(b"")).status(), OK);
            let answer = alice.post(&ignored.with(b""));
            assert_eq!((answer.status(), answer.number("copies")), (IGNORED, 2));
        }
    }
    assert!(rig.jobs().is_empty());
}

#[test]
fn what_a_print_job_wishes_its_fax_has() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    let ask = Ask::new(PRINT_JOB)
        .to(&[PEER])
        .number("job-priority", 100)
        .number("number-of-retries", 4)
        .keyword("job-hold-until", "indefinite")
        .number("print-quality", 3);
    assert_eq!(alice.post(&ask.with(&pdf())).status(), OK);
    let job = &rig.wait_for_jobs(1)[0];
    assert_eq!((job.priority, job.max_dials, job.state.to_string().as_str()), (0, 5, "suspended"));
}

#[test]
fn a_priority_before_the_usual_one_is_a_right() {
    let (rig, _serving, alice) = alice_at(&SETTINGS.replace("priority = true\n", ""));
    let ask = Ask::new(PRINT_JOB).to(&[PEER]).number("job-priority", 100);
    assert_eq!(alice.post(&ask.with(&pdf())).status(), OK);
    assert_eq!(rig.wait_for_jobs(1)[0].priority, 200);
    let audit = std::fs::read_to_string(rig.spool.folder().join("audit.log")).unwrap();
    assert!(audit.contains(r#""priority":0,"priority_taken":false"#), "{audit}");
}

#[test]
fn a_print_job_is_called_as_its_client_calls_it_in_one_line() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    for (number, (name, read)) in (1..)
        .zip([(&b"Rechnung f\xfcr M\xfcller"[..], "Rechnung für Müller"), (b"a\r\nb\0c", "a  b c")])
    {
        let ask = Ask::new(PRINT_JOB).value(0x42, "job-name", name).to(&[PEER]);
        let answer = alice.post(&ask.with(&pdf()));
        assert_eq!(answer.status(), OK, "{}", answer.message());
        assert_eq!(rig.wait_for_jobs(number)[0].tag, read);
        assert_eq!(about(alice, answer.number("job-id")).texts("job-name"), [read]);
    }
}

#[test]
fn what_a_fax_does_not_have_is_answered_as_not_supported() {
    let (_rig, _serving, alice) = alice_at(SETTINGS);
    for (name, word, has) in [
        ("sides", "one-sided", true),
        ("sides", "two-sided-long-edge", false),
        ("media", "iso_a4_210x297mm", true),
        ("media", "na_index-4x6_4x6in", false),
        ("print-color-mode", "monochrome", true),
        ("print-color-mode", "color", false),
        ("output-mode", "monochrome", true),
        ("print-scaling", "fill", false),
        ("job-sheets", "standard", false),
    ] {
        let ask = Ask::new(VALIDATE_JOB).to(&[PEER]).keyword(name, word);
        let answer = alice.post(&ask.with(b""));
        assert_eq!(answer.status(), if has { OK } else { IGNORED }, "{name} {word}");
        let strict = Ask::new(VALIDATE_JOB).flag("ipp-attribute-fidelity", true).to(&[PEER]);
        let answer = alice.post(&strict.keyword(name, word).with(b""));
        assert_eq!(answer.status(), if has { OK } else { VALUES }, "{name} {word}");
    }
}

#[test]
fn only_the_pages_that_are_asked_for_are_sent() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    let print = |ranges: &[(i32, i32)], document: &[u8]| {
        let ask = ranges.iter().enumerate().fold(
            Ask::new(PRINT_JOB).to(&[PEER]),
            |ask, (at, (from, to))| {
                let both = [from.to_be_bytes(), to.to_be_bytes()].concat();
                ask.value(0x33, if at == 0 { "page-ranges" } else { "" }, &both)
            },
        );
        alice.post(&ask.with(document))
    };
    let mut documents = vec![paper::pdf(Sheet::A4, 6)];
    if programs::is_there("gs") {
        documents.push(paper::postscript(Sheet::A4, 6));
    }
    for (count, document) in (1..).zip(&documents) {
        assert_eq!(print(&[(2, 3), (5, 5)], document).status(), OK);
        let job = rig.wait_for_jobs(2 * count - 1).remove(0);
        assert_eq!(job.pages.len(), 3);
        let boxes: Vec<usize> = black_of(&job).collect();
        assert_eq!(print(&[(1, i32::MAX)], document).status(), OK);
        let job = rig.wait_for_jobs(2 * count).remove(0);
        let all: Vec<usize> = black_of(&job).collect();
        assert_eq!((all.len(), boxes), (6, vec![all[1], all[2], all[4]]));
    }
    for (ranges, words) in [
        (&[(3, 2)][..], "page-ranges: 3-2 is not a range of pages"),
        (&[(0, 2)], "page-ranges: 0-2 is not a range of pages"),
        (&[(3, 4), (2, 2)], "page-ranges: 2-2 does not come after the range before it"),
    ] {
        let answer = print(ranges, &documents[0]);
        assert_eq!((answer.status(), answer.message().as_str()), (VALUES, words));
    }
    // Where none of them is there, it is not sent.
    let id = print(&[(7, 9)], &documents[0]).number("job-id");
    let answer = wait_for(alice, id, 8);
    let message = &answer.texts("job-state-message")[0];
    assert!(message.contains("page 7-9 was requested, but the number of pages is 6"), "{message}");
}

/// How black each page of a fax is.
fn black_of(job: &Job) -> impl Iterator<Item = usize> {
    let pages = tiff::read(&job.documents[0].path).unwrap();
    pages.into_iter().map(|page| {
        let page = page.bitmap().unwrap();
        page.data().iter().map(|byte| byte.count_ones() as usize).sum()
    })
}

#[test]
fn a_print_job_without_a_number_waits_for_one() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    let answer = alice.post(&Ask::new(PRINT_JOB).name("job-name", "Letter").with(&pdf()));
    assert_eq!(answer.status(), OK, "{}", answer.message());
    let job = rig.wait_for_jobs(1).remove(0);
    assert_eq!((job.number.as_str(), job.state), ("", JobState::Suspended));
    // The job is in the queue a moment before the printer says so.
    let reasons = wait_for(alice, answer.number("job-id"), 4).texts("job-state-reasons");
    assert_eq!(reasons, ["job-hold-until-specified", "fax-number-needed"]);
    let given = rig.command().args(["number", &job.id.to_string(), "0991 1"]).status().unwrap();
    assert!(given.success());
    assert_eq!(rig.spool.jobs().job(job.id).unwrap().canonical, "+499911");
}
