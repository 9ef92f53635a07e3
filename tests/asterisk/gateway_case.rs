//! One fax through the T.38 gateway of our PBX, from spandsp to spandsp. One of the two has an
//! audio line, the other one T.38.
//!
//! Our PBX enforces the rate: `FAXOPT` before `Dial` limits what the two may negotiate.

use std::fmt;
use std::fs;
use std::time::{Duration, Instant};

use ferrofax::document::tiff;
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Resolution};

use crate::laboratory::{Asterisk, Laboratory};
use crate::pages::{self, Content};
use crate::receive_case::{differences, modem_of};

/// The direction of a fax, and who requests T.38.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From an audio line to a T.38 line, which requests T.38.
    Packets,
    /// From a T.38 line, which requests T.38, to an audio line.
    Line,
    /// From a T.38 line to an audio line. Our PBX requests T.38 when it detects V.21 on the audio
    /// line.
    LineHeard,
}

/// A fax.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GatewayCase {
    pub way: Way,
    pub rate: Rate,
    pub ecm: bool,
    pub pages: u32,
}

/// A laboratory in which our PBX has the gateway, and a number for each case.
pub struct GatewayLab {
    pub lab: Laboratory,
    folder: tempfile::TempDir,
}

impl GatewayLab {
    pub fn start(name: &str, asterisk: Asterisk, cases: &[GatewayCase]) -> Self {
        let lab = Laboratory::start_with(name, asterisk, &["--with", "res_fax"]);
        let dialplan = lab.of("ours").join("etc/extensions.conf");
        let own = fs::read_to_string(&dialplan).expect("lab wrote it");
        let numbers: String = cases.iter().enumerate().map(|(at, case)| case.dialled(at)).collect();
        fs::write(&dialplan, format!("{own}\n[from-peer](+)\n{numbers}")).expect("it is ours");
        lab.console("dialplan reload");
        Self { lab, folder: tempfile::tempdir().expect("a folder for the documents") }
    }
}

/// How long a fax may take.
const LONGEST: &str = "600";

impl GatewayCase {
    /// Returns the number that is called at our PBX, which then calls the fax machine behind it.
    fn dialled(&self, at: usize) -> String {
        let trunk = if self.way == Way::Packets { "t38-redundancy" } else { "alaw" };
        let rate = self.rate.bps();
        format!(
            "exten => {},1,Set(FAXOPT(minrate)=2400)\n same => n,Set(FAXOPT(maxrate)={rate})\n \
             same => n,Set(FAXOPT(modem)={})\n same => n,Set(FAXOPT(gateway)=yes)\n same => n,Dial(PJSIP/{}@{trunk})\n",
            self.number(at),
            modem_of(self.rate),
            self.beyond(at)
        )
    }

    fn number(&self, at: usize) -> String {
        format!("26{at:03}")
    }

    /// Returns the number of the fax machine behind our PBX. `lab.d/config.sh` explains its digits.
    fn beyond(&self, at: usize) -> String {
        format!("30{}{at:03}", u8::from(self.ecm))
    }

    fn document(&self, at: usize) -> Vec<Bitmap> {
        // A page that takes a few seconds.
        let rows = (self.rate.bps() / 12).clamp(200, 1200);
        let page = |page| pages::page(Content::Text, 1728, rows, 100 * at as u64 + u64::from(page));
        (0..self.pages).map(page).collect()
    }

    /// Sends the fax. `at` is the index of the case in the laboratory. Returns the duration of the
    /// call in seconds, or all faults.
    pub fn run(&self, gateway: &GatewayLab, at: usize) -> Result<u64, String> {
        match self.run_once(gateway, at) {
            // Without ECM, spandsp may lose a row if a frame of its audio line is late.
            Err(first) if !self.ecm => {
                println!("{self}: {first}; once more");
                self.run_once(gateway, at)
                    .map_err(|second| format!("{first}; once more: {second}"))
            }
            result => result,
        }
    }

