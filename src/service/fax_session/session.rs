//! One session of `SendFAX` or `ReceiveFAX`. It connects the fax engine to the audio frames or T.38
//! packets of a channel on one side, and to the files with the pages on the other side.

use super::facts::Facts;
use super::files::{FileError, IncomingFile, WritePage, Written};
use super::line::{FaxLine, FromLine, SessionResult, When};
use super::sending::OutgoingFiles;
use super::stats::SessionStats;
use super::terms::{SessionKind, SessionTerms, agreed};
use super::workers::{PollInterval, Runs};
use crate::service::host::T38Told;
use crate::service::line::{FRAME_SAMPLES, HasLeg, Leg, Switch, lost_frames};
use crate::service::page_feed::{Feeds, PageFeed, PageRequest, PageTrouble};
use crate::service::recorder::{CallTape, Ended};
use crate::service::settings::T38Use;
use crate::service::trunk::trunk;
use ferrofax_basics::lock::lock;
use ferrofax_document::tiff::TiffError;
use ferrofax_engine::call::{Call, CallEvent, CallSettings, ReceivedPage, T38Terms};
use ferrofax_engine::t30::outcome::Outcome;
use ferrofax_ground::ladder::Rung;
use ferrofax_ground::pii::Pii;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, Weak};

/// The interval at which a fax session that sends nothing shows the PBX that it is alive. The PBX
/// gives up such a session after 10 s.
const ALIVE_MS: u64 = 2000;

/// The longest time after the end of the fax that the last pages may take to reach the disk. After
/// that time, the session ends without them, so that no channel waits for a dead file server.
const LONGEST_STORE_MS: u64 = 20_000;

/// The highest rate that a fax session may use if none is configured, in bit/s.
const MAX_BIT_RATE: u32 = 14_400;

/// One fax session, which is run by a worker thread.
pub(super) struct Session {
    id: u32,
    /// The trunk of the fax session's call; empty if the call belongs to no trunk.
    trunk: String,
    debug: bool,
    line: Box<dyn FaxLine>,
    leg: Leg,
    work: Work,
    writer: Sender<WritePage>,
    writing: Weak<()>,
    written: Receiver<Written>,
    written_from: Sender<Written>,
    /// The number of received pages that are being written to the disk.
    storing: u32,
    facts: Arc<Mutex<Facts>>,
    stats: Arc<SessionStats>,
    alive_ms: u64,
    /// The time, by the channel's clock, at which the fax was over and pages still had to be
    /// written; `None` before that.
    settles_from_ms: Option<u64>,
    /// The time for which the channel may collect received packets before it hands them over, as it
    /// was last set, in milliseconds.
    gather_ms: u32,
    is_over: bool,
}

enum Work {
    Receive(Arc<IncomingFile>),
    Send(Box<PageFeed<OutgoingFiles>>),
}

/// The threads, settings and counts that a fax session shares with other sessions.
pub(super) struct Shared {
    pub(super) pages: Sender<PageRequest>,
    pub(super) writer: Sender<WritePage>,
    /// The token of which each page has a reference until it is written.
    pub(super) writing: Weak<()>,
    pub(super) fonts: Vec<PathBuf>,
    pub(super) facts: Arc<Mutex<Facts>>,
    pub(super) stats: Arc<SessionStats>,
    /// The writer of the call recording, if the fax session's call is recorded.
    pub(super) tape: Option<CallTape>,
}

impl Session {
    /// Begins a fax session.
    ///
    /// # Errors
    /// A file can't be read or written. The error contains the reason, and `line`, through which
    /// the calling function reports the reason to the PBX.
    pub(super) fn begin(
        terms: &SessionTerms,
        line: Box<dyn FaxLine>,
        shared: Shared,
    ) -> Result<Self, (Box<dyn FaxLine>, FileError)> {
        let (work, settings) = match begin_work(terms, shared.fonts, shared.pages) {
            Ok(begun) => begun,
            Err(why) => return Err((line, why)),
        };
        let (written_from, written) = channel();
        let max_rate = if terms.max_rate == 0 { MAX_BIT_RATE } else { terms.max_rate };
        let mut session = Self {
            id: terms.id,
            trunk: trunk(&terms.channel).unwrap_or_default(),
            debug: terms.debug,
            alive_ms: line.now_ms(),
            settles_from_ms: None,
            line,
            // res_fax itself asks for T.38 and answers requests; it tells us the result.
            leg: Leg::on_tape(settings, Switch::new(T38Use::Passive, max_rate), shared.tape),
            work,
            writer: shared.writer,
            writing: shared.writing,
            written,
            written_from,
            storing: 0,
            facts: shared.facts,
            stats: shared.stats,
            gather_ms: 0,
            is_over: false,
        };
        if let Some(t38) = &terms.t38 {
            let now_ms = session.line.now_ms();
            session.switch(now_ms, t38);
        }
        Ok(session)
    }

