//! The parameters of a job while a HylaFAX client sets them, from JNEW to JSUBM. The same type
//! holds the changes that a client makes to a job after it was submitted.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use super::documents::Documents;
use super::job_view::notify_when;
use super::parameters::{Parameter, USUAL_PRIORITY, row_of};
use super::times;
use ferrofax_basics::UnixMs;
use ferrofax_rights::order::Order;
use ferrofax_spool::jobs::{Altered, Job, JobId};
use ferrofax_spool::sending::option;
use ferrofax_spool::submission::{Draft, DraftFetch};
use ferrofax_spool::value::{self, own_words};
use ferrofax_spool::wish::{Wish, Wishes};

/// The parameters that a HylaFAX client has set so far for a job: a new one, or a submitted one
/// that it changes.
#[derive(Clone, Debug, Default)]
pub(super) struct JobDraft {
    values: BTreeMap<Parameter, String>,
    /// The name of the uploaded document that is the cover page of the job.
    pub(super) cover: Option<String>,
    pub(super) documents: Vec<String>,
    /// The selector and the password of a document that the job fetches from a remote fax machine
    /// (polling).
    pub(super) poll: Option<(String, String)>,
    /// Whether these parameters are changes of a submitted job, and not a new job.
    pub(super) is_change: bool,
}

/// The user who submits a job, and the device that sends it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sender<'a> {
    pub(super) user: &'a str,
    /// The user's own mail addresses.
    pub(super) addresses: &'a [String],
    pub(super) device: &'a str,
    /// The default priority of the device's jobs.
    pub(super) priority: u8,
    /// The mailboxes of the device, which get the reports if the job names no mail address.
    pub(super) mailboxes: &'a [String],
}

/// The parameters that can still be changed after a job was submitted.
pub(super) const CHANGEABLE: [Parameter; 8] = [
    Parameter::SchedPri,
    Parameter::SendTime,
    Parameter::LastTime,
    Parameter::MaxTries,
    Parameter::MaxDials,
    Parameter::JobInfo,
    Parameter::UsrKey,
    Parameter::Notify,
];

/// Host names, and endings of host names, that mail servers cannot find.
const NOT_PUBLIC: [&str; 3] = ["localhost", ".localdomain", ".local"];

impl JobDraft {
    /// Makes an empty set of parameters for changing a job that has already been submitted.
    pub(super) fn change() -> Self {
        Self { is_change: true, ..Self::default() }
    }

    /// Deletes all parameters that the HylaFAX client has set for this job, so that the defaults
    /// apply again. It is still known whether they concern a new job or a submitted one.
    pub(super) fn reset(&mut self) {
        *self = Self { is_change: self.is_change, ..Self::default() };
    }

    /// Whether the job includes the document with this name.
    pub(super) fn names(&self, document: &str) -> bool {
        self.cover.iter().chain(&self.documents).any(|name| name == document)
    }

    pub(super) fn set(&mut self, parameter: Parameter, value: String) {
        self.values.insert(parameter, value);
    }

    /// Returns the value of the job parameter that the HylaFAX client has set; `None` if it has not
    /// set the parameter.
    pub(super) fn said(&self, parameter: Parameter) -> Option<&str> {
        self.values.get(&parameter).map(String::as_str)
    }

    /// Makes the parameters of a new job, which the command JNEW begins. They are a copy of the
    /// parameters in `self`, but without documents.
    pub(super) fn heir(&self) -> Self {
        Self { values: self.values.clone(), ..Self::default() }
    }

    /// Whether the HylaFAX client has set no parameter of this job.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns the value of the job parameter that the HylaFAX client has set, or else the default
    /// value of the parameter.
    pub(super) fn value(&self, parameter: Parameter) -> &str {
        self.said(parameter).unwrap_or_else(|| row_of(parameter).default)
    }

    /// Checks which parameter the HylaFAX client must still set before it can submit the job. First
    /// the telephone number is required; then a document, unless the job has a cover page or
    /// fetches a document by polling. `None` if nothing is missing.
    pub(super) fn lacks(&self) -> Option<Parameter> {
        if self.value(Parameter::DialString).is_empty() {
            return Some(Parameter::DialString);
        }
        let has_some = !self.documents.is_empty() || self.cover.is_some() || self.poll.is_some();
        (!has_some).then_some(Parameter::Document)
    }

    /// The device from which the job is sent, if the HylaFAX client has named it in the parameter
    /// MODEM.
    pub(super) fn device(&self) -> Option<&str> {
        let modem = self.value(Parameter::Modem);
        Some(modem).filter(|modem| !modem.is_empty() && !modem.eq_ignore_ascii_case("any"))
    }

