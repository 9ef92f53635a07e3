//! What the rooms above the engine share: [`clock`] (the machine's clock and one that
//! nobody puts), [`errand`] (threads that outlive a panic), [`lock`] (locks that outlive
//! one), [`UnixMs`] (a moment of the wall clock), [`value`] (words of settings), [`zone`]
//! (time zones of settings).

pub mod clock;
pub mod errand;
pub mod lock;
mod unix_ms;
pub mod value;
pub mod zone;

pub use unix_ms::UnixMs;
