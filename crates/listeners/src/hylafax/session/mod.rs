//! The session of one client: its user, its uploads, its parameters, and the commands. One thread
//! runs the session from its beginning to its end.
//!
//! At each command on a fax or job, the session checks again who the user is and what the user may
//! see and do.

mod carrying;
mod job_parameters;
mod jobs;
mod lists;
mod login;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::tz::TimeZone;

use super::commands::{COMMANDS, Command, Row, find, help};
use super::control::Control;
use super::data::{Packing, Way};
use super::documents::Documents;
use super::draft::JobDraft;
use super::house::House;
use super::parameters::PARAMETERS;
use super::reply::{Answer, Reply};
use super::{fax_view, job_view, words};
use ferrofax_basics::zone;
use ferrofax_desk::{DeskError, Person};
use ferrofax_network::asker::Client;
use ferrofax_spool::jobs::JobId;
use login::{LoggedIn, Login, Wrong};

/// The number of invalid command lines in a row after which a session is ended.
const MOST_BAD: u32 = 10;

/// The answer to a command of a user who has been deleted since the login.
const NO_USER: &str = "There is no such user any more.";

/// The answer to a command if the password or API key of the login is no longer valid.
const LOGIN_ENDED: &str = "The password or key of this session is no longer valid; log in again.";

/// The list formats that a HylaFAX client has set.
#[derive(Debug)]
struct Forms {
    job: String,
    fax: String,
    modem: String,
    file: String,
    job_sort: String,
    fax_sort: String,
    modem_sort: String,
    file_sort: String,
}

/// The session of one HylaFAX client.
pub(super) struct Session<'a> {
    house: &'a House,
    /// A flag that is set when the HylaFAX server stops.
    stop: Arc<AtomicBool>,
    client: Client,
    login: Login,
    wrong: Wrong,
    bad_commands: u32,
    /// The extension that the names of uploaded documents get. The HylaFAX client chooses it by the
    /// command FORM.
    ending: &'static str,
    packing: Packing,
    way: Way,
    zone: TimeZone,
    is_local_time: bool,
    pub(super) idle: Duration,
    forms: Forms,
    folder: String,
    documents: Documents,
    /// The jobs that are not submitted yet, and the changes of submitted jobs, by the number of the
    /// job.
    drafts: BTreeMap<JobId, JobDraft>,
    /// The parameters that the HylaFAX client has set as defaults for the jobs that it creates
    /// later in this session.
    defaults: JobDraft,
    /// The job whose parameters the HylaFAX client sets now. `None` if it sets the default
    /// parameters of new jobs.
    current: Option<JobId>,
    /// The jobs that this session has suspended. The value of each is true if the HylaFAX client
    /// has begun to change the job.
    suspended: BTreeMap<JobId, bool>,
    /// The number of jobs that were created in this session without being submitted.
    new_jobs: u32,
    /// The number of times that the HylaFAX client has sent a user name in this session. This
    /// number has a limit.
    names: u32,
}

impl<'a> Session<'a> {
    pub(super) fn new(house: &'a House, client: Client, stop: Arc<AtomicBool>) -> Self {
        Self {
            house,
            stop,
            client,
            login: Login::default(),
            wrong: Wrong::default(),
            bad_commands: 0,
            ending: "ps",
            packing: Packing::None,
            way: Way::Unsaid,
            zone: TimeZone::UTC,
            is_local_time: false,
            idle: Duration::from_secs(house.settings.idle_seconds),
            forms: Forms::default(),
            folder: "/".to_owned(),
            documents: Documents::default(),
            drafts: BTreeMap::new(),
            defaults: JobDraft::default(),
            current: None,
            suspended: BTreeMap::new(),
            new_jobs: 0,
            names: 0,
        }
    }

    /// The time since the user has logged in to this session; `None` if nobody has logged in.
    pub(super) fn since_login(&self) -> Option<Duration> {
        match &self.login {
            Login::In(who) => Some(who.since.elapsed()),
            _ => None,
        }
    }

    /// The first answer that a HylaFAX client gets, before it has sent anything.
    pub(super) fn greeting(&self) -> Reply {
        Reply::new(220, format!("{} server (Ferrofax, HylaFAX protocol) ready.", self.house.name))
    }

    /// Whether a user has logged in to this session of the HylaFAX server.
    pub(super) fn is_known(&self) -> bool {
        matches!(self.login, Login::In(_))
    }

