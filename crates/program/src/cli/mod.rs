//! The command line of the `ferrofax` program: `ferrofax COMMAND …`.
//!
//! Results are printed to standard output. An error is one sentence on standard error and an
//! exit code: 1 if something failed, 2 if the arguments are wrong. A command that fails leaves
//! nothing half done.

mod args;
mod audit;
mod awaited;
mod backup;
mod call;
mod change;
mod check;
mod check_durable;
mod check_filing;
mod check_folders;
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
mod filing_ways;
mod findings;
mod front;
mod held;
mod import;
mod jobs;
mod junk;
mod key;
mod legal_hold;
mod logger;
mod login;
mod mail;
mod mail_queue;
mod mcp;
mod metrics;
mod missing;
mod node;
mod noted;
mod numbers;
mod outbox;
mod overview;
mod owner;
mod pages;
mod password;
mod person;
mod proof;
mod read;
mod rekeying;
mod reload;
mod report;
mod rules;
mod sealed;
mod selftest;
mod send;
mod serve;
mod setup;
mod show;
mod signals;
mod terminal;
mod text_ways;
mod unfinished;
mod users;
mod verify;
mod wait;
mod waiting;
mod watch_way;
mod webhook;
mod wished;

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use regex_lite::Regex;

use crate::settings::Settings;
use args::{
    Arguments, Command, DiagnoseCommand, FaxesWork, HiddenCommand, KeepCommand, Polling,
    PollingWork, QueueCommand, ReceivedCommand, RunCommand, SendCommand, Serve,
};
use ferrofax_confine::run_probe;
use ferrofax_confine::run_program;
use ferrofax_convert::run_child;
use ferrofax_mail::reading;
use ferrofax_rights::order::OrderError;
use ferrofax_spool::jobs::{JobId, JobVerb};
use ferrofax_spool::{Spool, SpoolError};
use ferrofax_web::examiner::{self, Examiner};
use owner::{LowPorts, become_owner};
use signals::Signals;

/// The command line with all its commands and options, from which the manual pages and the
/// reference documentation are made.
#[must_use]
pub fn command_line() -> clap::Command {
    Arguments::command()
}

/// The groups of commands as in the help: each heading with the names of its commands.
#[must_use]
pub fn groups() -> Vec<(&'static str, Vec<String>)> {
    let names = |commands: clap::Command| {
        args::shown(&commands).map(|command| command.get_name().to_owned()).collect()
    };
    args::groups().map(|(heading, commands)| (heading, names(commands))).into()
}

/// Runs the command line of this process. `engine` examines call recordings.
pub fn run(engine: &'static dyn Examiner) -> ExitCode {
    let Arguments { spool, config, command } = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if is_without_command(&error) => {
            // If the help cannot be printed, there is nowhere else to report that.
            let _ = Arguments::command().print_help();
            return ExitCode::from(End::REFUSED);
        }
        Err(error) if error.use_stderr() => {
            End::Refused(understood(&error)).say();
            return ExitCode::from(End::REFUSED);
        }
        // The user has asked for the help or the version number, which clap prints here.
        Err(error) => error.exit(),
    };
    // First the hidden commands by which the program starts itself as a confined child.
    let command = match command {
        Command::Hidden(HiddenCommand::Pages { folder }) => return ended(pages::run(&folder)),
        Command::Hidden(child) => return run_as_child(engine, &child),
        command => command,
    };
    logger::install(matches!(command, Command::Run(RunCommand::Serve(_))));
    // The MCP server is a client of the API, so it needs neither settings nor a spool.
    if let Command::Run(RunCommand::Mcp(words)) = &command {
        return ended(mcp::run(words));
    }
    if works_on_store(&command) {
        front::go_by(&config);
    }
    sealed::go_by(&config);
    let given = Given { spool, config };
    ended(match command {
        Command::Send(command) => given.send(command),
        Command::Queue(command) => given.queue(command),
        Command::Received(command) => given.received(command),
        Command::Diagnose(command) => given.diagnose(engine, command),
        // `ferrofax mail` has exit codes of its own, and no other way to report an error.
        Command::Run(RunCommand::Mail(words)) => {
            return mail::run(&given.spool, given.settings(), &words);
        }
        Command::Run(command) => given.run(command),
        Command::Keep(command) => given.keep(command),
        // Hidden commands were handled above.
        Command::Hidden(_) => Ok(()),
    })
}

