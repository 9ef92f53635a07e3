//! (placeholder: document)
