//! Turns a mail provider's refusal to issue an access token into an error text with a remedy.

use serde::Deserialize;

use super::Fault;
use ferrofax_network::outward::Answered;

/// The error in the mail provider's answer to a request for a token (RFC 6749 §5.2).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    error: String,
    error_description: String,
}

/// Known refusals of mail providers, each with its remedy. A refusal is recognised by a code of
/// Microsoft, or by words, in the provider's description of the error.
const KNOWN: &[(&str, &str)] = &[
    (
        "AADSTS7000222",
        "the client secret has expired; make a new one in the Entra admin center, and write its value into secret_file",
    ),
    (
        "AADSTS7000215",
        "the client secret is wrong; secret_file needs the secret's value, not its ID",
    ),
    (
        "AADSTS700027",
        "the certificate is not registered for the application, or key is not its key; upload it in the Entra admin center",
    ),
    ("AADSTS700024", "the clock of this machine is wrong; set it by NTP"),
    (
        "AADSTS700016",
        "there is no application with this client_id in the tenant; compare both with the Entra admin center",
    ),
    ("AADSTS90002", "there is no such tenant; compare tenant with the Entra admin center"),
    ("AADSTS65001", "consent is missing; an administrator grants it in the Entra admin center"),
    (
        "AADSTS500011",
        "the permission SMTP.SendAsApp is missing; add it in the Entra admin center and grant consent",
    ),
    ("AADSTS70011", "scopes is wrong; leave it empty for the usual ones"),
    ("AADSTS7000218", "the application must allow public client flows, or needs secret_file"),
    (
        "AADSTS53003",
        "a rule of Conditional Access forbids the login; exempt this account or application",
    ),
    ("AADSTS50076", "the account needs a second factor; run `ferrofax login mail` again"),
    ("AADSTS700082", "the login has expired; run `ferrofax login mail` again"),
    (
        "AADSTS50173",
        "the login was revoked, or the password was changed; run `ferrofax login mail` again",
    ),
    ("AADSTS50057", "the account is disabled"),
    ("Token has been expired or revoked", "the login was revoked; run `ferrofax login mail` again"),
    ("short-lived token", "the clock of this machine is wrong; set it by NTP"),
    ("Invalid JWT Signature", "the key of the service account was deleted; make a new one"),
    (
        "Client is unauthorized to retrieve access tokens",
        "domain-wide delegation is missing; add the service account's client ID with the scope https://mail.google.com/ in the Google Admin console",
    ),
    ("Invalid email or User ID", "there is no such account in the organisation"),
];

/// The remedy for each OAuth error, used if [`KNOWN`] has none (RFC 6749 §5.2, RFC 8628 §3.5).
const BY_ERROR: &[(&str, &str)] = &[
    (
        "invalid_client",
        "compare client_id and the secret or certificate with the registration at the provider",
    ),
    ("unauthorized_client", "the application may not log in in this way; allow it at the provider"),
    ("invalid_grant", "the login has expired or was revoked; run `ferrofax login mail` again"),
    ("invalid_scope", "scopes is wrong; leave it empty for the usual ones"),
    ("consent_required", "consent is missing; an administrator grants it at the provider"),
    ("interaction_required", "run `ferrofax login mail` again"),
    ("access_denied", "the login was refused in the browser"),
    ("expired_token", "the code has expired; run `ferrofax login mail` again"),
];

/// The longest part of the mail provider's error description that is shown, in characters.
const LONGEST: usize = 300;

/// Converts an answer of the mail provider that refuses a token into an error for the
/// administrator, with a remedy if one is known.
pub(super) fn refused(place: &str, answered: &Answered) -> Fault {
    let said: Refusal = serde_json::from_slice(&answered.body).unwrap_or_default();
    let status = answered.status;
    if status == 429 || status >= 500 {
        let after = answered.headers.get("retry-after").and_then(|value| value.to_str().ok());
        let wait_s = after.and_then(|seconds| seconds.trim().parse().ok());
        return Fault { wait_s, ..Fault::away(format!("{place} answers {status}")) };
    }
    if said.error.is_empty() {
        return Fault::away(format!("{place} answers {status}"));
    }
    let description = said.error_description.lines().next().unwrap_or_default();
    let shown: String = description.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let error: String = said.error.chars().filter(char::is_ascii_graphic).take(80).collect();
    let by_text = KNOWN.iter().find(|(text, _)| is_in(&said.error_description, text));
    let remedy = by_text.or_else(|| BY_ERROR.iter().find(|(name, _)| *name == error));
    let text = match remedy {
        None => format!("the provider refuses ({error}): {shown}"),
        Some((_, remedy)) => format!("the provider refuses ({error}): {shown}; {remedy}"),
    };
    Fault { error: Some(error), ..Fault::settings(text) }
}

/// Whether `text` contains the error code or the words `known`. A longer code that only begins with
/// `known` does not count.
fn is_in(text: &str, known: &str) -> bool {
    text.match_indices(known).any(|(at, _)| {
        let next = text[at + known.len()..].chars().next();
        !next.is_some_and(|c| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::Language;
    use ferrofax_spool::refusals::translated;
    use hyper::body::Bytes;
    use hyper::header::HeaderMap;

    fn answered(status: u16, body: &str) -> Answered {
        let body = Bytes::from(body.to_owned());
        Answered { status, headers: HeaderMap::new(), body }
    }

    #[test]
    fn a_refusal_is_shown_with_its_remedy() {
        for (description, remedy) in [
            (
                "AADSTS7000222: The provided client secret keys are expired.",
                "has expired; make a new one",
            ),
            ("AADSTS700016: Application not found", "no application with this client_id"),
            ("AADSTS7000163: another code", "compare client_id"),
            ("Bad Request", "compare client_id"),
        ] {
            let body = format!(
                r#"{{"error":"invalid_client","error_description":"{description}\r\nTrace ID: 1"}}"#
            );
            let text = refused("https://x/", &answered(401, &body)).to_string();
            assert!(text.contains(remedy) && !text.contains("Trace"), "{text}");
        }
    }

    #[test]
    fn each_remedy_is_in_each_language() {
        for (known, remedy) in KNOWN.iter().chain(BY_ERROR) {
            let refusal = format!("the provider refuses (invalid_grant): {known}: no; {remedy}");
            for language in Language::ALL.into_iter().filter(|one| *one != Language::English) {
                let alone = translated(remedy, language).unwrap();
                let whole = translated(&refusal, language).unwrap();
                assert!(alone != *remedy && whole.ends_with(&alone), "{whole}");
            }
        }
    }

    #[test]
    fn an_answer_without_an_error_is_shown_by_its_status() {
        for body in ["", "<html>", "[]", r#"{"error":""}"#] {
            let fault = refused("https://x/", &answered(400, body));
            assert_eq!(fault.to_string(), "https://x/ answers 400");
        }
        let mut throttled = answered(429, "{}");
        throttled.headers.insert("retry-after", "120".parse().unwrap());
        assert_eq!(refused("https://x/", &throttled).wait_s, Some(120));
    }
}
