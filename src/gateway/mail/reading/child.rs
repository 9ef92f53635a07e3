//! The child: reads its task and the mail from its standard input, writes what it read to its standard output.

use std::io::{BufReader, Read, Write};
use std::process::ExitCode;

use super::product::{Product, Written};
use super::task::{Task, What};
use crate::gateway::confine;
use crate::gateway::mail::desk::CameBack;
use crate::gateway::mail::letter::{Head, Letter};

/// Bytes of stack for the readers of mails: what is nested may be nested deeply.
const STACK: usize = 64 << 20;

/// The exit code of a child that could not do its work.
const BROKE: u8 = 101;

/// The child's whole life.
pub(in crate::gateway) fn run(memory_mb: u64) -> ExitCode {
    // That it broke is seen by the exit code.
    std::panic::set_hook(Box::new(|_| {}));
    let confined = confine::limit(memory_mb).and_then(|()| confine::confine());
    let Ok(confined) = confined else { return ExitCode::from(BROKE) };
    let work = move || {
        let mut input = BufReader::new(std::io::stdin().lock());
        let task = Task::read(&mut input)?;
        let mut message = Vec::new();
        input.read_to_end(&mut message).ok()?;
        let written = Written { product: read(&task, &message), is_guarded: confined.by_landlock };
        drop(message);
        let mut output = std::io::stdout().lock();
        written.write(&mut output).and_then(|()| output.flush()).ok()
    };
    match std::thread::Builder::new().stack_size(STACK).spawn(work).map(std::thread::JoinHandle::join) {
        Ok(Ok(Some(()))) => ExitCode::SUCCESS,
        _ => ExitCode::from(BROKE),
    }
}

fn read(task: &Task, message: &[u8]) -> Result<Product, crate::gateway::mail::letter::LetterError> {
    Ok(match task.what {
        What::Letter => {
            let Letter { head, parts, left_out, .. } = Letter::read(message, &task.sender, &task.settings)?;
            Product::Letter(head, parts, left_out)
        }
        What::Head => Product::Head(Head::read(message, &task.sender)?),
        What::CameBack => Product::CameBack(CameBack::read(message)),
    })
}
