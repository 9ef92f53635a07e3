//! Writes and reads lists of faxes or jobs, by their ids, in a form field: `3-7,9`.

use ferrofax_spool::desk::UNREAD_LOOKED_AT;

/// Writes a list of ids, such as `3-7,9`. Consecutive ids become a range.
pub(super) fn written(ids: impl IntoIterator<Item = i64>) -> String {
    let mut ids: Vec<i64> = ids.into_iter().collect();
    ids.sort_unstable();
    let runs = ids.chunk_by(|one, next| one.checked_add(1) == Some(*next));
    let run = |run: &[i64]| match run {
        [first, .., last] => format!("{first}-{last}"),
        one => one.first().map(ToString::to_string).unwrap_or_default(),
    };
    runs.map(run).collect::<Vec<_>>().join(",")
}

/// Reads a list of ids, such as `3-7,9`. At most [`UNREAD_LOOKED_AT`] ids are read; no more faxes
/// are marked as read at once. Parts of the text that are not ids are ignored.
pub(super) fn read(text: &str) -> Vec<i64> {
    let run = |run: &str| {
        let (first, last) = run.split_once('-').unwrap_or((run, run));
        Some(first.parse::<i64>().ok()?..=last.parse::<i64>().ok()?)
    };
    let ids = text.split(',').filter_map(run).flatten();
    ids.take(UNREAD_LOOKED_AT as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_read_as_they_were_written_and_never_too_many() {
        assert_eq!(written([9, 3, 4, 5, 11]), "3-5,9,11");
        assert_eq!(read("3-5,9,11"), [3, 4, 5, 9, 11]);
        assert_eq!((written([]), read("")), (String::new(), Vec::new()));
        assert_eq!(read("x,7-,5-3,-2,8"), [8]);
        assert_eq!(read(&format!("1-{}", i64::MAX)).len(), UNREAD_LOOKED_AT as usize);
    }
}
