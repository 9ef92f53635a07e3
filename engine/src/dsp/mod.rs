//! Arithmetic on samples and symbols, without any knowledge of fax: one stage a file.

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
pub mod pulse;
pub mod scrambler;
pub mod sequence;
pub mod signal_detector;
pub mod timing_loop;
pub mod trellis;
