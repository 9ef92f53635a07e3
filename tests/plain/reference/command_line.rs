//! The reference of the program's command line.

use clap::{Arg, Command};
use ferrofax_program::cli::{command_line, groups};

use super::markdown::{Page, code, escaped};

pub(super) fn page() -> String {
    let mut page = Page::new(
        "ferrofax: the command line",
        "the definition of the command line in `crates/program/src/cli/args`",
    );
    page.say(
        "The commands on this page are typed in a shell. The commands of Asterisk's console are \
         listed in [console.md](console.md).",
    );
    let mut line = command_line().disable_help_subcommand(true).disable_help_flag(true);
    line.build();
    page.heading(2, "All commands");
    of_command(&mut page, &line);
    for (heading, names) in groups() {
        page.heading(2, heading);
        for name in names {
            let command = line.find_subcommand(&name).expect("groups name commands");
            whole(&mut page, command, 3);
        }
    }
    page.text()
}

/// A command, and those below it.
fn whole(page: &mut Page, command: &Command, level: usize) {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    page.heading(level, name);
    let about = command.get_long_about().or_else(|| command.get_about());
    page.say(&escaped(&sentence(about.map(ToString::to_string).unwrap_or_default())));
    let usage = command.clone().render_usage().to_string();
    page.block(usage.trim_start_matches("Usage: "));
    of_command(page, command);
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        whole(page, inner, level + 1);
    }
}

/// Its options, and what its help says below them.
fn of_command(page: &mut Page, command: &Command) {
    let is_top = command.get_name() == "ferrofax";
    let shown = command.get_arguments().filter(|option| {
        !option.is_hide_set()
            && (is_top || !option.is_global_set())
            && !["help", "version"].contains(&option.get_id().as_str())
    });
    let rows: Vec<Vec<String>> = shown.map(row).collect();
    page.table(&["Argument", "Default", "Meaning"], &rows);
    let below = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    for paragraph in below.split("\n\n") {
        // Examples are indented.
        let (prose, examples): (Vec<&str>, Vec<&str>) =
            paragraph.lines().partition(|line| !line.starts_with("  "));
        page.say(&escaped(&prose.join(" ")));
        if !examples.is_empty() {
            let lines: Vec<&str> = examples.iter().map(|line| line.trim()).collect();
            page.block(&lines.join("\n"));
        }
    }
}

fn row(option: &Arg) -> Vec<String> {
    let mut help = option.get_help().map(ToString::to_string).unwrap_or_default();
    let possible = option.get_possible_values();
    let words: Vec<String> = possible
        .iter()
        .filter(|word| !word.is_hide_set() && !["true", "false"].contains(&word.get_name()))
        .map(|word| format!("`{}`", word.get_name()))
        .collect();
    if !words.is_empty() {
        help = format!("{}: {}", help.trim_end_matches('.'), words.join(", "));
    }
    if let Some(variable) = option.get_env() {
        help = format!("{help} (variable `{}`)", variable.display());
    }
    let defaults = option.get_default_values().iter();
    let default = defaults.map(|value| value.to_string_lossy()).collect::<Vec<_>>().join(" ");
    let takes_value = option.get_action().takes_values();
    vec![
        code(&written(option)),
        if takes_value { code(&default) } else { String::new() },
        escaped(&help),
    ]
}

/// As it is written: `-o, --output <FILE>`.
fn written(option: &Arg) -> String {
    let short = option.get_short().map(|letter| format!("-{letter}"));
    let long = option.get_long().map(|word| format!("--{word}"));
    let names: Vec<String> = short.into_iter().chain(long).collect();
    if names.is_empty() {
        return option.to_string();
    }
    let values = option.get_value_names().filter(|_| option.get_action().takes_values());
    let values = values
        .map(|names| names.join(" "))
        .map_or(String::new(), |name| format!(" {name}"));
    names.join(", ") + &values
}

/// Helps end without a dot.
fn sentence(text: String) -> String {
    if text.is_empty() || text.ends_with('.') { text } else { text + "." }
}
