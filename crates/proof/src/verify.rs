//! Verifies proofs of sending, without the server that made them.
//!
//! The file is read strictly: each bit is either covered by the signature, or must have the only value
//! that is possible. So each change is found.

use std::fmt;
use std::path::Path;

use der::Encode as _;
use ferrofax_basics::UnixMs;
use serde_json::Value;
use x509_cert::Certificate;

use crate::certificate::{self, Chain, Hash, begins, day, expires, fingerprint, hex, name};
use crate::facts::moment;
use crate::layout::{Layout, NoLayout};
use crate::signed::{self, Broken, Checked, one_value};
use crate::signer::has_own_algorithms;
use crate::time_stamp::{self, TIME_STAMP, TimeStamp};

/// The greatest difference between the server's clock and the time stamp that is not reported, in
/// seconds.
const CLOCK: i64 = 300;

/// The maximum size of the attached facts (`proof.json`) in bytes. A parsed number needs sixteen
/// times the memory of its text, and anybody can sign a file with any facts.
pub(crate) const LARGEST_FACTS: usize = 4 << 20;

/// The certificates that the reader of a proof trusts.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    signatures: Vec<Certificate>,
    time_stamps: Vec<Certificate>,
    /// Whether the reader named the authorities of time stamps.
    names_authorities: bool,
}

impl Trust {
    /// Trusts the certificates in these files: for signatures, and for the authorities of time stamps.
    /// Without the second file, the authorities that the operating system trusts.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn of(signatures: Option<&Path>, time_stamps: Option<&Path>) -> Result<Self, String> {
        let signatures = signatures.map(certificate::of_file).transpose()?.unwrap_or_default();
        let names_authorities = time_stamps.is_some();
        let time_stamps = time_stamp::authorities(time_stamps)?;
        Ok(Self { signatures, time_stamps, names_authorities })
    }
}

/// A fault of a proof, or a note about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The file has no signature, or its place was changed.
    NoSignature,
    /// The signature itself was changed; the text says where.
    SignatureBroken(String),
    /// The file was changed after it was signed.
    Changed,
    /// Bytes were appended to the file after it was signed. The value is their number.
    Appended(usize),
    /// The end of the file is missing.
    CutOff,
    /// An attached document is not the one that the facts name.
    DocumentDiffers(String),
    /// The reader named no certificate to trust.
    NoCertificateGiven,
    /// The certificate of the signature is not trusted.
    NotTrusted,
    /// The certificate has the same name as a trusted one, but another key. The value is the
    /// SHA-256 of the trusted certificate.
    OtherKey(String),
    /// The file was signed at a time when the certificate was not valid.
    OutsideValidity {
        /// The time of the signature, in seconds since 1970.
        at: i64,
        /// The first moment at which the certificate is valid.
        from: i64,
        /// The last moment at which the certificate is valid.
        until: i64,
    },
    /// The certificate of the signature has expired since the signature was made. The value is the
    /// last moment at which it was valid, in seconds since 1970.
    Expired(i64),
    /// There is no time stamp.
    NoTimeStamp,
    /// The time stamp was changed, or belongs to another file.
    TimeStampBroken(String),
    /// The time stamp that the proof had was removed.
    TimeStampRemoved,
    /// The certificate of the time stamp has expired.
    TimeStampExpired(i64),
    /// The certificate of the time stamp was not valid at the time of the time stamp.
    TimeStampOutsideValidity,
    /// The authority of the time stamp is not known, and the reader named no authorities.
    TimeStampNotTrusted(String),
    /// The authority of the time stamp is none of those that the reader named.
    TimeStampNotOfAuthority(String),
    /// The clock of the server differed from the time stamp. The value is the difference in
    /// seconds.
    Clock(i64),
}

impl Finding {
    /// Whether the proof is not valid because of this.
    pub const fn is_fault(&self) -> bool {
        !matches!(
            self,
            Self::Expired(_)
                | Self::NoTimeStamp
                | Self::TimeStampExpired(_)
                | Self::TimeStampNotTrusted(_)
                | Self::Clock(_)
        )
    }

