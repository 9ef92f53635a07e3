//! Makes `docs/internals/t30.md` from the code: the reaction to each command and response of T.30
//! in each phase and role. A script leads a session to each point of a call; the session then
//! receives the frame, and its reaction is written down.
//!
//! `FERROFAX_WRITE=1 cargo test --features program --test line every_frame` writes the file.

use crate::conversations::Receiver;
use crate::conversations_sending::Sender;
use crate::player::{Side, reaction};
use crate::script::frame_of;
use ferrofax::t30::fcf::Fcf;
use ferrofax::t30::frame::Frame;
use std::fmt::Write as _;
use std::path::Path;

/// A place in a call: its title, the script that leads there, and who plays it.
struct Place {
    title: &'static str,
    script: &'static str,
    reacts: fn(&str, Option<Frame>) -> Result<String, String>,
}

const fn receives(title: &'static str, script: &'static str) -> Place {
    Place { title, script, reacts: react::<Receiver> }
}

const fn sends(title: &'static str, script: &'static str) -> Place {
    Place { title, script, reacts: react::<Sender> }
}

/// Steps of a script are apart by `;`.
fn react<S: Side>(script: &str, frame: Option<Frame>) -> Result<String, String> {
    reaction::<S>(&script.replace("; ", "\n"), frame)
}

