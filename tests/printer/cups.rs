//! CUPS as people have it: a private cupsd prints to the printer, by the driver for IPP
//! Everywhere and by PostScript drivers.

use std::fs;
use std::path::Path;
use std::process::Command;

use ferrofax::document::tiff;
use ferrofax::spool::jobs::Job;
use ferrofax::spool::sending::option;
use ferrofax::t4::Bitmap;

use crate::SETTINGS;
use crate::cupsd::Cups;
use crate::paper::{Sheet, pdf, white_arial};
use crate::programs;
use crate::rig::{Rig, Serving};
use ferrofax_kit::patience::watch;

/// A printer and a CUPS that has queues to it.
struct Bench {
    rig: Rig,
    serving: Serving,
    cups: Cups,
}

/// The number that people print to.
const PHONE: &str = "phone=+49-991-2700619";

/// Foomatic's drivers, as lpadmin names them.
const DRIVERS: &str = "foomatic-db-compressed-ppds:0/ppd/foomatic-ppd";

impl Bench {
    fn new() -> Option<Self> {
        Self::with(SETTINGS)
    }

    fn with(settings: &str) -> Option<Self> {
        let cups = Cups::start()?;
        let (rig, serving) = Rig::served(settings);
        Some(Self { rig, serving, cups })
    }

    /// Adds a queue by a driver. By `waitjob=false` a queue takes the next job when a fax was
    /// taken, and not only when that has ended.
    fn add(&self, queue: &str, path: &str, driver: &str) {
        let uri = format!("ipp://alice:secret@{}{path}?waitjob=false", self.serving.addresses[0]);
        self.cups.add(queue, &uri, driver);
    }

    /// Writes a file that is printed.
    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.cups.path(name);
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }

    /// Prints with these words: the fax that comes of it, the `count`th.
    fn printed(&self, count: usize, words: &[&str]) -> Job {
        self.cups.run("lp", words);
        self.fax(count)
    }

    /// The `count`th fax, as soon as it is there.
    fn fax(&self, count: usize) -> Job {
        watch("the jobs", || self.cups.log(), |_| self.rig.jobs().len() >= count);
        self.rig.jobs().remove(0)
    }

    /// The pages that the program makes of a file.
    fn converted(&self, file: &str) -> Vec<Bitmap> {
        let out = self.cups.path("converted.tif");
        let made = self.rig.command().args(["convert", file, "-o"]).arg(&out).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        bitmaps(&out)
    }
}

fn bitmaps(file: &Path) -> Vec<Bitmap> {
    let pages = tiff::read(file).unwrap();
    pages.into_iter().map(|page| page.bitmap().unwrap()).collect()
}

/// What differs of two faxes: the sizes of pages, or else pixels.
fn difference(job: &Job, wanted: &[Bitmap]) -> Vec<String> {
    let pages = bitmaps(&job.documents[0].path);
    let size = |page: &Bitmap| (page.width(), page.rows());
    let (found, sizes): (Vec<_>, Vec<_>) =
        (pages.iter().map(size).collect(), wanted.iter().map(size).collect());
    if found != sizes {
        return vec![format!("{found:?} instead of {sizes:?}")];
    }
    let pixels = |(one, other): (&Bitmap, &Bitmap)| -> u32 {
        let pairs = one.data().iter().zip(other.data());
        pairs.map(|(one, other)| (one ^ other).count_ones()).sum()
    };
    let counts = pages.iter().zip(wanted).map(pixels);
    counts
        .filter(|count| *count > 0)
        .map(|count| format!("{count} pixels"))
        .collect()
}

