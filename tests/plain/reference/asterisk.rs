//! What Asterisk knows of us: applications, the function, AMI and the console.

use std::collections::BTreeMap;

use ferrofax::t30::outcome::Cause;
use roxmltree::{Document, Node, ParsingOptions};

use super::markdown::{Page, code, escaped};
use crate::files::read;

const XML: &str = "asterisk-conf/documentation/ferrofax-en_US.xml";

/// Options of FaxDevice.
pub(super) fn device_options() -> String {
    let text = read(XML);
    let document = parsed(&text);
    let device = named(&document, "application", "FaxDevice");
    let mut page = Page::new("Options of FaxDevice", &format!("`{XML}`"));
    page.say(&words(synopsis(device)));
    page.say(
        "The dialplan line is `FaxDevice(mailbox[&mailbox…][,format[,options]])`. \
         `core show application FaxDevice` shows the same text on Asterisk's console.",
    );
    for parameter in children(child(device, "syntax"), "parameter") {
        let name = attribute(parameter, "name");
        page.heading(2, name);
        for node in parameter.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "para" => page.say(&words(node)),
                "argument" => children(node, "para").for_each(|para| page.say(&words(para))),
                "enumlist" => page.table(&["Value", "Meaning"], &named_rows(node, "enum")),
                "optionlist" => page.table(&["Option", "Meaning"], &options(node)),
                _ => {}
            }
        }
    }
    page.heading(2, "Channel variables");
    variables(&mut page, device);
    page.text()
}

fn options(list: Node<'_, '_>) -> Vec<Vec<String>> {
    children(list, "option")
        .map(|option| {
            let argument = children(option, "argument").next();
            let argument =
                argument.map_or(String::new(), |one| format!("({})", attribute(one, "name")));
            vec![format!("`{}{argument}`", attribute(option, "name")), paragraphs(option)]
        })
        .collect()
}

/// The applications and the function.
pub(super) fn dialplan() -> String {
    let text = read(XML);
    let document = parsed(&text);
    let mut page = Page::new("Dialplan applications and functions", &format!("`{XML}`"));
    page.say("The options of `FaxDevice` are listed in [device-options.md](device-options.md).");
    let entries = document
        .root_element()
        .children()
        .filter(|node| node.has_tag_name("application") || node.has_tag_name("function"));
    for entry in entries {
        page.heading(2, attribute(entry, "name"));
        page.say(&words(synopsis(entry)));
        for parameter in children(child(entry, "syntax"), "parameter") {
            argument(&mut page, parameter);
        }
        for node in child(entry, "description").children().filter(Node::is_element) {
            match node.tag_name().name() {
                "para" => page.say(&words(node)),
                "example" => page.block(&example(node)),
                "variablelist" => variables(&mut page, node),
                _ => {}
            }
        }
    }
    page.text()
}

/// An argument of an application: its own words, without the options.
fn argument(page: &mut Page, parameter: Node<'_, '_>) {
    let name = attribute(parameter, "name");
    let required = if parameter.attribute("required") == Some("true") { ", required" } else { "" };
    let has_options = children(parameter, "optionlist").next().is_some();
    let about = match children(parameter, "para").next() {
        _ if has_options => "see [device-options.md](device-options.md)".to_owned(),
        Some(first) => words(first),
        None => paragraphs(parameter),
    };
    page.item(&format!("`{name}`{required}: {about}"), true);
    let rest = children(parameter, "para").skip(1).filter(|_| !has_options);
    rest.for_each(|para| page.item(&words(para), false));
    for value in children(parameter, "enumlist").flat_map(|list| children(list, "enum")) {
        page.item(&format!("`{}`: {}", attribute(value, "name"), paragraphs(value)), false);
    }
}

