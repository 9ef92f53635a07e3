//! Requests that browsers do not make: heads that two servers could read in two ways
//! (request smuggling), and heads without measure.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::Siege;
use crate::reader::Page;

const BROKEN: [(&str, &str); 16] = [
    (
        "two lengths",
        "POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    ),
    (
        "two lengths in a line",
        "POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6\r\n\r\nhello!",
    ),
    ("a length with a sign", "POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello"),
    ("a length below zero", "POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nhello"),
    (
        "another coding",
        "POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "chunked and something more",
        "POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    ),
    ("chunks in HTTP/1.0", "POST /login HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("a space before the colon", "GET /login HTTP/1.1\r\nHost : a\r\n\r\n"),
    ("a folded line", "GET /login HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"),
    ("a zero in a line", "GET /login HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
    ("a carriage return in a line", "GET /login HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
    ("a name with a bracket", "GET /login HTTP/1.1\r\nHost: a\r\nX(: a\r\n\r\n"),
    ("another version", "GET /login HTTP/9.9\r\nHost: a\r\n\r\n"),
    ("HTTP/2 in the clear", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("a tab in the method", "GE\tT /login HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("no HTTP at all", "\x03\0\0\x13\x0e\0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0\r\n\r\n"),
];

pub(super) const COUNT: usize = BROKEN.len() + 6;

#[test]
fn what_two_servers_could_read_in_two_ways_is_not_read() {
    let mut siege = Siege::begun();
    for (attack, request) in BROKEN {
        let answers = said(&siege, request.as_bytes());
        assert!(answers.len() <= 1, "{attack}: {answers:?}");
        let status = answers.first().map_or(400, |answer| answer.status);
        assert!(matches!(status, 400 | 505), "{attack}: {status}");
        siege.noted(attack, "no-http");
    }
    let long = "x".repeat(64 << 10);
    let many = "X: a\r\n".repeat(200);
    for (attack, request) in [
        ("a long address", format!("GET /{long} HTTP/1.1\r\nHost: a\r\n\r\n")),
        ("a long line", format!("GET /login HTTP/1.1\r\nHost: a\r\nX: {long}\r\n\r\n")),
        ("many lines", format!("GET /login HTTP/1.1\r\nHost: a\r\n{many}\r\n")),
    ] {
        said(&siege, request.as_bytes());
        siege.noted(attack, "no-http");
    }
    // A second request in the body of the first is not answered, whoever reads its length how.
    let hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
    let length = hidden.len() + 5;
    for (attack, lines) in [
        ("length, then chunks", format!("Content-Length: {length}\r\nTransfer-Encoding: chunked")),
        ("chunks, then length", format!("Transfer-Encoding: chunked\r\nContent-Length: {length}")),
    ] {
        let head = format!("POST /nowhere HTTP/1.1\r\nHost: a\r\n{lines}\r\n\r\n");
        let answers = said(&siege, format!("{head}0\r\n\r\n{hidden}").as_bytes());
        assert_eq!(answers.len(), 1, "{attack}: {answers:?}");
        siege.noted(attack, "POST /nowhere");
    }
    let chunk = "POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";
    assert_eq!(said(&siege, chunk.as_bytes()).len(), 1);
    siege.noted("a chunk without length", "\"granted\":false");
    siege.ended(COUNT);
}

/// The answers to these bytes on a connection of their own.
fn said(siege: &Siege, bytes: &[u8]) -> Vec<Page> {
    let mut stream = TcpStream::connect(siege.serving.addresses[0]).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut heard = Vec::new();
    let _ = stream.read_to_end(&mut heard);
    let text = String::from_utf8_lossy(&heard);
    let begins = text.match_indices("HTTP/1.1 ").map(|(at, _)| at);
    begins
        .map(|at| Page {
            status: text[at + 9..].split(' ').next().unwrap().parse().unwrap(),
            head: text[at..].lines().next().unwrap_or_default().to_owned(),
            bytes: Vec::new(),
        })
        .collect()
}