/// The places, by role and phase.
const PLACES: [(&str, &[Place]); 4] = [
    (
        "Called machine, receiving",
        &[
            receives("B: DIS was sent", "auto-store; > CED; > DIS"),
            receives(
                "B: DIS was sent, and a document is held for polling",
                "offer holds; auto-store; > CED; > DIS",
            ),
            receives(
                "B: DCS was received, the training check is expected",
                "> CED; > DIS; < DCS 9600",
            ),
            receives("B: FTT was sent", "> CED; > DIS; < DCS 9600; tcf bad; > FTT"),
            receives(
                "C: CFR was sent, a page without ECM is expected",
                "auto-store; > CED; > DIS; < DCS 9600; tcf good; > CFR",
            ),
            receives(
                "D: a page without ECM was received",
                "auto-store; > CED; > DIS; < DCS 9600; tcf good; > CFR; page 500",
            ),
            receives(
                "D: the page was confirmed after MPS",
                "auto-store; > CED; > DIS; < DCS 9600; tcf good; > CFR; page 500; < MPS; > MCF",
            ),
            receives(
                "D: the page was rejected (RTN)",
                "auto-store; > CED; > DIS; < DCS 9600; tcf good; > CFR; page 500 bad 400; < MPS; > RTN",
            ),
            receives(
                "C: CFR was sent, a block with ECM is expected",
                "auto-store; > CED; > DIS; < DCS 9600 ecm; tcf good; > CFR",
            ),
            receives(
                "D: frames of a block with ECM were received",
                "auto-store; > CED; > DIS; < DCS 9600 ecm; tcf good; > CFR; blocks 0-9",
            ),
            receives(
                "D: PPR was sent",
                "auto-store; > CED; > DIS; < DCS 9600 ecm; tcf good; > CFR; blocks 0-19 not 3; < PPS EOP 0 0 20; > PPR 3",
            ),
            receives(
                "D: RNR was sent, since the page is not stored yet",
                "> CED; > DIS; < DCS 9600 ecm; tcf good; > CFR; blocks 0-9; < PPS EOP 0 0 10; > RNR",
            ),
            receives(
                "D: MCF was sent after EOM",
                "auto-store; > CED; > DIS; < DCS 9600; tcf good; > CFR; page 500; < EOM; > MCF",
            ),
            receives(
                "E: MCF was sent after EOP",
                "auto-store; > CED; > DIS; < DCS 9600; tcf good; > CFR; page 500; < EOP; > MCF",
            ),
        ],
    ),
    (
        "Calling machine, sending",
        &[
            sends("A: CNG is being sent", "> CNG"),
            sends("B: DCS and the training check were sent", "< DIS; > DCS TCF 9600"),
            sends("D: EOP was sent", "we no-ecm; < DIS; > DCS TCF 9600; < CFR; > page; > EOP"),
            sends(
                "D: MPS was sent",
                "we no-ecm pages 2; < DIS; > DCS TCF 9600; < CFR; > page; > MPS",
            ),
            sends(
                "D: EOM was sent",
                "we no-ecm pages 2 new-document; < DIS; > DCS TCF 9600; < CFR; > page; > EOM",
            ),
            sends(
                "D: EOM was answered, DIS is expected",
                "we no-ecm pages 2 new-document; < DIS; > DCS TCF 9600; < CFR; > page; > EOM; < MCF",
            ),
            sends(
                "D: PPS-EOP was sent",
                "< DIS ecm; > DCS TCF 9600; < CFR; > frames 0,1,2,3,4,5,6,7,8,9; > PPS-EOP 0 0 10",
            ),
            sends(
                "D: RR was sent after RNR",
                "< DIS ecm; > DCS TCF 9600; < CFR; > frames 0,1,2,3,4,5,6,7,8,9; > PPS-EOP 0 0 10; < RNR; > RR",
            ),
            sends(
                "D: CTC was sent after the fourth PPR",
                "< DIS ecm; > DCS TCF 9600; < CFR; > frames 0,1,2,3,4,5,6,7,8,9; > PPS-EOP 0 0 10; \
                 < PPR 0,1,2; > frames 0,1,2; > PPS-EOP 0 0 10; < PPR 0,1,2; > frames 0,1,2; > PPS-EOP 0 0 10; \
                 < PPR 0,1,2; > frames 0,1,2; > PPS-EOP 0 0 10; < PPR 0,1,2; > CTC 7200",
            ),
            sends(
                "D: EOR was sent",
                "we min 9600; < DIS ecm; > DCS TCF 9600; < CFR; > frames 0,1,2,3,4,5,6,7,8,9; > PPS-EOP 0 0 10; \
                 < PPR 0,1,2; > frames 0,1,2; > PPS-EOP 0 0 10; < PPR 0,1,2; > frames 0,1,2; > PPS-EOP 0 0 10; \
                 < PPR 0,1,2; > frames 0,1,2; > PPS-EOP 0 0 10; < PPR 0,1,2; > EOR-EOP",
            ),
        ],
    ),
    (
        "Calling machine, fetching a document",
        &[
            receives("B: DTC was sent", "offer fetches; auto-store; < DIS poll; > DTC"),
            receives(
                "D: a page without ECM was received",
                "offer fetches; auto-store; < DIS poll; > DTC; < DCS 9600; tcf good; > CFR; page 500",
            ),
            receives(
                "D: MCF was sent after EOM",
                "offer fetches; auto-store; < DIS poll; > DTC; < DCS 9600; tcf good; > CFR; page 500; < EOM; > MCF",
            ),
            receives(
                "E: MCF was sent after EOP",
                "offer fetches; auto-store; < DIS poll; > DTC; < DCS 9600; tcf good; > CFR; page 500; < EOP; > MCF",
            ),
        ],
    ),
    (
        "Called machine, sending a document (polling)",
        &[
            receives(
                "B: DTC was received, we wait for the page from the rest of Ferrofax",
                "offer holds; > CED; > DIS; < DTC",
            ),
            receives(
                "B: DCS and the training check were sent",
                "offer holds; > CED; > DIS; < DTC; give; > DCS TCF 9600",
            ),
            receives(
                "D: EOP was sent",
                "offer holds no-ecm; > CED; > DIS; < DTC; give; > DCS TCF 9600; < CFR; > page; > EOP",
            ),
        ],
    ),
];

/// All that may stand in a burst of V.21, in the Recommendation's order, and one that it does not
/// know.
fn frames() -> Vec<Fcf> {
    let known = |fcf: &Fcf| !matches!(fcf, Fcf::Unknown(_) | Fcf::Fcd | Fcf::Rcp | Fcf::Null);
    let mut frames: Vec<Fcf> = (0..=255).map(Fcf::from_byte).filter(known).collect();
    frames.sort_unstable();
    frames.dedup();
    frames.push(Fcf::Unknown(0x77));
    frames
}

