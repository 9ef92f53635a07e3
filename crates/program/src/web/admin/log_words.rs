//! The names of actions in the audit log. The log itself has a short English word for each.

use crate::web::texts::Texts;

/// The words for actions in the audit log, sorted. Each has the name of the text that describes the
/// action to the reader. Several words may have the same text.
const WORDS: [(&str, &str); 122] = [
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

/// The name of an action in the reader's language. An action without such a name, because only the
/// command line has it, is shown by its word in the log.
pub(super) fn name_of(asked: &str, texts: &Texts) -> String {
    match WORDS.binary_search_by_key(&asked, |(word, _)| word) {
        Ok(at) => texts.text(WORDS[at].1),
        Err(_) => asked.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::Language;

    #[test]
    fn each_action_has_a_name_in_each_language() {
        assert!(WORDS.is_sorted_by_key(|(word, _)| word));
        for language in Language::ALL {
            let texts = Texts::of(language.code()).unwrap();
            for (word, name) in WORDS {
                let shown = name_of(word, texts);
                assert!(!shown.is_empty() && shown != name, "{word} in {}", language.code());
            }
        }
        assert_eq!(name_of("stop-user", Texts::of("de").unwrap()), "Benutzer sperren");
        assert_eq!(name_of("rekey-store", Texts::of("de").unwrap()), "rekey-store");
    }
}
