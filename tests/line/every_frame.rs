//! The list of T.30's commands and responses with what we do about each in each phase and role
//! (`docs/internals/t30.md`), made from the code: each frame is said to a session that a script has led to
//! the place, and what it does then is written down.
//!
//! `FERROFAX_WRITE=1 cargo test --features program --test line every_frame` writes it anew.

use crate::common::player::{Side, reaction};
use crate::common::script::frame_of;
use crate::conversations::Receiver;
use crate::conversations_sending::Sender;
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
        "Called, and receiving",
        &[
            receives("B: DIS was said", "auto-store; > CED; > DIS"),
            receives(
                "B: the same, where a document is held",
                "offer holds; auto-store; > CED; > DIS",
            ),
            receives("B: DCS was heard, the training check is awaited", "> CED; > DIS; < DCS 9600"),
            receives("B: FTT was said", "> CED; > DIS; < DCS 9600; tcf bad; > FTT"),
            receives(
                "C: CFR was said, a page without ECM is awaited",
                "auto-store; > CED; > DIS; < DCS 9600; tcf good; > CFR",
            ),
            receives(
                "D: a page without ECM came",
                "auto-store; > CED; > DIS; < DCS 9600; tcf good; > CFR; page 500",
            ),
            receives(
                "D: it was confirmed after MPS",
                "auto-store; > CED; > DIS; < DCS 9600; tcf good; > CFR; page 500; < MPS; > MCF",
            ),
            receives(
                "D: it was refused (RTN)",
                "auto-store; > CED; > DIS; < DCS 9600; tcf good; > CFR; page 500 bad 400; < MPS; > RTN",
            ),
            receives(
                "C: CFR was said, a block with ECM is awaited",
                "auto-store; > CED; > DIS; < DCS 9600 ecm; tcf good; > CFR",
            ),
            receives(
                "D: frames of a block with ECM came",
                "auto-store; > CED; > DIS; < DCS 9600 ecm; tcf good; > CFR; blocks 0-9",
            ),
            receives(
                "D: PPR was said",
                "auto-store; > CED; > DIS; < DCS 9600 ecm; tcf good; > CFR; blocks 0-19 not 3; < PPS EOP 0 0 20; > PPR 3",
            ),
            receives(
                "D: RNR was said, since the page is not stored yet",
                "> CED; > DIS; < DCS 9600 ecm; tcf good; > CFR; blocks 0-9; < PPS EOP 0 0 10; > RNR",
            ),
            receives(
                "D: MCF was said after EOM",
                "auto-store; > CED; > DIS; < DCS 9600; tcf good; > CFR; page 500; < EOM; > MCF",
            ),
            receives(
                "E: MCF was said after EOP",
                "auto-store; > CED; > DIS; < DCS 9600; tcf good; > CFR; page 500; < EOP; > MCF",
            ),
        ],
    ),
    (
        "Calling, and sending",
        &[
            sends("A: CNG is said", "> CNG"),
            sends("B: DCS and the training check were said", "< DIS; > DCS TCF 9600"),
            sends("D: EOP was said", "we no-ecm; < DIS; > DCS TCF 9600; < CFR; > page; > EOP"),
            sends(
                "D: MPS was said",
                "we no-ecm pages 2; < DIS; > DCS TCF 9600; < CFR; > page; > MPS",
            ),
            sends(
                "D: EOM was said",
                "we no-ecm pages 2 new-document; < DIS; > DCS TCF 9600; < CFR; > page; > EOM",
            ),
            sends(
                "D: EOM was answered, DIS is awaited",
                "we no-ecm pages 2 new-document; < DIS; > DCS TCF 9600; < CFR; > page; > EOM; < MCF",
            ),
            sends(
                "D: PPS-EOP was said",
                "< DIS ecm; > DCS TCF 9600; < CFR; > frames 0,1,2,3,4,5,6,7,8,9; > PPS-EOP 0 0 10",
            ),
            sends(
                "D: RR was said after RNR",
                "< DIS ecm; > DCS TCF 9600; < CFR; > frames 0,1,2,3,4,5,6,7,8,9; > PPS-EOP 0 0 10; < RNR; > RR",
            ),
            sends(
                "D: CTC was said after the fourth PPR",
                "< DIS ecm; > DCS TCF 9600; < CFR; > frames 0,1,2,3,4,5,6,7,8,9; > PPS-EOP 0 0 10; \
                 < PPR 0,1,2; > frames 0,1,2; > PPS-EOP 0 0 10; < PPR 0,1,2; > frames 0,1,2; > PPS-EOP 0 0 10; \
                 < PPR 0,1,2; > frames 0,1,2; > PPS-EOP 0 0 10; < PPR 0,1,2; > CTC 7200",
            ),
            sends(
                "D: EOR was said",
                "we min 9600; < DIS ecm; > DCS TCF 9600; < CFR; > frames 0,1,2,3,4,5,6,7,8,9; > PPS-EOP 0 0 10; \
                 < PPR 0,1,2; > frames 0,1,2; > PPS-EOP 0 0 10; < PPR 0,1,2; > frames 0,1,2; > PPS-EOP 0 0 10; \
                 < PPR 0,1,2; > frames 0,1,2; > PPS-EOP 0 0 10; < PPR 0,1,2; > EOR-EOP",
            ),
        ],
    ),
    (
        "Calling, and fetching a document",
        &[
            receives("B: DTC was said", "offer fetches; auto-store; < DIS poll; > DTC"),
            receives(
                "D: a page without ECM came",
                "offer fetches; auto-store; < DIS poll; > DTC; < DCS 9600; tcf good; > CFR; page 500",
            ),
            receives(
                "D: MCF was said after EOM",
                "offer fetches; auto-store; < DIS poll; > DTC; < DCS 9600; tcf good; > CFR; page 500; < EOM; > MCF",
            ),
            receives(
                "E: MCF was said after EOP",
                "offer fetches; auto-store; < DIS poll; > DTC; < DCS 9600; tcf good; > CFR; page 500; < EOP; > MCF",
            ),
        ],
    ),
    (
        "Called, and giving a document away",
        &[
            receives("B: DTC was heard, the page is awaited", "offer holds; > CED; > DIS; < DTC"),
            receives(
                "B: DCS and the training check were said",
                "offer holds; > CED; > DIS; < DTC; give; > DCS TCF 9600",
            ),
            receives(
                "D: EOP was said",
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
    for (name, frame) in known.chain([("one that is damaged".into(), None)]) {
        let does = (place.reacts)(place.script, frame);
        let does = does.unwrap_or_else(|why| panic!("{}: {why}", place.title));
        match rows.iter_mut().find(|(known, _)| *known == does) {
            Some((_, names)) => names.push(name),
            None => rows.push((does, vec![name])),
        }
    }
    let mut text = format!("\n### {}\n\n| what comes | what we do |\n| --- | --- |\n", place.title);
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
        "docs/internals/t30.md is out of date, from {first:?} on. This writes it anew:\n\
         FERROFAX_WRITE=1 cargo test --features program --test line every_frame"
    );
}

const ABOUT: &str = "\
# What we do about each frame of T.30

Made from the code (`tests/line/every_frame.rs`): each frame that may come by V.21 is said to a session at each place of a call, alone in its burst and as it is
said usually, and what the session does within two seconds stands here. In capitals is what it says. *The owner* is the rest of Ferrofax. What a frame is answered
after others, or for the second time, the conversations in `tests/scripts` show.

*It is kept*: it says who is there and what is wanted, and is told and shown. *It has no place, and is counted*: we go on, and end a call in which such frames do not
end. *We go on waiting*: for the same, some of it from the start.
";
