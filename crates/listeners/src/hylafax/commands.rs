//! The commands of HylaFAX's protocol, with one table row for each. The server looks up each
//! command line of a HylaFAX client in this table. The answer to HELP is also made from the table.

/// A command that a HylaFAX client can send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Abor,
    Admin,
    Cwd,
    Cdup,
    Dele,
    Eprt,
    Epsv,
    FileFmt,
    FileSortFmt,
    Form,
    Help,
    Idle,
    Jdele,
    Jintr,
    Jkill,
    Jnew,
    Job,
    JobFmt,
    JobSortFmt,
    Jparm,
    Jrest,
    Jsubm,
    Jsusp,
    Jwait,
    List,
    Mdtm,
    MdmFmt,
    MdmSortFmt,
    Mode,
    Nlst,
    Noop,
    Pass,
    Pasv,
    Port,
    Pwd,
    Quit,
    RcvFmt,
    RcvSortFmt,
    Rein,
    Retr,
    Site,
    Size,
    Stat,
    Stor,
    Stot,
    Stou,
    Stru,
    Syst,
    Type,
    Tzone,
    User,
    Vrfy,
    /// A command that HylaFAX's own servers know but this server does not support.
    NotHere,
}

/// A table row that describes a command of HylaFAX's protocol.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) command: Command,
    /// Whether a HylaFAX client must have logged in to use the command.
    pub(super) needs_login: bool,
    /// The command's syntax, as HELP shows it.
    pub(super) help: &'static str,
}

const fn open(name: &'static str, command: Command, help: &'static str) -> Row {
    Row { name, command, needs_login: false, help }
}

const fn row(name: &'static str, command: Command, help: &'static str) -> Row {
    Row { name, command, needs_login: true, help }
}

const fn not_here(name: &'static str) -> Row {
    Row { name, command: Command::NotHere, needs_login: false, help: "" }
}

/// All commands that HylaFAX clients may send, sorted by name.
pub(super) const COMMANDS: &[Row] = &[
    row("ABOR", Command::Abor, "(abort operation)"),
    not_here("ACCT"),
    row("ADMIN", Command::Admin, "password"),
    not_here("ALLO"),
    not_here("ANSWER"),
    not_here("APPE"),
    row("CDUP", Command::Cdup, "(change directory up one level)"),
    not_here("CHMOD"),
    not_here("CHOWN"),
    row("CWD", Command::Cwd, "[directory-name]"),
    row("DELE", Command::Dele, "file-name"),
    not_here("DISABLE"),
    not_here("ENABLE"),
    row("EPRT", Command::Eprt, "|f|addr|port|"),
    row("EPSV", Command::Epsv, "(extended passive mode)"),
    row("FILEFMT", Command::FileFmt, "[format-string]"),
    row("FILESORTFMT", Command::FileSortFmt, "[format-string]"),
    row("FORM", Command::Form, "format-type"),
    open("HELP", Command::Help, "[<string>]"),
    row("IDLE", Command::Idle, "[max-idle-timeout]"),
    row("JDELE", Command::Jdele, "[job-id]"),
    not_here("JGDELE"),
    not_here("JGINTR"),
    not_here("JGKILL"),
    not_here("JGNEW"),
    not_here("JGPARM"),
    not_here("JGREST"),
    not_here("JGRP"),
    not_here("JGSUBM"),
    not_here("JGSUSP"),
    not_here("JGWAIT"),
    row("JINTR", Command::Jintr, "[job-id]"),
    row("JKILL", Command::Jkill, "[job-id]"),
    row("JNEW", Command::Jnew, ""),
    row("JOB", Command::Job, "[job-id]"),
    row("JOBFMT", Command::JobFmt, "[format-string]"),
    row("JOBSORTFMT", Command::JobSortFmt, "[format-string]"),
    row("JPARM", Command::Jparm, "[parm-name [parm-value]]"),
    row("JREST", Command::Jrest, "(reset current job state)"),
    row("JSUBM", Command::Jsubm, "[job-id]"),
    row("JSUSP", Command::Jsusp, "[job-id]"),
    row("JWAIT", Command::Jwait, "[job-id]"),
    row("LIST", Command::List, "[path-name]"),
    row("MDMFMT", Command::MdmFmt, "[format-string]"),
    row("MDMSORTFMT", Command::MdmSortFmt, "[format-string]"),
    row("MDTM", Command::Mdtm, "path-name"),
    open("MODE", Command::Mode, "(specify transfer mode)"),
    row("NLST", Command::Nlst, "[path-name]"),
    open("NOOP", Command::Noop, ""),
    open("PASS", Command::Pass, "password"),
    row("PASV", Command::Pasv, "(passive mode)"),
    row("PORT", Command::Port, "a0,a1,a2,a3,p0,p1"),
    row("PWD", Command::Pwd, "(print working directory)"),
    open("QUIT", Command::Quit, "(terminate service)"),
    row("RCVFMT", Command::RcvFmt, "[format-string]"),
    row("RCVSORTFMT", Command::RcvSortFmt, "[format-string]"),
    open("REIN", Command::Rein, "(reinitialize server state)"),
    not_here("REST"),
    not_here("RETP"),
    row("RETR", Command::Retr, "file-name"),
    not_here("RNFR"),
    not_here("RNTO"),
    not_here("SHUT"),
    row("SITE", Command::Site, "site-cmd [arguments]"),
    row("SIZE", Command::Size, "path-name"),
    open("STAT", Command::Stat, ""),
    row("STOR", Command::Stor, "file-name"),
    row("STOT", Command::Stot, "(store unique temporary)"),
    row("STOU", Command::Stou, "(store unique)"),
    open("STRU", Command::Stru, "file-structure"),
    row("SYST", Command::Syst, "(return system type)"),
    open("TYPE", Command::Type, "transfer-type"),
    row("TZONE", Command::Tzone, "[GMT|LOCAL]"),
    open("USER", Command::User, "username"),
    open("VRFY", Command::Vrfy, "dialstring"),
];

/// Finds the description of a command in the table [`COMMANDS`]. Case is ignored in `name`.
pub(super) fn find(name: &str) -> Option<&'static Row> {
    COMMANDS.iter().find(|row| row.name.eq_ignore_ascii_case(name))
}

/// Returns the lines of the answer to HELP without an argument.
pub(super) fn help() -> Vec<String> {
    let shown = |row: &Row| {
        let mark = if row.command == Command::NotHere { "*" } else { " " };
        format!("{:<13}", format!("{}{mark}", row.name))
    };
    let lines = COMMANDS
        .chunks(5)
        .map(|rows| format!("   {}", rows.iter().map(shown).collect::<String>()));
    let head = "The following commands are recognized (* =>'s unimplemented).".to_owned();
    std::iter::once(head)
        .chain(lines.map(|line| line.trim_end().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_stand_by_their_names_and_are_found_in_any_letters() {
        assert!(COMMANDS.is_sorted_by_key(|row| row.name));
        assert_eq!(find("jsubm").map(|row| row.command), Some(Command::Jsubm));
        assert!(find("EVIL").is_none() && find("").is_none());
        assert!(help().iter().all(|line| line.len() <= 80));
    }
}
