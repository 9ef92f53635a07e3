//! A time stamp service (RFC 3161) for tests, which runs `openssl ts`.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use tempfile::TempDir;

/// How the service answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// With a correct time stamp.
    Well,
    /// With the HTTP status 500.
    Fault,
    /// Does not answer.
    Not,
    /// With 100,000 bytes.
    TooMuch,
    /// Always with the answer to the first request.
    WithTheFirst,
    /// With a time stamp whose certificate expired yesterday.
    Expired,
    /// With a refusal, whose text has 60,000 bytes in many lines.
    Refusal,
}

/// A service on this machine. It ends when this value is dropped.
pub struct TimeStampService {
    folder: TempDir,
    address: String,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    /// The number of requests so far.
    pub asked: Arc<AtomicU32>,
}

const CONFIG: &str = "\
[service]
serial = FOLDER/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
tsa_name = no
ess_cert_id_alg = sha256
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
";

impl TimeStampService {
    pub fn new(answers: Answers) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        make_certificates(folder.path(), answers);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}/tsr", listener.local_addr().expect("an address"));
        let (stop, asked) = (Arc::<AtomicBool>::default(), Arc::<AtomicU32>::default());
        let thread = {
            let (stop, asked, path) = (stop.clone(), asked.clone(), folder.path().to_owned());
            std::thread::spawn(move || {
                for stream in listener.incoming().map_while(Result::ok) {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    asked.fetch_add(1, Ordering::Relaxed);
                    answer(stream, &path, answers);
                }
            })
        };
        Self { folder, address, stop, thread: Some(thread), asked }
    }

    /// Returns the URL of the service.
    pub fn url(&self) -> &str {
        &self.address
    }

    /// Returns the path of the certificate of its authority.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }
}

impl Drop for TimeStampService {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ =
            TcpStream::connect(self.address.trim_start_matches("http://").trim_end_matches("/tsr"));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Runs openssl in this folder. `words` are the arguments, separated by blanks.
pub fn openssl(folder: &Path, words: &str) {
    let done = Command::new("openssl")
        .args(words.split_whitespace())
        .current_dir(folder)
        .output()
        .expect("openssl can be run");
    assert!(done.status.success(), "{words}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Makes an authority (valid for ten years) and a certificate for time stamps (five years, or until
/// yesterday).
fn make_certificates(folder: &Path, answers: Answers) {
    let config = CONFIG.replace("FOLDER", &folder.display().to_string());
    fs::write(folder.join("config"), config).expect("the file can be written");
    fs::write(folder.join("serial"), "01\n").expect("the file can be written");
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    openssl(
        folder,
        &format!(
            "req -x509 {key} -keyout authority.key -out authority.pem -days 3650 -subj /CN=Authority"
        ),
    );
    openssl(folder, &format!("req {key} -keyout stamps.key -out stamps.csr -subj /CN=Stamps"));
    let days = if answers == Answers::Expired { -1 } else { 1_825 };
    openssl(
        folder,
        &format!(
            "x509 -req -in stamps.csr -CA authority.pem -CAkey authority.key -CAcreateserial \
             -out stamps.pem -days {days} -extfile config -extensions stamps"
        ),
    );
}

fn answer(mut stream: TcpStream, folder: &Path, answers: Answers) {
    let Some(question) = question(&stream) else { return };
    let reply = folder.join("reply");
    match answers {
        Answers::Not => return std::thread::sleep(Duration::from_secs(3)),
        Answers::Fault => {
            let _ = stream.write_all(b"HTTP/1.1 500 Fault\r\nContent-Length: 0\r\n\r\n");
            return;
        }
        Answers::TooMuch => fs::write(&reply, vec![0; 100_000]).expect("the file can be written"),
        Answers::Refusal => fs::write(&reply, refusal()).expect("the file can be written"),
        Answers::WithTheFirst if reply.exists() => {}
        Answers::WithTheFirst | Answers::Well | Answers::Expired => {
            fs::write(folder.join("question"), question).expect("the file can be written");
            openssl(
                folder,
                "ts -reply -config config -section service -queryfile question \
                 -inkey stamps.key -signer stamps.pem -chain authority.pem -out reply",
            );
        }
    }
    let body = fs::read(reply).unwrap_or_default();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}

/// An answer with the status 2 and a text of many lines (RFC 3161 §2.4.2), in DER.
fn refusal() -> Vec<u8> {
    let long = |tag: u8, content: &[u8]| {
        let [high, low] = u16::try_from(content.len()).expect("two bytes").to_be_bytes();
        [&[tag, 0x82, high, low], content].concat()
    };
    let texts = long(0x30, &long(0x0c, "no\r\n\u{1b}[2J!\n".repeat(6_000).as_bytes()));
    long(0x30, &long(0x30, &[&[2, 1, 2][..], &texts].concat()))
}

/// The body of a request.
fn question(stream: &TcpStream) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(body)
}