#[test]
fn cups_prints_by_its_driver_for_ipp_everywhere_pixel_by_pixel() {
    let Some(bench) = Bench::new() else { return };
    bench.add("fax", "/printers/sendfax", "everywhere");
    let letter = bench.file("letter.pdf", &pdf(Sheet::A4, 2));
    let job = bench.printed(1, &["-d", "fax", "-t", "Letter", "-o", PHONE, &letter]);
    assert_eq!((job.number.as_str(), job.owner.as_str()), ("+499912700619", "alice"));
    assert_eq!((job.device.number.as_str(), job.tag.as_str()), ("2101", "Letter"));
    assert_eq!(difference(&job, &bench.converted(&letter)), [""; 0]);
    // A picture goes as it is.
    let grey = image::GrayImage::from_fn(400, 600, |x, _| image::Luma([(x / 2) as u8]));
    grey.save(bench.cups.path("photo.jpg")).unwrap();
    let photo = bench.cups.path("photo.jpg").display().to_string();
    let job = bench.printed(2, &["-d", "fax", "-o", PHONE, &photo]);
    assert_eq!(difference(&job, &bench.converted(&photo)), [""; 0]);
    // Text, which CUPS makes into PDF.
    let text = bench.file("letter.txt", b"Dear Sir,\n\nHello.\n");
    let job = bench.printed(3, &["-d", "fax", "-o", PHONE, &text]);
    assert_eq!(job.pages.len(), 1);
    // Pages that are chosen.
    let job = bench.printed(4, &["-d", "fax", "-P", "2", "-o", PHONE, &letter]);
    assert_eq!(difference(&job, &bench.converted(&letter)[1..]), [""; 0]);
}

#[test]
fn cups_prints_without_a_number_and_to_the_queue_of_fax_out() {
    let Some(bench) = Bench::new() else { return };
    bench.add("fax", "/printers/sendfax", "everywhere");
    bench.add("out", "/ipp/faxout", "everywhere");
    let letter = bench.file("letter.pdf", &pdf(Sheet::LETTER, 1));
    let job = bench.printed(1, &["-d", "fax", &letter]);
    assert!(job.waits_for_number());
    let job = bench.printed(2, &["-d", "out", "-o", PHONE, &letter]);
    assert_eq!(job.number, "+499912700619");
    // An extension behind a pause is dialled when the call is answered.
    let job = bench.printed(3, &["-d", "out", "-o", "phone=+49-991-8,,17", &letter]);
    assert_eq!(
        (job.number.as_str(), job.options[option::POST_DIAL].as_str()),
        ("+499918", "wwww17")
    );
    // Without a number it is refused, and CUPS says why; it keeps letters of it to itself.
    bench.cups.run("lp", &["-d", "out", "-o", "phone=nobody", &letter]);
    watch("the refusal", || bench.cups.log(), |log| log.contains("no number is given"));
    assert_eq!(bench.rig.jobs().len(), 3);
}

/// No password lets a user send to a forbidden number. So CUPS must not ask for one.
#[test]
fn cups_cancels_a_forbidden_fax_and_asks_for_no_password() {
    let Some(bench) = Bench::new() else { return };
    bench.add("out", "/ipp/faxout", "everywhere");
    let letter = bench.file("letter.pdf", &pdf(Sheet::LETTER, 1));
    bench.cups.run("lp", &["-d", "out", "-o", "phone=+1900123456", &letter]);
    let jobs = |which: &str| {
        let listed = bench.cups.run("lpstat", &["-l", "-W", which, "-o", "out"]);
        String::from_utf8_lossy(&listed.stdout).into_owned()
    };
    watch(
        "the end of the job",
        || format!("{}\n{}", jobs("all"), bench.cups.log()),
        |_| jobs("completed").contains("out-1"),
    );
    assert!(!jobs("not-completed").contains("out-1"));
    let shown = jobs("completed");
    assert!(!shown.contains("authentication"), "{shown}");
    let log = bench.cups.log();
    assert!(log.contains("not allowed here") && !log.contains("held-for-authentication"), "{log}");
    assert!(bench.rig.jobs().is_empty());
}

#[test]
fn cups_prints_by_the_postscript_drivers_of_a_laserwriter_and_a_phaser() {
    let Some(bench) = Bench::new() else { return };
    if !programs::is_there("gs") {
        return;
    }
    if !Path::new("/usr/lib/cups/driver/foomatic-db-compressed-ppds").exists() {
        programs::skip("foomatic-db-compressed-ppds is not installed");
        return;
    }
    let letter = bench.file("letter.pdf", &pdf(Sheet::A4_IN_POINTS, 2));
    let wanted = bench.converted(&letter);
    for (count, queue, driver) in [
        (1, "laserwriter", "Apple-12_640ps-Postscript.ppd"),
        (2, "phaser", "Xerox-Phaser_6120-Postscript.ppd"),
    ] {
        bench.add(queue, "/printers/sendfax", &format!("{DRIVERS}/{driver}"));
        let job = bench.printed(count, &["-d", queue, "-o", PHONE, &letter]);
        assert_eq!(difference(&job, &wanted), [""; 0], "{queue}");
    }
}

