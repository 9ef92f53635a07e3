//! Mails from outside: taken from owners of devices whose domain vouches for them, by SPF
//! or DKIM in the DNS, and from nobody else.

use mail_auth::common::crypto::Ed25519Key;
use mail_auth::common::headers::HeaderWriter;
use mail_auth::dkim::DkimSigner;

use super::dns::Dns;
use super::gate::{GOOD, Gate, HOUR_MS, MINUTE_MS, from, letter};
use super::paper::script;
use ferrofax_kit::spools;

const ALICE: &str = "alice@example.com";
/// The machine that example.com sends from.
const THEIRS: &str = "198.51.100.7";
/// Another one.
const OTHER: &str = "203.0.113.66";

/// RFC 8032 §7.1, test 1.
const SECRET: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const PUBLIC: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
pub(crate) const KEY: &str = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

fn bytes(hexadecimal: &str) -> Vec<u8> {
    (0..hexadecimal.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hexadecimal[at..at + 2], 16).unwrap())
        .collect()
}

fn gate(dns: &Dns) -> Gate {
    gate_with(dns, "")
}

/// With more in `[mail]`. Signatures are dated by the machine's clock, so the gate has that, too.
fn gate_with(dns: &Dns, more: &str) -> Gate {
    let gate = Gate::new(&settings(dns, more));
    gate.begin_now();
    gate
}

fn settings(dns: &Dns, more: &str) -> String {
    let dns = dns.address;
    format!(
        "[mail]\nenabled = true\nfrom_outside = true\ndns = \"{dns}\"\ndns_timeout_seconds = 2\n{more}\n"
    )
}

/// A gate whose mails from outside are judged by these lines of a shell instead of by the
/// child, and the folder of that shell's script.
fn judged_by(dns: &Dns, lines: &str) -> (Gate, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_ferrofax");
    let lines = format!("[ \"$1\" = judge-mail ] || exec {program} \"$@\"\n{lines}");
    let gate = Gate::with_child(&settings(dns, ""), script(&folder, "child", &lines).as_ref());
    gate.begin_now();
    (gate, folder)
}

/// Why the last mail was not taken.
fn why(gate: &Gate) -> String {
    gate.audit().last().unwrap()["text"].as_str().unwrap().to_owned()
}

/// The mail with a signature of this domain's over these fields.
pub(crate) fn signed(mail: &[u8], domain: &str, fields: &[&str], whole: bool) -> Vec<u8> {
    let key = Ed25519Key::from_seed_and_public_key(&bytes(SECRET), &bytes(PUBLIC)).unwrap();
    let signer = DkimSigner::from_key(key)
        .domain(domain)
        .selector("s")
        .headers(fields.iter().copied());
    let signature = signer.body_length(!whole).sign(mail).unwrap().to_header();
    [signature.as_bytes(), mail].concat()
}

pub(crate) const FIELDS: [&str; 5] = ["From", "To", "Cc", "Subject", "Message-ID"];

fn sent(
    gate: &Gate,
    client: &str,
    sender: &str,
    recipients: &[&str],
    mail: &[u8],
) -> (u16, String) {
    match gate.mail(&from(client), sender, recipients, mail) {
        Ok(()) => (250, String::new()),
        Err(reply) => (reply.code, gate.last_refusal()),
    }
}

fn refused(code: u16, rule: &str) -> (u16, String) {
    (code, rule.to_owned())
}

#[test]
fn an_owner_is_believed_from_a_machine_that_his_domain_names_and_from_no_other() {
    let dns = Dns::with(&[
        ("example.com", "v=spf1 ip4:198.51.100.0/28 -all"),
        ("evil.example", "v=spf1 +all"),
    ]);
    let gate = gate_with(&dns, "spf_alone = true");
    let mail = letter(ALICE, &[GOOD]);
    assert_eq!(sent(&gate, THEIRS, ALICE, &[GOOD], &mail), (250, String::new()));
    assert_eq!(gate.audit().last().unwrap()["proof"], "spf of example.com");
    assert_eq!(sent(&gate, OTHER, ALICE, &[GOOD], &mail), refused(550, "unproved"));
    assert_eq!(
        sent(&gate, THEIRS, "mallory@evil.example", &[GOOD], &mail),
        refused(550, "stranger"),
        "owns no device"
    );
    let other = letter("bob@example.com", &[GOOD]);
    assert_eq!(
        sent(&gate, THEIRS, ALICE, &[GOOD], &other),
        refused(550, "unproved"),
        "another From than the sender"
    );
    let two = letter("alice@example.com, ceo@example.com", &[GOOD]);
    assert_eq!(sent(&gate, THEIRS, ALICE, &[GOOD], &two), refused(550, "unproved"), "two authors");
}

