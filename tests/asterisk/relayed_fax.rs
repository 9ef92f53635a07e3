//! A fax from spandsp in `world` through a relay that disturbs its RTP: to a device of Ferrofax, or
//! to ReceiveFAX in our PBX, with any fax technology.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use ferrofax::document::tiff;
use ferrofax::spool::{FaxQuery, FaxStatus};
use ferrofax::t4::{Bitmap, Resolution};

use crate::laboratory::{Asterisk, CallReport, Laboratory};
use crate::pages::{self, Content};
use crate::rtp_relay::Harm;
use crate::sending_desk::SendingDesk;

/// The network faults of the table, with their names.
pub const HARMS: [(&str, Harm); 7] = [
    ("5 % doubled", Harm { doubled: 5.0, held: 0.0, jitter_ms: 0.0, lost: 0.0 }),
    ("5 % held back 30 ms", Harm { doubled: 0.0, held: 5.0, jitter_ms: 0.0, lost: 0.0 }),
    ("jitter 0-60 ms", Harm { doubled: 0.0, held: 0.0, jitter_ms: 60.0, lost: 0.0 }),
    ("0.1 % lost", Harm { doubled: 0.0, held: 0.0, jitter_ms: 0.0, lost: 0.1 }),
    ("0.5 % lost", Harm { doubled: 0.0, held: 0.0, jitter_ms: 0.0, lost: 0.5 }),
    ("1 % lost", Harm { doubled: 0.0, held: 0.0, jitter_ms: 0.0, lost: 1.0 }),
    ("2 % lost", Harm { doubled: 0.0, held: 0.0, jitter_ms: 0.0, lost: 2.0 }),
];

/// The result of a fax.
#[derive(Clone, Copy, Debug, Default)]
pub struct Came {
    /// Whether both sides report success.
    pub arrived: bool,
    /// Whether the received page equals the sent page in all pixels.
    pub same: bool,
}

/// A fax of one page.
#[derive(Clone, Copy, Debug)]
pub struct RelayedFax {
    /// Four digits that are unique among the faxes of the laboratory.
    pub serial: usize,
    pub ecm: bool,
    /// The rows of its page, in standard resolution.
    pub rows: u32,
}

/// Starts a laboratory in which Ferrofax receives faxes, with FaxDevice and with ReceiveFAX.
pub fn ferrofax_desk(name: &str, asterisk: Asterisk) -> SendingDesk {
    let device = |(digit, ecm)| {
        format!("exten => _29{digit}X!,1,FaxDevice(receiver@example.com,tiff,e({ecm}))")
    };
    let mut extensions: Vec<String> = [(0, "no"), (1, "yes")].map(device).into();
    extensions
        .push("exten => _28X!,1,ReceiveFAX(/lab/ours/fax/${EXTEN}-${UNIQUEID}.tif,F)".to_owned());
    let lab = Laboratory::start_with(name, asterisk, &["--with", "res_fax"]);
    fs::create_dir_all(lab.of("ours").join("fax")).expect("a folder for ReceiveFAX");
    SendingDesk::start_in(lab, &extensions, &[])
}

impl RelayedFax {
    fn document(self) -> Vec<Bitmap> {
        vec![pages::page(Content::Text, 1728, self.rows, self.serial as u64)]
    }

    fn number(self, prefix: &str) -> String {
        format!("{prefix}{}{:04}", u8::from(self.ecm), self.serial)
    }

    fn caller(self) -> String {
        format!("49{}", self.number("99"))
    }

    /// Sends the fax to a device of Ferrofax.
    pub fn to_device(self, desk: &SendingDesk) -> Came {
        let is_sent = self.send(&desk.lab, "29");
        let until = Instant::now() + Duration::from_secs(30);
        while Instant::now() < until {
            let query = FaxQuery { limit: 10_000, ..FaxQuery::default() };
            let faxes = desk.spool.faxes().list(&query).unwrap_or_default();
            // The identification of the sender may be lost, so the caller's number identifies the
            // fax.
            let mine = faxes.into_iter().find(|fax| fax.calling == self.caller());
            if let Some(fax) = mine.filter(|fax| fax.status != FaxStatus::Receiving) {
                let same =
                    desk.spool.faxes().document_path(fax.id).is_ok_and(|path| self.is_in(&path));
                return Came { arrived: is_sent && fax.status == FaxStatus::Received, same };
            }
            std::thread::sleep(Duration::from_millis(300));
        }
        Came::default()
    }

    /// Sends the fax to ReceiveFAX: with Ferrofax in [`ferrofax_desk`], with spandsp in
    /// `Laboratory::of_spandsp`.
    pub fn to_receive_fax(self, lab: &Laboratory) -> Came {
        let arrived = self.send(lab, "28");
        let files = fs::read_dir(lab.of("ours").join("fax")).into_iter().flatten().flatten();
        let begin = format!("{}-", self.number("28"));
        let mut mine = files.filter(|file| file.file_name().to_string_lossy().starts_with(&begin));
        Came { arrived, same: mine.any(|file| self.is_in(&file.path())) }
    }

    /// Sends the fax. Returns whether the sender reports success.
    fn send(self, lab: &Laboratory, prefix: &str) -> bool {
        let file = lab.of("calls").join(format!("rtp-{:04}.tif", self.serial));
        pages::write_tiff(&file, &self.document(), Resolution::Standard);
        let (file, number, ecm) =
            (file.to_string_lossy(), self.number(prefix), if self.ecm { "yes" } else { "no" });
        let from = self.caller();
        let words: [&str; 10] = [
            "--tiff",
            &file,
            "--to",
            &number,
            "--from",
            &from,
            "--trunk",
            "rtp-relay",
            "--ecm",
            ecm,
        ];
        let report: CallReport = lab.call("send", &words);
        report.said("FAXSTATUS") == "SUCCESS"
    }

    fn is_in(self, path: &Path) -> bool {
        let pages = tiff::read(path).unwrap_or_default();
        let pages: Vec<Bitmap> = pages.iter().filter_map(|page| page.bitmap().ok()).collect();
        let sent = self.document();
        sent.len() == pages.len()
            && sent
                .iter()
                .zip(&pages)
                .all(|(sent, received)| pages::difference(sent, received).is_none())
    }
}
