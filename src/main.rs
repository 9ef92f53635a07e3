//! The `ferrofax` program: the command line and the ways in for people. All of it is in
//! the crate `program`, but for what needs the engine.

mod examiner;

use std::process::ExitCode;

fn main() -> ExitCode {
    ferrofax::program::cli::run(&examiner::Engine)
}
