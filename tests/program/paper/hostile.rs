//! Printers that are off, out of paper, slow or worse: each is told in words and tried
//! again, and nothing is lost.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use ferrofax::UnixMs;
use ferrofax::listeners::print::PrinterOut;
use ferrofax::spool::OutboxState;

use super::bad::{BadPrinter, CREATE_JOB, GET_PRINTER_ATTRIBUTES, SEND_DOCUMENT, Twist};
use super::{HOUR_MS, framed, turn};
use crate::bench::Bench;

/// Tries once, and gives what is told of it.
fn told(bench: &Bench, office: PrinterOut) -> String {
    let fax = bench.faxed("office", &[framed(1)]);
    turn(&bench.printing(office), UnixMs::now());
    let entry = bench.at_office(fax);
    assert_eq!(entry.state, OutboxState::Waiting, "{entry:?}");
    assert_eq!(entry.attempts, 1);
    bench.spool.outbox().reject(entry.id, UnixMs::now(), "no more").unwrap();
    entry.last_error.unwrap()
}

#[test]
fn each_trouble_is_told_in_words_and_tried_again() {
    let (bench, printer) = (Bench::new(), BadPrinter::new());
    let asked = GET_PRINTER_ATTRIBUTES;
    let says = |text: &str| Twist::Says(text.replace('\n', "\r\n").into_bytes());
    for (operation, twist, words) in [
        (asked, Twist::Closed(10), "the connection broke"),
        (asked, Twist::Silent, "it did not answer for 2 seconds"),
        (asked, Twist::Says(b"SSH-2.0-OpenSSH\r\n\r\n".to_vec()), "the connection broke"),
        (asked, says("HTTP/1.1 200 OK\nContent-Length: 4\n\nfine"), "its answer is not IPP"),
        (
            asked,
            says("HTTP/1.1 302 Found\nLocation: http://x/y\nContent-Length: 0\n\n"),
            "it redirects to http://x/y",
        ),
        (
            asked,
            says("HTTP/1.1 401 No\nWWW-Authenticate: Basic\nContent-Length: 0\n\n"),
            "it requires a login: set user and password_file",
        ),
        (
            asked,
            says("HTTP/1.1 403 No\nContent-Length: 0\n\n"),
            "it allows nobody to print from here",
        ),
        (asked, says("HTTP/1.1 426 No\nContent-Length: 0\n\n"), "it requires TLS"),
        (asked, says("HTTP/1.1 500 No\nContent-Length: 0\n\n"), "it answers with HTTP 500"),
        (asked, says("HTTP/1.1 200 OK\nContent-Length: 9\n\nfine"), "its answer is incomplete"),
        (asked, Twist::Refuses(0x0403), "its user may not do this"),
        (CREATE_JOB, Twist::Refuses(0x0506), "it accepts no jobs"),
        (SEND_DOCUMENT, Twist::Refuses(0x040A), "it does not support this kind of document"),
    ] {
        printer.will(operation, twist.clone());
        let found = told(&bench, printer.out());
        assert!(found.starts_with(words), "{twist:?}: {found}");
        assert!(!found.contains(char::is_control), "{found:?}");
    }
    assert_eq!(printer.printed(), 0);
}

#[test]
fn a_printer_that_is_off_or_takes_nothing_is_told() {
    let (bench, printer) = (Bench::new(), BadPrinter::new());
    printer.set(|state| (state.takes_jobs, state.reason) = (false, "cover-open"));
    assert_eq!(told(&bench, printer.out()), "it accepts no jobs: a cover is open");
    printer.set(|state| (state.takes_jobs, state.format) = (true, "image/jpeg"));
    assert!(told(&bench, printer.out()).ends_with("the printer lists image/jpeg"));
    let out = printer.out();
    drop(printer);
    assert!(told(&bench, out).starts_with("it cannot be reached: "));
}

#[test]
fn an_answer_that_never_ends_or_is_larger_than_answers_are_is_left() {
    let bench = Bench::new();
    for piece in [&b"x"[..], &[b'x'; 64 << 10]] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let uri = format!("ipp://{}/", listener.local_addr().unwrap());
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 1000]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n");
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_secs(9) && stream.write_all(piece).is_ok() {
                if piece.len() == 1 {
                    std::thread::sleep(Duration::from_millis(50));
                }
            }
        });
        let office = PrinterOut { uri: Some(uri.parse().unwrap()), ..PrinterOut::default() };
        let found = told(&bench, office);
        let words = ["it did not answer for 2 seconds", "its answer is incomplete or too long"];
        assert!(words.iter().any(|words| found.starts_with(words)), "{found}");
        thread.join().unwrap();
    }
}

