//! The Makefile names tests by the beginning of their names, and a runner that finds none
//! by a name is content: each name must have its test. And the program is built with the
//! name of the Asterisk that its package is for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TOP: &str = env!("CARGO_MANIFEST_DIR");

/// The names of tests behind `cargo test … --test CRATE`, each with its crate.
fn named(makefile: &str) -> Vec<(&str, &str)> {
    let commands = makefile.lines().filter(|line| line.contains("cargo test"));
    commands
        .filter_map(|command| {
            let mut words = command.split_whitespace().skip_while(|word| *word != "--test").skip(1);
            let of = words.next()?;
            Some(words.filter(|word| word.contains("::")).map(move |name| (of, name)))
        })
        .flatten()
        .collect()
}

/// The files of a room of tests: `lines.rs`, or what lies in `lines/`.
fn files_of(of: &str, room: &str) -> Vec<PathBuf> {
    let crate_folder = Path::new(TOP).join("tests").join(of);
    let inside = fs::read_dir(crate_folder.join(room)).into_iter().flatten().flatten();
    let one = crate_folder.join(format!("{room}.rs"));
    inside
        .map(|entry| entry.path())
        .chain([one])
        .filter(|path| path.is_file())
        .collect()
}

#[test]
fn each_name_in_the_makefile_has_its_test() {
    let makefile = fs::read_to_string(Path::new(TOP).join("Makefile")).expect("it is there");
    let named = named(&makefile);
    assert!(named.len() >= 7, "{named:?}");
    for (of, name) in named {
        let (room, test) = name.split_once("::").expect("it has both");
        let has = |path: &PathBuf| {
            fs::read_to_string(path).is_ok_and(|text| text.contains(&format!("fn {test}")))
        };
        assert!(files_of(of, room).iter().any(has), "tests/{of} has no test {name}");
    }
}

/// What `make program` would do with the headers in this folder.
fn program_with(include: &Path) -> String {
    let mut make = Command::new("make");
    make.args(["-n", "-C", TOP, "program"])
        .arg(format!("ASTERISK_INCLUDE={}", include.display()));
    String::from_utf8_lossy(&make.output().expect("make is there").stdout).into_owned()
}

#[test]
fn the_program_is_told_for_which_asterisk_it_is_packed() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = program_with(folder.path());
    assert!(told.contains("FERROFAX_ASTERISK_ABI='' cargo build --profile service"), "{told}");
    let sum = "0123456789abcdef0123456789abcdef";
    fs::create_dir(folder.path().join("asterisk")).expect("it is ours");
    let options = format!("#define AST_BUILDOPT_SUM \"{sum}\"\n");
    fs::write(folder.path().join("asterisk/buildopts.h"), options).expect("it is ours");
    let told = program_with(folder.path());
    assert!(told.contains(&format!("FERROFAX_ASTERISK_ABI='{sum}' cargo build")), "{told}");
}
