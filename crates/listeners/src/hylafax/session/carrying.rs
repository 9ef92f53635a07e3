//! The commands that transfer documents: PORT, PASV and similar commands, STOT, STOU, STOR, RETR,
//! SIZE, MDTM, DELE.

use std::fs::File;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::path::PathBuf;

use super::login::{LoggedIn, Login};
use super::{Session, refused};
use crate::hylafax::commands::Command;
use crate::hylafax::control::Control;
use crate::hylafax::data::{self, Cut, Way};
use crate::hylafax::documents::{NotStored, given};
use crate::hylafax::fax_view;
use crate::hylafax::reply::{Answer, Reply};
use crate::hylafax::times;
use ferrofax_basics::UnixMs;
use ferrofax_rights::Credential;
use ferrofax_spool::{FaxId, document_length, read_document};

/// The folder in which HylaFAX clients see the received faxes.
pub(super) const RECEIVED: &str = "recvq/";

/// The document or fax that a HylaFAX client has named.
enum Named {
    Stored(PathBuf, u64, UnixMs),
    Fax(FaxId),
}

impl Session<'_> {
    pub(super) fn data_way(&mut self, command: Command, said: &str, control: &Control) -> Answer {
        let peer = self.peer();
        let no_port = |error| Reply::new(425, format!("Cannot setup passive connection: {error}."));
        match command {
            Command::Port => {
                self.way = Way::port(said, peer)?;
                Ok(Reply::done(200, "PORT"))
            }
            Command::Eprt => {
                self.way = Way::eprt(said, peer)?;
                Ok(Reply::done(200, "EPRT"))
            }
            _ => {
                let here = control.here().map_err(no_port)?;
                let is_extended = command == Command::Epsv;
                if !is_extended && here.is_ipv6() {
                    return Err(Reply::new(500, "Cannot use PASV with IPv6 connections"));
                }
                let (way, at) = Way::here(here).map_err(no_port)?;
                self.way = way;
                Ok(if is_extended {
                    let text = format!("Entering Extended Passive Mode (|||{}|)", at.port());
                    Reply::new(229, text)
                } else {
                    Reply::new(227, format!("Entering passive mode ({})", six(at)))
                })
            }
        }
    }

    /// Executes STOR, STOT and STOU: receives a document from the HylaFAX client over a data
    /// connection. If the transfer ends early, nothing is stored.
    pub(super) fn store(&mut self, name: Option<&str>, control: &mut Control) -> Answer {
        let bad = || Reply::new(553, "Bad filename; documents are stored in docq or tmp.");
        let wanted = name.map(|name| given(&self.absolute(name)).ok_or_else(bad)).transpose()?;
        if let Some(name) = &wanted
            && self.drafts.values().any(|draft| draft.names(name))
        {
            let text = format!("/{name} belongs to a job that is not submitted yet.");
            return Err(Reply::new(553, text));
        }
        let room = self.house.settings.max_session.saturating_sub(self.documents.size());
        let coming = self.documents.begin(wanted, self.ending).map_err(|error| match error {
            NotStored::TooMany => Reply::new(552, format!("{error}.")),
            NotStored::Disk(_) => Reply::new(452, format!("Error writing output file: {error}.")),
        })?;
        let begun = match name {
            None => format!("FILE: /{} (Opening new data connection).", coming.name),
            Some(name) => format!("Opening new data connection for {name}."),
        };
        let peer = self.peer();
        let stream = opened(std::mem::take(&mut self.way), peer, control, &begun)?;
        let received = data::receive(stream, &coming.file, room, self.packing, control);
        let size = received.map_err(|cut| told(cut, control))?;
        let done = match name {
            None => format!("Transfer complete (FILE: /{}).", coming.name),
            Some(_) => "Transfer complete.".to_owned(),
        };
        self.documents.keep(coming, size, UnixMs::now());
        Ok(Reply::new(226, done))
    }

    /// Executes RETR: sends the HylaFAX client a received fax as TIFF, or a document that the
    /// client has uploaded in this session.
    pub(super) fn retrieve(&mut self, name: &str, control: &mut Control) -> Answer {
        match self.named(name)? {
            Named::Stored(path, ..) => {
                let file = File::open(path).map_err(|_| no_file(name))?;
                self.send(name, file, control)
            }
            Named::Fax(fax) => {
                let person = self.person()?;
                let document = self.house.desk.document(&person, fax, UnixMs::now());
                let path = document.map_err(|_| no_file(name))?;
                let octets = read_document(&path).map_err(|_| no_file(name))?;
                self.send(name, &octets[..], control)
            }
        }
    }

    /// Sends the bytes of the file `what` to the HylaFAX client over a new data connection. Returns
    /// the answer for the control connection.
    pub(super) fn send(
        &mut self,
        what: &str,
        from: impl std::io::Read,
        control: &mut Control,
    ) -> Answer {
        let begun = format!("Opening new data connection for \"{what}\".");
        let peer = self.peer();
        let stream = opened(std::mem::take(&mut self.way), peer, control, &begun)?;
        let sent = data::send(stream, from, self.packing, control);
        sent.map_err(|cut| told(cut, control))?;
        Ok(Reply::new(226, "Transfer complete."))
    }

    pub(super) fn size(&self, name: &str) -> Answer {
        let size = match self.named(name)? {
            Named::Stored(_, size, _) => size,
            Named::Fax(fax) => self.fax_size(fax),
        };
        Ok(Reply::new(213, size.to_string()))
    }

    /// The size of a received fax's document in bytes; 0 if it cannot be read. When a person opens
    /// a fax, the audit log gets a line about it. This function only asks for the size, and writes
    /// no such line.
    pub(super) fn fax_size(&self, fax: FaxId) -> u64 {
        let path = self.house.spool.faxes().document_path(fax);
        path.ok().and_then(|path| document_length(&path).ok()).unwrap_or(0)
    }

    pub(super) fn modified(&self, name: &str) -> Answer {
        let at = match self.named(name)? {
            Named::Stored(_, _, at) => at,
            Named::Fax(fax) => {
                let fax = self.house.desk.fax(&self.person()?, fax);
                let fax = fax.map_err(|_| no_file(name))?.fax;
                fax.ended_at.unwrap_or(fax.started_at)
            }
        };
        Ok(Reply::new(213, times::stamp(at, &self.zone)))
    }

    /// Deletes a document of the session, or a received fax if the user may delete it.
    pub(super) fn delete(&mut self, name: &str) -> Answer {
        match self.named(name)? {
            Named::Stored(..) => _ = self.documents.remove(&self.absolute(name)),
            Named::Fax(fax) => {
                let deleted = self.house.desk.delete(&self.person()?, fax, UnixMs::now());
                deleted.map_err(|error| {
                    let reply = refused(&format!("delete {name}"), &error);
                    if reply.code == 500 { no_file(name) } else { reply }
                })?;
            }
        }
        Ok(Reply::done(250, "DELE"))
    }

    /// Finds the document or fax with this file name, if the HylaFAX client may see it.
    fn named(&self, name: &str) -> Result<Named, Reply> {
        let path = self.absolute(name);
        if let Some((_, document)) = self.documents.find(&path) {
            let path = document.path.to_path_buf();
            return Ok(Named::Stored(path, document.size, document.at));
        }
        let fax = path.trim_start_matches('/').strip_prefix(RECEIVED).and_then(fax_view::named);
        let fax = fax.filter(|_| self.sees_faxes()).ok_or_else(|| no_file(name))?;
        // A fax that the user may not see looks like one that does not exist.
        self.house.desk.fax(&self.person()?, fax).map_err(|_| no_file(name))?;
        Ok(Named::Fax(fax))
    }

    /// Whether this session may see received faxes. Only users who have logged in with a password
    /// are allowed to see them.
    pub(super) fn sees_faxes(&self) -> bool {
        let is_by_network = |who: &LoggedIn| who.credential == Credential::Settings;
        matches!(&self.login, Login::In(who) if !is_by_network(who))
    }

    /// Completes the path of the file that a HylaFAX client has named. If the client named no
    /// folder, the session's current folder is put before the name.
    pub(super) fn absolute(&self, name: &str) -> String {
        if name.starts_with('/') || self.folder == "/" || name.contains('/') {
            name.to_owned()
        } else {
            format!("{}/{name}", self.folder)
        }
    }
}

