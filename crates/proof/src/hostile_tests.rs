//! Files that somebody made to deceive a reader, or to keep the verifying busy: each is judged at
//! once, and none is valid by a trick.

use std::time::{Duration, Instant};

use der::Encode as _;
use der::asn1::{Any, SetOfVec};
use ferrofax_basics::UnixMs;
use ferrofax_document::pdf::PdfInfo;
use ferrofax_document::pdf_text::{AttachedFile, ForSignature, MOST_ROOM, TextPdf};

use crate::certificate::{Hash, hex};
use crate::keys::Keys;
use crate::layout::Layout;
use crate::settings::ProofSettings;
use crate::signed::{SIGNING_CERTIFICATE_V2, SigningCertificate, read};
use crate::signer::{Signer, attribute, content_info};
use crate::verify::{Finding, LARGEST_FACTS, Trust, Verdict, verify};

const NOW: UnixMs = UnixMs(1_795_900_000_000);

/// A time in which no old way of reading finished with these files.
const AT_ONCE: Duration = Duration::from_secs(20);

/// The key of a server, and another key with the same name.
struct Server {
    folder: tempfile::TempDir,
    signer: Signer,
    other: Signer,
}

impl Server {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let signer = |name| {
            let folder = Some(folder.path().join(name));
            let settings = ProofSettings { folder, ..ProofSettings::default() };
            Keys::of(&settings).signer("node", NOW).unwrap()
        };
        let (signer, other) = (signer("own"), signer("other"));
        Self { folder, signer, other }
    }

    /// A file with these attached files that is not signed yet.
    fn drawn(&self, files: &[(&str, &[u8])]) -> Vec<u8> {
        let files: Vec<_> = files
            .iter()
            .map(|(name, bytes)| AttachedFile {
                name,
                media_type: "image/tiff",
                about: "A file",
                is_source: false,
                bytes,
            })
            .collect();
        let at = NOW.0 / 1_000;
        let wanted = ForSignature { files: &files, name: "node", at, room: 2_000 };
        let info = PdfInfo { title: "Proof", created: None };
        let unsigned = TextPdf::default().finish_for_signature(info, "en", &wanted);
        unsigned.signed(&[]).unwrap()
    }

    fn signed(&self, file: Vec<u8>) -> Vec<u8> {
        let names = SigningCertificate::of(self.signer.certificates()).unwrap();
        self.signed_with(file, &names)
    }

    /// Writes the range of the signature and the signature.
    fn signed_with(&self, mut file: Vec<u8>, names: &SigningCertificate) -> Vec<u8> {
        let (from, to) = digits(&file);
        let range = format!("{} {} {}", from - 1, to + 1, file.len() - to - 1);
        let at = last(&file, b"/ByteRange [0 ") + 14;
        file[at..at + 32].copy_from_slice(format!("{range:32}").as_bytes());
        let digest = Hash::Sha256.digest(&[&file[..from - 1], &file[to + 1..]]);
        let names = attribute(SIGNING_CERTIFICATE_V2, names).unwrap();
        let signature = self.signer.signed(&digest, vec![names], |_| Ok(None)).unwrap();
        let signature = hex(&signature);
        file[from..to].fill(b'0');
        file[from..from + signature.len()].copy_from_slice(signature.as_bytes());
        file
    }

    fn judged(&self, file: &[u8]) -> Verdict {
        let pem = self.folder.path().join("own/certificates.pem");
        let (trust, begun) = (Trust::of(Some(&pem), None).unwrap(), Instant::now());
        let verdict = verify(file, &trust, NOW);
        assert!(begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());
        verdict
    }

    fn faults(&self, file: &[u8]) -> Vec<Finding> {
        let findings = self.judged(file).findings.into_iter();
        findings.filter(Finding::is_fault).collect()
    }
}

/// The last position of this text.
fn last(file: &[u8], text: &[u8]) -> usize {
    file.windows(text.len()).rposition(|part| part == text).unwrap()
}

/// The positions of the digits of the signature.
fn digits(file: &[u8]) -> (usize, usize) {
    let from = last(file, b"/Contents <") + 11;
    (from, from + file[from..].iter().position(|byte| *byte == b'>').unwrap())
}

const FACTS: &[u8] = br#"{ "ferrofax_proof": 1, "documents": [] }"#;

#[test]
fn a_file_as_the_server_writes_it_is_valid() {
    let server = Server::new();
    let file = server.signed(server.drawn(&[("proof.json", FACTS)]));
    assert_eq!(server.faults(&file), []);
}

/// A document with the text of ten thousands of ranges and no end of one of them.
/// Parameters that mean nothing are not signed, and the room behind the signature has place for them.
#[test]
fn an_algorithm_that_is_written_in_another_way_is_found() {
    let server = Server::new();
    let mut file = server.signed(server.drawn(&[("proof.json", FACTS)]));
    let layout = Layout::of(&file).unwrap_or_else(|_| panic!());
    let mut data = read(&layout.signature().unwrap()).unwrap();
    let mut info = data.signer_infos.0.as_slice()[0].clone();
    info.signature_algorithm.parameters = Some(Any::null());
    data.signer_infos.0 = SetOfVec::try_from(vec![info]).unwrap();
    let changed = hex(&content_info(&data).and_then(|info| info.to_der()).unwrap());
    let from = digits(&file).0;
    file[from..from + changed.len()].copy_from_slice(changed.as_bytes());
    let why = "an algorithm is not what the signature needs".to_owned();
    assert_eq!(server.faults(&file), [Finding::SignatureBroken(why)]);
}

