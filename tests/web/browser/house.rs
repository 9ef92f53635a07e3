//! The house that stories are told of: two users, their desk and an administrator, faxes
//! that have come, jobs in every state, a call each way.

use std::net::SocketAddr;
use std::path::PathBuf;

use ferrofax::UnixMs;
use ferrofax::convert::{Converter, Document, PageRanges, Pages, Source, Wanted, pages_of};
use ferrofax::document::tiff;
use ferrofax::ladder::{Rung, Step, Way};
use ferrofax::sent_line::SentLine;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{AttemptEnd, JobLease, JobSession, NewDocument, NewJob};
use ferrofax::spool::{
    FaxEnd, FaxId, LadderOf, NewFax, NewPage, RecordOf, RefusedCall, SessionFacts, Spool,
};
use ferrofax::t4::Resolution;
use ferrofax::t30::outcome::{Cause, Outcome, Phase, Status};
use serde_json::{Value, json};

use super::Home;
use crate::recorded::{keep, silent_call};
use crate::rig::{Rig, Serving};
use crate::waiting;
use ferrofax_kit::received;
use ferrofax_kit::spools;

/// The house, not served yet.
pub(super) struct House {
    rig: Rig,
    letter: Pages,
    faxes: Value,
    jobs: Value,
    /// The record of the call of a fax for bob, and one that is none.
    records: Value,
    /// Alice's job that is being sent.
    call: Option<JobLease>,
}

/// A letter of two pages.
const LETTER: &str = "<h1>Bakery Huber</h1><p>Market Square 3 · 94469 Deggendorf</p>\
    <p>Dear colleagues,</p><p>please bring us on Monday</p>\
    <ul><li>two hundred rolls</li><li>fifty pretzels</li><li>ten loaves of rye bread</li></ul>\
    <p>as every week. The invoice goes to the address above.</p><p>Yours, A. Huber</p>\
    <h2 style='page-break-before: always'>What we pay</h2>\
    <table border=1><tr><th>What</th><th>How many</th><th>Each</th></tr>\
    <tr><td>Rolls</td><td>200</td><td>0.32</td></tr>\
    <tr><td>Pretzels</td><td>50</td><td>0.70</td></tr>\
    <tr><td>Rye bread</td><td>10</td><td>3.90</td></tr></table>";

/// A printer, which nobody asks: the PBX prints.
const PRINTER: &str = "
[[print.printer]]
name = \"office\"
uri = \"ipp://127.0.0.1:9/ipp/print\"
";

const MINUTE_MS: i64 = 60_000;

impl House {
    pub(super) fn new() -> Self {
        let rig = Rig::new(&format!("{}{PRINTER}", crate::house::settings()));
        let letter = converted(LETTER);
        let [faxes, jobs, records] = [(); 3].map(|()| json!({}));
        let mut house = Self { rig, letter, faxes, jobs, records, call: None };
        house.faxes = house.faxes_come();
        house.faxes["junk"] =
            crate::house::junk(&house.rig, "2102", "09912345666", "_0991X.").0.into();
        let refused = RefusedCall {
            at: UnixMs::now(),
            device: "2102@fax-devices".parse().unwrap(),
            calling: "09912345667".into(),
            rule: "_0991X.".into(),
            ..RefusedCall::default()
        };
        house.rig.spool.faxes().note_refused(&refused).unwrap();
        house.jobs = house.jobs_go();
        house.documents();
        house
    }

    /// One in which calls are recorded, too.
    pub(super) fn with_calls() -> Self {
        let mut house = Self::new();
        let fax = FaxId(house.faxes["withheld"].as_i64().unwrap());
        let record = keep(&house.rig.spool, RecordOf::Fax(fax), &silent_call()).0;
        let damaged = keep(&house.rig.spool, RecordOf::Session(1), b"no tape").0;
        house.records = json!({"record": record, "damaged": damaged});
        house
    }

    pub(super) fn served(self) -> Served {
        Served { serving: self.rig.serve(), house: self }
    }

    fn told(&self) -> Value {
        json!({
            "people": {"alice": "secret", "bob": "other", "dora": "desk", "chief": "chief"},
            "faxes": self.faxes,
            "jobs": self.jobs,
            "records": self.records,
            "files": self.files(),
        })
    }

    fn has(&self, deed: &str) {
        match deed {
            "a fax comes for bob" => {
                self.fax("2102", "09912345607", "Fire Brigade", Cause::Ok);
            }
            "a page goes on in alice's call" => {
                let fax = FaxId(self.faxes["coming"].as_i64().unwrap());
                let page = Rung { at_ms: 31_400, way: Way::Heard, step: Step::signal("MPS") };
                self.rig
                    .spool
                    .recordings()
                    .add_rungs(&[(LadderOf::Fax(fax), vec![page])])
                    .unwrap();
            }
            "alice's job is sent" => self.sends(self.call.as_ref().unwrap(), 2),
            other => panic!("no story has asked for that before: {other}"),
        }
    }

