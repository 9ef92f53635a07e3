//! Turns HTTP requests into IPP requests. A document is written to disk while it arrives (RFC 8010
//! §3.1, §4).

use std::net::IpAddr;
use std::sync::Arc;

use super::operations::Next;
use super::printing::Incoming;
use super::{Caller, Printer};
use crate::ipp::{Malformed, Request, Response, Scanner, Status};
use ferrofax_network::http::{Answer, Head, Reception, Service};

/// The part of the printer that handles its HTTP requests.
pub(super) struct Door {
    printer: Arc<Printer>,
}

/// An IPP request that is being received.
struct Receiving {
    printer: Arc<Printer>,
    caller: Caller,
    state: State,
}

enum State {
    /// The IPP attributes of the request are being received.
    Attributes(Scanner),
    /// The document that follows the IPP attributes of the request is being received.
    Document(Request, Box<Incoming>),
    /// The answer to the request is known; the remaining bytes of the request are ignored.
    Answered(Answer),
}

/// The media type of IPP (RFC 8010 §4).
const IPP: &str = "application/ipp";

impl Door {
    pub(super) fn new(printer: Arc<Printer>) -> Self {
        Self { printer }
    }
}

impl Service for Door {
    fn knows(&self, address: IpAddr) -> bool {
        self.printer.rights.is_named_place(address)
    }

    fn begin(&self, head: Head) -> Result<Box<dyn Reception>, Answer> {
        match head.method.as_str() {
            "POST" if head.content_type == IPP => {}
            "POST" => return Err(Answer::text(415, "This is a printer; it speaks IPP.")),
            "OPTIONS" => {
                // CUPS 2.4 uses this request only to switch to TLS, and does not read the answer.
                let mut answer = Answer::text(200, "");
                answer.headers.push(("Allow", "OPTIONS, POST".to_owned()));
                return Err(answer);
            }
            _ => return Err(Answer::text(405, "This is a printer; it speaks IPP.")),
        }
        let caller = self.caller(head)?;
        let state = State::Attributes(Scanner::default());
        Ok(Box::new(Receiving { printer: Arc::clone(&self.printer), caller, state }))
    }
}

impl Door {
    fn caller(&self, head: Head) -> Result<Caller, Answer> {
        let Printer { rights, logins, .. } = &*self.printer;
        let mut client = head.client;
        let denied = |denied: ferrofax_rights::Denied| Answer::text(403, &denied.text);
        rights.connected(&client).map_err(denied)?;
        let (login, certificate) = (head.login.as_ref(), head.certificate.as_ref());
        client.login = logins.user(self.printer.asking(&client), login, certificate)?;
        if client.login.is_some() {
            head.connected.is_known_now();
        }
        let host = head.host.filter(|host| !host.is_empty());
        Ok(Caller { client, host: host.unwrap_or_else(|| "localhost".to_owned()), guest: None })
    }
}

impl Reception for Receiving {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Answer> {
        match &mut self.state {
            State::Answered(_) => Ok(()),
            State::Document(request, incoming) => match incoming.push(bytes) {
                Ok(()) => Ok(()),
                Err(response) => Err(answer(&response, request)),
            },
            State::Attributes(scanner) => match scanner.push(bytes) {
                Ok(None) => Ok(()),
                Ok(Some(document)) => {
                    let attributes = std::mem::take(scanner).into_bytes();
                    self.asked(attributes)?;
                    if document.is_empty() { Ok(()) } else { self.push(&document) }
                }
                Err(error) => Err(malformed(error, scanner.bytes())),
            },
        }
    }

    fn finish(self: Box<Self>) -> Answer {
        match self.state {
            State::Answered(answer) => answer,
            State::Document(request, incoming) => answer(&incoming.finish(&self.caller), &request),
            // Some clients send an empty request to find out how to log in.
            State::Attributes(scanner)
                if scanner.bytes().is_empty() && self.caller.client.login.is_none() =>
            {
                let asking = self.printer.asking(&self.caller.client);
                self.printer.logins.ask(asking, "This is a printer; it speaks IPP.")
            }
            State::Attributes(scanner) => malformed(Malformed::BrokenOff, scanner.bytes()),
        }
    }
}

impl Receiving {
    /// Handles the attributes of a request after all of them have arrived.
    fn asked(&mut self, attributes: Vec<u8>) -> Result<(), Answer> {
        let head = attributes.get(..8).unwrap_or_default().to_vec();
        let request = Request::read(attributes).map_err(|error| malformed(error, &head))?;
        self.state = match Printer::ask(&self.printer, &mut self.caller, &request) {
            Next::Answer(response) => State::Answered(answer(&response, &request)),
            Next::Document(incoming) => State::Document(request, incoming),
            Next::LogIn(sentence) => {
                let asking = self.printer.asking(&self.caller.client);
                return Err(self.printer.logins.ask(asking, &sentence));
            }
        };
        Ok(())
    }
}

fn answer(response: &Response, request: &Request) -> Answer {
    let body = response.to_bytes(request);
    Answer { status: 200, content_type: IPP, headers: Vec::new(), body }
}

fn malformed(error: Malformed, bytes: &[u8]) -> Answer {
    let Some(request) = Request::head(bytes) else {
        return Answer::text(400, "This is no request of IPP.");
    };
    let status = match error {
        Malformed::TooLong => Status::RequestValueTooLong,
        Malformed::TooMany => Status::RequestEntityTooLarge,
        Malformed::BrokenOff | Malformed::TooDeep | Malformed::Value | Malformed::Tag => {
            Status::BadRequest
        }
    };
    answer(&Response::refused(status, error), &request)
}
