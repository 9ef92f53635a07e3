//! The file with the codes of recipients. Each line is a mail address, or `@` and a mail domain,
//! and the code. Lines that begin with `#` are comments.
//!
//! The file is read each time a code is needed, so a change takes effect at once.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The greatest size, in bytes, of the file with the codes of recipients.
const LARGEST: u64 = 1 << 20;

/// The least number of characters of a code. `SHORTEST_NUMBER` applies to a code of digits only.
/// A link allows five wrong codes, but a mail server on the way sees many links to a recipient, and
/// could try five codes at each.
const SHORTEST: usize = 8;
const SHORTEST_NUMBER: usize = 12;

/// The codes of recipients, each with its mail address or its `@` and domain.
#[derive(Debug)]
pub struct Codes(Vec<(String, String)>);

impl Codes {
    /// Reads the file with the codes of recipients. The error names the file, the line, and what is
    /// wrong.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let failed = |error: io::Error| format!("{}: {error}", path.display());
        let mut text = String::new();
        let file = File::open(path).map_err(failed)?;
        file.take(LARGEST + 1).read_to_string(&mut text).map_err(failed)?;
        if text.len() as u64 > LARGEST {
            return Err(format!("{} is larger than 1 MB", path.display()));
        }
        let lines = text.lines().enumerate().filter(|(_, line)| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with('#')
        });
        let wrong = |at: usize, why: &str| format!("{}, line {}: {why}", path.display(), at + 1);
        let mut codes: Vec<(String, String)> = Vec::new();
        for (at, line) in lines {
            let (of, code) = code_of(line).map_err(|why| wrong(at, why))?;
            if codes.iter().any(|(known, _)| *known == of) {
                return Err(wrong(at, &format!("{of} has a code in an earlier line")));
            }
            codes.push((of, code));
        }
        Ok(Self(codes))
    }

    /// The code of this mail address or, if it has none, of its domain. `None` if neither has a
    /// code.
    pub(crate) fn of(&self, mailbox: &str) -> Option<&str> {
        let mailbox = mailbox.to_ascii_lowercase();
        let domain = mailbox.rfind('@').and_then(|at| mailbox.get(at..))?;
        let find = |who: &str| self.0.iter().find(|(of, _)| of == who).map(|(_, code)| &**code);
        find(&mailbox).or_else(|| find(domain))
    }

    /// Checks the file with the codes of recipients, and returns the number of its codes.
    pub fn check(path: &Path) -> Result<u64, String> {
        let codes = Self::read(path)?;
        let is_open = path.metadata().is_ok_and(|file| file.mode() & 0o007 != 0);
        if is_open {
            let path = path.display();
            return Err(format!("every user can read {path}; `chmod 640 {path}` helps"));
        }
        Ok(codes.0.len() as u64)
    }
}

fn code_of(line: &str) -> Result<(String, String), &'static str> {
    let mut words = line.split_whitespace();
    let (Some(of), Some(code), None) = (words.next(), words.next(), words.next()) else {
        return Err("a line is an address or @domain, a space, and a code without spaces");
    };
    if !of.contains('@') || of.ends_with('@') {
        return Err("the first word is a mail address, or @ and a mail domain");
    }
    let length = code.chars().count();
    if length < SHORTEST {
        return Err("the code is too short; it needs at least 8 characters");
    }
    if length < SHORTEST_NUMBER && code.chars().all(|c| c.is_ascii_digit()) {
        return Err("a code of digits alone needs at least 12 of them");
    }
    Ok((of.to_ascii_lowercase(), code.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn read(text: &str) -> Result<Codes, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes");
        std::fs::write(&path, text).unwrap();
        Codes::read(&path).map_err(|why| why.split_once("codes").unwrap().1.to_owned())
    }

    #[test]
    fn an_address_has_its_own_code_or_that_of_its_domain() {
        let text = "# codes\n\nAnna@Example.com  anna-777\n@example.com\thouse-88\n";
        let codes = read(text).unwrap();
        assert_eq!(codes.of("anna@example.COM"), Some("anna-777"));
        assert_eq!(codes.of("bob@example.com"), Some("house-88"));
        assert_eq!(codes.of("anna@sub.example.com"), None);
        assert_eq!(codes.of("example.com"), None);
    }

    #[test]
    fn a_file_that_everybody_can_read_is_told() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "@example.com house-88\n").unwrap();
        assert_eq!(Codes::check(file.path()), Ok(1));
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o644)).unwrap();
        let why = Codes::check(file.path()).unwrap_err();
        assert!(why.contains("every user can read") && why.contains("chmod 640"), "{why}");
    }

    #[test]
    fn a_line_that_cannot_be_meant_is_named() {
        for (text, said) in [
            ("anna@example.com\n", ", line 1: a line is an address"),
            ("#\nanna@example.com a b", ", line 2: a line is an address"),
            ("example.com abcdefgh", ", line 1: the first word is"),
            ("a@b abcdefg", ", line 1: the code is too short"),
            ("a@b 12345678901", ", line 1: a code of digits alone"),
            ("a@b abcdefgh\nA@B abcdefgi", ", line 2: a@b has a code in an earlier line"),
        ] {
            let why = read(text).unwrap_err();
            assert!(why.starts_with(said), "{why}");
        }
        assert!(read(&"#".repeat(1 << 21)).unwrap_err().contains("is larger than 1 MB"));
    }
}
