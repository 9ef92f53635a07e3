//! Damages valid data.

use crate::random::Random;

/// Damages `bytes` in a few ways, sometimes in none. Parts may come from one of the `others`.
pub fn damage(bytes: &mut Vec<u8>, others: &[Vec<u8>], random: &mut Random) {
    let times = [0, 1, 1, 1, 2, 3, 5, 12][random.below(8) as usize];
    for _ in 0..times {
        damage_once(bytes, others, random);
    }
}

fn damage_once(bytes: &mut Vec<u8>, others: &[Vec<u8>], random: &mut Random) {
    let at = random.below(bytes.len() as u32 + 1) as usize;
    let end = at + random.below(17).min((bytes.len() - at) as u32) as usize;
    match random.below(11) {
        0 | 1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        2 => bytes[at..end].fill_with(|| random.next() as u8),
        3 => {
            let usual = [0, 1, 0x7F, 0x80, 0xFF, 0xFE, 0x55][random.below(7) as usize];
            bytes[at..end].fill(usual);
        }
        4 => bytes.truncate(at),
        5 => drop(bytes.drain(at..end)),
        6 => {
            let again = bytes[at..end].to_vec();
            (0..=random.below(20)).for_each(|_| drop(bytes.splice(at..at, again.iter().copied())));
        }
        7 => {
            let count = [1, 2, 3, 8, 40][random.below(5) as usize];
            bytes.splice(at..at, (0..count).map(|_| random.next() as u8));
        }
        8 => {
            let many = [0, 0xFF][random.below(2) as usize];
            bytes.splice(at..at, std::iter::repeat_n(many, random.below(300) as usize));
        }
        9 if !others.is_empty() => {
            let other = &others[random.below(others.len() as u32) as usize];
            let from = random.below(other.len() as u32 + 1) as usize;
            bytes.splice(at..end, other[from..].iter().copied().take(random.below(64) as usize));
        }
        _ => {
            // Inserts a bit, which shifts all bits after it.
            let mut carried = 0;
            for byte in &mut bytes[at..] {
                (*byte, carried) = (*byte << 1 | carried, *byte >> 7);
            }
        }
    }
}

/// Returns random bytes, at most this number.
pub fn any_bytes(most: u32, random: &mut Random) -> Vec<u8> {
    (0..random.below(most + 1)).map(|_| random.next() as u8).collect()
}

/// Feeds `bytes` in pieces of random sizes.
pub fn in_pieces(bytes: &[u8], random: &mut Random, mut feed: impl FnMut(&[u8])) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let most = [1, 2, 9, 100, 4000][random.below(5) as usize];
        let (piece, later) = rest.split_at((1 + random.below(most) as usize).min(rest.len()));
        feed(piece);
        rest = later;
    }
}

/// Damages 20 ms of audio. `wildness` is the frequency of faults, of a thousand.
pub fn damage_audio(said: [i16; 160], wildness: u32, random: &mut Random) -> [i16; 160] {
    if random.below(1_000) >= wildness {
        return said;
    }
    match random.below(4) {
        0 => [0; 160],
        1 => said.map(|sample| sample.saturating_neg()),
        2 => said.map(|sample| sample.saturating_mul(20)),
        _ => std::array::from_fn(|_| random.next() as i16),
    }
}
