//! The Unix socket at which the service takes the mails of the module, one thread for each
//! connection.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{Builder, JoinHandle, sleep};
use std::time::{Duration, Instant};

use super::{LARGEST, Outgoing, socket_path};
use crate::session::{Next, Protocol, Session, Terms};
use ferrofax_network::asker::Client;
use ferrofax_spool::Spool;

/// The maximum number of connections at the same time. The module makes one for its mails, and a
/// few for checks.
const MOST: usize = 8;

/// The time of silence after which a connection is closed.
const SILENCE: Duration = Duration::from_secs(300);

/// The interval at which a waiting thread checks whether the service is stopping.
const LOOK: Duration = Duration::from_millis(250);

/// The interval at which the listener looks for new connections.
const ACCEPT: Duration = Duration::from_millis(20);

/// The reason why the service cannot listen at the socket.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen at {path}: {source}")]
pub struct ListenerError {
    path: PathBuf,
    source: io::Error,
}

/// The Unix socket at which the service listens.
pub struct Listener {
    socket: UnixListener,
    path: PathBuf,
    outgoing: Arc<Outgoing>,
}

impl Listener {
    /// Listens at the socket in this spool's folder. A socket that a former process has left there
    /// is replaced. The spool's owner and its group may open the socket, nobody else.
    ///
    /// # Errors
    /// The socket cannot be made, or a file that is no socket has its name.
    pub fn open(spool: &Spool, outgoing: Outgoing) -> Result<Self, ListenerError> {
        let path = socket_path(spool.folder());
        let socket =
            listen(&path).map_err(|source| ListenerError { path: path.clone(), source })?;
        Ok(Self { socket, path, outgoing: Arc::new(outgoing) })
    }

    /// The path of the socket.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Starts the thread that accepts connections until `stop` is set.
    ///
    /// # Errors
    /// The operating system cannot start the thread.
    pub fn serve(self, stop: &Arc<AtomicBool>) -> io::Result<JoinHandle<()>> {
        let stop = Arc::clone(stop);
        Builder::new().name("outgoing mails".to_owned()).spawn(move || self.run(&stop))
    }

    fn run(&self, stop: &Arc<AtomicBool>) {
        let count = Arc::<AtomicUsize>::default();
        while !stop.load(Ordering::Relaxed) {
            match self.socket.accept() {
                Ok((stream, _)) => self.let_in(stream, &count, stop),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => sleep(ACCEPT),
                Err(error) => {
                    // Most likely the process has no file descriptors left.
                    log::error!("{}: cannot accept connections: {error}", self.path.display());
                    sleep(LOOK);
                }
            }
        }
        let _ = fs::remove_file(&self.path);
    }

    fn let_in(&self, stream: UnixStream, count: &Arc<AtomicUsize>, stop: &Arc<AtomicBool>) {
        if count.load(Ordering::Relaxed) >= MOST {
            log::warn!("{}: too many connections; one is closed", self.path.display());
            return;
        }
        let (outgoing, stop) = (Arc::clone(&self.outgoing), Arc::clone(stop));
        let place = Place::take(count);
        let begun = Builder::new().name("outgoing".to_owned()).spawn(move || {
            let _place = place;
            if let Err(error) = talk(stream, &outgoing, &stop) {
                log::debug!("a connection for outgoing mails broke: {error}");
            }
        });
        if let Err(error) = begun {
            log::error!("cannot start a thread for a connection: {error}");
        }
    }
}

/// Counts one connection towards the limit [`MOST`], until this value is dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn listen(path: &Path) -> io::Result<UnixListener> {
    match fs::symlink_metadata(path) {
        Ok(old) if old.file_type().is_socket() => fs::remove_file(path)?,
        Ok(_) => return Err(io::Error::other("there is a file that is no socket")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let socket = UnixListener::bind(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o660))?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// Serves one connection until its end.
fn talk(mut stream: UnixStream, outgoing: &Outgoing, stop: &AtomicBool) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(LOOK))?;
    stream.set_write_timeout(Some(SILENCE))?;
    let terms = Terms {
        hostname: ferrofax_delivery::host_name(),
        protocol: Protocol::Smtp,
        max_message: LARGEST,
        max_recipients: 100,
        starttls: false,
        clear_text: false,
        cram_md5: false,
        protects: outgoing.protects(),
    };
    let client = Client::at(IpAddr::V4(Ipv4Addr::LOCALHOST), "outgoing", false);
    let mut session = Session::new(terms, outgoing, client);
    let mut next = session.greet();
    let mut bytes = vec![0; 32 << 10];
    loop {
        stream.write_all(&session.take_output())?;
        if next != Next::Read {
            return Ok(());
        }
        let count = read(&mut stream, &mut bytes, &|| {
            stop.load(Ordering::Relaxed) && session.is_between_mails()
        })?;
        next = session.take_in(&bytes[..count]);
    }
}

fn read(
    stream: &mut UnixStream,
    bytes: &mut [u8],
    is_over: &dyn Fn() -> bool,
) -> io::Result<usize> {
    let begun = Instant::now();
    while begun.elapsed() < SILENCE && !is_over() {
        match stream.read(bytes) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Err(error) if is_nothing_yet(&error) => {}
            done => return done,
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}

fn is_nothing_yet(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted)
}
