//! The files of call recordings (in the code: `tape`, `record`). A recording grows byte by byte
//! during its call, and is compressed (gzip, RFC 1952) when it is kept.

use super::{NewCallRecord, RecordOf};
use crate::folder::{flush_folder, make_folder};
use crate::ids::RecordId;
use crate::safe_file::{self, For, Share};
use crate::{Recordings, SpoolError};
use ferrofax_basics::UnixMs;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// The extension of a recording's file during its call.
const RUNNING: &str = "running";

/// The extension of a recording's file that is kept.
const KEPT: &str = "call.gz";

/// The bytes of free disk space that recordings leave for faxes.
const KEPT_FREE: u64 = 64 << 20;

/// The greatest length of a recording in bytes. A compressed file that unpacks to more is taken for
/// an attack.
const LONGEST: u64 = 1 << 30;

/// A call recording that grows.
#[derive(Debug)]
pub struct Recording {
    file: File,
    path: PathBuf,
    octets: u64,
}

impl Recording {
    /// Appends bytes to the recording. They are not flushed: a crash of the machine may cost the
    /// end of the recording.
    ///
    /// # Errors The system's error; or the disk is nearly full, and the rest of it is for faxes.
    pub fn add(&mut self, octets: &[u8]) -> io::Result<()> {
        let disk = rustix::fs::fstatvfs(&self.file)?;
        if disk.f_bavail * disk.f_frsize < KEPT_FREE {
            return Err(io::Error::new(
                ErrorKind::StorageFull,
                "the rest of the disk is for faxes",
            ));
        }
        self.file.write_all(octets)?;
        self.octets += octets.len() as u64;
        Ok(())
    }

    /// The length of the recording, in bytes.
    pub const fn octets(&self) -> u64 {
        self.octets
    }

    /// Deletes the recording, because it is not to be kept.
    pub fn drop_it(self) {
        if let Err(error) = safe_file::remove(&self.path) {
            log::warn!("{} can't be removed: {error}", self.path.display());
        }
    }
}

impl Recordings<'_> {
    /// Begins the recording of a call. The database has no record of it until it is kept.
    pub fn record_call(&self, of: RecordOf, now: UnixMs) -> Result<Recording, SpoolError> {
        let folder = self.calls_folder();
        make_folder(&folder, Share::GroupReads)?;
        let path = folder.join(format!("{}-{}.{RUNNING}", now.0, word(of)));
        let file = safe_file::make(&path, Share::Nobody)
            .map_err(|error| SpoolError::io("make", &path, &error))?;
        Ok(Recording { file, path, octets: 0 })
    }

    /// Keeps a recording. It is durable when this returns.
    pub fn keep_record(
        &self,
        recording: Recording,
        new: &NewCallRecord,
    ) -> Result<RecordId, SpoolError> {
        let kept = recording.path.with_extension(KEPT);
        let packed = pack(&recording.path, &kept)
            .and_then(|octets| flush_folder(&self.calls_folder()).map(|()| octets))
            .and_then(|octets| {
                let name = kept.file_name().unwrap_or_default().to_string_lossy();
                self.file_call_record(new, octets, &name)
            });
        if packed.is_err() {
            _ = safe_file::remove(&kept);
        }
        recording.drop_it();
        packed
    }

    /// Cleans up after a crash. Returns the recordings that were still growing, and deletes kept
    /// files that no record in the database names. This must be called before the first call.
    pub fn recordings_left(&self) -> Result<Vec<(RecordOf, UnixMs, Recording)>, SpoolError> {
        let folder = self.calls_folder();
        let entries = match safe_file::entries(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(|error| SpoolError::io("read", &folder, &error))?,
        };
        let known = self.files_of_records()?;
        let mut left = Vec::new();
        for path in entries {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if let Some((of, began_at)) = running(&name) {
                match safe_file::open(&path, For::Appending) {
                    Ok(file) => {
                        let octets = file.metadata().map_or(0, |file| file.len());
                        left.push((of, began_at, Recording { file, path, octets }));
                    }
                    Err(error) => log::warn!("{} can't be read: {error}", path.display()),
                }
            } else if name.ends_with(KEPT) && !known.contains(&name) {
                _ = safe_file::remove(&path);
            }
        }
        Ok(left)
    }

    pub(super) fn remove_tape(&self, name: &str) -> Result<(), SpoolError> {
        let folder = self.calls_folder();
        // A row of the database may name any path. Nothing outside the folder is touched.
        let Some(path) = safe_file::below(&folder, name) else { return Ok(()) };
        match safe_file::remove(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(SpoolError::io("delete", &path, &error))
            }
            _ => Ok(()),
        }
    }
}

