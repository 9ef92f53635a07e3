//! A print job that arrives by LPD or as raw bytes, not by IPP. Its documents are written to disk
//! while they arrive. When it is complete, it becomes a normal print job.

use std::fs::File;
use std::io::{self, Write};

use crate::ipp::Response;
use crate::printer::Printer;
use crate::printer::printing::UNNAMED;
use crate::printer::queue::Queue;
use crate::printer::record::{Document, Record};
use crate::printer::store::{NoPlace, Place};
use crate::printer::ticket::Ticket;
use ferrofax_basics::UnixMs;
use ferrofax_rights::Guest;

/// A print job that is being received. If this value is dropped before the job is complete, the job
/// is discarded.
pub(super) struct PlainJob {
    place: Place,
    record: Box<Record>,
    file: File,
    /// The number of bytes of the print job that the network printer still accepts.
    room: u64,
}

/// The reason why a print job is not accepted.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotTaken {
    /// The queue does not exist, or the print client has no permission for it.
    #[error("{0}")]
    Refused(String),
    /// The print job is larger than the settings allow.
    #[error("it is larger than max_job_mb")]
    TooLarge,
    /// Too many print jobs of its owner wait, or the disk failed or is full.
    #[error("{0}")]
    NoPlace(#[from] NoPlace),
    /// The print job could not be written to disk.
    #[error("{0}")]
    Disk(#[from] io::Error),
}

impl PlainJob {
    /// Begins a print job in this queue, if the owner of the print job is allowed to send faxes by
    /// this queue.
    pub(super) fn begin(printer: &Printer, queue: &Queue, guest: &Guest) -> Result<Self, NotTaken> {
        let record = may_print(printer, queue, guest)?;
        let place = printer.store.place(guest)?;
        let file = place.document(1)?;
        let (record, room) = (Box::new(record), printer.settings.max_job);
        let mut job = Self { place, record, file, room };
        job.begin_document();
        Ok(job)
    }

    /// Begins the next document of the print job that is being received.
    pub(super) fn next(&mut self) -> Result<(), NotTaken> {
        self.file.sync_all()?;
        self.begin_document();
        self.file = self.place.document(self.record.documents.len())?;
        Ok(())
    }

    /// Checks that the print job, enlarged by this number of bytes, is not larger than allowed.
    pub(super) fn has_room(&self, bytes: u64) -> Result<(), NotTaken> {
        if bytes > self.room { Err(NotTaken::TooLarge) } else { Ok(()) }
    }

    /// Adds bytes to the document that is being received.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), NotTaken> {
        self.place.has_space()?;
        let count = bytes.len() as u64;
        self.has_room(count)?;
        self.room -= count;
        if let Some(document) = self.record.documents.last_mut() {
            document.size += count;
        }
        Ok(self.file.write_all(bytes)?)
    }

    /// Completes the print job. When this returns, the print job is stored durably.
    pub(super) fn keep(
        self,
        printer: &Printer,
        user: Option<String>,
        name: Option<String>,
    ) -> Result<(), NotTaken> {
        let Self { place, mut record, file, .. } = self;
        file.sync_all()?;
        (record.id, record.key) = (place.id, place.key.clone());
        record.closed_at = Some(UnixMs::now());
        if let Some(user) = user {
            record.user_name = user;
        }
        if let Some(name) = name {
            record.documents.iter_mut().for_each(|document| document.name.clone_from(&name));
            record.name = name;
        }
        Ok(printer.store.add(place, *record)?)
    }

    fn begin_document(&mut self) {
        let format = "application/octet-stream".to_owned();
        self.record
            .documents
            .push(Document { name: UNNAMED.to_owned(), format, size: 0 });
    }
}

/// Checks that `guest` (a user or a network) is allowed to send faxes by `queue`. Returns the
/// record of a new print job of this guest, to which documents can be added.
pub(super) fn may_print(
    printer: &Printer,
    queue: &Queue,
    guest: &Guest,
) -> Result<Record, NotTaken> {
    let refused = |response: Response| NotTaken::Refused(response.message().to_owned());
    printer.is_there(queue).map_err(refused)?;
    let anonymous = "anonymous".to_owned();
    printer
        .record(queue, guest, anonymous, None, Ticket::default())
        .map_err(refused)
}
