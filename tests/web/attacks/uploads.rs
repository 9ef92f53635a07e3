//! Documents that are more than they seem.

use super::Siege;
use crate::api_keys::{key, program};
use crate::rig::Rig;
use crate::sent::{MULTIPART, send};

pub(super) const COUNT: usize = 15;

#[test]
fn bombs_go_off_elsewhere() {
    let settings = crate::SETTINGS.replace("[web]", "[web]\nmax_upload_mb = 2");
    let mut siege = Siege::of(Rig::new(&settings));
    let mut alice = siege.alice();
    let number = [("number", "0991 2700619")];
    let large = vec![b'x'; 4 << 20];
    let documents: [(&str, &str, &[u8], &[u16]); 6] = [
        ("too many bytes", "large.txt", &large, &[413]),
        ("a cut PDF", "cut.pdf", b"%PDF-1.7 and no more", &[422]),
        ("a picture without measure", "bomb.png", &picture(), &[422]),
        ("a program", "letter.exe", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", &[422]),
        ("a PDF that hangs on itself", "loop.pdf", LOOP, &[422]),
        ("TIFF directories in a ring", "ring.tif", RING, &[422]),
    ];
    for (attack, name, bytes, statuses) in documents {
        let answer = send(&mut alice, &number, &[(name, bytes)]);
        siege.refused(attack, &answer, statuses);
    }
    let many: Vec<(&str, &[u8])> = vec![("one.txt", b"x"); 51];
    siege.refused("too many documents", &send(&mut alice, &number, &many), &[413]);
    let long = "x".repeat(20 << 10);
    let fields = [("number", "0991 2700619"), ("tag", &long)];
    let letter: [(&str, &[u8]); 1] = [("letter.txt", b"Dear Sir,\n")];
    siege.refused("a field without end", &send(&mut alice, &fields, &letter), &[400]);
    for (attack, media_type, body) in [
        ("no boundary", "multipart/form-data", &b"--x"[..]),
        ("a form that breaks off", MULTIPART, b"--"),
        (
            "another type",
            "application/xml",
            b"<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
        ),
    ] {
        siege.refused(attack, &alice.post_as(media_type, "/out/new", body), &[400, 415]);
    }
    let key = key(&siege.rig, "alice", "faxes:read,jobs:read,jobs:write");
    let mut program = program(siege.serving.addresses[0], &key);
    // Each of these would be a string of its own.
    let words = format!("{{\"numbers\": [\"\"{}]}}", ",\"\"".repeat(200_000));
    for path in ["/jobs", "/drafts", "/faxes/1/forwards", "/jobs/1/copies"] {
        let path = format!("/api/v1{path}");
        let answer = program.post_as("application/json", &path, words.as_bytes());
        siege.refused("words without end", &answer, &[413]);
    }
    siege.ended(COUNT);
}

/// The head of a PNG of 60,000 by 60,000 pixels, with nothing behind it.
fn picture() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend_from_slice(&60_000_u32.to_be_bytes());
    png.extend_from_slice(&60_000_u32.to_be_bytes());
    png.extend_from_slice(b"\x08\x02\0\0\0\0\0\0\0");
    png
}

/// Pages whose parent they are themselves.
const LOOP: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF";

/// A directory whose next one is itself, and that has no picture.
const RING: &[u8] = b"II*\0\x08\0\0\0\x01\0\0\x01\x03\0\x01\0\0\0\x01\0\0\0\x08\0\0\0";
