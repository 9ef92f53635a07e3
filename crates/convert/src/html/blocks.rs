//! Turns the tree of an HTML document into blocks. A block is a paragraph of typeset text with
//! inline pictures, a list, a table or a horizontal rule. Hidden content is dropped.

use std::ops::Range;

use super::css::Sheet;
use super::dom::{Content, Dom};
use super::pictures::Pictures;
use super::style::{Align, Direction, Sort, Spaces, Style, Width};
use ferrofax_document::type_setting::{Look, RichText, SetText, TextBox, TypeSetter};
use ferrofax_ground::t4::Resolution;

/// The distance between two lines of text, as a multiple of the size of the letters.
const LINE_SPACING: f64 = 1.22;

/// The longest text, in bytes, that is typeset as one piece. A longer paragraph is split into
/// pieces, which limits the memory that is needed at a time.
const LONGEST_PIECE: usize = 6_000;

/// The maximum number of columns of an HTML table. The content of further cells of a row is put
/// below that of the row's last cell.
const MOST_COLUMNS: usize = 64;

/// The largest width or height, in pixels, of an embedded object that nobody sees.
const INVISIBLE: f64 = 2.0;

/// A block of an HTML document, such as a paragraph or a table. Blocks are placed one below the
/// other.
#[derive(Debug)]
pub(super) enum Block {
    /// A paragraph of typeset text.
    Text(SetText, Align),
    /// White space of this height in points. If two blocks of white space follow each other, only
    /// the larger one counts.
    Space(f64),
    /// A horizontal rule.
    Rule,
    /// Blocks that are indented by this distance in points. They may have a bullet or number before
    /// them, if they are an item of a list.
    Inside {
        indent: f64,
        mark: Option<SetText>,
        framed: bool,
        from_right: bool,
        blocks: Vec<Self>,
    },
    Table(Table),
    NewPage,
}

/// A table of an HTML document, with its rows of cells.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) rows: Vec<Vec<Cell>>,
    /// The numbers of the rows that make up the table's head. The head is repeated on each page of
    /// the table.
    pub(super) head: Range<usize>,
    pub(super) width: Option<Width>,
    /// The width of the white space around the content of each cell, in points.
    pub(super) padding: f64,
    /// The alignment of the table if it is narrower than the available width.
    pub(super) place: Align,
    /// Whether the columns of the table run from right to left.
    pub(super) from_right: bool,
}

/// The attributes that an HTML table declares for one of its columns (`col`).
#[derive(Clone, Copy, Debug, Default)]
struct ColumnStyle {
    align: Align,
    width: Option<Width>,
}

/// A cell of an HTML table, with the blocks that it contains.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) column: usize,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) width: Option<Width>,
    pub(super) framed: bool,
    pub(super) blocks: Vec<Block>,
}

/// Makes blocks (paragraphs, lists, tables and rules) from the elements of an HTML document.
pub(super) struct Maker<'a> {
    pub(super) dom: &'a Dom,
    pub(super) sheet: &'a Sheet<'a>,
    pub(super) setter: &'a mut TypeSetter,
    pub(super) pictures: &'a mut Pictures,
    pub(super) resolution: Resolution,
    /// The number of visible drawings and other embedded objects that are not shown.
    pub(super) left_out: usize,
}

/// The paragraphs that were already made from the current element, and the text that was collected
/// for its next paragraph.
struct Flow {
    blocks: Vec<Block>,
    text: RichText,
    align: Align,
    direction: Direction,
    /// Whether the last character of `text` is a space, or `text` is still empty.
    spaced: bool,
}

impl Flow {
    fn new(style: &Style) -> Self {
        let Style { align, direction, .. } = *style;
        Self { blocks: Vec::new(), text: RichText::default(), align, direction, spaced: true }
    }
}

