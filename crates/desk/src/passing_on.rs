//! Passes a received fax on: by mail, to a printer, to another device, or as a new fax.

use std::collections::BTreeMap;

use super::{Desk, DeskError, Entrance, Person, Thing};
use ferrofax_basics::UnixMs;
use ferrofax_basics::value::is_mail_address;
use ferrofax_rights::Denied;
use ferrofax_rights::order::{Order, OrderError, Taken, find, submit};
use ferrofax_spool::desk::{Deed, PassOn};
use ferrofax_spool::jobs::Origin;
use ferrofax_spool::submission::Draft;
use ferrofax_spool::wish::Wishes;
use ferrofax_spool::{
    DeviceName, DeviceRecord, FaxId, FaxStatus, MoveRefused, OutboxEntry, ReceivedFax, Way,
    to_printer,
};

/// The greatest number of mail addresses or fax numbers to which one request may pass on a fax.
const MOST: usize = 100;

/// The greatest number of characters of an invalid mail address that are written to the audit log.
const SHOWN: usize = 200;

/// A request to send documents to some fax numbers, with the options for the jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Onward {
    /// The fax numbers to send to; a job is created for each.
    pub numbers: Vec<String>,
    /// The device that sends: 2101, or 2101@context.
    pub device: String,
    /// The options of the jobs apart from number and device, such as the tag.
    pub wishes: Wishes,
    /// Options of the jobs that replace those of the device ([`Order::options`]).
    pub options: BTreeMap<&'static str, String>,
    /// The mark of the request. If the request is repeated with the same mark, the existing jobs are
    /// found and no new ones are created.
    pub mark: Option<Mark>,
}

/// A text that identifies a request. It is stored with each job, with an addition for each
/// recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The mark of a request whose repetition has the same recipients in the same order. The
    /// addition is the recipient's position.
    Request(String),
    /// The mark of a form in which the user may correct the recipients, and submit it again. The
    /// addition is the fax number, so that the recipients who already have a job get no second one.
    Form(String),
}

impl Mark {
    /// The mark of the job for the recipient at this position, with this fax number.
    fn of(&self, at: usize, number: &str) -> String {
        match self {
            Self::Request(text) => format!("{text}:{at}"),
            Self::Form(text) => format!("{text}:{number}"),
        }
    }
}

/// The result of sending to one fax number: this number, and its job or the error.
pub type Sent = (String, Result<Taken, DeskError>);

impl Desk {
    /// Mails a fax to these addresses or, if there are none, again to the fax's own mailboxes.
    /// `mark` is a text that identifies the request. If an earlier request had this mark, its mails
    /// are returned and no new ones are created.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: a text is not a mail address.
    pub fn mail(
        &self,
        person: &Person,
        id: FaxId,
        to: &[String],
        mark: Option<&str>,
        now: UnixMs,
    ) -> Result<Vec<OutboxEntry>, DeskError> {
        let passed_on = self.passed_on(mark)?;
        if !passed_on.is_empty() {
            return Ok(passed_on);
        }
        self.fax_to_pass_on(person, "mail", id)?;
        let to: Vec<String> = to.iter().map(|one| one.trim().to_owned()).collect();
        if let Err(text) = check_addresses(&to) {
            self.refused_address(person, &[("fax", &id.to_string())], &to, text.clone());
            return Err(DeskError::Unfit(text));
        }
        self.granted(person, "mail", &[("fax", &id.to_string()), ("to", &to.join(", "))])?;
        let (way, by) = (Way::Mail, &*person.name);
        let entries =
            self.spool.faxes().pass_on(&PassOn { fax: id, way, to: &to, by, mark }, now)?;
        if entries.is_empty() {
            let text = format!("fax {id} has no mailbox of its own; enter an address");
            return Err(DeskError::Unfit(text));
        }
        Ok(entries)
    }