    /// Faxes that have come, the newest last.
    fn faxes_come(&self) -> Value {
        json!({
            "garage": self.fax_that_reached_nobody(),
            "waterworks": self.fax("2102", "09912345602", "Waterworks", Cause::Ok),
            "withheld": self.fax("2102", "", "", Cause::Hangup),
            "surgery": self.fax("2102", "09912345603", "Dr. Schmidt's surgery", Cause::Ok),
            "bakery": self.fax("2102", "09912345601", "Bakery Huber", Cause::Ok),
            "coming": self.call_comes_in(),
        })
    }

    fn begin(&self, device: &str, calling: &str, name: &str) -> FaxId {
        let new = NewFax {
            caller_name: name.into(),
            trunk: Some("PJSIP/provider".into()),
            mailboxes: vec![format!("{device}@example.com")],
            ..spools::call(device, calling, UnixMs::now() - 3 * MINUTE_MS)
        };
        let fax = self.rig.spool.receiving().begin_fax(&new).unwrap();
        let facts = SessionFacts {
            far_ident: Some("+49 991 23456".into()),
            rate_bps: Some(14_400),
            line: Some("V.17 14400, SNR 34.1 dB, level -17.2 dBm0".into()),
            ..SessionFacts::default()
        };
        self.rig.spool.receiving().note_session(fax, &facts).unwrap();
        let rung = |at_ms, way, step| Rung { at_ms, way, step };
        let (rate, terms) = ("V.17 14400".to_owned(), "ECM 256, MMR, Fine, A4".to_owned());
        let ident = Step::Ident { frame: "TSI".into(), ident: "+49 991 23456".into() };
        let can = Step::Can {
            frame: "DIS".into(),
            rate: rate.clone(),
            terms: "ECM, MH/MR/MMR, 204x98/204x196".into(),
            width: "A4".into(),
        };
        let rungs = vec![
            rung(200, Way::Said, Step::signal("CED")),
            rung(3_450, Way::Said, can),
            rung(7_810, Way::Heard, ident),
            rung(8_020, Way::Heard, Step::Dcs { frame: "DCS".into(), rate, terms }),
            rung(9_960, Way::Noted, Step::PagesGoAt { rate: "V.17 14400".into() }),
            rung(10_100, Way::Said, Step::signal("CFR")),
        ];
        self.rig.spool.recordings().add_rungs(&[(LadderOf::Fax(fax), rungs)]).unwrap();
        fax
    }

    fn pages(&self, fax: FaxId, count: usize) {
        let pages = tiff::read(&self.letter.path()).unwrap();
        for (page, number) in pages.iter().take(count).zip(1..) {
            append(&self.rig.spool, fax, page, number, UnixMs::now());
        }
    }

    /// A fax whose mails have gone. Who hangs up does so in the second page.
    fn fax(&self, device: &str, calling: &str, name: &str, cause: Cause) -> i64 {
        let spool = &self.rig.spool;
        let fax = self.begin(device, calling, name);
        let (status, phase, pages) = match cause {
            Cause::Ok => (Status::Received, Phase::E, 2),
            _ => (Status::Incomplete, Phase::C, 1),
        };
        self.pages(fax, pages as usize);
        let outcome = Outcome { status, phase, cause, pages };
        spool.receiving().finish_fax(fax, &FaxEnd::of(&outcome, UnixMs::now())).unwrap();
        for entry in spool.outbox().outbox_of(fax).unwrap() {
            assert!(spool.outbox().delivered(entry.id, UnixMs::now(), "250").unwrap());
        }
        fax.0
    }

    /// A fax for alice whose mail was refused, to her and to the faxmaster.
    fn fax_that_reached_nobody(&self) -> i64 {
        let (spool, now) = (&self.rig.spool, UnixMs::now());
        let fax = self.begin("2101", "09912345699", "Garage Winkler");
        self.pages(fax, 2);
        spool.receiving().finish_fax(fax, &received::whole(now)).unwrap();
        for which in 0..2 {
            let mail = spool.outbox().outbox_of(fax).unwrap()[which].id;
            assert!(spool.outbox().reject(mail, now, "550 no such user").unwrap());
        }
        fax.0
    }

    /// A fax for alice that is coming in, and stays so.
    fn call_comes_in(&self) -> i64 {
        let fax = self.begin("2101", "09912345605", "");
        self.pages(fax, 1);
        fax.0
    }

