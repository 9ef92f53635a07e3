//! A font made for tests: letters that are squares.

/// A TrueType font whose letters are squares, 0.8 of their size wide and high, standing
/// on the line; it has these letters alone.
pub(crate) fn with_squares(letters: &str) -> Vec<u8> {
    with_many_squares(letters, 2)
}

/// The same with so many glyphs, all of them squares but the first.
pub(crate) fn with_many_squares(letters: &str, glyphs: u16) -> Vec<u8> {
    let mut letters: Vec<u32> = letters.chars().map(u32::from).collect();
    letters.sort_unstable();
    letters.dedup();
    let tables = [
        (*b"cmap", cmap(&letters)),
        (*b"glyf", glyf().repeat(usize::from(glyphs) - 1)),
        (
            *b"head",
            words(&[
                1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 3, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000,
                1000, 0, 8, 2, 1, 0,
            ]),
        ),
        (
            *b"hhea",
            words(&[1, 0, 880, 0xFF88, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, glyphs]),
        ),
        (*b"hmtx", words(&[1000, 100]).repeat(glyphs.into())),
        (*b"loca", loca(glyphs)),
        (*b"maxp", words(&[1, 0, glyphs, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])),
        (*b"name", words(&[0, 1, 18, 3, 1, 0x409, 1, 12, 0, 0x53, 0x71, 0x75, 0x61, 0x72, 0x65])),
        (*b"post", words(&[3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    ];
    let mut out = words(&[1, 0, tables.len() as u16, 128, 3, 16]);
    let mut place = out.len() + tables.len() * 16;
    for (name, bytes) in &tables {
        out.extend(name);
        [0, place as u32, bytes.len() as u32]
            .iter()
            .for_each(|word| out.extend(word.to_be_bytes()));
        place += bytes.len().next_multiple_of(4);
    }
    for (_, mut bytes) in tables {
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        out.extend(bytes);
    }
    out
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// Format 12: each letter is glyph 1.
fn cmap(letters: &[u32]) -> Vec<u8> {
    let groups = letters.len() as u32;
    let mut out = words(&[0, 1, 3, 10, 0, 12, 12, 0]);
    [16 + 12 * groups, 0, groups]
        .iter()
        .for_each(|word| out.extend(word.to_be_bytes()));
    letters.iter().for_each(|letter| {
        [*letter, *letter, 1].iter().for_each(|word| out.extend(word.to_be_bytes()))
    });
    out
}

/// Where each glyph begins, and the last one ends.
fn loca(glyphs: u16) -> Vec<u8> {
    let length = glyf().len() as u32;
    std::iter::once(0)
        .chain((0..u32::from(glyphs)).map(|glyph| glyph * length))
        .flat_map(u32::to_be_bytes)
        .collect()
}

/// A square from (100, 0) to (900, 800), its four points on the curve.
fn glyf() -> Vec<u8> {
    let mut out = words(&[1, 100, 0, 900, 800, 3, 0]);
    out.extend([1, 1, 1, 1]);
    out.extend(words(&[100, 0, 800, 0, 0, 800, 0, 0xFCE0]));
    out
}
