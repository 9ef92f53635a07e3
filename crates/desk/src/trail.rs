//! Reads the audit log: finds the newest lines, and verifies that no line was changed.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use serde_json::Value;

use ferrofax_spool::audit::{AuditLog, FILE, Hash, Logs, Verdict, verify};
use ferrofax_spool::safe_file::{self, For};

/// The number of bytes of the audit log that a search reads at a time.
const CHUNK: u64 = 256 << 10;

/// The maximum number of bytes of the audit log that one search reads. Without this limit, a search
/// for rare lines would read the whole log.
const MOST: u64 = 32 << 20;

/// The length of the longest line of the audit log, in bytes. Ferrofax writes no longer lines.
const LONGEST: usize = 64 << 10;

/// The result of a search in the audit log.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// The lines of the audit log that match the search, newest first.
    pub(crate) lines: Vec<Value>,
    /// The position from which to search for older lines, in bytes from the log's beginning; `None`
    /// if there are no older lines.
    pub(crate) next: Option<u64>,
}

/// Finds the newest lines of the current audit log that match `is_wanted` and are before the byte
/// position `above` (`None`: the end of the log), at most `most` lines. Rotated audit logs are not
/// searched.
pub(crate) fn newest(
    folder: &Path,
    above: Option<u64>,
    most: usize,
    is_wanted: impl Fn(&Value) -> bool,
) -> io::Result<Found> {
    let mut file = match safe_file::open(&folder.join(FILE), For::Reading) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::default()),
        opened => opened?,
    };
    let length = file.metadata()?.len();
    let mut end = above.unwrap_or(length).min(length);
    let least = end.saturating_sub(MOST);
    let mut found = Found::default();
    // The end of a line whose beginning is in the part of the file that is read next.
    let mut rest: Vec<u8> = Vec::new();
    while end > least {
        let begin = end.saturating_sub(CHUNK);
        let mut bytes = read_at(&mut file, begin, end)?;
        bytes.append(&mut rest);
        // The end of the part that has not been searched yet.
        let mut upto = bytes.len();
        while let Some(at) = bytes[..upto].iter().rposition(|byte| *byte == b'\n') {
            let line = &bytes[at + 1..upto];
            upto = at;
            if let Some(line) = wanted(line, &is_wanted) {
                found.lines.push(line);
                if found.lines.len() >= most {
                    found.next = Some(begin + at as u64 + 1);
                    return Ok(found);
                }
            }
        }
        rest = bytes[..upto].to_vec();
        if rest.len() > LONGEST {
            rest.clear();
        }
        end = begin;
    }
    if end == 0 {
        found.lines.extend(wanted(&rest, &is_wanted));
    } else {
        found.next = Some(end + rest.len() as u64);
    }
    Ok(found)
}

fn wanted(line: &[u8], is_wanted: impl Fn(&Value) -> bool) -> Option<Value> {
    serde_json::from_slice(line).ok().filter(is_wanted)
}

fn read_at(file: &mut File, begin: u64, end: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(begin))?;
    let mut bytes = Vec::new();
    file.take(end - begin).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Verifies all audit log files in the spool's folder `folder`. The result says whether a line was
/// changed or removed. If `expect` is given, the log must contain a line with this hash.
pub fn whole(folder: &Path, expect: Option<Hash>) -> io::Result<Verdict> {
    let log = AuditLog::open(folder)?;
    // Lines that are added during the verification are not verified.
    let (place, length) = log.standing()?;
    let (name, now) = (log.path().to_owned(), length);
    let files: Vec<PathBuf> = fs::read_dir(folder)?
        .flatten()
        .map(|entry| folder.join(entry.file_name()))
        .filter(|path| is_log(path))
        .collect();
    let open = |path: &Path| {
        let most = if *path == name { now } else { u64::MAX };
        readable(path, Box::new(safe_file::open(path, For::Reading)?.take(most)))
    };
    verify(&Logs { files: &files, open: &open, head: Some(place) }, expect)
}

/// Whether a file is `audit.log` itself, or a rotated one: `audit.log.1`, `audit.log-20260301.gz`.
fn is_log(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let rest = name.strip_prefix(FILE);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
}

/// Opens an audit log file for reading, and decompresses it if necessary.
pub fn readable(path: &Path, file: Box<dyn Read>) -> io::Result<Box<dyn BufRead>> {
    Ok(if path.extension().is_some_and(|kind| kind == "gz") {
        Box::new(BufReader::new(MultiGzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_lines_come_first_page_by_page_and_none_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().canonicalize().unwrap();
        assert!(newest(&folder, None, 10, |_| true).unwrap().lines.is_empty());
        let filler = "x".repeat(3_000);
        let lines: Vec<String> =
            (0..400).map(|n| format!("{{\"n\":{n},\"text\":\"{filler}\"}}\n")).collect();
        fs::write(folder.join(FILE), lines.concat()).unwrap();
        let (mut above, mut seen) = (None, Vec::new());
        loop {
            let found = newest(&folder, above, 7, |line| line["n"].as_u64() != Some(5)).unwrap();
            seen.extend(found.lines.iter().map(|line| line["n"].as_u64().unwrap()));
            above = found.next;
            if above.is_none() {
                break;
            }
        }
        let wanted: Vec<u64> = (0..400).rev().filter(|n| *n != 5).collect();
        assert_eq!(seen, wanted);
    }
}
