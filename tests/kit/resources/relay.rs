//! A relay between a program and its PostgreSQL server. The relay ends a connection at a
//! moment that the test chooses, or imitates a network that is slow, breaks off or stalls.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// The moment at which the relay ends one connection.
#[derive(Clone, Copy, PartialEq)]
pub enum Cut {
    /// Before the commit: the server never receives the commit.
    BeforeCommit,
    /// After the commit: the server receives the commit, and the program never receives the answer.
    AfterCommit,
}

/// The properties of the network towards the server.
#[derive(Clone, Copy, Default)]
pub struct Line {
    /// The delay of each chunk, which has at most 8 kB.
    pub pause: Duration,
    /// The number of bytes after which each connection breaks off.
    pub breaks_after: Option<usize>,
    /// The number of bytes after which each connection stalls, until [`Relay::go_on`].
    pub stands_after: Option<usize>,
}

/// The relay, which works until the test ends.
pub struct Relay {
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
    /// The number of bytes sent to the server on all connections.
    carried: usize,
    /// The number of connections that stall.
    standing: usize,
    goes_on: bool,
}

impl Relay {
    /// Starts a relay to the server's socket in this folder, over such a network.
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

    /// Starts a relay to the server of this address, and returns the address of the relay.
    pub fn between(address: &str, line: Line) -> (Self, String) {
        let (before, rest) = address.split_once('@').unwrap();
        let (host, rest) = rest.split_once('/').unwrap();
        let relay = Self::over(Path::new(&host.replace("%2F", "/")), line);
        let address = format!("{before}@{}/{rest}", relay.host());
        (relay, address)
    }

    /// The folder of the relay's socket, as the host part of an address.
    fn host(&self) -> String {
        self.folder.path().to_str().unwrap().replace('/', "%2F")
    }

    /// Ends the next connection that sends a commit.
    pub fn cut_next(&self, cut: Cut) {
        *self.shared.cut.lock().unwrap() = Some(cut);
    }

    /// Whether a connection was ended as requested.
    pub fn has_cut(&self) -> bool {
        self.shared.cut.lock().unwrap().is_none()
    }

    /// The number of bytes that were sent to the server.
    pub fn carried(&self) -> usize {
        self.shared.state.lock().unwrap().carried
    }

    /// Waits until a connection stalls.
    pub fn wait_until_it_stands(&self) {
        let state = self.shared.state.lock().unwrap();
        let stands = self.shared.has_changed.wait_while(state, |state| state.standing == 0);
        drop(stands.unwrap());
    }

    /// Lets all connections continue; none stalls from now on.
    pub fn go_on(&self) {
        self.shared.state.lock().unwrap().goes_on = true;
        self.shared.has_changed.notify_all();
    }
}

impl Shared {
    /// Passes bytes to the server on a connection that has carried `before` bytes. Returns `false`
    /// if the connection breaks off instead.
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

/// Carries the bytes of a connection in both directions until the connection ends or is cut.
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
        // This flag is set before the commit is sent to the server. Therefore the program gets no
        // part of an answer that the server begins to send after the commit.
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
