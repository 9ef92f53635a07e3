//! What a call was given, in order: all that is needed to run it again, bit for bit.
//!
//! The engine reads no clock and starts no thread, so a call is its settings and what came
//! in by [the face](super). A [`Tape`] writes that down; [`replay`](super::replay) runs it
//! again. What was said is not on it: the call says it again.
//!
//! # The form
//!
//! [`MAGIC`], a byte for the version, which Ferrofax wrote it, the settings, and then one thing
//! after another: a letter that says what it is, and its facts. Numbers are LEB128; octets have
//! their number before them. A recording that ends in the middle, because the machine did, is good up
//! to there. Every second or so, and at the end, stands the sum of all that the call said until
//! then: who runs it again sees whether, and from when on, it is not the same.

mod bytes;
mod part;
mod reading;
mod samples;
mod settings;
mod sum;

pub use part::TapePart;
pub(super) use reading::{Given, Reading};
pub use settings::CallSettings;
pub(super) use sum::Sum;

use super::{PageToSend, T38Terms};
use crate::call::PollRefusal;
use crate::t30::outcome::Outcome;
use bytes::Writer;
use ferrofax_ground::t4::{Coding, EncodeOptions};
use samples::Law;
use thiserror::Error;

/// How each recording begins.
const MAGIC: &[u8; 7] = b"FFXCALL";

/// The version of the form that is written, and read.
pub const TAPE_VERSION: u8 = 2;

/// Why a recording can't be read. Positions are octets from its begin.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TapeError {
    /// It is something else.
    #[error("this is no record of a call: it does not begin as one")]
    Foreign,
    /// It was written by another Ferrofax.
    #[error("this record of a call has version {0}; this Ferrofax reads version {TAPE_VERSION}")]
    Version(u8),
    /// It ends before the call's settings are known.
    #[error("this record of a call ends in its settings")]
    Cut,
    /// What stands there can't be.
    #[error("this record of a call is damaged at octet {at}: {what}")]
    Damaged {
        /// Where.
        at: usize,
        /// What is wrong.
        what: &'static str,
    },
}

/// The letters.
mod letter {
    pub(super) const SILENCE: u8 = b'z';
    pub(super) const A_LAW: u8 = b'a';
    pub(super) const MU_LAW: u8 = b'u';
    pub(super) const LINEAR: u8 = b'l';
    pub(super) const GAP: u8 = b'g';
    pub(super) const SAID: u8 = b's';
    pub(super) const PACKET: u8 = b'p';
    pub(super) const LOOSE_PACKET: u8 = b'q';
    pub(super) const PASSED: u8 = b't';
    pub(super) const TO_T38: u8 = b'T';
    pub(super) const TO_AUDIO: u8 = b'A';
    pub(super) const T38_REFUSED: u8 = b'R';
    pub(super) const STORED: u8 = b'k';
    pub(super) const NOT_STORED: u8 = b'n';
    pub(super) const BEYOND_LIMIT: u8 = b'b';
    pub(super) const PAGE_TOO_LARGE: u8 = b'x';
    pub(super) const PAGE: u8 = b'P';
    pub(super) const PAGE_IN_COLOURS: u8 = b'c';
    pub(super) const POLL_REFUSED: u8 = b'r';
    pub(super) const HOLDS_PAGE_ENDS: u8 = b'w';
    pub(super) const PAGE_END_ALLOWED: u8 = b'e';
    pub(super) const HUNG_UP: u8 = b'H';
    pub(super) const CANCELLED: u8 = b'C';
    pub(super) const SUM: u8 = b'd';
    pub(super) const END: u8 = b'E';
}

/// How pages stand on a recording: T.6, which loses nothing.
const PAGES: (Coding, EncodeOptions) =
    (Coding::Mmr, EncodeOptions { k: 0, min_row_bits: 0, lsb_first: true, end_of_page: true });

/// How much is said between two sums: samples, and octets of packets.
const SUMMED: usize = 8_000;

/// A recording that is being written. It is in memory, and its owner takes what is on it.
#[derive(Debug)]
pub(super) struct Tape {
    /// What was written before the last page, and that.
    before: TapePart,
    written: Writer,
    /// By which law the last samples were coded.
    law: Law,
    sum: Sum,
    /// What was said since the sum was written last.
    unsummed: usize,
}

