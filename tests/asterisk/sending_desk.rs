//! A laboratory that sends faxes. Tests submit jobs to the spool of our PBX, and read the results
//! of the fax machines of `world`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::document::tiff;
use ferrofax::spool::Spool;
use ferrofax::spool::jobs::{Job, JobId, JobState, NewDocument};
use ferrofax::spool::submission::{Draft, prepare};
use ferrofax::spool::wish::{Wish, Wishes};
use ferrofax::t4::{Bitmap, Resolution};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::laboratory::{Asterisk, CallReport, Laboratory};
use crate::pages;
use crate::watching::eventually;

/// A laboratory, its spool, and a folder for documents.
pub struct SendingDesk {
    pub lab: Laboratory,
    pub spool: Spool,
    folder: TempDir,
}

/// The result of a call at a fax machine of `world`.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The report of the fax machine: keys and values.
    pub report: CallReport,
    /// The received pages.
    pub pages: Vec<Bitmap>,
    /// The resolutions of the received pages.
    pub resolutions: Vec<Resolution>,
}

/// A fax session as it is stored in the spool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    pub rate_bps: Option<u32>,
    pub ecm: Option<bool>,
    pub coding: Option<String>,
    pub far_ident: Option<String>,
}

impl SendingDesk {
    /// Starts a laboratory. `devices` are lines for the context of the fax devices, `settings` are
    /// lines for `[general]` of ferrofax.conf.
    pub fn start(name: &str, asterisk: Asterisk, devices: &[String], settings: &[&str]) -> Self {
        Self::start_in(Laboratory::start(name, asterisk), devices, settings)
    }

    /// Does the same in an existing laboratory.
    pub fn start_in(lab: Laboratory, devices: &[String], settings: &[&str]) -> Self {
        let at = lab.of("ours").join("etc");
        append(&at.join("extensions.conf"), &format!("[fax-devices](+)\n{}", devices.join("\n")));
        append(&at.join("ferrofax.conf"), &settings.join("\n"));
        lab.console("dialplan reload");
        lab.console("module reload app_ferrofax.so");
        lab.console("ferrofax set debug on");
        let spool = lab.spool();
        let folder = tempfile::tempdir().expect("a folder for the documents");
        // The laboratory has three devices of its own.
        let count = 3 + devices.iter().filter(|line| line.contains("FaxDevice(")).count();
        let published =
            || spool.devices().list().is_ok_and(|known| known.len() >= count).then_some(());
        eventually("the devices are published", 30, published);
        Self { lab, spool, folder }
    }

    /// Adds settings, and loads them.
    pub fn set(&self, settings: &[&str]) {
        append(&self.lab.of("ours").join("etc/ferrofax.conf"), &settings.join("\n"));
        self.lab.console("module reload app_ferrofax.so");
    }

    /// Writes pages as a file to send.
    pub fn document(&self, name: &str, pages: &[Bitmap], resolution: Resolution) -> PathBuf {
        let file = self.folder.path().join(format!("{name}.tif"));
        pages::write_tiff(&file, pages, resolution);
        file
    }

    /// Submits a file to be faxed to `number` by a device. `draft` has the other options of the
    /// job.
    pub fn submit(
        &self,
        number: &str,
        device: &str,
        file: &Path,
        wanted: impl FnOnce(&mut Draft),
    ) -> JobId {
        let document = NewDocument { path: file.to_owned(), name: "fax.tif".to_owned() };
        let mut draft = Draft {
            number: number.to_owned(),
            device: device.to_owned(),
            documents: vec![document],
            wishes: Wishes::default().with(Wish::Report, "never"),
            ..Draft::default()
        };
        wanted(&mut draft);
        let new = prepare(&self.spool, &draft, UnixMs::now())
            .unwrap_or_else(|error| panic!("to {number}: {error}"));
        self.spool
            .submission()
            .submit(&new, UnixMs::now())
            .unwrap_or_else(|error| panic!("to {number}: {error}"))
    }

    /// Returns the present state of the job.
    pub fn job(&self, id: JobId) -> Job {
        self.spool.jobs().job(id).expect("it was submitted")
    }

    /// Waits until the job is done or has failed.
    pub fn await_end(&self, id: JobId, within: Duration) -> Job {
        self.await_state(id, within, |state| matches!(state, JobState::Done | JobState::Failed))
    }

    /// Waits until the job is in a state of this kind.
    pub fn await_state(&self, id: JobId, within: Duration, fits: impl Fn(JobState) -> bool) -> Job {
        eventually(&format!("job {} reaches the expected state", id.0), within.as_secs(), || {
            Some(self.job(id)).filter(|job| fits(job.state))
        })
    }

    /// Waits until all calls to this number have ended, and returns their results, the oldest
    /// first.
    pub fn arrivals(&self, number: &str) -> Vec<Arrival> {
        let folder = self.lab.of("world").join("fax");
        let of_number = |ending: &str| -> Vec<PathBuf> {
            let names =
                fs::read_dir(&folder).expect("lab made it").flatten().map(|entry| entry.path());
            let mut found: Vec<PathBuf> = names
                .filter(|path| {
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    name.starts_with(&format!("{number}-")) && name.ends_with(ending)
                })
                .collect();
            found.sort();
            found
        };
        eventually("the receivers say how it went", 60, || {
            let reports = of_number(".result");
            let is_whole = |path: &PathBuf| {
                fs::read_to_string(path).is_ok_and(|text| text.contains("end=yes"))
            };
            (reports.len() == of_number(".call").len() && reports.iter().all(is_whole))
                .then_some(())
        });
        of_number(".result").iter().map(|path| Arrival::read(path)).collect()
    }

    /// Returns the last session of a job.
    pub fn session(&self, job: JobId) -> Session {
        let database =
            Connection::open(self.lab.of("ours").join("fax/spool.db")).expect("there is one");
        database.busy_timeout(Duration::from_secs(10)).expect("a small number");
        let sql = "SELECT rate_bps, ecm, coding, far_ident FROM job_calls WHERE job = ?1 ORDER BY id DESC LIMIT 1";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Session {
                rate_bps: row.get(0)?,
                ecm: row.get(1)?,
                coding: row.get(2)?,
                far_ident: row.get(3)?,
            })
        };
        database.query_row(sql, [job.0], read).unwrap_or_default()
    }
}

impl Arrival {
    /// Reads the `.result` file of a fax machine.
    pub fn read(path: &Path) -> Self {
        let report = CallReport::read(&fs::read_to_string(path).unwrap_or_default());
        // If the fax machine received nothing, the file is missing or empty.
        let pages = tiff::read(&path.with_extension("tif")).unwrap_or_default();
        let resolutions = pages.iter().filter_map(|page| page.resolution).collect();
        let pages = pages
            .iter()
            .map(|page| page.bitmap().expect("spandsp writes good pages"))
            .collect();
        Self { report, pages, resolutions }
    }

    /// Returns the value of a key in the report, or an empty text.
    pub fn said(&self, key: &str) -> &str {
        self.report.said(key)
    }

    /// Returns the number of pages that the fax machine has confirmed.
    pub fn confirmed(&self) -> usize {
        self.said("FAXPAGES").parse().unwrap_or(0)
    }
}

fn append(file: &Path, text: &str) {
    let own = fs::read_to_string(file).expect("lab wrote it");
    fs::write(file, format!("{own}\n{text}\n")).expect("it is ours");
}