    /// Bob's jobs, one in each state; alice's is being sent.
    fn jobs_go(&mut self) -> Value {
        let done = self.job("0991 2700611", "bob");
        self.sends(&self.lease(), 2);
        let failed = self.job("0991 2700613", "bob");
        let end = AttemptEnd { failure: Some(Failure::UnknownNumber), ..AttemptEnd::default() };
        self.rig
            .spool
            .queue()
            .attempt_ended(&self.lease(), &end, UnixMs::now())
            .unwrap();
        let active = self.job("0991 2700614", "alice");
        let call = self.lease();
        self.sends(&call, 1);
        self.call = Some(call);
        let waiting = self.job("0991 2700615", "bob");
        let folder = self.rig.folder.path();
        let number = waiting::printed(&self.rig.spool, folder, "2102@fax-devices", "bob").0;
        json!({
            "done": done, "failed": failed, "active": active, "waiting": waiting, "number": number,
        })
    }

    fn job(&self, number: &str, owner: &str) -> i64 {
        let path = self.rig.folder.path().join("letter.tif");
        if !path.exists() {
            std::fs::copy(self.letter.path(), &path).unwrap();
        }
        let extension = if owner == "bob" { "2102" } else { "2101" };
        let new = NewJob {
            number: number.into(),
            device: format!("{extension}@fax-devices").parse().unwrap(),
            owner: owner.into(),
            documents: vec![NewDocument { path, name: "letter.pdf".into() }],
            tag: "Order 7".into(),
            ..NewJob::default()
        };
        self.rig.spool.submission().submit(&new, UnixMs::now()).unwrap().0
    }

    fn lease(&self) -> JobLease {
        spools::lease(&self.rig.spool, UnixMs::now())
    }

    /// So many pages are confirmed; with that the letter is sent, or not yet.
    fn sends(&self, lease: &JobLease, pages: usize) {
        let (spool, now) = (&self.rig.spool, UnixMs::now());
        spool.queue().session_begun(lease, now).unwrap();
        let line = SentLine {
            first_bps: 14_400,
            slowest_bps: 9600,
            trainings_refused: 1,
            frames: 512,
            frames_again: 38,
            ..SentLine::default()
        };
        let session = JobSession {
            far_ident: Some("+49 991 2700".into()),
            rate_bps: Some(14_400),
            trunk: Some("DAHDI/i1".into()),
            line: Some(line),
            ..JobSession::default()
        };
        spool.queue().note_job_session(lease, &session).unwrap();
        spools::send_pages(spool, lease, pages, now);
        if pages >= lease.job.pages.len() {
            spool.queue().attempt_ended(lease, &AttemptEnd::default(), now).unwrap();
        }
    }

    fn files(&self) -> PathBuf {
        self.rig.folder.path().join("files")
    }

    /// What people send.
    fn documents(&self) {
        let folder = self.files();
        std::fs::create_dir(&folder).unwrap();
        for (name, text) in [
            ("letter.txt", "Dear Sir,\n\nthank you for your order.\n"),
            ("offer.html", LETTER.split("<h2").next().unwrap()),
            ("broken.pdf", "%PDF-1.7 and no more"),
            (
                "contacts.csv",
                "name,company,number,note\r\nHub,,0991 2700621,\r\nWinkler,Garage Winkler,0991 2700622,\r\n",
            ),
            (
                "broken.csv",
                "name,company,number,note\r\nWinkler,Garage Winkler,0991 1,\r\nHub,,hello,\r\n",
            ),
        ] {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
}

/// The house, as long as it is served.
pub(super) struct Served {
    serving: Serving,
    house: House,
}

impl Home for Served {
    fn told(&self) -> Value {
        self.house.told()
    }

    fn address(&self) -> SocketAddr {
        self.serving.addresses[0]
    }

    fn has(&self, deed: &str) {
        self.house.has(deed);
    }

    fn said(&self) -> String {
        self.serving.said()
    }
}

/// Adds a page to a fax that is being received.
pub(super) fn append(
    spool: &Spool,
    fax: FaxId,
    page: &tiff::TiffPage,
    number: u32,
    received_at: UnixMs,
) {
    let (bitmap, quality) = page.decode();
    let page = NewPage { quality, ..received::page(number, bitmap, received_at) };
    spool.receiving().append_page(fax, &page).unwrap();
}

/// What a document in HTML becomes.
pub(super) fn converted(html: &str) -> Pages {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_ferrofax"));
    let converter = Converter { program, ..Converter::default() };
    let document = Document {
        name: "letter.html".into(),
        media_type: Some("text/html; charset=utf-8".into()),
        source: Source::Bytes(html.as_bytes().to_vec()),
        only: PageRanges::default(),
    };
    let wanted = Wanted { resolution: Some(Resolution::Fine), max_pages: 10, colours: false };
    pages_of(&[document], &wanted, &converter).unwrap().0
}
