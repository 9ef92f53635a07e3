//! Replies of the mail server to its SMTP clients: a reply code, an enhanced code for newer
//! programs, and a sentence for people.

use std::fmt;

/// An SMTP reply of the mail server to an SMTP client's command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The reply code: 2xx for a success, 4xx for a temporary error, 5xx for a final error (RFC
    /// 5321 §4.2).
    pub code: u16,
    /// The enhanced status code (RFC 3463): class, subject, detail.
    pub status: (u8, u8, u8),
    /// The sentence of the SMTP reply, for people.
    pub text: String,
}

/// The maximum number of bytes of text on one line of an SMTP reply. With the codes and the line
/// end a line may have 512 bytes (RFC 5321 §4.5.3.1.5).
const LINE: usize = 400;

impl Reply {
    /// Makes an SMTP reply with a reply code, an enhanced status code and a sentence.
    pub fn new(code: u16, status: (u8, u8, u8), text: impl Into<String>) -> Self {
        Self { code, status, text: text.into() }
    }

    /// Makes an SMTP reply for a temporary error, with the reply code 451. A calling function that
    /// needs a more exact 4xx code uses [`Self::new`].
    pub fn later(status: (u8, u8, u8), text: impl Into<String>) -> Self {
        Self::new(451, status, text)
    }

    /// Makes an SMTP reply for a final error, with the reply code 550. A calling function that
    /// needs a more exact 5xx code uses [`Self::new`].
    pub fn refused(status: (u8, u8, u8), text: impl Into<String>) -> Self {
        Self::new(550, status, text)
    }

    /// Whether the rejected command can succeed later, because the reply is for a temporary error.
    pub fn may_pass(&self) -> bool {
        self.code / 100 == 4
    }

    /// Writes the lines of the reply to `out`, in the form that is sent to the SMTP client.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let lines = lines_of(&self.text);
        for (index, line) in lines.iter().enumerate() {
            let sign = if index + 1 == lines.len() { ' ' } else { '-' };
            let (class, subject, detail) = self.status;
            out.extend_from_slice(
                format!("{}{sign}{class}.{subject}.{detail} {line}\r\n", self.code).as_bytes(),
            );
        }
    }
}

/// Prints the SMTP reply for log files and for the standard output of `ferrofax mail`: `550 5.1.2
/// No such domain here`.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (class, subject, detail) = self.status;
        write!(f, "{} {class}.{subject}.{detail} {}", self.code, lines_of(&self.text).join(" "))
    }
}

/// Splits the text of an SMTP reply into lines of at most [`LINE`] bytes, at blanks if possible.
/// Characters other than printable ASCII become blanks or `?`.
fn lines_of(text: &str) -> Vec<String> {
    let text: String = text
        .chars()
        .map(|sign| match sign {
            ' '..='~' => sign,
            _ if sign.is_control() || sign.is_whitespace() => ' ',
            _ => '?',
        })
        .collect();
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        for piece in pieces(word) {
            let line = lines.last_mut().expect("there is always one");
            if line.is_empty() {
                line.push_str(piece);
            } else if line.len() + 1 + piece.len() <= LINE {
                line.push(' ');
                line.push_str(piece);
            } else {
                lines.push(piece.to_owned());
            }
        }
    }
    lines
}

/// Splits a long word of ASCII into pieces of at most [`LINE`] bytes. A word that is not longer
/// than that is one piece.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    (0..word.len())
        .step_by(LINE)
        .map(|start| &word[start..word.len().min(start + LINE)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(reply: &Reply) -> String {
        let mut out = Vec::new();
        reply.write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_answer_has_both_codes() {
        assert_eq!(written(&Reply::refused((5, 1, 2), "Not ours")), "550 5.1.2 Not ours\r\n");
        assert_eq!(written(&Reply::new(250, (2, 0, 0), "")), "250 2.0.0 \r\n");
    }

    #[test]
    fn nothing_that_others_gave_us_makes_a_line_of_its_own() {
        let reply = Reply::refused((5, 1, 2), "a\r\n250 2.0.0 fine\u{0} ü");
        assert_eq!(written(&reply), "550 5.1.2 a 250 2.0.0 fine ?\r\n");
        assert_eq!(reply.to_string(), "550 5.1.2 a 250 2.0.0 fine ?");
    }

    #[test]
    fn a_long_text_goes_on_in_further_lines() {
        let reply =
            Reply::later((4, 3, 1), format!("{} {}", "word ".repeat(100), "x".repeat(1000)));
        let text = written(&reply);
        let lines: Vec<&str> = text.split_inclusive("\r\n").collect();
        assert!(lines.iter().all(|line| line.len() <= 512 && line.ends_with("\r\n")));
        let (last, others) = lines.split_last().unwrap();
        assert!(
            last.starts_with("451 4.3.1 ")
                && others.iter().all(|line| line.starts_with("451-4.3.1 "))
        );
        assert_eq!(text.matches('x').count(), 1000);
    }
}
