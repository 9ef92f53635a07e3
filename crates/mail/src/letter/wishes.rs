//! Reads the sender's options from header lines (`X-Fax-Priority: 10`) and from the subject (`[fax
//! priority=10]`).

use super::Head;
use ferrofax_spool::value::ValueError;
use ferrofax_spool::wish::{WayIn, Wish, Wishes};

/// The fax options that a mail sets. Options with invalid values are separated from the others when
/// the mail is read. Valid values are stored as written in the mail, and are used when the fax job
/// is created.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailWishes {
    /// The valid fax options that the mail sets.
    pub said: Wishes,
    /// The invalid fax options in the mail, which are reported to the sender.
    pub wrong: Vec<MailWishError>,
}

/// An invalid fax option in a mail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailWishError {
    /// The mail names a fax option that does not exist.
    #[error("'{word}' is not a known option; the options are {}", Wish::words_at(WayIn::Mail))]
    UnknownWord {
        /// The name of the unknown option, as the sender wrote it.
        word: String,
    },
    /// The mail sets a fax option to a value that the option does not accept.
    #[error("{word}: {error}")]
    Value {
        /// The name of the option, as the sender wrote it.
        word: String,
        /// The reason why the option does not accept this value.
        error: ValueError,
    },
}

/// The beginning of the names of header lines that set fax options. Case is ignored.
const PREFIX: &str = "X-Fax-";

/// Words after `X-Fax-` that HylaFAX's faxmail writes and Ferrofax ignores. Most of them concern
/// the fax number, which Ferrofax takes from the envelope.
const NONE: [&str; 5] = ["dialstring", "external", "headers", "pagesize", "useecm"];

impl MailWishes {
    /// Reads the fax options that a mail sets. Also returns the mail's subject without the options
    /// in it.
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

    /// Sets an option of the fax. If the mail names an option twice, the first value is used.
    fn set(&mut self, word: &str, value: &str) {
        let value = value.trim();
        let is_none = |known: &&str| known.eq_ignore_ascii_case(&word.replace(['-', '_'], ""));
        if value.is_empty() || NONE.iter().any(is_none) {
            return;
        }
        let Some(wish) = Wish::find(WayIn::Mail, word) else {
            return self.wrong.push(MailWishError::UnknownWord { word: word.to_owned() });
        };
        match wish.check_at_once(value) {
            Ok(()) => self.said.add(wish, value),
            Err(error) => self.wrong.push(MailWishError::Value { word: word.to_owned(), error }),
        }
    }
}

/// Reads the options `[fax WORD=VALUE WORD="MORE VALUES"]` in a subject. Also returns the subject
/// without them. `None` if the subject has no brackets of this form.
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

    fn read(lines: &str, subject_keywords: bool) -> (MailWishes, String) {
        let head = Head::read(format!("{lines}\r\n\r\n").as_bytes(), "anna@example.com").unwrap();
        MailWishes::read(&head, subject_keywords)
    }

    #[test]
    fn header_lines_are_wishes() {
        let (wishes, subject) = read(
            "Subject: Offer [fax tag=x]\r\nX-Fax-Priority: 10\r\nx-fax-at: 20:00\r\nX-Fax-Tag: Order 17\r\nX-Fax-Cover: yes\r\n\
             X-Fax-Notify: b@example.com\r\nX-Fax-Resolution: superfine\r\nX-FaxNumberOfPages: 2\r\nX-Fax-Tag: later",
            false,
        );
        let said = |wish| wishes.said.get(wish);
        assert_eq!((said(Wish::Priority), said(Wish::At)), (Some("10"), Some("20:00")));
        assert_eq!(
            (said(Wish::Tag), said(Wish::Notify)),
            (Some("Order 17"), Some("b@example.com"))
        );
        assert_eq!((said(Wish::Cover), said(Wish::Resolution)), (Some("yes"), Some("superfine")));
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
        let said = Wishes::default().with(Wish::Resolution, "196").with(Wish::Cover, "no");
        let expected = MailWishes { said: said.with(Wish::Tries, "2"), wrong: Vec::new() };
        assert_eq!(wishes, expected);
    }

    #[test]
    fn words_in_the_subject_are_wishes_and_are_not_faxed() {
        let (wishes, subject) =
            read("Subject: Offer [fax priority=10 tag=\"Order 17\" at=+2h] for you", true);
        let said = [Wish::Priority, Wish::Tag, Wish::At].map(|wish| wishes.said.get(wish));
        assert_eq!(said, [Some("10"), Some("Order 17"), Some("+2h")]);
        assert_eq!(subject, "Offer for you");
        for whole in ["our [fax number] has changed", "[fax priority=1", "[fax a b=c]", "[fax"] {
            let (wishes, subject) = read(&format!("Subject: {whole}"), true);
            assert_eq!((wishes, subject.as_str()), (MailWishes::default(), whole));
        }
    }

    #[test]
    fn wishes_that_are_none_are_told() {
        let (wishes, _) =
            read("X-Fax-Paper: red\r\nX-Fax-Cover: perhaps\r\nX-Fax-Resolution: best", false);
        let told: Vec<String> = wishes.wrong.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3);
        assert!(
            told[0].starts_with("'Paper' is not a known option; the options are priority"),
            "{}",
            told[0]
        );
        assert_eq!(told[1], "Cover: 'perhaps' is neither yes nor no");
        assert!(told[2].contains("superfine"));
    }
}