/// Anybody can write the address of a user.
#[test]
fn mails_begun_with_the_address_of_a_user_do_not_fill_the_audit_log() {
    let dns = Dns::with(&[("example.com", "v=spf1 ip4:198.51.100.0/28 -all")]);
    let front = "198.51.100.25";
    let servers = format!("trusted_front_servers = [\"{front}\"]\nauthserv_ids = [\"mx.example\"]");
    let gate = gate_with(&dns, &format!("spf_alone = true\n{servers}"));
    let begin = |client: &str| {
        (0..100).for_each(|_| _ = gate.grant(&from(client), ALICE, GOOD).unwrap());
        gate.audit().len()
    };
    assert_eq!((begin(THEIRS), begin(front)), (60, 120));
    assert!(gate.audit()[59]["more"].as_str().unwrap().contains("of this address"));
    // The line about the whole mail is written all the same.
    let mail = letter(ALICE, &[GOOD]);
    assert_eq!(sent(&gate, THEIRS, ALICE, &[GOOD], &mail), (250, String::new()));
    let last = gate.audit().pop().unwrap();
    assert_eq!((&last["asked"], &last["recipients"][0]), (&"message".into(), &GOOD.into()));
    gate.wait(MINUTE_MS);
    assert_eq!(begin(THEIRS), 181);
}

/// Anybody can write the address of a user.
#[test]
fn blocked_numbers_in_mails_with_the_address_of_a_user_do_not_count_against_the_user() {
    let dns = Dns::with(&[]);
    let user = "[[user]]\nname = \"alice\"\npassword = \"wonderland\"\n\
                addresses = [\"alice@example.com\"]\ndevice = \"2101\"\nburst_refusals = 4";
    let gate = gate_with(&dns, user);
    for end in 0..9 {
        let dear = format!("x@0090012345{end}.fax");
        assert!(gate.grant(&from(OTHER), ALICE, &dear).is_err());
        assert_eq!(gate.last_refusal(), "number-dear");
    }
    let alice = gate.login("alice", "wonderland").unwrap();
    assert!(gate.grant(&alice, ALICE, "x@00900999.fax").is_err());
    assert_eq!(gate.last_refusal(), "number-dear", "the user is not stopped");
    assert!(gate.grant(&alice, ALICE, GOOD).is_ok());
}

/// A mail server of ours passes on what anybody sends.
#[test]
fn mails_that_are_refused_behind_a_front_server_do_not_fill_the_audit_log() {
    let (dns, front) = (Dns::with(&[]), "198.51.100.25");
    let servers = format!("trusted_front_servers = [\"{front}\"]\nauthserv_ids = [\"mx.example\"]");
    let gate = gate_with(&dns, &format!("spf_alone = true\n{servers}"));
    let mail = letter(ALICE, &[GOOD]);
    let flood = |gate: &Gate| {
        (0..100).for_each(|_| assert_eq!(sent(gate, front, ALICE, &[GOOD], &mail).0, 550));
        gate.audit().len()
    };
    assert_eq!(flood(&gate), 60);
    assert!(gate.audit()[59]["more"].as_str().unwrap().contains("of this address"));
    // A mail that is accepted has its line all the same.
    let proof = format!("Authentication-Results: mx.example; spf=pass smtp.mailfrom={ALICE}\r\n");
    let good = [proof.as_bytes(), &mail].concat();
    assert_eq!(sent(&gate, front, ALICE, &[GOOD], &good), (250, String::new()));
    assert_eq!(gate.audit().len(), 61);
    gate.wait(MINUTE_MS);
    assert_eq!(flood(&gate), 121);
}

/// Whoever shares a provider with an owner sends from the same machines.
#[test]
fn that_a_machine_sends_for_a_domain_proves_nobody_unless_it_is_set_so() {
    let dns = Dns::with(&[
        ("example.com", "v=spf1 ip4:198.51.100.7 -all"),
        ("s._domainkey.example.com", KEY),
    ]);
    let gate = gate(&dns);
    let mail = letter(ALICE, &[GOOD]);
    assert_eq!(sent(&gate, THEIRS, ALICE, &[GOOD], &mail), refused(550, "unproved"));
    assert_eq!(
        sent(&gate, THEIRS, ALICE, &[GOOD], &signed(&mail, "example.com", &FIELDS, true)),
        (250, String::new())
    );
}

