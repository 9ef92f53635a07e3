//! Finds the parts of a page's image, in the file and on the page. The parts are strips or tiles.

use std::ops::Range;

use super::directory::{Directory, tags};
use super::fault::Fault;

/// A strip or a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    /// The place of its bytes in the file.
    pub(super) bytes: Range<usize>,
    /// Its place on the page: `x` is the column, `y` the row.
    pub(super) x: u32,
    pub(super) y: u32,
    /// The number of pixels in its rows. The last ones of a tile may lie outside the page.
    pub(super) width: u32,
    /// The number of its rows. The last ones of a tile may lie outside the page.
    pub(super) rows: u32,
    /// The index of the sample that this part has, if each sample is stored separately.
    pub(super) plane: u32,
}

/// The most parts that a page may have.
const MOST_CHUNKS: u64 = 1 << 20;

/// The largest number of pixels of a tile.
const LARGEST_TILE: u64 = 1 << 26;

/// The most pixels of all tiles of a plane, outside the page included: this many, and four times
/// those of the page.
const MOST_TILED: u64 = 1 << 24;

/// The most bytes of all parts of a page together: this many, and eight times those of the file.
/// Parts may share bytes, for example those of a white tile.
const MOST_SHARED: usize = 1 << 24;

/// The most parts of the pages of a file of `len` bytes. In the file, each part needs a byte of its
/// own, its place and its length.
pub(super) const fn most_in_file(len: usize) -> u64 {
    len as u64 / 4
}

/// Finds all parts of an image of this size that has `planes` planes, in a file of `len` bytes. There
/// is an error if they are more than `left`.
pub(super) fn find(
    directory: &Directory<'_>,
    (width, rows): (u32, u32),
    planes: u32,
    len: usize,
    left: u64,
) -> Result<Vec<Chunk>, Fault> {
    let is_tiled = is_tiled(directory, (width, rows), planes)?;
    // Some programs write the places of tiles into the tags of strips.
    let tag = |tile, strip| if directory.has(tile) { tile } else { strip };
    let (offsets, counts) = (
        tag(tags::TILE_OFFSETS, tags::STRIP_OFFSETS),
        tag(tags::TILE_BYTE_COUNTS, tags::STRIP_BYTE_COUNTS),
    );
    let size = if is_tiled {
        let side = |tag| -> Result<u32, Fault> {
            directory.number(tag)?.filter(|side| *side > 0).ok_or(Fault::TilesWithoutSize)
        };
        let (across, down) = (side(tags::TILE_WIDTH)?, side(tags::TILE_LENGTH)?);
        if u64::from(across) * u64::from(down) > LARGEST_TILE {
            return Err(Fault::LargeTiles(across, down));
        }
        (across, down)
    } else {
        let down = directory
            .number(tags::ROWS_PER_STRIP)?
            .filter(|rows| *rows > 0)
            .unwrap_or(rows)
            .min(rows);
        (width, down)
    };
    let (across, down) = (width.div_ceil(size.0), rows.div_ceil(size.1));
    let wanted = u64::from(across) * u64::from(down) * u64::from(planes);
    if wanted > MOST_CHUNKS {
        return Err(Fault::TooManyParts(wanted));
    }
    let tiled = u64::from(across) * u64::from(down) * u64::from(size.0) * u64::from(size.1);
    if tiled > 4 * u64::from(width) * u64::from(rows) + MOST_TILED {
        return Err(Fault::LargeTiles(size.0, size.1));
    }
    let offsets = directory.numbers(offsets)?.ok_or(Fault::NoStrips)?;
    let counts = directory.numbers(counts)?;
    if offsets.len() as u64 != wanted {
        return Err(Fault::Parts { found: offsets.len(), wanted });
    }
    if wanted > left {
        return Err(Fault::TooManyParts(wanted));
    }
    let mut in_order = offsets.clone();
    in_order.sort_unstable();
    let next_of =
        |offset: u64| in_order.get(in_order.partition_point(|other| *other <= offset)).copied();
    let mut chunks = Vec::with_capacity(offsets.len());
    for (i, offset) in offsets.iter().enumerate() {
        let (plane, place) = (i as u32 / (across * down), i as u32 % (across * down));
        let (x, y) = (place % across * size.0, place / across * size.1);
        let chunk_rows = if is_tiled { size.1 } else { size.1.min(rows - y) };
        let count = match &counts {
            Some(counts) => Some(*counts.get(i).ok_or(Fault::FewLengths)?),
            None => None,
        };
        let count = match count {
            // Some programs write the length 0. Then the part reaches to the next part or to the
            // end of the file.
            Some(0) if *offset > 0 => next_of(*offset).map(|next| next - offset),
            count => count,
        };
        let bytes = bytes(*offset, count, len).ok_or(Fault::ImageOutside)?;
        chunks.push(Chunk { bytes, x, y, width: size.0, rows: chunk_rows, plane });
    }
    let bytes = chunks.iter().fold(0, |sum: usize, chunk| sum.saturating_add(chunk.bytes.len()));
    if bytes > len.saturating_mul(8).saturating_add(MOST_SHARED) {
        return Err(Fault::TooManyParts(wanted));
    }
    Ok(chunks)
}

/// Whether the image is in tiles. That is so if it has the tag of tiles, or if it has a size of
/// tiles and as many parts as there would be tiles.
fn is_tiled(
    directory: &Directory<'_>,
    (width, rows): (u32, u32),
    planes: u32,
) -> Result<bool, Fault> {
    if directory.has(tags::TILE_OFFSETS) {
        return Ok(true);
    }
    let (Some(across), Some(down)) =
        (directory.number(tags::TILE_WIDTH)?, directory.number(tags::TILE_LENGTH)?)
    else {
        return Ok(false);
    };
    let count = |side: u32, whole: u32| u64::from(whole.div_ceil(side.max(1)));
    let tiles = count(across, width)
        .saturating_mul(count(down, rows))
        .saturating_mul(u64::from(planes));
    Ok(directory
        .numbers(tags::STRIP_OFFSETS)?
        .is_some_and(|offsets| offsets.len() as u64 == tiles))
}

fn bytes(offset: u64, count: Option<u64>, len: usize) -> Option<Range<usize>> {
    let start = usize::try_from(offset).ok()?;
    let end = match count {
        Some(count) => start.checked_add(usize::try_from(count).ok()?)?,
        // The length is missing or 0 in some files of one strip: the strip reaches to the end of
        // the file.
        None => len,
    };
    (start <= end && end <= len).then_some(start..end)
}
