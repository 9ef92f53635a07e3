//! The child process that reads a mail. It takes its task and the mail from standard input, and
//! writes the result to standard output.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use super::came_back::CameBack;
use super::product::{Product, Written};
use super::task::{Task, What};
use crate::letter::{Answer, Head, Letter};
use ferrofax_confine::{Confined, live_with_files};

/// The main function of the child process that reads a mail, with this memory limit in megabytes.
pub fn run(memory_mb: u64) -> ExitCode {
    live_with_files(memory_mb, work)
}

fn work(confined: Confined) -> io::Result<()> {
    let mut input = Vec::new();
    io::stdin().lock().read_to_end(&mut input)?;
    let mut message = &input[..];
    let task = Task::read(&mut message).ok_or(io::ErrorKind::InvalidData)?;
    let written = Written { product: read(&task, message), is_guarded: confined.by_landlock };
    drop(input);
    let mut output = io::stdout().lock();
    written.write(&mut output).and_then(|()| output.flush())
}

fn read(task: &Task, message: &[u8]) -> Result<Product, crate::letter::LetterError> {
    Ok(match task.what {
        What::Letter => {
            let Letter { head, parts, left_out, .. } =
                Letter::read(message, &task.sender, &task.settings)?;
            Product::Letter(head, parts, left_out)
        }
        What::Head => Product::Head(Head::read(message, &task.sender)?),
        What::Answer => Product::Answer(Answer::read(message, &task.sender)?),
        What::CameBack => Product::CameBack(CameBack::read(message)),
    })
}
