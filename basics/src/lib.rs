//! What the rooms above the engine share: [`errand`] (threads that outlive a panic), [`lock`] (locks that outlive one),
//! [`value`] (words of settings), [`zone`] (time zones of settings).

pub mod errand;
pub mod lock;
pub mod value;
pub mod zone;
