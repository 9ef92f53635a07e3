//! A test's other half in a process of its own, which tells on its standard output what is
//! done, until it is killed at some moment.

use ferrofax_kit::programs::Running;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The folder that the child works in, for the child.
pub(crate) const FOLDER: &str = "FERROFAX_TEST_SPOOL";
/// Which one of the children it is.
pub(crate) const ROUND: &str = "FERROFAX_TEST_ROUND";

/// The child's way to tell of something. Begins with the end of the line that the test's
/// own name began.
pub(crate) fn teller() -> impl Fn(String) + Sync {
    let say =
        |text: String| std::io::stdout().lock().write_all(format!("{text}\n").as_bytes()).unwrap();
    say(String::new());
    say
}

/// Runs a test of this crate as the child, and kills it some time after it has told so many
/// things that `hear` understands; `hear` gets the rest, too.
pub(crate) fn kill_after(
    (count, later): (u64, Duration),
    test: &str,
    (folder, round): (&Path, u64),
    mut hear: impl FnMut(&str) -> bool,
) {
    let mut child = Running(
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(FOLDER, folder)
            .env(ROUND, round.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut left = count;
    while left > 0 {
        let line = lines.next().expect("the child stays alive");
        left -= u64::from(hear(&line));
    }
    std::thread::sleep(later);
    child.0.kill().unwrap();
    for line in lines {
        hear(&line);
    }
}

/// `what id number`, as the child tells it. None: the line is not of its telling.
pub(crate) fn read(line: &str) -> Option<(&str, i64, u32)> {
    let mut words = line.split(' ');
    Some((words.next()?, words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}
