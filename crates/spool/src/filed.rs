//! Watched folders: which received faxes were written into which folder, so that each fax is
//! written there once.
//!
//! A fax is filed in two steps. First, the name that it will have in the folder is stored, before
//! any file appears there. Second, when the whole fax is in the folder, this is stored, too. A
//! folder has a cursor: faxes up to that number no longer concern the folder, unless they move to
//! another device later.

use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

use super::{FaxId, FaxStatus, SpoolError};
use crate::Outbox;
use crate::column::word;
use crate::database::{self, Row, Transaction, params};
use crate::sort_wait::{waits, waits_until};

/// The stored state of a watched folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedFolder {
    /// The content of the folder's marker file, by which the folder is recognised.
    pub token: String,
    /// Whether the folder was seen once, with its marker file.
    pub is_set_up: bool,
    /// The time since when the folder cannot be written; none if it can.
    pub failing_since: Option<UnixMs>,
}

/// A fax that may have to be written into a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfiled {
    /// The fax.
    pub fax: FaxId,
    /// The state of the fax.
    pub status: FaxStatus,
    /// The device that received the fax.
    pub device: DeviceName,
    /// The class of the device.
    pub class: Option<String>,
    /// The file name, if writing the fax has begun.
    pub begun_as: Option<String>,
    /// Whether the fax waits for rules that sort it.
    pub waits: bool,
    /// Whether a rule names this folder for the fax.
    pub by_rule: bool,
}

/// The number of a move of a fax to another device, for one folder. A fax may move several times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FolderMove(i64);

/// A new folder gets the faxes from now on, and those whose call is in progress. A folder in another
/// place gets another token; a server keeps its own, by which it recognises faxes.
const BEGIN: &str = "
    INSERT INTO folders (name, path, token, upto)
    SELECT ?1, ?2, lower(hex(randomblob(4))),
           coalesce((SELECT min(id) - 1 FROM faxes WHERE status = 'receiving' AND started_at >= ?3),
                    (SELECT max(id) FROM faxes), 0)
    WHERE true
    ON CONFLICT (name) DO UPDATE SET token = CASE WHEN excluded.path LIKE '%://%' THEN folders.token ELSE excluded.token END,
                                     path = excluded.path, is_set_up = 0
    WHERE folders.path <> excluded.path";
const FOLDER: &str =
    "SELECT token, is_set_up, failing_since FROM folders WHERE name = ?1 AND path = ?2";
const SET_UP: &str = "UPDATE folders SET is_set_up = 1 WHERE name = ?1";
const FAILS: &str =
    "UPDATE folders SET failing_since = coalesce(failing_since, ?2) WHERE name = ?1";
const WORKS: &str =
    "UPDATE folders SET failing_since = NULL WHERE name = ?1 AND failing_since IS NOT NULL";
const UNFILED: &str = concat!(
    "SELECT faxes.id, status, device, class, filed.name AS begun_as, 0 AS by_rule, ",
    waits_until!(),
    " AS waits_until
     FROM faxes LEFT JOIN filed ON filed.folder = ?1 AND filed.fax = faxes.id
     WHERE faxes.id > (SELECT upto FROM folders WHERE name = ?1) AND filed.written_at IS NULL
       AND NOT (status = 'receiving' AND started_at < ?3) AND faxes.junk IS NULL
       AND NOT EXISTS (SELECT 1 FROM taken_over WHERE taken_over.fax = faxes.id)
       AND NOT EXISTS (SELECT 1 FROM fax_parts WHERE whole = faxes.id)
     ORDER BY faxes.id LIMIT ?2"
);
const PASS: &str = "UPDATE folders SET upto = max(upto, ?2) WHERE name = ?1";
const BEGUN: &str = "
    INSERT INTO filed (folder, fax, name) VALUES (?1, ?2, ?3)
    ON CONFLICT (folder, fax) DO UPDATE SET name = excluded.name WHERE filed.written_at IS NULL";
const FORGET: &str = "DELETE FROM filed WHERE folder = ?1 AND fax = ?2 AND written_at IS NULL";
/// A fax that waits for a time of its own, so that the cursor may pass it.
const LATER: &str = "
    INSERT INTO folder_moves (folder, fax)
    SELECT ?1, id FROM faxes WHERE id = ?2
    AND NOT EXISTS (SELECT 1 FROM folder_moves WHERE folder = ?1 AND fax = ?2)";
