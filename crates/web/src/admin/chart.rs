//! Bar charts, drawn as SVG without a style sheet or script of their own. A table beside each chart
//! shows the same numbers.

/// The width of a chart in its own units. `HEIGHT` is the height of its bars.
const WIDTH: u32 = 720;
const HEIGHT: u32 = 160;

/// The space above the bars, in the chart's units. `BELOW` is the space below the bars for their
/// labels. `RIGHT` is the space at the right, where half of the last label needs room.
const ABOVE: u32 = 12;
const BELOW: u32 = 18;
const RIGHT: u32 = 24;

/// The greatest width of a digit in the chart's labels, in the chart's units. `DATE` is the space
/// that the label of a date needs below the bars.
const SIGN: u32 = 8;
const DATE: u32 = 56;

/// The height of one row in a chart with horizontal bars, in the chart's units. `NAMES` is the
/// width of the names before the bars.
const ROW: u32 = 24;
const NAMES: u32 = 230;

/// The greatest number of characters of a bar's name in a chart. Longer names are shortened.
const LONGEST: usize = 28;

/// A bar chart with its bars, labels and lines.
pub(super) struct Chart {
    pub(super) width: u32,
    pub(super) height: u32,
    /// The highest value in the chart; 0 if it has no values.
    pub(super) most: u64,
    pub(super) bars: Vec<Bar>,
    pub(super) words: Vec<Word>,
    /// The horizontal lines of the chart at the numbers of its axis.
    pub(super) lines: Vec<Line>,
}

/// One bar of a bar chart.
pub(super) struct Bar {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
    /// The style of the bar, which decides its colour: `well`, `badly`, `other`.
    pub(super) class: &'static str,
    /// The text that the browser shows while the mouse pointer is over the bar.
    pub(super) title: String,
    /// The index of the row of the chart's data that this bar shows.
    pub(super) row: usize,
}

/// One label of a bar chart.
pub(super) struct Word {
    pub(super) x: u32,
    pub(super) y: u32,
    /// The alignment of this label at its position in the chart: `start`, `middle` or `end`, as in
    /// SVG.
    pub(super) anchor: &'static str,
    pub(super) text: String,
}

/// A horizontal line across a bar chart.
pub(super) struct Line {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) y: u32,
}

/// The data of one bar of a chart: its name, and its two values.
pub(super) type Row = (String, u64, u64);

/// The kinds of a chart, by the meaning of the two values that each of its bars shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// The two values of each bar are the numbers of successes and failures.
    Outcome,
    /// The two values of each bar are two numbers of which neither is a failure, such as the
    /// minutes of received and of sent faxes.
    Pair,
}

impl Sort {
    /// The style, which decides the colour, of the second value of each bar in a chart of this
    /// kind.
    pub(super) fn second(self) -> &'static str {
        match self {
            Self::Outcome => "badly",
            Self::Pair => "other",
        }
    }
}

impl Chart {
    /// A chart of vertical bars over an axis. The bar of the second value is on top of the bar of
    /// the first value. If there is not enough room for all labels, only some bars have labels.
    pub(super) fn standing(rows: &[Row], sort: Sort) -> Self {
        let most = most_of(rows);
        let top = round(most);
        let axis = top.to_string().len() as u32 * SIGN + 10;
        let count = rows.len().max(1) as u32;
        let room = WIDTH - axis - RIGHT;
        let place = |at: u32| axis + at * room / count;
        let named = (DATE * count).div_ceil(room).max(1);
        // People count longer periods in weeks, so every seventh day gets a label.
        let named = if named > 1 && count <= 92 { named.next_multiple_of(7) } else { named };
        let (mut bars, (mut words, lines)) = (Vec::new(), ticks(top, axis));
        for (at, (name, first, second)) in (0..count).zip(rows) {
            let title = format!("{name}: {first} + {second}");
            let (high, higher) = (scaled(*first, top, HEIGHT), scaled(first + second, top, HEIGHT));
            let (x, width) = (place(at), (place(at + 1) - place(at)).saturating_sub(2).max(1));
            for (end, height, class) in
                [(high, high, "well"), (higher, higher - high, sort.second())]
            {
                if height > 0 {
                    let (y, title) = (ABOVE + HEIGHT - end, title.clone());
                    bars.push(Bar { x, y, width, height, class, title, row: at as usize });
                }
            }
            if (count - 1 - at).is_multiple_of(named) {
                let (x, y) = (x + width / 2, ABOVE + HEIGHT + 14);
                words.push(Word { x, y, anchor: "middle", text: name.clone() });
            }
        }
        Self { width: WIDTH, height: ABOVE + HEIGHT + BELOW, most, bars, words, lines }
    }

    /// A chart of horizontal bars, one below the other. Each bar shows the name and the values of
    /// one of `rows`.
    pub(super) fn lying(rows: &[Row], sort: Sort) -> Self {
        let most = most_of(rows);
        let said = |(_, first, second): &Row| match second {
            0 => first.to_string(),
            _ => format!("{first} + {second}"),
        };
        let longest = rows.iter().map(|row| said(row).len() as u32).max().unwrap_or(0);
        let room = WIDTH - NAMES - longest * SIGN - 8;
        let (mut bars, mut words) = (Vec::new(), Vec::new());
        for (at, row) in (0..).zip(rows) {
            let (name, first, second) = row;
            let y = at * ROW;
            let title = format!("{name}: {first} + {second}");
            let (long, longer) = (scaled(*first, most, room), scaled(first + second, most, room));
            for (x, width, class) in
                [(NAMES, long, "well"), (NAMES + long, longer - long, sort.second())]
            {
                if width > 0 {
                    let (height, title) = (ROW - 6, title.clone());
                    bars.push(Bar { x, y, width, height, class, title, row: at as usize });
                }
            }
            let middle = y + 14;
            words.push(Word { x: NAMES - 6, y: middle, anchor: "end", text: short(name) });
            words.push(Word { x: NAMES + longer + 6, y: middle, anchor: "start", text: said(row) });
        }
        let height = ROW * u32::try_from(rows.len().max(1)).unwrap_or(1);
        Self { width: WIDTH, height, most, bars, words, lines: Vec::new() }
    }
}

