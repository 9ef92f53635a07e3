//! Clients as people have them: CUPS' own tests of printers, and ours of FaxOut.

use std::fs;
use std::path::Path;
use std::process::Command;

use image::{DynamicImage, GrayImage, ImageFormat, Luma};

use crate::SETTINGS;
use crate::dialler::Dialler;
use crate::paper::{Sheet, pdf, postscript};
use crate::programs;
use crate::rig::{Rig, Serving};

/// Where Debian has CUPS' tests.
const TESTS: &str = "/usr/share/cups/ipptool";

/// Our test of IPP FaxOut (PWG 5100.15).
const FAX_OUT: &str = include_str!("faxout.test");

/// It asks for all attributes and wants to get one alone, as the first test of the same file
/// does not.
const ASKS_FOR_ALL: &str = "Get-Printer-Attributes (requested-attributes='media-col-database')";

/// The second receiver is a printer (`ipp:`); faxes go by telephone.
const TO_A_PRINTER: [&str; 2] =
    ["Create FaxOut Job for 555-1212 and an IPP destination", "Send FaxOut Document"];
const NONE_PASSES: &str = "fax-job.test";

/// A printer with a dialler behind it, and a folder with CUPS' tests and what they print.
///
/// It is dropped from the top, and nothing may still work in a folder that is removed.
struct Bench {
    _dialler: Dialler,
    serving: Serving,
    rig: Rig,
}

impl Bench {
    /// None: ipptool is not installed.
    fn new() -> Option<Self> {
        if !programs::is_there("ipptool") {
            return None;
        }
        let rig = Rig::new(SETTINGS);
        let folder = rig.folder.path();
        for test in fs::read_dir(TESTS).unwrap() {
            let test = test.unwrap();
            fs::copy(test.path(), folder.join(test.file_name())).unwrap();
        }
        fs::write(folder.join("faxout.test"), FAX_OUT).unwrap();
        write_documents(folder);
        let (serving, dialler) = (rig.serve(), Dialler::start(&rig.spool));
        Some(Self { _dialler: dialler, serving, rig })
    }

    /// Runs a test: the names of those of its parts that failed, each once.
    fn failed(&self, path: &str, test: &str, words: &[&str]) -> Vec<String> {
        let port = self.serving.addresses[0].port();
        let uri = format!("ipp://alice:secret@127.0.0.1:{port}{path}");
        let output = Command::new("ipptool")
            .current_dir(self.rig.folder.path())
            .args(["-t", "-I", "-T", "60", "-f", "document-a4.pdf"])
            .args(words)
            .args([&uri, test])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            said.contains("[PASS]") || test == NONE_PASSES,
            "{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        if said.contains("[FAIL]") {
            eprintln!("{said}");
        }
        let mut names: Vec<String> = said
            .lines()
            .filter_map(|line| Some(line.split_once("[FAIL]")?.0.trim().to_owned()))
            .collect();
        names.sort();
        names.dedup();
        names
    }
}

/// What CUPS' tests print, under their names.
fn write_documents(folder: &Path) {
    for (sheet, name) in [(Sheet::A4, "a4"), (Sheet::LETTER, "letter")] {
        fs::write(folder.join(format!("document-{name}.pdf")), pdf(sheet, 2)).unwrap();
        fs::write(folder.join(format!("onepage-{name}.pdf")), pdf(sheet, 1)).unwrap();
        fs::write(folder.join(format!("document-{name}.ps")), postscript(sheet, 2)).unwrap();
    }
    let grey = DynamicImage::from(GrayImage::from_fn(120, 180, |x, _| Luma([x as u8 * 2])));
    grey.save_with_format(folder.join("gray.jpg"), ImageFormat::Jpeg).unwrap();
    let colour = DynamicImage::from(grey.to_rgb8());
    colour.save_with_format(folder.join("color.jpg"), ImageFormat::Jpeg).unwrap();
}

