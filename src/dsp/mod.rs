//! (placeholder: dsp)
