//! Outside programs: programs that convert a document to a format that Ferrofax reads itself. These
//! are Ghostscript, LibreOffice, and the programs that the administrator names. They run confined
//! ([`OutsideProgram`]).

use std::fs::{self, File};
use std::io::Read;
use std::path::PathBuf;

use super::{ConvertSettings, Converter, MAX_BYTES};
use ferrofax_confine::{Allowance, OutsideFailed, OutsideProgram, OutsideRun, program_file};

/// A program that converts documents, such as LibreOffice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Program(OutsideProgram);

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
        OutsideProgram::installed(&settings.ghostscript, &words).map(Self)
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
        let program = OutsideProgram::installed(&settings.office, &words)?;
        // `soffice` is a script that starts a splash screen, which starts LibreOffice itself. So
        // `soffice.bin` beside the script is run if it exists.
        let itself = fs::canonicalize(&program.path)
            .ok()
            .map(|script| script.with_file_name("soffice.bin"));
        let path = itself.filter(|path| path.is_file()).unwrap_or(program.path);
        Some(Self(OutsideProgram { path, local_sockets: true, ..program }))
    }

    /// Finds the program that the administrator has set for one of these MIME types. The first type
    /// with a program decides.
    pub(super) fn own(settings: &ConvertSettings, types: &[String]) -> Option<Self> {
        let (program, words) =
            types.iter().find_map(|name| settings.programs.get(name))?.split_first()?;
        // A missing program is reported only when it is run.
        let path = program_file(program).unwrap_or_else(|| PathBuf::from(program));
        let words = words.to_vec();
        Some(Self(OutsideProgram { path, words, local_sockets: false, environment: &[] }))
    }

    /// The name of the outside program, for messages to people.
    pub(super) fn name(&self) -> String {
        self.0.name()
    }

    /// Runs the outside program on a document with the file extension `ending`. Returns the file
    /// that the program has made.
    pub(super) fn run(
        &self,
        document: &mut dyn Read,
        ending: &str,
        converter: &Converter,
        allowance: Allowance,
    ) -> Result<File, OutsideFailed> {
        let ending = if ending.is_empty() { "bin" } else { ending };
        let run = OutsideRun {
            ferrofax: &converter.program,
            memory_mb: converter.convert.memory_mb,
            allowance,
            input: &format!("document.{ending}"),
            output: "document.pdf",
            most_bytes: MAX_BYTES,
        };
        self.0.run(document, &run)
    }
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
        match program_file(program) {
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
    let is_there = |words: &[String]| words.first().is_some_and(|it| program_file(it).is_some());
    let others = settings.programs.iter().filter(|(_, words)| is_there(words));
    Readable {
        post_script: program_file(&settings.ghostscript).is_some(),
        office: program_file(&settings.office).is_some(),
        others: others.map(|(kind, _)| kind.clone()).collect(),
    }
}
