//! The names of the options that are stored with each job, so that every attempt of the job is made
//! in the same way. Most are options of a device that are copied to each job of the device.

/// The station identification that is sent (TSI).
pub const IDENT: &str = "localstationid";
/// The name of the device's owner.
pub const NAME: &str = "name";
/// Whether pages get a header line, and where: `above`, `over`, `no`.
pub const HEADER: &str = "header";
/// The template of the header line.
pub const HEADER_FORMAT: &str = "headerformat";
/// The sender's text in the header line.
pub const HEADER_TEXT: &str = "headerinfo";
/// The time zone of the date in the header line, and of the job's times.
pub const TIME_ZONE: &str = "tz";
/// Whether error correction is used: `yes`, `no`.
pub const ECM: &str = "ecm";
/// The modems that may be used, for example `v17,v29,v27`.
pub const MODEMS: &str = "modems";
/// The highest rate, in bit/s.
pub const MAX_RATE: &str = "maxrate";
/// The page codings that may be used, for example `jbig,mmr,mr,mh`.
pub const CODINGS: &str = "codings";
/// `yes`: pages that have colours are sent in colours if the remote fax machine accepts them.
pub const COLOUR: &str = "colour";
/// Whether the calls may switch to T.38: `yes`, `passive`, `no`.
pub const T38: &str = "t38";
/// The calls of which a call recording is kept: `failed`, `all`, `none`.
pub const RECORD: &str = "record";
/// The retention class of the fax or the job ([`crate::RetentionClass`]).
pub const RETENTION: &str = "retention";
/// Whether the mails with a received fax are marked as urgent: `yes`.
pub const URGENT: &str = "urgent";
/// `shared`: a page of the device's received faxes is confirmed only when the shared database has
/// it, too. Jobs do not have this option.
pub const DURABLE: &str = "durable";
/// The time in seconds within which the shared database must have the page.
pub const DURABLE_WITHIN: &str = "durable_within";
/// The caller number that is shown to the called side.
pub const CALLER_NUMBER: &str = "callernumber";
/// The caller name that is shown to the called side.
pub const CALLER_NAME: &str = "callername";
/// The beginning of the names of options that a program stores with its job: `metadata.order`. The
/// rest of the name, and the value, are the program's. An index of the table relies on this text.
pub const METADATA: &str = "metadata.";
/// The name of the fax's recipient.
pub const RECIPIENT: &str = "recipient";
/// The company of the fax's recipient.
pub const COMPANY: &str = "company";
/// The subject of the fax, in the sender's words.
pub const SUBJECT: &str = "subject";
/// The mark of the order from which the job is made. There is only one job for each mark.
pub const MARK: &str = "mark";
/// The answer code on the job's cover page. If a received fax has this code, it answers the job.
pub const ANSWER_CODE: &str = "answer_code";
/// The key that two jobs have in common if two machines make them of one e-mail. If the machines
/// share their jobs, only one of the two jobs is sent.
pub const SAME: &str = "same";
/// `yes`: the fax is the test page of `ferrofax selftest`. The page is sent with the job's mark as
/// its station identification. So if one of our own devices receives the page, it is recognised,
/// and mailed to the faxmaster instead of the device's mailboxes.
pub const SELFTEST: &str = "selftest";
/// The device of ours, as `extension@context`, to which the test page is sent without a line.
pub const SELFTEST_TO: &str = "selftest_to";
/// The account that the call is charged to.
pub const ACCOUNT: &str = "accountcode";
/// The printers of a device, separated by `+`. A fax that moves to the device is printed there.
pub const PRINTERS: &str = "printers";
/// The tones that are dialled after the call is answered and before the fax: digits, `*`, `#`, and
/// `w` for a pause of half a second.
pub const POST_DIAL: &str = "post_dial";
/// The longest ringing time of the job's calls in seconds, if shorter than the time in the
/// settings.
pub const RING_SECONDS: &str = "ring_seconds";
/// The wait in seconds before the next attempt, if longer than the wait in the settings.
pub const RETRY_SECONDS: &str = "retry_seconds";
/// The control fields on the pages of a printed document, one on each line.
pub const FIELDS: &str = "control_fields";
/// The text that was searched for control fields, or its beginning.
pub const PRINTED_TEXT: &str = "printed_text";
/// The names of the nodes that may send the job, separated by commas. Without this option, all
/// nodes may.
pub const NODES: &str = "nodes";
/// The trunks that may be used for the job, separated by commas, with the names that the nodes give
/// them. Without this option, all trunks may be used.
pub const TRUNKS: &str = "trunks";
/// The token of the job's origin node: the node that the job was handed to, which sends the
/// reports.
pub const HOME: &str = "home";
/// The beginning of the names of options that note the commands which the job's origin node has
/// passed on to the shared database. The rest of the name is the token of a command.
pub const PASSED_ON: &str = "passed_on.";
/// The stopped user for whom the job is held. The job is released when that user may send again.
pub const STOPPED: &str = "stopped";
/// The parts of a mail and the contents of documents that are not in the fax, with the reasons, as
/// an English line: `invite.ics (it is an entry for a calendar)`.
pub const LEFT_OUT: &str = "mail_left_out";
/// The same parts and contents as data ([`crate::not_shown`]).
pub const NOT_SHOWN: &str = "not_shown";
