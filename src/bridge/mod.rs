//! (placeholder: bridge)
