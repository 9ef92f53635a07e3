//! Holds the source to the table of rooms: who may name whom.
//!
//! Cargo knows the crates and refuses circles of them; here stands what each crate, and
//! each folder inside the larger ones, may use. An arrow that nobody uses any more has to
//! go from the table, so that the table is a map. The rooms of `network`, `store`, `spool`,
//! `cluster`, `listeners`, `program` and `delivery` stand on floors, each above all that it uses.
//!
//! Inside a room, files that use each other are no harm in two cases:
//!
//! - The states of a session (`t30/answering`, `t30/calling`): a state makes what comes next,
//!   and phases B to D of T.30 go round and round (§5.2).
//! - A parent in Rust and its children: `mod.rs` hands out what its children make, and holds
//!   a type or a constant that they share (`call`, `t38/gateway`, `modem/qam`, `document/fit`,
//!   `document/type_setting`, `spool/numbers`, the commands of `program/cli`, …). A third
//!   file for that word alone would be one more to open.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The crates, with the folder of their source. Those whose folders are rooms of their
/// own are marked. Any other crate is one room for all others, and may have rows for rooms inside.
const CRATES: &[(&str, &str, bool)] = &[
    ("ground", "crates/ground/src", true),
    ("signal", "crates/signal/src", true),
    ("engine", "crates/engine/src", true),
    ("basics", "crates/basics/src", true),
    ("document", "crates/document/src", false),
    ("store", "crates/store/src", false),
    ("spool", "crates/spool/src", false),
    ("cluster", "crates/cluster/src", false),
    ("languages", "crates/languages/src", false),
    ("delivery", "crates/delivery/src", false),
    ("gateway_toml", "crates/gateway-toml/src", false),
    ("confine", "crates/confine/src", false),
    ("convert", "crates/convert/src", false),
    ("reading", "crates/reading/src", false),
    ("recorder", "crates/recorder/src", false),
    ("network", "crates/network/src", false),
    ("rights", "crates/rights/src", false),
    ("proof", "crates/proof/src", false),
    ("mail", "crates/mail/src", false),
    ("node", "crates/node/src", false),
    ("desk", "crates/desk/src", false),
    ("listeners", "crates/listeners/src", false),
    ("web", "crates/web/src", false),
    ("program", "crates/program/src", false),
    ("module", "src", true),
];

