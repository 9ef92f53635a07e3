//! A session with the server of a mailbox: IMAP4rev1 (RFC 3501) with IDLE (RFC 2177), UIDPLUS
//! (RFC 4315), MOVE (RFC 6851) and SASL-IR (RFC 4959).
//!
//! The library imap-next reads and writes IMAP without any I/O. It limits each answer to
//! [`LONGEST_ANSWER`]; this file limits the sum of the answers to one command, and their time.
//! A mail of any size is fetched in pieces, so no answer is long.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use imap_next::client::{Client, Error, Event, Options};
use imap_next::imap_types::auth::{AuthMechanism, AuthenticateData};
use imap_next::imap_types::command::{Command, CommandBody};
use imap_next::imap_types::core::{Tag, Vec1};
use imap_next::imap_types::fetch::{
    MacroOrMessageDataItemNames, MessageDataItem, MessageDataItemName,
};
use imap_next::imap_types::flag::{Flag, StoreResponse, StoreType};
use imap_next::imap_types::response::{
    Capability, Code, Data, GreetingKind, Status, StatusBody, StatusKind,
};
use imap_next::imap_types::search::SearchKey;
use imap_next::imap_types::sequence::{Sequence, SequenceSet};
use imap_next::imap_types::status::StatusDataItemName;
use imap_next::{Interrupt, Io, State};

use super::fault::Fault;
use super::link::{Link, Stop};
use super::settings::MailboxSettings;
use super::transport::{Mail, Selected, Wanted};
use ferrofax_basics::control_signs::blanked;

/// The size of the pieces in which a mail is fetched, in bytes.
pub(super) const PIECE: u32 = 1 << 20;

/// The longest single answer, in bytes: a piece of a mail, and some words around it.
const LONGEST_ANSWER: u32 = PIECE + (64 << 10);

/// The maximum number of bytes of all answers to one command together.
const MOST_BYTES: usize = 4 << 20;

/// The maximum number of answers to one command that are skipped because they cannot be read.
const MOST_STRANGE: u32 = 100;

/// The maximum number of characters of a server's text that are logged.
const LONGEST_TEXT: usize = 300;

/// The time to wait for the answer to LOGOUT. It is short, because the answer does not matter.
const LAST: Duration = Duration::from_secs(2);

/// The password or access token with which Ferrofax logs in at the mailbox's server.
pub(super) enum Proof {
    Password(String),
    Token(String),
}

/// A session with the server.
pub(super) struct Session<'a> {
    client: Client,
    link: Link<'a>,
    within: Duration,
    tags: u32,
    offers: Offers,
    /// The number of mails in the selected folder.
    exists: u32,
    /// Whether the server has reported a new mail since the last call of [`Self::take_news`].
    news: bool,
    /// Whether an answer to the last command could not be read.
    skipped: bool,
}

/// The extensions that the server offers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Offers {
    pub(super) idle: bool,
    moves: bool,
    uid_plus: bool,
    initial_response: bool,
    login: bool,
    plain: bool,
    xoauth2: bool,
    oauthbearer: bool,
}

