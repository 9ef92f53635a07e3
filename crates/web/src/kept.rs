//! Keeps forms that were submitted after their login session had ended, while the user logs in at
//! an OpenID provider.
//!
//! A form belongs to the browser that submitted it: only a cookie of that browser finds the form.

use std::collections::VecDeque;
use std::sync::Mutex;

use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_rights::sessions::Token;

/// The time for which a submitted form is kept until the browser comes back from the login at the
/// OpenID provider, in milliseconds.
const LASTS_MS: i64 = 15 * 60_000;

/// The maximum number of bytes of all submitted forms together that are kept during logins at the
/// OpenID provider. If there are more, the oldest forms are dropped.
const MOST: usize = 8 << 20;

/// Forms that users submitted after their login session had ended, kept for the next login.
#[derive(Default)]
pub(super) struct KeptWords(Mutex<VecDeque<Kept>>);

struct Kept {
    /// The hash of the value of the cookie that identifies the browser. The value itself is not
    /// stored.
    hash: String,
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
    /// Keeps a submitted form until the browser with this cookie comes back from the login.
    pub(super) fn keep(&self, cookie: &str, words: Words, now: UnixMs) {
        let mut all = lock(&self.0);
        all.retain(|kept| now.ms_since(kept.at) < LASTS_MS);
        all.push_back(Kept { hash: Token::of(cookie).hash(), words, at: now });
        let mut bytes: usize = all.iter().map(|kept| kept.words.bytes()).sum();
        while bytes > MOST
            && let Some(first) = all.pop_front()
        {
            bytes -= first.words.bytes();
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn words(form: &str) -> Words {
        Words { to: "/in/5/note".to_owned(), form: form.to_owned() }
    }

    #[test]
    fn words_are_their_browsers_once_and_for_a_while() {
        let kept = KeptWords::default();
        kept.keep("a", words("text=1"), UnixMs(0));
        kept.keep("b", words("text=2"), UnixMs(0));
        assert_eq!(kept.take("c", UnixMs(1)), None);
        assert_eq!(kept.take("a", UnixMs(1)), Some(words("text=1")));
        assert_eq!(kept.take("a", UnixMs(1)), None);
        assert_eq!(kept.take("b", UnixMs(LASTS_MS)), None, "too late");
        let long = "x".repeat(MOST / 2);
        for name in ["d", "e", "f"] {
            kept.keep(name, words(&long), UnixMs(0));
        }
        assert!(kept.take("d", UnixMs(1)).is_none() && kept.take("f", UnixMs(1)).is_some());
    }
}
