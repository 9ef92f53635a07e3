//! The domains of this fax server, and the position of the fax number in the mail addresses of each
//! domain.

use super::matcher::FormError;

/// A mail domain of the setting `domains`. Mails to addresses in this domain are sent as faxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Domain {
    /// A domain without a star: `fax.example.com`, in lower case.
    Whole(String),
    /// A domain whose first label is a star, such as `*.fax`: the fax number takes the place of the
    /// star. The value is the part after the star, with its dot and in lower case: `.fax`.
    Below(String),
    /// A domain with a star in place of a fax number whose digits are reversed, such as
    /// `*.tpc.example reversed`. The value is the part after the star, with its dot and in lower
    /// case: `.tpc.example`.
    Reversed(String),
}

/// The position of the fax number in a mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// The fax number is in the domain of the mail address. The value is the part of the host that
    /// takes the place of the star: `0991` for the host `0991.fax` and the domain `*.fax`.
    Number(&'a str),
    /// The fax number is in the domain of the mail address, with its digits in reversed order and
    /// dots between them. The value is the part of the host that takes the place of the star in the
    /// domain's setting.
    Reversed(&'a str),
    /// The fax number is in the local part of the address, that is, before the `@`.
    Local,
}

impl Domain {
    pub(super) fn new(text: &str) -> Result<Self, FormError> {
        let (name, is_reversed) = match text.trim().rsplit_once(char::is_whitespace) {
            Some((name, "reversed")) => (name, true),
            _ => (text, false),
        };
        let name = name.trim().trim_end_matches('.').to_ascii_lowercase();
        let (is_below, rest) = match name.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, name.as_str()),
        };
        let is_literal =
            !is_below && rest.starts_with('[') && rest.ends_with(']') && rest.len() > 2;
        let is_name = rest.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        });
        match (is_name || is_literal, is_below, is_reversed) {
            (true, true, true) => Ok(Self::Reversed(format!(".{rest}"))),
            (true, true, false) => Ok(Self::Below(format!(".{rest}"))),
            (true, false, false) => Ok(Self::Whole(rest.to_owned())),
            _ => Err(FormError::Domain(text.to_owned())),
        }
    }

    /// The position of the fax number in a mail address at this host. `None` if the host does not
    /// belong to the domain `self`.
    pub(super) fn place<'a>(&self, host: &'a str) -> Option<Place<'a>> {
        let host = host.strip_suffix('.').unwrap_or(host);
        match self {
            Self::Whole(name) => host.eq_ignore_ascii_case(name).then_some(Place::Local),
            Self::Below(ending) => before(host, ending).map(Place::Number),
            Self::Reversed(ending) => before(host, ending).map(Place::Reversed),
        }
    }

    /// The key by which the domains are sorted. A mail address is compared with domains without a
    /// star first, and with longer ones before shorter ones.
    pub(super) fn rank(&self) -> (bool, usize) {
        match self {
            Self::Whole(name) => (false, usize::MAX - name.len()),
            Self::Below(ending) | Self::Reversed(ending) => (true, usize::MAX - ending.len()),
        }
    }
}

/// The part of the host name `host` before `ending`: `0991` for `0991.fax` and the ending `.fax`.
/// `None` if `host` does not have this ending, or has nothing before it.
fn before<'a>(host: &'a str, ending: &str) -> Option<&'a str> {
    let at = host.len().checked_sub(ending.len()).filter(|at| *at > 0)?;
    let (before, found) = host.split_at_checked(at)?;
    found.eq_ignore_ascii_case(ending).then_some(before)
}
