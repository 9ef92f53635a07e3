//! Runs `make deb` with files that are built already, for tests: in this source tree, or in a
//! changed copy that stands for another version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::programs::top;

/// The files and folders that `make deb` reads.
const PARTS: [&str; 11] = [
    "Makefile",
    "asterisk-conf",
    "debian",
    "docs",
    "freepbx",
    "monitoring",
    "packaging",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
    "SECURITY.md",
];

/// The packages to build.
pub struct Packages<'p> {
    /// The source tree.
    pub tree: &'p Path,
    /// The folder with app_ferrofax.so and ferrofax.
    pub built: &'p Path,
    /// Asterisk's headers, which versions before 0.3.0-2 read.
    pub include: &'p Path,
    /// The older system for which such a version is built.
    pub sysroot: Option<&'p Path>,
    /// A version in place of that of the source tree.
    pub version: Option<&'p str>,
    /// The folder for the packages.
    pub into: &'p Path,
}

impl Packages<'_> {
    /// Builds the packages, and returns their files.
    ///
    /// # Panics
    /// With the output of `make`, if the packages cannot be built.
    pub fn make(&self) -> Vec<PathBuf> {
        let mut make = Command::new("make");
        make.arg("-C").arg(self.tree).arg("deb");
        make.arg(format!("BUILT={}", self.built.display()));
        make.arg(format!("ASTERISK_INCLUDE={}", self.include.display()));
        make.arg(format!("DEBS={}", self.into.display()));
        make.args(self.sysroot.map(|root| format!("ASTERISK_SYSROOT={}", root.display())));
        make.args(self.version.map(|version| format!("VERSION={version}")));
        // The packages are deleted soon, so a low compression level saves time.
        make.env("DPKG_DEB_COMPRESSOR_TYPE", "gzip")
            .env("DPKG_DEB_COMPRESSOR_LEVEL", "1");
        let output = make.output().expect("make can be run");
        assert!(
            output.status.success(),
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        let files = fs::read_dir(self.into).expect("the folder exists");
        let mut files: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "deb"));
        files.sort();
        if self.tree == top() {
            let said = String::from_utf8_lossy(&output.stdout);
            let command = said.lines().find(|line| line.starts_with("  apt install /"));
            let command = command.unwrap_or_else(|| {
                panic!("make deb prints no command for the installation: {said}")
            });
            let named: Vec<&str> = command.split_whitespace().skip(2).collect();
            let is_there = |file: &&str| files.contains(&PathBuf::from(file));
            assert!(named.len() == 2 && named.iter().all(is_there), "{command}");
        }
        files
    }
}

/// Copies all files that packages are built from.
pub fn copy_of_tree(into: &Path) {
    fs::create_dir_all(into).expect("the folder can be created");
    let mut copy = Command::new("cp");
    copy.arg("-RL").args(PARTS.map(|part| top().join(part))).arg(into);
    assert!(copy.status().expect("cp can be run").success());
}

/// Replaces words in a file of the copy.
pub fn change(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).expect("the file is in the copy");
    assert!(text.contains(from), "{} has no {from}", file.display());
    fs::write(file, text.replacen(from, to, 1)).expect("the file can be written");
}
