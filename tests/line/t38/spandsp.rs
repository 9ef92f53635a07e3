//! spandsp's T.38 terminal at the other end: `tests/peer/sp_t38.c`, compiled when it is
//! first needed.

use crate::t38::network::PacketTerminal;
use ferrofax_kit::peer::compiled;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::thread::JoinHandle;

/// A running terminal of spandsp.
pub(crate) struct SpT38 {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    log: Option<JoinHandle<String>>,
}

/// What it says of the call.
#[derive(Clone, Debug)]
pub(crate) struct SpResult {
    pub ok: bool,
    pub log: String,
}

impl SpT38 {
    pub(crate) fn sending(file: &Path, options: &[&str]) -> Self {
        Self::start("--send", file, options)
    }

    pub(crate) fn receiving(file: &Path, options: &[&str]) -> Self {
        Self::start("--receive", file, options)
    }

    fn start(role: &str, file: &Path, options: &[&str]) -> Self {
        static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
        let program = PROGRAM.get_or_init(|| compiled("sp_t38"));
        let mut child = Command::new(program)
            .arg(role)
            .arg(file)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("sp_t38 starts");
        let mut stderr = child.stderr.take().expect("it was asked for");
        // Read aside, so that a long trace cannot fill the pipe and stop the child.
        let log = std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = stderr.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        let from = BufReader::new(child.stdout.take().expect("it was asked for"));
        Self { to: child.stdin.take(), from, child, log: Some(log) }
    }

    /// Hangs up, if it has not done so itself, and gives its result.
    pub(crate) fn finish(mut self) -> SpResult {
        drop(self.to.take());
        let log = self.log.take().and_then(|log| log.join().ok()).unwrap_or_default();
        let _ = self.child.wait();
        let line = log.lines().rev().find(|line| line.starts_with('{')).unwrap_or_default();
        SpResult { ok: line.contains("\"ok\":true"), log }
    }

    fn exchange(
        &mut self,
        heard: &[(u16, Vec<u8>)],
        said: &mut Vec<Vec<u8>>,
    ) -> std::io::Result<()> {
        let mut bytes = Vec::new();
        for (number, packet) in heard {
            bytes.extend((packet.len() as u16 + 3).to_be_bytes());
            bytes.push(b'I');
            bytes.extend(number.to_be_bytes());
            bytes.extend(packet);
        }
        bytes.extend([0, 1, b'T']);
        let to = self.to.as_mut().ok_or(std::io::ErrorKind::BrokenPipe)?;
        to.write_all(&bytes)?;
        to.flush()?;
        loop {
            let mut head = [0; 3];
            self.from.read_exact(&mut head)?;
            let mut payload = vec![0; usize::from(u16::from_be_bytes([head[0], head[1]])) - 1];
            self.from.read_exact(&mut payload)?;
            if head[2] == b'T' {
                return Ok(());
            }
            said.push(payload.split_off(2));
        }
    }
}

impl PacketTerminal for SpT38 {
    fn tick(&mut self, heard: &[(u16, Vec<u8>)], said: &mut Vec<Vec<u8>>) -> bool {
        self.exchange(heard, said).is_ok()
    }
}

impl Drop for SpT38 {
    fn drop(&mut self) {
        drop(self.to.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
