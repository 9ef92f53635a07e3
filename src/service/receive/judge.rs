//! Decides whether a received fax is junk (an unwanted fax), by the junk rules of its fax device.

use crate::service::settings::{JunkRules, Suspect};
use ferrofax_ground::t4::Bitmap;
use ferrofax_spool::numbers::NumberRules;
use std::collections::BTreeMap;

/// Counts the pixels of a fax's pages as they come, and decides at the end of the fax whether the
/// fax is junk.
#[derive(Default)]
pub(super) struct Judge {
    rules: JunkRules,
    numbers: NumberRules,
    /// The number of days for which received junk faxes are kept in the spool.
    pub(super) days: u32,
    /// For each page, the number of black pixels and the number of all pixels. If a page was sent
    /// again, the counts are those of the last transmission.
    pages: BTreeMap<u32, (u64, u64)>,
}

impl Judge {
    pub(super) fn new(rules: JunkRules, numbers: NumberRules, days: u32) -> Self {
        Self { rules, numbers, days, pages: BTreeMap::new() }
    }

    /// Replaces the junk rules by those of another device, which gets the fax instead.
    pub(super) fn goes_by(&mut self, rules: JunkRules) {
        self.rules = rules;
    }

    /// Counts the black pixels and all pixels of a page. At the end of the fax the counts decide
    /// whether the fax is junk.
    pub(super) fn look_at(&mut self, number: u32, page: &Bitmap) {
        if self.rules.is_empty() {
            return;
        }
        let black: u64 = page.data().iter().map(|octet| u64::from(octet.count_ones())).sum();
        self.pages
            .insert(number, (black, u64::from(page.width()) * u64::from(page.rows())));
    }

    /// Returns the junk rule that matches the fax. `None` if no rule matches, or if no page arrived
    /// that could be delivered.
    pub(super) fn rule(&self, calling: &str, ident: &str) -> Option<String> {
        let pages: Vec<(u64, u64)> = self.pages.values().copied().collect();
        let suspect = Suspect { calling, ident, pages: &pages };
        self.rules.fits(&suspect, &self.numbers).filter(|_| !pages.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_comes_again_counts_as_it_came_last() {
        let rules = JunkRules::read("blackpages:1").unwrap();
        let mut judge = Judge::new(rules, NumberRules::default(), 7);
        assert_eq!(judge.rule("", ""), None);
        judge.look_at(1, &Bitmap::white(1728, 10).inverted());
        assert_eq!(judge.rule("", "").as_deref(), Some("blackpages:1"));
        judge.look_at(1, &Bitmap::white(1728, 10));
        assert_eq!(judge.rule("", ""), None);
    }

    #[test]
    fn what_has_no_page_is_no_junk() {
        let rules = JunkRules::read("hidden").unwrap();
        let mut judge = Judge::new(rules, NumberRules::default(), 7);
        assert_eq!(judge.rule("", ""), None);
        judge.look_at(1, &Bitmap::white(1728, 10));
        assert_eq!(judge.rule("", "").as_deref(), Some("hidden"));
        judge.goes_by(JunkRules::default());
        assert_eq!(judge.rule("", ""), None);
    }
}
