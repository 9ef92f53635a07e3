//! The tables by which the blocks of a page are coded (T.81 annexes B, C and F), and the position
//! of the blocks: the data needed to insert other blocks in front of the page's own.

use super::marker::{self, Piece, Pieces};
use super::{subsampling, word};
use std::ops::Range;

/// The coding of a page of three components in one scan, whose rows are independent: each row of
/// units (groups of blocks) is a restart interval (DRI).
#[derive(Clone, Debug, PartialEq)]
pub struct CodedRows {
    /// The number of pixels in a row.
    pub width: u32,
    /// The number of rows of pixels.
    pub rows: u32,
    /// The number of blocks of the first component in a unit, across and down. The other components
    /// have one block each.
    pub blocks: (u8, u8),
    /// The tables of each component.
    pub tables: [Tables; 3],
    /// The position of the two octets with the number of rows.
    pub rows_at: Range<usize>,
    /// The position of the coded blocks.
    pub scan: Range<usize>,
}

/// The tables by which a component's blocks are coded.
#[derive(Clone, Debug, PartialEq)]
pub struct Tables {
    /// The divisors of the coefficients (quantization steps), in the order of the stream (zigzag).
    pub steps: [u16; 64],
    /// The codes of the first coefficient.
    pub dc: Codes,
    /// The codes of the other coefficients.
    pub ac: Codes,
}

/// A Huffman table: for each symbol its code and the number of bits of the code, 0 if the symbol
/// has none.
#[derive(Clone, Debug, PartialEq)]
pub struct Codes(Box<[(u16, u8); 256]>);

impl Codes {
    /// The code of a symbol, and the number of bits of the code. `None` if the symbol has no code.
    pub fn code(&self, symbol: u8) -> Option<(u16, u8)> {
        Some(self.0[usize::from(symbol)]).filter(|(_, bits)| *bits > 0)
    }

    /// Builds the table from the number of codes of each length from 1 to 16 bits, and their
    /// symbols (T.81 annex C).
    fn new(counts: &[u8], symbols: &[u8]) -> Option<Self> {
        let mut codes = Box::new([(0, 0); 256]);
        let (mut code, mut symbols) = (0_u32, symbols.iter());
        for (bits, count) in (1_u8..).zip(counts) {
            for _ in 0..*count {
                let symbol = usize::from(*symbols.next()?);
                codes[symbol] = (u16::try_from(code).ok()?, bits);
                code += 1;
            }
            code <<= 1;
        }
        Some(Self(codes))
    }
}

impl CodedRows {
    /// Reads the coding of a page. `None` if the page is not coded in this way.
    pub fn of(octets: &[u8]) -> Option<Self> {
        let mut pieces = Pieces::new(octets)?;
        let mut steps: [Option<[u16; 64]>; 4] = [None; 4];
        let mut codes: [[Option<Codes>; 4]; 2] = Default::default();
        let (mut frame, mut interval, mut scan_head) = (None, 0, None);
        let scan = loop {
            let before = pieces.at();
            match pieces.next()? {
                Piece::Segment(marker::DQT, segment) => read_steps(segment, &mut steps)?,
                Piece::Segment(marker::DHT, segment) => read_codes(segment, &mut codes)?,
                Piece::Segment(marker::DRI, segment) => interval = word(segment, 0)?,
                Piece::Segment(marker::SOF0, segment) if frame.is_none() => {
                    // The segment has one octet, the bits a component, before the number of rows.
                    let rows_at = pieces.at() - segment.len() + 1;
                    frame = Some((segment, rows_at..rows_at + 2));
                }
                Piece::Segment(at, _) if marker::is_frame(at) => return None,
                Piece::Segment(marker::SOS, segment) => scan_head = Some(segment),
                Piece::Segment(..) => {}
                Piece::Scan => break before..pieces.at(),
                Piece::End => return None,
            }
        };
        // Only the end may follow: no further scan, and no number of rows after the scan (DNL).
        if pieces.next()? != Piece::End {
            return None;
        }
        let ((frame, rows_at), scan_head) = (frame?, scan_head?);
        let (width, rows) = (u32::from(word(frame, 3)?), u32::from(word(frame, 1)?));
        let blocks = subsampling(frame);
        let is_plain = frame.first() == Some(&8)
            && frame.get(5) == Some(&3)
            && [10, 13].iter().all(|at| frame.get(*at) == Some(&0x11))
            && scan_head.first() == Some(&3);
        let units = width.div_ceil(8 * u32::from(blocks.0));
        if !is_plain || width == 0 || rows == 0 || u32::from(interval) != units {
            return None;
        }
        let tables = |component: usize| {
            let choice = *scan_head.get(2 + 2 * component)?;
            Some(Tables {
                steps: (*steps.get(usize::from(*frame.get(8 + 3 * component)?))?)?,
                dc: codes[0].get(usize::from(choice >> 4))?.clone()?,
                ac: codes[1].get(usize::from(choice & 0xF))?.clone()?,
            })
        };
        let tables = [tables(0)?, tables(1)?, tables(2)?];
        Some(Self { width, rows, blocks, tables, rows_at, scan })
    }
}

/// Reads DQT: tables of 64 octets, each after its number (T.81 §B.2.4.1).
fn read_steps(mut segment: &[u8], steps: &mut [Option<[u16; 64]>; 4]) -> Option<()> {
    while let Some((head, rest)) = segment.split_first() {
        // Baseline pages have no steps of two octets.
        let (table, rest) = rest.split_first_chunk::<64>().filter(|_| head >> 4 == 0)?;
        *steps.get_mut(usize::from(*head))? = Some(table.map(u16::from));
        segment = rest;
    }
    Some(())
}

/// Reads DHT: how many codes there are of each length, and their symbols (T.81 §B.2.4.2).
fn read_codes(mut segment: &[u8], codes: &mut [[Option<Codes>; 4]; 2]) -> Option<()> {
    while let Some((head, rest)) = segment.split_first() {
        let (counts, rest) = rest.split_first_chunk::<16>()?;
        let count = counts.iter().map(|count| usize::from(*count)).sum();
        let (symbols, rest) = rest.split_at_checked(count)?;
        let place = codes.get_mut(usize::from(head >> 4))?.get_mut(usize::from(head & 0xF))?;
        *place = Some(Codes::new(counts, symbols)?);
        segment = rest;
    }
    Some(())
}
