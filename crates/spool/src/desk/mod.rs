//! The work of people with received faxes, and their search for faxes and jobs among many.
//!
//! This module does not decide which user may see which fax: the caller of each list passes the
//! devices that the reader may see ([`Seen`]). Every list runs from the newest to the oldest entry,
//! along an index for each device ([`lanes`]). The next page of a list continues below the last
//! number of the page before. Therefore a page takes as long among a hundred thousand faxes as
//! among a hundred. Words are found by an index of their own. Faxes that match other criteria may
//! be far back: after [`FAXES_LOOKED_AT`] faxes a list reports how far it came, and continues from
//! there when it is asked to.
//!
//! Read `lanes` (several lists become one) and `share` (whether a reader sees many of the faxes).
//! Then read `newest` (the entries to which a search or a count is limited), `faxes` and
//! `fax_finder` (the list of faxes) and `total` (the number of its entries). Then read `marks`
//! (read and unread), `claims`, `notes` and `events` (the deeds of people). Then read `passed_on`
//! (faxes that a user mailed or printed), `gone` (faxes that a user deleted, and what is known of
//! deleted faxes) and `many` (changes of many faxes). Then read `unclaimed` (faxes with which
//! nobody deals), `jobs` and `now` (calls and changes of the moment).

mod claims;
mod events;
mod fax_finder;
mod faxes;
mod gone;
mod jobs;
mod lanes;
mod lately;
mod many;
mod marks;
mod newest;
mod notes;
mod now;
mod passed_on;
mod share;
mod total;
mod unclaimed;

pub(crate) use claims::claim_of;
pub use claims::{Claim, ClaimRefused};
pub(crate) use events::Done;
pub use events::{Deed, FaxEvent};
pub use faxes::{
    ClaimedBy, DeskFax, FAXES_LOOKED_AT, FaxList, FaxSieve, Seen, UNREAD_LOOKED_AT, Unread,
};
pub use gone::NotDeleted;
pub use jobs::{JOBS_LOOKED_AT, JobList, JobPlace, JobSieve, JobsSeen};
pub use lately::FaxedNumber;
pub use many::FaxChange;
pub(crate) use marks::is_new_for_all;
pub use notes::{Note, NoteChange};
pub(crate) use notes::{note_of, put_note};
pub use now::{FaxNews, Heads, JobNews, JobProgress, Now, QueueNow, Reception};
pub use passed_on::PassOn;
pub use total::Total;
pub use unclaimed::{Unclaimed, UnclaimedFax, Watch};

#[cfg(test)]
mod tests {

    /// All statements of the lists and of the view of the moment.
    const STATEMENTS: [&str; 66] = [
        super::claims::CLAIM,
        super::events::OF_FAX,
        super::faxes::ALL,
        super::faxes::OF_DEVICE,
        super::faxes::OF_STATUS,
        super::faxes::SAID_UNREAD,
        super::faxes::CLAIMED_BY,
        super::faxes::WITH_METADATA,
        super::faxes::WITH_WORDS,
        super::faxes::WITH_TEXT,
        crate::texts::NEXT,
        crate::texts::NEXT_TO_SORT,
        crate::texts::SHORT_TO_SORT,
        crate::sorting::NEXT,
        crate::texts::HAS,
        crate::texts::SOME,
        super::faxes::FIRST_AFTER,
        super::faxes::LAST_BEFORE,
        super::faxes::NEWER,
        super::faxes::NEWER_OF_DEVICE,
        super::faxes::OLDER_OF_DEVICE,
        super::gone::STATUS,
        super::gone::ON_ITS_WAY,
        super::jobs::ALL[0],
        super::jobs::ALL[1],
        super::jobs::OF_STATE[0],
        super::jobs::OF_STATE[1],
        super::jobs::OF_DEVICE[0],
        super::jobs::OF_DEVICE[1],
        super::jobs::OF_OWNER[0],
        super::jobs::OF_OWNER[1],
        super::jobs::OF_TAG[0],
        super::jobs::OF_TAG[1],
        super::jobs::OF_METADATA[0],
        super::jobs::OF_METADATA[1],
        super::jobs::WITHOUT_WORDS,
        super::jobs::LAST_BELOW,
        super::jobs::OLDER_OF_DEVICE,
        super::jobs::OLDER_OF_OWNER,
        super::jobs::OLDER_OF_TAG,
        super::jobs::HAS_DOWN_TO,
        super::jobs::SPAN,
        super::jobs::HAS_OPTION,
        crate::jobs::words::LACKING,
        super::marks::READ_THROUGH,
        super::marks::MARK,
        super::marks::HAS_READ,
        super::marks::HAS_OPENED,
        crate::fax_metadata::OF_FAX,
        crate::fax_metadata::VALUE,
        super::notes::NOTE,
        super::now::RECEIVING,
        super::now::RECEPTION,
        super::now::BEGUN_AFTER,
        super::now::SENDING,
        super::now::PAGES,
        super::now::COUNT,
        super::now::OLDEST_READY,
        super::now::CHANGES,
        super::now::METADATA_OF,
        super::now::EVENTS,
        super::unclaimed::FAXES,
        super::unclaimed::CHOSEN,
        super::unclaimed::LOOKED,
        crate::retention::SELECT_ONE,
        crate::retention::DELETE,
    ];

    /// The permitted scans: of no table, of the faxes that are being received (not more than there
    /// are lines), and of the word index.
    const SHORT: [&str; 3] =
        ["SCAN CONSTANT ROW", "SCAN faxes USING INDEX faxes_receiving", BY_WORDS];

    /// A scan of the word index for words, from the greatest number down.
    const BY_WORDS: &str = "SCAN w VIRTUAL TABLE INDEX 192:M1<>";

    #[test]
    fn no_list_looks_at_more_than_it_gives() {
        let (_folder, spool) = crate::Spool::empty_sqlite();
        for sql in STATEMENTS {
            let plan = spool.read(|transaction| transaction.plan(sql)).unwrap();
            for step in &plan {
                let scans = step.starts_with("SCAN") && !SHORT.contains(&step.as_str());
                assert!(!scans && !step.contains("TEMP B-TREE"), "{sql}\n{plan:#?}");
            }
            assert!(!plan.is_empty(), "{sql}");
        }
    }
}
