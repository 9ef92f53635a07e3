//! Pages in colour, and their form as fax JPEG: L\*a\*b\* of T.42 in T.81's baseline, as in annex E
//! of T.4. The pages use only what every colour fax machine accepts: 200 pixels per inch, one
//! colour sample for four pixels, T.42's default ranges.
//!
//! A page is coded in independent rows of blocks (restart intervals). So the header line can be put
//! above the page when it is sent, without decoding a pixel.
//!
//! A page of few colours is also coded without loss (T.43), for machines that accept T.43. This
//! form is dropped if it takes more bytes than the JPEG, since the call would take longer. For T.43
//! the page is drawn with hard edges, since soft edges would have a colour for each pixel.

use ferrofax_document::colour::{Lab, without_loss};
use ferrofax_document::grey::{Grey, SEEN};
use ferrofax_ground::t4::t43::MOST_COLOURS;
use ferrofax_ground::t4::{Bitmap, Resolution, jpeg};
use jpeg_encoder::{ChromaSubsamplingMethod, Encoder, ImageBuffer, JpegColorType, SamplingFactor};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The resolution of pages in colour.
pub(super) const RESOLUTION: Resolution = Resolution::R200;

/// The JPEG quality of coloured pages, from 1 to 100. At this quality the letters on a page look
/// clean, and sending a page with a photograph takes a few minutes.
const QUALITY: u8 = 70;

/// The limit on mixed colours, which arise at edges when a picture is scaled to the size of its
/// page. Scaling a picture of few colours makes at most this many mixed colours. If there are more,
/// the picture is treated as a dithered photograph.
const MOST_MIXED: usize = 1 << 14;

/// The width in pixels of the blocks in which a coloured page is compressed as JPEG.
const UNIT: u32 = 16;

/// A picture of red, green and blue pixels, row by row from the top.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Colours {
    width: u32,
    data: Vec<u8>,
}

/// Encodes a coloured page, once for each coding that is stored for sending. The first result is
/// fax JPEG, which all colour fax machines accept. `soft` is the page drawn with soft edges; `hard`
/// is the page drawn with hard edges, if it exists. The result is empty if the page has more pixels
/// than allowed.
pub(super) fn coded(soft: &Colours, hard: Option<&Colours>) -> Vec<Vec<u8>> {
    let Some(jpeg) = soft.jpeg() else { return Vec::new() };
    let without_loss = hard.and_then(|page| page.without_loss(jpeg.len()));
    std::iter::once(jpeg).chain(without_loss).collect()
}

/// Whether a pixel is visibly neither black nor white.
pub(super) fn is_shaded(pixel: [u8; 3]) -> bool {
    let (least, most) = (pixel.into_iter().min(), pixel.into_iter().max());
    let (least, most) = (least.unwrap_or(0), most.unwrap_or(0));
    most - least > SEEN || most > SEEN && least < 255 - SEEN
}

impl Colours {
    /// Makes a picture from `data`, which has three bytes for each pixel. The picture is `width`
    /// pixels wide. An incomplete row at the end of `data` is dropped.
    pub(super) fn new(width: u32, mut data: Vec<u8>) -> Self {
        let width = width.max(1);
        let stride = 3 * width as usize;
        data.truncate(data.len() / stride * stride);
        Self { width, data }
    }

    pub(super) fn white(width: u32, rows: u32) -> Self {
        Self::new(width, vec![255; 3 * width.max(1) as usize * rows as usize])
    }

    /// Makes a picture of red, green and blue from a grey one.
    pub(super) fn of_grey(grey: &Grey) -> Self {
        Self::new(grey.width(), grey.data().iter().flat_map(|level| [*level; 3]).collect())
    }

    pub(super) const fn rows(&self) -> u32 {
        (self.data.len() / 3 / self.width as usize) as u32
    }

    /// Whether any pixel of the picture is visibly neither black nor white.
    pub(super) fn are_shaded(&self) -> bool {
        self.data.as_chunks().0.iter().any(|pixel| is_shaded(*pixel))
    }

    /// A copy of the picture, scaled to `width` × `rows` pixels.
    pub(super) fn scaled(&self, width: u32, rows: u32) -> Self {
        // Each colour is scaled like a grey picture.
        let planes = [0, 1, 2].map(|colour| {
            let plane = self.data.iter().skip(colour).step_by(3).copied().collect();
            Grey::new(self.width, plane).scaled(0..self.rows(), width, rows)
        });
        let [red, green, blue] = planes.each_ref().map(|plane| plane.data().iter());
        let pixels = red.zip(green).zip(blue);
        Self::new(width, pixels.flat_map(|((red, green), blue)| [*red, *green, *blue]).collect())
    }

    /// Returns a copy of this picture (`self`) with hard edges. This picture was made by scaling
    /// `picture`, which mixed colours at its edges. In the copy, each pixel has the nearest colour
    /// of `picture`. `None` if `picture` has too many colours, or this picture too many mixed ones.
    pub(super) fn in_colours_of(&self, picture: &Self) -> Option<Self> {
        let mut own = HashSet::new();
        // Equal neighbours are skipped, since most pixels equal the one before.
        for run in picture.data.as_chunks::<3>().0.chunk_by(|one, other| one == other) {
            own.extend(run.first());
            if own.len() > MOST_COLOURS {
                return None;
            }
        }
        self.in_nearest(&own)
    }

    /// Returns a copy of this picture (`self`) with hard edges. This picture was made by scaling
    /// the grey picture `picture`, which mixed greys at its edges. In the copy, each pixel has the
    /// nearest grey of `picture`. `None` if this picture has too many mixed colours.
    pub(super) fn in_greys_of(&self, picture: &Grey) -> Option<Self> {
        let mut own = [false; 256];
        picture.data().iter().for_each(|level| own[usize::from(*level)] = true);
        let levels = (0..=255_u8).filter(|level| own[usize::from(*level)]);
        self.in_nearest(&levels.map(|level| [level; 3]).collect())
    }

