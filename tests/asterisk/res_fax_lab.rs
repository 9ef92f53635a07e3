//! A laboratory in which both PBXs have Asterisk's own fax applications. In our PBX, they run on
//! Ferrofax, or on spandsp for a comparison; in `world`, they run on spandsp. A case is one call.
//! Several can run at the same time.

use std::fs;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use ferrofax::document::tiff;
use ferrofax::t4::{Bitmap, Resolution};

use crate::laboratory::{Asterisk, CallReport, Laboratory};
use crate::pages::{self, Content};

/// The fax technology of SendFAX and ReceiveFAX in our PBX.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Technology {
    Ferrofax,
    Spandsp,
    /// Both modules are loaded.
    Both,
}

/// The application that our PBX runs. `world` runs the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    Sends,
    Receives,
}

/// The behaviour of `world` in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// It runs the other application.
    Faxes,
    /// It is silent, and not a fax machine.
    IsSilent,
    /// It hangs up during the fax.
    HangsUp,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Case {
    pub name: &'static str,
    pub does: Does,
    /// Options of the application in our PBX, and in `world`.
    pub options: &'static str,
    pub world_options: &'static str,
    /// The values of `FAXOPT(…)` in our PBX, and in `world`.
    pub set: &'static [(&'static str, &'static str)],
    pub world_set: &'static [(&'static str, &'static str)],
    /// The documents to send. A laboratory has the documents `one`, `two` and `wrong`; others are
    /// missing.
    pub files: &'static [&'static str],
    /// Whether the trunk supports T.38.
    pub t38: bool,
    pub world: World,
}

impl Case {
    /// Returns a case with a fax of two pages by audio, without options.
    pub const fn new(name: &'static str, does: Does) -> Self {
        Self {
            name,
            does,
            options: "F",
            world_options: "F",
            set: &[],
            world_set: &[],
            files: &["two"],
            t38: false,
            world: World::Faxes,
        }
    }
}

/// The values that the dialplan of one side has recorded.
pub type Seen = CallReport;

/// The result of a case.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub ours: Seen,
    pub world: Seen,
    /// The received pages.
    pub pages: Vec<Bitmap>,
}

/// The items of FAXOPT that the dialplan reads after each call.
pub const ITEMS: [&str; 20] = [
    "ecm",
    "error",
    "filename",
    "filenames",
    "headerinfo",
    "localstationid",
    "maxrate",
    "minrate",
    "modem",
    "pages",
    "rate",
    "remotestationid",
    "resolution",
    "sessionid",
    "status",
    "statusstr",
    "gateway",
    "faxdetect",
    "t38timeout",
    "negotiate_both",
];

/// The variables that the dialplan reads after each call.
pub const VARIABLES: [&str; 9] = [
    "FAXSTATUS",
    "FAXERROR",
    "FAXSTATUSSTRING",
    "FAXPAGES",
    "FAXBITRATE",
    "FAXRESOLUTION",
    "FAXMODE",
    "REMOTESTATIONID",
    "LOCALSTATIONID",
];

const PAGE_ROWS: u32 = 700;

/// How long a silent `world` stays in the call. Both engines give up before that.
const SILENT_S: u32 = 90;

/// When `world` hangs up: in the middle of the first page.
const HANGS_UP_S: u32 = 22;

/// How long a call may take.
const LONGEST: Duration = Duration::from_secs(240);

pub struct FaxLab {
    pub lab: Laboratory,
}

