//! The encryption of the texts, in the way of the files of a spool ([`crate::at_rest`]): a row has
//! the bytes that a file would have.

use std::path::PathBuf;

use super::{FaxTexts, index, name};
use crate::at_rest::{Ring, Unopened};
use crate::database::{self, Row, params};
use crate::{AtRest, Encryption, FaxId, SpoolError};

/// How many texts one query returns.
const BATCH: i64 = 50;

const BY: &str = "
    SELECT fax FROM fax_texts INDEXED BY fax_texts_sealed_by
    WHERE text IS NOT NULL AND sealed_by = ?1 AND fax > ?2 ORDER BY fax LIMIT ?3";
const NEXT_KEY: &str = "
    SELECT min(sealed_by) FROM fax_texts INDEXED BY fax_texts_sealed_by WHERE text IS NOT NULL AND sealed_by > ?1";
const KEY_OF_INDEX: &str = "SELECT sealed_by FROM fax_text_key WHERE sealed_by IS NOT NULL";
const PLAIN: &str = "
    SELECT fax FROM fax_texts INDEXED BY fax_texts_sealed_by
    WHERE text IS NOT NULL AND sealed_by IS NULL AND fax > ?1 ORDER BY fax LIMIT ?2";
const OCTETS: &str = "SELECT text FROM fax_texts WHERE fax = ?1 AND text IS NOT NULL";
const CHANGE: &str = "UPDATE fax_texts SET sealed_by = ?2, text = ?3 WHERE fax = ?1 AND text = ?4";
const KEY: &str = "SELECT key FROM fax_text_key WHERE one = 1";
const CHANGE_KEY: &str =
    "UPDATE fax_text_key SET sealed_by = ?1, key = ?2 WHERE one = 1 AND key = ?3";

/// The bytes of a row, and the name of the master key that encrypts them; `None` if none does.
pub(super) struct SealedRow {
    pub(super) octets: Vec<u8>,
    pub(super) key: Option<String>,
}

/// A change of all texts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    /// Those that are not encrypted are encrypted.
    Seal,
    /// Those that are encrypted with another key than the newest are encrypted with the newest.
    Rewrap,
    /// Those that are encrypted are decrypted.
    Open,
}

