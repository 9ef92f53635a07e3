//! Makes the fax job of each recipient of a mail from the mail address, the sender's options and
//! the granted permissions.

use super::Desk;
use super::cover::{self, CoverWords};
use super::mail::{Mail, distinct, mark, same};
use super::refusal::Refused;
use super::reports::Reports;
use super::texts;
use crate::address::Addressee;
use crate::letter::Letter;
use ferrofax_convert::{ConvertError, Cover, LeftOut};
use ferrofax_delivery::report::option;
use ferrofax_ground::t4::Resolution;
use ferrofax_network::asker::Recipient;
use ferrofax_rights::Grant;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{JobId, NewJob, Origin};
use ferrofax_spool::not_shown::{self, Note};
use ferrofax_spool::sending::option::SAME;
use ferrofax_spool::submission::Draft;
use ferrofax_spool::wish::{Wish, Wishes, finest};
use ferrofax_spool::{DeviceRecord, Spool, SpoolError};

/// The fax job that is planned for one recipient of a mail.
pub(super) struct Planned {
    pub(super) recipient: Recipient,
    /// The index of the recipient in the envelope.
    pub(super) index: usize,
    /// The unique key ("mark") of the job, by which it is found again in the spool.
    pub(super) mark: String,
    pub(super) grant: Grant,
    pub(super) addressee: Addressee,
    pub(super) draft: Draft,
    pub(super) resolution: Option<Resolution>,
}

/// The result of making the fax job of one recipient.
pub(super) enum Outcome {
    Job(JobId),
    Refused(Refused),
    NotNow(String),
    /// The conversion takes longer than `quick_seconds` allows, so the mail is moved to the queue
    /// for slow mails.
    Slow,
}

/// The longest tag (a label of the job) that is made from a subject, in characters.
const LONGEST_TAG: usize = 80;

impl Desk {
    /// Plans the fax jobs of a mail, one for each recipient.
    pub(super) fn plan(&self, mail: &Mail<'_>, reports: &Reports) -> Vec<Planned> {
        let recipients = &mail.entry.envelope.recipients;
        distinct(recipients)
            .map(|(index, recipient)| self.planned(mail, reports, index, recipient))
            .collect()
    }

    fn planned(
        &self,
        mail: &Mail<'_>,
        reports: &Reports,
        index: usize,
        recipient: &Recipient,
    ) -> Planned {
        // Without a granted permission the device stays empty. The fax job is then refused because
        // of the missing device.
        let grant = recipient.grant.as_deref().and_then(Grant::from_json).unwrap_or_default();
        let addressee = self.policy.forms().read(&recipient.address).unwrap_or_default();
        let draft = Draft {
            number: grant.number.clone(),
            device: grant.device.to_string(),
            owner: grant.user.clone(),
            account: grant.user.clone(),
            account_calls: grant.calls,
            created_by: Origin::Mail,
            wishes: self.wishes(mail, reports, recipient, &addressee),
            ..Draft::default()
        };
        let in_mail = finest(&mail.letter.wishes.said).ok().flatten();
        Planned {
            recipient: recipient.clone(),
            index,
            mark: mark(mail.entry, index),
            grant,
            draft,
            resolution: finest(&addressee.wishes).ok().flatten().or(in_mail),
            addressee,
        }
    }

    /// The options of a recipient's job. An option that the sender wrote into the mail replaces the
    /// same option in the recipient's mail address. If neither sets the option for reports,
    /// the parameter NOTIFY decides, which the SMTP client has sent with the recipient (RFC 3461).
    fn wishes(
        &self,
        mail: &Mail<'_>,
        reports: &Reports,
        recipient: &Recipient,
        addressee: &Addressee,
    ) -> Wishes {
        let in_mail = &mail.letter.wishes;
        let mut wishes = addressee.wishes.clone();
        let mut add = |wish, text: Option<String>| {
            text.into_iter().for_each(|text| wishes.add(wish, text));
        };
        add(Wish::Tag, subject_as_tag(&mail.letter.subject));
        add(Wish::Sub, addressee.sub.clone());
        add(Wish::Recipient, name(mail, recipient, addressee));
        add(Wish::Report, recipient.notify.map(|notify| notify.when().name().to_owned()));
        add(Wish::Notify, reports.notify());
        wishes.extend(in_mail.said.iter().map(|(wish, text)| (wish, text.to_owned())));
        if !reports.permit(in_mail, &self.told().report_domains) {
            wishes.remove(Wish::Notify);
            wishes.extend(reports.notify().map(|address| (Wish::Notify, address)));
        }
        wishes
    }
}

