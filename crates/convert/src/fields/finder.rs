//! Finds control fields (such as `@@+FAX:…@@`) in the lines of text on a page.
//!
//! Some printer drivers break control fields over lines and space out their letters. So the lines
//! are searched four times: as they are, joined by blanks, joined directly, and finally without any
//! blanks. Text that was found as a control field is not found again by a later search.

use std::ops::Range;

use super::{Field, Matchers, Mode};

/// The settings by which a document is searched for control fields (such as `@@+FAX:…@@` on a
/// page).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The patterns by which control fields (such as `@@+FAX:…@@`) are recognised in the text of a
    /// page.
    pub matchers: Matchers,
    /// The mode, which decides how pages without a recipient's fax number are treated.
    pub mode: Mode,
    /// Whether visible control fields (such as `@@+FAX:…@@`) are removed from the fax pages, so
    /// that recipients do not see them.
    pub blank: bool,
}

impl Search {
    /// The mode and the patterns of the search for control fields (such as `@@+FAX:…@@`), as one
    /// text. If two searches have the same text, they find the same control fields.
    pub fn words(&self) -> String {
        let forms = Field::ALL.map(|field| self.matchers.of(field).text().to_owned());
        let mode = match self.mode {
            Mode::Hold => 1,
            Mode::Fields => 2,
            Mode::FieldsOrHold => 3,
        };
        format!("{mode} {}", forms.join(" "))
    }
}

/// A control field (such as `@@+FAX:…@@`) that was found in the lines of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The kind of the control field: FAX, TAG, PRIO or NOTIFY.
    pub field: Field,
    /// The value of the control field, such as the number in `@@+FAX:…@@`, without the blanks
    /// around it.
    pub value: String,
    /// The positions of the characters of the control field (such as `@@+FAX:…@@`) in the lines of
    /// the page.
    pub places: Vec<Place>,
    /// Whether the control field (such as `@@+FAX:…@@`) was found only after lines were joined: it
    /// is broken over lines, or its characters are spaced out.
    pub(super) is_joined: bool,
}

/// A range of characters in one line of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The number of the line of text on the page, from 0.
    pub line: usize,
    /// The range of characters within the line of text that has the number `line`.
    pub letters: Range<usize>,
}

/// The result of searching a page for control fields (such as `@@+FAX:…@@`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The lines of text on the page. They are stored with the fax's job, for display.
    pub lines: Vec<String>,
    /// The control fields (such as `@@+FAX:…@@`) of the page, in the order of [`Field::ALL`].
    pub found: Vec<Found>,
    /// Texts that begin like a control field (such as `@@+FAX:…@@`) but can't be read as one. Each
    /// has the kind of control field that it begins like.
    pub(super) unread: Vec<(Field, String)>,
}

/// The maximum number of lines of text over which a control field (such as `@@+FAX:…@@`) may be
/// broken.
const MOST_LINES: usize = 4;
/// The maximum length of a control field (such as `@@+FAX:…@@`), in characters.
const MOST_LETTERS: usize = 400;

/// The maximum number of characters that an error message quotes of a text that begins like a
/// control field (such as `@@+FAX:…@@`) but can't be read as one.
const MOST_TOLD: usize = 40;

/// The four methods of joining the lines of a page before they are searched for control fields
/// (such as `@@+FAX:…@@`).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Each line of the page's text is searched by itself.
    Lines,
    /// The lines of the page's text are joined with a blank between them, and searched together.
    Joined,
    /// The lines of the page's text are joined without a blank between them, and searched together.
    Adjoined,
    /// The lines of the page's text are joined, all blanks are removed, and the result is searched.
    Squeezed,
}

/// The joined lines of a page, with the place on the page from which each byte comes.
struct View {
    way: Way,
    text: String,
    /// For each byte of `text`, the number of the line from which it comes, and the number of the
    /// character in that line. The second number is `None` for a separator between two lines.
    from: Vec<(usize, Option<usize>)>,
}