    /// Writes to the audit log that faxes are not mailed, because of one of these addresses. `about`
    /// names the fax, if it is a single one.
    pub(super) fn refused_address(
        &self,
        person: &Person,
        about: &[(&str, &str)],
        to: &[String],
        text: String,
    ) {
        let shown: String = to.join(", ").chars().take(SHOWN).collect();
        let about = [about, &[("to", &shown)]].concat();
        self.refused(person, "mail", &about, Denied::forbidden("no-address", text));
    }

    /// Prints a fax on this printer, which the settings or the fax's device must name. If no
    /// printer is named, the fax is printed again on all printers of its device. `mark` is a text
    /// that identifies the request. If an earlier request had this mark, its prints are returned
    /// and no new ones are created.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: there is no such printer.
    pub fn print(
        &self,
        person: &Person,
        id: FaxId,
        printer: Option<&str>,
        mark: Option<&str>,
        now: UnixMs,
    ) -> Result<Vec<OutboxEntry>, DeskError> {
        let passed_on = self.passed_on(mark)?;
        if !passed_on.is_empty() {
            return Ok(passed_on);
        }
        let fax = self.fax_to_pass_on(person, "print", id)?;
        if self.spool.is_front() {
            let text = "this machine prints nothing; the machine that received the fax can";
            return Err(DeskError::Unfit(text.to_owned()));
        }
        // The printer must be named in the settings or by the fax's device.
        let about = [("fax", &*id.to_string()), ("printer", printer.unwrap_or_default())];
        let is_known = |name: &str| {
            fax.mailboxes.contains(&to_printer(name)) || self.printers.iter().any(|it| it == name)
        };
        if let Some(name) = printer.filter(|name| !is_known(name)) {
            let text = format!("there is no printer '{name}'");
            let denied = Denied::forbidden("no-printer", text.clone());
            self.refused(person, "print", &about, denied);
            return Err(DeskError::Unfit(text));
        }
        self.granted(person, "print", &about)?;
        let printers: Vec<String> = printer.into_iter().map(str::to_owned).collect();
        // The print is stored in the outbox, from which `ferrofax serve` prints it.
        let (way, by) = (Way::Print, &*person.name);
        let entries = self
            .spool
            .faxes()
            .pass_on(&PassOn { fax: id, way, to: &printers, by, mark }, now)?;
        if entries.is_empty() {
            let text = format!("the device of fax {id} has no printer; choose one");
            return Err(DeskError::Unfit(text));
        }
        Ok(entries)
    }

    /// The mails or print jobs that an earlier request with this mark has created. A mark is a text
    /// that identifies a request, so that a repeated request is recognised. They are returned even
    /// if the request would be refused now.
    pub fn passed_on(&self, mark: Option<&str>) -> Result<Vec<OutboxEntry>, DeskError> {
        Ok(mark
            .map(|mark| self.spool.faxes().passed_on(mark))
            .transpose()?
            .unwrap_or_default())
    }

    /// Forwards a fax to these fax numbers, with one job of this person for each. The person needs
    /// the same rights as for sending.
    ///
    /// # Errors
    /// [`DeskError`]: nothing is sent. An error about one number is returned with that number.
    pub fn fax_on(
        &self,
        person: &Person,
        id: FaxId,
        onward: &Onward,
        now: UnixMs,
    ) -> Result<Vec<Sent>, DeskError> {
        self.faxed_on(person, id, onward, now)
            .or_else(|error| self.or_as_sent(&onward.numbers, onward.mark.as_ref(), error))
    }

    fn faxed_on(
        &self,
        person: &Person,
        id: FaxId,
        onward: &Onward,
        now: UnixMs,
    ) -> Result<Vec<Sent>, DeskError> {
        let fax = self.fax_to_pass_on(person, "fax-on", id)?;
        if fax.pages.is_empty() {
            return Err(DeskError::NoPages(id));
        }
        let document = (self.document(person, id, now)?, format!("fax {id}"));
        let sent = self.send_to_each(person, onward, vec![document], now)?;
        for (number, taken) in &sent {
            if let Ok(taken) = taken {
                let text = format!("{number}, job {}", taken.job);
                self.noted(person, id, Deed::FaxedOn, &text, now);
            }
        }
        Ok(sent)
    }

