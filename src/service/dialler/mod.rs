//! The dialler.

mod dial_string;
mod settings;

pub use dial_string::DialString;
pub use settings::DialSettings;
