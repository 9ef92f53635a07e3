//! Runs outside programs: programs that people have installed, which read a document and make a file
//! from it (Ghostscript, LibreOffice, Tesseract, …).
//!
//! The parent makes a folder for the run, puts the document into it, and starts `ferrofax` again
//! (`ferrofax convert-program`). The new process confines itself and then becomes the outside
//! program. No shell is involved. When the program is done, exceeds its time, or takes too much
//! memory or disk, its whole process group is killed.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use ferrofax_basics::control_signs::blanked;
use rustix::fs::{Mode, OFlags, openat};

use crate::run_folder::RunFolder;
use crate::{Allowance, Group, Stopped, confine_program};

/// The hidden subcommand with which `ferrofax` is started to become an outside program.
pub const PROGRAM_WORD: &str = "convert-program";

/// The exit code of `ferrofax convert-program` if it could not confine or start the outside
/// program.
const NOT_STARTED: u8 = 124;

/// The exit code of LibreOffice if it has created its profile and needs a second start.
const AGAIN: i32 = 81;

/// The folders in which an outside program is searched for if the settings name it without a path.
const FOLDERS: &[&str] = &["/usr/local/bin", "/usr/bin", "/bin", "/opt/libreoffice/program"];

/// The maximum number of bytes of an outside program's error output that are read. [`MOST_TOLD`]
/// is the maximum number of characters of this output that are reported.
const MOST_HEARD: u64 = 64 << 10;
const MOST_TOLD: usize = 160;

/// An outside program with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideProgram {
    /// The file of the program.
    pub path: PathBuf,
    /// Its arguments. In each, `%i` is replaced by the path of the input, `%o` by that of the
    /// output, `%d` by the folder of the output, `%h` by the home folder of this run, and `%%` by a
    /// percent sign.
    pub words: Vec<String>,
    /// Whether the program consists of several processes that communicate by local sockets.
    pub local_sockets: bool,
    /// Further variables of its environment.
    pub environment: &'static [(&'static str, &'static str)],
}

/// How an outside program is run.
#[derive(Clone, Copy, Debug)]
pub struct OutsideRun<'a> {
    /// The file of the program `ferrofax`, which confines itself and then becomes the outside
    /// program.
    pub ferrofax: &'a Path,
    /// The maximum memory of each process, and of all processes together, in MiB.
    pub memory_mb: u64,
    /// The time that the run may take.
    pub allowance: Allowance,
    /// The file name of the input.
    pub input: &'a str,
    /// The file name of the output.
    pub output: &'a str,
    /// The maximum size of the output in bytes.
    pub most_bytes: u64,
}

/// The reason why an outside program has made nothing of a document.
#[derive(Debug)]
pub enum OutsideFailed {
    /// The operating system returned this error before the outside program was started, or when it
    /// was started.
    System(io::Error),
    /// The outside program could not be confined or started.
    NotStarted(String),
    /// The program was killed, because it exceeded a limit or because waiting for its processes
    /// failed.
    Stopped(Stopped),
    /// The program failed or made no file. The text is its error message, if there is one.
    Refused(String),
}

impl OutsideProgram {
    /// A program that is installed, with its arguments; `None` if it is not installed.
    pub fn installed(program: &str, words: &[&str]) -> Option<Self> {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let path = program_file(program)?;
        Some(Self { path, words, local_sockets: false, environment: &[] })
    }

    /// The name of the outside program, for messages to people.
    pub fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        name.strip_suffix(".bin").unwrap_or(&name).to_owned()
    }

    /// Runs the outside program on a document. Returns the file that the program has made.
    ///
    /// # Errors
    /// The reason why the program has made no file.
    pub fn run(
        &self,
        document: &mut dyn Read,
        run: &OutsideRun<'_>,
    ) -> Result<File, OutsideFailed> {
        let system = OutsideFailed::System;
        let folder = RunFolder::make().map_err(system)?;
        let place = Place::make(&folder.path(), run.input, run.output).map_err(system)?;
        let mut input = File::create_new(&place.input).map_err(system)?;
        io::copy(document, &mut input).map_err(system)?;
        drop(input);
        let mut errors = tempfile::tempfile().map_err(system)?;
        let mut status = self.run_once(&place, run, &errors)?;
        if self.local_sockets && status.code() == Some(AGAIN) {
            status = self.run_once(&place, run, &errors)?;
        }
        let said = said(&mut errors);
        if status.code() == Some(NOT_STARTED.into()) {
            return Err(OutsideFailed::NotStarted(said));
        }
        if !status.success() {
            return Err(OutsideFailed::Refused(said));
        }
        made(&place.opened, run.output, run.most_bytes).ok_or(OutsideFailed::Refused(said))
    }

    fn run_once(
        &self,
        place: &Place,
        run: &OutsideRun<'_>,
        errors: &File,
    ) -> Result<ExitStatus, OutsideFailed> {
        let errors = errors.try_clone().map_err(OutsideFailed::System)?;
        let mut group =
            Group::start(&mut self.command(place, run, errors)).map_err(OutsideFailed::System)?;
        group
            .watch(&place.folder, run.allowance, run.memory_mb)
            .map_err(OutsideFailed::Stopped)
    }

    fn command(&self, place: &Place, run: &OutsideRun<'_>, errors: File) -> Command {
        let mut command = Command::new(run.ferrofax);
        command
            .arg0("ferrofax")
            .arg(PROGRAM_WORD)
            .args([run.memory_mb.to_string(), u8::from(self.local_sockets).to_string()])
            .arg(&place.folder)
            .arg("--")
            .arg(&self.path)
            .args(self.words.iter().map(|word| place.filled(word)))
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", &place.home)
            .env("TMPDIR", &place.home)
            .envs(self.environment.iter().copied())
            .current_dir(&place.home)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors);
        command
    }
}

