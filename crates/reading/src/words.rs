//! The words of a page, from the table that Tesseract writes (its output format TSV).

use ferrofax_document::pdf::PdfWord;
use serde::{Deserialize, Serialize};

use crate::frame::Frame;
use crate::picture::MOST_PIXELS;

/// The maximum number of words of a page. Further words are left out.
pub const MOST_WORDS: usize = 5000;

/// The maximum number of characters of a word. A longer one is cut.
const LONGEST: usize = 200;

/// The greatest place and size of a box, in pixels. No picture is larger.
const FARTHEST: f64 = MOST_PIXELS as f64;

/// A word on a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// The word; never empty, and without spaces and control characters.
    pub text: String,
    /// How certain Tesseract is, in percent.
    pub confidence: u8,
    /// The number of the line of text, counted from 0 in the order of reading. A line has words of
    /// one paragraph.
    pub line: u32,
    /// The place of the word on the page.
    pub place: Place,
}

/// The words as a searchable PDF has them.
pub fn pdf_words(words: &[Word]) -> impl Iterator<Item = PdfWord<'_>> {
    words.iter().enumerate().map(|(at, word)| {
        let next = words.get(at + 1).filter(|next| next.line == word.line);
        let Place { from, to, height } = word.place;
        PdfWord { text: &word.text, from, to, height, next: next.map(|next| next.place.from) }
    })
}

/// A place on the page as it was received, in mm from the left and from the upper edge.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The lower end at the beginning of the word (in the direction of reading).
    pub from: (f64, f64),
    /// The lower end at the end of the word.
    pub to: (f64, f64),
    /// The height of the word, at right angles to the line from `from` to `to`.
    pub height: f64,
}

impl Place {
    /// The corners of the word's box, in mm from the left and from the upper edge of the page.
    pub fn corners(&self) -> [(f64, f64); 4] {
        let (across, down) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        let length = across.hypot(down).max(f64::MIN_POSITIVE);
        let up = (down / length * self.height, -across / length * self.height);
        let above = |(x, y): (f64, f64)| (x + up.0, y + up.1);
        [self.from, self.to, above(self.to), above(self.from)]
    }
}

/// A row of the table: a word, with its box in pixels of the picture.
struct Row {
    line: [u32; 4],
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    confidence: f64,
    text: String,
}

/// The words of a table. Rows that have no word, or that are not of the form, are left out.
///
/// Tesseract gives each word a box of its own, which is higher or deeper with the letters in it. Here
/// all words of a line get the same upper and lower end, so that programs that take the text out of
/// a PDF find the lines.
pub(super) fn words(table: &str, frame: &Frame) -> Vec<Word> {
    let rows: Vec<Row> = table.lines().filter_map(row).take(MOST_WORDS).collect();
    let lines = rows.chunk_by(|one, next| one.line == next.line);
    lines
        .enumerate()
        .flat_map(|(number, line)| words_of_line(number as u32, line, frame))
        .collect()
}

fn words_of_line(line: u32, rows: &[Row], frame: &Frame) -> impl Iterator<Item = Word> {
    let above = median(rows.iter().map(|row| row.top));
    let below = median(rows.iter().map(|row| row.top + row.height)).max(above + 1.0);
    rows.iter().map(move |row| {
        let from = frame.on_page(row.left, below);
        let to = frame.on_page(row.left + row.width, below);
        let upper = frame.on_page(row.left, above);
        let place = Place {
            from: (rounded(from.0), rounded(from.1)),
            to: (rounded(to.0), rounded(to.1)),
            height: rounded((from.0 - upper.0).hypot(from.1 - upper.1)),
        };
        let confidence = row.confidence.clamp(0.0, 100.0) as u8;
        Word { text: row.text.clone(), confidence, line, place }
    })
}

/// The middle one of some numbers.
fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(0.0)
}

/// Rounded to 0.0001 mm. Words of a line that differ by a hundredth of a millimetre in height are
/// torn apart by programs that take the text out of a PDF.
fn rounded(mm: f64) -> f64 {
    (mm * 10_000.0).round() / 10_000.0
}

/// The columns are level, page, block, paragraph, line, word, left, top, width, height, confidence
/// and text. A word has the level 5.
fn row(text: &str) -> Option<Row> {
    let mut columns = text.splitn(12, '\t');
    let mut next = || columns.next();
    if next()? != "5" {
        return None;
    }
    let mut line = [0; 4];
    for part in &mut line {
        *part = next()?.parse().ok()?;
    }
    next()?;
    let mut numbers = [0.0; 5];
    for number in &mut numbers {
        *number = next()?.parse().ok().filter(|number: &f64| number.is_finite())?;
    }
    let [left, top, width, height, confidence] = numbers;
    if [left, top, width, height].iter().any(|it| !(0.0..=FARTHEST).contains(it)) {
        return None;
    }
    let text: String = next()?
        .trim()
        .chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST)
        .collect();
    (!text.is_empty()).then_some(Row { line, left, top, width, height, confidence, text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Turn;

    const FRAME: Frame =
        Frame { dpi: 300, width: 600, rows: 300, page: (600, 300), skew: 0.0, turn: Turn::None };

    #[test]
    fn words_have_their_lines_and_places() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
                     4\t1\t1\t1\t1\t0\t10\t10\t100\t30\t-1\t\n\
                     5\t1\t1\t1\t1\t1\t300\t100\t60\t30\t96.5\tInvoice\n\
                     5\t1\t1\t1\t1\t2\t400\t100\t60\t30\t91\t2\u{7}0391\n\
                     5\t1\t1\t1\t2\t1\t300\t200\t60\t30\t12\tdue\n";
        let words = words(table, &FRAME);
        let told: Vec<_> = words
            .iter()
            .map(|word| (word.text.as_str(), word.line, word.confidence))
            .collect();
        assert_eq!(told, [("Invoice", 0, 96), ("20391", 0, 91), ("due", 1, 12)]);
        let place = words[0].place;
        assert_eq!((place.from, place.to, place.height), ((25.4, 11.0067), (30.48, 11.0067), 2.54));
    }

    #[test]
    fn rows_that_are_not_of_the_form_are_left_out() {
        for row in [
            "",
            "5",
            "5\t1\t1\t1\t1\t1\tx\t1\t1\t1\t1\ta",
            "5\t1\t1\t1\t1\t1\t1\t1\tNaN\t1\t1\ta",
            "5\t1\t1\t1\t1\t1\t1\t1\t1\t1\t95\t \u{7}",
            "5\t1\t1\t1\t1\t1\t1e300\t1\t1\t1\t95\ta",
        ] {
            assert_eq!(words(row, &FRAME), [], "{row:?}");
        }
        let many = "5\t1\t1\t1\t1\t1\t1\t1\t1\t1\t95\ta\n".repeat(MOST_WORDS + 5);
        assert_eq!(words(&many, &FRAME).len(), MOST_WORDS);
        let long = format!("5\t1\t1\t1\t1\t1\t1\t1\t1\t1\t95\t{}", "ß".repeat(LONGEST + 5));
        assert_eq!(words(&long, &FRAME)[0].text.chars().count(), LONGEST);
    }
}
