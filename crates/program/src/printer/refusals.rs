//! Mails about those faxes of a print job that were refused. If control fields (commands such as
//! `@@+FAX:…@@` in the document) name the recipients, the mail is sent to the addresses in the
//! settings of control fields. Otherwise it is sent to the mailboxes of the fax device. Without
//! such an address, the faxmaster gets it. An error often occurs long after the print client has
//! disconnected, so the client cannot show it.

use super::Printer;
use super::operations::faxes;
use super::record::{Destination, Fate, Record};
use super::worker::NotNow;
use ferrofax_basics::UnixMs;
use ferrofax_convert::fields::FaxFields;
use ferrofax_spool::NewLetter;
use ferrofax_spool::failure::Failure;

/// The maximum number of refused faxes that one notice mail about a print job lists.
const MOST_NAMED: usize = 50;

impl Printer {
    /// Sends the notice mail about those faxes of a print job that were refused, unless the print
    /// job's owner cancelled them.
    pub(super) fn tell_of_refused(&self, id: i32) -> Result<(), NotNow> {
        let Some(record) = self.store.get(id) else { return Ok(()) };
        let Some(text) = text(&record) else { return Ok(()) };
        let mut mailboxes = self.concerned(&record);
        if mailboxes.is_empty() {
            // An empty address stands for the faxmaster.
            mailboxes.push(String::new());
        }
        let now = UnixMs::now();
        for mailbox in mailboxes {
            let letter = NewLetter {
                mark: format!("print:{}:refused:{mailbox}", record.key),
                mailbox,
                subject: subject(&record),
                text: text.clone(),
                ..NewLetter::default()
            };
            self.spool.outbox().file_letter(&letter, now)?;
        }
        Ok(())
    }

    /// The mail addresses to which the notice mail about the refused faxes of this print job is
    /// sent.
    fn concerned(&self, record: &Record) -> Vec<String> {
        if record.cut.is_some() {
            let terms = self.fields.terms(&FaxFields::default(), &record.user_name);
            return self.fields.addresses(&terms.reports);
        }
        self.device_of(record).map(|device| device.mailboxes).unwrap_or_default()
    }
}

fn subject(record: &Record) -> String {
    let made = faxes(record).count();
    let which = if made == 0 { "is NOT FAXED" } else { "is NOT FAXED as a whole" };
    format!("Print job {} ({}) {which}", record.id, record.name)
}

/// The text of the notice mail about a print job: its refused faxes, each with the reason. `None`:
/// no fax was refused.
fn text(record: &Record) -> Option<String> {
    let refused: Vec<(&Destination, &str)> = record
        .destinations
        .iter()
        .filter_map(|to| match &to.fate {
            Some(Fate::Refused { failure, text, .. }) if *failure != Failure::Cancelled => {
                Some((to, text.as_str()))
            }
            _ => None,
        })
        .collect();
    if refused.is_empty() {
        return None;
    }
    let mut text =
        "A print job was accepted, and these parts of it will NOT be sent:\n\n".to_owned();
    for (to, why) in refused.iter().take(MOST_NAMED) {
        let to = match (to.number.as_str(), record.cut.is_some()) {
            ("", true) => "The remaining pages",
            ("", false) => "The fax",
            (number, _) => &format!("The fax to {number}"),
        };
        text.push_str(&format!("{to}: {why}\n"));
    }
    if refused.len() > MOST_NAMED {
        text.push_str(&format!("… and {} more.\n", refused.len() - MOST_NAMED));
    }
    let faxes = record.destinations.len() - refused.len();
    text.push_str(&format!(
        "\nPrint job:   {} ({})\nPrinted by:  {}\nDevice:      {}\nFaxes of it: {faxes}\n",
        record.id, record.name, record.user_name, record.device
    ));
    Some(text)
}
