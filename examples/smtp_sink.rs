//! A mail server that keeps each mail as a file: `cargo run --example smtp_sink --
//! --listen 127.0.0.1:2525 --dir mails`.
//!
//! Each mail becomes a `.eml` file in the folder, complete as soon as it is there, and a
//! line on standard output. A file `mode` in the folder says how it behaves from the next
//! step of a session on; it can be changed at any time:
//!
//! | `mode` | behaviour |
//! | --- | --- |
//! | `ok`, or no file | takes every mail |
//! | `450`, `550`, any such code | refuses each recipient with it |
//! | `data 550`, … | refuses each mail at its end |
//! | `silent` | greets nobody, says nothing more |
//! | `close` | hangs up on everyone |
//! | `lost` | takes each mail and hangs up before saying so |
//! | `starttls`, `starttls-elsewhere` | as `ok`, with STARTTLS for `localhost`, or under a wrong name |

use ferrofax_kit::smtp_sink;
use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use smtp_sink::{Answer, Identity, Mail, Script, ServerTls, SmtpSink};

fn main() -> ExitCode {
    let (mut address, mut folder) =
        (SocketAddr::from(([127, 0, 0, 1], 2525)), PathBuf::from("mails"));
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next();
        match (argument.as_str(), value) {
            ("--listen", Some(value)) => match value.parse() {
                Ok(parsed) => address = parsed,
                Err(_) => return usage(&format!("'{value}' is no address:port")),
            },
            ("--dir", Some(value)) => folder = PathBuf::from(value),
            _ => return usage(&format!("what is '{argument}'?")),
        }
    }
    match serve(address, &folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => usage(&error.to_string()),
    }
}

fn usage(error: &str) -> ExitCode {
    eprintln!("smtp_sink: {error}\nusage: smtp_sink [--listen 127.0.0.1:2525] [--dir mails]");
    ExitCode::FAILURE
}

fn serve(address: SocketAddr, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let (mode, mails, count) = (folder.join("mode"), folder.to_owned(), AtomicU32::new(0));
    let script = move || script_for(&fs::read_to_string(&mode).unwrap_or_default());
    let sink = SmtpSink::listen(address, script, move |mail| {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        keep(&mails, number, mail)
    })?;
    println!("listening on {}", sink.address());
    io::stdout().flush()?;
    // Until someone ends us; each mail is on disk before it is confirmed.
    loop {
        std::thread::park();
    }
}

fn keep(folder: &Path, number: u32, mail: &Mail) -> io::Result<()> {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis());
    let name = format!("{time}-{number:04}.eml");
    let (part, whole) = (folder.join(format!("{name}.part")), folder.join(&name));
    fs::write(&part, &mail.bytes)?;
    fs::rename(part, &whole)?;
    println!(
        "mail {number}: from <{}> to <{}>, {} bytes: {}",
        mail.from,
        mail.to,
        mail.bytes.len(),
        whole.display()
    );
    io::stdout().flush()
}

fn script_for(mode: &str) -> Script {
    let refusal = |code: &str| Answer::Say(format!("{code} {}.0.0 As told", &code[..1]));
    let is_code = |word: &str| word.len() == 3 && word.bytes().all(|digit| digit.is_ascii_digit());
    let mut script = Script::default();
    match mode.split_whitespace().collect::<Vec<_>>()[..] {
        ["silent"] => {
            for step in [&mut script.greeting, &mut script.mail, &mut script.end_of_data] {
                *step = Answer::Silence;
            }
        }
        ["close"] => {
            for step in [&mut script.greeting, &mut script.mail, &mut script.end_of_data] {
                *step = Answer::Close;
            }
        }
        ["lost"] => script.end_of_data = Answer::KeepAndClose,
        ["starttls"] => script.tls = ServerTls::StartTls(Identity::Localhost),
        ["starttls-elsewhere"] => script.tls = ServerTls::StartTls(Identity::Elsewhere),
        ["data", code] if is_code(code) => script.end_of_data = refusal(code),
        [code] if is_code(code) => script.rcpt = refusal(code),
        _ => {}
    }
    script
}
