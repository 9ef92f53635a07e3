//! Checks that all lines of the audit log are as they were written, each in its place.
//!
//! The check finds the first line that was changed, removed, inserted or moved. A person who may
//! write the log can calculate all hashes again from some line on. Only somebody who has noted the
//! hash of a later line elsewhere can see this. The same is true if the end of the log was cut off
//! together with `audit.head`.

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::chain::{Hash, Link, Place};

/// The files of an audit log, in any order, and a function that opens one of them.
pub struct Logs<'a> {
    /// The paths of the files.
    pub files: &'a [PathBuf],
    /// Opens one of the files.
    pub open: &'a dyn Fn(&Path) -> io::Result<Box<dyn BufRead>>,
    /// The number and the hash of the last line of the chain, as the file `audit.head` has them.
    /// None: `files` are not all files of the log, or there is no such file.
    pub head: Option<Place>,
}

/// The position of a line in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The file.
    pub file: PathBuf,
    /// The number of the line in the file, from 1.
    pub line: u64,
}

/// The result of the check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The number of lines that have a place in the chain, up to the first fault.
    pub lines: u64,
    /// The number of lines that have no place in the chain, because a version without a chain wrote
    /// them, or because a crash cut them off. They are as they were when the next line was written.
    pub unchained: u64,
    /// The number and the hash of the first line of the chain.
    pub first: Option<Place>,
    /// The number and the hash of the last line of the chain that was found.
    pub last: Option<Place>,
    /// The line with the hash for which the caller asked, and its place in the chain. None: no line
    /// has this hash.
    pub expected: Option<(At, Place)>,
    /// The first fault, and the line where it is.
    pub fault: Option<(At, Fault)>,
}

/// A fault of a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The text of the line does not have the line's hash.
    #[error("this line was changed after it was written")]
    Changed,
    /// The line and its hash were replaced: the next line follows a line with another hash.
    #[error(
        "this line was put in the place of another: the next one follows a line of another hash"
    )]
    Replaced,
    /// The line was inserted: it has no place in the chain and the next line does not know it, or
    /// it occurs twice.
    #[error("this line was put in")]
    PutIn,
    /// Lines with these numbers, from the first to the last, are in none of the files.
    #[error("before this line, {} taken out", lines(*.0, *.1))]
    TakenOut(u64, u64),
    /// Lines without a place in the chain, of which this line contains the hash, were removed.
    #[error("before this line, lines without a place in the chain were taken out")]
    UnchainedTakenOut,
    /// A line of the chain was moved to another place.
    #[error(
        "before this line, line {seq} of the chain is missing; it was moved to {}:{}", .to.file.display(), .to.line
    )]
    Moved {
        /// The number of the line in the chain.
        seq: u64,
        /// The present position of the line.
        to: At,
    },
    /// The chain begins again with number 1.
    #[error("the chain begins again with this line: an older log and audit.head were taken away")]
    BeganAnew,
    /// `audit.head` contains the number of a later line. These lines, from the first to the last,
    /// are missing at the end.
    #[error("after this line, {} cut off: audit.head knows of them", lines(*.0, *.1))]
    CutOff(u64, u64),
}

fn lines(first: u64, last: u64) -> String {
    if first == last {
        format!("line {first} of the chain was")
    } else {
        format!("lines {first} to {last} of the chain were")
    }
}

/// Checks the lines of all files. `expect` is the hash of a line that somebody noted elsewhere.
///
/// # Errors
/// A file can't be read.
pub fn verify(logs: &Logs<'_>, expect: Option<Hash>) -> io::Result<Verdict> {
    let files = logs.in_order()?;
    let mut look = Look { expect, ..Look::default() };
    for file in &files {
        look.begin_file();
        logs.each_line(file, &mut |at, line| look.line(at, line))?;
    }
    look.end(logs.head);
    let Look { mut verdict, missing, .. } = look;
    // A line that is missing in its place may be in another one.
    if let Some((first, last)) = missing {
        let moved = logs.find(&files, first)?;
        let fault = match moved {
            Some(to) => Fault::Moved { seq: first, to },
            None => Fault::TakenOut(first, last),
        };
        verdict.fault = verdict.fault.map(|(at, _)| (at, fault));
    }
    Ok(verdict)
}