impl FaxLab {
    pub fn start(name: &str, asterisk: Asterisk, technology: Technology, cases: &[Case]) -> Self {
        let lab = match technology {
            Technology::Ferrofax => Laboratory::start_with(name, asterisk, &["--with", "res_fax"]),
            Technology::Spandsp => Laboratory::of_spandsp(name, asterisk),
            Technology::Both => {
                Laboratory::start_with(name, asterisk, &["--with", "res_fax,res_fax_spandsp"])
            }
        };
        for role in ["ours", "world"] {
            append(&lab, role, "etc/extensions.conf", &dialplan(role, cases));
            let pjsip = lab.of(role).join("etc/pjsip.conf");
            // Incoming calls are identified only by their address, so both kinds of trunk are the
            // same for them.
            let text = fs::read_to_string(&pjsip)
                .expect("lab wrote it")
                .replace("[any](trunk)\n", "[any](trunk)\nt38_udptl = yes\n");
            fs::write(
                &pjsip,
                format!("{text}\n[t38](trunk)\nallow = alaw,ulaw\nt38_udptl = yes\nt38_udptl_ec = redundancy\n"),
            )
            .expect("it is ours");
            fs::create_dir_all(lab.of(role).join("fax")).expect("it is ours");
            for (name, count) in [("one", 1), ("two", 2)] {
                let file = lab.of(role).join(format!("fax/{name}.tif"));
                pages::write_tiff(&file, &sent(name, count), Resolution::Fine);
            }
            fs::write(lab.of(role).join("fax/wrong.tif"), "this is no TIFF").expect("it is ours");
            lab.console_of(role, "dialplan reload");
            lab.console_of(role, "module reload res_pjsip.so");
        }
        Self { lab }
    }

    /// Runs a case, and returns its result.
    pub fn run(&self, cases: &[Case], case: &Case) -> Outcome {
        self.begin(cases, case);
        self.end(case)
    }

    /// Begins the call of a case.
    pub fn begin(&self, cases: &[Case], case: &Case) {
        let number = number(cases, case);
        let sender = if case.does == Does::Sends { "ours" } else { "world" };
        let (options, set) = match case.does {
            Does::Sends => (case.options, case.set),
            Does::Receives => (case.world_options, case.world_set),
        };
        let trunk = if case.t38 { "t38" } else { "alaw" };
        let files: Vec<_> =
            case.files.iter().map(|file| format!("/lab/{sender}/fax/{file}.tif")).collect();
        let mut text = format!(
            "Channel: PJSIP/{number}@{trunk}\nCallerID: \"{}\" <4711>\nContext: fx-send\nExtension: s\nPriority: 1\n\
             Setvar: FX_NAME={}\nSetvar: FX_FILES={}\nSetvar: FX_OPTIONS={options}\n",
            case.name,
            case.name,
            files.join("&")
        );
        for (item, value) in set {
            text += &format!("Setvar: FX_{item}={value}\n");
        }
        if sender == "world" {
            match case.world {
                World::Faxes => {}
                World::IsSilent => text += &format!("Setvar: FX_SILENT={SILENT_S}\n"),
                World::HangsUp => text += &format!("Setvar: FX_LIMIT={HANGS_UP_S}\n"),
            }
        }
        let spool = self.lab.of(sender).join("spool");
        let made = spool.join("tmp").join(case.name);
        fs::write(&made, text).expect("it is ours");
        fs::rename(made, spool.join("outgoing").join(case.name)).expect("it is ours");
    }

    /// Waits for the end of the call of a case.
    pub fn end(&self, case: &Case) -> Outcome {
        let until = Instant::now() + LONGEST;
        let mut outcome = Outcome::default();
        while Instant::now() < until {
            outcome.ours = self.seen("ours", case);
            outcome.world = self.seen("world", case);
            if outcome.ours.get("end").is_some()
                && (outcome.world.get("end").is_some() || !self.has_begun("world", case))
            {
                break;
            }
            sleep(Duration::from_millis(300));
        }
        let receiver = if case.does == Does::Sends { "world" } else { "ours" };
        let file = self.file(receiver, case, "tif");
        outcome.pages = tiff::read(&file)
            .map(|pages| pages.iter().filter_map(|page| page.bitmap().ok()).collect())
            .unwrap_or_default();
        outcome
    }

    fn has_begun(&self, role: &str, case: &Case) -> bool {
        self.file(role, case, "begun").exists()
    }

    fn seen(&self, role: &str, case: &Case) -> Seen {
        let text = fs::read(self.file(role, case, "result")).unwrap_or_default();
        CallReport::read(&String::from_utf8_lossy(&text))
    }

    fn file(&self, role: &str, case: &Case, ending: &str) -> PathBuf {
        self.lab.of(role).join(format!("fax/case-{}.{ending}", case.name))
    }
}

