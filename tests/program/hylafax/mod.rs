//! The door for HylaFAX's clients: by the protocol itself, and by HylaFAX's own programs
//! where they are installed.

mod clients;
mod log;
mod protocol;
mod sealed;
mod settings;
mod talk;

/// Alice has a device and a password, bob another; both share 2103 in a group, of which
/// nobody is the desk. Who comes from 127.0.0.2 is the office, without a password.
const SETTINGS: &str = r#"
[drop]
enabled = false

[hylafax]
enabled = true
listen = ["127.0.0.1:0"]
max_session_mb = 1

[limits]
jobs_per_day = 0
night_jobs = 0
night_pages = 0
burst_jobs = 0
burst_refusals = 0

[[user]]
name = "alice"
password = "secret"
device = "2101"

[[user]]
name = "bob"
password = "other"
device = "2102"

[[user]]
name = "office"
device = "2102"

[[network]]
address = "127.0.0.2"
name = "floor"
user = "office"

[[group]]
name = "sales"
devices = ["2102"]
members = ["alice", "bob"]
"#;
