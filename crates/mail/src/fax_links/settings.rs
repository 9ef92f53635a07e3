//! The section `[fax_links]` of gateway.toml: links that mails have in place of faxes.

use std::path::PathBuf;

use ferrofax_delivery::LinkProof;
use ferrofax_gateway_toml::{Section, settings};

settings! {
    /// The settings of `[fax_links]`.
    pub struct FaxLinkSettings {}

    /// The keys of `[fax_links]`.
    pub KEYS {
        /// The URL of the web interface, as recipients see it, without a path:
        /// "https://fax.example.com", or with its port "https://fax.example.com:8443". "": mails
        /// have no links.
        address: String = "", text(address);
        /// How a recipient proves that the fax is for them: "code" (a code that they got in another
        /// way than by mail, see `codes`) or "login" (a login to the web interface).
        proof: LinkProof = "code", words(
            "code" => LinkProof::Code,
            "login" => LinkProof::Login,
        );
        /// File with the codes of recipients: mode 640, group ferrofax. Each line is an address or
        /// a domain, and a code: "praxis@example.com 7Kd92-pQ4", "@example.com 4mR-88-xT".
        codes: Option<PathBuf> = "", path;
        /// The number of days after which a link expires.
        days: u32 = 14, number(1..=90);
        /// The number of times that a link opens the fax.
        openings: u32 = 1, number(1..=100);
    }
}

#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("'{0}' is no URL of the web interface; https://fax.example.com is one, without a path")]
    Address(String),
}

fn address(text: &str) -> Result<String, Unfit> {
    let address = text.trim_end_matches('/');
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let is_host = |host: &str| {
        !host.is_empty()
            && host.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']')
            })
    };
    if text.is_empty() || host.is_some_and(is_host) {
        Ok(address.to_owned())
    } else {
        Err(Unfit::Address(text.to_owned()))
    }
}

impl FaxLinkSettings {
    /// Reads the keys of `[fax_links]`.
    pub fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if self.address.starts_with("http://") {
            section.doubt("address", "others can read links by http://; use https://");
        }
        if self.is_on() && self.proof == LinkProof::Code && self.codes.is_none() {
            section.wrong("codes", "missing; example: codes = \"/etc/ferrofax/codes\"");
        }
    }

    /// Whether mails can have links in place of faxes.
    pub fn is_on(&self) -> bool {
        !self.address.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_gateway_toml::{Problem, parse_table};

    fn read(text: &str) -> Result<FaxLinkSettings, Vec<Problem>> {
        parse_table(text, "fax_links", FaxLinkSettings::read).map(|(settings, _)| settings)
    }

    #[test]
    fn settings_that_cannot_be_meant_are_told() {
        for (text, said) in [
            ("address = \"fax.example.com\"", "'fax.example.com' is no URL"),
            ("address = \"https://fax.example.com/in\"", "is no URL"),
            ("address = \"https://fax.example.com\"", "codes: missing"),
            ("proof = \"none\"", "proof: "),
            ("openings = 0", "openings: "),
        ] {
            let problems = read(&format!("[fax_links]\n{text}\n")).unwrap_err();
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            assert!(told.iter().any(|told| told.contains(said)), "{told:?}");
        }
        let text = "[fax_links]\naddress = \"http://[::1]:8080/\"\nproof = \"login\"\n";
        let settings = read(text).unwrap();
        assert_eq!(settings.address, "http://[::1]:8080");
    }
}