impl Tape {
    /// `note` stands behind the version of its maker.
    pub(super) fn new(settings: &CallSettings, note: &str) -> Self {
        let mut written = Writer::default();
        written.raw(MAGIC);
        written.byte(TAPE_VERSION);
        written.octets(format!("{}{note}", env!("CARGO_PKG_VERSION")).as_bytes());
        settings.write(&mut written);
        Self { before: TapePart::default(), written, law: Law::A, sum: Sum::default(), unsummed: 0 }
    }

    /// What was written since the last time.
    pub(super) fn take(&mut self) -> TapePart {
        let mut part = std::mem::take(&mut self.before);
        part.add(self.written.take());
        part
    }

    /// How much that is, in octets.
    pub(super) fn len(&self) -> usize {
        self.before.len() + self.written.len()
    }

    /// The end: nothing comes after it.
    pub(super) fn finish(&mut self) {
        self.written.byte(letter::END);
        self.written.raw(&self.sum.octets());
    }

    /// What it has said.
    pub(super) fn spoke(&mut self, samples: &[i16]) {
        self.sum.said(samples);
        self.unsummed += samples.len();
    }

    /// What it has sent.
    pub(super) fn sent(&mut self, packet: &[u8]) {
        self.sum.sent(packet);
        self.unsummed += packet.len();
    }

    pub(super) fn ended(&mut self, outcome: &Outcome) {
        self.sum.ended(outcome);
    }

    /// Before time goes on: all that there was to be said has been fetched.
    fn sum_up(&mut self) {
        if self.unsummed >= SUMMED {
            self.unsummed = 0;
            self.written.byte(letter::SUM);
            self.written.raw(&self.sum.octets());
        }
    }

    pub(super) fn heard(&mut self, samples: &[i16]) {
        self.sum_up();
        samples::write(&mut self.written, samples, &mut self.law);
    }

    pub(super) fn gap(&mut self, samples: usize) {
        self.sum_up();
        self.number(letter::GAP, samples as u64);
    }

    pub(super) fn said(&mut self, samples: usize) {
        self.number(letter::SAID, samples as u64);
    }

    pub(super) fn passed(&mut self, samples: usize) {
        self.sum_up();
        self.number(letter::PASSED, samples as u64);
    }

    pub(super) fn packet(&mut self, sequence: Option<u16>, ifp: &[u8]) {
        match sequence {
            Some(sequence) => self.number(letter::PACKET, u64::from(sequence)),
            None => self.written.byte(letter::LOOSE_PACKET),
        }
        self.written.octets(ifp);
    }

    pub(super) fn goes_to_t38(&mut self, terms: &T38Terms) {
        self.written.byte(letter::TO_T38);
        settings::write_terms(&mut self.written, terms);
    }

    pub(super) fn goes_to_audio(&mut self) {
        self.written.byte(letter::TO_AUDIO);
    }

    pub(super) fn t38_refused(&mut self) {
        self.written.byte(letter::T38_REFUSED);
    }

    pub(super) fn stored(&mut self, page: u32, is_stored: bool) {
        let letter = if is_stored { letter::STORED } else { letter::NOT_STORED };
        self.number(letter, u64::from(page));
    }

    pub(super) fn beyond_limit(&mut self, page: u32) {
        self.number(letter::BEYOND_LIMIT, u64::from(page));
    }

    pub(super) fn page_too_large(&mut self) {
        self.written.byte(letter::PAGE_TOO_LARGE);
    }

    pub(super) fn page(&mut self, page: &PageToSend) {
        self.before.add(self.written.take());
        self.before.add_page(page);
    }

    pub(super) fn poll_refused(&mut self, why: PollRefusal) {
        self.written.byte(letter::POLL_REFUSED);
        self.written.place(&PollRefusal::ALL, why);
    }

    pub(super) fn holds_page_ends(&mut self) {
        self.written.byte(letter::HOLDS_PAGE_ENDS);
    }

    pub(super) fn page_end_allowed(&mut self, index: u32) {
        self.number(letter::PAGE_END_ALLOWED, u64::from(index));
    }

    pub(super) fn hung_up(&mut self) {
        self.written.byte(letter::HUNG_UP);
    }

    pub(super) fn cancelled(&mut self) {
        self.written.byte(letter::CANCELLED);
    }

    fn number(&mut self, letter: u8, number: u64) {
        self.written.byte(letter);
        self.written.number(number);
    }
}
