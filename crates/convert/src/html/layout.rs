//! Gives the blocks of an HTML document their positions on an endless sheet, which is cut into
//! pages later. The horizontal unit is a column of pixels of the page; the vertical unit is a row
//! of pixels.

use std::ops::Range;

use super::blocks::{Block, Cell, Table};
use super::style::{Align, Width};
use ferrofax_document::type_setting::{PlacedBox, SetText};
use ferrofax_ground::t4::Resolution;

const POINTS: f64 = 72.0;

/// White space between a list's mark and its item, and between a frame and its content, in points.
const GAP_PT: f64 = 5.0;

/// The approximate width of a page in points, for measuring tables inside tables.
const WIDE_PT: f64 = 480.0;

/// The thickness of frames and rules in points, which is two columns of a fax.
const RULE_PT: f64 = 0.7;

/// A thing that is drawn on the endless sheet, which is cut into pages later: a line of text, a
/// picture or a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Thing {
    /// A line of the paragraph with the number `text`. `paragraph` is the pixel row at which the
    /// paragraph begins.
    Line { text: usize, line: usize, paragraph: f64 },
    /// A picture in a line of text.
    Picture { id: u64, width: f64 },
    /// A horizontal rule or a side of a frame: a black area of this width in columns of pixels.
    Rule { width: f64 },
}

/// A line of text, a picture or a rule with its position on the endless sheet, which is cut into
/// pages later. `top` is its first pixel row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) thing: Thing,
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) height: f64,
}

/// A table's head, which is repeated on each page that the table continues on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Head {
    /// The indexes of the lines, pictures and rules that make up the table's head.
    pub(super) things: Range<usize>,
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// The pixel row of the endless sheet at which the whole table ends.
    until: f64,
}

/// The endless sheet, which is cut into pages later, while lines of text, pictures and rules are
/// placed on it.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) things: Vec<Placed>,
    pub(super) texts: Vec<SetText>,
    /// The pixel rows of the endless sheet at which the document requests a page break.
    pub(super) breaks: Vec<f64>,
    heads: Vec<Head>,
    /// The number of nested tables that contain the block that is laid out now.
    depth: usize,
    x_dpi: f64,
    y_dpi: f64,
    y: f64,
    /// The height of the white space that is left before the next line of text, picture or rule is
    /// drawn.
    pending: f64,
    /// Whether nothing is placed on the endless sheet yet. White space before the first thing is
    /// dropped.
    fresh: bool,
}

impl Layout {
    /// Lays out the blocks of a document, one below the other, on an endless sheet that is `width`
    /// wide.
    pub(super) fn of(blocks: Vec<Block>, width: f64, resolution: Resolution) -> Self {
        let mut layout = Self {
            things: Vec::new(),
            texts: Vec::new(),
            breaks: Vec::new(),
            heads: Vec::new(),
            depth: 0,
            x_dpi: resolution.x_dpi(),
            y_dpi: resolution.y_dpi(),
            y: 0.0,
            pending: 0.0,
            fresh: true,
        };
        layout.blocks(blocks, 0.0, width);
        layout
    }

    /// If a table continues at the pixel row `start`, where a page begins, returns the table's
    /// head, which is repeated there. `None` if the head is higher than a third of `room`, the
    /// height of the page.
    pub(super) fn head_at(&self, start: f64, room: f64) -> Option<&Head> {
        let goes_on = |head: &&Head| head.bottom < start + 0.5 && start + 0.5 < head.until;
        self.heads.iter().find(goes_on).filter(|head| head.height() * 3.0 <= room)
    }

    fn columns(&self, points: f64) -> f64 {
        points / POINTS * self.x_dpi
    }

    fn rows(&self, points: f64) -> f64 {
        points / POINTS * self.y_dpi
    }

