//! `ferrofax mail`: accepts a mail from a mail server that passes it through a pipe (Postfix's
//! pipe(8), Exim's pipe transport).
//!
//! The same rules apply as for the mail server in `ferrofax serve`. A mail is accepted for all of
//! its recipients or for none. The result is the exit code, as in sysexits.h, and a line on standard
//! error. The line begins with an enhanced status code, which Postfix reads.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use super::args::Mail;
use super::{End, opened};
use crate::settings::Settings;
use ferrofax_mail::Reply;
use ferrofax_mail::intake::Intake;
use ferrofax_mail::server::Host;
use ferrofax_mail::session::House;
use ferrofax_network::asker::header::begun;
use ferrofax_network::asker::{Client, Envelope, Recipient};

/// EX_DATAERR: the mail itself is not acceptable.
const DATA: u8 = 65;
/// EX_NOUSER: the mail address of a recipient is unknown.
const NO_USER: u8 = 67;
/// EX_UNAVAILABLE: the mail was refused for a reason that has no exit code of its own.
const UNAVAILABLE: u8 = 69;
/// EX_TEMPFAIL: the mail server should try again later.
const LATER: u8 = 75;
/// EX_NOPERM: the sender of the mail has no permission to send faxes.
const NO_RIGHT: u8 = 77;

/// Runs `ferrofax mail`: accepts the mail on standard input, and returns the exit code.
pub(super) fn run(spool: &Path, settings: Result<Settings, End>, words: &Mail) -> ExitCode {
    let reply =
        match settings.and_then(|settings| host(spool, &settings).map(|host| (host, settings))) {
            Ok((host, settings)) => take(&host, &settings, words),
            // The administrator has to correct the settings; the mail waits until then.
            Err(end) => Err(Reply::later((4, 3, 5), end.text().unwrap_or_default())),
        };
    let Err(reply) = reply else { return ExitCode::SUCCESS };
    let (class, subject, detail) = reply.status;
    // If standard error cannot be written, there is nowhere else to report the result.
    let _ =
        writeln!(io::stderr(), "{class}.{subject}.{detail} {}", super::show::plain(&reply.text));
    ExitCode::from(code(&reply))
}

fn host(spool: &Path, settings: &Settings) -> Result<Host, End> {
    let spool = opened(spool)?;
    let intake = Intake::open(&spool.folder().join("mail"), settings.mail.intake.clone())
        .map_err(End::failed)?;
    let rights = settings.rights_for_mail(&spool).map_err(End::failed)?;
    let wrong =
        |errors: Vec<_>| End::refused(errors.first().map_or_else(String::new, ToString::to_string));
    let policy = settings.mail_policy(&rights).map_err(wrong)?;
    Ok(Host::new(Arc::new(policy), Arc::new(intake), settings.mail.server.max_message))
}

fn take(host: &Host, settings: &Settings, words: &Mail) -> Result<(), Reply> {
    if !settings.mail.enabled {
        return Err(Reply::later(
            (4, 3, 2),
            "Fax by mail is switched off: enabled in [mail] of gateway.toml",
        ));
    }
    // The checks are made in the order of SMTP: MAIL, RCPT, DATA.
    let (client, sender) = (client(words), sender(&words.sender));
    let policy = host.policy();
    policy.connected(&client)?;
    host.room(0)?;
    policy.sender(&client, sender, None)?;
    let mut recipients: Vec<Recipient> = Vec::new();
    for address in &words.recipients {
        if recipients.iter().all(|known| known.address != *address) {
            recipients.push(policy.recipient(&client, sender, address, &recipients)?);
        }
    }
    let mail = read(io::stdin().lock(), settings.mail.server.max_message)?;
    let envelope = Envelope {
        utf8: !sender.is_ascii()
            || recipients.iter().any(|recipient| !recipient.address.is_ascii()),
        sender: sender.to_owned(),
        envelope_id: None,
        return_full: None,
        received_at: host.now(),
        client,
        recipients,
    };
    policy.message(&envelope, &mail)?;
    host.keep(&envelope, &mail).map(drop)
}