impl Search {
    /// Searches the lines of a page for control fields (such as `@@+FAX:…@@`).
    pub fn read(&self, lines: Vec<String>) -> Read {
        let squeezed = View::of(&lines, Way::Squeezed);
        let (mut found, mut unread, mut views) = (Vec::new(), Vec::new(), Vec::new());
        for field in Field::ALL {
            let beginnings = self.matchers.of(field).beginnings(&squeezed.text);
            if beginnings.as_ref().is_some_and(Vec::is_empty) {
                continue;
            }
            // The other views are made only if the text without blanks contains the beginning of a
            // field. Most pages have no fields.
            if views.is_empty() {
                views = [Way::Lines, Way::Joined, Way::Adjoined]
                    .map(|way| View::of(&lines, way))
                    .into();
            }
            let before = found.len();
            for view in views.iter().chain([&squeezed]) {
                self.find(field, view, before, &mut found);
            }
            let is_unread = |at: &usize| {
                let Some((line, Some(letter))) = squeezed.from.get(*at).copied() else {
                    return false;
                };
                !found[before..].iter().any(|found| found.has(line, letter))
            };
            let at = beginnings.iter().flatten().copied().filter(is_unread);
            unread.extend(at.map(|at| (field, squeezed.told(at, &lines))));
        }
        Read { lines, found, unread }
    }

    /// Searches the joined lines `view` for control fields of the kind `field` (FAX in
    /// `@@+FAX:…@@`). Adds to `found` those that no earlier search of the page has found.
    fn find(&self, field: Field, view: &View, first: usize, found: &mut Vec<Found>) {
        for (range, value) in self.matchers.of(field).matches(&view.text) {
            let places = view.places(range);
            let letters: usize = places.iter().map(|place| place.letters.len()).sum();
            let is_known = || {
                let has = |place: &Place| {
                    found[first..]
                        .iter()
                        .any(|found| found.places.iter().any(|other| other.meets(place)))
                };
                places.iter().any(has)
            };
            if places.len() > MOST_LINES || letters > MOST_LETTERS || is_known() {
                continue;
            }
            let is_joined = view.way != Way::Lines;
            found.push(Found { field, value: value.to_owned(), places, is_joined });
        }
    }
}

impl Found {
    fn has(&self, line: usize, letter: usize) -> bool {
        self.places
            .iter()
            .any(|place| place.line == line && place.letters.contains(&letter))
    }
}

impl Place {
    fn meets(&self, other: &Self) -> bool {
        self.line == other.line
            && self.letters.start < other.letters.end
            && other.letters.start < self.letters.end
    }
}

impl View {
    fn of(lines: &[String], way: Way) -> Self {
        let mut view = Self { way, text: String::new(), from: Vec::new() };
        for (line, text) in lines.iter().enumerate() {
            for (number, letter) in text.chars().enumerate() {
                if way != Way::Squeezed || !letter.is_whitespace() {
                    view.push(letter, (line, Some(number)));
                }
            }
            match way {
                Way::Lines => view.push('\n', (line, None)),
                Way::Joined => view.push(' ', (line, None)),
                Way::Adjoined | Way::Squeezed => {}
            }
        }
        view
    }

    fn push(&mut self, letter: char, from: (usize, Option<usize>)) {
        self.text.push(letter);
        self.from.resize(self.text.len(), from);
    }

    /// Converts a range of the joined text to the positions of its characters in the lines of the
    /// page.
    fn places(&self, range: Range<usize>) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        for (line, letter) in self.from[range].iter().copied() {
            let Some(letter) = letter else { continue };
            match places.last_mut().filter(|last| last.line == line) {
                Some(last) => last.letters.end = letter + 1,
                None => places.push(Place { line, letters: letter..letter + 1 }),
            }
        }
        places
    }

    /// Returns the text of the page from position `at` of the joined text on, as it is in `lines`.
    /// It is shortened to [`MOST_TOLD`] characters for an error message.
    fn told(&self, at: usize, lines: &[String]) -> String {
        let Some((line, Some(letter))) = self.from.get(at).copied() else { return String::new() };
        let told: String = lines[line..].join(" ").chars().skip(letter).take(MOST_TOLD).collect();
        told.trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests;
