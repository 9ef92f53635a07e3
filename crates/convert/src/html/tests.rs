use super::*;
use crate::Paper;
use blocks::{Cell, Table};
use ferrofax_ground::t4::Bitmap;

/// Makes the pages of an HTML document in standard resolution.
fn pages(html: &str, pictures: &[(String, Vec<u8>)]) -> Vec<Bitmap> {
    let mut press = Press::new(Vec::new(), Paper::A4);
    let page = page(&press, Resolution::Fine);
    let (blocks, pictures, _) = blocks_of(html, pictures, &mut press, &page).unwrap();
    let layout = Layout::of(blocks, f64::from(page.width) - 2.0 * page.left, Resolution::Fine);
    let starts = paper::cut(&layout, &page, 1000).unwrap();
    let ends: Vec<f64> = starts.iter().skip(1).copied().chain([f64::INFINITY]).collect();
    let paint = |(start, end): (&f64, f64)| {
        paper::paint(&layout, (*start, end), &page, &pictures, &mut press.setter)
    };
    starts.iter().zip(ends).map(paint).collect()
}

/// Converts an HTML file. Returns the TIFF file of its pages, and the reports of the conversion.
fn converted(html: &str) -> (Vec<u8>, String) {
    let mut press = Press::new(Vec::new(), Paper::A4);
    let parts = Parts { document: html.into(), pictures: Vec::new() };
    let wanted = Wanted { resolution: None, max_pages: 5, colours: false };
    let mut reports = Vec::new();
    let mut out = Out::new(&mut reports, None);
    convert(&parts, "", &wanted, &mut press, &mut out).unwrap();
    (out.file.finish(), String::from_utf8(reports).unwrap())
}

fn page_of(html: &str) -> Bitmap {
    let mut pages = pages(html, &[]);
    assert_eq!(pages.len(), 1, "{html}");
    pages.remove(0)
}

fn black(page: &Bitmap) -> usize {
    page.data().iter().map(|byte| byte.count_ones() as usize).sum()
}

/// The ranges of adjacent rows that have black pixels.
fn lines(page: &Bitmap) -> Vec<std::ops::Range<u32>> {
    let mut runs: Vec<std::ops::Range<u32>> = Vec::new();
    for y in (0..page.rows()).filter(|y| page.row(*y).iter().any(|byte| *byte != 0)) {
        match runs.last_mut() {
            Some(run) if run.end == y => run.end = y + 1,
            _ => runs.push(y..y + 1),
        }
    }
    runs
}

fn columns(page: &Bitmap) -> std::ops::Range<u32> {
    let found: Vec<u32> = (0..page.width())
        .filter(|x| (0..page.rows()).any(|y| page.is_black(*x, y)))
        .collect();
    found[0]..found[found.len() - 1] + 1
}

#[test]
fn text_is_the_same_however_its_source_is_broken() {
    let plain = page_of("<p>Sehr geehrte Damen und Herren</p>");
    for same in [
        "Sehr geehrte Damen und Herren",
        "<div>  Sehr\n  geehrte <span>Damen </span> und\t<font color=red>Herren</font> </div>\n\n",
        "<html><head><title>x</title><style>b{color:red}</style><script>alert(1)</script></head><body>Sehr geehrte Damen und Herren<!-- x -->",
        "<p>Sehr geehrte Damen und Herren<span style='display:none'>hidden</span></p><p></p>",
        "<table><tr><td style='padding:0'></table>Sehr geehrte Damen und Herren",
    ] {
        let page = page_of(same);
        assert_eq!(black(&page), black(&plain), "{same}");
        assert_eq!(columns(&page), columns(&plain), "{same}");
    }
}

