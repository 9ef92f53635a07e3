//! The systems at which received faxes are filed in the tests.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use super::super::bench::Serving;
use super::super::ports::own_port;
use super::super::programs::{in_lab, is_there};

/// Waits until something listens at this port.
fn listening(port: u16, process: &mut Serving) {
    for _ in 0..1_200 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        assert_eq!(process.0.try_wait().unwrap(), None, "the peer goes on");
        sleep(Duration::from_millis(50));
    }
    panic!("nothing listens at {port}");
}

/// One of the systems of `peers.py`.
pub(super) struct Peer {
    pub(super) port: u16,
    pub(super) folder: tempfile::TempDir,
    _process: Serving,
}

impl Peer {
    /// None, with a note, where the libraries are not installed.
    pub(super) fn start(kind: &str) -> Option<Self> {
        Self::start_in(tempfile::tempdir().unwrap(), kind)
    }

    /// A receiver of HL7 messages with TLS, whose certificate is certificate.pem in its folder.
    pub(super) fn with_tls() -> Option<Self> {
        if !is_there("openssl") {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
            ])
            .args(["-days", "2", "-subj", "/CN=hl7", "-addext", "subjectAltName=IP:127.0.0.1"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .args(["-keyout", "key.pem", "-out", "certificate.pem"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        Self::start_in(folder, "mllp")
    }

    fn start_in(folder: tempfile::TempDir, kind: &str) -> Option<Self> {
        let python = in_lab("filing/bin/python")?;
        let port = own_port();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/program/filing/peers.py");
        let errors = fs::File::create(folder.path().join("errors")).unwrap();
        let process = Command::new(python)
            .arg(script)
            .args([kind, &port.to_string()])
            .arg(folder.path())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors)
            .spawn()
            .unwrap();
        let mut process = Serving(process);
        listening(port, &mut process);
        Some(Self { port, folder, _process: process })
    }

    /// What the peer has noted.
    pub(super) fn log(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// OpenSSH's server, which lets one user in by a key.
pub(super) struct Sshd {
    pub(super) port: u16,
    pub(super) user: String,
    folder: tempfile::TempDir,
    _process: Serving,
}

impl Sshd {
    /// None, with a note, where OpenSSH is not installed.
    pub(super) fn start() -> Option<Self> {
        let program = in_lab("sshd/usr/sbin/sshd")?;
        if !is_there("ssh-keygen") {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        // As root it would need a user of its own on this machine.
        let user = rustix::process::geteuid().is_root().then(|| user_named("nobody"));
        let port = own_port();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("files")).unwrap();
        for key in ["host", "client"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(path(key))
                .status();
            assert!(made.unwrap().success());
        }
        let host = fs::read_to_string(path("host.pub")).unwrap();
        fs::write(path("known_hosts"), format!("[127.0.0.1]:{port} {host}")).unwrap();
        fs::copy(path("client.pub"), path("authorized")).unwrap();
        // The key exchange that OpenSSH prefers takes a tenth of a second of a processor.
        let settings = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {0}/host\nAuthorizedKeysFile {0}/authorized\n\
             PidFile none\nStrictModes no\nUsePAM yes\nPasswordAuthentication no\n\
             KbdInteractiveAuthentication no\nKexAlgorithms curve25519-sha256\nMaxStartups 100\n\
             Subsystem sftp internal-sftp\nForceCommand internal-sftp\n",
            folder.path().display()
        );
        fs::write(path("sshd_config"), settings).unwrap();
        let mut command = Command::new(program);
        command
            .args(["-D", "-e", "-f"])
            .arg(path("sshd_config"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(path("errors")).unwrap());
        if let Some((uid, gid)) = user {
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
            for name in ["files", "host"] {
                chown(path(name), Some(uid), Some(gid)).unwrap();
            }
            command.uid(uid).gid(gid);
        }
        let user = user.map_or_else(|| std::env::var("USER").unwrap(), |_| "nobody".to_owned());
        let mut process = Serving(command.spawn().unwrap());
        listening(port, &mut process);
        Some(Self { port, user, folder, _process: process })
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn files(&self) -> PathBuf {
        self.path("files")
    }
}

fn user_named(name: &str) -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.split(':').next() == Some(name)).unwrap();
    let mut words = line.split(':').skip(2).map(|word| word.parse().unwrap());
    (words.next().unwrap(), words.next().unwrap())
}

/// moto, an object store that speaks S3.
pub(super) struct ObjectStore {
    pub(super) port: u16,
    _process: Serving,
}

impl ObjectStore {
    /// None, with a note, where it is not installed.
    pub(super) fn start() -> Option<Self> {
        let program = in_lab("s3/bin/moto_server")?;
        let port = own_port();
        let process = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut process = Serving(process);
        listening(port, &mut process);
        Some(Self { port, _process: process })
    }

    /// Runs a few lines of Python, in which `store` is a client of the store.
    fn python(&self, lines: &str) -> String {
        let begin = format!(
            "import boto3, hashlib\nstore = boto3.client('s3', endpoint_url='http://127.0.0.1:{}', \
             region_name='us-east-1', aws_access_key_id='key', aws_secret_access_key='hushhush')\n",
            self.port
        );
        let python = in_lab("s3/bin/python").unwrap();
        let run = Command::new(python).args(["-c", &(begin + lines)]).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    }

    pub(super) fn make_bucket(&self, name: &str) {
        self.python(&format!("store.create_bucket(Bucket='{name}')"));
    }

    /// The SHA-256 of each object in a bucket, by its name.
    pub(super) fn hashes(&self, bucket: &str) -> BTreeMap<String, String> {
        let text = self.python(&format!(
            "for one in store.list_objects_v2(Bucket='{bucket}')['Contents']:\n    \
             body = store.get_object(Bucket='{bucket}', Key=one['Key'])['Body'].read()\n    \
             print(hashlib.sha256(body).hexdigest(), one['Key'])\n"
        ));
        let lines = text.lines().map(|line| line.split_once(' ').unwrap());
        lines.map(|(hash, name)| (name.to_owned(), hash.to_owned())).collect()
    }
}
