//! Holds the source to the table of layers: who may name whom.

use std::fs;
use std::path::Path;

/// A folder of `src`, and the others that it may name as `crate::…`.
const MAY_USE: &[(&str, &[&str])] = &[
    ("dsp", &["time", "wide"]),
    ("t4", &["time", "wide"]),
    ("hdlc", &["time"]),
    ("modem", &["dsp", "time", "wide"]),
    ("t30", &["hdlc", "modem", "t4", "time", "pii"]),
    ("t38", &["t30", "hdlc", "modem", "time"]),
    ("call", &["t38", "t30", "t4", "hdlc", "modem", "dsp", "time", "pii"]),
    ("document", &["t4"]),
    ("spool", &["document", "t4", "t30", "modem", "errand", "lock", "value", "zone"]),
    ("delivery", &["spool", "document", "t4", "t30", "errand", "lock", "pii", "value", "zone"]),
    (
        "service",
        &[
            "delivery", "spool", "document", "call", "t38", "t30", "t4", "hdlc", "modem", "dsp", "time", "errand",
            "lock", "pii", "value", "zone",
        ],
    ),
    ("bridge", &["service", "call", "lock", "pii"]),
    // `gateway` stands for its own inside: convert, cli and drop are one program.
    ("gateway", &["spool", "delivery", "document", "t4", "errand", "lock", "pii", "value", "zone"]),
];

/// What would make the engine touch the world.
const WORLD: &[&str] =
    &["std::fs", "std::net", "std::thread", "std::time", "std::process", "std::env", "log::", "unsafe ", "println!"];
const ENGINE: &[&str] = &["dsp", "t4", "hdlc", "modem", "t30", "t38", "call"];

#[test]
fn no_layer_knows_a_layer_above_it() {
    let mut wrong = Vec::new();
    for (layer, allowed) in MAY_USE {
        each_line(layer, &mut |file, number, line| {
            for (at, _) in line.match_indices("crate::") {
                let name: String = line[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if name != *layer && !name.is_empty() && !allowed.contains(&name.as_str()) {
                    wrong.push(format!("{file}:{number}: {layer} may not use {name}"));
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_engine_touches_nothing_of_the_world() {
    let mut wrong = Vec::new();
    for layer in ENGINE {
        each_line(layer, &mut |file, number, line| {
            for word in WORLD {
                if line.contains(word) {
                    wrong.push(format!("{file}:{number}: the engine may not use {word}"));
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What reads mails: in `gateway`, these libraries may be named by what runs in a confined child, and by nothing else. (The words of
/// hickory, which are named as mail-auth's, put questions to the DNS.)
const READERS: &[&str] = &["mail_auth::", "mail_parser::"];
const NO_READER: &str = "mail_auth::hickory_resolver";
const CHILDREN: &[&str] = &[
    "convert/html/",
    "convert/text.rs",
    "mail/letter/",
    "rights/outside/cache.rs",
    "rights/outside/header.rs",
    "rights/outside/proof.rs",
    "rights/outside/results.rs",
    "rights/outside/signature.rs",
];

#[test]
fn mails_and_their_signatures_are_read_by_confined_children_alone() {
    let mut wrong = Vec::new();
    each_line("gateway", &mut |file, number, line| {
        let file = file.rsplit("/src/gateway/").next().unwrap_or(file);
        let reads = READERS.iter().any(|word| line.contains(word)) && !line.contains(NO_READER);
        if reads && !CHILDREN.iter().any(|child| file.starts_with(child)) {
            wrong.push(format!("{file}:{number}: {}", line.trim()));
        }
        // What is proved, the child alone finds out.
        let proves = ["proof::", "results::", "FrontVoucher::"].iter().any(|word| line.contains(word));
        if proves && file.starts_with("rights/") && file != "rights/outside/child.rs" {
            wrong.push(format!("{file}:{number}: {}", line.trim()));
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn unsafe_code_is_in_the_bridge_alone() {
    let mut wrong = Vec::new();
    for (layer, _) in MAY_USE.iter().filter(|(layer, _)| *layer != "bridge") {
        each_line(layer, &mut |file, number, line| {
            if line.contains("allow(unsafe_code)") {
                wrong.push(format!("{file}:{number}"));
            }
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Gives each line of code of a layer, without comments and without its tests.
fn each_line(layer: &str, look: &mut dyn FnMut(&str, usize, &str)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(layer);
    let mut files = vec![folder];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(
                fs::read_dir(&path).expect("a folder of src can be read").map(|entry| entry.expect("an entry").path()),
            );
            continue;
        }
        if path.file_stem().and_then(|stem| stem.to_str()).is_some_and(|stem| stem.ends_with("tests")) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file is text");
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for (index, line) in code.lines().enumerate() {
            if !line.trim_start().starts_with("//") {
                look(&path.display().to_string(), index + 1, line);
            }
        }
    }
}
