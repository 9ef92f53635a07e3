//! The command line of the `ferrofax` program: `ferrofax COMMAND …`.
//!
//! What people asked for goes to standard output; what went wrong goes to standard error,
//! one sentence, and makes the exit code: 1 where something failed, 2 where what was
//! given is wrong. Nothing is half done then.

mod args;
mod audit;
mod awaited;
mod backup;
mod call;
mod change;
mod check;
mod check_asterisk;
mod check_durable;
mod check_module;
mod check_settings;
mod check_spool;
mod compared;
mod convert;
mod doors;
mod drain;
mod faxes;
mod fetch;
mod fields;
mod findings;
mod front;
mod groups;
mod held;
mod import;
mod jobs;
mod junk;
mod key;
mod legal_hold;
mod logger;
mod mail;
mod mail_queue;
mod metrics;
mod node;
mod noted;
mod numbers;
mod outbox;
mod overview;
mod owner;
mod pages;
mod password;
mod person;
mod rekeying;
mod report;
mod sealed;
mod selftest;
mod send;
mod serve;
mod show;
mod users;
mod wait;
mod webhook;
mod wished;

use std::fmt;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::confine::run_probe;
use crate::convert::{run_child, run_program};
use crate::examiner::{self, Examiner};
use crate::mail::reading;
use crate::order::OrderError;
use crate::rights;
use crate::settings::Settings;
pub use groups::GROUPS;

use args::{Arguments, Command, FaxesWork};
use ferrofax_spool::jobs::{JobId, JobVerb};
use ferrofax_spool::{Spool, SpoolError};
use owner::{LowPorts, become_owner};

/// The command line with all its commands and options, for those who describe it.
#[must_use]
pub fn command_line() -> clap::Command {
    Arguments::command()
}

