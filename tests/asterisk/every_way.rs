//! A document that is printed over the network, uploaded in the web interface or submitted by the
//! API is sent through the Ferrofax service, the spool and Asterisk to a fax machine in `world`
//! (spandsp). It arrives pixel by pixel as `ferrofax convert` shows it.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use ferrofax::document::tiff;
use ferrofax::spool::jobs::{Job, JobQuery, JobState};
use ferrofax::t4::Bitmap;
use ferrofax_kit::service::Service;

use crate::ipp_client::{Ask, Client, OK, PRINT_JOB};
use crate::laboratory::{Asterisk, on_each_asterisk, said};
use crate::ports::own_port;
use crate::program::three_pages;
use crate::receive_case::differences;
use crate::sending_desk::SendingDesk;
use crate::watching::eventually;
use crate::web_reader::Reader;

on_each_asterisk!(on_16_by_wish: each_way_into_the_service_ends_at_a_fax_machine);

/// Fax machines with all modems and error correction.
const PRINTED: &str = "311001";
const UPLOADED: &str = "311002";
const BY_API: &str = "311003";

const BOUNDARY: &str = "----a-letter";

fn each_way_into_the_service_ends_at_a_fax_machine(asterisk: Asterisk) {
    let devices = ["exten => 8201,1,FaxDevice(alice@example.com,pdf,s(+49 8201))".to_owned()];
    let desk = SendingDesk::start("every-way", asterisk, &devices, &[]);
    let ways = Ways::start(desk.spool.folder());
    let letter = three_pages();
    print(ways.printer, &letter);
    upload(ways.web, &letter);
    submit(&ways, &letter);

    let jobs: Vec<Job> = eventually("all three are sent", 300, || {
        let jobs = desk.spool.jobs().list(&JobQuery::default()).expect("they are there");
        let is_over = |job: &Job| matches!(job.state, JobState::Done | JobState::Failed);
        (jobs.len() == 3 && jobs.iter().all(is_over)).then_some(jobs)
    });
    assert!(jobs.iter().all(|job| job.state == JobState::Done), "{jobs:?}");
    let shown = ways.shown();
    for number in [PRINTED, UPLOADED, BY_API] {
        let arrivals = desk.arrivals(number);
        let [arrival] = &arrivals[..] else { panic!("{number}: {} calls", arrivals.len()) };
        assert_eq!(arrival.said("FAXSTATUS"), "SUCCESS", "{number}");
        // Alice also owns the laboratory's device 2101, but her settings name 8201.
        assert_eq!(arrival.said("REMOTESTATIONID"), "+49 8201", "{number}");
        assert_eq!(differences(number, &shown, &arrival.pages), [""; 0]);
    }
}

/// Prints like the IPP client of a computer or an office machine.
fn print(printer: SocketAddr, letter: &[u8]) {
    let ask = Ask::new(PRINT_JOB)
        .name("requesting-user-name", "alice")
        .name("job-name", "Letter")
        .mime("document-format", "application/pdf");
    let to = format!("tel:{PRINTED}");
    let answer = Client::alice(printer).post(&ask.to(&[to.as_str()]).with(letter));
    assert_eq!(answer.status(), OK, "{}", answer.message());
}

/// Sends the form as a browser does.
fn upload(web: SocketAddr, letter: &[u8]) {
    let mut reader = Reader::logged_in(web, "alice", "secret");
    reader.get("/out/new");
    let secret = reader.hidden("secret").expect("the form has one").to_owned();
    let mut body = Vec::new();
    for (name, value) in [("secret", secret.as_str()), ("number", UPLOADED)] {
        body.extend_from_slice(part(&format!("name=\"{name}\"")).as_bytes());
        body.extend_from_slice(format!("{value}\r\n").as_bytes());
    }
    body.extend_from_slice(part("name=\"document\"; filename=\"letter.pdf\"").as_bytes());
    body.extend_from_slice(letter);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let page = reader.post_as(&media_type, "/out/new", &body);
    assert_eq!(page.status, 303, "{}", page.text());
}

fn part(disposition: &str) -> String {
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n")
}

/// Submits a fax as docs/api.md describes.
fn submit(ways: &Ways, letter: &[u8]) {
    let mut made = ways.service.command();
    made.args(["key", "new", "--user", "alice", "--scopes", "jobs:write", "test"]);
    let made = said(&made.output().expect("it can be run"));
    let key = made
        .split_whitespace()
        .find(|word| word.starts_with("ffx_"))
        .expect("a key")
        .to_owned();
    let file = ways.folder.path().join("submitted.pdf");
    fs::write(&file, letter).expect("it is ours");
    let document = format!("document=@{};filename=letter.pdf", file.display());
    let output = Command::new("curl")
        .args(["-sSf", "-H", &format!("Authorization: Bearer {key}")])
        .args(["-F", &format!("number={BY_API}"), "-F", &document])
        .arg(format!("http://{}/api/v1/jobs", ways.web))
        .output()
        .expect("curl is there");
    assert!(output.status.success(), "{}", said(&output));
}

/// The service with printer, web interface and API for alice.
struct Ways {
    service: Service,
    folder: tempfile::TempDir,
    web: SocketAddr,
    printer: SocketAddr,
}

impl Ways {
    fn start(spool: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let [web, printer] = [(); 2].map(|()| SocketAddr::from(([127, 0, 0, 1], own_port())));
        let settings = format!(
            "[drop]\nenabled = false\n[web]\nlisten = [\"{web}\"]\n[printer]\nlisten = [\"{printer}\"]\n\
             [limits]\nnight_jobs = 0\nnight_pages = 0\n\
             [[user]]\nname = \"alice\"\npassword = \"secret\"\ndevice = \"8201\"\n"
        );
        let mut service = Service::new(folder.path(), "gateway", spool, &settings);
        service.start_at(&[web, printer]);
        Self { service, folder, web, printer }
    }

    /// Returns the pages of the letter as the program converts them.
    fn shown(&self) -> Vec<Bitmap> {
        let (letter, shown) =
            (self.folder.path().join("letter.pdf"), self.folder.path().join("shown.tif"));
        fs::write(&letter, three_pages()).expect("it is ours");
        let mut convert = self.service.command();
        let output = convert
            .arg("convert")
            .arg(&letter)
            .arg("-o")
            .arg(&shown)
            .output()
            .expect("it can be run");
        assert!(output.status.success(), "{}", said(&output));
        let pages = tiff::read(&shown).expect("the program wrote it");
        pages.iter().map(|page| page.bitmap().expect("a whole page")).collect()
    }
}
