//! A relay between a spool and its server, for tests: it ends a connection at a moment of the
//! conversation that a test names, or is a line that is slow, breaks off and stands still.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// When a connection ends, once.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Cut {
    /// The server never gets the commit.
    BeforeCommit,
    /// It does, and nobody hears the answer.
    AfterCommit,
}

/// What the line towards the server is like.
#[derive(Clone, Copy, Default)]
pub(crate) struct Line {
    /// What passes at once, at most 8 kB, takes so long.
    pub(crate) pause: Duration,
    /// Each connection breaks off after so many octets.
    pub(crate) breaks_after: Option<usize>,
    /// Each stands still after so many, until it goes on.
    pub(crate) stands_after: Option<usize>,
}

/// Is at work until the test ends.
pub(crate) struct Relay {
    folder: tempfile::TempDir,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    line: Line,
    cut: Mutex<Option<Cut>>,
    state: Mutex<State>,
    has_changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Octets that went to the server, of all connections.
    carried: usize,
    /// Connections that stand still.
    standing: usize,
    goes_on: bool,
}

impl Relay {
    /// To the server's socket in this folder, by a line like this.
    fn over(server: &Path, line: Line) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shared = Arc::new(Shared { line, ..Shared::default() });
        let listener = UnixListener::bind(socket(folder.path())).unwrap();
        let (server, for_all) = (socket(server), Arc::clone(&shared));
        thread::spawn(move || {
            for ours in listener.incoming().map_while(Result::ok) {
                let (theirs, shared) =
                    (UnixStream::connect(&server).unwrap(), Arc::clone(&for_all));
                thread::spawn(move || carry(&ours, &theirs, &shared));
            }
        });
        Self { folder, shared }
    }

    /// A relay to the server of an address, and the address by it.
    pub(crate) fn between(address: &str, line: Line) -> (Self, String) {
        let (before, rest) = address.split_once('@').unwrap();
        let (host, rest) = rest.split_once('/').unwrap();
        let relay = Self::over(Path::new(&host.replace("%2F", "/")), line);
        let address = format!("{before}@{}/{rest}", relay.host());
        (relay, address)
    }

    /// Where it is reached, as in an address.
    fn host(&self) -> String {
        self.folder.path().to_str().unwrap().replace('/', "%2F")
    }

    /// The next commit of any connection.
    pub(crate) fn cut_next(&self, cut: Cut) {
        *self.shared.cut.lock().unwrap() = Some(cut);
    }

    /// Whether a connection was ended as it was told.
    pub(crate) fn has_cut(&self) -> bool {
        self.shared.cut.lock().unwrap().is_none()
    }

    /// How many octets went to the server.
    pub(crate) fn carried(&self) -> usize {
        self.shared.state.lock().unwrap().carried
    }

    /// Waits until a connection stands still.
    pub(crate) fn wait_until_it_stands(&self) {
        let state = self.shared.state.lock().unwrap();
        let stands = self.shared.has_changed.wait_while(state, |state| state.standing == 0);
        drop(stands.unwrap());
    }

    /// All go on, and none stands still any more.
    pub(crate) fn go_on(&self) {
        self.shared.state.lock().unwrap().goes_on = true;
        self.shared.has_changed.notify_all();
    }
}

impl Shared {
    /// So much goes to the server, of a connection that has carried so much; false if it breaks
    /// off instead.
    fn passes(&self, octets: usize, before: usize) -> bool {
        thread::sleep(self.line.pause);
        if self.line.breaks_after.is_some_and(|most| before + octets > most) {
            return false;
        }
        let mut state = self.state.lock().unwrap();
        if self.line.stands_after.is_some_and(|most| before + octets > most) {
            state.standing += 1;
            self.has_changed.notify_all();
            state = self.has_changed.wait_while(state, |state| !state.goes_on).unwrap();
            state.standing -= 1;
        }
        state.carried += octets;
        true
    }
}

fn socket(folder: &Path) -> PathBuf {
    folder.join(".s.PGSQL.5432")
}

/// Carries a connection's octets both ways until it ends or is cut.
fn carry(mut ours: &UnixStream, theirs: &UnixStream, shared: &Shared) {
    let (mut from, mut to) = (theirs.try_clone().unwrap(), ours.try_clone().unwrap());
    let is_heard = Arc::new(Mutex::new(true));
    let heard = Arc::clone(&is_heard);
    let answers = thread::spawn(move || {
        let mut octets = [0; 8192];
        while let Ok(count @ 1..) = from.read(&mut octets) {
            if !*heard.lock().unwrap() || to.write_all(&octets[..count]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
    let (mut octets, mut server, mut carried) = ([0; 8192], theirs, 0);
    while let Ok(count @ 1..) = ours.read(&mut octets) {
        let said = &octets[..count];
        let is_commit = said.windows(7).any(|word| word == b"COMMIT\0");
        let cut = if is_commit { shared.cut.lock().unwrap().take() } else { None };
        if cut == Some(Cut::BeforeCommit) || !shared.passes(count, carried) {
            break;
        }
        carried += count;
        // Nothing of the answer passes that has not begun when this is written.
        *is_heard.lock().unwrap() = cut.is_none();
        if server.write_all(said).is_err() || cut.is_some() {
            let _ = answers.join();
            return;
        }
    }
    for end in [ours, theirs] {
        let _ = end.shutdown(Shutdown::Both);
    }
    let _ = answers.join();
}
