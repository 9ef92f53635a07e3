//! Tests of PGP/MIME with `gpg`.

use super::*;
use ferrofax_resources::programs::is_there;

/// A home folder of `gpg` with keys. The agent of `gpg` ends when this value is dropped.
struct Gpg(tempfile::TempDir);

impl Gpg {
    fn new() -> Self {
        let home = tempfile::Builder::new().prefix("fg").tempdir_in("/tmp").unwrap();
        std::fs::create_dir(home.path().join("keys")).unwrap();
        Self(home)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let home = self.path().to_str().unwrap();
        let mut all = vec!["--homedir", home, "--batch", "--yes", "--pinentry-mode", "loopback"];
        all.extend(["--passphrase", "", "--no-tty"]);
        all.extend(more);
        all
    }

    fn works(&self, more: &[&str], input: &[u8]) -> Vec<u8> {
        works("gpg", &self.arguments(more), self.path(), input)
    }

    /// Makes a key, and puts its public part into the folder of keys.
    fn make(&self, person: &str, kind: &str, usage: &str, life: &str) -> String {
        self.works(&["--quick-generate-key", person, kind, usage, life], b"");
        let listed = self.works(&["--with-colons", "--list-keys", person], b"");
        let listed = String::from_utf8(listed).unwrap();
        let line = listed.lines().find(|line| line.starts_with("fpr:")).unwrap();
        let fingerprint = line.split(':').nth(9).unwrap().to_owned();
        // If the kind of key is named, `gpg` makes no subkey for encryption by itself.
        if kind.starts_with("rsa") && usage == "default" {
            self.works(&["--quick-add-key", &fingerprint, kind, "encr", life], b"");
        }
        self.export(person);
        fingerprint
    }

    fn export(&self, person: &str) {
        let key = self.works(&["--armor", "--export", person], b"");
        std::fs::write(self.path().join("keys/key.asc"), key).unwrap();
    }

    fn protection(&self) -> Protection {
        protection(&of_folder(&self.path().join("keys")))
    }

    /// Decrypts a PGP/MIME mail. Returns the content, and what `gpg` says of the signature.
    fn opened(&self, mail: &[u8]) -> (Vec<u8>, String) {
        let whole = MessageParser::default().parse(mail).expect("a mail");
        let kind = whole.content_type().unwrap();
        assert_eq!((kind.ctype(), kind.subtype()), ("multipart", Some("encrypted")));
        let armored = whole.attachment(1).or(whole.attachment(0)).unwrap().contents().to_vec();
        let done =
            run("gpg", &self.arguments(&["--status-fd", "2", "--decrypt"]), self.path(), &armored);
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{told}");
        (done.stdout, told)
    }
}

impl Drop for Gpg {
    fn drop(&mut self) {
        let home = self.path().to_str().unwrap();
        let _ = Command::new("gpgconf").args(["--homedir", home, "--kill", "all"]).status();
    }
}

const ANNA: &str = "Anna Smith <anna@example.com>";

#[test]
fn gpg_opens_a_mail_for_each_kind_of_key() {
    if !is_there("gpg") {
        return;
    }
    for kind in ["rsa2048", "future-default"] {
        let gpg = Gpg::new();
        gpg.make(ANNA, kind, "default", "1y");
        let mail = encrypted(&gpg.protection(), &[HER], now());
        let (inside, told) = gpg.opened(&mail);
        assert_has_all(&inside);
        assert!(!told.contains("SIG"), "{told}");
        assert!(told.contains("DECRYPTION_INFO 2 9"), "AES-256 with MDC: {told}");
        // A key in binary form can be used, too.
        let binary = gpg.works(&["--export", "anna@example.com"], b"");
        std::fs::write(gpg.path().join("keys/key.asc"), binary).unwrap();
        assert_has_all(&gpg.opened(&encrypted(&gpg.protection(), &[HER], now())).0);
    }
}

