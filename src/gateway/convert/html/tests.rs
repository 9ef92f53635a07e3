use super::*;
use crate::gateway::convert::Paper;
use crate::t4::Bitmap;

/// The pages of a document, standard resolution.
fn pages(html: &str, pictures: &[(String, Vec<u8>)]) -> Vec<Bitmap> {
    let mut press = Press::new(Vec::new(), Paper::A4);
    let page = page(&press, Resolution::Fine);
    let (blocks, pictures) = blocks_of(html, pictures, &mut press, &page);
    let layout = Layout::of(blocks, f64::from(page.width) - 2.0 * page.left, Resolution::Fine);
    let starts = paper::cut(&layout, &page, 1000).unwrap();
    let ends: Vec<f64> = starts.iter().skip(1).copied().chain([f64::INFINITY]).collect();
    let paint = |(start, end): (&f64, f64)| paper::paint(&layout, (*start, end), &page, &pictures, &mut press.setter);
    starts.iter().zip(ends).map(paint).collect()
}

fn page_of(html: &str) -> Bitmap {
    let mut pages = pages(html, &[]);
    assert_eq!(pages.len(), 1, "{html}");
    pages.remove(0)
}

fn black(page: &Bitmap) -> usize {
    page.data().iter().map(|byte| byte.count_ones() as usize).sum()
}

/// The rows that have black, as runs.
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
    let found: Vec<u32> = (0..page.width()).filter(|x| (0..page.rows()).any(|y| page.is_black(*x, y))).collect();
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
    // What is read from the right stands at the right.
    assert!(columns(&page_of("<p>שלום</p>")).end > 1728 - 180);
}

#[test]
fn a_list_has_its_marks_before_its_items() {
    let plain = columns(&page_of("<p>eins</p>"));
    let list = page_of("<ol><li>eins<li>zwei</ol>");
    assert_eq!(lines(&list).len(), 2, "{:?}", lines(&list));
    assert!(columns(&list).start > plain.start, "inside of the margin");
    assert!(black(&list) > black(&page_of("<ul><li>eins<li>zwei</ul>")), "numbers are more than points");
}

#[test]
fn cells_stand_beside_each_other_and_a_border_is_drawn() {
    let page = page_of("<table width='100%'><tr><td>Menge<td>Preis<tr><td>1<td>2</table>");
    assert_eq!(lines(&page).len(), 2, "two rows");
    assert!(columns(&page).end > 864, "the second column begins in the middle or so: {:?}", columns(&page));
    let bordered = page_of("<table border=1><tr><td>Menge<td>Preis</table>");
    assert!(black(&bordered) > black(&page_of("<table><tr><td>Menge<td>Preis</table>")) + 500);
    assert_eq!(lines(&bordered).len(), 1, "the frame holds its letters together");
    // A cell that hangs down, and one that is two columns wide.
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
    let with_break = super::tests::pages("<p>a</p><p style='page-break-before:always'>b</p>", &[]);
    assert_eq!(with_break.len(), 2);
}

#[test]
fn a_picture_that_came_along_is_shown_and_no_other() {
    let mut bmp = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x40\0\0\0\x40\0\0\0\x01\0\x18\0".to_vec();
    bmp.resize(54 + 64 * 64 * 3, 0);
    let named = [("logo@x".to_owned(), bmp)];
    let page = |html: &str| pages(html, &named).remove(0);
    let shown = page("<p>A</p><img src='cid:logo@x'>");
    assert!(black(&shown) > 15_000, "{}", black(&shown));
    let missing = page("<p>A</p><img src='http://example.com/x.png'>");
    assert_eq!(black(&missing), black(&page("<p>A</p>")));
    assert!(black(&page("<p>A</p><img src='http://example.com/x.png' alt=Logo>")) > black(&missing));
}

#[test]
fn the_character_set_is_found_in_the_document() {
    assert_eq!(
        named_charset(b"<meta http-equiv=Content-Type content=\"text/html; charset=Windows-1256\">"),
        "windows-1256"
    );
    assert_eq!(named_charset(b"<meta charset='utf-8'>"), "utf-8");
    assert_eq!(named_charset(b"<p>"), "");
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
        assert_eq!(shows_something(html, &[], &mut press), shows, "{html}");
    }
}
