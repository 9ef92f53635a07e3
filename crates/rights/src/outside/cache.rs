//! Gives the library mail-auth the DNS answers that it needs to verify a mail. mail-auth looks into
//! its caches before it queries the DNS. In this child process, the caches get every answer from
//! the parent process. So mail-auth itself never sends a query, and its futures are ready at once.

use std::borrow::Borrow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Instant;

use mail_auth::common::parse::TxtRecordParser;
use mail_auth::common::to_a_label;
use mail_auth::common::verify::DomainKey;
use mail_auth::dkim::Atps;
use mail_auth::dmarc::Dmarc;
use mail_auth::hickory_resolver::proto::op::ResponseCode;
use mail_auth::spf::{Macro, Mechanism, Spf};
use mail_auth::{DnsError, DnssecStatus, Error, MX, RecordSet, ResolverCache, Txt};

use super::question::{Answer, Kind, Question};

/// Sends DNS questions from the child process to its parent, each question only once.
pub(super) struct Asker {
    ask: Box<dyn Fn(&Question) -> Answer>,
    known: RefCell<HashMap<Question, Answer>>,
    /// Whether a DNS question about IP addresses (A, AAAA or MX records) was not answered. A cache
    /// cannot report this to mail-auth, so the SPF result is then ignored.
    pub(super) is_in_doubt: Cell<bool>,
}

/// The cache of signature keys (DKIM), and of domains that are allowed to sign mails of other
/// domains (`_atps`, RFC 6541).
pub(super) struct Keys<'a>(pub(super) &'a Asker);

/// The cache of DMARC policies, which passes each question of mail-auth to the parent process.
pub(super) struct Policies<'a>(pub(super) &'a Asker);

/// The cache of SPF records, and of the names and IP addresses in them.
pub(super) struct Senders<'a>(pub(super) &'a Asker);

/// A cache without any IP addresses, for those DNS queries of mail-auth whose answers have no
/// effect on the result.
pub(super) struct NoAddresses;

/// The beginning of certain DNS names. Under such a name a domain states where other servers send
/// reports on wrong signatures (RFC 6651). Ferrofax sends no such reports.
const REPORTS: &str = "_report._domainkey.";

/// A prefix by which [`askable`] marks DNS names of the SPF term `exists`.
const EXISTS: &str = "exists?.";

impl Asker {
    pub(super) fn new(ask: impl Fn(&Question) -> Answer + 'static) -> Self {
        Self { ask: Box::new(ask), known: RefCell::default(), is_in_doubt: Cell::new(false) }
    }

    fn answer(&self, kind: Kind, name: &str) -> Answer {
        let question = Question { kind, name: to_a_label(name).into_owned() };
        if let Some(known) = self.known.borrow().get(&question) {
            return known.clone();
        }
        let answer = (self.ask)(&question);
        self.known.borrow_mut().insert(question, answer.clone());
        answer
    }

    /// The answer to a DNS question by which SPF decides which machines are allowed to send mails
    /// for a domain. If there is no answer, `is_in_doubt` is set, so that the result of SPF is
    /// ignored.
    fn sure(&self, kind: Kind, name: &str) -> Answer {
        let answer = self.answer(kind, name);
        if matches!(answer, Answer::NotNow | Answer::NoName) {
            self.is_in_doubt.set(true);
        }
        answer
    }

    /// Queries the TXT records of a DNS name, and returns the first one of the kind `T`.
    fn text<T: TxtRecordParser + Into<Txt>>(
        &self,
        name: &str,
        fit: fn(T) -> mail_auth::Result<T>,
    ) -> Txt {
        let texts = match self.answer(Kind::Txt, name) {
            Answer::Found(texts) => texts,
            Answer::Nothing => return not_found(),
            Answer::NotNow => {
                return Txt::Error(Error::Dns(DnsError::Resolver("no answer".to_owned())));
            }
            Answer::NoName => return Txt::Error(Error::ParseError),
        };
        let mut read = Err(Error::Dns(DnsError::InvalidRecordType));
        for text in texts {
            read = T::parse(&text).and_then(fit);
            if read.is_ok() {
                break;
            }
        }
        read.into()
    }
}

impl Keys<'_> {
    fn at(&self, name: &str) -> Txt {
        if name.starts_with(REPORTS) {
            not_found()
        } else if name.contains("._domainkey.") {
            self.0.text::<DomainKey>(name, Ok)
        } else {
            self.0.text::<Atps>(name, Ok)
        }
    }
}

fn not_found() -> Txt {
    Txt::Error(Error::Dns(DnsError::RecordNotFound(ResponseCode::NXDomain)))
}

/// Rewrites an SPF record so that caches can answer the questions of mail-auth about it. The term
/// `exists` matches if a DNS name has any IP address (RFC 7208 §5.7), but a cache cannot report
/// that a name has none. So `exists` is read as `a` with a mask that matches any address, and its
/// name is marked for [`Senders`]. Explanations (`exp`) are not queried.
fn askable(mut record: Spf) -> mail_auth::Result<Spf> {
    record.exp = None;
    for directive in &mut record.directives {
        if let Mechanism::Exists { macro_string } = &directive.mechanism {
            let name = match macro_string {
                Macro::None => return Err(Error::ParseError),
                Macro::List(parts) => parts.to_vec(),
                part => vec![part.clone()],
            };
            let marked = [vec![Macro::Literal(EXISTS.as_bytes().into())], name].concat();
            directive.mechanism =
                Mechanism::A { macro_string: Macro::List(marked.into()), ip4_mask: 0, ip6_mask: 0 };
        }
    }
    Ok(record)
}

