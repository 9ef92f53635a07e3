//! The functions of the network printer that parse untrusted bytes, as fuzz tests call them. They
//! work without a spool and without permissions.

use super::queue::Queue;
use super::record::Record;
use super::ticket::Ticket;
use crate::ipp::{Group, Heard, Request, Response, Scanner, Status};
use ferrofax_basics::UnixMs;
use ferrofax_rights::Guest;

/// The result of parsing some bytes as an IPP request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// The code of the IPP operation that is requested.
    pub operation: u16,
    /// The number of bytes of the document, which follows the request.
    pub document: usize,
    /// The answer that the network printer would send to the IPP client.
    pub answer: Vec<u8>,
}

/// Parses bytes as an IPP request, passing them to the parser in pieces of this length. None: the
/// bytes are not a complete request.
pub fn understood(bytes: &[u8], piece: usize) -> Option<Understood> {
    let mut scanner = Scanner::default();
    let mut document = None;
    for piece in bytes.chunks(piece.max(1)) {
        match &mut document {
            Some(length) => *length += piece.len(),
            None => document = scanner.push(piece).ok()?.map(|begin| begin.len()),
        }
    }
    let document = document?;
    let request = Request::read(scanner.into_bytes()).ok()?;
    let begins_well = request.begins_as_it_must();
    let uri = request.text("printer-uri").unwrap_or_default();
    let queue = uri
        .split_once("://")
        .map_or("", |(_, rest)| rest.trim_start_matches(|c| c != '/'));
    let is_known = Queue::of_path(queue).is_some();
    let response = match Ticket::of(&request) {
        Ok(ticket) if begins_well && is_known => {
            Response::ok().with_ignored(Group::unsupported(ticket.ignored))
        }
        Ok(_) => Response::refused(Status::BadRequest, uri),
        Err(unfit) => {
            Response::refused(Status::AttributesOrValuesNotSupported, format!("{unfit:?}"))
        }
    };
    let answer = response.to_bytes(&request);
    Some(Understood { operation: request.operation, document, answer })
}

/// The facts about the print job that an IPP request would create.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Created {
    /// The number of destinations of the print job, each of which would get a fax.
    pub destinations: usize,
    /// The number of bytes of the print job's record, as it would be stored.
    pub bytes: usize,
    /// Whether the print job's record is unchanged after it was written as JSON and read again.
    pub is_same: bool,
}

/// Returns the print job that a request would create, without checking permissions. None: the
/// request would create no print job.
pub fn created(bytes: &[u8]) -> Option<Created> {
    let mut scanner = Scanner::default();
    scanner.push(bytes).ok()??;
    let request = Request::read(scanner.into_bytes()).ok()?;
    let ticket = Ticket::of(&request).ok()?;
    let text = |name: &str| request.text(name).unwrap_or_default().to_owned();
    let record = Record {
        id: 1,
        key: String::new(),
        queue: String::new(),
        guest: Guest::Network("anything".to_owned()),
        user_name: text("requesting-user-name"),
        name: text("job-name"),
        device: String::new(),
        wishes: ticket.wishes,
        options: ticket.options,
        cover: ticket.cover,
        only: ticket.only,
        destinations: ticket.destinations,
        cut: None,
        documents: Vec::new(),
        created_at: UnixMs(0),
        document_at: None,
        closed_at: None,
        had_none: false,
        is_cancelled: false,
    };
    let kept = record.to_json().to_string();
    let again = serde_json::from_str(&kept).ok().and_then(|value| Record::from_json(&value));
    let is_same = again.as_ref() == Some(&record);
    Some(Created { destinations: record.destinations.len(), bytes: kept.len(), is_same })
}

/// Whether Ferrofax's IPP client can read these bytes as an answer of a printer.
pub fn is_an_answer(bytes: &[u8]) -> bool {
    Heard::read(bytes).is_ok_and(|heard| {
        // Read every attribute, so that all of them are decoded.
        let texts = heard
            .jobs()
            .chain(heard.printer())
            .flat_map(|told| told.texts("job-name"))
            .count();
        heard.is_ok() || texts > 0 || heard.message().is_none_or(|message| message.len() < 70_000)
    })
}
