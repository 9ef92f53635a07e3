//! Reads TIFF pages whose samples Ferrofax's own reader does not read: floating-point numbers,
//! signed numbers, and numbers of unusual depths. The library `tiff` decodes them.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, GrayAlphaImage, GrayImage};
use tiff::ColorType;
use tiff::decoder::ifd::Value;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

use super::picture::{Photo, light};
use super::product::Unfit;
use ferrofax_document::limits::MOST_PAGES;
use ferrofax_document::tiff::Fault;

/// The maximum size in bytes of one decoded TIFF page.
const MOST_BYTES: usize = 512 << 20;

/// The pages of a TIFF file from a certain page on. Each page is decoded only when it is requested.
pub(super) struct UnusualPages<'f> {
    /// The decoder of the library `tiff`; `None` if the library cannot read the file.
    decoder: Option<Decoder<File<'f>>>,
    /// The numbers of those images in the TIFF file that are pages. Images that are small copies or
    /// masks of pages do not count.
    images: std::vec::IntoIter<usize>,
    /// The reason why Ferrofax's own TIFF reader could not read the TIFF page at which this list
    /// begins.
    fault: &'f Fault,
}

type File<'f> = Cursor<&'f [u8]>;

impl<'f> UnusualPages<'f> {
    /// Creates the list of the pages after the first `usual` pages of a TIFF file. The list has at
    /// least one page, even if that page cannot be read.
    pub(super) fn after(file: &'f [u8], usual: usize, fault: &'f Fault) -> Self {
        let mut decoder = Decoder::new(Cursor::new(file)).ok().map(|decoder| {
            let mut limits = Limits::default();
            limits.decoding_buffer_size = MOST_BYTES;
            decoder.with_limits(limits)
        });
        let mut images = decoder.as_mut().map(pages_of).unwrap_or_default();
        images.drain(..usual.min(images.len()));
        if images.is_empty() {
            images.push(usize::MAX);
        }
        Self { decoder, images: images.into_iter(), fault }
    }

    pub(super) fn len(&self) -> usize {
        self.images.len()
    }
}

impl Iterator for UnusualPages<'_> {
    type Item = Result<Photo, Unfit>;

    fn next(&mut self) -> Option<Self::Item> {
        let image = self.images.next()?;
        let photo = self.decoder.as_mut().and_then(|decoder| {
            decoder.seek_to_image(image).ok()?;
            photo_of(decoder)
        });
        Some(photo.ok_or_else(|| Unfit::damaged(self.fault.to_string())))
    }
}

/// The numbers of those images in the TIFF file that are pages.
fn pages_of(decoder: &mut Decoder<File<'_>>) -> Vec<usize> {
    let mut pages = Vec::new();
    for image in 0..MOST_PAGES {
        let kind = decoder.find_tag_unsigned::<u32>(Tag::NewSubfileType);
        let is_page = kind.ok().flatten().unwrap_or(0) & 0b101 == 0;
        if is_page || (pages.is_empty() && !decoder.more_images()) {
            pages.push(image);
        }
        if !decoder.more_images() || decoder.next_image().is_err() {
            break;
        }
    }
    pages
}

/// Decodes the image of the TIFF file at which `decoder` is positioned. `None` if the library
/// cannot read it.
fn photo_of(decoder: &mut Decoder<File<'_>>) -> Option<Photo> {
    let (width, rows) = decoder.dimensions().ok()?;
    let kind = decoder.colortype().ok()?;
    let dpi = density(decoder);
    let orientation = decoder.find_tag_unsigned::<u8>(Tag::Orientation).ok().flatten();
    let orientation = orientation.and_then(Orientation::from_exif);
    let levels = levels(decoder.read_image().ok()?, kind, width as usize)?;
    let picture = picture_of(&levels, kind, (width, rows))?;
    Some(Photo::upright(picture, orientation.unwrap_or(Orientation::NoTransforms), dpi, false))
}

