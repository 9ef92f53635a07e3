//! Commands that root runs continue as the spool's owner before they work in the spool.
//!
//! The owner and its group may put anything into the spool's folder, including symbolic links. Root
//! would follow these links with all its permissions. As the owner, the process can do nothing that
//! the owner could not do, and its files belong to the owner. So the process changes its user for
//! good before it opens anything in the spool. Files that only root may read (settings, documents
//! to send) are opened before that.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{Gid, Uid};
use rustix::process::geteuid;
use rustix::thread::{
    CapabilitySet, CapabilitySets, capabilities, set_capabilities, set_keep_capabilities,
    set_thread_gid, set_thread_groups, set_thread_res_uid,
};

use super::End;
use ferrofax_desk::user;
use ferrofax_spool::safe_file;

/// Whether the process keeps the permission to listen on ports below 1024.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LowPorts {
    Kept,
    GivenUp,
}

/// Changes the user of this process to the spool's owner, if it is root and the spool is not
/// root's. The process must have only one thread.
///
/// # Errors
/// The folder does not exist, everybody may write to it, or the system refuses.
pub(super) fn become_owner(spool: &Path, low_ports: LowPorts) -> Result<(), End> {
    if !geteuid().is_root() {
        return Ok(());
    }
    let failed = |error: std::io::Error| End::failed(format!("{}: {error}", spool.display()));
    let folder = File::open(spool).and_then(|folder| folder.metadata()).map_err(failed)?;
    if folder.mode() & 0o002 != 0 {
        return Err(End::refused(format!(
            "{}: everybody may write it; chmod o-w first",
            spool.display()
        )));
    }
    if folder.uid() == 0 {
        return Ok(());
    }
    user::remember();
    changed(folder.uid(), folder.gid(), low_ports).map_err(|error| {
        End::failed(format!(
            "root cannot become user {}, who owns {}: {error}",
            folder.uid(),
            spool.display()
        ))
    })?;
    log::info!("runs as user {}, who owns the spool", user::name(folder.uid()));
    Ok(())
}

/// Whether [`become_owner`] will change the user of this process.
pub(super) fn will_change(spool: &Path) -> bool {
    geteuid().is_root() && fs::metadata(spool).is_ok_and(|folder| folder.uid() != 0)
}

/// Gives a new folder to the user that [`become_owner`] will choose.
pub(super) fn give_to_owner(made: &Path, spool: &Path) -> Result<(), End> {
    if !will_change(spool) {
        return Ok(());
    }
    let owner = fs::metadata(spool).map_err(End::failed)?;
    safe_file::give(made, owner.uid(), owner.gid())
        .map_err(|error| End::failed(format!("{}: {error}", made.display())))
}

fn changed(uid: u32, gid: u32, low_ports: LowPorts) -> rustix::io::Result<()> {
    let (uid, gid) = (Uid::from_raw(uid), Gid::from_raw(gid));
    set_thread_groups(&[gid])?;
    set_thread_gid(gid)?;
    set_keep_capabilities(low_ports == LowPorts::Kept)?;
    set_thread_res_uid(uid, uid, uid)?;
    let kept = match low_ports {
        // Root in a container may lack this capability. Then the process cannot keep it either.
        LowPorts::Kept => CapabilitySet::NET_BIND_SERVICE & capabilities(None)?.permitted,
        LowPorts::GivenUp => CapabilitySet::empty(),
    };
    set_capabilities(
        None,
        CapabilitySets { effective: kept, permitted: kept, inheritable: CapabilitySet::empty() },
    )
}
