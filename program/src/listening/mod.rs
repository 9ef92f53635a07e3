//! What every server of ours needs before it knows what is spoken: a socket that listens,
//! places for clients, our side of TLS, lines of commands.

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
