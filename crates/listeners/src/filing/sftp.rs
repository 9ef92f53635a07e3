//! Filing in a folder of an SFTP server, by the program `sftp` of OpenSSH (package openssh-client),
//! which checks the server's key and logs in by a private key. The files get a hidden name first,
//! and are renamed when they are complete.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::os::fd::AsRawFd;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::fs::{MemfdFlags, memfd_create};

use super::destination::{Destination, Errand, Trouble};
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

/// The maximum number of bytes of the program's error output that are read, and of characters that
/// are shown.
const MOST_HEARD: u64 = 64 << 10;
const MOST_SHOWN: usize = 200;

impl Sftp {
    /// Runs commands in one session. The session ends at the first command that fails, unless a
    /// hyphen precedes the command.
    fn run(&self, commands: &str, stop: &dyn Fn() -> bool) -> Result<(), Failure> {
        let mut batch = memory_file(commands.as_bytes())?;
        batch.rewind()?;
        let mut errors = memory_file(b"")?;
        let mut command = Command::new("sftp");
        command
            .args(["-q", "-b", "-", "-F", "none"])
            .args(["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"])
            .args(["-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15"])
            .args(["-o", "IdentitiesOnly=yes", "-o", "PasswordAuthentication=no"])
            .arg("-o")
            .arg(option("IdentityFile", &self.key_file))
            .arg("-o")
            .arg(option("UserKnownHostsFile", &self.known_hosts))
            .args(["-o", "GlobalKnownHostsFile=none", "-P", &self.port.to_string()])
            .arg("--")
            .arg(format!("{}@{}", self.user, self.host))
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

    fn path(&self, name: &str) -> String {
        let path = match self.folder.as_str() {
            "" => name.to_owned(),
            folder => format!("{}/{name}", folder.trim_end_matches('/')),
        };
        quoted(&path)
    }
}

impl Destination for Sftp {
    fn address(&self) -> String {
        format!("sftp://{}@{}:{}{}", self.user, self.host, self.port, self.folder)
    }

    fn prepare(&self, errand: &Errand<'_>) -> Result<(), Trouble> {
        let copies = errand.copies()?;
        let (document, json) = errand.hidden();
        let mut batch = String::new();
        let mut files = Vec::new();
        let json = json.zip(copies.json);
        for (name, bytes) in json.into_iter().chain([(document, copies.document)]) {
            // The program reads the file from this process's memory, so nothing is left on a disk.
            let file = memory_file(&bytes)?;
            let here = format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd());
            batch += &format!("put -f {here} {}\n", self.path(&name));
            files.push(file);
        }
        self.run(&batch, errand.stop).map_err(|failure| Trouble::Unavailable(failure.0))
    }

    fn probe(&self, stop: &dyn Fn() -> bool) -> Result<(), Trouble> {
        let folder = if self.folder.is_empty() { "." } else { &self.folder };
        let done = self.run(&format!("cd {}\n", quoted(folder)), stop);
        done.map_err(|failure| Trouble::Unavailable(failure.0))
    }

    /// If the hidden document is gone, it was visible already, and a reader may have removed it.
    fn publish(&self, errand: &Errand<'_>, is_again: bool) -> Result<(), Trouble> {
        let (hidden, hidden_json) = errand.hidden();
        let (document, json) = errand.files();
        let mut batch = String::new();
        if let (Some(from), Some(to)) = (hidden_json, json) {
            let may_fail = if is_again { "-" } else { "" };
            batch += &format!("{may_fail}rename {} {}\n", self.path(&from), self.path(&to));
        }
        batch += &format!("rename {} {}\n", self.path(&hidden), self.path(&document));
        match self.run(&batch, errand.stop) {
            Ok(()) => Ok(()),
            Err(failure) if is_again && failure.is_missing(&hidden) => Ok(()),
            Err(failure) => Err(Trouble::Unavailable(failure.0)),
        }
    }
}

/// The reason why a session failed, for people.
struct Failure(String);

impl Failure {
    /// Whether the server has no file of this name that could be renamed.
    fn is_missing(&self, name: &str) -> bool {
        self.0.contains(name) && self.0.trim_end().ends_with("No such file or directory")
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
    let lines = text.lines().filter(|line| !matches!(line.trim(), "" | "Connection closed"));
    let line = lines.last().unwrap_or("sftp failed and gave no reason");
    Ok(line.chars().filter(|sign| !sign.is_control()).take(MOST_SHOWN).collect())
}

/// A file in memory with these bytes.
fn memory_file(bytes: &[u8]) -> io::Result<File> {
    let mut file = File::from(memfd_create("ferrofax", MemfdFlags::CLOEXEC)?);
    file.write_all(bytes)?;
    Ok(file)
}

/// A path as a word of sftp's batch language, in which quotes and backslashes are escaped, and the
/// signs of patterns have no meaning.
fn quoted(path: &str) -> String {
    let mut word = String::from("\"");
    for sign in path.chars() {
        if matches!(sign, '"' | '\\' | '*' | '?' | '[') {
            word.push('\\');
        }
        word.push(sign);
    }
    word.push('"');
    word
}

/// An option of ssh whose value is a path. A percent sign would begin a token there.
fn option(name: &str, path: &std::path::Path) -> String {
    format!("{name}=\"{}\"", path.display().to_string().replace('%', "%%"))
}