    fn blocks(&mut self, blocks: Vec<Block>, x: f64, width: f64) {
        for block in blocks {
            match block {
                Block::Space(points) => self.pending = self.pending.max(self.rows(points)),
                Block::Rule => {
                    self.settle();
                    let height = self.rows(RULE_PT).round().max(1.0);
                    self.add(Thing::Rule { width }, x, self.y, height);
                    self.y += height;
                }
                Block::NewPage => {
                    if self.y > 0.0 {
                        self.breaks.push(self.y);
                        (self.pending, self.fresh) = (0.0, true);
                    }
                }
                Block::Text(text, align) => self.text(text, align, x, width),
                Block::Inside { indent, mark, framed, from_right, blocks } => {
                    self.inside((indent, from_right), mark, framed, blocks, (x, width));
                }
                Block::Table(table) => self.table(table, x, width),
            }
        }
    }

    /// Moves down by the white space that is pending. Called before each line of text, picture or
    /// rule is drawn.
    fn settle(&mut self) {
        if !self.fresh {
            self.y += self.pending;
        }
        (self.pending, self.fresh) = (0.0, false);
    }

    fn add(&mut self, thing: Thing, left: f64, top: f64, height: f64) {
        self.things.push(Placed { thing, left, top, height });
    }

    fn text(&mut self, mut text: SetText, align: Align, x: f64, width: f64) {
        self.settle();
        text.wrap(width.max(1.0));
        let (paragraph, index) = (self.y, self.texts.len());
        let rtl = text.is_rtl();
        for (number, line) in text.lines().into_iter().enumerate() {
            let spare = (width - line.width).max(0.0);
            let left = x + match align {
                Align::Left => 0.0,
                Align::Centre => spare / 2.0,
                Align::Right => spare,
                Align::Start | Align::End if rtl == (align == Align::Start) => spare,
                Align::Start | Align::End => 0.0,
            };
            let thing = Thing::Line { text: index, line: number, paragraph };
            self.add(thing, left, paragraph + line.top, line.height);
            for PlacedBox { id, left: at, top, width, height } in text.boxes(number) {
                self.add(Thing::Picture { id, width }, left + at, paragraph + top, height);
            }
        }
        self.y += text.height();
        self.texts.push(text);
    }

    fn inside(
        &mut self,
        (indent, from_right): (f64, bool),
        mark: Option<SetText>,
        framed: bool,
        blocks: Vec<Block>,
        (x, width): (f64, f64),
    ) {
        // The indent takes at most half of the width.
        let indent = self.columns(indent).min(width / 2.0);
        let gap = if framed { GAP_PT } else { 0.0 };
        let (gap_x, gap_y) = (self.columns(gap), self.rows(gap));
        if mark.is_some() || framed {
            self.settle();
            self.fresh = true;
        }
        let top = self.y;
        let mut least = top;
        // The mark of a list is placed in the indent.
        if let Some(mut mark) = mark {
            mark.wrap(width);
            let its_width = mark.widths().1;
            let gap = self.columns(GAP_PT);
            let left = if from_right {
                (x + width - indent + gap).min(x + width - its_width)
            } else {
                x + indent - its_width - gap
            };
            let left = left.max(0.0);
            least = top + mark.height();
            let thing = Thing::Line { text: self.texts.len(), line: 0, paragraph: top };
            self.add(thing, left, top, mark.height());
            self.texts.push(mark);
        }
        // Place the content, with white space around it if there is a frame. It is at least as high
        // as the mark.
        self.y += gap_y;
        let x = if from_right { x } else { x + indent };
        self.blocks(blocks, x + gap_x, (width - indent - 2.0 * gap_x).max(1.0));
        self.y = (self.y + gap_y).max(least);
        self.fresh = false;
        if framed {
            self.pending = 0.0;
            self.frame(x, top, width - indent, self.y - top);
        }
    }

