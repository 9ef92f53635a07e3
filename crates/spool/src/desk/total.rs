//! The number of entries of a long list, of which only the newest are counted.

/// The greatest number of entries that are examined to count those of a list.
pub(super) const COUNTED: u32 = 5_000;

/// The number of entries of a list, as far as they were counted from the newest one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// The number of entries that were counted.
    pub count: u32,
    /// Whether the list may have more entries.
    pub is_at_least: bool,
    /// How many of the entries are newer than those of the page that is shown; none if not all of
    /// them were counted.
    pub newer: Option<u32>,
}

/// A [`Total`] that is being counted. The page that is shown begins below the number `below`.
pub(super) struct Counting {
    below: i64,
    total: Total,
    newer: u32,
}

impl Counting {
    pub(super) fn below(below: i64) -> Self {
        Self { below, total: Total::default(), newer: 0 }
    }

    /// Counts the next entry, if the filter selects it.
    pub(super) fn entry(&mut self, number: i64, is_wanted: bool) {
        if number < self.below {
            self.total.newer = Some(self.newer);
        }
        if is_wanted {
            self.total.count += 1;
            self.newer += u32::from(number >= self.below);
        }
    }

    /// Ends the counting. `has_more` is true if not all entries of the list were examined.
    pub(super) fn end(self, has_more: bool) -> Total {
        let newer = self.total.newer.or((!has_more).then_some(self.newer));
        Total { is_at_least: has_more, newer, ..self.total }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::desk::{FaxSieve, JobSieve, JobsSeen, Seen};
    use crate::jobs::JobState;
    use crate::{FaxId, Spool};

    /// One fax in ten is of the device 2102.
    const FAXES: &str = "
        INSERT INTO faxes (id, status, device, called, calling, caller_name, call_id, started_at, ended_at, format,
                           mail_without_pages, document)
        WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
        SELECT i, 'received', CASE WHEN i % 10 = 0 THEN '2102@x' ELSE '2101@x' END, '1', '0991', '', '', i, i, 'pdf',
               0, 'faxes/' || i || '/document.tif' FROM n";
    const JOBS: &str = "
        INSERT INTO jobs (id, state, number, canonical, device, owner, priority, max_tries, max_dials, created_at,
                          ended_at, tag, notify_when, notify_format, unknown, created_by, has_words)
        WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
        SELECT i, 'done', '1', '1', CASE WHEN i % 10 = 0 THEN '2102@x' ELSE '2101@x' END, 'alice', 1, 1, 1, 1, 2,
               '', 'end', 'text', 'resend', 'cli', 0 FROM n";

    fn total(count: u32, is_at_least: bool, newer: Option<u32>) -> Total {
        Total { count, is_at_least, newer }
    }

    fn spool_of(rows: i64) -> (tempfile::TempDir, Spool) {
        let (folder, spool) = Spool::empty();
        spool
            .write(|transaction| {
                transaction.execute(FAXES, [rows])?;
                transaction.execute(JOBS, [rows])
            })
            .unwrap();
        (folder, spool)
    }

    fn only(device: &str) -> Seen {
        Seen::These(BTreeSet::from([device.parse().unwrap()]))
    }

    #[test]
    fn a_total_counts_what_the_reader_may_see_and_no_more() {
        let (_folder, spool) = spool_of(120);
        let count = |seen: &Seen, sieve: &FaxSieve, below: Option<i64>| {
            spool.faxes().count_faxes(seen, "alice", sieve, below.map(FaxId)).unwrap()
        };
        let all = FaxSieve::default();
        assert_eq!(count(&Seen::All, &all, None), total(120, false, Some(0)));
        assert_eq!(count(&Seen::All, &all, Some(71)), total(120, false, Some(50)));
        assert_eq!(count(&only("2102@x"), &all, None), total(12, false, Some(0)));
        assert_eq!(count(&only("2102@x"), &all, Some(21)), total(12, false, Some(10)));
        assert_eq!(count(&only("2103@x"), &all, None), total(0, false, Some(0)));
        let of_others = FaxSieve { device: "2101@x".parse().ok(), ..FaxSieve::default() };
        assert_eq!(count(&only("2102@x"), &of_others, None), total(0, false, Some(0)));
        assert_eq!(count(&Seen::All, &of_others, None), total(108, false, Some(0)));
        let early = FaxSieve { until: Some(ferrofax_basics::UnixMs(31)), ..FaxSieve::default() };
        assert_eq!(count(&Seen::All, &early, None), total(30, false, Some(0)));
        let unknown = FaxSieve { words: "xyzzy".into(), ..FaxSieve::default() };
        assert_eq!(count(&Seen::All, &unknown, None), total(0, false, Some(0)));

        let jobs = |devices: Seen, names: &[&str], sieve: &JobSieve| {
            let names = names.iter().map(|name| ((*name).to_owned(), None)).collect();
            let seen = JobsSeen { devices, names, system_users: Vec::new() };
            spool.jobs().count_jobs(&seen, sieve, None).unwrap()
        };
        let all = JobSieve::default();
        assert_eq!(jobs(Seen::All, &[], &all), total(120, false, Some(0)));
        assert_eq!(jobs(only("2102@x"), &[], &all), total(12, false, Some(0)));
        assert_eq!(jobs(only("2102@x"), &["bob"], &all), total(12, false, Some(0)));
        let failed = JobSieve { states: vec![JobState::Failed], ..JobSieve::default() };
        assert_eq!(jobs(Seen::All, &[], &failed), total(0, false, Some(0)));
    }

    #[test]
    fn a_long_list_is_counted_only_in_part() {
        let rows = i64::from(COUNTED) + 100;
        let (_folder, spool) = spool_of(rows);
        let count = |below: Option<i64>| {
            let (all, below) = (FaxSieve::default(), below.map(FaxId));
            spool.faxes().count_faxes(&Seen::All, "alice", &all, below).unwrap()
        };
        assert_eq!(count(None), total(COUNTED, true, Some(0)));
        assert_eq!(count(Some(rows - 49)), total(COUNTED, true, Some(50)));
        assert_eq!(count(Some(10)), total(COUNTED, true, None), "too far back");
        let seen = JobsSeen { devices: Seen::All, names: Vec::new(), system_users: Vec::new() };
        let jobs = spool.jobs().count_jobs(&seen, &JobSieve::default(), None).unwrap();
        assert_eq!(jobs, total(COUNTED, true, Some(0)));
    }
}
