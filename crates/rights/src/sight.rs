//! Decides which faxes and jobs a person sees: those of the person's own devices and of their
//! groups' devices.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::Rights;
use super::audit::Line;
use super::book::{Book, Device};
use super::grant::{Denied, Known};
use super::inner::Inner;
use super::person::{Entrance, Person};
use super::reason::Reason;
use super::settings::{GroupSettings, Role, UserSettings};
use super::who::{Identity, Registry, closed_to_strangers};
use ferrofax_basics::DeviceName;
use ferrofax_spool::desk::{JobPlace, JobsSeen, Seen};

/// The faxes and jobs that a person sees at this moment. Each device is named with its context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// Whether the person sees all faxes and jobs.
    pub(crate) all: bool,
    /// The devices whose faxes the person sees.
    pub(crate) devices: BTreeSet<DeviceName>,
    /// The devices in `devices` that are the person's own, not only a group's.
    pub(crate) own: BTreeSet<DeviceName>,
    /// Whether the person is an operator, who is allowed to manage even the faxes that others have
    /// claimed and the jobs that others have sent.
    pub(crate) is_desk: bool,
    /// Whether the person may delete faxes that the person sees.
    pub(crate) may_delete: bool,
    /// Whether the person may read the audit log.
    pub(crate) log: bool,
}

impl Sight {
    /// Whether the person sees the faxes of the device with this name.
    pub fn sees(&self, device: &DeviceName) -> bool {
        self.all || self.devices.contains(device)
    }

    /// The devices whose faxes the person sees; `None` if the person sees the faxes of all devices.
    pub fn devices(&self) -> Option<&BTreeSet<DeviceName>> {
        (!self.all).then_some(&self.devices)
    }

    /// Whether the person is an operator, who is allowed to manage even the faxes that others have
    /// claimed and the jobs that others have sent.
    pub fn is_desk(&self) -> bool {
        self.is_desk
    }

    /// Whether the person may delete the faxes that the person sees.
    pub fn may_delete(&self) -> bool {
        self.may_delete
    }

    /// Whether the person may read the audit log.
    pub fn sees_log(&self) -> bool {
        self.log
    }

    /// Whether this device is the person's own, and not only a group's.
    pub fn owns(&self, device: &DeviceName) -> bool {
        self.own.contains(device)
    }

    /// Whether this person may change this job and send its documents again. `self` is what the
    /// person sees. Everybody may change their own jobs and the jobs of their own device; operators
    /// may change any job that they see.
    pub fn deals_with(&self, person: &Person, job: &JobPlace) -> bool {
        let is_own = self.jobs(person).owns(job) || self.owns(&job.device);
        is_own || (self.is_desk && self.sees(&job.device))
    }

    /// The jobs that this person sees, as a filter for queries to the spool.
    pub fn jobs(&self, person: &Person) -> JobsSeen {
        if self.is_blind() {
            let devices = Seen::These(BTreeSet::new());
            return JobsSeen { devices, names: Vec::new(), system_users: Vec::new() };
        }
        let mut names = vec![(person.name.clone(), person.who)];
        names.extend(person.addresses.iter().map(|address| (address.clone(), None)));
        JobsSeen { devices: self.seen(), names, system_users: person.system_users.clone() }
    }

    /// Whether the person sees neither faxes nor jobs. This is so for auditors.
    fn is_blind(&self) -> bool {
        self.log && !self.all
    }

    /// The devices whose faxes the person sees, as a filter for queries to the spool.
    pub fn seen(&self) -> Seen {
        if self.all { Seen::All } else { Seen::These(self.devices.clone()) }
    }
}

impl Rights {
    /// Finds the user with this name, as a person who uses this interface (such as the web
    /// interface). Returns `None` if there is no such user.
    ///
    /// # Errors
    /// [`Denied`]: the users and devices cannot be read from the spool now.
    pub fn person(
        &self,
        user: &str,
        entrance: Entrance,
        client: Option<IpAddr>,
    ) -> Result<Option<Person>, Denied> {
        let book = self.inner.book()?;
        let registry = Registry::of(&book);
        Ok(registry.user(user).map(|user| person(&book, user, (entrance, client))))
    }

    /// The faxes and jobs that this person sees.
    ///
    /// # Errors
    /// [`Denied`]: the users and devices cannot be read from the spool now.
    pub fn sight(&self, person: &Person) -> Result<Sight, Denied> {
        let book = self.inner.book()?;
        Ok(sight(&book, book.devices().iter(), person))
    }

