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
use ferrofax_languages::Value;
use ferrofax_mail::texts::{Text, Words, reader};
use ferrofax_rights::Guest;
use ferrofax_spool::NewLetter;
use ferrofax_spool::failure::Failure;

/// The maximum number of refused faxes that one notice mail about a print job lists.
const MOST_NAMED: usize = 50;

impl Printer {
    /// Sends the notice mail about those faxes of a print job that were refused, unless the print
    /// job's owner cancelled them.
    pub(super) fn tell_of_refused(&self, id: i32) -> Result<(), NotNow> {
        let Some(record) = self.store.get(id) else { return Ok(()) };
        let mut mailboxes = self.concerned(&record);
        let words = if mailboxes.is_empty() {
            // An empty address stands for the faxmaster.
            mailboxes.push(String::new());
            reader::of_settings(&self.spool)
        } else {
            self.words_of(&record)
        };
        let Some(text) = text(&record, words) else { return Ok(()) };
        let now = UnixMs::now();
        for mailbox in mailboxes {
            let letter = NewLetter {
                mark: format!("print:{}:refused:{mailbox}", record.key),
                mailbox,
                subject: subject(&record, words),
                text: text.clone(),
                ..NewLetter::default()
            };
            self.spool.outbox().file_letter(&letter, now)?;
        }
        Ok(())
    }

    /// The texts in the language of the notice mail. It is the language of the user who printed, if
    /// the user is known, else of the device.
    fn words_of(&self, record: &Record) -> Words {
        let Some(device) = self.device_of(record) else { return reader::of_settings(&self.spool) };
        match &record.guest {
            Guest::User(user, _) => {
                reader::of_user(&self.spool, &self.rights, user, &device.name())
            }
            Guest::Network(_) => reader::of_device(&self.spool, &device.name()),
        }
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

fn subject(record: &Record, words: Words) -> String {
    let made = faxes(record).count();
    let subject = if made == 0 { Text::print_subject } else { Text::print_part_subject };
    let job = record.id.to_string();
    words.with(subject, &[("job", Value::Text(&job)), ("name", Value::Text(&record.name))])
}

/// The text of the notice mail about a print job: its refused faxes, each with the reason. `None`:
/// no fax was refused.
fn text(record: &Record, words: Words) -> Option<String> {
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
    let mut text = words.text(Text::print_text) + "\n\n";
    for (to, why) in refused.iter().take(MOST_NAMED) {
        let why = words.said(why);
        let why = ("why", Value::Text(&why));
        let line = match (to.number.as_str(), record.cut.is_some()) {
            ("", true) => words.with(Text::print_rest, &[why]),
            ("", false) => words.with(Text::print_fax, &[why]),
            (number, _) => words.with(Text::print_fax_to, &[("number", Value::Text(number)), why]),
        };
        text.push_str(&format!("{line}\n"));
    }
    if refused.len() > MOST_NAMED {
        let more = words.count(Text::print_more, refused.len() - MOST_NAMED);
        text.push_str(&format!("{more}\n"));
    }
    let faxes = record.destinations.len() - refused.len();
    let rows = words.rows(&[
        (Text::label_print_job, &format!("{} ({})", record.id, record.name)),
        (Text::label_printed_by, &record.user_name),
        (Text::label_device, &record.device),
        (Text::label_faxes, &faxes.to_string()),
    ]);
    Some(format!("{text}\n{rows}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::record::tests::record;
    use ferrofax_languages::Language;
    use ferrofax_resources::english;

    #[test]
    fn the_notice_is_in_each_language() {
        let mut record = record(3);
        let refused = |number: &str, text: &str| Destination {
            number: number.to_owned(),
            fate: Some(Fate::Refused {
                failure: Failure::Forbidden,
                text: text.to_owned(),
                at: UnixMs(6),
            }),
            ..Destination::default()
        };
        record.destinations = vec![refused("", "it has no pages"); 51];
        record
            .destinations
            .insert(0, refused("0991 7", "Device 2101@x may not send faxes"));
        for words in Language::ALL.map(Words::of) {
            let subject = subject(&record, words);
            let text = text(&record, words).unwrap();
            assert!(subject.contains(" 3 (Letter)"), "{subject}");
            for value in ["0991 7", "2101@x", "alice"] {
                assert!(text.contains(value), "{value} in {text}");
            }
            let more = text.lines().find(|line| line.starts_with('…')).unwrap();
            assert!(more.contains('2'), "{more}");
            english::assert_none(&subject, words.language.code());
            english::assert_none(&text, words.language.code());
        }
        let german = text(&record, Words::of(Language::German)).unwrap();
        for line in [
            "Das Fax an 0991 7: Vom Anschluss 2101@x dürfen keine Faxe gesendet werden.\n",
            "Das Fax: es hat keine Seiten\n",
        ] {
            assert!(german.contains(line), "{line} in {german}");
        }
    }
}
