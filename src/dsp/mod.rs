//! Arithmetic on samples and symbols, without any knowledge of fax: one stage a file.

pub mod level;
