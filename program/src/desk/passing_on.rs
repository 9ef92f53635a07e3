//! A received fax goes on: by mail, onto paper, as a fax.

use std::collections::BTreeMap;

use super::{Desk, DeskError, Entrance, Person, Thing};
use crate::order::{Order, OrderError, Taken, find, submit};
use crate::rights::Denied;
use ferrofax_basics::UnixMs;
use ferrofax_delivery::check_mailboxes;
use ferrofax_spool::desk::{Deed, PassOn};
use ferrofax_spool::jobs::Origin;
use ferrofax_spool::submission::Draft;
use ferrofax_spool::wish::Wishes;
use ferrofax_spool::{FaxId, FaxStatus, OutboxEntry, ReceivedFax, Way, to_printer};

/// Addresses that a fax is mailed to at once, and numbers that something is sent to, at most.
const MOST: usize = 100;

/// What the audit log has of addresses that are none, letters.
const SHOWN: usize = 200;

/// To whom something is sent, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Onward {
    /// The numbers; a job for each.
    pub numbers: Vec<String>,
    /// From which device: 2101, or 2101@context.
    pub device: String,
    /// What else is wished.
    pub wishes: Wishes,
    /// Kept with the jobs, a number behind it: what is ordered again with it is found
    /// again, and made no second time.
    pub mark: Option<String>,
}

/// What became of the order to one number.
pub type Sent = (String, Result<Taken, DeskError>);

