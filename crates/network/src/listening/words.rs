//! Checks settings that all servers have: the IP address and port to listen on, and the
//! certificate.

use std::net::SocketAddr;
use std::path::Path;

use ferrofax_gateway_toml::Section;

/// The error for a text that is not an IP address with a port on which a server can listen.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is no address to listen at; 127.0.0.1:2525 and [::1]:2525 are")]
pub struct NoListener(String);

/// Parses the setting with the IP address and port on which a server is to listen.
pub fn listener(text: &str) -> Result<SocketAddr, NoListener> {
    text.parse().map_err(|_| NoListener(text.to_owned()))
}

/// Reports errors in the settings of a certificate and its key. It is an error if one is set
/// without the other. It is also an error if none of them is set although the server listens with
/// TLS only.
pub fn certificate_and_key(
    section: &Section<'_, '_>,
    certificate: Option<&Path>,
    key: Option<&Path>,
    is_tls_spoken: bool,
) {
    if certificate.is_some() != key.is_some() {
        let (there, missing) =
            if key.is_some() { ("key", "certificate") } else { ("certificate", "key") };
        section.wrong(
            there,
            format!("{missing} is missing; a certificate and its key are named together"),
        );
    }
    if is_tls_spoken && certificate.is_none() {
        section.wrong("tls_listen", "TLS needs certificate and key");
    }
}
