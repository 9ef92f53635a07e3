//! Faxes over networks that lose, repeat, delay and reorder, beside spandsp on the same networks.
