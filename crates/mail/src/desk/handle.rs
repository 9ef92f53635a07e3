//! Handles one mail. It begins with the mail's entry in the intake, the folder of accepted mails.
//! The result is a job in the spool for each recipient, and an answer: a mail to the sender that
//! names the recipients that get no fax.

use super::documents::documents;
use super::mail::{Mail, mail_mark, mark};
use super::press::Press;
use super::recipients::{Outcome, Planned};
use super::refusal::{Refusal, Refused};
use super::reports::Reports;
use super::{Desk, Handled, UnknownPart, texts};
use crate::intake::{Entry, Lane};
use crate::letter::Letter;
use crate::reading::{ReadError, Reader};
use crate::texts::{Text, reader};
use ferrofax_basics::UnixMs;
use ferrofax_convert::{ConvertError, Wanted};
use ferrofax_rights::Spam;
use ferrofax_rights::order::{self, Accepted, Before, Made};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::COVER_PAGE;
use ferrofax_spool::undelivered::Undelivered;
use ferrofax_spool::{NewLetter, SpoolError};

/// The answer about a recipient whose fax was possibly sent, and whose job is possibly deleted.
const UNKNOWN: &str = "The fax was possibly sent before, and the result is unknown. Ask its \
                       recipient before you send it again";

/// A recipient of a mail, whose fax has passed all checks. Only the pages of the fax must still be
/// made.
struct Ready {
    planned: Planned,
    accepted: Accepted,
}

impl Desk {
    pub(super) fn handle(
        &self,
        entry: &Entry,
        lane: Lane,
        for_postmaster: bool,
        now: UnixMs,
    ) -> Handled {
        let decided = match self.spool.outbox().letter_marked(&mail_mark(entry)) {
            Ok(letter) => letter.is_some(),
            Err(error) => return Handled::NotNow(error.to_string()),
        };
        if decided {
            // The mail was answered earlier, but a crash prevented its removal from the intake.
            return Handled::Done;
        }
        let bytes = match entry.message() {
            Ok(bytes) => bytes,
            Err(error) => return Handled::NotNow(format!("it can't be read: {error}")),
        };
        let reader = self.reader_in(lane);
        if for_postmaster && let Err(error) = self.tell_postmaster(entry, &bytes, &reader, now) {
            return Handled::NotNow(error.to_string());
        }
        if entry.envelope.recipients.is_empty() {
            return Handled::Done;
        }
        if self.is_for_bounces(entry) {
            return self.note_bounce(entry, &bytes, &reader, now);
        }
        if self.is_for_numbers(entry) {
            return self.take_number(entry, &bytes, &reader, now);
        }
        match self.handle_part(entry, &bytes, lane, now) {
            Some(handled) => handled,
            None => self.handle_whole(entry, &bytes, lane, now),
        }
    }

    /// Handles a mail that is complete, as opposed to a part of a split mail.
    pub(super) fn handle_whole(
        &self,
        entry: &Entry,
        bytes: &[u8],
        lane: Lane,
        now: UnixMs,
    ) -> Handled {
        let reader = self.reader_in(lane);
        let how = &self.policy.settings().letter;
        match reader.letter(bytes, &entry.envelope.sender, how) {
            Ok(letter) => self.handle_letter(&Mail { entry, letter: &letter }, lane, now),
            Err(ReadError::Letter(error)) => {
                let reports = Reports::without_head(self.told(), entry);
                let refused = Refused::all(entry, Failure::ConversionFailed, &error.to_string());
                self.answer(entry, None, &reports, refused, now)
            }
            Err(error) => self.unread(&error, &reader),
        }
    }

    fn handle_letter(&self, mail: &Mail<'_>, lane: Lane, now: UnixMs) -> Handled {
        let entry = mail.entry;
        if mail.letter.head.spam && self.policy.rights().spam() == Spam::Ignore {
            log::info!(
                FERROFAX_MAIL:% = entry.id;
                "mail {}: a front server calls it spam; it is dropped",
                entry.id
            );
            return Handled::Done;
        }
        let reports = match Reports::new(self.told(), &self.spool, mail) {
            Ok(reports) => reports,
            Err(error) => return Handled::NotNow(error.to_string()),
        };
        let mut refused = Vec::new();
        let (mut not_now, mut is_slow) = (None, false);
        let mut note = |outcome: Result<Outcome, SpoolError>| match outcome {
            Ok(Outcome::Job(job)) => {
                log::info!(
                    FERROFAX_MAIL:% = entry.id, FERROFAX_JOB:% = job;
                    "mail {}: job {job}",
                    entry.id
                );
            }
            Ok(Outcome::Refused(one)) => refused.push(one),
            Ok(Outcome::NotNow(why)) => not_now = Some(why),
            Ok(Outcome::Slow) => is_slow = true,
            Err(error) => not_now = Some(error.to_string()),
        };
        // First refuse everything that can be refused without pages.
        let mut ready = Vec::new();
        for planned in self.plan(mail, &reports) {
            match self.prepare(planned, now) {
                Ok(one) => ready.push(one),
                Err(outcome) => note(Ok(outcome)),
            }
        }
        let most = ready.iter().map(|one| one.accepted.wanted.max_pages).max().unwrap_or(0);
        // The documents are converted into pages only once, for all remaining recipients.
        let documents = documents(mail.letter, self.policy.settings().letter.whole);
        let mut press = Press::new(documents, self.converter.clone(), &self.settings, most, lane);
        for one in ready {
            note(self.send(mail, one, &mut press, now));
        }
        // The answer is the last step, so a mail that has to wait is not answered yet.
        match not_now {
            _ if is_slow => Handled::Slow,
            Some(why) => Handled::NotNow(why),
            None => self.answer(entry, Some(mail.letter), &reports, refused, now),
        }
    }

