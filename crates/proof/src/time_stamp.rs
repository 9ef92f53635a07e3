//! Time stamps by RFC 3161: a service confirms that a signature existed at a time. The service gets
//! only a hash of the signature.

use std::path::Path;
use std::time::Duration;

use cms::signed_data::{SignedData, SignerInfos};
use der::asn1::{Any, BitString, OctetString, SetOfVec};
use der::oid::ObjectIdentifier;
use der::{Decode as _, Encode as _, Header, Reader as _, Sequence, SliceReader, Tag, Tagged as _};
use hyper::Method;
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::certificate::{
    Chain, Hash, begins, day, expires, is_for_time_stamps, is_valid_at, name,
};
use crate::settings::ProofSettings;
use crate::signed::{self, Broken, Checked};
use crate::signer::{SHA_256, attribute, certificate_set, content_info};
use ferrofax_basics::control_signs::one_line;
use ferrofax_network::outward::{Asked, Limits, Outward, Place, Reach};

const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
pub(crate) const TIME_STAMP: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");

/// The maximum size of a service's answer, in bytes.
const LARGEST: usize = 64 << 10;

/// The maximum number of characters of a service's text that a proof and the log show.
const MOST_SHOWN: usize = 200;

/// A question to a service (RFC 3161 §2.4.1).
#[derive(Sequence)]
struct Question {
    version: u8,
    imprint: Imprint,
    nonce: u64,
    wants_certificates: bool,
}

/// A hash of the data that is stamped.
#[derive(Sequence)]
struct Imprint {
    algorithm: AlgorithmIdentifierOwned,
    hash: OctetString,
}

/// The answer of a service (RFC 3161 §2.4.2).
#[derive(Sequence)]
struct Answer {
    status: Status,
    token: Option<Any>,
}

#[derive(Sequence)]
struct Status {
    status: u32,
    text: Option<Vec<String>>,
    fault: Option<BitString>,
}

/// A service for time stamps.
pub(crate) struct Service {
    place: Place,
    outward: Outward,
    trusted: Vec<Certificate>,
}

/// A time stamp that was checked.
#[derive(Clone, Debug)]
pub(crate) struct TimeStamp {
    /// The time, in seconds since 1970.
    pub(crate) at: i64,
    /// The certificate of the service, and those of its authorities.
    pub(crate) chain: Chain,
    nonce: Option<u64>,
}

impl TimeStamp {
    /// The first certificate of the service and its authorities that was not valid at the time of
    /// the time stamp.
    pub(crate) fn outside_validity(&self) -> Option<&Certificate> {
        self.chain.certificates.iter().find(|one| self.is_outside(one))
    }

    /// Whether a certificate was not valid at the time of the time stamp.
    fn is_outside(&self, certificate: &Certificate) -> bool {
        !is_valid_at(certificate, self.at)
    }
}

impl Service {
    /// The service that the settings name; `None` if they name none.
    ///
    /// # Errors
    /// The service cannot be used; the text is for the administrator.
    pub(crate) fn of(settings: &ProofSettings) -> Result<Option<Self>, String> {
        let Some(url) = &settings.time_stamp_url else { return Ok(None) };
        let place = Place::read(url).map_err(|error| error.to_string())?;
        let limits =
            Limits { time: Duration::from_secs(settings.time_stamp_seconds.into()), size: LARGEST };
        // The answer is signed, and the question has nothing but a hash, so it needs no TLS.
        let outward =
            Outward::new(None, Reach::everywhere(), limits).map_err(|error| error.to_string())?;
        let trusted = authorities(settings.time_stamp_authorities.as_deref())?;
        Ok(Some(Self { place, outward, trusted }))
    }

    /// The URL of the service.
    pub(crate) fn url(&self) -> String {
        self.place.to_string()
    }

