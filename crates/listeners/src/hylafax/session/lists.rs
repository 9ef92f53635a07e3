//! The commands LIST and NLST. They show the folders that HylaFAX's server has, with Ferrofax's
//! jobs and faxes in them.

use super::Session;
use crate::hylafax::control::Control;
use crate::hylafax::fax_view::FaxView;
use crate::hylafax::format::{Field, line};
use crate::hylafax::job_view::JobView;
use crate::hylafax::reply::{Answer, Reply};
use crate::hylafax::times;
use ferrofax_basics::UnixMs;
use ferrofax_desk::{DeskError, FaxSieve, JobSieve, Person};
use ferrofax_spool::DeviceRecord;
use ferrofax_spool::desk::{JobPlace, Now};
use ferrofax_spool::jobs::JobState;
use ferrofax_spool::sending::option;

/// The number of jobs or faxes that one query reads from the spool.
const PAGE: u32 = 200;

/// The folders that HylaFAX clients see at the top level, as at a server of HylaFAX.
const FOLDERS: [&str; 7] = ["archive", "docq", "doneq", "recvq", "sendq", "status", "tmp"];

/// A function that returns the values of one listed job, fax, device or document. A list format
/// names each value by a letter, which is the argument of the function.
type Fields<'a> = Box<dyn Fn(char) -> Option<Field> + 'a>;

impl Session<'_> {
    /// Sends the list of a folder over a data connection: in the HylaFAX client's format, or names
    /// only.
    pub(super) fn list(
        &mut self,
        said: Option<&str>,
        with_form: bool,
        control: &mut Control,
    ) -> Answer {
        let said = said.unwrap_or(".");
        let folder = self.folder_of(said)?;
        let mut lines = match folder {
            "sendq" => self.jobs(&JobState::OPEN, with_form),
            "doneq" => self.jobs(&[JobState::Done, JobState::Failed], with_form),
            "recvq" => self.faxes(with_form),
            "status" => self.devices(with_form),
            "docq" | "tmp" => Ok(self.stored_in(folder, with_form)),
            "" => Ok(FOLDERS.map(str::to_owned).to_vec()),
            // All other folders are always empty.
            _ => Ok(Vec::new()),
        }?;
        lines.iter_mut().for_each(|line| line.push_str("\r\n"));
        self.send(said, std::io::Cursor::new(lines.concat()), control)
    }

    pub(super) fn change_folder(&mut self, said: &str) -> Answer {
        self.folder = format!("/{}", self.folder_of(said)?);
        Ok(Reply::done(250, "CWD"))
    }

    /// Finds the folder that a HylaFAX client names in CWD, LIST or NLST. If this server has no
    /// such folder, the error is the answer to the client.
    fn folder_of(&self, said: &str) -> Result<&'static str, Reply> {
        let here = self.folder.trim_start_matches('/');
        let name = match said {
            "." | "" => here,
            ".." => "",
            said => said.trim_matches('/'),
        };
        if name.is_empty() {
            return Ok("");
        }
        let known = FOLDERS.into_iter().find(|known| *known == name);
        known.ok_or_else(|| super::carrying::no_file(said))
    }

    /// Lists the newest jobs in these states, sorted from old to new.
    fn jobs(&self, states: &[JobState], with_form: bool) -> Result<Vec<String>, Reply> {
        let (person, now) = (self.person()?, UnixMs::now());
        let jobs = self.newest_jobs(&person, states).map_err(|error| unlisted(&error))?;
        let sight = self.house.desk.sight(&person).map_err(|error| unlisted(&error))?;
        let views: Vec<JobView<'_>> = jobs
            .iter()
            .map(|job| {
                let is_his = sight.deals_with(&person, &JobPlace::of(job));
                JobView { job, is_his, zone: &self.zone, now }
            })
            .collect();
        let form = if with_form { &self.forms.job } else { "%j" };
        let fields = views.iter().map(|view| -> Fields<'_> { Box::new(|it| view.field(it)) });
        Ok(listed(form, &self.forms.job_sort, fields))
    }

    fn newest_jobs(
        &self,
        person: &Person,
        states: &[JobState],
    ) -> Result<Vec<ferrofax_spool::jobs::Job>, DeskError> {
        let sieve = JobSieve { states: states.to_vec(), ..JobSieve::default() };
        let (mut jobs, mut below) = (Vec::new(), None);
        loop {
            let list = self.house.desk.jobs(person, &sieve, below, PAGE)?;
            jobs.extend(list.jobs);
            below = list.next;
            if below.is_none() || jobs.len() >= self.house.settings.max_listed {
                break;
            }
        }
        jobs.truncate(self.house.settings.max_listed);
        jobs.reverse();
        Ok(jobs)
    }

    /// Lists the newest received faxes, sorted from old to new.
    fn faxes(&self, with_form: bool) -> Result<Vec<String>, Reply> {
        // Received faxes are shown only to users who have logged in with a password.
        if !self.sees_faxes() {
            return Ok(Vec::new());
        }
        let (person, now) = (self.person()?, UnixMs::now());
        let (mut faxes, mut below) = (Vec::new(), None);
        loop {
            let list = self.house.desk.faxes(&person, &FaxSieve::default(), below, PAGE);
            let list = list.map_err(|error| unlisted(&error))?;
            faxes.extend(list.faxes.into_iter().map(|one| one.fax));
            below = list.next;
            if below.is_none() || faxes.len() >= self.house.settings.max_listed {
                break;
            }
        }
        faxes.truncate(self.house.settings.max_listed);
        faxes.reverse();
        let views: Vec<FaxView<'_>> = faxes
            .iter()
            .map(|fax| FaxView { fax, size: self.fax_size(fax.id), zone: &self.zone, now })
            .collect();
        let form = if with_form { &self.forms.fax } else { "%f" };
        let fields = views.iter().map(|view| -> Fields<'_> { Box::new(|it| view.field(it)) });
        Ok(listed(form, &self.forms.fax_sort, fields))
    }

    /// Lists the devices from which this user may send. HylaFAX clients see them as the modems of
    /// HylaFAX's server.
    fn devices(&self, with_form: bool) -> Result<Vec<String>, Reply> {
        let (person, desk) = (self.person()?, &self.house.desk);
        let looked = || -> Result<_, DeskError> {
            let names = desk.devices_to_send_from(&person)?;
            let mut devices = self.house.spool.devices().list()?;
            devices.retain(|device| names.contains(&device.name()));
            devices.truncate(self.house.settings.max_listed);
            // Users with the role of an auditor see no calls.
            Ok((devices, desk.now(&person).unwrap_or_default()))
        };
        let (devices, now) = looked().map_err(|error| unlisted(&error))?;
        let form = if with_form { &self.forms.modem } else { "%m" };
        let fields = devices.iter().map(|device| self.device_fields(device, &now));
        let mut lines = listed(form, &self.forms.modem_sort, fields);
        if with_form {
            let is_running = now.lines.is_some();
            let running = if is_running { "Running" } else { "Not running" };
            lines.insert(0, format!("HylaFAX scheduler on {}: {running}", self.house.name));
        }
        Ok(lines)
    }

    fn device_fields<'b>(&'b self, device: &'b DeviceRecord, now: &'b Now) -> Fields<'b> {
        let number = device.options.get(option::IDENT).cloned().unwrap_or_default();
        Box::new(move |letter| {
            Some(match letter {
                'h' => self.house.name.as_str().into(),
                'l' | 'n' => number.as_str().into(),
                'm' => device.extension.as_str().into(),
                'r' => "".into(),
                's' => goes_on(device, now).into(),
                't' => "00000:00000".into(),
                'v' => ' '.into(),
                'z' => '*'.into(),
                _ => return None,
            })
        })
    }

    /// Lists the documents that the HylaFAX client has uploaded.
    fn stored_in(&self, folder: &str, with_form: bool) -> Vec<String> {
        let inside = |name: &str| {
            let (of, own) = name.split_once('/')?;
            (of == folder).then(|| own.to_owned())
        };
        let documents = self.documents.iter().filter_map(|(name, it)| Some((inside(name)?, it)));
        let form = if with_form { &self.forms.file } else { "%f" };
        let owner = self.client.login.clone().unwrap_or_default();
        let fields = documents.map(|(name, document)| -> Fields<'_> {
            let owner = owner.clone();
            Box::new(move |letter| {
                Some(match letter {
                    'a' | 'c' | 'm' => {
                        times::written(document.at, &self.zone, "%b %d %H:%M:%S %Y").into()
                    }
                    'f' => name.as_str().into(),
                    'l' => 1.into(),
                    'o' => owner.as_str().into(),
                    'p' => "-rw-r--".into(),
                    'q' => "-rw-r-----".into(),
                    's' => Field::Number(document.size),
                    'd' | 'g' | 'i' | 'r' | 'u' => 0.into(),
                    _ => return None,
                })
            })
        });
        listed(form, &self.forms.file_sort, fields)
    }
}

