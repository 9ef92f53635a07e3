//! A service with a spool of its own on the simulated network, and another process's view
//! of the same spool.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ferrofax::UnixMs;
use ferrofax::service::Service;
use ferrofax::service::config::{Declaration, RawConfig};
use ferrofax::spool::Spool;
use ferrofax::spool::jobs::{Job, JobId, JobState, NewDocument};
use ferrofax::spool::submission::{Draft, DraftFetch, prepare};
use ferrofax::spool::wish::{Wish, Wishes};
use ferrofax::t4::{Bitmap, Resolution};
use tempfile::TempDir;

use super::network::{Network, Played};
use ferrofax_kit::pages::{Content, page, write_document};
use ferrofax_kit::patience::wait_for;

pub(crate) struct Bench {
    pub(crate) folder: TempDir,
    pub(crate) network: Arc<Network>,
    pub(crate) service: Arc<Service>,
    pub(crate) spool: Spool,
}

/// The devices that the tests send from.
const DEVICES: [&str; 2] = ["2101", "2102"];

impl Bench {
    /// With these lines in `[general]`.
    pub(crate) fn new(settings: &str) -> Self {
        Self::in_folder(tempfile::tempdir().unwrap(), settings)
    }

    pub(crate) fn in_folder(folder: TempDir, settings: &str) -> Self {
        Self::playing(folder, settings, BTreeMap::new())
    }

    /// With a script for the network that holds from the beginning.
    pub(crate) fn playing(
        folder: TempDir,
        settings: &str,
        script: BTreeMap<String, VecDeque<Played>>,
    ) -> Self {
        let network = Network::new();
        *network.script.lock().unwrap() = script;
        let config = config(&folder, settings);
        let service = Service::start(&config, &declared(), network.clone()).unwrap();
        network.serve(&service);
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        Self { folder, network, service, spool }
    }

    pub(crate) fn reload(&self, settings: &str) {
        self.service.reload(&config(&self.folder, settings), &declared());
    }

    /// A document of these pages.
    pub(crate) fn document(&self, name: &str, pages: &[Bitmap]) -> PathBuf {
        let path = self.folder.path().join(format!("{name}.tif"));
        write_document(&path, pages, Resolution::Standard);
        path
    }

    pub(crate) fn draft(&self, number: &str, document: &Path) -> Draft {
        Draft {
            number: number.into(),
            device: "2101".into(),
            documents: vec![NewDocument { path: document.to_owned(), name: String::new() }],
            wishes: Wishes::default().with(Wish::Header, "no"),
            ..Draft::default()
        }
    }

    /// A job that fetches what is held there by this number.
    pub(crate) fn fetch(&self, number: &str, sep: &str) -> Draft {
        Draft {
            number: number.into(),
            device: "2101".into(),
            fetch: Some(DraftFetch { sep: sep.into() }),
            ..Draft::default()
        }
    }

    pub(crate) fn submit(&self, draft: &Draft) -> JobId {
        let now = now();
        self.spool
            .submission()
            .submit(&prepare(&self.spool, draft, now).unwrap(), now)
            .unwrap()
    }

    pub(crate) fn job(&self, id: JobId) -> Job {
        self.spool.jobs().job(id).unwrap()
    }

    /// Waits until the job is in one of these states.
    pub(crate) fn wait(&self, id: JobId, states: &[JobState]) -> Job {
        let look = || Some(self.job(id)).filter(|job| states.contains(&job.state));
        wait_for(&format!("an end of job {id}"), look)
    }

    pub(crate) fn wait_for_end(&self, id: JobId) -> Job {
        self.wait(id, &[JobState::Done, JobState::Failed])
    }
}

/// Pages that differ from each other, a few seconds long on the line.
pub(crate) fn pages(count: usize, seed: u64) -> Vec<Bitmap> {
    (0..count)
        .map(|number| page(Content::Text, 1728, 360, seed * 100 + number as u64))
        .collect()
}

pub(crate) fn now() -> UnixMs {
    UnixMs::now()
}

fn config(folder: &TempDir, settings: &str) -> RawConfig {
    let spool = folder.path().join("spool");
    let text =
        format!("[general]\nspool = {}\nmailserver = 127.0.0.1:9\n{settings}", spool.display());
    RawConfig::parse("ferrofax.conf", &text)
}

fn declared() -> [Declaration; 2] {
    DEVICES.map(|exten| Declaration {
        context: "fax-devices".into(),
        exten: exten.into(),
        priority: 1,
        args: "alice@example.com,pdf,n(Alice)s(+4999177)".into(),
        ..Declaration::default()
    })
}