    fn frame(&mut self, x: f64, y: f64, width: f64, height: f64) {
        let (thick_x, thick_y) =
            (self.columns(RULE_PT).round().max(1.0), self.rows(RULE_PT).round().max(1.0));
        self.add(Thing::Rule { width: width + thick_x }, x, y, thick_y);
        self.add(Thing::Rule { width: width + thick_x }, x, y + height, thick_y);
        self.add(Thing::Rule { width: thick_x }, x, y, height);
        self.add(Thing::Rule { width: thick_x }, x + width, y, height);
    }

    fn table(&mut self, table: Table, x: f64, width: f64) {
        let widths = self.table_columns(&table, width);
        let total: f64 = widths.iter().sum();
        let x = x + match table.place {
            Align::Centre => (width - total).max(0.0) / 2.0,
            Align::Right | Align::End => (width - total).max(0.0),
            Align::Left | Align::Start => 0.0,
        };
        let lefts: Vec<f64> = std::iter::once(0.0)
            .chain(widths.iter().scan(0.0, |sum, width| {
                *sum += width;
                Some(*sum)
            }))
            .collect();
        self.settle();
        let (gap_x, gap_y) = (self.columns(table.padding), self.rows(table.padding));
        // Cells that span rows and are not complete yet.
        let mut hanging: Vec<Hanging> = Vec::new();
        let last = table.rows.len().saturating_sub(1);
        let (mut head, rows_of_head) = (None, table.head);
        self.depth += 1;
        for (number, row) in table.rows.into_iter().enumerate() {
            let top = self.y;
            if number == rows_of_head.start && !rows_of_head.is_empty() && self.depth == 1 {
                head = Some(Head { things: self.things.len()..0, top, bottom: top, until: top });
            }
            for cell in row {
                let from = lefts[cell.column.min(lefts.len() - 1)];
                let to = lefts[(cell.column + cell.columns).min(lefts.len() - 1)];
                let (left, right) = if table.from_right {
                    (x + total - to, x + total - from)
                } else {
                    (x + from, x + to)
                };
                (self.y, self.pending, self.fresh) = (top + gap_y, 0.0, true);
                self.blocks(cell.blocks, left + gap_x, (right - left - 2.0 * gap_x).max(1.0));
                let frame = cell.framed.then_some((left, right - left, top));
                hanging.push(((number + cell.rows - 1).min(last), self.y + gap_y, frame));
            }
            let ending = hanging.iter().filter(|(end, ..)| *end == number);
            let bottom = ending.map(|(_, bottom, _)| *bottom).fold(top, f64::max);
            for (_, _, frame) in
                hanging.extract_if(.., |(end, ..)| *end == number).collect::<Vec<_>>()
            {
                if let Some((left, width, top)) = frame {
                    self.frame(left, top, width, bottom - top);
                }
            }
            self.y = bottom;
            if let Some(head) = head.as_mut().filter(|_| number + 1 == rows_of_head.end) {
                (head.things.end, head.bottom) = (self.things.len(), bottom);
            }
        }
        self.depth -= 1;
        self.heads.extend(head.map(|head| Head { until: self.y, ..head }));
        (self.pending, self.fresh) = (0.0, false);
    }

    /// Determines the widths of a table's columns. Each is at least as wide as its longest word,
    /// and at most as wide as its longest line.
    fn table_columns(&self, table: &Table, room: f64) -> Vec<f64> {
        let total = self.own_width(table, room);
        spread(&self.measured_columns(table, total.unwrap_or(room)), total, room)
    }

    fn own_width(&self, table: &Table, room: f64) -> Option<f64> {
        table.width.map(|width| match width {
            Width::Part(part) => room * part,
            Width::Points(points) => self.columns(points).min(room),
        })
    }

