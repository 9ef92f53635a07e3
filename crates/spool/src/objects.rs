//! Objects: octets under names, outside of a store's database, in a folder that all machines reach
//! or wherever the program has them.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::safe_file::{self, Share};

/// Where objects are. Each answer may come late, and each request twice.
pub trait Objects: Send + Sync {
    /// Has these octets under this name, durably.
    ///
    /// # Errors
    /// In a sentence; it may be there all the same.
    fn put(&self, name: &str, octets: &[u8]) -> Result<(), String>;

    /// What is under this name; none if nothing is.
    ///
    /// # Errors
    /// In a sentence.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String>;

    /// Has nothing under this name.
    ///
    /// # Errors
    /// In a sentence.
    fn delete(&self, name: &str) -> Result<(), String>;
}

/// Objects as files, in a folder that all machines reach under this path.
pub struct FolderOfObjects(PathBuf);

impl FolderOfObjects {
    /// In this folder, which is there.
    ///
    /// # Errors
    /// It is not, or leads elsewhere in a way that can't be followed.
    pub fn of(folder: &Path) -> io::Result<Self> {
        folder.canonicalize().map(Self)
    }

    /// The file, and the folder of its document. A name is its store's, its document's, its own.
    fn place(&self, name: &str) -> Result<(PathBuf, PathBuf), String> {
        let file = safe_file::below(&self.0, name).ok_or("its name leads out of the folder")?;
        let folder = file.parent().ok_or("its name leads nowhere")?.to_path_buf();
        Ok((file, folder))
    }

    fn write(&self, name: &str, octets: &[u8]) -> io::Result<()> {
        let (file, folder) = self.place(name).map_err(io::Error::other)?;
        for holder in self.make_folders(&folder)? {
            safe_file::flush(&holder)?;
        }
        // Another process may write the same object: each has a file of its own.
        let new = safe_file::fresh_beside(&file);
        let written = safe_file::make(&new, Share::GroupWorks)
            .and_then(|mut made| made.write_all(octets).and_then(|()| made.sync_all()))
            .and_then(|()| safe_file::rename(&new, &file));
        if written.is_err() {
            let _not_made = safe_file::remove(&new);
        }
        written?;
        safe_file::flush(&folder)
    }

    /// Makes a document's folder and that of its store, below ours. Says which folders name them:
    /// these are flushed each time, since a process that died may have made the folder only.
    fn make_folders(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut holders = Vec::new();
        for made in [folder.parent(), Some(folder)].into_iter().flatten() {
            if made.starts_with(&self.0) && made != self.0 {
                safe_file::make_folder(made, Share::GroupWorks)?;
                holders.extend(made.parent().map(Path::to_path_buf));
            }
        }
        Ok(holders)
    }

    /// Deletes what processes that died left of writing this object.
    fn remove_unfinished(file: &Path, folder: &Path) {
        let Some(stem) = file.file_stem() else { return };
        for left in safe_file::entries(folder).unwrap_or_default() {
            let name = left.file_name().map(OsStr::as_encoded_bytes).unwrap_or_default();
            let of_this = name.strip_prefix(stem.as_encoded_bytes());
            if of_this.is_some_and(|rest| rest.starts_with(b".") && rest.ends_with(b".new")) {
                let _by_another = safe_file::remove(&left);
            }
        }
    }
}

impl Objects for FolderOfObjects {
    fn put(&self, name: &str, octets: &[u8]) -> Result<(), String> {
        self.write(name, octets).map_err(|error| error.to_string())
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        match safe_file::read(&self.place(name)?.0) {
            Ok(octets) => Ok(Some(octets)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    fn delete(&self, name: &str) -> Result<(), String> {
        let (file, folder) = self.place(name)?;
        match safe_file::remove(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.to_string()),
            _ => {}
        }
        Self::remove_unfinished(&file, &folder);
        // The last one takes its document's folder along.
        let _others_are_in_it = safe_file::remove_folder(&folder);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_there_once_and_is_gone_with_its_folder() {
        let kept = tempfile::tempdir().unwrap();
        let objects = FolderOfObjects::of(kept.path()).unwrap();
        assert_eq!(objects.get("store/7-aa/00000"), Ok(None));
        for name in ["store/7-aa/00000", "store/7-aa/00001"] {
            objects.put(name, b"first").unwrap();
            objects.put(name, b"again").unwrap();
            assert_eq!(objects.get(name), Ok(Some(b"again".to_vec())));
        }
        let folder = kept.path().join("store/7-aa");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
        for name in ["store/7-aa/00000", "store/7-aa/00001", "store/7-aa/00001"] {
            objects.delete(name).unwrap();
        }
        assert!(!folder.exists() && kept.path().join("store").exists());
        for outside in ["../a", "/etc/passwd", "store/../../a"] {
            assert!(objects.put(outside, b"").is_err() && objects.get(outside).is_err());
        }
        assert!(FolderOfObjects::of(&kept.path().join("none")).is_err());
    }

    #[test]
    fn two_that_write_the_same_object_do_not_touch_each_other_s_file() {
        let kept = tempfile::tempdir().unwrap();
        let objects = FolderOfObjects::of(kept.path()).unwrap();
        objects.put("store/7-aa/00000", b"first").unwrap();
        // Another process is in the middle of writing it.
        let folder = kept.path().join("store/7-aa");
        for theirs in ["00000.new", "00000.1-0.new"] {
            std::fs::write(folder.join(theirs), b"hal").unwrap();
        }
        objects.put("store/7-aa/00000", b"again").unwrap();
        for theirs in ["00000.new", "00000.1-0.new"] {
            assert_eq!(std::fs::read(folder.join(theirs)).unwrap(), b"hal");
        }
        assert_eq!(objects.get("store/7-aa/00000"), Ok(Some(b"again".to_vec())));
        // Once the object is deleted, what a process that died left of it is, too.
        objects.delete("store/7-aa/00000").unwrap();
        assert!(!folder.exists());
    }

    #[test]
    fn the_names_of_an_object_s_folders_are_made_durable_too() {
        let kept = tempfile::tempdir().unwrap();
        let objects = FolderOfObjects::of(kept.path()).unwrap();
        let root = objects.0.clone();
        let holders = |name: &str| objects.make_folders(&root.join(name)).unwrap();
        assert_eq!(holders("store/7-aa"), [root.clone(), root.join("store")]);
        // A process that died may have made them and not flushed what names them.
        assert_eq!(holders("store/7-aa"), [root.clone(), root.join("store")]);
    }
}
