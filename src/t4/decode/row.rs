//! One row being decoded: codes in, changing elements out (T.4 §4.1.1 and §4.2.1.3, T.6 §2.2).
//!
//! The words are the Recommendations': a0 is the place up to which the row is known; b1 is the first changing element of
//! the row above right of a0 and of the colour opposite to a0's; b2 is the one after b1.

use super::bits::Reservoir;
use crate::t4::rows::Changes;
use crate::t4::tables::{
    BLACK_RUNS, BLACK_WHITE_PAIRS, MAX_RUN_BITS, MODES, MODES_BITS, Mode, NO_RUN, PAIR_BITS, RunEntry, SHORT_RUNS,
    SHORT_RUNS_BITS, SHORT_RUNS_CODES, WHITE_BLACK_PAIRS, WHITE_RUNS,
};
use crate::wide::widest;

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
        self.at == Place::START
    }

    /// Whether the row above is white all over.
    pub(super) fn is_below_white(&self) -> bool {
        self.above.changes().is_empty()
    }

    /// Begins the row anew.
    pub(super) const fn restart(&mut self) {
        self.at = Place::START;
    }

    /// Ends the complete row, which becomes the one above. `None`: it is like the row above it.
    pub(super) fn finish(&mut self) -> Option<&Changes> {
        self.current.close(self.at.place);
        self.restart();
        if self.current.changes() == self.above.changes() {
            return None;
        }
        std::mem::swap(&mut self.above, &mut self.current);
        Some(&self.above)
    }

    /// Decodes one-dimensional codes up to the end of the row.
    pub(super) fn read_runs(&mut self, bits: &mut Reservoir, input: &mut &[u8]) -> Stop {
        let cursor = Cursor { bits: *bits, input, at: self.at };
        let width = self.current.width();
        let list = self.current.list_mut();
        let (cursor, stop) = widest(
            #[inline(always)]
            || cursor.read_runs(list, width),
        );
        (*bits, *input, self.at) = (cursor.bits, cursor.input, cursor.at);
        stop
    }

    /// Decodes two-dimensional codes up to the end of the row.
    pub(super) fn read_modes(&mut self, bits: &mut Reservoir, input: &mut &[u8]) -> Stop {
        let cursor = Cursor { bits: *bits, input, at: self.at };
        let width = self.current.width();
        let (cursor, stop) = cursor.read_modes(self.above.list(), self.current.list_mut(), width);
        (*bits, *input, self.at) = (cursor.bits, cursor.input, cursor.at);
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
}

impl Place {
    const START: Self = Self { place: 1, next: 0, b1: 1, made_up: 0, runs: 0 };
}

/// All that changes with every code. It is passed by value: so it can live in registers.
#[derive(Clone, Copy, Debug)]
struct Cursor<'a> {
    bits: Reservoir,
    input: &'a [u8],
    at: Place,
}

