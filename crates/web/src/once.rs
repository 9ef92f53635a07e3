//! Makes sure that a form takes effect only once, even if it is submitted twice. Each form contains
//! a unique value, and is recognised by that value and by everything written in it. If a user goes
//! back to a form and fills it in differently, it counts as a new form.

use std::collections::VecDeque;
use std::sync::Mutex;

use serde::Serialize;
use sha2::{Digest, Sha256};

use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_desk::Person;
use ferrofax_network::encoding::hex;

/// The time for which a result is remembered, in milliseconds.
const LASTS_MS: i64 = 5 * 60_000;

/// The greatest number of results that are remembered. If there are more, the oldest are dropped.
const MOST: usize = 1_000;

/// The results of submitted forms that create API keys, webhooks, users or contacts. If a form is
/// submitted again, nothing is created, and the answer shows the same secret, which is shown only
/// in the answer to the form. Contacts have an empty secret.
#[derive(Default)]
pub(super) struct FormResults(Mutex<VecDeque<FormResult>>);

/// The result of a submitted form.
struct FormResult {
    /// The hash of the form, see [`hash`].
    form: [u8; 32],
    /// The number of the API key, webhook or contact.
    id: i64,
    secret: String,
    at: UnixMs,
}

impl FormResults {
    /// Returns the secret that was created when this form was submitted before; otherwise calls
    /// `make` to create it. `make` returns the number of what it has created, and the secret.
    pub(super) fn once<E>(
        &self,
        form: Option<[u8; 32]>,
        now: UnixMs,
        make: impl FnOnce() -> Result<(i64, String), E>,
    ) -> Result<String, E> {
        let Some(form) = form else { return make().map(|(_, secret)| secret) };
        // The lock is held while the secret is created, because the two submissions of a double
        // click arrive at the same time.
        let mut all = lock(&self.0);
        all.retain(|one| now.ms_since(one.at) < LASTS_MS);
        if let Some(known) = all.iter().find(|one| one.form == form) {
            return Ok(known.secret.clone());
        }
        let (id, secret) = make()?;
        if all.len() >= MOST {
            all.pop_front();
        }
        all.push_back(FormResult { form, id, secret: secret.clone(), at: now });
        Ok(secret)
    }

    /// Forgets the secrets of the API key, webhook or contact with this number, because it has
    /// ended. The same form can then create another one.
    pub(super) fn forget(&self, id: i64) {
        lock(&self.0).retain(|one| one.id != id);
    }
}

/// The hash that identifies a submitted form. It is made from the person, the form's unique value
/// `once`, and the content `written`. `None` if `once` is empty.
pub(super) fn hash(person: &Person, once: &str, written: &impl Serialize) -> Option<[u8; 32]> {
    if once.is_empty() {
        return None;
    }
    let all = serde_json::to_vec(&(&person.name, person.by.name(), once, written)).ok()?;
    Some(Sha256::digest(all).into())
}

/// The hash of a submitted form as a text ("mark"); `None` if the form has no unique value. The
/// mark is stored with the jobs ([`ferrofax_rights::order::Order::mark`]), mails and print jobs
/// that the form creates, so that a second submission is recognised.
pub(super) fn mark(person: &Person, once: &str, written: &impl Serialize) -> Option<String> {
    hash(person, once, written).map(|hash| format!("page:{}", hex(&hash)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_makes_one_secret_and_no_more_secrets_are_remembered_than_the_limit() {
        let results = FormResults::default();
        let put = |form: u64, now: i64| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&form.to_be_bytes());
            let made = || Ok::<_, ()>((7, format!("{form} at {now}")));
            results.once(Some(hash), UnixMs(now), made).unwrap()
        };
        assert_eq!((put(1, 0), put(2, 1)), ("1 at 0".to_owned(), "2 at 1".to_owned()));
        assert_eq!((put(1, 2), put(1, LASTS_MS)), ("1 at 0".into(), format!("1 at {LASTS_MS}")));
        results.forget(7);
        assert_eq!(put(2, 3), "2 at 3");
        for form in 0..2_000 {
            put(form, 4);
        }
        assert_eq!(lock(&results.0).len(), MOST);
        let made = |text: &str| Ok::<_, ()>((8, text.to_owned()));
        assert_eq!(results.once(None, UnixMs(5), || made("a")), Ok("a".to_owned()));
        assert_eq!(results.once(None, UnixMs(5), || made("b")), Ok("b".to_owned()));
        assert_eq!(results.once(Some([9; 32]), UnixMs(5), || Err("no")), Err("no"));
    }
}
