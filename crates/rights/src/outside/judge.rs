//! The parent process of the check of mails from outside. It starts a child process for each mail,
//! passes the child's questions to the DNS, and receives the verdict.
//!
//! If the child crashes or takes too long, the sender of the mail is not confirmed. Possibly this
//! machine was only short of memory or time. So the mail is first refused temporarily, and its
//! server sends it again later. After the third failure with the same mail, it is rejected
//! permanently.

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
use crate::tries::Tries;
use ferrofax_confine::{Group, how_it_broke, line_of, own_child, tell_no_landlock};
use ferrofax_ground::pii::Pii;

/// The properties of this installation that are needed to verify senders who neither log in nor
/// send from a known network. Further properties are in the settings ([`OutsideSettings`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proving {
    /// The host name of this machine, for SPF.
    pub hostname: String,
    /// The program that is started as the child process that checks a mail's sender: Ferrofax
    /// itself.
    pub program: PathBuf,
    /// The memory limit of the child process that checks a mail's sender, in MiB.
    pub memory_mb: u64,
    /// The time limit of the child process that checks a mail's sender, in seconds. It has the
    /// value of the setting `page_seconds`, which limits the conversion of a page. Values above 20
    /// have no effect.
    pub seconds: u64,
}

/// Starts the child processes that check whether the senders of mails are genuine.
pub(crate) struct Judge {
    program: PathBuf,
    memory_mb: u64,
    /// The time limit for the work of the child process that checks a mail's sender, without the
    /// time for DNS answers.
    patience: Duration,
    hostname: String,
    authserv_ids: Vec<String>,
    names: Option<Names>,
    /// Counts how often a mail has crashed the child process that checked it. The key is a hash of
    /// the mail.
    breaking: Tries<u64>,
}

/// The reason why the child process did not decide whether the sender of a mail is genuine.
enum Failed {
    /// The operating system could not start the child process that checks the sender.
    System(io::Error),
    /// The mail has crashed the child process that checked its sender. The text completes a
    /// sentence that begins with "the mail".
    Broke(&'static str),
    /// The child process sent more DNS questions than the check of any mail needs.
    AsksTooMuch,
}

/// The longest time limit of a child process that checks a mail's sender. It is short, because the
/// mail's client waits for the answer to the mail.
const PATIENCE: Duration = Duration::from_secs(20);

/// The most DNS questions that the check of one mail is allowed to need. SPF has at most 10 terms
/// with queries, and 10 names for each (RFC 7208 §4.6.4).
const MOST_QUESTIONS: u32 = 120;

/// The number of failures with one mail after which the mail is rejected permanently. A failure is
/// a crash of the child process that checks the mail, or a check that takes too long.
const MOST_BREAKS: u32 = 3;
/// The time for which Ferrofax remembers that a mail has crashed the child process that checked it,
/// in milliseconds.
const KNOWN_MS: i64 = 7 * 24 * 3_600_000;

impl Judge {
    /// Prepares to check the senders of mails by these settings. DNS servers are queried only if
    /// the settings accept mails from senders who neither log in nor send from a known network.
    ///
    /// # Errors
    /// No DNS server can be asked.
    pub(crate) fn new(
        settings: &OutsideSettings,
        proving: &Proving,
    ) -> Result<Self, ResolverError> {
        let within = Duration::from_secs(u64::from(settings.dns_timeout_seconds));
        let names =
            if settings.from_outside { Some(Names::new(&settings.dns, within)?) } else { None };
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

    /// Whether the domain of a sender can confirm that a mail is genuine, by the DNS. This is so if
    /// the setting `from_outside` is true.
    pub(crate) fn asks_domains(&self) -> bool {
        self.names.is_some()
    }

    /// Judges whether the sender of a mail is genuine. Returns the method by which this was
    /// verified, for the audit log.
    pub(crate) fn judge(&self, by: By, mail: &Claimed<'_>) -> Result<String, Unproved> {
        self.judged((by, &self.authserv_ids), mail)
    }

    /// Judges by the results of a mailbox's own mail server whether the sender of a mail in this
    /// mailbox is genuine. `authserv` is the name under which that server writes them.
    pub(crate) fn judge_in_mailbox(
        &self,
        authserv: &str,
        mail: &Claimed<'_>,
    ) -> Result<String, Unproved> {
        self.judged((By::Mailbox, &[authserv.to_lowercase()]), mail)
    }

    fn judged(&self, by: (By, &[String]), mail: &Claimed<'_>) -> Result<String, Unproved> {
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

    /// The result for a mail that has crashed the child process that checked it. The crash is
    /// logged once for each mail.
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

    fn verdict(
        &self,
        (by, authserv_ids): (By, &[String]),
        mail: &Claimed<'_>,
    ) -> Result<Verdict, Failed> {
        let started = self.started((by, authserv_ids), mail);
        let (mut child, ours) = started.map_err(Failed::System)?;
        let mut wire = Wire::new(ours);
        let mut until = Instant::now() + self.patience;
        let mut dns_left = self.names.as_ref().map_or(Duration::ZERO, |names| names.within);
        let mut asked = 0;
        loop {
            let said = match wire.hear(until) {
                Heard::Line(said) => said,
                Heard::TooLate => return Err(Failed::Broke("takes too long to be read")),
                Heard::Noise => return Err(Failed::Broke("crashes the program that reads it")),
                Heard::End => {
                    let status = child.wait(until).map_err(Failed::System)?;
                    return Err(Failed::Broke(
                        status.map_or("takes too long to be read", how_it_broke),
                    ));
                }
            };
            let Some(question) = Question::of(&said) else {
                return Verdict::of(&said)
                    .ok_or(Failed::Broke("crashes the program that reads it"));
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
            // The child has waited for this answer, so the child gets more time.
            until += begun.elapsed();
            dns_left = dns_left.saturating_sub(begun.elapsed());
            // If the child has ended or does not read, the next read notices it.
            let _ = wire.say(&line_of(&answer.value()), until);
        }
    }

    /// Starts the child process that checks the sender of a mail. Returns the process and the
    /// parent's end of the socket to it.
    fn started(
        &self,
        (by, authserv_ids): (By, &[String]),
        mail: &Claimed<'_>,
    ) -> io::Result<(Group, UnixStream)> {
        let (hostname, authserv_ids) = (self.hostname.clone(), authserv_ids.to_vec());
        let task = Task { by, hostname, authserv_ids };
        let mut input = tempfile::tempfile()?;
        input.write_all(line_of(&task.value(mail)).as_bytes())?;
        input.write_all(mail.bytes)?;
        input.rewind()?;
        let (ours, theirs) = UnixStream::pair()?;
        let mut command = own_child(&self.program, CHILD_WORD, self.memory_mb);
        command.stdin(input).stdout(OwnedFd::from(theirs)).stderr(Stdio::null());
        // Dropping `command` closes our copy of the child's end, so that we notice when the
        // child ends.
        Group::start(&mut command).map(|child| (child, ours))
    }
}
