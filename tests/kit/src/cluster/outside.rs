//! The servers that the machines share, which can be killed and restarted: PostgreSQL and an object
//! store, and the network to both.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use ferrofax::spool::{FolderOfObjects, Spool, Store, Tables};

use super::machine::end;
use crate::patience::{PATIENCE, wait_until};
use crate::ports::own_port;
use crate::programs::{Running, skip};

/// A PostgreSQL server with a TCP port on this machine.
pub struct Server {
    folder: tempfile::TempDir,
    programs: PathBuf,
    pub port: u16,
    process: Option<Child>,
    /// The user and group of the server if this process runs as root.
    user: Option<(u32, u32)>,
    /// A node counts as dead after this number of seconds without a message.
    pub lease_s: u64,
}

impl Server {
    /// Starts a server. Returns None if PostgreSQL is not installed, and notes the test as skipped.
    pub fn start(lease_s: u64) -> Option<Self> {
        let Some(programs) = programs() else {
            skip("PostgreSQL is not installed");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let user = rustix::process::geteuid().is_root().then(user);
        if let Some((user, group)) = user {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let mut server = Self { folder, programs, port: own_port(), process: None, user, lease_s };
        let data = server.folder.path().join("data");
        let made = server
            .program("initdb")
            .arg("-D")
            .arg(&data)
            .args(["-U", "ferrofax", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        server.begin();
        let made = server.client("createdb").arg("ferrofax").output().unwrap();
        assert!(made.status.success(), "{made:?}");
        Some(server)
    }

    /// Starts the server, and waits until it accepts connections.
    pub fn begin(&mut self) {
        let began = Instant::now();
        // Child processes of a killed server end a moment later, and prevent a start until then.
        while self.client("pg_isready").arg("-q").status().is_ok_and(|is| !is.success()) {
            assert!(began.elapsed() < PATIENCE, "PostgreSQL does not start");
            if self.process.as_mut().is_none_or(|one| one.try_wait().unwrap().is_some()) {
                let log = fs::File::create(self.folder.path().join("log")).unwrap();
                let data = self.folder.path().join("data");
                let mut command = self.program("postgres");
                command.arg("-D").arg(data).args(["-c", "fsync=off"]);
                command.args(["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]);
                command.args(["-c", &format!("port={}", self.port)]).args([
                    "-c",
                    &format!("unix_socket_directories={}", self.folder.path().display()),
                ]);
                self.process = Some(command.stderr(log).spawn().unwrap());
            }
            sleep(Duration::from_millis(50));
        }
    }

    pub fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Returns the address of the database with this port.
    pub fn address(&self, port: u16) -> String {
        format!("postgres://ferrofax@127.0.0.1:{port}/ferrofax")
    }

    /// Opens the shared database directly, without a [`Relay`].
    pub fn store(&self, objects: &ObjectServer) -> Spool {
        let place: Store = self.address(self.port).parse().unwrap();
        let store =
            Spool::open_as(&self.folder.path().join("ours"), &place, Tables::MayBeMade).unwrap();
        let faxes = FolderOfObjects::of(&objects.folder.path().join("faxes")).unwrap();
        store.with_objects(Arc::new(faxes))
    }

    /// Returns how many machines have contacted the server since `then`.
    pub fn heard_since(&self, then: Instant) -> usize {
        let sql = format!(
            "SELECT count(*) FROM ferrofax.job_nodes
             WHERE until > extract(epoch FROM clock_timestamp()) * 1000 + {} - {}",
            self.lease_s * 1_000,
            then.elapsed().as_millis()
        );
        self.ask(&sql).trim().parse().unwrap_or(0)
    }

    /// Runs a query with psql, and returns its output.
    pub fn ask(&self, sql: &str) -> String {
        let said = self
            .client("psql")
            .args(["-At", "-d", "ferrofax", "-c", sql])
            .stdout(Stdio::piped())
            .output()
            .unwrap();
        String::from_utf8(said.stdout).unwrap()
    }

    /// Returns the folder of PostgreSQL's programs, including those for administrators.
    pub fn programs(&self) -> &Path {
        &self.programs
    }

    /// Replaces the database with an empty one, even if machines are connected to it.
    pub fn lose_database(&self) {
        for (program, words) in [("dropdb", &["--force"][..]), ("createdb", &[])] {
            let done = self.client(program).args(words).arg("ferrofax").output().unwrap();
            assert!(done.status.success(), "{program}: {done:?}");
        }
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.stdin(Stdio::null()).stdout(Stdio::null()).current_dir("/");
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    fn client(&self, name: &str) -> Command {
        let mut command = self.program(name);
        command.args(["-h", "127.0.0.1", "-U", "ferrofax", "-p", &self.port.to_string()]);
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let pid = rustix::process::Pid::from_child(&process);
            let _ended = rustix::process::kill_process(pid, rustix::process::Signal::INT);
            let _status = process.wait();
        }
    }
}

/// Returns the folder of the programs of the newest PostgreSQL on this machine.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.map_while(Result::ok);
    let newest = versions.max_by_key(|one| one.file_name().to_string_lossy().parse().unwrap_or(0));
    newest
        .map(|one| one.path().join("bin"))
        .filter(|bin| bin.join("postgres").exists())
}

/// Returns user and group of the server, because PostgreSQL does not run as root.
fn user() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut words = line.split(':').skip(2).map(str::parse);
        Some((words.next()?.ok()?, words.next()?.ok()?))
    };
    find("postgres").or_else(|| find("nobody")).unwrap()
}

/// The name of the ignored test in which the object store runs. It calls [`serve_objects`].
const OBJECT_STORE: &str = "an_object_store_that_is_killed";
const OBJECTS: &str = "FERROFAX_CLUSTER_OBJECTS";

/// A minimal S3 object store in a process of its own, so that it can be killed. It stores objects
/// as files, which survive its end (moto's do not). It does not check signatures; other tests send
/// our requests to a full S3 server.
pub struct ObjectServer {
    process: Option<Running>,
    folder: tempfile::TempDir,
    pub port: u16,
}

impl ObjectServer {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("faxes")).unwrap();
        let mut server = Self { folder, port: own_port(), process: None };
        server.begin();
        server
    }

    pub fn begin(&mut self) {
        let at = format!("{} {}", self.port, self.folder.path().display());
        let process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", OBJECT_STORE])
            .args(["--ignored", "--nocapture"])
            .env(OBJECTS, at)
            .stdout(Stdio::null())
            .spawn();
        self.process = Some(Running(process.unwrap()));
        wait_until("the object store accepts connections", || {
            TcpStream::connect(("127.0.0.1", self.port)).is_ok()
        });
    }

    pub fn kill(&mut self) {
        end(&mut self.process);
    }
}

/// Serves objects until the process is killed. Returns at once if no test has started this process
/// for it.
pub fn serve_objects() {
    let Ok(at) = std::env::var(OBJECTS) else { return };
    let (port, folder) = at.split_once(' ').unwrap();
    let listener = TcpListener::bind(("127.0.0.1", port.parse::<u16>().unwrap())).unwrap();
    for stream in listener.incoming().map_while(Result::ok) {
        let folder = PathBuf::from(folder);
        // The client may be killed, so errors are ignored.
        thread::spawn(move || answer(BufReader::new(stream), &folder));
    }
}

/// Reads a request, and writes the answer.
fn answer(mut line: BufReader<TcpStream>, folder: &Path) -> std::io::Result<()> {
    let (mut first, mut length) = (String::new(), 0);
    line.read_line(&mut first)?;
    loop {
        let mut header = String::new();
        if line.read_line(&mut header)? <= 2 {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut octets = vec![0; length];
    line.read_exact(&mut octets)?;
    let words: Vec<&str> = first.split_whitespace().collect();
    let [what, name, ..] = words[..] else { return Ok(()) };
    let file = folder.join(name.trim_start_matches('/'));
    let (status, body) = match what {
        "PUT" => {
            fs::create_dir_all(file.parent().unwrap())?;
            let new = file.with_extension(format!("{:?}", thread::current().id()));
            fs::write(&new, octets)?;
            fs::rename(new, file)?;
            ("200 OK", Vec::new())
        }
        "DELETE" => {
            let _gone = fs::remove_file(file);
            ("204 No Content", Vec::new())
        }
        _ => match fs::read(file) {
            Ok(octets) => ("200 OK", octets),
            Err(_) => ("404 Not Found", b"<Error><Code>NoSuchKey</Code></Error>".to_vec()),
        },
    };
    let length = if status.starts_with("204") {
        String::new()
    } else {
        format!("Content-Length: {}\r\n", body.len())
    };
    let head = format!("HTTP/1.1 {status}\r\n{length}Connection: close\r\n\r\n");
    line.get_mut().write_all(&[head.into_bytes(), body].concat())
}

/// The network between a machine and one of these servers.
pub struct Relay {
    pub port: u16,
    is_cut: Arc<AtomicBool>,
    carried: Arc<Mutex<Vec<TcpStream>>>,
}

impl Relay {
    pub fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let relay = Self { port, is_cut: Arc::default(), carried: Arc::default() };
        let (is_cut, carried) = (Arc::clone(&relay.is_cut), Arc::clone(&relay.carried));
        thread::spawn(move || {
            for ours in listener.incoming().map_while(Result::ok) {
                let theirs = TcpStream::connect(("127.0.0.1", server));
                let Some(theirs) = theirs.ok().filter(|_| !is_cut.load(SeqCst)) else { continue };
                let all = [&ours, &theirs].map(|one| one.try_clone().unwrap());
                let mut carried = carried.lock().unwrap();
                carried.extend(all);
                drop(carried);
                carry(&ours, &theirs);
                carry(&theirs, &ours);
            }
        });
        relay
    }

    /// Cuts the network, which also ends all connections, or restores it.
    pub fn cut(&self, is_cut: bool) {
        self.is_cut.store(is_cut, SeqCst);
        if is_cut {
            for one in self.carried.lock().unwrap().drain(..) {
                let _ended = one.shutdown(Shutdown::Both);
            }
        }
    }
}

/// Copies data from one connection to the other until one of them ends.
fn carry(from: &TcpStream, to: &TcpStream) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    thread::spawn(move || {
        let _broken = std::io::copy(&mut from, &mut to);
        for one in [from, to] {
            let _ended = one.shutdown(Shutdown::Both);
        }
    });
}
