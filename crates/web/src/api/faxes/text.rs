//! The words and codes that were read on a received fax.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Result;
use crate::api::parts::{Json, On, moment};
use crate::live::vocabulary::word;
use ferrofax_basics::UnixMs;
use ferrofax_desk::FaxWords;
use ferrofax_reading::{Code, Found, PageText, Place, Word};
use ferrofax_spool::FaxId;

const STATES: [&str; 4] = ["unread", "waiting", "failed", "read"];

word! {
    /// How far the reading of a fax is.
    TextStateWord,
    "How far the reading of the fax is: `unread` (not read), `waiting` (being read, or tried again), `failed` (cannot be read) or `read`.",
    STATES
}

/// The words and codes on a fax.
#[derive(Serialize, ToSchema)]
pub(super) struct FaxText {
    /// How far the reading of the fax is.
    state: TextStateWord,
    /// The reason why the fax could not be read; null if it was read, or may still be.
    error: Option<String>,
    /// The time at which the fax was read; null if it was not.
    #[schema(format = "date-time")]
    read_at: Option<String>,
    /// The languages by which the fax was read, as Tesseract names them; null if it was not.
    languages: Option<String>,
    /// The pages of the fax in their order, as far as they were read.
    pages: Vec<TextOfPage>,
}

/// The words and codes on a page.
#[derive(Default, Serialize, ToSchema)]
struct TextOfPage {
    /// The number of the page, from 1.
    number: usize,
    /// Whether the page was read. If not, nothing is known about what is on it.
    is_read: bool,
    /// Whether there is nothing on the page.
    is_blank: bool,
    /// The number of degrees by which the page must be turned clockwise to be read.
    turn: u32,
    /// The angle in degrees by which the lines fall towards the right.
    skew: f64,
    /// The words, line by line.
    text: String,
    /// The words with their places.
    words: Vec<WordOnPage>,
    /// The QR codes and bar codes, from the top to the bottom.
    codes: Vec<CodeOnPage>,
}

/// A word on a page.
#[derive(Serialize, ToSchema)]
struct WordOnPage {
    /// The word.
    text: String,
    /// How certain it is that this is the word, in percent.
    confidence: u8,
    /// The number of the line, from 0.
    line: u32,
    /// The place of the word.
    place: PlaceOnPage,
}

/// The place of a word on the page as it was received, in millimetres from the left and from the
/// upper edge of the page.
#[derive(Serialize, ToSchema)]
struct PlaceOnPage {
    /// The lower end at the beginning of the word: two numbers, from the left and from above.
    from: [f64; 2],
    /// The lower end at the end of the word.
    to: [f64; 2],
    /// The height of the word.
    height: f64,
}

/// A code on a page.
#[derive(Serialize, ToSchema)]
struct CodeOnPage {
    /// The kind: `QR code`, `Data Matrix`, `PDF417`, `Code 39` or `Code 128`.
    kind: &'static str,
    /// The text that the code contains.
    text: String,
}

/// The words of a search on the pages of a fax.
#[derive(Serialize, ToSchema)]
pub(super) struct FoundOnPage {
    /// The number of the page that has the most words of the search, from 1.
    page: usize,
    /// Some words around the first word that was found.
    text: String,
    /// The places of the found words on this page.
    places: Vec<PlaceOnPage>,
}

/// Returns the words and codes that were read on a fax, with their places. Faxes are read after
/// their calls, if the administrator has switched this on.
#[utoipa::path(
    get,
    path = "/faxes/{id}/text",
    tag = "faxes",
    operation_id = "get_fax_text",
    security(("key" = ["faxes:read"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses((status = 200, description = "The text.", body = FaxText))
)]
pub(super) async fn text(On(api, caller, _, id): On) -> Result<Json<FaxText>> {
    let words = api
        .at_desk(move |desk| desk.fax_words(&caller.person, FaxId(id), UnixMs::now()))
        .await?;
    Ok(Json(FaxText::from(words)))
}

impl From<FaxWords> for FaxText {
    fn from(words: FaxWords) -> Self {
        let mut made = Self {
            state: TextStateWord(STATES[0]),
            error: None,
            read_at: None,
            languages: None,
            pages: Vec::new(),
        };
        match words {
            FaxWords::Unread => {}
            FaxWords::Waiting => made.state = TextStateWord(STATES[1]),
            FaxWords::Failed(why) => {
                made.state = TextStateWord(STATES[2]);
                made.error = Some(why);
            }
            FaxWords::Read(text, at) => {
                made.state = TextStateWord(STATES[3]);
                made.read_at = Some(moment(at));
                made.languages = Some(text.languages);
                let pages = text.pages.into_iter().enumerate();
                made.pages = pages.map(|(at, page)| TextOfPage::of(at + 1, page)).collect();
            }
        }
        made
    }
}

impl TextOfPage {
    fn of(number: usize, page: Option<PageText>) -> Self {
        let Some(page) = page else { return Self { number, ..Self::default() } };
        Self {
            number,
            is_read: true,
            is_blank: page.is_blank,
            turn: page.turn.degrees(),
            skew: page.skew,
            text: page.lines().collect::<Vec<_>>().join("\n"),
            words: page.words.into_iter().map(WordOnPage::from).collect(),
            codes: page.codes.into_iter().flatten().map(CodeOnPage::from).collect(),
        }
    }
}

impl From<Word> for WordOnPage {
    fn from(Word { text, confidence, line, place }: Word) -> Self {
        Self { text, confidence, line, place: place.into() }
    }
}

impl From<Place> for PlaceOnPage {
    fn from(Place { from, to, height }: Place) -> Self {
        Self { from: from.into(), to: to.into(), height }
    }
}

impl From<Code> for CodeOnPage {
    fn from(code: Code) -> Self {
        Self { kind: code.symbology.name(), text: code.text }
    }
}

impl From<Found> for FoundOnPage {
    fn from(Found { page, around, places }: Found) -> Self {
        let words: Vec<String> = around.into_iter().map(|(word, _)| word).collect();
        let places = places.into_iter().map(PlaceOnPage::from).collect();
        Self { page, text: words.join(" "), places }
    }
}
