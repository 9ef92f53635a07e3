//! The web page of a received fax: its facts, its fax pages, its history.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use super::list::{name, who};
use crate::page::{Chrome, Here};
use crate::pictures::{GLANCE, picture_size};
use crate::refusal::{Refusal, Result, html};
use crate::visitor::Visit;
use crate::words::{moment, of_deed, of_status};
use ferrofax_basics::UnixMs;
use ferrofax_desk::{Desk, DeskFax, FaxWords, WholeFax};
use ferrofax_ground::ladder::{Rung, Way};
use ferrofax_reading::Place;
use ferrofax_spool::desk::Deed;
use ferrofax_spool::{
    DeviceRecord, FaxId, FaxStatus, OutboxEntry, PageRecord, RecordId, RecordQuery,
};

/// The widths in pixels of the pictures of fax pages. They range from a small overview to every
/// pixel of a page in fine resolution.
const WIDTHS: [u32; 4] = [600, 900, 1_300, 1_728];

const MM_PER_INCH: f64 = 25.4;

#[derive(Template)]
#[template(path = "web/fax.html")]
struct FaxPage<'a> {
    chrome: Chrome<'a>,
    one: &'a DeskFax,
    /// The next newer fax that the user sees.
    newer: Option<FaxId>,
    /// The next older fax that the user sees.
    older: Option<FaxId>,
    from: String,
    name: String,
    at: String,
    status: &'static str,
    is_whole: bool,
    /// The number of the fax page that is being received at the moment; `None` if the fax call has
    /// ended.
    coming: Option<usize>,
    pages: Vec<ShownPage>,
    /// The words on the pages, if the fax was read or could not be read.
    words: FaxWords,
    is_mine: bool,
    may_delete: bool,
    /// The rule by which the fax is filed as junk, for administrators; `None` if it is no junk.
    junk: Option<String>,
    /// Whether junk faxes can be released on this machine; they cannot on a stateless node.
    delivers_junk: bool,
    readers: Vec<String>,
    printers: &'a [String],
    /// The devices to which the user may move the fax.
    devices: Vec<String>,
    history: Vec<(String, String, String)>,
    mails: &'a [OutboxEntry],
    /// The T.30 frames that were exchanged in the call that transferred the fax.
    rungs: &'a [Rung],
    /// The recording of the fax's call; `None` if the user may not open it.
    record: Option<RecordId>,
    /// The message about the last action on this fax; empty if there was none.
    done: &'static str,
}

/// A page of the fax, as it is shown.
struct ShownPage {
    /// The height of the picture, in pixels.
    height: u32,
    /// The width and the height of the page in millimetres.
    size: (f64, f64),
    /// The corners of each word of the search on the page, in millimetres, as an SVG polygon.
    marks: Vec<String>,
}

#[derive(Template)]
#[template(path = "web/one_page.html")]
struct OnePage<'a> {
    chrome: Chrome<'a>,
    id: FaxId,
    number: usize,
    count: usize,
    width: u32,
    /// The width and height of the picture of the fax page, in pixels.
    size: (u32, u32),
    turn: u8,
    smaller: Option<u32>,
    larger: Option<u32>,
    left: u8,
    right: u8,
}

#[derive(Template)]
#[template(path = "web/delete.html")]
struct DeletePage<'a> {
    chrome: Chrome<'a>,
    id: FaxId,
    from: String,
    at: String,
    pages: usize,
}

#[derive(Template)]
#[template(path = "web/part.html")]
struct PartPage<'a> {
    chrome: Chrome<'a>,
    id: FaxId,
    from: String,
    pages: usize,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    done: String,
    /// The words of the search that are marked on the pages.
    search: String,
}

/// The options for the picture of a fax page: its width and its rotation.
#[derive(Deserialize)]
pub(super) struct Look {
    width: Option<u32>,
    turn: Option<u8>,
}

/// Shows the web page of the fax, and marks the fax as read.
pub(super) async fn page(
    Visit(house, user): Visit,
    Path(id): Path<i64>,
    Query(done): Query<Done>,
) -> Result {
    let (id, person) = (FaxId(id), user.person.clone());
    let read = done.done != "unread";
    let of_fax = RecordQuery { fax: Some(id), ..RecordQuery::default() };
    let search = done.search.clone();
    let (whole, devices, words, marks, record, (newer, older), junk) = house
        .at_desk(move |desk| {
            let whole = desk.whole_fax(&person, id, read, UnixMs::now())?;
            let devices = desk.devices_to_move_to(&person, &whole.one.fax.device)?;
            let words = desk.words_of(id);
            let marks = words.places(&search);
            let (neighbours, junk) = (desk.neighbours(&person, id)?, desk.junk_of(&person, id)?);
            let record = desk.newest_record(&person, of_fax)?;
            Ok((whole, devices, words, marks, record, neighbours, junk))
        })
        .await?;
    let WholeFax { one, mut readers, history, mails, ladder, may_delete } = whole;
    readers.retain(|reader| *reader != user.person.name);
    let (texts, fax) = (user.visitor.texts, &one.fax);
    let (status, is_whole) = of_status(fax.status, texts);
    let lines = history.into_iter().map(|event| {
        // A fax that a user has only marked as read has an English word as its text.
        let text = if event.what == Deed::Read { "" } else { &*event.text };
        let what = format!("{} {text}", of_deed(event.what, texts));
        (moment(event.at, texts), event.by, what.trim_end().to_owned())
    });
    let page = FaxPage {
        chrome: Chrome::new(&house, &user.visitor, Here::In),
        newer,
        older,
        from: who(&fax.calling, texts),
        name: name(&fax.caller_name, fax.far_ident.as_deref()),
        at: moment(fax.started_at, texts),
        status,
        is_whole,
        coming: (fax.status == FaxStatus::Receiving).then_some(fax.pages.len() + 1),
        pages: shown(&fax.pages, &marks),
        words,
        is_mine: one.claim.as_ref().is_some_and(|claim| claim.user == user.person.name),
        may_delete,
        junk: junk.map(|junk| junk.rule),
        delivers_junk: house.desk.delivers_junk(),
        readers,
        printers: &house.printers,
        devices: if fax.pages.is_empty() { Vec::new() } else { names(&devices) },
        history: lines.collect(),
        mails: &mails,
        rungs: &ladder,
        record,
        done: texts.done(&done.done),
        one: &one,
    };
    Ok(html(&page))
}

