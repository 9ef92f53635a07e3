//! Finds mail settings that would not work, or that probably do not have the intended effect. This
//! check runs when the settings are loaded, before the first mail needs them.

use super::name_table::TemplateName;
use super::protection::Protect;
use super::settings::is_own_address;
use super::settings::relay::first_server;
use super::settings::values::name_and_address;
use super::settings::{Auth, MailSettings, ReportAttach, Tls};
use super::template::{self, Template};
use super::{names, report, tls};

impl MailSettings {
    /// Finds faults in the combination of all mail settings. Each fault is one sentence, which is
    /// reported when the settings are loaded.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let relay = &self.relay;
        if relay.client_certificate.is_some() != relay.client_key.is_some() {
            problems.push("mailclientcert and mailclientkey are only used together".to_owned());
        }
        if relay.auth == Auth::OAuth2
            && relay.login.as_ref().is_none_or(|login| login.user.is_empty())
        {
            problems
                .push("mailauth = oauth2 needs mailuser, the address of the mailbox".to_owned());
        }
        if relay.auth == Auth::OAuth2 && relay.tls == Tls::None {
            problems.push("mailauth = oauth2 needs TLS; set mailtls = required".to_owned());
        }
        if self.protect != Protect::No {
            problems.extend(self.unprotected());
        }
        if self.report.attach == Some(ReportAttach::Proof) && relay.unix_socket().is_none() {
            problems.push(
                "reportattach = proof needs the Ferrofax service as mail server, which attaches the \
                 proof: mailserver = unix: with the path of outgoing.sock in the spool's folder"
                    .to_owned(),
            );
        }
        if relay.unix_socket().is_some() && matches!(relay.tls, Tls::Required | Tls::Implicit) {
            problems.push("mailserver = unix:… has no TLS; remove mailtls".to_owned());
        }
        if !relay.is_here()
            && !self.envelope_from().is_empty()
            && !self.envelope_from().contains('.')
        {
            let sender = self.envelope_from();
            problems.push(format!(
                "the sender '{sender}' has no domain, many relays refuse it; set maildomain"
            ));
        }
        if let Err(error) = tls::check(relay) {
            problems.push(error.to_string());
        }
        problems
    }

    /// The fault to report if `mailprotect` is `if-key` or `required`, but the mail server is not
    /// the Ferrofax service. `None` if the mail server is a Unix socket.
    pub fn unprotected(&self) -> Option<String> {
        let why = "mailprotect needs the Ferrofax service as mail server, which encrypts: \
                   mailserver = unix: with the path of outgoing.sock in the spool's folder";
        self.relay.unix_socket().is_none().then(|| why.to_owned())
    }
}

/// The names (variables) that the template in the mail setting `option` may use; `None` if the
/// setting is no template.
pub fn template_names(option: &str) -> Option<Vec<TemplateName>> {
    match option.to_ascii_lowercase().as_str() {
        "emailsubject" | "emailbody" => Some(names::all()),
        "reportsubject" | "reportbody" => Some(report::names::all()),
        _ => None,
    }
}

/// Remarks about a mail setting with a valid value: unknown names in a template, and parts of the
/// value that are not used. Each remark is one sentence.
pub fn oddities(option: &str, value: &str) -> Vec<String> {
    match option.to_ascii_lowercase().as_str() {
        "mailserver" | "smarthost" => return unused_servers(value),
        _ if is_own_address(option) => return unused_name(option, value),
        _ => {}
    }
    let Some(names) = template_names(option) else { return Vec::new() };
    let template = Template::new(&template::unescape(value));
    let unknown = template.names().filter(|text| !names.iter().any(|name| name.is(text)));
    unknown
        .map(|name| format!("there is no ${{{name}}}, it is left as it is"))
        .collect()
}

fn unused_servers(value: &str) -> Vec<String> {
    let (first, others) = first_server(value.trim());
    let told = format!(
        "only the first mail server, {first}, is used, not {others}; for failover give one name several \
         addresses (docs/network.md)"
    );
    if others.is_empty() { Vec::new() } else { vec![told] }
}

/// A remark about a value like `"Fax" <fax@example.com>`, if the option does not use the name
/// before the address. The remark repeats neither the address nor the name: they may be those of a
/// person, and remarks are logged.
fn unused_name(option: &str, value: &str) -> Vec<String> {
    let (name, _) = name_and_address(value.trim());
    let set_by = if option.eq_ignore_ascii_case("serveremail") {
        "; `fromstring` sets the name that mails come from"
    } else {
        ""
    };
    let told = format!("only the address is used, not the name before it{set_by}");
    if name.is_empty() { Vec::new() } else { vec![told] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_value_that_are_not_used_are_reported() {
        let told = oddities("mailserver", "mail1:587, mail2;mail3");
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("mail1:587, is used, not mail2;mail3"), "{told:?}");
        let told = oddities("serveremail", "\"City Fax\" <fax@example.com>");
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("only the address is used"), "{told:?}");
        assert!(told[0].contains("`fromstring`") && !told[0].contains("City"), "{told:?}");
        assert!(oddities("FaxMaster", "Master <m@example.com>")[0].ends_with("before it"));
        for (option, value) in [
            ("mailserver", "mail1:25"),
            ("faxmaster", "<m@example.com>"),
            ("mailenvelopefrom", "<>"),
        ] {
            assert_eq!(oddities(option, value), Vec::<String>::new(), "{option} = {value}");
        }
    }

    #[test]
    fn unknown_names_in_templates_are_reported() {
        assert_eq!(
            oddities("emailsubject", "${FAX_PAGES} ${VM_MAILBOX} pages"),
            Vec::<String>::new()
        );
        assert_eq!(oddities("fromstring", "${NOBODY}"), Vec::<String>::new());
        assert_eq!(
            oddities("ReportBody", "${FAX_JOBID} ${FAX_CIDNUM}"),
            ["there is no ${FAX_CIDNUM}, it is left as it is"]
        );
    }
}
