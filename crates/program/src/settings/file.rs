//! Reads the settings file gateway.toml as a whole.

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Settings;
use crate::texts;
use ferrofax_convert::COVER_KEYS;
use ferrofax_gateway_toml::{Problem, Section};
use ferrofax_listeners::drop;
use ferrofax_rights::{SECOND_FACTOR_KEYS, SPAM_KEYS};
use ferrofax_web::examiner;
use ferrofax_web::webhooks;

/// The reason why the settings in gateway.toml could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsError {
    /// The settings file gateway.toml cannot be read.
    Unreadable {
        /// The path of the settings file that cannot be read.
        file: PathBuf,
        /// The error that the operating system reported, as text.
        why: String,
    },
    /// The settings file gateway.toml contains errors.
    Wrong {
        /// The path of the settings file that contains the errors.
        file: PathBuf,
        /// All problems in the settings file, at least one, in the order of lines.
        problems: Vec<Problem>,
    },
}

impl Settings {
    /// The default path of the settings file.
    pub const FILE: &'static str = "/etc/ferrofax/gateway.toml";

    /// Reads the settings from this settings file. If the file is missing, all settings have their
    /// defaults.
    ///
    /// # Errors
    /// [`SettingsError`]: the file cannot be read, or it contains errors.
    pub fn read(file: &Path) -> Result<Self, SettingsError> {
        match fs::read_to_string(file) {
            Ok(text) => Self::parse(&text)
                .map_err(|problems| SettingsError::Wrong { file: file.to_path_buf(), problems }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => {
                let mut why = format!("the settings cannot be read: {error}");
                if error.kind() == ErrorKind::PermissionDenied {
                    why += "; run the command as root, or let its user read the file";
                }
                Err(SettingsError::Unreadable { file: file.to_path_buf(), why })
            }
        }
    }

    /// Reads the settings from the text of a settings file.
    ///
    /// # Errors
    /// All errors in the text, in the order of lines.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let (settings, warnings) = ferrofax_gateway_toml::parse(text, whole)?;
        Ok(Self { warnings, ..settings })
    }
}

fn whole(file: &Section<'_, '_>) -> Settings {
    let mut settings = Settings::default();
    settings.mail.server.hostname = ferrofax_delivery::host_name();
    settings.front.read(file);
    // Users and classes are read first, because other sections refer to them.
    settings.rights.read(file);
    file.table("acme", |section| settings.acme.read(section));
    use_acme_certificate(&mut settings);
    file.table("mail", |section| mail(section, &mut settings));
    file.table("convert", |section| settings.convert.read(section));
    file.table("cover", |section| section.read(COVER_KEYS, &mut settings.cover));
    file.table("drop", |section| {
        section.read(drop::KEYS, &mut settings.drop);
        settings.rights.read_drop(section);
    });
    file.table("fields", |section| settings.fields.read(section));
    file.table("print", |section| settings.print.read(section));
    file.table("printer", |section| settings.printer.read(section));
    file.table("hylafax", |section| settings.hylafax.read(section));
    file.table("web", |section| web(section, &mut settings));
    file.table("webhooks", |section| section.read(webhooks::KEYS, &mut settings.webhooks));
    settings.folders.read(file);
    let mut names: Vec<String> =
        settings.folders.folders.iter().map(|folder| folder.name.clone()).collect();
    settings.filings.read(file, &names);
    names.extend(settings.filings.filings.iter().map(|server| server.name.clone()));
    file.table("alarms", |section| settings.alarms.read(section));
    file.table("node", |section| {
        if settings.front.is_on() {
            settings.node.read_of_front(section)
        } else {
            settings.node.read(section)
        }
    });
    file.table("reading", |section| section.read(texts::KEYS, &mut settings.reading));
    let has_own_spool = !settings.front.is_on() && !settings.node.is_on();
    settings.sorting.read(file, (settings.reading.enabled, has_own_spool), &names);
    file.table("sealing", |section| settings.sealing.read(section));
    file.table("mail_login", |section| settings.mail_login.read(section));
    file.table("mail_protection", |section| settings.mail_protection.read(section));
    file.table("fax_links", |section| settings.fax_links.read(section));
    file.table("proof", |section| settings.proof.read(section));
    file.table("relay", |section| {
        // If mails are protected or get proofs, the module hands its mails over to the service. The
        // service sends them by the mail server of `[relay]`, even on a machine with a PBX.
        let is_handed_mails = settings.is_handed_mails();
        settings.front.read_relay(section, is_handed_mails);
    });
    file.table("mailbox", |section| {
        settings.mailbox.read(section);
        if settings.mailbox.needs_token() && !settings.mail_login.is_on() {
            let key = if settings.mailbox.is_graph() { "graph" } else { "auth" };
            section.wrong(key, "the login needs the access tokens of [mail_login]");
        }
        let (login, is_graph) = (&settings.mail_login, settings.mailbox.is_graph());
        if settings.mailbox.needs_token() && login.is_graph() && !is_graph {
            section.wrong(
                "auth",
                "an access token for Microsoft Graph (graph in [mail_login]) cannot read a mailbox \
                 by IMAP; name graph in [mailbox] in place of server",
            );
        }
        if is_graph && login.is_on() && login.graph != settings.mailbox.graph {
            let why = "the access tokens of [mail_login] are not for it; name the same graph there";
            section.wrong("graph", why);
        }
        settings.mail_login.reads_mailbox = settings.mailbox.needs_token() && !is_graph;
    });
    file.table("calls", |section| section.read(examiner::KEYS, &mut settings.calls));
    file.finish();
    settings
}

