//! Personal data in logs: numbers, names and subjects are shown only if the administrator has
//! allowed it.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

static SHOW: AtomicBool = AtomicBool::new(false);

/// Sets whether logs show personal data (`log_personal_data = yes` in ferrofax.conf). Off by
/// default.
pub fn show_in_logs(show: bool) {
    SHOW.store(show, Ordering::Relaxed);
}

/// Wraps a number, a name or an address for a log line. If logs may show personal data, it is shown
/// in full. Otherwise only its last two characters are shown, or none if it has fewer than six
/// characters.
#[derive(Clone, Copy)]
pub struct Pii<T>(pub T);

impl<T: fmt::Display> fmt::Display for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0.to_string();
        if SHOW.load(Ordering::Relaxed) {
            return f.write_str(&whole);
        }
        let count = whole.chars().count();
        if count < 6 {
            return f.write_str("…");
        }
        f.write_str("…")?;
        whole.chars().skip(count - 2).try_for_each(|c| fmt::Write::write_char(f, c))
    }
}

impl<T: fmt::Display> fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_all_but_the_end() {
        assert_eq!(Pii("+4999112345").to_string(), "…45");
        assert_eq!(Pii("2101").to_string(), "…");
    }
}
