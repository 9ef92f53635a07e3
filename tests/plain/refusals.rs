//! Each sentence by which something is refused, and which a page may show, is in
//! crates/spool/src/refusals/languages/en.ftl, so that pages and mails can say it in their language; and
//! each text there is a sentence of the code.

use std::collections::BTreeSet;

use ferrofax_languages::{Phrasebook, Reading};
use ferrofax_spool::not_shown::NotShown;

use crate::files::{files, read};
use crate::rust::{self, Place, Words};

const ENGLISH: &str = "crates/spool/src/refusals/languages/en.ftl";

/// The crates whose errors are looked for.
const CRATES: [&str; 17] = [
    "crates/basics/src",
    "crates/document/src",
    "crates/store/src",
    "crates/spool/src",
    "crates/cluster/src",
    "crates/delivery/src",
    "crates/gateway-toml/src",
    "crates/confine/src",
    "crates/convert/src",
    "crates/network/src",
    "crates/rights/src",
    "crates/mail/src",
    "crates/node/src",
    "crates/desk/src",
    "crates/listeners/src",
    "crates/web/src",
    "crates/program/src",
];

/// What of a source can reach a page.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Reach {
    /// Its errors and all other sentences.
    Sentences,
    /// Its errors.
    Errors,
    /// Nothing, for this reason.
    Nothing(&'static str),
}

use Reach::{Errors, Nothing, Sentences};

const OTHERS: &str = "another submission method or a command, whose answers are English";
const SETTINGS: &str = "settings are read when the service starts, or by `ferrofax check`";
const LOG: &str = "its errors are in the log, in mails or in alarms";
const LATER: &str = "the print job is tried again, and nobody is notified";
const NODES: &str = "it connects machines with the shared database, and logs what is wrong";
const LOGIN: &str = "the login page has sentences of its own";
const KEYS: &str = "keys of encryption are wrong: a value in a sentence, in English as in the log";
const START: &str = "the spool is opened before there is a page";
const CALLS: &str = "of a call, in the module";
const TEST_KEYS: &str = "only the API shows it, to a program with a test key, in English";
const DELIVERY: &str = "the result of a delivery, which a page shows as the server sent it";
const NEVER: &str = "it cannot happen: the values of the request are always valid";
const AUDIT: &str = "a line of the audit log, which is shown as it was written";