/// Lets Ferrofax's own TLS servers (mail, printer, web interface) use the certificate of `[acme]`,
/// unless their settings name a certificate.
fn use_acme_certificate(settings: &mut Settings) {
    let Settings { acme, mail, printer, web, .. } = settings;
    if acme.is_on() {
        let (certificate, key) = (acme.files().certificate(), acme.files().key());
        for http in [&mut printer.http, &mut web.http] {
            (http.certificate, http.key) = (Some(certificate.clone()), Some(key.clone()));
        }
        (mail.server.certificate, mail.server.key) = (Some(certificate), Some(key));
    }
}

fn web(section: &Section<'_, '_>, settings: &mut Settings) {
    section.read(SECOND_FACTOR_KEYS, &mut settings.rights);
    settings.web.read(section);
    if settings.front.is_on() && !settings.rights.second_factor_for.is_empty() {
        section.wrong("second_factor", "a stateless node has no users.toml for second factors");
    }
}

fn mail(section: &Section<'_, '_>, settings: &mut Settings) {
    let Settings { mail, rights, .. } = settings;
    mail.read(section);
    rights.outside.read(section);
    section.read(SPAM_KEYS, rights);
    // A mail must be remembered at least as long as its signature is valid. If not, somebody could
    // submit the same mail again.
    let (hours, known_for) = (rights.outside.signature_hours, mail.intake.duplicate_window);
    if rights.outside.lets_in() && known_for.as_secs() / 3_600 <= u64::from(hours) {
        section.wrong(
            "duplicate_window_hours",
            format!("a mail from outside could be submitted again; set more than {hours}"),
        );
    }
}

/// Prints one line for each problem: `gateway.toml:12: [mail] listen: …`.
impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, why } => write!(f, "{}: {why}", file.display()),
            Self::Wrong { file, problems } => {
                let lines: Vec<String> = problems
                    .iter()
                    .map(|problem| format!("{}:{problem}", file.display()))
                    .collect();
                f.write_str(&lines.join("\n"))
            }
        }
    }
}

