//! Time limits for a client that sends data to a server.

use std::time::Duration;

/// The time from the beginning of a transfer after which the client's average rate is checked.
const RATE_COUNTS_AFTER: Duration = Duration::from_secs(60);

/// The time limits for a client that sends data.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The longest time that may pass without a byte from the client.
    pub idle: Duration,
    /// The lowest permitted average rate of the client, in bytes per second.
    pub min_rate: u64,
}

impl Pace {
    /// Whether a client that sent `bytes` bytes in the time `elapsed` is slower than `min_rate`.
    pub fn is_too_slow(self, bytes: u64, elapsed: Duration) -> bool {
        let least = self.min_rate.saturating_mul(elapsed.as_secs());
        elapsed > RATE_COUNTS_AFTER && bytes < least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sends_a_byte_now_and_then_is_too_slow_after_a_minute() {
        let pace = Pace { idle: Duration::from_secs(30), min_rate: 500 };
        let is_too_slow = |bytes, seconds| pace.is_too_slow(bytes, Duration::from_secs(seconds));
        assert!(!is_too_slow(0, 60) && is_too_slow(30_499, 61) && !is_too_slow(30_500, 61));
        // Bytes that arrived quickly at the start also count.
        assert!(!is_too_slow(1 << 20, 2_000) && is_too_slow(1 << 20, 2_100));
        let any = Pace { min_rate: 0, ..pace };
        assert!(!any.is_too_slow(0, Duration::MAX));
    }
}