    /// The name of the finding for programs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoSignature => "no_signature",
            Self::SignatureBroken(_) => "signature_broken",
            Self::Changed => "changed",
            Self::Appended(_) => "appended",
            Self::CutOff => "cut_off",
            Self::DocumentDiffers(_) => "document_differs",
            Self::NoCertificateGiven => "no_certificate_given",
            Self::NotTrusted => "not_trusted",
            Self::OtherKey(_) => "other_key",
            Self::OutsideValidity { .. } => "outside_validity",
            Self::Expired(_) => "expired",
            Self::NoTimeStamp => "no_time_stamp",
            Self::TimeStampBroken(_) => "time_stamp_broken",
            Self::TimeStampRemoved => "time_stamp_removed",
            Self::TimeStampExpired(_) => "time_stamp_expired",
            Self::TimeStampOutsideValidity => "time_stamp_outside_validity",
            Self::TimeStampNotTrusted(_) => "time_stamp_not_trusted",
            Self::TimeStampNotOfAuthority(_) => "time_stamp_not_of_authority",
            Self::Clock(_) => "clock",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |seconds: i64| moment(UnixMs(seconds.saturating_mul(1_000)));
        match self {
            Self::NoSignature => f.write_str("The file has no signature of Ferrofax, or the signature was removed."),
            Self::SignatureBroken(why) => write!(f, "The signature was changed: {why}."),
            Self::Changed => f.write_str("The file was changed after it was signed."),
            Self::Appended(bytes) => {
                write!(f, "After the file was signed, {bytes} bytes were appended to it.")
            }
            Self::CutOff => f.write_str("The end of the file is missing."),
            Self::DocumentDiffers(name) => {
                write!(f, "The attached document {name} is not the one that was sent.")
            }
            Self::NoCertificateGiven => f.write_str(
                "It was not checked which server signed the file: give the server's certificate with \
                 --certificate.",
            ),
            Self::NotTrusted => {
                f.write_str("The file was signed by a certificate that is not trusted.")
            }
            Self::OtherKey(known) => write!(
                f,
                "The signature has another key than the certificate with the same name ({known}). If the \
                 server's key was replaced, use the certificate of the time of the signature. \
                 Otherwise, the server did not make this file."
            ),
            Self::OutsideValidity { at: signed, from, until } => write!(
                f,
                "The file was signed at {}, but the certificate is valid only from {} to {}. The \
                 clock of the server was wrong, or the certificate.",
                at(*signed),
                at(*from),
                at(*until)
            ),
            Self::Expired(until) => write!(
                f,
                "The certificate expired on {}, after the file was signed.",
                day(*until)
            ),
            Self::NoTimeStamp => {
                f.write_str("There is no time stamp: the time is that of the server's clock.")
            }
            Self::TimeStampBroken(why) => write!(f, "The time stamp was changed: {why}."),
            Self::TimeStampRemoved => {
                f.write_str("The file was signed with a time stamp, which was removed.")
            }
            Self::TimeStampExpired(until) => write!(
                f,
                "The time stamp has expired: the certificate of the time stamp service was valid \
                 until {}. The time is now only that of the server's clock.",
                day(*until)
            ),
            Self::TimeStampOutsideValidity => f.write_str(
                "The certificate of the time stamp service was not valid at the time of the time \
                 stamp.",
            ),
            Self::TimeStampNotTrusted(name) => write!(
                f,
                "The time stamp is by {name}, whose authority is not trusted; give its certificate \
                 with --time-stamp-authorities."
            ),
            Self::TimeStampNotOfAuthority(name) => write!(
                f,
                "The time stamp is by {name}, and not by one of the given authorities. Somebody may \
                 have replaced it."
            ),
            Self::Clock(seconds) => write!(
                f,
                "The clock of the server differed from the time stamp by {seconds} seconds."
            ),
        }
    }
}

/// The certificate of a signature or of a time stamp, and the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// The name in the certificate.
    pub name: String,
    /// The SHA-256 of the certificate.
    pub fingerprint: String,
    /// The time, in seconds since 1970.
    pub at: i64,
    /// Whether the certificate is trusted. If not, the name and the time may be false.
    pub is_trusted: bool,
}

