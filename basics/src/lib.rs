//! What the rooms above the engine share: [`clock`] (the machine's clock and one that
//! nobody puts), [`DeviceName`] (`2101@context`), [`errand`] (threads that outlive a
//! panic), [`lock`] (locks that outlive one), [`show`] (dates and counts for people),
//! [`table`] (tables for a terminal), [`tls`] (whom to trust), [`UnixMs`] (a moment of the wall
//! clock), [`value`] (words of settings), [`zone`] (time zones of settings).

pub mod clock;
mod device_name;
pub mod errand;
pub mod lock;
pub mod show;
pub mod table;
pub mod tls;
mod unix_ms;
pub mod value;
pub mod zone;

pub use device_name::{DeviceName, NoDeviceName};
pub use unix_ms::UnixMs;
