//! The control channel: 600 symbols a second both ways, 1200 or 2400 bit/s (ITU-T V.34
//! clauses 10.2.4, 12.4, 12.6, 12.8).

pub mod mph;
