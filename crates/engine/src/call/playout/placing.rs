//! Places a frame on the timeline, by the number and the time stamp of the frame that reaches furthest.
//!
//! What Asterisk hands over of RTP is the 16-bit sequence number and the time stamp, cut to whole
//! milliseconds. The number counts every packet of the stream, the stamp counts audio. So:
//!
//! - Number and stamp agree: that is the frame's place.
//! - The stamp shows fewer frames than the number: packets without audio took the other
//!   numbers (comfort noise, telephone events, unknown payload types). The stamp is right.
//! - The stamp shows more time than the number: silence was suppressed, or a sender that
//!   stamps by its clock has stalled. In a signal it stalled: nobody suppresses a carrier.
//! - The number jumped: only the stamp can tell whether the stream goes on.

use super::{HeardFrame, PER_MS};

/// A stamp that is this far (ms) from the clock says something else than time: a stream
/// that began anew, a wrap.
const STAMP_TOLERANCE: i64 = 1000;

/// A sequence number that is this far from the last belongs to a stream that began anew.
const SEQUENCE_TOLERANCE: i64 = 200;

/// Numbers so far apart stand in one signal.
const NEAR: i64 = 10;

/// The frame that reaches furthest on the timeline: others are placed by it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Newest {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) sequence: Option<u16>,
    pub(super) timestamp_ms: Option<u32>,
    pub(super) came_ms: i64,
    /// The frame was part of a signal, and no silence.
    pub(super) is_signal: bool,
    /// See [`Place::stride`].
    pub(super) stride: i64,
    /// See [`Place::lead`].
    pub(super) lead: Lead,
}

/// Where a frame belongs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) start: i64,
    /// It is the very next that its sender sent.
    pub(super) is_next: bool,
    /// Nothing says how it stands to those before it.
    pub(super) is_anew: bool,
    /// The sequence numbers from the frame before this one to this one: more than 1 where a packet
    /// without audio lies between them.
    pub(super) stride: i64,
    /// How far the stamps of a sender that stalled have run ahead of the numbers.
    pub(super) lead: Lead,
}

/// A sender that stalls and stamps by its clock sends in a burst what it owes. Its stamps run ahead of
/// its numbers first, and fall back then, as far as they had run ahead.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lead {
    samples: i64,
    /// They have begun to fall back.
    falls: bool,
}

impl Lead {
    /// The lead behind a frame that is `passed` samples away by its stamp, and `by_number` by its number.
    fn behind(self, passed: i64, by_number: i64) -> Self {
        let samples = (self.samples + passed - by_number).max(0);
        Self { samples, falls: samples > 0 && passed < by_number }
    }

    /// Whether stamps that fall back by so much more are those of a sender that catches up.
    const fn explains(self, samples: i64) -> bool {
        self.falls && samples <= self.samples
    }
}

impl Place {
    /// For a frame of which nothing says how it stands to those before it.
    pub(super) const fn anew(start: i64) -> Self {
        Self {
            start,
            is_next: true,
            is_anew: true,
            stride: 1,
            lead: Lead { samples: 0, falls: false },
        }
    }
}

/// The distance of a frame from the newest, by its number and by its stamp.
struct Distance {
    /// Sequence numbers. 1 on a line without numbers, where nothing can be missing.
    steps: i64,
    numbered: bool,
    /// By the stamps, in samples and, if it is a whole number of frames, in frames.
    passed: Option<i64>,
    frames: Option<i64>,
}

impl Newest {
    /// Where the frame belongs that came at `now_ms`. The timeline has come to `position`.
    pub(super) fn place(&self, now_ms: i64, frame: &HeardFrame<'_>, position: i64) -> Place {
        let Distance { steps, numbered, passed, frames } = self.distance(frame);
        let length = self.end - self.start;
        let begins_anew = Place::anew(position.max(self.end));
        let at = |samples: i64, is_next: bool| Place {
            start: self.start + samples,
            is_next,
            is_anew: false,
            stride: 1,
            lead: Lead::default(),
        };
        let passes =
            |samples: i64| (samples / PER_MS - (now_ms - self.came_ms)).abs() <= STAMP_TOLERANCE;
        let has_jumped = steps.abs() > SEQUENCE_TOLERANCE;
        let follows = numbered && (steps == 1 || steps == self.stride);
        if let Some(frames) = frames {
            let samples = frames * length;
            if frames == steps {
                return at(samples, steps == 1);
            }
            if has_jumped && frames > 0 && passes(samples) {
                return at(samples, frames == 1);
            }
            // Numbers that packets without audio took.
            let is_fewer = frames != 0 && frames.signum() == steps.signum();
            let is_fewer = is_fewer && frames.abs() < steps.abs() && !has_jumped;
            let has_stalled = follows && frames > 1 && self.is_signal;
            let catches_up = self.lead.explains((steps - frames).abs() * length);
            if is_fewer && !has_stalled && !catches_up {
                let stride = if frames == 1 { steps } else { 1 };
                return Place { stride, ..at(samples, frames == 1) };
            }
        }
        if has_jumped {
            return begins_anew;
        }
        let by_number = steps * length;
        // Another stream may have numbers near those of the one before.
        let goes_on = numbered && steps != 1 && passes(by_number);
        if let Some(passed) = passed {
            let lead = |by_number: i64| self.lead.behind(passed, by_number);
            if follows && self.is_signal {
                // The sender stalled in the middle of a signal and stamped by its wall
                // clock; the signal itself is whole.
                return Place { stride: steps, lead: lead(length), ..begins_anew };
            }
            // The same where the first behind the stall were overtaken, or lost.
            let is_near = steps.abs() <= NEAR
                && self.start + by_number >= position
                && frame.samples.len() as i64 == length;
            if goes_on && self.is_signal && is_near {
                return Place { lead: lead(by_number), ..at(by_number, false) };
            }
            if passes(passed) {
                let stride = if follows { steps } else { 1 };
                return Place { stride, ..at(passed, follows) };
            }
        }
        if goes_on { at(by_number, false) } else { begins_anew }
    }

    fn distance(&self, frame: &HeardFrame<'_>) -> Distance {
        let numbers = self.sequence.zip(frame.sequence);
        let steps = numbers.map(|(last, this)| i64::from(this.wrapping_sub(last).cast_signed()));
        let stamps = self.timestamp_ms.zip(frame.timestamp_ms);
        let passed = stamps.map(|(last, this)| i64::from(between_stamps(last, this)) * PER_MS);
        Distance {
            steps: steps.unwrap_or(1),
            numbered: steps.is_some(),
            passed,
            frames: passed.and_then(|passed| whole_frames(passed, self.end - self.start)),
        }
    }
}

/// The milliseconds from one stamp to the other. RTP's stamps have 32 bits of samples: in
/// milliseconds they wrap at 2^29 for 8 kHz and at 2^28 for 16 kHz.
const fn between_stamps(last: u32, this: u32) -> i32 {
    (this.wrapping_sub(last) << 4).cast_signed() >> 4
}

/// As how many frames of `length` the samples are to be read, if as a whole number. Stamps are
/// cut to whole milliseconds: within one, the count of frames is exact.
const fn whole_frames(samples: i64, length: i64) -> Option<i64> {
    let frames = (samples + length / 2).div_euclid(length);
    if (samples - frames * length).abs() <= PER_MS { Some(frames) } else { None }
}