/// Actions and events of the manager.
pub(super) fn ami() -> String {
    let text = read(XML);
    let document = parsed(&text);
    let classes = classes_of_actions();
    let mut page = Page::new("AMI actions and events", &format!("`{XML}` and `c-shim/actions.c`"));
    page.say(
        "On Asterisk's console, commands such as `manager show command FerrofaxSend` and `manager \
         show event FerrofaxEnd` show the same texts. Each action and each event needs a class, \
         which is a permission of the AMI user. In `manager.conf`, the user's setting `write` \
         lists the classes for actions, and `read` lists the classes for events.",
    );
    page.heading(2, "Actions");
    for action in children(document.root_element(), "manager") {
        let name = attribute(action, "name");
        page.heading(3, name);
        page.say(&words(synopsis(action)));
        let classes = classes.get(name).map(String::as_str).unwrap_or_default();
        page.say(&format!(
            "An AMI user needs the class {classes} in `manager.conf` for this action."
        ));
        child(action, "description")
            .children()
            .filter(|node| node.has_tag_name("para"))
            .for_each(|para| page.say(&words(para)));
        fields(&mut page, child(action, "syntax"));
    }
    page.heading(2, "Events");
    for event in children(document.root_element(), "managerEvent") {
        page.heading(3, &format!("{} event", attribute(event, "name")));
        let instance = child(event, "managerEventInstance");
        page.say(&words(synopsis(instance)));
        let classes = classes_in(attribute(instance, "class"));
        page.say(&format!(
            "An AMI user needs the class {classes} in `manager.conf` for this event."
        ));
        fields(&mut page, child(instance, "syntax"));
    }
    page.text()
}

fn fields(page: &mut Page, syntax: Node<'_, '_>) {
    page.table(&["Field", "Meaning"], &named_rows(syntax, "parameter"));
}

/// The classes of each action.
fn classes_of_actions() -> BTreeMap<String, String> {
    let source = read("c-shim/actions.c");
    let actions = source.split("{ \"Ferrofax").skip(1).filter_map(|action| {
        let (name, rest) = action.split_once('"')?;
        let flags = rest.split(',').find(|part| part.contains("EVENT_FLAG_"))?;
        Some((format!("Ferrofax{name}"), classes_in(flags)))
    });
    actions.collect()
}

/// `EVENT_FLAG_CALL | EVENT_FLAG_REPORTING` as AMI's users write them.
fn classes_in(flags: &str) -> String {
    let names = flags
        .split(['|', ','])
        .map(|flag| flag.trim().trim_start_matches("EVENT_FLAG_"));
    names
        .map(|name| format!("`{}`", name.to_lowercase()))
        .collect::<Vec<_>>()
        .join(" or ")
}

/// A command of Asterisk's console.
pub(crate) struct ConsoleCommand {
    /// Its words; `{a|b}` is a choice.
    pub(crate) words: String,
    usage: String,
}

/// The commands of Asterisk's console.
pub(crate) fn console_commands() -> Vec<ConsoleCommand> {
    let source = read("c-shim/cli.c");
    let commands = source.split("e->command =").skip(1).filter_map(|rest| {
        let (words, rest) = rest.split_once(";\n")?;
        let usage = rest.split_once("e->usage =")?.1.split_once(";\n")?.0;
        Some(ConsoleCommand { words: c_string(words), usage: c_string(usage) })
    });
    commands.collect()
}

/// The strings of C that stand beside each other in this text, as one.
fn c_string(text: &str) -> String {
    let text = text.replace("\\\"", "\u{2}");
    let parts = text.split('"').enumerate().filter(|(at, _)| at % 2 == 1);
    let parts: String = parts.map(|(_, part)| part).collect();
    parts.replace("\\n", "\n").replace('\u{2}', "\"")
}

/// The console's commands, as its help prints them.
pub(super) fn console() -> String {
    let mut page = Page::new("Commands of Asterisk's console", "`c-shim/cli.c`");
    page.say(
        "These commands are typed on Asterisk's console (`asterisk -r`), or in a shell as \
         `asterisk -rx 'ferrofax show jobs'`. The commands of a shell are listed in \
         [ferrofax.md](ferrofax.md).",
    );
    for command in console_commands() {
        page.heading(2, &command.words.replace('|', "\\|"));
        page.block(command.usage.trim_start_matches("Usage: "));
    }
    page.text()
}