/// A part of a server's answer.
enum Heard {
    Data(Data<'static>),
    Status(StatusBody<'static>),
}

impl<'a> Session<'a> {
    /// Connects to the IMAP server and reads its greeting, but does not log in yet.
    pub(super) fn open(settings: &MailboxSettings, stop: Stop<'a>) -> Result<Self, Fault> {
        let link = Link::open(settings, stop)?;
        // After STARTTLS the server does not greet again.
        let greeted = settings.tls == super::settings::MailboxTls::StartTls;
        let mut options = Options::default();
        options.crlf_relaxed = true;
        options.max_response_size = LONGEST_ANSWER;
        options.discard_greeting = greeted;
        let within = Duration::from_secs(settings.timeout_seconds);
        let (client, offers) = (Client::new(options), Offers::default());
        let mut session =
            Self { client, link, within, tags: 0, offers, exists: 0, news: false, skipped: false };
        if !greeted {
            session.greeting()?;
        }
        Ok(session)
    }

    /// Logs in with this password or access token.
    pub(super) fn log_in(&mut self, user: &str, proof: &Proof) -> Result<(), Fault> {
        self.capabilities()?;
        let refused = |status: &StatusBody<'_>| Fault::Login(text_of(status));
        let status = match proof {
            Proof::Password(password) if self.offers.login => {
                let body = CommandBody::login(user.to_owned(), password.clone());
                let body = body.map_err(|_| {
                    Fault::Login("the user name or password has unusual characters".to_owned())
                })?;
                self.run("LOGIN", body, &mut |_| {})?
            }
            Proof::Password(password) if self.offers.plain => {
                let words = format!("\0{user}\0{password}");
                self.authenticate(AuthMechanism::Plain, words.into_bytes(), b"")?
            }
            Proof::Password(_) => {
                return Err(Fault::Login("it takes no login by a password".to_owned()));
            }
            Proof::Token(_) if !self.link.is_encrypted() => {
                return Err(Fault::Login("a token is not sent without TLS".to_owned()));
            }
            Proof::Token(token) if self.offers.xoauth2 => {
                let words = format!("user={user}\x01auth=Bearer {token}\x01\x01");
                self.authenticate(AuthMechanism::XOAuth2, words.into_bytes(), b"")?
            }
            Proof::Token(token) if self.offers.oauthbearer => {
                // RFC 7628 §3.1, with the user name as in RFC 5801 §4.
                let user = user.replace('=', "=3D").replace(',', "=2C");
                let words = format!("n,a={user},\x01auth=Bearer {token}\x01\x01");
                self.authenticate(AuthMechanism::OAuthBearer, words.into_bytes(), b"\x01")?
            }
            Proof::Token(_) => {
                return Err(Fault::Login("it takes no login by a token".to_owned()));
            }
        };
        if status.kind != StatusKind::Ok {
            return Err(refused(&status));
        }
        // Ask for the extensions again, because some servers offer more of them after the login.
        self.capabilities()
    }

    /// The extensions that the server offers.
    pub(super) fn offers(&self) -> Offers {
        self.offers
    }

    /// Whether this folder exists.
    pub(super) fn has_folder(&mut self, folder: &str) -> Result<bool, Fault> {
        let body = CommandBody::status(folder.to_owned(), vec![StatusDataItemName::UidValidity]);
        let body = body.map_err(|_| unwritable(folder))?;
        Ok(self.run("STATUS", body, &mut |_| {})?.kind == StatusKind::Ok)
    }

    /// Makes sure that this folder exists.
    pub(super) fn make_folder(&mut self, folder: &str) -> Result<(), Fault> {
        if self.has_folder(folder)? {
            return Ok(());
        }
        let body = CommandBody::create(folder.to_owned()).map_err(|_| unwritable(folder))?;
        let status = self.run("CREATE", body, &mut |_| {})?;
        if status.kind == StatusKind::Ok {
            log::info!("mailbox: the folder '{folder}' was missing, and is created");
            return Ok(());
        }
        let why = format!("it is missing and can't be created: {}", text_of(&status));
        Err(Fault::Folder { folder: folder.to_owned(), why })
    }

    /// Selects this folder.
    pub(super) fn select(&mut self, folder: &str) -> Result<Selected, Fault> {
        let of_folder = |why: String| Fault::Folder { folder: folder.to_owned(), why };
        let body = CommandBody::select(folder.to_owned()).map_err(|_| unwritable(folder))?;
        let mut validity = None;
        self.exists = 0;
        let status = self.run("SELECT", body, &mut |heard| {
            if let Heard::Status(StatusBody { code: Some(Code::UidValidity(number)), .. }) = heard {
                validity = Some(number);
            }
        })?;
        match (status.kind, status.code.as_ref()) {
            (StatusKind::Ok, Some(Code::ReadOnly)) => {
                Err(of_folder("it can only be read, so no mail can be moved".to_owned()))
            }
            (StatusKind::Ok, _) => Ok(Selected { validity }),
            _ => Err(of_folder(text_of(&status))),
        }
    }

    /// The number of mails in the selected folder.
    pub(super) fn exists(&self) -> u32 {
        self.exists
    }

    /// The UIDs of the mails with these positions in the folder that arrived on this day or later
    /// and are not marked as deleted, the oldest first.
    pub(super) fn since(
        &mut self,
        (first, last): (u32, u32),
        day: NaiveDate,
    ) -> Result<Vec<NonZeroU32>, Fault> {
        let strange = |why: &str| Fault::Strange { command: "SEARCH", why: why.to_owned() };
        let range = SequenceSet::try_from(format!("{first}:{last}").as_str())
            .map_err(|_| strange("there is no such range"))?;
        let day = day.try_into().map_err(|_| strange("there is no such day"))?;
        let keys = vec![SearchKey::SequenceSet(range), SearchKey::Since(day), SearchKey::Undeleted];
        let keys = Vec1::try_from(keys).map_err(|_| strange("there is no key"))?;
        let body = CommandBody::search(None, keys, true);
        let mut found = Vec::new();
        let status = self.run("SEARCH", body, &mut |heard| {
            if let Heard::Data(Data::Search(uids)) = heard {
                found.extend(uids);
            }
        })?;
        ok("SEARCH", &status)?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Fetches a whole mail in pieces, without marking it as read. If the server refuses to give
    /// this mail, other mails may still be fetched.
    pub(super) fn fetch(&mut self, uid: NonZeroU32, wanted: Wanted) -> Result<Mail, Fault> {
        match self.pieces(uid, wanted) {
            Err(fault @ Fault::Refused { .. }) => Ok(Mail::NotNow(fault.to_string())),
            fetched => fetched,
        }
    }

    fn pieces(&mut self, uid: NonZeroU32, wanted: Wanted) -> Result<Mail, Fault> {
        let mut mail = Vec::new();
        loop {
            let at = u32::try_from(mail.len()).unwrap_or(u32::MAX);
            let part = self.piece(uid, at)?;
            // Some servers only guess the size, so a mail that seems a little too large is fetched.
            let size = u64::from(part.size.unwrap_or(0));
            if part.came_ms.is_some_and(|came| came < wanted.since_ms) {
                return Ok(Mail::TooOld);
            }
            if size > wanted.most + wanted.most / 4 {
                return Ok(Mail::TooLarge);
            }
            let Some(bytes) = part.bytes else { return Ok(Mail::Gone) };
            let (is_empty, is_short) = (bytes.is_empty(), bytes.len() < PIECE as usize);
            mail.extend_from_slice(&bytes);
            if mail.len() as u64 > wanted.most {
                return Ok(Mail::TooLarge);
            }
            // Some servers give less than was asked for. If the size does not show that a short
            // piece is the last one, an empty piece after it does.
            if is_empty || (is_short && mail.len() as u64 >= size) {
                return Ok(Mail::Whole(mail));
            }
        }
    }

    fn piece(&mut self, uid: NonZeroU32, at: u32) -> Result<Piece, Fault> {
        let strange = |why: &str| Fault::Strange { command: "FETCH", why: why.to_owned() };
        let length = NonZeroU32::new(PIECE).ok_or_else(|| strange("no length"))?;
        let items = vec![
            MessageDataItemName::Uid,
            MessageDataItemName::InternalDate,
            MessageDataItemName::Rfc822Size,
            MessageDataItemName::BodyExt { section: None, partial: Some((at, length)), peek: true },
        ];
        let body = CommandBody::Fetch {
            sequence_set: SequenceSet::from(Sequence::from(uid)),
            macro_or_item_names: MacroOrMessageDataItemNames::MessageDataItemNames(items),
            uid: true,
        };
        let (mut piece, mut wrong) = (Piece::default(), None);
        let status = self.run("FETCH", body, &mut |heard| {
            if let Heard::Data(Data::Fetch { items, .. }) = heard {
                wrong = piece.take(items.into_inner(), uid, at).err().or(wrong);
            }
        })?;
        ok("FETCH", &status)?;
        if piece.bytes.is_none() && self.skipped {
            return Err(strange("an answer about a mail can't be read"));
        }
        wrong.map_or(Ok(piece), |why| Err(strange(why)))
    }

    /// Moves a mail to another folder: by MOVE if the server supports it, otherwise by COPY and
    /// STORE.
    pub(super) fn move_to(&mut self, uid: NonZeroU32, folder: &str) -> Result<(), Fault> {
        let of_folder = |why: String| Fault::Folder { folder: folder.to_owned(), why };
        let mailbox = || folder.to_owned().try_into().map_err(|_| unwritable(folder));
        let uids = || SequenceSet::from(Sequence::from(uid));
        let mut again = true;
        loop {
            let status = if self.offers.moves {
                let body =
                    CommandBody::Move { sequence_set: uids(), mailbox: mailbox()?, uid: true };
                self.run("MOVE", body, &mut |_| {})?
            } else {
                let body =
                    CommandBody::Copy { sequence_set: uids(), mailbox: mailbox()?, uid: true };
                self.run("COPY", body, &mut |_| {})?
            };
            match status.kind {
                StatusKind::Ok => break,
                // Somebody has deleted the folder meanwhile (RFC 3501 §6.3.11, TRYCREATE).
                _ if again => {
                    again = false;
                    self.make_folder(folder)?;
                }
                _ => return Err(of_folder(text_of(&status))),
            }
        }
        if self.offers.moves {
            return Ok(());
        }
        let body = CommandBody::Store {
            sequence_set: uids(),
            kind: StoreType::Add,
            response: StoreResponse::Silent,
            flags: vec![Flag::Deleted],
            uid: true,
        };
        ok("STORE", &self.run("STORE", body, &mut |_| {})?)?;
        // Without UIDPLUS, EXPUNGE would also remove mails that others have marked as deleted.
        if self.offers.uid_plus {
            let body = CommandBody::ExpungeUid { sequence_set: uids() };
            ok("EXPUNGE", &self.run("EXPUNGE", body, &mut |_| {})?)?;
        }
        Ok(())
    }

    /// Whether the server has reported new mails since the last call.
    pub(super) fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.news)
    }

    /// Asks the server whether there are new mails, without waiting for them.
    pub(super) fn ask_news(&mut self) -> Result<(), Fault> {
        ok("NOOP", &self.run("NOOP", CommandBody::Noop, &mut |_| {})?)
    }

    /// Waits for a time, or until the server reports a new mail. Sends no command.
    pub(super) fn pause(&mut self, time: Duration) -> Result<(), Fault> {
        let deadline = Instant::now() + time;
        let mut work = Work::new("nothing", time);
        while let Some(event) = self.event(&mut work, deadline)? {
            self.note(event, &mut |_| {})?;
            if self.news {
                break;
            }
        }
        Ok(())
    }

    /// Waits by IDLE until the server reports new mails, but not longer than `at_most`.
    pub(super) fn idle(&mut self, at_most: Duration) -> Result<(), Fault> {
        let tag = self.tag();
        self.client.enqueue_command(Command { tag, body: CommandBody::Idle });
        let mut work = Work::new("IDLE", self.within);
        let (mut accepted, mut done) = (None, false);
        let since = Instant::now();
        loop {
            let limit = if accepted.is_some() && !done { since + at_most } else { work.deadline };
            match self.event(&mut work, limit)? {
                None if accepted.is_some() && !done => {
                    done = self.client.set_idle_done().is_some();
                    work = Work::new("IDLE", self.within);
                }
                None => return Err(work.late()),
                Some(Event::IdleAccepted { .. }) => accepted = Some(()),
                Some(Event::IdleRejected { .. }) => {
                    self.offers.idle = false;
                    return Ok(());
                }
                Some(Event::StatusReceived { status: Status::Tagged(_) }) => return Ok(()),
                Some(event) => self.note(event, &mut |_| {})?,
            }
            if self.news && accepted.is_some() && !done {
                done = self.client.set_idle_done().is_some();
                work = Work::new("IDLE", self.within);
            }
        }
    }

    /// Ends the session. Errors are ignored.
    pub(super) fn log_out(mut self) {
        self.within = LAST;
        let _ = self.run("LOGOUT", CommandBody::Logout, &mut |_| {});
    }

    fn greeting(&mut self) -> Result<(), Fault> {
        let mut work = Work::new("a greeting", self.within);
        loop {
            let deadline = work.deadline;
            match self.event(&mut work, deadline)? {
                None => return Err(work.late()),
                Some(Event::GreetingReceived { greeting }) => {
                    return match greeting.kind {
                        GreetingKind::Bye => Err(Fault::Broken(shown(greeting.text.as_ref()))),
                        GreetingKind::Ok | GreetingKind::PreAuth => Ok(()),
                    };
                }
                Some(_) => {}
            }
        }
    }

    fn capabilities(&mut self) -> Result<(), Fault> {
        let mut offers = Offers { login: true, ..Offers::default() };
        let status = self.run("CAPABILITY", CommandBody::Capability, &mut |heard| {
            if let Heard::Data(Data::Capability(all)) = heard {
                all.as_ref().iter().for_each(|one| offers.note(one));
            }
        })?;
        ok("CAPABILITY", &status)?;
        self.offers = offers;
        Ok(())
    }

    /// Logs in by a mechanism for which we send one response. If the server refuses it with a
    /// further challenge, `last` is sent as the answer. Returns the server's status.
    fn authenticate(
        &mut self,
        mechanism: AuthMechanism<'static>,
        response: Vec<u8>,
        last: &'static [u8],
    ) -> Result<StatusBody<'static>, Fault> {
        let tag = self.tag();
        let (body, mut next) = if self.offers.initial_response {
            (CommandBody::authenticate_with_ir(mechanism, response), None)
        } else {
            (CommandBody::authenticate(mechanism), Some(response))
        };
        self.client.enqueue_command(Command { tag, body });
        let mut work = Work::new("AUTHENTICATE", self.within);
        loop {
            let deadline = work.deadline;
            match self.event(&mut work, deadline)? {
                None => return Err(work.late()),
                Some(Event::AuthenticateContinuationRequestReceived { .. }) => {
                    let response = next.take().unwrap_or_else(|| last.to_vec());
                    let data = AuthenticateData::r#continue(response);
                    let _ = self.client.set_authenticate_data(data);
                }
                Some(Event::AuthenticateStatusReceived { status, .. }) => {
                    return match status {
                        Status::Tagged(tagged) => Ok(tagged.body),
                        Status::Untagged(body) => Ok(body),
                        Status::Bye(bye) => Err(Fault::Login(shown(bye.text.as_ref()))),
                    };
                }
                Some(event) => self.note(event, &mut |_| {})?,
            }
        }
    }

