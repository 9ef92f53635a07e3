//! The transaction of one mail: MAIL, RCPT, then DATA or BDAT, and the reply at the end.

use std::borrow::Cow;

use smtp_proto::{
    MAIL_BODY_7BIT, MAIL_BODY_8BITMIME, MAIL_BODY_BINARYMIME, MAIL_RET_FULL, MAIL_RET_HDRS,
    MAIL_SMTPUTF8, MailFrom, RCPT_NOTIFY_DELAY, RCPT_NOTIFY_FAILURE, RCPT_NOTIFY_NEVER,
    RCPT_NOTIFY_SUCCESS, RcptTo,
};

use super::data::{Body, Chunk, Lost, Text};
use super::trace::received;
use super::{MAX_REFUSED_RECIPIENTS, Next, Protocol, Session, Stage, Terms};
use crate::reply::Reply;
use ferrofax_network::asker::header;
use ferrofax_network::asker::{Envelope, Notify, Recipient};

/// The envelope of a mail while the SMTP client sends it.
pub(super) struct Transaction<'a> {
    sender: String,
    size: u64,
    envelope_id: Option<String>,
    return_full: Option<bool>,
    utf8: bool,
    binary: bool,
    recipients: Vec<Recipient>,
    /// The number of accepted RCPT commands. At the end LMTP gives one answer for each of them.
    answers: usize,
    /// The bytes of the mail that have been received so far in chunks (BDAT). `None` before the
    /// first chunk; also `None` for a mail that is sent after DATA.
    body: Option<Body<'a>>,
}

const KNOWN_MAIL_FLAGS: u64 = MAIL_BODY_7BIT
    | MAIL_BODY_8BITMIME
    | MAIL_BODY_BINARYMIME
    | MAIL_RET_FULL
    | MAIL_RET_HDRS
    | MAIL_SMTPUTF8;
const KNOWN_RCPT_FLAGS: u64 =
    RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY | RCPT_NOTIFY_NEVER;

impl Transaction<'_> {
    pub(super) fn has_chunks(&self) -> bool {
        self.body.is_some()
    }
}

impl<'a> Session<'a> {
    pub(super) fn mail(&mut self, from: MailFrom<String>, sender: String) -> Next {
        if self.client.helo.is_empty() {
            return self.mistake(&Reply::new(503, (5, 5, 1), "EHLO or HELO comes first"));
        }
        if self.transaction.is_some() {
            return self.mistake(&Reply::new(
                503,
                (5, 5, 1),
                "A mail has begun already; RSET forgets it",
            ));
        }
        let transaction = match self.begun(from, sender) {
            Ok(transaction) => transaction,
            Err(reply) => return self.mistake(&reply),
        };
        let size = transaction.size;
        let allowed =
            self.is_small_enough(size).and_then(|()| self.house.room(size)).and_then(|()| {
                let said = (size > 0).then_some(size);
                self.house.policy().sender(&self.client, &transaction.sender, said)
            });
        match allowed {
            Ok(()) => {
                self.transaction = Some(transaction);
                self.answer(250, (2, 1, 0), "Sender is fine")
            }
            Err(reply) => self.refused(&reply),
        }
    }

