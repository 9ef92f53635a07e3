//! The rows that a template reaches, as words of 64 pixels. The leftmost pixel is the highest bit.

/// A row. Its bits beyond the width are 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row(Vec<u64>);

impl Row {
    fn white(width: u32) -> Self {
        Self(vec![0; width.div_ceil(64) as usize])
    }

    /// The word with the index `at`, of 64 pixels. Beyond the row, all pixels are white.
    #[inline(always)]
    pub(super) fn word(&self, at: usize) -> u64 {
        self.0.get(at).copied().unwrap_or(0)
    }

    /// All words of the row.
    pub(super) fn words(&self) -> &[u64] {
        &self.0
    }

    /// The word with the index `at`, as a mutable reference.
    pub(super) fn word_mut(&mut self, at: usize) -> &mut u64 {
        &mut self.0[at]
    }

    /// Copies a row of packed pixels, whose padding is 0.
    pub(super) fn take(&mut self, pixels: &[u8]) {
        let (whole, rest) = pixels.as_chunks::<8>();
        for (word, octets) in self.0.iter_mut().zip(whole) {
            *word = u64::from_be_bytes(*octets);
        }
        if let (false, Some(word)) = (rest.is_empty(), self.0.get_mut(whole.len())) {
            let mut octets = [0; 8];
            octets[..rest.len()].copy_from_slice(rest);
            *word = u64::from_be_bytes(octets);
        }
    }

    /// The row as packed pixels.
    pub(super) fn pack(&self, out: &mut Vec<u8>) {
        out.clear();
        out.extend(self.0.iter().flat_map(|word| word.to_be_bytes()));
    }

    fn clear(&mut self) {
        self.0.fill(0);
    }
}

/// The row that is being coded, and the two rows above it.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    width: u32,
    /// The second row above.
    pub top: Row,
    pub above: Row,
    pub this: Row,
}

impl Rows {
    /// The rows at the top of a page: all rows above are white.
    pub(super) fn new(width: u32) -> Self {
        let white = Row::white(width);
        Self { width, top: white.clone(), above: white.clone(), this: white }
    }

    /// The number of pixels in a row.
    #[inline(always)]
    pub(super) const fn width(&self) -> u32 {
        self.width
    }

    /// Moves down to the next row, since this row is done.
    pub(super) fn go_down(&mut self) {
        std::mem::swap(&mut self.top, &mut self.above);
        std::mem::swap(&mut self.above, &mut self.this);
        self.this.clear();
    }

    /// Makes the current row equal to the row above.
    pub(super) fn repeat_above(&mut self) {
        self.this.0.copy_from_slice(&self.above.0);
    }

    /// Makes all rows white, as at the top of a page.
    pub(super) fn clear(&mut self) {
        [&mut self.top, &mut self.above, &mut self.this]
            .into_iter()
            .for_each(Row::clear);
    }
}
