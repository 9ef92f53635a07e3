//! Stores the documents that a submitted form contains in files, and reads the other fields of the
//! form.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

use ferrofax_basics::free_space::has_space_in;

/// The maximum number of documents in one submitted form.
pub const DOCUMENTS: usize = 50;

/// The maximum number of fields of a form that are not documents.
pub const FIELDS: usize = 200;

/// The maximum number of bytes of a form field that is not a document.
pub(crate) const FIELD: usize = 16 << 10;

/// The reason why a document or another field of a submitted form was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum IncomingError {
    /// The body of the request is not a form, or is too large. The values are the HTTP status of
    /// the answer, and the message of the HTTP library.
    #[error("{1}")]
    Form(StatusCode, String),
    /// The value of a form field is too long.
    #[error("{0}: it has more than {FIELD} bytes")]
    LongField(String),
    /// The submitted document is larger than the limit.
    #[error("it has more than {0} bytes; the limit is [web] max_upload_mb")]
    TooLarge(u64),
    /// The submitted document is empty.
    #[error("the document is empty")]
    Empty,
    /// The submitted document could not be written to the disk, or the disk has too little free
    /// space.
    #[error("the document cannot be stored: {0}")]
    Disk(#[from] io::Error),
    /// The submitted document could not be stored because of a bug in Ferrofax.
    #[error("the document cannot be stored: an internal error")]
    Ours,
}

impl From<MultipartError> for IncomingError {
    fn from(error: MultipartError) -> Self {
        Self::Form(error.status(), error.body_text())
    }
}

/// A document that is being stored in a file. If it is not completed, the file is deleted.
pub struct Incoming {
    path: PathBuf,
    file: Option<File>,
    hash: Sha256,
    bytes: u64,
    most: u64,
    is_whole: bool,
    make: fn(&Path) -> io::Result<File>,
}

impl Incoming {
    /// Prepares to store a document of at most `most` bytes at `path`. `make` creates the file when
    /// the first piece arrives.
    pub fn new(path: PathBuf, most: u64, make: fn(&Path) -> io::Result<File>) -> Self {
        Self { path, file: None, hash: Sha256::new(), bytes: 0, most, is_whole: false, make }
    }

    /// Writes a piece of the submitted document to the disk.
    pub async fn push(self, piece: Bytes) -> Result<Self, IncomingError> {
        let mut this = self;
        // A form field without content may arrive as an empty piece.
        if piece.is_empty() {
            return Ok(this);
        }
        this.bytes += piece.len() as u64;
        if this.bytes > this.most {
            return Err(IncomingError::TooLarge(this.most));
        }
        spawn_blocking(move || {
            this.hash.update(&piece);
            let mut file = match this.file.take() {
                Some(file) => file,
                None => (this.make)(&this.path)?,
            };
            has_space_in(&file, piece.len() as u64)?;
            file.write_all(&piece)?;
            this.file = Some(file);
            Ok(this)
        })
        .await
        .map_err(|_| IncomingError::Ours)?
    }

    /// Stores the whole content of a form field. Returns the number of bytes, and their SHA-256
    /// hash.
    pub async fn take(self, mut field: Field<'_>) -> Result<(u64, [u8; 32]), IncomingError> {
        let mut this = self;
        while let Some(piece) = field.chunk().await? {
            this = this.push(piece).await?;
        }
        this.finish().await
    }

    /// Completes the document, and makes it durable. Returns the number of bytes, and their SHA-256
    /// hash.
    pub async fn finish(mut self) -> Result<(u64, [u8; 32]), IncomingError> {
        let Some(file) = self.file.take() else { return Err(IncomingError::Empty) };
        spawn_blocking(move || {
            file.sync_all()?;
            self.is_whole = true;
            Ok((self.bytes, self.hash.clone().finalize().into()))
        })
        .await
        .map_err(|_| IncomingError::Ours)?
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.is_whole && self.bytes > 0 {
            _ = fs::remove_file(&self.path);
        }
    }
}

/// Reads the value of a form field that is a text and not a document.
pub async fn word(name: &str, field: &mut Field<'_>) -> Result<String, IncomingError> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > FIELD {
            return Err(IncomingError::LongField(name.to_owned()));
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// A file system of 20 MiB, which is unmounted when this value is dropped.
    struct SmallDisk(tempfile::TempDir);

    impl SmallDisk {
        /// Mounts the file system. `None` if that is not permitted on this machine.
        fn new() -> Option<Self> {
            let folder = tempfile::tempdir().unwrap();
            let mount = ["-t", "tmpfs", "-o", "size=20m", "tmpfs"];
            let mounted = Command::new("mount").args(mount).arg(folder.path()).output();
            mounted.is_ok_and(|it| it.status.success()).then(|| Self(folder))
        }
    }

    impl Drop for SmallDisk {
        fn drop(&mut self) {
            _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
        }
    }

    #[test]
    fn a_document_leaves_a_part_of_the_disk_free() {
        let Some(disk) = SmallDisk::new() else {
            eprintln!("skipped: nobody may mount a file system here, so none can be filled");
            return;
        };
        let path = disk.0.path().join("document");
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (mib, error) = runtime.block_on(fill(&path));
        // A tenth of the disk, and what is counted for the file itself.
        assert!((17..=18).contains(&mib), "{mib} MiB were stored");
        let IncomingError::Disk(error) = error else { panic!("{error}") };
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert!(!path.exists());
    }

    /// Stores a document without end. Returns the number of MiB that were stored, and the error.
    async fn fill(path: &Path) -> (u32, IncomingError) {
        let (mut incoming, mut mib) =
            (Incoming::new(path.to_owned(), u64::MAX, |path| File::create_new(path)), 0);
        loop {
            match incoming.push(Bytes::from(vec![0; 1 << 20])).await {
                Ok(next) => (incoming, mib) = (next, mib + 1),
                Err(error) => return (mib, error),
            }
        }
    }
}
