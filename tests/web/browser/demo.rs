//! The pictures of the documents (docs/pictures), taken in an invented practice: `make pictures`.
//!
//! All numbers are ones that Ofcom keeps for films and books.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ferrofax::UnixMs;
use ferrofax::document::tiff;
use ferrofax::spool::desk::Note;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{AttemptEnd, LeaseLimits, NewDocument, NewJob};
use ferrofax::spool::sending::SendingSettings;
use ferrofax::spool::{
    DeviceRecord, FaxEnd, FaxId, NewCallRecord, NewFax, RecordId, RecordOf, SessionFacts, Spool,
    unpacked_tape,
};
use ferrofax::t30::outcome::{Cause, Outcome, Phase, Status};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use serde_json::{Value, json};

use super::Home;
use super::house::{append, converted};
use crate::rig::{Rig, Serving};
use ferrofax_kit::spools;

/// A picture is at most this large, so that pages open quickly.
const LARGEST_PICTURE: u64 = 150_000;

const SETTINGS: &str = r#"
[drop]
enabled = false

[web]
listen = ["127.0.0.1:0"]

[[user]]
name = "grace"
password = "grace"
role = "operator"
device = "2101"

[[user]]
name = "henry"
password = "henry"
role = "administrator"

[[group]]
name = "practice"
devices = ["2101", "2102"]
members = ["grace"]
"#;

/// 2026-11-20, 8:05 in London.
const MORNING: UnixMs = UnixMs(1_795_161_900_000);

const MINUTE_MS: i64 = 60_000;

/// The operator of the web interface, whose list of received faxes is shown.
const OPERATOR: &str = "grace";

/// A received fax: minutes after [`MORNING`], device, number, name, pages, and its first page.
struct Came(i64, &'static str, &'static str, &'static str, u32, &'static str);

const CAME: [Came; 6] = [
    Came(0, "2102", "+442079460321", "Alder & Finch Solicitors", 2, SOLICITORS),
    Came(34, "2101", "+441632960145", "Riverside Waterworks", 1, WATERWORKS),
    Came(61, "2102", "", "", 1, ORDER),
    Came(88, "2102", "+441632960177", "Miller & Sons Bakery", 1, ORDER),
    Came(103, "2101", "+441614960182", "Harbour Clinic", 3, REFERRAL),
    Came(117, "2101", "+442079460312", "Northgate Pharmacy", 2, PHARMACY),
];

const PHARMACY: &str = "<h1>Northgate Pharmacy</h1><p>12 Northgate, Riverside</p><hr>\
    <h2>Repeat prescriptions, week 47</h2><p>Please confirm the items below by return fax.</p>\
    <table border=1><tr><th>No.</th><th>Item</th><th>Quantity</th><th>For</th></tr>\
    <tr><td>1</td><td>Compression stockings, class 2</td><td>4 pairs</td><td>Ward A</td></tr>\
    <tr><td>2</td><td>Sterile dressings 10 x 10 cm</td><td>200</td><td>Ward B</td></tr>\
    <tr><td>3</td><td>Saline solution 500 ml</td><td>48</td><td>Ward B</td></tr>\
    <tr><td>4</td><td>Gloves, medium</td><td>1,000</td><td>Surgery</td></tr>\
    <tr><td>5</td><td>Lancets</td><td>600</td><td>Surgery</td></tr></table>\
    <p>Delivery is on Tuesday morning unless you tell us otherwise.</p>\
    <p>Kind regards</p><p>J. Okafor, Northgate Pharmacy</p>";

const REFERRAL: &str = "<p>HARBOUR CLINIC</p><p>Department of Radiology</p><hr>\
    <h1>Appointment list</h1><p>Dear colleagues,</p>\
    <p>these are the appointments that we hold for your practice next week. Free places can be \
    filled until Friday noon, by fax or by telephone. After that we give them to others.</p>\
    <ul><li>Monday 9:15, MRI knee</li><li>Monday 10:00, free</li><li>Tuesday 8:30, X-ray chest</li>\
    <li>Wednesday 11:45, ultrasound</li><li>Thursday 14:00, free</li></ul>\
    <p>Please bring earlier images where you have them.</p>\
    <p>With kind regards</p><p>Dr. M. Lindqvist</p>";

const ORDER: &str = "<h1>Miller & Sons Bakery</h1><p>3 Market Square, Riverside</p>\
    <h2>Order for Monday</h2><table border=1><tr><th>What</th><th>How many</th><th>Each</th></tr>\
    <tr><td>Rolls</td><td>200</td><td>0.32</td></tr><tr><td>Pretzels</td><td>50</td><td>0.70</td></tr>\
    <tr><td>Rye bread</td><td>10</td><td>3.90</td></tr></table>\
    <p>As every week; the invoice goes to the address above.</p><p>A. Miller</p>";

