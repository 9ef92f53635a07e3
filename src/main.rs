//! The `ferrofax` program: the command line and the ways in for people. All of it is in `gateway`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ferrofax::gateway::cli::run()
}
