//! The settings for handling accepted mails: keys of `[mail]` in gateway.toml.

use crate::keys::{Key, Kind};

/// The settings for handling accepted mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskSettings {
    /// `workers`: the number of mails that are handled at the same time, in addition to one in the
    /// slow lane.
    pub workers: usize,
    /// `quick_seconds`: a mail that takes longer continues in the slow lane.
    pub quick_seconds: u64,
    /// `give_up_hours`: a mail that could not be handled for this long (a full disk, say) is
    /// answered as not sent.
    pub give_up_hours: u32,
    /// `max_pages`: the most pages of one mail's fax.
    pub max_pages: u32,
    /// `parts_hours`: the time for which the parts of a split mail (message/partial) wait for
    /// missing ones, counted from the arrival of the latest part.
    pub parts_hours: u32,
    /// `max_joined_mb`, in bytes: the most data of a split mail, all its parts together.
    pub max_joined: u64,
    /// `unknown_part`: the handling of a mail with parts whose file type cannot be converted.
    pub unknown_part: UnknownPart,
    /// `damaged_part`: the handling of a mail with damaged parts.
    pub damaged_part: DamagedPart,
}

/// The choices of the setting `damaged_part`: the handling of a mail with a damaged part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DamagedPart {
    /// The mail is rejected, so that nobody gets half of a document.
    #[default]
    Refuse,
    /// The part is left out and named in the reports.
    LeaveOut,
}

/// The choices of the setting `unknown_part`: the handling of a mail with a part of an unknown
/// type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownPart {
    /// The part is left out and named in the reports.
    #[default]
    Ignore,
    /// The mail is rejected.
    Reject,
}

/// The keys of `[mail]` for handling accepted mails.
pub(crate) const KEYS: &[Key<DeskSettings>] = &[
    Key {
        name: "workers",
        default: "2",
        kind: Kind::Number(1..=1_000, |desk, count| desk.workers = count.into()),
        help: "Number of mails that are converted to fax pages at the same time.",
    },
    Key {
        name: "quick_seconds",
        default: "10",
        kind: Kind::Number(1..=86_400, |desk, seconds| desk.quick_seconds = seconds.into()),
        help: "If the conversion of a mail takes longer than this many seconds, it continues in a \
               queue for slow mails. This queue converts one mail at a time, and delays no other \
               mails.",
    },
    Key {
        name: "give_up_hours",
        default: "24",
        kind: Kind::Number(1..=8_784, |desk, hours| desk.give_up_hours = hours.into()),
        help: "A mail that could not be processed for this many hours is returned to its sender \
               as not sent.",
    },
    Key {
        name: "max_pages",
        default: "300",
        kind: Kind::Number(1..=100_000, |desk, most| desk.max_pages = most.into()),
        help: "Highest number of pages of the fax made of one mail. A mail with more pages is \
               rejected as a whole.",
    },
    Key {
        name: "parts_hours",
        default: "24",
        kind: Kind::Number(1..=8_784, |desk, hours| desk.parts_hours = hours.into()),
        help: "Some scanners split a large mail into several mails (message/partial). The parts of \
               such a mail wait for the missing parts for this many hours. After this time, the \
               sender is notified.",
    },
    Key {
        name: "max_joined_mb",
        default: "200",
        kind: Kind::Number(1..=4_000, |desk, mb| desk.max_joined = u64::from(mb) << 20),
        help: "Highest number of megabytes of all parts of a split mail together.",
    },
    Key {
        name: "unknown_part",
        default: r#""ignore""#,
        kind: Kind::Choice(&[
            ("ignore", |desk| desk.unknown_part = UnknownPart::Ignore),
            ("reject", |desk| desk.unknown_part = UnknownPart::Reject),
        ]),
        help: "The handling of a mail with a part of a kind that cannot be converted. With \
               \"ignore\" the part is left out and named in the reports. With \"reject\" the mail \
               is rejected.",
    },
    Key {
        name: "damaged_part",
        default: r#""refuse""#,
        kind: Kind::Choice(&[
            ("refuse", |desk| desk.damaged_part = DamagedPart::Refuse),
            ("leave-out", |desk| desk.damaged_part = DamagedPart::LeaveOut),
        ]),
        help: "The handling of a damaged part (a PDF that was cut short or needs a password). \
               With \"refuse\" the mail is rejected, so that nobody gets half a document unawares. \
               With \"leave-out\" the part is left out and named in the reports.",
    },
];

impl Default for DeskSettings {
    fn default() -> Self {
        Self {
            workers: 2,
            quick_seconds: 10,
            give_up_hours: 24,
            max_pages: 300,
            parts_hours: 24,
            max_joined: 200 << 20,
            unknown_part: UnknownPart::default(),
            damaged_part: DamagedPart::default(),
        }
    }
}
