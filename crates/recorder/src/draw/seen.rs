//! The data of a call that are drawn: those of its examination, and some that only a picture needs.
//! The latter are the symbols of the worst moment, and the pages in a small size.

use crate::examined::Examined;
use ferrofax_document::colour;
use ferrofax_engine::call::replay::Ran;
use ferrofax_engine::call::{CallEvent, TapeError};
use ferrofax_engine::t4::{Bitmap, PageQuality, Resolution};
use ferrofax_signal::modem::{Rate, Symbol};
use std::collections::BTreeSet;

/// The number of symbols in a moment: a fifth of a second of V.17.
const MOMENT: usize = 480;

/// The greatest number of pages that are drawn.
pub(super) const MOST_PAGES: usize = 8;

/// The width of a small page, in pixels.
const ACROSS: u32 = 360;

/// All data of a call that are drawn.
pub(super) struct Seen {
    pub(super) examined: Examined,
    pub(super) worst: Option<Moment>,
    pub(super) pages: Vec<SmallPage>,
    /// The number of further pages, which are not drawn.
    pub(super) more_pages: usize,
}

/// The received symbols of a moment of the call.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) at_ms: u64,
    pub(super) rate: Rate,
    pub(super) seen: Vec<[f32; 2]>,
    /// The points of the modem's constellation.
    pub(super) points: Vec<[f32; 2]>,
    /// The mean square of the distances between the symbols and their points.
    pub(super) error: f32,
}

/// A page in a small size.
pub(super) struct SmallPage {
    pub(super) number: usize,
    /// The height of the page relative to its width.
    pub(super) height: f64,
    pub(super) grey: Vec<u8>,
    pub(super) pixels: u32,
    /// The quality of a received page, and whether it is complete; `None` for a page that we send.
    pub(super) came: Option<(PageQuality, bool)>,
}

impl Seen {
    pub(super) fn of(tape: &[u8]) -> Result<Self, TapeError> {
        let mut moments = Moments::default();
        let (mut pages, mut count) = (Vec::new(), 0);
        let mut page = |bitmap: &Bitmap, resolution, came| {
            count += 1;
            if pages.len() < MOST_PAGES {
                pages.push(SmallPage::new(count, bitmap, resolution, came));
            }
        };
        let examined = Examined::with(
            tape,
            |_| (),
            |at, ran| match ran {
                Ran::Symbols(rate, symbols) => moments.push(at.0 / 8, *rate, symbols),
                Ran::Told(CallEvent::Line(report)) if report.is_over => moments.end(),
                Ran::Told(CallEvent::Page(came)) => {
                    let shown = came.colour.as_ref().map(|octets| {
                        let (dpi, width) = (came.resolution.x_dpi(), came.bitmap.width());
                        colour::in_black_and_white(octets, dpi, width).bitmap
                    });
                    let bitmap = shown.as_ref().unwrap_or(&came.bitmap);
                    page(bitmap, came.resolution, Some((came.quality, came.complete)));
                }
                Ran::Given(given) => page(&given.bitmap, given.resolution, None),
                _ => {}
            },
        )?;
        let more_pages = count - pages.len();
        Ok(Self { examined, worst: moments.finish(), pages, more_pages })
    }
}

/// Finds the worst moment of the received signals.
#[derive(Default)]
struct Moments {
    now: Vec<Symbol>,
    began_ms: u64,
    rate: Option<Rate>,
    /// The previous moment, which counts only when the present one is full. The last symbols of a
    /// signal show the end of the signal and not the quality of the line.
    before: Option<(u64, Rate, Vec<Symbol>)>,
    worst: Option<Moment>,
    /// The constellation points of each modem, as bits of floating-point numbers, so that each
    /// point is in the set once.
    points: Vec<(Rate, BTreeSet<[u32; 2]>)>,
}

