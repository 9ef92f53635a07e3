//! The certificates of authorities: each may sign only what its extensions allow.

use std::fs;

use ferrofax::UnixMs;
use ferrofax::proof::verify::{Trust, verify};
use ferrofax_kit::time_stamp_service::openssl;

use super::{Proofs, faults};
use crate::programs::is_there;

/// The faults of a proof that a key of the administrator signed. Its certificate, that of its
/// authority and that of the highest authority have these extensions. Only the last one is trusted.
fn judged(own: &str, authority: &str, highest: &str) -> Vec<&'static str> {
    let mut proofs = Proofs::new();
    let folder = proofs.folder.path().to_owned();
    let lines = |list: &str| list.replace(' ', "\n");
    let config = format!(
        "[req]\ndistinguished_name = dn\n[dn]\n[own]\n{}\n[authority]\n{}\n[highest]\n{}\n",
        lines(own),
        lines(authority),
        lines(highest)
    );
    fs::write(folder.join("config"), config).unwrap();
    let key = "-config config -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    openssl(
        &folder,
        &format!(
            "req -x509 {key} -keyout highest.key -out highest.pem -subj /CN=H -extensions highest"
        ),
    );
    for (name, above) in [("authority", "highest"), ("own", "authority")] {
        openssl(&folder, &format!("req {key} -keyout {name}.key -out {name}.csr -subj /CN={name}"));
        openssl(
            &folder,
            &format!(
                "x509 -req -in {name}.csr -CA {above}.pem -CAkey {above}.key -CAcreateserial \
                 -out {name}.pem -extfile config -extensions {name}"
            ),
        );
    }
    let chain = ["own.pem", "authority.pem"].map(|name| fs::read(folder.join(name)).unwrap());
    fs::write(folder.join("chain.pem"), chain.concat()).unwrap();
    proofs.settings.certificate = Some(folder.join("chain.pem"));
    proofs.settings.key = Some(folder.join("own.key"));
    let now = UnixMs::now();
    let proof = proofs.proof_at(proofs.sent(1), now);
    faults(&verify(&proof, &Trust::of(Some(&folder.join("highest.pem")), None).unwrap(), now))
}

#[test]
fn an_authority_signs_only_what_its_certificate_allows() {
    if !is_there("openssl") {
        return;
    }
    let own = "keyUsage=critical,digitalSignature extendedKeyUsage=emailProtection";
    let is = "basicConstraints=critical,CA:TRUE";
    let may = "basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign";
    let none: [&str; 0] = [];
    assert_eq!(judged(own, may, may), none);
    assert_eq!(judged(own, is, &format!("{is},pathlen:1")), none);
    let mail = format!("{may} extendedKeyUsage=emailProtection");
    assert_eq!(judged(own, &mail, may), none);
    for (own, authority, highest) in [
        (own, "basicConstraints=critical,CA:FALSE", may),
        (own, "basicConstraints=critical,CA:TRUE keyUsage=critical,digitalSignature", may),
        (own, may, "basicConstraints=critical,CA:TRUE,pathlen:0"),
        (own, &format!("{may} extendedKeyUsage=serverAuth"), may),
        (own, &format!("{may} 1.2.3.4=critical,ASN1:UTF8String:x"), may),
    ] {
        assert_eq!(judged(own, authority, highest), ["not_trusted"], "{authority} {highest}");
    }
    for own in ["keyUsage=critical,keyEncipherment", "1.2.3.4=critical,ASN1:UTF8String:x"] {
        assert_eq!(judged(own, may, may), ["signature_broken"], "{own}");
    }
}
