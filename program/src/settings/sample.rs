//! The sample of `gateway.toml`: each key with its default and its help, made from the rows by
//! which the file is read.

use crate::alarms;
use crate::convert;
use crate::directory;
use crate::drop;
use crate::examiner;
use crate::fields;
use crate::folders;
use crate::front;
use crate::http;
use crate::hylafax;
use crate::keys::{Row, rows};
use crate::mail;
use crate::mail::{desk, intake, letter, mail_policy, server};
use crate::node;
use crate::openid;
use crate::print;
use crate::printer;
use crate::rights;
use crate::sealing;
use crate::web;
use crate::webhooks;

/// The text above all tables.
const HEAD: &str = "The settings of Ferrofax's gateway: /etc/ferrofax/gateway.toml

Each key stands here with its default; what is commented out changes nothing. `ferrofax check` tells all that is wrong with a file, `systemctl reload ferrofax` applies it. The file may hold passwords: chmod 640, owned by root and the group ferrofax.

As it stands nobody is let in but by the drop folder. To take mails: enabled = true in [mail], and somebody who may send, see \"Who may send\" at the end.";

const COMMAND_LINE: &str = "Faxes that are sent by `ferrofax send`: users of the system who may do so from any device, besides root and the spool's owner. Limits of [limits] may stand here, too. Others need a [[user]] with system_users.";

const FIELDS: &str = "Control fields in printed documents, as @@+FAX:0991 2700619@@ @@+TAG:Order 12345@@ @@+PRIO:100@@ @@+NOTIFY:name@example.com@@: they say where a document goes. `ferrofax convert --fields FILE` shows what is found in one.";

const PAPER: &str = "---- Printers on paper

A printer that received faxes go to straight, without a queue of this machine: by IPP, which network printers of these years speak. There may be several of these tables; what a device names in P(…) without having one goes to the command of [print].";

const PRINTER: &str = "The network printer that sends faxes, by IPP: off unless it listens somewhere. Who may send may print: a [[user]] who logs in, or a [[network]].";

const HYLAFAX: &str = "The door for HylaFAX's own clients (sendfax, faxstat, faxalter, faxrm), which speak its protocol at port 4559. A [[user]] with a password, or somebody of [ldap], logs in; a [[network]] that names a `user` is that user without a password, who sees no received faxes then. docs/from-hylafax.md says more.";

const WEB: &str = "The page for people, and the API for programs: off unless it listens somewhere. A [[user]] with a password logs in. In the clear it is for this machine alone and for a proxy that `proxies` names; others are sent to TLS.";

const LDAP: &str = "Logins by a directory of the house (LDAP, Active Directory), besides those of [[user]]s: at the page, by mail, at the printer. Which of its groups may do what, [[ldap.group]] says below, under \"Who may send\"; who is in none is nobody. docs/logins.md has examples.";

const OPENID: &str = "Logins at the page by a provider of OpenID Connect, besides. Its groups have [[openid.group]].";
const WEBHOOKS: &str = "Programs that are told by HTTP what happens: `ferrofax webhook new` makes one. What users name goes by https:// to public addresses alone, unless it stands here.";

const FOLDERS: &str = "---- Watched folders

Received faxes as files in a folder, for a script or a person who takes them from there. There may be several of these tables. Each fax appears at once and once; what was taken away does not come back. While a folder is away (a network share), its faxes wait.";

const ALARMS: &str = "What the faxmaster (ferrofax.conf) is told of by mail and the log by a line with ALARM: once when it begins, and once when it is over.";

const CALLS: &str = "Records of calls that failed (docs/calls.md; `record` in ferrofax.conf says which are kept), for the reports on them.";

const NODE: &str = "Several PBXs that share a store, on PostgreSQL (docs/nodes.md): what was received is shipped there within seconds, and only then deleted here by its age.";

const SEALING: &str = "Documents of this machine's own spool that lie sealed (docs/sealed.md): received faxes once nothing of them is to be mailed or printed any more, what was sent once its job and its reports are over. `ferrofax serve` does it.";

const RELAY: &str = "Where `store`, above all tables, is one that PBXs share: the mail server by which people are told what became of the faxes that they sent from here; and by which, on any machine, mails go of others that are silent. The keys are those of ferrofax.conf.";

const LIMITS: &str = "How much a user may send who has no limits of his own or of his class.";

const TOTAL: &str =
    "How much all together may send: keys as in [limits] for days, months and nights.";

