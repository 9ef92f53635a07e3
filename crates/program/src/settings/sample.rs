//! The sample of `gateway.toml`: first the lines that a small installation needs, then each key
//! with its default and a sentence on its purpose. The keys are printed from the declarations by
//! which the file is read (crate `ferrofax_gateway_toml`). The reference manual of the settings is
//! printed from these declarations, too.

use crate::acme;
use crate::alarms;
use crate::front;
use crate::sealing;
use crate::sorting;
use crate::texts;
use ferrofax_convert::{CONVERT_KEYS, COVER_KEYS};
use ferrofax_gateway_toml::{Row, rows};
use ferrofax_listeners::drop;
use ferrofax_listeners::fields;
use ferrofax_listeners::filing;
use ferrofax_listeners::hylafax;
use ferrofax_listeners::print;
use ferrofax_listeners::printer;
use ferrofax_mail::fax_links;
use ferrofax_mail::mail_login;
use ferrofax_mail::mail_protection;
use ferrofax_mail::{desk, intake, letter, mail_policy, mailbox, server};
use ferrofax_network::http;
use ferrofax_rights::directory;
use ferrofax_rights::openid;
use ferrofax_web::examiner;
use ferrofax_web::webhooks;

/// The text at the top of the sample file `gateway.toml.sample`.
const HEAD: &str = "The settings of the Ferrofax service (`ferrofax serve`): /etc/ferrofax/gateway.toml

Lines that begin with # change nothing. Each heading in single brackets, such as [web], may be in this file only once: write a setting below its heading. Headings in double brackets, such as [[user]], may be repeated. Pages that the comments name, such as docs/web.md, are in /usr/share/doc/ferrofax. `ferrofax check` reports every error in this file, and `systemctl reload ferrofax` applies changes. The file may hold passwords: mode 640, owner root, group ferrofax. As delivered, nobody may send except through the drop folder and the command line.";

/// Example lines in `gateway.toml.sample` for the tables that most installations need.
const SMALL_SITE: &str = include_str!("small_site.toml");

const ALL: &str = "---- All settings

From here on, each setting is listed with its default. Copy the lines that you need for [mail] and [web] into the tables [mail] and [web] above. For all other tables, change the lines in the tables below.";

const MAIL: &str = "---- [mail]: send by mail";

const COMMAND_LINE: &str = "Which users of this machine may send faxes by the command `ferrofax send`. The users in `administrators` may send from any device, like root and the spool's owner. Any other user of this machine may send only if a [[user]] names them in system_users. The limits of [limits] can be set in this table, too, for faxes that `ferrofax send` sends.";

const FIELDS: &str = "Control fields are texts in a printed document that say where Ferrofax sends the document: @@+FAX:0991 2700619@@ @@+TAG:Order 12345@@ @@+PRIO:100@@ @@+NOTIFY:name@example.com@@. `ferrofax convert --fields FILE` shows the control fields of a document.";

const PRINT: &str = "Settings for printing received faxes on paper.";

const PAPER: &str = "---- Printers for received faxes

A network printer to which Ferrofax sends received faxes directly by IPP. This machine needs no print queue for the printer. Each printer has a table of its own. If the option P(…) of FaxDevice names a printer that has no table, Ferrofax prints with `command` of [print].";

const PRINTER: &str = "The network printer, to which people print (IPP, LPD, raw) to send a fax. The printer is off unless `listen`, `tls_listen`, `lpd_listen` or `raw_listen` is set. Everybody who may send may print: a [[user]] who logs in, or a print client in a [[network]].";

const HYLAFAX: &str = "Settings for access by HylaFAX's own clients (sendfax, faxstat, faxalter, faxrm), which use HylaFAX's protocol on port 4559. Users log in as a [[user]] with a password, or as a user of the directory ([ldap]). A HylaFAX client in a [[network]] with a `user` has the rights of this user without a password, but sees no received faxes. See docs/from-hylafax.md.";

