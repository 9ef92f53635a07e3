//! Encryption of the documents in this machine's own spool: the settings (`settings`) and the
//! worker (`sealer`), a part of `ferrofax serve` (docs/sealed.md).

mod sealer;
mod settings;

pub use sealer::Sealer;
pub(crate) use settings::KEYS;
pub use settings::SealingSettings;
