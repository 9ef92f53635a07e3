//! Cursors: opaque words that name the position at which a list continues.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::Problem;

/// The number of entries in an answer by default. `MOST` is the greatest number.
pub(super) const USUAL: u32 = 50;
pub(super) const MOST: u32 = 200;

/// The lists that have cursors. Each has a letter of its own in its cursors, so that a cursor of one
/// list is not accepted by another.
#[derive(Clone, Copy)]
#[repr(u8)]
pub(super) enum List {
    BlockedCalls = b'c',
    Contacts = b'b',
    Faxes = b'f',
    Jobs = b'j',
    Junk = b'k',
    Log = b'l',
    Recordings = b'r',
    Mails = b'u',
}

/// Writes a cursor: the word with which a program requests the next part of a list. The next part has
/// the entries with numbers below `below`.
pub(super) fn written(list: List, below: i64) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{}{below}", char::from(list as u8)))
}

/// Reads the number in a cursor. Fails if the cursor was written for another list.
pub(super) fn read(list: List, word: Option<&str>) -> Result<Option<i64>, Problem> {
    let Some(word) = word else { return Ok(None) };
    let below = BASE64_URL_SAFE_NO_PAD.decode(word).ok().and_then(|bytes| {
        String::from_utf8(bytes)
            .ok()?
            .strip_prefix(char::from(list as u8))?
            .parse::<i64>()
            .ok()
    });
    let wrong = || Problem::of_parameter("cursor", "This is not a cursor of this list.");
    below.filter(|below| *below > 0).map(Some).ok_or_else(wrong)
}

/// Returns the first `limit` of these entries, and the cursor with which the list continues; `None`
/// at the end of the list. `found` has one entry more than `limit` if the list continues.
pub(super) fn part<T>(
    mut found: Vec<T>,
    limit: u32,
    cursor: impl Fn(&T) -> String,
) -> (Vec<T>, Option<String>) {
    let goes_on = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| goes_on).map(cursor);
    (found, next)
}

/// The greatest number of entries in the answer: `wanted`, which the request contains, or else
/// [`USUAL`]. Fails if `wanted` is not a number from 1 to [`MOST`].
pub(super) fn limit(wanted: Option<u32>) -> Result<u32, Problem> {
    match wanted.unwrap_or(USUAL) {
        limit @ 1..=MOST => Ok(limit),
        _ => Err(Problem::of_parameter("limit", &format!("A number from 1 to {MOST}."))),
    }
}
