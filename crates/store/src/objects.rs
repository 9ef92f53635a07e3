//! Objects: named byte sequences that are stored outside the shared database, in a folder that all
//! machines can reach, or in any other place that the program provides.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use crate::safe_file::{self, Share};

/// A storage for objects. It may answer late, and the same request may be sent to it twice.
pub trait Objects: Send + Sync {
    /// Stores these bytes under this name. They are durable when this function returns.
    ///
    /// # Errors
    /// A sentence with the reason. The object may be stored nevertheless.
    fn put(&self, name: &str, octets: &[u8]) -> Result<(), String>;

    /// Checks that other objects of the same shared database may be here. A folder that is not
    /// mounted looks like one without objects, and an object that is put into it is missing when
    /// the folder is mounted again.
    ///
    /// # Errors
    /// A sentence with the reason.
    fn must_have_store(&self, _name: &str) -> Result<(), String> {
        Ok(())
    }

    /// Returns the content of the object with this name; `None` if there is no such object.
    ///
    /// # Errors
    /// A sentence with the reason.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String>;

    /// Deletes the object with this name, if there is one.
    ///
    /// # Errors
    /// A sentence with the reason.
    fn delete(&self, name: &str) -> Result<(), String>;
}

/// A storage that writes objects as files into a folder that all machines can reach under this
/// path.
pub struct FolderOfObjects(PathBuf);

impl FolderOfObjects {
    /// Uses this folder, which must exist.
    ///
    /// # Errors
    /// The folder does not exist, or its path contains a link that cannot be followed.
    pub fn of(folder: &Path) -> io::Result<Self> {
        folder.canonicalize().map(Self)
    }

    /// Returns the path of an object's file, and the folder of its document. An object's name
    /// consists of the names of the shared database, of the document, and of the object itself.
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
        safe_file::replace(&file, octets, Share::GroupWorks)?;
        safe_file::flush(&folder)
    }

    /// Makes the folder of a document and that of its shared database, below the folder of all
    /// objects.
    /// Returns the folders above the two. The caller flushes them each time: a process may have
    /// made a folder and died before it flushed the folder above.
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

    /// Deletes unfinished files of this object that processes left when they died.
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

    fn must_have_store(&self, name: &str) -> Result<(), String> {
        let store = self.0.join(name.split('/').next().unwrap_or_default());
        if store.is_dir() {
            return Ok(());
        }
        Err(format!(
            "there is no folder {}: is the network share mounted? (If its files are lost, make the folder.)",
            store.display()
        ))
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        match safe_file::read(&self.place(name)?.0) {
            Ok(octets) => Ok(Some(octets)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.must_have_store(name).map(|()| None)
            }
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
        // The deletion of the last object also deletes the folder of its document.
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
        // Nothing of the shared database is here: perhaps the folder is not mounted.
        assert!(objects.get("store/7-aa/00000").unwrap_err().contains("is the network share"));
        for name in ["store/7-aa/00000", "store/7-aa/00001"] {
            objects.put(name, b"first").unwrap();
            objects.put(name, b"again").unwrap();
            assert_eq!(objects.get(name), Ok(Some(b"again".to_vec())));
        }
        let folder = kept.path().join("store/7-aa");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
        assert_eq!(objects.get("store/7-aa/00002"), Ok(None));
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
        // Another process is writing the object.
        let folder = kept.path().join("store/7-aa");
        for theirs in ["00000.new", "00000.1-0.new"] {
            std::fs::write(folder.join(theirs), b"hal").unwrap();
        }
        objects.put("store/7-aa/00000", b"again").unwrap();
        for theirs in ["00000.new", "00000.1-0.new"] {
            assert_eq!(std::fs::read(folder.join(theirs)).unwrap(), b"hal");
        }
        assert_eq!(objects.get("store/7-aa/00000"), Ok(Some(b"again".to_vec())));
        // When the object is deleted, the unfinished files of processes that died are deleted as
        // well.
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
        // A process that died may have made the folders without flushing the folders that contain
        // their names.
        assert_eq!(holders("store/7-aa"), [root.clone(), root.join("store")]);
    }
}