const WEB: &str = "---- [web]: web interface and API

The web interface and the API are off unless `listen` or `tls_listen` is set. A [[user]] with a password can log in to the web interface. Without TLS, only this machine and the `proxies` can use the web interface; other clients are redirected to TLS.";

const ACME: &str = "With this table, Ferrofax gets a certificate by ACME from an authority such as Let's Encrypt, for the web interface, mail and the network printer. This certificate is used by the tables that set no `certificate`, and is renewed before it expires. To open port 80, the systemd unit of the service needs the capability CAP_NET_BIND_SERVICE: see docs/network.md.";

const LDAP: &str = "Settings for logins through a directory (LDAP, Active Directory) to the web interface, mail and the printer, in addition to the logins of each [[user]]. Each table [[ldap.group]] sets the rights of a group of the directory. Users who are in none of these groups cannot log in. For examples of [ldap] and [[ldap.group]], see docs/logins.md.";

const OPENID: &str = "Settings for logins to the web interface through an OpenID Connect provider. Each table [[openid.group]] sets the rights of a group of the provider.";
const WEBHOOKS: &str = "Webhooks: Ferrofax notifies other programs of events by HTTP. `ferrofax webhook new` creates a webhook. Webhooks may use only https:// URLs at public IP addresses, unless this table allows others.";

const FILINGS: &str = "---- Servers for received faxes

A server at which Ferrofax files received faxes: docs/filing.md. Each server has a table of its own. Each fax is filed there once. While a server is unavailable, its faxes wait in the spool.";

const FOLDERS: &str = "---- Folders for received faxes

A folder in which Ferrofax stores received faxes as files, for a script or for people. Each folder has a table of its own. Each fax appears in the folder once, when its file is complete. If somebody removes a file from the folder, the fax is not stored there again. While a folder is unavailable, for example a network share, the faxes for this folder wait in the spool.";

const ALARMS: &str = "Alarms about faults. When an alarm begins, and when it is over, a mail is sent to the faxmaster (the mailbox `faxmaster` in ferrofax.conf), and a line with the word ALARM is logged.";

const CALLS: &str = "Settings for report mails about failed calls: Ferrofax adds an explanation of the fault, which it finds in the call recording (docs/calls.md). `record` in ferrofax.conf says which calls are recorded.";

const NODE: &str = "Settings of several PBXs (nodes) that share a PostgreSQL database (docs/nodes.md). Each node uploads a received fax to the shared database within seconds after the fax has arrived. When the retention time of a fax has ended, the node deletes the fax from its own spool, but never before the fax is uploaded.";

const READING: &str = "Settings for text recognition (OCR) on received faxes (docs/searchable.md). `ferrofax serve` reads words and codes with Tesseract (on Debian: apt install tesseract-ocr), at low priority.";
const SORTING: &str = "Settings for the sorting of received faxes by rules (docs/sorting.md). Each [[rule]] matches faxes by their callers, words or codes, and names who gets them.";
const RULE: &str = "---- Rules for received faxes

A rule that sorts received faxes of the devices in [sorting]. A rule matches a fax if all its conditions match. A condition with a list matches if one entry matches, but `words` only if all of them are on the fax, and `no_words` only if none is. All rules that match are carried out. If they name different devices, or if it is uncertain whether a rule matches, the fax remains at its device, and its history has the reason. `ferrofax rules test` shows what the rules would do.";
const SEALING: &str = "Settings for the encryption of documents in this machine's own spool (docs/sealed.md). `ferrofax serve` encrypts a received fax when no mail with the fax and no print of the fax is waiting. `ferrofax serve` encrypts a sent fax when the fax's job has ended and the reports of the job were sent.";