/// The folder of one run of an outside program, and the paths of the files in it.
struct Place {
    folder: PathBuf,
    input: PathBuf,
    output: PathBuf,
    output_folder: PathBuf,
    /// The folder of the output, opened before the program runs. The program can put a link in its
    /// place.
    opened: File,
    home: PathBuf,
}

impl Place {
    fn make(folder: &Path, input_name: &str, output_name: &str) -> io::Result<Self> {
        let [input, output_folder, home] = ["in", "out", "home"].map(|name| folder.join(name));
        for folder in [&input, &output_folder, &home] {
            fs::create_dir(folder)?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            input: input.join(input_name),
            output: output_folder.join(output_name),
            opened: File::open(&output_folder)?,
            output_folder,
            home,
        })
    }

    /// Returns an argument for the outside program. In `word`, `%i` is replaced by the path of the
    /// input, `%o` by that of the output, `%d` by the folder of the output, `%h` by the home folder
    /// of this run, and `%%` by a percent sign.
    fn filled(&self, word: &str) -> OsString {
        let mut filled = OsString::new();
        let mut rest = word;
        while let Some(at) = rest.find('%') {
            let (before, behind) = rest.split_at(at);
            filled.push(before);
            let name = match behind.as_bytes().get(1) {
                Some(b'i') => self.input.as_os_str(),
                Some(b'o') => self.output.as_os_str(),
                Some(b'd') => self.output_folder.as_os_str(),
                Some(b'h') => self.home.as_os_str(),
                Some(b'%') => OsStr::new("%"),
                _ => {
                    filled.push("%");
                    rest = &behind[1..];
                    continue;
                }
            };
            filled.push(name);
            rest = &behind[2..];
        }
        filled.push(rest);
        filled
    }
}

/// Opens the file that the outside program has made in this folder. It must be a plain file that is
/// not too large.
fn made(folder: &File, name: &str, most_bytes: u64) -> Option<File> {
    // The program made the file, so it may be a link to any file, or an endless pipe.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(openat(folder, name, flags, Mode::empty()).ok()?);
    let known = file.metadata().ok()?;
    (known.is_file() && known.len() > 0 && known.len() <= most_bytes).then_some(file)
}

/// Returns the last line that the outside program wrote to its standard error.
fn said(errors: &mut File) -> String {
    let mut bytes = Vec::new();
    if io::Seek::rewind(errors)
        .and_then(|()| errors.take(MOST_HEARD).read_to_end(&mut bytes))
        .is_err()
    {
        return String::new();
    }
    let text = String::from_utf8_lossy(&bytes);
    let line = text
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    blanked(line).chars().take(MOST_TOLD).collect()
}

/// The path of a program's file, if the program is installed.
pub fn program_file(program: &str) -> Option<PathBuf> {
    if program.is_empty() {
        return None;
    }
    if program.contains('/') {
        return Some(PathBuf::from(program)).filter(|path| path.is_file());
    }
    FOLDERS
        .iter()
        .map(|folder| Path::new(folder).join(program))
        .find(|path| path.is_file())
}

/// The main function of `ferrofax convert-program MEMORY_MB LOCAL_SOCKETS FOLDER -- PROGRAM WORD…`.
/// It returns only if the process could not become that program.
pub fn run_program(
    memory_mb: u64,
    local_sockets: bool,
    folder: &Path,
    words: &[OsString],
) -> ExitCode {
    let error: String = match words.split_first() {
        None => "no program is named".to_owned(),
        Some((program, words)) => {
            match confine_program(memory_mb, local_sockets, folder, Path::new(program)) {
                Err(error) => format!("{} cannot be confined: {error}", program.display()),
                Ok(()) => {
                    format!("{}: {}", program.display(), Command::new(program).args(words).exec())
                }
            }
        }
    };
    let _ = writeln!(io::stderr(), "{error}");
    ExitCode::from(NOT_STARTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_filled_in_wherever_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::make(folder.path(), "document.dvi", "document.pdf").unwrap();
        let at = folder.path().display();
        for (word, filled) in [
            ("%i", format!("{at}/in/document.dvi")),
            ("-o=%o", format!("-o={at}/out/document.pdf")),
            ("%d/x%h", format!("{at}/out/x{at}/home")),
            ("100%", "100%".to_owned()),
            ("%%i %x", "%i %x".to_owned()),
        ] {
            assert_eq!(place.filled(word), OsString::from(filled));
        }
    }

    #[test]
    fn what_a_program_made_is_taken_only_if_it_is_a_plain_file() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("plain"), "x").unwrap();
        fs::write(at("empty"), "").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", at("link")).unwrap();
        fs::write(at("large"), "xx").unwrap();
        let folder = File::open(folder.path()).unwrap();
        assert!(made(&folder, "plain", 1).is_some());
        for name in ["empty", "large", "link", "gone", "."] {
            assert!(made(&folder, name, 1).is_none(), "{name}");
        }
    }
}
