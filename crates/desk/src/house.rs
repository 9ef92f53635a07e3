//! Functions for administrators: devices, users, login sessions, undeliverable mails, the mail
//! queue, the system's health and its recent history.

use super::{Desk, DeskError, Person, Role};
use crate::metrics::{Health, is_ready_around, readyz};
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::NOTHING_DELETED;
use ferrofax_cluster::{Clustered, LineLimit, LostTry, Member};
use ferrofax_convert::program_places;
use ferrofax_mail::intake::{Intake, IntakeError, IntakeSettings};
use ferrofax_node::ask_briefly;
use ferrofax_rights::{Denied, GroupSettings, Reason, Standing};
use ferrofax_spool::event::StopReason;
use ferrofax_spool::sending::SendingSettings;
use ferrofax_spool::undelivered::Undelivered;
use ferrofax_spool::{
    Again, Answer, CleanupReport, DeviceRecord, Figures, History, NewLetter, OutboxEntry, OutboxId,
    OutboxState, PageFrame, QuestionId, SessionLife, Spool, SpoolError, WebSession,
    clock_was_put_lately, day_began,
};

/// The greatest number of lost attempts that [`Desk::machines`] returns. An attempt to send a job
/// is lost if its node stops reporting during the call.
const LOST: u32 = 50;

/// If a node's last report is older than this number of milliseconds, the node counts as not
/// running.
const SILENT_MS: i64 = 60_000;

/// The state of the system's parts, as far as it can be found out without waiting.
#[derive(Clone, Debug, Default)]
pub struct HouseHealth {
    /// The health of the spool, the disk and the module in Asterisk.
    pub health: Health,
    /// Numbers that describe the present state, such as the number of waiting jobs and mails, and
    /// the time since which they wait.
    pub figures: Figures,
    /// The oldest mail that failed at least once and still waits to be sent: the time since which
    /// it waits, and the reason.
    pub stuck_mail: Option<(UnixMs, Undelivered)>,
    /// The converter programs that are installed.
    pub converters: Vec<String>,
    /// The converter programs that the settings name and that are not installed: the setting and
    /// the program.
    pub missing: Vec<(String, String)>,
    /// Whether sending faxes by mail is paused. During the pause, no mails are accepted or turned
    /// into jobs.
    pub is_paused: bool,
}

/// The PBX nodes that use one shared database.
#[derive(Clone, Debug, Default)]
pub struct Machines {
    /// The PBX nodes that use the shared database.
    pub nodes: Vec<Member>,
    /// For each limit on simultaneous calls: the limit, and the number of calls in progress.
    pub lines: Vec<LineLimit>,
    /// The lost attempts, newest first: fax calls with an unknown result, because their node
    /// stopped reporting during the call.
    pub lost: Vec<LostTry>,
}

impl Desk {
    /// The devices that the dialplan declares, and the sending defaults for all devices.
    pub fn house_devices(
        &self,
        person: &Person,
    ) -> Result<(Vec<DeviceRecord>, SendingSettings), DeskError> {
        self.keeps_house(person, "devices")?;
        Ok((self.spool.devices().list()?, self.spool.devices().sending()?))
    }

    /// The users, with their rights and how much of their quotas is used, and the groups.
    pub fn house_users(
        &self,
        person: &Person,
    ) -> Result<(Vec<Standing>, Vec<GroupSettings>), DeskError> {
        self.keeps_house(person, "users")?;
        Ok((self.rights.roll()?, self.rights.groups()?))
    }

    /// Stores a letter (a mail that this service has written) in the outbox, from which the module
    /// sends it.
    pub fn write_letter(&self, letter: &NewLetter, now: UnixMs) -> Result<(), DeskError> {
        self.spool.outbox().file_letter(letter, now)?;
        Ok(())
    }