/// The words of `FAXERROR`.
pub(super) fn error_words() -> String {
    let mut page =
        Page::new("FAXERROR: why a fax failed", "`crates/ground/src/outcome.rs` and `src/service`");
    page.say(
        "After a fax, the channel variable `FAXERROR` has one of the words in the table below, and \
         `FAXSTATUSSTRING` has the sentence in the same row. AMI events, the API and Asterisk's log \
         use the same words. `FAXERROR` is empty after a fax that was complete; AMI events then \
         have the word `OK` or `DCN_FOR_END`.",
    );
    let rows: Vec<Vec<String>> = Cause::ALL
        .iter()
        .map(|cause| vec![code(cause.name()), escaped(cause.text())])
        .collect();
    page.table(&["Word", "What happened"], &rows);
    page.heading(2, "Words for rejected calls and jobs");
    page.say(
        "If a fax device rejects a call, or if `FaxSend` rejects a job, `FAXERROR` has one of the \
         words in this list, and `FAXSTATUSSTRING` has the reason as a sentence.",
    );
    for (at, word) in refusals().iter().enumerate() {
        page.item(&format!("`{word}`"), at == 0);
    }
    page.text()
}

/// The words with which the module rejects a call or a job.
fn refusals() -> Vec<String> {
    let files = ["src/service/receive/begin.rs", "src/service/send/begin.rs"].map(read);
    let behind = files.iter().flat_map(|text| text.split("refusal(").skip(1));
    let words = behind.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    words.sort();
    words.dedup();
    words
}

fn parsed(text: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).expect("the file is well formed")
}

fn named<'a>(document: &'a Document<'a>, kind: &str, name: &str) -> Node<'a, 'a> {
    let mut found = document.root_element().children().filter(|node| node.has_tag_name(kind));
    found
        .find(|node| node.attribute("name") == Some(name))
        .expect("the file has it")
}

fn children<'a, 'i>(node: Node<'a, 'i>, kind: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.has_tag_name(kind))
}

fn child<'a, 'i>(node: Node<'a, 'i>, kind: &'static str) -> Node<'a, 'i> {
    // What has no description has nothing in it.
    children(node, kind)
        .next()
        .unwrap_or_else(|| node.last_child().expect("it has children"))
}

fn attribute<'a>(node: Node<'a, '_>, name: &str) -> &'a str {
    node.attribute(name).unwrap_or_default()
}

fn synopsis<'a, 'i>(node: Node<'a, 'i>) -> Node<'a, 'i> {
    child(node, "synopsis")
}

fn words(node: Node<'_, '_>) -> String {
    let text: String = node
        .descendants()
        .filter_map(|node| node.text().filter(|_| node.is_text()))
        .collect();
    escaped(&text)
}

/// All paragraphs of a node as one.
fn paragraphs(node: Node<'_, '_>) -> String {
    let all = node.descendants().filter(|inner| inner.has_tag_name("para"));
    all.map(words).collect::<Vec<_>>().join(" ")
}

fn named_rows(list: Node<'_, '_>, kind: &'static str) -> Vec<Vec<String>> {
    children(list, kind)
        .map(|one| vec![code(attribute(one, "name")), paragraphs(one)])
        .collect()
}

fn variables(page: &mut Page, node: Node<'_, '_>) {
    let all = node.descendants().filter(|inner| inner.has_tag_name("variable"));
    let rows: Vec<Vec<String>> =
        all.map(|one| vec![code(attribute(one, "name")), paragraphs(one)]).collect();
    page.table(&["Variable", "Value"], &rows);
}

/// An example without the blanks that the file puts before it.
fn example(node: Node<'_, '_>) -> String {
    let text = node.text().unwrap_or_default();
    let lines = text.lines().map(|line| line.strip_prefix("\t\t\t").unwrap_or(line));
    lines.filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}
