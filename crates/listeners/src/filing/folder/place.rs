//! Writes files into a folder from which other programs or people take them. The files are hidden
//! until they are complete, and then become visible in one step.
//!
//! The administrator chooses the folder, and it may be on another machine. So symbolic links on the
//! way to the folder are followed, and owners and modes may have no effect there.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::FileFormat;
use crate::filing::copies::Copies;
use crate::filing::step;
use crate::read_only::with_fix;
use ferrofax_spool::FaxId;

/// A folder from which other programs or people take the files that are written to it.
pub struct Place {
    folder: PathBuf,
    /// The random text in the names of hidden files and of the marker file, by which a watched
    /// folder is recognised.
    token: String,
}

/// The result of looking for the marker file, by which a watched folder is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// The folder has the marker file, so it is the folder that was set up before.
    There,
    /// The folder is new, or it is another folder than the one that was set up before.
    New,
}

const MARKED: &str = "By this file Ferrofax knows this folder again. It may stay.\n";

impl Place {
    /// A watched folder at this path, to which files are written. The names of the hidden files in
    /// it contain the random text `token`.
    pub fn of(folder: &Path, token: &str) -> Self {
        Self { folder: folder.to_owned(), token: token.to_owned() }
    }

    /// Looks for the marker file. If the folder was set up before but has no marker, it is a
    /// different folder, for example one whose network share is not mounted.
    pub(super) fn marker(&self, is_set_up: bool) -> io::Result<Marker> {
        let path = self.marker_path();
        match fs::metadata(&path) {
            // An administrator makes an empty marker file to confirm that the present folder is the
            // right one.
            Ok(found) if found.len() == 0 => Ok(Marker::New),
            Ok(_) if is_set_up => Ok(Marker::There),
            Ok(_) => Ok(Marker::New),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if !fs::metadata(&self.folder).map_err(|error| self.named(error))?.is_dir() {
                    let error = io::Error::from(ErrorKind::NotADirectory);
                    return Err(self.named(error));
                }
                if !is_set_up {
                    return Ok(Marker::New);
                }
                let why = format!(
                    "{} is missing: the folder is not the one that it was, perhaps a share that \
                     is not mounted; `touch` it if it is right so",
                    path.display()
                );
                Err(io::Error::new(ErrorKind::NotFound, why))
            }
            Err(error) => Err(self.named(error)),
        }
    }

    /// Writes the marker file, by which the watched folder is recognised later.
    pub(super) fn set_up(&self) -> io::Result<()> {
        let path = self.marker_path();
        let hidden = self.folder.join(format!(".{}.tmp", self.token));
        self.write_file(&hidden, MARKED.as_bytes())?;
        fs::rename(&hidden, &path).map_err(|error| self.named(error))?;
        self.flush()
    }

    /// Writes a fax's files under hidden names. The files are on the disk when this returns.
    pub fn hide(&self, fax: FaxId, copies: &Copies) -> io::Result<()> {
        let done = match &copies.json {
            Some(json) => self.write_file(&self.hidden(fax, "json"), json),
            None => Ok(()),
        };
        step();
        let done = done.and_then(|()| self.write_file(&self.hidden(fax, "fax"), &copies.document));
        if done.is_err() {
            // The files are removed, so that a full disk has free space again.
            self.forget(fax);
        }
        done?;
        self.flush()
    }

    /// Whether a fax's hidden document exists. If it does, the fax has not become visible yet.
    pub(super) fn is_hidden(&self, fax: FaxId) -> io::Result<bool> {
        exists(&self.hidden(fax, "fax")).map_err(|error| self.named(error))
    }

    /// Removes the hidden files of a fax, which readers of the folder do not see yet.
    pub(crate) fn forget(&self, fax: FaxId) {
        for kind in ["fax", "json"] {
            // If the removal fails, the next attempt overwrites the files.
            let _ = fs::remove_file(self.hidden(fax, kind));
        }
    }

    /// Makes a fax's files visible. The document comes last, so that a reader of the document
    /// always finds the JSON file beside it.
    pub fn publish(&self, fax: FaxId, name: &str, format: FileFormat) -> io::Result<()> {
        let to = |ending: &str| self.folder.join(format!("{name}.{ending}"));
        match fs::rename(self.hidden(fax, "json"), to("json")) {
            // There is no JSON file, or it was renamed before a crash.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            renamed => renamed.map_err(|error| self.named(error))?,
        }
        self.flush()?;
        step();
        fs::rename(self.hidden(fax, "fax"), to(format.ending()))
            .map_err(|error| self.named(error))?;
        step();
        self.flush()
    }

    /// Returns `name` if no file has this name yet, otherwise the name with a number appended.
    pub(super) fn free_name(&self, name: &str, format: FileFormat) -> io::Result<String> {
        let mut free = name.to_owned();
        for number in 2.. {
            let is_taken = |ending: &str| exists(&self.folder.join(format!("{free}.{ending}")));
            if !is_taken(format.ending())? && !is_taken("json")? {
                break;
            }
            free = format!("{name}-{number}");
        }
        Ok(free)
    }

    /// Whether the folder contains a document of this name.
    pub fn has(&self, name: &str, format: FileFormat) -> io::Result<bool> {
        exists(&self.folder.join(format!("{name}.{}", format.ending())))
    }

    /// Writes a new file durably. The folder's group gets the same access to the file as to the
    /// folder; other users get none.
    fn write_file(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let named = |error: io::Error| self.named(error);
        match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(named(error)),
            _ => {}
        }
        // `create_new` fails if somebody has put a symbolic link there.
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let mut file = made.map_err(named)?;
        let group = fs::metadata(&self.folder).map_err(named)?.permissions().mode() & 0o060;
        if group != 0 {
            // Some network shares have no file modes.
            let _ = file.set_permissions(Permissions::from_mode(0o600 | group));
        }
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(named)
    }

    fn hidden(&self, fax: FaxId, kind: &str) -> PathBuf {
        self.folder.join(format!(".{}-{fax}.{kind}.tmp", self.token))
    }

    fn marker_path(&self) -> PathBuf {
        self.folder.join(format!(".ferrofax-{}", self.token))
    }

    /// Makes the file names in the folder durable, if the file system supports this.
    fn flush(&self) -> io::Result<()> {
        match File::open(&self.folder).and_then(|folder| folder.sync_all()) {
            // Some network shares cannot flush folders.
            Err(error) if error.kind() == ErrorKind::InvalidInput => Ok(()),
            flushed => flushed.map_err(|error| self.named(error)),
        }
    }

    fn named(&self, error: io::Error) -> io::Error {
        let error = with_fix(error);
        io::Error::new(error.kind(), format!("{}: {error}", self.folder.display()))
    }
}

/// Whether a file, folder or link has this path, even a broken link.
fn exists(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
