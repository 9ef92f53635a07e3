//! The parameters of a job (JPARM), with one table row for each. Supported parameters become
//! options of the fax. The others are about modems or paper, which Ferrofax does not have. They are
//! accepted and stored for the session, since HylaFAX's clients send them with every job.

use super::times;
use ferrofax_basics::value::is_mailbox;
use ferrofax_spool::value;

/// The kind of value that a job parameter (JPARM) of HylaFAX has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The value of the job parameter is any text.
    Text,
    /// The value of the job parameter is a whole number.
    Number,
    /// The value of the job parameter is a priority, from 0 to 255.
    Priority,
    /// The value of the job parameter is a number with a decimal point.
    Decimal,
    /// The value of the job parameter is `YES` or `NO`.
    Flag,
    /// The value of the job parameter is one of the words in this list.
    Word(&'static [&'static str]),
    /// The value of the job parameter is a time: `NOW`, or `YYYYMMDDHHMM` in UTC.
    Moment,
    /// The value of the job parameter is a duration in days, hours and minutes: `DDHHMM`.
    Days,
    /// The value of the job parameter is a duration in minutes and seconds: `MMSS`.
    Minutes,
    /// The value of the job parameter is the name of a document that the HylaFAX client has
    /// uploaded.
    Document,
    /// The value of the job parameter names a document to fetch (polling): a selector and a
    /// password.
    Poll,
    /// The value of the job parameter is a mail address, or several, or the name of a user of the
    /// HylaFAX client's machine, which has no `@`.
    Mailbox,
    /// Only the server sets the value; a HylaFAX client can read it but gets an error if it sets
    /// it.
    Said,
    /// A parameter that HylaFAX's own servers have but this server does not support.
    NotHere,
}

/// A row of the table [`PARAMETERS`], which describes a job parameter (JPARM).
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) parameter: Parameter,
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// The default value of the job parameter (JPARM).
    pub(super) default: &'static str,
}

const NOTIFY: &[&str] = &["NONE", "DONE", "REQUEUE", "DONE+REQUEUE"];
const CHOP: &[&str] = &["DEFAULT", "NONE", "ALL", "LAST"];
const DATA: &[&str] = &["G31D", "G32D", "G32DUNC", "G4"];

/// HylaFAX's default priority. HylaFAX's clients send it with every job, even if the user has
/// chosen no priority. So a job with this value gets the default priority of its device.
pub const USUAL_PRIORITY: u16 = 127;

/// Makes the enum [`Parameter`] and the table [`PARAMETERS`], in the same order.
macro_rules! parameters {
    ($($parameter:ident, $name:literal, $kind:expr, $default:literal;)*) => {
        /// A parameter that a HylaFAX client can set for a job (JPARM).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Parameter { $($parameter),* }

        /// All job parameters (JPARM) of HylaFAX, sorted by name.
        pub(super) const PARAMETERS: &[Row] = &[$(Row {
            parameter: Parameter::$parameter,
            name: $name,
            kind: $kind,
            default: $default,
        }),*];
    };
}

parameters! {
    BegBr, "BEGBR", Kind::Number, "13";
    BegSt, "BEGST", Kind::Number, "0";
    ChopThreshold, "CHOPTHRESHOLD", Kind::Decimal, "3";
    Client, "CLIENT", Kind::Said, "";
    Comments, "COMMENTS", Kind::Text, "";
    CommId, "COMMID", Kind::Said, "";
    Cover, "COVER", Kind::Document, "";
    DataFormat, "DATAFORMAT", Kind::Word(DATA), "G4";
    DialString, "DIALSTRING", Kind::Text, "";
    Document, "DOCUMENT", Kind::Document, "";
    DoneOp, "DONEOP", Kind::Text, "default";
    ErrorCode, "ERRORCODE", Kind::Said, "";
    External, "EXTERNAL", Kind::Text, "";
    FaxNumber, "FAXNUMBER", Kind::Text, "";
    FromCompany, "FROMCOMPANY", Kind::Text, "";
    FromLocation, "FROMLOCATION", Kind::Text, "";
    FromUser, "FROMUSER", Kind::Text, "";
    FromVoice, "FROMVOICE", Kind::Text, "";
    GroupId, "GROUPID", Kind::Said, "";
    JobId, "JOBID", Kind::Said, "";
    JobInfo, "JOBINFO", Kind::Text, "";
    JobType, "JOBTYPE", Kind::Said, "";
    LastTime, "LASTTIME", Kind::Days, "000300";
    MaxDials, "MAXDIALS", Kind::Number, "12";
    MaxPages, "MAXPAGES", Kind::Number, "0";
    MaxTries, "MAXTRIES", Kind::Number, "3";
    MinBr, "MINBR", Kind::Number, "0";
    Modem, "MODEM", Kind::Text, "any";
    NDials, "NDIALS", Kind::Said, "";
    Notify, "NOTIFY", Kind::Word(NOTIFY), "NONE";
    NotifyAddr, "NOTIFYADDR", Kind::Mailbox, "";
    NPages, "NPAGES", Kind::Said, "";
    NTries, "NTRIES", Kind::Said, "";
    Owner, "OWNER", Kind::Said, "";
    PageChop, "PAGECHOP", Kind::Word(CHOP), "DEFAULT";
    PageLength, "PAGELENGTH", Kind::Number, "0";
    PageRange, "PAGERANGE", Kind::NotHere, "";
    PageWidth, "PAGEWIDTH", Kind::Number, "0";
    Passwd, "PASSWD", Kind::Text, "";
    Poll, "POLL", Kind::Poll, "";
    Regarding, "REGARDING", Kind::Text, "";
    RetryTime, "RETRYTIME", Kind::Minutes, "0000";
    SchedPri, "SCHEDPRI", Kind::Priority, "127";
    SendTime, "SENDTIME", Kind::Moment, "NOW";
    State, "STATE", Kind::Said, "";
    Status, "STATUS", Kind::Said, "";
    StatusCode, "STATUSCODE", Kind::Said, "";
    SubAddr, "SUBADDR", Kind::Text, "";
    TagLine, "TAGLINE", Kind::Text, "";
    ToCompany, "TOCOMPANY", Kind::Text, "";
    ToLocation, "TOLOCATION", Kind::Text, "";
    TotDials, "TOTDIALS", Kind::Said, "";
    TotPages, "TOTPAGES", Kind::Said, "";
    TotTries, "TOTTRIES", Kind::Said, "";
    ToUser, "TOUSER", Kind::Text, "";
    ToVoice, "TOVOICE", Kind::Text, "";
    Tsi, "TSI", Kind::Text, "";
    UseContCover, "USECONTCOVER", Kind::Flag, "YES";
    UseEcm, "USEECM", Kind::Flag, "YES";
    UseTagLine, "USETAGLINE", Kind::Flag, "NO";
    UseXvRes, "USEXVRES", Kind::Flag, "NO";
    UsrKey, "USRKEY", Kind::Text, "";
    VRes, "VRES", Kind::Number, "98";
}

