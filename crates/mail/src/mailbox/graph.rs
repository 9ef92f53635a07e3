//! Reads the mailbox by Microsoft Graph (learn.microsoft.com/graph/api, version 1.0), for
//! organisations that have disabled IMAP. Graph reports new mails only to programs that have a web
//! address. Ferrofax needs none: it lists the folder every `poll_seconds` seconds.
//!
//! Graph gives a mail another ID when the mail is moved (Ferrofax uses Graph's usual IDs, not the
//! immutable ones). So a mail that somebody has moved away is not found under its old ID. If it is
//! moved back, it looks like a new mail.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use hyper::Method;
use hyper::header::CONTENT_TYPE;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::fault::Fault;
use super::link::Stop;
use super::settings::MailboxSettings;
use super::transport::{Mail, Selected, Transport, Waits, Wanted};
use crate::graph::{Graph, GraphError, Session, Token, accepted, escaped, id_of};
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::header;
use ferrofax_network::encoding::hex;
use ferrofax_network::outward::{Limits, OutwardError};
use ferrofax_spool::{MailLogin, Spool};

/// The number of mails on one page of a list that Microsoft Graph returns.
const PAGE: usize = 500;

/// The maximum number of pages that are read of one list of mails.
const MOST_PAGES: usize = 400;

/// The maximum size of an answer of Graph in bytes, except for an answer that contains a mail.
const LONGEST_ANSWER: usize = 1 << 20;

/// The time limit for the answer with a whole mail, as a multiple of `timeout_seconds`.
const FETCH_TIMES: u32 = 5;

/// The name of the request for a folder in the texts of [`Fault`]. The next three constants are the
/// names of other requests.
const FOLDER: &str = "the request for a folder";
const LIST: &str = "the request for the list of mails";
const MAIL: &str = "the request for a mail";
const MOVE: &str = "the request to move a mail";

/// The header fields by whose digest a mail is recognised if it is fetched again.
const FIELDS: [&str; 7] = ["received", "message-id", "date", "from", "to", "cc", "subject"];

/// The interval at which a waiting thread checks whether the service is stopping.
const LOOK: Duration = Duration::from_millis(100);

/// Makes the value by which requests about the mailbox of the settings are sent to Microsoft Graph.
pub(super) fn mailbox(settings: &MailboxSettings, spool: &Spool) -> Graph {
    let login = MailLogin::of(spool.folder());
    Graph::new(&settings.graph, &settings.user, settings.ca.as_deref(), login)
}

/// One connection to a mailbox at Microsoft Graph, for the loop in `mod.rs`.
pub(super) struct ByGraph<'a> {
    graph: &'a Graph,
    session: Session<'a>,
    token: Token,
    stop: Stop<'a>,
    within: Duration,
    poll: Duration,
    /// The ID of the folder whose mails are faxed.
    folder: String,
    /// The IDs of the mailbox's folders, by the names that the settings use.
    folders: HashMap<String, String>,
}

/// A folder of the mailbox.
#[derive(Debug)]
pub(super) struct Folder {
    id: String,
    /// The number of mails in the folder.
    pub(super) mails: u32,
}

impl<'a> ByGraph<'a> {
    pub(super) fn open(
        graph: &'a Graph,
        settings: &MailboxSettings,
        token: Token,
        stop: Stop<'a>,
    ) -> Result<Self, Fault> {
        let within = Duration::from_secs(settings.timeout_seconds);
        let limits = Limits { time: within, size: LONGEST_ANSWER };
        let session = graph
            .session(token.clone(), limits, stop)
            .map_err(|error| of(FOLDER, settings.timeout_seconds, error))?;
        let poll = Duration::from_secs(settings.poll_seconds);
        let (folder, folders) = (String::new(), HashMap::new());
        Ok(Self { graph, session, token, stop, within, poll, folder, folders })
    }

    /// Finds the folder with this name; `None` if it is missing. `A/B` is the folder `B` inside the
    /// folder `A`, as in Microsoft's IMAP. `INBOX` is the inbox, even if its name is in another
    /// language.
    pub(super) fn folder(&self, name: &str) -> Result<Option<Folder>, Fault> {
        let mut at: Option<Folder> = None;
        for (depth, part) in name.split('/').enumerate() {
            let next = self.child(at.as_ref(), depth, part)?;
            let Some(next) = next else { return Ok(None) };
            at = Some(next);
        }
        Ok(at)
    }

