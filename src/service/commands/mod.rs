//! The commands `ferrofax …` on Asterisk's CLI: their words, their output and their completion.

mod faxes;
mod jobs;
mod mail;
mod send;
mod show;

use super::clock::Clock;
use super::handles::Handles;
use super::jobs::JobDesk;
use super::line::Lines;
use super::post::{self, Post};
use super::settings::Configuration;
use super::spool_slot::SpoolSlot;
use super::stats::Stats;
use ferrofax_spool::Spool;
use ferrofax_spool::jobs::JobVerb;
use ferrofax_spool::value;
use std::sync::Arc;

/// The `ferrofax` commands on Asterisk's CLI, each with a description.
const COMMANDS: &[(&[&str], &str)] = &[
    (&["show", "devices"], "the fax devices that the dialplan declares"),
    (&["show", "calls"], "the fax calls that run now"),
    (&["show", "jobs"], "the faxes to be sent, and those that were sent last"),
    (&["show", "job"], "one job, with its whole history"),
    (&["show", "faxes"], "the newest faxes in the spool"),
    (&["show", "outbox"], "the mails that wait or could not be delivered"),
    (&["show", "settings"], "the settings in effect"),
    (&["show", "stats"], "counts since the module was loaded"),
    (&["show", "version"], "the version"),
    (&["send"], "send a fax"),
    (&["cancel"], "cancel a job"),
    (&["hold"], "hold a job"),
    (&["release"], "release a held job"),
    (&["retry"], "retry a job now"),
    (&["priority"], "change a job's priority"),
    (&["number"], "give a job the number that it waits for"),
    (&["test", "mail"], "send a test mail to this address"),
    (&["requeue"], "retry the mail with this number in the outbox; all: retry all mails now"),
    (&["mail"], "mail a received fax again, to its mailboxes or to other addresses"),
    (
        &["set", "faxenabled"],
        "switch receiving on or off for all, a class or a device, until the module is loaded again",
    ),
    (&["cleanup"], "delete faxes and jobs whose retention time has ended"),
];

/// Carries out the `ferrofax` commands of Asterisk's CLI. Their output is for a terminal.
pub(super) struct Commands {
    clock: Clock,
    configuration: Arc<Configuration>,
    slot: Arc<SpoolSlot>,
    lines: Arc<Lines>,
    stats: Arc<Stats>,
    post: Arc<Post>,
    jobs: Arc<JobDesk>,
}

impl Commands {
    pub(super) fn new(handles: Handles, jobs: Arc<JobDesk>) -> Self {
        let Handles { clock, configuration, slot, lines, stats, post, .. } = handles;
        Self { clock, configuration, slot, lines, stats, post, jobs }
    }

    /// Carries out a CLI command and returns the text that it prints; `None` if Ferrofax has no
    /// such command. `words` come without the leading `ferrofax`.
    pub(super) fn command(&self, words: &[&str]) -> Option<String> {
        match words {
            ["show", "devices"] => Some(self.show_devices()),
            ["show", "calls"] => Some(self.show_calls()),
            ["show", "jobs"] => Some(self.with_spool(jobs::show_jobs)),
            ["show", "job", job] => Some(self.with_spool(|spool| jobs::show_job(spool, job))),
            ["show", "faxes"] => Some(self.with_spool(faxes::show_faxes)),
            ["show", "outbox"] => Some(self.with_spool(faxes::show_outbox)),
            ["show", "settings"] => Some(self.show_settings()),
            ["show", "stats"] => Some(self.show_stats()),
            ["show", "version"] => Some(show::version()),
            ["send", words @ ..] => Some(self.send_command(words)),
            ["cancel", job] => Some(self.job_command(JobVerb::Cancel, job)),
            ["hold", job] => Some(self.job_command(JobVerb::Hold, job)),
            ["release", job] => Some(self.job_command(JobVerb::Release, job)),
            ["retry", job] => Some(self.job_command(JobVerb::Retry, job)),
            ["priority", job, priority] => Some(match value::priority(priority) {
                Ok(priority) => self.job_command(JobVerb::Priority(priority), job),
                Err(error) => format!("{error}\n"),
            }),
            ["number", job, number @ ..] if !number.is_empty() => {
                Some(self.number_command(job, &number.join(" ")))
            }
            ["test", "mail", address] => Some(self.test_mail(address)),
            ["requeue", "all"] => Some(self.requeue_all()),
            ["requeue", number] => Some(self.requeue_mail(number)),
            ["mail", fax, to @ ..] => Some(self.mail_again(fax, to)),
            ["set", "faxenabled", word, level @ ..] => self.configuration.switch(word, level),
            ["cleanup"] => Some(self.with_spool(|spool| {
                post::clean_up(spool, &self.configuration.settings(), &self.clock.look()) + "\n"
            })),
            _ => None,
        }
    }

    /// All `ferrofax` commands of Asterisk's CLI, without the leading `ferrofax`. Each has a
    /// description of the text that it prints.
    pub(super) fn list() -> impl Iterator<Item = (String, &'static str)> {
        COMMANDS.iter().map(|(words, what)| (words.join(" "), *what))
    }

    /// Completes a command: lists the words that may come at `position` (0 is the first word after
    /// `ferrofax`). `words` are the words so far; the last may be incomplete.
    pub(super) fn complete(&self, words: &[&str], position: usize) -> Vec<String> {
        let begun = words.get(position).copied().unwrap_or_default();
        let before = words.get(..position).unwrap_or_default();
        let mut found = match before {
            ["show", "job"] => self.job_numbers(&[]),
            ["cancel"] => self.job_numbers(JobVerb::Cancel.states()),
            ["hold"] => self.job_numbers(JobVerb::Hold.states()),
            ["release"] => self.job_numbers(JobVerb::Release.states()),
            ["retry"] => self.job_numbers(JobVerb::Retry.states()),
            ["priority"] => self.job_numbers(JobVerb::Priority(0).states()),
            ["number"] => self.jobs_without_number(),
            ["send", words @ ..] => self.complete_send(words),
            _ => next_words(before),
        };
        found.retain(|word| word.starts_with(begun));
        found
    }

    fn with_spool(&self, show: impl FnOnce(&Spool) -> String) -> String {
        match self.slot.get() {
            Ok(spool) => show(&spool),
            Err(error) => format!("The spool can't be used: {error}\n"),
        }
    }
}

/// Lists the words that may follow the words in `before` in a CLI command.
fn next_words(before: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (command, _) in COMMANDS {
        let fits = command.len() > before.len() && command.iter().zip(before).all(|(a, b)| a == b);
        if let Some(word) = command.get(before.len()).filter(|_| fits)
            && !found.iter().any(|known| known == word)
        {
            found.push((*word).to_owned());
        }
    }
    found
}
