//! `ferrofax password`: prints the hash of a password, for gateway.toml.

use std::io::{self, BufRead, IsTerminal, Write};
use std::process::Command;

use super::{End, print};
use ferrofax_network::asker::digest;
use ferrofax_network::asker::password::{SHORTEST, hash};

/// Prints the hash of a password or, with `user`, the lines `name`, `password` and `digest` of the
/// `[[user]]` with this name.
pub(super) fn run(user: Option<&str>, weak: bool) -> Result<(), End> {
    if user
        .is_some_and(|user| user.contains([':', '"', '\\']) || user.chars().any(char::is_control))
    {
        return Err(End::Refused("a name that logs in has none of : \" \\".to_owned()));
    }
    let password = if io::stdin().is_terminal() { asked_twice("Password: ")? } else { line()? };
    let password = if weak { password } else { long_enough(password)? };
    let hash = hash(&password).map_err(End::refused)?;
    match user {
        None => print(&format!("{hash}\n")),
        Some(user) => {
            let secret = digest::secret(user, &password);
            print(&format!("name = \"{user}\"\npassword = \"{hash}\"\ndigest = \"{secret}\"\n"))
        }
    }
}

/// Asks for a password twice on a terminal, without showing the input.
pub(super) fn asked_twice(question: &str) -> Result<String, End> {
    let silent = Command::new("stty").arg("-echo").status().is_ok_and(|status| status.success());
    let asked = say(question).and_then(|()| line()).and_then(|first| {
        say("\nOnce more: ")?;
        Ok((first, line()?))
    });
    if silent {
        // If the terminal's echo cannot be switched on again, the user notices that no input is
        // shown.
        let _ = Command::new("stty").arg("echo").status();
    }
    say("\n")?;
    match asked? {
        (first, second) if first == second => Ok(first),
        _ => Err(End::Refused("the two passwords differ".to_owned())),
    }
}

/// Refuses a password that is so short that it can be guessed.
pub(super) fn long_enough(password: String) -> Result<String, End> {
    if password.chars().count() < SHORTEST {
        let text = format!("the password has fewer than {SHORTEST} characters");
        return Err(End::Refused(text));
    }
    Ok(password)
}

pub(super) fn say(text: &str) -> Result<(), End> {
    let mut error = io::stderr();
    error
        .write_all(text.as_bytes())
        .and_then(|()| error.flush())
        .map_err(End::failed)
}

pub(super) fn line() -> Result<String, End> {
    let mut text = String::new();
    io::stdin().lock().read_line(&mut text).map_err(End::failed)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