#[test]
fn ranges_in_an_attached_document_are_not_looked_at() {
    let server = Server::new();
    let ranges = b"/ByteRange [0 1 2".repeat(100_000);
    let files: [(&str, &[u8]); 2] = [("document-001.tif", &ranges), ("proof.json", FACTS)];
    assert_eq!(server.faults(&server.signed(server.drawn(&files))), []);
}

/// A signature covers all bytes but its own place, so it remains right if it is moved to a place
/// whose range an attached document brings.
#[test]
fn the_signature_cannot_be_moved_into_an_attached_document() {
    let server = Server::new();
    let before = format!("/M (D:20261128210640Z)\n  /ByteRange [0 {:32}]\n  /Contents ", "");
    let document = format!("{before}\n>>\nendobj\n\nxref\n").into_bytes();
    let files: [(&str, &[u8]); 2] = [("document-001.tif", &document), ("proof.json", FACTS)];
    let mut file = server.drawn(&files);
    let (from, to) = digits(&file);
    let size = to - from + 2;
    let at = file.windows(before.len()).position(|part| part == before.as_bytes()).unwrap();
    let place = at + before.len();
    let range = format!("{place} {} {}", place + size, file.len() - size - place);
    let numbers = place - "]\n  /Contents ".len() - 32;
    file[numbers..numbers + 32].copy_from_slice(format!("{range:32}").as_bytes());
    let mut file = server.signed(file);
    assert_eq!(server.faults(&file), []);
    let signature: Vec<u8> = file.drain(from - 1..to + 1).collect();
    file.splice(place..place, signature);
    assert_eq!(server.faults(&file), [Finding::NoSignature]);
}

/// The table of objects has 100,000 rows that all point to one large file.
#[test]
fn a_file_that_is_attached_often_is_hashed_once() {
    let server = Server::new();
    let entry = r#"{"file":"a","sha256":"b"},"#.repeat(100_000);
    let facts = format!("{{\"ferrofax_proof\":1,\"documents\":[{}]}}", entry.trim_end_matches(','));
    let large = vec![b'a'; 4 << 20];
    let files: [(&str, &[u8]); 2] =
        [("document-001.tif", &large), ("proof.json", facts.as_bytes())];
    let mut file = server.drawn(&files);
    let rows = last(&file, b"\nxref\n") + 1;
    let head = file[rows..].split_inclusive(|byte| *byte == b'\n').take(2);
    let rows = rows + head.map(<[u8]>::len).sum::<usize>();
    let row = |id: usize| file[rows + 20 * id..][..20].to_vec();
    let (document, facts) = (row(4), row(5));
    let many = [document.repeat(100_000), facts].concat();
    file.splice(rows + 20 * 4..rows + 20 * 6, many);
    assert_eq!(server.faults(&server.signed(file)), [Finding::NoSignature]);
}

#[test]
fn facts_of_more_bytes_than_the_limit_are_not_read() {
    let server = Server::new();
    let faults = |size: usize| {
        let mut facts = FACTS.to_vec();
        facts.resize(size, b' ');
        server.faults(&server.signed(server.drawn(&[("proof.json", &facts)])))
    };
    assert_eq!(faults(LARGEST_FACTS), []);
    assert_eq!(faults(LARGEST_FACTS + 1), [Finding::NoSignature]);
}

#[test]
fn a_signature_of_more_bytes_than_a_pdf_for_archives_may_have_is_not_read() {
    let server = Server::new();
    let mut file = server.drawn(&[("proof.json", FACTS)]);
    let table = format!("startxref\n{}\n", last(&file, b"\nxref\n") + 1);
    let (_, to) = digits(&file);
    file.splice(to..to, b"0".repeat(2 * MOST_ROOM));
    let at = last(&file, table.as_bytes());
    let later = format!("startxref\n{}\n", last(&file, b"\nxref\n") + 1);
    file.splice(at..at + table.len(), later.into_bytes());
    assert_eq!(server.faults(&server.signed(file)), [Finding::NoSignature]);
}

#[test]
fn an_attached_file_has_the_number_of_its_row() {
    let server = Server::new();
    let mut file = server.drawn(&[("proof.json", FACTS)]);
    let at = file.windows(9).position(|part| part == b"\n4 0 obj\n").unwrap();
    file[at + 1] = b'9';
    assert_eq!(server.faults(&server.signed(file)), [Finding::NoSignature]);
}

#[test]
fn the_first_certificate_that_a_signature_names_is_that_of_its_signer() {
    let server = Server::new();
    let both = || server.other.certificates().chain(server.signer.certificates());
    let faults = |names: &SigningCertificate| {
        let file = server.drawn(&[("proof.json", FACTS)]);
        server.faults(&server.signed_with(file, names))
    };
    let wrong = "the certificate that it names is not what the signature needs".to_owned();
    let names = SigningCertificate::of(both()).unwrap();
    assert_eq!(faults(&names), [Finding::SignatureBroken(wrong.clone())]);
    // The name of the issuer, and the serial number.
    let own = || SigningCertificate::of(server.signer.certificates()).unwrap();
    assert_eq!(faults(&own().issued_as(server.signer.certificate())), []);
    let names = own().issued_as(server.other.certificate());
    assert_eq!(faults(&names), [Finding::SignatureBroken(wrong)]);
}
