//! Filing in a folder of an SFTP server, by the program `sftp` of OpenSSH (package openssh-client),
//! which checks the server's key and logs in by a private key. The files get a hidden name first,
//! and are renamed when they are complete.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::os::fd::AsRawFd;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::fs::{MemfdFlags, Mode, SealFlags, fchmod, fcntl_add_seals, memfd_create};

use super::destination::{Destination, Errand, Trouble, shown};
use ferrofax_confine::Group;

/// A folder of an SFTP server.
pub(super) struct Sftp {
    pub(super) user: String,
    pub(super) host: String,
    pub(super) port: u16,
    /// The folder: an absolute path, or "" for the folder in which the user's sessions begin.
    pub(super) folder: String,
    /// The file with the user's private key.
    pub(super) key_file: PathBuf,
    /// The file with the server's key, in the form of ssh's known_hosts.
    pub(super) known_hosts: PathBuf,
}

/// The longest time of one session.
const PATIENCE: Duration = Duration::from_secs(600);

/// The maximum number of bytes of the program's error output.
const MOST_HEARD: u64 = 64 << 10;

impl Sftp {
    /// Runs commands in one session, which ends at the first command that fails.
    fn run(&self, commands: &str, stop: &dyn Fn() -> bool) -> Result<(), Failure> {
        let mut batch = memory_file(commands.as_bytes())?;
        batch.rewind()?;
        let mut errors = memory_file(&vec![0; MOST_HEARD as usize])?;
        // The file cannot grow, whatever a server lets the program print.
        errors.rewind()?;
        fcntl_add_seals(&errors, SealFlags::GROW).map_err(io::Error::from)?;
        let mut command = Command::new("sftp");
        command
            .args(["-b", "-", "-F", "none", "-o", "LogLevel=ERROR"])
            .args(["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"])
            .args(["-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15"])
            .args(["-o", "IdentitiesOnly=yes", "-o", "PasswordAuthentication=no"])
            .arg("-o")
            .arg(option("IdentityFile", &self.key_file))
            .arg("-o")
            .arg(option("UserKnownHostsFile", &self.known_hosts))
            .args(["-o", "GlobalKnownHostsFile=none", "-P", &self.port.to_string()])
            .arg("--")
            .arg(self.login())
            .env("LC_ALL", "C")
            .stdin(Stdio::from(batch))
            .stdout(Stdio::null())
            .stderr(Stdio::from(errors.try_clone()?))
            .current_dir("/");
        let mut group = Group::start(&mut command).map_err(|error| {
            let text = format!("sftp (of the package openssh-client) cannot be started: {error}");
            Failure(text)
        })?;
        let status = wait(&mut group, stop)?;
        if status.success() {
            return Ok(());
        }
        Err(Failure(said(&mut errors)?))
    }

    /// The user and the host. The colons of an IPv6 address need brackets.
    fn login(&self) -> String {
        if self.host.contains(':') {
            format!("{}@[{}]", self.user, self.host)
        } else {
            format!("{}@{}", self.user, self.host)
        }
    }

    /// Renames a hidden file, or makes sure that it was renamed before.
    fn publish_one(
        &self,
        from: &str,
        to: &str,
        is_again: bool,
        errand: &Errand<'_>,
    ) -> Result<(), Trouble> {
        // A folder that is missing must not look like a hidden file that is gone.
        let batch = self.enter() + &rename(from, to);
        let Err(failure) = self.run(&batch, errand.stop) else { return Ok(()) };
        if !failure.is_missing(from) {
            return Err(Trouble::Unavailable(failure.to_string()));
        }
        // It was visible already, and a reader has removed it.
        if is_again || self.has(to, errand)? {
            return Ok(());
        }
        Err(Trouble::missing(from))
    }

    fn has(&self, name: &str, errand: &Errand<'_>) -> Result<bool, Trouble> {
        let batch = format!("{}ls {}\n", self.enter(), quoted(name));
        match self.run(&batch, errand.stop) {
            Ok(()) => Ok(true),
            Err(failure) if failure.0.contains("not found") => Ok(false),
            Err(failure) => Err(Trouble::Unavailable(failure.to_string())),
        }
    }

