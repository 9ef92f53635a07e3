//! The settings for handling accepted mails: keys of `[mail]` in gateway.toml.

use ferrofax_gateway_toml::{megabytes, settings};

settings! {
    /// The settings for handling accepted mails.
    pub struct DeskSettings {}

    /// The keys in `[mail]` of gateway.toml that concern the handling of accepted mails.
    pub KEYS {
        /// Number of mails that are converted to fax pages at the same time.
        workers: usize = 2, number(1..=1_000);
        /// If the conversion of a mail takes longer than this many seconds, it continues in a queue
        /// for slow mails. This queue converts one mail at a time, and delays no other mails.
        quick_seconds: u64 = 10, number(1..=86_400);
        /// A mail that could not be processed for this many hours is returned to its sender as not
        /// sent.
        give_up_hours: u32 = 24, number(1..=8_784);
        /// Highest number of pages of the fax made of one mail. A mail with more pages is rejected
        /// as a whole.
        max_pages: u32 = 300, number(1..=100_000);
        /// Some scanners split a large mail into several mails (message/partial). The parts of such
        /// a mail wait for the missing parts for this many hours. After this time, the sender is
        /// notified.
        parts_hours: u32 = 24, number(1..=8_784);
        /// Highest number of megabytes of all parts of a split mail together.
        max_joined as "max_joined_mb": u64 = 200, number(1..=4_000, megabytes);
        /// The handling of a mail with a part of a kind that cannot be converted. With "ignore" the
        /// part is left out and named in the report mails on the fax. With "reject" the mail is
        /// rejected.
        unknown_part: UnknownPart = "ignore", words(
            "ignore" => UnknownPart::Ignore,
            "reject" => UnknownPart::Reject,
        );
        /// The handling of a damaged part (a PDF that was cut short or needs a password). With
        /// "refuse" the mail is rejected, so that nobody gets half a document unawares. With
        /// "leave-out" the part is left out and named in the report mails on the fax.
        damaged_part: DamagedPart = "refuse", words(
            "refuse" => DamagedPart::Refuse,
            "leave-out" => DamagedPart::LeaveOut,
        );
    }
}

/// The values of the setting `damaged_part`, which decides what happens to a mail with a damaged
/// part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DamagedPart {
    /// A mail with a damaged part is rejected, so that nobody gets half of a document.
    #[default]
    Refuse,
    /// The damaged part is left out of the fax, and is named in the mails that report the result to
    /// the sender.
    LeaveOut,
}

/// The values of the setting `unknown_part`, which decides what happens to a mail with a part of an
/// unknown type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownPart {
    /// A part that cannot be converted is left out of the fax, and is named in the mails that
    /// report the result to the sender.
    #[default]
    Ignore,
    /// A mail with a part that cannot be converted is rejected, so that no incomplete fax is sent.
    Reject,
}
