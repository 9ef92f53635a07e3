//! Raw printing on port 9100: all bytes of a connection are one print job. Queries in PJL
//! (Printer Job Language) get no answer.

use std::io;

use super::job::PlainJob;
use super::wire::Wire;
use crate::printer::Printer;
use crate::printer::queue::Queue;
use ferrofax_rights::Guest;

/// The shortest document in bytes. A print client that sends less only tests whether the port is
/// open.
const SHORTEST: usize = 16;

/// The length of the longest PJL query, in bytes, that a print client sends before its document.
const LONGEST_QUESTION: usize = 4 << 10;

/// The escape sequence that begins and ends commands in PJL (Printer Job Language).
const UEL: &str = "\x1B%-12345X";

/// Receives the only print job of a raw connection, until the print client closes the connection.
pub(super) fn serve(printer: &Printer, guest: &Guest, wire: &mut Wire) -> io::Result<()> {
    let (mut head, mut job) = (Vec::new(), None::<PlainJob>);
    wire.all(|some| {
        if let Some(job) = &mut job {
            return job.push(some).map_err(io::Error::other);
        }
        head.extend_from_slice(some);
        if head.len() > LONGEST_QUESTION {
            let mut begun =
                PlainJob::begin(printer, &Queue::SendFax, guest).map_err(io::Error::other)?;
            begun.push(&std::mem::take(&mut head)).map_err(io::Error::other)?;
            job = Some(begun);
        }
        Ok(())
    })?;
    let job = match job {
        Some(job) => job,
        // The print client has tested whether the port is open, or has sent only a query.
        None if head.len() < SHORTEST || is_question(&head) => return Ok(()),
        None => {
            let mut job =
                PlainJob::begin(printer, &Queue::SendFax, guest).map_err(io::Error::other)?;
            job.push(&head).map_err(io::Error::other)?;
            job
        }
    };
    job.keep(printer, None, None).map_err(io::Error::other)
}

/// Whether these bytes contain only PJL commands, and no document.
fn is_question(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).replace(UEL, "\n");
    let mut lines = text.split(['\r', '\n', '\x04']).map(str::trim).filter(|line| !line.is_empty());
    lines.all(|line| line.starts_with("@PJL"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pjl_without_a_document_is_a_question() {
        let asked = format!("{UEL}@PJL USTATUS DEVICE=ON\r\n@PJL INFO STATUS\r\n{UEL}\x04");
        assert!(is_question(asked.as_bytes()) && is_question(b"\r\n"));
        let printed = format!("{UEL}@PJL ENTER LANGUAGE=POSTSCRIPT\r\n%!PS\n{UEL}");
        assert!(!is_question(printed.as_bytes()) && !is_question(b"Hello"));
    }
}
