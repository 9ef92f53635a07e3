//! The settings for reading mails: keys of `[mail]` in gateway.toml.

use ferrofax_gateway_toml::settings;

settings! {
    /// The settings for reading the content of mails.
    pub struct LetterSettings {}

    /// The keys in `[mail]` of gateway.toml that concern the reading of mails.
    pub KEYS {
        /// The parts of a mail that are faxed. 0: subject and text, which become the first page,
        /// and then the attachments. 1: only the attachments.
        // True: the whole mail is faxed. False: only its attachments.
        whole as "mode": bool = 0, words("0" => true, "1" => false);
        /// Whether senders may write options for a fax into the subject of the mail: "[fax
        /// priority=10 at=20:00] Offer".
        subject_keywords: bool = true, flag;
        /// Texts that office machines write into each mail ("Scanned from"). A subject or text that
        /// begins with one of them is not faxed.
        device_texts: Vec<String> = [], list;
        /// Highest number of parts of one mail. The parts are the attachments of the mail, and the
        /// attachments of attached mails. A mail with more parts is rejected as a whole.
        max_parts: usize = 1000, number(1..=100_000);
    }
}
