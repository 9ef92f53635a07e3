//! A fax terminal's two halves on packets.
//!
//! In: [`arrivals`] puts packets in order, drops doubles and tells what is missing; `budget`
//! holds each carrier to the rate of its modem; [`hearing`] makes carriers, frames and page bits of them, and [`mend`] frames whose
//! missing octets are known all the same. Out: [`saying`] makes packets of the session's
//! signals, each at its time ([`pace`]).
//!
//! The session behind it is that of [`crate::t30`], the same as on a telephone line;
//! `call` brings them together.

pub(crate) mod arrivals;
mod budget;
pub(crate) mod hearing;
mod mend;
pub(crate) mod pace;
pub(crate) mod saying;
