//! The program `ferrofax`: the command line and the Ferrofax service (`ferrofax serve`). Its code
//! is in the crate `program`, except for the parts that need the fax engine.

mod examiner;

use std::process::ExitCode;

fn main() -> ExitCode {
    ferrofax::program::cli::run(&examiner::Engine)
}
