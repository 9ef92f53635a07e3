//! Converts pictures in greys and colours to greys.
//!
//! PhotometricInterpretation defines the meaning of a sample. Transparent pixels are laid on white,
//! or on black if nothing would be visible on white. A colour becomes a grey of the lightness that
//! people see (the weights of ITU-R BT.601).

use std::borrow::Cow;
use std::ops::Range;

use super::chunks::Chunk;
use super::directory::{Directory, tags};
use super::fault::Fault;
use super::old_jpeg::OldJpeg;
use super::unpack::{Packing, unpack, unpack_jpeg};
use crate::grey::{Grey, Veil};
use ferrofax_ground::t4::{jpeg, reverse_bits};

/// The form in which the pixels of a picture are stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Form {
    packing: Option<Packing>,
    meaning: Meaning,
    bits: u32,
    samples: usize,
    /// Whether each sample is in a plane of its own.
    planar: bool,
    /// Whether samples are differences from those before.
    differences: bool,
    alpha: Option<Alpha>,
    big_endian: bool,
    turned_bytes: bool,
    /// The place of the JPEG tables in the file.
    jpeg_tables: Option<Range<usize>>,
    old_jpeg: Option<OldJpeg>,
}

/// The meaning of the samples of a pixel.
#[derive(Clone, Debug, PartialEq)]
enum Meaning {
    WhiteIsZero,
    BlackIsZero,
    Rgb,
    /// A palette: the lightness of each of its entries.
    Palette(Vec<u8>),
    Cmyk,
    /// YCbCr: the numbers of pixels across and down that share their colour.
    YCbCr(usize, usize),
    /// L\*a\*b\*, of which the lightness is the first sample.
    Lab,
}

/// The sample with the opacity of a pixel, and whether the other samples are already multiplied by
/// it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Alpha {
    sample: usize,
    multiplied: bool,
}

/// The number of pixels of the largest picture: A4 at 900 dpi has fewer.
const MOST_PIXELS: u64 = 80_000_000;

/// The most samples of a pixel.
const MOST_SAMPLES: u32 = 16;

impl Form {
    /// Reads the form from the tags of a page. The error says why the page cannot be read.
    pub(super) fn read(
        directory: &Directory<'_>,
        file: &[u8],
        big_endian: bool,
        size: (u32, u32),
    ) -> Result<Self, Fault> {
        // A picture that would not fit into memory is refused before anything is read.
        if u64::from(size.0) * u64::from(size.1) > MOST_PIXELS {
            return Err(Fault::LargePicture(size.0, size.1, MOST_PIXELS / 1_000_000));
        }
        // The pixels: the number of samples, which must all have one depth and be whole numbers
        // (TIFF 6.0 §19).
        let samples = directory.number(tags::SAMPLES_PER_PIXEL)?.unwrap_or(1);
        let bits = directory.numbers(tags::BITS_PER_SAMPLE)?.unwrap_or_else(|| vec![1]);
        let depth = bits.first().copied().unwrap_or(1) as u32;
        if samples == 0
            || samples > MOST_SAMPLES
            || bits.iter().any(|bits| *bits != u64::from(depth))
        {
            return Err(Fault::Pixels { samples, bits });
        }
        if !matches!(depth, 1 | 2 | 4 | 8 | 12 | 16) {
            return Err(Fault::Depth(depth));
        }
        if directory
            .number(tags::SAMPLE_FORMAT)?
            .is_some_and(|format| !matches!(format, 1 | 4))
        {
            return Err(Fault::NoWholeNumbers);
        }
        // The packing of the samples. JPEG has none of these, since it does its own compression.
        let compression = directory.number(tags::COMPRESSION)?.unwrap_or(1);
        let packing = match compression {
            1 => Some(Packing::None),
            5 => Some(Packing::Lzw),
            6 | 7 if depth == 8 => None,
            8 | 32_946 => Some(Packing::Deflate),
            32_773 => Some(Packing::PackBits),
            32_809 if depth == 4 && samples == 1 => {
                let width = directory
                    .number(tags::TILE_WIDTH)?
                    .filter(|_| directory.has(tags::TILE_OFFSETS));
                Some(Packing::ThunderScan(width.unwrap_or(size.0).max(1) as usize))
            }
            other => {
                return Err(Fault::CompressionOfColours(other));
            }
        };
        let differences = match directory.number(tags::PREDICTOR)?.unwrap_or(1) {
            2 if matches!(depth, 8 | 16) => packing.is_some(),
            1 => false,
            other => return Err(Fault::Predictor(other, depth)),
        };
        // The meaning of the samples, and whether the page has as many as that meaning needs.
        let planar = directory.number(tags::PLANAR)?.unwrap_or(1) == 2 && samples > 1;
        let (meaning, colours) = meaning(directory, depth)?;
        if (samples as usize) < colours {
            return Err(Fault::Samples { found: samples, wanted: colours });
        }
        if matches!(meaning, Meaning::YCbCr(..))
            && packing.is_some()
            && (depth != 8 || planar || samples != 3)
        {
            return Err(Fault::YCbCr);
        }
        // Of the further samples, the first that holds the opacity.
        let alpha = directory.numbers(tags::EXTRA_SAMPLES)?.and_then(|extra| {
            let at = extra.iter().position(|kind| matches!(kind, 1 | 2))?;
            Some(Alpha { sample: colours + at, multiplied: extra[at] == 1 })
        });
        Ok(Self {
            packing,
            meaning,
            bits: depth,
            samples: samples as usize,
            planar,
            differences,
            alpha: alpha.filter(|alpha| alpha.sample < samples as usize),
            big_endian,
            turned_bytes: directory.number(tags::FILL_ORDER)?.unwrap_or(1) == 2
                && packing.is_some(),
            old_jpeg: match compression {
                6 => Some(OldJpeg::read(directory, file, samples)?),
                _ => None,
            },
            jpeg_tables: directory.place(tags::JPEG_TABLES).filter(|place| place.end <= file.len()),
        })
    }