impl Maker<'_> {
    /// Makes the blocks (paragraphs, lists, tables and rules) of the whole HTML document.
    pub(super) fn document(&mut self) -> Vec<Block> {
        self.inside(0, &Style::root())
    }

    /// Makes the blocks (paragraphs, lists, tables and rules) for the content of a node of the HTML
    /// tree.
    fn inside(&mut self, node: usize, style: &Style) -> Vec<Block> {
        let mut flow = Flow::new(style);
        self.children(node, style, &mut flow);
        self.end_text(&mut flow);
        flow.blocks
    }

    fn children(&mut self, node: usize, style: &Style, flow: &mut Flow) {
        let dom = self.dom;
        let mut number = dom
            .attribute(node, "start")
            .and_then(|start| start.trim().parse().ok())
            .unwrap_or(1_i64);
        for child in dom.children(node) {
            match dom.content(*child) {
                Content::Text(text) => add_text(text, style, flow),
                Content::Element(_) => {
                    let its = style.of(dom, *child, self.sheet);
                    let is_item = dom.name(*child) == "li";
                    if is_item {
                        number = dom
                            .attribute(*child, "value")
                            .and_then(|value| value.trim().parse().ok())
                            .unwrap_or(number);
                    }
                    let mark = is_item.then(|| mark(dom, node, number));
                    self.element(*child, &its, mark, flow);
                    number = number.saturating_add(i64::from(is_item));
                }
                Content::Root | Content::Nothing => {}
            }
        }
    }

    fn element(&mut self, node: usize, style: &Style, mark: Option<String>, flow: &mut Flow) {
        match (style.sort, self.dom.name(node)) {
            (Sort::Hidden, _) => {}
            (_, "br") => {
                flow.text.text.push('\n');
                flow.spaced = true;
            }
            (_, "img") => self.picture(node, style, flow),
            (_, "input") => self.input(node, style, flow),
            (_, "select") => self.choice(node, style, flow),
            (_, "svg" | "math" | "embed" | "iframe" | "video") => self.leave_out(node),
            (_, "canvas" | "object") => self.embedded(node, style, flow),
            (_, "hr") => {
                self.end_text(flow);
                flow.blocks.extend([Block::Space(5.0), Block::Rule, Block::Space(5.0)]);
            }
            (_, "wbr") => flow.text.text.push('\u{200B}'),
            (Sort::Inline, _) => self.children(node, style, flow),
            // The block is put between its margins, and indented if its style says so.
            (Sort::Table, _) => {
                self.end_text(flow);
                flow.blocks.push(Block::Space(style.above));
                let table = self.table(node, style);
                let table = Block::Table(table);
                flow.blocks.push(match style.indent {
                    0.0 => table,
                    indent => {
                        let from_right = style.direction == Direction::FromRight;
                        Block::Inside {
                            indent,
                            mark: None,
                            framed: false,
                            from_right,
                            blocks: vec![table],
                        }
                    }
                });
                flow.blocks.push(Block::Space(style.below));
            }
            (Sort::Block, _) => self.block(node, style, mark, flow),
        }
    }

    fn block(&mut self, node: usize, style: &Style, mark: Option<String>, flow: &mut Flow) {
        self.end_text(flow);
        if style.new_page {
            flow.blocks.push(Block::NewPage);
        }
        flow.blocks.push(Block::Space(style.above));
        let blocks = self.inside(node, style);
        let mark = mark.filter(|mark| !mark.is_empty());
        if blocks.iter().all(|block| matches!(block, Block::Space(_))) && mark.is_none() {
            // An empty paragraph takes no space. A paragraph with a non-breaking space takes a
            // line, because that space is a character.
            return;
        }
        if style.indent > 0.0 || style.bordered || mark.is_some() {
            let mark = mark.map(|mark| {
                let look = (0..mark.len(), style.look);
                self.set(RichText { text: mark, looks: vec![look], boxes: vec![] }, style.direction)
            });
            let from_right = style.direction == Direction::FromRight;
            flow.blocks.push(Block::Inside {
                indent: style.indent,
                mark,
                framed: style.bordered,
                from_right,
                blocks,
            });
        } else {
            flow.blocks.extend(blocks);
        }
        flow.blocks.push(Block::Space(style.below));
    }

    fn picture(&mut self, node: usize, style: &Style, flow: &mut Flow) {
        let dom = self.dom;
        let source = dom.attribute(node, "src").unwrap_or_default();
        let length = |name: &str| match dom.attribute(node, name).and_then(super::style::width_of) {
            Some(Width::Points(points)) => Some(points),
            _ => None,
        };
        let width = match style.width {
            Some(Width::Points(points)) => Some(points),
            _ => length("width"),
        };
        if let Some((id, width, height)) =
            self.pictures.placed(source, width, length("height"), self.resolution)
        {
            let picture = |at| TextBox { id, at, width, height };
            if let Some(place) = style.place {
                // A picture gets a line of its own, since text never flows around a picture.
                self.end_text(flow);
                flow.text.boxes.push(picture(0));
                let around = std::mem::replace(&mut flow.align, place);
                self.end_text(flow);
                flow.align = around;
                return;
            }
            flow.text.boxes.push(picture(flow.text.text.len()));
            flow.spaced = false;
            return;
        }
        if self.pictures.is_lost(source) {
            self.leave_out(node);
        }
        let words = dom.attribute(node, "alt").unwrap_or_default().trim();
        if !words.is_empty() {
            add_text(&format!("[{words}]"), style, flow);
        }
    }

    fn input(&self, node: usize, style: &Style, flow: &mut Flow) {
        let attribute = |name| self.dom.attribute(node, name);
        let checked = attribute("checked").is_some();
        match attribute("type").unwrap_or("text") {
            "checkbox" => add_text(if checked { "☑" } else { "☐" }, style, flow),
            "radio" => add_text(if checked { "◉" } else { "○" }, style, flow),
            "hidden" | "image" | "file" | "password" => {}
            _ => add_text(attribute("value").unwrap_or_default(), style, flow),
        }
    }

    /// Shows the selected options of a list. In a list that opens on a click, the first option that
    /// can be selected is selected if none is marked, as in browsers.
    fn choice(&self, node: usize, style: &Style, flow: &mut Flow) {
        let dom = self.dom;
        let has = |node: usize, name: &str| dom.attribute(node, name).is_some();
        let mut options = Vec::new();
        options_in(dom, node, &mut options);
        let lines = dom.attribute(node, "size").and_then(|size| size.trim().parse::<u32>().ok());
        let opens = !has(node, "multiple") && lines.is_none_or(|lines| lines <= 1);
        let mut shown: Vec<usize> =
            options.iter().copied().filter(|option| has(*option, "selected")).collect();
        if !has(node, "multiple") {
            shown.drain(..shown.len().saturating_sub(1));
        }
        if shown.is_empty() && opens {
            shown.extend(options.iter().find(|option| !has(**option, "disabled")));
        }
        let texts = shown.into_iter().map(|option| match dom.attribute(option, "label") {
            Some(label) if !label.is_empty() => label.to_owned(),
            _ => dom.text(option).trim().to_owned(),
        });
        add_text(&texts.collect::<Vec<_>>().join(", "), style, flow);
    }

    /// Shows the content of a canvas or an object, which HTML has for programs that cannot show the
    /// canvas or object itself. Without such content, something is left out.
    fn embedded(&mut self, node: usize, style: &Style, flow: &mut Flow) {
        let shown = |flow: &Flow| {
            (flow.blocks.len(), flow.text.text.trim_end().len(), flow.text.boxes.len())
        };
        let before = (shown(flow), self.left_out);
        self.children(node, style, flow);
        if (shown(flow), self.left_out) == before {
            self.leave_out(node);
        }
    }

    /// Counts an embedded object that is not shown, unless it is too small to be seen.
    fn leave_out(&mut self, node: usize) {
        let is_small = |name: &str| {
            let length = self.dom.attribute(node, name).unwrap_or_default().trim();
            let pixels = length.strip_suffix("px").unwrap_or(length).parse::<f64>();
            pixels.is_ok_and(|pixels| pixels <= INVISIBLE)
        };
        self.left_out += usize::from(!is_small("width") && !is_small("height"));
    }

    /// Ends the paragraph whose text was collected in `flow`: turns the text into a block.
    fn end_text(&mut self, flow: &mut Flow) {
        let mut text = std::mem::take(&mut flow.text);
        flow.spaced = true;
        // The last line break does not begin another line; spaces at the end are dropped.
        let end = text.text.trim_end_matches([' ', '\t']).len();
        let kept = text.boxes.last().map_or(0, |last| last.at);
        text.text.truncate(end.max(kept));
        if text.text.ends_with('\n') && text.text.len() > kept {
            text.text.pop();
        }
        if text.text.is_empty() && text.boxes.is_empty() {
            return;
        }
        for piece in pieces(text) {
            let set = self.set(piece, flow.direction);
            flow.blocks.push(Block::Text(set, flow.align));
        }
    }

    fn set(&mut self, text: RichText, direction: Direction) -> SetText {
        self.setter.rich(&directed(text, direction), self.resolution, LINE_SPACING)
    }

    fn table(&mut self, node: usize, style: &Style) -> Table {
        let dom = self.dom;
        let number = |name: &str| {
            dom.attribute(node, name).and_then(|value| value.trim().parse::<f64>().ok())
        };
        let framed = number("border").is_some_and(|border| border > 0.0);
        let padding = number("cellpadding")
            .map_or(if framed { 3.0 } else { 2.0 }, |pixels| (pixels * 0.75).clamp(0.0, 20.0));
        let mut columns = Vec::new();
        self.column_styles(node, style, &mut columns);
        let (mut rows, mut head) = (Vec::new(), 0..0);
        self.rows(node, style, framed, &columns, (&mut rows, &mut head));
        number_columns(&mut rows);
        let from_right = style.direction == Direction::FromRight;
        let place = style.place.unwrap_or(if from_right { Align::Right } else { Align::Left });
        Table { rows, head, width: style.width, padding, place, from_right }
    }

    /// Collects the attributes of the elements `col` and `colgroup` for a table's columns.
    fn column_styles(&self, node: usize, style: &Style, columns: &mut Vec<ColumnStyle>) {
        let dom = self.dom;
        for child in dom
            .children(node)
            .iter()
            .filter(|child| matches!(dom.name(**child), "col" | "colgroup"))
        {
            let its = style.of(dom, *child, self.sheet);
            let before = columns.len();
            self.column_styles(*child, &its, columns);
            if columns.len() == before {
                let span = dom
                    .attribute(*child, "span")
                    .and_then(|span| span.trim().parse().ok())
                    .unwrap_or(1);
                let span = span.clamp(1, MOST_COLUMNS).min(MOST_COLUMNS.saturating_sub(before));
                columns.extend(std::iter::repeat_n(
                    ColumnStyle { align: its.align, width: its.width },
                    span,
                ));
            }
        }
    }

    fn rows(
        &mut self,
        node: usize,
        style: &Style,
        framed: bool,
        columns: &[ColumnStyle],
        (rows, head): (&mut Vec<Vec<Cell>>, &mut Range<usize>),
    ) {
        let dom = self.dom;
        for child in dom.children(node) {
            let its = style.of(dom, *child, self.sheet);
            match (dom.name(*child), its.sort) {
                (_, Sort::Hidden) => {}
                ("tbody" | "thead" | "tfoot", _) => {
                    let first = rows.len();
                    self.rows(*child, &its, framed, columns, (rows, head));
                    if dom.name(*child) == "thead" && head.end == 0 {
                        *head = first..rows.len();
                    }
                }
                ("tr", _) => {
                    let cells = self.cells(*child, &its, framed, columns);
                    rows.push(cells);
                }
                ("caption", _) => rows.push(vec![self.cell(*child, &its, false, MOST_COLUMNS)]),
                _ => {}
            }
        }
    }

    fn cells(
        &mut self,
        row: usize,
        style: &Style,
        framed: bool,
        columns: &[ColumnStyle],
    ) -> Vec<Cell> {
        let dom = self.dom;
        let mut cells: Vec<Cell> = Vec::new();
        let mut column = 0;
        for child in dom.children(row) {
            let its = style.of(dom, *child, self.sheet);
            let its = in_column(its, columns.get(column));
            if matches!(dom.name(*child), "td" | "th") && its.sort != Sort::Hidden {
                let span = dom
                    .attribute(*child, "colspan")
                    .and_then(|span| span.trim().parse().ok())
                    .unwrap_or(1);
                let cell = self.cell(*child, &its, framed || its.bordered, span);
                column += cell.columns;
                cells.push(cell);
            }
        }
        cells
    }

    fn cell(&mut self, node: usize, style: &Style, framed: bool, columns: usize) -> Cell {
        let rows = self
            .dom
            .attribute(node, "rowspan")
            .and_then(|span| span.trim().parse().ok())
            .unwrap_or(1_usize);
        Cell {
            column: 0,
            columns: columns.clamp(1, MOST_COLUMNS),
            rows: rows.clamp(1, 1000),
            width: style.width,
            framed,
            blocks: self.inside(node, style),
        }
    }
}

