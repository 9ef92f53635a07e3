//! Reads mails in a confined child process: MIME, charsets, winmail.dat and its RTF, S/MIME,
//! delivery reports. A mail that crashes the reader crashes only that child. If a mail takes too
//! long, its child is killed. An attacker who takes over the child can only write a false content
//! of that one mail.
//!
//! The program starts itself again (`ferrofax read-mail`) with a task and the mail as its input.
//! The child confines itself (`gateway::confine`) before it reads the first byte, and writes the
//! result in a simple format (`product`). The parent does not trust that result: it reads the
//! result within limits, and accepts header values only if they are one line.

mod came_back;
mod child;
mod error;
mod product;
mod task;

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

pub(crate) use came_back::CameBack;
pub use child::run as run_child;
pub use error::ReadError;

use super::letter::{Answer, Head, Letter, LetterSettings};
use ferrofax_confine::{Group, MAX_OUTPUT, how_it_broke, io_error_of, own_child, tell_no_landlock};
use ferrofax_convert::Converter;
use product::Product;
use task::{Task, What};

/// The hidden command of `ferrofax` that starts the child process for reading a mail.
pub const CHILD_WORD: &str = "read-mail";

/// The maximum number of bytes of a mail that are passed to the child process if only the header is
/// needed. No header is longer.
const MOST_HEAD: usize = 512 << 10;

/// Reads mails, each in a confined child process with a time limit.
#[derive(Clone, Debug)]
pub struct Reader {
    program: PathBuf,
    memory_mb: u64,
    patience: Duration,
}

impl Reader {
    /// Makes a reader with the limits of the document converter on time and memory. Reading a mail
    /// may take as long as converting a page.
    pub fn new(converter: &Converter) -> Self {
        let patience = Duration::from_secs(converter.convert.page_seconds);
        Self {
            program: converter.program.clone(),
            memory_mb: converter.convert.memory_mb,
            patience,
        }
    }

    /// A copy of this reader whose time limit is at most `patience`.
    #[must_use]
    pub fn within(&self, patience: Duration) -> Self {
        Self { patience: self.patience.min(patience), ..self.clone() }
    }

    /// The time limit for reading one mail.
    pub fn patience(&self) -> Duration {
        self.patience
    }

    /// Reads the header and all parts of a mail. `sender` is the sender in the envelope, empty if
    /// there is none.
    pub fn letter(
        &self,
        message: &[u8],
        sender: &str,
        settings: &LetterSettings,
    ) -> Result<Letter, ReadError> {
        match self.read(What::Letter, message, sender, settings)? {
            Product::Letter(head, parts, left_out) => {
                Ok(Letter::of(head, parts, left_out, settings))
            }
            other => Err(other.unexpected()),
        }
    }

    /// Reads only a mail's header.
    pub fn head(&self, message: &[u8], sender: &str) -> Result<Head, ReadError> {
        let head = &message[..message.len().min(MOST_HEAD)];
        match self.read(What::Head, head, sender, &LetterSettings::default())? {
            Product::Head(head) => Ok(head),
            other => Err(other.unexpected()),
        }
    }

    /// Reads a mail as a bounce. `None` if it is not a bounce of a mail that Ferrofax has sent.
    pub(crate) fn came_back(&self, message: &[u8]) -> Result<Option<CameBack>, ReadError> {
        match self.read(What::CameBack, message, "", &LetterSettings::default())? {
            Product::CameBack(bounce) => Ok(bounce),
            other => Err(other.unexpected()),
        }
    }

    /// Reads a reply to a mail in which Ferrofax asked for the telephone number of a fax.
    pub(crate) fn answer(&self, message: &[u8], sender: &str) -> Result<Answer, ReadError> {
        match self.read(What::Answer, message, sender, &LetterSettings::default())? {
            Product::Answer(answer) => Ok(answer),
            other => Err(other.unexpected()),
        }
    }

    fn read(
        &self,
        what: What,
        message: &[u8],
        sender: &str,
        settings: &LetterSettings,
    ) -> Result<Product, ReadError> {
        let mut input = tempfile::tempfile()?;
        let task = Task { what, sender: sender.to_owned(), settings: settings.clone() };
        input.write_all(task.line().as_bytes())?;
        input.write_all(message)?;
        input.rewind()?;
        let mut output = tempfile::tempfile()?;
        let mut command = own_child(&self.program, CHILD_WORD, self.memory_mb);
        command.stdin(input).stdout(output.try_clone()?).stderr(Stdio::null());
        let mut child = Group::start(&mut command).map_err(ReadError::NoChild)?;
        let status = child.wait(Instant::now() + self.patience).map_err(ReadError::NoChild)?;
        let status = status.ok_or(ReadError::TooSlow(self.patience.as_secs()))?;
        if let Some(error) = io_error_of(status) {
            return Err(error.into());
        }
        if !status.success() {
            return Err(ReadError::Broke(how_it_broke(status)));
        }
        let product = read_product(&mut output)?;
        if !product.is_guarded {
            tell_no_landlock();
        }
        Ok(product.product?)
    }
}

fn read_product(output: &mut File) -> Result<product::Written, ReadError> {
    output.rewind()?;
    let mut bytes = Vec::new();
    output.take(MAX_OUTPUT).read_to_end(&mut bytes)?;
    product::read(&bytes).ok_or(ReadError::Broke("crashes the program that reads it"))
}
