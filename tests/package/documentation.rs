//! What Asterisk's console says of us stands twice: in XML for Asterisk's own
//! documentation, and in C for an Asterisk without that file. Both say the same, word for
//! word; and each event of AMI is described.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const XML: &str = include_str!("../../asterisk-conf/documentation/ferrofax-en_US.xml");
const FAX_DEVICE: &str = include_str!("../../c-shim/app_faxdevice.c");
const FAX_SEND: &str = include_str!("../../c-shim/app_faxsend.c");
const ITEMS: &str = include_str!("../../c-shim/items.c");
const ACTIONS: &str = include_str!("../../c-shim/actions.c");

/// A country code may begin with `+`, and with `number_format = asis` Ferrofax dials it so.
#[test]
fn each_printed_context_for_faxes_dials_numbers_with_a_plus() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = fs::read_dir(top.join("docs"))
        .expect("it is ours")
        .map(|entry| entry.expect("it is ours").path())
        .filter(|path| path.extension().is_some_and(|name| name == "md"))
        .collect();
    files.extend(
        [
            "README.md",
            "ansible/roles/ferrofax/templates/extensions_ferrofax.conf.j2",
            "asterisk-conf/extensions.conf.sample",
        ]
        .map(|file| top.join(file)),
    );
    let mut count = 0;
    for file in files {
        let text = fs::read_to_string(&file).expect("it is ours");
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let dials = |pattern: &str| {
            let steps =
                ["Dial(", "Goto(from-internal"].map(|step| format!("exten => {pattern},1,{step}"));
            let is_one = |line: &&&str| steps.iter().any(|step| line.starts_with(step.as_str()));
            lines.iter().filter(is_one).count()
        };
        count += dials("_X.");
        assert_eq!(dials("_X."), dials("_+X."), "{}", file.display());
    }
    assert!(count >= 6, "{count}");
}

/// A person who dials such an extension can receive the pages of any waiting job.
#[test]
fn each_printed_extension_with_faxsend_is_in_a_context_of_its_own() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in [
        "docs/sending.md",
        "docs/reference/dialplan.md",
        "asterisk-conf/extensions.conf.sample",
        "asterisk-conf/documentation/ferrofax-en_US.xml",
        "c-shim/app_faxsend.c",
    ] {
        let text = fs::read_to_string(top.join(file)).expect("it is ours");
        let lines: Vec<&str> = text.lines().collect();
        let mut count = 0;
        for pair in lines.windows(2).filter(|pair| pair[1].contains(",1,FaxSend(")) {
            count += 1;
            assert!(pair[0].contains("[fax-operators]"), "{file}: {}", pair[1]);
        }
        assert_eq!(count, 1, "{file}");
    }
}

/// What the file has of one application, function, action or event.
fn entry(kind: &str, name: &str) -> &'static str {
    let begin = format!("<{kind} name=\"{name}\"");
    let rest = XML
        .split_once(&begin)
        .unwrap_or_else(|| panic!("the file has no {kind} {name}"))
        .1;
    rest.split_once(&format!("</{kind}>")).expect("it ends").0
}

/// What stands between a beginning and an end, each time.
fn between<'t>(text: &'t str, begin: &'t str, end: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(begin).skip(1).filter_map(move |rest| Some(rest.split_once(end)?.0))
}

/// Words with single blanks between them.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn decoded(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn names(entry: &str) -> BTreeSet<&str> {
    between(entry, " name=\"", "\"").collect()
}

/// Sentences and lines of examples.
fn sayings(entry: &str) -> Vec<String> {
    let paragraphs = between(entry, "<para>", "</para>");
    let lines = between(entry, "<example>", "</example>").flat_map(str::lines);
    let all = paragraphs.chain(lines).chain(between(entry, "<synopsis>", "</synopsis>"));
    let mut all: Vec<String> = all.map(|text| decoded(&plain(text))).collect();
    all.retain(|text| !text.is_empty());
    all
}