    fn hear(&mut self) {
        let mut is_gone = false;
        while let Some(came) = self.line.take() {
            match came {
                FromLine::Voice(at_ms, frame) => self.leg.frame(at_ms, frame),
                FromLine::Packet(at_ms, sequence, ifp) => self.leg.packet(at_ms, sequence, ifp),
                FromLine::Switch(at_ms, terms) => {
                    self.stats.switched();
                    self.switch(at_ms, &terms);
                }
                FromLine::HangUp => is_gone = true,
            }
        }
        if is_gone {
            self.leg.hang_up();
        }
        self.drain_events();
    }

    fn switch(&mut self, at_ms: u64, told: &T38Terms) {
        self.facts().is_t38 = true;
        self.leg.t38_told(at_ms, T38Told::Negotiated(agreed(told)));
        self.drain_events();
    }

    fn say(&mut self, now_ms: u64) {
        if self.leg.is_t38() {
            while let Some(ifp) = self.leg.take_packet() {
                self.alive_ms = now_ms;
                self.line.put_packet(&ifp);
            }
            return;
        }
        // A page of ours is sent as evenly as possible. The signals of a receiver may be sent
        // some milliseconds later.
        let when = if matches!(self.work, Work::Send(_)) { When::Now } else { When::WithNext };
        let mut block = [0; FRAME_SAMPLES];
        while self.leg.take_speech(&mut block) {
            self.line.put_voice(&block, when);
            if when == When::Now {
                self.alive_ms = now_ms;
            }
        }
    }

    /// Sets for how long the channel may collect received packets before it hands them over.
    /// Returns how soon the fax session must be run again.
    fn rest(&mut self) -> PollInterval {
        let rest = self.leg.rest();
        if std::mem::replace(&mut self.gather_ms, rest.gather_ms) != rest.gather_ms {
            self.line.gather(rest.gather_ms);
        }
        PollInterval::each_ms(rest.wait_ms)
    }

    fn facts(&self) -> MutexGuard<'_, Facts> {
        lock(&self.facts)
    }

    fn log(&mut self, text: &str) {
        if self.debug {
            self.line.log(text);
        }
    }

    fn take_written(&mut self) {
        while let Ok(Written { page, result }) = self.written.try_recv() {
            self.storing = self.storing.saturating_sub(1);
            match result {
                Ok(()) => {
                    self.leg.engine.page_stored(page);
                    // A page's number is no count: incomplete pages before it are not in the file.
                    self.facts().pages += 1;
                }
                Err(why) => {
                    log::error!("session {}: page {page} can't be kept: {why}", self.id);
                    self.facts().file_error = Some(why.to_string());
                    match why {
                        FileError::Tiff(TiffError::TooLarge { .. }) => {
                            self.leg.engine.page_beyond_limit(page);
                        }
                        _ => self.leg.engine.page_not_stored(page),
                    }
                }
            }
        }
    }

    fn page_came(&mut self, page: ReceivedPage) {
        let number = page.number;
        self.facts().count_page(&page.quality);
        let Work::Receive(file) = &self.work else { return };
        if !page.complete {
            // An incomplete page is not written to the file: users who count its pages expect the
            // number of FAXPAGES.
            return self.leg.engine.page_stored(number);
        }
        let (file, answer) = (Arc::clone(file), self.written_from.clone());
        let (memory, writing) = (self.leg.page_share(&page), self.writing.upgrade());
        if self
            .writer
            .send(WritePage { file, page: Box::new(page), memory, writing, answer })
            .is_ok()
        {
            self.storing += 1;
        } else {
            self.leg.engine.page_not_stored(number);
        }
    }

    fn page_confirmed(&self, index: u32) {
        if let Work::Send(feed) = &self.work
            && feed.source.ends_page(index)
        {
            self.facts().pages += 1;
        }
    }

    fn ended(&mut self, outcome: Outcome) {
        if let Work::Send(feed) = &mut self.work {
            feed.end();
        }
        self.facts().outcome = Some(outcome);
    }

    /// After the fax, whether all received pages are written, or are no longer waited for.
    fn is_settled(&mut self, now_ms: u64) -> bool {
        if self.storing == 0 {
            return true;
        }
        let from_ms = *self.settles_from_ms.get_or_insert(now_ms);
        if now_ms < from_ms + LONGEST_STORE_MS {
            return false;
        }
        let why = FileError::NotInTime(LONGEST_STORE_MS / 1000);
        log::error!("session {}: {why}", self.id);
        self.facts().file_error = Some(why.to_string());
        true
    }

    fn end_record(&mut self, result: &SessionResult) {
        let ended = {
            let facts = self.facts();
            Ended {
                is_out: facts.kind == SessionKind::Send,
                device: String::new(),
                number: facts.far_ident.clone(),
                trunk: self.trunk.clone(),
                is_ok: result.success,
                cause: facts.outcome.map_or("", |outcome| outcome.cause.name()),
                pages: facts.pages,
                fetched: None,
            }
        };
        self.leg.end_record(ended);
    }

    fn finish(&mut self) {
        self.is_over = true;
        let losses = self.leg.losses();
        let packets = self.leg.t38_stats();
        let result = {
            let mut facts = self.facts();
            (facts.frames_lost, facts.frames_late) = (lost_frames(&losses), losses.late);
            facts.packets = packets;
            self.stats.ended(&facts);
            facts.result()
        };
        self.end_record(&result);
        log::info!(
            "session {}: {} with {} pages: {}",
            self.id,
            if result.success { "done" } else { "failed" },
            result.pages,
            result.text
        );
        self.log_losses();
        self.line.over(&result);
    }
}

