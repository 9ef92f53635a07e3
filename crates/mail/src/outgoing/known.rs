//! Remembers the mails that were handed to the mail server. The module in Asterisk may stop waiting
//! before the mail server answers, and then hands over the same mail again, with the same
//! Message-ID. It must not be sent twice.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use crate::mail_protection::Mail;
use crate::reply::Reply;
use ferrofax_basics::lock::lock;
use ferrofax_network::asker::Envelope;

/// The maximum number of mails that are remembered after the mail server has accepted them.
const MOST: usize = 10_000;

/// The length of the longest name of a mail that is remembered, in bytes.
const LONGEST: usize = 1_000;

/// The mails that the mail server is accepting, and the last ones that it has accepted.
#[derive(Default)]
pub(super) struct Known(Mutex<Mails>);

#[derive(Default)]
struct Mails {
    by_name: BTreeMap<String, Fate>,
    /// The names of the mails that were accepted, the oldest first.
    accepted: VecDeque<String>,
}

enum Fate {
    UnderWay,
    /// The mail server has accepted the mail, with this answer.
    Accepted(String),
}

/// A mail that is being sent. When this is dropped, the mail may be sent again, unless the mail
/// server has accepted it.
pub(super) struct UnderWay<'a> {
    known: &'a Known,
    name: Option<String>,
}

impl Known {
    /// Begins to send a mail. The error is the answer for a mail that need not be sent now: the mail
    /// server has accepted it before, or is accepting it.
    pub(super) fn begin(
        &self,
        envelope: &Envelope,
        bytes: &[u8],
    ) -> Result<UnderWay<'_>, Result<String, Reply>> {
        let name = name_of(envelope, bytes);
        if let Some(name) = &name {
            let mut mails = lock(&self.0);
            match mails.by_name.get(name) {
                Some(Fate::Accepted(answer)) => return Err(Ok(answer.clone())),
                Some(Fate::UnderWay) => {
                    let text = "The mail server has not answered this mail yet";
                    return Err(Err(Reply::later((4, 4, 2), text)));
                }
                None => _ = mails.by_name.insert(name.clone(), Fate::UnderWay),
            }
        }
        Ok(UnderWay { known: self, name })
    }
}

impl UnderWay<'_> {
    /// Notes that the mail server has accepted the mail with this answer.
    pub(super) fn is_accepted(mut self, answer: &str) {
        let Some(name) = self.name.take() else { return };
        let mut mails = lock(&self.known.0);
        mails.by_name.insert(name.clone(), Fate::Accepted(answer.to_owned()));
        mails.accepted.push_back(name);
        if mails.accepted.len() > MOST
            && let Some(oldest) = mails.accepted.pop_front()
        {
            mails.by_name.remove(&oldest);
        }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            lock(&self.known.0).by_name.remove(name);
        }
    }
}

/// The Message-ID and the recipients, which identify a mail. `None` if the mail has no Message-ID.
fn name_of(envelope: &Envelope, bytes: &[u8]) -> Option<String> {
    let id = Mail::of(bytes)?.value("message-id").filter(|id| !id.is_empty())?;
    let to = envelope.recipients.iter().map(|to| to.address.as_str());
    let name = [id.as_str()].into_iter().chain(to).collect::<Vec<_>>().join(" ");
    (name.len() <= LONGEST).then_some(name)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use ferrofax_basics::UnixMs;
    use ferrofax_network::asker::Client;

    fn envelope() -> Envelope {
        Envelope {
            client: Client::at(Ipv4Addr::LOCALHOST.into(), "outgoing", false),
            sender: String::new(),
            envelope_id: None,
            return_full: None,
            utf8: false,
            recipients: Vec::new(),
            received_at: UnixMs(0),
        }
    }

    fn begin(known: &Known, number: usize) -> Result<UnderWay<'_>, Result<String, Reply>> {
        let mail = format!("Message-ID: <{number}@pbx>\r\n\r\nA fax\r\n");
        known.begin(&envelope(), mail.as_bytes())
    }

    #[test]
    fn a_mail_is_sent_once() {
        let known = Known::default();
        let first = begin(&known, 1).unwrap();
        assert!(begin(&known, 1).is_err_and(|answer| answer.is_err()), "it is under way");
        drop(first);
        let again = begin(&known, 1).unwrap();
        again.is_accepted("250 yes");
        assert!(begin(&known, 1).is_err_and(|answer| answer == Ok("250 yes".to_owned())));
        assert!(begin(&known, 2).is_ok());
    }

    #[test]
    fn the_oldest_of_many_mails_is_forgotten() {
        let known = Known::default();
        for number in 0..=MOST {
            begin(&known, number).unwrap().is_accepted("250");
        }
        assert!(begin(&known, 0).is_ok());
        assert!(begin(&known, 1).is_err());
        let mails = lock(&known.0);
        assert_eq!((mails.by_name.len(), mails.accepted.len()), (MOST, MOST));
    }

    #[test]
    fn mails_without_a_name_are_all_sent() {
        let known = Known::default();
        let unnamed =
            [format!("Message-ID: {}\r\n\r\n", "a".repeat(LONGEST + 1)), "\r\n\r\n".into()];
        for mail in unnamed {
            known.begin(&envelope(), mail.as_bytes()).unwrap().is_accepted("250");
            assert!(known.begin(&envelope(), mail.as_bytes()).is_ok());
        }
    }
}
