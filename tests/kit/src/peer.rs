//! spandsp as the remote terminal: `tests/peer/sp_fax.c`, or another program in that folder, which
//! is compiled when a test first needs it.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::programs::{kept, top};
use crate::wire::{BLOCK, Block, Terminal, from_octets, to_octets};

/// A terminal of spandsp that is not started yet.
#[derive(Clone, Debug)]
pub struct SpFax {
    program: &'static str,
    args: Vec<String>,
}

impl SpFax {
    /// Returns a caller that sends the TIFF file.
    pub fn sending(file: &Path) -> Self {
        Self::of("sp_fax", &["--send", &file.display().to_string()])
    }

    /// Returns an answerer that writes the received fax to the TIFF file.
    pub fn receiving(file: &Path) -> Self {
        Self::of("sp_fax", &["--receive", &file.display().to_string()])
    }

    /// Returns a program of `tests/peer/` that uses the PCM pipe, with these arguments.
    pub fn of(program: &'static str, words: &[&str]) -> Self {
        Self { program, args: words.iter().map(|word| (*word).to_owned()).collect() }
    }

    /// Returns a caller that polls a fax and writes it to the TIFF file.
    pub fn fetching(file: &Path) -> Self {
        Self::receiving(file).arg("--caller")
    }

    /// Returns an answerer that holds the TIFF file for polling.
    pub fn held(file: &Path) -> Self {
        Self::sending(file).arg("--answer")
    }

    pub fn ecm(self, on: bool) -> Self {
        self.arg(if on { "--ecm" } else { "--no-ecm" })
    }

    /// Sets the modems, a part of `v27ter,v29,v17`.
    pub fn modems(self, list: &str) -> Self {
        self.arg("--modems").arg(list)
    }

    pub fn max_rate(self, bps: u32) -> Self {
        self.arg("--max-rate").arg(&bps.to_string())
    }

    /// Sets the codings, a part of `mh,mr,mmr`.
    pub fn codings(self, list: &str) -> Self {
        self.arg("--compr").arg(list)
    }

    /// Makes the terminal request an operator: it sends PRI-EOP or PIP.
    pub fn interrupting(self) -> Self {
        self.arg("--interrupt")
    }

    /// Adds an option of `sp_fax`, or a value.
    pub fn arg(mut self, word: &str) -> Self {
        self.args.push(word.into());
        self
    }

    /// Lets the terminal process a recording (16-bit samples) from beginning to end. Returns the
    /// CPU time that this takes.
    ///
    /// # Panics
    /// If the fax fails.
    pub fn replay(&self, recording: &Path) -> std::time::Duration {
        let done = Command::new(compiled(self.program))
            .args(&self.args)
            .arg("--replay")
            .arg(recording)
            .output();
        let log = String::from_utf8_lossy(&done.expect("sp_fax starts").stderr).into_owned();
        let line = log.lines().last().unwrap_or_default();
        assert_eq!(field(line, "ok"), Some("true"), "{log}");
        let microseconds: f64 =
            field(line, "cpu_us").and_then(|text| text.parse().ok()).expect("a time");
        std::time::Duration::from_secs_f64(microseconds / 1e6)
    }

