//! Passes several received faxes on at once: by mail, or to a printer. Each fax is passed on as a
//! single one is, with the same checks and the same lines in the audit log.

use super::bulk::each;
use super::passing_on::check_addresses;
use super::refusals::Refusal;
use super::{Desk, DeskError, Outcomes, Person};
use ferrofax_basics::UnixMs;
use ferrofax_rights::Denied;
use ferrofax_spool::FaxId;

/// The greatest number of mails or print jobs that one request may create.
const MOST: usize = 200;

/// The recipients to whom faxes are passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Onto {
    /// The faxes are mailed to these mail addresses. Each address gets one mail for each fax.
    Mail(Vec<String>),
    /// The faxes are printed on this printer; `None`: on the printers of each fax's device.
    Printer(Option<String>),
}

impl Onto {
    /// The word for the action in the audit log. It is the same as for an action on a single fax.
    fn asked(&self) -> &'static str {
        match self {
            Self::Mail(_) => "mail",
            Self::Printer(_) => "print",
        }
    }

    /// The number of mails or print jobs that are created for each fax.
    fn copies(&self) -> usize {
        match self {
            Self::Mail(to) => to.len(),
            Self::Printer(_) => 1,
        }
    }
}

impl Desk {
    /// Passes these faxes on, except those that the person may not see. `mark` is a text that
    /// identifies the request: if the request is repeated with this mark, nothing is created again.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: a text is not a mail address, or there are too many mails or prints.
    /// Nothing was passed on.
    pub fn pass_on_many(
        &self,
        person: &Person,
        faxes: &[FaxId],
        onto: &Onto,
        mark: Option<&str>,
        now: UnixMs,
    ) -> Result<Outcomes<FaxId>, DeskError> {
        let asked = onto.asked();
        let faxes = self.once(person, (asked, "fax"), faxes)?;
        if let Onto::Mail(to) = onto
            && !faxes.is_empty()
        {
            self.are_fit(person, to)?;
        }
        if faxes.len().saturating_mul(onto.copies()) > MOST {
            let text = format!("at most {MOST} e-mails or prints can be made at once");
            let denied = Denied::forbidden("too-many-at-once", text.clone());
            let named: Vec<String> = faxes.iter().map(ToString::to_string).collect();
            self.rights.refused_at_desk(person, asked, ("fax", &named), None, denied);
            return Err(DeskError::Unfit(text));
        }
        let mut outcomes = Outcomes::default();
        let seen = self.those_seen(person, &self.sight(person)?, asked, &faxes, &mut outcomes)?;
        let seen: Vec<FaxId> = seen.into_iter().map(|(id, _)| id).collect();
        let (done, refused) = each(&seen, |id| {
            let mark = mark.map(|mark| format!("{mark}:{id}"));
            let created = match onto {
                Onto::Mail(to) => self.mail(person, id, to, mark.as_deref(), now),
                Onto::Printer(printer) => {
                    self.print(person, id, printer.as_deref(), mark.as_deref(), now)
                }
            };
            created.map(drop).map_err(Refusal::from)
        });
        outcomes.done = done.into_iter().map(|(id, ())| id).collect();
        outcomes.refused.extend(refused.things);
        Ok(outcomes)
    }

    /// Checks the mail addresses once for all faxes. Without an address, a single fax is mailed to
    /// its own mailboxes; for several faxes, an address is required.
    fn are_fit(&self, person: &Person, to: &[String]) -> Result<(), DeskError> {
        if to.is_empty() {
            return Err(DeskError::Unfit("enter an e-mail address".to_owned()));
        }
        check_addresses(to).map_err(|text| {
            self.refused_address(person, &[], to, text.clone());
            DeskError::Unfit(text)
        })
    }
}
