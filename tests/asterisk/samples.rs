//! A real Asterisk loads each sample of `asterisk-conf` without a warning: unchanged, and with all
//! options that are commented out. Only addresses and the spool are changed for this machine.

use crate::laboratory::{Asterisk, LAB, Laboratory, on_each_asterisk};
use crate::programs::skip;
use crate::res_fax_lab::append;
use crate::smtp_sink::certificate;
use crate::watching::eventually;
use std::fs;
use std::path::Path;
use std::process::Command;

on_each_asterisk!(the_samples_load_without_a_warning, the_sample_of_dahdi_loads_without_a_warning);

/// The modules that read the samples, and those that the dialplan of the samples needs.
pub const MODULES: &str = "chan_iax2,res_pjsip_diversion,res_pjsip_outbound_registration,\
                       res_pjsip_outbound_authenticator_digest,func_redirecting,func_cut,\
                       func_dialplan,res_crypto,res_srtp";

/// Which commented-out lines of a sample are enabled.
#[derive(Clone, Copy)]
pub enum Taken {
    /// Trunks by TLS, and the number that people and faxes share.
    TlsAndPeople,
    /// All except the channels of telephone cards, which are not installed.
    All,
}

/// The first two lines of each block that [`Taken::TlsAndPeople`] enables. A block ends with the
/// commented-out lines.
const BEGINNINGS: [(&str, &str); 3] = [
    (";[transport-tls]", ";type = transport"),
    (";[um-tls](fax-trunk)", ";transport = transport-tls"),
    (";[from-trunk]", ";exten => 2106,1,Answer()"),
];

fn the_samples_load_without_a_warning(asterisk: Asterisk) {
    let lab = Laboratory::start_with("samples", asterisk, &["--with", MODULES]);
    take_registrations(&lab);
    for taken in [Taken::TlsAndPeople, Taken::All] {
        let names = ["pjsip", "udptl", "iax", "extensions", "ferrofax"];
        loads_silently(&lab, &names, taken);
        says(
            &lab,
            "pjsip show endpoints",
            &["Endpoint:  trunk ", "Endpoint:  um ", "Endpoint:  um-tls "],
        );
        says(&lab, "pjsip show transports", &["transport-udp", "transport-tcp", "transport-tls"]);
        says(&lab, "iax2 show peers", &["branch/branch"]);
        says(&lab, "udptl show config", &["udptlend:        4999"]);
        let from_um = ["fax-devices,${EXTEN},1", "fax-devices,${CALLED},1"];
        says(&lab, "dialplan show from-um", &from_um);
        let people = ["PJSIP/frank,30,r", "fax-devices,${FAXEXTEN},1"];
        says(&lab, "dialplan show from-trunk", &people);
        says(&lab, "ferrofax show devices", &["2101", "2102", "2103", "2106"]);
        says(&lab, "ferrofax show settings", &["/lab/ours/fax", "fax-devices"]);
    }
    says(&lab, "ferrofax show devices", &["2104", "2105"]);
    eventually("the provider has registered this PBX", 30, || {
        lab.console("pjsip show registrations").contains(" Registered ").then_some(())
    });
}

fn the_sample_of_dahdi_loads_without_a_warning(asterisk: Asterisk) {
    if !has_dahdi(asterisk) {
        return skip("there is no chan_dahdi.so to be had");
    }
    let lab = Laboratory::start_with("samples-dahdi", asterisk, &["--with", "chan_dahdi"]);
    for taken in [Taken::TlsAndPeople, Taken::All] {
        loads_silently(&lab, &["chan_dahdi"], taken);
        says(&lab, "module show like chan_dahdi", &["Running"]);
    }
}

fn loads_silently(lab: &Laboratory, names: &[&str], taken: Taken) {
    let before = lab.log().len();
    take_over(lab, names, taken);
    let log = lab.log();
    let complaints: Vec<&str> = log[before..]
        .lines()
        .filter(|line| line.contains("WARNING[") || line.contains("ERROR["))
        .collect();
    assert_eq!(complaints, Vec::<&str>::new());
}

