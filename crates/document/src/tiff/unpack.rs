//! The general compressions of TIFF: PackBits, LZW, Deflate, ThunderScan and JPEG. Each takes bytes
//! and returns bytes, no more than a given number.

use std::io::Read;

use weezl::{BitOrder, LzwStatus};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// The packing of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    PackBits,
    Lzw,
    Deflate,
    /// Rows of this number of pixels of four bits.
    ThunderScan(usize),
}

/// Unpacks the bytes as far as possible, at most to `most` bytes. Damage ends it early.
pub(super) fn unpack(bytes: &[u8], packing: Packing, most: usize) -> Vec<u8> {
    match packing {
        Packing::None => bytes[..bytes.len().min(most)].to_vec(),
        Packing::PackBits => unpack_bits(bytes, most),
        Packing::Lzw => unpack_lzw(bytes, most),
        Packing::Deflate => {
            let mut out = Vec::new();
            // The bytes that were read before an error are kept.
            let _ = flate2::read::ZlibDecoder::new(bytes).take(most as u64).read_to_end(&mut out);
            out
        }
        Packing::ThunderScan(width) => unpack_thunder(bytes, width, most),
    }
}

/// Unpacks ThunderScan: pixels of 16 greys, stored as runs, as differences from the pixel before,
/// or in full. Each row begins with black and fills whole bytes.
fn unpack_thunder(bytes: &[u8], width: usize, most: usize) -> Vec<u8> {
    // A difference that stands for nothing makes no pixel.
    const OF_TWO_BITS: [Option<u8>; 4] = [Some(0), Some(1), None, Some(15)];
    const OF_THREE: [Option<u8>; 8] =
        [Some(0), Some(1), Some(2), Some(3), None, Some(13), Some(14), Some(15)];
    let (mut out, mut row, mut last) = (Vec::new(), Vec::with_capacity(width), 0_u8);
    for byte in bytes {
        let mut step = |difference: Option<u8>| {
            if let Some(difference) = difference {
                last = (last + difference) & 15;
                row.push(last);
            }
        };
        match byte >> 6 {
            0 => (0..byte & 63).for_each(|_| step(Some(0))),
            1 => [4, 2, 0]
                .into_iter()
                .for_each(|shift| step(OF_TWO_BITS[usize::from(byte >> shift & 3)])),
            2 => [3, 0]
                .into_iter()
                .for_each(|shift| step(OF_THREE[usize::from(byte >> shift & 7)])),
            _ => {
                last = byte & 15;
                row.push(last);
            }
        }
        if row.len() >= width {
            row.truncate(width);
            out.extend(row.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)));
            if out.len() >= most {
                break;
            }
            row.clear();
            last = 0;
        }
    }
    out.truncate(most);
    out
}

/// Unpacks PackBits (TIFF 6.0 §9).
fn unpack_bits(mut bytes: &[u8], most: usize) -> Vec<u8> {
    let mut out = Vec::new();
    while out.len() < most
        && let Some((head, rest)) = bytes.split_first()
    {
        bytes = rest;
        match *head as i8 {
            -128 => {}
            copies @ -127..=-1 => {
                let Some((byte, rest)) = bytes.split_first() else { break };
                out.resize(out.len() + 1 + usize::from(copies.unsigned_abs()), *byte);
                bytes = rest;
            }
            more => {
                let (taken, rest) = bytes.split_at(bytes.len().min(more as usize + 1));
                out.extend_from_slice(taken);
                bytes = rest;
            }
        }
    }
    out.truncate(most);
    out
}

/// Unpacks LZW (TIFF 6.0 §13), also in the form of before TIFF 5, in which the least significant
/// bit comes first and code sizes are switched later.
fn unpack_lzw(mut bytes: &[u8], most: usize) -> Vec<u8> {
    let is_old = matches!(bytes, [0, second, ..] if second & 1 == 1);
    let mut decoder = if is_old {
        weezl::decode::Decoder::new(BitOrder::Lsb, 8)
    } else {
        weezl::decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8)
    };
    let mut out = Vec::new();
    let mut buffer = vec![0; 64 << 10];
    while out.len() < most {
        let room = buffer.len().min(most - out.len());
        let result = decoder.decode_bytes(bytes, &mut buffer[..room]);
        out.extend_from_slice(&buffer[..result.consumed_out]);
        bytes = &bytes[result.consumed_in..];
        let stuck = result.consumed_in == 0 && result.consumed_out == 0;
        if stuck || !matches!(result.status, Ok(LzwStatus::Ok)) {
            break;
        }
    }
    out
}

/// A part of an image that is a JPEG of its own.
#[derive(Debug)]
pub(super) struct Jpeg {
    pub(super) width: usize,
    pub(super) rows: usize,
    /// The bytes of a pixel: its components as they are in the JPEG.
    pub(super) components: usize,
    pub(super) pixels: Vec<u8>,
}

/// Unpacks a JPEG whose tables may be elsewhere in the file. `None` if it is damaged or larger than
/// `most`.
pub(super) fn unpack_jpeg(bytes: &[u8], tables: Option<&[u8]>, most: (u32, u32)) -> Option<Jpeg> {
    // Both begin with SOI, and the tables end with EOI. So one SOI and the EOI of the tables are
    // left out.
    let joined: Vec<u8> = match tables {
        Some(tables) if tables.len() >= 4 && bytes.len() >= 2 => {
            [&tables[..tables.len() - 2], &bytes[2..]].concat()
        }
        _ => bytes.to_vec(),
    };
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(most.0 as usize)
        .set_max_height(most.1 as usize);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(joined), options);
    decoder.decode_headers().ok()?;
    let colours = decoder.input_colorspace()?;
    let components = match colours {
        ColorSpace::Luma => 1,
        ColorSpace::RGB | ColorSpace::YCbCr => 3,
        ColorSpace::CMYK | ColorSpace::YCCK => 4,
        _ => return None,
    };
    // The components are taken unchanged; the TIFF says what they mean.
    decoder.set_options(options.jpeg_set_out_colorspace(colours));
    let pixels = decoder.decode().ok()?;
    let info = decoder.info()?;
    let (width, rows) = (usize::from(info.width), usize::from(info.height));
    (pixels.len() >= width * rows * components).then_some(Jpeg { width, rows, components, pixels })
}
