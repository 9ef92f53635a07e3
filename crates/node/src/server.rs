//! A PostgreSQL server for tests: with or without TLS, and with a way to pause it (SIGSTOP).

use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use ferrofax_resources::ports::own_port;

const PASSWORD: &str = "hush hush";

/// A PostgreSQL server for tests, which runs until this value is dropped. Clients that connect by
/// TCP need the password.
pub(super) struct Server {
    folder: tempfile::TempDir,
    programs: PathBuf,
    port: u16,
    process: RefCell<Child>,
    /// The user and group ids of the server, if the tests run as root.
    user: Option<(u32, u32)>,
}

impl Server {
    /// Starts a PostgreSQL server without TLS for a test. `None` if the environment variable
    /// `FERROFAX_TEST_STORE` is not set.
    pub(super) fn start() -> Option<Self> {
        let _asked_for = std::env::var_os("FERROFAX_TEST_STORE")?;
        let programs = programs().expect("there is a PostgreSQL on this machine");
        let folder = tempfile::tempdir().unwrap();
        let user = rustix::process::geteuid().is_root().then(user);
        own(folder.path(), user);
        let said = folder.path().join("password");
        fs::write(&said, PASSWORD).unwrap();
        own(&said, user);
        let data = folder.path().join("data");
        run(as_user(&programs.join("initdb"), user).arg("-D").arg(&data).args([
            "-U",
            "ferrofax",
            "-A",
            "scram-sha-256",
            &format!("--pwfile={}", said.display()),
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]));
        let conf = data.join("postgresql.conf");
        let all = fs::read_to_string(&conf).unwrap() + "\ninclude_if_exists = 'test.conf'\n";
        fs::write(&conf, all).unwrap();
        let port = own_port();
        let process = RefCell::new(begin(&programs, (folder.path(), port), user));
        let server = Self { folder, programs, port, process, user };
        server.wait_until_ready();
        run(server.program("createdb").arg("ferrofax"));
        Some(server)
    }

    fn wait_until_ready(&self) {
        let is_ready =
            || self.program("pg_isready").arg("-q").status().is_ok_and(|is| is.success());
        while !is_ready() {
            sleep(Duration::from_millis(50));
        }
    }

    /// Restarts the test's PostgreSQL server: as a standby (read-only replica) of a server that
    /// does not exist, or again as a normal server.
    pub(super) fn be_a_standby(&self, is_standby: bool) {
        let signal = self.folder.path().join("data/standby.signal");
        kill_process(self.pid(), Signal::INT).unwrap();
        self.process.borrow_mut().wait().unwrap();
        if is_standby {
            fs::write(&signal, "").unwrap();
            own(&signal, self.user);
        } else {
            fs::remove_file(&signal).unwrap();
        }
        *self.process.borrow_mut() =
            begin(&self.programs, (self.folder.path(), self.port), self.user);
        self.wait_until_ready();
    }

    /// Makes the test's PostgreSQL database create its new tables in this folder.
    pub(super) fn keep_tables_in(&self, folder: &Path) {
        fs::create_dir(folder).unwrap();
        own(folder, self.user);
        self.say(&format!("CREATE TABLESPACE room LOCATION '{}'", folder.display()));
        self.say("ALTER DATABASE ferrofax SET default_tablespace = 'room'");
    }

    /// The URL of the test's PostgreSQL database, with the host name `host`. `more` is added at the
    /// end.
    pub(super) fn address(&self, host: &str, more: &str) -> String {
        let password = PASSWORD.replace(' ', "%20");
        format!("postgres://ferrofax:{password}@{host}:{}/ferrofax{more}", self.port)
    }

    /// Runs an SQL statement on the test's PostgreSQL server, and returns its output.
    pub(super) fn say(&self, sql: &str) -> String {
        let said = self.program("psql").args(["-d", "ferrofax", "-Atc", sql]).output().unwrap();
        assert!(said.status.success(), "{said:?}");
        String::from_utf8(said.stdout).unwrap().trim().to_owned()
    }

    /// Switches the server to TLS, with the test certificate of this name.
    pub(super) fn secure_by(&self, name: &str) {
        let certificates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/kit/certs");
        for kind in ["pem", "key"] {
            let to = self.folder.path().join(format!("data/{name}.{kind}"));
            fs::copy(certificates.join(format!("{name}.{kind}")), &to).unwrap();
            fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).unwrap();
            own(&to, self.user);
        }
        let text = format!("ssl = on\nssl_cert_file = '{name}.pem'\nssl_key_file = '{name}.key'\n");
        fs::write(self.folder.path().join("data/test.conf"), text).unwrap();
        kill_process(self.pid(), Signal::HUP).unwrap();
        while self.say("SHOW ssl_cert_file") != format!("{name}.pem") {
            sleep(Duration::from_millis(20));
        }
    }

    /// Pauses all processes of the test's PostgreSQL server, so that no client gets an answer.
    pub(super) fn stop(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets the processes of the PostgreSQL server run again after [`Self::stop`] has paused them.
    pub(super) fn go_on(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
        for entry in fs::read_dir("/proc").unwrap().map_while(Result::ok) {
            let name = entry.file_name();
            let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else { continue };
            let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
            // In the file `stat` of a process, its state and its parent's number follow its name in
            // brackets.
            let parent = stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1));
            if parent == Some(&self.process.borrow().id().to_string()) {
                // The process may have ended meanwhile.
                let _gone = kill_process(Pid::from_raw(pid).unwrap(), signal);
            }
        }
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.process.borrow())
    }

    fn program(&self, name: &str) -> Command {
        let mut program = Command::new(self.programs.join(name));
        program.arg("-h").arg(self.folder.path()).args(["-U", "ferrofax"]);
        program.args(["-p", &self.port.to_string()]).env("PGPASSWORD", PASSWORD);
        program
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.go_on();
        let _ended = kill_process(self.pid(), Signal::INT);
        let _status = self.process.get_mut().wait();
    }
}

/// Starts a PostgreSQL server with its data in this folder, on this port.
fn begin(programs: &Path, (folder, port): (&Path, u16), user: Option<(u32, u32)>) -> Child {
    as_user(&programs.join("postgres"), user)
        .arg("-D")
        .arg(folder.join("data"))
        .args(["-c", "fsync=off", "-c", "listen_addresses=localhost,127.0.0.1"])
        .args(["-c", &format!("port={port}")])
        .args(["-c", &format!("unix_socket_directories={}", folder.display())])
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The folder of the newest PostgreSQL on this machine.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.map_while(Result::ok);
    let newest = versions.max_by_key(|one| one.file_name().to_string_lossy().parse().unwrap_or(0));
    newest.map(|one| one.path().join("bin"))
}

/// The ids of a user other than root and of its group. The test's PostgreSQL server runs as this
/// user.
fn user() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut words = line.split(':').skip(2).map(str::parse);
        Some((words.next()?.ok()?, words.next()?.ok()?))
    };
    find("postgres").or_else(|| find("nobody")).unwrap()
}

fn own(path: &Path, user: Option<(u32, u32)>) {
    if let Some((user, group)) = user {
        chown(path, Some(user), Some(group)).unwrap();
    }
}

fn as_user(program: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::null()).current_dir("/");
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    command
}

fn run(command: &mut Command) {
    let ended = command.output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
}
