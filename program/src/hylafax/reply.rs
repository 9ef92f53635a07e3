//! An answer on the control connection: a code of three digits and a line, or several
//! (RFC 959 §4.2).

use crate::control_signs::blanked;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    /// The code.
    pub(super) code: u16,
    /// Lines before the last one.
    before: Vec<String>,
    /// The last line.
    text: String,
    /// The session ends with it.
    pub(super) is_last: bool,
    /// The line was none of the protocol, or not for who said it. Many of them in a row end
    /// a session.
    pub(super) is_bad: bool,
}

/// What is done, or why it is not.
pub(super) type Answer = Result<Reply, Reply>;

impl Reply {
    pub(super) fn new(code: u16, text: impl Into<String>) -> Self {
        let is_bad = matches!(code, 500..=502 | 530);
        Self { code, before: Vec::new(), text: text.into(), is_last: false, is_bad }
    }

    /// With these lines before its own.
    pub(super) fn after(self, before: Vec<String>) -> Self {
        Self { before, ..self }
    }

    /// It is the last one of the session.
    pub(super) fn last(self) -> Self {
        Self { is_last: true, ..self }
    }

    /// The protocol has this code for something else, too, which is no fault of the line.
    pub(super) fn not_bad(self) -> Self {
        Self { is_bad: false, ..self }
    }

    /// A command that did what it does.
    pub(super) fn done(code: u16, command: &str) -> Self {
        Self::new(code, format!("{command} command successful."))
    }

    /// Nobody has logged in.
    pub(super) fn log_in() -> Self {
        Self::new(530, "Please login with USER and PASS.")
    }

    /// A line that is none of the protocol.
    pub(super) fn syntax(line: &str, wrong: &str) -> Self {
        Self::new(500, format!("'{line}': Syntax error, {wrong}."))
    }

    /// As it goes over the line. The lines of `before` that come first bear the code and a
    /// hyphen; what stands in them can't be taken for the end of the answer.
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
