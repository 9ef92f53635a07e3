//! The names of actions in the audit log, and of the values in its lines. The log itself has a short
//! English word for each.

use serde_json::Value;

use crate::texts::Texts;

/// The words for actions in the audit log, sorted. Each has the name of the text that describes the
/// action to the reader. Several words may have the same text.
const WORDS: [(&str, &str); 123] = [
    ("accept-invitation", "logged-invite"),
    ("add-passkey", "logged-passkey"),
    ("answer", "logged-by-mail"),
    ("api", "logged-api"),
    ("archive", "logged-archive"),
    ("ask-pbx", "logged-health"),
    ("call-record", "logged-recordings"),
    ("call-records", "logged-recordings"),
    ("cancel", "logged-cancel"),
    ("certificate", "logged-login"),
    ("change-device", "logged-change-device"),
    ("change-group", "logged-group"),
    ("change-password", "logged-password"),
    ("change-user", "logged-change-user"),
    ("claim", "logged-claim"),
    ("cleanup", "logged-cleanup"),
    ("connection", "logged-connection"),
    ("contact", "logged-contacts"),
    ("delete", "logged-delete"),
    ("delete-contact", "logged-contacts"),
    ("delete-view", "logged-view"),
    ("deliver-again", "logged-undelivered"),
    ("devices", "logged-devices"),
    ("draft", "logged-draft"),
    ("end-device", "logged-end-device"),
    ("end-group", "logged-group"),
    ("end-session", "logged-sessions"),
    ("end-user", "logged-end-user"),
    ("erase-person", "logged-person"),
    ("export-contacts", "logged-contacts"),
    ("export-person", "logged-person"),
    ("fax", "logged-view-fax"),
    ("fax-document", "logged-view-fax"),
    ("fax-history", "logged-view-fax"),
    ("fax-ladder", "logged-view-fax"),
    ("fax-mails", "logged-view-fax"),
    ("fax-on", "logged-fax-on"),
    ("faxes", "logged-faxes"),
    ("hand-over", "logged-hand-over"),
    ("health", "logged-health"),
    ("history", "logged-history"),
    ("hold", "logged-hold"),
    ("import-contacts", "logged-contacts"),
    ("invite", "logged-invite"),
    ("job", "logged-view-job"),
    ("job-history", "logged-view-job"),
    ("job-ladders", "logged-view-job"),
    ("job-mails", "logged-view-job"),
    ("jobs", "logged-jobs"),
    ("junk", "logged-junk"),
    ("key", "logged-api"),
    ("key-end", "logged-keys"),
    ("key-new", "logged-keys"),
    ("legal-hold", "logged-legal-hold"),
    ("legal-hold-release", "logged-legal-hold"),
    ("let-user-go-on", "logged-unblock"),
    ("lines-and-mail", "logged-lines"),
    ("log", "logged-log"),
    ("login", "logged-login"),
    ("logout", "logged-logout"),
    ("mail", "logged-mail"),
    ("mail-queue", "logged-mail-queue"),
    ("mail-queue-retry", "logged-mail-queue"),
    ("mailbox", "logged-by-mail"),
    ("make-link", "logged-link"),
    ("mark", "logged-read"),
    ("message", "logged-by-mail"),
    ("message-again", "logged-webhook"),
    ("metadata", "logged-metadata"),
    ("metrics", "logged-metrics"),
    ("move", "logged-move"),
    ("new-device", "logged-new-device"),
    ("new-group", "logged-group"),
    ("new-user", "logged-new-user"),
    ("node-drain", "logged-drain"),
    ("node-undrain", "logged-drain"),
    ("not-junk", "logged-not-junk"),
    ("note", "logged-note"),
    ("number-forget", "logged-numbers"),
    ("numbers", "logged-numbers"),
    ("open", "logged-open"),
    ("open-call-record", "logged-recordings"),
    ("open-link", "logged-link"),
    ("pages", "logged-submission"),
    ("passkey", "logged-login"),
    ("pause-mails", "logged-mail-queue"),
    ("postmaster", "logged-postmaster"),
    ("print", "logged-print"),
    ("printer", "logged-printer"),
    ("priority", "logged-priority"),
    ("put-contact", "logged-contacts"),
    ("read", "logged-read"),
    ("recipient", "logged-by-mail"),
    ("recipients", "logged-draft"),
    ("release", "logged-release"),
    ("release-job", "logged-release-job"),
    ("remove-passkey", "logged-passkey"),
    ("request", "logged-request"),
    ("reset-second-factor", "logged-reset"),
    ("resume-mails", "logged-mail-queue"),
    ("retry", "logged-retry"),
    ("save-view", "logged-view"),
    ("second-factor", "logged-second-factor"),
    ("second-factor-off", "logged-own-second"),
    ("second-factor-on", "logged-own-second"),
    ("send-again", "logged-send-again"),
    ("sender", "logged-by-mail"),
    ("session", "logged-sessions"),
    ("sessions", "logged-sessions"),
    ("set-lines", "logged-lines"),
    ("set-mail-server", "logged-lines"),
    ("stop", "logged-block"),
    ("stop-user", "logged-block"),
    ("submission", "logged-submission"),
    ("undeliverable", "logged-undelivered"),
    ("users", "logged-users"),
    ("webhook", "logged-webhook"),
    ("webhook-change", "logged-webhook"),
    ("webhook-end", "logged-webhook"),
    ("webhook-message", "logged-webhook"),
    ("webhook-new", "logged-webhook"),
    ("webhook-secret", "logged-webhook"),
    ("webhook-test", "logged-webhook"),
];

