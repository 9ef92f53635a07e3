use super::*;

#[test]
fn letters_that_no_font_has_are_counted_and_signs_that_show_nothing_are_not() {
    let mut setter = TypeSetter::new();
    let count = |setter: &mut TypeSetter, text: &str| {
        setter.pages(text, &TextPages::default(), Resolution::Fine, 9).unwrap();
        let plain = setter.take_lacking();
        let rich = RichText {
            text: text.to_owned(),
            looks: vec![(0..text.len(), Look::plain(10.0))],
            boxes: vec![],
        };
        setter.rich(&rich, Resolution::Fine, 1.2);
        assert_eq!(setter.take_lacking(), plain, "{text}");
        plain
    };
    assert_eq!(count(&mut setter, "Grüße\tvon – Ωμέγα\u{200B}, مرحبا \u{FE0F}\u{AD}."), 0);
    assert_eq!(count(&mut setter, "漢字 and 漢"), 3);
    drawn(&mut setter, "漢字 and 漢", Resolution::Fine);
    assert_eq!(setter.take_lacking(), 3, "a line");
    drawn(&mut setter, "Grüße", Resolution::Fine);
    assert_eq!(setter.take_lacking(), 0);
}

const NINE: Style = Style { face: Face::Sans, size_pt: 9.0 };

fn drawn(setter: &mut TypeSetter, text: &str, resolution: Resolution) -> Bitmap {
    let rows = (6.0 / MM * resolution.y_dpi()).round() as u32;
    let mut page = Bitmap::white(PageWidth::A4.pixels(resolution), rows);
    setter.draw_line(&mut page, resolution, text, NINE, (5.0, rows * 3 / 4));
    page
}

/// The left, right, top and bottom edges of the black pixels.
fn extent(page: &Bitmap) -> Option<(u32, u32, u32, u32)> {
    let rows: Vec<u32> = (0..page.rows())
        .filter(|y| page.row(*y).iter().any(|byte| *byte != 0))
        .collect();
    let columns: Vec<u32> = (0..page.width())
        .filter(|x| rows.iter().any(|y| page.is_black(*x, *y)))
        .collect();
    Some((*columns.first()?, *columns.last()?, *rows.first()?, *rows.last()?))
}

#[test]
fn letters_have_their_true_size_and_shape_at_every_resolution() {
    let mut setter = TypeSetter::new();
    let wanted = setter.line_width_mm("HHHHHHHHHH", NINE);
    for resolution in Resolution::ALL {
        let (left, right, top, bottom) =
            extent(&drawn(&mut setter, "HHHHHHHHHH", resolution)).unwrap();
        let across = f64::from(right + 1 - left) / resolution.x_dpi() * MM;
        let down = f64::from(bottom + 1 - top) / resolution.y_dpi() * MM;
        // A capital letter of DejaVu is 0.729 of its size high. The bearings at its sides are not
        // black.
        assert!((across - wanted).abs() < 0.8, "{resolution}: {across} mm wide, not {wanted}");
        assert!((down - 9.0 / 72.0 * MM * 0.729).abs() < 0.27, "{resolution}: {down} mm high");
    }
}

#[test]
fn no_stroke_is_lost_at_standard_resolution() {
    let mut setter = TypeSetter::new();
    // The letter has three bars at a stem. Each must be there, with white between them.
    let page = drawn(&mut setter, "E", Resolution::Standard);
    let (left, right, top, bottom) = extent(&page).unwrap();
    let middle = left + (right - left) * 2 / 3;
    let column: Vec<bool> = (top..=bottom).map(|y| page.is_black(middle, y)).collect();
    assert_eq!(column.chunk_by(|a, b| a == b).filter(|run| run[0]).count(), 3, "{column:?}");
}

#[test]
fn scripts_beyond_latin_have_letters_of_their_own() {
    let mut setter = TypeSetter::new();
    let box_of_none = drawn(&mut setter, "\u{10FFFD}", Resolution::Fine);
    let mut seen = vec![box_of_none];
    for text in ["Ω", "Ж", "ש", "ع", "Ը", "ა", "é", "Ş", "€"] {
        let page = drawn(&mut setter, text, Resolution::Fine);
        assert!(extent(&page).is_some(), "{text} is blank");
        assert!(!seen.contains(&page), "{text} has no letter");
        seen.push(page);
    }
    // Arabic letters join: together they are narrower than one by one.
    let alone: f64 = ["ع", "ع", "ع"].iter().map(|text| setter.line_width_mm(text, NINE)).sum();
    assert!(setter.line_width_mm("ععع", NINE) < alone * 0.95);
}

