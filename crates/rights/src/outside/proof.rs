//! The check in the child process whether the DNS confirms the sender of a mail, by SPF (RFC 7208),
//! DKIM (RFC 6376) and DMARC's alignment. Signatures, keys and policies are untrusted input.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::hickory_resolver::config::{ResolveHosts, ResolverConfig, ResolverOpts};
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, DmarcResult, MessageAuthenticator, Parameters,
    SpfOutput, SpfResult,
};

use super::cache::{Asker, Keys, NoAddresses, Policies, Senders};
use super::signature::covers;
use super::{Claimed, Unproved};

/// Checks whether the sender's domain confirms the mail. Returns the method by which it confirms
/// the mail, for the audit log.
pub(super) fn proved(
    mail: &Claimed<'_>,
    hostname: &str,
    asker: &Asker,
) -> Result<String, Unproved> {
    let message = AuthenticatedMessage::parse(mail.bytes)
        .ok_or_else(|| Unproved::No("it has no header".to_owned()))?;
    mail.is_from_sender(&message.from)?;
    let authenticator = who_asks_nobody()?;
    let spf =
        if mail.spf_alone { spf(mail, hostname, &authenticator, asker)? } else { SpfResult::None };
    if spf == SpfResult::Pass {
        return Ok(format!("spf of {}", mail.domain()));
    }
    let keys = Keys(asker);
    let signatures =
        at_once(authenticator.verify_dkim(Parameters::new(&message).with_txt_cache(&keys)))?;
    let is_for_now = spf == SpfResult::TempError
        || signatures
            .iter()
            .any(|signature| matches!(signature.result(), DkimResult::TempError(_)));
    let whole: Vec<DkimOutput<'_>> = signatures
        .into_iter()
        .filter(|signature| is_right(signature, &message, mail))
        .collect();
    let is_own = |signature: &DkimOutput<'_>| {
        signature
            .signature()
            .is_some_and(|signed| signed.d.eq_ignore_ascii_case(mail.domain()))
    };
    if whole.iter().any(is_own) {
        return Ok(format!("dkim of {}", mail.domain()));
    }
    if !whole.is_empty() {
        let dmarc = DmarcParameters {
            message: &message,
            dkim_output: &whole,
            dkim2_output: None,
            rfc5321_mail_from_domain: mail.domain(),
            // Only DMARC's result on the signatures is used.
            spf_output: &SpfOutput::new(String::new()),
        };
        let policies = Policies(asker);
        let caches = Parameters::new(dmarc).with_txt_cache(&policies).with_ipv4_cache(&NoAddresses);
        let dmarc = at_once(authenticator.verify_dmarc(caches))?;
        match dmarc.dkim_result() {
            DmarcResult::Pass => return Ok(format!("dmarc of {}", dmarc.domain())),
            DmarcResult::TempError(error) => return Err(Unproved::NotNow(error.to_string())),
            _ => {}
        }
    }
    if is_for_now {
        Err(Unproved::NotNow("the DNS gave no answer".to_owned()))
    } else {
        Err(Unproved::No(format!(
            "the domain {} does not vouch for it by a young DKIM signature of the whole mail with its recipients{}",
            mail.domain(),
            if mail.spf_alone { format!(", nor by SPF ({spf})") } else { String::new() }
        )))
    }
}

/// Checks by SPF whether the mail client's IP address is allowed to send mails for the sender's
/// domain.
fn spf(
    mail: &Claimed<'_>,
    hostname: &str,
    authenticator: &MessageAuthenticator,
    asker: &Asker,
) -> Result<SpfResult, Unproved> {
    let senders = Senders(asker);
    let asked = Parameters::new(SpfParameters::verify_mail_from(
        mail.address,
        &mail.helo,
        hostname,
        &mail.sender,
    ))
    .with_txt_cache(&senders)
    .with_mx_cache(&senders)
    .with_ptr_cache(&senders)
    .with_ipv4_cache(&senders)
    .with_ipv6_cache(&senders);
    let found = at_once(authenticator.verify_spf(asked))?.result();
    Ok(if asker.is_in_doubt.get() { SpfResult::TempError } else { found })
}

/// Whether a DKIM signature of a mail is correct, is aligned with the sender's domain, and covers
/// all parts of the mail that must be signed.
fn is_right(
    signature: &DkimOutput<'_>,
    message: &AuthenticatedMessage<'_>,
    mail: &Claimed<'_>,
) -> bool {
    let passed = *signature.result() == DkimResult::Pass;
    passed && signature.signature().is_some_and(|signed| covers(signed, message, mail))
}

/// Creates mail-auth's verifier without a DNS server. It finds the answer to every question in
/// caches.
fn who_asks_nobody() -> Result<MessageAuthenticator, Unproved> {
    let mut options = ResolverOpts::default();
    options.use_hosts_file = ResolveHosts::Never;
    let nobody = ResolverConfig::from_parts(None, Vec::new(), Vec::new());
    MessageAuthenticator::new(nobody, options).map_err(|error| Unproved::NotNow(error.to_string()))
}

