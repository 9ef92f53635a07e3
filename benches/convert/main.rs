//! Measures how fast documents become fax pages: `cargo bench --profile service --features program
//! --bench convert [-- FILE.pdf… | NAME… | save=FOLDER]`, built as `make program` builds it. NAME is
//! a part of the name of a document below. With `save`, the documents are written to this folder.
//!
//! Ghostscript's `tiffg4` and `pdftoppm -mono` make the same pages in the same run. The three take
//! turns, and the best of several rounds counts. Each is started as a program, reads the file and
//! writes its pages to files. The bench prints the elapsed time and the processor time for one page,
//! and by how many times Ferrofax is faster than each of the two.
//!
//! The bench fails if Ferrofax needs more time than one of the two for any document. If one of the
//! two programs is missing, it is left out.

mod documents;
mod jbig2;
mod scans;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// How often each program makes the pages of a document.
const ROUNDS: u32 = 5;

/// The length of a clock tick, in which the system counts the processor time of ended programs.
const TICK: Duration = Duration::from_millis(10);

/// The programs that are measured. Ferrofax is the first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Maker {
    Ferrofax,
    Ghostscript,
    Pdftoppm,
}

/// The time that a program needs for a document: the least elapsed time, and the mean processor time.
#[derive(Clone, Copy)]
struct Cost {
    elapsed: Duration,
    processor: Duration,
}

fn main() -> ExitCode {
    let folder = tempfile::tempdir().expect("a folder");
    let words: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let saved = words.iter().find_map(|word| word.strip_prefix("save=")).map(PathBuf::from);
    let documents = files(&words, saved.as_deref().unwrap_or(folder.path()));
    let makers: Vec<Maker> = [Maker::Ferrofax, Maker::Ghostscript, Maker::Pdftoppm]
        .into_iter()
        .filter(|maker| maker.is_there())
        .collect();
    println!(
        "{:<28} {:>5} | {:^23} | {:^23} | {:^27}",
        "", "", "elapsed ms for a page", "processor ms for a page", "elapsed (processor) ratio"
    );
    let three = format!("{:>7} {:>7} {:>7}", "ours", "gs", "poppler");
    println!(
        "{:<28} {:>5} | {three} | {three} | {:>13} {:>13}",
        "document", "pages", "gs", "poppler"
    );
    let mut slower = Vec::new();
    for document in &documents {
        let costs = measured(document, &makers, folder.path());
        let name = document.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if costs[1..].iter().any(|theirs| theirs.1.elapsed < costs[0].1.elapsed) {
            slower.push(name.clone());
        }
        println!("{}", line(&name, count(document, folder.path()), &costs));
    }
    if slower.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("slower than another program: {}", slower.join(", "));
    ExitCode::FAILURE
}

/// The files to measure: those that were named, or documents that the bench makes.
fn files(words: &[String], folder: &Path) -> Vec<PathBuf> {
    let named: Vec<PathBuf> =
        words.iter().filter(|word| word.ends_with(".pdf")).map(PathBuf::from).collect();
    if !named.is_empty() {
        return named;
    }
    let parts: Vec<&String> = words.iter().filter(|word| !word.contains('=')).collect();
    let is_wanted =
        |name: &str| parts.is_empty() || parts.iter().any(|part| name.contains(part.as_str()));
    let written = |(name, bytes): (&str, Vec<u8>)| {
        let path = folder.join(format!("{name}.pdf"));
        std::fs::write(&path, bytes).expect("a document");
        path
    };
    let mut files: Vec<PathBuf> = documents::ALL
        .iter()
        .filter(|(name, _)| is_wanted(name))
        .map(|(name, make)| written((name, make())))
        .collect();
    if scans::ALL.iter().any(|(name, _)| is_wanted(name)) {
        let letters = letters_in_pixels(folder);
        let scans = scans::ALL.iter().filter(|(name, _)| is_wanted(name));
        files.extend(scans.map(|(name, make)| written((name, make(&letters)))));
    }
    files
}

/// A page of letters in black and white, of which the scans are made.
fn letters_in_pixels(folder: &Path) -> ferrofax::t4::Bitmap {
    let (file, out) = (folder.join("one-page.pdf"), folder.join("one-page.tif"));
    std::fs::write(&file, documents::letter()).expect("a document");
    run(&mut Maker::Ferrofax.command(&file, &out));
    let pages = ferrofax::document::tiff::read(&out).expect("the page");
    let letters = pages[0].bitmap().expect("the page");
    for path in [file, out] {
        std::fs::remove_file(path).expect("the file is there");
    }
    letters
}