/// A proof that was verified.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// All findings; the proof is valid if none of them is a fault.
    pub findings: Vec<Finding>,
    /// The certificate that signed the file, and the time by the server's clock.
    pub signature: Option<Stamped>,
    /// The certificate of the service that confirmed the time, and the time.
    pub time_stamp: Option<Stamped>,
    /// The facts of the proof, if nothing was changed.
    pub facts: Option<Value>,
}

impl Verdict {
    /// Whether the proof is valid.
    pub fn is_valid(&self) -> bool {
        !self.findings.iter().any(Finding::is_fault)
    }

    fn fault(finding: Finding) -> Self {
        Self { findings: vec![finding], ..Self::default() }
    }
}

/// Verifies a proof at this time.
pub fn verify(file: &[u8], trust: &Trust, now: UnixMs) -> Verdict {
    let now = now.0.div_euclid(1_000);
    match Layout::of(file) {
        Ok(layout) => of_layout(file, &layout, trust, now),
        Err(NoLayout::Other) => Verdict::fault(Finding::NoSignature),
        Err(NoLayout::CutOff) => Verdict::fault(Finding::CutOff),
    }
}

/// Verifies the signature and the contents of a file with the layout of a proof.
fn of_layout(file: &[u8], layout: &Layout<'_>, trust: &Trust, now: i64) -> Verdict {
    let checked = layout.signature().and_then(|signature| {
        let data = signed::read(&signature)?;
        if !has_own_algorithms(&data) {
            return Err(Broken::Field("an algorithm"));
        }
        let checked = signed::check(&data, Some(&layout.covered()))?;
        let names_all = checked.names_all;
        names_all.then_some(checked).ok_or(Broken::Field("a certificate"))
    });
    let checked = match checked {
        Ok(checked) => checked,
        Err(Broken::OtherData) => return Verdict::fault(Finding::Changed),
        Err(why) => return Verdict::fault(Finding::SignatureBroken(why.to_string())),
    };
    let mut verdict = Verdict::default();
    if file.len() > layout.len() {
        verdict.findings.push(Finding::Appended(file.len() - layout.len()));
    }
    // The time of the signature, by the time stamp if there is one that still counts.
    let stamp = time_stamp_of(&checked, trust);
    let sure = judge_time_stamp(&mut verdict, stamp, trust, layout.at, now);
    judge_certificate(&mut verdict, &checked, trust, (layout.at, sure.unwrap_or(layout.at)), now);
    match facts(&layout.attached()) {
        Some((facts, differing)) => {
            if has_lost_time_stamp(&facts, &verdict) {
                verdict.findings.retain(|finding| *finding != Finding::NoTimeStamp);
                verdict.findings.push(Finding::TimeStampRemoved);
            }
            verdict.findings.extend(differing.into_iter().map(Finding::DocumentDiffers));
            verdict.facts = Some(facts);
        }
        None => verdict.findings.push(Finding::NoSignature),
    }
    verdict
}

fn stamped(certificate: &Certificate, at: i64, is_trusted: bool) -> Stamped {
    Stamped { name: name(certificate), fingerprint: fingerprint(certificate), at, is_trusted }
}

/// The time stamp of a signature, if it has one.
fn time_stamp_of(checked: &Checked, trust: &Trust) -> Option<Result<TimeStamp, Broken>> {
    let unsigned = checked.unsigned.as_ref()?;
    let token = one_value(unsigned, TIME_STAMP).filter(|_| unsigned.len() == 1);
    let token = token.and_then(|token| token.to_der().ok());
    let Some(token) = token else { return Some(Err(Broken::Field("its kind"))) };
    Some(time_stamp::checked_strictly(&token, &checked.signature, &trust.time_stamps))
}

