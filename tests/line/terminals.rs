//! The terminals of `examples/pcm_terminal` and `examples/ifp_terminal`, which other engines are
//! tried against: each command line does what it says, here between two of them.

use ferrofax_kit::terminal;
use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use ferrofax::call::Call;
use ferrofax::document::tiff;
use ferrofax::modem::PageRate;
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax::t30::outcome::Cause;

use ferrofax_kit::pages::{self, Content};
use terminal::options::{HELP, Options, Task};
use terminal::pipe::Pipe;
use terminal::report::Report;

/// One end of a line between two terminals, by samples or by packets.
struct Ends<B> {
    from: Receiver<B>,
    to: Sender<B>,
    block: B,
}

type Samples = Ends<Vec<i16>>;
type Packets = Ends<Vec<Vec<u8>>>;

/// Both ends; a block of silence is on its way to each.
fn line<B: Clone>(silence: B) -> [Ends<B>; 2] {
    let ((to_one, one), (to_other, other)) = (channel(), channel());
    for end in [&to_one, &to_other] {
        end.send(silence.clone()).expect("the other end is here");
    }
    let block = || silence.clone();
    [
        Ends { from: one, to: to_other, block: block() },
        Ends { from: other, to: to_one, block: block() },
    ]
}

impl<B: Default> Ends<B> {
    fn read_block(&mut self) -> io::Result<()> {
        self.block = self.from.recv().map_err(|_| io::ErrorKind::UnexpectedEof)?;
        Ok(())
    }

