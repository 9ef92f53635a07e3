//! Writes the text of a mail as HTML: the words of the templates, laid out for quick reading.
//!
//! The HTML is made from the plain text of the mail. So both have the same content, and an
//! administrator writes each template only once. The first line is the headline. Consecutive lines
//! like `Pages: 3` become a table. All other lines are kept. All texts are escaped. The writing
//! direction (left to right or right to left) is determined for each value separately. Styles are
//! written into each tag, since mail programs drop all others.

use std::fmt::Write;

use super::words::{Text, Words};

/// The kind of news in a mail (such as good or bad), which decides the colour of the bar beside the
/// mail's headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// The mail has good news: everything went well.
    Good,
    /// The mail has neither good nor bad news.
    Neutral,
    /// The mail says that it is not known whether everything went well.
    Doubtful,
    /// The mail has bad news: something went wrong.
    Bad,
}

impl Tone {
    /// The colour of the bar beside the headline. No text has this colour, because no colour can be
    /// read well both in a light and in a dark window.
    const fn colour(self) -> &'static str {
        match self {
            Self::Good => "#1a7f37",
            Self::Neutral => "#3f6fb5",
            Self::Doubtful => "#b45f06",
            Self::Bad => "#c62828",
        }
    }
}

/// One line of a mail's text. The kind of line decides how the HTML shows it.
enum Line<'t> {
    Blank,
    Row(&'t str, &'t str),
    Text(&'t str),
}

/// The most characters before a colon that still make a line of the mail a table row (`Pages: 3`).
const LONGEST_LABEL: usize = 24;

/// Writes the text of a mail as an HTML document. `picture` is the Content-ID of a picture that is
/// shown below the text.
pub(super) fn page(text: &str, tone: Tone, words: Words, picture: Option<&str>) -> String {
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"></head>\n\
         <body style=\"font-family: Arial, Helvetica, sans-serif; font-size: 14px; line-height: 1.45\">\n",
        words.language.code()
    );
    let mut lines = text.lines().skip_while(|line| line.trim().is_empty());
    if let Some(headline) = lines.next() {
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(
            html,
            "<p dir=\"auto\" style=\"font-size: 17px; font-weight: bold; margin: 0 0 14px; padding: 2px 0 2px 10px; \
             border-left: 5px solid {}\">{}</p>",
            tone.colour(),
            escaped(headline)
        );
    }
    write_lines(&mut html, lines);
    if let Some(content_id) = picture {
        let _ = writeln!(
            html,
            "<p style=\"margin: 14px 0 0\"><img src=\"cid:{}\" alt=\"{}\" \
             style=\"max-width: 100%; border: 1px solid #888\"></p>",
            escaped(content_id),
            escaped(&words.text(Text::first_page))
        );
    }
    html.push_str("</body></html>\n");
    html
}

fn write_lines<'t>(html: &mut String, lines: impl Iterator<Item = &'t str>) {
    let mut open = "";
    for line in lines {
        let line = Line::of(line);
        let wanted = match line {
            Line::Blank => "",
            Line::Row(..) => "table",
            Line::Text(_) => "p",
        };
        // A table or a paragraph ends where a line of another kind begins.
        if wanted != open {
            close(html, open);
            html.push_str(match wanted {
                "table" => "<table cellspacing=\"0\" cellpadding=\"0\" style=\"margin: 0 0 12px; font-size: 14px\">\n",
                "p" => "<p dir=\"auto\" style=\"margin: 0 0 12px; white-space: pre-wrap\">",
                _ => "",
            });
        } else if wanted == "p" {
            // A `<br>` separates the lines of a paragraph. A line end beside it would be shown as
            // well.
            html.push_str("<br>");
        }
        open = wanted;
        // The words of the line, escaped.
        match line {
            Line::Blank => {}
            Line::Row(label, value) => {
                let _ = writeln!(
                    html,
                    "<tr><td width=\"112\" style=\"padding: 2px 12px 2px 0; opacity: 0.75; vertical-align: top; \
                     white-space: nowrap\">{}</td><td style=\"padding: 2px 0; vertical-align: top; \
                     overflow-wrap: anywhere\"><bdi>{}</bdi></td></tr>",
                    escaped(label),
                    with_commands(value)
                );
            }
            Line::Text(text) => html.push_str(&with_commands(text)),
        }
    }
    close(html, open);
}

fn close(html: &mut String, open: &str) {
    html.push_str(match open {
        "table" => "</table>\n",
        "p" => "</p>\n",
        _ => "",
    });
}

impl<'t> Line<'t> {
    /// Decides which kind a line of the text has. A table row begins with a short label and a
    /// colon, and a blank or nothing follows the colon. So `https://…` is not a table row.
    fn of(line: &'t str) -> Self {
        if line.trim().is_empty() {
            return Self::Blank;
        }
        match line.split_once(':') {
            Some((label, value))
                if label.chars().count() <= LONGEST_LABEL
                    && label.starts_with(char::is_alphanumeric)
                    && (value.is_empty() || value.starts_with([' ', '\t'])) =>
            {
                Self::Row(label, value.trim())
            }
            _ => Self::Text(line),
        }
    }
}

/// The words of a line as HTML. Commands, which are between backticks in the plain text, are shown
/// as code.
fn with_commands(line: &str) -> String {
    let escaped = escaped(line);
    let parts: Vec<&str> = escaped.split('`').collect();
    if parts.len() % 2 == 0 {
        return escaped;
    }
    let shown = parts.iter().enumerate().map(|(at, part)| match at % 2 {
        0 => (*part).to_owned(),
        _ => format!("<code>{part}</code>"),
    });
    shown.collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::Language;

    fn english() -> Words {
        Words::of(Language::English)
    }

    #[test]
    fn the_first_line_is_the_headline_and_labelled_lines_are_a_table() {
        let html = page(
            "\nA fax came.\n\nFrom:   Bob <1>\nPages: 3\n\nSee https://example.com/:8\nmore",
            Tone::Good,
            english(),
            None,
        );
        assert!(html.contains("solid #1a7f37\">A fax came.</p>"), "{html}");
        assert_eq!((html.matches("<table").count(), html.matches("<tr>").count()), (1, 2));
        assert!(
            html.contains("<bdi>Bob &lt;1&gt;</bdi>") && html.contains("<bdi>3</bdi>"),
            "{html}"
        );
        assert!(html.contains(">See https://example.com/:8<br>more</p>"), "{html}");
        assert!(!html.contains("<img"));
    }

    #[test]
    fn nothing_that_stands_in_it_is_markup() {
        let html =
            page("<h1>\n<b>: \"x\" & <script>\n</p>", Tone::Bad, english(), Some("a\"><script>@b"));
        assert!(
            !html.contains("<script") && !html.contains("<b>") && !html.contains("<h1>"),
            "{html}"
        );
        assert_eq!(html.matches("</p>").count(), html.matches("<p ").count());
    }

    #[test]
    fn commands_are_shown_as_code() {
        let html = page(
            "A fax\n\nNext step: run `ferrofax jobs <1>`\n\na ` b",
            Tone::Bad,
            english(),
            None,
        );
        assert!(html.contains("run <code>ferrofax jobs &lt;1&gt;</code></bdi>"), "{html}");
        assert!(html.contains(">a ` b</p>"), "{html}");
    }

    #[test]
    fn no_text_is_a_page_too() {
        assert!(page("", Tone::Neutral, english(), None).ends_with("</body></html>\n"));
    }
}
