//! `ferrofax selftest`: makes all checks of `ferrofax check`, and then sends a test page. The page
//! is sent as a job from one device to another through the administrator's own PBX, and with
//! `--via` over the trunk and back. The received page is compared row by row with the page that was
//! sent.
//!
//! The test page is recognised by its sender's station ID, which consists of twenty random digits.
//! If it arrives without a station ID, it is recognised by its pixels. By the digits the spool recognises the received fax as a test, and mails it to the faxmaster
//! (the administrator) instead of the device's mailboxes.

use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::time::{Duration, Instant};

use super::args::Selftest;
use super::awaited::awaited;
use super::check::{self, Looked, text_page};
use super::findings::Findings;
use super::show::{date, plain};
use super::{End, print};
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_convert::{Converter, Pages};
use ferrofax_desk::user;
use ferrofax_document::tiff;
use ferrofax_ground::t4::Resolution;
use ferrofax_rights::order::{Hands, Order, submit};
use ferrofax_rights::{By, Door, Local, Rights};
use ferrofax_spool::event::Language;
use ferrofax_spool::finding::{Difference, Receipt, Recipient, Route};
use ferrofax_spool::jobs::{JobId, JobState, JobVerb, NewDocument, NewJob, NotifyWhen, Origin};
use ferrofax_spool::sending::option;
use ferrofax_spool::submission::Draft;
use ferrofax_spool::wish::{Wish, Wishes};
use ferrofax_spool::{
    DeviceName, DeviceRecord, FaxQuery, FaxStatus, Fix, Observation, OutboxEntry, OutboxState,
    ReceivedFax, Spool, SpoolError, read_document,
};

/// The longest wait for the received fax after the sending device has finished the call.
const ARRIVAL: Duration = Duration::from_secs(20);

/// The tag (label) of the jobs that `ferrofax selftest` submits.
const TAG: &str = "selftest";

/// The data for a test: the spool, the options of the command, the device that sends the test page
/// (`from`), and the device that receives it (`to`).
struct Test<'a> {
    spool: &'a Spool,
    converter: Converter,
    words: &'a Selftest,
    from: DeviceRecord,
    to: DeviceRecord,
}

/// A test page that is being sent.
struct Sent {
    job: JobId,
    /// The station ID of the sender, by which the received fax is recognised as this test page.
    token: String,
    began: Instant,
    at: UnixMs,
}

pub(super) fn run(folder: &Path, config: &Path, words: &Selftest) -> Result<(), End> {
    let mut findings = Findings::new(words.json);
    let Looked { spool, settings } = check::look(folder, config, &words.around, &mut findings);
    if let Some(spool) = &spool {
        let settings = settings.unwrap_or_default();
        match devices(spool, words) {
            Err(why) => findings.wrong("fax", why, Fix::SeeDevices),
            // Without a running module nothing sends the job.
            Ok(_) if !findings.is_well("module") => {
                findings.wrong("fax", Observation::TestWithoutModule, Fix::SeeModule);
            }
            Ok((from, to)) => {
                let test = Test { spool, converter: settings.converter(), words, from, to };
                test.run(&settings, &mut findings);
            }
        }
    }
    findings.end()
}

/// Chooses the device that sends the test page and the device that receives it.
fn devices(spool: &Spool, words: &Selftest) -> Result<(DeviceRecord, DeviceRecord), Observation> {
    let devices = spool.devices().list().map_err(Observation::error)?;
    let settings = spool.devices().sending().map_err(Observation::error)?;
    let may_send = |device: &&DeviceRecord| settings.defaults_of(device).enabled;
    // A device whose extension is a pattern for many numbers has no number that could be called.
    let may_receive = |device: &&DeviceRecord| device.enabled && !device.extension.starts_with('_');
    let is = |device: &DeviceRecord, name: &DeviceName| device.name().may_be(name);
    let named = |name: &DeviceName| {
        devices
            .iter()
            .find(|device| is(device, name))
            .ok_or_else(|| Observation::DeviceUnknown { device: name.to_string() })
    };
    let from = match &words.from {
        Some(name) => named(name)?,
        None => devices.iter().find(may_send).ok_or(Observation::NoDeviceMaySend)?,
    };
    let others = devices.iter().filter(|device| device.name() != from.name());
    let to = match &words.to {
        Some(name) => named(name)?,
        // If there is only one device, it sends the fax to itself.
        None => others.chain([from]).find(may_receive).ok_or(Observation::NoDeviceMayReceive)?,
    };
    Ok((from.clone(), to.clone()))
}

