//! Bits ↔ points of two dimensions: mapping frames, shell mapping, trellis code, precoder
//! (ITU-T V.34 clauses 8 and 9).
