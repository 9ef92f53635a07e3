//! What print clients send to our printer, and printers to us: IPP, and HTTP under it.
//!
//! A step of `ipp` is a request in pieces, and the same bytes as an answer; one of `ipp-jobs` a
//! request for a print job; one of `http` is a connection from its first byte to its end.

use std::io::Write;
use std::sync::OnceLock;

use ferrofax::listeners::printer::anything::{created, is_an_answer, understood};
use ferrofax::network::http::anything::Lengths;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use crate::fuzz::damage::damage;
use crate::fuzz::runner::Case;

/// A request as it grows.
struct Ask(Vec<u8>);

impl Ask {
    fn new(operation: u16) -> Self {
        let mut bytes = vec![2, 0];
        bytes.extend(operation.to_be_bytes());
        bytes.extend([0, 0, 0, 1, 1]);
        Self(bytes)
            .value(0x47, "attributes-charset", b"utf-8")
            .value(0x48, "attributes-natural-language", b"en")
            .value(0x45, "printer-uri", b"ipp://localhost/printers/sendfax")
    }

    fn value(mut self, tag: u8, name: &str, value: &[u8]) -> Self {
        self.0.push(tag);
        self.0.extend((name.len() as u16).to_be_bytes());
        self.0.extend(name.as_bytes());
        self.0.extend((value.len() as u16).to_be_bytes());
        self.0.extend(value);
        self
    }

    fn group(mut self, tag: u8) -> Self {
        self.0.push(tag);
        self
    }

    /// The end of the attributes, and a document.
    fn with(self, document: &[u8]) -> Vec<u8> {
        [&self.group(3).0, document].concat()
    }
}

/// A job with all that is wished for, a question about a printer, an answer with jobs.
fn good_ipp() -> &'static [Vec<u8>] {
    static GOOD: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    GOOD.get_or_init(|| {
        let wished = Ask::new(2)
            .value(0x35, "job-name", b"\0\x02de\0\x05Brief")
            .group(2)
            .value(0x34, "destination-uris", b"")
            .value(0x4A, "", b"destination-uri")
            .value(0x45, "", b"tel:+49-991-2700619;postd=22")
            .value(0x4A, "", b"pre-dial-string")
            .value(0x41, "", b"9w")
            .value(0x37, "", b"")
            .value(0x34, "", b"")
            .value(0x4A, "", b"destination-uri")
            .value(0x45, "", b"tel:112")
            .value(0x37, "", b"")
            .value(0x34, "cover-sheet-info", b"")
            .value(0x4A, "", b"subject")
            .value(0x41, "", b"Order")
            .value(0x37, "", b"")
            .value(0x21, "number-of-retries", &3_i32.to_be_bytes())
            .value(0x21, "retry-interval", &60_i32.to_be_bytes())
            .value(0x33, "page-ranges", &[0, 0, 0, 1, 0, 0, 0, 2])
            .value(0x31, "job-hold-until-time", &[7, 0xEA, 11, 22, 4, 0, 0, 0, b'+', 1, 0])
            .value(0x44, "sides", b"one-sided")
            .with(b"%PDF-1.4");
        let asked = Ask::new(0x0B)
            .value(0x44, "requested-attributes", b"all")
            .value(0x44, "", b"media-col-database")
            .value(0x49, "document-format", b"image/urf")
            .with(b"");
        let answered = Ask::new(0)
            .group(2)
            .value(0x21, "job-id", &7_i32.to_be_bytes())
            .value(0x42, "job-name", b"fax 7")
            .value(0x23, "job-state", &9_i32.to_be_bytes())
            .group(4)
            .value(0x32, "pwg-raster-document-resolution-supported", &[0, 0, 1, 44, 0, 0, 1, 44, 3])
            .value(0x34, "media-col-ready", b"")
            .value(0x4A, "", b"media-size")
            .value(0x34, "", b"")
            .value(0x4A, "", b"x-dimension")
            .value(0x21, "", &21_000_i32.to_be_bytes())
            .value(0x37, "", b"")
            .value(0x37, "", b"")
            .with(b"");
        vec![wished, asked, answered]
    })
}

/// A request, and the same bytes as an answer.
pub(crate) fn ipp(case: &mut Case) {
    case.steps = 1;
    let good = good_ipp();
    let mut bytes = good[case.random.below(good.len() as u32) as usize].clone();
    damage(&mut bytes, good, &mut case.random);
    case.input.clone_from(&bytes);
    let whole = understood(&bytes, bytes.len());
    let piece = 1 + case.random.below(40) as usize;
    assert_eq!(understood(&bytes, piece), whole, "it means the same in pieces of {piece}");
    if let Some(understood) = whole {
        assert!(understood.document < bytes.len());
        // Its own number is that of the request, which a client knows.
        let mut answer = understood.answer;
        answer[4..8].copy_from_slice(&1_i32.to_be_bytes());
        assert!(is_an_answer(&answer), "{answer:?}");
    }
    let _ = is_an_answer(&bytes);
}

