//! Sends a fax in a printer's format, sheet by sheet. Raster data is drawn while it is sent, one
//! page at a time.

use std::io::{self, Cursor, Read, Write};
use std::ops::Range;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::post::Document;
use super::taken::{Format, PDF, PWG, URF};
use ferrofax_document::raster::{Form, Kind, Paper, Part, Sheet, file_head};
use ferrofax_document::tiff::TiffPage;

/// The fax that is sent to a printer, with its print options.
pub(super) struct Parcel {
    pub(super) contents: Contents,
    /// The paper that the printer is asked to use. If the paper has no name, the printer chooses
    /// the paper itself.
    pub(super) paper: Paper,
    /// The value of the print option `sides` (IPP), if the printer supports it.
    pub(super) sides: Option<&'static str>,
    /// The value of the print option `print-scaling` (IPP), if the printer supports it.
    pub(super) scaling: Option<&'static str>,
    /// Whether the fax is sent to the printer compressed with gzip.
    pub(super) is_gzipped: bool,
}

/// The fax in the format in which it is sent.
pub(super) enum Contents {
    Pdf(Arc<[u8]>),
    Raster(Form, Arc<[Cut]>),
}

/// The part of a fax page that is printed on one sheet of paper, as a range of rows of pixels. A
/// very long page is printed on several sheets.
#[derive(Clone)]
pub(super) struct Cut {
    page: TiffPage,
    rows: Range<u32>,
}

/// The length of a page above which the page is split, as a multiple of the length of a sheet of
/// paper.
const TOO_LONG: f64 = 1.3;

/// The number of bytes of raster data that are drawn before they are sent to the printer.
const AHEAD: usize = 64 << 10;

impl Contents {
    /// Prepares fax pages for printing in the raster format `form`: each page is cut into as many
    /// sheets of this paper as it needs. The pixels are drawn later, while they are sent.
    pub(super) fn raster(form: Form, pages: &[TiffPage], paper: &Paper) -> Self {
        Self::Raster(form, pages.iter().flat_map(|page| cuts(page, paper)).collect())
    }

    pub(super) const fn format(&self) -> Format {
        match self {
            Self::Pdf(_) => Format::Pdf,
            Self::Raster(form, _) => Format::Raster(*form),
        }
    }
}

impl Parcel {
    pub(super) const fn media_type(&self) -> &'static str {
        match self.contents.format() {
            Format::Pdf => PDF,
            Format::Raster(Form { kind: Kind::Pwg, .. }) => PWG,
            Format::Raster(Form { kind: Kind::Urf, .. }) => URF,
        }
    }

    /// Opens the content that is sent to the printer for reading, from its beginning.
    pub(super) fn open(&self) -> Document {
        match &self.contents {
            Contents::Pdf(bytes) => Document {
                length: Some(bytes.len() as u64),
                bytes: Box::new(Cursor::new(Arc::clone(bytes))),
            },
            Contents::Raster(form, cuts) => {
                let file = RasterFile::new(*form, Arc::clone(cuts), self.paper.clone());
                let bytes: Box<dyn Read + Send> =
                    if self.is_gzipped { Box::new(file.gzipped()) } else { Box::new(file) };
                Document { bytes, length: None }
            }
        }
    }
}

/// The sheets of paper on which a page is printed. This is one sheet, unless the page is much
/// longer than the paper.
fn cuts(page: &TiffPage, paper: &Paper) -> Vec<Cut> {
    let (room_x, room_y) = paper.room();
    let (across, down) = (inches(room_x), inches(room_y));
    let smaller = (across / (f64::from(page.width) / page.x_dpi)).min(1.0);
    let rows_of_sheet = (down / smaller * page.y_dpi).max(1.0);
    let rows = f64::from(page.rows);
    let sheets =
        if rows > rows_of_sheet * TOO_LONG { (rows / rows_of_sheet).ceil() as u32 } else { 1 };
    let edge = |number: u32| (u64::from(page.rows) * u64::from(number) / u64::from(sheets)) as u32;
    (0..sheets)
        .map(|number| Cut { page: page.clone(), rows: edge(number)..edge(number + 1) })
        .collect()
}

fn inches(length: u32) -> f64 {
    f64::from(length) / 2540.0
}

/// A raster file, whose bytes are drawn while they are read.
struct RasterFile {
    form: Form,
    paper: Paper,
    cuts: Arc<[Cut]>,
    /// The sheet of paper that is being drawn; `None` between two sheets.
    sheet: Option<Sheet>,
    begun: usize,
    /// The gzip compressor. `None` if the raster file is not compressed, or if it has been
    /// compressed to its end.
    packer: Option<GzEncoder<Vec<u8>>>,
    /// Bytes of the raster file that are drawn and, if `packer` is set, compressed. The first
    /// `read` of them have already been sent to the printer.
    ready: Vec<u8>,
    read: usize,
}

