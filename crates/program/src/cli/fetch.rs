//! `ferrofax faxes fetch`: received faxes as files, for scripts.

use std::io;

use jiff::civil::{Date, DateTime};
use serde_json::json;

use super::args::Fetch;
use super::{End, print};
use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;
use ferrofax_listeners::filing::{Copies, CopyError, LONGEST_CALL_MS, Place, Wanted, name_of};
use ferrofax_spool::{FaxId, FaxQuery, FaxStatus, ReceivedFax, Spool};

/// Reads a day, or a time on a day, in the machine's time zone.
pub(super) fn moment(text: &str) -> Result<UnixMs, String> {
    let day = || text.parse::<Date>().map(|day| day.at(0, 0, 0, 0));
    let moment = text.parse::<DateTime>().or_else(|_| day());
    let wrong = || format!("'{text}' is no time; 2026-03-01 and 2026-03-01T14:05:09 are");
    let moment = moment.map_err(|_| wrong())?.to_zoned(zone::system());
    moment.map(|moment| moment.timestamp().into()).map_err(|_| wrong())
}

pub(super) fn run(spool: &Spool, words: &Fetch) -> Result<(), End> {
    let query = FaxQuery { since: words.since, limit: u32::MAX, ..FaxQuery::default() };
    let mut faxes = spool.faxes().list(&query).map_err(End::of_spool)?;
    // Copy the oldest fax first. If the copying is interrupted, a script can continue after the
    // last fax that it got.
    faxes.reverse();
    let folder = words.folder.canonicalize().map_err(|error| of_folder(words, &error))?;
    let place = Place::of(&folder, &format!("fetch-{}", std::process::id()));
    let mut is_whole = true;
    let since = UnixMs::now() - LONGEST_CALL_MS;
    let end = words.after.map_or(i64::MAX, |after| first_receiving(&faxes, after, since));
    for fax in faxes.iter().filter(|fax| is_wanted(fax, words) && fax.id.0 < end) {
        let name = name_of(fax);
        if place.has(&name, words.format).map_err(|error| of_folder(words, &error))? {
            continue;
        }
        let wanted = Wanted { format: words.format, json: !words.no_json };
        let copies = match Copies::of(spool, fax, wanted, &name) {
            Ok(copies) => copies,
            Err(CopyError::Spool(error)) => return Err(End::of_spool(error)),
            Err(CopyError::Document(error)) => {
                // A fax that cannot be copied does not stop the copying of the others. The exit
                // code shows that a fax is missing.
                log::error!("fax {}: {error}", fax.id);
                is_whole = false;
                continue;
            }
        };
        let done = place.hide(fax.id, &copies);
        let done = done.and_then(|()| place.publish(fax.id, &name, words.format));
        done.map_err(End::failed)?;
        let file = format!("{name}.{}", words.format.ending());
        print(&if words.json {
            format!("{}\n", json!({"fax": fax.id.0, "file": file}))
        } else {
            format!("{file}\n")
        })?;
    }
    if is_whole { Ok(()) } else { Err(End::Silent) }
}

/// The lowest number above `after` of a fax that is still being received. A fax gets its number when
/// its call begins. If a later fax that ends sooner were copied first, a script would continue after
/// the later fax and never copy the earlier one. A fax whose call began before `since` has no end,
/// for example because a node of a shared database crashed.
fn first_receiving(faxes: &[ReceivedFax], after: FaxId, since: UnixMs) -> i64 {
    let is_receiving =
        |fax: &&ReceivedFax| fax.status == FaxStatus::Receiving && fax.started_at > since;
    let numbers = faxes.iter().filter(is_receiving).map(|fax| fax.id.0);
    numbers.filter(|number| *number > after.0).min().unwrap_or(i64::MAX)
}

fn is_wanted(fax: &ReceivedFax, words: &Fetch) -> bool {
    let has_pages = matches!(fax.status, FaxStatus::Received | FaxStatus::Incomplete);
    let is_of_device = words.device.as_ref().is_none_or(|device| fax.device.may_be(device));
    has_pages && is_of_device && words.after.is_none_or(|after| fax.id.0 > after.0)
}

fn of_folder(words: &Fetch, error: &io::Error) -> End {
    End::refused(format!("{}: {error}", words.folder.display()))
}
