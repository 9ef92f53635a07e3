use std::cell::Cell;

use super::*;

thread_local! {
    /// The number of reads that a [`Reader`] may still make in this test.
    static STEPS: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// Counts a read of a [`Reader`]. A file of n bytes that takes more than n reads is read without
/// making progress.
pub(super) fn count_step() {
    STEPS.with(|left| {
        left.set(left.get().checked_sub(1).expect("more steps than the file has octets"))
    });
}

/// Writes files in the format of winmail.dat.
#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn begin() -> Self {
        Self([&SIGNATURE.to_le_bytes()[..], &[1, 0]].concat())
    }

    fn attribute(mut self, level: u8, attribute: u32, value: &[u8]) -> Self {
        self.0.push(level);
        self.0.extend_from_slice(&attribute.to_le_bytes());
        self.0.extend_from_slice(&(value.len() as u32).to_le_bytes());
        self.0.extend_from_slice(value);
        let sum = value.iter().fold(0u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        self.0.extend_from_slice(&sum.to_le_bytes());
        self
    }
}

/// Writes a list of properties: kind, tag, and value with its length if the kind has one.
fn properties(list: &[(u16, u16, Vec<u8>)]) -> Vec<u8> {
    let mut out = (list.len() as u32).to_le_bytes().to_vec();
    for (kind, tag, value) in list {
        out.extend_from_slice(&kind.to_le_bytes());
        out.extend_from_slice(&tag.to_le_bytes());
        if *tag >= 0x8000 {
            out.extend_from_slice(&[7; 16]);
            out.extend_from_slice(&[0, 0, 0, 0, 1, 0, 0, 0]);
        }
        if matches!(kind, 0x0D | 0x1E | 0x1F | 0x102) {
            out.extend_from_slice(&1u32.to_le_bytes());
            out.extend_from_slice(&(value.len() as u32).to_le_bytes());
        }
        out.extend_from_slice(value);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

/// Stores RTF in the uncompressed form.
fn as_it_is(rtf: &str) -> Vec<u8> {
    let numbers = [rtf.len() as u32 + 12, rtf.len() as u32, 0x414C_454D, 0];
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .chain(rtf.bytes())
        .collect()
}

#[test]
fn attachments_and_text_come_out() {
    let message = properties(&[
        (0x0003, 0x3FDE, 1251u32.to_le_bytes().to_vec()),
        (0x001E, 0x1000, b"\xCF\xF0\xE8\xE2\xE5\xF2\0".to_vec()),
    ]);
    let file = properties(&[
        (0x0040, 0x3007, vec![0; 8]),
        (0x0003, 0x8001, vec![1, 0, 0, 0]),
        (0x001F, 0x3707, utf16("Angebot für Köln.pdf")),
        (0x001E, 0x370E, b"application/PDF\0".to_vec()),
        (0x001F, 0x3712, utf16("a@b")),
        (0x000B, 0x7FFE, vec![1, 0]),
    ]);
    let bytes = Writer::begin()
        .attribute(1, 0x0006_9007, &1252u32.to_le_bytes())
        .attribute(1, 0x0006_9003, &message)
        .attribute(2, 0x0006_9002, &[0; 14])
        .attribute(2, 0x0001_8010, b"Angebo~1.pdf\0")
        .attribute(2, 0x0006_800F, b"%PDF-1.4")
        .attribute(2, 0x0006_9005, &file)
        .attribute(2, 0x0006_9002, &[0; 14])
        .attribute(2, 0x0001_8010, b"Gr\xFC\xDFe.txt\0")
        .attribute(2, 0x0006_800F, b"text")
        .0;
    let tnef = read(&bytes).unwrap();
    assert_eq!(tnef.body, Some(Body::Text("Привет".into())));
    let expected = File {
        name: "Angebot für Köln.pdf".into(),
        media_type: Some("application/pdf".into()),
        id: Some("a@b".into()),
        is_hidden: true,
        is_message: false,
        bytes: b"%PDF-1.4".to_vec(),
    };
    assert_eq!(tnef.files[0], expected);
    assert_eq!((tnef.files.len(), tnef.files[1].bytes.as_slice()), (2, &b"text"[..]));
    assert!(!tnef.is_cut && !read(&[&bytes, &b"\r\n\0\0"[..]].concat()).unwrap().is_cut);
    assert_eq!(read(b"no such file"), None);
}

#[test]
fn one_that_is_cut_off_says_so() {
    let head = Writer::begin().0.len();
    let attributes: [(u8, u32, &[u8]); 3] =
        [(1, 0x0002_800C, b"text\0"), (2, 0x0006_9002, &[0; 14]), (2, 0x0006_800F, b"%PDF-1.4")];
    let (mut file, mut ends) = (Writer::begin(), Vec::new());
    for (level, attribute, value) in attributes {
        file = file.attribute(level, attribute, value);
        ends.push(file.0.len());
    }
    for cut in head..file.0.len() {
        // A file is also whole if only its last checksum is missing.
        let is_end = ends.iter().any(|end| (end - 2..=*end).contains(&cut));
        assert_eq!(read(&file.0[..cut]).unwrap().is_cut, !is_end, "{cut}");
    }
    (0..head).for_each(|cut| assert_eq!(read(&file.0[..cut]), None));
}

#[test]
fn a_mail_inside_is_one_such_file_again() {
    let inner = Writer::begin().attribute(1, 0x0002_800C, b"inner\0").0;
    let object = properties(&[
        (0x000D, 0x3701, [&[9; 16], inner.as_slice()].concat()),
        (0x001E, 0x3001, b"Offer\0".to_vec()),
    ]);
    let bytes = Writer::begin()
        .attribute(2, 0x0006_9002, &[0; 14])
        .attribute(2, 0x0006_9005, &object)
        .0;
    let tnef = read(&bytes).unwrap();
    assert_eq!((tnef.files[0].name.as_str(), tnef.files[0].is_message), ("Offer", true));
    assert_eq!(read(&tnef.files[0].bytes).unwrap().body, Some(Body::Text("inner".into())));
}

/// Decompresses the example of MS-OXRTFCP §3.1.
#[test]
fn compressed_text_is_unpacked() {
    let packed = [
        0x2D, 0, 0, 0, 0x2B, 0, 0, 0, 0x4C, 0x5A, 0x46, 0x75, 0xF1, 0xC5, 0xC7, 0xA7, 0x03, 0,
        0x0A, 0, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3, 0x20, 0x68,
        0x65, 0x6C, 0x09, 0, 0x20, 0x62, 0x77, 0x05, 0xB0, 0x6C, 0x64, 0x7D, 0x0A, 0x80, 0x0F,
        0xA0,
    ];
    let rtf = rtf::decompressed(&packed).unwrap();
    assert_eq!(String::from_utf8_lossy(&rtf), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    assert_eq!(rtf::body(&rtf), Some(Body::Text("hello world".into())));
    for cut in 0..packed.len() {
        let _ = rtf::decompressed(&packed[..cut]);
    }
}

#[test]
fn html_is_taken_out_of_rtf() {
    let rtf = r"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}{\colortbl;\red0\green0\blue0;}
{\*\htmltag19 <html>}{\*\htmltag50 <body>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Gr\'fc\'dfe \u8364? 5 {\*\htmltag84 &lt;}\htmlrtf <\htmlrtf0 6\u55357?\u56832?
\htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}{\*\htmltag58 </body>}}";
    let html = match rtf::body(&rtf::decompressed(&as_it_is(rtf)).unwrap()) {
        Some(Body::Html(html)) => html,
        other => panic!("{other:?}"),
    };
    assert_eq!(html, "<html><body><p>Grüße € 5 &lt;6😀</p></body>");
}

#[test]
fn plain_rtf_gives_its_words() {
    let rtf = r"{\rtf1\ansi\fromtext{\info{\title not this}}{\*\unknown nor this}\pard Dear all,\par\tab \{text\} \ldblquote x\rdblquote\par}";
    assert_eq!(rtf::body(rtf.as_bytes()), Some(Body::Text("Dear all,\n\t{text} “x”\n".into())));
    assert_eq!(rtf::body(b"plain"), None);
    assert_eq!(rtf::body(&[b"{\\rtf1 ".as_slice(), &b"{".repeat(100_000)].concat()), None);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    /// Reading any file comes to an end, without a panic, and its content is not larger than the
    /// file.
    #[test]
    fn any_file_is_read_to_its_end(
        attributes in proptest::collection::vec((0usize..7, proptest::collection::vec(proptest::num::u8::ANY, 0..80)), 0..12),
        cut in 0usize..40,
    ) {
        let kinds = [0x0002_800C, 0x0006_9003, 0x0006_9007, 0x0006_9002, 0x0001_8010, 0x0006_800F, 0x0006_9005];
        let file = attributes.iter().fold(Writer::begin(), |file, (kind, value)| file.attribute(1, kinds[*kind], value)).0;
        let tnef = read(&file[..file.len().saturating_sub(cut).max(6)]).unwrap();
        proptest::prop_assert!(tnef.files.iter().map(|file| file.bytes.len()).sum::<usize>() <= file.len());
        let noise: Vec<u8> = attributes.iter().flat_map(|(_, value)| value.clone()).collect();
        let packed = [&1u32.to_le_bytes()[..], &u32::MAX.to_le_bytes(), b"LZFu", &[0; 4], &noise].concat();
        let _ = rtf::decompressed(&packed).and_then(|rtf| rtf::body(&rtf));
        let _ = rtf::body(&[b"{\\rtf1".as_slice(), &noise].concat());
    }
}

/// Lists of "nothing" (PtypNull). Each list claims to have 4 294 967 295 elements that take no
/// bytes.
#[test]
fn every_value_takes_octets() {
    let mut lists = 5_000u32.to_le_bytes().to_vec();
    for _ in 0..5_000 {
        lists.extend_from_slice(&[0x01, 0x10, 0x01, 0x66, 0xFF, 0xFF, 0xFF, 0xFF]);
    }
    for attribute in [attribute::MESSAGE_PROPERTIES, attribute::ATTACH_PROPERTIES] {
        let file = Writer::begin()
            .attribute(2, attribute::ATTACH_REND_DATA, &[0; 14])
            .attribute(2, attribute::ATTACH_DATA, b"%PDF")
            .attribute(1, attribute, &lists)
            .0;
        STEPS.with(|left| left.set(file.len() as u64));
        let files = read(&file).unwrap().files;
        STEPS.with(|left| left.set(u64::MAX));
        assert_eq!(files[0].bytes, b"%PDF", "what stands before is read");
    }
}
