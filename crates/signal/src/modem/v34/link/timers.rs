//! The times of ITU-T V.34 clauses 12.3 to 12.8, and what is set where the Recommendation would
//! wait without end.

use crate::time::Millis;

/// Silence before S, PPh and Sh: 70 ± 5 ms (12.3.1.1, 12.4.1.1, 12.5.1, 12.6.1.1).
pub(super) const SILENCE: Millis = Millis(70);
/// A recipient waits so long for S after INFOh (12.3.3).
pub(super) const S: Millis = Millis(2000);
/// From S to where PP is sure to be PP: 128 + 16 + 144 symbols at the least symbol rate, and
/// what the receiver takes.
pub(super) const S_TO_PP: Millis = Millis(200);
/// A recipient that could learn nothing waits so much longer than TRN should last, so that the
/// source hears its tone.
pub(super) const AFTER_TRN: Millis = Millis(300);
/// INFOh is said so often.
pub(super) const TRAININGS: u32 = 3;

/// Each step of the control channel's start has so long (12.4.3, 12.4.4, 12.6.1.5–6, 12.6.2.4–5).
pub(super) const STEP: Millis = Millis(3000);
/// AC goes on for so long without an answer (12.8.1 sets no end).
pub(super) const AC: Millis = Millis(4000);
/// AC is said so often before the channel has come up.
pub(super) const RETRAINS: u32 = 3;
/// The far end's signal is gone without a reason, and nothing else comes: AC after this.
pub(super) const GONE: Millis = Millis(300);
/// A source's ones have ended the far end's flags by then: the round trip and forty bits. Else
/// that end has lost the source.
pub(super) const ONES: Millis = Millis(4000);
/// The far end has gone on after so many times of these ones.
pub(super) const TURN_OFFS: u32 = 2;
/// The far end's tone is there for so long when it wants the line probed anew (12.7.1.2); in a
/// start-up it wants to say INFOh again (12.4.3.1).
pub(super) const TONE_MS: u32 = 50;

/// A line without a signal for so long, where a page was awaited or went on: it is over.
pub(super) const QUIET: Millis = Millis(5000);
/// Of a page S, PP and B1 take a third of that (12.5.1); a signal that goes on is one whose
/// beginning was missed.
pub(super) const UNREAD: Millis = Millis(1000);
/// Behind AC without success it is listened so often for whether a page goes on.
pub(super) const RESTS: u32 = 1;
/// No page's signal lasts longer: 256 frames of 256 octets at 2400 bit/s are 220 s.
pub(super) const PAGE: Millis = Millis(300_000);
/// Ones that turn the primary channel off (12.5.3.1).
pub(super) const TURN_OFF: Millis = Millis(35);

/// A recipient that heard TRN worse than this wants the control channel at 1200 bit/s, dB. Sixteen
/// points need some 22 dB for a wrong symbol in a million, and in the control channel's narrower
/// band noise is 6 to 7.5 dB less.
pub(super) const SNR_FOR_2400: f32 = 17.0;