/// PWG raster as clients of IPP Everywhere send it, under the names of CUPS' samples.
fn write_raster(folder: &Path) {
    fs::write(folder.join("4x6.pdf"), pdf(Sheet::CARD, 1)).unwrap();
    let documents = [
        ("document-a4.pdf", "document-a4"),
        ("document-letter.pdf", "document-letter"),
        ("onepage-a4.pdf", "onepage-a4"),
        ("onepage-letter.pdf", "onepage-letter"),
        ("4x6.pdf", "color.jpg-4x6"),
        ("4x6.pdf", "gray.jpg-4x6"),
    ];
    for (kind, space, bits) in [("black-1", 3, 1), ("sgray-8", 18, 8), ("srgb-8", 19, 8)] {
        let samples = folder.join("pwg-raster-samples-300dpi").join(kind);
        fs::create_dir_all(&samples).unwrap();
        for (document, name) in documents {
            let made = Command::new("gs")
                .args(["-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pwgraster", "-r300"])
                .args([format!("-dcupsColorSpace={space}"), format!("-dcupsBitsPerColor={bits}")])
                .arg(format!("-sOutputFile={}/{name}-{kind}-300dpi.pwg", samples.display()))
                .arg(folder.join(document))
                .status();
            assert!(made.unwrap().success());
        }
    }
}

#[test]
fn ipptool_passes_but_for_what_is_known() {
    let Some(bench) = Bench::new() else { return };
    let found = bench.failed("/printers/sendfax", "get-printer-attributes-suite.test", &[]);
    assert_eq!(found, [ASKS_FOR_ALL]);
}

#[test]
fn a_fax_job_to_a_printer_is_refused() {
    let Some(bench) = Bench::new() else { return };
    assert_eq!(bench.failed("/ipp/faxout", NONE_PASSES, &["-V", "2.0"]), TO_A_PRINTER);
    assert!(bench.rig.jobs().is_empty());
}

#[test]
fn ipptool_s_tests_of_ipp_1_1_pass() {
    let Some(bench) = Bench::new() else { return };
    for path in ["/printers/sendfax", "/printers/2101"] {
        assert_eq!(bench.failed(path, "ipp-1.1.test", &["-V", "1.1"]), [""; 0], "{path}");
    }
}

/// Its one part that fails wants what the administrator does to a printer (pause, resume,
/// purge, change its settings) to be done over the network; here it is done at the machine.
const OPERATORS: &str = "PWG 5100.12 section 6.3 - Required Printer Description Attributes";

#[test]
fn ipptool_s_tests_of_ipp_2_1_pass_but_for_what_operators_do() {
    let Some(bench) = Bench::new() else { return };
    let found = bench.failed("/printers/sendfax", "ipp-2.1.test", &["-V", "2.1"]);
    assert_eq!(found, [OPERATORS]);
}

#[test]
fn ipptool_s_tests_of_ipp_everywhere_pass_each_raster_among_them() {
    let Some(bench) = Bench::new() else { return };
    if programs::is_there("gs") {
        write_raster(bench.rig.folder.path());
    }
    let found = bench.failed("/ipp/print", "ipp-everywhere.test", &["-V", "2.0"]);
    assert_eq!(found, [""; 0]);
}

#[test]
fn ipptool_s_single_operations_pass() {
    let Some(bench) = Bench::new() else { return };
    for test in [
        "print-job.test",
        "print-job-and-wait.test",
        "print-job-deflate.test",
        "print-job-gzip.test",
        "print-job-hold.test",
        "print-job-letter.test",
        "print-job-media-col.test",
        "create-job.test",
        "validate-job.test",
        "get-printer-attributes.test",
        "get-printer-description-attributes.test",
        "get-job-template-attributes.test",
        "get-jobs.test",
        "get-completed-jobs.test",
        "identify-printer.test",
        "identify-printer-display.test",
        "create-printer-subscription.test",
        "get-subscriptions.test",
    ] {
        assert_eq!(bench.failed("/printers/sendfax", test, &["-V", "2.0"]), [""; 0], "{test}");
    }
}

#[test]
fn fax_out_is_as_the_standard_has_it() {
    let Some(bench) = Bench::new() else { return };
    assert_eq!(bench.failed("/ipp/faxout", "faxout.test", &["-V", "2.0"]), [""; 0]);
}
