//! What is on a telephone line: [`modem`] turns samples into bits and back, from the stages in
//! [`dsp`]. Time is counted in samples ([`time`]). No thread, no clock, no file, no socket, no log.

pub mod time;

pub mod dsp;
pub mod modem;
