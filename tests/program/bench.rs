//! A spool with devices, and the program beside it.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::document::tiff;
use ferrofax::spool::jobs::Job;
use ferrofax::spool::sending::SendingSettings;
use ferrofax::spool::{DeviceRecord, Finding, NewFax, Observation, Spool};
use ferrofax::t4::{Bitmap, Resolution};
pub(crate) use ferrofax_kit::programs::Running as Serving;
use ferrofax_kit::spools;
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

pub(crate) struct Bench {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) spool: Spool,
}

/// A module that works with a spool, and finds fault with nothing in its PBX.
pub(crate) struct Module {
    is_unloaded: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Module {
    pub(crate) fn of(spool: &Spool) -> Self {
        // It holds its lock from its first fax on.
        spool.receiving().begin_fax(&NewFax::default()).unwrap();
        let is_unloaded = Arc::new(AtomicBool::new(false));
        let (spool, ends) = (spool.clone(), Arc::clone(&is_unloaded));
        let [ferrofax, asterisk] = [env!("CARGO_PKG_VERSION"), "22.5.1"].map(str::to_owned);
        let version = Observation::ModuleVersion { ferrofax, asterisk };
        let thread = thread::spawn(move || {
            while !ends.load(Ordering::SeqCst) {
                if let Some(question) = spool.devices().next_question(UnixMs::now()).unwrap() {
                    let findings = [Finding::well("module", version.clone())];
                    spool.devices().answer(question, &findings, UnixMs::now()).unwrap();
                }
                thread::sleep(Duration::from_millis(20));
            }
        });
        Self { is_unloaded, thread: Some(thread) }
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        self.is_unloaded.store(true, Ordering::SeqCst);
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(thread::panicking() || ended.is_none_or(|ended| ended.is_ok()));
    }
}

/// What a run of the program came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

fn device(extension: &str, options: &[(&str, &str)]) -> DeviceRecord {
    DeviceRecord {
        options: options.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        ..spools::device(extension, &format!("{extension}@example.com"))
    }
}

impl Bench {
    /// Devices 2101 and 2102, and 2109, which may not send; Germany's numbers, those that
    /// begin with 0900 forbidden.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let mut settings = SendingSettings::default();
        for (key, value) in
            [("country_code", "49"), ("forbidden", "+49900"), ("max_send_pages", "50")]
        {
            settings.set(key, value).unwrap();
        }
        spool.devices().publish_sending(&settings, 4).unwrap();
        let devices =
            [device("2101", &[]), device("2102", &[]), device("2109", &[("sendenabled", "no")])];
        spool.devices().publish_devices(&devices).unwrap();
        Self { folder, spool }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and gives its path.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = program();
        command
            .env("FERROFAX_SPOOL", self.spool.folder())
            .current_dir(self.folder.path());
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Run {
        ended(&self.command().args(words).output().unwrap())
    }

    /// Runs `check` beside a module that works with this spool.
    pub(crate) fn check(&self, words: &[&str]) -> Run {
        let _module = Module::of(&self.spool);
        self.run(&[&["check"], words].concat())
    }

    pub(crate) fn jobs(&self) -> Vec<Job> {
        spools::jobs(&self.spool)
    }

    /// Refused with exit code 2 and these words, and nothing taken.
    pub(crate) fn assert_refused(&self, words: &[&str], says: &str) {
        let run = self.run(words);
        assert_eq!(run.code, Some(2), "{words:?}: {run:?}");
        assert!(run.err.contains(says), "{words:?}: {}", run.err);
        assert_eq!(run.out, "", "{words:?}");
        assert_eq!(self.jobs(), [], "{words:?}");
        assert_eq!(
            std::fs::read_dir(self.spool.folder().join("jobs")).unwrap().count(),
            0,
            "{words:?}"
        );
    }

