//! Secrets that the module and the Ferrofax service share, such as the access token for the mail
//! server. They are encrypted in one file, `secrets`, in the spool's folder. The key is in the file
//! `secrets.key` beside it.
//!
//! `ferrofax backup` copies neither file, and the database has no copy of the secrets. A person
//! who can read the whole folder can read the secrets, since the key is there, too. Only the
//! permissions of the folder protect them.
//!
//! ```text
//! 16 bytes   MAGIC, with the number of this format
//! 12         nonce
//!            the secrets as JSON, an object of texts, encrypted (AES-256-GCM)
//! 16         tag
//! ```

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use graviola::aead::AesGcm;
use graviola::hashing::Sha256;
use graviola::hashing::hmac::Hmac;
use zeroize::Zeroizing;

use crate::safe_file::{self, FileError, For, Share};

/// The file with the secrets, in the spool's folder.
const FILE: &str = "secrets";
/// The file with the key of the secrets, in the spool's folder.
const KEY_FILE: &str = "secrets.key";

const MAGIC: &[u8; 16] = b"FerrofaxSecret1\n";
const KEY: usize = 32;
const NONCE: usize = 12;
const TAG: usize = 16;

/// The greatest size of the file with the secrets, in bytes. An access token has a few kilobytes.
const LARGEST: u64 = 256 * 1024;

/// The secrets of one spool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secrets {
    folder: PathBuf,
}

type All = BTreeMap<String, String>;

impl Secrets {
    /// Prepares access to the secrets in the spool's folder, without reading them yet.
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Returns the secret with this name; `None` if there is no such secret.
    ///
    /// # Errors
    /// [`FileError`], also if the secrets cannot be decrypted.
    pub fn get(&self, name: &str) -> Result<Option<String>, FileError> {
        let folder = self.folder();
        self.read(&folder, name)
            .map_err(|error| FileError::new("read", &folder.join(FILE), error))
    }

    fn read(&self, folder: &Path, name: &str) -> io::Result<Option<String>> {
        let mut key = match safe_file::open(&folder.join(KEY_FILE), For::Reading) {
            Ok(key) => key,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        // The key is missing because another process has just made the file and will write the key
        // now.
        if key.metadata()?.len() == 0 {
            return Ok(None);
        }
        let key = read_key(&mut key)?;
        Ok(self.all(folder, &key)?.remove(name))
    }

    /// Returns the digest (HMAC-SHA256) of `texts`. Its key is the secret `name`, which is made at
    /// the first use. Nobody can compute the digest without this secret.
    ///
    /// # Errors
    /// [`FileError`], also if the secrets cannot be decrypted.
    pub fn digest(&self, name: &str, texts: &[&str]) -> Result<[u8; 32], FileError> {
        let mut hmac = Hmac::<Sha256>::new(self.digest_key(name)?.as_bytes());
        for text in texts {
            hmac.update((text.len() as u64).to_be_bytes());
            hmac.update(text);
        }
        let mut digest = [0; 32];
        digest.copy_from_slice(hmac.finish().as_ref());
        Ok(digest)
    }

    /// Returns the secret `name` as a key of 64 random hexadecimal digits, and makes it if it is
    /// missing.
    fn digest_key(&self, name: &str) -> Result<Zeroizing<String>, FileError> {
        if let Some(key) = self.get(name)? {
            return Ok(key.into());
        }
        let mut fresh = Zeroizing::new([0; KEY]);
        fill(&mut *fresh)
            .map_err(|error| FileError::new("write", &self.folder.join(FILE), error))?;
        let mut key = Zeroizing::new(HEXLOWER.encode(&*fresh));
        self.change(name, |before| {
            // Another process may have made the key meanwhile; then that key is used.
            if let Some(before) = before {
                *key = before;
            }
            Some(key.to_string())
        })?;
        Ok(key)
    }

    /// Changes the secret `name`: `change` gets the present secret and returns the new one. No
    /// other process can change the secrets meanwhile.
    ///
    /// # Errors
    /// [`FileError`], also if the secrets cannot be decrypted.
    pub fn change(
        &self,
        name: &str,
        change: impl FnOnce(Option<String>) -> Option<String>,
    ) -> Result<(), FileError> {
        let folder = self.folder();
        let done = self.locked_key(&folder).and_then(|(_lock, key)| {
            let mut all = self.all(&folder, &key)?;
            let before = all.get(name).cloned();
            let next = change(before.clone());
            if next == before {
                return Ok(());
            }
            match next {
                Some(secret) => drop(all.insert(name.to_owned(), secret)),
                None => drop(all.remove(name)),
            }
            safe_file::replace(&folder.join(FILE), &sealed(&key, &all)?, Share::GroupWorks)?;
            safe_file::flush(&folder)
        });
        done.map_err(|error| FileError::new("write", &folder.join(FILE), error))
    }

    /// The folder without symbolic links, as [`safe_file`] requires.
    fn folder(&self) -> PathBuf {
        self.folder.canonicalize().unwrap_or_else(|_| self.folder.clone())
    }

    /// Opens and locks the file of the key, and makes the key if it is missing. Returns the file
    /// and the key. While the file is open, no other process can change the secrets.
    fn locked_key(&self, folder: &Path) -> io::Result<(File, Zeroizing<[u8; KEY]>)> {
        let path = folder.join(KEY_FILE);
        let mut file = safe_file::open_or_make(&path, For::Writing, Share::GroupWorks)?;
        file.lock()?;
        if file.metadata()?.len() == 0 {
            let mut key = Zeroizing::new([0; KEY]);
            fill(&mut *key)?;
            file.write_all(&*key)?;
            file.sync_all()?;
            safe_file::flush(folder)?;
            return Ok((file, key));
        }
        let key = read_key(&mut file)?;
        Ok((file, key))
    }

    fn all(&self, folder: &Path, key: &[u8; KEY]) -> io::Result<All> {
        let file = match safe_file::open(&folder.join(FILE), For::Reading) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(All::new()),
            Err(error) => return Err(error),
        };
        let mut octets = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut octets)?;
        opened(key, &octets).ok_or_else(|| {
            damaged(
                "it is damaged, or secrets.key is another key; remove both files and log in again",
            )
        })
    }
}

