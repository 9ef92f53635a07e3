//! The answers that `ferrofax setup` needs. They are given as options, or asked for on a
//! terminal.

use std::io::{self, IsTerminal};

use super::super::End;
use super::super::args::Setup;
use super::super::password::{asked_twice, line, long_enough, say};
use ferrofax_basics::value::is_mail_address;

/// The administrator's answers, from which `ferrofax setup` makes the settings.
pub(super) struct Answers {
    /// The mail server that delivers Ferrofax's mails: `host` or `host:port`.
    pub(super) mail_server: String,
    /// The mail address from which Ferrofax sends its mails.
    pub(super) sender: String,
    /// The country code and the area code of this PBX, in digits; empty if they are not given.
    pub(super) country_code: String,
    pub(super) area_code: String,
    /// The first fax device: its extension and its mailbox.
    pub(super) extension: String,
    pub(super) mailbox: String,
    /// The administrator: the user name, and the mail address, which also gets mails that cannot be
    /// delivered.
    pub(super) name: String,
    pub(super) address: String,
    pub(super) password: String,
}

/// Takes the answers from the options, and asks on the terminal for each answer that no option
/// gives. `usual` has the values that are already in ferrofax.conf, which are the defaults.
pub(super) fn take(words: &Setup, usual: &Usual) -> Result<Answers, End> {
    let mail_server = asked(
        "Mail server that delivers Ferrofax's mails (host or host:port)",
        ("--mail-server", words.mail_server.as_deref()),
        usual.mail_server.as_deref().unwrap_or("127.0.0.1"),
    )?;
    let host = words.host_name();
    let sender = asked(
        "Sender address of these mails",
        ("--sender", words.sender.as_deref()),
        usual.sender.as_deref().unwrap_or(&format!("fax@{host}")),
    )?;
    let country_code = optional(
        "Country code of this PBX, such as 49 (without it, numbers with + or 00 are blocked)",
        words.country_code.as_deref(),
        usual.country_code.as_deref().unwrap_or(""),
    )?;
    let area_code = optional(
        "Area code of this PBX, without the first 0, such as 991",
        words.area_code.as_deref(),
        usual.area_code.as_deref().unwrap_or(""),
    )?;
    let device = asked(
        "First fax extension and its mailbox, as 2101=alice@example.com",
        ("--device", words.device.as_deref()),
        "",
    )?;
    let administrator = asked(
        "Administrator and mailbox, as admin=admin@example.com",
        ("--administrator", words.administrator.as_deref()),
        "",
    )?;
    let (extension, mailbox) = pair("--device", &device, "2101=alice@example.com")?;
    let (name, address) = pair("--administrator", &administrator, "admin=admin@example.com")?;
    check("--sender", &sender, is_plain_address(&sender), "fax@example.com")?;
    check("--country-code", &country_code, is_code(&country_code), "49")?;
    check("--area-code", &area_code, is_code(&area_code), "991")?;
    check("--mail-server", &mail_server, is_server(&mail_server), "mail.example.com:25")?;
    let is_plain = |text: &str| !text.is_empty() && text.chars().all(char::is_alphanumeric);
    check("--device", &extension, is_plain(&extension), "2101")?;
    let is_name = !name.contains([':', '"', '\\']) && !name.chars().any(char::is_control);
    check("--administrator", &name, is_name, "admin")?;
    let password = password()?;
    Ok(Answers {
        mail_server,
        sender,
        country_code,
        area_code,
        extension,
        mailbox,
        name,
        address,
        password,
    })
}

/// The answers that are already in ferrofax.conf, for example from an earlier `ferrofax setup`.
#[derive(Default)]
pub(super) struct Usual {
    pub(super) mail_server: Option<String>,
    pub(super) sender: Option<String>,
    pub(super) country_code: Option<String>,
    pub(super) area_code: Option<String>,
}

/// Returns the value of an option like [`optional`], but it may not be missing.
fn asked(
    question: &str,
    (option, given): (&str, Option<&str>),
    usual: &str,
) -> Result<String, End> {
    let answer = optional(question, given, usual)?;
    if answer.is_empty() && !io::stdin().is_terminal() {
        return Err(End::Refused(format!("{option} is missing, and there is no terminal to ask")));
    }
    Ok(answer)
}

/// Returns the value of an option. If the option is missing, asks the question on a terminal; an
/// empty answer means `usual`, and so does a missing terminal.
fn optional(question: &str, given: Option<&str>, usual: &str) -> Result<String, End> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    if !io::stdin().is_terminal() {
        return Ok(usual.to_owned());
    }
    let hint = if usual.is_empty() { String::new() } else { format!(" [{usual}]") };
    say(&format!("{question}{hint}: "))?;
    let answer = line()?;
    Ok(if answer.trim().is_empty() { usual.to_owned() } else { answer.trim().to_owned() })
}

/// Reads the administrator's password. On a terminal it is asked for twice; otherwise it is the
/// first line of standard input.
fn password() -> Result<String, End> {
    let password = if io::stdin().is_terminal() {
        asked_twice("Password of the administrator: ")?
    } else {
        line()?
    };
    long_enough(password)
}

fn pair(option: &str, text: &str, right: &str) -> Result<(String, String), End> {
    let (name, address) = text.split_once('=').unwrap_or_default();
    check(option, text, !name.is_empty() && is_plain_address(address), right)?;
    Ok((name.to_owned(), address.to_owned()))
}

fn check(option: &str, text: &str, is_right: bool, right: &str) -> Result<(), End> {
    if is_right {
        return Ok(());
    }
    Err(End::Refused(format!("{option}: '{text}' does not fit; example: {right}")))
}

/// Whether a text has only characters without a special meaning in the settings files and the
/// dialplan.
fn is_plain_text(text: &str) -> bool {
    text.chars().all(|letter| letter.is_alphanumeric() || "@.+-_".contains(letter))
}

/// Whether a text is a mail address, and only has such characters.
fn is_plain_address(text: &str) -> bool {
    is_plain_text(text) && is_mail_address(text)
}

/// Whether a text is empty, or a country code or area code in the form that ferrofax.conf accepts.
fn is_code(text: &str) -> bool {
    text.bytes().all(|letter| letter.is_ascii_digit()) && !text.starts_with('0')
}

fn is_server(text: &str) -> bool {
    let (host, port) = text.rsplit_once(':').unwrap_or((text, "25"));
    !host.is_empty() && is_plain_text(host) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_would_break_a_file_are_refused() {
        for address in [
            "",
            "alice",
            "@example.com",
            "a@b;c",
            "a b@c",
            "a,b@c",
            "a@b\n[x]",
            "a\"@b",
            "o'brien@example.com",
            "\"a b\"@c",
            "a@[192.0.2.1]",
        ] {
            assert!(!is_plain_address(address), "{address}");
        }
        assert!(is_plain_address("fax+in@example.com") && is_plain_address("björn@example.com"));
        for code in ["+49", "0049", "DE", "4 9"] {
            assert!(!is_code(code), "{code}");
        }
        assert!(is_code("49") && is_code(""));
        for server in ["", ":25", "mail:0", "mail:x", "mail;x", "mail 25"] {
            assert!(!is_server(server), "{server}");
        }
        assert!(is_server("mail.example.com") && is_server("192.0.2.1:587"));
        assert!(
            pair("--device", "2101", "").is_err() && pair("--device", "2101=a@b.c", "").is_ok()
        );
    }
}
