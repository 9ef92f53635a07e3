//! What the documents tell people to type is understood: commands of the shell, commands of
//! Asterisk's console, and settings in both files.
//!
//! Nothing is run here. Commands are given to the program's own parser, settings to the
//! code that reads them.

use ferrofax::service::Settings as ModuleSettings;
use ferrofax::service::config::RawConfig;
use ferrofax_program::cli::command_line;
use ferrofax_program::settings::Settings;
use pulldown_cmark::{Event, Options, Parser};

use crate::blocks::{Block, blocks_of};
use crate::files::{files, read};
use crate::reference::console_commands;

/// Names that stand for a value of one's own.
const PLACEHOLDERS: [(&str, &str); 9] = [
    ("MESSAGE", "17"),
    ("JOB", "17"),
    ("FAX", "17"),
    ("MAIL", "17"),
    ("N", "17"),
    ("NUMBER", "0991123"),
    ("DEVICE", "2101"),
    ("DIR", "/srv/folder"),
    ("FILE", "file.pdf"),
];

/// All pages with blocks, README among them.
fn pages() -> Vec<String> {
    let mut pages = files("docs", "md");
    pages.retain(|page| !page.starts_with("docs/reference/"));
    pages.push("README.md".to_owned());
    pages
}

fn blocks() -> Vec<Block> {
    pages().iter().flat_map(|page| blocks_of(page, &read(page))).collect()
}

/// The test: each `ferrofax …` in a block of code is a command line of the program.
pub(crate) fn shell_commands_are_known() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for block in blocks() {
        for line in block.text.replace("\\\n", " ").lines() {
            let Some(words) = command_of(line) else { continue };
            count += 1;
            if let Err(error) = command_line().try_get_matches_from(&words) {
                let is_help = matches!(error.exit_code(), 0);
                if !is_help {
                    let why = error.to_string();
                    let why = why.lines().next().unwrap_or_default().to_owned();
                    wrong.push(format!("{}: {line}: {why}", block.place()));
                }
            }
        }
    }
    assert!(count > 20, "only {count} commands were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The words of the program's command in a line, if it has one that is whole.
fn command_of(line: &str) -> Option<Vec<String>> {
    let line = line.trim().trim_start_matches(['$', '#']).trim_start();
    let line = line.strip_prefix("sudo ").unwrap_or(line);
    let line = match line.strip_prefix("-u ") {
        Some(rest) => rest.split_once(' ')?.1,
        None => line,
    };
    if !line.starts_with("ferrofax ") || line.contains('…') || line.contains("...") {
        return None;
    }
    let words = shell_words(line);
    let place = |word: String| {
        // Words that may be left out.
        let word = word.trim_matches(['[', ']']).to_owned();
        let known = PLACEHOLDERS.iter().find(|(name, _)| *name == word);
        known.map_or(word, |(_, value)| (*value).to_owned())
    };
    Some(words.into_iter().map(place).collect())
}

/// A command's words, up to a pipe, a redirection, a comment, or an explanation in another
/// column. The output of another command (`$(date)`) is a part of a word.
fn shell_words(line: &str) -> Vec<String> {
    let line = line.split("   ").next().unwrap_or_default();
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match quote {
            Some(mark) if c == mark => quote = None,
            Some(_) => word.get_or_insert_default().push(c),
            None => match c {
                '\'' | '"' => {
                    word.get_or_insert_default();
                    quote = Some(c);
                }
                '(' if word.as_ref().is_some_and(|word| word.ends_with('$')) => quote = Some(')'),
                ' ' | '\t' => words.extend(word.take()),
                '|' | '>' | ';' | '&' if word.is_none() || c != '&' => break,
                '<' if word.is_none() => break,
                '#' if word.is_none() => break,
                _ => word.get_or_insert_default().push(c),
            },
        }
    }
    words.extend(word);
    words
}

