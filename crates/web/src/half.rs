//! Logins whose password was right, but which still wait for the second factor. They are kept in
//! memory for a short time.

use std::collections::VecDeque;
use std::sync::Mutex;

use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_network::asker::Voucher;
use ferrofax_rights::Entered;
use ferrofax_rights::sessions::Token;

/// The time for which a login waits for a code or a passkey, in milliseconds.
const LASTS_MS: i64 = 5 * 60_000;

/// The number of codes that can be tried before the password must be entered again.
const MOST_CODES: u32 = 5;

/// The greatest number of logins that wait for a code. If there are more, the oldest are dropped.
const MOST: usize = 1_000;

/// The greatest number of logins of one user that wait for a code.
const MOST_OF_USER: usize = 10;

/// The logins that wait for a code.
#[derive(Default)]
pub(super) struct HalfLogins(Mutex<VecDeque<Half>>);

struct Half {
    /// The hash of the token in the form for the code.
    hash: String,
    entered: Entered,
    tried: u32,
    at: UnixMs,
}

/// Makes room for a new entry in a list that begins with the oldest entry. If the list has
/// `most_same` entries for which `is_same` is true, the oldest of these entries is removed. If the
/// list has `most` entries, the oldest entry is removed.
pub(super) fn make_room<T>(
    all: &mut VecDeque<T>,
    is_same: impl Fn(&T) -> bool,
    most_same: usize,
    most: usize,
) {
    if all.iter().filter(|one| is_same(one)).count() >= most_same
        && let Some(oldest) = all.iter().position(is_same)
    {
        all.remove(oldest);
    }
    if all.len() >= most {
        all.pop_front();
    }
}

impl HalfLogins {
    /// Keeps a login until its code is entered. Returns the token for the form.
    pub(super) fn begin(&self, entered: Entered, now: UnixMs) -> Token {
        let token = Token::fresh();
        let mut all = lock(&self.0);
        all.retain(|half| now.ms_since(half.at) < LASTS_MS);
        let is_of_user =
            |half: &Half| half.entered.user == entered.user && half.entered.by == entered.by;
        make_room(&mut all, is_of_user, MOST_OF_USER, MOST);
        all.push_back(Half { hash: token.hash(), entered, tried: 0, at: now });
        token
    }

    /// Counts an attempt to enter a code for the login with this token, and returns the login.
    /// `None` if there is no such login, if it has expired, or if all attempts are used up.
    pub(super) fn try_code(&self, token: &str, now: UnixMs) -> Option<Entered> {
        let hash = Token::of(token).hash();
        let mut all = lock(&self.0);
        let half = all.iter_mut().find(|half| half.hash == hash)?;
        half.tried += 1;
        let may = half.tried <= MOST_CODES && (0..LASTS_MS).contains(&now.ms_since(half.at));
        may.then(|| half.entered.clone())
    }

    /// Forgets the logins of a user whose password has changed.
    pub(super) fn end_all_of(&self, user: &str, by: Voucher) {
        lock(&self.0).retain(|half| half.entered.user != user || half.entered.by != by);
    }

    /// Forgets a login, after its code was right.
    pub(super) fn end(&self, token: &str) {
        let hash = Token::of(token).hash();
        lock(&self.0).retain(|half| half.hash != hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_rights::Second;

    fn entered(user: &str) -> Entered {
        Entered { user: user.to_owned(), by: Voucher::Settings, second: Second::Code, secrets: 0 }
    }

    #[test]
    fn a_login_waits_for_a_few_codes_and_a_short_time() {
        let halves = HalfLogins::default();
        let token = halves.begin(entered("dora"), UnixMs(0));
        assert_eq!(halves.try_code("other", UnixMs(1)), None);
        for _ in 0..MOST_CODES {
            assert_eq!(halves.try_code(token.text(), UnixMs(1)), Some(entered("dora")));
        }
        assert_eq!(halves.try_code(token.text(), UnixMs(1)), None, "too many");
        let late = halves.begin(entered("dora"), UnixMs(0));
        assert_eq!(halves.try_code(late.text(), UnixMs(LASTS_MS)), None);
        let ended = halves.begin(entered("dora"), UnixMs(0));
        halves.end(ended.text());
        assert_eq!(halves.try_code(ended.text(), UnixMs(1)), None);
        let changed = halves.begin(entered("dora"), UnixMs(0));
        halves.end_all_of("dora", Voucher::Settings);
        assert_eq!(halves.try_code(changed.text(), UnixMs(1)), None, "another password");
        let first = halves.begin(entered("dora"), UnixMs(0));
        (0..=MOST_OF_USER).for_each(|_| drop(halves.begin(entered("emil"), UnixMs(1))));
        assert_eq!(halves.try_code(first.text(), UnixMs(1)), Some(entered("dora")));
        (0..MOST).for_each(|at| drop(halves.begin(entered(&at.to_string()), UnixMs(1))));
        assert_eq!(halves.try_code(first.text(), UnixMs(1)), None, "no room");
    }
}