/// Folders and files; the longest of those that a file is below holds for it. The errors of all
/// others can reach a page.
const PLACES: &[(&str, Reach)] = &[
    ("crates/basics/src/clock.rs", Sentences),
    ("crates/basics/src/tls.rs", Nothing(SETTINGS)),
    ("crates/basics/src/zone.rs", Nothing(SETTINGS)),
    ("crates/cluster/src/jobs", Nothing(NODES)),
    ("crates/cluster/src/node", Nothing(NODES)),
    ("crates/confine/src/limits.rs", Sentences),
    ("crates/convert/src", Sentences),
    ("crates/convert/src/fields", Nothing(SETTINGS)),
    ("crates/convert/src/fields/splitter.rs", Errors),
    ("crates/convert/src/html/style.rs", Nothing("it has names of fonts")),
    ("crates/convert/src/settings.rs", Nothing(SETTINGS)),
    ("crates/delivery/src", Nothing(LOG)),
    ("crates/delivery/src/compose.rs", Errors),
    (
        "crates/document/src",
        Nothing("the sentences on a document are in tiff/fault.rs and in convert"),
    ),
    ("crates/document/src/tiff/fault.rs", Errors),
    ("crates/gateway-toml/src", Nothing(SETTINGS)),
    ("crates/program/src/acme", Nothing(LOG)),
    ("crates/program/src/alarms", Nothing(LOG)),
    ("crates/web/src/api", Nothing("the API answers in English")),
    ("crates/web/src/api/keys.rs", Errors),
    ("crates/network/src/asker", Nothing(SETTINGS)),
    ("crates/program/src/cli", Nothing(OTHERS)),
    ("crates/desk/src", Sentences),
    ("crates/desk/src/csv.rs", Errors),
    ("crates/desk/src/managed/", Errors),
    ("crates/desk/src/metrics", Errors),
    ("crates/desk/src/trail.rs", Errors),
    ("crates/desk/src/user.rs", Errors),
    ("crates/rights/src/directory", Nothing(LOGIN)),
    ("crates/listeners/src/drop", Nothing(OTHERS)),
    ("crates/mail/src/fax_links", Nothing(LOG)),
    ("crates/listeners/src/fields.rs", Nothing(SETTINGS)),
    ("crates/listeners/src/filing", Nothing(LOG)),
    ("crates/program/src/front", Nothing(SETTINGS)),
    ("crates/mail/src/graph", Nothing(LOG)),
    ("crates/network/src/http", Nothing(SETTINGS)),
    ("crates/network/src/http/incoming.rs", Errors),
    ("crates/network/src/http/unpack.rs", Nothing(OTHERS)),
    ("crates/listeners/src/hylafax", Nothing(OTHERS)),
    ("crates/listeners/src/ipp", Nothing(OTHERS)),
    ("crates/network/src/listening", Nothing(SETTINGS)),
    ("crates/mail/src", Nothing(OTHERS)),
    ("crates/mail/src/address/error.rs", Errors),
    ("crates/mail/src/desk", Sentences),
    ("crates/mail/src/desk/preview.rs", Nothing(OTHERS)),
    ("crates/mail/src/desk/settings.rs", Nothing(SETTINGS)),
    ("crates/mail/src/letter", Errors),
    ("crates/mail/src/letter/settings.rs", Nothing(SETTINGS)),
    ("crates/mail/src/mail_policy/scan.rs", Sentences),
    ("crates/mail/src/mailbox/fault.rs", Errors),
    ("crates/mail/src/mailbox/graph.rs", Sentences),
    ("crates/mail/src/mailbox/imap.rs", Sentences),
    ("crates/mail/src/mailbox/link.rs", Sentences),
    ("crates/mail/src/mailbox/post.rs", Sentences),
    ("crates/mail/src/mailbox/session.rs", Sentences),
    ("crates/mail/src/mail_policy/mod.rs", Sentences),
    ("crates/mail/src/reading/error.rs", Errors),
    ("crates/mail/src/mail_login", Sentences),
    ("crates/mail/src/mail_login/account.rs", Nothing(OTHERS)),
    ("crates/mail/src/mail_login/settings.rs", Nothing(SETTINGS)),
    ("crates/mail/src/mail_protection", Nothing(LOG)),
    ("crates/web/src/mcp", Nothing(OTHERS)),
    ("crates/desk/src/metrics/health.rs", Sentences),
    ("crates/node/src", Nothing(NODES)),
    ("crates/rights/src/openid", Nothing(LOGIN)),
    ("crates/rights/src/order", Sentences),
    ("crates/mail/src/outgoing", Nothing(LOG)),
    ("crates/network/src/outward", Nothing(DELIVERY)),
    ("crates/network/src/outward/place.rs", Errors),
    ("crates/network/src/outward/reach.rs", Sentences),
    ("crates/web/src/pictures.rs", Nothing(LOG)),
    ("crates/listeners/src/print", Nothing(LOG)),
    ("crates/listeners/src/printer", Nothing(OTHERS)),
    ("crates/listeners/src/printer/cutting.rs", Sentences),
    ("crates/listeners/src/printer/making.rs", Sentences),
    ("crates/listeners/src/printer/worker.rs", Sentences),
    ("crates/rights/src", Nothing("a page says reason.rs by texts/languages/*.ftl")),
    ("crates/rights/src/decide.rs", Sentences),
    ("crates/rights/src/sessions", Errors),
    ("crates/rights/src/people/mod.rs", Errors),
    ("crates/rights/src/who.rs", Sentences),
    ("crates/web/src/sandbox.rs", Nothing(TEST_KEYS)),
    ("crates/program/src/sealing", Nothing(LOG)),
    ("crates/program/src/settings", Nothing(SETTINGS)),
    ("crates/program/src/takeover", Nothing(OTHERS)),
    ("crates/program/src/takeover/said.rs", Sentences),
    ("crates/mail/src/texts", Nothing("it has the texts of mails")),
    ("crates/web/src", Sentences),
    ("crates/web/src/archive.rs", Errors),
    ("crates/web/src/examiner", Errors),
    ("crates/web/src/live", Errors),
    ("crates/web/src/repeating.rs", Errors),
    ("crates/web/src/admin/missing_right.rs", Nothing("it shows lines for gateway.toml")),
    ("crates/web/src/assets.rs", Nothing("it has heads of HTTP")),
    ("crates/web/src/settings.rs", Nothing(SETTINGS)),
    ("crates/web/src/texts", Nothing("it has the texts of pages")),
    ("crates/web/src/webhooks", Nothing(DELIVERY)),
    ("crates/web/src/webhooks/making.rs", Errors),
    ("crates/web/src/webhooks/own.rs", Errors),
    ("crates/spool/src/at_rest", Nothing(KEYS)),
    ("crates/spool/src/audit", Nothing(LOG)),
    ("crates/spool/src/audit/verify.rs", Errors),
    ("crates/spool/src/ids.rs", Nothing(OTHERS)),
    ("crates/spool/src/jobs/commands.rs", Sentences),
    ("crates/spool/src/jobs/documents.rs", Sentences),
    ("crates/spool/src/jobs/retention.rs", Nothing(OTHERS)),
    ("crates/spool/src/jobs/submit.rs", Sentences),
    ("crates/spool/src/numbers/judge.rs", Nothing("a page says it by languages/*.ftl")),
    ("crates/spool/src/numbers/plan.rs", Sentences),
    ("crates/spool/src/retention.rs", Sentences),
    ("crates/spool/src/sealing", Nothing(NODES)),
    (
        "crates/store/src",
        Nothing("the words of the database and of files, a value in sentences of the spool"),
    ),
];

