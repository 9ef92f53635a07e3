//! The form for a new fax in the web interface. One step stores the form's content in a draft,
//! moves or removes documents, and sends the fax. A filled-in form takes effect once, however often
//! it is submitted.

use std::path::PathBuf;

use super::store::{Open, Store, WrittenBy, id_of};
use super::{Arrange, Checked, Draft, FIELDS, Kept, Writing, arranged, disk};
use crate::{Desk, DeskError, Person, Sent};
use ferrofax_basics::UnixMs;

/// The greatest number of hashes of submitted forms that a draft keeps, so that a form that the
/// browser submits twice takes effect only once.
const KNOWN: usize = 20;

/// The content of the form for a fax, as it was submitted in the web interface.
#[derive(Clone, Debug, Default)]
pub struct DraftForm {
    /// The number of the draft that the form changes; `None`: the form is for a new fax.
    pub id: Option<i64>,
    /// A hash (SHA-256) that identifies this filled-in form, so that submitting it again has no
    /// effect. `None`: every submission takes effect.
    pub once: Option<[u8; 32]>,
    /// The values of the fields in the submitted form.
    pub writing: Writing,
    /// The documents to add to the draft: the path and the name of each.
    pub documents: Vec<(PathBuf, String)>,
    /// The change to an existing document of the draft: move or remove it.
    pub arrange: Option<Arrange>,
    /// Whether to send the fax now. It is sent only if it has documents and all of them can be
    /// faxed.
    pub is_to_go: bool,
    /// Whether the fax must not be sent yet, because a recipient is not clear.
    pub is_held_back: bool,
}

impl Desk {
    /// Stores the content of a submitted form in its draft, and sends the fax if the form requests
    /// it. The draft is locked against other changes meanwhile. A form that was submitted before is
    /// not stored again, and recipients who already have a job get no second one. Once all
    /// recipients have a job, these jobs are returned.
    ///
    /// A new draft is created only if there is something to store. Otherwise the returned draft has
    /// the number 0 and the fields of the form. A fault of the fax as a whole is returned like a
    /// fault of a recipient, with an empty number.
    ///
    /// # Errors
    /// [`DeskError`]: some recipients may already have a job. They get no second job later.
    pub fn take_draft_form(
        &self,
        person: &Person,
        form: &DraftForm,
        now: UnixMs,
    ) -> Result<(Kept, Vec<Sent>), DeskError> {
        if form.id.is_none() && form.as_draft().is_empty() && form.documents.is_empty() {
            return Ok((Kept { draft: form.as_draft(), unfit: Vec::new() }, Vec::new()));
        }
        let id = form.draft().map_err(disk)?;
        let is_gone = self.store().look(id).is_none();
        if is_gone && let Some(sent) = self.sent_by(person, id, form)? {
            return Ok((Kept::default(), sent));
        }
        let opened = match form.id {
            Some(_) => self.opened(person, id),
            None => self.begun(person, id, now),
        };
        let mut open = match opened {
            Ok(open) => open,
            // The draft may be missing because an earlier submission of this form has sent it.
            Err(error) => match self.sent_by(person, id, form)? {
                Some(sent) => return Ok((Kept::default(), sent)),
                None => return Err(error),
            },
        };
        let is_new = form.id.is_none() && open.draft.written.is_empty();
        if is_new && let Some(sent) = self.sent_by(person, id, form)? {
            _ = open.remove();
            return Ok((Kept::default(), sent));
        }
        let unfit = match self.taken_in(person, &mut open, form, now) {
            Ok(unfit) => unfit,
            Err(error) => {
                // Only this request knows the number of the new draft, so the draft can be removed.
                if is_new {
                    _ = open.remove();
                }
                return Err(error);
            }
        };
        let kept = Kept { draft: open.draft.clone(), unfit };
        let has_documents = !kept.draft.documents.is_empty();
        if form.is_to_go && is_new && !has_documents {
            let refused = self.looked_through(person, &kept.draft)?;
            _ = open.remove();
            return Ok((Kept { draft: form.as_draft(), ..kept }, refused));
        }
        if !form.is_to_go || form.is_held_back || !kept.unfit.is_empty() || !has_documents {
            self.settle(person, &mut open, now)?;
            return Ok((Kept { draft: open.draft.clone(), ..kept }, Vec::new()));
        }
        let sent = match self.send_open(person, open, &form.mark(), now) {
            Err(error @ (DeskError::Unfit(_) | DeskError::Denied(_) | DeskError::Order(_))) => {
                vec![(String::new(), Err(error))]
            }
            sent => sent?,
        };
        if let Some(mut left) = self.store().open(id).map_err(disk)? {
            self.settle(person, &mut left, now)?;
        }
        Ok((kept, sent))
    }

