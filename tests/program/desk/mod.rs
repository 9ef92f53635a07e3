//! The desk: each sees and does what is his, and what he is refused is written down. Two
//! users at least stand in each of these, and numbers that nobody gave them.

mod changes;
mod faxes;
mod house;
mod jobs;
