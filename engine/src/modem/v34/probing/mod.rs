//! Phase 2: INFO0, INFOh, tones A and B, line probing (ITU-T V.34 clauses 10.2.2, 12.2).