/// The help on the administrator's own programs in `[convert]`, whose keys are not fixed.
const PROGRAMS: &str = "Own programs, confined as ours are. A program outside of /usr and /opt is run, and sees nothing of what lies beside it (libraries, scripts, data; `ferrofax check` and the log at the start say which): put it into a folder below /opt. %i is the document, %o the PDF, TIFF or picture to write. They are named by MIME type (of a file without one by its ending, as /etc/mime.types has it), or by the ending itself (\".dvi\").";
const A_PROGRAM: &str = "# \"application/x-dvi\" = [\"/usr/bin/dvipdf\", \"%i\", \"%o\"]\n";

/// Examples of users and rights: by default, nobody may send.
const SENDERS: &str = include_str!("senders.toml");

/// The keys of `[total]`, each with the value for no limit.
const OF_ALL: [(&str, &str); 7] = [
    ("jobs_per_day", "0"),
    ("jobs_per_month", "0"),
    ("pages_per_day", "0"),
    ("pages_per_month", "0"),
    ("night", r#""""#),
    ("night_jobs", "0"),
    ("night_pages", "0"),
];

/// Characters of a line of prose, at most.
const WIDTH: usize = 100;

/// The sample. `asterisk-conf/gateway.toml.sample` is made with it (`cargo run -p ferrofax-program
/// --example gateway_sample`).
pub fn sample() -> String {
    let mut text = prose(HEAD);
    text += &("\n".to_owned() + &rows(front::KEYS).iter().map(row).collect::<String>());
    text += &mail_table();
    let programs = prose(PROGRAMS) + A_PROGRAM;
    text += &(table("[convert]", "", &[rows(convert::KEYS)]) + &programs);
    text += &table("[cover]", "", &[rows(convert::COVER_KEYS)]);
    text += &table("[drop]", "", &[rows(drop::KEYS), rows(rights::DROP_KEYS)]);
    text += &table("[command_line]", COMMAND_LINE, &[rows(rights::COMMAND_LINE_KEYS)]);
    text += &table("[fields]", FIELDS, &[rows(fields::KEYS)]);
    text += &table("[print]", "", &[rows(print::KEYS)]);
    text += &table(
        "[printer]",
        PRINTER,
        &[rows(printer::KEYS), rows(http::KEYS), rows(http::LOGIN_KEYS)],
    );
    text += &table("[hylafax]", HYLAFAX, &[rows(hylafax::KEYS)]);
    text += &table("[web]", WEB, &[rows(web::KEYS), rows(http::KEYS)]);
    text += &table("[ldap]", LDAP, &[rows(directory::KEYS)]);
    text += &table("[openid]", OPENID, &[rows(openid::KEYS)]);
    text += &table("[webhooks]", WEBHOOKS, &[rows(webhooks::KEYS)]);
    text += &table("[alarms]", ALARMS, &[rows(alarms::KEYS)]);
    text += &table("[calls]", CALLS, &[rows(examiner::KEYS)]);
    text += &table("[node]", NODE, &[rows(node::KEYS)]);
    text += &table("[sealing]", SEALING, &[rows(sealing::KEYS)]);
    text += &table("[relay]", RELAY, &[rows(front::RELAY_KEYS)]);
    text += &table("[limits]", LIMITS, &[rows(rights::LIMIT_KEYS)]);
    let of_all = OF_ALL.map(|(name, default)| Row { name, default, help: String::new() });
    text += &table("[total]", TOTAL, &[of_all.into()]);
    text += &("\n".to_owned() + SENDERS);
    text += &table("#[[print.printer]]", PAPER, &[rows(print::PRINTER_KEYS)]);
    text + &table("#[[folder]]", FOLDERS, &[rows(folders::KEYS)])
}

fn mail_table() -> String {
    let rooms = [
        rows(mail::KEYS),
        rows(server::KEYS),
        rows(intake::KEYS),
        rows(mail_policy::KEYS),
        rows(letter::KEYS),
        rows(desk::KEYS),
        rows(rights::SPAM_KEYS),
        rows(rights::OUTSIDE_KEYS),
        rows(mail_policy::REPORT_KEYS),
    ];
    table("[mail]", "", &rooms)
}

/// A table with the keys of its modules, with a blank line between two of them.
fn table(name: &str, about: &str, rooms: &[Vec<Row>]) -> String {
    let rooms: Vec<String> =
        rooms.iter().map(|rows| rows.iter().map(row).collect::<String>()).collect();
    format!("\n{}{name}\n{}", prose(about), rooms.join("\n"))
}

fn row(row: &Row) -> String {
    let Row { name, default, help } = row;
    prose(help) + format!("#{name} = {default}").trim_end() + "\n"
}

/// A text as comments of at most [`WIDTH`] characters per line.
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