impl Planned {
    pub(super) fn refused(&self, failure: Failure, why: String) -> Outcome {
        self.refused_for(failure, why, Vec::new())
    }

    /// The result for a recipient who gets no fax because of `parts`, the parts of the mail that
    /// cannot be faxed.
    pub(super) fn refused_for(&self, failure: Failure, why: String, parts: Vec<Note>) -> Outcome {
        Outcome::Refused(Refused {
            index: self.index,
            address: self.recipient.address.clone(),
            original: self.recipient.original.clone().unwrap_or_default(),
            number: self.grant.number.clone(),
            silent: self.recipient.is_silent(),
            failure,
            why,
            parts,
        })
    }

    /// The result for a recipient if no part of the mail could become a page.
    pub(super) fn without_pages(&self, letter: &Letter, out: &[LeftOut], whole: bool) -> Outcome {
        let parts = texts::left_out(letter, out);
        let (failure, why) = texts::no_pages(letter, &parts, whole);
        self.refused_for(failure, why.to_owned(), parts)
    }

    /// The result for a recipient whose pages could not be made because of this error.
    pub(super) fn not_made(&self, error: &ConvertError) -> Outcome {
        if error.may_pass() {
            return Outcome::NotNow(error.to_string());
        }
        self.refused(error.failure(), error.to_string())
    }

    /// The words of the fax's cover page; `None` if the fax gets no cover page. If neither the
    /// address nor the mail says whether the fax gets one, `is_usual` decides.
    pub(super) fn cover(
        &self,
        mail: &Mail<'_>,
        is_usual: bool,
        spool: &Spool,
    ) -> Result<Option<Cover>, SpoolError> {
        if !cover::is_wanted(mail.letter, &self.addressee, is_usual) {
            return Ok(None);
        }
        let devices = spool.devices().list()?;
        let is_ours = |device: &&DeviceRecord| device.name() == self.grant.device;
        let words = CoverWords {
            letter: mail.letter,
            addressee: &self.addressee,
            recipient: self.draft.wishes.get(Wish::Recipient).unwrap_or_default(),
            device: devices.iter().find(is_ours),
            came_at: mail.entry.envelope.received_at,
        };
        Ok(Some(words.cover()))
    }

    /// Adds data about the accepted mail to a job: the mail's ids, recipient and subject, and its
    /// parts that are not in the fax. Ferrofax needs them for the mail that reports how the job
    /// ended.
    pub(super) fn finish(&self, job: &mut NewJob, mail: &Mail<'_>, left_out: &[Note]) {
        let original = self.recipient.original.clone();
        let original = original.unwrap_or_else(|| format!("rfc822;{}", self.recipient.address));
        for (name, value) in [
            (option::MAIL_ID, mail.letter.head.message_id.clone().unwrap_or_default()),
            (option::MAIL_ENVELOPE_ID, mail.entry.envelope.envelope_id.clone().unwrap_or_default()),
            (option::MAIL_RECIPIENT, original),
            (option::MAIL_SUBJECT, mail.letter.subject.clone()),
            (SAME, same(mail.entry, &self.recipient).unwrap_or_default()),
        ] {
            if !value.is_empty() {
                job.options.insert(name.to_owned(), value);
            }
        }
        not_shown::store(left_out, &mut job.options);
    }
}

/// The recipient's name. It is taken from the header of the mail if the header has it, otherwise
/// from the mail address.
fn name(mail: &Mail<'_>, recipient: &Recipient, addressee: &Addressee) -> Option<String> {
    let in_header = mail.letter.head.name_of(&recipient.address).filter(|name| !name.contains('@'));
    in_header.map(str::to_owned).or_else(|| addressee.recipient.clone())
}

fn subject_as_tag(subject: &str) -> Option<String> {
    let tag: String = subject.chars().take(LONGEST_TAG).collect();
    Some(tag).filter(|tag| !tag.is_empty())
}
