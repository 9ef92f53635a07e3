//! Small things that all crates above the engine share:
//!
//! - [`clock`]: the wall clock, and a clock that cannot be set;
//! - [`control_signs`]: text without control characters, for files and terminals;
//! - [`DeviceName`]: the name of a device, such as `2101@context`;
//! - [`errand`]: threads that continue after a panic;
//! - [`FileVersion`]: notices that a file was changed or replaced;
//! - [`free_space`]: the space that documents leave free on a disk;
//! - [`lock`]: locks that remain usable after a panic;
//! - [`pattern`]: sentences with placeholders, whose values are read back from a text;
//! - [`secret_file`]: files with a password in their first line;
//! - [`show`]: dates and counts as people read them;
//! - [`table`]: tables for output on a terminal;
//! - [`tls`]: TLS and the certificate authorities to trust;
//! - [`UnixMs`]: a moment of the wall clock;
//! - [`value`]: parsing of values in settings;
//! - [`zone`]: the time zones that settings name.

pub mod clock;
pub mod control_signs;
mod device_name;
pub mod errand;
mod file_version;
pub mod free_space;
pub mod lock;
pub mod pattern;
pub mod secret_file;
pub mod show;
pub mod table;
pub mod tls;
mod unix_ms;
pub mod value;
pub mod zone;

pub use device_name::{DeviceName, NoDeviceName};
pub use file_version::FileVersion;
pub use unix_ms::UnixMs;
