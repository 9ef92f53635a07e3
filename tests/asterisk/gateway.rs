//! `ferrofax serve` with mail-to-fax beside a PBX: it is started, killed and started again while
//! clients send mails.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use lettre::message::{Attachment, MultiPart, SinglePart};
use lettre::{Message, SmtpTransport, Transport};

use ferrofax_kit::service::Service;

use crate::ports::own_port;

/// A running Ferrofax service.
pub struct Gateway {
    pub service: Service,
    port: u16,
    lmtp: u16,
}

impl Gateway {
    /// Writes the settings to `folder`, and starts the service. Clients on this machine may send
    /// for any owner of a device at `example.com`, as a mail server may.
    pub fn start(folder: &Path, spool: &Path) -> Self {
        let (port, lmtp) = (own_port(), own_port());
        let text = format!(
            "[mail]\n\
             enabled = true\n\
             listen = [\"127.0.0.1:{port}\"]\n\
             lmtp = [\"127.0.0.1:{lmtp}\"]\n\
             hostname = \"fax.example.com\"\n\
             domains = [\"*.fax\", \"fax.example.com\"]\n\
             \n\
             # A test has no night, and much to send.\n\
             [limits]\n\
             jobs_per_day = 0\n\
             pages_per_day = 0\n\
             night_jobs = 0\n\
             night_pages = 0\n\
             burst_jobs = 0\n\
             \n\
             [[network]]\n\
             name = \"mail server\"\n\
             address = \"127.0.0.1\"\n\
             may_claim = [\"@example.com\"]\n\
             \n\
             [[network]]\n\
             name = \"programs here\"\n\
             address = \"pipe\"\n\
             may_claim = [\"@example.com\"]\n"
        );
        let service = Service::new(folder, "gateway", spool, &text);
        let mut gateway = Self { service, port, lmtp };
        gateway.start_again();
        gateway
    }

    /// Starts the service after a kill, and waits until it accepts mails.
    pub fn start_again(&mut self) {
        self.service.start_at(&[SocketAddr::from(([127, 0, 0, 1], self.port))]);
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns its LMTP port.
    pub fn lmtp(&self) -> u16 {
        self.lmtp
    }
}

/// Returns a usual mail program.
pub fn mail_program(port: u16) -> SmtpTransport {
    SmtpTransport::builder_dangerous("127.0.0.1")
        .port(port)
        .timeout(Some(Duration::from_secs(20)))
        .build()
}

/// Returns a mail from Alice with a text, a PDF and a TIFF.
pub fn letter(message_id: &str, to: &[&str], pdf: &Path, tiff: &Path) -> Message {
    let mut message = Message::builder()
        .from("Alice Müller <alice@example.com>".parse().expect("an address"))
        .subject("Angebot 4711: zwölf Stühle")
        .message_id(Some(format!("<{message_id}>")));
    for address in to {
        message = message.to(address.parse().expect("an address"));
    }
    let text = "Sehr geehrte Damen und Herren,\r\n\r\nanbei unser Angebot über zwölf Stühle für 1200 €.\r\n\r\nAlice Müller\r\n";
    let attached = |file: &Path, kind: &str| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Attachment::new(name)
            .body(fs::read(file).expect("the test wrote it"), kind.parse().expect("a type"))
    };
    let parts = MultiPart::mixed()
        .singlepart(SinglePart::plain(text.to_owned()))
        .singlepart(attached(pdf, "application/pdf"))
        .singlepart(attached(tiff, "image/tiff"));
    message.multipart(parts).expect("a mail")
}

/// Sends a mail. Returns the error of the server if it rejects the mail.
pub fn send(program: &SmtpTransport, mail: &Message) -> Result<(), String> {
    program.send(mail).map(drop).map_err(|error| error.to_string())
}