    /// Asks the service for a time stamp of a signature, checks it, and returns it as an attribute
    /// of the signature. It has the certificates of the service and of its authorities. `own` is
    /// the certificate of the signature.
    ///
    /// # Errors
    /// There is no answer, or it cannot be used; the text says why.
    pub(crate) fn stamp(&self, signature: &[u8], own: &Certificate) -> Result<Attribute, String> {
        let mut nonce = [0; 8];
        graviola::random::fill(&mut nonce).map_err(|error| format!("{error:?}"))?;
        let nonce = u64::from_be_bytes(nonce) >> 1;
        let hash = Hash::Sha256.digest(&[signature]);
        let question = question(&hash, nonce).map_err(|error| error.to_string())?;
        let headers = [("content-type", "application/timestamp-query".to_owned())];
        let asked = Asked {
            method: Method::POST,
            place: &self.place,
            headers: &headers,
            body: question.into(),
        };
        let answer = self.outward.ask(&asked).map_err(|error| error.to_string())?;
        if answer.status != 200 {
            return Err(format!("it answers with the HTTP status {}", answer.status));
        }
        let token = token(&answer.body)?;
        let wrong = |why: Broken| format!("its time stamp is wrong: {why}");
        let data = signed::read_loosely(&token).map_err(wrong)?;
        let stamp = checked(&data, signature, &self.trusted).map_err(wrong)?;
        if stamp.nonce != Some(nonce) {
            return Err("its time stamp is the answer to another request".to_owned());
        }
        if !stamp.chain.is_trusted {
            return Err("its certificate is not one of an authority that is trusted".to_owned());
        }
        let failed = |error: der::Error| error.to_string();
        let token = tidied(&data, &stamp.chain).and_then(|data| content_info(&data));
        let token = token.map_err(failed)?;
        // Readers of the proof check these bytes in the same way.
        let der = token.to_der().map_err(failed)?;
        let stamp = checked_strictly(&der, signature, &self.trusted).map_err(wrong)?;
        let own = Some(own).filter(|own| stamp.is_outside(own));
        if let Some(one) = stamp.outside_validity().or(own) {
            return Err(format!(
                "its time stamp is of {}, but the certificate of {} is valid only from {} to {}",
                day(stamp.at),
                one_line(&name(one), MOST_SHOWN),
                day(begins(one)),
                day(expires(one))
            ));
        }
        attribute(TIME_STAMP, &token).map_err(failed)
    }
}

/// The certificates of the authorities that are trusted for time stamps: those in this file, or
/// those that the operating system trusts.
///
/// # Errors
/// The file cannot be read.
pub(crate) fn authorities(file: Option<&Path>) -> Result<Vec<Certificate>, String> {
    let Some(path) = file else {
        let all = rustls_native_certs::load_native_certs().certs;
        return Ok(all.iter().filter_map(|der| Certificate::from_der(der).ok()).collect());
    };
    crate::certificate::of_file(path)
}

fn question(hash: &[u8], nonce: u64) -> der::Result<Vec<u8>> {
    let algorithm = AlgorithmIdentifierOwned { oid: SHA_256, parameters: Some(Any::null()) };
    let imprint = Imprint { algorithm, hash: OctetString::new(hash)? };
    Question { version: 1, imprint, nonce, wants_certificates: true }.to_der()
}

/// The time stamp in the answer of a service.
fn token(answer: &[u8]) -> Result<Vec<u8>, String> {
    let read = Answer::from_der(answer).map_err(|_| "its answer cannot be read".to_owned())?;
    let Status { status, text, .. } = read.status;
    match read.token {
        // 1 is granted with changes.
        Some(token) if status <= 1 => token.to_der().map_err(|error| error.to_string()),
        _ => {
            let text = one_line(&text.unwrap_or_default().join(", "), MOST_SHOWN);
            Err(format!("it refuses with the status {status} {text}").trim_end().to_owned())
        }
    }
}

