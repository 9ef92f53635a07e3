//! Lists of mailboxes.

/// The mailboxes without empty ones and duplicates. The case of letters is ignored only in the
/// domain (RFC 5321 §2.4).
pub(super) fn without_doubles(mailboxes: &[String]) -> Vec<&str> {
    let same = |a: &str, b: &str| match (a.rsplit_once('@'), b.rsplit_once('@')) {
        (Some((a_local, a_domain)), Some((b_local, b_domain))) => {
            a_local == b_local && a_domain.eq_ignore_ascii_case(b_domain)
        }
        _ => a == b,
    };
    let mut kept: Vec<&str> = Vec::new();
    for mailbox in mailboxes
        .iter()
        .map(|mailbox| mailbox.trim())
        .filter(|mailbox| !mailbox.is_empty())
    {
        if !kept.iter().any(|other| same(other, mailbox)) {
            kept.push(mailbox);
        }
    }
    kept
}
