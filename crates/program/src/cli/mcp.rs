//! `ferrofax mcp`: the MCP server for programs such as AI assistants. It needs no spool.

use std::io::ErrorKind;

use super::End;
use super::args::Mcp;
use ferrofax_basics::secret_file::secret;
use ferrofax_web::mcp::{Client, McpServer};

/// The environment variable with the API key. A key in an argument could be read by all users of
/// the machine.
const KEY: &str = "FERROFAX_API_KEY";

/// Runs `ferrofax mcp`: answers the messages on standard input until standard input ends.
pub(super) fn run(words: &Mcp) -> Result<(), End> {
    let key = match &words.key_file {
        Some(file) => secret(file).map_err(End::refused)?,
        None => std::env::var(KEY)
            .map_err(|_| End::Refused(format!("give the API key in {KEY} or with --key-file")))?,
    };
    let client = Client::new(&words.url, key.trim(), words.ca.as_deref()).map_err(End::refused)?;
    let server = McpServer::new(client, words.allow_send);
    match server.serve(std::io::stdin().lock(), std::io::stdout().lock()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(End::failed),
    }
}
