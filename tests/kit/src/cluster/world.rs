//! The remote fax machines. They record what they receive and send, independently of the machines
//! under test.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use ferrofax::UnixMs;

use super::chance::Chance;

#[derive(Clone)]
pub struct World {
    folder: Arc<tempfile::TempDir>,
    seen: Arc<Mutex<Seen>>,
}

/// The records of the remote fax machines.
#[derive(Clone, Default)]
pub struct Seen {
    /// Numbers that are in a call.
    busy: BTreeSet<String>,
    /// The present calls: the machine's name, and the job's tag.
    going: Vec<(String, String)>,
    /// All pages that were sent to their end.
    pub heard: Vec<Heard>,
    pub calls: Vec<Call>,
    pub wrong: Vec<String>,
    /// The faxes that will be sent to each machine: caller and number of pages.
    to_come: BTreeMap<String, VecDeque<(String, u32)>>,
    /// For each caller: the called machine, and the number of confirmed pages.
    pub came: BTreeMap<String, (String, u32)>,
    /// The number of faxes to the machines that have ended, completely or not.
    ended: u64,
    /// Jobs whose machine was killed during their call.
    dead: BTreeMap<String, Instant>,
    again_after: Vec<Duration>,
}

/// A page that a remote fax machine received to its end.
#[derive(Clone)]
pub struct Heard {
    pub at: UnixMs,
    pub machine: String,
    /// The tag of the job.
    pub tag: String,
    pub page: u32,
    /// The answer.
    pub answer: String,
}

/// A call from a machine.
#[derive(Clone)]
pub struct Call {
    pub machine: String,
    pub number: String,
    pub begun: UnixMs,
    /// None: the call has not ended.
    pub ended: Option<UnixMs>,
}

impl World {
    /// Creates the world. `steps` are the steps of a page in a simulated PBX: the minimum, and the
    /// range of the random number added to it. One of `silence` pages is not answered.
    pub fn new(steps: (u64, u64), silence: u64) -> Self {
        let (folder, seen) = (tempfile::tempdir().unwrap(), Arc::<Mutex<Seen>>::default());
        let listener = UnixListener::bind(folder.path().join("world")).unwrap();
        let world = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let world = Arc::clone(&world);
                thread::spawn(move || {
                    // The connection ends if the process is killed.
                    let _broken = converse(BufReader::new(stream), &world, (steps, silence));
                });
            }
        });
        Self { folder: Arc::new(folder), seen }
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("world")
    }

    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    /// Sends a fax to a machine as soon as the machine is available.
    pub fn send(&self, name: &str, calling: &str, pages: u32) {
        let mut seen = self.seen();
        seen.to_come
            .entry(name.to_owned())
            .or_default()
            .push_back((calling.to_owned(), pages));
    }

    /// Returns the number of faxes that wait for a machine.
    pub fn waiting(&self, name: &str) -> usize {
        self.seen().to_come.get(name).map_or(0, VecDeque::len)
    }

    /// Returns caller and number of pages of the next fax to a machine.
    pub fn next_to(&self, name: &str) -> Option<(String, u32)> {
        self.seen().to_come.get_mut(name).and_then(VecDeque::pop_front)
    }

    /// Records the end of a fax to a machine, with the number of confirmed pages.
    pub fn note_fax(&self, name: &str, calling: &str, confirmed: u32) {
        let mut seen = self.seen();
        seen.came.insert(calling.to_owned(), (name.to_owned(), confirmed));
        seen.ended += 1;
    }

    pub fn received(&self) -> u64 {
        self.seen().ended
    }

    /// Records that a machine will be killed now.
    pub fn note_death(&self, name: &str) {
        let seen = &mut *self.seen();
        let now = Instant::now();
        for (_, tag) in seen.going.iter().filter(|(machine, _)| machine == name) {
            seen.dead.insert(tag.clone(), now);
        }
    }

    /// Returns the times until the killed calls were repeated.
    pub fn deaths(&self) -> Vec<Duration> {
        self.seen().again_after.clone()
    }
}

