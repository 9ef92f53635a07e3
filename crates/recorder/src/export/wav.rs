//! Writes the sound of the line as a WAV file (RIFF WAVE, PCM of 16 bits, 8 kHz, two channels). The
//! received sound is on the left, the sound that we sent is on the right.
//!
//! Both channels follow line time. Losses, and all the time in which the call used T.38, are
//! silence.

use super::ExportError;
use ferrofax_engine::call::replay::{Ran, replay};
use std::collections::VecDeque;
use std::io::{self, Seek, SeekFrom, Write};

/// The number of samples a second, on each channel.
const RATE: u32 = 8000;

/// The number of bytes for one sample of both channels.
const FRAME: u32 = 4;

/// The greatest length of a file in hours: the format's sizes have 32 bits.
const MOST_HOURS: u64 = (u32::MAX / RATE / FRAME / 3600) as u64;

/// The greatest number of sent samples that wait to be written (60 s); further ones are dropped. No
/// call generates more at once.
const MOST_AHEAD: usize = 60 * RATE as usize;

/// The number of bytes that are written at once.
const AT_ONCE: usize = 1 << 16;

/// Writes the call as a WAV file, and returns its length in seconds of line time.
///
/// # Errors
/// [`ExportError`]; the part that was written by then is not a valid WAV file.
pub fn wav(tape: &[u8], out: &mut (impl Write + Seek)) -> Result<f64, ExportError> {
    // The header is written again when the length is known.
    let begin = out.stream_position()?;
    out.write_all(&head(0))?;
    let mut track = Track::new(out);
    let replayed = replay(
        tape,
        |_| (),
        |at, ran| match ran {
            Ran::Heard(samples) => {
                track.settle(at.0);
                track.heard = samples.to_vec();
            }
            Ran::Said(samples) => {
                track.settle(at.0);
                track.say(samples);
            }
            _ => {}
        },
    )?;
    track.settle(replayed.lasted.0);
    let frames = track.finish()?;
    let Ok(size) = u32::try_from(frames * u64::from(FRAME) + 36) else {
        let hours = frames / u64::from(RATE) / 3600;
        return Err(ExportError::TooLong { hours, most: MOST_HOURS });
    };
    out.seek(SeekFrom::Start(begin))?;
    out.write_all(&head(size - 36))?;
    out.seek(SeekFrom::End(0))?;
    Ok(frames as f64 / f64::from(RATE))
}

/// The two channels while they are written to the file.
struct Track<'a, W> {
    out: &'a mut W,
    written: io::Result<()>,
    bytes: Vec<u8>,
    /// The line time up to which both channels are written.
    settled: u64,
    /// The samples received from `settled` on. They are written only as far as line time passes.
    heard: Vec<i16>,
    /// The samples that we sent from `settled` on.
    said: VecDeque<i16>,
}

impl<'a, W: Write> Track<'a, W> {
    fn new(out: &'a mut W) -> Self {
        let (bytes, heard, said) = (Vec::new(), Vec::new(), VecDeque::new());
        Self { out, written: Ok(()), bytes, settled: 0, heard, said }
    }

    /// Writes both channels up to line time `now`.
    fn settle(&mut self, now: u64) {
        // Sound beyond the greatest length of the format is counted, but not written.
        let passed = now.saturating_sub(self.settled);
        let fits = now / u64::from(RATE) / 3600 < MOST_HOURS;
        for at in 0..if fits { passed } else { 0 } {
            let heard = self.heard.get(at as usize).copied().unwrap_or_default();
            let said = self.said.pop_front().unwrap_or_default();
            self.bytes.extend(heard.to_le_bytes());
            self.bytes.extend(said.to_le_bytes());
            if self.bytes.len() >= AT_ONCE {
                self.flush();
            }
        }
        self.settled = self.settled.max(now);
        self.heard.clear();
    }

    fn say(&mut self, samples: &[i16]) {
        let room = MOST_AHEAD.saturating_sub(self.said.len());
        self.said.extend(&samples[..room.min(samples.len())]);
    }

    fn flush(&mut self) {
        if self.written.is_ok() {
            self.written = self.out.write_all(&self.bytes);
        }
        self.bytes.clear();
    }

    /// Ends the file and returns its line time in samples.
    fn finish(mut self) -> io::Result<u64> {
        self.flush();
        self.written.map(|()| self.settled)
    }
}

/// The header of the file, before the samples, which have `size` bytes.
fn head(size: u32) -> [u8; 44] {
    let mut head = [0; 44];
    let mut at = 0;
    let mut put = |bytes: &[u8]| {
        head[at..at + bytes.len()].copy_from_slice(bytes);
        at += bytes.len();
    };
    put(b"RIFF");
    put(&(size + 36).to_le_bytes());
    put(b"WAVEfmt ");
    put(&16u32.to_le_bytes());
    // PCM, two channels.
    put(&1u16.to_le_bytes());
    put(&2u16.to_le_bytes());
    put(&RATE.to_le_bytes());
    put(&(RATE * FRAME).to_le_bytes());
    put(&(FRAME as u16).to_le_bytes());
    put(&16u16.to_le_bytes());
    put(b"data");
    put(&size.to_le_bytes());
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::talk::{Talk, damaged};
    use std::io::Cursor;

    fn made(tape: &[u8]) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        wav(tape, &mut file).unwrap();
        file.into_inner()
    }

    fn channel(file: &[u8], which: usize) -> Vec<i16> {
        let frames = file[44..].chunks_exact(4);
        frames
            .map(|frame| i16::from_le_bytes([frame[2 * which], frame[2 * which + 1]]))
            .collect()
    }

    /// Both files agree: sound that one side sends from a time on is received by the other side
    /// from that time on.
    #[test]
    fn what_one_heard_is_what_the_other_said() {
        let talk = Talk { noise: 0, ..Talk::default() }.run();
        let (caller, answerer) = (made(&talk.caller), made(&talk.answerer));
        assert_eq!(&caller[..4], b"RIFF");
        assert_eq!(
            u32::from_le_bytes(caller[40..44].try_into().unwrap()) as usize,
            caller.len() - 44
        );
        let (said, heard) = (channel(&caller, 1), channel(&answerer, 0));
        assert!(said.len() > 8000 * 10 && said.iter().any(|sample| *sample > 1000));
        let end = said.len().min(heard.len());
        assert!(said[..end] == heard[..end]);
    }

    #[test]
    fn a_gap_and_the_time_in_t38_are_silence() {
        let talk = Talk { lost: vec![700], ..Talk::default() }.run();
        let heard = channel(&made(&talk.answerer), 0);
        assert!(heard[700 * 160..701 * 160].iter().all(|sample| *sample == 0));
        assert!(heard[695 * 160..700 * 160].iter().any(|sample| *sample != 0));
        let talk = Talk { to_t38_after: Some(120), ..Talk::default() }.run();
        let file = made(&talk.answerer);
        let heard = channel(&file, 0);
        assert!(heard.len() > 8000 * 8 && heard[121 * 160..].iter().all(|sample| *sample == 0));
    }

    #[test]
    fn a_damaged_tape_makes_a_file_or_a_sentence() {
        for tape in damaged(&Talk::default().run().caller, 40) {
            if let Err(error) = wav(&tape, &mut Cursor::new(Vec::new())) {
                assert!(error.to_string().contains("record of a call"), "{error}");
            }
        }
    }
}
