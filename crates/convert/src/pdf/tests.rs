//! Compares plain pages with the same pages drawn by hayro's own renderer.

use hayro::hayro_interpret::InterpreterSettings;
use pdf_writer::{Content, Finish, Name, Rect as PdfRect, Ref, Str};

use super::plain::Asked;
use super::*;

/// Writes a document of one page with a font `F`, a half transparent state `H`, and a state `M`
/// that multiplies colours.
fn document(draw: impl Fn(&mut Content)) -> Vec<u8> {
    let mut pdf = pdf_writer::Pdf::new();
    let (catalog, tree, page, content) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4));
    let (font, half, multiplying) = (Ref::new(5), Ref::new(6), Ref::new(7));
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([page]).count(1);
    let mut writer = pdf.page(page);
    writer
        .parent(tree)
        .media_box(PdfRect::new(0.0, 0.0, 595.0, 842.0))
        .contents(content);
    let mut resources = writer.resources();
    resources.fonts().pair(Name(b"F"), font);
    resources.ext_g_states().pair(Name(b"H"), half).pair(Name(b"M"), multiplying);
    resources.finish();
    writer.finish();
    pdf.type1_font(font).base_font(Name(b"Times-Roman"));
    pdf.ext_graphics(half).non_stroking_alpha(0.5);
    pdf.ext_graphics(multiplying).blend_mode(pdf_writer::types::BlendMode::Multiply);
    let mut drawn = Content::new();
    draw(&mut drawn);
    pdf.stream(content, &drawn.finish());
    pdf.finish()
}

/// Draws the page in black and white twice: by the plain renderer, if it can, and by the general
/// one.
fn both(resolution: Resolution, draw: impl Fn(&mut Content)) -> (Option<Bitmap>, Bitmap) {
    let document = Pdf::new(document(draw)).unwrap();
    let page = &document.pages()[0];
    let layout = Layout::of(page, 1, resolution).unwrap_or_else(|_| panic!("a page of A4"));
    let black = |drawn| in_black(drawn, resolution);
    let plain = Plain::new(InterpreterSettings::default(), Arc::default(), Asked::default())
        .draw(page, &layout, INK)
        .0
        .map(black);
    (
        plain,
        black(General::new(InterpreterSettings::default()).draw(page, &layout, INK, Vec::new())),
    )
}

/// Draws the page both ways and compares the results. No black pixel may be farther than a pixel
/// from a black pixel of the other result. A few exceptions are allowed: the plain renderer
/// positions letters at quarters of a pixel, and a pixel at the limit may be black or not.
fn assert_alike(name: &str, draw: impl Fn(&mut Content)) {
    for resolution in [Resolution::Fine, Resolution::Superfine] {
        let (plain, general) = both(resolution, &draw);
        let plain = plain.unwrap_or_else(|| panic!("{name}: it was not drawn"));
        assert_eq!((plain.width(), plain.rows()), (general.width(), general.rows()));
        for (one, other, which) in [(&plain, &general, "too much"), (&general, &plain, "missing")] {
            let all = (0..one.rows()).flat_map(|y| (0..one.width()).map(move |x| (x, y)));
            let inked: Vec<(u32, u32)> = all.filter(|(x, y)| one.is_black(*x, *y)).collect();
            let is_near = |(x, y): (u32, u32)| {
                let rows = y.saturating_sub(1)..y + 2;
                rows.into_iter()
                    .any(|y| (x.saturating_sub(1)..x + 2).any(|x| other.is_black(x, y)))
            };
            let far: Vec<_> = inked.iter().copied().filter(|pixel| !is_near(*pixel)).collect();
            let said = format!(
                "{name}, {resolution}, {which}: {} of {}, {:?}",
                far.len(),
                inked.len(),
                far.first()
            );
            assert!(inked.len() > 1000 && far.len() * 1000 <= inked.len(), "{said}");
        }
    }
}

fn text(content: &mut Content, x: f32, y: f32, size: f32) {
    let words = Str(b"The quick brown fox jumps over the lazy dog: 0123456789");
    content
        .begin_text()
        .set_font(Name(b"F"), size)
        .next_line(x, y)
        .show(words)
        .end_text();
}

