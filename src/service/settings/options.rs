//! The options that can be set in `[general]`, for a class of fax devices and for a device.

use super::value::{self, CallerId, Durable, RecordCalls, T38Use};
use super::{CallerRules, JunkRules, ModemList, SettingError, SubaddressRules};
use ferrofax_document::header_line::{HeaderLine, Placement};
use ferrofax_ground::t4::Coding;
use ferrofax_spool::sending::JobDefaults;
use ferrofax_spool::value::header;
use std::collections::BTreeMap;

/// Declares the options of fax devices, one row for each option. First in a row comes the field of
/// [`FaxOptions`] with its type. Then come the name of the setting in ferrofax.conf (further names
/// follow after `|`) and, if there is one, the option's letter in `FaxDevice`. The function that
/// reads the value is last.
macro_rules! options {
    ($(
        $(#[$about:meta])*
        $field:ident: $Value:ty = $($name:literal)|+ $(, $letter:literal)? => $read:expr;
    )+) => {
        /// The options by which a device changes the settings of its class of devices and of
        /// `[general]`. An option that is not set is `None`.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct FaxOptions {
            $($(#[$about])* pub $field: Option<$Value>,)+
            /// Defaults for the fax device's jobs. A device can set some of them by the options
            /// `N(notify)`, `p(priority)` and `u(unknown)`; a class of devices can set all of them.
            /// The keys are the names in [`ferrofax_spool::sending::JobDefaults`].
            pub job: BTreeMap<String, String>,
        }

        impl FaxOptions {
            /// Sets the option named `key` to the value `text` from `ferrofax.conf`. The names are
            /// those of res_fax.conf and FAXOPT. Returns false if there is no such option.
            ///
            /// # Errors
            /// The value is not valid.
            pub(super) fn set(&mut self, key: &str, text: &str) -> Result<bool, SettingError> {
                if key == "retention" {
                    // A class with an invalid name is kept like an unknown one, so that its faxes
                    // are not deleted.
                    self.retention = Some(text.to_owned());
                }
                match key {
                    $($($name)|+ => self.$field = $read(text)?.into(),)+
                    _ => return Ok(false),
                }
                Ok(true)
            }

            /// Sets the option that has this letter in `FaxDevice(…)`. Returns false if there is no
            /// such option.
            ///
            /// # Errors
            /// The value is missing or not valid.
            pub(super) fn set_letter(
                &mut self,
                letter: char,
                text: Option<&str>,
            ) -> Result<bool, SettingError> {
                let needed = || text.ok_or(SettingError::NeedsValue(letter));
                match letter {
                    $($($letter => self.$field = $read(needed()?)?.into(),)?)+
                    _ => return Ok(false),
                }
                Ok(true)
            }

            /// Returns a copy of these options, in which each option that is not set here has the
            /// value from `below`.
            pub fn over(&self, below: &Self) -> Self {
                let mut job = below.job.clone();
                job.extend(self.job.clone());
                Self {
                    $($field: self.$field.clone().or_else(|| below.$field.clone()),)+
                    job,
                }
            }
        }
    };
}

options! {
    /// The station identification (CSI) that is sent to callers.
    ident: String = "localstationid", 's' => value::ident;
    /// Whether error correction (ECM) may be used in a call.
    ecm: bool = "ecm", 'e' => value::yes_no;
    /// The modems (V.34, V.17, V.29, V.27ter) that may be used in a call.
    modems: ModemList = "modems" | "modem", 'm' => ModemList::read;
    /// The highest rate that may be used in a call, in bit/s.
    max_rate_bps: u32 = "maxrate", 'r' => value::rate;
    /// The image codings of fax pages (such as JBIG, MMR or MH) that may be used in a call.
    codings: Vec<Coding> = "codings", 'o' => value::codings;
    /// Whether pages in colour are accepted from callers.
    colour: bool = "colour" | "color", 'C' => value::yes_no;
    /// Whether calls may switch to T.38.
    t38: T38Use = "t38", 'T' => T38Use::read;
    /// `record`: the calls whose recordings are kept on the disk.
    record: RecordCalls = "record", 'k' => RecordCalls::read;
    /// The password (PWD) that a sending fax machine must send.
    password: String = "password", 'w' => value::password;
    /// The rules by which faxes are routed to other fax devices by their subaddress (SUB).
    subaddresses: SubaddressRules = "subaddresses", 'd' => SubaddressRules::read;
    /// The time zone of the dates in the device's mails and header lines.
    time_zone: String = "tz", 'z' => value::time_zone;
    /// The place of the header line on sent pages: `above`, `over`, `no`.
    header: &'static str = "header" => header;
    /// The template of the header line, which is printed at the top of each sent page.
    header_format: String = "headerformat" => header_format;
    /// The text in the header line that names the sender (the setting `headerinfo`).
    header_text: String = "headerinfo", 't' => any_text;
    /// The number and the name that are shown to called machines.
    caller: CallerId = "callerid" => value::caller_id;
    /// The account to which the fax device's calls are charged in Asterisk's call records.
    account: String = "accountcode", 'a' => value::plain_word;
    /// The rules for blocked callers, whose calls are hung up without an answer.
    refuse: CallerRules = "refuse", 'b' => CallerRules::read;
    /// The junk rules, by which received faxes count as unwanted.
    junk: JunkRules = "junk", 'j' => JunkRules::read;
    /// The retention class of the device's faxes and jobs. If the value is empty, they have no
    /// retention class, even if `[general]` names one.
    retention: String = "retention", 'R' => value::plain_word;
    /// The place where a received page must be stored before it is confirmed.
    durable: Durable = "durable", 'D' => Durable::read;
    /// The longest time, in seconds, that it may take to store a received page in the shared
    /// database.
    durable_within_s: u32 = "durable_within" => seconds_within;
}

impl FaxOptions {
    /// Sets a default for the fax jobs of a device. Returns false if `key` is not the name of a
    /// default for jobs.
    ///
    /// # Errors
    /// The value is not valid.
    pub(super) fn try_set_job(&mut self, key: &str, text: &str) -> Result<bool, SettingError> {
        let known = JobDefaults::default().set(key, text)?;
        if known {
            self.job.insert(key.to_owned(), text.to_owned());
        }
        Ok(known)
    }
}

fn header_format(text: &str) -> Result<String, SettingError> {
    HeaderLine::parse(text, Placement::default())?;
    any_text(text)
}

fn any_text(text: &str) -> Result<String, SettingError> {
    Ok(text.to_owned())
}

fn seconds_within(text: &str) -> Result<u32, SettingError> {
    Ok(value::number(text, 5, 50)?)
}