/// Control fields as users write them, in white Arial of 10 points, pass the drivers that
/// printers of a fax server are set up with: the font is TrueType, which becomes Type 42 in
/// PostScript. Of a PDF CUPS makes the PostScript; the other document is PostScript already, as
/// a program or another system sends it.
#[test]
fn fields_in_white_arial_pass_the_postscript_drivers() {
    let Some(bench) = Bench::with(&format!("{SETTINGS}\n[fields]\nmode = 2\n")) else { return };
    if !programs::is_there("gs") {
        return;
    }
    if !Path::new("/usr/lib/cups/driver/foomatic-db-compressed-ppds").exists() {
        programs::skip("foomatic-db-compressed-ppds is not installed");
        return;
    }
    let lines = ["@@+FAX:0991 2700619@@", "@@+TAG:Order 12345@@ @@+PRIO:100@@"];
    let letter = bench.file("letter.pdf", &white_arial(&lines));
    let script = bench.cups.path("letter.ps").display().to_string();
    let made = Command::new("gs")
        .args(["-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=ps2write"])
        .arg(format!("-sOutputFile={script}"))
        .arg(&letter)
        .status();
    assert!(made.unwrap().success());
    let written = fs::read(&script).unwrap();
    let holds = |words: &[u8]| written.windows(words.len()).any(|part| part == words);
    assert!(holds(b"Arial") && holds(b"FontType 42"), "a TrueType font called Arial");
    let mut count = 0;
    for (queue, driver) in [
        ("laserwriter", "Apple-12_640ps-Postscript.ppd"),
        ("phaser", "Xerox-Phaser_6120-Postscript.ppd"),
    ] {
        bench.add(queue, "/printers/sendfax", &format!("{DRIVERS}/{driver}"));
        for document in [&letter, &script] {
            count += 1;
            let job = bench.printed(count, &["-d", queue, "-t", "Letter", document]);
            let found = (job.number.as_str(), job.tag.as_str(), job.priority);
            assert_eq!(found, ("0991 2700619", "Order 12345", 100), "{queue}: {document}");
            // White fields are on no page; the box below them is.
            let pages = bitmaps(&job.documents[0].path);
            let ink = |page: &Bitmap| page.data().iter().map(|byte| byte.count_ones()).sum::<u32>();
            let of_box = bench.converted(&letter);
            assert_eq!(pages.len(), 1, "{queue}: {document}");
            assert!(ink(&pages[0]).abs_diff(ink(&of_box[0])) < 2000, "{queue}: {document}");
        }
    }
}

/// What a driver of Windows XP writes for a printer of level 2, round a page of ours.
fn as_xp_prints(features: &str) -> Vec<u8> {
    let job = format!(
        "\x1B%-12345X@PJL JOB NAME=\"Order 17\"\r\n@PJL SET RESOLUTION=600\r\n@PJL ENTER LANGUAGE=POSTSCRIPT\r\n\
         %!PS-Adobe-3.0\r\n%%Title: Order 17\r\n%%Creator: PScript5.dll Version 5.2\r\n%%Pages: (atend)\r\n\
         %%DocumentNeededResources: (atend)\r\n%%LanguageLevel: 2\r\n%%EndComments\r\n%%BeginDefaults\r\n%%EndDefaults\r\n\
         %%BeginProlog\r\n/N {{ showpage }} bind def\r\n%%EndProlog\r\n%%BeginSetup\r\n[{{0 /languagelevel where {{pop pop languagelevel}} if 2 lt {{stop}} if\r\n}} stopped cleartomark\r\n\
         {features}%%EndSetup\r\n%%Page: 1 1\r\n%%BeginPageSetup\r\n%%EndPageSetup\r\n36 698 40 36 rectfill 1 setlinewidth 36 36 moveto 559 72 lineto stroke\r\nN\r\n\
         %%PageTrailer\r\n%%Trailer\r\n%%Pages: 1\r\n%%EOF\r\n\x04\x1B%-12345X@PJL EOJ\r\n\x1B%-12345X"
    );
    job.into_bytes()
}

