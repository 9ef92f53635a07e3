//! A directory: OpenLDAP's slapd with people of a house, on this machine alone.

use std::fmt::Write as _;
use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::ports::own_port;
use crate::programs::{is_there, skip};
use ferrofax_kit::programs::Running;

/// The directory, until dropped.
pub(crate) struct Slapd {
    child: Running,
    folder: tempfile::TempDir,
    pub(crate) port: u16,
    pub(crate) tls_port: u16,
}

/// Each with the password `NAME's own`, an address and groups. `bob` is somebody of the
/// settings, too; `fred` is in no group; `olga` and `olaf` share an address.
const PEOPLE: [(&str, &str, &[&str]); 7] = [
    ("dora", "2101@example.com", &["fax-desk", "fax-users"]),
    ("emil", "2102@example.com", &["fax-users"]),
    ("fred", "fred@example.com", &[]),
    ("bob", "bob@example.com", &["fax-desk"]),
    ("olga", "post@example.com", &["fax-users"]),
    ("olaf", "post@example.com", &["fax-users"]),
    ("printers", "print@example.com", &["fax-users"]),
];

const LONGEST: Duration = Duration::from_secs(60);

pub(crate) fn certs() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/kit/certs")
}

impl Slapd {
    /// Starts it. None: it is not installed.
    pub(crate) fn start() -> Option<Self> {
        let program = ["/usr/sbin/slapd", "/usr/libexec/slapd"]
            .into_iter()
            .find(|it| fs::exists(it).unwrap());
        let Some(program) = program else {
            skip("slapd is not installed");
            return None;
        };
        if !is_there("ldapmodify") {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let (port, tls_port) = (own_port(), own_port());
        fs::create_dir(folder.path().join("data")).unwrap();
        let config = folder.path().join("slapd.conf");
        fs::write(&config, settings(&folder)).unwrap();
        let people = folder.path().join("people.ldif");
        fs::write(&people, ldif()).unwrap();
        let mut add = Command::new(program);
        add.args(["-T", "add", "-f"]).arg(&config).arg("-l").arg(&people);
        let added = add.output().unwrap();
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
        let child = started(program, &folder, port, tls_port);
        Some(Self { folder, child: Running(child), port, tls_port })
    }

    /// What `[ldap]` says of it, asked by its reader.
    pub(crate) fn settings(&self) -> String {
        let (ca, password) = (certs().join("root.pem"), self.password("reader's own"));
        format!(
            "[ldap]
url = [\"ldaps://localhost:{}\"]
ca = \"{}\"
bind_dn = \"cn=reader,dc=example,dc=com\"
password_file = \"{}\"
base = \"ou=people,dc=example,dc=com\"
filter = \"(&(objectClass=inetOrgPerson)(|(uid={{name}})(mail={{name}})))\"
ask_again_seconds = 1
",
            self.tls_port,
            ca.display(),
            password.display(),
        )
    }

    /// A file with this password.
    pub(crate) fn password(&self, password: &str) -> PathBuf {
        let file = self.folder.path().join("password");
        fs::write(&file, format!("{password}\n")).unwrap();
        file
    }

    /// Changes it, as LDIF says.
    pub(crate) fn change(&self, ldif: &str) {
        let file = self.folder.path().join("change.ldif");
        fs::write(&file, ldif).unwrap();
        let mut change = Command::new("ldapmodify");
        change.args(["-x", "-D", "cn=admin,dc=example,dc=com", "-w", "admin's own", "-H"]);
        let done = change.arg(format!("ldap://127.0.0.1:{}", self.port)).arg("-f").arg(file);
        let done = done.output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// Takes somebody out of a group, whose first member stays.
    pub(crate) fn leave(&self, name: &str, group: &str) {
        self.change(&format!(
            "dn: cn={group},ou=groups,dc=example,dc=com\nchangetype: modify\ndelete: member\n\
             member: uid={name},ou=people,dc=example,dc=com\n"
        ));
    }

    /// Ends it, as a machine that fails.
    pub(crate) fn end(&mut self) {
        self.child.0.kill().unwrap();
        self.child.0.wait().unwrap();
    }
}

fn started(program: &str, folder: &tempfile::TempDir, port: u16, tls_port: u16) -> Child {
    let at = format!("ldap://127.0.0.1:{port} ldaps://127.0.0.1:{tls_port}");
    let log = fs::File::create(folder.path().join("log")).unwrap();
    let mut command = Command::new(program);
    command
        .args(["-d", "none", "-h", &at, "-f"])
        .arg(folder.path().join("slapd.conf"));
    let mut child = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
    let begun = Instant::now();
    while [port, tls_port]
        .iter()
        .any(|port| TcpStream::connect(("127.0.0.1", *port)).is_err())
    {
        let log = || fs::read_to_string(folder.path().join("log")).unwrap_or_default();
        assert!(child.try_wait().unwrap().is_none(), "slapd has ended: {}", log());
        assert!(begun.elapsed() < LONGEST, "slapd does not listen: {}", log());
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

fn settings(folder: &tempfile::TempDir) -> String {
    let (path, certs) = (folder.path().display(), certs());
    let certs = certs.display();
    let schemas = ["core", "cosine", "inetorgperson"]
        .map(|name| format!("include /etc/ldap/schema/{name}.schema\n"))
        .concat();
    format!(
        "{schemas}
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile {path}/pid
TLSCACertificateFile {certs}/root.pem
TLSCertificateFile {certs}/relay.pem
TLSCertificateKeyFile {certs}/relay.key
database mdb
maxsize 10485760
suffix dc=example,dc=com
rootdn cn=admin,dc=example,dc=com
rootpw \"admin's own\"
directory {path}/data
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to dn.base=ou=people,dc=example,dc=com by dn.exact=cn=reader,dc=example,dc=com read by users search
access to filter=(description=*) by users read by * none
access to * by dn.exact=cn=reader,dc=example,dc=com read by self read by * none
"
    )
}

fn ldif() -> String {
    let mut text = "dn: dc=example,dc=com
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: cn=reader,dc=example,dc=com
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: reader's own
"
    .to_owned();
    for unit in ["people", "groups"] {
        let _ = write!(
            text,
            "\ndn: ou={unit},dc=example,dc=com\nobjectClass: organizationalUnit\nou: {unit}\n"
        );
    }
    for (name, mail, groups) in PEOPLE {
        let _ = write!(
            text,
            "\ndn: uid={name},ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: {name}\n\
             cn: {name}\nsn: {name}\nmail: {mail}\nuserPassword: {name}'s own\n"
        );
        for group in groups {
            let _ = writeln!(text, "memberOf: cn={group},ou=groups,dc=example,dc=com");
        }
    }
    for group in ["fax-desk", "fax-users"] {
        let _ = write!(
            text,
            "\ndn: cn={group},ou=groups,dc=example,dc=com\nobjectClass: groupOfNames\ncn: {group}\n\
             member: cn=reader,dc=example,dc=com\n"
        );
        for (name, _, _) in PEOPLE.iter().filter(|(_, _, groups)| groups.contains(&group)) {
            let _ = writeln!(text, "member: uid={name},ou=people,dc=example,dc=com");
        }
    }
    text
}
