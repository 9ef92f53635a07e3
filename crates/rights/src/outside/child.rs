//! The child process that checks the sender of one mail. It reads its task and the mail from
//! standard input. Its standard output is a socket for its DNS questions, their answers, and at the
//! end the verdict.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::os::fd::AsFd;
use std::process::ExitCode;
use std::rc::Rc;

use serde_json::Value;

use super::cache::Asker;
use super::question::{Answer, Question};
use super::results::FrontVoucher;
use super::task::{Task, Verdict};
use super::{By, proof};
use ferrofax_confine::{Confined, line_of, live, read_line};

/// The length of the longest task that the parent sends, in bytes. A task is one line, which
/// contains the mail's envelope.
const LONGEST_TASK: u64 = 4 << 20;

/// The length of the longest answer to a DNS question, in bytes. An answer contains a DNS message;
/// each byte of the message takes up to six characters.
const LONGEST_ANSWER: u64 = 1 << 20;

/// Runs in the child process: checks the sender of one mail, and returns the exit code of the
/// process.
pub fn run(memory_mb: u64) -> ExitCode {
    // Standard output is a socket. It is used like a file here, since a confined child may only
    // read and write it.
    let Ok(parent) = io::stdout().as_fd().try_clone_to_owned() else { return ExitCode::FAILURE };
    live(memory_mb, move |confined| work(File::from(parent), confined))
}

fn work(parent: File, confined: Confined) -> Option<()> {
    let parent = Rc::new(RefCell::new(BufReader::new(parent)));
    let mut input = BufReader::new(io::stdin().lock());
    let task = read_line(&mut input, LONGEST_TASK)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).ok()?;
    let (task, mail) = Task::of(&task, &bytes)?;
    let found = match task.by {
        By::Front => FrontVoucher::new(&task.authserv_ids).vouch(&mail),
        By::Mailbox => FrontVoucher::new(&task.authserv_ids).vouch_in_mailbox(&mail),
        By::Domain => {
            let asked = Rc::clone(&parent);
            let asker =
                Asker::new(move |question| answer(&asked, question).unwrap_or(Answer::NotNow));
            proof::proved(&mail, &task.hostname, &asker)
        }
    };
    say(&parent, &Verdict { found, is_guarded: confined.by_landlock }.value())
}

/// Asks the parent process a DNS question. None: the parent has ended, or no longer answers.
fn answer(parent: &RefCell<BufReader<File>>, question: &Question) -> Option<Answer> {
    say(parent, &question.value())?;
    Answer::of(&read_line(&mut *parent.borrow_mut(), LONGEST_ANSWER)?)
}

fn say(parent: &RefCell<BufReader<File>>, value: &Value) -> Option<()> {
    parent.borrow_mut().get_mut().write_all(line_of(value).as_bytes()).ok()
}
