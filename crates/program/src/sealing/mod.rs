//! Encryption of documents in this machine's own spool (docs/sealed.md): its settings (`settings`),
//! and the part of `ferrofax serve` that encrypts (`sealer`).

mod sealer;
mod settings;

pub use sealer::Sealer;
pub(crate) use settings::KEYS;
pub use settings::SealingSettings;