#[test]
fn gpg_proves_the_signature() {
    if !is_there("gpg") {
        return;
    }
    let gpg = Gpg::new();
    gpg.make("Fax <fax@example.com>", "ed25519", "sign", "1y");
    let key = gpg.works(&["--armor", "--export-secret-keys", "fax@example.com"], b"");
    let ours = gpg.path().join("ours.asc");
    std::fs::write(&ours, key).unwrap();
    gpg.make(ANNA, "future-default", "default", "2y");
    let folder = of_folder(&gpg.path().join("keys"));
    let settings = ProtectionSettings { openpgp_key: Some(ours), ..folder };
    let protection = protection(&settings);
    let (inside, told) = gpg.opened(&encrypted(&protection, &[HER], now()));
    assert_has_all(&inside);
    assert!(told.contains("GOODSIG"), "{told}");
    // After the key has expired, it signs nothing, and no unsigned mail is sent.
    let order = order("required");
    let late = protection.protect(&with_order(&order), &[HER], &order, days(400));
    assert!(matches!(late, Err(Fault::Library(_) | Fault::Signer(_))), "{late:?}");
}

#[test]
fn a_subkey_for_signatures_signs_until_its_own_end() {
    if !is_there("gpg") {
        return;
    }
    let gpg = Gpg::new();
    let fingerprint = gpg.make("Fax <fax@example.com>", "ed25519", "cert", "1y");
    let ours = gpg.path().join("ours.asc");
    let protection = |life: &str| {
        gpg.works(&["--quick-add-key", &fingerprint, "ed25519", "sign", life], b"");
        let key = gpg.works(&["--armor", "--export-secret-keys", "fax@example.com"], b"");
        std::fs::write(&ours, key).unwrap();
        let folder = of_folder(&gpg.path().join("keys"));
        protection(&ProtectionSettings { openpgp_key: Some(ours.clone()), ..folder })
    };
    let short = protection("10d");
    gpg.make(ANNA, "future-default", "default", "2y");
    let order = order("required");
    let protect = |by: &Protection, day| by.protect(&with_order(&order), &[HER], &order, days(day));
    assert!(protect(&short, 9).is_ok());
    assert!(matches!(protect(&short, 11), Err(Fault::Library(_) | Fault::Signer(_))));
    // Of two subkeys, the one that is valid longer signs, even if it is the second.
    assert!(protect(&protection("30d"), 11).is_ok());
}

#[test]
fn a_signing_key_with_a_passphrase_or_of_another_kind_is_named() {
    if !is_there("gpg") {
        return;
    }
    let gpg = Gpg::new();
    let broken = |bytes: Vec<u8>| {
        let ours = gpg.path().join("ours.asc");
        std::fs::write(&ours, bytes).unwrap();
        let settings = ProtectionSettings { openpgp_key: Some(ours), ..Default::default() };
        let checked = protection(&settings).check_signers();
        checked.into_iter().next().unwrap().unwrap_err()
    };
    gpg.make("Rsa <rsa@example.com>", "rsa2048", "sign", "1y");
    let rsa = gpg.works(&["--armor", "--export-secret-keys", "rsa@example.com"], b"");
    assert!(broken(rsa).contains("no key for signatures of a kind"));
    let mut locked =
        gpg.arguments(&["--quick-generate-key", "l <l@example.com>", "ed25519", "sign"]);
    let at = locked.iter().position(|one| one.is_empty()).unwrap();
    locked[at] = "hush";
    works("gpg", &locked, gpg.path(), b"");
    let mut export = gpg.arguments(&["--export-secret-keys", "l@example.com"]);
    export[at] = "hush";
    let key = works("gpg", &export, gpg.path(), b"");
    assert!(broken(key).contains("passphrase"));
    assert!(broken(b"no key".to_vec()).contains("no private OpenPGP key"));
    let public = gpg.works(&["--armor", "--export", "l@example.com"], b"");
    assert!(broken(public).contains("no private OpenPGP key"));
}