/// As it is said usually; with ECM where the place is.
fn usual(fcf: Fcf, script: &str) -> Frame {
    let name = fcf.to_string();
    let ecm = if script.contains("ecm") && !script.contains("no-ecm") { " ecm" } else { "" };
    match fcf {
        Fcf::Unknown(byte) => frame_of(&format!("hex FF 13 {byte:02X}")),
        Fcf::Dis | Fcf::Dtc => frame_of(&format!("{name}{ecm}")),
        Fcf::Dcs => frame_of(&format!("DCS 9600{ecm}")),
        Fcf::Ctc => frame_of("CTC 4800"),
        Fcf::Pps => frame_of("PPS EOP 0 0 20"),
        Fcf::Eor => frame_of("EOR EOP"),
        Fcf::Ppr => frame_of("PPR 0,1"),
        Fcf::Fnv => frame_of("FNV PWD"),
        Fcf::Nsf | Fcf::Nss | Fcf::Nsc => frame_of(&format!("{name} maker")),
        _ => frame_of(&format!("{name} 123")),
    }
}

fn table(place: &Place) -> String {
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    let known = frames()
        .into_iter()
        .map(|fcf| (fcf.to_string(), Some(usual(fcf, place.script))));
    for (name, frame) in known.chain([("a damaged frame".into(), None)]) {
        let does = (place.reacts)(place.script, frame);
        let does = does.unwrap_or_else(|why| panic!("{}: {why}", place.title));
        match rows.iter_mut().find(|(known, _)| *known == does) {
            Some((_, names)) => names.push(name),
            None => rows.push((does, vec![name])),
        }
    }
    let mut text =
        format!("\n### {}\n\n| frame received | reaction |\n| --- | --- |\n", place.title);
    for (does, names) in rows {
        _ = writeln!(text, "| {} | {does} |", names.join(", "));
    }
    text
}

fn document() -> String {
    let mut text = String::from(ABOUT);
    for (role, places) in PLACES {
        _ = writeln!(text, "\n## {role}");
        text.extend(places.iter().map(table));
    }
    text
}

#[test]
fn what_is_done_about_each_is_written_down() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/internals/t30.md");
    let made = document();
    if std::env::var_os("FERROFAX_WRITE").is_some() {
        std::fs::write(&path, &made).expect("docs/internals/t30.md is written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let first = made.lines().zip(written.lines()).find(|(made, written)| made != written);
    assert!(
        made == written,
        "docs/internals/t30.md is out of date, from {first:?} on. To write it again:\n\
         FERROFAX_WRITE=1 cargo test --features program --test line every_frame"
    );
}

const ABOUT: &str = "\
# Reaction to each frame of T.30

This page is for developers. It shows how Ferrofax's engine, the part of Ferrofax that
speaks T.30, reacts to each frame of T.30 at each point of a call. A *session* is the
engine's side of one call.

A test (`tests/line/every_frame.rs`) runs the engine and writes its reactions into this
page. For each table, a script leads a session to one point of a call. The heading of the
table names this point and, by a letter from A to E, the phase of the call in T.30. At the
point that the heading names, the test lets the session receive one frame over V.21. The
frame has its usual content, and no other frame is sent together with it.

Each table shows what the session does within two seconds after the frame. The names of
frames that the session sends are in capitals. The scripts in `tests/scripts` show the
reactions to several frames in a row, and to repeated frames.

Another test (`tests/line/two_machines`) lets two sessions talk to each other. The line
loses, doubles, delays and damages what they say, and the owner of the receiving session
stores pages late or not at all. The test follows every call in which this happens once.
With `FERROFAX_FAULTS=2` or `FERROFAX_FAULTS=3`, it follows every call in which it happens
up to two or three times: 43,000 or 1.5 million calls. At the end of each call, the test
checks that no confirmed page is missing, that no page is stored twice, that each page
that may have arrived was reported as such, and that the call ended in time.

The column \"reaction\" of the tables uses these words:

- *Stored* means that the frame identifies the remote fax machine, or names something that
  the remote fax machine requests. The session stores the content of the frame, and
  reports it to the rest of Ferrofax.
- *Unexpected; counted* means that the session did not expect the frame, adds the frame to
  its count of unexpected frames, and continues. If too many unexpected frames arrive, the
  session ends the call.
- *No reaction; we keep waiting* means that the session sends nothing, and waits for the
  same frames as before. In addition, after some frames the session restarts the timer
  that ends this wait.
- *Reported* means that the session reports the events after the word \"reported\" to the
  rest of Ferrofax. The events `1 whole` and `1 broken` mean that received page 1 is
  complete or damaged. The events `Mcf 0`, `Rtp 0` and `refused 0` name the result of
  sending the first page, which has the number 0.
";
