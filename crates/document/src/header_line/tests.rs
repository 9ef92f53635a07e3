use super::*;
use ferrofax_ground::t4::PageWidth;

fn values() -> Values {
    let when = jiff::civil::date(2026, 11, 20).at(8, 13, 33, 0);
    Values {
        when: when.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(1))).unwrap(),
        from: "Müller & Söhne".to_owned(),
        number: "+49 30 1234567".to_owned(),
        station: "+49301234567".to_owned(),
        to: "Αθήνα\r\nΑ.Ε.".to_owned(),
        page: 2,
        pages: 13,
        tag: "offer 7".to_owned(),
    }
}

fn texts(template: &str) -> [String; 3] {
    HeaderLine::parse(template, Placement::Above).unwrap().texts(&values())
}

#[test]
fn variables_stand_for_their_values_on_one_line() {
    assert_eq!(
        HeaderLine::default().texts(&values()),
        ["2026-11-20 08:13  Müller & Söhne", "+49 30 1234567 → Αθήνα Α.Ε.", "2/13"]
    );
    assert_eq!(texts("${STATION}: ${TAG}"), ["+49301234567: offer 7", "", ""]);
    assert_eq!(texts(" a | b "), ["a", "", "b"]);
    assert_eq!(texts("$$5 || $x|y|z"), ["$5 | $x", "y", "z"]);
    assert_eq!(texts("${DATE(%d.%m.%Y)} ${TIME(%H.%M %:z)}")[0], "20.11.2026 08.13 +01:00");
}

#[test]
fn a_wrong_template_says_what_is_wrong() {
    for (template, said) in [
        ("${FORM}", "there is no ${FORM} in a header line; there are DATE"),
        ("${FROM(%d)}", "there is no ${FROM(%d)}"),
        ("ä ${TO", "'${' without its '}' at character 3"),
        ("a|b|c|d", "at most three parts, left | middle | right; this has 4"),
        ("${DATE(%!)}", "'%!' is no format"),
    ] {
        let error = HeaderLine::parse(template, Placement::Above).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

fn page(resolution: Resolution) -> Bitmap {
    Bitmap::white(PageWidth::A4.pixels(resolution), 500).inverted()
}

#[test]
fn the_line_stands_above_the_page_or_over_it() {
    let mut setter = TypeSetter::new();
    for resolution in Resolution::ALL {
        let strip = (4.2 / 25.4 * resolution.y_dpi()).round() as u32;
        let above =
            draw(&mut setter, &HeaderLine::default(), &values(), page(resolution), resolution);
        assert_eq!(above.rows(), 500 + strip);
        assert!((0..500).all(|row| above.row(strip + row) == page(resolution).row(row)));
        let line = HeaderLine::parse(HeaderLine::DEFAULT_TEMPLATE, Placement::Over).unwrap();
        let over = draw(&mut setter, &line, &values(), page(resolution), resolution);
        assert_eq!(over.rows(), 500);
        // The line is the same, with white around it.
        assert!((0..strip).all(|row| over.row(row) == above.row(row)));
        assert!(over.row(strip - 1).iter().all(|byte| *byte == 0));
        let none = HeaderLine::parse("${FROM}", Placement::None).unwrap();
        assert!(
            draw(&mut setter, &none, &values(), page(resolution), resolution) == page(resolution)
        );
    }
    let line = HeaderLine::parse("x", Placement::Over).unwrap();
    assert_eq!(
        draw(&mut setter, &line, &values(), Bitmap::white(1728, 3), Resolution::Fine).rows(),
        3
    );
}

#[test]
fn a_long_name_gives_way_and_the_number_of_the_page_does_not() {
    let mut setter = TypeSetter::new();
    let long = "Gesellschaft für die Erforschung sehr langer Namen ".repeat(9);
    for (left, middle) in
        [(long.as_str(), "short"), ("short", &long), (&long, &long), ("", &long), (&long, "")]
    {
        let texts = [left.to_owned(), middle.to_owned(), "12/13".to_owned()];
        let placed = arranged(&mut setter, &texts, 215.0);
        assert_eq!(placed.last().unwrap().0, "12/13");
        let mut end = MARGIN_MM - GAP_MM;
        for (text, left) in &placed {
            assert!(*left >= end + GAP_MM - 0.1, "{placed:?}");
            end = left + setter.line_width_mm(text, STYLE);
        }
        assert!(end <= 215.0 - MARGIN_MM + 0.1, "{placed:?}");
        assert!(
            placed.iter().any(|(text, _)| text == "short")
                == (left == "short" || middle == "short")
        );
    }
}

#[test]
fn letters_stay_within_the_strip() {
    let mut setter = TypeSetter::new();
    let mut tall = values();
    tall.from = "ÄÅǺỄ ģjpqy ﷺ".to_owned();
    for resolution in Resolution::ALL {
        let line = HeaderLine::parse("${FROM}", Placement::Above).unwrap();
        let blank = Bitmap::white(PageWidth::A4.pixels(resolution), 1);
        let strip = draw(&mut setter, &line, &tall, blank, resolution);
        let last = (0..strip.rows())
            .rev()
            .find(|row| strip.row(*row).iter().any(|byte| *byte != 0))
            .unwrap();
        assert!(last + 1 < strip.rows(), "{resolution}");
    }
}

#[test]
fn an_arabic_name_turns_neither_date_nor_number_round() {
    let mut setter = TypeSetter::new();
    let line = |values: &Values, setter: &mut TypeSetter| {
        let line =
            HeaderLine::parse("${DATE} ${TIME} ${NUMBER} ${FROM}", Placement::Above).unwrap();
        draw(setter, &line, values, Bitmap::white(1728, 1), Resolution::Fine)
    };
    let latin = line(&Values { from: "x".to_owned(), ..values() }, &mut setter);
    let arabic = line(&Values { from: "شركة".to_owned(), ..values() }, &mut setter);
    // The text before the name is the same: the first difference is to its right.
    let before = (setter.line_width_mm("2026-11-20 08:13 +49 30 1234567", STYLE) + MARGIN_MM) / MM;
    let columns = (before * Resolution::Fine.x_dpi()) as u32;
    let black =
        |page: &Bitmap, x: u32| (0..page.rows()).map(|y| page.is_black(x, y)).collect::<Vec<_>>();
    assert!((0..columns).all(|x| black(&latin, x) == black(&arabic, x)));
    assert!((0..1728).any(|x| black(&latin, x) != black(&arabic, x)));
}

#[test]
fn letters_of_the_line_that_no_font_has_are_counted_as_far_as_they_are_set() {
    let mut setter = TypeSetter::new();
    let mut lacking = |from: &str| {
        let values = Values { from: from.to_owned(), ..values() };
        draw(
            &mut setter,
            &HeaderLine::default(),
            &values,
            page(Resolution::Fine),
            Resolution::Fine,
        );
        setter.take_lacking()
    };
    assert_eq!([lacking("Müller & Söhne"), lacking("漢字 Ltd."), lacking("")], [0, 2, 0]);
    assert!(lacking(&"漢".repeat(300)) < 100, "what is left out is not missing");
}