/// Finds the description of a job parameter in the table [`PARAMETERS`]. Case is ignored in `name`.
pub(super) fn find(name: &str) -> Option<&'static Row> {
    PARAMETERS.iter().find(|row| row.name.eq_ignore_ascii_case(name))
}

/// The description of a job parameter in the table [`PARAMETERS`].
pub(super) fn row_of(parameter: Parameter) -> &'static Row {
    &PARAMETERS[parameter as usize]
}

impl Row {
    /// Checks a value that a HylaFAX client sets for this job parameter, and returns it in the form
    /// in which it is stored. The error is a text for the client.
    pub(super) fn read(&self, value: &str) -> Result<String, String> {
        let value = value.trim();
        let digits =
            |count: usize| value.len() == count && value.bytes().all(|it| it.is_ascii_digit());
        let kept = |is_good: bool, wrong: &str| {
            if is_good { Ok(value.to_owned()) } else { Err(wrong.to_owned()) }
        };
        match self.kind {
            Kind::Number => kept(value.parse::<u16>().is_ok(), "invalid number"),
            Kind::Priority => kept(value.parse::<u8>().is_ok(), "invalid priority, use 0 to 255"),
            Kind::Decimal => kept(value.parse::<f32>().is_ok(), "invalid number"),
            Kind::Flag => match value.to_ascii_uppercase().as_str() {
                word @ ("YES" | "NO") => Ok(word.to_owned()),
                _ => Err("invalid boolean value, use YES or NO".to_owned()),
            },
            Kind::Word(words) => {
                let word = words.iter().find(|word| word.eq_ignore_ascii_case(value));
                word.map(|word| (*word).to_owned())
                    .ok_or_else(|| format!("expecting one of {}", words.join(", ")))
            }
            Kind::Moment if value.eq_ignore_ascii_case("NOW") => Ok("NOW".to_owned()),
            Kind::Moment => {
                let is_time = digits(12) && times::moment(value).is_some();
                kept(is_time, "bad time specification (expecting YYYYMMDDHHMM)")
            }
            Kind::Days => kept(digits(6), "bad time specification (expecting 6 digits)"),
            Kind::Minutes => kept(digits(4), "bad time specification (expecting 4 digits)"),
            Kind::Mailbox => {
                let is_good = is_mailbox(value) || value::addresses(value).is_ok();
                kept(is_good, "invalid e-mail address, use name@example.com")
            }
            Kind::Text | Kind::Document | Kind::Poll | Kind::Said | Kind::NotHere => {
                Ok(value.to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_parameter_stands_where_its_number_says_and_takes_its_default() {
        for (at, row) in PARAMETERS.iter().enumerate() {
            assert_eq!(row.parameter as usize, at, "{}", row.name);
            if !row.default.is_empty() {
                assert_eq!(row.read(row.default).as_deref(), Ok(row.default), "{}", row.name);
            }
        }
    }

    #[test]
    fn a_value_is_what_its_parameter_takes() {
        let read = |name: &str, value: &str| find(name).unwrap().read(value);
        assert_eq!(read("notify", "done+requeue").as_deref(), Ok("DONE+REQUEUE"));
        assert_eq!(read("useecm", "yes").as_deref(), Ok("YES"));
        for said in ["", "alice", "alice@desk_7", "a@example.com, b@example.com"] {
            assert_eq!(read("notifyaddr", said).as_deref(), Ok(said));
        }
        assert_eq!(read("sendtime", "202611231200").as_deref(), Ok("202611231200"));
        for (name, value) in [
            ("notify", "never"),
            ("useecm", "1"),
            ("sendtime", "tomorrow"),
            ("sendtime", "202602300200"),
            ("sendtime", "202611232400"),
            ("lasttime", "3"),
            ("retrytime", "00000"),
            ("schedpri", "-1"),
            ("schedpri", "256"),
            ("schedpri", "70000"),
            ("chopthreshold", "x"),
            ("notifyaddr", "alice@@example.com"),
            ("notifyaddr", "Alice <alice@example.com>"),
        ] {
            assert!(read(name, value).is_err(), "{name} {value}");
        }
    }
}
