//! Callers that fax to a real Asterisk, a few at a time. Each tries until one of its pages is
//! confirmed.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::thread::{self, sleep};
use std::time::Duration;

use crate::laboratory::Laboratory;
use crate::pages;
use ferrofax_kit::cluster::{Paper, RESOLUTION, World};

/// The callers. They end when this value is dropped.
pub(super) struct Callers(Arc<Shared>);

struct Shared {
    /// Whether the PBX runs, so that it can be called.
    may_call: AtomicBool,
    is_over: AtomicBool,
    going: AtomicUsize,
    count: AtomicU64,
}

impl Callers {
    pub(super) fn begin(
        how_many: usize,
        name: &'static str,
        lab: &Arc<Laboratory>,
        world: &World,
    ) -> Self {
        let shared = Arc::new(Shared {
            may_call: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
            going: AtomicUsize::new(0),
            count: AtomicU64::new(0),
        });
        for _ in 0..how_many {
            let (shared, lab, world) = (Arc::clone(&shared), Arc::clone(lab), world.clone());
            thread::spawn(move || {
                while !shared.is_over.load(SeqCst) {
                    match world.next_to(name) {
                        Some((calling, pages)) => {
                            shared.fax(&lab, &world, name, (calling, pages));
                        }
                        None => sleep(Duration::from_millis(200)),
                    }
                }
            });
        }
        Self(shared)
    }

    pub(super) fn may_call(&self, may_call: bool) {
        self.0.may_call.store(may_call, SeqCst);
    }

    /// Returns the number of present calls.
    pub(super) fn going(&self) -> usize {
        self.0.going.load(SeqCst)
    }

    /// Returns the number of all calls.
    pub(super) fn count(&self) -> u64 {
        self.0.count.load(SeqCst)
    }
}

impl Drop for Callers {
    fn drop(&mut self) {
        self.0.is_over.store(true, SeqCst);
    }
}

impl Shared {
    fn fax(&self, lab: &Laboratory, world: &World, name: &str, (first, pages): (String, u32)) {
        let (mut calling, file) = (first.clone(), written(lab, &first, pages));
        while !self.is_over.load(SeqCst) {
            if !self.may_call.load(SeqCst) {
                sleep(Duration::from_millis(200));
                continue;
            }
            let confirmed = self.call(lab, &calling, &file);
            if confirmed > 0 {
                world.note_fax(name, &calling, confirmed);
                break;
            }
            // The spool may have an empty fax of the failed call, so the next call has another
            // number.
            calling += "9";
        }
        let _gone = std::fs::remove_file(file);
    }

    /// Makes a call. Returns the number of confirmed pages.
    fn call(&self, lab: &Laboratory, calling: &str, file: &PathBuf) -> u32 {
        self.count.fetch_add(1, SeqCst);
        self.going.fetch_add(1, SeqCst);
        let file = file.to_string_lossy();
        let mut options = vec!["--tiff", &file, "--from", calling, "--timeout", "300"];
        let Paper::Fax(number) = Paper::of_caller(calling) else { unreachable!() };
        if number % 2 == 1 {
            options.extend(["--trunk", "t38-redundancy"]);
        }
        let report = lab.call("send", &options);
        self.going.fetch_sub(1, SeqCst);
        report.said("FAXPAGES").parse().unwrap_or(0)
    }
}

/// Writes the document of a fax.
fn written(lab: &Laboratory, calling: &str, count: u32) -> PathBuf {
    let paper = Paper::of_caller(calling);
    let all: Vec<_> = (1..=count).map(|number| paper.page(number)).collect();
    let path = lab.of("world").join(format!("{calling}.tif"));
    pages::write_tiff(&path, &all, RESOLUTION);
    path
}
