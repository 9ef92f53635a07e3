//! Hidden commands, which no user types. With such a command the program starts itself as a
//! confined child process.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum HiddenCommand {
    /// Internal: writes the man pages and the shell completions.
    #[command(hide = true)]
    Pages { folder: PathBuf },
    /// Internal: the child process that reads documents.
    #[command(hide = true, name = ferrofax_convert::CHILD_WORD)]
    ConvertChild { memory_mb: u64, fonts: Vec<PathBuf> },
    /// Internal: confines the process, and then executes a converter program in it.
    #[command(hide = true, name = ferrofax_confine::PROGRAM_WORD)]
    ConvertProgram {
        memory_mb: u64,
        local_sockets: u8,
        folder: PathBuf,
        #[arg(last = true)]
        words: Vec<std::ffi::OsString>,
    },
    /// Internal: the child process that prepares pages to be read.
    #[command(hide = true, name = ferrofax_reading::CHILD_WORD)]
    ReadChild { memory_mb: u64 },
    /// Internal: the child process that reads mails.
    #[command(hide = true, name = ferrofax_mail::reading::CHILD_WORD)]
    ReadMail { memory_mb: u64 },
    /// Internal: the child process that checks whether a mail's sender is genuine.
    #[command(hide = true, name = ferrofax_rights::CHILD_WORD)]
    JudgeMail { memory_mb: u64 },
    /// Internal: the child process that examines call recordings.
    #[command(hide = true, name = ferrofax_web::examiner::CHILD_WORD)]
    ExamineCall { memory_mb: u64 },
    /// Internal: for tests, tries the operations that a confined child process must not be able to
    /// do.
    #[command(hide = true, name = ferrofax_confine::PROBE_WORD)]
    ConfineProbe { file: PathBuf },
}
