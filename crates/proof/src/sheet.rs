//! Makes proofs of sending: collects the facts, draws the sheet, attaches the files, and signs the
//! whole (PAdES baseline, ETSI EN 319 142-1).

use der::Encode as _;
use ferrofax_basics::UnixMs;
use ferrofax_delivery::report::{
    NoJobFile, ProofRow, Shown, no_time_stamp, proof_is_verified, proof_sheet,
};
use ferrofax_document::pdf_text::{AttachedFile, ForSignature, UnsignedPdf};
use ferrofax_spool::jobs::Job;
use ferrofax_spool::{CallRecord, RecordQuery, Spool, SpoolError, document_length, read_document};

use crate::certificate::{self, Hash, fingerprint, name};
use crate::facts::{Document, Facts, Maker, Recording, is_imported, moment};
use crate::keys::{KeyError, Keys};
use crate::settings::ProofSettings;
use crate::signed::{SIGNING_CERTIFICATE_V2, SigningCertificate};
use crate::signer::{Signer, attribute};
use crate::time_stamp::Service;

/// The name of the attached file with the facts.
const FACTS: &str = "proof.json";

/// The greatest size of all documents of a proof, in bytes.
const LARGEST: u64 = 64 << 20;

/// The room for a signature beside its certificates, and for a time stamp, in bytes.
const SIGNATURE: usize = 2_048;
const TIME_STAMP: usize = 16_384;

/// The greatest number of call recordings that a proof names.
const MOST_RECORDINGS: u32 = 100;

/// The reason why a proof cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum NoProof {
    /// The job has not ended, so there is nothing to prove.
    #[error("job {0} has not ended yet")]
    NotEnded(i64),
    /// The job ended on another fax server, or pages of it were sent there.
    #[error("job {0} was imported from another fax server, which sent it or pages of it")]
    Imported(i64),
    /// A document of the job cannot be read, for this reason.
    #[error("{0}")]
    Document(String),
    /// The recordings of the job's calls cannot be read, for this reason.
    #[error("the recordings of the calls cannot be read: {0}")]
    Recordings(SpoolError),
    /// The documents of the job have more bytes than a proof may have.
    #[error("the documents of job {0} have more than {LARGEST} bytes together")]
    TooLarge(i64),
    /// The key that signs proofs cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The signature cannot be made, for this reason.
    #[error("the proof cannot be signed: {0}")]
    Signature(String),
}

impl NoProof {
    /// Whether the reason is the job itself, and not a fault of the server.
    pub const fn is_of_job(&self) -> bool {
        matches!(self, Self::NotEnded(_) | Self::Imported(_) | Self::TooLarge(_))
    }
}

/// Signs proofs of sending. It has the key in memory.
pub struct ProofSigner {
    signer: Signer,
    service: Option<Service>,
    node: String,
}

impl ProofSigner {
    /// Reads the key that signs proofs. On first use, Ferrofax makes one.
    ///
    /// # Errors
    /// The key or the time stamp service cannot be used, or the certificate is not valid now.
    pub fn open(settings: &ProofSettings, now: UnixMs) -> Result<Self, NoProof> {
        let node = node();
        let signer = Keys::of(settings).signer(&node, now)?;
        certificate::in_life(signer.certificate(), now).map_err(KeyError::Key)?;
        let service = Service::of(settings);
        let service = service.map_err(|why| KeyError::Key(format!("time_stamp_url: {why}")))?;
        Ok(Self { signer, service, node })
    }

