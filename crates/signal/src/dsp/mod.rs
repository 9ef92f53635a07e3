//! Arithmetic on samples and symbols, without any knowledge of fax: one stage a file.
//!
//! An image modem's receiver goes through them in this order; each file tells its theory,
//! its formulas and where they come from:
//!
//! ```text
//! samples ─▶ history ─▶ matched_filter ─▶ equalizer ─▶ carrier_loop ─▶ trellis ─▶ scrambler
//!               │             ▲              ▲  ▲            ▲            │         ─▶ bits
//!        signal_detector      │              │  └─ LMS ──────┴────────────┤
//!           sequence          └───── timing_loop ◀── errors of decisions ─┘
//!         (training) ─▶ least_squares ───────┘
//! ```
//!
//! A transmitter is `scrambler`, the encoder of `trellis`, and `pulse`. `level` ties
//! samples to dBm0, `oscillator` makes carriers and tones, `biquad` holds hum back, and
//! `lanes` and `complex` are what they reckon with.

pub mod biquad;
pub mod carrier_loop;
pub mod complex;
pub mod equalizer;
pub mod history;
pub mod lanes;
pub mod least_squares;
pub mod level;
pub mod matched_filter;
pub mod oscillator;
pub mod prediction;
pub mod pulse;
pub mod scrambler;
pub mod sequence;
pub mod signal_detector;
pub mod timing_loop;
pub mod trellis;
