//! spandsp's image modems, one signal at a time: `tests/peer/sp_modem.c`.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use ferrofax::modem::{BitSource, Rate};

use super::peer::compiled;

/// Random bits that both sides generate.
#[derive(Clone, Debug)]
pub struct SharedBits {
    state: u64,
    left: usize,
}

impl SharedBits {
    pub fn new(seed: u64, count: usize) -> Self {
        Self { state: seed, left: count }
    }
}

impl BitSource for SharedBits {
    fn next_bit(&mut self) -> Option<bool> {
        self.left = self.left.checked_sub(1)?;
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        Some(self.state >> 53 & 1 == 1)
    }
}

/// Returns the name of the modem of `rate` in `sp_modem`.
fn modem(rate: Rate) -> &'static str {
    match rate {
        Rate::V27ter2400 | Rate::V27ter4800 => "v27ter",
        Rate::V29At7200 | Rate::V29At9600 => "v29",
        _ => "v17",
    }
}

/// Returns the output of spandsp's transmitter: silence, one signal of `count` bits, silence.
pub fn spandsp_says(
    rate: Rate,
    seed: u64,
    count: usize,
    echo_protection: bool,
    dbm0: f32,
) -> Vec<i16> {
    let done = Command::new(compiled("sp_modem"))
        .args(["send", modem(rate), &rate.bps().to_string(), &seed.to_string(), &count.to_string()])
        .args([if echo_protection { "1" } else { "0" }, &dbm0.to_string()])
        .output()
        .expect("sp_modem starts");
    done.stdout
        .chunks_exact(2)
        .map(|bytes| i16::from_le_bytes([bytes[0], bytes[1]]))
        .collect()
}

/// The result of spandsp's receiver.
#[derive(Clone, Debug)]
pub struct SpandspHeard {
    pub trained: bool,
    pub bits: Vec<bool>,
    /// The CPU time of the receiver, in microseconds.
    pub cpu_us: f64,
}

/// Runs spandsp's receiver on `samples`. The receiver takes everything below `cutoff_dbm0` for
/// silence.
pub fn spandsp_hears(rate: Rate, samples: &[i16], cutoff_dbm0: f32) -> SpandspHeard {
    let done =
        hear(&["hear", modem(rate), &rate.bps().to_string(), &cutoff_dbm0.to_string()], samples);
    let told = String::from_utf8_lossy(&done.stderr);
    let cpu = told
        .split("\"cpu_us\":")
        .nth(1)
        .and_then(|rest| rest.trim_end().trim_end_matches('}').parse().ok());
    SpandspHeard {
        trained: !told.contains("\"trained\":0"),
        bits: done.stdout.iter().map(|&byte| byte == b'1').collect(),
        cpu_us: cpu.unwrap_or_default(),
    }
}

/// Runs `sp_modem` on `samples`, and returns its output.
fn hear(words: &[&str], samples: &[i16]) -> Output {
    let mut child = Command::new(compiled("sp_modem"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("sp_modem starts");
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let mut stdin = child.stdin.take().expect("the pipe was requested");
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&bytes);
    });
    let done = child.wait_with_output().expect("sp_modem ends");
    let _ = writer.join();
    done
}

/// Returns the output of spandsp's transmitter in a call: `signals` signals of `count` bits each.
/// With V.17, the first signal has the long training.
pub fn spandsp_says_series(
    rate: Rate,
    seed: u64,
    count: usize,
    signals: usize,
    dbm0: f32,
) -> Vec<i16> {
    let done = Command::new(compiled("sp_modem"))
        .args(["say", modem(rate), &rate.bps().to_string(), &seed.to_string(), &count.to_string()])
        .args([&signals.to_string(), &dbm0.to_string()])
        .output()
        .expect("sp_modem starts");
    done.stdout
        .chunks_exact(2)
        .map(|bytes| i16::from_le_bytes([bytes[0], bytes[1]]))
        .collect()
}

/// Runs spandsp's receiver on the signals of a call. Returns the bits of each signal.
pub fn spandsp_hears_series(rate: Rate, samples: &[i16], cutoff_dbm0: f32) -> Vec<Vec<bool>> {
    let told =
        hear(&["series", modem(rate), &rate.bps().to_string(), &cutoff_dbm0.to_string()], samples);
    told.stdout
        .split(|&byte| byte == b'|')
        .map(|bits| bits.iter().map(|&byte| byte == b'1').collect())
        .collect()
}
