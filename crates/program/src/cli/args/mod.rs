//! The command line as clap reads it: one module, and one heading of the help, for each group of
//! commands.
//!
//! The doc comments of commands and options are their help, so they are written for users.

mod diagnose;
mod hidden;
mod keep;
mod node;
mod queue;
mod received;
mod running;
mod send;

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::{Parser, Subcommand};

pub(super) use diagnose::{
    Around, Call, CallWork, Check, Convert, DiagnoseCommand, Draw, Export, Numbers, Read, Replay,
    Selftest, Show, Shown, VerifyProof, WhichCalls, WhichRecord,
};
pub(super) use hidden::HiddenCommand;
pub(super) use keep::{
    Audit, AuditWork, Cleanup, ErasePerson, ExportPerson, Import, ImportFrom, ImportHylafax,
    KeepCommand, LegalHoldWork, LegalHolds, PlaceHold, Rekey, Verify,
};
pub(super) use node::{NodeWords, NodeWork, StoreJobs};
pub(super) use queue::{GiveNumber, Jobs, Proof, QueueCommand};
pub(super) use received::{
    Faxes, FaxesWork, Fetch, Junk, JunkWork, MailAgain, PrintAgain, ReceivedCommand,
    RulesCorrections, RulesTest, RulesWork,
};
pub(super) use running::{
    Hooks, HooksWork, Key, KeyWork, ListOutbox, Login, LoginWork, Mail, MailQueue, Mcp, Outbox,
    OutboxWork, QueueWork, Report, Requeue, RunCommand, Serve, Setup, Users, UsersWork,
};
pub(super) use send::{
    Held, HeldWork, HoldForPolling, Poll, Polling, PollingWork, Send, SendCommand, WhichHeld,
};

use ferrofax_spool::SPOOL_VERSION;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "ferrofax", version = version(), long_about = None, help_template = template())]
#[command(about = "Sends faxes, shows their state, and runs the Ferrofax service")]
#[command(after_help = "\
`ferrofax COMMAND --help` shows the options of a command, and examples for most commands.

Root, the spool's owner and the users named in gateway.toml may send faxes with these commands. If
an argument is wrong, the command is refused, and nothing is done.

Exit codes: 0 the command succeeded (with --wait: the fax was sent), 1 it failed, 2 it was refused
because of its arguments.")]
pub(super) struct Arguments {
    /// The spool's folder, the same as `spool` in ferrofax.conf
    #[arg(long, global = true, env = "FERROFAX_SPOOL", default_value = SPOOL, value_name = "DIR")]
    #[arg(help_heading = "Options of all commands")]
    pub(super) spool: PathBuf,
    /// The settings file of the Ferrofax service; without the file the defaults apply
    #[arg(long, global = true, env = "FERROFAX_CONFIG", default_value = CONFIG, value_name = "FILE")]
    #[arg(help_heading = "Options of all commands")]
    pub(super) config: PathBuf,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The version number, which is the same for all parts of Ferrofax.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The version number, together with the version of the spool's format that this program works
/// with.
fn version() -> &'static str {
    static TEXT: LazyLock<String> =
        LazyLock::new(|| format!("{VERSION} (spool of version {SPOOL_VERSION})"));
    &TEXT
}

/// The default folder of the spool, which is also the default of `spool` in ferrofax.conf.
const SPOOL: &str = "/var/spool/asterisk/ferrofax";

/// The path at which Asterisk's packages install Asterisk's settings file.
pub(super) const ASTERISK_CONF: &str = "/etc/asterisk/asterisk.conf";

/// The path at which the service's package installs the settings file of the Ferrofax service.
pub(super) const CONFIG: &str = "/etc/ferrofax/gateway.toml";

/// A command of `ferrofax`. Each variant is one of the groups of commands in the help.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    #[command(flatten)]
    Send(SendCommand),
    #[command(flatten)]
    Queue(QueueCommand),
    #[command(flatten)]
    Received(ReceivedCommand),
    #[command(flatten)]
    Diagnose(DiagnoseCommand),
    #[command(flatten)]
    Run(RunCommand),
    #[command(flatten)]
    Keep(KeepCommand),
    #[command(flatten)]
    Hidden(HiddenCommand),
}

/// The template of `ferrofax --help`, with the commands in their groups. It is written here because
/// clap itself lists all commands under one heading.
fn template() -> String {
    let groups = groups();
    let names = groups.iter().flat_map(|(_, commands)| shown(commands));
    let width = names.map(|command| command.get_name().len()).max().unwrap_or(0);
    let mut text = "Try: ferrofax check\n\n{about}\n\n{usage-heading} {usage}\n".to_owned();
    for (heading, commands) in groups {
        text += &format!("\n{heading}:\n");
        for command in shown(&commands) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            text += &format!("  {:width$}  {about}\n", command.get_name());
        }
    }
    text + "\nOptions:\n{options}{after-help}"
}

/// The commands of a group that the help lists: all except the hidden ones, whose names are those
/// of earlier versions.
pub(super) fn shown(group: &clap::Command) -> impl Iterator<Item = &clap::Command> {
    group.get_subcommands().filter(|command| !command.is_hide_set())
}