/// Runs the command line of this process. `engine`: who makes what is wanted of the records of
/// calls.
pub fn run(engine: &'static dyn Examiner) -> ExitCode {
    let Arguments { spool, config, command } = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if is_without_command(&error) => {
            // Nobody is left to be told if this fails.
            let _ = Arguments::command().print_help();
            return ExitCode::from(End::REFUSED);
        }
        Err(error) => error.exit(),
    };
    // First the hidden words by which the program starts itself as a confined child.
    match &command {
        Command::ConvertChild { memory_mb, fonts } => return run_child(*memory_mb, fonts),
        Command::ConvertProgram { memory_mb, local_sockets, folder, words } => {
            return run_program(*memory_mb, *local_sockets != 0, folder, words);
        }
        Command::ReadMail { memory_mb } => return reading::run_child(*memory_mb),
        Command::JudgeMail { memory_mb } => return rights::run_child(*memory_mb),
        Command::ExamineCall { memory_mb } => return examiner::run_child(engine, *memory_mb),
        Command::ConfineProbe { file } => return run_probe(file),
        _ => {}
    }
    logger::install(matches!(command, Command::Serve(_)));
    if works_on_store(&command) {
        front::go_by(&config);
    }
    sealed::go_by(&config);
    // `ferrofax mail` has exit codes of its own, and no other way to say what is wrong.
    if let Command::Mail(words) = &command {
        return mail::run(&spool, settings(&config), words);
    }
    let done = match command {
        Command::Send(words) => {
            settings(&config).and_then(|settings| send::run(&spool, &settings, &words))
        }
        Command::Poll(words) => {
            settings(&config).and_then(|settings| send::poll(&spool, &settings, &words))
        }
        Command::HoldForPolling(words) => {
            settings(&config).and_then(|settings| held::hold(&spool, &settings, &words))
        }
        Command::Held(words) => settings(&config).and_then(|settings| {
            opened(&spool).and_then(|spool| held::run(&spool, &settings, &words))
        }),
        Command::Jobs(words) => opened(&spool).and_then(|spool| jobs::run(&spool, &words)),
        Command::Cancel(which) => changed(&spool, &which.jobs, JobVerb::Cancel),
        Command::Hold(which) => changed(&spool, &which.jobs, JobVerb::Hold),
        Command::Release(which) => settings(&config).and_then(|settings| {
            opened(&spool).and_then(|spool| {
                change::by_right(&spool, &settings, &which.jobs, &JobVerb::Release)
            })
        }),
        Command::Retry(which) => settings(&config).and_then(|settings| {
            opened(&spool)
                .and_then(|spool| change::by_right(&spool, &settings, &which.jobs, &JobVerb::Retry))
        }),
        Command::Priority(words) => settings(&config).and_then(|settings| {
            let verb = JobVerb::Priority(words.priority);
            opened(&spool)
                .and_then(|spool| change::by_right(&spool, &settings, &[words.job], &verb))
        }),
        Command::Number(words) => settings(&config).and_then(|settings| {
            opened(&spool).and_then(|spool| change::give_number(&spool, &settings, &words))
        }),
        Command::Numbers(words) => settings(&config).and_then(|settings| {
            opened(&spool).and_then(|spool| numbers::run(&spool, &settings, &words))
        }),
        Command::Faxes(words) => opened(&spool).and_then(|spool| match &words.work {
            Some(FaxesWork::Fetch(which)) => fetch::run(&spool, which),
            None => faxes::list(&spool, &words),
        }),
        Command::MailAgain(words) => {
            opened(&spool).and_then(|spool| outbox::mail_again(&spool, &words))
        }
        Command::PrintAgain(words) => {
            opened(&spool).and_then(|spool| outbox::print_again(&spool, &words))
        }
        Command::Requeue(words) => opened(&spool).and_then(|spool| outbox::requeue(&spool, &words)),
        Command::Cleanup(words) => opened(&spool).and_then(|spool| faxes::clean_up(&spool, &words)),
        Command::ExportPerson(words) => {
            settings(&config).and_then(|settings| person::export(&spool, &settings, &words))
        }
        Command::ErasePerson(words) => settings(&config).and_then(|settings| {
            opened(&spool).and_then(|spool| person::erase(&spool, &settings, &words))
        }),
        Command::Junk(words) => settings(&config).and_then(|settings| {
            opened(&spool).and_then(|spool| junk::run(&spool, &settings, &words))
        }),
        Command::Node(words) => settings(&config).and_then(|settings| {
            opened(&spool).and_then(|spool| node::run(&spool, &settings, &words))
        }),
        Command::Import(words) => {
            settings(&config).and_then(|settings| import::run(&spool, &settings, &words))
        }
        Command::LegalHold(words) => settings(&config).and_then(|settings| {
            opened(&spool).and_then(|spool| legal_hold::run(&spool, &settings, &words))
        }),
        Command::Call(words) => call::run(&spool, engine, &words),
        Command::Backup(words) => backup::run(&spool, &words.folder),
        Command::Restore(words) => backup::restore(&spool, &words.folder),
        Command::Rekey(words) => settings(&config).and_then(|settings| {
            opened(&spool).and_then(|spool| sealed::rekey(&spool, &settings, &words))
        }),
        Command::Index => opened(&spool).and_then(|spool| faxes::index(&spool)),
        Command::Show(words) => opened(&spool).and_then(|spool| metrics::run(&spool, &words)),
        Command::Audit(words) => audit::run(&spool, &words),
        Command::Check(words) => check::run(&spool, &config, &words),
        Command::Selftest(words) => selftest::run(&spool, &config, &words),
        Command::Convert(words) => {
            settings(&config).and_then(|settings| convert::run(&settings, &words))
        }
        Command::Serve(words) => {
            let settings = || {
                let settings = settings(&config)?;
                settings
                    .warnings
                    .iter()
                    .for_each(|warning| log::warn!("{}:{warning}", config.display()));
                Ok(settings.with_child(words.child.as_deref()))
            };
            settings().and_then(|first| {
                let opened = match front::to_serve(&spool, &first)? {
                    Some(store) => store,
                    None => opened_to_listen(&spool).map_err(|end| end.in_folder(&spool))?,
                };
                let warned = check_settings::warnings(&first, &opened);
                warned.iter().for_each(|warning| log::warn!("{warning}"));
                let store = first.front.store.clone();
                let settings = || {
                    let settings = settings()?;
                    if settings.front.store != store {
                        return Err(End::refused("`store` is another: that needs a restart"));
                    }
                    Ok(settings)
                };
                serve::run(&opened, first, &settings, &words).map_err(|end| end.in_folder(&spool))
            })
        }
        Command::Key(words) => settings(&config).and_then(|settings| {
            opened(&spool).and_then(|spool| key::run(&spool, &settings, &words))
        }),
        Command::Report(words) => {
            settings(&config).and_then(|settings| report::run(&spool, &settings, &words))
        }
        Command::Users(words) => {
            let settings = || settings(&config);
            opened(&spool).and_then(|spool| users::run(&spool, &settings, &words))
        }
        Command::Password { digest } => password::run(digest.as_deref()),
        Command::MailQueue(words) => {
            opened(&spool).and_then(|spool| mail_queue::run(&spool, &words))
        }
        Command::Webhook(words) => settings(&config).and_then(|settings| {
            opened(&spool).and_then(|spool| webhook::run(&spool, &settings, &words))
        }),
        Command::Pages { folder } => pages::run(&folder),
        // They were dealt with above.
        Command::Mail(_)
        | Command::ConvertChild { .. }
        | Command::ConvertProgram { .. }
        | Command::ReadMail { .. }
        | Command::JudgeMail { .. }
        | Command::ExamineCall { .. }
        | Command::ConfineProbe { .. } => Ok(()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(end) => {
            end.say();
            end.code()
        }
    }
}

/// Whether no command was given at all: that is answered with the help, which lists no hidden ones.
fn is_without_command(error: &clap::Error) -> bool {
    error.kind() == ErrorKind::MissingSubcommand
        && error.to_string().contains("'ferrofax' requires a subcommand")
}