    /// Returns the ID of the folder with this name. A missing folder is created.
    fn made_folder(&mut self, name: &str) -> Result<String, Fault> {
        if let Some(id) = self.folders.get(name) {
            return Ok(id.clone());
        }
        let mut at: Option<Folder> = None;
        for (depth, part) in name.split('/').enumerate() {
            let next = match self.child(at.as_ref(), depth, part)? {
                Some(next) => next,
                None => self.create(at.as_ref(), depth, (name, part))?,
            };
            at = Some(next);
        }
        let id = at.map(|folder| folder.id).ok_or_else(|| no_folder(name, "it has no name"))?;
        self.folders.insert(name.to_owned(), id.clone());
        Ok(id)
    }

    /// Finds the folder `name` inside the folder `of`, or at the top level if `of` is `None`.
    /// Returns `None` if there is no such folder.
    fn child(
        &self,
        of: Option<&Folder>,
        depth: usize,
        name: &str,
    ) -> Result<Option<Folder>, Fault> {
        if depth == 0 && name.eq_ignore_ascii_case("inbox") {
            let inbox = self.get(FOLDER, "/mailFolders/inbox?$select=id,totalItemCount")?;
            return read_folder(&inbox).map(Some).map_err(|error| self.fault(FOLDER, error));
        }
        let filter = format!("displayName eq '{}'", name.replace('\'', "''"));
        let path = format!(
            "{}?$filter={}&$select=id,displayName,totalItemCount&$top=10",
            children(of),
            escaped(&filter)
        );
        let answer = self.get(FOLDER, &path)?;
        let is_it = |row: &&Value| {
            row["displayName"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(name))
        };
        let rows = answer["value"].as_array();
        let rows = rows.ok_or_else(|| strange(FOLDER, "it is no list"))?;
        let found = rows.iter().find(is_it).map(read_folder).transpose();
        found.map_err(|error| self.fault(FOLDER, error))
    }

    fn create(
        &self,
        of: Option<&Folder>,
        depth: usize,
        (whole, name): (&str, &str),
    ) -> Result<Folder, Fault> {
        let body = json!({ "displayName": name });
        match self.session.post(&children(of), Some(&body)) {
            Ok(made) => {
                log::info!("mailbox: the folder '{whole}' was missing, and is created");
                read_folder(&made).map_err(|error| self.fault(FOLDER, error))
            }
            // Another node has created the folder, or the answer to the first request was lost.
            Err(GraphError::Refused(refusal)) if refusal.status == 409 => {
                let found = self.child(of, depth, name)?;
                found.ok_or_else(|| no_folder(whole, "Graph says that it exists, but not where"))
            }
            Err(error) => Err(match self.fault(FOLDER, error) {
                Fault::Refused { why, .. } => {
                    no_folder(whole, &format!("it is missing and can't be created: {why}"))
                }
                other => other,
            }),
        }
    }

    fn get(&self, command: &'static str, path: &str) -> Result<Value, Fault> {
        self.session.get(path).map_err(|error| self.fault(command, error))
    }

    /// Reads one page of the list of mails. Adds the IDs of the mails that arrived since `since` to
    /// `rows`. Returns the link to the next page; `None` after the last page.
    fn page(
        &self,
        path: &str,
        since: UnixMs,
        rows: &mut Vec<String>,
    ) -> Result<Option<String>, Fault> {
        let listed = |why: &str| strange(LIST, why);
        let answer = self.get(LIST, path)?;
        let found = answer["value"].as_array().ok_or_else(|| listed("it is no list"))?;
        for row in found {
            let id = id_of(row).map_err(|_| listed("a mail has no ID"))?.to_owned();
            let came = row["receivedDateTime"].as_str();
            let came = came.and_then(|text| text.parse::<jiff::Timestamp>().ok());
            let came = came.ok_or_else(|| listed("a mail has no time"))?;
            if came.as_millisecond() >= since.0 {
                rows.push(id);
            }
        }
        let Some(next) = answer.get("@odata.nextLink").filter(|next| !next.is_null()) else {
            return Ok(None);
        };
        let next = next.as_str().filter(|next| !next.starts_with('/'));
        next.map(|next| Some(next.to_owned()))
            .ok_or_else(|| listed("its link to the next page is none"))
    }

