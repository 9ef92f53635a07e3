//! Translates HylaFAX's settings into lines for `ferrofax.conf`, the dialplan and `gateway.toml`,
//! and lists everything that has no equivalent. The result is a proposal: no settings are changed.

use std::collections::BTreeSet;

use super::found::Found;
use ferrofax_basics::control_signs::plain;

/// The Ferrofax setting that corresponds to one option in HylaFAX's configuration.
enum Here {
    /// The option of `ferrofax.conf` with this name takes the value of HylaFAX's option unchanged.
    Same(&'static str),
    /// The option of `ferrofax.conf` with this name takes the value as a number of seconds.
    /// HylaFAX's value may be written as `HH:MM`.
    Seconds(&'static str),
    /// No setting can be generated for this HylaFAX option, so the administrator has to write one.
    /// The text explains which setting.
    Words(&'static str),
    /// This HylaFAX option needs no equivalent, because it concerns modems, processes or files that
    /// Ferrofax does not have.
    Needless,
}

use Here::{Needless, Same, Seconds, Words};

/// The options of hylafax-config(5F) that are translated. All others are reported as not
/// translated.
const OPTIONS: &[(&str, Here)] = &[
    ("AreaCode", Same("area_code")),
    ("CountryCode", Same("country_code")),
    ("LongDistancePrefix", Same("national_prefix")),
    ("InternationalPrefix", Same("international_prefix")),
    ("LocalIdentifier", Same("localstationid")),
    ("MaxTries", Same("tries")),
    ("MaxDials", Same("dials")),
    ("MaxSendPages", Same("max_send_pages")),
    ("MaxRecvPages", Same("max_pages")),
    ("JobReqBusy", Seconds("retry_busy")),
    ("JobReqNoAnswer", Seconds("retry_no_answer")),
    ("JobReqNoFCon", Seconds("retry_no_fax")),
    ("JobReqProto", Seconds("retry_dropped")),
    ("JobReqDataConn", Seconds("retry_no_fax")),
    ("TimeOfDay", Words("send_hours, as \"Mon-Fri 08:00-18:00\"")),
    ("TagLineFormat", Words("headerformat")),
    ("DialStringRules", Words("country_code, area_code, the prefixes and forbidden")),
    ("MaxConcurrentJobs", Words("one call at a time to one number, always")),
    ("MaxConcurrentCalls", Words("one call at a time to one number, always")),
    ("QualifyTSI", Words("refuse and junk: docs/junk.md")),
    ("QualifyCID", Words("refuse and junk: docs/junk.md")),
    ("RejectCall", Words("refuse: docs/junk.md")),
    ("DynamicConfig", Words("the dialplan, before FaxDevice")),
    ("JobControlCmd", Words("the context fax-outbound of the dialplan")),
    ("DestControls", Words("Set(FERROFAX(…)) in the context fax-outbound")),
    ("FAXNumber", Words("callerid, and the extension of FaxDevice")),
    ("RingsBeforeAnswer", Words("Wait() in the dialplan, before FaxDevice")),
    ("CallIDPattern", Needless),
    ("CallIDAnswerLength", Needless),
    ("ModemClass", Needless),
    ("ModemType", Needless),
    ("ModemRate", Needless),
    ("ModemFlowControl", Needless),
    ("ModemGroup", Needless),
    ("ModemPriority", Needless),
    ("SpeakerVolume", Needless),
    ("DeviceMode", Needless),
    ("LockDataTimeout", Needless),
    ("LogFileMode", Needless),
    ("RecvFileMode", Needless),
    ("ServerTracing", Needless),
    ("SessionTracing", Needless),
    ("GettyArgs", Needless),
    ("MaxBadCalls", Needless),
    ("PercentGoodLines", Needless),
    ("MaxConsecutiveBadLines", Needless),
    ("UseJobTSI", Needless),
    ("ContCoverPage", Needless),
    ("PostScriptTimeout", Needless),
    ("UUCPLockDir", Needless),
    ("VRes", Needless),
];

/// Writes the proposal for Ferrofax's settings, which is translated from the HylaFAX settings that
/// were found.
pub fn proposal(found: &Found) -> String {
    let mut said = Said::default();
    if found.settings.is_empty() {
        said.left.push(
            "no settings were found in etc; where Debian has them, --etc /etc/hylafax names them"
                .to_owned(),
        );
    }
    for (name, text) in &found.settings {
        match name.as_str() {
            "FaxDispatch" => dispatch(text, &mut said),
            "hosts.hfaxd" => hosts(text, &mut said),
            "dialrules" => said.left.push(
                "dialrules: its patterns are not imported; country_code, area_code and the \
                 prefixes define the numbers"
                    .to_owned(),
            ),
            "setup.cache" => {}
            _ => config(name, text, &mut said),
        }
    }
    said.text()
}

#[derive(Default)]
struct Said {
    general: BTreeSet<String>,
    dialplan: Vec<String>,
    gateway: Vec<String>,
    left: Vec<String>,
}

impl Said {
    fn text(self) -> String {
        let mut text = String::new();
        let mut part = |title: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                text += &format!("\n{title}\n");
                lines.iter().for_each(|line| text += &format!("    {line}\n"));
            }
        };
        part("For ferrofax.conf, in [general]:", self.general.into_iter().collect());
        part("For the dialplan (extensions.conf, [fax-devices]):", self.dialplan);
        part("For gateway.toml:", self.gateway);
        part("Not taken over of the settings:", self.left);
        text
    }
}

/// Translates a configuration file of HylaFAX (hylafax-config(5F)) into lines for `ferrofax.conf`.
/// The lines of HylaFAX's file are `Name: value`, and `#` begins a comment.
fn config(file: &str, text: &str, said: &mut Said) {
    for (name, value) in text.lines().filter_map(setting) {
        let known = OPTIONS.iter().find(|(option, _)| option.eq_ignore_ascii_case(name));
        match known.map(|(_, here)| here) {
            Some(Same(option)) => {
                said.general.insert(format!("{option} = {value}{}", of(file)));
            }
            Some(Seconds(option)) => match seconds(&value) {
                Some(seconds) => {
                    said.general.insert(format!("{option} = {seconds}{}", of(file)));
                }
                None => said.left.push(format!("{file}: {name}: '{value}' is no time")),
            },
            Some(Words(words)) => said.left.push(format!("{file}: {name}: {value}; here: {words}")),
            Some(Needless) => {}
            // Options whose names begin with `Modem` or `Class` define modem commands and
            // responses. Ferrofax does not need them.
            None if name.starts_with("Modem") || name.starts_with("Class") => {}
            None => said.left.push(format!("{file}: {name}: {value}")),
        }
    }
}

/// A comment for a line of the proposed Ferrofax settings. It names the modem from whose HylaFAX
/// configuration file the line comes. Empty for HylaFAX's general configuration file.
fn of(file: &str) -> String {
    file.strip_prefix("config.")
        .map_or_else(String::new, |modem| format!("    ; of {modem}"))
}

fn setting(line: &str) -> Option<(&str, String)> {
    let line = line.trim();
    let (name, value) = line.split_once(':').filter(|_| !line.starts_with(['#', '!']))?;
    let is_name = name.bytes().all(|sign| sign.is_ascii_alphanumeric()) && !name.is_empty();
    let value = value.trim();
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default(),
        None => value.split('#').next().unwrap_or_default().trim_end(),
    };
    is_name.then(|| (name, plain(value)))
}

