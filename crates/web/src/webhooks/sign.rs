//! Makes the secrets of webhooks and the ids of their messages.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use ferrofax_network::encoding::hex;
use ferrofax_network::webhook_signature::PREFIX;

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

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_network::webhook_signature::is_secret;

    #[test]
    fn a_new_secret_is_of_the_form() {
        assert!(is_secret(&fresh_secret()) && fresh_secret() != fresh_secret());
    }
}