/// A request for a print job, with some more receivers: what is kept of it is bounded by what was
/// sent, and is read back as it was.
pub(crate) fn ipp_jobs(case: &mut Case) {
    case.steps = 1;
    let good = good_ipp();
    let mut ask = Ask(good[0][..good[0].len() - 9].to_vec()).group(2);
    // Many make a case long, and are seldom more than a few.
    let most = if case.random.below(1_000) == 0 { 1_200 } else { 5 };
    for at in 0..case.random.below(most) {
        let name = if at == 0 { "destination-uris" } else { "" };
        ask = ask
            .value(0x34, name, b"")
            .value(0x4A, "", b"destination-uri")
            .value(0x45, "", b"tel:+499911")
            .value(0x37, "", b"");
    }
    let mut bytes = ask.with(b"");
    if case.random.below(3) > 0 {
        damage(&mut bytes, good, &mut case.random);
    }
    case.input.clone_from(&bytes);
    let Some(created) = created(&bytes) else { return };
    assert!(created.destinations <= 1_000, "{created:?}");
    // A receiver has some words around it in what is kept; a sign may become six (\\u0000).
    let most = 6 * bytes.len() + 200 * created.destinations + 4_000;
    assert!(created.is_same && created.bytes <= most, "{created:?} of {} bytes", bytes.len());
}

/// Requests with each kind of body.
fn good_http() -> &'static [Vec<u8>] {
    static GOOD: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    GOOD.get_or_init(|| {
        let document = good_ipp()[0].repeat(20);
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        let written = [gzip.write_all(&document), zlib.write_all(&document), bare.write_all(&document)];
        assert!(written.iter().all(Result::is_ok));
        let packed = |bytes: std::io::Result<Vec<u8>>| bytes.expect("memory");
        let with = |lines: &str, body: &[u8]| {
            let head = format!(
                "POST /ipp/print HTTP/1.1\r\nHost: fax:631\r\nContent-Type: application/ipp\r\n{lines}\r\n"
            );
            [head.as_bytes(), body].concat()
        };
        let sized = |lines: &str, body: &[u8]| {
            with(&format!("{lines}Content-Length: {}\r\n", body.len()), body)
        };
        let (first, rest) = document.split_at(30);
        let chunked = [
            b"1E;x=y\r\n",
            first,
            format!("\r\n{:x}\r\n", rest.len()).as_bytes(),
            rest,
            b"\r\n0\r\nTrailer: a\r\n\r\n",
        ]
        .concat();
        vec![
            sized("Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n", b"short"),
            sized("Content-Encoding: gzip\r\n", &packed(gzip.finish())),
            sized("Content-Encoding: deflate\r\n", &packed(zlib.finish())),
            sized("Content-Encoding: deflate\r\nExpect: 100-continue\r\n", &packed(bare.finish())),
            with("Transfer-Encoding: chunked\r\n", &chunked),
            [b"GET / HTTP/1.0\r\n\r\n".to_vec(), sized("Connection: close\r\n", b"x")].concat(),
        ]
    })
}

/// The statuses of answers, each of which has a head and the body that it tells.
fn statuses(heard: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(heard);
    let mut rest = &*text;
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (head, body) = rest.split_once("\r\n\r\n").expect("an answer has a head");
        let status = head.strip_prefix("HTTP/1.1 ").or_else(|| head.strip_prefix("HTTP/1.0 "));
        let status: u16 = status.and_then(|line| line.get(..3)?.parse().ok()).expect("a status");
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.parse::<usize>())?
                .ok()
        });
        rest = body.get(length.unwrap_or(0)..).expect("the body is there");
        found.push(status);
    }
    found
}

/// A connection with one request or several.
pub(crate) fn http(case: &mut Case) {
    case.steps = 1;
    thread_local!(static SERVER: Lengths = Lengths::start().expect("a server"));
    let good = good_http();
    let random = &mut case.random;
    let mut bytes = Vec::new();
    for _ in 0..=random.below(2) {
        let mut request = good[random.below(good.len() as u32) as usize].clone();
        damage(&mut request, good, random);
        bytes.extend(request);
    }
    case.input.clone_from(&bytes);
    let piece = 1 + random.below(2_000) as usize;
    let heard = SERVER.with(|server| server.answers(&bytes, piece));
    for status in statuses(&heard) {
        let known = [100, 200, 400, 405, 408, 413, 414, 415, 431, 505];
        assert!(known.contains(&status), "{status}: {}", String::from_utf8_lossy(&heard));
    }
}
