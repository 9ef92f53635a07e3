//! The commands in the documents, and the test that runs each of them.
//!
//! `tests/program/printed` runs the commands that need no Asterisk, `tests/asterisk/printed.rs`
//! runs the others. `printed.txt` lists the exceptions, with the test that runs the command or the
//! reason why no test does. A code block of an unknown kind is an error.

use std::fs;

use crate::blocks::{Block, blocks_of, pages_to_follow};
use crate::programs::top;

/// How a command is tested.
#[derive(Clone, Debug, PartialEq)]
pub enum Run {
    /// With a PBX that the test simulates, until it ends with exit code 0.
    Here,
    /// Like `Here`, but the command does not end by itself: the test stops it after a short time.
    HereUntilStopped,
    /// On a Debian system with a running Asterisk.
    Pbx,
    /// By another test: the file and the name of that test.
    By(String, String),
    /// By no test.
    Never,
    /// The text is not a command.
    Other,
}

/// A command of a page.
#[derive(Clone, Debug)]
pub struct Command {
    pub page: String,
    pub line: usize,
    /// The command as printed, with all its lines.
    pub text: String,
    pub run: Run,
    /// The output of the command according to the page; empty if the page does not show it.
    pub prints: Vec<String>,
}

impl Command {
    pub fn place(&self) -> String {
        format!("{}:{}", self.page, self.line)
    }
}

/// The table of exceptions. The comment at its beginning explains the format.
const TABLE: &str = "tests/kit/printed.txt";

/// A line of the table.
struct Rule {
    /// None: all pages.
    page: Option<String>,
    begins: String,
    run: Run,
}

impl Rule {
    fn read(line: &str) -> Self {
        let mut columns = line.splitn(3, '|').map(str::trim);
        let mut column = || columns.next().unwrap_or_else(|| panic!("{TABLE}: {line}")).to_owned();
        let (page, begins, text) = (column(), column(), column());
        let (word, rest) = text.split_once(' ').unwrap_or((&text, ""));
        let run = match word {
            "stopped" => Run::HereUntilStopped,
            "pbx" => Run::Pbx,
            "by" => {
                let (file, test) = rest.split_once(' ').expect("a file and a test");
                Run::By(file.to_owned(), test.to_owned())
            }
            "never" => Run::Never,
            "other" => Run::Other,
            other => panic!("{TABLE}: {other}"),
        };
        assert!(
            !matches!(run, Run::Never | Run::Other) || !rest.is_empty(),
            "{TABLE}: why? {line}"
        );
        Self { page: Some(page).filter(|page| page != "*"), begins, run }
    }

    fn fits(&self, page: &str, text: &str) -> bool {
        self.page.as_ref().is_none_or(|of| of == page) && text.starts_with(&self.begins)
    }
}

fn rules() -> Vec<Rule> {
    let text = fs::read_to_string(top().join(TABLE)).expect("the file can be read");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(Rule::read).collect()
}

/// Programs whose commands run here unless the table names them.
const PROGRAMS: &str = "ferrofax cat cd chgrp chmod cp curl install mkdir mv openssl printf rm setfacl sqlite3 \
    ss systemctl (umask";

/// Languages of blocks that other tests check: settings (`tests/plain/commands.rs`), and answers
/// and programs for the API (`tests/web`).
const LANGUAGES: [&str; 3] = ["toml", "json", "python"];

/// Returns all commands of README and of the pages in docs.
///
/// # Panics
/// If a command or a block is unknown, or if a rule of the table matches no command or names a test
/// that does not exist.
pub fn commands() -> Vec<Command> {
    let rules = rules();
    let (mut commands, mut unknown, mut used) = (Vec::new(), Vec::new(), vec![false; rules.len()]);
    for (page, text) in pages_to_follow() {
        for block in blocks_of(&page, &text) {
            if LANGUAGES.contains(&block.language.as_str()) || is_settings(&block) {
                continue;
            }
            let is_other = |rule: &Rule| rule.run == Run::Other && rule.fits(&page, &block.text);
            if let Some(at) = rules.iter().position(is_other) {
                used[at] = true;
                continue;
            }
            for mut command in commands_of(&block) {
                let rule = rules.iter().position(|rule| rule.fits(&page, &command.text));
                match rule {
                    Some(at) => {
                        used[at] = true;
                        command.run = rules[at].run.clone();
                    }
                    None if is_run_here(&command.text) => {}
                    None => unknown.push(format!("{}: {}", command.place(), command.text)),
                }
                commands.push(command);
            }
        }
    }
    assert!(unknown.is_empty(), "unknown commands or code blocks:\n{}", unknown.join("\n"));
    for (rule, used) in rules.iter().zip(used) {
        assert!(used, "{TABLE}: no command begins with {:?} in {:?}", rule.begins, rule.page);
        rule.run.is_there();
    }
    commands
}

/// Returns whether each line belongs to a settings file or to a dialplan.
fn is_settings(block: &Block) -> bool {
    let is_one = |line: &str| {
        let line = line.trim();
        let is_name = |name: &str| {
            let name = name.trim();
            !name.is_empty()
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        line.is_empty()
            || line.starts_with([';', '#'])
            || line.starts_with('[') && line.contains(']')
            || line.split_once('=').is_some_and(|(name, _)| is_name(name))
    };
    block.text.lines().all(is_one) && block.text.contains(['=', '['])
}

fn commands_of(block: &Block) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let has_prompt = block.text.starts_with("$ ");
    let mut lines = block.text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let typed = line.strip_prefix("$ ");
        if has_prompt && typed.is_none() {
            commands
                .last_mut()
                .expect("the output follows a command")
                .prints
                .push(line.to_owned());
            continue;
        }
        let mut text = without_times(typed.unwrap_or(line)).to_owned();
        while text.ends_with(['\\', '`']) {
            let Some((_, next)) = lines.next() else { break };
            text += &format!("\n{next}");
        }
        let (page, line) = (block.page.clone(), block.line + at);
        commands.push(Command { page, line, text, run: Run::Here, prints: Vec::new() });
    }
    commands
}

/// Returns the command in a line of a crontab, without its times and its user.
fn without_times(text: &str) -> &str {
    let is_time = |word: &str| word.chars().all(|c| c.is_ascii_digit() || c == '*');
    let mut parts = text.splitn(7, ' ');
    if parts.by_ref().take(5).all(is_time) { parts.nth(1).unwrap_or(text) } else { text }
}

/// Returns whether a command that the table does not name is a shell command.
fn is_run_here(text: &str) -> bool {
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_uppercase());
    let is_assignment = text.split_once('=').is_some_and(|(name, _)| is_name(name));
    let first = text.split_whitespace().next().unwrap_or_default();
    is_assignment || PROGRAMS.split_whitespace().any(|program| program == first)
}

impl Run {
    /// Checks that the named test exists.
    fn is_there(&self) {
        if let Self::By(file, name) = self {
            let text = fs::read_to_string(top().join(file));
            let text = text.unwrap_or_else(|error| panic!("{TABLE}: {file}: {error}"));
            assert!(text.contains(name), "{TABLE}: {file} has no {name}");
        }
    }
}
