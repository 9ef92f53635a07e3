//! The packages that `make deb` makes, and their contents. The real module is not needed for
//! that.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::packages_made::Packages;
use crate::programs::is_there;

const TOP: &str = env!("CARGO_MANIFEST_DIR");

/// Packages of a module that is none, and of the real program.
fn packages(folder: &TempDir) -> Vec<PathBuf> {
    let built = folder.path().join("built");
    fs::create_dir_all(&built).expect("it is ours");
    let source = folder.path().join("module.c");
    fs::write(&source, "#include <stdio.h>\nint module(void) { return puts(\"1\"); }\n")
        .expect("it is ours");
    let mut compiler = Command::new("cc");
    compiler.args(["-g", "-shared", "-fPIC", "-Wl,-z,relro,-z,now", "-o"]);
    compiler.arg(built.join("app_ferrofax.so")).arg(&source);
    assert!(compiler.status().expect("cc is there").success());
    fs::copy(env!("CARGO_BIN_EXE_ferrofax"), built.join("ferrofax")).expect("cargo built it");
    let into = folder.path().join("packages");
    let (tree, include) = (Path::new(TOP), Path::new("/usr/include"));
    Packages { tree, built: &built, include, sysroot: None, version: None, into: &into }.make()
}

/// What a program says of a package.
fn said(program: &str, words: &[&str], package: &Path) -> String {
    let output = Command::new(program).args(words).arg(package).output().expect("it is there");
    [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat()
}

fn field(package: &Path, name: &str) -> String {
    let output = Command::new("dpkg-deb").arg("-f").arg(package).arg(name).output();
    String::from_utf8_lossy(&output.expect("it is there").stdout).trim().to_owned()
}

fn files(package: &Path) -> BTreeSet<String> {
    said("dpkg-deb", &["-c"], package)
        .lines()
        .filter(|line| !line.starts_with('d'))
        .filter_map(|line| Some(line.split_whitespace().nth(5)?.trim_start_matches('.').to_owned()))
        .collect()
}

#[test]
fn both_packages_hold_what_belongs_to_them() {
    if !is_there("dh") || !is_there("lintian") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let made = packages(&folder);
    let names = made.iter().filter_map(|file| file.file_name()?.to_str()?.split('_').next());
    let names: Vec<&str> = names.collect();
    assert_eq!(
        names,
        ["ferrofax-asterisk-dbgsym", "ferrofax-asterisk", "ferrofax-dbgsym", "ferrofax"]
    );
    let (module, program) = (&made[1], &made[3]);

    // Neither one distribution's Asterisk nor the other package: the program also runs without.
    for package in [module, program] {
        let needs = field(package, "Depends");
        assert!(needs.contains("libc6 (>= 2.") && !needs.contains("asterisk"), "{needs}");
    }
    let version = field(module, "Version");
    assert_eq!(version, field(program, "Version"));
    assert!(version.starts_with(concat!(env!("CARGO_PKG_VERSION"), "-")), "{version}");
    // Neither works with the database of a newer version, so they are upgraded together.
    for (package, other) in [(module, "ferrofax"), (program, "ferrofax-asterisk")] {
        assert_eq!(field(package, "Breaks"), format!("{other} (<< {version})"));
    }

    let in_module = files(module);
    for file in [
        "/etc/asterisk/ferrofax.conf",
        "/usr/lib/ferrofax/app_ferrofax.so",
        "/usr/lib/ferrofax/freepbx-rights",
        "/usr/lib/ferrofax/spool-folders",
        "/usr/lib/ferrofax/place-module",
        "/usr/share/ferrofax/ferrofax-en_US.xml",
        "/usr/share/doc/ferrofax-asterisk/examples/pjsip.conf.sample",
        "/usr/share/man/man5/ferrofax.conf.5.gz",
    ] {
        assert!(in_module.contains(file), "{file} is not in {in_module:?}");
    }
    let in_program = files(program);
    for file in [
        "/etc/ferrofax/gateway.toml",
        "/etc/logrotate.d/ferrofax",
        "/lib/systemd/system/ferrofax.service",
        "/usr/bin/ferrofax",
        "/usr/lib/ferrofax/freepbx-service",
        "/usr/lib/sysusers.d/ferrofax.conf",
        "/usr/lib/tmpfiles.d/ferrofax.conf",
        "/usr/share/bash-completion/completions/ferrofax",
        "/usr/share/doc/ferrofax/mail-to-fax.md",
        "/usr/share/doc/ferrofax/internals/scale.md",
        "/usr/share/doc/ferrofax/index.md",
        "/usr/share/doc/ferrofax/client.py",
        "/usr/share/doc/ferrofax/reference/ferrofax.md",
        "/usr/share/doc/ferrofax/pictures/inbox-light.png",
        "/usr/share/doc/ferrofax/postfix/main.cf",
        "/usr/share/doc/ferrofax/monitoring/ferrofax.rules.yml",
        "/usr/share/doc/ferrofax/monitoring/grafana/overview.json",
        "/usr/share/ferrofax/freepbx/ferrofax/module.xml",
        "/usr/share/fish/vendor_completions.d/ferrofax.fish",
        "/usr/share/man/man1/ferrofax.1.gz",
        "/usr/share/man/man1/ferrofax-send.1.gz",
        "/usr/share/man/man5/gateway.toml.5.gz",
        "/usr/share/zsh/vendor-completions/_ferrofax",
    ] {
        assert!(
            in_program.contains(file) || in_program.contains(&format!("/usr{file}")),
            "{file} is not in {in_program:?}"
        );
    }
    pages_link_to_files_of_the_package(program, &in_program);
    // What people edit is never overwritten.
    let kept = |package: &Path| said("dpkg-deb", &["--info"], package);
    assert!(kept(module).contains("conffiles") && kept(program).contains("conffiles"));
    // A developer's program lies at one address (build.rs); what is released does not, which
    // its packages' tests look at.
    let module = module.to_str().expect("plain names");
    let both = ["--allow-root", "--suppress-tags", "hardening-no-pie", module];
    assert_eq!(said("lintian", &both, program), "", "lintian");
}

/// The links of the introduction and of the list of pages lead to files of the package.
fn pages_link_to_files_of_the_package(program: &Path, there: &BTreeSet<String>) {
    let unpacked = tempfile::tempdir().expect("a folder");
    let mut unpack = Command::new("dpkg-deb");
    unpack.arg("-x").arg(program).arg(unpacked.path());
    assert!(unpack.status().expect("it is there").success());
    let folder = "/usr/share/doc/ferrofax";
    for page in ["README.md", "index.md"] {
        let text = fs::read_to_string(unpacked.path().join(&folder[1..]).join(page)).expect(page);
        let targets: Vec<&str> = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split([')', '#']).next())
            .filter(|target| !target.is_empty() && !target.contains("://"))
            .collect();
        assert!(targets.len() > 20, "{page}: {targets:?}");
        for target in targets {
            assert!(there.contains(&format!("{folder}/{target}")), "{page}: {target}");
        }
    }
}

#[test]
fn this_version_stands_in_both_changelogs() {
    let of = |file: &str| fs::read_to_string(Path::new(TOP).join(file)).expect("it is there");
    let version = env!("CARGO_PKG_VERSION");
    let heading = of("CHANGELOG.md")
        .lines()
        .find(|line| line.starts_with("## ") && !line.contains("Unreleased"))
        .map(str::to_owned);
    assert!(heading.as_deref().is_some_and(|line| line.contains(version)), "{heading:?}");
    assert!(of("debian/changelog").starts_with(&format!("ferrofax ({version}-")));
}

/// The rest stands in docs, and in the log of commits.
#[test]
fn what_a_version_changes_is_read_in_two_minutes() {
    let text = fs::read_to_string(Path::new(TOP).join("CHANGELOG.md")).expect("it is there");
    for section in text.split("\n## ").skip(1) {
        let (version, words) = (section.lines().next(), section.split_whitespace().count());
        assert!(words <= 650, "{version:?} has {words} words");
    }
}
