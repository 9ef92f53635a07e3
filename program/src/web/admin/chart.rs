//! Pictures of figures: bars, drawn here as SVG without style or script of their own. What
//! they show stands in a table beside them, too.

/// A picture's width and height, in units of its own.
const WIDTH: u32 = 720;
const HEIGHT: u32 = 160;

/// Room for words below and at the left.
const BELOW: u32 = 18;

/// Of a picture of lying bars: a bar's height, and where it begins.
const ROW: u32 = 24;
const NAMES: u32 = 230;

/// Letters of a name that have room.
const LONGEST: usize = 30;

/// Bars with words.
pub(super) struct Chart {
    pub(super) width: u32,
    pub(super) height: u32,
    /// The highest value, for the axis; 0: there is none.
    pub(super) most: u64,
    pub(super) bars: Vec<Bar>,
    pub(super) words: Vec<Word>,
}

/// A bar.
pub(super) struct Bar {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
    /// What went badly looks otherwise.
    pub(super) is_bad: bool,
    /// What it says when it is pointed at.
    pub(super) title: String,
}

/// A word.
pub(super) struct Word {
    pub(super) x: u32,
    pub(super) y: u32,
    /// `start`, `middle`, `end`.
    pub(super) anchor: &'static str,
    pub(super) text: String,
}

/// What is drawn: a name, how much went well, and how much did not.
pub(super) type Row = (String, u64, u64);

impl Chart {
    /// A bar for each, side by side, what went badly on top; a name for each seventh.
    pub(super) fn standing(rows: &[Row]) -> Self {
        let most = rows.iter().map(|(_, well, badly)| well + badly).max().unwrap_or(0);
        let step = WIDTH / u32::try_from(rows.len().max(1)).unwrap_or(WIDTH).max(1);
        let height_of = |value: u64| scaled(value, most, HEIGHT);
        let (mut bars, mut words) = (Vec::new(), Vec::new());
        for (x, (at, (name, well, badly))) in
            (0..).step_by(step as usize).zip(rows.iter().enumerate())
        {
            let title = format!("{name}: {well} + {badly}");
            let (high, higher) = (height_of(*well), height_of(well + badly));
            let width = step.saturating_sub(2).max(1);
            for (y, height, is_bad) in
                [(HEIGHT - high, high, false), (HEIGHT - higher, higher - high, true)]
            {
                if height > 0 {
                    bars.push(Bar { x, y, width, height, is_bad, title: title.clone() });
                }
            }
            if (rows.len() - 1 - at).is_multiple_of(7) {
                let x = (x + width / 2).clamp(24, WIDTH - 24);
                words.push(Word { x, y: HEIGHT + 14, anchor: "middle", text: name.clone() });
            }
        }
        Self { width: WIDTH, height: HEIGHT + BELOW, most, bars, words }
    }

    /// A bar for each, one below the other, each with its name and its figures.
    pub(super) fn lying(rows: &[Row]) -> Self {
        let most = rows.iter().map(|(_, well, badly)| well + badly).max().unwrap_or(0);
        let room = WIDTH - NAMES - 60;
        let (mut bars, mut words) = (Vec::new(), Vec::new());
        for (y, (name, well, badly)) in (0..).step_by(ROW as usize).zip(rows) {
            let title = format!("{name}: {well} + {badly}");
            let (long, longer) = (scaled(*well, most, room), scaled(well + badly, most, room));
            for (x, width, is_bad) in [(NAMES, long, false), (NAMES + long, longer - long, true)] {
                if width > 0 {
                    let height = ROW - 6;
                    bars.push(Bar { x, y, width, height, is_bad, title: title.clone() });
                }
            }
            let middle = y + 14;
            let short: String = name.chars().take(LONGEST).collect();
            words.push(Word { x: NAMES - 8, y: middle, anchor: "end", text: short });
            let text = match badly {
                0 => well.to_string(),
                _ => format!("{well} + {badly}"),
            };
            words.push(Word { x: NAMES + longer + 6, y: middle, anchor: "start", text });
        }
        let height = ROW * u32::try_from(rows.len().max(1)).unwrap_or(1);
        Self { width: WIDTH, height, most, bars, words }
    }
}

/// A value as a length; whatever is there at all is seen.
fn scaled(value: u64, most: u64, room: u32) -> u32 {
    match (value, most) {
        (0, _) | (_, 0) => 0,
        _ => u32::try_from(value * u64::from(room) / most).unwrap_or(room).max(1),
    }
}
