//! What strangers write: mails, Outlook's winmail.dat and its RTF, sessions of SMTP, job
//! files, control fields, HTML and PDF.
//!
//! A step is one of these, damaged. They are read as the child reads them, with no walls
//! around: HTML and PDF, which go all the way to pages, in another process that works
//! case after case until one ends it. A few go through the child itself.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use ferrofax::UnixMs;
use ferrofax::convert::fields::{Field, Matcher, Matchers, Mode, Search, Splitter};
use ferrofax::convert::{ConvertError, Converter, Document, Wanted, pages_of, pages_without_walls};
use ferrofax::listeners::drop::JobFile;
use ferrofax::mail::letter::{Bounce, Content, Head, Letter, LetterSettings, MailWishes, Partial};
use ferrofax::mail::session::{House, Memory, Next, Protocol, Session, Terms};
use ferrofax::mail::{Reply, SessionPolicy};
use ferrofax::network::asker::{Client, Envelope, Login, Recipient};

use crate::fuzz::damage::{any_bytes, damage, in_pieces};
use crate::fuzz::runner::Case;
use ferrofax_kit::random::Random;
use house::Fake;

mod house;

/// Larger mails of the collection take their time and show no more.
const LARGEST: usize = 24 << 10;

/// A part of a mail, coded anew on its way.
const PART: &[u8] = b"From: a@b\r\nSubject: 1/2\r\nContent-Type: message/partial; id=\"a;b\"; number=1; total=2\r\n\
    Content-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeAoKQSBsaW5l\r\nLgo=\r\n";

/// One of the good ones, damaged.
fn damaged(good: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = good[random.below(good.len() as u32) as usize].clone();
    damage(&mut bytes, good, random);
    bytes
}

/// A mail.
pub(crate) fn mime(case: &mut Case) {
    case.steps = 1;
    static GOOD: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let good = GOOD.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/fixtures");
        let mut paths: Vec<_> = fs::read_dir(folder)
            .expect("mails")
            .map(|entry| entry.expect("a mail").path())
            .collect();
        paths.sort();
        let mails = paths
            .iter()
            .filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
        let mails = mails
            .map(|path| fs::read(path).expect("a mail"))
            .filter(|mail| mail.len() <= LARGEST);
        mails.chain([PART.to_vec()]).collect()
    });
    let mut mail = damaged(good, &mut case.random);
    if case.random.below(4) == 0 {
        shuffle_lines(&mut mail, &mut case.random);
    }
    case.input.clone_from(&mail);
    read_letter(&mail, &mut case.random);
    if let Some(Ok(_)) = Partial::read(&mail)
        && let Ok(whole) = Partial::joined(&[mail.clone(), mail.clone()])
    {
        assert!(whole.len() <= 3 * mail.len() + 100, "parts grow without measure");
    }
    if let Some(bounce) = Bounce::read(&mail) {
        assert!(
            bounce
                .recipients
                .iter()
                .all(|one| is_one_line(&one.diagnostic) && is_one_line(&one.status))
        );
    }
}

/// Copies some lines to other places: boundaries, header lines.
fn shuffle_lines(mail: &mut Vec<u8>, random: &mut Random) {
    let mut lines: Vec<Vec<u8>> =
        mail.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    if lines.is_empty() {
        return;
    }
    for _ in 0..=random.below(8) {
        let line = lines[random.below(lines.len() as u32) as usize].clone();
        let at = random.below(lines.len() as u32) as usize;
        (0..=random.below(3)).for_each(|_| lines.insert(at, line.clone()));
    }
    *mail = lines.concat();
}