    /// The command that enters the folder. It fails if the folder does not exist.
    fn enter(&self) -> String {
        let folder = if self.folder.is_empty() { "." } else { &self.folder };
        format!("cd {}\n", quoted(folder))
    }
}

impl Destination for Sftp {
    fn address(&self) -> String {
        format!("sftp://{}@{}:{}{}", self.user, self.host, self.port, self.folder)
    }

    fn prepare(&self, errand: &Errand<'_>) -> Result<(), Trouble> {
        let copies = errand.copies()?;
        let (document, json) = errand.hidden();
        let mut batch = self.enter();
        let mut files = Vec::new();
        let json = json.zip(copies.json);
        for (name, bytes) in json.into_iter().chain([(document, copies.document)]) {
            // The program reads the file from this process's memory, so nothing is left on a disk.
            let file = memory_file(&bytes)?;
            let here = format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd());
            batch += &format!("put -f {here} {}\n", quoted(&name));
            files.push(file);
        }
        self.run(&batch, errand.stop)
            .map_err(|failure| Trouble::Unavailable(failure.to_string()))
    }

    fn probe(&self, stop: &dyn Fn() -> bool) -> Result<(), Trouble> {
        let done = self.run(&self.enter(), stop);
        done.map_err(|failure| Trouble::Unavailable(failure.to_string()))
    }

    fn publish(&self, errand: &Errand<'_>, is_again: bool) -> Result<(), Trouble> {
        let renamings = errand.renamings();
        // Usually one session is enough. If a hidden file is missing, each file is looked at.
        if !is_again {
            let commands = renamings.iter().map(|(from, to)| rename(from, to));
            let batch = self.enter() + &commands.collect::<String>();
            let Err(failure) = self.run(&batch, errand.stop) else { return Ok(()) };
            if !renamings.iter().any(|(from, _)| failure.is_missing(from)) {
                return Err(Trouble::Unavailable(failure.to_string()));
            }
        }
        let mut each = renamings.iter();
        each.try_for_each(|(from, to)| self.publish_one(from, to, is_again, errand))
    }
}

/// The reason why a session failed: the whole line of the program.
struct Failure(String);

impl Failure {
    /// Whether the server has no file of this name that could be renamed.
    fn is_missing(&self, name: &str) -> bool {
        self.0.contains(name) && self.0.ends_with("No such file or directory")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.0))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Waits for the end of a session.
fn wait(group: &mut Group, stop: &dyn Fn() -> bool) -> Result<std::process::ExitStatus, Failure> {
    let began = Instant::now();
    loop {
        if let Some(status) = group.wait(Instant::now() + Duration::from_millis(100))? {
            return Ok(status);
        }
        if stop() {
            return Err(Failure("the service is stopping".to_owned()));
        }
        if began.elapsed() > PATIENCE {
            let text = format!("there was no end of sftp within {} seconds", PATIENCE.as_secs());
            return Err(Failure(text));
        }
    }
}

/// The last line of the program's error output, which names the fault.
fn said(errors: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    errors.rewind()?;
    errors.take(MOST_HEARD).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    // The line "Connection closed" only follows the line with the fault.
    let lines = text.trim_end_matches('\0').lines();
    let mut lines = lines.filter(|line| !matches!(line.trim(), "" | "Connection closed"));
    Ok(lines
        .next_back()
        .unwrap_or("sftp failed and gave no reason")
        .trim_end()
        .to_owned())
}

/// A file in memory with these bytes. A copy of it at the server gets the same rights.
fn memory_file(bytes: &[u8]) -> io::Result<File> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    let mut file = File::from(memfd_create("ferrofax", flags)?);
    fchmod(&file, Mode::from_raw_mode(0o640))?;
    file.write_all(bytes)?;
    Ok(file)
}

/// The command that renames a file.
fn rename(from: &str, to: &str) -> String {
    format!("rename {} {}\n", quoted(from), quoted(to))
}

/// A path as a word of sftp's batch language, in which quotes and backslashes are escaped.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
}

/// An option of ssh whose value is a path. A percent sign would begin a token there.
fn option(name: &str, path: &std::path::Path) -> String {
    format!("{name}=\"{}\"", path.display().to_string().replace('%', "%%"))
}