    /// Makes the proof of a job that has ended. `recordings` has the recordings of its calls.
    ///
    /// # Errors
    /// [`NoProof`]
    pub fn proof(
        &self,
        shown: &Shown<'_>,
        recordings: &[Recording],
        now: UnixMs,
    ) -> Result<Vec<u8>, NoProof> {
        if is_imported(shown.job, shown.history) {
            return Err(NoProof::Imported(shown.job.id.0));
        }
        let documents = documents(shown.job)?;
        let draft = Draft { signer: self, shown, documents: &documents, recordings, now };
        if let Some(service) = &self.service {
            let why = match draft.signed(Some((service, None))) {
                Err(Unfinished::NoTimeStamp(why)) => why,
                Err(Unfinished::NoProof(why)) => return Err(why),
                Ok(file) => return Ok(file),
            };
            log::warn!("the proof of job {} has no time stamp: {why}", shown.job.id);
            return draft.signed(Some((service, Some(&why)))).map_err(NoProof::from);
        }
        draft.signed(None).map_err(NoProof::from)
    }
}

/// The recordings of the calls for a job.
///
/// # Errors
/// [`NoProof::Recordings`]
pub fn recordings(spool: &Spool, job: &Job) -> Result<Vec<Recording>, NoProof> {
    let query = RecordQuery { job: Some(job.id), limit: MOST_RECORDINGS, ..RecordQuery::default() };
    let mut found = spool.recordings().call_records(&query).map_err(NoProof::Recordings)?;
    found.reverse();
    let read = |record: &CallRecord| {
        let tape = spool.recordings().call_tape(record).map_err(NoProof::Recordings)?;
        Ok(Recording::of(record.facts.began_at, &tape))
    };
    found.iter().map(read).collect()
}

/// The name of this machine.
pub(crate) fn node() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// A proof before it is signed.
struct Draft<'a> {
    signer: &'a ProofSigner,
    shown: &'a Shown<'a>,
    documents: &'a [(Document, Vec<u8>)],
    recordings: &'a [Recording],
    now: UnixMs,
}

/// The reason why a draft was not signed.
enum Unfinished {
    NoTimeStamp(String),
    NoProof(NoProof),
}

impl From<Unfinished> for NoProof {
    fn from(unfinished: Unfinished) -> Self {
        match unfinished {
            Unfinished::NoTimeStamp(why) => Self::Signature(why),
            Unfinished::NoProof(why) => why,
        }
    }
}

