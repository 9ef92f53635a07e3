//! The diagram in docs/internals/scale.md: the durations of operations by the size of the database,
//! both on logarithmic scales.

use std::fmt::Write;

use crate::fill::Size;
use crate::store::Row;

/// The operations in the diagram, and their colours.
const SHOWN: [(&str, &str); 8] = [
    ("lease a job", "#0b6e4f"),
    ("report that the call has ended", "#08519c"),
    ("follow, nothing has happened", "#756bb1"),
    ("list 50 jobs (node jobs)", "#d95f0e"),
    ("list 50 faxes (node faxes)", "#a50f15"),
    ("ship a fax of two pages, 60 kB", "#636363"),
    ("delete an old fax", "#c51b8a"),
    ("list the nodes, with their faxes", "#7f6000"),
];

/// The position and size of a plot of the diagram.
const LEFT: f64 = 60.0;
const TOP: f64 = 40.0;
const WIDTH: f64 = 330.0;
const HEIGHT: f64 = 300.0;

/// The space between the two plots.
const GAP: f64 = 60.0;

/// The range of the durations: from 0.1 ms to 10 s.
const DECADES: f64 = 5.0;

/// Draws the diagram as SVG.
pub(crate) fn svg(found: &[(Size, Vec<Row>)]) -> String {
    let few = |number: i64| number <= 10_000;
    let by_jobs: Vec<_> = found.iter().filter(|(size, _)| few(size.faxes)).collect();
    let by_faxes: Vec<_> = found.iter().filter(|(size, _)| size.open == 1_000).collect();
    let mut text = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 860 530\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"860\" height=\"530\" fill=\"#fff\"/>\n",
    );
    field(&mut text, LEFT, "jobs that wait", (3, 6));
    field(&mut text, LEFT + WIDTH + GAP, "received faxes", (4, 7));
    for (at, (name, colour)) in SHOWN.iter().enumerate() {
        let jobs = points(&by_jobs, name, |size| size.open, (LEFT, 3));
        let faxes = points(&by_faxes, name, |size| size.faxes, (LEFT + WIDTH + GAP, 4));
        for line in [jobs, faxes] {
            let _infallible = writeln!(
                text,
                "<polyline points=\"{line}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>"
            );
        }
        let (x, y) =
            (LEFT + (at % 2) as f64 * (WIDTH + GAP), TOP + HEIGHT + 60.0 + (at / 2) as f64 * 22.0);
        let _infallible = writeln!(
            text,
            "<line x1=\"{x}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" stroke=\"{colour}\" stroke-width=\"2\"/>\
             <text x=\"{}\" y=\"{}\">{name}</text>",
            x + 24.0,
            x + 32.0,
            y + 4.0
        );
    }
    text + "</svg>\n"
}

/// Draws the frame of a plot, with its powers of ten.
fn field(text: &mut String, left: f64, what: &str, (from, to): (u32, u32)) {
    let bottom = TOP + HEIGHT;
    let _infallible = writeln!(
        text,
        "<rect x=\"{left}\" y=\"{TOP}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"none\" stroke=\"#999\"/>\
         <text x=\"{left}\" y=\"{}\">median, ms</text>\
         <text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{what}</text>",
        TOP - 12.0,
        left + WIDTH / 2.0,
        bottom + 36.0
    );
    for (decade, name) in ["0.1", "1", "10", "100", "1 s", "10 s"].iter().enumerate() {
        let y = bottom - HEIGHT * decade as f64 / DECADES;
        let _infallible = writeln!(
            text,
            "<line x1=\"{left}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" stroke=\"#ddd\"/>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"end\">{name}</text>",
            left + WIDTH,
            left - 6.0,
            y + 4.0
        );
    }
    for power in from..=to {
        let x = left + WIDTH * f64::from(power - from) / f64::from(to - from);
        let _infallible = writeln!(
            text,
            "<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">10<tspan dy=\"-5\" font-size=\"9\">{power}</tspan></text>",
            bottom + 18.0
        );
    }
}

/// Returns the positions of the durations of an operation.
fn points(
    found: &[&(Size, Vec<Row>)],
    name: &str,
    of: fn(&Size) -> i64,
    (left, from): (f64, i32),
) -> String {
    let mut points = Vec::new();
    for (size, rows) in found {
        let Some(row) = rows.iter().find(|row| row.name == name) else { continue };
        let x = left + WIDTH * ((of(size) as f64).log10() - f64::from(from)) / 3.0;
        let up = (row.median.log10() + 1.0).clamp(0.0, DECADES);
        points.push(format!("{x:.1},{:.1}", TOP + HEIGHT - HEIGHT * up / DECADES));
    }
    points.join(" ")
}