const WATERWORKS: &str = "<h1>Riverside Waterworks</h1><h2>Notice of works</h2>\
    <p>The water main in Mill Lane is renewed from 24 to 26 November. Between 9:00 and 15:00 there \
    is no water in numbers 1 to 27. Please keep some in reserve, and close your taps.</p>\
    <p>Questions: works@example.com</p>";

const SOLICITORS: &str = "<p>Alder & Finch Solicitors</p><p>4 Inner Court, London</p><hr>\
    <p>Our reference: 4711/26</p><h2>Lease of Mill Lane 9</h2><p>Dear Sir or Madam,</p>\
    <p>we enclose the draft of the new lease with the changes that were agreed on 12 November. \
    Clause 7 now ends the lease with three months' notice. Clause 12 has the new rent.</p>\
    <p>Please return one signed copy by fax and the other by post. The signed copy counts from the \
    day on which it arrives here.</p><p>Yours faithfully,</p><p>R. Finch</p>";

const LETTER: &str = "<h1>Riverside Practice</h1><p>9 Mill Lane, Riverside</p><hr>\
    <p>Alder & Finch Solicitors<br>4 Inner Court, London</p><h2>Lease of Mill Lane 9</h2>\
    <p>Dear Mr Finch,</p><p>thank you for the draft. We agree to clause 7, and ask for two changes:</p>\
    <ul><li>the rent in clause 12 is paid at the end of each month,</li>\
    <li>repairs of the lift are the landlord's.</li></ul>\
    <p>The table on the next page has the costs of the last three years.</p>\
    <p>Yours sincerely,</p><p>G. Adeyemi, Riverside Practice</p>\
    <h2 style='page-break-before: always'>Costs of the last three years</h2>\
    <table border=1><tr><th>Year</th><th>Heating</th><th>Water</th><th>Lift</th></tr>\
    <tr><td>2023</td><td>4,120</td><td>610</td><td>880</td></tr>\
    <tr><td>2024</td><td>4,480</td><td>655</td><td>910</td></tr>\
    <tr><td>2025</td><td>4,310</td><td>640</td><td>2,460</td></tr></table>";

/// The practice, as long as it is served.
struct Demo {
    serving: Serving,
    rig: Rig,
    record: RecordId,
}

impl Demo {
    fn served() -> Self {
        let rig = Rig::new(SETTINGS);
        let mut sending = SendingSettings::default();
        sending.set("country_code", "44").unwrap();
        rig.spool.devices().publish_sending(&sending, 4).unwrap();
        rig.spool.devices().publish_devices(&["2101", "2102"].map(device)).unwrap();
        for (came, at) in CAME.iter().zip(1..) {
            let fax = receive(&rig.spool, came);
            handle(&rig.spool, fax, at);
        }
        comes_in(&rig.spool);
        let record = refused_job(&rig);
        let files = rig.folder.path().join("files");
        fs::create_dir(&files).unwrap();
        fs::write(files.join("answer.html"), large(LETTER)).unwrap();
        Self { serving: rig.serve(), rig, record }
    }
}

impl Home for Demo {
    fn told(&self) -> Value {
        json!({
            "people": {"grace": "grace", "henry": "henry"},
            "record": self.record.0,
            "files": self.rig.folder.path().join("files"),
            "pictures": pictures(),
        })
    }

    fn address(&self) -> SocketAddr {
        self.serving.addresses[0]
    }

    fn said(&self) -> String {
        self.serving.said()
    }
}

fn device(extension: &str) -> DeviceRecord {
    spools::device(extension, "practice@example.com")
}

/// A fax whose call has begun.
fn begin(spool: &Spool, at: UnixMs, extension: &str, number: &str, name: &str) -> FaxId {
    let new = NewFax {
        device: device(extension).name(),
        calling: number.into(),
        caller_name: name.into(),
        trunk: Some("PJSIP/provider".into()),
        started_at: at,
        mailboxes: vec!["practice@example.com".into()],
        ..NewFax::default()
    };
    let fax = spool.receiving().begin_fax(&new).unwrap();
    let facts = SessionFacts { rate_bps: Some(14_400), ..SessionFacts::default() };
    spool.receiving().note_session(fax, &facts).unwrap();
    fax
}

fn pages(spool: &Spool, fax: FaxId, html: &str, count: u32) {
    let page = &tiff::read(&converted(&large(html)).path()).unwrap()[0];
    for number in 1..=count {
        append(spool, fax, page, number, MORNING);
    }
}

/// A letter in letters that can be read in a small picture.
fn large(html: &str) -> String {
    format!("<div style='font-size: 16pt'>{html}</div>")
}

