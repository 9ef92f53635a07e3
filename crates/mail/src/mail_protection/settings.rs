//! The section `[mail_protection]` of gateway.toml: where the keys of recipients are found, and
//! the keys with which mails are signed.

use std::path::PathBuf;

use ferrofax_gateway_toml::{Section, settings};

settings! {
    /// The settings of `[mail_protection]`.
    pub struct ProtectionSettings {}

    /// The keys of `[mail_protection]`.
    pub KEYS {
        /// The folder with the recipients' certificates (PEM or DER) and OpenPGP keys (armored or
        /// binary). A file may have any name: Ferrofax finds it by the mail addresses in it. "":
        /// no folder.
        folder: Option<PathBuf> = "", path;
        /// Whether certificates are also searched in the directory of [ldap], in the attribute
        /// userCertificate;binary of the entry with the mail address.
        ldap: bool = false, flag;
        /// The mail domains whose Web Key Directory is asked for OpenPGP keys: ["example.com"], or
        /// ["*"] for all domains. []: none.
        wkd: Vec<String> = [], list(domain);
        /// The method of encryption if a recipient has keys for both methods: "smime" or "openpgp".
        prefer: Method = "smime", words(
            "smime" => Method::Smime,
            "openpgp" => Method::OpenPgp,
        );
        /// Whether the subject of an encrypted mail is encrypted, too. The unencrypted subject is
        /// then a neutral text.
        hide_subject: bool = true, flag;
        /// PEM file with your organisation's certificate, which signs S/MIME mails, and the
        /// certificates of its authorities. "": S/MIME mails are not signed.
        smime_certificate: Option<PathBuf> = "", path;
        /// PEM file with the private key of smime_certificate: mode 640, group ferrofax.
        smime_key: Option<PathBuf> = "", path;
        /// File with your organisation's private OpenPGP key, which signs OpenPGP mails: mode 640,
        /// group ferrofax. The key must have no passphrase, and must not be an RSA key. "": OpenPGP
        /// mails are not signed.
        openpgp_key: Option<PathBuf> = "", path;
    }
}

/// The method by which a mail is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// The mail is encrypted by S/MIME (RFC 8551).
    #[default]
    Smime,
    /// The mail is encrypted by OpenPGP (RFC 3156, RFC 9580).
    OpenPgp,
}

#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("'{0}' is no mail domain; example.com is one")]
    Domain(String),
}

fn domain(text: &str) -> Result<String, Unfit> {
    let is_one = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    if text == "*" || (text.contains('.') && !text.starts_with('.') && text.chars().all(is_one)) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(Unfit::Domain(text.to_owned()))
    }
}

impl ProtectionSettings {
    /// Reads the keys of `[mail_protection]`.
    pub fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if self.smime_certificate.is_some() != self.smime_key.is_some() {
            section.wrong("smime_key", "smime_certificate and smime_key are set together");
        }
    }

    /// Whether the settings name a source of recipients' keys.
    pub fn is_on(&self) -> bool {
        self.folder.is_some() || self.ldap || !self.wkd.is_empty()
    }

    /// Whether the Web Key Directory of this domain may be asked.
    pub(super) fn asks_wkd(&self, domain: &str) -> bool {
        self.wkd.iter().any(|one| one == "*" || one.eq_ignore_ascii_case(domain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_gateway_toml::parse_table;

    #[test]
    fn settings_that_cannot_be_meant_are_told() {
        for (text, said) in [
            ("smime_key = \"/x\"", "smime_key: smime_certificate and smime_key"),
            ("wkd = [\"nowhere\"]", "wkd: 'nowhere' is no mail domain"),
            ("prefer = \"pgp\"", "prefer: "),
        ] {
            let problems = parse_table(
                &format!("[mail_protection]\n{text}\n"),
                "mail_protection",
                ProtectionSettings::read,
            )
            .unwrap_err();
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            assert!(told.iter().any(|told| told.contains(said)), "{told:?}");
        }
    }
}