const WRITTEN: &str = "UPDATE filed SET written_at = ?3 WHERE folder = ?1 AND fax = ?2";
/// Webhooks report the fax like one that has just ended.
const REPORT_AGAIN: &str = "
    INSERT INTO webhook_faxes (fax)
    SELECT id FROM faxes WHERE id = ?1 AND EXISTS (SELECT 1 FROM webhooks) ON CONFLICT DO NOTHING";
/// Folders that have the fax already have no use for it.
const LOOK_AGAIN: &str = "
    INSERT INTO folder_moves (folder, fax)
    SELECT folders.name, faxes.id FROM folders JOIN faxes ON faxes.id = ?1
    WHERE NOT EXISTS (SELECT 1 FROM filed
                      WHERE filed.folder = folders.name AND filed.fax = ?1 AND filed.written_at IS NOT NULL)";
const MOVED: &str = concat!(
    "SELECT m.id AS moved, faxes.id, status, device, class, filed.name AS begun_as, by_rule,
           filed.written_at IS NOT NULL AS is_written, ",
    waits_until!(),
    " AS waits_until
    FROM folder_moves AS m INDEXED BY folder_moves_of
    JOIN faxes ON faxes.id = m.fax
    LEFT JOIN filed ON filed.folder = ?1 AND filed.fax = m.fax
    WHERE m.folder = ?1 AND m.id > ?3 ORDER BY m.id LIMIT ?2"
);
const BY_RULE: &str = "INSERT INTO folder_moves (folder, fax, by_rule) VALUES (?1, ?2, 1)";
const PASS_MOVED: &str = "DELETE FROM folder_moves WHERE id = ?1";
const FORGET_MOVES: &str = "DELETE FROM folder_moves WHERE fax = ?1";
const FILED_AS: &str =
    "SELECT folder, name FROM filed WHERE fax = ?1 AND written_at IS NOT NULL ORDER BY folder";

impl Outbox<'_> {
    /// Adds a watched folder of the settings, or finds it again. If the settings give it another
    /// path, it is set up again there. A call that began before `calls_since` and has not ended is
    /// regarded as dead.
    ///
    /// # Errors
    /// The spool could not be read or written.
    pub fn watched_folder(
        &self,
        name: &str,
        path: &str,
        calls_since: UnixMs,
    ) -> Result<WatchedFolder, SpoolError> {
        // The caller asks each second, but the folder is added only once.
        let known = self.spool.read(|transaction| folder(transaction, name, path))?;
        if let Some(known) = known {
            return Ok(known);
        }
        let begun = self.spool.write(|transaction| {
            transaction.run(BEGIN, params![name, path, calls_since])?;
            folder(transaction, name, path)
        })?;
        begun.ok_or_else(|| SpoolError::Database {
            path: self.spool.folder().join("spool.db"),
            text: format!("the folder '{name}' has no row though it was just begun"),
        })
    }

    /// Notes that the folder has its marker file.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn folder_is_set_up(&self, name: &str) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(SET_UP, [name]))
    }

    /// Notes that the folder cannot be written. An earlier beginning of the failure is kept.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn folder_fails(&self, name: &str, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(FAILS, params![name, now]))
    }

    /// Notes that the folder can be written. Returns true if it could not be written before.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn folder_works(&self, name: &str) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| Ok(transaction.change(WORKS, [name])? > 0))
    }

    /// The faxes after the folder's cursor that are not written there yet, oldest first. Faxes
    /// whose call began before `calls_since` and has not ended are left out, and so are junk,
    /// imported faxes, and faxes that were split. Faxes that wait for rules at the time `now` say so.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn unfiled(
        &self,
        folder: &str,
        limit: u32,
        (now, calls_since): (UnixMs, UnixMs),
    ) -> Result<Vec<Unfiled>, SpoolError> {
        self.spool.read(|transaction| {
            let of_row = |row: &Row<'_>| unfiled_of_row(row, now);
            transaction.all(UNFILED, params![folder, limit, calls_since], of_row)
        })
    }

    /// The next faxes after this move, `limit` at most, that moved to another device, were released
    /// from junk, or wait for a time of their own, and that the folder has not looked at since then.
    /// Each has the number of its move. Faxes that are written there are left out, and their moves
    /// are deleted. Faxes that wait for rules at the time `now` say so.
    ///
    /// # Errors
    /// The spool could not be read or written.
    pub fn moved(
        &self,
        folder: &str,
        (mut after, limit): (FolderMove, u32),
        now: UnixMs,
    ) -> Result<Vec<(FolderMove, Unfiled)>, SpoolError> {
        loop {
            let moved: Vec<(FolderMove, Unfiled, bool)> = self.spool.read(|transaction| {
                let of_row = |row: &Row<'_>| {
                    let one = unfiled_of_row(row, now)?;
                    Ok((FolderMove(row.get("moved")?), one, row.get("is_written")?))
                };
                transaction.all(MOVED, params![folder, limit, after.0], of_row)
            })?;
            let Some((last, ..)) = moved.last() else { return Ok(Vec::new()) };
            after = *last;
            let mut unwritten = Vec::new();
            for (number, one, is_written) in moved {
                if is_written {
                    self.pass_moved(number)?;
                } else {
                    unwritten.push((number, one));
                }
            }
            if !unwritten.is_empty() {
                return Ok(unwritten);
            }
        }
    }

    /// Notes that the folder has looked at a fax that moved.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn pass_moved(&self, number: FolderMove) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(PASS_MOVED, [number.0]))
    }

    /// Moves the folder's cursor to this fax. Faxes up to it no longer concern the folder.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn pass_folder(&self, folder: &str, upto: FaxId) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(PASS, params![folder, upto.0]))
    }

    /// Notes that a fax is about to appear in the folder under this name. Returns false if the fax
    /// no longer exists.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn filing(&self, folder: &str, fax: FaxId, name: &str) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| {
            if !transaction.finds("SELECT 1 FROM faxes WHERE id = ?1", [fax.0])? {
                return Ok(false);
            }
            transaction.run(BEGUN, params![folder, fax.0, name])?;
            Ok(true)
        })
    }

    /// Notes that the whole fax is in the folder.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn filed(&self, folder: &str, fax: FaxId, now: UnixMs) -> Result<(), SpoolError> {
        self.spool
            .write(|transaction| transaction.run(WRITTEN, params![folder, fax.0, now]))
    }

    /// Notes that nothing of a fax is in the folder, although it was about to appear there.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn forget_filing(&self, folder: &str, fax: FaxId) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(FORGET, params![folder, fax.0]))
    }

    /// Lets a fax wait without holding up the folder's cursor. [`Self::moved`] returns it until
    /// [`Self::pass_moved`].
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn file_later(&self, folder: &str, fax: FaxId) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(LATER, params![folder, fax.0]))
    }

    /// The folders into which a fax was written, and its file name in each.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn filed_as(&self, fax: FaxId) -> Result<Vec<(String, String)>, SpoolError> {
        self.spool.read(|transaction: &Transaction<'_>| {
            transaction.all(FILED_AS, [fax.0], |row| Ok((row.get(0)?, row.get(1)?)))
        })
    }
}

