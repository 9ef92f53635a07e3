//! Programs of others that a test compares with, where they are installed.

/// Whether a program is there; says so if not.
pub(crate) fn is_there(program: &str) -> bool {
    let found =
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).any(|dir| dir.join(program).is_file());
    if !found {
        eprintln!("{program} is not installed: nothing is tested against it");
    }
    found
}