/// Judges the time stamp. Returns its time if that is proved.
fn judge_time_stamp(
    verdict: &mut Verdict,
    stamp: Option<Result<TimeStamp, Broken>>,
    trust: &Trust,
    at: i64,
    now: i64,
) -> Option<i64> {
    let stamp = match stamp {
        Some(Ok(stamp)) => stamp,
        Some(Err(why)) => {
            verdict.findings.push(Finding::TimeStampBroken(why.to_string()));
            return None;
        }
        None => {
            verdict.findings.push(Finding::NoTimeStamp);
            return None;
        }
    };
    let chain = &stamp.chain;
    let own = chain.certificates.first()?;
    let until = chain.certificates.iter().map(expires).min().unwrap_or(i64::MAX);
    let is_valid = stamp.outside_validity().is_none();
    let is_trusted = is_valid && chain.is_trusted && now <= until;
    verdict.time_stamp = Some(stamped(own, stamp.at, is_trusted));
    if !is_valid {
        verdict.findings.push(Finding::TimeStampOutsideValidity);
        return None;
    }
    if !chain.is_trusted {
        verdict.findings.push(if trust.names_authorities {
            Finding::TimeStampNotOfAuthority(name(own))
        } else {
            Finding::TimeStampNotTrusted(name(own))
        });
        return None;
    }
    if now > until {
        verdict.findings.push(Finding::TimeStampExpired(until));
        return None;
    }
    let difference = at - stamp.at;
    if difference.abs() > CLOCK {
        verdict.findings.push(Finding::Clock(difference.abs()));
    }
    Some(stamp.at)
}

/// Judges the certificate of a signature that was made at these times: by the server's clock, and by
/// the time stamp.
fn judge_certificate(
    verdict: &mut Verdict,
    checked: &Checked,
    trust: &Trust,
    (by_clock, at): (i64, i64),
    now: i64,
) {
    let own = &checked.certificate;
    let chain = Chain::of(own, &checked.known, &trust.signatures);
    verdict.signature = Some(stamped(own, by_clock, chain.is_trusted));
    let same_name = |one: &&Certificate| one.tbs_certificate.subject == own.tbs_certificate.subject;
    if trust.signatures.is_empty() {
        verdict.findings.push(Finding::NoCertificateGiven);
    } else if !chain.is_trusted {
        let known = trust.signatures.iter().rev().find(same_name);
        verdict.findings.push(match known {
            Some(known) => Finding::OtherKey(fingerprint(known)),
            None => Finding::NotTrusted,
        });
    }
    for one in &chain.certificates {
        let (from, until) = (begins(one), expires(one));
        if !(from..=until).contains(&at) {
            verdict.findings.push(Finding::OutsideValidity { at, from, until });
            return;
        }
    }
    if now > expires(own) {
        verdict.findings.push(Finding::Expired(expires(own)));
    }
}

/// Whether the facts name a time stamp service that answered, but there is no time stamp.
fn has_lost_time_stamp(facts: &Value, verdict: &Verdict) -> bool {
    let is_there = |name: &str| facts.get(name).is_some_and(Value::is_string);
    let had = is_there("time_stamp_service") && !is_there("time_stamp_missing");
    had && verdict.findings.contains(&Finding::NoTimeStamp)
}

/// The facts of a proof, and the names of attached documents that are not those that the facts
/// name. `None` if the file is no proof of sending, or if the facts are larger than
/// [`LARGEST_FACTS`].
fn facts(files: &[&[u8]]) -> Option<(Value, Vec<String>)> {
    let (json, documents) = files.split_last()?;
    if json.len() > LARGEST_FACTS {
        return None;
    }
    let facts: Value = serde_json::from_slice(json).ok()?;
    facts.get("ferrofax_proof")?.as_u64()?;
    let named = facts.get("documents")?.as_array()?;
    let text = |value: &Value, name: &str| Some(value.get(name)?.as_str()?.to_owned());
    let mut differing = Vec::new();
    for (at, document) in named.iter().enumerate() {
        let hash = documents.get(at).map(|bytes| hex(&Hash::Sha256.digest(&[bytes])));
        if hash != text(document, "sha256") {
            differing.push(text(document, "file").unwrap_or_default());
        }
    }
    Some((facts, differing))
}
