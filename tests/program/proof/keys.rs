//! The key that signs proofs: it is made once, or belongs to the administrator.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use ferrofax::UnixMs;
use ferrofax::proof::verify::{Trust, verify};
use ferrofax::proof::{ProofSigner, certificates, key_state, renew_key};
use ferrofax_kit::time_stamp_service::openssl;

use super::{NOW, Proofs, YEAR, faults};
use crate::programs::is_there;

#[test]
fn the_key_is_made_once_and_is_only_for_its_owner() {
    let proofs = Proofs::new();
    assert!(key_state(&proofs.settings).is_none());
    let id = proofs.sent(1);
    let (first, second) = (proofs.proof(id), proofs.proof(id));
    let key = |proof: &[u8]| proofs.verdict(proof).signature.unwrap().fingerprint;
    assert_eq!(key(&first), key(&second));
    let file = proofs.settings.folder.as_ref().unwrap().join("own.pem");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let state = || key_state(&proofs.settings).unwrap().unwrap();
    assert!(state().too_open.is_none() && state().expires > (NOW + 9 * YEAR).0 / 1_000);
    fs::set_permissions(&file, PermissionsExt::from_mode(0o644)).unwrap();
    assert!(state().too_open.unwrap().contains("everybody may read"));
}

#[test]
fn a_key_of_the_administrator_signs_proofs_and_its_authority_may_be_trusted() {
    if !is_there("openssl") {
        return;
    }
    let mut proofs = Proofs::new();
    let folder = proofs.folder.path().to_owned();
    let key = "-newkey rsa:2048 -nodes";
    openssl(&folder, &format!("req -x509 {key} -keyout ca.key -out ca.pem -subj /CN=Our_CA"));
    openssl(&folder, &format!("req {key} -keyout own.key -out own.csr -subj /CN=Our_server"));
    openssl(
        &folder,
        "x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out own.pem -days 900",
    );
    let chain = [fs::read(folder.join("own.pem")), fs::read(folder.join("ca.pem"))];
    fs::write(folder.join("chain.pem"), chain.map(Result::unwrap).concat()).unwrap();
    proofs.settings.certificate = Some(folder.join("chain.pem"));
    proofs.settings.key = Some(folder.join("own.key"));
    let (id, now) = (proofs.sent(1), UnixMs::now());
    let proof = proofs.proof_at(id, now);
    assert_eq!(faults(&verify(&proof, &proofs.trust(), now)), [""; 0]);
    let authority = Trust::of(Some(&folder.join("ca.pem")), None).unwrap();
    let verdict = verify(&proof, &authority, now);
    assert_eq!(faults(&verdict), [""; 0]);
    assert_eq!(verdict.signature.unwrap().name, "Our_server");
    assert!(renew_key(&proofs.settings, now).is_err());
    // The key of another certificate is not used.
    proofs.settings.key = Some(folder.join("ca.key"));
    let said = ProofSigner::open(&proofs.settings, now).err().unwrap().to_string();
    assert!(said.contains("is not the key of"), "{said}");
}

#[test]
fn old_proofs_remain_valid_after_the_key_was_replaced() {
    let proofs = Proofs::new();
    let id = proofs.sent(1);
    let old = proofs.proof(id);
    let before = proofs.trust();
    renew_key(&proofs.settings, NOW).unwrap();
    let new = proofs.proof(id);
    for proof in [&old, &new] {
        assert!(proofs.verdict(proof).is_valid());
    }
    // Who has only the old certificate learns that there is another key.
    let verdict = verify(&new, &before, NOW);
    assert_eq!(faults(&verdict), ["other_key"]);
    let said = verdict.findings.iter().find(|one| one.is_fault()).unwrap().to_string();
    assert!(said.contains("If the server's key was replaced"), "{said}");
}

#[test]
fn a_key_that_cannot_be_read_is_not_replaced() {
    let proofs = Proofs::new();
    proofs.proof(proofs.sent(1));
    let file = proofs.settings.folder.as_ref().unwrap().join("own.pem");
    fs::remove_file(&file).unwrap();
    symlink("own.pem", &file).unwrap();
    assert!(ProofSigner::open(&proofs.settings, NOW).is_err());
    assert!(key_state(&proofs.settings).unwrap().is_err());
    assert!(renew_key(&proofs.settings, NOW).is_err());
    assert!(fs::symlink_metadata(&file).unwrap().is_symlink());
}

#[test]
fn a_proof_by_the_last_of_many_keys_is_valid() {
    let proofs = Proofs::new();
    let id = proofs.sent(1);
    let first = proofs.proof(id);
    for _ in 0..101 {
        renew_key(&proofs.settings, NOW).unwrap();
    }
    for _ in 0..3 {
        let proof = proofs.proof(id);
        assert!(proofs.verdict(&proof).is_valid() && proofs.verdict(&first).is_valid());
    }
    let pem = certificates(&proofs.settings, NOW).unwrap();
    assert_eq!(String::from_utf8(pem).unwrap().matches("BEGIN CERTIFICATE").count(), 102);
}

#[test]
fn the_certificates_remain_available_after_they_expired() {
    let proofs = Proofs::new();
    let before = certificates(&proofs.settings, NOW).unwrap();
    let later = NOW + 11 * YEAR;
    assert!(ProofSigner::open(&proofs.settings, later).is_err());
    assert_eq!(certificates(&proofs.settings, later).unwrap(), before);
    renew_key(&proofs.settings, later).unwrap();
    assert!(ProofSigner::open(&proofs.settings, later).is_ok());
}
