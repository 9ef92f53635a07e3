//! Reads the parts of a mail's header that are needed to judge whether the sender is genuine.

use mail_parser::{Address, MessageParser};

/// Whether each of these mail addresses is in the mail's header field To or Cc.
pub(super) fn names_all(bytes: &[u8], recipients: &[impl AsRef<str>]) -> bool {
    let Some(message) = MessageParser::default().parse_headers(bytes) else { return false };
    let mut named = Vec::new();
    for field in [message.to(), message.cc()].into_iter().flatten() {
        let of = |address: &mail_parser::Addr<'_>| {
            address.address.as_ref().map(|address| address.to_lowercase())
        };
        match field {
            Address::List(list) => named.extend(list.iter().filter_map(of)),
            Address::Group(groups) => {
                named.extend(groups.iter().flat_map(|group| &group.addresses).filter_map(of))
            }
        }
    }
    recipients
        .iter()
        .all(|recipient| named.contains(&recipient.as_ref().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipients_are_looked_for_in_to_and_cc_alone() {
        let mail = b"To: A <1@x.fax>, g: 2@x.fax;\r\nCc: 3@X.fax\r\nBcc: 4@x.fax\r\nSubject: 5@x.fax\r\n\r\n6@x.fax";
        assert!(names_all(mail, &["1@X.fax", "2@x.fax", "3@x.fax"]));
        for other in ["4@x.fax", "5@x.fax", "6@x.fax"] {
            assert!(!names_all(mail, &["1@x.fax", other]), "{other}");
        }
    }
}