    /// Blocks a user from sending, and holds the user's waiting jobs. Returns the number of held
    /// jobs, or `None` if the user was already blocked.
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
        let why = StopReason::By(person.name.as_str().into()).to_string();
        Ok(self.spool.jobs().stop_user(user, &why, now)?)
    }

    /// Lets a blocked user send again, and releases the jobs that the block held. Returns the
    /// number of released jobs, or `None` if the user was not blocked.
    pub fn let_user_go_on(
        &self,
        person: &Person,
        user: &str,
        now: UnixMs,
    ) -> Result<Option<u32>, DeskError> {
        self.does(person, "let-user-go-on", &[("whom", user)])?;
        Ok(self.spool.jobs().let_user_go_on(user, now)?)
    }

    /// The login sessions of all users.
    pub fn house_sessions(
        &self,
        person: &Person,
        life: SessionLife,
        now: UnixMs,
    ) -> Result<Vec<WebSession>, DeskError> {
        self.keeps_house(person, "sessions")?;
        Ok(self.spool.logins().sessions(None, life, now)?)
    }

    /// Ends a login session of any user. Returns false if the session does not exist.
    pub fn end_session(&self, person: &Person, id: i64) -> Result<bool, DeskError> {
        self.does(person, "end-session", &[("session", &id.to_string())])?;
        Ok(self.spool.logins().end_session(id)?)
    }

    /// Returns the state of the spool, the disk, the module in Asterisk, the converters and the
    /// mail queue.
    pub fn house_health(&self, person: &Person) -> Result<HouseHealth, DeskError> {
        self.keeps_house(person, "health")?;
        let (converters, missing) = program_places(&self.converter.convert);
        Ok(HouseHealth {
            health: readyz(&self.spool),
            figures: self.spool.monitoring().figures()?,
            stuck_mail: self.spool.monitoring().stuck_mail()?,
            converters,
            missing,
            is_paused: self.intake()?.is_paused(),
        })
    }

    /// The data around each page of the web interface for this person. It has no alarm for people
    /// who may not see the page of the system's health.
    pub fn page_frame(&self, person: &Person) -> Result<PageFrame, DeskError> {
        let frame = self.spool.logins().page_frame(&person.name, person.by.name())?;
        let sees_health = person.role == Role::Administrator;
        let has_alarm = sees_health && (frame.has_alarm || !is_ready_around(&self.spool));
        Ok(PageFrame { has_alarm, ..frame })
    }

    /// The PBX nodes that use the shared database. `None` if this service does not use one, or if
    /// the database cannot be reached now.
    pub fn machines(&self, person: &Person) -> Result<Option<Machines>, DeskError> {
        self.keeps_house(person, "health")?;
        let machines = self.at_store(|store| {
            Ok(Machines {
                nodes: store.cluster().members()?,
                lines: store.shared_queue().line_limits()?,
                lost: store.shared_queue().lost_tries(LOST)?,
            })
        });
        machines.transpose().or_else(|error| {
            log::warn!("the nodes of the shared database are not shown: {error}");
            Ok(None)
        })
    }

    /// Runs a short query on the shared database. `None` if this service does not use one.
    fn at_store<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Spool) -> Result<T, SpoolError> + Send + 'static,
    ) -> Option<Result<T, SpoolError>> {
        if self.spool.is_front() {
            return Some(question(&self.spool));
        }
        let place = self.store.as_ref()?;
        Some(ask_briefly(&self.spool, place, question).flatten())
    }

    /// Drains a node, so that the other nodes send its waiting shared jobs, or lets it take jobs
    /// again. Returns false if there is no such node. The last node that takes jobs cannot be
    /// drained.
    pub fn drain(&self, person: &Person, node: &str, drains: bool) -> Result<bool, DeskError> {
        let asked = if drains { "node-drain" } else { "node-undrain" };
        let shown: String = node.chars().take(200).collect();
        let about = [("node", shown.as_str())];
        self.keeps_house(person, asked)?;
        let members = self.at_store(|store| store.cluster().members());
        let members = members.transpose()?.unwrap_or_default();
        if !members.iter().any(|member| member.name == node) {
            let denied = Denied::forbidden("not-there", "there is no such node".to_owned());
            _ = self.refused(person, asked, &about, denied);
            return Ok(false);
        }
        let takes_jobs = |it: &Member| {
            it.name != node && it.drained.is_none() && (0..SILENT_MS).contains(&it.seen_ms_ago)
        };
        if drains && !members.iter().any(takes_jobs) {
            return Err(self.hindered(person, asked, &about, DeskError::LastNode));
        }
        self.granted(person, asked, &about)?;
        let (node, name) = (node.to_owned(), person.name.clone());
        let is_done = self.at_store(move |store| {
            if drains {
                return store.cluster().drain_node(&node, &name);
            }
            Ok(store.cluster().undrain_node(&node)?.is_some())
        });
        Ok(is_done.transpose()?.unwrap_or_default())
    }

    /// Asks the Ferrofax module in the PBX to check the dialplan, the trunks and the mail server.
    /// Returns the number of this request; [`Self::pbx_answer`] returns the module's answer when it
    /// has arrived.
    pub fn ask_pbx(&self, person: &Person, now: UnixMs) -> Result<QuestionId, DeskError> {
        self.does(person, "ask-pbx", &[])?;
        Ok(self.spool.devices().ask(now)?)
    }

    /// The module's answer to a request of [`Self::ask_pbx`]; `None` if it has not arrived yet.
    pub fn pbx_answer(
        &self,
        person: &Person,
        question: QuestionId,
    ) -> Result<Option<Answer>, DeskError> {
        self.keeps_house(person, "ask-pbx")?;
        Ok(self.spool.devices().answer_to(question)?)
    }

    /// The mails and print jobs after this one that could not be delivered, `limit` at most, oldest
    /// first. `None`: from the oldest on.
    pub fn undeliverable(
        &self,
        person: &Person,
        after: Option<OutboxId>,
        limit: u32,
    ) -> Result<Vec<OutboxEntry>, DeskError> {
        self.keeps_house(person, "undeliverable")?;
        let after = after.unwrap_or(OutboxId(0));
        Ok(self.spool.outbox().outbox_after(OutboxState::Failed, after, limit)?)
    }

    /// Attempts to deliver an undeliverable mail again. If this mail was meant for the faxmaster
    /// (the administrator) in place of another undeliverable mail, that other mail is sent again to
    /// its own recipient. Returns false if there is no such undeliverable mail.
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
        match self.spool.outbox().requeue_to_mailbox(mail, now) {
            Ok(true) => Ok(true),
            Ok(false) => self.spool.outbox().requeue(mail, now).or_else(again),
            Err(error) => again(error),
        }
    }

    /// Attempts to deliver all waiting and all undeliverable mails now.
    pub fn deliver_all_again(&self, person: &Person, now: UnixMs) -> Result<Again, DeskError> {
        self.does(person, "deliver-again", &[("mail", "all")])?;
        Ok(self.spool.outbox().requeue_all(now)?)
    }

    /// Pauses or resumes the acceptance of mails that are to be faxed.
    pub fn pause_mails(&self, person: &Person, pause: bool) -> Result<(), DeskError> {
        self.does(person, if pause { "pause-mails" } else { "resume-mails" }, &[])?;
        let intake = self.intake()?;
        let done = if pause { intake.pause() } else { intake.resume() };
        done.map_err(|error| of_intake(&error))
    }

    /// Lists the faxes and jobs that a clean-up would delete now because they are older than `days`
    /// days, and those that it would keep.
    pub fn cleanup_preview(
        &self,
        person: &Person,
        days: u32,
        now: UnixMs,
    ) -> Result<CleanupReport, DeskError> {
        self.keeps_house(person, "cleanup")?;
        are_days(days)?;
        Ok(self.spool.retention().cleanup_preview(now, days)?)
    }

    /// Deletes faxes and jobs older than `days` days, as `ferrofax cleanup` does.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: the clock was changed recently.
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
        let report = self.spool.retention().cleanup(now, days)?;
        // Received documents belong to the PBX's user. If this service may not delete them, the
        // next clean-up of the PBX deletes them.
        report.problems.iter().for_each(|problem| log::warn!("{problem}"));
        Ok(report)
    }

    /// The fax traffic (counts of received and sent faxes) on each of the last `days` days, today
    /// last.
    pub fn house_history(
        &self,
        person: &Person,
        days: u32,
        now: UnixMs,
    ) -> Result<History, DeskError> {
        self.keeps_house(person, "history")?;
        let mut begun = vec![day_began(now)];
        while begun.len() < days.clamp(1, 366) as usize {
            // Twelve hours before midnight is within the day before, even if that day has 23 or 25
            // hours.
            let before = begun[begun.len() - 1] - 12 * 60 * 60_000;
            begun.push(day_began(before));
        }
        begun.reverse();
        Ok(self.spool.monitoring().history(&begun)?)
    }

    pub(super) fn intake(&self) -> Result<Intake, DeskError> {
        let folder = self.spool.folder().join("mail");
        // Many mails may wait, so they are not all read for each request.
        Intake::open_unread(&folder, IntakeSettings::default()).map_err(|error| of_intake(&error))
    }

    /// Checks that this person is an administrator; otherwise writes the refusal to the audit log
    /// and returns an error. `asked` is the word for the action in the audit log.
    pub(super) fn keeps_house(&self, person: &Person, asked: &str) -> Result<(), DeskError> {
        if person.role == Role::Administrator {
            return Ok(());
        }
        let denied = Reason::Administrators.into();
        Err(self.refused(person, asked, &[], denied))
    }

    /// Checks that this person is an administrator, before the person changes something. Writes to
    /// the audit log whether the action `asked` is granted or refused; a refusal is returned as an
    /// error.
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

pub(super) fn of_intake(error: &IntakeError) -> DeskError {
    DeskError::Spool(SpoolError::Io {
        action: "reach",
        path: "mail".into(),
        text: error.to_string(),
    })
}
