//! `limits.txt`: what no group of texts may exceed, so that nothing gets worse.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::groups;
use crate::measure::{Figures, LONG};
use crate::words::Words;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/plain/limits.txt");

const HEAD: &str = "\
# What no group of texts may exceed: mean words of a sentence, words of the longest one, how many
# have more than 40, and how many banned words and phrases (words.txt) there are. The targets are
# a mean below 18, none above 40, and no banned word. `-- tighten` lowers these to what is true.
#
# group                mean  longest  above 40  banned
";

/// The target for the mean: a group below it may get longer sentences, up to there.
const MEAN_TENTHS: usize = 180;

/// One line of the file. The mean is in tenths.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Limits {
    mean: usize,
    longest: usize,
    long: usize,
    banned: usize,
}

impl Limits {
    fn of(figures: &Figures<'_>) -> Self {
        Self {
            mean: figures.mean_tenths().max(MEAN_TENTHS),
            longest: figures.longest_words().max(LONG),
            long: figures.long.len(),
            banned: figures.hits.len(),
        }
    }

    fn read(line: &str) -> Option<(&str, Self)> {
        let mut columns = line.split_whitespace();
        let name = columns.next()?;
        let mean = columns.next()?.replace('.', "").parse().ok()?;
        let mut number = || columns.next()?.parse().ok();
        Some((name, Self { mean, longest: number()?, long: number()?, banned: number()? }))
    }

    fn lower(self, other: Self) -> Self {
        Self {
            mean: self.mean.min(other.mean),
            longest: self.longest.min(other.longest),
            long: self.long.min(other.long),
            banned: self.banned.min(other.banned),
        }
    }

    /// What of it is exceeded.
    fn exceeded(self, found: Self) -> Vec<String> {
        let tenths = |mean: usize| format!("{}.{}", mean / 10, mean % 10);
        let mut wrong = Vec::new();
        if found.mean > self.mean {
            wrong.push(format!("mean {} above {}", tenths(found.mean), tenths(self.mean)));
        }
        for (name, found, limit) in [
            ("words of the longest sentence", found.longest, self.longest),
            ("sentences above 40 words", found.long, self.long),
            ("banned words", found.banned, self.banned),
        ] {
            if found > limit {
                wrong.push(format!("{name}: {found}, {limit} at most"));
            }
        }
        wrong
    }
}

fn table() -> Vec<(String, Limits)> {
    let text = fs::read_to_string(FILE).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let (name, limits) = Limits::read(line).unwrap_or_else(|| panic!("{FILE}: {line}"));
            (name.to_owned(), limits)
        })
        .collect()
}

/// The test: no group exceeds its limits.
pub(crate) fn hold() {
    let (table, words) = (table(), Words::read());
    let mut wrong = Vec::new();
    for group in groups::all().iter().filter(|group| !group.pieces.is_empty()) {
        let Some((_, limits)) = table.iter().find(|(name, _)| name == group.name) else {
            wrong.push(format!("{} has no line in tests/plain/limits.txt", group.name));
            continue;
        };
        let exceeded = limits.exceeded(Limits::of(&Figures::of(group, &words)));
        wrong.extend(exceeded.iter().map(|what| format!("{}: {what}", group.name)));
    }
    let command = "cargo test --features program --test plain -- measure --list GROUP";
    assert!(wrong.is_empty(), "{}\n({command} shows where)", wrong.join("\n"));
}

/// Writes the file: no number in it gets higher.
pub(crate) fn tighten() {
    let (table, words) = (table(), Words::read());
    let mut text = HEAD.to_owned();
    for group in groups::all().iter().filter(|group| !group.pieces.is_empty()) {
        let found = Limits::of(&Figures::of(group, &words));
        let last = table.iter().find(|(name, _)| name == group.name);
        let Limits { mean, longest, long, banned } =
            last.map_or(found, |(_, last)| last.lower(found));
        let mean = format!("{}.{}", mean / 10, mean % 10);
        writeln!(text, "{:<21}{mean:>6}{longest:>9}{long:>10}{banned:>8}", group.name)
            .expect("a string takes all");
    }
    fs::write(Path::new(FILE), text).expect("it is ours");
}
