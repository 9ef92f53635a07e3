//! The word search for received faxes: how the index of words finds faxes ([`indexed`]), and when a
//! fax matches a word.

use std::collections::BTreeSet;

use crate::database::{self, Transaction, params};
use crate::{Faxes, SpoolError};

/// The length of the shortest word that the index finds: it indexes groups of three letters.
const LEAST: usize = 3;

/// The most devices that a query of the index names. With more devices, the device of each found
/// fax is checked instead.
const DEVICES: usize = 32;

/// A word that is searched for, in lower case, and its digits if it can be a part of a number.
pub(crate) struct Term {
    word: String,
    digits: Option<String>,
}

/// How many faxes are added to the index in one step. A call that arrives meanwhile waits only for
/// this step.
const AT_ONCE: u32 = 500;

const NEXT: &str = "SELECT id FROM faxes WHERE id > ?1 ORDER BY id LIMIT ?2";
const NEXT_LACKING: &str = "
    SELECT id FROM faxes WHERE id > ?1 AND id NOT IN (SELECT id FROM fax_words_docsize) ORDER BY id LIMIT ?2";
const LACKING: &str =
    "SELECT count(*) FROM faxes WHERE id NOT IN (SELECT id FROM fax_words_docsize)";
const LOOK: &str = "PRAGMA quick_check (fax_words)";
const EMPTY: &str = "INSERT INTO fax_words (fax_words) VALUES ('delete-all')";

/// In PostgreSQL the words are in a table without such an index, which is always intact.
const LOOK_AT_TABLE: &str = "SELECT 'ok'";
const EMPTY_TABLE: &str = "DELETE FROM fax_words";

/// The words of a fax. The number in the remote identification is added as digits alone.
macro_rules! words {
    () => {
        "INTO fax_words (rowid, words)
    SELECT f.id, f.device || ' ' || f.calling || ' ' || f.caller_name || ' ' || coalesce(f.far_ident, '') || ' ' ||
        replace(replace(replace(replace(replace(replace(replace(coalesce(f.far_ident, ''),
            ' ', ''), '+', ''), '-', ''), '.', ''), '/', ''), '(', ''), ')', '') || ' ' ||
        coalesce((SELECT tag || ' ' || note FROM fax_notes WHERE fax = f.id), '')
    FROM faxes AS f WHERE f.id = ?1"
    };
}

const INDEX: &str = concat!("INSERT OR REPLACE ", words!());
const PUT_INTO_TABLE: &str =
    concat!("INSERT ", words!(), " ON CONFLICT (rowid) DO UPDATE SET words = excluded.words");
const FORGET: &str = "DELETE FROM fax_words WHERE rowid = ?1";

/// The savepoint statements around a change of the index. UNDO and END also end the savepoint of
/// FLUSH.
const BEGIN: &str = "SAVEPOINT words";
const FLUSH: &str = "SAVEPOINT words_written";
const UNDO: &str = "ROLLBACK TO words";
const END: &str = "RELEASE words";

/// Puts the current words of a fax into the index.
pub fn index(transaction: &Transaction<'_>, fax: i64) -> database::Result<()> {
    kept(transaction, fax, transaction.either(INDEX, PUT_INTO_TABLE))
}

/// Removes the words of a fax from the index.
pub(crate) fn forget(transaction: &Transaction<'_>, fax: i64) -> database::Result<()> {
    kept(transaction, fax, FORGET)
}

