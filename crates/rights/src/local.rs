//! Permissions for faxes that do not come by mail, above all faxes that users of this machine
//! submit in the drop folder (the folder for job files) or on the command line. The operating
//! system identifies these users, so they need no login.
//!
//! - A `[[user]]` with `system_users` gives its devices and limits to these users of the operating
//!   system.
//! - In the drop folder all other users have the permissions of the user in `[drop] as`. Without
//!   `as`, everybody who can write to the folder may send from its `devices`, within the limits of
//!   `[drop]`.
//! - On the command line, root, the spool's owner and the `administrators` of `[command_line]` may
//!   send from any device, within the limits of `[command_line]`. Other users may not send.
//!
//! Premium-rate numbers and other countries are blocked for all of them, even administrators,
//! unless their limits allow them.

use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_spool::jobs::JobId;
use std::collections::{BTreeMap, HashMap};
use std::os::unix::fs::MetadataExt;

use super::Rights;
use super::audit::Line;
use super::book::{Book, Device};
use super::grant::{Denied, Grant, Known};
use super::guest::Guest;
use super::inner::Inner;
use super::person::Person;
use super::reason::Reason;
use super::settings::{GroupSettings, Role, UserSettings};
use super::who::{Identity, Registry};

/// The submission method by which a user of this machine submits a fax: the drop folder (for job
/// files) or the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// The user has written a job file into the drop folder.
    Drop,
    /// The user has submitted the fax on the command line.
    Command,
}

/// The submitter of a fax that does not come by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By<'a> {
    /// The submitter is a user of this machine's operating system, who uses a job file or the
    /// command line.
    System(&'a Local),
    /// The submitter is the user or network that has sent a print job to the network printer.
    Printer(&'a Guest),
    /// The submitter is a person who has logged in to the web interface or uses the API.
    Person(&'a Person),
}

/// The properties of a fax that need a permission.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// The device from which the fax is sent.
    pub device: &'a DeviceName,
    /// The fax number as it was written. Empty: the number will be set later.
    pub number: &'a str,
    /// Digits that are sent as tones after the remote side has answered the fax call. Empty: none.
    pub post_dial: &'a str,
    /// The requested priority, if it is higher than the default of the device.
    pub ahead: Option<u8>,
}

/// The permission that a change of a job needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The submitter needs no permission apart from access to the job, since the change causes no
    /// further fax call.
    Nothing,
    /// The submitter needs the permission to send this job's fax now. The fax was already counted
    /// when it was submitted, and is not counted again.
    GoingOn,
    /// The submitter needs the permission for a new fax, which is counted.
    Submission,
}

/// A user of the operating system who submits a fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    /// The submission method that the user has used: a job file in the drop folder, or the command
    /// line.
    pub door: Door,
    /// The name of the user in the operating system.
    pub user: String,
    /// The user's ID (uid) in the operating system.
    pub uid: u32,
}

impl Door {
    /// The name of the submission method in the audit log.
    fn name(self) -> &'static str {
        self.known().name()
    }

    fn known(self) -> Known {
        match self {
            Self::Drop => Known::Drop,
            Self::Command => Known::Command,
        }
    }
}

fn with_grant(line: &mut Line, grant: &Option<Grant>) {
    if let Some(grant) = grant {
        line.grant(grant);
    }
}

impl Rights {
    /// Whether the submitter may send this fax from this device to this number. A fax without a
    /// number is accepted; its number is checked when it is set.
    pub fn submission(&self, by: By<'_>, fax: Submission<'_>) -> Result<Grant, Denied> {
        self.submission_decided(by, fax, self.inner.submission(by, fax))
    }

    /// Whether the submitter may send from this device, apart from limits. The numbers of the faxes
    /// are not known yet; each number is checked later by [`Self::submission`].
    pub(crate) fn sending(&self, by: By<'_>, fax: Submission<'_>) -> Result<Grant, Denied> {
        self.submission_decided(by, fax, self.inner.sending(by, fax))
    }

    fn submission_decided(
        &self,
        by: By<'_>,
        fax: Submission<'_>,
        decided: Result<Grant, Denied>,
    ) -> Result<Grant, Denied> {
        let mut line = by.line("submission", &fax.device.to_string(), fax.number, self.now());
        line.submission(fax);
        self.audited(line, decided, |line, grant| {
            line.grant(grant);
            line.put_back(fax, grant);
        })
    }

