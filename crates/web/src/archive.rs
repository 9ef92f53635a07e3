//! Several received faxes in one file: a ZIP archive of PDF files, or one PDF. The file is made
//! while it is sent. So only one fax and a few pieces of the file are in memory at the same time.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, unfold};
use hyper::body::Bytes;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_delivery::JoinedPdf;
use ferrofax_delivery::attachment::{Attachment, is_short};
use ferrofax_desk::Bundle;
use ferrofax_spool::{FaxId, Format, ReceivedFax};

/// The greatest number of archives that are made at the same time. Each occupies a thread.
const AT_ONCE: usize = 4;

/// The greatest number of these archives that are made for one user.
const AT_ONCE_OF_USER: usize = 2;

/// The users for whom archives are being made, with an entry for each archive.
static MAKING: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The size of one piece of the archive, in bytes. `WAITING` is the greatest number of finished
/// pieces that wait until the client reads them.
const PIECE: usize = 64 << 10;
const WAITING: usize = 4;

/// The longest time that a finished piece of an archive waits for the client to read it. After this
/// time, sending the archive is ended with an error.
const PATIENCE: Duration = Duration::from_secs(60);

/// The error for a request that is refused because too many archives are being made, of all users or
/// of this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Crowded;

/// The permission to make one archive for a user. The calling function gets it before it reads the
/// faxes, so that a refused request has had no effect.
#[derive(Debug)]
pub(crate) struct Turn {
    user: String,
}

/// Returns the permission to make an archive for this user now.
///
/// # Errors
/// [`Crowded`]: [`AT_ONCE`] archives are being made, or [`AT_ONCE_OF_USER`] for this user.
pub(crate) fn turn(user: &str) -> Result<Turn, Crowded> {
    let mut making = lock(&MAKING);
    let of_user = making.iter().filter(|other| *other == user).count();
    if making.len() >= AT_ONCE || of_user >= AT_ONCE_OF_USER {
        return Err(Crowded);
    }
    making.push(user.to_owned());
    Ok(Turn { user: user.to_owned() })
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut making = lock(&MAKING);
        if let Some(at) = making.iter().position(|user| *user == self.user) {
            making.swap_remove(at);
        }
    }
}

/// Makes the HTTP answer that contains these faxes in one file. Each fax is given with the path of
/// its TIFF-F document. The calling function has checked that the user may read the faxes.
pub(crate) fn answer(turn: Turn, bundle: Bundle, faxes: Vec<(ReceivedFax, PathBuf)>) -> Response {
    let (sender, receiver) = mpsc::channel(WAITING);
    let is_complete = Arc::new(AtomicBool::new(false));
    let pieces = Pieces { sender, runtime: Handle::current(), piece: Vec::new() };
    let complete = Arc::clone(&is_complete);
    spawn_blocking(move || {
        let _turn = turn;
        if let Err(error) = write(bundle, faxes, pieces, &complete) {
            log::warn!("a file with several faxes is not complete: {error}");
        }
    });
    let pieces = ending(receiver, is_complete);
    let (media_type, disposition) = match bundle {
        Bundle::Zip => ("application/zip", "attachment; filename=\"faxes.zip\""),
        Bundle::Pdf => ("application/pdf", "attachment; filename=\"faxes.pdf\""),
    };
    let headers = [
        (CONTENT_TYPE, media_type),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}

/// The pieces of an archive as a stream for the client. If the archive is incomplete, the stream
/// ends with an error, so that the client notices it.
fn ending(
    pieces: mpsc::Receiver<Bytes>,
    is_complete: Arc<AtomicBool>,
) -> impl Stream<Item = io::Result<Bytes>> {
    unfold(Some(pieces), move |pieces| {
        let is_complete = Arc::clone(&is_complete);
        async move {
            let mut pieces = pieces?;
            match pieces.recv().await {
                Some(piece) => Some((Ok(piece), Some(pieces))),
                None if is_complete.load(Ordering::Acquire) => None,
                None => Some((Err(io::ErrorKind::UnexpectedEof.into()), None)),
            }
        }
    })
}

fn write(
    bundle: Bundle,
    faxes: Vec<(ReceivedFax, PathBuf)>,
    pieces: Pieces,
    is_complete: &AtomicBool,
) -> io::Result<()> {
    let mut pieces = match bundle {
        Bundle::Zip => write_zip(faxes, pieces)?,
        Bundle::Pdf => write_pdf(faxes, pieces)?,
    };
    pieces.flush()?;
    // The channel ends when `pieces` is dropped at the end of this function, so the flag is set
    // before.
    is_complete.store(true, Ordering::Release);
    Ok(())
}

fn write_pdf(faxes: Vec<(ReceivedFax, PathBuf)>, pieces: Pieces) -> io::Result<Pieces> {
    let mut pdf = JoinedPdf::begin(pieces)?;
    for (fax, document) in faxes {
        pdf.add(&fax, &document)?;
    }
    pdf.finish("Faxes")
}

fn write_zip(faxes: Vec<(ReceivedFax, PathBuf)>, pieces: Pieces) -> io::Result<Pieces> {
    let mut archive = ZipWriter::new_stream(pieces);
    // PDF files are compressed already, so they are stored as they are.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (fax, document) in faxes {
        let name = name_of(fax.id, fax.started_at, &fax.calling);
        let fax = ReceivedFax { format: Format::Pdf, ..fax };
        let made = Attachment::new(&fax, &document).map_err(io::Error::other)?;
        is_short(&fax, made.pages);
        archive.start_file(name, options).map_err(io::Error::other)?;
        archive.write_all(&made.bytes)?;
    }
    Ok(archive.finish().map_err(io::Error::other)?.into_inner())
}