    /// The names of the users who see the faxes of this device.
    ///
    /// # Errors
    /// [`Denied`]: the users and devices cannot be read from the spool now.
    pub fn who_sees(&self, device: &DeviceName) -> Result<Vec<String>, Denied> {
        let mut names = Vec::new();
        let book = self.inner.book()?;
        let registry = Registry::of(&book);
        let mut seen = BTreeSet::new();
        let known: Vec<&Device> =
            book.devices().iter().filter(|known| known.name == *device).collect();
        // Of several users with the same name, the first one counts.
        for user in registry.users().filter(|user| seen.insert(&user.name)) {
            let person = person(&book, user, (Entrance::Page, None));
            if sight(&book, known.iter().copied(), &person).sees(device) {
                names.push(person.name);
            }
        }
        Ok(names)
    }

    /// Writes to the audit log an action of a person, and the fax, job or other thing that it
    /// concerns. If it cannot be logged, the action is denied.
    pub fn at_desk<T>(
        &self,
        person: &Person,
        asked: &str,
        about: &[(&str, &str)],
        decided: Result<T, Denied>,
    ) -> Result<T, Denied> {
        let mut line = Line::without_client(asked, self.now());
        line.person(person);
        about.iter().for_each(|(name, value)| line.put_list(name, value));
        self.audited(line, decided, |_, _| {})
    }

    /// Writes to the audit log that an action of a person on these faxes or jobs is denied, all in
    /// one line. `things` has the word `fax` or `job`, and the numbers. `to` is the user to whom
    /// faxes were to be handed over.
    pub fn refused_at_desk(
        &self,
        person: &Person,
        asked: &str,
        (kind, ids): (&str, &[String]),
        to: Option<&str>,
        denied: Denied,
    ) {
        let mut line = Line::without_client(asked, self.now());
        line.person(person);
        line.things(kind, ids);
        to.into_iter().for_each(|to| line.put("to", to));
        // The refusal is valid even if it cannot be logged.
        let _ = self.audited::<()>(line, Err(denied), |_, ()| {});
    }

    /// Writes to the audit log that an action of a person on many faxes is granted, with one line
    /// for each fax. `about` has the names and values of each line.
    ///
    /// # Errors
    /// The audit log can't be written, so nothing is granted.
    pub fn all_at_desk(
        &self,
        person: &Person,
        asked: &str,
        about: &[Vec<(&str, String)>],
    ) -> Result<(), Denied> {
        let now = self.now();
        let line = |about: &Vec<(&str, String)>| {
            let mut line = Line::without_client(asked, now);
            line.person(person);
            about.iter().for_each(|(name, value)| line.put_list(name, value));
            self.complete(&mut line, &Ok(()), |_, ()| {});
            line
        };
        self.write_all(about.iter().map(line).collect())
    }
}

impl Inner {
    /// Identifies the person as the sender of a fax from this device. Returns the sender with the
    /// limits that apply.
    pub(super) fn identify_person(
        &self,
        book: &Book,
        person: &Person,
        device: &DeviceName,
    ) -> Result<Identity, Denied> {
        let registry = Registry::of(book);
        let is_he = |user: &&UserSettings| user.by == person.by && user.who == person.who;
        let user = registry.user(&person.name).filter(is_he);
        let user = user.ok_or_else(closed_to_strangers)?;
        if person.role == Role::Auditor {
            return Err(Reason::Auditor.into());
        }
        if person.role != Role::Administrator {
            return registry.of_user(user, None, Some(device));
        }
        let device = registry.device(device)?;
        let class = user.class.clone();
        let limits = &user.limits;
        let of = registry.of_system_user(
            (&user.name, user.role),
            class,
            limits,
            device,
            Known::Login,
        )?;
        Ok(Identity { who: user.who, ..of })
    }
}

/// The user as a person who comes through this entrance from this address.
fn person(
    book: &Book,
    user: &UserSettings,
    (entrance, client): (Entrance, Option<IpAddr>),
) -> Person {
    let groups = book.settings().groups.iter().filter(|group| group.has(user));
    Person {
        name: user.name.clone(),
        role: user.role,
        addresses: Registry::of(book).addresses_of(user),
        system_users: user.system_users.clone(),
        device: user.device.clone(),
        groups: groups.map(|group| group.name.clone()).collect(),
        may_delete: user.may_delete,
        by: user.by,
        who: user.who,
        entrance,
        client,
        request: None,
    }
}

