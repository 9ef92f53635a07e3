//! The arguments of a fax device: `FaxDevice(mailbox[&mailbox…][,format[,options]])`.

use super::value::{self, CallerId, Durable, RecordCalls, T38Use};
use super::{CallerRules, JunkRules, ModemList, SettingError, SubaddressRules};
use ferrofax_ground::t4::Coding;
use ferrofax_spool::Format;
use ferrofax_spool::sending::JobDefaults;
use ferrofax_spool::value::Listed;
use std::collections::BTreeMap;

/// The options by which a device changes the settings of its class and of `[general]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaxOptions {
    /// `s(ident)`: the station identification (CSI) that is sent to callers.
    pub ident: Option<String>,
    /// `e(yes|no)`: whether error correction may be used.
    pub ecm: Option<bool>,
    /// `m(v29+v27)`: the modems that may be used.
    pub modems: Option<ModemList>,
    /// `r(rate)`: the highest rate that may be used, in bit/s.
    pub max_rate_bps: Option<u32>,
    /// `o(jbig+mmr+mr+mh)`: the page codings that may be used.
    pub codings: Option<Vec<Coding>>,
    /// `C(yes|no)`: whether colour pages are accepted.
    pub colour: Option<bool>,
    /// `T(yes|passive|no)`: whether calls may switch to T.38.
    pub t38: Option<T38Use>,
    /// `k(failed|all|none)`: the calls whose recordings are kept.
    pub record: Option<RecordCalls>,
    /// `w(password)`: the password (PWD) that a sender must give.
    pub password: Option<String>,
    /// `d(sub:device,…)`: the devices to which faxes are routed by their subaddress (SUB).
    pub subaddresses: Option<SubaddressRules>,
    /// `z(zone)`: the time zone of the dates in mails and header lines.
    pub time_zone: Option<String>,
    /// `header`: the place of the header line on sent pages: `above`, `over`, `no`.
    pub header: Option<&'static str>,
    /// `headerformat`: the template of the header line.
    pub header_format: Option<String>,
    /// `t(text)`: the sender's text in the header line.
    pub header_text: Option<String>,
    /// `callerid`: the number and the name that are shown to called machines.
    pub caller: Option<CallerId>,
    /// `a(account)`: the account that calls are charged to.
    pub account: Option<String>,
    /// `b(rules)`: callers that are hung up on without an answer.
    pub refuse: Option<CallerRules>,
    /// `j(rules)`: the rules by which faxes count as junk.
    pub junk: Option<JunkRules>,
    /// `R(class)`: the retention class of faxes and jobs. If it is empty, the device has no class,
    /// even if `[general]` names one.
    pub retention: Option<String>,
    /// `D(local|shared)`: the place where a received page must be stored before it is confirmed.
    pub durable: Option<Durable>,
    /// `durable_within`: the longest time that a page may wait for the shared database, in seconds.
    pub durable_within_s: Option<u32>,
    /// Defaults for the device's jobs: `N(notify)`, `p(priority)`, `u(unknown)`, and more in a
    /// class, by the names of [`ferrofax_spool::sending::JobDefaults`].
    pub job: BTreeMap<String, String>,
}

/// The arguments of one `FaxDevice`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceArgs {
    /// The mailboxes that get the fax; at least one.
    pub mailboxes: Vec<String>,
    /// `P(printer+printer)`: printers on which the fax is printed as well.
    pub printers: Vec<String>,
    /// The file format of the fax in mails.
    pub format: Format,
    /// `c(class)`: the class whose settings apply.
    pub class: Option<String>,
    /// `n(name)` or `h(name)`: the owner's name, for mails and header lines.
    pub name: Option<String>,
    /// `x`: whether the device is switched off.
    pub off: bool,
    /// The other options of the device.
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
            'a' => self.options.account = Some(value::plain_word(needed()?)?),
            'b' => self.options.refuse = Some(CallerRules::read(needed()?)?),
            'c' => self.class = Some(needed()?.to_owned()),
            'C' => self.options.colour = Some(value::yes_no(needed()?)?),
            'd' => self.options.subaddresses = Some(SubaddressRules::read(needed()?)?),
            'D' => self.options.durable = Some(Durable::read(needed()?)?),
            'e' => self.options.ecm = Some(value::yes_no(needed()?)?),
            'h' | 'n' => self.name = Some(needed()?.to_owned()),
            'j' => self.options.junk = Some(JunkRules::read(needed()?)?),
            'k' => self.options.record = Some(RecordCalls::read(needed()?)?),
            'm' => self.options.modems = Some(ModemList::read(needed()?)?),
            'N' => self.set_notify(needed()?)?,
            'o' => self.options.codings = Some(value::codings(needed()?)?),
            'p' => self.options.set_job("priority", needed()?)?,
            'P' => self.printers = value::printers(needed()?)?,
            'r' => self.options.max_rate_bps = Some(value::rate(needed()?)?),
            'R' => self.options.retention = Some(value::plain_word(needed()?)?),
            's' => self.options.ident = Some(value::ident(needed()?)?),
            't' => self.options.header_text = Some(needed()?.to_owned()),
            'T' => self.options.t38 = Some(T38Use::read(needed()?)?),
            'u' => self.options.set_job("unknown", needed()?)?,
            'w' => self.options.password = value::password(needed()?)?,
            'x' => self.off = true,
            'z' => self.options.time_zone = Some(value::time_zone(needed()?)?),
            _ => return Err(SettingError::UnknownOption(letter)),
        }
        Ok(())
    }

    /// Sets the option `N(failure+html)`: the events about which users get a mail, the form of the
    /// mail, or both.
    fn set_notify(&mut self, text: &str) -> Result<(), SettingError> {
        for word in value::words(text) {
            let key = if ["text", "html"].contains(&word) { "notify_format" } else { "notify" };
            self.options.set_job(key, word)?;
        }
        Ok(())
    }
}

impl FaxOptions {
    /// Sets a default for jobs. Returns false if `key` is not the name of such a default.
    ///
    /// # Errors
    /// The value is not valid.
    pub(in crate::service) fn try_set_job(
        &mut self,
        key: &str,
        text: &str,
    ) -> Result<bool, SettingError> {
        let known = JobDefaults::default().set(key, text)?;
        if known {
            self.job.insert(key.to_owned(), text.to_owned());
        }
        Ok(known)
    }

    fn set_job(&mut self, key: &str, text: &str) -> Result<(), SettingError> {
        self.try_set_job(key, text).map(drop)
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
/// Brackets inside a text nest.
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
