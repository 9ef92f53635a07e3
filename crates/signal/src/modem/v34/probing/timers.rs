//! The times of phase 2 (ITU-T V.34 clause 12.2, figures 23 and 24), and what is set where
//! the Recommendation would wait without end.

use crate::time::Millis;

/// The recipient sends its tone for at least so long before it reverses it (12.2.1.2.3).
/// Figure 23 draws it from the tone's start, figure 24 from the other tone's detection; the
/// text wants both the detection and the time.
pub(super) const TONE_BEFORE_REVERSAL: Millis = Millis(50);
/// The source answers a reversal so much later: 40 ± 10 ms (12.2.1.1.3), and 40 ± 1 ms in
/// duplex.
pub(super) const REVERSAL_TO_REVERSAL: Millis = Millis(40);
/// A tone goes on for so long after its reversal.
pub(super) const TONE_AFTER_REVERSAL: Millis = Millis(10);
/// What is left out of L1 and L2 at their beginnings, for the line to settle.
pub(super) const SETTLING: Millis = Millis(20);
/// How much of L2 is read. With what is left out before it is less than the 500 ms that
/// 12.2.1.2.5 allows.
pub(super) const L2_READ: Millis = Millis(400);
/// The recipient's tone goes on for so long when the source's has come, and INFOh follows
/// (12.2.1.2.6).
pub(super) const TONE_BEFORE_INFOH: Millis = Millis(25);
/// The source waits so long, from its reversal, for the recipient's tone after probing
/// (12.2.1.3.3, 12.2.2.4.3).
pub(super) const PROBING: Millis = Millis(2700);
/// All other waits: for INFOh from the source's tone on, for the source's reversal from
/// the recipient's on, for the source's tone from the recipient's on (12.2.1.3.4, 12.2.1.4.2,
/// 12.2.1.4.3 and their likes in 12.2.2).
pub(super) const WAIT: Millis = Millis(2000);
/// Silence before a retrain's tone: 70 ± 5 ms (12.7).
pub(super) const SILENCE_BEFORE_RETRAIN: Millis = Millis(70);

/// For so long the other tone must be there before it is acted upon: longer than an INFO
/// sequence keeps its phase.
pub(super) const TONE_HEARD_MS: u32 = 20;
/// The same where there can be no sequence.
pub(super) const TONE_HEARD_SOON_MS: u32 = 8;

/// INFO0 must have come by then, whatever is repeated. The Recommendation sets no end. It
/// leaves room for a round trip of 1.2 s and two more INFO0.
pub(super) const INFO0: Millis = Millis(6000);
/// A source waits so long for the recipient's reversal (12.2.1.3.2 sets no end): two of the
/// recipient's waits of 2 s, and a round trip.
pub(super) const REVERSAL: Millis = Millis(7000);
/// A recipient waits so long for the source's tone before its own reversal.
pub(super) const TONE: Millis = Millis(6000);
/// A source waits so long for INFOh (12.2.1.3.4 sets no end): the recipient repeats it 2 s
/// after one that did not arrive (12.3.3), and once more.
pub(super) const INFOH: Millis = Millis(8000);
/// A source probes, and a recipient reverses its tone, so often.
pub(super) const ROUNDS: u32 = 4;
/// All of phase 2.
pub(super) const PHASE_2: Millis = Millis(20_000);
