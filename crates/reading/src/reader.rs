//! Reads a page: lets the child process make the picture, and Tesseract read it.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use ferrofax_confine::{
    Allowance, Breakdown, Group, OutsideFailed, OutsideProgram, OutsideRun, Stopped, line_of,
    own_child, program_file, read_line,
};
use ferrofax_document::grey::Grey;
use ferrofax_document::tiff::{self, TiffPage};
use serde::{Deserialize, Serialize};

use crate::child::{CHILD_WORD, LONGEST_LINE, Ready, Task};
use crate::codes::{Code, LONGEST, MOST_CODES};
use crate::direction::guess;
use crate::frame::{Frame, Turn};
use crate::picture::{DPI, MOST_PIXELS, turned_by_quarters};
use crate::words::{Word, words};

/// The maximum size of what Tesseract writes about a page, in bytes.
const MOST_TOLD: u64 = 8 << 20;

/// The confidence from which Tesseract's word about the direction of a page is taken. Below it, the
/// page is read upside down, too, if it is hard to read as it is.
const SURE: f64 = 2.0;

/// The mean confidence, in percent, below which a page is hard to read.
const HARD: u64 = 60;

/// The number of words with letters from which a page that is not hard to read is surely upright.
const ENOUGH_WORDS: usize = 10;

/// The program Tesseract, as it is called on all systems.
pub const TESSERACT: &str = "tesseract";

/// Tesseract otherwise uses several processors for a page, and twice the processor time.
const ONE_PROCESSOR: &[(&str, &str)] = &[("OMP_THREAD_LIMIT", "1")];

/// Reads pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The program `ferrofax`, which is started as the child process.
    pub ferrofax: PathBuf,
    /// The program `tesseract`, with or without its path.
    pub tesseract: String,
    /// The languages of the text, as Tesseract names them: `eng`, or several such as `deu+eng`.
    pub languages: String,
    /// The maximum memory of each process, in MiB.
    pub memory_mb: u64,
    /// The maximum time of each step of a page.
    pub step_time: Duration,
}

/// The words and codes of a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageText {
    /// The turn by quarters that brings the right side up.
    pub turn: Turn,
    /// The skew of the lines in degrees ([`crate::skew::skew`]).
    pub skew: f64,
    /// Whether there is nothing on the page.
    pub is_blank: bool,
    /// Whether there is nothing on the page inside its margins. It may have a header line of the
    /// sender's fax machine.
    #[serde(default)]
    pub is_blank_inside: bool,
    /// The words in the order of reading.
    pub words: Vec<Word>,
    /// The codes from the top to the bottom; `None` if reading them took too long or crashed.
    pub codes: Option<Vec<Code>>,
}

impl PageText {
    /// The lines of text, in the order of reading.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.words.chunk_by(|one, next| one.line == next.line).map(|line| {
            let words: Vec<&str> = line.iter().map(|word| word.text.as_str()).collect();
            words.join(" ")
        })
    }
}