/// A fax that came, and whose mail has gone. The one without a number was cut off.
fn receive(spool: &Spool, &Came(minutes, extension, number, name, count, html): &Came) -> FaxId {
    let at = MORNING + minutes * MINUTE_MS;
    let fax = begin(spool, at, extension, number, name);
    pages(spool, fax, html, count);
    let (status, phase, cause) = match number {
        "" => (Status::Incomplete, Phase::C, Cause::Hangup),
        _ => (Status::Received, Phase::E, Cause::Ok),
    };
    let outcome = Outcome { status, phase, cause, pages: count };
    spool
        .receiving()
        .finish_fax(fax, &FaxEnd::of(&outcome, at + MINUTE_MS))
        .unwrap();
    for entry in spool.outbox().outbox_of(fax).unwrap() {
        spool.outbox().delivered(entry.id, at + MINUTE_MS, "250").unwrap();
    }
    fax
}

/// What people have done with the fax that came as the `nth`.
fn handle(spool: &Spool, fax: FaxId, nth: u32) {
    let now = MORNING + 120 * MINUTE_MS;
    let note = |tag: &str, text: &str| {
        let note = Note { tag: tag.into(), text: text.into() };
        spool.faxes().note_fax(fax, &note, OPERATOR, now).unwrap();
    };
    match nth {
        1 => note("Lease", "Answer until Friday"),
        4 => note("Order 4711", ""),
        _ => {}
    }
    if nth == 4 {
        spool.faxes().claim_fax(fax, OPERATOR, OPERATOR, false, now).unwrap();
    }
    if nth <= 4 {
        spool.faxes().mark_fax(fax, OPERATOR, true, now).unwrap();
    }
}

/// A fax that is being received.
fn comes_in(spool: &Spool) {
    let fax = begin(spool, MORNING + 121 * MINUTE_MS, "2101", "+441614960199", "");
    pages(spool, fax, REFERRAL, 1);
}

/// A job that the remote fax machine refused, with the recording of its call.
fn refused_job(rig: &Rig) -> RecordId {
    let path = rig.folder.path().join("letter.tif");
    fs::copy(converted(&large(LETTER)).path(), &path).unwrap();
    let new = NewJob {
        number: "0161 496 0182".into(),
        device: device("2101").name(),
        owner: OPERATOR.into(),
        documents: vec![NewDocument { path, name: "letter.pdf".into() }],
        ..NewJob::default()
    };
    let at = MORNING + 70 * MINUTE_MS;
    let spool = &rig.spool;
    spool.submission().submit(&new, at).unwrap();
    let lease = spool
        .queue()
        .lease_job(at, &LeaseLimits::default())
        .unwrap()
        .expect("a job that may go");
    let failure = Some(Failure::LineTooBad);
    spool
        .queue()
        .attempt_ended(&lease, &AttemptEnd { failure, ..AttemptEnd::default() }, at)
        .unwrap();
    let of = RecordOf::Job(lease.job.id, lease.call);
    let tape = include_bytes!("../../calls/refuses-each-page.call.gz").to_vec();
    let mut recording = spool.recordings().record_call(of, at).unwrap();
    recording.add(&unpacked_tape(tape).unwrap()).unwrap();
    let new = NewCallRecord {
        of,
        fetched: None,
        began_at: at,
        ended_at: at + MINUTE_MS,
        is_out: true,
        device: device("2101").name().to_string(),
        number: "0161 496 0182".into(),
        trunk: "PJSIP/provider".into(),
        is_ok: false,
        cause: "REFUSED_BY_RECEIVER".to_owned(),
        pages: 0,
    };
    spool.recordings().keep_record(recording, &new).unwrap()
}

/// Where the documents have their pictures.
fn pictures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures")
}

/// The practice, served.
pub(super) fn demo() -> Option<Box<dyn Home>> {
    Some(Box::new(Demo::served()))
}

/// Packs all pictures of the documents as small as they get without losing anything.
pub(super) fn pack_pictures() {
    let files = fs::read_dir(pictures()).unwrap().map(|entry| entry.unwrap().path());
    let taken = files.filter(|file| file.extension().is_some_and(|kind| kind == "png"));
    taken.for_each(|file| pack(&file));
}

/// Screens have large even areas, which pack best without a filter.
fn pack(file: &Path) {
    let picture = image::open(file).unwrap().into_rgb8();
    let out = fs::File::create(file).unwrap();
    let encoder = PngEncoder::new_with_quality(out, CompressionType::Best, FilterType::NoFilter);
    picture.write_with_encoder(encoder).unwrap();
    let size = fs::metadata(file).unwrap().len();
    assert!(size <= LARGEST_PICTURE, "{} has {size} bytes", file.display());
}
