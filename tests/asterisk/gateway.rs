//! `ferrofax serve` with its mail gateway, as the PBX's neighbour: started, killed,
//! started again; and those who mail to it.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use lettre::message::{Attachment, MultiPart, SinglePart};
use lettre::{Message, SmtpTransport, Transport};

use crate::ports::own_port;
use crate::watching::eventually;

/// A running gateway. It ends when this is dropped.
pub struct Gateway {
    settings: PathBuf,
    spool: PathBuf,
    log: PathBuf,
    port: u16,
    lmtp: u16,
    child: Option<Child>,
}

impl Gateway {
    /// Writes its settings into `folder` and starts it. Whoever is on this machine may
    /// send in the name of everybody at `example.com` who owns a device, as a mail server
    /// in front of it may.
    pub fn start(folder: &Path, spool: &Path) -> Self {
        let (port, lmtp) = (own_port(), own_port());
        let settings = folder.join("gateway.toml");
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
        fs::write(&settings, text).expect("it is ours");
        let mut gateway = Self {
            settings,
            spool: spool.to_owned(),
            log: folder.join("gateway.log"),
            port,
            lmtp,
            child: None,
        };
        gateway.start_again();
        gateway
    }

    /// Starts it after [`Self::kill9`], and waits until it takes mails.
    pub fn start_again(&mut self) {
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log)
            .expect("it is ours");
        let mut command = self.program();
        command.arg("serve").stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let child = self.child.insert(command.spawn().expect("the program can be run"));
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        eventually("the gateway takes mails", 30, || {
            let ended = child.try_wait().expect("it is our child");
            assert!(
                ended.is_none(),
                "the gateway ended: {}",
                fs::read_to_string(&self.log).unwrap_or_default()
            );
            TcpStream::connect(address).ok()
        });
    }

    /// The program with this gateway's settings; its words come behind.
    pub fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ferrofax"));
        command.arg("--config").arg(&self.settings).arg("--spool").arg(&self.spool);
        command
    }

    pub fn kill9(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where it speaks LMTP.
    pub fn lmtp(&self) -> u16 {
        self.lmtp
    }

    pub fn settings(&self) -> &Path {
        &self.settings
    }

    /// What it said so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let _ = Command::new("kill").arg(child.id().to_string()).status();
        for _ in 0..200 {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// A common mail program.
pub fn mail_program(port: u16) -> SmtpTransport {
    SmtpTransport::builder_dangerous("127.0.0.1")
        .port(port)
        .timeout(Some(Duration::from_secs(20)))
        .build()
}

/// A mail of Alice's with a text, a PDF and a TIFF.
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

/// Hands it over; what the server says to it.
pub fn send(program: &SmtpTransport, mail: &Message) -> Result<(), String> {
    program.send(mail).map(drop).map_err(|error| error.to_string())
}
