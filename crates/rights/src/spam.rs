//! Finds out whether a mail server in front of Ferrofax has marked a mail as spam. Every mail is
//! checked, so the check must be quick. It only searches the header, and does not start the child
//! process that parses mails.

use ferrofax_network::asker::header::{begun, says};

/// Whether the mail's header has the field `X-Spam-Flag: YES`.
pub(super) fn is_spam(bytes: &[u8]) -> bool {
    says(begun(bytes), "x-spam-flag", "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spam_is_what_is_called_so() {
        for (header, is) in [
            ("X-Spam-Flag: YES", true),
            ("x-spam-flag:  yes ", true),
            ("X-Spam-Flag: NO\r\nX-Spam-Flag:\r\n\tYES", true),
            ("X-Spam-Flag: NO", false),
            ("X-Spam: YES", false),
        ] {
            assert_eq!(
                is_spam(format!("From: a@b\r\n{header}\r\n\r\nX-Spam-Flag: YES\r\n").as_bytes()),
                is,
                "{header}"
            );
        }
    }
}