    /// Converts the parameters into a new job ([`Order`]) of this sender.
    ///
    /// # Errors
    /// A document of the job is no longer stored. The error is the name of the document.
    pub(super) fn order(
        &self,
        id: JobId,
        sender: Sender<'_>,
        stored: &Documents,
        now: UnixMs,
    ) -> Result<Order, String> {
        let names = self.cover.iter().chain(&self.documents);
        let documents = names
            .map(|name| -> Result<(PathBuf, String), String> {
                let (name, document) = stored.find(name).ok_or_else(|| name.clone())?;
                let shown = name.rsplit_once('/').map_or(name, |(_, own)| own);
                Ok((document.path.to_path_buf(), document.called(shown)))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let fetch = self.poll.as_ref().map(|(sep, _)| DraftFetch { sep: sep.clone() });
        let mut wishes = self.wishes(sender, now);
        // In HylaFAX, as in Ferrofax, a higher number means a lower priority, but the default
        // numbers differ. A job that is less urgent than HylaFAX's default must not become more
        // urgent than the device's default.
        let priority = wishes.get(Wish::Priority).and_then(|said| said.parse::<u16>().ok());
        if let Some(behind) = priority.filter(|said| *said > USUAL_PRIORITY) {
            wishes.set(Wish::Priority, behind.max(sender.priority.into()).to_string());
        }
        let draft = Draft {
            id: Some(id),
            number: self.value(Parameter::DialString).to_owned(),
            device: sender.device.to_owned(),
            fetch,
            wishes,
            ..Draft::default()
        };
        let mut options = BTreeMap::new();
        let retry = times::minutes(self.value(Parameter::RetryTime));
        if retry > 0 {
            options.insert(option::RETRY_SECONDS, retry.to_string());
        }
        if let Some(subject) = self.said(Parameter::Regarding).filter(|said| !said.is_empty()) {
            options.insert(option::SUBJECT, own_words(subject));
        }
        Ok(Order { draft, documents, mark: Some(self.mark(id)), options })
    }

    /// The mark of the job, a text that no other job has. If the client submits the job again after
    /// an error, with the same parameters, the spool finds by it the job that is possibly stored.
    /// Other parameters give another mark, because each mark is counted as a fax only once.
    fn mark(&self, id: JobId) -> String {
        let Self { values, cover, documents, poll, is_change: _ } = self;
        let mut hasher = DefaultHasher::new();
        format!("{values:?} {cover:?} {documents:?} {poll:?}").hash(&mut hasher);
        format!("hylafax:{id}:{:016x}", hasher.finish())
    }

    fn wishes(&self, sender: Sender<'_>, now: UnixMs) -> Wishes {
        let mut wishes = Wishes::default();
        let words = [
            (Wish::Tag, Parameter::UsrKey),
            (Wish::Tag, Parameter::JobInfo),
            (Wish::Sub, Parameter::SubAddr),
            (Wish::Pwd, Parameter::Passwd),
            (Wish::Recipient, Parameter::ToUser),
            (Wish::Company, Parameter::ToCompany),
            (Wish::Sender, Parameter::FromUser),
        ];
        for (wish, parameter) in words {
            if let Some(said) = self.said(parameter).filter(|said| !said.is_empty()) {
                wishes.set(wish, said);
            }
        }
        if let Some((_, password)) = self.poll.as_ref().filter(|(_, it)| !it.is_empty()) {
            wishes.set(Wish::Pwd, password.as_str());
        }
        let usual = [
            (Wish::Tries, Parameter::MaxTries),
            (Wish::Dials, Parameter::MaxDials),
            (Wish::Priority, Parameter::SchedPri),
        ];
        // HylaFAX's clients always send these parameters. So a default value counts as not set.
        for (wish, parameter) in usual {
            if let Some(said) = self.said(parameter).filter(|it| *it != row_of(parameter).default) {
                wishes.set(wish, said);
            }
        }
        if let Some(fineness) = self.fineness() {
            wishes.set(Wish::Resolution, fineness);
        }
        if let Some(word) = self.said(Parameter::Notify) {
            wishes.set(Wish::Report, notify_when(word).name());
        }
        if let Some(addresses) = self.notify(sender) {
            wishes.set(Wish::Notify, addresses);
        }
        let send_at = self.send_at(now);
        if let Some(at) = send_at {
            wishes.set(Wish::At, written(at));
        }
        if let Some(expires_at) = self.expires_at(send_at.unwrap_or(now)) {
            wishes.set(Wish::Expires, written(expires_at));
        }
        wishes
    }

    /// The mail addresses that get the reports. `None`: the mailboxes of the device.
    ///
    /// `sendfax` makes the address from the user's name and the name of its own machine, where mails
    /// possibly do not arrive. If the address looks like that, the device's mailboxes get the
    /// reports too. The address itself is kept, because it may as well be the user's real one.
    fn notify(&self, sender: Sender<'_>) -> Option<String> {
        let address = self.said(Parameter::NotifyAddr).filter(|it| is_mailbox(it))?;
        if !self.is_of_unknown_host(address, sender) {
            return Some(address.to_owned());
        }
        let mailboxes = sender.mailboxes.iter().map(String::as_str);
        let all: Vec<&str> = [address].into_iter().chain(mailboxes).collect();
        let all = all.join(",");
        // A job cannot have any number of addresses.
        value::addresses(&all).is_ok().then_some(all)
    }

    /// Whether a mail address has the user's name before the `@`, and after it a host name that is in
    /// no mail address of the user or the device.
    fn is_of_unknown_host(&self, address: &str, sender: Sender<'_>) -> bool {
        let Some((name, host)) = address.rsplit_once('@') else { return false };
        let names = [Some(sender.user), self.said(Parameter::FromUser)];
        let is_named = names.into_iter().flatten().any(|own| own.eq_ignore_ascii_case(name));
        let mut known = sender.addresses.iter().chain(sender.mailboxes);
        let is_its = |known: &String| {
            known.rsplit_once('@').is_some_and(|(_, own)| own.eq_ignore_ascii_case(host))
        };
        is_named && !known.any(is_its)
    }

    /// The time at which the job is to be sent; `None` if it is to be sent at once, because the
    /// HylaFAX client has set no time in the future.
    fn send_at(&self, now: UnixMs) -> Option<UnixMs> {
        let said = self.said(Parameter::SendTime)?;
        times::moment(said).filter(|at| *at > now)
    }

    fn expires_at(&self, begins: UnixMs) -> Option<UnixMs> {
        self.said(Parameter::LastTime).map(|said| begins + times::days(said))
    }

    fn fineness(&self) -> Option<&'static str> {
        if self.value(Parameter::UseXvRes) == "YES" {
            return Some("superfine");
        }
        let rows: u32 = self.said(Parameter::VRes)?.parse().ok()?;
        Some(match rows {
            0..=98 => "standard",
            99..=196 => "fine",
            _ => "superfine",
        })
    }

    /// Converts the parameters that the HylaFAX client has changed in the submitted job `job` into
    /// a change of that job's options. The second of the returned values is the new priority;
    /// `None` if the client has not set it.
    pub(super) fn altered(&self, job: &Job, now: UnixMs) -> (Altered, Option<u8>) {
        let count = |parameter| self.said(parameter).and_then(|said| said.parse().ok());
        let send_at = self.said(Parameter::SendTime).map(|_| self.send_at(now));
        let begins = send_at.unwrap_or(job.send_at).unwrap_or(now).max(now);
        // If the start of sending is moved, the job's time limit is moved by the same amount.
        let moved = || -> Option<UnixMs> {
            let ms = begins.ms_since(job.send_at.unwrap_or(job.created_at));
            let is_moved = send_at? != job.send_at.filter(|at| *at > now);
            job.expires_at.filter(|_| is_moved).map(|expires_at| expires_at + ms)
        };
        let altered = Altered {
            send_at,
            expires_at: self.expires_at(begins).or_else(moved),
            max_tries: count(Parameter::MaxTries),
            max_dials: count(Parameter::MaxDials),
            tag: self
                .said(Parameter::JobInfo)
                .or_else(|| self.said(Parameter::UsrKey))
                .map(str::to_owned),
            notify_when: self.said(Parameter::Notify).map(notify_when),
        };
        let priority = self.said(Parameter::SchedPri).and_then(|said| said.parse().ok());
        (altered, priority)
    }
}

fn written(at: UnixMs) -> String {
    at.timestamp().map_or_else(String::new, |at| at.to_string())
}

/// Whether this mail address can get the mails that report how a job ended. Clients often make a
/// mail address from the user's name and the name of their own machine, which mail servers do not
/// know. If the result is false, the device's owners get these mails.
pub fn is_mailbox(address: &str) -> bool {
    let host = address.rsplit_once('@').map(|(_, host)| host.to_ascii_lowercase());
    let is_public = |host: &String| {
        host.contains('.') && !NOT_PUBLIC.iter().any(|ending| host.ends_with(ending))
    };
    host.as_ref().is_some_and(is_public) && value::addresses(address).is_ok()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    fn draft(said: &[(Parameter, &str)]) -> JobDraft {
        let mut draft = JobDraft::default();
        said.iter()
            .for_each(|(parameter, value)| draft.set(*parameter, (*value).to_owned()));
        draft
    }

    /// Alice, who sends from 2101.
    fn alice() -> Sender<'static> {
        static MAILBOXES: LazyLock<[String; 1]> = LazyLock::new(|| ["2101@example.com".to_owned()]);
        Sender {
            user: "alice",
            addresses: &[],
            device: "2101@fax",
            priority: 127,
            mailboxes: &*MAILBOXES,
        }
    }