/// Collects the options of a list, in the order of the document.
fn options_in(dom: &Dom, node: usize, options: &mut Vec<usize>) {
    for child in dom.child_elements(node) {
        match dom.name(child) {
            "option" => options.push(child),
            _ => options_in(dom, child, options),
        }
    }
}

/// Returns the style of a table cell, supplemented by the attributes that its column declares. An
/// attribute that the cell or its row declares takes precedence.
fn in_column(cell: Style, column: Option<&ColumnStyle>) -> Style {
    let Some(column) = column else { return cell };
    let align = if cell.align == Align::Start { column.align } else { cell.align };
    Style { align, width: cell.width.or(column.width), ..cell }
}

/// Puts an invisible sign at the beginning of a paragraph that sets its reading direction (Unicode
/// 3.8, implicit directional marks).
fn directed(mut text: RichText, direction: Direction) -> RichText {
    let sign = match direction {
        Direction::ByLetters => return text,
        Direction::FromLeft => '\u{200E}',
        Direction::FromRight => '\u{200F}',
    };
    text.text.insert(0, sign);
    let more = sign.len_utf8();
    for (range, _) in &mut text.looks {
        *range = range.start + more..range.end + more;
    }
    if let Some((first, _)) = text.looks.first_mut().filter(|(range, _)| range.start == more) {
        first.start = 0;
    }
    text.boxes.iter_mut().for_each(|its| its.at += more);
    text
}

