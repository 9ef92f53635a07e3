//! The child process that examines recordings. It reads its task and the recording from its
//! standard input, and writes the result to its standard output.

use std::io::{BufReader, Read, Write};
use std::process::ExitCode;

use super::task::{Answer, Task, Work};
use super::{Again, Examiner, Made, NotMade};
use ferrofax_confine::{Confined, live};
use ferrofax_spool::{packed_tape, unpacked_tape};

/// The main function of the child process that examines a call recording.
pub fn run(examiner: &'static dyn Examiner, memory_mb: u64) -> ExitCode {
    live(memory_mb, move |confined| work(examiner, confined))
}

fn work(examiner: &dyn Examiner, confined: Confined) -> Option<()> {
    let mut input = BufReader::new(std::io::stdin().lock());
    let task = Task::read(&mut input)?;
    let mut packed = Vec::new();
    input.read_to_end(&mut packed).ok()?;
    let (made, refused) = match made(examiner, &task, packed) {
        Ok(made) => (made, None),
        Err(reason) => (Vec::new(), Some(reason)),
    };
    let mut output = std::io::stdout().lock();
    let answer = Answer { refused, is_guarded: confined.by_landlock };
    answer.write(&mut output).ok()?;
    output.write_all(&made).and_then(|()| output.flush()).ok()
}

fn made(examiner: &dyn Examiner, task: &Task, packed: Vec<u8>) -> Result<Vec<u8>, NotMade> {
    let tape = unpacked_tape(packed).map_err(|error| NotMade::of_file(&error))?;
    match &task.work {
        Work::Again(changes) => {
            let (is_same, text) = examiner.again(&tape, changes, task.about.language)?;
            Ok(Again { is_same, text }.written())
        }
        Work::Make(what) => {
            let made = examiner.make(&tape, &task.about, *what)?;
            match what {
                // The result is a recording, so it is compressed like all recordings.
                Made::Anonymous => packed_tape(&made).map_err(|_| NotMade::NoMemory),
                _ => Ok(made),
            }
        }
    }
}