/// The groups of commands, each with its heading in the help.
pub(super) fn groups() -> [(&'static str, clap::Command); 6] {
    let none = || clap::Command::new("ferrofax");
    [
        ("Send", SendCommand::augment_subcommands(none())),
        ("Queue", QueueCommand::augment_subcommands(none())),
        ("Received", ReceivedCommand::augment_subcommands(none())),
        ("Diagnose", DiagnoseCommand::augment_subcommands(none())),
        ("Run", RunCommand::augment_subcommands(none())),
        ("Keep", KeepCommand::augment_subcommands(none())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_help_has_each_command_for_people_in_one_group_and_says_what_to_try_first() {
        let help = Arguments::command().render_help().to_string();
        assert!(help.starts_with("Try: ferrofax check\n"), "{help}");
        for group in ["Send", "Queue", "Received", "Diagnose", "Run", "Keep"] {
            assert!(help.contains(&format!("\n{group}:\n  ")), "{group}: {help}");
        }
        for command in Arguments::command().get_subcommands() {
            let line = format!("\n  {} ", command.get_name());
            let times = usize::from(!command.is_hide_set());
            assert_eq!(help.matches(&line).count(), times, "{}: {help}", command.get_name());
        }
        let (groups, _) = help.split_once("\nOptions:\n").expect("options stand last");
        for line in groups.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }

    #[test]
    fn the_long_help_of_a_command_is_its_short_one() {
        let mut all = vec![Arguments::command()];
        while let Some(mut command) = all.pop() {
            let short = command.render_help().to_string();
            assert!(!short.contains("see more with '--help'"), "{short}");
            all.extend(command.get_subcommands().filter(|command| !command.is_hide_set()).cloned());
        }
    }

    #[test]
    fn the_help_of_the_most_used_commands_ends_with_three_examples() {
        let all = Arguments::command();
        let names = [
            "send", "jobs", "faxes", "polling", "outbox", "call", "convert", "users", "key",
            "webhook", "node",
        ];
        for name in names {
            let mut command = all.find_subcommand(name).expect("it is a command").clone();
            let help = command.render_help().to_string();
            let (_, examples) =
                help.split_once("\nExamples:\n").unwrap_or_else(|| panic!("{help}"));
            assert_eq!(examples.matches("  ferrofax ").count(), 3, "{name}: {examples}");
        }
    }

    /// Command lines with names of earlier versions, each with the present command line that does
    /// the same.
    const EARLIER: [(&str, &str); 11] = [
        ("hold-for-polling --device 2101 --once a.pdf", "polling hold --device 2101 --once a.pdf"),
        ("held", "polling"),
        ("held --device 2101 --all --json", "polling list --device 2101 --all --json"),
        ("held remove 3 4", "polling remove 3 4"),
        ("number 17 09912700619", "set-number 17 09912700619"),
        ("mail-again 5", "faxes mail 5"),
        ("mail-again 5 --to anna@example.com", "faxes mail 5 --to anna@example.com"),
        ("print-again 5", "faxes print 5"),
        ("print-again 5 --to office", "faxes print 5 --to office"),
        ("requeue 5 6", "outbox retry 5 6"),
        ("requeue --all", "outbox retry --all"),
    ];

    /// The beginnings of the arguments in the debug output of a command line. The output of each
    /// command line in `EARLIER` contains one of them.
    const ARGUMENTS: [&str; 7] = [
        "HoldForPolling {",
        "RemoveHeld {",
        "GiveNumber {",
        "MailAgain {",
        "PrintAgain {",
        "Requeue {",
        "WhichHeld {",
    ];

    #[test]
    fn the_names_of_earlier_versions_are_hidden_and_mean_the_same() {
        let read = |line: &str| {
            let words = std::iter::once("ferrofax").chain(line.split_whitespace());
            let read = Arguments::try_parse_from(words).unwrap_or_else(|error| panic!("{error}"));
            format!("{:?}", read.command)
        };
        let help = Arguments::command().render_help().to_string();
        for (earlier, present) in EARLIER {
            // Takes only the arguments from the debug output of a command line, because the names
            // of the two commands differ.
            let inner = |text: &str| {
                let at = ARGUMENTS.into_iter().find_map(|name| text.find(name));
                let at = at.unwrap_or_else(|| panic!("{text}"));
                text[at..].split('}').next().unwrap_or_default().to_owned()
            };
            assert_eq!(inner(&read(earlier)), inner(&read(present)), "{earlier}");
            let name = earlier.split(' ').next().unwrap_or_default();
            assert!(!help.contains(&format!("\n  {name} ")), "{name}: {help}");
        }
    }

    #[test]
    fn each_example_is_a_command_line_that_is_understood() {
        let mut all = vec![Arguments::command()];
        let mut examples = 0;
        while let Some(mut command) = all.pop() {
            let help = command.render_help().to_string();
            for line in help.lines().filter_map(|line| line.strip_prefix("  ferrofax ")) {
                let words = std::iter::once("ferrofax").chain(line.split_whitespace());
                if let Err(error) = Arguments::try_parse_from(words) {
                    panic!("{line}: {error}");
                }
                examples += 1;
            }
            all.extend(command.get_subcommands().cloned());
        }
        assert!(examples >= 27, "{examples}");
    }
}
