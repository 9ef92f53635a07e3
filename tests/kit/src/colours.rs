//! Colour pages as in faxes: JPEG with L\*a\*b\*, coded with an encoder that is not ours.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// The colour of a pixel, as octets of L\*, a\* and b\* by T.42's own ranges.
pub type Lab = [u8; 3];

/// Returns L\*a\*b\* as numbers, by the formulas of T.42 for its own ranges.
pub fn numbers([light, red, yellow]: Lab) -> [f64; 3] {
    let [light, red, yellow] = [light, red, yellow].map(f64::from);
    [light * 100.0 / 255.0, (red - 128.0) * 170.0 / 255.0, (yellow - 96.0) * 200.0 / 255.0]
}

/// Returns the colour difference of two colours (CIE 1976).
pub fn distance(one: [f64; 3], other: [f64; 3]) -> f64 {
    one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// Returns the colour of a pixel of the test page: fields of 64 × 64 pixels in plain colours on
/// white, and an area with a different colour at each pixel.
pub fn colour_at(x: u32, y: u32) -> Lab {
    const FIELDS: [Lab; 8] = [
        [255, 128, 96],
        [136, 240, 180], // red
        [220, 60, 190],  // yellow and green
        [80, 170, 10],   // blue
        [127, 128, 96],  // middle grey
        [0, 128, 96],    // black
        [190, 150, 130],
        [200, 110, 60],
    ];
    if (x / 64) % 4 == 3 {
        let wave = |by: f64| ((f64::from(x) / by).sin() * (f64::from(y) / by).cos() * 60.0) as i32;
        return [160 + wave(23.0), 128 + wave(37.0), 96 + wave(51.0)]
            .map(|it| it.clamp(0, 255) as u8);
    }
    FIELDS[((x / 64 + 3 * (y / 64)) % 8) as usize]
}

/// Returns the test page as a fax machine sends it. `dpi` is its resolution in pixels per inch.
pub fn page(width: u32, rows: u32, dpi: u16) -> Vec<u8> {
    jpeg(width, rows, dpi, Some(SamplingFactor::F_2_2), colour_at)
}

/// Returns a page of random colours, which takes many bytes.
pub fn noise(width: u32, rows: u32) -> Vec<u8> {
    let colour = |x: u32, y: u32| {
        let mixed = (x.wrapping_mul(2_654_435) ^ y.wrapping_mul(40_503)).wrapping_mul(0x9E37_79B1);
        [(mixed >> 24) as u8, (mixed >> 16) as u8, (mixed >> 8) as u8]
    };
    jpeg(width, rows, 200, Some(SamplingFactor::F_2_2), colour)
}

/// Returns a page with only L\*.
pub fn grey_page(width: u32, rows: u32, dpi: u16) -> Vec<u8> {
    jpeg(width, rows, dpi, None, colour_at)
}

/// Codes a page. Without a sampling factor, it codes only L\*.
pub fn jpeg(
    width: u32,
    rows: u32,
    dpi: u16,
    sampling: Option<SamplingFactor>,
    colour: impl Fn(u32, u32) -> Lab,
) -> Vec<u8> {
    coded(width, rows, dpi, sampling, 0, colour)
}

/// Returns a page in these colours with a restart marker after each row of units, like the pages
/// that Ferrofax sends.
pub fn in_rows(width: u32, rows: u32, colour: impl Fn(u32, u32) -> Lab) -> Vec<u8> {
    coded(width, rows, 200, Some(SamplingFactor::F_2_2), width.div_ceil(16) as u16, colour)
}

/// Decodes a page. Returns its width, and its pixels row by row.
pub fn pixels(octets: &[u8]) -> (usize, Vec<Lab>) {
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::YCbCr);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(octets), options);
    let pixels = decoder.decode().expect("the page is complete");
    let (width, _) = decoder.dimensions().expect("the header was read");
    (width, pixels.as_chunks().0.to_vec())
}

fn coded(
    width: u32,
    rows: u32,
    dpi: u16,
    sampling: Option<SamplingFactor>,
    restart: u16,
    colour: impl Fn(u32, u32) -> Lab,
) -> Vec<u8> {
    let pixels = (0..rows).flat_map(|y| (0..width).map(move |x| (x, y)));
    let pixels = pixels.map(|(x, y)| colour(x, y));
    let mut coded = Vec::new();
    let mut encoder = Encoder::new(&mut coded, 90);
    encoder.set_restart_interval(restart);
    let (width, rows) = (width as u16, rows as u16);
    match sampling {
        None => {
            let light: Vec<u8> = pixels.map(|pixel| pixel[0]).collect();
            encoder
                .encode(&light, width, rows, ColorType::Luma)
                .expect("the page can be coded");
        }
        Some(factor) => {
            encoder.set_sampling_factor(factor);
            let all: Vec<u8> = pixels.flatten().collect();
            encoder
                .encode(&all, width, rows, ColorType::Ycbcr)
                .expect("the page can be coded");
        }
    }
    as_faxes_have_it(&coded, dpi)
}

/// Replaces the JFIF segment of a JPEG with that of faxes.
fn as_faxes_have_it(coded: &[u8], dpi: u16) -> Vec<u8> {
    assert_eq!(coded[..4], [0xFF, 0xD8, 0xFF, 0xE0], "JFIF comes first");
    let jfif = usize::from(u16::from_be_bytes([coded[4], coded[5]]));
    let marker = [&[0xFF, 0xE1, 0, 12][..], b"G3FAX\0", &[0x07, 0xCA], &dpi.to_be_bytes()];
    [&coded[..2], &marker.concat(), &coded[4 + jfif..]].concat()
}
