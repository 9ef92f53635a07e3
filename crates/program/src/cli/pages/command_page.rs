//! The manual pages of the commands, section 1. `ferrofax(1)` lists the commands in groups and has
//! examples, files and variables; the page of a subcommand also refers to the pages of its parent
//! commands.

use std::fs;
use std::io;
use std::path::Path;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::cli::groups;

/// The examples in the manual page `ferrofax(1)`: a description and a command line each.
const EXAMPLES: [(&str, &str); 9] = [
    (
        "Send a PDF file, and wait until it was sent:",
        "ferrofax send 09912700619 letter.pdf --from 2101 --wait",
    ),
    (
        "Send it tomorrow morning, from another device:",
        "ferrofax send 09912700619 letter.pdf --from 2102 --at '2026-11-20 08:00'",
    ),
    ("List the jobs, and show one with its history:", "ferrofax jobs\nferrofax jobs 17"),
    ("Retry a job now:", "ferrofax retry 17"),
    (
        "List received faxes, and mail one of them again:",
        "ferrofax faxes\nferrofax faxes mail 42 --to alice@example.com",
    ),
    ("Find out why the last call of a job failed:", "ferrofax call show --job 17"),
    (
        "Check the installation, and send a test page from one device to another:",
        "ferrofax check\nferrofax selftest",
    ),
    ("Print the hash of a password for gateway.toml:", "ferrofax password"),
    ("Back up the spool while it is in use:", "ferrofax backup /srv/backup/ferrofax"),
];

/// The files that the manual page `ferrofax(1)` lists, each with its use.
const FILES: [(&str, &str); 6] = [
    ("/etc/ferrofax/gateway.toml", "Settings of the Ferrofax service; see gateway.toml(5)."),
    ("/etc/asterisk/ferrofax.conf", "Settings of the module in Asterisk; see ferrofax.conf(5)."),
    (
        "/etc/asterisk/extensions.conf",
        "The dialplan, in which FaxDevice() declares the fax devices.",
    ),
    ("/var/spool/asterisk/ferrofax", "The spool: database, documents and mails."),
    ("/var/spool/asterisk/ferrofax/audit.log", "The audit log."),
    ("/usr/share/doc/ferrofax", "The documentation."),
];

/// The environment variables that the manual page `ferrofax(1)` lists, each with its use.
const ENVIRONMENT: [(&str, &str); 2] = [
    ("FERROFAX_SPOOL", "The folder of the spool, if --spool is not given."),
    ("FERROFAX_CONFIG", "The file gateway.toml, if --config is not given."),
];

/// Writes the manual pages of all commands into a folder.
pub(super) fn write(command: Command, folder: &Path) -> io::Result<()> {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    write_one(&command, &[], folder)
}

/// Writes the manual page of a command and those of its subcommands. `above`: the names of the
/// pages of its parent commands.
fn write_one(command: &Command, above: &[String], folder: &Path) -> io::Result<()> {
    let man = Man::new(command.clone());
    let name = man.get_filename().trim_end_matches(".1").to_owned();
    let shown = || command.get_subcommands().filter(|command| !command.is_hide_set());
    let mut page = Vec::new();
    if above.is_empty() {
        whole(&man, command, &mut page)?;
    } else {
        man.render(&mut page)?;
    }
    let below = shown().map(|command| format!("{name}-{}", command.get_name()));
    see_also(above.iter().cloned().chain(below)).to_writer(&mut page)?;
    fs::write(folder.join(man.get_filename()), page)?;
    let path: Vec<String> = above.iter().cloned().chain([name]).collect();
    shown().try_for_each(|command| write_one(command, &path, folder))
}

