//! Checks whether Asterisk and the Ferrofax service can read each other's files in the spool that
//! they share.
//!
//! The Ferrofax package, when it is installed, gives both access to the spool by an access control
//! list. This also works for an Asterisk that is already running, and for one that drops its user's
//! groups (`rungroup` in asterisk.conf, `-G`). If the spool is shared by a group alone, Asterisk
//! must run in that group.

use crate::service::host::Host;
use ferrofax_spool::finding::NotInGroup;
use ferrofax_spool::{Finding, Fix, Observation, acl};
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The folders of the spool in which both Asterisk and the Ferrofax service write files.
const BOTH_WRITE: [&str; 2] = ["", "jobs"];

/// Checks whether Asterisk may use the spool that it shares with the Ferrofax service: as a member
/// of the spool's group, or by an access control list. Returns one finding (the result of the
/// check). Returns no finding if the spool's group has no right to write to the spool, or if
/// Asterisk runs as root.
pub(super) fn findings(host: &dyn Host, spool: &Path) -> Vec<Finding> {
    let Ok(folder) = fs::metadata(spool) else { return Vec::new() };
    let user = rustix::process::geteuid();
    if !is_shared(&folder) || user.is_root() {
        return Vec::new();
    }
    let mut ours = rustix::process::getgroups().unwrap_or_default();
    ours.push(rustix::process::getegid());
    let is_member = ours.iter().any(|group| group.as_raw() == folder.gid());
    let is_listed =
        || BOTH_WRITE.iter().all(|name| acl::lets_work(&spool.join(name), user.as_raw()));
    let works = is_member || is_listed();
    vec![if works { well(spool) } else { wrong(spool, reason(host, user.as_raw(), folder.gid())) }]
}

/// Whether `folder` is shared, because the folder's group may write in it.
fn is_shared(folder: &Metadata) -> bool {
    folder.mode() & 0o020 != 0
}

/// Finds the reason why Asterisk does not run in the group that shares the spool.
fn reason(host: &dyn Host, user: u32, group: u32) -> NotInGroup {
    let conf = host.config("asterisk.conf").unwrap_or_default();
    let mut options = conf.categories.iter().flat_map(|category| &category.options);
    let rungroup = options.find(|option| option.key.eq_ignore_ascii_case("rungroup"));
    let command = fs::read("/proc/self/cmdline").unwrap_or_default();
    let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
    judge(
        rungroup.map(|option| option.value.as_str()),
        &String::from_utf8_lossy(&command),
        (&read("/etc/passwd"), user),
        (&read("/etc/group"), group),
    )
}

/// Finds the reason why Asterisk does not run in the group that shares the spool. `rungroup` is the
/// option of asterisk.conf. `command` is the command line of Asterisk, with its words separated by
/// zero bytes. `users` and `groups` are the contents of passwd(5) and group(5).
fn judge(
    rungroup: Option<&str>,
    command: &str,
    (users, user): (&str, u32),
    (groups, group): (&str, u32),
) -> NotInGroup {
    if let Some(group) = rungroup {
        return NotInGroup::Rungroup { group: group.to_owned() };
    }
    let mut words = command.split('\0').skip_while(|word| !word.starts_with("-G"));
    if let Some(word) = words.next() {
        let group = if word == "-G" { words.next().unwrap_or_default() } else { &word[2..] };
        return NotInGroup::Option { group: group.to_owned() };
    }
    let user = row(users, user).and_then(|row| row.first().copied()).unwrap_or("asterisk");
    let found = row(groups, group);
    let members = found.as_ref().and_then(|row| row.get(3)).copied().unwrap_or_default();
    if members.split(',').any(|member| member == user) {
        NotInGroup::StartedBefore
    } else {
        let group = found.and_then(|row| row.first().copied()).unwrap_or("ferrofax");
        NotInGroup::NoMember { user: user.to_owned(), group: group.to_owned() }
    }
}

/// Finds the line of passwd(5) or group(5) whose third field (the id) is this number, and returns
/// its fields.
fn row(text: &str, number: u32) -> Option<Vec<&str>> {
    let number = number.to_string();
    let mut rows = text.lines().map(|line| line.split(':').collect::<Vec<_>>());
    rows.find(|row| row.get(2) == Some(&number.as_str()))
}

fn well(spool: &Path) -> Finding {
    Finding::well("group", Observation::GroupWorks { folder: spool.display().to_string() })
}

fn wrong(spool: &Path, reason: NotInGroup) -> Finding {
    let (folder, remedy) = (spool.display().to_string(), reason.clone());
    Finding::wrong(
        "group",
        Observation::GroupMissing { folder, reason },
        Fix::ShareSpool { remedy },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::host::Clocks;
    use ferrofax_spool::event::Language;
    use std::os::unix::fs::PermissionsExt;

    struct Nothing;

    impl Clocks for Nothing {}

    impl Host for Nothing {
        fn manager_event(&self, _: &str, _: &[(&str, String)]) {}
    }

    #[test]
    fn a_spool_of_the_owner_alone_needs_no_group() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).expect("it is ours");
        assert_eq!(findings(&Nothing, folder.path()), []);
        assert!(!is_shared(&fs::metadata(folder.path()).expect("it is there")));
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o2770)).expect("it is ours");
        assert!(is_shared(&fs::metadata(folder.path()).expect("it is there")));
        assert_eq!(findings(&Nothing, &folder.path().join("none")), []);
    }

    #[test]
    fn each_reason_has_the_remedy_that_fits_it() {
        let users = "root:x:0:0::/root:/bin/sh\nasterisk:x:120:121::/:/bin/false\n";
        let groups = "asterisk:x:121:\nferrofax:x:993:www,asterisk\n";
        let without = "asterisk:x:121:\nferrofax:x:993:asterisks\n";
        let judge =
            |rungroup, command, groups| judge(rungroup, command, (users, 120), (groups, 993));
        let plain = "/usr/sbin/asterisk\0-U\0asterisk\0";
        let by_option = "/usr/sbin/asterisk\0-f\0-U\0asterisk\0-G\0asterisk\0";
        for (why, text, remedy) in [
            (judge(None, plain, groups), "since Asterisk was started", "restart Asterisk"),
            (
                judge(None, plain, without),
                "asterisk is not in the group ferrofax",
                "`usermod -a -G ferrofax asterisk`",
            ),
            (
                judge(None, by_option, groups),
                "`-G asterisk`",
                "remove `-G asterisk` from the command",
            ),
            (judge(None, "asterisk\0-Gasterisk\0", groups), "`-G asterisk`", "remove `-G"),
            (
                judge(Some("pbx"), plain, groups),
                "`rungroup = pbx`",
                "remove `rungroup = pbx` from asterisk.conf",
            ),
            (judge(None, plain, ""), "asterisk is not in the group ferrofax", "usermod"),
        ] {
            let found = wrong(Path::new("/spool"), why);
            let (said, fix) = (found.text(Language::English), found.fix_text(Language::English));
            assert!(!found.is_well && said.contains(text), "{said}");
            assert!(fix.contains(remedy) && fix.contains("systemctl restart"), "{fix}");
            assert!(fix.contains("systemd-tmpfiles --create"), "{fix}");
        }
        assert!(well(Path::new("/spool")).is_well);
    }
}
