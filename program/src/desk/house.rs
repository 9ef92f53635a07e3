//! What administrators see of the house, and do with it: devices, users, sessions, mails that
//! reached nobody, the mail queue, how all of it is, and how it was lately.

use super::{Desk, DeskError, Person, Role};
use crate::convert::program_places;
use crate::mail::intake::{Intake, IntakeError, IntakeSettings};
use crate::metrics::{Health, readyz};
use crate::rights::{GroupSettings, Reason, Standing};
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::NOTHING_DELETED;
use ferrofax_spool::jobs::{LineLimit, LostTry};
use ferrofax_spool::sending::SendingSettings;
use ferrofax_spool::{
    Again, Answer, CleanupReport, DeviceRecord, Figures, History, Member, OutboxEntry, OutboxId,
    OutboxState, QuestionId, SessionLife, SpoolError, WebSession, clock_was_put_lately, day_began,
};

/// Mails that are listed, at most.
const MOST: u32 = 200;

/// Lost tries that are shown, at most.
const LOST: u32 = 50;

/// How the house is, as far as it can be told at once.
#[derive(Clone, Debug, Default)]
pub struct HouseHealth {
    /// The spool, the disk, the module.
    pub health: Health,
    /// What waits, and since when.
    pub figures: Figures,
    /// The oldest mail that was tried and still waits: since when, and why.
    pub stuck_mail: Option<(UnixMs, String)>,
    /// Programs that read documents: those that are there.
    pub converters: Vec<String>,
    /// Those that the settings name and that are not: the key, and the program.
    pub missing: Vec<(String, String)>,
    /// Mails are neither taken in nor made into jobs.
    pub is_paused: bool,
}

/// The machines with a PBX that share a store.
#[derive(Clone, Debug, Default)]
pub struct Machines {
    /// Which there are.
    pub nodes: Vec<Member>,
    /// How many calls may go on, and do.
    pub lines: Vec<LineLimit>,
    /// What was lost with one of them, the last first.
    pub lost: Vec<LostTry>,
}

