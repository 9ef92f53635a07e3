//! The memory limit for the mails that all sessions are receiving.

use std::sync::atomic::{AtomicU64, Ordering};

/// The memory, in bytes, in which all sessions of the mail server together keep the mails that they
/// are receiving.
#[derive(Debug)]
pub struct Memory {
    left: AtomicU64,
    /// The number of bytes that unknown SMTP clients must leave for known clients.
    for_known: u64,
}

/// The amount of the shared memory that one session has taken. It becomes free for other sessions
/// when this value is dropped.
#[derive(Debug)]
pub(super) struct Share<'a> {
    memory: &'a Memory,
    size: u64,
    /// The number of bytes that this session must leave for others.
    spared: u64,
}

impl Memory {
    /// Creates the memory that all sessions share. Together, they may use this many bytes. A
    /// quarter of them is reserved for known SMTP clients.
    pub fn new(bytes: u64) -> Self {
        Self { left: AtomicU64::new(bytes), for_known: bytes / 4 }
    }

    /// The share of one session, which is empty at first. `is_known` says whether its SMTP client
    /// is known.
    pub(super) fn share(&self, is_known: bool) -> Share<'_> {
        Share { memory: self, size: 0, spared: if is_known { 0 } else { self.for_known } }
    }
}

impl Share<'_> {
    /// Enlarges the amount of the shared memory that this session has taken to at least `size`
    /// bytes. Returns false if the shared memory has too little left.
    pub(super) fn grow(&mut self, size: u64) -> bool {
        let more = size.saturating_sub(self.size);
        let after = |left: u64| left.checked_sub(more).filter(|left| *left >= self.spared);
        let taken = self.memory.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, after);
        if taken.is_ok() {
            self.size += more;
        }
        taken.is_ok()
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.memory.left.fetch_add(self.size, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let memory = Memory::new(100);
        let (mut one, mut two) = (memory.share(true), memory.share(true));
        assert!(one.grow(60) && one.grow(50) && !two.grow(41) && two.grow(40));
        drop(one);
        assert!(two.grow(100) && !two.grow(101));
    }

    #[test]
    fn strangers_leave_a_quarter_for_known_clients() {
        let memory = Memory::new(100);
        let (mut stranger, mut known) = (memory.share(false), memory.share(true));
        assert!(stranger.grow(75) && !stranger.grow(76));
        assert!(known.grow(25) && !known.grow(26));
    }
}