    /// Submits a fax of this person, in the same way as every other submission method. The job is
    /// durable when this returns.
    ///
    /// # Errors
    /// [`DeskError::Order`]: the fax is not valid, or not allowed.
    pub fn send(&self, person: &Person, order: &Order, now: UnixMs) -> Result<Taken, DeskError> {
        // A fax that was submitted before a crash is still accepted, even if it would be refused
        // now.
        if let Some(mark) = &order.mark
            && let Some(taken) = find(&self.spool, mark)?
        {
            return Ok(taken);
        }
        let owner = person.name.clone();
        let mut draft = Draft { owner, created_by: origin(person), ..order.draft.clone() };
        self.add_reports(person, &mut draft)?;
        let order = Order { draft, ..order.clone() };
        Ok(submit(&self.spool, self.hands(person), &order, &self.converter, now)?)
    }

    /// Sends the documents to each of several fax numbers, and returns a result for each number.
    pub(super) fn send_to_each(
        &self,
        person: &Person,
        onward: &Onward,
        documents: Vec<(std::path::PathBuf, String)>,
        now: UnixMs,
    ) -> Result<Vec<Sent>, DeskError> {
        let Onward { numbers, device, wishes, options, mark } = onward;
        if numbers.is_empty() || numbers.len() > MOST {
            let text = format!("a fax can be sent to 1 to {MOST} numbers at once");
            return Err(DeskError::Unfit(text));
        }
        let sent = numbers.iter().enumerate().map(|(at, number)| {
            let (number, device) = (number.clone(), device.clone());
            let draft = Draft { number, device, wishes: wishes.clone(), ..Draft::default() };
            let number = draft.number.clone();
            let documents = documents.clone();
            let mark = mark.as_ref().map(|mark| mark.of(at, &number));
            let order = Order { draft, documents, mark, options: options.clone() };
            (number, self.send(person, &order, now))
        });
        Ok(sent.collect())
    }

    /// Returns the jobs that an earlier request with this mark has created. A mark is a text that
    /// identifies a request. This function is called if a repetition of the request fails with
    /// `error`.
    ///
    /// # Errors
    /// `error` itself, if there are no such jobs.
    pub fn or_as_sent(
        &self,
        numbers: &[String],
        mark: Option<&Mark>,
        error: DeskError,
    ) -> Result<Vec<Sent>, DeskError> {
        let Some(mark) = mark else { return Err(error) };
        let found = |at: usize, number: &str| find(&self.spool, &mark.of(at, number));
        let mut sent: Vec<Sent> = Vec::new();
        for (at, number) in numbers.iter().enumerate().take(MOST) {
            let why = || DeskError::Unfit(error.to_string());
            sent.push((number.clone(), found(at, number)?.ok_or_else(why)));
        }
        // No number is named, so the earlier request used the number of the original job.
        if numbers.is_empty()
            && let Some(taken) = found(0, "")?
        {
            sent.push((self.spool.jobs().job(taken.job)?.number, Ok(taken)));
        }
        if sent.iter().any(|(_, taken)| taken.is_ok()) { Ok(sent) } else { Err(error) }
    }

    /// The devices to which this person may move a fax of the device `from`: all others whose faxes the
    /// person sees. None where faxes do not move.
    pub fn devices_to_move_to(
        &self,
        person: &Person,
        from: &DeviceName,
    ) -> Result<Vec<DeviceRecord>, DeskError> {
        if !self.spool.fax_texts().can_move()? {
            return Ok(Vec::new());
        }
        let (sight, devices) = (self.sight(person)?, self.spool.devices().list()?);
        let may_get = |device: &DeviceRecord| {
            let name = device.name();
            device.enabled && name != *from && sight.sees(&name)
        };
        Ok(devices.into_iter().filter(may_get).collect())
    }