fn most_of(rows: &[Row]) -> u64 {
    rows.iter().map(|(_, first, second)| first + second).max().unwrap_or(0)
}

/// Shortens a name to at most [`LONGEST`] characters, with an ellipsis at its end.
fn short(name: &str) -> String {
    if name.chars().count() > LONGEST {
        name.chars().take(LONGEST - 1).chain(['…']).collect()
    } else {
        name.to_owned()
    }
}

/// The labels of a chart's vertical axis, from 0 to `top`, and the horizontal lines at these
/// values. `axis` is the width of the axis.
fn ticks(top: u64, axis: u32) -> (Vec<Word>, Vec<Line>) {
    let values = if top.is_multiple_of(2) { vec![0, top / 2, top] } else { vec![0, top] };
    let at = |value: u64| ABOVE + HEIGHT - scaled(value, top, HEIGHT);
    let word = |value: &u64| Word {
        x: axis - 6,
        y: at(*value) + 4,
        anchor: "end",
        text: value.to_string(),
    };
    let line = |value: &u64| Line { from: axis, to: WIDTH - RIGHT, y: at(*value) };
    (values.iter().map(word).collect(), values.iter().map(line).collect())
}

/// Rounds a number up to the next number that is 1, 2, 4, 6 or 8 followed by zeros.
fn round(most: u64) -> u64 {
    let mut unit = 1;
    while unit * 10 < most {
        unit *= 10;
    }
    [1, 2, 4, 6, 8, 10]
        .into_iter()
        .map(|digit| digit * unit)
        .find(|one| *one >= most)
        .unwrap_or(most)
}

/// The length of the bar for `value`, where the bar for the value `most` has the length `room`. A
/// bar for a value above 0 has at least the length 1, so that it is visible.
fn scaled(value: u64, most: u64, room: u32) -> u32 {
    match (value, most) {
        (0, _) | (_, 0) => 0,
        _ => u32::try_from(value * u64::from(room) / most).unwrap_or(room).max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The greatest width of a digit, in the chart's units. The font size in page.css is 12 px.
    const SIGN: u32 = 8;

    /// Checks that each label is inside the chart, and that no labels overlap.
    fn is_readable(chart: &Chart) {
        let place = |word: &Word| {
            let long = SIGN * word.text.chars().count() as u32;
            match word.anchor {
                "start" => (word.x, word.x + long),
                "end" => (word.x.checked_sub(long).expect("begins inside"), word.x),
                _ => (word.x.checked_sub(long / 2).expect("begins inside"), word.x + long / 2),
            }
        };
        for (at, word) in chart.words.iter().enumerate() {
            let (begin, end) = place(word);
            assert!(end <= chart.width && word.y <= chart.height, "{}: {end}", word.text);
            for other in &chart.words[..at] {
                let (first, last) = place(other);
                let apart = end <= first || last <= begin || word.y.abs_diff(other.y) >= 12;
                assert!(apart, "{} lies on {}", word.text, other.text);
            }
        }
        for bar in &chart.bars {
            assert!(bar.x + bar.width <= chart.width && bar.y + bar.height <= chart.height);
        }
    }

    #[test]
    fn numbers_of_any_length_are_inside_the_picture() {
        for (well, badly) in [(9310, 190), (7, 0), (1_234_567, 89_012), (0, 1), (1, 99_999_999)] {
            let rows = [("audio".to_owned(), well, badly), ("T38".to_owned(), 1, 0)];
            is_readable(&Chart::lying(&rows, Sort::Outcome));
            is_readable(&Chart::standing(&rows, Sort::Outcome));
        }
    }

    #[test]
    fn every_span_of_time_fills_the_picture_and_can_be_read() {
        for count in [1, 7, 30, 53, 90] {
            let rows: Vec<Row> = (0..count).map(|at| (format!("{at:02}.11."), at + 1, 1)).collect();
            let chart = Chart::standing(&rows, Sort::Outcome);
            is_readable(&chart);
            let right = chart.bars.iter().map(|bar| bar.x + bar.width).max().unwrap();
            assert!(right + 30 >= chart.width, "{count}: the bars end at {right}");
            assert!(chart.bars.iter().all(|bar| bar.width >= 3), "{count}");
        }
    }

    #[test]
    fn an_axis_has_round_numbers() {
        for (most, top) in [(1, "1"), (3, "4"), (9, "10"), (11, "20"), (9500, "10000")] {
            let chart = Chart::standing(&[("d".to_owned(), most, 0)], Sort::Outcome);
            let words: Vec<&str> = chart.words.iter().map(|word| &*word.text).collect();
            assert!(words.contains(&"0") && words.contains(&top), "{most}: {words:?}");
        }
    }

    #[test]
    fn the_colour_of_failure_is_for_failures() {
        let rows = [("22.11.".to_owned(), 3, 4)];
        let classes = |sort| {
            let chart = Chart::standing(&rows, sort);
            chart.bars.iter().map(|bar| bar.class).collect::<Vec<_>>()
        };
        assert_eq!(classes(Sort::Outcome), ["well", "badly"]);
        assert_eq!(classes(Sort::Pair), ["well", "other"]);
    }
}