#[test]
fn a_signature_counts_for_some_hours_and_less_long_than_a_mail_is_known() {
    let dns = Dns::with(&[("s._domainkey.example.com", KEY)]);
    let gate = gate(&dns);
    let mail = signed(&letter(ALICE, &[GOOD]), "example.com", &FIELDS, true);
    gate.wait(19 * HOUR_MS);
    assert_eq!(sent(&gate, OTHER, ALICE, &[GOOD], &mail), (250, String::new()));
    gate.wait(2 * HOUR_MS);
    assert_eq!(sent(&gate, OTHER, ALICE, &[GOOD], &mail), refused(550, "unproved"));
    let settings = "[mail]\nfrom_outside = true\nsignature_hours = 24\n";
    let problems = ferrofax::program::settings::Settings::parse(settings).unwrap_err();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("duplicate_window_hours: a mail from outside could be submitted again"),
        "{told:?}"
    );
}

#[test]
fn a_signature_of_the_whole_mail_proves_it_from_anywhere() {
    let dns = Dns::with(&[("s._domainkey.example.com", KEY), ("s._domainkey.evil.example", KEY)]);
    let gate = gate(&dns);
    let mail = letter(ALICE, &[GOOD]);
    let good = signed(&mail, "example.com", &FIELDS, true);
    assert_eq!(sent(&gate, OTHER, ALICE, &[GOOD], &good), (250, String::new()));
    assert_eq!(gate.audit().last().unwrap()["proof"], "dkim of example.com");
    let changed = String::from_utf8(good.clone()).unwrap().replace("Hello", "Hallo").into_bytes();
    let foreign = signed(&mail, "evil.example", &FIELDS, true);
    let loose = signed(&mail, "example.com", &FIELDS, false);
    let no_id = signed(&mail, "example.com", &FIELDS[..4], true);
    let no_to = signed(&mail, "example.com", &["From", "Subject"], true);
    let second_to = [b"To: 5@00991275.fax\r\n".as_slice(), &good].concat();
    for (what, mail) in [
        ("unsigned", mail.as_slice()),
        ("another body", &changed),
        ("another domain's signature", &foreign),
        ("a body that may be longer than what is signed", &loose),
        ("a To that is not signed", &no_to),
        ("a Message-ID that is not signed", &no_id),
        ("a second To before the signed one", &second_to),
    ] {
        assert_eq!(sent(&gate, OTHER, ALICE, &[GOOD], mail), refused(550, "unproved"), "{what}");
    }
}

#[test]
fn a_signed_mail_to_somebody_else_is_not_sent_on_to_a_fax() {
    let dns = Dns::with(&[("s._domainkey.example.com", KEY)]);
    let gate = gate(&dns);
    let to_a_friend = signed(&letter(ALICE, &["friend@example.org"]), "example.com", &FIELDS, true);
    assert_eq!(sent(&gate, OTHER, ALICE, &[GOOD], &to_a_friend), refused(550, "unproved"));
    let to_one = signed(&letter(ALICE, &[GOOD]), "example.com", &FIELDS, true);
    assert_eq!(
        sent(&gate, OTHER, ALICE, &[GOOD, "2@00991272.fax"], &to_one),
        refused(550, "unproved")
    );
    let to_both = signed(&letter(ALICE, &[GOOD, "2@00991272.fax"]), "example.com", &FIELDS, true);
    assert_eq!(
        sent(&gate, OTHER, ALICE, &[GOOD, "2@00991272.fax"], &to_both),
        (250, String::new())
    );
}

/// DMARC lets a domain speak for those below it, unless they say otherwise.
#[test]
fn a_signature_of_the_domain_above_counts_by_dmarc_alone() {
    let mail = letter("eve@mail.example.com", &[GOOD]);
    let key = ("s._domainkey.example.com", KEY);
    let of = |texts: &[(&str, &str)]| {
        let dns = Dns::with(texts);
        let gate = gate(&dns);
        let mut eve = spools::device("2120", "eve@mail.example.com");
        eve.declared_at = "extensions.conf:1".into();
        gate.spool.devices().publish_devices(&[eve]).unwrap();
        sent(
            &gate,
            OTHER,
            "eve@mail.example.com",
            &[GOOD],
            &signed(&mail, "example.com", &FIELDS, true),
        )
    };
    assert_eq!(of(&[key, ("_dmarc.example.com", "v=DMARC1; p=reject")]), (250, String::new()));
    assert_eq!(
        of(&[key, ("_dmarc.example.com", "v=DMARC1; p=reject; adkim=s")]),
        refused(550, "unproved")
    );
    assert_eq!(of(&[key]), refused(550, "unproved"), "no word of DMARC");
}

