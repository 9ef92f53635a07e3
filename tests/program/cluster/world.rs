//! The remote terminals of all machines: what came to them and from them, whatever becomes of those.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use ferrofax::UnixMs;

use super::super::sharing::Chance;

pub(super) struct World {
    folder: tempfile::TempDir,
    seen: Arc<Mutex<Seen>>,
}

/// What was seen.
#[derive(Clone, Default)]
pub(super) struct Seen {
    /// Numbers that are in a call.
    busy: BTreeSet<String>,
    /// The calls that go on: the machine's name, and the job's tag.
    going: Vec<(String, String)>,
    /// How often the end of a page was said, by the job's tag and the page.
    pub(super) said: BTreeMap<(String, u32), u32>,
    /// The same as it happened: when, the job's tag, and what was said by which machine.
    pub(super) heard: Vec<(UnixMs, String, String)>,
    pub(super) calls: u64,
    pub(super) wrong: Vec<String>,
    /// What comes in at a machine: who calls, and how many pages.
    to_come: BTreeMap<String, VecDeque<(String, u32)>>,
    /// Who called, where, and how many pages were confirmed to him.
    pub(super) came: BTreeMap<String, (String, u32)>,
    /// How many calls that came have ended, in whatever way.
    ended: u64,
    /// Jobs whose machine died in a call of theirs.
    dead: BTreeMap<String, Instant>,
    again_after: Vec<Duration>,
}

impl World {
    pub(super) fn new() -> Self {
        let (folder, seen) = (tempfile::tempdir().unwrap(), Arc::<Mutex<Seen>>::default());
        let listener = UnixListener::bind(folder.path().join("world")).unwrap();
        let world = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let world = Arc::clone(&world);
                thread::spawn(move || {
                    // A process that was killed says nothing more.
                    let _broken = converse(BufReader::new(stream), &world);
                });
            }
        });
        Self { folder, seen }
    }

    pub(super) fn socket(&self) -> PathBuf {
        self.folder.path().join("world")
    }

    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    /// Somebody calls a machine as soon as it is there.
    pub(super) fn send(&self, name: &str, calling: &str, pages: u32) {
        let mut seen = self.seen();
        seen.to_come
            .entry(name.to_owned())
            .or_default()
            .push_back((calling.to_owned(), pages));
    }

    pub(super) fn received(&self) -> u64 {
        self.seen().ended
    }

    /// A machine is about to die.
    pub(super) fn note_death(&self, name: &str) {
        let seen = &mut *self.seen();
        let now = Instant::now();
        for (_, tag) in seen.going.iter().filter(|(machine, _)| machine == name) {
            seen.dead.insert(tag.clone(), now);
        }
    }

    /// How long it took until those were called again.
    pub(super) fn deaths(&self) -> Vec<Duration> {
        self.seen().again_after.clone()
    }
}

fn converse(mut line: BufReader<UnixStream>, world: &Mutex<Seen>) -> std::io::Result<()> {
    let mut first = String::new();
    line.read_line(&mut first)?;
    let words: Vec<&str> = first.split_whitespace().collect();
    match words[..] {
        ["call", name, number, tag] => {
            let number_of_call = begin_call(world, name, number, tag);
            let done = answer(&mut line, world, (name, tag), number_of_call);
            let mut seen = world.lock().unwrap();
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

fn begin_call(world: &Mutex<Seen>, name: &str, number: &str, tag: &str) -> u64 {
    let mut seen = world.lock().unwrap();
    seen.calls += 1;
    if !seen.busy.insert(number.to_owned()) {
        let text = format!("{name} called {number} for {tag} beside another call");
        seen.wrong.push(text);
    }
    seen.going.push((name.to_owned(), tag.to_owned()));
    if let Some(when) = seen.dead.remove(tag) {
        seen.again_after.push(when.elapsed());
    }
    seen.calls
}

/// A fax machine that confirms most pages, and hangs up at some. Whether it was the caller who ended.
fn answer(
    line: &mut BufReader<UnixStream>,
    world: &Mutex<Seen>,
    (name, tag): (&str, &str),
    call: u64,
) -> std::io::Result<bool> {
    let mut chance = Chance(call.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let steps = 4 + chance.below(6);
    writeln!(line.get_mut(), "{steps}")?;
    loop {
        let mut text = String::new();
        if line.read_line(&mut text)? == 0 {
            return Ok(false);
        }
        let Some(page) = text.trim().strip_prefix("said ") else { return Ok(true) };
        let key = (tag.to_owned(), page.parse().unwrap());
        let word = if chance.below(20) == 0 { "silence" } else { "mcf" };
        let mut seen = world.lock().unwrap();
        seen.heard
            .push((UnixMs::now(), key.0.clone(), format!("{name}: {}, {word}", text.trim())));
        *seen.said.entry(key).or_default() += 1;
        drop(seen);
        thread::sleep(Duration::from_millis(chance.below(60)));
        writeln!(line.get_mut(), "{word}")?;
    }
}

/// A fax that comes in.
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
