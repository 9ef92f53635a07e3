//! Which folder uses which interface of the spool and of the cluster (`interfaces.rs` of both
//! crates), and how large the interfaces are. Only the cluster uses the inside of the spool.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::layering::{code_of, files_below};

/// The crates that declare interfaces.
const DECLARED: &[&str] = &["crates/spool/src", "crates/cluster/src"];

/// The crates above the spool, by their folders; each has a prefix for the names of its folders. A
/// crate with a name that is no prefix is taken as one folder.
const ABOVE: &[(&str, &str)] = &[
    ("crates/program/src", ""),
    ("crates/web/src", "web::"),
    ("crates/listeners/src", "listeners::"),
    ("crates/desk/src", "desk"),
    ("crates/node/src", "node"),
    ("crates/mail/src", "mail::"),
    ("crates/proof/src", "proof"),
    ("crates/rights/src", "rights"),
    ("crates/network/src", "network::"),
    ("crates/cluster/src", "cluster::"),
    ("crates/convert/src", "convert::"),
    ("crates/delivery/src", "delivery::"),
    ("crates/recorder/src", "recorder::"),
    ("src", "module::"),
];

/// The interfaces that a folder (or a file beside the folders) may use. A folder without a row may
/// use none.
const MAY_USE: &[(&str, &[&str])] = &[
    ("alarms", &["devices", "monitoring"]),
    (
        "cli",
        &[
            "cluster",
            "devices",
            "encryption",
            "faxes",
            "jobs",
            "monitoring",
            "numbers",
            "outbox",
            "recordings",
            "retention",
            "shared_queue",
            "submission",
            "webhooks",
        ],
    ),
    ("cluster::house", &["devices"]),
    ("cluster::jobs", &["cluster", "jobs", "queue", "shared_queue"]),
    ("cluster::memory", &["cluster", "devices", "shared_queue"]),
    ("cluster::node", &["cluster", "encryption"]),
    ("delivery::run", &["encryption", "faxes", "jobs", "outbox"]),
    ("delivery::verdict", &["recordings"]),
    (
        "desk",
        &[
            "cluster",
            "devices",
            "faxes",
            "jobs",
            "logins",
            "monitoring",
            "numbers",
            "outbox",
            "recordings",
            "retention",
            "shared_queue",
            "submission",
            "fax_texts",
            "webhooks",
        ],
    ),
    ("front", &["outbox"]),
    ("listeners::filing", &["faxes", "outbox"]),
    ("listeners::hylafax", &["devices", "faxes", "recordings"]),
    ("listeners::print", &["faxes", "jobs", "outbox"]),
    ("listeners::printer", &["devices", "jobs", "outbox"]),
    ("mail::desk", &["devices", "outbox", "submission"]),
    ("mail::fax_links", &["faxes"]),
    ("mail::outgoing", &["jobs"]),
    ("mail::texts", &["devices", "logins", "monitoring"]),
    ("module::action", &["jobs"]),
    ("module::clock", &["queue"]),
    ("module::commands", &["faxes", "jobs", "outbox"]),
    ("module::dialler", &["encryption", "jobs", "numbers", "queue", "receiving"]),
    ("module::door", &["submission"]),
    ("module::installation", &["devices"]),
    ("module::jobs", &["jobs", "submission"]),
    (
        "module::post",
        &["devices", "encryption", "numbers", "outbox", "receiving", "recordings", "retention"],
    ),
    ("module::recorder", &["faxes", "jobs", "recordings"]),
    ("module::spool_slot", &["devices", "monitoring", "outbox", "receiving"]),
    (
        "module::storage",
        &["devices", "faxes", "numbers", "queue", "receiving", "recordings", "submission"],
    ),
    ("node", &["cluster", "encryption", "faxes", "jobs", "receiving", "shared_queue"]),
    ("proof", &["recordings"]),
    ("rights", &["devices", "jobs", "logins", "submission"]),
    ("sealing", &["encryption"]),
    ("sorting", &["devices", "fax_texts", "faxes", "jobs", "retention"]),
    ("sweeper", &["retention"]),
    ("takeover", &["devices", "jobs", "submission"]),
    ("texts", &["fax_texts", "faxes"]),
    ("unclaimed", &["faxes", "logins", "outbox"]),
    ("web::api", &["devices", "logins", "submission", "webhooks"]),
    ("web::examiner", &["recordings"]),
    ("web::own", &["devices"]),
    ("web::sandbox", &["devices", "encryption", "jobs", "outbox", "queue", "retention"]),
    ("web::webhooks", &["faxes", "jobs", "monitoring", "webhooks"]),
];