    /// Makes all checks for a recipient of a mail that do not need the pages of the fax. Returns
    /// the recipient as ready, or the outcome if a check failed.
    fn prepare(&self, planned: Planned, now: UnixMs) -> Result<Ready, Outcome> {
        match order::before(&self.spool, self.policy.rights(), &planned.mark, now) {
            Ok(Before::Nothing) => {}
            Ok(Before::Job(job)) => return Err(Outcome::Job(job)),
            Ok(Before::Unknown) => {
                return Err(planned.refused(Failure::Internal, UNKNOWN.to_owned()));
            }
            Err(error) => return Err(Outcome::NotNow(error.to_string())),
        }
        let granted = (self.policy.rights(), &planned.grant);
        let (resolution, max_pages) = (planned.resolution, self.settings.max_pages);
        let wanted = Wanted { resolution, max_pages, colours: false };
        let draft = &planned.draft;
        match order::accepted_as_granted(&self.spool, granted, draft, wanted, now) {
            Ok(accepted) => Ok(Ready { planned, accepted }),
            Err(error) if error.may_pass() => Err(Outcome::NotNow(error.to_string())),
            Err(error) => Err(planned.refused(error.failure(), error.to_string())),
        }
    }

    fn send(
        &self,
        mail: &Mail<'_>,
        ready: Ready,
        press: &mut Press,
        now: UnixMs,
    ) -> Result<Outcome, SpoolError> {
        let Ready { planned, mut accepted } = ready;
        let whole = self.policy.settings().letter.whole;
        if let Some(why) = texts::damage(mail.letter, self.settings.damaged_part) {
            return Ok(planned.refused(Failure::ConversionFailed, why));
        }
        if press.is_idle() {
            return Ok(planned.without_pages(mail.letter, &[], whole));
        }
        let made = press.pages(accepted.wanted.resolution, accepted.wanted.colours);
        let (pages, out) = match made.as_ref() {
            Ok((pages, out)) => (pages, out),
            Err(ConvertError::TooLong { .. }) if press.is_hasty() => return Ok(Outcome::Slow),
            Err(error) => return Ok(planned.not_made(error)),
        };
        let left_out = texts::left_out(mail.letter, out);
        // If parts of the mail could not be converted, a page with nothing but the subject is not
        // sent as a fax.
        if pages.count == 0 || !(left_out.is_empty() || press.says_something(pages)) {
            return Ok(planned.without_pages(mail.letter, out, whole));
        }
        if self.settings.unknown_part == UnknownPart::Reject && texts::has_unknown(mail.letter, out)
        {
            let why = "parts of it can't be faxed".to_owned();
            return Ok(planned.refused_for(Failure::NoConverter, why, left_out));
        }
        let cover = match planned.cover(mail, self.converter.cover.enabled, &self.spool)? {
            Some(cover) => match press.cover(cover, pages.count, accepted.wanted.resolution) {
                Ok(cover) => Some(cover),
                Err(ConvertError::TooLong { .. }) if press.is_hasty() => {
                    return Ok(Outcome::Slow);
                }
                Err(error) => return Ok(planned.not_made(&error)),
            },
            None => None,
        };
        let made_cover =
            cover.as_ref().map(|cover| Made { pages: cover, name: COVER_PAGE.to_owned() });
        let made: Vec<Made<'_>> = made_cover
            .into_iter()
            .chain([Made { pages, name: press.names(pages) }])
            .collect();
        planned.finish(&mut accepted.job, mail, &left_out);
        let (rights, mark) = (self.policy.rights(), Some(planned.mark.as_str()));
        Ok(match accepted.take(&self.spool, rights, &made, mark, now) {
            Ok(taken) => Outcome::Job(taken.job),
            Err(error) if error.may_pass() => Outcome::NotNow(error.to_string()),
            Err(error) => planned.refused(error.failure(), error.to_string()),
        })
    }