impl HasLeg for Session {
    fn leg(&self) -> &Leg {
        &self.leg
    }

    fn leg_mut(&mut self) -> &mut Leg {
        &mut self.leg
    }

    fn tag(&self) -> String {
        format!("session {}", self.id)
    }

    fn catch_up(&mut self) {
        self.take_written();
        self.take_made();
        self.hear();
        self.leg.tick(self.line.now_ms());
    }

    fn happened(&mut self, event: CallEvent) {
        match event {
            CallEvent::FarIdent(far) => {
                let ident = far.ident.unwrap_or_default();
                log::info!(
                    "session {}: the remote fax machine identifies itself as {}",
                    self.id,
                    Pii(&ident)
                );
                self.facts().far_ident = ident;
            }
            CallEvent::Negotiated(how) => self.facts().how = Some(how),
            CallEvent::WantPage { index, can } => self.want(index, &can),
            CallEvent::PageConfirmed { index, .. } => self.page_confirmed(index),
            CallEvent::Page(page) => self.page_came(page),
            CallEvent::Ended(outcome) => self.ended(outcome),
            CallEvent::Line(report) => self.log(&report.to_string()),
            CallEvent::OperatorWanted => self.log("the remote fax machine wants an operator"),
            CallEvent::Trace(_)
            | CallEvent::PageSaid { .. }
            | CallEvent::PageRefused { .. }
            | CallEvent::PageLacked { .. }
            | CallEvent::ReceiptConfirmed { .. }
            | CallEvent::PageUnknown { .. }
            // A session holds no document for polling, and fetches none.
            | CallEvent::Polled(_)
            | CallEvent::Turned(_)
            // res_fax asks for T.38 itself.
            | CallEvent::WantT38 => {}
        }
    }

    /// Logs the rungs (T.30 frames and notes) of the fax session. They are not stored, since the
    /// fax of a session of `SendFAX` or `ReceiveFAX` is not in the spool.
    fn climbed(&mut self, rungs: Vec<Rung>) {
        rungs.iter().for_each(|rung| self.log(&rung.to_string()));
    }

    fn line_told(&mut self, _: &str) {}
}

impl Feeds for Session {
    type Source = OutgoingFiles;

    fn feed(&mut self) -> Option<(&mut PageFeed<OutgoingFiles>, &mut Call)> {
        match &mut self.work {
            Work::Send(feed) => Some((feed, &mut self.leg.engine)),
            Work::Receive(_) => None,
        }
    }

    /// Does nothing if the fax engine requests a page after the last one, because the remote fax
    /// machine was already informed that no page follows.
    fn runs_out(&mut self) {}

    fn page_fails(&mut self, trouble: &PageTrouble) {
        log::error!("session {}: {trouble}", self.id);
        self.facts().file_error = Some(trouble.why().to_string());
        self.leg.engine.cancel();
    }
}

impl Runs for Session {
    fn run(&mut self) -> PollInterval {
        if self.is_over {
            while self.line.take().is_some() {}
            return PollInterval::SELDOM;
        }
        self.advance();
        let now_ms = self.line.now_ms();
        self.say(now_ms);
        if self.leg.is_over() && self.is_settled(now_ms) {
            self.finish();
            return PollInterval::SELDOM;
        }
        if now_ms >= self.alive_ms + ALIVE_MS {
            self.alive_ms = now_ms;
            self.line.keep_alive();
        }
        self.rest()
    }

    fn give_up(&mut self) {
        if !std::mem::replace(&mut self.is_over, true) {
            let result = {
                let facts = Facts { outcome: None, ..self.facts().clone() };
                self.stats.ended(&facts);
                facts.result()
            };
            self.end_record(&result);
            self.line.over(&result);
        }
    }
}

fn begin_work(
    terms: &SessionTerms,
    fonts: Vec<PathBuf>,
    pages: Sender<PageRequest>,
) -> Result<(Work, CallSettings), FileError> {
    match terms.kind {
        SessionKind::Send => {
            let feed = PageFeed::new(OutgoingFiles::read(terms)?, fonts, pages);
            Ok((Work::Send(Box::new(feed)), CallSettings::Originate(terms.originate())))
        }
        _ => {
            let file = terms.documents.first().ok_or(FileError::NotNamed)?;
            Ok((
                Work::Receive(Arc::new(IncomingFile::new(file)?)),
                CallSettings::Answer(terms.answer()),
            ))
        }
    }
}