    /// Sends a command, and passes each part of the server's answer to `heard`. Returns the status
    /// at the end of the answer.
    fn run(
        &mut self,
        command: &'static str,
        body: CommandBody<'static>,
        heard: &mut dyn FnMut(Heard),
    ) -> Result<StatusBody<'static>, Fault> {
        let tag = self.tag();
        self.client.enqueue_command(Command { tag: tag.clone(), body });
        self.skipped = false;
        let mut work = Work { tag: tag.as_ref().to_owned(), ..Work::new(command, self.within) };
        loop {
            let deadline = work.deadline;
            match self.event(&mut work, deadline)? {
                None => return Err(work.late()),
                Some(Event::StatusReceived { status: Status::Tagged(tagged) })
                    if tagged.tag == tag =>
                {
                    return Ok(tagged.body);
                }
                Some(Event::CommandRejected { status: Status::Tagged(tagged), .. }) => {
                    return Ok(tagged.body);
                }
                Some(event) => self.note(event, heard)?,
            }
        }
    }

    /// Notes the number of mails in the folder, and passes other parts of an answer to `heard`.
    fn note(&mut self, event: Event, heard: &mut dyn FnMut(Heard)) -> Result<(), Fault> {
        match event {
            Event::StatusReceived { status: Status::Bye(bye) } => {
                Err(Fault::Broken(format!("the server says: {}", shown(bye.text.as_ref()))))
            }
            Event::StatusReceived { status: Status::Untagged(body) } => {
                heard(Heard::Status(body));
                Ok(())
            }
            Event::DataReceived { data: Data::Exists(count) } => {
                self.news |= count > self.exists;
                self.exists = count;
                Ok(())
            }
            Event::DataReceived { data: Data::Expunge(_) } => {
                self.exists = self.exists.saturating_sub(1);
                Ok(())
            }
            Event::DataReceived { data } => {
                heard(Heard::Data(data));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Returns the next event of the session; `None` if the deadline has passed.
    fn event(&mut self, work: &mut Work, deadline: Instant) -> Result<Option<Event>, Fault> {
        let mut piece = [0; 16 * 1024];
        loop {
            if Instant::now() >= deadline {
                return Ok(None);
            }
            match self.client.next() {
                Ok(event) => return Ok(Some(event)),
                Err(Interrupt::Io(Io::Output(bytes))) => self.link.send(&bytes, work.deadline)?,
                Err(Interrupt::Io(Io::NeedMoreInput)) => {
                    let Some(count) = self.link.read(&mut piece, deadline)? else {
                        return Ok(None);
                    };
                    work.bytes += count;
                    if work.bytes > MOST_BYTES {
                        let (command, most) = (work.command, MOST_BYTES);
                        return Err(Fault::TooLong { command, most });
                    }
                    self.client.enqueue_input(&piece[..count]);
                }
                Err(Interrupt::Error(error)) => {
                    work.skip(&error)?;
                    self.skipped = true;
                }
            }
        }
    }

    fn tag(&mut self) -> Tag<'static> {
        self.tags = self.tags.wrapping_add(1);
        Tag::try_from(format!("F{}", self.tags)).unwrap_or_else(|_| Tag::unvalidated("F"))
    }
}

/// A command that was sent, and whose answer has not arrived completely.
struct Work {
    command: &'static str,
    tag: String,
    within: Duration,
    deadline: Instant,
    bytes: usize,
    strange: u32,
}

impl Work {
    fn new(command: &'static str, within: Duration) -> Self {
        let deadline = Instant::now() + within;
        Self { command, tag: String::new(), within, deadline, bytes: 0, strange: 0 }
    }

    fn late(&self) -> Fault {
        Fault::Late { command: self.command, within: self.within }
    }

    /// Skips an answer that cannot be read, such as one of an unknown extension. It is an error if
    /// this is the final answer to the command.
    fn skip(&mut self, error: &Error) -> Result<(), Fault> {
        let command = self.command;
        let bytes = match error {
            Error::ResponseTooLong { .. } => {
                return Err(Fault::TooLong { command, most: LONGEST_ANSWER as usize });
            }
            Error::MalformedMessage { discarded_bytes }
            | Error::ExpectedCrlfGotLf { discarded_bytes } => discarded_bytes.declassify(),
        };
        self.strange += 1;
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST_TEXT)]);
        let is_ours = !self.tag.is_empty() && text.starts_with(&self.tag);
        if is_ours || self.strange > MOST_STRANGE || !text.starts_with("* ") {
            // The line may contain a mail, so it is not logged.
            return Err(Fault::Strange { command, why: format!("{} bytes of it", bytes.len()) });
        }
        Ok(())
    }
}

