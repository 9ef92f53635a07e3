//! Filing in a folder of a WebDAV server (RFC 4918), such as Nextcloud. The files get a hidden name
//! first, and are renamed when they are complete.

use std::path::PathBuf;

use hyper::Method;
use hyper::header::CONTENT_LENGTH;

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
            200 | 201 | 204 => Ok(()),
            // RFC 4918 §9.7.1: the folder does not exist.
            404 | 409 => Err(Trouble::Unavailable(format!(
                "the folder {} does not exist (HTTP status {})",
                self.server.root(),
                answered.status
            ))),
            _ => Err(trouble(&answered, "an upload")),
        }
    }

    /// Looks for a file. Returns its size in bytes, if the server names the size; `None` if there is no
    /// such file.
    fn found(&self, name: &str, errand: &Errand<'_>) -> Result<Option<Option<u64>>, Trouble> {
        let answered = self.ask("HEAD", name, &[], Vec::new(), errand.stop)?;
        let length = answered.headers.get(CONTENT_LENGTH);
        match answered.status {
            200 => Ok(Some(length.and_then(|value| value.to_str().ok()?.parse().ok()))),
            404 => Ok(None),
            _ => Err(trouble(&answered, "a question for a file")),
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
            201 | 204 => Ok(true),
            404 => Ok(false),
            412 if errand.was_begun => self.was_renamed(from, to, errand),
            412 => Err(taken(to)),
            _ => Err(trouble(&answered, "a renaming")),
        }
    }

    /// Whether a hidden file was renamed at an earlier attempt, now that a file has its new name.
    ///
    /// # Errors
    /// The file with the new name is another one.
    fn was_renamed(&self, from: &str, to: &str, errand: &Errand<'_>) -> Result<bool, Trouble> {
        match (self.found(from, errand)?, self.found(to, errand)?) {
            (None, Some(_)) => Ok(true),
            (Some(Some(one)), Some(Some(other))) if one == other => {
                // The file was uploaded again, because the URL of the folder has changed.
                let removed = self.ask("DELETE", from, &[], Vec::new(), errand.stop)?;
                match removed.status {
                    200..=299 => Ok(true),
                    _ => Err(trouble(&removed, "a removal")),
                }
            }
            _ => Err(taken(to)),
        }
    }

    /// Renames a hidden file, or makes sure that it was renamed before.
    fn publish_one(
        &self,
        from: &str,
        to: &str,
        is_again: bool,
        errand: &Errand<'_>,
    ) -> Result<(), Trouble> {
        if self.rename(from, to, errand)? || self.found(to, errand)?.is_some() {
            return Ok(());
        }
        // "Not found" must not come from a server or a folder that was away for a moment.
        self.probe(errand.stop)?;
        if self.rename(from, to, errand)? {
            return Ok(());
        }
        if is_again {
            // It was visible already, and a reader has removed it.
            return Ok(());
        }
        Err(Trouble::missing(from))
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

    fn publish(&self, errand: &Errand<'_>, is_again: bool) -> Result<(), Trouble> {
        let renamings = errand.renamings();
        let mut each = renamings.iter();
        each.try_for_each(|(from, to)| self.publish_one(from, to, is_again, errand))
    }
}

fn taken(name: &str) -> Trouble {
    Trouble::Refused(format!("there is another file named {name} already"))
}