impl Test<'_> {
    fn run(&self, settings: &Settings, findings: &mut Findings) {
        let from = self.from.name().to_string();
        let route = Route::Inside { from: from.clone(), to: self.to.name().to_string() };
        let sent = self.send_inside(&route);
        self.follow("fax", &route, sent, findings);
        if let Some(number) = &self.words.via {
            let route = Route::Trunk { from, number: number.clone() };
            let sent = self.send_over_trunk(&route, number, settings);
            self.follow("via", &route, sent, findings);
        }
    }

    /// Submits a job that sends the test page to the receiving device inside the PBX, without a
    /// trunk. The call costs nothing, and the job needs only write access to the spool.
    fn send_inside(&self, route: &Route) -> Result<Sent, String> {
        let pages = self.pages(route)?;
        let at = UnixMs::now();
        let token = token();
        let mut options = self.from.options.clone();
        options.extend(self.options(&token).map(|(name, value)| (name.to_owned(), value)));
        options.insert(option::MARK.to_owned(), token.clone());
        options.insert(option::SELFTEST_TO.to_owned(), self.to.name().to_string());
        let job = NewJob {
            number: self.to.extension.clone(),
            device: self.from.name(),
            owner: user::current(),
            documents: vec![NewDocument { path: pages.path(), name: format!("{TAG}.txt") }],
            priority: 0,
            max_tries: 1,
            max_dials: 1,
            tag: TAG.to_owned(),
            notify_when: NotifyWhen::Never,
            options,
            created_by: Origin::Cli,
            ..NewJob::default()
        };
        let job = self.spool.submission().submit(&job, at).map_err(|error| error.to_string())?;
        Ok(Sent { job, token, began: Instant::now(), at })
    }

    /// Submits a job that sends the test page to a fax number over the trunk, as `ferrofax send`
    /// does, with the same permissions.
    fn send_over_trunk(
        &self,
        route: &Route,
        number: &str,
        settings: &Settings,
    ) -> Result<Sent, String> {
        let pages = self.pages(route)?;
        let at = UnixMs::now();
        let token = token();
        let wishes =
            [(Wish::Tries, "1"), (Wish::Dials, "1"), (Wish::Report, "never"), (Wish::Tag, TAG)];
        let wishes = wishes
            .into_iter()
            .fold(Wishes::default(), |wishes, (wish, word)| wishes.with(wish, word));
        let draft = Draft {
            number: number.to_owned(),
            device: self.from.name().to_string(),
            owner: user::current(),
            created_by: Origin::Cli,
            wishes,
            ..Draft::default()
        };
        let order = Order {
            draft,
            documents: vec![(pages.path(), format!("{TAG}.tif"))],
            mark: Some(token.clone()),
            options: self.options(&token).collect(),
        };
        let rights =
            Rights::new(&settings.rights, self.spool).map_err(|error| error.to_string())?;
        let by = Local { door: Door::Command, user: user::current(), uid: user::current_id() };
        let hands = Hands { rights: &rights, by: By::System(&by) };
        let taken = submit(self.spool, hands, &order, &self.converter, at)
            .map_err(|error| error.to_string())?;
        Ok(Sent { job: taken.job, token, began: Instant::now(), at })
    }

    /// The options of a test job: its station ID, no header line, and, unless `--deliver` is given,
    /// the option that marks the job as a test.
    fn options(&self, token: &str) -> impl Iterator<Item = (&'static str, String)> {
        let test = (!self.words.deliver).then(|| (option::SELFTEST, "yes".to_owned()));
        let always = [(option::IDENT, token.to_owned()), (option::HEADER, "no".to_owned())];
        always.into_iter().chain(test)
    }

    fn pages(&self, route: &Route) -> Result<Pages, String> {
        let page = page(&route.text(Language::English));
        text_page(&page, Resolution::Fine, &self.converter)
    }

    /// Waits for the result of sending a test page, and adds it to the findings of the test.
    fn follow(
        &self,
        what: &str,
        route: &Route,
        sent: Result<Sent, String>,
        findings: &mut Findings,
    ) {
        let sent = match sent {
            Ok(sent) => sent,
            Err(error) => {
                let not_submitted = Observation::TestNotSubmitted { route: route.clone(), error };
                return findings.wrong(what, not_submitted, Fix::FixThatFirst);
            }
        };
        if !self.words.json {
            let _ = print(&format!(
                "      {what:<11} a page is sent from {}, as job {} …\n",
                plain(&route.text(Language::English)),
                sent.job
            ));
        }
        match self.arrival(route, &sent) {
            Ok(fax) => {
                self.compare(what, route, &sent, &fax, findings);
                self.mailed(what, &fax, findings);
            }
            Err((missed, fix)) => findings.wrong(what, missed, fix),
        }
    }

    /// The received fax of a test page, or the reason why none was received.
    fn arrival(&self, route: &Route, sent: &Sent) -> Result<ReceivedFax, Missed> {
        let broken = |error: SpoolError| {
            let (route, error) = (route.clone(), error.to_string());
            (Observation::TestBroken { route, error }, None)
        };
        let until = sent.began + Duration::from_secs(self.words.timeout);
        let ended = awaited(until, || {
            self.spool
                .jobs()
                .job(sent.job)
                .map(|job| Some(job).filter(|job| job.state.is_final()))
        });
        let route = route.clone();
        let Some(job) = ended.map_err(broken)? else {
            return Err(self.cancelled(route, sent.job).unwrap_or_else(broken));
        };
        if job.state == JobState::Failed {
            let fix = job.failure.map(|failure| Fix::FollowAdvice { failure });
            return Err((Observation::TestNotSent { route, event: job.event }, fix));
        }
        let query = FaxQuery { since: Some(sent.at), limit: 100, ..FaxQuery::default() };
        let is_it = |fax: &ReceivedFax| is_test_page(self.spool, sent, fax);
        let fax = awaited(Instant::now() + ARRIVAL, || {
            self.spool.faxes().list(&query).map(|faxes| faxes.into_iter().find(is_it))
        });
        fax.map_err(broken)?
            .ok_or((Observation::TestNotReceived { route }, Some(Fix::RouteBack)))
    }

    /// Cancels the job of a test that takes too long.
    fn cancelled(&self, route: Route, job: JobId) -> Result<Missed, SpoolError> {
        let job = self.spool.jobs().job(job)?;
        self.spool
            .jobs()
            .do_to_job(job.id, JobVerb::Cancel, &user::current(), UnixMs::now())?;
        let timed_out = Observation::TestTimedOut {
            route,
            seconds: self.words.timeout,
            job: job.id.0,
            state: job.state.to_string(),
            event: job.event,
        };
        Ok((timed_out, Some(Fix::SeeJobs)))
    }

    /// Compares the received test page with the page that was sent, and adds the result to the
    /// findings.
    fn compare(
        &self,
        what: &str,
        route: &Route,
        sent: &Sent,
        fax: &ReceivedFax,
        findings: &mut Findings,
    ) {
        let route = route.clone();
        let receipt = Receipt {
            device: fax.device.to_string(),
            fax: fax.id.0,
            seconds: sent.began.elapsed().as_secs(),
            bps: fax.rate_bps.unwrap_or(0),
            is_ecm: fax.ecm == Some(true),
            mode: fax.mode.as_deref().unwrap_or("audio").to_owned(),
        };
        match difference(self.spool, sent, fax) {
            Ok((pages, rows)) => {
                findings.well(what, Observation::TestArrived { route, pages, receipt, rows });
            }
            Err(difference) => {
                let differs = Observation::TestDiffers { route, receipt, difference };
                findings.wrong(what, differs, Fix::SeeCalls);
            }
        }
    }

    /// Waits until the mail server has accepted the mail with the fax. Adds the recipient or the
    /// error to the findings of the test.
    fn mailed(&self, what: &str, fax: &ReceivedFax, findings: &mut Findings) {
        let until = Instant::now() + Duration::from_secs(self.words.timeout.min(60));
        let recipient =
            if self.words.deliver { Recipient::Mailboxes } else { Recipient::Faxmaster };
        let test = what.to_owned();
        let looked = awaited(until, || {
            self.spool.outbox().outbox_of(fax.id).map(|entries| mail_of(&entries))
        });
        let found = match looked {
            Ok(Some(Ok(answer))) => Ok(Observation::TestMailed { test, recipient, answer }),
            Ok(Some(Err(error))) => Err(Observation::TestNotMailed { test, recipient, error }),
            Ok(None) => Err(Observation::TestMailWaits { test, recipient }),
            Err(error) => Err(Observation::error(error)),
        };
        findings.add_result("delivery", found, Fix::SeeMail);
    }
}

