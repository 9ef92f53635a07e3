//! A draft is sent: a job for each receiver.

use super::pages::Part;
use super::store::Open;
use super::{Draft, DraftAt, MOST_RECIPIENTS, NUMBER, Recipient, disk};
use crate::convert::Pages;
use crate::desk::{Desk, DeskError, Person, Sent};
use crate::order::{Hands, Made, Taken, accepted, later};
use crate::rights::{By, Denied};
use ferrofax_basics::UnixMs;
use ferrofax_spool::DeviceRecord;
use ferrofax_spool::jobs::Origin;
use ferrofax_spool::submission;

impl Desk {
    /// Sends a draft: a job for each receiver, durable when this returns. Who was sent to goes
    /// out of the draft, and a draft that went to all is gone.
    ///
    /// # Errors
    /// [`DeskError`]: nothing is sent. What is wrong with one receiver stands with him.
    pub fn send_draft(
        &self,
        person: &Person,
        at: impl Into<DraftAt>,
        now: UnixMs,
    ) -> Result<Vec<Sent>, DeskError> {
        let mut open = self.opened(person, at)?;
        let recipients = open.draft.recipients();
        if open.draft.documents.is_empty() {
            return Err(DeskError::Unfit("there is no document to send".to_owned()));
        }
        if recipients.len() > MOST_RECIPIENTS {
            let text = format!("a fax goes to no more than {MOST_RECIPIENTS} numbers at once");
            return Err(DeskError::Unfit(text));
        }
        // Without a number, the order says so.
        let recipients = match recipients.is_empty() {
            true => vec![Recipient::default()],
            false => recipients,
        };
        let device = self.device_of(person, &open.draft)?;
        let mut sent = Vec::new();
        for to in &recipients {
            let taken = self.sent_to(person, &open, device.as_ref(), to, now);
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
        open.draft.words.insert(NUMBER.to_owned(), left.join("\n"));
        open.save(now).map_err(disk)?;
        Ok(sent)
    }

    /// The jobs that a draft of this person's became, also one that is gone.
    ///
    /// # Errors
    /// [`DeskError`]
    pub(crate) fn jobs_of_draft(&self, person: &Person, id: i64) -> Result<Vec<Sent>, DeskError> {
        let mut found = Vec::new();
        for id in self.spool.jobs_marked_with(&mark_of(id))? {
            let job = self.spool.job(id)?;
            if job.owner == person.name {
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
        device: Option<&DeviceRecord>,
        to: &Recipient,
        now: UnixMs,
    ) -> Result<Taken, DeskError> {
        let draft = submission::Draft {
            number: to.number.clone(),
            device: device.map(|device| device.name().to_string()).unwrap_or_default(),
            owner: person.name.clone(),
            created_by: Origin::Web,
            documents: vec![later()],
            wishes: open.draft.wishes(to),
            ..submission::Draft::default()
        };
        let hands = Hands { rights: &self.rights, by: By::Person(person) };
        let accepted = accepted(&self.spool, hands, &draft, now)?;
        self.may_hurry(person, accepted.job.priority, device)?;
        let parts = self.parts(person, open, device, to)?;
        let pages: Vec<Pages> = parts.iter().map(Part::open).collect::<Result<_, _>>()?;
        let made: Vec<Made<'_>> = parts
            .iter()
            .zip(&pages)
            .map(|(part, pages)| Made { pages, name: part.name.clone() })
            .collect();
        let Draft { id, revision, .. } = &open.draft;
        let mark = format!("{}{revision}:{}", mark_of(*id), accepted.job.canonical);
        Ok(accepted.take(&self.spool, &self.rights, &made, Some(&mark), now)?)
    }

    /// Whether a fax may have this priority: before the usual one a desk alone may put it.
    fn may_hurry(
        &self,
        person: &Person,
        priority: u8,
        device: Option<&DeviceRecord>,
    ) -> Result<(), DeskError> {
        let settings = self.spool.sending()?;
        let usual = device.map(|device| settings.defaults_of(device).priority);
        if usual.is_none_or(|usual| priority >= usual) || self.sight(person)?.is_desk() {
            return Ok(());
        }
        let text = "You may put your faxes behind others, not before them";
        let denied = Denied::forbidden("priority", text);
        Err(self.refused(person, "priority", &[], denied))
    }
}

/// With what the marks of the jobs of a draft begin.
fn mark_of(id: i64) -> String {
    format!("draft:{id}:")
}
