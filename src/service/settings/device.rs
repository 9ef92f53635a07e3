//! Reads the arguments with which the dialplan declares a fax device:
//! `FaxDevice(mailbox[&mailbox…][,format[,options]])`.

use super::value;
use super::{FaxOptions, SettingError};
use ferrofax_spool::Format;
use ferrofax_spool::value::Listed;

/// The arguments of the application `FaxDevice` in a line of the dialplan, which declares a fax
/// device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceArgs {
    /// The mail addresses to which each received fax of the device is sent; at least one.
    pub mailboxes: Vec<String>,
    /// The option `P(printer+printer)`: the printers on which each received fax of the device is
    /// printed, in addition to the mails.
    pub printers: Vec<String>,
    /// The file format in which received faxes are attached to mails.
    pub format: Format,
    /// The option `c(class)`: the class of fax devices whose settings apply to the device.
    pub class: Option<String>,
    /// The option `n(name)` or `h(name)`: the name of the device's owner, for mails and header
    /// lines.
    pub name: Option<String>,
    /// The option `x`: whether the fax device is switched off.
    pub off: bool,
    /// The options of the device that can also be set in its class of devices and in `[general]`.
    pub options: FaxOptions,
}

impl DeviceArgs {
    /// Reads the arguments of `FaxDevice(…)` from the text between the brackets.
    ///
    /// # Errors
    /// One sentence for the first fault.
    pub fn parse(args: &str) -> Result<Self, SettingError> {
        let mut fields = args.splitn(3, ',').map(str::trim);
        let mut device = Self::default();
        for mailbox in fields
            .next()
            .unwrap_or_default()
            .split('&')
            .map(str::trim)
            .filter(|m| !m.is_empty())
        {
            let mailbox = value::mailbox(mailbox)?;
            if !device.mailboxes.contains(&mailbox) {
                device.mailboxes.push(mailbox);
            }
        }
        if device.mailboxes.is_empty() {
            return Err(SettingError::NoMailbox);
        }
        device.format = format(fields.next().unwrap_or_default())?;
        for (letter, text) in options(fields.next().unwrap_or_default())? {
            device.set(letter, text)?;
        }
        Ok(device)
    }

    fn set(&mut self, letter: char, text: Option<&str>) -> Result<(), SettingError> {
        let needed = || text.ok_or(SettingError::NeedsValue(letter));
        match letter {
            'c' => self.class = Some(needed()?.to_owned()),
            'h' | 'n' => self.name = Some(needed()?.to_owned()),
            'N' => self.set_notify(needed()?)?,
            'p' => drop(self.options.try_set_job("priority", needed()?)?),
            'P' => self.printers = value::printers(needed()?)?,
            'u' => drop(self.options.try_set_job("unknown", needed()?)?),
            'x' => self.off = true,
            _ if self.options.set_letter(letter, text)? => {}
            _ => return Err(SettingError::UnknownOption(letter)),
        }
        Ok(())
    }

    /// Sets the option `N(…)`, for example `N(failure+html)`. The value names the events about
    /// which users get a mail, the form of the mail, or both.
    fn set_notify(&mut self, text: &str) -> Result<(), SettingError> {
        for word in value::words(text) {
            let key = if ["text", "html"].contains(&word) { "notify_format" } else { "notify" };
            self.options.try_set_job(key, word)?;
        }
        Ok(())
    }
}

fn format(word: &str) -> Result<Format, SettingError> {
    match word {
        "" => Ok(Format::default()),
        _ if word.eq_ignore_ascii_case("tif") => Ok(Format::Tiff),
        _ => Format::listed(word).ok_or_else(|| SettingError::NotAFormat(word.to_owned())),
    }
}

/// Splits `a(b)c` into letters with their bracketed texts, as Asterisk's applications read them.
/// Brackets inside such a text may be nested.
fn options(text: &str) -> Result<Vec<(char, Option<&str>)>, SettingError> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        if letter.is_whitespace() {
            continue;
        }
        let Some(inner) = rest.strip_prefix('(') else {
            found.push((letter, None));
            continue;
        };
        let end = closing_bracket(inner).ok_or(SettingError::OptionUnclosed(letter))?;
        found.push((letter, Some(inner[..end].trim())));
        rest = &inner[end + 1..];
    }
    Ok(found)
}

fn closing_bracket(inner: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in inner.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_lines_of_the_design() {
        let alice = DeviceArgs::parse("alice@example.com").unwrap();
        assert_eq!(
            (alice.mailboxes.as_slice(), alice.format),
            (["alice@example.com".to_owned()].as_slice(), Format::Pdf)
        );
        let sales = DeviceArgs::parse("sales@example.com&bob@example.com,tiff").unwrap();
        assert_eq!((sales.mailboxes.len(), sales.format), (2, Format::Tiff));
        let printed = DeviceArgs::parse("a@example.com,pdf,P(office+archive|office)").unwrap();
        assert_eq!(printed.printers, ["office", "archive"]);
        let carol =
            DeviceArgs::parse("carol@example.com,inlinegif,h(Carol's (new) shop)s(+4999112345)")
                .unwrap();
        assert_eq!(carol.name.as_deref(), Some("Carol's (new) shop"));
        assert_eq!(carol.options.ident.as_deref(), Some("+4999112345"));
    }

    #[test]
    fn how_a_device_sends_stands_in_its_options() {
        let device = DeviceArgs::parse(
            "a@example.com,pdf,a(sales-7)t(Carol, the shop)N(failure+html)p(100)u(skip)",
        )
        .unwrap();
        assert_eq!(device.options.account.as_deref(), Some("sales-7"));
        assert_eq!(device.options.header_text.as_deref(), Some("Carol, the shop"));
        let job = ["notify", "notify_format", "priority", "unknown"]
            .map(|key| device.options.job[key].as_str());
        assert_eq!(job, ["failure", "html", "100", "skip"]);
        let error = |args: &str| DeviceArgs::parse(args).unwrap_err().to_string();
        assert!(error("a@example.com,pdf,P(-x)").contains("no name of a printer"));
        assert!(error("a@example.com,pdf,P()").contains("no printer is named"));
        assert!(
            error("a@example.com,pdf,N(sometimes)")
                .contains("each, end, failure, success, trouble and never")
        );
        assert!(error("a@example.com,pdf,p(300)").contains("255"));
        assert!(error("a@example.com,pdf,a(x/y)").contains("'/'"));
    }

    #[test]
    fn a_device_may_ask_for_a_password() {
        let device = DeviceArgs::parse("a@example.com,pdf,w(47*11)").unwrap();
        assert_eq!(device.options.password.as_deref(), Some("47*11"));
        let error = DeviceArgs::parse("a@example.com,pdf,w(secret)").unwrap_err().to_string();
        assert!(error.contains("character 1 can't be sent"), "{error}");
    }

    #[test]
    fn names_what_is_wrong() {
        let error = |args: &str| DeviceArgs::parse(args).unwrap_err().to_string();
        assert!(error("").contains("no mailbox"));
        assert!(error("alice").contains("'alice' is not an e-mail address"));
        assert!(error("a@example.com,doc").contains("format 'doc' is unknown"));
        assert!(error("a@example.com,pdf,q").contains("option 'q' is unknown"));
        assert!(error("a@example.com,pdf,s").contains("needs a value"));
        assert!(error("a@example.com,pdf,s(12").contains("no closing bracket"));
        assert!(error("a@example.com,pdf,z(Mars/Olympus)").contains("time zone"));
    }
}
