//! (placeholder: hdlc)