/// The client that submitted the mail, as the mail server reports it. The values from the mail
/// server are trusted, because this command needs write access to the spool.
fn client(words: &Mail) -> Client {
    let address = words.client.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let login = words.login.clone().filter(|login| !login.is_empty());
    Client { login, ..Client::at(address, "pipe", true) }
}

/// Converts the envelope's sender to the form of SMTP: for an empty sender, Postfix's pipe(8)
/// writes `MAILER-DAEMON` by default.
fn sender(written: &str) -> &str {
    let bare = written
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .unwrap_or(written);
    if bare.eq_ignore_ascii_case("MAILER-DAEMON") { "" } else { bare }
}

/// Reads the mail. If it begins with a line `From …`, as in a mailbox file, that line is left out.
fn read(input: impl Read, max_message: u64) -> Result<Vec<u8>, Reply> {
    let mut mail = Vec::new();
    let read = input.take(max_message.saturating_add(1)).read_to_end(&mut mail);
    read.map_err(|error| Reply::later((4, 3, 0), format!("The mail cannot be read: {error}")))?;
    if mail.len() as u64 > max_message {
        return Err(Reply::new(
            552,
            (5, 3, 4),
            format!("A mail may have at most {max_message} bytes here"),
        ));
    }
    if mail.starts_with(b"From ") {
        let end = mail.iter().position(|byte| *byte == b'\n').map_or(mail.len(), |end| end + 1);
        mail.drain(..end);
    }
    let before = mail.len() - begun(&mail).len();
    mail.drain(..before);
    Ok(mail)
}

fn code(reply: &Reply) -> u8 {
    match reply.status {
        _ if reply.may_pass() => LATER,
        (_, 1, _) => NO_USER,
        (_, 6, _) => DATA,
        (_, 7, _) => NO_RIGHT,
        _ => UNAVAILABLE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_no_has_the_code_that_mail_servers_know() {
        for (reply, wanted) in [
            (Reply::later((4, 3, 2), ""), 75),
            (Reply::new(452, (4, 7, 1), ""), 75),
            (Reply::refused((5, 1, 2), ""), 67),
            (Reply::refused((5, 7, 1), ""), 77),
            (Reply::new(554, (5, 6, 0), ""), 65),
            (Reply::new(552, (5, 3, 4), ""), 69),
        ] {
            assert_eq!(code(&reply), wanted, "{reply}");
        }
    }

    #[test]
    fn nobody_is_nobody_however_a_mail_server_writes_it() {
        for written in ["", "<>", "MAILER-DAEMON", "<MAILER-DAEMON>"] {
            assert_eq!(sender(written), "", "{written}");
        }
        assert_eq!(sender("mailer-daemon@example.com"), "mailer-daemon@example.com");
        assert_eq!(sender("<a@example.com>"), "a@example.com");
    }

    #[test]
    fn a_mail_is_read_whole_or_refused() {
        assert_eq!(
            read(b"Subject: x\n\nFrom here\n".as_slice(), 100).unwrap(),
            b"Subject: x\n\nFrom here\n"
        );
        assert_eq!(read(b"From a@b Thu\nSubject: x\n".as_slice(), 100).unwrap(), b"Subject: x\n");
        assert_eq!(read(b"From a@b Thu\n\nSubject: x\n".as_slice(), 100).unwrap(), b"Subject: x\n");
        assert_eq!(read(b"\r\nSubject: x\n".as_slice(), 100).unwrap(), b"Subject: x\n");
        assert_eq!(read(b"From a".as_slice(), 100).unwrap(), b"");
        assert_eq!(read(b"0123456789".as_slice(), 10).unwrap().len(), 10);
        assert_eq!(read(b"0123456789".as_slice(), 9).unwrap_err().status, (5, 3, 4));
    }
}