    /// Moves a fax to another device, `to`, whose faxes this person sees, too: 2101, or 2101@context.
    /// The people of that device then get the fax in place of those of the first one.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: there is no such device for this person, or the fax cannot move.
    pub fn move_fax(
        &self,
        person: &Person,
        id: FaxId,
        to: &str,
        now: UnixMs,
    ) -> Result<(), DeskError> {
        let fax = self.fax_to_pass_on(person, "move", id)?;
        if fax.pages.is_empty() {
            return Err(DeskError::NoPages(id));
        }
        let to: String = to.trim().chars().take(SHOWN).collect();
        let about = [("fax", &*id.to_string()), ("device", &*to)];
        if !self.spool.fax_texts().can_move()? {
            let error = DeskError::from(MoveRefused::Shared);
            return Err(self.hindered(person, "move", &about, error));
        }
        let named = to.parse::<DeviceName>().ok();
        let is_meant =
            |device: &DeviceRecord| named.as_ref().is_some_and(|named| device.name().may_be(named));
        let mut meant = self.devices_to_move_to(person, &fax.device)?;
        meant.retain(is_meant);
        let [device] = &meant[..] else {
            let text = format!("there is no other device '{to}' to which you can move this fax");
            self.refused(person, "move", &about, Denied::forbidden("no-device", &*text));
            return Err(DeskError::Unfit(text));
        };
        self.granted(person, "move", &about)?;
        let by = (&*person.name, self.sight(person)?.is_desk());
        let moved = self.spool.fax_texts().move_to_device(id, device, by, now);
        moved.map_err(|error| self.hindered(person, "move", &about, error.into()))
    }

    /// Returns a fax, if this person sees it and it has been received completely.
    fn fax_to_pass_on(
        &self,
        person: &Person,
        asked: &str,
        id: FaxId,
    ) -> Result<ReceivedFax, DeskError> {
        self.seen_fax(person, asked, id)?;
        let fax = self.spool.faxes().fax(id)?;
        if fax.status == FaxStatus::Receiving {
            return Err(DeskError::Coming(id));
        }
        Ok(fax)
    }

    /// Adds an entry about an action to the history of a fax. If that fails, the failure is only
    /// logged, since the audit log already has the action.
    fn noted(&self, person: &Person, id: FaxId, deed: Deed, text: &str, now: UnixMs) {
        if let Err(error) = self.spool.faxes().note_fax_event(id, deed, text, &person.name, now) {
            log::error!("the history of {} lacks a line: {error}", Thing::Fax(id));
        }
    }
}

/// The submission method that is stored with the jobs of this person: web interface (also for the
/// API), or HylaFAX client.
fn origin(person: &Person) -> Origin {
    match person.entrance {
        Entrance::Page | Entrance::Api => Origin::Web,
        Entrance::Hylafax => Origin::Hylafax,
    }
}

/// Checks that these are mail addresses to which a fax can be mailed. The error is a sentence with
/// the reason.
pub(super) fn check_addresses(to: &[String]) -> Result<(), String> {
    if to.len() > MOST {
        return Err(format!("a fax can be sent by e-mail to at most {MOST} addresses at once"));
    }
    // Names of printers are not accepted here, nor names without a domain.
    match to.iter().find(|address| !is_mail_address(address)) {
        Some(wrong) => {
            Err(format!("'{wrong}' is not an e-mail address; write it as name@example.com"))
        }
        None => Ok(()),
    }
}

/// Finds the errors in the options of a fax, which the person can correct.
impl DeskError {
    /// The error in the options of a fax; `None` if this error has another reason.
    pub fn order(&self) -> Option<&OrderError> {
        if let Self::Order(error) = self { Some(error) } else { None }
    }
}
