//! Reads the replies to the mails in which Ferrofax asks for the telephone number of a fax.

use super::head::Head;
use super::{Content, Letter, LetterError, LetterSettings, Place, leaf};

/// The content of a reply to a mail in which Ferrofax asked for the telephone number of a fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The Message-IDs of the mails to which this mail is a reply, without angle brackets. The mail
    /// that this mail answers directly is first, older mails of the thread follow.
    pub answers: Vec<String>,
    /// The first line of the mailed reply that is not empty. It is an empty text if there is no
    /// such line, or if the line is a quotation.
    pub line: String,
}

/// The maximum number of Message-IDs of earlier mails that are read from a mailed reply.
const MOST_IDS: usize = 50;
/// The maximum number of characters that are kept of the first line of a user's reply. This is more
/// than a fax number in this line needs.
const LONGEST_LINE: usize = 200;

/// The HTML tags at which a line ends.
const LINE_ENDS: [&str; 8] = ["<br", "</p", "</div", "</td", "</li", "<hr", "<blockquote", "</pre"];

impl Answer {
    /// Reads a mail as a person's reply to a mail in which Ferrofax asked for a fax number: its
    /// first line, and the mails that it answers.
    ///
    /// # Errors
    /// The message is not a mail.
    pub(crate) fn read(message: &[u8], sender: &str) -> Result<Self, LetterError> {
        let how = LetterSettings { whole: true, ..LetterSettings::default() };
        let Letter { head, parts, .. } = Letter::read(message, sender, &how)?;
        let own = parts.iter().find(|part| part.place == Place::Message);
        let line = own.map(|part| match &part.content {
            Content::Text(text) => first_line(text.lines().map(str::to_owned)),
            Content::Html { html, .. } => first_line(lines_of(html)),
            Content::File(_) => String::new(),
        });
        Ok(Self { answers: answered(head), line: line.unwrap_or_default() })
    }
}

fn answered(head: Head) -> Vec<String> {
    let Head { in_reply_to, references, .. } = head;
    let mut ids = in_reply_to;
    ids.extend(references.into_iter().rev());
    ids.truncate(MOST_IDS);
    ids
}

/// Returns the first line of a mailed reply that is not empty. If that line begins with `>`, it
/// quotes the mail to which the reply belongs, and an empty text is returned.
fn first_line(mut lines: impl Iterator<Item = String>) -> String {
    let line = lines.find(|line| !leaf::is_blank(line)).unwrap_or_default();
    if line.trim_start().starts_with('>') {
        return String::new();
    }
    line.trim().chars().take(LONGEST_LINE).collect()
}

/// Splits the visible text of HTML into the lines that a person sees, without tags.
fn lines_of(html: &str) -> impl Iterator<Item = String> {
    let small = html.to_ascii_lowercase();
    let mut ends: Vec<usize> = LINE_ENDS
        .iter()
        .flat_map(|end| small.match_indices(end).map(|(at, _)| at))
        .collect();
    ends.push(html.len());
    ends.sort_unstable();
    let begins = std::iter::once(0).chain(ends.clone());
    begins
        .zip(ends)
        .map(|(begin, end)| leaf::words_of(&html[begin..end]).replace('\u{A0}', " "))
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(kind: &str, body: &str) -> Answer {
        let mail = format!(
            "From: a@b\r\nSubject: Re: Fax\r\nIn-Reply-To: <two@x>\r\nReferences: <one@x> <two@x>\r\n\
             Content-Type: {kind}; charset=utf-8\r\n\r\n{body}"
        );
        Answer::read(mail.as_bytes(), "a@b").unwrap()
    }

    #[test]
    fn the_first_line_and_what_is_answered_are_read() {
        for (kind, body) in [
            ("text/plain", "\r\n  0991 123-45 \r\n\r\nRegards\r\n> Number: 1\r\n"),
            ("text/html", "<html><body><div>0991&nbsp;123-45<br>Regards</div></body></html>"),
            (
                "text/html",
                "<html><head><style>p {color: red}</style></head><body><p class=x><span>0991 123-45</span></p><p>x</p>",
            ),
        ] {
            let read = answer(kind, body);
            assert_eq!(read.line, "0991 123-45", "{body}");
            assert_eq!(read.answers[0], "two@x");
        }
    }

    #[test]
    fn what_is_quoted_is_no_answer() {
        assert_eq!(answer("text/plain", "> 0991 1\r\n0992\r\n").line, "");
        assert_eq!(answer("text/plain", "\r\n").line, "");
    }
}
