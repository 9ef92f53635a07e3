//! The documents of jobs.