/// Converts a duration in HylaFAX's settings, such as `180`, `3:00` or `0:03:00`, into seconds.
fn seconds(text: &str) -> Option<u32> {
    text.split(':')
        .try_fold(0_u32, |sum, part| sum.checked_mul(60)?.checked_add(part.trim().parse().ok()?))
}

/// Translates HylaFAX's shell script FaxDispatch, which sets the mail recipients of received faxes.
/// Each assignment `SENDTO=` becomes a `FaxDevice` line for the dialplan. Everything else in the
/// script is listed as not translated.
fn dispatch(text: &str, said: &mut Said) {
    let (mut by, mut case) = (String::new(), String::new());
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut words = line;
        // `case "$VARIABLE" in` … `esac`: the variable that chooses the recipient.
        if let Some(rest) = words.strip_prefix("case ") {
            by = rest.trim_end_matches(" in").trim_matches(['"', ' ']).to_owned();
            continue;
        }
        if words.starts_with("esac") {
            (by, case) = (String::new(), String::new());
            continue;
        }
        // `LABEL)`: the value of the variable to which the following assignments apply.
        if let Some((label, rest)) = words.split_once(')').filter(|_| !by.is_empty())
            && !label.contains('=')
        {
            case = label.trim_matches(['"', ' ', '(']).to_owned();
            words = rest.trim();
        }
        let (assignments, other) = assignments(words);
        // Each recipient becomes a device in the dialplan.
        if let Some(to) = value(&assignments, "SENDTO") {
            let boxes: Vec<&str> = to.split([' ', ',']).filter(|to| !to.is_empty()).collect();
            let form = match value(&assignments, "FILETYPE").as_deref() {
                Some("tif" | "tiff") => "tiff",
                _ => "pdf",
            };
            let of = match (by.as_str(), case.as_str()) {
                ("", _) => "for all others".to_owned(),
                (by, case) => format!("{by} is {case}"),
            };
            let exten = exten(&by, &case);
            said.dialplan.push(format!(
                "exten => {exten},1,FaxDevice({},{form})    ; {}",
                plain(&boxes.join("&")),
                plain(&of)
            ));
        }
        // Everything else in the line is listed as not translated.
        if by.contains("SENDER") && !case.is_empty() {
            said.left.push(format!(
                "FaxDispatch: the rules for a sender ({}): the dialplan knows the caller's number, not the TSI",
                plain(&case)
            ));
        }
        let known = |name: &str| matches!(name, "SENDTO" | "FILETYPE");
        for (name, value) in assignments.iter().filter(|(name, _)| !known(name)) {
            said.left.push(format!("FaxDispatch: {name}={}", plain(value)));
        }
        if let Some(other) = other {
            said.left.push(format!("FaxDispatch: {}", plain(&other)));
        }
    }
}