/// Returns the DNS name that a cache key holds. mail-auth's trait `ResolverCache` accepts keys of
/// any type that hashes like a `str`. The name is read from the bytes that the key hashes: the text
/// and an end mark (0xFF, which no text contains).
fn name_of(key: &(impl Hash + ?Sized)) -> String {
    struct Octets(Vec<u8>);
    impl Hasher for Octets {
        fn finish(&self) -> u64 {
            0
        }

        fn write(&mut self, bytes: &[u8]) {
            self.0.extend_from_slice(bytes);
        }
    }
    let mut octets = Octets(Vec::new());
    key.hash(&mut octets);
    octets.0.pop_if(|last| *last == 0xFF);
    String::from_utf8(octets.0).unwrap_or_default()
}

/// Implements mail-auth's trait `ResolverCache` for a type. The cache stores nothing: each look-up
/// runs the given expression, which asks the parent process.
macro_rules! cache {
    ($cache:ty, $key:ty => $value:ty, |$this:ident, $name:ident| $found:expr) => {
        impl ResolverCache<$key, $value> for $cache {
            fn get<Q>(&self, key: &Q) -> Option<$value>
            where
                $key: Borrow<Q>,
                Q: Hash + Eq + ?Sized,
            {
                let ($this, $name) = (self, name_of(key));
                Some($found)
            }

            fn remove<Q>(&self, _: &Q) -> Option<$value>
            where
                $key: Borrow<Q>,
                Q: Hash + Eq + ?Sized,
            {
                None
            }

            fn insert(&self, _: $key, _: $value, _: Instant) {}
        }
    };
}

cache!(Keys<'_>, Box<str> => Txt, |keys, name| keys.at(&name));
cache!(Policies<'_>, Box<str> => Txt, |policies, name| policies.0.text::<Dmarc>(&name, Ok));
cache!(Senders<'_>, Box<str> => Txt, |senders, name| senders.0.text::<Spf>(&name, askable));
cache!(Senders<'_>, Box<str> => RecordSet<MX>, |senders, name| set(exchanges(&senders.0.sure(Kind::Mx, &name))));
cache!(Senders<'_>, Box<str> => RecordSet<Ipv4Addr>, |senders, name| set(match name.strip_prefix(EXISTS) {
    Some(name) => any(&senders.0.sure(Kind::A, name), Ipv4Addr::UNSPECIFIED),
    None => senders.0.sure(Kind::A, &name).records(|address| address.parse().ok()),
}));
// RFC 7208 §5.7: `exists` asks for A records also if the client's address is IPv6.
cache!(Senders<'_>, Box<str> => RecordSet<Ipv6Addr>, |senders, name| set(match name.strip_prefix(EXISTS) {
    Some(name) => any(&senders.0.sure(Kind::A, name), Ipv6Addr::UNSPECIFIED),
    None => senders.0.sure(Kind::Aaaa, &name).records(|address| address.parse().ok()),
}));
// §5.5: if the client's name cannot be found, the check continues as if the client had no name.
cache!(Senders<'_>, IpAddr => RecordSet<Box<str>>, |senders, _name| {
    set(senders.0.answer(Kind::Ptr, "").records(|name| Some(name.into())))
});
cache!(NoAddresses, Box<str> => RecordSet<Ipv4Addr>, |_none, _name| set(Vec::new()));

fn set<T>(records: Vec<T>) -> RecordSet<T> {
    RecordSet { rrset: records.into(), dnssec_status: DnssecStatus::Indeterminate }
}

/// Returns `address` if the DNS answer has any IP address; otherwise nothing.
fn any<T>(answer: &Answer, address: T) -> Vec<T> {
    match answer {
        Answer::Found(records) if !records.is_empty() => vec![address],
        _ => Vec::new(),
    }
}

/// The mail servers that the answer to a DNS question for MX records lists, the preferred one
/// first.
fn exchanges(answer: &Answer) -> Vec<MX> {
    let mut all = answer.records(|record| {
        let (preference, exchange) = record.split_once(' ')?;
        Some(MX { preference: preference.parse().ok()?, exchanges: [exchange.into()].into() })
    });
    all.sort_by_key(|mx| mx.preference);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_seen_in_the_key_of_a_cache() {
        for name in ["", "s._domainkey.example.com.", "m\u{fc}ller.example."] {
            assert_eq!(name_of(name), name);
            assert_eq!(name_of(&Box::<str>::from(name)), name);
        }
    }

    #[test]
    fn a_question_is_put_once_and_in_ascii() {
        let asked = std::rc::Rc::new(Cell::new(0));
        let count = std::rc::Rc::clone(&asked);
        let asker = Asker::new(move |question| {
            count.set(count.get() + 1);
            assert_eq!(question.name, "_dmarc.xn--mller-kva.example.");
            Answer::Found(vec![b"nonsense".to_vec(), b"v=DMARC1; p=none".to_vec()])
        });
        for _ in 0..2 {
            assert!(matches!(
                Policies(&asker).get("_dmarc.m\u{fc}ller.example."),
                Some(Txt::Dmarc(_))
            ));
        }
        assert_eq!(asked.get(), 1);
        let found = Keys(&asker).get("_report._domainkey.example.com.");
        assert!(
            matches!(found, Some(Txt::Error(Error::Dns(DnsError::RecordNotFound(_))))),
            "nobody is told"
        );
    }
}
