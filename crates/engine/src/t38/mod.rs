//! Fax over packets, ITU-T T.38: the IFP packets, the terminal that says and hears T.30
//! by them, and the gateway between them and modems.
//!
//! Read [`ifp`] for the packets, then `terminal`. UDPTL, the transport with its
//! redundancy, is the PBX's: packets come here one by one with their sequence numbers, in
//! any order, some of them never.
//!
//! Sans-I/O as all of the engine: packets and elapsed time go in, packets and what was
//! heard come out.
//!
//! Left out: T.38 over TCP and RTP, V.8 and V.34 indicators beyond naming them, MMR and
//! JBIG transcoding.

mod fill;
pub mod gateway;
pub mod ifp;
mod stats;
pub(crate) mod terminal;
mod terms;

pub use gateway::{Gateway, GatewayConfig, GatewayStats, MOST_WAITING};
pub use stats::Stats;
pub use terms::{RateManagement, Terms};