/// A room and the others that it may name. A room inside another has a row for what it may
/// name of that one; what has no row there stands on top of those that have.
const MAY_USE: &[(&str, &[&str])] = &[
    ("ground::ladder", &[]),
    ("ground::outcome", &[]),
    ("ground::pii", &[]),
    ("ground::sent_line", &[]),
    ("ground::t4", &["ground::wide"]),
    ("ground::wide", &[]),
    (
        "engine::call",
        &[
            "signal::dsp",
            "engine::hdlc",
            "signal::modem",
            "engine::t30",
            "ground::ladder",
            "ground::sent_line",
            "engine::t38",
            "ground::t4",
            "signal::time",
            "ground::wide",
        ],
    ),
    ("signal::dsp", &["ground::wide"]),
    ("engine::hdlc", &[]),
    ("signal::modem", &["signal::dsp", "signal::time", "ground::wide"]),
    (
        "engine::t30",
        &[
            "signal::modem",
            "signal::time",
            "ground::outcome",
            "ground::ladder",
            "ground::pii",
            "ground::sent_line",
            "ground::t4",
        ],
    ),
    (
        "engine::t38",
        &["engine::hdlc", "signal::modem", "engine::t30", "ground::ladder", "signal::time"],
    ),
    ("signal::time", &[]),
    ("basics::clock", &["basics::lock"]),
    ("basics::control_signs", &[]),
    ("basics::errand", &[]),
    ("basics::file_version", &[]),
    ("basics::free_space", &[]),
    ("basics::secret_file", &[]),
    ("basics::lock", &[]),
    ("basics::pattern", &[]),
    ("basics::unix_ms", &[]),
    ("basics::show", &["basics::zone"]),
    ("basics::table", &[]),
    ("basics::tls", &[]),
    ("basics::value", &[]),
    ("basics::zone", &[]),
    ("document", &["ground::t4", "ground::wide"]),
    ("languages", &["basics::pattern"]),
    ("store", &["basics::lock", "basics::tls", "document"]),
    (
        "spool",
        &[
            "basics::clock",
            "basics::errand",
            "basics::lock",
            "basics::pattern",
            "basics::show",
            "basics::tls",
            "basics::value",
            "basics::zone",
            "document",
            "ground::ladder",
            "ground::outcome",
            "ground::pii",
            "ground::sent_line",
            "ground::t4",
            "languages",
            "store",
        ],
    ),
    ("cluster", &["basics::clock", "ground::outcome", "ground::pii", "spool"]),
    (
        "delivery",
        &[
            "basics::errand",
            "basics::lock",
            "basics::tls",
            "basics::value",
            "basics::zone",
            "document",
            "ground::pii",
            "ground::outcome",
            "ground::t4",
            "languages",
            "spool",
        ],
    ),
    ("gateway_toml", &["basics::value"]),
    ("confine", &["basics::control_signs"]),
    (
        "convert",
        &[
            "basics::control_signs",
            "basics::lock",
            "confine",
            "document",
            "gateway_toml",
            "ground::t4",
            "ground::wide",
            "languages",
            "spool",
        ],
    ),
    ("reading", &["confine", "document", "ground::t4"]),
    ("convert::answer_code", &[]),
    ("convert::colours", &[]),
    (
        "convert::composed",
        &[
            "convert::answer_code",
            "convert::document",
            "convert::html",
            "convert::kind",
            "convert::press",
            "convert::product",
            "convert::settings",
            "convert::task",
            "convert::wanted",
        ],
    ),
    ("convert::cuts", &["convert::fields", "convert::unfit", "convert::wanted"]),
    ("convert::document", &["convert::page_ranges"]),
    (
        "convert::html",
        &[
            "convert::picture",
            "convert::press",
            "convert::product",
            "convert::text",
            "convert::wanted",
        ],
    ),
    ("convert::kind", &[]),
    ("convert::mime_types", &[]),
    ("convert::ole", &[]),
    ("convert::page_ranges", &[]),
    (
        "convert::pdf",
        &[
            "convert::colours",
            "convert::fields",
            "convert::page_ranges",
            "convert::press",
            "convert::product",
            "convert::sheet",
            "convert::wanted",
        ],
    ),
    (
        "convert::picture",
        &[
            "convert::colours",
            "convert::product",
            "convert::settings",
            "convert::sheet",
            "convert::wanted",
        ],
    ),
    ("convert::press", &["convert::settings"]),
    (
        "convert::product",
        &[
            "convert::cuts",
            "convert::fields",
            "convert::page_ranges",
            "convert::unfit",
            "convert::wanted",
        ],
    ),
    ("convert::settings", &[]),
    ("convert::sheet", &[]),
    (
        "convert::task",
        &[
            "convert::fields",
            "convert::kind",
            "convert::page_ranges",
            "convert::settings",
            "convert::wanted",
        ],
    ),
    (
        "convert::text",
        &[
            "convert::fields",
            "convert::kind",
            "convert::press",
            "convert::product",
            "convert::wanted",
        ],
    ),
    (
        "convert::tiff",
        &[
            "convert::picture",
            "convert::product",
            "convert::settings",
            "convert::unusual_tiff",
            "convert::wanted",
        ],
    ),
    ("convert::unfit", &["convert::fields", "convert::wanted"]),
    ("convert::unusual_tiff", &["convert::picture", "convert::product"]),
    ("convert::wanted", &[]),
    ("convert::fields", &[]),
    (
        "recorder",
        &[
            "document",
            "engine::call",
            "signal::dsp",
            "engine::hdlc",
            "signal::modem",
            "engine::t30",
            "engine::t38",
            "signal::time",
            "ground::ladder",
            "ground::pii",
            "languages",
            "spool",
        ],
    ),
    (
        "network",
        &[
            "basics::clock",
            "basics::errand",
            "basics::free_space",
            "basics::lock",
            "delivery",
            "gateway_toml",
            "spool",
        ],
    ),
    (
        "proof",
        &[
            "basics::control_signs",
            "basics::show",
            "delivery",
            "document",
            "gateway_toml",
            "languages",
            "network",
            "spool",
        ],
    ),
    (
        "rights",
        &[
            "basics::control_signs",
            "basics::lock",
            "basics::pattern",
            "basics::secret_file",
            "basics::show",
            "basics::value",
            "confine",
            "convert",
            "delivery",
            "gateway_toml",
            "ground::pii",
            "network",
            "spool",
        ],
    ),
    ("rights::audit", &["rights::grant", "rights::person"]),
    ("rights::book", &["rights::entitled", "rights::people", "rights::settings"]),
    ("rights::directory", &[]),
    ("rights::entitled", &["rights::settings"]),
    ("rights::grant", &["rights::reason"]),
    ("rights::keys", &["rights::limits", "rights::settings", "rights::values"]),
    ("rights::limits", &[]),
    ("rights::openid", &[]),
    ("rights::order", &["rights"]),
    ("rights::outside", &["rights::tries"]),
    (
        "rights::people",
        &[
            "rights",
            "rights::audit",
            "rights::book",
            "rights::grant",
            "rights::person",
            "rights::reason",
            "rights::sessions",
            "rights::settings",
        ],
    ),
    ("rights::person", &["rights::settings"]),
    ("rights::quota", &["rights::grant", "rights::limits", "rights::reason"]),
    ("rights::reason", &[]),
    ("rights::rewritten", &[]),
    ("rights::sessions", &[]),
    (
        "rights::settings",
        &[
            "rights::directory",
            "rights::limits",
            "rights::openid",
            "rights::outside",
            "rights::values",
        ],
    ),
    ("rights::spam", &[]),
    ("rights::tries", &[]),
    ("rights::values", &[]),
    (
        "rights::who",
        &[
            "rights::book",
            "rights::grant",
            "rights::limits",
            "rights::reason",
            "rights::rewritten",
            "rights::settings",
        ],
    ),
    (
        "mail",
        &[
            "basics::clock",
            "basics::control_signs",
            "basics::errand",
            "basics::free_space",
            "basics::lock",
            "basics::secret_file",
            "basics::value",
            "basics::zone",
            "confine",
            "convert",
            "delivery",
            "gateway_toml",
            "ground::pii",
            "ground::t4",
            "languages",
            "network",
            "proof",
            "rights",
            "spool",
        ],
    ),
    ("mail::address", &[]),
    ("mail::date", &[]),
    (
        "mail::desk",
        &[
            "mail::address",
            "mail::date",
            "mail::intake",
            "mail::letter",
            "mail::mail_policy",
            "mail::reading",
            "mail::texts",
        ],
    ),
    ("mail::fax_links", &[]),
    ("mail::graph", &[]),
    ("mail::intake", &["mail::letter", "mail::reply"]),
    ("mail::letter", &[]),
    ("mail::mail_login", &[]),
    (
        "mail::mail_policy",
        &["mail::address", "mail::letter", "mail::reading", "mail::reply", "mail::session_policy"],
    ),
    ("mail::mail_protection", &["mail::fax_links"]),
    (
        "mail::mailbox",
        &[
            "mail::desk",
            "mail::graph",
            "mail::intake",
            "mail::letter",
            "mail::mail_policy",
            "mail::reply",
            "mail::session_policy",
            "mail::texts",
        ],
    ),
    (
        "mail::outgoing",
        &[
            "mail::graph",
            "mail::mail_login",
            "mail::mail_protection",
            "mail::reply",
            "mail::session",
            "mail::session_policy",
        ],
    ),
    ("mail::reading", &["mail::letter"]),
    ("mail::reply", &[]),
    ("mail::server", &["mail::intake", "mail::reply", "mail::session", "mail::session_policy"]),
    ("mail::session", &["mail::reply", "mail::session_policy"]),
    ("mail::session_policy", &["mail::reply"]),
    ("mail::texts", &[]),
    (
        "node",
        &[
            "basics::clock",
            "basics::lock",
            "cluster",
            "confine",
            "gateway_toml",
            "mail",
            "network",
            "spool",
        ],
    ),
    (
        "desk",
        &[
            "basics::clock",
            "basics::control_signs",
            "basics::errand",
            "basics::free_space",
            "basics::lock",
            "basics::show",
            "basics::value",
            "basics::zone",
            "cluster",
            "convert",
            "delivery",
            "ground::ladder",
            "languages",
            "mail",
            "network",
            "node",
            "proof",
            "reading",
            "rights",
            "spool",
        ],
    ),
    ("desk::csv", &[]),
    ("desk::managed", &["desk::user"]),
    ("desk::metrics", &[]),
    ("desk::trail", &[]),
    ("desk::user", &[]),
    (
        "listeners",
        &[
            "basics::clock",
            "basics::control_signs",
            "basics::free_space",
            "basics::lock",
            "basics::secret_file",
            "basics::show",
            "basics::value",
            "basics::zone",
            "confine",
            "convert",
            "delivery",
            "desk",
            "document",
            "gateway_toml",
            "languages",
            "mail",
            "network",
            "rights",
            "spool",
        ],
    ),
    (
        "web",
        &[
            "basics::clock",
            "basics::control_signs",
            "basics::errand",
            "basics::free_space",
            "basics::lock",
            "basics::show",
            "basics::value",
            "basics::zone",
            "cluster",
            "confine",
            "convert",
            "delivery",
            "desk",
            "document",
            "gateway_toml",
            "ground::ladder",
            "ground::outcome",
            "ground::sent_line",
            "ground::t4",
            "languages",
            "mail",
            "network",
            "node",
            "proof",
            "reading",
            "rights",
            "spool",
        ],
    ),
    (
        "web::api",
        &[
            "web::archive",
            "web::examiner",
            "web::fax_file",
            "web::live",
            "web::pictures",
            "web::sandbox",
            "web::webhooks",
        ],
    ),
    ("web::archive", &[]),
    ("web::examiner", &[]),
    ("web::fax_file", &[]),
    ("web::live", &[]),
    ("web::mcp", &["web::api"]),
    ("web::pictures", &[]),
    ("web::repeating", &[]),
    ("web::sandbox", &["web::repeating", "web::webhooks"]),
    ("web::webhooks", &["web::live"]),
    (
        "program",
        &[
            "basics::clock",
            "basics::control_signs",
            "basics::lock",
            "basics::secret_file",
            "basics::show",
            "basics::table",
            "basics::value",
            "basics::zone",
            "cluster",
            "confine",
            "convert",
            "delivery",
            "desk",
            "document",
            "gateway_toml",
            "ground::t4",
            "languages",
            "listeners",
            "mail",
            "network",
            "node",
            "proof",
            "reading",
            "rights",
            "spool",
            "web",
        ],
    ),
    ("module::bridge", &["basics::lock", "engine::call", "module::service"]),
    (
        "module::service",
        &[
            "basics::clock",
            "basics::errand",
            "basics::lock",
            "basics::show",
            "basics::table",
            "basics::value",
            "basics::zone",
            "delivery",
            "document",
            "engine::call",
            "engine::hdlc",
            "signal::modem",
            "ground::ladder",
            "ground::pii",
            "engine::t30",
            "engine::t38",
            "ground::t4",
            "spool",
        ],
    ),
    (
        "module::service::action",
        &["module::service::dates", "module::service::jobs", "module::service::spool_slot"],
    ),
    ("module::service::alarm", &["module::service::host"]),
    ("module::service::clock", &[]),
    (
        "module::service::commands",
        &[
            "module::service::clock",
            "module::service::dates",
            "module::service::handles",
            "module::service::jobs",
            "module::service::line",
            "module::service::post",
            "module::service::settings",
            "module::service::spool_slot",
            "module::service::stats",
        ],
    ),
    ("module::service::config", &[]),
    ("module::service::dates", &[]),
    (
        "module::service::dialler",
        &[
            "module::service::clock",
            "module::service::host",
            "module::service::job_events",
            "module::service::line",
            "module::service::post",
            "module::service::settings",
            "module::service::spool_slot",
            "module::service::stats",
        ],
    ),
    ("module::service::door", &["module::service::settings"]),
    (
        "module::service::fax_session",
        &[
            "module::service::clock",
            "module::service::handles",
            "module::service::host",
            "module::service::line",
            "module::service::page_feed",
            "module::service::page_memory",
            "module::service::recorder",
            "module::service::request_thread",
            "module::service::settings",
            "module::service::trunk",
        ],
    ),
    (
        "module::service::handles",
        &[
            "module::service::clock",
            "module::service::dialler",
            "module::service::host",
            "module::service::line",
            "module::service::page_feed",
            "module::service::post",
            "module::service::recorder",
            "module::service::settings",
            "module::service::spool_slot",
            "module::service::stats",
            "module::service::storage",
        ],
    ),
    ("module::service::host", &["module::service::config", "module::service::trunk"]),
    (
        "module::service::installation",
        &[
            "module::service::clock",
            "module::service::config",
            "module::service::host",
            "module::service::post",
            "module::service::request_thread",
            "module::service::settings",
            "module::service::spool_slot",
        ],
    ),
    (
        "module::service::items",
        &["module::service::page_memory", "module::service::settings", "module::service::storage"],
    ),
    ("module::service::job_events", &[]),
    (
        "module::service::jobs",
        &[
            "module::service::clock",
            "module::service::dialler",
            "module::service::door",
            "module::service::handles",
            "module::service::post",
            "module::service::settings",
            "module::service::spool_slot",
        ],
    ),
    (
        "module::service::line",
        &[
            "module::service::host",
            "module::service::items",
            "module::service::page_memory",
            "module::service::recorder",
            "module::service::settings",
        ],
    ),
    (
        "module::service::page_feed",
        &["module::service::clock", "module::service::line", "module::service::request_thread"],
    ),
    ("module::service::page_memory", &[]),
    (
        "module::service::post",
        &["module::service::clock", "module::service::settings", "module::service::spool_slot"],
    ),
    (
        "module::service::receive",
        &[
            "module::service::clock",
            "module::service::handles",
            "module::service::host",
            "module::service::items",
            "module::service::line",
            "module::service::page_feed",
            "module::service::recorder",
            "module::service::settings",
            "module::service::stats",
            "module::service::storage",
            "module::service::undecoded",
        ],
    ),
    (
        "module::service::recorder",
        &[
            "module::service::clock",
            "module::service::request_thread",
            "module::service::settings",
            "module::service::spool_slot",
        ],
    ),
    ("module::service::request_thread", &[]),
    (
        "module::service::send",
        &[
            "module::service::clock",
            "module::service::dialler",
            "module::service::handles",
            "module::service::host",
            "module::service::items",
            "module::service::job_events",
            "module::service::line",
            "module::service::page_feed",
            "module::service::post",
            "module::service::recorder",
            "module::service::settings",
            "module::service::spool_slot",
            "module::service::stats",
            "module::service::storage",
            "module::service::undecoded",
        ],
    ),
    (
        "module::service::settings",
        &["module::service::config", "module::service::host", "module::service::spool_slot"],
    ),
    ("module::service::spool_slot", &["module::service::clock"]),
    ("module::service::started", &[]),
    ("module::service::stats", &["module::service::line"]),
    (
        "module::service::storage",
        &[
            "module::service::clock",
            "module::service::page_memory",
            "module::service::post",
            "module::service::request_thread",
            "module::service::spool_slot",
        ],
    ),
    ("module::service::trunk", &[]),
    ("module::service::undecoded", &[]),
];

