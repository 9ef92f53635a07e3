//! Shows a job in HylaFAX's list formats (JOBFMT), and returns the values of its parameters.

use jiff::tz::TimeZone;

use super::format::Field;
use super::parameters::Parameter;
use super::times;
use ferrofax_basics::UnixMs;
use ferrofax_spool::jobs::{Job, JobState, NotifyWhen};
use ferrofax_spool::sending::option;

/// The format in which HylaFAX's lists of jobs are written by default.
pub(super) const FORM: &str = "%-4j %3i %1a %6.6o %-12.12e %5P %5D %7z %.25s";

/// HylaFAX's number for the highest rate, 33 600 bit/s.
const FASTEST: u32 = 13;

/// A job with the values that HylaFAX's lists show to one user.
pub(super) struct JobView<'a> {
    pub(super) job: &'a Job,
    /// Whether the user may change the job. Passwords and the dial string are shown only to such
    /// users.
    pub(super) is_his: bool,
    pub(super) zone: &'a TimeZone,
    pub(super) now: UnixMs,
}

impl JobView<'_> {
    /// The value of the job that a list format names by this letter, as `%j` for the job's number.
    /// `None` if HylaFAX has no such letter.
    pub(super) fn field(&self, letter: char) -> Option<Field> {
        let Self { job, zone, now, .. } = *self;
        let (pages, due) = (job.pages.len() as u32, job.due_at.or(job.send_at));
        let of = |now: u32, most: u32| format!("{now:>2}:{most:<2}");
        let when =
            |at: Option<UnixMs>| at.map_or_else(String::new, |at| times::to_come(at, zone, now));
        let moment = due.unwrap_or(job.created_at);
        Some(match letter {
            'A' => job.sub.clone().unwrap_or_default().into(),
            'B' => self.secret(job.pwd.as_deref()).into(),
            'D' => of(job.dials, job.max_dials).into(),
            'E' => FASTEST.into(),
            'G' | 'H' | 'Q' | 'l' | 'w' => 0.into(),
            'I' | 'i' => u32::from(job.priority).into(),
            'J' => job.tag.as_str().into(),
            'M' => job.notify.join(", ").into(),
            'P' => of(job.pages_confirmed(), pages).into(),
            'R' => job.options.get(option::RECIPIENT).cloned().unwrap_or_default().into(),
            'S' | 'o' => job.owner.as_str().into(),
            'T' => of(job.tries, job.max_tries).into(),
            'V' => "default".into(),
            'W' => job.call.map_or_else(String::new, |call| call.to_string()).into(),
            'X' => 'F'.into(),
            'Y' => times::written(moment, zone, "%Y/%m/%d %H.%M.%S").into(),
            'Z' => Field::Number(moment.0.max(0) as u64 / 1000),
            'a' => sign(job.state).into(),
            'b' | 't' => job.tries.into(),
            'd' | 'f' => job.dials.into(),
            'e' => job.number.as_str().into(),
            'g' | 'j' => job.id.to_string().into(),
            'k' => when(job.expires_at).into(),
            'm' => job.device.number.as_str().into(),
            'n' => notify_sign(job.notify_when).into(),
            'p' => job.pages_confirmed().into(),
            'r' => 98.into(),
            's' => self.status().into(),
            'u' => job.max_tries.into(),
            'v' => self.secret(Some(&job.number)).into(),
            'x' => job.max_dials.into(),
            'y' => pages.into(),
            'z' => when(due).into(),
            // These fields are about modems and paper, which Ferrofax does not have.
            'K' | 'N' | 'O' | 'h' => ' '.into(),
            'C' | 'F' | 'L' | 'U' | 'c' | 'q' => "".into(),
            _ => return None,
        })
    }

    /// Returns the value of the job parameter (JPARM of HylaFAX) for this job; `None` if the job
    /// has no value for it.
    pub(super) fn value(&self, parameter: Parameter) -> Option<String> {
        let Self { job, zone, now, .. } = *self;
        let begins = job.send_at.unwrap_or(job.created_at);
        Some(match parameter {
            Parameter::SendTime => {
                let to_come = job.send_at.filter(|at| *at > now);
                to_come.map_or_else(|| "NOW".to_owned(), |at| times::stamp(at, zone))
            }
            Parameter::LastTime => {
                times::as_days(job.expires_at.map_or(0, |at| at.ms_since(begins)))
            }
            Parameter::State => job.state.name().to_ascii_uppercase(),
            Parameter::Status => self.status().to_owned(),
            Parameter::StatusCode => self.code().trim_start_matches('E').to_owned(),
            Parameter::ErrorCode => self.code(),
            Parameter::Notify => notify_word(job.notify_when).to_owned(),
            Parameter::NotifyAddr => job.notify.join(", "),
            Parameter::DialString | Parameter::External => {
                self.secret(Some(&job.number)).to_owned()
            }
            Parameter::SubAddr => job.sub.clone().unwrap_or_default(),
            Parameter::Passwd => self.secret(job.pwd.as_deref()).to_owned(),
            Parameter::SchedPri => job.priority.to_string(),
            Parameter::MaxTries => job.max_tries.to_string(),
            Parameter::MaxDials => job.max_dials.to_string(),
            Parameter::NTries | Parameter::TotTries => job.tries.to_string(),
            Parameter::NDials | Parameter::TotDials => job.dials.to_string(),
            Parameter::NPages => job.pages_confirmed().to_string(),
            Parameter::TotPages => job.pages.len().to_string(),
            Parameter::JobInfo | Parameter::UsrKey => job.tag.clone(),
            Parameter::Owner | Parameter::FromUser => job.owner.clone(),
            Parameter::ToUser => job.options.get(option::RECIPIENT).cloned().unwrap_or_default(),
            Parameter::Modem => job.device.to_string(),
            Parameter::JobId | Parameter::GroupId => job.id.to_string(),
            Parameter::JobType => "facsimile".to_owned(),
            Parameter::CommId => job.call.map_or_else(String::new, |call| call.to_string()),
            _ => return None,
        })
    }

    /// The reason why the job failed or has to wait, in HylaFAX's words.
    fn status(&self) -> &'static str {
        self.job.failure.map_or("", |failure| failure.hylafax_text())
    }

    fn code(&self) -> String {
        let code = self.job.failure.map(|failure| failure.hylafax_code());
        code.filter(|code| !code.is_empty()).unwrap_or_else(|| "E000".to_owned())
    }

    fn secret<'b>(&self, value: Option<&'b str>) -> &'b str {
        value.filter(|_| self.is_his).unwrap_or_default()
    }
}