    fn run_once(&self, gateway: &GatewayLab, at: usize) -> Result<u64, String> {
        let (began, document) = (Instant::now(), self.document(at));
        let file = gateway.folder.path().join(format!("{at}.tif"));
        pages::write_tiff(&file, &document, Resolution::Standard);
        let (path, number) = (file.to_string_lossy().into_owned(), self.number(at));
        let ecm = if self.ecm { "yes" } else { "no" };
        let mut options =
            vec!["--tiff", &path, "--to", &number, "--ecm", ecm, "--timeout", LONGEST];
        match self.way {
            Way::Packets => options.extend(["--codec", "alaw"]),
            Way::Line => options.extend(["--trunk", "t38-redundancy", "--ask", "yes"]),
            Way::LineHeard => options.extend(["--trunk", "t38-redundancy"]),
        }
        let sender = gateway.lab.call("send", &options);
        let seconds = began.elapsed().as_secs();
        let mut faults = Vec::new();
        let (packets, audio) = ("T38", "audio");
        let (there, here) =
            if self.way == Way::Packets { (audio, packets) } else { (packets, audio) };
        if (sender.said("FAXSTATUS"), sender.said("FAXMODE")) != ("SUCCESS", there)
            || sender.said("FAXPAGES") != self.pages.to_string()
        {
            faults.push(format!("the sender says {sender:?}"));
        }
        faults.extend(self.wrong_beyond(gateway, at, here, &document));
        if faults.is_empty() {
            Ok(seconds)
        } else {
            Err(format!("after {seconds} s: {}", faults.join("; ")))
        }
    }

    /// Returns the faults in the report and the pages of the fax machine behind our PBX.
    fn wrong_beyond(
        &self,
        gateway: &GatewayLab,
        at: usize,
        mode: &str,
        document: &[Bitmap],
    ) -> Vec<String> {
        let until = Instant::now() + Duration::from_secs(60);
        let prefix = format!("{}-", self.beyond(at));
        let (report, file) = loop {
            let names = fs::read_dir(gateway.lab.of("world").join("fax"))
                .expect("lab made it")
                .flatten();
            let mut reports: Vec<_> = names
                .map(|entry| entry.path())
                .filter(|path| {
                    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&prefix))
                })
                .filter(|path| path.extension().is_some_and(|ending| ending == "result"))
                .collect();
            reports.sort();
            match reports.pop() {
                Some(path)
                    if fs::read_to_string(&path).is_ok_and(|text| text.contains("end=yes")) =>
                {
                    break (
                        fs::read_to_string(&path).unwrap_or_default(),
                        path.with_extension("tif"),
                    );
                }
                _ if Instant::now() > until => {
                    return vec!["no fax came to the machine beyond".to_owned()];
                }
                _ => std::thread::sleep(Duration::from_millis(200)),
            }
        };
        let _ = fs::remove_file(file.with_extension("result"));
        let pages = tiff::read(&file).map_or_else(
            |_| Vec::new(),
            |pages| pages.iter().filter_map(|page| page.bitmap().ok()).collect::<Vec<_>>(),
        );
        let mut faults = differences("beyond", document, &pages);
        let wanted = [format!("FAXMODE={mode}"), format!("FAXBITRATE={}", self.rate.bps())];
        if !wanted.iter().all(|line| report.lines().any(|said| said == line)) {
            faults.push(format!("the receiver says {report:?}"));
        }
        faults
    }
}

impl fmt::Display for GatewayCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match self.way {
            Way::Packets => "from audio to T.38",
            Way::Line => "from T.38 to audio",
            Way::LineHeard => "from T.38 to audio, when V.21 is heard",
        };
        let ecm = if self.ecm { "ECM" } else { "no ECM" };
        write!(f, "{way}, {} {ecm}, {} pages", self.rate, self.pages)
    }
}
