//! Office documents are converted by the real LibreOffice inside the sandbox, in a system of its
//! own with Debian's LibreOffice (`lab office`). The documents of `tests/kit/office` are one letter
//! of two pages, a table and two slides.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ferrofax::document::tiff;
use ferrofax::t4::Bitmap;
use tempfile::TempDir;

use crate::laboratory::LAB;
use crate::mail_server_crash::spool_with_a_device;
use crate::odt;
use crate::watching::eventually;
use ferrofax_kit::programs::Running;
use ferrofax_kit::spools;

/// The documents, and their numbers of pages.
const DOCUMENTS: [(&str, usize); 5] = [
    ("letter.docx", 2),
    ("letter.odt", 2),
    ("letter.rtf", 2),
    ("prices.xlsx", 1),
    ("slides.pptx", 2),
];

/// A folder that is /lab in the system of LibreOffice.
struct Office(TempDir);

impl Office {
    fn new() -> Self {
        let office = Self(tempfile::tempdir().expect("a folder"));
        for (name, _) in DOCUMENTS {
            office.put(name, &document(name));
        }
        office
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.path().join(name), bytes).expect("it is ours");
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(LAB);
        command.arg("office").arg(self.0.path()).args([
            "--program",
            env!("CARGO_BIN_EXE_ferrofax"),
            "--",
        ]);
        command.args(words).stdin(Stdio::null());
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("lab can be run")
    }

    /// Returns the pages of a file by `ferrofax convert`.
    fn pages(&self, name: &str) -> Vec<Bitmap> {
        let done =
            self.run(&["ferrofax", "convert", &format!("/lab/{name}"), "-o", "/lab/pages.tif"]);
        assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        let pages = tiff::read(&self.0.path().join("pages.tif")).expect("the program wrote it");
        pages.iter().map(|page| page.bitmap().expect("a whole page")).collect()
    }
}

fn document(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kit/office");
    fs::read(folder.join(name)).expect("it is in the tree")
}

fn black(page: &Bitmap) -> u32 {
    page.data().iter().map(|byte| byte.count_ones()).sum()
}

#[test]
fn office_documents_become_the_pages_that_they_have() {
    let office = Office::new();
    let made = DOCUMENTS.map(|(name, count)| {
        let pages = office.pages(name);
        assert_eq!(pages.len(), count, "{name}");
        let ink: Vec<u32> = pages.iter().map(black).collect();
        assert!(
            ink.iter().all(|ink| (1_000..100_000).contains(ink)),
            "{name}: black pixels of its pages: {ink:?}"
        );
        ink
    });
    // The first three documents are the same letter in three formats.
    for (other, (name, _)) in made[1..3].iter().zip(&DOCUMENTS[1..3]) {
        let apart = f64::from(other[0].abs_diff(made[0][0])) / f64::from(made[0][0]);
        assert!(
            apart < 0.15,
            "{name}: its first page has {} black pixels, that of letter.docx {}",
            other[0],
            made[0][0]
        );
    }
}

const SETTINGS: &str = "[mail]\nenabled = true\nlisten = []\ndomains = [\"*.fax\"]\n[drop]\nenabled = false\n\
    [[network]]\nname = \"pipe\"\naddress = \"pipe\"\nmay_claim = [\"@example.com\"]\n";

#[test]
fn a_mail_with_office_documents_becomes_a_fax() {
    let office = Office::new();
    office.put("gateway.toml", SETTINGS.as_bytes());
    let spool = spool_with_a_device(&office.0.path().join("spool"));
    let mail = mail(&["letter.docx", "prices.xlsx"]);
    office.put("mail.eml", &mail);
    assert_eq!(office.pages("mail.eml").len(), 4, "its own page, two, and one");

    let ferrofax = ["ferrofax", "--config", "/lab/gateway.toml", "--spool", "/lab/spool"];
    let taking =
        [&ferrofax[..], &["mail", "--sender", "alice@example.com", "bob@09911.fax"]].concat();
    let mut child = office.command(&taking).stdin(Stdio::piped()).spawn().expect("lab can be run");
    child.stdin.take().expect("it is piped").write_all(&mail).expect("it reads");
    assert!(child.wait().expect("it ends").success());
    let serving = office
        .command(&[&ferrofax[..], &["serve"]].concat())
        .spawn()
        .expect("lab can be run");
    let _serving = Running(serving);
    let jobs = || spools::jobs(&spool);
    let job = eventually("the job", 120, || jobs().pop());
    assert_eq!((job.number.as_str(), job.pages.len()), ("09911", 4));
}

