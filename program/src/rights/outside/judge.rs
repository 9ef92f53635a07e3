//! The parent's side: has a mail judged by a child, puts the child's questions to the
//! DNS, and hears what it found.
//!
//! A mail that breaks its child, or keeps it longer than it may, is not proved. It may be
//! that the machine was short of memory or time, so it may come again twice; then it is
//! refused.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Seek, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::names::{Names, ResolverError};
use super::question::{Answer, Question};
use super::settings::OutsideSettings;
use super::task::{Task, Verdict};
use super::wire::{Heard, Wire};
use super::{By, CHILD_WORD, Claimed, Unproved};
use crate::confine::{Group, how_it_broke, line_of, own_child, tell_no_landlock};
use crate::rights::tries::Tries;
use ferrofax_ground::pii::Pii;

/// By what mails are judged that no key of theirs says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proving {
    /// What we call ourselves, as whom SPF is asked.
    pub hostname: String,
    /// What is started as the child that judges.
    pub program: PathBuf,
    /// MiB of memory that the child may take.
    pub memory_mb: u64,
    /// Seconds that it may take; never more than a client waits.
    pub seconds: u64,
}

/// Has mails judged.
pub(in crate::rights) struct Judge {
    program: PathBuf,
    memory_mb: u64,
    /// So long may the child itself work on a mail; what the DNS takes is not of it.
    patience: Duration,
    hostname: String,
    authserv_ids: Vec<String>,
    names: Option<Names>,
    /// Mails that broke their child.
    breaking: Tries<u64>,
}

/// Why there is no verdict.
enum Failed {
    /// System: no child could be run.
    System(io::Error),
    /// The mail broke it, in words that go on after "the mail".
    Broke(&'static str),
    /// It asked for more than anybody needs.
    AsksTooMuch,
}

/// So long may a mail keep a child at work, whatever the settings give a page: clients wait for us.
const PATIENCE: Duration = Duration::from_secs(20);

/// So many questions may be asked for one mail. SPF has at most 10 terms that ask, and of
/// each 10 names (RFC 7208 §4.6.4).
const MOST_QUESTIONS: u32 = 120;

/// So often may a mail break its child, and is known for so long.
const MOST_BREAKS: u32 = 3;
const KNOWN_MS: i64 = 7 * 24 * 3_600_000;

impl Judge {
    /// By the settings. The DNS is asked where they let mails in from outside.
    ///
    /// # Errors
    /// No server of the DNS can be asked.
    pub(in crate::rights) fn new(
        settings: &OutsideSettings,
        proving: &Proving,
    ) -> Result<Self, ResolverError> {
        let within = Duration::from_secs(u64::from(settings.dns_timeout_seconds));
        let names = match settings.from_outside {
            true => Some(Names::new(&settings.dns, within)?),
            false => None,
        };
        Ok(Self {
            program: proving.program.clone(),
            memory_mb: proving.memory_mb,
            patience: Duration::from_secs(proving.seconds).min(PATIENCE),
            hostname: proving.hostname.clone(),
            authserv_ids: settings.authserv_ids.iter().map(|id| id.to_lowercase()).collect(),
            names,
            breaking: Tries::default(),
        })
    }

    /// Whether the DNS can be asked.
    pub(in crate::rights) fn asks_domains(&self) -> bool {
        self.names.is_some()
    }

    /// By what a mail is proved, for the audit log.
    pub(in crate::rights) fn judge(&self, by: By, mail: &Claimed<'_>) -> Result<String, Unproved> {
        match self.verdict(by, mail) {
            Ok(Verdict { found, is_guarded }) => {
                if !is_guarded {
                    tell_no_landlock();
                }
                found
            }
            Err(Failed::AsksTooMuch) => Err(Unproved::No("it asks too much of the DNS".to_owned())),
            Err(Failed::Broke(how)) => Err(self.broke(mail, how)),
            Err(Failed::System(error)) => {
                log::error!("the program that reads signatures cannot be run: {error}");
                Err(Unproved::NotNow("its signatures cannot be read".to_owned()))
            }
        }
    }

    /// What becomes of a mail that broke its child. The log tells of it once.
    fn broke(&self, mail: &Claimed<'_>, how: &str) -> Unproved {
        let mut hasher = DefaultHasher::new();
        (&mail.sender, mail.bytes).hash(&mut hasher);
        let times = self.breaking.note(&hasher.finish(), mail.now, KNOWN_MS);
        if times == 1 {
            let (sender, client) = (Pii(&mail.sender), Pii(&mail.address));
            log::warn!(
                "a mail in the name of {sender} from {client} is not proved: when its signatures were read, it {how}; \
                 it is put off, and refused when it comes for the third time"
            );
        }
        let why = format!("the mail {how}");
        if times < MOST_BREAKS { Unproved::NotNow(why) } else { Unproved::No(why) }
    }

    fn verdict(&self, by: By, mail: &Claimed<'_>) -> Result<Verdict, Failed> {
        let (mut child, ours) = self.started(by, mail).map_err(Failed::System)?;
        let mut wire = Wire::new(ours);
        let mut until = Instant::now() + self.patience;
        let mut dns_left = self.names.as_ref().map_or(Duration::ZERO, |names| names.within);
        let mut asked = 0;
        loop {
            let said = match wire.hear(until) {
                Heard::Line(said) => said,
                Heard::TooLate => return Err(Failed::Broke("takes too long to be read")),
                Heard::Noise => return Err(Failed::Broke("breaks the program that reads it")),
                Heard::End => {
                    let status = child.wait(until).map_err(Failed::System)?;
                    return Err(Failed::Broke(
                        status.map_or("takes too long to be read", how_it_broke),
                    ));
                }
            };
            let Some(question) = Question::of(&said) else {
                return Verdict::of(&said).ok_or(Failed::Broke("breaks the program that reads it"));
            };
            asked += 1;
            if asked > MOST_QUESTIONS {
                return Err(Failed::AsksTooMuch);
            }
            let begun = Instant::now();
            let answer = match &self.names {
                Some(names) if by == By::Domain => names.answer(&question, mail.address, dns_left),
                _ => Answer::Nothing,
            };
            // The child's own time stands still meanwhile.
            until += begun.elapsed();
            dns_left = dns_left.saturating_sub(begun.elapsed());
            // One that has ended, or does not listen, is noticed when it is heard next.
            let _ = wire.say(&line_of(&answer.value()), until);
        }
    }

    /// The child, and our end of what we speak by.
    fn started(&self, by: By, mail: &Claimed<'_>) -> io::Result<(Group, UnixStream)> {
        let task =
            Task { by, hostname: self.hostname.clone(), authserv_ids: self.authserv_ids.clone() };
        let mut input = tempfile::tempfile()?;
        input.write_all(line_of(&task.value(mail)).as_bytes())?;
        input.write_all(mail.bytes)?;
        input.rewind()?;
        let (ours, theirs) = UnixStream::pair()?;
        let mut command = own_child(&self.program, CHILD_WORD, self.memory_mb);
        command.stdin(input).stdout(OwnedFd::from(theirs)).stderr(Stdio::null());
        // With `command` our copy of their end is closed: the child's end is then seen.
        Group::start(&mut command).map(|child| (child, ours))
    }
}
