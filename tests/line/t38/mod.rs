//! Faxes by T.38 between our engine and itself, and between our engine and spandsp's T.38
//! terminal, on simulated packet networks.

mod anything;
mod behind;
mod colours;
pub(crate) mod fax;
mod flood;
mod gateway;
mod gateway_delay;
mod golden;
mod jbig;
mod nat;
mod network;
mod page_ends;
mod spandsp;
mod switching;
mod terminal;
mod undecoded;
mod under_loss;