/// A piece of a mail, as the answers to FETCH give it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Piece {
    bytes: Option<Vec<u8>>,
    size: Option<u32>,
    came_ms: Option<i64>,
}

impl Piece {
    /// Stores the data of one answer to FETCH, if the answer is about the mail `uid`. It is an
    /// error if the piece of the mail in the answer does not begin at `at`, or is too long.
    fn take(
        &mut self,
        items: Vec<MessageDataItem<'static>>,
        uid: NonZeroU32,
        at: u32,
    ) -> Result<(), &'static str> {
        let is_it =
            |item: &MessageDataItem<'_>| matches!(item, MessageDataItem::Uid(of) if *of == uid);
        if !items.iter().any(is_it) {
            return Ok(());
        }
        for item in items {
            match item {
                MessageDataItem::Rfc822Size(size) => self.size = Some(size),
                MessageDataItem::InternalDate(date) => {
                    self.came_ms = Some(date.as_ref().timestamp_millis());
                }
                MessageDataItem::BodyExt { section: None, origin, data } => {
                    if origin.is_some_and(|origin| origin != at) || (origin.is_none() && at > 0) {
                        return Err("the piece is another than was asked for");
                    }
                    let bytes = data.0.map(|text| text.into_inner().into_owned());
                    if bytes.as_ref().is_some_and(|bytes| bytes.len() > PIECE as usize) {
                        return Err("the piece is longer than was asked for");
                    }
                    self.bytes = Some(bytes.unwrap_or_default());
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Offers {
    fn note(&mut self, capability: &Capability<'_>) {
        match capability {
            Capability::Idle => self.idle = true,
            Capability::Move => self.moves = true,
            Capability::UidPlus => self.uid_plus = true,
            Capability::SaslIr => self.initial_response = true,
            Capability::LoginDisabled => self.login = false,
            Capability::Auth(AuthMechanism::Plain) => self.plain = true,
            Capability::Auth(AuthMechanism::XOAuth2) => self.xoauth2 = true,
            Capability::Auth(AuthMechanism::OAuthBearer) => self.oauthbearer = true,
            _ => {}
        }
    }
}

fn unwritable(folder: &str) -> Fault {
    Fault::Folder { folder: folder.to_owned(), why: "the name can't be written".to_owned() }
}

fn ok(command: &'static str, status: &StatusBody<'_>) -> Result<(), Fault> {
    match status.kind {
        StatusKind::Ok => Ok(()),
        _ => Err(Fault::Refused { command, why: text_of(status) }),
    }
}

/// The text of a server's answer, on one line and not too long.
fn text_of(status: &StatusBody<'_>) -> String {
    shown(status.text.as_ref())
}

fn shown(text: &str) -> String {
    blanked(text).chars().take(LONGEST_TEXT).collect()
}
