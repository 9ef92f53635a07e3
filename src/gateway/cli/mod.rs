//! The command line of the `ferrofax` program: `ferrofax COMMAND …`.
//!
//! What people asked for goes to standard output; what went wrong goes to standard error, one sentence, and makes the exit
//! code: 1 where something failed, 2 where what was given is wrong. Nothing is half done then.

mod args;
mod convert;

use std::fmt;
use std::process::ExitCode;

use clap::Parser;

use crate::gateway::convert::{Wanted, run_child};
use args::{Arguments, Command};

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Convert(words) => convert::run(&words),
        Command::ConvertChild { resolution, max_pages } => {
            return run_child(Wanted { resolution: resolution.into(), max_pages });
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(end) => {
            eprintln!("ferrofax: {end}");
            end.code()
        }
    }
}

/// Why a command did not do what it was asked for.
#[derive(Debug)]
enum End {
    /// It failed, though what was given is right.
    Failed(String),
    /// What was given is wrong.
    Refused(String),
}

impl End {
    const FAILED: u8 = 1;
    const REFUSED: u8 = 2;

    fn failed(error: impl fmt::Display) -> Self {
        Self::Failed(error.to_string())
    }

    fn refused(error: impl fmt::Display) -> Self {
        Self::Refused(error.to_string())
    }

    fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed(_) => Self::FAILED,
            Self::Refused(_) => Self::REFUSED,
        })
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(text) | Self::Refused(text) => f.write_str(text),
        }
    }
}
