//! The parts that the servers for mail, HylaFAX's clients and others share, and that do not depend
//! on a protocol. These are listening sockets, connection limits, time limits, the server side of
//! TLS, limits on log lines, and the splitting of a client's bytes into lines.

mod line;
mod pace;
mod places;
mod seldom;
mod socket;
mod tls;
mod words;

pub use line::{Line, LineReader};
pub use pace::Pace;
pub use places::{Place, PlaceLimits, Places};
pub use seldom::{EventCount, Seldom};
pub use socket::{Listener, Sockets, close_slowly, is_wait};
pub use tls::{Identity, MinTls, ServerTlsError};
pub use words::{certificate_and_key, listener};