    /// Whether the submitter may change this job. `account` is the user whose quotas the job counts
    /// towards.
    pub(crate) fn on_job(
        &self,
        by: By<'_>,
        (asked, job): (&str, JobId),
        (needs, fax, account): (Needs, Submission<'_>, &str),
    ) -> Result<Option<Grant>, Denied> {
        let decided = self.decided_on_job(by, (needs, fax, account));
        self.audited(self.line_on_job(by, (asked, job), fax), decided, with_grant)
    }

    /// Decides about many jobs like [`Self::on_job`]. The lines of the audit log are written
    /// together.
    ///
    /// # Errors
    /// The audit log can't be written, so nothing is granted.
    pub(crate) fn on_jobs(
        &self,
        by: By<'_>,
        asked: &str,
        jobs: &[(JobId, Needs, Submission<'_>, &str)],
    ) -> Result<Vec<Result<Option<Grant>, Denied>>, Denied> {
        let (mut lines, mut all) = (Vec::new(), Vec::new());
        // Refusals with the same reason, device and number share one line of the audit log.
        let mut refused: BTreeMap<(&str, String, &str), (Line, Vec<String>)> = BTreeMap::new();
        // Each attempt to send to a blocked number counts towards `burst_refusals`. One request is
        // one attempt, however many of its jobs have this number.
        let mut blocked: HashMap<(&DeviceName, &str), Denied> = HashMap::new();
        for (job, needs, fax, account) in jobs {
            let mut line = self.line_on_job(by, (asked, *job), *fax);
            let known = blocked.get(&(fax.device, fax.number));
            let decided = match known.filter(|_| *needs != Needs::Nothing) {
                Some(denied) => Err(denied.clone()),
                None => self.decided_on_job(by, (*needs, *fax, account)),
            };
            if let Err(denied) = &decided
                && denied.rule.starts_with("number")
            {
                blocked.insert((fax.device, fax.number), denied.clone());
            }
            self.complete(&mut line, &decided, with_grant);
            match &decided {
                Ok(_) => lines.push(line),
                Err(denied) => {
                    let of = (denied.rule, fax.device.to_string(), fax.number);
                    let (_, ids) = refused.entry(of).or_insert((line, Vec::new()));
                    ids.push(job.to_string());
                }
            }
            all.push(decided);
        }
        lines.extend(refused.into_values().map(|(mut line, ids)| {
            line.things("job", &ids);
            line
        }));
        self.write_all(lines)?;
        Ok(all)
    }

    fn line_on_job(&self, by: By<'_>, (asked, job): (&str, JobId), fax: Submission<'_>) -> Line {
        let mut line = by.line(asked, &fax.device.to_string(), fax.number, self.now());
        line.put("job", job.to_string());
        line.submission(fax);
        line
    }

    fn decided_on_job(
        &self,
        by: By<'_>,
        (needs, fax, account): (Needs, Submission<'_>, &str),
    ) -> Result<Option<Grant>, Denied> {
        match needs {
            Needs::Nothing => Ok(None),
            Needs::GoingOn => self.inner.going_on(by, fax, account).map(Some),
            Needs::Submission => self.inner.submission(by, fax).map(Some),
        }
    }

    /// Whether the submitter could send a fax from this device to this number now. Nothing is
    /// counted or logged.
    pub fn outlook(&self, by: By<'_>, device: &DeviceName, number: &str) -> Result<(), Denied> {
        let inner = &self.inner;
        let book = inner.book()?;
        let identity = inner.identify_by(&book, by, device)?;
        inner.may_send(&book, &identity, number)?;
        inner.has_room(&identity, 0)
    }

    /// Logs to the audit log that a fax has requested a priority that is not allowed. The fax gets
    /// the usual priority of its device instead.
    pub(crate) fn usual_priority(&self, grant: &Grant, wanted: u8) {
        let mut line = Line::without_client("priority", self.now());
        line.grant(grant);
        line.put("priority", wanted);
        // The fax is still sent if this cannot be logged.
        let _ = self.audited::<()>(line, Err(Reason::Priority.into()), |_, ()| {});
    }

    /// Writes to the audit log an action of a `ferrofax` command that is not about a fax. `decided`
    /// is the decision whether the action is permitted, which the calling function has already
    /// made.
    ///
    /// # Errors
    /// [`Denied`]: the decision is a refusal, or it cannot be logged.
    pub fn by_command<T>(
        &self,
        local: &Local,
        asked: &str,
        about: &[(&str, &str)],
        decided: Result<T, Denied>,
    ) -> Result<T, Denied> {
        let mut line = Line::without_client(asked, self.now());
        line.put("door", local.door.name());
        line.put("system_user", local.user.as_str());
        about.iter().for_each(|(name, value)| line.put_list(name, value));
        self.audited(line, decided, |_, _| {})
    }

    /// Logs to the audit log that a fax was refused because its options are not valid.
    pub fn unfit(&self, by: By<'_>, device: &str, number: &str, why: &str) {
        let denied = Denied::forbidden("order", why);
        // The refusal is valid even if it cannot be logged.
        let _ = self.audited::<()>(
            by.line("submission", device, number, self.now()),
            Err(denied),
            |_, ()| {},
        );
    }
}

impl<'a> By<'a> {
    /// The name of the submitter of the fax, for the audit log.
    pub(crate) fn name(self) -> &'a str {
        match self {
            Self::System(local) => &local.user,
            Self::Printer(guest) => guest.name(),
            Self::Person(person) => &person.name,
        }
    }

    /// Whether a person will read the refusal of a fax whose priority is not allowed. Programs set
    /// the same priority on each fax: so their faxes are not refused, but get the usual priority.
    fn reads_refusals(self) -> bool {
        match self {
            Self::Person(_) => true,
            Self::System(local) => local.door == Door::Command,
            Self::Printer(_) => false,
        }
    }

    fn line(self, asked: &str, device: &str, number: &str, now: UnixMs) -> Line {
        let mut line = Line::without_client(asked, now);
        match self {
            Self::System(local) => {
                line.put("door", local.door.name());
                line.put("system_user", local.user.as_str());
            }
            Self::Printer(guest) => {
                line.put("door", "printer");
                line.put(guest.kind(), guest.name());
            }
            Self::Person(person) => line.person(person),
        }
        line.put("device", device);
        line.put("written", number);
        line
    }
}

impl Inner {
    fn submission(&self, by: By<'_>, fax: Submission<'_>) -> Result<Grant, Denied> {
        let book = self.book()?;
        let identity = self.identify_by(&book, by, fax.device)?;
        let grant = if fax.number.is_empty() {
            self.has_room_to_wait(&identity, by.name())?;
            self.without_number(identity)?
        } else {
            self.granted(&book, identity, fax.number, 0)?
        };
        grant.allows(by, fax)
    }

    fn sending(&self, by: By<'_>, fax: Submission<'_>) -> Result<Grant, Denied> {
        let book = self.book()?;
        let identity = self.identify_by(&book, by, fax.device)?;
        self.without_number(identity)?.allows(by, fax)
    }

    /// Decides whether a fax that was counted towards the quotas when its job was submitted may be
    /// sent now. The fax is not counted a second time.
    fn going_on(&self, by: By<'_>, fax: Submission<'_>, account: &str) -> Result<Grant, Denied> {
        let book = self.book()?;
        let identity = self.identify_by(&book, by, fax.device)?;
        let grant = if fax.number.is_empty() {
            self.without_number(identity)?
        } else {
            self.goes_on(&book, identity, fax.number)?
        };
        self.job_is_not_stopped(account)?;
        grant.allows(by, fax)
    }

    fn identify_by(
        &self,
        book: &Book,
        by: By<'_>,
        device: &DeviceName,
    ) -> Result<Identity, Denied> {
        match by {
            By::System(local) => self.identify_local(book, local, device),
            By::Printer(guest) => self.identify_guest(book, guest, Some(device)),
            By::Person(person) => self.identify_person(book, person, device),
        }
    }

    fn identify_local(
        &self,
        book: &Book,
        by: &Local,
        device: &DeviceName,
    ) -> Result<Identity, Denied> {
        let registry = Registry::of(book);
        let device = registry.device(device)?;
        // The `[[user]]` whose `system_users` name this user of the operating system applies. If
        // there is none, the `[[user]]` that `as` names applies to faxes in the drop folder.
        let users = &book.settings().users;
        let is_known = |user: &&UserSettings| user.system_users.contains(&by.user);
        let is_dropper = |user: &&UserSettings| {
            by.door == Door::Drop
                && self
                    .settings
                    .drop
                    .by
                    .as_ref()
                    .is_some_and(|name| name.to_lowercase() == user.name.to_lowercase())
        };
        if let Some(user) = users.iter().find(is_known).or_else(|| users.iter().find(is_dropper)) {
            if !registry.may_send_from(user, device) {
                return Err(Denied::forbidden(
                    "device-not-yours",
                    format!("'{}' may not send from device {}", user.name, device.name),
                ));
            }
            return registry.of_system_user(
                (&user.name, user.role),
                user.class.clone(),
                &user.limits,
                device,
                by.door.known(),
            );
        }
        // Users to whom no `[[user]]` applies have the permissions of the submission method: those
        // of `[drop]` or `[command_line]`.
        let (role, limits) = match by.door {
            Door::Drop => {
                let devices = &self.settings.drop.devices;
                if !devices.is_empty() && !devices.iter().any(|name| device.name.may_be(name)) {
                    let text = format!(
                        "Job files may not be sent from device {}: [drop] devices",
                        device.name
                    );
                    return Err(Denied::forbidden("device-not-yours", text));
                }
                (Role::User, &self.settings.drop.limits)
            }
            Door::Command if self.is_administrator(by) => {
                (Role::Administrator, &self.settings.command_line.limits)
            }
            Door::Command => {
                let text = format!(
                    "'{}' may not send faxes by this command: a [[user]] with system_users in \
                     gateway.toml, or administrators in its [command_line], allows it",
                    by.user
                );
                return Err(Denied::forbidden("stranger", text));
            }
        };
        registry.of_system_user((&by.user, role), None, limits, device, by.door.known())
    }

    fn is_administrator(&self, by: &Local) -> bool {
        let owner = std::fs::metadata(self.spool.folder()).map(|folder| folder.uid());
        by.uid == 0
            || owner.is_ok_and(|owner| owner == by.uid)
            || self.settings.command_line.administrators.contains(&by.user)
    }
}

impl Grant {
    /// Checks two requests of a fax: the digits to send as tones after the remote side has answered
    /// the fax call, and a priority above the device's. If this permission allows both, returns the
    /// permission. A priority that is not allowed is an error only if a person reads the refusal
    /// ([`By::reads_refusals`]).
    fn allows(self, by: By<'_>, fax: Submission<'_>) -> Result<Self, Denied> {
        if !fax.post_dial.is_empty() && !self.post_dial {
            return Err(Reason::PostDial.into());
        }
        if fax.ahead.is_some() && !self.ahead && by.reads_refusals() {
            return Err(Reason::Priority.into());
        }
        Ok(self)
    }
}

impl Line {
    fn submission(&mut self, fax: Submission<'_>) {
        if !fax.post_dial.is_empty() {
            self.put("post_dial", fax.post_dial);
        }
        if let Some(priority) = fax.ahead {
            self.put("priority", priority);
        }
    }

    /// Adds to the line of the audit log that the fax has requested a priority that is not allowed.
    fn put_back(&mut self, fax: Submission<'_>, grant: &Grant) {
        if fax.ahead.is_some() && !grant.ahead {
            self.put("priority_taken", false);
        }
    }
}

impl Registry<'_> {
    /// Whether a user may send from this device. Users may send from their own device, from a
    /// device whose mailboxes include one of their mail addresses, and from the devices of their
    /// groups.
    pub(super) fn may_send_from(&self, user: &UserSettings, device: &Device) -> bool {
        let is_set = user.device.as_ref().is_some_and(|name| device.name.may_be(name));
        let shares = |group: &GroupSettings| {
            group.devices.iter().any(|name| device.name.may_be(name)) && group.has(user)
        };
        is_set
            || self.addresses_of(user).iter().any(|address| device.mailboxes.contains(address))
            || self.settings.groups.iter().any(shares)
    }
}
