//! Octets, numbers and words of a recording.

use super::TapeError;

/// What is written.
#[derive(Debug, Default)]
pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }

    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// With their number before them.
    pub(super) fn octets(&mut self, octets: &[u8]) {
        self.number(octets.len() as u64);
        self.raw(octets);
    }

    /// What `put` puts behind the rest.
    pub(super) fn put<R>(&mut self, put: impl FnOnce(&mut Vec<u8>) -> R) -> R {
        put(&mut self.0)
    }

    /// Takes back what was written behind this length.
    pub(super) fn cut(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// What may get longer in later versions: who reads it skips what it does not know.
    pub(super) fn block(&mut self, write: impl FnOnce(&mut Self)) {
        let mut block = Self::default();
        write(&mut block);
        self.octets(&block.0);
    }

    /// None is 0, and what there is has one more than its length before it.
    pub(super) fn perhaps(&mut self, octets: Option<&[u8]>) {
        match octets {
            None => self.number(0),
            Some(octets) => {
                self.number(octets.len() as u64 + 1);
                self.raw(octets);
            }
        }
    }

    pub(super) fn real(&mut self, real: f32) {
        self.raw(&real.to_bits().to_le_bytes());
    }

    /// One of a list, by its place there.
    pub(super) fn place<T: PartialEq>(&mut self, all: &[T], one: T) {
        self.byte(all.iter().position(|known| *known == one).unwrap_or(0) as u8);
    }

    /// Some of a list, in their order.
    pub(super) fn places<T: PartialEq + Copy>(&mut self, all: &[T], some: &[T]) {
        self.number(some.len() as u64);
        some.iter().for_each(|one| self.place(all, *one));
    }
}

/// What is read.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(super) const fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    pub(super) const fn damaged(&self, what: &'static str) -> TapeError {
        TapeError::Damaged { at: self.at, what }
    }

    /// So many octets.
    pub(super) fn raw(&mut self, count: usize) -> Result<&'a [u8], TapeError> {
        let end = self.at.checked_add(count).ok_or(TapeError::Cut)?;
        let found = self.bytes.get(self.at..end).ok_or(TapeError::Cut)?;
        self.at = end;
        Ok(found)
    }

    /// What [`Writer::block`] wrote. What was added to it later is missing at its end.
    pub(super) fn block(&mut self) -> Result<Self, TapeError> {
        let length = usize::try_from(self.number()?).map_err(|_| TapeError::Cut)?;
        let at = self.at;
        self.raw(length)?;
        Ok(Self { bytes: &self.bytes[..self.at], at })
    }

    pub(super) fn byte(&mut self) -> Result<u8, TapeError> {
        self.raw(1).map(|bytes| bytes[0])
    }

    pub(super) fn number(&mut self) -> Result<u64, TapeError> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(self.damaged("a number without end"))
    }

    /// A number no greater than this.
    pub(super) fn up_to(&mut self, most: u64) -> Result<u64, TapeError> {
        let number = self.number()?;
        if number > most {
            return Err(self.damaged("a number that is too great"));
        }
        Ok(number)
    }

    /// One of 32 bits.
    pub(super) fn small(&mut self) -> Result<u32, TapeError> {
        self.up_to(u32::MAX.into()).map(|number| number as u32)
    }

    pub(super) fn octets(&mut self) -> Result<&'a [u8], TapeError> {
        let count = usize::try_from(self.number()?).map_err(|_| TapeError::Cut)?;
        self.raw(count)
    }

    pub(super) fn perhaps(&mut self) -> Result<Option<&'a [u8]>, TapeError> {
        match usize::try_from(self.number()?).map_err(|_| TapeError::Cut)? {
            0 => Ok(None),
            count => self.raw(count - 1).map(Some),
        }
    }

    pub(super) fn text(&mut self) -> Result<String, TapeError> {
        let octets = self.octets()?.to_vec();
        String::from_utf8(octets).map_err(|_| self.damaged("a text that is no UTF-8"))
    }

    pub(super) fn perhaps_text(&mut self) -> Result<Option<String>, TapeError> {
        let Some(octets) = self.perhaps()? else { return Ok(None) };
        let text = String::from_utf8(octets.to_vec());
        text.map(Some).map_err(|_| self.damaged("a text that is no UTF-8"))
    }

    pub(super) fn real(&mut self) -> Result<f32, TapeError> {
        let bytes = self.raw(4)?;
        let bits = bytes.iter().rev().fold(0, |bits, byte| bits << 8 | u32::from(*byte));
        let real = f32::from_bits(bits);
        if real.is_finite() { Ok(real) } else { Err(self.damaged("a number that is none")) }
    }

    pub(super) fn yes(&mut self) -> Result<bool, TapeError> {
        self.up_to(1).map(|number| number == 1)
    }

    pub(super) fn place<T: Copy>(&mut self, all: &[T]) -> Result<T, TapeError> {
        let at = usize::from(self.byte()?);
        all.get(at).copied().ok_or_else(|| self.damaged("a word that is not known"))
    }

    pub(super) fn places<T: Copy>(&mut self, all: &[T]) -> Result<Vec<T>, TapeError> {
        let count = self.up_to(64)?;
        (0..count).map(|_| self.place(all)).collect()
    }
}