/// The contents of a kept recording, unpacked.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, SpoolError> {
    let packed = safe_file::read(path).map_err(|error| SpoolError::io("read", path, &error))?;
    unpacked_tape(packed)
        .map_err(|error| SpoolError::Document { path: path.to_owned(), text: error.to_string() })
}

/// The contents of a recording that a user supplied as a file, compressed or not.
///
/// # Errors A compressed file is damaged, longer than any call, or larger than the memory allows.
pub fn unpacked_tape(file: Vec<u8>) -> io::Result<Vec<u8>> {
    // RFC 1952 §2.3.1
    if !file.starts_with(&[0x1F, 0x8B]) {
        return Ok(file);
    }
    let mut tape = Vec::new();
    let unpacked = GzDecoder::new(&*file).take(LONGEST + 1).read_to_end(&mut tape);
    unpacked.map_err(|error| {
        let text = match error.kind() {
            ErrorKind::OutOfMemory => {
                "the record of the call takes more memory than there is".to_owned()
            }
            _ => format!("the record of the call is damaged: {error}"),
        };
        io::Error::new(error.kind(), text)
    })?;
    if tape.len() as u64 > LONGEST {
        return Err(io::Error::other("the record of the call is longer than any call"));
    }
    Ok(tape)
}

/// Compresses a recording for export.
///
/// # Errors There is not enough memory.
pub fn packed_tape(tape: &[u8]) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(tape)?;
    packer.finish()
}

/// Compresses a recording into another file, and returns the length of that file.
fn pack(from: &Path, to: &Path) -> Result<u64, SpoolError> {
    let packed = || {
        let mut tape = safe_file::open(from, For::Reading)?;
        let mut packer =
            GzEncoder::new(safe_file::make(to, Share::GroupReads)?, Compression::fast());
        io::copy(&mut tape, &mut packer)?;
        let file = packer.finish()?;
        file.sync_all()?;
        file.metadata().map(|file| file.len())
    };
    packed().map_err(|error| SpoolError::io("write", to, &error))
}

/// The part of a recording's file name that says which call was recorded.
fn word(of: RecordOf) -> String {
    match of {
        RecordOf::Fax(fax) => format!("fax-{fax}"),
        RecordOf::Job(job, call) => format!("job-{job}-{call}"),
        RecordOf::Session(session) => format!("session-{session}"),
    }
}

/// The call that was recorded and the time when it began, read from the name of a growing file.
pub(super) fn running(name: &str) -> Option<(RecordOf, UnixMs)> {
    let (began_at, of) = name.strip_suffix(RUNNING)?.strip_suffix('.')?.split_once('-')?;
    let (kind, numbers) = of.split_once('-')?;
    let of = match kind {
        "fax" => RecordOf::Fax(numbers.parse().ok()?),
        "session" => RecordOf::Session(numbers.parse().ok()?),
        "job" => {
            let (job, call) = numbers.split_once('-')?;
            RecordOf::Job(job.parse().ok()?, call.parse().ok()?)
        }
        _ => return None,
    };
    Some((of, UnixMs(began_at.parse().ok()?)))
}