/// The resolution that the image declares, in pixels per inch across and down (TIFF 6.0, section
/// 8: ResolutionUnit 2 is the inch, 3 the centimetre).
fn density(decoder: &mut Decoder<File<'_>>) -> Option<(f64, f64)> {
    let unit = decoder.find_tag_unsigned::<u16>(Tag::ResolutionUnit).ok().flatten();
    let inches = match unit.unwrap_or(2) {
        2 => 1.0,
        3 => 2.54,
        _ => return None,
    };
    let mut of = |tag| match decoder.find_tag(tag).ok()?? {
        Value::Rational(above, below) if below > 0 => {
            Some(f64::from(above) / f64::from(below) * inches)
        }
        _ => None,
    };
    Some((of(Tag::XResolution)?, of(Tag::YResolution)?))
}

/// Converts the samples of an image to levels of brightness from 0 to 255.
///
/// Whole numbers without a sign use their whole range, and floating-point numbers the range from 0
/// to 1. Signed numbers, and floating-point numbers outside that range, have no range that all
/// programs agree on: their smallest and greatest samples become 0 and 255.
fn levels(samples: DecodingResult, kind: ColorType, width: usize) -> Option<Vec<u8>> {
    use DecodingResult as R;
    Some(match samples {
        R::U8(bytes) if kind.bit_depth() < 8 => return unpacked(&bytes, kind, width),
        R::U8(levels) => levels,
        R::U16(samples) => samples.into_iter().map(|sample| (sample >> 8) as u8).collect(),
        R::U32(samples) => samples.into_iter().map(|sample| (sample >> 24) as u8).collect(),
        R::U64(samples) => samples.into_iter().map(|sample| (sample >> 56) as u8).collect(),
        R::I8(samples) => stretched(&samples, |sample| f64::from(*sample)),
        R::I16(samples) => stretched(&samples, |sample| f64::from(*sample)),
        R::I32(samples) => stretched(&samples, |sample| f64::from(*sample)),
        R::I64(samples) => stretched(&samples, |sample| *sample as f64),
        R::F16(samples) => fractions(&samples, |sample| sample.to_f64()),
        R::F32(samples) => fractions(&samples, |sample| f64::from(*sample)),
        R::F64(samples) => fractions(&samples, |sample| *sample),
    })
}

/// Unpacks samples of less than 8 bits, and converts each to a level from 0 to 255. Each row of the
/// image begins with a new byte.
fn unpacked(bytes: &[u8], kind: ColorType, width: usize) -> Option<Vec<u8>> {
    let (bits, per_row) = (usize::from(kind.bit_depth()), width * usize::from(kind.num_samples()));
    let most = (1_u32 << bits) - 1;
    let sample = |row: &[u8], at: usize| {
        let bit = |at: usize| u32::from(row[at / 8] >> (7 - at % 8) & 1);
        let value = (at * bits..(at + 1) * bits).fold(0, |value, at| value << 1 | bit(at));
        (value * 255 / most) as u8
    };
    let rows = bytes.chunks_exact((per_row * bits).div_ceil(8).max(1));
    Some(rows.flat_map(|row| (0..per_row).map(move |at| sample(row, at))).collect())
}

fn fractions<T>(samples: &[T], number: impl Fn(&T) -> f64 + Copy) -> Vec<u8> {
    let is_fraction = |sample: &T| (0.0..=1.0).contains(&number(sample));
    if samples.iter().all(is_fraction) {
        return samples.iter().map(|sample| (number(sample) * 255.0).round() as u8).collect();
    }
    stretched(samples, number)
}

/// Converts samples to levels: the smallest sample becomes 0, and the greatest 255. Samples that
/// are not numbers (NaN) become 0.
fn stretched<T>(samples: &[T], number: impl Fn(&T) -> f64) -> Vec<u8> {
    let numbers = || samples.iter().map(&number).filter(|number| number.is_finite());
    let (least, most) = (numbers().fold(f64::MAX, f64::min), numbers().fold(f64::MIN, f64::max));
    let range = (most - least).max(f64::MIN_POSITIVE);
    samples
        .iter()
        .map(|sample| ((number(sample) - least) / range * 255.0) as u8)
        .collect()
}