/// Lets each watched folder and the webhooks look at a fax that has moved to another device or was
/// released from junk, even if they have passed the fax.
pub(super) fn look_again(transaction: &Transaction<'_>, fax: FaxId) -> database::Result<()> {
    transaction.run(REPORT_AGAIN, [fax.0])?;
    transaction.run(LOOK_AGAIN, [fax.0])
}

/// Lets no folder look again at a fax that was split: the folders get its parts.
pub(super) fn forget_moves(transaction: &Transaction<'_>, fax: FaxId) -> database::Result<()> {
    transaction.run(FORGET_MOVES, [fax.0])
}

/// Lets these folders get a fax, also if it belongs to a device of none of them.
pub(super) fn file_by_rule(
    transaction: &Transaction<'_>,
    fax: FaxId,
    folders: &[String],
) -> database::Result<()> {
    let mut insert = transaction.prepare_cached(BY_RULE)?;
    folders
        .iter()
        .try_for_each(|folder| insert.execute(params![folder, fax.0]).map(drop))
}

fn folder(
    transaction: &Transaction<'_>,
    name: &str,
    path: &str,
) -> database::Result<Option<WatchedFolder>> {
    transaction.first(FOLDER, [name, path], |row| {
        Ok(WatchedFolder {
            token: row.get("token")?,
            is_set_up: row.get("is_set_up")?,
            failing_since: row.get("failing_since")?,
        })
    })
}

fn unfiled_of_row(row: &Row<'_>, now: UnixMs) -> database::Result<Unfiled> {
    Ok(Unfiled {
        fax: FaxId(row.get("id")?),
        status: word(row, "status", FaxStatus::from_name)?,
        device: row.get("device")?,
        class: row.get("class")?,
        begun_as: row.get("begun_as")?,
        waits: waits(row.get("waits_until")?, now),
        by_rule: row.get("by_rule")?,
    })
}