const RELAY: &str = "The mail server to which `ferrofax serve` sends mails. This mail server gets the mails that the module hands over to the service (`mailserver = unix:…` in ferrofax.conf, see docs/mail-encryption.md), and mails of a shared database. On a machine whose `store` (at the top of this file) is the shared database, Ferrofax uses this mail server for the report mails about jobs. On any machine, Ferrofax uses this mail server to send the mails of failed nodes (nodes that no longer report to the shared database). The settings have the same names as in ferrofax.conf.";

const MAIL_LOGIN: &str = "Access tokens for the login at the mail server by OAuth 2.0, which Microsoft 365 and Google require: see docs/mail-login.md. `ferrofax serve` fetches the tokens. Ferrofax's Asterisk module uses the tokens if ferrofax.conf has `mailauth = oauth2`, and `ferrofax serve` uses the tokens if `mailauth` in [relay] is oauth2.";

const MAIL_PROTECTION: &str = "Mails that only the recipient can read, by S/MIME or OpenPGP: see docs/mail-encryption.md. `mailprotect` in ferrofax.conf chooses the mails to encrypt. `mailserver` in ferrofax.conf must be the socket of this service. Ferrofax's Asterisk module then hands the mails to the service, which encrypts them and sends them by [relay] or by Microsoft Graph.";

const FAX_LINKS: &str = "Links in place of faxes, for recipients without a key: if ferrofax.conf has `mailprotect = required`, the mail has a link to the web interface ([web]), which opens the fax. See docs/mail-encryption.md.";

const PROOF: &str = "Proofs of sending: a signed PDF about a job that has ended, which anyone can verify without this server. See docs/proof.md. Without these settings, Ferrofax makes its own key on first use.";

const MAILBOX: &str = "A mailbox (IMAP or Microsoft Graph) whose mails are faxed, for sites whose mails go to Microsoft 365, Google or another provider: see docs/mailbox.md. The settings of [mail] on addresses, users, limits and reports apply to these mails, too. `enabled` in [mail] is needed only for the mail server.";

const LIMITS: &str = "Default limits on sending faxes. Limits in the table of a user or network, in its class ([class.NAME]), in [command_line] or in [drop] replace these defaults. The lists `allowed` and `forbidden` are not replaced: the prefixes in [limits] apply in addition to those in the other tables.";

const TOTAL: &str = "Limits on the faxes and pages that all users together send in a day, a month or a \
     night. The settings have the same meaning as in [limits]; 0 and \"\" mean no limit.";

/// The text in the sample about the keys of `[convert]` that name converter programs. Such a key is
/// a MIME type or the ending of a file name.
const PROGRAMS: &str = "More converter programs, confined like the built-in ones: %i is the document, %o the PDF, TIFF or picture to write. The key is a MIME type (for files, /etc/mime.types gives the type of an ending) or an ending (\".dvi\"). A program outside /usr and /opt cannot read its own libraries, scripts and data; put such a program into a folder below /opt. `ferrofax check` and the service's log name programs in other folders.";
const A_PROGRAM: &str = "# \"application/x-dvi\" = [\"/usr/bin/dvipdf\", \"%i\", \"%o\"]\n";

/// Example tables in `gateway.toml.sample`: users, groups, networks and devices.
const SENDERS: &str = include_str!("senders.toml");