/// Opens the data connection for a transfer, and sends the preliminary answer to the HylaFAX
/// client. If the client opens the data connection, it gets the answer before the connection is
/// opened. If the server opens it, the client gets the answer after the connection is open.
fn opened(way: Way, client: IpAddr, control: &mut Control, text: &str) -> Result<TcpStream, Reply> {
    if let Way::Here(_) = way {
        say(control, 150, text)?;
        return way.open(client, control);
    }
    let stream = way.open(client, control)?;
    say(control, 150, text)?;
    Ok(stream)
}

/// Sends the HylaFAX client the first of two answers to one command, for example when a transfer
/// begins. The second answer follows later.
fn say(control: &mut Control, code: u16, text: &str) -> Result<(), Reply> {
    let gone = |_| Reply::new(426, "The client is gone.").last();
    control.send(&Reply::new(code, text)).map_err(gone)
}

/// Converts the reason for which a transfer ended early into the answer that the HylaFAX client
/// gets. If the client cancelled it by ABOR, the first of the two answers is sent here.
fn told(cut: Cut, control: &mut Control) -> Reply {
    match cut {
        Cut::Because(reply) => reply,
        Cut::Gone => Reply::new(426, "The client is gone.").last(),
        Cut::Aborted => {
            let text = "Operation aborted. Data connection closed.";
            match say(control, 426, text) {
                Ok(()) => Reply::new(226, "Abort successful"),
                Err(reply) => reply,
            }
        }
    }
}

pub(super) fn no_file(name: &str) -> Reply {
    Reply::new(550, format!("{name}: No such file or directory."))
}

/// Writes an IPv4 address and a port as six numbers with commas between them, as the answer to PASV
/// has them: `192,0,2,1,18,103`.
fn six(at: SocketAddr) -> String {
    let [high, low] = at.port().to_be_bytes();
    format!("{},{high},{low}", at.ip().to_string().replace('.', ","))
}
