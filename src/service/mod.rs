//! (placeholder: service)