#[test]
fn looks_are_seen() {
    let plain = black(&page_of("<p>Achtung</p>"));
    assert!(black(&page_of("<p><b>Achtung</b></p>")) > plain * 11 / 10, "bold");
    assert!(black(&page_of("<p><u>Achtung</u></p>")) > plain + 100, "underlined");
    assert!(page_of("<p><i>Achtung</i></p>") != page_of("<p>Achtung</p>"), "slanted");
    assert!(black(&page_of("<h1>Achtung</h1>")) > plain * 2, "heading");
    assert!(black(&page_of("<p style='font-size:24pt'>Achtung</p>")) > plain * 2, "size");
    assert_eq!(
        black(&page_of("<style>.b{font-weight:bold}</style><p class=b>Achtung")),
        black(&page_of("<b>Achtung</b>"))
    );
}

#[test]
fn lines_stand_where_they_are_aligned() {
    let at = |align: &str| columns(&page_of(&format!("<p style='text-align:{align}'>Anna</p>")));
    let (left, centre, right) = (at("left"), at("center"), at("right"));
    assert!(left.start < 180 && right.end > 1728 - 180, "{left:?} {right:?}");
    assert!((centre.start + centre.end).abs_diff(1728) <= 4, "{centre:?}");
    // Text that is read from right to left begins at the right.
    assert!(columns(&page_of("<p>שלום</p>")).end > 1728 - 180);
}

#[test]
fn a_list_has_its_marks_before_its_items() {
    let plain = columns(&page_of("<p>eins</p>"));
    let list = page_of("<ol><li>eins<li>zwei</ol>");
    assert_eq!(lines(&list).len(), 2, "{:?}", lines(&list));
    assert!(columns(&list).start > plain.start, "inside of the margin");
    assert!(
        black(&list) > black(&page_of("<ul><li>eins<li>zwei</ul>")),
        "numbers are more than points"
    );
}

#[test]
fn cells_stand_beside_each_other_and_a_border_is_drawn() {
    let page = page_of("<table width='100%'><tr><td>Menge<td>Preis<tr><td>1<td>2</table>");
    assert_eq!(lines(&page).len(), 2, "two rows");
    assert!(
        columns(&page).end > 864,
        "the second column begins in the middle or so: {:?}",
        columns(&page)
    );
    let bordered = page_of("<table border=1><tr><td>Menge<td>Preis</table>");
    assert!(black(&bordered) > black(&page_of("<table><tr><td>Menge<td>Preis</table>")) + 500);
    assert_eq!(lines(&bordered).len(), 1, "the frame holds its letters together");
    // The table has a cell that spans two rows, and a cell that spans two columns.
    let page = page_of("<table><tr><td rowspan=2>A<td>B<tr><td>C<tr><td colspan=2>D</table>");
    assert_eq!(lines(&page).len(), 3);
}

#[test]
fn a_table_that_is_too_wide_is_wrapped_and_not_cut() {
    let cells = "<td>Bezeichnung der Ware und ihrer Herkunft</td>".repeat(9);
    let page = page_of(&format!("<table border=1><tr>{cells}</tr></table>"));
    assert!(columns(&page).end <= 1728 - 150, "{:?}", columns(&page));
}

#[test]
fn a_long_document_has_many_pages_and_loses_no_line() {
    let html: String = (0..200).map(|number| format!("<p>Zeile {number}</p>")).collect();
    let pages = pages(&html, &[]);
    assert!((3..=9).contains(&pages.len()), "{}", pages.len());
    assert_eq!(pages.iter().map(|page| lines(page).len()).sum::<usize>(), 200);
    let html = "<p>a</p><p>b</p><p style='page-break-before:always'>c</p>";
    let with_break = super::tests::pages(html, &[]);
    let found: Vec<usize> = with_break.iter().map(|page| lines(page).len()).collect();
    assert_eq!(found, [2, 1], "no line stands on both pages");
}