/// The rooms of crates that have no folder each, by floors from the ground up: a file names
/// only what lies on a floor below its own.
const FLOORS: &[(&str, &[&[&str]])] = &[
    (
        "network",
        &[
            &["encoding", "key", "listening", "webhook_signature"],
            &["asker"],
            &["http", "outward"],
            &["s3"],
        ],
    ),
    (
        "store",
        &[
            &["acl", "database", "flushes", "keys"],
            &["column", "database_file", "safe_file", "schema", "seal"],
            &["objects", "opening", "sealed_file", "secrets"],
            &["documents"],
        ],
    ),
    (
        "spool",
        &[
            &[
                "ids",
                "job_options",
                "line_figures",
                "mailboxes",
                "refusals",
                "sort_wait",
                "unshipped",
                "window",
            ],
            &["value"],
            &["failure", "job_words"],
            &["event"],
            &["call_steps", "explanation", "fax", "not_shown", "undelivered"],
            &["finding"],
            &["numbers", "wish"],
            &["audit", "column", "error"],
            &["folder", "front", "receiving_lock", "schema", "seen"],
            &["mail_login", "opening", "unbooked", "word_key"],
            &["store"],
            &["interfaces"],
            &["chunk", "legal_hold", "proof"],
            &[
                "api_keys",
                "backup",
                "call_records",
                "charges",
                "choices",
                "clock_jumps",
                "contacts",
                "counts",
                "destinations",
                "devices",
                "fax_links",
                "fax_metadata",
                "filed",
                "ladders",
                "page_frame",
                "person",
                "question",
                "retention_classes",
                "sealing",
                "sessions",
                "sums",
                "vouched",
                "waiting_pages",
                "words",
            ],
            &["at_rest", "saved_views", "settings_users", "trunks"],
            &["api_requests", "outbox", "received", "recovery", "retention", "texts"],
            &["expired", "junk", "letters", "receiving", "taken_over"],
            &["jobs"],
            &["alarms", "desk", "header", "held", "restoring", "sending", "view"],
            &["moving"],
            &["figures", "history", "managed", "sorting", "splitting", "transfers", "webhooks"],
            &["inside", "submission"],
        ],
    ),
    ("cluster", &[&["interfaces"], &["memory"], &["node"], &["jobs"], &["house", "side_by_side"]]),
    (
        "listeners",
        &[
            &["fields", "ipp", "pauses", "read_only", "shown"],
            &["drop", "filing", "hylafax", "print", "printer"],
        ],
    ),
    (
        "program",
        &[
            &[
                "certificate",
                "alarms",
                "front",
                "sealing",
                "sorting",
                "sweeper",
                "takeover",
                "unclaimed",
            ],
            &["acme", "texts"],
            &["settings"],
            &["cli"],
        ],
    ),
    (
        "delivery",
        &[
            &[
                "base64_lines",
                "dates",
                "mime",
                "name_table",
                "resolving",
                "template",
                "verdict",
                "words",
            ],
            &["attachment"],
            &["fax_file", "headers", "html", "joined", "names"],
            &["protection"],
            &["settings"],
            &["compose", "tls"],
            &["connection", "report"],
            &["letter", "refusals", "settings_check", "wire"],
            &["smtp"],
            &["run"],
        ],
    ),
];