    /// Checks the numbers of a draft that cannot be sent now. Returns the wrong numbers with the
    /// reasons.
    fn looked_through(&self, person: &Person, draft: &Draft) -> Result<Vec<Sent>, DeskError> {
        let wrong = |(to, found): Checked| Some((to.number, Err(DeskError::Unfit(found.err()?))));
        Ok(self.check_draft(person, draft)?.into_iter().filter_map(wrong).collect())
    }

    /// Stores the content of a submitted form in its draft, unless it is stored there already.
    /// Returns the documents that can't be faxed.
    fn taken_in(
        &self,
        person: &Person,
        open: &mut Open,
        form: &DraftForm,
        now: UnixMs,
    ) -> Result<Vec<String>, DeskError> {
        let once = form.mark();
        let known = open.draft.written.iter().find(|known| known.once == once);
        if let Some(known) = known {
            return Ok(known.unfit.clone());
        }
        let unfit = self.kept(person, open, &form.writing, &form.documents)?;
        if let Some(how) = form.arrange {
            arranged(open, how);
        }
        if !once.is_empty() {
            let written = &mut open.draft.written;
            written.push(WrittenBy { once, unfit: unfit.clone() });
            written.drain(..written.len().saturating_sub(KNOWN));
        }
        open.save(now).map_err(disk)?;
        Ok(unfit)
    }

    /// The jobs that an earlier submission of this filled-in form has created; `None` if it has
    /// created none.
    fn sent_by(
        &self,
        person: &Person,
        id: i64,
        form: &DraftForm,
    ) -> Result<Option<Vec<Sent>>, DeskError> {
        if form.once.is_none() || !form.is_to_go {
            return Ok(None);
        }
        let sent = self.jobs_marked(person, id, &form.mark())?;
        Ok(Some(sent).filter(|sent| !sent.is_empty()))
    }
}

impl DraftForm {
    /// The number of the draft that the submitted form belongs to. For a new fax it is derived from
    /// the form's hash, so that a form submitted twice has one draft.
    fn draft(&self) -> std::io::Result<i64> {
        match (self.id, &self.once) {
            (Some(id), _) => Ok(id),
            (None, Some([a, b, c, d, e, f, g, h, ..])) => {
                Ok(id_of([*a, *b, *c, *d, *e, *f, *g, *h]))
            }
            (None, None) => Store::fresh_id(),
        }
    }

    /// A draft that has only the fields of the submitted form, and no documents.
    fn as_draft(&self) -> Draft {
        let fields = self.writing.iter().filter(|(name, _)| FIELDS.contains(&name.as_str()));
        let words = fields.map(|(name, said)| (name.clone(), said.trim().to_owned()));
        Draft { words: words.collect(), ..Draft::default() }
    }

    /// The hash that identifies the submitted form, as text; empty if the form has no hash. Each
    /// job that the form creates is stored with a mark, by which the job is found again. The mark
    /// ends with this hash.
    fn mark(&self) -> String {
        self.once
            .map(|once| ferrofax_network::encoding::hex(&once[..16]))
            .unwrap_or_default()
    }
}
