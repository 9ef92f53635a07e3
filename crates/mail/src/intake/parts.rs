//! Stores the parts of split mails (`message/partial`) that wait for the other parts. Each is a
//! file `parts/GROUP.NUMBER.ID`, which is the waiting mail's file under another name.
//!
//! A group is one split mail. It is identified by the id that the sender gave the mail, the sender,
//! the recipients and their granted permissions. When all parts of a group have arrived, the thread
//! that handles the last part takes all of them. It leaves a file `parts/GROUP.joined` with the
//! digests of the parts for a while, by which late duplicates are recognised.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use super::entry::{Head, digest};
use super::error::at;
use super::{Entry, Intake, IntakeError, PARTS, WAITING};
use crate::letter::Partial;
use ferrofax_basics::UnixMs;
use ferrofax_spool::safe_file::{self, For, Share, flush};

/// A part of a split mail that waits for the other parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The key of the split mail, which all its parts share and no other split mail has.
    pub group: String,
    /// The number of the part within its split mail, from 1.
    pub number: u32,
    /// The waiting mail that contains this part.
    pub entry: Entry,
}

/// The extension of the files that store the digests of the parts of a joined mail.
const JOINED: &str = "joined";

impl Part {
    /// The digest of the content of this part, by which a duplicate part is recognised.
    ///
    /// # Errors
    /// The error that the operating system reported.
    pub fn digest(&self) -> io::Result<String> {
        let message = self.entry.message()?;
        Ok(digest(&Partial::content(&message).map_err(io::Error::other)?))
    }
}

impl Intake {
    /// Reads the waiting parts of one split mail (`group`), or of all split mails if `group` is
    /// `None`. The parts are sorted by split mail and part number.
    pub fn parts(&self, group: Option<&str>) -> Result<Vec<Part>, IntakeError> {
        let names = self.ids(PARTS)?;
        let wanted = names
            .iter()
            .filter(|name| group.is_none_or(|group| name.split('.').next() == Some(group)));
        // A file that cannot be read is skipped; the clean-up removes it later.
        let mut parts: Vec<Part> = wanted.filter_map(|name| self.part(name)).collect();
        parts.sort_by(|one, other| {
            (&one.group, one.number, &one.entry.id).cmp(&(
                &other.group,
                other.number,
                &other.entry.id,
            ))
        });
        Ok(parts)
    }

    fn part(&self, name: &str) -> Option<Part> {
        let mut words = name.split('.');
        let (group, number, id) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
        let path = self.place(PARTS, name);
        let head = Head::read(&path).ok()?;
        let size = safe_file::metadata(&path).ok()?.len().saturating_sub(head.length);
        let (id, envelope) = (id.to_owned(), head.envelope);
        let (same, why, due) = (None, None, UnixMs(0));
        let entry = Entry { id, envelope, same, tries: 0, begun: 0, why, due, size, path };
        Some(Part { group: group.to_owned(), number, entry })
    }

    /// Turns a waiting mail into a part of a split mail, which waits for the other parts. The
    /// change is durable when this returns.
    pub(crate) fn keep_part(&self, id: &str, group: &str, number: u32) -> Result<(), IntakeError> {
        let from = self.existing(WAITING, id)?;
        let to = self.place(PARTS, &format!("{group}.{number}.{id}"));
        safe_file::rename(&from, &to).map_err(at(&from))?;
        self.forget(id);
        flush(&self.folder.join(PARTS)).map_err(at(&to))?;
        self.flusher.flush().map_err(at(&from))?;
        self.count_parts()
    }

    /// Deletes a waiting mail. Later copies of it do not count as duplicates.
    pub(crate) fn discard(&self, id: &str) -> Result<(), IntakeError> {
        let path = self.existing(WAITING, id)?;
        safe_file::remove(&path).map_err(at(&path))?;
        self.forget(id);
        self.flusher.flush().map_err(at(&path))
    }

    /// Ends the handling of a mail of which nobody got a fax. Later copies of it do not count as
    /// duplicates. A mail from a mailbox does, since it is still there.
    pub(crate) fn refused(&self, id: &str) -> Result<(), IntakeError> {
        let path = self.listed(id)?;
        let key = Head::read(&path).map_err(at(&path))?.key;
        if key.is_some_and(|key| key.is_fetched()) { self.done(id) } else { self.discard(id) }
    }

    /// Deletes all waiting parts of a split mail (group).
    pub(crate) fn drop_parts(&self, group: &str) -> Result<(), IntakeError> {
        for part in self.parts(Some(group))? {
            match safe_file::remove(&part.entry.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(at(&part.entry.path)(error));
                }
                _ => {}
            }
        }
        flush(&self.folder.join(PARTS)).map_err(at(&self.folder.join(PARTS)))?;
        self.count_parts()
    }

    /// Deletes the parts of a split mail (group) that was joined. The digests of the parts are
    /// stored, so that late duplicates are recognised, unless the settings switch that off.
    pub(crate) fn joined_parts(&self, group: &str, digests: &[String]) -> Result<(), IntakeError> {
        if self.settings.duplicate_window.is_zero() {
            return self.drop_parts(group);
        }
        let path = self.mark(group);
        let write = || {
            let mut file = safe_file::open_or_make(&path, For::Writing, Share::GroupWorks)?;
            file.set_len(0)?;
            file.write_all(digests.join("\n").as_bytes())?;
            file.sync_data()
        };
        write().map_err(at(&path))?;
        self.drop_parts(group)
    }

    /// The digests of the parts of a split mail (group) that was joined recently, in the order of
    /// the parts.
    pub(crate) fn joined_digests(&self, group: &str) -> Vec<String> {
        let text = safe_file::read(&self.mark(group)).unwrap_or_default();
        String::from_utf8_lossy(&text).lines().map(str::to_owned).collect()
    }

    /// Lists the files `GROUP.joined` in the folder `parts/`. Each has the digests of the parts of
    /// a split mail that was joined.
    pub(super) fn marks(&self) -> Result<Vec<PathBuf>, IntakeError> {
        let names = self.ids(PARTS)?;
        let marks = names.iter().filter(|name| name.ends_with(&format!(".{JOINED}")));
        Ok(marks.map(|name| self.place(PARTS, name)).collect())
    }

    /// Counts the waiting parts of split mails and their bytes. They count towards the limits on
    /// waiting mails.
    pub(super) fn count_parts(&self) -> Result<(), IntakeError> {
        let is_part = |name: &String| !name.ends_with(&format!(".{JOINED}"));
        let parts = self.ids(PARTS)?.into_iter().filter(is_part);
        let sizes = parts.filter_map(|name| safe_file::metadata(&self.place(PARTS, &name)).ok());
        let (count, bytes) =
            sizes.fold((0, 0), |(count, bytes), file| (count + 1, bytes + file.len()));
        self.part_count.store(count, Ordering::Relaxed);
        self.part_bytes.store(bytes, Ordering::Relaxed);
        Ok(())
    }

    fn mark(&self, group: &str) -> PathBuf {
        self.place(PARTS, &format!("{group}.{JOINED}"))
    }
}