/// The keys of `[total]`, each with its default, which means "no limit".
const OF_ALL: [(&str, &str); 7] = [
    ("jobs_per_day", "0"),
    ("jobs_per_month", "0"),
    ("pages_per_day", "0"),
    ("pages_per_month", "0"),
    ("night", r#""""#),
    ("night_jobs", "0"),
    ("night_pages", "0"),
];

/// The maximum length of a comment line in the sample of gateway.toml, in characters.
const WIDTH: usize = 100;

/// A table of gateway.toml, with its keys, as the sample shows it.
pub(super) struct Table {
    /// The name of the table as in gateway.toml, for example `[mail]`; empty for the keys before
    /// all tables.
    pub(super) name: &'static str,
    /// The heading above the table in the sample, and the table's purpose, separated by an empty
    /// line. One of the two may be missing.
    about: &'static str,
    /// The keys of this table of gateway.toml, in one group for each Rust module that declares
    /// keys of the table.
    pub(super) modules: Vec<Vec<Row>>,
}

/// Tables that the sample of gateway.toml shows near its top, with example lines. The list of all
/// settings in the sample has the keys of these tables, too, but not the line with the table's
/// name.
const NAMED_ABOVE: [&str; 2] = ["[mail]", "[web]"];

/// All tables whose keys the sample lists, in the order of the sample.
pub(super) fn tables() -> Vec<Table> {
    let table = |name, about, modules| Table { name, about, modules };
    vec![
        table("", "", vec![rows(front::KEYS)]),
        table("[limits]", LIMITS, vec![rows(ferrofax_rights::LIMIT_KEYS)]),
        table("[total]", TOTAL, vec![of_all()]),
        table("[command_line]", COMMAND_LINE, vec![rows(ferrofax_rights::COMMAND_LINE_KEYS)]),
        table("[drop]", "", vec![rows(drop::KEYS), rows(ferrofax_rights::DROP_KEYS)]),
        table("[mail]", MAIL, mail_modules()),
        table(
            "[web]",
            WEB,
            vec![
                rows(ferrofax_web::KEYS),
                rows(ferrofax_rights::SECOND_FACTOR_KEYS),
                rows(http::KEYS),
            ],
        ),
        table("[acme]", ACME, vec![rows(acme::KEYS)]),
        table("[ldap]", LDAP, vec![rows(directory::KEYS)]),
        table("[openid]", OPENID, vec![rows(openid::KEYS)]),
        table("[webhooks]", WEBHOOKS, vec![rows(webhooks::KEYS)]),
        table(
            "[printer]",
            PRINTER,
            vec![rows(printer::KEYS), rows(http::KEYS), rows(http::LOGIN_KEYS)],
        ),
        table("[fields]", FIELDS, vec![rows(fields::KEYS)]),
        table("[hylafax]", HYLAFAX, vec![rows(hylafax::KEYS)]),
        table("[convert]", "", vec![rows(CONVERT_KEYS)]),
        table("[cover]", "", vec![rows(COVER_KEYS)]),
        table("[print]", PRINT, vec![rows(print::KEYS)]),
        table("[alarms]", ALARMS, vec![rows(alarms::KEYS)]),
        table("[calls]", CALLS, vec![rows(examiner::KEYS)]),
        table("[node]", NODE, vec![rows(ferrofax_node::KEYS)]),
        table("[reading]", READING, vec![rows(texts::KEYS)]),
        table("[sorting]", SORTING, vec![rows(sorting::KEYS)]),
        table("[sealing]", SEALING, vec![rows(sealing::KEYS)]),
        table("[relay]", RELAY, vec![rows(front::RELAY_KEYS)]),
        table("[mail_login]", MAIL_LOGIN, vec![rows(mail_login::KEYS)]),
        table("[mail_protection]", MAIL_PROTECTION, vec![rows(mail_protection::KEYS)]),
        table("[fax_links]", FAX_LINKS, vec![rows(fax_links::KEYS)]),
        table("[proof]", PROOF, vec![rows(ferrofax_proof::KEYS)]),
        table("[mailbox]", MAILBOX, vec![rows(mailbox::KEYS)]),
        table("[[print.printer]]", PAPER, vec![rows(print::PRINTER_KEYS)]),
        table("[[folder]]", FOLDERS, vec![rows(filing::FOLDER_KEYS)]),
        table("[[filing]]", FILINGS, vec![rows(filing::KEYS)]),
        table("[[rule]]", RULE, vec![rows(sorting::RULE_KEYS)]),
    ]
}

fn mail_modules() -> Vec<Vec<Row>> {
    vec![
        rows(ferrofax_mail::KEYS),
        rows(server::KEYS),
        rows(intake::KEYS),
        rows(mail_policy::KEYS),
        rows(letter::KEYS),
        rows(desk::KEYS),
        rows(ferrofax_rights::SPAM_KEYS),
        rows(ferrofax_rights::OUTSIDE_KEYS),
        rows(mail_policy::REPORT_KEYS),
    ]
}

/// The keys of `[total]`, which are limits. The rows have no help texts.
fn of_all() -> Vec<Row> {
    let limit = |name| rows(ferrofax_rights::LIMIT_KEYS).into_iter().find(|row| row.name == name);
    let of_all = OF_ALL.iter().filter_map(|(name, default)| Some((limit(*name)?, *default)));
    of_all.map(|(row, default)| Row { default, help: "", ..row }).collect()
}

/// The text of the sample file. `cargo run -p ferrofax-program --example gateway_sample` prints it
/// as `asterisk-conf/gateway.toml.sample`.
///
/// The key `store` is written before all tables, because TOML would take it for a key of the table
/// above it.
pub fn sample() -> String {
    let tables = tables();
    let (above, rest) = tables.split_at(1);
    let mut text = prose(HEAD) + "\n";
    text.extend(above.iter().map(Table::keys));
    text += &("\n".to_owned() + SMALL_SITE + "\n" + &prose(ALL));
    text += &("\n".to_owned() + SENDERS);
    text.extend(rest.iter().map(Table::text));
    text
}

impl Table {
    /// The purpose of this table of gateway.toml, in one paragraph.
    pub(super) fn purpose(&self) -> &'static str {
        self.heading_and_purpose().1
    }

    fn heading_and_purpose(&self) -> (Option<&'static str>, &'static str) {
        match self.about.split_once("\n\n") {
            Some((heading, purpose)) => (Some(heading), purpose),
            None if self.about.starts_with("----") => (Some(self.about), ""),
            None => (None, self.about),
        }
    }

    /// The lines of this table in `gateway.toml.sample`, after a blank line: heading, purpose, name
    /// and keys.
    fn text(&self) -> String {
        let (heading, purpose) = self.heading_and_purpose();
        let heading = heading.map_or(String::new(), |heading| prose(heading) + "#\n");
        let (hint, name) = match self.name {
            name if NAMED_ABOVE.contains(&name) => {
                (format!("The lines of this section go into {name} above. "), String::new())
            }
            // A table that may occur several times is shown as an example.
            name if name.starts_with("[[") => (String::new(), format!("#{name}")),
            name => (String::new(), name.to_owned()),
        };
        let about = prose((hint + purpose).trim_end());
        let more =
            if self.name == "[convert]" { prose(PROGRAMS) + A_PROGRAM } else { String::new() };
        format!("\n{heading}{about}{name}\n{}{more}", self.keys())
    }

    /// The keys of the table as the sample shows them. A blank line separates the keys that
    /// different Rust modules declare.
    fn keys(&self) -> String {
        let module = |rows: &Vec<Row>| rows.iter().map(row).collect::<String>();
        self.modules.iter().map(module).collect::<Vec<_>>().join("\n")
    }
}

fn row(row: &Row) -> String {
    let Row { name, default, help, values } = row;
    let text = match values.limits() {
        Some(limits) if !help.is_empty() => format!("{help} {limits}."),
        _ => (*help).to_owned(),
    };
    prose(&text) + format!("#{name} = {default}").trim_end() + "\n"
}

/// Formats a text as comment lines of the sample, of at most [`WIDTH`] characters.
fn prose(text: &str) -> String {
    let mut lines = String::new();
    for paragraph in text.lines() {
        let mut line = "#".to_owned();
        for word in paragraph.split_whitespace() {
            if line.chars().count() + 1 + word.chars().count() > WIDTH {
                lines += &(line + "\n");
                line = "#".to_owned();
            }
            line = line + " " + word;
        }
        lines += &(line + "\n");
    }
    lines
}
