//! The encryption of documents in this machine's own spool (docs/sealed.md). `settings` has the
//! settings, and `sealer` is the part of `ferrofax serve` that encrypts the documents.

mod sealer;
mod settings;

pub use sealer::Sealer;
pub(crate) use settings::KEYS;
pub use settings::SealingSettings;
