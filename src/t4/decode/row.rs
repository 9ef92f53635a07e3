//! One row being decoded: codes in, changing elements out (T.4 §4.1.1 and §4.2.1.3, T.6 §2.2).
//!
//! The words are the Recommendations': a0 is the place up to which the row is known; b1 is the first changing element of
//! the row above right of a0 and of the colour opposite to a0's; b2 is the one after b1.

use super::bits::Reservoir;
use crate::t4::rows::Changes;
use crate::t4::tables::{
    BLACK_RUNS, EOL_ZEROS, MAX_MODE_BITS, MAX_RUN_BITS, MODES, Mode, NO_RUN, RunEntry, WHITE_RUNS,
};

/// Why decoding stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// All input is taken, and the next code is not complete.
    Starved,
    /// The row is complete.
    Complete,
    /// Eleven zeros are next: an EOL or fill.
    Zeros,
    /// No code begins so, or it leads out of the row.
    Damage,
}

/// The row and the one above it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    width: i32,
    above: Changes,
    current: Changes,
    /// Where the next change goes in `current`: odd while the colour is white.
    place: usize,
    /// The first position where a change may be: one right of a0, which is left of the row at its start.
    next: i32,
    /// Where b1 stands in `above`.
    b1: usize,
    /// Pixels of the make-up codes of the run that is being read.
    made_up: i32,
    /// Runs of horizontal mode that are still to come.
    runs: u8,
    /// All codes so far were V(0): the row is like the one above.
    like_above: bool,
}

impl Row {
    pub(super) fn new(width: u32) -> Self {
        Self {
            width: width as i32,
            above: Changes::white(width),
            current: Changes::white(width),
            place: 1,
            next: 0,
            b1: 1,
            made_up: 0,
            runs: 0,
            like_above: true,
        }
    }

    /// Whether nothing of the row has come yet.
    pub(super) const fn is_new(&self) -> bool {
        self.next == 0 && self.place == 1 && self.made_up == 0 && self.runs == 0
    }

    /// Begins the row anew.
    pub(super) const fn restart(&mut self) {
        self.place = 1;
        self.next = 0;
        self.b1 = 1;
        self.made_up = 0;
        self.runs = 0;
        self.like_above = true;
    }

    /// Ends the complete row, which becomes the one above. `None`: it is like the row above it.
    pub(super) fn finish(&mut self) -> Option<&Changes> {
        let like_above = self.like_above;
        if !like_above {
            self.current.close(self.place);
            std::mem::swap(&mut self.above, &mut self.current);
        }
        self.restart();
        (!like_above).then_some(&self.above)
    }

    /// Decodes one-dimensional codes up to the end of the row.
    pub(super) fn read_runs(&mut self, bits: &mut Reservoir, input: &mut &[u8]) -> Stop {
        let mut reader = *bits;
        let mut bytes = *input;
        self.like_above = false;
        let stop = loop {
            if let Err(stop) = self.read_run(&mut reader, &mut bytes) {
                break stop;
            }
            if self.next > self.width {
                break Stop::Complete;
            }
        };
        *bits = reader;
        *input = bytes;
        stop
    }

    /// Decodes two-dimensional codes up to the end of the row.
    pub(super) fn read_modes(&mut self, bits: &mut Reservoir, input: &mut &[u8]) -> Stop {
        let mut reader = *bits;
        let mut bytes = *input;
        let stop = self.read_modes_from(&mut reader, &mut bytes);
        *bits = reader;
        *input = bytes;
        stop
    }

    #[inline(always)]
    fn read_modes_from(&mut self, bits: &mut Reservoir, input: &mut &[u8]) -> Stop {
        loop {
            while self.runs > 0 {
                if let Err(stop) = self.read_run(bits, input) {
                    return stop;
                }
                self.runs -= 1;
                if self.runs == 0 {
                    self.find_b1();
                }
            }
            if self.next > self.width {
                return Stop::Complete;
            }
            bits.fill(input);
            let entry = MODES[bits.peek(MAX_MODE_BITS)];
            if u32::from(entry.len) > bits.held() {
                return Stop::Starved;
            }
            match entry.mode {
                Mode::Vertical(distance) => {
                    bits.take(entry.len.into());
                    let a1 = self.above.list()[self.b1] + i32::from(distance);
                    if a1 < self.next || a1 > self.width {
                        return Stop::Damage;
                    }
                    self.like_above &= distance == 0;
                    self.current.list_mut()[self.place] = a1;
                    self.place += 1;
                    self.next = a1 + 1;
                    // The colour has changed: the new b1 is next to the old one, or two further, …
                    self.b1 = if distance < 0 { self.b1 - 1 } else { self.b1 + 1 };
                    self.find_b1();
                }
                Mode::Horizontal => {
                    bits.take(entry.len.into());
                    self.like_above = false;
                    self.runs = 2;
                }
                Mode::Pass => {
                    bits.take(entry.len.into());
                    self.like_above = false;
                    self.next = self.above.list()[self.b1 + 1] + 1;
                    self.b1 += 2;
                }
                Mode::None => return zeros_or_damage(bits),
            }
        }
    }

    /// Moves b1 right until it is right of a0.
    #[inline(always)]
    fn find_b1(&mut self) {
        let above = self.above.list();
        while above[self.b1] < self.next && self.next <= self.width {
            self.b1 += 2;
        }
    }

    /// Reads a run of the current colour, make-up codes and terminating code.
    #[inline(always)]
    fn read_run(&mut self, bits: &mut Reservoir, input: &mut &[u8]) -> Result<(), Stop> {
        if self.place & 1 == 1 {
            self.read_run_of(&WHITE_RUNS, bits, input)
        } else {
            self.read_run_of(&BLACK_RUNS, bits, input)
        }
    }

    #[inline(always)]
    fn read_run_of<const N: usize>(
        &mut self,
        table: &[RunEntry; N],
        bits: &mut Reservoir,
        input: &mut &[u8],
    ) -> Result<(), Stop> {
        loop {
            bits.fill(input);
            let entry = table[bits.peek(N.trailing_zeros())];
            let run = entry.run();
            if entry.len() > bits.held() {
                return Err(Stop::Starved);
            }
            if run < 64 {
                bits.take(entry.len());
                // Left of the row, a0 counts as its first pixel (T.4 §4.2.1.3.4).
                let a1 = (self.next - 1).max(0) + self.made_up + run;
                if a1 > self.width {
                    return Err(Stop::Damage);
                }
                self.made_up = 0;
                self.change_at(a1);
                return Ok(());
            }
            if run == i32::from(NO_RUN) {
                return Err(zeros_or_damage(bits));
            }
            bits.take(entry.len());
            self.made_up += run;
            if self.made_up > self.width {
                return Err(Stop::Damage);
            }
        }
    }

    /// Notes a change. A run of no pixels inside the row takes back the change before it.
    #[inline(always)]
    fn change_at(&mut self, position: i32) {
        let list = self.current.list_mut();
        if list[self.place - 1] == position {
            self.place -= 1;
        } else {
            list[self.place] = position;
            self.place += 1;
        }
        self.next = position + 1;
    }
}

/// No code begins like the next bits: an EOL does, or nothing, or it is too early to say.
#[cold]
fn zeros_or_damage(bits: &Reservoir) -> Stop {
    if bits.held() < MAX_RUN_BITS {
        Stop::Starved
    } else if bits.peek(EOL_ZEROS) == 0 {
        Stop::Zeros
    } else {
        Stop::Damage
    }
}
