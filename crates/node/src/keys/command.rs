//! Keys that are kept outside Ferrofax. With such a key, a command of the administrator
//! (`key_command`) wraps (encrypts) and unwraps (decrypts) the keys of documents.
//!
//! The command is started without a shell, as `COMMAND wrap NAME` or `COMMAND unwrap NAME`. It
//! reads one line of base64 and prints one. Results are kept in memory for ten minutes, so that the
//! command is rarely started. After a failure the command is not started for ten seconds.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use ferrofax_basics::lock::lock;
use ferrofax_confine::Group;
use ferrofax_spool::{DataKey, NotUnwrapped};

/// The time limit for one run of the command in the setting `key_command`.
const PATIENCE: Duration = Duration::from_secs(20);

/// The time for which a result of the command in the setting `key_command` is kept in memory.
const KEPT: Duration = Duration::from_secs(10 * 60);

/// The most results of the command in the setting `key_command` that are kept in memory.
const MOST_KEPT: usize = 256;

/// The time for which the command in the setting `key_command` is not started again after it has
/// failed.
const PAUSE: Duration = Duration::from_secs(10);

/// The longest accepted output, in bytes, of the command in the setting `key_command`.
const LONGEST: u64 = 64 * 1024;

/// The time within which the output of a command that has ended must end, too.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// The command in the setting `key_command`, by which the administrator's KMS or HSM encrypts and
/// decrypts the keys of documents.
pub(super) struct KeyCommand {
    program: String,
    words: Vec<String>,
    patience: Duration,
    kept: Mutex<Vec<CachedKey>>,
    /// The time and the error of the last failed run of the command in `key_command`; `None` if no
    /// run has failed.
    failed: Mutex<Option<(Instant, String)>>,
}

/// The key of a document, which the command in `key_command` has decrypted, and which is kept in
/// memory.
struct CachedKey {
    since: Instant,
    name: String,
    wrapped: Vec<u8>,
    key: DataKey,
}

impl KeyCommand {
    /// Creates a [`KeyCommand`] from the value of the setting `key_command`: a program and its
    /// arguments. `None` if that list is empty.
    pub(super) fn of(words: &[String]) -> Option<Self> {
        let (program, words) = words.split_first()?;
        Some(Self {
            program: program.clone(),
            words: words.to_vec(),
            patience: PATIENCE,
            kept: Mutex::default(),
            failed: Mutex::default(),
        })
    }

    /// Sets another time limit for each run of the command.
    #[cfg(test)]
    pub(super) fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Encrypts the key of a document by the key command. `name` is the name of the key in the KMS
    /// or HSM that the command uses.
    ///
    /// # Errors
    /// The command failed. The error is a sentence without anything that the command has read
    /// or printed.
    pub(super) fn wrap(&self, name: &str, key: &DataKey) -> Result<Vec<u8>, String> {
        let said = self.ask("wrap", name, key.octets())?;
        self.keep(name, &said, key);
        Ok(said.to_vec())
    }

    /// Decrypts the key of a document by the key command. `name` is the name of the key in the KMS
    /// or HSM that the command uses.
    ///
    /// # Errors
    /// The key cannot be unwrapped now. It is unknown whether a later attempt would succeed.
    pub(super) fn unwrap(&self, name: &str, wrapped: &[u8]) -> Result<DataKey, NotUnwrapped> {
        if let Some(key) = self.kept(name, wrapped) {
            return Ok(key);
        }
        let said = self.ask("unwrap", name, wrapped).map_err(NotUnwrapped::Away)?;
        let key = DataKey::of(&said).ok_or(NotUnwrapped::Garbage)?;
        self.keep(name, wrapped, &key);
        Ok(key)
    }

    fn kept(&self, name: &str, wrapped: &[u8]) -> Option<DataKey> {
        let mut kept = lock(&self.kept);
        kept.retain(|one| one.since.elapsed() < KEPT);
        let found = kept.iter().find(|one| one.name == name && one.wrapped == wrapped);
        found.map(|one| one.key.clone())
    }

    fn keep(&self, name: &str, wrapped: &[u8], key: &DataKey) {
        let mut kept = lock(&self.kept);
        kept.retain(|one| one.since.elapsed() < KEPT);
        if kept.len() >= MOST_KEPT {
            kept.remove(0);
        }
        let (name, wrapped, key) = (name.to_owned(), wrapped.to_vec(), key.clone());
        kept.push(CachedKey { since: Instant::now(), name, wrapped, key });
    }

    fn ask(&self, verb: &str, name: &str, octets: &[u8]) -> Result<Zeroizing<Vec<u8>>, String> {
        let failed = &mut *lock(&self.failed);
        if let Some((_, why)) = failed.as_ref().filter(|(since, _)| since.elapsed() < PAUSE) {
            return Err(why.clone());
        }
        let said = self.run(verb, name, octets);
        let said = said.map_err(|why| format!("key_command {} {verb}: {why}", self.program));
        *failed = said.as_ref().err().map(|why| (Instant::now(), why.clone()));
        said
    }

    fn run(&self, verb: &str, name: &str, octets: &[u8]) -> Result<Zeroizing<Vec<u8>>, String> {
        let of_system = |error: std::io::Error| error.to_string();
        let mut command = Command::new(&self.program);
        command
            .args(&self.words)
            .args([verb, name])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // The command might print secrets to standard error.
            .stderr(Stdio::null())
            .current_dir("/");
        let mut group = Group::start(&mut command).map_err(of_system)?;
        // The string has enough room for the whole line. If it had to grow, a copy of the key would
        // be left in memory.
        let mut line = Zeroizing::new(String::with_capacity(2 * octets.len() + 8));
        STANDARD.encode_string(octets, &mut line);
        line.push('\n');
        if let Some(mut input) = group.stdin() {
            // The line fits into the pipe's buffer. If the command does not read the line, its
            // answer shows that.
            let _broken = input.write_all(line.as_bytes());
        }
        let output = group.stdout().ok_or("it can't be heard")?;
        let (answer, heard) = sync_channel(1);
        std::thread::spawn(move || {
            let mut said = Zeroizing::new(String::with_capacity(LONGEST as usize));
            let _ended = answer.send(output.take(LONGEST).read_to_string(&mut said).map(|_| said));
        });
        let status = group.wait(Instant::now() + self.patience).map_err(of_system)?;
        // Dropping the group ends all its processes, which hold the other end of the pipe. A process
        // that has left the group may hold it, too: it is not waited for.
        drop(group);
        let said = heard.recv_timeout(LAST_WORDS);
        let Some(status) = status else {
            return Err(format!("no answer after {} seconds", self.patience.as_secs()));
        };
        if !status.success() {
            return Err(format!("it ended with {status}"));
        }
        let said = said.map_err(|_| "a process that it has started holds its output".to_owned())?;
        let text = said.map_err(|_| "it says something that is no line of base64".to_owned())?;
        let mut octets = Zeroizing::new(Vec::with_capacity(text.len()));
        let decoded = STANDARD.decode_vec(text.trim(), &mut octets);
        match decoded {
            Ok(()) if !octets.is_empty() => Ok(octets),
            _ => Err("it says something that is no line of base64".to_owned()),
        }
    }
}