/// The words for values in lines of the audit log, sorted. Each has the name of the text that describes
/// the value to the reader.
const FIELDS: [(&str, &str); 66] = [
    ("book", "book"),
    ("by", "concerns-by"),
    ("bytes", "concerns-bytes"),
    ("code", "concerns-smtp-code"),
    ("contact", "concerns-contact"),
    ("copies", "concerns-copies"),
    ("count", "count"),
    ("days", "days"),
    ("device", "device"),
    ("devices", "devices"),
    ("door", "concerns-door"),
    ("draft", "logged-draft"),
    ("fax", "fax"),
    ("faxes", "faxes"),
    ("group", "logged-group"),
    ("groups", "groups"),
    ("held", "concerns-held"),
    ("helo", "concerns-helo"),
    ("hold", "logged-legal-hold"),
    ("job", "job"),
    ("key", "concerns-key"),
    ("left_out", "concerns-left-out"),
    ("link", "logged-link"),
    ("listener", "concerns-listener"),
    ("login", "concerns-login"),
    ("mail", "concerns-mail"),
    ("mailbox", "concerns-mailbox"),
    ("mark", "concerns-mark"),
    ("members", "members"),
    ("message", "concerns-message"),
    ("more", "concerns-more"),
    ("name", "concerns-name"),
    ("network", "concerns-network"),
    ("new_role", "concerns-new-role"),
    ("node", "machine"),
    ("number", "number"),
    ("pages", "concerns-pages"),
    ("passkey", "concerns-passkey"),
    ("person", "concerns-person"),
    ("post_dial", "concerns-post-dial"),
    ("printer", "printer"),
    ("priority", "priority"),
    ("priority_taken", "concerns-priority-taken"),
    ("proof", "concerns-proof"),
    ("recipient", "recipient"),
    ("record", "logged-recordings"),
    ("request", "concerns-request"),
    ("request_id", "concerns-request-id"),
    ("role", "concerns-role"),
    ("second_factor", "second-factor"),
    ("sender", "sender"),
    ("session", "concerns-session"),
    ("status", "concerns-smtp-status"),
    ("system_user", "concerns-system-user"),
    ("tag", "tag"),
    ("test", "concerns-test"),
    ("tls", "concerns-tls"),
    ("to", "to"),
    ("until", "concerns-until"),
    ("upload", "concerns-upload"),
    ("url", "concerns-url"),
    ("view", "logged-view"),
    ("webhook", "webhook"),
    ("whom", "user"),
    ("why", "reason"),
    ("written", "concerns-written"),
];

/// The name of an action in the reader's language. An action without such a name, because only the
/// command line has it, is shown by its word in the log.
pub(super) fn name_of(asked: &str, texts: &Texts) -> String {
    found(&WORDS, asked, texts)
}

/// A value in a line of the audit log, with its name in the reader's language. A value without such
/// a name, because only the command line writes it, is shown with its word in the log. `None` if the
/// value is empty.
pub(super) fn value_of(word: &str, value: &Value, texts: &Texts) -> Option<String> {
    let shown = match (word, value.as_str()) {
        (_, Some("")) => return None,
        ("door", Some("page")) => texts.text("concerns-page"),
        ("door", Some("api")) => "API".to_owned(),
        ("door", Some("hylafax")) => "HylaFAX".to_owned(),
        ("role" | "new_role", Some("user")) => texts.text("role-user"),
        ("role" | "new_role", Some("desk")) => texts.text("role-desk"),
        ("role" | "new_role", Some("administrator")) => texts.text("role-administrator"),
        ("role" | "new_role", Some("auditor")) => texts.text("role-auditor"),
        (_, Some(text)) => text.to_owned(),
        (_, None) => match value.as_bool() {
            Some(true) => texts.yes.to_owned(),
            Some(false) => texts.no.to_owned(),
            None => value.to_string(),
        },
    };
    Some(format!("{} {shown}", found(&FIELDS, word, texts)))
}

/// The text for a word in the reader's language; the word itself if it has no text.
fn found(words: &[(&str, &str)], word: &str, texts: &Texts) -> String {
    match words.binary_search_by_key(&word, |(known, _)| known) {
        Ok(at) => texts.text(words[at].1),
        Err(_) => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::Language;
    use serde_json::json;

    #[test]
    fn each_action_and_each_value_has_a_name_in_each_language() {
        assert!(WORDS.is_sorted_by_key(|(word, _)| word));
        assert!(FIELDS.is_sorted_by_key(|(word, _)| word));
        for language in Language::ALL {
            let texts = Texts::of(language.code()).unwrap();
            for (word, name) in WORDS.iter().chain(&FIELDS) {
                let shown = texts.text(name);
                assert!(!shown.is_empty() && shown != *name, "{word} in {}", language.code());
            }
        }
        assert_eq!(name_of("stop-user", Texts::of("de").unwrap()), "Benutzer sperren");
        assert_eq!(name_of("rekey-store", Texts::of("de").unwrap()), "rekey-store");
        let german = |word, value| value_of(word, &value, Texts::of("de").unwrap());
        assert_eq!(german("job", json!("7")).as_deref(), Some("Auftrag 7"));
        assert_eq!(german("pages", json!(3)).as_deref(), Some("Seiten 3"));
        assert_eq!(german("tls", json!(true)).as_deref(), Some("TLS ja"));
        assert_eq!(german("door", json!("page")).as_deref(), Some("Zugang Weboberfläche"));
        assert_eq!(german("role", json!("user")).as_deref(), Some("Rolle Benutzer"));
        assert_eq!(german("trail", json!("x")).as_deref(), Some("trail x"));
        assert_eq!(german("job", json!("")), None);
    }
}