/// How sentences begin that no page shows, and why.
const NOT_SHOWN: &[(&str, &str)] = &[
    ("it was not written by Ferrofax, so pages cannot be added", CALLS),
    ("{}: page {page} has no room in it, and its call ends: a fax has at most {} MB", CALLS),
    ("the spool's database {} has version {found}", START),
    ("the store {} has tables of version {found}", START),
    ("the store {} has no tables of Ferrofax yet", START),
    ("A user may submit {TESTS} test jobs in 24 hours.", TEST_KEYS),
    ("{} is an SQLite database, but not a Ferrofax spool", START),
    ("{}: Asterisk, `ferrofax serve` or another program works with this spool", START),
    ("another process receives faxes into this spool", START),
    ("another process receives faxes into the spool {}", START),
    ("{0}: documents there are left as they are", KEYS),
    ("the shared store has not got page", CALLS),
    ("another node is called", NODES),
    ("another machine sends for the shared database under the identity of this node", NODES),
    ("there is no outbox entry", OTHERS),
    ("fax {0} has ended and takes no more pages", CALLS),
    ("fax {fax} already has page {last}", CALLS),
    ("page {number} of fax {fax} has no rows", CALLS),
    ("there is no change {0} of any job", OTHERS),
    ("job {job} is {state}, so it can't go in a call now", CALLS),
    ("release it first", CALLS),
    ("one call at a time can send it", CALLS),
    ("its latest time of sending has passed, or another machine may send it", CALLS),
    ("there is no record {0} of a call;", OTHERS),
    ("there is no legal hold", OTHERS),
    ("'{0}' holds no digits, so nothing can be of this number", OTHERS),
    ("job {job} has no {page}", CALLS),
    ("job {0} is no longer this call's", CALLS),
    ("it has too many pages", "more than 4,294,967,295"),
    ("the documents of a job", NODES),
    ("their pieces are not all in the store", NODES),
    ("sep: {0}", "the name of a field before a sentence"),
    ("it is {what}", "each kind of file has its sentence"),
    ("it {0}", "each fault of a mail has its sentence"),
    ("the watcher", "the name of a thread"),
    ("a worker for mails", "the name of a thread"),
    ("the program ends", LATER),
    (
        "within the last hour, the machine's clock was put forward or back, or Ferrofax started after more than a day",
        LATER,
    ),
    ("the mail was set aside", LOG),
    ("a signal ended it", LOG),
    ("Token has been expired or revoked", "words of a mail provider, by which a refusal is known"),
    ("Client is unauthorized to retrieve access tokens", "words of a mail provider"),
    ("Invalid email or User ID", "words of a mail provider"),
    ("no command", NEVER),
    ("there is no such range", NEVER),
    ("there is no such day", NEVER),
    ("there is no key", NEVER),
    ("no length", NEVER),
    ("no fax could be made of it", LOG),
    ("it names no author", LOG),
    ("[mailbox] has neither authserv nor sender", LOG),
    ("The permissions of this mail cannot be read", OTHERS),
    ("The mail can't be read for now", OTHERS),
    ("fax number", "the word of a column"),
    ("the organisation", AUDIT),
    ("There is no such key", AUDIT),
    ("A mail may have {most} recipients here", OTHERS),
    ("Whether the sender is who it claims", OTHERS),
    ("Too many wrong passwords came from your address", LOGIN),
    ("Too many passwords are being checked at this moment", LOGIN),
    ("The name or the password is wrong", LOGIN),
    ("[[user]]", "lines of a settings file, to copy"),
    ("The installation is not complete;", "the API answers in English"),
    ("Too many pages are open.", "of the stream of changes, which no page shows"),
];