/// Whether a received fax is this test page, and its call has ended.
fn is_test_page(spool: &Spool, sent: &Sent, fax: &ReceivedFax) -> bool {
    fax.status != FaxStatus::Receiving
        && match &fax.far_ident {
            Some(ident) => *ident == sent.token,
            // Noise may have damaged the station ID alone. The page shows the time of the test.
            None => difference(spool, sent, fax).is_ok(),
        }
}

/// Compares the received pages with the sent pages, pixel row by pixel row. Returns the number
/// of pages and the number of pixel rows if all are equal, otherwise the difference.
fn difference(spool: &Spool, sent: &Sent, fax: &ReceivedFax) -> Result<(u64, u64), Difference> {
    let job = spool.jobs().job(sent.job).map_err(unreadable)?;
    let received = spool.faxes().document_path(fax.id).map_err(unreadable)?;
    let mut left = Vec::new();
    for document in &job.documents {
        left.extend(pages_of(&document.path)?);
    }
    let came = pages_of(&received)?;
    if came.len() != left.len() {
        let (sent, received) = (left.len() as u64, came.len() as u64);
        return Err(Difference::Pages { sent, received });
    }
    let mut rows = 0;
    for (page, (left, came)) in (1..).zip(left.iter().zip(&came)) {
        let left = left.bitmap().map_err(unreadable)?;
        let came = came.bitmap().map_err(unreadable)?;
        if left != came {
            return Err(Difference::Rows {
                page,
                sent_rows: left.rows() as u64,
                sent_pixels: left.width() as u64,
                received_rows: came.rows() as u64,
                received_pixels: came.width() as u64,
            });
        }
        rows += left.rows() as u64;
    }
    Ok((came.len() as u64, rows))
}