#[test]
fn a_picture_that_came_along_is_shown_and_no_other() {
    let mut bmp =
        b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x40\0\0\0\x40\0\0\0\x01\0\x18\0".to_vec();
    bmp.resize(54 + 64 * 64 * 3, 0);
    let named = [("logo@x".to_owned(), bmp)];
    let page = |html: &str| pages(html, &named).remove(0);
    let shown = page("<p>A</p><img src='cid:logo@x'>");
    assert!(black(&shown) > 15_000, "{}", black(&shown));
    let missing = page("<p>A</p><img src='http://example.com/x.png'>");
    assert_eq!(black(&missing), black(&page("<p>A</p>")));
    assert!(
        black(&page("<p>A</p><img src='http://example.com/x.png' alt=Logo>")) > black(&missing)
    );
}

#[test]
fn the_character_set_is_found_in_the_document() {
    assert_eq!(
        named_charset(
            b"<meta http-equiv=Content-Type content=\"text/html; charset=Windows-1256\">"
        ),
        "windows-1256"
    );
    assert_eq!(named_charset(b"<meta charset='utf-8'>"), "utf-8");
    assert_eq!(named_charset(b"<p>"), "");
}

#[test]
fn a_document_that_wrongly_declares_utf_16_is_read_as_utf_8() {
    let html = |charset: &str| format!("<meta charset={charset}><p>Grüße");
    let expected = converted(&html("utf-8"));
    for charset in ["utf-16", "UTF-16LE", "utf_16be", "ISO-10646-UCS-2", "unicode"] {
        assert!(converted(&html(charset)) == expected, "{charset}");
    }
}

#[test]
fn a_picture_at_the_end_of_a_line_is_shown_where_a_long_paragraph_is_split() {
    let mut bmp =
        b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x40\0\0\0\x40\0\0\0\x01\0\x18\0".to_vec();
    bmp.resize(54 + 64 * 64 * 3, 0);
    let named = [("logo@x".to_owned(), bmp)];
    let (before, after) = ("Wort ".repeat(1190), "Wort ".repeat(100));
    let ink = |picture: &str| {
        let html = format!("<p>{before}{picture}<br>{after}</p>");
        pages(&html, &named).iter().map(black).sum::<usize>()
    };
    let (with, without) = (ink("<img src='cid:logo@x'>"), ink(""));
    assert!(with > without + 10_000, "{with} {without}");
}

/// The only table of an HTML document.
fn table_of(html: &str) -> Table {
    let mut press = Press::new(Vec::new(), Paper::A4);
    let page = page(&press, Resolution::Fine);
    let (blocks, ..) = blocks_of(html, &[], &mut press, &page).unwrap();
    let tables = blocks.into_iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    tables.last().unwrap()
}

#[test]
fn no_cell_of_a_table_is_lost_or_covers_another() {
    let cells = |html: &str, count: usize| html.repeat(count);
    for (rows, texts) in [
        (cells("<td>x", 200), 200),
        (cells("<td rowspan=3>x", 64) + "<tr><td>y<td>z<tr><td>x", 67),
        (cells("<td>x", 70) + "<tr>" + &cells("<td rowspan=9>x", 70) + "<tr><td>y", 141),
        (cells("<td colspan=40>x", 3), 3),
        ("<td colspan=18446744073709551615>x<td>y".to_owned(), 2),
        ("<td rowspan=2>x<td>y<tr><td>z".to_owned(), 3),
    ] {
        let html = format!("<table><tr>{rows}</table>");
        let table = table_of(&html);
        let all: Vec<(usize, &Cell)> = table
            .rows
            .iter()
            .enumerate()
            .flat_map(|(number, row)| row.iter().map(move |cell| (number, cell)))
            .collect();
        let blocks = all.iter().flat_map(|(_, cell)| &cell.blocks);
        let found = blocks.filter(|block| matches!(block, Block::Text(..))).count();
        assert_eq!(found, texts, "{rows}");
        let mut taken = std::collections::BTreeSet::new();
        for (number, cell) in all {
            for row in number..number + cell.rows {
                let columns = cell.column..cell.column + cell.columns;
                assert!(!columns.is_empty(), "{rows}");
                columns.for_each(|column| assert!(taken.insert((row, column)), "{rows}"));
            }
        }
        assert!(!pages(&html, &[]).is_empty());
    }
}