#[test]
fn nothing_is_let_in_while_the_dns_is_silent_and_nothing_is_lost() {
    let dns = Dns::silent();
    let gate = gate(&dns);
    let begun = std::time::Instant::now();
    let mail = signed(&letter(ALICE, &[GOOD]), "example.com", &FIELDS, true);
    let (code, rule) = sent(&gate, THEIRS, ALICE, &[GOOD], &mail);
    assert_eq!((code, rule.as_str()), (451, "unproved-now"));
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

#[test]
fn nobody_is_let_in_from_outside_where_that_is_not_switched_on() {
    let dns = Dns::with(&[("example.com", "v=spf1 +all")]);
    let gate = Gate::new(&format!("[mail]\nenabled = true\ndns = \"{}\"\n", dns.address));
    assert_eq!(
        sent(&gate, THEIRS, ALICE, &[GOOD], &letter(ALICE, &[GOOD])),
        refused(550, "stranger")
    );
}

#[test]
fn several_clients_wait_for_the_dns_at_once() {
    let dns = Dns::with(&[("example.com", "v=spf1 ip4:198.51.100.7 -all")]);
    let gate = gate_with(&dns, "spf_alone = true");
    std::thread::scope(|scope| {
        for client in 0..8 {
            let gate = &gate;
            scope.spawn(move || {
                let (client, code) = if client % 2 == 0 { (THEIRS, 250) } else { (OTHER, 550) };
                for _ in 0..5 {
                    assert_eq!(sent(gate, client, ALICE, &[GOOD], &letter(ALICE, &[GOOD])).0, code);
                }
            });
        }
    });
}

/// What the daemon knows of a signature is what its child says: it looks at none itself.
#[test]
fn the_daemon_reads_no_signature_itself() {
    let dns = Dns::with(&[("s._domainkey.example.com", KEY)]);
    let (plain, good) =
        (letter(ALICE, &[GOOD]), signed(&letter(ALICE, &[GOOD]), "example.com", &FIELDS, true));
    let (gate, _folder) =
        judged_by(&dns, r#"printf '%s\n' '{"proved":"word of a child","guarded":true}'"#);
    assert_eq!(sent(&gate, OTHER, ALICE, &[GOOD], &plain), (250, String::new()));
    assert_eq!(gate.audit().last().unwrap()["proof"], "word of a child");
    let (gate, _folder) =
        judged_by(&dns, r#"printf '%s\n' '{"no":"it is\r\nnot","guarded":true}'"#);
    assert_eq!(sent(&gate, OTHER, ALICE, &[GOOD], &good), refused(550, "unproved"));
    assert!(why(&gate).ends_with(": it is  not"), "{:?}", why(&gate));
}

#[test]
fn a_child_is_answered_what_may_be_asked_and_not_without_end() {
    let dns = Dns::with(&[("s._domainkey.example.com", "text")]);
    let mail = letter(ALICE, &[GOOD]);
    let ask = |name: &str| {
        format!("printf '%s\\n' '{{\"ask\":\"TXT\",\"name\":\"{name}\"}}'; read answer <&1\n")
    };
    let repeat = r#"printf '{"no":"%s","guarded":true}\n' "$(printf %s "$answer" | tr -d '"')""#;
    for (name, answer) in [
        ("s._domainkey.example.com.", ": {answer:found,records:[text]}"),
        ("none.example.com.", ": {answer:nothing}"),
        ("none.example.com", ": {answer:no name}"),
        ("a b.example.com.", ": {answer:no name}"),
        ("..", ": {answer:no name}"),
    ] {
        let (gate, _folder) = judged_by(&dns, &(ask(name) + repeat));
        assert_eq!(sent(&gate, OTHER, ALICE, &[GOOD], &mail), refused(550, "unproved"), "{name}");
        assert!(why(&gate).ends_with(answer), "{name}: {:?}", why(&gate));
    }
    let (gate, _folder) =
        judged_by(&dns, &format!("while :; do\n{}done", ask("none.example.com.")));
    assert_eq!(sent(&gate, OTHER, ALICE, &[GOOD], &mail), refused(550, "unproved"));
    assert!(why(&gate).ends_with("it asks too much of the DNS"), "{:?}", why(&gate));
}