    /// The pages that `convert` makes of a file.
    pub(crate) fn pages(&self, file: &Path, words: &[&str]) -> Vec<(Bitmap, Resolution)> {
        let out = self.path("pages.tif");
        let run = self.run(
            &[&["convert", file.to_str().unwrap(), "-o", out.to_str().unwrap()], words].concat(),
        );
        assert_eq!(run.code, Some(0), "{run:?}");
        let pages = tiff::read(&out).unwrap();
        pages
            .iter()
            .map(|page| (page.bitmap().unwrap(), page.resolution.unwrap()))
            .collect()
    }
}

pub(crate) fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_ferrofax"))
}

pub(crate) fn ended(output: &Output) -> Run {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Run { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;

/// A PDF with a sheet of so many mm for each drawing; drawings are in mm from the sheet's
/// lower left corner.
pub(crate) fn pdf(width_mm: f32, height_mm: f32, drawings: &[&dyn Fn(&mut Content)]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (catalog, tree, font) = (Ref::new(1), Ref::new(2), Ref::new(3));
    let page_id = |index: usize| Ref::new(4 + index as i32 * 2);
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree)
        .kids((0..drawings.len()).map(page_id))
        .count(drawings.len() as i32);
    pdf.type1_font(font).base_font(Name(b"Helvetica"));
    for (index, draw) in drawings.iter().enumerate() {
        let content_id = Ref::new(5 + index as i32 * 2);
        let mut page = pdf.page(page_id(index));
        page.parent(tree)
            .media_box(Rect::new(0.0, 0.0, width_mm * MM, height_mm * MM))
            .contents(content_id);
        page.resources().fonts().pair(Name(b"F"), font);
        page.finish();
        let mut content = Content::new();
        content.transform([MM, 0.0, 0.0, MM, 0.0, 0.0]);
        draw(&mut content);
        pdf.stream(content_id, &content.finish());
    }
    pdf.finish()
}

/// A4, with a black box and some words on each page.
pub(crate) fn letter(pages: usize) -> Vec<u8> {
    let draw = |content: &mut Content| {
        content.rect(20.0, 200.0, 30.0, 10.0).fill_nonzero();
        content.begin_text().set_font(Name(b"F"), 5.0).next_line(20.0, 150.0);
        content.show(Str(b"Sehr geehrte Damen und Herren")).end_text();
    };
    pdf(210.0, 297.0, &vec![&draw as &dyn Fn(&mut Content); pages])
}

/// Black pixels of a part of a page.
pub(crate) fn black(
    page: &Bitmap,
    columns: std::ops::Range<u32>,
    rows: std::ops::Range<u32>,
) -> usize {
    rows.map(|y| columns.clone().filter(|x| page.is_black(*x, y)).count()).sum()
}

/// The smallest part of the page that holds all its black: columns and rows.
pub(crate) fn extent(page: &Bitmap) -> (std::ops::Range<u32>, std::ops::Range<u32>) {
    let rows: Vec<u32> = (0..page.rows())
        .filter(|y| page.row(*y).iter().any(|byte| *byte != 0))
        .collect();
    let columns: Vec<u32> = (0..page.width())
        .filter(|x| rows.iter().any(|y| page.is_black(*x, *y)))
        .collect();
    let range = |found: &[u32]| found[0]..found[found.len() - 1] + 1;
    (range(&columns), range(&rows))
}

/// The bytes with each of the one words made the other.
pub(crate) fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(from.len()).position(|word| word == from.as_bytes()) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to.as_bytes());
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}

impl Bench {
    /// A gateway.toml whose `[convert]` has programs: of files `.two` one makes two
    /// pages, whatever is in them; of files `.slow` another makes nothing for a minute,
    /// and gets a second.
    pub(crate) fn settings_with_programs(&self) -> PathBuf {
        let script = |name: &str, lines: &str| {
            let path = self.file(name, format!("#!/bin/sh\n{lines}\n"));
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
            path.display().to_string()
        };
        let two = script("two.sh", "printf 'eins\\fzwei\\n' > \"$2\"");
        let slow = script("slow.sh", "sleep 60");
        self.file(
            "gateway.toml",
            format!(
                "[convert]\npage_seconds = 1\n\".two\" = ['{two}', '%i', '%o']\n\".slow\" = ['{slow}', '%i', '%o']\n"
            ),
        )
    }
}
