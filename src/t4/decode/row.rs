//! One row being decoded: codes in, changing elements out (T.4 §4.1.1 and §4.2.1.3, T.6 §2.2).
//!
//! The words are the Recommendations': a0 is the place up to which the row is known; b1 is the first changing element of
//! the row above right of a0 and of the colour opposite to a0's; b2 is the one after b1.

use super::bits::Reservoir;
use crate::t4::rows::Changes;
use crate::t4::tables::{
    BLACK_RUNS, BLACK_WHITE_PAIRS, MAX_MODE_BITS, MAX_RUN_BITS, MODES, Mode, NO_RUN, PAIR_BITS, RunEntry,
    WHITE_BLACK_PAIRS, WHITE_RUNS,
};

/// Why decoding stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// All input is taken, and the next code is not complete.
    Starved,
    /// The row is complete.
    Complete,
    /// No code begins like the next bits.
    NoCode,
    /// The next code, of this many bits, leads out of the row.
    LeadsOut { len: u32 },
}

/// The row and the one above it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    above: Changes,
    current: Changes,
    at: Place,
}

impl Row {
    pub(super) fn new(width: u32) -> Self {
        Self { above: Changes::white(width), current: Changes::white(width), at: Place::START }
    }

    /// Whether nothing of the row has come yet.
    pub(super) fn is_new(&self) -> bool {
        Place { like_above: true, ..self.at } == Place::START
    }

    /// Begins the row anew.
    pub(super) const fn restart(&mut self) {
        self.at = Place::START;
    }

    /// Ends the complete row, which becomes the one above. `None`: it is like the row above it.
    pub(super) fn finish(&mut self) -> Option<&Changes> {
        let mut like_above = self.at.like_above;
        if !like_above {
            self.current.close(self.at.place);
            like_above = self.current.changes() == self.above.changes();
            std::mem::swap(&mut self.above, &mut self.current);
        }
        self.restart();
        (!like_above).then_some(&self.above)
    }

    /// Decodes one-dimensional codes up to the end of the row.
    pub(super) fn read_runs(&mut self, bits: &mut Reservoir, input: &mut &[u8]) -> Stop {
        // Copies, so that all that changes with every code can live in registers.
        let (mut reader, mut bytes, mut at) = (*bits, *input, self.at);
        let width = self.current.width();
        let stop = at.read_runs(&mut reader, &mut bytes, self.current.list_mut(), width);
        (*bits, *input, self.at) = (reader, bytes, at);
        stop
    }

    /// Decodes two-dimensional codes up to the end of the row.
    pub(super) fn read_modes(&mut self, bits: &mut Reservoir, input: &mut &[u8]) -> Stop {
        let (mut reader, mut bytes, mut at) = (*bits, *input, self.at);
        let width = self.current.width();
        let stop = at.read_modes(&mut reader, &mut bytes, self.above.list(), self.current.list_mut(), width);
        (*bits, *input, self.at) = (reader, bytes, at);
        stop
    }
}

/// How far the row has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// Where the next change goes in the list: odd while the colour is white.
    place: usize,
    /// The first position where a change may be: one right of a0, which is left of the row at its start.
    next: i32,
    /// Where b1 stands in the row above.
    b1: usize,
    /// Pixels of the make-up codes of the run that is being read.
    made_up: i32,
    /// Runs of horizontal mode that are still to come.
    runs: u8,
    /// All codes so far were V(0): the row is like the one above.
    like_above: bool,
}

impl Place {
    const START: Self = Self { place: 1, next: 0, b1: 1, made_up: 0, runs: 0, like_above: true };

    #[inline(always)]
    fn read_runs(&mut self, bits: &mut Reservoir, input: &mut &[u8], list: &mut [i32], width: i32) -> Stop {
        self.like_above = false;
        while self.next <= width {
            if self.read_pair(bits, input, list, width) {
                continue;
            }
            if let Err(stop) = self.read_run(bits, input, list, width) {
                return stop;
            }
        }
        Stop::Complete
    }

