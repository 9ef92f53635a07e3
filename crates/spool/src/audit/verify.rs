//! Whether all lines of the audit log are there as they were written, each in its place.
//!
//! Found out is the first line that is changed, taken out, put in or moved. Whoever may
//! write the log can make all hashes anew from some line on: that is seen only by one who
//! has noted a later line's hash elsewhere, and so is an end that was cut off together with
//! `audit.head`.

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::chain::{Hash, Link, Place};

/// The files of a log, in whatever order, and how one is read.
pub struct Logs<'a> {
    /// Their names.
    pub files: &'a [PathBuf],
    /// Opens one of them.
    pub open: &'a dyn Fn(&Path) -> io::Result<Box<dyn BufRead>>,
    /// Where `audit.head` says that the chain stands, if these are all files of a log.
    pub head: Option<Place>,
}

/// A line of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The file.
    pub file: PathBuf,
    /// The line in it, from 1.
    pub line: u64,
}

/// What was found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Lines that have a place in the chain, as far as it holds.
    pub lines: u64,
    /// Lines that have none: of a version without a chain, or cut off by a crash. They are
    /// as they were when the next line was written.
    pub unchained: u64,
    /// The first place.
    pub first: Option<Place>,
    /// The last place.
    pub last: Option<Place>,
    /// Where the line with the hash stands that was asked for.
    pub expected: Option<(At, Place)>,
    /// What is wrong first, and where.
    pub fault: Option<(At, Fault)>,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Its text is not that of its hash.
    #[error("this line was changed after it was written")]
    Changed,
    /// It, and its hash with it: the next line hangs on another.
    #[error(
        "this line was put in the place of another: the next one follows a line of another hash"
    )]
    Replaced,
    /// It has no place, and no line after it knows of it, or stands there twice.
    #[error("this line was put in")]
    PutIn,
    /// Lines are nowhere to be found.
    #[error("before this line, {} taken out", lines(*.0, *.1))]
    TakenOut(u64, u64),
    /// Lines without a place, which it knows, are no longer there.
    #[error("before this line, lines without a place in the chain were taken out")]
    UnchainedTakenOut,
    /// A line stands elsewhere.
    #[error(
        "before this line, line {seq} of the chain is missing; it was moved to {}:{}", .to.file.display(), .to.line
    )]
    Moved {
        /// Its number.
        seq: u64,
        /// Where it stands now.
        to: At,
    },
    /// The chain begins once more.
    #[error("the chain begins again with this line: an older log and audit.head were taken away")]
    BeganAnew,
    /// `audit.head` knows of later lines.
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

/// Looks through the lines. `expect` is the hash of a line that was noted elsewhere.
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
    // A line that is missed in its place may stand in another.
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
    /// Those of a version without a chain first, the others by their first lines.
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

    /// Where a line with this number stands that is whole.
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

    /// Gives each line, without its line break, for as long as `more` are wanted.
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

/// A look through the lines, one after another.
#[derive(Default)]
struct Look {
    expect: Option<Hash>,
    verdict: Verdict,
    /// The last line that has a place.
    last_at: At,
    /// Lines without a place since then.
    pending: Pending,
    /// The numbers that are missed before the fault.
    missing: Option<(u64, u64)>,
}

#[derive(Default)]
struct Pending {
    count: u64,
    first: At,
    hash: Sha256,
}

impl Look {
    /// What stands in a log before any line that has a place, the log's own first line seals.
    fn begin_file(&mut self) {
        if self.verdict.last.is_none() {
            self.verdict.unchained += self.pending.count;
            self.pending = Pending::default();
        }
    }

    /// True while nothing is wrong.
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

    /// What is wrong with a line that has a place, or before it.
    fn wrong(&mut self, at: &At, link: &Link) -> Option<(At, Fault)> {
        if !link.is_whole {
            return Some((at.clone(), Fault::Changed));
        }
        let seq = link.place.seq;
        let wanted = self.verdict.last.map(|last| last.seq.saturating_add(1));
        // Lines without a place are known to the next that has one, or nobody knows them.
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

    /// What is known of the end.
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