/// Assigns a column number to each cell of a table. A cell above may span several rows, so its
/// column is not free in these rows.
fn number_columns(rows: &mut [Vec<Cell>]) {
    let mut hanging = [0_usize; MOST_COLUMNS];
    let widest = widest(rows);
    // The first row from which cells may span the current row.
    let mut first = 0;
    for number in 0..rows.len() {
        if hanging.iter().all(|rows| *rows > 0) && !rows[number].is_empty() {
            end_spans(&mut rows[first..number]);
            (hanging, first) = ([0; MOST_COLUMNS], number);
        }
        rows[number] = numbered(std::mem::take(&mut rows[number]), widest, &mut hanging);
        hanging.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
    }
}

/// The number of columns of the widest row. A cell that spans all columns, such as a caption, does
/// not count.
fn widest(rows: &[Vec<Cell>]) -> usize {
    let of_row = |row: &Vec<Cell>| {
        let spans = row.iter().map(|cell| cell.columns);
        spans.filter(|columns| *columns < MOST_COLUMNS).sum::<usize>()
    };
    rows.iter().map(of_row).max().unwrap_or(1).clamp(1, MOST_COLUMNS)
}

/// Ends the cells of these rows that span rows after them.
fn end_spans(rows: &mut [Vec<Cell>]) {
    for (rows_left, row) in (1..).zip(rows.iter_mut().rev()) {
        row.iter_mut().for_each(|cell| cell.rows = cell.rows.min(rows_left));
    }
}

