//! Where the fields stand in the lines of a page.
//!
//! A driver breaks fields over lines and sets their letters apart. So the lines are looked
//! through as they are, then joined by blanks, then joined without, and at last without any
//! blank; what was found in a way before is not found again.

use std::ops::Range;

use super::{Field, Matchers, Mode};

/// What is looked for in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The forms of the fields.
    pub matchers: Matchers,
    /// What becomes of pages without a number.
    pub mode: Mode,
    /// Whether fields that are seen are taken off the page.
    pub blank: bool,
}

impl Search {
    /// What it is, in words that differ where two searches do.
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

/// A field in the lines of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is about.
    pub field: Field,
    /// What it says, without the blanks around it.
    pub value: String,
    /// Its letters.
    pub places: Vec<Place>,
    /// It is broken over lines, or its letters stand apart.
    pub(super) is_joined: bool,
}

/// Letters of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from 0.
    pub line: usize,
    /// The letters in it.
    pub letters: Range<usize>,
}

/// A page that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Its lines, for the log.
    pub lines: Vec<String>,
    /// Its fields, in the order of [`Field::ALL`].
    pub found: Vec<Found>,
    /// What begins as a field and is none that can be read.
    pub(super) unread: Vec<(Field, String)>,
}

/// A field is broken over so many lines at most, and has so many letters.
const MOST_LINES: usize = 4;
const MOST_LETTERS: usize = 400;

/// So much is told of what begins as a field and is none, letters.
const MOST_TOLD: usize = 40;

/// How the lines of a page are put together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Each for itself.
    Lines,
    /// With a blank between two.
    Joined,
    /// With nothing between two.
    Adjoined,
    /// Without any blank.
    Squeezed,
}

/// The lines put together, and where each byte of that comes from.
struct View {
    way: Way,
    text: String,
    /// The line and the letter in it; none for what stands between two lines.
    from: Vec<(usize, Option<usize>)>,
}

impl Search {
    /// Looks through the lines of a page.
    pub fn read(&self, lines: Vec<String>) -> Read {
        let squeezed = View::of(&lines, Way::Squeezed);
        let (mut found, mut unread, mut views) = (Vec::new(), Vec::new(), Vec::new());
        for field in Field::ALL {
            let beginnings = self.matchers.of(field).beginnings(&squeezed.text);
            if beginnings.as_ref().is_some_and(Vec::is_empty) {
                continue;
            }
            // Most pages have no field at all.
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

    /// Adds the fields of a kind that were not found before.
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

    /// The letters of a part of the text.
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

    /// What stands in the lines from a byte of this on.
    fn told(&self, at: usize, lines: &[String]) -> String {
        let Some((line, Some(letter))) = self.from.get(at).copied() else { return String::new() };
        let told: String = lines[line..].join(" ").chars().skip(letter).take(MOST_TOLD).collect();
        told.trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests;