/// The file name of a fax in the archive. The number of the fax makes the name unique. Callers can
/// choose their number at will, so the name contains only its digits.
fn name_of(id: FaxId, started_at: UnixMs, calling: &str) -> String {
    let day = started_at.timestamp().map(|at| at.to_string()).unwrap_or_default();
    let day: String = day.chars().take(10).collect();
    let number: String = calling.chars().filter(char::is_ascii_digit).take(20).collect();
    let number = if number.is_empty() { number } else { format!("-{number}") };
    format!("fax-{id}-{day}{number}.pdf")
}

/// A writer: it sends the written bytes to the client, piece by piece.
struct Pieces {
    sender: mpsc::Sender<Bytes>,
    runtime: Handle,
    piece: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        if self.piece.len() == PIECE {
            self.flush()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.piece));
        let sent = async { timeout(PATIENCE, self.sender.send(piece)).await };
        let sent = self.runtime.block_on(sent).map_err(|_| io::ErrorKind::TimedOut)?;
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    #[test]
    fn no_more_archives_are_made_than_there_are_turns() {
        let turns: Vec<_> = ["alice", "alice", "bob"].iter().map(|user| turn(user)).collect();
        assert!(turns.iter().all(Result::is_ok));
        assert_eq!(turn("alice").err(), Some(Crowded));
        let last = turn("carol");
        assert!(last.is_ok());
        assert_eq!(turn("bob").err(), Some(Crowded));
        drop(turns);
        assert!(turn("alice").is_ok());
    }

    /// All pieces of the archive that `fill` writes, as the client gets them.
    fn sent(
        fill: impl FnOnce(Pieces, &AtomicBool) -> io::Result<()> + Send + 'static,
    ) -> Vec<io::Result<Bytes>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let (sender, receiver) = mpsc::channel(WAITING);
            let is_complete = Arc::new(AtomicBool::new(false));
            let pieces = Pieces { sender, runtime: Handle::current(), piece: Vec::new() };
            let complete = Arc::clone(&is_complete);
            let filled = spawn_blocking(move || fill(pieces, &complete));
            let sent = ending(receiver, is_complete).collect().await;
            _ = filled.await;
            sent
        })
    }

    /// Tests two faults: the writer fails after it has filled the channel, or it panics.
    #[test]
    fn an_archive_that_is_not_complete_ends_with_an_error() {
        let lost = |mut pieces: Pieces, _: &AtomicBool| {
            pieces.write_all(&[0; WAITING * PIECE])?;
            Err(io::ErrorKind::NotFound.into())
        };
        let heard = sent(lost);
        assert_eq!(heard.len(), WAITING + 1);
        assert!(heard.last().unwrap().is_err());
        assert!(sent(|_, _| panic!("a fault in the writer")).last().unwrap().is_err());
        for bundle in [Bundle::Zip, Bundle::Pdf] {
            let whole = sent(move |pieces, complete| write(bundle, Vec::new(), pieces, complete));
            assert!(!whole.is_empty() && whole.iter().all(Result::is_ok), "{whole:?}");
        }
    }

    #[test]
    fn no_piece_is_larger_than_the_limit() {
        let fill = |mut pieces: Pieces, _: &AtomicBool| {
            pieces.write_all(&[7; 2 * PIECE + 1])?;
            pieces.write_all(&[7; 10])?;
            pieces.flush()
        };
        let sizes = sent(fill).into_iter().flatten().map(|piece| piece.len());
        assert_eq!(sizes.collect::<Vec<_>>(), [PIECE, PIECE, 11]);
    }

    #[test]
    fn a_name_has_nothing_that_the_caller_can_choose_but_digits() {
        let name = |id, calling: &str| name_of(FaxId(id), UnixMs(1_795_000_000_000), calling);
        assert_eq!(name(7, "+49 (991) 270061"), "fax-7-2026-11-18-49991270061.pdf");
        assert_eq!(name(8, "../../etc/passwd\0"), "fax-8-2026-11-18.pdf");
        assert_ne!(name(9, "1"), name(10, "1"));
        assert!(name(11, &"9".repeat(500)).len() < 60);
    }
}
