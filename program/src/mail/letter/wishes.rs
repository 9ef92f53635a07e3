//! What the sender wishes, by header lines (`X-Fax-Priority: 10`) or words in the subject
//! (`[fax priority=10]`).

use super::Head;
use ferrofax_basics::value;
use ferrofax_engine::t4::Resolution;
use ferrofax_spool::submission::Draft;

/// What the sender wishes. Values are as they were written; the order checks them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// 0 (first) to 255 (last).
    pub priority: Option<String>,
    /// Not before.
    pub at: Option<String>,
    /// Not after.
    pub expires: Option<String>,
    /// A word of the sender's for the job.
    pub tag: Option<String>,
    /// With a cover page, or without.
    pub cover: Option<bool>,
    /// Who gets the reports.
    pub notify: Option<String>,
    /// Which reports: `each`, `end`, `failure`, `success`, `trouble`, `never`.
    pub report: Option<String>,
    /// Sessions in which a fax machine answered, at most.
    pub tries: Option<String>,
    /// Calls, at most.
    pub dials: Option<String>,
    /// The receiver's name, for the cover page.
    pub recipient: Option<String>,
    /// The receiver's company.
    pub company: Option<String>,
    /// The finest resolution.
    pub resolution: Option<Resolution>,
    /// Wishes that are none: to be told.
    pub wrong: Vec<WishError>,
}

/// A wish that cannot be fulfilled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WishError {
    /// Nobody knows the word.
    #[error("'{0}' is no word for a fax; {KNOWN} are")]
    UnknownWord(String),
    /// The word takes other values.
    #[error("{word}: '{value}' is none of {known}")]
    Value {
        /// The word.
        word: String,
        /// What was written.
        value: String,
        /// What may be written.
        known: &'static str,
    },
}

/// Header lines of wishes begin with it, in any case.
const PREFIX: &str = "X-Fax-";

/// Words of HylaFAX's faxmail that are no wishes here. The number, above all, is the
/// envelope's to say.
const NONE: [&str; 5] = ["dialstring", "external", "headers", "pagesize", "useecm"];

const KNOWN: &str = "priority, at, expires, tag, cover, notify, report, tries, dials, recipient, company and resolution";

impl Wishes {
    /// The wishes of a mail, and its subject without them.
    pub fn read(head: &Head, subject_keywords: bool) -> (Self, String) {
        let mut wishes = Self::default();
        for (name, value) in &head.fields {
            if let Some((prefix, word)) = name.split_at_checked(PREFIX.len())
                && prefix.eq_ignore_ascii_case(PREFIX)
            {
                wishes.set(word, value);
            }
        }
        let mut subject = head.subject.clone();
        if subject_keywords && let Some((words, rest)) = bracketed(&subject) {
            for (word, value) in words {
                wishes.set(&word, &value);
            }
            subject = rest;
        }
        (wishes, subject)
    }

    /// What is said first holds, as in an address.
    fn set(&mut self, word: &str, value: &str) {
        let value = value.trim();
        let key = word.to_ascii_lowercase().replace(['-', '_'], "");
        if value.is_empty() || NONE.contains(&key.as_str()) {
            return;
        }
        let field = match key.as_str() {
            "priority" => &mut self.priority,
            "at" | "sendat" | "sendtime" => &mut self.at,
            "expires" | "killtime" => &mut self.expires,
            "tag" | "jobtag" | "jobinfo" => &mut self.tag,
            "notify" | "notifyaddress" | "notifyaddr" => &mut self.notify,
            "report" => &mut self.report,
            "tries" | "maxtries" => &mut self.tries,
            "dials" | "maxdials" => &mut self.dials,
            "recipient" | "toname" => &mut self.recipient,
            "company" | "tocompany" => &mut self.company,
            "cover" | "autocoverpage" => return self.set_cover(word, value),
            "resolution" | "vres" => return self.set_resolution(word, value),
            _ => return self.wrong.push(WishError::UnknownWord(word.to_owned())),
        };
        field.get_or_insert_with(|| value.to_owned());
    }

    fn set_cover(&mut self, word: &str, value: &str) {
        match value::yes_no(value) {
            Some(yes) => _ = self.cover.get_or_insert(yes),
            None => self.is_none_of(word, value, "yes and no"),
        }
    }

    /// In words, or in lines per inch as HylaFAX's faxmail has them.
    fn set_resolution(&mut self, word: &str, value: &str) {
        let resolution = match value.to_ascii_lowercase().as_str() {
            "standard" | "98" => Resolution::Standard,
            "fine" | "196" => Resolution::Fine,
            "superfine" | "391" | "392" => Resolution::Superfine,
            _ => return self.is_none_of(word, value, "standard, fine and superfine"),
        };
        self.resolution.get_or_insert(resolution);
    }

    fn is_none_of(&mut self, word: &str, value: &str, known: &'static str) {
        self.wrong
            .push(WishError::Value { word: word.to_owned(), value: value.to_owned(), known });
    }