#[test]
fn a_login_is_said_once_it_is_asked_for_and_the_password_stands_in_a_file() {
    let (bench, printer) = (Bench::new(), BadPrinter::new());
    let file = bench.file("password", "secret\nsomething else\n");
    let fax = bench.faxed("office", &[framed(1)]);
    let challenge =
        "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
    printer.will(CREATE_JOB, Twist::Says(challenge.as_bytes().to_vec()));
    let office = PrinterOut { user: "fax".to_owned(), password_file: Some(file), ..printer.out() };
    let entry = bench.print_to_its_end(office, fax);
    assert_eq!(entry.state, OutboxState::Delivered);
    let heads = printer.set(|state| {
        let sent = state.asked.iter().filter(|asked| asked.operation == SEND_DOCUMENT);
        sent.map(|asked| asked.head.clone()).collect::<Vec<_>>()
    });
    // fax:secret
    assert!(heads[0].contains("authorization: basic zmf4onnly3jlda=="), "{heads:?}");
}

#[test]
fn an_answer_that_is_cut_at_any_byte_loses_nothing() {
    // The answers to all four questions, cut at each of their first bytes and at many others.
    for operation in [GET_PRINTER_ATTRIBUTES, CREATE_JOB, SEND_DOCUMENT] {
        let (bench, printer) = (Bench::new(), BadPrinter::new());
        let fax = bench.faxed("office", &[framed(1)]);
        let printing = bench.printing(printer.out());
        for cut in (0..60).chain((60..200).step_by(7)) {
            printer.will(operation, Twist::CutTo(cut));
            let before = printer.printed();
            turn(&printing, UnixMs::now());
            // Then it does what it should; and the fax goes again, by command.
            printer.set(|state| state.next = None);
            for minutes in [2, 30] {
                turn(&printing, UnixMs::now() + minutes * HOUR_MS / 60);
            }
            let entry = bench.at_office(fax);
            assert_eq!(entry.state, OutboxState::Delivered, "{operation} cut at {cut}: {entry:?}");
            assert_eq!(printer.printed(), before + 1, "{operation} cut at {cut}");
            let again = ["print:office".to_owned()];
            bench.spool.outbox().mail_again(fax, &again, UnixMs::now()).unwrap();
        }
    }
}

#[test]
fn a_slow_printer_keeps_no_other_up_and_raster_is_packed() {
    let (bench, slow, quick) = (Bench::new(), BadPrinter::new(), BadPrinter::new());
    quick.set(|state| state.format = "image/pwg-raster");
    slow.will(GET_PRINTER_ATTRIBUTES, Twist::Silent);
    let (held, printed) =
        (bench.faxed("slow", &[framed(1)]), bench.faxed("office", &[framed(1), framed(2)]));
    let settings = ferrofax::listeners::print::PrintSettings {
        enabled: true,
        seconds: 5,
        printers: vec![
            PrinterOut { name: "slow".to_owned(), ..slow.out() },
            PrinterOut { name: "office".to_owned(), ..quick.out() },
        ],
        ..Default::default()
    };
    let printing = ferrofax::listeners::print::Printing::new(&bench.spool, &settings);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| turn(&printing, UnixMs::now()));
        while bench.at_office(printed).state != OutboxState::Delivered {
            assert!(begun.elapsed() < Duration::from_secs(4), "it waits for the slow one");
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    assert_eq!(bench.spool.outbox().outbox_of(held).unwrap()[0].state, OutboxState::Waiting);
    // Gzip, as the printer takes it.
    let document = quick.set(|state| state.jobs[0].document.clone());
    assert_eq!(document[..2], [0x1F, 0x8B]);
    let mut raster = Vec::new();
    flate2::read::GzDecoder::new(&document[..]).read_to_end(&mut raster).unwrap();
    let pages = super::raster::pwg(&raster);
    assert_eq!((pages.len(), pages[0].dpi), (2, 300));
    super::raster::assert_shows(&pages[1].bitmap, &framed(2));
}
