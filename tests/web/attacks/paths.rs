//! Addresses that lead out of what is served.

use super::Siege;

const PATHS: [&str; 18] = [
    "/assets/../../../etc/passwd",
    "/assets/..%2f..%2f..%2fetc%2fpasswd",
    "/assets/%2e%2e/%2e%2e/etc/passwd",
    "/assets/..\\..\\audit.log",
    "/assets/page.css%00.js",
    "/in/..%2f..%2faudit.log",
    "/in/../spool.db",
    "/in/1%2f..%2f2",
    "/in/-1",
    "/in/9223372036854775808",
    "/in/0x1",
    "/in/%ff",
    "/in/1/picture/..%2f..%2f1",
    "/in/1/picture/99999999999999999999",
    "/in/1/pdf/../../../spool.db",
    "//etc/passwd",
    "/.git/config",
    "/out/1;drop%20table%20jobs/picture/1",
];

pub(super) const COUNT: usize = PATHS.len();

#[test]
fn no_address_leads_out() {
    let mut siege = Siege::begun();
    let mut alice = siege.alice();
    for path in PATHS {
        let answer = alice.get(path);
        siege.refused(path, &answer, &[400, 404]);
        let text = answer.text();
        assert!(!text.contains("root:") && !text.contains("SQLite"), "{path}: {text}");
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
    }
    siege.ended(COUNT);
}
