//! Runs outside programs: programs that convert a document to a format that Ferrofax reads itself.
//! These are Ghostscript, LibreOffice, and the programs that the administrator names.
//!
//! The parent makes a folder for the run, puts the document into it, and starts `ferrofax` again
//! (`ferrofax convert-program`). The new process confines itself (`confine`) and then becomes the
//! outside program. No shell is involved. When the program is done, exceeds its time, or takes too
//! much memory or disk, its whole process group is killed.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use super::{ConvertSettings, Converter, MAX_BYTES};
use ferrofax_basics::control_signs::blanked;
use ferrofax_confine::{Allowance, Group, Stopped};

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

/// A program that converts documents, such as LibreOffice, with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Program {
    path: PathBuf,
    words: Vec<String>,
    /// Whether the program consists of several processes that communicate by local sockets.
    local_sockets: bool,
}

/// The reason why an outside program (such as LibreOffice) has not converted a document.
#[derive(Debug)]
pub(super) enum Failed {
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

impl Program {
    /// The command that runs Ghostscript; `None` if Ghostscript is not installed.
    pub(super) fn ghostscript(settings: &ConvertSettings, max_pages: u32) -> Option<Self> {
        let last = format!("-dLastPage={}", max_pages.saturating_add(1));
        let words = [
            "-q",
            "-dSAFER",
            "-dBATCH",
            "-dNOPAUSE",
            "-dNOPROMPT",
            "-sDEVICE=pdfwrite",
            &last,
            "-sOutputFile=%o",
            "%i",
        ];
        Self::new(&settings.ghostscript, &words)
    }

    /// The command that runs LibreOffice; `None` if LibreOffice is not installed.
    pub(super) fn office(settings: &ConvertSettings) -> Option<Self> {
        let words = [
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "-env:UserInstallation=file://%h/profile",
            "-env:OSL_SOCKET_PATH=%h",
            "--convert-to",
            "pdf",
            "--outdir",
            "%d",
            "%i",
        ];
        let program = Self::new(&settings.office, &words)?;
        // `soffice` is a script that starts a splash screen, which starts LibreOffice itself. So
        // `soffice.bin` beside the script is run if it exists.
        let itself = fs::canonicalize(&program.path)
            .ok()
            .map(|script| script.with_file_name("soffice.bin"));
        let path = itself.filter(|path| path.is_file()).unwrap_or(program.path);
        Some(Self { path, local_sockets: true, ..program })
    }

    /// Finds the program that the administrator has set for one of these MIME types. The first type
    /// with a program decides.
    pub(super) fn own(settings: &ConvertSettings, types: &[String]) -> Option<Self> {
        let (program, words) =
            types.iter().find_map(|name| settings.programs.get(name))?.split_first()?;
        // A missing program is reported only when it is run.
        Some(Self {
            path: found(program).unwrap_or_else(|| PathBuf::from(program)),
            words: words.to_vec(),
            local_sockets: false,
        })
    }

    fn new(program: &str, words: &[&str]) -> Option<Self> {
        let path = found(program)?;
        Some(Self {
            path,
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            local_sockets: false,
        })
    }

    /// The name of the outside program, for messages to people.
    pub(super) fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        name.strip_suffix(".bin").unwrap_or(&name).to_owned()
    }

    /// Runs the outside program on a document with the file extension `ending`. Returns the file
    /// that the program has made.
    pub(super) fn run(
        &self,
        document: &mut dyn Read,
        ending: &str,
        converter: &Converter,
        allowance: Allowance,
    ) -> Result<File, Failed> {
        let folder =
            tempfile::Builder::new().prefix("ferrofax-").tempdir().map_err(Failed::System)?;
        let place = Place::make(folder.path(), ending).map_err(Failed::System)?;
        let mut input = File::create_new(&place.input).map_err(Failed::System)?;
        io::copy(document, &mut input).map_err(Failed::System)?;
        drop(input);
        let mut errors = tempfile::tempfile().map_err(Failed::System)?;
        let mut status = self.run_within(allowance, &place, converter, &errors)?;
        if self.local_sockets && status.code() == Some(AGAIN) {
            status = self.run_within(allowance, &place, converter, &errors)?;
        }
        let said = said(&mut errors);
        if status.code() == Some(NOT_STARTED.into()) {
            return Err(Failed::NotStarted(said));
        }
        if !status.success() {
            return Err(Failed::Refused(said));
        }
        made(&place.output).ok_or(Failed::Refused(said))
    }

