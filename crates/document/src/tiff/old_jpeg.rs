//! JPEG as TIFF 6.0 §22 defined it (compression 6), before its new definition (compression 7).
//!
//! There are three kinds of files: a tag points to a whole JPEG; a tag points to the beginning of a
//! JPEG whose rest is in the strips; or there are only tables. In the last case a JPEG is made of
//! the tables for each strip. Lossless JPEG is not read.

use std::ops::Range;

use super::chunks::Chunk;
use super::directory::{Directory, tags};
use super::fault::Fault;
use super::unpack::{Jpeg, unpack_jpeg};

/// The number of rows or columns by which a JPEG may be larger than its picture: up to two blocks
/// of 16.
const MORE: u32 = 32;

/// The facts about the JPEGs of a page that its tags state.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct OldJpeg {
    whole: Option<Range<usize>>,
    restart: u16,
    /// The places of the tables: of the quantisation, and of the Huffman codes (`dc`, `ac`).
    quantisation: Vec<usize>,
    dc: Vec<usize>,
    ac: Vec<usize>,
    /// The numbers of pixels across and down that share their colour.
    shared: (u8, u8),
    samples: u8,
}

impl OldJpeg {
    pub(super) fn read(
        directory: &Directory<'_>,
        file: &[u8],
        samples: u32,
    ) -> Result<Self, Fault> {
        if directory.number(tags::JPEG_PROC)?.unwrap_or(1) != 1 {
            return Err(Fault::OldJpegWithoutLoss);
        }
        // Either the file has a whole JPEG (JPEGInterchangeFormat) or its tables, each at a place
        // of its own (TIFF 6.0 §22). Many programs write both, and then the whole JPEG is read.
        let places = |tag| -> Result<Vec<usize>, Fault> {
            let places = directory.numbers(tag)?.unwrap_or_default();
            Ok(places.into_iter().filter_map(|place| usize::try_from(place).ok()).collect())
        };
        let whole = directory.number(tags::JPEG_WHOLE)?.map(|start| {
            let length = directory.number(tags::JPEG_WHOLE_LENGTH).ok().flatten();
            let end = length.map_or(file.len(), |length| start.saturating_add(length) as usize);
            start as usize..end.min(file.len())
        });
        let shared = directory.numbers(tags::SUBSAMPLING)?.unwrap_or_else(|| vec![2, 2]);
        let side = |at: usize| shared.get(at).map_or(2, |side| (*side).clamp(1, 4) as u8);
        let old = Self {
            whole: whole.filter(|whole| whole.start < whole.end),
            restart: directory.number(tags::JPEG_RESTART)?.map_or(0, |rows| rows as u16),
            quantisation: places(tags::JPEG_Q_TABLES)?,
            dc: places(tags::JPEG_DC_TABLES)?,
            ac: places(tags::JPEG_AC_TABLES)?,
            shared: if samples == 1 { (1, 1) } else { (side(0), side(1)) },
            samples: samples as u8,
        };
        if old.whole.is_some() || old.has_tables() {
            Ok(old)
        } else {
            Err(Fault::OldJpegWithoutTables)
        }
    }

    fn has_tables(&self) -> bool {
        let least = usize::from(self.samples);
        (1..=4).contains(&least)
            && [&self.quantisation, &self.dc, &self.ac]
                .iter()
                .all(|places| places.len() >= least)
    }

    /// The JPEGs of the picture, each with the part of the picture that it shows (`None`: the whole
    /// picture).
    pub(super) fn decode<'c>(
        &self,
        file: &[u8],
        chunks: &'c [Chunk],
        size: (u32, u32),
    ) -> Vec<(Option<&'c Chunk>, Jpeg)> {
        let most = (size.0.saturating_add(MORE), size.1.saturating_add(MORE));
        let is_large_enough =
            |jpeg: &Jpeg| jpeg.width >= size.0 as usize && jpeg.rows >= size.1 as usize;
        let whole = self.whole.clone().and_then(|whole| file.get(whole));
        if let Some(whole) = whole {
            let strips = || chunks.iter().flat_map(|chunk| &file[chunk.bytes.clone()]);
            let with_strips = || whole.iter().chain(strips()).copied().collect::<Vec<u8>>();
            let read = |bytes: &[u8]| unpack_jpeg(bytes, None, most).filter(is_large_enough);
            // If the strips are outside of it, the JPEG is only a beginning: its tables and its
            // frame header.
            let jpeg = if self.has_within(chunks) {
                read(whole)
            } else {
                read(&with_strips()).or_else(|| read(whole))
            };
            if let Some(jpeg) = jpeg {
                return vec![(None, jpeg)];
            }
        }
        let part = |chunk: &'c Chunk| {
            let bytes = self.made(file, chunk)?;
            let most = (chunk.width.saturating_add(MORE), chunk.rows.saturating_add(MORE));
            Some((Some(chunk), unpack_jpeg(&bytes, None, most)?))
        };
        if self.has_tables() { chunks.iter().filter_map(part).collect() } else { Vec::new() }
    }

    /// Whether all parts lie within the whole JPEG.
    fn has_within(&self, chunks: &[Chunk]) -> bool {
        let is_within = |chunk: &Chunk, whole: &Range<usize>| {
            whole.start <= chunk.bytes.start && chunk.bytes.end <= whole.end
        };
        self.whole
            .as_ref()
            .is_some_and(|whole| chunks.iter().all(|chunk| is_within(chunk, whole)))
    }

    /// Makes the JPEG of a strip (ITU-T T.81 annex B): its tables, its frame header, and its coded
    /// blocks.
    fn made(&self, file: &[u8], chunk: &Chunk) -> Option<Vec<u8>> {
        let samples = self.samples;
        let mut out = vec![0xFF, 0xD8];
        for (number, place) in (0..samples).zip(&self.quantisation) {
            out.extend([0xFF, 0xDB, 0, 67, number]);
            out.extend(file.get(*place..place.checked_add(64)?)?);
        }
        let [height, width] = [chunk.rows, chunk.width]
            .map(|side| u16::try_from(side).unwrap_or(u16::MAX).to_be_bytes());
        out.extend([
            0xFF,
            0xC0,
            0,
            8 + 3 * samples,
            8,
            height[0],
            height[1],
            width[0],
            width[1],
            samples,
        ]);
        for number in 0..samples {
            let (across, down) = if number == 0 { self.shared } else { (1, 1) };
            out.extend([number + 1, across << 4 | down, number]);
        }
        // There may be two tables of each kind: one for lightness, one for colours.
        for (class, places) in [(0, &self.dc), (0x10, &self.ac)] {
            for (number, place) in (0..samples.min(2)).zip(places) {
                let counts = file.get(*place..place.checked_add(16)?)?;
                let codes: usize = counts.iter().map(|count| usize::from(*count)).sum();
                let table = file.get(*place..place.checked_add(16 + codes)?)?;
                let length = u16::try_from(19 + codes).ok()?.to_be_bytes();
                out.extend([0xFF, 0xC4, length[0], length[1], class | number]);
                out.extend(table);
            }
        }
        if self.restart > 0 {
            out.extend([&[0xFF, 0xDD, 0, 4][..], &self.restart.to_be_bytes()].concat());
        }
        out.extend([0xFF, 0xDA, 0, 6 + 2 * samples, samples]);
        (0..samples).for_each(|number| out.extend([number + 1, number.min(1) * 0x11]));
        out.extend([0, 63, 0]);
        out.extend(&file[chunk.bytes.clone()]);
        out.extend([0xFF, 0xD9]);
        Some(out)
    }
}