/// What may be before a sentence of the code, which is a part of a longer one.
const BEFORE: [&str; 4] = ["", "it is ", "page 7 ", "7; "];

/// What no sentence holds: SQL, policies of pages, paths.
const CODE: [&str; 9] =
    ["::", "SELECT ", "INSERT ", "WHERE ", "ORDER BY", "'none'", " = ?", "</", "max-age"];

fn reach(file: &str) -> Reach {
    let places = PLACES.iter().filter(|(place, _)| file.starts_with(place));
    places.max_by_key(|(place, _)| place.len()).map_or(Errors, |(_, reach)| *reach)
}

/// The sources whose words may reach a page.
fn sources() -> Vec<(String, Vec<Words>)> {
    let files = CRATES.iter().flat_map(|folder| files(folder, "rs"));
    let is_test = |file: &String| file.ends_with("tests.rs") || file.contains("/tests/");
    let shown = files.filter(|file| !is_test(file) && !matches!(reach(file), Nothing(_)));
    let words = |file: String| {
        let strings = rust::read(&read(&file)).strings;
        (file, strings)
    };
    shown.map(words).collect()
}

/// Whether a string is a sentence, and may reach a page, as far as its file may.
fn is_wanted(words: &Words, reach: Reach) -> bool {
    let is_shown = match words.place {
        Place::Error => true,
        Place::Elsewhere => reach == Sentences && is_sentence(&words.text),
        Place::Attribute | Place::Log => false,
    };
    let has_words = filled(&words.text).contains(char::is_alphabetic);
    is_shown && has_words && !NOT_SHOWN.iter().any(|(text, _)| words.text.starts_with(text))
}

/// Two small words make a sentence.
fn is_sentence(text: &str) -> bool {
    let words = text.split_whitespace().filter(|word| {
        let word = word.trim_matches(['\'', ',', ':', ';', '(', ')']);
        word.len() > 1 && word.chars().all(char::is_lowercase)
    });
    words.count() >= 2 && !CODE.iter().any(|code| text.contains(code))
}