/// Runs a hidden command. The program itself starts most hidden commands, as its child processes.
fn run_as_child(engine: &'static dyn Examiner, command: &HiddenCommand) -> ExitCode {
    match command {
        HiddenCommand::ConvertChild { memory_mb, fonts } => run_child(*memory_mb, fonts),
        HiddenCommand::ConvertProgram { memory_mb, local_sockets, folder, words } => {
            run_program(*memory_mb, *local_sockets != 0, folder, words)
        }
        HiddenCommand::ReadChild { memory_mb } => ferrofax_reading::run_child(*memory_mb),
        HiddenCommand::ReadMail { memory_mb } => reading::run_child(*memory_mb),
        HiddenCommand::JudgeMail { memory_mb } => ferrofax_rights::run_child(*memory_mb),
        HiddenCommand::ExamineCall { memory_mb } => examiner::run_child(engine, *memory_mb),
        HiddenCommand::ConfineProbe { file } => run_probe(file),
        HiddenCommand::Pages { folder } => ended(pages::run(folder)),
    }
}

/// Prints the error of a command, if there is one, and returns the exit code.
fn ended(done: Result<(), End>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(end) => {
            end.say();
            end.code()
        }
    }
}

/// The options that all commands have: the spool and the settings to work with.
struct Given {
    spool: PathBuf,
    config: PathBuf,
}

impl Given {
    fn settings(&self) -> Result<Settings, End> {
        settings(&self.config)
    }

    fn opened(&self) -> Result<Spool, End> {
        opened(&self.spool)
    }

    /// The settings and the spool. The settings are read first, by the user who runs the command;
    /// then the process becomes the spool's owner.
    fn both(&self) -> Result<(Settings, Spool), End> {
        let settings = self.settings()?;
        Ok((settings, self.opened()?))
    }

    fn send(&self, command: SendCommand) -> Result<(), End> {
        match command {
            SendCommand::Send(words) => send::run(&self.spool, &self.settings()?, &words),
            SendCommand::Poll(words) => send::poll(&self.spool, &self.settings()?, &words),
            SendCommand::HoldForPolling(words)
            | SendCommand::Polling(Polling { work: Some(PollingWork::Hold(words)), .. }) => {
                held::hold(&self.spool, &self.settings()?, &words)
            }
            SendCommand::Polling(words) => {
                let (settings, spool) = self.both()?;
                held::polling(&spool, &settings, &words)
            }
            SendCommand::Held(words) => {
                let (settings, spool) = self.both()?;
                held::run(&spool, &settings, &words)
            }
        }
    }

    fn queue(&self, command: QueueCommand) -> Result<(), End> {
        let by_right = |jobs: &[JobId], verb: JobVerb| {
            let (settings, spool) = self.both()?;
            change::by_right(&spool, &settings, jobs, &verb)
        };
        match command {
            QueueCommand::Jobs(words) => jobs::run(&self.opened()?, &words),
            QueueCommand::Cancel(which) => {
                change::each(&self.opened()?, &which.jobs, &JobVerb::Cancel)
            }
            QueueCommand::Hold(which) => change::each(&self.opened()?, &which.jobs, &JobVerb::Hold),
            QueueCommand::Release(which) => by_right(&which.jobs, JobVerb::Release),
            QueueCommand::Retry(which) => by_right(&which.jobs, JobVerb::Retry),
            QueueCommand::Priority(words) => {
                by_right(&[words.job], JobVerb::Priority(words.priority))
            }
            QueueCommand::Proof(words) => proof::run(&self.spool, &self.settings()?, &words),
            QueueCommand::Number(words) => {
                let (settings, spool) = self.both()?;
                change::give_number(&spool, &settings, &words)
            }
        }
    }

