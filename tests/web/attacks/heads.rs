//! Words that would be further lines of a head, of a mail or of an answer (header injection).

use serde_json::json;

use super::Siege;
use crate::api_keys::{key, program};

/// Addresses that bring a line of their own.
const MAILBOXES: [&str; 4] = [
    "kitchen@example.com\r\nBcc: all@example.com",
    "kitchen@example.com\nBcc: all@example.com",
    "\"kitchen\r\nBcc: all\"@example.com",
    "kitchen@example.com\0Bcc: all@example.com",
];

/// Languages that would be more than a cookie.
const LANGUAGES: [&str; 2] = ["de\r\nSet-Cookie: session=chosen", "de; Domain=example.com"];

pub(super) const COUNT: usize = 2 * MAILBOXES.len() + LANGUAGES.len();

#[test]
fn nobody_writes_lines_into_heads() {
    let mut siege = Siege::begun();
    let mut alice = siege.alice();
    let fax = siege.of_alice;
    let own = key(&siege.rig, "alice", "faxes:read,faxes:write");
    let mut of_alice = program(siege.serving.addresses[0], &own);
    alice.get("/own");
    for mailbox in MAILBOXES {
        let answer = alice.post(&format!("/in/{fax}/mail"), &[("to", mailbox)]);
        siege.refused(mailbox, &answer, &[422]);
        let wished = json!({"to": [mailbox]}).to_string();
        let path = format!("/api/v1/faxes/{fax}/mails");
        let answer = of_alice.post_as("application/json", &path, wished.as_bytes());
        siege.refused(&format!("{mailbox} by the API"), &answer, &[422]);
    }
    for language in LANGUAGES {
        alice.get("/own");
        let answer = alice.post("/own/language", &[("language", language)]);
        siege.refused(language, &answer, &[400]);
        assert!(!answer.head.contains("chosen") && !answer.head.contains("example.com"));
    }
    siege.ended(COUNT);
}