/// The reason why a page was not read.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// Tesseract is not installed.
    #[error("the program {0} is not installed (on Debian: apt install tesseract-ocr)")]
    NoTesseract(String),
    /// The page is too large.
    #[error("the page has no pixels, or more than {MOST_PIXELS} at 250 dpi")]
    Size,
    /// The page cannot be decoded.
    #[error("the page cannot be decoded: {0}")]
    Page(#[from] ferrofax_document::tiff::TiffError),
    /// The child process failed.
    #[error("the process that prepares the page {0}")]
    Child(&'static str),
    /// Tesseract failed.
    #[error("Tesseract {0}")]
    Tesseract(String),
    /// A system call failed.
    #[error("the page could not be read: {0}")]
    System(#[from] io::Error),
}

impl Reader {
    /// Reads a page.
    ///
    /// # Errors
    /// The reason why the page was not read.
    pub fn read(&self, page: &TiffPage) -> Result<PageText, NotRead> {
        let (picture, frame, mut text) = self.prepared(page)?;
        if text.is_blank {
            return Ok(text);
        }
        let read =
            |turn: Turn| self.words(&picture, Frame { turn, ..frame }).map(|words| (words, turn));
        let guessed = guess(&picture).map(read).transpose()?;
        (text.words, text.turn) = match guessed {
            Some((words, turn)) if are_upright(&words) => (words, turn),
            guessed => self.read_in_direction(&picture, guessed, read)?,
        };
        Ok(text)
    }

    /// Reads a picture in the direction that Tesseract tells. `guessed` are the words in the direction
    /// that was guessed. `read` reads the picture in a direction.
    fn read_in_direction(
        &self,
        picture: &Grey,
        mut guessed: Option<(Vec<Word>, Turn)>,
        read: impl Fn(Turn) -> Result<(Vec<Word>, Turn), NotRead>,
    ) -> Result<(Vec<Word>, Turn), NotRead> {
        let told = self.direction(picture)?;
        let mut once = |turn: Turn| match guessed.take_if(|(_, guess)| *guess == turn) {
            Some(words) => Ok(words),
            None => read(turn),
        };
        let first = once(told.map_or(Turn::None, |(turn, _)| turn))?;
        let is_sure = told.is_some_and(|(_, confidence)| confidence >= SURE);
        if is_sure || !is_hard(&first.0) {
            return Ok(first);
        }
        let turned = once(first.1.and_half())?;
        Ok(better(first, turned))
    }

    /// Reads a page again, at another number of pixels per inch than 250. `first` is the first
    /// reading. Words that were uncertain then are often certain now, and other words are uncertain.
    ///
    /// # Errors
    /// The reason why the page was not read.
    pub fn read_again(
        &self,
        page: &TiffPage,
        (first, dpi): (&PageText, u32),
    ) -> Result<PageText, NotRead> {
        let (picture, frame, text) = self.prepared(page)?;
        let frame = Frame { turn: first.turn, ..frame }.at(dpi);
        let picture = picture.scaled(0..picture.rows(), frame.width, frame.rows);
        let words = self.words(&picture, frame)?;
        Ok(PageText { words, turn: first.turn, codes: None, ..text })
    }

    /// Lets the child process make the picture of the page, and read the codes.
    fn prepared(&self, page: &TiffPage) -> Result<(Grey, Frame, PageText), NotRead> {
        let TiffPage { width, rows, x_dpi, y_dpi, .. } = *page;
        let task = line_of(
            &serde_json::to_value(Task { width, rows, x_dpi, y_dpi }).map_err(io::Error::other)?,
        );
        let mut input = tempfile::tempfile()?;
        input.write_all(task.as_bytes())?;
        input.write_all(&page.t6()?)?;
        input.rewind()?;
        let mut output = tempfile::tempfile()?;
        let mut command = own_child(&self.ferrofax, CHILD_WORD, self.memory_mb);
        command.stdin(input).stdout(output.try_clone()?).stderr(Stdio::null());
        let mut child = Group::start(&mut command)?;
        child.allow(self.allowance());
        let broke = match child.wait_allowed()? {
            Some(status) if status.success() => None,
            Some(status) => Some(Breakdown::of(status)),
            None => Some(Breakdown::Time),
        };
        drop(child);
        output.rewind()?;
        let made = made(&mut BufReader::new(output));
        match (made, broke) {
            (Some((ready, _)), None) if ready.width == 0 => Err(NotRead::Size),
            (Some((ready, pixels)), _) => {
                let Ready { width, rows, page, skew, is_blank, is_blank_inside } = ready;
                let codes = pixels.codes;
                let text =
                    PageText { skew, is_blank, is_blank_inside, codes, ..PageText::default() };
                let frame = Frame { dpi: DPI, width, rows, page, skew, turn: Turn::None };
                Ok((Grey::new(width, pixels.data), frame, text))
            }
            (None, broke) => Err(NotRead::Child(match broke {
                Some(Breakdown::Time) => "needs too much time",
                Some(Breakdown::Memory) => "needs too much memory",
                Some(Breakdown::Crash) | None => "crashed",
            })),
        }
    }

    /// The turn that brings the right side of the picture up, as Tesseract tells it, with its
    /// confidence. `None` if it cannot tell, for example because there is too little text.
    fn direction(&self, picture: &Grey) -> Result<Option<(Turn, f64)>, NotRead> {
        let arguments = ["--psm", "0", "-l", "osd"];
        let told = match self.tesseract(&arguments, "page.osd", (picture, DPI)) {
            Err(NotRead::Tesseract(_)) => return Ok(None),
            told => told?,
        };
        let value = |name: &str| {
            let line = told.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim_start_matches(':').trim().parse::<f64>().ok()
        };
        let turn = value("Rotate").map(|degrees| Turn::of_degrees(degrees.max(0.0) as u32));
        Ok(turn.zip(value("Orientation confidence")))
    }

    /// The words of the picture, turned as the frame says.
    fn words(&self, picture: &Grey, frame: Frame) -> Result<Vec<Word>, NotRead> {
        let turned = turned_by_quarters(picture, frame.turn);
        let arguments = ["--psm", "3", "-l", &self.languages, "tsv"];
        Ok(words(&self.tesseract(&arguments, "page.tsv", (&turned, frame.dpi))?, &frame))
    }

    /// Runs Tesseract on a picture with so many pixels per inch, and returns the file that it has
    /// made.
    fn tesseract(
        &self,
        words: &[&str],
        output: &str,
        (picture, dpi): (&Grey, u32),
    ) -> Result<String, NotRead> {
        let dpi = dpi.to_string();
        let words = [&["%i", "%d/page", "--dpi", &dpi], words].concat();
        let program = OutsideProgram::installed(&self.tesseract, &words)
            .ok_or_else(|| NotRead::NoTesseract(self.tesseract.clone()))?;
        let program = OutsideProgram { environment: ONE_PROCESSOR, ..program };
        let run = OutsideRun {
            ferrofax: &self.ferrofax,
            memory_mb: self.memory_mb,
            allowance: self.allowance(),
            input: "page.tif",
            output,
            most_bytes: MOST_TOLD,
        };
        // Tesseract reads PGM one byte after the other, which takes a tenth of its time.
        let file = tiff::of_grey(picture);
        let file = program.run(&mut io::Cursor::new(file), &run).map_err(not_read)?;
        text_of(file).map_err(NotRead::System)
    }

    fn allowance(&self) -> Allowance {
        // A slow machine gets ten times as long, by the clock.
        Allowance { work: self.step_time, until: Instant::now() + self.step_time * 10 }
    }
}

/// The pixels of the picture, and the codes, as far as the child process has written them.
struct Pixels {
    data: Vec<u8>,
    codes: Option<Vec<Code>>,
}

/// The result of the child process; `None` if the picture is not complete.
fn made(output: &mut impl BufRead) -> Option<(Ready, Pixels)> {
    let ready: Ready = serde_json::from_value(read_line(output, LONGEST_LINE)?).ok()?;
    let size = u64::from(ready.width) * u64::from(ready.rows);
    // A page that was turned by its skew is up to a fifth larger.
    if size > MOST_PIXELS * 2 {
        return None;
    }
    let mut data = Vec::new();
    output.by_ref().take(size).read_to_end(&mut data).ok()?;
    let mut codes = Vec::new();
    output.take(MOST_TOLD).read_to_end(&mut codes).ok()?;
    // The child has read hostile data, so its limits are checked again.
    let codes = serde_json::from_slice(&codes).ok().map(|mut codes: Vec<Code>| {
        codes.truncate(MOST_CODES);
        codes.retain(|code| code.text.len() <= LONGEST);
        codes
    });
    (data.len() as u64 == size).then_some((ready, Pixels { data, codes }))
}

/// The text of a file that Tesseract has made; what is not UTF-8 is replaced.
fn text_of(file: File) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.take(MOST_TOLD).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn not_read(failed: OutsideFailed) -> NotRead {
    match failed {
        OutsideFailed::System(error) | OutsideFailed::Stopped(Stopped::System(error)) => {
            NotRead::System(error)
        }
        OutsideFailed::NotStarted(why) => NotRead::Tesseract(format!("cannot be started: {why}")),
        OutsideFailed::Stopped(Stopped::Late) => {
            NotRead::Tesseract("needs too much time for this page".to_owned())
        }
        OutsideFailed::Stopped(Stopped::Processes) => {
            NotRead::Tesseract("started too many processes".to_owned())
        }
        OutsideFailed::Stopped(Stopped::Disk) => {
            NotRead::Tesseract("wrote too much to the disk".to_owned())
        }
        OutsideFailed::Stopped(Stopped::Memory) => {
            NotRead::Tesseract("used too much memory".to_owned())
        }
        OutsideFailed::Refused(error) => NotRead::Tesseract(match error.as_str() {
            "" => "has made nothing of this page".to_owned(),
            error => format!("has made nothing of this page ({error})"),
        }),
    }
}

/// Whether the words of a page are so uncertain that the page may lie upside down.
fn is_hard(words: &[Word]) -> bool {
    let sum: u64 = words.iter().map(|word| u64::from(word.confidence)).sum();
    sum < HARD * (words.len() as u64).max(1)
}

/// Whether the words of a page show that the page is upright. Digits say little: many are
/// digits upside down, too.
fn are_upright(words: &[Word]) -> bool {
    let letters = |word: &&Word| word.text.chars().filter(|it| it.is_alphabetic()).count() > 2;
    words.iter().filter(letters).count() >= ENOUGH_WORDS && !is_hard(words)
}

/// The words of the better of two directions: the one with the greater sum of confidence in words
/// of at least two letters.
fn better(one: (Vec<Word>, Turn), other: (Vec<Word>, Turn)) -> (Vec<Word>, Turn) {
    let worth = |words: &[Word]| -> u64 {
        let is_long = |word: &&Word| {
            word.confidence >= 30 && word.text.chars().filter(|it| it.is_alphanumeric()).count() > 1
        };
        words.iter().filter(is_long).map(|word| u64::from(word.confidence)).sum()
    };
    if worth(&other.0) > worth(&one.0) { other } else { one }
}

/// The folders where Tesseract's languages are installed.
const LANGUAGES: &[&str] = &[
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
];

/// Why these languages (`deu+eng`) cannot be read: Tesseract is not installed, or one of the
/// languages is not. None if they can be read, as far as the installed files show it.
pub fn missing_language(languages: &str) -> Option<String> {
    if program_file(TESSERACT).is_none() {
        return Some(NotRead::NoTesseract(TESSERACT.to_owned()).to_string());
    }
    let installed = installed_languages();
    let missing = languages.split('+').find(|it| !installed.iter().any(|there| there == it))?;
    // Languages may be in a folder that is not known here.
    (!installed.is_empty()).then(|| {
        format!(
            "Tesseract has no language {missing:?}; installed are {} (on Debian: apt install \
             tesseract-ocr-LANGUAGE)",
            installed.join(", ")
        )
    })
}

/// The languages that are installed for Tesseract, in alphabetical order.
fn installed_languages() -> Vec<String> {
    let of_folder = |folder: &Path| -> Vec<String> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let name = |entry: fs::DirEntry| {
            entry.file_name().to_str()?.strip_suffix(".traineddata").map(str::to_owned)
        };
        entries.filter_map(name).filter(|name| name != "osd").collect()
    };
    // Models of a script (Latin, Cyrillic, …) instead of a language have a folder of their own.
    let all_of = |folder: &&str| {
        let scripts = of_folder(&Path::new(folder).join("script"));
        let scripts = scripts.into_iter().map(|script| format!("script/{script}"));
        of_folder(Path::new(folder)).into_iter().chain(scripts)
    };
    let mut all: Vec<String> = LANGUAGES.iter().flat_map(all_of).collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Symbology;

    #[test]
    fn no_more_codes_of_a_page_are_taken_than_the_limit_and_none_that_is_too_long() {
        let (skew, is_blank, is_blank_inside) = (0.0, false, false);
        let ready = Ready { width: 2, rows: 1, page: (2, 1), skew, is_blank, is_blank_inside };
        let code =
            |text: &str| Code { symbology: Symbology::Qr, text: text.to_owned(), at: (1.0, 1.0) };
        let made_of = |codes: &[Code]| {
            let codes = serde_json::to_string(codes).unwrap();
            let ready = line_of(&serde_json::to_value(ready).unwrap());
            let output = [ready.as_bytes(), &[255, 255], codes.as_bytes()].concat();
            made(&mut &output[..]).unwrap().1.codes.unwrap().len()
        };
        assert_eq!(made_of(&vec![code("a"); MOST_CODES + 1]), MOST_CODES);
        assert_eq!(made_of(&[code("a"), code(&"a".repeat(LONGEST + 1))]), 1);
    }
}
