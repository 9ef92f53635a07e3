//! An answer on the control connection. It consists of a code of three digits, and of one or more
//! lines of text (RFC 959 §4.2).

use ferrofax_basics::control_signs::blanked;

/// An answer to the HylaFAX client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    /// The three-digit code of the answer.
    pub(super) code: u16,
    /// The lines of text that the HylaFAX client gets before the last line of the answer.
    before: Vec<String>,
    /// The text of the last line of the answer to a HylaFAX client.
    pub(super) text: String,
    /// Whether the HylaFAX client's session ends after this answer.
    pub(super) is_last: bool,
    /// Whether the HylaFAX client's line was an invalid command or was not allowed. Many such lines
    /// in a row end the session.
    pub(super) is_bad: bool,
}

/// The answer to a command that succeeded, or to one that failed.
pub(super) type Answer = Result<Reply, Reply>;

impl Reply {
    pub(super) fn new(code: u16, text: impl Into<String>) -> Self {
        let is_bad = matches!(code, 500..=502 | 530);
        Self { code, before: Vec::new(), text: text.into(), is_last: false, is_bad }
    }

    /// Adds lines to the answer. The HylaFAX client gets these lines before the last line of the
    /// answer.
    pub(super) fn after(self, before: Vec<String>) -> Self {
        Self { before, ..self }
    }

    /// Marks this answer as the last one of the session: after it was sent, the session ends.
    pub(super) fn last(self) -> Self {
        Self { is_last: true, ..self }
    }

    /// Marks this as the answer to a valid command. By default, an answer with a code such as 500
    /// counts as the answer to an invalid line, and too many invalid lines end the session.
    /// HylaFAX's protocol uses such codes for valid commands as well.
    pub(super) fn not_bad(self) -> Self {
        Self { is_bad: false, ..self }
    }

    /// Makes the answer to a command that succeeded, with this reply code.
    pub(super) fn done(code: u16, command: &str) -> Self {
        Self::new(code, format!("{command} command successful."))
    }

    /// The answer to a HylaFAX client that sends a command before it has logged in, although the
    /// command requires a login.
    pub(super) fn log_in() -> Self {
        Self::new(530, "Please login with USER and PASS.")
    }

    /// The answer to a line of the HylaFAX client that is not a valid command.
    pub(super) fn syntax(line: &str, wrong: &str) -> Self {
        Self::new(500, format!("'{line}': Syntax error, {wrong}."))
    }

    /// The bytes of the answer. Each line before the last one begins with the code and a hyphen, so
    /// that the HylaFAX client does not take it for the end of the answer.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let Self { code, before, text, .. } = self;
        let mut written = String::new();
        for line in before {
            written += &format!("{code}-{}\r\n", blanked(line));
        }
        written += &format!("{code} {}\r\n", blanked(text));
        written.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_others_ends_a_line_or_an_answer() {
        let reply = Reply::new(211, "End\r\n230 User root logged in.").after(vec!["a\nb".into()]);
        assert_eq!(reply.bytes(), b"211-a b\r\n211 End  230 User root logged in.\r\n");
    }
}