    /// The minimum and ideal widths of a table's columns, in columns of pixels. `total` is the
    /// approximate width of the table.
    fn measured_columns(&self, table: &Table, total: f64) -> Vec<Column> {
        let count = table
            .rows
            .iter()
            .flatten()
            .map(|cell| cell.column + cell.columns)
            .max()
            .unwrap_or(0);
        let mut columns = vec![Column::default(); count];
        let mut cells: Vec<&Cell> = table.rows.iter().flatten().collect();
        cells.sort_by_key(|cell| cell.columns);
        let around = 2.0 * self.columns(table.padding);
        for cell in cells {
            let (least, most) = self.measure(&cell.blocks);
            let (least, mut most) = (least + around, most + around);
            let its = &mut columns[cell.column..cell.column + cell.columns];
            let wanted = cell.width.map(|width| match width {
                Width::Part(part) => total * part,
                Width::Points(points) => self.columns(points),
            });
            if let (Some(wanted), [column]) = (wanted, &mut *its) {
                most = wanted.max(least);
                column.fixed = true;
            }
            share(its, least, |column| &mut column.least);
            share(its, most.max(least), |column| &mut column.most);
        }
        columns
    }

    /// The minimum width that these blocks need, in columns of pixels, and the width that they fill
    /// if there is enough room.
    fn measure(&self, blocks: &[Block]) -> (f64, f64) {
        let of = |block: &Block| match block {
            Block::Text(text, _) => text.widths(),
            Block::Inside { indent, framed, blocks, .. } => {
                let (least, most) = self.measure(blocks);
                let more = self.columns(indent + if *framed { 2.0 * GAP_PT } else { 0.0 });
                (least + more, most + more)
            }
            Block::Table(table) => {
                let columns = self.measured_columns(table, self.columns(WIDE_PT));
                let sum = |of: fn(&Column) -> f64| columns.iter().map(of).sum::<f64>();
                (sum(|column| column.least), sum(|column| column.most.max(column.least)))
            }
            Block::Space(_) | Block::Rule | Block::NewPage => (0.0, 0.0),
        };
        blocks
            .iter()
            .map(of)
            .fold((0.0, 0.0), |(a, b), (c, d): (f64, f64)| (a.max(c), b.max(d)))
    }
}

impl Head {
    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// A cell that spans several rows of a table: the number of its last row, the pixel row where its
/// content ends, and its frame (left edge, width and top, in pixels) if it has one.
type Hanging = (usize, f64, Option<(f64, f64, f64)>);

/// A table column of an HTML document, with its minimum and its ideal width.
#[derive(Clone, Copy, Debug, Default)]
struct Column {
    least: f64,
    most: f64,
    /// Whether the HTML document declares the width of this table column.
    fixed: bool,
}

/// Widens columns if a cell that spans them needs more than their width. The missing width is
/// divided equally.
fn share(columns: &mut [Column], wanted: f64, of: impl Fn(&mut Column) -> &mut f64) {
    let have: f64 = columns.iter_mut().map(|column| *of(column)).sum();
    let more = (wanted - have).max(0.0) / columns.len().max(1) as f64;
    columns.iter_mut().for_each(|column| *of(column) += more);
}

fn spread(columns: &[Column], total: Option<f64>, room: f64) -> Vec<f64> {
    let least: f64 = columns.iter().map(|column| column.least).sum();
    let most: f64 = columns.iter().map(|column| column.most.max(column.least)).sum();
    let available = total.unwrap_or(most).min(room).max(1.0);
    if least >= available {
        // The columns are narrower than their longest words, so words are broken.
        return columns.iter().map(|column| column.least * available / least).collect();
    }
    if most > available {
        let part = (available - least) / (most - least);
        return columns
            .iter()
            .map(|column| column.least + (column.most.max(column.least) - column.least) * part)
            .collect();
    }
    let spare = available - most;
    let is_open = |column: &Column| !column.fixed || columns.iter().all(|column| column.fixed);
    let open: f64 = columns
        .iter()
        .filter(|column| is_open(column))
        .map(|column| column.most + 1.0)
        .sum();
    let more =
        |column: &Column| if is_open(column) { spare * (column.most + 1.0) / open } else { 0.0 };
    columns
        .iter()
        .map(|column| column.most.max(column.least) + more(column))
        .collect()
}
