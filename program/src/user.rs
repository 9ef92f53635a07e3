//! Users by name: who runs the program, and whose a job file is, for the jobs' owner and
//! the history.

use std::sync::OnceLock;

/// Where the system's users stand.
const USERS: &str = "/etc/passwd";

/// Who has started this process, where it works as another by now.
static STARTED_BY: OnceLock<u32> = OnceLock::new();

/// The user that this process runs for.
pub(super) fn current() -> String {
    name(current_id())
}

/// The same as a number.
pub(super) fn current_id() -> u32 {
    STARTED_BY.get().copied().unwrap_or_else(|| rustix::process::getuid().as_raw())
}

/// To be called before this process becomes another user's.
pub(super) fn remember() {
    let _ = STARTED_BY.set(rustix::process::getuid().as_raw());
}

/// The name of a user; `user 1000` if it has none.
pub(super) fn name(id: u32) -> String {
    let users = std::fs::read_to_string(USERS).unwrap_or_default();
    named(&users, id).unwrap_or_else(|| format!("user {id}"))
}

/// The name that a list of users, as passwd(5) has it, gives an id.
fn named(users: &str, id: u32) -> Option<String> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, _, found) = (fields.next()?, fields.next()?, fields.next()?);
        (found.parse() == Ok(id) && !name.is_empty()).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_id() {
        let users = "root:x:0:0:root:/root:/bin/bash\n# comment\nasterisk:x:112:120::/var/lib/asterisk:/bin/false\n";
        assert_eq!(named(users, 112).as_deref(), Some("asterisk"));
        assert_eq!(named(users, 113), None);
    }
}
