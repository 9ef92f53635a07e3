//! Decodes one row: from codes to changing elements (T.4 §4.1.1 and §4.2.1.3, T.6 §2.2).
//!
//! The names are those of the Recommendations. The row is decoded up to the position a0. Element b1
//! is the first changing element of the row above that is right of a0 and has the opposite colour
//! to a0. Element b2 is the changing element after b1.

use super::bits::Reservoir;
use crate::t4::rows::Changes;
use crate::t4::tables::{
    BLACK_RUNS, BLACK_WHITE_PAIRS, HORIZONTAL, MAX_RUN_BITS, MODES, MODES_BITS, Mode, NO_RUN,
    PAIR_BITS, PASS, RunEntry, SHORT_RUNS, SHORT_RUNS_BITS, SHORT_RUNS_CODES, ShortRunsCode,
    VERTICAL, VERTICALS, VERTICALS_BITS, VERTICALS_CODES, WHITE_BLACK_PAIRS, WHITE_RUNS,
};
use crate::wide::widest;

/// The reason why the decoding of a row stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// All input is used up, and the next code is incomplete.
    Starved,
    /// The row is complete.
    Complete,
    /// No code begins with the next bits.
    NoCode,
    /// The next code describes pixels beyond the end of the row. `len` is its length in bits.
    LeadsOut { len: u32 },
}

/// The row that is being decoded, and the row above it.
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

    /// Whether no code of the row was decoded yet.
    pub(super) fn is_new(&self) -> bool {
        self.at == Place::START
    }

    /// Whether the row above is all white.
    pub(super) fn is_below_white(&self) -> bool {
        self.above.changes().is_empty()
    }

    /// Begins the decoding of the row again.
    pub(super) const fn restart(&mut self) {
        self.at = Place::START;
    }

    /// Ends the complete row, which becomes the row above. Returns its changes; `None` if it is
    /// equal to the row above it.
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
        let (above, end, list) =
            (self.above.list(), self.above.changes().len() + 1, self.current.list_mut());
        let (cursor, stop) = widest(
            #[inline(always)]
            || cursor.read_modes((above, end), list, width),
        );
        (*bits, *input, self.at) = (cursor.bits, cursor.input, cursor.at);
        stop
    }
}

/// The position in the row up to which it is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// The index of the next change in the list of changes. It is odd while the colour is white.
    place: usize,
    /// The first position at which the next change may be: one pixel to the right of a0. At the
    /// start of the row, a0 is one pixel to the left of the row.
    next: i32,
    /// The index of b1 in the list of changes of the row above.
    b1: usize,
    /// The number of pixels of those make-up codes of the current run that were read so far.
    made_up: i32,
    /// The number of runs of horizontal mode that are still to be read.
    runs: u8,
}

impl Place {
    const START: Self = Self { place: 1, next: 0, b1: 1, made_up: 0, runs: 0 };
}

