//! Finds white rows of MH and MR in the input without decoding them, because much of a page is
//! white.

use crate::t4::RunCoding;
use crate::t4::tables::{Code, EOL, WHITE_CODES};

/// The coded form of a white row whose row above is white, from the beginning of the row to the end
/// of the EOL after it.
#[derive(Clone, Copy, Debug)]
pub(super) struct WhiteRow {
    /// The row coded one-dimensionally. `None` if that takes more than one make-up and one
    /// terminating code.
    alone: Option<Pattern>,
    /// In MR, the row coded relative to the row above.
    by_above: Option<Pattern>,
}

/// A sequence of bits.
#[derive(Clone, Copy, Debug, Default)]
struct Pattern {
    bits: u64,
    len: u32,
}

impl WhiteRow {
    pub(super) fn new(coding: RunCoding, width: u32) -> Self {
        let run = WHITE_CODES
            .get(width as usize)
            .map(|code| Pattern { bits: code.bits(), len: code.len() });
        if coding != RunCoding::Mr {
            return Self { alone: run.map(Pattern::then_eol), by_above: None };
        }
        let [zero, one] = [0, 1].map(|bits| Pattern { bits, len: 1 });
        // The tag bit 1 means a one-dimensional row. The bits 0 and V(0) mean a row equal to the
        // white row above.
        Self {
            alone: run.map(|run| one.then(run).then_eol()),
            by_above: Some(zero.then(one).then_eol()),
        }
    }

    /// Counts these rows in `bytes` from bit `at` on, at most `most`. Returns the count and the
    /// position after the last row.
    pub(super) fn count(&self, bytes: &[u8], mut at: usize, most: u32) -> (u32, usize) {
        let mut rows = 0;
        while rows < most
            && let Some(word) = bytes.get(at / 8..).and_then(|rest| rest.first_chunk::<8>())
        {
            let bits = u64::from_le_bytes(*word) >> (at % 8);
            let pattern = match self.by_above {
                Some(by_above) if bits & 1 == 0 => Some(by_above),
                _ => self.alone,
            };
            let Some(pattern) =
                pattern.filter(|pattern| bits & ((1 << pattern.len) - 1) == pattern.bits)
            else {
                break;
            };
            rows += 1;
            at += pattern.len as usize;
        }
        (rows, at)
    }
}

impl Pattern {
    const fn then(self, next: Self) -> Self {
        Self { bits: self.bits | next.bits << self.len, len: self.len + next.len }
    }

    const fn then_eol(self) -> Self {
        let Code { bits, len } = EOL;
        self.then(Self { bits: bits as u64, len })
    }
}
