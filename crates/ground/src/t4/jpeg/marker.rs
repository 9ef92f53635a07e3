//! Reads the markers of a JPEG in their order (T.81 annex B).

pub(super) const SOF0: u8 = 0xC0;
pub(super) const SOF1: u8 = 0xC1;
pub(super) const DHT: u8 = 0xC4;
pub(super) const DQT: u8 = 0xDB;
pub(super) const DNL: u8 = 0xDC;
pub(super) const DRI: u8 = 0xDD;
pub(super) const APP0: u8 = 0xE0;
pub(super) const APP1: u8 = 0xE1;
pub(super) const COM: u8 = 0xFE;

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
pub(super) const SOS: u8 = 0xDA;
const TEM: u8 = 0x01;

/// Whether a marker is one of SOF0 to SOF15: all in that range except DHT, JPG and DAC.
pub(super) const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// A part of a JPEG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A marker, and the data after its length field.
    Segment(u8, &'a [u8]),
    /// Coded blocks.
    Scan,
    /// The end marker EOI.
    End,
}

/// An iterator over the parts of a JPEG, up to EOI or to the first invalid part.
#[derive(Clone, Debug)]
pub(super) struct Pieces<'a> {
    octets: &'a [u8],
    at: usize,
    /// Whether SOS was read, so that coded blocks come next.
    in_scan: bool,
    is_over: bool,
}

impl<'a> Pieces<'a> {
    /// Begins to read. `None` if the data does not begin with SOI.
    pub(super) fn new(octets: &'a [u8]) -> Option<Self> {
        let begins = octets.starts_with(&[0xFF, SOI]);
        begins.then_some(Self { octets, at: 2, in_scan: false, is_over: false })
    }

    /// The position after the last part.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// Reads the next marker, which may follow any number of octets FF.
    fn marker(&mut self) -> Option<u8> {
        if *self.octets.get(self.at)? != 0xFF {
            return None;
        }
        while *self.octets.get(self.at)? == 0xFF {
            self.at += 1;
        }
        let marker = self.octets[self.at]; // the loop has just read it
        self.at += 1;
        Some(marker)
    }

    /// Skips coded blocks, up to the next marker that is not a restart marker. In coded blocks an
    /// octet FF is followed by 00.
    fn pass_scan(&mut self) {
        let rest = self.octets.get(self.at..).unwrap_or_default();
        let is_marker = |pair: &[u8]| matches!(pair, [0xFF, next] if !matches!(next, 0x00 | 0xD0..=0xD7 | 0xFF));
        let length = rest.windows(2).position(is_marker).unwrap_or(rest.len());
        self.at += length;
    }

    fn read(&mut self) -> Option<Piece<'a>> {
        if std::mem::take(&mut self.in_scan) {
            self.pass_scan();
            return Some(Piece::Scan);
        }
        let marker = self.marker()?;
        match marker {
            EOI => {
                self.is_over = true;
                Some(Piece::End)
            }
            // These markers have no length.
            SOI | TEM | 0xD0..=0xD7 => Some(Piece::Segment(marker, &[])),
            _ => {
                let length = self.octets.get(self.at..self.at + 2)?;
                let length = usize::from(u16::from_be_bytes(length.try_into().ok()?));
                let segment = self.octets.get(self.at + 2..self.at + length)?;
                self.at += length;
                self.in_scan = marker == SOS;
                Some(Piece::Segment(marker, segment))
            }
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if self.is_over {
            return None;
        }
        let piece = self.read();
        self.is_over |= piece.is_none();
        piece
    }
}