    /// The number of planes in which the image is stored.
    pub(super) const fn planes(&self) -> u32 {
        if self.planar { self.samples as u32 } else { 1 }
    }

    /// Decodes the picture. Returns it with the number of its damaged rows.
    pub(super) fn decode(
        &self,
        file: &[u8],
        chunks: &[Chunk],
        width: u32,
        rows: u32,
    ) -> (Grey, u32) {
        // Planes are added up, starting with black. Otherwise white is shown where something is
        // missing.
        let light = if self.planar { 0 } else { 255 };
        let pixels = width as usize * rows as usize;
        let veils =
            if self.alpha.is_some() { vec![Veil::new(light, 255); pixels] } else { Vec::new() };
        let data = if veils.is_empty() { vec![light; pixels] } else { Vec::new() };
        let mut canvas = Canvas { width, rows, data, veils, damaged: 0 };
        if let Some(old) = &self.old_jpeg {
            self.decode_old_jpeg(old, file, chunks, &mut canvas);
        } else {
            for chunk in chunks {
                match self.packing {
                    Some(packing) => self.decode_packed(file, chunk, packing, &mut canvas),
                    None => self.decode_jpeg(file, chunk, &mut canvas),
                }
            }
        }
        if self.planar && self.alpha.is_some_and(|alpha| !alpha.multiplied) {
            canvas.veils.iter_mut().for_each(|it| *it = Veil::new(it.light, it.opaque));
        }
        canvas.finish()
    }

    fn decode_packed(&self, file: &[u8], chunk: &Chunk, packing: Packing, canvas: &mut Canvas) {
        let mut bytes = Cow::Borrowed(&file[chunk.bytes.clone()]);
        if self.turned_bytes {
            reverse_bits(bytes.to_mut());
        }
        if let Meaning::YCbCr(across, down) = self.meaning
            && (across, down) != (1, 1)
        {
            return self.decode_shared_colours(&bytes, chunk, packing, (across, down), canvas);
        }
        let samples = if self.planar { 1 } else { self.samples };
        let stride = (chunk.width as usize * samples * self.bits as usize).div_ceil(8);
        let mut data = unpack(&bytes, packing, stride * chunk.rows as usize);
        canvas.damaged += chunk.rows - (data.len() / stride) as u32;
        let mut values = vec![0u8; chunk.width as usize * samples];
        for (i, row) in data.chunks_exact_mut(stride).enumerate() {
            self.to_bytes(row, samples, &mut values);
            self.put_row(chunk, i as u32, samples, &values, canvas);
        }
    }