    /// Puts the wishes that are words of an order into it. The resolution, the cover page
    /// and the company are not.
    pub(crate) fn apply(&self, draft: &mut Draft) {
        let words = [
            (&self.priority, &mut draft.priority),
            (&self.at, &mut draft.at),
            (&self.expires, &mut draft.expires),
            (&self.tag, &mut draft.tag),
            (&self.notify, &mut draft.notify),
            (&self.report, &mut draft.report),
            (&self.tries, &mut draft.tries),
            (&self.dials, &mut draft.dials),
            (&self.recipient, &mut draft.recipient),
        ];
        for (wish, word) in words {
            if wish.is_some() {
                word.clone_from(wish);
            }
        }
    }
}

/// The words of `[fax WORD=VALUE WORD="MORE VALUES"]` in a subject, and the subject
/// without it; none if it has no such bracket, or one that is not to the end of such
/// words.
fn bracketed(subject: &str) -> Option<(Vec<(String, String)>, String)> {
    let begin = subject.to_ascii_lowercase().find("[fax ")?;
    let mut rest = &subject[begin + "[fax ".len()..];
    let mut words = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(behind) = rest.strip_prefix(']') {
            let without = format!("{} {}", subject[..begin].trim_end(), behind.trim_start());
            return Some((words, without.trim().to_owned()));
        }
        let (word, behind) = rest.split_once('=')?;
        if !word.chars().all(|c| c.is_ascii_alphabetic() || c == '-' || c == '_') {
            return None;
        }
        let (value, behind) = match behind.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => behind.split_at(behind.find([' ', ']'])?),
        };
        words.push((word.to_owned(), value.to_owned()));
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str, subject_keywords: bool) -> (Wishes, String) {
        let head = Head::read(format!("{lines}\r\n\r\n").as_bytes(), "anna@example.com").unwrap();
        Wishes::read(&head, subject_keywords)
    }

    #[test]
    fn header_lines_are_wishes() {
        let (wishes, subject) = read(
            "Subject: Offer [fax tag=x]\r\nX-Fax-Priority: 10\r\nx-fax-at: 20:00\r\nX-Fax-Tag: Order 17\r\nX-Fax-Cover: yes\r\n\
             X-Fax-Notify: b@example.com\r\nX-Fax-Resolution: superfine\r\nX-FaxNumberOfPages: 2\r\nX-Fax-Tag: later",
            false,
        );
        let text = |wish: &Option<String>| wish.clone().unwrap_or_default();
        assert_eq!((text(&wishes.priority), text(&wishes.at)), ("10".into(), "20:00".into()));
        assert_eq!(
            (text(&wishes.tag), text(&wishes.notify)),
            ("Order 17".into(), "b@example.com".into())
        );
        assert_eq!((wishes.cover, wishes.resolution), (Some(true), Some(Resolution::Superfine)));
        assert_eq!(
            (wishes.wrong, subject.as_str()),
            (vec![], "Offer [fax tag=x]"),
            "no keywords unless they are on"
        );
    }

    #[test]
    fn words_of_hylafax_are_known_and_none_of_them_is_the_number() {
        let (wishes, _) = read(
            "X-FAX-VRes: 196\r\nX-FAX-AutoCoverPage: no\r\nX-FAX-Dialstring: 0900123\r\nX-FAX-MaxTries: 2\r\n\
             X-FAX-Headers: clear",
            false,
        );
        let expected = Wishes {
            resolution: Some(Resolution::Fine),
            cover: Some(false),
            tries: Some("2".into()),
            ..Wishes::default()
        };
        assert_eq!(wishes, expected);
    }

    #[test]
    fn words_in_the_subject_are_wishes_and_are_not_faxed() {
        let (wishes, subject) =
            read("Subject: Offer [fax priority=10 tag=\"Order 17\" at=+2h] for you", true);
        assert_eq!(wishes.priority.as_deref(), Some("10"));
        assert_eq!((wishes.tag.as_deref(), wishes.at.as_deref()), (Some("Order 17"), Some("+2h")));
        assert_eq!(subject, "Offer for you");
        for whole in ["our [fax number] has changed", "[fax priority=1", "[fax a b=c]", "[fax"] {
            let (wishes, subject) = read(&format!("Subject: {whole}"), true);
            assert_eq!((wishes, subject.as_str()), (Wishes::default(), whole));
        }
    }

    #[test]
    fn wishes_that_are_none_are_told() {
        let (wishes, _) =
            read("X-Fax-Colour: red\r\nX-Fax-Cover: perhaps\r\nX-Fax-Resolution: best", false);
        let told: Vec<String> = wishes.wrong.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3);
        assert!(told[0].starts_with("'Colour' is no word for a fax; priority"), "{}", told[0]);
        assert_eq!(told[1], "Cover: 'perhaps' is none of yes and no");
        assert!(told[2].contains("superfine"));
    }
}