#[test]
fn the_text_of_tables_in_tables_is_shown_however_deep_it_is() {
    for deep in 45..60 {
        let page = page_of(&format!("{}x", "<table><tr><td>".repeat(deep)));
        assert!(black(&page) > 0, "{deep} tables");
    }
}

#[test]
fn a_list_shows_its_selected_options() {
    for (list, shown) in [
        ("<select><option>Bonn<option selected>Ulm<option>Rom</select>", "Ulm"),
        ("<select><option disabled>Ort<option> Bonn </option><option>Ulm</select>", "Bonn"),
        ("<select><optgroup label=x><option label=Ulm>U</optgroup></select>", "Ulm"),
        (
            "<select multiple><option selected>Bonn<option>Ulm<option selected>Rom</select>",
            "Bonn, Rom",
        ),
        ("<select><option selected>Bonn<option selected>Ulm</select>", "Ulm"),
        ("<select size=3><option>Bonn<option>Ulm</select>", ""),
        ("<select></select>", ""),
        ("<select hidden><option>Bonn</select>", ""),
    ] {
        let page = page_of(&format!("<p>Ort: {list}</p>"));
        assert!(page == page_of(&format!("<p>Ort: {shown}</p>")), "{list}");
    }
}

#[test]
fn visible_objects_that_are_left_out_are_counted() {
    for (html, count) in [
        ("<svg width=90 height='90px'><circle r=4 /><text>x</text></svg>", 1),
        ("<svg></svg><math><mi>x</mi></math><iframe src=x></iframe><video src=x></video>", 4),
        ("<canvas></canvas><object data=x.pdf>\n</object>", 2),
        ("<object data=x><param name=a value=b><embed src=x></object>", 1),
        ("<object data=x><p>A document</p></object><canvas>A curve</canvas>", 0),
        ("<svg width=0 height=0></svg><iframe width=1 height='1px'></iframe>", 0),
        ("<svg style='display:none'></svg><div hidden><svg></svg></div>", 0),
        ("<img src='http://example.com/x.png'>", 0),
        ("<img src='data:image/tiff;base64,SUkqAA=='>", 1),
        ("<img width=1 height=1 src='data:image/gif;base64,R0lG'>", 0),
    ] {
        let (_, reports) = converted(&format!("<p>Guten Tag</p>{html}"));
        let notes: Vec<NotShown> = reports
            .lines()
            .filter_map(|line| serde_json::from_str(line.strip_prefix("unseen ")?).ok())
            .collect();
        let expected = (count > 0).then_some(NotShown::ObjectsLeftOut { count });
        assert_eq!(notes, Vec::from_iter(expected), "{html}");
    }
    let words = "<p>Guten Tag</p><p>A document</p>";
    assert!(page_of("<p>Guten Tag</p><object data=x><p>A document</p></object>") == page_of(words));
}

#[test]
fn nothing_is_seen_of_what_shows_nothing() {
    let mut press = Press::new(Vec::new(), Paper::A4);
    for (html, shows) in [
        ("", false),
        ("<html><body><p>&nbsp;</p><br></body></html>", false),
        ("<style>p{}</style><div><img src='http://x/y.png'></div>", false),
        ("<table><tr><td>x", true),
    ] {
        assert_eq!(shows_something(html, &[], &mut press).unwrap(), shows, "{html}");
    }
}

/// For each line of the page, the columns that have black pixels.
fn line_columns(page: &Bitmap) -> Vec<std::ops::Range<u32>> {
    let extent = |rows: std::ops::Range<u32>| {
        let is_black = |x: &u32| rows.clone().any(|y| page.is_black(*x, y));
        let first = (0..page.width()).find(is_black).unwrap();
        first..(0..page.width()).rev().find(is_black).unwrap() + 1
    };
    lines(page).into_iter().map(extent).collect()
}

