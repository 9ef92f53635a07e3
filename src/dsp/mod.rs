//! Arithmetic on samples and symbols, without any knowledge of fax: one stage a file.

pub mod complex;
pub mod level;
pub mod oscillator;
pub mod pulse;
pub mod scrambler;
