//! The session of ITU-T T.30: what to say next, what to listen for, what came of it. Frames and page bits only, no samples.

pub mod outcome;