    /// Whether the HylaFAX client's last command was a wrong password, so that the answer must be
    /// delayed.
    pub(super) fn take_penalty(&mut self) -> bool {
        self.wrong.take_penalty()
    }

    /// Executes the command in a line that the HylaFAX client has sent, and returns the answer.
    pub(super) fn take(&mut self, line: &[u8], control: &mut Control) -> Reply {
        let line = words::text(line);
        let line = line.trim_end_matches([' ', '\t']);
        let answer = self.command(line, control);
        match answer {
            Ok(reply) => {
                self.bad_commands = 0;
                reply
            }
            // Valid commands may be refused often, so such an answer is not counted as an invalid
            // line.
            Err(reply) if !reply.is_bad => reply,
            Err(reply) => self.bad(reply),
        }
    }

    /// Counts an invalid command line of the HylaFAX client. If there are too many in a row, the
    /// answer ends the session.
    fn bad(&mut self, reply: Reply) -> Reply {
        self.bad_commands += 1;
        if self.bad_commands >= MOST_BAD && !reply.is_last {
            Reply::new(421, "Too many commands went wrong in a row. Goodbye.").last()
        } else {
            reply
        }
    }

    /// The answer to a command line that is longer than allowed.
    pub(super) fn too_long(&mut self) -> Reply {
        self.bad(Reply::new(500, "Line too long; commands have at most 2048 bytes."))
    }

    fn command(&mut self, line: &str, control: &mut Control) -> Answer {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let unknown =
            || Reply::new(500, format!("{}: Command not recognized.", word.to_uppercase()));
        let row = find(word).ok_or_else(unknown)?;
        if row.command == Command::NotHere {
            return Err(Reply::new(502, format!("{}: Command not implemented.", row.name)));
        }
        if row.needs_login && !self.is_known() {
            return Err(Reply::log_in());
        }
        let rest = rest.trim_start_matches(' ');
        match row.command {
            // A password may contain any characters, so it is not split into words.
            Command::Pass => self.pass(rest),
            Command::Port | Command::Eprt | Command::Pasv | Command::Epsv => {
                self.data_way(row.command, rest, control)
            }
            Command::Jparm => self.parameter(line, rest),
            _ => {
                let quote = |_| Reply::syntax(line, "unmatched quote mark");
                self.plain(row, line, &words::cut(rest).map_err(quote)?, control)
            }
        }
    }

    /// Executes a command of the HylaFAX client whose arguments are words separated by blanks.
    /// Returns the answer.
    fn plain(&mut self, row: &Row, line: &str, said: &[String], control: &mut Control) -> Answer {
        let first = said.first().map(String::as_str);
        let needed = || first.ok_or_else(|| Reply::syntax(line, "expecting <STRING>"));
        match row.command {
            Command::User => self.user(needed()?),
            Command::Admin => self.admin(),
            Command::Rein => self.begin_anew(),
            Command::Quit => {
                self.let_go_on();
                Ok(Reply::new(221, "Goodbye.").last())
            }
            Command::Noop => Ok(Reply::done(200, row.name)),
            Command::Abor => Ok(Reply::done(225, row.name)),
            Command::Syst => Ok(Reply::new(215, "UNIX Type: L8 Version: SVR4")),
            Command::Help => Self::help(first, said.get(1).map(String::as_str)),
            Command::Stat => Ok(self.status()),
            Command::Site => Self::site(needed()?),
            Command::Vrfy => Ok(Reply::new(200, self.house.name.clone())),
            Command::Idle => self.idle(line, first),
            Command::Tzone => self.time_zone(first),
            Command::Type => Self::one_of(row, needed()?, &["A", "I"], "E L"),
            Command::Stru => Self::one_of(row, needed()?, &["F", "T"], "R P"),
            Command::Mode => self.mode(row, needed()?),
            Command::Form => self.form(needed()?),
            Command::Cwd => self.change_folder(first.unwrap_or("/")),
            Command::Cdup => self.change_folder("/"),
            Command::Pwd => {
                Ok(Reply::new(257, format!("\"{}\" is the current directory.", self.folder)))
            }
            Command::Stot | Command::Stou => self.store(None, control),
            Command::Stor => self.store(Some(needed()?), control),
            Command::Retr => self.retrieve(needed()?, control),
            Command::Size => self.size(needed()?),
            Command::Mdtm => self.modified(needed()?),
            Command::Dele => self.delete(needed()?),
            Command::List => self.list(first, true, control),
            Command::Nlst => self.list(first, false, control),
            Command::Jnew => self.new_job(),
            Command::Job => self.choose_job(first),
            Command::Jrest => self.reset_job(first),
            Command::Jsubm => self.submit(first),
            Command::Jkill => self.kill(first),
            Command::Jdele => self.delete_job(first),
            Command::Jsusp | Command::Jintr => self.suspend(first),
            Command::Jwait => self.wait_for_job(first, control),
            other => self.list_form(row, other, first),
        }
    }

