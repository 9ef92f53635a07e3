//! Finds the names of system users: of the user who runs `ferrofax`, and of the owner of a job
//! file. Jobs and their history contain these names.

use std::sync::OnceLock;

/// The file with the system's users.
const USERS: &str = "/etc/passwd";

/// The id of the system user who started this process. It is set before the process changes its
/// user.
static STARTED_BY: OnceLock<u32> = OnceLock::new();

/// The name of the system user who started this process.
pub fn current() -> String {
    name(current_id())
}

/// The id of the system user who started this process, even if the process has changed its user
/// since.
pub fn current_id() -> u32 {
    STARTED_BY.get().copied().unwrap_or_else(|| rustix::process::getuid().as_raw())
}

/// Stores the id of the system user who runs this process now. Call this before the process changes
/// its user.
pub fn remember() {
    let _ = STARTED_BY.set(rustix::process::getuid().as_raw());
}

/// The name of the system user with this id. If the id has no name, the result is a text such as
/// `user 1000`.
pub fn name(id: u32) -> String {
    let users = std::fs::read_to_string(USERS).unwrap_or_default();
    named(&users, id).unwrap_or_else(|| format!("user {id}"))
}

/// Finds the name of the user with this id in `users`, the content of a file in the format of
/// passwd(5).
fn named(users: &str, id: u32) -> Option<String> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, _, found) = (fields.next()?, fields.next()?, fields.next()?);
        (found.parse() == Ok(id) && !name.is_empty()).then(|| name.to_owned())
    })
}

/// The file with the system's groups.
const GROUPS: &str = "/etc/group";

/// The id of a group of the operating system; `None` if there is no such group.
pub fn group(name: &str) -> Option<u32> {
    let groups = std::fs::read_to_string(GROUPS).unwrap_or_default();
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (found, _, id) = (fields.next()?, fields.next()?, fields.next()?);
        (found == name).then(|| id.parse().ok())?
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
