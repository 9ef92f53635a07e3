//! Lays out the sending report and the proof of sending on pages of A4: a title, the result, rows of labels and values,
//! tables with rules, and the first page of the fax in a frame.

use ferrofax_basics::UnixMs;
use ferrofax_document::pdf::{PdfInfo, PdfPage};
use ferrofax_document::pdf_text::{ForSignature, TextPdf, UnsignedPdf};
use ferrofax_document::type_setting::{Face, Style};
use ferrofax_ground::t4::{Bitmap, Coding, EncodeOptions, encode};

/// The distance of the left edge of the text from the left edge of the page, in mm. The next
/// constants are the other three edges of the text, from the left or upper edge of the page.
const LEFT: f64 = 20.0;
const RIGHT: f64 = 190.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 277.0;

/// The width of the labels, in mm.
const LABELS: f64 = 42.0;

/// The space between the columns of a table, in mm.
const GAP: f64 = 2.0;

/// The greatest width and height of the picture of the fax's first page, in mm. If less height than
/// `LEAST_PICTURE` is free on a page, the picture is put on the next page.
const PICTURE: (f64, f64) = (105.0, 150.0);
const LEAST_PICTURE: f64 = 70.0;

const TITLE: Style = Style { face: Face::SansBold, size_pt: 20.0 };
const HEADING: Style = Style { face: Face::SansBold, size_pt: 11.0 };
const STRONG: Style = Style { face: Face::SansBold, size_pt: 10.0 };
const PLAIN: Style = Style { face: Face::Sans, size_pt: 9.5 };
const SMALL: Style = Style { face: Face::Sans, size_pt: 8.0 };
const SMALL_STRONG: Style = Style { face: Face::SansBold, size_pt: 8.0 };

/// The distance from one line of text to the next, in mm. `SMALL_LINE` is this distance for small
/// letters.
const LINE: f64 = 5.0;
const SMALL_LINE: f64 = 4.2;

/// A column of a table: its heading, its width in mm, and whether its values are aligned to the
/// right.
pub(super) struct Column {
    heading: String,
    width: f64,
    is_right: bool,
}

impl Column {
    pub(super) fn left(heading: &str, width: f64) -> Self {
        Self { heading: heading.to_owned(), width, is_right: false }
    }

    /// A column whose texts are aligned to the right, for numbers.
    pub(super) fn right(heading: &str, width: f64) -> Self {
        Self { is_right: true, ..Self::left(heading, width) }
    }
}

/// A table with its rows.
pub(super) struct Table {
    pub(super) title: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<String>>,
    /// The line below the table that says that rows were left out; `None` if none were.
    pub(super) more: Option<String>,
}

/// The sending report while it is drawn, page by page.
pub(super) struct Sheet {
    pdf: TextPdf,
    /// The distance of the next line from the upper edge, in mm.
    y: f64,
    title: String,
    /// The name of the job for the foot of each page.
    of_job: String,
}

impl Sheet {
    /// Begins the report: writes the title at the left, and the job's name (`of_job`) at the right.
    pub(super) fn begun(title: &str, of_job: &str) -> Self {
        let (pdf, y) = (TextPdf::default(), TOP);
        let mut sheet = Self { pdf, y, title: title.to_owned(), of_job: of_job.to_owned() };
        sheet.pdf.text((LEFT, TOP + 7.0), title, TITLE);
        sheet.to_the_right(RIGHT, TOP + 7.0, of_job, HEADING);
        sheet.pdf.rule((LEFT, TOP + 11.0), (RIGHT, TOP + 11.0), 1.2);
        sheet.y = TOP + 15.0;
        sheet
    }

    /// Draws the result of the job on a light grey bar. The left edge of the bar is dark grey if
    /// the fax was sent (`is_good`), and black if it was not.
    pub(super) fn result(&mut self, text: &str, is_good: bool) {
        let mut capital = text.chars();
        let text = match capital.next() {
            Some(first) => first.to_uppercase().chain(capital).collect::<String>(),
            None => String::new(),
        };
        let lines = self.pdf.lines(&text, HEADING, RIGHT - LEFT - 8.0);
        let height = lines.len() as f64 * LINE + 4.0;
        self.pdf.fill((LEFT, self.y), (RIGHT - LEFT, height), 0.93);
        let edge = if is_good { 0.55 } else { 0.0 };
        self.pdf.fill((LEFT, self.y), (1.5, height), edge);
        for (at, line) in (1..).zip(lines) {
            self.pdf.text((LEFT + 4.5, self.y + f64::from(at) * LINE + 0.6), &line, HEADING);
        }
        self.y += height + 3.0;
    }

    /// Draws rows of labels and values, with a rule below each.
    pub(super) fn facts(&mut self, rows: &[(String, String)]) {
        for (label, value) in rows {
            let values = self.pdf.lines(value, PLAIN, RIGHT - LEFT - LABELS);
            let labels = self.pdf.lines(label, STRONG, LABELS - GAP);
            for at in 0..values.len().max(labels.len()) {
                // A long value, such as the names of fifty documents, goes on on the next page.
                self.make_room(LINE + 1.5);
                let y = self.y + LINE - 1.0;
                if let Some(line) = labels.get(at) {
                    self.pdf.text((LEFT, y), line, STRONG);
                }
                if let Some(line) = values.get(at) {
                    self.pdf.text((LEFT + LABELS, y), line, PLAIN);
                }
                self.y += LINE;
            }
            self.y += 0.8;
            self.pdf.rule((LEFT, self.y), (RIGHT, self.y), 0.25);
            self.y += 0.7;
        }
    }

