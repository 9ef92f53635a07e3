//! (placeholder: call)
