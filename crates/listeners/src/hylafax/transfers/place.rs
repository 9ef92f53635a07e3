//! Stores up to which fax call of the spool the log `xferfaxlog` has been written. This position is
//! in a file in the spool's folder. A new version of the file replaces the old one by a rename.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use ferrofax_spool::safe_file::{self, For, Share};
use ferrofax_spool::{ToldCalls, ToldTransfers};
use serde_json::{Value, json};

const FILE: &str = "xferfaxlog.told";

/// The path of a file that stores the position in the spool up to which fax calls were written to
/// the log `xferfaxlog`.
pub(super) struct Place(PathBuf);

impl Place {
    pub(super) fn of(spool: &Path) -> Self {
        Self(spool.join(FILE))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Reads the position in the spool up to which fax calls were written to the log `xferfaxlog`.
    /// `None` if no call was logged yet.
    pub(super) fn read(&self) -> io::Result<Option<ToldTransfers>> {
        let text = match safe_file::read(&self.0) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let told = serde_json::from_slice(&text).ok().and_then(|told: Value| {
            Some(ToldTransfers { sent: calls(told.get("sent")?)?, came: calls(told.get("came")?)? })
        });
        let wrong = "it is not the noted position; without the file, calls are logged from now on";
        told.map(Some).ok_or_else(|| io::Error::new(ErrorKind::InvalidData, wrong))
    }

    pub(super) fn write(&self, told: &ToldTransfers) -> io::Result<()> {
        let of = |calls: &ToldCalls| json!({ "last": calls.last, "going": calls.going });
        let text = json!({ "sent": of(&told.sent), "came": of(&told.came) }).to_string();
        let new = self.0.with_added_extension("new");
        match safe_file::remove(&new) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = safe_file::open_or_make(&new, For::Writing, Share::GroupWorks)?;
        file.write_all(text.as_bytes())?;
        file.sync_data()?;
        safe_file::rename(&new, &self.0)
    }
}

fn calls(told: &Value) -> Option<ToldCalls> {
    let going = told.get("going")?.as_array()?.iter().map(Value::as_i64);
    Some(ToldCalls {
        last: told.get("last")?.as_i64()?,
        going: going.collect::<Option<BTreeSet<_>>>()?,
    })
}
