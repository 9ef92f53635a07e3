//! Small things that all crates above the engine share:
//!
//! - [`clock`]: the wall clock, and a clock that cannot be set;
//! - [`DeviceName`]: the name of a device, such as `2101@context`;
//! - [`errand`]: threads that outlive a panic;
//! - [`lock`]: locks that outlive a panic;
//! - [`pattern`]: sentences with places for values;
//! - [`show`]: dates and counts for people;
//! - [`table`]: tables for a terminal;
//! - [`tls`]: TLS and the authorities to trust;
//! - [`UnixMs`]: a moment of the wall clock;
//! - [`value`]: words of settings;
//! - [`zone`]: time zones of settings.

pub mod clock;
mod device_name;
pub mod errand;
pub mod lock;
pub mod pattern;
pub mod show;
pub mod table;
pub mod tls;
mod unix_ms;
pub mod value;
pub mod zone;

pub use device_name::{DeviceName, NoDeviceName};
pub use unix_ms::UnixMs;
