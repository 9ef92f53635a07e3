//! The Web Key Directory of a mail domain (draft-koch-openpgp-webkey-service): an OpenPGP key at an
//! HTTPS address that is made of the mail address.

use std::time::Duration;

use data_encoding::Specification;
use hyper::Method;
use percent_encoding::utf8_percent_encode;
use sha1::Digest as _;

use super::key_fault::KeyFault;
use super::openpgp_key;
use super::place::{Material, Place as KeyPlace};
use super::settings::ProtectionSettings;
use ferrofax_basics::errand::caught;
use ferrofax_network::encoding::UNRESERVED;
use ferrofax_network::outward::{Asked, Limits, Outward, OutwardError, Place, Reach};

/// The limits of time and size for an answer of a Web Key Directory.
const LIMITS: Limits = Limits { time: Duration::from_secs(15), size: 256 * 1024 };

/// The alphabet of z-base-32 (RFC 6189 §5.1.6).
const ALPHABET: &str = "ybndrfg8ejkmcpqxot1uwisza345h769";

/// The Web Key Directories of the domains that the settings name.
pub(super) struct Wkd(pub(super) ProtectionSettings);

impl KeyPlace for Wkd {
    fn look(&self, address: &str) -> Result<Material, String> {
        let Some((local, domain)) = address.rsplit_once('@') else {
            return Ok(Material::default());
        };
        let domain = domain.to_ascii_lowercase();
        if !self.0.asks_wkd(&domain) {
            return Ok(Material::default());
        }
        // A domain that the administrator has named must answer. With "*", most domains have no
        // such directory, and many not even a web server.
        let is_named = self.0.wkd.iter().any(|one| one.eq_ignore_ascii_case(&domain));
        let reach = if is_named {
            Reach::Named
        } else {
            Reach::Guarded { allow: Vec::new(), ports: vec![443] }
        };
        let outward = Outward::new(None, reach, LIMITS).map_err(|error| error.to_string())?;
        let [advanced, direct] = urls(local, &domain);
        match ask(&outward, &advanced) {
            // The draft, §3.1: the second URL is for domains in which the host of the first does
            // not exist.
            Err(Unanswered::NoName(_)) => {}
            Err(Unanswered::Away(why)) if is_named => return Err(why),
            Err(Unanswered::Away(_)) => return Ok(Material::default()),
            Ok(material) => return Ok(material),
        }
        match ask(&outward, &direct) {
            Ok(material) => Ok(material),
            Err(Unanswered::NoName(why) | Unanswered::Away(why)) if is_named => Err(why),
            Err(_) => Ok(Material::default()),
        }
    }

    fn name(&self) -> String {
        "the Web Key Directory".to_owned()
    }
}

/// The reason why a Web Key Directory gave no answer.
#[derive(Debug)]
enum Unanswered {
    NoName(String),
    Away(String),
}

fn ask(outward: &Outward, url: &str) -> Result<Material, Unanswered> {
    let place = Place::read(url).map_err(|error| Unanswered::Away(error.to_string()))?;
    let asked =
        Asked { method: Method::GET, place: &place, headers: &[], body: Default::default() };
    match outward.ask(&asked) {
        Ok(answered) => read(url, answered.status, &answered.body)
            .map_err(|why| Unanswered::Away(format!("{url}: {why}"))),
        Err(OutwardError::Name { name, why }) => {
            Err(Unanswered::NoName(format!("the name {name} is not found: {why}")))
        }
        Err(OutwardError::TooLong(_)) => {
            Ok(unreadable(url, "it is larger than 256 KiB".to_owned()))
        }
        Err(error) => Err(Unanswered::Away(format!("{url}: {error}"))),
    }
}

/// Reads the keys in the answer of a Web Key Directory. There are none if the status says so.
///
/// # Errors
/// The server cannot answer at the moment, as the status says.
pub(super) fn read(url: &str, status: u16, body: &[u8]) -> Result<Material, String> {
    match status {
        200 => {}
        408 | 429 | 500.. => return Err(format!("the answer has the status {status}")),
        _ => return Ok(Material::default()),
    }
    let read = caught(|| {
        if !openpgp_key::is_one(body) {
            return Err("the answer is no OpenPGP key".to_owned());
        }
        openpgp_key::read(body)
    });
    match read.unwrap_or_else(|| Err("the library that reads it failed".to_owned())) {
        Ok(openpgp) => Ok(Material { openpgp, ..Material::default() }),
        Err(why) => Ok(unreadable(url, why)),
    }
}

fn unreadable(url: &str, why: String) -> Material {
    let fault = KeyFault::Unreadable { place: url.to_owned(), why };
    Material { faults: vec![fault], ..Material::default() }
}

/// The two URLs at which a Web Key Directory may have the key for the address `local`@`domain`: by
/// the draft's method "advanced", and by its method "direct".
pub(super) fn urls(local: &str, domain: &str) -> [String; 2] {
    let hash = sha1::Sha1::digest(local.to_ascii_lowercase());
    let (hu, l) = (z_base_32(&hash), utf8_percent_encode(local, &UNRESERVED));
    [
        format!("https://openpgpkey.{domain}/.well-known/openpgpkey/{domain}/hu/{hu}?l={l}"),
        format!("https://{domain}/.well-known/openpgpkey/hu/{hu}?l={l}"),
    ]
}

fn z_base_32(bytes: &[u8]) -> String {
    let mut form = Specification::new();
    form.symbols.push_str(ALPHABET);
    form.encoding().expect("32 different symbols").encode(bytes)
}
