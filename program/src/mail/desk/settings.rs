//! What an administrator says about the handling of mails: `[mail]` of gateway.toml.

/// How mails that were taken in are handled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskSettings {
    /// `workers`: so many mails are made into pages at one time, and one more that takes long.
    pub workers: usize,
    /// `give_up_hours`: a mail that cannot be handled for so long (no room on the disk,
    /// say) is answered as not sent.
    pub give_up_hours: u32,
    /// `bounces`: the address that takes mails of ours that come back; `mailenvelopefrom`
    /// and `reportenvelopefrom` of ferrofax.conf name the same. None: there is no such
    /// address.
    pub bounces: Option<String>,
    /// `device_texts`: texts that machines write into each mail (`Scanned from`): a
    /// subject or a text that begins with one is no page.
    pub device_texts: Vec<String>,
    /// `quick_seconds`: a mail that takes longer goes on where it keeps no other waiting.
    pub quick_seconds: u64,
    /// `max_parts`: of one mail, those of mails inside it included; one that has more is refused.
    pub max_parts: usize,
    /// `max_pages`: of one mail's fax.
    pub max_pages: u32,
    /// `parts_hours`: so long parts of a mail (message/partial) wait for the others, from
    /// the last one on.
    pub parts_hours: u32,
    /// `max_joined_mb`, as bytes: of a mail that comes in parts, all together.
    pub max_joined: u64,
}

impl Default for DeskSettings {
    fn default() -> Self {
        Self {
            workers: 2,
            give_up_hours: 24,
            bounces: None,
            device_texts: Vec::new(),
            quick_seconds: 10,
            max_parts: 200,
            max_pages: 300,
            parts_hours: 24,
            max_joined: 200 << 20,
        }
    }
}