    /// Writes the samples of a row as bytes, in which 255 is the most.
    fn to_bytes(&self, row: &mut [u8], samples: usize, values: &mut [u8]) {
        match self.bits {
            8 => {
                if self.differences {
                    for i in samples..row.len() {
                        row[i] = row[i].wrapping_add(row[i - samples]);
                    }
                }
                values.copy_from_slice(&row[..values.len()]);
            }
            16 => {
                let mut before = [0u16; MOST_SAMPLES as usize];
                for (i, (value, pair)) in values.iter_mut().zip(row.chunks_exact(2)).enumerate() {
                    let pair = [pair[0], pair[1]];
                    let mut sample = if self.big_endian {
                        u16::from_be_bytes(pair)
                    } else {
                        u16::from_le_bytes(pair)
                    };
                    if self.differences {
                        sample = sample.wrapping_add(before[i % samples]);
                        before[i % samples] = sample;
                    }
                    *value = (sample >> 8) as u8;
                }
            }
            12 => {
                // The upper eight of twelve bits: a byte of its own, or two halves.
                for (i, value) in values.iter_mut().enumerate() {
                    let at = i * 3 / 2;
                    *value = if i % 2 == 0 { row[at] } else { row[at] << 4 | row[at + 1] >> 4 };
                }
            }
            bits => {
                let per_byte = (8 / bits) as usize;
                let most = (1u8 << bits) - 1;
                let scale =
                    if matches!(self.meaning, Meaning::Palette(_)) { 1 } else { 255 / most };
                for (i, value) in values.iter_mut().enumerate() {
                    let shift = 8 - bits * (i % per_byte + 1) as u32;
                    *value = (row[i / per_byte] >> shift & most) * scale;
                }
            }
        }
    }

    /// Puts a row of samples onto the canvas.
    fn put_row(&self, chunk: &Chunk, row: u32, samples: usize, values: &[u8], canvas: &mut Canvas) {
        if let Some(alpha) = self.alpha {
            let Some(out) = canvas.veils(chunk.x, chunk.y + row) else { return };
            if self.planar {
                for (out, value) in out.iter_mut().zip(values) {
                    if chunk.plane as usize == alpha.sample {
                        out.opaque = *value;
                    } else {
                        self.add_plane(chunk.plane, *value, &mut out.light);
                    }
                }
                return;
            }
            let pixels = values.chunks_exact(samples);
            out.iter_mut()
                .zip(pixels)
                .for_each(|(out, pixel)| *out = self.veil(alpha, pixel));
            return;
        }
        let Some(out) = canvas.row(chunk.x, chunk.y + row) else { return };
        if self.planar {
            for (out, value) in out.iter_mut().zip(values) {
                self.add_plane(chunk.plane, *value, out);
            }
            return;
        }
        for (out, pixel) in out.iter_mut().zip(values.chunks_exact(samples)) {
            *out = self.light(pixel);
        }
    }

    /// The lightness of a pixel.
    fn light(&self, pixel: &[u8]) -> u8 {
        match (&self.meaning, pixel) {
            (Meaning::WhiteIsZero, [first, ..]) => 255 - first,
            (Meaning::Palette(palette), [first, ..]) => {
                palette.get(usize::from(*first)).copied().unwrap_or(255)
            }
            (Meaning::Rgb, [r, g, b, ..]) => light_of_rgb(*r, *g, *b),
            (Meaning::Cmyk, [c, m, y, k, ..]) => {
                light_of_rgb(255 - c, 255 - m, 255 - y).saturating_sub(*k)
            }
            (_, [first, ..]) => *first,
            (_, []) => 255,
        }
    }

    /// The lightness and opacity of a pixel.
    fn veil(&self, alpha: Alpha, pixel: &[u8]) -> Veil {
        let (light, opaque) = (self.light(pixel), pixel.get(alpha.sample).copied().unwrap_or(255));
        if alpha.multiplied { Veil { light, opaque } } else { Veil::new(light, opaque) }
    }

