//! Files of pages: what we write is read by others, and what others write by us.

mod in_colours;
mod in_colours_without_loss;
mod other_readers;
mod outgoing;
mod tiff_kinds;

use ferrofax_kit::{colours, pbm, programs, t43, typical_pages as pages};

/// Runs a program of others, which has to go well. What it said.
fn run(program: &str, args: &[&str], dir: &std::path::Path) -> String {
    let output = std::process::Command::new(program)
        .args(args)
        .current_dir(dir)
        .output()
        .expect("the program starts");
    let said = [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat();
    assert!(output.status.success(), "{program} {args:?}: {said}");
    said
}
