//! What people were writing when their session ended, kept while they log in elsewhere.
//!
//! It is the browser's that has written it: a cookie of that browser finds it, and nothing else.

use std::collections::VecDeque;
use std::sync::Mutex;

use crate::sessions::Token;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;

/// So long it may take until the browser is back, ms.
const LASTS_MS: i64 = 15 * 60_000;

/// All that is kept, bytes; what came first goes first.
const MOST: usize = 8 << 20;

/// What people were writing.
#[derive(Default)]
pub(super) struct KeptWords(Mutex<VecDeque<Kept>>);

struct Kept {
    /// The cookie's value, which stands nowhere.
    hash: String,
    words: Words,
    at: UnixMs,
}

/// A form as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// Where to.
    pub(super) to: String,
    pub(super) form: String,
}

impl Words {
    fn bytes(&self) -> usize {
        self.to.len() + self.form.len()
    }
}

impl KeptWords {
    /// Keeps it for the browser that has this cookie.
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

    /// Gives it back, once.
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