/// Runs a change of the index. A broken index does not prevent a fax from being stored or deleted,
/// because the index can be built again.
///
/// FTS5 first takes a change into memory. It reads and merges its own data when the change is
/// written. The second savepoint causes that here. Otherwise it would happen at the commit, where a
/// damaged index would undo the fax too.
fn kept(transaction: &Transaction<'_>, fax: i64, sql: &str) -> database::Result<()> {
    let run = |sql: &str| transaction.run(sql, []);
    run(BEGIN)?;
    let done = transaction
        .prepare_cached(sql)
        .and_then(|mut step| step.execute([fax]))
        .and_then(|_| if transaction.either(true, false) { run(FLUSH) } else { Ok(()) });
    match done {
        Err(error) if !transaction.has_ended() => {
            log::error!(
                "fax {fax} may not be found by its words, until `ferrofax index` writes their index again: {error}"
            );
            run(UNDO)?;
        }
        // A full disk has ended the transaction, and everything else in it.
        done => done?,
    }
    run(END)
}

/// The condition of the index of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordIndex {
    /// The index contains each fax.
    Whole,
    /// The index lacks this number of faxes.
    Lacks(u64),
    /// The index cannot be read; the text is SQLite's error.
    Broken(String),
}

impl Faxes<'_> {
    /// Checks the index of words. The index is filled when faxes arrive or get a note, and
    /// [`Self::index_lacking`] adds the faxes of an older spool. But a broken index does not
    /// prevent a fax from being stored, and data saved from a damaged database may lack a part of
    /// the index.
    pub fn look_at_words(&self) -> Result<WordIndex, SpoolError> {
        self.spool.read(|transaction| {
            let said: String =
                transaction
                    .query_row(transaction.either(LOOK, LOOK_AT_TABLE), [], |row| row.get(0))?;
            if said != "ok" {
                return Ok(WordIndex::Broken(said));
            }
            let lacking: i64 = transaction.query_row(LACKING, [], |row| row.get(0))?;
            Ok(match lacking.unsigned_abs() {
                0 => WordIndex::Whole,
                lacking => WordIndex::Lacks(lacking),
            })
        })
    }

    /// Builds the index of words again for all faxes, after it broke or after other programs have
    /// written faxes. Until this returns, the index lacks faxes. Returns the number of faxes.
    pub fn index_words(&self) -> Result<u64, SpoolError> {
        self.spool.write(|transaction| {
            transaction.execute(transaction.either(EMPTY, EMPTY_TABLE), []).map(drop)
        })?;
        self.index_by(NEXT, &|| false)
    }

    /// Adds the faxes that the index of words lacks. These are older than the index, or were
    /// written by an older Ferrofax or another program. Returns their number. The work is done in
    /// steps, and ends early when `stopped` returns true.
    pub fn index_lacking(&self, stopped: &dyn Fn() -> bool) -> Result<u64, SpoolError> {
        self.index_by(NEXT_LACKING, stopped)
    }

    /// Adds the faxes that the query `next` finds, in steps of [`AT_ONCE`].
    fn index_by(&self, next: &str, stopped: &dyn Fn() -> bool) -> Result<u64, SpoolError> {
        let (mut last, mut count) = (0, 0);
        let ids = |transaction: &Transaction<'_>, last: i64| -> database::Result<Vec<i64>> {
            transaction.all(next, params![last, AT_ONCE], |row| row.get(0))
        };
        while !stopped() {
            // If there is nothing to add, no write transaction makes others wait.
            if self.spool.read(|transaction| ids(transaction, last))?.is_empty() {
                break;
            }
            let done = self.spool.write(|transaction| {
                let ids = ids(transaction, last)?;
                let mut put =
                    transaction.prepare_cached(transaction.either(INDEX, PUT_INTO_TABLE))?;
                ids.iter().try_for_each(|fax| put.execute([fax]).map(drop))?;
                Ok(ids)
            })?;
            let Some(fax) = done.last() else { break };
            (last, count) = (*fax, count + done.len() as u64);
        }
        Ok(count)
    }
}

/// The query for the index that finds at least all faxes that have these words and are of these
/// devices. `None` if the index can find none of the words.
pub(crate) fn indexed<'t>(
    words: impl IntoIterator<Item = &'t Term>,
    devices: Option<&BTreeSet<String>>,
) -> Option<String> {
    let mut all: Vec<String> = words.into_iter().filter_map(Term::indexed).collect();
    if all.is_empty() {
        return None;
    }
    let few = devices.filter(|devices| devices.len() <= DEVICES);
    all.extend(few.and_then(|devices| any_of(devices.iter().map(String::as_str))));
    Some(all.join(" AND "))
}

