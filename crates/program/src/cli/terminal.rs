//! Tables on a terminal: they are cut to its width, and states have colours. In a file or a pipe,
//! tables are whole and have no colours.

use std::fs::File;
use std::io::IsTerminal;
use std::process::Command;
use std::sync::OnceLock;

/// The abilities of standard output: its width, and whether it shows colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Screen {
    /// The number of characters in a line; `None` if lines are not cut.
    width: Option<usize>,
    has_colours: bool,
}

/// The control sequence with which green text begins on a terminal (ECMA-48). The next constants
/// begin red text and end the colour.
const GREEN: &str = "\x1b[32m";
const RED: &str = "\x1b[31m";
const PLAIN: &str = "\x1b[0m";

/// The headings of columns with states.
const OF_STATES: [&str; 2] = ["STATE", "STATUS"];

/// The screen of this process.
pub(super) fn screen() -> Screen {
    static SCREEN: OnceLock<Screen> = OnceLock::new();
    *SCREEN.get_or_init(|| {
        if !std::io::stdout().is_terminal() {
            return Screen::default();
        }
        let is_unset = |name: &str| std::env::var_os(name).is_none_or(|value| value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Screen { width: width(), has_colours: is_unset("NO_COLOR") && !is_dumb }
    })
}

/// The width of the terminal, which `stty size` prints after the height.
fn width() -> Option<usize> {
    let terminal = File::open("/dev/tty").ok()?;
    let done = Command::new("stty").arg("size").stdin(terminal).output().ok()?;
    let text = String::from_utf8(done.stdout).ok()?;
    text.split_whitespace().nth(1)?.parse().ok().filter(|width| *width > 0)
}

impl Screen {
    /// Fits a table to the screen: cuts its lines to the screen's width, and colours its states.
    pub(super) fn table(self, text: &str) -> String {
        if self == Self::default() {
            return text.to_owned();
        }
        let states = text.lines().next().and_then(states_of);
        text.lines().map(|line| self.line(line, states) + "\n").collect()
    }

    /// A word in green if it says that something went well, in red if it names a failure.
    pub(super) fn word(self, word: &str) -> String {
        let colour = match word.trim_end() {
            "ok" | "done" | "received" | "delivered" => GREEN,
            "FAIL" | "failed" | "incomplete" | "rejected" => RED,
            _ => return word.to_owned(),
        };
        if self.has_colours { format!("{colour}{word}{PLAIN}") } else { word.to_owned() }
    }

    fn line(self, line: &str, states: Option<usize>) -> String {
        let line = self.width.map_or_else(|| line.to_owned(), |width| cut(line, width));
        let Some((at, _)) = states.and_then(|states| line.char_indices().nth(states)) else {
            return line;
        };
        let (before, rest) = line.split_at(at);
        let end = rest.find(' ').unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        format!("{before}{}{behind}", self.word(word))
    }
}

/// The position in the line of headings at which the column with states begins, in characters;
/// `None` if the table has no such column.
fn states_of(headings: &str) -> Option<usize> {
    let mut columns = headings.split(' ').scan(0, |at, word| {
        let begin = *at;
        *at += word.chars().count() + 1;
        Some((begin, word))
    });
    columns.find(|(_, word)| OF_STATES.contains(word)).map(|(begin, _)| begin)
}

fn cut(line: &str, width: usize) -> String {
    if line.chars().count() <= width {
        return line.to_owned();
    }
    line.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str =
        "JOB  STATE   WHAT\n1    done    Gruß an alle\n22   failed  failed at last\n";

    #[test]
    fn a_table_is_cut_to_the_width_and_its_states_have_colours() {
        let narrow = Screen { width: Some(19), has_colours: false };
        assert_eq!(
            narrow.table(TABLE),
            "JOB  STATE   WHAT\n1    done    Gruß …\n22   failed  faile…\n"
        );
        let coloured = Screen { width: None, has_colours: true };
        assert_eq!(
            coloured.table(TABLE),
            "JOB  STATE   WHAT\n1    \x1b[32mdone\x1b[0m    Gruß an alle\n\
             22   \x1b[31mfailed\x1b[0m  failed at last\n"
        );
    }

    #[test]
    fn a_file_gets_the_whole_table_without_colours() {
        assert_eq!(Screen::default().table(TABLE), TABLE);
        let coloured = Screen { width: None, has_colours: true };
        let other = "NAME  WHAT\nfailed  done\n";
        assert_eq!(coloured.table(other), other, "there is no column with states");
    }
}