    fn in_nearest(&self, own: &HashSet<[u8; 3]>) -> Option<Self> {
        let apart = |one: [u8; 3], other: [u8; 3]| -> u32 {
            let parts = one.into_iter().zip(other);
            parts.map(|(one, other)| u32::from(one.abs_diff(other)).pow(2)).sum()
        };
        let mut nearest = HashMap::new();
        let mut hard = self.clone();
        for run in hard.data.as_chunks_mut::<3>().0.chunk_by_mut(|one, other| one == other) {
            let Some(soft) = run.first().copied() else { continue };
            let near = nearest.entry(soft).or_insert_with(|| {
                // If two colours are equally near, the choice must always be the same.
                let of = |own: &&[u8; 3]| (apart(**own, soft), **own);
                own.iter().min_by_key(of).copied().unwrap_or(soft)
            });
            run.fill(*near);
            if nearest.len() > MOST_MIXED {
                return None;
            }
        }
        Some(hard)
    }

    /// A copy of the picture that is turned by a quarter to the left.
    pub(super) fn turned(&self) -> Self {
        let pixels = self.data.as_chunks::<3>().0;
        let places = (0..self.width as usize)
            .rev()
            .flat_map(|x| (0..self.rows() as usize).map(move |y| y * self.width as usize + x));
        Self::new(self.rows(), places.flat_map(|at| pixels[at]).collect()) // within the picture
    }

    /// Draws `picture` onto this picture, with its upper left corner at column `left` and row
    /// `top`. The parts of `picture` that are outside this picture are left out.
    pub(super) fn put(&mut self, picture: &Self, left: u32, top: u32) {
        let shown = 3 * picture.width.min(self.width.saturating_sub(left)) as usize;
        let left = 3 * left as usize;
        let own = self.data.chunks_exact_mut(3 * self.width as usize).skip(top as usize);
        for (own, row) in own.zip(picture.data.chunks_exact(3 * picture.width as usize)) {
            if let Some(own) = own.get_mut(left..left + shown) {
                own.copy_from_slice(&row[..shown]);
            }
        }
    }

    /// Makes the pixels in a rectangle white: those in these columns and these rows.
    pub(super) fn clear(&mut self, columns: Range<u32>, rows: Range<u32>) {
        if !columns.is_empty() && !rows.is_empty() {
            let paper = Self::white(columns.end - columns.start, rows.end - rows.start);
            self.put(&paper, columns.start, rows.start);
        }
    }

    /// Makes those pixels of the picture black that are black in the bitmap `black`.
    pub(super) fn blacken(&mut self, black: &Bitmap) {
        let width = self.width;
        let own = self.data.as_chunks_mut::<3>().0;
        let places =
            (0..black.rows()).flat_map(|y| (0..black.width().min(width)).map(move |x| (x, y)));
        for (x, y) in places.filter(|(x, y)| black.is_black(*x, *y)) {
            if let Some(pixel) = own.get_mut((y * width + x) as usize) {
                *pixel = [0; 3];
            }
        }
    }

    /// Codes the page without loss (T.43); `None` if that takes more than this number of bytes.
    fn without_loss(&self, most: usize) -> Option<Vec<u8>> {
        let mut lab = Lab::default();
        let pixels = self.data.as_chunks().0.iter().map(|pixel| lab.of(*pixel));
        without_loss(self.width, pixels, most)
    }

    /// Codes the page as fax JPEG; `None` if it has more pixels than allowed.
    fn jpeg(&self) -> Option<Vec<u8>> {
        let (width, rows) = (u16::try_from(self.width).ok()?, u16::try_from(self.rows()).ok()?);
        if rows == 0 || u64::from(width) * u64::from(rows) > jpeg::MOST_PIXELS {
            return None;
        }
        let mut coded = Vec::new();
        let mut encoder = Encoder::new(&mut coded, QUALITY);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
        encoder.set_restart_interval(self.width.div_ceil(UNIT) as u16);
        let page = InLab { page: self, size: (width, rows), lab: RefCell::default() };
        encoder.encode_image(page).ok()?;
        as_faxes_have_it(&coded)
    }
}

/// Replaces the JFIF segment, which the encoder writes first, by the segment of fax JPEG.
fn as_faxes_have_it(coded: &[u8]) -> Option<Vec<u8>> {
    let rest = coded.strip_prefix(&[0xFF, 0xD8, 0xFF, 0xE0])?;
    let length = u16::from_be_bytes(*rest.first_chunk()?);
    let marker = jpeg::fax_marker(RESOLUTION.nominal_dpi().0 as u16);
    Some([&coded[..2], &marker, rest.get(usize::from(length)..)?].concat())
}

/// The page in the form from which the JPEG encoder reads: rows of L\*a\*b\*.
struct InLab<'a> {
    page: &'a Colours,
    size: (u16, u16),
    lab: RefCell<Lab>,
}

impl ImageBuffer for InLab<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        // This only tells the encoder to write three components, the first with full resolution.
        // The fax segment declares their meaning.
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.size.0
    }

    fn height(&self) -> u16 {
        self.size.1
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let stride = 3 * usize::from(self.size.0);
        let row = self.page.data.chunks_exact(stride).nth(y.into()).unwrap_or_default();
        let mut lab = self.lab.borrow_mut();
        for pixel in row.as_chunks().0 {
            let octets = lab.of(*pixel);
            buffers.iter_mut().zip(octets).for_each(|(buffer, octet)| buffer.push(octet));
        }
    }
}