    /// Adds a sample of a plane to the lightness of its pixel.
    fn add_plane(&self, plane: u32, value: u8, light: &mut u8) {
        *light = if matches!(self.meaning, Meaning::Cmyk) && plane == 3 {
            light.saturating_sub(value)
        } else {
            light.saturating_add(self.light_of_plane(plane, value))
        };
    }

    /// The lightness that a sample of a plane adds to its pixel. The plane of the black ink of CMYK
    /// adds none: it takes away.
    fn light_of_plane(&self, plane: u32, value: u8) -> u8 {
        match (&self.meaning, plane) {
            (Meaning::Cmyk, 0) => light_of_rgb(255 - value, 0, 0),
            (Meaning::Cmyk, 1) => light_of_rgb(0, 255 - value, 0),
            (Meaning::Cmyk, 2) => light_of_rgb(0, 0, 255 - value),
            (Meaning::Rgb, 0) => light_of_rgb(value, 0, 0),
            (Meaning::Rgb, 1) => light_of_rgb(0, value, 0),
            (Meaning::Rgb, 2) => light_of_rgb(0, 0, value),
            (Meaning::Rgb, _) => 0,
            (_, 0) => self.light(&[value]),
            _ => 0,
        }
    }

    /// Decodes YCbCr in which several pixels share their colour (TIFF 6.0 §21). Only the lightness
    /// of the pixels is needed.
    fn decode_shared_colours(
        &self,
        bytes: &[u8],
        chunk: &Chunk,
        packing: Packing,
        (across, down): (usize, usize),
        canvas: &mut Canvas,
    ) {
        // A unit has the lightness of `across` × `down` pixels, row by row, and then the two colour
        // values of them all.
        let unit = across * down + 2;
        let units = (chunk.width as usize).div_ceil(across);
        let mut data = unpack(bytes, packing, units * unit * (chunk.rows as usize).div_ceil(down));
        if self.differences {
            for row in data.chunks_mut(units * unit) {
                for i in 3..row.len() {
                    row[i] = row[i].wrapping_add(row[i - 3]);
                }
            }
        }
        // Rows of units that are missing are damaged. Each unit of the other rows gives its part of
        // the `down` rows of pixels that share a colour.
        canvas.damaged += chunk.rows.saturating_sub((data.len() / (units * unit) * down) as u32);
        for (i, band) in data.chunks_exact(units * unit).enumerate() {
            for row in (0..down).take((chunk.rows as usize).saturating_sub(i * down)) {
                let Some(out) = canvas.row(chunk.x, chunk.y + (i * down + row) as u32) else {
                    continue;
                };
                let lights = band
                    .chunks_exact(unit)
                    .flat_map(|unit| &unit[row * across..(row + 1) * across]);
                out.iter_mut().zip(lights).for_each(|(out, light)| *out = *light);
            }
        }
    }

    fn decode_old_jpeg(&self, old: &OldJpeg, file: &[u8], chunks: &[Chunk], canvas: &mut Canvas) {
        let (width, rows) = (canvas.width, canvas.rows);
        let all = Chunk { bytes: 0..0, x: 0, y: 0, width, rows, plane: 0 };
        let mut shown = 0;
        for (chunk, jpeg) in old.decode(file, chunks, (width, rows)) {
            let chunk = chunk.unwrap_or(&all);
            let its_rows = chunk.rows.min(jpeg.rows as u32);
            for (row, values) in
                (0..its_rows).zip(jpeg.pixels.chunks_exact(jpeg.width * jpeg.components))
            {
                self.put_row(chunk, row, jpeg.components, values, canvas);
            }
            shown += its_rows;
        }
        canvas.damaged += chunks
            .iter()
            .map(|chunk| chunk.rows)
            .sum::<u32>()
            .min(rows)
            .saturating_sub(shown);
    }

