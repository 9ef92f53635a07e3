//! The page, by readers on real sockets. One subject a module.

mod logins;
mod reader;
mod received;
#[path = "../mail/rig.rs"]
#[allow(dead_code, reason = "shared with the tests of the mail gateway")]
mod rig;
mod sent;
#[path = "../common/waiting.rs"]
#[allow(unreachable_pub, reason = "shared with other tests")]
mod waiting;

/// The page for alice of 2101, bob of 2102, and the administrator.
const SETTINGS: &str = r#"
[drop]
enabled = false

[web]
listen = ["127.0.0.1:0"]

[[user]]
name = "alice"
password = "secret"
device = "2101"

[[user]]
name = "bob"
password = "other"
device = "2102"
"#;

/// Lines of the audit log that have all these words.
fn audited(rig: &rig::Rig, words: &[&str]) -> usize {
    let log = rig.folder.path().join("spool/audit.log");
    let text = std::fs::read_to_string(log).unwrap_or_default();
    text.lines().filter(|line| words.iter().all(|word| line.contains(word))).count()
}
