//! The spool of a HylaFAX server is taken over: its queue, what it has ended and what it
//! received, each once, whatever is wrong beside it; and nothing goes twice.

mod hostile;
mod killed;
mod queue;
mod received;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use super::bench::{Bench, Run};
use super::waiting;

/// A job that waits, and one that was removed; as HylaFAX 6.0.7 of Debian wrote them.
const WAITS: &str = include_str!("q2");
const REMOVED: &str = include_str!("q1-done");

/// A spool of HylaFAX beside ours.
pub(crate) struct House {
    pub(crate) bench: Bench,
    pub(crate) spool: PathBuf,
}

impl House {
    pub(crate) fn new() -> Self {
        let bench = Bench::new();
        let spool = bench.path("hylafax");
        for folder in ["sendq", "doneq", "docq", "recvq", "archive", "etc", "log"] {
            fs::create_dir_all(spool.join(folder)).unwrap();
        }
        Self { bench, spool }
    }

    /// Puts a file there.
    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.spool.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// A document of one page, with this name.
    pub(crate) fn document(&self, name: &str) {
        let page = fs::read(waiting::page(self.bench.folder.path())).unwrap();
        self.put(name, page);
    }

    pub(crate) fn link(&self, name: &str, to: &str) {
        symlink(to, self.spool.join(name)).unwrap();
    }

    pub(crate) fn import(&self, words: &[&str]) -> Run {
        let folder = self.spool.to_str().unwrap();
        self.bench.run(&[&["import", "hylafax", folder], words].concat())
    }
}

/// The job that waits with other words in it; each has to be in it.
pub(crate) fn job(changes: &[(&str, &str)]) -> String {
    // Its times are past by now, on some machine.
    let far = [("tts:1795724520", "tts:0"), ("killtime:1795735320", "killtime:4102444800")];
    far.iter().chain(changes).fold(WAITS.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}: {text}");
        text.replace(from, to)
    })
}

/// What it sends, as its file says.
pub(crate) const DOCUMENTS: &str = "tiff:0::docq/doc2.tif.2\npostscript:0::docq/doc3.ps.2";

/// One document of one page.
pub(crate) const ONE: (&str, &str) = (DOCUMENTS, "tiff:0::docq/doc2.tif.2");