    fn fault(&self, command: &'static str, error: GraphError) -> Fault {
        of(command, self.within.as_secs(), error)
    }
}

impl Transport for ByGraph<'_> {
    type Id = String;

    fn open_folder(&mut self, settings: &MailboxSettings) -> Result<Selected, Fault> {
        for folder in [&settings.accepted, &settings.refused, &settings.failed] {
            self.made_folder(folder)?;
        }
        self.folder = self.made_folder(&settings.folder)?;
        Ok(Selected { validity: None })
    }

    fn find(
        &mut self,
        since: UnixMs,
        most: usize,
        is_wanted: &mut dyn FnMut(&String) -> bool,
    ) -> Result<Vec<String>, Fault> {
        let listed = |why: &str| strange(LIST, why);
        let from = jiff::Timestamp::from_millisecond(since.0).unwrap_or_default();
        let filter = format!("receivedDateTime ge {}", from.strftime("%Y-%m-%dT%H:%M:%SZ"));
        let mut path = format!(
            "/mailFolders/{}/messages?$filter={}&$orderby=receivedDateTime\
             &$select=id,receivedDateTime&$top={PAGE}",
            escaped(&self.folder),
            escaped(&filter)
        );
        let mut seen = HashSet::new();
        while seen.len() < MOST_PAGES {
            let mut rows = Vec::new();
            let next = self.page(&path, since, &mut rows)?;
            let wanted: Vec<String> =
                rows.into_iter().filter(|id| is_wanted(id)).take(most).collect();
            if !wanted.is_empty() {
                return Ok(wanted);
            }
            let Some(next) = next else { return Ok(Vec::new()) };
            if (self.stop)() {
                return Err(Fault::Stopped);
            }
            seen.insert(std::mem::replace(&mut path, next));
            if seen.contains(&path) {
                return Err(listed("its pages go round in a circle"));
            }
        }
        Err(listed(&format!("it has more than {MOST_PAGES} pages")))
    }

    fn fetch(&mut self, id: &String, wanted: Wanted) -> Result<Mail, Fault> {
        let size = usize::try_from(wanted.most).unwrap_or(usize::MAX);
        let limits = Limits { time: self.within * FETCH_TIMES, size };
        let session = self.graph.session(self.token.clone(), limits, self.stop);
        let session = session.map_err(|error| self.fault(MAIL, error))?;
        let path = format!("/messages/{}/$value", escaped(id));
        let answered = match session.answer(Method::GET, &path, None, Vec::new()) {
            Err(GraphError::Unanswered(OutwardError::TooLong(_))) => return Ok(Mail::TooLarge),
            answered => answered.map_err(|error| of(MAIL, limits.time.as_secs(), error))?,
        };
        if answered.status != 200 {
            let error = match accepted(&answered) {
                Err(error) => error,
                Ok(_) => GraphError::Strange("a status that is none of a mail"),
            };
            return match (answered.status, self.fault(MAIL, error)) {
                (404, Fault::Refused { .. }) => Ok(Mail::Gone),
                (_, Fault::Refused { why, .. }) => Ok(Mail::NotNow(why)),
                (_, fault) => Err(fault),
            };
        }
        let kind = answered.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let is_page = kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html"));
        if is_page || answered.body.trim_ascii_start().starts_with(b"<") {
            return Err(strange(MAIL, "it is a page; a proxy may be in between"));
        }
        if answered.body.is_empty() {
            return Err(strange(MAIL, "it is empty"));
        }
        Ok(Mail::Whole(answered.body.to_vec()))
    }

    fn move_to(&mut self, id: &String, folder: &str) -> Result<(), Fault> {
        for is_last in [false, true] {
            let to = self.made_folder(folder)?;
            let body = json!({ "destinationId": to });
            let path = format!("/messages/{}/move", escaped(id));
            let error = match self.session.post(&path, Some(&body)) {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            let is_missing = matches!(&error, GraphError::Refused(why) if why.status == 404);
            match self.fault(MOVE, error) {
                // The mail is no longer there, or somebody has deleted the folder meanwhile.
                Fault::Refused { why, .. } if is_missing => {
                    self.folders.remove(folder);
                    if !self.has_mail(id)? {
                        return Ok(());
                    }
                    if is_last {
                        return Err(no_folder(folder, &why));
                    }
                }
                Fault::Refused { why, .. } => return Err(no_folder(folder, &why)),
                fault => return Err(fault),
            }
        }
        Ok(())
    }

    fn lasting_name(&self, id: &String) -> String {
        id.clone()
    }

    /// The digest by which a mail is recognised if it is fetched again. It is made of the header
    /// fields [`FIELDS`], because Graph may return other bytes for each request, such as other
    /// boundaries between the parts. A mail that no mail server has received may lack these fields,
    /// so its digest is made of all bytes.
    fn digest(&self, mail: &[u8]) -> String {
        let mail = header::begun(mail);
        if header::hops(mail) == 0 {
            return hex(&Sha256::digest(mail));
        }
        hex(&header::digest(mail, &FIELDS))
    }

    fn waits(&self) -> Waits {
        Waits { longest: self.poll, search: self.poll }
    }

    fn wait(&mut self, at_most: Duration, _: bool) -> Result<bool, Fault> {
        let until = Instant::now() + at_most;
        while !(self.stop)() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(false);
            }
            std::thread::sleep(left.min(LOOK));
        }
        Err(Fault::Stopped)
    }

    fn close(self) {}
}

