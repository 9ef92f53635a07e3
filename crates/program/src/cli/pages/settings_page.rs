//! A settings file as a manual page of section 5, made from the file's sample.
//!
//! In a sample, prose is in comments (`# words`). A key that is commented out (`#key = value`)
//! is not prose. The prose above keys describes them.

use clap_mangen::roff::{Roff, bold, roman};

/// The manual page of a settings file.
pub(super) struct SettingsPage<'s> {
    /// The name of the settings file.
    pub(super) file: &'static str,
    /// The description of the file, for the head of the page and for `apropos`.
    pub(super) about: &'static str,
    /// The character with which a comment in the settings file begins.
    pub(super) mark: char,
    /// The name of the settings file whose manual page is listed under SEE ALSO: gateway.toml in
    /// the page of ferrofax.conf, and the reverse.
    pub(super) also: &'static str,
    /// The text of the settings file's sample, from which the manual page is made.
    pub(super) sample: &'s str,
}

/// The kinds of lines in the sample of a settings file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Line<'s> {
    Blank,
    /// The heading of a group of settings: `--- Words ---`.
    Heading(&'s str),
    /// A line with the name of a table: `[table]`.
    Table(&'s str),
    Prose(&'s str),
    /// A line of a table with columns, or of an example. It is printed unchanged.
    AsItStands(&'s str),
    /// A line that sets a key: `key = value`, even if the line is commented out.
    Key(&'s str),
}

impl<'s> Line<'s> {
    fn read(mark: char, line: &'s str) -> Self {
        let said = line.strip_prefix(mark).unwrap_or(line);
        let is_comment = said.len() < line.len();
        let words = said.trim();
        match said.chars().next() {
            None => Self::Blank,
            Some(' ') if words.starts_with("---") => match words.trim_matches(['-', ' ']) {
                "" => Self::Blank,
                heading => Self::Heading(heading),
            },
            Some(' ') if said.starts_with("  ") || words.contains("   ") => {
                Self::AsItStands(said.trim())
            }
            Some(' ') => Self::Prose(words),
            Some('[') if is_comment => Self::AsItStands(words),
            Some('[') => Self::Table(words),
            Some(c) if c == mark => Self::Blank,
            Some(_) => Self::Key(words),
        }
    }
}

/// An entry of the manual page: some keys with the prose that describes them.
#[derive(Default)]
struct Entry<'s> {
    prose: Vec<Line<'s>>,
    keys: Vec<&'s str>,
}

impl SettingsPage<'_> {
    /// Returns the manual page as source text for `man` (roff).
    pub(super) fn roff(&self, version: &str) -> String {
        let mut page = Roff::new();
        let source = format!("ferrofax {version}");
        // The version is printed in the place of the date, as many programs do.
        page.control("TH", [self.file, "5", source.as_str()]);
        page.control("SH", ["NAME"]);
        page.text([roman(format!("{} - {}", self.file, self.about))]);
        page.control("SH", ["DESCRIPTION"]);
        self.body(&mut page);
        page.control("SH", ["SEE ALSO"]);
        page.text([bold("ferrofax"), roman("(1), "), bold(self.also), roman("(5)")]);
        page.to_roff()
    }

    fn body(&self, page: &mut Roff) {
        let mut entry = Entry::default();
        for line in self.sample.lines() {
            match Line::read(self.mark, line) {
                Line::Blank => entry.end(page),
                Line::Heading(words) => {
                    entry.end(page);
                    page.control("SS", [words]);
                }
                // The prose above a table's name describes the whole table.
                Line::Table(name) => {
                    page.control("SH", [name]);
                    entry.end(page);
                }
                Line::Key(key) if entry.is_example() => entry.prose.push(Line::AsItStands(key)),
                Line::Key(key) => entry.keys.push(key),
                prose => {
                    if !entry.keys.is_empty() {
                        entry.end(page);
                    }
                    entry.prose.push(prose);
                }
            }
        }
        entry.end(page);
    }
}

impl Entry<'_> {
    /// Whether this entry contains the heading of an example table, so that the keys after it
    /// belong to the example.
    fn is_example(&self) -> bool {
        self.prose
            .iter()
            .any(|line| matches!(line, Line::AsItStands(words) if words.starts_with('[')))
    }

    /// Writes the current entry (a setting with its description) to the manual page, and begins a
    /// new, empty entry.
    fn end(&mut self, page: &mut Roff) {
        let Self { prose, keys } = std::mem::take(self);
        for (place, key) in keys.iter().enumerate() {
            page.control(if place == 0 { "TP" } else { "TQ" }, []);
            page.text([bold(*key)]);
        }
        if keys.is_empty() && !prose.is_empty() {
            page.control("PP", []);
        }
        let mut as_it_stands = false;
        for line in prose {
            let (Line::Prose(words) | Line::AsItStands(words)) = line else { continue };
            if as_it_stands != matches!(line, Line::AsItStands(_)) {
                as_it_stands = !as_it_stands;
                page.control(if as_it_stands { "nf" } else { "fi" }, []);
            }
            page.text([roman(words)]);
        }
        if as_it_stands {
            page.control("fi", []);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "\
; What stands above.

; --- Devices -----
[general]

; Where they are.
; More of it.
;contexts = fax-devices
;context =
; yes   it does
;t38 = yes

; An example.
;[sales]
;type = class
";

    #[test]
    fn prose_stands_below_the_keys_that_it_is_about() {
        let (file, about, mark, also) = ("f.conf", "settings", ';', "g.toml");
        let page = SettingsPage { file, about, mark, also, sample: SAMPLE }.roff("9");
        let lines: Vec<&str> = page.lines().skip_while(|line| !line.starts_with(".TH")).collect();
        assert_eq!(
            lines,
            [
                ".TH f.conf 5 \"ferrofax 9\"",
                ".SH NAME",
                "f.conf \\- settings",
                ".SH DESCRIPTION",
                ".PP",
                "What stands above.",
                ".SS Devices",
                ".SH [general]",
                ".TP",
                "\\fBcontexts = fax\\-devices\\fR",
                ".TQ",
                "\\fBcontext =\\fR",
                "Where they are.",
                "More of it.",
                ".TP",
                "\\fBt38 = yes\\fR",
                ".nf",
                "yes   it does",
                ".fi",
                ".PP",
                "An example.",
                ".nf",
                "[sales]",
                "type = class",
                ".fi",
                ".SH \"SEE ALSO\"",
                "\\fBferrofax\\fR(1), \\fBg.toml\\fR(5)",
            ]
        );
    }
}
