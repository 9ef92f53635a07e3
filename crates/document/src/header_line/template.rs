//! The template of a header line: `left | middle | right` with `${VARIABLE}`s.

use jiff::fmt::strtime;

use super::{LONGEST_VALUE, Values};

/// The reason why a template cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// There is no such variable.
    #[error(
        "there is no ${{{0}}} in a header line; there are DATE, TIME, FROM, NUMBER, STATION, TO, PAGE, PAGES, TAG"
    )]
    UnknownVariable(String),
    /// A `${` has no `}`.
    #[error("'${{' without its '}}' at character {0}")]
    Unclosed(usize),
    /// There are more parts than left, middle and right.
    #[error("a header line has at most three parts, left | middle | right; this has {0}")]
    TooManyParts(usize),
    /// The format of a date or time is invalid.
    #[error("'{0}' is no format of date and time as %Y-%m-%d")]
    BadFormat(String),
}

/// One part of the line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Variable(Variable),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Variable {
    /// A date or time in a format of strftime.
    When(String),
    From,
    Number,
    Station,
    To,
    Page,
    Pages,
    Tag,
}

/// Reads the left, the middle and the right part.
pub(super) fn parse(template: &str) -> Result<[Part; 3], TemplateError> {
    let mut parts = vec![Part::default()];
    let mut rest = template;
    while let Some(c) = rest.chars().next() {
        let at = template.len() - rest.len();
        // `||` and `$$` stand for the sign itself, `${name}` for a value of the fax, and `|`
        // separates left, middle and right.
        let mut text =
            |text: &str| parts.last_mut().into_iter().for_each(|part| part.push_text(text));
        if let Some(after) = rest.strip_prefix("||") {
            text("|");
            rest = after;
        } else if let Some(after) = rest.strip_prefix("$$") {
            text("$");
            rest = after;
        } else if let Some(after) = rest.strip_prefix("${") {
            let unclosed = || TemplateError::Unclosed(template[..at].chars().count() + 1);
            let (name, after) = after.split_once('}').ok_or_else(unclosed)?;
            let variable = Piece::Variable(Variable::parse(name)?);
            parts.last_mut().into_iter().for_each(|part| part.0.push(variable.clone()));
            rest = after;
        } else if c == '|' {
            parts.push(Part::default());
            rest = &rest[1..];
        } else {
            text(&rest[..c.len_utf8()]);
            rest = &rest[c.len_utf8()..];
        }
    }
    // One part is the left one, two are left and right.
    let mut parts: Vec<Part> = parts;
    match parts.len() {
        1 => parts.extend([Part::default(), Part::default()]),
        2 => parts.insert(1, Part::default()),
        _ => {}
    }
    parts
        .try_into()
        .map_err(|parts: Vec<Part>| TemplateError::TooManyParts(parts.len()))
}

impl Part {
    fn push_text(&mut self, more: &str) {
        match self.0.last_mut() {
            Some(Piece::Text(text)) => text.push_str(more),
            _ => self.0.push(Piece::Text(more.to_owned())),
        }
    }

    /// The text of the part with these values, without characters that would break the line.
    pub(super) fn filled(&self, values: &Values) -> String {
        let text: String = self.0.iter().map(|piece| piece.filled(values)).collect();
        text.trim().to_owned()
    }

    /// The text of the part with invisible marks of direction: the line is read from the left, and
    /// each value in its own direction. So an Arabic name reverses neither the date beside it nor a
    /// number (Unicode UAX
    /// #9, isolates).
    pub(super) fn marked(&self, values: &Values) -> String {
        if self.filled(values).is_empty() {
            return String::new();
        }
        let marked = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Variable(Variable::From | Variable::To | Variable::Tag) => {
                format!("{FIRST_STRONG_ISOLATE}{}{POP_ISOLATE}", piece.filled(values))
            }
            Piece::Variable(_) => {
                format!("{LEFT_TO_RIGHT_ISOLATE}{}{POP_ISOLATE}", piece.filled(values))
            }
        };
        let text: String = self.0.iter().map(marked).collect();
        format!("{LEFT_TO_RIGHT_MARK}{}", text.trim())
    }
}

impl Piece {
    fn filled(&self, values: &Values) -> String {
        let value = match self {
            Self::Text(text) => return text.clone(),
            Self::Variable(Variable::When(format)) => {
                strtime::format(format, &values.when).unwrap_or_default()
            }
            Self::Variable(Variable::From) => values.from.clone(),
            Self::Variable(Variable::Number) => values.number.clone(),
            Self::Variable(Variable::Station) => values.station.clone(),
            Self::Variable(Variable::To) => values.to.clone(),
            Self::Variable(Variable::Page) => values.page.to_string(),
            Self::Variable(Variable::Pages) => values.pages.to_string(),
            Self::Variable(Variable::Tag) => values.tag.clone(),
        };
        on_one_line(&value)
    }
}

const LEFT_TO_RIGHT_MARK: char = '\u{200E}';
const LEFT_TO_RIGHT_ISOLATE: char = '\u{2066}';
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

/// The text with white space as single spaces, without control characters.
fn on_one_line(value: &str) -> String {
    let words: Vec<String> = value
        .chars()
        .take(LONGEST_VALUE)
        .collect::<String>()
        .split_whitespace()
        .map(|word| word.chars().filter(|c| !c.is_control()).collect())
        .collect();
    words.join(" ")
}

impl Variable {
    fn parse(name: &str) -> Result<Self, TemplateError> {
        let (word, format) = match name.split_once('(') {
            Some((word, format)) => (word, format.strip_suffix(')')),
            None => (name, None),
        };
        let unknown = || TemplateError::UnknownVariable(name.to_owned());
        if word != name && (format.is_none() || !matches!(word, "DATE" | "TIME")) {
            return Err(unknown());
        }
        Ok(match word {
            "DATE" => Self::When(checked(format.unwrap_or("%Y-%m-%d"))?),
            "TIME" => Self::When(checked(format.unwrap_or("%H:%M"))?),
            "FROM" => Self::From,
            "NUMBER" => Self::Number,
            "STATION" => Self::Station,
            "TO" => Self::To,
            "PAGE" => Self::Page,
            "PAGES" => Self::Pages,
            "TAG" => Self::Tag,
            _ => return Err(unknown()),
        })
    }
}

/// The format, if it can be used with any moment.
fn checked(format: &str) -> Result<String, TemplateError> {
    match strtime::format(format, &jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC)) {
        Ok(_) => Ok(format.to_owned()),
        Err(_) => Err(TemplateError::BadFormat(format.to_owned())),
    }
}
