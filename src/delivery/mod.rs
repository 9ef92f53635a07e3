//! (placeholder: delivery)