    /// Draws a table with its title. The headings are repeated on each page.
    pub(super) fn table(&mut self, table: &Table) {
        if table.rows.is_empty() {
            return;
        }
        self.make_room(26.0);
        self.y += 5.0;
        self.pdf.text((LEFT, self.y + 4.0), &table.title, HEADING);
        self.y += 6.0;
        self.headings(table);
        for row in &table.rows {
            let cells: Vec<Vec<String>> = table
                .columns
                .iter()
                .zip(row)
                .map(|(column, text)| self.pdf.lines(text, SMALL, column.width - GAP))
                .collect();
            let lines = cells.iter().map(Vec::len).max().unwrap_or(1) as f64;
            if self.make_room(lines * SMALL_LINE + 1.0) {
                self.headings(table);
            }
            let mut left = LEFT;
            for (column, lines) in table.columns.iter().zip(cells) {
                for (at, line) in (1..).zip(lines) {
                    let y = self.y + f64::from(at) * SMALL_LINE - 0.8;
                    self.cell((left, y), column, &line, SMALL);
                }
                left += column.width;
            }
            self.y += lines * SMALL_LINE + 0.6;
            self.pdf.rule((LEFT, self.y), (RIGHT, self.y), 0.25);
        }
        if let Some(more) = &table.more {
            self.make_room(SMALL_LINE);
            self.pdf.text((LEFT, self.y + SMALL_LINE), more, SMALL);
            self.y += SMALL_LINE;
        }
    }

    /// Draws the headings of a table between two rules.
    fn headings(&mut self, table: &Table) {
        self.pdf.rule((LEFT, self.y), (RIGHT, self.y), 0.8);
        let mut left = LEFT;
        for column in &table.columns {
            let place = (left, self.y + SMALL_LINE - 0.6);
            self.cell(place, column, &column.heading, SMALL_STRONG);
            left += column.width;
        }
        self.y += SMALL_LINE + 0.8;
        self.pdf.rule((LEFT, self.y), (RIGHT, self.y), 0.5);
    }

    fn cell(&mut self, (left, y): (f64, f64), column: &Column, text: &str, style: Style) {
        if column.is_right {
            self.to_the_right(left + column.width - GAP - 1.0, y, text, style);
        } else {
            self.pdf.text((left, y), text, style);
        }
    }

    /// Draws the first page of the fax, reduced, in a frame.
    pub(super) fn picture(&mut self, title: &str, (page, x_dpi, y_dpi): &(Bitmap, f64, f64)) {
        let (width, height) =
            (f64::from(page.width()) / x_dpi, f64::from(page.rows().max(1)) / y_dpi);
        if !(width > 0.0 && height > 0.0 && (width / height).is_finite()) {
            return;
        }
        self.make_room(LEAST_PICTURE + 11.0);
        self.y += 5.0;
        self.pdf.text((LEFT, self.y + 4.0), title, HEADING);
        self.y += 6.0;
        let room = (BOTTOM - self.y).min(PICTURE.1);
        let scale = (PICTURE.0 / width).min(room / height);
        let options = EncodeOptions { lsb_first: false, ..EncodeOptions::default() };
        let t6 = encode(page, Coding::Mmr, options);
        let (x_dpi, y_dpi) = (*x_dpi, *y_dpi);
        let shown =
            PdfPage { t6: &t6, width: page.width(), rows: page.rows(), x_dpi, y_dpi, colour: None };
        self.pdf.picture((LEFT, self.y), (width * scale, height * scale), &shown);
        self.y += height * scale;
    }

    /// Ends the report. Returns the bytes of the PDF.
    pub(super) fn finish(mut self, at: UnixMs, language: &str) -> Vec<u8> {
        let title = self.foot();
        self.pdf.finish(about(&title, at), language)
    }

    /// Ends the report as a PDF that is to be signed.
    pub(super) fn finish_for_signature(
        mut self,
        at: UnixMs,
        language: &str,
        wanted: &ForSignature<'_>,
    ) -> UnsignedPdf {
        let title = self.foot();
        self.pdf.finish_for_signature(about(&title, at), language, wanted)
    }

    /// Gives each page its foot. Returns the title of the PDF.
    fn foot(&mut self) -> String {
        let pages = self.pdf.pages();
        for page in 0..pages {
            let foot = format!("{} · {}/{pages}", self.of_job, page + 1);
            let width = self.pdf.width_mm(&foot, SMALL);
            self.pdf.text_on(page, (RIGHT - width, BOTTOM + 8.0), &foot, SMALL);
        }
        format!("{} {}", self.title, self.of_job)
    }

    fn to_the_right(&mut self, right: f64, y: f64, text: &str, style: Style) {
        let width = self.pdf.width_mm(text, style);
        self.pdf.text((right - width, y), text, style);
    }

    /// Begins the next page if a block of this height does not fit on the current page. Returns
    /// whether a page was begun.
    fn make_room(&mut self, height: f64) -> bool {
        let is_full = self.y + height > BOTTOM && self.y > TOP;
        if is_full {
            self.pdf.next_page();
            self.y = TOP;
        }
        is_full
    }
}

fn about(title: &str, at: UnixMs) -> PdfInfo<'_> {
    PdfInfo { title, created: Some(at.0.div_euclid(1000)) }
}