    fn run_within(
        &self,
        allowance: Allowance,
        place: &Place,
        converter: &Converter,
        errors: &File,
    ) -> Result<ExitStatus, Failed> {
        let errors = errors.try_clone().map_err(Failed::System)?;
        let mut group =
            Group::start(&mut self.command(place, converter, errors)).map_err(Failed::System)?;
        group.watch(&place.folder, allowance).map_err(Failed::Stopped)
    }

    fn command(&self, place: &Place, converter: &Converter, errors: File) -> Command {
        let settings = &converter.convert;
        let mut command = Command::new(&converter.program);
        command
            .arg0("ferrofax")
            .arg(PROGRAM_WORD)
            .args([settings.memory_mb.to_string(), u8::from(self.local_sockets).to_string()])
            .arg(&place.folder)
            .arg("--")
            .arg(&self.path)
            .args(self.words.iter().map(|word| place.filled(word)))
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", &place.home)
            .env("TMPDIR", &place.home)
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
    home: PathBuf,
}

impl Place {
    fn make(folder: &Path, ending: &str) -> io::Result<Self> {
        let ending = if ending.is_empty() { "bin" } else { ending };
        let [input, output_folder, home] = ["in", "out", "home"].map(|name| folder.join(name));
        for folder in [&input, &output_folder, &home] {
            fs::create_dir(folder)?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            input: input.join(format!("document.{ending}")),
            output: output_folder.join("document.pdf"),
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

/// Opens the file that the outside program has made. It must be a plain file that is not too large.
fn made(path: &Path) -> Option<File> {
    // The program made the file, so it may be a link to any file, or an endless pipe.
    let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path).ok()?;
    let known = file.metadata().ok()?;
    (known.is_file() && known.len() > 0 && known.len() <= MAX_BYTES).then_some(file)
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

/// The programs that convert documents for Ferrofax: Ghostscript, LibreOffice and those of the
/// administrator. The first list has the paths of the installed programs. The second list has the
/// settings that name a program which is not installed, each with that program.
pub fn program_places(settings: &ConvertSettings) -> (Vec<String>, Vec<(String, String)>) {
    let usual = ConvertSettings::default();
    let built_in = [
        ("ghostscript", &settings.ghostscript, settings.ghostscript == usual.ghostscript),
        ("office", &settings.office, settings.office == usual.office),
    ];
    let own = settings
        .programs
        .iter()
        .filter_map(|(kind, words)| Some((kind.as_str(), words.first()?, false)));
    let (mut there, mut missing) = (Vec::new(), Vec::new());
    for (key, program, is_usual) in built_in.into_iter().chain(own) {
        match found(program) {
            Some(path) => there.push(path.display().to_string()),
            // The missing program is only the default, which nobody has asked for, or it is
            // switched off.
            None if is_usual || program.is_empty() => {}
            None => missing.push((key.to_owned(), program.clone())),
        }
    }
    (there, missing)
}

/// The formats that can be converted because an outside program for them is installed, in addition
/// to the formats that Ferrofax reads itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readable {
    /// Whether Ghostscript is installed, which reads PostScript.
    pub post_script: bool,
    /// Whether LibreOffice is installed, which reads office documents.
    pub office: bool,
    /// The formats for which the administrator has set a converter program that is installed: MIME
    /// types and extensions (`.dvi`).
    pub others: Vec<String>,
}

/// The formats that outside programs which are installed on this machine can convert.
pub fn readable(settings: &ConvertSettings) -> Readable {
    let is_there = |words: &[String]| words.first().is_some_and(|it| found(it).is_some());
    let others = settings.programs.iter().filter(|(_, words)| is_there(words));
    Readable {
        post_script: found(&settings.ghostscript).is_some(),
        office: found(&settings.office).is_some(),
        others: others.map(|(kind, _)| kind.clone()).collect(),
    }
}

/// The path of a program's file, if the program is installed.
fn found(program: &str) -> Option<PathBuf> {
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
            match ferrofax_confine::confine_program(
                memory_mb,
                local_sockets,
                folder,
                Path::new(program),
            ) {
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
        let place = Place::make(folder.path(), "dvi").unwrap();
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
        assert!(made(&at("plain")).is_some());
        for name in ["empty", "link", "gone", "."] {
            assert!(made(&at(name)).is_none(), "{name}");
        }
    }
}