/// Returns the pages of the document with this name.
pub fn sent(name: &str, count: u32) -> Vec<Bitmap> {
    let seed = u64::from(name.as_bytes()[0]);
    (0..u64::from(count))
        .map(|page| pages::page(Content::Text, 1728, PAGE_ROWS, seed + page))
        .collect()
}

/// Returns all pages of a case.
pub fn pages_of(case: &Case) -> Vec<Bitmap> {
    let count = |name: &str| if name == "two" { 2 } else { 1 };
    case.files.iter().flat_map(|name| sent(name, count(name))).collect()
}

fn number(cases: &[Case], case: &Case) -> usize {
    2400 + cases
        .iter()
        .position(|other| other.name == case.name)
        .expect("it is one of them")
}

pub fn append(lab: &Laboratory, role: &str, file: &str, text: &str) {
    let path = lab.of(role).join(file);
    let own = fs::read_to_string(&path).expect("lab wrote it");
    fs::write(path, format!("{own}\n{text}")).expect("it is ours");
}

/// Returns the additional dialplan of a PBX: a context that sends, an extension for each case, and
/// a handler that records the values at the end of a call.
fn dialplan(role: &str, cases: &[Case]) -> String {
    let tell = |key: &str, value: &str| {
        format!(" same => n,Set(FILE(${{FX_FILE}}.result,,,al,u)={key}={value})\n")
    };
    let begun = format!(
        " same => n,Set(FILE(${{FX_FILE}}.begun,,,al,u)=yes)\n same => n,Set(CHANNEL(hangup_handler_push)=fx-told,s,1)\n \
         same => n,Set(FAXOPT(localstationid)={role})\n"
    );
    let mut text =
        format!("[fx-send]\nexten => s,1,Set(FX_FILE=/lab/{role}/fax/case-${{FX_NAME}})\n{begun}");
    for item in ["ecm", "modem", "maxrate", "minrate", "headerinfo", "localstationid", "t38timeout"]
    {
        text += &format!(
            " same => n,ExecIf($[\"${{FX_{item}}}\" != \"\"]?Set(FAXOPT({item})=${{FX_{item}}}))\n"
        );
    }
    text += " same => n,ExecIf($[\"${FX_LIMIT}\" != \"\"]?Set(TIMEOUT(absolute)=${FX_LIMIT}))\n";
    text += " same => n,ExecIf($[\"${FX_SILENT}\" != \"\"]?Wait(${FX_SILENT}))\n";
    text += " same => n,ExecIf($[\"${FX_SILENT}\" != \"\"]?Hangup())\n";
    text += " same => n,SendFAX(${FX_FILES},${FX_OPTIONS})\n same => n,Hangup()\n\n[fx-told]\nexten => s,1,NoOp()\n";
    for variable in VARIABLES {
        text += &tell(variable, &format!("${{{variable}}}"));
    }
    for item in ITEMS {
        text += &tell(item, &format!("${{FAXOPT({item})}}"));
    }
    text += &tell("end", "yes");
    text += " same => n,Return()\n\n[from-peer](+)\n";
    for case in cases {
        let (options, set) = match (case.does, role) {
            (Does::Receives, "ours") => (case.options, case.set),
            _ => (case.world_options, case.world_set),
        };
        text += &format!(
            "exten => {},1,Set(FX_FILE=/lab/{role}/fax/case-{})\n{begun}",
            number(cases, case),
            case.name
        );
        for (item, value) in set {
            text += &format!(" same => n,Set(FAXOPT({item})={value})\n");
        }
        if role == "world" && case.world == World::HangsUp {
            text += &format!(" same => n,Set(TIMEOUT(absolute)={HANGS_UP_S})\n");
        }
        text += &if role == "world" && case.world == World::IsSilent {
            format!(" same => n,Answer()\n same => n,Wait({SILENT_S})\n same => n,Hangup()\n")
        } else {
            format!(" same => n,ReceiveFAX(${{FX_FILE}}.tif,{options})\n same => n,Hangup()\n")
        };
    }
    text
}