    #[test]
    fn an_address_of_the_client_s_own_machine_does_not_replace_the_device_s_mailboxes() {
        let no_mailbox = Sender { mailboxes: &[], ..alice() };
        let unfit = ["alice".to_owned()];
        let unfit = Sender { mailboxes: &unfit, ..alice() };
        for (sender, said, from, notify) in [
            (alice(), "alice@example.com", "", Some("alice@example.com")),
            (alice(), "Alice@PC7.example.com", "", Some("Alice@PC7.example.com,2101@example.com")),
            (alice(), "al@pc7.example.com", "", Some("al@pc7.example.com")),
            (alice(), "al@pc7.example.com", "Al", Some("al@pc7.example.com,2101@example.com")),
            (alice(), "alice@pc7", "", None),
            (no_mailbox, "alice@pc7.example.com", "", Some("alice@pc7.example.com")),
            (unfit, "alice@pc7.example.com", "", None),
        ] {
            let said = draft(&[(Parameter::NotifyAddr, said), (Parameter::FromUser, from)]);
            let wishes = said.wishes(sender, UnixMs(0));
            assert_eq!(wishes.get(Wish::Notify), notify, "{said:?}");
        }
    }

    #[test]
    fn a_job_that_is_submitted_again_has_the_same_mark() {
        let mark = |id: i64, dials: &str| {
            let said = draft(&[(Parameter::DialString, "0991 1"), (Parameter::MaxDials, dials)]);
            let order = said.order(JobId(id), alice(), &Documents::default(), UnixMs(0));
            order.unwrap().mark.unwrap()
        };
        assert_eq!(mark(7, "12"), mark(7, "12"));
        let others = [mark(8, "12"), mark(7, "13")];
        assert!(!others.contains(&mark(7, "12")), "{others:?}");
    }

