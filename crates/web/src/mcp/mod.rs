//! The MCP server: programs such as AI assistants read and send faxes by the Model Context
//! Protocol, revisions 2025-11-25 and 2025-06-18, over standard input and standard output.
//!
//! The server is a client of the HTTP API. So each request of a program needs the rights of the API
//! key's user, and counts towards the limits of the API. The audit log records these requests as
//! those of any other client of the API. The server has no access to the spool, and opens no file
//! for the program that uses it.
//!
//! Each line is one message of JSON-RPC 2.0. The messages are processed one after the other.
//!
//! Read in this order: this file (lines), `rpc` (messages), `tools` (the table of tools),
//! `received`, `sent` and `drafts` (what the tools do), `client` (requests to the API), `answer`
//! (results of tools).

mod answer;
mod client;
mod drafts;
mod received;
mod rpc;
mod sent;
mod tools;

use std::io::{self, BufRead, Read, Write};

pub use client::{Client, ClientError};
use rpc::{Message, Reply};
use tools::{Tool, tools};

/// The greatest number of bytes of a message.
const LONGEST: u64 = 256 << 10;

/// The MCP server for one client program.
pub struct McpServer {
    client: Client,
    tools: Vec<Tool>,
    /// Whether the program may use the tools that change something.
    may_send: bool,
}

impl McpServer {
    /// Makes a server that calls the API by `client`. `may_send` permits tools that change data.
    pub fn new(client: Client, may_send: bool) -> Self {
        Self { client, tools: tools(), may_send }
    }

    /// Answers messages until the input ends.
    ///
    /// # Errors
    /// The input cannot be read, or the output cannot be written.
    pub fn serve(&self, mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
        while let Some(line) = next_line(&mut input)? {
            let reply = match line {
                Line::TooLong => Some(Reply::too_long()),
                Line::Whole(line) if line.trim_ascii().is_empty() => None,
                Line::Whole(line) => match Message::read(&line) {
                    Ok(Message::Request { id, method, params }) => {
                        Some(self.answer(id, &method, params))
                    }
                    Ok(Message::Notification) => None,
                    Err(reply) => Some(reply),
                },
            };
            if let Some(reply) = reply {
                output.write_all(reply.line().as_bytes())?;
                output.flush()?;
            }
        }
        Ok(())
    }
}

/// A line of the standard input.
enum Line {
    Whole(Vec<u8>),
    /// The line has more than [`LONGEST`] bytes, and was not kept.
    TooLong,
}

/// Reads the next line of the standard input. `None`: the input has ended.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    input.take(LONGEST + 1).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.len() as u64 <= LONGEST {
        return Ok(Some(Line::Whole(line)));
    }
    if line.last() != Some(&b'\n') {
        input.skip_until(b'\n')?;
    }
    Ok(Some(Line::TooLong))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_the_next_is_read() {
        let long = LONGEST as usize;
        let text = [b"a\n".to_vec(), vec![b'x'; long + 7], b"\n\nb".to_vec()].concat();
        let mut input = io::BufReader::with_capacity(5, text.as_slice());
        let mut read = || {
            next_line(&mut input).unwrap().map(|line| match line {
                Line::Whole(line) => String::from_utf8(line).unwrap(),
                Line::TooLong => "too long".to_owned(),
            })
        };
        let lines: Vec<_> = std::iter::from_fn(&mut read).collect();
        assert_eq!(lines, ["a\n", "too long", "\n", "b"]);
    }
}
