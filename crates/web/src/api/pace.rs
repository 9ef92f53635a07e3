//! The limit of requests: how many requests the API keys of one user may make in a minute. Each
//! answer names the limit and the number of requests that are left, in the header fields of
//! draft-ietf-httpapi-ratelimit-headers-10.

use std::collections::HashMap;
use std::sync::Mutex;

use axum::http::HeaderValue;
use axum::http::header::{HeaderName, RETRY_AFTER};
use axum::response::Response;

use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// The length of the window in which requests are counted, in milliseconds.
const WINDOW_MS: i64 = 60_000;

/// The number of counts in memory, one for each user, at which the counts whose window has ended
/// are deleted.
const USERS: usize = 10_000;

/// Counts the requests of each user. A count begins with the first request, and ends a minute
/// later.
pub(super) struct Paces {
    /// The greatest number of requests in a window; 0: any number.
    most: u32,
    counts: Mutex<HashMap<String, (UnixMs, u32)>>,
}

/// How many requests a user has left in the present window, after a request was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    most: u32,
    left: u32,
    /// The time until the window ends, in seconds.
    reset_s: i64,
    pub(super) is_over: bool,
}

impl Paces {
    pub(super) fn new(most: u32) -> Self {
        Self { most, counts: Mutex::default() }
    }

    /// Counts a request of this user. `None` if there is no limit.
    pub(super) fn count(&self, user: &str, now: UnixMs) -> Option<Pace> {
        if self.most == 0 {
            return None;
        }
        // If a window begins in the future, the clock was set back after its beginning. This window
        // has ended, too.
        let is_open = |begun: &UnixMs| (0..WINDOW_MS).contains(&now.ms_since(*begun));
        let mut counts = lock(&self.counts);
        if counts.len() >= USERS {
            counts.retain(|_, (begun, _)| is_open(begun));
        }
        let (begun, count) = counts.entry(user.to_owned()).or_insert((now, 0));
        if !is_open(begun) {
            (*begun, *count) = (now, 0);
        }
        let is_over = *count >= self.most;
        if !is_over {
            *count += 1;
        }
        let reset_s = (WINDOW_MS - now.ms_since(*begun) + 999) / 1_000;
        Some(Pace { most: self.most, left: self.most - *count, reset_s, is_over })
    }
}

impl Pace {
    /// The text of the error answer if the limit is exceeded.
    pub(super) fn refusal(&self) -> String {
        format!("A user's API keys may make {} requests in a minute", self.most)
    }

    /// Adds the header fields about the limit of requests to an answer.
    pub(super) fn told(&self, mut response: Response) -> Response {
        let Self { most, left, reset_s, is_over } = self;
        let mut put = |name: HeaderName, text: String| {
            if let Ok(value) = HeaderValue::from_str(&text) {
                response.headers_mut().insert(name, value);
            }
        };
        put(POLICY, format!("\"requests\";q={most};w={}", WINDOW_MS / 1_000));
        put(LEFT, format!("\"requests\";r={left};t={reset_s}"));
        if *is_over {
            put(RETRY_AFTER, reset_s.to_string());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_has_so_many_requests_in_a_minute_and_others_have_their_own() {
        let paces = Paces::new(3);
        let count = |user: &str, ms: i64| {
            let pace = paces.count(user, UnixMs(ms)).unwrap();
            (pace.left, pace.reset_s, pace.is_over)
        };
        assert_eq!(count("alice", 1_000), (2, 60, false));
        assert_eq!(count("alice", 1_001), (1, 60, false));
        assert_eq!(count("alice", 31_000), (0, 30, false));
        assert_eq!(count("alice", 60_999), (0, 1, true), "one too many");
        assert_eq!(count("bob", 60_999), (2, 60, false));
        assert_eq!(count("alice", 61_000), (2, 60, false), "a new minute");
        assert_eq!(count("alice", 500), (2, 60, false), "the clock was put back");
        assert_eq!(Paces::new(0).count("alice", UnixMs(1)), None, "no limit");
    }

    #[test]
    fn users_whose_minute_has_passed_are_forgotten() {
        let paces = Paces::new(3);
        (0..USERS).for_each(|user| _ = paces.count(&user.to_string(), UnixMs(1)));
        paces.count("alice", UnixMs(WINDOW_MS + 1));
        assert_eq!(lock(&paces.counts).len(), 1);
    }
}
