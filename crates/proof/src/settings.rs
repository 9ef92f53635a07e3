//! The section `[proof]` of gateway.toml: the key that signs proofs of sending, and the service
//! that confirms the time of a signature.

use std::path::PathBuf;

use ferrofax_gateway_toml::{Section, settings};
use ferrofax_network::outward::{Place, PlaceError};

settings! {
    /// The settings of `[proof]`.
    pub struct ProofSettings {}

    /// The keys of `[proof]`.
    pub KEYS {
        /// PEM file with the certificate that signs proofs of sending, and the certificates of its
        /// authorities. "": Ferrofax makes a key and a certificate of its own.
        certificate: Option<PathBuf> = "", path;
        /// PEM file with the private key of certificate: mode 640, group ferrofax.
        key: Option<PathBuf> = "", path;
        /// The folder for the key that Ferrofax makes (own.pem), and for all certificates that have
        /// signed proofs so far (certificates.pem). The user of the Ferrofax service must be able
        /// to write to it.
        folder: Option<PathBuf> = "/var/lib/ferrofax/proof", path;
        /// Whether the service takes the module's mails at its socket and attaches a proof to the last
        /// report on each job of a device with `reportattach = proof` in ferrofax.conf. The mails are
        /// sent by the mail server of [relay].
        report_mails: bool = false, flag;
        /// The URL of a time stamp service (RFC 3161), which gets a hash of each signature:
        /// "https://freetsa.org/tsr". "": proofs have no time stamp.
        time_stamp_url: Option<String> = "", text(url);
        /// PEM file with the certificates of the authorities of the time stamp service. "": the
        /// authorities that the operating system trusts.
        time_stamp_authorities: Option<PathBuf> = "", path;
        /// The longest time to wait for the time stamp service, in seconds. After it, the proof is
        /// signed without a time stamp, and says so.
        time_stamp_seconds: u32 = 10, number(1..=60);
    }
}

impl ProofSettings {
    /// Reads the keys of `[proof]`.
    pub fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if self.certificate.is_some() != self.key.is_some() {
            section.wrong("key", "certificate and key are set together");
        }
        if self.folder.is_none() {
            section.wrong("folder", "a folder is needed, such as /var/lib/ferrofax/proof");
        }
    }
}

/// Checks that a text is the URL of a time stamp service.
fn url(text: &str) -> Result<Option<String>, PlaceError> {
    if text.is_empty() {
        return Ok(None);
    }
    Place::read(text).map(|_| Some(text.trim().to_owned()))
}
