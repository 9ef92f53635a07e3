//! The parameters of a job (JPARM), with one table row for each. Supported parameters become
//! options of the fax. The others are about modems or paper, which Ferrofax does not have. They are
//! accepted and stored for the session, since HylaFAX's clients send them with every job.

use super::times;
use ferrofax_basics::value::is_mailbox;
use ferrofax_spool::value;

/// A parameter that a HylaFAX client can set for a job (JPARM).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Parameter {
    BegBr,
    BegSt,
    ChopThreshold,
    Client,
    Comments,
    CommId,
    Cover,
    DataFormat,
    DialString,
    Document,
    DoneOp,
    ErrorCode,
    External,
    FaxNumber,
    FromCompany,
    FromLocation,
    FromUser,
    FromVoice,
    GroupId,
    JobId,
    JobInfo,
    JobType,
    LastTime,
    MaxDials,
    MaxPages,
    MaxTries,
    MinBr,
    Modem,
    NDials,
    Notify,
    NotifyAddr,
    NPages,
    NTries,
    Owner,
    PageChop,
    PageLength,
    PageRange,
    PageWidth,
    Passwd,
    Poll,
    Regarding,
    RetryTime,
    SchedPri,
    SendTime,
    State,
    Status,
    StatusCode,
    SubAddr,
    TagLine,
    ToCompany,
    ToLocation,
    TotDials,
    TotPages,
    TotTries,
    ToUser,
    ToVoice,
    Tsi,
    UseContCover,
    UseEcm,
    UseTagLine,
    UseXvRes,
    UsrKey,
    VRes,
}

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

const fn row(parameter: Parameter, name: &'static str, kind: Kind, default: &'static str) -> Row {
    Row { parameter, name, kind, default }
}

const fn text(parameter: Parameter, name: &'static str) -> Row {
    row(parameter, name, Kind::Text, "")
}

const fn said(parameter: Parameter, name: &'static str) -> Row {
    row(parameter, name, Kind::Said, "")
}

/// All job parameters (JPARM) of HylaFAX, sorted by name.
pub(super) const PARAMETERS: &[Row] = &[
    row(Parameter::BegBr, "BEGBR", Kind::Number, "13"),
    row(Parameter::BegSt, "BEGST", Kind::Number, "0"),
    row(Parameter::ChopThreshold, "CHOPTHRESHOLD", Kind::Decimal, "3"),
    said(Parameter::Client, "CLIENT"),
    text(Parameter::Comments, "COMMENTS"),
    said(Parameter::CommId, "COMMID"),
    row(Parameter::Cover, "COVER", Kind::Document, ""),
    row(Parameter::DataFormat, "DATAFORMAT", Kind::Word(DATA), "G4"),
    text(Parameter::DialString, "DIALSTRING"),
    row(Parameter::Document, "DOCUMENT", Kind::Document, ""),
    row(Parameter::DoneOp, "DONEOP", Kind::Text, "default"),
    said(Parameter::ErrorCode, "ERRORCODE"),
    text(Parameter::External, "EXTERNAL"),
    text(Parameter::FaxNumber, "FAXNUMBER"),
    text(Parameter::FromCompany, "FROMCOMPANY"),
    text(Parameter::FromLocation, "FROMLOCATION"),
    text(Parameter::FromUser, "FROMUSER"),
    text(Parameter::FromVoice, "FROMVOICE"),
    said(Parameter::GroupId, "GROUPID"),
    said(Parameter::JobId, "JOBID"),
    text(Parameter::JobInfo, "JOBINFO"),
    said(Parameter::JobType, "JOBTYPE"),
    row(Parameter::LastTime, "LASTTIME", Kind::Days, "000300"),
    row(Parameter::MaxDials, "MAXDIALS", Kind::Number, "12"),
    row(Parameter::MaxPages, "MAXPAGES", Kind::Number, "0"),
    row(Parameter::MaxTries, "MAXTRIES", Kind::Number, "3"),
    row(Parameter::MinBr, "MINBR", Kind::Number, "0"),
    row(Parameter::Modem, "MODEM", Kind::Text, "any"),
    said(Parameter::NDials, "NDIALS"),
    row(Parameter::Notify, "NOTIFY", Kind::Word(NOTIFY), "NONE"),
    row(Parameter::NotifyAddr, "NOTIFYADDR", Kind::Mailbox, ""),
    said(Parameter::NPages, "NPAGES"),
    said(Parameter::NTries, "NTRIES"),
    said(Parameter::Owner, "OWNER"),
    row(Parameter::PageChop, "PAGECHOP", Kind::Word(CHOP), "DEFAULT"),
    row(Parameter::PageLength, "PAGELENGTH", Kind::Number, "0"),
    row(Parameter::PageRange, "PAGERANGE", Kind::NotHere, ""),
    row(Parameter::PageWidth, "PAGEWIDTH", Kind::Number, "0"),
    text(Parameter::Passwd, "PASSWD"),
    row(Parameter::Poll, "POLL", Kind::Poll, ""),
    text(Parameter::Regarding, "REGARDING"),
    row(Parameter::RetryTime, "RETRYTIME", Kind::Minutes, "0000"),
    row(Parameter::SchedPri, "SCHEDPRI", Kind::Priority, "127"),
    row(Parameter::SendTime, "SENDTIME", Kind::Moment, "NOW"),
    said(Parameter::State, "STATE"),
    said(Parameter::Status, "STATUS"),
    said(Parameter::StatusCode, "STATUSCODE"),
    text(Parameter::SubAddr, "SUBADDR"),
    text(Parameter::TagLine, "TAGLINE"),
    text(Parameter::ToCompany, "TOCOMPANY"),
    text(Parameter::ToLocation, "TOLOCATION"),
    said(Parameter::TotDials, "TOTDIALS"),
    said(Parameter::TotPages, "TOTPAGES"),
    said(Parameter::TotTries, "TOTTRIES"),
    text(Parameter::ToUser, "TOUSER"),
    text(Parameter::ToVoice, "TOVOICE"),
    text(Parameter::Tsi, "TSI"),
    row(Parameter::UseContCover, "USECONTCOVER", Kind::Flag, "YES"),
    row(Parameter::UseEcm, "USEECM", Kind::Flag, "YES"),
    row(Parameter::UseTagLine, "USETAGLINE", Kind::Flag, "NO"),
    row(Parameter::UseXvRes, "USEXVRES", Kind::Flag, "NO"),
    text(Parameter::UsrKey, "USRKEY"),
    row(Parameter::VRes, "VRES", Kind::Number, "98"),
];

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