/// Returns the extension for a device in the proposed dialplan. It is the called number if
/// HylaFAX's script FaxDispatch chooses the mail recipient by that number. Otherwise it is the
/// placeholder `EXTENSION`.
fn exten(by: &str, case: &str) -> String {
    let is_number = !case.is_empty() && case.bytes().all(|sign| sign.is_ascii_digit());
    if by.contains("CALLID") && is_number { case.to_owned() } else { "EXTENSION".to_owned() }
}

fn value(assignments: &[(String, String)], name: &str) -> Option<String> {
    assignments
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.clone())
}

/// Reads the shell assignments at the beginning of a line, such as `NAME=value; NAME="value" ;;`.
/// Also returns the rest of the line from the first part on that is not an assignment.
fn assignments(line: &str) -> (Vec<(String, String)>, Option<String>) {
    let (mut all, mut rest) = (Vec::new(), line);
    loop {
        rest = rest.trim_start_matches([';', ' ', '\t']);
        if rest.is_empty() || rest.starts_with('#') {
            return (all, None);
        }
        let Some((name, behind)) = rest.split_once('=').filter(|(name, _)| {
            !name.is_empty()
                && name.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'_')
        }) else {
            return (all, Some(rest.to_owned()));
        };
        let quote = ['"', '\''].into_iter().find(|quote| behind.starts_with(*quote));
        let quoted = quote.and_then(|quote| behind.strip_prefix(quote)?.split_once(quote));
        let (value, behind) = quoted.unwrap_or_else(|| {
            behind.split_at(behind.find([';', ' ', '\t']).unwrap_or(behind.len()))
        });
        all.push((name.to_owned(), value.to_owned()));
        rest = behind;
    }
}