    fn list_form(&mut self, row: &Row, command: Command, said: Option<&str>) -> Answer {
        let forms = &mut self.forms;
        let form = match command {
            Command::JobFmt => &mut forms.job,
            Command::RcvFmt => &mut forms.fax,
            Command::MdmFmt => &mut forms.modem,
            Command::FileFmt => &mut forms.file,
            Command::JobSortFmt => &mut forms.job_sort,
            Command::RcvSortFmt => &mut forms.fax_sort,
            Command::MdmSortFmt => &mut forms.modem_sort,
            Command::FileSortFmt => &mut forms.file_sort,
            _ => return Err(Reply::new(502, format!("{}: Command not implemented.", row.name))),
        };
        match said {
            None => Ok(Reply::new(200, form.clone())),
            Some(said) => {
                said.clone_into(form);
                Ok(Reply::done(200, row.name))
            }
        }
    }

    /// Answers a command of the FTP protocol that sets one of several values, such as MODE or TYPE;
    /// `said` is the HylaFAX client's value. A value in `done` is accepted. The values in `known`
    /// are refused as not supported, all others as unknown.
    fn one_of(row: &Row, said: &str, done: &[&str], known: &str) -> Answer {
        let value = said.to_ascii_uppercase();
        if done.contains(&value.as_str()) {
            return Ok(Reply::new(200, format!("{} set to {value}.", row.name)));
        }
        let text = if known.split(' ').any(|one| one == value) {
            format!("{} {value} not implemented.", row.name)
        } else {
            format!("Unknown {} {value}.", row.name)
        };
        Err(Reply::new(504, text))
    }

    fn mode(&mut self, row: &Row, said: &str) -> Answer {
        let reply = Self::one_of(row, said, &["S", "Z"], "B C")?;
        let is_packed = said.eq_ignore_ascii_case("Z");
        self.packing = if is_packed { Packing::Zlib } else { Packing::None };
        Ok(reply)
    }

    fn form(&mut self, said: &str) -> Answer {
        self.ending = match said.to_ascii_uppercase().as_str() {
            "PS" | "PS2" => "ps",
            "TIFF" => "tif",
            "PCL" => "pcl",
            "PDF" => "pdf",
            other => return Err(Reply::new(504, format!("Unknown FORM {other}."))),
        };
        Ok(Reply::new(200, format!("FORM set to {}.", said.to_ascii_uppercase())))
    }

    fn time_zone(&mut self, said: Option<&str>) -> Answer {
        let said = said.map(str::to_ascii_uppercase);
        match said.as_deref() {
            None => {
                let called = if self.is_local_time { "local time" } else { "GMT" };
                return Ok(Reply::new(200, format!("Time values are handled in {called}.")));
            }
            Some("GMT") => (self.zone, self.is_local_time) = (TimeZone::UTC, false),
            Some("LOCAL") => (self.zone, self.is_local_time) = (zone::system(), true),
            Some(other) => {
                return Err(Reply::new(503, format!("Unknown timezone specification {other}.")));
            }
        }
        let called = if self.is_local_time { "local time" } else { "GMT" };
        Ok(Reply::new(200, format!("Using time values in {called}.")))
    }

    fn idle(&mut self, line: &str, said: Option<&str>) -> Answer {
        let Some(said) = said else {
            return Ok(Reply::new(213, format!("{} seconds.", self.idle.as_secs())));
        };
        let wanted: u64 = said.parse().map_err(|_| Reply::syntax(line, "invalid number"))?;
        let most = self.house.settings.idle_seconds;
        self.idle = Duration::from_secs(wanted.clamp(1, most));
        let text = if wanted > most {
            format!("{wanted}: Idle timeout too large, set to {most}.")
        } else {
            format!("Idle timeout set to {}.", self.idle.as_secs())
        };
        Ok(Reply::new(213, text))
    }