impl Logs<'_> {
    /// Sorts the files by the number of their first line. The files of a version without a chain
    /// are first.
    fn in_order(&self) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for file in self.files {
            let mut first = 0;
            self.each_line(file, &mut |_, line| {
                first = Link::of(line).map_or(0, |link| link.place.seq);
                first == 0
            })?;
            found.push((first, file.clone()));
        }
        found.sort();
        Ok(found.into_iter().map(|(_, file)| file).collect())
    }

    /// Finds an undamaged line with this number.
    fn find(&self, files: &[PathBuf], seq: u64) -> io::Result<Option<At>> {
        let mut found = None;
        for file in files {
            self.each_line(file, &mut |at, line| {
                let link = Link::of(line).filter(|link| link.is_whole && link.place.seq == seq);
                found = found.take().or_else(|| link.map(|_| at.clone()));
                found.is_none()
            })?;
        }
        Ok(found)
    }

    /// Calls `more` with each line, without its line break, until `more` returns false.
    fn each_line(&self, file: &Path, more: &mut dyn FnMut(&At, &[u8]) -> bool) -> io::Result<()> {
        let named =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", file.display()));
        let mut text = (self.open)(file).map_err(named)?;
        let mut at = At { file: file.to_owned(), line: 0 };
        let mut line = Vec::new();
        while text.read_until(b'\n', &mut line).map_err(named)? > 0 {
            at.line += 1;
            if !more(&at, line.strip_suffix(b"\n").unwrap_or(&line)) {
                break;
            }
            line.clear();
        }
        Ok(())
    }
}

/// The state of the check, which reads one line after another.
#[derive(Default)]
struct Look {
    expect: Option<Hash>,
    verdict: Verdict,
    /// The last line that has a place in the chain.
    last_at: At,
    /// The lines without a place in the chain since then.
    pending: Pending,
    /// The numbers of the missing lines before the fault, from the first to the last.
    missing: Option<(u64, u64)>,
}

#[derive(Default)]
struct Pending {
    count: u64,
    first: At,
    hash: Sha256,
}

impl Look {
    /// Begins a file. As long as no line with a place in the chain was found, the lines of the
    /// files before are only counted. The first line of the chain contains the hash of the lines
    /// that are before it in its own file.
    fn begin_file(&mut self) {
        if self.verdict.last.is_none() {
            self.verdict.unchained += self.pending.count;
            self.pending = Pending::default();
        }
    }

    /// Checks a line. Returns false if there is a fault.
    fn line(&mut self, at: &At, line: &[u8]) -> bool {
        if self.verdict.fault.is_some() {
            return false;
        }
        let Some(link) = Link::of(line) else {
            if self.pending.count == 0 {
                self.pending.first = at.clone();
            }
            self.pending.count += 1;
            self.pending.hash.update(line);
            self.pending.hash.update(b"\n");
            return true;
        };
        match self.wrong(at, &link) {
            Some(fault) => self.verdict.fault = Some(fault),
            None => self.take(at, &link),
        }
        self.verdict.fault.is_none()
    }

    fn take(&mut self, at: &At, link: &Link) {
        let verdict = &mut self.verdict;
        verdict.lines += 1;
        verdict.unchained += std::mem::take(&mut self.pending).count;
        verdict.first = verdict.first.or(Some(link.place));
        verdict.last = Some(link.place);
        if self.expect == Some(link.place.hash) {
            verdict.expected = Some((at.clone(), link.place));
        }
        self.last_at = at.clone();
    }

    /// Returns the fault of a line that has a place in the chain, or the fault before it.
    fn wrong(&mut self, at: &At, link: &Link) -> Option<(At, Fault)> {
        if !link.is_whole {
            return Some((at.clone(), Fault::Changed));
        }
        let seq = link.place.seq;
        let wanted = self.verdict.last.map(|last| last.seq.saturating_add(1));
        // The next line with a place in the chain contains the hash of the lines without a place.
        // If it does not, these lines were inserted.
        if self.pending.count > 0 {
            let hash = Hash(self.pending.hash.clone().finalize().into());
            if link.unchained != Some(hash) {
                let missed = wanted.map_or(0, |wanted| seq.saturating_sub(wanted));
                let is_changed = missed > 0 && missed == self.pending.count;
                let fault = if is_changed { Fault::Changed } else { Fault::PutIn };
                return Some((self.pending.first.clone(), fault));
            }
        } else if link.unchained.is_some() && self.verdict.last.is_some() {
            return Some((at.clone(), Fault::UnchainedTakenOut));
        }
        let last = self.verdict.last?;
        match wanted {
            Some(wanted) if seq > wanted => {
                self.missing = Some((wanted, seq - 1));
                Some((at.clone(), Fault::TakenOut(wanted, seq - 1)))
            }
            Some(wanted) if seq < wanted => {
                let is_anew = seq == 1 && link.prev == Hash::default() && at.line == 1;
                let fault = if is_anew { Fault::BeganAnew } else { Fault::PutIn };
                Some((at.clone(), fault))
            }
            _ if link.prev != last.hash => Some((self.last_at.clone(), Fault::Replaced)),
            _ => None,
        }
    }

    /// Compares the end of the log with `audit.head`.
    fn end(&mut self, head: Option<Place>) {
        if self.verdict.fault.is_some() {
            return;
        }
        self.verdict.unchained += self.pending.count;
        let last = self.verdict.last.unwrap_or_default();
        let at = self.last_at.clone();
        self.verdict.fault = match head {
            Some(head) if head.seq > last.seq => Some((at, Fault::CutOff(last.seq + 1, head.seq))),
            Some(head) if head.seq == last.seq && head.hash != last.hash => {
                Some((at, Fault::Replaced))
            }
            _ => None,
        };
    }
}