/// The result of mailing a fax: the mail server's answer, or the error. None: no result yet.
fn mail_of(entries: &[OutboxEntry]) -> Option<Result<String, String>> {
    let error = entries.iter().find_map(|entry| entry.last_error.clone());
    let is_done = entries.iter().all(|entry| entry.state == OutboxState::Delivered);
    match entries.first().filter(|_| is_done) {
        Some(first) => Some(Ok(first.relay_answer.clone().unwrap_or_default())),
        None => error.map(Err),
    }
}

/// The error if received pages cannot be read and compared.
fn unreadable(error: impl std::fmt::Display) -> Difference {
    Difference::Unreadable { error: error.to_string() }
}

fn pages_of(document: &Path) -> Result<Vec<tiff::TiffPage>, Difference> {
    let octets = read_document(document).map_err(unreadable)?;
    tiff::parse(octets, document).map_err(unreadable)
}

/// The reason why no fax was received, and how to fix it.
type Missed = (Observation, Option<Fix>);

/// Makes a station ID of twenty random digits, which is the longest possible one (T.30 §5.3.6.2.4).
fn token() -> String {
    let random = || RandomState::new().hash_one(std::process::id()) % 10_000_000_000;
    format!("{:010}{:010}", random(), random())
}

/// The test page: an explanation for people who find it, and a pattern for the modems.
fn page(way: &str) -> String {
    let mut text = format!(
        "FERROFAX SELFTEST\n\nThis page is a test: the command `ferrofax selftest` sent it at {}\nfrom {way}.\n\
         If it reached you by mistake, throw it away.\n\n",
        date(UnixMs::now())
    );
    for line in 1..=24 {
        text.push_str(&format!(
            "{line:02}  The quick brown fox jumps over the lazy dog. 0123456789 +-*/=%&#@ AEIOU aeiou\n"
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faxes_for_tests;
    use std::fs;

    #[test]
    fn a_test_page_is_recognised_by_its_station_id_or_by_its_pixels() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let at = UnixMs(1_000);
        let faxes = [1, 1, 2].map(|pages| faxes_for_tests::fax(&spool, pages, at));
        let page = folder.path().join("page.tif");
        fs::copy(spool.faxes().document_path(faxes[0]).unwrap(), &page).unwrap();
        let documents = vec![NewDocument { path: page, name: "page.tif".into() }];
        let new = NewJob { number: "1000".into(), documents, ..NewJob::default() };
        let job = spool.submission().submit(&new, at).unwrap();
        let sent = Sent { job, token: token(), began: Instant::now(), at };
        let is_it = |ident: Option<&str>, fax| {
            let fax = spool.faxes().fax(fax).unwrap();
            let far_ident = ident.map(str::to_owned);
            is_test_page(&spool, &sent, &ReceivedFax { far_ident, ..fax })
        };
        assert!(is_it(Some(&sent.token), faxes[2]));
        assert!(!is_it(Some("49 40 1"), faxes[1]));
        assert!(is_it(None, faxes[1]) && !is_it(None, faxes[2]));
    }

    #[test]
    fn no_two_tests_have_the_same_identification() {
        let tokens: Vec<String> = (0..50).map(|_| token()).collect();
        for (index, token) in tokens.iter().enumerate() {
            assert!(
                token.len() == 20 && token.bytes().all(|byte| byte.is_ascii_digit()),
                "{token}"
            );
            assert!(!tokens[..index].contains(token));
        }
    }
}