    fn help(first: Option<&str>, second: Option<&str>) -> Answer {
        let end = "End of help.";
        match first.map(str::to_ascii_uppercase).as_deref() {
            None => Ok(Reply::new(214, end).after(help())),
            Some("JPARM") if second.is_none() => {
                let names: Vec<&str> = PARAMETERS.iter().map(|row| row.name).collect();
                let lines = names.chunks(5).map(|names| format!("   {}", names.join(" ")));
                Ok(Reply::new(214, end).after(lines.collect()))
            }
            Some("SITE") => Ok(Reply::new(214, "SITE: no commands are implemented.")),
            Some(word) => {
                let row = COMMANDS.iter().find(|row| row.name == word);
                let row = row.ok_or_else(|| Reply::new(502, format!("Unknown command {word}.")))?;
                Ok(Reply::new(
                    214,
                    match row.command {
                        Command::NotHere => format!("{}: unimplemented.", row.name),
                        _ => format!("Syntax: {} {}", row.name, row.help).trim_end().to_owned(),
                    },
                ))
            }
        }
    }

    fn site(word: &str) -> Answer {
        Err(Reply::new(502, format!("SITE {}: Command not implemented.", word.to_uppercase())))
    }

    fn status(&self) -> Reply {
        let name = &self.house.name;
        let mut lines = vec![
            format!("{name} HylaFAX server status:"),
            "    Ferrofax, HylaFAX protocol".to_owned(),
            format!("    Connected to {}", self.client.address),
        ];
        lines.push(match &self.login {
            Login::In(LoggedIn { user, .. }) => format!("    Logged in as user {user}"),
            Login::Password(_) => "    Waiting for password".to_owned(),
            Login::Out => "    Waiting for user name".to_owned(),
        });
        lines.push(match self.current {
            Some(job) => format!("    Current job: jobid {job} groupid {job}"),
            None => "    Current job: (default)".to_owned(),
        });
        lines.push(format!("    Idle timeout set to {} seconds", self.idle.as_secs()));
        Reply::new(211, "End of status").after(lines)
    }

    /// Loads the user who is logged in, with the present permissions. The error is the answer to
    /// the HylaFAX client: nobody is logged in, the user no longer exists, or the password or API
    /// key of the login is no longer valid.
    fn person(&self) -> Result<Person, Reply> {
        let (who, person) = self.user_of_login()?;
        let is_valid = self.house.rights.is_valid(&who.user, &who.credential);
        if is_valid.map_err(|denied| Reply::new(451, denied.text))? {
            return Ok(person);
        }
        Err(Reply::new(421, LOGIN_ENDED).last())
    }

    /// Loads the user who has logged in, as [`Self::person`] does, but even if the password or API
    /// key of the login is no longer valid.
    fn user_of_login(&self) -> Result<(&LoggedIn, Person), Reply> {
        let Login::In(logged_in) = &self.login else {
            return Err(Reply::log_in());
        };
        let LoggedIn { user, by, who, .. } = logged_in;
        let rights = &self.house.rights;
        let found =
            rights.person(user, ferrofax_desk::Entrance::Hylafax, Some(self.client.address));
        let person = found
            .map_err(|denied| Reply::new(451, denied.text))?
            .filter(|person| person.by == *by && person.who == *who)
            .ok_or_else(|| Reply::new(421, NO_USER).last())?;
        Ok((logged_in, person))
    }

    fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// The HylaFAX client's IP address.
    fn peer(&self) -> IpAddr {
        self.client.address
    }
}

/// Converts the error of a command on a job or file into the answer that the HylaFAX client gets.
/// `what` names the action of the command.
fn refused(what: &str, error: &DeskError) -> Reply {
    match error {
        DeskError::NotThere(_) => Reply::new(
            500,
            format!("Cannot {what}; job does not exist (No such file or directory)."),
        )
        .not_bad(),
        error if error.may_pass() => Reply::new(460, format!("Failed to {what}: {error}.")),
        DeskError::Denied(denied) => {
            Reply::new(504, format!("Cannot {what}: Operation not permitted ({}).", denied.text))
        }
        error => Reply::new(504, format!("Cannot {what}: {error}.")),
    }
}

impl Default for Forms {
    fn default() -> Self {
        Self {
            job: job_view::FORM.to_owned(),
            fax: fax_view::FORM.to_owned(),
            modem: "Modem %m (%n): %s".to_owned(),
            file: "%-7p %3l %8o %8s %-12.12m %.48f".to_owned(),
            job_sort: String::new(),
            fax_sort: String::new(),
            modem_sort: String::new(),
            file_sort: String::new(),
        }
    }
}
