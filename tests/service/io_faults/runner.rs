//! Plays a road once for each of its calls, and reports what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use ferrofax_faults::{Call, Fault, How};

use super::laws::plain;

/// Takes a fax along its road, and after a fault takes it to the end of the road without faults.
pub(crate) type Road = fn(Option<Fault>) -> Run;

/// One passage of a road.
#[derive(Default)]
pub(crate) struct Run {
    /// The calls of the processes under watch.
    pub(crate) calls: Vec<Call>,
    /// What these processes logged.
    pub(crate) log: String,
    /// The laws that were broken.
    pub(crate) wrong: Vec<String>,
    /// The files in the spool at the end.
    pub(crate) left: BTreeSet<String>,
    /// What people saw of the processes under watch.
    pub(crate) outcome: String,
}

const HOWS: [How; 5] = [How::Once, How::Full, How::Short, How::Always, How::AlwaysFull];

/// So many passages at once: most of them wait most of the time.
const AT_ONCE: usize = 12;

/// What the log says of a call that failed. SQLite says "malformed" of a page that the disk did not
/// return, and "readonly" if it cannot open its shared memory.
const NAMES: [&str; 13] = [
    "Input/output error",
    "No space left on device",
    "there is not enough room on the disk",
    "disk I/O error",
    "database or disk is full",
    "no space left",
    "Connection reset",
    "Connection refused",
    "closed the connection",
    "unable to open database file",
    "unable to get the page. error code=8458",
    "database disk image is malformed",
    "attempt to write a readonly database",
];

/// Of how many calls one fails.
#[derive(Clone, Copy)]
pub(crate) struct Steps {
    /// Once, with an error.
    pub(crate) once: usize,
    /// In all other ways.
    pub(crate) otherwise: usize,
}

/// Plays the road for calls that fail. `steps` says of which calls, by their number. Returns the
/// broken laws.
pub(crate) fn try_all(name: &str, road: Road, steps: impl Fn(usize) -> Steps) -> Vec<String> {
    let began = Instant::now();
    let counted = road(None);
    assert!(counted.wrong.is_empty(), "{name}: {:?}\n{}", counted.wrong, counted.log);
    let faults: Vec<Fault> = faults_of(&counted.calls, steps(counted.calls.len()));
    println!("{name}: {} calls, {} faults", counted.calls.len(), faults.len());
    let (next, told) = (AtomicUsize::new(0), Mutex::new(Told::default()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let run = catch_unwind(|| road(Some(*fault)));
                    let mut run = run.unwrap_or_else(|why| Run::broken(&*why));
                    if run.outcome != counted.outcome && !is_named(&run) {
                        run.wrong.push(format!("the log does not say why: {}", run.outcome));
                    }
                    let more: Vec<&String> = run.left.difference(&counted.left).collect();
                    if !more.is_empty() {
                        run.wrong.push(format!("left behind: {more:?}"));
                    }
                    told.lock().unwrap().note(*fault, &run);
                }
            });
        }
    });
    let told = told.into_inner().unwrap();
    println!(
        "{name}: {} calls, {} faults, {} of them met, {} without an effect that the log names, {} s",
        counted.calls.len(),
        faults.len(),
        told.met,
        told.unnamed.values().sum::<usize>(),
        began.elapsed().as_secs()
    );
    println!("    left at the end: {:?}", counted.left);
    for (call, times) in &told.unnamed {
        println!("    no effect named: {call} ({times})");
    }
    told.wrong.iter().map(|wrong| format!("{name}: {wrong}")).collect()
}

/// Whether the log names the call that failed. A client that goes away is no fault to name.
fn is_named(run: &Run) -> bool {
    let is_network = run.calls.iter().any(|call| call.failed && call.target == "network");
    is_network || names_fault(&run.log)
}

/// Whether a text names a call that failed.
fn names_fault(text: &str) -> bool {
    NAMES.iter().any(|name| text.contains(name))
}

fn faults_of(calls: &[Call], steps: Steps) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (number, call) in calls.iter().enumerate() {
        for how in HOWS.into_iter().filter(|how| how.fits(call)) {
            let step = if how == How::Once { steps.once } else { steps.otherwise };
            if number % step == 0 {
                faults.push(Fault { number, how });
            }
        }
    }
    faults
}

/// What came of all passages.
#[derive(Default)]
struct Told {
    met: usize,
    unnamed: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl Told {
    fn note(&mut self, fault: Fault, run: &Run) {
        let met = run.calls.iter().find(|call| call.failed);
        let what = met.map_or_else(
            || format!("{fault:?}"),
            |call| format!("{:?} {} of {} ({})", fault.how, call.name, call.target, fault.number),
        );
        self.met += usize::from(met.is_some());
        if let Some(call) = met.filter(|_| !is_named(run)) {
            let what = format!("{:?} {} of {}", fault.how, call.name, plain(&call.target));
            *self.unnamed.entry(what).or_default() += 1;
        }
        self.wrong.extend(run.wrong.iter().map(|wrong| format!("{what}: {wrong}")));
        if !run.wrong.is_empty() {
            println!("---- {what}: {:?}\n{}", run.wrong, run.log);
        }
    }
}

impl Run {
    fn broken(why: &(dyn std::any::Any + Send)) -> Self {
        let text = why.downcast_ref::<String>().cloned();
        let text = text.or_else(|| why.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Self { wrong: vec![text.unwrap_or_else(|| "a panic".to_owned())], ..Self::default() }
    }
}
