//! Trellis code of eight states and its Viterbi decoder: the code of V.17 (§2.4.2), which
//! is that of V.32 and V.33.
//!
//! # Theory
//!
//! Two bits a symbol go in (Y2 Y1), a third comes beside them (Y0), and the three name
//! one of eight subsets of a constellation. The points of one subset lie far apart, and
//! the code lets only certain successions of subsets happen, so that a whole path through
//! them is judged where a single symbol would be mistaken: some 4 dB at the same rate (G.
//! Ungerboeck, IEEE Trans. Inf. Theory IT-28, 1982, p. 55). The code looks the same from
//! all four sides: turn every point by a quarter turn and a path is still a path (L.-F.
//! Wei, IEEE J. Sel. Areas Commun. SAC-2, 1984, p. 672). With ⊕ for exclusive or:
//!
//! ```text
//! Y0  = T1                                 what the symbol sends beside Y2 Y1
//! T1′ = Y2 ⊕ T2 ⊕ Y1·T1                    the three delay elements after the symbol
//! T2′ = Y2 ⊕ Y1 ⊕ T3 ⊕ (Y2 ⊕ T2)·T1
//! T3′ = T1
//! ```
//!
//! The decoder is A. J. Viterbi's (G. D. Forney, Proc. IEEE 61, 1973, p. 268): of all
//! paths that end in one state only the cheapest can be part of the cheapest of all, so
//! eight are kept, each with its cost (the sum of squared distances of what was heard from
//! its points). With each symbol every state takes the cheapest of the four ways into it.
//! Going back along the best path, what lies [`DEPTH`] symbols ago is settled.

/// Subsets, and states of the encoder.
const STATES: usize = 8;

/// Symbols from the one that is pushed back to the one that is settled by it. Paths that
/// survive have their beginnings in common after some five times the code's memory of
/// three symbols; this is seven times.
pub const DEPTH: usize = 20;

/// The state after `state` (delay elements T1, T2, T3 from bit 0 on) when `y` (Y1 in bit
/// 0, Y2 in bit 1) goes in.
const fn next_state(state: u8, y: u8) -> u8 {
    let (t1, t2, t3) = (state & 1, state >> 1 & 1, state >> 2 & 1);
    let (y1, y2) = (y & 1, y >> 1 & 1);
    let new_t1 = y2 ^ t2 ^ (y1 & t1);
    let new_t2 = y2 ^ y1 ^ t3 ^ ((y2 ^ t2) & t1);
    new_t1 | new_t2 << 1 | t1 << 2
}

/// The subset of a symbol: Y2 Y1 Y0, Y0 being the state's first element before the symbol.
const fn subset(state: u8, y: u8) -> u8 {
    y << 1 | state & 1
}

/// [`next_state`] by state and what goes in.
const NEXT_STATES: [[u8; 4]; STATES] = {
    let mut next = [[0; 4]; STATES];
    let mut at = 0;
    while at < 4 * STATES {
        next[at / 4][at % 4] = next_state((at / 4) as u8, (at % 4) as u8);
        at += 1;
    }
    next
};

/// The encoder.
#[derive(Clone, Debug, Default)]
pub struct Encoder {
    state: u8,
}

impl Encoder {
    /// In state 0.
    pub const fn new() -> Self {
        Self { state: 0 }
    }

    /// Two bits in (Y1 lowest), the subset out (Y2 Y1 Y0, Y0 lowest).
    pub const fn encode(&mut self, y: u8) -> u8 {
        let subset = subset(self.state, y & 3);
        self.state = NEXT_STATES[(self.state & 7) as usize][(y & 3) as usize];
        subset
    }
}

/// The subset of the way into `to` from the state `from`.
const fn subset_between(from: u8, to: u8) -> u8 {
    let mut y = 0;
    while next_state(from, y) != to {
        y += 1;
    }
    subset(from, y)
}

/// Ways into a state. Way number `way` into one of the states from 4 × `half` on comes
/// from state 2 × `way` + `half`, since the encoder's last element was the first of its
/// state before.
const WAYS: usize = 4;

/// By half, way and state of the half: the subset of the way, whose lowest bit is `half`, halved.
const HALVED_SUBSETS: [[[usize; 4]; WAYS]; 2] = {
    let mut subsets = [[[0; 4]; WAYS]; 2];
    let mut at = 0;
    while at < 2 * WAYS * 4 {
        let (half, way, state) = (at / 16, at / 4 % 4, at % 4);
        subsets[half][way][state] =
            subset_between((2 * way + half) as u8, (4 * half + state) as u8) as usize / 2;
        at += 1;
    }
    subsets
};

/// What the decoder says after a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The subset of this symbol, as far as one can tell already.
    pub likely: u8,
    /// The subset of the symbol [`DEPTH`] symbols ago.
    pub settled: u8,
}

/// The decoder.
#[derive(Clone, Debug)]
pub struct Decoder {
    /// The cost of the best path into each state, less that of the best of all.
    costs: [f32; STATES],
    /// The subsets along each of these paths, three bits each, the newest lowest.
    paths: [u64; STATES],
}