fn is_one_line(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

/// Reads a mail, and holds what comes out of it to what is promised.
fn read_letter(mail: &[u8], random: &mut Random) {
    let max_parts = [200, 200, 3][random.below(3) as usize];
    let settings = LetterSettings {
        whole: random.below(4) > 0,
        subject_keywords: true,
        max_parts,
        ..LetterSettings::default()
    };
    let Ok(letter) = Letter::read(mail, "a@example.com", &settings) else { return };
    let head = Head::read(mail, "a@example.com").expect("a letter has a head");
    assert_eq!(letter.head, head);
    assert_eq!(MailWishes::read(&head, true).0, letter.wishes);
    assert!(is_one_line(&letter.subject) && is_one_line(&head.subject));
    assert!(head.fields.iter().all(|(_, value)| is_one_line(value)));
    assert!(
        head.message_id
            .iter()
            .chain(&head.references)
            .all(|id| id.chars().all(|sign| sign.is_ascii_graphic()))
    );
    assert!(
        letter.parts.iter().all(|part| is_one_line(&part.name))
            && letter.left_out.iter().all(|out| is_one_line(&out.name))
    );
    let size = |content: &Content| match content {
        Content::Text(text) => text.len(),
        Content::Html { html, pictures } => {
            html.len() + pictures.iter().map(|picture| picture.bytes.len()).sum::<usize>()
        }
        Content::File(bytes) => bytes.len(),
    };
    // Compressed RTF makes seventeen octets of two, and a sign of a code page may become three.
    let most = mail.len() * 40 + 100_000;
    assert!(
        letter.parts.iter().map(|part| size(&part.content)).sum::<usize>() <= most,
        "it grows without measure"
    );
}

fn numbers(list: &[u32]) -> Vec<u8> {
    list.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// A winmail.dat of these attributes, with any checksums.
fn tnef_file(attributes: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut file = [&0x223E_9F78_u32.to_le_bytes()[..], &[1, 0]].concat();
    for (attribute, value) in attributes {
        file.push(1);
        file.extend(numbers(&[*attribute, value.len() as u32]));
        file.extend(value);
        file.extend([0, 0]);
    }
    file
}

/// A list of properties: kind, tag, value.
fn properties(list: &[(u16, u16, Vec<u8>)]) -> Vec<u8> {
    let mut out = numbers(&[list.len() as u32]);
    for (kind, tag, value) in list {
        out.extend([kind.to_le_bytes(), tag.to_le_bytes()].concat());
        if *tag >= 0x8000 {
            out.extend([&[7; 16][..], &numbers(&[0, 1])].concat());
        }
        if matches!(kind & 0xFFF, 0x0D | 0x1E | 0x1F | 0x102) || kind & 0x1000 != 0 {
            out.extend(numbers(&[1, value.len() as u32]));
        }
        out.extend(value);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out
}

/// Attributes of winmail.dat.
const BODY: u32 = 0x0002_800C;
const MESSAGE: u32 = 0x0006_9003;
const CODE_PAGE: u32 = 0x0006_9007;
const BEGIN: u32 = 0x0006_9002;
const TITLE: u32 = 0x0001_8010;
const DATA: u32 = 0x0006_800F;
const ATTACHMENT: u32 = 0x0006_9005;

const RTF: &str = "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\fonttbl{\\f0 Arial;}}{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 \
    Gr\\'fc\\u223?e {\\*\\htmltag84 <b>}\\uc2\\u8364 ab\\tab x{\\pict 0102}\\par \\line \\emdash\\~{\\*\\htmltag72 </p>}}}";

/// RTF in the form that is not compressed, and in the one that is (as noise, whose tokens
/// point anywhere).
fn rtf_forms(rtf: &[u8], random: &mut Random) -> Vec<u8> {
    let (form, body) = match random.below(3) {
        0 => (0x7546_5A4C, any_bytes(600, random)),
        // Eight octets as they are behind each control octet.
        1 => (0x7546_5A4C, rtf.chunks(8).flat_map(|eight| [&[0][..], eight].concat()).collect()),
        _ => (0x414C_454D, rtf.to_vec()),
    };
    let raw = [rtf.len() as u32, 0, u32::MAX, 100_000][random.below(4) as usize];
    [numbers(&[body.len() as u32 + 12, raw, form, 0]), body].concat()
}

/// The RTF of a winmail.dat.
pub(crate) fn rtf(case: &mut Case) {
    case.steps = 1;
    let others = [
        RTF.as_bytes().to_vec(),
        b"{\\rtf1 a\\u-10179?\\u-8704?{\\*\\x y}\\bin3 abc}".to_vec(),
        b"{{{}\\'4".to_vec(),
    ];
    let mut text = others[case.random.below(3) as usize].clone();
    damage(&mut text, &others, &mut case.random);
    if case.random.below(50) == 0 {
        text = "{\\rtf1".to_owned().into_bytes();
        text.extend([&b"{"[..], b"}", b"\\", b"\\'"][case.random.below(4) as usize].repeat(2_000));
    }
    let form = rtf_forms(&text, &mut case.random);
    let file = tnef_file(&[(MESSAGE, properties(&[(0x102, 0x1009, form)]))]);
    case.input.clone_from(&file);
    read_letter(&[b"Content-Type: application/ms-tnef\n\n", &file[..]].concat(), &mut case.random);
}

/// A winmail.dat.
pub(crate) fn tnef(case: &mut Case) {
    case.steps = 1;
    static GOOD: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let good = GOOD.get_or_init(|| {
        let text = |text: &str| {
            text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
        };
        let message = properties(&[
            (0x0003, 0x3FDE, numbers(&[1251])),
            (0x001F, 0x1000, text("Hello")),
            (0x0102, 0x1013, b"<p>Hello</p>".to_vec()),
            (0x0001, 0x6601, vec![]),
            (0x0040, 0x3007, vec![0; 8]),
            (0x1003, 0x6602, numbers(&[7])),
            (0x101E, 0x8001, b"a\0".to_vec()),
        ]);
        let attachment = properties(&[
            (0x001F, 0x3707, text("offer.pdf")),
            (0x001E, 0x370E, b"application/pdf\0".to_vec()),
            (0x001E, 0x3712, b"id@x\0".to_vec()),
            (0x000B, 0x7FFE, numbers(&[1])),
        ]);
        let small = tnef_file(&[(CODE_PAGE, numbers(&[1252, 0])), (BODY, b"Text\0".to_vec())]);
        let inner = [&[5; 16][..], &small].concat();
        let nested = properties(&[(0x000D, 0x3701, inner), (0x001E, 0x3001, b"a mail\0".to_vec())]);
        let whole = tnef_file(&[
            (CODE_PAGE, numbers(&[932, 0])),
            (MESSAGE, message),
            (BEGIN, vec![0; 14]),
            (TITLE, b"OFFER.PDF\0".to_vec()),
            (DATA, b"%PDF-1.4".to_vec()),
            (ATTACHMENT, attachment),
            (BEGIN, vec![0; 14]),
            (ATTACHMENT, nested),
        ]);
        vec![whole, small]
    });
    let mut file = damaged(good, &mut case.random);
    damage_counts(&mut file, &mut case.random);
    case.input.clone_from(&file);
    read_letter(&[b"Content-Type: application/ms-tnef\n\n", &file[..]].concat(), &mut case.random);
}

/// Turns some numbers, at places that they stand at, into very large and very small ones.
fn damage_counts(bytes: &mut [u8], random: &mut Random) {
    for _ in 0..random.below(4) {
        let at = random.below(bytes.len() as u32 + 1) as usize;
        let number: u32 = [0, 1, 0x1001, 0x1102, 0x7FFF_FFFF, u32::MAX, u32::MAX - 3, 0x1_0000]
            [random.below(8) as usize];
        if let Some(place) = bytes.get_mut(at..at + if random.below(2) == 0 { 2 } else { 4 }) {
            place.copy_from_slice(&number.to_le_bytes()[..place.len()]);
        }
    }
}

/// A whole session; however it is cut, the same is answered and the same is kept.
pub(crate) fn smtp(case: &mut Case) {
    case.steps = 1;
    let random = &mut case.random;
    let good: Vec<Vec<u8>> = [
        "EHLO a.example.com\r\nMAIL FROM:<a@example.com> SIZE=100 BODY=8BITMIME RET=HDRS ENVID=7\r\nRCPT TO:<1@x.fax> \
         NOTIFY=FAILURE ORCPT=rfc822;1@x\r\nRCPT TO:<no@x>\r\nDATA\r\nSubject: x\r\n\r\n..a\r\n.\r\nQUIT\r\n",
        "EHLO [192.0.2.1]\r\nAUTH PLAIN AGFsaWNlAHNlY3JldA==\r\nMAIL FROM:<>\r\nRCPT TO:<\"a b\"@x.fax>\r\nBDAT 5\r\nabcde\
         BDAT 3 LAST\r\nxyzRSET\r\nNOOP\r\nQUIT\r\n",
        "LHLO a\r\nMAIL FROM:<a@b> SMTPUTF8\r\nRCPT TO:<\u{fc}@x.fax>\r\nRCPT TO:<2@x.fax>\r\nDATA\r\nx\r\n.\r\nMAIL FROM:<c@d>\r\n",
        "EHLO x\r\nAUTH LOGIN\r\nYWxpY2U=\r\nc2VjcmV0\r\nAUTH CRAM-MD5\r\n*\r\nVRFY a\r\nHELP\r\nEXPN b\r\nSTARTTLS\r\n",
        "HELO x\r\nMAIL FROM:<@a,@b:c@d>\r\nRCPT TO:1@x.fax\r\nDATA\r\n\r\n.\n\r\n.\r\nGET / HTTP/1.1\r\nHost: x\r\n",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    let bytes = damaged(&good, random);
    let protocol = if random.below(4) == 0 { Protocol::Lmtp } else { Protocol::Smtp };
    case.input.clone_from(&bytes);
    let whole = talked(protocol, |feed| feed(&bytes));
    let in_parts = talked(protocol, |feed| in_pieces(&bytes, random, feed));
    assert!(whole == in_parts, "the answers depend on how it was cut");
    let (answers, kept) = whole;
    for line in answers.split_inclusive(|byte| *byte == b'\n') {
        let is_answer =
            line.len() >= 5 && line[..3].iter().all(u8::is_ascii_digit) && line.ends_with(b"\r\n");
        assert!(
            is_answer && line[..line.len() - 2].iter().all(|byte| *byte >= b' '),
            "{}",
            line.escape_ascii()
        );
    }
    // A mail ends with this and with nothing else, or is a chunk. DATA, as each command,
    // may end with LF alone, and what stands behind it is a line of its own: an empty
    // mail.
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let is_data = |line: &[u8]| {
        line.trim_ascii()
            .get(..4)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"DATA"))
    };
    let is_empty =
        |pair: &&[&[u8]]| pair[1] == b".\r\n" && !pair[0].ends_with(b"\r\n") && is_data(pair[0]);
    let ends = bytes.windows(5).filter(|end| end == b"\r\n.\r\n").count()
        + lines.windows(2).filter(is_empty).count();
    let chunks = bytes.windows(4).filter(|word| word.eq_ignore_ascii_case(b"BDAT")).count();
    assert!(kept.len() <= ends + chunks, "{} mails", kept.len());
    assert!(
        kept.iter()
            .all(|(envelope, mail)| !envelope.recipients.is_empty() && mail.len() < 300 + 1000)
    );
}

type Heard = (Vec<u8>, Vec<(Envelope, Vec<u8>)>);

fn talked(protocol: Protocol, say: impl FnOnce(&mut dyn FnMut(&[u8]))) -> Heard {
    let house = Fake { memory: Memory::new(1 << 20), ..Fake::default() };
    let mut answers = Vec::new();
    {
        let terms = Terms {
            hostname: "fax.example.com".to_owned(),
            protocol,
            max_message: 300,
            max_recipients: 3,
            starttls: false,
            clear_text: true,
            cram_md5: true,
            protects: false,
        };
        let mut session = Session::new(
            terms,
            &house,
            Client::at("192.0.2.7".parse().expect("an address"), "smtp", false),
        );
        let mut next = session.greet();
        answers.extend(session.take_output());
        say(&mut |bytes| {
            if next == Next::Read {
                next = session.take_in(bytes);
            }
            answers.extend(session.take_output());
        });
    }
    (answers, house.kept.into_inner().expect("nobody panics here"))
}

/// A job file.
pub(crate) fn job_file(case: &mut Case) {
    case.steps = 1;
    let good = [
        b"\xEF\xBB\xBF; to the tax office\r\nNumber: +49 991 2700619\r\nfrom:2101\r\n\r\nfile: return: 2025.pdf\r\nfile: b.tif\r\n\
          Tag : Tax return\r\nresolution: superfine\r\narchive: yes\r\n# end"
            .to_vec(),
        b"device: 2101@fax\nnumber: 1\nfile: a\npriority: 7\ntries: 3\ndials: 9\nat: +2h\nexpires: 20:00\nhours: Mon-Fri 7-20\n\
          hold: yes\nnotify: a@b\nreport: each\nsub: 1\npwd: 2\nheader: x\nunknown: 1\n"
            .to_vec(),
    ];
    let bytes = damaged(&good, &mut case.random);
    case.input.clone_from(&bytes);
    let Ok(file) = JobFile::read(&bytes) else { return };
    assert!(!file.files.is_empty());
    for (line, name) in file.files {
        assert!(
            line > 0
                && !name.is_empty()
                && !name.starts_with('.')
                && !name.contains(['/', '\0', '\n']),
            "{name}"
        );
    }
}

/// HTML, to pages.
pub(crate) fn html(case: &mut Case) {
    to_pages(case, &good_html(), "a.html", "text/html");
}

fn good_html() -> Vec<Vec<u8>> {
    vec![
        b"<html><head><style>p{margin:1em;color:red}td{border:1px solid}@media print{b{font-size:20pt}}</style></head><body \
          bgcolor=#eee><p align=center>Hello <b>bold <i>both</b> x</i><table width=50%><tr><td colspan=2>a<td rowspan=3>b<tr><td>c\
          </table><ul><li>one<ol start=7><li>two</ol></ul><pre>  x\n y</pre><hr><blockquote>q</blockquote><font size=+2>&amp;&#8364;"
            .to_vec(),
        "<div style='float:left;width:30%;position:absolute;background:url(x)'>\u{5d0}\u{628}\u{4e2d}</div><img src=\"data:image/gif;base64,\
         R0lGODlhAQABAAAAACw=\"><p style=\"line-height:0;text-indent:-9em;page-break-before:always\">x<br clear=all><a href=x>y</a>"
            .as_bytes()
            .to_vec(),
    ]
}

/// A PDF, to pages: low ones, which take less time.
pub(crate) fn pdf(case: &mut Case) {
    to_pages(case, &good_pdf(), "a.pdf", "application/pdf");
}

fn good_pdf() -> Vec<Vec<u8>> {
    let content = "q 1 0 0 1 50 40 cm /F 12 Tf BT (Hello) Tj 0 -14 Td [(a) -200 (b)] TJ ET Q 0.5 g 20 20 100 30 re f* 1 w 0 0 m 9 9 l \
                   100 0 200 50 9 9 c S /G gs W n BI /W 4 /H 4 /BPC 1 /IM true ID \u{1}\u{2}\u{3}\u{4} EI /P sh";
    let plain = "1 0 0 1 50 40 cm BT /F 12 Tf (Hello) Tj /J 9 Tf <416162> Tj ET 20 20 100 30 re W n 0 0 m 9 9 l S";
    let file = |content: &str| {
        format!(
            "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R]/NeedAppearances true>>>>\nendobj\n2 0 obj\n<</Type/Pages\
             /Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 70]/Rotate 0/Contents 4 0 R/Annots[6 0 R 7 0 \
             R]/Resources<</Font<</F 5 0 R/J 9 0 R>>/XObject<</I 11 0 R>>/ExtGState<</G<</ca .5/BM/Multiply>>>>/Shading<</P<</ShadingType 2/ColorSpace\
             /DeviceRGB/Coords[0 0 9 9]/Function<</FunctionType 2/Domain[0 1]/C0[0 0 0]/C1[1 1 1]/N 1>>>>>>>>>>\nendobj\n4 0 obj\n<</Length {}>>\n\
             stream\n{content}\nendstream\nendobj\n5 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/Widths[500]\
             /FirstChar 65/LastChar 65>>\nendobj\n6 0 obj\n<</Type/Annot/Subtype/Highlight/Rect[10 10 90 30]/QuadPoints[10 30 90 30 10 10 90 10]/C[1 \
             1 0]>>\nendobj\n7 0 obj\n<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(New)/DA(/Helv 9 Tf)/Rect[300 10 400 30]/AP<</N 8 0 R>>>>\nendobj\n8 0 \
             obj\n<</Type/XObject/Subtype/Form/BBox[0 0 100 20]/Length 21>>\nstream\nBT /F 9 Tf (Old) Tj ET\nendstream\nendobj\n9 0 obj\n<</Type/Font\
             /Subtype/Type0/BaseFont/Ryumin-Light/Encoding/90ms-RKSJ-H/DescendantFonts[10 0 R]>>\nendobj\n10 0 obj\n<</Type/Font/Subtype/CIDFontType0\
             /BaseFont/Ryumin-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>/DW 1000>>\nendobj\n11 0 obj\n<</Type/XObject/Subtype\
             /Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/ASCIIHexDecode/SMask 12 0 R/Length 9>>\nstream\nFFFEFDFC>\nendstream\n\
             endobj\n12 0 obj\n<</Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/ASCIIHexDecode/Matte[0]\
             /Length 9>>\nstream\nFF00FF00>\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 13>>\nstartxref\n9\n%%EOF\n",
            content.len()
        )
        .into_bytes()
    };
    vec![file(content), file(plain), file("q 100 0 0 50 9 9 cm /I Do Q")]
}

/// What printers are sent, to pages.
pub(crate) fn raster(case: &mut Case) {
    let mut good = good_raster();
    // Where most of a head's meaning is.
    let numbers = [0, 1, 2, 0x7F, 0x80, 200, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF_u32];
    for file in &mut good {
        let at = 4 + case.random.below(480) as usize;
        let number = numbers[case.random.below(numbers.len() as u32) as usize];
        if case.random.below(2) == 0
            && let Some(place) = file.get_mut(at & !3..(at & !3) + 4)
        {
            place.copy_from_slice(&number.to_be_bytes());
        }
    }
    to_pages(case, &good, "a", "application/octet-stream");
}

/// Two pages each of PWG raster (black and grey), CUPS raster and URF.
fn good_raster() -> Vec<Vec<u8>> {
    let cups = |sync: &[u8], colours: u32, bits: u32, backwards: bool, rows: &[u8]| {
        let mut head = vec![0; 1796];
        head[..10].copy_from_slice(b"PwgRaster\0");
        for (at, number) in [
            (276, 204),
            (280, 196),
            (372, 64),
            (376, 20),
            (384, bits),
            (388, bits),
            (392, 8 * bits),
            (400, colours),
            (452, 2),
            (456, u32::MAX),
            (460, u32::MAX),
        ] {
            let bytes = if backwards { number.to_le_bytes() } else { number.to_be_bytes() };
            head[at..at + 4].copy_from_slice(&bytes);
        }
        [sync, &head, rows, &head, rows].concat()
    };
    let packed = [19, 3, 0xAA, 253, 1, 2, 3, 4, 128];
    let mut page = vec![8, 0, 1, 4];
    page.resize(12, 0);
    page.extend([0, 0, 0, 64, 0, 0, 0, 20, 0, 0, 0, 200]);
    page.resize(32, 0);
    let urf = [b"UNIRAST\0", &[0, 0, 0, 2][..], &page, &packed, &page, &packed].concat();
    vec![
        cups(b"RaS2", 3, 1, false, &packed),
        cups(b"RaS2", 18, 8, false, &packed),
        cups(b"3SaR", 3, 1, true, &[0x5A; 8 * 20]),
        urf,
    ]
}

fn to_pages(case: &mut Case, good: &[Vec<u8>], name: &str, media_type: &str) {
    case.steps = 1;
    let bytes = damaged(good, &mut case.random);
    case.input.clone_from(&bytes);
    let wanted = Wanted { resolution: None, max_pages: 20, colours: false };
    if let Some(count) = pages_without_walls(name, media_type, bytes, &wanted) {
        assert!(count <= wanted.max_pages);
    }
}

/// HTML or a PDF, through the child: one that breaks or does not end is a finding.
pub(crate) fn through_the_child(case: &mut Case) {
    let (good, name, media_type) = match case.random.below(2) {
        0 => (good_html(), "a.html", "text/html"),
        _ => (good_pdf(), "a.pdf", "application/pdf"),
    };
    let bytes = damaged(&good, &mut case.random);
    let mut converter =
        Converter { program: env!("CARGO_BIN_EXE_ferrofax").into(), ..Converter::default() };
    converter.convert.fonts.clear();
    let wanted = Wanted { resolution: None, max_pages: 20, colours: false };
    match pages_of(&[Document::bytes(name, media_type, bytes)], &wanted, &converter) {
        Ok((pages, _)) => assert!(pages.count <= wanted.max_pages),
        Err(ConvertError::Unfit { .. } | ConvertError::Empty { .. }) => {}
        Err(error) => panic!("{error}"),
    }
}

/// What is looked for: by the forms that hold without a setting, and by own ones. To compile
/// them takes longer than to look for them.
fn searches() -> &'static [Search] {
    static SEARCHES: OnceLock<Vec<Search>> = OnceLock::new();
    SEARCHES.get_or_init(|| {
        let own = ["/%%FAX (.*?)%%/", "/<FAX:(.*?)>/", r"/@@nummer\s{1,10}(.*?)\s*(?:@@|$)/i"];
        let own = own.map(|form| Some(Matcher::new(form).expect("it is one")));
        let mut searches = Vec::new();
        for form in std::iter::repeat_n(None, 9).chain(own) {
            for mode in [Mode::Fields, Mode::FieldsOrHold] {
                let mut matchers = Matchers::default();
                form.clone().into_iter().for_each(|form| matchers.set(Field::Fax, form));
                searches.push(Search { matchers, mode, blank: true });
            }
        }
        searches
    })
}

/// Pages of text in which fields stand.
pub(crate) fn fields(case: &mut Case) {
    case.steps = 1;
    let good: Vec<Vec<u8>> = [
        "Dear Sir,\n@@+FAX:0991 2700619@@ @@+TAG:Order 12345@@\nregards",
        "@@+FAX:+49 (991) 27-00/619@@\n@@+PRIO:100@@ @@+NOTIFY:a.b@example.com@@",
        "@ @ + F A X : 1 @ @\n@@+TA\nG:Größe\u{2026}@@",
        "@@+PRIO:256@@ @@+NOTIFY:user@@dom@@ @@+FAX:@@",
        "%%FAX 123%% <FAX:+49> @@NUMMER 0876\n@@NUMBER+4912345678@@",
        "no field at all\n\n@@@@@@@@",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    let random = &mut case.random;
    let searches = searches();
    let search = &searches[random.below(searches.len() as u32) as usize];
    let mode = search.mode;
    let mut splitter = Splitter::new(mode);
    for _ in 0..=random.below(4) {
        let page = damaged(&good, random);
        case.input.clone_from(&page);
        let text = String::from_utf8_lossy(&page);
        let read = search.read(text.split('\n').map(str::to_owned).collect());
        for place in read.found.iter().flat_map(|found| &found.places) {
            let letters = read.lines[place.line].chars().count();
            assert!(!place.letters.is_empty() && place.letters.end <= letters, "{place:?}");
        }
        let Ok(done) = splitter.page(&read) else { return };
        for fax in done.iter() {
            let number = fax.number.as_deref();
            assert!(
                number.is_none_or(|number| number.contains(|sign: char| sign.is_ascii_digit()))
            );
            assert!(number.is_some() || mode == Mode::FieldsOrHold);
            assert!(fax.notify.iter().all(|address| address.contains('@')));
        }
    }
}
