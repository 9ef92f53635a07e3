//! Sends a draft: creates a job for each recipient.

use sha2::{Digest, Sha256};

use super::pages::Part;
use super::store::Open;
use super::{Draft, DraftAt, MOST_RECIPIENTS, NUMBER, Recipient, disk};
use crate::{Desk, DeskError, Person, Sent};
use ferrofax_basics::UnixMs;
use ferrofax_convert::Pages;
use ferrofax_network::encoding::hex;
use ferrofax_rights::order::{Made, Taken, accepted, later, taken};
use ferrofax_spool::DeviceRecord;
use ferrofax_spool::jobs::Origin;
use ferrofax_spool::sending::option;
use ferrofax_spool::submission;

impl Desk {
    /// Sends a draft: creates a job for each recipient. The jobs are durable when this returns.
    /// Recipients with a job are removed from the draft, and a draft without recipients left is
    /// deleted.
    ///
    /// # Errors
    /// [`DeskError`]: nothing is sent. There is one exception: if the disk fails at the very end,
    /// recipients with a job are still in the draft, but get no second job. An error about one
    /// recipient is returned with that recipient.
    pub fn send_draft(
        &self,
        person: &Person,
        at: impl Into<DraftAt>,
        now: UnixMs,
    ) -> Result<Vec<Sent>, DeskError> {
        let open = self.opened(person, at)?;
        self.send_open(person, open, "", now)
    }

    /// Sends a draft that is open, which means locked for this request. If a submitted form of the
    /// web interface requests the sending, `by` is the text that identifies the form; otherwise
    /// `by` is empty.
    pub(super) fn send_open(
        &self,
        person: &Person,
        mut open: Open,
        by: &str,
        now: UnixMs,
    ) -> Result<Vec<Sent>, DeskError> {
        let recipients = open.draft.recipients();
        if open.draft.documents.is_empty() {
            return Err(DeskError::Unfit("there is no document to send".to_owned()));
        }
        if recipients.len() > MOST_RECIPIENTS {
            return Err(DeskError::Unfit(self.too_many(person, recipients.len())));
        }
        // A draft without recipients is treated as a fax to an empty number, which is refused with
        // the right message.
        let recipients =
            if recipients.is_empty() { vec![Recipient::default()] } else { recipients };
        let device = self.device_of(person, &open.draft)?;
        let mut sent = Vec::new();
        for to in &recipients {
            let taken = self.sent_to(person, &open, (device.as_ref(), by), to, now);
            sent.push((to.number.clone(), taken));
        }
        if sent.iter().all(|(_, taken)| taken.is_ok()) {
            if let Err(error) = open.remove() {
                log::warn!("a fax that was sent is still in its sender's drafts: {error}");
            }
            return Ok(sent);
        }
        let left = recipients.iter().zip(&sent).filter(|(_, (_, taken))| taken.is_err());
        let left: Vec<String> = left.map(|(to, _)| to.line()).collect();
        if left.len() < recipients.len() {
            open.draft.words.insert(NUMBER.to_owned(), left.join("\n"));
            open.draft.round += 1;
        }
        open.save(now).map_err(disk)?;
        Ok(sent)
    }

    /// The jobs that were created from a draft of this person, even if the draft is deleted.
    pub fn jobs_of_draft(&self, person: &Person, id: i64) -> Result<Vec<Sent>, DeskError> {
        self.jobs_marked(person, id, "")
    }

    /// The jobs that one submitted form has created from a draft. `by` is the text that identifies
    /// the form.
    pub(super) fn jobs_marked(
        &self,
        person: &Person,
        id: i64,
        by: &str,
    ) -> Result<Vec<Sent>, DeskError> {
        let mut found = Vec::new();
        for (id, _) in self.spool.jobs().jobs_marked_with(&mark_of(id))? {
            let job = self.spool.jobs().job(id)?;
            let is_by = job.options.get(option::MARK).is_some_and(|mark| mark.ends_with(by));
            let is_own = job.owner == person.name && job.who == person.who;
            if is_own && is_by {
                let (pages, notes) = (job.pages.len() as u32, Vec::new());
                found.push((job.number, Ok(Taken { job: id, pages, notes })));
            }
        }
        Ok(found)
    }

    fn sent_to(
        &self,
        person: &Person,
        open: &Open,
        (device, by): (Option<&DeviceRecord>, &str),
        to: &Recipient,
        now: UnixMs,
    ) -> Result<Taken, DeskError> {
        // If the recipient already has a job from an earlier request, the fax counts as sent. This
        // holds even if the fax would be refused now or the draft has been changed.
        let mark = mark_to(&open.draft, to);
        if let Some((job, _)) = self.spool.jobs().jobs_marked_with(&mark)?.first() {
            return Ok(taken(&self.spool, *job)?);
        }
        let mut draft = submission::Draft {
            number: to.number.clone(),
            device: device.map(|device| device.name().to_string()).unwrap_or_default(),
            owner: person.name.clone(),
            created_by: Origin::Web,
            documents: vec![later()],
            wishes: open.draft.wishes(to),
            metadata: open.draft.metadata.clone(),
            ..submission::Draft::default()
        };
        self.add_reports(person, &mut draft)?;
        let accepted = accepted(&self.spool, self.hands(person), (&draft, []), now)?;
        let parts = self.parts(person, open, device, to)?;
        let pages: Vec<Pages> = parts.iter().map(Part::open).collect::<Result<_, _>>()?;
        let made: Vec<Made<'_>> = parts
            .iter()
            .zip(&pages)
            .map(|(part, pages)| Made { pages, name: part.name.clone() })
            .collect();
        let mark = format!("{mark}{by}");
        Ok(accepted.take(&self.spool, &self.rights, &made, Some(&mark), now)?)
    }
}

/// The beginning of a job's mark for all jobs that are created from the draft `id`. A mark is
/// stored with a job, so that the job is found again.
fn mark_of(id: i64) -> String {
    format!("draft:{id}:")
}

/// The beginning of a job's mark for one recipient of a draft. A mark is stored with a job, so that
/// the job is found again. A recipient gets one job in each round of the draft. A new round begins
/// when recipients with a job are removed from the draft.
fn mark_to(draft: &Draft, to: &Recipient) -> String {
    let to = Sha256::digest(format!("{}\n{}", to.number, to.line()));
    format!("{}{}:{}:", mark_of(draft.id), draft.round, hex(&to[..16]))
}