#[test]
fn columns_of_a_table_are_aligned_as_their_cells_rows_or_columns_say() {
    let ends = |html: &str| -> Vec<u32> {
        line_columns(&page_of(html)).iter().map(|line| line.end).collect()
    };
    let rows = "<tr><td>1234,56<tr><td>7<tr><td>89</table>";
    for table in [
        "<table width=400><col align=right>",
        "<table width=400><colgroup><col style='text-align:right'></colgroup>",
        "<table width=400 style='text-align:right'>",
        "<style>td{text-align:right}</style><table width=400>",
        "<table width=400><tbody align=right>",
    ] {
        let ends = ends(&format!("{table}{rows}"));
        assert_eq!(ends.len(), 3, "{table}");
        assert!(
            ends[0].abs_diff(ends[1]) <= 3 && ends[0].abs_diff(ends[2]) <= 3,
            "{table}: {ends:?}"
        );
    }
    let ends = ends(&format!("<p align=right><table width=400>{rows}"));
    assert!(ends[0] > ends[1] + 30, "what is said around a table is not for its cells: {ends:?}");
    // The style of a cell takes precedence over that of its column. A cell that spans columns
    // belongs to the first of them.
    let page = page_of(
        "<table width='100%'><col><col align=right><tr><td>A<td>B<tr><td colspan=2>C<tr><td>D<td align=left>E</table>",
    );
    let lines = line_columns(&page);
    assert!(
        lines[0].end > 1728 - 180 && lines[1].end < 864 && lines[2].end < 1728 - 300,
        "{lines:?}"
    );
}

#[test]
fn columns_are_as_wide_as_the_table_says_of_them() {
    let second = |head: &str| {
        let page = page_of(&format!("<table>{head}<tr><td>A<td>B</table>"));
        columns(&page).end
    };
    let (narrow, wide) =
        (second("<col width=50><col width=50>"), second("<col width=400><col width=50>"));
    // A width of 350 pixels on a screen is 262 points.
    assert!((wide - narrow).abs_diff(744) <= 30, "{narrow} {wide}");
}

#[test]
fn a_table_stands_where_it_is_to_stand() {
    let at = |how: &str| columns(&page_of(&format!("<table {how}><tr><td>Anna</table>")));
    let centre = at("align=center");
    assert!((centre.start + centre.end).abs_diff(1728) <= 8, "{centre:?}");
    assert_eq!(at("style='margin: 10px auto'"), centre);
    assert!(at("align=right").end > 1728 - 180 && at("").start < 180);
}

#[test]
fn what_should_float_stands_by_itself_and_is_not_glued_to_its_neighbours() {
    let page = page_of(
        "<span style='float:right'>12. Mai</span>Rechnung<span style='float:left'>Nr. 7</span>",
    );
    assert_eq!(lines(&page).len(), 3);
    let mut bmp =
        b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x40\0\0\0\x40\0\0\0\x01\0\x18\0".to_vec();
    bmp.resize(54 + 64 * 64 * 3, 0);
    let named = [("logo@x".to_owned(), bmp)];
    let page =
        |how: &str| pages(&format!("Anna <img {how} src='cid:logo@x'> schreibt"), &named).remove(0);
    assert_eq!(lines(&page("")).len(), 1, "a picture in a line");
    let floating = page("align=right");
    let found = line_columns(&floating);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[1].end > 1728 - 180 && found[2].end < 864, "{found:?}");
}

#[test]
fn what_is_read_from_the_right_begins_there() {
    // Letters that are read from the left, in a paragraph that is read from the right.
    let at = |html: &str| columns(&page_of(html));
    assert!(at("<p>Anna</p>").start < 180);
    assert!(at("<p dir=rtl>Anna</p>").end > 1728 - 180);
    assert!(at("<div style='direction:rtl'><p>Anna</p></div>").end > 1728 - 180);
    assert!(at("<p dir=ltr>שלום</p>").start < 180);
    assert!(at("<p dir=rtl align=left>Anna</p>").start < 180);
    assert!(at("<p dir=rtl style='text-align:end'>Anna</p>").start < 180);
    // A full stop is at the end of the line, which is at the left if the text is read from the
    // right.
    assert!(page_of("<p dir=rtl align=left>Anna.</p>") != page_of("<p align=left>Anna.</p>"));
    // The marks of a list are at the right of its items, which are indented there.
    let list = at("<ul dir=rtl><li>אבג</ul>");
    let plain = at("<p dir=rtl>אבג</p>");
    assert!(list.end < plain.end && list.end > plain.end - 100, "{list:?} {plain:?}");
    assert!(list.start < plain.start - 50, "{list:?} {plain:?}");
}

