//! The parts that the servers for mail, HylaFAX's clients and others share, and that do not depend
//! on a protocol. These are listening sockets, connection limits, time limits, the server side of
//! TLS, and the splitting of a client's bytes into lines.

mod line;
mod pace;
mod places;
mod socket;
mod tls;
mod words;

pub(crate) use line::{Line, LineReader};
pub(crate) use pace::Pace;
pub(crate) use places::{Place, PlaceLimits, Places};
pub(crate) use socket::Listener;
pub use socket::Sockets;
pub(crate) use tls::Identity;
pub use tls::{MinTls, ServerTlsError};
pub(crate) use words::{certificate_and_key, listener};
