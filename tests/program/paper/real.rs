//! Against a printer as the standard has it: `ippeveprinter` of CUPS. What it is sent is
//! compared with the fax pixel by pixel.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use ferrofax::listeners::print::PrinterOut;
use ferrofax::spool::OutboxState;

use super::framed;
use super::raster::{assert_shows, pwg, urf};
use crate::bench::Bench;
use crate::ports::own_port;
use crate::programs::{Running, is_there};
use ferrofax_kit::patience::wait_until;

/// A printer on this machine, until dropped.
struct RealPrinter {
    /// It tells the network of itself over a bus; here one that reaches nobody.
    _printer: Running,
    _bus: Running,
    port: u16,
    folder: PathBuf,
}

const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=PATH</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"#;

impl RealPrinter {
    /// One that takes these formats and keeps what it is sent. None: it is not installed.
    fn start(bench: &Bench, formats: &str, words: &[&str]) -> Option<Self> {
        if !["ippeveprinter", "dbus-daemon"].into_iter().all(is_there) {
            return None;
        }
        let folder = bench.path("printed");
        for folder in [&folder, &bench.path("spooled"), &bench.path("keys")] {
            fs::create_dir(folder).unwrap();
        }
        let socket = bench.path("bus");
        let settings = bench.file("bus.conf", BUS.replace("PATH", &socket.display().to_string()));
        let quiet = |command: &mut Command| {
            Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
        };
        let bus =
            quiet(Command::new("dbus-daemon").arg("--nofork").arg("--config-file").arg(settings));
        let kept = folder.display();
        let script = bench
            .file("keep.sh", format!("#!/bin/sh\nenv > {kept}/words\ncp \"$1\" {kept}/document\n"));
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
        wait_until("the bus", || socket.exists());
        let port = own_port();
        let printer = quiet(
            Command::new("ippeveprinter")
                .env("DBUS_SYSTEM_BUS_ADDRESS", format!("unix:path={}", socket.display()))
                .args(["-r", "off", "-n", "localhost", "-p", &port.to_string()])
                .args(["-f", formats, "-c", script.to_str().unwrap()])
                .arg("-d")
                .arg(bench.path("spooled"))
                .arg("-K")
                .arg(bench.path("keys"))
                .args(words)
                .arg("office"),
        );
        let printer = Self { _printer: printer, _bus: bus, port, folder };
        wait_until("the printer", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        Some(printer)
    }

    fn out(&self, scheme: &str) -> PrinterOut {
        let uri = format!("{scheme}://localhost:{}/ipp/print", self.port);
        PrinterOut { uri: Some(uri.parse().unwrap()), ..PrinterOut::default() }
    }

    /// The last document.
    fn document(&self) -> Vec<u8> {
        fs::read(self.folder.join("document")).unwrap()
    }

    /// What the printer told its command of the job.
    fn word(&self, name: &str) -> Option<String> {
        let words = fs::read_to_string(self.folder.join("words")).unwrap();
        let mut words = words.lines().filter_map(|line| line.split_once('='));
        words.find(|(found, _)| *found == name).map(|(_, word)| word.to_owned())
    }
}

#[test]
fn a_printer_that_takes_pdf_gets_the_pixels_of_the_fax() {
    let bench = Bench::new();
    let formats = "application/pdf,image/pwg-raster,image/urf";
    let Some(printer) = RealPrinter::start(&bench, formats, &[]) else { return };
    let pages = [framed(1), framed(2)];
    let fax = bench.faxed("office", &pages);
    let entry = bench.print_to_its_end(printer.out("ipp"), fax);
    assert_eq!((entry.state, entry.attempts), (OutboxState::Delivered, 1), "{entry:?}");
    assert_eq!(entry.relay_answer.as_deref(), Some("job 1 is completed"));
    assert_eq!(printer.word("CONTENT_TYPE").as_deref(), Some("application/pdf"));
    let name = printer.word("IPP_JOB_NAME").unwrap().replace('\\', "");
    assert!(name.starts_with(&format!("fax {fax} [")), "{name}");
    assert_eq!(printer.word("IPP_MEDIA").as_deref(), Some("na_letter_8.5x11in"), "what lies in it");
    let document = bench.file("document.pdf", printer.document());
    let printed: Vec<_> = bench.pages(&document, &[]).into_iter().map(|(page, _)| page).collect();
    assert!(printed == pages, "pixel by pixel");
    assert_eq!(
        bench.spool.outbox().print_job(entry.id).unwrap(),
        None,
        "nothing is left to look for"
    );
}

#[test]
fn a_printer_that_takes_pwg_raster_gets_the_fax_drawn_on_its_paper_and_on_both_sides() {
    let bench = Bench::new();
    let formats = "image/pwg-raster,image/urf";
    let Some(printer) = RealPrinter::start(&bench, formats, &["-2"]) else { return };
    let pages = [framed(1), framed(2), framed(3)];
    let fax = bench.faxed("office", &pages);
    let entry = bench.print_to_its_end(PrinterOut { duplex: true, ..printer.out("ipp") }, fax);
    assert_eq!(entry.state, OutboxState::Delivered, "{entry:?}");
    assert_eq!(printer.word("CONTENT_TYPE").as_deref(), Some("image/pwg-raster"));
    assert_eq!(printer.word("IPP_SIDES").as_deref(), Some("two-sided-long-edge"));
    let printed = pwg(&printer.document());
    assert_eq!(printed.len(), 3);
    for (printed, fax) in printed.iter().zip(&pages) {
        assert_eq!((printed.dpi, printed.duplex), (300, 1), "what loses nothing");
        assert_eq!(printed.transforms, [1, 1]);
        assert_eq!((printed.bitmap.width(), printed.bitmap.rows()), (2550, 3300), "Letter");
        assert_shows(&printed.bitmap, fax);
    }
}

#[test]
fn a_printer_that_takes_urf_gets_the_fax_in_greys() {
    let bench = Bench::new();
    let Some(printer) = RealPrinter::start(&bench, "image/urf", &[]) else { return };
    let pages = [framed(1), framed(2)];
    let fax = bench.faxed("office", &pages);
    let entry = bench.print_to_its_end(printer.out("ipp"), fax);
    assert_eq!(entry.state, OutboxState::Delivered, "{entry:?}");
    let printed = urf(&printer.document());
    for (printed, fax) in printed.iter().zip(&pages) {
        assert_eq!((printed.dpi, printed.duplex), (600, 1));
        assert_shows(&printed.bitmap, fax);
    }
}

#[test]
fn a_printer_in_tls_is_known_by_its_fingerprint() {
    let bench = Bench::new();
    if !is_there("openssl") {
        return;
    }
    let Some(printer) = RealPrinter::start(&bench, "application/pdf", &[]) else { return };
    let fax = bench.faxed("office", &[framed(1)]);
    // It has signed its certificate itself, when it was first asked for one.
    super::turn(&bench.printing(printer.out("ipps")), ferrofax::UnixMs::now());
    let entry = bench.at_office(fax);
    assert_eq!(entry.state, OutboxState::Waiting);
    assert!(
        entry
            .last_error
            .clone()
            .unwrap()
            .starts_with("a TLS connection could not be established: "),
        "{entry:?}"
    );
    let mut files = fs::read_dir(bench.path("keys")).unwrap().map(|file| file.unwrap().path());
    let certificate = files.find(|file| file.extension().is_some_and(|word| word == "crt"));
    let said = Command::new("openssl")
        .args(["x509", "-noout", "-fingerprint", "-sha256", "-in"])
        .arg(certificate.unwrap())
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let fingerprint = said.trim().split_once('=').unwrap().1;
    let settings = bench.file(
        "gateway.toml",
        format!(
            "[drop]\nenabled = false\n[print]\nenabled = true\n[[print.printer]]\nname = 'office'\n\
             uri = 'ipps://localhost:{}/ipp/print'\npin = '{fingerprint}'\n",
            printer.port
        ),
    );
    let serve = bench.command().arg("--config").arg(settings).arg("serve").spawn().unwrap();
    let _serving = crate::bench::Serving(serve);
    bench.spool.outbox().defer(entry.id, ferrofax::UnixMs::now(), "again").unwrap();
    wait_until("the print", || bench.at_office(fax).state == OutboxState::Delivered);
}
