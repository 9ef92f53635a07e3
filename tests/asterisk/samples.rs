//! Each sample of `asterisk-conf` is loaded by a real Asterisk as it stands, without a
//! warning; only addresses are brought to this machine.

use crate::laboratory::{Asterisk, LAB, Laboratory, on_each_asterisk};
use crate::smtp_sink::certificate;
use std::fs;
use std::path::Path;
use std::process::Command;

on_each_asterisk!(the_samples_load_without_a_warning);

/// The modules that the samples are for, and those that their dialplan names.
pub const MODULES: &str = "chan_iax2,res_pjsip_diversion,res_pjsip_outbound_registration,\
                       res_pjsip_outbound_authenticator_digest,func_redirecting,func_cut,\
                       func_dialplan,res_crypto,res_srtp";

fn the_samples_load_without_a_warning(asterisk: Asterisk) {
    let has_dahdi = has_dahdi(asterisk);
    let modules = if has_dahdi { format!("{MODULES},chan_dahdi") } else { MODULES.to_owned() };
    let lab = Laboratory::start_with("samples", asterisk, &["--with", &modules]);
    let before = lab.log().len();
    take_over(&lab, &["pjsip", "udptl", "iax", "chan_dahdi", "extensions"]);

    let log = lab.log();
    let complaints: Vec<&str> = log[before..]
        .lines()
        .filter(|line| line.contains("WARNING[") || line.contains("ERROR["))
        .collect();
    assert_eq!(complaints, Vec::<&str>::new());

    says(
        &lab,
        "pjsip show endpoints",
        &["Endpoint:  trunk ", "Endpoint:  um ", "Endpoint:  um-tls "],
    );
    says(&lab, "pjsip show transports", &["transport-udp", "transport-tcp", "transport-tls"]);
    says(&lab, "iax2 show peers", &["branch/branch"]);
    says(&lab, "udptl show config", &["udptlend:        4999"]);
    says(&lab, "dialplan show from-um", &["fax-devices,${EXTEN},1", "fax-devices,${CALLED},1"]);
    says(&lab, "ferrofax show devices", &["2101", "2102", "2103"]);
    if has_dahdi {
        says(&lab, "module show like chan_dahdi", &["Running"]);
    } else {
        println!("skipped: chan_dahdi.conf.sample, for there is no chan_dahdi.so to be had");
    }
}

/// Our PBX has these samples from now on.
pub fn take_over(lab: &Laboratory, names: &[&str]) {
    let etc = lab.of("ours/etc");
    copy_certificate(&etc.join("keys"));
    for name in names {
        fs::write(etc.join(format!("{name}.conf")), at_home(lab, &sample(name)))
            .expect("the laboratory's folder can be written");
    }
    lab.restart("ours");
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

/// The sample with this machine's addresses, and with all of its TLS switched on.
fn at_home(lab: &Laboratory, text: &str) -> String {
    let (sip, keys) = (lab.port("ours_sip"), "/lab/ours/etc/keys");
    let mut is_tls = false;
    let mut home = String::new();
    for line in text.lines() {
        is_tls = line.starts_with(';')
            && (is_tls || line.contains("-tls](") || line == ";[transport-tls]");
        home += if is_tls { line.trim_start_matches(';') } else { line };
        home.push('\n');
    }
    home.replace("0.0.0.0:5060", &format!("127.0.0.1:{sip}"))
        .replace("0.0.0.0:5061", &format!("127.0.0.1:{}", sip + 10))
        .replace("bindport = 4569", &format!("bindport = {}\nbindaddr = 127.0.0.1", sip + 11))
        .replace("192.0.2.", "127.0.0.")
        .replace("/etc/asterisk/keys", keys)
}

/// The certificate and the key of a test.
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