/// The strings of C in this text, those that a comma divides apart from each other.
fn quoted(text: &str) -> String {
    let text = text.replace("\\\"", "\u{1}");
    let parts = text.split('"').enumerate().map(|(at, part)| match at % 2 {
        1 => part.replace("\\n", "\n").replace('\u{1}', "\""),
        _ if part.contains(',') => "\n".to_owned(),
        _ => String::new(),
    });
    parts.collect()
}

/// The strings of C that stand behind this, up to where they end.
fn strings(source: &str, behind: &str, end: &str) -> String {
    let text = source.split_once(behind).unwrap_or_else(|| panic!("there is no {behind}")).1;
    quoted(text.split_once(end).expect("it ends").0)
}

/// What is said in C and not in the file, or the other way round.
fn differences(kind: &str, name: &str, in_c: &str) -> Vec<String> {
    let entry = entry(kind, name);
    let mut left = format!(" {} ", plain(in_c));
    let mut wrong = Vec::new();
    let mut sayings = sayings(entry);
    // A short one may be a part of a long one.
    sayings.sort_by_key(|saying| std::cmp::Reverse(saying.len()));
    for saying in sayings {
        if left.contains(&saying) {
            left = left.replacen(&saying, " ", 1)
        } else {
            wrong.push(format!("{kind} {name}: in XML alone: {saying}"))
        }
    }
    let names = names(entry);
    let is_name = |word: &&str| {
        let word = word.split(['(', ':']).next().unwrap_or_default();
        names.contains(word) || [name, "Variables", "Examples"].contains(&word)
    };
    let unknown = left.split_whitespace().filter(|word| !is_name(word));
    wrong.extend(unknown.map(|word| format!("{kind} {name}: in C alone: {word}")));
    wrong
}

#[test]
fn the_file_and_the_module_say_the_same() {
    let mut wrong = Vec::new();
    for (name, source) in [("FaxDevice", FAX_DEVICE), ("FaxSend", FAX_SEND)] {
        let text = ["synopsis[] =", "description[] ="].map(|at| strings(source, at, ";\n\n"));
        wrong.extend(differences("application", name, &text.join("\n")));
    }
    let synopsis = strings(ITEMS, ".synopsis =", ",\n");
    let rest = ["arguments[] =", "description[] ="].map(|at| strings(ITEMS, at, ";\n\n"));
    let text = [synopsis, rest.concat().replacen("item\n", "", 1)].join("\n");
    wrong.extend(differences("function", "FERROFAX", &text));
    let of_a_job = strings(ACTIONS, "#define JOB_FIELDS", "\n\n");
    let actions = between(ACTIONS, "{ \"Ferrofax", " },").collect::<Vec<_>>();
    assert!(actions.len() >= 9, "{actions:?}");
    for action in actions {
        let (name, rest) = action.split_once("\", ").expect("its name");
        // Behind the list's end and the rights.
        let rest = rest.splitn(3, ", ").nth(2).expect("its texts");
        let shared = if rest.contains("JOB_FIELDS") { of_a_job.as_str() } else { "" };
        let text = format!("{}\n{shared}", quoted(rest));
        wrong.extend(differences("manager", &format!("Ferrofax{name}"), &text));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// All of the module's source.
fn module() -> String {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/service");
    let (mut folders, mut text) = (vec![top], String::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it is there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                text += &fs::read_to_string(path).expect("it can be read");
            }
        }
    }
    text
}

#[test]
fn each_event_is_described_and_no_other() {
    let module = module();
    let events = between(&module, "\"Ferrofax", "\"").filter(|name| {
        let is_name = name.chars().all(char::is_alphanumeric) && !name.is_empty();
        let is_action = ACTIONS.contains(&format!("{{ \"Ferrofax{name}\""));
        // The one word that is both.
        is_name && (!is_action || *name == "Job")
    });
    let events: BTreeSet<&str> = events.collect();
    let described: BTreeSet<&str> = between(XML, "<managerEvent name=\"Ferrofax", "\"").collect();
    assert_eq!(described, events);
}