#[test]
fn postscript_as_drivers_for_windows_write_it_is_faxed_pixel_by_pixel() {
    let Some(bench) = Bench::new() else { return };
    if !programs::is_there("gs") {
        return;
    }
    bench.add("windows", "/printers/sendfax", "raw");
    let wanted = bench.file("page.pdf", &pdf(Sheet::A4_IN_POINTS, 1));
    let wanted = bench.converted(&wanted);
    // A feature is one that the printer may not have: it is tried, and no harm done.
    let feature = |name: &str, code: &str| {
        format!(
            "[{{\r\n%%BeginFeature: {name}\r\n{code}\r\n%%EndFeature\r\n}} stopped cleartomark\r\n"
        )
    };
    let laserwriter =
        feature("*ManualFeed False", "1 dict dup /ManualFeed false put setpagedevice")
            + &feature(
                "*PageSize A4",
                "2 dict dup /PageSize [595 842] put dup /ImagingBBox null put setpagedevice",
            )
            + &feature("*Smoothing None", "(<1284>) cvx exec /NoSuchOperator get");
    let phaser = feature("*InputSlot Tray1", "0 statusdict /setpapertray get exec")
        + &feature("*Resolution 600x600dpi", "<</HWResolution [600 600]>> setpagedevice")
        + &feature("*PageSize A4", "<</PageSize [595 842] /ImagingBBox null>> setpagedevice");
    for (count, features) in [(1, laserwriter), (2, phaser)] {
        let printed = bench.file("job.ps", &as_xp_prints(&features));
        let job = bench.printed(count, &["-d", "windows", "-o", "raw", "-o", PHONE, &printed]);
        assert_eq!(difference(&job, &wanted), [""; 0], "{features}");
    }
}

/// Whether LibreOffice is there and was built to print, which Debian's packages without
/// windows (`-nogui`) were not. Where not, the test is noted as skipped.
fn soffice_prints() -> bool {
    if !programs::is_there("soffice") {
        return false;
    }
    let folder = "$(dirname \"$(readlink -f \"$(command -v soffice)\")\")";
    let line = format!("grep -qs 'libcups\\.so' {folder}/libmergedlo.so {folder}/libvcllo.so");
    let prints = Command::new("sh").args(["-c", &line]).status().unwrap().success();
    if !prints {
        programs::skip("this LibreOffice was built without CUPS");
    }
    prints
}

#[test]
fn what_libreoffice_prints_arrives_pixel_by_pixel() {
    if !soffice_prints() {
        return;
    }
    let Some(bench) = Bench::new() else { return };
    bench.add("fax", "/printers/sendfax", "everywhere");
    let letter = bench.file("letter.odt", include_bytes!("../kit/office/letter.odt"));
    let profile = format!("-env:UserInstallation=file://{}", bench.cups.path("profile").display());
    let office = |words: &[&str]| {
        bench.cups.run("soffice", &[&[profile.as_str(), "--headless"], words].concat());
    };
    office(&["--pt", "fax", &letter]);
    let job = bench.fax(1);
    assert!(job.waits_for_number());
    // CUPS keeps what it was given for a day, and lays it on the sheet before it goes out.
    let given = bench.cups.path("spool/d00001-001").display().to_string();
    let laid = Command::new("/usr/lib/cups/filter/pdftopdf")
        .args(["1", "root", "letter.odt", "1", "", &given])
        .env("PPD", bench.cups.path("root/ppd/fax.ppd"))
        .env("CONTENT_TYPE", "application/pdf")
        .env("FINAL_CONTENT_TYPE", "application/vnd.cups-pdf")
        .output()
        .unwrap();
    let laid = bench.file("laid.pdf", &laid.stdout);
    assert_eq!(difference(&job, &bench.converted(&laid)), [""; 0]);
    // And that is the letter, but for how LibreOffice sets it for a printer and for a file.
    let folder = bench.cups.path("shown").display().to_string();
    office(&["--convert-to", "pdf", "--outdir", &folder, &letter]);
    let (pages, shown) =
        (bitmaps(&job.documents[0].path), bench.converted(&format!("{folder}/letter.pdf")));
    let ink = |pages: &[Bitmap]| -> Vec<u32> {
        let of = |page: &Bitmap| page.data().iter().map(|byte| byte.count_ones()).sum();
        pages.iter().map(of).collect()
    };
    let (printed, shown) = (ink(&pages), ink(&shown));
    assert_eq!(printed.len(), shown.len());
    for (printed, shown) in printed.iter().zip(&shown) {
        assert!(printed.abs_diff(*shown) * 20 < *shown, "{printed} black pixels, {shown} shown");
    }
}
