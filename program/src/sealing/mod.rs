//! Documents of this machine's own spool, sealed where they lie: what an administrator says of it
//! (`settings`), and who does it (`sealer`), a part of `ferrofax serve` (docs/sealed.md).

mod sealer;
mod settings;

pub use sealer::Sealer;
pub(crate) use settings::KEYS;
pub use settings::SealingSettings;
