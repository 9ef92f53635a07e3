//! Words by which people look for a fax: how they are found by the index of all of them
//! ([`indexed`]), and what it means that a fax has them.

use std::collections::BTreeSet;

use crate::database::{self, Transaction, params};
use crate::{Faxes, SpoolError};

/// The index knows words by three letters each.
const LEAST: usize = 3;

/// So many devices are asked for in the index; of more, each that is found is looked at.
const DEVICES: usize = 32;

/// A word that is searched for, in small letters, and as a part of a number.
pub(crate) struct Term {
    word: String,
    digits: Option<String>,
}

/// So many faxes are put into the index at once: a call that comes in meanwhile waits no
/// longer than for these.
const AT_ONCE: u32 = 500;

const NEXT: &str = "SELECT id FROM faxes WHERE id > ?1 ORDER BY id LIMIT ?2";
const NEXT_LACKING: &str = "
    SELECT id FROM faxes WHERE id > ?1 AND id NOT IN (SELECT id FROM fax_words_docsize) ORDER BY id LIMIT ?2";
const LACKING: &str =
    "SELECT count(*) FROM faxes WHERE id NOT IN (SELECT id FROM fax_words_docsize)";
const LOOK: &str = "PRAGMA quick_check (fax_words)";
const EMPTY: &str = "INSERT INTO fax_words (fax_words) VALUES ('delete-all')";

/// Where it is a table and no index: that is whole.
const LOOK_AT_TABLE: &str = "SELECT 'ok'";
const EMPTY_TABLE: &str = "DELETE FROM fax_words";

/// The words of a fax, with the number in its identification as digits alone.
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

/// The steps around a change of the index; each ends the savepoints that were made since its own.
const BEGIN: &str = "SAVEPOINT words";
const FLUSH: &str = "SAVEPOINT words_written";
const UNDO: &str = "ROLLBACK TO words";
const END: &str = "RELEASE words";

/// Puts a fax's words, as they stand now, into the index.
pub(crate) fn index(transaction: &Transaction<'_>, fax: i64) -> database::Result<()> {
    kept(transaction, fax, transaction.either(INDEX, PUT_INTO_TABLE))
}

/// Takes a fax's words out of it.
pub(crate) fn forget(transaction: &Transaction<'_>, fax: i64) -> database::Result<()> {
    kept(transaction, fax, FORGET)
}

/// An index that is broken keeps no fax from coming or going: it can be made anew.
///
/// FTS5 takes a change into memory first, and reads and merges what it has when the change is
/// written. That is done here, at the second savepoint, and not when the transaction is
/// committed, where a damaged index would undo the fax, too.
fn kept(transaction: &Transaction<'_>, fax: i64, sql: &str) -> database::Result<()> {
    let run = |sql: &str| transaction.prepare_cached(sql)?.execute([]).map(drop);
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
        // A full disk has ended the transaction, and what else belongs to it.
        done => done?,
    }
    run(END)
}

/// How the index of words stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordIndex {
    /// Each fax is in it.
    Whole,
    /// So many faxes are not.
    Lacks(u64),
    /// It can't be read; what SQLite says of it.
    Broken(String),
}

impl Faxes<'_> {
    /// How the index of words stands. It is filled as faxes come and are noted, and with those
    /// of an older spool by [`Self::index_lacking`]; but one that breaks keeps no fax from
    /// coming, and what is saved from a damaged database may lack a part of it.
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

    /// Makes the index of words anew, of all faxes: after it broke, or after others have
    /// written faxes. Until it returns, faxes are missing in it. Gives how many there are.
    pub fn index_words(&self) -> Result<u64, SpoolError> {
        self.spool.write(|transaction| {
            transaction.execute(transaction.either(EMPTY, EMPTY_TABLE), []).map(drop)
        })?;
        self.index_by(NEXT, &|| false)
    }

    /// Puts those faxes into the index of words that are not in it: those of before there was
    /// one, and those that an older Ferrofax or another program has written. Gives how many
    /// these were. It does so in steps, and ends early once it is stopped.
    pub fn index_lacking(&self, stopped: &dyn Fn() -> bool) -> Result<u64, SpoolError> {
        self.index_by(NEXT_LACKING, stopped)
    }

    /// The faxes that this tells after one, and at most so many.
    fn index_by(&self, next: &str, stopped: &dyn Fn() -> bool) -> Result<u64, SpoolError> {
        let (mut last, mut count) = (0, 0);
        let ids = |transaction: &Transaction<'_>, last: i64| {
            let mut next = transaction.prepare_cached(next)?;
            next.query_map(params![last, AT_ONCE], |row| row.get(0))?
                .collect::<database::Result<Vec<i64>>>()
        };
        while !stopped() {
            // Nobody has to wait where there is nothing to do.
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

/// What the index is asked for, so that it gives at least all faxes that have these words and
/// are of these devices; none if it knows none of the words.
pub(crate) fn indexed(words: &[Term], devices: Option<&BTreeSet<String>>) -> Option<String> {
    let mut all: Vec<String> = words.iter().filter_map(Term::indexed).collect();
    if all.is_empty() {
        return None;
    }
    let few = devices.filter(|devices| devices.len() <= DEVICES);
    all.extend(few.and_then(|devices| any_of(devices.iter().map(String::as_str))));
    Some(all.join(" AND "))
}

/// One of these, as the index is asked for it; none if one of them is too short for it.
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

    /// Whether it is in one of a fax's texts (the number, the name, the identification, what
    /// was noted) or in the name of its device.
    pub(crate) fn is_in(&self, texts: &[&str; 4], device: &str) -> bool {
        let [calling, _, far_ident, _] = *texts;
        if let Some(digits) = &self.digits
            && (calling.contains(digits.as_str()) || has_digits(far_ident, digits))
        {
            return true;
        }
        texts.iter().chain([&device]).any(|text| has_word(text, &self.word))
    }
}

/// Whether the digits of a text have these among them, one after the other.
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

/// Whether a text has this word of small letters, in whatever letters.
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
