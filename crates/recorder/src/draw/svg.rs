//! Writes a drawing as SVG 1.1, in mm.

use super::png;
use super::shapes::{HEIGHT, Ink, Point, Shape, WIDTH};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ferrofax_document::type_setting::Face;
use std::fmt::Write;

/// The SVG text of a drawing.
pub(super) fn write(shapes: &[Shape]) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}mm\" height=\"{HEIGHT}mm\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for shape in shapes {
        // Writing into a text never fails.
        _ = one(&mut out, shape);
    }
    out.push_str("</svg>\n");
    out
}

fn one(out: &mut String, shape: &Shape) -> std::fmt::Result {
    match shape {
        Shape::Block { at: [x, y, width, height], ink } => writeln!(
            out,
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" fill=\"{}\"/>",
            colour(*ink)
        ),
        Shape::Line { points, width, ink } => writeln!(
            out,
            "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width:.2}\"/>",
            path(points),
            colour(*ink)
        ),
        Shape::Area { points, ink } => {
            writeln!(out, "<path d=\"{}Z\" fill=\"{}\"/>", path(points), colour(*ink))
        }
        Shape::Dots { points, radius, ink } => {
            // A dot is a line of no length with round ends.
            let dots: String = points.iter().map(|[x, y]| format!("M{x:.2} {y:.2}h0")).collect();
            let (ink, width) = (colour(*ink), 2.0 * radius);
            writeln!(
                out,
                "<path d=\"{dots}\" stroke=\"{ink}\" stroke-width=\"{width:.2}\" stroke-linecap=\"round\"/>"
            )
        }
        Shape::Text { at: [x, y], size, width, face, ink, text } => {
            let weight = if *face == Face::SansBold { " font-weight=\"bold\"" } else { "" };
            let family = if *face == Face::Mono {
                "DejaVu Sans Mono, monospace"
            } else {
                "DejaVu Sans, Verdana, sans-serif"
            };
            // The text is stretched to the measured width, because the reader may have other fonts.
            writeln!(
                out,
                "<text x=\"{x:.2}\" y=\"{y:.2}\" font-family=\"{family}\" font-size=\"{size:.2}\"{weight} \
                 fill=\"{}\" textLength=\"{width:.2}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
                colour(*ink),
                escaped(text)
            )
        }
        Shape::Picture { at: [x, y, width, height], pixels, grey } => {
            let file = STANDARD.encode(png::grey(*pixels, grey));
            writeln!(
                out,
                "<image x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" \
                 preserveAspectRatio=\"none\" href=\"data:image/png;base64,{file}\"/>"
            )
        }
    }
}

fn path(points: &[Point]) -> String {
    let mut path = String::new();
    for (number, [x, y]) in points.iter().enumerate() {
        _ = write!(path, "{}{x:.2} {y:.2}", if number == 0 { "M" } else { "L" });
    }
    path
}

fn colour(Ink(red, green, blue): Ink) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Escapes a text (XML 1.0 §2.4); characters that XML cannot contain (§2.2) are left out.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}