fn circle(content: &mut Content, x: f32, y: f32, r: f32) {
    let k = r * 0.5523;
    content.move_to(x + r, y).cubic_to(x + r, y + k, x + k, y + r, x, y + r);
    content.cubic_to(x - k, y + r, x - r, y + k, x - r, y).cubic_to(
        x - r,
        y - k,
        x - k,
        y - r,
        x,
        y - r,
    );
    content.cubic_to(x + k, y - r, x + r, y - k, x + r, y).close_path();
}

#[test]
fn letters_of_all_sizes_and_turned_by_any_angle_are_drawn_as_they_are_by_the_general_way() {
    assert_alike("letters", |content| {
        for (line, size) in (0..).zip([4.0, 6.0, 8.0, 9.5, 11.0, 14.0, 24.0, 60.0]) {
            text(content, 50.3, 780.0 - 70.0 * line as f32, size);
        }
        // Text over the edges of the page.
        text(content, -30.0, 838.0, 20.0);
    });
    assert_alike("turned letters", |content| {
        for step in 0..8_u8 {
            let (sin, cos) = (f32::from(step) * 0.785).sin_cos();
            content.save_state().transform([cos, sin, -sin, cos, 300.0, 400.0]);
            text(content, 40.0, 3.0, 9.0);
            content.restore_state();
        }
    });
    assert_alike("stroked letters", |content| {
        content
            .set_line_width(0.3)
            .set_text_rendering_mode(pdf_writer::types::TextRenderingMode::Stroke);
        text(content, 50.0, 500.0, 30.0);
        content.set_text_rendering_mode(pdf_writer::types::TextRenderingMode::FillStroke);
        text(content, 50.0, 400.0, 12.0);
    });
}

#[test]
fn lines_and_areas_are_drawn_as_they_are_by_the_general_way() {
    assert_alike("lines", |content| {
        for step in 0..20_u8 {
            let at = f32::from(step);
            content.set_line_width(at * 0.2);
            content
                .move_to(50.0, 700.0 - at * 13.0)
                .line_to(300.0, 700.0 - at * 13.0)
                .stroke();
            content
                .move_to(320.0 + at * 11.0, 700.0)
                .line_to(320.0 + at * 11.0, 500.0 + at * 3.0)
                .stroke();
            content
                .move_to(50.0, 400.0 - at * 7.0)
                .line_to(550.0, 420.0 - at * 17.0)
                .stroke();
        }
        content.set_line_width(3.0).set_dash_pattern([9.0, 4.0], 2.0);
        circle(content, 300.0, 150.0, 90.0);
        content.stroke();
    });
    assert_alike("areas", |content| {
        circle(content, 200.0, 600.0, 120.0);
        circle(content, 240.0, 600.0, 120.0);
        content.fill_even_odd();
        circle(content, 200.0, 300.0, 120.0);
        circle(content, 240.0, 300.0, 60.0);
        content.fill_nonzero();
        content
            .rect(400.2, 500.7, 90.3, 40.4)
            .fill_nonzero()
            .rect(400.0, 400.0, 90.0, 40.0)
            .fill_nonzero_and_stroke();
        content.set_fill_gray(1.0).rect(420.0, 420.0, 20.0, 40.0).fill_nonzero();
    });
}

#[test]
fn what_is_clipped_is_cut_as_it_is_by_the_general_way() {
    assert_alike("clips", |content| {
        content.save_state();
        circle(content, 250.0, 600.0, 120.0);
        content.clip_nonzero().end_path();
        content.rect(100.0, 560.0, 400.0, 200.0).clip_nonzero().end_path();
        (0..30).for_each(|line| text(content, 100.0, 480.0 + 9.0 * line as f32, 9.0));
        circle(content, 330.0, 600.0, 90.0);
        content.clip_even_odd().end_path();
        content.rect(0.0, 0.0, 595.0, 842.0).fill_nonzero().restore_state();
        text(content, 100.0, 100.0, 30.0);
    });
}

