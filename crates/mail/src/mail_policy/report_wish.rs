//! Checks a mail address that the sender of a mail has named for the report mails on the fax. The
//! address must be the sender's own, or in a domain that the settings permit.

use crate::letter::MailWishes;
use ferrofax_spool::value::apart;
use ferrofax_spool::wish::Wish;

/// The error for a mail address to which report mails on a fax must not be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "reports may not go to '{0}'; your own address and those in the permitted domains can be named"
)]
pub(crate) struct NotPermitted(pub(crate) String);

/// Checks whether report mails on a fax are allowed to be sent to the mail addresses that the
/// sender of the faxed mail has named.
pub(crate) fn check_wish(
    wishes: &MailWishes,
    sender: &str,
    report_domains: &[String],
) -> Result<(), NotPermitted> {
    let Some(wish) = wishes.said.get(Wish::Notify) else { return Ok(()) };
    match apart(wish).find(|address| !is_permitted(address, sender, report_domains)) {
        Some(address) => Err(NotPermitted(address.to_owned())),
        None => Ok(()),
    }
}

/// Whether report mails on a fax are allowed to be sent to a mail address: it is the sender's own,
/// or in one of `domains`. A domain is `example.com`, or `*.example.com` for all domains below
/// `example.com`.
pub(crate) fn is_permitted(address: &str, sender: &str, domains: &[String]) -> bool {
    if address.eq_ignore_ascii_case(sender) {
        return true;
    }
    let Some((_, host)) = address.rsplit_once('@') else { return false };
    let host = host.to_ascii_lowercase();
    domains.iter().any(|domain| {
        let domain = domain.to_ascii_lowercase();
        match domain.strip_prefix('*') {
            Some(ending) => {
                host.len() > ending.len() && host.ends_with(ending) && ending.starts_with('.')
            }
            None => host == domain,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_spool::wish::Wishes;

    #[test]
    fn a_wish_cannot_have_reports_sent_just_anywhere() {
        let wish = |notify: &str| MailWishes {
            said: Wishes::default().with(Wish::Notify, notify),
            ..MailWishes::default()
        };
        let domains = ["example.com".to_owned()];
        assert_eq!(
            check_wish(&wish("a@example.com, s@x.example"), "s@x.example", &domains),
            Ok(())
        );
        let refused = check_wish(&wish("a@example.com b@evil.example"), "s@x.example", &domains);
        assert_eq!(refused, Err(NotPermitted("b@evil.example".into())));
        assert_eq!(check_wish(&MailWishes::default(), "", &[]), Ok(()));
    }
}