/// The folders that accept faxes from outside, and the most interfaces that each may use.
const LISTENERS: &[&str] = &[
    "listeners::drop",
    "listeners::filing",
    "listeners::hylafax",
    "listeners::ipp",
    "listeners::print",
    "listeners::printer",
    "mail::desk",
    "web::webhooks",
];
const MOST_OF_A_LISTENER: usize = 4;

const MOST_METHODS: usize = 50;
const MOST_BLOCKS_OF_THE_SPOOL: usize = 3;
const MOST_METHODS_OF_THE_SPOOL: usize = 25;

#[test]
fn each_folder_uses_the_interfaces_that_its_row_names() {
    let used = used_interfaces();
    let rows: BTreeMap<&str, BTreeSet<&str>> = MAY_USE
        .iter()
        .map(|(folder, may)| (*folder, may.iter().copied().collect()))
        .collect();
    let mut wrong = Vec::new();
    for (folder, uses) in &used {
        let may = rows.get(folder.as_str()).cloned().unwrap_or_default();
        let uses: BTreeSet<&str> = uses.iter().map(String::as_str).collect();
        wrong.extend(uses.difference(&may).map(|one| format!("{folder} may not use {one}()")));
        wrong.extend(may.difference(&uses).map(|one| format!("{folder} does not use {one}()")));
    }
    let gone = rows.keys().filter(|folder| !used.contains_key(**folder));
    wrong.extend(gone.map(|folder| format!("{folder} uses no interface")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_listener_uses_few_interfaces() {
    for (folder, may) in MAY_USE.iter().filter(|(folder, _)| LISTENERS.contains(folder)) {
        assert!(may.len() <= MOST_OF_A_LISTENER, "{folder} uses {}: {may:?}", may.len());
    }
}

#[test]
fn no_interface_is_large() {
    let interfaces = interfaces();
    let (mut methods, mut blocks) = (BTreeMap::<String, usize>::new(), 0);
    for file in DECLARED.iter().flat_map(|folder| files_below(&top().join(folder))) {
        let mut owner = None;
        for line in code_of(&file).lines() {
            if let Some(of) = line.strip_prefix("impl ").and_then(|rest| rest.strip_suffix(" {")) {
                owner = owner_of(of, &interfaces);
                blocks += usize::from(owner.as_deref() == Some("Spool"));
            } else if line == "}" {
                owner = None;
            } else if line.starts_with("    pub fn ")
                && let Some(owner) = &owner
            {
                *methods.entry(owner.clone()).or_default() += 1;
            }
        }
    }
    // Each interface is also a method of `Spool`, which the macro writes. Those of the cluster are
    // methods of its trait.
    let own = methods.remove("Spool").unwrap_or_default() + interfaces.len();
    blocks += 1;
    assert!(blocks <= MOST_BLOCKS_OF_THE_SPOOL, "`impl Spool` has {blocks} blocks");
    assert!(own <= MOST_METHODS_OF_THE_SPOOL, "`impl Spool` has {own} public methods");
    let names: BTreeSet<_> = methods.keys().map(String::as_str).collect();
    let declared: BTreeSet<_> = interfaces.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, declared, "interfaces with methods, and those that are declared");
    let large: Vec<_> = methods.iter().filter(|(_, count)| **count > MOST_METHODS).collect();
    assert!(large.is_empty(), "{large:?}");
}

/// The names by which code reaches the inside of the spool: its module, a macro that it exports (a
/// macro that another crate uses is always exported by the root), and the crate below it.
const INSIDE: &[&str] =
    &["spool::inside", "spool::is_owed_mail", "ferrofax_spool::{inside", "ferrofax_store"];

#[test]
fn only_the_cluster_uses_the_inside_of_the_spool() {
    let mut wrong = Vec::new();
    for folder in ["crates", "src", "tests", "benches", "examples"] {
        for file in files_below(&top().join(folder)) {
            let of = file.strip_prefix(top()).expect("it is below");
            let may = ["crates/store", "crates/spool", "crates/cluster", "tests/package"];
            if may.iter().any(|folder| of.starts_with(folder)) {
                continue;
            }
            let code = code_of(&file);
            wrong.extend(INSIDE.iter().filter(|name| code.contains(**name)).map(|name| {
                format!("{} may not use {name}: it is for the crate ferrofax-cluster", of.display())
            }));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_module_does_not_link_the_cluster() {
    let manifest = std::fs::read_to_string(top().join("Cargo.toml")).unwrap();
    let (_, rest) = manifest.split_once("\n[dependencies]\n").expect("the module has dependencies");
    let (dependencies, _) = rest.split_once("\n[").expect("other tables follow");
    assert!(!dependencies.contains("ferrofax-cluster"), "{dependencies}");
    for of_module in
        ["store", "spool", "delivery", "document", "basics", "engine", "signal", "ground"]
    {
        let manifest = top().join("crates").join(of_module).join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).unwrap();
        assert!(!text.contains("ferrofax-cluster"), "{}", manifest.display());
    }
}

#[test]
fn the_crate_below_the_spool_names_no_table_of_the_spool() {
    let whole = top().join("crates/spool/src/schema/whole.sql");
    let whole = std::fs::read_to_string(whole).expect("a test writes it");
    let tables: BTreeSet<&str> =
        whole.lines().filter_map(|line| line.strip_prefix("-- table ")).collect();
    assert!(tables.contains("faxes") && tables.contains("jobs"), "{tables:?}");
    let mut wrong = Vec::new();
    for file in files_below(&top().join("crates/store/src")) {
        let code = code_of(&file);
        let words: Vec<&str> =
            code.split(|sign: char| !sign.is_alphanumeric() && sign != '_').collect();
        let named = words.windows(2).filter(|pair| {
            ["FROM", "INTO", "JOIN", "TABLE", "UPDATE"].contains(&pair[0])
                && tables.contains(pair[1])
        });
        wrong.extend(named.map(|pair| format!("{}: {}", file.display(), pair[1])));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `Spool`, or the interface of a block `impl<'s> Faxes<'s>`. `None` for other types and for traits.
fn owner_of(block: &str, interfaces: &[(String, String)]) -> Option<String> {
    if block == "Spool" {
        return Some(block.to_owned());
    }
    let name = block.strip_suffix("<'_>").or_else(|| block.strip_suffix("<'s>"))?;
    let is_interface = interfaces.iter().any(|(interface, _)| interface == name);
    is_interface.then(|| name.to_owned())
}

/// The interfaces that each folder of the crates above the spool uses.
fn used_interfaces() -> BTreeMap<String, BTreeSet<String>> {
    let interfaces = interfaces();
    let mut used = BTreeMap::<String, BTreeSet<String>>::new();
    for (crate_folder, prefix) in ABOVE {
        let top = top().join(crate_folder);
        for file in files_below(&top) {
            let of_crate = file.strip_prefix(&top).expect("it is below");
            // `src/service/x.rs` is of the folder (or file) `x` of the module's service.
            let place = of_crate.strip_prefix("service").unwrap_or(of_crate);
            let first = place.iter().next().unwrap_or_default().to_string_lossy();
            let is_whole = !prefix.is_empty() && !prefix.ends_with("::");
            let folder = if is_whole { "" } else { first.trim_end_matches(".rs") };
            let folder = format!("{prefix}{folder}");
            let code = code_of(&file);
            let found = interfaces.iter().filter(|(_, method)| {
                code.contains(&format!(".{method}().")) || code.contains(&format!(".{method}()\n"))
            });
            for (_, method) in found {
                used.entry(folder.clone()).or_default().insert(method.clone());
            }
        }
    }
    used
}

/// The type and the method of each interface.
fn interfaces() -> Vec<(String, String)> {
    let row = |line: &str| {
        let (name, method) = line.trim().strip_suffix(';')?.split_once(' ')?;
        Some((name.to_owned(), method.to_owned()))
    };
    let of_crate = |folder: &&str| {
        let code = code_of(&top().join(folder).join("interfaces.rs"));
        let (_, rows) = code.split_once("\ninterfaces! {").expect("the crate declares them there");
        rows.lines().filter_map(row).collect::<Vec<_>>()
    };
    DECLARED.iter().flat_map(of_crate).collect()
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