/// Assigns columns to the cells of a row. `hanging` has for each column the number of rows that a
/// cell still spans. The content of a cell for which no column is left is put into the cell before.
fn numbered(cells: Vec<Cell>, widest: usize, hanging: &mut [usize; MOST_COLUMNS]) -> Vec<Cell> {
    let mut row: Vec<Cell> = Vec::new();
    let mut column = 0;
    for mut cell in cells {
        while column < MOST_COLUMNS && hanging[column] > 0 {
            column += 1;
        }
        if let Some(last) = row.last_mut().filter(|_| column == MOST_COLUMNS) {
            last.blocks.append(&mut cell.blocks);
            continue;
        }
        if cell.columns == MOST_COLUMNS {
            cell.columns = widest;
        }
        cell.column = column;
        cell.columns = cell.columns.min(MOST_COLUMNS - column);
        hanging[column..column + cell.columns].fill(cell.rows);
        column += cell.columns;
        row.push(cell);
    }
    row
}

/// The text of the mark before an item of a list: its number or a bullet.
fn mark(dom: &Dom, list: usize, number: i64) -> String {
    if dom.name(list) != "ol" {
        return "•".to_owned();
    }
    let letter = |first: u8| match u8::try_from(number - 1) {
        Ok(at @ 0..26) => char::from(first + at).to_string(),
        _ => number.to_string(),
    };
    match dom.attribute(list, "type") {
        Some("a") => format!("{}.", letter(b'a')),
        Some("A") => format!("{}.", letter(b'A')),
        _ => format!("{number}."),
    }
}