impl ByGraph<'_> {
    /// Whether the mailbox still has a mail with this ID.
    fn has_mail(&self, id: &str) -> Result<bool, Fault> {
        let path = format!("/messages/{}?$select=id", escaped(id));
        match self.session.get(&path) {
            Ok(_) => Ok(true),
            Err(GraphError::Refused(why)) if why.status == 404 && !why.is_without_mailbox() => {
                Ok(false)
            }
            Err(error) => Err(self.fault(MOVE, error)),
        }
    }
}

/// The path of the request for the folders inside `of`, or at the top level if `of` is `None`.
fn children(of: Option<&Folder>) -> String {
    match of {
        Some(folder) => format!("/mailFolders/{}/childFolders", escaped(&folder.id)),
        None => "/mailFolders".to_owned(),
    }
}

fn read_folder(row: &Value) -> Result<Folder, GraphError> {
    let mails = row["totalItemCount"].as_u64().unwrap_or(0);
    Ok(Folder { id: id_of(row)?.to_owned(), mails: u32::try_from(mails).unwrap_or(u32::MAX) })
}

fn no_folder(folder: &str, why: &str) -> Fault {
    Fault::Folder { folder: folder.to_owned(), why: why.to_owned() }
}

fn strange(command: &'static str, why: &str) -> Fault {
    Fault::Strange { command, why: why.to_owned() }
}

/// Converts the error of the request `command` into a fault. `within_s` is the request's time limit
/// in seconds.
fn of(command: &'static str, within_s: u64, error: GraphError) -> Fault {
    use OutwardError as Out;
    let unreachable = |why: String| Fault::Unreachable { server: "Graph".to_owned(), why };
    match error {
        GraphError::NoToken(why) => Fault::NoToken(why),
        GraphError::TokenRejected(refusal) => Fault::Login(refusal.to_string()),
        GraphError::Tls(error) => Fault::Tls { server: "Graph".to_owned(), why: error.to_string() },
        GraphError::Strange(why) => strange(command, why),
        GraphError::Unanswered(Out::Stopped) => Fault::Stopped,
        GraphError::Unanswered(Out::Late(_)) => {
            Fault::Late { command, within: Duration::from_secs(within_s) }
        }
        GraphError::Unanswered(Out::TooLong(most)) => Fault::TooLong { command, most },
        GraphError::Unanswered(Out::Broken(why)) => Fault::Broken(why),
        GraphError::Unanswered(other) => unreachable(other.to_string()),
        GraphError::Refused(refusal) => {
            let why = refusal.to_string();
            match refusal.status {
                _ if refusal.wait_s.is_some() => {
                    let wait = Duration::from_secs(refusal.wait_s.unwrap_or(1).into());
                    Fault::Limited { wait }
                }
                _ if refusal.is_without_mailbox() => Fault::NoMailbox(why),
                401 => Fault::Login(why),
                403 => Fault::Forbidden(why),
                _ => Fault::Refused { command, why },
            }
        }
    }
}
