//! The signatures of messages by HTTP, in the form of Standard Webhooks 1.0: HMAC-SHA256 over the
//! message's id, the time and the body.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The prefix of all secrets.
pub const PREFIX: &str = "whsec_";

/// The headers of a message: its content type, its id, the time in seconds and the signatures.
pub type Headers = [(&'static str, String); 4];

/// The headers of a message with one signature for each secret. A secret that is not of the form
/// makes no signature.
pub fn headers(secrets: &[String], id: &str, seconds: i64, body: &[u8]) -> Headers {
    [
        ("content-type", "application/json".to_owned()),
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signatures(secrets, id, seconds, body)),
    ]
}

/// Whether a secret is of the form `whsec_` and Base64.
pub fn is_secret(text: &str) -> bool {
    key(text).is_some_and(|key| !key.is_empty())
}

fn key(secret: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()
}

fn signatures(secrets: &[String], id: &str, seconds: i64, body: &[u8]) -> String {
    let signature = |secret: &String| {
        let mut hmac = Hmac::<Sha256>::new_from_slice(&key(secret)?).ok()?;
        hmac.update(format!("{id}.{seconds}.").as_bytes());
        hmac.update(body);
        Some(format!("v1,{}", BASE64_STANDARD.encode(hmac.finalize().into_bytes())))
    };
    secrets.iter().filter_map(signature).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification of Standard Webhooks, and a second secret.
    #[test]
    fn each_secret_gives_a_signature_of_its_own() {
        let two = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_YWJj"].map(str::to_owned);
        let (id, seconds) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330);
        let signed = signatures(&two, id, seconds, br#"{"test": 2432232314}"#);
        let each: Vec<&str> = signed.split(' ').collect();
        assert_eq!(each[0], "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(each.len() == 2 && each[1].starts_with("v1,") && each[1].len() == 47, "{signed}");
        assert_eq!(signatures(&["nonsense".to_owned()], "a", 1, b"b"), "");
        assert!(is_secret(&two[0]) && !is_secret("nonsense") && !is_secret("whsec_"));
    }
}
