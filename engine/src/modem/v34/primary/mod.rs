//! The primary channel: points of two dimensions ↔ samples, and the signals that a line is
//! learned from (ITU-T V.34 clauses 5, 10.1.3, 12.3, 12.5).
