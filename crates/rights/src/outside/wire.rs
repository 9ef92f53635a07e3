//! The parent's end of the socket to the child process that checks a mail: sends and receives lines
//! of JSON within time limits.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use serde_json::Value;

/// A socket, and the bytes that were received from it but not yet returned as a line.
pub(super) struct Wire {
    socket: UnixStream,
    came: Vec<u8>,
}

/// The result of waiting for a line from the child process.
pub(super) enum Heard {
    Line(Value),
    /// The child process has sent bytes that are not a line of JSON.
    Noise,
    /// The child process has closed its end of the socket.
    End,
    /// The child process has not sent a line of JSON in time.
    TooLate,
}

/// The longest line of the protocol between the Ferrofax service and its child process, in bytes. A
/// line contains a DNS name, or the reason why a mail's sender was not confirmed as genuine.
const LONGEST_LINE: usize = 64 << 10;

impl Wire {
    pub(super) fn new(socket: UnixStream) -> Self {
        Self { socket, came: Vec::new() }
    }

    pub(super) fn hear(&mut self, until: Instant) -> Heard {
        loop {
            if let Some(end) = self.came.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.came.drain(..=end).collect();
                return serde_json::from_slice(&line).map_or(Heard::Noise, Heard::Line);
            }
            if self.came.len() > LONGEST_LINE {
                return Heard::Noise;
            }
            let Some(left) = left(until) else { return Heard::TooLate };
            let mut some = [0; 4096];
            match self
                .socket
                .set_read_timeout(Some(left))
                .and_then(|()| self.socket.read(&mut some))
            {
                Ok(0) => return Heard::End,
                Ok(length) => self.came.extend_from_slice(&some[..length]),
                Err(error) if may_go_on(&error) => {}
                Err(_) => return Heard::End,
            }
        }
    }

    /// Sends a line of JSON to the child process. Fails if the line has not been sent completely by
    /// the time `until`.
    pub(super) fn say(&mut self, line: &str, until: Instant) -> io::Result<()> {
        let mut rest = line.as_bytes();
        while !rest.is_empty() {
            let left = left(until).ok_or(io::ErrorKind::TimedOut)?;
            match self.socket.set_write_timeout(Some(left)).and_then(|()| self.socket.write(rest)) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(length) => rest = &rest[length..],
                Err(error) if may_go_on(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// The time that is left until `until`; `None` if that time has passed.
fn left(until: Instant) -> Option<Duration> {
    Some(until.saturating_duration_since(Instant::now())).filter(|left| !left.is_zero())
}

/// Whether an error of the socket is only a timeout or a signal. In this case the calling function
/// reads or writes again until its own time limit ends.
fn may_go_on(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(50);

    #[test]
    fn lines_are_heard_however_they_come_and_nothing_is_waited_for_without_end() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let mut wire = Wire::new(ours);
        let soon = || Instant::now() + SOON;
        theirs.write_all(b"{\"a\":1}\n{\"b\"").unwrap();
        assert!(matches!(wire.hear(soon()), Heard::Line(line) if line["a"] == 1));
        assert!(matches!(wire.hear(soon()), Heard::TooLate));
        theirs.write_all(b":2}\nnoise\n").unwrap();
        assert!(matches!(wire.hear(soon()), Heard::Line(line) if line["b"] == 2));
        assert!(matches!(wire.hear(soon()), Heard::Noise));
        // Nobody reads at the other end, so a text larger than the socket's buffer cannot be sent.
        assert!(wire.say(&"x".repeat(16 << 20), soon()).is_err());
        drop(theirs);
        assert!(matches!(wire.hear(soon()), Heard::End));
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let endless = std::thread::spawn(move || while theirs.write_all(&[b' '; 4096]).is_ok() {});
        assert!(matches!(
            Wire::new(ours).hear(Instant::now() + Duration::from_secs(60)),
            Heard::Noise
        ));
        endless.join().unwrap();
    }
}
