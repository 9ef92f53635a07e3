//! Whether a page without ECM is good enough: MCF, RTP or RTN (T.30 §5.3.6.1.7 leaves the
//! rule to the receiver).

use ferrofax_ground::t4::PageQuality;

/// When a page without ECM is confirmed (MCF), confirmed with the wish to train again
/// (RTP) or refused (RTN).
///
/// A page with less than `rtp_percent` of its rows damaged gets MCF, with less than
/// `rtn_percent` RTP, else RTN. A page without any row, or whose end was cut off, gets
/// RTN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageQualityPolicy {
    /// From this share of damaged rows on: RTP.
    pub rtp_percent: f32,
    /// From this share of damaged rows on: RTN.
    pub rtn_percent: f32,
    /// Never refuse a page that has rows: what would get RTN gets RTP. A sender may take
    /// RTN for the end of the call.
    pub keep_bad: bool,
}

impl Default for PageQualityPolicy {
    fn default() -> Self {
        Self { rtp_percent: 5.0, rtn_percent: 15.0, keep_bad: false }
    }
}

/// The verdict on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// MCF.
    Good,
    /// RTP.
    Poor,
    /// RTN.
    Bad,
}

impl PageQualityPolicy {
    /// The rule for a page that came by packets. What a network loses it loses at every
    /// rate: training anew at a lower one does not bring the page whole, and most senders
    /// give up upon RTN. So it takes more.
    #[must_use]
    pub(super) fn for_packets(self) -> Self {
        Self { rtn_percent: self.rtn_percent * BY_PACKETS, ..self }
    }

    /// The verdict. `cut_off`: the carrier was lost before the page's end.
    pub(super) fn judge(&self, quality: PageQuality, cut_off: bool) -> Verdict {
        if quality.rows == 0 {
            return Verdict::Bad;
        }
        let percent = quality.bad_rows as f32 * 100.0 / quality.rows as f32;
        if cut_off || percent >= self.rtn_percent {
            return if self.keep_bad { Verdict::Poor } else { Verdict::Bad };
        }
        if percent >= self.rtp_percent { Verdict::Poor } else { Verdict::Good }
    }
}

/// So many times the damaged rows are taken by packets before a page is refused.
const BY_PACKETS: f32 = 3.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_by_packets_is_refused_later() {
        let policy = PageQualityPolicy::default().for_packets();
        let judge = |bad_rows| {
            policy.judge(
                PageQuality { rows: 100, bad_rows, longest_bad_run: 1, cut_off: false },
                false,
            )
        };
        assert_eq!(
            [4, 5, 44, 45].map(judge),
            [Verdict::Good, Verdict::Poor, Verdict::Poor, Verdict::Bad]
        );
    }

    #[test]
    fn the_verdict_follows_the_share_of_damaged_rows() {
        let policy = PageQualityPolicy::default();
        let judge = |bad_rows, cut_off| {
            policy.judge(
                PageQuality { rows: 100, bad_rows, longest_bad_run: 1, cut_off: false },
                cut_off,
            )
        };
        assert_eq!(judge(4, false), Verdict::Good);
        assert_eq!(judge(5, false), Verdict::Poor);
        assert_eq!(judge(15, false), Verdict::Bad);
        assert_eq!(judge(0, true), Verdict::Bad);
        let keep = PageQualityPolicy { keep_bad: true, ..policy };
        assert_eq!(
            keep.judge(
                PageQuality { rows: 10, bad_rows: 9, longest_bad_run: 9, cut_off: false },
                true
            ),
            Verdict::Poor
        );
        assert_eq!(keep.judge(PageQuality::default(), false), Verdict::Bad);
    }
}