/// The test: each `ferrofax …` that is typed on Asterisk's console is one of its commands.
pub(crate) fn console_commands_are_known() {
    let known: Vec<String> = console_commands().into_iter().map(|command| command.words).collect();
    let mut wrong = Vec::new();
    let mut count = 0;
    for page in pages() {
        let text = read(&page);
        for (at, line) in text.lines().enumerate() {
            for command in typed_on_the_console(line) {
                count += 1;
                if !known.iter().any(|known| is_one_of(command, known)) {
                    wrong.push(format!("{page}:{}: {command}", at + 1));
                }
            }
        }
    }
    assert!(count > 5, "only {count} commands were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Commands in `asterisk -rx '…'`, and behind the console's prompt.
fn typed_on_the_console(line: &str) -> Vec<&str> {
    let quoted = ["asterisk -rx '", "asterisk -rx \""].into_iter().flat_map(|begin| {
        let end = begin.chars().last().unwrap_or('\'');
        line.split(begin).skip(1).filter_map(move |rest| rest.split(end).next())
    });
    let prompted = line.split_once("CLI> ").map(|(_, command)| command);
    quoted
        .chain(prompted)
        .filter(|command| command.starts_with("ferrofax "))
        .collect()
}

/// Whether a command begins with these words, of which `{a|b}` is a choice.
fn is_one_of(command: &str, known: &str) -> bool {
    let mut words = command.split_whitespace();
    known.split_whitespace().all(|wanted| {
        let word = words.next().unwrap_or_default();
        wanted.trim_matches(['{', '}']).split('|').any(|one| one == word)
    })
}

/// The test: each `ferrofax …` inside a sentence begins with a command of the shell or of
/// the console.
pub(crate) fn commands_in_sentences_are_known() {
    let console: Vec<String> =
        console_commands().into_iter().map(|command| command.words).collect();
    let line = command_line();
    let mut wrong = Vec::new();
    for page in pages() {
        let text = read(&page);
        for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
            let Event::Code(code) = event else { continue };
            let Some(rest) = code.strip_prefix("ferrofax ") else { continue };
            let first = rest.split_whitespace().next().unwrap_or_default();
            let is_command = first.starts_with(['-', '…'])
                || first == "COMMAND"
                || first == "help"
                || line.find_subcommand(first).is_some();
            if !is_command && !console.iter().any(|known| is_one_of(&code, known)) {
                let at = text[..range.start].matches('\n').count() + 1;
                wrong.push(format!("{page}:{at}: {code}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The test: each block of TOML is taken as gateway.toml.
pub(crate) fn blocks_of_toml_are_taken() {
    let mut wrong = Vec::new();
    for block in blocks().iter().filter(|block| block.language == "toml") {
        let Err(problems) = Settings::parse(&block.text) else { continue };
        // A user, a class or a device that another block of the page has.
        let mut problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        problems
            .retain(|problem| !problem.contains("there is no [") && !problem.contains("missing"));
        // A hash that is cut short.
        problems.retain(|problem| !(block.text.contains('…') && problem.contains("password")));
        wrong.extend(problems.iter().map(|problem| format!("{}: {problem}", block.place())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The test: each block of ferrofax.conf is taken by the module. A block is one if it is
/// named so, or if it has sections or settings of that file.
pub(crate) fn blocks_of_the_module_are_taken() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for block in blocks().iter().filter(|block| is_of_the_module(block)) {
        count += 1;
        let has_section = block.text.lines().any(|line| line.starts_with('['));
        let text =
            if has_section { block.text.clone() } else { format!("[general]\n{}", block.text) };
        let (_, complaints) = ModuleSettings::read(&RawConfig::parse("ferrofax.conf", &text));
        // The domain of this machine is no matter of the page.
        let complaints = complaints.iter().filter(|one| !one.text.contains("maildomain"));
        wrong.extend(complaints.map(|complaint| format!("{}: {complaint}", block.place())));
    }
    assert!(count > 3, "only {count} blocks were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_of_the_module(block: &Block) -> bool {
    if block.language == "toml" {
        return false;
    }
    let lines = block
        .text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(';'));
    let lines: Vec<&str> = lines.collect();
    let is_class = block.text.contains("type = ");
    let is_setting = |line: &&str| {
        line.starts_with('[') && line.ends_with(']') && (is_class || *line == "[general]")
            || line.split_once('=').is_some_and(|(name, _)| {
                let name = name.trim();
                name != "exten"
                    && !name.is_empty()
                    && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            })
    };
    let is_known = |line: &&str| {
        let name = line.split_once('=').map(|(name, _)| name.trim()).unwrap_or_default();
        let text = format!("[general]\n{name} = \n");
        let (_, complaints) = ModuleSettings::read(&RawConfig::parse("f", &text));
        !name.is_empty() && complaints.iter().all(|complaint| !complaint.text.contains("unknown"))
    };
    let settings = lines.iter().filter(|line| line.contains('='));
    let known = settings.clone().filter(|line| is_known(line)).count();
    !lines.is_empty() && lines.iter().all(is_setting) && known * 2 > settings.count()
}