/// What would make the engine touch the world.
const WORLD: &[&str] = &[
    "std::fs",
    "std::net",
    "std::thread",
    "std::time",
    "std::process",
    "std::env",
    "log::",
    "unsafe ",
    "println!",
];

#[test]
fn no_room_knows_another_than_the_table_says() {
    let (mut wrong, mut used) = (Vec::new(), BTreeMap::<String, BTreeSet<String>>::new());
    each_line(&mut |place, line| {
        for (room, named) in place.arrows(line) {
            if !allowed(&room).contains(&named.as_str()) {
                wrong.push(format!("{}: {room} may not use {named}", place.at));
            }
            used.entry(room).or_default().insert(named);
        }
    });
    for (room, _) in MAY_USE {
        let used = used.remove(*room).unwrap_or_default();
        wrong.extend(
            allowed(room)
                .iter()
                .filter(|other| !used.contains(**other))
                .map(|other| format!("{room} no longer uses {other}: take it from the table")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_room_stands_above_all_that_it_uses() {
    let mut wrong = Vec::new();
    for (of_crate, floors) in FLOORS {
        let (_, folder, _) = CRATES.iter().find(|(name, ..)| name == of_crate).expect("a crate");
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let floor = |room: &str| floors.iter().position(|floor| floor.contains(&room));
        let handed_out = handed_out(&code_of(&top.join("lib.rs")));
        for file in files_below(&top) {
            let module = module_of(file.strip_prefix(&top).expect("it lies below"));
            let Some(room) = module.first() else { continue };
            let Some(own) = floor(room) else {
                wrong.push(format!("{of_crate}: {room} stands on no floor"));
                continue;
            };
            for name in named_in_root(&module, &code_of(&file)) {
                let other = handed_out.get(&name).unwrap_or(&name);
                if other != room && floor(other).is_some_and(|other| other >= own) {
                    wrong.push(format!("{}: {room} may not use {other}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_rooms_of_the_module_go_round_in_no_circle() {
    let mut left: Vec<_> =
        MAY_USE.iter().filter(|(room, _)| room.starts_with("module::")).collect();
    loop {
        let above: Vec<&str> = left.iter().map(|(room, _)| *room).collect();
        let before = left.len();
        // Who uses none of those that are left stands on the floors that are done.
        left.retain(|(_, uses)| uses.iter().any(|used| above.contains(used)));
        if left.len() == before {
            break;
        }
    }
    let circle: Vec<&str> = left.iter().map(|(room, _)| *room).collect();
    assert!(circle.is_empty(), "in or above a circle: {}", circle.join(", "));
}

#[test]
fn the_engine_touches_nothing_of_the_world() {
    let mut wrong = Vec::new();
    each_line(&mut |place, line| {
        if matches!(place.of_crate, "ground" | "signal" | "engine") {
            wrong.extend(
                WORLD
                    .iter()
                    .filter(|word| line.contains(**word))
                    .map(|word| format!("{}: {word}", place.at)),
            );
        }
    });
    assert!(wrong.is_empty(), "the engine touches the world:\n{}", wrong.join("\n"));
}

/// What reads mails: in `convert`, `rights`, `mail` and `program`, these libraries may be named by
/// what runs in a confined child, and by nothing else. (The words of hickory, which are named as
/// mail-auth's, put questions to the DNS.)
const READERS: &[&str] = &["mail_auth::", "mail_parser::"];
const NO_READER: &str = "mail_auth::hickory_resolver";
const CHILDREN: &[&str] = &[
    "convert/src/html/",
    "convert/src/text.rs",
    "mail/src/letter/",
    // Tests, which read the mails that they have made.
    "mail/src/mail_protection/tests/",
    "rights/src/outside/cache.rs",
    "rights/src/outside/header.rs",
    "rights/src/outside/proof.rs",
    "rights/src/outside/results.rs",
    "rights/src/outside/signature.rs",
];

#[test]
fn mails_and_their_signatures_are_read_by_confined_children_alone() {
    let mut wrong = Vec::new();
    each_line(&mut |place, line| {
        let Some((_, file)) = place.at.rsplit_once("/crates/") else { return };
        if !matches!(place.of_crate, "convert" | "rights" | "mail" | "program") {
            return;
        }
        let reads = READERS.iter().any(|word| line.contains(word)) && !line.contains(NO_READER);
        if reads && !CHILDREN.iter().any(|child| file.starts_with(child)) {
            wrong.push(format!("{}: {}", place.at, line.trim()));
        }
        // What is proved, the child alone finds out.
        let proves = ["proof::", "results::", "FrontVoucher::"]
            .iter()
            .any(|word| line.contains(word));
        let is_in = |place: &str| file.starts_with(&format!("rights/src/{place}"));
        if proves && is_in("") && !is_in("outside/child.rs") {
            wrong.push(format!("{}: {}", place.at, line.trim()));
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The number of places that may return a refusal as a success with an error in it. A transaction
/// commits such a value, so a refusal in a transaction is an error of its own
/// (`Spool::write_or_refuse`).
const MOST_NESTED_REFUSALS: usize = 5;

#[test]
fn a_refusal_is_an_error_and_not_an_error_in_a_success() {
    let mut nested = Vec::new();
    each_line(&mut |place, line| {
        if line.contains("Ok(Err(") {
            nested.push(format!("{}: {}", place.at, line.trim()));
        }
    });
    assert!(nested.len() <= MOST_NESTED_REFUSALS, "{}", nested.join("\n"));
    assert!(!nested.iter().any(|place| place.contains("/spool/src/")), "{}", nested.join("\n"));
}

#[test]
fn a_bool_is_asked_by_if_and_not_by_match() {
    let mut wrong = Vec::new();
    each_line(&mut |place, line| {
        let line = line.trim_start();
        if ["true", "false"].iter().any(|word| {
            line.strip_prefix(word)
                .is_some_and(|rest| rest.starts_with(" =>") || rest.starts_with(" if "))
        }) {
            wrong.push(format!("{}: {line}", place.at));
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn unsafe_code_is_in_the_bridge_alone() {
    let mut wrong = Vec::new();
    each_line(&mut |place, line| {
        if place.room != "module::bridge" && line.contains("allow(unsafe_code)") {
            wrong.push(place.at.clone());
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Cargo tries the examples in comments for long where there are none, and so is told; where there
/// is one, it has to.
#[test]
fn who_has_no_example_in_his_comments_says_so() {
    for (name, folder, _) in CRATES {
        let folder = Path::new(folder);
        let manifest = folder.parent().expect("it is a folder of sources").join("Cargo.toml");
        let says_so = fs::read_to_string(&manifest).unwrap().contains("\ndoctest = false");
        let has_one = files_below(folder).iter().any(|file| has_example(file));
        assert_eq!(says_so, !has_one, "{name}: {}", manifest.display());
    }
}

/// A fence in comments for who reads the documentation, without a word behind it that says that it
/// is no code.
fn has_example(file: &Path) -> bool {
    let text = fs::read_to_string(file).unwrap();
    let comments = text
        .lines()
        .map(str::trim_start)
        .filter_map(|line| line.strip_prefix("//!").or_else(|| line.strip_prefix("///")));
    let fences = comments.map(str::trim).filter_map(|line| line.strip_prefix("```"));
    fences.step_by(2).any(|what| what != "text")
}

fn allowed(room: &str) -> &'static [&'static str] {
    MAY_USE
        .iter()
        .find(|(name, _)| *name == room)
        .map_or(&[], |(_, others)| *others)
}

/// Where a line of code stands.
struct Place {
    /// `file:line`
    at: String,
    of_crate: &'static str,
    /// The names of its module, from the crate's root.
    module: Vec<String>,
    room: String,
}

impl Place {
    /// The arrows that a line draws, by `crate::`, `super::` or the name of another crate of
    /// ours: from the room that the line stands in to the one that it names.
    fn arrows(&self, line: &str) -> Vec<(String, String)> {
        let mut arrows = Vec::new();
        let names = |word: &'static str| {
            // Who may see something (`pub(in crate::rights)`) is no use of it.
            line.match_indices(word).filter(|(at, _)| !line[..*at].ends_with("in "))
        };
        for (at, _) in names("crate::") {
            arrows.extend(self.arrow(self.of_crate, &[], &line[at + 7..]));
        }
        for (at, _) in names("super::").filter(|(at, _)| !line[..*at].ends_with("super::")) {
            let rest = line[at..].trim_start_matches("super::");
            let up = (line.len() - at - rest.len()) / 7;
            let above = &self.module[..self.module.len().saturating_sub(up)];
            arrows.extend(self.arrow(self.of_crate, above, rest));
        }
        for (at, _) in names("ferrofax_") {
            let name = word(&line[at + 9..]);
            if let Some((other, ..)) = CRATES.iter().find(|(other, ..)| *other == name) {
                let rest = line[at + 9 + name.len()..].trim_start_matches("::");
                arrows.extend(self.arrow(other, &[], rest));
            }
        }
        arrows
    }

    /// The arrow to what is named by `rest`, said in the module `above`; none to what stands
    /// in the crate's root, or in the same room.
    fn arrow(&self, of_crate: &str, above: &[String], rest: &str) -> Option<(String, String)> {
        let (.., divided) = CRATES.iter().find(|(name, ..)| *name == of_crate)?;
        if !divided && of_crate != self.room {
            return Some((self.room.clone(), of_crate.to_owned()));
        }
        assert!(
            !divided || !rest.starts_with('{') || !above.is_empty(),
            "{}: write a line for each room",
            self.at
        );
        let mut path = above.to_vec();
        path.extend(rest.split("::").map(|part| word(part).to_owned()));
        let room = format!("{of_crate}::{}", path[0]);
        if *divided && room != self.room {
            let is_room = MAY_USE.iter().any(|(name, _)| *name == room);
            return is_room.then(|| (self.room.clone(), room));
        }
        // What has no row of its own in a room may name all that has.
        let (inner, named) = (inner_room(of_crate, &self.module), inner_room(of_crate, &path));
        (inner != named && inner != self.room).then_some((inner, named))
    }
}

/// The room of a module inside the room of its crate or folder: the nearest one that has a row.
fn inner_room(of_crate: &str, module: &[String]) -> String {
    let rooms = (1..=module.len())
        .rev()
        .map(|depth| format!("{of_crate}::{}", module[..depth].join("::")));
    let mut with_rows = rooms.filter(|room| MAY_USE.iter().any(|(name, _)| name == room));
    with_rows.next().unwrap_or_else(|| of_crate.to_owned())
}

/// The names that a crate's root hands out, and the room of each.
fn handed_out(root: &str) -> BTreeMap<String, String> {
    let mut rooms = BTreeMap::new();
    for (at, said) in root.match_indices("pub use ") {
        let path = &root[at + said.len()..];
        let room = word(path);
        let rest = path[room.len()..].trim_start_matches("::");
        rooms.extend(first_words(rest).into_iter().map(|name| (name, room.to_owned())));
    }
    rooms
}

/// The names of its crate's root that a file names, by `crate::` or by as many `super::` as
/// lead there.
fn named_in_root(module: &[String], code: &str) -> Vec<String> {
    let mut named = Vec::new();
    for (at, said) in code.match_indices("crate::") {
        named.extend(first_words(&code[at + said.len()..]));
    }
    for (at, _) in code
        .match_indices("super::")
        .filter(|(at, _)| !code[..*at].ends_with("super::"))
    {
        let rest = code[at..].trim_start_matches("super::");
        if (code.len() - at - rest.len()) / "super::".len() == module.len() {
            named.extend(first_words(rest));
        }
    }
    named
}

/// The name that a path begins with; of `{a::b, c}`, that of each.
fn first_words(path: &str) -> Vec<String> {
    let Some(list) = path.strip_prefix('{') else { return vec![word(path).to_owned()] };
    let (mut depth, mut words, mut begins) = (0, Vec::new(), true);
    for (at, sign) in list.char_indices() {
        match sign {
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            '{' => depth += 1,
            ',' if depth == 0 => begins = true,
            _ if begins && !sign.is_whitespace() => {
                words.push(word(&list[at..]).to_owned());
                begins = false;
            }
            _ => {}
        }
    }
    words
}

/// The name that a text begins with.
fn word(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())]
}

/// Gives each line of code, without comments and without tests.
fn each_line(look: &mut dyn FnMut(&Place, &str)) {
    for (of_crate, folder, divided) in CRATES {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for file in files_below(&top) {
            let module = module_of(file.strip_prefix(&top).expect("it lies below"));
            let room = match module.first() {
                // The root of a crate opens its rooms.
                None if *divided => continue,
                Some(first) if *divided => format!("{of_crate}::{first}"),
                _ => (*of_crate).to_owned(),
            };
            let mut place = Place { at: String::new(), of_crate, module, room };
            for (index, line) in code_of(&file).lines().enumerate() {
                place.at = format!("{}:{}", file.display(), index + 1);
                look(&place, line);
            }
        }
    }
}

/// A file without tests, its lines of comments empty.
pub(crate) fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a source file is text");
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let bare = |line: &str| {
        if line.trim_start().starts_with("//") { "\n".to_owned() } else { format!("{line}\n") }
    };
    code.lines().map(bare).collect()
}

/// The names of a file's module from the crate's root: `t30/mod.rs` is `t30`,
/// `t30/fcf.rs` is `t30::fcf`.
fn module_of(file: &Path) -> Vec<String> {
    let path = file.with_extension("");
    let mut names: Vec<String> =
        path.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if names.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        names.pop();
    }
    names
}

pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the source can be read") {
            let path = entry.expect("an entry").path();
            let is_of_tests =
                path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("tests"));
            if path.is_dir() {
                folders.push(path);
            } else if !is_of_tests && path.extension().is_some_and(|kind| kind == "rs") {
                files.push(path);
            }
        }
    }
    files
}