impl Desk {
    /// The devices as the dialplan declares them, and what holds for all of them.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn house_devices(
        &self,
        person: &Person,
    ) -> Result<(Vec<DeviceRecord>, SendingSettings), DeskError> {
        self.keeps_house(person, "devices")?;
        Ok((self.spool.devices()?, self.spool.sending()?))
    }

    /// The users with what they see and have used, and the groups.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn house_users(
        &self,
        person: &Person,
    ) -> Result<(Vec<Standing>, Vec<GroupSettings>), DeskError> {
        self.keeps_house(person, "users")?;
        Ok((self.rights.roll()?, self.rights.groups().to_vec()))
    }

    /// Stops a user, and holds the user's waiting jobs. Returns how many are held; none if the
    /// user was stopped before.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn stop_user(
        &self,
        person: &Person,
        user: &str,
        now: UnixMs,
    ) -> Result<Option<u32>, DeskError> {
        self.does(person, "stop-user", &[("whom", user)])?;
        if !self.rights.roll()?.iter().any(|one| one.person.name == user) {
            return Err(DeskError::Unfit(format!("there is no user '{user}'")));
        }
        let why = format!("stopped by {}", person.name);
        Ok(self.spool.stop_user(user, &why, now)?)
    }

    /// Lets a stopped user send again, and releases the jobs that the stop held. Returns how
    /// many those were; none if the user was not stopped.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn let_user_go_on(
        &self,
        person: &Person,
        user: &str,
        now: UnixMs,
    ) -> Result<Option<u32>, DeskError> {
        self.does(person, "let-user-go-on", &[("whom", user)])?;
        Ok(self.spool.let_user_go_on(user, now)?)
    }

    /// Where people are logged in.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn house_sessions(
        &self,
        person: &Person,
        life: SessionLife,
        now: UnixMs,
    ) -> Result<Vec<WebSession>, DeskError> {
        self.keeps_house(person, "sessions")?;
        Ok(self.spool.sessions(None, life, now)?)
    }

    /// Ends a session of anybody's. False: there is none.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn end_session(&self, person: &Person, id: i64) -> Result<bool, DeskError> {
        self.does(person, "end-session", &[("session", &id.to_string())])?;
        Ok(self.spool.end_session(id)?)
    }

    /// How the house is.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn house_health(&self, person: &Person) -> Result<HouseHealth, DeskError> {
        self.keeps_house(person, "health")?;
        let (converters, missing) = program_places(&self.converter.convert);
        Ok(HouseHealth {
            health: readyz(&self.spool),
            figures: self.spool.figures()?,
            stuck_mail: self.spool.stuck_mail()?,
            converters,
            missing,
            is_paused: self.intake()?.is_paused(),
        })
    }

    /// The machines of the store; none where this one does not work on it.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn machines(&self, person: &Person) -> Result<Option<Machines>, DeskError> {
        self.keeps_house(person, "health")?;
        if !self.spool.is_front() {
            return Ok(None);
        }
        Ok(Some(Machines {
            nodes: self.spool.members()?,
            lines: self.spool.line_limits()?,
            lost: self.spool.lost_tries(LOST)?,
        }))
    }

    /// Asks the module in the PBX how it is there: the dialplan, the trunks, the relay. It
    /// answers when it has looked ([`Self::pbx_answer`]).
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn ask_pbx(&self, person: &Person, now: UnixMs) -> Result<QuestionId, DeskError> {
        self.does(person, "ask-pbx", &[])?;
        Ok(self.spool.ask(now)?)
    }

    /// What it has answered; none: nothing yet.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn pbx_answer(
        &self,
        person: &Person,
        question: QuestionId,
    ) -> Result<Option<Answer>, DeskError> {
        self.keeps_house(person, "ask-pbx")?;
        Ok(self.spool.answer_to(question)?)
    }

    /// Mails and prints that reached nobody, the oldest first.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn undeliverable(&self, person: &Person) -> Result<Vec<OutboxEntry>, DeskError> {
        self.keeps_house(person, "undeliverable")?;
        Ok(self.spool.outbox_in(OutboxState::Failed, MOST)?)
    }

    /// Has one of them tried again: what went to the faxmaster in vain, to its own mailbox.
    /// False: it has not failed.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn deliver_again(
        &self,
        person: &Person,
        mail: OutboxId,
        now: UnixMs,
    ) -> Result<bool, DeskError> {
        self.does(person, "deliver-again", &[("mail", &mail.0.to_string())])?;
        let again = |error: SpoolError| match error {
            SpoolError::NoSuchEntry(_) => Ok(false),
            error => Err(DeskError::from(error)),
        };
        match self.spool.requeue_to_mailbox(mail, now) {
            Ok(true) => Ok(true),
            Ok(false) => self.spool.requeue(mail, now).or_else(again),
            Err(error) => again(error),
        }
    }

    /// Has all that waits, and all that reached nobody, tried now.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn deliver_all_again(&self, person: &Person, now: UnixMs) -> Result<Again, DeskError> {
        self.does(person, "deliver-again", &[("mail", "all")])?;
        Ok(self.spool.requeue_all(now)?)
    }

    /// Mails are taken in and made into jobs, or are not.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn pause_mails(&self, person: &Person, pause: bool) -> Result<(), DeskError> {
        self.does(person, if pause { "pause-mails" } else { "resume-mails" }, &[])?;
        let intake = self.intake()?;
        let done = if pause { intake.pause() } else { intake.resume() };
        done.map_err(|error| of_intake(&error))
    }

    /// Which faxes and jobs a clean-up would delete now that keeps what is not older than so
    /// many days, and which it would keep.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn cleanup_preview(
        &self,
        person: &Person,
        days: u32,
        now: UnixMs,
    ) -> Result<CleanupReport, DeskError> {
        self.keeps_house(person, "cleanup")?;
        are_days(days)?;
        Ok(self.spool.cleanup_preview(now, days)?)
    }

    /// Deletes what is older than so many days, as `ferrofax cleanup` does.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: the clock was put lately; [`DeskError::Denied`] and others.
    pub fn clean_up(
        &self,
        person: &Person,
        days: u32,
        now: UnixMs,
    ) -> Result<CleanupReport, DeskError> {
        are_days(days)?;
        self.does(person, "cleanup", &[("days", &days.to_string())])?;
        if clock_was_put_lately(&self.spool)? {
            return Err(DeskError::Unfit(NOTHING_DELETED.to_owned()));
        }
        let report = self.spool.cleanup(now, days)?;
        // Received documents are the PBX's to delete: for another user of the group, its next
        // clean-up does.
        report.problems.iter().for_each(|problem| log::warn!("{problem}"));
        Ok(report)
    }

    /// What came and went in so many days, today the last.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn house_history(
        &self,
        person: &Person,
        days: u32,
        now: UnixMs,
    ) -> Result<History, DeskError> {
        self.keeps_house(person, "history")?;
        let mut begun = vec![day_began(now)];
        while begun.len() < days.clamp(1, 366) as usize {
            // In the middle of the day before, however long it was.
            let before = begun[begun.len() - 1] - 12 * 60 * 60_000;
            begun.push(day_began(before));
        }
        begun.reverse();
        Ok(self.spool.history(&begun)?)
    }

    fn intake(&self) -> Result<Intake, DeskError> {
        let folder = self.spool.folder().join("mail");
        Intake::open(&folder, IntakeSettings::default()).map_err(|error| of_intake(&error))
    }

    /// Whether this person keeps the house; a refusal is a line of the audit log.
    pub(super) fn keeps_house(&self, person: &Person, asked: &str) -> Result<(), DeskError> {
        if person.role == Role::Administrator {
            return Ok(());
        }
        let denied = Reason::Administrators.into();
        Err(self.refused(person, asked, &[], denied))
    }

    /// The same of what changes something, which is a line in any case.
    pub(super) fn does(
        &self,
        person: &Person,
        asked: &str,
        about: &[(&str, &str)],
    ) -> Result<(), DeskError> {
        self.keeps_house(person, asked)?;
        self.granted(person, asked, about)
    }
}

fn are_days(days: u32) -> Result<(), DeskError> {
    if (1..=36_500).contains(&days) {
        return Ok(());
    }
    Err(DeskError::Unfit(format!("'{days}' is not a number from 1 to 36500")))
}

fn of_intake(error: &IntakeError) -> DeskError {
    DeskError::Spool(SpoolError::Io {
        action: "reach",
        path: "mail".into(),
        text: error.to_string(),
    })
}