/// Formats each listed job, fax or document as one line in the format `form`. The lines are sorted
/// by the text that the format `sort` makes of each entry; an empty `sort` keeps the order.
fn listed<'b>(form: &str, sort: &str, all: impl Iterator<Item = Fields<'b>>) -> Vec<String> {
    let mut lines: Vec<(String, String)> =
        all.map(|fields| (line(sort, &*fields), line(form, &*fields))).collect();
    lines.sort_by(|(one, _), (other, _)| one.cmp(other));
    lines.into_iter().map(|(_, line)| line).collect()
}

/// The activity of a device, in the words that HylaFAX uses for a modem.
fn goes_on(device: &DeviceRecord, now: &Now) -> String {
    let name = device.name();
    if let Some(job) = now.sending.iter().find(|one| one.place.device == name) {
        return format!("Sending job {}", job.job);
    }
    match now.receiving.iter().find(|one| one.device == name) {
        Some(one) => match &one.far_ident {
            Some(ident) => format!("Receiving from \"{ident}\""),
            None => "Receiving facsimile".to_owned(),
        },
        None => "Running and idle".to_owned(),
    }
}

fn unlisted(error: &DeskError) -> Reply {
    Reply::new(550, format!("Cannot open directory: {error}."))
}

#[cfg(test)]
mod tests {
    use super::super::carrying::RECEIVED;
    use super::*;

    #[test]
    fn received_faxes_are_in_a_folder_that_is_listed() {
        assert!(FOLDERS.contains(&RECEIVED.trim_end_matches('/')));
        assert!(FOLDERS.is_sorted());
    }
}