/// All state that changes with each code. It is passed by value, so that the compiler can keep it
/// in registers.
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

    #[inline(always)]
    fn read_modes(
        mut self,
        (above, end): (&[i32], usize),
        list: &mut [i32],
        width: i32,
    ) -> (Self, Stop) {
        // Both lists have the same room. If the compiler sees that, it needs to check only one
        // length.
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
        let mut singly = 0;
        let stop = loop {
            if self.at.next > width {
                break Stop::Complete;
            }
            self.bits.want(HORIZONTAL.len + PAIR_BITS, &mut self.input);
            if self.read_verticals(&mut singly, above, list, width) {
                continue;
            }
            if self.bits.peek(HORIZONTAL.len) == HORIZONTAL.bits as usize
                && self.read_pair(list, width)
            {
                self.find_b1(above, width);
                continue;
            }
            let passes = self.bits.passes();
            if passes > 1 && self.pass(passes, &above[..end]) {
                continue;
            }
            let entry = MODES[self.bits.peek(MODES_BITS)];
            let len = u32::from(entry.len);
            if len > self.bits.held() {
                break Stop::Starved;
            }
            match entry.mode {
                Mode::Vertical => {
                    if !self.put_vertical(entry.distance.into(), above, list, width) {
                        break Stop::LeadsOut { len };
                    }
                    self.bits.take(len);
                }
                Mode::Horizontal => {
                    self.bits.take(len);
                    self.at.runs = 2;
                    let (cursor, end) = self.read_runs_left(list, width);
                    self = cursor;
                    if let Err(stop) = end {
                        break stop;
                    }
                    self.find_b1(above, width);
                }
                Mode::Pass => {
                    self.bits.take(len);
                    self.at.next = above[self.at.b1 + 1].wrapping_add(1);
                    self.at.b1 += 2;
                }
                Mode::None => break Stop::NoCode,
            }
        };
        (self, stop)
    }

    /// Decodes up to four vertical modes that come next. Returns false if none was decoded.
    ///
    /// `singly` is the number of calls in which the modes are still decoded one by one, because
    /// decoding them all at once failed recently.
    #[inline(always)]
    fn read_verticals(
        &mut self,
        singly: &mut u32,
        above: &[i32],
        list: &mut [i32],
        width: i32,
    ) -> bool {
        const SINGLY: u32 = 4;
        // The codes in the next bits, found by one table lookup.
        let next = self.bits.peek(VERTICALS_BITS);
        let code = VERTICALS_CODES[next];
        if code.count() == 0 || code.len() > self.bits.held() {
            return false;
        }
        let distances = &VERTICALS[next].distances;
        // All at once, if each b1 is directly after the b1 before …
        if *singly == 0 {
            if self.put_verticals(code.count(), distances, above, list) {
                self.bits.take(code.len());
                return true;
            }
            *singly = SINGLY;
        }
        // … otherwise one by one, up to the first that does not fit.
        *singly = singly.wrapping_sub(1);
        for (at, distance) in distances.iter().enumerate().take(code.count()) {
            if !self.put_vertical((*distance).into(), above, list, width) {
                let taken = distances[..at]
                    .iter()
                    .map(|distance| VERTICAL[distance.wrapping_add(3) as usize].len);
                self.bits.take(taken.sum());
                return at > 0;
            }
        }
        self.bits.take(code.len());
        true
    }

    /// Records the changes of up to four vertical modes at once, if none of them ends the row and
    /// each b1 is directly after the b1 before. Otherwise records nothing and returns false.
    #[inline(always)]
    fn put_verticals(
        &mut self,
        count: usize,
        distances: &[i8; 4],
        above: &[i32],
        list: &mut [i32],
    ) -> bool {
        let Some(b1) = above
            .get(self.at.b1.wrapping_sub(1)..)
            .and_then(|above| above.first_chunk::<6>())
        else {
            return false;
        };
        let Some(places) =
            list.get_mut(self.at.place..).and_then(|list| list.first_chunk_mut::<4>())
        else {
            return false;
        };
        let changes: [i32; 4] =
            std::array::from_fn(|at| b1[at + 1].wrapping_add(distances[at].into()));
        let before = [self.at.next.wrapping_sub(1), changes[0], changes[1], changes[2]];
        // Each change must be right of the change before, not so far left that b1 would move back,
        // and left of the next b1.
        let mut right = true;
        for at in 0..4 {
            right &=
                (changes[at] > before[at]) & (changes[at] >= b1[at]) & (changes[at] < b1[at + 2]);
        }
        if right {
            // Entries for missing modes are overwritten by the next changes.
            *places = changes;
            self.at.place = self.at.place.wrapping_add(count);
            self.at.b1 = self.at.b1.wrapping_add(count);
            self.at.next = changes[count.wrapping_sub(1) & 3].wrapping_add(1);
        }
        right
    }

    /// Records the change of a vertical mode. Returns false if the change is outside the row, or if
    /// the row is complete.
    #[inline(always)]
    fn put_vertical(&mut self, distance: i32, above: &[i32], list: &mut [i32], width: i32) -> bool {
        let near = above
            .get(self.at.b1.wrapping_sub(1)..)
            .and_then(|above| above.first_chunk::<3>());
        let (Some([left, b1, right]), Some(place)) = (near, list.get_mut(self.at.place)) else {
            return false;
        };
        let a1 = b1.wrapping_add(distance);
        if a1 < self.at.next || a1 > width {
            return false;
        }
        *place = a1;
        self.at.place = self.at.place.wrapping_add(1);
        self.at.next = a1.wrapping_add(1);
        // The colour has changed, so b1 is now a neighbour of the old b1. Its left neighbour is
        // rarely to the right of a0.
        if *left > a1 {
            self.at.b1 = self.at.b1.wrapping_sub(1);
        } else {
            self.at.b1 = self.at.b1.wrapping_add(1);
            if *right <= a1 {
                self.find_b1(above, width);
            }
        }
        true
    }

    /// Decodes this many pass modes at once. Returns false and does nothing if the row above has
    /// too few changes.
    #[inline(always)]
    fn pass(&mut self, count: u32, above: &[i32]) -> bool {
        let b1 = self.at.b1.wrapping_add(2 * count as usize);
        let Some(b2) = above.get(b1.wrapping_sub(1)) else { return false };
        self.bits.take(count * PASS.len);
        self.at.next = b2.wrapping_add(1);
        self.at.b1 = b1;
        true
    }

    /// Moves b1 to the right until it is to the right of a0, if the row is not complete.
    #[inline(always)]
    fn find_b1(&mut self, above: &[i32], width: i32) {
        while above[self.at.b1] < self.at.next && self.at.next <= width {
            self.at.b1 += 2;
        }
    }

    /// Reads a code of horizontal mode, which comes next, and its two runs at once. Does so only if
    /// the runs are short and do not end the row; returns whether it did.
    #[inline(always)]
    fn read_pair(&mut self, list: &mut [i32], width: i32) -> bool {
        let table = if self.at.place & 1 == 1 { &WHITE_BLACK_PAIRS } else { &BLACK_WHITE_PAIRS };
        let entry = table[self.bits.peek_behind(HORIZONTAL.len, PAIR_BITS)];
        let (first, second) = entry.runs();
        let len = entry.len().wrapping_add(HORIZONTAL.len);
        let a1 = self.a0().wrapping_add(first);
        let a2 = a1.wrapping_add(second);
        let usable = entry.len() != 0 && len <= self.bits.held() && a2 < width;
        if usable
            && let Some([one, two]) =
                list.get_mut(self.at.place..).and_then(|list| list.first_chunk_mut())
        {
            self.bits.take(len);
            *one = a1;
            *two = a2;
            self.at.place = self.at.place.wrapping_add(2);
            self.at.next = a2.wrapping_add(1);
            return true;
        }
        false
    }

    /// Reads short runs, until a run is not short or would end the row. The next run is white.
    #[inline(always)]
    fn read_short_runs(&mut self, list: &mut [i32], width: i32) {
        self.bits.want(SHORT_RUNS_BITS, &mut self.input);
        if SHORT_RUNS_CODES[self.bits.peek(SHORT_RUNS_BITS)].sum() == 0 {
            return;
        }
        let (mut a0, begin) = (self.a0().wrapping_add(self.at.made_up), self.at.place);
        // After many short runs, more are likely.
        if self.look_at_short_runs::<false>(&mut a0, list, width) {
            while self.look_at_short_runs::<true>(&mut a0, list, width) {}
        }
        if self.at.place != begin {
            self.at.next = a0.wrapping_add(1);
            self.at.made_up = 0;
        }
    }

    /// Reads the next short runs by four table lookups, each of which finds up to four runs. Reads
    /// nothing if the runs would end the row. Returns whether the last lookup found runs. If `MANY`
    /// is true, all four lookups are always made, since checking each result would take more time.
    #[inline(always)]
    fn look_at_short_runs<const MANY: bool>(
        &mut self,
        a0: &mut i32,
        list: &mut [i32],
        width: i32,
    ) -> bool {
        const LOOKS: u32 = 4;
        self.bits.want(LOOKS * SHORT_RUNS_BITS, &mut self.input);
        if self.bits.held() < LOOKS * SHORT_RUNS_BITS {
            return false;
        }
        let (mut bits, mut end, mut sum, mut last) = (self.bits, *a0, 0_u32, 0);
        let Some(room) = list.get_mut(self.at.place..) else { return false };
        for _ in 0..LOOKS {
            let next = bits.peek(SHORT_RUNS_BITS);
            last = SHORT_RUNS_CODES[next].sum();
            if !MANY && last == 0 {
                break;
            }
            let Some(places) = room
                .get_mut(ShortRunsCode::count(sum)..)
                .and_then(|room| room.first_chunk_mut())
            else {
                last = 0;
                break;
            };
            // Entries for missing runs are overwritten by the next runs.
            *places = SHORT_RUNS[next].ends.map(|run| end.wrapping_add(run.into()));
            end = places[3];
            bits.skip(last);
            sum = sum.wrapping_add(last);
        }
        if end >= width {
            return false;
        }
        self.bits.take(ShortRunsCode::len(sum));
        self.at.place = self.at.place.wrapping_add(ShortRunsCode::count(sum));
        *a0 = end;
        last != 0
    }

    /// Reads the remaining runs of horizontal mode, one by one.
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

    /// Reads a run of the current colour: its make-up codes and its terminating code.
    #[inline(always)]
    fn read_run(&mut self, list: &mut [i32], width: i32) -> Result<(), Stop> {
        while !self.read_run_code(list, width)? {}
        Ok(())
    }

    /// Reads one code of a run of the current colour. Returns whether it was the terminating code.
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

    /// The position at which the next run begins. At the start of the row, a0 is left of the row,
    /// and the run begins at the first pixel (T.4 §4.2.1.3.4).
    #[inline(always)]
    const fn a0(&self) -> i32 {
        let a0 = self.at.next.wrapping_sub(1);
        if a0 < 0 { 0 } else { a0 }
    }

    /// Records a change. If the run before it has no pixels and is inside the row, the change
    /// before it is removed instead.
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