    fn decode_jpeg(&self, file: &[u8], chunk: &Chunk, canvas: &mut Canvas) {
        let tables = self.jpeg_tables.clone().and_then(|place| file.get(place));
        // JPEGs of strips may be a few rows longer than the strips: up to a whole block.
        let most = (chunk.width.saturating_add(16), chunk.rows.saturating_add(16));
        let bytes = &file[chunk.bytes.clone()];
        let Some(part) = unpack_jpeg(bytes, tables, most) else {
            canvas.damaged += chunk.rows;
            return;
        };
        // The rows behind the end of a JPEG that is cut off are grey; which these are is not known.
        let is_cut = jpeg::is_cut_off(bytes);
        canvas.damaged +=
            if is_cut { chunk.rows } else { chunk.rows.saturating_sub(part.rows as u32) };
        let rows = part.pixels.chunks_exact(part.width * part.components);
        for (row, values) in (0..chunk.rows.min(part.rows as u32)).zip(rows) {
            self.put_row(chunk, row, part.components, values, canvas);
        }
    }
}

/// The meaning of the samples, and the number of samples that make up the colour of a pixel.
fn meaning(directory: &Directory<'_>, bits: u32) -> Result<(Meaning, usize), Fault> {
    Ok(match directory.number(tags::PHOTOMETRIC)?.unwrap_or(1) {
        0 => (Meaning::WhiteIsZero, 1),
        1 => (Meaning::BlackIsZero, 1),
        2 => (Meaning::Rgb, 3),
        3 if bits <= 8 => (Meaning::Palette(palette(directory, bits)?), 1),
        5 => (Meaning::Cmyk, 4),
        6 => {
            let shared = directory.numbers(tags::SUBSAMPLING)?.unwrap_or_else(|| vec![2, 2]);
            match shared[..] {
                [across @ (1 | 2 | 4), down @ (1 | 2 | 4)] => {
                    (Meaning::YCbCr(across as usize, down as usize), 3)
                }
                _ => {
                    return Err(Fault::SharedColours(shared));
                }
            }
        }
        8..=10 => (Meaning::Lab, 3),
        other => {
            return Err(Fault::Colours(other));
        }
    })
}

fn palette(directory: &Directory<'_>, bits: u32) -> Result<Vec<u8>, Fault> {
    let size = 1usize << bits;
    let map = directory
        .numbers(tags::COLOR_MAP)?
        .filter(|map| map.len() >= 3 * size)
        .ok_or(Fault::NoPalette)?;
    // The entries have 16 bits each. Some programs write only 8.
    let shift = if map.iter().all(|value| *value < 256) { 0 } else { 8 };
    let byte = |value: u64| (value >> shift).min(255) as u8;
    Ok((0..size)
        .map(|i| light_of_rgb(byte(map[i]), byte(map[size + i]), byte(map[2 * size + i])))
        .collect())
}

const fn light_of_rgb(r: u8, g: u8, b: u8) -> u8 {
    ((r as u32 * 77 + g as u32 * 150 + b as u32 * 29 + 128) >> 8) as u8
}

/// The picture that is being put together.
struct Canvas {
    width: u32,
    rows: u32,
    data: Vec<u8>,
    /// The pixels of a picture with opacity. `data` is empty then.
    veils: Vec<Veil>,
    damaged: u32,
}

impl Canvas {
    /// The pixels of a row from column `x` on.
    fn row(&mut self, x: u32, y: u32) -> Option<&mut [u8]> {
        let pixels = self.right_of(x, y)?;
        self.data.get_mut(pixels)
    }

    /// The pixels of a row from column `x` on, in a picture with opacity.
    fn veils(&mut self, x: u32, y: u32) -> Option<&mut [Veil]> {
        let pixels = self.right_of(x, y)?;
        self.veils.get_mut(pixels)
    }

    fn right_of(&self, x: u32, y: u32) -> Option<Range<usize>> {
        let start = y as usize * self.width as usize;
        (y < self.rows && x < self.width).then(|| start + x as usize..start + self.width as usize)
    }

    /// The picture, and the number of its damaged rows.
    fn finish(self) -> (Grey, u32) {
        let picture = if self.veils.is_empty() {
            Grey::new(self.width, self.data)
        } else {
            Grey::on_its_ground(self.width, &self.veils)
        };
        (picture, self.damaged.min(self.rows))
    }
}