/// The letter by which HylaFAX's lists show a job's state.
fn sign(state: JobState) -> char {
    match state {
        JobState::Suspended => 'T',
        JobState::Pending => 'P',
        JobState::Sleeping => 'S',
        JobState::Blocked => 'B',
        JobState::Ready => 'W',
        JobState::Active => 'R',
        JobState::Done => 'D',
        JobState::Failed => 'F',
    }
}

/// Converts the setting of a Ferrofax job that says which events are reported by mail. The result
/// is the value of HylaFAX's job parameter NOTIFY. HylaFAX always reports failures, so NOTIFY has
/// no word for failures.
fn notify_word(when: NotifyWhen) -> &'static str {
    match when {
        NotifyWhen::OnFailure | NotifyWhen::Never => "NONE",
        NotifyWhen::AtEnd | NotifyWhen::OnSuccess => "DONE",
        NotifyWhen::OnTrouble => "REQUEUE",
        NotifyWhen::EachChange => "DONE+REQUEUE",
    }
}

fn notify_sign(when: NotifyWhen) -> char {
    match notify_word(when) {
        "DONE" => 'D',
        "REQUEUE" => 'Q',
        "DONE+REQUEUE" => 'A',
        _ => ' ',
    }
}

/// The events that are reported if the job parameter NOTIFY has this value.
pub fn notify_when(word: &str) -> NotifyWhen {
    match word {
        "DONE" => NotifyWhen::AtEnd,
        "REQUEUE" => NotifyWhen::OnTrouble,
        "DONE+REQUEUE" => NotifyWhen::EachChange,
        _ => NotifyWhen::OnFailure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_notify_comes_back_as_it_was() {
        for word in ["NONE", "DONE", "REQUEUE", "DONE+REQUEUE"] {
            assert_eq!(notify_word(notify_when(word)), word);
        }
    }

    #[test]
    fn each_state_has_hylafax_s_letter() {
        let letters: String = JobState::ALL.map(sign).iter().collect();
        assert_eq!(letters, "TPSBWRDF");
    }
}