/// Translates HylaFAX's list of users, hosts.hfaxd(5F), whose lines are
/// `client:uid:password:password of the administrator`. The passwords are hashes in HylaFAX's own
/// format.
fn hosts(text: &str, said: &mut Said) {
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut fields = line.split(':');
        let client = fields.next().unwrap_or_default();
        let password = fields.nth(1).unwrap_or_default();
        // The client is a pattern such as `^user@host$`. A `!` before the pattern means that the
        // client is rejected.
        let bare = client.trim_start_matches(['^', '!']).trim_end_matches('$').replace('\\', "");
        let (user, host) = match bare.rsplit_once('@') {
            Some((user, host)) => (user, host.to_owned()),
            None => ("", bare.clone()),
        };
        let is_name = |word: &str| {
            !word.is_empty()
                && word.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"._-".contains(&sign))
        };
        if client.starts_with('!') {
            said.left.push(format!("hosts.hfaxd: {} is shut out there", plain(&bare)));
        } else if is_name(user) {
            said.gateway.push(format!("[[user]]    # of hosts.hfaxd: {}", plain(client)));
            said.gateway.push(format!("name = \"{user}\""));
            if !password.is_empty() {
                said.gateway.push(
                    "password = \"…\"    # its hash there can't be used: ferrofax password"
                        .to_owned(),
                );
            }
            said.gateway.push("device = \"…\"".to_owned());
        } else if let Ok(address) = host.parse::<std::net::IpAddr>() {
            said.gateway.push(format!("[[network]]    # of hosts.hfaxd: {}", plain(client)));
            said.gateway.push(format!("address = \"{address}\""));
            said.gateway.push("user = \"…\"".to_owned());
        } else if !matches!(host.as_str(), "localhost" | "127.0.0.1" | "*") {
            said.left.push(format!("hosts.hfaxd: {}", plain(client)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(settings: &[(&str, &str)]) -> String {
        let mut said = Said::default();
        for (name, text) in settings {
            match *name {
                "FaxDispatch" => dispatch(text, &mut said),
                "hosts.hfaxd" => hosts(text, &mut said),
                name => config(name, text, &mut said),
            }
        }
        said.text()
    }

    #[test]
    fn what_has_an_option_here_is_proposed_and_the_rest_is_named() {
        let text = told(&[
            (
                "config",
                "CountryCode:\t49\nAreaCode: 991 # Deggendorf\nJobReqBusy: 3:00\n#MaxDials: 7\n\
                 TimeOfDay: \"Wk0800-1800\"\nFlubber: yes\nModemClass: 1\nnonsense\n",
            ),
            ("config.ttyIAX0", "LocalIdentifier: \"+49.991.2101\"\nModemResetCmds: ATZ\n"),
        ]);
        for line in [
            "    area_code = 991\n",
            "    country_code = 49\n",
            "    retry_busy = 180\n",
            "    localstationid = +49.991.2101    ; of ttyIAX0\n",
            "    config: TimeOfDay: Wk0800-1800; here: send_hours",
            "    config: Flubber: yes\n",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        assert!(!text.contains("Modem") && !text.contains("dials"), "{text}");
    }

    #[test]
    fn who_gets_what_becomes_devices() {
        let text = told(&[(
            "FaxDispatch",
            "## a comment\nSENDTO=faxmaster@example.com;\nFILETYPE=pdf\ncase \"$DEVICE\" in\n\
             ttyIAX0) SENDTO=\"a@example.com b@example.com\"; FILETYPE=tif;;\nesac\n\
             case \"$CALLID3\" in\n\"2101\") SENDTO=alice@example.com;;\nesac\nmail -s x y < $FILE\n",
        )]);
        for line in [
            "exten => EXTENSION,1,FaxDevice(faxmaster@example.com,pdf)    ; for all others",
            "exten => EXTENSION,1,FaxDevice(a@example.com&b@example.com,tiff)    ; $DEVICE is ttyIAX0",
            "exten => 2101,1,FaxDevice(alice@example.com,pdf)    ; $CALLID3 is 2101",
            "FaxDispatch: mail -s x y < $FILE",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
    }

    #[test]
    fn who_may_come_becomes_users_and_networks() {
        let text = told(&[(
            "hosts.hfaxd",
            "localhost\n^alice@:21:Sx1.hash:\n192.0.2.7\n!^bob@\n^.*\\.example\\.com$\n",
        )]);
        for line in ["name = \"alice\"", "password = \"…\"", "address = \"192.0.2.7\""] {
            assert!(text.contains(line), "{line}: {text}");
        }
        assert!(text.contains("bob@ is shut out there"), "{text}");
        assert!(text.contains("hosts.hfaxd: ^.*\\.example\\.com$"), "{text}");
    }
}