impl Moments {
    fn push(&mut self, at_ms: u64, rate: Rate, symbols: &[Symbol]) {
        if self.rate != Some(rate) {
            self.end();
            self.rate = Some(rate);
        }
        let at = self.points.iter().position(|(known, _)| *known == rate);
        let at = at.unwrap_or_else(|| {
            self.points.push((rate, BTreeSet::new()));
            self.points.len() - 1
        });
        for symbol in symbols {
            if self.now.is_empty() {
                self.began_ms = at_ms;
            }
            self.points[at].1.insert(symbol.taken_for.map(f32::to_bits));
            self.now.push(*symbol);
            if self.now.len() == MOMENT {
                let whole = (self.began_ms, rate, std::mem::take(&mut self.now));
                if let Some((at_ms, rate, symbols)) = self.before.replace(whole) {
                    self.judge(at_ms, rate, &symbols);
                }
            }
        }
    }

    fn end(&mut self) {
        self.now.clear();
        if self.worst.is_none()
            && let Some((at_ms, rate, symbols)) = self.before.take()
        {
            self.judge(at_ms, rate, &symbols);
        }
        self.before = None;
    }

    fn judge(&mut self, at_ms: u64, rate: Rate, symbols: &[Symbol]) {
        let distance = |symbol: &Symbol| {
            let [x, y] = [0, 1].map(|at| symbol.seen[at] - symbol.taken_for[at]);
            x * x + y * y
        };
        let error = symbols.iter().map(distance).sum::<f32>() / symbols.len().max(1) as f32;
        // The more points a constellation has, the closer they are to each other, so the same error
        // is worse.
        let weight = |rate: Rate| points_of(rate) as f32;
        let is_worse = |worst: &Moment| error * weight(rate) > worst.error * weight(worst.rate);
        if self.worst.as_ref().is_none_or(is_worse) {
            let seen = symbols.iter().map(|symbol| symbol.seen).collect();
            self.worst = Some(Moment { at_ms, rate, seen, points: Vec::new(), error });
        }
    }

    fn finish(mut self) -> Option<Moment> {
        self.end();
        let mut worst = self.worst?;
        let points = self.points.into_iter().find(|(rate, _)| *rate == worst.rate)?.1;
        worst.points = points.into_iter().map(|point| point.map(f32::from_bits)).collect();
        Some(worst)
    }
}

/// The number of points in a modem's constellation (V.27ter §2.3, V.29 §2.2, V.17 §2.4).
const fn points_of(rate: Rate) -> usize {
    match rate {
        Rate::V27ter2400 => 4,
        Rate::V27ter4800 | Rate::V29At7200 => 8,
        Rate::V29At9600 | Rate::V17At7200 => 16,
        Rate::V17At9600 => 32,
        Rate::V17At12000 => 64,
        Rate::V17At14400 => 128,
    }
}

impl SmallPage {
    fn new(
        number: usize,
        bitmap: &Bitmap,
        resolution: Resolution,
        came: Option<(PageQuality, bool)>,
    ) -> Self {
        let tall = f64::from(bitmap.rows()) / resolution.y_dpi();
        let wide = f64::from(bitmap.width()) / resolution.x_dpi();
        let height = (tall / wide).clamp(0.01, 4.0);
        let pixels = ACROSS.min(bitmap.width()).max(1);
        let rows = (f64::from(pixels) * height).ceil() as u32;
        let mut grey = Vec::with_capacity((pixels * rows) as usize);
        for y in 0..rows {
            for x in 0..pixels {
                grey.push(mean(bitmap, (x, pixels), (y, rows)));
            }
        }
        Self { number, height, grey, pixels, came }
    }
}

/// The brightness of one cell when a page is divided into cells: cell `x` of `across` columns, and
/// cell `y` of `down` rows.
fn mean(bitmap: &Bitmap, (x, across): (u32, u32), (y, down): (u32, u32)) -> u8 {
    let part = |at: u32, of: u32, all: u32| {
        let first = (u64::from(at) * u64::from(all) / u64::from(of)) as u32;
        let end = (u64::from(at + 1) * u64::from(all) / u64::from(of)) as u32;
        // In a very long cell, only some rows or columns are counted.
        (first..end.max(first + 1)).step_by((end.saturating_sub(first) / 16).max(1) as usize)
    };
    let (mut black, mut all) = (0, 0);
    for row in part(y, down, bitmap.rows()) {
        for column in part(x, across, bitmap.width()) {
            black += u32::from(bitmap.is_black(column, row));
            all += 1;
        }
    }
    (255 - 255 * black / all) as u8
}