impl Draft<'_> {
    /// Signs the proof. `service` is the time stamp service, with the reason why it gives no time
    /// stamp, if that is known.
    fn signed(&self, service: Option<(&Service, Option<&str>)>) -> Result<Vec<u8>, Unfinished> {
        let failed = |why: String| Unfinished::NoProof(NoProof::Signature(why));
        let asked = service.and_then(|(service, why)| why.is_none().then_some(service));
        let unsigned = self.drawn(service, asked.is_some()).map_err(Unfinished::NoProof)?;
        let signer = &self.signer.signer;
        let names = SigningCertificate::of(signer.certificates());
        let names = names.and_then(|names| attribute(SIGNING_CERTIFICATE_V2, &names));
        let names = names.map_err(|error| failed(error.to_string()))?;
        let digest = Hash::Sha256.digest(&unsigned.covered());
        let mut no_stamp = None;
        let signed = signer.signed(&digest, vec![names], |signature| match asked {
            None => Ok(None),
            Some(service) => {
                let stamp = service.stamp(signature, signer.certificate()).map(Some);
                stamp.inspect_err(|why| no_stamp = Some(why.clone()))
            }
        });
        let signed = signed.map_err(|why| match no_stamp {
            Some(why) => Unfinished::NoTimeStamp(why),
            None => failed(why),
        })?;
        let size = signed.len();
        unsigned.signed(&signed).ok_or_else(|| {
            let why = format!("the signature has {size} bytes");
            if asked.is_some() { Unfinished::NoTimeStamp(why) } else { failed(why) }
        })
    }

    /// Draws the sheet and attaches the files.
    fn drawn(
        &self,
        service: Option<(&Service, Option<&str>)>,
        is_stamped: bool,
    ) -> Result<UnsignedPdf, NoProof> {
        let Self { signer, shown, now, .. } = self;
        let Shown { job, history, name: known, .. } = **shown;
        let url = service.map(|(service, why)| (service.url(), why));
        let service = url.as_ref().map(|(url, why)| (url.as_str(), *why));
        let maker = Maker { node: &signer.node, version: VERSION, at: *now, service };
        let documents: Vec<_> = self.documents.iter().map(|(one, _)| one.clone()).collect();
        let both = (documents, self.recordings.to_vec());
        let facts = Facts::of(job, history, known, both, maker);
        let facts = facts.ok_or(NoProof::NotEnded(job.id.0))?;
        let json = serde_json::to_vec_pretty(&facts);
        let json = json.map_err(|error| NoProof::Signature(error.to_string()))?;
        let mut files = vec![AttachedFile {
            name: FACTS,
            media_type: "application/json",
            about: "The facts of this proof, for programs",
            is_source: false,
            bytes: &json,
        }];
        files.extend(self.documents.iter().map(|(document, bytes)| AttachedFile {
            name: &document.file,
            media_type: "image/tiff",
            about: "A document that was sent",
            is_source: true,
            bytes,
        }));
        let certificates = signer.signer.certificates();
        let certificates = certificates.filter_map(|one| one.to_der().ok()).map(|der| der.len());
        let stamp = if is_stamped { TIME_STAMP } else { 0 };
        let room = SIGNATURE + certificates.sum::<usize>() + stamp;
        let signer = name(signer.signer.certificate());
        let wanted =
            ForSignature { files: &files, name: &signer, at: now.0.div_euclid(1_000), room };
        let sheet = proof_sheet(shown, &self.rows(&facts, service), &wanted);
        sheet.map_err(|error| match error {
            NoJobFile::NotEnded => NoProof::NotEnded(job.id.0),
            NoJobFile::Pages(why) => NoProof::Document(why),
        })
    }

    /// The rows of the sheet that only a proof has.
    fn rows(
        &self,
        facts: &Facts,
        service: Option<(&str, Option<&str>)>,
    ) -> Vec<(ProofRow, String)> {
        let language = self.shown.language;
        let node = &self.signer.node;
        let server = format!("{node} · Ferrofax {VERSION} · {}", moment(self.now));
        let mut rows = vec![(ProofRow::Server, server)];
        let document = |one: &Document| format!("{} ({})", one.sha256, one.file);
        rows.extend(facts.documents.iter().map(|one| (ProofRow::Document, document(one))));
        rows.extend(facts.recordings.iter().map(|one| (ProofRow::Recording, one.shown())));
        let certificate = self.signer.signer.certificate();
        let signature = format!("{} · SHA-256 {}", name(certificate), fingerprint(certificate));
        rows.push((ProofRow::Signature, signature));
        let stamp = match service {
            Some((url, None)) => url.to_owned(),
            Some((url, Some(why))) => no_time_stamp(Some(&format!("{url}: {why}")), language),
            None => no_time_stamp(None, language),
        };
        rows.push((ProofRow::TimeStamp, stamp));
        let names = facts.documents.iter().map(|one| one.file.as_str()).chain([FACTS]);
        let names = names.collect::<Vec<_>>().join(", ");
        rows.push((ProofRow::Attached, proof_is_verified(&names, language)));
        rows
    }
}

/// The version of Ferrofax.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The documents of a job with the bytes of their files.
fn documents(job: &Job) -> Result<Vec<(Document, Vec<u8>)>, NoProof> {
    let mut size = 0;
    let mut all = Vec::new();
    for document in &job.documents {
        let unread = |error: &dyn std::fmt::Display| {
            NoProof::Document(format!("{}: {error}", document.path.display()))
        };
        size += document_length(&document.path).map_err(|error| unread(&error))?;
        if size > LARGEST {
            return Err(NoProof::TooLarge(job.id.0));
        }
        let bytes = read_document(&document.path).map_err(|error| unread(&error))?;
        all.push((Document::of(job, document.number, &bytes), bytes));
    }
    Ok(all)
}
