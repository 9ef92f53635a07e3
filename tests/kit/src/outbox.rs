//! A spool with received faxes, for the tests of delivery.

use ferrofax::UnixMs;
use ferrofax::delivery::{MailSettings, Tls};
use ferrofax::spool::{FaxEnd, FaxId, FaxStatus, Format, NewFax, NewPage, SessionFacts, Spool};
use ferrofax::t4::{Bitmap, Coding, PageQuality, Resolution};
use tempfile::TempDir;

/// 2026-11-20 13:30:05 UTC.
pub const STARTED_AT: UnixMs = UnixMs(1_795_181_405_000);
/// The end of the call.
pub const ENDED_AT: UnixMs = UnixMs(STARTED_AT.0 + 65_000);

/// A spool in a temporary folder.
pub struct Outbox {
    pub folder: TempDir,
    pub spool: Spool,
}

impl Outbox {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::open(&folder.path().join("spool")).expect("a new spool");
        Self { folder, spool }
    }

    /// Stores a fax with this number of pages and this status.
    pub fn receive(&self, new: &NewFax, pages: u32, status: FaxStatus) -> FaxId {
        let fax = self.spool.receiving().begin_fax(new).expect("the spool can be written");
        let facts = SessionFacts {
            far_ident: Some("+49 9991 12345".to_owned()),
            rate_bps: Some(9600),
            ecm: Some(true),
            coding: Some(Coding::Mmr),
            line: Some("V.17 14400: 31.2 dB SNR".to_owned()),
            ..SessionFacts::default()
        };
        self.spool
            .receiving()
            .note_session(fax, &facts)
            .expect("the spool can be written");
        for number in 1..=pages {
            self.spool
                .receiving()
                .append_page(fax, &page(number))
                .expect("the spool can be written");
        }
        let (cause, text) = match status {
            FaxStatus::Received => ("OK", "The fax was received completely."),
            _ => ("HANGUP", "The line was hung up before the fax was complete."),
        };
        let end = FaxEnd {
            status,
            phase: "C".to_owned(),
            cause: cause.to_owned(),
            event: text.into(),
            ended_at: ENDED_AT,
        };
        self.spool.receiving().finish_fax(fax, &end).expect("the spool can be written");
        fax
    }
}

/// Returns the data of a new fax for these mailboxes.
pub fn new_fax(mailboxes: &[&str], format: Format) -> NewFax {
    NewFax {
        device: "2101@fax-devices".parse().unwrap(),
        called: "2101".to_owned(),
        calling: "+4999112345".to_owned(),
        caller_name: "Bob".to_owned(),
        call_id: "1795181400.7".to_owned(),
        started_at: STARTED_AT,
        mailboxes: mailboxes.iter().map(|&mailbox| mailbox.to_owned()).collect(),
        format,
        ..NewFax::default()
    }
}

/// Returns settings with a domain for all addresses, and with dates that are the same on every
/// machine.
pub fn settings() -> MailSettings {
    let mut settings = MailSettings::default();
    for (option, value) in [("maildomain", "pbx.example.com"), ("tz", "UTC"), ("mailtls", "none")] {
        settings.set(option, value).expect("a good value");
    }
    assert_eq!(settings.relay.tls, Tls::None);
    settings
}

/// Returns a page that differs from all others: stripes whose width is the page number.
pub fn page(number: u32) -> NewPage {
    let mut bitmap = Bitmap::new(1728);
    for row in 0..1100_u32 {
        let stripe = if row / 20 % 2 == 0 { 0xF0 } else { 0 };
        let mut bytes = vec![0; 216];
        bytes[10..10 + number as usize * 5].fill(stripe);
        bitmap.push_row(&bytes);
    }
    NewPage {
        number,
        quality: PageQuality { rows: bitmap.rows(), ..PageQuality::default() },
        bitmap,
        resolution: Resolution::Standard,
        coding: Coding::Mmr,
        rate_bps: 9600,
        ecm: true,
        complete: true,
        received_at: STARTED_AT + 20_000 * i64::from(number),
    }
}
