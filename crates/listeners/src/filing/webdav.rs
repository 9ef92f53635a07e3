//! Filing in a folder of a WebDAV server (RFC 4918), such as Nextcloud. The files get a hidden name
//! first, and are renamed when they are complete.

use std::path::PathBuf;

use hyper::Method;

use super::destination::{Destination, Errand, Trouble};
use super::server::{Server, basic, trouble};
use ferrofax_network::outward::Answered;

/// A folder of a WebDAV server.
pub(super) struct WebDav {
    pub(super) server: Server,
    pub(super) user: String,
    pub(super) secret_file: Option<PathBuf>,
}

impl WebDav {
    fn ask(
        &self,
        method: &str,
        name: &str,
        more: &[(&'static str, String)],
        body: Vec<u8>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Answered, Trouble> {
        let mut headers = more.to_vec();
        if let Some(file) = &self.secret_file {
            headers.push(("authorization", basic(&self.user, file)?));
        }
        let method = Method::from_bytes(method.as_bytes())
            .map_err(|error| Trouble::Unavailable(error.to_string()))?;
        self.server.ask((method, &format!("/{name}")), &headers, body, stop)
    }

    fn put(&self, name: &str, body: Vec<u8>, errand: &Errand<'_>) -> Result<(), Trouble> {
        let headers = [("content-type", "application/octet-stream".to_owned())];
        let answered = self.ask("PUT", name, &headers, body, errand.stop)?;
        match answered.status {
            200..=299 => Ok(()),
            // RFC 4918 §9.7.1: the folder does not exist.
            404 | 409 => Err(Trouble::Unavailable(format!(
                "the folder {} does not exist (HTTP status {})",
                self.server.root(),
                answered.status
            ))),
            _ => Err(trouble(&answered, "an upload")),
        }
    }

    /// Renames a hidden file. Returns false if there is no such file.
    fn rename(&self, from: &str, to: &str, errand: &Errand<'_>) -> Result<bool, Trouble> {
        let headers = [
            ("destination", format!("{}/{to}", self.server.root())),
            ("overwrite", "F".to_owned()),
        ];
        let answered = self.ask("MOVE", from, &headers, Vec::new(), errand.stop)?;
        match answered.status {
            200..=299 => Ok(true),
            404 => Ok(false),
            412 => Err(Trouble::Refused(format!("there is another file named {to} already"))),
            _ => Err(trouble(&answered, "a renaming")),
        }
    }
}

impl Destination for WebDav {
    fn address(&self) -> String {
        self.server.root().to_owned()
    }

    fn prepare(&self, errand: &Errand<'_>) -> Result<(), Trouble> {
        let copies = errand.copies()?;
        let (document, json) = errand.hidden();
        if let (Some(name), Some(text)) = (json, copies.json) {
            self.put(&name, text, errand)?;
        }
        self.put(&document, copies.document, errand)
    }

    fn probe(&self, stop: &dyn Fn() -> bool) -> Result<(), Trouble> {
        let headers = [("depth", "0".to_owned())];
        let answered = self.ask("PROPFIND", "", &headers, Vec::new(), stop)?;
        match answered.status {
            207 => Ok(()),
            _ => Err(trouble(&answered, "a question for the folder")),
        }
    }

    /// If the hidden document is gone, it was visible already, and a reader may have removed it.
    fn publish(&self, errand: &Errand<'_>, is_again: bool) -> Result<(), Trouble> {
        let (hidden, hidden_json) = errand.hidden();
        let (document, json) = errand.files();
        if let (Some(from), Some(to)) = (hidden_json, json) {
            let is_there = self.rename(&from, &to, errand)?;
            check(is_there || is_again, &from)?;
        }
        let is_there = self.rename(&hidden, &document, errand)?;
        check(is_there || is_again, &hidden)
    }
}

fn check(is_there: bool, name: &str) -> Result<(), Trouble> {
    if is_there {
        return Ok(());
    }
    Err(Trouble::Unavailable(format!("the file {name}, which was just uploaded, is missing")))
}