    fn received(&self, command: ReceivedCommand) -> Result<(), End> {
        match command {
            ReceivedCommand::Faxes(words) => match &words.work {
                Some(FaxesWork::Fetch(which)) => fetch::run(&self.opened()?, which),
                Some(FaxesWork::Mail(words)) => outbox::mail_again(&self.opened()?, words),
                Some(FaxesWork::Print(words)) => outbox::print_again(&self.opened()?, words),
                None => faxes::run(&self.opened()?, &words),
            },
            ReceivedCommand::Rules(work) => {
                let (settings, spool) = self.both()?;
                rules::run(&spool, &settings, &work)
            }
            ReceivedCommand::Junk(words) => {
                let (settings, spool) = self.both()?;
                junk::run(&spool, &settings, &words)
            }
            ReceivedCommand::MailAgain(words) => outbox::mail_again(&self.opened()?, &words),
            ReceivedCommand::PrintAgain(words) => outbox::print_again(&self.opened()?, &words),
        }
    }

    fn diagnose(&self, engine: &'static dyn Examiner, command: DiagnoseCommand) -> Result<(), End> {
        match command {
            DiagnoseCommand::Check(words) => check::run(&self.spool, &self.config, &words),
            DiagnoseCommand::Selftest(words) => selftest::run(&self.spool, &self.config, &words),
            DiagnoseCommand::Call(words) => call::run(&self.spool, engine, &words),
            DiagnoseCommand::Numbers(words) => {
                let (settings, spool) = self.both()?;
                numbers::run(&spool, &settings, &words)
            }
            DiagnoseCommand::Show(words) => metrics::run(&self.opened()?, &words),
            DiagnoseCommand::Convert(words) => convert::run(&self.settings()?, &words),
            DiagnoseCommand::Read(words) => read::run(&self.settings()?, &words),
            DiagnoseCommand::Verify(words) => verify::run(&words),
        }
    }

    fn run(&self, command: RunCommand) -> Result<(), End> {
        match command {
            RunCommand::Serve(words) => self.serve(&words),
            RunCommand::Setup(words) => setup::run(&self.spool, &self.config, &words),
            RunCommand::MailQueue(words) => mail_queue::run(&self.opened()?, &words),
            RunCommand::Outbox(words) => outbox::run(&self.opened()?, &words),
            RunCommand::Requeue(words) => outbox::requeue(&self.opened()?, &words),
            RunCommand::Users(words) => users::run(&self.opened()?, &|| self.settings(), &words),
            RunCommand::Report(words) => report::run(&self.spool, &self.settings()?, &words),
            RunCommand::Key(words) => {
                let (settings, spool) = self.both()?;
                key::run(&spool, &settings, &words)
            }
            RunCommand::Login(words) => {
                let (settings, spool) = self.both()?;
                login::run(&spool, &settings, &words)
            }
            RunCommand::Password { digest, weak } => password::run(digest.as_deref(), weak),
            RunCommand::Webhook(words) => {
                let (settings, spool) = self.both()?;
                webhook::run(&spool, &settings, &words)
            }
            // These were handled before: `ferrofax mail` has exit codes of its own, and `ferrofax
            // mcp` needs no settings.
            RunCommand::Mail(_) | RunCommand::Mcp(_) => Ok(()),
        }
    }

