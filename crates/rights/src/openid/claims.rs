//! Reads the user's identity and attributes from the claims of an ID token, and converts them to
//! the form that `rights` uses.

use serde_json::Value;

use super::settings::OpenIdSettings;
use ferrofax_network::asker::{Said, Voucher};

/// Finds a claim by its name. If no claim has the whole name, dots in the name separate the names
/// of nested claims.
pub(super) fn find<'a>(claims: &'a Value, name: &str) -> Option<&'a Value> {
    claims.get(name).or_else(|| {
        let (outer, inner) = name.split_once('.')?;
        find(claims.get(outer)?, inner)
    })
}

/// The texts in a claim. The claim is one text or a list of texts.
fn texts(claims: &Value, name: &str) -> Vec<String> {
    match find(claims, name) {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(all)) => {
            all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// Reads the user's identity and attributes from the claims.
///
/// # Errors
/// The claims do not contain the user's name.
pub(super) fn said(claims: &Value, settings: &OpenIdSettings) -> Result<Said, String> {
    let one = |name: &str| texts(claims, name).into_iter().next();
    let subject = one("sub").unwrap_or_default();
    let name = one(&settings.name_claim).filter(|name| !name.trim().is_empty());
    let name = name.ok_or_else(|| format!("there is no claim '{}'", settings.name_claim))?;
    let is_verified = match claims.get("email_verified") {
        Some(Value::Bool(verified)) => *verified,
        // Some providers write this boolean as a string.
        Some(Value::String(verified)) => verified == "true",
        _ => false,
    };
    let addresses = if is_verified || settings.unverified_mail {
        texts(claims, &settings.mail_claim)
    } else {
        Vec::new()
    };
    Ok(Said {
        by: Voucher::OpenId,
        // Subjects are unique only within one provider (OpenID Connect Core §8).
        subject: format!("{} {subject}", settings.issuer),
        name,
        addresses,
        groups: texts(claims, &settings.groups_claim),
        device: one(&settings.device_claim).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn claims_say_who_somebody_is() {
        let settings = OpenIdSettings {
            issuer: "https://a".to_owned(),
            groups_claim: "realm_access.roles".to_owned(),
            ..OpenIdSettings::default()
        };
        let mut claims = json!({"sub": "7", "preferred_username": "dora", "email": "d@example.com",
            "realm_access": {"roles": ["fax", 5, "desk"]}});
        let found = said(&claims, &settings).unwrap();
        assert_eq!((found.name.as_str(), found.subject.as_str()), ("dora", "https://a 7"));
        assert_eq!(found.groups, ["fax", "desk"]);
        assert!(found.addresses.is_empty(), "nobody has verified it");
        claims["email_verified"] = json!(true);
        assert_eq!(said(&claims, &settings).unwrap().addresses, ["d@example.com"]);
        claims["preferred_username"] = json!(["", 1]);
        assert!(said(&claims, &settings).is_err());
    }
}
