//! Forms of the web interface that come without a login, with documents and without. A step is
//! one form: however it is cut, the same is kept of it, and never more than so much.

use std::sync::OnceLock;

use ferrofax::web::anything::{Forms, fields_of};

use crate::fuzz::damage::damage;
use crate::fuzz::runner::Case;

const BOUNDARY: &str = "b";

/// Bytes that are kept of the words of a form, at most, each of which may be written as three.
const WORDS: usize = 3 * (256 << 10);

/// Fields of a form, at most.
const FIELDS: usize = 200;

/// What the process may grow by, KiB: the largest form, and what the system keeps back of many.
const GROWTH: u64 = 128 << 10;

/// Cases between two looks at the memory.
const LOOKS: u64 = 512;

thread_local! {
    static READER: Forms = Forms::start().expect("a runtime");
}

fn part(name: &str, file: Option<&str>, value: &[u8]) -> Vec<u8> {
    let file = file.map_or_else(String::new, |file| format!("; filename=\"{file}\""));
    let head =
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
    [head.as_bytes(), value, b"\r\n"].concat()
}

/// Forms as browsers send them, and some that none would; the large ones last.
fn good() -> &'static [Vec<u8>] {
    static GOOD: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    GOOD.get_or_init(|| {
        let end = format!("--{BOUNDARY}--\r\n").into_bytes();
        let form = |parts: &[Vec<u8>]| [&parts.concat()[..], &end].concat();
        let many = vec![part("", None, b""); 300];
        vec![
            form(&[
                part("secret", None, b"abc"),
                part("number", None, "0991 2700619; Größe".as_bytes()),
                part("document", Some("a.pdf"), b"%PDF-1.7 and more"),
                part("message", None, b"Dear Sir,\r\nyours\r\n"),
            ]),
            form(&[part("", None, b""), part("to", None, b"a%20b&c=d")]),
            form(&many[..190]),
            form(&many),
            form(&[part("x", None, &[b'x'; 20 << 10])]),
            form(&vec![part("x", None, &[b'y'; 10 << 10]); 30]),
        ]
    })
}

/// A form, as one with documents and as one without.
pub(crate) fn forms(case: &mut Case) {
    case.steps = 1;
    let good = good();
    // What is small shows most, and takes a thousandth of the time.
    let count = if case.random.below(500) == 0 { good.len() } else { 2 };
    let mut bytes = good[case.random.below(count as u32) as usize].clone();
    damage(&mut bytes, &good[..count], &mut case.random);
    case.input.clone_from(&bytes);
    let piece = 1 + bytes.len() / 100 + case.random.below(100) as usize;
    READER.with(|forms| {
        let whole = forms.kept(BOUNDARY, &bytes, bytes.len());
        assert_eq!(forms.kept(BOUNDARY, &bytes, piece), whole, "in pieces of {piece}");
        let Some(kept) = whole else { return };
        let fields = kept.bytes().filter(|byte| *byte == b'&').count();
        assert!(kept.len() <= WORDS && fields < FIELDS, "{} bytes, {fields} fields", kept.len());
        // All of it comes back.
        let again = fields_of(&kept);
        assert!(again.len() <= fields + 1);
    });
    let text = String::from_utf8_lossy(&bytes);
    assert!(fields_of(&text).len() <= FIELDS);
    let without: String = text.chars().map(|sign| if sign == '-' { '&' } else { sign }).collect();
    assert!(fields_of(&without).len() <= FIELDS);
    grows_little(&mut case.random);
}

/// Now and then: whether the process has grown since its first forms.
fn grows_little(random: &mut ferrofax_kit::random::Random) {
    static BEGUN: OnceLock<u64> = OnceLock::new();
    if u64::from(random.below(LOOKS as u32)) > 0 {
        return;
    }
    let now = resident();
    let begun = *BEGUN.get_or_init(|| now);
    assert!(now <= begun + GROWTH, "{begun} KiB at the beginning, {now} KiB now");
}

/// What the process has in memory, KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.trim().trim_end_matches("kB").trim().parse().expect("a number")
}
