//! The table of wishes.

use super::WayIn::{Address, Ami, Console, JobFile, Mail, Program};
use super::{Kind, Row, WayIn, Wish, Without};
use crate::job_options as option;
use crate::job_words::{NotifyWhen, ReportFormat, UnknownPolicy};
use crate::value::{HEADER_PLACES, Listed};

/// Whoever has the say over a whole job.
const OF_ORDERS: &[WayIn] = &[Program, Console, Ami, JobFile];
/// These, and the header lines and the subject of a mail.
const AND_MAILS: &[WayIn] = &[Program, Console, Ami, JobFile, Mail];
/// These, and a mail's address.
const EVERYWHERE: &[WayIn] = &[Program, Console, Ami, JobFile, Mail, Address];

/// A row that most wishes differ from in little.
const PLAIN: Row = Row {
    wish: Wish::Tag,
    name: "",
    also: &[],
    hylafax: &[],
    kind: Kind::Text,
    without: Without::Nothing,
    help: "",
    ways_in: OF_ORDERS,
};

/// In the order of [`Wish`].
pub(super) const TABLE: &[Row] = &[
    Row {
        wish: Wish::Number,
        name: "number",
        kind: Kind::Number,
        without: Without::Refused,
        help: "Who gets it: digits, with + or the prefixes of ferrofax.conf, and signs for the eye",
        ..PLAIN
    },
    Row {
        wish: Wish::Device,
        name: "from",
        also: &["device"],
        kind: Kind::Device,
        without: Without::Refused,
        help: "The fax device that it is sent from: 2101, or 2101@context",
        ..PLAIN
    },
    Row {
        wish: Wish::Priority,
        name: "priority",
        kind: Kind::Priority,
        without: Without::Setting("priority"),
        help: "From 0 (goes first) to 255",
        ways_in: EVERYWHERE,
        ..PLAIN
    },
    Row {
        wish: Wish::At,
        name: "at",
        hylafax: &["sendat", "sendtime"],
        kind: Kind::Time,
        help: "Not before: 14:30, \"2026-11-20 14:30\", +2h",
        ways_in: EVERYWHERE,
        ..PLAIN
    },
    Row {
        wish: Wish::Expires,
        name: "expires",
        hylafax: &["killtime"],
        kind: Kind::Time,
        without: Without::Setting("expire_after"),
        help: "Not after; written as --at",
        ways_in: AND_MAILS,
        ..PLAIN
    },
    Row {
        wish: Wish::Hours,
        name: "hours",
        also: &["window"],
        kind: Kind::Hours,
        without: Without::Setting("send_hours"),
        help: "Only in these hours: \"Mon-Fri 08:00-18:00\", any",
        ..PLAIN
    },
    Row {
        wish: Wish::Tag,
        name: "tag",
        hylafax: &["jobtag", "jobinfo"],
        help: "Words of yours, shown in lists and reports",
        ways_in: EVERYWHERE,
        ..PLAIN
    },
    Row {
        wish: Wish::Notify,
        name: "notify",
        hylafax: &["notifyaddress", "notifyaddr"],
        kind: Kind::Addresses,
        without: Without::Owners,
        help: "Who gets the reports, instead of the device's owners; may be given several times",
        ways_in: AND_MAILS,
        ..PLAIN
    },
    Row {
        wish: Wish::Report,
        name: "report",
        kind: Kind::Word { called: "WHEN", words: NotifyWhen::WORDS },
        without: Without::Setting("notify"),
        help: "When there are reports: each (change), end, failure, success, trouble (each but success), never",
        ways_in: AND_MAILS,
        ..PLAIN
    },
    Row {
        wish: Wish::ReportFormat,
        name: "report-format",
        kind: Kind::Word { called: "FORM", words: ReportFormat::WORDS },
        without: Without::Setting("notify_format"),
        help: "How they look: text, html",
        ..PLAIN
    },
    Row {
        wish: Wish::Sub,
        name: "sub",
        kind: Kind::FaxAddress,
        help: "The subaddress, for machines that distribute by it",
        ways_in: &[Program, Console, Ami, JobFile, Address],
        ..PLAIN
    },
    Row {
        wish: Wish::Pwd,
        name: "pwd",
        also: &["password"],
        kind: Kind::FaxAddress,
        help: "The password, for machines that ask for one",
        ..PLAIN
    },
    Row {
        wish: Wish::Tries,
        name: "tries",
        hylafax: &["maxtries"],
        kind: Kind::Count { limit: "max_tries" },
        without: Without::Setting("tries"),
        help: "Calls in which a fax machine answered, at most",
        ways_in: EVERYWHERE,
        ..PLAIN
    },
    Row {
        wish: Wish::Dials,
        name: "dials",
        hylafax: &["maxdials"],
        kind: Kind::Count { limit: "max_dials" },
        without: Without::Setting("dials"),
        help: "Calls, at most",
        ways_in: AND_MAILS,
        ..PLAIN
    },
    Row {
        wish: Wish::Unknown,
        name: "unknown",
        kind: Kind::Word { called: "POLICY", words: UnknownPolicy::WORDS },
        without: Without::Setting("unknown"),
        help: "A page whose confirmation never came: resend, skip",
        ..PLAIN
    },
    Row {
        wish: Wish::Header,
        name: "header",
        kind: Kind::Word { called: "PLACE", words: &HEADER_PLACES },
        without: Without::Setting(option::HEADER),
        help: "Where pages get a header line: above or over what is sent, no",
        ..PLAIN
    },
    Row {
        wish: Wish::Hold,
        name: "hold",
        kind: Kind::Flag,
        help: "Hold it until it is released",
        ..PLAIN
    },
    Row {
        wish: Wish::Nodes,
        name: "nodes",
        kind: Kind::Names,
        without: Without::Setting("send_nodes"),
        help: "Where machines share jobs (docs/nodes.md): the names of those that may send it, apart by commas; any",
        ..PLAIN
    },
    Row {
        wish: Wish::Trunks,
        name: "trunks",
        kind: Kind::Names,
        without: Without::Setting("send_trunks"),
        help: "There: the names of the trunks by which it may go, as machines have them; any",
        ..PLAIN
    },
    Row {
        wish: Wish::Resolution,
        name: "resolution",
        hylafax: &["vres"],
        kind: Kind::Resolution,
        help: "The finest resolution of the pages [default: fine; a fax page keeps its own]",
        ways_in: &[Program, JobFile, Mail, Address],
        ..PLAIN
    },
    Row {
        wish: Wish::Colour,
        name: "colour",
        also: &["color"],
        kind: Kind::Flag,
        help: "Pages with colours or greys go in colours to machines that take them (docs/colour.md)",
        ways_in: &[Program, JobFile, Mail, Address],
        ..PLAIN
    },
    Row {
        wish: Wish::Recipient,
        name: "recipient",
        hylafax: &["toname"],
        help: "Who is to get the fax, by name",
        ways_in: &[Console, Ami, JobFile, Mail, Address],
        ..PLAIN
    },
    Row {
        wish: Wish::Company,
        name: "company",
        hylafax: &["tocompany"],
        help: "The receiver's company, for the cover page",
        ways_in: &[Mail, Address],
        ..PLAIN
    },
    Row {
        wish: Wish::Department,
        name: "department",
        help: "The receiver's department",
        ways_in: &[Address],
        ..PLAIN
    },
    Row {
        wish: Wish::Sender,
        name: "sender",
        help: "The sender's name, for the cover page",
        ways_in: &[Address],
        ..PLAIN
    },
    Row {
        wish: Wish::Cover,
        name: "cover",
        hylafax: &["autocoverpage"],
        kind: Kind::Flag,
        help: "With a cover page, or without",
        ways_in: &[Mail, Address],
        ..PLAIN
    },
];