/// Lets the programs make the pages by turns.
fn measured(document: &Path, makers: &[Maker], folder: &Path) -> Vec<(Maker, Cost)> {
    let mut costs: Vec<(Maker, Cost)> = makers
        .iter()
        .map(|maker| (*maker, Cost { elapsed: Duration::MAX, processor: Duration::ZERO }))
        .collect();
    for _ in 0..ROUNDS {
        for (maker, cost) in &mut costs {
            let (begun, before) = (Instant::now(), processor_time());
            run(&mut maker.command(document, &folder.join("out")));
            cost.elapsed = cost.elapsed.min(begun.elapsed());
            cost.processor += processor_time() - before;
        }
    }
    costs.iter_mut().for_each(|(_, cost)| cost.processor /= ROUNDS);
    costs
}

fn line(name: &str, pages: u32, costs: &[(Maker, Cost)]) -> String {
    let of = |maker: Maker| costs.iter().find(|(other, _)| *other == maker).map(|(_, cost)| *cost);
    let all = [Maker::Ferrofax, Maker::Ghostscript, Maker::Pdftoppm].map(of);
    let shown = |time: fn(Cost) -> Duration| {
        let each = all.map(|cost| match cost {
            Some(cost) => format!("{:>7.1}", time(cost).as_secs_f64() * 1000.0 / f64::from(pages)),
            None => format!("{:>7}", "-"),
        });
        each.join(" ")
    };
    let ours = costs[0].1;
    let ratio = |theirs: Option<Cost>| match theirs {
        Some(theirs) => format!(
            "{:>5.2} ({:>5.2})",
            theirs.elapsed.as_secs_f64() / ours.elapsed.as_secs_f64(),
            theirs.processor.as_secs_f64() / ours.processor.as_secs_f64()
        ),
        None => format!("{:>13}", "-"),
    };
    format!(
        "{name:<28} {pages:>5} | {} | {} | {} {}",
        shown(|cost| cost.elapsed),
        shown(|cost| cost.processor),
        ratio(all[1]),
        ratio(all[2])
    )
}

/// The number of fax pages of a document.
fn count(document: &Path, folder: &Path) -> u32 {
    let out = folder.join("out.tif");
    run(&mut Maker::Ferrofax.command(document, &out));
    ferrofax::document::tiff::read(&out).map_or(0, |pages| pages.len() as u32)
}

/// The processor time of all programs that were started so far and have ended (`man proc_pid_stat`,
/// fields 16 and 17).
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("the system counts the time");
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u32 = fields.skip(13).take(2).filter_map(|field| field.parse::<u32>().ok()).sum();
    TICK * ticks
}

fn run(command: &mut Command) {
    let status = command.stdout(Stdio::null()).status().expect("the program starts");
    assert!(status.success(), "{command:?}: {status}");
}

impl Maker {
    fn is_there(self) -> bool {
        let (program, question) = match self {
            Self::Ferrofax => return true,
            Self::Ghostscript => ("gs", "--version"),
            Self::Pdftoppm => ("pdftoppm", "-v"),
        };
        let mut command = Command::new(program);
        command
            .arg(question)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok()
    }

    fn command(self, document: &Path, out: &Path) -> Command {
        let program = match self {
            Self::Ferrofax => env!("CARGO_BIN_EXE_ferrofax"),
            Self::Ghostscript => "gs",
            Self::Pdftoppm => "pdftoppm",
        };
        let mut command = Command::new(program);
        match self {
            Self::Ferrofax => {
                command.arg("convert").arg(document).arg("-o").arg(out.with_extension("tif"));
            }
            Self::Ghostscript => {
                command
                    .args(["-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dNOPROMPT"])
                    .args(["-sDEVICE=tiffg4", "-r204x196", "-sPAPERSIZE=a4"])
                    .args(["-dFIXEDMEDIA", "-dPDFFitPage"])
                    .arg(format!("-sOutputFile={}", out.with_extension("gs").display()))
                    .arg(document);
            }
            Self::Pdftoppm => {
                command.args(["-mono", "-rx", "204", "-ry", "196"]).arg(document).arg(out);
            }
        }
        command
    }
}