    fn keep(&self, command: KeepCommand) -> Result<(), End> {
        match command {
            KeepCommand::Backup(words) => backup::run(&self.spool, &words.folder),
            KeepCommand::Restore(words) => backup::restore(&self.spool, &words.folder),
            KeepCommand::Cleanup(words) => faxes::clean_up(&self.opened()?, &words),
            KeepCommand::Audit(words) => audit::run(&self.spool, &words),
            KeepCommand::ExportPerson(words) => {
                person::export(&self.spool, &self.settings()?, &words)
            }
            KeepCommand::Index => faxes::index(&self.opened()?),
            KeepCommand::Import(words) => import::run(&self.spool, &self.settings()?, &words),
            command => {
                let (settings, spool) = self.both()?;
                match command {
                    KeepCommand::LegalHold(words) => legal_hold::run(&spool, &settings, &words),
                    KeepCommand::ErasePerson(words) => person::erase(&spool, &settings, &words),
                    KeepCommand::Rekey(words) => sealed::rekey(&spool, &settings, &words),
                    KeepCommand::Node(words) => node::run(&spool, &settings, &words),
                    _ => Ok(()),
                }
            }
        }
    }

    /// Runs the Ferrofax service until it is stopped.
    fn serve(&self, words: &Serve) -> Result<(), End> {
        let settings = || {
            let settings = self.settings()?;
            let file = self.config.display();
            settings.warnings.iter().for_each(|warning| log::warn!("{file}:{warning}"));
            Ok(settings.with_child(words.child.as_deref()))
        };
        let mut first: Settings = settings()?;
        let signals = Signals::listen()?;
        let opened = match front::to_serve(&self.spool, &first)? {
            Some(store) => store,
            None => {
                let is_new = missing::is_missing(&self.spool);
                match waiting::for_spool(&self.spool, first, (&settings, &signals))? {
                    Some(newest) => first = newest,
                    None => return Ok(()),
                }
                let opened =
                    opened_to_listen(&self.spool).map_err(|end| end.in_folder(&self.spool));
                // If the folder was created after systemd started the service, it is read-only for
                // the service. A restart of the service makes it writable.
                opened.map_err(|end| if is_new { end.that_may_pass() } else { end })?
            }
        };
        let warned = check_settings::warnings(&first, &opened);
        warned.iter().for_each(|warning| log::warn!("{warning}"));
        let store = first.front.store.clone();
        let settings = || {
            let settings = settings()?;
            if settings.front.store != store {
                return Err(End::refused("`store` has changed: restart the Ferrofax service"));
            }
            Ok(settings)
        };
        let done = serve::run(&opened, first, &settings, (words, &signals));
        done.map_err(|end| end.in_folder(&self.spool))
    }
}

/// The message of clap about wrong arguments, in the form of all other errors. The standard
/// library's words for a wrong number are replaced by plainer words.
fn understood(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text).trim_end();
    let text = text.replace("invalid digit found in string", "it is not a whole number");
    text.replace("number too large to fit in target type", "the number is too large")
}

/// The text of an error without the number that the operating system has for it.
fn without_number(text: &str) -> String {
    static NUMBER: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r" \(os error [0-9]+\)").ok());
    NUMBER
        .as_ref()
        .map_or_else(|| text.to_owned(), |it| it.replace_all(text, "").into_owned())
}

/// Whether the command line names no command. The answer is then the help, which lists no hidden
/// commands.
fn is_without_command(error: &clap::Error) -> bool {
    error.kind() == ErrorKind::MissingSubcommand
        && error.to_string().contains("'ferrofax' requires a subcommand")
}

/// Whether a command works on a spool that is the shared database of several machines. The other
/// commands need the PBX and the files of one machine.
fn works_on_store(command: &Command) -> bool {
    match command {
        Command::Queue(_) => true,
        Command::Send(command) => matches!(command, SendCommand::Send(_)),
        Command::Received(command) => {
            matches!(command, ReceivedCommand::Faxes(_) | ReceivedCommand::MailAgain(_))
        }
        Command::Diagnose(command) => matches!(command, DiagnoseCommand::Show(_)),
        Command::Run(command) => {
            !matches!(command, RunCommand::Serve(_) | RunCommand::Password { .. })
        }
        Command::Keep(command) => matches!(
            command,
            KeepCommand::Index
                | KeepCommand::Audit(_)
                | KeepCommand::ExportPerson(_)
                | KeepCommand::ErasePerson(_)
        ),
        Command::Hidden(_) => false,
    }
}

