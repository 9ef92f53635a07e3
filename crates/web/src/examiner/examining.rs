//! Examines call recordings, each in a child process of its own. Only a few child processes run at
//! the same time, and one that takes too long is killed.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::task::{Answer, Task, Work};
use super::{About, Again, ExamineError, Made};
use ferrofax_confine::{Breakdown, Group, own_child, tell_no_landlock};
use ferrofax_convert::Converter;

/// The hidden subcommand that starts this program as the child process that examines a recording.
pub const CHILD_WORD: &str = "examine-call";

/// The number of recordings that are examined at the same time. Each may use a whole processor and
/// much memory.
const AT_ONCE: usize = 2;

/// The longest time for which a request waits until the recordings of earlier requests have been
/// examined.
const QUEUE: Duration = Duration::from_secs(30);

/// The maximum number of bytes of a result that is made from a recording, such as a drawing or a
/// sound file. The sound of a call of one hour has fewer bytes.
const MOST: u64 = 128 << 20;

/// Examines recordings in child processes. The value can be cloned cheaply.
#[derive(Clone, Debug)]
pub(crate) struct Examining {
    program: PathBuf,
    memory_mb: u64,
    patience: Duration,
    places: Arc<Semaphore>,
}

impl Examining {
    /// Prepares to examine recordings, with the document converter's limits on time and memory. An
    /// examination may take as long as the conversion of a page.
    pub(crate) fn new(converter: &Converter) -> Self {
        Self {
            program: converter.program.clone(),
            memory_mb: converter.convert.memory_mb,
            patience: Duration::from_secs(converter.convert.page_seconds),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Makes the kind of file or text that `what` names (such as a drawing) from the recording in a
    /// file; if `what` is `None`, returns the recording as it is stored. Waits until other
    /// examinations have ended.
    pub(crate) async fn fetch(
        &self,
        record: File,
        about: About,
        what: Option<Made>,
    ) -> Result<Vec<u8>, ExamineError> {
        self.in_turn(move |there| match what {
            Some(what) => there.make(record, about, what),
            None => within_bounds(record),
        })
        .await
    }

    /// Replays the call of the recording in a file. `with` contains the changed settings, separated
    /// by blanks. Waits until other examinations have ended.
    pub(crate) async fn again(
        &self,
        record: File,
        about: About,
        with: &str,
    ) -> Result<Again, ExamineError> {
        let work = Work::Again(with.split_whitespace().map(str::to_owned).collect());
        let made = self.in_turn(move |there| there.done(record, &Task { work, about })).await?;
        Again::read(&made).ok_or(ExamineError::Broke(Breakdown::Crash))
    }

    async fn in_turn(
        &self,
        work: impl FnOnce(&Self) -> Result<Vec<u8>, ExamineError> + Send + 'static,
    ) -> Result<Vec<u8>, ExamineError> {
        let place = timeout(QUEUE, Arc::clone(&self.places).acquire_owned()).await;
        let Ok(Ok(place)) = place else { return Err(ExamineError::Busy) };
        let there = self.clone();
        let done = spawn_blocking(move || {
            let made = work(&there);
            // The client may have disconnected, but the child still runs, so the next request must
            // wait for it.
            drop(place);
            made
        });
        done.await.unwrap_or(Err(ExamineError::Broke(Breakdown::Crash)))
    }

    /// Runs a child process that makes the kind of file or text that `what` names (such as a
    /// drawing) from the recording in a file. In contrast to [`Self::fetch`], this does not wait
    /// until other examinations have ended.
    pub(crate) fn make(
        &self,
        record: File,
        about: About,
        what: Made,
    ) -> Result<Vec<u8>, ExamineError> {
        self.done(record, &Task { work: Work::Make(what), about })
    }

    fn done(&self, mut record: File, task: &Task) -> Result<Vec<u8>, ExamineError> {
        let mut input = tempfile::tempfile()?;
        input.write_all(task.line().as_bytes())?;
        io::copy(&mut record, &mut input)?;
        input.rewind()?;
        let output = tempfile::tempfile()?;
        let mut command = own_child(&self.program, CHILD_WORD, self.memory_mb);
        command.stdin(input).stdout(output.try_clone()?).stderr(Stdio::null());
        let mut child = Group::start(&mut command)?;
        let status = child.wait(Instant::now() + self.patience)?;
        let status = status.ok_or(ExamineError::TooSlow(self.patience.as_secs()))?;
        if !status.success() {
            return Err(ExamineError::Broke(Breakdown::of(status)));
        }
        read_made(output)
    }
}

fn read_made(mut output: File) -> Result<Vec<u8>, ExamineError> {
    output.rewind()?;
    let mut output = BufReader::new(output);
    let answer = Answer::read(&mut output).ok_or(ExamineError::Broke(Breakdown::Crash))?;
    if !answer.is_guarded {
        tell_no_landlock();
    }
    if let Some(reason) = answer.refused {
        return Err(ExamineError::NotMade(reason));
    }
    within_bounds(output)
}

/// Reads the whole input (a recording, or the result made from it). Fails if it has more than
/// [`MOST`] bytes.
fn within_bounds(input: impl Read) -> Result<Vec<u8>, ExamineError> {
    let mut read = Vec::new();
    input.take(MOST + 1).read_to_end(&mut read)?;
    if read.len() as u64 > MOST { Err(ExamineError::TooLarge) } else { Ok(read) }
}