/// Returns a mail from Alice with these attachments.
fn mail(attached: &[&str]) -> Vec<u8> {
    use lettre::message::{Attachment, Message, MultiPart, SinglePart};
    let mut parts =
        MultiPart::mixed().singlepart(SinglePart::plain("Anbei das Angebot.".to_owned()));
    for name in attached {
        let kind = "application/octet-stream".parse().expect("a type");
        parts = parts.singlepart(Attachment::new((*name).to_owned()).body(document(name), kind));
    }
    let message = Message::builder()
        .from("alice@example.com".parse().expect("an address"))
        .to("bob@09911.fax".parse().expect("an address"))
        .subject("Angebot");
    message.multipart(parts).expect("a mail").formatted()
}

/// Counts the connections to a port.
struct Visitors {
    port: u16,
    count: Arc<AtomicUsize>,
}

impl Visitors {
    fn receive() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let visitors =
            Self { port: listener.local_addr().expect("it has one").port(), count: Arc::default() };
        let count = Arc::clone(&visitors.count);
        thread::spawn(move || {
            listener.incoming().flatten().for_each(|stream| Self::answer(stream, &count))
        });
        visitors
    }

    fn answer(mut stream: TcpStream, count: &AtomicUsize) {
        count.fetch_add(1, Ordering::SeqCst);
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream
            .write_all(b"HTTP/1.1 404 Not found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}

/// Neither an external picture nor a macro has an effect.
#[test]
fn an_office_document_fetches_nothing_and_runs_nothing() {
    let office = Office::new();
    let visitors = Visitors::receive();
    let port = visitors.port;
    let url = format!("http://127.0.0.1:{port}/picture.png");
    office.put("remote.odt", &odt::with_picture(&url));
    office.put(
        "remote.rtf",
        format!("{{\\rtf1 x {{\\field{{\\*\\fldinst {{ INCLUDEPICTURE \"{url}\" \\\\d }}}}{{\\fldrslt x}}}}\\par}}")
            .as_bytes(),
    );
    office.put("macro.odt", &odt::with_macro(&url, "/lab/macro-ran"));
    // A command that connects to the port.
    let knock = format!("exec 3<>/dev/tcp/127.0.0.1/{port}");
    office.put(
        "gateway.toml",
        format!("[convert]\n\".knock\" = [\"/bin/bash\", \"-c\", \"{knock}; cp $0 $1\", \"%i\", \"%o\"]\n").as_bytes(),
    );
    office.put("words.knock", b"words\n");

    for name in ["remote.odt", "remote.rtf", "macro.odt"] {
        assert_eq!(office.pages(name).len(), 1, "{name}");
    }
    let done = office.run(&[
        "ferrofax",
        "--config",
        "/lab/gateway.toml",
        "convert",
        "/lab/words.knock",
        "-o",
        "/lab/pages.tif",
    ]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(visitors.count(), 0, "somebody came");
    assert!(!office.0.path().join("macro-ran").exists());
    // Outside of the sandbox, the connection is possible.
    assert!(office.run(&["bash", "-c", &knock]).status.success());
    eventually("the visitor", 10, || (visitors.count() == 1).then_some(()));
}

/// LibreOffice shows pictures that a document links to. In the sandbox, it cannot read files of
/// this machine.
#[test]
fn an_office_document_shows_no_file_that_it_only_names() {
    let office = Office::new();
    let picture = image::GrayImage::new(400, 400);
    picture.save(office.0.path().join("secret.png")).expect("it is ours");
    office.put("plain.odt", &odt::with_picture("file:///lab/nothing.png"));
    office.put("local.odt", &odt::with_picture("file:///lab/secret.png"));
    let shown = ["plain.odt", "local.odt"].map(|name| black(&office.pages(name)[0]));
    assert!(shown[1] < shown[0] + 10_000, "the picture is there: {shown:?}");
    // Without the sandbox, the picture is shown.
    let done = office.run(&[
        "soffice",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        "/lab",
        "/lab/local.odt",
    ]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(black(&office.pages("local.pdf")[0]) > shown[0] + 50_000);
}
