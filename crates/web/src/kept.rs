//! Keeps forms that were submitted after their login session had ended, while the user logs in at
//! an OpenID provider.
//!
//! A form belongs to the browser that submitted it: only a cookie of that browser finds the form.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::Mutex;

use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_rights::sessions::Token;

/// The time for which a submitted form is kept until the browser comes back from the login at the
/// OpenID provider, in milliseconds.
const LASTS_MS: i64 = 15 * 60_000;

/// The maximum number of bytes of all submitted forms together that are kept during logins at the
/// OpenID provider. `MOST_OF_ADDRESS` is the maximum number of bytes of the forms of one IP address.
/// If there are more, the oldest forms are dropped.
const MOST: usize = 8 << 20;
const MOST_OF_ADDRESS: usize = 1 << 20;

/// Forms that users submitted after their login session had ended, kept for the next login.
#[derive(Default)]
pub(super) struct KeptWords(Mutex<VecDeque<Kept>>);

struct Kept {
    /// The hash of the value of the cookie that identifies the browser. The value itself is not
    /// stored.
    hash: String,
    address: IpAddr,
    words: Words,
    at: UnixMs,
}

/// A form that was submitted after its login session had ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// The URL to which the form was submitted.
    pub(super) to: String,
    pub(super) form: String,
}

impl Words {
    fn bytes(&self) -> usize {
        self.to.len() + self.form.len()
    }
}

impl KeptWords {
    /// Keeps a submitted form until the browser with this cookie comes back from the login. An
    /// earlier form of the same browser is dropped.
    pub(super) fn keep(&self, cookie: &str, address: IpAddr, words: Words, now: UnixMs) {
        let hash = Token::of(cookie).hash();
        let mut all = lock(&self.0);
        all.retain(|kept| kept.hash != hash && now.ms_since(kept.at) < LASTS_MS);
        all.push_back(Kept { hash, address, words, at: now });
        // The forms of one client are limited first, so that they cannot displace those of others.
        drop_oldest(&mut all, MOST_OF_ADDRESS, |kept| kept.address == address);
        drop_oldest(&mut all, MOST, |_| true);
    }

    /// Returns the submitted form that was kept for the browser with this cookie, and removes it
    /// from this list.
    pub(super) fn take(&self, cookie: &str, now: UnixMs) -> Option<Words> {
        let hash = Token::of(cookie).hash();
        let mut all = lock(&self.0);
        let found = all.iter().position(|kept| kept.hash == hash)?;
        let kept = all.remove(found)?;
        (now.ms_since(kept.at) < LASTS_MS).then_some(kept.words)
    }
}

/// Drops the oldest forms for which `is_meant` is true, until these forms together have at most
/// `most` bytes.
fn drop_oldest(all: &mut VecDeque<Kept>, most: usize, is_meant: impl Fn(&Kept) -> bool) {
    let meant = all.iter().filter(|kept| is_meant(kept));
    let mut bytes: usize = meant.map(|kept| kept.words.bytes()).sum();
    all.retain(|kept| {
        let is_dropped = bytes > most && is_meant(kept);
        if is_dropped {
            bytes -= kept.words.bytes();
        }
        !is_dropped
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    fn words(form: &str) -> Words {
        Words { to: "/in/5/note".to_owned(), form: form.to_owned() }
    }

    #[test]
    fn words_are_their_browsers_once_and_for_a_while() {
        let kept = KeptWords::default();
        kept.keep("a", address(1), words("text=1"), UnixMs(0));
        kept.keep("b", address(1), words("text=2"), UnixMs(0));
        assert_eq!(kept.take("c", UnixMs(1)), None);
        assert_eq!(kept.take("a", UnixMs(1)), Some(words("text=1")));
        assert_eq!(kept.take("a", UnixMs(1)), None);
        assert_eq!(kept.take("b", UnixMs(LASTS_MS)), None, "too late");
        kept.keep("a", address(1), words("text=3"), UnixMs(0));
        kept.keep("a", address(1), words("text=4"), UnixMs(0));
        assert_eq!(kept.take("a", UnixMs(1)), Some(words("text=4")));
        assert_eq!(kept.take("a", UnixMs(1)), None, "a browser has one form");
    }

    #[test]
    fn nobody_fills_the_memory_or_drops_the_forms_of_others() {
        let kept = KeptWords::default();
        let long = words(&"x".repeat(MOST_OF_ADDRESS * 9 / 10));
        kept.keep("mine", address(1), long.clone(), UnixMs(0));
        for cookie in 0..20 {
            kept.keep(&cookie.to_string(), address(2), long.clone(), UnixMs(0));
        }
        assert_eq!(lock(&kept.0).len(), 2);
        assert_eq!(kept.take("18", UnixMs(1)), None);
        assert_eq!(kept.take("19", UnixMs(1)), Some(long.clone()));
        assert_eq!(kept.take("mine", UnixMs(1)), Some(long.clone()));
        for last in 1..=20 {
            kept.keep(&format!("of {last}"), address(last), long.clone(), UnixMs(0));
        }
        let bytes: usize = lock(&kept.0).iter().map(|kept| kept.words.bytes()).sum();
        assert!(bytes <= MOST && bytes > MOST - MOST_OF_ADDRESS, "{bytes}");
        assert_eq!(kept.take("of 1", UnixMs(1)), None);
        assert_eq!(kept.take("of 20", UnixMs(1)), Some(long));
    }
}
