//! Writes lists of jobs and faxes in a format that the HylaFAX client has set. In a format,
//! `%-12.12e` stands for the value with the letter `e`, with width and precision as in printf(3).

/// A value that a list of jobs or faxes shows, such as a job's owner. A format names it by a letter
/// (`%o`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// A value that is a text, such as a name.
    Text(String),
    /// A value that is a number, such as a count of pages.
    Number(u64),
    /// A value that is a single character, such as the letter for a job's state.
    Sign(char),
}

/// The maximum width and precision, in characters, that a list format can set for a value: 255 in
/// `%255.255e`.
const WIDEST: usize = 255;

/// The maximum length, in bytes, of a line in a list of jobs or faxes.
const LONGEST: usize = 4096;

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Field {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Field {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<char> for Field {
    fn from(sign: char) -> Self {
        Self::Sign(sign)
    }
}

/// Writes a line of a list of jobs or faxes in the HylaFAX client's format `form`. The function
/// `field` returns the value for a letter of the format. Unknown letters are left out.
pub(super) fn line(form: &str, field: &dyn Fn(char) -> Option<Field>) -> String {
    let (mut line, mut signs) = (String::new(), form.chars().peekable());
    while let Some(sign) = signs.next() {
        if line.len() > LONGEST {
            break;
        }
        if sign != '%' {
            line.push(sign);
            continue;
        }
        let mut spec = String::new();
        while let Some(next) = signs.next_if(|sign| matches!(sign, '-' | '.' | '0'..='9')) {
            spec.push(next);
        }
        match signs.next() {
            None => {}
            Some('%') => line.push('%'),
            Some(letter) if letter.is_ascii_alphanumeric() => {
                if let Some(field) = field(letter) {
                    line += &padded(&spec, &field);
                }
            }
            Some(other) => line += &format!("%{spec}{other}"),
        }
    }
    line
}

/// Formats a value with the width and precision in `spec`, which comes from the list format:
/// `-12.12` means left-aligned, 12 characters wide, at most 12 characters of text.
fn padded(spec: &str, field: &Field) -> String {
    let is_left = spec.starts_with('-');
    let (width, most) = match spec.trim_start_matches('-').split_once('.') {
        Some((width, most)) => (width, Some(most)),
        None => (spec.trim_start_matches('-'), None),
    };
    let count = |digits: &str| digits.parse().unwrap_or(0_usize).min(WIDEST);
    let (is_zeros, width, most) = (width.starts_with('0'), count(width), most.map(count));
    let text = match field {
        // Control characters in texts that others wrote must not reach a terminal.
        Field::Text(text) => {
            let shown = ferrofax_basics::control_signs::blanked(text);
            shown.chars().take(most.unwrap_or(usize::MAX)).collect()
        }
        Field::Number(number) => format!("{number:0>digits$}", digits = most.unwrap_or(1)),
        Field::Sign(sign) => sign.to_string(),
    };
    match field {
        _ if is_left => format!("{text:<width$}"),
        Field::Number(_) if is_zeros => format!("{text:0>width$}"),
        _ => format!("{text:>width$}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(letter: char) -> Option<Field> {
        match letter {
            'e' => Some("0991 2700619 1".into()),
            'j' => Some("17".into()),
            'i' => Some(127.into()),
            'a' => Some('W'.into()),
            _ => None,
        }
    }

    #[test]
    fn fields_are_as_wide_as_they_are_asked_for() {
        let shown = |form| line(form, &field);
        assert_eq!(shown("%-4j %3i %1a %-12.12e|"), "17   127 W 0991 2700619|");
        assert_eq!(shown("%4j|%5i|%05i|%.4i|%3a|%%|%-"), "  17|  127|00127|0127|  W|%|");
        assert_eq!(shown("%?|%Q|%9999999999999999999i"), format!("%?||{:>WIDEST$}", 127));
        assert_eq!(shown("%300i").len(), WIDEST);
    }

    #[test]
    fn what_others_wrote_ends_no_line() {
        assert_eq!(line("%a", &|_| Some("a\r\nb\x1B[2J".into())), "a  b [2J");
    }
}