fn read_key(file: &mut File) -> io::Result<Zeroizing<[u8; KEY]>> {
    let mut key = Zeroizing::new(Vec::with_capacity(KEY + 1));
    file.take(KEY as u64 + 1).read_to_end(&mut key)?;
    let key: Option<[u8; KEY]> = key.as_slice().try_into().ok();
    key.map(Zeroizing::new)
        .ok_or_else(|| damaged("secrets.key has not 32 bytes; remove both files and log in again"))
}

fn sealed(key: &[u8; KEY], all: &All) -> io::Result<Vec<u8>> {
    let (mut nonce, mut tag) = ([0; NONCE], [0; TAG]);
    fill(&mut nonce)?;
    let mut body = serde_json::to_vec(all)?;
    AesGcm::new(key).encrypt(&nonce, MAGIC, &mut body, &mut tag);
    let octets = [&MAGIC[..], &nonce, &body, &tag].concat();
    if octets.len() as u64 > LARGEST {
        return Err(damaged("the secrets are larger than 256 kB"));
    }
    Ok(octets)
}

fn opened(key: &[u8; KEY], octets: &[u8]) -> Option<All> {
    let rest = octets.strip_prefix(&MAGIC[..])?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
    let (body, tag) = rest.split_last_chunk::<TAG>()?;
    let mut body = Zeroizing::new(body.to_vec());
    AesGcm::new(key).decrypt(nonce, MAGIC, &mut body, tag).ok()?;
    serde_json::from_slice(&body).ok()
}

fn fill(octets: &mut [u8]) -> io::Result<()> {
    graviola::random::fill(octets)
        .map_err(|error| io::Error::other(format!("no random numbers: {error:?}")))
}

fn damaged(text: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    fn put(secrets: &Secrets, name: &str, value: &str) {
        secrets.change(name, |_| Some(value.to_owned())).unwrap();
    }

    #[test]
    fn a_secret_is_kept_encrypted_until_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = Secrets::in_folder(folder.path());
        assert_eq!(secrets.get("mail").unwrap(), None);
        put(&secrets, "mail", "very secret");
        put(&secrets, "other", "x");
        assert_eq!(secrets.get("mail").unwrap().as_deref(), Some("very secret"));
        let kept = fs::read(folder.path().join(FILE)).unwrap();
        assert!(!kept.windows(6).any(|six| six == b"secret"));
        secrets.change("mail", |_| None).unwrap();
        assert_eq!(secrets.get("mail").unwrap(), None);
        assert_eq!(secrets.get("other").unwrap().as_deref(), Some("x"));
        let names = safe_file::entries(&folder.path().canonicalize().unwrap()).unwrap();
        assert_eq!(names.len(), 2, "{names:?}");
    }

    #[test]
    fn others_cannot_read_the_files() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        put(&Secrets::in_folder(folder.path()), "mail", "x");
        for name in [FILE, KEY_FILE] {
            let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{name}: {mode:o}");
        }
    }

    #[test]
    fn a_damaged_file_and_another_key_are_reported_with_the_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = Secrets::in_folder(folder.path());
        put(&secrets, "mail", "x");
        let (file, key) = (folder.path().join(FILE), folder.path().join(KEY_FILE));
        let kept = fs::read(&file).unwrap();
        let fails = || {
            let why = secrets.get("mail").unwrap_err().to_string();
            assert!(why.contains("remove both files"), "{why}");
            let changed = secrets.change("mail", |_| Some("y".to_owned()));
            assert!(changed.is_err());
        };
        for at in 0..kept.len() {
            let mut other = kept.clone();
            other[at] ^= 1;
            fs::write(&file, &other).unwrap();
            fails();
            fs::write(&file, &kept[..at]).unwrap();
            fails();
        }
        fs::write(&file, &kept).unwrap();
        for other in [&[7; KEY][..], &[7; KEY - 1], &[7; KEY + 1]] {
            fs::write(&key, other).unwrap();
            fails();
        }
    }

    #[test]
    fn ten_writers_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for writer in 0..10 {
                let secrets = Secrets::in_folder(folder.path());
                scope.spawn(move || {
                    for each in 0..10 {
                        put(&secrets, &format!("{writer}-{each}"), "x");
                    }
                });
            }
        });
        let secrets = Secrets::in_folder(folder.path());
        for name in (0..100).map(|n| format!("{}-{}", n / 10, n % 10)) {
            assert!(secrets.get(&name).unwrap().is_some(), "{name}");
        }
    }

    #[test]
    fn what_is_too_large_is_refused_and_the_rest_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = Secrets::in_folder(folder.path());
        put(&secrets, "mail", "x");
        let huge = "y".repeat(300_000);
        assert!(secrets.change("huge", |_| Some(huge)).is_err());
        assert_eq!(secrets.get("mail").unwrap().as_deref(), Some("x"));
    }
}
