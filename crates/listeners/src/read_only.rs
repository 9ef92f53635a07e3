//! How people let the service write into a folder of theirs.

use std::io;

/// Adds the fix to the error of a folder into which the service may not write. The service's systemd
/// unit makes all folders read-only that it does not name.
pub(crate) fn with_fix(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::ReadOnlyFilesystem => {
            let fix = "add the folder as ReadWritePaths= to the service's unit, by `systemctl edit \
                       ferrofax`, and restart the service";
            io::Error::new(error.kind(), format!("{error}; if it is not the disk itself: {fix}"))
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_error_of_a_read_only_folder_gets_the_fix() {
        let shown = |code| with_fix(io::Error::from_raw_os_error(code)).to_string();
        let read_only = shown(rustix::io::Errno::ROFS.raw_os_error());
        assert!(read_only.contains("Read-only") && read_only.contains("ReadWritePaths="));
        let no_rights = shown(rustix::io::Errno::ACCESS.raw_os_error());
        assert!(no_rights.contains("Permission denied") && !no_rights.contains("ReadWritePaths="));
    }
}
