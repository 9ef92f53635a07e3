//! Functions for administrators: accepted mails that are not faxed, because they were postponed, or
//! were set aside after they had crashed the process that reads mails.

use super::house::of_intake;
use super::{Desk, DeskError, Person};
use ferrofax_basics::UnixMs;
use ferrofax_mail::intake::{Entry, IntakeError};

/// An accepted mail that is not faxed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldMail {
    /// The mail's id, which consists of letters and digits.
    pub id: String,
    /// The time at which the mail was received; `None` if its file cannot be read.
    pub received_at: Option<UnixMs>,
    /// The sender's mail address; empty if the mail has none.
    pub sender: String,
    /// The mail addresses of the recipients, separated by commas.
    pub recipients: String,
    /// The reason why the mail was postponed or set aside; empty if it is not known.
    pub why: String,
    /// Whether the mail was set aside, so that the service does not try by itself to fax it again.
    pub is_aside: bool,
}

impl HeldMail {
    fn of(id: String, entry: Option<Entry>, is_aside: bool) -> Self {
        let Some(Entry { envelope, why, .. }) = entry else {
            let (sender, recipients, why) = Default::default();
            return Self { id, received_at: None, sender, recipients, why, is_aside };
        };
        let recipients: Vec<String> =
            envelope.recipients.into_iter().map(|one| one.address).collect();
        Self {
            id,
            received_at: Some(envelope.received_at),
            sender: envelope.sender,
            recipients: recipients.join(", "),
            why: why.unwrap_or_default(),
            is_aside,
        }
    }
}

impl Desk {
    /// The accepted mails that were set aside, followed by those that were postponed. Leaves out
    /// the first `skip` mails, and returns at most `limit`.
    pub fn held_mails(
        &self,
        person: &Person,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<HeldMail>, DeskError> {
        self.keeps_house(person, "mail-queue")?;
        let intake = self.intake()?;
        let aside = intake.ids_set_aside().map_err(|error| of_intake(&error))?;
        let of_aside = |id: &String| HeldMail::of(id.clone(), intake.entry_aside(id).ok(), true);
        let mut held: Vec<HeldMail> = aside.iter().skip(skip).take(limit).map(of_aside).collect();
        let left = limit - held.len();
        if left > 0 {
            let postponed = intake.postponed().map_err(|error| of_intake(&error))?;
            let postponed = postponed.into_iter().skip(skip.saturating_sub(aside.len()));
            let of_postponed = |entry: Entry| HeldMail::of(entry.id.clone(), Some(entry), false);
            held.extend(postponed.take(left).map(of_postponed));
        }
        Ok(held)
    }

    /// Makes the service try again now to fax an accepted mail. Returns false if there is no such
    /// mail.
    pub fn handle_mail_again(
        &self,
        person: &Person,
        mail: &str,
        now: UnixMs,
    ) -> Result<bool, DeskError> {
        self.does(person, "mail-queue-retry", &[("mail", mail)])?;
        let intake = self.intake()?;
        let done = match intake.entry(mail) {
            Ok(entry) => intake.later(mail, now, &entry.why.unwrap_or_default()),
            Err(IntakeError::Unknown(_)) => intake.take_back(mail),
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => Ok(true),
            Err(IntakeError::Unknown(_)) => Ok(false),
            Err(error) => Err(of_intake(&error)),
        }
    }
}
