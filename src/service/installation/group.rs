//! Is the PBX's process in the group that the spool is shared with? Asterisk told to run
//! with a group (`rungroup` in asterisk.conf, `-G`) leaves its user's other groups out, and
//! what it receives then is closed to the gateway.

use ferrofax_spool::Finding;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Nothing where the spool is its owner's alone, or we are root.
pub(super) fn findings(spool: &Path) -> Vec<Finding> {
    let Ok(folder) = fs::metadata(spool) else { return Vec::new() };
    if !is_shared(&folder) || rustix::process::geteuid().is_root() {
        return Vec::new();
    }
    let mut ours = rustix::process::getgroups().unwrap_or_default();
    ours.push(rustix::process::getegid());
    vec![judge(spool, ours.iter().any(|group| group.as_raw() == folder.gid()))]
}

/// Whether others than the owner work in it, by its group.
fn is_shared(folder: &Metadata) -> bool {
    folder.mode() & 0o020 != 0
}

fn judge(spool: &Path, is_member: bool) -> Finding {
    let spool = spool.display();
    if is_member {
        return Finding::well("group", format!("Asterisk runs in the group of {spool}"));
    }
    Finding::wrong(
        "group",
        format!(
            "Asterisk runs without the group of {spool}: what it receives stays closed to the gateway"
        ),
        format!(
            "take `rungroup` out of asterisk.conf, and -G out of what starts Asterisk; \
             `usermod -a -G \"$(stat -c %G {spool})\" asterisk` where its user is not in the group; \
             start Asterisk again; what was received before: docs/spool.md"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_spool_of_the_owner_alone_needs_no_group() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).expect("it is ours");
        assert_eq!(findings(folder.path()), []);
        assert!(!is_shared(&fs::metadata(folder.path()).expect("it is there")));
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o2770)).expect("it is ours");
        assert!(is_shared(&fs::metadata(folder.path()).expect("it is there")));
        assert_eq!(findings(&folder.path().join("none")), []);
    }

    #[test]
    fn a_pbx_outside_of_the_group_is_named_with_its_mend() {
        let spool = Path::new("/var/spool/asterisk/ferrofax");
        assert!(judge(spool, true).is_well);
        let found = judge(spool, false);
        assert!(!found.is_well && found.text.contains("closed to the gateway"), "{found:?}");
        assert!(found.mend.contains("rungroup") && found.mend.contains("-G"), "{found:?}");
    }
}
