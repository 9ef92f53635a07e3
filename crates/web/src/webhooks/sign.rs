//! Makes secrets and signatures in the form of Standard Webhooks 1.0: HMAC-SHA256 over the
//! message's id, the time and the body.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use ferrofax_network::encoding::hex;

/// The prefix of all webhook secrets.
const PREFIX: &str = "whsec_";

/// Makes a new random secret of a webhook, in the form in which the webhook's owner sees it.
pub(super) fn fresh_secret() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    format!("{PREFIX}{}", BASE64_STANDARD.encode(bytes))
}

/// Makes an id for a new message to a webhook. A message keeps its id for all attempts.
pub(super) fn fresh_name() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    format!("msg_{}", hex(&bytes))
}

/// The value of the header `webhook-signature`: one signature for each secret.
pub(super) fn signatures(secrets: &[String], id: &str, seconds: i64, body: &str) -> String {
    let signed = format!("{id}.{seconds}.{body}");
    let all: Vec<String> = secrets.iter().filter_map(|secret| signature(secret, &signed)).collect();
    all.join(" ")
}

fn signature(secret: &str, signed: &str) -> Option<String> {
    let key = BASE64_STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    let mut hmac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    hmac.update(signed.as_bytes());
    Some(format!("v1,{}", BASE64_STANDARD.encode(hmac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_secret_gives_a_signature_of_its_own() {
        let two = [fresh_secret(), fresh_secret()];
        let signed = signatures(&two, "msg_1", 1_614_265_330, r#"{"test": 2432232314}"#);
        let each: Vec<&str> = signed.split(' ').collect();
        assert!(each.len() == 2 && each[0] != each[1], "{signed}");
        assert!(each.iter().all(|one| one.starts_with("v1,") && one.len() == 47), "{signed}");
        assert_eq!(signatures(&["nonsense".to_owned()], "a", 1, "b"), "");
    }
}
