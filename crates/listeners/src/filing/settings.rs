//! The settings of servers at which received faxes are filed: each `[[filing]]` of gateway.toml.

use std::path::PathBuf;

use ferrofax_gateway_toml::{Secret, Section, settings};
use ferrofax_network::outward::{Place, Reach};
use ferrofax_network::s3::{Bucket, Login};
use ferrofax_spool::DeviceName;

use super::destination::Destination;
use super::fhir::{Fhir, NOTE};
use super::folder::FileFormat;
use super::hl7::{Hl7, LARGEST, Names};
use super::paperless::Paperless;
use super::s3::S3;
use super::server::{Client, Server};
use super::sftp::Sftp;
use super::webdav::WebDav;
use super::webhook::{self, Webhook};

/// The settings of all servers at which received faxes are filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilingsSettings {
    /// The settings of each `[[filing]]` section of gateway.toml.
    pub filings: Vec<FilingSettings>,
}

settings! {
    /// `[[filing]]`: a server at which received faxes of some devices are filed.
    pub struct FilingSettings {}

    /// The keys that each `[[filing]]` section of gateway.toml accepts.
    pub KEYS {
        /// A name for the server. Under this name Ferrofax remembers in the spool which faxes are
        /// already filed there. After a change of the name, only faxes that arrive later are filed.
        name: String = (example "archive"), text;
        /// The protocol of the server: "webdav" (such as Nextcloud), "sftp", "s3", "paperless"
        /// (Paperless-ngx), "fhir" (HL7 FHIR R4), "hl7" (HL7 version 2, by MLLP) or "webhook" (a
        /// signed message by HTTP with the document).
        system: System = "webdav", words(
            "webdav" => System::WebDav,
            "sftp" => System::Sftp,
            "s3" => System::S3,
            "paperless" => System::Paperless,
            "fhir" => System::Fhir,
            "hl7" => System::Hl7,
            "webhook" => System::Webhook,
        );
        /// The URL of the server, or of a folder on it. docs/filing.md has the form for each
        /// protocol.
        url: String = (example "https://cloud.example.com/remote.php/dav/files/fax/Faxes"), text;
        /// Devices whose faxes are filed: ["2101", "2102@fax-devices"]. Without devices and
        /// classes, the faxes of all devices are filed.
        devices: Vec<DeviceName> = [], list;
        /// Device classes of ferrofax.conf. The faxes of all devices in these classes are filed.
        classes: Vec<String> = [], list;
        /// Whether only those faxes are filed for which a [[rule]] names this server in to_folders.
        /// devices and classes have no effect then.
        only_rules: bool = false, flag;
        /// The format of the documents: "pdf" or "tiff".
        format: FileFormat = "pdf", words("pdf" => FileFormat::Pdf, "tiff" => FileFormat::Tiff);
        /// Whether a JSON file is stored beside each document, with sender, time, number of pages,
        /// speed and result. This setting applies to "webdav", "sftp" and "s3".
        json: bool = true, flag;
        /// The user's name at the server; for "s3" the access key.
        user: String = "", text;
        /// A file with the password in its first line: mode 640, group ferrofax. For "s3" it has
        /// the secret of the access key, for "paperless" the token of the API, for "fhir" without
        /// user a bearer token, and for "webhook" the secret that signs the messages (whsec_...).
        secret_file: Option<PathBuf> = "", path;
        /// PEM file with the authorities that sign the server's certificate. "": the authorities
        /// that the system trusts.
        ca: Option<PathBuf> = "", path;
        /// The region of the object store of "s3".
        region: String = "us-east-1", text;
        /// The file with the user's private key, for "sftp": mode 640, group ferrofax.
        key_file: Option<PathBuf> = "", path;
        /// The file with the server's key, for "sftp", as `ssh-keyscan` prints it.
        known_hosts: Option<PathBuf> = "", path;
        /// The names in messages of "hl7": MSH-3.
        sending_application: String = "FERROFAX", text;
        /// MSH-4.
        sending_facility: String = "", text;
        /// MSH-5.
        receiving_application: String = "", text;
        /// MSH-6.
        receiving_facility: String = "", text;
        /// The type of the documents: for "hl7" the code in TXA-2, for "fhir" a LOINC code. "": FAX
        /// and 34109-9 (note).
        document_type: String = "", text;
    }
}