/// Returns the result of a future that is ready at once, without waiting.
fn at_once<T>(future: impl Future<Output = T>) -> Result<T, Unproved> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(found) => Ok(found),
        Poll::Pending => Err(Unproved::NotNow("it waits for what does not come".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outside::question::{Answer, Question};
    use ferrofax_basics::UnixMs;

    const MAIL: &[u8] = b"From: alice@example.com\r\n\r\nx\r\n";

    /// The result of checking a client by SPF alone, from records like `TXT example.com. v=spf1
    /// -all`; `TIMEOUT` does not answer.
    fn by_spf(client: &str, records: &'static [&'static str]) -> Result<String, Unproved> {
        let asker = Asker::new(move |Question { kind, name }| {
            let begin = format!("{kind:?} {name} ").to_lowercase();
            let found: Vec<&str> = records
                .iter()
                .filter(|record| record.to_lowercase().starts_with(&begin))
                .map(|record| &record[begin.len()..])
                .collect();
            match found[..] {
                [] => Answer::Nothing,
                ["TIMEOUT"] => Answer::NotNow,
                _ => Answer::Found(found.iter().map(|record| record.as_bytes().to_vec()).collect()),
            }
        });
        let mail = Claimed {
            address: client.parse().unwrap(),
            helo: "mx.example.com".into(),
            sender: "alice@example.com".into(),
            recipients: vec!["0991@x.fax".into()],
            bytes: MAIL,
            now: UnixMs(0),
            signature_seconds: 0,
            spf_alone: true,
        };
        proved(&mail, "fax.example.org", &asker)
    }

    #[test]
    fn each_mechanism_of_spf_finds_its_answer() {
        for (client, records) in [
            ("192.0.2.1", &["TXT example.com. v=spf1 ip4:192.0.2.0/24 -all"][..]),
            (
                "192.0.2.1",
                &[
                    "TXT example.com. other",
                    "TXT example.com. v=spf1 a -all",
                    "A example.com. 192.0.2.1",
                ],
            ),
            (
                "192.0.2.9",
                &["TXT example.com. v=spf1 a:x.example/24 -all", "A x.example. 192.0.2.1"],
            ),
            ("2001:db8::1", &["TXT example.com. v=spf1 a -all", "AAAA example.com. 2001:db8::1"]),
            (
                "192.0.2.1",
                &[
                    "TXT example.com. v=spf1 mx -all",
                    "MX example.com. 20 b.example.",
                    "MX example.com. 10 a.example.",
                    "A b.example. 192.0.2.1",
                ],
            ),
            (
                "192.0.2.1",
                &[
                    "TXT example.com. v=spf1 include:x.example -all",
                    "TXT x.example. v=spf1 ip4:192.0.2.1 -all",
                ],
            ),
            (
                "192.0.2.1",
                &[
                    "TXT example.com. v=spf1 redirect=x.example",
                    "TXT x.example. v=spf1 ip4:192.0.2.1 -all",
                ],
            ),
            (
                "192.0.2.1",
                &[
                    "TXT example.com. v=spf1 exists:%{ir}.x.example -all",
                    "A 1.2.0.192.x.example. 127.0.0.2",
                ],
            ),
            (
                "2001:db8::1",
                &[
                    "TXT example.com. v=spf1 exists:%{l}.x.example -all",
                    "A alice.x.example. 127.0.0.2",
                ],
            ),
            (
                "192.0.2.1",
                &[
                    "TXT example.com. v=spf1 ptr -all",
                    "PTR  a.example.com.",
                    "A a.example.com. 192.0.2.1",
                ],
            ),
        ] {
            assert_eq!(by_spf(client, records), Ok("spf of example.com".to_owned()), "{records:?}");
        }
    }

    #[test]
    fn what_is_not_said_proves_nothing() {
        for (client, records) in [
            ("192.0.2.1", &[][..]),
            (
                "192.0.2.1",
                &["TXT example.com. v=spf1 a mx ptr exists:x.example include:y.example ?all"],
            ),
            (
                "192.0.2.1",
                &["TXT example.com. v=spf1 exists:x.example -all", "AAAA x.example. 2001:db8::1"],
            ),
            ("2001:db8::1", &["TXT example.com. v=spf1 exists:x.example -all"]),
            (
                "192.0.2.1",
                &["TXT example.com. v=spf1 a:exists?.x.example ~all", "A x.example. 127.0.0.2"],
            ),
            (
                "192.0.2.1",
                &["TXT example.com. v=spf1 -exists:x.example +all", "A x.example. 127.0.0.2"],
            ),
            ("192.0.2.1", &["TXT example.com. v=spf1 exists +all"]),
        ] {
            assert!(
                matches!(by_spf(client, records), Err(Unproved::No(_))),
                "{records:?}: {:?}",
                by_spf(client, records)
            );
        }
    }

    #[test]
    fn what_is_not_answered_is_waited_for() {
        for records in [
            &["TXT example.com. TIMEOUT"][..],
            &["TXT example.com. v=spf1 -exists:x.example +all", "A x.example. TIMEOUT"],
            &["TXT example.com. v=spf1 -mx +all", "MX example.com. TIMEOUT"],
            &["TXT example.com. v=spf1 -a +all", "A example.com. TIMEOUT"],
            &["TXT example.com. v=spf1 include:x.example +all", "TXT x.example. TIMEOUT"],
        ] {
            assert!(
                matches!(by_spf("192.0.2.1", records), Err(Unproved::NotNow(_))),
                "{records:?}"
            );
        }
    }
}