#[test]
fn what_is_too_long_ends_with_an_ellipsis_and_fits() {
    let mut setter = TypeSetter::new();
    for text in [
        "Internationale Gesellschaft für angewandte Fernkopie",
        "شركة الاتصالات الدولية المحدودة",
        "👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧",
    ] {
        let whole = setter.line_width_mm(text, NINE);
        assert_eq!(setter.elided(text, NINE, whole + 0.1), text);
        for part in [0.9, 0.5, 0.2] {
            let elided = setter.elided(text, NINE, whole * part);
            assert!(elided.ends_with('…'), "{elided}");
            assert!(text.starts_with(elided.trim_end_matches('…').trim_end()), "{elided}");
            assert!(setter.line_width_mm(&elided, NINE) <= whole * part, "{elided}");
        }
    }
    assert_eq!(setter.elided("name", NINE, 0.1), "");
}

fn pages_of(text: &str) -> Vec<Bitmap> {
    TypeSetter::new()
        .pages(text, &TextPages::default(), Resolution::Fine, 100)
        .unwrap()
}

#[test]
fn text_becomes_pages_with_margins() {
    let line = "The quick brown fox jumps over the lazy dog, again and again, until the line is so full that it wraps at the margin.\n";
    let pages = pages_of(&line.repeat(60));
    assert_eq!(pages.len(), 3);
    for page in &pages {
        assert_eq!((page.width(), page.rows()), (1728, 2287));
        let (left, right, top, bottom) = extent(page).unwrap();
        let mm = |pixels: u32, dpi: f64| f64::from(pixels) / dpi * MM;
        assert!((19.0..22.0).contains(&mm(left, Resolution::Fine.x_dpi())));
        assert!(mm(1728 - right, Resolution::Fine.x_dpi()) > 19.5);
        assert!((17.0..21.0).contains(&mm(top, Resolution::Fine.y_dpi())));
        assert!(mm(2287 - bottom, Resolution::Fine.y_dpi()) > 17.0);
    }
}

#[test]
fn form_feeds_begin_pages_and_empty_lines_take_room() {
    assert_eq!(pages_of("").len(), 0);
    assert_eq!(pages_of("\n").len(), 0);
    assert_eq!(pages_of("one").len(), 1);
    assert_eq!(pages_of("one\x0ctwo\x0c").len(), 2);
    assert_eq!(pages_of("one\x0c\x0cthree").len(), 3);
    assert_eq!(pages_of(&"\n".repeat(120)).len(), 3);
    let top = |text: &str| extent(&pages_of(text)[0]).unwrap().2;
    let line = 10.0 / 72.0 * 195.58 * 1.25;
    assert!((f64::from(top("\r\n\r\nx") - top("x")) - 2.0 * line).abs() < 2.0);
}

#[test]
fn tabs_go_to_the_next_stop() {
    let left = |text: &str| {
        let page = &pages_of(text)[0];
        let (left, ..) = extent(page).unwrap();
        left
    };
    assert_eq!(left("\t|"), left(" \t|"));
    let stop = left("\t|") - left("|");
    assert!((left("\t\t|") - left("|")).abs_diff(2 * stop) <= 1);
}

#[test]
fn text_that_is_too_long_is_refused_soon() {
    let mut setter = TypeSetter::new();
    let text = "word ".repeat(400_000);
    assert!(setter.pages(&text, &TextPages::default(), Resolution::Standard, 3).is_none());
    let mono =
        TextPages { style: Style { face: Face::Mono, size_pt: 10.0 }, ..TextPages::default() };
    assert!(setter.pages("a\nb", &mono, Resolution::Ultrafine, 1).is_some());
}

#[test]
fn fonts_that_are_none_are_told_and_the_others_used() {
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none.ttf");
    std::fs::write(&none, b"not a font").unwrap();
    let missing = folder.path().join("missing");
    let good = tempfile::tempdir().unwrap();
    std::fs::write(good.path().join("a.TTF"), dejavu::sans::extra_light()).unwrap();
    let paths = [none, missing, good.path().to_owned()];
    let (setter, errors) = TypeSetter::with_fonts(&paths);
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0].contains("none.ttf: there is no TrueType")
            && said[1].contains("missing: cannot read"),
        "{said:?}"
    );
    assert_eq!(setter.further.len(), 1);
}

#[test]
fn a_type_setter_may_go_to_another_thread() {
    fn is_send<T: Send>(_: &T) {}
    is_send(&TypeSetter::new());
}