#[test]
fn the_first_column_of_a_table_that_is_read_from_the_right_is_at_the_right() {
    let wide = "MMMMMMMMMMMM";
    let page = |dir: &str| {
        page_of(&format!("<table {dir} width='100%'><tr><td width='80%'>{wide}<td>i</table>"))
    };
    let black_at = |page: &Bitmap, from: u32, to: u32| {
        (from..to)
            .map(|x| (0..page.rows()).filter(|y| page.is_black(x, *y)).count())
            .sum::<usize>()
    };
    let (plain, turned) = (page(""), page("dir=rtl"));
    assert!(black_at(&plain, 180, 864) > 2 * black_at(&plain, 864, 1540));
    assert!(black_at(&turned, 864, 1540) > 2 * black_at(&turned, 180, 864));
    // A table that is narrower than the page is at the right as well.
    let small = columns(&page_of("<table dir=rtl><tr><td>Anna</table>"));
    assert!(small.end > 1728 - 180, "{small:?}");
}

#[test]
fn the_head_of_a_table_stands_on_each_page_that_the_table_goes_on_to() {
    let row = "<tr><td>Schraube M8 verzinkt<td>12<td>0,34";
    let table = |head: &str, rows: usize| {
        format!("<table border=1>{head}<tbody>{}</table><p>Ende</p>", row.repeat(rows))
    };
    let words = "<tr><th>Artikelbezeichnung<th>Menge<th>Preis";
    let with_head = pages(&table(&format!("<thead>{words}</thead>"), 120), &[]);
    let without = pages(&table(words, 120), &[]);
    assert!(with_head.len() >= 3, "{} pages", with_head.len());
    // Each page begins with the rows of the table's head. Without a head, it begins with the next
    // row.
    let top = |page: &Bitmap| lines(page)[0].start;
    let band = |page: &Bitmap| {
        (top(page)..top(page) + 30).map(|y| page.row(y).to_vec()).collect::<Vec<_>>()
    };
    for page in &with_head[1..] {
        assert!(band(page) == band(&with_head[0]), "the head is missing or looks otherwise");
    }
    assert!(band(&without[1]) != band(&without[0]));
    // No row is lost or repeated. The pages have as much black as one endless sheet, apart from the
    // heads and the frames.
    let all = |pages: &[Bitmap]| pages.iter().map(black).sum::<usize>();
    let (more, one_head) =
        (all(&with_head) as f64 - all(&without) as f64, black(&page_of(&table(words, 0))) as f64);
    let heads = more / one_head;
    let wanted = (with_head.len() - 1) as f64;
    assert!((heads - wanted).abs() < 0.5, "{heads} heads more, and {wanted} pages go on");
}