impl FaxTexts<'_> {
    /// Whether this is a shared database whose documents are encrypted.
    pub(super) fn is_shared(&self) -> bool {
        self.spool.keys.is_some()
    }

    /// The keys of the texts here: those of the shared database, or those of the spool.
    fn ring(&self) -> Result<Option<Ring>, SpoolError> {
        match &self.spool.keys {
            None => Ok(self.spool.encryption().ring()),
            Some(keys) => Ok(Some(Ring {
                folder: self.spool.folder().to_path_buf(),
                mark: self.spool.encryption().mark()?,
                keys: keys.clone(),
                seals: true,
            })),
        }
    }

    /// Encrypts the bytes of a row, if documents are encrypted here.
    pub(super) fn sealed(&self, name: &str, octets: &[u8]) -> Result<SealedRow, SpoolError> {
        match self.ring()?.filter(|ring| ring.seals) {
            None => {
                self.spool.encryption().may_be_plain()?;
                Ok(SealedRow { octets: octets.to_vec(), key: None })
            }
            Some(ring) => {
                let (head, pieces) = ring.sealed(name, octets)?;
                let octets = [head.emit(), pieces].concat();
                Ok(SealedRow { octets, key: Some(head.key) })
            }
        }
    }

    /// Decrypts the bytes of a row, if they are encrypted.
    pub(super) fn opened(&self, name: &str, octets: Vec<u8>) -> Result<Vec<u8>, SpoolError> {
        let of = || PathBuf::from(name);
        let ring = self.ring()?;
        match Ring::opened_octets(ring.as_ref(), name, &octets).map_err(|why| why.of(&of()))? {
            Some(clear) => Ok(clear),
            None => match self.spool.encryption().takes_plain() {
                Ok(()) => Ok(octets),
                Err(text) => Err(SpoolError::Document { path: of(), text }),
            },
        }
    }

    /// The bytes of a row after a change; `None` if it needs none.
    fn changed(
        &self,
        ring: &Ring,
        (name, octets): (&str, &[u8]),
        change: Change,
    ) -> Result<Option<SealedRow>, SpoolError> {
        let of = PathBuf::from(name);
        Ok(match change {
            Change::Rewrap => ring
                .rewrapped((&of, name), octets)?
                .map(|(octets, key)| SealedRow { octets, key: Some(key) }),
            Change::Open => Ring::opened_octets(Some(ring), name, octets)
                .map_err(|why: Unopened| why.of(&of))?
                .map(|octets| SealedRow { octets, key: None }),
            Change::Seal => Some(self.sealed(name, octets)?).filter(|row| row.key.is_some()),
        })
    }

    /// Changes the key of the index.
    fn change_key(&self, ring: &Ring, change: Change) -> Result<bool, SpoolError> {
        let octets = |row: &Row<'_>| row.get::<_, Vec<u8>>(0);
        let old = self.spool.read(|transaction| transaction.first(KEY, [], octets))?;
        let Some(old) = old else { return Ok(false) };
        let is_sealed = Ring::is_sealed(&old);
        if is_sealed == (change == Change::Seal) {
            return Ok(false);
        }
        let Some(new) = self.changed(ring, (index::NAME, &old), change)? else { return Ok(false) };
        self.spool.write(|transaction| {
            let row = params![new.key, new.octets, old];
            Ok(transaction.change(CHANGE_KEY, row)? > 0)
        })
    }

    fn change_text(&self, ring: &Ring, fax: i64, change: Change) -> Result<bool, SpoolError> {
        let octets = |row: &Row<'_>| row.get::<_, Vec<u8>>(0);
        let old = self.spool.read(|transaction| transaction.first(OCTETS, [fax], octets))?;
        let Some(old) = old else { return Ok(false) };
        let Some(new) = self.changed(ring, (&name(FaxId(fax)), &old), change)? else {
            return Ok(false);
        };
        self.spool.write(|transaction| {
            let row = params![fax, new.key, new.octets, old];
            Ok(transaction.change(CHANGE, row)? > 0)
        })
    }

    fn change_all(
        &self,
        ring: &Ring,
        change: Change,
        stop: &dyn Fn() -> bool,
        done: &mut AtRest,
    ) -> Result<(), SpoolError> {
        // The key comes first: without it, no fax is found by its words.
        done.note(self.change_key(ring, change), |_, _| {})?;
        let keys: Vec<Option<String>> = match change {
            Change::Seal => vec![None],
            Change::Open => self.spool.encryption().text_keys()?.into_iter().map(Some).collect(),
            Change::Rewrap => {
                let newest = ring.keys.newest().map_err(|text| SpoolError::Keys { text })?;
                let others = self.spool.encryption().text_keys()?.into_iter();
                others.filter(|key| *key != newest).map(Some).collect()
            }
        };
        for key in keys {
            self.change_those(ring, (key.as_deref(), change), stop, done)?;
        }
        Ok(())
    }

    /// Changes the texts that are encrypted with this key, or those that are not encrypted.
    fn change_those(
        &self,
        ring: &Ring,
        (key, change): (Option<&str>, Change),
        stop: &dyn Fn() -> bool,
        done: &mut AtRest,
    ) -> Result<(), SpoolError> {
        let mut behind = i64::MIN;
        loop {
            let faxes: Vec<i64> = self.spool.read(|transaction| {
                let id = |row: &Row<'_>| row.get(0);
                let found: database::Result<_> = match key {
                    None => transaction.all(PLAIN, params![behind, BATCH], id),
                    Some(key) => transaction.all(BY, params![key, behind, BATCH], id),
                };
                found
            })?;
            let Some(last) = faxes.last() else { return Ok(()) };
            behind = *last;
            for fax in faxes {
                if stop() {
                    return Ok(());
                }
                done.note(self.change_text(ring, fax, change), |done, did| {
                    let count = match change {
                        Change::Seal => &mut done.sealed,
                        Change::Rewrap => &mut done.rewrapped,
                        Change::Open => &mut done.opened,
                    };
                    *count += u64::from(did);
                })?;
            }
        }
    }
}

impl Encryption<'_> {
    /// The keys that encrypt texts of faxes, and the key of their index.
    pub(crate) fn text_keys(&self) -> Result<Vec<String>, SpoolError> {
        self.spool.read(|transaction| {
            let mut keys: Vec<String> = transaction.all(KEY_OF_INDEX, [], |row| row.get(0))?;
            let mut last = String::new();
            loop {
                let next: Option<String> = transaction.one(NEXT_KEY, [&last], |row| row.get(0))?;
                let Some(next) = next else { break };
                keys.push(next.clone());
                last = next;
            }
            keys.sort();
            keys.dedup();
            Ok(keys)
        })
    }

    /// Encrypts the texts of faxes that are not encrypted, if documents are encrypted here.
    pub(crate) fn seal_texts(
        &self,
        stop: &dyn Fn() -> bool,
        done: &mut AtRest,
    ) -> Result<(), SpoolError> {
        let texts = self.spool.fax_texts();
        match texts.ring()?.filter(|ring| ring.seals) {
            Some(ring) => texts.change_all(&ring, Change::Seal, stop, done),
            None => Ok(()),
        }
    }

    /// Encrypts all texts of faxes with the newest key.
    ///
    /// # Errors
    /// The database could not be used, or the keys cannot be used.
    pub fn rekey_texts(&self, done: &mut AtRest) -> Result<(), SpoolError> {
        let texts = self.spool.fax_texts();
        let Some(ring) = texts.ring()? else { return Ok(()) };
        texts.change_all(&ring, Change::Rewrap, &|| false, done)?;
        if ring.seals { texts.change_all(&ring, Change::Seal, &|| false, done) } else { Ok(()) }
    }

    /// Decrypts all texts of faxes.
    pub(crate) fn open_texts(&self, done: &mut AtRest) -> Result<(), SpoolError> {
        let texts = self.spool.fax_texts();
        match texts.ring()? {
            Some(ring) => texts.change_all(&ring, Change::Open, &|| false, done),
            None => Ok(()),
        }
    }
}
