//! Proofs of sending, for people who may see the job.

use super::{Desk, DeskError, Person, Thing};
use ferrofax_basics::UnixMs;
use ferrofax_delivery::report::Shown;
use ferrofax_languages::Language;
use ferrofax_proof::{NoProof, ProofSigner, recordings};
use ferrofax_spool::jobs::JobId;

impl Desk {
    /// The proof of sending of a job that has ended: a signed PDF in this language. The inner error
    /// says why there is no proof. A job of the sandbox has none.
    pub fn proof(
        &self,
        person: &Person,
        id: JobId,
        language: Language,
        now: UnixMs,
    ) -> Result<Result<Vec<u8>, NoProof>, DeskError> {
        let (job, history) = self.job_with_history(person, id)?;
        let Some(settings) = &self.proof else {
            return Err(DeskError::NotThere(Thing::Job(id)));
        };
        let name = self.names_of(person, &[&job.number])?.remove(&job.number);
        let shown = Shown { job: &job, history: &history, name: name.as_deref(), language };
        let signed = || {
            let recordings = recordings(&self.spool, &job)?;
            ProofSigner::open(settings, now)?.proof(&shown, &recordings, now)
        };
        let signed = signed();
        if signed.is_err() {
            // The job may have been deleted meanwhile.
            self.job(person, id)?;
        }
        Ok(signed)
    }
}