#[test]
fn rules_reach_the_elements_that_their_selectors_name() {
    let mut press = Press::new(Vec::new(), Paper::A4);
    let mut shows = |html: &str| shows_something(html, &[], &mut press).unwrap();
    let body = "<div id=a class='card Wide'><!-- --><p class=lead>\
                <span data-x='1 2' title=Offer>x</span></p></div>";
    // Text in the body is hidden by a rule for itself or for its ancestors.
    for selector in [
        "div p",
        "div > .lead",
        ".card.Wide",
        "div.card p.lead span",
        "#a span",
        "p#b, #a > p",
        "[data-x]",
        "[data-x~='2']",
        "span[title^=off i]",
        "div[class=\"card Wide\"]",
        "*[class*=car]",
        ":root",
        "body > :first-child",
        "p:only-child",
        "p:nth-child(1)",
        "div:not(.mobile)",
        "p:is(.lead, .tail)",
        "a:hover, .lead",
        "p::before, .lead",
        "DIV P",
    ] {
        let html = |body: &str| {
            format!("<!DOCTYPE html><style>{selector} {{ display: none }}</style>{body}")
        };
        assert!(!shows(&html(body)), "{selector} hides");
    }
    for selector in [
        "p div",
        "div > span",
        ".card.narrow",
        ".wide",
        "span[title^=off]",
        "p:first-child + span",
        "p:hover",
        "span:visited",
        "p::before",
        "p:before",
        ":not(*)",
        "p:empty",
        "div:nth-child(2)",
        "{",
        "p >",
        "..lead",
    ] {
        let html = format!("<!DOCTYPE html><style>{selector} {{ display: none }}</style>{body}");
        assert!(shows(&html), "{selector} does not hide");
    }
    // Only Outlook obeys this, and it has another text then.
    assert!(shows("<p style='mso-hide:all'>x"));
    // Without a document type, classes and ids ignore the case of letters (HTML, quirks mode).
    assert!(!shows("<style>.LEAD{display:none}</style><p class=lead>x"));
}

#[test]
fn of_two_rules_the_more_special_one_counts_and_an_important_one_before_all() {
    let mut press = Press::new(Vec::new(), Paper::A4);
    for (css, style, shown) in [
        (".a .b{display:none} .b{display:block}", "", false),
        ("#x p{display:block} .a .b{display:none}", "", true),
        (".b{display:none} .b{display:block}", "", true),
        (".b{visibility:hidden} p{visibility:visible}", "", false),
        ("p{visibility:hidden} .b{visibility:visible}", "", true),
        (".b{visibility:hidden;display:block}", "", false),
        (".b{display:none}", "display:block", true),
        (".b{display:none!important}", "display:block", false),
        (".b{display:none ! IMPORTANT}", "display:block !important", true),
        ("p{display:none!important} .a .b{display:block}", "", false),
        ("@media print{.a .b{display:none}}", "", false),
        ("@media screen{.a .b{display:none}}", "", true),
        ("@media screen{.a{x:y} .c{x:y}} @media print{.b.b{display:none}}", "", false),
    ] {
        let html =
            format!("<style>{css}</style><div id=x class=a><p class=b style='{style}'>x</p></div>");
        assert_eq!(shows_something(&html, &[], &mut press).unwrap(), shown, "{css} | {style}");
    }
}

#[test]
fn a_fault_in_a_style_sheet_costs_no_rule_but_its_own() {
    let mut press = Press::new(Vec::new(), Paper::A4);
    for css in [
        "@import url(\"a;{b\"); p{display:none}",
        "i::after{content:'}'} p{display:none}",
        "i{background:url(data:image/png;base64,AA}BB)} p{display:none}",
        "i{x:y;;:z;color} p{;x;display:none}",
        "/* p{ */ p/**/{/* } */display:/**/none}",
        "<!-- @page x {size:a4; @bottom-left{x:y}} --> <!-- p{display:none} -->",
        "@charset 'utf-8'; @font-face{src:url(x)} p{display:none}",
        "%{x:y} 5{x:y} p{display:none}",
        "</style><style media=print>p{display:none}",
        "i{x:y</style><style>p{display:none}",
        "p{display:none",
    ] {
        let html = format!("<style>{css}</style><p>x</p>");
        assert!(!shows_something(&html, &[], &mut press).unwrap(), "{css}");
    }
    // A document with endless nesting is read to its end as well.
    let deep = format!(
        "<style>{}{}p{{display:none}}</style><p>x",
        ":not(".repeat(90_000),
        "[".repeat(9_000)
    );
    shows_something(&deep, &[], &mut press).unwrap();
    let deep = format!("<style>{} p{{display:none}}</style><p>x", "@media print{".repeat(90_000));
    shows_something(&deep, &[], &mut press).unwrap();
}