    pub fn start(&self) -> Peer {
        let mut child = Command::new(compiled(self.program))
            .args(&self.args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("sp_fax starts");
        // A thread reads the trace, so that a long trace cannot fill the pipe and block the child.
        let mut stderr = child.stderr.take().expect("the pipe was requested");
        let log = std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = stderr.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        Peer { child, log: Some(log) }
    }
}

/// A running terminal of spandsp.
pub struct Peer {
    child: Child,
    log: Option<std::thread::JoinHandle<String>>,
}

impl Peer {
    /// Ends the call if the terminal has not hung up itself, and returns its result.
    pub fn finish(mut self) -> PeerResult {
        drop(self.child.stdin.take());
        drop(self.child.stdout.take());
        let log = self.log.take().and_then(|log| log.join().ok()).unwrap_or_default();
        let _ = self.child.wait();
        let line = log
            .lines()
            .rev()
            .find(|line| line.starts_with('{') && line.ends_with('}'))
            .unwrap_or_default();
        let number =
            |key| field(line, key).and_then(|value| value.parse().ok()).unwrap_or_default();
        let text = |key| field(line, key).unwrap_or_default().trim_matches('"').to_owned();
        PeerResult {
            ok: field(line, "ok") == Some("true"),
            text: text("text"),
            pages: number("pages") as u32,
            rate: number("rate") as u32,
            ecm: field(line, "ecm") == Some("true"),
            compression: text("compression"),
            resolution: text("resolution"),
            far_ident: text("far_ident"),
            retrains: number("retrains") as u32,
            rtn: number("rtn") as u32,
            ppr: number("ppr") as u32,
            line_s: number("line_s"),
            log,
        }
    }
}

impl Terminal for Peer {
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool {
        let (Some(stdin), Some(stdout)) = (&mut self.child.stdin, &mut self.child.stdout) else {
            return false;
        };
        let mut answer = [0; 2 * BLOCK];
        if stdin.write_all(&to_octets(heard)).is_err() || stdout.read_exact(&mut answer).is_err() {
            return false;
        }
        *said = from_octets(&answer);
        true
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The result of a call, as spandsp reports it. `pages` are the confirmed pages of a sender, or the
/// stored pages of a receiver.
#[derive(Clone, Debug)]
pub struct PeerResult {
    pub ok: bool,
    pub text: String,
    pub pages: u32,
    pub rate: u32,
    pub ecm: bool,
    pub compression: String,
    pub resolution: String,
    pub far_ident: String,
    pub retrains: u32,
    pub rtn: u32,
    pub ppr: u32,
    pub line_s: f64,
    /// All its output; with `--trace` also its frames and states.
    pub log: String,
}

/// Returns the raw value of `key` in a flat JSON object whose strings have no escaped quotes.
fn field<'a>(object: &'a str, key: &str) -> Option<&'a str> {
    let rest = object.split_once(&format!("\"{key}\":"))?.1;
    let end = match rest.strip_prefix('"') {
        Some(text) => text.find('"')? + 2,
        None => rest.find([',', '}'])?,
    };
    Some(&rest[..end])
}

/// Returns the path of a program of `tests/peer/`. The program is compiled once for each version of
/// its source and of the header there.
///
/// # Panics
/// With the missing packages, if the program cannot be compiled. The test must not pass without its
/// comparison.
pub fn compiled(name: &str) -> PathBuf {
    let sources = top().join("tests/peer");
    let source = sources.join(name).with_extension("c");
    let text = [&source, &sources.join("sp_terminal.h")]
        .map(|path| std::fs::read(path).expect("a source can be read"));
    let hash = text.concat().into_iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    let folder = kept();
    std::fs::create_dir_all(&folder).expect("cargo's folder for tests can be written");
    let program = folder.join(format!("{name}-{hash:016x}"));
    if program.exists() {
        return program;
    }
    // Several test programs may do this at the same time. Each compiles a file of its own, and the
    // rename is atomic.
    static OWN: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = OWN.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let own = folder.join(format!("{name}-{hash:016x}-{}-{number}", std::process::id()));
    let compiler = std::env::var("CC").unwrap_or_else(|_| "gcc".into());
    let needs =
        "this test compares with spandsp and needs a C compiler, libspandsp-dev and libtiff-dev";
    let done = Command::new(&compiler)
        .args(["-O2", "-o"])
        .arg(&own)
        .arg(source)
        .args(["-lspandsp", "-ltiff", "-lm"])
        .output()
        .unwrap_or_else(|error| panic!("{needs}: {compiler}: {error}"));
    assert!(done.status.success(), "{needs}:\n{}", String::from_utf8_lossy(&done.stderr));
    std::fs::rename(&own, &program).expect("a compiled program can be renamed");
    program
}
