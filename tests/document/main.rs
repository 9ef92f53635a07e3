//! Files of pages: what we write is read by others, and what others write by us.

#[path = "../common/colours.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with other tests")]
mod colours;
#[path = "../pages/mod.rs"]
mod pages;
#[path = "../common/pbm.rs"]
#[allow(unreachable_pub, reason = "other tests use it too")]
mod pbm;
#[path = "../common/programs.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod programs;
#[path = "../common/t43.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with other tests")]
mod t43;

mod in_colours;
mod in_colours_without_loss;
mod other_readers;
mod outgoing;
mod tiff_kinds;

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