/// A string of `format!` with a 7 in each place.
fn filled(text: &str) -> String {
    let text = text.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let mut done = String::new();
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once('{') {
        done += before;
        done.push('7');
        rest = behind.split_once('}').map_or("", |(_, behind)| behind);
    }
    (done + rest).replace('\u{1}', "{").replace('\u{2}', "}")
}

/// A reading of the sentence that leaves no word of it in English.
fn reading<'b>(book: &'b Phrasebook, text: &str, names: &mut BTreeSet<&'b str>) -> bool {
    let ways = BEFORE.iter().map(|before| format!("{before}{text}"));
    ways.into_iter().any(|text| {
        let read = book.read(&text);
        read.filter(is_whole).is_some_and(|read| {
            names.extend(read.names());
            true
        })
    })
}

fn is_whole(reading: &Reading<'_, '_>) -> bool {
    reading.words().iter().all(|words| !words.contains(char::is_alphabetic))
}

/// The test: each refusal that a page may show is in the English file.
pub(crate) fn each_has_its_texts() {
    let english = read(ENGLISH);
    let book = Phrasebook::new(&english);
    let (mut missing, mut count) = (Vec::new(), 0);
    for (file, strings) in sources() {
        let reach = reach(&file);
        for words in strings.iter().filter(|words| is_wanted(words, reach)) {
            count += 1;
            if !reading(&book, &filled(&words.text), &mut BTreeSet::new()) {
                missing.push(format!("{file}:{}: {}", words.line, words.text));
            }
        }
    }
    assert!(count > 300, "only {count} were found");
    assert!(missing.is_empty(), "not in {ENGLISH}:\n{}", missing.join("\n"));
}

/// The test: each exception is about something that is there.
pub(crate) fn exceptions_are_needed() {
    let files: Vec<String> = CRATES.iter().flat_map(|folder| files(folder, "rs")).collect();
    for (place, _) in PLACES {
        assert!(files.iter().any(|file| file.starts_with(place)), "there is no {place}");
    }
    let strings: Vec<Words> = sources().into_iter().flat_map(|(_, strings)| strings).collect();
    for (text, _) in NOT_SHOWN {
        assert!(strings.iter().any(|words| words.text.starts_with(text)), "nobody says '{text}'");
    }
}

/// The test: each text of the English file is said by the code.
pub(crate) fn each_text_is_said() {
    let english = read(ENGLISH);
    let book = Phrasebook::new(&english);
    let mut names = BTreeSet::new();
    for (_, strings) in sources() {
        for words in strings {
            reading(&book, &filled(&words.text), &mut names);
        }
    }
    let (texts, notes) = (ferrofax_languages::outline(&english), NotShown::text_names());
    names.extend(notes.iter().map(String::as_str));
    let unsaid: Vec<&String> = texts.keys().filter(|name| !names.contains(name.as_str())).collect();
    assert!(unsaid.is_empty(), "no source says {unsaid:?}");
}

/// The test of this file.
pub(crate) fn are_found_in_sources() {
    let source = "// \"a comment is no text\"\n\
                  #[error(\"'{0}' is not a thing; write {{name}}\")]\n\
                  #[expect(clippy::x, reason = \"that is for us\")]\n\
                  log::warn!(\"{id}: that is (for) the log\", f(\"so is that\"));\n\
                  let x = '\"'; Err(format!(\"it rains on {place:?} \\\n   today\"));\n\
                  #[cfg(test)]\nmod tests { \"in a test\" }";
    let strings = rust::read(source).strings;
    let wanted = strings.iter().filter(|words| is_wanted(words, Sentences));
    let wanted: Vec<String> = wanted.map(|words| filled(&words.text)).collect();
    assert_eq!(wanted, ["'7' is not a thing; write {name}", "it rains on 7 today"]);
    let book = Phrasebook::new("wet = it rains on { $where }\nabout = { $about }: { $said }\n");
    let mut names = BTreeSet::new();
    assert!(reading(&book, "7: it rains on 7", &mut names));
    assert_eq!(names.len(), 2);
    assert!(!reading(&book, "it rains on fields", &mut names));
}
