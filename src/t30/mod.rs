//! (placeholder: t30)