/// Shows the web page with a single fax page of the received fax, enlarged and turned as requested.
pub(super) async fn one_page(
    Visit(house, user): Visit,
    Path((id, number)): Path<(i64, usize)>,
    Query(look): Query<Look>,
) -> Result {
    let (id, person) = (FaxId(id), user.person.clone());
    let opened = move |desk: &Desk| {
        desk.document(&person, id, UnixMs::now())?;
        desk.fax(&person, id)
    };
    let one = house.at_desk(opened).await?;
    let count = one.fax.pages.len();
    let Some(shown) = number.checked_sub(1).and_then(|at| one.fax.pages.get(at)) else {
        return Err(Refusal::Nothing);
    };
    let (width, turn) = (look.width(), look.turn());
    let chrome = Chrome::new(&house, &user.visitor, Here::In);
    let (left, right) = ((turn + 3) % 4, (turn + 1) % 4);
    let smaller = WIDTHS.into_iter().rev().find(|one| *one < width);
    let larger = WIDTHS.into_iter().find(|one| *one > width);
    let (across, down) = size(shown, width);
    let size = if turn % 2 == 0 { (across, down) } else { (down, across) };
    let page =
        OnePage { chrome, id, number, count, width, size, turn, smaller, larger, left, right };
    Ok(html(&page))
}

/// Shows a web page that offers the pages received so far as a file (PDF or TIFF), while the fax is
/// still being received.
pub(super) async fn part(Visit(house, user): Visit, Path(id): Path<i64>) -> Result {
    let (id, person) = (FaxId(id), user.person.clone());
    let one = house.at_desk(move |desk| desk.fax(&person, id)).await?;
    if one.fax.status != FaxStatus::Receiving {
        return Ok(Redirect::to(&format!("/in/{id}")).into_response());
    }
    let chrome = Chrome::new(&house, &user.visitor, Here::In);
    let (from, pages) = (who(&one.fax.calling, user.visitor.texts), one.fax.pages.len());
    Ok(html(&PartPage { chrome, id, from, pages }))
}

/// The names of devices, with their contexts.
fn names(devices: &[DeviceRecord]) -> Vec<String> {
    devices.iter().map(|device| device.name().to_string()).collect()
}

/// The pages as they are shown, each with the places of words that are marked.
fn shown(pages: &[PageRecord], marks: &[Vec<Place>]) -> Vec<ShownPage> {
    let nothing = Vec::new();
    let of = |(at, page): (usize, &PageRecord)| ShownPage {
        height: size(page, WIDTHS[1]).1,
        size: (
            f64::from(page.width) / page.x_dpi * MM_PER_INCH,
            f64::from(page.rows) / page.y_dpi * MM_PER_INCH,
        ),
        marks: marks.get(at).unwrap_or(&nothing).iter().map(polygon).collect(),
    };
    pages.iter().enumerate().map(of).collect()
}

/// The corners of a word's place, as an SVG polygon has them.
fn polygon(place: &Place) -> String {
    let corners = place.corners().map(|(x, y)| format!("{x:.1},{y:.1}"));
    corners.join(" ")
}

/// The width and height of the picture of a fax page, in pixels.
fn size(page: &PageRecord, width: u32) -> (u32, u32) {
    picture_size((page.width, page.rows), (page.x_dpi, page.y_dpi), width)
}

/// Shows the web page that asks whether to delete the received fax.
pub(super) async fn ask_to_delete(Visit(house, user): Visit, Path(id): Path<i64>) -> Result {
    let (id, person) = (FaxId(id), user.person.clone());
    let one = house.at_desk(move |desk| desk.fax(&person, id)).await?;
    let texts = user.visitor.texts;
    let chrome = Chrome::new(&house, &user.visitor, Here::In);
    let (from, at) = (who(&one.fax.calling, texts), moment(one.fax.started_at, texts));
    Ok(html(&DeletePage { chrome, id, from, at, pages: one.fax.pages.len() }))
}

impl Look {
    /// The width of the fax page's picture. It is one of the fixed widths, so that few pictures are
    /// made of each page.
    pub(super) fn width(&self) -> u32 {
        if self.is_glance() {
            return GLANCE;
        }
        let wanted = self.width.unwrap_or(WIDTHS[1]);
        WIDTHS.into_iter().find(|width| *width >= wanted).unwrap_or(WIDTHS[3])
    }

    /// Whether the picture of the fax page is a small one, as in lists.
    pub(super) fn is_glance(&self) -> bool {
        self.width.is_some_and(|wanted| wanted <= GLANCE)
    }

    /// The number of quarter turns by which the picture of the fax page is turned to the right.
    pub(super) fn turn(&self) -> u8 {
        self.turn.unwrap_or(0) % 4
    }
}