/// The spool, which the Ferrofax module in Asterisk has created. A missing spool is an error: it is
/// not created here, since the folder is most likely wrong. From here on the process runs as the
/// spool's owner.
fn opened(folder: &Path) -> Result<Spool, End> {
    opened_by_owner(folder, LowPorts::GivenUp)
}

/// Opens the spool like [`opened`], for a command that listens on ports afterwards.
fn opened_to_listen(folder: &Path) -> Result<Spool, End> {
    opened_by_owner(folder, LowPorts::Kept)
}

fn opened_by_owner(folder: &Path, low_ports: LowPorts) -> Result<Spool, End> {
    let none = || {
        let folder = folder.display();
        End::Refused(format!(
            "there is no spool in {folder}, or it cannot be read; the module creates it when Asterisk loads it. To use another \
             folder, give --spool or FERROFAX_SPOOL"
        ))
    };
    if !missing::is_there(folder)? {
        return Err(none());
    }
    if let Some(store) = front::found(folder, low_ports)? {
        return Ok(store);
    }
    become_owner(folder, low_ports)?;
    // A folder that this user may not enter is treated as a folder without a spool.
    if !missing::is_there(&folder.join("spool.db"))? || missing::is_missing(folder) {
        return Err(none());
    }
    let spool = Spool::open(folder).map_err(End::of_spool)?;
    sealed::open(&spool)?;
    Ok(spool)
}

/// The settings of the Ferrofax service. If the command line names a file, the file must exist. If
/// the usual file is missing, the defaults apply.
fn settings(file: &Path) -> Result<Settings, End> {
    // If it cannot be known whether the file exists, reading it says why.
    let is_missing = || matches!(file.try_exists(), Ok(false));
    if file != Path::new(args::CONFIG) && is_missing() {
        return Err(End::Refused(format!("the settings file {} does not exist", file.display())));
    }
    Settings::read(file).map_err(End::refused)
}

/// The reason why a command did not do its work.
#[derive(Debug)]
enum End {
    /// The command failed, though the arguments are right.
    Failed(String),
    /// The arguments of the command are wrong.
    Refused(String),
    /// The command failed, and the error is already printed.
    Silent,
}

impl End {
    const FAILED: u8 = 1;
    const REFUSED: u8 = 2;

    fn failed(error: impl fmt::Display) -> Self {
        Self::Failed(error.to_string())
    }

    /// If the error is "Permission denied", adds advice on the permissions that `ferrofax serve`
    /// needs: for ports below 1024, or for the files in the folder `spool`.
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

    /// Adds a remark to the error message.
    fn with(self, remark: &str) -> Self {
        match self {
            Self::Failed(text) => Self::Failed(format!("{text}; {remark}")),
            Self::Refused(text) => Self::Refused(format!("{text}; {remark}")),
            Self::Silent => Self::Silent,
        }
    }

    /// Converts this error so that the program ends with the exit code after which systemd starts
    /// the service again.
    fn that_may_pass(self) -> Self {
        match self {
            Self::Refused(text) => Self::Failed(text),
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

    /// The error message; none if it is already printed.
    fn text(&self) -> Option<&str> {
        match self {
            Self::Failed(text) | Self::Refused(text) => Some(text),
            Self::Silent => None,
        }
    }

    fn say(&self) {
        if let Some(text) = self.text() {
            // If standard error cannot be written, there is nowhere else to report that.
            let _ = writeln!(std::io::stderr(), "ferrofax: {}", without_number(text));
        }
    }

    fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed(_) | Self::Silent => Self::FAILED,
            Self::Refused(_) => Self::REFUSED,
        })
    }
}

/// Prints a text to standard output. If the reader has closed the pipe (as `| head` does), the
/// command ends silently.
fn print(text: &str) -> Result<(), End> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Err(End::Silent),
        Err(error) => Err(End::failed(error)),
    }
}