    /// Checks the parameters of the command MAIL, and begins a transaction.
    fn begun(&self, from: MailFrom<String>, sender: String) -> Result<Transaction<'a>, Reply> {
        let others = from.trans_id.is_some() || from.solicit.is_some() || from.mtrk.is_some();
        let numbers =
            from.by != 0 || from.hold_for != 0 || from.hold_until != 0 || from.mt_priority != 0;
        if others || numbers || from.flags & !KNOWN_MAIL_FLAGS != 0 {
            return Err(Reply::new(555, (5, 5, 4), "A parameter of MAIL is not known here"));
        }
        let is = |flag: u64| from.flags & flag != 0;
        let transaction = Transaction {
            size: from.size as u64,
            envelope_id: from
                .env_id
                .filter(|id| !id.is_empty() && !id.chars().any(char::is_control)),
            return_full: if is(MAIL_RET_FULL) {
                Some(true)
            } else {
                is(MAIL_RET_HDRS).then_some(false)
            },
            utf8: is(MAIL_SMTPUTF8),
            binary: is(MAIL_BODY_BINARYMIME),
            recipients: Vec::new(),
            answers: 0,
            body: None,
            sender,
        };
        check_utf8(&transaction.sender, transaction.utf8)?;
        Ok(transaction)
    }

    fn is_small_enough(&self, size: u64) -> Result<(), Reply> {
        if size > self.terms.max_message { Err(too_large(self.terms.max_message)) } else { Ok(()) }
    }

    /// The size in bytes of the largest mail that may be sent to the accepted recipients.
    fn largest(&self) -> u64 {
        let recipients =
            self.transaction.as_ref().map_or(&[][..], |transaction| &transaction.recipients);
        let said = self.house.policy().largest(&self.client, recipients);
        said.unwrap_or(u64::MAX).min(self.terms.max_message)
    }

    pub(super) fn rcpt(
        &mut self,
        to: &RcptTo<String>,
        address: String,
        original: Option<String>,
    ) -> Next {
        let Some(transaction) = &self.transaction else {
            return self.mistake(&Reply::new(503, (5, 5, 1), "MAIL comes first"));
        };
        if to.flags & !KNOWN_RCPT_FLAGS != 0 || to.rrvs != 0 {
            return self.mistake(&Reply::new(
                555,
                (5, 5, 4),
                "A parameter of RCPT is not known here",
            ));
        }
        // RFC 3461 §4.1: NEVER must be the only word.
        if to.flags & RCPT_NOTIFY_NEVER != 0 && to.flags != RCPT_NOTIFY_NEVER {
            return self.mistake(&Reply::new(501, (5, 5, 4), "NOTIFY=NEVER stands alone"));
        }
        if address.is_empty() {
            return self.mistake(&Reply::new(501, (5, 1, 3), "That is no address of a recipient"));
        }
        if let Err(reply) = check_utf8(&address, transaction.utf8) {
            return self.mistake(&reply);
        }
        // A recipient that is named twice gets only one fax.
        if transaction.recipients.iter().any(|known| known.address == address) {
            return self.accepted(None);
        }
        if transaction.recipients.len() >= self.terms.max_recipients {
            // RFC 5321 §4.5.3.1.10: the SMTP client sends the mail again for the remaining
            // recipients.
            return self.refused(&Reply::new(
                452,
                (4, 5, 3),
                "Too many recipients; send the mail again to the others",
            ));
        }
        let mail_policy = self.house.policy();
        match mail_policy.recipient(
            &self.client,
            &transaction.sender,
            &address,
            &transaction.recipients,
        ) {
            Ok(recipient) => {
                self.accepted(Some(Recipient { original, notify: notify(to.flags), ..recipient }))
            }
            Err(reply) => {
                self.refused_recipients += u32::from(!reply.may_pass());
                if self.refused_recipients < MAX_REFUSED_RECIPIENTS {
                    return self.refused(&reply);
                }
                self.say(&reply);
                self.end(&Reply::new(421, (4, 7, 0), "Too many recipients were refused; goodbye"))
            }
        }
    }

    fn accepted(&mut self, recipient: Option<Recipient>) -> Next {
        if let Some(transaction) = &mut self.transaction {
            transaction.recipients.extend(recipient);
            transaction.answers += 1;
        }
        self.answer(250, (2, 1, 5), "Recipient is fine")
    }

    /// Passes a refusal of the policy to the SMTP client. The reply 421 also ends the session.
    fn refused(&mut self, reply: &Reply) -> Next {
        if reply.code == 421 {
            return self.end(reply);
        }
        self.say(reply);
        Next::Read
    }

    /// Sends the SMTP client the refusal of a mail that was received completely. The mail is
    /// counted like one that the client begins and does not complete.
    fn refused_mail(&mut self, reply: &Reply) -> Next {
        match self.refused(reply) {
            Next::Read => self.count_lost_mail().unwrap_or(Next::Read),
            next => next,
        }
    }

    pub(super) fn data(&mut self) -> Next {
        match self.may_begin() {
            Err(reply) => self.mistake(&reply),
            Ok(transaction) if transaction.binary => {
                self.mistake(&Reply::new(503, (5, 5, 1), "A mail of BODY=BINARYMIME comes by BDAT"))
            }
            Ok(_) => {
                let body = self.new_body();
                self.plain("354 Go on; a dot on a line of its own ends the mail");
                self.stage = Stage::Text(Text::new(body));
                Next::Read
            }
        }
    }

    fn may_begin(&self) -> Result<&Transaction<'a>, Reply> {
        let transaction = self
            .transaction
            .as_ref()
            .ok_or_else(|| Reply::new(503, (5, 5, 1), "MAIL comes first"))?;
        if transaction.recipients.is_empty() {
            return Err(Reply::new(503, (5, 5, 1), "There is no recipient that was accepted"));
        }
        Ok(transaction)
    }

    fn new_body(&self) -> Body<'a> {
        let utf8 = self.transaction.as_ref().is_some_and(|transaction| transaction.utf8);
        let Terms { hostname, protocol, .. } = &self.terms;
        let trace =
            received(&self.client, hostname, *protocol, self.extended, utf8, self.house.now());
        Body::new(self.house.memory().share(self.is_known()), self.largest(), trace)
    }

    pub(super) fn take_text(&mut self, mut text: Text<'a>, bytes: &mut &[u8]) -> Next {
        if text.take(bytes) {
            self.stage = Stage::Command;
            return self.finish(&text.body);
        }
        self.stage = Stage::Text(text);
        Next::Read
    }

    pub(super) fn bdat(&mut self, size: usize, is_last: bool) -> Next {
        // The chunk has to be received in any case, even if the mail is refused.
        if self.may_begin().is_ok()
            && !self.transaction.as_ref().is_some_and(Transaction::has_chunks)
        {
            let body = self.new_body();
            if let Some(transaction) = &mut self.transaction {
                transaction.body = Some(body);
            }
        }
        self.stage = Stage::Chunk(Chunk::new(size, is_last));
        Next::Read
    }

    pub(super) fn take_chunk(&mut self, mut chunk: Chunk, bytes: &mut &[u8]) -> Next {
        let body = self.transaction.as_mut().and_then(|transaction| transaction.body.as_mut());
        if !chunk.take(bytes, body) {
            self.stage = Stage::Chunk(chunk);
            return Next::Read;
        }
        self.stage = Stage::Command;
        if let Err(reply) = self.may_begin() {
            return self.mistake(&reply);
        }
        let Some(body) = self.transaction.as_mut().and_then(|transaction| transaction.body.take())
        else {
            return self.mistake(&Reply::new(503, (5, 5, 1), "MAIL comes first"));
        };
        if chunk.is_last {
            return self.finish(&body);
        }
        match body.whole() {
            Ok(_) => {
                if let Some(transaction) = &mut self.transaction {
                    transaction.body = Some(body);
                }
                self.answer(250, (2, 0, 0), format!("{} bytes are here", chunk.size))
            }
            Err(lost) => {
                // RFC 3030 §2: after a lost chunk, all further chunks must be refused. The
                // transaction is ended here, and chunks without a transaction are refused.
                let reply = refusal(lost, body.limit());
                self.transaction = None;
                self.refused_mail(&reply)
            }
        }
    }

    /// Checks and stores a mail that was received completely, and answers the SMTP client.
    fn finish(&mut self, body: &Body<'_>) -> Next {
        let Some(transaction) = self.transaction.take() else { return self.close() };
        let answers = if self.terms.protocol == Protocol::Lmtp { transaction.answers } else { 1 };
        let kept = self.keep(transaction, body);
        let (Ok(reply) | Err(reply)) = &kept;
        // RFC 2033 §4.2: LMTP gives one answer for each accepted RCPT.
        (1..answers).for_each(|_| self.say(reply));
        match &kept {
            Ok(reply) => {
                self.say(reply);
                Next::Read
            }
            Err(reply) => self.refused_mail(reply),
        }
    }

    fn keep(&self, transaction: Transaction<'_>, body: &Body<'_>) -> Result<Reply, Reply> {
        let (whole, came) = body.whole().map_err(|lost| refusal(lost, body.limit()))?;
        let mail = header::begun(came);
        let (ours, _) = whole.split_at(whole.len() - came.len());
        // The mail may begin with empty lines, which would end the header after this server's
        // lines. So these empty lines are removed.
        let whole = if mail.len() == came.len() {
            Cow::Borrowed(whole)
        } else {
            [ours, mail].concat().into()
        };
        if header::hops(mail) >= header::MOST_HOPS {
            return Err(Reply::new(554, (5, 4, 6), "This mail is in a loop"));
        }
        let envelope = Envelope {
            client: self.client.clone(),
            sender: transaction.sender,
            envelope_id: transaction.envelope_id,
            return_full: transaction.return_full,
            utf8: transaction.utf8,
            recipients: transaction.recipients,
            received_at: self.house.now(),
        };
        self.house.policy().message(&envelope, mail)?;
        let id = self.house.keep(&envelope, &whole)?;
        Ok(Reply::new(250, (2, 0, 0), format!("Kept as {id}")))
    }
}

/// The reply to the SMTP client for a mail that was received but not stored.
fn refusal(lost: Lost, limit: u64) -> Reply {
    match lost {
        Lost::TooLarge => too_large(limit),
        Lost::NoMemory => {
            Reply::new(452, (4, 3, 1), "Too much is under way here; please come again")
        }
    }
}

fn too_large(limit: u64) -> Reply {
    Reply::new(552, (5, 3, 4), format!("A mail may have at most {limit} bytes here"))
}

/// Checks that the SMTP client uses a mail address with characters beyond ASCII only if it has
/// announced SMTPUTF8 for this mail (`said`; RFC 6531 §3.2).
fn check_utf8(address: &str, said: bool) -> Result<(), Reply> {
    if address.is_ascii() || said {
        return Ok(());
    }
    Err(Reply::new(553, (5, 6, 7), "An address beyond ASCII needs SMTPUTF8"))
}

fn notify(flags: u64) -> Option<Notify> {
    let is = |flag: u64| flags & flag != 0;
    (flags != 0).then(|| Notify {
        success: is(RCPT_NOTIFY_SUCCESS),
        failure: is(RCPT_NOTIFY_FAILURE),
        delay: is(RCPT_NOTIFY_DELAY),
    })
}