/// Makes a grey picture from the levels of an image. `None` if the number of levels does not fit
/// the size of the picture.
fn picture_of(levels: &[u8], kind: ColorType, (width, rows): (u32, u32)) -> Option<DynamicImage> {
    let samples = usize::from(kind.num_samples());
    if samples == 0 || levels.len() != width as usize * rows as usize * samples {
        return None;
    }
    let pixels = levels.chunks_exact(samples);
    let without = |ink: u8, black: u8| (u16::from(255 - ink) * u16::from(255 - black) / 255) as u8;
    let grey = |pixel: &[u8]| match kind {
        ColorType::RGB(_) | ColorType::RGBA(_) => light(pixel[0], pixel[1], pixel[2]),
        ColorType::CMYK(_) | ColorType::CMYKA(_) => {
            let part = |ink: usize| without(pixel[ink], pixel[3]);
            light(part(0), part(1), part(2))
        }
        _ => pixel[0],
    };
    match kind {
        ColorType::Gray(_)
        | ColorType::RGB(_)
        | ColorType::CMYK(_)
        | ColorType::CMYKA(_)
        | ColorType::Multiband { .. } => {
            GrayImage::from_raw(width, rows, pixels.map(grey).collect()).map(Into::into)
        }
        ColorType::GrayA(_) | ColorType::RGBA(_) => {
            let veiled = pixels.flat_map(|pixel| [grey(pixel), pixel[samples - 1]]).collect();
            GrayAlphaImage::from_raw(width, rows, veiled).map(Into::into)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiff::encoder::colortype::{ColorType as Kind, Gray8, Gray32Float, GrayI16, RGB32};
    use tiff::encoder::{TiffEncoder, TiffValue};

    /// A file with one page of two pixels in one row.
    fn only<K: Kind>(samples: &[K::Inner]) -> Vec<u8>
    where
        [K::Inner]: TiffValue,
    {
        let mut file = Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut file).unwrap();
        encoder.write_image::<K>(2, 1, samples).unwrap();
        file.into_inner()
    }

    /// The greys of the pages; none for a page that cannot be read.
    fn greys(file: &[u8], usual: usize) -> Vec<Option<Vec<u8>>> {
        UnusualPages::after(file, usual, &Fault::NoWholeNumbers)
            .map(|photo| Some(photo.ok()?.grey.data().to_vec()))
            .collect()
    }

    #[test]
    fn the_greatest_number_is_white() {
        let white_and_black = vec![Some(vec![255, 0])];
        assert_eq!(greys(&only::<Gray32Float>(&[1.0, 0.0]), 0), white_and_black);
        assert_eq!(greys(&only::<GrayI16>(&[700, -700]), 0), white_and_black);
        assert_eq!(greys(&only::<Gray32Float>(&[1.0, 0.5]), 0), [Some(vec![255, 128])]);
        assert_eq!(greys(&only::<Gray32Float>(&[3000.0, f32::NAN]), 0)[0].as_ref().unwrap()[1], 0);
        let (most, red) = (u32::MAX, 76);
        assert_eq!(
            greys(&only::<RGB32>(&[most, most, most, most, 0, 0]), 0),
            [Some(vec![255, red])]
        );
    }

    #[test]
    fn samples_of_3_bits_are_unpacked_row_by_row() {
        // 7, 0, 3 and 7, 7, 7: each row has 9 bits and ends with the second byte.
        let packed = [0b1110_0001, 0b1000_0000, 0b1111_1111, 0b1000_0000];
        assert_eq!(
            unpacked(&packed, ColorType::Gray(3), 3),
            Some(vec![255, 0, 109, 255, 255, 255])
        );
    }

    #[test]
    fn pages_that_were_read_are_not_read_again() {
        let mut bytes = Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut bytes).unwrap();
        encoder.write_image::<Gray8>(2, 1, &[1, 2]).unwrap();
        encoder.write_image::<Gray32Float>(2, 1, &[0.0, 1.0]).unwrap();
        let file = bytes.into_inner();
        assert_eq!(greys(&file, 1), [Some(vec![0, 255])]);
        assert_eq!(greys(&file, 2), [None], "the page with the fault is always there");
    }

    #[test]
    fn a_file_that_the_library_cannot_read_either_has_the_fault_of_ours() {
        let whole = only::<Gray32Float>(&[1.0, 0.0]);
        for end in 0..whole.len() {
            let mut pages = UnusualPages::after(&whole[..end], 0, &Fault::NoWholeNumbers);
            if let Some(Err(unfit)) = pages.next() {
                assert_eq!(unfit.what, "its samples are not whole numbers");
            }
        }
        assert_eq!(greys(b"no TIFF", 0), [None]);
    }
}
