//! The options of a device that are no defaults of jobs but go with each job of it, so that
//! every try is the same.

/// The identification (TSI).
pub const IDENT: &str = "localstationid";
/// The owner's name.
pub const NAME: &str = "name";
/// Where pages get a header line: `above`, `over`, `no`.
pub const HEADER: &str = "header";
/// Its template.
pub const HEADER_FORMAT: &str = "headerformat";
/// The sender's words in it.
pub const HEADER_TEXT: &str = "headerinfo";
/// The time zone of its date, and of the job's times.
pub const TIME_ZONE: &str = "tz";
/// Error correction: `yes`, `no`.
pub const ECM: &str = "ecm";
/// The modems that may be used: `v17,v29,v27`.
pub const MODEMS: &str = "modems";
/// No faster than this, bit/s.
pub const MAX_RATE: &str = "maxrate";
/// The page codings that may be used: `jbig,mmr,mr,mh`.
pub const CODINGS: &str = "codings";
/// `yes`: its pages go in colours where they have some and the far machine takes them.
pub const COLOUR: &str = "colour";
/// Whether its calls may go over to T.38: `yes`, `passive`, `no`.
pub const T38: &str = "t38";
/// Of which of its calls records are kept: `failed`, `all`, `none`.
pub const RECORD: &str = "record";
/// The class by which it is kept ([`crate::RetentionClass`]).
pub const RETENTION: &str = "retention";
/// `shared`: a page of its received faxes is confirmed when the store has it, too. It goes with no job.
pub const DURABLE: &str = "durable";
/// Within how many seconds the store has to have it.
pub const DURABLE_WITHIN: &str = "durable_within";
/// The number that the called side is shown.
pub const CALLER_NUMBER: &str = "callernumber";
/// The name that it is shown.
pub const CALLER_NAME: &str = "callername";
/// Who is to get the fax, by name.
pub const RECIPIENT: &str = "recipient";
/// The company of who is to get the fax.
pub const COMPANY: &str = "company";
/// What the fax is about, in the sender's words.
pub const SUBJECT: &str = "subject";
/// Names the order that a job is made of: there is one job to a mark.
pub const MARK: &str = "mark";
/// What it has in common with the job that another machine makes of the same mail: where machines share
/// their jobs, one of the two is sent.
pub const SAME: &str = "same";
/// The fax is the test page of `ferrofax selftest`, whose identification is its mark:
/// received by one of our devices it goes to the faxmaster and not to its mailboxes.
pub const SELFTEST: &str = "selftest";
/// The device of ours, as `extension@context`, that such a fax goes to without a line.
pub const SELFTEST_TO: &str = "selftest_to";
/// The account that the call is charged to.
pub const ACCOUNT: &str = "accountcode";
/// What is dialled by tones when the call is answered, before the fax: digits, `*`, `#`, and
/// `w` for half a second of waiting.
pub const POST_DIAL: &str = "post_dial";
/// Seconds for which a call of it may ring, if fewer than the settings let it.
pub const RING_SECONDS: &str = "ring_seconds";
/// Seconds before it is tried again, if more than the settings say.
pub const RETRY_SECONDS: &str = "retry_seconds";
/// The control fields that a printed document's pages had, a line each.
pub const FIELDS: &str = "control_fields";
/// The text in which they were looked for, or its beginning.
pub const PRINTED_TEXT: &str = "printed_text";
/// The nodes that may send it, by their names and apart by commas, where not all may.
pub const NODES: &str = "nodes";
/// The trunks by which it may go, as nodes name theirs, apart by commas, where not all may.
pub const TRUNKS: &str = "trunks";
/// The node that it was handed to, by its token: the job's reports come from there.
pub const HOME: &str = "home";
/// The stopped user for whom the job is held: it is released when that user may send again.
pub const STOPPED: &str = "stopped";