/// The faxes and jobs that the person sees. Of the devices that exist, only these are tested.
fn sight<'a>(
    book: &Book,
    devices: impl Iterator<Item = &'a Device> + Clone,
    person: &Person,
) -> Sight {
    if person.role == Role::Auditor {
        return Sight { log: true, ..Sight::default() };
    }
    let is_own = |name: &DeviceName| person.device.as_ref().is_some_and(|own| name.may_be(own));
    let own = devices.clone().filter(|device| {
        is_own(&device.name)
            || person.addresses.iter().any(|address| device.mailboxes.contains(address))
    });
    let mut own: BTreeSet<DeviceName> = own.map(|device| device.name.clone()).collect();
    let of_groups: Vec<&DeviceName> = book
        .settings()
        .groups
        .iter()
        .filter(|group: &&GroupSettings| person.groups.contains(&group.name))
        .flat_map(|group| &group.devices)
        .collect();
    let shared = devices.filter(|device| of_groups.iter().any(|name| device.name.may_be(name)));
    let mut seen: BTreeSet<DeviceName> = shared.map(|device| device.name.clone()).collect();
    // Faxes keep the name of a device that no longer exists. So devices that the settings name with
    // their context are added even if they do not exist.
    let is_whole = |name: &&DeviceName| !name.context.is_empty();
    own.extend(person.device.iter().filter(is_whole).cloned());
    seen.extend(of_groups.into_iter().filter(|name| is_whole(name)).cloned());
    seen.extend(own.iter().cloned());
    let is_administrator = person.role == Role::Administrator;
    let is_desk = is_administrator || person.role == Role::Desk;
    Sight {
        all: is_administrator,
        devices: seen,
        own,
        is_desk,
        may_delete: is_desk || person.may_delete,
        log: is_administrator,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RightsSettings;
    use ferrofax_spool::{DeviceRecord, Spool};

    fn user(name: &str, role: Role, device: &str) -> UserSettings {
        let (name, device) = (name.to_owned(), device.parse().ok());
        UserSettings { name, role, device, ..UserSettings::default() }
    }

    #[test]
    fn the_users_who_see_a_device_are_those_whose_sight_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let record = |extension: &str, context: &str| DeviceRecord {
            extension: extension.to_owned(),
            context: context.to_owned(),
            mailboxes: vec![format!("{extension}@{context}.example.com")],
            ..DeviceRecord::default()
        };
        let records = [record("2101", "a"), record("2101", "b"), record("2102", "a")];
        spool.devices().publish_devices(&records).unwrap();
        let group = GroupSettings {
            name: "sales".to_owned(),
            devices: vec!["2102".parse().unwrap(), "2109@gone".parse().unwrap()],
            members: vec!["bob".to_owned()],
            ..GroupSettings::default()
        };
        let by_address = UserSettings {
            addresses: vec!["2102@a.example.com".to_owned()],
            ..user("dora", Role::User, "")
        };
        let users = vec![
            user("alice", Role::User, "2101@a"),
            user("bob", Role::Desk, "2101"),
            user("chief", Role::Administrator, ""),
            by_address,
            user("emil", Role::Auditor, "2101@a"),
            user("fred", Role::User, "2109@gone"),
        ];
        let settings = RightsSettings { users, groups: vec![group], ..RightsSettings::default() };
        let rights = Rights::new(&settings, &spool).unwrap();
        for (device, expected) in [
            (DeviceName::new("2101", "a"), vec!["alice", "bob", "chief"]),
            (DeviceName::new("2101", "b"), vec!["bob", "chief"]),
            (DeviceName::new("2102", "a"), vec!["bob", "chief", "dora"]),
            (DeviceName::new("2109", "gone"), vec!["bob", "chief", "fred"]),
        ] {
            assert_eq!(rights.who_sees(&device).unwrap(), expected, "{device}");
            let sees = |user: &&UserSettings| {
                let person = rights.person(&user.name, Entrance::Page, None).unwrap().unwrap();
                rights.sight(&person).unwrap().sees(&device)
            };
            let by_sight: Vec<&str> =
                settings.users.iter().filter(sees).map(|user| user.name.as_str()).collect();
            assert_eq!(by_sight, expected, "{device}");
        }
    }
}
