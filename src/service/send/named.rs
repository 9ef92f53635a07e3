//! `FaxSend(JOB)`: a job goes in a call that the dialplan, or a person, has placed.

use super::{FaxSendCall, Joining, NORMAL_CLEARING};
use crate::service::dialler::Named;
use crate::service::host::CallInfo;
use crate::service::lines::LineStatus;
use crate::service::{Refusal, Service};
use ferrofax_spool::SpoolError;
use ferrofax_spool::jobs::JobId;
use std::sync::Arc;

impl Service {
    /// A channel has reached `FaxSend(args)`: `args` is the number of a job, which is
    /// sent on it. The job's number is not looked at: whoever connected the channel
    /// answers for where it goes. So no other job goes in the same call.
    ///
    /// # Errors
    /// [`Refusal`]: nothing was begun and the job is as it was.
    pub fn begin_send_job(&self, args: &str, info: CallInfo) -> Result<Box<FaxSendCall>, Refusal> {
        self.try_send_job(args, info)
            .inspect_err(|_| self.stats.change(|counts| counts.refused += 1))
    }

    fn try_send_job(&self, args: &str, info: CallInfo) -> Result<Box<FaxSendCall>, Refusal> {
        let job = job_of(args)?;
        let settings = self.settings();
        if !settings.sending.defaults.enabled {
            return Err(refusal(
                "NOT_ENABLED",
                "faxes are not to be sent: sendenabled = no in ferrofax.conf".into(),
            ));
        }
        let parts = self.sending_parts()?;
        let status = LineStatus {
            outbound: true,
            channel: info.channel.clone(),
            stage: "dialling",
            since: self.clock.unix_ms(),
            ..LineStatus::default()
        };
        let line = self.lines.take(settings.max_lines, settings.dialling.inbound_lines, status).ok_or_else(|| {
            let text = "no fax line is free; max_lines and inbound_lines in ferrofax.conf say how many there are";
            refusal("LINES_BUSY", text.into())
        })?;
        let spool = self.slot.get().map_err(|error| refused_by_spool(&error))?;
        let named = self
            .dialler
            .take_named(&spool, job, line, settings, &self.clock)
            .map_err(|error| refused_by_spool(&error))?;
        let Some(Named { call, dial }) = named else {
            self.post.wake();
            return Err(refusal(
                "JOB_NOT_WAITING",
                format!("job {job} is done: no page of it is left to be sent"),
            ));
        };
        self.host.manager_event("FerrofaxSendDial", &dial);
        self.send_in(Arc::clone(&call), info, parts, Joining::Never).ok_or_else(|| {
            refusal("CANCELLED", format!("job {job} was cancelled before it could be sent"))
        })
    }
}

fn job_of(args: &str) -> Result<JobId, Refusal> {
    let number = args.trim().parse().ok().filter(|number| *number > 0);
    number.map(JobId).ok_or_else(|| {
        refusal(
            "INVALID_ARGUMENTS",
            format!("FaxSend({args}): the number of a job is needed, as ferrofax show jobs lists it: FaxSend(17)"),
        )
    })
}

fn refused_by_spool(error: &SpoolError) -> Refusal {
    match error {
        SpoolError::NoSuchJob(_) => refusal("NO_SUCH_JOB", error.to_string()),
        SpoolError::JobEnded { .. } | SpoolError::JobNotWaiting { .. } => {
            refusal("JOB_NOT_WAITING", error.to_string())
        }
        _ => refusal("SPOOL_ERROR", format!("the spool can't give a job now: {error}")),
    }
}

fn refusal(error: &'static str, text: String) -> Refusal {
    Refusal { error, text, hangup_cause: NORMAL_CLEARING }
}
