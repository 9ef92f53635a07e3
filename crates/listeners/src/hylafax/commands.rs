//! The commands of HylaFAX's protocol, with one table row for each. The server looks up each
//! command line of a HylaFAX client in this table. The answer to HELP is also made from the table.

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

/// Makes the enum [`Command`] and the table [`COMMANDS`]. A row with only a name is of a command
/// that this server does not support.
macro_rules! commands {
    ($($name:literal $($row:ident $command:ident $help:literal)?;)*) => {
        /// A command that a HylaFAX client can send.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Command {
            $($($command,)?)*
            /// A command that HylaFAX's own servers know but this server does not support.
            NotHere,
        }

        /// All commands that HylaFAX clients may send, sorted by name.
        pub(super) const COMMANDS: &[Row] =
            &[$(commands!(@ $name $(, $row $command $help)?)),*];
    };
    (@ $name:literal) => { not_here($name) };
    (@ $name:literal, $row:ident $command:ident $help:literal) => {
        $row($name, Command::$command, $help)
    };
}

commands! {
    "ABOR" row Abor "(abort operation)";
    "ACCT";
    "ADMIN" row Admin "password";
    "ALLO";
    "ANSWER";
    "APPE";
    "CDUP" row Cdup "(change directory up one level)";
    "CHMOD";
    "CHOWN";
    "CWD" row Cwd "[directory-name]";
    "DELE" row Dele "file-name";
    "DISABLE";
    "ENABLE";
    "EPRT" row Eprt "|f|addr|port|";
    "EPSV" row Epsv "(extended passive mode)";
    "FILEFMT" row FileFmt "[format-string]";
    "FILESORTFMT" row FileSortFmt "[format-string]";
    "FORM" row Form "format-type";
    "HELP" open Help "[<string>]";
    "IDLE" row Idle "[max-idle-timeout]";
    "JDELE" row Jdele "[job-id]";
    "JGDELE";
    "JGINTR";
    "JGKILL";
    "JGNEW";
    "JGPARM";
    "JGREST";
    "JGRP";
    "JGSUBM";
    "JGSUSP";
    "JGWAIT";
    "JINTR" row Jintr "[job-id]";
    "JKILL" row Jkill "[job-id]";
    "JNEW" row Jnew "";
    "JOB" row Job "[job-id]";
    "JOBFMT" row JobFmt "[format-string]";
    "JOBSORTFMT" row JobSortFmt "[format-string]";
    "JPARM" row Jparm "[parm-name [parm-value]]";
    "JREST" row Jrest "(reset current job state)";
    "JSUBM" row Jsubm "[job-id]";
    "JSUSP" row Jsusp "[job-id]";
    "JWAIT" row Jwait "[job-id]";
    "LIST" row List "[path-name]";
    "MDMFMT" row MdmFmt "[format-string]";
    "MDMSORTFMT" row MdmSortFmt "[format-string]";
    "MDTM" row Mdtm "path-name";
    "MODE" open Mode "(specify transfer mode)";
    "NLST" row Nlst "[path-name]";
    "NOOP" open Noop "";
    "PASS" open Pass "password";
    "PASV" row Pasv "(passive mode)";
    "PORT" row Port "a0,a1,a2,a3,p0,p1";
    "PWD" row Pwd "(print working directory)";
    "QUIT" open Quit "(terminate service)";
    "RCVFMT" row RcvFmt "[format-string]";
    "RCVSORTFMT" row RcvSortFmt "[format-string]";
    "REIN" open Rein "(reinitialize server state)";
    "REST";
    "RETP";
    "RETR" row Retr "file-name";
    "RNFR";
    "RNTO";
    "SHUT";
    "SITE" row Site "site-cmd [arguments]";
    "SIZE" row Size "path-name";
    "STAT" open Stat "";
    "STOR" row Stor "file-name";
    "STOT" row Stot "(store unique temporary)";
    "STOU" row Stou "(store unique)";
    "STRU" open Stru "file-structure";
    "SYST" row Syst "(return system type)";
    "TYPE" open Type "transfer-type";
    "TZONE" row Tzone "[GMT|LOCAL]";
    "USER" open User "username";
    "VRFY" open Vrfy "dialstring";
}

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