fn converse(
    mut line: BufReader<UnixStream>,
    world: &Mutex<Seen>,
    (steps, silence): ((u64, u64), u64),
) -> std::io::Result<()> {
    let mut first = String::new();
    line.read_line(&mut first)?;
    let words: Vec<&str> = first.split_whitespace().collect();
    match words[..] {
        ["call", name, number, tag] => {
            let call = begin_call(world, name, number, tag);
            let done = answer(&mut line, world, (name, tag), (call, steps, silence));
            let mut seen = world.lock().unwrap();
            seen.calls[call].ended = Some(UnixMs::now());
            seen.busy.remove(number);
            seen.going.retain(|one| *one != (name.to_owned(), tag.to_owned()));
            drop(seen);
            if done? { writeln!(line.get_mut(), "bye") } else { Ok(()) }
        }
        ["fax", name] => {
            let next = world.lock().unwrap().to_come.get_mut(name).and_then(VecDeque::pop_front);
            let Some((calling, pages)) = next else { return writeln!(line.get_mut(), "none") };
            let heard = send(&mut line, world, name, (&calling, pages));
            world.lock().unwrap().ended += 1;
            heard
        }
        _ => Ok(()),
    }
}

/// Records a new call, and returns its index.
fn begin_call(world: &Mutex<Seen>, name: &str, number: &str, tag: &str) -> usize {
    let mut seen = world.lock().unwrap();
    if !seen.busy.insert(number.to_owned()) {
        let text = format!("{name} called {number} for {tag} during another call to this number");
        seen.wrong.push(text);
    }
    seen.going.push((name.to_owned(), tag.to_owned()));
    if let Some(when) = seen.dead.remove(tag) {
        seen.again_after.push(when.elapsed());
    }
    let (machine, number) = (name.to_owned(), number.to_owned());
    seen.calls.push(Call { machine, number, begun: UnixMs::now(), ended: None });
    seen.calls.len() - 1
}

/// A fax machine that confirms most pages, and does not answer some. Returns whether the caller
/// ended the call.
fn answer(
    line: &mut BufReader<UnixStream>,
    world: &Mutex<Seen>,
    (name, tag): (&str, &str),
    (call, (least, more), silence): (usize, (u64, u64), u64),
) -> std::io::Result<bool> {
    let mut chance = Chance((call as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let steps = least + chance.below(more);
    writeln!(line.get_mut(), "{steps}")?;
    loop {
        let mut text = String::new();
        if line.read_line(&mut text)? == 0 {
            return Ok(false);
        }
        let Some(page) = text.trim().strip_prefix("said ") else { return Ok(true) };
        let word = if chance.below(silence) == 0 { "silence" } else { "mcf" };
        world.lock().unwrap().heard.push(Heard {
            at: UnixMs::now(),
            machine: name.to_owned(),
            tag: tag.to_owned(),
            page: page.parse().unwrap(),
            answer: word.to_owned(),
        });
        thread::sleep(Duration::from_millis(chance.below(60)));
        writeln!(line.get_mut(), "{word}")?;
    }
}

/// Sends a fax to a machine.
fn send(
    line: &mut BufReader<UnixStream>,
    world: &Mutex<Seen>,
    name: &str,
    (calling, pages): (&str, u32),
) -> std::io::Result<()> {
    writeln!(line.get_mut(), "{calling} {pages}")?;
    loop {
        let mut text = String::new();
        if line.read_line(&mut text)? == 0 {
            return Ok(());
        }
        if let Some(page) = text.trim().strip_prefix("confirmed ") {
            let confirmed = (name.to_owned(), page.parse().unwrap());
            world.lock().unwrap().came.insert(calling.to_owned(), confirmed);
        }
        writeln!(line.get_mut(), "well")?;
        if text.trim() == "bye" {
            return Ok(());
        }
    }
}