fn add_text(text: &str, style: &Style, flow: &mut Flow) {
    let start = flow.text.text.len();
    match style.spaces {
        Spaces::Kept => {
            let text = text.replace("\r\n", "\n").replace('\t', "        ");
            flow.text.text.push_str(&text);
            flow.spaced = text.ends_with('\n');
        }
        Spaces::One | Spaces::Lines => {
            // A run of white space becomes one blank, or nothing at the beginning of a line (CSS
            // 2.2, §16.6.1).
            for letter in text.chars() {
                match letter {
                    '\n' if style.spaces == Spaces::Lines => {
                        flow.text.text.push('\n');
                        flow.spaced = true;
                    }
                    ' ' | '\n' | '\r' | '\t' | '\x0c' => {
                        if !flow.spaced {
                            flow.text.text.push(' ');
                        }
                        flow.spaced = true;
                    }
                    _ => {
                        flow.text.text.push(letter);
                        flow.spaced = false;
                    }
                }
            }
        }
    }
    let end = flow.text.text.len();
    if end > start {
        add_look(&mut flow.text, start, end, style.look);
    }
}

fn add_look(text: &mut RichText, start: usize, end: usize, look: Look) {
    match text.looks.last_mut() {
        Some((range, last)) if range.end == start && *last == look => range.end = end,
        _ => text.looks.push((start..end, look)),
    }
}

/// Splits a text that is too long to be typeset at once into pieces, at line breaks or spaces if
/// there are any.
fn pieces(text: RichText) -> Vec<RichText> {
    if text.text.len() <= LONGEST_PIECE {
        return vec![clipped(&text, 0..text.text.len(), text.text.len() + 1)];
    }
    let mut pieces = Vec::new();
    let mut start = 0;
    while text.text.len() - start > LONGEST_PIECE {
        let mut end = start + LONGEST_PIECE;
        while !text.text.is_char_boundary(end) {
            end -= 1;
        }
        let part = &text.text[start..end];
        let place = part.rfind('\n').or_else(|| part.rfind(' ')).filter(|at| *at > 0);
        let end = place.map_or(end, |at| start + at + 1);
        let without_line_end = end - usize::from(text.text[start..end].ends_with('\n'));
        pieces.push(clipped(&text, start..without_line_end, end));
        start = end;
    }
    let last = text.text.len();
    pieces.push(clipped(&text, start..last, last + 1));
    pieces
}

/// The part of a text in this range of bytes, with the styles and inline pictures in it. `next` is
/// the first position whose pictures belong to the next part: behind the line end between the parts.
fn clipped(text: &RichText, Range { start, end }: Range<usize>, next: usize) -> RichText {
    let within = |at: usize| at.clamp(start, end) - start;
    let looks = text.looks.iter().filter(|(range, _)| range.start < end && range.end > start);
    let boxes = text.boxes.iter().filter(|its| (start..next).contains(&its.at));
    RichText {
        text: text.text[start..end].to_owned(),
        looks: looks
            .map(|(range, look)| (within(range.start)..within(range.end), *look))
            .collect(),
        boxes: boxes.map(|its| TextBox { at: within(its.at), ..*its }).collect(),
    }
}
