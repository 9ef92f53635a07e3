//! The `ferrofax` program: the command line and the ways in for people. All of it is in
//! the crate `program`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ferrofax::program::cli::run()
}