impl Cursor<'_> {
    #[inline(always)]
    fn read_runs(mut self, list: &mut [i32], width: i32) -> (Self, Stop) {
        while self.at.next <= width {
            if self.at.place & 1 == 1 {
                self.read_short_runs(list, width);
            }
            if let Err(stop) = self.read_run_code(list, width) {
                return (self, stop);
            }
        }
        (self, Stop::Complete)
    }

    fn read_modes(mut self, above: &[i32], list: &mut [i32], width: i32) -> (Self, Stop) {
        // They have the same room; the compiler needs to know only one length if it sees that.
        let room = above.len().min(list.len());
        let (above, list) = (&above[..room], &mut list[..room]);
        if self.at.runs > 0 {
            let (cursor, end) = self.read_runs_left(list, width);
            self = cursor;
            if let Err(stop) = end {
                return (self, stop);
            }
            self.find_b1(above, width);
        }
        let stop = loop {
            if self.at.next > width {
                break Stop::Complete;
            }
            self.bits.want(MODES_BITS, &mut self.input);
            let entry = MODES[self.bits.peek(MODES_BITS)];
            let len = u32::from(entry.len);
            if len > self.bits.held() {
                break Stop::Starved;
            }
            // By far the most frequent one first, and by itself: a guess that is right costs nothing.
            if entry.is_vertical {
                if !self.read_vertical(len, entry.distance, above, list, width) {
                    break Stop::LeadsOut { len };
                }
                let len = u32::from(entry.second_len);
                if len == 0 || len > self.bits.held() || self.at.next > width {
                    continue;
                }
                if !self.read_vertical(len, entry.second_distance, above, list, width) {
                    break Stop::LeadsOut { len };
                }
                continue;
            }
            match entry.mode {
                Mode::Horizontal => {
                    self.bits.take(len);
                    if !self.read_pair(list, width) {
                        self.at.runs = 2;
                        let (cursor, end) = self.read_runs_left(list, width);
                        self = cursor;
                        if let Err(stop) = end {
                            break stop;
                        }
                    }
                    self.find_b1(above, width);
                }
                Mode::Pass => {
                    self.bits.take(len);
                    self.at.next = above[self.at.b1 + 1].wrapping_add(1);
                    self.at.b1 += 2;
                }
                _ => break Stop::NoCode,
            }
        };
        (self, stop)
    }

    /// Takes a vertical mode of `len` bits; false if it leads out of the row.
    #[inline(always)]
    fn read_vertical(&mut self, len: u32, distance: i8, above: &[i32], list: &mut [i32], width: i32) -> bool {
        let a1 = above[self.at.b1].wrapping_add(distance.into());
        if a1 < self.at.next || a1 > width {
            return false;
        }
        self.bits.take(len);
        list[self.at.place] = a1;
        self.at.place += 1;
        self.at.next = a1.wrapping_add(1);
        // The colour has changed: b1 is next to the old one, and the one before is seldom right of a0.
        if above[self.at.b1 - 1] >= self.at.next {
            self.at.b1 -= 1;
        } else {
            self.at.b1 += 1;
            self.find_b1(above, width);
        }
        true
    }

    /// Moves b1 right until it is right of a0, in a row that is not complete.
    #[inline(always)]
    fn find_b1(&mut self, above: &[i32], width: i32) {
        while above[self.at.b1] < self.at.next && self.at.next <= width {
            self.at.b1 += 2;
        }
    }

    /// Reads two short runs at once, if they come next and do not end the row.
    #[inline(always)]
    fn read_pair(&mut self, list: &mut [i32], width: i32) -> bool {
        self.bits.want(PAIR_BITS, &mut self.input);
        let table = if self.at.place & 1 == 1 { &WHITE_BLACK_PAIRS } else { &BLACK_WHITE_PAIRS };
        let entry = table[self.bits.peek(PAIR_BITS)];
        let (first, second) = entry.runs();
        let a1 = self.a0().wrapping_add(first);
        let a2 = a1.wrapping_add(second);
        let usable = entry.len() != 0 && entry.len() <= self.bits.held() && a2 < width && self.at.made_up == 0;
        if usable && let Some([one, two]) = list[self.at.place..].first_chunk_mut() {
            self.bits.take(entry.len());
            *one = a1;
            *two = a2;
            self.at.place += 2;
            self.at.next = a2.wrapping_add(1);
            return true;
        }
        false
    }

    /// Reads short runs, up to four at once, as long as they come and do not end the row. The next one is white.
    #[inline(always)]
    fn read_short_runs(&mut self, list: &mut [i32], width: i32) {
        let mut a0 = self.a0().wrapping_add(self.at.made_up);
        let begin = self.at.place;
        loop {
            self.bits.want(SHORT_RUNS_BITS, &mut self.input);
            let bits = self.bits.peek(SHORT_RUNS_BITS);
            let code = SHORT_RUNS_CODES[bits];
            let changes = SHORT_RUNS[bits].ends.map(|end| a0.wrapping_add(end.into()));
            if code.count() == 0 || code.len() > self.bits.held() || changes[3] >= width {
                break;
            }
            let Some(places) = list.get_mut(self.at.place..).and_then(|list| list.first_chunk_mut()) else { break };
            // The places of runs that are not there are written over by what comes next.
            *places = changes;
            self.bits.take(code.len());
            self.at.place = self.at.place.wrapping_add(code.count());
            a0 = changes[3];
        }
        if self.at.place != begin {
            self.at.next = a0.wrapping_add(1);
            self.at.made_up = 0;
        }
    }

    /// The runs of horizontal mode, one by one.
    #[inline(never)]
    fn read_runs_left(mut self, list: &mut [i32], width: i32) -> (Self, Result<(), Stop>) {
        while self.at.runs > 0 {
            if let Err(stop) = self.read_run(list, width) {
                return (self, Err(stop));
            }
            self.at.runs -= 1;
        }
        (self, Ok(()))
    }

    /// Reads a run of the current colour, make-up codes and terminating code.
    #[inline(always)]
    fn read_run(&mut self, list: &mut [i32], width: i32) -> Result<(), Stop> {
        while !self.read_run_code(list, width)? {}
        Ok(())
    }

    /// Reads one code of a run of the current colour: whether it was the terminating one.
    #[inline(always)]
    fn read_run_code(&mut self, list: &mut [i32], width: i32) -> Result<bool, Stop> {
        if self.at.place & 1 == 1 {
            self.read_code_of(&WHITE_RUNS, list, width)
        } else {
            self.read_code_of(&BLACK_RUNS, list, width)
        }
    }

    #[inline(always)]
    fn read_code_of<const N: usize>(
        &mut self,
        table: &[RunEntry; N],
        list: &mut [i32],
        width: i32,
    ) -> Result<bool, Stop> {
        self.bits.want(MAX_RUN_BITS, &mut self.input);
        let entry = table[self.bits.peek(N.trailing_zeros())];
        let (run, len) = (entry.run(), entry.len());
        if len > self.bits.held() {
            return Err(Stop::Starved);
        }
        if run == i32::from(NO_RUN) {
            return Err(Stop::NoCode);
        }
        let a1 = self.a0().wrapping_add(self.at.made_up).wrapping_add(run);
        if a1 > width {
            return Err(Stop::LeadsOut { len });
        }
        self.bits.take(len);
        if run < 64 {
            self.at.made_up = 0;
            self.change_at(a1, list);
        } else {
            self.at.made_up = self.at.made_up.wrapping_add(run);
        }
        Ok(run < 64)
    }

    /// Where a run begins: left of the row, a0 counts as its first pixel (T.4 §4.2.1.3.4).
    #[inline(always)]
    const fn a0(&self) -> i32 {
        let a0 = self.at.next.wrapping_sub(1);
        if a0 < 0 { 0 } else { a0 }
    }

    /// Notes a change. A run of no pixels inside the row takes back the change before it.
    #[inline(always)]
    fn change_at(&mut self, position: i32, list: &mut [i32]) {
        if list[self.at.place - 1] == position {
            self.at.place -= 1;
        } else {
            list[self.at.place] = position;
            self.at.place += 1;
        }
        self.at.next = position.wrapping_add(1);
    }
}