/// The protocol of a server at which received faxes are filed (key `system`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum System {
    /// A folder of a WebDAV server.
    #[default]
    WebDav,
    /// A folder of an SFTP server.
    Sftp,
    /// A bucket of an object store.
    S3,
    /// Paperless-ngx.
    Paperless,
    /// A FHIR server.
    Fhir,
    /// A receiver of HL7 version 2 messages.
    Hl7,
    /// A program that gets messages by HTTP.
    Webhook,
}

/// The key that is wrong, and the reason.
type Wrong = (&'static str, String);

impl FilingsSettings {
    /// Reads each `[[filing]]` section of gateway.toml. `others` are the names of the watched
    /// folders, which must differ from the names of servers.
    pub fn read(&mut self, file: &Section<'_, '_>, others: &[String]) {
        for mut table in file.sections("filing") {
            let mut filing = FilingSettings::default();
            table.read(KEYS, &mut filing);
            if !filing.name.is_empty() {
                table.call(format!("[[filing]] {}", filing.name));
            }
            let is_taken = self.filings.iter().any(|other| other.name == filing.name)
                || others.contains(&filing.name);
            if filing.name.is_empty() {
                table.wrong("name", "missing; a word of your own by which it is known");
            } else if is_taken {
                let text = format!("'{}' is the name of another folder or server", filing.name);
                table.wrong("name", text);
            }
            if let Err((key, why)) = filing.destination() {
                table.wrong(key, why);
            }
            table.finish();
            self.filings.push(filing);
        }
    }
}

impl FilingSettings {
    /// The destination that the settings describe. Nothing is sent to it, and no file is read.
    pub(super) fn destination(&self) -> Result<Box<dyn Destination>, Wrong> {
        Ok(match self.system {
            System::WebDav => Box::new(WebDav {
                server: self.server()?,
                user: self.user.clone(),
                secret_file: self.login()?,
            }),
            System::Sftp => Box::new(self.sftp()?),
            System::S3 => Box::new(S3 {
                bucket: self.bucket()?,
                secret_file: needed("secret_file", self.secret_file.clone())?,
            }),
            System::Paperless => Box::new(Paperless {
                server: self.server()?,
                secret_file: needed("secret_file", self.secret_file.clone())?,
            }),
            System::Fhir => Box::new(Fhir {
                server: self.server()?,
                user: self.user.clone(),
                secret_file: self.secret_file.clone(),
                document_type: self.document_type_or(NOTE),
            }),
            System::Hl7 => Box::new(self.hl7()?),
            System::Webhook => Box::new(self.webhook()?),
        })
    }

    fn user(&self) -> Result<String, Wrong> {
        needed("user", Some(self.user.clone()).filter(|user| !user.is_empty()))
    }

    fn server(&self) -> Result<Server, Wrong> {
        Server::at(&self.url, self.ca.clone()).map_err(|why| ("url", why))
    }

    /// The file with the password; `None` if the server needs no login.
    fn login(&self) -> Result<Option<PathBuf>, Wrong> {
        if self.user.is_empty() != self.secret_file.is_none() {
            let key = if self.user.is_empty() { "user" } else { "secret_file" };
            return Err((key, "user and secret_file are set together".to_owned()));
        }
        Ok(self.secret_file.clone())
    }

    /// The bucket of `https://HOST/BUCKET/PREFIX`.
    fn bucket(&self) -> Result<Bucket, Wrong> {
        let place = Place::read(&self.url).map_err(|why| ("url", why.to_string()))?;
        let name = place.path().trim_matches('/');
        if name.is_empty() {
            return Err(("url", "the bucket is missing: https://HOST/BUCKET/PREFIX".to_owned()));
        }
        let scheme = if place.is_tls() { "https" } else { "http" };
        let endpoint = format!("{scheme}://{}", place.authority());
        // The secret is read for each fax.
        let login = Login { key: self.user()?, secret: Secret(String::new()) };
        let bucket = Bucket::of(name, (&endpoint, &self.region), login);
        let mut bucket = bucket
            .map_err(|(key, why)| (if key == "s3_region" { "region" } else { "url" }, why))?;
        bucket.ca.clone_from(&self.ca);
        Ok(bucket)
    }

    fn sftp(&self) -> Result<Sftp, Wrong> {
        let form = || {
            let text =
                format!("'{}' is no address; sftp://files.example.com/srv/faxes is", self.url);
            ("url", text)
        };
        let rest = self.url.trim().strip_prefix("sftp://").ok_or_else(form)?;
        // The same rules as for other URLs hold for the host and the port.
        let place =
            Place::read(&format!("https://{rest}")).map_err(|why| ("url", why.to_string()))?;
        let port = if has_port(rest) { place.port() } else { SSH };
        let folder = place.path().trim_end_matches('/').to_owned();
        if folder.contains(['?', '%']) {
            return Err(form());
        }
        let user = self.user()?;
        if user.starts_with('-') || user.contains(['@', '/', ' ']) || place.host().starts_with('-')
        {
            return Err(("user", format!("'{user}' is no user's name")));
        }
        Ok(Sftp {
            user,
            host: place.host().to_owned(),
            port,
            folder,
            key_file: needed("key_file", self.key_file.clone())?,
            known_hosts: needed("known_hosts", self.known_hosts.clone())?,
        })
    }

    fn hl7(&self) -> Result<Hl7, Wrong> {
        let url = self.url.trim();
        let (scheme, rest) = url.split_once("://").unwrap_or_default();
        let scheme = match scheme {
            "mllp" => "http",
            "mllps" => "https",
            _ => {
                let text = format!("'{url}' is no address; mllps://hl7.example.com:2575 is");
                return Err(("url", text));
            }
        };
        let place = Place::read(&format!("{scheme}://{rest}")).map_err(|_| {
            ("url", format!("'{url}' is no address; mllps://hl7.example.com:2575 is"))
        })?;
        if !has_port(rest) {
            return Err(("url", format!("'{url}' has no port; mllps://hl7.example.com:2575 has")));
        }
        let names = Names {
            sending_application: self.sending_application.clone(),
            sending_facility: self.sending_facility.clone(),
            receiving_application: self.receiving_application.clone(),
            receiving_facility: self.receiving_facility.clone(),
            document_type: self.document_type_or("FAX"),
        };
        // Receivers of HL7 inside an organisation often have no TLS. The administrator has chosen
        // mllp:// then, and docs/filing.md names the risk.
        let client = Client::new(self.ca.clone(), Reach::everywhere(), LARGEST);
        Ok(Hl7 { place, url: url.to_owned(), client, names })
    }

    fn webhook(&self) -> Result<Webhook, Wrong> {
        let place = Place::read(&self.url).map_err(|why| ("url", why.to_string()))?;
        Reach::Named.judge_written(&place).map_err(|why| ("url", why))?;
        let url = self.url.trim();
        Ok(Webhook {
            place,
            address: url.split_once('?').map_or(url, |(url, _)| url).to_owned(),
            client: Client::new(self.ca.clone(), Reach::Named, webhook::LARGEST),
            secret_file: needed("secret_file", self.secret_file.clone())?,
        })
    }

    fn document_type_or(&self, otherwise: &str) -> String {
        if self.document_type.is_empty() {
            otherwise.to_owned()
        } else {
            self.document_type.clone()
        }
    }
}

/// The port of SSH.
const SSH: u16 = 22;

/// Whether the rest of a URL after `://` has a port.
fn has_port(rest: &str) -> bool {
    let authority = rest.split('/').next().unwrap_or_default();
    authority.rsplit(']').next().is_some_and(|end| end.contains(':'))
}

fn needed<T>(key: &'static str, value: Option<T>) -> Result<T, Wrong> {
    value.ok_or((key, "missing; this protocol needs it".to_owned()))
}