/// The part of an index query that matches any of these texts. `None` if one of them is too short
/// for the index.
fn any_of<'a>(texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let quoted = |text: &str| {
        let is_known = text.chars().count() >= LEAST && !text.contains('\0');
        is_known.then(|| format!("\"{}\"", text.replace('"', "\"\"")))
    };
    let texts: Option<Vec<String>> = texts.map(quoted).collect();
    texts
        .filter(|texts| !texts.is_empty())
        .map(|texts| format!("({})", texts.join(" OR ")))
}

impl Term {
    pub(crate) fn of(word: &str) -> Self {
        let is_number = word.chars().all(|sign| sign.is_ascii_digit() || "+-/().".contains(sign));
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_start_matches('0').to_owned();
        let digits = (is_number && !digits.is_empty()).then_some(digits);
        Self { word: word.to_lowercase(), digits }
    }

    fn indexed(&self) -> Option<String> {
        any_of([self.word.as_str()].into_iter().chain(self.digits.as_deref()))
    }

    /// Whether the word is in one of the fax's texts (number, name, identification, note) or in the
    /// name of its device.
    pub(crate) fn is_in(&self, texts: &[&str; 4], device: &str) -> bool {
        let [calling, _, far_ident, _] = *texts;
        if let Some(digits) = &self.digits
            && (calling.contains(digits.as_str()) || has_digits(far_ident, digits))
        {
            return true;
        }
        texts.iter().chain([&device]).any(|text| has_word(text, &self.word))
    }

    /// Whether the word is among the stored words of a job ([`crate::jobs::words`]).
    pub(crate) fn is_in_job(&self, words: &str) -> bool {
        let (numbers, texts) = words.split_once('\n').unwrap_or((words, ""));
        texts.contains(&self.word)
            || self.digits.as_ref().is_some_and(|digits| numbers.contains(&**digits))
    }

    /// Two texts for the search for jobs: the stored words of each job with this word contain at
    /// least one of the two.
    pub(crate) fn in_job_words(&self) -> [&str; 2] {
        [&self.word, self.digits.as_ref().unwrap_or(&self.word)]
    }

    /// Whether the word is in one of these numbers, or in one of these texts.
    pub(crate) fn is_in_any(&self, numbers: &[&str], texts: &[&str]) -> bool {
        self.is_in_numbers(numbers) || texts.iter().any(|text| has_word(text, &self.word))
    }

    /// Whether the word is a part of one of these numbers.
    pub(crate) fn is_in_numbers(&self, numbers: &[&str]) -> bool {
        match &self.digits {
            Some(digits) => numbers.iter().any(|number| has_digits(number, digits)),
            None => numbers.iter().any(|number| has_word(number, &self.word)),
        }
    }
}

/// Whether the digits of a text contain these digits as one sequence.
fn has_digits(text: &str, digits: &str) -> bool {
    let of_text = || text.bytes().filter(u8::is_ascii_digit);
    let begins = |skipped: usize| {
        let mut rest = of_text().skip(skipped);
        digits.bytes().all(|digit| rest.next() == Some(digit))
    };
    of_text()
        .enumerate()
        .any(|(at, digit)| digits.as_bytes().first() == Some(&digit) && begins(at))
}

/// Whether a text contains this lower-case word, regardless of case.
fn has_word(text: &str, word: &str) -> bool {
    if text.len() < word.len() && text.is_ascii() {
        return false;
    }
    if text.is_ascii() && word.is_ascii() {
        let (text, word) = (text.as_bytes(), word.as_bytes());
        return text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    }
    text.to_lowercase().contains(word)
}
