//! The `ferrofax` program: the command line and the submission methods for people. All of it
//! is in the crate `program`, but for the parts that need the engine.

mod examiner;

use std::process::ExitCode;

fn main() -> ExitCode {
    ferrofax::program::cli::run(&examiner::Engine)
}