    /// The last step of handling a mail: puts into the outbox a mail that names the recipients
    /// without a fax job. The calling function then removes the handled mail from the intake (the
    /// folder of accepted mails).
    pub(super) fn answer(
        &self,
        entry: &Entry,
        letter: Option<&Letter>,
        reports: &Reports,
        refused: Vec<Refused>,
        now: UnixMs,
    ) -> Handled {
        for one in &refused {
            log::warn!(
                FERROFAX_MAIL:% = entry.id;
                "mail {}: recipient {} gets no fax: {}",
                entry.id,
                one.number,
                one.failure
            );
        }
        let words = self.words_for(&entry.envelope, reports);
        let refusal = Refusal::of(entry, letter, (reports, words), refused);
        let Some(letter) = refusal.write() else { return Handled::Done };
        match self
            .spool
            .outbox()
            .file_letter(&NewLetter { mark: mail_mark(entry), ..letter }, now)
        {
            Ok(_) => Handled::Done,
            Err(error) => Handled::NotNow(error.to_string()),
        }
    }

    /// Finds the recipients of a mail that got no fax job, after an internal error with the reason
    /// `why` has stopped the handling of the mail. The result lists these recipients for the answer
    /// to the sender.
    pub(super) fn without_job(
        &self,
        entry: &Entry,
        why: &str,
        now: UnixMs,
    ) -> Result<Vec<Refused>, SpoolError> {
        let (mut refused, rights) = (Vec::new(), self.policy.rights());
        for one in Refused::all(entry, Failure::Internal, why) {
            match order::before(&self.spool, rights, &mark(entry, one.index), now)? {
                Before::Job(_) => {}
                Before::Nothing => refused.push(one),
                Before::Unknown => refused.push(Refused { why: UNKNOWN.to_owned(), ..one }),
            }
        }
        Ok(refused)
    }

    /// Gives up a mail whose handling has failed for longer than the setting `give_up_hours`. Faxes
    /// whose jobs exist already are still sent. The answer to the mail names all other recipients.
    pub(super) fn give_up(&self, entry: &Entry, why: &str, now: UnixMs) -> Handled {
        let entry = &self.given_up(entry);
        let refused = match self.without_job(entry, why, now) {
            Ok(refused) => refused,
            Err(error) => return Handled::NotNow(error.to_string()),
        };
        let reports = Reports::without_head(self.told(), entry);
        self.answer(entry, None, &reports, refused, now)
    }

    fn is_for_bounces(&self, entry: &Entry) -> bool {
        let recipients = &entry.envelope.recipients;
        recipients
            .iter()
            .all(|recipient| self.policy.is_for_bounces(&recipient.address))
    }

    fn note_bounce(&self, entry: &Entry, bytes: &[u8], reader: &Reader, now: UnixMs) -> Handled {
        let bounce = match reader.came_back(bytes) {
            Ok(Some(bounce)) => bounce,
            Ok(None) => return Handled::Done,
            Err(error) => return self.unread(&error, reader),
        };
        if !bounce.is_final {
            log::info!(
                FERROFAX_MAIL:% = entry.id;
                "mail {}: a mail of ours is late: {}",
                entry.id,
                bounce.reason
            );
            return Handled::Done;
        }
        let came_back = Undelivered::CameBack { why: bounce.reason };
        match self.spool.outbox().bounced(&bounce.message_id, now, came_back) {
            Ok(Some((of, true))) => {
                log::warn!("{}: mail {} came back; the faxmaster gets it", of.subject(), of.id);
                Handled::Done
            }
            Ok(_) => Handled::Done,
            Err(error) => Handled::NotNow(error.to_string()),
        }
    }

    /// Notifies the faxmaster of each user whose sending was stopped automatically.
    pub(super) fn tell_alarms(&self, now: UnixMs) {
        let tell = || -> Result<(), SpoolError> {
            let words = reader::of_settings(&self.spool);
            for alarm in self.policy.rights().alarms()? {
                let letter = NewLetter {
                    mark: format!("alarm:{}:{}", alarm.user, alarm.since.0),
                    mailbox: self.faxmaster(),
                    subject: words.with_one(Text::stopped_subject, "user", &alarm.user),
                    text: texts::alarm(&alarm, words),
                    ..NewLetter::default()
                };
                self.spool.outbox().file_letter(&letter, now)?;
                self.policy.rights().told(&alarm)?;
            }
            Ok(())
        };
        if let Err(error) = tell() {
            log::error!("the faxmaster cannot be notified of a stopped user: {error}");
        }
    }
}