    #[test]
    fn what_clients_say_of_themselves_is_no_wish() {
        let now = times::moment("202611231200").unwrap();
        let said = draft(&[
            (Parameter::SchedPri, "127"),
            (Parameter::MaxTries, "3"),
            (Parameter::MaxDials, "12"),
            (Parameter::NotifyAddr, "alice@desk7.localdomain"),
            (Parameter::VRes, "196"),
            (Parameter::LastTime, "000300"),
            (Parameter::Notify, "NONE"),
            (Parameter::FromUser, "Alice"),
        ]);
        let wishes = said.wishes(alice(), now);
        let all: Vec<_> = wishes.iter().collect();
        assert_eq!(
            all,
            [
                (Wish::Expires, "2026-11-23T15:00:00Z"),
                (Wish::Report, "failure"),
                (Wish::Resolution, "fine"),
                (Wish::Sender, "Alice"),
            ]
        );
    }

    #[test]
    fn what_a_person_asks_for_is_a_wish() {
        let now = times::moment("202611231200").unwrap();
        let said = draft(&[
            (Parameter::SchedPri, "200"),
            (Parameter::MaxTries, "5"),
            (Parameter::SendTime, "202611240100"),
            (Parameter::LastTime, "010000"),
            (Parameter::NotifyAddr, "alice@example.com"),
            (Parameter::UseXvRes, "YES"),
        ]);
        let wishes = said.wishes(alice(), now);
        for (wish, wanted) in [
            (Wish::Priority, "200"),
            (Wish::Tries, "5"),
            (Wish::At, "2026-11-24T01:00:00Z"),
            (Wish::Expires, "2026-11-25T01:00:00Z"),
            (Wish::Notify, "alice@example.com"),
            (Wish::Resolution, "superfine"),
        ] {
            assert_eq!(wishes.get(wish), Some(wanted), "{wish}");
        }
        assert_eq!(said.lacks(), Some(Parameter::DialString));
    }

    #[test]
    fn a_document_that_is_no_more_is_not_left_out() {
        let mut said = draft(&[(Parameter::DialString, "09911")]);
        said.documents.push("docq/doc1.ps".to_owned());
        assert!(said.names("docq/doc1.ps") && !said.names("docq/doc2.ps"));
        let order = said.order(JobId(1), alice(), &Documents::default(), UnixMs(0));
        assert_eq!(order.err().as_deref(), Some("docq/doc1.ps"));
        said.reset();
        assert!(said.is_empty() && !said.names("docq/doc1.ps"));
    }
}
