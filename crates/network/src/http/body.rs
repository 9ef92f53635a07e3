//! Passes the body of a request to its receiver: decompressed, in pieces, and within time limits.

use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout};

use super::service::{Answer, Reception};
use super::unpack::{Coding, NotPacked, Unpacker};
use crate::listening::Pace;

/// The number of bytes of a request's body that are collected before they are passed to the
/// receiver of the body.
const PIECE: usize = 64 << 10;

/// The maximum number of bytes that are read of a request's body that nobody needs. The body is
/// read because the HTTP client reads the answer only after it has sent the body. [`UNWANTED_TIME`]
/// limits the time of reading.
const UNWANTED: u64 = 16 << 20;
const UNWANTED_TIME: Duration = Duration::from_secs(5);

/// The receiver to which a request's body is passed, and the compression of the body.
struct Intake {
    reception: Box<dyn Reception>,
    unpacker: Unpacker,
}

/// Passes the body of a request to its receiver, and returns the answer to the request.
pub(super) async fn carry(
    mut body: Incoming,
    reception: Box<dyn Reception>,
    coding: Coding,
    pace: Pace,
) -> Answer {
    let mut intake = Intake { reception, unpacker: Unpacker::new(coding) };
    let (begun, mut read, mut piece) = (Instant::now(), 0_u64, Vec::new());
    loop {
        // Wait for the next bytes, unless the HTTP client is silent for too long.
        let frame = match timeout(pace.idle, body.frame()).await {
            Err(_) => return Answer::text(408, "The body of the request stopped coming."),
            Ok(None) => break,
            Ok(Some(Err(error))) => {
                log::debug!("the body of a request broke off: {error}");
                return Answer::text(400, "The body of the request broke off.");
            }
            Ok(Some(Ok(frame))) => frame,
        };
        let Ok(bytes) = frame.into_data() else { continue };
        read += bytes.len() as u64;
        if pace.is_too_slow(read, begun.elapsed()) {
            return Answer::text(408, "The body of the request comes too slowly.");
        }
        // Small pieces are joined, and passed on by a thread that may block.
        piece.extend_from_slice(&bytes);
        if piece.len() >= PIECE {
            match take_in(intake, std::mem::take(&mut piece)).await {
                Ok(same) => intake = same,
                Err(answer) => {
                    forget(body).await;
                    return answer;
                }
            }
        }
    }
    match take_in(intake, piece).await {
        Ok(intake) => finish(intake).await,
        Err(answer) => answer,
    }
}

/// Reads and discards the body of an HTTP request that is not needed, within limits of size and
/// time. Otherwise an HTTP client that is still sending would not read the answer.
pub(super) async fn forget(mut body: Incoming) {
    let mut read = 0;
    let all = async {
        while let Some(Ok(frame)) = body.frame().await {
            read += frame.data_ref().map_or(0, |bytes| bytes.len() as u64);
            if read > UNWANTED {
                break;
            }
        }
    };
    let _ = timeout(UNWANTED_TIME, all).await;
}

async fn take_in(mut intake: Intake, piece: Vec<u8>) -> Result<Intake, Answer> {
    let taken = spawn_blocking(move || {
        let Intake { reception, unpacker } = &mut intake;
        unpacker.push(&piece, |bytes| reception.push(bytes))?;
        Ok(intake)
    });
    taken.await.unwrap_or_else(|_| Err(ours()))
}

async fn finish(mut intake: Intake) -> Answer {
    let finished = spawn_blocking(move || {
        let Intake { reception, unpacker } = &mut intake;
        match unpacker.finish(|bytes| reception.push(bytes)) {
            Ok(()) => intake.reception.finish(),
            Err(answer) => answer,
        }
    });
    finished.await.unwrap_or_else(|_| ours())
}

/// The answer to a request whose body is not compressed as its header says.
impl From<NotPacked> for Answer {
    fn from(error: NotPacked) -> Self {
        Self::text(400, &error.to_string())
    }
}

/// The answer to a request that failed because of a bug in Ferrofax. Other requests are not
/// affected.
pub(super) fn ours() -> Answer {
    Answer::text(500, "Something went wrong here; the log says more.")
}
