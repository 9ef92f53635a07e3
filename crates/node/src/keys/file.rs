//! A file with keys for the encryption of documents, one key on each line: 32 bytes in base64. The
//! first key encrypts documents; all keys decrypt them. A changed file is read again, so that keys
//! can be changed without a restart.

use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::{Zeroize, Zeroizing};

use ferrofax_basics::FileVersion;
use ferrofax_basics::lock::lock;
use ferrofax_spool::{KeyRing, KeyTwice};

/// The longest accepted file of keys, in bytes.
const LONGEST: u64 = 64 * 1024;

/// A file of encryption keys, with the keys that were read from it last.
pub(super) struct KeyFile {
    path: PathBuf,
    read: Mutex<Option<(FileVersion, Arc<KeyRing>)>>,
}

impl KeyFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, read: Mutex::default() }
    }

    /// Returns the encryption keys that are in the file now.
    ///
    /// # Errors
    /// The file cannot be read, users other than its owner and its group can read it, or the file
    /// has no keys. The error is a sentence that says how to fix it.
    pub(super) fn ring(&self) -> Result<Arc<KeyRing>, String> {
        let mut read = lock(&self.read);
        let ring = self.read_anew(read.as_ref());
        let (version, ring) =
            ring.map_err(|why| format!("key_file {}: {why}", self.path.display()))?;
        *read = Some((version, Arc::clone(&ring)));
        Ok(ring)
    }

    fn read_anew(
        &self,
        known: Option<&(FileVersion, Arc<KeyRing>)>,
    ) -> Result<(FileVersion, Arc<KeyRing>), String> {
        let mut file = File::open(&self.path).map_err(|error| {
            format!("{error}; the user of `ferrofax serve` has to be able to read it")
        })?;
        let found = file.metadata().map_err(|error| error.to_string())?;
        check(&found)?;
        let version = FileVersion::of(&found);
        if let Some((_, ring)) = known.filter(|(known, _)| *known == version) {
            return Ok((version, Arc::clone(ring)));
        }
        let mut text = Zeroizing::new(String::with_capacity(LONGEST as usize));
        file.by_ref()
            .take(LONGEST)
            .read_to_string(&mut text)
            .map_err(|error| error.to_string())?;
        Ok((version, Arc::new(ring_of(&text)?)))
    }
}

/// Refuses a file of keys that users other than its owner and its group can read.
fn check(found: &Metadata) -> Result<(), String> {
    let (mode, owner) = (found.mode() & 0o7777, found.uid());
    if !found.is_file() {
        return Err("it is no file".to_owned());
    }
    if found.size() > LONGEST {
        return Err("it is too long for a file of keys".to_owned());
    }
    if mode & 0o007 != 0 {
        return Err(format!(
            "everybody may read or write it (mode {mode:04o}): chmod o= fixes that"
        ));
    }
    if mode & 0o020 != 0 {
        return Err(format!("its group may write it (mode {mode:04o}): chmod g-w fixes that"));
    }
    if owner != 0 && owner != rustix::process::geteuid().as_raw() {
        return Err("it belongs to another user: chown root fixes that".to_owned());
    }
    Ok(())
}

/// Reads the keys from the text of a file of keys. The error for a wrong key names only the number
/// of its line, not the content.
fn ring_of(text: &str) -> Result<KeyRing, String> {
    const KEY: &str = "`openssl rand -base64 32` makes one";
    let mut keys: Vec<Zeroizing<[u8; 32]>> = Vec::new();
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let no_key = || format!("line {} is no key of 32 bytes in base64: {KEY}", at + 1);
        // The buffer is larger than needed. If it had to grow, a copy of the keys would be left in
        // memory.
        let mut octets = Zeroizing::new(Vec::with_capacity(LONGEST as usize));
        STANDARD.decode_vec(line, &mut octets).map_err(|_| no_key())?;
        let mut key = Zeroizing::new([0; 32]);
        if octets.len() != key.len() {
            return Err(no_key());
        }
        key.copy_from_slice(&octets);
        octets.zeroize();
        keys.push(key);
        lines.push(at + 1);
    }
    if keys.is_empty() {
        return Err(format!("there is no key in it: {KEY}"));
    }
    KeyRing::of(keys.iter().map(|key| &**key)).map_err(|KeyTwice(first, again)| {
        format!("line {} has the key of line {} again", lines[again], lines[first])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use ferrofax_spool::MasterKeys;

    fn line(octet: u8) -> String {
        STANDARD.encode([octet; 32])
    }

    fn why(text: &str) -> String {
        ring_of(text).err().unwrap()
    }

    #[test]
    fn a_text_without_keys_is_told_by_its_line_and_nothing_of_it_is_shown() {
        let twice = format!("{}\n\n#\n{}\n{}", line(1), line(2), line(1));
        for (text, said) in [
            ("", "there is no key in it"),
            ("# none\n", "there is no key in it"),
            ("hush-hush", "line 1 is no key"),
            ("\nc2hvcnQ=\n", "line 2 is no key"),
            (&line(1)[1..], "line 1 is no key"),
            (&twice, "line 5 has the key of line 1 again"),
        ] {
            let told = why(text);
            assert!(told.starts_with(said) && !told.contains("hush"), "{told}");
        }
    }

    #[test]
    fn keys_that_are_changed_hold_from_the_next_use_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let put = |text: &str, mode: u32| {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        };
        let file = KeyFile::new(path.clone());
        let why = || file.ring().err().unwrap();
        assert!(why().contains("has to be able to read it"), "{}", why());
        put(&line(1), 0o640);
        let first = file.ring().unwrap().newest();
        assert!(Arc::ptr_eq(&file.ring().unwrap(), &file.ring().unwrap()));
        put(&format!("{}\n{}\n", line(2), line(1)), 0o600);
        let both = file.ring().unwrap();
        assert!(both.newest() != first && both.has(&first.unwrap()).unwrap());
        for (mode, said) in [
            (0o644, "everybody may read or write it (mode 0644): chmod o="),
            (0o602, "everybody may read"),
            (0o660, "its group may write it (mode 0660): chmod g-w"),
        ] {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            assert!(why().contains(said), "{}", why());
        }
        put("hushhush", 0o600);
        assert!(why().contains("line 1 is no key") && !why().contains("hush"), "{}", why());
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
        assert!(why().ends_with("it is no file"), "{}", why());
    }
}