    fn write_block(&mut self) -> io::Result<()> {
        // The other end may have hung up.
        self.to
            .send(std::mem::take(&mut self.block))
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Pipe for Samples {
    fn read(&mut self) -> io::Result<()> {
        self.read_block()
    }

    fn hear(&mut self, call: &mut Call) {
        call.hear(&self.block);
    }

    fn say(&mut self, call: &mut Call) {
        self.block.resize(terminal::BLOCK, 0);
        call.say(&mut self.block);
    }

    fn write(&mut self) -> io::Result<()> {
        self.write_block()
    }
}

impl Pipe for Packets {
    fn begin(&mut self, call: &mut Call) {
        call.switch_to_t38(ferrofax::call::T38Terms::default());
    }

    fn read(&mut self) -> io::Result<()> {
        self.read_block()
    }

    fn hear(&mut self, call: &mut Call) {
        for packet in self.block.drain(..) {
            call.hear_packet(None, &packet);
        }
        call.pass_time(terminal::BLOCK);
    }

    fn say(&mut self, call: &mut Call) {
        self.block = std::iter::from_fn(|| call.poll_packet()).collect();
    }

    fn write(&mut self) -> io::Result<()> {
        self.write_block()
    }
}

/// Does what a command line says: the exit status, and what it reports.
fn act(words: &str, file: &Path, pipe: &mut dyn Pipe) -> (i32, Report) {
    let words = words.replace("FILE", &file.to_string_lossy());
    let options = Options::read(words.split(' ').map(str::to_owned)).expect("a right command line");
    match options.task {
        Task::Send => {
            let mut sender = terminal::send::Sender::new(&options).expect("the file is there");
            (sender.run(pipe), sender.report)
        }
        Task::Receive => {
            let mut receiver = terminal::receive::Receiver::new(&options).expect("a folder");
            (receiver.run(pipe), receiver.report)
        }
    }
}

/// What came of a call between two command lines.
struct Came {
    statuses: [i32; 2],
    sender: Report,
    receiver: Report,
    arrived: bool,
}

fn page() -> Bitmap {
    pages::page(Content::Text, 1728, 200, 9)
}

fn call<P: Pipe + Send + 'static>(ends: [P; 2], send: &str, receive: &str) -> Came {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("from.tif"), folder.path().join("to.tif"));
    pages::write_tiff(&from, &[page()], Resolution::Standard);
    let [mut one, mut other] = ends;
    let (send, sent) = (send.to_owned(), from);
    let sending = thread::spawn(move || act(&send, &sent, &mut one));
    let (received, receiver) = act(receive, &to, &mut other);
    drop(other);
    let (sent, sender) = sending.join().expect("no panic");
    let came = tiff::read(&to).unwrap_or_default();
    let arrived = came.len() == 1 && came[0].bitmap().is_ok_and(|came| came == page());
    Came { statuses: [sent, received], sender, receiver, arrived }
}

fn by_samples(send: &str, receive: &str) -> Came {
    call(line(vec![0_i16; terminal::BLOCK]), send, receive)
}

fn by_packets(send: &str, receive: &str) -> Came {
    call(line(Vec::<Vec<u8>>::new()), send, receive)
}

fn rate(report: &Report) -> Option<PageRate> {
    report.last.map(|last| last.rate)
}

#[test]
fn a_fax_goes_by_v34_unless_the_command_line_says_otherwise() {
    let v34 = by_samples("--send FILE", "--receive FILE");
    assert!(v34.arrived && v34.statuses == [0, 0]);
    for report in [&v34.sender, &v34.receiver] {
        assert!(matches!(rate(report), Some(PageRate::V34(_))), "{:?}", report.last);
    }
    assert!(rate(&v34.receiver).is_some_and(|rate| rate.bps() == 33_600));
    for (options, bps) in [
        ("--modems v34,v17,v29,v27ter --max-rate 19200", 19_200),
        ("--max-rate 14400", 14_400),
        ("--modems v17,v29,v27ter", 14_400),
        ("--modems v29,v27ter", 9600),
        ("--no-ecm --max-rate 4800", 4800),
    ] {
        let came = by_samples(&format!("--send FILE {options}"), "--receive FILE");
        assert!(came.arrived && came.statuses == [0, 0], "{options}");
        assert_eq!(rate(&came.receiver).map(PageRate::bps), Some(bps), "{options}");
    }
}

#[test]
fn a_document_is_held_and_polled_by_samples_and_by_packets() {
    for options in ["", " --modems v29,v27ter", " --no-ecm"] {
        let (send, receive) =
            (format!("--answer --send FILE{options}"), format!("--caller --receive FILE{options}"));
        for came in [by_samples(&send, &receive), by_packets(&send, &receive)] {
            assert!(came.arrived, "{options}: {:?}", came.receiver.outcome);
            assert_eq!(came.statuses, [0, 0], "{options}");
        }
    }
}

#[test]
fn a_document_is_given_to_who_names_it_and_knows_its_password() {
    let poll = |send: &str, receive: &str| {
        by_samples(
            &format!("--answer --send FILE{send}"),
            &format!("--caller --receive FILE{receive}"),
        )
    };
    let right = poll(" --pwd 1234 --sep 77", " --pwd 1234 --sep 77");
    assert!(right.arrived && right.statuses == [0, 0], "{:?}", right.receiver.outcome);
    for (send, receive, cause) in [
        (" --pwd 1234", " --pwd 4321", Cause::WrongPassword),
        (" --pwd 1234", "", Cause::WrongPassword),
        (" --sep 77", " --sep 78", Cause::UnknownDocument),
    ] {
        let came = poll(send, receive);
        assert!(!came.arrived && came.statuses == [1, 1], "{send}, {receive}");
        assert_eq!(came.sender.outcome.map(|end| end.cause), Some(cause), "{send}, {receive}");
    }
}

#[test]
fn a_fax_goes_by_packets() {
    let came = by_packets("--send FILE --ident 123", "--receive FILE --ident 456");
    assert!(came.arrived && came.statuses == [0, 0]);
    assert_eq!([&came.sender.far_ident, &came.receiver.far_ident], ["456", "123"]);
}

/// What is wrong is named, and the help lists each option that there is.
#[test]
fn the_command_line_says_what_is_wrong_and_help_lists_it_whole() {
    let read = |words: &str| Options::read(words.split(' ').map(str::to_owned)).map(|_| ());
    for (words, names) in [
        ("--caller", "--receive FILE.tif or --send FILE.tif is needed"),
        ("--receive a.tif --frobnicate", "unknown option --frobnicate"),
        ("--receive a.tif --modems v90", "unknown name v90"),
        ("--receive a.tif --modems v34", "must name a modem besides v34"),
        ("--receive a.tif --max-rate", "--max-rate needs a value"),
    ] {
        assert!(read(words).is_err_and(|wrong| wrong.contains(names)), "{words}");
    }
    let source = include_str!("../kit/src/terminal/options.rs");
    let options = source.split('"').filter(|text| {
        text.len() > 2
            && text.starts_with("--")
            && text[2..].chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    });
    for option in options {
        assert!(HELP.contains(option), "--help does not name {option}");
    }
}