impl Decoder {
    /// Knows nothing of the encoder's state.
    pub const fn new() -> Self {
        Self { costs: [0.0; STATES], paths: [0; STATES] }
    }

    /// One symbol: how far (squared) it is from the nearest point of each subset.
    #[inline(always)]
    pub fn push(&mut self, distances: &[f32; STATES]) -> Settled {
        let halves = [self.least::<0>(distances), self.least::<1>(distances)];
        let lesser_half: [f32; 4] = std::array::from_fn(|i| lesser(halves[0][i], halves[1][i]));
        let best =
            lesser(lesser(lesser_half[0], lesser_half[2]), lesser(lesser_half[1], lesser_half[3]));
        let mut paths = [0; STATES];
        for (state, path) in paths.iter_mut().enumerate() {
            let (half, least) = (state / 4, halves[state / 4][state % 4]);
            let way = (least.to_bits() & 3) as usize;
            let subset = 2 * HALVED_SUBSETS[half][way][state % 4] + half;
            *path = self.paths[2 * way + half] << 3 | subset as u64;
        }
        self.costs = std::array::from_fn(|state| halves[state / 4][state % 4] - best);
        self.paths = paths;
        let path = paths[(best.to_bits() >> 2 & 7) as usize];
        Settled { likely: (path & 7) as u8, settled: (path >> (3 * DEPTH) & 7) as u8 }
    }

    /// The least costs of a way into each state of `HALF`. The numbers of the way and of
    /// the state stand in the lowest bits of the cost, which matter to nobody: the least
    /// of several then brings its number along, without a branch.
    #[inline(always)]
    fn least<const HALF: usize>(&self, distances: &[f32; STATES]) -> [f32; 4] {
        let distances: [f32; 4] = std::array::from_fn(|i| distances[2 * i + HALF]);
        let costs = |way: usize| -> [f32; 4] {
            let before = self.costs[2 * way + HALF];
            std::array::from_fn(|state| {
                let cost = before + distances[HALVED_SUBSETS[HALF][way][state]];
                f32::from_bits(cost.to_bits() & !31 | ((4 * HALF + state) << 2 | way) as u32)
            })
        };
        let (a, b, c, d) = (costs(0), costs(1), costs(2), costs(3));
        std::array::from_fn(|state| lesser(lesser(a[state], b[state]), lesser(c[state], d[state])))
    }
}

/// The lesser of two costs.
#[inline(always)]
const fn lesser(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random(seed: &mut u32) -> u32 {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *seed >> 8
    }

    #[test]
    fn every_state_has_four_ways_in_and_four_out() {
        for state in 0..8 {
            let mut to: Vec<u8> = (0..4).map(|y| next_state(state, y)).collect();
            to.sort_unstable();
            to.dedup();
            assert_eq!(to.len(), 4);
            let half = usize::from(state / 4);
            let mut subsets = HALVED_SUBSETS[half].map(|way| way[usize::from(state % 4)]).to_vec();
            subsets.sort_unstable();
            subsets.dedup();
            assert_eq!(subsets.len(), 4);
        }
    }

    #[test]
    fn a_quarter_turn_makes_a_path_of_a_path() {
        // A quarter turn takes Y2 Y1 down by one and inverts Y0 (the tables of V.17 are
        // made so). For every state there must be one state that the turned path can have
        // instead, whatever comes.
        let turned = |subset: u8| ((subset >> 1).wrapping_sub(1) & 3) << 1 | (subset & 1 ^ 1);
        let mut seed = 3;
        for start in 0..8u8 {
            let mut encoder = Encoder { state: start };
            let path: Vec<u8> =
                (0..200).map(|_| encoder.encode((random(&mut seed) & 3) as u8)).collect();
            let ways = (0..8u8)
                .filter(|&state| {
                    let mut other = Encoder { state };
                    path.iter().all(|&subset| other.encode(turned(subset) >> 1) == turned(subset))
                })
                .count();
            assert_eq!(ways, 1, "from state {start}");
        }
    }

    #[test]
    fn a_path_is_found_again_in_spite_of_wrong_subsets() {
        let (mut encoder, mut decoder) = (Encoder::new(), Decoder::new());
        let mut seed = 1;
        let mut sent = Vec::new();
        for n in 0..1000 {
            sent.push(encoder.encode((random(&mut seed) & 3) as u8));
            // One symbol in fifty seems to be of another subset.
            let nearest = if n % 50 == 49 { sent[n] ^ 1 } else { sent[n] };
            let distances = std::array::from_fn(|subset| match subset as u8 {
                s if s == nearest => 0.1,
                s if s == sent[n] => 0.4,
                _ => 1.0,
            });
            let told = decoder.push(&distances);
            if n >= DEPTH + 10 {
                assert_eq!(told.settled, sent[n - DEPTH], "symbol {n}");
            }
        }
    }
}
