//! Parts of the lists of faxes and jobs: the devices for the filter, saved views, the next newer
//! and older fax, and the names of numbers in the address books.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::contacts::own;
use super::{Desk, DeskError, Person, Sight, Thing};
use ferrofax_basics::UnixMs;
use ferrofax_basics::control_signs::blanked;
use ferrofax_basics::lock::lock;
use ferrofax_rights::Denied;
use ferrofax_spool::desk::{FaxSieve, Total};
use ferrofax_spool::sending::option;
use ferrofax_spool::{DeviceName, DeviceRecord, FaxId, ListOf, MOST_VIEWS, SavedView};

/// The greatest number of characters of the name of a saved view.
const LONGEST_NAME: usize = 60;
/// The greatest number of characters of the filters of a saved view.
const LONGEST_QUERY: usize = 2_000;

/// The time for which the audit log gets no second line about the same filter of the same user. The
/// limit is needed because an open list is requested again whenever a fax arrives.
const SAME_FILTER: Duration = Duration::from_secs(10 * 60);
/// The greatest number of filters for which the time of the last line in the audit log is kept in
/// memory.
const MOST_FILTERS: usize = 1_000;

/// The times at which the audit log got a line because a user filtered a list by a device of other
/// users. The keys are the user, the list and the device.
pub(super) type ForeignFilters = Arc<Mutex<HashMap<(String, &'static str, String), Instant>>>;

/// The [`Total`] for a list whose entries are all shown on one page.
pub(super) fn whole_list(entries: usize) -> Total {
    Total { count: entries as u32, is_at_least: false, newer: Some(0) }
}

impl Desk {
    /// The devices whose faxes this person sees, sorted by name.
    pub fn devices_seen(&self, person: &Person) -> Result<Vec<DeviceName>, DeskError> {
        Ok(match self.sight(person)?.devices() {
            Some(seen) => seen.iter().cloned().collect(),
            None => {
                let all = self.spool.devices().list()?;
                all.iter()
                    .map(DeviceRecord::name)
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect()
            }
        })
    }

    /// The number under which the telephone network knows a device: the caller number of its calls,
    /// or else its station identification. `None` if the settings have neither, or if the person
    /// does not see the faxes of the device.
    pub fn number_of_device(
        &self,
        person: &Person,
        device: &DeviceName,
    ) -> Result<Option<String>, DeskError> {
        if !self.sight(person)?.sees(device) {
            return Ok(None);
        }
        let all = self.spool.devices().list()?;
        let options = all.iter().find(|one| one.name() == *device).map(|one| &one.options);
        let named = |name| options.and_then(|options| options.get(name)).cloned();
        let numbers = [option::CALLER_NUMBER, option::IDENT].into_iter().filter_map(named);
        Ok(numbers.map(|number| number.trim().to_owned()).find(|number| !number.is_empty()))
    }

    /// Writes to the audit log that a person filtered a list by a device whose faxes and jobs they
    /// may not see. The list is then empty, as if there were no such device.
    pub(super) fn note_filter(
        &self,
        person: &Person,
        list: &'static str,
        sight: &Sight,
        device: Option<&DeviceName>,
    ) {
        let Some(device) = device.filter(|device| !sight.sees(device)) else { return };
        let named: String = device.to_string().chars().take(LONGEST_NAME).collect();
        let filter = (person.name.clone(), list, named.clone());
        {
            let mut filters = lock(&self.foreign_filters);
            filters.retain(|_, at| at.elapsed() < SAME_FILTER);
            if filters.contains_key(&filter) {
                return;
            }
        }
        let thing = format!("device {named}");
        let denied = Denied::forbidden("not-yours", format!("{thing} is not there for this user"));
        _ = self.refused(person, list, &[("device", &named)], denied);
        let mut filters = lock(&self.foreign_filters);
        if filters.len() >= MOST_FILTERS {
            filters.clear();
        }
        filters.insert(filter, Instant::now());
    }

    /// The next newer fax and, as the second value, the next older fax than the fax `id`, among
    /// those that this person sees. `None` if there is none.
    pub fn neighbours(
        &self,
        person: &Person,
        id: FaxId,
    ) -> Result<(Option<FaxId>, Option<FaxId>), DeskError> {
        let (seen, all) = (self.sight(person)?.seen(), FaxSieve::default());
        let faxes = self.spool.faxes();
        let older = faxes.desk_faxes(&seen, &person.name, &all, Some(id), 1)?.faxes;
        Ok((faxes.newer_fax(&seen, id)?, older.first().map(|older| older.fax.id)))
    }

    /// The saved views of this person for one list, sorted by name.
    pub fn saved_views(&self, person: &Person, list: ListOf) -> Result<Vec<SavedView>, DeskError> {
        Ok(self.spool.logins().saved_views(own(person), list)?)
    }

    /// Saves the filters of a list under a name. A view of the same list with the same name is
    /// replaced.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: the name is not valid, or the person has too many saved views.
    pub fn save_view(
        &self,
        person: &Person,
        list: ListOf,
        (name, query): (&str, &str),
        now: UnixMs,
    ) -> Result<(), DeskError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(DeskError::Unfit("a saved view needs a name".to_owned()));
        }
        for (part, text, most) in
            [("the name", name, LONGEST_NAME), ("the view", query, LONGEST_QUERY)]
        {
            if text.chars().count() > most {
                return Err(DeskError::Unfit(format!("{part} has more than {most} characters")));
            }
            if blanked(text) != *text {
                return Err(DeskError::Unfit(format!("{part} contains a control character")));
            }
        }
        self.granted(person, "save-view", &[("name", name)])?;
        if self.spool.logins().save_view(own(person), list, (name, query), now)? {
            return Ok(());
        }
        let text =
            format!("you already have {MOST_VIEWS} saved views of this list; remove one first");
        Err(DeskError::Unfit(text))
    }

    /// Deletes a saved view of this person.
    pub fn delete_view(&self, person: &Person, id: i64) -> Result<(), DeskError> {
        self.granted(person, "delete-view", &[("view", &id.to_string())])?;
        if self.spool.logins().delete_view(own(person), id)? {
            return Ok(());
        }
        Err(self.not_there(person, "delete-view", Thing::View(id), false))
    }

    /// The names that the address books of this person have for these fax numbers, by number.
    /// Numbers without a contact are left out.
    pub fn names_of(
        &self,
        person: &Person,
        numbers: &[&str],
    ) -> Result<HashMap<String, String>, DeskError> {
        let rules = self.spool.devices().sending()?.rules;
        let spellings: Vec<(&str, Vec<String>)> = numbers
            .iter()
            .filter(|number| !number.is_empty())
            .map(|number| (*number, rules.spellings(number)))
            .collect();
        let all: BTreeSet<String> = spellings.iter().flat_map(|(_, all)| all.clone()).collect();
        let all: Vec<String> = all.into_iter().collect();
        let known = self.spool.numbers().contacts_with(own(person), &all)?;
        let mut names = HashMap::new();
        for (number, spellings) in spellings {
            let found = known.iter().find(|(spelt, ..)| spellings.contains(spelt));
            if let Some((_, name, _)) = found {
                names.insert(number.to_owned(), name.clone());
            }
        }
        Ok(names)
    }
}
