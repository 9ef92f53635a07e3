//! The end of an audit log: its last line that has a place in the chain.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::chain::{Hash, Link, Place};
use crate::safe_file::{self, For};

/// The end of an audit log.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tail {
    /// The number and the hash of the last line that has them.
    pub(super) place: Place,
    /// The hash of the bytes after that line, including the line break that is added to them; none
    /// if there are no such bytes.
    pub(super) unchained: Option<Hash>,
    /// The log ends in the middle of a line.
    pub(super) is_torn: bool,
}

/// The bytes of the end that are searched first; after that, eight times as many.
const FIRST: u64 = 8 << 10;

impl Tail {
    /// Finds the end of a log file that has this length.
    pub(super) fn of(file: &mut File, length: u64) -> io::Result<Self> {
        let mut most = FIRST;
        loop {
            let from = length.saturating_sub(most);
            file.seek(SeekFrom::Start(from))?;
            let mut bytes = Vec::new();
            file.by_ref().take(length - from).read_to_end(&mut bytes)?;
            let found = last_link(&bytes, from == 0);
            if found.is_some() || from == 0 {
                let (at, place) = found.unwrap_or_default();
                return Ok(Self::behind(&mut bytes.split_off(at), place));
            }
            most = most.saturating_mul(8);
        }
    }

    /// Makes the end of a log from the last place and the bytes after the line that has it.
    fn behind(bytes: &mut Vec<u8>, place: Place) -> Self {
        let is_torn = bytes.last().is_some_and(|last| *last != b'\n');
        if is_torn {
            bytes.push(b'\n');
        }
        let unchained = (!bytes.is_empty()).then(|| Hash::of(bytes));
        Self { place, unchained, is_torn }
    }
}

/// Finds the last line that has a place: the offset after it, and the place. The first line of
/// `bytes` counts only if `bytes` begins where the file does (`is_whole`).
fn last_link(bytes: &[u8], is_whole: bool) -> Option<(usize, Place)> {
    let mut end = bytes.iter().rposition(|byte| *byte == b'\n')?;
    loop {
        let begin = bytes[..end].iter().rposition(|byte| *byte == b'\n').map(|at| at + 1);
        if begin.is_none() && !is_whole {
            return None;
        }
        let link = Link::of(&bytes[begin.unwrap_or(0)..end]).filter(|link| link.is_whole);
        if let Some(link) = link {
            return Some((end + 1, link.place));
        }
        end = begin?.checked_sub(1)?;
    }
}

/// The end of the newest older log that logrotate has left beside this one and has not compressed
/// yet. A log that cannot be read is left out, because `audit.head` is asked first anyway.
pub(super) fn of_older(log: &Path) -> Tail {
    let (Some(folder), Some(name)) = (log.parent(), log.file_name()) else {
        return Tail::default();
    };
    let prefix = [name.as_encoded_bytes(), b".".as_slice()].concat();
    let dashed = [name.as_encoded_bytes(), b"-".as_slice()].concat();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let older = entries.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        let is_older = name.starts_with(&prefix) || name.starts_with(&dashed);
        is_older && path.extension().is_none_or(|kind| kind != "gz")
    });
    let tails = older.filter_map(|path| {
        let mut file = safe_file::open(&path, For::Reading).ok()?;
        let length = file.metadata().ok()?.len();
        Tail::of(&mut file, length).ok()
    });
    let chained = tails.filter(|tail| tail.place.seq > 0);
    chained.max_by_key(|tail| tail.place.seq).unwrap_or_default()
}
