//! Sender addresses that mail servers have rewritten (BATV, SRS), and how to get the original
//! address from them.
//!
//! - BATV (draft-levine-smtp-batv): `prvs=TAG=local@domain`, by which a domain recognises
//!   reports on its own mails. Some servers write `msprvs1=TAG=local@domain` or
//!   `btv1==TAG==local@domain`.
//! - SRS (Sender Rewriting Scheme): `SRS0=HASH=TIME=domain=local@forwarder`, so that a forwarded
//!   mail passes SPF; a second forwarder turns it into
//!   `SRS1=HASH=forwarder==HASH=TIME=domain=local@second`. After SRS0 or SRS1 there may be `+` or
//!   `-` instead of `=`.
//!
//! Anybody who can write a rewritten address can also write the plain one. So a rewritten
//! address gives no permission beyond that of the plain address, and it is accepted only from
//! clients that are trusted with plain addresses.

use ferrofax_basics::value::is_mail_address;

/// Returns the original address, in small letters, of a mail address that BATV or SRS has
/// rewritten. Returns `None` if `address` is not rewritten.
pub fn original(address: &str) -> Option<String> {
    let address = address.to_lowercase();
    let (local, host) = address.rsplit_once('@')?;
    let (local, host) = srs(local).or_else(|| Some((batv(local)?, host)))?;
    let found = format!("{local}@{host}");
    // A mail that was forwarded (SRS) may have been tagged (BATV) before.
    if let Some(within) = local.contains('=').then(|| original(&found)).flatten() {
        return Some(within);
    }
    is_mail_address(&found).then_some(found)
}

/// Removes the tag that BATV adds from the part of a mail address before the `@`.
fn batv(local: &str) -> Option<&str> {
    let (tag, rest) = match local.strip_prefix("btv1==") {
        Some(tagged) => tagged.split_once("==")?,
        None => local
            .strip_prefix("prvs=")
            .or_else(|| local.strip_prefix("msprvs1="))?
            .split_once('=')?,
    };
    (is_tag(tag) && !rest.is_empty()).then_some(rest)
}

/// Finds the original mail address in a part before the `@` that SRS has rewritten. Returns the
/// original address's local part and domain.
fn srs(local: &str) -> Option<(&str, &str)> {
    let behind = |scheme: &str| local.strip_prefix(scheme)?.strip_prefix(['=', '+', '-']);
    let hashed = match behind("srs0") {
        Some(hashed) => hashed,
        None => {
            let mut words = behind("srs1")?.splitn(3, '=');
            let (hash, forwarder) = (words.next()?, words.next()?);
            let rest = words.next()?.strip_prefix(['=', '+', '-'])?;
            (is_tag(hash) && !forwarder.is_empty()).then_some(rest)?
        }
    };
    let mut words = hashed.splitn(4, '=');
    let (hash, time, domain, local) = (words.next()?, words.next()?, words.next()?, words.next()?);
    (is_tag(hash) && is_tag(time) && !domain.is_empty() && !local.is_empty())
        .then_some((local, domain))
}

/// Whether a text could be a hash or a time in a mail address that SRS has rewritten: it has only
/// characters of Base64.
fn is_tag(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/._-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_was_before_is_found_in_it() {
        for (rewritten, plain) in [
            ("prvs=4053dd5ba7=alice@example.com", "alice@example.com"),
            ("PRVS=4053DD5BA7=Alice@Example.com", "alice@example.com"),
            ("msprvs1=17690abc=alice@example.com", "alice@example.com"),
            ("btv1==1234abc==alice@example.com", "alice@example.com"),
            ("srs0=hhh=tt=example.com=alice@forwarder.example", "alice@example.com"),
            ("SRS0+h+/h=TT=example.com=alice=x@forwarder.example", "alice=x@example.com"),
            (
                "srs1=hhh=forwarder.example==hhh=tt=example.com=alice@second.example",
                "alice@example.com",
            ),
            (
                "srs1=hhh=forwarder.example=+hhh=tt=example.com=alice@second.example",
                "alice@example.com",
            ),
            (
                "srs0=hhh=tt=example.com=prvs=4053dd5ba7=alice@forwarder.example",
                "alice@example.com",
            ),
        ] {
            assert_eq!(original(rewritten).as_deref(), Some(plain), "{rewritten}");
        }
    }

    #[test]
    fn what_was_not_rewritten_is_left_alone() {
        for address in [
            "alice@example.com",
            "alice=x@example.com",
            "prvs=alice@example.com",
            "prvs==alice@example.com",
            "prvs=a b=alice@example.com",
            "srs0=hhh=tt=example.com@forwarder.example",
            "srs0=hhh=tt==alice@forwarder.example",
            "srs1=hhh=forwarder=hhh=tt=example.com=alice@second.example",
            "srs0x=hhh=tt=example.com=alice@forwarder.example",
            "srs0=hhh=tt=example .com=alice@forwarder.example",
            "",
            "prvs=1=",
        ] {
            assert_eq!(original(address), None, "{address}");
        }
    }
}
