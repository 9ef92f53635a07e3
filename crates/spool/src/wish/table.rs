//! The table of wishes: the options of a fax that people can specify.

use super::WayIn::{Address, Ami, Console, JobFile, Mail, Program};
use super::{Kind, Row, WayIn, Wish, Without};
use crate::job_options as option;
use crate::job_words::{NotifyWhen, ReportFormat, UnknownPolicy};
use crate::value::{HEADER_PLACES, Listed};

/// The submission methods by which all options of a job can be specified.
const OF_ORDERS: &[WayIn] = &[Program, Console, Ami, JobFile];
/// The same methods, and the header lines and the subject of an e-mail.
const AND_MAILS: &[WayIn] = &[Program, Console, Ami, JobFile, Mail];
/// All of these, and the address of an e-mail.
const EVERYWHERE: &[WayIn] = &[Program, Console, Ami, JobFile, Mail, Address];

/// A row of defaults; most rows of the table differ from it only in a few fields.
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

/// The rows of the table, in the order of [`Wish`].
pub(super) const TABLE: &[Row] = &[
    Row {
        wish: Wish::Number,
        name: "number",
        kind: Kind::Number,
        without: Without::Refused,
        help: "The recipient's number: digits, a leading + or the prefixes of ferrofax.conf, and separators",
        ..PLAIN
    },
    Row {
        wish: Wish::Device,
        name: "from",
        also: &["device"],
        kind: Kind::Device,
        without: Without::Refused,
        help: "The sending fax device: 2101, or 2101@context",
        ..PLAIN
    },
    Row {
        wish: Wish::Priority,
        name: "priority",
        kind: Kind::Priority,
        without: Without::Setting("priority"),
        help: "Priority from 0 (sent first) to 255",
        ways_in: EVERYWHERE,
        ..PLAIN
    },
    Row {
        wish: Wish::At,
        name: "at",
        hylafax: &["sendat", "sendtime"],
        kind: Kind::Time,
        help: "Send not before this time: 14:30, \"2026-11-20 14:30\", +2h",
        ways_in: EVERYWHERE,
        ..PLAIN
    },
    Row {
        wish: Wish::Expires,
        name: "expires",
        hylafax: &["killtime"],
        kind: Kind::Time,
        without: Without::Setting("expire_after"),
        help: "Send not after this time; written as for --at",
        ways_in: AND_MAILS,
        ..PLAIN
    },
    Row {
        wish: Wish::Hours,
        name: "hours",
        also: &["window"],
        kind: Kind::Hours,
        without: Without::Setting("send_hours"),
        help: "Send only in these hours: \"Mon-Fri 08:00-18:00\", or any (at all hours)",
        ..PLAIN
    },
    Row {
        wish: Wish::Tag,
        name: "tag",
        hylafax: &["jobtag", "jobinfo"],
        help: "Tag shown in lists and reports",
        ways_in: EVERYWHERE,
        ..PLAIN
    },
    Row {
        wish: Wish::Notify,
        name: "notify",
        hylafax: &["notifyaddress", "notifyaddr"],
        kind: Kind::Addresses,
        without: Without::Owners,
        help: "Mail address for reports instead of the device's owners; may be repeated",
        ways_in: AND_MAILS,
        ..PLAIN
    },
    Row {
        wish: Wish::Report,
        name: "report",
        kind: Kind::Word { called: "WHEN", words: NotifyWhen::WORDS },
        without: Without::Setting("notify"),
        help: "When reports are sent: each (after each failed attempt and at the end), end, \
               failure, success, trouble (as each, but not after success), never",
        ways_in: AND_MAILS,
        ..PLAIN
    },
    Row {
        wish: Wish::ReportFormat,
        name: "report-format",
        kind: Kind::Word { called: "FORM", words: ReportFormat::WORDS },
        without: Without::Setting("notify_format"),
        help: "Format of reports: text, html",
        ..PLAIN
    },
    Row {
        wish: Wish::Sub,
        name: "sub",
        kind: Kind::FaxAddress,
        help: "Subaddress (SUB), for remote fax machines that need one",
        ways_in: &[Program, Console, Ami, JobFile, Address],
        ..PLAIN
    },
    Row {
        wish: Wish::Pwd,
        name: "pwd",
        also: &["password"],
        kind: Kind::FaxAddress,
        help: "Password (PWD), for remote fax machines that need one",
        ..PLAIN
    },
    Row {
        wish: Wish::Tries,
        name: "tries",
        hylafax: &["maxtries"],
        kind: Kind::Count { limit: "max_tries" },
        without: Without::Setting("tries"),
        help: "Make at most this many calls in which a fax machine answers",
        ways_in: EVERYWHERE,
        ..PLAIN
    },
    Row {
        wish: Wish::Dials,
        name: "dials",
        hylafax: &["maxdials"],
        kind: Kind::Count { limit: "max_dials" },
        without: Without::Setting("dials"),
        help: "Make at most this many calls in all",
        ways_in: AND_MAILS,
        ..PLAIN
    },
    Row {
        wish: Wish::Unknown,
        name: "unknown",
        kind: Kind::Word { called: "POLICY", words: UnknownPolicy::WORDS },
        without: Without::Setting("unknown"),
        help: "Handling of a page that was never confirmed: resend, skip",
        ..PLAIN
    },
    Row {
        wish: Wish::Header,
        name: "header",
        kind: Kind::Word { called: "PLACE", words: &HEADER_PLACES },
        without: Without::Setting(option::HEADER),
        help: "Header line: above (above the page), over (over the first rows of the page), no \
               (no header line)",
        ..PLAIN
    },
    Row {
        wish: Wish::Hold,
        name: "hold",
        kind: Kind::Flag,
        help: "Hold the job until it is released",
        ..PLAIN
    },
    Row {
        wish: Wish::Nodes,
        name: "nodes",
        kind: Kind::Names,
        without: Without::Setting("send_nodes"),
        help: "If nodes share jobs (docs/nodes.md): names of the nodes that may send the job, \
               comma-separated, or any",
        ..PLAIN
    },
    Row {
        wish: Wish::Trunks,
        name: "trunks",
        kind: Kind::Names,
        without: Without::Setting("send_trunks"),
        help: "If nodes share jobs: names of the trunks that may be used, or any",
        ..PLAIN
    },
    Row {
        wish: Wish::Resolution,
        name: "resolution",
        hylafax: &["vres"],
        kind: Kind::Resolution,
        help: "Finest resolution: standard, fine, superfine [default: fine; pages that already are \
               fax pages keep their resolution]",
        ways_in: &[Program, JobFile, Mail, Address],
        ..PLAIN
    },
    Row {
        wish: Wish::Colour,
        name: "colour",
        also: &["color"],
        kind: Kind::Flag,
        help: "Send colour pages in colour to machines that can receive it (docs/colour.md)",
        ways_in: &[Program, JobFile, Mail, Address],
        ..PLAIN
    },
    Row {
        wish: Wish::Recipient,
        name: "recipient",
        hylafax: &["toname"],
        help: "The recipient's name",
        ways_in: &[Console, Ami, JobFile, Mail, Address],
        ..PLAIN
    },
    Row {
        wish: Wish::Company,
        name: "company",
        hylafax: &["tocompany"],
        help: "The recipient's company, for the cover page",
        ways_in: &[Mail, Address],
        ..PLAIN
    },
    Row {
        wish: Wish::Department,
        name: "department",
        help: "The recipient's department",
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
        help: "Add a cover page",
        ways_in: &[Mail, Address],
        ..PLAIN
    },
];