impl Desk {
    /// Mails a fax to these addresses; to its own mailboxes once more, if none are named. What
    /// is asked for again with the same mark is done once.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: something is no address; and others.
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
        if let Err(text) = are_addresses(&to) {
            let shown: String = to.join(", ").chars().take(SHOWN).collect();
            let about = [("fax", &*id.to_string()), ("to", &*shown)];
            self.refused(person, "mail", &about, Denied::forbidden("no-address", text.clone()));
            return Err(DeskError::Unfit(text));
        }
        self.granted(person, "mail", &[("fax", &id.to_string()), ("to", &to.join(", "))])?;
        let (way, by) = (Way::Mail, &*person.name);
        let entries = self.spool.pass_on(&PassOn { fax: id, way, to: &to, by, mark }, now)?;
        if entries.is_empty() {
            let text = format!("fax {id} has no mailbox of its own; name an address");
            return Err(DeskError::Unfit(text));
        }
        Ok(entries)
    }

    /// Prints a fax on this printer, of the settings or of its device; on those of its device
    /// once more, if none is named. What is asked for again with the same mark is done once.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: there is no such printer; and others.
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
            let text = "nothing is printed from here; the machine where the fax came in can";
            return Err(DeskError::Unfit(text.to_owned()));
        }
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
        let (way, by) = (Way::Print, &*person.name);
        let entries = self.spool.pass_on(&PassOn { fax: id, way, to: &printers, by, mark }, now)?;
        if entries.is_empty() {
            let text = format!("the device of fax {id} has no printer; name one");
            return Err(DeskError::Unfit(text));
        }
        Ok(entries)
    }

    /// What was mailed or printed with this mark, before a crash, or before its answer got
    /// lost: it is, whatever would be wrong with it now.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub(crate) fn passed_on(&self, mark: Option<&str>) -> Result<Vec<OutboxEntry>, DeskError> {
        Ok(mark.map(|mark| self.spool.passed_on(mark)).transpose()?.unwrap_or_default())
    }

    /// Sends a fax on to these numbers, each by a job of this person's: the same rights decide
    /// as for everything that he sends.
    ///
    /// # Errors
    /// [`DeskError`]: nothing is sent. What is wrong with one number stands with it.
    pub fn fax_on(
        &self,
        person: &Person,
        id: FaxId,
        onward: &Onward,
        now: UnixMs,
    ) -> Result<Vec<Sent>, DeskError> {
        let mark = onward.mark.as_deref();
        self.faxed_on(person, id, onward, now)
            .or_else(|error| self.or_as_sent(&onward.numbers, mark, error))
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

    /// Takes an order of this person's in, as whoever else's; it is durable when this returns.
    ///
    /// # Errors
    /// [`DeskError::Order`], [`DeskError::Denied`] and others.
    pub fn send(&self, person: &Person, order: &Order, now: UnixMs) -> Result<Taken, DeskError> {
        // What was taken in before a crash is, whatever would be wrong with it now.
        if let Some(mark) = &order.mark
            && let Some(taken) = find(&self.spool, mark)?
        {
            return Ok(taken);
        }
        let owner = person.name.clone();
        let draft = Draft { owner, created_by: origin(person), ..order.draft.clone() };
        let order = Order { draft, ..order.clone() };
        Ok(submit(&self.spool, self.hands(person), &order, &self.converter, now)?)
    }

    /// The same documents to each of several numbers.
    pub(super) fn send_to_each(
        &self,
        person: &Person,
        onward: &Onward,
        documents: Vec<(std::path::PathBuf, String)>,
        now: UnixMs,
    ) -> Result<Vec<Sent>, DeskError> {
        let Onward { numbers, device, wishes, mark } = onward;
        if numbers.is_empty() || numbers.len() > MOST {
            let text = format!("something is sent to 1 to {MOST} numbers at once");
            return Err(DeskError::Unfit(text));
        }
        let sent = numbers.iter().enumerate().map(|(at, number)| {
            let (number, device) = (number.clone(), device.clone());
            let draft = Draft { number, device, wishes: wishes.clone(), ..Draft::default() };
            let number = draft.number.clone();
            let documents = documents.clone();
            let mark = mark.as_ref().map(|mark| format!("{mark}:{at}"));
            let order = Order { draft, documents, mark, options: BTreeMap::new() };
            (number, self.send(person, &order, now))
        });
        Ok(sent.collect())
    }

    /// What was sent with this mark before a crash, or before its answer got lost, stands,
    /// though it can't be sent now; with no job of it, that is the answer.
    ///
    /// # Errors
    /// The given one.
    pub(crate) fn or_as_sent(
        &self,
        numbers: &[String],
        mark: Option<&str>,
        error: DeskError,
    ) -> Result<Vec<Sent>, DeskError> {
        let Some(mark) = mark else { return Err(error) };
        let found = |at: usize| find(&self.spool, &format!("{mark}:{at}"));
        let mut sent: Vec<Sent> = Vec::new();
        for (at, number) in numbers.iter().enumerate().take(MOST) {
            let why = || DeskError::Unfit(error.to_string());
            sent.push((number.clone(), found(at)?.ok_or_else(why)));
        }
        // To nobody in particular: to the number that it went to before.
        if numbers.is_empty()
            && let Some(taken) = found(0)?
        {
            sent.push((self.spool.job(taken.job)?.number, Ok(taken)));
        }
        if sent.iter().any(|(_, taken)| taken.is_ok()) { Ok(sent) } else { Err(error) }
    }

    /// A fax that this person sees and that has come.
    fn fax_to_pass_on(
        &self,
        person: &Person,
        asked: &str,
        id: FaxId,
    ) -> Result<ReceivedFax, DeskError> {
        self.seen_fax(person, asked, id)?;
        let fax = self.spool.fax(id)?;
        if fax.status == FaxStatus::Receiving {
            return Err(DeskError::Coming(id));
        }
        Ok(fax)
    }

    /// Notes a deed that is done. What is done stays done, and the audit log has it.
    fn noted(&self, person: &Person, id: FaxId, deed: Deed, text: &str, now: UnixMs) {
        if let Err(error) = self.spool.note_fax_event(id, deed, text, &person.name, now) {
            log::error!("the history of {} lacks a line: {error}", Thing::Fax(id));
        }
    }
}

/// The way in by which this person comes.
fn origin(person: &Person) -> Origin {
    match person.entrance {
        Entrance::Page | Entrance::Api => Origin::Web,
        Entrance::Hylafax => Origin::Hylafax,
    }
}

/// Whether a fax can be mailed to these, and why not.
fn are_addresses(to: &[String]) -> Result<(), String> {
    if to.len() > MOST {
        return Err(format!("a fax is mailed to no more than {MOST} addresses at once"));
    }
    // Printers, and what the settings' domain would be put behind, are no addresses here.
    if let Some(wrong) = to.iter().find(|address| !address.contains('@')) {
        return Err(format!("'{wrong}' is not an e-mail address; name@example.com would be"));
    }
    check_mailboxes(to).map_err(|error| error.to_string())?;
    match to.iter().find(|address| address.starts_with(&to_printer(""))) {
        Some(wrong) => Err(format!("'{wrong}' is a printer")),
        None => Ok(()),
    }
}

/// An order that a person can put right himself.
impl DeskError {
    /// The order's error, where it is one.
    pub fn order(&self) -> Option<&OrderError> {
        if let Self::Order(error) = self { Some(error) } else { None }
    }
}