impl RasterFile {
    fn new(form: Form, cuts: Arc<[Cut]>, paper: Paper) -> Self {
        let ready = file_head(form, cuts.len() as u32);
        Self { form, paper, cuts, sheet: None, begun: 0, packer: None, ready, read: 0 }
    }

    fn gzipped(self) -> Self {
        Self { packer: Some(GzEncoder::new(Vec::new(), Compression::fast())), ..self }.packed()
    }

    /// Compresses the head of the raster file, which is the only part that exists so far. Returns
    /// this file.
    fn packed(mut self) -> Self {
        let head = std::mem::take(&mut self.ready);
        if let Some(packer) = &mut self.packer {
            // Writing to memory cannot fail.
            drop(packer.write_all(&head));
        }
        self
    }

    /// Draws more of the raster file into [`Self::ready`], and compresses it if required. If
    /// `ready` is empty afterwards, the whole file has been read.
    fn go_on(&mut self) -> io::Result<()> {
        self.read = 0;
        self.ready.clear();
        while self.ready.is_empty() && (self.sheet.is_some() || self.begun < self.cuts.len()) {
            self.draw()?;
        }
        let Some(mut packer) = self.packer.take() else { return Ok(()) };
        packer.write_all(&self.ready)?;
        self.ready = if self.ready.is_empty() {
            packer.finish()?
        } else {
            // White pages compress to nearly nothing. Each part is sent as soon as it is drawn,
            // so that the printer gets data in time.
            packer.flush()?;
            let ready = std::mem::take(packer.get_mut());
            self.packer = Some(packer);
            ready
        };
        Ok(())
    }

    /// Draws rows of the present sheet into [`Self::ready`] until there are [`AHEAD`] bytes or the
    /// sheet is complete. If no sheet is being drawn, the next one is begun first.
    fn draw(&mut self) -> io::Result<()> {
        if self.sheet.is_none() {
            let Some(cut) = self.cuts.get(self.begun) else { return Ok(()) };
            self.begun += 1;
            let bitmap = cut.page.bitmap().map_err(io::Error::other)?;
            let part = Part {
                bitmap: &bitmap,
                rows: cut.rows.clone(),
                x_dpi: cut.page.x_dpi,
                y_dpi: cut.page.y_dpi,
            };
            let place = (self.begun as u32, self.cuts.len() as u32);
            self.sheet = Some(Sheet::begin(&part, &self.paper, self.form, place, &mut self.ready));
        }
        while self.ready.len() < AHEAD {
            if !self.sheet.as_mut().is_some_and(|sheet| sheet.push(&mut self.ready)) {
                self.sheet = None;
                break;
            }
        }
        Ok(())
    }
}

impl Read for RasterFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.read == self.ready.len() {
            self.go_on()?;
        }
        let rest = self.ready.get(self.read..).unwrap_or_default();
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.read += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_document::raster::Pixel;

    #[test]
    fn each_page_goes_out_when_it_is_drawn_however_small_it_packs() {
        let white = |number: u8| {
            // A TIFF with one strip in T.6, in which each white row is one bit.
            let mut file = b"II*\0\x08\0\0\0".to_vec();
            let tags: [(u16, u32); 9] = [
                (256, 1728),
                (257, 800),
                (258, 1),
                (259, 4),
                (262, 0),
                (273, 200),
                (277, 1),
                (278, 800),
                (279, 100),
            ];
            file.extend((tags.len() as u16).to_le_bytes());
            for (tag, value) in tags {
                file.extend(tag.to_le_bytes());
                file.extend([4, 0, 1, 0, 0, 0]);
                file.extend(value.to_le_bytes());
            }
            file.resize(200, 0);
            file.extend([0xFF; 100]);
            let path = std::path::PathBuf::from(number.to_string());
            ferrofax_document::tiff::parse(file, &path).unwrap().remove(0)
        };
        let pages: Vec<TiffPage> = (0..5).map(white).collect();
        let paper = Paper { width: 21_000, height: 29_700, ..Paper::default() };
        let form =
            Form { kind: Kind::Pwg, pixel: Pixel::Black, x_dpi: 300, y_dpi: 300, duplex: None };
        let contents = Contents::raster(form, &pages, &paper);
        let parcel = Parcel { contents, paper, sides: None, scaling: None, is_gzipped: true };
        let mut bytes = parcel.open().bytes;
        let mut piece = vec![0; 64 << 10];
        let reads = std::iter::from_fn(|| Some(bytes.read(&mut piece).unwrap()));
        let sizes: Vec<usize> = reads.take_while(|count| *count > 0).collect();
        assert_eq!(sizes.len(), pages.len() + 1, "a page each, and the end: {sizes:?}");
    }
}
