//! What the rooms above the engine share: [`clock`] (the machine's clock and one that
//! nobody puts), [`errand`] (threads that outlive a panic), [`lock`] (locks that outlive
//! one), [`value`] (words of settings), [`zone`] (time zones of settings).

pub mod clock;
pub mod errand;
pub mod lock;
pub mod value;
pub mod zone;
