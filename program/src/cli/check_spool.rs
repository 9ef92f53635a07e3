//! `ferrofax check`, of the spool's folder: is there room, and may those who work in it?

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::findings::Findings;
use crate::user;
use ferrofax_spool::{Spool, WordIndex};

/// With less room a fax of many pages might not be kept.
const LEAST_BYTES: u64 = 64 << 20;
const LEAST_FILES: u64 = 1000;

/// So many files are looked at, at most.
const MOST_FILES: usize = 20_000;

/// Whether there is room.
pub(super) fn disk(folder: &Path, findings: &mut Findings) {
    const MEND: &str = "make room there; `retention_days` in ferrofax.conf and `ferrofax cleanup` delete old faxes";
    // What is not there is told by itself.
    let Ok(system) = rustix::fs::statvfs(folder) else { return };
    let free = system.f_bavail.saturating_mul(system.f_frsize);
    let text = format!("{} MiB are free in {}", free >> 20, folder.display());
    if free < LEAST_BYTES {
        findings.wrong("disk", format!("only {text}"), MEND);
    } else if system.f_files > 0 && system.f_favail < LEAST_FILES {
        let text = format!("only {} more files fit in {}", system.f_favail, folder.display());
        findings.wrong("disk", text, MEND);
    } else {
        findings.well("disk", text);
    }
}

/// Whether people find received faxes by words.
pub(super) fn words(spool: &Spool, findings: &mut Findings) {
    let found = match spool.look_at_words() {
        Ok(WordIndex::Whole) => Ok("each received fax can be found by its words".to_owned()),
        Ok(WordIndex::Lacks(count)) => {
            Err(format!("{count} received faxes are not in the index of words"))
        }
        Ok(WordIndex::Broken(why)) => Err(format!("the index of words can't be read: {why}")),
        Err(error) => Err(error.to_string()),
    };
    findings.add_result("search", found, "`ferrofax index` makes it anew, at work");
}

/// Whether the spool's owner, and its group where it is shared, can use what is in it.
pub(super) fn rights(folder: &Path, findings: &mut Findings) {
    let found = fs::symlink_metadata(folder).map_err(|error| error.to_string()).and_then(|top| {
        if top.mode() & 0o002 != 0 {
            return Err(format!("everybody may write {}", folder.display()));
        }
        look(folder, &top)?;
        let shared = if is_shared(&top) { " and its group" } else { "" };
        Ok(format!("all in it is {}'s{shared}", user::name(top.uid())))
    });
    let mend =
        format!("chown, chgrp and chmod as docs/spool.md has them, for {}", folder.display());
    findings.add_result("rights", found, &mend);
}

/// Whether others than the owner work in it, by its group.
fn is_shared(folder: &Metadata) -> bool {
    folder.mode() & 0o020 != 0
}

fn look(folder: &Path, top: &Metadata) -> Result<(), String> {
    let mut seen = 0;
    let mut todo: Vec<PathBuf> =
        ["received", "jobs"].iter().map(|name| folder.join(name)).collect();
    for name in ["spool.db", "spool.db-wal", "spool.db-shm"] {
        let file = folder.join(name);
        if let Ok(found) = fs::symlink_metadata(&file) {
            judge(&file, &found, top, 0o6)?;
        }
    }
    while let Some(path) = todo.pop() {
        let Ok(found) = fs::symlink_metadata(&path) else { continue };
        let is_folder = found.is_dir();
        judge(&path, &found, top, if is_folder { 0o5 } else { 0o4 })?;
        seen += 1;
        if is_folder && seen < MOST_FILES {
            let entries =
                fs::read_dir(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            todo.extend(entries.flatten().map(|entry| entry.path()));
        }
    }
    Ok(())
}

/// Whether the owner of the spool, and its group, have these rights to a file in it.
fn judge(path: &Path, found: &Metadata, top: &Metadata, needed: u32) -> Result<(), String> {
    let (of_owner, of_group) = (needed << 6, needed << 3);
    let group_may = found.gid() == top.gid() && found.mode() & of_group == of_group;
    let owner_may = match found.uid() == top.uid() {
        true => found.mode() & of_owner == of_owner,
        false => group_may,
    };
    let told = |who: &str, may: &str| {
        format!(
            "{} is {}'s with mode {:04o}: {who} can't {may} it",
            path.display(),
            user::name(found.uid()),
            found.mode() & 0o7777
        )
    };
    let may = if needed & 0o2 != 0 { "write" } else { "read" };
    match (owner_may, group_may) {
        (false, _) => Err(told(&user::name(top.uid()), may)),
        (true, false) if is_shared(top) => Err(told("the folder's group", may)),
        _ => Ok(()),
    }
}
