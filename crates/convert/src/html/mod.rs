//! Converts HTML to fax pages. It supports what letters and mails contain: headings, paragraphs,
//! lists, tables, text in several styles, and pictures that were sent with the document. The
//! network is never used, and scripts are not run. Colours are ignored.
//!
//! Read in this order: `dom` (the tree), `css` with `selector`, `media` and `length`, and `style`
//! (the style of an element), `blocks` (the content of the document), `pictures`, `layout` (the
//! positions), `paper` (pages).

mod blocks;
mod css;
mod dom;
mod layout;
mod length;
mod media;
mod paper;
mod pictures;
mod selector;
mod style;

use super::press::Press;
use super::product::{Out, Parts, Unfit};
use super::text;
use super::wanted::Wanted;
use blocks::{Block, Maker};
use css::Sheet;
use dom::Dom;
use ferrofax_ground::t4::{PageWidth, Resolution};
use ferrofax_spool::not_shown::NotShown;
use layout::Layout;
use paper::Page;
use pictures::Pictures;

/// The margin at the left and at the right of a page, in mm. `END_MM` is the margin at the top and
/// at the bottom.
const SIDE_MM: f64 = 20.0;
const END_MM: f64 = 18.0;

const MM_PER_INCH: f64 = 25.4;
const POINTS: f64 = 72.0;

/// The number of bytes at the beginning of a document in which its character set is looked for.
const CHARSET_WITHIN: usize = 4096;

/// Makes the pages of an HTML document of any character set.
pub(super) fn convert(
    parts: &Parts,
    charset: &str,
    wanted: &Wanted,
    press: &mut Press,
    out: &mut Out<'_>,
) -> Result<(), Unfit> {
    let named = named_charset(&parts.document);
    let charset = if charset.is_empty() { named.as_str() } else { charset };
    let html = text::decode(&parts.document, charset);
    convert_text(&html, &parts.pictures, wanted, press, out)
}

/// Makes the pages of an HTML document that is already decoded.
pub(super) fn convert_text(
    html: &str,
    pictures: &[(String, Vec<u8>)],
    wanted: &Wanted,
    press: &mut Press,
    out: &mut Out<'_>,
) -> Result<(), Unfit> {
    out.begin_page(1);
    let resolution = wanted.drawn();
    let page = page(press, resolution);
    press.setter.take_lacking();
    let (blocks, pictures, left_out) = blocks_of(html, pictures, press, &page)?;
    out.note_lacking(press.setter.take_lacking());
    out.note_count(left_out, |count| NotShown::ObjectsLeftOut { count });
    let room = f64::from(page.width) - 2.0 * page.left;
    let layout = Layout::of(blocks, room, resolution);
    if layout.things.is_empty() {
        return Err(Unfit::empty("it has no visible content"));
    }
    let starts = paper::cut(&layout, &page, out.room(wanted))
        .ok_or_else(|| Unfit::too_many_pages(None, wanted))?;
    let ends = starts.iter().skip(1).copied().chain([f64::INFINITY]);
    for ((number, start), end) in (1..).zip(&starts).zip(ends) {
        out.begin_page(number);
        let bitmap = paper::paint(&layout, (*start, end), &page, &pictures, &mut press.setter);
        out.push(&bitmap, resolution)?;
    }
    Ok(())
}

/// Whether anything would be visible on the fax pages of this HTML document.
pub(super) fn shows_something(
    html: &str,
    pictures: &[(String, Vec<u8>)],
    press: &mut Press,
) -> Result<bool, Unfit> {
    let page = page(press, Resolution::Standard);
    let (blocks, ..) = blocks_of(html, pictures, press, &page)?;
    let is_blank = |text: &ferrofax_document::type_setting::SetText| text.widths().1 < 1.0;
    fn any(
        blocks: &[Block],
        is_blank: &dyn Fn(&ferrofax_document::type_setting::SetText) -> bool,
    ) -> bool {
        blocks.iter().any(|block| match block {
            Block::Text(text, _) => !is_blank(text),
            Block::Inside { blocks, .. } => any(blocks, is_blank),
            Block::Table(table) => {
                table.rows.iter().flatten().any(|cell| any(&cell.blocks, is_blank))
            }
            Block::Space(_) | Block::Rule | Block::NewPage => false,
        })
    }
    Ok(any(&blocks, &is_blank))
}

fn page(press: &Press, resolution: Resolution) -> Page {
    let (columns, rows) = (
        |mm: f64| mm / MM_PER_INCH * resolution.x_dpi(),
        |mm: f64| mm / MM_PER_INCH * resolution.y_dpi(),
    );
    Page {
        width: PageWidth::A4.pixels(resolution),
        rows: rows(press.paper.length_mm()).round() as u32,
        left: columns(SIDE_MM).round(),
        top: rows(END_MM).round(),
        resolution,
    }
}

/// Makes the blocks of a document. Returns them with its pictures, and with the number of visible
/// drawings and other embedded objects that the blocks do not show.
fn blocks_of(
    html: &str,
    pictures: &[(String, Vec<u8>)],
    press: &mut Press,
    page: &Page,
) -> Result<(Vec<Block>, Pictures, usize), Unfit> {
    let resolution = page.resolution;
    let across = (f64::from(page.width) - 2.0 * page.left) / resolution.x_dpi() * POINTS;
    let down = (f64::from(page.rows) - 2.0 * page.top) / resolution.y_dpi() * POINTS;
    let mut pictures = Pictures::new(pictures, (across, down * 0.98));
    let dom = Dom::parse(html).map_err(|error| Unfit::damaged(error.to_string()))?;
    let sheet = Sheet::of(&dom);
    press.ready_for(&dom.words());
    let mut maker = Maker {
        dom: &dom,
        sheet: &sheet,
        setter: &mut press.setter,
        pictures: &mut pictures,
        resolution,
        left_out: 0,
    };
    let blocks = maker.document();
    let left_out = maker.left_out;
    Ok((blocks, pictures, left_out))
}

/// The character set that the HTML document itself declares; empty if it declares none. A document
/// whose declaration can be read byte by byte is not UTF-16, although some programs declare UTF-16
/// and write UTF-8 (HTML, prescan of a byte stream).
fn named_charset(bytes: &[u8]) -> String {
    let head =
        String::from_utf8_lossy(&bytes[..bytes.len().min(CHARSET_WITHIN)]).to_ascii_lowercase();
    let Some((_, behind)) = head.split_once("charset=") else { return String::new() };
    let name = behind.trim_start_matches(['"', '\'']);
    let name: String = name
        .chars()
        .take_while(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | ':'))
        .collect();
    let letters = name.replace(['-', '_'], "");
    let is_utf16 = ["utf16", "ucs2", "unicode"].iter().any(|part| letters.contains(part));
    if is_utf16 { String::new() } else { name }
}

#[cfg(test)]
mod tests;