#[test]
fn greys_are_the_same_as_by_the_general_way() {
    let (plain, general) = both(Resolution::Fine, |content| {
        content.set_fill_gray(0.5).rect(50.0, 500.0, 200.0, 200.0).fill_nonzero();
        content
            .set_fill_rgb(0.9, 0.9, 0.2)
            .rect(300.0, 500.0, 200.0, 200.0)
            .fill_nonzero();
        content
            .set_parameters(Name(b"H"))
            .set_fill_gray(0.0)
            .rect(150.0, 450.0, 250.0, 150.0)
            .fill_nonzero();
        text(content, 60.0, 300.0, 12.0);
    });
    let plain = plain.unwrap();
    let black = |page: &Bitmap, from: u32| {
        (from..from + 20)
            .map(|y| page.row(y).iter().map(|byte| byte.count_ones()).sum::<u32>())
            .sum::<u32>()
    };
    for row in (380..1200).step_by(20) {
        let (one, other) = (black(&plain, row), black(&general, row));
        assert!(one.abs_diff(other) <= 40 + other / 50, "from row {row}: {one} and {other} pixels");
    }
}

#[test]
fn a_rule_that_is_a_thin_area_is_never_lost_between_two_rows() {
    let (plain, _) = both(Resolution::Fine, |content| {
        for line in 0..40_u8 {
            content.rect(50.0, 780.0 - 18.13 * f32::from(line), 500.0, 0.15).fill_nonzero();
        }
    });
    let plain = plain.unwrap();
    let ruled: Vec<u32> = (0..plain.rows()).filter(|y| plain.is_black(800, *y)).collect();
    assert_eq!(ruled.len(), 40, "{ruled:?}");
    assert!(ruled.iter().all(|y| (200..1500).all(|x| plain.is_black(x, *y))));
}

#[test]
fn what_is_not_plain_is_left_to_the_general_way() {
    let (plain, _) = both(Resolution::Fine, |content| {
        content
            .set_parameters(Name(b"M"))
            .rect(50.0, 500.0, 200.0, 200.0)
            .fill_nonzero();
    });
    assert_eq!(plain, None, "a blend mode");
    let (plain, _) = both(Resolution::Fine, |content| {
        content.move_to(0.0, 0.0).line_to(1e9, 5e8).line_to(0.0, 300.0).fill_nonzero();
    });
    assert_eq!(plain, None, "without end");
    let (plain, general) = both(Resolution::Fine, |_| {});
    assert_eq!(plain, Some(general), "nothing at all");
}

/// A page counts as coloured by the colours used for drawing, not by the soft edges of the result.
#[test]
fn a_page_in_colours_is_known_by_what_it_is_drawn_in() {
    let is_shaded = |draw: &dyn Fn(&mut Content)| {
        let document = Pdf::new(document(draw)).unwrap();
        let page = &document.pages()[0];
        let layout = Layout::of(page, 1, Resolution::Fine).unwrap_or_else(|_| panic!("A4"));
        let asked = Asked { shades: true, ..Asked::default() };
        let mut plain = Plain::new(InterpreterSettings::default(), Arc::default(), asked);
        plain.draw(page, &layout, INK).1.is_shaded
    };
    let text = |content: &mut Content| {
        content.begin_text().set_font(Name(b"F"), 11.0).next_line(100.0, 700.0);
        content.show(Str(b"Rechnung")).end_text();
    };
    let curved = |content: &mut Content| {
        content.move_to(100.0, 100.0).cubic_to(150.0, 400.0, 300.0, 50.0, 400.0, 420.0);
        content.close_path().fill_nonzero();
    };
    for (name, wanted, draw) in [
        ("nothing", false, &|_| {}),
        ("soft edges", false, &curved),
        ("black letters", false, &text),
        ("white", false, &|content| curved(content.set_fill_gray(1.0))),
        ("red letters", true, &|content| text(content.set_fill_rgb(0.8, 0.0, 0.0))),
        ("a light ground", true, &|content| curved(content.set_fill_rgb(1.0, 1.0, 0.8))),
        ("grey", true, &|content| curved(content.set_fill_gray(0.5))),
        ("a blue line", true, &|content| {
            content
                .set_stroke_rgb(0.0, 0.0, 1.0)
                .move_to(50.0, 50.0)
                .line_to(500.0, 90.0)
                .stroke();
        }),
        ("half of black", true, &|content| curved(content.set_parameters(Name(b"H")))),
    ] as [(&str, bool, &dyn Fn(&mut Content)); 9]
    {
        assert_eq!(is_shaded(draw), wanted, "{name}");
    }
}