    #[inline(always)]
    fn read_modes(
        &mut self,
        bits: &mut Reservoir,
        input: &mut &[u8],
        above: &[i32],
        list: &mut [i32],
        width: i32,
    ) -> Stop {
        loop {
            if self.runs > 0 {
                if self.runs == 2 && self.read_pair(bits, input, list, width) {
                    self.runs = 0;
                }
                while self.runs > 0 {
                    if let Err(stop) = self.read_run(bits, input, list, width) {
                        return stop;
                    }
                    self.runs -= 1;
                }
                self.find_b1(above, width);
            }
            if self.next > width {
                return Stop::Complete;
            }
            bits.want(MAX_MODE_BITS, input);
            let entry = MODES[bits.peek(MAX_MODE_BITS)];
            let len = u32::from(entry.len);
            if len > bits.held() {
                return Stop::Starved;
            }
            // By far the most frequent one first, and by itself: a guess that is right costs nothing.
            if entry.mode == Mode::Vertical {
                let distance = i32::from(entry.distance);
                let a1 = above[self.b1].wrapping_add(distance);
                if a1 < self.next || a1 > width {
                    return Stop::LeadsOut { len };
                }
                bits.take(len);
                self.like_above &= distance == 0;
                list[self.place] = a1;
                self.place += 1;
                self.next = a1.wrapping_add(1);
                // The colour has changed: the new b1 is next to the old one, or two further, …
                self.b1 = self.b1.wrapping_add_signed(entry.step.into());
                self.find_b1(above, width);
                continue;
            }
            if entry.mode == Mode::None {
                return Stop::NoCode;
            }
            self.like_above = false;
            bits.take(len);
            if entry.mode == Mode::Horizontal {
                self.runs = 2;
            } else {
                self.next = above[self.b1 + 1].wrapping_add(1);
                self.b1 += 2;
            }
        }
    }

    /// Moves b1 right until it is right of a0, in a row that is not complete.
    #[inline(always)]
    fn find_b1(&mut self, above: &[i32], width: i32) {
        while above[self.b1] < self.next && self.next <= width {
            self.b1 += 2;
        }
    }

    /// Reads two short runs at once, if they come next and do not end the row.
    #[inline(always)]
    fn read_pair(&mut self, bits: &mut Reservoir, input: &mut &[u8], list: &mut [i32], width: i32) -> bool {
        bits.want(PAIR_BITS, input);
        let table = if self.place & 1 == 1 { &WHITE_BLACK_PAIRS } else { &BLACK_WHITE_PAIRS };
        let entry = table[bits.peek(PAIR_BITS)];
        let (first, second) = entry.runs();
        let a1 = self.next.wrapping_sub(1).max(0).wrapping_add(first);
        let a2 = a1.wrapping_add(second);
        let usable = entry.len() != 0 && entry.len() <= bits.held() && a2 < width && self.made_up == 0;
        if usable {
            bits.take(entry.len());
            let places = &mut list[self.place..self.place + 2];
            places[0] = a1;
            places[1] = a2;
            self.place += 2;
            self.next = a2 + 1;
        }
        usable
    }

    /// Reads a run of the current colour, make-up codes and terminating code.
    #[inline(always)]
    fn read_run(&mut self, bits: &mut Reservoir, input: &mut &[u8], list: &mut [i32], width: i32) -> Result<(), Stop> {
        if self.place & 1 == 1 {
            self.read_run_of(&WHITE_RUNS, bits, input, list, width)
        } else {
            self.read_run_of(&BLACK_RUNS, bits, input, list, width)
        }
    }

    #[inline(always)]
    fn read_run_of<const N: usize>(
        &mut self,
        table: &[RunEntry; N],
        bits: &mut Reservoir,
        input: &mut &[u8],
        list: &mut [i32],
        width: i32,
    ) -> Result<(), Stop> {
        loop {
            bits.want(MAX_RUN_BITS, input);
            let entry = table[bits.peek(N.trailing_zeros())];
            let run = entry.run();
            let len = entry.len();
            if len > bits.held() {
                return Err(Stop::Starved);
            }
            if run == i32::from(NO_RUN) {
                return Err(Stop::NoCode);
            }
            // Left of the row, a0 counts as its first pixel (T.4 §4.2.1.3.4).
            let a1 = (self.next - 1).max(0) + self.made_up + run;
            if a1 > width {
                return Err(Stop::LeadsOut { len });
            }
            bits.take(len);
            if run < 64 {
                self.made_up = 0;
                self.change_at(a1, list);
                return Ok(());
            }
            self.made_up += run;
        }
    }

    /// Notes a change. A run of no pixels inside the row takes back the change before it.
    #[inline(always)]
    fn change_at(&mut self, position: i32, list: &mut [i32]) {
        if list[self.place - 1] == position {
            self.place -= 1;
        } else {
            list[self.place] = position;
            self.place += 1;
        }
        self.next = position + 1;
    }
}
