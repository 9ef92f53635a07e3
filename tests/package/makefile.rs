//! The Makefile names tests by the beginning of their names, and a runner that finds none
//! by a name is content: each name must have its test.

use std::fs;
use std::path::{Path, PathBuf};

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

/// `make rolling` builds these two files with an earlier version, which has no tests/kit.
#[test]
fn what_an_earlier_version_is_built_with_uses_nothing_of_the_kit() {
    for name in ["working", "paper"] {
        let file = Path::new(TOP).join(format!("tests/kit/src/cluster/{name}.rs"));
        let code = fs::read_to_string(&file).expect("it is there");
        let uses: Vec<&str> = code.lines().filter(|line| line.contains("crate::")).collect();
        assert!(uses.is_empty(), "{}: {uses:?}", file.display());
    }
}