/// Installs these samples in our PBX.
pub fn take_over(lab: &Laboratory, names: &[&str], taken: Taken) {
    let etc = lab.of("ours/etc");
    copy_certificate(&etc.join("keys"));
    for name in names {
        let text = at_home(lab, &taken.of(&sample(name)));
        fs::write(etc.join(format!("{name}.conf")), text)
            .expect("the laboratory's folder can be written");
    }
    lab.restart("ours");
}

impl Taken {
    /// Returns the sample with the enabled lines.
    fn of(self, sample: &str) -> String {
        let lines: Vec<&str> = sample.lines().collect();
        let mut is_within = false;
        let mut text = String::new();
        for (at, line) in lines.iter().enumerate() {
            let next = lines.get(at + 1).copied().unwrap_or_default();
            is_within = match self {
                Self::TlsAndPeople => {
                    line.starts_with(';') && (is_within || BEGINNINGS.contains(&(line, next)))
                }
                Self::All => is_offered(line),
            };
            text += if is_within { &line[1..] } else { line };
            text.push('\n');
        }
        text
    }
}

/// Returns whether a line is commented-out code: not an explanation, which begins with a blank, and
/// not an option with an empty value.
fn is_offered(line: &str) -> bool {
    line.strip_prefix(';').is_some_and(|line| {
        let is_code = line.starts_with(" same =>") || !line.starts_with([' ', ';']);
        let option = line.split(';').next().unwrap_or_default().trim_end();
        is_code && !option.ends_with('=') && !line.starts_with("channel =>")
    })
}

/// Sets up the provider of the sample in `world`, with its user and password.
fn take_registrations(lab: &Laboratory) {
    let world = lab.port("world_sip");
    append(
        lab,
        "world/etc",
        "pjsip.conf",
        &format!(
            "
[udp-10]
type = transport
protocol = udp
bind = 127.0.0.10:{world}

[any](+)
auth = customer
aors = peer,49991270061

[customer]
type = auth
auth_type = userpass
username = 49991270061
password = change-me

[49991270061]
type = aor
max_contacts = 3
"
        ),
    );
    lab.restart("world");
}

fn says(lab: &Laboratory, command: &str, words: &[&str]) {
    let answer = lab.console(command);
    for word in words {
        assert!(answer.contains(word), "\"{word}\" is not in the answer to {command}: {answer}");
    }
}

fn has_dahdi(asterisk: Asterisk) -> bool {
    let output = Command::new(LAB).args(["dahdi", asterisk.name()]).output();
    output.is_ok_and(|output| output.stdout.starts_with(b"yes"))
}

fn sample(name: &str) -> String {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("asterisk-conf/{name}.conf.sample"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Replaces addresses and folders of the text by those of this machine. `world` is used for hosts
/// without an address of their own here.
fn at_home(lab: &Laboratory, text: &str) -> String {
    let (sip, world) = (lab.port("ours_sip"), lab.port("world_sip"));
    text.replace("0.0.0.0:5060", &format!("127.0.0.1:{sip}"))
        .replace("0.0.0.0:5061", &format!("127.0.0.1:{}", sip + 10))
        .replace("bindport = 4569", &format!("bindport = {}\nbindaddr = 127.0.0.1", sip + 11))
        .replace("192.0.2.10:5060", &format!("127.0.0.10:{world}"))
        .replace("sip:sip.example.net", &format!("sip:127.0.0.10:{world}"))
        .replace("@sip.example.net", &format!("@127.0.0.10:{world}"))
        .replace("192.0.2.", "127.0.0.")
        .replace("/etc/asterisk/keys", "/lab/ours/etc/keys")
        .replace(";spool = ", "spool = ")
        .replace("spool = /var/spool/asterisk/ferrofax", "spool = /lab/ours/fax")
}

/// Copies a test certificate and its key.
fn copy_certificate(folder: &Path) {
    fs::create_dir_all(folder).expect("the laboratory's folder can be written");
    for ending in ["pem", "key"] {
        fs::copy(
            certificate(&format!("relay.{ending}")),
            folder.join(format!("fax.example.com.{ending}")),
        )
        .expect("the certificate is there");
    }
}