impl std::error::Error for SettingsError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        Settings::parse(text)
            .err()
            .into_iter()
            .flatten()
            .map(|problem| problem.to_string())
            .collect()
    }

    #[test]
    fn an_empty_file_and_no_file_let_nobody_in() {
        let settings = Settings::parse("").unwrap();
        assert!(!settings.mail.enabled && !settings.rights.outside.from_outside);
        assert!(settings.rights.users.is_empty() && settings.rights.networks.is_empty());
        let folder = tempfile::tempdir().unwrap();
        let missing = Settings::read(&folder.path().join("gateway.toml")).unwrap();
        assert!(!missing.mail.enabled && missing.drop.enabled);
    }

    #[test]
    fn a_program_that_will_not_see_what_lies_beside_it_is_told_with_its_line_and_a_better_place() {
        let text = "[convert]\noffice = \"/home/x/office/soffice\"\n\".dvi\" = [\"/srv/tools/dvi\", \"%i\", \"%o\"]\n\
                    \".a\" = [\"/usr/bin/a\", \"%i\"]\n\".b\" = [\"b\", \"%i\"]\n\".c\" = [\"/opt/c/c\", \"%i\"]\n";
        let warnings: Vec<String> = Settings::parse(text)
            .unwrap()
            .warnings
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert!(warnings[0].starts_with(
            "2: [convert] office: '/home/x/office/soffice' is outside of /usr and /opt"
        ));
        assert!(
            warnings[1].starts_with("3: [convert] .dvi: '/srv/tools/dvi' is outside"),
            "{}",
            warnings[1]
        );
        assert!(warnings[1].contains("/opt/dvi/dvi"), "{}", warnings[1]);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_with_its_line_and_what_would_be_right() {
        let text = r#"[mail]
enabled = "yes"
lisen = "127.0.0.1:2525"
listen = ["localhost:25", "127.0.0.1:25"]
max_connections = 0
min_tls = 1.1
certificate = "/etc/cert.pem"
matchers = ["/||(\\d+)@.*/"]

[[user]]
name = "alice"
class = "gold"
password = 17
allowed = "43x"

[[user]]
nme = "bob"

[[network]]
user = "carol"
address = "192.0.2.1/24"

[convert]
page_seconds = -1
[nothing]
"#;
        let found = problems(text);
        for (line, words) in [
            (2, "[mail] enabled: 'yes' is neither true nor false"),
            (3, "[mail] lisen: unknown; is 'listen' meant?"),
            (4, "[mail] listen: 'localhost:25' is no address to listen at"),
            (5, "[mail] max_connections: 0 is no number from 1 to"),
            (6, "[mail] min_tls: 1.1 is none of 1.2, 1.3"),
            (7, "[mail] certificate: key is missing"),
            (8, "[mail] matchers: "),
            (12, "[[user]] alice class: there is no [class.gold]"),
            (13, "[[user]] alice password: it is not a text"),
            (14, "[[user]] alice allowed: '43x' begins no number"),
            (16, "[[user]] name: missing"),
            (20, "[[network]] 192.0.2.1/24 user: there is no [[user]] 'carol'"),
            (21, "[[network]] address: '192.0.2.1/24'"),
            (24, "[convert] page_seconds: -1 is no number"),
            (25, "nothing: unknown"),
        ] {
            assert!(
                found.iter().any(|problem| problem.starts_with(&format!("{line}: {words}"))),
                "{line} {words} is not in\n{}",
                found.join("\n")
            );
        }
    }

    #[test]
    fn an_old_name_of_a_role_is_read_with_a_warning_that_says_the_new_one() {
        let text = "[[user]]\nname = \"dora\"\nrole = \"desk\"\n\
                    [[user]]\nname = \"emil\"\nrole = \"operator\"\n";
        let settings = Settings::parse(text).unwrap();
        let warnings: Vec<String> = settings.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, ["3: [[user]] dora role: 'desk' is an old name; write 'operator'"]);
        assert_eq!(settings.rights.users[0].role, settings.rights.users[1].role);
        assert_eq!(settings.rights.users[0].role.name(), "operator");
    }

    #[test]
    fn a_limit_of_calls_that_has_no_effect_is_warned_of() {
        let text = "[[user]]\nname = \"alice\"\ncalls = 1\n\
                    [[device]]\nname = \"2101\"\ncalls = 2\n\
                    [[network]]\naddress = \"192.0.2.1\"\nuser = \"alice\"\n\
                    device = \"2101\"\ncalls = 3\n\
                    [[network]]\naddress = \"192.0.2.2\"\nmay_claim = \"@example.com\"\ncalls = 4\n\
                    [[network]]\naddress = \"192.0.2.3\"\nmay_claim = \"@example.com\"\n\
                    device = \"2101\"\ncalls = 5\n";
        let settings = Settings::parse(text).unwrap();
        let warnings: Vec<String> = settings.warnings.iter().map(ToString::to_string).collect();
        let instead = "write it in [[user]], [class.NAME] or [limits]";
        let expected = [
            ("6: [[device]] 2101", "calls are counted for each user, not for a device"),
            ("11: [[network]] 192.0.2.1", "the faxes of this network belong to users"),
            ("15: [[network]] 192.0.2.2", "the faxes of this network belong to users"),
        ];
        let expected = expected.map(|(place, why)| {
            format!("{place} calls: it has no effect here, because {why}; {instead}")
        });
        assert_eq!(warnings, expected);
    }

    #[test]
    fn a_limit_of_users_that_has_no_effect_is_warned_of() {
        let text = "[[user]]\nname = \"alice\"\n[[device]]\nname = \"2101\"\nburst_jobs = 2\n\
                    [[network]]\naddress = \"192.0.2.1\"\nuser = \"alice\"\n\
                    without_number = 3\njobs_per_day = 4\n";
        let settings = Settings::parse(text).unwrap();
        let warnings: Vec<String> = settings.warnings.iter().map(ToString::to_string).collect();
        let expected = [
            ("5: [[device]] 2101 burst_jobs", "it applies to each user, not to a device"),
            (
                "9: [[network]] 192.0.2.1 without_number",
                "the faxes of this network belong to users",
            ),
        ];
        let instead = "write it in [[user]], [class.NAME] or [limits]";
        let expected = expected.map(|(place, why)| {
            format!("{place}: it has no effect here, because {why}; {instead}")
        });
        assert_eq!(warnings, expected);
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        let found = problems("[mail]\nenabled = \n[[user]]\nname = 'a\n");
        assert!(found.iter().any(|problem| problem.starts_with("2:")), "{found:?}");
        assert!(found.iter().any(|problem| problem.starts_with("4:")), "{found:?}");
    }

    #[test]
    fn what_a_file_says_holds() {
        let text = r#"
[mail]
enabled = true
listen = ["0.0.0.0:25", "[::]:25"]
mode = 1
dns = "192.0.2.53"
reply_order = ["from"]
[limits]
jobs_per_day = 7
pages_per_day = 1_000
[class.staff]
allowed = ["+43", "+41 "]
pages_per_month = 100
[[user]]
name = "alice"
class = "staff"
addresses = "alice@example.com"
[[network]]
address = ["192.0.2.0/24", "pipe"]
device = "2101"
[[device]]
name = "2101"
pages = 1
"#;
        let settings = Settings::parse(text).unwrap();
        assert!(settings.mail.enabled && !settings.mail.policy.letter.whole);
        assert_eq!(settings.mail.server.listen.len(), 2);
        assert_eq!(settings.rights.outside.dns, ["192.0.2.53:53".parse().unwrap()]);
        assert_eq!(
            (settings.rights.limits.jobs_per_day, settings.rights.limits.recipients),
            (Some(7), Some(100))
        );
        assert_eq!(settings.rights.limits.pages_per_day, Some(1000));
        assert_eq!(settings.rights.classes["staff"].allowed, ["+43", "+41"]);
        assert_eq!(settings.rights.users[0].addresses, ["alice@example.com"]);
        assert!(
            settings.rights.networks[0].pipe && settings.rights.networks[0].addresses.len() == 1
        );
        assert_eq!(settings.rights.devices[0].limits.pages, Some(1));
    }

    #[test]
    fn a_mailbox_that_is_read_by_tokens_needs_a_login_of_its_own() {
        let login = "[mail_login]\nprovider = \"microsoft365\"\nlogin = \"account\"\n\
                     tenant = \"t\"\nclient_id = \"c\"\naccount = \"fax@example.com\"\n";
        let mailbox = |auth: &str| {
            let server = "server = \"outlook.office365.com\"\nuser = \"fax@example.com\"";
            format!("[mailbox]\n{server}\n{auth}\n")
        };
        let reads = |auth| {
            let settings = Settings::parse(&format!("{login}{}", mailbox(auth))).unwrap();
            settings.mail_login.reads_mailbox
        };
        assert!(reads("auth = \"oauth2\"") && !reads("password_file = \"/x\""));
        let problems = problems(&mailbox("auth = \"oauth2\""));
        assert!(problems[0].contains("needs the access tokens"), "{problems:?}");
    }

    #[test]
    fn settings_for_graph_that_do_not_go_together_are_named() {
        let login = "[mail_login]\nprovider = \"microsoft365\"\ntenant = \"t\"\nclient_id = \"c\"\n\
                     account = \"fax@example.com\"\nsecret_file = \"/x\"\n";
        let graph = "graph = \"https://graph.microsoft.com/v1.0/\"\n";
        let parsed = |login: &str, more: &str| {
            let user = "user = \"fax@example.com\"\n";
            Settings::parse(&format!("{login}[mailbox]\n{user}{more}"))
        };
        let with_graph = format!("{login}{graph}");
        let settings = parsed(&with_graph, graph).unwrap();
        assert!(settings.mailbox.is_on() && settings.mailbox.needs_token());
        assert_eq!(settings.mailbox.graph, "https://graph.microsoft.com/v1.0");
        assert_eq!(settings.mailbox.poll_seconds, 20);
        assert!(!settings.mail_login.reads_mailbox, "the scopes are those of Graph");
        for (login, more, says) in [
            ("", "", "needs the access tokens of [mail_login]"),
            (login, "", "name the same graph there"),
            (&with_graph, "server = \"outlook.office365.com\"\n", "server (IMAP) or graph"),
            (&with_graph, "port = 993\n", "not used with graph"),
            (&with_graph, "tls = \"none\"\n", "not used with graph"),
            (&with_graph, "password_file = \"/x\"\n", "not used with graph"),
            (&with_graph, "auth = \"password\"\n", "the login is by the access tokens"),
            (&with_graph, "folder = \"INBOX//A\"\n", "has a part without a name"),
            (&with_graph, "accepted = \"inbox\"\n", "another folder's name already"),
        ] {
            let problems = parsed(login, &format!("{graph}{more}")).unwrap_err();
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            assert!(told.len() == 1 && told[0].contains(says), "{more}: {told:?}");
        }
        let problems = parsed(login, "graph = \"graph.microsoft.com\"\n").unwrap_err();
        assert!(problems[0].to_string().contains("no address of Microsoft Graph"), "{problems:?}");
        let problems =
            parsed(&with_graph, "server = \"x.example\"\nauth = \"oauth2\"\n").unwrap_err();
        assert!(problems[0].to_string().contains("cannot read a mailbox by IMAP"), "{problems:?}");
    }
}