/// Whether a command does what it says where the spool is a store of several machines. Others are of
/// one machine, its PBX and its files, and find no spool there.
fn works_on_store(command: &Command) -> bool {
    matches!(
        command,
        Command::Send(_)
            | Command::Jobs(_)
            | Command::Cancel(_)
            | Command::Hold(_)
            | Command::Release(_)
            | Command::Retry(_)
            | Command::Priority(_)
            | Command::Number(_)
            | Command::Faxes(_)
            | Command::MailAgain(_)
            | Command::Requeue(_)
            | Command::Index
            | Command::Show(_)
            | Command::Audit(_)
            | Command::Key(_)
            | Command::ExportPerson(_)
            | Command::ErasePerson(_)
            | Command::Report(_)
            | Command::Users(_)
            | Command::MailQueue(_)
            | Command::Mail(_)
            | Command::Webhook(_)
    )
}

/// Has this done to jobs.
fn changed(folder: &Path, jobs: &[JobId], verb: JobVerb) -> Result<(), End> {
    opened(folder).and_then(|spool| change::each(&spool, jobs, &verb))
}

/// The spool, which the module has made. One that is not there is not made here: it would
/// be the wrong one. From here on the process is the spool owner's.
fn opened(folder: &Path) -> Result<Spool, End> {
    opened_by_owner(folder, LowPorts::GivenUp)
}

/// As [`opened`], for who listens at ports afterwards.
fn opened_to_listen(folder: &Path) -> Result<Spool, End> {
    opened_by_owner(folder, LowPorts::Kept)
}

fn opened_by_owner(folder: &Path, low_ports: LowPorts) -> Result<Spool, End> {
    let none = || {
        let folder = folder.display();
        End::Refused(format!(
            "there is no spool in {folder}, or it may not be read; the module makes it when Asterisk loads it, --spool or \
             FERROFAX_SPOOL name another folder"
        ))
    };
    if !folder.exists() {
        return Err(none());
    }
    if let Some(store) = front::found(folder, low_ports)? {
        return Ok(store);
    }
    become_owner(folder, low_ports)?;
    if !folder.join("spool.db").exists() {
        return Err(none());
    }
    let spool = Spool::open(folder).map_err(End::of_spool)?;
    sealed::open(&spool)?;
    Ok(spool)
}

/// The settings of the gateway. A file that was named must be there; without the usual
/// one the defaults hold.
fn settings(file: &Path) -> Result<Settings, End> {
    if file != Path::new(args::CONFIG) && !file.exists() {
        return Err(End::Refused(format!("there are no settings in {}", file.display())));
    }
    Settings::read(file).map_err(End::refused)
}

/// Why a command did not do what it was asked for.
#[derive(Debug)]
enum End {
    /// It failed, though what was given is right.
    Failed(String),
    /// What was given is wrong.
    Refused(String),
    /// It failed, and all has been said.
    Silent,
}

impl End {
    const FAILED: u8 = 1;
    const REFUSED: u8 = 2;

    fn failed(error: impl fmt::Display) -> Self {
        Self::Failed(error.to_string())
    }

    /// The same of a program that works in this spool for long: with what would let it.
    fn in_folder(self, spool: &Path) -> Self {
        let is_denied = |text: &str| text.contains("Permission denied");
        match self {
            Self::Failed(text) if is_denied(&text) && text.contains("cannot listen") => {
                Self::Failed(format!(
                    "{text}; ports below 1024 need root, or the capability CAP_NET_BIND_SERVICE"
                ))
            }
            Self::Failed(text) if is_denied(&text) => Self::Failed(format!(
                "{text}; start `ferrofax serve` as root or as the user whose {} is: docs/spool.md",
                spool.display()
            )),
            other => other,
        }
    }

    fn refused(error: impl fmt::Display) -> Self {
        Self::Refused(error.to_string())
    }

    fn of_spool(error: SpoolError) -> Self {
        if error.may_pass() { Self::failed(error) } else { Self::refused(error) }
    }

    fn of_order(error: &OrderError) -> Self {
        if error.may_pass() { Self::failed(error) } else { Self::refused(error) }
    }

    /// The sentence; none where all has been said.
    fn text(&self) -> Option<&str> {
        match self {
            Self::Failed(text) | Self::Refused(text) => Some(text),
            Self::Silent => None,
        }
    }

    fn say(&self) {
        if let Some(text) = self.text() {
            // Nobody is left to be told if this fails.
            let _ = writeln!(std::io::stderr(), "ferrofax: {text}");
        }
    }

    fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed(_) | Self::Silent => Self::FAILED,
            Self::Refused(_) => Self::REFUSED,
        })
    }
}

/// Prints to standard output. A reader that has gone away (`| head`) ends the command in silence.
fn print(text: &str) -> Result<(), End> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Err(End::Silent),
        Err(error) => Err(End::failed(error)),
    }
}