/// Checks a time stamp of this signature.
pub(crate) fn checked(
    data: &SignedData,
    signature: &[u8],
    trusted: &[Certificate],
) -> Result<TimeStamp, Broken> {
    if data.encap_content_info.econtent_type != TST_INFO {
        return Err(Broken::Field("its type"));
    }
    let signed = signed::check(data, None)?;
    let content = signed::content(data).ok_or(Broken::Form)?;
    let info = Info::read(content).map_err(|_| Broken::Form)?.ok_or(Broken::Form)?;
    let hash = Hash::of(&info.imprint.algorithm).ok_or(Broken::Unknown)?;
    if info.imprint.hash.as_bytes() != hash.digest(&[signature]) {
        return Err(Broken::OtherData);
    }
    if !is_for_time_stamps(&signed.certificate) {
        return Err(Broken::Field("the purpose of its certificate"));
    }
    let Checked { certificate, known, .. } = &signed;
    let is_trusted = Chain::of(certificate, known, trusted).is_trusted;
    let mut chain = Chain::of(certificate, known, &[]);
    if !chain.is_whole {
        chain = Chain::of(certificate, &[known, trusted].concat(), &[]);
    }
    if !chain.is_whole {
        chain = Chain::of(certificate, known, trusted);
    }
    Ok(TimeStamp { at: info.at, chain: Chain { is_trusted, ..chain }, nonce: info.nonce })
}

/// Checks a time stamp in a signature: nothing in it may be unprotected.
pub(crate) fn checked_strictly(
    token: &[u8],
    signature: &[u8],
    trusted: &[Certificate],
) -> Result<TimeStamp, Broken> {
    let data = signed::read(token)?;
    let stamp = checked(&data, signature, trusted)?;
    let signed = signed::check(&data, None)?;
    let is_used = |one: &Certificate| stamp.chain.certificates.contains(one);
    if signed.unsigned.is_some() || !signed.known.iter().all(is_used) || !stamp.chain.is_whole {
        return Err(Broken::Field("a certificate or attribute"));
    }
    Ok(stamp)
}

/// A time stamp with exactly the certificates of its chain, and without attributes that are not
/// signed.
fn tidied(data: &SignedData, chain: &Chain) -> der::Result<SignedData> {
    let mut data = data.clone();
    data.certificates = Some(certificate_set(chain.certificates.iter()));
    let mut infos: Vec<_> = data.signer_infos.0.iter().cloned().collect();
    infos.iter_mut().for_each(|info| info.unsigned_attrs = None);
    data.signer_infos = SignerInfos(SetOfVec::try_from(infos)?);
    Ok(data)
}

/// The fields of a time stamp that matter (RFC 3161 §2.4.2, `TSTInfo`).
struct Info {
    imprint: Imprint,
    at: i64,
    nonce: Option<u64>,
}

impl Info {
    /// Reads the fields; `None` if the time is not one.
    fn read(der: &[u8]) -> der::Result<Option<Self>> {
        let mut reader = SliceReader::new(der)?;
        let header = Header::decode(&mut reader)?;
        header.tag.assert_eq(Tag::Sequence)?;
        reader.read_nested(header.length, |reader| {
            let _version = u8::decode(reader)?;
            let _policy = ObjectIdentifier::decode(reader)?;
            let imprint = Imprint::decode(reader)?;
            let _serial = Any::decode(reader)?;
            let time = Any::decode(reader)?;
            time.tag().assert_eq(Tag::GeneralizedTime)?;
            let mut nonce = None;
            while !reader.is_finished() {
                let field = Any::decode(reader)?;
                if field.tag() == Tag::Integer {
                    nonce = field.decode_as::<u64>().ok();
                }
            }
            Ok(moment(time.value()).map(|at| Self { imprint, at, nonce }))
        })
    }
}

/// Reads `20261129013000Z`, with or without a fraction of a second.
fn moment(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let digits = text.split('.').next()?;
    let time = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", digits).ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second())
}