#[test]
fn a_key_that_cannot_be_used_lets_nothing_out() {
    if !is_there("gpg") {
        return;
    }
    let gpg = Gpg::new();
    // The key has expired, or is not valid yet.
    let fingerprint = gpg.make(ANNA, "future-default", "default", "10d");
    let fault = refused(&gpg.protection(), days(11));
    assert!(matches!(fault, KeyFault::Expired { .. }), "{fault}");
    let fault = refused(&gpg.protection(), days(-1));
    assert!(!matches!(fault, KeyFault::Missing { .. }), "{fault}");
    encrypted(&gpg.protection(), &[HER], now());
    // If the owner signs a longer validity later, it applies.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    gpg.works(&["--quick-set-expire", &fingerprint, "30d"], b"");
    gpg.works(&["--quick-set-expire", &fingerprint, "30d", "*"], b"");
    gpg.export(ANNA);
    encrypted(&gpg.protection(), &[HER], days(11));
    // One address of the key is revoked, another is not.
    gpg.works(&["--quick-add-uid", &fingerprint, "Anna <anna@example.org>"], b"");
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    gpg.works(&["--quick-revoke-uid", &fingerprint, ANNA], b"");
    gpg.export("anna@example.org");
    let fault = refused(&gpg.protection(), now() + 3_000);
    assert!(matches!(fault, KeyFault::Revoked { .. }), "{fault}");
    encrypted(&gpg.protection(), &["anna@example.org"], now() + 3_000);
    // The whole key is revoked.
    let revocation = gpg.path().join(format!("openpgp-revocs.d/{fingerprint}.rev"));
    let revocation = std::fs::read_to_string(revocation).unwrap().replace(":-----", "-----");
    gpg.works(&["--import"], revocation.as_bytes());
    gpg.export("anna@example.org");
    let revoked = gpg.protection();
    let order = order("required");
    let to = ["anna@example.org"];
    let done = revoked.protect(&with_order(&order), &to, &order, now() + 3_000);
    match done {
        Ok(Protected::Notice { fault: KeyFault::Revoked { .. }, mail, .. }) => {
            assert_has_nothing(&mail);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_key_that_only_signs_or_is_too_small_lets_nothing_out() {
    if !is_there("gpg") {
        return;
    }
    let gpg = Gpg::new();
    gpg.make(ANNA, "ed25519", "sign", "1y");
    let fault = refused(&gpg.protection(), now());
    assert!(matches!(fault, KeyFault::Purpose { .. }), "{fault}");
    let gpg = Gpg::new();
    gpg.make(ANNA, "rsa1024", "default", "1y");
    let fault = refused(&gpg.protection(), now());
    assert!(matches!(fault, KeyFault::Unsupported { .. }), "{fault}");
}

#[test]
fn a_signature_that_is_not_of_the_owner_does_not_count() {
    if !is_there("gpg") {
        return;
    }
    let gpg = Gpg::new();
    gpg.make(ANNA, "future-default", "default", "1y");
    let bytes = gpg.works(&["--export", "anna@example.com"], b"");
    // If a signature or the name in a key is changed, the key is not used.
    let mut unused = 0;
    for at in (0..bytes.len()).step_by(23) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x20;
        std::fs::write(gpg.path().join("keys/key.asc"), &changed).unwrap();
        let order = order("required");
        match gpg.protection().protect(&with_order(&order), &[HER], &order, now()) {
            Ok(Protected::Notice { mail, to_faxmaster, .. }) => {
                assert_has_nothing(&mail);
                assert_has_nothing(&to_faxmaster);
                unused += 1;
            }
            // The change was in a part that is not signed, such as a packet's length.
            Ok(Protected::Encrypted(mail)) => assert_has_all(&gpg.opened(&mail).0),
            other => panic!("{at}: {other:?}"),
        }
    }
    assert!(unused * 10 > bytes.len() / 23 * 7, "{unused} of {}", bytes.len() / 23);
}