/// Writes the manual page `ferrofax(1)`, with its lists of commands, examples and files.
fn whole(man: &Man, command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    commands(command).to_writer(page)?;
    man.render_options_section(page)?;
    man.render_extra_section(page)?;
    let mut rest = Roff::new();
    rest.control("SH", ["EXAMPLES"]);
    for (about, lines) in EXAMPLES {
        rest.control("PP", []);
        rest.text([roman(about)]);
        rest.control("PP", []);
        rest.control("RS", ["4"]);
        rest.control("nf", []);
        for line in lines.lines() {
            rest.text([roman(line)]);
        }
        rest.control("fi", []);
        rest.control("RE", []);
    }
    terms(&mut rest, "FILES", &FILES);
    terms(&mut rest, "ENVIRONMENT", &ENVIRONMENT);
    rest.to_writer(page)?;
    man.render_version_section(page)
}

/// The section that lists the commands in groups.
fn commands(command: &Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for (heading, names) in groups() {
        roff.control("SS", [heading]);
        for name in names {
            let about = command.find_subcommand(&name).and_then(Command::get_about);
            roff.control("TP", []);
            roff.text([bold(format!("ferrofax-{name}")), roman("(1)")]);
            roff.text([roman(about.map(ToString::to_string).unwrap_or_default())]);
        }
    }
    roff
}

fn terms(roff: &mut Roff, heading: &str, terms: &[(&str, &str)]) {
    roff.control("SH", [heading]);
    for (term, about) in terms {
        roff.control("TP", []);
        roff.text([bold(*term)]);
        roff.text([roman(*about)]);
    }
}

/// The section SEE ALSO. It refers to the manual pages of the parent commands and subcommands, and
/// to the manual pages of the settings files.
fn see_also(commands: impl Iterator<Item = String>) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]);
    let pages = commands.map(|name| (name, "(1), "));
    let settings = [("gateway.toml".to_owned(), "(5), "), ("ferrofax.conf".to_owned(), "(5)")];
    let words = pages.chain(settings).flat_map(|(name, section)| [bold(name), roman(section)]);
    roff.text(words.collect::<Vec<_>>());
    roff
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::command_line;

    fn pages() -> (tempfile::TempDir, impl Fn(&str) -> String) {
        let folder = tempfile::tempdir().expect("a folder");
        write(command_line(), folder.path()).expect("the folder is ours");
        let path = folder.path().to_owned();
        (folder, move |name: &str| fs::read_to_string(path.join(name)).expect("it was written"))
    }

    #[test]
    fn the_pages_name_each_other() {
        let (_folder, page) = pages();
        let whole = page("ferrofax.1");
        for heading in ["COMMANDS", "OPTIONS", "EXAMPLES", "FILES", "ENVIRONMENT", "\"SEE ALSO\""] {
            assert!(whole.contains(&format!(".SH {heading}\n")), "{heading}\n{whole}");
        }
        assert!(whole.contains("\\fBferrofax\\-send\\fR(1)"), "{whole}");
        let also =
            |name: &str| page(name).split_once(".SH \"SEE ALSO\"").expect("it has").1.to_owned();
        assert!(also("ferrofax.1").contains("\\fBgateway.toml\\fR(5)"));
        assert!(also("ferrofax-send.1").contains("\\fBferrofax\\fR(1)"));
        assert!(also("ferrofax-call.1").contains("\\fBferrofax\\-call\\-show\\fR(1)"));
        assert!(also("ferrofax-call-show.1").contains("\\fBferrofax\\-call\\fR(1)"));
    }

    #[test]
    fn each_example_is_a_command_line() {
        for line in EXAMPLES.iter().flat_map(|(_, lines)| lines.lines()) {
            let words = line.split('\'').enumerate().flat_map(|(at, part)| match at % 2 {
                0 => part.split_whitespace().collect(),
                _ => vec![part],
            });
            if let Err(error) = command_line().try_get_matches_from(words) {
                panic!("{line}: {error}");
            }
        }
    }

    #[test]
    fn each_variable_is_one_of_the_command_line() {
        let line = command_line();
        let known = line.get_arguments().filter_map(|option| option.get_env());
        let known: Vec<_> = known.filter_map(|name| name.to_str()).collect();
        assert_eq!(known, ENVIRONMENT.map(|(name, _)| name));
    }
}
